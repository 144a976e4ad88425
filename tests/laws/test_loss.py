"""What must hold of those lost early, whatever the data: bounds, the delta curve, tipping points and weights."""

from __future__ import annotations

from math import inf, isinf, isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.counting import EventTable, event_table
from isostats.estimate import aalen_johansen, ipcw, kaplan_meier, remission_if_lost
from isostats.estimate.loss_scenarios import curves_of, tipping_point

CAUSES = ("relapse", "lost_early", "death")
DAYS = [3, 10, 25, 60]
DELTAS = [0.5, 1.0, 2.0, 5.0]
rows = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 3), st.sampled_from(["a", "b", "c"])), min_size=1, max_size=60
)
SETTINGS = settings(max_examples=25, deadline=None)


def counts(people: list[tuple[int, int, str]], *, by: bool = False, causes: tuple[str, ...] = CAUSES) -> EventTable:
    day, event, group = zip(*people, strict=True)
    return event_table(day, event, group=group if by else None, causes=causes)


def of_delta(table: EventTable, delta: float) -> pd.DataFrame:
    frame = remission_if_lost(table, days=DAYS, deltas=DELTAS, min_at_risk=0).frame
    return frame[frame["delta"] == delta].reset_index(drop=True)


def same(one: pd.DataFrame, two: pd.DataFrame, *names: str) -> None:
    for name in names or ("estimate", "std_error", "lower", "upper"):
        np.testing.assert_allclose(one[name], two[name], rtol=1e-10, atol=1e-12, err_msg=name)


@SETTINGS
@given(rows)
def test_delta_one_is_kaplan_meier(people: list[tuple[int, int, str]]) -> None:
    table = counts(people)
    known = kaplan_meier(table).at(DAYS, min_at_risk=0)
    same(of_delta(table, 1.0), known, "estimate", "std_error")


@SETTINGS
@given(rows)
def test_the_bounds_are_the_two_usual_curves(people: list[tuple[int, int, str]]) -> None:
    """All relapse: Kaplan-Meier of outcome or loss. None does: one minus the incidence in which loss competes."""
    table = counts(people)
    first = [(day, 1 if event in (1, 2) else 0, "") for day, event, _ in people]
    same(of_delta(table, inf), kaplan_meier(counts(first, causes=("either",))).at(DAYS, min_at_risk=0), "estimate")
    rival = [(day, 0 if event == 3 else event, "") for day, event, _ in people]
    incidence = aalen_johansen(counts(rival, causes=CAUSES[:2])).at(DAYS, min_at_risk=0)
    incidence = incidence[incidence["cause"] == "relapse"].reset_index(drop=True)
    same(of_delta(table, 0.0), incidence.assign(estimate=1 - incidence["estimate"]), "estimate")


@SETTINGS
@given(rows)
def test_remission_falls_as_delta_grows_and_stays_between_the_bounds(people: list[tuple[int, int, str]]) -> None:
    frame = remission_if_lost(counts(people), days=DAYS, deltas=DELTAS, min_at_risk=0).frame
    for _, of_day in frame.groupby("time"):
        assert (np.diff(of_day["estimate"]) <= 1e-12).all()


@SETTINGS
@given(rows)
def test_only_early_loss_varies(people: list[tuple[int, int, str]]) -> None:
    stayed = [(day, 0 if event == 2 else event, group) for day, event, group in people]
    frame = remission_if_lost(counts(stayed), days=DAYS, deltas=DELTAS, min_at_risk=0).frame
    for _, of_day in frame.groupby("time"):
        np.testing.assert_allclose(of_day["estimate"], of_day["estimate"].iloc[0], atol=1e-12)


@SETTINGS
@given(rows, st.sampled_from(DELTAS))
def test_without_other_censoring_it_is_a_plain_mean(people: list[tuple[int, int, str]], delta: float) -> None:
    """Everybody who was not lost is seen to the horizon: those lost count by what the curve says of them from then."""
    everyone = [(day, event, "") if event in (1, 2) else (61, 0, "") for day, event, _ in people]
    table, curve = counts(everyone), kaplan_meier(counts(everyone)).frame.set_index("time")["estimate"]

    def free(day: int) -> float:
        return float(curve[curve.index <= day].iloc[-1])

    for day in DAYS:
        later = [
            ((free(day) / free(on)) if free(on) else 0.0) ** delta if event == 2 and on <= day else float(on > day)
            for on, event, _ in everyone
        ]
        row = of_delta(table, delta).set_index("time").loc[day]
        assert row["estimate"] == pytest.approx(np.mean(later), abs=1e-12)


@SETTINGS
@given(rows, st.floats(0.05, 0.95))
def test_at_its_tipping_point_the_estimate_is_the_share(people: list[tuple[int, int, str]], share: float) -> None:
    curves, day = curves_of(counts(people)), 25
    ends = curves.at(day, np.array([0.0, inf]))[0]
    at = tipping_point(curves, day, share=share, verdict=lambda estimate, _: str(estimate >= share)).at_share
    if isnan(at):
        assert not ends[1] <= share <= ends[0]
    elif not at:  # nearer to 0 than any delta that is tried
        assert curves.at(day, np.array([1e-4]))[0][0] <= share <= ends[0]
    elif not isinf(at):  # where everybody at risk fails on one day, the estimate jumps past the share
        before, there = curves.at(day, np.array([at * (1 - 1e-6), at]))[0]
        assert there <= share + 1e-9
        assert before >= share - 1e-9


def test_a_delta_that_is_no_multiple_of_anything_is_none() -> None:
    """7.3e-13 times a hazard is what nobody lost early having the outcome is called otherwise."""
    curves, day = curves_of(counts([(1, 2, "a"), (5, 1, "a"), (9, 2, "a"), (12, 1, "a"), (30, 0, "a")])), 25
    share = float(curves.at(day, np.array([1e-12]))[0][0])
    tips = tipping_point(curves, day, share=share, verdict=lambda estimate, _: str(estimate >= share))
    assert (tips.at_share, tips.below) == (0.0, 0.0)


@SETTINGS
@given(rows)
def test_the_verdict_changes_at_the_tipping_point_and_not_before(people: list[tuple[int, int, str]]) -> None:
    curves, day = curves_of(counts(people)), 25

    def verdict(estimate: float, _: float) -> str:
        return "above" if estimate > 0.7 else "below"

    def at(delta: float) -> str:
        return verdict(float(curves.at(day, np.array([delta]))[0][0]), 0.0)

    tips = tipping_point(curves, day, share=0.7, verdict=verdict)
    assert tips.verdict == at(1.0)
    for delta, there in ((tips.below, tips.verdict_below), (tips.above, tips.verdict_above)):
        if isnan(delta):
            assert not there
            continue
        assert at(delta) == there != tips.verdict
        near = delta + (1e-6 if delta < 1 else -1e-6) * max(delta, 1e-3)
        if not isinf(delta) and delta > 1e-3:
            assert at(near) == tips.verdict
    if isnan(tips.below):
        assert at(0.0) == tips.verdict
    if isnan(tips.above):
        assert at(inf) == tips.verdict


@SETTINGS
@given(rows)
def test_people_of_one_kind_weigh_as_kaplan_meier(people: list[tuple[int, int, str]]) -> None:
    table = counts(people)
    weighted = ipcw(table)
    known = kaplan_meier(table).at(DAYS, min_at_risk=0)
    same(weighted.curve.at(DAYS, min_at_risk=0), known, "estimate")
    reached = table.at_risk_on(DAYS)[0] > 0
    for day in np.array(DAYS)[reached]:
        of = weighted.weights_at(int(day))
        assert of["lowest"] == pytest.approx(1) == of["highest"]
        assert of["effective_n"] == pytest.approx(of["n"])


@SETTINGS
@given(rows)
def test_nobody_lost_is_kaplan_meier_of_all_groups(people: list[tuple[int, int, str]]) -> None:
    stayed = [(day, 0 if event == 2 else event, group) for day, event, group in people]
    for model in ("cox", "strata"):
        mine = ipcw(counts(stayed, by=True), model=model).curve.at(DAYS, min_at_risk=0)  # type: ignore[arg-type]
        same(mine, kaplan_meier(counts(stayed)).at(DAYS, min_at_risk=0), "estimate")

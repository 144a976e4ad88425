"""What must hold whatever the data: laws of the event table and of every estimator on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.counting import EventTable, event_table
from isostats.estimate import (
    aalen_johansen,
    bootstrap,
    kaplan_meier,
    loglog_test,
    logrank,
    median_followup,
    proportion,
    rmst,
    rmst_difference,
)
from isostats.estimate.curves import followup_curve
from tests.sweeps import tried

CAUSES = ("relapse", "death")
SETTINGS = settings(max_examples=tried(60), deadline=None)
DAYS = [0, 1, 7, 20, 60]


@dataclass
class Rows:
    """Rows as a user has them, and their event table."""

    frame: pd.DataFrame

    def table(self, frame: pd.DataFrame | None = None, **changes: Any) -> EventTable:
        f = self.frame if frame is None else frame
        given = {"group": f["group"], "entry": f["entry"], "causes": CAUSES} | changes
        return event_table(f["day"], f["cause"], **given)


@st.composite
def rows(draw: st.DrawFn, *, late: bool = False, censoring: bool = True, least: int = 1) -> Rows:
    """People with few distinct days, so that ties are the rule; with ``late`` some enter after the start."""
    n = draw(st.integers(least, 40))
    draw_list = lambda values: draw(st.lists(values, min_size=n, max_size=n))  # noqa: E731
    entry = draw_list(st.integers(-1, 8)) if late else [-1] * n
    length = draw_list(st.integers(1, draw(st.sampled_from([3, 12, 50]))))
    return Rows(
        pd.DataFrame(
            {
                "entry": entry,
                "day": np.add(entry, length),
                "cause": draw_list(st.integers(0 if censoring else 1, 2)),
                "group": draw_list(st.sampled_from("abc")),
            }
        )
    )


def same_curves(one: pd.DataFrame, two: pd.DataFrame, *, but: tuple[str, ...] = ()) -> None:
    pd.testing.assert_frame_equal(one.drop(columns=list(but)), two.drop(columns=list(but)), rtol=1e-11, atol=1e-12)


@SETTINGS
@given(rows(late=True), st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(data: Rows, random: Any) -> None:
    order = list(range(len(data.frame)))
    random.shuffle(order)
    one, two = data.table(), data.table(data.frame.iloc[order])
    for name in ("days", "events", "censored", "entered"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


@SETTINGS
@given(rows(late=True), st.data())
def test_a_weight_is_a_repetition(data: Rows, more: st.DataObject) -> None:
    weights = more.draw(st.lists(st.integers(1, 4), min_size=len(data.frame), max_size=len(data.frame)))
    weighted = data.table(weights=weights)
    repeated = data.table(data.frame.loc[data.frame.index.repeat(weights)])
    for name in ("days", "events", "censored", "entered"):
        assert np.array_equal(getattr(weighted, name), getattr(repeated, name))


@SETTINGS
@given(rows(), st.data())
def test_splitting_observation_leaves_every_number_alone(data: Rows, more: st.DataObject) -> None:
    """A person seen to day c and from day c on is the same person: curves, tests and means do not change."""
    whole = data.frame
    cut = np.array([more.draw(st.integers(-1, day - 1)) for day in whole["day"]])
    first = whole[cut >= 0].assign(day=cut[cut >= 0], cause=0)
    parts = pd.concat([first, whole.assign(entry=cut)])
    split, table = data.table(parts), data.table()
    assert np.array_equal(split.at_risk_on(table.days), table.at_risk)
    for estimator in (kaplan_meier, aalen_johansen):
        before, after = estimator(table).at(DAYS, min_at_risk=0), estimator(split).at(DAYS, min_at_risk=0)
        same_curves(before, after, but=("n",))
    assert logrank(split).statistic == pytest.approx(logrank(table).statistic, rel=1e-9, nan_ok=True)
    one, two = (rmst(t, horizon_days=30, min_at_risk=0) for t in (table, split))
    same_curves(one, two, but=("n",))


@SETTINGS
@given(rows(late=True))
def test_incidences_and_remission_sum_to_one(data: Rows) -> None:
    table = data.table()
    incidence = aalen_johansen(table).at(DAYS, min_at_risk=0).groupby(["group", "time"])["estimate"].sum()
    remission = kaplan_meier(table.combined("either")).at(DAYS, min_at_risk=0).groupby(["group", "time"])["estimate"]
    np.testing.assert_allclose(incidence + remission.sum(), 1, atol=1e-12)


@SETTINGS
@given(rows(late=True))
def test_with_one_cause_incidence_is_one_less_remission(data: Rows) -> None:
    table = data.table().only("relapse")
    remission, incidence = kaplan_meier(table).frame, aalen_johansen(table).frame
    np.testing.assert_allclose(incidence["estimate"], 1 - remission["estimate"], atol=1e-12)
    some = remission["estimate"] > 0
    np.testing.assert_allclose(incidence["std_error"][some], remission["std_error"][some], atol=1e-8)


@SETTINGS
@given(rows(late=True), st.lists(st.integers(0, 70), min_size=1, max_size=6))
def test_everybody_is_somewhere(data: Rows, days: list[int]) -> None:
    table = data.table()
    late = data.frame["entry"].to_numpy()
    for curve in (kaplan_meier(table), aalen_johansen(table)):
        under = curve.risk_table(days).set_index(["group", "time"]).sum(axis=1)
        for (group, day), counted in under.items():
            inside = (data.frame["group"] == group).to_numpy()
            assert counted == inside.sum() - (inside & (late >= day)).sum()
    person = data.frame.iloc[0]
    at_risk = (
        (data.frame["day"] >= person["day"]) & (late < person["day"]) & (data.frame["group"] == person["group"])
    ).sum()
    table_row = kaplan_meier(table).risk_table([person["day"]]).set_index("group")
    assert table_row.loc[person["group"], "at_risk"] == at_risk


@SETTINGS
@given(rows(censoring=False))
def test_without_censoring_it_is_a_plain_proportion(data: Rows) -> None:
    table = data.table(group=None)
    f, n = data.frame, len(data.frame)
    for day in (1, 5, 20):
        found = aalen_johansen(table).at(day, min_at_risk=0).set_index("cause")
        for k, cause in enumerate(CAUSES, start=1):
            share = ((f["day"] <= day) & (f["cause"] == k)).mean()
            assert found.loc[cause, "estimate"] == pytest.approx(share, abs=1e-12)
            # squared: the root of a rounding error is larger than one
            assert found.loc[cause, "std_error"] ** 2 == pytest.approx(share * (1 - share) / n, abs=1e-12)
        left = kaplan_meier(table.combined("either")).at(day, min_at_risk=0)["estimate"].item()
        assert left == pytest.approx((f["day"] > day).mean(), abs=1e-12)
    mean = rmst(table.combined("either"), horizon_days=60, min_at_risk=0).iloc[0]
    assert mean["estimate"] == pytest.approx(f["day"].mean())
    assert mean["std_error"] == pytest.approx(f["day"].std(ddof=0) / n**0.5, abs=1e-7)


@SETTINGS
@given(rows(late=True), rows(late=True))
def test_added_tables_are_pooled_rows(one: Rows, two: Rows) -> None:
    added = one.table() + two.table()
    together = one.table(pd.concat([one.frame, two.frame], ignore_index=True))
    assert set(added.groups) == set(together.groups)
    for name in ("days", "events", "censored", "entered"):
        ours, theirs = getattr(added.select(*together.groups), name), getattr(together, name)
        assert np.array_equal(ours, theirs)
    pooled, ungrouped = together.pooled(), one.table(pd.concat([one.frame, two.frame]), group=None)
    assert np.array_equal(pooled.events, ungrouped.events)
    assert np.array_equal(pooled.at_risk, ungrouped.at_risk)


@SETTINGS
@given(rows(late=True, least=4), st.permutations("abc"))
def test_the_names_of_groups_do_not_move_the_logrank(data: Rows, names: list[str]) -> None:
    renamed = data.frame.assign(group=data.frame["group"].map(dict(zip("abc", names, strict=True))))
    one, two = logrank(data.table()), logrank(data.table(renamed))
    assert one.statistic == pytest.approx(two.statistic, rel=1e-8, abs=1e-10, nan_ok=True)
    assert one.degrees_of_freedom == two.degrees_of_freedom
    assert one.observed.sum() == pytest.approx(one.expected.sum())
    assert np.allclose(one.variance.sum(axis=0), 0, atol=1e-9)


@SETTINGS
@given(rows(late=True), st.integers(1, 70))
def test_restricted_mean_is_the_area(data: Rows, horizon: int) -> None:
    table = data.table()
    found = rmst(table, horizon_days=horizon, min_at_risk=0).set_index("group")
    daily = kaplan_meier(table).at(list(range(horizon)), min_at_risk=0).groupby("group")["estimate"].sum()
    np.testing.assert_allclose(found.loc[daily.index, "estimate"], daily, rtol=1e-11)
    assert (found["estimate"] <= horizon).all()
    if len(table.groups) > 1:
        difference = rmst_difference(table, horizon_days=horizon, min_at_risk=0)
        first = found["estimate"].iloc[0]
        np.testing.assert_allclose(difference["estimate"], found["estimate"].iloc[1:] - first, rtol=1e-9, atol=1e-9)


@SETTINGS
@given(rows(late=True), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_curves_are_monotone_and_inside_their_limits(data: Rows, level: float) -> None:
    table = data.table()
    for curve, sign in ((kaplan_meier(table, level=level), -1), (aalen_johansen(table, level=level), 1)):
        keys = ["group", "cause"] if "cause" in curve.frame else ["group"]
        for _, block in curve.frame.groupby(keys):
            assert (sign * np.diff(block["estimate"]) >= -1e-12).all()
            assert block["estimate"].between(-1e-12, 1 + 1e-12).all()
            assert block["time"].is_monotonic_increasing
            assert block["time"].iloc[0] == 0
            limited = block.dropna()
            assert ((limited["lower"] <= limited["estimate"]) & (limited["estimate"] <= limited["upper"])).all()
            assert (block["lower"].isna() == block["upper"].isna()).all()


@SETTINGS
@given(rows(least=3), st.sampled_from([0.2, 0.5, 0.85]), st.sampled_from([0.8, 0.95]))
def test_a_test_and_an_interval_never_disagree(data: Rows, value: float, level: float) -> None:
    for row in kaplan_meier(data.table(), level=level).at(DAYS, min_at_risk=0).to_dict("records"):
        found = loglog_test(row["estimate"], row["std_error"], value)
        if np.isfinite(row["lower"]) and row["lower"] > 0 and abs(found.p_value - (1 - level)) > 1e-9:
            assert (found.p_value < 1 - level) == (not row["lower"] <= value <= row["upper"])
            assert found.p_value == pytest.approx(2 * min(found.p_greater, found.p_less))


@SETTINGS
@given(rows())
def test_followup_is_the_mirror_where_nobody_shares_a_day(data: Rows) -> None:
    f = data.frame.assign(day=np.arange(1, len(data.frame) + 1))
    table = data.table(f, group=None)
    mirrored = event_table(f["day"], f["cause"] == 0)
    np.testing.assert_allclose(
        followup_curve(table).frame["estimate"], kaplan_meier(mirrored).frame["estimate"], atol=1e-12
    )
    same_curves(median_followup(table), kaplan_meier(mirrored).median().drop(columns="bound"))  # no outcome has one


@SETTINGS
@given(rows(late=True), st.integers(1, 30))
def test_multiplying_everybody_shrinks_the_error_alone(data: Rows, times: int) -> None:
    one = data.table()
    many = data.table(weights=[times] * len(data.frame))
    for estimator in (kaplan_meier, aalen_johansen):
        a, b = estimator(one).frame, estimator(many).frame
        np.testing.assert_allclose(a["estimate"], b["estimate"], atol=1e-12)
        np.testing.assert_allclose(a["std_error"] ** 2, times * b["std_error"] ** 2, atol=1e-11)


@SETTINGS
@given(rows(), st.integers(0, 2**32))
def test_a_bootstrap_stays_within_what_can_be(data: Rows, seed: int) -> None:
    table = data.table()
    drawn = bootstrap(table, horizons_days=DAYS, replicates=20, seed=seed)
    assert drawn.shape == (20, len(table.groups), len(DAYS))
    assert ((drawn >= -1e-12) & (drawn <= 1)).all()
    assert (np.diff(drawn, axis=2) <= 1e-12).all()
    incidence = bootstrap(table, "aalen_johansen", horizons_days=DAYS, replicates=20, seed=seed)
    assert (np.diff(incidence, axis=2) >= -1e-12).all()


@SETTINGS
@given(st.integers(0, 60), st.integers(1, 60), st.sampled_from(["wilson", "clopper_pearson", "jeffreys"]))
def test_a_proportion_mirrors_its_complement(events: int, more: int, method: Any) -> None:
    n = events + more
    one, two = proportion(events, n, method=method), proportion(n - events, n, method=method)
    assert (one.lower, one.upper) == pytest.approx((1 - two.upper, 1 - two.lower), abs=1e-12)
    assert 0 <= one.lower <= one.estimate <= one.upper <= 1

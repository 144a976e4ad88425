"""Published cohorts pooled by outcome: what enters, what does not, what is printed, and where a cohort lies."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.errors import DataError, EstimateError
from isostats.estimate import leave_one_out, pool_proportions, study_slope
from isostats.evidence.pooled import COLUMNS, PooledEvidence
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition


@pytest.fixture(scope="module")
def evidence() -> PooledEvidence:
    return iso.pool_published()


def frame(rows: list[tuple[str, int, int]], outcome: str = "own", **more: list[object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["study", "n", "events"]).assign(outcome=outcome, **more)


def test_the_table_is_the_contract(evidence: PooledEvidence) -> None:
    found = evidence.to_frame()
    assert tuple(found.columns) == COLUMNS
    assert COLUMNS == (
        "outcome", "method", "k", "estimate", "lower", "upper", "prediction_lower", "prediction_upper", "tau2", "i2",
    )  # fmt: skip
    outcomes = ["any_treatment", "systemic_treatment", "second_course", "recorded_relapse"]
    assert found["outcome"].tolist() == [name for name in outcomes for _ in range(2)]
    assert found["method"].tolist() == ["inverse_variance_hk", "glmm"] * 4


def test_only_rows_that_may_be_pooled_are(evidence: PooledEvidence) -> None:
    for pool in evidence.outcomes:
        rows = iso.published(pool.outcome)
        entering = rows[(rows["pool"] == "yes") & rows["events"].notna()]
        by_hand = pool_proportions(entering["events"].astype(int), entering["n"].astype(int))
        assert pool.by("inverse_variance_hk") == by_hand
        assert len(pool.left_out) == len(rows) - len(entering)
        assert pool.left_out["pool_note"].notna().all()
        assert all(one.k == len(entering) for one in pool.pooled)
        assert set(pool.studies["outcome"]) == {pool.outcome}, "never across outcomes"


def test_the_prediction_interval_holds_the_interval_of_the_mean(evidence: PooledEvidence) -> None:
    found = evidence.to_frame()
    assert (found["prediction_lower"] <= found["lower"]).all()
    assert (found["prediction_upper"] >= found["upper"]).all()


def test_leave_one_out_is_named_after_who_is_left_out(evidence: PooledEvidence) -> None:
    pool = evidence.of("second_course")
    rows = pool.leave_one_out[pool.leave_one_out["method"] == "inverse_variance_hk"]
    assert rows["left_out"].tolist() == pool.entering["label"].tolist()
    by_hand = leave_one_out(pool.entering["events"].astype(int), pool.entering["n"].astype(int))
    assert rows["estimate"].tolist() == [one.estimate for one in by_hand]
    assert len(evidence.leave_one_out) == 2 * sum(len(one.entering) for one in evidence.outcomes)


def test_follow_up_is_regressed_on_only_where_six_studies_give_it(evidence: PooledEvidence) -> None:
    relapse = evidence.of("recorded_relapse")
    told = relapse.entering[relapse.entering["follow_up_months"].notna()]
    assert told["study"].nunique() >= 6
    by_hand = study_slope(told["events"].astype(int), told["n"].astype(int), told["follow_up_months"])
    assert relapse.slope == by_hand
    ratio = np.exp(12 * by_hand.slope)
    assert f"odds of the event times {ratio:.2f}" in str(evidence)
    for outcome, many in (("second_course", 4), ("systemic_treatment", 2), ("any_treatment", 1)):
        pool = evidence.of(outcome)
        assert pool.entering["follow_up_months"].notna().sum() == many
        assert pool.slope is None
        assert pool.no_slope.startswith(f"too few: {many} pooled stud")
    six = frame([(f"s{i}", 50, 5 + i) for i in range(6)], follow_up_months=[12] * 6)
    assert iso.pool_published(path=six).of("own").no_slope == "all 6 studies that give it were followed for 12 months"
    arms = frame([("s", 50, 5 + i) for i in range(6)], follow_up_months=[6, 12, 18, 24, 30, 36], arm=list("abcdef"))
    assert iso.pool_published(path=arms).of("own").slope is None, "six arms of one study are one study"


def test_two_arms_of_a_study_enter_as_two_rows_and_it_is_said(evidence: PooledEvidence) -> None:
    pool = evidence.of("recorded_relapse")
    assert pool.by("glmm").k == pool.cohorts + 1 == len(pool.entering)
    assert pool.notes == ("Amichai 2006 enters as 2 rows (arms, or reports, of one study)",)
    assert f"{len(pool.entering)} rows of {pool.cohorts} studies pooled" in str(evidence)


def test_it_prints_itself(evidence: PooledEvidence) -> None:
    text = str(evidence)
    assert str(evidence) == text
    found = evidence.of("second_course").by("inverse_variance_hk")
    for part in (
        f"{found.estimate * 100:.1f}% ({found.lower * 100:.1f} to {found.upper * 100:.1f})",
        f"{found.prediction_lower * 100:.1f}% to {found.prediction_upper * 100:.1f}%",
        "not pooled: 0.1 mg/kg/day arm, below any current regimen",
        "not pooled: no count printed",
        "Published shares are crude",
    ):
        assert part in text, part
    for flaw in ("nan", "None"):
        assert flaw not in text


@pytest.mark.parametrize(
    ("rows", "told"),
    [([("a", 10, 3)], "one study, nothing to pool"), ([("a", 10, 0), ("b", 9, 0)], "nobody had the event")],
)
def test_what_cannot_be_estimated_is_missing_and_said(rows: list[tuple[str, int, int]], told: str) -> None:
    found = iso.pool_published(path=frame(rows))
    assert found.to_frame()[["lower", "prediction_lower", "tau2", "i2"]].isna().all(axis=None)
    assert told in str(found)
    assert "not estimable" in str(found)


def test_an_outcome_without_a_poolable_row_is_shown_beside_others() -> None:
    rows = pd.concat([frame([("a", 10, 3), ("b", 20, 4)]), frame([("c", 10, 3)], "other").assign(pool="no")])
    found = iso.pool_published(path=rows)
    assert [one.k for one in found.of("other").pooled] == [0, 0]
    assert "no row can be pooled" in str(found)
    with pytest.raises(
        DataError, match=r"None of 1 evidence row can be pooled \(first: c, marked pool = no\).*published"
    ):
        iso.pool_published("other", path=rows)


def test_an_outcome_that_is_nearly_ours_is_pointed_out() -> None:
    found = iso.pool_published(path=frame([("a", 10, 3), ("b", 20, 4)], "second_courses"))
    (note,) = found.outcomes[0].notes
    assert note == "'second_courses' is pooled as an outcome of its own; did you mean 'second_course'?"
    assert iso.pool_published(path=frame([("a", 10, 3), ("b", 20, 4)], "scars")).outcomes[0].notes == ()


def test_an_unknown_outcome(evidence: PooledEvidence) -> None:
    with pytest.raises(DataError, match="did you mean 'second_course'"):
        iso.pool_published("second_cours")
    with pytest.raises(DataError, match="did you mean 'second_course'"):
        evidence.of("second_cours")
    assert [one.outcome for one in evidence.only(["second_course"]).outcomes] == ["second_course"]


def curve_of(events: int, n: int) -> iso.estimate.Curve:  # type: ignore[name-defined]
    days, failed = np.r_[np.full(events, 100), np.full(n - events, 2000)], np.arange(n) < events
    counts = iso.event_table(days, failed.astype(int), causes=("second_course",))
    return iso.kaplan_meier(replace(counts, definition=Definition(outcome="second_course", population="everyone")))


@pytest.mark.parametrize(("events", "position"), [(120, "inside"), (700, "below"), (3, "above")])
def test_where_a_cohort_lies(evidence: PooledEvidence, events: int, position: str) -> None:
    placed = evidence.place(curve_of(events, 800), horizon_days=730)
    pooled = evidence.of("second_course").by("inverse_variance_hk")
    assert placed.position == position
    assert placed.estimate == pytest.approx(1 - events / 800)
    # from the other side: the part of the distribution with fewer events than one's own
    assert placed.percentile == pytest.approx(1 - pooled.percentile(events / 800))
    assert (placed.percentile < 0.025, placed.percentile > 0.975) == (position == "below", position == "above")
    for part in (
        "6 published cohorts counted a second course, each by its own definition",
        f"between {(1 - pooled.prediction_upper) * 100:.1f}% and {(1 - pooled.prediction_lower) * 100:.1f}%",
        "Among 800 people, ",
        "Counted: everyone with a first course, whatever the response at its end.",
        "free of a second course at two years after the end of the first course, by Kaplan",
        "A second course: the start of a second isotretinoin course, or isotretinoin for a relapse.",
        f"{position} that interval",
        "Published shares are crude",
    ):
        assert part in placed.sentence, part
    crude = evidence.place_counts(events, 800, outcome="second_course")
    assert (crude.position, crude.estimate) == (position, placed.estimate)
    assert f"as a crude share, {800 - events} of 800" in crude.sentence


def test_an_interval_that_holds_anything_is_called_so(evidence: PooledEvidence) -> None:
    wide = evidence.place_counts(120, 800, outcome="systemic_treatment")
    assert "differ too much to say what a new cohort would have" in wide.sentence
    assert "inside" not in wide.sentence  # in an interval that holds everything
    assert "says very little" not in evidence.place_counts(120, 800, outcome="second_course").sentence


@pytest.mark.parametrize(("events", "place"), [(120, "Its place cannot be told."), (700, "This is below that interval"),
                                                (3, "Its place cannot be told.")])  # fmt: skip
def test_an_upper_bound_lies_above_and_inside_nothing(evidence: PooledEvidence, events: int, place: str) -> None:
    curve = curve_of(events, 800)
    bound = replace(curve.counts, definition=replace(curve.definition, lacking=(v.LATER_STEPS,)))
    sentence = evidence.place(iso.kaplan_meier(bound), horizon_days=730).sentence
    assert place in sentence
    assert ("of the predicted distribution" in sentence) == (events == 700)


def test_what_cannot_be_placed(evidence: PooledEvidence) -> None:
    late = evidence.place(curve_of(120, 800), horizon_days=2500)
    assert (late.position, isnan(late.estimate)) == ("not_estimable", True)
    assert "have no estimate at 2,500 days" in late.sentence
    alone = iso.pool_published(path=frame([("a", 10, 3)])).place_counts(3, 9, outcome="own")
    assert alone.position == "not_estimable"
    assert "No prediction for a new cohort can be made from 1 published cohort" in alone.sentence
    equal = iso.pool_published(path=frame([("a", 10, 3), ("b", 10, 3)])).place_counts(3, 9, outcome="own")
    assert equal.position == "inside", "studies that agree by chance still have a prediction interval with a width"
    with pytest.raises(EstimateError, match="of one group"):
        evidence.place(iso.aalen_johansen(curve_of(9, 40).counts), horizon_days=2)
    with pytest.raises(EstimateError, match="cohort of nobody"):
        evidence.place_counts(0, 0, outcome="second_course")
    with pytest.raises(EstimateError, match="events must lie between 0 and n"):
        evidence.place_counts(9, 3, outcome="second_course")

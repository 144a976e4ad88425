"""Permanence: no number where follow-up does not allow the question, and a share that holds the truth where it does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.estimate.coarse_days import near_months
from isostats.estimate.cure_likelihood import CureCounts, Height, cure_counts, log_likelihood
from isostats.estimate.enough_followup import Permanence, uncured_among_free
from isostats.estimate.lifetimes import LIFETIMES, Lifetime

SETTINGS = settings(max_examples=25, deadline=None)


def simulated(
    rng: np.random.Generator, n: int, *, cured: float, follow: tuple[int, int], scale: float = 400, shape: float = 1.1,
    on_day_zero: float = 0.0,
) -> EventTable:
    """People of whom a known share never relapses, followed for a uniform time."""
    relapse = np.where(rng.random(n) < cured, np.inf, np.ceil(scale * rng.weibull(shape, n)))
    relapse = np.where(rng.random(n) < on_day_zero, 0, relapse)
    leaves = np.ceil(rng.uniform(*follow, n))
    return event_table(np.minimum(relapse, leaves).astype(int), relapse <= leaves)


def rows_of(table: EventTable) -> tuple[list[int], list[int]]:
    """The people of a table again, one by one."""
    left = (table.events[0, 0], table.censored[0])
    days = np.concatenate([np.repeat(table.days, counts.astype(int)) for counts in left])
    return days.tolist(), [1] * int(table.events.sum()) + [0] * int(table.censored.sum())


def naive_limits(table: EventTable) -> tuple[float, float]:
    """The plateau as it is often read: the last height of the curve, with its limits."""
    last = iso.kaplan_meier(table).frame.iloc[-1]
    return float(last["lower"]), float(last["upper"])


def numbers_in(one: Permanence) -> list[float]:
    return [one.estimate, one.lower, one.upper, *one.limits(0.9)]


def test_a_plateau_that_the_end_of_the_data_makes_gives_no_number_and_the_naive_reading_is_wrong() -> None:
    """Everybody relapses in the end; three years see a level end at about two in three, and call them cured."""
    rng, studies, refused, wrong = np.random.default_rng(21), 12, 0, 0
    for _ in range(studies):
        table = simulated(rng, 400, cured=0.0, follow=(200, 1100), scale=6000, shape=0.8)
        one = iso.permanence(table)
        refused += one.status == "not_estimable"
        wrong += naive_limits(table)[0] > 0.3
        if one.status == "not_estimable":
            assert np.isnan(numbers_in(one)).all()
            assert one.fit is None
            assert one.reason
            assert one.fits == ()
    assert refused >= 0.97 * studies
    assert wrong == studies


def test_follow_up_that_is_too_short_for_the_cured_share_is_refused() -> None:
    rng, studies, refused, wrong = np.random.default_rng(5), 12, 0, 0
    for _ in range(studies):
        table = simulated(rng, 1500, cured=0.6, follow=(100, 650))
        refused += iso.permanence(table).status == "not_estimable"
        wrong += naive_limits(table)[0] > 0.6
    assert refused >= 0.95 * studies
    assert wrong > 0.5 * studies


def test_with_long_follow_up_limits_hold_the_true_share() -> None:
    rng, studies, held, answered = np.random.default_rng(9), 20, 0, 0
    for _ in range(studies):
        one = iso.permanence(simulated(rng, 600, cured=0.6, follow=(300, 4000), on_day_zero=0.05))
        if one.status == "ok":
            answered += 1
            held += one.lower <= 0.6 * 0.95 <= one.upper
    assert answered > 0.7 * studies
    assert held >= 0.88 * answered


@pytest.mark.parametrize("distribution", sorted(LIFETIMES))
@given(st.floats(4, 7), st.floats(-1, 1), st.floats(-2, 2))
@SETTINGS
def test_derivatives_are_those_of_the_likelihood(distribution: str, place: float, log_scale: float, eta: float) -> None:
    days, failed, entry = [5, 30, 200, 200, 700, 900], [1, 1, 1, 0, 0, 1], [-1, -1, 10, -1, 50, -1]
    for group in (None, ["a", "b", "b", "a", "b", "a"]):
        table = event_table(days, failed, entry=entry, group=group)
        logits = [eta, eta + 0.7][: len(table.groups)]
        derivatives_agree(cure_counts(table), LIFETIMES[distribution], np.array([*logits, place, log_scale]))


def derivatives_agree(counts: CureCounts, law: Lifetime, at: np.ndarray, h: float = 1e-6) -> None:
    """The slope is that of the value by differences, and the second derivatives are those of the slope."""

    def of(at: np.ndarray) -> Height:
        return log_likelihood(counts, law, at[:-2], at[-2:])

    around = [(of(at + h * e), of(at - h * e)) for e in np.eye(len(at))]
    slope = [(above.value - below.value) / (2 * h) for above, below in around]
    bend = [(above.slope - below.slope) / (2 * h) for above, below in around]
    np.testing.assert_allclose(of(at).slope, slope, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(of(at).bend, bend, rtol=1e-4, atol=1e-4)


def by_month(rng: np.random.Generator, n: int) -> EventTable:
    """Of people of whom 60% are cured, by the month; outcomes on its last day, ends of follow-up on its first."""
    relapse = np.where(rng.random(n) < 0.6, np.inf, 300 * rng.weibull(1.2, n))
    month = np.ceil(np.minimum(relapse, 1e6) / 30) * 30
    leaves = np.floor(rng.uniform(730, 2500, n) / 30) * 30
    return event_table(np.minimum(month, leaves).astype(int), month <= leaves)


def test_outcomes_known_by_month_are_taken_to_have_come_within_it() -> None:
    one = by_month(np.random.default_rng(0), 20_000)
    made = [iso.mixture_cure(each) for each in (one, by_month(np.random.default_rng(1), 20_000))]
    assert {fit.counts.apart for fit in made} == {30}
    assert np.mean([fit.cured[0] for fit in made]) == pytest.approx(0.6, abs=0.002)
    assert np.mean([np.exp(fit.location) for fit in made]) == pytest.approx(300, abs=3)
    assert iso.permanence(one).about_days.startswith("Every outcome lies on a day that is a multiple of 30:")


def test_days_near_whole_months_are_taken_as_they_are_and_told() -> None:
    days, failed = rows_of(by_month(np.random.default_rng(0), 3000))
    months = [round(day / 30 * 30.4375) for day in days]
    near, far = iso.permanence(event_table(months, failed)), iso.permanence(event_table(days, failed))
    assert near.fit is not None
    assert near.fit.counts.apart == 0
    assert near.about_days.startswith("Nearly every outcome lies within 2 days of a whole number of months")
    assert far.estimate != near.estimate
    assert iso.permanence(simulated(np.random.default_rng(2), 600, cured=0.6, follow=(900, 4000))).about_days == ""


@pytest.mark.parametrize("distribution", sorted(LIFETIMES))
def test_derivatives_of_stretches_are_those_of_the_likelihood(distribution: str) -> None:
    table = event_table([30, 30, 60, 90, 210, 900] * 3 + [47, 800], [1] * 18 + [0, 0])
    counts, law = cure_counts(table), LIFETIMES[distribution]
    assert counts.apart == 30
    for at in np.random.default_rng(2).normal([0, 5.5, 0], [1, 0.7, 0.5], (20, 3)):
        derivatives_agree(counts, law, at)


def test_failures_on_day_zero_are_a_mass_and_not_a_time() -> None:
    rng = np.random.default_rng(3)
    later = simulated(rng, 500, cured=0.5, follow=(500, 4000))
    with_mass = later + event_table([0] * 125, [1] * 125)
    one, other = iso.mixture_cure(later), iso.mixture_cure(with_mass)
    assert other.location == pytest.approx(one.location, abs=1e-6)
    assert other.cured_if_free[0] == pytest.approx(one.cured_if_free[0], abs=1e-6)
    assert other.cured[0] == pytest.approx(0.8 * one.cured[0], abs=1e-6)
    assert other.limits()[1] - other.limits()[0] > 0.8 * (one.limits()[1] - one.limits()[0])
    assert float(other.free([0])[0]) == pytest.approx(0.8)


def test_late_entry_moves_the_share_by_chance_alone() -> None:
    rng, n = np.random.default_rng(14), 4000
    relapse = np.where(rng.random(n) < 0.5, np.inf, np.ceil(300 * rng.weibull(1.0, n)))
    leaves = np.ceil(rng.uniform(900, 4000, n))
    entry = np.where(rng.random(n) < 0.5, np.floor(rng.uniform(1, 600, n)), -1)
    day = np.minimum(relapse, leaves)
    seen = entry < day
    late = event_table(day[seen].astype(int), (relapse <= leaves)[seen], entry=entry[seen].astype(int))
    ignored = event_table(day[seen].astype(int), (relapse <= leaves)[seen])
    fit, wrong = iso.mixture_cure(late), iso.mixture_cure(ignored)
    assert fit.limits()[0] < 0.5 < fit.limits()[1]
    assert wrong.limits()[0] > 0.5, "people who relapsed before they entered were never seen"


@given(st.integers(2, 6))
@SETTINGS
def test_more_of_the_same_people_say_the_same_more_surely(times: int) -> None:
    table = simulated(np.random.default_rng(8), 200, cured=0.5, follow=(500, 4000))
    days, failed = rows_of(table)
    many = event_table(days * times, failed * times)
    one, other = iso.mixture_cure(table), iso.mixture_cure(many)
    assert other.cured[0] == pytest.approx(one.cured[0], abs=1e-6)
    width = [fit.limits()[1] - fit.limits()[0] for fit in (one, other)]
    assert width[1] == pytest.approx(width[0] / times**0.5, rel=0.05)
    assert one.limits(level=0.5)[0] > one.limits()[0]


def test_the_unit_of_time_moves_no_share() -> None:
    table = simulated(np.random.default_rng(2), 300, cured=0.5, follow=(500, 4000))
    days, failed = rows_of(table)
    weeks = event_table([6 * day for day in days], failed)  # days a week apart would be taken as stretches
    for distribution in LIFETIMES:
        one, two = (iso.mixture_cure(each, distribution=distribution) for each in (table, weeks))  # type: ignore[arg-type]
        assert two.cured[0] == pytest.approx(one.cured[0], abs=1e-6)
        assert two.location == pytest.approx(one.location + np.log(6), abs=1e-5)


def test_a_covariate_acts_on_the_cured_share() -> None:
    rng = np.random.default_rng(4)
    parts = [simulated(rng, 800, cured=share, follow=(500, 4000)) for share in (0.4, 0.7)]
    table = replace(parts[0], groups=("sex=male",)) + replace(parts[1], groups=("sex=female",))
    fit = iso.mixture_cure(table, covariates={"female": [0, 1]})
    assert fit.limits(0)[0] < 0.4 < fit.limits(0)[1]
    assert fit.limits(1)[0] < 0.7 < fit.limits(1)[1]
    low, high = fit.coefficient_limits("female")
    assert low < np.log(0.7 / 0.3) - np.log(0.4 / 0.6) < high
    assert low > 0
    for wrong in ({"female": [1, 1]}, {"female": [0]}):
        with pytest.raises(EstimateError, match="covariate"):
            iso.mixture_cure(table, covariates=wrong)


@given(st.lists(st.tuples(st.integers(0, 900), st.booleans()), min_size=1, max_size=40))
@SETTINGS
def test_a_number_stands_only_beside_ok(people: list[tuple[int, bool]]) -> None:
    days, failed = zip(*people, strict=True)
    one = iso.permanence(event_table(days, failed))
    assert (one.status == "ok") == np.isfinite(one.estimate)
    assert bool(one.reason) == (one.status != "ok")
    if one.status == "ok":
        assert 0 < one.lower < one.estimate < one.upper < 1


@pytest.mark.parametrize(
    ("days", "failed", "words"),
    [
        ([900] * 50, [0] * 50, "0 people had the outcome"),
        ([5] * 20 + [900] * 20, [1] * 20 + [1] * 20, "last day that anybody was followed"),
        ([0] * 30 + [900] * 30, [1] * 30 + [0] * 30, "after day 0"),
        ([*range(100, 112), *[113] * 12], [1] * 12 + [0] * 12, "too short a time"),
    ],
)
def test_the_reason_is_said(days: list[int], failed: list[int], words: str) -> None:
    one = iso.permanence(event_table(days, failed))
    assert one.status == "not_estimable"
    assert words in one.reason
    assert one.estimate != one.estimate
    assert "%" not in one.sentence


def test_receus_is_the_ratio_of_its_paper() -> None:
    fit = iso.mixture_cure(simulated(np.random.default_rng(1), 900, cured=0.6, follow=(500, 3000)))
    still, p = np.exp(-((1000 / np.exp(fit.location)) ** (1 / fit.scale))), fit.cured_if_free[0]
    assert uncured_among_free(fit, 1000) == pytest.approx(still / (p + (1 - p) * still))
    assert uncured_among_free(fit, 1e9) == pytest.approx(0, abs=1e-12)


def test_what_cannot_be_fitted_says_so() -> None:
    with pytest.raises(EstimateError, match="at least two failures after day 0, not 1"):
        iso.mixture_cure(event_table([0, 5, 9], [1, 1, 0]))
    with pytest.raises(EstimateError, match="whole people"):
        iso.permanence(event_table([5, 9], [1, 0], weights=[0.5, 0.5]))
    short = event_table([5, 9], [1, 0])
    with pytest.raises(EstimateError, match="no share to draw"):
        iso.figures.cured_share(iso.permanence(short), curve=iso.kaplan_meier(short))


def test_random_days_by_month_are_known_as_such_and_days_are_not() -> None:
    """Between fifteenths of months: one in thirty differs from a whole number of months by more than two days."""
    rng = np.random.default_rng(4)
    fifteenths = np.arange("2001-01", "2021-01", dtype="datetime64[M]").astype("datetime64[D]") + 14
    for events in (20, 400):
        one, other = rng.integers(0, 120, events), rng.integers(1, 60, events)
        days = (fifteenths[one + other] - fifteenths[one]).astype(int)
        assert near_months(days, np.ones(events))
        assert not near_months(rng.integers(1, 1500, events), np.ones(events))

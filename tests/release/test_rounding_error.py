"""The exact life table lies within what rounding can have moved it, whatever people there are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from isostats.cohort.counting import EventTable, event_table
from isostats.estimate import aalen_johansen, kaplan_meier, treatment_success
from isostats.release.event_tables import parts_of, safe_table
from isostats.release.rounding import bins, grid_days
from isostats.release.rounding_error import Range, bounds_of, incidence_range, remission_range, success_range
from isostats.vocabulary import names as v

CAUSES = (v.SYSTEMIC_TREATMENT, v.DEATH, v.NOT_CLEAR)
DAYS = grid_days(730)


@st.composite
def cohorts(draw: st.DrawFn) -> EventTable:
    """People by day and cause; few to many, some of them failing on day 0."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    people = draw(st.integers(1, 400))
    spread = draw(st.sampled_from([100, 500, 1500]))
    cause = rng.choice(4, people, p=draw(st.sampled_from([(0.4, 0.4, 0.1, 0.1), (0.8, 0.2, 0, 0), (0.1, 0.8, 0.1, 0)])))
    day = np.where(cause == 3, 0, rng.integers(0, spread, people))
    return event_table(day, cause, causes=CAUSES)


def held(within: Range, exact: np.ndarray) -> bool:
    return bool((within.low <= exact).all() and (exact <= within.high).all())


@given(cohorts(), st.sampled_from([2, 5, 10, 11]))
def test_the_exact_life_table_lies_within_what_rounding_allows(exact: EventTable, base: int) -> None:
    unrounded, safe = safe_table(exact, DAYS, 1), safe_table(exact, DAYS, base)
    assert held(remission_range(bounds_of(safe, base)), on_the_grid(kaplan_meier(unrounded)))
    assert held(success_range(bounds_of(safe, base)), on_the_grid(treatment_success(unrounded)))
    for cause in CAUSES:
        estimate = on_the_grid(aalen_johansen(unrounded), cause)
        assert held(incidence_range(bounds_of(safe, base), cause), estimate), cause


@given(cohorts(), st.sampled_from([1, 2, 5, 10, 11]))
def test_every_count_is_the_middle_of_its_own_bin_and_at_risk_is_never_below_nobody(
    exact: EventTable, base: int
) -> None:
    safe = safe_table(exact, DAYS, base)
    until = np.searchsorted(exact.days, DAYS, side="right")
    for part, counts in parts_of(exact).items():
        true = np.insert(np.cumsum(counts, axis=1), 0, 0, axis=1)[:, until]
        written = np.cumsum(parts_of(safe)[part], axis=1)[:, :-1]
        low, high = bins(written, base)
        assert ((low <= true) & (true <= high)).all(), part
        assert (abs(written - true) <= base / 2).all(), part
        assert ((written == 0) == (true == 0)).all(), part
    assert abs(safe.n - exact.n) <= base / 2
    gone = sum(np.cumsum(counts, axis=1)[:, :-1] for counts in parts_of(safe).values())
    np.testing.assert_array_equal(safe.at_risk_on(DAYS), np.maximum(safe.n[:, None] - gone, 0))
    for curve in (kaplan_meier(safe), aalen_johansen(safe), treatment_success(safe)):
        estimate = curve.at(DAYS, min_at_risk=5 * base)[v.ESTIMATE].dropna()
        assert estimate.between(0, 1).all()
        assert len(curve.risk_table(DAYS)) == len(DAYS)


def on_the_grid(curve: object, cause: str = "") -> np.ndarray:
    at = curve.at(DAYS, min_at_risk=0)  # type: ignore[attr-defined]
    return (at[at["cause"] == cause] if cause else at)[v.ESTIMATE].to_numpy()[None]


def test_without_rounding_there_is_no_range_and_a_smaller_base_has_a_narrower_one() -> None:
    rng = np.random.default_rng(3)
    exact = event_table(rng.integers(0, 1500, 600), rng.choice(2, 600), causes=(v.SYSTEMIC_TREATMENT,))
    widths = []
    for base in (1, 5, 10):
        within = remission_range(bounds_of(safe_table(exact, DAYS, base), base))
        widths.append((within.high - within.low)[0, -1])
    assert widths[0] < 1e-8
    assert 0.005 < widths[1] < widths[2] < 0.15

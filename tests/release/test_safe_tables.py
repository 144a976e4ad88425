"""Event tables made safe: midpoints on the grid, monotone, within n, and no small group beside a total."""

from __future__ import annotations

import numpy as np
import pytest

from isostats.errors import StudyError
from isostats.release.rounding import bins, grid_days, midpoints, require_on_grid
from isostats.vocabulary import names as v
from tests.release.cohorts import RandomCohort, released


@pytest.mark.parametrize("base", [1, 5, 6, 7, 10, 11])
def test_a_bin_holds_just_the_counts_that_have_its_midpoint(base: int) -> None:
    counts = np.arange(0, 5 * base + 1)
    rounded = midpoints(counts, base)
    low, high = bins(rounded, base)
    assert ((low <= counts) & (counts <= high)).all()
    assert (midpoints(low, base) == rounded).all()
    assert (midpoints(high, base) == rounded).all()
    assert (np.diff(rounded) >= 0).all()


def test_the_grid_holds_the_horizons_in_years_and_a_day_between_is_refused() -> None:
    assert {0, 182, 365, 730, 1095, 1826} <= set(grid_days(1826))
    with pytest.raises(StudyError, match="first: 400 days; the nearest quarter ends on day 365"):
        require_on_grid([365, 400])


def test_counts_are_midpoints_monotone_and_within_n() -> None:
    tables, _, _ = released(RandomCohort(4, 120, 4), 10)
    for (outcome, population, by), table in tables.tables.items():
        assert table.by_interval, (outcome, population, by)
        assert (table.n % 10 == 5).all() or not table.n.all()
        assert table.days[:-1].tolist() == list(tables.days)
        first = np.cumsum(table.events[:, 0], axis=1)
        assert np.isin(first % 10, (0, 5)).all()


def test_a_number_is_the_same_in_every_table() -> None:
    tables, _, _ = released(RandomCohort(4, 120, 4), 10)
    for outcome in tables.outcomes:
        for by in (None, "sex"):
            clear = tables.count(outcome, v.RESPONDERS, by)
            both = tables.count(outcome, v.WITH_RESPONSE, by)
            np.testing.assert_array_equal(clear.events[:, 0], both.events[:, 0])
            np.testing.assert_array_equal(clear.events[:, 1], both.events[:, 1])


def test_small_groups_are_joined_and_never_dropped_beside_a_total() -> None:
    cohort = RandomCohort(1, 40, 3)
    tables, _, _ = released(cohort, 10)
    assert tables.joined["site"] == ("site=A", "site=C")
    everyone = cohort.count(v.SYSTEMIC_TREATMENT, by="site")
    small = sum(everyone.n[everyone.groups.index(group)] for group in tables.joined["site"])
    other = tables.count(v.SYSTEMIC_TREATMENT, v.EVERYONE, "site")
    assert other.n[other.groups.index("site=other")] == midpoints([int(small)], 10)[0]

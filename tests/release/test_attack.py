"""No count of 1 to 9 can be worked out of a release; out of exact counts, and of midpoints of 5, hundreds can."""

from __future__ import annotations

import numpy as np
import pytest

from isostats.release.attacking import attack
from isostats.release.bounding import propagated
from isostats.release.event_tables import Scope
from isostats.release.grid import grid_days
from isostats.release.ladder import climb
from tests.release.cohorts import WHO, RandomCohort, released


def test_a_release_of_forty_people_gives_no_small_count_away() -> None:
    tables, known, truth = released(RandomCohort(2, 40, 3), 10)
    result = attack(tables, truth=truth, known=known)
    assert result.safe, result
    assert result.asked > 1_000


@pytest.mark.validation
@pytest.mark.parametrize("seed", range(20))
def test_a_release_of_a_random_cohort_gives_no_small_count_away(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cohort = RandomCohort(seed, int(rng.integers(25, 150)), int(rng.integers(2, 6)))
    scope = Scope(cohort.outcomes, tuple(WHO), cohort.groupings, grid_days(1826), first_treatment=True)
    assert climb(cohort, scope, base=10).attack.safe  # type: ignore[arg-type]


@pytest.mark.validation
def test_a_release_of_three_hundred_people_of_six_sites_gives_no_small_count_away() -> None:
    tables, known, truth = released(RandomCohort(1, 300, 6), 10)
    assert attack(tables, truth=truth, known=known).safe


@pytest.mark.parametrize(("base", "seed", "least"), [(1, 1, 5_000), (5, 0, 500)])
def test_the_same_attack_finds_hundreds_in_exact_counts_and_in_midpoints_of_five(
    base: int, seed: int, least: int
) -> None:
    tables, known, truth = released(RandomCohort(seed, 40, 3), base)
    result = attack(tables)  # from the tables alone
    assert len(result.pinned) > least
    box = propagated(known)
    low, high = box.of(known.questions)
    answers = known.questions @ truth
    assert (low <= answers).all()
    assert (answers <= high).all()  # what it finds is true


def test_the_same_release_has_the_same_answer() -> None:
    tables, _, _ = released(RandomCohort(0, 40, 3), 5)
    assert attack(tables).pinned == attack(tables).pinned


@pytest.mark.parametrize("base", [1, 5, 6, 10])
@pytest.mark.parametrize("seed", range(3))
def test_what_the_attack_takes_for_known_is_true_of_the_people(base: int, seed: int) -> None:
    _, known, truth = released(RandomCohort(seed, 60, 3), base)
    sums = known.matrix @ truth
    assert (sums >= known.low).all()
    assert (sums <= known.high).all()

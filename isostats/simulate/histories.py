"""Who the simulated patients are, what happens to them, and how long they are watched: draws from the law."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from isostats.errors import StudyError
from isostats.simulate.law import Hazard, Law

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_EPOCH = date(1970, 1, 1)
_FIRST_END, _LAST_END, DATA_CUT = (
    (day - _EPOCH).days for day in (date(2014, 12, 1), date(2023, 12, 31), date(2024, 12, 31))
)
_LAST_END_COMPLETE = (date(2017, 12, 31) - _EPOCH).days
_LAST_VISIT_SPREAD = 150  # the last contact of a patient who stays is this many days before the data cut, or fewer
DEATHS_PER_YEAR = 0.0015

# Sites with their share of the patients, and the rate at which they lose them.
SITES = {"north": 0.34, "south": 0.26, "east": 0.18, "west": 0.14, "island": 0.08}
LOST_PER_YEAR = np.array([0.08, 0.12, 0.16, 0.22, 0.30])


class Patients(NamedTuple):
    """One entry per patient; days count from 1970-01-01."""

    female: NDArray[np.bool_]
    daily: Floats  # mg/kg, the law's
    duration: Integers
    end: Integers
    site: Integers
    usual_weight: Floats


class Histories(NamedTuple):
    """One entry per patient; days after the end of the course they follow, infinity where it never happens."""

    relapse: Floats
    treatment: Integers  # position in TREATMENTS
    second_course: Floats
    third_course: Floats


class FollowUp(NamedTuple):
    """One entry per patient; days count from 1970-01-01."""

    planned: Integers  # events after this day are not seen
    died: NDArray[np.bool_]


class Courses(NamedTuple):
    """One entry per course in order of person and number; days count from 1970-01-01."""

    person: Integers
    number: Integers
    start: Integers
    end: Integers

    def second_starts(self, people: int) -> Floats:
        """The start of each person's second course, infinity where there is none."""
        second = np.full(people, np.inf)
        again = self.number == 2
        second[self.person[again]] = self.start[again]
        return second


def require_whole(name: str, value: object, least: int, *, extra: str = "") -> None:
    """A whole number that is large enough, or an error that names it."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise StudyError(f"{name} must be a whole number, {least} or more{extra}, not {value!r}.")


def generator(seed: int | np.random.Generator) -> tuple[np.random.Generator, int | None]:
    """The generator of a seed with the seed, or the generator itself and None."""
    if isinstance(seed, np.random.Generator):
        return seed, None
    require_whole("seed", seed, 0, extra=", or a numpy Generator")
    return np.random.default_rng(seed), int(seed)


def pick(rng: np.random.Generator, n: int, shares: Iterable[float]) -> Integers:
    """n positions drawn with these probabilities, by inverting uniforms (a stream that numpy keeps stable)."""
    edges = np.cumsum(np.asarray(list(shares), dtype=float))
    return np.minimum(np.searchsorted(edges, rng.random(n), side="right"), len(edges) - 1)


def draw_patients(n: int, rng: np.random.Generator, law: Law, complete: bool) -> Patients:
    """Sex, first course, site and usual weight of n patients."""
    female = rng.random(n) < law.female_share
    daily = np.asarray(law.daily_mg_per_kg)[pick(rng, n, law.daily_shares)]
    duration = law.durations[pick(rng, n, law.duration_shares)]
    latest = _LAST_END_COMPLETE if complete else _LAST_END
    end = _FIRST_END + np.floor(rng.random(n) * (latest - _FIRST_END + 1)).astype(np.int64)
    site = pick(rng, n, SITES.values())
    weight = np.where(female, 59.0, 71.0) + np.where(female, 9.5, 11.5) * rng.standard_normal(n)
    return Patients(female, daily, duration, end, site, np.clip(weight, 41.0, 118.0))


def birth_years(people: Patients, rng: np.random.Generator) -> Integers:
    """Years of birth: most are in their late teens or twenties at the end of the first course."""
    age = np.minimum(13 + np.floor(rng.standard_gamma(2.0, len(people.end)) * 4.5), 60).astype(np.int64)
    return np.asarray(people.end.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970 - age)


def weights_at(people: Patients, person: Integers, number: Integers, rng: np.random.Generator) -> Floats:
    """Weight (kg) at each course; later courses differ a little."""
    moved = 1.5 * (number - 1) * rng.standard_normal(len(person))
    return np.round(people.usual_weight[person] + moved, 1)


def _clock(hazard: Hazard, people: Patients, rng: np.random.Generator) -> Floats:
    ratio = hazard.ratio(people.female, people.daily * people.duration)
    return hazard.day_reached(rng.standard_exponential(len(ratio)) / ratio)


def draw_histories(people: Patients, rng: np.random.Generator, law: Law) -> Histories:
    """When each patient relapses, how that is treated, and when a second and a third course would begin."""
    relapse = _clock(law.relapse, people, rng)
    uniform = rng.random(len(relapse))
    treatment = np.where(
        people.female,
        np.searchsorted(np.cumsum(law.treatment_shares_women)[:-1], uniform, side="right"),
        np.searchsorted(np.cumsum(law.treatment_shares_men)[:-1], uniform, side="right"),
    )
    return Histories(relapse, treatment, _clock(law.second_course, people, rng), _clock(law.third_course, people, rng))


def lay_courses(
    people: Patients, histories: Histories, rng: np.random.Generator, law: Law, *, until: ArrayLike, latest: ArrayLike
) -> Courses:
    """Every course that begins by ``until``; those after the first end on ``latest`` at the latest."""
    lengths = law.durations[pick(rng, 2 * len(people.end), law.duration_shares)].reshape(2, -1)
    starts, ends = [(people.end - people.duration + 1).astype(float)], [people.end.astype(float)]
    for clock, length in zip((histories.second_course, histories.third_course), lengths, strict=True):
        starts.append(ends[-1] + clock)
        ends.append(np.minimum(starts[-1] + length - 1, latest))
    begun = np.logical_and.accumulate(np.stack(starts) <= until)
    person, number = np.nonzero(begun.T)
    start, end = (np.stack(days)[number, person].astype(np.int64) for days in (starts, ends))
    return Courses(person, number + 1, start, end)


def draw_abandoned(people: Patients, rng: np.random.Generator, law: Law) -> Floats | None:
    """The day (since 1970-01-01) on which each takes up isotretinoin again for one fill; None where nobody does."""
    return None if law.abandoned is None else people.end + _clock(law.abandoned, people, rng)


def draw_follow_up(
    people: Patients, histories: Histories, rng: np.random.Generator, complete: bool, law: Law
) -> FollowUp:
    """The last day on which each patient is seen: lost, at the data cut, or dead.

    Independent of the histories, unless the law lets leaving depend on being well.
    """
    n = len(people.end)
    last_visit = DATA_CUT - np.floor(rng.random(n) * (_LAST_VISIT_SPREAD + 1)).astype(np.int64)
    lost = people.end + np.floor(rng.standard_exponential(n) / LOST_PER_YEAR[people.site] * 365.25).astype(np.int64)
    death = people.end + np.floor(rng.standard_exponential(n) / DEATHS_PER_YEAR * 365.25).astype(np.int64)
    if complete:
        return FollowUp(last_visit, np.zeros(n, dtype=bool))
    observed = np.minimum(last_visit, lost)
    if law.leaving is not None:
        event = np.minimum(histories.relapse, histories.second_course)
        observed = people.end + law.leaving.last_days(observed - people.end, event, rng)
    return FollowUp(np.minimum(observed, death), death <= observed)

"""Who the simulated patients are, what happens to them, how long they are watched, and what is odd about their claims.

Enrolment and habits are no part of the law of outcomes. Texts are shared, so a million rows cost a million pointers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from isostats.errors import StudyError
from isostats.simulate.law import Hazard, Law

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_EPOCH = date(1970, 1, 1)
_FIRST_END, _LAST_END, DATA_CUT = (
    (day - _EPOCH).days for day in (date(2014, 12, 1), date(2023, 12, 31), date(2024, 12, 31))
)
_LAST_END_COMPLETE = (date(2017, 12, 31) - _EPOCH).days
_LAST_VISIT_SPREAD = 150  # the last contact of a patient who stays is this many days before the data cut, or fewer
DEATHS_PER_YEAR = 0.0015
DATA_BEGIN = (date(2013, 1, 1) - _EPOCH).days
WASHOUT_DAYS, BRIDGED_DAYS = 365, 31
NO_HOLE = 10**7  # a day after every other

# Sites with their share of the patients, and the rate at which they lose them.
SITES = {"north": 0.34, "south": 0.26, "east": 0.18, "west": 0.14, "island": 0.08}
LOST_PER_YEAR = np.array([0.08, 0.12, 0.16, 0.22, 0.30])


def words(listed: Any, position: NDArray[np.int64], missing: NDArray[np.bool_] | None = None) -> NDArray[np.object_]:
    """Text by position, None where missing."""
    table = np.array([*listed, None], dtype=object)
    return table[position if missing is None else np.where(missing, len(table) - 1, position)]


def iso_days(days: NDArray[Any], missing: NDArray[np.bool_] | None = None) -> NDArray[np.object_]:
    """Days since 1970-01-01 as ISO text, None where missing."""
    known = days if missing is None else days[~missing]
    if not len(known):
        return np.full(len(days), None, dtype=object)
    first = int(known.min())
    table = np.datetime_as_string(np.arange(first, int(known.max()) + 1).astype("datetime64[D]")).tolist()
    filled = days if missing is None else np.where(missing, first, days)
    return words(table, filled.astype(np.int64) - first, missing)


def days_of(table: pd.DataFrame, *names: str) -> tuple[Integers, ...]:
    """Columns of dates as days since 1970-01-01, none of them missing."""
    return tuple(table[name].to_numpy("datetime64[D]").astype(np.int64) for name in names)


def numbered(letter: str, count: int, *, width: int) -> NDArray[np.object_]:
    """Names such as S00001, as many as asked for; wider where the count needs it."""
    width = max(width, len(str(count)))
    return np.array([letter + str(number).zfill(width) for number in range(1, count + 1)], dtype=object)


class Patients(NamedTuple):
    """One entry per patient; days count from 1970-01-01."""

    female: NDArray[np.bool_]
    daily: Floats  # mg/kg, the law's
    duration: Integers
    end: Integers
    site: Integers
    usual_weight: Floats
    severity: Integers | None = None  # position in LEVELS

    @property
    def names(self) -> NDArray[np.object_]:
        """Their identifiers."""
        return numbered("S", len(self.end), width=5)

    @property
    def sexes(self) -> NDArray[np.object_]:
        """Their sex as records write it."""
        return words(("male", "female"), self.female.astype(np.int64))

    def birth_years(self, rng: np.random.Generator) -> Integers:
        """Years of birth: most are in their late teens or twenties at the end of the first course."""
        age = np.minimum(13 + np.floor(rng.standard_gamma(2.0, len(self.end)) * 4.5), 60).astype(np.int64)
        return np.asarray(self.end.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970 - age)

    def weights_at(self, courses: Courses, rng: np.random.Generator) -> Floats:
        """Weight (kg) at each course; later courses differ a little."""
        moved = 1.5 * (courses.number - 1) * rng.standard_normal(len(courses.person))
        return np.round(self.usual_weight[courses.person] + moved, 1)


class Histories(NamedTuple):
    """One entry per patient; days after the end of the course they follow, infinity where it never happens."""

    relapse: Floats
    treatment: Integers  # position in TREATMENTS
    second_course: Floats
    third_course: Floats


LEFT = ("data_end", "lost", "well", "seen_with_relapse", "died")
"""Why follow-up ends: with the data, by chance, because the person is well or came back for a relapse, or by death."""


class FollowUp(NamedTuple):
    """One entry per patient; days count from 1970-01-01."""

    planned: Integers  # events after this day are not seen
    died: NDArray[np.bool_]
    left: Integers  # position in LEFT


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
    severity = None if law.severity is None else pick(rng, n, law.severity.shares)
    dose = pick(rng, n, law.daily_shares) if severity is None else _by_severity(severity, rng, law)
    daily = np.asarray(law.daily_mg_per_kg)[dose]
    duration = law.durations[pick(rng, n, law.duration_shares)]
    latest = _LAST_END_COMPLETE if complete else _LAST_END
    end = _FIRST_END + np.floor(rng.random(n) * (latest - _FIRST_END + 1)).astype(np.int64)
    site = pick(rng, n, SITES.values())
    weight = np.where(female, 59.0, 71.0) + np.where(female, 9.5, 11.5) * rng.standard_normal(n)
    return Patients(female, daily, duration, end, site, np.clip(weight, 41.0, 118.0), severity)


def _by_severity(severity: Integers, rng: np.random.Generator, law: Law) -> Integers:
    """Positions of daily doses, by how severe the acne was."""
    assert law.severity is not None
    edges, drawn = np.cumsum(law.severity.daily_shares, axis=1), rng.random(len(severity))
    return np.asarray(np.minimum((drawn[:, None] >= edges[severity]).sum(axis=1), edges.shape[1] - 1), dtype=np.int64)


def day_rung(hazard: Hazard, people: Patients, rng: np.random.Generator, law: Law) -> Floats:
    """The day after the course's end on which each patient's clock of this hazard rings; infinity for never."""
    ratio = hazard.ratio(people.female, people.daily * people.duration)
    if people.severity is not None and law.severity is not None:
        ratio = ratio * np.asarray(law.severity.ratios)[people.severity]
    return hazard.day_reached(rng.standard_exponential(len(ratio)) / ratio)


def draw_histories(people: Patients, rng: np.random.Generator, law: Law) -> Histories:
    """When each patient relapses, how that is treated, and when a second and a third course would begin."""
    relapse = day_rung(law.relapse, people, rng, law)
    uniform = rng.random(len(relapse))
    treatment = np.where(
        people.female,
        np.searchsorted(np.cumsum(law.treatment_shares_women)[:-1], uniform, side="right"),
        np.searchsorted(np.cumsum(law.treatment_shares_men)[:-1], uniform, side="right"),
    )
    second, third = (day_rung(clock, people, rng, law) for clock in (law.second_course, law.third_course))
    return Histories(relapse, treatment, second, third)


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
        return FollowUp(last_visit, np.zeros(n, dtype=bool), np.zeros(n, dtype=np.int64))
    ordinary = observed = np.minimum(last_visit, lost)
    left = (lost < last_visit).astype(np.int64)
    if law.leaving is not None:
        event = np.minimum(histories.relapse, histories.second_course)
        observed = people.end + law.leaving.last_days(ordinary - people.end, event, rng)
        left = np.where(observed < ordinary, np.where(people.end + event == observed, 3, 2), left)
    died = death <= observed
    return FollowUp(np.minimum(observed, death), died, np.where(died, 4, left))


def require_shares(stated: Any, *, but: Sequence[str] = ()) -> None:
    """Raise StudyError for a field that is no share; those named in ``but`` are something else."""
    for field in (each for each in fields(stated) if each.name not in but):
        share = getattr(stated, field.name)
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
            raise StudyError(f"{field.name} must be a share from 0 to 1, not {share!r}.")


@dataclass(frozen=True)
class Habits:
    """Shares of the fills, courses or people concerned. None of them bears on relapse, so the truth stays the law's.

    Of fills: ``early_refills`` and ``late_refills`` within a course, ``reversals`` (a fill that was billed, never
    picked up and billed back: a twin with a negative quantity follows it), ``duplicates`` (the row once more),
    ``missing_supply``. Of courses: ``low_season`` pause on purpose in summer, if a supply runs out then. Of first
    courses: ``across_the_cut`` are still running on the data cut. Of people:
    ``short_history`` are observed for less than a year before the first course, ``holes`` lose their enrolment after
    it and ``earlier_holes`` in the year before it (more than 31 days, nothing is recorded meanwhile), ``small_holes``
    have 1 to 31 days between two enrolments (on paper only), ``missing_weight``, ``unmatched_reversals``.
    """

    early_refills: float = 0.35
    late_refills: float = 0.20
    reversals: float = 0.02
    duplicates: float = 0.01
    missing_supply: float = 0.0
    across_the_cut: float = 0.02
    short_history: float = 0.08
    holes: float = 0.06
    earlier_holes: float = 0.02
    small_holes: float = 0.05
    missing_weight: float = 0.30
    unmatched_reversals: float = 0.002
    low_season: float = 0.0

    def __post_init__(self) -> None:
        require_shares(self)
        if self.holes + self.earlier_holes + self.small_holes > 1:
            raise StudyError("holes, earlier_holes and small_holes are shares of the same people; they exceed 1.")


CLEAN = Habits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
"""Nobody does anything of it."""


class Enrolment(NamedTuple):
    """One entry per patient; days count from 1970-01-01. Enrolled from ``start`` to ``end`` but for the hole."""

    start: Integers
    end: Integers
    died: NDArray[np.bool_]
    hole: Integers  # first day without enrolment, NO_HOLE where there is none
    back: Integers  # first day enrolled again

    def bridged(self) -> NDArray[np.bool_]:
        """Whether the hole is short enough to be one of paper only."""
        return self.back - self.hole <= BRIDGED_DAYS

    def recorded(self, person: Integers, day: Integers) -> NDArray[np.bool_]:
        """Whether a claim of that day is in the data."""
        inside = (day >= self.start[person]) & (day <= self.end[person])
        lost = (day >= self.hole[person]) & (day < self.back[person]) & ~self.bridged()[person]
        return inside & ~lost


def draw_enrolment(people: Patients, rng: np.random.Generator, habits: Habits) -> Enrolment:
    """Leaving is exponential from the first fill on, by site; so is death. Holes are independent of what follows."""
    n, first = len(people.end), people.end - people.duration + 1
    history = WASHOUT_DAYS + np.floor(rng.standard_exponential(n) * 500).astype(np.int64)
    short = rng.random(n) < habits.short_history
    start = np.maximum(first - np.where(short, np.floor(rng.random(n) * WASHOUT_DAYS), history), DATA_BEGIN)
    left = first + np.floor(rng.standard_exponential(n) / LOST_PER_YEAR[people.site] * 365.25)
    death = first + np.floor(rng.standard_exponential(n) / DEATHS_PER_YEAR * 365.25)
    end = np.minimum(np.minimum(left, death), DATA_CUT)
    hole, back = _holes(people, first, rng, habits)
    beyond = hole <= start  # no enrolment before the hole: nothing to interrupt
    hole, back = np.where(beyond, NO_HOLE, hole), np.where(beyond, NO_HOLE, back)
    never_back = (back > end) & (hole <= end)
    end = np.where(never_back, hole - 1, end)
    died = (death <= end) & ~never_back
    interrupted = (np.where(hole > end, NO_HOLE, day).astype(np.int64) for day in (hole, back))
    return Enrolment(start.astype(np.int64), end.astype(np.int64), died, *interrupted)


def _holes(
    people: Patients, first: Integers, rng: np.random.Generator, habits: Habits
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The first day of each person's hole and the first day after it."""
    n = len(first)
    roll, uniform = rng.random(n), rng.random(n)
    later = people.end + 1 + np.floor(rng.standard_exponential(n) * 400)
    small = roll < habits.small_holes
    wide = ~small & (roll < habits.small_holes + habits.holes)
    earlier = ~small & ~wide & (roll < habits.small_holes + habits.holes + habits.earlier_holes)
    length = np.where(small, 1 + np.floor(uniform * BRIDGED_DAYS), BRIDGED_DAYS + 1 + np.floor(uniform * 250))
    before = first - 30 - np.floor(rng.random(n) * 300)  # the day on which enrolment is back
    hole = np.where(earlier, before - length, later)
    some = small | wide | earlier
    return np.where(some, hole, NO_HOLE), np.where(some, hole + length, NO_HOLE)

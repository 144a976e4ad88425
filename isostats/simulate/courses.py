"""Patients drawn from the law, written down as a clinic would: one row per course."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.errors import StudyError
from isostats.simulate.enrolment import NO_HOLE, Enrolment
from isostats.simulate.faults import NO_FAULTS, inject_faults
from isostats.simulate.histories import (
    DATA_CUT,
    SITES,
    Floats,
    FollowUp,
    Histories,
    Integers,
    Patients,
    birth_years,
    draw_follow_up,
    draw_histories,
    draw_patients,
    generator,
    pick,
    require_whole,
    weights_at,
)
from isostats.simulate.later_treatments import draw_prescriptions, prescriptions_frame
from isostats.simulate.law import TREATMENTS, Law, truth_table
from isostats.simulate.texts import iso_days, numbered, words
from isostats.simulate.true_courses import Courses
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text

# What a clinic writes, and how often.
_INSURANCE = {"public": 0.62, "private": 0.33, "uninsured": 0.05}
_INDICATIONS = {
    "severe_nodulocystic": 0.34,
    "resistant_moderate": 0.36,
    "scarring_or_distress": 0.15,
    "frequent_relapse": 0.10,
    "patient_preference": 0.05,
}
_CLEAR = {"clear": 0.7, "almost_clear": 0.3}
_NOT_CLEAR = {"improved": 0.7, "unchanged": 0.2, "worse": 0.1}
_MISSING = {  # "doses": both doses; "daily_dose_mg": the daily dose alone
    "weight_kg": 0.12,
    "doses": 0.06,
    "daily_dose_mg": 0.04,
    "birth_year": 0.02,
    "indication": 0.06,
    "lesion_count": 0.15,
}


@dataclass(frozen=True)
class Simulation:
    """Simulated course records, the truth behind them, and how to make them again.

    ``courses`` has one row per course as in a course file (dates as ISO text, missing values empty); ``events`` has
    what was prescribed besides, before and after the first course's end: patient_id, date, kind, days_supply; ``truth``
    has outcome, population, time_days, remission; ``faults`` lists what was injected on request (row as a spreadsheet
    shows it, patient_id, rule), and is empty otherwise. ``seed`` is None when a generator was given.
    """

    courses: pd.DataFrame
    events: pd.DataFrame
    truth: pd.DataFrame
    law: Law
    patients: int
    seed: int | None
    faults: pd.DataFrame = field(default_factory=NO_FAULTS.copy)

    def __repr__(self) -> str:
        return (
            f"Simulation({count_text(self.patients)} patients, {count_text(len(self.courses))} courses, "
            f"seed={self.seed})"
        )


class _Seen(NamedTuple):
    """What a clinic sees: the courses with the relapse after each, and each patient's last contact."""

    courses: Courses
    relapse: Floats
    treatment: Integers  # position in TREATMENTS, or len(TREATMENTS) for isotretinoin
    last_contact: Integers


def simulate_courses(
    patients: int,
    *,
    seed: int | np.random.Generator,
    law: Law | None = None,
    complete_follow_up: bool = False,
    faults: float = 0.0,
) -> Simulation:
    """Draw patients from a law and write down their courses, beside the true remission under that law.

    Records have no faults: loss to follow-up (exponential, its rate set by the site) and the data cut are independent
    of relapse (unless ``law.leaving`` says otherwise), and nothing is recorded after the last contact, which is moved
    only to let a second or third course that had begun come to its end. Weights, doses, responses and other facts are
    missing at random. With ``complete_follow_up`` nobody is lost or dies before six years. ``faults`` is the share of
    patients whose rows are then spoiled in known ways, one fault each (see ``inject_faults``); the truth does not
    change.

    The same seed gives the same records, byte for byte; the global random state is neither read nor touched. Raises
    StudyError for fewer than one patient, a seed that is none, or a share of faults outside 0 to 1.

    >>> simulation = simulate_courses(200, seed=1)
    >>> simulation.courses["patient_id"].nunique(), len(simulation.truth)
    (200, 60)
    """
    require_whole("patients", patients, 1)
    rng, known_seed = generator(seed)
    if isinstance(faults, bool) or not 0 <= faults <= 1:
        raise StudyError(f"faults must be a share of the patients, from 0 to 1, not {faults!r}.")
    law = law or Law()
    people = draw_patients(patients, rng, law, complete_follow_up)
    histories = draw_histories(people, rng, law)
    follow_up = draw_follow_up(people, histories, rng, complete_follow_up, law)
    seen = _record(people, histories, follow_up, rng, law)
    frame = _frame(people, seen, follow_up, rng, law)
    events = _events(people, histories, seen, rng, law)
    injected = NO_FAULTS.copy()
    if faults:
        frame, injected = inject_faults(frame, share=faults, seed=rng)
    return Simulation(frame, events, truth_table(law=law), law, patients, known_seed, injected)


def _record(
    people: Patients, histories: Histories, follow_up: FollowUp, rng: np.random.Generator, law: Law
) -> _Seen:
    """The rows that follow-up lets the clinic see, in order of patient and course."""
    n = len(people.end)
    everyone = np.arange(n)
    latest = np.where(follow_up.died, follow_up.planned, DATA_CUT)
    lengths = law.durations[pick(rng, 2 * n, law.duration_shares)].reshape(2, n)

    second = people.end + histories.second_course
    has_second = second <= follow_up.planned
    second_end = np.minimum(second + lengths[0] - 1, latest)
    third = second_end + histories.third_course
    has_third = has_second & (third <= follow_up.planned)
    third_end = np.minimum(third + lengths[1] - 1, latest)
    last_contact = np.maximum(
        follow_up.planned, np.where(has_third, third_end, np.where(has_second, second_end, follow_up.planned))
    ).astype(np.int64)

    relapse = people.end + histories.relapse
    second_first = has_second & (second <= relapse)
    first_event = np.where(second_first, second, np.where(relapse <= follow_up.planned, relapse, np.nan))
    isotretinoin = len(TREATMENTS)
    rows = [
        (everyone, 1, people.end - people.duration + 1, people.end, first_event,
         np.where(second_first, isotretinoin, histories.treatment)),
        (everyone[has_second], 2, second[has_second], second_end[has_second],
         np.where(has_third, third, np.nan)[has_second], np.full(has_second.sum(), isotretinoin)),
        (everyone[has_third], 3, third[has_third], third_end[has_third],
         np.full(has_third.sum(), np.nan), np.full(has_third.sum(), isotretinoin)),
    ]  # fmt: skip
    person = np.concatenate([row[0] for row in rows])
    order = np.argsort(person, kind="stable")
    number = np.repeat([1, 2, 3], [len(row[0]) for row in rows])
    start, end, event, treatment = (np.concatenate([row[k] for row in rows])[order] for k in (2, 3, 4, 5))
    courses = Courses(person[order], number[order], start.astype(np.int64), end.astype(np.int64))
    return _Seen(courses, event, treatment, last_contact)


def _events(
    people: Patients, histories: Histories, seen: _Seen, rng: np.random.Generator, law: Law
) -> pd.DataFrame:
    """Prescriptions from a year before the first course to the last contact."""
    n = len(people.end)
    never = np.full(n, NO_HOLE)
    watched = Enrolment(people.end - people.duration - 365, seen.last_contact, np.zeros(n, dtype=bool), never, never)
    prescribed = draw_prescriptions(people, histories, seen.courses, watched, rng, law)
    return prescriptions_frame(numbered("S", n, width=5), prescribed)


def _responses(rng: np.random.Generator, n: int, law: Law) -> NDArray[np.object_]:
    shares = [(1 - law.not_clear_share) * share for share in _CLEAR.values()]
    shares += [law.not_clear_share * share for share in _NOT_CLEAR.values()]
    return words([*_CLEAR, *_NOT_CLEAR], pick(rng, n, shares), rng.random(n) < law.response_missing_share)


def _doses(people: Patients, courses: Courses, rng: np.random.Generator) -> dict[str, Floats]:
    """Weight (kg) and doses (mg) of each course; later courses repeat the law's daily dose at the weight of the day."""
    n, person = len(courses.person), courses.person
    weight = weights_at(people, person, courses.number, rng)
    daily = np.round(weight * people.daily[person], 1)
    cumulative = np.round(daily * (courses.end - courses.start + 1))
    gone = rng.random(n)
    no_doses, no_daily = gone < _MISSING["doses"], gone < _MISSING["doses"] + _MISSING["daily_dose_mg"]
    return {
        "weight_kg": np.where(rng.random(n) < _MISSING["weight_kg"], np.nan, weight),
        "daily_dose_mg": np.where(no_daily, np.nan, daily),
        "cumulative_dose_mg": np.where(no_doses, np.nan, cumulative),
    }


def _frame(
    people: Patients, seen: _Seen, follow_up: FollowUp, rng: np.random.Generator, law: Law
) -> pd.DataFrame:
    courses, person = seen.courses, seen.courses.person
    n, rows = len(people.end), len(person)
    names = numbered("S", n, width=5)
    born = birth_years(people, rng)
    insurance = pick(rng, n, _INSURANCE.values())
    lesions = np.floor(15 + 85 * rng.random(n) ** 1.5)
    no_birth, no_lesions = rng.random(n) < _MISSING["birth_year"], rng.random(n) < _MISSING["lesion_count"]
    none = np.isnan(seen.relapse)
    return pd.DataFrame(
        {
            "patient_id": names[person],
            "course_number": courses.number,
            "site": words(SITES, people.site[person]),
            "sex": words(("male", "female"), people.female[person].astype(np.int64)),
            "birth_year": pd.arrays.IntegerArray(born[person], no_birth[person]),
            "insurance": words(_INSURANCE, insurance[person]),
            "lesion_count": pd.arrays.IntegerArray(lesions[person].astype(np.int64), no_lesions[person]),
            "indication": words(
                _INDICATIONS, pick(rng, rows, _INDICATIONS.values()), rng.random(rows) < _MISSING["indication"]
            ),
            "course_start": iso_days(courses.start),
            "course_end": iso_days(courses.end),
            **_doses(people, courses, rng),
            "response": _responses(rng, rows, law),
            "relapse_date": iso_days(seen.relapse, none),
            "relapse_treatment": words((*TREATMENTS, v.ISOTRETINOIN), seen.treatment, none),
            "last_contact": iso_days(seen.last_contact[person]),
            "death_date": iso_days(seen.last_contact[person], ~follow_up.died[person]),
        }
    )

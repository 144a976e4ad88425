"""Patients drawn from the law, written down as a clinic would: one row per course."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from isostats.errors import StudyError
from isostats.simulate.histories import (
    DATA_CUT,
    LEFT,
    NO_HOLE,
    SITES,
    Courses,
    Enrolment,
    Floats,
    FollowUp,
    Histories,
    Integers,
    Patients,
    draw_follow_up,
    draw_histories,
    draw_patients,
    generator,
    iso_days,
    lay_courses,
    pick,
    require_whole,
    words,
)
from isostats.simulate.later_treatments import prescriptions
from isostats.simulate.law import TREATMENTS, Law, truth_table
from isostats.simulate.severity import LEVELS
from isostats.vocabulary import names as v
from isostats.words.html import card
from isostats.words.numbers import count_text

# What a clinic writes, and how often.
_INSURANCE = {"public": 0.62, "private": 0.33, "uninsured": 0.05}
_INDICATIONS = {
    "severe_nodulocystic": 0.34, "resistant_moderate": 0.36, "scarring_or_distress": 0.15, "frequent_relapse": 0.10,
    "patient_preference": 0.05,
}  # fmt: skip
_CLEAR = {"clear": 0.7, "almost_clear": 0.3}
_NOT_CLEAR = {"improved": 0.7, "unchanged": 0.2, "worse": 0.1}
_MISSING = {  # "doses": both doses; "daily_dose_mg": the daily dose alone
    "weight_kg": 0.12, "doses": 0.06, "daily_dose_mg": 0.04, "birth_year": 0.02, "indication": 0.06,
    "lesion_count": 0.15,
}  # fmt: skip

NO_FAULTS = pd.DataFrame({"row": [], "patient_id": [], "rule": []}).astype({"row": "int64"})


@dataclass(frozen=True)
class Simulation:
    """Simulated course records, the truth behind them, and how to make them again.

    ``courses`` has one row per course as in a course file (dates as ISO text, missing values empty); ``events`` has
    what was prescribed besides, before and after the first course's end: patient_id, date, kind, days_supply; ``truth``
    has outcome, population, time_days, remission; ``faults`` lists what was injected on request (row as a spreadsheet
    shows it, patient_id, rule), and is empty otherwise. ``unseen`` has what no record tells, a row per patient:
    patient_id, relapse_day and second_course_day (after the first course's last day, whether anybody saw them or not;
    empty: never) and left (why follow-up ended: data_end, lost, well, seen_with_relapse or died); ``further_truth`` is
    that of what was added since, such as details. ``seed`` is None when a generator was given.
    """

    courses: pd.DataFrame
    events: pd.DataFrame
    truth: pd.DataFrame
    law: Law
    patients: int
    seed: int | None
    faults: pd.DataFrame = field(default_factory=NO_FAULTS.copy)
    unseen: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    further_truth: Mapping[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        return (
            f"Simulation({count_text(self.patients)} patients, {count_text(len(self.courses))} courses, "
            f"seed={self.seed})"
        )

    def _repr_html_(self) -> str:
        return card("SIMULATED records with a known truth", [repr(self)])


class _Seen(NamedTuple):
    """What a clinic sees: the courses with the relapse after each, and each patient's last contact."""

    courses: Courses
    relapse: Floats
    treatment: Integers  # position in TREATMENTS, or len(TREATMENTS) for isotretinoin
    last_contact: Integers


def simulate_courses(
    patients: int, *, seed: int | np.random.Generator, law: Law | None = None, complete_follow_up: bool = False,
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
    if people.severity is not None:
        frame["severity"] = words(LEVELS, people.severity)[seen.courses.person]
    never, nobody = np.full(patients, NO_HOLE), np.zeros(patients, dtype=bool)
    watched = Enrolment(people.end - people.duration - 365, seen.last_contact, nobody, never, never)
    events = prescriptions(people, histories, seen.courses, watched, rng, law)
    injected = NO_FAULTS.copy()
    if faults:
        frame, injected = inject_faults(frame, share=faults, seed=rng)
    unseen = pd.DataFrame({
        "patient_id": people.names,
        "relapse_day": _whole(histories.relapse),
        "second_course_day": _whole(histories.second_course),
        "left": words(LEFT, follow_up.left),
    })
    return Simulation(frame, events, truth_table(law=law), law, patients, known_seed, injected, unseen)


def _whole(days: Floats) -> pd.arrays.IntegerArray:
    """Days as whole numbers, empty for never."""
    never = ~np.isfinite(days)
    return pd.arrays.IntegerArray(np.where(never, 0, days).astype(np.int64), never)


def _record(people: Patients, histories: Histories, follow_up: FollowUp, rng: np.random.Generator, law: Law) -> _Seen:
    """The rows that follow-up lets the clinic see."""
    latest = np.where(follow_up.died, follow_up.planned, DATA_CUT)
    courses = lay_courses(people, histories, rng, law, until=follow_up.planned, latest=latest)
    person, last_contact = courses.person, follow_up.planned.copy()
    np.maximum.at(last_contact, person, courses.end)
    following = np.where(person == np.append(person[1:], -1), np.append(courses.start[1:], 0), np.nan)
    relapse = (people.end + histories.relapse)[person]
    relapsed = (courses.number == 1) & ~(following <= relapse)  # before any second course
    event = np.where(relapsed, np.where(relapse <= follow_up.planned[person], relapse, np.nan), following)
    treatment = np.where(relapsed, histories.treatment[person], len(TREATMENTS))
    return _Seen(courses, event, treatment, last_contact)


def _doses(people: Patients, courses: Courses, rng: np.random.Generator) -> dict[str, Floats]:
    """Weight (kg) and doses (mg) of each course; later courses repeat the law's daily dose at the weight of the day."""
    n, person = len(courses.person), courses.person
    weight = people.weights_at(courses, rng)
    daily = np.round(weight * people.daily[person], 1)
    cumulative = np.round(daily * (courses.end - courses.start + 1))
    gone = rng.random(n)
    no_doses, no_daily = gone < _MISSING["doses"], gone < _MISSING["doses"] + _MISSING["daily_dose_mg"]
    return {
        "weight_kg": np.where(rng.random(n) < _MISSING["weight_kg"], np.nan, weight),
        "daily_dose_mg": np.where(no_daily, np.nan, daily),
        "cumulative_dose_mg": np.where(no_doses, np.nan, cumulative),
    }


def _frame(people: Patients, seen: _Seen, follow_up: FollowUp, rng: np.random.Generator, law: Law) -> pd.DataFrame:
    courses, person = seen.courses, seen.courses.person
    n, rows = len(people.end), len(person)
    born = people.birth_years(rng)
    insurance = pick(rng, n, _INSURANCE.values())
    lesions = np.floor(15 + 85 * rng.random(n) ** 1.5)
    no_birth, no_lesions = rng.random(n) < _MISSING["birth_year"], rng.random(n) < _MISSING["lesion_count"]
    responses = {name: (1 - law.not_clear_share) * share for name, share in _CLEAR.items()}
    responses |= {name: law.not_clear_share * share for name, share in _NOT_CLEAR.items()}
    unanswered = law.response_missing_share
    none = np.isnan(seen.relapse)
    return pd.DataFrame({
        "patient_id": people.names[person],
        "course_number": courses.number,
        "site": words(SITES, people.site[person]),
        "sex": people.sexes[person],
        "birth_year": pd.arrays.IntegerArray(born[person], no_birth[person]),
        "insurance": words(_INSURANCE, insurance[person]),
        "lesion_count": pd.arrays.IntegerArray(lesions[person].astype(np.int64), no_lesions[person]),
        "indication": words(
            _INDICATIONS, pick(rng, rows, _INDICATIONS.values()), rng.random(rows) < _MISSING["indication"]
        ),
        "course_start": iso_days(courses.start),
        "course_end": iso_days(courses.end),
        **_doses(people, courses, rng),
        "response": words(responses, pick(rng, rows, responses.values()), rng.random(rows) < unanswered),
        "relapse_date": iso_days(seen.relapse, none),
        "relapse_treatment": words((*TREATMENTS, v.ISOTRETINOIN), seen.treatment, none),
        "last_contact": iso_days(seen.last_contact[person]),
        "death_date": iso_days(seen.last_contact[person], ~follow_up.died[person]),
    })


_Row = dict[str, Any]
_NO_RELAPSE: _Row = {"relapse_date": None, "relapse_treatment": None}


def _moved(iso: str, days: int) -> str:
    return str(np.datetime64(iso, "D") + np.timedelta64(days, "D"))


def _treated_on(row: _Row, day: str) -> _Row:
    return {"relapse_date": day, "relapse_treatment": row["relapse_treatment"] or v.TOPICAL}


# Each fault: the rule that names it when records are checked, and what it writes into a row. A patient with one course
# only, and alive, is chosen for all of them.
_FAULTS: tuple[tuple[str, Callable[[_Row], _Row]], ...] = (
    ("end_before_start", lambda row: {"course_end": _moved(row["course_start"], -3)}),
    ("relapse_before_end", lambda row: _treated_on(row, row["course_end"])),
    ("relapse_after_last_contact", lambda row: _treated_on(row, _moved(row["last_contact"], 1))),
    ("last_contact_before_end", lambda row: {"last_contact": _moved(row["course_end"], -1)} | _NO_RELAPSE),
    ("last_contact_after_death", lambda row: {"death_date": _moved(row["last_contact"], -1)} | _NO_RELAPSE),
    ("future_date", lambda row: {"last_contact": "2999-01-01"}),
    ("impossible_date", lambda row: {"course_start": "31/31/2019"}),
    ("empty_id", lambda row: {"patient_id": None}),
    ("impossible_value", lambda row: {"weight_kg": -60.0}),
    ("impossible_value", lambda row: {"daily_dose_mg": 0.0}),
    ("unknown_code", lambda row: {"response": "cured"}),
    ("unreadable_date", lambda row: {"course_end": "end of May"}),
    ("duplicate_row", lambda row: {}),
)


def inject_faults(
    courses: pd.DataFrame, *, share: float, seed: int | np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Spoil the rows of a share of the patients, one fault each, every kind of fault in turn.

    Only patients with one course who are not known to have died are spoiled; there must be enough of them. A doubled
    row is put at the end, so other rows keep their place. Returns the spoiled records and a list of the faults: row
    (as a spreadsheet shows it: the header is row 1), patient_id (as it was) and rule. Raises StudyError where the
    share needs more patients than qualify.
    """
    rng = np.random.default_rng(seed)
    single = ~courses["patient_id"].duplicated(keep=False) & courses["death_date"].isna()
    watched = courses["last_contact"] > courses["course_end"]  # so that the day before the last contact is no fault
    able = np.flatnonzero(single & watched)
    wanted = int(np.ceil(share * courses["patient_id"].nunique()))
    if wanted > len(able):
        raise StudyError(
            f"faults = {share} would spoil {count_text(wanted)} patients, but only {count_text(len(able))} have a "
            "single course and are alive; ask for a smaller share."
        )
    chosen = np.sort(rng.permutation(able)[:wanted])
    faults = [_FAULTS[k % len(_FAULTS)] for k in rng.permutation(wanted)]
    spoiled = courses.astype(object).where(courses.notna(), None)
    injected, doubled = [], []
    for place, (rule, change) in zip(chosen.tolist(), faults, strict=True):
        row = spoiled.iloc[place].to_dict()
        for name, value in change(row).items():
            spoiled.at[place, name] = value
        if rule == "duplicate_row":
            doubled.append(place)
        shown = len(courses) + len(doubled) + 1 if rule == "duplicate_row" else place + 2
        injected.append((shown, row["patient_id"], rule))
    spoiled = pd.concat([spoiled, spoiled.iloc[doubled]], ignore_index=True)
    return spoiled, pd.DataFrame(injected, columns=NO_FAULTS.columns).sort_values("row", ignore_index=True)

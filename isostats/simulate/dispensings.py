"""Patients drawn from the law, seen through claims: fills, enrolment and later prescriptions instead of courses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from isostats.simulate.fills import (
    FATES,
    LONGEST_BREAK,
    Refills,
    Regimen,
    breaks_of,
    claim_rows,
    draw_pauses,
    draw_refills,
    in_capsules,
)
from isostats.simulate.histories import (
    DATA_CUT,
    NO_HOLE,
    SITES,
    Courses,
    Enrolment,
    Floats,
    Habits,
    Patients,
    day_rung,
    draw_enrolment,
    draw_histories,
    draw_patients,
    generator,
    iso_days,
    lay_courses,
    numbered,
    require_whole,
    words,
)
from isostats.simulate.later_treatments import prescriptions
from isostats.simulate.law import Law, truth_table
from isostats.vocabulary import names as v
from isostats.words.html import card
from isostats.words.numbers import count_text

GAP_DAYS = 60
SEEN = ("whole", "cut", "broken", "unseen")
SEEN_IN_CLAIMS = (v.ANY_TREATMENT, v.SYSTEMIC_TREATMENT, v.SECOND_COURSE)


@dataclass(frozen=True)
class DispensingSimulation:
    """Simulated claims, the truth behind them, and how to make them again. Dates are ISO text, None is missing.

    ``dispensings``: patient_id, dispense_date, days_supply, strength_mg, quantity, drug, claim_id; ``fates``, row by
    row beside it: claim_id, fate (course, reversed, reversal, unmatched_reversal, duplicate, abandoned) and the true
    course's number, 0 for none. ``observation``: patient_id, start, end. ``people``: patient_id, sex, birth_year, site,
    weight_kg, death_date. ``treatments``: patient_id, date, kind, days_supply. ``weights``: patient_id, date,
    weight_kg, as measured. ``deaths``: patient_id, date. ``true_courses``: see :func:`.true_courses`.
    ``truth``: outcome, population, time_days, remission, under the law and not in these patients. ``further_truth``:
    where courses pause in the low season, the interruptions of all courses.
    """

    dispensings: pd.DataFrame = field(repr=False)
    fates: pd.DataFrame = field(repr=False)
    observation: pd.DataFrame = field(repr=False)
    people: pd.DataFrame = field(repr=False)
    treatments: pd.DataFrame = field(repr=False)
    weights: pd.DataFrame = field(repr=False)
    deaths: pd.DataFrame = field(repr=False)
    true_courses: pd.DataFrame = field(repr=False)
    truth: pd.DataFrame = field(repr=False)
    law: Law
    habits: Habits
    patients: int
    seed: int | None
    further_truth: Mapping[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        fills = len(self.dispensings)
        return (
            f"DispensingSimulation({count_text(self.patients)} patients, {count_text(fills)} dispensings, "
            f"seed={self.seed})"
        )

    def _repr_html_(self) -> str:
        return card("SIMULATED records with a known truth", [repr(self)])


def simulate_dispensings(
    patients: int, *, seed: int | np.random.Generator, law: Law | None = None, habits: Habits | None = None
) -> DispensingSimulation:
    """Draw patients from a law and write down what an insurer would see of them, beside the true courses and remission.

    Courses, relapses and their treatment follow the same :class:`Law` as :func:`simulate_courses`; the response to
    treatment and the relapse itself are not in claims, so nobody is recorded as not clear, and the true remission is
    that by the rules of treatment (``relapses_recorded = False``).
    Fills are monthly, of capsules that exist, picked up early or late within a course by at most 30 drug-free days; a
    later course follows after more than 60. ``habits`` says what else happens to claims. Nothing is recorded after
    leaving, death, the data cut, or in a hole of enrolment, all of which are independent of relapse.

    The same seed gives the same claims, byte for byte; the global random state is neither read nor touched. Raises
    StudyError for fewer than one patient or a seed that is none.

    >>> simulation = simulate_dispensings(50, seed=1)
    >>> simulation.people["patient_id"].is_unique, len(simulation.truth)
    (True, 15)
    """
    require_whole("patients", patients, 1)
    rng, known_seed = generator(seed)
    law, habits = replace(law or Law(), response_missing_share=1.0, relapses_recorded=False), habits or Habits()
    people = draw_patients(patients, rng, law, False)
    running_on = rng.random(patients) < habits.across_the_cut  # the first course, on the data cut
    beyond = 1 + np.floor(rng.random(patients) * (people.duration - 1)).astype(np.int64)
    people = people._replace(end=np.where(running_on, DATA_CUT + beyond, people.end))
    histories = draw_histories(people, rng, law)
    courses = lay_courses(people, histories, rng, law, until=DATA_CUT, latest=np.inf)
    enrolment = draw_enrolment(people, rng, habits)
    refills = draw_refills(
        courses.start, courses.end, rng, early_share=habits.early_refills, late_share=habits.late_refills,
        pauses=draw_pauses(len(courses.start), rng.spawn(1)[0], habits.low_season) if habits.low_season else None,
    )  # fmt: skip
    weight = people.weights_at(courses, rng)
    regimen = in_capsules(weight * people.daily[courses.person], rng.random(len(weight)))
    abandoned = None if law.abandoned is None else people.end + day_rung(law.abandoned, people, rng, law)
    rows = claim_rows(courses, refills, regimen, enrolment, rng, habits, abandoned)
    treatments = prescriptions(people, histories, courses, enrolment, rng, law)
    names = people.names
    measured = _measured(names, courses, enrolment, weight, rng, habits)
    truth = truth_table(law=law)  # without a recorded response there is everyone alone
    truth = truth[truth[v.OUTCOME].isin(SEEN_IN_CLAIMS) & (truth[v.POPULATION] == v.EVERYONE)]
    claims = numbered("C", len(rows), width=7)[rows["claim"] - 1]
    return DispensingSimulation(
        dispensings=_dispensings(names, rows, claims, rng, habits),
        fates=pd.DataFrame({
            "claim_id": claims,
            "fate": words(FATES, rows["fate"].to_numpy()),
            "course": np.append(courses.number, 0)[rows["course"]],
        }),
        observation=_observation(names, enrolment),
        people=_people(names, people, measured, enrolment, rng),
        treatments=treatments,
        weights=measured,
        deaths=pd.DataFrame({"patient_id": names[enrolment.died], "date": iso_days(enrolment.end[enrolment.died])}),
        true_courses=true_courses(names, courses, refills, regimen, enrolment).assign(weight_kg=weight),
        truth=truth.reset_index(drop=True),
        law=law, habits=habits, patients=patients, seed=known_seed,
        further_truth={"interruptions": _interruptions(names, courses, refills)} if habits.low_season else {},
    )  # fmt: skip


def _interruptions(names: np.ndarray, courses: Courses, refills: Refills) -> pd.DataFrame:
    """The days without drug within true courses, recorded or not; planned ones are those of the low season."""
    course, first, days = breaks_of(refills)
    return pd.DataFrame({
        "patient_id": names[courses.person[course]], "course": courses.number[course], "start": iso_days(first),
        "end": iso_days(first + days - 1), "planned": days > LONGEST_BREAK,
    })  # fmt: skip


def _measured(
    names: np.ndarray, courses: Courses, enrolment: Enrolment, weight: Floats, rng: np.random.Generator, habits: Habits
) -> pd.DataFrame:
    """Weights on the scales, within two months of each course's start; all of a person's are missing, or none."""
    known = rng.random(len(names)) >= habits.missing_weight
    day = courses.start - 60 + np.floor(rng.random(len(weight)) * 121).astype(np.int64)
    day = np.clip(day, enrolment.start[courses.person], enrolment.end[courses.person])
    kept = known[courses.person] & ((courses.number == 1) | enrolment.recorded(courses.person, courses.start))
    return pd.DataFrame(
        {"patient_id": names[courses.person[kept]], "date": iso_days(day[kept]), "weight_kg": weight[kept]}
    )


def _dispensings(
    names: np.ndarray, rows: pd.DataFrame, claims: np.ndarray, rng: np.random.Generator, habits: Habits
) -> pd.DataFrame:
    no_supply = rng.random(len(rows)) < habits.missing_supply
    drugs = [f"isotretinoin {mg} MG oral capsule" for mg in range(41)]
    return pd.DataFrame({
        "patient_id": names[rows["person"]],
        "dispense_date": iso_days(rows["day"].to_numpy()),
        "days_supply": pd.arrays.IntegerArray(rows["supply"].to_numpy(), no_supply),
        "strength_mg": rows["strength"].to_numpy(),
        v.QUANTITY: rows["quantity"].to_numpy(),
        "drug": words(drugs, rows["strength"].to_numpy()),
        "claim_id": claims,
    })


def _observation(names: np.ndarray, enrolment: Enrolment) -> pd.DataFrame:
    n, holed = len(names), enrolment.hole < NO_HOLE
    person = np.concatenate([np.arange(n), np.flatnonzero(holed)])
    start = np.concatenate([enrolment.start, enrolment.back[holed]])
    end = np.concatenate([np.where(holed, enrolment.hole - 1, enrolment.end), enrolment.end[holed]])
    order = np.lexsort((start, person))
    return pd.DataFrame({
        "patient_id": names[person[order]], "start": iso_days(start[order]), "end": iso_days(end[order])
    })


def _people(
    names: np.ndarray, people: Patients, measured: pd.DataFrame, enrolment: Enrolment, rng: np.random.Generator
) -> pd.DataFrame:
    return pd.DataFrame({
        "patient_id": names,
        "sex": people.sexes,
        "birth_year": people.birth_years(rng),
        "site": words(SITES, people.site),
        "weight_kg": measured.groupby("patient_id")["weight_kg"].first().reindex(names).to_numpy(),
        "death_date": iso_days(enrolment.end, ~enrolment.died),
    })


def true_courses(
    names: np.ndarray, courses: Courses, refills: Refills, regimen: Regimen, enrolment: Enrolment
) -> pd.DataFrame:
    """One row per true course: patient_id, course, start, end, seen, recorded_end, end_status, days_covered, fills,
    dispensing_days, dose_mg, daily_mg.

    ``seen``: *whole* (every fill is in the data), *cut* (the first fills are, then observation or the data end),
    *broken* (a hole of enrolment took some others), *unseen* (no fill is in the data). ``start`` and ``end`` are the
    law's; of whole and cut courses a drug-free-gap rule with carry-over finds ``start`` to ``recorded_end``, which is
    the last day covered by the recorded fills, and of whole ones that is ``end``. ``end_status`` is *confirmed* where
    the person is observed, in one enrolment bridged over 31 days, for more than 60 days after ``recorded_end``;
    otherwise *open*. ``days_covered``, ``fills`` (two on a day with two strengths), ``dispensing_days`` and ``dose_mg``
    are of the recorded fills.
    """
    course, n = refills.course, len(courses.start)
    there = enrolment.recorded(courses.person[course], refills.day)
    fills = np.bincount(course, there, minlength=n).astype(np.int64)
    made = np.bincount(course, minlength=n)
    covered = np.bincount(course, refills.supply * there, minlength=n).astype(np.int64)
    last = np.full(n, -1)
    np.maximum.at(last, course[there], refills.place[there])
    end = np.full(n, np.iinfo(np.int64).min)
    np.maximum.at(end, course[there], (refills.taken_from + refills.supply - 1)[there])
    person, hole = courses.person, enrolment.hole[courses.person]
    first_part = (courses.start < hole) & ~enrolment.bridged()[person]  # of an enrolment that is not bridged
    observed = np.where(first_part, np.minimum(hole - 1, enrolment.end[person]), enrolment.end[person])
    seen = np.where(fills == 0, 3, np.where(fills == made, 0, np.where(last + 1 == fills, 1, 2)))
    return pd.DataFrame({
        "patient_id": names[courses.person],
        "course": courses.number,
        "start": iso_days(courses.start),
        "end": iso_days(courses.end),
        "seen": words(SEEN, seen),
        "recorded_end": iso_days(end, fills == 0),
        "end_status": words(
            ("open", "confirmed"),
            (observed - end > GAP_DAYS).astype(np.int64),
            fills == 0,
        ),
        "days_covered": covered,
        "fills": fills * (1 + (regimen.second_mg > 0)),
        "dispensing_days": fills,
        "dose_mg": covered * regimen.daily_mg,
        "daily_mg": regimen.daily_mg,
    })

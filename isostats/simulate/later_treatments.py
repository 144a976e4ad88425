"""Acne prescriptions beside isotretinoin: those that mark a relapse, and those that do not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from isostats.simulate.enrolment import Enrolment
from isostats.simulate.histories import Histories, Integers, Patients, pick
from isostats.simulate.law import TREATMENTS
from isostats.simulate.true_courses import Courses

_TOPICAL, _ANTIBIOTIC, _ANTIANDROGEN = (
    TREATMENTS.index(kind) for kind in ("topical", "oral_antibiotic", "antiandrogen")
)
_SUPPLIES = np.array([28, 30, 60, 90])
_SUPPLY_SHARES = (0.15, 0.60, 0.10, 0.15)
_INFECTIONS_PER_YEAR = 0.15
_SHORT_SUPPLIES = np.array([5, 7, 10, 14])  # below 28 days: for an infection, not for acne


class Prescriptions(NamedTuple):
    """One entry per prescription, by person and day; days count from 1970-01-01."""

    person: Integers
    day: Integers
    kind: Integers  # position in TREATMENTS
    supply: Integers


def draw_prescriptions(
    people: Patients, histories: Histories, courses: Courses, enrolment: Enrolment, rng: np.random.Generator
) -> Prescriptions:
    """What is recorded: the treatment of a relapse that comes before any second course, with up to three refills;
    acne treatment in the year before the first course; short antibiotics at any time, at random."""
    parts = [_relapses(people, histories, courses, rng), _before(people, rng), _infections(enrolment, rng)]
    person, day, kind, supply = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    seen = enrolment.recorded(person, day)
    columns = [column[seen].astype(np.int64) for column in (person, day, kind, supply)]
    order = np.lexsort((columns[3], columns[2], columns[1], columns[0]))
    return Prescriptions(*(column[order] for column in columns))


def _relapses(
    people: Patients, histories: Histories, courses: Courses, rng: np.random.Generator
) -> tuple[Integers, ...]:
    second = np.full(len(people.end), np.inf)
    again = courses.number == 2
    second[courses.person[again]] = courses.start[again]
    relapse = people.end + histories.relapse
    treated = np.flatnonzero(np.isfinite(relapse) & (relapse < second) & (histories.treatment > 0))
    refills = 1 + np.floor(rng.random(len(treated)) * 4).astype(np.int64)
    supply = _SUPPLIES[pick(rng, len(treated), _SUPPLY_SHARES)]
    person = np.repeat(treated, refills)
    place = np.arange(len(person)) - np.repeat(np.cumsum(refills) - refills, refills)
    supply = np.repeat(supply, refills)
    return person, relapse[person].astype(np.int64) + place * supply, histories.treatment[person], supply


def _before(people: Patients, rng: np.random.Generator) -> tuple[Integers, ...]:
    """One to three prescriptions in the year before the first course: isotretinoin is rarely the first treatment."""
    n = len(people.end)
    person = np.repeat(np.arange(n), 1 + np.floor(rng.random(n) * 3).astype(np.int64))
    day = people.end[person] - people.duration[person] - np.floor(rng.random(len(person)) * 365).astype(np.int64)
    kind = np.array([_TOPICAL, _ANTIBIOTIC])[pick(rng, len(person), (0.4, 0.6))]
    return person, day, kind, _SUPPLIES[pick(rng, len(person), _SUPPLY_SHARES)]


def _infections(enrolment: Enrolment, rng: np.random.Generator) -> tuple[Integers, ...]:
    years = np.maximum(enrolment.end - enrolment.start, 0) / 365.25
    person = np.repeat(np.arange(len(years)), rng.poisson(_INFECTIONS_PER_YEAR * years))
    span = (enrolment.end - enrolment.start + 1)[person]
    day = enrolment.start[person] + np.floor(rng.random(len(person)) * span).astype(np.int64)
    supply = _SHORT_SUPPLIES[np.floor(rng.random(len(person)) * len(_SHORT_SUPPLIES)).astype(np.int64)]
    return person, day, np.full(len(person), _ANTIBIOTIC), supply

"""Acne prescriptions beside isotretinoin: those that mark a relapse, and those that do not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from isostats.simulate.histories import Courses, Enrolment, Histories, Integers, Patients, iso_days, pick, words
from isostats.simulate.law import TREATMENTS, Law
from isostats.simulate.ongoing_treatment import draw_packs
from isostats.vocabulary import names as v

_COLUMNS = ["person", "day", "kind", "supply"]
KINDS = (*TREATMENTS, v.CONTRACEPTIVE)
_TOPICAL, _ANTIBIOTIC = (TREATMENTS.index(kind) for kind in (v.TOPICAL, v.ORAL_ANTIBIOTIC))
_SUPPLIES = np.array([28, 30, 60, 90])
_SUPPLY_SHARES = (0.15, 0.60, 0.10, 0.15)
_PACK_SHARES = (0.75, 0.15, 0.10)  # of antibiotics for a relapse: in one of _SUPPLIES, as 6 x 14 days, as 4 x 20 days
_SHORT_PACKS = ((6, 14), (4, 20))
_MOST_LATE = 7  # days between short packs of one run
_INFECTIONS_PER_YEAR = 0.15
_SHORT_SUPPLIES = np.array([5, 7, 10, 14, 20])  # below 28 days: for an infection, not for acne
_APART = 60  # days between an infection and any other antibiotic, so that they never sum to a run


def prescriptions(
    people: Patients, histories: Histories, courses: Courses, enrolment: Enrolment, rng: np.random.Generator, law: Law
) -> pd.DataFrame:
    """What is recorded, a row each by person and day: patient_id, date, kind, days_supply.

    The treatment of a relapse that comes before any second course, with up to three refills; acne treatment in the year
    before the first course; what runs across its end; short antibiotics at random.
    """
    parts = [
        _relapses(people, histories, courses, rng),
        _before(people, rng),
        _infections(people, histories, enrolment, rng),
    ]
    person, day, pattern, supply = draw_packs(law.running, people.female, rng)
    running = np.array([KINDS.index(one.kind) for one in law.running], dtype=np.int64)[pattern]
    parts.append((person, people.end[person] + day, running, supply))
    rows = pd.concat([pd.DataFrame(dict(zip(_COLUMNS, part, strict=True)), dtype=np.int64) for part in parts])
    rows = rows[enrolment.recorded(rows["person"], rows["day"])]
    rows = rows.sort_values(_COLUMNS, ascending=[True, True, True, False], kind="stable", ignore_index=True)
    rows = rows.drop_duplicates(_COLUMNS[:3])  # of one kind on a day the longest
    person, day, kind, supply = (rows[name].to_numpy() for name in _COLUMNS)
    return pd.DataFrame({
        "patient_id": people.names[person], "date": iso_days(day), "kind": words(KINDS, kind), "days_supply": supply,
    })  # fmt: skip


def _relapses(
    people: Patients, histories: Histories, courses: Courses, rng: np.random.Generator
) -> tuple[Integers, ...]:
    """The treatment of a relapse: one to four fills of one supply, or a run of short packs of an antibiotic."""
    second = courses.second_starts(len(people.end))
    relapse = people.end + histories.relapse
    treated = np.flatnonzero(np.isfinite(relapse) & (relapse < second) & (histories.treatment > 0))
    n, kind = len(treated), histories.treatment[treated]
    fills = 1 + np.floor(rng.random(n) * 4).astype(np.int64)
    supply = _SUPPLIES[pick(rng, n, _SUPPLY_SHARES)]
    late = np.zeros(n, dtype=np.int64)
    packs, jitter = pick(rng, n, _PACK_SHARES), rng.random(n)
    for place, (number, days) in enumerate(_SHORT_PACKS, start=1):
        short = (kind == _ANTIBIOTIC) & (packs == place)
        fills, supply = np.where(short, number, fills), np.where(short, days, supply)
        late = np.where(short, np.floor(jitter * (_MOST_LATE + 1)), late).astype(np.int64)
    row = np.repeat(np.arange(n), fills)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(fills) - fills, fills)
    day = relapse[treated][row].astype(np.int64) + nth * (supply + late)[row]
    return treated[row], day, kind[row], supply[row]


def _before(people: Patients, rng: np.random.Generator) -> tuple[Integers, ...]:
    """One to three prescriptions in the year before the first course: isotretinoin is rarely the first treatment."""
    n = len(people.end)
    person = np.repeat(np.arange(n), 1 + np.floor(rng.random(n) * 3).astype(np.int64))
    day = people.end[person] - people.duration[person] - 30 - np.floor(rng.random(len(person)) * 335).astype(np.int64)
    kind = np.array([_TOPICAL, _ANTIBIOTIC])[pick(rng, len(person), (0.4, 0.6))]
    return person, day, kind, _SUPPLIES[pick(rng, len(person), _SUPPLY_SHARES)]


def _infections(
    people: Patients, histories: Histories, enrolment: Enrolment, rng: np.random.Generator
) -> tuple[Integers, ...]:
    """Short antibiotics, none within ``_APART`` days of another, of a relapse, or before the first course's end."""
    years = np.maximum(enrolment.end - enrolment.start, 0) / 365.25
    person = np.repeat(np.arange(len(years)), rng.poisson(_INFECTIONS_PER_YEAR * years))
    span = (enrolment.end - enrolment.start + 1)[person]
    day = enrolment.start[person] + np.floor(rng.random(len(person)) * span).astype(np.int64)
    supply = _SHORT_SUPPLIES[np.floor(rng.random(len(person)) * len(_SHORT_SUPPLIES)).astype(np.int64)]
    order = np.lexsort((day, person))
    person, day, supply = person[order], day[order], supply[order]
    after = day - people.end[person]
    lone = np.concatenate([[True], (np.diff(person) != 0) | (np.diff(day) > _APART)])[: len(day)]
    lone &= (after > 0) | (after < -_APART)
    lone &= np.abs(after - histories.relapse[person]) > _APART
    person, day, supply = person[lone], day[lone], supply[lone]
    return person, day, np.full(len(person), _ANTIBIOTIC), supply

"""What a clinic writes down at its visits, beside simulated courses: scores, tests of blood and adverse events.

None of it moves an outcome: it is drawn apart from the law, with shares that :class:`Care` states, so that what is
described of records can be held against them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isostats.simulate.histories import generator, iso_days, require_shares

if TYPE_CHECKING:
    import pandas as pd

    from isostats.simulate.courses import Simulation
    from isostats.simulate.histories import Integers

MONTH = 30
TESTS = {"triglycerides": "mg/dl", "alt": "U/l"}
_MEANS = {"triglycerides": (110.0, 35.0, 150.0), "alt": (24.0, 8.0, 45.0)}  # mean, spread, upper limit
_EFFECTS = ("dry_lips", "dry_skin", "nosebleed", "headache", "joint_or_muscle_pain")


@dataclass(frozen=True)
class Care:
    """Shares of courses: with a visit in each month, tested before the course, tested in each month of it, and with an
    adverse event that is written down. Raises StudyError for what is no share."""

    visited: float = 0.8
    tested_before: float = 0.9
    tested_monthly: float = 0.3
    adverse_event: float = 0.4

    def __post_init__(self) -> None:
        require_shares(self)


@dataclass(frozen=True)
class Contacts:
    """Tables beside course records, dates as ISO text: ``visits`` (patient_id, date, score_face, scale), ``monitoring``
    (patient_id, date, test, value, unit, upper_limit) and ``adverse_events`` (patient_id, date, kind, grade)."""

    visits: pd.DataFrame
    monitoring: pd.DataFrame
    adverse_events: pd.DataFrame


def simulate_contacts(simulation: Simulation, *, seed: int | np.random.Generator, care: Care | None = None) -> Contacts:
    """Draw the visits, tests and adverse events of simulated courses; none is after the last contact.

    Tests of the days before a course are 1 to 14 days before it; scores are on the IGA, and fall in the course. The
    same seed gives the same tables.

    >>> from isostats.simulate import simulate_courses
    >>> contacts = simulate_contacts(simulate_courses(20, seed=1), seed=2, care=Care(tested_before=1, tested_monthly=0))
    >>> len(contacts.monitoring) == 2 * len(simulate_courses(20, seed=1).courses)
    True
    """
    import pandas as pd

    care, (rng, _) = care or Care(), generator(seed)
    courses = simulation.courses
    start, end = (courses[name].to_numpy("datetime64[D]").astype(np.int64) for name in ("course_start", "course_end"))
    row, month = _months(start, end)
    day = start[row] + MONTH * month
    who = courses["patient_id"].to_numpy()

    seen = rng.random(len(row)) < care.visited
    score = np.clip(4 - month // 2 + np.floor(rng.random(len(row)) * 2).astype(np.int64) - 1, 0, 4)
    visits = pd.DataFrame({
        "patient_id": who[row[seen]], "date": iso_days(day[seen]), "score_face": score[seen], "scale": "iga",
    })  # fmt: skip

    before = np.flatnonzero(rng.random(len(start)) < care.tested_before)
    monthly = np.flatnonzero((month > 0) & (rng.random(len(row)) < care.tested_monthly))
    earlier = 1 + np.floor(rng.random(len(before)) * 14).astype(np.int64)
    of_tests = np.concatenate([before, row[monthly]])
    tested = np.concatenate([start[before] - earlier, day[monthly]])
    parts = []
    for test, (mean, spread, limit) in _MEANS.items():
        value = np.round(np.maximum(mean + spread * rng.standard_normal(len(tested)), 5.0), 1)
        parts.append(pd.DataFrame({
            "patient_id": who[of_tests], "date": iso_days(tested), "test": test, "value": value, "unit": TESTS[test],
            "upper_limit": limit,
        }))  # fmt: skip

    affected = np.flatnonzero(rng.random(len(start)) < care.adverse_event)
    since = np.floor(rng.random(len(affected)) * (end - start + 1)[affected]).astype(np.int64)
    adverse = pd.DataFrame({
        "patient_id": who[affected], "date": iso_days(start[affected] + since),
        "kind": np.array(_EFFECTS)[np.floor(rng.random(len(affected)) * len(_EFFECTS)).astype(np.int64)],
        "grade": 1 + np.floor(rng.random(len(affected)) * 2).astype(np.int64),
    })  # fmt: skip
    return Contacts(visits, pd.concat(parts, ignore_index=True), adverse)


def _months(start: Integers, end: Integers) -> tuple[Integers, Integers]:
    """Every month of every course: the course's position, and 0, 1, ... within it."""
    months = (end - start) // MONTH + 1
    row = np.repeat(np.arange(len(start)), months)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(months) - months, months)

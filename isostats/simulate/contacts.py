"""What a clinic writes down at its visits, beside simulated courses: scores, tests of blood and adverse events.

None of it moves an outcome: it is drawn apart from the law, with shares that :class:`Care` states, so that what is
described of records can be held against them. Scores after a course follow the true relapse; what visits tell of it
(:mod:`.visit_scores`) is that it lies between two of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from isostats.simulate.diagnoses import draw_diagnoses
from isostats.simulate.histories import days_of, generator, iso_days, pick, require_shares, require_whole, words
from isostats.simulate.visit_scores import EVERY, visits_after
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

    from isostats.simulate.courses import Simulation
    from isostats.simulate.dispensings import DispensingSimulation
    from isostats.simulate.histories import Integers

MONTH = 30
TESTS = {"triglycerides": "mg/dl", "alt": "U/l"}
_MEANS = {"triglycerides": (110.0, 35.0, 150.0), "alt": (24.0, 8.0, 45.0)}  # mean, spread, upper limit
_LOWEST = {"triglycerides": 40.0, "alt": 7.0}
MG_PER_MMOL = 88.57
"""Of triglycerides, in a decilitre and in a litre."""
_EFFECTS = ("dry_lips", "dry_skin", "nosebleed", "headache", "joint_or_muscle_pain")
_ACTIONS = {"none": 0.55, "dose_reduced": 0.30, "interrupted": 0.15}


@dataclass(frozen=True)
class Care:
    """Shares of courses: with a visit in each month, tested before the course, tested in each month of it, and with an
    adverse event that is written down.

    Besides, on request: ``pregnancy_tests``, of women's courses, before them and in each of their months (a result in
    words); ``molar``, of the tests of triglycerides, in mmol/l and not in mg/dl; ``acted_on``, of adverse events, with
    what was done (and one that stopped the course, where that is why it ended); ``after``, of the visits due every
    ``apart`` days after a course and at the last contact; ``diagnosed``, of people, with acne before the first course,
    the others with something else (a table of diagnoses). Raises StudyError for what is no share.
    """

    visited: float = 0.8
    tested_before: float = 0.9
    tested_monthly: float = 0.3
    adverse_event: float = 0.4
    pregnancy_tests: float = 0.0
    molar: float = 0.0
    acted_on: float = 0.0
    after: float = 0.0
    diagnosed: float = 0.0
    apart: int = EVERY

    def __post_init__(self) -> None:
        require_shares(self, but=("apart",))
        require_whole("apart", self.apart, 1)


IN_FULL = Care(pregnancy_tests=0.7, molar=0.4, acted_on=0.8, after=0.8, diagnosed=0.95)
"""Everything that can be written down."""


@dataclass(frozen=True)
class Contacts:
    """Tables beside course records, dates as ISO text: ``visits`` (patient_id, date, score_face, scale), ``monitoring``
    (patient_id, date, test, value, unit, upper_limit) and ``adverse_events`` (patient_id, date, kind, grade).

    On request also score_trunk of visits after a course, result_text and lower_limit of tests, action of events, and
    ``diagnoses`` (patient_id, date, diagnosis_code).
    """

    visits: pd.DataFrame
    monitoring: pd.DataFrame
    adverse_events: pd.DataFrame
    diagnoses: pd.DataFrame | None = None

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Those that there are, by their names."""
        return {name: table for name, table in vars(self).items() if table is not None}


def simulate_contacts(
    simulation: Simulation | DispensingSimulation, *, seed: int | np.random.Generator, care: Care | None = None
) -> Contacts:
    """Draw the visits, tests and adverse events of simulated courses; none is after the last contact.

    Beside claims they are of the true courses, as far as these were seen, and none is of a day on which the person was
    not observed; there are no visits after a course, since claims hold no scores.

    Tests of the days before a course are 1 to 14 days before it; scores are on the IGA, and fall in the course. The
    same seed gives the same tables, and whatever else is asked for, the same rows of what is always there.

    >>> from isostats.simulate import simulate_courses
    >>> contacts = simulate_contacts(simulate_courses(20, seed=1), seed=2, care=Care(tested_before=1, tested_monthly=0))
    >>> len(contacts.monitoring) == 2 * len(simulate_courses(20, seed=1).courses)
    True
    """
    import pandas as pd

    care, (rng, _) = care or Care(), generator(seed)
    courses = _courses_of(simulation)
    start, end = days_of(courses, "course_start", "course_end")
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
    made = Contacts(visits, pd.concat(parts, ignore_index=True), adverse)
    made = _with_more(made, courses, care, rng.spawn(1)[0])
    observation: pd.DataFrame | None = getattr(simulation, "observation", None)
    if observation is None:
        return made
    kept = {name: _while_observed(table, observation) for name, table in made.tables.items() if name != "diagnoses"}
    return replace(made, **kept)


def _courses_of(simulation: Simulation | DispensingSimulation) -> pd.DataFrame:
    """The courses that a clinic would see: those of course records, or the true ones behind claims."""
    from isostats.simulate.courses import Simulation

    if isinstance(simulation, Simulation):
        return simulation.courses
    seen = simulation.true_courses[simulation.true_courses["recorded_end"].notna()]
    courses = seen.rename(columns={"start": "course_start", "recorded_end": "course_end"})
    return courses.drop(columns="end").merge(simulation.people[["patient_id", "sex"]], on="patient_id", how="left")


def _while_observed(table: pd.DataFrame, observation: pd.DataFrame) -> pd.DataFrame:
    """The rows of days on which the person was observed, in their order."""
    days = table.reset_index(names="place")[["place", "patient_id", "date"]].merge(observation, on="patient_id")
    inside = days[(days["start"] <= days["date"]) & (days["date"] <= days["end"])]["place"]
    return table.loc[sorted(set(inside))].reset_index(drop=True)


def _with_more(made: Contacts, courses: pd.DataFrame, care: Care, rng: np.random.Generator) -> Contacts:
    """The same tables with what is asked for besides, drawn by a generator of its own."""
    import pandas as pd

    visits, monitoring, adverse = made.visits, made.monitoring, made.adverse_events
    if care.pregnancy_tests or care.molar:
        monitoring = _in_two_units(monitoring, care.molar, rng)
        monitoring = pd.concat([monitoring, _pregnancy_tests(courses, care.pregnancy_tests, rng)], ignore_index=True)
    if care.acted_on:
        adverse = _acted_on(adverse, courses, care.acted_on, rng)
    if care.after and "last_contact" in courses:
        visits = pd.concat([visits, visits_after(courses, care.after, rng, every=care.apart)], ignore_index=True)
    diagnoses = draw_diagnoses(courses, care.diagnosed, rng) if care.diagnosed else None
    return Contacts(visits, monitoring, adverse, diagnoses)


def _in_two_units(monitoring: pd.DataFrame, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """A share of the triglycerides in mmol/l, their limits with them."""
    molar = (monitoring["test"] == "triglycerides") & (rng.random(len(monitoring)) < share)
    monitoring = monitoring.assign(lower_limit=monitoring["test"].map(_LOWEST), result_text=None)
    for name in ("value", "lower_limit", "upper_limit"):
        monitoring[name] = monitoring[name].mask(molar, (monitoring[name] / MG_PER_MMOL).round(2))
    return monitoring.assign(unit=monitoring["unit"].mask(molar, "mmol/l"))


def _pregnancy_tests(courses: pd.DataFrame, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """Tests of women, up to a week before a course and in its months: a result in words, and no number."""
    import pandas as pd

    courses = courses[courses["sex"] == "female"]
    start, end = days_of(courses, "course_start", "course_end")
    row, month = _months(start, end)
    before = 1 + np.floor(rng.random(len(row)) * 7).astype(np.int64)
    day = start[row] + np.where(month == 0, -before, MONTH * month)
    held = rng.random(len(row)) < share
    return pd.DataFrame({
        "patient_id": courses["patient_id"].to_numpy()[row[held]], "date": iso_days(day[held]), "test": v.PREGNANCY,
        "result_text": "negative",
    })  # fmt: skip


def _acted_on(adverse: pd.DataFrame, courses: pd.DataFrame, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """What was done about a share of the events; of courses that ended for an adverse effect, the one that stopped
    them, on their last day."""
    import pandas as pd

    action = words(_ACTIONS, pick(rng, len(adverse), _ACTIONS.values()), rng.random(len(adverse)) >= share)
    stopped = courses[courses.get("reason_ended", pd.Series(None, courses.index)) == "adverse_effect"]
    kinds = np.floor(rng.random(len(stopped)) * len(_EFFECTS)).astype(np.int64)
    of_stopped = pd.DataFrame({
        "patient_id": stopped["patient_id"], "date": stopped["course_end"], "kind": words(_EFFECTS, kinds),
        "grade": np.full(len(stopped), 3), "action": "stopped",
    })  # fmt: skip
    return pd.concat([adverse.assign(action=action), of_stopped], ignore_index=True)


def _months(start: Integers, end: Integers) -> tuple[Integers, Integers]:
    """Every month of every course: the course's position, and 0, 1, ... within it."""
    months = (end - start) // MONTH + 1
    row = np.repeat(np.arange(len(start)), months)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(months) - months, months)

"""Scores at visits after a course: low until the true relapse and high from its day on, so that visits tell between
which two of them it lies; and records as a clinic keeps them that dates a relapse at the visit that shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from isostats.simulate.histories import days_of, iso_days
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

    from isostats.simulate.courses import Simulation
    from isostats.simulate.histories import Integers

EVERY, LATE = 90, 20
"""Days from one visit to the next, and how many more at most."""
BACK, CLEAR = 3, 1
"""From this score on acne is back; up to that one the skin is clear or almost clear."""


def visits_after(
    courses: pd.DataFrame, share: float, rng: np.random.Generator, *, every: int = EVERY
) -> pd.DataFrame:
    """A share of the visits that are due ``every`` so many days after each course, until the next one or the last
    contact, and at the latter.

    Columns patient_id, date, score_face, score_trunk, scale. Of people who were clear or almost clear at the end, the
    worse score is below 3 before the recorded relapse, and 3 or more from its day on.
    """
    import pandas as pd

    start, end, last = days_of(courses, "course_start", "course_end", "last_contact")
    again = np.append(courses["patient_id"].to_numpy()[1:] == courses["patient_id"].to_numpy()[:-1], False)
    until = np.where(again, np.append(start[1:], 0) - 1, last)
    row, day = _due(end, until, rng, every)
    at_last = np.flatnonzero(~again & (last > end))
    row, day = np.concatenate([row, at_last]), np.concatenate([day, last[at_last]])
    kept = rng.random(len(row)) < share
    row, day = row[kept], day[kept]
    order = np.lexsort((day, row))
    row, day = row[order], day[order]
    once = np.append(True, (np.diff(row) != 0) | (np.diff(day) != 0))[: len(row)]
    row, day = row[once], day[once]
    relapse = courses["relapse_date"].to_numpy("datetime64[D]")[row]
    back = ~np.isnat(relapse) & (day.astype("datetime64[D]") >= relapse)
    well = courses["response"].isin(["clear", "almost_clear"]).to_numpy()[row]
    low = np.where(well, 0, 2) + np.floor(rng.random(len(row)) * 2).astype(np.int64)
    face = np.where(back, BACK + np.floor(rng.random(len(row)) * 2).astype(np.int64), low)
    return pd.DataFrame({
        "patient_id": courses["patient_id"].to_numpy()[row], "date": iso_days(day), "score_face": face,
        "score_trunk": pd.array(np.maximum(face - (rng.random(len(row)) < 0.5), 0), dtype="Int64"), "scale": "iga",
    })  # fmt: skip


def _due(end: Integers, until: Integers, rng: np.random.Generator, every: int) -> tuple[Integers, Integers]:
    """The course and the day of each visit that is due."""
    most = np.maximum((until - end) // every, 0)
    row = np.repeat(np.arange(len(end)), most)
    nth = 1 + np.arange(len(row)) - np.repeat(np.cumsum(most) - most, most)
    day = end[row] + every * nth + np.floor(rng.random(len(row)) * (LATE + 1)).astype(np.int64)
    inside = day <= until[row]
    return row[inside], day[inside]


def true_relapses(simulation: Simulation, visits: pd.DataFrame) -> pd.DataFrame:
    """When each person's acne was back after the first course, and what the scores of visits tell of it.

    One row per person; days are after the first course's last one. ``true_day``: the relapse or the second course, the
    earlier one, whether anybody saw it or not (empty: never). ``free_on``: the last visit below 3 before the first with
    3 or more, 0 for none; ``by``: that first one, empty where no visit shows it. Where ``by`` is stated and the person
    was clear or almost clear at the end, the true day lies in (free_on, by].
    """
    scored = _scored(simulation, visits)
    unseen = simulation.unseen.set_index("patient_id")
    high = scored["score"] >= BACK
    by = scored[high].groupby("patient_id")["day"].min()
    before = scored["day"] < scored["patient_id"].map(by).fillna(np.inf)
    free_on = scored[~high & before].groupby("patient_id")["day"].max()
    true_day = unseen[["relapse_day", "second_course_day"]].min(axis=1)
    table = {"true_day": true_day, "free_on": free_on.reindex(unseen.index).fillna(0), "by": by.reindex(unseen.index)}
    made = unseen.assign(**{name: days.astype("Int64") for name, days in table.items()})
    return made[list(table)].reset_index()


def date_relapses_at_visits(simulation: Simulation, visits: pd.DataFrame) -> Simulation:
    """The same records as a clinic keeps them that dates a relapse at the first visit that shows it.

    A relapse after the first course that no visit shows is not recorded; one that is a second course keeps its day.
    ``last_clear_date`` of a relapse that a visit shows is the last visit before it with clear or almost clear skin.
    ``further_truth`` has the true days (relapses; see :func:`.true_relapses`).
    """

    courses, truth = simulation.courses, true_relapses(simulation, visits)
    by = courses["patient_id"].map(truth.set_index("patient_id")["by"])
    own = (courses["course_number"] == 1) & courses["relapse_date"].notna()
    own &= courses["relapse_treatment"] != v.ISOTRETINOIN
    moved = courses.assign(
        relapse_date=courses["relapse_date"].mask(own, _day_text(courses["course_end"], by, by.notna())),
        relapse_treatment=courses["relapse_treatment"].mask(own & by.isna(), None),
        last_clear_date=_day_text(courses["course_end"], _last_clear(simulation, visits, truth), own & by.notna()),
    )
    if "relapse_site" in moved:
        moved["relapse_site"] = moved["relapse_site"].where(moved["relapse_date"].notna(), None)
    moved = moved.astype(dict.fromkeys(("relapse_date", "relapse_treatment"), object))
    return replace(simulation, courses=moved, further_truth={**simulation.further_truth, "relapses": truth})


def _last_clear(simulation: Simulation, visits: pd.DataFrame, truth: pd.DataFrame) -> pd.Series:
    """Of each course's person, the last clear visit before the first with acne back, in days after the first course."""
    scored = _scored(simulation, visits)
    by = truth.set_index("patient_id")["by"].astype("float64")
    before = scored[(scored["score"] <= CLEAR) & (scored["day"] < scored["patient_id"].map(by))]
    return simulation.courses["patient_id"].map(before.groupby("patient_id")["day"].max())


def _day_text(end: pd.Series, days: pd.Series, where: pd.Series) -> pd.Series:
    """The date so many days after another one, as ISO text, for some of the rows."""
    import pandas as pd

    kept = where & days.notna()
    dates = pd.to_datetime(end) + pd.to_timedelta(days.where(kept, 0).astype("int64"), unit="D")
    return dates.dt.strftime("%Y-%m-%d").astype(object).where(kept, None)


def _scored(simulation: Simulation, visits: pd.DataFrame) -> pd.DataFrame:
    """The worse score of each visit after the first course and up to the second one: patient_id, day, score."""
    import pandas as pd

    courses = simulation.courses
    day0 = courses[courses["course_number"] == 1].set_index("patient_id")["course_end"]
    second = courses[courses["course_number"] == 2].set_index("patient_id")["course_start"]
    when = pd.to_datetime(visits["date"])
    day = (when - pd.to_datetime(visits["patient_id"].map(day0))).dt.days
    inside = (day > 0) & ~(when > pd.to_datetime(visits["patient_id"].map(second)))
    sites = [name for name in ("score_face", "score_trunk") if name in visits]
    score = visits[sites].astype("float64").max(axis=1)
    return pd.DataFrame({"patient_id": visits["patient_id"], "day": day, "score": score})[inside & score.notna()]

"""How long were the first courses, and how much was given?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from isostats.analyses.protocol import Analysis, Answer, Basis, table_of
from isostats.analyses.rows import count_of, share_of, share_row
from isostats.cohort.first_course_facts import course_bins, course_facts
from isostats.cohort.timeline_lanes import course_timelines
from isostats.vocabulary import names as v
from isostats.words.numbers import decimal_text

DIGITS = {"duration_days": 0, "daily_mg_per_kg": 2, "dose_mg_per_kg": 1}


def estimate(it: Basis) -> Answer[pd.DataFrame]:
    """Duration and doses of the first courses, missing values counted: median, quartiles and stated share of each."""
    frame = course_facts(it.cohort)
    facts = frame.to_dict("records")
    rows = [share_row(v.PROPORTION, each["share_id"], int(each["within"]), int(each[v.N]), it.level) for each in facts]
    shown = table_of(
        "courses_and_doses",
        "First courses: median (quartiles), and the share within the stated range in % with Wilson limits, among those "
        "with the value recorded.",
        [fact | {"share": row} for fact, row in zip(facts, rows, strict=True)],
        {
            "fact": lambda fact: f"{fact['label']}, {fact['unit']}",
            "median (quartiles)": _median,
            "range": lambda fact: str(fact["share_label"]),
            "% within (limits)": lambda fact: share_of(fact["share"]),
            "recorded": lambda fact: count_of(fact[v.N]),
            "missing": lambda fact: count_of(fact["missing"]),
        },
    )
    doses = it.figure("durations_and_doses", course_bins(it.cohort), facts=frame)
    return Answer(frame, tuple(rows), (doses, shown, it.figure("timelines", course_timelines(it.cohort))))


def _median(fact: dict[str, Any]) -> str:
    digits = DIGITS[fact[v.QUANTITY]]
    median, lower, upper = (
        decimal_text(fact[name], digits) for name in ("median", "lower_quartile", "upper_quartile")
    )
    return f"{median} ({lower} to {upper})" if fact[v.N] else "–"


COURSES = Analysis("courses", "Courses and doses", estimate)

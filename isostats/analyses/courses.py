"""How long were the first courses, and how much was given?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from isostats.analyses.blocks import Table
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.rows import Row, share_row, whole, with_interval
from isostats.cohort.facts import course_bins, course_facts
from isostats.figures.drawing import Drawing
from isostats.vocabulary import names as v
from isostats.words.numbers import decimal_text

DIGITS = {"duration_days": 0, "daily_mg_per_kg": 2, "dose_mg_per_kg": 1}


@dataclass(frozen=True, eq=False)
class CourseFacts:
    """Median, quartiles and stated share of each fact of the first courses, and how many fall into each bin."""

    facts: pd.DataFrame
    bins: pd.DataFrame


def estimate(it: Basis) -> Answer[CourseFacts]:
    """Duration and doses of the first courses, missing values counted."""
    made = CourseFacts(course_facts(it.cohort), course_bins(it.cohort))
    facts = made.facts.to_dict("records")
    rows = tuple(
        share_row(v.PROPORTION, each["share_id"], int(each["within"]), int(each[v.N]), it.level) for each in facts
    )
    keywords = {"facts": made.facts, **it.drawn}
    drawing = Drawing("durations_and_doses", "durations_and_doses", made.bins, keywords)
    return Answer(made, rows, (drawing, _facts_table(facts, rows)))


def _facts_table(facts: list[dict[str, Any]], rows: tuple[Row, ...]) -> Table:
    body = []
    for fact, within in zip(facts, rows, strict=True):
        digits = DIGITS[fact[v.QUANTITY]]
        quartiles = ("median", "lower_quartile", "upper_quartile")
        median, lower, upper = (decimal_text(fact[name], digits) for name in quartiles)
        body.append(
            (
                f"{fact['label']}, {fact['unit']}",
                f"{median} ({lower} to {upper})" if fact[v.N] else "–",
                fact["share_label"],
                with_interval(within),
                whole(fact[v.N]),
                whole(fact["missing"]),
            )
        )
    return Table(
        "courses_and_doses",
        "First courses: median (quartiles), and the share within the stated range in % with Wilson limits, among those "
        "with the value recorded.",
        ("fact", "median (quartiles)", "range", "% within (limits)", "recorded", "missing"),
        body,
    )


COURSES = Analysis("courses", "Courses and doses", estimate)

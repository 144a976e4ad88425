"""Worked patients for stitching: fills in, courses out. Days are integers; the gap is 60 drug-free days unless said.

A fill on day s with d days covers s to s + d - 1. The forms (oracle, kernel, stream, SQL on every engine) are held to
these tables by the tests beside this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from isostats.study.definitions import CourseDefinition
from tests.spec.ascii_tables import rows
from tests.stitching.oracle import Course, Fill


@dataclass(frozen=True)
class Case:
    """One worked patient under one rule; ``dispensed`` are the days of dispensing of each course, where several fills
    of one day make them fewer than its fills."""

    name: str
    fills: str
    courses: str
    rule: dict[str, Any] = field(default_factory=dict)
    dispensed: tuple[int, ...] = ()

    @property
    def course_rule(self) -> CourseDefinition:
        return CourseDefinition(**self.rule)

    def fill_rows(self) -> list[Fill]:
        table = rows("| day | supply | dose |\n" + self.fills)
        return [
            (self.name, int(row.day), int(row.supply), float(row.dose) if row.dose else None)
            for row in table.itertuples(index=False)
        ]

    def course_rows(self) -> list[Course]:
        table = rows("| course | start | end | days | fills | dose |\n" + self.courses)
        dispensed = self.dispensed or [int(fills) for fills in table["fills"]]
        return [
            (self.name, *(int(cell) for cell in row[:5]), days, float(row[5]) if row[5] else None)  # type: ignore[misc]
            for row, days in zip(table.itertuples(index=False, name=None), dispensed, strict=True)
        ]


NO_CARRY = {"carry_over": False}
DIFFERENCE = {"convention": "supply_end_difference"}

CASES = (
    Case("one fill", "| 0 | 30 | 600 |", "| 1 | 0 | 29 | 30 | 1 | 600 |"),
    Case("one day of supply", "| 7 | 1 | 20 |", "| 1 | 7 | 7 | 1 | 1 | 20 |"),
    # 30 to 89 are 60 drug-free days: not more than the gap
    Case("exactly at the gap", "| 0 | 30 | 600 |\n| 90 | 30 | 600 |", "| 1 | 0 | 119 | 60 | 2 | 1200 |"),
    Case("one day less", "| 0 | 30 | 600 |\n| 89 | 30 | 600 |", "| 1 | 0 | 118 | 60 | 2 | 1200 |"),
    Case(
        "one day more",
        "| 0 | 30 | 600 |\n| 91 | 30 | 600 |",
        "| 1 | 0 | 29 | 30 | 1 | 600 |\n| 2 | 91 | 120 | 30 | 1 | 600 |",
    ),
    # by the plain difference of the days the same gap is one longer
    Case(
        "difference, exactly at the gap",
        "| 0 | 30 | 600 |\n| 89 | 30 | 600 |",
        "| 1 | 0 | 118 | 60 | 2 | 1200 |",
        DIFFERENCE,
    ),
    Case(
        "difference, one day more",
        "| 0 | 30 | 600 |\n| 90 | 30 | 600 |",
        "| 1 | 0 | 29 | 30 | 1 | 600 |\n| 2 | 90 | 119 | 30 | 1 | 600 |",
        DIFFERENCE,
    ),
    Case("back to back", "| 0 | 30 | 600 |\n| 30 | 30 | 600 |", "| 1 | 0 | 59 | 60 | 2 | 1200 |"),
    Case(
        "six monthly fills",
        "\n".join(f"| {30 * month} | 30 | 1200 |" for month in range(6)),
        "| 1 | 0 | 179 | 180 | 6 | 7200 |",
    ),
    # 5 days early: the days left over are used up after the second fill
    Case("early refill", "| 0 | 30 | 600 |\n| 25 | 30 | 600 |", "| 1 | 0 | 59 | 60 | 2 | 1200 |"),
    Case(
        "early refill without carry-over",
        "| 0 | 30 | 600 |\n| 25 | 30 | 600 |",
        "| 1 | 0 | 54 | 55 | 2 | 1200 |",
        NO_CARRY,
    ),
    Case("late refill", "| 0 | 30 | 600 |\n| 40 | 30 | 600 |", "| 1 | 0 | 69 | 60 | 2 | 1200 |"),
    # two fills on days 0 and 1 cover 0 to 59; day 121 is 61 drug-free days later
    Case(
        "overlap moves the gap",
        "| 0 | 30 | 600 |\n| 1 | 30 | 600 |\n| 120 | 30 | 600 |\n| 211 | 30 | 600 |",
        "| 1 | 0 | 149 | 90 | 3 | 1800 |\n| 2 | 211 | 240 | 30 | 1 | 600 |",
    ),
    Case(
        "overlap without carry-over",
        "| 0 | 30 | 600 |\n| 1 | 30 | 600 |\n| 92 | 30 | 600 |",
        "| 1 | 0 | 30 | 31 | 2 | 1200 |\n| 2 | 92 | 121 | 30 | 1 | 600 |",
        NO_CARRY,
    ),
    # a short fill inside a long one ends no earlier than the long one
    Case(
        "fill inside another without carry-over",
        "| 0 | 90 | 900 |\n| 10 | 30 | 600 |\n| 150 | 30 | 600 |",
        "| 1 | 0 | 179 | 120 | 3 | 2100 |",
        NO_CARRY,
    ),
    # 4 x 30 days bought in the first 4 days last to day 119, longer than any gap from day 33
    Case(
        "stockpile that outlasts the gap",
        "| 0 | 30 | 600 |\n| 1 | 30 | 600 |\n| 2 | 30 | 600 |\n| 3 | 30 | 600 |\n| 180 | 30 | 600 |",
        "| 1 | 0 | 209 | 150 | 5 | 3000 |",
    ),
    Case(
        "stockpile, one day too late",
        "| 0 | 30 | 600 |\n| 1 | 30 | 600 |\n| 2 | 30 | 600 |\n| 3 | 30 | 600 |\n| 181 | 30 | 600 |",
        "| 1 | 0 | 119 | 120 | 4 | 2400 |\n| 2 | 181 | 210 | 30 | 1 | 600 |",
    ),
    Case(
        "the same stockpile without carry-over",
        "| 0 | 30 | 600 |\n| 1 | 30 | 600 |\n| 2 | 30 | 600 |\n| 3 | 30 | 600 |\n| 180 | 30 | 600 |",
        "| 1 | 0 | 32 | 33 | 4 | 2400 |\n| 2 | 180 | 209 | 30 | 1 | 600 |",
        NO_CARRY,
    ),
    # nothing is carried into a second course: its early refill counts from its own start
    Case(
        "two courses years apart, each with overlapping fills",
        "| 0 | 30 | 600 |\n| 20 | 30 | 600 |\n| 45 | 30 | 600 |\n| 1000 | 30 | 900 |\n| 1010 | 30 | 900 |",
        "| 1 | 0 | 89 | 90 | 3 | 1800 |\n| 2 | 1000 | 1059 | 60 | 2 | 1800 |",
    ),
    Case(
        "the same without carry-over",
        "| 0 | 30 | 600 |\n| 20 | 30 | 600 |\n| 45 | 30 | 600 |\n| 1000 | 30 | 900 |\n| 1010 | 30 | 900 |",
        "| 1 | 0 | 74 | 75 | 3 | 1800 |\n| 2 | 1000 | 1039 | 40 | 2 | 1800 |",
        NO_CARRY,
    ),
    Case(
        "two strengths on one day",
        "| 0 | 30 | 600 |\n| 0 | 30 | 1200 |",
        "| 1 | 0 | 29 | 30 | 2 | 1800 |",
        dispensed=(1,),
    ),
    Case(
        "two strengths of unlike supply",
        "| 0 | 15 | 300 |\n| 0 | 30 | 1200 |",
        "| 1 | 0 | 29 | 30 | 2 | 1500 |",
        dispensed=(1,),
    ),
    Case(
        "two strengths each month",
        "| 0 | 30 | 600 |\n| 0 | 30 | 300 |\n| 30 | 30 | 600 |\n| 30 | 30 | 300 |",
        "| 1 | 0 | 59 | 60 | 4 | 1800 |",
        dispensed=(2,),
    ),
    # the second strength a day later is another day, and carried over like any early refill
    Case("second strength a day later", "| 0 | 30 | 600 |\n| 1 | 30 | 300 |", "| 1 | 0 | 59 | 60 | 2 | 900 |"),
    Case("a dose that is not known", "| 0 | 30 | 600 |\n| 30 | 30 | |", "| 1 | 0 | 59 | 60 | 2 | |"),
    Case(
        "a dose not known in the other course",
        "| 0 | 30 | 600 |\n| 300 | 30 | |",
        "| 1 | 0 | 29 | 30 | 1 | 600 |\n| 2 | 300 | 329 | 30 | 1 | |",
    ),
    Case(
        "rows out of order", "| 60 | 30 | 600 |\n| 0 | 30 | 300 |\n| 30 | 30 | 900 |", "| 1 | 0 | 89 | 90 | 3 | 1800 |"
    ),
    Case("days before the origin", "| -400 | 30 | 600 |\n| -371 | 30 | 600 |", "| 1 | -400 | -341 | 60 | 2 | 1200 |"),
    Case(
        "gap of 30",
        "| 0 | 30 | 600 |\n| 61 | 30 | 600 |",
        "| 1 | 0 | 29 | 30 | 1 | 600 |\n| 2 | 61 | 90 | 30 | 1 | 600 |",
        {"gap_days": 30},
    ),
    Case("gap of 180", "| 0 | 30 | 600 |\n| 210 | 30 | 600 |", "| 1 | 0 | 239 | 60 | 2 | 1200 |", {"gap_days": 180}),
    # with a gap of 0 only days without any drug part two courses
    Case(
        "gap of 0",
        "| 0 | 30 | 600 |\n| 30 | 30 | 600 |\n| 61 | 30 | 600 |",
        "| 1 | 0 | 59 | 60 | 2 | 1200 |\n| 2 | 61 | 90 | 30 | 1 | 600 |",
        {"gap_days": 0},
    ),
    Case(
        "end 30 days after the last supply", "| 0 | 30 | 600 |", "| 1 | 0 | 59 | 30 | 1 | 600 |", {"last_fill_days": 30}
    ),
    Case(
        "a later end stops before the next course",
        "| 0 | 30 | 600 |\n| 50 | 30 | 600 |",
        "| 1 | 0 | 49 | 30 | 1 | 600 |\n| 2 | 50 | 109 | 30 | 1 | 600 |",
        {"last_fill_days": 30, "gap_days": 10},
    ),
    Case(
        "end 15 days later does not join courses",
        "| 0 | 30 | 600 |\n| 91 | 30 | 600 |",
        "| 1 | 0 | 44 | 30 | 1 | 600 |\n| 2 | 91 | 135 | 30 | 1 | 600 |",
        {"last_fill_days": 15},
    ),
    Case(
        "long interruption within the gap, three times",
        "| 0 | 30 | 600 |\n| 90 | 30 | 600 |\n| 180 | 30 | 600 |\n| 271 | 30 | 600 |",
        "| 1 | 0 | 209 | 90 | 3 | 1800 |\n| 2 | 271 | 300 | 30 | 1 | 600 |",
    ),
)

CAPPED = (
    # 20 days are left on day 10; 7 of them are carried over
    Case(
        "a cap on the days carried over",
        "| 0 | 30 | 600 |\n| 10 | 30 | 600 |\n| 108 | 30 | 600 |",
        "| 1 | 0 | 46 | 47 | 2 | 1200 |\n| 2 | 108 | 137 | 30 | 1 | 600 |",
        {"cap_days": 7},
    ),
    Case(
        "a cap that is not reached",
        "| 0 | 30 | 600 |\n| 25 | 30 | 600 |",
        "| 1 | 0 | 59 | 60 | 2 | 1200 |",
        {"cap_days": 5},
    ),
    # a refill never shortens what the earlier fill covers by itself
    Case(
        "a short refill within a long fill",
        "| 0 | 90 | 900 |\n| 5 | 7 | 70 |",
        "| 1 | 0 | 89 | 90 | 2 | 970 |",
        {"cap_days": 10},
    ),
)
"""Under a capped stockpile, which SQL refuses."""

"""The plain form of stitching, fill by fill: what the SQL and the kernel must equal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from isostats.study.definitions import CourseDefinition

Fill = tuple[Any, ...]  # person, day, supply, dose in mg (None where not known); strength in mg, where it matters
# person, course, start, end, days covered, fills, days of dispensing, dose
Course = tuple[Any, int, int, int, int, int, int, float | None]


def supply_of_day(fills: list[Fill], rule: CourseDefinition) -> int:
    """Added within a strength, the longest over strengths; or the longest of all."""
    if rule.same_day == "longest":
        return max(fill[2] for fill in fills)
    by_strength: dict[Any, int] = {}
    for fill in fills:
        strength = fill[4] if len(fill) > 4 else None
        by_strength[strength] = by_strength.get(strength, 0) + fill[2]
    return max(by_strength.values())


def plain_courses(fills: Iterable[Fill], rule: CourseDefinition) -> list[Course]:
    """Courses of clean fills in any order, by the definitions and nothing else."""
    by_person: dict[Any, dict[int, list[Fill]]] = {}
    for fill in fills:
        by_person.setdefault(fill[0], {}).setdefault(fill[1], []).append(fill)
    courses: list[Course] = []
    for person in sorted(by_person):
        made: list[dict[str, Any]] = []
        for day, same_day in sorted(by_person[person].items()):
            supply = supply_of_day(same_day, rule)
            drug_free = day - made[-1]["end"] - 1 if made else None
            gap = None if drug_free is None else drug_free + (rule.convention == "supply_end_difference")
            if gap is None or gap > rule.gap_days:
                made.append({"start": day, "end": day - 1, "days": 0, "dispensed": 0, "doses": []})
            course = made[-1]
            banked = max(course["end"] + 1 - day, 0)
            if not rule.carry_over:
                banked = 0
            elif rule.cap_days is not None:
                banked = min(banked, rule.cap_days)
            end = max(course["end"], day + banked + supply - 1)
            course["days"] += end - max(course["end"], day - 1)
            course["end"] = end
            course["dispensed"] += 1
            course["doses"] += [fill[3] for fill in same_day]
        for number, course in enumerate(made):
            end = course["end"] + rule.last_fill_days
            if number + 1 < len(made):
                end = min(end, made[number + 1]["start"] - 1)
            dose = None if None in course["doses"] else sum(course["doses"])
            fills, dispensed = len(course["doses"]), course["dispensed"]
            courses.append((person, number + 1, course["start"], end, course["days"], fills, dispensed, dose))
    return courses

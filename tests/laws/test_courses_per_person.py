"""How many courses a person takes: every count agrees with a plain program that walks through the person's marks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.cohort.course_histories import FurtherCourses
from isostats.cohort.first_course_facts import courses_per_person
from isostats.cohort.following import Cohort
from tests.sweeps import swept

LAST = 1500
LEAST, SAME, GAP = 28, 90, 60
"""A further course of fewer days is none; isotretinoin so soon after one began is of that one; the gap rule."""
Span = tuple[int, int]


def courses_of(recorded: list[Span], of_events: list[Span]) -> list[tuple[int, int | None]]:
    """The day on which each further course began, and its recorded end; ``of_events`` are days with the last on which a
    recorded course may still be the record."""
    begun: list[list[int | None]] = []
    long_until = events_until = row_until = record_until = -1
    for day, until, is_event in sorted([(*each, False) for each in recorded] + [(*each, True) for each in of_events],
                                      key=lambda mark: (mark[0], mark[2])):  # fmt: skip
        if is_event:
            if day <= long_until:
                continue
            if day > max(events_until, row_until):
                begun.append([day, None])
            events_until, record_until = max(events_until, until), until
            continue
        is_record, is_long = day <= record_until, until - day + 1 >= LEAST
        treats = any(day <= each <= until and each > max(events_until, long_until) for each, _ in of_events)
        if is_record or is_long or treats:
            if not is_record:
                begun.append([day, None])
            begun[-1][1] = row_until = max(until, begun[-1][1] or 0)
        if is_long:
            long_until = max(until, day + SAME)
        record_until = -1
    return [(int(day or 0), ended) for day, ended in begun]


def runs_of(fills: dict[int, int | None]) -> list[Span]:
    """Fills that the gap rule makes one, where they are enough for a course: first day, and until when it lasts."""
    runs: list[list[int]] = []
    last = -LAST
    for day in sorted(fills):
        if day - 1 - last > GAP:
            runs.append([])
        runs[-1].append(day)
        last = max(last, day + (fills[day] or 1) - 1)
    made = []
    for days in runs:
        supplies = [fills[day] for day in days]
        if len(days) > 1 or None in supplies or sum(filter(None, supplies)) >= LEAST:
            lasts = [day + SAME if supply is None else day + supply - 1 + GAP
                     for day, supply in zip(days, supplies, strict=True)]  # fmt: skip
            made.append((days[0], max(lasts)))
    return made


def agree(cohort: Cohort, expected: list[list[tuple[int, int | None]]]) -> None:
    """Whatever counts courses of a person counts these."""
    counts = iso.count_courses(cohort)
    assert _histories(counts) == expected_histories(expected)
    number = pd.Series([1 + len(each) for each in expected]).value_counts().sort_index()
    taken = courses_per_person(cohort)
    assert dict(zip(taken["courses"], taken["people"], strict=True)) == number.to_dict()
    second = cohort.count("second_course")
    firsts = sorted(each[0][0] for each in expected if each)
    assert np.repeat(second.days, second.events[0, 0].astype(int)).tolist() == firsts
    assert cohort.timeline is not None
    assert cohort.timeline.second_courses == len(firsts)
    assert cohort.timeline.conflicts == sum(
        any(ended is not None for _, ended in each[1:]) for each in expected if each and each[0][1] is None
    )
    third = [(each[0][1], each[1][0]) for each in expected if len(each) > 1]
    again = counts.gap_times(1)
    assert again.events[0, 0].sum() == sum(ended is not None and ended < LAST for ended, _ in third)
    mean = iso.mean_courses(counts).at(LAST, min_at_risk=1)["estimate"].iloc[0]
    assert mean == pytest.approx(sum(map(len, expected)) / len(expected)), "everybody is followed to the same day"


def expected_histories(expected: list[list[tuple[int, int | None]]]) -> list[list[Span]]:
    return [
        [(day, -1 if ended is None or ended >= LAST else ended) for day, ended in each] for each in expected if each
    ]


def _histories(counts: FurtherCourses) -> list[list[Span]]:
    held = counts.histories
    pairs = list(zip(held["day"].tolist(), held["ended"].tolist(), strict=True))
    return [[pairs[place] for place in np.flatnonzero(held["person"] == who)] for who in np.unique(held["person"])]


@st.composite
def recorded_courses(draw: st.DrawFn, most: int = 4) -> list[Span]:
    made, end = [], 0
    for gap, length in draw(st.lists(st.tuples(st.integers(1, 260), st.integers(1, 150)), max_size=most)):
        start, end = end + gap, end + gap + length - 1
        if end <= LAST:
            made.append((start, end))
    return made


def _rows(name: str, recorded: list[Span]) -> list[dict[str, Any]]:
    spans = [(-100, 0), *recorded]
    return [{"patient_id": name, "course_start_day": s, "course_end_day": e, "last_contact_day": LAST}
            for s, e in spans]  # fmt: skip


@swept(60)
@given(st.lists(st.tuples(recorded_courses(), st.dictionaries(
    st.integers(1, LAST), st.sampled_from([None, None, 10, 30]), max_size=6)), min_size=1, max_size=8))
def test_isotretinoin_among_events_is_a_course_wherever_no_counted_one_is_near(
    people: list[tuple[list[Span], dict[int, int | None]]]
) -> None:
    rows = [row for number, (recorded, _) in enumerate(people) for row in _rows(f"p{number}", recorded)]
    events = pd.DataFrame(
        [{"patient_id": f"p{number}", "day": day, "kind": "isotretinoin", "days_supply": supply}
         for number, (_, fills) in enumerate(people) for day, supply in fills.items()],
        columns=["patient_id", "day", "kind", "days_supply"],
    )  # fmt: skip
    source = {"events": events} if len(events) else {}
    cohort = iso.first_courses(iso.read_courses(pd.DataFrame(rows), **source))
    agree(cohort, [courses_of(recorded, runs_of(fills)) for recorded, fills in people])


@swept(60)
@given(st.lists(st.tuples(recorded_courses(), st.lists(st.tuples(
    st.integers(1, 259), st.sampled_from(["isotretinoin", "isotretinoin", "topical", None, "no relapse"])),
    min_size=5, max_size=5)), min_size=1, max_size=8))
def test_relapses_treated_with_isotretinoin_are_and_those_of_unknown_treatment_may_be(
    people: list[tuple[list[Span], list[tuple[int, str | None]]]]
) -> None:
    rows, of_events, unknown = [], [], []
    for number, (recorded, relapses) in enumerate(people):
        mine = _rows(f"p{number}", recorded)
        ends = [row["course_end_day"] for row in mine]
        starts = [row["course_start_day"] for row in mine[1:]] + [LAST + 1]
        treated: dict[str | None, list[Span]] = {"isotretinoin": [], None: []}
        for row, end, following, (after, treatment) in zip(mine, ends, starts, relapses, strict=False):
            day = min(end + after, following, LAST)
            if treatment != "no relapse" and day > end:
                row |= {"relapse_day": day, "relapse_treatment": treatment}
                treated.setdefault(treatment, []).append((day, day + SAME))
        rows += mine
        of_events.append(treated["isotretinoin"])
        unknown.append(treated[None])
    frame = pd.DataFrame(rows, columns=[*rows[0].keys() - {"relapse_day", "relapse_treatment"},
                                        "relapse_day", "relapse_treatment"])  # fmt: skip
    cohort = iso.first_courses(iso.read_courses(frame))
    spans = [recorded for recorded, _ in people]
    runs = [runs_of({day: None for day, _ in each}) for each in of_events]
    seen = [courses_of(*each) for each in zip(spans, runs, strict=True)]
    agree(cohort, seen)
    most = [courses_of(recorded, known + may) for recorded, known, may in zip(spans, runs, unknown, strict=True)]
    assert _histories(iso.count_courses(cohort, unseen_steps="at_once")) == expected_histories(most)
    assert cohort.timeline is not None
    assert cohort.timeline.unknown_courses == sum(one != other for one, other in zip(seen, most, strict=True))

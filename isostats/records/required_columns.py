"""Required columns that a file does not have: what it may have instead, and what to do that loses and swaps nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from isostats.doors import toml_text
from isostats.records.findings import Finding
from isostats.records.schema import Column

SHOWN = 12
OPPOSITES = ({"first", "last"}, {"start", "end"}, {"begin", "end"}, {"start", "stop"}, {"before", "after"})
SERIES = re.compile(r"\D*(\d+)\D*")
QUALIFIERS = (
    "no", "not", "non", "never", "without", "plan", "planned", "expected", "scheduled", "intended", "target", "next",
    "prior", "previous", "earlier", "other", "first", "second", "third", "last", "final", "latest", "birth", "mother",
    "partner",
)  # fmt: skip
"""Words that make another thing of a name: a last relapse is not the first, nor a planned end the end."""
DATA = re.compile(r"[\d.,:/ +-]*\d[\d.,:/ T+-]*")


def missing_columns(
    schema: Mapping[str, Column], positions: Mapping[str, int], others: Sequence[str], names: Sequence[str], file: str
) -> list[Finding]:
    """One finding for each required column that is not there; a file without a header, or with a course in every few
    columns, is called that instead. ``others`` are the names that are not ours, in our spelling."""
    absent = [column for column in schema.values() if column.required and column.name not in positions]
    if not absent:
        return []
    if is_headless(names, positions):
        return [_headless(schema, file)]
    if series := _series(schema, absent, others):
        return [_wide(absent, series, file)]
    return [_missing(column, others, names, file) for column in absent]


def is_headless(names: Sequence[str], positions: Mapping[str, int]) -> bool:
    """Whether the first line holds no name of ours and at least one number or date: then it is a patient's row.

    >>> is_headless(("88", "2019-01-08"), {}), is_headless(("MRN", "Start"), {})
    (True, False)
    """
    return not positions and any(DATA.fullmatch(str(name).strip()) for name in names)


def _missing(column: Column, others: Sequence[str], names: Sequence[str], file: str) -> Finding:
    near = _nearest(column, others)
    hint = f"; the nearest name found is '{near}'" if near else ""
    listed = ", ".join(f"'{str(name).strip()}'" for name in names[:SHOWN]) + (" ..." if len(names) > SHOWN else "")
    way = f"columns = {{{column.name} = {toml_text(near or 'your name')}}}"
    advice = f"If '{near}' is that column, map it: {way}." if near else f"Rename it, or map it: {way}."
    message, advice = f"{file} has no column '{column.name}'{hint}", f"{advice} Columns found: {listed}."
    return Finding("error", "missing_column", 1, message, advice=advice, column=column.name)


def _nearest(column: Column, others: Sequence[str]) -> str:
    """The name most like ours, unless it says the opposite (start for end) or another one (planned, first, last)."""
    for wanted in (column.name, *column.day_names):
        for name in get_close_matches(wanted, others, n=3):
            if not _contrary(wanted, name) and not qualified(wanted, name):
                return name
    return ""


def qualified(ours: str, theirs: str) -> bool:
    """Whether one of two names of columns says that it is about something else.

    >>> qualified("relapse_date", "last_relapse_date"), qualified("course_end", "plannedcourseend")
    (True, True)
    >>> qualified("relapse_date", "relapse_dat")
    False
    """

    def holds(name: str, word: str) -> bool:
        return word in name.split("_") or (len(word) > 3 and word in name)

    return any(holds(ours, word) != holds(theirs, word) for word in QUALIFIERS)


def _contrary(wanted: str, name: str) -> bool:
    """Whether two names differ by words that mean opposite things.

    >>> _contrary("last_contact", "first_contact"), _contrary("course_end", "course_ende")
    (True, False)
    """

    def holds(text: str, pair: set[str]) -> set[str]:
        return {word for word in pair if word in text}

    both = [(holds(wanted, pair), holds(name, pair)) for pair in OPPOSITES]
    return any(ours and theirs and not ours & theirs for ours, theirs in both)


def _series(schema: Mapping[str, Column], absent: Sequence[Column], others: Sequence[str]) -> list[str]:
    """Columns that repeat under running numbers, such as course1_start and course2_start, in place of a missing one."""
    likely: dict[str, list[str]] = {}
    for name in others:
        if match := SERIES.fullmatch(name):
            plain = name[: match.start(1)].rstrip("_") + "_" + name[match.end(1) :].lstrip("_")
            likely.setdefault(plain.strip("_"), []).append(name)
    wanted = [column.name for column in absent if column.type == "date"]
    return [
        name
        for plain, names in likely.items()
        if len(names) > 1 and get_close_matches(plain, wanted, n=1, cutoff=0.7)
        for name in names
    ]


def _wide(absent: Sequence[Column], series: Sequence[str], file: str) -> Finding:
    listed = ", ".join(f"'{name}'" for name in series[:SHOWN])
    message = f"{file} has one row per patient with several courses side by side ({listed})"
    advice = (
        "isostats reads one row per course: write a row for each course of a patient, with course_start, course_end "
        "and the patient's other values repeated. Mapping one of these columns would lose the other courses."
    )
    return Finding("error", "missing_column", len(absent), message, advice=advice, column=absent[0].name)


def _headless(schema: Mapping[str, Column], file: str) -> Finding:
    required = ",".join(column.name for column in schema.values() if column.required)
    message = f"the first line of {file} holds values where the names of the columns should be"
    advice = f"Put a line of names above it, such as {required}, in the order of the file."
    return Finding("error", "missing_column", 1, message, advice=advice)

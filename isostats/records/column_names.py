"""Which column of the file is which of ours: names made plain, the user's mapping first, near misses named; and what a
file may have instead of a required column, with what to do that loses and swaps nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from isostats.doors import toml_text
from isostats.errors import nearest
from isostats.records.findings import Finding
from isostats.records.schema import Column
from isostats.words.numbers import counted

RESERVED = ("person_id",)
SHOWN = 12
OPPOSITES = ({"first", "last"}, {"start", "end"}, {"begin", "end"}, {"start", "stop"}, {"before", "after"})
SERIES = re.compile(r"\D*(\d+)\D*")
QUALIFIERS = (
    "no", "not", "non", "never", "without", "plan", "planned", "expected", "scheduled", "intended", "target", "next",
    "prior", "previous", "earlier", "other", "first", "second", "third", "last", "final", "latest", "birth", "mother",
    "partner",
)  # fmt: skip
"""Words that make another thing of a name: a last relapse is not the first, nor a planned end the end."""
ONE_ROW = (
    "isostats reads one row per course: write a row for each course of a patient, with course_start, course_end and "
    "the patient's other values repeated. Mapping one of these columns would lose the other courses."
)
DATA = re.compile(r"[\d.,:/ +-]*\d[\d.,:/ T+-]*")


def plain(name: str) -> str:
    """A column name made comparable: trimmed, lower case, spaces, hyphens and dots as underscores.

    >>> plain("\\ufeff Patient-ID "), plain("Course.Start")
    ('patient_id', 'course_start')
    """
    return re.sub(r"[\s\-.]+", "_", str(name).replace("\ufeff", "").strip().lower())


@dataclass(frozen=True)
class Layout:
    """Where everything is: positions of our columns, the covariates, and whether dates are dates or integer days."""

    positions: Mapping[str, int]
    covariates: Mapping[str, int]
    days: bool
    shown: Mapping[str, str]  # our name -> the name in the file

    def has(self, name: str) -> bool:
        """True when the file has this column."""
        return name in self.positions


def lay_out(
    names: Sequence[str], schema: Mapping[str, Column], mapping: Mapping[str, str], file: str
) -> tuple[Layout, list[Finding]]:
    """Find our columns among the file's ``names``; ``mapping`` is ours -> theirs and goes first."""
    ours = {name: (name, False) for name in schema}  # (column, is it the integer-day twin)
    ours |= {twin: (name, True) for name, column in schema.items() for twin in column.day_names}
    plains = [plain(name) for name in names]
    mapped, findings = _apply_mapping(plains, ours, mapping, file)
    final = [mapped.get(position, name) for position, name in enumerate(plains)]
    findings += _doubled(final, names, file)
    positions: dict[str, int] = {}
    covariates: dict[str, int] = {}
    kinds: dict[bool, str] = {}
    for position, name in enumerate(final):
        if name in ours:
            column, is_day = ours[name]
            if schema[column].type == "date":
                kinds.setdefault(is_day, name)
            positions.setdefault(column, position)
        elif name:
            covariates.setdefault(name, position)
    findings += _two_calendars(final, ours, kinds, schema)
    missing = _absent(schema, positions, list(covariates), names, file)
    if _is_headless(names, positions):  # anything more would speak of values as if they were names
        findings = missing
    else:
        findings += [*missing, *_near_misses(schema, ours, positions, covariates), *_unnamed(final)]
    shown = {name: str(names[position]).replace("\ufeff", "").strip() for name, position in positions.items()}
    return Layout(positions, covariates, True in kinds, shown), findings


def names_of(tables: Iterable[Mapping[str, Column]]) -> set[str]:
    """Every name that the columns of some tables may have, those of integer days too."""
    return {name for columns in tables for column in columns.values() for name in (column.name, *column.day_names)}


def _apply_mapping(
    plains: Sequence[str], ours: Mapping[str, object], mapping: Mapping[str, str], file: str
) -> tuple[dict[int, str], list[Finding]]:
    """Positions that the user's mapping names, and what is wrong with the mapping."""
    mapped: dict[int, str] = {}
    findings = []
    for our, their in mapping.items():
        name, wanted = plain(our), plain(their)
        if name not in ours and (hint := nearest(name, ours)):
            message = f"the column mapping names '{our}', which is not one of our columns{hint}"
            advice = 'Write the mapping as ours = "yours".'
        elif wanted not in plains:
            hint = nearest(wanted, plains)
            message = f"the column mapping says {name} = \"{their}\", but {file} has no column '{their}'{hint}"
            advice = "Correct the name in the mapping (data.columns)."
        else:
            mapped[plains.index(wanted)] = name
            continue
        findings.append(Finding("error", "unknown_mapping", 1, message, advice=advice, column=name))
    return mapped, findings


def _doubled(final: Sequence[str], names: Sequence[str], file: str) -> Iterator[Finding]:
    for name in dict.fromkeys(name for name in final if name and (final.count(name) > 1 or name in RESERVED)):
        same = [f"'{str(header).strip()}'" for header, own in zip(names, final, strict=True) if own == name]
        if name in RESERVED:
            message = f"{file} has a column '{name}', a name that isostats gives itself"
            advice = "Rename it, or map it (data.columns): patient_id is the person."
        else:
            message = f"{counted(len(same), 'column')} of {file} have the name '{name}': {', '.join(same)}"
            advice = "Keep one of them, or rename the other."
        yield Finding("error", "doubled_column", len(same), message, advice=advice, column=name)


def _two_calendars(
    final: Sequence[str], ours: Mapping[str, tuple[str, bool]], kinds: Mapping[bool, str], schema: Mapping[str, Column]
) -> Iterator[Finding]:
    """Dates beside integer days, or a column given in both."""
    if len(kinds) == 2:
        message = f"'{kinds[True]}' holds integer days and '{kinds[False]}' holds dates; a file has one or the other"
        days = ", ".join(column.day_names[0] for column in schema.values() if column.type == "date")
        advice = f"Give dates everywhere, or days everywhere ({days})."
        yield Finding("error", "mixed_calendar", 1, message, advice=advice)
        return
    mapped = [ours[name][0] for name in final if name in ours]
    for name in dict.fromkeys(mapped):
        if mapped.count(name) > 1 and len(set(final)) == len(final):
            both = " and ".join(repr(each) for each in final if each in ours and ours[each][0] == name)
            message = f"'{name}' is given twice, as {both}"
            yield Finding("error", "doubled_column", 2, message, advice="Keep one of them.", column=name)


def _near_misses(
    schema: Mapping[str, Column],
    ours: Mapping[str, tuple[str, bool]],
    positions: Mapping[str, int],
    covariates: Mapping[str, int],
) -> Iterator[Finding]:
    """Covariates that look like a misspelt optional column that the file does not have."""
    absent = [name for name, (column, _) in ours.items() if column not in positions and not schema[column].required]
    for name in covariates:
        for near in get_close_matches(name, [each for each in absent if not _qualified(each, name)], n=1, cutoff=0.8):
            message = f"the column '{name}' is kept as a covariate, but is nearly '{near}'"
            advice = f'If it is that column, rename it, or map it: columns = {{{near} = "{name}"}}.'
            yield Finding("warning", "near_name", 1, message, advice=advice, column=name)


def _unnamed(final: Sequence[str]) -> Iterator[Finding]:
    if count := sum(not name for name in final):
        first = next(position for position, name in enumerate(final) if not name) + 1
        message = f"{counted(count, 'column')} without a name left out (column {first} of the file)"
        yield Finding("warning", "unnamed_column", count, message, advice="Name the column to keep it as a covariate.")


def _absent(
    schema: Mapping[str, Column], positions: Mapping[str, int], others: Sequence[str], names: Sequence[str], file: str
) -> list[Finding]:
    """One finding for each required column that is not there; a file without a header, or with a course in every few
    columns, is called that instead. ``others`` are the names that are not ours, in our spelling."""
    absent = [column for column in schema.values() if column.required and column.name not in positions]
    if not absent:
        return []
    if _is_headless(names, positions):
        required = ",".join(column.name for column in schema.values() if column.required)
        message = f"the first line of {file} holds values where the names of the columns should be"
        advice = f"Put a line of names above it, such as {required}, in the order of the file."
        return [Finding("error", "missing_column", 1, message, advice=advice)]
    if series := _series(absent, others):
        listed = ", ".join(f"'{name}'" for name in series[:SHOWN])
        message = f"{file} has one row per patient with several courses side by side ({listed})"
        return [Finding("error", "missing_column", len(absent), message, advice=ONE_ROW, column=absent[0].name)]
    return [_missing(column, others, names, file) for column in absent]


def _is_headless(names: Sequence[str], positions: Mapping[str, int]) -> bool:
    """Whether the first line holds no name of ours and at least one number or date: then it is a patient's row.

    >>> _is_headless(("88", "2019-01-08"), {}), _is_headless(("MRN", "Start"), {})
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
            if not _contrary(wanted, name) and not _qualified(wanted, name):
                return name
    return ""


def _qualified(ours: str, theirs: str) -> bool:
    """Whether one of two names of columns says that it is about something else.

    >>> _qualified("relapse_date", "last_relapse_date"), _qualified("course_end", "plannedcourseend")
    (True, True)
    >>> _qualified("relapse_date", "relapse_dat")
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


def _series(absent: Sequence[Column], others: Sequence[str]) -> list[str]:
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

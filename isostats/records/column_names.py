"""Which column of the file is which of ours: names made plain, the user's mapping first, near misses named; and what a
file may have instead of a required column, with what to do that loses and swaps nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache

from isostats.errors import nearest
from isostats.records.findings import Finding
from isostats.records.length_names import day_it_leads_to, how_to_add
from isostats.records.schema import Column
from isostats.records.unit_words import OTHER_UNITS
from isostats.study.toml_values import toml
from isostats.words.numbers import agreed, counted

RESERVED = ("person_id",)
SHOWN = 12
OPPOSITES = ({"first", "last"}, {"start", "end"}, {"begin", "end"}, {"start", "stop"}, {"before", "after"})
QUALIFIERS = (
    "no", "not", "non", "never", "without", "plan", "planned", "expected", "scheduled", "intended", "target", "next",
    "prior", "previous", "earlier", "other", "first", "second", "third", "last", "final", "latest", "birth", "mother",
    "partner",
)  # fmt: skip
"""Words that make another thing of a name: a last relapse is not the first, nor a planned end the end."""
COURSE = {"course_start", "course_end"}
OF_DISPENSINGS = {
    "courses that isostats made of dispensings": {"person_id", "course", "start", "end", "numbering"},
    "dispensings, one row per fill, and no courses": {"dispense_date", "days_supply"},
    "dispensings, one row per fill, and no courses, of integer days": {"dispense_day", "days_supply"},
}
"""What a file may hold in place of course records, with the columns that tell it."""
FROM_DISPENSINGS = (
    "Report from the dispensings themselves: name their file as dispensings under [data] of a study file, in place of "
    "courses. isostats init writes one to start from; in Python it is read_dispensings."
)
AS_MAPPED = 'Write the mapping as columns = {ours = "yours"}.'
DURATION = "days"
"""A name that is of a number of days, and of none of them."""
DATA = re.compile(r"[\d.,:/ +-]*\d[\d.,:/ T+-]*")


@lru_cache(4096, typed=True)  # a frame may call a column 1 and another 1.0
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
    empty: Mapping[str, str] = field(default_factory=dict)  # the same of our columns that hold no value in any row

    def has(self, name: str) -> bool:
        """True when the file has this column, and a value in it."""
        return name in self.positions


def lay_out(
    names: Sequence[str],
    schema: Mapping[str, Column],
    mapping: Mapping[str, str],
    file: str,
    *,
    alone: str = "",
    common: Callable[[str], str] = lambda _: "",
    made: Collection[str] = (),
) -> tuple[Layout, list[Finding]]:
    """Find our columns among the file's ``names``; ``mapping`` is ours -> theirs and goes first.

    ``alone`` stands before a column's name where a mapping is advised: of a table beside others it would else replace
    what is right of another. ``common`` tells which of the names is in common use for a column of ours. Names that were
    ``made`` of other columns are not said to be in the file.
    """
    header = _Header(names, schema, mapping, file, alone, common, made)
    headless = _is_headless(names, header.positions)  # anything more would speak of values as if they were names
    findings = header.absent() if headless else header.findings()
    shown = {name: str(names[position]).replace("\ufeff", "").strip() for name, position in header.positions.items()}
    return Layout(header.positions, header.covariates, True in header.kinds, shown), list(findings)


def unknown_column(our: str, their: str, where: str, names: Sequence[str]) -> Iterator[Finding]:
    """The error that the user's mapping gives a column a name that is not there."""
    mapped = f'the column mapping says {our} = "{their}"'
    message = f"{mapped}, but {where} has no column '{their}'{nearest(plain(their), names)}"
    advice = f"Correct the name: {_way(our, 'your name')}."
    yield Finding("error", "unknown_mapping", 1, message, advice=advice, column=our)


def _way(our: str, their: str) -> str:
    """The setting that maps a column."""
    return f"columns = {toml({our: their})}"


COPY = "\ufeff"
"""In place of the name of a column that repeats another: no name, and nothing to be told again."""
ORDER_ALONE = re.compile(r"(of this file alone, such as )\W*dates[-_]of\W+(\w+).*?\.")
"""The order of dates of one table, as advice has it in the words of any door."""
NONE_ALONE = re.compile(r'(none_occurred = )\["(\w+)"\]')
"""What happened to nobody, as advice has it of a single file."""


def of_table_alone(finding: Finding, label: str, rules: Collection[str]) -> Finding:
    """A fault of a column's name with the way to say it of one table of several: said of all, it would replace what is
    right of another."""
    if finding.rule.endswith("_date_order"):
        named = ORDER_ALONE.search(finding.advice)
        alone = f"{named[1]}dates_of = {toml({f'{label}.{named[2]}': 'day_first'})}." if named else ""
        return replace(finding, advice=ORDER_ALONE.sub(lambda _: alone, finding.advice))
    if finding.rule == "header_only":
        of_one = NONE_ALONE.sub(lambda none: f"{none[1]}{toml([f'{label}.{none[2]}'])}", finding.advice)
        return replace(finding, advice=of_one)
    if finding.rule not in rules or not finding.column:
        return finding
    beside = re.search(rf"(\w+\.){re.escape(finding.column)}\b", finding.advice)  # of a table beside the courses
    alone = f"{label}.{beside[1] if beside else ''}{finding.column}"
    alone = f"Of this file alone: {_way(alone, 'your name')}."
    return replace(finding, advice=f"{finding.advice} {alone}")


def mapping_of(
    label: str, columns: Mapping[str, str], tables: Mapping[str, Mapping[str, Column]]
) -> tuple[dict[str, str], frozenset[str]]:
    """The mapping of one table, and what of it is said of that table alone (``weights.date``), which goes first.

    >>> mapping_of("weights", {"date": "day", "weights.date": "measured", "deaths.date": "died"}, {"deaths": {}})
    ({'date': 'measured'}, frozenset({'date'}))
    """
    parts = {our: our.partition(".") for our in columns}
    own = {plain(column): columns[our] for our, (table, dot, column) in parts.items() if dot and table == label}
    of_one = {our for our, (table, dot, _) in parts.items() if dot and table in {label, *tables}}
    of_any = {our: their for our, their in columns.items() if our not in of_one}
    return {our: their for our, their in of_any.items() if plain(our) not in own} | own, frozenset(own)


def names_of(tables: Iterable[Mapping[str, Column]]) -> set[str]:
    """Every name that the columns of some tables may have, those of integer days too."""
    return {name for columns in tables for column in columns.values() for name in (column.name, *column.day_names)}


class _Header:
    """The names of a file's columns, as far as they are ours, and what is wrong with them."""

    def __init__(
        self,
        names: Sequence[str],
        schema: Mapping[str, Column],
        mapping: Mapping[str, str],
        file: str,
        alone: str,
        common: Callable[[str], str],
        made: Collection[str],
    ) -> None:
        self.names, self.schema, self.file, self.made = names, schema, file, made
        self.alone, self.common = alone, common
        self.ours = {name: (name, False) for name in schema}  # (column, is it the integer-day twin)
        self.ours |= {twin: (name, True) for name, column in schema.items() for twin in column.day_names}
        self.plains = [plain(name) for name in names]
        self.mapped: dict[int, str] = {}
        self.of_mapping = list(self._apply(mapping))
        self.final = [self.mapped.get(position, name) for position, name in enumerate(self.plains)]
        self.positions: dict[str, int] = {}
        self.covariates: dict[str, int] = {}
        self.kinds: dict[bool, str] = {}
        for position, name in enumerate(self.final):
            if name in self.ours:
                column, is_day = self.ours[name]
                if schema[column].type == "date":
                    self.kinds.setdefault(is_day, name)
                self.positions.setdefault(column, position)
            elif name:
                self.covariates.setdefault(name, position)

    def findings(self) -> Iterator[Finding]:
        yield from self.of_mapping
        yield from self._doubled()
        yield from self._two_calendars()
        yield from self.absent()
        yield from self._near_misses()
        unnamed = [at for at, name in enumerate(self.final, 1) if not name and self.names[at - 1] != COPY]
        if count := len(unnamed):
            first, advice = unnamed[0], "Name the column to keep it as a covariate."
            message = f"{counted(count, 'column')} without a name left out (column {first} of the file)"
            yield Finding("warning", "unnamed_column", count, message, advice=advice)

    def _apply(self, mapping: Mapping[str, str]) -> Iterator[Finding]:
        """Notes the positions that the user's mapping names, and says what is wrong with it."""
        for our, their in mapping.items():
            name, wanted = plain(our), plain(their)
            if name not in self.ours and (hint := nearest(name, self.ours)):
                message = f"the column mapping names '{our}', which is not one of our columns{hint}"
                yield Finding("error", "unknown_mapping", 1, message, advice=AS_MAPPED, column=name)
            elif name == wanted and name not in self.ours:
                message = f"the column mapping maps '{their}' onto itself, and it is not one of our columns"
                yield Finding("error", "unknown_mapping", 1, message, advice=AS_MAPPED, column=name)
            elif wanted not in self.plains:
                yield from unknown_column(name, their, self.file, self.plains)
            elif (before := self.mapped.get(self.plains.index(wanted), name)) != name:
                message = f"the column mapping gives '{their}' of {self.file} to both {before} and {name}"
                advice = f"Keep it where it belongs, and name another column for the other: {_way(name, 'your name')}."
                yield Finding("error", "doubled_mapping", 2, message, advice=advice, column=name)
            else:
                self.mapped[self.plains.index(wanted)] = name

    def _doubled(self) -> Iterator[Finding]:
        final = self.final
        for name in dict.fromkeys(name for name in final if name and (final.count(name) > 1 or name in RESERVED)):
            same = [f"'{str(header).strip()}'" for header, own in zip(self.names, final, strict=True) if own == name]
            if name in RESERVED:
                message = f"{self.file} has a column '{name}', a name that isostats gives itself"
                advice = f"Rename it, or map it: {_way('patient_id', name)} where it is the person."
            else:
                message = f"{counted(len(same), 'column')} of {self.file} have the name '{name}': {', '.join(same)}"
                advice = "Keep one of them, or rename the other."
            yield Finding("error", "doubled_column", len(same), message, advice=advice, column=name)

    def _two_calendars(self) -> Iterator[Finding]:
        """Dates beside integer days, or a column given in both."""
        kinds, final, ours = self.kinds, self.final, self.ours
        if len(kinds) == 2:
            both = f"'{kinds[True]}' holds integer days and '{kinds[False]}' holds dates"
            days = ", ".join(column.day_names[0] for column in self.schema.values() if column.type == "date")
            advice = f"Give dates everywhere, or days everywhere ({days})."
            yield Finding("error", "mixed_calendar", 1, f"{both}; a file has one or the other", advice=advice)
            return
        mapped = [ours[name][0] for name in final if name in ours]
        for name in dict.fromkeys(mapped):
            if mapped.count(name) > 1 and len(set(final)) == len(final):
                both = " and ".join(repr(each) for each in final if each in ours and ours[each][0] == name)
                message = f"'{name}' is given twice, as {both}"
                yield Finding("error", "doubled_column", 2, message, advice="Keep one of them.", column=name)

    def _near_misses(self) -> Iterator[Finding]:
        """Covariates that look like a misspelt optional column that the file does not have."""
        absent = [name for name, (column, _) in self.ours.items()
                  if column not in self.positions and not self.schema[column].required]  # fmt: skip
        for name in self.covariates:
            likely = [each for each in absent if not _qualified(each, name)]
            for near in _nearly(name, tuple(likely)):
                message = f"the column '{name}' is kept as a covariate, but is nearly '{near}'"
                unit = self.schema[self.ours[near][0]].unit
                so = f" and its numbers are in {unit}," if unit else ""
                advice = f"If it is that column,{so} rename it, or map it: {_way(self.alone + near, name)}."
                if unit in OTHER_UNITS:
                    shown = f"'{name} ({OTHER_UNITS[unit]})'"
                    advice += f" Numbers in another unit are converted where the name says it, such as {shown}."
                yield Finding("warning", "near_name", 1, message, advice=advice, column=name)

    def _taken(self, name: str, by: str) -> Finding:
        """The error that a column which must be there is read as another, since the mapping says so."""
        message = f"'{name}' of {self.file} is read as {by}, as the column mapping says, and none is left for {name}"
        advice = f"Take {by} out of the mapping, or say which column is {name}: {_way(self.alone + name, 'your name')}."
        return Finding("error", "missing_column", 1, message, advice=advice, column=name)

    def absent(self) -> Iterator[Finding]:
        """One finding for each required column that is not there; a file without a header is called that instead."""
        file, names, others = self.file, self.names, list(self.covariates)
        absent = [column for column in self.schema.values() if column.required and column.name not in self.positions]
        named = [str(name).strip() for name in names if str(name).strip()]
        kind = next((kind for kind, ours in OF_DISPENSINGS.items() if ours <= set(self.plains)), "")
        if absent and _is_headless(names, self.positions):
            required = ",".join(column.name for column in self.schema.values() if column.required)
            message = f"the first line of {file} holds values where the names of the columns should be"
            advice = f"Put a line of names above it, such as {required}, in the order of the file."
            yield Finding("error", "missing_column", 1, message, advice=advice)
        elif absent and kind and {column.name for column in absent} >= COURSE:
            yield Finding("error", "missing_column", len(absent), f"{file} holds {kind}", advice=FROM_DISPENSINGS)
        elif absent and not self.positions and 2 * len(named) < len(names):
            message = f"the first line of {file} has names in only {len(named)} of {counted(len(names), 'column')}"
            first = " and ".join(f"'{name}'" for name in named[:2])
            advice = f"It says {first}. If the names stand lower, delete the lines above them."
            yield Finding("error", "missing_column", len(absent), message, advice=advice)
        elif absent and not self.positions and not any(_nearest(column, others) for column in absent):
            listed = ", ".join(f"'{str(name).strip()}'" for name in names[:SHOWN])
            message = f"no column of {file} is called as isostats calls it; there {agreed(len(names), 'is')} "
            required = ", ".join(column.name for column in absent)
            advice = f"Needed are {required}. isostats init knows other names of theirs, and asks about the rest."
            yield Finding("error", "missing_column", len(absent), f"{message}{listed}", advice=advice)
        else:
            own = [name for name in names if name not in self.made]
            shown = ", ".join(f"'{str(name).strip()}'" for name in own[:SHOWN])
            shown += f", and {len(own) - SHOWN} more" if len(own) > SHOWN else ""
            for column in absent:
                if (at := self.plains.index(column.name) if column.name in self.plains else -1) in self.mapped:
                    yield self._taken(column.name, self.mapped[at])
                    continue
                near = self.common(column.name) or _nearest(column, others)
                way = _way(self.alone + column.name, near or "your name")
                advice = f"If '{near}' is that column, map it: {way}." if near else f"Rename it, or map it: {way}."
                hint = f"; the nearest name found is '{near}'" if near else ""
                lengths = [str(name).strip() for name in names if day_it_leads_to(str(name)) == column.name]
                if lengths and not near:
                    advice = f"'{lengths[0]}' is a length of time. {how_to_add(column.name, lengths[0])}"
                advice = f"{advice} Columns found: {shown}.{column.without}"
                message = f"{file} has no column '{column.name}'{hint}"
                yield Finding("error", "missing_column", 1, message, advice=advice, column=column.name)


def _is_headless(names: Sequence[str], positions: Mapping[str, int]) -> bool:
    """Whether the first line holds no name of ours and at least one number or date: then it is a patient's row."""
    return not positions and any(DATA.fullmatch(str(name).strip()) for name in names)


def _nearest(column: Column, others: Sequence[str]) -> str:
    """The name most like ours, unless it says the opposite (start for end) or another one (planned, first, last)."""
    for wanted in (column.name, *column.day_names):
        *before, last = wanted.split("_")  # a start is a course_start, and a course is none
        likely = [name for name in others if column.type != "date" or name not in [*before, DURATION]]
        for name in [*(name for name in likely if name == last), *get_close_matches(wanted, likely, n=3)]:
            if not _contrary(wanted, name) and not _qualified(wanted, name):
                return name
    return ""


def _qualified(ours: str, theirs: str) -> bool:
    """Whether one of two names of columns says that it is about something else, as last_relapse_date does."""

    return _qualifiers(ours) != _qualifiers(theirs)


@lru_cache(maxsize=1024)
def _nearly(name: str, likely: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these names another is nearly, at most one; many files have the same further columns."""
    return tuple(get_close_matches(name, likely, n=1, cutoff=0.8))


@lru_cache(maxsize=4096)
def _qualifiers(name: str) -> frozenset[str]:
    """The words of a name that make another thing of it."""
    words = name.split("_")
    return frozenset(each for each in QUALIFIERS if each in words or (len(each) > 3 and each in name))


def _contrary(wanted: str, name: str) -> bool:
    """Whether two names differ by words that mean opposite things, as first_contact and last_contact do."""

    def holds(text: str, pair: set[str]) -> set[str]:
        return {word for word in pair if word in text}

    both = [(holds(wanted, pair), holds(name, pair)) for pair in OPPOSITES]
    return any(ours and theirs and not ours & theirs for ours, theirs in both)

"""Which column of the file is which of ours: names made plain, the user's mapping first, near misses named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from isostats.errors import nearest
from isostats.records.findings import Finding
from isostats.records.required_columns import is_headless, missing_columns, qualified
from isostats.records.schema import Column
from isostats.words.numbers import counted

RESERVED = ("person_id",)


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
    ours = _our_names(schema)
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
    missing = missing_columns(schema, positions, list(covariates), names, file)
    if is_headless(names, positions):  # anything more would speak of values as if they were names
        findings = missing
    else:
        findings += [*missing, *_near_misses(schema, ours, positions, covariates), *_unnamed(final)]
    shown = {name: str(names[position]).replace("\ufeff", "").strip() for name, position in positions.items()}
    return Layout(positions, covariates, True in kinds, shown), findings


def without_absent_id(names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """The mapping for a second file, which may call its patients by our name although the first does not."""
    plains = [plain(name) for name in names]
    absent = plain(mapping.get("patient_id", "")) not in plains and "patient_id" in plains
    return {our: their for our, their in mapping.items() if not (absent and our == "patient_id")}


def names_of(tables: Iterable[Mapping[str, Column]]) -> set[str]:
    """Every name that the columns of some tables may have, those of integer days too."""
    return {name for columns in tables for column in columns.values() for name in (column.name, *column.day_names)}


def _our_names(schema: Mapping[str, Column]) -> dict[str, tuple[str, bool]]:
    """Every name that is ours -> (column, is it the integer-day twin)."""
    names = {name: (name, False) for name in schema}
    return names | {twin: (name, True) for name, column in schema.items() for twin in column.day_names}


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
        for near in get_close_matches(name, [each for each in absent if not qualified(each, name)], n=1, cutoff=0.8):
            message = f"the column '{name}' is kept as a covariate, but is nearly '{near}'"
            advice = f'If it is that column, rename it, or map it: columns = {{{near} = "{name}"}}.'
            yield Finding("warning", "near_name", 1, message, advice=advice, column=name)


def _unnamed(final: Sequence[str]) -> Iterator[Finding]:
    if count := sum(not name for name in final):
        first = next(position for position, name in enumerate(final) if not name) + 1
        message = f"{counted(count, 'column')} without a name left out (column {first} of the file)"
        yield Finding("warning", "unnamed_column", count, message, advice="Name the column to keep it as a covariate.")

"""Columns that a file has twice: by the same name, or by one to which a program has added .1, with the same values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from isostats.engines.embedded import Engine, one_row
from isostats.records.column_names import COPY, plain
from isostats.records.findings import Finding
from isostats.records.raw import Raw
from isostats.records.row_numbers import file_row
from isostats.records.shapes.remaking import filled_sql
from isostats.words.numbers import counted

ADDED = re.compile(r"\.\d{1,2}$")
"""What programs add to a name that they meet again."""
DIFFER = """SELECT count(*), min(row), arg_min(coalesce({one}, ''), row), arg_min(coalesce({other}, ''), row)
FROM {table} WHERE {one} IS DISTINCT FROM {other}"""


def named_twice(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The positions of a name and of each later one that is the same.

    >>> list(named_twice(["id", "Beginn", "beginn", "Beginn.1", "x.1"]))
    [(1, 2), (1, 3)]
    """
    first: dict[str, int] = {}
    for at, name in enumerate(map(str, names)):
        shown = name.strip()
        known = first.get(plain(shown), first.get(plain(ADDED.sub("", shown))) if ADDED.search(shown) else None)
        if shown and known is not None:
            yield known, at
        else:
            first.setdefault(plain(shown), at)


def copies_in(names: Sequence[str], cells: Callable[[int], Iterable[str]]) -> set[int]:
    """The positions of columns that repeat another, name and cells, as far as these were looked at."""
    return {
        other for one, other in named_twice(names)
        if [each.strip() for each in cells(one)] == [each.strip() for each in cells(other)]
    }  # fmt: skip


def without_copies(connection: Engine, raw: Raw) -> tuple[Raw, list[Finding]]:
    """A file without the names of columns that it has twice with the same values, and a note of each; of two of one
    name whose values differ both stay, which is an error elsewhere."""
    names, findings = [*raw.names], list[Finding]()
    for one, other in named_twice(raw.names):
        if not _differ(connection, raw, one, other)[0]:
            names[other] = COPY
            shown = str(raw.names[one]).strip()
            where = f"columns {one + 1} and {other + 1}"
            message = f"'{shown}' stands twice in {raw.source} ({where}), with the same values"
            advice = "It is read once. Drop one of them, so that nobody else takes them for two."
            findings.append(Finding("note", "copied_column", 1, message, advice=advice, column=plain(shown)))
    return replace(raw, names=tuple(names)) if findings else raw, findings


def _differ(connection: Engine, raw: Raw, one: int, other: int) -> tuple[int, int, str, str]:
    cells = {"one": filled_sql(f"c{one}"), "other": filled_sql(f"c{other}")}
    count, row, this, that = one_row(connection, DIFFER.format(table=raw.table, **cells))
    return int(count), int(row or 0), str(this), str(that)


def with_what_differs(connection: Engine, raw: Raw, findings: Iterable[Finding]) -> list[Finding]:
    """Findings, those on two columns of one name with the rows in which these differ."""
    explained = list[Finding]()
    for each in findings:
        pairs = [pair for pair in named_twice(raw.names) if plain(str(raw.names[pair[0]])) == each.column]
        if each.rule == "doubled_column" and pairs:
            count, row, this, that = _differ(connection, raw, *pairs[0])
            message = f"{each.message}; they differ in {counted(count, 'row')}"
            example = f"row {file_row(row)}, '{this}' and '{that}'"
            advice = "Look which of them is right there: keep that one, and delete the other, or rename it."
            explained.append(replace(each, message=message, row=row, example=example, advice=advice))
        else:
            explained.append(each)
    return explained

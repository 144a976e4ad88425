"""Signs of *not recorded* (NA, n/a, -, ...): where they are read as missing, and where they are values; both are told.

A date, a number or a code cannot be "NA", so the sign is a missing value. In a column of texts it is a text like any
other: "none" may be a grade of scarring and "NA" a clinic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.findings import Finding
from isostats.records.schema import BLANK, MISSING_SIGNS, Column
from isostats.words.numbers import count_text, counted

if TYPE_CHECKING:
    from isostats.records.column_names import Layout

Counts = dict[tuple[str, str], int]  # (column, sign as written) -> rows
LONGEST_SIGN = max(map(len, MISSING_SIGNS))
BLANK_EDGE = literal(f"^[{BLANK}]|[{BLANK}]$")
MOST_NAMED = 8
IS_SIGN = f"IN ({', '.join(map(literal, MISSING_SIGNS))})"


def sign_sql(column: str) -> str:
    """SQL that is true where a text is a sign of *not recorded*; only short texts, or with blank edges, are trimmed."""
    short = f"length({column}) <= {LONGEST_SIGN} OR regexp_matches({column}, {BLANK_EDGE})"
    return f"(CASE WHEN {short} THEN lower(trim({column}, {literal(BLANK)})) {IS_SIGN} ELSE FALSE END)"


def count_signs(connection: Engine, table: str, columns: Iterable[tuple[str, int]], where: str = "TRUE") -> Counts:
    """How often each sign stands in each column (name, position) of a table of texts."""
    counts: Counts = {}
    for name, position in columns:
        sql = f"""SELECT trim(said, {literal(BLANK)}), CAST(sum(rows_with) AS BIGINT) FROM (
            SELECT c{position} AS said, count(*) AS rows_with FROM {table} WHERE {where} GROUP BY 1) AS texts
            WHERE {sign_sql("said")} GROUP BY 1 ORDER BY 1"""
        counts |= {(name, str(sign)): int(rows) for sign, rows in connection.execute(sql).fetchall()}
    return counts


def id_signs(connection: Engine, table: str, ids: str, position: int, *, main: bool) -> Counts:
    """The signs among the ids of a file whose persons are numbered in ``ids``; a file is looked through only where
    a person or a stranger may have one for an id."""
    strangers = "" if main else f" OR EXISTS (SELECT 1 FROM {table}_typed WHERE person IS NULL AND NOT nobody)"
    among = f"SELECT EXISTS (SELECT 1 FROM {ids} WHERE {sign_sql('person_id')}){strangers}"
    signs = one_row(connection, among)[0]
    return count_signs(connection, table, [("patient_id", position)]) if signs else {}


def text_signs(
    connection: Engine, table: str, schema: Mapping[str, Column], layout: Layout, replaced: Iterable[str] = ()
) -> tuple[Counts, Counts]:
    """The signs in our own columns of texts: those that are missing values there, and those that are values."""
    replaced = set(replaced)
    at = {name: place for name, place in layout.positions.items() if schema[name].type == "text"}
    at.pop("patient_id", None)
    taken = [(name, place) for name, place in at.items() if schema[name].signs and name not in replaced]
    kept = [(name, place) for name, place in at.items() if not schema[name].signs and name not in replaced]
    return count_signs(connection, table, taken), count_signs(connection, table, kept)


def sign_findings(missing: Counts, kept: Counts, shown: Mapping[str, str]) -> Iterator[Finding]:
    """What is told of them; ``shown`` are the names that the file gives our columns."""
    if rows := sum(missing.values()):
        hold = "holds" if rows == 1 else "hold"
        message = f"{counted(rows, 'cell')} {hold} a sign that was read as not recorded: {_listed(missing, shown)}"
        yield Finding("warning", "signs_of_missing", rows, message, advice="Empty cells say the same without doubt.")
    if rows := sum(kept.values()):
        (name, sign), _ = max(kept.items(), key=lambda pair: pair[1])
        message = (
            f"{counted(rows, 'cell')} of columns of texts {'holds' if rows == 1 else 'hold'} a word that may mean "
            f"not recorded, and is a value: {_listed(kept, shown)}"
        )
        way = "." if name == "patient_id" else f', or say so: values = {{{name} = {{"{sign}" = ""}}}}.'
        advice = f"If it means not recorded, leave the cell empty{way}"
        yield Finding("warning", "signs_as_values", rows, message, advice=advice, column=name)


def _listed(counts: Counts, shown: Mapping[str, str]) -> str:
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [f"{shown.get(name, name)} '{sign}' ({count_text(rows)})" for (name, sign), rows in ranked[:MOST_NAMED]]
    more = f" and {len(ranked) - MOST_NAMED} more" if len(ranked) > MOST_NAMED else ""
    return ", ".join(named) + more

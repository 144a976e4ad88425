"""SQL over the text of a cell: blanks, signs of *not recorded* (NA, n/a, -, ...), numbers as all write them; and the
text of a value that came with its type."""

from __future__ import annotations

import re

from isostats.engines.embedded import literal
from isostats.records.schema import BLANK, MISSING_SIGNS

BLANK_EDGE = literal(f"^[{BLANK}]|[{BLANK}]$")
ZONED = frozenset(("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS"))
"""The engine's types of times with a zone, to the microsecond and to the nanosecond."""
OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
IS_SIGN = f"IN ({', '.join(map(literal, MISSING_SIGNS))})"


def trimmed(cell: str) -> str:
    """The text without surrounding blanks (only texts that have some pay for their removal)."""
    return f"CASE WHEN regexp_matches({cell}, {BLANK_EDGE}) THEN trim({cell}, {literal(BLANK)}) ELSE {cell} END"


def sign_sql(cell: str) -> str:
    """True where a text is a sign of *not recorded*; of conditions in a CASE every row would pay for each."""
    return f"(coalesce(lower({trimmed(cell)}), '') {IS_SIGN})"


def castable_sql(cell: str) -> str:
    """A number that every program reads alike; NULL for anything else, which then goes to the lexicon."""
    cast = f"TRY_CAST({cell} AS DOUBLE)"
    return f"CASE WHEN isfinite({cast}) AND NOT contains({cell}, '_') THEN {cast} END"


def every_cell(width: int) -> str:
    """SQL that is NULL where no cell of a row is filled."""
    return f"coalesce({', '.join(f'c{position}' for position in range(width))})"


def text_of(column: str, sql_type: str, zone: str | None = None) -> str:
    """SQL for a typed value as text: whole numbers without '.0', dates in ISO form, times as the clock of their zone
    showed them (of no known zone: in UTC, and it says so)."""
    whole, text = f"{column} = trunc({column})", f"CAST({column} AS VARCHAR)"
    if sql_type.startswith("DECIMAL"):
        return f"CASE WHEN {whole} THEN CAST(CAST({column} AS HUGEINT) AS VARCHAR) ELSE {text} END"
    if sql_type in ("DOUBLE", "FLOAT"):
        whole += f" AND abs({column}) < 1e15 THEN CAST(CAST({column} AS BIGINT) AS VARCHAR)"
        return f"CASE WHEN isnan(CAST({column} AS DOUBLE)) THEN NULL WHEN {whole} ELSE {text} END"
    if sql_type in ZONED:
        local = local_sql(column, zone or "UTC")
        return f"CAST({local} AS VARCHAR)" if zone else f"CAST({local} AS VARCHAR) || ' UTC'"
    return text


def decimal_text(column: str) -> str:
    """SQL for a 64-bit float above 0 as the engine writes it, whole numbers with '.0': tenths by way of whole numbers,
    in half the time, as of any other the shortest text is searched.

    >>> import duckdb
    >>> doses = "SELECT unnest([9000, 37.81512605042017, 0.1, 1e22]) AS dose"
    >>> [text for (text,) in duckdb.connect().sql(f"SELECT {decimal_text('dose')} FROM ({doses})").fetchall()]
    ['9000.0', '37.81512605042017', '0.1', '1e+22']
    """
    tenth = f"round({column} * 10) / 10 = {column} AND abs({column}) < 1e13"
    decimal = f"CAST(CAST({column} AS DECIMAL(15, 1)) AS VARCHAR)"
    return f"CASE WHEN {tenth} THEN {decimal} ELSE CAST({column} AS VARCHAR) END"


def local_sql(column: str, zone: str) -> str:
    """SQL for what the clock showed in that zone."""
    column = f"CAST({column} AS TIMESTAMPTZ)"  # of nanoseconds no zone can be asked
    if offset := OFFSET.fullmatch(zone):
        minutes = (int(offset[2]) * 60 + int(offset[3])) * (-1 if offset[1] == "-" else 1)
        return f"(timezone('UTC', {column}) + INTERVAL '{minutes} minutes')"
    return f"timezone({literal(zone)}, {column})"

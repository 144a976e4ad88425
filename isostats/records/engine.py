"""The engine (DuckDB, in the process): how it is opened, asked and spoken to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

Engine = duckdb.DuckDBPyConnection


def open_engine() -> Engine:
    """A private engine in memory that fetches nothing from anywhere."""
    return duckdb.connect(config={"autoinstall_known_extensions": "false"})


def one_row(engine: Engine, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
    """The first row of an answer, or () where it has none; the answer is read to its end, which frees the engine."""
    found = engine.execute(sql, list(parameters)).fetchall()
    return tuple(found[0]) if found else ()


def count_rows(engine: Engine, table: str) -> int:
    """How many rows a table holds."""
    return int(one_row(engine, f"SELECT count(*) FROM {table}")[0])


def quoted(name: str) -> str:
    """A name as SQL writes it.

    >>> print(quoted('the "end" day'))
    "the ""end"" day"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"

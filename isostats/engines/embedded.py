"""The embedded engine (DuckDB, in the process), which computes everything: how it is opened, asked and spoken to."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from isostats.errors import StudyError
from isostats.scratch import scratch_folder

Engine = duckdb.DuckDBPyConnection

WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
"""The engine's types of whole numbers that a 64-bit integer holds."""

MEMORY = "2GB"
"""How much of dispensings the engine holds in memory before it spills to disk."""


def open_engine(memory: str | None = None) -> Engine:
    """A private engine in memory that fetches nothing from anywhere.

    Its zone is UTC, wherever it runs. It takes as much ``memory`` as the environment's ISOSTATS_MEMORY says, else as is
    given here, else most of what the machine has. What does not fit is spilled into a folder that only this user can
    read, and that goes with it.
    Raises StudyError where ISOSTATS_MEMORY is no amount of memory.
    """
    memory = os.environ.get("ISOSTATS_MEMORY", "").strip() or memory
    folder = str(scratch_folder("engine"))
    settings: dict[str, Any] = {"temp_directory": folder, "autoinstall_known_extensions": "false"}
    settings |= {"memory_limit": memory} if memory else {}
    try:
        engine = duckdb.connect(config=settings)
    except duckdb.Error as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StudyError(
            f"ISOSTATS_MEMORY is '{memory}', which is not an amount of memory. Write it as 4GB or 500MB."
        ) from error
    engine.execute("SET GLOBAL TimeZone = 'UTC'")  # the zone of every cursor too: no day depends on the machine
    without_bar(engine)
    weakref.finalize(engine, shutil.rmtree, folder, ignore_errors=True)
    return engine


def without_bar(engine: Engine) -> None:
    """No bar of the engine's own, which a notebook would show for every connection."""
    with contextlib.suppress(duckdb.InvalidInputException):  # a notebook that cannot show its bar refuses the setting
        engine.execute("SET enable_progress_bar = false")


def another(engine: Engine) -> Engine:
    """A second connection to the same tables, found and made in the same place."""
    path = one_row(engine, "SELECT current_setting('search_path')")[0]
    cursor = engine.cursor()
    without_bar(cursor)
    if path:
        cursor.execute(f"SET search_path = {literal(path)}")
    return cursor


def one_row(engine: Engine, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
    """The first row of an answer, or () where it has none; the answer is read to its end, which frees the engine."""
    rows = engine.execute(sql, list(parameters)).fetchall()
    return tuple(rows[0]) if rows else ()


def count_rows(engine: Engine, table: str) -> int:
    """How many rows a table holds."""
    return int(one_row(engine, f"SELECT count(*) FROM {table}")[0])


def literal_path(path: str | Path) -> str:
    """A path as the engine's readers of files take it: a name and never a pattern.

    >>> literal_path("courses[1].parquet"), literal_path("c?.csv")
    ('courses[[]1].parquet', 'c[?].csv')
    """
    return re.sub(r"([*?\[])", r"[\1]", str(path))


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


def insert_rows(engine: Engine, table: str, rows: Iterable[Sequence[Any]], *kinds: str) -> None:
    """Add rows to a table, whose columns are of these ``kinds``: column by column, since one by one takes minutes.

    >>> engine = open_engine()
    >>> _ = engine.execute("CREATE TABLE days (person INTEGER, note VARCHAR)")
    >>> insert_rows(engine, "days", [(1, "a"), (2, None)], "INTEGER", "VARCHAR")
    >>> engine.execute("FROM days").fetchall()
    [(1, 'a'), (2, None)]
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        listed = ", ".join(f"unnest(CAST(? AS {kind}[]))" for kind in kinds)
        engine.execute(f"INSERT INTO {table} SELECT {listed}", columns)

"""A table of a database as the readers of files hand a file on: a view of typed rows with their numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from isostats.records.column_names import Layout
from isostats.records.databases.duckdb_databases import number_rows
from isostats.records.databases.seam import Arriving, Database, Place, select_sql
from isostats.records.databases.table_names import find_table
from isostats.records.engine import WHOLE, Engine, one_row, quoted
from isostats.records.raw import Raw, unusable
from isostats.records.schema import Column
from isostats.records.zoned_times import ZONED, refuse_zoned

ROWS = "Row numbers count the rows of a table in the order in which they were read (the first is row 1)."


@dataclass(frozen=True)
class Part:
    """The rows of a table that are to be read, where others stay in it: SQL ``conditions``, of which a row fulfils one
    or none, how many rows stay, and the fingerprint of those."""

    conditions: tuple[str, ...]
    staying: int
    digest: str


@dataclass(frozen=True)
class TableOf:
    """A table that is to be read: its name as written, or the Spark data frame that was handed over; all of it, or a
    part."""

    database: Database
    written: str
    frame: Any = None
    part: Part | None = None

    @property
    def source(self) -> str:
        """What messages call it."""
        return self.written if self.frame is not None else f"{self.written} of {self.database.name}"


def give_table(
    engine: Engine, given: TableOf, table: str, schema: Mapping[str, Column], lay: Callable[[tuple[str, ...]], Layout]
) -> tuple[Raw, dict[str, str]]:
    """Make ``{table}_given``, a view of the typed rows with their numbers; returns the names with their types. ``lay``
    says which column is which.

    Raises Unusable where there is no such table, it has no rows, or two of its columns cannot be told apart, and
    DataError where the database does not give it.
    """
    place, columns = place_and_columns(given)
    columns = as_needed(columns, lay(tuple(columns)), schema, given)
    if given.part is None:
        given.database.bring(place, columns, table)
    else:
        _bring_part(engine, given.database, given.part, place, columns, table)
    types = {str(name): str(kind) for name, kind, *_ in engine.execute(f"DESCRIBE {table}_given").fetchall()[1:]}
    rows, digest = _counted(engine, f"{table}_given", types)
    if given.part is not None:
        rows += given.part.staying
        digest = hashlib.sha256((digest + given.part.digest).encode()).hexdigest()
    if not rows:
        raise unusable("header_only", f"{given.source} has no rows", "Name the table that holds them, or leave it out.")
    return Raw(table, tuple(types), rows, digest, given.source), types


def place_and_columns(given: TableOf) -> tuple[Place, dict[str, Arriving]]:
    """Where the table is and what its columns arrive as; raises as :func:`give_table` does."""
    database = given.database
    place = Place("", given.written, given.frame) if given.frame is not None else find_table(database, given.written)
    return place, _apart(database.columns(place), given.source)


def as_needed(
    columns: Mapping[str, Arriving], layout: Layout, schema: Mapping[str, Column], given: TableOf
) -> dict[str, Arriving]:
    """The columns as they are wanted: an id with every digit. Raises Unusable for dates that are instants."""
    names, zoned = tuple(columns), {name for name, column in columns.items() if column.zoned}
    refuse_zoned(zoned, names, layout, schema, given.source, given.database.dialect)
    position = layout.positions.get("patient_id")
    wanted = dict(columns)
    if position is not None:
        of_id = columns[names[position]]
        if of_id.exact is not None and of_id.kind not in WHOLE:
            wanted[names[position]] = Arriving("VARCHAR", of_id.exact)
    return wanted


def _bring_part(
    engine: Engine, database: Database, part: Part, place: Place, columns: Mapping[str, Arriving], table: str
) -> None:
    """The rows of every condition, one after the other."""
    select, kinds = select_sql(database, place, columns), {name: column.kind for name, column in columns.items()}
    for number, condition in enumerate(part.conditions or ("1 = 0",)):
        into = f"{table}_more" if number else f"{table}_rows"
        database.copy(f"{select} WHERE {condition}", kinds, into, in_order=True)
        if number:
            engine.execute(f"INSERT INTO {table}_rows SELECT * FROM {into}")
            engine.execute(f"DROP TABLE {into}")
    number_rows(engine, table, columns)


def release(engine: Engine, table: str) -> None:
    """Forget the copied rows, once they are kept in another form."""
    engine.execute(f"DROP VIEW IF EXISTS {table}_given")
    engine.execute(f"DROP TABLE IF EXISTS {table}_rows")


def _apart(columns: Mapping[str, Arriving], source: str) -> dict[str, Arriving]:
    """The own engine tells names apart without regard to case, and gives the row numbers a name itself."""
    kept: dict[str, Arriving] = {}
    low: dict[str, str] = {}
    for name, column in columns.items():
        if name.lower() in low:
            message = f"{source} has two columns that differ by upper and lower case alone: {low[name.lower()]}, {name}"
            raise unusable("doubled_column", message, "Name a view that has one of them.")
        low[name.lower()] = name
        zoned = column.zoned or column.kind == ZONED
        kept[f"{name} (of the table)" if name.lower() == "row" else name] = replace(column, zoned=zoned)
    return kept


def _counted(engine: Engine, view: str, types: Mapping[str, str]) -> tuple[int, str]:
    """How many rows there are, and a fingerprint of them that does not depend on their order.

    Values are hashed in a few canonical types, so that the same rows have the same fingerprint in every database.
    """
    values = ", ".join(_canonical(quoted(name), kind) for name, kind in types.items())
    rows, total, parity = one_row(
        engine, f"SELECT count(*), CAST(sum(hashed) AS VARCHAR), CAST(bit_xor(hashed) AS VARCHAR) "
        f"FROM (SELECT hash({values}) AS hashed FROM {view})"
    )  # fmt: skip
    told = repr((list(types), rows, total, parity))
    return int(rows), hashlib.sha256(told.encode()).hexdigest()


def _canonical(column: str, kind: str) -> str:
    if kind in WHOLE:
        return f"CAST({column} AS BIGINT)"
    if kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL"):
        return f"CAST({column} AS DOUBLE)"
    return column if kind in ("DATE", "TIMESTAMP") else f"CAST({column} AS VARCHAR)"

"""A table of a database as the readers of files hand a file on: a view of typed rows with their numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isostats.engines.database import Arriving, Database, NoTable, Place, find_table, number_rows
from isostats.engines.embedded import WHOLE, Engine, one_row, quoted
from isostats.records.column_names import Layout
from isostats.records.formats.parquet import show_stored
from isostats.records.raw import Raw, unusable
from isostats.records.schema import Column

ROWS = "Row numbers count the rows of a table in the order in which they were read (the first is row 1)."


@dataclass(frozen=True)
class Part:
    """The rows of a table that are to be read, where others stay in it: SQL ``conditions``, of which a row fulfils one
    or none, how many rows stay, and the fingerprint of those."""

    conditions: tuple[str, ...]
    staying: int
    digest: str


@dataclass(frozen=True)
class DatabaseTable:
    """A table that is to be read: its name as written, or the Spark data frame that was handed over; all of it, or a
    part."""

    database: Database
    written: str
    frame: Any = None
    part: Part | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.written if self.frame is not None else f"{self.written} of {self.database.name}"


def source_name(source: object) -> str:
    """What messages call what is to be read."""
    if isinstance(source, DatabaseTable):
        return source.name[:1].upper() + source.name[1:] if source.frame is not None else source.name
    return Path(source).name if isinstance(source, (str, Path)) else "The data frame"


def read_table(
    engine: Engine,
    source: DatabaseTable,
    table: str,
    schema: Mapping[str, Column],
    lay: Callable[[tuple[str, ...]], Layout],
) -> Raw:
    """Make ``{table}_given`` and ``table``, views of the typed rows with their numbers; ``lay`` says which column is
    which.

    Raises Unusable where there is no such table, it has no rows, or two of its columns cannot be told apart, and
    DataError where the database does not give it.
    """
    place, columns = place_and_columns(source)
    columns = as_needed(columns, lay(tuple(columns)), schema, source)
    if source.part is None:
        source.database.bring(place, columns, table)
    else:
        _bring_part(engine, source.database, source.part, place, columns, table)
    types = {str(name): str(kind) for name, kind, *_ in engine.execute(f"DESCRIBE {table}_given").fetchall()[1:]}
    rows, digest = _counted(engine, f"{table}_given", types)
    if source.part is not None:
        rows += source.part.staying
        digest = hashlib.sha256((digest + source.part.digest).encode()).hexdigest()
    if not rows:
        raise unusable("header_only", f"{source.name} has no rows", "Name the table that holds them, or leave it out.")
    show_stored(engine, table, types)
    return Raw(table, tuple(types), rows, digest, source.name, types=dict(enumerate(types.values())))


def place_and_columns(source: DatabaseTable) -> tuple[Place, dict[str, Arriving]]:
    """Where the table is and what its columns arrive as; raises as :func:`read_table` does."""
    database = source.database
    try:
        if source.frame is None:
            place = find_table(database, source.written)
        else:
            place = Place("", source.written, source.frame)
    except NoTable as error:
        raise unusable("no_table", error.message, error.advice) from None
    return place, _apart(database.columns(place), source.name)


def as_needed(
    columns: Mapping[str, Arriving], layout: Layout, schema: Mapping[str, Column], source: DatabaseTable
) -> dict[str, Arriving]:
    """The columns as they are wanted: an id with every digit. Raises Unusable for dates that are instants."""
    names = tuple(columns)
    for name, position in layout.positions.items():
        column = names[position]
        if schema[name].type == "date" and columns[column].zoned:  # an instant has another day in another zone
            raise unusable(
                "unknown_zone",
                f"{column} of {source.name} holds timestamps with a time zone, and their day depends on the zone",
                "The zone in which the days were written is not told, and none is guessed: "
                f"{source.database.dialect.local_day.format(column=column)}.",
            )
    at = layout.positions.get("patient_id")
    wanted = dict(columns)
    if at is not None:
        of_id = columns[names[at]]
        if of_id.exact is not None and of_id.kind not in WHOLE:
            wanted[names[at]] = Arriving("VARCHAR", of_id.exact)
    return wanted


def _bring_part(
    engine: Engine, database: Database, part: Part, place: Place, columns: Mapping[str, Arriving], table: str
) -> None:
    """The rows of every condition, one after the other."""
    select, kinds = database.select(place, columns), {name: column.kind for name, column in columns.items()}
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
        kept[f"{name} (of the table)" if name.lower() == "row" else name] = column
    return kept


def _counted(engine: Engine, view: str, types: Mapping[str, str]) -> tuple[int, str]:
    """How many rows there are, and a fingerprint of them that depends on no order and, by a few canonical types of
    values, on no database."""
    values = ", ".join(_canonical(quoted(name), kind) for name, kind in types.items())
    rows, total, parity = one_row(
        engine, f"SELECT count(*), CAST(sum(hashed) AS VARCHAR), CAST(bit_xor(hashed) AS VARCHAR) "
        f"FROM (SELECT hash({values}) AS hashed FROM {view})"
    )  # fmt: skip
    return int(rows), hashlib.sha256(repr((list(types), rows, total, parity)).encode()).hexdigest()


def _canonical(column: str, kind: str) -> str:
    if kind in WHOLE:
        return f"CAST({column} AS BIGINT)"
    if kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL"):
        return f"CAST({column} AS DOUBLE)"
    return column if kind in ("DATE", "TIMESTAMP") else f"CAST({column} AS VARCHAR)"

"""What isostats asks of a database that holds the data, and what an engine's file declares of its kind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isostats.engines.addresses import Address
from isostats.engines.embedded import Engine, literal, quoted


@dataclass(frozen=True)
class Dialect:
    """Where the SQL of an engine differs from that of the others; all else is portable.

    ``day`` makes an integer day (since 1970-01-01) of a date ``{column}``, ``whole`` a whole number of a text
    ``{column}`` or NULL, ``local_day`` the date of an instant; ``number`` and ``text`` are the types of a double and a
    text. ``escape`` writes a text between quotes, and ``parts`` is how many parts the name of a table may have.
    """

    name: str
    day: str = "({column} - DATE '1970-01-01')"
    number: str = "DOUBLE"
    text: str = "VARCHAR"
    whole: str = "TRY_CAST({column} AS BIGINT)"
    local_day: str = "name a view with CAST({column} AT TIME ZONE 'Europe/Berlin' AS DATE), in the zone of the data"
    escape: Callable[[str], str] = literal
    parts: int = 2

    def day_of(self, column: str) -> str:
        """SQL for the integer day of a date column.

        >>> Dialect("duckdb").day_of("dispense_date")
        "(dispense_date - DATE '1970-01-01')"
        """
        return self.day.format(column=column)

    def literal(self, text: str) -> str:
        """A text as the engine's SQL writes it; what a backslash means differs."""
        return self.escape(text)


@dataclass(frozen=True)
class Arriving:
    """A column as it arrives: its type in the embedded engine (``kind``), and the SQL that reads it where it lives.

    ``exact`` is SQL for the text of a number whose kind may not hold every digit: an id is read so. ``zoned`` says that
    it holds instants, whose day depends on a zone.
    """

    kind: str
    sql: str
    exact: str | None = None
    zoned: bool = False


@dataclass(frozen=True)
class Place:
    """Where a table is; ``frame`` is set where it was handed over as a data frame of the engine."""

    schema: str
    table: str
    frame: Any = None

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}" if self.schema else self.table


class Database(ABC):
    """An open database. Nothing is ever written to it; every method raises DataError in sentences.

    ``engine`` is the embedded engine that its rows come to, ``name`` what messages and reports call the database (no
    host, no user, no password), ``dialect`` the SQL it speaks.
    """

    engine: Engine
    name: str
    dialect: Dialect

    @abstractmethod
    def tables(self, schema: str | None = None) -> Sequence[tuple[str, str]]:
        """(schema, table) of the tables and views there are, those found without their schema's name first."""

    @abstractmethod
    def home(self) -> Sequence[str]:
        """The schemas whose tables are found without the schema's name, in order."""

    @abstractmethod
    def columns(self, place: Place) -> Mapping[str, Arriving]:
        """The columns of a table in order."""

    @abstractmethod
    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """A small answer: counts, names. Never the rows of people."""

    @abstractmethod
    def copy(self, sql: str, kinds: Mapping[str, str], into: str, *, in_order: bool = False) -> int:
        """Stream the answer of a query into a new table of the embedded engine and return the number of rows.

        ``kinds`` are the columns of the answer in order, with their types in that engine. ``in_order`` asks for the
        rows of a table in the same order every time, as far as the database has one.
        """

    def quote(self, name: str) -> str:
        """A name as the database's SQL writes it."""
        return quoted(name)

    def within(self, place: Place) -> str:
        """A table as the database's SQL writes it, with its schema."""
        return ".".join(self.quote(part) for part in (place.schema, place.table) if part)

    def select(self, place: Place, columns: Mapping[str, Arriving]) -> str:
        """A SELECT of the columns of a table as they are to arrive."""
        chosen = ", ".join(f"{column.sql} AS {self.quote(name)}" for name, column in columns.items())
        return f"SELECT {chosen} FROM {self.within(place)}"

    def bring(self, place: Place, columns: Mapping[str, Arriving], table: str) -> None:
        """Make the view ``{table}_given`` in the embedded engine: ``row`` (1, 2, ... in order of reading), the columns.

        Where the rows must be copied for that, they are in the table ``{table}_rows``.
        """
        kinds = {name: column.kind for name, column in columns.items()}
        self.copy(self.select(place, columns), kinds, f"{table}_rows", in_order=True)
        number_rows(self.engine, table, columns)

    def close(self) -> None:  # noqa: B027
        """Let go of the database; what was handed over open stays open."""


def _never(source: object) -> bool:
    return False


@dataclass(frozen=True)
class Kind:
    """One kind of engine that may hold data: what it speaks, how it is named, and how one is opened.

    ``schemes`` are what its addresses begin with, ``form`` is an example of one, and ``read`` takes one apart (the
    text, what follows ``://``, and the folder of relative paths). ``open`` opens what an address names, or takes what
    is handed over in Python: something open (``is_open``) or a data frame of the engine (``is_frame``).
    """

    dialect: Dialect
    open: Callable[[Any, Engine], Database]
    schemes: tuple[str, ...]
    read: Callable[[str, str, str | Path], Address]
    form: str = ""
    is_open: Callable[[object], bool] = _never
    is_frame: Callable[[object], bool] = _never


def number_rows(engine: Engine, table: str, columns: Mapping[str, Arriving]) -> None:
    """Make the view ``{table}_given`` of the copied rows with their numbers in order of reading."""
    chosen = ", ".join(quoted(name) for name in columns)
    engine.execute(f"CREATE OR REPLACE VIEW {table}_given AS SELECT rowid + 1 AS row, {chosen} FROM {table}_rows")


def create_table(engine: Engine, table: str, kinds: Mapping[str, str]) -> None:
    """An empty table of the embedded engine, for rows that arrive."""
    made = ", ".join(f"{quoted(name)} {kind}" for name, kind in kinds.items())
    engine.execute(f"CREATE OR REPLACE TABLE {table} ({made})")

"""The seam: what isostats asks of a database that holds the data, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Arriving:
    """A column as it arrives: its type in the own engine (``kind``), and the SQL that reads it where it lives.

    ``exact`` is SQL for the text of a number whose kind may not hold every digit: an id is read so. ``zoned`` says that
    it holds instants, whose day depends on a zone.
    """

    kind: str
    sql: str
    exact: str | None = None
    zoned: bool = False


@dataclass(frozen=True)
class Place:
    """Where a table is; ``frame`` is set where it was handed over as a Spark data frame."""

    schema: str
    table: str
    frame: Any = None

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}" if self.schema else self.table


class Database(Protocol):
    """An open database. Nothing is ever written to it; every method raises DataError in sentences.

    ``name`` is what messages and reports call it (no host, no user, no password), ``dialect`` the SQL it speaks.
    """

    name: str
    dialect: str

    def tables(self, schema: str | None = None) -> Sequence[tuple[str, str]]:
        """(schema, table) of the tables and views there are, those found without their schema's name first."""

    def home(self) -> Sequence[str]:
        """The schemas whose tables are found without the schema's name, in order."""

    def columns(self, place: Place) -> Mapping[str, Arriving]:
        """The columns of a table in order."""

    def quote(self, name: str) -> str:
        """A name as the database's SQL writes it."""

    def within(self, place: Place) -> str:
        """A table as the database's SQL writes it, with its schema."""

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """A small answer: counts, names. Never the rows of people."""

    def copy(self, sql: str, kinds: Mapping[str, str], into: str, *, in_order: bool = False) -> int:
        """Stream the answer of a query into a new table of the own engine and return the number of rows.

        ``kinds`` are the columns of the answer in order, with their types in the own engine. ``in_order`` asks for the
        rows of a table in the same order every time, as far as the database has one.
        """

    def bring(self, place: Place, columns: Mapping[str, Arriving], table: str) -> None:
        """Make the view ``{table}_given`` in the own engine: ``row`` (1, 2, ... in order of reading) and the columns.

        Where the rows must be copied for that, they are in the table ``{table}_rows``.
        """

    def close(self) -> None:
        """Let go of the database; what was handed over open stays open."""


def select_sql(database: Database, place: Place, columns: Mapping[str, Arriving]) -> str:
    """A SELECT of the columns of a table as they are to arrive."""
    chosen = ", ".join(f"{column.sql} AS {database.quote(name)}" for name, column in columns.items())
    return f"SELECT {chosen} FROM {database.within(place)}"

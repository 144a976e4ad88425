"""What isostats asks of a database that holds the data: what an engine declares, how it and its tables are named."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isostats.engines.embedded import Engine, literal, quoted
from isostats.errors import DataError, nearest
from isostats.words.numbers import count_text

MOST_SHOWN = 12


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

    def exact(self, column: str) -> str:
        """SQL for a number with all its digits; whole ones without a decimal point, as in other tables."""
        return f"REGEXP_REPLACE(CAST({column} AS {self.text}), '[.]0+$', '')"


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

    def require_schema(self, schema: str) -> None:
        """Raise DataError unless the schema holds a table that is seen."""
        known = {place for place, _ in [*self.tables(schema), *self.tables()] if place}
        if schema not in known:
            listed = f" Schemas with tables: {', '.join(sorted(known))}." if known else " It holds no table."
            hint = nearest(schema, sorted(known)) or "."
            raise DataError(f"There is no schema '{schema}' with tables in {self.name}{hint}{listed}")

    def bring(self, place: Place, columns: Mapping[str, Arriving], table: str) -> None:
        """Make the view ``{table}_given`` in the embedded engine: ``row`` (1, 2, ... in order of reading), the columns.

        Where the rows must be copied for that, they are in the table ``{table}_rows``.
        """
        kinds = {name: column.kind for name, column in columns.items()}
        self.copy(self.select(place, columns), kinds, f"{table}_rows", in_order=True)
        number_rows(self.engine, table, columns)

    def close(self) -> None:  # noqa: B027
        """Let go of the database; what was handed over open stays open."""


@dataclass(frozen=True)
class Address:
    """What an address names: a file (``path``), or a database of a server (``uri``, as its own library reads it).

    ``kind`` is the engine, ``name`` the file's or the database's name, ``schema`` that of ``?schema=`` in the address.
    """

    kind: str
    name: str
    path: Path = Path()
    uri: str = field(default="", repr=False)
    schema: str | None = None


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


class NoTable(Exception):
    """There is no such table, or several; ``advice`` says what to do."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message, self.advice = message, advice


def find_table(database: Database, written: str) -> Place:
    """The table or view of that name: ``fills``, ``claims.fills``, or with double quotes around a part.

    A name without its schema is looked for where the database itself would look, then in every schema. Upper and lower
    case matter only where two names differ by nothing else. Raises NoTable where there is none, or several.
    """
    parts = parts_of(written)
    if not 0 < len(parts) <= database.dialect.parts:
        advice = "Write table or schema.table, with double quotes around a part that has a dot in it."
        raise NoTable(f"'{written}' is not the name of a table in {database.name}", advice)
    schema, table = ".".join(parts[:-1]) or None, parts[-1]
    known = database.tables(schema)
    places: list[Place] = []
    for same in (str, str.lower):  # exactly, or else but for upper and lower case
        places = places or [
            Place(place, name)
            for place, name in known
            if same(name) == same(table) and (schema is None or same(place) == same(schema))
        ]
    if not places:
        raise _absent(database, known or database.tables(), written)
    home = [place for name in database.home() for place in places if place.schema == name]
    if schema is None and not home and len(places) > 1:
        listed = ", ".join(sorted(map(str, places)))
        message = f"{len(places)} schemas of {database.name} have a table '{written}': {listed}"
        raise NoTable(message, "Write the one you mean with its schema.")
    return (home or places)[0]


def parts_of(written: str) -> list[str]:
    """The parts of a dotted name; [] where it is none.

    >>> parts_of("main.fills"), parts_of('"my claims"."fills.2019"'), parts_of("a..b")
    (['main', 'fills'], ['my claims', 'fills.2019'], [])
    """
    part = r'"(?:[^"]|"")+"|`[^`]+`|[^."`]+'
    if not re.fullmatch(rf"\s*(?:{part})(?:\.(?:{part}))*\s*", written):
        return []
    parts = re.findall(part, written.strip())
    return [each[1:-1].replace('""', '"') if each[0] in '"`' else each.strip() for each in parts]


def _absent(database: Database, known: Sequence[tuple[str, str]], written: str) -> NoTable:
    """There is no such table: the nearest, and what there is."""
    home = set(database.home())
    names = {f"{schema}.{table}".lower(): f"{schema}.{table}" for schema, table in known}
    names |= {table.lower(): table for _, table in known}
    hint = nearest(written, names)
    for low, name in names.items():
        hint = hint.replace(f"'{low}'", f"'{name}'")
    listed = sorted(table if schema in home else f"{schema}.{table}" for schema, table in known)
    more = f" and {count_text(len(listed) - MOST_SHOWN)} more" if len(listed) > MOST_SHOWN else ""
    there = f"Tables there: {', '.join(listed[:MOST_SHOWN])}{more}." if listed else "It holds no table that is seen."
    files = (
        " With database, names are those of tables; without it, of files."
        if re.search(r"\.(csv|parquet|tsv|xlsx?)$", written.lower())
        else ""
    )
    return NoTable(f"there is no table '{written}' in {database.name}{hint}", there + files)

"""PostgreSQL as the place where the data lives: one read-only transaction, rows streamed out of it by COPY."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from isostats.errors import DataError, nearest
from isostats.records.databases.addresses import Address, shown
from isostats.records.databases.duckdb_databases import number_rows
from isostats.records.databases.seam import Arriving, Place, select_sql
from isostats.records.engine import Engine, count_rows, literal, quoted
from isostats.scratch import temporary_folder

PIECE = 64 << 20  # bytes of rows that wait on the disk before the own engine reads them
NULL = "\\N"

# What makes values come as the same texts, and rows of a table in the same order, whatever the server prefers.
SETTINGS = """SET LOCAL datestyle TO 'ISO'; SET LOCAL intervalstyle TO 'iso_8601'; SET LOCAL extra_float_digits TO 3;
SET LOCAL bytea_output TO 'hex'; SET LOCAL client_encoding TO 'UTF8'; SET LOCAL timezone TO 'UTC'"""
ORDER = "SET LOCAL synchronize_seqscans TO {}; SET LOCAL max_parallel_workers_per_gather TO {}"

TABLES = """SELECT space.nspname, held.relname FROM pg_catalog.pg_class AS held
JOIN pg_catalog.pg_namespace AS space ON space.oid = held.relnamespace
WHERE held.relkind IN ('r', 'p', 'v', 'm', 'f') AND space.nspname NOT IN ('pg_catalog', 'information_schema')
  AND space.nspname NOT LIKE 'pg\\_%' ORDER BY space.nspname, held.relname"""

COLUMNS = """SELECT attribute.attname, kind.typname, attribute.atttypmod, pg_catalog.has_column_privilege(
    held.oid, attribute.attnum, 'SELECT')
FROM pg_catalog.pg_attribute AS attribute JOIN pg_catalog.pg_class AS held ON held.oid = attribute.attrelid
JOIN pg_catalog.pg_namespace AS space ON space.oid = held.relnamespace
JOIN pg_catalog.pg_type AS named ON named.oid = attribute.atttypid
JOIN pg_catalog.pg_type AS kind ON kind.oid = CASE WHEN named.typtype = 'd' THEN named.typbasetype ELSE named.oid END
WHERE space.nspname = {schema} AND held.relname = {table} AND attribute.attnum > 0 AND NOT attribute.attisdropped
ORDER BY attribute.attnum"""

KINDS = {
    "int2": "SMALLINT",
    "int4": "INTEGER",
    "int8": "BIGINT",
    "oid": "BIGINT",
    "float8": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}


class PostgresDatabase:
    """An open PostgreSQL database; see :class:`.seam.Database`."""

    dialect = "postgres"

    def __init__(self, engine: Engine, connection: Any, address: Address, password: str) -> None:
        self.engine, self.connection, self._password = engine, connection, password
        self.name, self.schema = f"{address.name} on PostgreSQL", address.schema
        self.host = connection.info.host

    def begin(self) -> None:
        """Settle how values are written, and look that the schema of the address is there."""
        with self._explained():
            self.connection.execute(SETTINGS)
        if self.schema is not None:
            schemas = sorted({schema for schema, _ in self.tables()})
            if self.schema not in schemas:
                listed = f" Schemas with tables: {', '.join(schemas)}." if schemas else " It holds no table."
                hint = nearest(self.schema, schemas) or "."
                raise DataError(f"There is no schema '{self.schema}' with tables in {self.name}{hint}{listed}")

    def tables(self, schema: str | None = None) -> Sequence[tuple[str, str]]:
        """All tables, views and foreign tables, whether or not they may be read."""
        found = [(str(place), str(name)) for place, name in self.ask(TABLES)]
        home = list(self.home())
        return sorted(found, key=lambda each: home.index(each[0]) if each[0] in home else len(home))

    def home(self) -> Sequence[str]:
        """The schema of the address, else the server's search path."""
        if self.schema is not None:
            return [self.schema]
        return [str(name) for (name,) in self.ask("SELECT unnest(pg_catalog.current_schemas(false))")]

    def columns(self, place: Place) -> Mapping[str, Arriving]:
        """Numbers, dates and times keep their type; everything else arrives as text."""
        schema, table = literal(place.schema), literal(place.table)
        usage = f"SELECT pg_catalog.has_schema_privilege({schema}, 'USAGE'), current_user"
        ((usable, user),) = self.ask(usage)
        found = self.ask(COLUMNS.format(schema=schema, table=table))
        if not usable or not all(allowed for *_, allowed in found):
            right = f"SELECT ON {place}" if usable else f"USAGE ON SCHEMA {place.schema}"
            raise DataError(
                f"The user {user} may not read {place} of {self.name}. Ask its owner for: GRANT {right} TO {user}."
            )
        read = {str(name): _arriving(quoted(str(name)), str(kind), int(size)) for name, kind, size, _ in found}
        return read | self._numerics(place, [name for name, column in read.items() if column.kind == "NUMERIC"])

    def _numerics(self, place: Place, names: Sequence[str]) -> dict[str, Arriving]:
        """Numbers of a type without a length: whole numbers (ids, often) must not lose a digit."""
        if not names:
            return {}
        tests = ", ".join(
            f"coalesce(bool_and({quoted(name)} = trunc({quoted(name)}) AND abs({quoted(name)}) < 9e18), false)"
            for name in names
        )
        (whole,) = self.ask(f"SELECT {tests} FROM {self.within(place)}")
        return {
            name: Arriving("BIGINT" if is_whole else "DOUBLE", quoted(name), _exact(quoted(name)))
            for name, is_whole in zip(names, whole, strict=True)
        }

    def quote(self, name: str) -> str:
        """A name in double quotes."""
        return quoted(name)

    def within(self, place: Place) -> str:
        """Schema and table."""
        return f"{quoted(place.schema)}.{quoted(place.table)}"

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """A small answer."""
        with self._explained():
            found: list[tuple[Any, ...]] = self.connection.execute(sql).fetchall()
            return found

    def copy(self, sql: str, kinds: Mapping[str, str], into: str, *, in_order: bool = False) -> int:
        """COPY out of the server, read by the own engine piece by piece: neither side holds the whole."""
        made = ", ".join(f"{quoted(name)} {kind}" for name, kind in kinds.items())
        self.engine.execute(f"CREATE OR REPLACE TABLE {into} ({made})")
        whole = f"COPY ({sql}) TO STDOUT (FORMAT csv, NULL '{NULL}')"
        finished = False
        with self._explained():
            self.connection.execute(ORDER.format("off", 0) if in_order else ORDER.format("DEFAULT", "DEFAULT"))
        try:
            with temporary_folder("postgres") as folder, self._explained():
                piece = Path(folder) / "rows.csv"
                with self.connection.cursor() as cursor, cursor.copy(whole) as rows:
                    stream = iter(rows)
                    while _write_piece(stream, piece):
                        self._store(piece, kinds, into)
                    finished = True
        finally:
            if not finished:  # half a stream is of no use: the server need not go on
                self.connection.close()
        return count_rows(self.engine, into)

    def _store(self, piece: Path, kinds: Mapping[str, str], into: str) -> None:
        columns = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in kinds.items())
        self.engine.execute(
            f"INSERT INTO {into} SELECT * FROM read_csv({literal(str(piece))}, columns = {{{columns}}}, "
            f"header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '{NULL}', "
            "allow_quoted_nulls = false, max_line_size = 100000000, buffer_size = 200000000)"
        )

    def bring(self, place: Place, columns: Mapping[str, Arriving], table: str) -> None:
        """A copy of the rows."""
        kinds = {name: column.kind for name, column in columns.items()}
        self.copy(select_sql(self, place, columns), kinds, f"{table}_rows", in_order=True)
        number_rows(self.engine, table, columns)

    def close(self) -> None:
        """End the transaction; nothing was written in it."""
        self.connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Whatever the server says as a sentence, without the password."""
        import duckdb
        import psycopg

        try:
            yield
        except (psycopg.Error, duckdb.Error) as error:
            said = (str(error).strip().splitlines() or [type(error).__name__])[0]
            said = without(self._password, said)
            if isinstance(error, psycopg.errors.InsufficientPrivilege):
                advice = "Ask its owner for the right to SELECT."
            elif self.connection.broken or isinstance(error, psycopg.OperationalError):
                advice = f"The connection to {self.host or 'the server'} was lost or stopped; run it again."
            else:
                advice = "Nothing was computed."
            raise DataError(f"{self.name} cannot be read: {said}. {advice}") from None


def _write_piece(stream: Iterator[Any], piece: Path) -> bool:
    """The next rows into the file, up to its size; False where there are none."""
    size = 0
    with piece.open("wb") as file:
        size = _fill(stream, file)
    return size > 0


def _fill(stream: Iterator[Any], file: IO[bytes]) -> int:
    size = 0
    for data in stream:  # PostgreSQL sends one row at a time
        size += file.write(data)
        if size >= PIECE:
            break
    return size


def _arriving(column: str, kind: str, size: int) -> Arriving:
    """The type that a column arrives as; ``size`` is PostgreSQL's own way to keep precision and scale."""
    if kind == "numeric":
        precision, scale = (((size - 4) >> 16) & 0xFFFF, (size - 4) & 0x7FF) if size >= 4 else (0, 0)
        if not precision:
            return Arriving("NUMERIC", column)
        if scale:
            return Arriving("DOUBLE", column, _exact(column))
        whole = "BIGINT" if precision <= 18 else f"DECIMAL({precision}, 0)" if precision <= 38 else "DOUBLE"
        return Arriving(whole, f"nullif({column}, 'NaN')", _exact(column))
    if kind == "timestamptz":  # an instant, written in the zone that SETTINGS pins
        return Arriving("VARCHAR", f"CAST({column} AS text)", zoned=True)
    if kind == "float4":  # by its digits, as it is written
        return Arriving("DOUBLE", f"CAST(CAST({column} AS text) AS double precision)", f"CAST({column} AS text)")
    if kind in KINDS:
        return Arriving(KINDS[kind], column)
    return Arriving("VARCHAR", f"CAST({column} AS text)")


def _exact(column: str) -> str:
    """A number with all its digits; whole ones without a decimal point, so that they match those of other tables."""
    return f"regexp_replace(CAST({column} AS text), '[.]0+$', '')"


def without(password: str, said: str) -> str:
    """A message without the password, should it have found its way into it."""
    return shown(said.replace(password, "***") if password else said)

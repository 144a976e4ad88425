"""PostgreSQL as the place where the data lives: one read-only transaction, rows streamed out of it by COPY."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlencode

from isostats.engines.database import Address, Arriving, Database, Dialect, Kind, Place, create_table
from isostats.engines.embedded import Engine, count_rows, literal, quoted
from isostats.engines.passwords import shown
from isostats.errors import DataError, nearest
from isostats.scratch import temporary_folder

PIECE = 64 << 20  # bytes of rows that wait on the disk before the own engine reads them
NULL = "\\N"
CONNECT_SECONDS = 10

INSTALL = (
    "PostgreSQL is read through the package psycopg, which is not installed. Install it with: "
    "pip install 'isostats[engines]' (or only: pip install 'psycopg[binary]')."
)
ODD = (
    "'{address}' is not an address that PostgreSQL understands. In a user name or a password the signs @ / : ? # % and "
    "blanks are written %40 %2F %3A %3F %23 %25 %20. Better, leave the password out of the address: it is taken from "
    "the environment (PGPASSWORD) or from the file ~/.pgpass."
)

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

KINDS = {"int2": "SMALLINT", "int4": "INTEGER", "int8": "BIGINT", "oid": "BIGINT", "float8": "DOUBLE", "date": "DATE",
         "timestamp": "TIMESTAMP"}  # fmt: skip

# Why no connection came about: a sign in the server's answer, and what is told of it.
REFUSALS = {
    "authentication failed": "PostgreSQL on {place} refuses the password{who}. Correct it in the address (signs such "
    "as @ are written %40), in PGPASSWORD or in ~/.pgpass.",
    "no password supplied": "PostgreSQL on {place} asks for a password{who}, and none was given. Put it into the "
    "environment (PGPASSWORD), into ~/.pgpass, or into the address.",
    'database ".*" does not exist': "There is no database '{name}' in PostgreSQL on {place}{others}",
    'role ".*" does not exist': "PostgreSQL on {place} knows no user '{user}'. Correct the name in the address.",
    "permission denied for database": "The user {user} may not connect to the database {name} on {place}. Ask for: "
    "GRANT CONNECT ON DATABASE {name} TO {user}.",
    "pg_hba.conf": "PostgreSQL on {place} does not let this machine connect to the database {name}{who}. Ask its "
    "administrator for access, or whether it wants an encrypted connection (?sslmode=require).",
    "": "No PostgreSQL database answers at {place}. Look whether host and port are right, the server runs, and this "
    "machine may reach it (VPN, firewall). It said: {answer}.",
}


def _escaped(text: str) -> str:
    """A text as PostgreSQL's SQL writes it: a backslash means one in texts that begin with E."""
    return "E" + literal(text.replace("\\", "\\\\")) if "\\" in text else literal(text)


DIALECT = Dialect(
    "postgres",
    number="DOUBLE PRECISION",
    whole="CASE WHEN CAST({column} AS text) ~ '^ *-?[0-9]{{1,18}}([.]0*)? *$' "
    "THEN CAST(CAST(CAST({column} AS text) AS numeric) AS bigint) END",
    escape=_escaped,
)


class PostgresDatabase(Database):
    """An open PostgreSQL database."""

    dialect = DIALECT

    def __init__(self, engine: Engine, connection: Any, address: Address, password: str) -> None:
        self.engine, self.connection, self._password = engine, connection, password
        self.name, self.schema = f"{address.name} on PostgreSQL", address.schema
        self.host = connection.info.host

    def begin(self) -> None:
        """Settle how values are written, and look that the schema of the address is there."""
        with self._explained():
            self.connection.execute(SETTINGS)
        if self.schema is not None:
            self.require_schema(self.schema)

    def tables(self, schema: str | None = None) -> Sequence[tuple[str, str]]:
        """All tables, views and foreign tables, whether or not they may be read."""
        known = [(str(place), str(name)) for place, name in self.ask(TABLES)]
        home = list(self.home())
        return sorted(known, key=lambda each: home.index(each[0]) if each[0] in home else len(home))

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
        columns = self.ask(COLUMNS.format(schema=schema, table=table))
        if not usable or not all(allowed for *_, allowed in columns):
            right = f"SELECT ON {place}" if usable else f"USAGE ON SCHEMA {place.schema}"
            raise DataError(
                f"The user {user} may not read {place} of {self.name}. Ask its owner for: GRANT {right} TO {user}."
            )
        read = {str(name): _arriving(quoted(str(name)), str(kind), int(size)) for name, kind, size, _ in columns}
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
            name: Arriving("BIGINT" if is_whole else "DOUBLE", quoted(name), DIALECT.exact(quoted(name)))
            for name, is_whole in zip(names, whole, strict=True)
        }

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """A small answer."""
        with self._explained():
            return cast("list[tuple[Any, ...]]", self.connection.execute(sql).fetchall())

    def copy(self, sql: str, kinds: Mapping[str, str], into: str, *, in_order: bool = False) -> int:
        """COPY out of the server, read by the own engine piece by piece: neither side holds the whole."""
        create_table(self.engine, into, kinds)
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
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            if isinstance(error, psycopg.errors.InsufficientPrivilege):
                advice = "Ask its owner for the right to SELECT."
            elif self.connection.broken or isinstance(error, psycopg.OperationalError):
                advice = f"The connection to {self.host or 'the server'} was lost or stopped; run it again."
            else:
                advice = "Nothing was computed."
            raise DataError(f"{self.name} cannot be read: {without(self._password, reason)}. {advice}") from None


def _write_piece(stream: Iterator[Any], piece: Path) -> bool:
    """The next rows into the file, up to its size; False where there are none."""
    size = 0
    with piece.open("wb") as file:
        for data in stream:  # PostgreSQL sends one row at a time
            size += file.write(data)
            if size >= PIECE:
                break
    return size > 0


def _arriving(column: str, kind: str, size: int) -> Arriving:
    """The type that a column arrives as; ``size`` is PostgreSQL's own way to keep precision and scale."""
    if kind == "numeric":
        precision, scale = (((size - 4) >> 16) & 0xFFFF, (size - 4) & 0x7FF) if size >= 4 else (0, 0)
        if not precision:
            return Arriving("NUMERIC", column)
        if scale:
            return Arriving("DOUBLE", column, DIALECT.exact(column))
        whole = "BIGINT" if precision <= 18 else f"DECIMAL({precision}, 0)" if precision <= 38 else "DOUBLE"
        return Arriving(whole, f"nullif({column}, 'NaN')", DIALECT.exact(column))
    if kind == "timestamptz":  # an instant, written in the zone that SETTINGS pins
        return Arriving("VARCHAR", f"CAST({column} AS text)", zoned=True)
    if kind == "float4":  # by its digits, as it is written
        return Arriving("DOUBLE", f"CAST(CAST({column} AS text) AS double precision)", f"CAST({column} AS text)")
    if kind in KINDS:
        return Arriving(KINDS[kind], column)
    return Arriving("VARCHAR", f"CAST({column} AS text)")


def without(password: str, text: str) -> str:
    """A message without the password, should it have got into it."""
    return shown(text.replace(password, "***") if password else text)


def _read_address(text: str, rest: str, folder: str | Path) -> Address:
    place, _, query = rest.partition("?")
    server, _, path = place.partition("/")
    if server.count("@") > 1 or "@" in path + query:
        raise DataError(ODD.format(address=shown(text)))
    options = parse_qsl(query, keep_blank_values=True)
    schema = dict(options).get("schema")
    name = dict(options).get("dbname") or unquote(path) or dict(options).get("service")
    if not name or schema == "":
        what = "names no database" if not name else "has an empty ?schema="
        raise DataError(
            f"'{shown(text)}' {what}. Write postgres://user@host:port/database, and ?schema=name where the tables "
            "are in a schema of their own."
        )
    kept = urlencode([pair for pair in options if pair[0] != "schema"])
    return Address("postgres", name, uri=f"postgresql://{place}{'?' + kept if kept else ''}", schema=schema)


def connect_postgres(address: Address, engine: Engine) -> PostgresDatabase:
    """Connect and begin a read-only transaction that sees one state of the data throughout.

    Raises DataError where psycopg is not installed, no server answers, it refuses the user or the password, or has no
    such database (with the nearest there is).
    """
    try:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise DataError(INSTALL) from error
    try:
        settings = {key: value for key, value in conninfo_to_dict(address.uri).items() if value is not None}
    except psycopg.Error as error:  # its text may quote a part of the password
        unknown = re.search(r'invalid URI query parameter: "(\w+)"', str(error))
        if unknown and f"{unknown[1]}=" in address.uri:
            known = ("host", "port", "user", "sslmode", "schema", "connect_timeout", "options", "application_name")
            hint = nearest(unknown[1], known) or "."
            raise DataError(f"PostgreSQL knows no '{unknown[1]}' in an address{hint}") from None
        raise DataError(ODD.format(address=shown(address.uri))) from None
    settings.setdefault("connect_timeout", str(CONNECT_SECONDS))
    settings.setdefault("application_name", "isostats")
    try:
        connection: Any = psycopg.connect(**cast(Any, settings))
    except psycopg.Error as error:
        raise _refused(psycopg, settings, str(error)) from None
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    database = PostgresDatabase(engine, connection, address, str(settings.get("password", "")))
    try:
        database.begin()
    except BaseException:
        connection.close()
        raise
    return database


def _refused(psycopg: Any, settings: Mapping[str, Any], answer: str) -> DataError:
    """Why no connection came about, and what to do."""
    answer = without(str(settings.get("password", "")), answer)
    host, port, user, name = (settings.get(key) or "" for key in ("host", "port", "user", "dbname"))
    reason = next(text for sign, text in REFUSALS.items() if re.search(sign, answer, re.IGNORECASE))
    others = _databases(psycopg, settings) if "{others}" in reason else []
    there = f" Databases there: {', '.join(others)}." if others else ""
    words = {"place": f"{host or 'this machine'}{f', port {port}' if port else ''}", "user": user, "name": name}
    who = f" for the user {user}" if user else ""
    return DataError(
        reason.format(**words, who=who, others=(nearest(name, others) or ".") + there, answer=" ".join(answer.split()))
    )


def _databases(psycopg: Any, settings: Mapping[str, Any]) -> list[str]:
    """The databases of a server that lets us ask."""
    try:
        with psycopg.connect(**{**settings, "dbname": "postgres"}) as connection:
            sql = "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1"
            return [str(name) for (name,) in connection.execute(sql).fetchall()]
    except psycopg.Error:
        return []


KIND = Kind(
    DIALECT,
    connect_postgres,
    schemes=("postgres", "postgresql"),
    read=_read_address,
    form="postgres://user@host/claims",
)

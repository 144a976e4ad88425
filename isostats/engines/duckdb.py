"""DuckDB as the place where the data lives: a file that the own engine attaches, or a connection handed over open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb

from isostats.engines.database import Address, Arriving, Database, Dialect, Kind, Place, number_rows
from isostats.engines.embedded import Engine, count_rows, literal, one_row, quoted
from isostats.engines.passwords import shown
from isostats.errors import DataError
from isostats.scratch import temporary_folder

DIALECT = Dialect("duckdb")
CATALOG = "attached"
"""The attached file in the embedded engine."""

TABLES = """SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = {catalog}
ORDER BY table_schema <> 'main', table_schema, table_name"""
COLUMNS = """SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = {catalog} AND schema_name = ?
AND table_name = ? ORDER BY column_index"""


def detach(engine: Engine) -> None:
    """Let go of the attached file, once nothing reads it any more; others may write it again."""
    engine.execute(f"DETACH DATABASE IF EXISTS {CATALOG}")


class _DuckDB(Database):
    """What both kinds share: ``asked`` is the connection that knows the tables, ``catalog`` what they are in there."""

    dialect = DIALECT

    def __init__(self, engine: Engine, asked: Engine, catalog: str) -> None:
        self.engine, self.asked, self.catalog = engine, asked, catalog

    def tables(self, schema: str | None = None) -> Sequence[tuple[str, str]]:
        """The tables and views, those of ``main`` first."""
        return [(str(place), str(name)) for place, name in self.ask(TABLES.format(catalog=literal(self.catalog)))]

    def home(self) -> Sequence[str]:
        """Tables of ``main`` need no schema."""
        return ["main"]

    def columns(self, place: Place) -> Mapping[str, Arriving]:
        """Columns arrive as they are."""
        sql = COLUMNS.format(catalog=literal(self.catalog))
        columns = self.asked.execute(sql, [place.schema, place.table]).fetchall()
        return {str(name): _arriving(str(name), str(kind)) for name, kind in columns}

    def within(self, place: Place) -> str:
        """Catalog, schema and table; what is temporary is found by its name alone."""
        parts = [self.catalog, place.schema, place.table] if place.schema else [place.table]
        return ".".join(map(quoted, parts))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """A small answer."""
        try:
            return self.asked.execute(sql).fetchall()
        except duckdb.Error as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> DataError:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return DataError(f"{self.name} cannot be read: {reason}")


class AttachedFile(_DuckDB):
    """A DuckDB file, attached read-only: its tables are read where they are, without a copy."""

    def __init__(self, engine: Engine, path: Path) -> None:
        if not path.is_file():
            problem = "is a folder" if path.is_dir() else "does not exist"
            raise DataError(f"The database {path} {problem}. Give the path of a DuckDB file.")
        try:
            engine.execute(f"ATTACH {literal(str(path))} AS {CATALOG} (READ_ONLY)")
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            advice = (
                "Close the program that has it open, read a copy, or hand the open connection over in Python."
                if re.search("lock|already|conflict", reason, re.IGNORECASE)
                else "It must be a DuckDB file, written by this version of DuckDB or an earlier one."
            )
            raise DataError(f"The database {path} does not open: {reason.rstrip('.')}. {advice}") from error
        super().__init__(engine, engine, CATALOG)
        self.own = quoted(str(one_row(engine, "SELECT current_database()")[0]))
        self.name = path.name

    def copy(self, sql: str, kinds: Mapping[str, str], into: str, *, in_order: bool = False) -> int:
        """The engine itself reads and stores, standing in the file, where its views find what they are made of."""
        try:
            self.asked.execute(f"USE {quoted(self.catalog)}")
            self.asked.execute(f"CREATE OR REPLACE TABLE {self.own}.main.{into} AS {sql}")
        except duckdb.Error as error:
            raise self._failed(error) from error
        finally:
            self.asked.execute(f"USE {self.own}")
        return count_rows(self.asked, into)

    def bring(self, place: Place, columns: Mapping[str, Arriving], table: str) -> None:
        """A view of the attached table; a view of theirs (or a table with deleted rows) is computed once and kept."""
        source = self.within(place)
        if not self._has_every_rowid(source):
            self.copy(self.select(place, columns), {}, f"{table}_rows")
            number_rows(self.asked, table, columns)
            return
        chosen = self.select(place, columns).removeprefix("SELECT ")
        self.asked.execute(f"CREATE OR REPLACE VIEW {table}_given AS SELECT rowid + 1 AS row, {chosen}")

    def _has_every_rowid(self, source: str) -> bool:
        try:
            last, rows = one_row(self.asked, f"SELECT max(rowid), count(*) FROM {source}")
        except duckdb.Error:  # a view has none
            return False
        return bool(rows == 0 or last == rows - 1)


class OpenConnection(_DuckDB):
    """A connection that the caller has open, with whatever it sees: temporary tables and registered frames too."""

    def __init__(self, engine: Engine, connection: Engine) -> None:
        try:
            catalog = str(one_row(connection, "SELECT current_database()")[0])
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise DataError(f"The DuckDB connection that was handed over does not answer: {reason}") from error
        super().__init__(engine, connection, catalog)
        self.name = f"{catalog} on DuckDB"

    def tables(self, schema: str | None = None) -> Sequence[tuple[str, str]]:
        """Temporary tables and registered frames come first, as for the connection itself."""
        temporary = [("", str(name)) for _, name in self.ask(TABLES.format(catalog="'temp'"))]
        return [*temporary, *super().tables(schema)]

    def home(self) -> Sequence[str]:
        """What is temporary, then ``main``."""
        return ["", "main"]

    def columns(self, place: Place) -> Mapping[str, Arriving]:
        """Columns arrive as they are."""
        columns = self.ask(f"DESCRIBE SELECT * FROM {self.within(place)}")
        return {str(name): _arriving(str(name), str(kind)) for name, kind, *_ in columns}

    def copy(self, sql: str, kinds: Mapping[str, str], into: str, *, in_order: bool = False) -> int:
        """Through a Parquet file in a private folder: typed, streamed by the engine, and gone when it is read."""
        with temporary_folder("duckdb") as folder:
            file = literal(str(Path(folder) / "rows.parquet"))
            try:
                self.asked.execute(f"COPY ({sql}) TO {file} (FORMAT parquet)")
                self.engine.execute(f"CREATE OR REPLACE TABLE {into} AS SELECT * FROM read_parquet({file})")
            except duckdb.Error as error:
                raise self._failed(error) from error
        return count_rows(self.engine, into)


def _arriving(name: str, kind: str) -> Arriving:
    """A column as it is; a number that 64 bits may not hold has the text of all its digits beside it."""
    wide = kind in ("HUGEINT", "UHUGEINT", "UBIGINT") or kind.startswith("DECIMAL")
    exact = DIALECT.exact(quoted(name)) if wide else None
    return Arriving(kind, quoted(name), exact, zoned=kind == "TIMESTAMP WITH TIME ZONE")


def _read_address(text: str, rest: str, folder: str | Path) -> Address:
    if not rest.startswith("/") or rest == "/":
        raise DataError(
            f"'{shown(text)}' does not name a file: three slashes come before a relative path (duckdb:///cdm.duckdb), "
            "four before an absolute one (duckdb:////data/cdm.duckdb)."
        )
    path = Path(folder) / unquote(rest[1:])
    return Address("duckdb", path.name, path)


def _open(source: Address | Engine, engine: Engine) -> Database:
    if isinstance(source, Address):
        return AttachedFile(engine, source.path)
    return OpenConnection(engine, source)


KIND = Kind(
    DIALECT,
    _open,
    schemes=("duckdb",),
    read=_read_address,
    form="duckdb:///claims.duckdb",
    is_open=lambda source: isinstance(source, duckdb.DuckDBPyConnection),
)

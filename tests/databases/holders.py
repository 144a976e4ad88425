"""The same tables in every place where data can live: a DuckDB file, an open DuckDB connection, PostgreSQL, Spark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from tests.stitching.engines import Engine, open_engine

HOLDERS = ("file", "connection", "postgres", "spark")
SERVERS = HOLDERS[1:]  # of a file, which the engine of an open connection reads, the main cases are enough
TYPES = {
    "postgres": {"VARCHAR": "text", "DOUBLE": "double precision", "TINYINT": "smallint"},
    "spark": {"VARCHAR": "STRING", "INTEGER": "INT", "TIMESTAMP": "TIMESTAMP_NTZ"},
}


@dataclass(frozen=True)
class Holder:
    """A place that holds tables: ``database`` is what a user gives to have them read."""

    kind: str
    database: Any
    engine: Engine | None = None

    def hold(self, path: Path, schema: str | None = None) -> None:
        """The tables of a DuckDB file, in a schema where one is named."""
        if self.kind in ("file", "connection"):
            return
        if self.kind == "spark":  # a session may have been used before
            for table in self.database.catalog.listTables():
                self.database.catalog.dropTempView(table.name)
        with duckdb.connect(str(path), read_only=True) as given:
            for (name,) in given.execute("SELECT table_name FROM information_schema.tables").fetchall():
                if self.kind == "spark":
                    self._view(given, name)
                    continue
                columns = [tuple(map(str, each[:2])) for each in given.execute(f"DESCRIBE {name}").fetchall()]
                rows = given.execute(f"SELECT * FROM {name}").fetchall()
                self.make(f"{schema}.{name}" if schema else name, columns, rows)

    def _view(self, given: duckdb.DuckDBPyConnection, name: str) -> None:
        """A temporary view of Spark, of a file in its own format: rows from Python are many times slower there."""
        from pyspark.sql import SparkSession

        folder = SparkSession.getActiveSession().conf.get("spark.sql.warehouse.dir").removeprefix("file:")
        file = f"{folder}/{name}_{uuid4().hex}.parquet"
        given.execute(f"COPY (SELECT * FROM {name}) TO '{file}' (FORMAT parquet)")
        SparkSession.getActiveSession().read.parquet(file).createOrReplaceTempView(name)

    def make(self, name: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> None:
        """One table of PostgreSQL, or one temporary view of Spark; types are named as DuckDB names them."""
        assert self.engine is not None
        mark = "`" if self.kind == "spark" else '"'
        described = ", ".join(f"{mark}{column}{mark} {TYPES[self.kind].get(kind, kind)}" for column, kind in columns)
        if self.kind == "spark":
            from pyspark.sql import SparkSession

            frame = SparkSession.getActiveSession().createDataFrame([tuple(row) for row in rows], described)
            frame.createOrReplaceTempView(name)
            return
        self.engine.run(f"DROP TABLE IF EXISTS {name}")
        self.engine.run(f"CREATE TABLE {name} ({described})")
        with connected(self.database) as connection, connection.cursor() as cursor:
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"ANALYZE {name}")  # as a server does by itself after a while: its plans rest on that
            connection.commit()


def connected(address: str) -> Any:
    """A connection of the tests' own."""
    import psycopg

    return psycopg.connect(address)


@contextmanager
def open_holder(kind: str, path: Path) -> Iterator[Holder]:
    """A place of that kind; the DuckDB ones hold the file at ``path``."""
    if kind == "file":
        yield Holder(kind, f"duckdb:///{path}")
    elif kind == "connection":
        copy = path.with_suffix(".open.duckdb")  # the file itself stays free for others
        copy.write_bytes(path.read_bytes())
        with duckdb.connect(str(copy)) as connection:
            yield Holder(kind, connection)
    else:
        with open_engine(kind) as engine:
            yield Holder(kind, _address(engine) if kind == "postgres" else _session(), engine)


def _address(engine: Engine) -> str:
    folder = engine.ask("SHOW unix_socket_directories")[0][0]
    return f"postgresql://tester@/postgres?host={folder}"


def _session() -> Any:
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession()

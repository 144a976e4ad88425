"""Opening a database by its address, or taking one that was handed over open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from isostats.errors import DataError
from isostats.records.databases.addresses import FORMS, read_address
from isostats.records.databases.seam import Database
from isostats.records.engine import Engine


def open_database(given: Any, engine: Engine, *, folder: str | Path = ".") -> Database:
    """The database that is meant, open for reading only; its rows are streamed into ``engine``.

    ``given`` is an address (:func:`.read_address`; a relative file starts at ``folder``), an open DuckDB connection or
    a Spark session. Raises DataError where it does not open, in words that say what to do, and never with a password.
    """
    if isinstance(given, (str, Path)):
        address = read_address(given, folder=folder)
        if address.kind == "postgres":
            from isostats.records.databases.postgres_connecting import connect_postgres

            return connect_postgres(address, engine)
        from isostats.records.databases.duckdb_databases import AttachedFile

        return AttachedFile(engine, address.path)
    if isinstance(given, duckdb.DuckDBPyConnection):
        from isostats.records.databases.duckdb_databases import OpenConnection

        return OpenConnection(engine, given)
    if is_spark(given, "SparkSession"):
        from isostats.records.databases.spark import SparkTables

        return SparkTables(engine, given)
    raise DataError(
        f"A {type(given).__name__} is not a database that can be read. Give an address ({FORMS}), an open DuckDB "
        "connection or a Spark session."
    )


def is_spark(given: object, kind: str) -> bool:
    """Whether it is Spark's ``DataFrame`` or ``SparkSession``, classic or connected; Spark itself is not imported."""
    return any(base.__module__.startswith("pyspark.sql") and base.__name__ == kind for base in type(given).__mro__)

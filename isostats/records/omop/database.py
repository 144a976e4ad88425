"""The database that holds the OMOP tables, where it is a DuckDB file: attached without being able to change it."""

from __future__ import annotations

from pathlib import Path

from isostats.engines.duckdb import attach
from isostats.engines.embedded import MEMORY, Engine, open_engine

CATALOG = "cdm"
"""Where the tables are found in the own engine: the attached file, or the rows that were read from elsewhere."""


def open_database(path: Path) -> Engine:
    """A private engine that has the file attached, read-only, under the name :data:`CATALOG`.

    Raises DataError where there is no such file, or it is none of DuckDB's, or another program is writing it.
    """
    engine = open_engine(MEMORY)
    try:
        attach(engine, path, CATALOG, "OMOP database")
    except BaseException:
        engine.close()
        raise
    return engine

"""Where each of the inputs comes from: a file, a frame, a table of a database, a Spark data frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from isostats.engines.database import Database
from isostats.engines.embedded import Engine
from isostats.engines.registry import database_of_frame, open_database
from isostats.errors import StudyError
from isostats.records.database_tables import DatabaseTable


@contextmanager
def open_inputs(
    engine: Engine, given: Mapping[str, Any], database: Any | None, folder: str | Path
) -> Iterator[dict[str, Any]]:
    """The inputs by keyword: texts are tables where a database is named, else files, as all paths are.

    The database is open while they are read and closed after it, whatever happens. Raises DataError for a database that
    does not open, StudyError for one that no input is a table of.
    """
    opened: list[Database] = []
    try:
        if database is not None:
            if not any(isinstance(each, str) for each in given.values()):
                raise StudyError("With database, the inputs are names of tables in it, as texts; none was given.")
            opened.append(open_database(database, engine, folder=folder))
        yield {label: _source(engine, label, each, opened) for label, each in given.items()}
    finally:
        for each in opened:
            each.close()


def _source(engine: Engine, label: str, given: Any, opened: list[Database]) -> Any:
    if opened and isinstance(given, str):
        return DatabaseTable(opened[0], given)
    holder = database_of_frame(given, engine)
    return given if holder is None else DatabaseTable(holder, f"the Spark data frame of {label}", given)

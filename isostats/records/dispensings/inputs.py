"""Where each of the inputs comes from: a file, a frame, a table of a database, a Spark data frame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from isostats.engines.database import Database
from isostats.engines.embedded import Engine
from isostats.engines.registry import database_of_frame, open_database
from isostats.errors import StudyError
from isostats.records.database_tables import DatabaseTable
from isostats.study.inputs import Inputs, is_table
from isostats.study.keys import keys_of

TABLES = [name for name in keys_of(Inputs) if is_table(name)]
"""The inputs that may be tables of a database: the dispensings and their companions."""


@contextmanager
def open_inputs(engine: Engine, inputs: Inputs) -> Iterator[dict[str, Any]]:
    """The tables by name: texts are tables where a database is named, else files, as all paths are.

    The database is open while they are read and closed after it, whatever happens. Raises DataError for a database that
    does not open, StudyError for one that no input is a table of.
    """
    opened: list[Database] = []
    try:
        sources = {label: inputs.source(label) for label in TABLES}
        if inputs.database is not None:
            if not any(isinstance(each, str) for each in sources.values()):
                raise StudyError("With database, the inputs are names of tables in it, as texts; none is named.")
            opened.append(open_database(inputs.database, engine, folder=inputs.folder))
        yield {label: _source(engine, label, each, opened) for label, each in sources.items()}
    finally:
        for each in opened:
            each.close()


def _source(engine: Engine, label: str, source: Any, opened: list[Database]) -> Any:
    if opened and isinstance(source, str):
        return DatabaseTable(opened[0], source)
    holder = database_of_frame(source, engine)
    return source if holder is None else DatabaseTable(holder, f"the Spark data frame of {label}", source)

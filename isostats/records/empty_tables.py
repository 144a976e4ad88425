"""A further table that holds nothing is an answer: nobody died, nothing followed. It has no rows, and stays a table."""

from __future__ import annotations

import hashlib
from pathlib import Path

from isostats.engines.embedded import Engine
from isostats.records.input_tables import InputTable
from isostats.records.raw import Raw, Unusable, unusable


def refuse_empty(table: InputTable, name: str) -> None:
    """Raise Unusable for a table that cannot be empty, since nobody would be left."""
    if table.needed:
        message = f"{name} has no rows: nobody was observed, and nobody could be studied"
        raise unusable("header_only", message, "Export it again; or leave it out, which assumes everyone was observed.")


def empty_table(
    connection: Engine, wanted: InputTable, source: object, error: Unusable, *, days: bool
) -> Raw:
    """Make ``<label>_file`` without rows, with the required columns; ``error`` said that the file has none, and
    ``days`` whether the main table holds integer days.

    Raises Unusable where it says something else, or where a table without rows would leave nobody to study.
    """
    if error.finding.rule != "header_only":
        raise error
    name = error.finding.message.removesuffix(" has a header but no rows").removesuffix(" has no rows")
    refuse_empty(wanted, name)
    table = f"{wanted.label}_file"
    needed = [column for column in wanted.columns.values() if column.required or column.name == "kind"]
    names = tuple(column.day_names[0] if days and column.day_names else column.name for column in needed)
    columns = ", ".join(f"CAST(NULL AS VARCHAR) AS c{position}" for position in range(len(names)))
    connection.execute(f"DROP VIEW IF EXISTS {table}")
    connection.execute(f"CREATE OR REPLACE TABLE {table}_text AS SELECT {columns} WHERE FALSE")
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT rowid + 2 AS row, * FROM {table}_text")
    content = Path(source).read_bytes() if isinstance(source, (str, Path)) and Path(source).is_file() else b""
    return Raw(table, names, 0, hashlib.sha256(content).hexdigest(), name)

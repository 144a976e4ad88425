"""Columns that are there and hold nothing: an export that lost its values looks like a world without relapses."""

from __future__ import annotations

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.missing_signs import sign_sql
from isostats.records.schema import BLANK

OUTCOMES = {"relapse_date"}


def empty_column_findings(connection: Engine, loaded: Loaded) -> list[Finding]:
    """One finding for all our columns in which no row has a value; a warning where an outcome would be lost."""
    asked = {
        name: position
        for name, position in loaded.layout.positions.items()
        if name != "patient_id" and not loaded.reading.has_problem(name)
    }
    if not asked:
        return []
    there = [f"EXISTS (SELECT 1 FROM {loaded.table} WHERE {_holds(loaded, name, at)})" for name, at in asked.items()]
    filled = one_row(connection, f"SELECT {', '.join(there)}")
    empty = [name for name, holds in zip(asked, filled, strict=True) if not holds]
    if not empty or not loaded.raw.rows:
        return []
    named = ", ".join(loaded.layout.shown[name] for name in empty)
    columns, is_ = ("The column", "is") if len(empty) == 1 else ("The columns", "are")
    outcome = next((name for name in empty if name in OUTCOMES), "")
    return [
        Finding(
            "warning" if outcome else "note",
            "empty_column",
            len(empty),
            f"{columns} {named} of {loaded.raw.source} {is_} there, and no row has a value",
            advice="If there should be values, look at how the file was made." + _meaning(outcome),
            column=outcome or empty[0],
        )
    ]


def _holds(loaded: Loaded, name: str, position: int) -> str:
    """SQL that is true where a cell holds something."""
    column = loaded.schema[name]
    text = f"trim(c{position}, {literal(BLANK)}) <> ''"
    signs = column.type != "text" or column.signs
    return f"{text} AND NOT {sign_sql(f'c{position}')}" if signs and not column.codes else text


def _meaning(outcome: str) -> str:
    return " As it is, nobody has a recorded relapse." if outcome else ""

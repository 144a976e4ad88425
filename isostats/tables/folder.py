"""The tables of a report's folder with their numbers, so that they can be set anew without the records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from isostats.errors import StudyError
from isostats.tables.cells import as_data, of_data
from isostats.tables.paper import Table
from isostats.words.small_counts import of_counts
from isostats.writing import changed_since, write_csv

FILE = "tables.json"


def write_numbers(tables: Mapping[str, Table], folder: Path) -> None:
    """Write the numbers of each table: numbers/NAME.csv where NAME.csv writes them as texts, and all in tables.json.

    Tables without rows are left out.
    """
    shown = {name: table for name, table in tables.items() if table.cells}
    (folder / "numbers").mkdir(parents=True, exist_ok=True)
    for name, table in shown.items():
        if table.full is None and any(table.of_numbers):
            write_csv(table.frame.rename(columns=of_counts), folder / "numbers" / f"{name}.csv")
    text = json.dumps([_as_data(table) for table in shown.values()], ensure_ascii=False, allow_nan=False, indent=1)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def read_tables(folder: str | Path) -> dict[str, Table]:
    """The tables of a folder that ``isostats report`` wrote, released or not, by their names.

    Raises StudyError where it holds none, or its tables.json is not as it was written.
    """
    path = Path(folder) / "tables" / FILE
    if not path.is_file():
        raise StudyError(
            f"{folder} has no tables/{FILE}. Name the folder that isostats report wrote; one of an earlier version "
            "lacks it, so run isostats report anew."
        )
    if changed_since(Path(folder), f"tables/{FILE}"):
        raise StudyError(f"{path} was changed after isostats report wrote it. Run isostats report anew.")
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(held, list):
            raise TypeError("no list of tables")
        made = [_of_data(each) for each in held]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StudyError(f"{path} is not as isostats report wrote it. Run isostats report anew.") from None
    return {table.name: table for table in made}


def _as_data(table: Table) -> dict[str, Any]:
    rows = [_cells(row) for row in table.cells]
    kept = {"name": table.name, "caption": table.caption, "columns": _cells(table.columns), "cells": rows}
    return kept | ({"stacked": True} if table.stacked else {})


def _cells(cells: Iterable[Any]) -> list[Any]:
    return [as_data(cell) for cell in cells]


def _of_data(data: Mapping[str, Any]) -> Table:
    columns, rows = tuple(map(of_data, data["columns"])), [tuple(map(of_data, row)) for row in data["cells"]]
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("a row of another length")
    return Table(str(data["name"]), str(data["caption"]), columns, rows, stacked=bool(data.get("stacked")))

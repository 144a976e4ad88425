"""JSON files: a list of records, columns by name, or (.jsonl, .ndjson) one record a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from isostats.engines.embedded import Engine
from isostats.records.raw import Format, Raw, ReadingOptions, store_frame, unusable
from isostats.words.numbers import agreed, counted


def _read(connection: Engine, path: Path, table: str, asked: ReadingOptions) -> Raw:
    """The records of a file, whatever its ending; whole numbers stay whole, however long.

    Raises Unusable where a line is no record, or where a record names a column twice or holds a record in a cell.
    """
    import pandas as pd

    text = path.read_text(encoding="utf-8-sig")
    try:
        records = json.loads(text, object_pairs_hook=_record)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Extra data"):
            raise
        records = _lines(text, path.name)
    if isinstance(records, dict) and not any(isinstance(cells, (list, dict)) for cells in records.values()):
        records = [records]  # a file of one line
    frame = pd.DataFrame(records, dtype=object)
    for name, column in frame.items():
        if nested := sum(isinstance(cell, (list, dict)) for cell in column):
            held = f"{counted(nested, 'record')} of {path.name} {agreed(nested, 'holds')}"
            advice = "Its content would not be read. Write each value of it as a field of its own."
            raise unusable("unreadable_file", f"{held} a list or a record in '{name}'", advice)
    return store_frame(connection, frame, table, path)


def _lines(text: str, source: str) -> list[dict[str, Any]]:
    """One record a line; blank lines are passed over."""
    records = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line, object_pairs_hook=_record)
        except json.JSONDecodeError:
            record = None
        if not isinstance(record, dict):
            each = 'Each line is to be one record, as in {"patient_id": "a", "course_start": "2019-01-05"}.'
            advice = f"{each} Correct the line, or export the file again."
            raise unusable("unreadable_file", f"line {number} of {source} is no JSON record", advice, row=number)
        records.append(record)
    return records


def _record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A record; one that names a column twice has no single value for it."""
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        advice = "Keep one of the two values, and try again."
        raise unusable("unreadable_file", f"a JSON record names '{twice}' twice", advice)
    return record


FORMAT = Format("JSON (.json, .jsonl)", (".json", ".jsonl", ".ndjson"), _read)

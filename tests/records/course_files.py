"""Small course files made from what is different about them: every row is a good course but for the given cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

GOOD = {"patient_id": "a", "course_start": "2019-01-01", "course_end": "2019-05-31", "last_contact": "2021-06-30"}

Row = Mapping[str, str]


def course(patient: str = "a", **cells: str) -> dict[str, str]:
    """A good course with some cells changed or added."""
    return {**GOOD, "patient_id": patient, **cells}


def as_text(rows: Iterable[Row], *, delimiter: str = ",", newline: str = "\n") -> str:
    """Rows as a delimited text with a header of all names that occur."""
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", delimiter=delimiter, lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def written(folder: Path, rows: Iterable[Row] | str, name: str = "courses.csv") -> Path:
    """A file with these rows, or with this text as it is."""
    path = folder / name
    path.write_text(rows if isinstance(rows, str) else as_text(rows), encoding="utf-8", newline="")
    return path

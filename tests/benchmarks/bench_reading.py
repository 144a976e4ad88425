"""What columns and faults cost, measured on simulated files: ``python -m tests.benchmarks.bench_reading``."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from isostats import records

HEADER = "patient_id,course_start,course_end,last_contact"
ROW = "P{},2015-01-01,2015-06-01,2019-01-01"
KINDS = {"1": "numbers", "NA": "signs", '"1,5"': "decimal commas", " x": "texts with blanks", "1;": "texts"}


def wide(columns: int, cell: str, rows: int = 40) -> str:
    """Rows with many further columns, of which each third row has another value."""
    lines = [HEADER + "".join(f",x{number}" for number in range(columns))]
    for row in range(rows):
        lines.append(ROW.format(row) + "".join(f",{cell if row % 3 else 7}" for _ in range(columns)))
    return "\n".join(lines) + "\n"


def ragged(rows: int, surplus: str) -> str:
    """Nothing but rows of one field too many."""
    return HEADER + "\n" + "".join(ROW.format(row) + f",{surplus}\n" for row in range(rows))


def timed(what: str, text: str, work: Callable[[Path], object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "courses.csv"
        path.write_text(text)
        start = time.perf_counter()
        work(path)
        print(f"{what:60} {time.perf_counter() - start:6.1f} s", flush=True)


def main() -> None:
    timed("start", wide(1, "1"), records.check_courses)
    for cell, kind in KINDS.items():
        for columns in (250, 1000):
            timed(f"40 rows by {columns} columns of {kind}: check", wide(columns, cell), records.check_courses)
    timed("40 rows by 1000 columns of numbers: read", wide(1000, "1"), records.read_courses)
    for rows in (25_000, 100_000):
        timed(f"{rows} ragged rows: check", ragged(rows, "x"), records.check_courses)
        timed(f"{rows} ragged rows, surplus empty: check", ragged(rows, ""), records.check_courses)
    aside = ragged(100_000, "x") + ROW.format("a") + "\n"
    timed("100000 ragged rows: set aside", aside, lambda path: records.read_courses(path, on_invalid="set_aside"))


if __name__ == "__main__":
    main()

"""The forms of stitching on the same fills: plain, kernel, stream and SQL, each as rows of plain values."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import duckdb
import pandas as pd

from isostats.records.stitching import courses_sql, stitch_sorted, stitch_table
from isostats.study.definitions import CourseDefinition
from tests.stitching.oracle import Course, Fill, plain_courses

COLUMNS = ["person_id", "day", "days_supply", "dose_mg", "strength_mg"]


def frame_of(fills: Sequence[Fill]) -> pd.DataFrame:
    frame = pd.DataFrame([with_strength(fill) for fill in fills], columns=COLUMNS)
    return frame.astype({"day": "int32", "days_supply": "int32", "dose_mg": "float64", "strength_mg": "float64"})


def with_strength(fill: Fill) -> Fill:
    """A fill whose strength is not told has none."""
    return fill if len(fill) > 4 else (*fill, None)


def plain_rows(rows: Sequence[Sequence[Any]]) -> list[Course]:
    """Numbers as Python's own, a missing dose as None, in order of person and course."""
    courses = []
    for person, *whole, dose in rows:
        person = person if isinstance(person, str) else int(person)
        dose = None if dose is None or dose != dose else round(float(dose), 6)
        courses.append((person, *map(int, whole), dose))
    return sorted(courses)


def by_oracle(fills: Sequence[Fill], rule: CourseDefinition) -> list[Course]:
    return plain_rows(plain_courses(fills, rule))


def by_kernel(fills: Sequence[Fill], rule: CourseDefinition) -> list[Course]:
    frame = frame_of(fills).sort_values(["person_id", "day"], kind="stable")
    key, day, supply, dose, strength = (frame[name].to_numpy() for name in COLUMNS)
    found = stitch_sorted(key, day, supply, dose, rule, strength)
    return plain_rows(list(zip(*found.columns().values(), strict=True)))


def by_stream(fills: Sequence[Fill], rule: CourseDefinition) -> list[Course]:
    connection = loaded(fills)
    connection.execute("ALTER TABLE fills RENAME person_id TO key")
    connection.execute("DROP TABLE IF EXISTS stitched")
    made = stitch_table(connection, "fills", rule, batch_rows=1)
    rows = connection.execute("SELECT * FROM stitched").fetchall()
    assert made == len(rows)
    return plain_rows(rows)


def by_sql(fills: Sequence[Fill], rule: CourseDefinition) -> list[Course]:
    return plain_rows(loaded(fills).execute(of_courses(courses_sql("fills", rule))).fetchall())


def of_courses(sql: str) -> str:
    """What every form makes: not the gaps within courses."""
    named = "person_id, course, first_day, last_day, days_covered, fills, dispensing_days, dose_mg"
    return f"SELECT {named} FROM ({sql}) AS made"


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One for all of them: to open it takes longer than to stitch a few fills."""
    atexit.register(_engine.cache_clear)
    return duckdb.connect()


def loaded(fills: Sequence[Fill]) -> duckdb.DuckDBPyConnection:
    connection = _engine()
    person = "VARCHAR" if fills and isinstance(fills[0][0], str) else "INTEGER"
    connection.execute(f"CREATE OR REPLACE TABLE fills (person_id {person}, day INTEGER, days_supply INTEGER, "
                       "dose_mg DOUBLE, strength_mg DOUBLE)")  # fmt: skip
    if fills:
        cells = [cell for fill in fills for cell in with_strength(fill)]
        rows = ", ".join(["(?, ?, ?, ?, ?)"] * len(fills))
        connection.execute(f"INSERT INTO fills VALUES {rows}", cells)
    return connection


FORMS: dict[str, Callable[[Sequence[Fill], CourseDefinition], list[Course]]] = {
    "kernel": by_kernel,
    "stream": by_stream,
    "sql": by_sql,
}

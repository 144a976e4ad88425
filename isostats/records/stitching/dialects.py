"""The one place where the engines' SQL differs: a date as an integer day."""

from __future__ import annotations

from dataclasses import dataclass

from isostats._checks import StudyError, nearest


@dataclass(frozen=True)
class Dialect:
    """An engine that the stitching text runs on; ``day`` makes an integer day (since 1970-01-01) of a date column."""

    name: str
    day: str

    def day_of(self, column: str) -> str:
        """SQL for the integer day of a date column.

        >>> DIALECTS["spark"].day_of("dispense_date")
        "DATEDIFF(dispense_date, DATE '1970-01-01')"
        """
        return self.day.format(column=column)


DIALECTS = {
    "duckdb": Dialect("duckdb", "({column} - DATE '1970-01-01')"),
    "postgres": Dialect("postgres", "({column} - DATE '1970-01-01')"),
    "spark": Dialect("spark", "DATEDIFF({column}, DATE '1970-01-01')"),
}
"""By name: duckdb, postgres, spark."""


def dialect_of(name: str) -> Dialect:
    """The dialect of that name; raises StudyError for another.

    >>> dialect_of("duckdb").day_of("d")
    "(d - DATE '1970-01-01')"
    """
    if name not in DIALECTS:
        raise StudyError(f"There is no SQL dialect {name!r}{nearest(name, DIALECTS)}. Known: {', '.join(DIALECTS)}.")
    return DIALECTS[name]

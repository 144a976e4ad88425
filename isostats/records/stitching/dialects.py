"""The one place where the engines' SQL differs: a date as an integer day, names of types, a text between quotes."""

from __future__ import annotations

from dataclasses import dataclass

from isostats.errors import StudyError, nearest
from isostats.records.engine import literal


@dataclass(frozen=True)
class Dialect:
    """An engine that the stitching text runs on; ``day`` makes an integer day (since 1970-01-01) of a date column,
    ``number`` and ``text`` are its types of a double and a text."""

    name: str
    day: str
    number: str = "DOUBLE"
    text: str = "VARCHAR"

    def day_of(self, column: str) -> str:
        """SQL for the integer day of a date column.

        >>> DIALECTS["spark"].day_of("dispense_date")
        "DATEDIFF(dispense_date, DATE '1970-01-01')"
        """
        return self.day.format(column=column)

    def literal(self, text: str) -> str:
        """A text as the engine's SQL writes it; what a backslash means differs.

        >>> print(DIALECTS["spark"].literal("it's"), DIALECTS["duckdb"].literal("it's"))
        'it\\'s' 'it''s'
        """
        if self.name == "spark":
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
        if self.name == "postgres" and "\\" in text:
            return "E" + literal(text.replace("\\", "\\\\"))
        return literal(text)


DIALECTS = {
    "duckdb": Dialect("duckdb", "({column} - DATE '1970-01-01')"),
    "postgres": Dialect("postgres", "({column} - DATE '1970-01-01')", number="DOUBLE PRECISION"),
    "spark": Dialect("spark", "DATEDIFF({column}, DATE '1970-01-01')", text="STRING"),
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

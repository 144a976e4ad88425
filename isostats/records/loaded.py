"""What is known of one input file while it is read: how its texts are to be read, how they were, and where it lies."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from isostats.records.column_names import Layout
from isostats.records.dates import Order, latest_day
from isostats.records.input_tables.declaration import InputTable
from isostats.records.missing_signs import Counts
from isostats.records.raw import Raw
from isostats.records.schema import BLANK, Column

Values = Mapping[str, Mapping[str, str]]
Entry = tuple[int, str, Any, str | None]


@dataclass
class Reading:
    """What the lexicons of one file say: which (column, problem) pairs occur, and how its dates are ordered."""

    problems: set[tuple[str, str]] = field(default_factory=set)
    order: Order | None = None
    order_examples: tuple[str, ...] = ()
    kinds: dict[str, str] = field(default_factory=dict)  # covariate -> number | text
    looked_up: set[int] = field(default_factory=set)  # positions of columns that have an entry
    plainly: dict[int, str] = field(default_factory=dict)  # positions of covariates -> SQL that reads all their texts
    missing: Counts = field(default_factory=dict)  # signs of *not recorded* that were read as such
    zoned: dict[str, str] = field(default_factory=dict)  # column -> an example of a date with a time and its zone
    kept: Counts = field(default_factory=dict)  # signs that are values in a column of texts
    typed: Mapping[str, str] = field(default_factory=dict)  # our columns that came with their types

    @property
    def unread(self) -> set[str]:
        """Our columns in which some text could not be read."""
        return {name for name, _ in self.problems}


@dataclass(frozen=True)
class Choices:
    """How the user says that texts are to be read (already checked)."""

    values: Values
    dates: str | None = None
    decimal: str | None = None
    ids: str = "as_written"
    today: datetime.date = field(default_factory=latest_day)

    def mapped(self, column: str) -> dict[str, str]:
        """The user's own codes of a column (in lower case) with ours."""
        return {their.strip(BLANK).lower(): our for their, our in self.values.get(column, {}).items()}

    def replacing(self, column: str) -> Callable[[str], str]:
        """The user's own codes of a column, as a function from their text to ours."""
        theirs = self.mapped(column)
        return lambda text: theirs.get(text.strip(BLANK).lower(), text)


@dataclass(frozen=True)
class Loaded:
    """One input table, read and understood, in the engine under ``table``; ``ids`` numbers the persons."""

    input: InputTable
    raw: Raw
    layout: Layout
    reading: Reading
    ids: str

    @property
    def called(self) -> str:
        """What sentences call it; several tables may be frames."""
        return f"the data frame of {self.label}" if self.raw.source == "a data frame" else self.raw.source

    @property
    def label(self) -> str:
        """The key under which it is named."""
        return self.input.label

    @property
    def table(self) -> str:
        """What the engine calls it."""
        return self.raw.table

    @property
    def schema(self) -> Mapping[str, Column]:
        """Its columns by name."""
        return self.input.columns

    @property
    def noun(self) -> str:
        """What a sentence calls a row."""
        return self.input.noun or f"row of {self.raw.source}"


def fingerprint_of(tables: Iterable[Loaded]) -> str:
    """The SHA-256 of all that was read."""
    digests = [loaded.raw.digest for loaded in tables]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()

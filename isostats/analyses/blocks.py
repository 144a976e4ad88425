"""What an answer shows: paragraphs, terms, tables, and figures that are still to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from isostats.figures.drawing import Drawing


@dataclass(frozen=True)
class Text:
    """A paragraph; ``quiet`` sets it smaller."""

    words: str
    quiet: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    words: str


@dataclass(frozen=True)
class Definitions:
    """Terms and what they mean here."""

    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table with the name of its file, a caption that says what it means, its header and its text cells.

    A table without rows is not shown. ``stacked`` sets its cells below one another on a narrow screen, for sentences;
    ``full`` is written to CSV in the place of the cells where it says more.
    """

    name: str
    caption: str
    header: tuple[str, ...]
    body: Sequence[Sequence[str]]
    stacked: bool = False
    full: pd.DataFrame | None = field(default=None, compare=False, repr=False)

    def to_frame(self) -> pd.DataFrame:
        """The table as it is written to CSV: the cells, or what says more than they do."""
        if self.full is not None:
            return self.full.copy()
        return pd.DataFrame(self.body, columns=list(self.header))


@dataclass(frozen=True)
class Explored:
    """A grid of definitions as a figure that a reader may look into; ``table`` is the address of its numbers."""

    drawing: Drawing
    table: str


Block = Text | Heading | Definitions | Table | Drawing | Explored
"""What a section of the page consists of."""


def texts(sentences: Sequence[str], *, quiet: bool = False) -> list[Text]:
    """A paragraph for each sentence; what is empty is not said."""
    return [Text(sentence, quiet) for sentence in sentences if sentence]

"""A table of the paper: a caption, a header and cells that keep their numbers; each format has one writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from isostats.errors import OutputError
from isostats.tables.cells import Cell, Number, PHead, text_of
from isostats.tables.html import table_html
from isostats.tables.latex import table_latex
from isostats.tables.markdown import table_markdown
from isostats.tables.word import write_word
from isostats.tables.written import Written
from isostats.words.journals import Journal, numbers_as
from isostats.words.numbers import counted
from isostats.writing import write_csv

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Table:
    """A table with the name of its file, a caption that says what it means, its columns' heads and its cells.

    A cell is a text or a number that is written when the table is. ``frame`` has the numbers; ``to_html``, ``to_csv``,
    ``to_latex``, ``to_markdown`` and ``to_word`` set it, with numbers as a ``journal`` has them (``jama``, ``lancet``,
    ``bmj``, ``nature``, ``plain``). A table without rows is not shown in a report. ``stacked``
    sets its cells below one another on a narrow screen, for sentences; ``full`` is written to CSV in the place of the
    cells where it says more. ``spans`` are heads over several columns each, with how many.
    """

    name: str
    caption: str
    columns: tuple[Cell, ...]
    cells: Sequence[Sequence[Cell]]
    stacked: bool = False
    full: pd.DataFrame | None = field(default=None, compare=False, repr=False)
    spans: tuple[tuple[str, int], ...] = ()

    def __repr__(self) -> str:
        return f"Table {self.name}, {counted(len(self.cells), 'row')}: {self.caption}"

    @property
    def header(self) -> tuple[str, ...]:
        """The heads of its columns, as they are written."""
        over = [head for head, columns in self.spans for _ in range(columns)] or [""] * len(self.columns)
        heads = zip(over, map(text_of, self.columns), strict=True)
        return tuple(f"{above}: {head}" if above else head for above, head in heads)

    @property
    def body(self) -> list[tuple[str, ...]]:
        """Its cells, as they are written."""
        return [tuple(map(text_of, row)) for row in self.cells]

    @property
    def of_numbers(self) -> tuple[bool, ...]:
        """Which of its columns hold numbers."""
        return tuple(
            any(isinstance(cell, Number) and not cell.in_words for cell in column)
            for column in zip(*self.cells, strict=True)
        )

    def written(self, journal: str | None = None) -> Written:
        """The table as texts, to be set in a format; numbers as ``journal`` sets them, or as is in force.

        Raises OutputError for a table without rows.
        """
        if not self.cells:
            raise OutputError(f"The table {self.name} has no rows, so there is nothing to write.")
        with numbers_as(journal) if journal else nullcontext():
            slanted = tuple(head.slanted if isinstance(head, PHead) else "" for head in self.columns)
            texts = self.header, tuple(self.body)
            return Written(self.name, self.caption, *texts, self.of_numbers, self.stacked, slanted, self.spans)

    @property
    def frame(self) -> pd.DataFrame:
        """The numbers as they were estimated: shares as fractions, missing where there is none.

        A column of numbers with limits becomes several, named like ``everyone (Kaplan-Meier): lower``.
        """
        import pandas as pd

        if self.full is not None:
            return self.full.copy()
        columns: dict[str, Any] = {}
        for place, head in enumerate(self.header):
            cells = [row[place] for row in self.cells]
            parts = [cell.parts if isinstance(cell, Number) else {"": cell} if cell else {} for cell in cells]
            for part in dict.fromkeys(name for each in parts for name in each) or [""]:
                values = [each.get(part) for each in parts]
                whole = all(isinstance(value, int) or value is None for value in values)
                columns[f"{head}: {part}" if part else head] = pd.array(values, dtype="Int64") if whole else values
        return pd.DataFrame(columns)

    def to_frame(self) -> pd.DataFrame:
        """The table as a report writes it to CSV: the cells as texts, or what says more than they do."""
        return self.full.copy() if self.full is not None else self.texts

    @property
    def texts(self) -> pd.DataFrame:
        """The cells as texts, as they are shown."""
        import pandas as pd

        return pd.DataFrame(self.body, columns=list(self.header))

    def to_csv(self, *, numbers: bool = False, journal: Journal | None = None) -> str:
        """CSV of the texts or, with ``numbers``, of the numbers; no text is one that a spreadsheet would run."""
        import pandas as pd

        written, text = self.written(journal), StringIO()
        write_csv(self.frame if numbers else pd.DataFrame(written.body, columns=list(written.header)), text)
        return text.getvalue()

    def to_html(self, *, journal: Journal | None = None) -> str:
        """HTML: the caption and the table, everything escaped."""
        return str(table_html(self.written(journal)))

    def to_latex(self, *, journal: Journal | None = None) -> str:
        """LaTeX with booktabs, in a ``table`` environment with caption, label ``tab:NAME`` and notes."""
        return table_latex(self.written(journal))

    def to_markdown(self, *, journal: Journal | None = None) -> str:
        """Markdown: a pipe table between its title and its notes, as GitHub and pandoc read it."""
        return table_markdown(self.written(journal))

    def to_word(self, path: str | Path, *, journal: Journal | None = None) -> None:
        """Write a Word file (.docx) with the table: caption, a header row that is repeated, and notes.

        A file is replaced only where isostats wrote it and nobody changed it. Raises OutputError otherwise, and where
        python-docx is not installed: ``pip install 'isostats[word]'``.
        """
        write_word([self.written(journal)], path)

    def _repr_html_(self) -> str:
        return self.to_html() if self.cells else str(Markup("<p>{}: no rows</p>").format(self.name))

    def __str__(self) -> str:
        return f"{self.caption}\n\n{self.texts.to_string(index=False)}"


def table_of(
    name: str, caption: str, items: Iterable[Any], cells: Mapping[Any, Callable[[Any], Cell]], **more: Any
) -> Table:
    """A table with a row for each item; ``cells`` says by column head what stands in it. ``more`` is of a table."""
    body = [tuple(write(item) for write in cells.values()) for item in items]
    return Table(name, caption, tuple(cells), body, **more)

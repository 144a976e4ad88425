"""The first rows of a file or frame as texts, none of them taken for names: what a guess about its shape looks at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from isostats.engines.embedded import open_engine
from isostats.records.formats.registry import file_and_sheet, format_of, read_raw
from isostats.records.raw import FirstRows, ReadingOptions, refused

MOST_ROWS = 10_000


def look_at(source: str | Path | Any, sheet: str | None = None, most: int = MOST_ROWS) -> FirstRows:
    """The first rows of whatever the loader reads from a path or a frame; of a workbook, the sheet that it would read.

    Row numbers are those of a spreadsheet; a frame's names are row 1. Nothing is refused but what cannot be opened.
    Raises Unusable for that.

    >>> import pandas as pd
    >>> look_at(pd.DataFrame({"a": [1], "Unnamed: 1": [None]})).rows
    ((1, ('a', '')), (2, ('1', '')))
    """
    if isinstance(source, (str, Path)):
        path, sheet = file_and_sheet(Path(source), sheet)
        form = format_of(path)
        if form.look is not None:
            with refused(path.name, path.suffix[1:] if form.endings else ""):
                first = form.look(path, sheet, most)
            return first if path == Path(source) else replace(first, source=Path(source).name)
    with open_engine() as engine:
        raw = read_raw(engine, source, "looked_at", ReadingOptions(sheet=sheet))
        cells = ", ".join(f"c{at}" for at in range(len(raw.names)))
        rows = engine.execute(f"SELECT row, {cells} FROM looked_at ORDER BY row LIMIT {most}").fetchall()
    names = tuple("" if name.startswith("Unnamed: ") else name for name in raw.names)
    texts = ((int(row), tuple("" if cell is None else cell for cell in cells)) for row, *cells in rows)
    return FirstRows(raw.source, ((1, names), *texts), whole=raw.rows <= most)

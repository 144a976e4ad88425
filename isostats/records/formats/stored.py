"""What readers of formats share: values as the texts that a spreadsheet would show, and rows of texts as a table."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.engines.embedded import Engine, count_rows
from isostats.records.raw import Raw, without_rows

if TYPE_CHECKING:
    import pandas as pd


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def store_frame(connection: Engine, frame: pd.DataFrame, table: str, path: Path | None = None) -> Raw:
    """A frame, that of a file or one of its own, as texts. Row 2 is its first row, as if saved with a header."""
    import pandas as pd

    cells = {position: _texts(frame.iloc[:, position]) for position in range(frame.shape[1])}
    texts = pd.DataFrame(cells, dtype=object)
    names = [str(column) for column in frame.columns]
    zones = {
        name: str(kind.tz)
        for name, kind in zip(names, frame.dtypes, strict=True)
        if isinstance(kind, pd.DatetimeTZDtype)
    }
    if path is not None:
        digest, source = digest_of(path), path.name
    else:
        digest, source = hashlib.sha256(repr(names).encode()).hexdigest(), "a data frame"
        for position in range(texts.shape[1]):
            joined = "\x1f".join("" if cell is None else cell for cell in texts[position])
            digest = hashlib.sha256((digest + joined).encode("utf-8", "surrogatepass")).hexdigest()
    return replace(store_texts(connection, texts, table, names, digest, source), zones=zones)


def _texts(series: pd.Series) -> list[str | None]:
    """A column as the texts that a spreadsheet would show."""
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        shown = series.dt.strftime("%Y-%m-%d").tolist()
    else:
        shown = series.tolist()
    return [None if gone else as_text(value) for value, gone in zip(shown, series.isna(), strict=True)]


def as_text(value: Any) -> str | None:
    """One typed value as text.

    >>> as_text(70.0), as_text(datetime.datetime(2019, 4, 3)), as_text(True), as_text(None)
    ('70', '2019-04-03', 'true', None)
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = abs(value) < 1e15 and value == int(value)
        return None if value != value else str(int(value)) if whole else repr(float(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def store_texts(
    connection: Engine, frame: pd.DataFrame, table: str, names: Sequence[str], digest: str, source: str, first: int = 2
) -> Raw:
    """Cells in the order of ``names`` as the table of texts; ``first`` is the number of the first row."""
    if not len(frame) or not names:
        raise without_rows(source)
    chosen = ", ".join(f'CAST("{position}" AS VARCHAR) AS c{position}' for position in range(len(names)))
    frame = frame.set_axis([str(position) for position in range(len(names))], axis=1)
    frame["missing_row"] = "x"  # keeps the engine from seeing a frame without texts
    connection.register("cells_read", frame)
    connection.execute(f"CREATE OR REPLACE TABLE {table}_text AS SELECT {chosen} FROM cells_read")
    connection.unregister("cells_read")
    return number_rows(connection, table, names, digest, source, first)


def number_rows(connection: Engine, table: str, names: Sequence[str], digest: str, source: str, first: int = 2) -> Raw:
    """The view with row numbers over a table in file order."""
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT rowid + {first} AS row, * FROM {table}_text")
    rows = count_rows(connection, f"{table}_text")
    if not rows:
        raise without_rows(source)
    return Raw(table, tuple(names), rows, digest, source)

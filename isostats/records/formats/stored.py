"""What readers of formats share: values as the texts that a spreadsheet would show, and rows of texts as a table."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.engines.embedded import Engine, count_rows
from isostats.records.findings import Finding
from isostats.records.raw import Raw, without_rows
from isostats.records.zones import ZONED, local_sql

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 1 << 22


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def text_of(column: str, sql_type: str, zone: str | None = None) -> str:
    """SQL for a typed value as text: whole numbers without '.0', dates in ISO form, times as the clock of their zone
    showed them (of no known zone: in UTC, and it says so)."""
    if sql_type.startswith("DECIMAL"):
        return (
            f"CASE WHEN {column} = trunc({column}) THEN CAST(CAST({column} AS HUGEINT) AS VARCHAR) "
            f"ELSE CAST({column} AS VARCHAR) END"
        )
    if sql_type in ("DOUBLE", "FLOAT"):
        return (
            f"CASE WHEN isnan(CAST({column} AS DOUBLE)) THEN NULL "
            f"WHEN {column} = trunc({column}) AND abs({column}) < 1e15 THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) "
            f"ELSE CAST({column} AS VARCHAR) END"
        )
    if sql_type == ZONED:
        local = local_sql(column, zone or "UTC")
        return f"CAST({local} AS VARCHAR)" if zone else f"CAST({local} AS VARCHAR) || ' UTC'"
    return f"CAST({column} AS VARCHAR)"


def store_frame(connection: Engine, frame: pd.DataFrame, table: str, *, digest: str | None, name: str) -> Raw:
    """A frame as texts. Row 2 is its first row, as if it had been saved with a header."""
    import pandas as pd

    texts = pd.DataFrame(
        {position: _texts(frame.iloc[:, position]) for position in range(frame.shape[1])}, dtype=object
    )
    names = [str(column) for column in frame.columns]
    zones = {
        name: str(kind.tz)
        for name, kind in zip(names, frame.dtypes, strict=True)
        if isinstance(kind, pd.DatetimeTZDtype)
    }
    if digest is None:
        digest = hashlib.sha256(repr(names).encode()).hexdigest()
        for position in range(texts.shape[1]):
            joined = "\x1f".join("" if cell is None else cell for cell in texts[position])
            digest = hashlib.sha256((digest + joined).encode("utf-8", "surrogatepass")).hexdigest()
    return replace(store_texts(connection, texts, table, names, digest, name), zones=zones)


def _texts(series: pd.Series) -> list[str | None]:
    """A column as the texts that a spreadsheet would show."""
    import pandas as pd

    missing = series.isna().to_numpy()
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        shown = series.dt.strftime("%Y-%m-%d").tolist()
    elif pd.api.types.is_float_dtype(series.dtype) or pd.api.types.is_integer_dtype(series.dtype):
        shown = [as_text(value) if not gone else None for value, gone in zip(series.tolist(), missing, strict=True)]
    else:
        shown = [None if gone else as_text(value) for value, gone in zip(series.tolist(), missing, strict=True)]
    return [None if gone else text for text, gone in zip(shown, missing, strict=True)]


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
    connection: Engine,
    frame: pd.DataFrame,
    table: str,
    names: Sequence[str],
    digest: str,
    source: str,
    findings: Iterable[Finding] = (),
    *,
    first_row: int = 2,
) -> Raw:
    """Cells in the order of ``names`` as the table of texts; ``first_row`` is the number of the first."""
    chosen = ", ".join(f'CAST("{position}" AS VARCHAR) AS c{position}' for position in range(len(names)))
    if not len(frame) or not names:
        raise without_rows(source)
    frame = frame.set_axis([str(position) for position in range(len(names))], axis=1)
    frame["missing_row"] = "x"  # keeps the engine from seeing a frame without texts
    connection.register("cells_read", frame)
    connection.execute(f"CREATE OR REPLACE TABLE {table}_text AS SELECT {chosen} FROM cells_read")
    connection.unregister("cells_read")
    return finish(connection, table, names, digest, source, findings, first_row=first_row)


def finish(
    connection: Engine,
    table: str,
    names: Sequence[str],
    digest: str,
    source: str,
    findings: Iterable[Finding] = (),
    *,
    first_row: int = 2,
) -> Raw:
    """The view with row numbers over a table in file order."""
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT rowid + {first_row} AS row, * FROM {table}_text")
    rows = count_rows(connection, f"{table}_text")
    if not rows:
        raise without_rows(source)
    return Raw(table, tuple(names), rows, digest, source, (), tuple(findings))

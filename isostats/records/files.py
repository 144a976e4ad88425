"""Any readable file, or a frame, into a table of texts."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from isostats.engines.embedded import Engine, count_rows, literal_path, one_row, quoted
from isostats.records.arrow_frames import KINDS, parquet_writer
from isostats.records.findings import Finding
from isostats.records.json_files import read_json
from isostats.records.raw import Raw, Unusable, unusable
from isostats.records.text_files import CHUNK, Kinds, read_text
from isostats.records.workbooks import ENDINGS as WORKBOOKS
from isostats.records.workbooks import read_sheet, sheet_findings
from isostats.records.zones import ZONED, local_sql, zones_of
from isostats.scratch import temporary_folder

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
SHOWN = 60
FORMATS = "CSV, TSV, Excel (.xlsx), Parquet, SPSS (.sav), Stata (.dta), SAS (.sas7bdat, .xpt) or JSON (.json, .jsonl)"


def read_raw(
    connection: Engine,
    source: str | Path | pd.DataFrame,
    table: str,
    known: Collection[str],
    sheet: str | None = None,
    kinds: Kinds = lambda path, header, delimiter: {},
) -> Raw:
    """Read ``source`` into ``table`` as texts; raises :class:`Unusable` where there is nothing to read.

    ``known`` are column names, made plain, that help to tell a delimiter; ``kinds`` tells which columns of a text may
    be typed as they are read."""
    if not isinstance(source, (str, Path)):
        if writer := parquet_writer(source):
            return _read_arrow(connection, *writer, table)
        return _store_frame(connection, source, table, digest=None, name="a data frame")
    path = Path(source)
    _require_file(path)
    ending = path.suffix.lower()
    if ending == ".parquet":
        return _guarded(path, lambda: _read_parquet(connection, path, table))
    if ending in WORKBOOKS:
        return _guarded(path, lambda: _read_excel(connection, path, table, sheet))
    if ending in FRAMES:
        frame = _guarded(path, lambda: FRAMES[ending](path))
        return _store_frame(connection, frame, table, digest=_digest(path), name=path.name)
    try:
        return read_text(connection, path, table, known, kinds)
    except OSError as error:
        reason = error.strerror or str(error)
        raise unusable("unreadable_file", f"{path.name} cannot be read", f"{reason}. Check the file.") from error


def _require_file(path: Path) -> None:
    """Raise where there is no ordinary file of that name, and say what is there instead."""
    name = path.name if len(path.name) <= SHOWN else f"{path.name[:SHOWN]}..."
    try:
        there, ordinary = path.exists(), path.is_file()
    except OSError as error:
        raise unusable("no_file", f"there is no file {name}", f"{error.strerror}. Check the path.") from error
    if there and not ordinary:
        what = "a folder" if path.is_dir() else "a device or a pipe"
        raise unusable("no_file", f"{name} is {what}, not a file", "Name a file with records.")
    if not there:
        raise unusable("no_file", f"there is no file {name}", f"Looked for {path}; check the path.")


def _guarded(path: Path, read: Callable[[], T]) -> T:
    """What ``read`` gives; whatever a file reader raises becomes a finding about the file."""
    if not path.stat().st_size:
        raise unusable("empty_file", f"{path.name} is empty (0 bytes)", "Export the file again.")
    try:
        return read()
    except Unusable:
        raise
    except Exception as error:
        reason = str(error).strip().splitlines()
        raise unusable(
            "unreadable_file",
            f"{path.name} cannot be read as {path.suffix[1:]}",
            f"{reason[0][:160] if reason else type(error).__name__}. isostats reads {FORMATS}.",
        ) from error


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _read_parquet(connection: Engine, path: Path, table: str, name: str = "") -> Raw:
    """Parquet through the engine, every value as the text that a spreadsheet would show."""
    source = literal_path(path)
    described = connection.execute("DESCRIBE SELECT * FROM read_parquet([?])", [source]).fetchall()
    types = {str(name): str(kind) for name, kind, *_ in described}
    zones = zones_of(connection, path, types)
    chosen = ", ".join(
        f"{text_of(quoted(name), kind, zones.get(name))} AS c{position}"
        for position, (name, kind) in enumerate(types.items())
    )
    connection.execute(f"CREATE OR REPLACE TABLE {table}_text AS SELECT {chosen} FROM read_parquet([?])", [source])
    return replace(_finish(connection, table, list(types), _digest(path), name or path.name), zones=zones)


def _read_arrow(connection: Engine, name: str, write: Callable[[Path], object], table: str) -> Raw:
    """A frame that writes itself as Parquet. Its fingerprint is that of its names and rows, not of the file."""
    with temporary_folder("frame") as folder:
        path = folder / "frame.parquet"
        write(path)
        raw = _read_parquet(connection, path, table, name)
    cells = ", ".join(f"c{position}" for position in range(len(raw.names)))
    total = one_row(connection, f"SELECT CAST(sum(hash(row, {cells})) AS VARCHAR) FROM {table}")[0]
    return replace(raw, digest=hashlib.sha256(repr((raw.names, raw.rows, total)).encode()).hexdigest())


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


def _read_excel(connection: Engine, path: Path, table: str, sheet: str | None) -> Raw:
    """One sheet of a workbook; the first that is not hidden unless ``sheet`` names another."""
    import pandas as pd

    read = read_sheet(path, sheet)
    rows = read.rows
    header = next((number for number, row in enumerate(rows) if any(as_text(cell) for cell in row)), None)
    if header is None:
        message = f"the sheet '{read.name}' of {path.name} is empty"
        raise unusable("empty_file", message, "Name another sheet, or fill it.")
    names = [as_text(cell) or "" for cell in rows[header]]
    cells = ([as_text(cell) for cell in row] for row in rows[header + 1 :])
    frame = pd.DataFrame(cells, columns=range(len(names)), dtype=object)
    findings = sheet_findings(path, read, sheet)
    return _store_texts(connection, frame, table, names, _digest(path), path.name, findings, first_row=header + 2)


def _statistics(reader: str, **labels: bool) -> Callable[[Path], pd.DataFrame]:
    """A reader of files of SPSS, Stata or SAS, with the labels of their values where they have any."""

    def read(path: Path) -> pd.DataFrame:
        try:
            import pyreadstat
        except ImportError as error:
            raise unusable(
                "unreadable_file",
                f"{path.name} needs the package pyreadstat, which is not installed",
                'Install it with: pip install "isostats[formats]"',
            ) from error
        frame: pd.DataFrame = getattr(pyreadstat, reader)(str(path), **labels)[0]
        return frame

    return read


_LABELS = {"apply_value_formats": True, "formats_as_category": False}
FRAMES: dict[str, Callable[[Path], pd.DataFrame]] = {
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), read_json),
    **dict.fromkeys((".sav", ".zsav"), _statistics("read_sav", **_LABELS)),
    ".dta": _statistics("read_dta", **_LABELS),
    ".sas7bdat": _statistics("read_sas7bdat"),
    ".xpt": _statistics("read_xport"),
}
"""Formats that only a frame reader understands, by ending; a further one is a line here and its name in FORMATS."""


def _store_frame(connection: Engine, frame: pd.DataFrame, table: str, *, digest: str | None, name: str) -> Raw:
    """A frame as texts. Row 2 is its first row, as if it had been saved with a header."""
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise unusable(
            "unreadable_file",
            f"cannot read records from a {type(frame).__module__.partition('.')[0]} {type(frame).__name__}",
            f"Give a path or {KINDS}. Files: {FORMATS}.",
        )
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
    return replace(_store_texts(connection, texts, table, names, digest, name), zones=zones)


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


def _store_texts(
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
    chosen = ", ".join(f'CAST("{position}" AS VARCHAR) AS c{position}' for position in range(len(names)))
    if not len(frame) or not names:
        raise unusable("header_only", f"{source} has a header but no rows", "Export the file again with its rows.")
    frame = frame.set_axis([str(position) for position in range(len(names))], axis=1)
    frame["missing_row"] = "x"  # keeps the engine from seeing a frame without texts
    connection.register("given", frame)
    connection.execute(f"CREATE OR REPLACE TABLE {table}_text AS SELECT {chosen} FROM given")
    connection.unregister("given")
    return _finish(connection, table, names, digest, source, findings, first_row=first_row)


def _finish(
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
        raise unusable("header_only", f"{source} has a header but no rows", "Export the file again with its rows.")
    return Raw(table, tuple(names), rows, digest, source, (), tuple(findings))

"""What a reader of a table is asked, and what every one hands on: rows of texts, as a spreadsheet would show them and
with its row numbers, and of values where they came with types."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.engines.embedded import Engine, count_rows
from isostats.records.cell_sql import decimal_text, text_of
from isostats.records.findings import Finding
from isostats.writing import digest_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Ragged:
    """A row that does not have the header's number of columns."""

    row: int
    cells: tuple[str, ...]
    fault: str = ""

    def patient(self, position: int | None) -> str | None:
        """The patient that the row names, if it reaches that far."""
        if position is None or position >= len(self.cells):
            return None
        return self.cells[position].strip() or None


@dataclass(frozen=True)
class Raw:
    """A file as texts: ``table`` has ``row`` (header = 1) and, in the order of ``names``, ``c0``, ``c1`` ...

    Columns that came with types are in ``types`` (position -> the engine's type), their values in ``v0``, ``v1`` ...
    ``hashed`` is the SHA-256 of the input, or waits for one that is made beside the reading; ``ragged`` holds the rows
    that fit no column; ``findings`` what the reading itself noticed (a guessed encoding, a sheet chosen).
    """

    table: str
    names: tuple[str, ...]
    rows: int
    hashed: str | Callable[[], str]
    source: str
    ragged: tuple[Ragged, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)
    zones: Mapping[str, str] = field(default_factory=dict)  # column of the file -> the zone of its times
    types: Mapping[int, str] = field(default_factory=dict)
    date_system: int = 0  # the year from which a workbook says that its serial days count; 0 where it says nothing
    single: Collection[int] = ()  # positions of columns that came as 32-bit floats
    worded: Collection[int] = ()  # positions of columns whose texts are the words of a form's choices
    header_row: int = 1  # where its names stand in the file, if somebody said so
    sheet: str = ""  # what messages call the sheet that was read
    merged: tuple[tuple[int, int, int], ...] = ()  # cells that show one value: (first row, last row, position)

    @property
    def digest(self) -> str:
        """The SHA-256 of the input."""
        return self.hashed if isinstance(self.hashed, str) else self.hashed()


@dataclass(frozen=True)
class ReadTable:
    """One table that was read: the key that names it, what it is called, its rows, and the SHA-256 of it alone."""

    label: str
    source: str
    rows: int
    digest: str


class Unusable(Exception):
    """A file from which no row can be read at all; carries the one finding that says why, and what was noticed before
    it, such as which sheet was looked at."""

    def __init__(self, finding: Finding, before: Sequence[Finding] = ()) -> None:
        super().__init__(finding.message)
        self.finding, self.findings = finding, [finding, *before]


def unusable(rule: str, message: str, advice: str, *, row: int | None = None) -> Unusable:
    """The exception for a file that cannot be read."""
    return Unusable(Finding("error", rule, 1, message, row=row, advice=advice))


def no_such_row(row: int, source: str, last: int) -> Unusable:
    """The exception for a row of names that the file does not have, or in which nothing stands."""
    what = f"has {last} rows" if row > last else "holds nothing there"
    return unusable(
        "no_header_row", f"header_row says that row {row} has the names of the columns, and {source} {what}",
        "Name the row that has them, as a spreadsheet numbers rows.",
    )  # fmt: skip


def without_rows(source: str) -> Unusable:
    """The exception for a file that has a header and nothing else."""
    return unusable("header_only", f"{source} has a header but no rows", "Export the file again with its rows.")


@contextmanager
def refused(name: str, kind: str = "", more: str = "") -> Iterator[None]:
    """What the system, or (of a ``kind``) whatever a reader of files raises in the block, becomes a finding."""
    try:
        yield
    except Unusable:
        raise
    except OSError as error:
        reason = f"{error.strerror or error}. Check the file."
        raise unusable("unreadable_file", f"{name} cannot be read", reason) from error
    except Exception as error:
        if not kind:
            raise
        lines = str(error).strip().splitlines()
        why = f"{lines[0][:160] if lines else type(error).__name__}.{more}"
        raise unusable("unreadable_file", f"{name} cannot be read as {kind}", why) from error


@dataclass(frozen=True)
class Kind:
    """How the values of a column of text are written: their type, and SQL that writes them."""

    type: str
    pointed: bool = False  # 70.0, and not 70
    doubtful: bool = False  # an id or codes, which may be texts after all

    def text(self, column: str) -> str:
        """SQL for the text of a value."""
        return decimal_text(column) if self.pointed else text_of(column, self.type)


@dataclass(frozen=True)
class FirstRows:
    """The first rows of a file as they stand, with their numbers, none taken for names; ``whole`` says that these are
    all. ``merged`` are cells of one column that show one value: (first row, last row, position)."""

    source: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    whole: bool = True
    merged: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class ReadingOptions:
    """What a reader of files may be told: ``known`` column names, made plain, that help to tell a delimiter; the
    ``sheet`` of a workbook; the ``header_row`` that has the names (None: the first that holds anything); ``kinds``
    tells which columns of a text (its path, header and delimiter) may be typed."""

    known: Collection[str] = field(default_factory=frozenset)
    sheet: str | None = None
    header_row: int | None = None
    kinds: Callable[[Path, Sequence[str], str], dict[int, Kind]] = lambda path, header, delimiter: {}


@dataclass(frozen=True)
class Format:
    """A file format. ``words`` name it in messages, and ``endings`` are those of its files, in small letters; the one
    without is that of every other file. ``read`` makes a table of that name of a file, and raises Unusable (whatever
    else it raises becomes a finding about the file). ``look`` gives the first rows (of a sheet; at most so many) of a
    file that people write by hand, and may have titles above its names."""

    words: str
    endings: tuple[str, ...]
    read: Callable[[Engine, Path, str, ReadingOptions], Raw]
    look: Callable[[Path, str | None, int], FirstRows] | None = None


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
    single = [at for at, kind in enumerate(frame.dtypes) if str(kind).lower() in ("float16", "float32")]
    return replace(store_texts(connection, texts, table, names, digest, source), zones=zones, single=single)


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

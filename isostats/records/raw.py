"""What a reader of a table is asked, and what every one hands on: rows of texts, and of values where they came with
types, with the row numbers that a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from isostats.engines.embedded import Engine
from isostats.records.cells import text_of
from isostats.records.findings import Finding


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
    ``digest`` is the SHA-256 of the input; ``ragged`` holds the rows that fit no column; ``findings`` what the reading
    itself noticed (a guessed encoding, a sheet chosen).
    """

    table: str
    names: tuple[str, ...]
    rows: int
    digest: str
    source: str
    ragged: tuple[Ragged, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)
    zones: Mapping[str, str] = field(default_factory=dict)  # column of the file -> the zone of its times
    types: Mapping[int, str] = field(default_factory=dict)


class Unusable(Exception):
    """A file from which no row can be read at all; carries the one finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def unusable(rule: str, message: str, advice: str, *, row: int | None = None) -> Unusable:
    """The exception for a file that cannot be read."""
    return Unusable(Finding("error", rule, 1, message, row=row, advice=advice))


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
    doubtful: bool = False  # an id, which may be a text after all

    def text(self, column: str) -> str:
        """SQL for the text of a value."""
        return f"CAST({column} AS VARCHAR)" if self.pointed else text_of(column, self.type)


@dataclass(frozen=True)
class Asked:
    """What a reader of files may be told: ``known`` column names, made plain, that help to tell a delimiter; the
    ``sheet`` of a workbook; ``kinds`` tells which columns of a text (its path, header and delimiter) may be typed."""

    known: Collection[str] = field(default_factory=frozenset)
    sheet: str | None = None
    kinds: Callable[[Path, Sequence[str], str], dict[int, Kind]] = lambda path, header, delimiter: {}


@dataclass(frozen=True)
class Format:
    """A file format. ``words`` name it in messages, and ``endings`` are those of its files, in small letters; the one
    without is that of every other file. ``read`` makes a table of that name of a file, and raises Unusable (whatever
    else it raises becomes a finding about the file)."""

    words: str
    endings: tuple[str, ...]
    read: Callable[[Engine, Path, str, Asked], Raw]

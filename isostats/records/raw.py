"""What every reader of files hands on: rows of texts, and of values where they came with types, with the row numbers
that a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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

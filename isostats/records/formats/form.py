"""What a file format is to the readers: its endings, and a function that makes a table of texts of such a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from isostats.engines.embedded import Engine
from isostats.records.raw import Raw


@dataclass(frozen=True)
class Kind:
    """How the values of a column of text are written: their type, and SQL that writes them."""

    type: str
    pointed: bool = False  # 70.0, and not 70
    doubtful: bool = False  # an id, which may be a text after all

    def text(self, column: str) -> str:
        """SQL for the text of a value."""
        text = f"CAST({column} AS VARCHAR)"
        if self.type != "DOUBLE" or self.pointed:
            return text
        whole = f"CAST(CAST({column} AS BIGINT) AS VARCHAR)"
        return f"CASE WHEN {column} = trunc({column}) AND abs({column}) < 1e15 THEN {whole} ELSE {text} END"

    def back(self, column: str) -> str:
        """SQL for the text that a text reads back as."""
        return self.text(f"TRY_CAST({column} AS {self.type})")


def no_kinds(path: Path, header: Sequence[str], delimiter: str) -> Mapping[int, Kind]:
    """The kinds of a text that is read as texts."""
    return {}


@dataclass(frozen=True)
class Asked:
    """What a reader of files may be told: ``known`` column names, made plain, that help to tell a delimiter; the
    ``sheet`` of a workbook; ``kinds`` tells which columns of a text may be typed as they are read."""

    known: Collection[str] = field(default_factory=frozenset)
    sheet: str | None = None
    kinds: Callable[[Path, Sequence[str], str], Mapping[int, Kind]] = no_kinds


@dataclass(frozen=True)
class Format:
    """A file format. ``words`` name it in messages, and ``endings`` are those of its files, in small letters; the one
    without is that of every other file. ``read`` makes a table of that name of a file, and raises Unusable (whatever
    else it raises becomes a finding about the file)."""

    words: str
    endings: tuple[str, ...]
    read: Callable[[Engine, Path, str, Asked], Raw]

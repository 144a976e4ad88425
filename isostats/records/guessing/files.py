"""What is named to `isostats init` as sheets: files, those in folders, and every sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from isostats.errors import DataError, StudyError
from isostats.records.column_names import plain
from isostats.records.formats.registry import known_formats
from isostats.records.guessing.roles import best_fit, is_whole_main
from isostats.records.guessing.sheets import Sheet, open_sheet, sheets_in
from isostats.records.raw import Unusable

TEXTS = (".csv", ".tsv", ".txt", ".tab", ".psv")


@dataclass(frozen=True)
class Looked:
    """Sheets by name (clinic.xlsx#Later, where a workbook has several); ``loose`` are those that need be no table of
    ours, ``spare`` those of a workbook beside the one that is most like a table, and ``unread`` files in folders that
    cannot be read."""

    sheets: dict[str, Sheet]
    loose: frozenset[str]
    spare: frozenset[str]
    unread: tuple[str, ...]


def look_at_files(sources: Sequence[str | Path]) -> Looked:
    """Raises DataError for a file that is named and cannot be read, StudyError for a folder without any."""
    named = {path for path in map(Path, sources) if not path.is_dir()}
    sheets, loose, spare, unread = dict[str, Sheet](), set[str](), set[str](), list[str]()
    for path in _files(sources):
        try:
            several, best = _sheets(path)
        except DataError:
            if path in named:
                raise
            unread.append(str(path))
            continue
        for each in several:
            name = str(path) if each.sheet is None else f"{path}#{each.sheet}"
            sheets[name] = best if each.sheet == best.sheet else each
            spare |= {name} - ({name} if each.sheet == best.sheet else set())
            loose |= {name} if path not in named or name in spare else set()
    return Looked(sheets, frozenset(loose), frozenset(spare), tuple(unread))


def _files(sources: Sequence[str | Path]) -> Iterator[Path]:
    """The files that are named, and those in folders that are named."""
    endings = {*TEXTS, *(ending for form in known_formats() for ending in form.endings)}
    for source in map(Path, sources):
        if not source.is_dir():
            yield source
            continue
        inside = [path for path in sorted(source.iterdir()) if path.suffix.lower() in endings and path.is_file()]
        inside = [path for path in inside if not path.name.startswith((".", "~$"))]
        if not inside:
            raise StudyError(f"The folder {source} holds no file of records. Name the files.")
        yield from inside


def _sheets(path: Path) -> tuple[list[Sheet], Sheet]:
    """The sheets of a file, one but of workbooks, and the one that is most like a table of ours: courses or
    dispensings before any other."""
    try:
        several = [each for name in sheets_in(path) if (each := _sheet(path, name))] or [open_sheet(path)]
    except Unusable as error:
        raise DataError(f"{error.finding.message}. {error.finding.advice}".strip()) from error
    best = max(several, key=best_fit)
    mains = [each for each in several if is_whole_main(each)]
    if len(mains) > 1 and best in mains:
        one_header = len({frozenset(map(plain, each.names)) for each in mains}) == 1
        best = replace(best, alike=tuple(str(each.sheet) for each in mains), one_header=one_header)
    return several, best


def _sheet(path: Path, name: str) -> Sheet | None:
    """A sheet of a workbook with several; None for an empty one."""
    try:
        return replace(open_sheet(path, name), source=f"{path.name}#{name}")
    except Unusable as error:
        if error.finding.rule in ("empty_file", "header_only"):
            return None
        raise

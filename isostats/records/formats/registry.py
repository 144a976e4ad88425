"""Any readable file, or a frame, into a table of texts: the formats that there are, and which of them a file is in."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from isostats.calls import shown
from isostats.engines.embedded import Engine
from isostats.records import formats
from isostats.records.formats.parquet import read_arrow
from isostats.records.raw import Format, Raw, ReadingOptions, refused, store_frame, unusable
from isostats.study.several import book_and_sheet, file_of
from isostats.words.numbers import counted

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 60
FRAMES = "a frame of pandas or polars, a table of pyarrow, or a relation of DuckDB"


@cache
def known_formats() -> tuple[Format, ...]:
    """Every format: whatever module of this room has a ``FORMAT``; that of texts first.

    >>> [form.endings[:1] for form in known_formats()]
    [(), ('.json',), ('.parquet',), ('.sav',), ('.xlsx',)]
    """
    names = [each.name for each in iter_modules(formats.__path__) if each.name != "registry"]
    modules = [import_module(f"{formats.__name__}.{name}") for name in names]
    known = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return tuple(sorted(known, key=lambda form: form.endings))


def formats_in_words() -> str:
    """What is read, for a message.

    >>> formats_in_words()
    'CSV, TSV, JSON (.json, .jsonl), Parquet, SPSS (.sav), Stata (.dta), SAS (.sas7bdat, .xpt) or Excel (.xlsx)'
    """
    *others, last = [form.words for form in known_formats()]
    return f"{', '.join(others)} or {last}"


def read_raw(
    connection: Engine, source: str | Path | pd.DataFrame, table: str, asked: ReadingOptions | None = None
) -> Raw:
    """Read ``source`` into ``table`` as texts; raises :class:`Unusable` where there is nothing to read."""
    if not isinstance(source, (str, Path)):
        import pandas as pd

        if isinstance(source, pd.DataFrame):
            return store_frame(connection, source, table)
        if raw := read_arrow(connection, source, table):
            return raw
        if isinstance(source, (list, tuple)):
            files = ", ".join(str(each) for each in source if isinstance(each, (str, Path)))
            message = f"{counted(len(source), 'file')} are named for one table ({files})"
            raise unusable("unreadable_file", message, "Put them one below the other in one file, and name that.")
        of = type(source).__module__.partition(".")[0]
        what = shown(source) if of == "builtins" else f"a {of} {type(source).__name__}"
        message = f"cannot read records from {what}"
        raise unusable("unreadable_file", message, f"Give a path or {FRAMES}. Files: {formats_in_words()}.")
    path, asked = Path(source), asked or ReadingOptions()
    book, sheet = file_and_sheet(path, asked.sheet)
    form = format_of(book)
    with refused(path.name, book.suffix[1:] if form.endings else "", f" isostats reads {formats_in_words()}."):
        raw = form.read(connection, book, table, replace(asked, sheet=sheet))
    if book == path:
        return raw
    digest = hashlib.sha256(f"{raw.digest}\x1f{sheet}".encode()).hexdigest()  # two sheets of a workbook are two sources
    return replace(raw, source=path.name, hashed=digest)


def file_and_sheet(path: Path, sheet: str | None = None) -> tuple[Path, str | None]:
    """The file that is named, and the sheet of it that its name (clinic.xlsx#Later) or the study says. A file that is
    called just so goes first.

    Raises Unusable where both say a sheet, and not the same.
    """
    book, (_, of_name) = file_of(path), book_and_sheet(path.name)
    if book == path:
        return path, sheet
    if sheet not in (None, of_name):
        message = f"{path.name} names the sheet '{of_name}', and sheet says '{sheet}'"
        raise unusable("unreadable_file", message, "Keep the one that is meant, and take the other out.")
    return book, of_name


def format_of(source: str | Path) -> Format:
    """The format of a file, by its ending; raises :class:`Unusable` where there is no file, or it is empty."""
    path = Path(source)
    _require_file(path)
    if not path.stat().st_size:
        raise unusable("empty_file", f"{path.name} is empty (0 bytes)", "Export the file again.")
    return next((form for form in known_formats() if path.suffix.lower() in form.endings), known_formats()[0])


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
    legible = name.encode("utf-8", "replace").decode()
    if legible != name:
        raise unusable("unreadable_file", f"the name of the file {legible} is not UTF-8", "Rename it, then go on.")

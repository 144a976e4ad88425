"""The first line ``sep=;`` of a text, which tells a spreadsheet the delimiter and is no row of it: no spreadsheet shows
it, so the names stand in row 1 below it."""

from __future__ import annotations

import codecs
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from isostats.scratch import temporary_folder

LINE = re.compile(r"\"?sep=[^\r\n]\"?[,;\t|]*\r?\n", re.IGNORECASE)
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
LONGEST = 64
CHUNK = 1 << 22


@contextmanager
def without_sep_line(path: Path) -> Iterator[Path]:
    """The file itself; or, where it has such a line, a copy of that name without it, for the length of the block."""
    with path.open("rb") as file:
        head = file.read(LONGEST)
    mark, encoding = next(((mark, name) for mark, name in MARKS if head.startswith(mark)), (b"", "utf-8"))
    match = LINE.match(head[len(mark) :].decode(encoding, "ignore"))
    if match is None:
        yield path
        return
    with temporary_folder("text") as folder:
        copy = folder / path.name
        with path.open("rb") as file, copy.open("wb") as rest:
            file.seek(len(mark) + len(match[0].encode(encoding)))
            rest.write(mark)
            shutil.copyfileobj(file, rest, CHUNK)
        yield copy

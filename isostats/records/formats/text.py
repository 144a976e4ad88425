"""Text files (comma, semicolon, tab or bar separated) into a table of texts.

A regular file is read by the engine in one parallel pass; where every date and number of it is written plainly (30,
72.5, 2019-01-05), they are typed in that pass. Whether it *was* regular is checked afterwards: if the lines of the file
are exactly one header and one line per row, the position of a row is its row number in a spreadsheet. Otherwise (blank
lines, quoted line breaks, ragged rows, unclosed quotes) the file is read once more by Python's csv reader, which is
slower and counts exactly.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import duckdb

from isostats.engines.embedded import Engine, count_rows, literal, literal_path, one_row
from isostats.records.findings import Finding
from isostats.records.formats.delimiters import DELIMITERS, LOOKED_AT, agreeing, decoded, sniff
from isostats.records.formats.encodings import WORDS, other_encoding
from isostats.records.formats.quoted_rows import are_rows, swallows_rows
from isostats.records.formats.sep_lines import without_sep_line
from isostats.records.raw import (
    FirstRows,
    Format,
    Kind,
    Ragged,
    Raw,
    ReadingOptions,
    Unusable,
    unusable,
    without_rows,
)
from isostats.scratch import temporary_folder
from isostats.words.numbers import agreed, counted
from isostats.writing import digest_of

BATCH, CHUNK = 100_000, 1 << 20
"""Rows added at a time, and bytes looked at: larger pieces would be new memory each, which costs as much again."""
PARSED = """CREATE OR REPLACE TABLE {table}_text AS SELECT {values} FROM (SELECT *{tried}
FROM read_csv(?, delim = ?, quote = '"', escape = '"', header = true, auto_detect = false, null_padding = false,
              columns = {{{columns}}}))"""
PLAIN = "CASE WHEN {c} IS NULL THEN NULL WHEN {back} = {c}{finite} THEN try_{c} ELSE error('not plain') END AS {c}"
SWALLOWED = (
    "A quotation mark is opened there and closed only some rows later, so that the rows between are part of a text. "
    "Remove the stray marks. If it is a text of several lines, put it on one line."
)
BINARY = {
    b"PK\x03\x04": "an Excel or zip file", b"\xd0\xcf\x11\xe0": "an old Excel file", b"\x1f\x8b": "a gzip file",
    b"PAR1": "a Parquet file", b"%PDF": "a PDF", b"SQLi": "a database of SQLite",
}  # fmt: skip
OF_SQLITE = (
    "Export its tables as CSV or Parquet. Or copy them with DuckDB (ATTACH 'old.sqlite' (TYPE sqlite); COPY FROM "
    "DATABASE), and name the copy: duckdb:///copy.duckdb."
)


@dataclass(frozen=True)
class Survey:
    """What one pass over the bytes tells."""

    digest: str
    encoding: str
    lines: int
    delimiters: Mapping[str, int] = field(default_factory=dict)


def read_text(connection: Engine, path: Path, table: str, asked: ReadingOptions) -> Raw:
    """Read a delimited text file into ``table``.

    A temporary copy (for encodings other than UTF-8) lives in a private folder and is deleted before this returns.
    """
    survey = survey_bytes(path)
    header, delimiter = sniff(path, survey.encoding, asked.known, asked.header_row)
    kinds = asked.kinds(path, header, delimiter) if survey.encoding == "utf-8-sig" else {}
    sure = {at: kind for at, kind in kinds.items() if not kind.doubtful}
    findings = []
    if survey.encoding in WORDS:
        message = f"{path.name} is not UTF-8; it was read as {WORDS[survey.encoding]}"
        advice = "Look at names with accents; save the file as CSV UTF-8 to be sure."
        findings.append(Finding("warning", "guessed_encoding", 1, message, advice=advice))
    ragged: list[Ragged] = []
    with temporary_folder("text") as folder:
        source = path
        if survey.encoding != "utf-8-sig":
            source = folder / "utf8.csv"
            with (
                decoded(path),
                path.open(encoding=survey.encoding, newline="") as file,
                source.open("w", encoding="utf-8", newline="") as copy,
            ):
                shutil.copyfileobj(file, copy, CHUNK)
        ways = [] if asked.header_row else [kinds, *[sure] * (sure != kinds), *[{}] * bool(sure)]
        typed = next((way for way in ways if _parse(connection, source, table, delimiter, len(header), way)), None)
        if typed is not None and _is_regular(connection, table, header, delimiter, survey, typed):
            _show_rows(connection, table, len(header), typed)
        else:
            shape = len(header), delimiter
            opened, ragged, swallowing = _load_exact(connection, source, table, shape, asked.header_row)
            typed = {}
            if opened is not None:
                message = "a quotation mark is opened and never closed"
                advice = "Close or remove it; every row after it was swallowed."
                findings.append(Finding("error", "unclosed_quote", 1, message, opened, f"row {opened}", advice))
            swallowing = [*[1] * swallows_rows(header, delimiter, len(header)), *swallowing]
            if count := len(swallowing):
                message = f"{counted(count, 'quoted cell')} of {path.name} {agreed(count, 'holds')}"
                row, message = swallowing[0], f"{message} whole rows of the file"
                findings.append(Finding("error", "swallowed_rows", count, message, row, f"row {row}", SWALLOWED))
    rows = count_rows(connection, f"{table}_text")
    if rows == 0 and not ragged:
        unclosed = next((one for one in findings if one.rule == "unclosed_quote"), None)
        raise Unusable(unclosed) if unclosed else without_rows(path.name)
    types = {at: kind.type for at, kind in typed.items()}
    return Raw(table, header, rows, survey.digest, path.name, tuple(ragged), tuple(findings), types=types,
               header_row=asked.header_row or 1)  # fmt: skip


def survey_bytes(path: Path) -> Survey:
    """Hash the bytes, count the lines, and tell the encoding: UTF-8, UTF-16 by its mark, or what its letters show."""
    import numpy as np

    digest, lines, last, utf8 = hashlib.sha256(), 0, b"", True
    alone = 0  # carriage returns without a line feed end rows as well, but do not count as lines
    delimiters, decoder = Counter[str](), codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file, ThreadPoolExecutor(1) as hasher:
        head = file.read(4)
        if kind := next((kind for magic, kind in BINARY.items() if head.startswith(magic)), ""):
            ending = "Give the file the ending that belongs to it (.xlsx, .parquet), or unpack it."
            advice = OF_SQLITE if "SQLite" in kind else ending
            raise unusable("binary_file", f"{path.name} is {kind}, not text", advice)
        utf16 = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and head != codecs.BOM_UTF32_LE
        file.seek(0)
        while chunk := file.read(CHUNK):
            hashed = hasher.submit(digest.update, chunk)  # beside counting, which takes as long
            octets = np.frombuffer(chunk, dtype=np.uint8)  # counts what is frequent faster than bytes do
            lines += int(np.count_nonzero(octets == ord("\n")))
            alone -= last.endswith(b"\r") and chunk.startswith(b"\n")
            if b"\r" in chunk:  # to look for a sign costs a tenth of counting none
                alone += chunk.count(b"\r") - chunk.count(b"\r\n")
            signs = (sign for sign in DELIMITERS if sign.encode() in chunk)
            delimiters.update({sign: int(np.count_nonzero(octets == ord(sign))) for sign in signs})
            last = chunk
            if not utf16 and b"\0" in chunk:
                message = f"{path.name} is a binary file, not text (it contains NUL bytes)"
                raise unusable("binary_file", message, "Export the records as CSV (UTF-8), Excel or Parquet.")
            if utf8 and not (chunk.isascii() and not decoder.getstate()[0]):
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
            hashed.result()
    utf8 = utf8 and not decoder.getstate()[0]
    if utf16:
        return Survey(digest.hexdigest(), "utf-16", -1)
    encoding = "utf-8-sig" if utf8 else other_encoding(path)
    ends = last[len(last.rstrip(b"\r\n")) :].count(b"\n")  # the last line's own, and of blank lines, which move no row
    return Survey(digest.hexdigest(), encoding, -1 if alone else lines + 1 - ends, delimiters)


def _parse(connection: Engine, path: Path, table: str, delimiter: str, width: int, kinds: Mapping[int, Kind]) -> bool:
    """The fast pass, which makes ``{table}_text`` with the columns of ``kinds`` typed; False where the engine met a row
    that does not fit, or a value is not plain. What is typed reads back as the very text that the file holds."""
    columns = [f"c{position}" for position in range(width)]
    values = [_plain(c, kinds[at]) if at in kinds else c for at, c in enumerate(columns)]
    tried = "".join(f", TRY_CAST(c{at} AS {kind.type}) AS try_c{at}" for at, kind in kinds.items())
    texts = ", ".join(f"'{c}': 'VARCHAR'" for c in columns)
    sql = PARSED.format(table=table, values=", ".join(values), tried=tried, columns=texts)
    try:
        connection.execute(sql, [literal_path(path), delimiter])
    except duckdb.Error:
        return False
    return True


def _plain(c: str, kind: Kind) -> str:
    finite = f" AND isfinite(try_{c})" if kind.type in ("DATE", "DOUBLE") else ""
    return PLAIN.format(c=c, back=kind.text(f"try_{c}"), finite=finite)


def _is_regular(
    connection: Engine, table: str, header: Sequence[str], delimiter: str, survey: Survey, kinds: Mapping[int, Kind]
) -> bool:
    """True where the file is one line for the header and one for each row, with as many delimiters as columns need.

    The engine takes a surplus field at the end of a row for nothing if it is empty, and moves the rest: the number of
    delimiters shows it, once those inside the texts of cells are counted, which is done only where there are more.
    """
    if count_rows(connection, f"{table}_text") + 1 != survey.lines:
        return False
    surplus = survey.delimiters[delimiter] - survey.lines * (len(header) - 1)
    if not surplus:
        return True
    texts = f"concat({', '.join(f'c{at}' for at in range(len(header)) if at not in kinds) or literal('')})"
    inside = f"sum(length({texts}) - length(replace({texts}, {literal(delimiter)}, '')))"
    within = one_row(connection, f"SELECT coalesce({inside}, 0) FROM {table}_text")[0]
    return surplus == int(within) + sum(name.count(delimiter) for name in header)


def _show_rows(connection: Engine, table: str, width: int, kinds: Mapping[int, Kind]) -> None:
    """Make the view ``table``: the row numbers, every cell as its text, and the values that are typed."""
    texts = [f"{kinds[at].text(f'c{at}')} AS c{at}" if at in kinds else f"c{at}" for at in range(width)]
    listed = ", ".join(["rowid + 2 AS row", *texts, *(f"c{at} AS v{at}" for at in sorted(kinds))])
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT {listed} FROM {table}_text")


def _load_exact(
    connection: Engine, path: Path, table: str, shape: tuple[int, str], header_row: int | None
) -> tuple[int | None, list[Ragged], list[int]]:
    """The counting pass: rows with their numbers; returns the row of an unclosed quote, the ragged rows, and the rows
    in which a quoted cell holds others. ``shape`` is the number of columns and the delimiter."""
    width, delimiter = shape
    columns = ", ".join(f"c{position} VARCHAR" for position in range(width))
    connection.execute(f"CREATE OR REPLACE TABLE {table}_text (row BIGINT, {columns})")
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM {table}_text")
    ragged: list[Ragged] = []
    swallowing: list[int] = []
    batch: list[list[object]] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, cells, lines in _numbered(file, delimiter, header_row):
            if isinstance(cells, csv.Error):
                if "unexpected end" in str(cells) or "field larger" in str(cells):
                    _append(connection, table, batch)
                    return number, ragged, swallowing
                ragged.append(Ragged(number, (), "a quotation mark in the middle of a cell"))
                swallowing += [number] if are_rows(lines, delimiter, width) else []
                continue
            if len(lines) > 1 and swallows_rows(cells, delimiter, width):
                swallowing.append(number)
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) == width:
                batch.append([number, *cells])
            else:
                ragged.append(Ragged(number, tuple(cells)))
            if len(batch) == BATCH:
                _append(connection, table, batch)
                batch = []
    _append(connection, table, batch)
    return None, ragged, swallowing


def _append(connection: Engine, table: str, batch: list[list[object]]) -> None:
    """Add rows, cell by cell as they are: nothing is parsed a second time."""
    if batch:
        import pandas as pd

        connection.register("batch", pd.DataFrame(batch, dtype=object))
        connection.execute(f"INSERT INTO {table}_text SELECT * FROM batch")
        connection.unregister("batch")


def _numbered(
    file: Iterable[str], delimiter: str, header_row: int | None
) -> Iterator[tuple[int, list[str] | csv.Error, list[str]]]:
    """Rows after the header (the first row that holds anything, or that one) with the numbers a spreadsheet shows,
    blank lines counted, and the lines that each is made of; a fault takes a row's place."""
    lines: list[str] = []

    def kept() -> Iterator[str]:
        for line in file:
            lines.append(line)
            yield line

    reader = csv.reader(kept(), delimiter=delimiter, strict=True)
    number, header = 0, False
    while True:
        number += 1
        lines.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if header or header_row is None:  # titles may be written anyhow
                yield number, error, lines
            continue
        if header:
            yield number, cells, lines
        header = number >= header_row if header_row else header or any(cell.strip("\ufeff \t") for cell in cells)


def _first_rows(path: Path, sheet: str | None, most: int) -> FirstRows:
    """The rows as they stand, split where most of them agree that there are columns."""
    encoding = survey_bytes(path).encoding
    with decoded(path), path.open(encoding=encoding, newline="") as file:
        lines = list(islice(file, most + 1))
    delimiter = max(DELIMITERS, key=lambda sign: agreeing(lines[:LOOKED_AT], sign))
    rows = list[tuple[int, tuple[str, ...]]]()
    with suppress(csv.Error):  # whoever reads it all will say where
        for number, cells in enumerate(csv.reader(lines[:most], delimiter=delimiter), 1):
            rows.append((number, tuple(cells)))
    return FirstRows(path.name, tuple(rows), whole=len(lines) <= most)


def _read(connection: Engine, path: Path, table: str, asked: ReadingOptions) -> Raw:
    with without_sep_line(path) as plain_text:
        raw = read_text(connection, plain_text, table, asked)
    return raw if plain_text == path else replace(raw, hashed=digest_of(path))


def _look(path: Path, sheet: str | None, most: int) -> FirstRows:
    with without_sep_line(path) as plain_text:
        return _first_rows(plain_text, sheet, most)


FORMAT = Format("CSV, TSV", (), _read, _look)

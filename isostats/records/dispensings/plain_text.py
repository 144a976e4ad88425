"""Text files in which every value is written plainly (30, 72.5, 2019-01-05) are typed as they are read.

One value written otherwise, and the whole file goes the way of texts, which understands it or says what is wrong. What
is typed here reads back as the very text that the file holds, so both ways come to the same.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Mapping
from itertools import islice
from pathlib import Path

import duckdb

from isostats.engines.embedded import Engine, count_rows, literal_path, quoted
from isostats.records.column_names import Layout
from isostats.records.raw import Raw
from isostats.records.schema import Column
from isostats.records.text_files import delimiters_within, sniff, survey_bytes

TEXT_ENDINGS = (".csv", ".tsv", ".txt", "")
LOOKED_AT = 200  # rows that tell whether a column of numbers has decimals

PARSED = """CREATE OR REPLACE TABLE {table}_parsed AS SELECT {values}
FROM read_csv(?, delim = ?, quote = '"', escape = '"', header = true, auto_detect = false, null_padding = false,
              columns = {{{columns}}})"""
PLAIN = (
    "CASE WHEN {c} IS NULL THEN NULL WHEN {back} AND isfinite(CAST({c} AS {kind})) THEN CAST({c} AS {kind}) "
    "ELSE error('not plain') END AS {c}"
)
BACK = "CAST(TRY_CAST({c} AS {kind}) AS VARCHAR) IN ({c}, {c} || '.0')"

Lay = Callable[[tuple[str, ...]], Layout]


def open_plain_text(
    connection: Engine, path: Path, table: str, known: Collection[str], schema: Mapping[str, Column], lay: Lay
) -> tuple[Raw, dict[str, str]] | None:
    """Make ``{table}_given``, the typed rows with their numbers, and return the names with their types.

    None where anything in the file is not plain; it is then read as texts. ``known`` are column names that help to tell
    the delimiter, and ``lay`` says which column is which.
    """
    survey = survey_bytes(path)
    header, delimiter = sniff(path, survey.encoding, known)
    names = [name.strip().lower() for name in header]
    if survey.encoding != "utf-8-sig" or len({*names, ""}) <= len(names):
        return None
    kinds = _kinds(path, delimiter, schema, lay(header))
    of_id = lay(header).positions.get("patient_id")
    if not _parse(connection, path, table, delimiter, len(header), kinds):
        if of_id not in kinds:
            return None
        del kinds[of_id]  # not all ids are whole numbers after all
        if not _parse(connection, path, table, delimiter, len(header), kinds):
            return None
    rows = count_rows(connection, f"{table}_parsed")
    texts = [at for at in range(len(header)) if at not in kinds]
    if not rows or not survey.fits(  # blank lines, line breaks within a text, fields too many: rows would be misread
        header, delimiter, rows, lambda: delimiters_within(connection, f"{table}_parsed", texts, delimiter)
    ):
        connection.execute(f"DROP TABLE {table}_parsed")
        return None
    named = ", ".join(f"c{at} AS {quoted(name)}" for at, name in enumerate(header))
    connection.execute(f"CREATE OR REPLACE VIEW {table}_given AS SELECT rowid + 2 AS row, {named} FROM {table}_parsed")
    types = {name: kinds.get(at, "VARCHAR") for at, name in enumerate(header)}
    return Raw(table, header, rows, survey.digest, path.name), types


def _parse(connection: Engine, path: Path, table: str, delimiter: str, width: int, kinds: Mapping[int, str]) -> bool:
    """Make ``{table}_parsed``; False where a value is not plain."""
    columns = [f"c{position}" for position in range(width)]
    values = [
        PLAIN.format(c=c, kind=kinds[at], back=BACK.format(c=c, kind=kinds[at])) if at in kinds else c
        for at, c in enumerate(columns)
    ]
    texts = ", ".join(f"'{c}': 'VARCHAR'" for c in columns)
    statement = PARSED.format(table=table, values=", ".join(values), columns=texts)
    try:
        connection.execute(statement, [literal_path(path), delimiter])
    except duckdb.Error:
        return False
    return True


def _kinds(path: Path, delimiter: str, schema: Mapping[str, Column], layout: Layout) -> dict[int, str]:
    """The type of every column that is not text; numbers are whole unless the first rows show decimals."""
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        first = list(islice(csv.reader(file, delimiter=delimiter), 1, LOOKED_AT))
    kinds: dict[int, str] = {}
    for name, position in layout.positions.items():
        if schema[name].type == "date":
            kinds[position] = "INTEGER" if layout.days else "DATE"
        elif schema[name].type in ("number", "integer"):
            decimals = any("." in row[position] for row in first if position < len(row))
            kinds[position] = "DOUBLE" if decimals else "INTEGER"
        elif name == "patient_id" and all(row[position].isdecimal() for row in first if position < len(row)):
            kinds[position] = "INTEGER"
    return kinds

"""Text files in which every date and number is written plainly (30, 72.5, 2019-01-05) are typed as they are read.

One value written otherwise, and the whole file goes the way of texts, which understands it or says what is wrong. What
is typed here reads back as the very text that the file holds, so both ways come to the same.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path

import duckdb

from isostats.engines.embedded import Engine, literal_path
from isostats.records.column_names import Layout
from isostats.records.formats.form import Kind
from isostats.records.schema import Column

LOOKED_AT = 200  # rows that tell whether a column of numbers has decimals, and how whole ones are written then

PARSED = """CREATE OR REPLACE TABLE {table}_text AS SELECT {values}
FROM read_csv(?, delim = ?, quote = '"', escape = '"', header = true, auto_detect = false, null_padding = false,
              columns = {{{columns}}})"""
PLAIN = (
    "CASE WHEN {c} IS NULL THEN NULL WHEN {back} = {c} AND isfinite(CAST({c} AS {kind})) THEN CAST({c} AS {kind}) "
    "ELSE error('not plain') END AS {c}"
)


Lay = Callable[[tuple[str, ...]], Layout]


def parse(connection: Engine, path: Path, table: str, delimiter: str, width: int, kinds: Mapping[int, Kind]) -> bool:
    """Make ``{table}_text``, with the columns of ``kinds`` typed; False where a value is not plain."""
    columns = [f"c{position}" for position in range(width)]
    values = [
        PLAIN.format(c=c, kind=kinds[at].type, back=kinds[at].back(c)) if at in kinds else c
        for at, c in enumerate(columns)
    ]
    texts = ", ".join(f"'{c}': 'VARCHAR'" for c in columns)
    try:
        connection.execute(
            PARSED.format(table=table, values=", ".join(values), columns=texts), [literal_path(path), delimiter]
        )
    except duckdb.Error:
        return False
    return True


def show_rows(connection: Engine, table: str, width: int, kinds: Mapping[int, Kind]) -> None:
    """Make the view ``table``: the row numbers, every cell as its text, and the values that are typed."""
    texts = [f"{kinds[at].text(f'c{at}')} AS c{at}" if at in kinds else f"c{at}" for at in range(width)]
    values = [f"c{at} AS v{at}" for at in sorted(kinds)]
    listed = ", ".join(["rowid + 2 AS row", *texts, *values])
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT {listed} FROM {table}_text")


def kinds_of(
    path: Path, header: Sequence[str], delimiter: str, schema: Mapping[str, Column], lay: Lay, *, numbered: bool
) -> dict[int, Kind]:
    """The kind of every column that is no text; numbers are whole unless the first rows show decimals. Ids are numbers
    only where that is of use (``numbered``)."""
    names = [name.strip().lower() for name in header]
    if len({*names, ""}) <= len(names):
        return {}
    layout = lay(tuple(header))
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        first = list(islice(csv.reader(file, delimiter=delimiter), 1, LOOKED_AT))
    kinds: dict[int, Kind] = {}
    for name, position in layout.positions.items():
        cells = [row[position] for row in first if position < len(row)]
        if schema[name].type == "date":
            kinds[position] = Kind("INTEGER" if layout.days else "DATE")
        elif schema[name].type == "integer":
            kinds[position] = Kind("INTEGER")
        elif schema[name].type == "number":
            pointed = any(cell.endswith(".0") for cell in cells)
            kinds[position] = Kind("DOUBLE" if any("." in cell for cell in cells) else "INTEGER", pointed)
        elif name == "patient_id" and numbered and all(cell.isdecimal() for cell in cells):
            kinds[position] = Kind("INTEGER", doubtful=True)
    return kinds

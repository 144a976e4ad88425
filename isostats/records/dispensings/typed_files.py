"""Parquet that is typed already is taken as it is: no value passes through a text.

Dates must be dates (or, named ``_day``, whole numbers), numbers numbers. Anything else goes the way of text files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from isostats.engines.embedded import WHOLE, Engine, literal, literal_path, one_row, quoted
from isostats.records.column_names import Layout
from isostats.records.files import text_of
from isostats.records.id_forms import as_chosen
from isostats.records.lexicon import Choices
from isostats.records.missing_signs import sign_sql
from isostats.records.numbering import number_persons, take_numbers
from isostats.records.raw import Raw, unusable
from isostats.records.schema import BLANK, MOST_DAYS, Column
from isostats.records.text_files import CHUNK
from isostats.records.typed import SQL_TYPES
from isostats.records.zones import ZONED, local_sql, zones_of

EARLIEST = "DATE '1900-01-01'"

# A file's rows come after those of the files before it; the header counts as a row, as in a spreadsheet.
FILE = (
    "SELECT file_row_number + {before} AS row, * EXCLUDE (file_row_number){local} "
    "FROM read_parquet({path}, {options})"
)


def parquet_files(source: Any) -> list[Path]:
    """The Parquet files that a path stands for: itself, or all in a folder, in order of name."""
    if not isinstance(source, (str, Path)):
        return []
    path = Path(source)
    if path.is_dir():
        files = sorted(each for each in path.rglob("*.parquet") if each.is_file())
        if not files:
            message, advice = (
                f"the folder {path.name} holds no Parquet file",
                "Name a file, or a folder of Parquet files.",
            )
            raise unusable("no_file", message, advice)
        return files
    return [path] if path.suffix.lower() == ".parquet" and path.is_file() else []


def open_parquet(connection: Engine, files: list[Path], source: Path, table: str) -> tuple[Raw, dict[str, str]]:
    """Make ``{table}_given``, a view of the typed rows with their numbers; returns the names with their types.

    ``{table}``, as of any file, holds the same rows as texts.
    """
    digest, parts, before, zones = hashlib.sha256(), [], 2, dict[str, str]()
    try:
        for path in files:
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
            options = "file_row_number = true, hive_partitioning = false"
            name = literal_path(path)
            own = _own_zones(connection, path)
            replaced = ", ".join(f"{local_sql(quoted(each), zone)} AS {quoted(each)}" for each, zone in own.items())
            local = f" REPLACE ({replaced})" if own else ""
            parts.append(FILE.format(before=before, local=local, path=literal(name), options=options))
            before += int(one_row(connection, "SELECT sum(num_rows) FROM parquet_file_metadata([?])", [name])[0])
            zones |= own
        connection.execute(f"CREATE OR REPLACE VIEW {table}_given AS {' UNION ALL BY NAME '.join(parts)}")
        described = connection.execute(f"DESCRIBE {table}_given").fetchall()[1:]
    except Exception as error:
        reason = str(error).strip().splitlines()
        why = reason[0][:160] if reason else type(error).__name__
        raise unusable("unreadable_file", f"{source.name} cannot be read as parquet", f"{why}.") from error
    types = {str(name): str(kind) for name, kind, *_ in described}
    rows = before - 2
    if not rows:
        raise unusable("header_only", f"{source.name} has a header but no rows", "Export the file again with its rows.")
    stated = {name: zone for name, zone in zones.items() if types.get(name) != ZONED}
    return Raw(table, tuple(types), rows, digest.hexdigest(), source.name, zones=stated), types


def _own_zones(connection: Engine, path: Path) -> dict[str, str]:
    """The zones that a file tells of its times."""
    described = connection.execute("DESCRIBE SELECT * FROM read_parquet([?])", [literal_path(path)]).fetchall()
    return zones_of(connection, path, {str(name): str(kind) for name, kind, *_ in described})


def can_be_typed(
    connection: Engine,
    table: str,
    types: Mapping[str, str],
    schema: Mapping[str, Column],
    layout: Layout,
    choices: Choices,
) -> bool:
    """True when every column of ours can be taken as it is, and every date is one that people live in."""
    names = list(types)
    if not all(layout.has(column.name) for column in schema.values() if column.required):
        return False
    for name, position in layout.positions.items():
        if name in choices.values or not fits(schema[name], types[names[position]], days=layout.days):
            return False
    name = quoted(names[layout.positions["dispense_date"]])
    earliest, latest = (f"-{MOST_DAYS}", f"{MOST_DAYS}") if layout.days else (EARLIEST, f"DATE '{choices.today}'")
    ours = [names[position] for position in layout.positions.values()]
    infinite = " OR ".join(f"isinf({quoted(each)})" for each in ours if types[each] in ("FLOAT", "DOUBLE")) or "FALSE"
    limits = f"min({name}) < {earliest}, max({name}) > {latest}, bool_or({infinite})"
    odd = one_row(connection, f"SELECT {limits} FROM {table}_given")
    return not any(odd)  # else the reading of texts says which, in its words


def fits(column: Column, kind: str, *, days: bool) -> bool:
    """Whether a column of that type can be taken as it is."""
    if column.type == "date":
        return kind in WHOLE if days else kind == "DATE" or (kind.startswith("TIMESTAMP") and kind != ZONED)
    if column.type in ("number", "integer"):
        return kind in WHOLE or kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL")
    if column.name == "patient_id":
        return kind in WHOLE or kind == "VARCHAR"
    return column.type == "text" and kind == "VARCHAR"


def make_typed_view(
    connection: Engine,
    table: str,
    types: Mapping[str, str],
    schema: Mapping[str, Column],
    layout: Layout,
    choices: Choices,
    *,
    ids: str,
    numbered: bool = False,
) -> None:
    """Make ``{ids}`` of the persons, unless they are ``numbered``, and ``{table}_typed`` and ``{table}``, views of the
    same rows."""
    names = list(types)
    key = names[layout.positions["patient_id"]]
    chosen_ids = choices.ids
    person, join = (
        _known_persons(key, ids, chosen_ids) if numbered else _persons(connection, table, key, types, ids, chosen_ids)
    )
    chosen = ["given.row", f"{person} AS person", f"{person} IS NULL AS nobody"]
    small = _small(connection, table, [names[position] for position in layout.positions.values()], types)
    for name, column in schema.items():
        if name != "patient_id":
            position = layout.positions.get(name)
            theirs = "" if position is None else names[position]
            kind = types.get(theirs, "")
            value = _typed(quoted(theirs), column, kind, days=layout.days) if theirs else "NULL"
            narrow = column.type in ("number", "integer") and kind in WHOLE
            wanted = ("SMALLINT" if theirs in small else kind) if narrow else SQL_TYPES[column.type]
            chosen.append(f"CAST({value} AS {wanted}) AS {quoted(name)}")
    connection.execute(
        f"CREATE OR REPLACE VIEW {table}_typed AS SELECT {', '.join(chosen)} FROM {table}_given AS given {join}"
    )
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS {_texts(table, types)}")


def _small(connection: Engine, table: str, columns: Iterable[str], types: Mapping[str, str]) -> set[str]:
    """The columns of whole numbers that two bytes hold: what is sorted along is kept narrow."""
    whole = [name for name in columns if types[name] in WHOLE]
    if not whole:
        return set()
    limits = ", ".join(f"min({quoted(name)}) >= -32768 AND max({quoted(name)}) <= 32767" for name in whole)
    extremes = one_row(connection, f"SELECT {limits} FROM {table}_given")
    return {name for name, small in zip(whole, extremes, strict=True) if small}


def _persons(
    connection: Engine, table: str, column: str, types: Mapping[str, str], ids: str, chosen_ids: str
) -> tuple[str, str]:
    """Make ``{ids}``; returns the SQL for a row's person, and the join that it needs."""
    key, view = quoted(column), f"{table}_given"
    if types[column] in WHOLE and take_numbers(connection, ids, key, view):
        return f"CAST(given.{key} AS INTEGER)", ""

    def text(sql: str, trim: bool = False) -> str:
        if types[column] in WHOLE:
            return f"CAST({sql} AS VARCHAR)"
        return as_chosen(f"trim({sql}, {literal(BLANK)})" if trim else sql, chosen_ids)

    def number(trim: bool) -> None:
        once = f"SELECT DISTINCT {text(key, trim)} AS person_id FROM {view}"
        number_persons(connection, ids, f"SELECT person_id FROM ({once}) AS once WHERE person_id <> ''")

    number(False)
    listed = ", ".join(literal(sign) for sign in BLANK)
    blanks = f"SELECT bool_or(left(person_id, 1) IN ({listed}) OR right(person_id, 1) IN ({listed})) FROM {ids}"
    trim = bool(one_row(connection, blanks)[0])  # only ids with blanks around them pay for their removal
    if trim:
        number(True)
    return "ids.person", f"LEFT JOIN {ids} AS ids ON ids.person_id = {text(f'given.{key}', trim)}"


def _known_persons(column: str, ids: str, chosen_ids: str) -> tuple[str, str]:
    """SQL for a row's person, and the join that it needs, where ``{ids}`` is there."""
    text = as_chosen(f"trim(CAST(given.{quoted(column)} AS VARCHAR), {literal(BLANK)})", chosen_ids)
    return "ids.person", f"LEFT JOIN {ids} AS ids ON ids.person_id = {text}"


def store_texts(connection: Engine, table: str, types: Mapping[str, str]) -> None:
    """Make ``{table}`` of the texts, as any file is kept."""
    connection.execute(f"CREATE OR REPLACE TABLE {table}_text AS {_texts(table, types)}")
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM {table}_text")


def _texts(table: str, types: Mapping[str, str]) -> str:
    texts = ", ".join(f"{text_of(quoted(name), kind)} AS c{at}" for at, (name, kind) in enumerate(types.items()))
    return f"SELECT row, {texts} FROM {table}_given"


def _typed(column: str, schema: Column, kind: str, *, days: bool) -> str:
    if schema.type == "date":
        return column if days else f"CAST({column} AS DATE) - DATE '1970-01-01'"
    if schema.type in ("number", "integer"):
        if kind in WHOLE:
            return column
        return f"CASE WHEN isfinite(CAST({column} AS DOUBLE)) THEN {column} END"
    text = f"nullif(trim({column}, {literal(BLANK)}), '')"
    return f"CASE WHEN {sign_sql(column)} THEN NULL ELSE {text} END" if schema.signs else text

"""Cells that stand for several rows: merged ones, and those left empty below the cell that they repeat.

Nothing is filled unless a study asks for it: an empty cell may as well be one that nobody filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isostats.doors import toml_text
from isostats.engines.embedded import Engine, insert_rows, one_row
from isostats.errors import nearest
from isostats.records.column_names import Layout, plain
from isostats.records.findings import Finding
from isostats.records.formats.sheet_cells import place_name
from isostats.records.raw import Raw, unusable
from isostats.records.shapes.remaking import filled_sql, remade
from isostats.words.numbers import agreed, counted

ID = "patient_id"


def require_no_merged(raw: Raw, layout: Layout, columns: Sequence[str] | None) -> None:
    """Raise Unusable where a cell is merged over several rows in a column that is not to be filled down; None of them
    can be where there is no key for it."""
    filled = set(_positions(raw, layout, columns or ()).values())
    over = [(first, last, at) for first, last, at in raw.merged if at not in filled]
    if not over:
        return
    ours = {at: name for name, at in layout.positions.items()}
    all_of_them = sorted({at for *_, at in raw.merged}, key=lambda at: (ours.get(at) != ID, at))
    named = ", ".join(toml_text(ours.get(at, raw.names[at].strip())) for at in all_of_them)
    first, last, at = over[0]
    place = f"{place_name(first - 1, at)}:{place_name(last - 1, at)}"
    shows = f"{raw.sheet or raw.source} shows {counted(len(over), 'value')} over several rows each"
    way = "" if columns is None else f"If it is meant for all of them, say so: fill_down = [{named}]. Else unmerge"
    raise unusable(
        "merged_cells", f"{shows} (merged cells, first: {place})",
        f"Only the first of these rows holds the value, and the others would be read as empty. {way or 'Unmerge'} the "
        "cells, write the value into every row that it is meant for, and save the file.",
    )  # fmt: skip


def fill_down(connection: Engine, raw: Raw, layout: Layout, columns: Sequence[str]) -> tuple[Raw, list[Finding]]:
    """Each empty cell of some columns (our names, or the file's) with the value above it: of the patient's id in any
    row that holds something else, of other columns within a patient's rows alone. In a workbook with merged cells these
    alone are filled, over patients too: it says itself which cells are one.

    Raises Unusable where a column is not there, or the first row has no id to repeat.
    """
    at = _positions(raw, layout, columns)
    if unknown := [name for name in columns if name not in at]:
        hint = nearest(plain(unknown[0]), [*map(plain, raw.names), *layout.positions])
        message = f"fill_down names '{unknown[0]}', and {raw.source} has no such column{hint}"
        raise unusable("fill_down_unknown", message, "Name a column of the file, or ours that it is mapped to.")
    if raw.merged:
        return _fill_merged(connection, raw, at, layout.positions.get(ID))
    table, person = raw.table, layout.positions.get(ID)
    others = ", ".join(f"c{each}" for each in range(len(raw.names)) if each != person)
    holds = f"coalesce({', '.join(filled_sql(cell) for cell in others.split(', '))}) IS NOT NULL" if others else "TRUE"
    id_cell = "NULL" if person is None else f"c{person}"
    if person in at.values():
        id_cell = f"CASE WHEN {holds} THEN last_value({filled_sql(id_cell)} IGNORE NULLS) OVER (ORDER BY row) END"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE whose AS SELECT row, {id_cell} AS person FROM {table}")
    if person in at.values():
        _require_first(connection, raw, holds)
    chosen, filled = list[str](), dict[str, str]()
    for place in range(len(raw.names)):
        cell, own = f"c{place}", filled_sql(f"c{place}")
        if place == person and place in at.values():
            cell = f"coalesce({own}, person)"
        elif place in at.values():
            cell = f"coalesce({own}, last_value({own} IGNORE NULLS) OVER (PARTITION BY person ORDER BY row))"
            cell = f"CASE WHEN person IS NULL THEN c{place} ELSE {cell} END"
        if place in at.values():
            filled[next(name for name, each in at.items() if each == place)] = f"{own} IS NULL AND {cell} IS NOT NULL"
        chosen.append(f"{cell} AS c{place}")
    rows = f"FROM {table} JOIN whose USING (row)"
    flags = ", ".join(f"{sql} AS f{number}" for number, sql in enumerate(filled.values()))
    counts = connection.execute(f"SELECT row, {flags} {rows} ORDER BY row").fetchall()
    made = remade(connection, raw, raw.names, f"SELECT row, {', '.join(chosen)} {rows} ORDER BY row")
    connection.execute("DROP TABLE whose")
    return made, [
        _finding(name, [int(row[0]) for row in counts if row[number + 1]], raw.source)
        for number, name in enumerate(filled)
    ]


def _fill_merged(connection: Engine, raw: Raw, at: Mapping[str, int], person: int | None) -> tuple[Raw, list[Finding]]:
    """Each cell of a merged range, in rows that hold something, with the value of its first; no other cell."""
    connection.execute("CREATE OR REPLACE TEMP TABLE ranges_merged (first BIGINT, last BIGINT, position INTEGER)")
    insert_rows(connection, "ranges_merged", raw.merged, "BIGINT", "BIGINT", "INTEGER")
    own = [filled_sql(f"file.c{place}") for place in range(len(raw.names))]
    holds = f"coalesce({', '.join(own)}) IS NOT NULL"
    joins, chosen = "", [f"file.c{place}" for place in range(len(raw.names))]
    for place in at.values():
        joins += (
            f" LEFT JOIN (SELECT unnest(range(ranges.first + 1, ranges.last + 1)) AS row, above.c{place} AS cell FROM "
            f"ranges_merged AS ranges JOIN {raw.table} AS above ON above.row = ranges.first WHERE position = {place}) "
            f"AS of{place} ON of{place}.row = file.row"
        )
        chosen[place] = f"CASE WHEN {holds} THEN coalesce({own[place]}, of{place}.cell) ELSE file.c{place} END"
    listed = ", ".join(f"{sql} AS c{place}" for place, sql in enumerate(chosen))
    findings = []
    for name, place in at.items():
        sql = (
            f"SELECT file.row FROM {raw.table} AS file{joins} WHERE {own[place]} IS NULL AND {holds} AND of{place}.cell"
        )
        rows = [int(row) for (row,) in connection.execute(f"{sql} IS NOT NULL ORDER BY 1").fetchall()]
        findings.append(_finding(name, rows, raw.source))
    if person is not None and person in at.values():
        sql = (
            f"SELECT count(*), min(file.row) FROM {raw.table} AS file{joins} WHERE {holds} AND {chosen[person]} IS NULL"
        )
        findings += _beside_merged(raw, *one_row(connection, sql))
    made = remade(
        connection, raw, raw.names, f"SELECT file.row, {listed} FROM {raw.table} AS file{joins} ORDER BY file.row"
    )
    connection.execute("DROP TABLE ranges_merged")
    return made, findings


def _beside_merged(raw: Raw, count: int, row: int) -> list[Finding]:
    """Rows without an id that are of no merged range: nothing says whose they are."""
    if not count:
        return []
    message = f"{counted(count, 'row')} of {raw.source} {agreed(count, 'has')} no id, merged or written"
    advice = "In a workbook with merged cells fill_down fills these alone. Write the id into each such row."
    return [Finding("warning", "fill_down_beside_merged", count, message, row, f"row {row}", advice, ID)]


def _finding(name: str, rows: Sequence[int], source: str) -> Finding:
    if not rows:
        message = f"fill_down names '{name}', and no cell of it in {source} had one above to repeat"
        return Finding(
            "warning", "fill_down_not_met", 1, message, advice="Leave the column out of fill_down.", column=name
        )
    cells = counted(len(rows), "empty cell")
    message = f"{cells} of {name} in {source} {agreed(len(rows), 'repeats')} the cell above"
    return Finding("note", "fill_down", len(rows), message, rows[0], f"row {rows[0]}", column=name)


def _require_first(connection: Engine, raw: Raw, holds: str) -> None:
    orphans = f"SELECT count(*), min(row) FROM {raw.table} JOIN whose USING (row) WHERE person IS NULL AND {holds}"
    count, row = one_row(connection, orphans)
    if count:
        message = f"{counted(int(count), 'row')} of {raw.source} {agreed(count, 'has')} no patient_id"
        advice = "No row above has one to repeat. Write the id into that row, or look whether header_row is right."
        message, row = f"{message}, from the first row on", int(row)
        raise unusable("fill_down_first", f"{message} (row {row})", advice, row=row)


def _positions(raw: Raw, layout: Layout, columns: Sequence[str]) -> Mapping[str, int]:
    """The columns to be filled, as they were named, with their positions."""
    plains = [plain(name) for name in raw.names]
    places = {name: layout.positions.get(plain(name)) for name in columns}
    theirs = {name: plains.index(plain(name)) for name in columns if plain(name) in plains}
    return theirs | {name: at for name, at in places.items() if at is not None}

"""Rows that are no records: titles above the names, and totals among or below the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from isostats.doors import toml_text
from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.findings import Finding
from isostats.records.raw import Ragged, Raw, no_such_row
from isostats.records.schema import BLANK
from isostats.records.shapes.remaking import filled_sql, plain_sql, remade
from isostats.words.numbers import counted


def named_by_row(connection: Engine, raw: Raw, header_row: int) -> Raw:
    """The rows below a row that has the names, where a frame or an export took another one for it.

    Raises Unusable where there is no such row, or nothing in it.
    """
    if raw.header_row == header_row:
        return raw
    cells = ", ".join(f"c{at}" for at in range(len(raw.names)))
    held = connection.execute(f"SELECT {cells} FROM {raw.table} WHERE row = ?", [header_row]).fetchone()
    last = one_row(connection, f"SELECT max(row) FROM {raw.table}")[0]
    if not any(cell and cell.strip(BLANK) for cell in held or ()):
        raise no_such_row(header_row, raw.source, int(last))
    names = ["" if cell is None else str(cell) for cell in held or ()]
    below = f"SELECT row, {cells} FROM {raw.table} WHERE row > {header_row} ORDER BY row"
    return replace(remade(connection, raw, names, below), header_row=header_row)


def without_totals(connection: Engine, raw: Raw, words: Sequence[str]) -> tuple[Raw, list[Finding]]:
    """The rows but those whose first filled cell is one of the words, in capital letters or small, with a colon or
    without; a finding tells which these are, or that a word is nowhere."""
    cells = [f"c{at}" for at in range(len(raw.names))]
    lead = plain_sql(f"coalesce({', '.join(map(filled_sql, cells))})")
    wanted = {word.strip(BLANK + ":").lower(): word for word in words}
    is_total = f"coalesce({lead} IN ({', '.join(map(literal, wanted))}), FALSE)"
    rows = f"SELECT row, {lead} AS word FROM {raw.table} WHERE {is_total} ORDER BY row"
    totals = [(int(row), str(word)) for row, word in connection.execute(rows).fetchall()]
    ragged = [(bad.row, word) for bad in raw.ragged if (word := _lead(bad)) in wanted]
    findings = [
        Finding(
            "warning", "total_rows_not_met", 1, f"total_rows names '{word}', and no row of {raw.source} begins with it",
            advice="Write it as the first filled cell of the row has it.",
        )
        for each, word in wanted.items() if each not in {word for _, word in totals + ragged}
    ]  # fmt: skip
    if totals:
        select = f"SELECT row, {', '.join(cells)} FROM {raw.table} WHERE NOT {is_total} ORDER BY row"
        raw = remade(connection, raw, raw.names, select)
    if both := sorted(totals + ragged):
        of_totals = {row for row, _ in ragged}
        raw = replace(raw, ragged=tuple(bad for bad in raw.ragged if bad.row not in of_totals))
        row, word = both[0]
        message = f"{counted(len(both), 'row')} of {raw.source} left out as {'a total' if len(both) == 1 else 'totals'}"
        example = f"row {row}, {toml_text(wanted[word])}"
        findings.append(Finding("note", "total_rows", len(both), message, row, example))
    return raw, findings


def _lead(bad: Ragged) -> str:
    return next((text for cell in bad.cells if (text := cell.strip(BLANK))), "").strip(BLANK + ":").lower()

"""A raw table made anew: other rows or columns, the same texts, and every row with the number it has in the file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from isostats.engines.embedded import Engine, count_rows, literal
from isostats.records.cell_sql import trimmed
from isostats.records.raw import Raw
from isostats.records.schema import BLANK


def remade(connection: Engine, raw: Raw, names: Sequence[str], select: str) -> Raw:
    """The rows that ``select`` makes of ``raw.table`` (row, c0, c1 ... in the order of ``names``) in its place.

    Nothing of it has a type any more; what was known of a column by its name is kept.
    """
    table = raw.table
    connection.execute(f"CREATE OR REPLACE TABLE {table}_remade AS {select}")
    connection.execute(f"DROP VIEW {table}; DROP TABLE IF EXISTS {table}_text")
    connection.execute(f"ALTER TABLE {table}_remade RENAME TO {table}_text")
    connection.execute(f"CREATE VIEW {table} AS SELECT * FROM {table}_text")

    def kept(of: Collection[int]) -> list[int]:
        known = {raw.names[at] for at in of if at < len(raw.names)}
        return [at for at, name in enumerate(names) if name in known]

    return replace(
        raw, names=tuple(names), rows=count_rows(connection, f"{table}_text"), types={},
        single=kept(raw.single), worded=kept(raw.worded),
    )  # fmt: skip


def filled_sql(cell: str) -> str:
    """SQL for a cell without blanks around it, NULL where nothing is in it."""
    return f"nullif({trimmed(cell)}, '')"


def plain_sql(text: str) -> str:
    """SQL for a text in small letters, without blanks or a colon at its ends."""
    return f"lower(trim({text}, {literal(BLANK + ':')}))"

"""What a rule filled in where the file has nothing: those values are used, and count as missing all the same."""

from __future__ import annotations

from isostats.engines.embedded import Engine, one_row
from isostats.records.loaded import Loaded

FILLED = "CREATE TABLE {t}_filled_{column} AS SELECT row FROM {t}_typed AS typed WHERE {where}"
KEPT = """SELECT count(*) FROM {t}_typed WHERE {column} IS NOT NULL AND row IN (SELECT row FROM {t}_filled_{column})
AND row NOT IN (SELECT row FROM {t}_aside)"""


def remember_filled(connection: Engine, loaded: Loaded, column: str, where: str) -> None:
    """Keep in which rows a column is about to be filled in."""
    connection.execute(FILLED.format(t=loaded.table, column=column, where=where))
    loaded.reading.filled.add(column)


def filled_of_kept(connection: Engine, loaded: Loaded) -> dict[str, int]:
    """In how many of the kept rows a column was filled in, by column."""
    filled = sorted(loaded.reading.filled)
    return {column: int(one_row(connection, KEPT.format(t=loaded.table, column=column))[0]) for column in filled}

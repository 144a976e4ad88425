"""Prescriptions that may be filled several times, taken for fills: of a course of four months one would be left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isostats.engines.embedded import Engine, one_row
from isostats.records.drugs import fold
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.shapes.remaking import filled_sql
from isostats.words.numbers import count_text, counted

WORDS = "repeats?|refills?|renewals?|wiederholung(en)?|renouvellements?|repeticiones|herhaling(en)?"
REPEATS = re.compile(rf"\b({WORDS})\b")
SOON, SELDOM, LEAST = 75, 0.2, 20
"""Days to the next row of a person that would be a repeat, the share of rows with one where none is, and rows looked at
at least."""
FOLLOWED = """SELECT count(*) FILTER (repeats > 0), count(*), count(*) FILTER (repeats > 0 AND next - day <= {soon})
FROM (SELECT typed.dispense_date AS day, TRY_CAST({cell} AS DOUBLE) AS repeats,
             lead(typed.dispense_date) OVER (PARTITION BY typed.person ORDER BY typed.dispense_date) AS next
      FROM {t}_typed AS typed JOIN {t} AS file ON file.row = typed.row) AS rows_of"""
ADVICE = (
    "Hand over what was dispensed. Where only prescriptions are known, multiply days_supply and quantity by one more "
    "than the repeats in the file, and leave that column out."
)


def unread_repeats(connection: Engine, fills: Loaded) -> Iterator[Finding]:
    """The error that most rows may be filled again, by a column that is not read, and hardly any is followed soon."""
    ours = {*fills.layout.positions.values()}
    for at, name in enumerate(fills.raw.names):
        if at in ours or not REPEATS.search(fold(name)):
            continue
        sql = FOLLOWED.format(t=fills.table, cell=filled_sql(f"file.c{at}"), soon=SOON)
        repeated, rows, followed = map(int, (each or 0 for each in one_row(connection, sql)))
        if rows < LEAST or 2 * repeated <= rows or followed > SELDOM * repeated:
            continue
        message = (
            f"{count_text(repeated)} of {counted(rows, 'row')} of {fills.raw.source} may be filled again, as "
            f"'{name.strip()}' says, and is read as one fill; {count_text(followed)} are followed by another soon"
        )
        yield Finding("error", "unread_repeats", repeated, message, advice=ADVICE, column=name.strip())

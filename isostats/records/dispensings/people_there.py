"""People whose fills were stitched where they live, and have no row here: one row per person stands for them.

Tables made: ``staying`` (person, fills, days, first_day, last_day), and of what became of them
``staying_lost`` (person, fate, fills, days) and ``staying_kept``. They are empty unless a study asks for it.
"""

from __future__ import annotations

from isostats.engines.embedded import Engine, one_row

NOBODY = """CREATE OR REPLACE TABLE staying
(person INTEGER, fills BIGINT, days BIGINT, first_day INTEGER, last_day INTEGER)"""

NONE_LOST = """CREATE OR REPLACE TABLE staying_lost (person INTEGER, fate VARCHAR, fills BIGINT, days BIGINT)"""

# Nothing but the washout takes them: all else that leaves fills out was looked at before.
UNWASHED = """CREATE OR REPLACE TABLE staying_lost AS
SELECT person, 'no_washout' AS fate, fills, days FROM staying SEMI JOIN unwashed USING (person)"""

KEPT = "CREATE OR REPLACE VIEW staying_kept AS SELECT * FROM staying ANTI JOIN staying_lost USING (person)"

FIRST = """SELECT person_id FROM dispensings_file_ids
WHERE person = (SELECT min(person) FROM staying_lost WHERE fate = ?)"""


def nobody_stays(connection: Engine) -> None:
    """Make the tables, all empty."""
    for statement in (NOBODY, NONE_LOST, KEPT):
        connection.execute(statement)


def lose_staying(connection: Engine) -> None:
    """People who fail the washout leave with all their fills (needs ``unwashed``)."""
    connection.execute(UNWASHED)
    connection.execute(KEPT)  # beside it: a view looks in its own namespace first


def first_lost(connection: Engine, fate: str) -> str:
    """The first of these people whom a rule has left out, in the words of an example."""
    return f"patient {one_row(connection, FIRST, [fate])[0]}"

"""Persons as whole numbers: they sort and join faster than texts, and stand in the order of the ids.

Ids that are all plain whole numbers are in order of number, else all are in order of text.
"""

from __future__ import annotations

from isostats.engines.embedded import Engine, one_row

HIGHEST = 2**31 - 1

# 7 is plain; 007, +7 and -7 are texts.
PLAIN = (
    "SELECT bool_and(coalesce(CAST(TRY_CAST(person_id AS INTEGER) AS VARCHAR) = person_id, FALSE) "
    "AND NOT starts_with(person_id, '-')) FROM {ids}_named"
)
NUMBERED = """CREATE OR REPLACE TABLE {ids} AS
SELECT person_id, CAST(row_number() OVER () AS INTEGER) AS person
FROM (SELECT person_id FROM {ids}_named ORDER BY {order}) AS sorted"""


ONCE = """SELECT CAST(person AS VARCHAR) AS person_id, person
FROM (SELECT DISTINCT {person} AS person FROM {table}) AS named WHERE person IS NOT NULL"""


def number_persons(connection: Engine, ids: str, named: str) -> None:
    """Make ``ids`` (person_id, person) of the query ``named``, which gives each id once, as the text person_id."""
    connection.execute(f"CREATE OR REPLACE TABLE {ids}_named AS {named}")
    plain = one_row(connection, PLAIN.format(ids=ids))[0]
    order = "CAST(person_id AS INTEGER)" if plain else "person_id"
    connection.execute(NUMBERED.format(ids=ids, order=order))
    connection.execute(f"DROP TABLE {ids}_named")


def take_numbers(connection: Engine, ids: str, key: str, table: str) -> bool:
    """Make ``ids`` of a column of whole numbers, each person being the number itself; False where they do not fit.

    It is a view, since finding each number once costs least in a sorted table: see :func:`settle_numbers`.
    """
    low, high = one_row(connection, f"SELECT min({key}), max({key}) FROM {table}")
    if low is None or low < 0 or high > HIGHEST:
        return False
    connection.execute(f"CREATE OR REPLACE VIEW {ids} AS {ONCE.format(person=f'CAST({key} AS INTEGER)', table=table)}")
    return True


def settle_numbers(connection: Engine, ids: str, table: str) -> None:
    """Make a table of ``ids`` where it is still a view; ``table`` has the same people in its column person."""
    if one_row(connection, "SELECT count(*) FROM duckdb_views() WHERE view_name = ?", [ids])[0]:
        connection.execute(f"DROP VIEW {ids}")
        connection.execute(f"CREATE TABLE {ids} AS {ONCE.format(person='person', table=table)}")

"""Whose fills the clean-up has to look at among the people of a database, and whose stay where they are.

The database says so of most; what it does not see is looked at here, person by person: faults in other files, death and
birth, stretches of observation, ids with blanks around them. Tables made: ``people_there`` (one row per id as it is
written; see :func:`.people_sql`), and from it ``staying``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from isostats.engines.database import Database
from isostats.engines.embedded import WHOLE, Engine, literal, one_row
from isostats.records.database_tables import Part
from isostats.records.dispensings.fill_findings import other_faults
from isostats.records.dispensings.observation import make_periods
from isostats.records.dispensings.persons import make_persons
from isostats.records.dispensings.reading import IDS, Files
from isostats.records.faults import ragged_faults
from isostats.records.person_ids import as_chosen, number_persons
from isostats.records.schema import BLANK
from isostats.records.stitching.plain_people import FillsTable, PlainRule, listed, people_sql

PIECE = 10_000  # ids in one condition

PEOPLE_KINDS = {"odd": "INTEGER", "fills": "BIGINT", "days": "BIGINT", "first_day": "INTEGER", "last_day": "INTEGER",
                "placed": "BIGINT", "dosed": "BIGINT"}  # fmt: skip

NAMED = """SELECT DISTINCT {named} AS person_id FROM people_there WHERE {named} <> ''"""

# Who is odd for a reason that the database does not see. Bridging longer holes only joins stretches: fills within one
# of the shortest bridge are within one of any.
JUDGED = """CREATE OR REPLACE TABLE judged AS
SELECT there.*, ids.person, CAST(there.person_id AS VARCHAR) AS written,
       there.odd = 1 OR ids.person IS NULL OR COALESCE(written <> ids.person_id, FALSE)
       OR count(*) OVER (PARTITION BY ids.person) > 1 OR COALESCE(there.last_day > persons.death, FALSE)
       OR COALESCE({year} < persons.birth_year, FALSE) OR ids.person IN (SELECT person FROM troubled){unseen}
           AS odd_here
FROM people_there AS there
LEFT JOIN {ids} AS ids ON ids.person_id = {named}
LEFT JOIN persons ON persons.person = ids.person {seen}"""
UNSEEN = " OR periods.stretch IS NULL"
SEEN = """LEFT JOIN periods ON periods.person = ids.person
     AND there.first_day >= periods.start AND there.last_day <= periods."end\""""

STAYING = """INSERT INTO staying
SELECT person, fills, days, first_day, last_day FROM judged WHERE NOT odd_here"""

DIGEST = """SELECT count(*), CAST(sum(hashed) AS VARCHAR), CAST(bit_xor(hashed) AS VARCHAR) FROM (
    SELECT hash(written, fills, days, CAST(first_day AS BIGINT), CAST(last_day AS BIGINT), placed, dosed) AS hashed
    FROM judged WHERE NOT odd_here)"""


def ask_for_people(engine: Engine, database: Database, fills: FillsTable, plain: PlainRule, ids: str) -> None:
    """Make ``people_there``, one row per id as it is written, and number the persons; ``ids`` is how the study wants
    them."""
    database.copy(people_sql(fills, plain), {"person_id": fills.id_kind, **PEOPLE_KINDS}, "people_there")
    number_persons(engine, IDS, NAMED.format(named=_named("person_id", ids)))


def _named(column: str, ids: str) -> str:
    return as_chosen(f"trim(CAST({column} AS VARCHAR), {literal(BLANK)})", ids)


def part_to_read(engine: Engine, files: Files, fills: FillsTable, plain: PlainRule, ids: str) -> Part:
    """Make ``staying``; what is to be read are the fills of all others.

    ``files`` are the others, with the columns of the dispensings; needs ``people_there``.
    """
    observed = files.has("observation")
    _make_troubled(engine, files)
    if observed:
        make_periods(engine, 0)
    engine.execute(
        JUDGED.format(
            year="NULL" if files.days else "EXTRACT(YEAR FROM DATE '1970-01-01' + there.first_day)",
            ids=IDS,
            named=_named("there.person_id", ids),
            unseen=UNSEEN if observed else "",
            seen=SEEN if observed else "",
        )
    )
    engine.execute(STAYING)
    count, total, parity = one_row(engine, DIGEST)
    digest = hashlib.sha256(repr((count, total, parity)).encode()).hexdigest()
    count = one_row(engine, "SELECT COALESCE(sum(fills), 0) FROM staying")[0]
    part = Part(tuple(_conditions(engine, fills, plain)), int(count), digest)
    for table in ("judged", "people_there", "troubled"):
        engine.execute(f"DROP TABLE {table}")
    return part


def _make_troubled(engine: Engine, files: Files) -> None:
    """Make ``troubled``, the people with a fault in another file (and ``persons``, which the faults need)."""
    make_persons(engine, files)
    faults = [*files.faults, *other_faults(engine, files)[0]]
    for label, loaded in files.loaded.items():
        faults += ragged_faults(loaded) if label != "dispensings" else []
    rows = [f"SELECT person FROM ({fault.rows_sql}) AS rows_of" for fault in faults]
    listed_rows = " UNION ".join([*rows, "SELECT CAST(NULL AS INTEGER) AS person"])
    engine.execute(
        f"CREATE OR REPLACE TABLE troubled AS SELECT DISTINCT person FROM ({listed_rows}) AS people "
        "WHERE person IS NOT NULL"
    )


def _conditions(engine: Engine, fills: FillsTable, plain: PlainRule) -> Iterator[str]:
    """SQL conditions of the fills to be read: a fill fulfils one of them, or none."""
    person = fills.person
    odd, nobody = one_row(
        engine,
        "SELECT count(*) FILTER (odd = 1 AND person_id IS NOT NULL), count(*) FILTER (person_id IS NULL) FROM judged",
    )
    if odd:
        yield f"{person} IN (SELECT person_id FROM ({people_sql(fills, plain)}) AS people WHERE odd = 1)"
    if nobody:
        yield f"{person} IS NULL"
    written = engine.execute(
        "SELECT written FROM judged WHERE odd = 0 AND odd_here AND person_id IS NOT NULL ORDER BY written"
    ).fetchall()
    ids = [str(each) for (each,) in written]
    for first in range(0, len(ids), PIECE):
        some = ids[first : first + PIECE]
        yield f"{person} IN ({', '.join(some) if fills.id_kind in WHOLE else listed(fills.dialect, some)})"

"""What became of every fill: persons set aside for a fault, the flow of counts, the lineage, the rows listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.dispensings.reading import Files
from isostats.records.faults import Fault, ragged_rows
from isostats.records.input_tables.dispensings import FATE_ORDER, FATES, LONGEST_SUPPLY, OTHER_FILE, UNREADABLE
from isostats.records.loaded import Loaded
from isostats.records.setting_aside import FlowStep, rows_as_written

if TYPE_CHECKING:
    import pandas as pd

SET_ASIDE = {rule.id for rule in FATES if rule.severity == "error"} | {UNREADABLE, OTHER_FILE, "no_observation"}

# A person with a fault leaves whole: one impossible row makes the others doubtful too.
ASIDE = """INSERT INTO fates
SELECT remaining.row, remaining.person, COALESCE(own.fate, aside.fate),
       CASE WHEN own.fate IS NULL AND aside.file = 'dispensings' THEN aside.row END
FROM remaining
LEFT JOIN (SELECT row, arg_min(fate, rank) AS fate FROM faulty WHERE file = 'dispensings' GROUP BY row) AS own
       ON own.row = remaining.row
LEFT JOIN (SELECT person, arg_min(fate, rank) AS fate, arg_min(file, rank) AS file, arg_min(row, rank) AS row
           FROM faulty WHERE person IS NOT NULL GROUP BY person) AS aside ON aside.person = remaining.person
WHERE own.fate IS NOT NULL OR aside.fate IS NOT NULL"""

RAGGED = "INSERT INTO fates SELECT row, person, 'ragged_row', NULL FROM ({ragged}) AS ragged"

LINEAGE = """CREATE OR REPLACE VIEW lineage AS
SELECT fills.row, ids.person_id, fills.day, supplied.supply AS days_supply, supplied.supply_source, supplied.dose_mg,
       fill_courses.course, COALESCE(fates.fate, 'in_course') AS reason, fates.other_row
FROM (SELECT row, person, day FROM fills
      UNION ALL SELECT ragged.row, named.person, NULL FROM dispensings_file_ragged AS ragged  -- no fill, but a row
                LEFT JOIN dispensings_file_ids AS named ON named.person_id = ragged.person_id) AS fills
LEFT JOIN dispensings_file_ids AS ids ON ids.person = fills.person
LEFT JOIN supplied ON supplied.row = fills.row
LEFT JOIN fill_courses ON fill_courses.row = fills.row
LEFT JOIN fates ON fates.row = fills.row"""

# People leave with their last fill.
LOST = """WITH ranked AS (
    SELECT fates.fate, orders.rank, fates.person,
           -- of an absurd supply no more than the longest counts
           COALESCE(supplied.supply, CASE WHEN fills.days_supply > {longest} THEN {longest}
               WHEN fills.days_supply > 0 THEN CAST(fills.days_supply AS INTEGER) END, 0) AS days, 1 AS rows
    FROM fates JOIN orders ON orders.fate = fates.fate
    LEFT JOIN fills ON fills.row = fates.row LEFT JOIN supplied ON supplied.row = fates.row
    UNION ALL
    SELECT lost.fate, orders.rank, lost.person, lost.days, lost.fills
    FROM staying_lost AS lost JOIN orders ON orders.fate = lost.fate
),
leaving AS (SELECT person, max(rank) AS rank FROM ranked ANTI JOIN kept_courses USING (person)
            WHERE person IS NOT NULL GROUP BY person)
SELECT lost.fate, lost.rows, COALESCE(people.patients, 0), lost.days
FROM (SELECT fate, rank, sum(rows) AS rows, sum(days) AS days FROM ranked GROUP BY fate, rank) AS lost
LEFT JOIN (SELECT rank, count(*) AS patients FROM leaving GROUP BY rank) AS people ON people.rank = lost.rank
ORDER BY lost.rank"""

KEPT = """SELECT count(*) + (SELECT COALESCE(sum(fills), 0) FROM staying_kept),
       (SELECT count(*) FROM kept_courses WHERE course = 1),
       COALESCE(sum(supply), 0) + (SELECT COALESCE(sum(days), 0) FROM staying_kept)
FROM supplied ANTI JOIN fates USING (row)"""


@dataclass(frozen=True)
class FillStep(FlowStep):
    """A step of the flow with the days of supply in it. Steps: ``dispensings read``; ``set aside`` and ``left out``
    by rule (``patients`` are those whose last fill leaves there); ``kept``; ``courses``."""

    days: int = 0


def set_aside(connection: Engine, dispensings: Loaded, faults: Sequence[Fault]) -> None:
    """Give every fill of a faulty person its fate; ragged rows have theirs in any case."""
    connection.execute(
        "CREATE OR REPLACE TABLE faulty (file VARCHAR, row BIGINT, person INTEGER, fate VARCHAR, rank INT)"
    )
    for fault in faults:
        fate = fault.finding.rule if fault.finding.rule in FATE_ORDER else UNREADABLE
        if fault.file != "dispensings":
            fate = OTHER_FILE
        connection.execute(
            f"INSERT INTO faulty SELECT {literal(fault.file)}, row, person, {literal(fate)}, {FATE_ORDER.index(fate)} "
            f"FROM ({fault.rows_sql}) AS rows_of"
        )
    connection.execute(ASIDE)
    connection.execute(RAGGED.format(ragged=ragged_rows(dispensings)))


def flow_of(connection: Engine) -> list[FillStep]:
    """Fills, people and days: read, lost by rule, kept; they add up. Then the courses."""
    order = ", ".join(f"({literal(fate)}, {rank})" for rank, fate in enumerate(FATE_ORDER))
    connection.execute("CREATE OR REPLACE TABLE orders (fate VARCHAR, rank INTEGER)")
    connection.execute(f"INSERT INTO orders VALUES {order}")
    steps = [
        FillStep("set aside" if fate in SET_ASIDE else "left out", fate, int(rows), int(people), int(days))
        for fate, rows, people, days in connection.execute(LOST.format(longest=LONGEST_SUPPLY)).fetchall()
    ]
    kept = FillStep("kept", "", *map(int, one_row(connection, KEPT)))
    rows, people, days = (sum(getattr(step, name) for step in (*steps, kept)) for name in ("rows", "patients", "days"))
    courses = one_row(connection, "SELECT count(*), count(*) FILTER (course = 1), sum(days_covered) FROM kept_courses")
    return [
        FillStep("dispensings read", "", rows, people, days),
        *steps,
        kept,
        FillStep("courses", "", int(courses[0]), int(courses[1]), int(courses[2] or 0)),
    ]


def set_aside_frame(connection: Engine, files: Files, *, empty: bool = False) -> pd.DataFrame:
    """The dispensings of people who were set aside, as in the file, with ``file``, ``row`` and ``reason``.

    ``empty`` gives the columns without looking for the rows.
    """
    fates = ", ".join(map(literal, sorted(SET_ASIDE)))
    where = "FALSE" if empty else f"fate IN ({fates})"
    rows = f"SELECT row, fate AS reason FROM fates WHERE {where}"
    return rows_as_written(connection, files.loaded["dispensings"], rows)

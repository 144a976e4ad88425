"""Later treatments beside their patients' other rows: which lie outside observation, or long before it."""

from __future__ import annotations

from dataclasses import replace

from isostats.engines.embedded import Engine, one_row
from isostats.records.dispensings.fill_words import row_finding
from isostats.records.dispensings.observation import make_periods
from isostats.records.dispensings.reading import Files
from isostats.records.faults import Fault
from isostats.records.findings import Finding
from isostats.records.input_tables.declaration import Rule
from isostats.records.input_tables.treatments import (
    BEFORE,
    ELSEWHERE,
    LEAST_JUDGED,
    LONG_BEFORE,
    MOST_OUTSIDE,
    OUTSIDE,
)
from isostats.words.numbers import count_text, counted

LABEL, TABLE = "treatments", "treatments_file_typed"
BRIDGED = 31  # days without observation that are no hole, as for courses

JUDGED = "person IS NOT NULL AND date IS NOT NULL AND kind NOT IN ('isotretinoin', 'death')"
OBSERVED = f"""CREATE OR REPLACE TABLE treatments_seen AS
SELECT typed.row, typed.person,
       NOT bool_or(COALESCE(typed.date BETWEEN periods.start AND periods."end", FALSE)) AS away
FROM {TABLE} AS typed JOIN periods ON periods.person = typed.person
LEFT JOIN deaths ON deaths.person = typed.person
WHERE typed.{JUDGED.replace(" AND ", " AND typed.")} AND NOT COALESCE(typed.date > deaths.death, FALSE)
GROUP BY typed.row, typed.person"""
UNOBSERVED = f"""CREATE OR REPLACE TABLE treatments_seen AS
SELECT typed.row, typed.person, typed.date < firsts.day - {LONG_BEFORE} AS away
FROM {TABLE} AS typed JOIN (SELECT person, min(day) AS day FROM (
    SELECT person, day FROM remaining UNION ALL SELECT person, first_day FROM staying) AS all_fills GROUP BY person
) AS firsts ON firsts.person = typed.person WHERE typed.{JUDGED.replace(" AND ", " AND typed.")}"""
SEEN = "SELECT count(*), count(*) FILTER (away), min(row) FILTER (away) FROM treatments_seen"


def away_treatments(connection: Engine, files: Files) -> list[Fault]:
    """Treatments outside every observation period of their patient: nearly all of them are an error."""
    make_periods(connection, BRIDGED)
    connection.execute(OBSERVED)
    connection.execute("DROP TABLE periods")  # bridged as a study wants it, they are made again
    total, away, row = one_row(connection, SEEN)
    if not away:
        return []
    rule = ELSEWHERE if _nearly_all(away, total) else OUTSIDE
    finding = _counted(connection, files, rule, (total, away, row), "of observed patients")
    return [Fault(finding, LABEL, "SELECT row, person FROM treatments_seen WHERE away")]


def treatments_long_before(connection: Engine, files: Files) -> list[Finding]:
    """Without an observation table: a warning where nearly all treatments are long before the first dispensing."""
    connection.execute(UNOBSERVED)
    total, away, row = one_row(connection, SEEN)
    if not _nearly_all(away, total):
        return []
    return [_counted(connection, files, BEFORE, (total, away, row), "of these patients")]


def _nearly_all(away: int, total: int) -> bool:
    return total >= LEAST_JUDGED and away > MOST_OUTSIDE * total


def _counted(connection: Engine, files: Files, rule: Rule, seen: tuple[int, int, int], whose: str) -> Finding:
    total, away, row = seen
    source = files.loaded[LABEL].raw.source
    finding = row_finding(connection, files, rule, away, row, LABEL)
    verb = rule.one if away == 1 else rule.many
    return replace(finding, message=f"{count_text(away)} of {counted(total, 'treatment')} {whose} in {source} {verb}")

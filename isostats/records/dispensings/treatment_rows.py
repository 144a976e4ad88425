"""Later treatments beside their patients' other rows: which are taken back by a reversal, and which lie elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from isostats.engines.embedded import Engine, one_row
from isostats.records.checking import Fault
from isostats.records.dispensings.observing import make_periods
from isostats.records.dispensings.reading import Files
from isostats.records.dispensings.reversals import Claim, match_reversals
from isostats.records.dispensings.row_words import row_finding
from isostats.records.dispensings.treatment_rules import (
    BEFORE,
    ELSEWHERE,
    LEAST_JUDGED,
    LONG_BEFORE,
    MOST_OUTSIDE,
    NOTHING_TO_TAKE_BACK,
    OUTSIDE,
    TAKEN_BACK,
)
from isostats.records.findings import Finding
from isostats.records.rule_form import Rule
from isostats.words.numbers import counted

LABEL, TABLE = "treatments", "treatments_file_typed"
BRIDGED = 31  # days without observation that are no hole, as for courses

# A quantity is a text of any unit; only its sign and the number that it begins with tell something.
NUMBER = "TRY_CAST(regexp_extract(replace(replace(quantity, ',', '.'), '−', '-'), '^-?[0-9.]+') AS DOUBLE)"
REVERSED = f"""WITH rows_of AS (
    SELECT row, person, concat_ws('|', kind, code) AS product, date, days_supply,
           {NUMBER} AS quantity
    FROM {TABLE} WHERE person IS NOT NULL AND date IS NOT NULL AND kind IS NOT NULL AND kind <> 'isotretinoin')
SELECT person, product, row, date, days_supply, quantity
FROM rows_of SEMI JOIN (SELECT person, product FROM rows_of WHERE days_supply < 0 OR quantity < 0) AS reversals
     ON rows_of.person = reversals.person AND rows_of.product = reversals.product
ORDER BY person, product, date, row"""

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


def take_back_treatments(connection: Engine, files: Files) -> list[Finding]:
    """Reversals (a negative days_supply or quantity) leave the treatments with what they take back, and are told."""
    grouped: dict[tuple[int, str], list[Claim]] = {}
    for person, product, row, day, supply, quantity in connection.execute(REVERSED).fetchall():
        grouped.setdefault((person, product), []).append(Claim(row, day, supply, quantity, None))
    matched = [match_reversals(claims) for claims in grouped.values()]
    pairs = [pair for found, _ in matched for pair in found]
    alone = [row for _, rows in matched for row in rows]
    told = [(TAKEN_BACK, [row for row, _ in pairs]), (NOTHING_TO_TAKE_BACK, alone)]
    findings = [row_finding(connection, files, rule, len(rows), min(rows), LABEL) for rule, rows in told if rows]
    _leave(connection, [row for pair in pairs for row in pair] + alone)
    return findings


def _leave(connection: Engine, rows: Sequence[int]) -> None:
    import pandas as pd

    if rows:
        connection.register("given_rows", pd.DataFrame({"row": rows}))
        connection.execute(f"DELETE FROM {TABLE} WHERE row IN (SELECT row FROM given_rows)")
        connection.unregister("given_rows")


def away_treatments(connection: Engine, files: Files) -> list[Fault]:
    """Treatments outside every observation period of their patient: nearly all of them are an error."""
    make_periods(connection, BRIDGED)
    connection.execute(OBSERVED)
    connection.execute("DROP TABLE periods")  # bridged as a study wants it, they are made again
    total, away, row = one_row(connection, SEEN)
    if not away:
        return []
    rule = ELSEWHERE if _nearly_all(away, total) else OUTSIDE
    finding = _told(connection, files, rule, (total, away, row), "of observed patients")
    return [Fault(finding, LABEL, "SELECT row, person FROM treatments_seen WHERE away")]


def treatments_long_before(connection: Engine, files: Files) -> list[Finding]:
    """Without an observation table: a warning where nearly all treatments are long before the first dispensing."""
    connection.execute(UNOBSERVED)
    total, away, row = one_row(connection, SEEN)
    if not _nearly_all(away, total):
        return []
    return [_told(connection, files, BEFORE, (total, away, row), "of these patients")]


def _nearly_all(away: int, total: int) -> bool:
    return total >= LEAST_JUDGED and away > MOST_OUTSIDE * total


def _told(connection: Engine, files: Files, rule: Rule, seen: tuple[int, int, int], whose: str) -> Finding:
    total, away, row = seen
    source = files.loaded[LABEL].raw.source
    finding = row_finding(connection, files, rule, away, row, LABEL)
    verb = rule.one if away == 1 else rule.many
    return replace(finding, message=f"{away:,} of {counted(total, 'treatment')} {whose} in {source} {verb}")

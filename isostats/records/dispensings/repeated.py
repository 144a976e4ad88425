"""Rows that repeat each other (the same row again, one fill written twice, another weight) or take others back."""

from __future__ import annotations

from isostats.engines.embedded import Engine, count_rows, insert_rows, one_row
from isostats.records.dispensings.fill_findings import row_finding
from isostats.records.dispensings.input_files import Files
from isostats.records.findings import Finding
from isostats.records.input_tables.dispensings import EQUAL_LEAST, EQUAL_SHARE, MANY_EQUAL
from isostats.records.input_tables.later_treatments import NOTHING_TO_TAKE_BACK, TAKEN_BACK
from isostats.records.loaded import Loaded
from isostats.records.taken_back import OF_FILLS, REVERSES, matched, of_treatments
from isostats.words.numbers import agreed, count_text, counted, number_text

# First the people's days with several rows (neighbours, since ``fills`` is in order), then rows that look alike, then
# their texts in every column.
PERSON_DAY = "CAST(person AS BIGINT) * 4294967296 + day"
REPEATED = f"""CREATE OR REPLACE TABLE repeated AS
SELECT DISTINCT {PERSON_DAY} AS person_day
FROM (SELECT person, day, lag(person) OVER () AS person_before, lag(day) OVER () AS day_before FROM fills
      WHERE person IS NOT NULL AND day IS NOT NULL) AS neighbours
WHERE day = day_before AND person = person_before"""
# Rows that are the same as an earlier one of their day: how many a reversal of that day may be of, and the first.
COPIES = """CREATE OR REPLACE TEMP TABLE copies AS
WITH several AS (SELECT row, person, claim_id, hash({at}, days_supply, strength_mg, quantity) AS look,
                        hash({at}, abs(days_supply), strength_mg, abs(quantity), code, drug) AS sum,
                        {reverses} AS reverses
                 FROM remaining SEMI JOIN repeated ON {at} = repeated.person_day),
     sums AS (SELECT sum, count(*) FILTER (reverses) AS back FROM several GROUP BY sum),
     suspects AS (SELECT row, person, claim_id, sum, reverses FROM several SEMI JOIN
                  (SELECT look FROM several GROUP BY look HAVING count(*) > 1) AS looks USING (look)),
     times AS (SELECT file.row, suspects.person, suspects.claim_id, suspects.sum, reverses,
                      row_number() OVER alike AS time, min(file.row) OVER alike AS first
               FROM {t} AS file JOIN suspects ON suspects.row = file.row
               WINDOW alike AS (PARTITION BY {cells} ORDER BY file.row))
SELECT row, person, claim_id, reverses, time, first, back FROM times JOIN sums ON sums.sum = times.sum WHERE time > 1"""
# The same row again is a copy of it, but where one is taken back: paid, taken back and billed again is one fill. Of one
# claim it is a copy in any case.
DUPLICATES = """INSERT INTO fates
SELECT row, person, 'duplicate_fill', first FROM copies
WHERE NOT reverses AND time > CASE WHEN claim_id IS NULL THEN 1 + back ELSE 1 END{which}"""
OF_ONE_CLAIM = " AND claim_id IS NOT NULL"
# Of a reversal it depends on the fills that stand then.
REVERSALS_ALIKE = "CREATE OR REPLACE TEMP TABLE reversals_alike AS SELECT row, first FROM copies WHERE reverses"
COPIED = "SELECT count(*), min(row) FROM fates WHERE fate = 'duplicate_fill'"
MANY_ALIKE = "packs_of_one_day"
"""The rule of the warning that so many dispensings are like another of their day that they may be packs."""
NONE_ALIKE = "CREATE OR REPLACE TEMP TABLE reversals_alike (row BIGINT, first BIGINT)"

PRODUCT = "concat_ws(' ', code, drug)"
# One strength and quantity on one day is alike by any name; where either is not known, name and supply must agree too.
PARTLY = f"""CASE WHEN strength_mg IS NULL OR quantity IS NULL
        THEN concat_ws('|', CAST(days_supply AS VARCHAR), {PRODUCT}) END"""
ALIKE = f"""WITH alike AS (
    SELECT person, min(row) AS first, max(row) AS last, count(*) - 1 AS again,
           CASE WHEN count(DISTINCT {PRODUCT}) > 1 THEN count(*) - 1 ELSE 0 END AS renamed
    FROM remaining SEMI JOIN repeated
        ON {PERSON_DAY} = repeated.person_day
    WHERE quantity > 0 OR days_supply > 0
    GROUP BY person, day, strength_mg, quantity, {PARTLY} HAVING count(*) > 1)
SELECT COALESCE(sum(again), 0), COALESCE(sum(renamed), 0), count(DISTINCT person), min(first), arg_min(last, first),
       arg_min(person, first)
FROM alike"""

MEASURED = """SELECT person, date AS day, weight_kg, row, TRUE AS measured FROM weights_file_typed
WHERE person IS NOT NULL AND date IS NOT NULL AND weight_kg IS NOT NULL"""
# Of the fills only those are looked at whose person and day another row has as well.
AT_FILLS = """SELECT person, day, weight_kg, row, FALSE AS measured FROM remaining
SEMI JOIN ({days}) AS days ON {at} = days.person_day
WHERE weight_kg IS NOT NULL"""
MEASURED_DAYS = "SELECT CAST(person AS BIGINT) * 4294967296 + date FROM weights_file_typed WHERE person IS NOT NULL"
DIFFERING = """WITH weighings AS ({weighings}),
differing AS (
    SELECT person, day, min(weight_kg) AS low, max(weight_kg) AS high,
           COALESCE(min(row) FILTER (measured), min(row)) AS row
    FROM weighings GROUP BY person, day HAVING min(weight_kg) < max(weight_kg))
SELECT count(*), count(DISTINCT person), min(row), arg_min(person, row), arg_min(day, row), arg_min(low, row),
       arg_min(high, row) FROM differing"""

def leave_out_duplicates(connection: Engine, loaded: Loaded, *, packs: bool) -> None:
    """Make ``repeated``, the people's days with several rows, and ``reversals_alike``, the reversals that
    repeat another row in every column. Fills that do leave, but for those that a reversal of their day takes back;
    where they are ``packs`` none does. Of dates that mostly name a month alone two fills look alike, and only rows of
    one claim are copies."""
    connection.execute(REPEATED)
    connection.execute(NONE_ALIKE)
    if not count_rows(connection, "repeated"):
        return
    cells = ", ".join(f"file.c{position}" for position in range(len(loaded.raw.names)))
    connection.execute(COPIES.format(t=loaded.table, cells=cells, at=PERSON_DAY, reverses=REVERSES))
    months = 2 * loaded.reading.rows_of.get(("month_day", "dispense_date"), 0) > loaded.raw.rows
    duplicates = DUPLICATES.format(which=OF_ONE_CLAIM * months)
    for statement in ([] if packs else [duplicates]) + [REVERSALS_ALIKE, "DROP TABLE copies"]:
        connection.execute(statement)


def many_equal_rows(connection: Engine, files: Files) -> list[Finding]:
    """An error where so many dispensings repeat another row in every column that they may be packs, each a row."""
    again, row = one_row(connection, COPIED)
    if not _are_many(connection, again, again):
        return []
    return [row_finding(connection, files, MANY_EQUAL, again, row)]


def _are_many(connection: Engine, again: int, gone: int = 0) -> bool:
    """Whether rows like another one of their day are too many for slips, of the dispensings and those ``gone``."""
    there = one_row(connection, "SELECT count(*) + (SELECT COALESCE(sum(fills), 0) FROM staying) FROM remaining")[0]
    return again >= EQUAL_LEAST and again > EQUAL_SHARE * (int(there) + gone)


def near_duplicates(connection: Engine, files: Files) -> list[Finding]:
    """A warning for fills of one person, day, strength and quantity as another, also by another name (needs
    ``repeated``)."""
    again, renamed, people, first, last, person = one_row(connection, ALIKE)
    if not again:
        return []
    named = f", {count_text(int(renamed))} of them under another name or code of the product" if renamed else ""
    message = (
        f"{count_text(int(again))} of {counted(files.rows, 'dispensing')} {agreed(again, 'repeats')} the "
        f"patient, day, strength and quantity of another ({counted(int(people), 'patient')}){named}"
    )
    advice = (
        "Each is counted: doses add, and same_day says what becomes of the days. If they are one dispensing, keep "
        "one row of it."
    )
    rule = MANY_ALIKE if _are_many(connection, int(again)) else "near_duplicate"
    example = f"{files.patient(person)}, row {first} and row {last}"
    return [Finding("warning", rule, int(again), message, int(first), example, advice)]


def weights_of_one_day(connection: Engine, files: Files) -> list[Finding]:
    """A warning for days on which a patient has weights that differ (needs ``remaining`` and ``repeated``)."""
    weighings, days = [], ["SELECT person_day FROM repeated"]
    if files.has("weights"):
        weighings.append(MEASURED)
        days.append(MEASURED_DAYS)
    if files.has("dispensings", "weight_kg"):
        weighings.append(AT_FILLS.format(at=PERSON_DAY, days=" UNION ALL ".join(days)))
    if not weighings:
        return []
    differing = DIFFERING.format(weighings=" UNION ALL ".join(weighings))
    count, people, row, person, day, low, high = one_row(connection, differing)
    if not count:
        return []
    message = (
        f"{counted(int(count), 'day')} on which a patient was weighed {agreed(count, 'has')} weights that "
        f"differ ({counted(int(people), 'patient')})"
    )
    weights = f"{number_text(low)} kg and {number_text(high)} kg"
    example = f"{files.patient(person)}, row {row}, {files.day_text(day)}, {weights}"
    advice = "A dispensing's own weight counts, else the first in the table. Look whether all are in kg, and keep one."
    return [Finding("warning", "weights_differ", int(count), message, int(row), example, advice, "weight_kg")]


def leave_out_reversals(connection: Engine) -> None:
    """Reversals of dispensings leave the fills with what they take back."""
    if not one_row(connection, "SELECT count(*) FROM remaining WHERE quantity < 0 OR days_supply < 0")[0]:
        return
    fates: list[tuple[int, int, str, int | None]] = []
    for person, reversal, fill, same_as in matched(connection, OF_FILLS):
        if fill is not None:
            fate = "reversal" if same_as is None else "repeated_reversal"
            fates += [(reversal, person, fate, fill), (fill, person, "reversed_fill", reversal)]
        else:
            fates.append((reversal, person, "unmatched_reversal" if same_as is None else "duplicate_fill", same_as))
    insert_rows(connection, "fates", fates, "BIGINT", "INTEGER", "VARCHAR", "BIGINT")


def take_back_treatments(connection: Engine, files: Files) -> list[Finding]:
    """Reversals (a negative days_supply or quantity) leave the treatments with what they take back, with a warning."""
    others = "AND kind <> 'isotretinoin'"
    pairs = matched(connection, of_treatments("treatments_file", product="kind, code", which=others))
    taking = [each.row for each in pairs if each.takes is not None]
    alone = [each.row for each in pairs if each.takes is None]
    by_rule = ((TAKEN_BACK, taking), (NOTHING_TO_TAKE_BACK, alone))
    findings = [
        row_finding(connection, files, rule, len(rows), min(rows), "treatments") for rule, rows in by_rule if rows
    ]
    if rows := [row for each in pairs for row in (each.row, each.takes) if row is not None]:
        connection.execute("DELETE FROM treatments_file_typed WHERE row IN (SELECT unnest(?))", [rows])
    return findings

"""Dispensings that are alike in all that matters, under another id or name: perhaps one thing written twice."""

from __future__ import annotations

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.findings import Finding
from isostats.words.numbers import counted

PRODUCT = "concat_ws(' ', code, drug)"
# One strength and quantity on one day is alike by any name; where either is not known, name and supply must agree too.
PARTLY = f"""CASE WHEN strength_mg IS NULL OR quantity IS NULL
        THEN concat_ws('|', CAST(days_supply AS VARCHAR), {PRODUCT}) END"""
ALIKE = f"""WITH alike AS (
    SELECT person, min(row) AS first, max(row) AS last, count(*) - 1 AS again,
           CASE WHEN count(DISTINCT {PRODUCT}) > 1 THEN count(*) - 1 ELSE 0 END AS renamed
    FROM remaining SEMI JOIN repeated
        ON CAST(remaining.person AS BIGINT) * 4294967296 + remaining.day = repeated.person_day
    WHERE quantity > 0 OR days_supply > 0
    GROUP BY person, day, strength_mg, quantity, {PARTLY} HAVING count(*) > 1)
SELECT COALESCE(sum(again), 0), COALESCE(sum(renamed), 0), count(DISTINCT person), min(first), arg_min(last, first),
       arg_min(person, first)
FROM alike"""


def near_duplicates(connection: Engine, rows: int) -> list[Finding]:
    """A warning for fills of one person, day, strength and quantity as another, also by another name (needs
    ``repeated``)."""
    if not count_rows(connection, "repeated"):
        return []
    again, renamed, people, first, last, person = one_row(connection, ALIKE)
    if not again:
        return []
    who = one_row(connection, "SELECT person_id FROM dispensings_file_ids WHERE person = ?", [person])[0]
    named = f", {int(renamed):,} of them under another name or code of the product" if renamed else ""
    verb = "repeats" if again == 1 else "repeat"
    return [
        Finding(
            "warning",
            "near_duplicate",
            int(again),
            f"{int(again):,} of {counted(rows, 'dispensing')} {verb} the patient, day, strength and quantity of "
            f"another ({counted(int(people), 'patient')}){named}",
            int(first),
            f"patient {who}, row {first} and row {last}",
            "Each is counted: doses add, and same_day says what becomes of the days. If they are one dispensing, keep "
            "one row of it.",
        )
    ]

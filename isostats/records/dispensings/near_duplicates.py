"""Dispensings that are alike in all that matters, under another id: perhaps one thing written twice, so it is told."""

from __future__ import annotations

from isostats._checks import counted
from isostats.records.engine import Engine, count_rows, one_row
from isostats.records.findings import Finding

ALIKE = """WITH alike AS (
    SELECT person, min(row) AS first, max(row) AS last, count(*) - 1 AS again
    FROM remaining SEMI JOIN repeated
        ON CAST(remaining.person AS BIGINT) * 4294967296 + remaining.day = repeated.person_day
    WHERE quantity > 0 OR days_supply > 0
    GROUP BY person, day, drug, code, strength_mg, quantity, days_supply HAVING count(*) > 1)
SELECT COALESCE(sum(again), 0), count(DISTINCT person), min(first), arg_min(last, first), arg_min(person, first)
FROM alike"""


def near_duplicates(connection: Engine, rows: int) -> list[Finding]:
    """A warning for fills of one person, product, day, quantity and supply as another (needs ``repeated``)."""
    if not count_rows(connection, "repeated"):
        return []
    again, people, first, last, person = one_row(connection, ALIKE)
    if not again:
        return []
    who = one_row(connection, "SELECT person_id FROM dispensings_file_ids WHERE person = ?", [person])[0]
    verb = "repeats" if again == 1 else "repeat"
    return [
        Finding(
            "warning",
            "near_duplicate",
            int(again),
            f"{int(again):,} of {counted(rows, 'dispensing')} {verb} the patient, product, day, quantity and supply of "
            f"another under another id ({counted(int(people), 'patient')})",
            int(first),
            f"patient {who}, row {first} and row {last}",
            "Each is counted: doses add, and same_day says what becomes of the days. If they are one dispensing, keep "
            "one row of it.",
        )
    ]

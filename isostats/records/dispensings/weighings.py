"""Weights of one person and day that differ: one of them is of another unit, or of somebody else."""

from __future__ import annotations

from isostats.engines.embedded import Engine, one_row
from isostats.records.dates import iso
from isostats.records.dispensings.reading import Files
from isostats.records.findings import Finding
from isostats.words.numbers import counted

MEASURED = """SELECT person, date AS day, weight_kg, row, TRUE AS measured FROM weights_file_typed
WHERE person IS NOT NULL AND date IS NOT NULL AND weight_kg IS NOT NULL"""
# Of the fills only those are looked at whose person and day another row has as well.
AT_FILLS = """SELECT person, day, weight_kg, row, FALSE AS measured FROM remaining
SEMI JOIN ({days}) AS days ON CAST(remaining.person AS BIGINT) * 4294967296 + remaining.day = days.person_day
WHERE weight_kg IS NOT NULL"""
MEASURED_DAYS = "SELECT CAST(person AS BIGINT) * 4294967296 + date FROM weights_file_typed WHERE person IS NOT NULL"
DIFFERING = """WITH said AS ({said}),
differing AS (
    SELECT person, day, min(weight_kg) AS low, max(weight_kg) AS high,
           COALESCE(min(row) FILTER (measured), min(row)) AS row
    FROM said GROUP BY person, day HAVING min(weight_kg) < max(weight_kg))
SELECT count(*), count(DISTINCT person), min(row), arg_min(person, row), arg_min(day, row), arg_min(low, row),
       arg_min(high, row) FROM differing"""


def weights_of_one_day(connection: Engine, files: Files) -> list[Finding]:
    """A warning for days on which a patient has weights that differ (needs ``remaining`` and ``repeated``)."""
    said, days = [], ["SELECT person_day FROM repeated"]
    if files.has("weights"):
        said.append(MEASURED)
        days.append(MEASURED_DAYS)
    if files.loaded["dispensings"].layout.has("weight_kg"):
        said.append(AT_FILLS.format(days=" UNION ALL ".join(days)))
    if not said:
        return []
    count, people, row, person, day, low, high = one_row(connection, DIFFERING.format(said=" UNION ALL ".join(said)))
    if not count:
        return []
    who = one_row(connection, "SELECT person_id FROM dispensings_file_ids WHERE person = ?", [person])[0]
    date = f"day {day}" if files.days else iso(int(day))
    has = "has" if count == 1 else "have"
    return [
        Finding(
            "warning",
            "weights_differ",
            int(count),
            f"{counted(int(count), 'day')} on which a patient was weighed {has} weights that differ "
            f"({counted(int(people), 'patient')})",
            int(row),
            f"patient {who}, row {row}, {date}, {low:g} kg and {high:g} kg",
            "A dispensing's own weight counts, else the first in the table. Look whether all are in kg, and keep one.",
            "weight_kg",
        )
    ]

"""Deaths that only the reason of being lost tells: the day of the last contact, or of leaving, stands for them.

Whoever is not followed because they died is not alive at the end of their follow-up: a death competes with a relapse.
"""

from __future__ import annotations

from isostats.engines.embedded import Engine, one_row
from isostats.records.filled_values import remember_filled
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.words.numbers import agreed, count_text, counted

# Rows of the last contact that say so, of people of whom no day of death is known. A day that is wrong is a fault of
# its own.
DIED = """CREATE OR REPLACE TABLE {t}_died AS
SELECT min(typed.row) AS row, min(persons.last) AS day FROM {t}_typed AS typed JOIN (
    SELECT person, max(last_contact) AS last FROM {t}_typed
    WHERE person IN (SELECT person FROM {t}_typed WHERE lost_reason = 'died') GROUP BY person
    HAVING max(death_date) IS NULL AND NOT {unread}
        AND coalesce(greatest(max(course_start), max(course_end), max(relapse_date)) <= max(last_contact), FALSE)
) AS persons USING (person)
WHERE typed.lost_reason = 'died' AND typed.last_contact = persons.last GROUP BY typed.person"""
COUNTED = "SELECT count(*), min(row), (SELECT count(DISTINCT person) FROM {t}_typed) FROM {t}_died"
SETTLE = "UPDATE {t}_typed AS typed SET death_date = died.day FROM {t}_died AS died WHERE died.row = typed.row"
ADVICE = (
    "They count as having died on the day of their last contact, or of leaving: death ends the follow-up, and competes "
    "with a relapse. Write death_date where the day is known."
)


def date_deaths(connection: Engine, courses: Loaded) -> list[Finding]:
    """Let people die on their last contact who are lost because they died, where no day of it is known; and say of how
    many."""
    if not courses.layout.has("lost_reason"):
        return []
    unread = [f"bool_or({name}_bad)" for name in ("last_contact", "death_date") if name in courses.reading.unread]
    names = {"t": courses.table, "unread": f"({' OR '.join(unread) or 'FALSE'})"}
    connection.execute(DIED.format(**names))
    count, row, people = one_row(connection, COUNTED.format(**names))
    if count:
        remember_filled(connection, courses, "death_date", f"row IN (SELECT row FROM {courses.table}_died)")
        connection.execute(SETTLE.format(**names))
    connection.execute("DROP TABLE {t}_died".format(**names))
    if not count:
        return []
    message = (
        f"{count_text(int(count))} of {counted(int(people), 'patient')} {agreed(int(count), 'is')} lost because they "
        "died, and no day of death is recorded"
    )
    return [Finding("warning", "death_by_reason", int(count), message, int(row), f"row {file_row(int(row))}", ADVICE,
                    "death_date")]  # fmt: skip

"""A file of later treatments that ends long before its people do: whoever relapsed later counts as free of it.

By its last row a file that was cut cannot be told from one after whose last row nothing happened. So the same stretch
of each person is looked at, the two years after the first course, in which most relapses come. Were the file whole, the
first row of a person would lie anywhere in the time followed; that all lie in its first part *f* has the probability f
to the power of the people who have one.
"""

from __future__ import annotations

from collections.abc import Iterator

from isostats.engines.embedded import Engine, one_row
from isostats.records.date_texts import iso
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.rules import LIST_ENDS_EARLY
from isostats.words.numbers import agreed, count_text, counted, percent

WITHIN_DAYS = 730
LONG_BEFORE = 365
"""A file whose last row lies fewer days before the last contacts is not asked: many clinics see nothing for months."""
UNLIKELY = 0.001
ENDS = "SELECT (SELECT max(date) FROM {e}_typed), (SELECT max(p_last_contact) FROM {t}_persons)"
FOLLOWED = f"""WITH followed AS (
    SELECT person, course_end, least(p_last_contact, course_end + {WITHIN_DAYS}) AS until FROM {{t}}_persons
    WHERE course_end < p_last_contact
), firsts AS (
    SELECT person, min(date) AS day FROM {{e}}_typed JOIN followed USING (person)
    WHERE date > course_end AND date <= until GROUP BY person
), times AS (
    SELECT course_end, COALESCE(day, until) AS until, day IS NOT NULL AS treated FROM followed LEFT JOIN firsts
    USING (person)
) SELECT count(*) FILTER (treated), count(*) FILTER (until > {{last}}), count(*),
    sum(greatest(least(until, {{last}}) - course_end, 0)) / sum(until - course_end) FROM times"""


def ends_early(connection: Engine, courses: Loaded, events: Loaded) -> Iterator[Finding]:
    """A warning where a file of later treatments stops although its people are followed; days of no calendar tell
    nothing."""
    names = {"t": courses.table, "e": events.table}
    last, contact = one_row(connection, ENDS.format(**names))
    if courses.layout.days or last is None or contact is None or contact - last < LONG_BEFORE:
        return
    treated, later, people, share = one_row(connection, FOLLOWED.format(last=int(last), **names))
    if not treated or float(share) ** int(treated) >= UNLIKELY:
        return
    message = (
        f"{events.raw.source} ends on {iso(int(last))}, and {count_text(later)} of {counted(int(people), 'patient')} "
        f"{agreed(int(later), 'was')} followed after that within two years of the first course"
    )
    advice = (
        f"All {counted(int(treated), 'patient')} with a treatment in these two years had it in the "
        f"{percent(float(share), 0)} of the time followed that lies before, and contacts go on to {iso(int(contact))}. "
        "Export the treatments up to then, and put several files one below the other. As it is, whoever relapsed later "
        "counts as free of it."
    )
    yield Finding("warning", LIST_ENDS_EARLY, int(later), message, advice=advice, column="date")

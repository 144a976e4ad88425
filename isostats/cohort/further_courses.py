"""Which further courses a person took: recorded ones, and isotretinoin of an event without a row of its own.

One rule for every course after the first. A recorded course counts if it is long enough. Isotretinoin among the events,
such as what treated a relapse, is a course too, unless one that counts still runs on that day or began no more than
:data:`.SAME_COURSE_DAYS` before. A recorded course that runs on the day of such isotretinoin, or begins soon after it,
is its record and counts at any length.

The text is common table expressions over ``first`` (person_id, day0, last_day), those of :mod:`.outcome_rules` and
``later_courses`` (person_id, day, ended, enough): days from day 0, and whether a course is long enough to count.
"""

from __future__ import annotations

from isostats.study.definitions import SAME_COURSE_DAYS
from isostats.vocabulary import names as v

RETAKEN = "SELECT person_id, course_day AS day, lasts_until FROM taken_again WHERE course_day IS NOT NULL"
"""Isotretinoin of events that is large enough for a course, by run of fills."""


def retaken_at_once(events: str) -> str:
    """The same, as ``retaken_or_unknown``, of people with a relapse of ``unknown`` treatment, as if each of these had
    been treated with isotretinoin; ``events`` is the table of events."""
    return f"""
unknown AS (
    SELECT e.person_id, e.date - f.day0 AS day, e.date - f.day0 + {SAME_COURSE_DAYS} AS lasts_until
    FROM first f JOIN {events} e ON e.person_id = f.person_id AND e.date > f.day0 AND e.date <= f.last_day
    WHERE e.kind = '{v.UNKNOWN_TREATMENT}'
),
retaken_or_unknown AS (
    SELECT * FROM unknown UNION ALL SELECT * FROM ({RETAKEN}) AS r WHERE person_id IN (SELECT person_id FROM unknown)
)"""


def counted_courses(name: str, of_events: str, *, among: str = "") -> str:
    """The expressions that end in ``name``: one row per person who took one, with ``further``, the courses in order.

    Of each the ``day`` on which it began, and on which it ``ended`` where a row records it. ``of_events`` is SQL for
    the isotretinoin of events: person_id, day and lasts_until, the last day on which more isotretinoin is the same
    course. ``among`` is a table of people, who are all unless it is stated.
    """
    whose = f" WHERE person_id IN (SELECT person_id FROM {among})" if among else ""
    order = "PARTITION BY person_id ORDER BY day, of_event"
    before = f"{order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    return f"""
{name}_every AS (
    SELECT person_id, day, ended, enough, FALSE AS of_event, CAST(NULL AS INTEGER) AS lasts_until
    FROM later_courses{whose}
    UNION ALL SELECT person_id, day, NULL, FALSE, TRUE, lasts_until FROM ({of_events}) AS r
),
{name}_marks AS (
    -- an event while a course that is long enough runs, or soon after its start, is of that course
    SELECT * FROM (
        SELECT *, MAX(CASE WHEN enough THEN GREATEST(ended, day + {SAME_COURSE_DAYS}) END) OVER ({before}) AS runs_until
        FROM {name}_every
    ) AS marks WHERE NOT of_event OR COALESCE(day > runs_until, TRUE)
),
{name}_neighbours AS (
    SELECT *, MAX(lasts_until) OVER ({before}) AS retaken_until, LAG(ended) OVER w AS ended_before,
        LAG(lasts_until) OVER w AS lasts_before, LEAD(day) OVER w AS next_day, LEAD(of_event) OVER w AS next_of_event
    FROM {name}_marks WINDOW w AS ({order})
),
{name}_recorded AS (
    -- a row records the event before it, or the next one within it unless that goes on from an earlier event
    SELECT *, COALESCE(NOT of_event AND day <= lasts_before, FALSE) AS records,
        COALESCE(next_of_event AND next_day <= ended AND COALESCE(next_day > retaken_until, TRUE), FALSE) AS holds_next
    FROM {name}_neighbours
),
{name}_begun AS (
    SELECT person_id, day, of_event, ended, CASE
            WHEN of_event THEN COALESCE(day > retaken_until, TRUE) AND COALESCE(day > ended_before, TRUE)
            ELSE NOT records END AS begins
    FROM {name}_recorded WHERE of_event OR enough OR records OR holds_next
),
{name} AS (
    SELECT person_id, LIST({{'day': day, 'ended': ended}} ORDER BY day) AS further FROM (
        SELECT person_id, MIN(day) AS day, MAX(ended) AS ended FROM (
            SELECT *, SUM(CASE WHEN begins THEN 1 ELSE 0 END) OVER ({order} ROWS UNBOUNDED PRECEDING) AS number
            FROM {name}_begun
        ) AS numbered GROUP BY person_id, number
    ) AS one_each GROUP BY person_id
)"""

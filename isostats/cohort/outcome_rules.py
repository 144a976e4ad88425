"""Prevention and habit are not relapse: when an acne treatment begins, as plain SQL for every door.

The text is common table expressions over ``first`` (person_id, day0, last_day) and the events. Days are counted from
day 0. It makes ``treated``: one row per person with, for each kind, ``<kind>_begun`` (the first day on which it counts)
and ``<kind>_seen`` (the first day on which it would count without the rules).
"""

from __future__ import annotations

from collections.abc import Iterable

from isostats.engines.embedded import literal
from isostats.study.definitions import MAINTENANCE_KINDS, SAME_COURSE_DAYS, CourseDefinition, OutcomeDefinition
from isostats.vocabulary import names as v


def listed(texts: Iterable[str]) -> str:
    """Texts as SQL lists them."""
    return ", ".join(map(literal, texts))


def treated(events: str, kinds: tuple[str, ...], definition: OutcomeDefinition, courses: CourseDefinition) -> str:
    """The common table expressions that end in ``treated``; ``events`` is the table of events, ``kinds`` what counts.

    Fills of isotretinoin that are further apart than the gap rule of ``courses`` are no part of one course:
    ``taken_again`` has a row for each run of them, with the last day on which more isotretinoin would be the same one.
    """
    usual = " ".join(f"WHEN '{kind}' THEN {days}" for kind, days in definition.already_on_days.items())
    maintenance = _maintenance(definition)
    window = f"kind IN ({listed(MAINTENANCE_KINDS)}) AND day >= {-definition.maintenance_before_days}"
    in_use = f"(day <= 0 AND ({'last_day >= 0 OR ' if definition.already_on else ''}{window}))"
    begun = ",\n        ".join(
        f"MIN(CASE WHEN kind = '{kind}' THEN begun_day END) AS {kind}_begun, "
        f"MIN(CASE WHEN kind = '{kind}' THEN seen_day END) AS {kind}_seen"
        for kind in kinds
        if kind != v.ISOTRETINOIN
    )
    return f"""
prescribed AS (
    -- acne treatments while the person is seen, of those before day 0 what is in use then; where supply is unknown, the
    -- kind says within how many days before it was seen if it is in use; what is given on the day of a recorded relapse
    -- treats it, and prevents nothing
    SELECT * FROM (
        SELECT f.person_id, e.kind, e.date - f.day0 AS day, e.days_supply,
            e.date - f.day0 + COALESCE(e.days_supply - 1, CASE e.kind {usual} ELSE 0 END) AS last_day,
            CASE WHEN e.date > f.day0 AND (e.person_id, e.date) IN (
                SELECT person_id, date FROM {events} AS r WHERE kind = 'recorded_relapse')
            THEN e.date - f.day0 END AS relapse_day
        FROM {events} e JOIN first f ON f.person_id = e.person_id AND e.date <= f.last_day
        WHERE e.kind IN ({listed(kinds)})
    ) AS of_days
    WHERE day > 0 OR kind = 'oral_antibiotic' OR {in_use}
),
antibiotic_gaps AS (
    SELECT person_id, kind, day, days_supply, last_day, relapse_day,
        day - 1 - MAX(last_day) OVER (
            PARTITION BY person_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS gap
    FROM prescribed WHERE kind = 'oral_antibiotic'
        -- what came before matters only to few people: to those of whom some of it is near enough to join
        AND (day > 0 OR person_id IN (SELECT person_id FROM prescribed WHERE kind = 'oral_antibiotic' AND day <= 0
            AND last_day >= {-definition.antibiotic_gap_days}))
),
antibiotic_runs AS (
    SELECT person_id, kind, day, days_supply, last_day, relapse_day,
        SUM(CASE WHEN gap <= {definition.antibiotic_gap_days} THEN 0 ELSE 1 END) OVER (
            PARTITION BY person_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
    FROM antibiotic_gaps
),
spells AS (
    SELECT person_id, kind, day, last_day, relapse_day, CASE WHEN day > 0 THEN day END AS seen_day
    FROM prescribed WHERE kind <> 'oral_antibiotic' AND kind <> 'isotretinoin'
    UNION ALL
    -- a run of an antibiotic is one spell, from its first fill on; a short one is for something else than acne
    SELECT person_id, MIN(kind), MIN(day), MAX(last_day), MIN(relapse_day), MIN(CASE WHEN day > 0 THEN day END)
    FROM antibiotic_runs GROUP BY person_id, run
    HAVING SUM(days_supply) >= {definition.antibiotic_days} OR COUNT(days_supply) < COUNT(*)
),
uses AS (
    -- of what came before, only what was in use on day 0 matters afterwards
    SELECT person_id, kind, day, relapse_day, seen_day, CASE WHEN {in_use} THEN 1 ELSE 0 END AS in_use,
        day - 1 - MAX(CASE WHEN day > 0 OR {in_use} THEN last_day END) OVER (
            PARTITION BY person_id, kind ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS days_without
    FROM spells WHERE seen_day IS NOT NULL OR {in_use}
),
begun AS (
    SELECT person_id, kind, seen_day,
        CASE WHEN in_use = 0 AND NOT {maintenance}
                AND (days_without IS NULL OR days_without > {definition.break_days})
            THEN seen_day ELSE relapse_day END AS begun_day
    FROM uses
),
treated AS (
    SELECT person_id,
        {begun}
    FROM begun GROUP BY person_id
),
isotretinoin_gaps AS (
    SELECT person_id, day, days_supply, last_day,
        day - 1 - MAX(last_day) OVER (
            PARTITION BY person_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS gap
    FROM prescribed WHERE kind = 'isotretinoin' AND day > 0
),
isotretinoin_runs AS (
    SELECT person_id, day, days_supply, last_day,
        SUM(CASE WHEN gap <= {courses.gap_days} THEN 0 ELSE 1 END) OVER (
            PARTITION BY person_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
    FROM isotretinoin_gaps
),
taken_again AS (
    -- any is a treatment; a second course needs some size, where the size is known: that of one run of fills
    SELECT person_id, MIN(day) AS first_day,
        CASE WHEN COUNT(*) >= {definition.second_course_fills} OR COUNT(days_supply) < COUNT(*)
            OR SUM(days_supply) >= {definition.second_course_days} THEN MIN(day) END AS course_day,
        MAX(CASE WHEN days_supply IS NULL THEN day + {SAME_COURSE_DAYS} ELSE last_day + {courses.gap_days} END)
            AS lasts_until
    FROM isotretinoin_runs GROUP BY person_id, run
),
isotretinoin AS (
    SELECT person_id, MIN(first_day) AS isotretinoin_seen FROM taken_again GROUP BY person_id
)"""


def _maintenance(definition: OutcomeDefinition) -> str:
    return f"(kind IN ({listed(MAINTENANCE_KINDS)}) AND day <= {definition.maintenance_days})"

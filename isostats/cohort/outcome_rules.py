"""Prevention and habit are not relapse: when an acne treatment begins, as plain SQL for every door.

The text is common table expressions over ``first`` (person_id, day0, last_day) and the events. Days are counted from
day 0. It makes ``treated``: one row per person with, for each kind, ``<kind>_begun`` (the first day on which it counts)
and ``<kind>_seen`` (the first day on which it would count without the rules).
"""

from __future__ import annotations

from isostats.study.definitions import MAINTENANCE_KINDS, CourseDefinition, OutcomeDefinition
from isostats.vocabulary import names as v

KINDS_IN_EVENTS = (
    v.CONTRACEPTIVE,
    v.TOPICAL,
    v.TOPICAL_ANTIBIOTIC,
    v.PROCEDURE,
    v.ORAL_ANTIBIOTIC,
    v.ANTIANDROGEN,
    v.ISOTRETINOIN,
)
SPELLS = tuple(kind for kind in KINDS_IN_EVENTS if kind not in (v.ORAL_ANTIBIOTIC, v.ISOTRETINOIN))


def listed(kinds: tuple[str, ...]) -> str:
    """Kinds as SQL lists them."""
    return ", ".join(f"'{kind}'" for kind in kinds)


def treated(events: str, definition: OutcomeDefinition, courses: CourseDefinition) -> str:
    """The common table expressions that end in ``treated``; ``events`` is the table of events.

    Fills of isotretinoin that are further apart than the gap rule of ``courses`` are no part of one course.
    """
    usual = " ".join(f"WHEN '{kind}' THEN {days}" for kind, days in definition.already_on_days.items())
    maintenance = _maintenance(definition)
    window = f"kind IN ({listed(MAINTENANCE_KINDS)}) AND day >= {-definition.maintenance_before_days}"
    in_use = f"(day <= 0 AND ({'last_day >= 0 OR ' if definition.already_on else ''}{window}))"
    begun = ",\n        ".join(
        f"MIN(CASE WHEN kind = '{kind}' THEN begun_day END) AS {kind}_begun, "
        f"MIN(CASE WHEN kind = '{kind}' THEN seen_day END) AS {kind}_seen"
        for kind in KINDS_IN_EVENTS
        if kind != v.ISOTRETINOIN
    )
    return f"""
prescribed AS (
    -- acne treatments while the person is seen; where supply is unknown, the kind says how long it is taken to last
    SELECT f.person_id, e.kind, e.date - f.day0 AS day, e.days_supply,
        e.date - f.day0 + COALESCE(e.days_supply - 1, CASE e.kind {usual} ELSE 0 END) AS last_day
    FROM {events} e JOIN first f ON f.person_id = e.person_id AND e.date <= f.last_day
    WHERE e.kind IN ({listed(KINDS_IN_EVENTS)})
),
on_relapse AS (
    -- what is given on the day of a recorded relapse treats it, and prevents nothing
    SELECT DISTINCT p.person_id, p.kind, p.day AS relapse_day
    FROM (SELECT f.person_id, e.date - f.day0 AS day FROM {events} e JOIN first f ON f.person_id = e.person_id
          WHERE e.kind = 'recorded_relapse' AND e.date > f.day0) AS r
    JOIN prescribed p ON p.person_id = r.person_id AND p.day = r.day
),
antibiotic_gaps AS (
    SELECT p.person_id, day, days_supply, last_day, relapse_day,
        day - 1 - MAX(last_day) OVER (
            PARTITION BY p.person_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS gap
    FROM prescribed p
    LEFT JOIN on_relapse r ON r.person_id = p.person_id AND r.relapse_day = p.day AND r.kind = 'oral_antibiotic'
    WHERE p.kind = 'oral_antibiotic'
),
antibiotic_runs AS (
    SELECT person_id, day, days_supply, last_day, relapse_day,
        SUM(CASE WHEN gap <= {definition.antibiotic_gap_days} THEN 0 ELSE 1 END) OVER (
            PARTITION BY person_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
    FROM antibiotic_gaps
),
spells AS (
    SELECT person_id, kind, day, last_day, NULL AS relapse_day, CASE WHEN day > 0 THEN day END AS seen_day
    FROM prescribed WHERE kind IN ({listed(SPELLS)})
    UNION ALL
    -- a run of an antibiotic is one spell, from its first fill on; a short one is for something else than acne
    SELECT person_id, 'oral_antibiotic', MIN(day), MAX(last_day), MIN(relapse_day),
        MIN(CASE WHEN day > 0 THEN day END)
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
    UNION ALL
    SELECT person_id, kind, relapse_day, relapse_day FROM on_relapse WHERE kind IN ({listed(SPELLS)})
),
treated AS (
    SELECT person_id,
        {begun}
    FROM begun GROUP BY person_id
),
isotretinoin_gaps AS (
    SELECT person_id, day, days_supply,
        day - 1 - MAX(last_day) OVER (
            PARTITION BY person_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS gap
    FROM prescribed WHERE kind = 'isotretinoin' AND day > 0
),
isotretinoin_runs AS (
    SELECT person_id, day, days_supply,
        SUM(CASE WHEN gap <= {courses.gap_days} THEN 0 ELSE 1 END) OVER (
            PARTITION BY person_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
    FROM isotretinoin_gaps
),
taken_again AS (
    -- any is a treatment; a second course needs some size, where the size is known: that of one run of fills
    SELECT person_id, MIN(day) AS first_day,
        CASE WHEN COUNT(*) >= {definition.second_course_fills} OR COUNT(days_supply) < COUNT(*)
            OR SUM(days_supply) >= {definition.second_course_days} THEN MIN(day) END AS course_day
    FROM isotretinoin_runs GROUP BY person_id, run
),
isotretinoin AS (
    SELECT person_id, MIN(first_day) AS isotretinoin_seen, MIN(course_day) AS course_day
    FROM taken_again GROUP BY person_id
)"""


def _maintenance(definition: OutcomeDefinition) -> str:
    return f"(kind IN ({listed(MAINTENANCE_KINDS)}) AND day <= {definition.maintenance_days})"

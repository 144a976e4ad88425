"""The four tables that everything else starts from: people, observation, courses, events. Plain SQL."""

from __future__ import annotations

from isostats.engines.embedded import Engine, quoted
from isostats.records.checking import Loaded
from isostats.records.schema import LONGEST_TREATMENT

# What is kept of the course file, with the person's id.
KEPT = """CREATE OR REPLACE TEMP VIEW kept AS
SELECT ids.person_id, checked.* FROM {t}_checked AS checked JOIN {t}_ids AS ids ON checked.person = ids.person
WHERE checked.row NOT IN (SELECT row FROM {t}_aside)"""

PEOPLE = """CREATE OR REPLACE TABLE people AS
SELECT person_id, p_sex_low AS sex, CAST(p_birth_year_low AS INTEGER) AS birth_year, site{covariates}
FROM kept WHERE place = 1 ORDER BY person_id"""

OBSERVATION = """CREATE OR REPLACE TABLE observation AS
SELECT person_id, course_start AS start,
       CAST(CASE WHEN p_death < p_last_contact THEN p_death ELSE p_last_contact END AS INTEGER) AS "end",
       p_last_contact_type AS last_contact_type, p_lost_reason AS lost_reason
FROM kept WHERE place = 1 ORDER BY person_id"""

# Where an earlier course elsewhere is known, the first one recorded here is not a first course.
COURSES = """CREATE OR REPLACE TABLE courses AS
SELECT person_id,
       CAST(place + CASE WHEN p_before > 0 THEN p_before WHEN p_prior THEN 1 ELSE 0 END AS INTEGER) AS course,
       course_start AS start, course_end AS "end",
       'confirmed' AS end_status, cumulative_dose_mg AS dose_mg, daily_dose_mg,
       CAST(NULL AS VARCHAR) AS formulation, cumulative_dose_mg AS dose_conventional_mg, weight_kg,
       CASE WHEN weight_kg IS NOT NULL THEN 'recorded' END AS weight_source,
       cumulative_dose_mg / weight_kg AS dose_mg_per_kg, daily_dose_mg / weight_kg AS daily_mg_per_kg,
       indication, response
FROM kept ORDER BY person_id, course"""

EVENTS = """CREATE OR REPLACE TABLE events AS
SELECT person_id, date, kind, MAX(days_supply) AS days_supply FROM (
    SELECT person_id, relapse_date AS date, 'recorded_relapse' AS kind, CAST(NULL AS INTEGER) AS days_supply
    FROM kept WHERE relapse_date IS NOT NULL
    UNION ALL
    SELECT person_id, relapse_date, relapse_treatment, NULL FROM kept
    WHERE relapse_date IS NOT NULL AND relapse_treatment <> 'none'
    UNION ALL
    SELECT person_id, p_death, 'death', NULL FROM kept WHERE place = 1 AND p_death IS NOT NULL{later}
) AS happened GROUP BY person_id, date, kind ORDER BY person_id, date, kind"""

LATER = """
    UNION ALL
    SELECT ids.person_id, checked.date, checked.kind, {supply} FROM {e}_checked AS checked
    JOIN {t}_ids AS ids ON checked.person = ids.person
    WHERE checked.row NOT IN (SELECT row FROM {e}_aside)"""

def known_supply(column: str) -> str:
    """SQL for whole days of supply, NULL where they are not known or cannot be.

    >>> known_supply("days_supply")
    'CASE WHEN days_supply BETWEEN 1 AND 1000 THEN CAST(days_supply AS INTEGER) END'
    """
    return f"CASE WHEN {column} BETWEEN 1 AND {LONGEST_TREATMENT} THEN CAST({column} AS INTEGER) END"


def make_tables(connection: Engine, courses: Loaded, events: Loaded | None) -> None:
    """Make the four tables of the kept rows (needs ``<table>_aside``), in an order that no file decides."""
    covariates = "".join(f", k{number} AS {quoted(name)}" for number, name in enumerate(courses.layout.covariates))
    later = LATER.format(t=courses.table, e=events.table, supply=known_supply("checked.days_supply")) if events else ""
    connection.execute(KEPT.format(t=courses.table))
    connection.execute(PEOPLE.format(covariates=covariates))
    connection.execute(OBSERVATION)
    connection.execute(COURSES)
    connection.execute(EVENTS.format(later=later))
    connection.execute("DROP VIEW kept")

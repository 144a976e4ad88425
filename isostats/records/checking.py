"""Course records as their rules see them: rows beside their persons and their place among the person's courses."""

from __future__ import annotations

from isostats.engines.embedded import Engine, insert_rows
from isostats.records.loaded import Choices, Loaded

DAY_ZERO = "DATE '1970-01-01'"  # the dialect hook: a date is this plus the integer day

PERSONS = """CREATE OR REPLACE TABLE {t}_persons AS
SELECT person, count(*) AS p_rows, max(last_contact) AS p_last_contact, min(death_date) AS p_death,
       min(sex) AS p_sex_low, max(sex) AS p_sex_high, min(birth_year) AS p_birth_year_low,
       max(birth_year) AS p_birth_year_high, min(death_date) AS p_death_date_low, max(death_date) AS p_death_date_high,
       max_by(last_contact_type, last_contact) AS p_last_contact_type,
       max_by(lost_reason, last_contact) AS p_lost_reason,
       coalesce(bool_or(prior_isotretinoin = 'yes'), FALSE) AS p_prior,
       -- a first row that is course 2 says that a course came before it, wherever that was
       greatest(coalesce(arg_min_null(course_number, course_start), 1) - 1, 0) AS p_before
FROM {t}_typed WHERE person IS NOT NULL GROUP BY person"""

# Rows that repeat another in every column: first the few with the same person and days, then their texts.
DUPLICATES = """CREATE OR REPLACE TABLE {t}_duplicates AS
WITH same AS (SELECT person, course_start, course_end FROM {t}_typed
              WHERE person IN (SELECT person FROM {t}_persons WHERE p_rows > 1)
              GROUP BY person, course_start, course_end HAVING count(*) > 1),
     suspects AS (SELECT typed.row FROM {t}_typed AS typed JOIN same ON typed.person = same.person
                  AND typed.course_start IS NOT DISTINCT FROM same.course_start
                  AND typed.course_end IS NOT DISTINCT FROM same.course_end)
SELECT row FROM (SELECT row, row_number() OVER (PARTITION BY {cells} ORDER BY row) AS time FROM {t}
                 WHERE row IN (SELECT row FROM suspects)) AS times WHERE time > 1"""

# The place of each course among its person's, in order of start; people with one row need none of this.
PLACES = """CREATE OR REPLACE TABLE {t}_places AS
SELECT row, row_number() OVER course AS place,
       max(course_end) OVER (PARTITION BY person ORDER BY course_start, course_end, course_number, row
                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier_end
FROM {t}_typed
WHERE person IN (SELECT person FROM {t}_persons WHERE p_rows > 1) AND row NOT IN (SELECT row FROM {t}_duplicates)
WINDOW course AS (PARTITION BY person ORDER BY course_start, course_end, course_number, row)"""

CHECKED = """CREATE OR REPLACE VIEW {t}_checked AS
SELECT typed.*, persons.* EXCLUDE (person), places.earlier_end, duplicates.row IS NOT NULL AS duplicate,
       CASE WHEN places.place IS NOT NULL THEN places.place
            WHEN duplicates.row IS NULL AND typed.person IS NOT NULL THEN 1 END AS place,
       {this_year} AS this_year, {start_year} AS start_year
FROM {t}_typed AS typed
LEFT JOIN {t}_persons AS persons ON typed.person = persons.person
LEFT JOIN {t}_places AS places ON typed.row = places.row
LEFT JOIN {t}_duplicates AS duplicates ON typed.row = duplicates.row"""

# Events of one person, day and kind but the first; a day with a single event needs no look.
AGAIN = """CREATE OR REPLACE TABLE {t}_again AS
SELECT row, TRUE AS again FROM (
    SELECT typed.row, row_number() OVER (PARTITION BY typed.person, typed.date, typed.kind ORDER BY typed.row) AS time
    FROM {t}_typed AS typed JOIN {t}_days AS days ON days.person_day = {person_day}) AS times WHERE time > 1"""
PERSON_DAY = "CAST(person AS BIGINT) * 4294967296 + date"

EVENTS_CHECKED = """CREATE OR REPLACE VIEW {t}_checked AS
SELECT typed.*, persons.p_last_contact, persons.p_death, firsts.course_end AS p_first_end,
       COALESCE(again.again, FALSE) AS again
FROM {t}_typed AS typed
LEFT JOIN courses_file_persons AS persons ON typed.person = persons.person
LEFT JOIN courses_file_firsts AS firsts ON typed.person = firsts.person
LEFT JOIN {t}_again AS again ON typed.row = again.row"""
FIRSTS = """CREATE OR REPLACE TABLE courses_file_firsts AS
SELECT person, course_end FROM courses_file_checked WHERE place = 1"""


def prepare_courses(connection: Engine, loaded: Loaded, choices: Choices) -> None:
    """Make the persons, places and checked view of the course file."""
    cells = ", ".join(f"c{position}" for position in range(len(loaded.raw.names)))
    start_year = "NULL" if loaded.layout.days else f"EXTRACT(YEAR FROM {DAY_ZERO} + typed.course_start)"
    names = {"t": loaded.table, "cells": cells, "start_year": start_year, "this_year": choices.today.year}
    for statement in (PERSONS, DUPLICATES, PLACES, CHECKED):
        connection.execute(statement.format(**names))


def prepare_events(connection: Engine, loaded: Loaded) -> None:
    """Make the checked view of the events file; needs the courses' first."""
    table = loaded.table
    days = f"SELECT {PERSON_DAY} AS person_day FROM {table}_typed WHERE person IS NOT NULL AND date IS NOT NULL"
    list_repeated(connection, days, f"{table}_days")
    connection.execute(AGAIN.format(t=table, person_day=PERSON_DAY))
    connection.execute(FIRSTS)
    connection.execute(EVENTS_CHECKED.format(t=loaded.table))


def list_repeated(connection: Engine, days: str, table: str) -> int:
    """Make ``table`` (person_day) of the numbers that the query ``days`` gives more than once; returns how many.

    Rows of one person stand together in most files, so that sorting what is nearly sorted costs least.
    """
    import numpy as np

    numbers = np.sort(connection.execute(days).fetchnumpy()["person_day"], kind="stable")
    again = np.unique(numbers[1:][numbers[1:] == numbers[:-1]]).tolist()
    connection.execute(f"CREATE OR REPLACE TABLE {table} (person_day BIGINT)")
    insert_rows(connection, table, ((each,) for each in again), "BIGINT")
    return len(again)

"""All rules over all rows: one pass per file, whatever the number of rules and faults.

The SQL is plain: the checked view joins the typed rows with their persons and their place among the person's courses;
one query then counts every rule, and a second finds the first row of those that something breaks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.findings import Finding
from isostats.records.input_tables import COURSE_TABLES
from isostats.records.input_tables.rule import Rule, outside
from isostats.records.lexicon import LEXICON_OF
from isostats.records.loaded import Choices, Loaded
from isostats.records.rules import RULES
from isostats.records.schema import Column
from isostats.records.wording import course_finding, value_finding
from isostats.words.numbers import count_text

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
SELECT typed.*{all_read}, persons.* EXCLUDE (person), places.earlier_end, duplicates.row IS NOT NULL AS duplicate,
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
SELECT typed.*{all_read}, persons.p_last_contact, persons.p_death, firsts.course_end AS p_first_end,
       COALESCE(again.again, FALSE) AS again
FROM {t}_typed AS typed
LEFT JOIN courses_file_persons AS persons ON typed.person = persons.person
LEFT JOIN courses_file_firsts AS firsts ON typed.person = firsts.person
LEFT JOIN {t}_again AS again ON typed.row = again.row"""
FIRSTS = """CREATE OR REPLACE TABLE courses_file_firsts AS
SELECT person, course_end FROM courses_file_checked WHERE place = 1"""


@dataclass(frozen=True)
class Fault:
    """A finding together with the SQL that lists its (row, person)."""

    finding: Finding
    file: str
    rows_sql: str


def prepare_courses(connection: Engine, loaded: Loaded, choices: Choices) -> None:
    """Make the persons, places and checked view of the course file."""
    cells = ", ".join(f"c{position}" for position in range(len(loaded.raw.names)))
    start_year = "NULL" if loaded.layout.days else f"EXTRACT(YEAR FROM {DAY_ZERO} + typed.course_start)"
    names = {"t": loaded.table, "cells": cells, "start_year": start_year, "this_year": choices.today.year}
    for statement in (PERSONS, DUPLICATES, PLACES, CHECKED):
        connection.execute(statement.format(all_read=_all_read(loaded), **names))


def prepare_events(connection: Engine, loaded: Loaded) -> None:
    """Make the checked view of the events file; needs the courses' first."""
    table = loaded.table
    days = f"SELECT {PERSON_DAY} AS person_day FROM {table}_typed WHERE person IS NOT NULL AND date IS NOT NULL"
    list_repeated(connection, days, f"{table}_days")
    connection.execute(AGAIN.format(t=table, person_day=PERSON_DAY))
    connection.execute(FIRSTS)
    connection.execute(EVENTS_CHECKED.format(t=loaded.table, all_read=_all_read(loaded)))


def _all_read(loaded: Loaded) -> str:
    """SQL for the ``<column>_bad`` of columns in which every text could be read."""
    bad = {name for name, _ in loaded.reading.problems}
    return "".join(f", FALSE AS {name}_bad" for name in loaded.schema if name not in bad)


def list_repeated(connection: Engine, days: str, table: str) -> int:
    """Make ``table`` (person_day) of the numbers that the query ``days`` gives more than once; returns how many.

    Rows of one person stand together in most files, so that sorting what is nearly sorted costs least.
    """
    import numpy as np
    import pandas as pd

    numbers = np.sort(connection.execute(days).fetchnumpy()["person_day"], kind="stable")
    frame = pd.DataFrame({"person_day": np.unique(numbers[1:][numbers[1:] == numbers[:-1]])}, dtype="int64")
    connection.register("repeated_days", frame)
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT person_day FROM repeated_days")
    connection.unregister("repeated_days")
    return len(frame)


def row_faults(connection: Engine, loaded: Loaded) -> list[Fault]:
    """Every rule over rows and persons that something breaks."""
    rules = COURSE_TABLES[loaded.label].rules
    asked = [one for rule in rules if rule.condition for one in _by_column(rule, loaded)]
    if not asked:
        return []
    checked = f"{loaded.table}_checked"
    counts = ", ".join(f"count(CASE WHEN {where} THEN 1 END)" for _, _, where in asked)
    tallies = one_row(connection, f"SELECT {counts} FROM {checked}")
    broken = [(*one, int(count)) for one, count in zip(asked, tallies, strict=True) if count]
    if not broken:
        return []
    firsts = ", ".join(f"min(CASE WHEN {where} THEN row END)" for _, _, where, _ in broken)
    rows = one_row(connection, f"SELECT {firsts} FROM {checked}")
    return [
        Fault(
            course_finding(connection, loaded, rule, column, count, int(row)),
            loaded.label,
            f"SELECT row, person FROM {checked} WHERE {where.removesuffix(' AND place = 1')}",
        )
        for (rule, column, where, count), row in zip(broken, rows, strict=True)
    ]


def _by_column(rule: Rule, loaded: Loaded) -> list[tuple[Rule, str, str]]:
    """A rule with its condition, for every column it is about that the file has."""
    if not all(loaded.layout.has(name) for name in rule.needs):
        return []
    once = " AND place = 1" if rule.scope == "person" else ""
    if not rule.columns:
        return [(rule, "", f"({rule.condition}){once}")]
    return [
        (rule, name, f"({rule.condition.format(column=name, **_ranges(loaded.schema[name]))}){once}")
        for name in rule.columns
        if loaded.layout.has(name)
    ]


def _ranges(column: Column) -> dict[str, str]:
    """The conditions *outside the hard range* and *outside the edge range* of a column."""
    return {"outside_hard": outside(column, column.hard), "outside_edge": outside(column, column.edge)}


def value_faults(connection: Engine, loaded: Loaded) -> list[Fault]:
    """Every text that could not be read, by rule and column."""
    faults = []
    for rule, column in sorted({(problem, name) for name, problem in loaded.reading.problems}):
        if RULES[rule].scope != "value":
            continue
        position = loaded.layout.positions[column]
        lexicon = f"{loaded.table}_{LEXICON_OF[loaded.schema[column].type]}"
        source = (
            f"FROM {loaded.table} AS file JOIN {lexicon} AS words ON words.position = {position} "
            f"AND words.text = file.c{position} AND words.problem = {literal(rule)}"
        )
        tallies = one_row(connection, f"SELECT count(*), min(file.row), min_by(file.c{position}, file.row) {source}")
        if not tallies[0]:
            continue
        count, row, cell = int(tallies[0]), int(tallies[1]), str(tallies[2])
        finding = value_finding(connection, loaded, RULES[rule], column, count, row, cell)
        rows = f"SELECT file.row, typed.person {source} JOIN {loaded.table}_typed AS typed ON typed.row = file.row"
        faults.append(Fault(finding, loaded.label, rows))
    return faults


def ragged_faults(loaded: Loaded) -> list[Fault]:
    """Rows without the header's number of columns, with the patient they name where that can be told."""
    ragged = loaded.raw.ragged
    if not ragged:
        return []
    rule = RULES["ragged_row" if loaded.label == "courses" else "ragged_event"]
    first = ragged[0]
    fault = first.fault or f"{len(first.cells)} columns where the header has {len(loaded.raw.names)}"
    patient = first.patient(loaded.layout.positions.get("patient_id"))
    who = f"patient {patient}, row {first.row}" if patient else f"row {first.row}"
    total = loaded.raw.rows + len(ragged)
    noun = "row" if total == 1 else "rows"
    verb = rule.one if len(ragged) == 1 else rule.many
    finding = Finding(
        "error",
        rule.id,
        len(ragged),
        f"{count_text(len(ragged))} of {count_text(total)} {noun} {verb}",
        first.row,
        f"{who}: {fault}",
        rule.advice,
    )
    rows = (
        f"SELECT ragged.row, ids.person FROM {loaded.table}_ragged AS ragged "
        f"LEFT JOIN courses_file_ids AS ids ON ids.person_id = ragged.person_id"
    )
    return [Fault(finding, loaded.label, rows)]


def order_findings(loaded: Loaded) -> list[Finding]:
    """Dates that could be read in two ways, where nothing in the file decides."""
    problems = {problem for _, problem in loaded.reading.problems}
    examples = loaded.reading.order_examples
    shown = " and ".join(f"'{text}'" for text in examples)
    columns = ", ".join(sorted({name for name, problem in loaded.reading.problems if problem.endswith("_date_order")}))
    base = Finding("error", "", 1, "", example=shown)
    if "mixed_date_order" in problems:
        return [
            replace(
                base,
                rule="mixed_date_order",
                message=f"some dates of {loaded.raw.source} are day-first and others month-first (columns: {columns})",
                advice="Write all dates as 2019-04-03. If one order is meant and the others are slips, set "
                'dates = "day_first" or dates = "month_first" to see which rows do not fit.',
            )
        ]
    if "ambiguous_date_order" in problems:
        return [
            replace(
                base,
                rule="ambiguous_date_order",
                message=f"no date of {loaded.raw.source} tells whether the day "
                f"or the month comes first (columns: {columns})",
                advice='Set dates = "day_first" or dates = "month_first".',
            )
        ]
    return []

"""Course records as their rules see them: rows beside their persons and their place among the person's courses; and
what only all rows together show: columns that are mostly empty, and last contacts piled on one day."""

from __future__ import annotations

from collections.abc import Iterator

from isostats.engines.embedded import Engine, insert_rows, one_row
from isostats.records.course_records import Unrecorded
from isostats.records.date_texts import iso
from isostats.records.filled_values import filled_of_kept
from isostats.records.findings import Finding
from isostats.records.first_courses_under_way import ends_at_contact
from isostats.records.input_tables.courses import MISSING_SHARE, PILE_LEAST, PILE_SHARE
from isostats.records.input_tables.declaration import outside
from isostats.records.input_tables.later_treatments import KNOWN_THAT_DAY
from isostats.records.loaded import Loaded
from isostats.records.open_courses import under_way
from isostats.records.people_in_several import ENOUGH, FACTS, at_several_sites
from isostats.records.rules import MOSTLY_UNUSUAL, RULES
from isostats.records.schema import Column
from isostats.records.taken_back import matched, of_treatments
from isostats.records.unit_words import OTHER_UNITS, THOUSANDTHS
from isostats.records.who_treated import tells_where
from isostats.study.several import SHEET_COLUMN
from isostats.words.numbers import agreed, count_text, counted, number_text, percent

DAY_ZERO = "DATE '1970-01-01'"  # the dialect hook: a date is this plus the integer day

SEVERAL = """CREATE OR REPLACE TABLE {t}_several AS
SELECT person FROM {t}_typed WHERE person IS NOT NULL GROUP BY person HAVING count(*) > 1"""
# What the rows of a person say together.
OF_PERSON = {
    "p_rows": "{count}", "p_last_contact": "{max}(last_contact)", "p_death": "{min}(death_date)",
    "p_sex_low": "{min}(sex)", "p_sex_high": "{max}(sex)",
    "p_birth_year_low": "{min}(birth_year)", "p_birth_year_high": "{max}(birth_year)",
    "p_death_date_low": "{min}(death_date)", "p_death_date_high": "{max}(death_date)",
    "p_last_contact_type": "{last_contact_type}", "p_lost_reason": "{lost_reason}",
    # of a later row prior_courses may count those of these records as well
    "p_prior": "greatest(CASE WHEN {any}(prior_isotretinoin = 'yes') THEN 1 ELSE 0 END, coalesce({prior_courses}, 0))",
    # a first row that is course 2 says that a course came before it, wherever that was
    "p_before": "greatest(coalesce({course_number}, 1) - 1, 0)",
}  # fmt: skip

# Rows that repeat another in every column: first the few with the same person and days, then their texts.
DUPLICATES = """CREATE OR REPLACE TABLE {t}_duplicates AS
WITH same AS (SELECT person, course_start, course_end FROM {t}_typed
              WHERE person IN (FROM {t}_several)
              GROUP BY person, course_start, course_end HAVING count(*) > 1),
     suspects AS (SELECT typed.row FROM {t}_typed AS typed JOIN same ON typed.person = same.person
                  AND typed.course_start IS NOT DISTINCT FROM same.course_start
                  AND typed.course_end IS NOT DISTINCT FROM same.course_end)
SELECT row FROM (SELECT row, row_number() OVER (PARTITION BY {cells} ORDER BY row) AS time FROM {t}
                 WHERE row IN (SELECT row FROM suspects)) AS times WHERE time > 1"""

# The rows of people with several: what these say together, and the place of each in order of start.
PLACES = """CREATE OR REPLACE TABLE {t}_places AS
WITH rows_of AS (SELECT *, row IN (FROM {t}_duplicates) AS duplicate FROM {t}_typed WHERE person IN (FROM {t}_several))
SELECT row, duplicate, CASE WHEN NOT duplicate THEN row_number() OVER course END AS place,
       CASE WHEN NOT duplicate THEN max(course_end) OVER (course ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) END
           AS earlier_end, persons.* EXCLUDE (person)
FROM rows_of JOIN (SELECT person, {of_several} FROM rows_of GROUP BY person) AS persons USING (person)
WINDOW course AS (PARTITION BY person, duplicate ORDER BY course_start, course_end, course_number, row)"""

# Most people have one row, which says by itself what holds of all of theirs: nothing is grouped or looked up for it.
CHECKED = """CREATE OR REPLACE {kind} {t}_checked AS
SELECT typed.*, {of_one}, places.earlier_end, coalesce(places.duplicate, FALSE) AS duplicate,
       CASE WHEN places.row IS NOT NULL THEN places.place WHEN person IS NOT NULL THEN 1 END AS place,
       {under_way} AS under_way,
       {this_year} AS this_year, {start_year} AS start_year, {shifted} AS shifted
FROM {t}_typed AS typed LEFT JOIN {t}_places AS places ON typed.row = places.row"""
OF_ONE = "CASE WHEN places.row IS NOT NULL THEN places.{name} WHEN person IS NOT NULL THEN {own} END AS {name}"
PERSONS = """CREATE OR REPLACE TABLE {t}_persons AS
SELECT person, row AS first_row, course_start, course_end, p_last_contact, p_death, p_before, p_prior,
       {at_contact} AS at_contact FROM {t}_checked WHERE place = 1"""

# Which rows take another back, are taken back, or find nothing to take back.
BACK = "CREATE OR REPLACE TABLE {t}_back (row BIGINT, back VARCHAR)"
# Events of one person, day and kind but the first; a day with a single event needs no look.
AGAIN = """CREATE OR REPLACE TABLE {t}_again AS
SELECT row, TRUE AS again FROM (
    SELECT typed.row, row_number() OVER (PARTITION BY typed.person, typed.date, typed.kind ORDER BY typed.row) AS time
    FROM {t}_typed AS typed JOIN {t}_days AS days ON days.person_day = {person_day}
    WHERE typed.row NOT IN (SELECT row FROM {t}_back)) AS times WHERE time > 1"""
PERSON_DAY = "CAST(person AS BIGINT) * 4294967296 + date"
NOT_AFTER = """SELECT * FROM (SELECT person_day, lag(person_day) OVER () AS before FROM ({days}) AS days) AS neighbours
WHERE person_day <= before"""

EVENTS_CHECKED = f"""CREATE OR REPLACE VIEW {{t}}_checked AS
SELECT typed.*, persons.p_last_contact, persons.p_death, persons.course_end AS p_first_end,
       COALESCE(again.again, FALSE) AS again, back.back, {KNOWN_THAT_DAY}
FROM {{t}}_typed AS typed
{{join}} courses_file_persons AS persons ON typed.person = persons.person
LEFT JOIN {{t}}_again AS again ON typed.row = again.row
LEFT JOIN {{t}}_back AS back ON typed.row = back.row"""
DESCRIBED_CHECKED = """CREATE OR REPLACE TABLE {t}_checked AS
SELECT typed.*, persons.p_last_contact, persons.p_death, persons.course_end AS p_first_end, {further}
FROM {t}_typed AS typed LEFT JOIN courses_file_persons AS persons USING (person)"""

PILE = """SELECT p_last_contact, count(*) AS patients, sum(count(*)) OVER () AS everyone,
       max(p_last_contact) OVER () AS latest
FROM {t}_persons WHERE p_last_contact IS NOT NULL GROUP BY p_last_contact
ORDER BY patients DESC, p_last_contact LIMIT 1"""
# Ids at each site, and those of them that are at another one too.
OF_SITES = """WITH places AS (SELECT DISTINCT person, site FROM {places} WHERE person IS NOT NULL AND site IS NOT NULL),
     several AS (SELECT person FROM places GROUP BY person HAVING count(*) > 1),
     shares AS (SELECT count(*) AS ids, count(several.person) AS also FROM places LEFT JOIN several USING (person)
                GROUP BY site)
SELECT (SELECT count(*) FROM several), (SELECT count(DISTINCT person) FROM places),
       (SELECT count(*) FROM shares WHERE ids > 1 AND 2 * also > ids),
       (SELECT coalesce(max(ids), 0) FROM shares WHERE 2 * also > ids)"""
AT_SITES = """SELECT min(row), min(site), max(site) FROM {places}
WHERE person IN (FROM {t}_several) AND site IS NOT NULL
GROUP BY person HAVING min(site) <> max(site) ORDER BY 1 LIMIT 1"""
MANY_AT_A_SITE = 10
"""From so many ids on, most of which stand elsewhere too, a site is none of people who moved."""
LATE = "SELECT count(*), count(*) FILTER (p_before > 0) FROM {t}_persons"
LATE_LEAST = 10
UNUSUAL_LEAST = 10
"""Of fewer values it is not told whether they are in another unit."""
HALF_BELOW = {"kg": 100}
"""By unit: what half of all people are below; pounds of the young are not unusual as kilograms, one by one."""


def prepare_courses(connection: Engine, loaded: Loaded) -> None:
    """Make the persons, places and checked view of the course file."""
    cells = ", ".join(f"c{position}" for position in range(len(loaded.raw.names)))
    start_year = "NULL" if loaded.layout.days else f"EXTRACT(YEAR FROM {DAY_ZERO} + typed.course_start)"
    names = {"t": loaded.table, "cells": cells, "start_year": start_year, "this_year": loaded.choices.today.year}
    names["kind"] = "TABLE" if loaded.has_few else "VIEW"
    names["shifted"] = str(loaded.choices.shifted).upper()
    names["under_way"] = under_way(loaded, "typed.row")
    names["at_contact"] = ends_at_contact(loaded)
    one, several = _of_person(loaded, one=True), _of_person(loaded, one=False)
    names["of_one"] = ", ".join(OF_ONE.format(name=name, own=sql) for name, sql in one.items())
    names["of_several"] = ", ".join(f"{sql} AS {name}" for name, sql in several.items())
    for statement in (SEVERAL, DUPLICATES, PLACES, CHECKED, PERSONS):
        connection.execute(statement.format(**names))


def _of_person(loaded: Loaded, *, one: bool) -> dict[str, str]:
    """SQL for what the rows of a person say together, by its name: of ``one`` row, or of several in a group."""
    where = "CASE WHEN {by} IS NOT NULL THEN {name} END"
    last, first = (where, where) if one else ("max_by({name}, {by})", "arg_min_null({name}, {by})")
    names = {name: first.format(name=name, by="course_start") for name in ("prior_courses", "course_number")}
    for name in ("last_contact_type", "lost_reason"):  # of a column that is not there, asking costs as much
        there = loaded.layout.has(name)
        names[name] = last.format(name=name, by="last_contact") if there else "CAST(NULL AS VARCHAR)"
    names |= {"count": "CAST(1 AS BIGINT)" if one else "count(*)", "any": "" if one else "bool_or"}
    names |= {each: "" if one else each for each in ("max", "min")}
    return {name: sql.format(**names) for name, sql in OF_PERSON.items()}


def prepare_events(connection: Engine, loaded: Loaded) -> None:
    """Make the checked view of the events file; needs the courses' first."""
    import numpy as np

    table = loaded.table
    days = f"SELECT {PERSON_DAY} AS person_day FROM {table}_typed WHERE person IS NOT NULL AND date IS NOT NULL"
    neighbours = connection.execute(NOT_AFTER.format(days=days)).fetchnumpy()
    numbers = neighbours["person_day"]
    if (numbers < neighbours["before"]).any():  # a file that is in order, as most are, need not be sorted
        ordered = np.sort(connection.execute(days).fetchnumpy()["person_day"], kind="stable")
        numbers = ordered[1:][ordered[1:] == ordered[:-1]]
    repeated = np.unique(numbers).tolist()
    connection.execute(f"CREATE OR REPLACE TABLE {table}_days (person_day BIGINT)")
    insert_rows(connection, f"{table}_days", ((each,) for each in repeated), "BIGINT")
    _take_back(connection, loaded)
    connection.execute(AGAIN.format(t=table, person_day=PERSON_DAY))
    nobodys = one_row(connection, f"SELECT EXISTS (FROM {table}_typed WHERE person IS NULL)")[0]
    join = "LEFT JOIN" if nobodys else "JOIN"  # whoever has a number has a course: then each is found by it, and faster
    connection.execute(EVENTS_CHECKED.format(t=table, join=join))


def _take_back(connection: Engine, loaded: Loaded) -> None:
    table, rows = loaded.table, list[tuple[int, str]]()
    connection.execute(BACK.format(t=table))
    if any(map(loaded.layout.has, ("quantity", "days_supply"))):
        for _, row, taken, _ in matched(connection, of_treatments(table)):
            rows += [(row, "nothing")] if taken is None else [(row, "takes"), (taken, "taken")]
    insert_rows(connection, f"{table}_back", rows, "BIGINT", "VARCHAR")


def prepare(connection: Engine, loaded: Loaded) -> None:
    """Make what the rules of a file look at; that of the courses first."""
    if loaded.label == "courses":
        prepare_courses(connection, loaded)
    elif loaded.label == "events":
        prepare_events(connection, loaded)
    else:
        connection.execute(DESCRIBED_CHECKED.format(t=loaded.table, further=loaded.input.further))


def whole_file_findings(connection: Engine, loaded: Loaded) -> list[Finding]:
    """Warnings about the course file as a whole."""
    together = (_mostly_missing, _mostly_unusual, _several_sites, _piled, _numbered_late)
    return [finding for looked_at in together for finding in looked_at(connection, loaded)]


def _numbered_late(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """Where most patients begin with course 2 or later, the column numbers something else, such as all rows."""
    if not loaded.layout.has("course_number"):
        return
    people, late = map(int, one_row(connection, LATE.format(t=loaded.table)))
    if people >= LATE_LEAST and 2 * late > people:
        message = f"{count_text(late)} of {count_text(people)} patients have no course numbered 1"
        advice = (
            "course_number counts one patient's courses: 1, 2, 3. If it does, add the rows of their earlier "
            "courses. If it numbers something else, such as all rows, rename the column."
        )
        yield Finding("error", "course_number_of_what", late, message, advice=advice, column="course_number")


def missing_by_column(connection: Engine, loaded: Loaded) -> tuple[Unrecorded, ...]:
    """How often each optional column of the file is not recorded, among the kept rows, whatever a rule filled in."""
    filled = filled_of_kept(connection, loaded)
    counts = _missing(connection, loaded, f"row NOT IN (SELECT row FROM {loaded.table}_aside)")
    return tuple(each._replace(missing=each.missing + filled.get(each.column, 0)) for each in counts)


def _missing(connection: Engine, loaded: Loaded, where: str) -> list[Unrecorded]:
    """(column, rows in which it is not recorded, rows) of every optional column and covariate."""
    names = {name: f'"{name}"' for name in loaded.layout.positions if not loaded.schema[name].required}
    names |= {name: f"k{number}" for number, name in enumerate(loaded.layout.covariates)}
    if not names:
        return []
    unread = loaded.reading.unread  # a text that cannot be read is a fault, not a gap
    counts = ", ".join(
        f"count(CASE WHEN {column} IS NOT NULL{f' OR {name}_bad' if name in unread else ''} THEN 1 END)"
        for name, column in names.items()
    )
    tallies = one_row(connection, f"SELECT count(*), {counts} FROM {loaded.table}_typed WHERE {where}")
    rows = int(tallies[0])
    return [Unrecorded(name, rows - int(count), rows) for name, count in zip(names, tallies[1:], strict=True)]


def _mostly_missing(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    rule = RULES["many_missing"]
    for name, missing, rows in _missing(connection, loaded, "TRUE"):
        if rows and missing / rows > MISSING_SHARE and (name in rule.columns or name in loaded.layout.covariates):
            share = percent(missing / rows, 0)
            message = f"{count_text(missing)} of {count_text(rows)} courses ({share}) have no {name}"
            advice = "Analyses that use it lose these rows, and say so."
            yield Finding("warning", rule.id, missing, message, advice=advice, column=name)


def _mostly_unusual(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """A warning for weights and doses of which most lie outside what is usual, as numbers in another unit do."""
    columns = [each for each in loaded.schema.values() if each.edge and each.unit in OTHER_UNITS]
    columns = [each for each in columns if loaded.layout.has(each.name)]
    if not columns:
        return
    odd_ones = [outside(each, each.edge) for each in columns]
    for at, each in enumerate(columns):
        odd_ones[at] += f" OR {each.name} > {HALF_BELOW[each.unit]}" if each.unit in HALF_BELOW else ""
    asked = (f"count(*) FILTER ({odd}), count({each.name})" for odd, each in zip(odd_ones, columns, strict=True))
    counts = list(map(int, one_row(connection, f"SELECT {', '.join(asked)} FROM {loaded.table}_typed")))
    odd = [
        each for each, unusual, known in zip(columns, counts[::2], counts[1::2], strict=True)
        if known >= UNUSUAL_LEAST and 2 * unusual > known
    ]  # fmt: skip
    if odd:
        named, first = ", ".join(each.name for each in odd), odd[0]
        middle = float(one_row(connection, f"SELECT median({first.name}) FROM {loaded.table}_typed")[0])
        example = f"the median of {first.name} is {number_text(middle)}"
        message = f"most values of {named} are unusual"
        yield Finding("warning", MOSTLY_UNUSUAL, len(odd), message, None, example, _otherwise(loaded, first, middle),
                      first.name)  # fmt: skip


def _otherwise(loaded: Loaded, column: Column, middle: float) -> str:
    """What to do about numbers that may be in another unit, or whose point may separate thousands."""
    low, high = column.edge or (0, 0)
    thousandth = column.unit in THOUSANDTHS and low <= 1000 * middle <= high
    unit = THOUSANDTHS[column.unit] if thousandth else OTHER_UNITS[column.unit]
    shown = loaded.layout.shown.get(column.name, column.name)
    of_thousands = 'Set decimal = "," where a point in them separates thousands, as in 8.400. '
    named = f"Say it in the name of the column, such as '{shown} ({unit})', map that name, and they are converted."
    return f"{of_thousands * thousandth}They may be in another unit. {named}"


def _several_sites(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """Ids that occur at more than one site, or in more than one sheet: a patient who moved or came again, or two whom
    the clinics number alike. The latter is an error: their courses would follow each other."""
    asked = {"site": f"{loaded.table}_typed"} if loaded.layout.has("site") else {}
    covariates = loaded.layout.covariates
    if SHEET_COLUMN in covariates and any(each.rule == "sheets_as_one" for each in loaded.raw.findings):
        asked[SHEET_COLUMN] = _placed(loaded, covariates[SHEET_COLUMN])
    asked |= {name: _placed(loaded, at) for name, at in covariates.items() if tells_where(loaded.raw.names[at])}
    for name, places in asked.items():
        findings = list(_in_several(connection, loaded, places, name))
        yield from findings
        if any(each.severity == "error" for each in findings):  # of clinics that number alike one column is enough
            return


def _placed(loaded: Loaded, at: int) -> str:
    """SQL for the rows of a file with a further column as their site; blanks alone are none."""
    facts = "".join(f", {name}" for name in FACTS if loaded.layout.has(name))
    site = f"nullif(trim(c{at}), '') AS site"
    return f"(SELECT row, person, {site}{facts} FROM {loaded.table}_typed JOIN {loaded.table} USING (row)) AS placed"


def _in_several(connection: Engine, loaded: Loaded, places: str, what: str) -> Iterator[Finding]:
    """The finding on ids at several places (the column ``site`` of a table of them)."""
    if not (first := one_row(connection, AT_SITES.format(t=loaded.table, places=places))):
        return
    row, *of = first
    several, ids, sites, most = map(int, one_row(connection, OF_SITES.format(places=places)))
    facts = [name for name in FACTS if loaded.layout.has(name)]
    weight, agreeing = at_several_sites(connection, places, facts)
    of_sheets = what == SHEET_COLUMN  # where one a year is of the same people, many of whom come again
    further = what not in ("site", SHEET_COLUMN)
    kept = what != "site"  # as a further column, which need not tell who numbered the people
    usual = 2 * several > ids if of_sheets else most >= MANY_AT_A_SITE
    alike = weight < ENOUGH and (weight <= -ENOUGH or usual)
    if kept and not alike:
        return
    occur = agreed(several, "occurs")
    where = "in more than one sheet" if of_sheets else "at more than one site"
    where = f"under more than one {loaded.raw.names[loaded.layout.covariates[what]].strip()}" if further else where
    message = f"{count_text(several)} of {counted(ids, 'id')} {occur} {where}, each read as one patient"
    message += f" (alike: {agreeing})" if agreeing else ""
    advice = "If these patients changed the clinic, all is well. If clinics number alike, "
    if weight >= ENOUGH:
        advice = "So they are of the same people, who changed the clinic, and all is well. Were they others after all, "
    elif sites or alike:
        message += f"; at {counted(sites, 'site')} these are most of all ids" if sites and not of_sheets else ""
        who = "sheets" if of_sheets else "clinics"
        advice = f"The {who} seem to number alike: two patients are then counted as one. If so, "
    advice += "make ids unique (such as A-1 and B-1)."
    example = f"row {row}, at '{of[0]}' and '{of[1]}'"
    if alike and loaded.choices.ids_apart is not False:
        advice += " If they are the same people, say ids_apart = false."
        yield Finding("error", "numbered_alike", several, message, row, example, advice, "patient_id")
    elif not kept:
        yield Finding("warning", "ids_of_several_sites", several, message, row, example, advice, "patient_id")


def _piled(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """One day that many people share as last contact, and after which others are still seen."""
    pile = one_row(connection, PILE.format(t=loaded.table))
    if not pile:
        return
    day, patients, everyone, latest = (int(value) for value in pile)
    if patients < PILE_LEAST or patients / everyone <= PILE_SHARE or day == latest:
        return
    shown, last = (f"day {day}", f"day {latest}") if loaded.layout.days else (iso(day), iso(latest))
    message = (
        f"{count_text(patients)} of {count_text(everyone)} patients ({percent(patients / everyone, 0)}) have "
        f"their last contact on {shown}"
    )
    example = f"{shown}; the latest last contact is {last}"
    advice = (
        "If the data were closed on that day, later contacts are the odd ones; if it is the day of an "
        "export or a placeholder, these people were not observed until then."
    )
    yield Finding("warning", "piled_last_contact", patients, message, None, example, advice, "last_contact")

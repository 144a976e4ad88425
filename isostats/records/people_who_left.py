"""People who left for good before their last contact, as where that is the day on which the records were closed.

Whoever emigrated, or went to another practice or insurer, is seen by nobody afterwards, so that follow-up ends there.
A date of leaving is as good as a last contact where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from isostats.engines.embedded import Engine, one_row
from isostats.records.faults import Fault
from isostats.records.filled_values import remember_filled
from isostats.records.findings import Finding
from isostats.records.guessing.synonyms import names_in, word_form
from isostats.records.input_tables import COURSE_TABLES
from isostats.records.input_tables.declaration import SET_ASIDE
from isostats.records.loaded import Loaded
from isostats.records.relapse_like_columns import held_texts
from isostats.records.row_numbers import file_row
from isostats.records.shapes.remaking import filled_sql
from isostats.records.text_forms import forms_of
from isostats.words.numbers import agreed, count_text, counted

LEFT = """CREATE OR REPLACE TABLE {t}_left AS
SELECT person, min(left_date) AS day, max(last_contact) AS known, min(row) AS row FROM {t}_typed
WHERE person IN (SELECT person FROM {t}_typed WHERE left_date IS NOT NULL) GROUP BY person HAVING NOT {unread}"""
EARLIER = "SELECT count(*), min(row) FROM {t}_left WHERE day < known"
FOLLOWED = "SELECT count(*) FROM (SELECT DISTINCT person FROM {t}_typed WHERE person IS NOT NULL) AS people"
END = """UPDATE {t}_typed AS typed SET last_contact = least(typed.last_contact, people.day) FROM {t}_left AS people
WHERE people.person = typed.person AND (typed.last_contact IS NULL OR people.day < typed.last_contact)"""
HELD = "SELECT count(*), min(row) FROM {t} WHERE {cell} IS NOT NULL"
ENDED = """SELECT count(*), (SELECT count(*) FROM {t}_left WHERE coalesce(day < known, TRUE) AND person = (
    SELECT person FROM {of}_typed WHERE row = {row})) FROM ({rows}) AS faulty
WHERE person IN (SELECT person FROM {t}_left WHERE coalesce(day < known, TRUE))"""
SEEN_AGAIN = (
    "{who} of people with an earlier left_date, where their follow-up ends. Whoever came back did not leave for good: "
    "clear left_date. Of whoever did not come back, correct the day that is wrong."
)
ADVICE = "Nobody sees them afterwards. Where a date is not that of leaving for good, leave its column out."


def end_with_leaving(connection: Engine, courses: Loaded) -> list[Finding]:
    """Let the last contact of who left be no later than that day, and say of how many it was."""
    if not courses.layout.has("left_date"):
        return []
    unread = "bool_or(last_contact_bad)" if "last_contact" in courses.reading.unread else "FALSE"
    connection.execute(LEFT.format(t=courses.table, unread=unread))
    count, row = one_row(connection, EARLIER.format(t=courses.table))
    everyone = int(one_row(connection, FOLLOWED.format(t=courses.table))[0])
    lacking = f"last_contact IS NULL AND person IN (SELECT person FROM {courses.table}_left)"
    if "last_contact" not in courses.reading.filled:
        remember_filled(connection, courses, "last_contact", lacking)
    connection.execute(END.format(t=courses.table))
    if not count:
        return []
    message = (
        f"{count_text(int(count))} of {counted(everyone, 'patient')} {agreed(int(count), 'has')} a left_date before "
        f"the last contact, and {agreed(int(count), 'is')} followed until then"
    )
    return [Finding("note", "left_before_last_contact", int(count), message, int(row), f"row {file_row(int(row))}",
                    ADVICE, "left_date")]  # fmt: skip


def about_leaving(connection: Engine, courses: Loaded, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Faults of days after the last contact, that say it where this is the day of leaving, and what is to be done."""
    left = courses.layout.has("left_date")
    for fault in faults:
        finding, name = fault.finding, "last contact "
        if not left or name not in finding.example:
            yield fault
            continue
        of = "courses_file" if fault.file == courses.label else f"{fault.file}_file"
        sql = ENDED.format(t=courses.table, of=of, row=finding.row, rows=fault.rows_sql)
        some, first = map(int, one_row(connection, sql))
        if some:
            who = f"{count_text(some)} {agreed(some, 'is')}" if some < finding.count else "All are"
            who = "It is" if finding.count == 1 else who
            example = finding.example.replace(name, "left_date ") if first else finding.example
            advice = f"{SEEN_AGAIN.format(who=who)} {finding.advice if some < finding.count else SET_ASIDE}"
            finding = replace(finding, example=example, advice=advice)
        yield replace(fault, finding=finding)


def leaving_of_people(connection: Engine, people: Loaded) -> Iterator[Finding]:
    """Warnings for such dates among the people beside dispensings that no table of observation stands beside: everyone
    then counts as observed to the end."""
    names = names_in(COURSE_TABLES["courses"])
    for name, at in people.layout.covariates.items():
        shown = people.raw.names[at].strip()
        if names.get(word_form(shown), ("",))[0] != "left_date":
            continue
        if forms_of(held_texts(connection, people, at)).likely != "date":
            continue
        count, row = one_row(connection, HELD.format(t=people.table, cell=filled_sql(f"c{at}")))
        message = f"{counted(int(count), 'patient')} {agreed(int(count), 'has')} a date in '{shown}', which is not read"
        advice = (
            "They count as observed to the end of the records. Where they left then, give a table observation "
            "(patient_id, start, end) with a row for everybody."
        )
        yield Finding("warning", "unread_leaving", int(count), message, int(row), f"row {file_row(int(row))}", advice,
                      name)  # fmt: skip

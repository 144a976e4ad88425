"""A last contact that is not recorded, by the rule that the study states: the day on which the records were closed, or
the last date that they hold of the person. Whoever has one in any row keeps it.

Neither is what happened. With the day of the cut, people who left unseen count as well; with the last date seen, those
who relapse are seen for longer than those who do not. So it is counted, told, and stands beside every result.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from isostats.engines.embedded import Engine, one_row
from isostats.records.date_texts import EPOCH, iso
from isostats.records.filled_values import remember_filled
from isostats.records.findings import Finding
from isostats.records.input_tables import InputTable
from isostats.records.loaded import Loaded
from isostats.records.schema import by_name
from isostats.study.inputs import Inputs
from isostats.words.numbers import agreed, count_text, counted

CLOSED = "Give the day on which the records were closed; nothing in them can be later."
OWN_DATES = ("course_start", "course_end", "response_date", "relapse_date", "death_date", "left_date")

# Everyone, the last contact that some row of theirs has, and the last day on which anything is recorded; but those of
# whom it could not be read.
SEEN = """CREATE OR REPLACE TABLE {t}_seen AS
SELECT own.person, own.known, own.death, own.course_end, own.relapse, own.row,
       greatest(own.seen{others}) AS seen
FROM (SELECT person, max(last_contact) AS known, min(death_date) AS death, max(course_end) AS course_end,
             max(relapse_date) AS relapse, min(row) AS row, max(greatest({own})) AS seen
      FROM {t}_typed WHERE person IS NOT NULL GROUP BY person HAVING NOT {unread}) AS own {joins}"""
SETTLE = """UPDATE {t}_typed AS typed SET last_contact = coalesce(seen.known, {by_rule}) FROM {t}_seen AS seen
WHERE seen.person = typed.person AND typed.last_contact IS NULL"""
COUNTS = """SELECT count(*) FILTER (known IS NULL), count(*), min(row) FILTER (known IS NULL),
       count(*) FILTER (known IS NULL AND relapse IS NOT NULL),
       count(*) FILTER (known IS NULL AND relapse IS NULL AND seen <= course_end), max(seen) FILTER (known IS NULL),
       count(*) FILTER (known IS NULL AND seen > {cut}), max(greatest(seen, known))
FROM {t}_seen"""


@dataclass(frozen=True)
class Settled:
    """How many of how many people got their last contact by the rule: of whom the first is in ``row``, so many with a
    relapse, and so many with none and no date after their course; ``latest`` is the last date of any of them,
    ``beyond`` counts those with a date after the cut, and ``last`` is the last date of anybody."""

    people: int
    everyone: int
    row: int
    relapsed: int
    at_end: int
    latest: int
    beyond: int
    last: int


def may_lack_last_contact(table: InputTable, inputs: Inputs) -> InputTable:
    """The course records as they are asked for: with a rule for it, last_contact need not be there."""
    if inputs.missing_last_contact is None or "last_contact" not in table.columns:
        return table
    columns = {**table.columns, "last_contact": replace(table.columns["last_contact"], required=False)}
    return replace(table, columns=by_name(*columns.values()))


def settle_last_contacts(
    connection: Engine, courses: Loaded, beside: Sequence[Loaded], inputs: Inputs
) -> tuple[list[Finding], str]:
    """Fill in the last contacts that are not recorded; what was found, and the words that every result carries."""
    rule = inputs.missing_last_contact
    if rule is None:
        return [], ""
    cut = None if inputs.data_cut is None else _as_day(str(inputs.data_cut), days=courses.layout.days)
    if rule == "data_cut" and cut is None:
        return [_of_another_calendar(courses)], ""
    table = courses.table
    if cut is not None and not courses.layout.days and cut > (courses.choices.today - EPOCH).days:
        return [_impossible(f"data_cut is {inputs.data_cut}, a day that has not come yet", CLOSED)], ""
    settled = _see(connection, courses, beside, cut or 0)
    if rule == "data_cut" and settled.beyond:
        return [_too_early(courses, settled, inputs)], ""
    by_rule = "seen.seen" if rule == "last_seen" else f"CASE WHEN seen.death < {cut} THEN seen.death ELSE {cut} END"
    remember_filled(connection, courses, "last_contact", "last_contact IS NULL")
    connection.execute(SETTLE.format(t=table, by_rule=by_rule))
    connection.execute(f"DROP TABLE {table}_seen")
    return (_findings(settled, inputs, courses), _note(settled, inputs)) if settled.people else ([], "")


def _as_day(text: str, *, days: bool) -> int | None:
    """A day of the study file as a day of the records; None for one of another calendar."""
    if days:
        return int(text) if text.removeprefix("-").isdigit() else None
    return None if text.removeprefix("-").isdigit() else (datetime.date.fromisoformat(text) - EPOCH).days


def _see(connection: Engine, courses: Loaded, beside: Sequence[Loaded], cut: int) -> Settled:
    """Make the table of what was seen of everyone, and count."""
    joins, others = [], ""
    for number, loaded in enumerate(each for each in beside if each.layout.days == courses.layout.days):
        dates = [name for name, column in loaded.schema.items() if column.type == "date" and loaded.layout.has(name)]
        if dates:
            latest = ", ".join(f"max({name})" for name in dates)
            sql = f"SELECT person, greatest({latest}) AS seen FROM {loaded.table}_typed GROUP BY person"
            joins.append(f"LEFT JOIN ({sql}) AS other{number} ON other{number}.person = own.person")
            others += f", other{number}.seen"
    own = ", ".join(OWN_DATES)
    unread = "bool_or(last_contact_bad)" if "last_contact" in courses.reading.unread else "FALSE"
    names = {"t": courses.table, "own": own, "others": others, "joins": " ".join(joins), "unread": unread}
    connection.execute(SEEN.format(**names))
    counts = one_row(connection, COUNTS.format(t=courses.table, cut=cut))
    return Settled(*(int(each or 0) for each in counts))


def _findings(settled: Settled, inputs: Inputs, courses: Loaded) -> list[Finding]:
    """What the rule did, and what it does to a result."""
    lack = f"{_of_all(settled)} {agreed(settled.people, 'has')} no last_contact"
    if inputs.missing_last_contact == "data_cut":
        are = agreed(settled.people, "is")
        message = f"{lack}, and {are} taken as observed until the data were closed, {inputs.data_cut}"
        advice = (
            f"missing_last_contact says so; the last date of anybody is {_day(settled.last, courses)}. A relapse of "
            "one who had left is not in the records, so that remission may come out too high."
        )
    else:
        message = (
            f"{lack}, and {agreed(settled.people, 'leaves')} on the last date that is recorded: "
            f"{settled.relapsed} with a relapse, {settled.at_end} at the end of the course, without any follow-up"
        )
        advice = (
            "missing_last_contact says so. Who relapses is seen for longer than who does not, so that remission may "
            "come out too low."
        )
    rule, row = "last_contact_by_rule", settled.row
    return [Finding("warning", rule, settled.people, message, row, f"row {row}", advice, "last_contact")]


def _note(settled: Settled, inputs: Inputs) -> str:
    of = f"{_of_all(settled)} without a last contact {agreed(settled.people, 'is')}"
    if inputs.missing_last_contact == "data_cut":
        return f"{of} taken as observed until the data were closed, {inputs.data_cut}"
    return f"{of} taken as observed until the last date that is recorded of them"


def _of_all(settled: Settled) -> str:
    return f"{count_text(settled.people)} of {counted(settled.everyone, 'patient')}"


def _too_early(courses: Loaded, settled: Settled, inputs: Inputs) -> Finding:
    message = (
        f"data_cut is {inputs.data_cut}, but {counted(settled.beyond, 'patient')} without last_contact "
        f"{agreed(settled.beyond, 'has')} a date after it"
    )
    return replace(_impossible(message, CLOSED), example=f"the latest is {_day(settled.latest, courses)}")


def _of_another_calendar(courses: Loaded) -> Finding:
    holds, wanted = ("integer days", "a day of that count") if courses.layout.days else ("dates", "a date")
    message = f"data_cut is not {wanted}, and {courses.called} holds {holds}"
    return _impossible(message, f"Give data_cut as {wanted}.")


def _impossible(message: str, advice: str) -> Finding:
    return Finding("error", "impossible_data_cut", 1, message, advice=advice)


def _day(day: int, courses: Loaded) -> str:
    return f"day {day}" if courses.layout.days else iso(day)

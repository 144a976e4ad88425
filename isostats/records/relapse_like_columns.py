"""Further columns of course records that hold dates of relapses, or their treatment, where none of ours does, or a
length of time where a day is wanted: kept as they are, they leave people without a relapse, or without follow-up. And
files of relapses that are read as later treatments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isostats.engines.embedded import Engine
from isostats.records.code_texts import code_form, read_code
from isostats.records.column_names import QUALIFIERS
from isostats.records.findings import Finding
from isostats.records.guessing.relapse_days import holds_relapse_days
from isostats.records.guessing.synonyms import code_of
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.length_names import day_it_leads_to, how_to_add
from isostats.records.loaded import Loaded
from isostats.records.outcome_names import JOIN_RELAPSES, is_about_relapse, is_treatment_of_relapse
from isostats.records.shapes.remaking import filled_sql
from isostats.study.toml_values import toml
from isostats.vocabulary import names as v

MOST_COLUMNS, MOST_TEXTS = 200, 100
TREATMENT = COURSE_COLUMNS["relapse_treatment"]
LOST = {
    "relapse_date": "nobody has a recorded relapse", "relapse_treatment": "no treatment of a relapse is known",
}  # fmt: skip
TOLD_BY_LATER = "what treated a relapse is told by the table of later treatments alone"
A_LENGTH = re.compile(r"\d+(?:[.,]\d+)?(?:\s*[^\W\d]+\.?)?")
NONE = ("none", v.ISOTRETINOIN)
"""Treatments that a column about anything may name: no tells nothing, and isotretinoin may be the course itself."""


def unused_relapses(connection: Engine, courses: Loaded, *, later: bool) -> Iterator[Finding]:
    """Warnings for such columns, where no relapse is mapped; with a table of ``later`` treatments only for dates, and
    for treatments by whose name they are those of a relapse."""
    layout = courses.layout
    texts = {
        name: at for name, at in list(layout.covariates.items())[:MOST_COLUMNS]
        if courses.reading.kinds.get(name) == "text"
    }  # fmt: skip
    for our, looks in (("relapse_date", _are_dates), ("relapse_treatment", _are_treatments)):
        if layout.has(our):
            continue
        beside = later and our == "relapse_treatment"
        for name, at in texts.items():
            if beside and not is_treatment_of_relapse(name):
                continue
            held = held_texts(connection, courses, at)
            if held and looks(name, held):
                shown = courses.raw.names[at].strip()
                message = f"'{shown}' of {courses.raw.source} looks like {our}, and is kept as a further column"
                way = f"columns = {toml({our: shown})}"
                lost = TOLD_BY_LATER if beside else LOST[our]
                advice = f"As it is, {lost}. If it is that column, map it: {way}."
                yield Finding("warning", "unused_relapses", 1, message, advice=advice, column=name)


def unread_lengths(connection: Engine, courses: Loaded) -> Iterator[Finding]:
    """Warnings for lengths of time that lead to a day of ours of which there is no column."""
    for name, at in list(courses.layout.covariates.items())[:MOST_COLUMNS]:
        shown = courses.raw.names[at].strip()
        our = day_it_leads_to(shown)
        if not our or courses.layout.has(our) or courses.schema[our].required:  # which is an error that says it
            continue
        held = held_texts(connection, courses, at)
        if not {*held} <= {"0", "1"} and all(map(A_LENGTH.fullmatch, held)):
            message = f"'{shown}' of {courses.raw.source} holds a length of time where {our} is a day, and is not read"
            yield Finding("warning", "unread_lengths", 1, message, advice=how_to_add(our, shown), column=name)


def relapses_as_treatments(courses: Loaded, events: Loaded) -> Iterator[Finding]:
    """An error where the day of a file of later treatments is called that of a relapse, and no course has one.

    Such a file has a row for each relapse: one left untreated is none of its treatments, and what was given after the
    first treatment is not in it, so that shares free of treatment would look better than can be known.
    """
    shown = events.layout.shown.get("date", "")
    if courses.layout.has("relapse_date") or not is_about_relapse(shown):
        return
    message = f"{events.raw.source} lists relapses by '{shown}', and is read as all later treatments"
    advice = f"{JOIN_RELAPSES} If it does hold every later treatment, name that column date."
    yield Finding("error", "relapses_as_treatments", events.raw.rows, message, advice=advice, column="date")


def held_texts(connection: Engine, loaded: Loaded, at: int) -> list[str]:
    """The different texts of a column, the first of them where there are many."""
    cell = filled_sql(f"c{at}")
    sql = f"SELECT DISTINCT {cell} AS text FROM {loaded.table} WHERE {cell} IS NOT NULL ORDER BY 1 LIMIT {MOST_TEXTS}"
    return [str(text) for (text,) in connection.execute(sql).fetchall()]


def _are_dates(name: str, texts: list[str]) -> bool:
    """Whether a column holds days of relapses that may be those after the course."""
    return not _is_other(name) and holds_relapse_days(name, texts)


def _are_treatments(name: str, texts: list[str]) -> bool:
    """Whether most texts are treatments, and one of them is of a kind that a course is not or the name tells it."""
    texts = [text for text in texts if text.lower() not in TREATMENT.missing]
    codes = [code for text in texts if (code := _code(text))]
    certain = is_treatment_of_relapse(name) or any(code not in NONE for code in codes)
    return not _is_other(name) and 2 * len(codes) > len(texts) and certain


def _code(text: str) -> str:
    known = code_of(code_form(text), TREATMENT) or code_of(text, TREATMENT)
    return known.code if known else read_code(text, TREATMENT)[0] or ""


def _is_other(name: str) -> bool:
    """Whether a name says that it is about something else: before the course, planned."""
    return any(word in name.split("_") for word in QUALIFIERS if word not in ("first", "after"))

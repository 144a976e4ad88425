"""Tables for survival analysis (ADTTE of CDISC, or time and status): a length and a mark for who had the outcome, where
course records hold days. Read as courses they would leave everybody without a relapse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from isostats.engines.embedded import Engine
from isostats.records.column_names import plain
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.relapse_like_columns import held_texts

TIMES = (
    "aval", "avalu", "time", "times", "futime", "survtime", "surv_time", "survival_time", "time_to_event", "event_time",
    "tte", "time_days", "time_months", "os_time", "stime", "_t", "t",
)  # fmt: skip
MARKS = ("cnsr", "censor", "censored", "censoring", "cens", "status", "event", "fustat", "delta", "_d", "event_status")

NUMBER = re.compile(r"\s*\d+(?:[.,]\d+)?\s*")
OF_MARKS = ("0", "1", "2", "0.0", "1.0", "2.0", "true", "false", "yes", "no", "censored", "event")


def time_to_event_in(names: Iterable[str], texts_of: Callable[[str], Iterable[str]]) -> tuple[str, str] | None:
    """The columns of the length and of the mark, by their names and by the texts that they hold: numbers, and a code
    for yes and no. None for a table that has not both.

    >>> held = {"AVAL": ["106", "766.5"], "CNSR": ["0", "1"], "time": ["08:30"], "status": ["active"]}
    >>> time_to_event_in(["USUBJID", "AVAL", "CNSR"], held.__getitem__), time_to_event_in(["time", "status"], held.get)
    (('AVAL', 'CNSR'), None)
    """
    there = {plain(name): name for name in reversed([*names])}

    def held(known: Iterable[str], fits: Callable[[str], object]) -> str:
        columns = (there[name] for name in known if name in there)
        return next((each for each in columns if (texts := [*texts_of(each)]) and all(map(fits, texts))), "")

    time, mark = held(TIMES, NUMBER.fullmatch), held(MARKS, lambda text: text.strip().lower() in OF_MARKS)
    return (time.strip(), mark.strip()) if time and mark else None


def what_it_is(source: str, time: str, mark: str) -> str:
    """What a message says of such a table."""
    return (
        f"{source} is a table for survival analysis: '{mark}' marks who had the outcome after '{time}', and no column "
        "is read as relapse_date"
    )


WHAT_TO_DO = (
    "As it is, nobody has a relapse. Give each course a row with patient_id, course_start, course_end (not the day "
    "from which the time counts, unless that is the last day of treatment) and last_contact. Give relapse_date to "
    "those who had the outcome: the day on which their time ends. Of those censored leave it empty."
)


def times_to_event(connection: Engine, courses: Loaded) -> list[Finding]:
    """The error that course records are such a table."""
    if courses.layout.has("relapse_date"):
        return []
    places = {courses.raw.names[at]: at for at in courses.layout.covariates.values()}
    columns = time_to_event_in(places, lambda name: held_texts(connection, courses, places[name]))
    if columns is None:
        return []
    message = what_it_is(courses.raw.source, *columns)
    return [Finding("error", "time_to_event", courses.raw.rows, message, advice=WHAT_TO_DO)]

"""Tables for survival analysis (ADTTE of CDISC, or time and status): a length and a mark for who had the outcome, where
course records hold days. Read as courses they would leave everybody without a relapse."""

from __future__ import annotations

from collections.abc import Iterable

from isostats.records.column_names import plain
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded

TIMES = (
    "aval", "avalu", "time", "times", "futime", "survtime", "surv_time", "survival_time", "time_to_event", "event_time",
    "tte", "time_days", "time_months", "os_time", "stime", "_t", "t",
)  # fmt: skip
MARKS = ("cnsr", "censor", "censored", "censoring", "cens", "status", "event", "fustat", "delta", "_d", "event_status")


def time_to_event_in(names: Iterable[str]) -> tuple[str, str] | None:
    """The columns of the length and of the mark; None for a table that has not both.

    >>> time_to_event_in(["USUBJID", "PARAM", "AVAL", "CNSR", "STARTDT"]), time_to_event_in(["time", "sex"])
    (('AVAL', 'CNSR'), None)
    """
    there = {plain(name): name.strip() for name in reversed([*names])}
    time, mark = (next((there[name] for name in known if name in there), "") for known in (TIMES, MARKS))
    return (time, mark) if time and mark else None


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


def times_to_event(courses: Loaded) -> list[Finding]:
    """The error that course records are such a table."""
    columns = time_to_event_in(courses.raw.names[at] for at in courses.layout.covariates.values())
    if columns is None or courses.layout.has("relapse_date"):
        return []
    message = what_it_is(courses.raw.source, *columns)
    return [Finding("error", "time_to_event", courses.raw.rows, message, advice=WHAT_TO_DO)]

"""Who left before the data ended, and who was still followed then: the one home of this distinction.

What the records say comes first: a reason why somebody left, or that the last contact was a discharge, is early; a last
contact by linkage is the end of the data, and whoever died of whom no day is known is not lost either. Where they say
nothing, the day decides: whoever was last seen so many days before the data's last day, or less, was followed to its
end. Where days are bare numbers nobody knows when the data ended; everyone who left then counts as lost, which is the
widest that can be said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from isostats.cohort import sql
from isostats.cohort.counting import EventTable
from isostats.cohort.groupings import GroupedBy
from isostats.cohort.informative_censoring import LAST_DAY
from isostats.cohort.outcome_rules import listed
from isostats.cohort.relapse_by_score import can_tell, exit_of
from isostats.engines.embedded import literal
from isostats.errors import EstimateError
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import level_of, together
from isostats.words.numbers import counted

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.cohort.unseen_people import UnseenPeople

END_OF_DATA_DAYS = 180
"""Last seen so many days before the data's last day, or less, is followed to its end, where nothing else is stated."""

LEFT_FOR = ("discharged_well", "moved", "cover_lost")
"""Reasons that say that somebody left, whenever it was."""
BETWEEN = "\x1f"
"""Between the levels of a combination: no level holds it."""
LOST, REST, UNTOLD = "lost early", "all others", "no visit that tells"
WHO_LEFT = "left"
"""The name of the grouping of those lost early and all others."""


def lost_early(exit_day: str, calendar: str, end_of_data_days: int) -> str:
    """SQL: whether a person whose follow-up ended on ``exit_day``, free of every cause, was lost early."""
    by_day = f"day0 + {exit_day} + {int(end_of_data_days)} < {LAST_DAY}" if calendar == "dates" else "TRUE"
    return (
        f"(CASE WHEN lost_reason IN ({listed(LEFT_FOR)}) THEN TRUE WHEN lost_reason = 'died' THEN FALSE "
        "WHEN last_contact_type = 'linkage' THEN FALSE WHEN last_contact_type = 'discharge' THEN TRUE "
        f"ELSE {by_day} END)"
    )


def early_words(calendar: str, end_of_data_days: int) -> str:
    """The rule of the day in a sentence."""
    if calendar != "dates":
        return "Days are numbers here: nobody knows when the data ended, and everyone who left counts as lost early."
    last = f"last seen within {counted(end_of_data_days, 'day')} of the data's last day"
    return f"Whoever was {last} was followed to its end; who left before is lost early. A recorded reason comes first."


def count_with_loss(
    cohort: Cohort, outcome: str, *, by: str | Sequence[str] = (), end_of_data_days: int = END_OF_DATA_DAYS
) -> EventTable:
    """The event table of an outcome in which early loss is a cause of its own, ``lost_early``.

    The causes are the outcome, death and ``lost_early``; ``censored`` are those followed to the end of the data. A
    recorded reason or kind of last contact says who was lost early, else it is whoever was last seen more than
    ``end_of_data_days`` before the data's last day. Where days are bare numbers everyone who left counts as lost.
    ``by`` are columns or groupings of the cohort: there is a group for each combination of their levels.

    Raises EstimateError for an outcome that these records cannot tell, days that are fewer than none, or no column.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> course = {"course_start": "2019-01-01", "course_end": "2019-06-30"}
    >>> left = [{"patient_id": "a", "last_contact": "2019-09-30"}, {"patient_id": "b", "last_contact": "2021-06-30"}]
    >>> cohort = iso.first_courses(iso.read_courses(pd.DataFrame([{**course, **each} for each in left])))
    >>> iso.count_with_loss(cohort, "second_course")
    <EventTable: 2 people in 1 group, days 92 to 731; second_course 0, death 0, lost_early 1; censored 1>
    """
    if end_of_data_days < 0:
        raise EstimateError(f"end_of_data_days is {end_of_data_days}; days are 0 or more.")
    cohort.require_outcome(outcome)
    by = (by,) if isinstance(by, str) else by
    split = joined_by(cohort, by) if by else None
    lost = lost_early(exit_of(outcome), cohort.calendar, end_of_data_days)
    text = sql.count_outcome(outcome, ("'all'",) if split is None else split.columns, lost=lost)
    note = early_words(cohort.calendar, end_of_data_days).rstrip(".")
    return cohort.tabulate(
        text, (outcome, v.DEATH, v.LOST_EARLY), v.EVERYONE, by=split, outcome=outcome, competing=cohort.competing,
        notes=(*cohort.definition.notes, note), lacking=cohort.lacking(outcome),
    )


def unseen_with_loss(
    cohort: Cohort, outcome: str, counts: EventTable, *, end_of_data_days: int = END_OF_DATA_DAYS
) -> UnseenPeople:
    """Of whom of ``counts``, those of :func:`count_with_loss` in one group, the outcome may have come unseen."""
    return cohort.unseen_people(outcome, counts, lost=lost_early(exit_of(outcome), cohort.calendar, end_of_data_days))


def joined_by(cohort: Cohort, names: Sequence[str]) -> GroupedBy:
    """One grouping of several, by every combination of their levels; who has none is at a level of its own."""
    splits = [split for name in names if (split := cohort.split_by(name)) is not None]
    levels = ", ".join([literal(BETWEEN), *(split.of_person for split in splits)])
    return GroupedBy(together(split.name for split in splits), (f"CONCAT_WS({levels})",))


def levels_of(group: str) -> list[str]:
    """The levels that a group of :func:`joined_by` is a combination of."""
    return level_of(group).split(BETWEEN)


def by_early_loss(cohort: Cohort, outcome: str, day: int, end_of_data_days: int) -> Cohort:
    """The same cohort, whose counts can be split by ``left``: lost early before ``day`` and free of the outcome, or
    all others. Of whom no visit tells the outcome is at a level of its own."""
    until = exit_of(outcome)
    free = f"COALESCE({outcome}_day > {until}, TRUE) AND COALESCE(death_day > {until}, TRUE) AND {until} < {int(day)}"
    lost = f"{free} AND {lost_early(until, cohort.calendar, end_of_data_days)}"
    left = f"CASE WHEN NOT ({can_tell(outcome)}) THEN '{UNTOLD}' WHEN {lost} THEN '{LOST}' ELSE '{REST}' END"
    split = GroupedBy(WHO_LEFT, (left,), (LOST, REST, UNTOLD))
    return replace(cohort, groups={**cohort.groups, WHO_LEFT: split})

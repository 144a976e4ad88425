"""Further courses by person: when each began, how long everyone was followed, and who died."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from isostats.cohort import sql
from isostats.cohort.counted_columns import group_codes, whole_numbers
from isostats.cohort.counting import EventTable, event_table
from isostats.cohort.first_course_rows import tells_supply
from isostats.engines.embedded import literal, quoted
from isostats.errors import EstimateError
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.group_names import group_name
from isostats.words.html import card
from isostats.words.numbers import count_text, counted

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.records import Records

Integers = NDArray[np.int64]
OBSERVED = sql.earliest("observed_day", "death_day")
UNTIL, DIED = f"GREATEST({OBSERVED}, 0)", f"COALESCE(death_day <= {OBSERVED}, FALSE)"
"""SQL for the last day on which a person was observed, past a second course, and for whether it is that of death."""
FURTHER = {"never": "further", "at_once": "COALESCE(further_at_once, further)"}
"""The column of ``first_courses`` with each further course of a person, by what relapses of unknown treatment were."""
UNSURE = "further_at_once IS NOT NULL AND further_at_once IS DISTINCT FROM further"
"""SQL for who may have taken other courses than are told, of relapses of unknown treatment."""
DAYS_ALONE = f"[CAST(each AS BIGINT) FOR each IN string_split({sql.UNKNOWN_DAYS}, ' ')]"
ONE_MORE_EACH = (
    "list_sort([CAST(each.day AS BIGINT) FOR each IN further_at_once]) = "
    f"list_sort(list_concat([CAST(each.day AS BIGINT) FOR each IN COALESCE(further, [])], {DAYS_ALONE}))"
)
"""SQL for of whom each of these relapses would be one more course, which leaves all others as they are."""
COURSES = f"1 + len([each FOR each IN COALESCE(further, []) IF each.day <= {UNTIL}])"
"""SQL for how many courses a person took while observed."""


@dataclass(frozen=True, eq=False)
class FurtherCourses:
    """Counts of the ends of follow-up, and the courses of those who took a further one.

    ``ends`` has group, day, died and people: how many people's follow-up ended on each day after the first course, by
    death or otherwise. ``histories`` has a row for each further course, in the order of person and day: group, person
    (a running number, no id), day (of its start), until (the last day of the person's follow-up), died, ended (its own
    last day, -1 where it lasts beyond the follow-up).
    """

    groups: tuple[str, ...]
    ends: dict[str, NDArray[Any]] = field(repr=False)
    histories: dict[str, NDArray[Any]] = field(repr=False)
    definition: Definition = field(default_factory=Definition, repr=False)

    @property
    def n(self) -> tuple[int, ...]:
        """How many people each group holds."""
        sums = np.bincount(self.ends[v.GROUP], weights=self.ends["people"], minlength=len(self.groups))
        return tuple(int(each) for each in sums)

    @property
    def begun(self) -> int:
        """How many further courses began."""
        return len(self.histories["day"])

    def __repr__(self) -> str:
        return f"<{counted(self.begun, 'further course')} of {counted(sum(self.n), 'person', 'people')}>"

    def _repr_html_(self) -> str:
        body = [[group, count_text(n)] for group, n in zip(self.groups, self.n, strict=True)]
        return card("Further courses", [repr(self)[1:-1]], [v.GROUP, "people"], body)

    @property
    def order(self) -> Integers:
        """Of each further course, the how many-th of its person it is: 1 is a second course."""
        person, places = self.histories["person"], np.arange(self.begun)
        first = np.append(True, person[1:] != person[:-1])[: self.begun]
        return places - np.maximum.accumulate(np.where(first, places, 0)) + 1

    def histories_of(self, group: int) -> dict[str, NDArray[Any]]:
        """The further courses of one group."""
        mine = self.histories[v.GROUP] == group
        return {name: column[mine] for name, column in self.histories.items()}

    def by_day(self, group: int) -> tuple[Integers, NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Days of one group, and on each how many courses began, how many people died and how many left alive."""
        mine = self.ends[v.GROUP] == group
        ended, died, people = (self.ends[name][mine] for name in ("day", "died", "people"))
        on = self.histories["day"][self.histories[v.GROUP] == group]
        days = np.unique(np.concatenate([ended, on]))
        began = np.bincount(np.searchsorted(days, on), minlength=len(days)).astype(float)
        place = np.searchsorted(days, ended)
        dead, left = (np.bincount(place[who], weights=people[who], minlength=len(days)) for who in (died, ~died))
        return days, began, dead, left

    def gap_times(self, nth: int) -> EventTable:
        """From the end of the ``nth`` further course to the start of the next, those who finished it at its end.

        Causes are the next course and death. Whose ``nth`` course lasts as long as their follow-up is not in it.
        """
        held = self.histories
        at = np.flatnonzero((self.order == nth) & (held["ended"] >= 0) & (held["ended"] < held["until"]))
        again = np.append(self.order, 1)[at + 1] > 1
        following = np.where(again, np.append(held["day"], 0)[at + 1], held["until"][at])
        cause = np.where(again, 1, np.where(held["died"][at], 2, 0))
        days = np.maximum(following - held["ended"][at], 0)
        return event_table(days, cause, causes=(NEXT_COURSE, v.DEATH), definition=self.definition)


NEXT_COURSE = "next_course"


def further_courses(
    until: ArrayLike,
    *,
    died: ArrayLike,
    courses: Sequence[tuple[int, int]],
    group: object = None,
    definition: Definition | None = None,
) -> FurtherCourses:
    """Further courses from one row per person: the last day of follow-up and whether it was a death.

    ``courses`` are pairs of a person's place among the rows and the day on which a further course began. Raises
    EstimateError for a course after the person's follow-up, or of nobody.

    >>> further_courses([400, 900], died=[0, 1], courses=[(1, 200), (1, 700)])
    <2 further courses of 2 people>
    """
    last = whole_numbers(until, "until").astype(np.int64)
    dead = np.asarray(died, dtype=bool)
    groups, code, _ = group_codes(group, len(last))
    of = np.zeros(len(last), dtype=np.int64) if code is None else np.asarray(code, dtype=np.int64)
    pairs = np.array(sorted(courses), dtype=np.int64).reshape(-1, 2)
    if len(pairs) and not (pairs[:, 0].min() >= 0 and pairs[:, 0].max() < len(last)):
        raise EstimateError(f"courses name people by their place, from 0 to {len(last) - 1}.")
    person, day = pairs[:, 0], pairs[:, 1]
    late = np.flatnonzero(day > last[person])
    if len(late):
        raise EstimateError(
            f"{counted(len(late), 'course')} began after the person's follow-up (first: person {person[late[0]]}, day "
            f"{day[late[0]]}). Give the last day on which each person was followed."
        )
    keys, people = np.unique(np.stack([of, last, dead]), axis=1, return_counts=True)
    ends = {v.GROUP: keys[0], "day": keys[1], "died": keys[2].astype(bool), "people": people.astype(float)}
    histories = {
        v.GROUP: of[person], "person": person, "day": day, "until": last[person], "died": dead[person],
        "ended": np.full(len(day), -1),
    }  # fmt: skip
    return FurtherCourses(groups, ends, histories, definition or Definition())


def short_courses(cohort: Cohort, records: Records) -> tuple[int, int]:
    """How many further courses within the follow-up are too short to count, and how many of these the records cut.

    One that records isotretinoin for a relapse is a course of any length, and not among them. ``records`` are those of
    the cohort.

    Cut is one that runs to the end of the follow-up; of dispensings also one whose end the records do not show, for
    another fill may have come within the gap.
    """
    dispensed = tells_supply(records.connection, records.schema)
    until = sql.earliest("f.observed_day", "f.death_day")
    row = records.connection.execute(
        f"""
SELECT COUNT(*), COUNT(*) FILTER (c."end" - f.day0 >= {until} OR c.end_status = 'open')
FROM {quoted(cohort.tables.name)}.first_courses AS f
JOIN {records.schema}.courses AS c ON c.person_id = f.person_id AND c.course > 1
WHERE NOT ({sql.counted_course(cohort.outcome_definition, dispensed=dispensed)}) AND c."start" - f.day0 <= {until}
    AND len([each FOR each IN COALESCE(f.further, []) IF c."end" - f.day0 BETWEEN each.day AND each.ended]) = 0"""
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def changed_by_unknown(cohort: Cohort, by: str | None = None) -> dict[str, int]:
    """By group, the first day on which a relapse of unknown treatment may have been a course that changes another: one
    told may then have begun earlier, or be part of it. From then on the mean may be less than it is told to be, and
    more than with each of these relapses as a course. A group of which nobody is so is not in it."""
    split = cohort.split_by(by)
    grouping = literal(v.ALL) if split is None else split.of_person
    rows = cohort.ask(
        f"SELECT {grouping} AS grouping, MIN({sql.UNKNOWN_DAY}) FROM first_courses WHERE {UNSURE} "
        f"AND NOT ({ONE_MORE_EACH}) GROUP BY 1"
    )
    return {group_name(split.name, str(name)) if split else str(name): int(day) for name, day in rows}


def after_unknown(cohort: Cohort, nth: int) -> int:
    """Of how many people who may have taken an ``nth`` further course a relapse of unknown treatment may have changed
    which one it was, or what followed."""
    taken = f"len([each FOR each IN further_at_once IF each.day <= {UNTIL}])"
    ((people,),) = cohort.ask(f"SELECT COUNT(*) FROM first_courses WHERE {UNSURE} AND {taken} >= {int(nth)}")
    return int(people)


def count_courses(
    cohort: Cohort, *, by: str | None = None, unseen_steps: Literal["never", "at_once"] = "never"
) -> FurtherCourses:
    """The further courses of a cohort's people: recorded ones that are long enough, and isotretinoin for a relapse.

    Isotretinoin that is told without a recorded course is one of its own, however many came before
    (:mod:`.further_courses`). The first of a person's further courses is the second course of the outcome; everybody is
    followed past it, to the end of their observation or to death. ``unseen_steps="at_once"`` takes every relapse of
    unknown treatment for one that was treated with isotretinoin. Raises EstimateError for a column that people cannot
    be split by.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> days = [("2015-01-01", "2015-06-30"), ("2016-01-01", "2016-06-30"), ("2017-01-01", "2017-06-30")]
    >>> frame = pd.DataFrame(days, columns=["course_start", "course_end"]).assign(patient_id="a")
    >>> iso.count_courses(iso.first_courses(iso.read_courses(frame.assign(last_contact="2019-12-31"))))
    <2 further courses of 1 person>
    """
    split = cohort.split_by(by)
    grouping = literal(v.ALL) if split is None else split.of_person
    ends = cohort.connection.execute(
        f"SELECT {grouping} AS grouping, {UNTIL} AS day, {DIED} AS died, COUNT(*) AS people FROM first_courses "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchnumpy()
    courses = cohort.connection.execute(
        "SELECT grouping, dense_rank() OVER (ORDER BY person_id) AS person, each.day, until, died, "
        "CASE WHEN each.ended < until THEN each.ended ELSE -1 END AS ended FROM ("
        f"SELECT {grouping} AS grouping, person_id, {UNTIL} AS until, {DIED} AS died, "
        f"unnest({FURTHER[unseen_steps]}) AS each FROM first_courses) AS taken "
        "WHERE each.day <= until ORDER BY person, each.day"
    ).fetchnumpy()
    names = [str(each) for each in dict.fromkeys(np.asarray(ends["grouping"], dtype=object))]
    if split is not None:
        names = [names[place] for place in split.in_order(names)]
    place = {name: k for k, name in enumerate(names)}
    kinds = {"day": np.int64, "person": np.int64, "until": np.int64, "ended": np.int64, "died": bool, "people": float}

    def typed(table: Any) -> dict[str, NDArray[Any]]:
        codes = np.array([place[str(each)] for each in np.asarray(table["grouping"], dtype=object)], dtype=np.int64)
        return {v.GROUP: codes} | {
            name: np.asarray(column, dtype=kinds[name]) for name, column in table.items() if name in kinds
        }

    groups = tuple(group_name(split.name, name) for name in names) if split is not None else tuple(names)
    return FurtherCourses(
        groups, typed(ends), typed(courses),
        cohort.definition.with_(outcome=v.SECOND_COURSE, population=v.EVERYONE, competing=cohort.competing),
    )  # fmt: skip

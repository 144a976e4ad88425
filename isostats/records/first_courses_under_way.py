"""First courses that end where the records of their people do: of one that is under way registries fill the end so.

Day 0 is the end of a first course. Where many end on the last day of the records, when they were closed, those were
under way, and are open: there is no day 0 of theirs. One that ends on its person's last contact shortly before may as
well be over: it counts, and is told. Where a reason for the end is recorded it is over. A further course counts from
its start on, whatever its end (:mod:`.open_courses`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from isostats.engines.embedded import Engine, one_row
from isostats.records.date_texts import iso
from isostats.records.findings import Finding
from isostats.records.input_tables.courses import CLOSE_GAP
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.records.rules import FIRST_UNDER_WAY, MAYBE_UNDER_WAY
from isostats.words.numbers import count_text, counted

LEAST = 3
"""Fewer than so many may end on one day, or in some weeks, by chance."""
TIMES = 2
"""They are more than so many times those that end otherwise, on any other day or in as many days before."""
ENDS = f"""WITH ends AS (
    SELECT course_end AS day, count(*) AS ended, count(*) FILTER (at_contact) AS at_contact,
        min(first_row) FILTER (at_contact) AS row
    FROM {{t}}_persons WHERE course_end IS NOT NULL GROUP BY course_end
), closed AS (SELECT max(p_last_contact) AS last FROM {{t}}_persons)
SELECT last, coalesce(sum(at_contact) FILTER (day = last), 0), min(row) FILTER (day = last),
    coalesce(max(ended) FILTER (day < last), 0),
    coalesce(sum(at_contact) FILTER (day < last AND day >= last - {CLOSE_GAP}), 0),
    min(row) FILTER (day < last AND day >= last - {CLOSE_GAP}),
    coalesce(sum(ended) FILTER (day < last - {CLOSE_GAP} AND day >= last - {2 * CLOSE_GAP}), 0), sum(ended)
FROM ends, closed GROUP BY last"""
IF_OVER = "Where one was over, say so: reason_ended = completed, or what it was."
LEFT_OUT = (
    f"An end of a course under way is often filled in so: their people are left out, having no day 0. {IF_OVER}"
)
COUNTED = (
    "A course under way is often given the last contact as its end, and counts here as ended. Of one that still runs "
    "leave the row out: its person is followed from its end on, and not before."
)


def ends_at_contact(courses: Loaded) -> str:
    """SQL for whether a course ends on the last contact of one who is alive, for no reason that is recorded."""
    alive = "course_end = p_last_contact AND p_death IS NULL"
    known = courses.layout.has("reason_ended")
    return f"({alive} AND COALESCE(reason_ended, 'unknown') = 'unknown')" if known else f"({alive})"


@dataclass(frozen=True)
class UnderWay:
    """First courses that end with the last contact of their person: so many on ``day``, the last one of the records,
    with the first ``row`` of them; and so many ``maybe`` shortly before, with the first of them, and how many ended in
    as many days ``before``. Where they are no more than by chance, none. There are ``of`` first courses."""

    day: int
    on_day: int
    row: int
    maybe: int
    maybe_row: int
    before: int
    of: int
    by_dates: bool

    def condition(self, courses: Loaded) -> str:
        """SQL for whether a row is one of those that were under way; empty where none was."""
        return f"(place = 1 AND course_end = {self.day} AND {ends_at_contact(courses)})" if self.on_day else ""

    def findings(self) -> Iterator[Finding]:
        """A warning of each, where there are any."""
        last = iso(self.day) if self.by_dates else f"day {self.day}"
        of = f"of {counted(self.of, 'first course')}"
        if self.on_day:
            message = f"{count_text(self.on_day)} {of} end on {last}, the last day of these records"
            yield self._warning(FIRST_UNDER_WAY, self.on_day, message, self.row, LEFT_OUT)
        if self.maybe:
            message = (
                f"{count_text(self.maybe)} {of} end on their last contact within {CLOSE_GAP} days before {last}, the "
                f"last day of these records; in the {CLOSE_GAP} days before these {count_text(self.before)} ended in "
                "all"
            )
            yield self._warning(MAYBE_UNDER_WAY, self.maybe, message, self.maybe_row, COUNTED)

    def _warning(self, rule: str, count: int, message: str, row: int, advice: str) -> Finding:
        return Finding("warning", rule, count, message, row, f"row {file_row(row)}", advice, "course_end")


NONE = UnderWay(0, 0, 0, 0, 0, 0, 0, by_dates=True)


def first_under_way(connection: Engine, courses: Loaded) -> UnderWay:
    """How many first courses were under way when the records were closed, and how many may have been."""
    last, on_day, row, most, maybe, maybe_row, before, of = (
        int(each or 0) for each in one_row(connection, ENDS.format(t=courses.table)) or [0] * 8
    )
    on_day = on_day if on_day >= LEAST and on_day > TIMES * most else 0
    maybe = maybe if maybe >= LEAST and maybe > TIMES * before else 0
    return UnderWay(last, on_day, row, maybe, maybe_row, before, of, by_dates=not courses.layout.days)

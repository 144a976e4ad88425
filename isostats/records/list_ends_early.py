"""A list of later treatments, or of dispensings, that ends long before its people do: whoever relapsed later, or began
a second course, counts as free of it.

By its last row a file that was cut cannot be told from one after whose last row nothing happened. So the same stretch
of each person is looked at, the two years after the first course, in which most relapses come, and of second courses,
which are fewer and come later, five. Were the file whole, the first row of a person would lie anywhere in the time
followed; that all lie in its first part *f* has the probability f to the power of the people who have one. Where
treatments come soon after a course, they lie in the first part anyway: so many must be missed as well, by the hazard
before the last row at the same time after a course (Nelson-Aalen), that none of them has as small a probability.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.date_texts import iso
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.rules import FILLS_END_EARLY, LIST_ENDS_EARLY
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import agreed, count_text, counted, in_words, percent

Days = NDArray[np.int64]
LONG_BEFORE = 365
"""A file whose last row lies fewer days before the last contacts is not asked: many clinics see nothing for months."""
TIMES = """WITH followed AS (
    SELECT person, course_end, least(until, course_end + {within}) AS until FROM ({people}) AS known
    WHERE course_end < until
), firsts AS (
    SELECT person, min(date) AS day FROM ({rows}) AS listed JOIN followed USING (person)
    WHERE date > course_end AND date <= until GROUP BY person
), times AS (
    SELECT COALESCE(day, until) - course_end AS length, greatest({last} - course_end, 0) AS seen,
        day IS NOT NULL AS treated FROM followed LEFT JOIN firsts USING (person)
) SELECT length, seen, treated, count(*) AS people FROM times GROUP BY ALL ORDER BY ALL"""
OF_COURSES = "SELECT person, course_end, p_last_contact AS until FROM {t}_persons"
OF_FILLS = """SELECT kept.person, kept."end" AS course_end, CAST(periods."end" AS INTEGER) AS until
FROM kept_courses AS kept JOIN periods ON periods.person = kept.person
    AND kept."end" BETWEEN periods.start AND periods."end"
WHERE kept.course = 1"""
OTHERS = """SELECT person, date, kind FROM treatments_file_typed
WHERE coalesce(CAST(kind AS VARCHAR), '') NOT IN ('isotretinoin', 'death')"""
SYSTEMIC = ", ".join(literal(kind) for kind in OUTCOMES[v.SYSTEMIC_TREATMENT].kinds if kind != v.ISOTRETINOIN)
FURTHER = "SELECT person, start AS date FROM kept_courses WHERE course > 1"
LAST_FILL = "SELECT greatest((SELECT max(day) FROM fills), (SELECT max(last_day) FROM staying))"


@dataclass(frozen=True)
class _Asked:
    """What is asked of a list: how many days after the first course, and which probability is too small for chance."""

    within: int
    unlikely: float


TREATMENTS, SECOND_COURSES = _Asked(730, 0.001), _Asked(1826, 0.01)


@dataclass(frozen=True)
class _Cut:
    """A list that ends on its ``last`` day, while people are followed until ``contact``: ``later`` of ``people`` after
    that; all ``treated`` in the ``share`` of the time followed that lies before."""

    last: int
    contact: int
    later: int
    people: int
    treated: int
    share: float


def ends_early(connection: Engine, courses: Loaded, events: Loaded) -> Iterator[Finding]:
    """A warning where a file of later treatments stops although its people are followed; days of no calendar tell
    nothing."""
    if not courses.layout.days:
        listed = f"SELECT person, date, kind FROM {events.table}_typed"
        yield from _treatments_end(connection, OF_COURSES.format(t=courses.table), listed, events.raw.source)


def treatments_end_early(connection: Engine, source: str) -> Iterator[Finding]:
    """The same of the treatments beside fills whose courses are stitched (needs ``kept_courses``)."""
    yield from _treatments_end(connection, OF_FILLS, OTHERS, source)


def _treatments_end(connection: Engine, people: str, listed: str, source: str) -> Iterator[Finding]:
    """The finding of a list of treatments, or else of the systemic ones in it, which may have another source."""
    systemic = f"SELECT person, date FROM ({listed}) AS every WHERE CAST(kind AS VARCHAR) IN ({SYSTEMIC})"
    for rows, what in ((listed, source), (systemic, f"the list of systemic treatments in {source}")):
        cut = _cut(connection, people, rows, f"SELECT max(date) FROM ({rows}) AS listed", TREATMENTS)
        if cut is not None:
            yield _of_treatments(cut, what)
            return


def fills_end_early(connection: Engine, source: str) -> Iterator[Finding]:
    """A warning where the fills stop although people are observed: no second course can be seen later."""
    cut = _cut(connection, OF_FILLS, FURTHER, LAST_FILL, SECOND_COURSES)
    if cut is None:
        return
    advice = (
        f"All {counted(cut.treated, 'patient')} with a second course in these years began it in the "
        f"{percent(cut.share, 0)} of the time observed that lies before, and observation goes on to "
        f"{iso(cut.contact)}. Export the dispensings up to then, or end the observation where they end. As it is, "
        "whoever had a second course later counts as free of it."
    )
    message = _ends(cut, source, "observed", SECOND_COURSES)
    yield Finding("warning", FILLS_END_EARLY, cut.later, message, advice=advice, column="dispense_date")


def _of_treatments(cut: _Cut, source: str) -> Finding:
    advice = (
        f"All {counted(cut.treated, 'patient')} with a treatment in these two years had it in the "
        f"{percent(cut.share, 0)} of the time followed that lies before, and contacts go on to {iso(cut.contact)}. "
        "Export the treatments up to then, and put several files one below the other. As it is, whoever relapsed later "
        "counts as free of it."
    )
    message = _ends(cut, source, "followed", TREATMENTS)
    return Finding("warning", LIST_ENDS_EARLY, cut.later, message, advice=advice, column="date")


def _ends(cut: _Cut, source: str, followed: str, asked: _Asked) -> str:
    return (
        f"{source} ends on {iso(cut.last)}, and {count_text(cut.later)} of {counted(cut.people, 'patient')} "
        f"{agreed(cut.later, 'was')} {followed} after that within {in_words(asked.within)} of the first course"
    )


def _cut(connection: Engine, people: str, rows: str, last_day: str, asked: _Asked) -> _Cut | None:
    """What tells that a list was cut, if anything does; ``people`` have their first course and how long they are
    followed, ``rows`` the days of each (SQL)."""
    last, contact = one_row(connection, f"SELECT ({last_day}), (SELECT max(until) FROM ({people}) AS known)")
    if last is None or contact is None or contact - last < LONG_BEFORE:
        return None
    times = connection.execute(TIMES.format(people=people, rows=rows, last=int(last), within=asked.within)).fetchnumpy()
    length, seen, many = (np.asarray(times[name], dtype=np.int64) for name in ("length", "seen", "people"))
    failed = np.asarray(times["treated"], dtype=bool)
    treated, later = int(many[failed].sum()), int(many[length > seen].sum())
    share = float((many * np.minimum(length, seen)).sum() / max((many * length).sum(), 1))
    if not treated or max(share**treated, np.exp(-_missed(length, seen, failed, many))) >= asked.unlikely:
        return None
    return _Cut(int(last), int(contact), later, int(many.sum()), treated, share)


def _missed(length: Days, seen: Days, failed: NDArray[np.bool_], many: Days) -> float:
    """How many first treatments are to be expected after the file's last row, of people followed for ``length`` days
    after the course, of which the file covers the first ``seen``, so ``many`` of each.

    >>> length, seen, failed = np.array([10, 10, 30, 30]), np.array([30, 5, 30, 5]), np.arange(4) == 0
    >>> round(_missed(length, seen, failed, np.array([5, 4, 5, 6])), 2)  # half of those seen are treated by day 10
    5.0
    """
    within = np.minimum(length, seen)
    order = np.argsort(within, kind="stable")
    days, begin = np.unique(within[order], return_index=True)
    leaving = np.add.reduceat(many[order], begin)
    treated = np.add.reduceat(np.where(failed, many, 0)[order], begin)
    at_risk = leaving[::-1].cumsum()[::-1]
    hazard = np.r_[0.0, np.cumsum(treated / at_risk)]
    until, since = (hazard[np.searchsorted(days, each, side="right")] for each in (length, seen))
    return float((many * np.where(length > seen, until - since, 0.0)).sum())

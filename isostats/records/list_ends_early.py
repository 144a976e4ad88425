"""A file of later treatments that ends long before its people do: whoever relapsed later counts as free of it.

By its last row a file that was cut cannot be told from one after whose last row nothing happened. So the same stretch
of each person is looked at, the two years after the first course, in which most relapses come. Were the file whole, the
first row of a person would lie anywhere in the time followed; that all lie in its first part *f* has the probability f
to the power of the people who have one. Where treatments come soon after a course, they lie in the first part anyway:
so many must be missed as well, by the hazard before the last row at the same time after a course (Nelson-Aalen), that
none of them has as small a probability.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from isostats.engines.embedded import Engine, one_row
from isostats.records.date_texts import iso
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.rules import LIST_ENDS_EARLY
from isostats.words.numbers import agreed, count_text, counted, percent

Days = NDArray[np.int64]
WITHIN_DAYS = 730
LONG_BEFORE = 365
"""A file whose last row lies fewer days before the last contacts is not asked: many clinics see nothing for months."""
UNLIKELY = 0.001
ENDS = "SELECT (SELECT max(date) FROM {e}_typed), (SELECT max(p_last_contact) FROM {t}_persons)"
FOLLOWED = f"""WITH followed AS (
    SELECT person, course_end, least(p_last_contact, course_end + {WITHIN_DAYS}) AS until FROM {{t}}_persons
    WHERE course_end < p_last_contact
), firsts AS (
    SELECT person, min(date) AS day FROM {{e}}_typed JOIN followed USING (person)
    WHERE date > course_end AND date <= until GROUP BY person
), times AS (
    SELECT COALESCE(day, until) - course_end AS length, greatest({{last}} - course_end, 0) AS seen,
        day IS NOT NULL AS treated FROM followed LEFT JOIN firsts USING (person)
) SELECT length, seen, treated, count(*) AS people FROM times GROUP BY ALL ORDER BY ALL"""


def ends_early(connection: Engine, courses: Loaded, events: Loaded) -> Iterator[Finding]:
    """A warning where a file of later treatments stops although its people are followed; days of no calendar tell
    nothing."""
    names = {"t": courses.table, "e": events.table}
    last, contact = one_row(connection, ENDS.format(**names))
    if courses.layout.days or last is None or contact is None or contact - last < LONG_BEFORE:
        return
    times = connection.execute(FOLLOWED.format(last=int(last), **names)).fetchnumpy()
    length, seen, many = (np.asarray(times[name], dtype=np.int64) for name in ("length", "seen", "people"))
    failed = np.asarray(times["treated"], dtype=bool)
    treated, later, people = int(many[failed].sum()), int(many[length > seen].sum()), int(many.sum())
    share = float((many * np.minimum(length, seen)).sum() / max((many * length).sum(), 1))
    if not treated or share**treated >= UNLIKELY or np.exp(-_missed(length, seen, failed, many)) >= UNLIKELY:
        return
    message = (
        f"{events.raw.source} ends on {iso(int(last))}, and {count_text(later)} of {counted(people, 'patient')} "
        f"{agreed(later, 'was')} followed after that within two years of the first course"
    )
    advice = (
        f"All {counted(treated, 'patient')} with a treatment in these two years had it in the "
        f"{percent(share, 0)} of the time followed that lies before, and contacts go on to {iso(int(contact))}. "
        "Export the treatments up to then, and put several files one below the other. As it is, whoever relapsed later "
        "counts as free of it."
    )
    yield Finding("warning", LIST_ENDS_EARLY, later, message, advice=advice, column="date")


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

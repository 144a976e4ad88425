"""The mean number of further courses over time, where death ends the taking of courses (Ghosh and Lin 2000)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike, NDArray

from isostats.cohort.course_histories import FurtherCourses
from isostats.errors import EstimateError, require_one_of, require_probability
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats, share
from isostats.estimate.results import records_of, short, whole_days
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.vocabulary.group_names import known_groups
from isostats.words.html import card
from isostats.words.numbers import count_text, in_words, ratio_text

SHOWN_YEARS = (1, 2, 3, 5)
DIED = (False, True)
DRAWN = 150
"""Days on which a curve has limits, where it has more steps than that."""


@dataclass(frozen=True, eq=False)
class _Group:
    """One group's counts by day, and the curve with what its variance is made of."""

    days: NDArray[np.int64]
    began: Floats
    died: Floats
    left: Floats

    @cached_property
    def at_risk(self) -> Floats:
        leaving = self.died + self.left
        return leaving[::-1].cumsum()[::-1]

    @cached_property
    def alive_before(self) -> Floats:
        """The probability of being alive just before each day."""
        after = np.cumprod(1 - share(self.died, self.at_risk))
        return np.concatenate([[1.0], after[:-1]])

    @cached_property
    def mean(self) -> Floats:
        return np.cumsum(self.alive_before * share(self.began, self.at_risk))

    @cached_property
    def jump(self) -> Floats:
        """What one course adds to the mean on each day."""
        return self.alive_before * share(np.ones_like(self.at_risk), self.at_risk)

    @cached_property
    def _sums(self) -> tuple[Floats, Floats, Floats, Floats]:
        """1 / (Y - d), and the sums A, C and D of :func:`_std_error`; nothing is to come where all at risk die."""
        after = share(np.ones_like(self.at_risk), self.at_risk - self.died)
        dying = share(self.died, self.at_risk) * after
        staying = np.cumsum(self.jump * share(self.began, self.at_risk))
        return after, staying, np.cumsum(dying), np.cumsum(self.mean * dying)

    def moved(self, places: NDArray[np.intp], died: ArrayLike, end: int) -> Floats:
        """How far people without a further course move the mean at ``end``, by the place of their last day."""
        after, a, c, d = self._sums
        mean, seen = self.mean[end], np.minimum(places, end)
        death = np.where(np.asarray(died) & (places <= end), (mean - self.mean[seen]) * after[seen], 0.0)
        return np.asarray(-a[seen] - death + mean * c[seen] - d[seen])

    def place(self, days: NDArray[Any]) -> NDArray[np.intp]:
        """The last day of the curve that is not after each of ``days``; -1 before the first."""
        return np.searchsorted(self.days, days, side="right") - 1


@dataclass(frozen=True, eq=False)
class MeanCourses:
    """The mean number of further courses by group and day; see :func:`mean_courses`."""

    counts: FurtherCourses
    level: float
    _curves: tuple[_Group, ...] = field(repr=False)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in order."""
        return self.counts.groups

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The curve as tidy rows: group, time, estimate, std_error, lower, upper, at_risk, events.

        A row for day 0, for the last day and for each day on which a course began; of more than 150 such days evenly
        chosen ones.
        """
        frames = []
        for place, curve in enumerate(self._curves):
            steps = np.unique(np.concatenate([[0], curve.days[curve.began > 0], curve.days[-1:]]))
            steps = steps[np.unique(np.linspace(0, len(steps) - 1, min(DRAWN, len(steps))).astype(int))]
            frames.append(pd.DataFrame(self._at(place, steps)))
        return pd.concat(frames, ignore_index=True)

    def to_frame(self) -> pd.DataFrame:
        """A copy of the curve as a frame."""
        return self.frame.copy()

    def at(self, days: int | Sequence[int], *, min_at_risk: int = 10) -> pd.DataFrame:
        """The mean at the end of the given days, one row per group and day.

        Columns: group, time, estimate, std_error, lower, upper, at_risk (alive and followed), events (courses begun
        until then), n, status. ``beyond_followup`` where fewer than ``min_at_risk`` are still followed;
        ``not_estimable`` in a group without people.
        """
        return pd.DataFrame(self._columns_at(days, min_at_risk))

    def rows_at(self, days: int | Sequence[int], *, min_at_risk: int = 10) -> list[dict[str, Any]]:
        """The rows of :meth:`at` as dictionaries."""
        return records_of(self._columns_at(days, min_at_risk))

    def _columns_at(self, days: int | Sequence[int], min_at_risk: int) -> dict[str, NDArray[Any]]:
        on = whole_days(days)
        parts = [self._at(place, on) for place in range(len(self.groups))]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        n = np.repeat(np.array(self.counts.n, dtype=int), len(on))
        few = short(columns[v.AT_RISK].astype(float), min_at_risk)
        status = np.where(n == 0, v.NOT_ESTIMABLE, np.where(few, v.BEYOND_FOLLOWUP, v.OK)).astype(object)
        for name in (v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER):
            columns[name] = np.where(status == v.OK, columns[name], np.nan)
        return {**columns, v.N: n, v.STATUS: status}

    def supported_until(self, group: str, min_at_risk: int = 10) -> int:
        """The last day on which at least so many of a group are alive and followed; -1 where there is none."""
        curve = self._curves[self.groups.index(group)]
        enough = curve.days[curve.at_risk >= max(min_at_risk, 1)]
        return int(enough[-1]) if len(enough) else -1

    @cached_property
    def _takers(self) -> tuple[_Takers, ...]:
        return tuple(_takers_of(curve, self.counts.histories_of(group)) for group, curve in enumerate(self._curves))

    def _at(self, group: int, days: NDArray[np.int64]) -> dict[str, Any]:
        curve = self._curves[group]
        place = curve.place(days)
        known = place >= 0
        estimate = np.where(known, np.append(curve.mean, 0.0)[place], 0.0)
        error = _std_error(curve, self._takers[group], days)
        with np.errstate(divide="ignore", invalid="ignore"):
            width = np.exp(normal_quantile(self.level) * error / estimate)
            lower = np.where(estimate > 0, estimate / width, np.nan)
            upper = np.where(estimate > 0, estimate * width, np.nan)
        at_risk = np.append(curve.at_risk, 0.0)[np.searchsorted(curve.days, days, side="left")]
        events = np.append(np.cumsum(curve.began), 0.0)[place]
        return {
            v.GROUP: np.full(len(days), self.groups[group], dtype=object),
            v.TIME: days, v.ESTIMATE: estimate, v.STD_ERROR: error, v.LOWER: lower, v.UPPER: upper,
            v.AT_RISK: at_risk.astype(int), v.EVENTS: events.astype(int),
        }  # fmt: skip

    def test(self, day: int, *, groups: Sequence[str] = (), min_at_risk: int = 10) -> MeansTest:
        """Whether the groups' means differ at the end of a day: Wald's chi-square of their logs, as the limits have it.

        The robust error of a log mean is that of the mean over the mean. ``groups`` are those to compare, all
        that are recorded unless they are stated. People of no recorded group, and groups that are not supported there,
        are left out and named. A supported one without an error, such as one in which nobody took a further course,
        cannot be left out without bias: then there is no p. Raises EstimateError for a group that is none.
        """
        for group in groups:
            require_one_of(group, self.groups, v.GROUP)
        compared = groups or known_groups(self.groups)
        unrecorded = () if groups else tuple(each for each in self.groups if each not in compared)
        rows = [each for each in self.rows_at(day, min_at_risk=min_at_risk) if each[v.GROUP] in compared]
        used = [each for each in rows if each[v.STATUS] == v.OK]
        of = tuple(each[v.GROUP] for each in used)
        left = (*unrecorded, *(each[v.GROUP] for each in rows if each[v.STATUS] != v.OK))
        no_error = tuple(each[v.GROUP] for each in used if not each[v.STD_ERROR] > 0)
        if len(used) < 2 or no_error:
            return MeansTest(np.nan, 0, np.nan, int(day), of, left, no_error)
        mean, error = np.array([(each[v.ESTIMATE], each[v.STD_ERROR]) for each in used]).T
        weight, estimate = (mean / error) ** 2, np.log(mean)
        statistic = float(np.sum(weight * (estimate - np.sum(weight * estimate) / weight.sum()) ** 2))
        degrees = len(used) - 1
        p_value = float(scipy.special.chdtrc(degrees, statistic))
        return MeansTest(statistic, degrees, p_value, int(day), of, left)

    def __repr__(self) -> str:
        lines = []
        shown = self.at([years(n) for n in SHOWN_YEARS])
        for group, rows in shown.groupby(v.GROUP, sort=False):
            parts = [
                f"{in_words(int(each[v.TIME]))} {per_hundred(each)}" for each in rows.to_dict("records")
                if each[v.STATUS] == v.OK
            ]  # fmt: skip
            lines.append(f"{group}: n = {count_text(rows[v.N].iloc[0])}; {'; '.join(parts) or 'not quoted'}")
        return "\n".join(["Further courses per 100 people (Ghosh-Lin):", *lines])

    def _repr_html_(self) -> str:
        body = [
            [str(each[v.GROUP]), in_words(int(each[v.TIME])), per_hundred(each), count_text(each[v.AT_RISK])]
            for each in self.at([years(n) for n in SHOWN_YEARS]).to_dict("records")
            if each[v.STATUS] == v.OK
        ]
        return card("Further courses per 100 people", [], ["", "time", "Ghosh-Lin (limits)", "at risk"], body)


def per_hundred(each: dict[Any, Any]) -> str:
    """The mean of 100 people with its limits, where it has some."""
    numbers = (100 * each[name] for name in (v.ESTIMATE, v.LOWER, v.UPPER))
    return ratio_text(*numbers)


@dataclass(frozen=True)
class MeansTest:
    """A test of means at one day: chi-square, its degrees of freedom and p; which groups were in it, and which not.

    ``no_error`` names supported groups whose mean has none, for whose sake there is no p.
    """

    statistic: float
    degrees: int
    p_value: float
    time: int
    groups: tuple[str, ...]
    left_out: tuple[str, ...]
    no_error: tuple[str, ...] = ()


def mean_courses(counts: FurtherCourses, *, level: float = 0.95) -> MeanCourses:
    """The mean number of further courses that a person has begun by the end of each day since the first course's end.

    With Y(u) people alive and followed on day u, dN(u) courses that begin on it and S the survival of everyone
    (Kaplan-Meier), mu(t) = sum over u <= t of S(u-) dN(u) / Y(u) (Ghosh and Lin 2000). The dead take no further course:
    they are not censored, which would count the courses that they would have taken. People who are on a course stay in
    Y, since the mean is that of everyone. On one day a course begins before a death, and a death comes before anybody
    is censored. Standard errors are the infinitesimal jackknife over people, so that several courses of one person are
    one piece of information; limits are on the log scale, and there are none before the first course.

    ``counts`` is ``iso.count_courses(cohort)``. Raises EstimateError for a level that is none.

    >>> from isostats.cohort.course_histories import further_courses
    >>> counts = further_courses([400, 900, 900, 300], died=[0, 0, 0, 1], courses=[(1, 200), (1, 700), (2, 500)])
    >>> mean_courses(counts).at([365, 800], min_at_risk=1)["estimate"].round(4).tolist()
    [0.25, 1.0]
    """
    require_probability(level, "level")
    if not isinstance(counts, FurtherCourses):
        raise EstimateError(
            f"The mean number of courses is made of courses by person, not of {type(counts).__name__}. Count them: "
            "iso.mean_courses(iso.count_courses(cohort))."
        )
    return MeanCourses(counts, level, tuple(_Group(*counts.by_day(place)) for place in range(len(counts.groups))))


@dataclass(frozen=True, eq=False)
class _Takers:
    """Those who took a further course, by the places of days of the curve; ``alone`` counts all others by theirs.

    ``of`` tells of each course whose it is, ``began`` what it adds to the mean; ``last`` and ``died`` are of people.
    """

    of: NDArray[np.intp]
    on: NDArray[np.int64]
    began: Floats
    last: NDArray[np.intp]
    died: NDArray[np.bool_]
    alone: tuple[Floats, Floats]


def _takers_of(curve: _Group, histories: dict[str, NDArray[Any]]) -> _Takers:
    person, on, until, dead = (histories[name] for name in ("person", "day", "until", "died"))
    first = np.append(True, person[1:] != person[:-1])[: len(person)]
    last, gone = curve.place(until[first]), dead[first]
    alone = curve.left.copy(), curve.died.copy()  # by day of leaving: those who took no further course
    for kind, mine in enumerate((~gone, gone)):
        np.subtract.at(alone[kind], last[mine], 1.0)
    return _Takers(np.cumsum(first) - 1, on, curve.jump[curve.place(on)], last, gone, alone)


def _std_error(curve: _Group, takers: _Takers, days: NDArray[np.int64]) -> Floats:
    """The infinitesimal jackknife at each of ``days``.

    A person with courses on t_j, followed to X, moves mu(t) by
    sum of S(t_j-) / Y(t_j) over t_j <= t, less A(min(X, t)), less (mu(t) - mu(X)) / (Y(X) - d(X)) if they died by t,
    plus mu(t) C(min(X, t)) - D(min(X, t)); A sums S(u-) dN / Y^2, and C and D sum dD / (Y (Y - dD)) and mu times that.
    People without a further course differ by X and by death alone, so they are taken together by day.
    """
    every = np.arange(len(curve.days))
    errors = np.full(len(days), np.nan)
    for k, (day, end) in enumerate(zip(days, curve.place(days), strict=True)):
        if end < 0 or curve.mean[end] <= 0:
            continue
        total = sum(float(takers.alone[kind] @ curve.moved(every, died, end) ** 2) for kind, died in enumerate(DIED))
        added = np.where(takers.on <= day, takers.began, 0.0)
        taken = np.bincount(takers.of, weights=added, minlength=len(takers.last))
        errors[k] = np.sqrt(total + float(np.sum((taken + curve.moved(takers.last, takers.died, end)) ** 2)))
    return errors

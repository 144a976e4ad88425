"""What an estimator hands back: a curve with its counts, that prints itself and can be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counted_columns import whole_numbers
from isostats.cohort.counting import EventTable
from isostats.cohort.unseen_people import UnseenPeople
from isostats.errors import EstimateError, require_probability
from isostats.estimate.bounds import bound_of, by_unseen, median_bounds
from isostats.estimate.intervals import exact_limits, loglog_limits
from isostats.estimate.kernel import Floats
from isostats.estimate.simultaneous_bands import EACH_DAY, POINTWISE, Band, BandKind, band_columns, require_band
from isostats.estimate.unseen_outcomes import UnseenOutcomes
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.vocabulary.definition import Definition
from isostats.words.english import bounded, capital, definition_words, doubt_words, plain
from isostats.words.html import card, shortened
from isostats.words.numbers import count_text, decimal_text, number_text, percent_with_limits, time_words

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = [v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER]
Days = int | Sequence[int] | NDArray[np.int64]


FOLLOWUP = "followup"
"""The kind of a curve of being followed, which no outcome moves."""
SHOWN_YEARS = (1, 2, 3, 5)
"""Where a curve is read off for a notebook's cell."""


def records_of(columns: pd.DataFrame | Mapping[str, NDArray[Any]]) -> list[dict[str, Any]]:
    """The rows of an estimator's columns or frame: ``to_dict`` takes ten times as long, and a report asks some hundred.

    >>> import numpy as np
    >>> records_of({"time": np.array([1, 2]), "events": np.array([0.0, 3.0])})
    [{'time': 1, 'events': 0.0}, {'time': 2, 'events': 3.0}]
    """
    names = list(columns)
    values = zip(*(columns[name].tolist() for name in names), strict=True)
    return [dict(zip(names, each, strict=True)) for each in values]


@dataclass(frozen=True, eq=False)
class Curve:
    """A step curve per group (and cause), with limits, and the counts that it was made from.

    ``frame`` has one row per group, cause and day on which somebody failed or was censored, and one for day 0: group,
    [cause,] time, estimate, std_error, lower, upper, at_risk, events, censored. ``at_risk`` counts entry < day <=
    exit, ``events`` and ``censored`` are those on the day itself. It is made of the ``columns`` once it is asked for.
    ``kind`` is remission, cumulative_incidence or followup; ``method`` how it was estimated. ``band`` says whether the
    limits are of each day by itself or of the whole curve at once, and between which days. ``unseen`` makes the
    same curve had outcomes that the records cannot show come, where there may be any. Of people who were weighted,
    ``like`` is the curve of the same as they are: what a number is a bound of is what that one's is. ``again``
    estimates the same curve from other counts.
    """

    columns: dict[str, NDArray[Any]] = field(repr=False)
    kind: str
    method: str
    level: float
    counts: EventTable
    band: Band = EACH_DAY
    unseen: UnseenOutcomes[Curve] | None = field(default=None, repr=False)
    like: Curve | None = field(default=None, repr=False)
    again: Callable[[EventTable], Curve] | None = field(default=None, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        kept = {name: value for name, value in vars(self).items() if name != "with_ends"}
        return kept | {"unseen": None, "like": None}  # a process that draws has no use for them

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The whole curve as tidy rows."""
        import pandas as pd

        return pd.DataFrame(self.columns)

    @property
    def definition(self) -> Definition:
        """The choices behind the numbers."""
        return self.counts.definition

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in order."""
        return self.counts.groups

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes that have a curve; of a curve of remission, the outcome alone."""
        return self.counts.causes if "cause" in self.columns else self.counts.causes[:1]

    def to_frame(self) -> pd.DataFrame:
        """A copy of the whole curve as a frame."""
        return self.frame.copy()

    @cached_property
    def with_ends(self) -> Curve:
        """The same curve with what its numbers are bounds of, as far as its counts tell: to whom the outcome may have
        come unseen, and who was set aside. Of weighted counts, counts by interval or with late entry, and of counts
        that were made of a cohort's, its definition alone tells."""
        counts, who = self.counts, self.counts.may_come
        of_days = counts.whole_people and not counts.by_interval and counts.people is None and not counts.entered.any()
        known = who is not None or not self.definition.at_most
        if self.unseen is not None or self.like is not None or self.again is None:
            return self
        if not ((counts.aside or who is not None) and of_days and known):
            return self
        unseen = UnseenOutcomes(counts, who or UnseenPeople.none(), self.again)
        return self.with_unseen(unseen) if self.definition.at_most else replace(self, unseen=unseen)

    def with_unseen(self, unseen: UnseenOutcomes[Curve]) -> Curve:
        """The curve with those of whom its outcome may have come unseen, and a definition that says what it is a bound
        of.

        It is none where nothing may have come by a day that may be quoted, and the end of nothing where in any year
        until then it is (:func:`.bounds.within`).
        """
        days = np.unique(np.append(self.counts.days, 0))
        ok = (self.columns_at(days)[v.STATUS] == v.OK).reshape(len(self.groups), -1, len(days))[:, 0]
        last = np.where(ok, days, -1).max(axis=1)
        differs = unseen.begin_by(last) or not ok.any()
        definition = self.definition.with_bound(v.AT_MOST if differs else "", self.definition.lacking)
        made = replace(self, counts=replace(self.counts, definition=definition), unseen=unseen)
        asked = [(min(year, until), group) for group, until in zip(self.groups, last.tolist(), strict=True)
                 for year in range(years(1), until + years(1), years(1))] if differs else []  # fmt: skip
        crossed = any(by_unseen(made, day, group) == v.IF_NONE_UNSEEN for day, group in asked)
        return replace(made, counts=replace(self.counts, definition=definition.with_(crossed=crossed)))

    def bounded_like(self, other: Curve) -> Curve:
        """The curve of people who were weighted, whose numbers are bounds of what those of the ``other``, of the same
        people as they are, are on the same day: nobody comes unseen, or leaves, by being weighted."""
        counts = replace(self.counts, definition=self.definition.bounded_as(other.definition))
        return replace(self, counts=counts, like=other)

    def at(self, days: Days, *, min_at_risk: float = 10, exact: bool = False) -> pd.DataFrame:
        """The curve at the end of the given days, one row per group, cause and day.

        ``at_risk`` is the count on that day, ``events`` all up to and on it, ``n`` everybody in the group. ``status``
        is ``ok``; ``beyond_followup`` where fewer than ``min_at_risk`` are still followed, with the outcome or without
        (:meth:`observed_on`: n times the reverse Kaplan-Meier curve just before the day), and ``not_estimable`` in a
        group without people or before anybody has entered: there estimate, standard error and limits are NaN. Log-log
        limits of 0 and 1 do not exist; ``exact`` puts the binomial ones of those under observation in their place.
        Of fractional weights those under observation are as many of one weight as would tell as much.
        ``bound`` is what the estimate is of what may be true, as in results.csv: ``at_most`` or ``at_least``, where an
        outcome may have come unseen or people may have left because they were well, ``if_none_unseen`` where it is an
        end of nothing, and empty elsewhere. Whom nobody counts since they were set aside is in no bound.
        """
        import pandas as pd

        columns = self.columns_at(days, min_at_risk=min_at_risk, exact=exact)
        return pd.DataFrame(columns | {v.BOUND: np.array(self.bounds(records_of(columns)), dtype=object)})

    @property
    def _is_bounded(self) -> bool:
        definition = self.definition
        return self.kind != FOLLOWUP and (definition.at_most or definition.passive or self.like is not None)

    def bounds(self, rows: Sequence[Mapping[str, Any]]) -> list[str]:
        """What the estimate of each row of :meth:`at` is a bound of."""
        if not self._is_bounded:
            return [""] * len(rows)
        outcome = self.definition.outcome or self.causes[0]
        return [bound_of(self.with_ends, each, each.get("cause", outcome)) for each in rows]

    def rows_at(self, days: Days, *, min_at_risk: float = 10, exact: bool = False) -> list[dict[str, Any]]:
        """The rows of :meth:`at` as dictionaries: a report asks some hundred times, and a frame each takes longer."""
        columns = self.columns_at(days, min_at_risk=min_at_risk, exact=exact)
        return records_of(columns)

    def columns_at(self, days: Days, *, min_at_risk: float = 10, exact: bool = False) -> dict[str, NDArray[Any]]:
        """The columns of :meth:`at` by name."""
        on = whole_days(days)
        blocks, causes = self._blocks(), len(self.causes) if "cause" in self.columns else 1
        time, events = self.columns[v.TIME], self.columns[v.EVENTS].astype(float)
        then = np.concatenate([b.start + np.searchsorted(time[b], on, side="right") - 1 for b in blocks])
        past = np.concatenate([events[b].cumsum()[np.searchsorted(time[b], on, side="right") - 1] for b in blocks])
        at_risk = np.repeat(self.counts.at_risk_on(on), causes, axis=0).ravel()
        n = np.repeat(self.counts.n, causes * len(on))
        values = np.stack([self.columns[name][then] for name in NUMBERS], axis=1)
        counted = (self.observed_on(on), self.followed_on(on))
        observed, followed = (np.repeat(each, causes, axis=0).ravel() for each in counted)
        status = np.where(short(observed, min_at_risk), v.BEYOND_FOLLOWUP, v.OK).astype(object)
        status[(n == 0) | np.isnan(values[:, 0])] = v.NOT_ESTIMABLE
        if min_at_risk > 0:
            status[np.repeat(self.counts.nobody_yet_on(on), causes, axis=0).ravel()] = v.NOT_ESTIMABLE
        if self.counts.few is not None:
            status[(status == v.OK) & np.isin(np.rint(past), self.counts.few)] = v.TOO_FEW
        values[status != v.OK] = np.nan
        exact = exact and self.band.kind == POINTWISE
        for row in np.flatnonzero(exact & np.isin(values[:, 0], (0, 1)) & np.isnan(values[:, 2])):
            values[row, 2:] = exact_limits(values[row, 0], followed[row], self.level)
        keys: dict[str, NDArray[Any]] = {
            name: self.columns[name][then] for name in (v.GROUP, "cause") if name in self.columns
        }
        numbers = dict(zip(NUMBERS, values.T, strict=True))
        counts = {name: whole_counts(each) for name, each in ((v.AT_RISK, at_risk), (v.EVENTS, past), (v.N, n))}
        return {**keys, v.TIME: np.tile(on, len(blocks)), **numbers, **counts, v.STATUS: status}

    def observed_on(self, days: Sequence[int] | NDArray[np.int64]) -> Floats:
        """How many people are followed until just before each day, with an outcome of the curve or without, by group.

        Remission censors people who die, as those who leave; they are followed until then. A cumulative incidence
        knows that the dead have no outcome later, so that they count as followed.
        """
        alone = self.kind in (v.REMISSION, v.TREATMENT_SUCCESS)
        return (self.counts.of_first_cause if alone else self.counts).observed_on(days)

    def followed_on(self, days: Sequence[int] | NDArray[np.int64]) -> Floats:
        """The same, of which exact limits are made: NaN where nobody knows of how many people the weights are."""
        observed = self.observed_on(days)
        return np.where(np.isnan(self.counts.effective_n)[:, None], np.nan, observed)

    def with_band(self, kind: BandKind, between: tuple[float, float] | None = None) -> Curve:
        """The same curve with other limits: ``hall_wellner`` or ``nair`` of the whole curve at once, or ``pointwise``.

        Both hold with the curve's level for all days together ``between`` two days, by default from the first failure
        to the last that leaves anybody; beyond them the limits are NaN. ``hall_wellner`` is narrower where many have
        failed, ``nair`` keeps the proportions of the pointwise limits. Log-log scale, as ``km.ci`` in R. Raises
        EstimateError for cumulative incidences, fractional weights and counts by interval, whose bands would be others.

        >>> from isostats.cohort.counting import event_table
        >>> from isostats.estimate.curves import kaplan_meier
        >>> kaplan_meier(event_table([2, 4, 6, 9], [1, 1, 1, 0])).with_band("nair").band.reach
        ((2.0, 6.0),)
        """
        require_band(kind)
        if between is not None:
            _require_two_days(between)
        if kind == POINTWISE:
            limits = loglog_limits(self.columns[v.ESTIMATE], self.columns[v.STD_ERROR], self.level)
            return self._with_limits(*limits, EACH_DAY)
        if self.kind not in (v.REMISSION, v.TREATMENT_SUCCESS):
            raise EstimateError("A simultaneous band is one of remission: iso.kaplan_meier(counts, band='nair').")
        if not self.counts.whole_people or self.counts.by_interval:
            raise EstimateError(
                "A simultaneous band rests on Greenwood's variance of whole people by day, which fractional weights "
                "and counts by interval do not have. Take their pointwise limits."
            )
        people = [float(n) for n in self.counts.n]
        return self._with_limits(*band_columns(self.columns, self._blocks(), people, kind, (self.level, between)))

    def _with_limits(self, lower: Floats, upper: Floats, band: Band) -> Curve:
        return replace(self, columns=self.columns | {v.LOWER: lower, v.UPPER: upper}, band=band)

    def risk_table(self, days: Days, cause: str | None = None) -> pd.DataFrame:
        """What stands under a figure: at risk on each day (exit on or after it), events and censored before it.

        Of counts by interval it is at risk after each day, with the events and censored up to and on it.

        The three, and those who have not entered yet, sum to the number of people in the group, unless each was
        rounded by itself. For a curve of
        remission, or where ``cause`` is named, people who left by another cause stand under censored.
        """
        import pandas as pd

        on, table = whole_days(days), self.counts
        failed = table.events.sum(axis=1) if self.kind == v.CUMULATIVE_INCIDENCE else table.events[:, 0]
        if cause is not None:
            failed = table.only(cause).events[:, 0]
        at_risk, later = table.at_risk_on(on), table.still(failed, on)
        events = failed.sum(axis=1, keepdims=True) - later
        censored = (table.leaving.sum(axis=1, keepdims=True) - table.still(table.leaving, on)) - events
        not_entered = table.still(table.entered, on)
        summed = at_risk + events + censored + not_entered
        assert table.people is not None or np.allclose(summed, table.n[:, None], rtol=1e-9), "people were lost"
        return pd.DataFrame({
            v.GROUP: np.repeat(table.groups, len(on)),
            v.TIME: np.tile(on, len(table.groups)),
            v.AT_RISK: whole_counts(at_risk.ravel()),
            v.EVENTS: whole_counts(events.ravel()),
            v.CENSORED: whole_counts(censored.ravel()),
        })

    def median(self, level: float | None = None) -> pd.DataFrame:
        """The median time by group with its limits, as R's ``survfit``; NaN where the curve does not reach a half.

        The first day on which the curve is below one half; where it is at exactly one half for a while, the middle
        of that while. The limits are where the limits of the curve do the same (Brookmeyer and Crowley 1982).
        Raises EstimateError for cumulative incidences, which need not reach a half.
        """
        return self.quantile(0.5, level)

    def quantile(self, share: float, level: float | None = None) -> pd.DataFrame:
        """The time by which a ``share`` had the outcome, by group, as R's ``quantile.survfit``; the median is 0.5.

        The first day on which the curve is below 1 - share; where it is at exactly that for a while, the middle of that
        while. NaN where it is not reached. Limits as for :meth:`median`, and it raises as that does. ``bound`` is what
        the time is of what may be true, as :meth:`at` has it.
        """
        import pandas as pd

        if self.kind == v.CUMULATIVE_INCIDENCE:
            raise EstimateError("A cumulative incidence has no median time; ask the remission curve for it.")
        free = 1 - require_probability(share, "share")
        time = self.columns[v.TIME]
        estimate, std_error = self.columns[v.ESTIMATE], self.columns[v.STD_ERROR]
        curves = (estimate, *loglog_limits(estimate, std_error, level or self.level))
        passed = [[first_below(time[block], curve[block], free) for curve in curves] for block in self._blocks()]
        frame = pd.DataFrame(passed, columns=[v.ESTIMATE, v.LOWER, v.UPPER])
        frame.insert(0, v.GROUP, self.groups)
        if self.kind != FOLLOWUP:
            bounds = median_bounds(self.with_ends, share) if self._is_bounded else {}
            frame[v.BOUND] = [bounds.get(group, "") for group in self.groups]
        return frame

    def quantile_days(self, share: float) -> list[float]:
        """The day by which a share had the outcome, of each group; NaN where it is not reached."""
        time, estimate = self.columns[v.TIME], self.columns[v.ESTIMATE]
        return [first_below(time[block], estimate[block], 1 - share) for block in self._blocks()]

    def _blocks(self) -> list[slice]:
        """The rows of each step curve, which begins with its one row of day 0."""
        first = np.flatnonzero(self.columns[v.TIME] == 0)
        return [slice(a, b) for a, b in zip(first, [*first[1:], len(self.columns[v.TIME])], strict=True)]

    def __repr__(self) -> str:
        return shortened(str(self))

    def __str__(self) -> str:
        days = self.counts.days
        quotable = days[~(short(self.observed_on(days), 10) | self.counts.nobody_yet_on(days)).all(axis=0)]
        shown = self.with_ends.at(quotable[-1] if len(quotable) else max(days, default=0))
        band = f"; {v.BAND_LABELS[self.band.kind]} band" if self.band.kind in v.BAND_LABELS else ""
        made = f"{self.kind.replace('_', ' ')} by {self.method.replace('_', ' ')}"
        lines = [f"{made}, {number_text(self.level)} limits{band}"]
        definition = self.definition
        choices = (definition.outcome, definition.population, definition.gap_rule, *definition.notes)
        lines += ["; ".join(part for part in choices if part)] if definition.outcome else []
        lines.append(
            f"on day {count_text(quotable[-1])}, the last on which 10 people are under observation:"
            if len(quotable)
            else "10 people are not under observation on every day from the first entry on, on which a curve rests:"
            if self.counts.entered.any()
            else "on no day are 10 people under observation:"
        )
        columns = [name for name in (v.GROUP, "cause") if name in shown] + [v.N, v.EVENTS, v.ESTIMATE, v.LOWER, v.UPPER]
        columns += [v.BOUND] * bool(shown[v.BOUND].any())
        lines.append(shown[columns].to_string(index=False, float_format=lambda x: decimal_text(x, 4), na_rep="-"))
        return "\n".join([*lines, *[self.doubt] * bool(self.doubt)])

    @property
    def doubt(self) -> str:
        """The sentences that go with its numbers where they are a bound, or leave people out; empty elsewhere."""
        return "" if self.kind == FOLLOWUP else doubt_words(self.with_ends.definition, self.kind)

    def _repr_html_(self) -> str:
        known = [name for name in (v.GROUP, "cause") if name in self.columns]
        body = [
            [
                *(plain(str(row[name])) for name in known), time_words(row[v.TIME]),
                bounded(percent_with_limits(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER], self.level), row[v.BOUND])
                if row[v.STATUS] == v.OK else v.STATUS_LABELS[row[v.STATUS]],
                *(count_text(row[name]) for name in (v.AT_RISK, v.EVENTS, v.N)),
            ]
            for row in self.at([years(n) for n in SHOWN_YEARS]).to_dict("records")
        ]  # fmt: skip
        title = f"{capital(plain(self.kind))} by {v.METHOD_LABELS.get(self.method, plain(self.method))}"
        about = definition_words(self.definition, method=self.method, level=self.level, kind=self.kind)
        header = [*known, "at", "% (limits)", "at risk", v.EVENTS, "people"]
        return card(title, [about, *[self.doubt] * bool(self.doubt)], header, body)


def require_estimated(curve: object, what: str) -> None:
    """Raise EstimateError for anything but a curve."""
    if not isinstance(curve, Curve):
        raise EstimateError(
            f"{what} needs a curve, not a {type(curve).__name__}. Make one first: "
            "iso.kaplan_meier(cohort.count('systemic_treatment'))."
        )


def curve_of(
    table: EventTable, estimate: Floats, std_error: Floats, *, failed: Floats, censored: Floats, kind: str, method: str,
    level: float,
) -> Curve:
    """A curve with log-log limits from (G, T) or, with causes, (G, C, T) columns.

    Its rows are those days on which somebody of the group left.
    """  # fmt: skip
    lower, upper = loglog_limits(estimate, std_error, level)
    columns = {v.ESTIMATE: estimate, v.STD_ERROR: std_error, v.LOWER: lower, v.UPPER: upper}
    rows, counts = (table.leaving > 0) | (table.days == 0), [table.at_risk, failed, censored]
    by_cause = failed.ndim == 3
    if by_cause:
        rows = np.repeat(rows[:, None], len(table.causes), axis=1)
        counts = [each if each.ndim == 3 else np.broadcast_to(each[:, None], rows.shape) for each in counts]
    index = np.nonzero(rows)
    # categories would change what a caller's comparison does; plain strings are shared, not copied
    tidy: dict[str, NDArray[Any]] = {v.GROUP: np.array(table.groups, dtype=object)[index[0]]}
    if by_cause:
        tidy["cause"] = np.array(table.causes, dtype=object)[index[1]]
    tidy[v.TIME] = table.days[index[-1]]
    tidy |= {name: values[index] for name, values in columns.items()}
    named = zip((v.AT_RISK, v.EVENTS, v.CENSORED), counts, strict=True)
    return Curve(tidy | {name: whole_counts(each[index]) for name, each in named}, kind, method, level, table)


def whole_counts(counts: NDArray[Any]) -> NDArray[Any]:
    """Counts as whole numbers, unless weights made them fractional."""
    return counts.astype(np.int64) if (counts == np.rint(counts)).all() else counts


def first_below(time: NDArray[np.int64], curve: Floats, level: float) -> float:
    """The day on which a falling step curve passes a level, by R's rule; NaN if it does not."""
    tolerance = np.sqrt(np.finfo(float).eps)
    below = ~np.isnan(curve) & (np.nan_to_num(curve, nan=1.0) < level + tolerance)
    if not below.any():
        return np.nan
    time, curve = time[below], curve[below]
    lower = curve < curve[0]
    if abs(curve[0] - level) < tolerance and lower.any():
        return float(time[0] + time[np.argmax(lower)]) / 2
    return float(time[0])


def short(observed: Floats, min_at_risk: float) -> NDArray[np.bool_]:
    """Where too few are under observation for an estimate to be quoted; rounding alone is not too few."""
    if not min_at_risk >= 0:
        raise EstimateError(f"min_at_risk must be 0 or more, not {min_at_risk!r}.")
    return np.asarray(observed < min_at_risk * (1 - 1e-9))


MOST_DAYS = 1_000_000_000
"""Far beyond a life; a day after it is a slip, or no number that a machine holds."""


def asked_days(days: object, name: str = "days") -> NDArray[np.int64]:
    """Days as a column of whole numbers from 0 on, one or more. Raises EstimateError, which says what is none.

    >>> asked_days(365), asked_days((0, 730))
    (array([365]), array([  0, 730]))
    """
    on = whole_days(days, name)
    if not len(on):
        raise EstimateError(f"{name} is empty: ask for one day or more, such as {name}=[365].")
    return on


def _require_two_days(between: object) -> None:
    numbers = isinstance(between, tuple | list) and all(isinstance(day, int | float | np.number) for day in between)
    if not numbers or len(between) != 2 or not between[0] <= between[1]:  # type: ignore[arg-type,index]
        raise EstimateError(f"between must be two days in order, such as between=(30, 730), not {between!r}.")


def whole_days(days: object, name: str = "days") -> NDArray[np.int64]:
    """One day or several as a column of whole numbers from 0 on, as every ``at`` takes them; raises as above."""
    column = whole_numbers(np.atleast_1d(np.asarray(days)), name)
    if len(column) and not column.max() <= MOST_DAYS:
        raise EstimateError(f"{name} must be {count_text(MOST_DAYS)} or earlier, not {column.max()}.")
    on = column.astype(np.int64)
    if (on < 0).any():
        raise EstimateError(f"A curve begins on day 0; it cannot be asked for day {on.min()}.")
    return on

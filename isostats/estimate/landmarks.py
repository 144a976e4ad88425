"""Remission among those who have kept it for a while: free of the outcome for a year, what now?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError
from isostats.estimate.bounds import aside_of, by_unseen, some_left, with_leaving
from isostats.estimate.curves import kaplan_meier
from isostats.estimate.kernel import require_counts
from isostats.estimate.results import Curve, asked_days, short, whole_days
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.words.english import bounded, doubt_words
from isostats.words.html import card
from isostats.words.numbers import count_text, in_words, percent_with_limits

LANDMARKS = (years(1), years(2), years(3))


@dataclass(frozen=True, eq=False)
class ConditionalRemission:
    """Remission from day 0 (``curve``), and among those who kept it to the end of each landmark day (``after``).

    Every curve counts its days from day 0; one of a landmark is 1 up to it.
    """

    curve: Curve
    after: Mapping[int, Curve]

    def at(self, days: int | Sequence[int], *, min_at_risk: float = 10) -> pd.DataFrame:
        """Remission at the end of later ``days`` among those who kept it to each landmark before.

        Columns: after (the landmark day), group, time (from day 0), estimate, std_error, lower, upper, at_risk (on the
        day), events (between the two days), n (free of the outcome and under observation after the landmark), status:
        ``ok``; ``beyond_followup`` where fewer than ``min_at_risk`` of these are under observation on the day;
        ``not_estimable`` where everybody had the outcome before the landmark; and bound, as :meth:`.Curve.at` has it.
        """
        rows = self.rows_at(days, min_at_risk=min_at_risk)
        return pd.DataFrame([each | {v.BOUND: self.bound(each)} for each in rows])

    def bound(self, each: Mapping[str, Any]) -> str:
        """What a row's estimate is a bound of: that of the curve from day 0, unless one who had the outcome unseen
        before may be among those still free, and is one of its events."""
        if each[v.STATUS] != v.OK:
            return ""
        whole, later = self.curve.with_ends, replace(self.after[each["after"]], method=self.curve.method)
        well = whole.definition.passive and some_left(later, each, free=True)
        if not self.bounded_later:
            return v.IF_NONE_UNSEEN
        return with_leaving(by_unseen(whole, each[v.TIME], each[v.GROUP]), well, aside=aside_of(whole))

    @property
    def bounded_later(self) -> bool:
        """Whether what is a bound from day 0 on is one among those still free later: nobody was seen to have the
        outcome after one that may have come unseen."""
        unseen = self.curve.with_ends.unseen
        return not self.curve.definition.crossed if unseen is None else not unseen.who.any_seen_later

    @property
    def doubt(self) -> str:
        """The sentence that goes with its numbers where they are a bound, or leave people out; empty elsewhere."""
        definition = self.curve.with_ends.definition
        return doubt_words(definition, v.CONDITIONAL_REMISSION, bounded_later=self.bounded_later)

    def rows_at(
        self, days: int | Sequence[int], *, min_at_risk: float = 10, exact: bool = False
    ) -> list[dict[Any, Any]]:
        """The rows of :meth:`at` as dictionaries; at 0 and 1 with ``exact`` limits, if these are asked for."""
        rows, asked = [], whole_days(days).tolist()
        for landmark, curve in self.after.items():
            later = [day for day in asked if day > landmark]
            nobody = short(self.curve.observed_on([landmark + 1])[:, 0], min_at_risk) & (self.curve.counts.n > 0)
            unseen = {group for group, few in zip(curve.groups, nobody, strict=True) if few}
            for each in curve.rows_at(later, min_at_risk=min_at_risk, exact=exact) if later else ():
                if each[v.STATUS] == v.NOT_ESTIMABLE and each[v.GROUP] in unseen:  # nobody was followed as far
                    each[v.STATUS] = v.BEYOND_FOLLOWUP
                rows.append({"after": landmark, **each})
        return rows

    def __repr__(self) -> str:
        return f"remission among those who kept it for {' or '.join(count_text(day) for day in self.after)} days"

    def _repr_html_(self) -> str:
        level = self.curve.level
        body = [
            [in_words(each["after"]), in_words(each[v.TIME]),
             bounded(percent_with_limits(each[v.ESTIMATE], each[v.LOWER], each[v.UPPER], level), self.bound(each))
             if each[v.STATUS] == v.OK else v.STATUS_LABELS[each[v.STATUS]], count_text(each[v.N])]
            for each in self.rows_at([*map(years, (1, 2, 3, 5))], exact=True)
        ]  # fmt: skip
        words = [repr(self), *[self.doubt] * bool(self.doubt)]
        return card("Conditional remission", words, ["kept for", "at", "% (limits)", "people"], body)


def conditional_remission(
    table: EventTable, *, after: Sequence[int] = LANDMARKS, level: float = 0.95
) -> ConditionalRemission:
    """The probability of being free of the first cause on later days, among those who were to the end of a day s.

    S(t) / S(s) for t > s, days counted from day 0: Kaplan-Meier of the risk sets after s alone, so that Greenwood's
    variance and the log-log limits begin at s, as in R's ``survfit(start.time)`` with a start just after s. Whoever
    fails or is censored on day s itself is in no risk set after it. ``after`` are the days s. People with another cause
    are censored, as in ``kaplan_meier``. Raises EstimateError for a landmark that is no day of 0 or more, for none, and
    for counts by interval, of which nobody knows who left on a day.

    >>> from isostats.cohort.counting import event_table
    >>> later = conditional_remission(event_table([2, 4, 6, 9], [1, 1, 0, 0]), after=[3])
    >>> later.at([5], min_at_risk=1)[["after", "estimate", "n"]].to_dict("records")
    [{'after': 3, 'estimate': 0.6666666666666667, 'n': 3}]
    """
    require_counts(table)
    if table.by_interval or table.people is not None:
        raise EstimateError("Conditional remission needs exact days; these counts know their days by interval only.")
    try:
        days = list(dict.fromkeys(asked_days(after, "after").tolist()))
    except EstimateError:
        text = f"Landmarks are whole days of 0 or more, such as after=[365]; there is {after!r}."
        raise EstimateError(text) from None
    return ConditionalRemission(
        kaplan_meier(table, level=level),
        {
            day: replace(kaplan_meier(_after(table, day), level=level), method=v.given_method(day), again=None)
            for day in sorted(days)
        },
    )


def _after(table: EventTable, day: int) -> EventTable:
    """The counts of the risk sets after a day: whoever left by then is not in them, whoever entered by then always."""
    later = table.days > day
    return replace(
        table, days=table.days[later], events=table.events[:, :, later], censored=table.censored[:, later],
        entered=table.entered[:, later], squares=None if table.squares is None else table.squares[:, :, later],
        may_come=None,
    )  # fmt: skip

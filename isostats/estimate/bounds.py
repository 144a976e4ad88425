"""What a number is a bound of, where some of an outcome cannot be seen or people may have left because they were well.

Every number is counted as if nothing had come unseen. Of a curve's value on a day both ends are known: those with the
fewest and the most outcomes that can have come (:mod:`isostats.estimate.unseen_outcomes`). Which of the two the value
is, if any, is looked at for each day and group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan, nan
from typing import Any, Protocol

from isostats.cohort.counting import EventTable
from isostats.cohort.set_aside import NOBODY, SetAside
from isostats.estimate.unseen_outcomes import UnseenOutcomes
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.numbers import percent

SAME = 1e-9
"""Two shares that differ by less are one."""
HALF = 0.5
NEARLY = 0.01
"""A share is called at most, or at least, what it is where it can be higher, or lower, by less than this."""


class Curve(Protocol):
    """What is asked of a curve here; the curve itself asks what its numbers are bounds of."""

    @property
    def kind(self) -> str:
        """Remission, cumulative incidence or follow-up."""
    @property
    def method(self) -> str:
        """How it was estimated."""
    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in order."""
    @property
    def counts(self) -> EventTable:
        """The counts that it was made of."""
    @property
    def definition(self) -> Definition:
        """The choices behind its numbers."""
    @property
    def unseen(self) -> UnseenOutcomes[Any] | None:
        """The same curve had outcomes that the records cannot show come."""
    @property
    def like(self) -> Any:
        """The curve of the same people as they are, of those who were weighted."""

    def rows_at(self, days: Any, *, min_at_risk: float = 10, exact: bool = False) -> list[dict[str, Any]]:
        """Its rows on some days."""
    def quantile_days(self, share: float) -> list[float]:
        """The day by which a share had the outcome, of each group; NaN where it is not reached."""


def are_apart(low: float, high: float) -> bool:
    """Whether two ends are a range, as they are printed: 71.23% and 71.24% are one answer.

    >>> are_apart(0.71, 0.72), are_apart(0.7123, 0.7124)
    (True, False)
    """
    return high - low > SAME and percent(low) != percent(high)


def of_scenarios(never: float, at_once: float, *, falls: bool = True) -> str:
    """What the number is that was counted as if nothing had come unseen, beside that in which all of it came at once.

    ``falls`` says that the number falls as outcomes are added: a share free of them, a time until them. Where both are
    one it is the answer, and where they stand the other way round the end of nothing. Of a scenario without a number
    only the direction is known.

    >>> of_scenarios(0.9, 0.8), of_scenarios(0.1, 0.2, falls=False), of_scenarios(0.9, 0.9), of_scenarios(0.7, 0.88)
    ('at_most', 'at_least', '', 'if_none_unseen')
    """
    if abs(never - at_once) <= SAME:
        return ""
    usual = v.AT_MOST if falls else v.AT_LEAST
    return usual if isnan(at_once) or (at_once < never) == falls else v.IF_NONE_UNSEEN


def leeway(aside: SetAside) -> float:
    """How far a share may be from the end that it is called: a point, and nothing where people were set aside, whom no
    share holds and each end does."""
    return SAME if aside else NEARLY


def within(value: float, ends: tuple[float, float], *, falls: bool = True, nearly: float = NEARLY) -> str:
    """What a share is a bound of that was counted as if nothing had come unseen, by the least and the most that it can
    be: of nothing where it is further than ``nearly`` from the end that it stands for.

    >>> within(0.9, (0.8, 0.903)), within(0.1, (0.1, 0.2), falls=False), within(0.7, (0.6, 0.72))
    ('at_most', 'at_least', 'if_none_unseen')
    """
    low, high = ends
    if high - low <= SAME:
        return ""
    away = high - value if falls else value - low
    return v.IF_NONE_UNSEEN if away > nearly else v.AT_MOST if falls else v.AT_LEAST


def turned(bound: str) -> str:
    """The bound of what falls as the bounded share rises: a hazard is at least where remission is at most."""
    return {v.AT_MOST: v.AT_LEAST, v.AT_LEAST: v.AT_MOST}.get(bound, bound)


def of_sum(bounds: Mapping[str, str], factors: Mapping[str, int]) -> str:
    """What a sum of shares, each by its factor, is a bound of: of nothing where they pull both ways.

    >>> of_sum({"any": "at_most", "systemic": "at_most"}, {"systemic": 1, "any": -1})
    'if_none_unseen'
    """
    ends = {bounds[name] if factor > 0 else turned(bounds[name]) for name, factor in factors.items()} - {""}
    if v.IF_NONE_UNSEEN in ends:
        return v.IF_NONE_UNSEEN
    return v.IF_NONE_UNSEEN if len(ends) > 1 else "".join(ends)


def of_comparison(definition: Definition, status: Iterable[str]) -> list[str]:
    """What differences and ratios of an outcome are bounds of, by the status of each: with outcomes that came unseen
    they move either way."""
    return [v.IF_NONE_UNSEEN if definition.at_most and each == v.OK else "" for each in status]


def as_seen(row: dict[str, Any]) -> dict[str, Any]:
    """A row of an outcome that may have come unseen, whose number has no end that is known and may move either way."""
    moved = row[v.QUANTITY] in v.OF_WHAT_WAS_SEEN and row[v.STATUS] == v.OK and not row[v.BOUND]
    return row | {v.BOUND: v.IF_NONE_UNSEEN} if moved else row


def with_leaving(unseen: str, well: bool, *, falls: bool = True, aside: SetAside = NOBODY) -> str:
    """The bound by what came unseen, where besides (``well``) people may have left because they were well.

    These make it the other end. Where both are so, or people were set ``aside``, it is the end of nothing.
    """
    if not well:
        return unseen
    return "" if unseen or aside else v.AT_LEAST if falls else v.AT_MOST


def bound_of(curve: Curve, each: Mapping[str, Any], outcome: str) -> str:
    """What a curve's value is a bound of: at_most, at_least, if_none_unseen, or nothing where it is the answer or
    within a range.

    Where people may have left because they were well the share free of the outcome is at least its value, unless
    nobody left.
    """
    definition, free = curve.definition, is_free(curve)
    if each[v.STATUS] != v.OK or not (free or outcome == definition.outcome):
        return ""
    if curve.like is not None:
        return bound_on(curve.like, each[v.TIME], each[v.GROUP])
    unseen = by_unseen(curve, each[v.TIME], each[v.GROUP])
    well = definition.passive and some_left(curve, each, free=free)
    return with_leaving(unseen, well, falls=free, aside=aside_of(curve))


def bound_on(curve: Curve, day: int, group: str = v.ALL) -> str:
    """What a curve's value on a day is a bound of, of its first cause and however few are followed until then."""
    unseen, falls = by_unseen(curve, day, group), is_free(curve)
    return with_leaving(unseen, left_by(curve, group, day), falls=falls, aside=aside_of(curve))


def by_unseen(curve: Curve, day: int, group: str = v.ALL) -> str:
    """What a curve's value on a day is a bound of, by what the records cannot show alone."""
    if not curve.definition.at_most:
        return ""
    if curve.unseen is None:
        return v.IF_NONE_UNSEEN if curve.definition.crossed else v.AT_MOST if is_free(curve) else v.AT_LEAST
    nearly = leeway(aside_of(curve))
    return within(value_on(curve, day, group), ends_on(curve, day, group), falls=is_free(curve), nearly=nearly)


def ends_on(curve: Curve, day: int, group: str = v.ALL) -> tuple[float, float]:
    """The least and the most that a curve's value on a day can be, with what the records cannot show of its outcome
    and those set aside: the value itself, twice, where they show it all."""
    if curve.unseen is None:
        return (value_on(curve, day, group),) * 2
    fewest, most = (value_on(each, day, group) for each in (curve.unseen.with_fewest(day), curve.unseen.with_most(day)))
    return (most, fewest) if is_free(curve) else (fewest, most)


def told_ends(curve: Curve, day: int, group: str = v.ALL) -> tuple[float, float]:
    """The same as they are told: the value itself stands for an end that it is nearly at (:func:`leeway`)."""
    (low, high), value = ends_on(curve, day, group), value_on(curve, day, group)
    bound = within(value, (low, high), falls=is_free(curve), nearly=leeway(aside_of(curve)))
    return (value if bound == v.AT_LEAST else low), (value if bound == v.AT_MOST else high)


def mean_bounds(curve: Curve, *, horizon_days: int) -> dict[str, str]:
    """What the mean time in remission of each group is a bound of; where people may have left well, what the curve is
    on its last day.

    The mean is at most what is seen, unless one who was seen to have the outcome may have had it earlier.
    """
    return {group: _bound_until(curve, horizon_days, group) for group in curve.groups}


def _bound_until(curve: Curve, day: int, group: str) -> str:
    """What a number made of all of a curve until a day is a bound of: what came unseen before may have no part in the
    value on the day itself, where it was seen by then."""
    bound = bound_on(curve, day, group)
    unseen = curve.unseen
    if bound or unseen is None or curve.definition.passive or not unseen.begins(group, day):
        return bound
    return v.IF_NONE_UNSEEN if unseen.who.any_seen_later else v.AT_MOST


def median_bounds(curve: Curve, share: float = HALF) -> dict[str, str]:
    """What the median time is a bound of: it is reached no later where the curve on that day is below half, however few
    had the outcome. A curve that can be a little higher may have its median much later, as may one that stays at half
    for a while, whose median lies in the middle of that. Of none there is no bound. The same of the time by which
    another ``share`` had the outcome.
    """
    made = {}
    for group, day in zip(curve.groups, curve.quantile_days(share), strict=True):
        bound = "" if isnan(day) else _bound_until(curve, int(day), group)
        later = bound == v.AT_MOST and ends_on(curve, int(day), group)[1] > 1 - share - SAME
        made[group] = v.IF_NONE_UNSEEN if later else bound
    return made


def left_by(curve: Curve, group: str, day: float) -> bool:
    """Whether people of a group may have left by a day because they were well."""
    if not curve.definition.passive:
        return False
    return some_left(curve, _row_on(curve, day, group), free=is_free(curve))


def value_on(curve: Curve, day: int, group: str = v.ALL) -> float:
    """A curve's value on a day, of its first cause, however few are followed until then."""
    return float(_row_on(curve, day, group)[v.ESTIMATE])


def ends_of(curve: Curve, each: Mapping[str, Any]) -> tuple[float, float] | None:
    """The least and the most that a row of a curve can be: with what came unseen, those set aside and, where people may
    have left because they were well, all of them well. None where the row's value is all that it can be."""
    free, day, group = is_free(curve), each[v.TIME], each[v.GROUP]
    well = curve.definition.passive and each[v.STATUS] == v.OK and some_left(curve, each, free=free)
    if curve.unseen is None and not well:
        return None
    low, high = (each[v.ESTIMATE],) * 2 if curve.unseen is None else told_ends(curve, day, group)
    if not well:
        return low, high
    best = each if curve.unseen is None else _row_on(curve.unseen.with_fewest(day), day, group)
    well_free = crude_share(curve, best)
    return (low, max(high, well_free)) if free else (min(low, 1 - well_free), high)


def _row_on(curve: Curve, day: float, group: str) -> dict[str, Any]:
    """The first row of a group on a day, however few are followed until then."""
    return next(row for row in curve.rows_at([int(day)], min_at_risk=0) if row[v.GROUP] == group)


def aside_of(curve: Curve) -> SetAside:
    """Who was set aside, as far as a curve knows."""
    return NOBODY if curve.unseen is None else curve.counts.aside


def is_free(curve: Curve) -> bool:
    """Whether a curve is of those free of the outcome, and not of those who had it."""
    return curve.kind in (v.REMISSION, v.TREATMENT_SUCCESS)


def some_left(curve: Curve, each: Mapping[str, Any], *, free: bool) -> bool:
    """Whether the crude share differs from a value of a curve that rests on counts of people alone."""
    if curve.method not in (v.KAPLAN_MEIER, v.LIFE_TABLE, v.AALEN_JOHANSEN):
        return False
    crude = crude_share(curve, each)
    return bool(abs((crude if free else 1 - crude) - each[v.ESTIMATE]) > SAME)


def crude_counts(curve: Curve, each: Mapping[str, Any]) -> tuple[float, float]:
    """Of how many a row's crude share is, and how many of them are free of the outcome: all who were not known to have
    had it by then, and with them those of whom nothing tells it, where they may have been well."""
    events, people = curve.counts.untold_by(each[v.TIME], each[v.GROUP])
    return each[v.N] + people, each[v.N] + people - each[v.EVENTS] - events


def crude_share(curve: Curve, each: Mapping[str, Any]) -> float:
    """The share free of the outcome had everyone who was not seen again been well; NaN of nobody."""
    people, free = crude_counts(curve, each)
    return free / people if people else nan

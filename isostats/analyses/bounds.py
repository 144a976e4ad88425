"""What a number is a bound of, where some of an outcome cannot be seen or people may have left because they were well.

Every number is counted as if nothing had come unseen. Beside it stands the same number had all of it come at once.
Which of the two is the larger is looked at, for each day and group: Kaplan-Meier need not fall where an outcome moves
to an earlier day, past people who leave, and a word that says at most would then be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf, isnan, nan
from typing import TYPE_CHECKING, Any

import numpy as np

from isostats.vocabulary import names as v

if TYPE_CHECKING:
    from isostats.estimate.results import Curve

SAME = 1e-9
"""Two shares that differ by less are one."""


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


def of_times(never: float, at_once: float) -> str:
    """The same of a time that is not reached where it has no number; of none there is no bound.

    >>> of_times(400, 300), of_times(400, float("nan"))
    ('at_most', 'if_none_unseen')
    """
    return "" if isnan(never) else of_scenarios(never, inf if isnan(at_once) else at_once)


def turned(bound: str) -> str:
    """The bound of what falls as the bounded share rises: a hazard is at least where remission is at most."""
    return {v.AT_MOST: v.AT_LEAST, v.AT_LEAST: v.AT_MOST}.get(bound, bound)


def of_sum(bounds: Mapping[str, str], factors: Mapping[str, int], *, both_ways: str = v.IF_NONE_UNSEEN) -> str:
    """What a sum of shares, each by its factor, is a bound of: of nothing where they pull ``both_ways``.

    >>> of_sum({"any": "at_most", "systemic": "at_most"}, {"systemic": 1, "any": -1})
    'if_none_unseen'
    """
    ends = {bounds[name] if factor > 0 else turned(bounds[name]) for name, factor in factors.items()} - {""}
    if v.IF_NONE_UNSEEN in ends:
        return v.IF_NONE_UNSEEN
    return both_ways if len(ends) > 1 else "".join(ends)


def with_leaving(unseen: str, well: bool, *, falls: bool = True) -> str:
    """The bound by what came unseen, where besides (``well``) people may have left because they were well.

    These make it the other end. Where both are so it is the end of nothing.
    """
    if not well:
        return unseen
    return "" if unseen else v.AT_LEAST if falls else v.AT_MOST


def bound_of(curve: Curve, each: Mapping[str, Any], outcome: str) -> str:
    """What a curve's value is a bound of: at_most, at_least, if_none_unseen, or nothing where it is the answer or
    within a range.

    Where people may have left because they were well the share free of the outcome is at least its value, unless
    nobody left.
    """
    definition, free = curve.definition, is_free(curve)
    if each[v.STATUS] != v.OK or not (free or outcome == definition.outcome):
        return ""
    unseen = by_unseen(curve, each[v.TIME], each[v.GROUP])
    return with_leaving(unseen, definition.passive and some_left(curve, each, free=free), falls=free)


def bound_on(curve: Curve, day: int, group: str = v.ALL) -> str:
    """What a curve's value on a day is a bound of, of its first cause and however few are followed until then."""
    unseen, falls = by_unseen(curve, day, group), is_free(curve)
    return with_leaving(unseen, left_by(curve, group, day), falls=falls)


def by_unseen(curve: Curve, day: int, group: str = v.ALL) -> str:
    """What a curve's value on a day is a bound of, by what the records cannot show alone."""
    if not curve.definition.at_most:
        return ""
    ends = value_on(curve, day, group), nan if curve.at_once is None else value_on(curve.at_once, day, group)
    return of_scenarios(*ends, falls=is_free(curve))


def mean_bounds(curve: Curve, *, horizon_days: int, min_at_risk: float) -> dict[str, str]:
    """What the mean time in remission of each group is a bound of; where people may have left well, what the curve is
    on its last day."""
    from isostats.estimate import rmst  # which loads scipy, that checking records does without

    unseen = dict.fromkeys(curve.groups, "")
    if curve.definition.at_most:
        means = rmst(curve.counts, horizon_days=horizon_days, min_at_risk=min_at_risk)[v.ESTIMATE]
        beside = [nan] * len(means)
        if curve.at_once is not None:
            beside = list(rmst(curve.at_once.counts, horizon_days=horizon_days, min_at_risk=0)[v.ESTIMATE])
        unseen = dict(zip(curve.groups, map(of_scenarios, means, beside), strict=True))
    return {group: with_leaving(bound, left_by(curve, group, horizon_days)) for group, bound in unseen.items()}


def median_bounds(curve: Curve) -> dict[str, str]:
    """The same of the median time; of none there is no bound."""
    medians = list(curve.median()[v.ESTIMATE])
    unseen = [""] * len(medians)
    if curve.definition.at_most:
        beside = medians if curve.at_once is None else curve.at_once.median()[v.ESTIMATE]
        unseen = list(map(of_times, medians, beside))
    return {
        group: "" if isnan(median) else with_leaving(bound, left_by(curve, group, median))
        for group, median, bound in zip(curve.groups, medians, unseen, strict=True)
    }


def left_by(curve: Curve, group: str, day: float) -> bool:
    """Whether people of a group may have left by a day because they were well."""
    if not curve.definition.passive:
        return False
    return some_left(curve, _row_on(curve, day, group), free=is_free(curve))


def value_on(curve: Curve, day: int, group: str = v.ALL) -> float:
    """A curve's value on a day, of its first cause, however few are followed until then."""
    return float(_row_on(curve, day, group)[v.ESTIMATE])


def at_once_on(curve: Curve, each: Mapping[str, Any]) -> float:
    """What a row of a curve would be had all that came unseen come at once; none where nothing did."""
    return nan if curve.at_once is None else value_on(curve.at_once, each[v.TIME], each[v.GROUP])


def _row_on(curve: Curve, day: float, group: str) -> dict[str, Any]:
    """The first row of a group on a day, however few are followed until then."""
    return next(row for row in curve.rows_at([int(day)], min_at_risk=0) if row[v.GROUP] == group)


def with_at_once(curve: Curve, at_once: Curve) -> Curve:
    """The curve with the one in which all that came unseen came at once, and a definition that says how they lie.

    It is no bound where both are the same throughout, and the end of nothing where they cross, on days that may be
    quoted.
    """
    days = np.union1d(curve.counts.days, at_once.counts.days)
    if not len(days):
        return replace(curve, at_once=at_once)
    seen, other = curve.columns_at(days), at_once.columns_at(days, min_at_risk=0)
    asked = seen[v.STATUS] == v.OK
    if "cause" in seen:
        asked &= seen["cause"] == curve.causes[0]
    higher = (seen[v.ESTIMATE] - other[v.ESTIMATE])[asked] * (1 if is_free(curve) else -1)
    differs = not len(higher) or bool((abs(higher) > SAME).any())
    definition = curve.definition.with_(at_most=differs, crossed=bool((higher < -SAME).any()))
    return replace(curve, counts=replace(curve.counts, definition=definition), at_once=at_once)


def is_free(curve: Curve) -> bool:
    """Whether a curve is of those free of the outcome, and not of those who had it."""
    return curve.kind in (v.REMISSION, v.TREATMENT_SUCCESS)


def some_left(curve: Curve, each: Mapping[str, Any], *, free: bool) -> bool:
    """Whether the crude share differs from a value of a curve that rests on counts of people alone."""
    if curve.method not in (v.KAPLAN_MEIER, v.LIFE_TABLE, v.AALEN_JOHANSEN):
        return False
    crude = each[v.EVENTS] / each[v.N] if each[v.N] else nan
    return bool(abs((1 - crude if free else crude) - each[v.ESTIMATE]) > SAME)

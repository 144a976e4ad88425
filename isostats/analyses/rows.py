"""The one tidy table of results: its columns, how estimates become rows, and the text of a row's cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import isnan, nan
from typing import TYPE_CHECKING, Any, TypeVar

from isostats.estimate.bounds import aside_of, bound_of, crude_counts, ends_of, leeway, of_scenarios, some_left
from isostats.tables.cells import Count, Share
from isostats.vocabulary import names as v
from isostats.vocabulary.names import ADDRESS, COUNTS, LEVEL, NUMBERS, OVER_TIME, RESULT_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from isostats.analyses.claims.comparison import ClaimComparison
    from isostats.cohort.course_conduct import WindowCounts
    from isostats.estimate.enough_followup import Permanence
    from isostats.estimate.results import Curve


Limited = TypeVar("Limited")
Row = dict[str, Any]
"""A value for each column of results.csv: numbers are floats, NaN where there is none; counts are int or None."""

FOLLOWED = "followed"
"""Beside the columns of a row: how many were under observation until then."""
ENDS = "ends"
"""Likewise: the least and the most that its number can be, where it may be another: outcomes may have come unseen,
people were set aside, or may have left because they were well."""
CRUDE = "crude"
"""Likewise: of how many its crude share is, and how many of them are free of the outcome (:func:`crude_counts`)."""
LIMITS_AT, WHY = "limits_at", "why"
"""Likewise: its limits at any level, where no formula has them; and why there is no estimate."""
OF_LIMITS = (v.ESTIMATE, v.LOWER, v.UPPER, v.STATUS)
"""What a cell of an estimate with its limits is made of."""
ESTIMATED = (v.ESTIMATE, v.LOWER, v.UPPER, v.STD_ERROR, v.N, v.AT_RISK, v.EVENTS, v.STATUS)
"""What an estimator's frame has of a row."""


def row(quantity: str, outcome: str, population: str, method: str, group: str = v.ALL, **numbers: Any) -> Row:
    """One result; what is not named is empty. The status follows from the estimate unless it is named."""
    made: Row = dict.fromkeys(RESULT_COLUMNS)
    made |= {v.QUANTITY: quantity, v.OUTCOME: outcome, v.POPULATION: population, v.METHOD: method, v.GROUP: group}
    made |= numbers
    for name in (*NUMBERS, LEVEL):
        made[name] = nan if made[name] is None else float(made[name])
    for name in COUNTS:
        made[name] = None if made[name] is None or made[name] != made[name] else round(float(made[name]))
    if made[v.STATUS] is None:
        made[v.STATUS] = v.NOT_ESTIMABLE if isnan(made[v.ESTIMATE]) else v.OK
    made[v.BOUND] = made[v.BOUND] or ""
    return made


def cured_row(permanence: Permanence, outcome: str, population: str) -> Row:
    """The share that never has the outcome; without a number where follow-up does not allow it."""
    names = (v.ESTIMATE, v.LOWER, v.UPPER, v.LEVEL, v.N, v.EVENTS, v.STATUS)
    numbers = {name: getattr(permanence, name) for name in names}
    made = row(v.CURED_SHARE, outcome, population, v.MIXTURE_CURE, **numbers)
    return made | {LIMITS_AT: permanence.limits, WHY: permanence.reason}


def where(rows: Iterable[Row], **address: Any) -> list[Row]:
    """The rows with these values."""
    kept = list(rows)
    for name, value in address.items():  # one after the other: the first ones leave few
        kept = [each for each in kept if each[name] == value]
    return kept


def estimated(each: Mapping[str, Any], *more: str) -> dict[str, Any]:
    """What an estimator's record has of a row."""
    return {name: each[name] for name in (*ESTIMATED, *more)}


def without_few(each: Mapping[str, Any], *, rounded: bool) -> dict[str, Any]:
    """A record, or with no number at risk where ``rounded`` counts leave too few for it to be told from nobody."""
    return {**each, v.AT_RISK: None} if rounded and each[v.STATUS] == v.BEYOND_FOLLOWUP else dict(each)


def curve_rows(
    curve: Curve, quantity: str, outcome: str, population: str, *, horizons: Iterable[int], min_at_risk: int
) -> list[Row]:
    """A curve at the horizons, by group; of a curve with several causes, the first cause unless ``outcome`` is one.

    Limits are exact where nobody or everybody has the outcome. Beside its columns each row has how many were
    ``followed`` until then, and the ``ends`` of its number (:func:`.ends_of`).
    """
    days = list(horizons)
    at = curve.rows_at(days, min_at_risk=min_at_risk, exact=True)
    followed = dict(zip(curve.groups, curve.followed_on(days), strict=True))
    causes = dict.fromkeys(each["cause"] for each in at if "cause" in each)
    if causes:
        cause = outcome if outcome in causes else next(iter(causes))
        at = [each for each in at if each["cause"] == cause]
    address = (quantity, outcome, population, curve.method)
    rounded = curve.counts.people is not None
    return [
        row(*address, each[v.GROUP], time_days=each[v.TIME], level=curve.level, bound=bound_of(curve, each, outcome),
            **estimated(each))
        | {FOLLOWED: float(followed[each[v.GROUP]][days.index(each[v.TIME])]), ENDS: ends_of(curve, each),
           CRUDE: crude_counts(curve, each)}
        for each in (without_few(record, rounded=rounded) for record in at)
    ]


def row_ends(each: Row) -> tuple[float, float]:
    """The least and the most that a row's share can be: itself, twice, where nothing else may be so."""
    low, high = each[ENDS] or (each[v.ESTIMATE],) * 2
    return low, high


def naive_rows(
    curve: Curve, outcome: str, population: str, *, horizons: Iterable[int], min_at_risk: int, complete: bool = False
) -> list[Row]:
    """The classic errors, labelled, with Wilson limits where the curve may be quoted.

    Everyone without a recorded outcome by the horizon is counted as in remission, those as well whom the counts hold
    as ``untold``. Or, ``complete``, only people followed to the horizon or with the outcome by then are counted at all:
    people who left free of it are in neither, so that remission comes out too low; ``n`` is events by the horizon plus
    those seen free of it on the horizon's day. Where people may have left because they were well, the range is that of
    remission, with this share in it.
    """
    days, unseen, aside = list(horizons), curve.definition.at_most, aside_of(curve)
    counted = _counted_naively(curve, days, min_at_risk=min_at_risk, complete=complete)
    beside = least = [nan] * len(counted)
    if curve.unseen is not None:
        beside = _naive_shares(curve.unseen.with_most, days, complete=complete)
        least = _naive_shares(curve.unseen.with_fewest, days, complete=complete) if aside else beside
    address = (v.REMISSION, outcome, population, v.NAIVE_COMPLETE_FOLLOWUP if complete else v.NAIVE)
    rows = []
    for (each, n, events), other, fewest in zip(counted, beside, least, strict=True):
        numbers = {v.N: n, v.EVENTS: events, v.TIME_DAYS: each[v.TIME], v.LEVEL: curve.level}
        safe = without_few(each, rounded=curve.counts.people is not None)
        numbers |= {name: safe[name] for name in (v.AT_RISK, v.STATUS)}
        if each[v.STATUS] == v.OK:
            numbers |= estimated_share(n - events, n, curve.level)
            well = curve.definition.passive and not complete and some_left(curve, each, free=True)
            bound = of_scenarios(numbers[v.ESTIMATE], other) if unseen else ""
            bound = v.IF_NONE_UNSEEN if bound and fewest > numbers[v.ESTIMATE] + leeway(aside) else bound
            only = well and not aside  # whoever left well is counted as free already, and who was set aside is not
            numbers[v.BOUND] = bound or (v.AT_MOST if only else "")
        made = row(*address, each[v.GROUP], **numbers)
        may_be = [made[v.ESTIMATE], other, fewest]
        if curve.definition.passive:
            may_be += ends_of(curve, each) or (each[v.ESTIMATE],)
        known = [share for share in may_be if not isnan(share)]
        rows.append(made | {ENDS: (min(known), max(known)) if len(known) > 1 else None})
    return rows


def _naive_shares(made_on: Callable[[int], Curve], days: list[int], *, complete: bool) -> list[float]:
    """The naive share of each group on each day, of the curve that is made for the day."""
    made = [_counted_naively(made_on(day), [day], min_at_risk=0, complete=complete) for day in days]
    by_group = [each for of_group in zip(*made, strict=True) for each in of_group]
    return [1 - events / n if n else nan for _, n, events in by_group]


def _counted_naively(
    curve: Curve, days: list[int], *, min_at_risk: float, complete: bool
) -> list[tuple[dict[str, Any], int, int]]:
    """A curve's rows, each with how many people a naive share counts, and how many of them had the outcome."""
    at, counts = curve.rows_at(days, min_at_risk=min_at_risk), curve.counts
    if not complete:
        of_crude = [crude_counts(curve, each) for each in at]
        return [(each, int(n), int(n - free)) for each, (n, free) in zip(at, of_crude, strict=True)]
    # at risk on the day, but no longer free at its end, are those who fail on it
    on_the_day = [failed[counts.days == day].sum() for failed in counts.events[:, 0] for day in days]
    return [
        (each, int(each[v.EVENTS] + each[v.AT_RISK] - failed), int(each[v.EVENTS]))
        for each, failed in zip(at, on_the_day, strict=True)
    ]


def share_row(
    quantity: str, outcome: str, part: int, whole: int, level: float, population: str = v.EVERYONE, group: str = v.ALL
) -> Row:
    """A share of people with Wilson limits."""
    numbers: dict[str, Any] = {v.N: whole, v.EVENTS: part, v.LEVEL: level, **estimated_share(part, whole, level)}
    return row(quantity, outcome, population, v.WILSON, group, **numbers)


def window_row(quantity: str, outcome: str, counts: WindowCounts, level: float) -> Row:
    """A share of windows of people with limits that allow for windows of one person being alike; n is the people."""
    from isostats.estimate.clustered import clustered_share

    made = clustered_share(counts.windows, counts.held, counts.people, level=level)
    numbers = {name: getattr(made, name) for name in (v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER)}
    return row(quantity, outcome, v.EVERYONE, v.WILSON_BY_PERSON, **{v.N: counts.n, v.LEVEL: level, **numbers})


def estimated_share(part: int, whole: int, level: float) -> dict[str, float]:
    """A share with its Wilson limits, as numbers of a row."""
    from isostats.estimate.intervals import proportion  # which loads scipy, that checking records does without

    made = proportion(part, whole, level=level)
    return {v.ESTIMATE: made.estimate, v.LOWER: made.lower, v.UPPER: made.upper}


def claim_rows(comparison: ClaimComparison, outcome: str, population: str) -> list[Row]:
    """The difference from the claim with its test, and the test of equivalence within the margin where one is made."""
    it = comparison
    counted = {name: getattr(it, name) for name in (v.LEVEL, v.N, v.AT_RISK, v.EVENTS, v.STATUS)}
    shared = without_few(counted, rounded=it.rounded) | {v.TIME_DAYS: it.time}
    shared |= {v.STATUS: it.status if it.status != v.OK else None}

    def claimed(quantity: str, **numbers: float) -> Row:
        return row(quantity, outcome, population, it.method, it.group, **shared, **numbers)

    difference = {
        v.ESTIMATE: it.difference,
        v.LOWER: it.difference_lower,
        v.UPPER: it.difference_upper,
        v.STD_ERROR: it.std_error,
        v.P_VALUE: it.p_value,
    }
    rows = [claimed(v.CLAIM_DIFFERENCE, **difference) | {v.BOUND: it.bound}]
    if not it.rounded:
        ok = it.verdict != v.NOT_ESTIMABLE
        equivalence = {v.ESTIMATE: it.margin, v.P_VALUE: it.p_equivalence} if ok else {}
        rows.append(claimed(v.CLAIM_EQUIVALENCE, **equivalence))
    return rows


def not_fixed(row: Row, fixed: Callable[[str, int], bool]) -> Row:
    """A row as it is, or emptied as not estimable where the rule of courses alone fixes its result."""
    day = row[v.TIME_DAYS]
    if row[v.QUANTITY] in OVER_TIME and day is not None and fixed(row[v.OUTCOME], int(day)):
        return row | dict.fromkeys(NUMBERS, nan) | {v.STATUS: v.NOT_ESTIMABLE, v.BOUND: ""}
    return row


def table(rows: Iterable[Row]) -> pd.DataFrame:
    """All results as one frame; no two rows share an address."""
    import pandas as pd

    frame = typed(pd.DataFrame(list(rows), columns=list(RESULT_COLUMNS)))
    doubled = frame.duplicated(list(ADDRESS))
    if doubled.any():
        raise AssertionError(f"two results share an address: {frame[doubled].iloc[0][list(ADDRESS)].to_dict()}")
    return frame


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with numbers as floats and counts as whole numbers; missing is empty."""
    for name in (*NUMBERS, LEVEL):
        frame[name] = frame[name].astype(float)
    for name in COUNTS:
        frame[name] = frame[name].astype(float).round().astype("Int64")
    return frame


def share_of(row: Row) -> Share:
    """Estimate and interval as a cell, or the reason why there is none."""
    bound, ends = row.get(v.BOUND, ""), row.get(ENDS)
    return Share(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER], row[v.STATUS], bound, ends)


def limited(kind: Callable[[float, float, float, str], Limited], row: Row | None) -> Limited:
    """An estimate with its limits as a cell of that kind; where there is no row, it is not estimable."""
    numbers = (nan, nan, nan, v.NOT_ESTIMABLE) if row is None else [row[name] for name in OF_LIMITS]
    return kind(*numbers)


def with_interval(row: Row) -> str:
    """Estimate and interval in per cent, or the reason why there is none."""
    return share_of(row).text


def count_of(value: Any) -> Count:
    """A count as a cell, a dash where there is none."""
    import pandas as pd

    return Count(nan if pd.isna(value) else float(value))


def whole(value: Any) -> str:
    """A count with separators, or a dash where there is none."""
    return count_of(value).text

"""Do pooled sites differ, what would one more have, and do groups differ within them? From released counts alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np

from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.rows import Row, count_of, curve_rows, row, share_of, where
from isostats.estimate import logrank
from isostats.estimate.random_sites import SiteEffects, moved_effects, site_effects
from isostats.release.pooling import SITE, PooledTables, counts_within
from isostats.release.rounded_test import logrank_range
from isostats.release.rounding import QUOTED_FROM
from isostats.release.rounding_error import Bounds, Range, bounds_of, remission_range
from isostats.tables.cells import Cell, PValue
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import known_groups, level_of
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import column_words
from isostats.words.numbers import (
    MISSING,
    agreed,
    count_text,
    counted,
    decimal_text,
    in_words,
    limits_text,
    p_in_full,
    p_text,
    percent,
    stated_percent,
)

FEWEST = 150
"""A site with fewer people is better pooled otherwise: of 20 sites of 50, rounding moved the whole by 2.3 points."""
MOST_DRAWN = 12
SIGNIFICANT = 0.05
Ends = tuple[float, float]
Numbers = dict[str, Any]


@dataclass(frozen=True)
class Moved:
    """Between which numbers rounding can have put the median site, one more site, and the p of differences."""

    median: Ends
    next_site: Ends
    p_value: Ends


@dataclass(frozen=True, eq=False)
class SitesTogether:
    """How the sites lie at the primary horizon: random effects, and how far rounding can have moved them.

    ``effects`` is None where fewer than two sites can be quoted, ``moved`` where a share may be 0 or 1. The sites'
    errors on the logit scale are taken as released.
    """

    effects: SiteEffects | None
    moved: Moved | None


def between_sites(tables: PooledTables) -> Analysis:
    """The question, asked of pooled releases."""

    def estimate(it: Basis) -> Answer[SitesTogether]:
        return _answer(it, tables)

    return Analysis("pooled-sites", "The sites", estimate, part_of=v.REMISSION, from_counts=True)


def _answer(it: Basis, tables: PooledTables) -> Answer[SitesTogether]:
    curve = it.curves.remission(it.outcome, by=SITE)
    least = QUOTED_FROM * max(site.base for site in tables.sites.values())
    rows = curve_rows(curve, v.REMISSION, it.outcome, v.EVERYONE, horizons=it.study.horizons, min_at_risk=least)
    within = _within(tables, (it.outcome, v.EVERYONE, SITE), it.horizon_days)
    at = where(rows, time_days=it.horizon_days)
    together = _together(it, at, within)
    tests = [each for by in tables.joined if by != SITE for each in _tests(it, tables, by)]
    blocks: list[Block] = [*texts([_small(tables), *_sentences(it, together), *_not_pooled(tables)])]
    if len(curve.groups) <= MOST_DRAWN:
        total = curve.counts
        blocks.append(it.figure(
            "remission_by_group", curve, name="remission_by_site", by=SITE, p_value=None, difference=None,
            total=(float(total.n.sum()), float(total.events[:, 0].sum())), **it.claim,
            min_at_risk=least, horizons_days=it.study.horizons,
        ))  # fmt: skip
    blocks.append(_sites_table(it, at, within, together))
    blocks += [*texts([_left_open(tests)]), _tests_table(tests)] if tests else []
    methods = (
        "Releases of the sites were pooled: their rounded counts were added up. Sites were compared as random effects "
        "on the logit scale (REML, Hartung-Knapp limits), and groups by the log-rank test within sites.",
    )
    effects = _effect_rows(it, together, at)
    return Answer(together, (*rows, *effects, *(each for each, _ in tests)), tuple(blocks), methods=methods)


def _within(tables: PooledTables, address: tuple[str, str, str], day: int) -> dict[str, Ends]:
    """Between which shares the life table of a site's unrounded counts lies, by its group."""
    counts, place = counts_within(tables, address), tables.days.index(day)
    ends = remission_range(counts)
    return {
        group: (float(ends.low[g, place]), float(ends.high[g, place])) for g, group in enumerate(counts.groups)
    }


def _together(it: Basis, at: Sequence[Row], within: Mapping[str, Ends]) -> SitesTogether:
    kept = [each for each in at if each[v.STATUS] == v.OK and 0 < each[v.ESTIMATE] < 1 and each[v.STD_ERROR] > 0]
    if len(kept) < 2:
        return SitesTogether(None, None)
    shares, errors = (np.array([each[name] for each in kept]) for name in (v.ESTIMATE, v.STD_ERROR))
    low, high = (np.array([within[each[v.GROUP]][end] for each in kept]) for end in (0, 1))
    effects = site_effects(shares, errors, level=it.level)
    if (low <= 0).any() or (high >= 1).any():
        return SitesTogether(effects, None)
    moved = [effects, *moved_effects(shares, low, high, errors, level=it.level)]
    medians, p_values = [each.estimate for each in moved], [each.p_value for each in moved]
    next_site = min(each.prediction_lower for each in moved), max(each.prediction_upper for each in moved)
    return SitesTogether(
        effects, Moved((min(medians), max(medians)), next_site, (min(p_values), max(p_values)))
    )


def _small(tables: PooledTables) -> str:
    """Which sites are too small for rounded counts."""
    outcome = tables.outcomes[0]
    people = {name: int(site.count(outcome).n.sum()) for name, site in tables.sites.items()}
    small = [name for name, n in people.items() if n < FEWEST]
    if not small:
        return ""
    return (
        f"{', '.join(small)} {agreed(len(small), 'has')} fewer than {count_text(FEWEST)} people. "
        "Rounding weighs most there: pool such sites in another way, as by their exact estimates."
    )


def _sentences(it: Basis, together: SitesTogether) -> list[str]:
    effects = together.effects
    if effects is None:
        return ["Fewer than two sites can be quoted at the horizon, so that nothing is said of how sites differ."]
    when = in_words(it.horizon_days)
    moved = together.moved
    sentences = [
        f"In the median site {percent(effects.estimate)} were free of {OUTCOMES[it.outcome].phrase} at {when} "
        f"({stated_percent(it.level)} limits {limits_text(effects.lower, effects.upper)}; random effects). One more "
        f"site would lie between {percent(effects.prediction_lower)} and {percent(effects.prediction_upper)}."
    ]  # fmt: skip
    apart = effects.p_value < SIGNIFICANT
    differ = "The sites differ by more than chance"
    differ = differ if apart else "It is not shown that the sites differ by more than chance"
    sentences.append(f"{differ} ({p_in_full(effects.p_value)}; I2 {percent(effects.i2)}).")
    if moved is None:
        return [*sentences, "How far rounding can have moved this is not bounded: a site may have a share of 0 or 1."]
    sentences.append(
        f"Rounding alone can have put the median site anywhere from {_percents(moved.median)}. "
        f"It can have put one more site anywhere from {_percents(moved.next_site)}."
    )
    low, high = moved.p_value
    decided = ": rounding decides whether they differ" * (low < SIGNIFICANT <= high)
    of_differences = f"Of the unrounded counts, that p may be anything from {p_text(low)} to {p_text(high)}{decided}."
    sentences.insert(2, of_differences)
    return sentences


def _percents(ends: Ends) -> str:
    return f"{percent(ends[0])} to {percent(ends[1])}"


def _not_pooled(tables: PooledTables) -> list[str]:
    return [f"By {column_words(by)} nothing is pooled: {why}." for by, why in tables.not_pooled.items() if by != SITE]


def _effect_rows(it: Basis, together: SitesTogether, at: Sequence[Row]) -> list[Row]:
    effects = together.effects
    if effects is None:
        return []
    people: Numbers = {v.N: sum(each[v.N] for each in at), v.TIME_DAYS: it.horizon_days, v.LEVEL: it.level}
    of_remission = (v.REMISSION, it.outcome, v.EVERYONE, v.SITE_EFFECTS)
    of_the_next = (v.NEXT_SITE, it.outcome, v.EVERYONE, v.SITE_EFFECTS)
    of_differences = (v.BETWEEN_SITES, it.outcome, v.EVERYONE, v.COCHRAN)
    median: Numbers = {v.ESTIMATE: effects.estimate, v.LOWER: effects.lower, v.UPPER: effects.upper}
    following = median | {v.LOWER: effects.prediction_lower, v.UPPER: effects.prediction_upper}
    apart: Numbers = {v.ESTIMATE: effects.q, v.P_VALUE: effects.p_value}
    return [
        row(*of_remission, **(median | people)),
        row(*of_the_next, **(following | people)),
        row(*of_differences, **(apart | people)),
    ]


def _tests(it: Basis, tables: PooledTables, by: str) -> list[tuple[Row, Ends]]:
    """The log-rank test within sites of every outcome, where two groups are compared, and the ends of its p."""
    first = next(iter(tables.sites.values()))
    known = known_groups(first.count(it.outcome, by=by).groups)
    if len(known) != 2:
        return []
    tested = []
    for outcome in it.outcomes:
        strata = [site.count(outcome, by=by).select(*known) for site in tables.sites.values()]
        test = logrank(*strata)
        numbers = {v.ESTIMATE: test.statistic, v.P_VALUE: test.p_value, v.N: test.n.sum(),
                   v.EVENTS: sum(each.events[:, 0].sum() for each in strata)}  # fmt: skip
        made = row(v.LOGRANK, outcome, v.EVERYONE, v.IN_STRATA, by, **numbers)
        bounds = [_only(bounds_of(site.count(outcome, by=by), site.rules), known) for site in tables.sites.values()]
        tested.append((made, logrank_range(bounds).p_values))
    return tested


def _left_open(tests: Sequence[tuple[Row, Ends]]) -> str:
    """How many of the tests rounding leaves open: a range of p on both sides of 0.05 tells nothing by itself."""
    undecided = [made for made, (low, high) in tests if low < SIGNIFICANT <= high]
    if not undecided:
        return ""
    which = "; ".join(f"{OUTCOMES[each[v.OUTCOME]].label} by {column_words(each[v.GROUP])}" for each in undecided)
    return (
        f"Rounding leaves {count_text(len(undecided))} of {counted(len(tests), 'log-rank test')} open: {which}. "
        "Their unrounded p may lie on either side of 0.05, whatever the rounded counts have."
    )


def _only(counts: Bounds, groups: Sequence[str]) -> Bounds:
    """The bounds of these groups, in their order."""
    at = [counts.groups.index(group) for group in groups]
    parts = {name: Range(part.low[at], part.high[at]) for name, part in counts.parts.items()}
    return Bounds(tuple(groups), counts.causes, Range(counts.people.low[at], counts.people.high[at]), parts)


def _sites_table(it: Basis, at: Sequence[Row], within: Mapping[str, Ends], together: SitesTogether) -> Table:
    def lies(each: Row) -> Cell:
        held = ends.get(each[v.QUANTITY]) if each[v.METHOD] == v.SITE_EFFECTS else within[each[v.GROUP]]
        return limits_text(*held) if each[v.STATUS] == v.OK and held else MISSING

    moved, effects = together.moved, _effect_rows(it, together, at)[:2]
    ends = {} if moved is None else {v.REMISSION: moved.median, v.NEXT_SITE: moved.next_site}
    labels = {v.REMISSION: "median site (random effects)", v.NEXT_SITE: "one more site (prediction)"}
    return table_of(
        "pooled_sites",
        f"Free of {OUTCOMES[it.outcome].label} at {in_words(it.horizon_days)} by site, in % with "
        f"{stated_percent(it.level)} limits ({it.method_words} of rounded counts). Last column: between which figures "
        "the unrounded counts have it, the sites' errors as released (of more than eight sites, of the choices tried).",
        [*at, *effects],
        {
            "site": lambda each: (
                labels[each[v.QUANTITY]] if each[v.METHOD] == v.SITE_EFFECTS else level_of(each[v.GROUP])
            ),
            "in remission (limits)": share_of,
            "people": lambda each: count_of(each[v.N]),
            "at risk": lambda each: count_of(each[v.AT_RISK]) if each[v.AT_RISK] is not None else MISSING,
            "unrounded it lies within": lies,
        },
    )  # fmt: skip


def _tests_table(tests: Sequence[tuple[Row, Ends]]) -> Table:
    return table_of(
        "pooled_tests",
        "Two groups compared within sites: the log-rank test of the rounded counts, and between which p that of the "
        "unrounded counts lies. The ends are worst cases; where they lie on both sides of 0.05 rounding decides.",
        tests,
        {
            v.GROUP: lambda each: column_words(each[0][v.GROUP]),
            "free of": lambda each: OUTCOMES[each[0][v.OUTCOME]].label,
            "chi-square": lambda each: decimal_text(each[0][v.ESTIMATE], 2),
            "p": lambda each: PValue(each[0][v.P_VALUE] if each[0][v.P_VALUE] is not None else nan),
            "unrounded p lies within": lambda each: f"{p_text(each[1][0])} to {p_text(each[1][1])}",
        },
    )

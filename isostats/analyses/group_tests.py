"""Tests between groups beside the log-rank test: weighted, within sites, of trend, by pairs, and Gray's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import nan
from typing import Any

from isostats.analyses.protocol import Basis, Table, table_of
from isostats.analyses.references import with_known_reference
from isostats.analyses.rows import Row, count_of, row, where
from isostats.cohort.counting import EventTable
from isostats.estimate import gray, logrank, logrank_trend, pairwise_logrank
from isostats.estimate.results import records_of
from isostats.study.bands import Grouping, Part
from isostats.tables.cells import Cell, PHead, PValue
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import columns_together, group_name, known_groups, level_of, together
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import column_words

Held = Mapping[tuple[str, str, str, str], Sequence[Row]]
"""Rows by quantity, method, outcome and group."""
SITE = "site"
PETO_RHO = 1.0
"""The weight of early failures in the second test; it is fixed here, before any record is looked at."""
MOST_PAIRED = 6
"""Groups of which every two are compared; of more, pairs would be too many to be read."""


@dataclass(frozen=True, eq=False)
class Within:
    """Counts of groups within the levels of another grouping, by the name of both; counted once."""

    it: Basis

    def levels(self, outcome: str, by: str, other: str) -> dict[str, EventTable]:
        """The counts of the known groups of ``by`` in each known level of ``other``, where anybody is in it."""
        basis = self.it
        if len(columns_together(by)) > 1 or len(columns_together(other)) > 1:
            return {}
        pair = together([by, other])
        cohort = basis.cohort.grouped(Grouping((*_parts(basis, by), *_parts(basis, other))))
        counts = cohort.count(outcome, by=pair)
        groups = with_known_reference(basis, by)
        made = {}
        for level in known_groups(basis.cohort.count(outcome, by=other).groups):
            names = {group_name(pair, together([level_of(group), level_of(level)])): group for group in groups}
            held = [name for name in names if name in counts.groups]
            if held:
                made[level] = replace(counts.select(*held), groups=tuple(names[name] for name in held))
        return made


def _parts(it: Basis, by: str) -> tuple[Part, ...]:
    split = it.cohort.split_by(by)
    return split.bands.parts if split is not None and split.bands is not None else (Part(by),)


def stratum_of(it: Basis, by: str) -> str:
    """The site, where it is recorded and is not what people are compared by, as models take it; else nothing."""
    return SITE if SITE in it.cohort.groupings and SITE not in columns_together(by) else ""


def test_rows(it: Basis, outcome: str, by: str) -> Iterator[Row]:
    """Every further test among everyone; people of no recorded group are in none."""
    groups = with_known_reference(it, by)
    ordered = known_groups(it.curves.remission(outcome, by=by).counts.groups)
    kept = it.curves.incidence(outcome, by=by).counts.select(*ordered)
    counted: dict[str, Any] = {v.N: kept.n.sum(), v.EVENTS: kept.events[:, 0].sum()}

    def tested(quantity: str, method: str, statistic: float, p_value: float, group: str = by, **counts: Any) -> Row:
        numbers = {v.ESTIMATE: statistic, v.P_VALUE: p_value, **(counts or counted)}
        return row(quantity, outcome, v.EVERYONE, method, group, **numbers)

    plain = logrank(kept)
    weighted = logrank(kept, rho=PETO_RHO)
    yield tested(v.LOGRANK, v.PETO_PETO, weighted.statistic, weighted.p_value)
    if stratum := stratum_of(it, by):
        parts = list(Within(it).levels(outcome, by, stratum).values())
        if len(parts) > 1:
            within = logrank(*parts)
            people = {v.N: within.n.sum(), v.EVENTS: sum(part.events[:, 0].sum() for part in parts)}
            yield tested(v.LOGRANK, v.IN_STRATA, within.statistic, within.p_value, **people)
    if in_order(it, by) and len(ordered) > 2:
        trend = logrank_trend(plain, scores=range(len(ordered)))
        yield tested(v.LOGRANK, v.TREND, trend.statistic, trend.p_value)
    if kept.events[:, 1:].any() and not kept.entered.any():
        of_shares = gray(kept)
        yield tested(v.GRAY, v.GRAY, of_shares.statistic, of_shares.p_value)
    if 2 < len(groups) <= MOST_PAIRED:
        for each in records_of(pairwise_logrank(kept.select(*groups))):
            counts = {v.N: each[v.N], v.EVENTS: each[v.EVENTS]}
            for method, p_value in ((v.PAIRWISE, each[v.P_VALUE]), (v.HOLM, each["p_holm"])):
                yield tested(v.LOGRANK, method, each["statistic"], p_value, each[v.GROUP], **counts)


def in_order(it: Basis, by: str) -> bool:
    """Whether the groups have an order: bands of one number."""
    split = it.cohort.split_by(by)
    return split is not None and split.bands is not None and len(split.bands.parts) == 1


def by_address(rows: Iterable[Row]) -> Held:
    """The rows among everyone by quantity, method, outcome and group."""
    held: dict[tuple[str, str, str, str], list[Row]] = {}
    for each in where(rows, population=v.EVERYONE):
        held.setdefault((each[v.QUANTITY], each[v.METHOD], each[v.OUTCOME], each[v.GROUP]), []).append(each)
    return held


def _known(rows: Sequence[Row]) -> bool:
    return any(each[v.P_VALUE] == each[v.P_VALUE] for each in rows)


def tests_table(it: Basis, rows: Held) -> Table:
    """One row for each outcome and grouping, the tests side by side; a test that nobody has no column."""
    asked = [(outcome, by) for outcome in it.outcomes for by in it.groups]
    asked = [each for each in asked if (v.LOGRANK, v.PETO_PETO, *each) in rows]
    names = {
        "log-rank": (v.LOGRANK, v.LOGRANK), "Peto-Peto": (v.LOGRANK, v.PETO_PETO),
        "within sites": (v.LOGRANK, v.IN_STRATA), "trend": (v.LOGRANK, v.TREND), "Gray": (v.GRAY, v.GRAY),
    }  # fmt: skip
    asked = [each for each in asked if any(_known(rows.get((*of, *each), ())) for of in names.values())]
    there = {name: of for name, of in names.items() if any((*of, *each) in rows for each in asked)}

    def cell(of: tuple[str, str]) -> Any:
        def p(each: tuple[str, str]) -> Cell:
            mine = rows.get((*of, *each))
            return PValue(mine[0][v.P_VALUE] if mine else nan)

        return p

    about = {
        "Peto-Peto": "Peto-Peto weighs early relapses more (rho = 1, fixed beforehand).",
        "within sites": "Within sites: the log-rank test by strata.",
        "trend": "Trend: scores 0, 1, 2 and on along the bands.",
        "Gray": "Gray's test compares cumulative incidences, death competing.",
    }
    meanings = " ".join(about[name] for name in there if name in about)
    return table_of(
        "group_tests",
        f"P values of tests between groups, among everyone whose group is recorded. {meanings} No p is adjusted for "
        "the number of tests.",
        asked,
        {
            "free of": lambda each: OUTCOMES[each[0]].label,
            "groups": lambda each: column_words(each[1]),
            "people": lambda each: count_of(rows[(v.LOGRANK, v.PETO_PETO, *each)][0][v.N]),
            v.EVENTS: lambda each: count_of(rows[(v.LOGRANK, v.PETO_PETO, *each)][0][v.EVENTS]),
            **dict(chain.from_iterable([[(PHead(name), cell(of))] for name, of in there.items()])),
        },
    )

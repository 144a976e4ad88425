"""How far are groups from a reference, and is the difference the same everywhere?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import nan
from typing import Any

import pandas as pd

from isostats.analyses.group_tests import MOST_PAIRED, Held, Within, by_address, test_rows, tests_table
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, Text, table_of, texts
from isostats.analyses.references import ABOUT, file_name, with_known_reference
from isostats.analyses.rows import Row, estimated, limited, row, table, where
from isostats.cohort.counting import EventTable
from isostats.estimate import (
    common_followup,
    interaction,
    median_difference,
    remission_difference,
    remission_ratio,
    rmst_difference,
    rmst_ratio,
)
from isostats.estimate.results import records_of
from isostats.tables.cells import Cell, Days, PHead, Points, PValue, Ratio
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import (
    difference_name,
    known_groups,
    name_by,
    name_within,
    parted_by,
    parted_difference,
)
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import capital, column_words, plain
from isostats.words.numbers import in_words, p_in_full, stated_percent

MANY = 4
"""Groups beside the reference of which the table on the page has the primary outcome alone."""


def estimate(it: Basis, groups: Answer[None]) -> Answer[None]:
    """Differences, ratios and tests of every grouping, and whether the first one's differences are alike in the others.

    All against a stated reference and among everyone. People whose group is not recorded are in none.
    """
    compared = [by for by in it.groups if len(with_known_reference(it, by)) > 1]
    if not compared:
        return Answer(None)
    rows = it.not_fixed(
        each
        for outcome in it.outcomes
        for by in compared
        for each in (*_contrast_rows(it, outcome, by), *_mean_rows(it, outcome, by), *test_rows(it, outcome, by))
    )
    alike = it.not_fixed(_interaction_rows(it, compared))
    held = by_address([*groups.rows, *rows])
    tables = [made for by in compared if (made := _table(it, held, by)).body]
    mine = where(rows, outcome=it.outcome)
    definition = it.definition_of(it.outcome)
    blocks: list[Block] = [*texts([_about(it, compared), *_alike_words(it, alike), it.doubt(v.GROUP)])]
    if where(mine, quantity=v.REMISSION_DIFFERENCE, time_days=it.horizon_days, status=v.OK):
        blocks.append(it.figure("group_differences", table((*mine, *alike)), outcome=it.outcome,
                                horizon_days=it.horizon_days, definition=definition))  # fmt: skip
    tests = tests_table(it, held)
    if not tables and not tests.body:
        blocks = [Text(f"{_about(it, compared)} No other group is followed for long enough to be compared.")]
    blocks += [*tables, tests]
    return Answer(None, (*rows, *alike), tuple(blocks), methods=_methods(rows, alike))


def _rows(
    frame: pd.DataFrame, quantity: str, outcome: str, method: str, level: float, within: str = ""
) -> Iterator[Row]:
    for each in records_of(frame):
        numbers = {v.TIME_DAYS: each[v.TIME], v.LEVEL: level, **estimated(each, v.P_VALUE)}
        yield row(quantity, outcome, v.EVERYONE, method, name_within(within, each[v.GROUP]), **numbers)


def _kept(it: Basis, outcome: str, by: str) -> EventTable | None:
    """The counts of the known groups, the reference first; nothing where it or all others have nobody."""
    counts = it.curves.remission(outcome, by=by).counts
    ordered = [group for group in with_known_reference(it, by) if group in counts.groups]
    return counts.select(*ordered) if len(ordered) > 1 and ordered[0] == with_known_reference(it, by)[0] else None


def _contrast_rows(it: Basis, outcome: str, by: str) -> Iterator[Row]:
    """Differences of the primary outcome at every horizon, with its medians; of the others at the primary horizon."""
    kept = _kept(it, outcome, by)
    if kept is None:
        return
    curve = it.curves.of_remission(kept)
    primary = outcome == it.outcome
    at: dict[str, Any] = {"days": [*it.study.horizons] if primary else [it.horizon_days], "min_at_risk": it.min_at_risk}
    for quantity, make in ((v.REMISSION_DIFFERENCE, remission_difference), (v.REMISSION_RATIO, remission_ratio)):
        yield from _rows(make(curve, **at), quantity, outcome, v.KAPLAN_MEIER, it.level)
    if not primary:
        return
    medians = median_difference(curve, min_at_risk=it.min_at_risk)
    yield from _rows(medians, v.MEDIAN_DIFFERENCE, outcome, v.VARIANCE_RECOVERY, it.level)


def _mean_rows(it: Basis, outcome: str, by: str) -> Iterator[Row]:
    """Restricted means until the longest horizon or, where that of a pair ends before, the last day both support."""
    kept = _kept(it, outcome, by)
    if kept is None:
        return
    reference, *groups = kept.groups
    until: dict[int, list[str]] = {}
    for group in groups:
        both = common_followup(kept.select(reference, group), min_at_risk=it.min_at_risk)
        until.setdefault(max(min(both, max(it.study.horizons)), 1), []).append(group)
    for day, alike in until.items():
        pairs = kept.select(reference, *alike)
        at: dict[str, Any] = {"horizon_days": day, v.LEVEL: it.level, "min_at_risk": it.min_at_risk}
        made = ((v.RMST_DIFFERENCE, rmst_difference), (v.RMST_RATIO, rmst_ratio))
        for quantity, make in made[: 2 if outcome == it.outcome else 1]:
            yield from _rows(make(pairs, **at), quantity, outcome, v.KAPLAN_MEIER, it.level)


def _interaction_rows(it: Basis, compared: list[str]) -> Iterator[Row]:
    """The first grouping's differences within the levels of each other, and Cochran's test that they are alike."""
    if it.outcome not in it.outcomes:
        return
    (by, *others), day = compared, it.horizon_days
    reference, *groups = with_known_reference(it, by)
    for other in others:
        made: list[Row] = []
        for level, counts in Within(it).levels(it.outcome, by, other).items():
            if reference in counts.groups and len(counts.groups) > 1:
                at: dict[str, Any] = {"days": day, "reference": reference, "min_at_risk": it.min_at_risk}
                frame = remission_difference(it.curves.of_remission(counts), **at)
                made += _rows(frame, v.REMISSION_DIFFERENCE, it.outcome, v.KAPLAN_MEIER, it.level, within=level)
        yield from made
        for group in groups if made else ():
            pair = difference_name(group, reference)
            of_pair = [each for each in made if parted_difference(each[v.GROUP])[1:] == (group, reference)]
            mine = [each for each in of_pair if each[v.STATUS] == v.OK]
            certain = all(each[v.STD_ERROR] > 0 for each in mine)  # a part without an error weighs more than all others
            test = interaction(*([each[name] for each in mine if certain] for name in (v.ESTIMATE, v.STD_ERROR)))
            numbers = {v.ESTIMATE: test.statistic, v.P_VALUE: test.p_value, v.TIME_DAYS: day}
            yield row(v.INTERACTION, it.outcome, v.EVERYONE, v.COCHRAN, name_by(pair, other), **numbers)


def _about(it: Basis, compared: list[str]) -> str:
    references = {by: plain(with_known_reference(it, by)[0]) for by in compared}
    named = ", ".join(f"{reference} ({column_words(by)})" for by, reference in references.items())
    return f"Others are held against {named}. {ABOUT}"


def _alike_words(it: Basis, alike: tuple[Row, ...]) -> list[str]:
    """Each test of interaction with the levels that are not in it, or why there is none."""
    sentences = []
    for each in where(alike, quantity=v.INTERACTION):
        pair, other = parted_by(each[v.GROUP])
        _, one, two = parted_difference(pair)
        when = in_words(it.horizon_days)
        asked = f"Whether {plain(one)} less {plain(two)} at {when} depends on {column_words(other)}"
        parts = {row[v.GROUP]: row for row in where(alike, quantity=v.REMISSION_DIFFERENCE, status=v.OK)}
        levels = known_groups(it.cohort.count(it.outcome, by=other).groups)
        left = [plain(level) for level in levels if name_within(level, pair) not in parts]
        no_error = [plain(level) for level in levels
                    if (row := parts.get(name_within(level, pair))) and not row[v.STD_ERROR] > 0]  # fmt: skip
        if each[v.STATUS] == v.OK:
            without = f" Not in that test, for want of people followed until then: {', '.join(left)}." if left else ""
            sentences.append(f"{asked}: interaction {p_in_full(each[v.P_VALUE])}.{without}")
        elif no_error:
            sentences.append(f"{asked} is not tested: the difference has no error in {', '.join(no_error)}.")
    return sentences


def _table(it: Basis, rows: Held, by: str) -> Table:
    """The contrasts of one grouping at the primary horizon: each group against the reference, where follow-up reaches.

    Of many groups only the primary outcome is shown, since nobody reads a table of every outcome then.
    """
    reference, *groups = with_known_reference(it, by)
    many = len(groups) >= MANY and it.outcome in it.outcomes
    of_all = [(outcome, group) for outcome in ((it.outcome,) if many else it.outcomes) for group in groups]
    several = 1 < len(groups) < MOST_PAIRED

    def of(each: tuple[str, str], quantity: str, method: str = v.KAPLAN_MEIER, day: int | None = None) -> Row | None:
        held = rows.get((quantity, method, each[0], difference_name(each[1], reference)), ())
        return next((row for row in held if day is None or row[v.TIME_DAYS] == day), None)

    def cell(
        kind: Callable[[float, float, float, str], Cell], quantity: str, day: int | None = None
    ) -> Callable[[Any], Cell]:
        return lambda each: limited(kind, of(each, quantity, day=day))

    def until(each: tuple[str, str]) -> Cell:
        mine = of(each, v.RMST_DIFFERENCE)
        return in_words(mine[v.TIME_DAYS]) if mine is not None and mine[v.STATUS] == v.OK else ""

    def p(each: tuple[str, str]) -> Cell:
        mine = of(each, v.LOGRANK, v.HOLM)
        return PValue(nan if mine is None else mine[v.P_VALUE])

    asked = [
        each
        for each in of_all
        for made in ((of(each, v.REMISSION_DIFFERENCE, day=it.horizon_days), of(each, v.RMST_DIFFERENCE)),)
        if any(one is not None and one[v.STATUS] == v.OK for one in made)
    ]
    lacking = " Rows that follow-up does not reach are not shown." if len(asked) < len(of_all) else ""
    elsewhere = " Other outcomes are in results.csv." if many and len(it.outcomes) > 1 else ""
    tested = " The p is that of log-rank tests of all pairs, adjusted by Holm." if several else ""
    return table_of(
        f"differences_by_{file_name(by)}",
        f"{capital(column_words(by))} against {plain(reference)}: remission at {in_words(it.horizon_days)} in points "
        f"and as ratio, and mean days in remission within a time that both groups support. Limits: "
        f"{stated_percent(it.level)}, normal, of ratios on the log scale.{tested}{elsewhere}{lacking}",
        asked,
        {
            "free of": lambda each: OUTCOMES[each[0]].label,
            v.GROUP: lambda each: plain(each[1]),
            "difference in points": cell(Points, v.REMISSION_DIFFERENCE, it.horizon_days),
            "ratio": cell(Ratio, v.REMISSION_RATIO, it.horizon_days),
            "difference in mean days": cell(Days, v.RMST_DIFFERENCE),
            "within": until,
            **({PHead("Holm"): p} if several else {}),
        },
    )


def _methods(rows: tuple[Row, ...], alike: tuple[Row, ...]) -> tuple[str, ...]:
    made = {(each[v.QUANTITY], each[v.METHOD]) for each in (*rows, *alike)}
    sentences = {
        (v.REMISSION_DIFFERENCE, v.KAPLAN_MEIER): "Differences and ratios of remission have normal limits from "
        "Greenwood's errors, ratios on the log scale.",
        (v.RMST_DIFFERENCE, v.KAPLAN_MEIER): "Restricted means were compared until a day that both groups support "
        "[@royston2013].",
        (v.LOGRANK, v.PETO_PETO): "Weighted tests gave early relapses more weight (rho = 1) [@harrington1982].",
        (v.LOGRANK, v.HOLM): "Pairs of groups were compared with p adjusted by Holm's method [@holm1979].",
        (v.GRAY, v.GRAY): "Cumulative incidences were compared by Gray's test [@gray1988].",
        (v.INTERACTION, v.COCHRAN): "Differences between levels of another grouping were compared by Cochran's Q test.",
    }
    return tuple(sentence for key, sentence in sentences.items() if key in made)


DIFFERENCES = Analysis("differences", "Differences between groups", estimate, needs=("groups",))

"""Does remission differ between groups?"""

from __future__ import annotations

import re

from isostats.analyses.blocks import Block, Table
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.remission import over_time
from isostats.analyses.rows import Row, row, where, whole, with_interval
from isostats.estimate import logrank
from isostats.figures.drawing import Drawing
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import MISSING, count_text, decimal_text, in_words, p_text


def estimate(it: Basis) -> Answer[None]:
    """Remission, incidence and mean time by group, with the log-rank test, of every outcome and population."""
    rows = it.not_fixed(
        each
        for outcome in dict.fromkeys(it.study.study.outcomes)
        if outcome in it.cohort.outcomes
        for population in it.cohort.populations
        for by in it.groups
        for each in (*over_time(it, outcome, population, by), *_test_rows(it, outcome, population, by))
    )
    blocks: list[Block] = [_drawing(it, by, rows) for by in it.groups]
    return Answer(None, rows, (*blocks, group_table(it, rows)))


def _test_rows(it: Basis, outcome: str, population: str, by: str) -> list[Row]:
    """The log-rank test between the groups; people whose group is not recorded are no group of their own."""
    counts = it.curves.remission(outcome, population, by).counts
    known = [group for group in counts.groups if group != f"{by}=missing"]
    if len(known) < 2 or not it.exact:
        return []
    kept = counts.select(*known)
    test = logrank(kept)
    numbers = {v.ESTIMATE: test.statistic, v.P_VALUE: test.p_value}
    counted = {v.N: kept.n.sum(), v.EVENTS: kept.events[:, 0].sum()}
    return [row(v.LOGRANK, outcome, population, v.LOGRANK, by, **numbers, **counted)]


def _p_value(rows: tuple[Row, ...] | list[Row], outcome: str, by: str) -> float | None:
    test = where(rows, quantity=v.LOGRANK, outcome=outcome, population=v.EVERYONE, group=by)
    return test[0][v.P_VALUE] if test else None


def _drawing(it: Basis, by: str, rows: tuple[Row, ...]) -> Drawing:
    tested = {"by": by, v.P_VALUE: _p_value(rows, it.outcome, by)}
    curve = it.curves.remission(it.outcome, by=by)
    return Drawing(figure_name(by), "remission_by_group", curve, {**tested, **it.claim, **it.followed})


def figure_name(by: str) -> str:
    """The name of the figure by a group, safe as a file's name on every system.

    >>> figure_name("sex"), figure_name("a/b")
    ('remission_by_sex', 'remission_by_a_b')
    """
    return "remission_by_" + re.sub(r"[^\w.-]", "_", by)


def group_table(it: Basis, rows: tuple[Row, ...]) -> Table:
    """Remission by group at the primary horizon, mean time in remission, and the log-rank test."""
    body = []
    for outcome in it.study.study.outcomes:
        one = where(rows, outcome=outcome, population=v.EVERYONE)
        remission = where(one, quantity=v.REMISSION, method=it.method, time_days=it.horizon_days)
        for by in it.groups:
            p_value = _p_value(one, outcome, by)
            for each in (each for each in remission if each[v.GROUP].startswith(f"{by}=")):
                mean = where(one, quantity=v.RMST, group=each[v.GROUP], status=v.OK)
                days = (decimal_text(mean[0][v.ESTIMATE], 0), decimal_text(mean[0][v.STD_ERROR])) if mean else ()
                group = each[v.GROUP].replace("=", ": ").replace("_", " ")
                counts = (whole(each[v.AT_RISK]), whole(each[v.N]))
                mean_cell = "{} (SE {})".format(*days) if days else MISSING
                p_cell = MISSING if p_value is None else p_text(p_value)
                cells = (mean_cell, *counts, p_cell) if it.exact else counts
                body.append((OUTCOMES[outcome].label, group, with_interval(each), *cells))
    about = ""
    if it.exact:
        about = (
            f"; mean days in remission within the first {count_text(max(it.study.horizons))} days (a dash where the "
            "follow-up ends before); p of the log-rank test between the groups, people whose group is not recorded "
            "left out of the test"
        )
    return Table(
        "groups",
        f"Remission at {in_words(it.horizon_days)} in % by group, among everyone{about}.",
        (
            "free of",
            v.GROUP,
            f"remission ({it.method_words})",
            *(["mean days in remission"] if it.exact else []),
            "at risk",
            "people",
            *(["log-rank p"] if it.exact else []),
        ),
        body,
    )


GROUPS = Analysis("groups", "By group", estimate, part_of=v.REMISSION, from_counts=True, by_outcome=True)

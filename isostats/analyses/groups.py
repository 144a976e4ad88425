"""Does remission differ between groups?"""

from __future__ import annotations

from collections.abc import Iterable
from math import nan

from isostats.analyses.caveats import CALENDAR_AGE, known_at_the_end
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.references import file_name, with_known_reference
from isostats.analyses.remission import over_time
from isostats.analyses.rows import Row, count_of, row, share_of, table, where
from isostats.estimate import CurveDifference, curve_difference, logrank
from isostats.figures.drawing import Drawing
from isostats.tables.cells import Cell, Mean, PHead, PValue
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, columns_together, group_name, known_groups
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import column_words, group_words
from isostats.words.numbers import count_text, in_words


def estimate(it: Basis) -> Answer[None]:
    """Remission, incidence and mean time by group, with the log-rank test, of every outcome and population."""
    rows = it.not_fixed(
        each
        for outcome in it.outcomes
        for population in it.cohort.populations
        for by in it.groups
        for each in (*over_time(it, outcome, population, by), *_test_rows(it, outcome, population, by))
    )
    figures = [
        it.figure(
            "remission_by_group", it.curves.remission(it.outcome, by=by), name=figure_name(by), by=by,
            p_value=_p_value(rows, it.outcome, by), total=_total(it), difference=_difference(it, by),
            **it.claim, **it.followed,
        )
        for by in it.groups
    ]  # fmt: skip
    blocks: tuple[Block, ...] = (*texts(_about_groups(it)), *figures, *_forest(it, rows), _group_table(it, rows))
    names = ", ".join(map(column_words, it.groups))
    tested = f"Groups by {names} were compared by the log-rank test [@mantel1966]."
    return Answer(None, rows, blocks, methods=(tested,) if names else ())


def _difference(it: Basis, by: str) -> CurveDifference | None:
    """The difference between two groups; of more none is chosen, and rounded counts tell none."""
    known = with_known_reference(it, by)
    if len(known) != 2 or not it.exact:
        return None
    curve = it.curves.remission(it.outcome, by=by)
    return curve_difference(curve, group=known[1], other=known[0], min_at_risk=it.min_at_risk)


def _forest(it: Basis, rows: tuple[Row, ...]) -> list[Drawing]:
    """Remission in every level of every group on one axis, where there is more than one group."""
    if len(it.groups) < 2 or not it.exact:
        return []
    everyone = over_time(it, it.outcome, v.EVERYONE)
    shown = [each for each in (*everyone, *rows) if each[v.OUTCOME] == it.outcome]
    definition = it.definition_of(it.outcome)
    return [it.figure("subgroups", table(shown), horizon_days=it.horizon_days, definition=definition, **it.claim)]


def _about_groups(it: Basis) -> list[str]:
    """By which rule a number was split, which bands nobody is in, and what groups known at the end cannot tell."""
    splits = [it.cohort.groups[by] for by in it.groups if by in it.cohort.groups]
    late = dict.fromkeys(name for split in splits for name in split.at_the_end)
    sentences = [split.note for split in splits]
    for split in splits if it.exact else ():  # in a release small groups are joined
        held = it.curves.remission(it.outcome, by=split.name).counts.groups
        levels = split.levels if len(columns_together(split.name)) == 1 else ()
        empty = [level for level in levels if group_name(split.name, level) not in held]
        sentences += [f"Nobody is in {split.name} {', '.join(empty)}."] if empty else []
    if late:
        sentences.append(known_at_the_end(late, v.GROUP))
    if any("age" in columns_together(split.name) for split in splits):
        sentences.append(CALENDAR_AGE)
    return sentences


def _total(it: Basis) -> tuple[float, float] | None:
    """The people and events of all groups together, where those of the groups need not add up to them."""
    counts = it.curves.remission(it.outcome).counts
    return None if it.exact else (float(counts.n.sum()), float(counts.events[:, 0].sum()))


def _test_rows(it: Basis, outcome: str, population: str, by: str) -> list[Row]:
    """The log-rank test between the groups; people whose group is not recorded are no group of their own."""
    counts = it.curves.remission(outcome, population, by).counts
    known = known_groups(counts.groups)
    if len(known) < 2 or not it.exact:
        return []
    kept = counts.select(*known)
    test = logrank(kept)
    numbers = {v.ESTIMATE: test.statistic, v.P_VALUE: test.p_value}
    counted = {v.N: kept.n.sum(), v.EVENTS: kept.events[:, 0].sum()}
    return [row(v.LOGRANK, outcome, population, v.LOGRANK, by, **numbers, **counted)]


def _p_value(rows: Iterable[Row], outcome: str, by: str) -> float | None:
    test = where(rows, quantity=v.LOGRANK, outcome=outcome, population=v.EVERYONE, group=by)
    return test[0][v.P_VALUE] if test else None


def figure_name(by: str) -> str:
    """The name of the figure by a group, safe as a file's name on every system.

    >>> figure_name("sex"), figure_name("a/b")
    ('remission_by_sex', 'remission_by_a_b')
    """
    return f"remission_by_{file_name(by)}"


def _group_table(it: Basis, rows: tuple[Row, ...]) -> Table:
    of_groups = [
        each
        for outcome in it.study.study.outcomes
        for by in it.groups
        for each in it.remission_of(rows, outcome=outcome, time_days=it.horizon_days)
        if column_of(each[v.GROUP]) == by
    ]

    def mean(each: Row) -> Cell:
        address = {v.QUANTITY: v.RMST, v.POPULATION: v.EVERYONE, v.STATUS: v.OK}
        of_group = where(rows, outcome=each[v.OUTCOME], group=each[v.GROUP], **address)
        days: Row = of_group[0] if of_group else {v.ESTIMATE: nan, v.STD_ERROR: nan, v.BOUND: ""}
        return Mean(days[v.ESTIMATE], days[v.STD_ERROR], digits=None, of_estimate=True, bound=days[v.BOUND])

    def test(each: Row) -> Cell:
        p_value = _p_value(rows, each[v.OUTCOME], column_of(each[v.GROUP]))
        return PValue(nan if p_value is None else p_value)

    several = len(where(rows, quantity=v.LOGRANK, population=v.EVERYONE)) > 1
    about = (
        f". Mean days in remission are within the first {count_text(max(it.study.horizons))} days (a dash where "
        "follow-up ends before). The p is that of the log-rank test, without people of no recorded group"
        f"{'. No p is adjusted for the number of tests' if several else ''}"
    ) if it.exact else ""  # fmt: skip
    return table_of(
        "groups",
        f"Remission at {in_words(it.horizon_days)} in % by group, among everyone, with log-log limits (exact at 0 "
        f"and 100){about}. {it.doubt(v.GROUP)}".rstrip(),
        of_groups,
        {
            "free of": lambda each: OUTCOMES[each[v.OUTCOME]].label,
            v.GROUP: lambda each: group_words(each[v.GROUP]),
            f"remission ({it.method_words})": share_of,
            **({"mean days in remission": mean} if it.exact else {}),
            "at risk": lambda each: count_of(each[v.AT_RISK]),
            "people": lambda each: count_of(each[v.N]),
            **({PHead("log-rank"): test} if it.exact else {}),
        },
    )


GROUPS = Analysis("groups", "By group", estimate, part_of=v.REMISSION, from_counts=True, by_outcome=True)

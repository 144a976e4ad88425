"""How far would groups be from a reference, were they alike in the confounders that the study names?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import isnan
from typing import Any

from isostats.analyses.caveats import known_at_the_end
from isostats.analyses.choices import name_of
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.references import file_name, with_known_reference
from isostats.analyses.rows import Row, curve_rows, estimated, limited, row, where
from isostats.cohort.confounding import ConfoundedCounts, count_confounded
from isostats.errors import EstimateError
from isostats.estimate import adjusted_curves, adjusted_difference, balance, common_followup, e_value
from isostats.estimate import remission_difference as crude_difference
from isostats.estimate.adjusted import AdjustedBy, AdjustedCurves
from isostats.estimate.results import records_of
from isostats.tables.cells import Cell, Points, Ratio
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, difference_name, name_by
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import capital, column_words, plain
from isostats.words.numbers import agreed, count_text, counted, decimal_text, in_words, stated_percent

MOST_GROUPS = 6
"""A grouping of more groups is not adjusted: each would need overlap with every other."""
FEWEST_EVENTS = 10


@dataclass(frozen=True, eq=False)
class Compared:
    """One grouping, weighted and standardised, its reference first; or the reason why it cannot be adjusted."""

    by: str
    reference: str = ""
    weighted: AdjustedCurves | None = None
    standardised: AdjustedCurves | None = None
    why: str = ""


def estimate(it: Basis, groups: Answer[None]) -> Answer[tuple[Compared, ...]]:
    """Adjusted curves and differences of the primary outcome for every grouping, where the study names confounders.

    Among those whose course ended, from that day on. What only later days tell, or how the course went, is refused.
    """
    names = tuple(dict.fromkeys(name_of(each, it.cohort) for each in it.study.study.confounders))
    if not names or it.outcome not in it.outcomes:
        return Answer(())
    compared = tuple(_compared(it, by, [name for name in names if name != by]) for by in it.groups)
    rows = it.not_fixed(each for one in compared for each in _rows(it, one))
    made = [one for one in compared if one.weighted is not None]
    blocks: list[Block] = [*texts(_sentences(it, compared, names))]
    if made:
        for one in made:
            if _shown(it, rows, one):
                name = f"adjusted_remission_by_{file_name(one.by)}"
                blocks.append(it.figure("adjusted_remission", one.weighted, name=name, **it.followed))
        blocks.append(_table(it, rows, made))
    return Answer(compared, rows, tuple(blocks), methods=_methods(made, names))


def _compared(it: Basis, by: str, confounders: list[str]) -> Compared:
    if not confounders:
        return Compared(by, why="it is the only confounder")
    ordered = with_known_reference(it, by)
    if not 1 < len(ordered) <= MOST_GROUPS:
        few = "it has one group" if len(ordered) < 2 else f"{counted(len(ordered), 'group')} are too many"
        return Compared(by, why=few)
    missing, made = it.study.study.missing_confounders, Compared(by, ordered[0])
    try:
        counts = count_confounded(it.cohort, it.outcome, by=by, confounders=confounders, missing=missing)
        events = int(counts.table.events[:, 0].sum())
        if events < FEWEST_EVENTS:
            with_it = f"{counted(events, 'person', 'people')} with the outcome"
            return Compared(by, ordered[0], why=f"{with_it} {agreed(events, 'is')} too few")
        made = replace(made, reference=ordered[0] if ordered[0] in counts.groups else counts.groups[0])
        made = replace(made, weighted=_adjusted(it, counts, by, v.IPTW))
        return replace(made, standardised=_adjusted(it, counts, by, v.STANDARDISED))
    except EstimateError as error:
        return replace(made, why=str(error))


def _adjusted(it: Basis, counts: ConfoundedCounts, by: str, method: AdjustedBy) -> AdjustedCurves:
    """The curves by a method, whose numbers are bounds where those of the study's own groups are."""
    made = adjusted_curves(counts, method=method, level=it.level)
    return replace(made, curve=made.curve.bounded_like(it.curves.remission(it.outcome, by=by)))


def _rows(it: Basis, one: Compared) -> Iterator[Row]:
    """Curves, differences and ratios at the horizons; restricted means, E-values, balance and weights."""
    if one.weighted is None:
        for group in with_known_reference(it, one.by)[1:] if one.reference else ():
            pair = difference_name(group, one.reference)
            yield row(v.REMISSION_DIFFERENCE, it.outcome, v.EVERYONE, v.IPTW, pair, time_days=it.horizon_days)
        return
    for method, made in ((v.IPTW, one.weighted), (v.STANDARDISED, one.standardised)):
        if made is None:
            continue
        yield from curve_rows(made.curve, v.REMISSION, it.outcome, v.EVERYONE, **it.quoted)
        for quantity in (v.REMISSION_DIFFERENCE, v.REMISSION_RATIO, v.OUTCOME_RATIO):
            days = it.study.horizons if quantity == v.REMISSION_DIFFERENCE else [it.horizon_days]
            yield from _contrasts(it, made, quantity, days, one.reference)
        until = min(max(common_followup(made.curve.counts, min_at_risk=it.min_at_risk), 1), max(it.study.horizons))
        yield from _contrasts(it, made, v.RMST_DIFFERENCE, [until], one.reference)
        for each in _contrasts(it, made, v.OUTCOME_RATIO, [it.horizon_days], one.reference):
            needed = e_value(each[v.ESTIMATE], lower=each[v.LOWER], upper=each[v.UPPER])
            numbers = {name: each[name] for name in (v.TIME_DAYS, v.LEVEL, v.N, v.AT_RISK, v.EVENTS, v.STATUS)}
            yield row(v.E_VALUE, it.outcome, v.EVERYONE, method, each[v.GROUP], estimate=needed.estimate,
                      lower=needed.limit, **numbers)  # fmt: skip
    for each in balance(one.weighted).to_dict("records"):
        for method, name in ((v.UNWEIGHTED, v.UNWEIGHTED), (v.IPTW, "weighted")):
            yield row(v.STANDARDISED_DIFFERENCE, it.outcome, v.EVERYONE, method, name_by(each["confounder"], one.by),
                      estimate=each[name])  # fmt: skip
    for each in one.weighted.weights_frame().to_dict("records"):
        yield row(v.EFFECTIVE_N, it.outcome, v.EVERYONE, v.IPTW, each[v.GROUP], estimate=each[v.EFFECTIVE_N],
                  n=each[v.N])  # fmt: skip


def _contrasts(
    it: Basis, made: AdjustedCurves, quantity: Any, days: list[int], reference: str
) -> Iterator[Row]:
    frame = adjusted_difference(
        made, days=days, reference=reference, measure=quantity, level=it.level, min_at_risk=it.min_at_risk
    )
    for each in records_of(frame):
        numbers = {v.TIME_DAYS: each[v.TIME], v.LEVEL: it.level, **estimated(each, v.P_VALUE)}
        yield row(quantity, it.outcome, v.EVERYONE, made.method, each[v.GROUP], **numbers)


def _shown(it: Basis, rows: tuple[Row, ...], one: Compared) -> bool:
    at = {v.QUANTITY: v.REMISSION, v.METHOD: v.IPTW, v.TIME_DAYS: it.horizon_days, v.STATUS: v.OK}
    return any(column_of(each[v.GROUP]) == one.by for each in where(rows, **at))


def _sentences(it: Basis, compared: tuple[Compared, ...], names: tuple[str, ...]) -> list[str]:
    """What was adjusted for, whom it leaves out, what it cannot do, and why a grouping is not adjusted."""
    by = ", ".join(column_words(name) for name in names)
    sentences = [
        f"Groups are made alike in {by}, as [study] confounders names them. Only what was measured is made alike: "
        "an unmeasured cause of both stays."
    ]
    late = [name for one in compared if one.weighted is not None for name in _at_the_end(it, one.by)]
    if late:
        sentences.append(known_at_the_end(late, v.GROUP))
    made = [(column_words(one.by), one.weighted) for one in compared if one.weighted is not None]
    left = [f"{by} {count_text(each.counts.left_out)}" for by, each in made if each.counts.left_out]
    sentences += [f"People without a value of a confounder are left out: {', '.join(left)}."] if left else []
    sentences += [note for _, each in made for note in each.notes]
    for one in compared:
        if one.why:
            how = "adjusted" if one.weighted is None else "standardised over a model"
            sentences.append(f"{capital(column_words(one.by))} is not {how}. {capital(one.why.rstrip('.'))}.")
    sentences.append(it.doubt(v.GROUP))
    return list(dict.fromkeys(sentences))


def _at_the_end(it: Basis, by: str) -> tuple[str, ...]:
    split = it.cohort.split_by(by)
    return () if split is None else split.at_the_end


def _table(it: Basis, rows: tuple[Row, ...], made: list[Compared]) -> Table:
    """Each group against its reference at the primary horizon: unadjusted, weighted, standardised, and E-values."""
    pairs = [(one, str(group)) for one in made if one.weighted is not None for group in one.weighted.curve.groups
             if group != one.reference]  # fmt: skip

    def of(each: tuple[Compared, str], quantity: str, method: str) -> Row | None:
        group = difference_name(each[1], each[0].reference)
        mine = where(rows, quantity=quantity, method=method, group=group, time_days=it.horizon_days)
        return mine[0] if mine else None

    def cell(kind: type[Points] | type[Ratio], quantity: str, method: str) -> Callable[[Any], Cell]:
        return lambda each: limited(kind, of(each, quantity, method))

    def crude(each: tuple[Compared, str]) -> Cell:
        one, group = each
        assert one.weighted is not None
        frame = crude_difference(one.weighted.crude, days=it.horizon_days, reference=one.reference,
                                 min_at_risk=it.min_at_risk)  # fmt: skip
        mine = next(each for each in records_of(frame) if each[v.GROUP] == difference_name(group, one.reference))
        return limited(Points, mine)

    def needed(each: tuple[Compared, str]) -> Cell:
        mine = of(each, v.E_VALUE, v.IPTW)
        if mine is None or mine[v.STATUS] != v.OK or isnan(mine[v.ESTIMATE]):
            return v.STATUS_LABELS[v.NOT_ESTIMABLE]
        return f"{decimal_text(mine[v.ESTIMATE], 2)} ({decimal_text(mine[v.LOWER], 2)})"

    return table_of(
        "adjusted_differences",
        f"Free of {OUTCOMES[it.outcome].label} at {in_words(it.horizon_days)} against the reference, in points with "
        f"{stated_percent(it.level)} limits: unadjusted, weighted by the inverse probability of the group, and "
        "standardised over a Cox model. "
        "Ratio of outcomes and E-value (of its limit): weighted. All of the same people.",
        pairs,
        {
            v.GROUP: lambda each: plain(each[1]),
            "against": lambda each: plain(each[0].reference),
            "unadjusted": crude,
            "weighted": cell(Points, v.REMISSION_DIFFERENCE, v.IPTW),
            v.STANDARDISED: cell(Points, v.REMISSION_DIFFERENCE, v.STANDARDISED),
            "ratio of outcomes": cell(Ratio, v.OUTCOME_RATIO, v.IPTW),
            "E-value": needed,
        },
    )


def _methods(made: list[Compared], names: tuple[str, ...]) -> tuple[str, ...]:
    if not made:
        return ()
    by = ", ".join(column_words(name) for name in names)
    return (
        f"Groups were compared adjusted for {by}, by stabilised weights for the inverse probability of the group "
        "[@xie2005] and standardised over a Cox model [@chang1982].",
        "Errors contain the models that adjust. E-values say how strong an unmeasured confounder would have to be "
        "[@vanderweele2017].",
    )


ADJUSTED = Analysis("adjusted", "Differences, adjusted", estimate, needs=("groups",))

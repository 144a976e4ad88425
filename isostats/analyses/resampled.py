"""Limits without a formula: people drawn again, beside the limits that the report quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from isostats.analyses.protocol import Analysis, Answer, Basis, table_of, texts
from isostats.analyses.rows import Row, curve_rows, estimated, row, share_of, where
from isostats.errors import EstimateError
from isostats.estimate.bounds import bound_on, mean_bounds, median_bounds
from isostats.estimate.resampled_limits import LimitsBy, limits_by
from isostats.estimate.results import Curve, records_of
from isostats.tables.cells import Cell, Horizon
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import MISSING, count_text

FEWEST = 200
"""Of fewer replicates a limit of 95% is one of the last few."""


def estimate(it: Basis) -> Answer[tuple[Row, ...]]:
    """Percentile and BCa limits of remission by group, of the incidence of a second course, RMST and the median."""
    replicates = it.study.study.bootstrap
    if not replicates:
        return Answer(())
    try:
        rows = it.not_fixed([each for outcome in it.outcomes for each in _of_outcome(it, outcome)])
    except EstimateError as error:  # late entry: cells do not say who entered when
        return Answer((), blocks=tuple(texts([f"Nobody was drawn again. {error}"])))
    formula = [
        each
        for outcome in it.outcomes
        for each in curve_rows(it.curves.remission(outcome), v.REMISSION, outcome, v.EVERYONE, **it.quoted)
    ]
    table = table_of(
        "bootstrap",
        f"Remission of everyone, in % with limits by formula and from {count_text(replicates)} draws of the people: "
        "quantiles of the draws, and the same shifted for bias and skewness (BCa). results.csv has groups and "
        "further quantities.",
        it.not_fixed(formula),
        {
            "free of": lambda each: OUTCOMES[each[v.OUTCOME]].label,
            "at": lambda each: Horizon(each[v.TIME_DAYS]),
            f"by formula ({it.method_words})": share_of,
            **{v.METHOD_LABELS[method]: partial(_beside, rows, method) for method in v.BOOTSTRAP},
        },
    )
    few = f"Fewer than {FEWEST} draws tell limits poorly: take 2,000." if replicates < FEWEST else ""
    methods = (
        f"Limits by the bootstrap are of {count_text(replicates)} multinomial draws of the people [@efron1987].",
    )
    return Answer(rows, rows, (*texts([few]), table), methods=methods)


def _beside(rows: tuple[Row, ...], method: str, each: Row) -> Cell:
    same = {name: each[name] for name in (v.QUANTITY, v.OUTCOME, v.POPULATION, v.GROUP, v.TIME_DAYS)}
    mine = where(rows, method=method, **same)
    return share_of(mine[0]) if mine else MISSING


def _of_outcome(it: Basis, outcome: str) -> Iterator[Row]:
    """Every quantity of an outcome, by both methods, from the same draws."""
    for by in (None, *it.groups):
        curve = it.curves.remission(outcome, by=by)
        made = [*_limits(it, curve, v.REMISSION, outcome, v.KAPLAN_MEIER, it.study.horizons)]
        if outcome == v.SECOND_COURSE:
            made += _limits(it, curve, v.CUMULATIVE_INCIDENCE, outcome, v.AALEN_JOHANSEN, it.study.horizons)
        made += _limits(it, curve, v.RMST, outcome, v.RMST, [it.horizon_days])
        made += _limits(it, curve, v.MEDIAN_TIME, outcome, v.MEDIAN_TIME, [])
        bound = _bounds(it, curve, outcome, by)
        yield from (each | {v.BOUND: bound(each) if each[v.STATUS] == v.OK else ""} for each in made)


def _bounds(it: Basis, curve: Curve, outcome: str, by: str | None) -> Callable[[Row], str]:
    """What each number is a bound of, by its quantity, day and group."""
    of_times = {
        v.RMST: mean_bounds(curve, horizon_days=it.horizon_days),
        v.MEDIAN_TIME: median_bounds(curve),
    }

    def bound(each: Row) -> str:
        if each[v.QUANTITY] in of_times:
            return of_times[each[v.QUANTITY]][each[v.GROUP]]
        failing = each[v.QUANTITY] == v.CUMULATIVE_INCIDENCE
        asked = it.curves.incidence(outcome, by=by) if failing else curve
        return bound_on(asked, each[v.TIME_DAYS], each[v.GROUP])

    return bound


def _limits(
    it: Basis, curve: Curve, quantity: str, outcome: str, statistic: Any, horizons: list[int]
) -> Iterator[Row]:
    chosen: dict[str, LimitsBy] = dict(zip(v.BOOTSTRAP, ("percentile", "bca"), strict=True))
    made = limits_by(
        tuple(chosen.values()), curve.counts, statistic, horizons_days=horizons, seed=it.study.study.seed,
        level=it.level, replicates=it.study.study.bootstrap, min_at_risk=it.min_at_risk,
    )  # fmt: skip
    for method, by in chosen.items():
        for each in records_of(made[by]):
            day = {v.TIME_DAYS: each[v.TIME]} if v.TIME in each else {}
            yield row(quantity, outcome, v.EVERYONE, method, each[v.GROUP], level=it.level, **day, **estimated(each))


RESAMPLED = Analysis("resampled", "Limits without a formula", estimate, part_of="differences")

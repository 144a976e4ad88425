"""The published studies beside the study's own records: pooled, with the records placed among them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from isostats.evidence.placement import Placement, place_row
from isostats.evidence.pooled import OutcomePool, PooledEvidence, pool_published
from isostats.evidence.pooled_text import POOLING_METHODS, slope_words
from isostats.report.tables import Table, chosen, share
from isostats.vocabulary.outcomes import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

    from isostats.estimate.pooled import Pooled
    from isostats.report.analysis import Analysis


@dataclass(frozen=True, eq=False)
class Beside:
    """The evidence on the study's outcomes, and where its records lie on the primary one."""

    evidence: PooledEvidence
    primary: OutcomePool
    placement: Placement

    @property
    def others(self) -> pd.DataFrame:
        """The published rows of the other outcomes; those of the primary one stand in its forest plot."""
        rows = self.evidence.studies
        return rows[rows["outcome"] != self.primary.outcome].reset_index(drop=True)


def published_beside(analysis: Analysis) -> Beside:
    """Pool the bundled evidence on the study's outcomes and place the study's own remission among it.

    The published shares count the later event itself, whatever the response was; so does the figure beside them. It is
    that of the primary horizon, or of the latest before it within the follow-up.
    """
    evidence = pool_published(level=analysis.study.claim.level).only(analysis.study.study.outcomes)
    primary, population = analysis.primary_outcome, "everyone"
    rows = chosen(
        analysis.results,
        quantity="remission",
        outcome=primary,
        population=population,
        method="kaplan_meier",
        group="all",
    ).sort_values("time_days")
    rows = rows[rows["time_days"] <= analysis.study.study.primary.horizon_days]
    followed = rows[rows["status"] == "ok"]
    row = (followed if len(followed) else rows).iloc[-1].to_dict()
    words = analysis.cohort.population_words(population)
    definition = analysis.cohort.definition.with_(
        outcome=primary,
        population=population,
        population_words=words,
        competing=("death",) if analysis.cohort.deaths else (),
    )
    pool = evidence.of(primary)
    return Beside(evidence, pool, place_row(pool, row, definition=definition))


def pooled_table(analysis: Analysis, beside: Beside) -> Table:
    """What the published cohorts pool to, outcome by outcome, in shares free of the event."""
    level = f"{analysis.study.claim.level * 100:g}%"
    body = [_cells(pool, one) for pool in beside.evidence.outcomes for one in pool.pooled]
    return Table(
        "pooled",
        f"Published cohorts pooled by outcome, in % free of it, with {level} limits. Inverse variance: logits, tau2 by "
        "REML, Hartung-Knapp limits with the floor of Röver and others (2015). Binomial-normal: random intercept by "
        "maximum likelihood. The prediction interval "
        "(t on k - 1 degrees of freedom) is where the true share of a new cohort is expected; tau2 is on the logit "
        "scale, I2 the part of the spread that is not chance. Leave-one-out: the lowest and the highest share.",
        (
            "free of",
            "method",
            "k",
            "pooled % (limits)",
            f"{level} prediction",
            "tau2",
            "I2",
            "without one row",
            "follow-up",
        ),
        body,
    )


def _cells(pool: OutcomePool, one: Pooled) -> tuple[str, ...]:
    limits = f" ({share(1 - one.upper)} to {share(1 - one.lower)})" if isfinite(one.lower) else ""
    estimate = share(1 - one.estimate) + limits if isfinite(one.estimate) else "not estimable"
    expected = f"{share(1 - one.prediction_upper)} to {share(1 - one.prediction_lower)}"
    told = isfinite(one.prediction_lower)
    without = pool.leave_one_out
    without = without[(without["method"] == one.method) & without["estimate"].notna()]["estimate"]
    return (
        OUTCOMES[pool.outcome].label,
        POOLING_METHODS[one.method],
        str(one.k),
        estimate,
        expected if told else "not estimable",
        f"{one.tau2:.2f}" if isfinite(one.tau2) else "–",
        f"{one.i2:.1%}" if isfinite(one.i2) else "–",
        f"{share(1 - without.max())} to {share(1 - without.min())}" if len(without) else "–",
        slope_words(pool) if one.method == "inverse_variance_hk" else "",
    )

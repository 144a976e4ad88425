"""Where do these records lie among the published studies?"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

import pandas as pd

from isostats.analyses.blocks import Block, Heading, Table, Text
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.rows import Row, table, where
from isostats.estimate.pooled import Pooled
from isostats.estimate.results import Curve
from isostats.evidence.outcome_pool import INVERSE_VARIANCE, POOLING_METHODS, OutcomePool
from isostats.evidence.placement import Placement
from isostats.evidence.pooled import PooledEvidence, pool_published
from isostats.figures.drawing import Drawing
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import count_text, decimal_text, limits_text, percent, share_text, stated_percent


@dataclass(frozen=True, eq=False)
class PublishedBeside:
    """The evidence on the study's outcomes, and where its records lie on the primary one.

    ``primary`` and ``placement`` are None where no cohort is published with that outcome.
    """

    evidence: PooledEvidence
    primary: OutcomePool | None = None
    placement: Placement | None = None

    @property
    def others(self) -> pd.DataFrame:
        """The published rows of the other outcomes; those of the primary one stand in its forest plot."""
        rows = self.evidence.studies
        return rows if self.primary is None else rows[rows[v.OUTCOME] != self.primary.outcome].reset_index(drop=True)


def estimate(it: Basis, remission: Answer[Curve]) -> Answer[PublishedBeside]:
    """Pool the bundled evidence on the study's outcomes and place the study's own remission among it."""
    evidence = pool_published(level=it.level).only(it.study.study.outcomes)
    pool = next((one for one in evidence.outcomes if one.outcome == it.outcome), None)
    if not evidence.outcomes:
        return Answer(PublishedBeside(evidence), blocks=(Text(_nothing_on(it.outcome)),))
    blocks: list[Block] = []
    if pool is None:
        beside = PublishedBeside(evidence)
        blocks.append(Text(_nothing_on(it.outcome)))
    else:
        definition = it.definition.with_(outcome=it.outcome)
        placement = pool.place_row(_own_row(it, remission.rows), definition=definition)
        beside = PublishedBeside(evidence, pool, placement)
        placed = {"own": placement, **it.claim, **it.drawn}
        blocks += [Text(placement.sentence), Drawing("published_forest", "published_forest", pool, placed)]
    blocks += [pooled_table(evidence, it.level), Heading("The other outcomes, and every study with its source")]
    if len(beside.others):
        blocks.append(Drawing("published", "published", beside.others, _others_with_own(it, remission.rows)))
    return Answer(beside, blocks=(*blocks, studies_table(evidence.studies)))


def _nothing_on(outcome: str) -> str:
    return f"No published cohort counts {OUTCOMES[outcome].phrase}, so there is nothing to hold these records against."


def _own_row(it: Basis, rows: tuple[Row, ...]) -> Row:
    """The study's own remission at the primary horizon, or at the latest before it within the follow-up.

    The published shares count the later event itself, whatever the response was; so does the figure beside them.
    """
    address = {v.QUANTITY: v.REMISSION, v.OUTCOME: it.outcome, v.POPULATION: v.EVERYONE, v.METHOD: it.method}
    own = sorted(where(rows, **address), key=lambda row: int(row[v.TIME_DAYS]))
    own = [row for row in own if row[v.TIME_DAYS] <= it.horizon_days]
    return (where(own, status=v.OK) or own)[-1]


def _others_with_own(it: Basis, rows: tuple[Row, ...]) -> dict[str, Any]:
    """The published shares count the later event itself, whatever the response was; so do the marks beside them."""
    claimed = {"claim": it.claim["claim"], "definition": it.definition, v.POPULATION: v.EVERYONE}
    return {"results": table(rows), "horizon_days": it.horizon_days, **claimed, **it.drawn}


def pooled_table(evidence: PooledEvidence, confidence: float) -> Table:
    """What the published cohorts pool to, outcome by outcome, in shares free of the event."""
    level = stated_percent(confidence)
    body = [_cells(pool, one) for pool in evidence.outcomes for one in pool.pooled]
    return Table(
        "pooled",
        f"Published cohorts pooled by outcome, in % free of it, with {level} limits. Inverse variance: logits, tau2 by "
        "REML, Hartung-Knapp limits with the floor of Röver and others (2015). Binomial-normal: random intercept by "
        "maximum likelihood. The prediction interval "
        "(t on k - 1 degrees of freedom) is where the true share of a new cohort is expected; tau2 is on the logit "
        "scale, I2 the part of the spread that is not chance. Leave-one-out: the lowest and the highest share.",
        (
            "free of",
            v.METHOD,
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
    limits = f" ({limits_text(1 - one.upper, 1 - one.lower)})" if isfinite(one.lower) else ""
    estimate = share_text(1 - one.estimate) + limits if isfinite(one.estimate) else "not estimable"
    expected = f"{limits_text(1 - one.prediction_upper, 1 - one.prediction_lower)}"
    predicted = isfinite(one.prediction_lower)
    without = pool.leave_one_out
    without = without[(without[v.METHOD] == one.method) & without[v.ESTIMATE].notna()][v.ESTIMATE]
    return (
        OUTCOMES[pool.outcome].label,
        POOLING_METHODS[one.method],
        str(one.k),
        estimate,
        expected if predicted else "not estimable",
        decimal_text(one.tau2, 2) if isfinite(one.tau2) else "–",
        percent(one.i2) if isfinite(one.i2) else "–",
        f"{limits_text(1 - without.max(), 1 - without.min())}" if len(without) else "–",
        pool.slope_words if one.method == INVERSE_VARIANCE else "",
    )


def studies_table(studies: pd.DataFrame) -> Table:
    """Published cohorts of the outcomes studied, with definition, confidence and source."""
    body = []
    for row in studies.to_dict("records"):
        known = pd.notna(row[v.PROPORTION])
        months = "not stated" if pd.isna(row["follow_up_months"]) else decimal_text(row['follow_up_months'], 0)
        body.append(
            (
                OUTCOMES[row[v.OUTCOME]].label,
                row["label"],
                f"{count_text(row[v.EVENTS])} of {count_text(row[v.N])}" if known else "no count printed",
                f"{share_text(1 - row[v.PROPORTION])} ({limits_text(1 - row[v.UPPER], 1 - row[v.LOWER])})"
                if known
                else "–",
                months,
                row["definition"],
                row["count_basis"].replace("_", " "),
                row["url"] if isinstance(row["url"], str) else "–",
            )
        )
    return Table(
        "published",
        "Published cohorts: crude share free of the event (Wilson limits), as printed; follow-up and definition "
        "differ, so rows are comparable only with care. None is corrected for people who left.",
        ("event", "study", "with the event", "% free of it", "months", "definition", "count", "source"),
        body,
    )


PUBLISHED = Analysis(
    "published", "Published studies beside it", estimate, needs=(v.REMISSION,), from_counts=True
)

"""Where do these records lie among the published studies?"""

from __future__ import annotations

from functools import cache
from math import isfinite

import pandas as pd

from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Heading, Table, Text, table_of
from isostats.analyses.rows import Row, table, where, whole
from isostats.estimate.pooled import Pooled
from isostats.estimate.results import Curve
from isostats.evidence.outcome_pool import INVERSE_VARIANCE, POOLING_METHODS, OutcomePool, Placement
from isostats.evidence.pooled import PooledEvidence, pool_published
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import MISSING, decimal_text, limits_text, percent, share_text, stated_percent


def estimate(it: Basis, remission: Answer[Curve]) -> Answer[Placement | None]:
    """Pool the bundled evidence on the study's outcomes and place the study's own remission among it.

    There is no place where no cohort is published with the primary outcome.
    """
    evidence = _bundled(it.level).only(it.study.study.outcomes)
    pool = next((one for one in evidence.outcomes if one.outcome == it.outcome), None)
    place, blocks = None, list[Block]()
    if pool is None:
        nobody = f"No published cohort counts {OUTCOMES[it.outcome].phrase}"
        blocks.append(Text(f"{nobody}, so there is nothing to hold these records against."))
    else:
        own_row = _own_row(it, remission.rows)
        place = pool.place_row(own_row, definition=_of_outcome(it, own_row))
        blocks += [Text(place.sentence), it.figure("published_forest", pool, own=place, **it.claim)]
    if not evidence.outcomes:
        return Answer(place, blocks=tuple(blocks))
    blocks += [_pooled_table(evidence, it.level), Heading("The other outcomes, and every study with its source")]
    others = evidence.studies[evidence.studies[v.OUTCOME] != it.outcome].reset_index(drop=True)
    if len(others):  # those of the primary outcome stand in its forest plot
        # published shares count the later event itself, whatever the response was; so do the marks beside them
        own = {"results": table(remission.rows), "horizon_days": it.horizon_days, "claim": it.claim["claim"]}
        blocks.append(it.figure("published", others, **own, definition=it.definition, population=v.EVERYONE))
    return Answer(place, blocks=(*blocks, _studies_table(evidence.studies)))


@cache
def _bundled(level: float) -> PooledEvidence:
    """The bundled evidence pooled: a fifth of an analysis, and the same in each that one process makes."""
    return pool_published(level=level)


def _of_outcome(it: Basis, own: Row) -> Definition:
    bound = it.bound_of(it.outcome, int(own[v.TIME_DAYS]))
    return it.definition.with_(outcome=it.outcome).with_bound(bound, it.curves.lacking(it.outcome))


def _own_row(it: Basis, rows: tuple[Row, ...]) -> Row:
    """The study's own remission at the primary horizon, or at the latest before it within the follow-up.

    The published shares count the later event itself, whatever the response was; so does the figure beside them.
    """
    own = sorted(it.remission_of(rows, outcome=it.outcome), key=lambda row: int(row[v.TIME_DAYS]))
    own = [row for row in own if row[v.TIME_DAYS] <= it.horizon_days]
    return (where(own, status=v.OK) or own)[-1]


def _pooled_table(evidence: PooledEvidence, confidence: float) -> Table:
    level = stated_percent(confidence)
    return table_of(
        "pooled",
        f"Published cohorts pooled by outcome, in % free of it, with {level} limits. Inverse variance: logits, tau2 by "
        "REML, Hartung-Knapp limits with the floor of Röver and others (2015). Binomial-normal: random intercept by "
        "maximum likelihood. The prediction interval "
        "(t on one degree of freedom fewer than rows) is where the true share of a new cohort is expected. I2 is the "
        "part of the spread that is not chance; tau2 is on the logit scale. Leave-one-out: the lowest and the highest "
        "share.",
        [(pool, one) for pool in evidence.outcomes for one in pool.pooled],
        {
            "free of": lambda each: OUTCOMES[each[0].outcome].label,
            v.METHOD: lambda each: POOLING_METHODS[each[1].method],
            "rows pooled": lambda each: str(each[1].k),
            "pooled % (limits)": lambda each: _free(each[1].estimate, each[1].lower, each[1].upper),
            f"{level} prediction": lambda each: _predicted(each[1]),
            "tau2": lambda each: decimal_text(each[1].tau2, 2),
            "I2": lambda each: percent(each[1].i2) if isfinite(each[1].i2) else MISSING,
            "without one row": lambda each: _without_one(*each),
            "follow-up": lambda each: each[0].slope_words if each[1].method == INVERSE_VARIANCE else "",
        },
    )


def _free(event: float, lower: float, upper: float) -> str:
    """The share free of an event, with its limits where they exist."""
    if not isfinite(event):
        return v.STATUS_LABELS[v.NOT_ESTIMABLE]
    return share_text(1 - event) + (f" ({limits_text(1 - upper, 1 - lower)})" if isfinite(lower) else "")


def _predicted(one: Pooled) -> str:
    if one.status != v.OK:
        return v.STATUS_LABELS[one.status]
    return limits_text(1 - one.prediction_upper, 1 - one.prediction_lower)


def _without_one(pool: OutcomePool, one: Pooled) -> str:
    rows = pool.leave_one_out.dropna(subset=[v.ESTIMATE])
    shares = 1 - rows[rows[v.METHOD] == one.method][v.ESTIMATE]
    return limits_text(shares.min(), shares.max()) if len(shares) else MISSING


def _studies_table(studies: pd.DataFrame) -> Table:
    return table_of(
        "published",
        "Published cohorts: crude share free of the event (Wilson limits), as printed; follow-up and definition "
        "differ, so rows are comparable only with care. None is corrected for people who left. Not every row is "
        "pooled: the column says why.",
        studies.to_dict("records"),
        {
            "event": lambda row: OUTCOMES[row[v.OUTCOME]].label,
            "study": lambda row: row["label"],
            "with the event": lambda row: (
                f"{whole(row[v.EVENTS])} of {whole(row[v.N])}" if pd.notna(row[v.EVENTS]) else "no count printed"
            ),
            "pooled": lambda row: "yes" if row["pool"] == "yes" else f"no: {row['pool_note']}",
            "% free of it": lambda row: (
                _free(row[v.PROPORTION], row[v.LOWER], row[v.UPPER]) if pd.notna(row[v.PROPORTION]) else MISSING
            ),
            "months": lambda row: (
                "not stated" if pd.isna(row["follow_up_months"]) else decimal_text(row["follow_up_months"], 0)
            ),
            "definition": lambda row: row["definition"],
            "count": lambda row: row["count_basis"].replace("_", " "),
            "source": lambda row: row["url"] if isinstance(row["url"], str) else MISSING,
        },
    )


PUBLISHED = Analysis(
    "published", "Published studies beside it", estimate, needs=(v.REMISSION,), from_counts=True
)

"""Pooled evidence as text: the studies, what they pool to, and what hangs on whom."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

import pandas as pd

from isostats.estimate.pooled import Pooled
from isostats.evidence.outcome_pool import OutcomePool
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import (
    MISSING,
    count_text,
    counted,
    decimal_text,
    digits_text,
    number_text,
    p_text,
    percent,
    percent_with_limits,
    stated_percent,
)

Rows = list[tuple[str, ...]]
POOLING_METHODS = {
    "inverse_variance_hk": "inverse variance, modified Hartung-Knapp",
    "glmm": "binomial-normal, maximum likelihood",
}
CRUDE = (
    "Published shares are crude: follow-up and definition differ, and nobody who left is corrected for. The prediction "
    "interval is where a new cohort's true share is expected."
)


def evidence_text(pools: Iterable[OutcomePool], level: float) -> str:
    """Every outcome with its studies and its pooled lines; shares are those with the event."""
    stated = stated_percent(level)
    return "\n\n".join([*(_outcome(pool, stated) for pool in pools), CRUDE])


def prediction(pooled: Pooled) -> str:
    """The prediction interval in per cent, or that there is none."""
    if not isfinite(pooled.prediction_lower):
        return "not estimable"
    return f"{percent(pooled.prediction_lower)} to {percent(pooled.prediction_upper)}"


def slope_words(pool: OutcomePool) -> str:
    """What follow-up has to do with it, or why that cannot be told."""
    if pool.slope is None:
        return pool.no_slope
    ratio, lower, upper = pool.slope.odds_ratio(12)
    return (
        f"odds of the event times {decimal_text(ratio, 2)} ({decimal_text(lower, 2)} to {decimal_text(upper, 2)}) for "
        "12 months more, p "
        f"{p_text(pool.slope.p_value, equals=True)}, over {counted(pool.slope.k, 'row')}"
    )


def leave_one_out_words(pool: OutcomePool, method: str = "inverse_variance_hk") -> str:
    """The lowest and the highest estimate that leaving out one row gives."""
    rows = pool.leave_one_out
    rows = rows[(rows[v.METHOD] == method) & rows[v.ESTIMATE].notna()].sort_values(v.ESTIMATE, kind="stable")
    if rows.empty:
        return "nothing is left to pool"
    low, high = rows.iloc[0], rows.iloc[-1]
    return (
        f"from {percent(low[v.ESTIMATE])} (without {low['left_out']}) to {percent(high[v.ESTIMATE])} "
        f"(without {high['left_out']})"
    )


def _outcome(pool: OutcomePool, level: str) -> str:
    rows = f"{counted(len(pool.entering), 'row')} of " if len(pool.entering) != pool.cohorts else ""
    meaning = OUTCOMES[pool.outcome].definition if pool.outcome in OUTCOMES else "as the file calls it"
    head = f"{pool.outcome} ({meaning}): {rows}{counted(pool.cohorts, 'study', 'studies')} pooled"
    if len(pool.left_out):
        head += f", {len(pool.left_out)} shown but not pooled"
    table: Rows = [("study", "with the event", f"% ({level} Wilson)", "months", "")]
    table += [_study(row) for row in pool.entering.to_dict("records")]
    table += [_study(row, f"not pooled: {row['pool_note']}") for row in pool.left_out.to_dict("records")]
    pooled: Rows = [("pooled, with the event", "k", f"estimate ({level})", f"{level} prediction", "tau2", "I2")]
    pooled += [_pooled(one) for one in pool.pooled]
    lines = [f"  without one row: {leave_one_out_words(pool)}"] if len(pool.entering) > 1 else []
    lines.append(f"  follow-up: {slope_words(pool)}")
    notes = [*pool.notes, *(f"{POOLING_METHODS[one.method]}: {one.note}" for one in pool.pooled if one.note)]
    return "\n".join([head, *_aligned(table), "", *_aligned(pooled), *lines, *(f"  note: {note}" for note in notes)])


def _study(row: dict[str, Any], note: str = "") -> tuple[str, ...]:
    share = percent_with_limits(*(float(row[name]) for name in (v.PROPORTION, v.LOWER, v.UPPER)))
    known = not pd.isna(row[v.EVENTS])
    months = "not stated" if pd.isna(row["follow_up_months"]) else number_text(row["follow_up_months"])
    counts = f"{count_text(row[v.EVENTS])} of {count_text(row[v.N])}" if known else f"? of {count_text(row[v.N])}"
    return str(row["label"]), counts, share if known else "", months, note


def _pooled(one: Pooled) -> tuple[str, ...]:
    tau2, i2 = digits_text(one.tau2), percent(one.i2) if isfinite(one.i2) else MISSING
    pooled = percent_with_limits(one.estimate, one.lower, one.upper)
    return POOLING_METHODS[one.method], str(one.k), pooled, prediction(one), tau2, i2


def _aligned(rows: Rows) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]

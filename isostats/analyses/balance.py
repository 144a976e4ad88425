"""Are the groups alike in the confounders once they are weighted, and what did the weights cost?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.analyses.adjusted import Compared
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, Text, table_of
from isostats.analyses.references import file_name
from isostats.estimate import AdjustedCurves, balance
from isostats.estimate.standardised import BALANCED
from isostats.tables.cells import Measure
from isostats.vocabulary import names as v
from isostats.words.english import capital, column_words, plain
from isostats.words.numbers import agreed, count_text, decimal_text, number_text

if TYPE_CHECKING:
    import pandas as pd



def estimate(it: Basis, adjusted: Answer[tuple[Compared, ...]]) -> Answer[None]:
    """How alike the groups are before and after weighting, what the weights are, and where groups do not overlap."""
    made = [(one, one.weighted) for one in adjusted.value if one.weighted is not None]
    if not made:
        return Answer(None)
    frames = {one.by: balance(weighted) for one, weighted in made}
    blocks: list[Block] = [Text(_about_weights(one.by, weighted, frames[one.by])) for one, weighted in made]
    for by, frame in frames.items():
        blocks.append(it.figure("balance", frame, name=f"balance_by_{file_name(by)}", by=by))
    blocks.append(_balance_table(frames))
    return Answer(None, blocks=tuple(blocks))


def _about_weights(by: str, weighted: AdjustedCurves, frame: pd.DataFrame) -> str:
    weights = weighted.weights_frame()
    low, high = float(weights["lowest"].min()), float(weights["highest"].max())
    first, last = float(weights[v.LOWER].min()), float(weights[v.UPPER].max())
    effective = ", ".join(
        f"{count_text(round(each[v.EFFECTIVE_N]))} of {count_text(each[v.N])} ({plain(each[v.GROUP])})"
        for each in weights.to_dict("records")
    )
    apart = [column_words(str(each["confounder"])) for each in frame.to_dict("records") if each["weighted"] > BALANCED]
    left = f" After weighting {', '.join(apart)} still {agreed(len(apart), 'differs')}." if apart else ""
    return (
        f"{capital(column_words(by))}: weights run from {decimal_text(low, 2)} to {decimal_text(high, 2)}, their 1st "
        f"and 99th percentiles from {decimal_text(first, 2)} to {decimal_text(last, 2)}. None was truncated. "
        f"Effective numbers: {effective}. {weighted.positivity.words}{left}"
    )


def _balance_table(frames: dict[str, pd.DataFrame]) -> Table:
    lines = [(by, each) for by, frame in frames.items() for each in frame.to_dict("records")]
    return table_of(
        "balance",
        "Standardised differences of each confounder between groups, the largest of any two, before weighting and "
        f"after. Below {number_text(BALANCED)} groups are usually called alike.",
        lines,
        {
            "groups of": lambda each: column_words(each[0]),
            "confounder": lambda each: capital(column_words(str(each[1]["confounder"]))),
            "before": lambda each: Measure(each[1][v.UNWEIGHTED], 2),
            "after": lambda each: Measure(each[1]["weighted"], 2),
        },
    )


BALANCE = Analysis("balance", "Balance and weights", estimate, needs=("adjusted",), part_of="adjusted")

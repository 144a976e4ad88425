"""How far apart groups are in each confounder, before weighting and after: a love plot."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from isostats.estimate.standardised import BALANCED
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.result_checks import require_frame
from isostats.figures.row_layout import row_sheet
from isostats.figures.row_legends import Mark
from isostats.figures.row_sheets import Row
from isostats.figures.style import COLOURS, QUIET
from isostats.figures.ticks import tick_step
from isostats.vocabulary import names as v
from isostats.words.english import capital, column_words, number
from isostats.words.numbers import decimal_text, number_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WEIGHTED = "weighted"


@common_keywords()
def balance(
    result: pd.DataFrame, *, by: str = "", simulated: bool = False, **_: Unpack[CommonKeywords]
) -> Figure:
    """Draw the standardised difference of each confounder between groups, before weighting and after.

    ``result`` is ``iso.balance(adjusted)``; ``by`` says what is compared. The line stands at 0.1.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> apart = pd.DataFrame({"confounder": ["severity"], "unweighted": [0.41], "weighted": [0.02]})
    >>> iso.figures.describe(iso.figures.balance(apart, by="dose")).title
    'Balance of confounders between groups of dose'
    """
    require_frame(result, ("confounder", v.UNWEIGHTED, WEIGHTED), "balance", "iso.balance(iso.adjusted_curves(counts))")
    hollow, filled = Mark("o", QUIET, filled=False, edge=0.9), Mark("o", COLOURS[0])
    rows = [
        Row(capital(column_words(str(each["confounder"]))),
            (_text(each[v.UNWEIGHTED]), _text(each[WEIGHTED])), name=str(each["confounder"]),
            value=number(each[WEIGHTED]), mark=filled)
        for each in result.to_dict("records")
    ]  # fmt: skip
    sheet = row_sheet(rows, headers=("before", "after"), simulated=simulated,
                      keys=(("before weighting", hollow), ("after", filled)))  # fmt: skip
    before = [number(each) for each in result[v.UNWEIGHTED]]
    seen = [x for x in (*before, *(row.value for row in rows)) if isfinite(x)]
    step = tick_step(max([*seen, 2 * BALANCED]), max(sheet.width / 12.0, 2.0))
    high = step * np.ceil(max([*seen, 2 * BALANCED]) * 1.04 / step)
    ticks = np.arange(0, high + step / 2, step)
    sheet.axes.set_xlim(-0.02 * high, high)
    sheet.axes.set_xticks(ticks, [number_text(round(float(tick), 6)) for tick in ticks])
    sheet.axes.set_xlabel("Standardised difference (standard deviations)", labelpad=2)
    sheet.rule(ticks)
    sheet.upright(BALANCED, color=QUIET, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0.5)
    sheet.dumbbells(dict(zip((row.name for row in rows), before, strict=True)), "before")
    sheet.draw()
    listed = [f"{row.label}: {row.cells[0]} before, {row.cells[1]} after." for row in rows]
    meaning = (
        "Largest standardised difference between any two groups, over the levels of each confounder. Dashed line: "
        f"{number_text(BALANCED)}, below which groups are usually called alike."
    )
    compared = f"groups of {column_words(by)}" if by else "groups"
    alt = [f"Love plot of the balance of {len(rows)} confounders.", *listed, meaning]
    title = f"Balance of confounders between {compared}"
    return attach(sheet.figure, title, [meaning], alt, details=listed, simulated=simulated)


def _text(value: object) -> str:
    return decimal_text(number(value), 2) if number(value) == number(value) else "not weighted"

"""Which definition makes it the claimed figure, and which choice moves the answer?"""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Any

import pandas as pd

from isostats.analyses.grid.definitions import DENOMINATORS, each_once
from isostats.analyses.grid.result import Grid
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Definitions, Explored, Table, table_of, texts
from isostats.figures.drawing import Drawing
from isostats.study.grid_axes import AXES
from isostats.words.numbers import MISSING, count_text, share_text

NO_VOTES = "Definitions are not votes and none of them is random: how many of them reach a figure is no probability."
HOW_PLACED = (
    "the naive ones too, a row each. Above, at or below the claim: by its estimate and the margin alone. The verdicts "
    "on the claim test this, and may say below where the estimate lies within the margin."
)


def estimate(it: Basis) -> Answer[Grid | None]:
    """The grid that was run with the study, where there is one."""
    if it.grid is None:
        return Answer(None)
    grid = it.grid()
    curve, heatmap = grid_drawings(grid)
    biased = not grid.definition.passive  # which denominator is biased depends on why people left
    denominators = tuple(
        (name.replace("_", " "), words if biased else words.split(" (biased")[0])
        for name, words in DENOMINATORS.items()
    )
    every = f"tables/grid.csv has all {count_text(len(grid.frame))}"
    blocks: tuple[Block, ...] = (
        *texts([*grid.sentences(), NO_VOTES]),
        Explored(curve, "tables/grid.csv"),
        heatmap,
        _decomposition_table(grid),
        Definitions(denominators),
        *texts([*grid.notes, f"{every} definitions, {HOW_PLACED}"], quiet=True),
    )
    return Answer(grid, blocks=blocks, files=grid_tables(grid))


def grid_drawings(grid: Grid) -> tuple[Drawing, Drawing]:
    """The specification curve and the heat-map of outcomes."""
    # what is shared by all definitions; outcome and population are choices
    shared = grid.definition.with_(outcome="", population="", population_words="")
    claim: dict[str, Any] = {"claim": grid.claim, "margin": grid.margin}
    keywords = {"definition": shared, "simulated": grid.simulated, **claim}
    drawn = each_once(grid.frame)
    curve, heatmap = (Drawing(name, name, drawn, keywords) for name in ("specification_curve", "outcome_heatmap"))
    return curve, heatmap


def grid_tables(grid: Grid) -> dict[str, pd.DataFrame]:
    """grid: one row per definition; grid_decomposition: one row per choice."""
    words = {True: "true", False: "false"}
    flags = {name: grid.frame[name].astype(object).map(words) for name in ("carry_over", "primary")}
    return {"grid": grid.frame.assign(**flags), "grid_decomposition": grid.decomposition}


def _decomposition_table(grid: Grid) -> Table:
    def end(name: str) -> Callable[[dict[str, Any]], str]:
        return lambda row: (
            MISSING if isnan(row[name + "_mean"]) else f"{share_text(row[name + '_mean'])} ({row[name]})"
        )

    shown = grid.decomposition[grid.decomposition["choice"] != "total"].dropna(subset=["share"])
    return table_of(
        "grid_decomposition",
        "What moves the answer: the variance of remission over the censoring-aware definitions, by choice. Lowest and "
        "highest: the mean of the definitions with that level, of those that have one at each, all else equal. A rule "
        "of some outcomes alone is compared among these. Where every combination can be estimated, a share is "
        "the choice's main effect. Elsewhere it is the gain in a regression on the choices, averaged over every order "
        "of entering (Lindeman, Merenda and Gold 1980). Interactions: what the choices do not explain one by one.",
        shown.to_dict("records"),
        {
            "among": lambda row: row["among"],
            "choice": lambda row: AXES[row["choice"]].label if row["choice"] in AXES else row["choice"],
            "levels": lambda row: f"{row['levels']}" if row["choice"] in AXES else MISSING,
            "lowest, %": end("lowest"),
            "highest, %": end("highest"),
            "share of the variance": lambda row: f"{share_text(row['share'])}%",
        },
    )


GRID = Analysis("grid", "Which definition makes it {claim}?", estimate)

"""Which definition makes it the claimed figure, and which choice moves the answer?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from isostats.analyses.blocks import Block, Definitions, Explored, Table, texts
from isostats.analyses.grid.definitions import DENOMINATORS, each_once
from isostats.analyses.grid.result import Grid
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.figures.drawing import Drawing
from isostats.study.grid_axes import AXES
from isostats.words.numbers import count_text, share_text

NO_VOTES = (
    "Definitions are not votes and none of them is random: how many of them reach a figure is no probability."
)


def estimate(it: Basis) -> Answer[Grid | None]:
    """The grid that was run with the study, where there is one."""
    grid = it.grid
    if grid is None:
        return Answer(None)
    curve, heatmap = grid_drawings(grid)
    blocks: tuple[Block, ...] = (
        *texts([*grid.sentences(), NO_VOTES]),
        Explored(curve, "tables/grid.csv"),
        heatmap,
        decomposition_table(grid),
        Definitions(_denominators(grid)),
        *texts([*grid.notes, _where(grid)], quiet=True),
    )
    return Answer(grid, blocks=blocks, files=grid_tables(grid))


def grid_drawings(grid: Grid) -> tuple[Drawing, Drawing]:
    """The specification curve and the heat-map of outcomes."""
    # what is shared by all definitions; outcome and population are choices
    shared = grid.definition.with_(outcome="", population="", population_words="")
    claim: dict[str, Any] = {"claim": grid.claim, "margin": grid.margin}
    keywords = {"definition": shared, "simulated": grid.simulated, **claim}
    drawn = each_once(grid.frame)
    return (
        Drawing("specification_curve", "specification_curve", drawn, keywords),
        Drawing("outcome_heatmap", "outcome_heatmap", drawn, keywords),
    )


def grid_tables(grid: Grid) -> dict[str, pd.DataFrame]:
    """grid: one row per definition; grid_decomposition: one row per choice."""
    words = {True: "true", False: "false"}
    flags = {name: grid.frame[name].astype(object).map(words) for name in ("carry_over", "primary")}
    return {"grid": grid.frame.assign(**flags), "grid_decomposition": grid.decomposition}


def _denominators(grid: Grid) -> tuple[tuple[str, str], ...]:
    """The denominators in words; which one is biased depends on why people left."""
    passive = grid.definition.passive
    return tuple(
        (name.replace("_", " "), words.split(" (biased")[0] if passive else words)
        for name, words in DENOMINATORS.items()
    )


def _where(grid: Grid) -> str:
    return (
        f"tables/grid.csv has all {count_text(len(grid.frame))} definitions, the naive ones too, a row each. Whether "
        "one lies above, at or below the claim goes by its estimate and the margin alone; the verdicts on the claim "
        "test it, and may say below where the estimate lies within the margin."
    )


def decomposition_table(grid: Grid) -> Table:
    """How the variance of remission over the definitions splits over the choices."""
    shown = grid.decomposition[grid.decomposition["choice"] != "total"].dropna(subset=["share"])
    body = [
        (
            row["among"],
            AXES[row["choice"]].label if row["choice"] in AXES else row["choice"],
            f"{row['levels']}" if row["choice"] in AXES else "–",
            *(_level(row, name) for name in ("lowest", "highest")),
            f"{share_text(row['share'])}%",
        )
        for row in shown.to_dict("records")
    ]
    return Table(
        "grid_decomposition",
        "What moves the answer: the variance of remission over the censoring-aware definitions, by choice. Lowest and "
        "highest: the mean of the definitions with that level. Where every combination can be estimated, a share is "
        "the choice's main effect; where not, its gain in a regression on the choices, averaged over every order of "
        "entering (Lindeman, Merenda and Gold 1980). Interactions: what the choices do not explain one by one.",
        ("among", "choice", "levels", "lowest, %", "highest, %", "share of the variance"),
        body,
    )


def _level(row: dict[str, Any], name: str) -> str:
    return f"{share_text(row[name + '_mean'])} ({row[name]})" if row["choice"] in AXES else "–"


GRID = Analysis("grid", "Which definition makes it {claim}?", estimate)

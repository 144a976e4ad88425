"""The grid in the report: the sentence, what was varied, and which choice moves the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isostats.compare.grid_columns import CHOICES, DENOMINATORS, each_once
from isostats.report.cautions import on_definitions
from isostats.report.grid_explorer import interactive_grid
from isostats.report.page import Definitions, Section, Text
from isostats.report.tables import Table, share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isostats.compare.grid_result import Grid
    from isostats.report.analysis import Analysis
    from isostats.report.page import Picture


def grid_sections(analysis: Analysis, pictures: Mapping[str, Picture]) -> list[Section]:
    """The section on the grid, where there is one."""
    grid = analysis.grid
    if grid is None:
        return []
    blocks: list[Any] = [Text(words) for words in (*grid.sentences(), *on_definitions(analysis))]
    blocks.append(
        interactive_grid(
            each_once(grid.frame),
            claim=grid.claim,
            margin=grid.margin,
            picture=pictures["specification_curve"],
            table="tables/grid.csv",
        )
    )
    blocks.append(pictures["outcome_heatmap"])
    table = decomposition_table(grid)
    blocks += [table] if table.body else []
    blocks.append(Definitions(_denominators(grid)))
    blocks += [Text(note, quiet=True) for note in (*grid.notes, _where(grid))]
    return [Section("grid", f"Which definition makes it {grid.claim * 100:g}%?", blocks)]


def _denominators(grid: Grid) -> tuple[tuple[str, str], ...]:
    """The denominators in words; which one is biased depends on why people left."""
    passive = grid.definition.passive
    return tuple(
        (name.replace("_", " "), words.split(" (biased")[0] if passive else words)
        for name, words in DENOMINATORS.items()
    )


def _where(grid: Grid) -> str:
    return (
        f"tables/grid.csv has all {len(grid.frame):,} definitions, the naive ones too, a row each. Whether one lies "
        "above, at or below the claim goes by its estimate and the margin alone; the verdicts on the claim test it, "
        "and may say below where the estimate lies within the margin."
    )


def decomposition_table(grid: Grid) -> Table:
    """How the variance of remission over the definitions splits over the choices."""
    shown = grid.decomposition[grid.decomposition["choice"] != "total"].dropna(subset=["share"])
    body = [
        (
            row["among"],
            CHOICES[row["choice"]].label if row["choice"] in CHOICES else row["choice"],
            f"{row['levels']}" if row["choice"] in CHOICES else "–",
            *(_level(row, name) for name in ("lowest", "highest")),
            f"{share(row['share'])}%",
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
    return f"{share(row[name + '_mean'])} ({row[name]})" if row["choice"] in CHOICES else "–"

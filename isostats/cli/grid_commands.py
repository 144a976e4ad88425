"""The grid of definitions on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from isostats.cli.running import command_as_typed
from isostats.progress import Progress
from isostats.study.flags import study_flags


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--out", default="isostats-grid", show_default=True, type=click.Path(path_type=Path),
              help="Folder for the grid; an earlier grid there is replaced.")  # fmt: skip
@study_flags
def grid(source: Path, out: Path, **choices: Any) -> None:
    """Estimate remission under every definition: which of them makes it 85%?

    \b
    SOURCE is a file of course records or a study.toml. Every combination of outcome, horizon, population and
    denominator is estimated; of dispensings also gap rule, carry-over, last-fill rule, washout and least supply of
    an antibiotic. [grid] in the study file, or the --grid- flags, say which.

    \b
    Writes, whole or not at all:
      grid.csv                 one row per definition: its choices, the columns of results.csv, its position
                               (above | at | below | not_estimable), and whether it is the primary one
      grid_decomposition.csv   which choice moves the answer, as shares of the variance
      sentence.txt             the answer in words
      figures/                 the specification curve and the heat-map (SVG, PDF, PNG), with their captions
      manifest.json            what made it

    The primary definition is [study] primary under the study's own [courses]; it is added if the grid lacks it.

    \b
    Examples:
      isostats grid my_courses.csv --out my_grid
      isostats grid study.toml --grid-gap-days 30,60,180 --grid-carry-over true --grid-groups sex
      isostats grid study.toml --grid-denominators censoring_aware --primary second_course:1826
    """
    from isostats.report.answer_folders import write_grid

    with Progress("definitions") as progress:
        command = command_as_typed()
        done = write_grid(source, out=out, step=progress, progress=progress.count, command=command, **choices)
    for words in (done.grid.sentence(), *done.grid.notes):
        click.echo(words)
    click.echo(f"Grid: {done.folder / 'grid.csv'}")

"""From a study to an answer: the report, the claims, the grid of definitions, the notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from isostats.cli.running import command_as_typed
from isostats.progress import Progress
from isostats.study.flags import study_flags


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--out", default="isostats-report", show_default=True, type=click.Path(path_type=Path),
              help="Folder for the report; an earlier report there is replaced.")  # fmt: skip
@click.option("--release", is_flag=True, help="Write what may be sent out: the report from rounded counts by quarter.")
@study_flags
def report(source: Path, out: Path, release: bool, **choices: Any) -> None:
    """Estimate everything and write the report: SOURCE is a file of course records or a study.toml.

    \b
    Writes report.html (one file that works offline), figures/ (SVG, PDF, PNG), tables/ (CSV), results.csv, flow.csv,
    README.md and manifest.json, whole or not at all.

    \b
    Examples:
      isostats report my_courses.csv --out my_report
      isostats report study.toml
      isostats report my_courses.xlsx --horizons-days 365,730 --groups sex --on-invalid set_aside
    """
    if release:
        from isostats.report.release import write_release

        with Progress() as step:
            click.echo(str(write_release(source, out=out, step=step, **choices)))
        return
    from isostats.report.exact_counts import EXACT, custodian_words
    from isostats.report.job import write_report

    with Progress() as step:
        finished = write_report(source, out=out, step=step, command=command_as_typed(), **choices)
    click.echo(finished.sentence)
    from isostats.figures.letters import about_letters
    from isostats.figures.style import FAMILY

    letters = about_letters([str(group).split("=", 1)[-1] for group in finished.analysis.results["group"]], FAMILY)
    if letters:
        click.echo(letters, err=True)
    click.echo(f"Report: {finished.folder / 'report.html'}")
    warning = custodian_words(finished.analysis.study.release.custodian)
    if warning:
        click.echo(warning, err=True)
    click.echo(f"{EXACT}.")


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--out", default="isostats-notebooks", show_default=True, type=click.Path(path_type=Path),
              help="Folder for the executed notebooks.")  # fmt: skip
@study_flags
def notebooks(study: Path, out: Path, **choices: Any) -> None:
    """Run the notebooks on your own study.toml (or file of course records), top to bottom.

    \b
    Example:
      isostats notebooks study.toml --out my_notebooks

    Needs the extra: pip install 'isostats[notebooks]'.
    """
    from isostats.report.notebook_runs import run_notebooks

    with Progress() as step:
        written = run_notebooks(study, out=out, step=step, **choices)
    click.echo(f"Executed {len(written)} notebooks into {out}.")


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for scorecard.csv; an earlier one is replaced.")
@study_flags
def claims(source: Path, out: Path | None, **choices: Any) -> None:
    """Hold every claim of the article, and your own, against the records: SOURCE is a study.toml or course records.

    \b
    Prints a scorecard: each claim, how it is read, what the records say with an interval, the definition used, and a
    verdict in words. Your own claims stand in the study file as [[claims]]; isostats init shows one.

    \b
    Examples:
      isostats claims study.toml
      isostats claims study.toml --out my_claims
    """
    from isostats.report.answer_folders import scorecard, write_scorecard

    with Progress() as step:
        card = scorecard(source, step=step, **choices)
        if out is not None:
            write_scorecard(card, out)
    click.echo(str(card))
    if out is not None:
        click.echo(f"\nWrote {out / 'scorecard.csv'}.")


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

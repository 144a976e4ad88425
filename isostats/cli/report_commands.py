"""From a study to pages: the report, and the notebooks run on it."""

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

"""The claims, one by one, held against the records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from isostats.progress import Progress
from isostats.study.flags import study_flags


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

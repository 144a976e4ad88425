"""Releases of several sites into one report."""

from __future__ import annotations

from pathlib import Path

import click

from isostats.cli.running import PATH, out_folder
from isostats.progress import Progress


@click.command()
@click.argument("releases", nargs=-1, required=True, type=PATH)
@out_folder("isostats-pooled", "Folder for the pooled report; an earlier one there is replaced.")
@click.option("--names", default="", metavar="NAME,...",
              help="What the sites are called, in order; 1, 2, ... if not stated.")  # fmt: skip
@click.option("--title", default="", help="The report's title.")
@click.option("--language", default="en", show_default=True, help="The language of the page and its figures: en or de.")
@click.option("--interchange", default="", metavar="A,B,...",
              help="The results for other programs besides: omop, parquet, ro_crate, cdisc.")  # fmt: skip
def pool(releases: tuple[Path, ...], out: Path, names: str, title: str, language: str, interchange: str) -> None:
    """Pool the releases of several sites: RELEASES are the folders that they sent.

    Each site runs `isostats report STUDY --release` on the same study file and sends its folder; no record leaves it.
    The rounded counts are added up and reported as one study. Sites are compared, and every number says how far the
    rounding at the sites can have moved it. Sites that decided differently are not pooled: the difference is shown.

    \b
    Examples:
      isostats pool north/release south/release west/release --out pooled
      isostats pool north/release south/release --names "North,South"
    """
    from isostats.report.pool import write_pooled

    called, asked = ([each.strip() for each in text.split(",")] if text else [] for text in (names, interchange))
    with Progress() as step:
        pooled = write_pooled(
            releases, out=out, names=called, title=title, interchange=asked, language=language, step=step
        )
    click.echo(str(pooled))

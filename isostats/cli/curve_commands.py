"""Published curves: individual times back from points that were clicked on a figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from isostats.progress import Progress
from isostats.study.claims import ClaimChoices
from isostats.study.flags import claim_flags
from isostats.vocabulary import names as v


@click.command()
@click.argument("points", type=click.Path(path_type=Path))
@click.option("--at-risk", type=click.Path(path_type=Path), help="CSV file of the numbers at risk: time, at_risk.")
@click.option("--at-risk-unit", type=click.Choice(["days", "months", "years"]),
              help="Unit of the times of the numbers at risk, where it is not that of the curve.")  # fmt: skip
@click.option("--n", type=int, help="People at the start, where no numbers at risk were printed.")
@click.option("--events", type=int, help="Total number of events, where the paper states it.")
@click.option("--outcome", required=True, help="The outcome that the paper's is nearest to, such as second_course.")
@click.option("--unit", required=True, type=click.Choice(["days", "months", "years"]), help="Unit of all times.")
@click.option("--scale", default="share", show_default=True, type=click.Choice(["share", "percent"]),
              help="Whether 85% is written 0.85 or 85.")  # fmt: skip
@click.option("--between", default="steps", show_default=True, type=click.Choice(["steps", "lines"]),
              help="Between points the curve stays (steps were clicked), or runs straight.")  # fmt: skip
@click.option("--tolerance", default=0.02, show_default=True, help="Rises up to this share are smoothed as unsteady.")
@click.option("--label", default="published", show_default=True, help="Name of the curve, such as 'Author 2010'.")
@click.option("--note", default="", help="The paper's own definition, to travel with the curve.")
@claim_flags(v.REMISSION)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write into.")
def reconstruct(points: Path, out: Path, remission: float | None, **choices: Any) -> None:
    """Reconstruct individual times from a published Kaplan-Meier curve (Guyot's algorithm).

    \b
    POINTS is a CSV file (or semicolons with decimal commas) with the columns time and survival (or incidence), as
    clicked on the figure. Writes individual_times.csv, event_table.csv, evidence.csv and the curve redrawn, whole or
    not at all.

    \b
    Example:
      isostats reconstruct points.csv --at-risk risk.csv --unit months --scale percent \\
        --outcome second_course --label 'Author 2010' --out author2010
    """
    from isostats.report.evidence_folders import write_reconstruction

    with Progress() as step:
        step("reconstructing the curve")
        claim = ClaimChoices() if remission is None else ClaimChoices(remission=remission)
        written = write_reconstruction(points, out=out, claim=claim.remission, **choices)
    click.echo(written.sentence)
    click.echo(f"Wrote {written.folder}.")

"""Evidence of others: published studies, what they pool to, and individual times back from a published curve."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from isostats.cli.running import PATH, command_as_typed
from isostats.progress import Progress
from isostats.study.definitions import ClaimChoices
from isostats.study.flags import claim_flags
from isostats.vocabulary import names as v


def _own(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    events, slash, n = (part.strip() for part in value.partition("/"))
    if not (slash and events.isdigit() and n.isdigit()):
        raise click.BadParameter(f"{value!r} is not of the form EVENTS/N, such as 412/3000.")
    if int(events) > int(n) or not int(n):
        raise click.BadParameter(f"{value!r} has more events than people, or nobody.")
    return int(events), int(n)


@click.command()
@click.option("--outcome", help="One outcome only, such as second_course; every outcome if not given.")
@click.option("--csv", "source", type=PATH,
              help="Your own evidence, in place of the published cohorts that come with isostats.")  # fmt: skip
@click.option("--out", type=PATH, help="Folder for pooled.csv, the studies and a forest plot for each outcome.")
@click.option("--own", metavar="EVENTS/N", callback=_own, help="Your own cohort's crude count, placed among them.")
@claim_flags(v.REMISSION, "level")
def published(
    outcome: str | None, source: Path | None, out: Path | None, own: tuple[int, int] | None, **choices: float | None
) -> None:
    """Pool the published cohorts by outcome: the mean, and where a new cohort is to be expected.

    \b
    Shares in the table are those with the event. Two methods: inverse variance on the logit (tau2 by REML, modified
    Hartung-Knapp limits on t), and the binomial-normal model by maximum likelihood (limits on z); the prediction
    interval is on t with k - 1 degrees of freedom. Rows with pool = no, and rows without a count, are shown with the
    reason and not pooled.

    \b
    Your own file (CSV, Excel, Parquet ...) needs the columns study, outcome, n, events; it may have arm, authors,
    year, follow_up_months, definition, pool (yes or no), pool_note. Its outcomes may be your own.

    \b
    --out writes pooled.csv, published.csv, leave_one_out.csv, captions.md and forest_<outcome>.svg, .pdf and .png,
    whole or not at all.

    \b
    Examples:
      isostats published
      isostats published --outcome second_course --own 412/3000 --out published_second_course
      isostats published --csv my_evidence.csv --out my_evidence
    """
    from isostats.errors import StudyError
    from isostats.evidence.pooled import pool_published

    claim = ClaimChoices(**{name: value for name, value in choices.items() if value is not None})
    with Progress() as step:
        step("pooling the published studies")
        evidence = pool_published(outcome, path=source, level=claim.level)
        if own is not None and len(evidence.outcomes) > 1:
            known = ", ".join(pool.outcome for pool in evidence.outcomes)
            raise StudyError(f"--own is a count of one outcome: name it with --outcome. Known: {known}.")
        placed = None if own is None else evidence.place_counts(*own, outcome=evidence.outcomes[0].outcome)
        if out is not None:
            from isostats.report.evidence_folders import write_published

            write_published(evidence, out=out, own=placed, claim=claim.remission, command=command_as_typed(), step=step)
    click.echo(str(evidence))
    if placed is not None:
        click.echo(f"\n{placed.sentence}")
    if out is not None:
        click.echo(f"\nWrote {out / 'pooled.csv'}, the studies and a forest plot for each outcome.")


@click.command()
@click.argument("points", type=PATH)
@click.option("--at-risk", type=PATH, help="CSV file of the numbers at risk: time, at_risk.")
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
@click.option("--out", required=True, type=PATH, help="Folder to write into.")
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
        sentence = write_reconstruction(points, out=out, claim=claim.remission, **choices)
    click.echo(f"{sentence}\nWrote {out}.")

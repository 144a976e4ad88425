"""What was published: the studies, what they pool to, and where one's own cohort lies among them."""

from __future__ import annotations

from pathlib import Path

import click

from isostats.cli.running import command_as_typed
from isostats.progress import Progress
from isostats.study.claims import ClaimChoices
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
@click.option("--csv", "source", type=click.Path(path_type=Path),
              help="Your own evidence, in place of the published cohorts that come with isostats.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path),
              help="Folder for pooled.csv, the studies and a forest plot for each outcome.")  # fmt: skip
@click.option("--own", metavar="EVENTS/N", callback=_own, help="Your own cohort's crude count, placed among them.")
@claim_flags(v.REMISSION, "level")
def published(
    outcome: str | None, source: Path | None, out: Path | None, own: tuple[int, int] | None, **choices: float | None
) -> None:
    """Pool the published cohorts by outcome: the mean, and where a new cohort is to be expected.

    \b
    Shares in the table are those with the event. Two methods: inverse variance on the logit (tau2 by REML, modified
    Hartung-Knapp interval), and the binomial-normal model by maximum likelihood; the prediction interval is on t with
    k - 1 degrees of freedom. Rows with pool = no, and rows without a count, are shown with the reason and not pooled.

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

"""How many patients a study needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from isostats.cli.running import PATH, command_as_typed
from isostats.progress import Progress
from isostats.study.flags import claim_flags
from isostats.vocabulary import names as v

AIMS = ("below", "above", "equivalent", "precision")


@click.command()
@click.argument("aim", type=click.Choice(AIMS))
@click.option("--expected", type=float, required=True, metavar="SHARE",
              help="Remission that is expected at the horizon, such as 0.8.")  # fmt: skip
@click.option("--horizon-days", default=730, show_default=True, type=int, help="Day at which remission is estimated.")
@click.option("--power", default=0.9, show_default=True, type=float, help="Share of such studies that show it.")
@click.option("--half-width", default=0.03, show_default=True, type=float,
              help="Of aim precision: how far the interval reaches to each side.")  # fmt: skip
@click.option("--follow-days", type=int, help="Days that everybody is followed at least; the horizon if not stated.")
@click.option("--recruit-days", default=0, show_default=True, type=int,
              help="Days over which people come; who came first is followed so much longer.")  # fmt: skip
@click.option("--lost-per-year", default=0.05, show_default=True, type=float, help="Share of people lost each year.")
@click.option("--studies", default=2000, show_default=True, type=int,
              help="Simulated studies of each size that is tried; 0 for the formula alone.")  # fmt: skip
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same answer.")
@click.option("--out", type=PATH, help="Folder for plan.csv (other expectations), plan.md and the figure.")
@claim_flags(v.REMISSION, "margin", "level")
def plan(aim: str, expected: float, out: Path | None, **choices: Any) -> None:
    """Plan a study: how many patients, followed how long with how much loss.

    \b
    AIM is what the study should show of remission at the horizon:
      below        that it lies below the claim: its whole interval does
      above        that it lies above the claim
      equivalent   that it lies within the margin of the claim (two one-sided tests)
      precision    nothing but itself, with an interval that reaches --half-width to each side

    The number comes from a formula. Studies of that size are then simulated, and estimated as in a report. Where too
    few of them show it, larger studies are tried. Relapses are taken to come early, as in published cohorts.

    \b
    Examples:
      isostats plan below --expected 0.80
      isostats plan equivalent --expected 0.84 --margin 0.05 --recruit-days 365 --lost-per-year 0.1
      isostats plan precision --expected 0.80 --half-width 0.02 --out my_plan
    """
    from isostats.estimate.study_plans import plan_study

    claim = choices.pop(v.REMISSION)
    stated = {name: value for name, value in {**choices, "claim": claim}.items() if value is not None}
    with Progress() as step:
        step("planning, and simulating studies of that size")
        made = plan_study(aim, expected=expected, **stated)  # type: ignore[arg-type]
        if out is not None:
            from isostats.report.plan_folder import write_plan

            write_plan(made, out=out, command=command_as_typed(), step=step)
    click.echo(str(made))
    click.echo(f"\nPeople needed by the formula, were it otherwise:\n{made.table}")
    if out is not None:
        click.echo(f"\nWrote {out / 'plan.csv'}, plan.md and the figure.")

"""Which figures the report has, and what each is drawn from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from isostats.compare.grid_columns import each_once

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from isostats.compare.grid_result import Grid
    from isostats.report.analysis import Analysis
    from isostats.report.published_studies import Beside


def group_picture(name: str) -> str:
    """The name of the figure by a group, safe as a file's name on every system.

    >>> group_picture("sex"), group_picture("a/b")
    ('remission_by_sex', 'remission_by_a_b')
    """
    return "remission_by_" + re.sub(r"[^\w.-]", "_", name)


def draw_all(analysis: Analysis, beside: Beside, flow: pd.DataFrame) -> Iterator[tuple[str, Figure]]:
    """Every figure with its name, one after another so that only one is in memory."""
    from isostats import figures

    study = analysis.study
    shared: dict[str, Any] = {"simulated": study.simulated}
    followed: dict[str, Any] = {"min_at_risk": study.study.min_at_risk, "horizons_days": study.horizons, **shared}
    claim: dict[str, Any] = {"claim": study.claim.remission, "margin": study.claim.margin}
    cohort = analysis.cohort
    treated = cohort.definition.with_(
        population="everyone",
        population_words=cohort.population_words("everyone"),
        competing=("death",) if cohort.deaths else (),
    )
    curve = analysis.curves[analysis.primary_outcome, "everyone", None]
    yield "remission_curve", figures.remission(curve, **claim, **followed)
    for name in analysis.groups:
        grouped = analysis.curves[analysis.primary_outcome, "everyone", name]
        test = analysis.log_rank.get((analysis.primary_outcome, name))
        p_value = None if test is None else test.p_value
        yield group_picture(name), figures.remission_by_group(grouped, by=name, p_value=p_value, **claim, **followed)
    if analysis.sites is not None and analysis.sites.enough:
        yield "funnel", figures.funnel(analysis.sites, **shared)
    if analysis.first_treatment is not None:
        yield "first_treatment", figures.first_treatment(analysis.first_treatment, **followed)
    second = analysis.incidence.get(("second_course", "everyone", None))
    if second is not None:
        yield "second_course", figures.second_course(second, courses=analysis.courses, **followed)
    yield (
        "naive_against_censoring_aware",
        figures.naive_against_censoring_aware(analysis.results, definition=treated, **claim, **shared),
    )
    yield "durations_and_doses", figures.durations_and_doses(analysis.bins, facts=analysis.facts, **shared)
    # treatments and other tables read beside them are not a step of theirs
    of_people = flow[~flow["step"].str.startswith(("events", "beside"))]
    yield "flow", figures.flow(of_people, simulated=study.simulated)
    if any(model.result is not None for model in analysis.models):
        unnamed = cohort.definition.with_(population="")
        yield "predictors", figures.predictors(analysis.results, definition=unnamed, **shared)
    yield "published_forest", figures.published_forest(beside.primary, own=beside.placement, **claim, **shared)
    if len(beside.others):
        # the published shares count the later event itself, whatever the response was; so do the marks beside them
        population = "everyone"
        mine: dict[str, Any] = {
            "population": population,
            "horizon_days": study.study.primary.horizon_days,
            "claim": study.claim.remission,
            "definition": treated.with_(population=population, population_words=cohort.population_words(population)),
        }
        yield "published", figures.published(beside.others, results=analysis.results, **mine, **shared)
    if analysis.grid is not None:
        yield from draw_grid(analysis.grid)


def draw_grid(grid: Grid) -> Iterator[tuple[str, Figure]]:
    """The figures of a grid of definitions with their names."""
    from isostats import figures

    # what is shared by all definitions; outcome and population are choices
    told = grid.definition.with_(outcome="", population="", population_words="")
    shared: dict[str, Any] = {"definition": told, "simulated": grid.simulated}
    claim: dict[str, Any] = {"claim": grid.claim, "margin": grid.margin}
    drawn = each_once(grid.frame)
    yield "specification_curve", figures.specification_curve(drawn, **claim, **shared)
    yield "outcome_heatmap", figures.outcome_heatmap(drawn, **claim, **shared)

"""A figure asked of a result that it cannot carry says which call is right, and following that call draws."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from matplotlib.figure import Figure

from isostats import figures
from isostats.errors import EstimateError
from isostats.evidence.pooled import pool_published
from isostats.evidence.published_cohorts import published
from tests.figures.made import incidence_of, people, remission_of

BY_SEX = remission_of(people(600, groups=("sex=female", "sex=male")))
CAUSES_BY_SEX = incidence_of(people(600, groups=("sex=female", "sex=male"), causes=6))
SECOND_BY_SEX = incidence_of(people(600, groups=("sex=female", "sex=male"), causes=2), ("second_course", "death"))
CURVE, INCIDENCE = remission_of(people(300)), incidence_of(people(300, causes=6))

WRONG: dict[str, tuple[Callable[[], Figure], str]] = {
    "curve by sex": (lambda: figures.remission(BY_SEX), r"2 groups .*figures\.remission_by_group\(curve\)"),
    "causes by sex": (lambda: figures.first_treatment(CAUSES_BY_SEX), r"first_treatment\(curve, group='sex=female'\)"),
    "second by sex": (lambda: figures.second_course(SECOND_BY_SEX), r"second_course\(curve, group='sex=female'\)"),
    "a name misspelt": (lambda: figures.remission(BY_SEX, group="sex=femal"), r"did you mean 'sex=female'\?"),
    "causes as remission": (lambda: figures.remission(INCIDENCE), r"first_treatment or second_course"),
    "causes by group": (lambda: figures.remission_by_group(CAUSES_BY_SEX), r"first_treatment or second_course"),
    "remission as causes": (lambda: figures.first_treatment(CURVE), r"figures\.remission or remission_by_group"),
    "remission as second": (lambda: figures.second_course(CURVE), r"figures\.remission or remission_by_group"),
    "cause not there": (lambda: figures.second_course(INCIDENCE), r"'second_course'.*It tells: not_clear"),
    "counts, no curve": (lambda: figures.remission(CURVE.counts), r"not an EventTable\. Make one: iso\.kaplan_meier"),
    "a whole pool": (lambda: figures.published_forest(pool_published()), r"iso\.pool_published\(\)\.of\("),
    "a curve as funnel": (lambda: figures.funnel(CURVE), r"iso\.funnel\(cohort\.count"),
    "a frame as funnel": (lambda: figures.funnel(pd.DataFrame()), r"does not draw a DataFrame"),
    "results as grid": (lambda: figures.outcome_heatmap(CURVE.frame), r"iso\.grid\(study\)\.to_frame\(\)"),
    "a curve as grid": (lambda: figures.specification_curve(CURVE), r"iso\.grid\(study\)\.to_frame\(\)"),
    "a curve as results": (lambda: figures.predictors(CURVE), r"iso\.analyse_study\(study\)\.results"),
    "evidence as results": (lambda: figures.naive_against_censoring_aware(published()), r"analyse_study"),
    "results as bins": (lambda: figures.durations_and_doses(CURVE.frame), r"quantity, left, right, count"),
    "a curve as ladder": (lambda: figures.ladder(CURVE), r"does not draw a Curve\. .*\['ladder'\]\.value\.worst"),
    "a ladder as bars": (lambda: figures.present_steps(CURVE), r"not a Curve\. .*\['ladder'\]\.value\.present"),
    "a curve as follow-up": (lambda: figures.followup(CURVE), r"figures\.remission or remission_by_group"),
    "counts as follow-up": (lambda: figures.followup(CURVE.counts), r"iso\.followup_curve"),
    "a curve as missing": (lambda: figures.missingness(CURVE), r"records\.missing"),
    "a curve as subgroups": (lambda: figures.subgroups(CURVE), r"iso\.analyse_study\(study\)\.results"),
    "a curve as differences": (lambda: figures.group_differences(CURVE), r"iso\.analyse_study\(study\)\.results"),
    "a curve as adjusted": (lambda: figures.adjusted_remission(CURVE), r"iso\.adjusted_curves\(counts\)"),
    "a curve as balance": (lambda: figures.balance(CURVE.frame), r"iso\.balance"),
    "a curve as a dose": (lambda: figures.dose_hazard(CURVE), r"iso\.dose_hazard\(frame\)"),
    "a curve as ratios over time": (lambda: figures.ratios_over_time(CURVE), r"iso\.ratios_over_time\(model\)"),
    "a curve as timelines": (lambda: figures.timelines(CURVE), r"iso\.course_timelines"),
    "a list as flow": (lambda: figures.flow([1, 2]), r"flow\.csv"),
    "results as definitions": (
        lambda: figures.published_definitions(CURVE.frame),
        r"iso\.published_definitions\(records\)",
    ),
    "a pool as cohorts": (lambda: figures.published(pool_published()), r"iso\.published\(\)"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_result_that_cannot_be_drawn_is_refused_with_the_right_call(name: str) -> None:
    draw, told = WRONG[name]
    with pytest.raises(EstimateError, match=told) as error:
        draw()
    assert all(len(sentence.split()) <= 40 for sentence in str(error.value).split(". "))


def test_what_the_sentences_advise_draws() -> None:
    for figure in (
        figures.remission_by_group(BY_SEX),
        figures.remission(BY_SEX, group="sex=female"),
        figures.first_treatment(CAUSES_BY_SEX, group="sex=male"),
        figures.second_course(SECOND_BY_SEX, group="sex=female"),
        figures.published_forest(pool_published().of("second_course")),
    ):
        assert "n = 0" not in figures.describe(figure).caption

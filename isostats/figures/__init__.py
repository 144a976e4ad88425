"""Results in, matplotlib figures out: nothing is fitted here and no statistic is computed.

Every function returns a :class:`matplotlib.figure.Figure` that is ready to print at 183 mm; :func:`describe` gives its
title, caption and alt text, built from the same result, and :func:`save` writes it, byte for byte the same each time.

>>> import isostats as iso
>>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
>>> figure = iso.figures.remission(iso.kaplan_meier(counts), title="Remission", min_at_risk=1)
>>> iso.figures.describe(figure).title
'Remission'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.lazy import lazy_names

if TYPE_CHECKING:
    from isostats.figures.adjusted_lines import adjusted_remission as adjusted_remission
    from isostats.figures.balance_rows import balance as balance
    from isostats.figures.course_histograms import durations_and_doses as durations_and_doses
    from isostats.figures.cured_curve import cured_share as cured_share
    from isostats.figures.definition_rows import published_definitions as published_definitions
    from isostats.figures.difference_panel import difference as difference
    from isostats.figures.difference_rows import group_differences as group_differences
    from isostats.figures.dose_curves import dose_hazard as dose_hazard
    from isostats.figures.ends_by_reason import course_ends as course_ends
    from isostats.figures.finished import Words as Words
    from isostats.figures.finished import describe as describe
    from isostats.figures.finished import render as render
    from isostats.figures.finished import save as save
    from isostats.figures.finished import show as show
    from isostats.figures.flow_of_counts import flow as flow
    from isostats.figures.follow_up import followup as followup
    from isostats.figures.funnels import funnel as funnel
    from isostats.figures.hazard_rows import predictors as predictors
    from isostats.figures.hazard_years import annual_hazard as annual_hazard
    from isostats.figures.hazards_over_time import ratios_over_time as ratios_over_time
    from isostats.figures.heatmaps import outcome_heatmap as outcome_heatmap
    from isostats.figures.incidence_curves import first_treatment as first_treatment
    from isostats.figures.incidence_curves import second_course as second_course
    from isostats.figures.landmark_curves import conditional_remission as conditional_remission
    from isostats.figures.layer_texts import add_medians as add_medians
    from isostats.figures.layer_texts import add_p as add_p
    from isostats.figures.layers import add_at_risk as add_at_risk
    from isostats.figures.layers import add_claim as add_claim
    from isostats.figures.layers import add_difference as add_difference
    from isostats.figures.loss_deltas import lost_early as lost_early
    from isostats.figures.mean_curves import mean_courses as mean_courses
    from isostats.figures.missing_values import missingness as missingness
    from isostats.figures.person_timelines import timelines as timelines
    from isostats.figures.published_cohorts import published as published
    from isostats.figures.published_cohorts import published_forest as published_forest
    from isostats.figures.remission_curves import remission as remission
    from isostats.figures.remission_curves import remission_by_group as remission_by_group
    from isostats.figures.result_rows import naive_against_censoring_aware as naive_against_censoring_aware
    from isostats.figures.result_rows import subsets as subsets
    from isostats.figures.specification_curves import specification_curve as specification_curve
    from isostats.figures.state_areas import states as states
    from isostats.figures.step_areas import ladder as ladder
    from isostats.figures.step_areas import present_steps as present_steps
    from isostats.figures.study_sizes import sample_sizes as sample_sizes
    from isostats.figures.subgroup_rows import subgroups as subgroups
    from isostats.figures.visit_stretches import between_visits as between_visits

__getattr__, __dir__, __all__ = lazy_names(__name__, called="iso.figures")

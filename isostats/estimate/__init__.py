"""Numbers from counts: pure functions of an event table, pooled proportions, and Cox regression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.lazy import lazy_names

if TYPE_CHECKING:
    from isostats.estimate.adjusted import AdjustedCurves as AdjustedCurves
    from isostats.estimate.adjusted import adjusted_curves as adjusted_curves
    from isostats.estimate.adjusted_contrasts import adjusted_difference as adjusted_difference
    from isostats.estimate.adjusted_contrasts import balance as balance
    from isostats.estimate.between_studies import study_slope as study_slope
    from isostats.estimate.comparisons import logrank as logrank
    from isostats.estimate.comparisons import logrank_trend as logrank_trend
    from isostats.estimate.comparisons import pairwise_logrank as pairwise_logrank
    from isostats.estimate.confounder_patterns import positivity as positivity
    from isostats.estimate.contrasts import common_followup as common_followup
    from isostats.estimate.contrasts import interaction as interaction
    from isostats.estimate.contrasts import median_difference as median_difference
    from isostats.estimate.contrasts import remission_difference as remission_difference
    from isostats.estimate.contrasts import remission_ratio as remission_ratio
    from isostats.estimate.cured_shares import mixture_cure as mixture_cure
    from isostats.estimate.curves import aalen_johansen as aalen_johansen
    from isostats.estimate.curves import followup_curve as followup_curve
    from isostats.estimate.curves import kaplan_meier as kaplan_meier
    from isostats.estimate.curves import median_followup as median_followup
    from isostats.estimate.curves import shares_of_causes as shares_of_causes
    from isostats.estimate.curves import success_by_cause as success_by_cause
    from isostats.estimate.curves import treatment_success as treatment_success
    from isostats.estimate.differences import CurveDifference as CurveDifference
    from isostats.estimate.differences import curve_difference as curve_difference
    from isostats.estimate.dose_splines import dose_hazard as dose_hazard
    from isostats.estimate.e_values import e_value as e_value
    from isostats.estimate.enough_followup import permanence as permanence
    from isostats.estimate.gray_test import gray as gray
    from isostats.estimate.hazards_over_time import proportional_hazards as proportional_hazards
    from isostats.estimate.imputation import impute as impute
    from isostats.estimate.imputed_models import cox_imputed as cox_imputed
    from isostats.estimate.interval_censored import turnbull as turnbull
    from isostats.estimate.intervals import exact_limits as exact_limits
    from isostats.estimate.intervals import loglog_test as loglog_test
    from isostats.estimate.intervals import proportion as proportion
    from isostats.estimate.landmarks import ConditionalRemission as ConditionalRemission
    from isostats.estimate.landmarks import conditional_remission as conditional_remission
    from isostats.estimate.loss_scenarios import remission_if_lost as remission_if_lost
    from isostats.estimate.mean_times import rmst as rmst
    from isostats.estimate.mean_times import rmst_difference as rmst_difference
    from isostats.estimate.mean_times import rmst_ratio as rmst_ratio
    from isostats.estimate.modified_ratios import effect_modification as effect_modification
    from isostats.estimate.observation_weights import ipcw as ipcw
    from isostats.estimate.occupied_states import StateOccupation as StateOccupation
    from isostats.estimate.occupied_states import state_occupation as state_occupation
    from isostats.estimate.person_time import annual_hazard as annual_hazard
    from isostats.estimate.pooled import Pooled as Pooled
    from isostats.estimate.pooled import leave_one_out as leave_one_out
    from isostats.estimate.pooled import pool_proportions as pool_proportions
    from isostats.estimate.recurrent import mean_courses as mean_courses
    from isostats.estimate.regression import cox as cox
    from isostats.estimate.resampled_limits import bootstrap_limits as bootstrap_limits
    from isostats.estimate.resampling import bootstrap as bootstrap
    from isostats.estimate.results import Curve as Curve
    from isostats.estimate.schoenfeld import ratios_over_time as ratios_over_time
    from isostats.estimate.site_funnel import Funnel as Funnel
    from isostats.estimate.site_funnel import funnel as funnel
    from isostats.estimate.uncensored import log_slope as log_slope
    from isostats.estimate.uncensored import median_of_counts as median_of_counts
    from isostats.estimate.uncensored import rank_correlation as rank_correlation
    from isostats.estimate.visit_shift import between_visits as between_visits

__getattr__, __dir__, __all__ = lazy_names(__name__)

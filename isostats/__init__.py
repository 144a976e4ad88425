"""isostats: remission, time to relapse and second courses after isotretinoin, held against the ~85% claim.

>>> import isostats as iso
>>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
>>> curve = iso.kaplan_meier(counts)
>>> round(float(curve.at([365], min_at_risk=1)["estimate"].iloc[0]), 3)
0.8

From records: ``iso.read_courses(path)``, ``iso.first_courses(records)``, ``cohort.count(outcome)``, then an estimator.
Names are loaded when they are used, so that ``import isostats`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.lazy import lazy_names
from isostats.version import __version__ as __version__

if TYPE_CHECKING:
    from isostats import figures as figures
    from isostats import tables as tables
    from isostats.analyses.claims.comparison import compare_to_claim as compare_to_claim
    from isostats.analyses.paper_tables import group_table as group_table
    from isostats.analyses.paper_tables import model_table as model_table
    from isostats.analyses.paper_tables import remission_table as remission_table
    from isostats.analyses.paper_tables import second_course_table as second_course_table
    from isostats.analyses.paper_tables import table_one as table_one
    from isostats.cohort.between_visits import count_between_visits as count_between_visits
    from isostats.cohort.confounding import confounded_table as confounded_table
    from isostats.cohort.confounding import count_confounded as count_confounded
    from isostats.cohort.counting import event_table as event_table
    from isostats.cohort.course_histories import count_courses as count_courses
    from isostats.cohort.early_loss import count_with_loss as count_with_loss
    from isostats.cohort.following import first_courses as first_courses
    from isostats.cohort.remission_states import count_stays as count_stays
    from isostats.cohort.timeline_lanes import course_timelines as course_timelines
    from isostats.errors import DataError as DataError
    from isostats.errors import EstimateError as EstimateError
    from isostats.errors import HandleError as HandleError
    from isostats.errors import IsostatsError as IsostatsError
    from isostats.errors import NobodyLeft as NobodyLeft
    from isostats.errors import OutputError as OutputError
    from isostats.errors import StudyError as StudyError
    from isostats.estimate import aalen_johansen as aalen_johansen
    from isostats.estimate import adjusted_curves as adjusted_curves
    from isostats.estimate import adjusted_difference as adjusted_difference
    from isostats.estimate import annual_hazard as annual_hazard
    from isostats.estimate import balance as balance
    from isostats.estimate import between_visits as between_visits
    from isostats.estimate import bootstrap_limits as bootstrap_limits
    from isostats.estimate import conditional_remission as conditional_remission
    from isostats.estimate import cox as cox
    from isostats.estimate import cox_imputed as cox_imputed
    from isostats.estimate import curve_difference as curve_difference
    from isostats.estimate import dose_hazard as dose_hazard
    from isostats.estimate import e_value as e_value
    from isostats.estimate import effect_modification as effect_modification
    from isostats.estimate import followup_curve as followup_curve
    from isostats.estimate import funnel as funnel
    from isostats.estimate import gray as gray
    from isostats.estimate import impute as impute
    from isostats.estimate import ipcw as ipcw
    from isostats.estimate import kaplan_meier as kaplan_meier
    from isostats.estimate import logrank as logrank
    from isostats.estimate import logrank_trend as logrank_trend
    from isostats.estimate import mean_courses as mean_courses
    from isostats.estimate import median_difference as median_difference
    from isostats.estimate import median_followup as median_followup
    from isostats.estimate import mixture_cure as mixture_cure
    from isostats.estimate import pairwise_logrank as pairwise_logrank
    from isostats.estimate import permanence as permanence
    from isostats.estimate import positivity as positivity
    from isostats.estimate import proportion as proportion
    from isostats.estimate import proportional_hazards as proportional_hazards
    from isostats.estimate import ratios_over_time as ratios_over_time
    from isostats.estimate import remission_difference as remission_difference
    from isostats.estimate import remission_if_lost as remission_if_lost
    from isostats.estimate import remission_ratio as remission_ratio
    from isostats.estimate import rmst as rmst
    from isostats.estimate import rmst_difference as rmst_difference
    from isostats.estimate import state_occupation as state_occupation
    from isostats.estimate import turnbull as turnbull
    from isostats.estimate.study_plans import plan_study as plan_study
    from isostats.evidence.coverage_of_intervals import simulated_coverage as simulated_coverage
    from isostats.evidence.pooled import pool_published as pool_published
    from isostats.evidence.published_cohorts import published as published
    from isostats.evidence.reconstruction import beside as beside
    from isostats.evidence.reconstruction import reconstruct_curve as reconstruct_curve
    from isostats.records import check_courses as check_courses
    from isostats.records import read_courses as read_courses
    from isostats.records.combining import combine as combine
    from isostats.records.dispensings import read_dispensings as read_dispensings
    from isostats.records.omop import read_omop as read_omop
    from isostats.report.answer_folders import claims as claims
    from isostats.report.answer_folders import grid as grid
    from isostats.report.answer_folders import scorecard as scorecard
    from isostats.report.explorer import explore as explore
    from isostats.report.job import analyse_study as analyse_study
    from isostats.report.job import write_report as write_report
    from isostats.report.records_by_definition import published_definitions as published_definitions
    from isostats.simulate import simulate_courses as simulate_courses
    from isostats.simulate import simulate_dispensings as simulate_dispensings
    from isostats.study.study_file import read_study as read_study

__getattr__, __dir__, __all__ = lazy_names(__name__, called="iso")

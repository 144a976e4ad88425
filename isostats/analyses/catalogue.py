"""Every question that the report answers, in the order in which a reader asks. A new one is a line here."""

from __future__ import annotations

from isostats.analyses.adjusted import ADJUSTED
from isostats.analyses.balance import BALANCE
from isostats.analyses.beyond_relapse import BEYOND_RELAPSE
from isostats.analyses.characteristics import CHARACTERISTICS
from isostats.analyses.claim import CLAIM
from isostats.analyses.claims.scorecard import CLAIMS
from isostats.analyses.conditional_remission import STILL_IN_REMISSION
from isostats.analyses.course_ends import COURSE_ENDS
from isostats.analyses.courses import COURSES
from isostats.analyses.current_remission import CURRENT_REMISSION
from isostats.analyses.data_quality import DATA_QUALITY
from isostats.analyses.definitions import DEFINITIONS
from isostats.analyses.differences import DIFFERENCES
from isostats.analyses.dose import DOSE
from isostats.analyses.first_treatment import FIRST_TREATMENT
from isostats.analyses.five_numbers import FIVE_NUMBERS
from isostats.analyses.grid.question import GRID
from isostats.analyses.groups import GROUPS
from isostats.analyses.imputed_predictors import IMPUTED_PREDICTORS
from isostats.analyses.imputed_success import IMPUTED_SUCCESS
from isostats.analyses.interruptions import INTERRUPTIONS
from isostats.analyses.ladder import LADDER
from isostats.analyses.lost import LOST_EARLY
from isostats.analyses.modified_effects import MODIFIED_EFFECTS
from isostats.analyses.permanence import PERMANENCE
from isostats.analyses.predictors import PREDICTORS
from isostats.analyses.protocol import Analysis
from isostats.analyses.published import PUBLISHED
from isostats.analyses.remission import REMISSION
from isostats.analyses.repeated_courses import REPEATED_COURSES
from isostats.analyses.resampled import RESAMPLED
from isostats.analyses.second_courses import SECOND_COURSES
from isostats.analyses.sites import SITES
from isostats.analyses.subsets import SUBSETS
from isostats.analyses.treatment_success import SUCCESS
from isostats.analyses.visit_dates import BETWEEN_VISITS
from isostats.analyses.who import WHO
from isostats.analyses.yearly_hazard import YEARLY_HAZARD

ANALYSES: tuple[Analysis, ...] = (
    WHO,
    CHARACTERISTICS,
    DEFINITIONS,
    FIVE_NUMBERS,
    SUCCESS,
    REMISSION,
    FIRST_TREATMENT,
    LADDER,
    GROUPS,
    SUBSETS,
    SITES,
    STILL_IN_REMISSION,
    YEARLY_HAZARD,
    PERMANENCE,
    CURRENT_REMISSION,
    BETWEEN_VISITS,
    SECOND_COURSES,
    REPEATED_COURSES,
    COURSES,
    COURSE_ENDS,
    INTERRUPTIONS,
    BEYOND_RELAPSE,
    DIFFERENCES,
    RESAMPLED,
    ADJUSTED,
    BALANCE,
    PREDICTORS,
    MODIFIED_EFFECTS,
    IMPUTED_PREDICTORS,
    IMPUTED_SUCCESS,
    DOSE,
    CLAIM,
    CLAIMS,
    LOST_EARLY,
    GRID,
    PUBLISHED,
    DATA_QUALITY,
)

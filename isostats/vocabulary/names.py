"""The words of isostats' tables: columns, statuses, quantities, outcomes, populations, methods, kinds of treatment.

Whoever needs one takes it from here, as ``from isostats.vocabulary import names as v``: a name that is mistyped is then
an error, and what a word is used for can be looked up.

>>> RESULT_COLUMNS[:6] == (QUANTITY, OUTCOME, POPULATION, METHOD, GROUP, TIME_DAYS)
True
"""

from __future__ import annotations

from typing import Final

# Columns of results, and of the tables that estimators return.
QUANTITY: Final = "quantity"
OUTCOME: Final = "outcome"
POPULATION: Final = "population"
METHOD: Final = "method"
GROUP: Final = "group"
TIME_DAYS: Final = "time_days"
TIME: Final = "time"
ESTIMATE: Final = "estimate"
LOWER: Final = "lower"
UPPER: Final = "upper"
STD_ERROR: Final = "std_error"
P_VALUE: Final = "p_value"
LEVEL: Final = "level"
N: Final = "n"
AT_RISK: Final = "at_risk"
EVENTS: Final = "events"
CENSORED: Final = "censored"
STATUS: Final = "status"
BOUND: Final = "bound"

ADDRESS: Final = (QUANTITY, OUTCOME, POPULATION, METHOD, GROUP, TIME_DAYS)
"""What tells one result from another; no two results share it."""
NUMBERS: Final = (ESTIMATE, LOWER, UPPER, STD_ERROR, P_VALUE)
COUNTS: Final = (TIME_DAYS, N, AT_RISK, EVENTS)
RESULT_COLUMNS: Final = (*ADDRESS, *NUMBERS, LEVEL, N, AT_RISK, EVENTS, STATUS, BOUND)
"""The columns of results.csv, in their order."""

AT_MOST: Final = "at_most"
AT_LEAST: Final = "at_least"
IF_NONE_UNSEEN: Final = "if_none_unseen"
"""What an estimate is where the records show one end alone of what may be true; elsewhere its bound is empty. The last
is one that no word bounds: had what came unseen come at once, a share with more outcomes would be the larger."""

SCORE_OF_VISIT: Final = "score_of_visit"
RELAPSE_TREATMENT: Final = "treatment_of_relapse"
LATER_STEPS: Final = "later_steps"
LACKING: Final = (SCORE_OF_VISIT, RELAPSE_TREATMENT, LATER_STEPS)
"""What records can lack, so that an outcome may have come unseen: a score that a rule asks for, at some visit; how some
relapses were treated; what came after the first treatment of a relapse."""

LEFT: Final = "left_the_records"
"""Those who left the records free of every cause, beside the causes."""
LOST_EARLY: Final = "lost_early"
"""A cause of its own: left before the end of the data, free of every other cause."""

ALL: Final = "all"
"""The group of everybody; other groups are written ``sex=female``."""

# Statuses of a result.
OK: Final = "ok"
BEYOND_FOLLOWUP: Final = "beyond_followup"
NOT_ESTIMABLE: Final = "not_estimable"
TOO_FEW: Final = "suppressed"
"""Of a release: a share of so few people that their count is not told."""

# Quantities.
REMISSION: Final = "remission"
CUMULATIVE_INCIDENCE: Final = "cumulative_incidence"
TREATMENT_SUCCESS: Final = "treatment_success"
WORST_STEP: Final = "worst_step"
PRESENT_STEP: Final = "present_step"
RANGE_LOW: Final = "range_low"
RANGE_HIGH: Final = "range_high"
OTHER_SYSTEMIC_PART: Final = "other_systemic_part"
# Of these the days count from the start: 1 is the first covered day of the first course.
COURSE_ENDED: Final = "course_ended"
ON_COURSE: Final = "on_course"
CURED_SHARE: Final = "cured_share"
CURED_SHARE_TEST: Final = "cured_share_test"
"""Whether it is the same in all groups: the group is the column, the estimate chi-squared."""
RMST: Final = "rmst"
MEDIAN_TIME: Final = "median_time"
MEDIAN_FOLLOWUP: Final = "median_followup"
PROPORTION: Final = "proportion"
DIFFERENCE: Final = "difference"
HAZARD_RATIO: Final = "hazard_ratio"
DOSE_HAZARD_RATIO: Final = "dose_hazard_ratio"
"""Of bands of dose, and along a curve over it; the group says which dose is held against which."""
DOSE_ASSOCIATION: Final = "dose_association"
"""Whether the hazard goes with the dose at all, and whether it bends."""
DOSE_NONLINEARITY: Final = "dose_nonlinearity"
LOGRANK: Final = "logrank"
BETWEEN_SITES: Final = "between_sites"
"""How much sites differ: Cochran's statistic with its p."""
NEXT_SITE: Final = "next_site"
"""Between which shares that of one more site is expected."""
GRAY: Final = "gray"
PROPORTIONAL_HAZARDS: Final = "proportional_hazards"
"""Whether the hazard ratio of a covariate, or of all of a model, changes with time; the estimate is chi-squared."""
INTERACTION: Final = "interaction"
"""Whether a difference is the same in all levels of another grouping."""
# Of these the group says what is held against what: ``sex=female - sex=male``.
REMISSION_DIFFERENCE: Final = "remission_difference"
REMISSION_RATIO: Final = "remission_ratio"
RMST_DIFFERENCE: Final = "rmst_difference"
RMST_RATIO: Final = "rmst_ratio"
MEDIAN_DIFFERENCE: Final = "median_difference"
OUTCOME_RATIO: Final = "outcome_ratio"
"""The probability of having had the outcome, over that of the reference: a risk ratio."""
E_VALUE: Final = "e_value"
"""Of the ratio of outcomes; the limit is that of its limit nearer to 1."""
STANDARDISED_DIFFERENCE: Final = "standardised_difference"
"""Of a confounder between groups, in standard deviations: the group says which, as ``severity by sex``."""
EFFECTIVE_N: Final = "effective_n"
"""So many people without weights would be as sure as those with theirs."""
CONDITIONAL_REMISSION: Final = "conditional_remission"
"""Of those who kept it to a landmark, which stands in the method; its days count from day 0."""
VISIT_SHIFT: Final = "visit_shift"
"""How far remission lies higher with outcomes on the day of the visit that saw them, than between visits."""
STATE: Final = "state"
"""The share in a state on a day; the state stands as the outcome."""
ANNUAL_HAZARD: Final = "annual_hazard"
"""Outcomes per 100 person-years in the year that ends on its day."""
MEAN_COURSES: Final = "mean_further_courses"
"""Courses after the first that a person has begun on the mean."""
MEAN_COURSES_TEST: Final = "mean_courses_test"
"""Whether it is the same in all groups: the group is the column, the estimate chi-square, as of the other tests."""
CLAIM_DIFFERENCE: Final = "claim_difference"
CLAIM_EQUIVALENCE: Final = "claim_equivalence"
# Of remission had those lost early fared otherwise than those who stay.
REMISSION_BOUND: Final = "remission_bound"
REMISSION_DELTA: Final = "remission_delta"
TIPPING_DELTA: Final = "tipping_delta"

OVER_TIME: Final = (
    REMISSION, CUMULATIVE_INCIDENCE, CLAIM_DIFFERENCE, CLAIM_EQUIVALENCE, RMST, WORST_STEP, PRESENT_STEP,
    CONDITIONAL_REMISSION, REMISSION_DIFFERENCE, REMISSION_RATIO, RMST_DIFFERENCE, RMST_RATIO,
    REMISSION_BOUND, REMISSION_DELTA, TIPPING_DELTA, OUTCOME_RATIO, E_VALUE,
)  # fmt: skip
"""Quantities of an outcome by a day, which a rule may fix."""

OF_WHAT_WAS_SEEN: Final = frozenset({
    HAZARD_RATIO, DOSE_HAZARD_RATIO, REMISSION_DIFFERENCE, REMISSION_RATIO, RMST_DIFFERENCE, RMST_RATIO,
    MEDIAN_DIFFERENCE, OUTCOME_RATIO, E_VALUE, LOGRANK, GRAY, INTERACTION, MEAN_COURSES_TEST,
})  # fmt: skip
"""Quantities, most of which hold one group against another, that move either way with outcomes that came unseen."""

# Methods.
KAPLAN_MEIER: Final = "kaplan_meier"
AALEN_JOHANSEN: Final = "aalen_johansen"
LIFE_TABLE: Final = "life_table"
MIXTURE_CURE: Final = "mixture_cure"
CURVE_DIFFERENCES: Final = "kaplan_meier_differences"
NAIVE: Final = "naive"
NAIVE_COMPLETE_FOLLOWUP: Final = "naive_complete_followup"
WILSON: Final = "wilson"
WILSON_BY_PERSON: Final = "wilson_by_person"
COX_EFRON: Final = "cox_efron"
FINE_GRAY: Final = "fine_gray"
COX_SPLINE: Final = "cox_spline"
FINE_GRAY_SPLINE: Final = "fine_gray_spline"
COX_ROBUST: Final = "cox_efron_robust"
COX_UNIVARIABLE: Final = "cox_efron_univariable"
COX_IMPUTED: Final = "cox_efron_imputed"
COX_INTERACTION: Final = "cox_efron_interaction"
IMPUTED: Final = "multiple_imputation"
BOOTSTRAP: Final = ("bootstrap_percentile", "bootstrap_bca")
LIKELIHOOD_RATIO: Final = "likelihood_ratio"
COX_ZPH: Final = "cox_zph"
EXACT_POISSON: Final = "exact_poisson"
GHOSH_LIN: Final = "ghosh_lin"
GHOSH_LIN_TEST: Final = "ghosh_lin_wald"
IN_STRATA: Final = "logrank_stratified"
PETO_PETO: Final = "peto_peto"
TREND: Final = "logrank_trend"
PAIRWISE: Final = "logrank_pairwise"
HOLM: Final = "logrank_holm"
VARIANCE_RECOVERY: Final = "variance_recovery"
COCHRAN: Final = "cochran"
SITE_EFFECTS: Final = "random_effects"
IPCW: Final = "ipcw"
TURNBULL: Final = "turnbull"
TURNBULL_LOWEST: Final = "turnbull_lowest"
TURNBULL_HIGHEST: Final = "turnbull_highest"
IPTW: Final = "iptw"
STANDARDISED: Final = "standardised"
UNWEIGHTED: Final = "unweighted"
ALL_LOST_RELAPSE: Final = "all_lost_relapse"
NO_LOST_RELAPSE: Final = "no_lost_relapse"
AT_THE_CLAIM: Final = "estimate_at_the_claim"
VERDICT_BELOW_ONE: Final = "verdict_below_1"
VERDICT_ABOVE_ONE: Final = "verdict_above_1"

# Outcomes and populations; what they mean is said in :mod:`isostats.vocabulary.outcomes`.
ANY_TREATMENT: Final = "any_treatment"
SYSTEMIC_TREATMENT: Final = "systemic_treatment"
SECOND_COURSE: Final = "second_course"
RECORDED_RELAPSE: Final = "recorded_relapse"
RELAPSE_BY_SCORE: Final = "relapse_by_score"
SCORE_OR_SYSTEMIC: Final = "score_or_systemic"
SCORED_RELAPSE: Final = "scored_relapse"
EVERYONE: Final = "everyone"
WITH_RESPONSE: Final = "with_response"
RESPONDERS: Final = "responders"

# Kinds of events beside a recorded relapse.
TOPICAL: Final = "topical"
TOPICAL_ANTIBIOTIC: Final = "topical_antibiotic"
PROCEDURE: Final = "procedure"
ORAL_ANTIBIOTIC: Final = "oral_antibiotic"
ANTIANDROGEN: Final = "antiandrogen"
CONTRACEPTIVE: Final = "contraceptive"
ISOTRETINOIN: Final = "isotretinoin"
PREGNANCY: Final = "pregnancy"
DEATH: Final = "death"
SEEN_CLEAR: Final = "seen_clear"
UNKNOWN_TREATMENT: Final = "treatment_unknown"
NOT_FOR_ACNE: Final = "not_for_acne"
"""A day on which the skin was seen clear or almost clear."""
NOT_CLEAR: Final = "not_clear"
"""A cause of its own: the skin was not clear at the end of the course."""

BESIDE: Final = (
    NAIVE, IPCW, IPTW, STANDARDISED, TURNBULL, COX_UNIVARIABLE, COX_IMPUTED, COX_INTERACTION, IMPUTED, *BOOTSTRAP,
    FINE_GRAY, FINE_GRAY_SPLINE, SITE_EFFECTS,
)  # fmt: skip
"""Methods of a number that is told beside the usual one, and never in its place."""
BY_METHOD: Final = (REMISSION_BOUND, REMISSION_DELTA, TIPPING_DELTA, CONDITIONAL_REMISSION)
"""Quantities of which several are told at one address, each by its method."""

# What a status or a method is called in a table or a caption.
STATUS_LABELS: Final = {
    BEYOND_FOLLOWUP: "too few people", NOT_ESTIMABLE: "not estimable", TOO_FEW: "too few to be told",
}  # fmt: skip
OF_CURVES: Final = (KAPLAN_MEIER, LIFE_TABLE)
"""The methods of a remission curve; a table of results holds one of them."""
METHOD_LABELS: Final = {
    KAPLAN_MEIER: "Kaplan-Meier", AALEN_JOHANSEN: "Aalen-Johansen", LIFE_TABLE: "life table",
    NAIVE: "naive proportion", WILSON: "Wilson", WILSON_BY_PERSON: "Wilson, people as clusters",
    MIXTURE_CURE: "mixture cure model",
    CURVE_DIFFERENCES: "differences of Kaplan-Meier curves", "reverse_kaplan_meier": "reverse Kaplan-Meier",
    EXACT_POISSON: "exact Poisson limits", IN_STRATA: "log-rank within strata", PETO_PETO: "Peto and Peto",
    TREND: "log-rank test of trend", PAIRWISE: "log-rank of two groups", HOLM: "log-rank, p by Holm",
    VARIANCE_RECOVERY: "variance recovery",
    GHOSH_LIN: "Ghosh-Lin", COCHRAN: "Cochran's Q", SITE_EFFECTS: "random effects of sites", FINE_GRAY: "Fine and Gray",
    COX_EFRON: "Cox model, Efron's ties", COX_ROBUST: "Cox model, Efron's ties, robust errors",
    COX_IMPUTED: "Cox model, missing values imputed", COX_INTERACTION: "Cox model with an interaction",
    IMPUTED: "multiple imputation", LIKELIHOOD_RATIO: "likelihood-ratio test",
    "bootstrap_percentile": "bootstrap, percentile limits", "bootstrap_bca": "bootstrap, BCa limits",
    COX_SPLINE: "Cox model with a spline",
    FINE_GRAY_SPLINE: "Fine and Gray with a spline",
    TURNBULL: "Turnbull, between visits", TURNBULL_LOWEST: "Turnbull, the least that fits",
    TURNBULL_HIGHEST: "Turnbull, the most that fits",
    IPTW: "weighted by the inverse probability of the group", STANDARDISED: "standardised over a Cox model",
    UNWEIGHTED: "unweighted", IPCW: "weights for being still observed",
    ALL_LOST_RELAPSE: "all lost early relapse at once",
    NO_LOST_RELAPSE: "nobody lost early relapses", AT_THE_CLAIM: "estimate equals the claim",
    VERDICT_BELOW_ONE: "verdict changes below 1", VERDICT_ABOVE_ONE: "verdict changes above 1",
}  # fmt: skip

BAND_LABELS: Final = {"hall_wellner": "Hall-Wellner", "nair": "Nair's equal-precision"}
"""The simultaneous bands of a curve."""


def given_method(day: int) -> str:
    """The method of remission among those who kept it to the end of a day.

    >>> given_method(365)
    'kaplan_meier_given_365'
    """
    return f"{KAPLAN_MEIER}_given_{day}"

BEYOND_MEASURE: Final = 1e18
"""Nothing that is measured has a number as large; a model of one tells nothing of the others."""

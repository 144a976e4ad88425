"""Rules about courses that can be true but are unusual: warnings."""

from __future__ import annotations

from isostats.records.rule_form import LOOK, warning
from isostats.records.rules_of_courses import AGE
from isostats.records.schema import (
    AGE_EDGE,
    AGE_HARD,
    CLOSE_GAP,
    COURSE_COLUMNS,
    DOSE_FACTOR,
    LONG_COURSE,
    SHORT_COURSE,
)
from isostats.words.numbers import number_text

GAP = "(course_start - earlier_end - 1)"

WARNING_RULES = (
    warning(
        "earlier_course_elsewhere",
        "person",
        "has a first row that is numbered 2 or more",
        "have a first row that is numbered 2 or more",
        "p_before > 0",
        "{who}, numbered {course_number}",
        "course_number",
        advice="An earlier course is known, so none of theirs here is a first course: they are kept out of first "
        "courses, and counted in the flow. Add the rows of the earlier courses if they can be had.",
    ),
    warning(
        "short_course",
        "course",
        f"lasts less than {SHORT_COURSE} days",
        f"last less than {SHORT_COURSE} days",
        f"course_end - course_start + 1 BETWEEN 1 AND {SHORT_COURSE - 1}",
        "{who}, {course_start} to {course_end}",
    ),
    warning(
        "long_course",
        "course",
        f"lasts more than {LONG_COURSE} days",
        f"last more than {LONG_COURSE} days",
        f"course_end - course_start + 1 > {LONG_COURSE}",
        "{who}, {course_start} to {course_end}",
    ),
    warning(
        "unusual_value",
        "course",
        "has an unusual {column}",
        "have an unusual {column}",
        "({outside_edge}) AND NOT ({outside_hard})",
        "{who}, {value}",
        columns=tuple(name for name, column in COURSE_COLUMNS.items() if column.edge),
        advice="Usual: {edge}. " + LOOK,
    ),
    warning(
        "unusual_age",
        "course",
        f"is of a patient younger than {AGE_EDGE[0]} or older than {AGE_EDGE[1]}",
        f"are of patients younger than {AGE_EDGE[0]} or older than {AGE_EDGE[1]}",
        f"{AGE} BETWEEN {AGE_HARD[0]} AND {AGE_EDGE[0] - 1} OR {AGE} BETWEEN {AGE_EDGE[1] + 1} AND {AGE_HARD[1]}",
        "{who}, born {birth_year}, course start {course_start}",
        "birth_year",
    ),
    warning(
        "dose_mismatch",
        "course",
        "has a cumulative dose far from daily dose times days",
        "have a cumulative dose far from daily dose times days",
        f"daily_dose_mg > 0 AND cumulative_dose_mg > 0 AND course_end >= course_start AND cumulative_dose_mg "
        f"/ (daily_dose_mg * (course_end - course_start + 1)) NOT BETWEEN {1 / DOSE_FACTOR} AND {DOSE_FACTOR}",
        "{who}, {cumulative_dose_mg} mg in all, {daily_dose_mg} mg a day from {course_start} to {course_end}",
        "daily_dose_mg cumulative_dose_mg",
        advice=f"More than a factor of {number_text(DOSE_FACTOR)} apart; check the units (mg, not mg/kg). " + LOOK,
    ),
    warning(
        "close_courses",
        "course",
        f"starts within {CLOSE_GAP} drug-free days of the one before",
        f"start within {CLOSE_GAP} drug-free days of the one before",
        f"{GAP} BETWEEN 0 AND {CLOSE_GAP} AND NOT duplicate",
        "{who}, starts {course_start}, the earlier one ends {earlier_end}",
        advice="Counted as courses of their own, as recorded; if it was one interrupted course, join the rows.",
    ),
    warning(
        "retreated_without_course",
        "course",
        "has a relapse treated with isotretinoin, but no later course is recorded",
        "have a relapse treated with isotretinoin, but no later course is recorded",
        "relapse_treatment = 'isotretinoin' AND relapse_date IS NOT NULL AND place = p_rows",
        "{who}, {relapse_date}",
        "relapse_date relapse_treatment",
        advice="The relapse date stands for the start of that course; add its row if it is known.",
    ),
    warning(
        "unknown_relapse_treatment",
        "course",
        "has a relapse whose treatment is not known",
        "have a relapse whose treatment is not known",
        "relapse_date IS NOT NULL AND relapse_treatment IS NULL AND NOT relapse_treatment_bad",
        "{who}, {relapse_date}",
        "relapse_date",
        advice="They count as recorded relapses, and as no treatment.",
    ),
)

"""Course records, one row per course: the columns, and the rules about courses and the people who took them.

>>> COURSE_COLUMNS["weight_kg"].hard
(20, 300)
"""

from __future__ import annotations

from dataclasses import replace

from isostats.records.input_tables.course_details import DETAIL_ERRORS, DETAIL_WARNINGS, DETAILS
from isostats.records.input_tables.declaration import DEAD, LOOK, RAGGED, SEEN, InputTable, error, warning
from isostats.records.schema import (
    FIRST_BIRTH_YEAR,
    INDICATION,
    LAST_CONTACT_TYPE,
    LOST_REASON,
    RESPONSE,
    SEX,
    TREATMENT,
    WEIGHT,
    YES_NO,
    Column,
    by_name,
)
from isostats.words.numbers import number_text

# fmt: off
LAST_CONTACT_BY_RULE = (
    'missing_last_contact = "last_seen" is the last date in the records; missing_last_contact = "data_cut" is the day '
    "on which they were closed, which [data] data_cut states."
)
COURSE_COLUMNS = by_name(
    Column("patient_id", "text", "Whose course it is; the same text in every row of a person.", required=True),
    Column("course_start", "date", "First day covered by the course.", required=True),
    Column("course_end", "date", "Last day covered by the course (inclusive): day 0 of the follow-up.", required=True,
           absent="still on treatment"),
    Column("last_contact", "date",
           "Last day on which the person is known to have been observed; the largest of a person's rows counts.",
           required=True, filled=True,
           without=f" Where none of them is, say what stands for it: {LAST_CONTACT_BY_RULE}"),
    Column("course_number", "integer", "1, 2, 3 ... in order of start within a person.", hard=(1, 50)),
    Column("sex", "code", "Sex as recorded.", codes=SEX, describes=True),
    Column("birth_year", "integer", "Year of birth; the age at the course's start must be 5 to 100.", unit="year"),
    replace(WEIGHT, description="Body weight at the course.", edge=(35, 150)),
    Column("daily_dose_mg", "number", "Usual daily dose.", unit="mg per day", hard=(0, 300), edge=(5, 120),
           open_low=True, per="weight_kg"),
    Column("cumulative_dose_mg", "number", "Dose of the whole course.", unit="mg", hard=(0, 100_000),
           edge=(500, 40_000), open_low=True, per="weight_kg"),
    Column("indication", "code", "Why the course was given.", codes=INDICATION, describes=True),
    Column("response", "code", "Skin at the end of the course.", codes=RESPONSE, filled=True),
    Column("relapse_date", "date", "First relapse after the course, as the clinic recorded it.",
           absent="free of relapse"),
    Column("relapse_treatment", "code",
           "First treatment of that relapse ('none': relapse left untreated; empty: not known); several of one day "
           "with + or a comma between them.", codes=TREATMENT, several=True, outcome=True),
    Column("death_date", "date", "Day of death.", absent="alive"),
    Column("left_date", "date",
           "Day on which the person left for good: emigrated, or went to another practice or insurer. Follow-up ends "
           "there, where last_contact is later or not recorded.", absent="still there"),
    Column("last_contact_type", "code", "How the last contact came about.", codes=LAST_CONTACT_TYPE, describes=True),
    Column("lost_reason", "code", "Why the person is not followed any longer.", codes=LOST_REASON, describes=True),
    Column("prior_isotretinoin", "code",
           "Isotretinoin before these records began; with 'yes' none of the person's courses is a first one.",
           codes=YES_NO),
    Column("prior_courses", "integer",
           "How many courses of isotretinoin came before these records began; 1 or more says prior_isotretinoin.",
           hard=(0, 20)),
    Column("site", "text", "Clinic or centre."),
    *DETAILS.values(),
)
"""The columns of a course file: one row per course."""

AGE_HARD = (5, 100)
AGE_EDGE = (12, 65)
SHORT_COURSE, LONG_COURSE = 30, 400
SECOND_COURSE = 28
"""From so many days a further course counts as one, unless second_course_days says otherwise."""
CLOSE_GAP = 60
FIRST_YEAR = 1979
"""Before the first trials of isotretinoin in acne were published nobody took a course of it."""
LONGEST_FOLLOW_UP = 60
DOSE_FACTOR = 2.0
MISSING_SHARE = 0.20
PILE_SHARE, PILE_LEAST = 0.20, 20

AGE = "(start_year - birth_year)"
LEAVE_OUT = (
    "Write the day. Of a first course that still runs leave the row out: its person is followed from its end on, and "
    "not before."
)
NOT_FIRST = (
    "An earlier course is known, so none of theirs here is a first course: they are kept out of first courses, and "
    "counted in the flow. Add the rows of the earlier courses if they can be had."
)

COURSE_RULES = (
    RAGGED,
    error("empty_id", "has no patient_id", "person IS NULL", "row {row}", needs=("patient_id",),
          advice="Write the id into the row. "
                 'Only where empty cells repeat the one above, as merged cells do, set fill_down = ["patient_id"].'),
    error("missing_value", "has no {column}", "{column} IS NULL", columns=("course_start", "course_end"),
          advice=LEAVE_OUT),
    error("no_last_contact", "has no last_contact", "last_contact IS NULL AND p_last_contact IS NULL",
          advice=f"Give the last day on which the person was seen. Or say what stands for it: {LAST_CONTACT_BY_RULE}",
          needs=("last_contact",)),
    error("duplicate_row", "repeats another row in every column", "duplicate", advice="Remove the repetition."),
    error("end_before_start", "ends before it starts", "course_end < course_start",
          "{who}, {course_start} to {course_end}", many="end before they start",
          advice="Look at both days: one is wrong, or they are in each other's columns."),
    error("overlapping_courses", "starts before the earlier one of the same patient has ended",
          "course_start <= earlier_end AND NOT duplicate AND course_end >= course_start",
          "{who}, starts {course_start}, the earlier one ends {earlier_end}",
          many="start before an earlier one of the same patient has ended",
          advice="If they are several rows for one course, such as its visits, keep one row for each course."),
    error("misnumbered_courses", "is misnumbered", "course_number <> place + p_before AND NOT duplicate",
          "{who}, numbered {course_number}, is the patient's row number {place} in order of start",
          advice="Numbers run on by one in order of start. If a course is missing, add its row; never number a later "
                 "course as an earlier one."),
    error("prior_contradicted", "has no prior_isotretinoin, and prior_courses",
          "prior_isotretinoin = 'no' AND prior_courses > 0 AND place = 1", "{who}, {prior_courses} before",
          needs=("prior_isotretinoin", "prior_courses")),
    error("last_contact_before_end", "ends after its last contact",
          "last_contact < course_end AND course_start <= p_last_contact",
          "{who}, ends {course_end}, last contact {last_contact}", many="end after their last contact", advice=SEEN),
    error("course_after_last_contact", "starts after the patient's last contact", "course_start > p_last_contact",
          "{who}, starts {course_start}, last contact {p_last_contact}", advice=SEEN),
    error("course_after_death", "ends after the patient's death", "course_end > p_death",
          "{who}, ends {course_end}, died {p_death}", advice=DEAD),
    error("relapse_before_end", "has a relapse on or before its last day", "relapse_date <= course_end",
          "{who}, ends {course_end}, relapse {relapse_date}", many="have a relapse on or before their last day",
          advice="A relapse stands beside the course that it came after. If it led to the course of its row, move it "
                 "into the row of the one before. Acne that never cleared is no relapse: response tells it."),
    error("relapse_after_last_contact", "has a relapse after the patient's last contact",
          "relapse_date > p_last_contact", "{who}, relapse {relapse_date}, last contact {p_last_contact}", advice=SEEN),
    error("relapse_after_death", "has a relapse after the patient's death", "relapse_date > p_death",
          "{who}, relapse {relapse_date}, died {p_death}", advice=DEAD),
    error("treatment_without_relapse", "has a relapse_treatment but no relapse_date",
          "relapse_date IS NULL AND relapse_treatment <> 'none'", "{who}, {relapse_treatment}",
          advice="Write the day of the relapse, the nearest that is known. If the column names treatments of something "
                 "else, call it otherwise."),
    error("impossible_birth_year", "has an impossible birth_year",
          f"birth_year > this_year OR birth_year < {FIRST_BIRTH_YEAR} "
          f"OR {AGE} NOT BETWEEN {AGE_HARD[0]} AND {AGE_HARD[1]}",
          "{who}, born {birth_year}, course start {course_start}",
          advice=f"At the course's start a patient is {AGE_HARD[0]} to {AGE_HARD[1]} years old."),
    error("impossible_value", "has an impossible {column}", "{outside_hard}", "{who}, {value}",
          columns=tuple(name for name, column in COURSE_COLUMNS.items() if column.hard), advice="Possible: {hard}."),
    *DETAIL_ERRORS,
    error("contradiction", "has more than one {column}", "p_{column}_low <> p_{column}_high", "{who}: {low} and {high}",
          columns=("sex", "birth_year", "death_date"),
          advice="Rows of one patient must agree. If several people share an id, as a family does under one number, "
                 "make it unique.", scope="person"),
    error("death_after_last_contact", "died after the last contact", "p_death > p_last_contact",
          "{who}, died {p_death}, last contact {p_last_contact}",
          advice="If the death is known, the last contact is at least that day. A death after left_date is beyond "
                 "these records: leave it out.", scope="person"),
    error("last_contact_after_death", "has a last contact after death", "p_last_contact > p_death",
          "{who}, died {p_death}, last contact {p_last_contact}", advice=DEAD, scope="person"),
)
"""What is impossible."""

CUT = "(place > 1 AND course_end >= least(p_last_contact, p_death))"
"""SQL for whether a further course has an end that may be that of the records alone: what was written is how
long it was seen."""
NEARLY_CUT = f"(place > 1 AND NOT {CUT} AND least(p_last_contact, p_death) - course_start + 1 < {SECOND_COURSE})"
"""SQL for whether a further course that ends before the records could not have been seen for as long as one must be."""
GAP = "(course_start - earlier_end - 1)"
SHORT_FURTHER = f"course_end - course_start + 1 BETWEEN 1 AND {SECOND_COURSE - 1} AND NOT under_way"

WARNING_RULES = (
    warning("earlier_course_elsewhere", "has a first row that is numbered 2 or more", "p_before > 0",
            "{who}, numbered {course_number}", advice=NOT_FIRST, scope="person"),
    warning("short_course", f"lasts less than {SHORT_COURSE} days",
            f"course_end - course_start + 1 BETWEEN 1 AND {SHORT_COURSE - 1} AND NOT under_way",
            "{who}, {course_start} to {course_end}"),
    warning("short_further_course", f"is a further course of less than {SECOND_COURSE} days",
            f"place > 1 AND {SHORT_FURTHER} AND NOT {CUT} AND NOT {NEARLY_CUT}",
            "{who}, {course_start} to {course_end}", many=f"are further courses of less than {SECOND_COURSE} days",
            advice="It counts as systemic treatment, and as no second or further course. Only where a relapse was "
                   "treated with isotretinoin on the day it starts, it is a second course of any length. "
                   "second_course_days sets how long one must be."),
    warning("cut_course", f"is a further course of less than {SECOND_COURSE} days that ends at the last contact",
            f"{CUT} AND {SHORT_FURTHER}",
            "{who}, {course_start} to {course_end}",
            many=f"are further courses of less than {SECOND_COURSE} days that end at the last contact",
            advice="It is taken as under way on that day, and counts as a second or further course however short it "
                   "is."),
    warning("nearly_cut_course",
            f"is a further course that begins and ends in the last {SECOND_COURSE - 1} days before the last contact",
            f"{NEARLY_CUT} AND {SHORT_FURTHER}",
            "{who}, {course_start} to {course_end}",
            many=f"are further courses that begin and end in the last {SECOND_COURSE - 1} days before the last contact",
            advice="It is too short to count as a second or further course. If it went on after the last contact, "
                   "leave its end empty: it then counts from its start on."),
    warning("long_course", f"lasts more than {LONG_COURSE} days", f"course_end - course_start + 1 > {LONG_COURSE}",
            "{who}, {course_start} to {course_end}"),
    warning("unusual_value", "has an unusual {column}", "({outside_edge}) AND NOT ({outside_hard})", "{who}, {value}",
            columns=tuple(name for name, column in COURSE_COLUMNS.items() if column.edge), advice="Usual: {edge}. " +
                   LOOK),
    warning("unusual_age", f"is of a patient younger than {AGE_EDGE[0]} or older than {AGE_EDGE[1]}",
            f"{AGE} BETWEEN {AGE_HARD[0]} AND {AGE_EDGE[0] - 1} OR {AGE} BETWEEN {AGE_EDGE[1] + 1} AND {AGE_HARD[1]}",
            "{who}, born {birth_year}, course start {course_start}",
            many=f"are of patients younger than {AGE_EDGE[0]} or older than {AGE_EDGE[1]}"),
    warning("start_before_isotretinoin", f"starts before {FIRST_YEAR}", f"start_year < {FIRST_YEAR} AND NOT shifted",
            "{who}, starts {course_start}", many=f"start before {FIRST_YEAR}",
            advice="Isotretinoin was not given for acne then. The day may be a placeholder, or its century wrong; "
                   "correct it, or leave the row out."),
    warning("long_follow_up", f"has more than {LONGEST_FOLLOW_UP} years from its last day to the last contact",
            f"p_last_contact - course_end > {LONGEST_FOLLOW_UP} * 365.25",
            "{who}, ends {course_end}, last contact {p_last_contact}",
            many=f"have more than {LONGEST_FOLLOW_UP} years from their last day to the last contact",
            advice="Look at both days: one of them may be a placeholder."),
    warning("dose_mismatch", "has a cumulative dose far from daily dose times days",
            f"daily_dose_mg > 0 AND cumulative_dose_mg > 0 AND course_end >= course_start AND NOT under_way "
            f"AND cumulative_dose_mg / (daily_dose_mg * (course_end - course_start + 1)) NOT BETWEEN {1 / DOSE_FACTOR} "
            f"AND {DOSE_FACTOR}",
            "{who}, {cumulative_dose_mg} mg in all, {daily_dose_mg} mg a day from {course_start} to {course_end}",
            advice=f"More than a factor of {number_text(DOSE_FACTOR)} apart; check the units (mg, not mg/kg). " + LOOK),
    warning("close_courses", f"starts within {CLOSE_GAP} drug-free days of the one before",
            f"{GAP} BETWEEN 0 AND {CLOSE_GAP} AND NOT duplicate",
            "{who}, starts {course_start}, the earlier one ends {earlier_end}",
            advice="Counted as courses of their own, as recorded; if it was one interrupted course, join the rows: "
                   "docs/how-to/clinic-sheet.md says how."),
    warning("retreated_without_course", "has a relapse treated with isotretinoin, but no later course is recorded",
            "relapse_treatment LIKE '%isotretinoin%' AND relapse_date IS NOT NULL AND place = p_rows",
            "{who}, {relapse_date}",
            advice="The relapse date stands for the start of that course; add its row if it is known."),
    warning("unknown_relapse_treatment", "has a relapse whose treatment is not known",
            "relapse_date IS NOT NULL AND relapse_treatment IS NULL", "{who}, {relapse_date}",
            advice="They count as recorded relapses, and as no treatment. Of those before a second course, more may "
                   "have been treated again than is seen, and some earlier: the report gives both ends. Further "
                   "courses are counted without any of them, and told with all. Fill in relapse_treatment. "
                   'If a column of another name has it: columns = {relapse_treatment = "YOUR_NAME"}.'),
    *DETAIL_WARNINGS,
)
"""What can be true but is unusual."""

COURSES = InputTable("courses", COURSE_COLUMNS, (*COURSE_RULES, *WARNING_RULES), "course", covariates=True)

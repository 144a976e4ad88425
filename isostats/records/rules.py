"""What is impossible in course records, and what is unusual: every rule as data.

A rule's ``condition`` is SQL over one row of the checked table: the row's own columns (days, numbers, codes), those of
its person (``p_last_contact``, ``p_death``, ``p_rows`` ...) and its place among the person's courses (``place``,
``earlier_end``). A comparison with something not recorded is not true, so a missing value breaks no rule but
``missing_value``. ``{column}`` is filled in for each of ``columns``.

Scopes: ``file`` stops a run whatever is set aside; ``value`` is a text that could not be read; ``course``, ``person``
and ``event`` are rows (counted once per row, or once per person); ``records`` looks at all rows together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from isostats.records.findings import SET_ASIDE, Severity
from isostats.records.schema import (
    AGE_EDGE,
    AGE_HARD,
    CLOSE_GAP,
    COURSE_COLUMNS,
    DOSE_FACTOR,
    LONG_COURSE,
    SHORT_COURSE,
)

Scope = Literal["file", "value", "course", "person", "event", "records"]
LOOK = "Unusual, but kept as recorded; look at them."
AGE = "(start_year - birth_year)"
GAP = "(course_start - earlier_end - 1)"
_RANGES = tuple(name for name, column in COURSE_COLUMNS.items() if column.hard)
_EDGES = tuple(name for name, column in COURSE_COLUMNS.items() if column.edge)
_DATES = tuple(name for name, column in COURSE_COLUMNS.items() if column.type == "date")


@dataclass(frozen=True)
class Rule:
    """One rule: ``one`` and ``many`` finish the sentence "3 of 1,204 courses ..." for a single and for several rows."""

    id: str
    severity: Severity
    scope: Scope
    one: str
    many: str
    advice: str = SET_ASIDE
    condition: str = ""
    example: str = ""
    needs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def _error(
    id: str,
    scope: Scope,
    one: str,
    many: str,
    condition: str = "",
    example: str = "",
    needs: str = "",
    columns: tuple[str, ...] = (),
    advice: str = SET_ASIDE,
) -> Rule:
    return Rule(id, "error", scope, one, many, advice, condition, example, tuple(needs.split()), columns)


def _warning(
    id: str,
    scope: Scope,
    one: str,
    many: str,
    condition: str = "",
    example: str = "",
    needs: str = "",
    columns: tuple[str, ...] = (),
    advice: str = LOOK,
) -> Rule:
    return Rule(id, "warning", scope, one, many, advice, condition, example, tuple(needs.split()), columns)


FILE_RULES = tuple(
    Rule(id, severity, "file", what, what)
    for id, severity, what in (
        ("no_file", "error", "the file does not exist"),
        ("empty_file", "error", "the file has no text"),
        ("binary_file", "error", "the file is not text"),
        ("unreadable_file", "error", "the file cannot be opened as what its ending says"),
        ("unreadable_text", "error", "the file's encoding cannot be told"),
        ("header_only", "error", "the file has a header and no rows"),
        ("unclosed_quote", "error", "a quotation mark is never closed"),
        ("missing_column", "error", "a required column is not there"),
        ("doubled_column", "error", "two columns have one name"),
        ("mixed_calendar", "error", "dates and integer days in one file"),
        ("unknown_mapping", "error", "the mapping names a column or code that is not there"),
        ("mixed_date_order", "error", "some dates are day-first, others month-first"),
        ("ambiguous_date_order", "error", "dates such as 03/04/2019, and nothing says which part is the day"),
        ("guessed_encoding", "warning", "not UTF-8; read as Windows-1252"),
        ("several_sheets", "warning", "the first of several sheets was read"),
        ("near_name", "warning", "a covariate with nearly the name of an optional column"),
        ("unnamed_column", "warning", "a column without a name, left out"),
    )
)

VALUE_RULES = (
    _error(
        "unreadable_date",
        "value",
        "is not a date",
        "are not dates",
        advice="Write dates as 2019-04-03 (or 3.4.2019, 3 Apr 2019).",
    ),
    _error(
        "two_digit_year",
        "value",
        "has a two-digit year",
        "have two-digit years",
        advice="Write the year with four digits: isostats does not guess the century.",
    ),
    _error("impossible_date", "value", "is a day that does not exist", "are days that do not exist"),
    _error("date_before_1900", "value", "is before 1900", "are before 1900"),
    _error("future_date", "value", "is in the future", "are in the future"),
    _error(
        "integer_in_date_column",
        "value",
        "is a bare number",
        "are bare numbers",
        advice="If these are integer days, name the column {day_name} (and the other dates likewise); a spreadsheet's "
        "serial numbers must be formatted as dates before export.",
    ),
    _error(
        "date_in_day_column",
        "value",
        "is a date",
        "are dates",
        advice="A _day column holds integers; name the column {column} if it holds dates.",
    ),
    _error("unreadable_day", "value", "is not a whole number of days", "are not whole numbers of days"),
    _error(
        "not_a_number",
        "value",
        "is not a number",
        "are not numbers",
        advice='Give the number alone, without unit; a text that means "not recorded" can be mapped: '
        'values = {{{column} = {{"{text}" = ""}}}}.',
    ),
    _error(
        "ambiguous_number",
        "value",
        "could be read in two ways",
        "could be read in two ways",
        advice='Set decimal = "." if 1,200 is twelve hundred, or decimal = "," if it is one and a fifth.',
    ),
    _error(
        "unknown_code",
        "value",
        "is not a known code",
        "are not known codes",
        advice='Known: {codes}{hint} Map it: values = {{{column} = {{"{text}" = "{nearest}"}}}} ("" means not recorded).',
    ),
)

COURSE_RULES = (
    _error(
        "ragged_row",
        "course",
        "has not as many columns as the header",
        "have not as many columns as the header",
        advice="A delimiter inside a text needs quotation marks around the text. " + SET_ASIDE,
    ),
    _error(
        "empty_id", "course", "has no patient_id", "have no patient_id", "person IS NULL", "row {row}", "patient_id"
    ),
    _error(
        "missing_value",
        "course",
        "has no {column}",
        "have no {column}",
        "{column} IS NULL AND NOT {column}_bad",
        "{who}",
        columns=("course_start", "course_end", "last_contact"),
    ),
    _error(
        "duplicate_row",
        "course",
        "repeats another row in every column",
        "repeat another row in every column",
        "duplicate",
        "{who}",
        advice="Remove the repetition. " + SET_ASIDE,
    ),
    _error(
        "end_before_start",
        "course",
        "ends before it starts",
        "end before they start",
        "course_end < course_start",
        "{who}, {course_start} to {course_end}",
    ),
    _error(
        "overlapping_courses",
        "course",
        "starts before the earlier one of the same patient has ended",
        "start before an earlier one of the same patient has ended",
        "course_start <= earlier_end AND NOT duplicate AND course_end >= course_start",
        "{who}, starts {course_start}, the earlier one ends {earlier_end}",
    ),
    _error(
        "misnumbered_courses",
        "course",
        "is misnumbered",
        "are misnumbered",
        "course_number <> place AND NOT duplicate",
        "{who}, numbered {course_number}, is number {place} in order of start",
        "course_number",
        advice="Numbers must run 1, 2, 3 in order of start, with no course left out. " + SET_ASIDE,
    ),
    _error(
        "last_contact_before_end",
        "course",
        "ends after its last contact",
        "end after their last contact",
        "last_contact < course_end AND course_start <= p_last_contact",
        "{who}, ends {course_end}, last contact {last_contact}",
    ),
    _error(
        "course_after_last_contact",
        "course",
        "starts after the patient's last contact",
        "start after the patient's last contact",
        "course_start > p_last_contact",
        "{who}, starts {course_start}, last contact {p_last_contact}",
    ),
    _error(
        "course_after_death",
        "course",
        "ends after the patient's death",
        "end after the patient's death",
        "course_end > p_death",
        "{who}, ends {course_end}, died {p_death}",
        "death_date",
    ),
    _error(
        "relapse_before_end",
        "course",
        "has a relapse on or before its last day",
        "have a relapse on or before their last day",
        "relapse_date <= course_end",
        "{who}, ends {course_end}, relapse {relapse_date}",
        "relapse_date",
    ),
    _error(
        "relapse_after_last_contact",
        "course",
        "has a relapse after the patient's last contact",
        "have a relapse after the patient's last contact",
        "relapse_date > p_last_contact",
        "{who}, relapse {relapse_date}, last contact {p_last_contact}",
        "relapse_date",
    ),
    _error(
        "relapse_after_death",
        "course",
        "has a relapse after the patient's death",
        "have a relapse after the patient's death",
        "relapse_date > p_death",
        "{who}, relapse {relapse_date}, died {p_death}",
        "relapse_date death_date",
    ),
    _error(
        "treatment_without_relapse",
        "course",
        "has a relapse_treatment but no relapse_date",
        "have a relapse_treatment but no relapse_date",
        "relapse_date IS NULL AND relapse_treatment <> 'none' AND NOT relapse_date_bad",
        "{who}, {relapse_treatment}",
        "relapse_treatment",
    ),
    _error(
        "impossible_birth_year",
        "course",
        "has an impossible birth_year",
        "have an impossible birth_year",
        f"birth_year > this_year OR birth_year < 1850 OR {AGE} NOT BETWEEN {AGE_HARD[0]} AND {AGE_HARD[1]}",
        "{who}, born {birth_year}, course start {course_start}",
        "birth_year",
        advice=f"At the course's start a patient is {AGE_HARD[0]} to {AGE_HARD[1]} years old. " + SET_ASIDE,
    ),
    _error(
        "impossible_value",
        "course",
        "has an impossible {column}",
        "have an impossible {column}",
        "{outside_hard}",
        "{who}, {value}",
        columns=_RANGES,
        advice="Possible: {hard}. " + SET_ASIDE,
    ),
    _error(
        "contradiction",
        "person",
        "has more than one {column}",
        "have more than one {column}",
        "p_{column}_low <> p_{column}_high",
        "{who}: {low} and {high}",
        columns=("sex", "birth_year", "death_date"),
        advice="Rows of one patient must agree. " + SET_ASIDE,
    ),
    _error(
        "death_after_last_contact",
        "person",
        "died after the last contact",
        "died after the last contact",
        "p_death > p_last_contact",
        "{who}, died {p_death}, last contact {p_last_contact}",
        "death_date",
        advice="If the death is known, the last contact is at least that day. " + SET_ASIDE,
    ),
    _error(
        "last_contact_after_death",
        "person",
        "has a last contact after death",
        "have a last contact after death",
        "p_last_contact > p_death",
        "{who}, died {p_death}, last contact {p_last_contact}",
        "death_date",
    ),
)

EVENT_RULES = (
    _error("ragged_event", "event", "has not as many columns as the header", "have not as many columns as the header"),
    _error("event_empty_id", "event", "has no patient_id", "have no patient_id", "nobody", "row {row}", "patient_id"),
    _error(
        "event_missing_value",
        "event",
        "has no {column}",
        "have no {column}",
        "{column} IS NULL AND NOT {column}_bad",
        "{who}",
        columns=("date", "kind"),
    ),
    _error(
        "event_unknown_patient",
        "event",
        "is of a patient who is not in the course file",
        "are of patients who are not in the course file",
        "person IS NULL AND NOT nobody",
        "{who}",
    ),
    _error(
        "event_after_last_contact",
        "event",
        "is after the patient's last contact",
        "are after the patient's last contact",
        "date > p_last_contact",
        "{who}, {date}, last contact {p_last_contact}",
    ),
    _error(
        "event_after_death",
        "event",
        "is after the patient's death",
        "are after the patient's death",
        "date > p_death",
        "{who}, {date}, died {p_death}",
    ),
    _warning(
        "event_before_end",
        "event",
        "is not after the first course's last day",
        "are not after the first course's last day",
        "date <= p_first_end",
        "{who}, {date}, first course ends {p_first_end}",
        advice="They are no outcome of the course, and are left out of the events.",
    ),
    _warning(
        "duplicate_event",
        "event",
        "repeats another event",
        "repeat other events",
        "again",
        "{who}, {date}, {kind}",
        advice="Each is counted once.",
    ),
)

WARNING_RULES = (
    _warning(
        "short_course",
        "course",
        f"lasts less than {SHORT_COURSE} days",
        f"last less than {SHORT_COURSE} days",
        f"course_end - course_start + 1 BETWEEN 1 AND {SHORT_COURSE - 1}",
        "{who}, {course_start} to {course_end}",
    ),
    _warning(
        "long_course",
        "course",
        f"lasts more than {LONG_COURSE} days",
        f"last more than {LONG_COURSE} days",
        f"course_end - course_start + 1 > {LONG_COURSE}",
        "{who}, {course_start} to {course_end}",
    ),
    _warning(
        "unusual_value",
        "course",
        "has an unusual {column}",
        "have an unusual {column}",
        "({outside_edge}) AND NOT ({outside_hard})",
        "{who}, {value}",
        columns=_EDGES,
        advice="Usual: {edge}. " + LOOK,
    ),
    _warning(
        "unusual_age",
        "course",
        f"is of a patient younger than {AGE_EDGE[0]} or older than {AGE_EDGE[1]}",
        f"are of patients younger than {AGE_EDGE[0]} or older than {AGE_EDGE[1]}",
        f"{AGE} BETWEEN {AGE_HARD[0]} AND {AGE_EDGE[0] - 1} OR {AGE} BETWEEN {AGE_EDGE[1] + 1} AND {AGE_HARD[1]}",
        "{who}, born {birth_year}, course start {course_start}",
        "birth_year",
    ),
    _warning(
        "dose_mismatch",
        "course",
        "has a cumulative dose far from daily dose times days",
        "have a cumulative dose far from daily dose times days",
        f"daily_dose_mg > 0 AND cumulative_dose_mg > 0 AND course_end >= course_start AND cumulative_dose_mg "
        f"/ (daily_dose_mg * (course_end - course_start + 1)) NOT BETWEEN {1 / DOSE_FACTOR} AND {DOSE_FACTOR}",
        "{who}, {cumulative_dose_mg} mg in all, {daily_dose_mg} mg a day from {course_start} to {course_end}",
        "daily_dose_mg cumulative_dose_mg",
        advice=f"More than a factor of {DOSE_FACTOR:g} apart; check the units (mg, not mg/kg). " + LOOK,
    ),
    _warning(
        "close_courses",
        "course",
        f"starts within {CLOSE_GAP} drug-free days of the one before",
        f"start within {CLOSE_GAP} drug-free days of the one before",
        f"{GAP} BETWEEN 0 AND {CLOSE_GAP} AND NOT duplicate",
        "{who}, starts {course_start}, the earlier one ends {earlier_end}",
        advice="Counted as courses of their own, as recorded; if it was one interrupted course, join the rows.",
    ),
    _warning(
        "retreated_without_course",
        "course",
        "has a relapse treated with isotretinoin, but no later course is recorded",
        "have a relapse treated with isotretinoin, but no later course is recorded",
        "relapse_treatment = 'isotretinoin' AND relapse_date IS NOT NULL AND place = p_rows",
        "{who}, {relapse_date}",
        "relapse_date relapse_treatment",
        advice="The relapse date stands for the start of that course; add its row if it is known.",
    ),
    _warning(
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

RECORDS_RULES = (
    _warning(
        "many_missing",
        "records",
        "",
        "",
        columns=tuple(
            n
            for n, c in COURSE_COLUMNS.items()
            if not c.required and n not in ("relapse_date", "relapse_treatment", "death_date")
        ),
    ),
    _warning("piled_last_contact", "records", "", ""),
)

RULES = {
    rule.id: rule for rule in (*FILE_RULES, *VALUE_RULES, *COURSE_RULES, *EVENT_RULES, *WARNING_RULES, *RECORDS_RULES)
}
"""Every rule by its id."""

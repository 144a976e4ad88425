"""What is impossible in course records, and what is unusual: every rule as data.

A rule's ``condition`` is SQL over one row of the checked table: the row's own columns (days, numbers, codes), those of
its person (``p_last_contact``, ``p_death``, ``p_rows`` ...) and its place among the person's courses (``place``,
``earlier_end``). A comparison with something not recorded is not true, so a missing value breaks no rule but
``missing_value`` and ``no_last_contact``. ``{column}`` is filled in for each of ``columns``.

Scopes: ``file`` stops a run whatever is set aside; ``value`` is a text that could not be read; ``row`` and ``person``
are counted once per row, or once per person; ``records`` looks at all rows together.
"""

from __future__ import annotations

from functools import partial

from isostats.records.input_tables import COURSE_TABLES, DESCRIBED
from isostats.records.input_tables.course_details import SELDOM
from isostats.records.input_tables.courses import COURSE_COLUMNS, COURSE_RULES, WARNING_RULES
from isostats.records.input_tables.declaration import Rule, Severity, error, warning
from isostats.records.input_tables.later_treatments import EVENT_RULES

MOSTLY_SET_ASIDE = "outcomes_mostly_set_aside"
OUTCOMES_SET_ASIDE = "outcomes_set_aside"
OTHERS_LEFT_OUT = "others_left_out"
"""The rule of the finding on those set aside of whom no row tells an outcome."""
OUTCOMES_OF_NOBODY = "outcomes_of_nobody"
COURSES_OF_NOBODY = "courses_of_nobody"
UNCOUNTED = (OUTCOMES_SET_ASIDE, OTHERS_LEFT_OUT, OUTCOMES_OF_NOBODY, COURSES_OF_NOBODY)
"""Rules of findings on people, and on outcomes, that are in nobody's count."""
BEYOND_THE_RECORDS = "beyond_the_records"
"""The rule of findings about what a study asks of its records."""
OF_KEPT = (BEYOND_THE_RECORDS, MOSTLY_SET_ASIDE, *UNCOUNTED)
"""Rules that look at who is kept, once others are set aside."""
ONE_ROW_EACH = "one_row_each"
"""The rule of the note that nobody has a second course, which an export of first courses alone would show too."""
EARLIER_ISOTRETINOIN = "earlier_isotretinoin"
"""The rule of the warning that events show an earlier course, which is why the flow keeps people out, too."""
LIST_ENDS_EARLY = "list_ends_early"
"""The rule of the warning that a file of later treatments ends long before its people do."""
FILLS_END_EARLY = "fills_end_early"
"""The rule of the warning that dispensings end long before the observation of their people."""
CLOSE_ISOTRETINOIN = "close_isotretinoin"
"""The rule of the warning that courses may go on among the events."""
FIRST_UNDER_WAY, MAYBE_UNDER_WAY = "first_under_way", "maybe_under_way"
"""The rules of the warnings that first courses were under way when the records were closed, and that some may have
been."""
MOSTLY_UNUSUAL = "mostly_unusual"
"""The rule of the warning that numbers may be in another unit."""

NONE_OCCURRED, NOT_NONE = "none_occurred", "none_occurred_untrue"
"""The rules of what a study says happened to nobody: as it says, and otherwise."""

# fmt: off
_FILES: tuple[tuple[str, Severity, str], ...] = (
    ("no_file", "error", "the file does not exist"),
    ("empty_file", "error", "the file has no text"),
    ("binary_file", "error", "the file is not text"),
    ("unreadable_file", "error", "the file cannot be opened as what its ending says"),
    ("unreadable_text", "error", "the file's encoding cannot be told"),
    ("formula_without_value", "error", "a sheet has formulas whose results are not stored"),
    ("merged_cells", "error", "a sheet shows one value over several rows, and one of them holds it"),
    ("header_only", "error", "the file has a header and no rows"),
    ("unclosed_quote", "error", "a quotation mark is never closed"),
    ("swallowed_rows", "error", "a quoted cell holds whole rows of the file"),
    ("missing_column", "error", "a required column is not there"),
    ("doubled_column", "error", "two columns have one name"),
    ("copied_column", "note", "a column stands twice, with the same values, and is read once"),
    ("mixed_calendar", "error", "dates and integer days in one file"),
    (ONE_ROW_EACH, "note", "nobody has more than one row, and no second course is told otherwise"),
    ("sources", "note", "several sources, read together"),
    ("same_source", "error", "two of several sources are one"),
    ("shared_rows", "warning", "two of several sources share most of their courses"),
    ("people_in_several", "error", "ids in several sources that are of the same people, or may be"),
    ("unlike_sources", "error", "one of several sources tells what another cannot"),
    (NONE_OCCURRED, "note", "what is empty since the study says that there was none"),
    (NOT_NONE, "error", "the study says that there was none of what the records hold"),
    ("unlike_columns", "warning", "a further column is of numbers in one source and of texts in another"),
    ("unknown_mapping", "error", "the mapping names a column or code that is not there"),
    ("unused_values", "warning", "codes are mapped of one of our columns that no table has"),
    ("doubled_mapping", "error", "the mapping gives one column of the file to two of ours"),
    ("guessed", "warning", "how the records are read was guessed, and nobody has confirmed it"),
    ("level_spellings", "warning", "levels that differ by case, blanks, accents, punctuation or look-alike letters"),
    ("one_person_twice", "warning", "a further column holds one value under several ids that may be of one person"),
    ("people_perhaps_twice", "warning", "more people than by chance have the first course of another"),
    ("beyond_measure", "warning", "numbers of a further column that are larger than anything measured"),
    (MOSTLY_SET_ASIDE, "error", "most of those who relapsed would be set aside"),
    (OUTCOMES_SET_ASIDE, "warning", "some of those set aside have a relapse or a later treatment"),
    (OTHERS_LEFT_OUT, "warning", "some of those set aside have no relapse and no later treatment"),
    (OUTCOMES_OF_NOBODY, "warning", "later treatments without an id, left out"),
    (COURSES_OF_NOBODY, "warning", "courses without an id, left out"),
    (BEYOND_THE_RECORDS, "error", "the study asks for what its records cannot give"),
    ("men_alone", "error", "H and M are both read as men, though M beside H is a woman"),
    ("read_as_guessed", "note", "how isostats init would have a file read that has faults as it is"),
    ("mixed_date_order", "error", "some dates are day-first, others month-first"),
    ("swapped_dates", "error", "dates up to the 12th of a month are stored as dates, and all others as texts"),
    ("ambiguous_date_order", "error", "dates such as 03/04/2019, and nothing says which part is the day"),
    ("unclear_year_date_order", "error", "dates such as 16-10-06, and nothing says whether the year comes first"),
    ("unknown_zone", "error", "dates with a time whose zone the file does not tell, so that the day is not known"),
    ("zoned_dates", "warning", "dates with a time and its zone; the day of the clock there was taken"),
    ("guessed_encoding", "warning", "not UTF-8; read as Windows-1252"),
    ("several_sheets", "warning", "the first of several sheets was read"),
    ("sheets_of_one_header", "error", "several sheets have the same columns, and none of them is named"),
    ("sheets_unread", "warning", "further sheets have the columns of the one that was read"),
    ("sheets_as_one", "note", "several sheets of one header, read one below the other"),
    ("hidden_rows", "warning", "hidden rows of a sheet were read"),
    ("signs_of_missing", "warning", "signs such as NA or - in dates, numbers and codes, read as not recorded"),
    ("signs_as_values", "warning", "words such as NA or none in columns of texts, which are values there"),
    ("empty_column", "warning", "a column that isostats knows is there, and no row has a value"),
    ("two_digit_years", "note", "years of two digits, read as pivot_year says"),
    ("serial_dates", "note", "serial days of a spreadsheet in columns of dates, read as excel_dates says"),
    ("other_date_system", "error", "excel_dates contradicts what the workbook says of itself"),
    ("months_alone", "warning", "dates without a day of the month, which month_day gives them"),
    ("last_contact_by_rule", "warning", "last contacts that are not recorded, filled in by missing_last_contact"),
    ("left_before_last_contact", "note", "people who left before their last contact, followed until then"),
    ("unread_leaving", "warning", "people have a day on which they left, and no table of observation"),
    ("death_by_reason", "warning", "people lost because they died, whose last contact stands for the day of death"),
    ("open_courses", "warning", "further courses without an end, under way at the last contact"),
    (EARLIER_ISOTRETINOIN, "warning", "isotretinoin among the events before a first course, and of another one"),
    (CLOSE_ISOTRETINOIN, "warning", "isotretinoin among the events soon after the end of a course, which may go on"),
    ("response_from_scores", "warning", "responses that are not recorded, told by the scores at the end"),
    ("impossible_data_cut", "error", "data_cut is before a date of those it is given to, in the future, or no day"),
    ("shifted_dates", "note", "dates were moved by de-identification, and may lie in the future"),
    ("years_of_dates", "note", "cells of a year hold a date, whose year was taken"),
    ("units_in_cells", "note", "cells hold the unit of their column beside the number"),
    ("units_converted", "warning", "cells hold another unit beside the number, and were converted"),
    ("doses_by_weight", "warning", "doses for each kilogram of weight, multiplied by the weight of the row"),
    ("approximate", "note", "numbers are said to be about so much, and were taken as they stand"),
    ("empty_as_value", "note", "empty cells to which the study gives a meaning"),
    ("date_cleared", "warning", "texts among dates of a relapse, a death or a pregnancy, read as empty as values says"),
    ("near_name", "warning", "a covariate with nearly the name of an optional column"),
    ("unmapped_drugs", "error", "a column of dispensings that names drugs is none of ours"),
    ("nothing_of_the_drug", "error", "all dispensings are of other products"),
    ("nobody_left", "error", "no dispensing is in a course to study"),
    ("unread_status", "warning", "rows say that they were returned or cancelled, in a column that is not read"),
    ("unclear_status", "warning", "a column of a status that is not read holds codes that are not known"),
    ("strength_by_name", "note", "no column has a strength, and the names of products say it"),
    ("unread_repeats", "error", "prescriptions with repeats are taken for fills"),
    ("named_products", "note", "cells of a treatment name a product, and were read as its kind"),
    ("hormonal_unspecified", "warning", "a treatment is called hormonal; read as antiandrogen"),
    ("unnamed_column", "warning", "a column without a name, left out"),
    ("course_number_of_what", "error", "most patients have no course with the number 1"),
    ("numbered_alike", "error", "ids at several sites, or in several sheets, that are likely to be of others"),
    ("shared_id", "error", "several people share an id, and a column that is not read tells them apart"),
    ("id_as_float", "error", "ids that passed through a number with a decimal point, and lost digits"),
    ("two_spellings", "warning", "ids that differ by case, blanks, separators, zeros, .0 or forms of a letter"),
    ("look_alike_ids", "warning", "ids that look like another one: letters of two scripts, or the letter O for a zero"),
    ("mixed_scripts", "warning", "ids that mix letters of two scripts"),
    ("number_without_letters", "warning", "ids that are numbers, and are there with letters before them too"),
    ("ids_joined", "warning", "such ids, joined by ids = normalise"),
    ("companion_of_nobody", "error", "nobody of a further table is in the main table"),
    ("companion_mostly_unknown", "error", "most ids of a further table and of the main table do not match"),
    ("companion_spelled_otherwise", "warning", "ids of a further table that the main table spells otherwise"),
    ("companion_unknown_people", "warning", "people of a further table who are not in the main table"),
    ("companion_without_id", "warning", "rows of a further table without patient_id"),
    ("empty_companion", "note", "a further table without rows"),
    ("unknown_diagnoses", "error", "most rows of a table of diagnoses have no known diagnosis"),
    ("time_to_event", "error", "course records are a table of times and of marks for who had the outcome"),
    ("relapses_as_treatments", "error", "a file of relapses is read as one of all later treatments"),
    ("unknown_codes", "error", "most rows of a table of later treatments have no known kind"),
    ("unclear_product", "error", "products have isotretinoin's name and a strength, or its code, and an unknown word"),
    ("many_equal_rows", "error", "many dispensings repeat another row in every column, and may be packs"),
    ("supplies_unknown", "error", "most dispensings have no days' supply, and nothing else tells it"),
    ("dispensings_elsewhere", "error", "most dispensings are outside every observation period of their patient"),
    ("treatments_elsewhere", "error", "nearly all treatments are outside every observation period of their patient"),
    ("unknown_diagnosis", "warning", "rows of a table of diagnoses have no known diagnosis"),
    ("unconfirmed_diagnosis", "warning", "diagnoses are acne only by a code that is not confirmed"),
    ("acne_in_other_words", "warning", "diagnoses speak of acne in words that are not known to be it"),
    ("reconciled", "note", "how a further table and the main table match, both ways"),
)
_SHAPES: tuple[tuple[str, Severity, str], ...] = (
    ("further_courses", "error", "columns of further courses beside the one that is read"),
    ("no_header_row", "error", "the row that is to have the names is not there, or empty"),
    ("fill_down_unknown", "error", "a column that is to be filled down is not there"),
    ("fill_down_first", "error", "the first rows have no id, and none above to repeat"),
    ("wide_without_starts", "error", "a file of courses side by side does not tell their starts"),
    ("redcap_dictionary", "error", "an export of REDCap without its data dictionary, or with another one"),
    ("redcap_as_rows", "warning", "an export of REDCap, read as rows"),
    ("redcap_courses", "error", "an export of REDCap does not tell which of its rows are courses"),
    ("wide_courses", "note", "courses side by side, and what was read of each"),
    ("wide_renumbered", "warning", "courses side by side whose numbers leave one out"),
    ("unused_relapses", "warning", "a further column looks like relapses or their treatment, and none is mapped"),
    ("undated_relapses", "warning", "a further column says that there was a relapse, and it has no date"),
    ("untold_courses", "warning", "a further column says that there was a second course, and it has no row"),
    ("undated_deaths", "warning", "a further column says that somebody died, and there is no day of it"),
    ("unused_deaths", "warning", "a further column, or a sheet beside, holds days of death that are not read"),
    ("unread_relapses", "warning", "a sheet beside the one that was read lists relapses"),
    ("unread_lengths", "warning", "a further column holds a length of time, and the day to which it leads is wanted"),
    ("wide_first_course", "warning", "a value of one course without a number, in rows of several courses"),
    ("wide_other_numbers", "warning", "numbered columns with other numbers than the courses"),
    ("no_course", "warning", "patients without any course, left out"),
    ("course_without_days", "warning", "courses that have values and neither a start nor an end, left out"),
    ("total_rows", "note", "rows of totals, left out"),
    ("total_rows_unsaid", "warning", "rows begin as totals do, and are read as patients"),
    ("total_rows_not_met", "warning", "no row begins as a total is said to begin"),
    ("fill_down", "note", "empty cells that repeat the one above"),
    ("fill_down_beside_merged", "warning", "rows without an id in a workbook with merged cells, and outside of these"),
    ("fill_down_not_met", "warning", "no cell of a column had one above to repeat"),
    ("redcap_courses_read", "note", "which rows of an export of REDCap are courses"),
    ("redcap_rows_left_out", "warning", "rows of other repeating instruments, left out"),
    ("redcap_several_values", "warning", "a person's field with several values, and which was taken"),
    ("redcap_relapses_read", "note", "relapses in rows of no course, each given to the course that it follows"),
    ("redcap_unknown_code", "warning", "codes that the data dictionary does not have"),
)
SHAPE_RULES = tuple(Rule(severity, id, what, scope="file") for id, severity, what in _SHAPES)
FILE_RULES = tuple(Rule(severity, id, what, scope="file") for id, severity, what in _FILES)

unread = partial(error, scope="value")
"""Rules of texts that could not be read."""

VALUE_RULES = (
    unread("unreadable_date", "is not a date", many="are not dates",
           advice="Write dates as 2019-04-03 (or 3.4.2019, 3 Apr 2019).{under_way}"),
    unread("month_only", "names a month and no day", many="name a month and no day",
           advice="Write the day. Or set month_day = 15: {month}, each is at most 16 days off, and this is said."),
    unread("two_digit_year", "has a two-digit year", many="have two-digit years",
           advice="Write the year with four digits: isostats does not guess the century. {pivot}"),
    unread("impossible_date", "is a day that does not exist", many="are days that do not exist",
           advice="{impossible}"),
    unread("date_before_1900", "is before 1900", advice="{past}"),
    unread("future_date", "is in the future", many="are in the future", advice="{future}"),
    unread("integer_in_date_column", "is a bare number", many="are bare numbers",
           advice="If these are integer days, name the column {day_name} (and the other dates likewise).{serial}"),
    unread("date_in_day_column", "is a date", many="are dates",
           advice="A _day column holds integers; name the column {column} if it holds dates."),
    unread("unreadable_day", "is not a whole number of days", many="are not whole numbers of days"),
    unread("not_a_number", "is not a number", many="are not numbers", advice="{number_advice}"),
    unread("ambiguous_number", "could be read in two ways", advice='Set decimal = "." if 1,200 is twelve hundred and '
                  '1.200 one and a fifth, or decimal = "," if it is the other way round.'),
    unread("unknown_code", "is not a known code", many="are not known codes",
           advice='Known: {codes}{hint} Map it: values = {{{column} = {{{quoted} = "{nearest}"}}}} '
                  "({otherwise}).{others}"),
    error("unknown_outcome_code", "is not a known code", many="are not known codes", scope="outcome",
          advice="Nobody is set aside for it: that would leave out those who relapsed. "
                 'Known: {codes}{hint} Map it: values = {{{column} = {{{quoted} = "{nearest}"}}}} '
                  "({otherwise}).{others}"),
)

SELDOM_FILLED = ("relapse_date", "relapse_treatment", "death_date", "left_date", "lost_reason", *SELDOM)
OFTEN_FILLED = tuple(n for n, column in COURSE_COLUMNS.items() if not column.required and n not in SELDOM_FILLED)
RECORDS_RULES = (
    warning("many_missing", "more than 20% of the rows have no value in an optional column", columns=OFTEN_FILLED,
            scope="records"),
    warning(MOSTLY_UNUSUAL, "most weights or doses of a column lie outside what is usual", scope="records"),
    warning("ids_of_several_sites", "ids that occur at more than one site", scope="records"),
    warning("piled_last_contact", "many last contacts on one day that is not the latest", scope="records"),
    warning(FIRST_UNDER_WAY, "many first courses end on the last day of the records: they were under way",
            scope="records"),
    warning(MAYBE_UNDER_WAY, "many first courses end on their last contact, shortly before the last day of the records",
            scope="records"),
    warning(LIST_ENDS_EARLY, "a file of later treatments ends long before the people it is about", scope="records"),
    warning(FILLS_END_EARLY, "a file of dispensings ends long before the observation of its people", scope="records"),
    warning("no_later_treatment", "a file of later treatments holds none after a first course", scope="records"),
)

_OF_FILES = (*FILE_RULES, *SHAPE_RULES, *VALUE_RULES)
_OF_MAIN = (*COURSE_RULES, *EVENT_RULES, *WARNING_RULES, *RECORDS_RULES)
_OF_OTHERS = tuple(rule for label in DESCRIBED for rule in COURSE_TABLES[label].rules)
RULES = {rule.id: rule for rule in (*_OF_FILES, *_OF_MAIN, *_OF_OTHERS)}
"""Every rule of course records by its id."""

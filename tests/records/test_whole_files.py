"""Files that are wrong as a whole: what is said about them, and that nothing is set aside to get past it."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from isostats import records
from isostats.errors import DataError, StudyError
from isostats.records.input_tables import COURSE_TABLES, DESCRIBED
from isostats.records.input_tables.course_details import DETAIL_ERRORS, DETAIL_WARNINGS
from isostats.records.rules import RULES, SHAPE_RULES
from tests.records.course_files import as_text, course, written
from tests.records.test_rules import CASES

HEADER = "patient_id,course_start,course_end,last_contact"
ROW = "a,2019-01-01,2019-05-31,2021-06-30"
FULL = f"{HEADER}\n{ROW}\n"


@dataclass(frozen=True)
class Case:
    """A file (its bytes, or what makes it), the rule it breaks, and what is said."""

    rule: str
    content: str | bytes | Callable[[Path], Path]
    says: str
    advises: str = ""
    keywords: dict[str, Any] = field(default_factory=dict)
    name: str = ""


def excel(*sheets: tuple[str, list[list[Any]]], merge: str = "", hide: int = 0) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        import openpyxl

        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        if merge:
            book.active.merge_cells(merge)
        if hide:
            book.active.row_dimensions[hide].hidden = True
        book.save(folder / "book.xlsx")
        return folder / "book.xlsx"

    return make


def pretending(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def named_in_latin_1(folder: Path) -> Path:
    """A file as an older system named it."""
    path = Path(os.fsdecode(os.fsencode(folder) + b"/Kurse_\xe4.csv"))
    path.write_bytes(f"{HEADER}\n{ROW}\n".encode())
    return path


GRID = [HEADER.split(","), ROW.split(",")]

FILES = [
    Case("no_file", lambda folder: folder / "gone.csv", "there is no file gone.csv", "check the path"),
    Case("unreadable_file", named_in_latin_1, "name of the file Kurse_?.csv is not UTF-8", "Rename it", name="name"),
    Case("empty_file", "", "courses.csv is empty (0 bytes)"),
    Case("empty_file", "\n \n,,,\n", "courses.csv is empty (blank lines only)", name="blank lines"),
    Case("empty_file", excel(("Sheet1", [])), "the sheet 'Sheet1' of book.xlsx is empty", name="sheet"),
    Case("empty_file", pretending("x.parquet", b""), "x.parquet is empty (0 bytes)", name="parquet"),
    Case(
        "binary_file",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "courses.csv is a binary file, not text (it contains NUL bytes)",
        "Export the records as CSV",
    ),
    Case(
        "binary_file", b"PK\x03\x04rest", "courses.csv is an Excel or zip file, not text", ".xlsx", name="Excel as CSV"
    ),
    Case("binary_file", gzip.compress(FULL.encode()), "courses.csv is a gzip file, not text", "unpack it", name="gzip"),
    Case(
        "unreadable_file",
        pretending("x.xlsx", b"not a workbook"),
        "x.xlsx cannot be read as xlsx",
        "isostats reads CSV",
    ),
    Case(
        "unreadable_file",
        pretending("x.parquet", b"not parquet"),
        "x.parquet cannot be read as parquet",
        name="parquet",
    ),
    Case("unreadable_file", pretending("x.sav", b"not spss"), "x.sav cannot be read as sav", name="SPSS"),
    Case(
        "unreadable_file",
        excel(("A", GRID)),
        "book.xlsx has no sheet 'B'",
        "Sheets: A.",
        {"sheet": "B"},
        name="no sheet",
    ),
    Case(
        "unreadable_text",
        FULL.replace("a,", "\x81\x8d,").encode("latin-1"),
        "neither UTF-8, UTF-16 nor Windows-1252",
        "UTF-8",
    ),
    Case(
        "formula_without_value",
        excel(("A", [GRID[0], [*GRID[1][:3], "=C2+700"]])),
        "1 cell of the sheet 'A' of book.xlsx holds a formula without its result (first: D2)",
        "save it there",
    ),
    Case("header_only", HEADER + "\n", "courses.csv has a header but no rows"),
    Case("header_only", HEADER + "\n,,,\n\n", "courses.csv has a header but no rows", name="empty rows"),
    Case("header_only", excel(("A", GRID[:1])), "book.xlsx has a header but no rows", name="Excel"),
    Case(
        "unclosed_quote",
        FULL + 'b,2019-01-01,2019-05-31,"2021-06-30\n' + ROW + "\n",
        "a quotation mark is opened and never closed",
        "every row after it was swallowed",
    ),
    Case(
        "missing_column",
        FULL.replace("last_contact", "last_contakt"),
        "courses.csv has no column 'last_contact'; the nearest name found is 'last_contakt'",
        'last_contact = "last_contakt" under [data.columns]',
    ),
    Case(
        "missing_column",
        FULL.replace("patient_id", "MRN"),
        "courses.csv has no column 'patient_id'",
        "Columns found: 'MRN'",
        name="of the patient",
    ),
    Case(
        "missing_column",
        "one text\nanother\n",
        "no column of courses.csv is called as isostats calls it; there is 'one text'",
        "isostats init knows other names of theirs",
        name="not a table",
    ),
    Case(
        "doubled_column",
        f"{HEADER},Course Start\n{ROW},2019-01-02\n",
        "2 columns of courses.csv have the name 'course_start': 'course_start', 'Course Start'; they differ in 1 row",
        "keep that one",
    ),
    Case(
        "doubled_column",
        f"{HEADER},MRN\n{ROW},b\n",
        "have the name 'patient_id': 'patient_id', 'MRN'",
        keywords={"columns": {"patient_id": "MRN"}},
        name="by mapping",
    ),
    Case(
        "doubled_column",
        f"{HEADER},person_id\n{ROW},b\n",
        "a column 'person_id', a name that isostats gives itself",
        "Rename it",
        name="reserved",
    ),
    Case(
        "doubled_column",
        "patient_id,course_start_day,course_end_day,last_contact_day,relapse_day,relapse_date_day\n"
        "a,0,100,500,300,300\n",
        "'relapse_date' is given twice, as 'relapse_day' and 'relapse_date_day'",
        name="twins",
    ),
    Case(
        "mixed_calendar",
        f"{HEADER},relapse_day\n{ROW},300\n",
        "'relapse_day' holds integer days and 'course_start' holds dates",
        "days everywhere",
    ),
    Case(
        "unknown_mapping",
        FULL,
        "courses.csv has no column 'MRM'",
        'patient_id = "your name" under [data.columns]',
        {"columns": {"patient_id": "MRM"}},
    ),
    Case(
        "unknown_mapping",
        FULL,
        "which is not one of our columns; did you mean 'patient_id'?",
        'ours = "yours" under [data.columns]',
        {"columns": {"pateint_id": "MRN"}},
        name="a slip in ours",
    ),
    Case(
        "unknown_mapping",
        FULL,
        "values maps 'Doxy' of relapse_treatment to 'oral_antibiotics', which is not one of our "
        "codes; did you mean 'oral_antibiotic'?",
        "Known: none, contraceptive, topical",
        {"values": {"relapse_treatment": {"Doxy": "oral_antibiotics"}}},
        name="a code",
    ),
    Case(
        "unknown_mapping",
        FULL,
        "values maps codes of 'relapse_treatmnt', which is not one of our columns; did you mean 'relapse_treatment'?",
        "in [data] values",
        {"values": {"relapse_treatmnt": {"Doxy": "topical"}}},
        name="a values column",
    ),
    Case(
        "mixed_date_order",
        as_text([course(course_start="25/03/2019"), course("b", course_start="03/25/2019")]),
        "some dates of courses.csv are day-first and others month-first (columns: course_start)",
        'dates = "day_first"',
    ),
    Case(
        "swapped_dates",
        as_text([
            course(str(n), course_start=f"2019-{n:02}-{13 - n:02}", course_end=f"{12 + n}/12/2019",
                   last_contact="2021-06-11") for n in range(1, 13)
        ]),
        "every date of courses.csv that is stored as a date has a day up to 12, and every one that is a text a day ",
        "write all dates as 2019-04-03",
    ),
    Case(
        "open_courses",
        as_text([course(), course(course_start="2020-01-01", course_end="")]),
        "1 of 2 courses is a further one without an end, and under way at the last contact",
        "Each is a second or further course from its start on",
    ),
    Case(
        "ambiguous_date_order",
        as_text([course(course_start="03/04/2019", course_end="05-06-2019")]),
        "no date of courses.csv tells whether the day or the month comes first (columns: course_end, course_start)",
        'Set dates = "day_first" or dates = "month_first"',
    ),
    Case(
        "unknown_zone",
        as_text([course(course_start="2018-12-31 23:00:00 UTC"), course("b", course_start="2019-01-01 00:00:00 UTC")]),
        "1 value of course_start is a time in UTC, and courses.csv does not tell of which zone",
        "AT TIME ZONE",
    ),
    Case(
        "zoned_dates",
        as_text([course(course_start="2019-01-01T00:30:00+01:00")]),
        "1 column of courses.csv holds times with their zone: course_start (as in '2019-01-01T00:30:00+01:00')",
        "The day that the clock showed there was taken.",
    ),
    Case(
        "guessed_encoding",
        as_text([course(site="Zürich")]).encode("cp1252"),
        "courses.csv is not UTF-8; it was read as Windows-1252",
        "CSV UTF-8",
    ),
    Case(
        "swallowed_rows",
        f'{HEADER},note\n{ROW},"x\n{ROW},y\n{ROW},z"\n',
        "1 quoted cell of courses.csv holds whole rows of the file",
        "Remove the stray marks",
    ),
    Case(
        "several_sheets",
        excel(("Courses", GRID), ("Notes", [["x"]])),
        "book.xlsx has 2 sheets; the first, 'Courses', was read",
        '"book.xlsx#Notes"',
    ),
    Case(
        "merged_cells",
        excel(("A", [[*GRID[0], "site"], [*GRID[1], "north"], ["b", *GRID[1][1:]]]), merge="E2:E3"),
        "the sheet 'A' of book.xlsx shows 1 value over several rows each (merged cells, first: E2:E3)",
        "write the value into every row",
    ),
    Case(
        "hidden_rows",
        excel(("A", [*GRID, ["b", *GRID[1][1:]]]), hide=3),
        "1 row of the sheet 'A' of book.xlsx is hidden",
        "a file of their own",
    ),
    Case(
        "signs_of_missing",
        as_text([course(relapse_date="n/a"), course("b", relapse_date="-")]),
        "2 cells hold a sign that was read as not recorded: relapse_date '-' (1), relapse_date 'n/a' (1)",
        "Empty cells say the same",
    ),
    Case(
        "signs_as_values",
        as_text([course(site="NA"), course("b", site="north")]),
        "1 cell of columns of texts holds a word that may mean not recorded, and is a value: site 'NA' (1)",
        '"NA" = "" under [data.values.site]',
    ),
    Case(
        "empty_column",
        as_text([course(relapse_date="", site="x"), course("b")]),
        "The column relapse_date of courses.csv is there, and no row has a value",
        "nobody has a recorded relapse",
    ),
    Case(
        "near_name",
        f"{HEADER},weigth_kg\n{ROW},70\n",
        "'weigth_kg' is kept as a covariate, but is nearly 'weight_kg'",
        'in kg, rename it, or map it: weight_kg = "weigth_kg" under [data.columns]. Numbers in another unit are '
        "converted where the name says it, such as 'weigth_kg (lb)'.",
    ),
    Case(
        "hormonal_unspecified",
        f"{HEADER},relapse_date,relapse_treatment\n{ROW},2020-01-01,hormonal\n",
        "1 value of relapse_treatment says 'hormonal', which may be a contraceptive or an antiandrogen",
        "Read as antiandrogen",
    ),
    Case(
        "hormonal_unspecified",
        f"{HEADER},relapse_date,relapse_treatment\n{ROW},2020-01-01,OCP?\n",
        "1 value of relapse_treatment says 'OCP?'",
        "Read as antiandrogen",
        {"values": {"relapse_treatment": {"OCP?": "hormonal"}}},
        name="mapped",
    ),
    Case(
        "unnamed_column",
        f"{HEADER},\n{ROW},7\n",
        "1 column without a name left out (column 5 of the file)",
        "Name the column",
    ),
    Case(
        "ragged_row",
        f"{FULL}b,2019-01-01,2019-05-31,2021-06-30,extra\n",
        "1 of 2 rows of courses.csv has not as many columns as the header",
        "A delimiter inside a text",
    ),
    Case(
        "ragged_row",
        f'{FULL}b,"2019"-01-01,2019-05-31,2021-06-30\nc,2019-01-01\n',
        "2 of 3 rows of courses.csv have not as many columns as the header",
        name="quote inside, and short",
    ),
]


def given(case: Case, folder: Path) -> Path:
    if callable(case.content):
        return case.content(folder)
    content = case.content.encode() if isinstance(case.content, str) else case.content
    (folder / "courses.csv").write_bytes(content)
    return folder / "courses.csv"


def ids(case: Case) -> str:
    return case.rule + (f" ({case.name})" if case.name else "")


@pytest.mark.parametrize("case", FILES, ids=ids)
def test_what_is_said_about_a_file(case: Case, tmp_path) -> None:
    found = records.check_courses(given(case, tmp_path), **case.keywords)
    finding = next((finding for finding in found if finding.rule == case.rule), None)
    assert finding is not None, str(found)
    assert case.says in finding.message
    assert case.advises in finding.advice
    assert finding.severity == RULES[case.rule].severity


@pytest.mark.parametrize(
    "case",
    [case for case in FILES if RULES[case.rule].severity == "error" and RULES[case.rule].scope == "file"],
    ids=ids,
)
def test_setting_aside_does_not_get_past_it(case: Case, tmp_path) -> None:
    with pytest.raises(DataError) as caught:
        records.read_courses(given(case, tmp_path), on_invalid="set_aside", **case.keywords)
    assert case.rule in str(caught.value)


def test_every_rule_has_a_case() -> None:
    shown = {case.rule for case in CASES} | {case.rule for case in FILES}
    matching = {rule for rule in RULES if rule.startswith("companion_")} | {"reconciled", "empty_companion"}
    matching |= {"two_spellings", "ids_joined", "id_as_float", "course_number_of_what", "ids_of_several_sites"}
    # these are in tests/cases
    matching |= {"two_digit_years", "serial_dates", "other_date_system", "months_alone", "shifted_dates"}
    matching |= {"unclear_year_date_order", "years_of_dates", "read_as_guessed"}
    matching |= {"last_contact_by_rule", "impossible_data_cut", "doubled_mapping", "guessed"}
    matching |= {"read_as_guessed", "men_alone", "date_cleared"}  # in tests/guessing
    matching |= {"unused_values", "prior_contradicted"}  # in test_told_columns and test_course_treatments
    matching |= {"unknown_diagnosis", "unknown_diagnoses", "unconfirmed_diagnosis", "acne_in_other_words"}
    # and these in test_diagnoses
    matching |= {"units_in_cells", "units_converted", "doses_by_weight", "approximate", "empty_as_value"}
    # and these in test_cell_forms, test_last_contacts and test_mappings
    matching |= {rule.id for rule in SHAPE_RULES}  # in tests/shapes
    matching |= {"people_in_several", "unmapped_drugs", "unread_repeats", "strength_by_name", "unread_status"}
    matching |= {"unclear_status", "nothing_of_the_drug", "nobody_left", "fills_end_early"}  # there, in tests/stitching
    matching |= {"left_before_last_contact", "unread_leaving"}  # in test_people_who_left
    matching |= {"many_equal_rows", "unclear_product"}  # in tests/spec/test_stitching_dispensings
    matching |= {"supplies_unknown"}  # in tests/stitching/test_doses_and_doubles
    matching |= {"earlier_isotretinoin", "close_isotretinoin"}  # in test_earlier_courses
    matching |= {"first_under_way", "maybe_under_way"}  # in tests/cohort/test_courses_under_way
    matching |= {"death_by_reason"}  # in test_lost_by_death
    matching |= {"shared_id", "relapses_as_treatments", "no_later_treatment"}
    # and these in test_ids_in_parts, test_relapse_like_columns and test_relapse_tracing
    matching |= {"undated_relapses", "untold_courses", "undated_deaths"}  # in test_outcomes_without_days
    # the others of these are in test_combining and tests/stitching/test_unmapped_drugs
    matching |= {"sources", "same_source", "shared_rows", "unlike_sources", "unlike_columns"}  # in test_combining
    matching |= {"list_ends_early"}  # in test_list_ends_early
    matching |= {"none_occurred", "none_occurred_untrue"}  # there too
    matching |= {rule.id for rule in (*DETAIL_ERRORS, *DETAIL_WARNINGS)} | {"response_from_scores"}
    matching |= {rule.id for label in DESCRIBED for rule in COURSE_TABLES[label].rules}
    # and these in test_course_details and test_described_tables
    matching |= {"named_products"}  # in tests/guessing/test_names_of_drugs
    matching |= {"number_without_letters", "one_row_each", "look_alike_ids", "mixed_scripts"}
    # and these in tests/laws/test_id_spellings
    matching |= {"unknown_codes", "dispensings_elsewhere", "treatments_elsewhere"}  # in test_28_codes_unknown
    matching |= {"outcomes_set_aside", "outcomes_mostly_set_aside", "outcomes_of_nobody", "others_left_out"}
    matching |= {"courses_of_nobody", "numbered_alike", "sheets_of_one_header", "sheets_unread", "sheets_as_one"}
    matching |= {"unread_relapses", "unused_deaths", "time_to_event"}  # in test_relapse_like_columns
    matching |= {"people_perhaps_twice"}  # in test_courses_of_two_ids
    matching |= {"one_person_twice", "copied_column"}  # in test_one_person_twice and test_column_copies
    matching |= {"level_spellings", "beyond_measure", "beyond_the_records"}
    # in test_sheets_of_one_header, tests/analyses/test_outcomes_set_aside, test_level_spellings and test_far_numbers
    assert set(RULES) - shown - matching == {"ragged_event"}  # see test_setting_aside


def test_at_least_forty_faulty_inputs() -> None:
    assert sum(RULES[case.rule].severity == "error" for case in (*CASES, *FILES)) >= 40


def test_all_faults_are_found_in_one_pass(tmp_path) -> None:
    rows = [
        course(course_end="2018-01-01"),
        course("b", sex="x"),
        course("", last_contact=""),
        course("c", weight_kg="0"),
        course("d", course_start="3/4/2019"),
        course("e", course_start="30.2.2019"),
    ]
    text = as_text(rows).replace("last_contact", "last_seen")
    found = records.check_courses(written(tmp_path, text))
    assert {finding.rule for finding in found.errors} == {
        "missing_column",
        "ambiguous_date_order",
        "impossible_date",
        "unknown_code",
        "empty_id",
        "end_before_start",
        "impossible_value",
    }


def test_a_way_out_of_ambiguous_dates(tmp_path) -> None:
    path = written(tmp_path, [course(course_start="03/04/2019", course_end="05/06/2019")])
    starts = {
        order: records.read_courses(path, dates=order).table("courses")["start"][0]
        for order in ("day_first", "month_first")
    }
    assert starts == {"day_first": 17989, "month_first": 17959}


@pytest.mark.parametrize(("keyword", "value"), [("dates", "dayfirst"), ("decimal", "comma"), ("on_invalid", "skip")])
def test_a_keyword_that_does_not_exist(keyword: str, value: str, tmp_path) -> None:
    with pytest.raises(StudyError, match=f"{keyword} must be one of .*, not '{value}'"):
        records.read_courses(written(tmp_path, FULL), **{keyword: value})


def test_an_error_shows_one_example_and_nothing_else_of_anybody(tmp_path) -> None:
    rows = [course(f"patient-{number}", course_end="2018-01-01", site="SECRET-SITE") for number in range(5)]
    with pytest.raises(DataError) as caught:
        records.read_courses(written(tmp_path, rows))
    text = str(caught.value)
    assert text.count("patient-") == 1
    assert "SECRET-SITE" not in text


def test_events_in_the_other_calendar(tmp_path) -> None:
    events = written(tmp_path, "patient_id,day,kind\na,300,topical\n", "events.csv")
    found = records.check_courses(written(tmp_path, FULL), events=events)
    assert [finding.message for finding in found.errors if finding.rule == "mixed_calendar"] == [
        "courses.csv holds dates and events.csv holds days; both must hold the same"
    ]


def test_an_events_file_may_use_our_name_for_the_patient(tmp_path) -> None:
    events = written(tmp_path, "patient_id,date,kind\na,2020-01-01,topical\n", "events.csv")
    courses = written(tmp_path, FULL.replace("patient_id", "MRN"))
    assert records.check_courses(courses, events=events, columns={"patient_id": "MRN"}).ok


def test_all_common_unknown_codes_are_named_at_once_and_rare_ones_counted(tmp_path) -> None:
    codes = ["Doxy"] * 2 + ["Mino"] * 6 + ["Spiro"] * 5 + ["Jane Doe", "x"]
    rows = [course(str(n), relapse_date="2020-01-01", relapse_treatment=code) for n, code in enumerate(codes)]
    finding = records.check_courses(written(tmp_path, rows)).errors[0]
    assert (finding.rule, finding.count) == ("unknown_outcome_code", 15)
    assert finding.advice.endswith("Also unknown: 'Mino' (6), 'Spiro' (5), 2 rarer.")
    assert '"Doxy" = "one of these" under [data.values.relapse_treatment]' in finding.advice


def test_a_text_that_cannot_be_read_is_not_missing_too(tmp_path) -> None:
    found = records.check_courses(written(tmp_path, [course(weight_kg="70 cm", sex="fem.")]))
    assert [finding.rule for finding in found] == ["not_a_number", "unknown_code"]


def test_findings_as_a_frame(tmp_path) -> None:
    frame = records.check_courses(written(tmp_path, [course(course_end="2018-01-01", sex="f")])).to_frame()
    assert list(frame.columns) == ["severity", "rule", "count", "message", "row", "example", "advice", "column"]
    assert frame.loc[0, ["severity", "rule", "count", "row"]].tolist() == ["error", "end_before_start", 1, 2]

"""Case 27: a row that is course 2 tells of an earlier course; it is never made a first one, and nothing advises so."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from isostats.cohort.following import first_courses
from isostats.errors import NobodyLeft
from isostats.records import check_courses, read_courses

CASE = Path(__file__).parent / "27_an_earlier_course_elsewhere" / "courses.csv"


def courses(*numbered: tuple[str, int | None]) -> pd.DataFrame:
    years = dict.fromkeys(who for who, _ in numbered)
    rows = []
    for who, number in numbered:
        years[who] = (years[who] or 2010) + 1
        rows.append((who, number, f"{years[who]}-01-01", f"{years[who]}-06-01", "2022-01-01"))
    names = ["patient_id", "course_number", "course_start", "course_end", "last_contact"]
    return pd.DataFrame(rows, columns=names).astype({"course_number": "Int64"})


def test_a_known_earlier_course_keeps_a_person_out_of_first_courses() -> None:
    records = read_courses(CASE)
    numbers = records.table("courses").set_index("person_id")["course"].to_dict()
    assert numbers == {"a": 2, "b": 1, "c": 1, "d": 1}
    assert first_courses(records).people == 3
    assert [(each.step, each.reason, each.rows, each.patients) for each in records.flow] == [
        ("rows read", "", 4, 4),
        ("kept", "", 4, 4),
        ("not a first course", "earlier_course_elsewhere", 1, 1),
    ]


def test_the_finding_advises_no_correction() -> None:
    findings = check_courses(CASE)
    assert not findings.errors
    (finding,) = [each for each in findings.warnings if each.rule == "earlier_course_elsewhere"]
    assert finding.message == "1 of 4 patients has a first row that is numbered 2 or more"
    assert finding.example == "patient a, row 2, numbered 2"
    assert "orrect" not in finding.advice
    assert "kept out of first courses" in finding.advice


@pytest.mark.parametrize(
    ("numbers", "made"),
    [((2, 3), [2, 3]), ((3,), [3]), ((None, 2), [1, 2]), ((1, 2), [1, 2]), ((2, None), [2, 3]), ((4, 5, 6), [4, 5, 6])],
)
def test_the_numbers_that_are_known_stay(numbers: tuple[int | None, ...], made: list[int]) -> None:
    records = read_courses(courses(("other", 1), *(("a", number) for number in numbers)))
    frame = records.table("courses")
    assert frame.loc[frame["person_id"] == "a", "course"].tolist() == made


@pytest.mark.parametrize("numbers", [(1, 3), (2, 1), (2, 2), (3, 5), (None, 3)])
def test_numbers_that_do_not_run_on_are_errors_that_advise_no_renumbering(numbers: tuple[int | None, ...]) -> None:
    (finding,) = check_courses(courses(*(("a", number) for number in numbers))).errors
    assert finding.rule == "misnumbered_courses"
    assert "never number a later course as an earlier one" in finding.advice


def test_with_prior_isotretinoin_a_person_leaves_once() -> None:
    frame = courses(("a", 2), ("b", 1), ("c", None)).assign(prior_isotretinoin=["yes", "no", "yes"])
    records = read_courses(frame)
    assert records.table("courses")["course"].tolist() == [2, 1, 2]
    assert [(each.reason, each.patients) for each in records.flow[2:]] == [("prior_isotretinoin", 2)]


def test_a_column_that_numbers_something_else_is_an_error() -> None:
    rows = [(f"p{number}", number) for number in range(1, 13)]
    assert [each.rule for each in check_courses(courses(*rows)).errors] == ["course_number_of_what"]


def test_second_courses_alone_leave_nobody() -> None:
    records = read_courses(courses(("a", 2)))
    with pytest.raises(NobodyLeft):
        first_courses(records)

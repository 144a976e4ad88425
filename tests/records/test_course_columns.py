"""Every column that a clinic may keep of a course: each is read, checked and kept as its declaration says."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.cohort.following import Cohort, first_courses
from isostats.errors import StudyError
from isostats.records import check_courses, read_courses
from isostats.records.course_records import Records
from isostats.records.input_tables.course_details import DETAILS, KEPT_COLUMNS, MADE_COLUMNS, OF_LATER
from isostats.records.schema import Column
from tests.records.test_course_details import courses

RANGED = [name for name, column in DETAILS.items() if column.hard]
CODED = [name for name, column in DETAILS.items() if column.codes and name != "pcos"]
"""That of PCOS would contradict the status of androgens somewhere."""
RELAPSED = {"relapse_date": "2020-01-01", "clear_again_date": "2020-03-01"}


def value_of(column: Column) -> object:
    """Something that may stand in a column; all of them together contradict each other nowhere."""
    if column.type == "date":
        return "2019-06-01" if column.name.endswith("stop") else "2019-02-01"
    if column.codes:
        return next(code for code in column.codes if code not in ("none", "no", "unknown", "abstinence"))
    if column.hard:
        low, high = column.hard
        return high if column.name in ("acne_onset_age", "height_cm") else min(high, low + 1)
    return "some words"


EVERY: dict[str, object] = {name: value_of(column) for name, column in DETAILS.items()} | RELAPSED


@pytest.fixture(scope="module")
def records() -> Records:
    return read_courses(courses(EVERY, {}))


@pytest.fixture(scope="module")
def cohort(records: Records) -> Cohort:
    return first_courses(records)


def test_all_of_them_are_read_and_kept_with_the_person(records: Records) -> None:
    people = records.table("people")
    assert {*KEPT_COLUMNS, *(each.name for each in MADE_COLUMNS)} <= {*people.columns} & {*records.covariates}
    assert [name for name in KEPT_COLUMNS if str(people[name][0]).removesuffix(".0") != str(EVERY[name])] == []
    assert [name for name in KEPT_COLUMNS if not pd.isna(people[name][1])] == []
    assert dict(people[[each.name for each in MADE_COLUMNS]].iloc[0]) == {
        "days_to_clear": 31, "days_after_clear": 128, "response_days_after_end": -128, "antiandrogen_at_end": "none",
    }  # fmt: skip


def test_they_may_split_groups_but_for_what_later_days_tell(cohort: Cohort) -> None:
    split = {*KEPT_COLUMNS, *(each.name for each in MADE_COLUMNS)} - OF_LATER
    assert split == {*cohort.groupings} - {"sex", "site", "birth_year"}
    for name in ("dlqi_start", "pcos", "ethnicity", "days_after_clear"):
        assert len(cohort.count("second_course", by=name).groups) == 2
    assert cohort.grouped("dlqi_start: <10, >=10").groups["dlqi_start"].at_the_end == ()
    assert cohort.grouped("dlqi_end: <10, >=10").groups["dlqi_end"].at_the_end == ("dlqi_end",)
    assert cohort.where(exclude={"prescriber": ["nurse"]}).people == 2
    for name in OF_LATER:
        for asked in (lambda: cohort.grouped(name), lambda: cohort.where(exclude={name: ["x"]})):  # noqa: B023
            with pytest.raises(StudyError, match=f"{name} tells of what came after the course"):
                asked()


def test_a_number_outside_its_range_is_an_error_and_one_at_its_ends_is_none() -> None:
    rows: list[dict[str, object]] = [RELAPSED | {"scale": "cea"} for _ in range(4)]
    for name in RANGED:
        low, high = DETAILS[name].hard or (0, 0)
        step = 1 if DETAILS[name].type == "integer" else 0.5
        for row, value in zip(rows, (low - step, high + step, high, low + step * DETAILS[name].open_low), strict=True):
            row[name] = value
    wrong = [each for each in check_courses(courses(*rows)).errors if each.rule == "impossible_value"]
    assert sorted(each.column for each in wrong) == sorted(RANGED)
    assert {(each.count, each.row) for each in wrong} == {(2, 2)}
    assert "Possible: 0 to 30." in next(each.advice for each in wrong if each.column == "dlqi_end")


def test_every_code_and_spelling_is_read_and_another_word_is_an_error() -> None:
    known = {
        name: [(word.replace("_", " ").upper(), code) for code, spellings in DETAILS[name].codes.items()
               for word in (code, *spellings)]
        for name in CODED
    }  # fmt: skip
    most = max(map(len, known.values()))
    rows = courses(*(RELAPSED | {name: words[at % len(words)][0] for name, words in known.items()}
                     for at in range(most)))  # fmt: skip
    rows["patient_id"] = [f"p{place:03}" for place in range(most)]
    read = read_courses(rows)
    tables = {name: read.table("people" if name in KEPT_COLUMNS else "courses")[name].tolist() for name in CODED}
    assert tables == {name: [words[at % len(words)][1] for at in range(most)] for name, words in known.items()}
    strange = courses({}, RELAPSED | dict.fromkeys(CODED, "qwertz"))
    errors = [each for each in check_courses(strange).errors if each.rule == "unknown_code"]
    assert sorted(each.column for each in errors) == sorted(CODED)
    assert {(each.count, each.row) for each in errors} == {(1, 3)}
    values = {name: {"qwertz": next(iter(DETAILS[name].codes))} for name in CODED}
    assert check_courses(strange, values=values).errors == ()

"""A last contact that is not recorded, by a stated rule: the same as in a twin in which that day is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isostats.errors import StudyError
from isostats.records import Records, check_courses, read_courses
from isostats.study.inputs import Inputs
from tests.analyses.said import answers_of
from tests.records.course_files import course, written
from tests.sweeps import swept

CUT = "2022-12-31"
SECOND = {"course_start": "2020-01-01", "course_end": "2020-05-31"}
PEOPLE = [
    [course("a", relapse_date="2020-02-03")],
    [course("b")],
    [course("c"), course("c", **SECOND)],
    [course("d", death_date="2019-08-01", last_contact="2019-08-01")],
]
EVENTS = [{"patient_id": "b", "date": "2020-07-08", "kind": "topical"}]
LAST_SEEN = {"a": "2020-02-03", "b": "2020-07-08", "c": "2020-05-31", "d": "2019-08-01"}


def tables(records: Records) -> dict[str, str]:
    return {name: records.table(name).to_csv() for name in ("people", "observation", "courses", "events")}


def people(**days: str | None) -> list[dict[str, str]]:
    """The rows, with another last contact for some."""
    return [
        {**row, "last_contact": day if (day := days.get(row["patient_id"])) is not None else row["last_contact"]}
        for rows in PEOPLE
        for row in rows
    ]


@swept(12)
@given(st.sets(st.sampled_from("abcd"), min_size=1), st.sampled_from(["data_cut", "last_seen"]))
def test_the_rule_is_a_twin_with_that_day_written(tmp_path_factory: Any, lacking: set[str], rule: str) -> None:
    folder = tmp_path_factory.mktemp("contacts")
    days = LAST_SEEN if rule == "last_seen" else dict.fromkeys("abcd", CUT) | {"d": "2019-08-01"}
    events = written(folder, EVENTS, "events.csv")
    keys = {"missing_last_contact": rule, "events": events} | ({"data_cut": CUT} if rule == "data_cut" else {})
    records = read_courses(written(folder, people(**dict.fromkeys(lacking, ""))), **keys)
    twin = read_courses(written(folder, people(**{who: days[who] for who in lacking}), "twin.csv"), events=events)
    assert tables(records) == tables(twin)
    found = next(each for each in records.findings if each.rule == "last_contact_by_rule")
    assert (found.count, found.severity) == (len(lacking), "warning")
    assert f"{len(lacking)} of 4 patients without a last contact" in records.notes[0]


def test_who_has_one_in_any_row_keeps_it(tmp_path: Path) -> None:
    rows = [course("c", last_contact=""), course("c", **SECOND, last_contact="2021-06-30")]
    records = read_courses(written(tmp_path, rows), missing_last_contact="last_seen")
    assert tables(records) == tables(read_courses(written(tmp_path, people()[2:4], "twin.csv")))
    assert not records.notes


def test_a_file_without_the_column(tmp_path: Path) -> None:
    rows = [{name: cell for name, cell in row.items() if name != "last_contact"} for row in people()]
    path = written(tmp_path, rows)
    assert 'missing_last_contact = "last_seen"' in check_courses(path).errors[0].advice
    records = read_courses(path, missing_last_contact="last_seen")
    found = next(each for each in records.findings if each.rule == "last_contact_by_rule")
    assert "4 of 4 patients have no last_contact" in found.message
    assert "1 with a relapse, 2 at the end of the course, without any follow-up" in found.message


def test_where_most_are_filled_in_the_headline_says_so(tmp_path: Path) -> None:
    """Else five-year figures stand on an assumption that a reader finds among the definitions."""
    path = written(tmp_path, people(**dict.fromkeys("abcd", "")))
    keys: dict[str, Any] = {"missing_last_contact": "data_cut", "data_cut": CUT, "min_at_risk": 1}
    made = answers_of(path, "definitions", "five-numbers", **keys)
    told = "4 of 4 patients have no last_contact, and are taken as observed until the data were closed"
    assert told in str(made["definitions"].value)
    one = answers_of(written(tmp_path, people()), "definitions", "five-numbers", min_at_risk=1)
    assert "last_contact" not in str(one["definitions"].value)


def test_the_hint_of_the_fault_is_followed(tmp_path: Path) -> None:
    path = written(tmp_path, people(b=""))
    advice = check_courses(path).errors[0].advice
    assert 'missing_last_contact = "data_cut"' in advice
    assert check_courses(path, missing_last_contact="data_cut", data_cut="2024-12-31").ok


def test_a_text_that_cannot_be_read_stays_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, people(b="soon", a=""))
    found = check_courses(path, missing_last_contact="last_seen")
    assert [(each.rule, each.count) for each in found.errors] == [("unreadable_date", 1)]
    assert next(each.count for each in found if each.rule == "last_contact_by_rule") == 1


def test_a_cut_before_what_is_recorded_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, people(a=""))
    found = check_courses(path, missing_last_contact="data_cut", data_cut="2019-12-31").errors[0]
    assert (found.rule, found.count, found.example) == ("impossible_data_cut", 1, "the latest is 2020-02-03")
    other = check_courses(path, missing_last_contact="data_cut", data_cut="900").errors[0]
    assert "holds dates" in other.message
    later = check_courses(path, missing_last_contact="data_cut", data_cut="2999-01-01").errors[0]
    assert "not come yet" in later.message


@pytest.mark.parametrize("keys", [{"missing_last_contact": "data_cut"}, {"data_cut": CUT}])
def test_a_cut_and_its_rule_go_together(keys: dict[str, str]) -> None:
    with pytest.raises(StudyError, match="data_cut"):
        Inputs(courses="x.csv", **keys)


def test_what_the_rule_fills_in_is_still_missing(tmp_path: Path) -> None:
    rows = people(a="", b="")
    missing = read_courses(written(tmp_path, rows), missing_last_contact="last_seen").missing.set_index("column")
    assert tuple(missing.loc["last_contact", ["missing", "rows"]]) == (2, 5)


def test_one_row_of_a_person_is_enough(tmp_path: Path) -> None:
    """Where clinics write it once, an empty cell in the row of a further course set aside all who had taken one."""
    rows = [course("c"), course("c", **SECOND, last_contact=""), course("d")]
    records = read_courses(written(tmp_path, rows))
    whole = [course("c"), course("c", **SECOND), course("d")]
    assert tables(records) == tables(read_courses(written(tmp_path, whole, "whole.csv")))
    assert not check_courses(written(tmp_path, rows, "again.csv")).errors
    nowhere = [course("c", last_contact=""), course("c", **SECOND, last_contact=""), course("d")]
    (error,) = check_courses(written(tmp_path, nowhere, "nowhere.csv")).errors
    assert (error.rule, error.count) == ("no_last_contact", 2)

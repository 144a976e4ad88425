"""Messages that said nothing to do, or what could not be done."""

from __future__ import annotations

from pathlib import Path

import pytest

import isostats as iso
from isostats import scratch
from isostats.study.study_file import read_study
from tests.records.course_files import course, written
from tests.sweeps import paired


@pytest.mark.parametrize(("start", "says"), [
    ("2020-02-30", "It is no day. Write the day; leave a row out only where nothing took place"),
    ("31.4.2020", "It is no day. Write the day"),
    ("0000-01-01", "It is no day. Write the day"),
])  # fmt: skip
def test_a_day_that_does_not_exist(start: str, says: str, tmp_path: Path) -> None:
    rows = [course("a", course_start=start, course_end="2020-09-01", last_contact="2022-01-01")]
    (error,) = iso.check_courses(written(tmp_path, rows)).errors
    assert error.rule == "impossible_date"
    assert error.advice.startswith(says)


def test_noughts_where_a_cell_may_be_empty_are_led_to_an_empty_one(tmp_path: Path) -> None:
    path = written(tmp_path, [course("a", death_date="0000-00-00")])
    (error,) = iso.check_courses(path).errors
    assert 'map it: "0000-00-00" = "" under [data.values.death_date]' in error.advice
    assert not iso.check_courses(path, values={"death_date": {"0000-00-00": ""}}).errors


def test_an_order_that_is_stated_of_all_files_and_does_not_fit_one(tmp_path: Path) -> None:
    days = {"course_start": "02/25/2020", "course_end": "06/02/2020", "last_contact": "12/01/2020"}
    path = written(tmp_path, [course("a", **days)])
    (error,) = iso.check_courses(path, dates="day_first").errors
    assert error.advice.startswith("Read month_first it is 2020-02-25.")
    assert 'say it of the file alone: dates_of = { courses = "month_first" }' in error.advice
    assert not iso.check_courses(path, dates="day_first", dates_of={"courses": "month_first"}).errors


@pytest.mark.parametrize(("dash", "dates"), paired("\u2010\u2011\u2012\u2013\u2014\u2212\uff0d", [
    ("2019-03-01", "2019-06-01", "2021-02-03"), ("25-03-2019", "26-06-2019", "03-02-2021"),
    ("1-Mar-2019", "1-Jun-2019", "3-Feb-2021"),
]))  # fmt: skip
def test_any_dash_is_the_hyphen_of_a_date(dash: str, dates: tuple[str, str, str], tmp_path: Path) -> None:
    names = ("course_start", "course_end", "last_contact")
    plain = [course("a", **dict(zip(names, dates, strict=True)))]
    other = [course("a", **{name: day.replace("-", dash) for name, day in zip(names, dates, strict=True)})]
    (tmp_path / "b").mkdir()
    one, same = iso.read_courses(written(tmp_path, plain)), iso.read_courses(written(tmp_path / "b", other))
    assert one.table("courses").equals(same.table("courses"))


def test_a_number_may_stand_in_quotation_marks(tmp_path: Path) -> None:
    path = written(tmp_path, [course("a", course_start="43000", course_end="43100", last_contact="44000")])
    for system in (1900, "1900"):
        assert not iso.check_courses(path, excel_dates=system).errors
    with pytest.raises(iso.StudyError, match="must be one of 1900, 1904, not '1901'"):
        iso.check_courses(path, excel_dates="1901")


def test_a_column_that_the_mapping_takes_away(tmp_path: Path) -> None:
    errors = iso.check_courses(written(tmp_path, [course("a")]), columns={"course_start": "course_end"}).errors
    (error,) = (each for each in errors if each.rule == "missing_column")
    assert "'course_end' of courses.csv is read as course_start, as the column mapping says" in error.message
    assert "nearest" not in error.message
    assert error.advice.startswith("Take course_start out of the mapping")


@pytest.mark.parametrize("value", ["nan", "1", "true", "2.5"])
@pytest.mark.parametrize("key", ["events", "courses", "visits"])
def test_a_key_of_files_takes_a_name(key: str, value: str, tmp_path: Path) -> None:
    written(tmp_path, [course("a")])
    courses = "" if key == "courses" else 'courses = "courses.csv"\n'
    (tmp_path / "study.toml").write_text(f"[data]\n{courses}{key} = {value}\n")
    with pytest.raises(iso.StudyError, match=rf"{key} is the name of a file in quotation marks, such as {key} = "):
        read_study(tmp_path / "study.toml")


def test_zeros_that_a_crash_left_in_the_notes_of_a_run_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "partials").write_bytes(b"\0\0\0.partial-\0" + b"/a/.partial-b\0")
    assert scratch._half_made(tmp_path / "partials") == [Path("/a/.partial-b")]
    (tmp_path / "partials").write_bytes(b"\xff\xfe")
    assert scratch._half_made(tmp_path / "partials") == []

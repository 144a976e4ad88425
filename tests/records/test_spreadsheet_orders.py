"""Dates of which a spreadsheet swapped day and month are refused, whatever form those have that it took for dates."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.records.spreadsheet_orders import swapped_dates
from isostats.report.check_by_guesses import with_ways_out

ZERO = datetime.date(1899, 12, 30)
FIRST = datetime.date(2017, 6, 1)
Stored = Callable[[datetime.date], str]


def serial(day: datetime.date) -> str:
    return str((day - ZERO).days)


def opened(day: datetime.date, stored: Stored = serial) -> str:
    """What a spreadsheet that expects the month first makes of a date that is written day-first."""
    return stored(day.replace(month=day.day, day=day.month)) if day.day <= 12 else day.strftime("%d/%m/%Y")


def people(stored: Stored = serial) -> pd.DataFrame:
    """Whose courses are of days as they were, and whose last contacts went through such a spreadsheet."""
    starts = [datetime.date(2015, 1, 1) + datetime.timedelta(days=7 * at) for at in range(60)]
    return pd.DataFrame({
        "patient_id": [f"P{at:02d}" for at in range(60)],
        "course_start": [each.isoformat() for each in starts],
        "course_end": [(each + datetime.timedelta(days=170)).isoformat() for each in starts],
        "last_contact": [opened(FIRST + datetime.timedelta(days=5 * at), stored) for at in range(60)],
    })  # fmt: skip


@pytest.mark.parametrize("excel_dates", [None, 1900])
def test_serial_days_are_held_to_the_test_of_dates(excel_dates: int | None) -> None:
    found = iso.check_courses(people(), excel_dates=excel_dates)
    errors = {each.rule: each for each in found.errors}
    assert "stored as a serial day has a day up to 12" in errors["swapped_dates"].message
    assert "(columns: last_contact)" in errors["swapped_dates"].message
    assert not any("excel_dates = " in each.advice for each in found)


def test_dates_of_one_column_beside_whole_ones_of_another() -> None:
    found = iso.check_courses(people(datetime.date.isoformat))
    assert [each.rule for each in found.errors][:1] == ["swapped_dates"]


def test_no_command_is_said_to_mend_them(tmp_path: Path) -> None:
    """Which would only be read with wrong days."""
    frame = people().assign(course_start=lambda of: of["course_start"].map(lambda day: opened(_day(day))))
    frame.assign(course_end=lambda of: of["course_end"].map(lambda day: opened(_day(day)))).to_csv(
        tmp_path / "c.csv", index=False
    )
    told = with_ways_out(iso.check_courses(tmp_path / "c.csv"), [tmp_path / "c.csv"])
    assert "swapped_dates" in {each.rule for each in told.errors}
    assert not any("mends it" in each.advice or "excel" in each.message for each in told)


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@given(st.sets(st.dates(datetime.date(2015, 1, 1), datetime.date(2019, 12, 31)), min_size=60, max_size=80))
def test_serial_days_of_every_day_of_a_month_are_no_swapped_ones(days: set[datetime.date]) -> None:
    """With texts beside them, as where some of the cells were typed otherwise."""
    late = [each for each in sorted(days) if each.day > 12]
    texts = {each.strftime("%d/%m/%Y") for each in late[::2]}
    assert swapped_dates({"a": [*map(serial, {*days} - {*late[::2]}), *texts]}) is None or len(late) < 2

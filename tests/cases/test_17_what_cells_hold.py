"""Sheets as people keep them, with what they mean stated, come to the same as a clean twin made of the same rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from isostats.doors import through
from isostats.records import Records, check_courses, read_courses
from isostats.records.dispensings import read_dispensings

SHEETS = Path(__file__).with_name("17_sheets")
DATES = ["course_start", "course_end", "last_contact", "relapse_date"]
CODES = {"relapse_treatment": {"doxycycline": "oral_antibiotic"}}
JAPANESE = {
    "患者番号": "patient_id", "治療開始日": "course_start", "治療終了日": "course_end", "最終受診日": "last_contact",
    "性別": "sex", "体重": "weight_kg",
}  # fmt: skip
SEXES = {"女": "female", "男": "male"}


def day(text: str, form: str) -> str:
    return datetime.datetime.strptime(text, form).date().isoformat()


def dates(change: Callable[[Any], str]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """A sheet in which every date is written anew."""

    def clean(frame: pd.DataFrame) -> pd.DataFrame:
        there = [name for name in DATES if name in frame]
        frame[there] = frame[there].map(lambda cell: None if pd.isna(cell) else change(cell))
        return frame

    return clean


def without_units(frame: pd.DataFrame) -> pd.DataFrame:
    for name in ("weight_kg", "daily_dose_mg"):
        frame[name] = frame[name].str.extract(r"(\d+)")[0].astype(int)
    return frame


def in_english(frame: pd.DataFrame) -> pd.DataFrame:
    frame = dates(lambda text: day(text, "%Y年%m月%d日"))(frame.rename(columns=JAPANESE))
    return frame.assign(sex=frame["sex"].map(SEXES))


def seen_last(frame: pd.DataFrame) -> pd.DataFrame:
    last = frame[["course_end", "relapse_date"]].max(axis=1)
    return frame.assign(last_contact=frame["last_contact"].fillna(last))


SERIAL_ZERO = datetime.date(1899, 12, 30)
CASES: dict[str, tuple[dict[str, Any], Callable[[pd.DataFrame], pd.DataFrame], set[str]]] = {
    "d_units": ({}, without_units, {"units_in_cells", "approximate"}),
    "e_serial": (
        {"excel_dates": 1900},
        dates(lambda days: (SERIAL_ZERO + datetime.timedelta(days=int(days))).isoformat()),
        {"serial_dates"},
    ),
    "f_lastmissing": ({"missing_last_contact": "last_seen"}, seen_last, {"last_contact_by_rule"}),
    "n_japanese": (
        {"columns": {ours: theirs for theirs, ours in JAPANESE.items()}, "values": {"sex": SEXES}},
        in_english,
        set(),
    ),
    "s_monthyear": ({"month_day": 15}, dates(lambda text: day(f"15/{text}", "%d/%m/%Y")), {"months_alone"}),
    "t_2digit_text": ({"pivot_year": 2026}, dates(lambda text: day(text, "%d.%m.%y")), {"two_digit_years"}),
}


def tables(records: Records) -> dict[str, str]:
    return {name: records.table(name).to_csv() for name in ("people", "observation", "courses", "events")}


@pytest.mark.parametrize("sheet", CASES)
def test_a_sheet_is_its_clean_twin(sheet: str) -> None:
    keys, clean, told = CASES[sheet]
    path = SHEETS / f"{sheet}.xlsx"
    twin = read_courses(clean(pd.read_excel(path, engine="openpyxl")), values=CODES)
    records = read_courses(path, **{"values": CODES, **keys})
    assert tables(records) == tables(twin)
    by_rule = {"guessed"} | {rule for each in CASES.values() for rule in each[2]}
    assert {each.rule for each in records.findings if each.rule in by_rule} == told


@pytest.mark.parametrize("sheet", sorted(set(CASES) - {"d_units", "n_japanese"}))
def test_nothing_is_guessed_of_a_sheet(sheet: str) -> None:
    keys = CASES[sheet][0]
    with through("key"):
        errors = check_courses(SHEETS / f"{sheet}.xlsx", values=CODES).errors
    assert errors
    for each in errors:
        assert any(f"{name} = " in each.advice for name in keys), "the fault names its way out"


def test_fills_shifted_into_the_future() -> None:
    path = SHEETS / "shifted_into_the_future.csv"
    frame = pd.read_csv(path, dtype=str)
    back = frame.assign(dispense_date=frame["dispense_date"].str.replace("2033", "2005"))  # whose days fall alike
    courses = read_dispensings(path, shifted=True).table("courses")
    twin = read_dispensings(back).table("courses")
    apart = (datetime.date(2033, 1, 1) - datetime.date(2005, 1, 1)).days
    pd.testing.assert_frame_equal(courses.assign(start=courses["start"] - apart, end=courses["end"] - apart), twin)

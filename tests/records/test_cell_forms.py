"""What a cell may hold: a sheet as people keep it comes to the same as its clean twin, and what a rule read is told."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.records import Records, check_courses, read_courses
from isostats.records.date_texts import EPOCH, DateChoices, keys_used, order_of, read_date
from isostats.records.findings import Finding
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.month_names import MONTH_NAMES, MONTHS, folded
from isostats.records.number_texts import quantity_of, read_number
from isostats.records.schema import BLANK
from isostats.records.text_forms import forms_of
from isostats.records.unit_words import STANDS_FOR, UNIT_WORDS, meaning
from tests.records.course_files import course, written

TODAY = datetime.date(2026, 11, 1)
DATES = ("course_start", "course_end", "last_contact", "relapse_date")
CLEAN = [
    {"patient_id": f"p{number}", "course_start": f"201{number}-0{number}-{10 + number}",
     "course_end": f"201{number}-1{number % 2}-{20 + number}", "last_contact": f"201{number + 1}-11-0{number}",
     "sex": "female", "weight_kg": str(50 + number), "daily_dose_mg": "30",
     "relapse_date": "2018-03-01" if number == 7 else ""}
    for number in range(1, 9)
]  # fmt: skip
"""Courses of eight people, as a file without any oddity holds them."""


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def tables(records: Records) -> dict[str, str]:
    return {name: records.table(name).to_csv() for name in ("people", "observation", "courses", "events")}


def changed(rows: list[dict[str, str]], change: Any, *columns: str) -> list[dict[str, str]]:
    return [{name: change(cell) if name in columns and cell else cell for name, cell in row.items()} for row in rows]


def told(path: Path, **keys: Any) -> dict[str, Finding]:
    return {finding.rule: finding for finding in check_courses(path, **keys)}


def named(name: str) -> Any:
    """Dates with the names of months in a language."""
    full = [spellings.split()[0] for spellings in MONTH_NAMES[name]]
    return lambda text: f"{day(text).day}. {full[day(text).month - 1]} {day(text).year}"


FORMS = {
    **{language: (named(language), {}) for language in MONTH_NAMES},
    "Japanese": (lambda text: "{}年{:02}月{:02}日".format(*map(int, text.split("-"))), {}),
    "an era": (lambda text: "平成{}年{}月{}日".format(int(text[:4]) - 1988, *map(int, text[5:].split("-"))), {}),
    "an era in letters": (lambda text: "H{}.{}.{}".format(int(text[:4]) - 1988, *map(int, text[5:].split("-"))), {}),
    "two digits": (lambda text: f"{day(text):%d.%m.%y}", {"pivot_year": 2026}),
    "two digits, slashed": (lambda text: f"{day(text):%m/%d/%y}", {"pivot_year": 2026, "dates": "month_first"}),
    "two digits, year first": (lambda text: f"{day(text):%y-%m-%d}", {"pivot_year": 2026, "dates": "iso"}),
    "serial": (lambda text: str((day(text) - datetime.date(1899, 12, 30)).days), {"excel_dates": 1900}),
    "serial with time": (lambda text: f"{(day(text) - datetime.date(1899, 12, 30)).days}.25", {"excel_dates": 1900}),
    "serial of 1904": (lambda text: str((day(text) - datetime.date(1904, 1, 1)).days), {"excel_dates": 1904}),
    "time in UTC": (lambda text: f"{text}T00:00:00.000Z", {}),
}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return tables(read_courses(written(tmp_path_factory.mktemp("clean"), CLEAN)))


@pytest.mark.parametrize("form", ["Polish", "an era", "two digits, slashed", "serial with time", "time in UTC"])
def test_dates_in_any_form_are_those_of_the_clean_twin(form: str, clean: dict[str, str], tmp_path: Path) -> None:
    write, keys = FORMS[form]
    assert tables(read_courses(written(tmp_path, changed(CLEAN, write, *DATES)), **keys)) == clean


@pytest.mark.parametrize("form", ["two digits", "serial"])
def test_without_its_key_a_form_is_refused_and_the_hint_leads_to_the_twin(form: str, tmp_path: Path) -> None:
    write, keys = FORMS[form]
    path = written(tmp_path, changed(CLEAN, write, *DATES))
    errors = check_courses(path).errors
    assert {each.rule for each in errors} == {"two_digit_year" if form == "two digits" else "integer_in_date_column"}
    assert all(f"{name} = " in errors[0].advice for name in keys)
    found = next(each for each in errors if each.column == "course_start")
    assert "2011-01-11" in found.advice, "what the key would make of the first of them"


def test_a_month_stands_for_its_middle_and_the_bound_is_told(tmp_path: Path) -> None:
    months = changed(CLEAN, lambda text: f"{day(text):%m/%Y}", *DATES)
    found = told(written(tmp_path, months))
    assert "month_day = 15" in found["month_only"].advice
    twin = changed(CLEAN, lambda text: f"{text[:8]}15", *DATES)
    path = written(tmp_path, months)
    assert tables(read_courses(path, month_day=15)) == tables(read_courses(written(tmp_path, twin, "twin.csv")))
    finding = told(path, month_day=15)["months_alone"]
    assert (finding.severity, finding.count) == ("warning", 25)
    assert "at most 16 days off, and a time between two of them at most 30" in finding.advice


def test_the_last_day_of_a_month_is_never_passed() -> None:
    choices = DateChoices(TODAY, month_day=31)
    assert read_date("2/2016", choices) == read_date("29.2.2016", choices)


def test_units_are_read_converted_and_told(tmp_path: Path) -> None:
    rows = [
        course("a", weight_kg="62 kg", daily_dose_mg="ca. 40 mg"),
        course("b", weight_kg="137 lb"),
        course("c", weight_kg="70", daily_dose_mg="0,5 mg/kg"),
        course("d", daily_dose_mg="0,5 mg/kg/Tag"),
    ]
    path = written(tmp_path, rows)
    courses = read_courses(path).table("courses")
    assert courses["weight_kg"].tolist()[:3] == [62, pytest.approx(137 * 0.45359237), 70]
    assert courses["daily_dose_mg"].fillna(-1).tolist() == [40, -1, 35, -1]
    found = told(path)
    assert (found["units_in_cells"].count, found["approximate"].count) == (2, 1)
    assert "1 value without a unit was taken as kg: look whether any is lb" in found["units_converted"].advice
    assert (found["doses_by_weight"].count, found["doses_by_weight"].severity) == (2, "warning")
    assert "1 row has no weight_kg" in found["doses_by_weight"].advice


@pytest.mark.parametrize("text", ["<40 mg", "20-40 mg", "2x20 mg", "40 ml", "30/40", "40 kg", "62 mg/kg/wk"])
def test_what_is_no_amount_of_the_column_stays_a_fault(text: str, tmp_path: Path) -> None:
    rows = [course(daily_dose_mg=text, weight_kg="60")]
    assert [each.rule for each in check_courses(written(tmp_path, rows)).errors] == ["not_a_number"]


def test_empty_cells_can_be_given_a_meaning(tmp_path: Path) -> None:
    rows = [
        course("a", relapse_date="2020-01-01", relapse_treatment=""),
        course("b", scarring="", sex=" "),
        course("c", relapse_date="2020-01-01", relapse_treatment="isotretinoin", scarring="mild", sex="m"),
    ]
    values = {"relapse_treatment": {"": "none"}, "scarring": {"": "no"}, "sex": {"": "other"}}
    path = written(tmp_path, rows)
    people = read_courses(path, values=values).table("people")
    assert people["sex"].tolist() == ["other", "other", "male"]
    assert people["scarring"].tolist() == ["no", "no", "mild"]
    assert told(path, values=values)["empty_as_value"].count == 6
    assert "unknown_relapse_treatment" not in told(path, values=values)
    assert told(path, values={"patient_id": {"": "x"}})["unknown_mapping"].severity == "error"


def test_dates_moved_into_the_future_need_a_word(tmp_path: Path) -> None:
    path = written(tmp_path, changed(CLEAN, lambda text: f"2{int(text[1:4]) + 130}{text[4:]}", *DATES))
    found = told(path)
    assert "shifted = true" in found["future_date"].advice
    one = [*CLEAN[:-1], {**CLEAN[-1], "last_contact": "2109-11-03"}]
    assert "shifted" not in told(written(tmp_path, one, "one.csv"))["future_date"].advice, "a slip of the pen"
    assert len(read_courses(path, shifted=True).table("courses")) == 8
    assert told(path, shifted=True)["shifted_dates"].count == 25


def test_a_workbook_of_1904_says_so(clean: dict[str, str], tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.epoch = datetime.datetime(1904, 1, 1)
    book.active.append(list(CLEAN[0]))
    for row in changed(CLEAN, FORMS["serial of 1904"][0], *DATES):
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row.values()])
    path = tmp_path / "mac.xlsx"
    book.save(path)
    assert "excel_dates = 1904" in told(path)["integer_in_date_column"].advice
    assert told(path, excel_dates=1900)["other_date_system"].severity == "error"
    assert tables(read_courses(path, excel_dates=1904)) == clean


# Laws of the tables and of reading.


def test_no_spelling_of_a_month_means_two() -> None:
    for names in MONTH_NAMES.values():
        assert len(names) == 12
        for number, spellings in enumerate(names, 1):
            assert {MONTHS[folded(name)] for name in spellings.split()} == {number}


def test_no_spelling_of_a_unit_means_two_in_one_column() -> None:
    for unit, cells in STANDS_FOR.items():
        spelt = [(word, known) for known in cells for word in set(map(folded, UNIT_WORDS[known].split()))]
        assert len({word for word, _ in spelt}) == len(spelt), unit


@settings(max_examples=60, deadline=None)
@given(st.dates(datetime.date(1930, 1, 1), TODAY), st.sampled_from([name for name in FORMS if "era" not in name]))
def test_a_date_in_any_form_is_that_date_or_says_so(date: datetime.date, form: str) -> None:
    write, keys = FORMS[form]
    by_keys = {name: value for name, value in keys.items() if name != "dates"}
    order = keys.get("dates") if keys.get("dates") != "iso" else None
    choices = DateChoices(TODAY, order, keys.get("dates") == "iso", **by_keys)
    text = write(date.isoformat())
    assert read_date(text, choices) == ((date - EPOCH).days, None)
    assert bool(keys_used(text, choices)) == bool(by_keys)
    without = read_date(text, DateChoices(TODAY, order))
    assert without == read_date(text, choices) if not by_keys else without[0] is None


@given(st.text(max_size=12))
def test_no_text_is_read_as_two_things(text: str) -> None:
    text = text.strip(BLANK)
    forms = forms_of([text])
    assert forms.filled == bool(text)
    if order_of([text]) is None:
        read = read_date(text, DateChoices(TODAY))[0]
        assert read is None or forms.count("date")


@settings(max_examples=60, deadline=None)
@given(st.floats(0.5, 200), st.sampled_from([(u, word) for u in STANDS_FOR["kg"] for word in UNIT_WORDS[u].split()]))
def test_a_weight_in_any_unit_is_as_many_kilograms(weight: float, unit: tuple[str, str]) -> None:
    known, word = unit
    text = f"{weight / STANDS_FOR['kg'][known]:.6f} {word.upper()}"
    quantity = quantity_of(text, COURSE_COLUMNS["weight_kg"])
    assert quantity is not None
    assert quantity.meaning is not None
    assert (read_number(quantity.number, ".")[0] or 0) * quantity.meaning.factor == pytest.approx(weight, abs=1e-5)
    assert meaning(word, "mg per day") is None or known == "g"


def test_the_forms_of_a_column_are_counted() -> None:
    forms = forms_of({"62 kg": 3, " 62 kg": 1, "137 lb": 2, "-": 1, "?": 1}, unit="kg")
    assert (forms.filled, forms.units) == (8, {"kg": 4, "lb": 2})
    assert (forms.count("converted_unit"), forms.likely) == (2, "number")
    dates = forms_of(["03/04/2019", "25/12/18", "Okt. 2016", "x", None, ""])
    assert (dates.order, dates.count("date"), dates.count("month_only"), dates.settings(pivot_year=2026)) == (
        "day_first", 3, 1, {"pivot_year": 2026, "month_day": 15})  # fmt: skip
    assert forms_of(["16-10-26", "99-10-06"]).count("year_first_two_digits") == 1
    assert pd.Series(forms_of(["a", "a"]).of_values).tolist() == [2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_line_that_tells_the_delimiter_is_no_row(encoding: str, tmp_path: Path) -> None:
    text = '"sep=;"\r\npatient_id;course_start;course_end;last_contact;weight_kg\r\n'
    text += "ä;2019-01-01;2019-05-31;2021-06-30;70,5\r\nb;2019-01-01;2019-05-31;soon;60\r\n"
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode(encoding))
    finding = next(each for each in check_courses(path) if each.rule == "unreadable_date")
    assert finding.row == 3, "as a spreadsheet numbers it, which does not show that line"
    records = read_courses(path, on_invalid="set_aside")
    assert records.table("courses")["weight_kg"].tolist() == [70.5]
    assert records.source == "x.csv"


def test_two_digits_that_may_be_the_year_are_no_day(clean: dict[str, str], tmp_path: Path) -> None:
    path = written(tmp_path, changed(CLEAN, lambda text: f"{day(text):%y-%m-%d}", *DATES))
    found = told(path, pivot_year=2026)["unclear_year_date_order"]
    assert found.severity == "error"
    assert 'dates = "iso"' in found.advice
    assert tables(read_courses(path, pivot_year=2026, dates="iso")) == clean
    for form in ("%y-%m-%d", "%y/%m/%d", "%y.%m.%d"):
        assert forms_of([f"{day(text):{form}}" for text in ("2016-10-06", "2016-11-19", "2017-01-20")]).unclear_year


def test_a_unit_in_the_name_of_a_column_is_that_of_its_numbers(tmp_path: Path) -> None:
    rows = [course("a", lbs="137", dose="0.5"), course("b", lbs="62 kg", dose="40 mg"), course("c", lbs="", dose="0.5")]
    text = written(tmp_path, rows).read_text(encoding="utf-8")
    path = written(tmp_path, text.replace("lbs", "Weight (lbs)", 1).replace("dose", "Dose [mg/kg/day]", 1))
    columns = {"weight_kg": "Weight (lbs)", "daily_dose_mg": "Dose [mg/kg/day]"}
    courses = read_courses(path, columns=columns).table("courses")
    kilograms = 137 * 0.45359237
    assert courses["weight_kg"].fillna(-1).tolist() == [pytest.approx(kilograms), 62, -1]
    assert courses["daily_dose_mg"].fillna(-1).tolist() == [pytest.approx(kilograms / 2), 40, -1]
    found = told(path, columns=columns)
    assert found["units_converted"].message.endswith("says lb, and 1 number of weight_kg was converted to kg")
    assert "1 row has no weight_kg" in found["doses_by_weight"].advice
    frame = pd.DataFrame([{**course("a"), "weight_lb": 137.0}])  # which comes with its type
    assert read_courses(frame, columns={"weight_kg": "weight_lb"}).table("courses")["weight_kg"][0] == kilograms


def test_two_months_alone_that_are_one_day_ask_for_their_days(tmp_path: Path) -> None:
    path = written(tmp_path, [course(course_end="5/2019", relapse_date="5/2019"), course("b", relapse_date="7/2019")])
    found = told(path, month_day=15)["relapse_before_end"]
    assert "write their days" in found.advice


@pytest.mark.parametrize("text", ["62\u00a0kg", "62   kg", " 62 kg ", "≈62 kg", "circa 62 Kilogramm", "62 KG."])
def test_blanks_and_words_around_an_amount(text: str) -> None:
    assert forms_of([text], unit="kg").units == {"kg": 1}


@pytest.mark.parametrize("text", ["10.16", "25", "0", "2016", "1234567"])
def test_what_is_no_serial_number_of_our_time_stays_a_fault(text: str) -> None:
    day, problem = read_date(text, DateChoices(TODAY, excel_dates=1900))
    assert day is None
    assert problem in ("integer_in_date_column", "unreadable_date")

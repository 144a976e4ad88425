"""Sheets that say two things: what is read wrongly without a word must be asked, and never be sure."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from isostats.records import check_courses
from isostats.records.guessing.drafts import Draft, draft_study
from isostats.records.guessing.guess import Guess

NAMES = "patient_id,course_start,course_end,last_contact"


def drafted(folder: Path, names: str, *rows: str) -> Draft:
    """A draft of a sheet with these rows."""
    path = folder / "a.csv"
    path.write_text("\n".join([names, *rows]) + "\n", encoding="utf-8")
    return draft_study([path])


def of(draft: Draft, address: str) -> list[Guess]:
    """The guesses at one address."""
    return [each for each in draft.guesses if each.address == address]


@pytest.mark.parametrize("text", ["no isotretinoin", "Roaccutan nein", "isotretinoin geplant", "pas d'isotrétinoïne"])
def test_a_drug_that_was_not_taken_is_asked(text: str, tmp_path: Path) -> None:
    row = f"1,2016-01-08,2016-06-02,2022-03-14,2017-01-01,{text}"
    (guess,) = of(drafted(tmp_path, f"{NAMES},relapse_date,relapse_treatment", row), "values.relapse_treatment")
    assert (guess.sureness, guess.stands) == ("open", None)
    assert "says more" in guess.why


def test_a_day_that_means_still_active_is_asked(tmp_path: Path) -> None:
    rows = [f"{n},2019-01-01,2019-06-02,{last}" for n, last in enumerate(["9999-12-31", "9999-12-31", "2021-01-01"])]
    draft = drafted(tmp_path, NAMES, *rows)
    (guess,) = of(draft, "values.last_contact")
    assert (guess.value, guess.sureness, guess.stands) == ({"9999-12-31": ""}, "open", None)
    assert not of(draft, "shifted")
    (fault,) = check_courses(tmp_path / "a.csv").errors
    assert "values={'last_contact': {'9999-12-31': ''}}" in fault.advice
    assert "shifted" not in fault.advice


@pytest.mark.parametrize("text", ["9999-12-31", "01/01/2999", "31.12.2099", "12/31/2099", "3.5.2099", "1600-01-01",
                                  "1 January 1600", "31 Dec 1899", "1899-12-30", "1600-12-30", "1019-05-03",
                                  "1800-01-01 00:00:00"])  # fmt: skip
def test_init_asks_of_the_days_of_which_check_says_that_they_may_stand_for_none(text: str, tmp_path: Path) -> None:
    rows = [f"{n},2019-01-01,2019-06-02,2021-01-01,{day}" for n, day in enumerate([text, *["2020-05-03"] * 9])]
    draft = drafted(tmp_path, f"{NAMES},death_date", *rows)
    asked = [guess.value for guess in of(draft, "values.death_date")]
    (fault,) = [each for each in check_courses(tmp_path / "a.csv").errors if each.column == "death_date"]
    assert asked == [{text: ""}] * fault.advice.startswith("It may stand for")


@pytest.mark.parametrize("far", ["9999-12-31", "2999-12-31", "31.12.2099", "01/01/9999"])
def test_a_far_end_is_a_course_under_way_and_no_row_is_to_be_left_out(far: str, tmp_path: Path) -> None:
    """The rows are open second courses: without them those who relapsed were free of a relapse."""
    whole = [f"{who},2019-01-01,2019-06-02,2021-01-01" for who in (1, 2)]
    draft = drafted(tmp_path, NAMES, *whole, f"1,2020-01-01,{far},2021-01-01")
    (guess,) = of(draft, "values.course_end")
    assert (guess.value, guess.sureness, guess.stands) == ({far: ""}, "open", None)
    (fault,) = check_courses(tmp_path / "a.csv").errors
    assert "leave no row out" in fault.advice.lower()
    assert f"values={{'course_end': {{'{far}': ''}}}}" in fault.advice
    read = check_courses(tmp_path / "a.csv", values={"course_end": {far: ""}})
    assert ([each.rule for each in read.errors], [each.rule for each in read.warnings]) == ([], ["open_courses"])


def test_a_row_of_no_day_is_left_out_only_where_nothing_took_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{NAMES}\n1,2019-01-01,2019-06-02,2021-01-01\n", encoding="utf-8")
    events = pd.DataFrame({"patient_id": ["1"], "date": ["9999-12-31"], "kind": ["oral_antibiotic"]})
    (fault,) = check_courses(tmp_path / "a.csv", events=events).errors
    assert "only where nothing took place" in fault.advice


@pytest.mark.parametrize(
    ("start", "last", "sureness"), [("2019-01-01", "2099-05-31", ""), ("2090-01-01", "2099-05-31", "likely")]
)
def test_only_first_days_in_the_future_tell_of_a_shift(start: str, last: str, sureness: str, tmp_path: Path) -> None:
    rows = [f"{n},{start},{start[:4]}-06-02,{last}" for n in range(3)]
    guesses = of(drafted(tmp_path, NAMES, *rows), "shifted")
    assert [each.sureness for each in guesses] == ([sureness] if sureness else [])


@pytest.mark.parametrize(
    ("rows", "value", "sureness"),
    [
        (("1,16-10-05,17-03-06,18-02-09", "2,15-10-05,16-03-06,19-02-09"), "iso", "open"),
        (("1,16/10/05,17/03/06,18/02/09", "2,15/10/05,16/03/06,19/02/09"), "iso", "open"),
        (("1,12-01-01,12-07-15,18-01-01", "2,13-02-15,13-08-01,19-02-01"), "iso", "likely"),
    ],
)
def test_a_year_that_may_come_first_is_asked_or_told_by_order(
    rows: tuple[str, ...], value: str, sureness: str, tmp_path: Path
) -> None:
    (guess,) = of(drafted(tmp_path, NAMES, *rows), "dates")
    assert (guess.value, guess.sureness) == (value, sureness)
    (fault,) = check_courses(tmp_path / "a.csv", pivot_year=2026).errors
    assert (fault.rule, "'iso'" in fault.advice) == ("unclear_year_date_order", True)


GOOD = ("1,2016-01-08,2016-06-02,2022-03-14", "2,2016-02-08,2016-07-02,2022-03-14")


@pytest.mark.parametrize("name", ["Total", "Mean", "Summer", "N"])
def test_a_row_with_days_is_no_total(name: str, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "id").mkdir()
    rows = [f"{place},{row}" for place, row in zip([name, "Nord"], GOOD, strict=True)]
    assert not of(drafted(tmp_path / "site", f"site,{NAMES}", *rows), "total_rows")
    people = [row.replace(row[0], who, 1) for who, row in zip([name, "Smith"], GOOD, strict=True)]
    assert not of(drafted(tmp_path / "id", NAMES, *people), "total_rows")


def test_a_last_row_that_is_called_total_is_asked(tmp_path: Path) -> None:
    (guess,) = of(drafted(tmp_path, NAMES, *GOOD, "Total,2016-01-08,2016-07-02,2022-03-14"), "total_rows")
    assert (guess.value, guess.sureness) == (["Total"], "open")


def test_names_that_stand_once_more_are_left_out(tmp_path: Path) -> None:
    (guess,) = of(drafted(tmp_path, NAMES, GOOD[0], NAMES, GOOD[1]), "total_rows")
    assert (guess.value, guess.sureness) == (["patient_id"], "sure")


@pytest.mark.parametrize(("people", "sureness"), [(3, "open"), (20, "likely")])
def test_a_last_contact_that_many_lack_is_asked(people: int, sureness: str, tmp_path: Path) -> None:
    rows = [f"p{n},2016-01-08,2016-06-02,{'2022-03-14' if n else ''}" for n in range(people)]
    later = ["", "Later treatments", "patient_id,date,kind", "p1,2020-02-01,doxycycline"]
    (guess,) = of(drafted(tmp_path, NAMES, *rows, *later), "missing_last_contact")
    assert (guess.sureness, guess.why.split()[0]) == (sureness, "1")


@pytest.mark.parametrize("name", ["start of relapse", "date of first flare", "date acne came back"])
def test_a_day_of_a_relapse_is_asked_and_is_no_last_contact(name: str, tmp_path: Path) -> None:
    draft = drafted(tmp_path, f"patient_id,course_start,course_end,{name}", *GOOD)
    (guess,) = of(draft, "columns.relapse_date")
    assert (guess.value, guess.sureness) == (name, "open")
    assert all(each.value != name for each in of(draft, "columns.last_contact"))


def test_units_that_are_converted_are_taken(tmp_path: Path) -> None:
    draft = drafted(tmp_path, f"{NAMES},weight_lb,cumulative dose g", *(f"{row},130,7.2" for row in GOOD))
    assert {each.part: each.value for each in draft.guesses if each.stands} == {
        "weight_kg": "weight_lb", "cumulative_dose_mg": "cumulative dose g",
    }  # fmt: skip
    assert not check_courses(tmp_path / "a.csv", columns=draft.data()["columns"]).errors


def test_two_sheets_that_fit_alike_are_asked(tmp_path: Path) -> None:
    frame = pd.DataFrame([row.split(",") for row in GOOD], columns=NAMES.split(","))
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        for name in ("Klinik", "Praxis"):
            frame.to_excel(book, sheet_name=name, index=False)
    (guess,) = of(draft_study([tmp_path / "a.xlsx"]), "sheet")
    assert (guess.sureness, list(guess.choices.values())) == ("open", ["*", "Klinik", "Praxis"])


@pytest.mark.parametrize(("family", "member"), [("family_no", "member"), ("Familie", "Person")])
def test_a_number_within_a_family_is_no_patient_for_sure(tmp_path: Path, family: str, member: str) -> None:
    """Two values in 52 courses; and no question where the column tells the patients apart."""
    rows = pd.DataFrame({
        family: [f"F{number // 2:02}" for number in range(52)], member: [str(number % 2 + 1) for number in range(52)],
        "course_start": "2016-01-05", "course_end": "2016-06-05", "last_contact": "2020-01-01",
    })  # fmt: skip
    rows.to_csv(tmp_path / "courses.csv", index=False)
    (asked,) = [guess for guess in draft_study([tmp_path / "courses.csv"]).open if guess.part == "patient_id"]
    assert f"'{member}' holds 2 different values in 52 rows, and '{family}' with it 52" in asked.why
    assert "make one column of both in the file" in asked.why
    rows.assign(**{member: range(52)}).to_csv(tmp_path / "courses.csv", index=False)
    assert not [guess for guess in draft_study([tmp_path / "courses.csv"]).open if guess.part == "patient_id"]

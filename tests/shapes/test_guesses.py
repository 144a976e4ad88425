"""What a file looks like: where its names stand, and how its courses lie in it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isostats.records.raw import FirstRows
from isostats.records.shapes.first_rows import look_at
from isostats.records.shapes.guesses import Guess, guess_fill_down, guess_header_row, guess_shape, names_at
from isostats.records.shapes.numbered import series_of

NAMES = ("patient_id", "course_start", "course_end", "last_contact", "Bemerkung")
DATA = [(str(1000 + at), "6.10.16", "19.2.17", "3.11.18", "") for at in range(5)]


def first_rows(*rows: tuple[str, ...]) -> FirstRows:
    return FirstRows("sheet.xlsx", tuple(enumerate(rows, 1)))


def by_key(guesses: list[Guess]) -> dict[str, Guess]:
    return {guess.key: guess for guess in guesses}


TITLES = (("Clinic",), ("Stand: 3.4.2023",), (), ("Acne", "2019"), ("", "", "Page 1"))


@given(titles=st.lists(st.sampled_from(TITLES), max_size=6))
def test_the_names_are_found_whatever_stands_above_them(titles: list[tuple[str, ...]]) -> None:
    padded = [(*title, *("",) * (len(NAMES) - len(title))) for title in titles]
    guess = guess_header_row(first_rows(*padded, NAMES, *DATA), known={"patient_id", "last_contact"})
    assert (guess.value, guess.sure, guess.also) == (len(titles) + 1, "sure", ())


def test_names_in_a_language_that_is_not_known_are_likely() -> None:
    names = ("患者番号", "治療開始日", "治療終了日", "最終受診日", "性別")
    guess = guess_header_row(first_rows(("病院",), names, *DATA))
    assert (guess.value, guess.sure) == (2, "likely")


def test_of_two_rows_of_names_the_other_is_named() -> None:
    guess = guess_header_row(first_rows(NAMES, ("Pat.", "Beginn", "Ende", "Zuletzt", "Notiz"), *DATA))
    assert (guess.value, guess.sure, guess.also) == (1, "unsure", (2,))


def test_a_file_without_names_is_unsure() -> None:
    assert guess_header_row(first_rows(*DATA)).sure == "unsure"


def test_totals_are_seen_and_ids_are_none() -> None:
    guesses = by_key(guess_shape(first_rows(NAMES, *DATA, ("Summe:", "5", "", "", ""))))
    assert (guesses["total_rows"].value, guesses["total_rows"].sure) == (("Summe:",), "sure")
    ids = [(name, *DATA[0][1:]) for name in ("N 12", "Summer", "Sum-1", "T1")]
    assert "total_rows" not in by_key(guess_shape(first_rows(NAMES, *ids)))


def test_merged_cells_are_sure_and_empty_ones_are_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (NAMES[:4], DATA[0][:4], ("", *DATA[1][1:4]), DATA[2][:4]):
        sheet.append([cell or None for cell in row])
    book.save(tmp_path / "plain.xlsx")
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "merged.xlsx")
    guesses = (guess_shape(look_at(tmp_path / name)) for name in ("plain.xlsx", "merged.xlsx"))
    plain, merged = (by_key(each)["fill_down"] for each in guesses)
    assert (plain.value, plain.sure) == (merged.value, "likely") == (("patient_id",), "likely")
    assert merged.sure == "sure"


@pytest.mark.parametrize(
    ("names", "stems"),
    [
        (("course1_start", "course1_end", "course2_start"), ["course_start", "course_end"]),
        (("start_1", "stop_1", "start_2", "stop_2"), ["start", "stop"]),
        (("iso1_start", "iso2_start", "iso2_stop"), ["iso_start", "iso_stop"]),
        (("Beginn1", "Ende1", "Beginn2", "Ende2"), ["beginn", "ende"]),
        (("Kurs 1 Beginn", "Kurs 2 Beginn"), ["kurs_beginn"]),
        (("1st start", "2nd start", "3rd start"), ["start"]),
        (("first_start", "second_start"), ["start"]),
        (("start", "end", "start_2", "end_2"), ["start", "end"]),
        (("Beginn", "Ende", "Beginn", "Ende"), ["beginn", "ende"]),
        (("start", "end", "start.1", "end.1", "start.2"), ["start", "end"]),
        (("lesions_2019", "lesions_2020"), []),
        (("week12_score1", "week12_score2"), ["week12_score"]),
    ],
)
def test_numbers_in_names(names: tuple[str, ...], stems: list[str]) -> None:
    assert [one.stem for one in series_of(names)] == stems


def test_courses_side_by_side_are_wide_and_visits_are_not() -> None:
    wide = ("id", "course1_start", "course1_end", "course2_start", "course2_end")
    assert by_key(guess_shape(first_rows(wide, *DATA)))["layout"].sure == "sure"
    visits = ("id", "course_start", "course_end", "lesions_1", "lesions_2")
    assert "layout" not in by_key(guess_shape(first_rows(visits, *DATA)))


@pytest.mark.parametrize(
    "names",
    [("Fecha de inicio {}", "Fecha de fin {}"), ("Kuur {} start", "Kuur {} stop"), ("治療開始日{}", "治療終了日{}"),
     ("Data rozpoczęcia {}", "Data zakończenia {}"), ("Therapiebeginn {}", "Therapieende {}")],
)  # fmt: skip
def test_courses_side_by_side_in_other_languages(names: tuple[str, str]) -> None:
    wide = ("id", *(name.format(number) for number in (1, 2) for name in names))
    assert by_key(guess_shape(first_rows(wide, *DATA)))["layout"].sure == "sure"


def test_redcap_is_told_by_its_own_columns() -> None:
    names = ("record_id", "redcap_repeat_instrument", "redcap_repeat_instance", "sex", "iso_start")
    guesses = by_key(guess_shape(first_rows(names, *DATA)))
    assert (guesses["layout"].value, guesses["layout"].sure) == ("redcap", "sure")
    labels = ("Record ID", "Repeat Instrument", "Repeat Instance", "Sex", "Start")
    assert by_key(guess_shape(first_rows(labels, *DATA)))["layout"].value == "redcap"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_with_titles_is_split_where_its_rows_agree(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "courses.csv"
    rows = ["Clinic, ward 3; Zürich", "", *(delimiter.join(row) for row in (NAMES, *DATA))]
    path.write_text("\n".join(rows), encoding="cp1252")
    first = look_at(path)
    assert names_at(first, 3) == NAMES
    assert first.rows[3] == (4, DATA[0])


def test_filling_down_that_would_do_nothing_is_not_offered() -> None:
    names = ("site", "patient_id", "course_start")
    of_others = [("A", "1", "2016-01-01"), ("", "2", "2016-01-02"), ("B", "3", "2016-01-03"), ("", "4", "2016-01-04")]
    of_one = [("A", "1", "2016-01-01"), ("", "1", "2017-01-02"), ("B", "3", "2016-01-03")]
    guessed = [guess_fill_down(first_rows(names, *rows), 1) for rows in (of_others, of_one)]
    assert [[guess.value for guess in each] for each in guessed] == [[], [("site",)]]

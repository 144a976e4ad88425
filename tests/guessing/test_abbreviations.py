"""Names that are shortened, and names that say little, are known by what they begin and what their columns hold."""

from __future__ import annotations

import pytest

from isostats.records.guessing.column_guesses import guess_table
from isostats.records.guessing.column_words import match_name
from isostats.records.guessing.drafts import draft_of
from isostats.records.guessing.sheets import Sheet, SheetColumn
from isostats.records.input_tables import COURSE_TABLES

COURSES = COURSE_TABLES["courses"]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("Tto recidiva", "relapse_treatment"), ("Rok ur.", "birth_year"), ("Kuracja nr", "course_number"),
        ("Dawka łączna", "cumulative_dose_mg"), ("Hosp no", "patient_id"), ("Cum dose", "cumulative_dose_mg"),
        ("Outcome", "response"), ("dosis_ciclo_(mg/día)", "daily_dose_mg"), ("Ttt rechute", "relapse_treatment"),
    ],
)  # fmt: skip
def test_a_short_name(name: str, column: str) -> None:
    match = match_name(name, COURSES)
    assert match is not None
    assert match.column == column


@pytest.mark.parametrize("name", ["Referral no", "Planned start of treatment", "No of visits", "Rel."])
def test_no_short_name(name: str) -> None:
    assert match_name(name, COURSES) is None


@pytest.mark.parametrize(("cells", "sureness"), [(("clear", "much better"), "likely"), (("ward", "home"), "open")])
def test_an_outcome_is_the_response_where_it_holds_one(cells: tuple[str, ...], sureness: str) -> None:
    guesses = guess_table(Sheet("a.csv", (), (SheetColumn("Outcome", cells),)), COURSES).guesses
    assert {guess.part: guess.sureness for guess in guesses}["response"] == sureness


def test_what_is_not_used_is_said() -> None:
    columns = (SheetColumn("patient_id", ("1", "2")), SheetColumn("course_start", ("2016-01-01", "2017-01-01")),
               SheetColumn("Kryptonite", ("x", "y")))  # fmt: skip
    draft = draft_of({"a.csv": Sheet("a.csv", (), columns)})
    assert "Not used of a.csv: Kryptonite" in list(draft.summary())

"""A word for none is the code of a column that has one, and says that nothing was recorded in all others."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.records import COURSE_COLUMNS, check_courses, read_courses
from isostats.records.code_texts import read_code
from isostats.records.guessing.column_guesses import guess_table
from isostats.records.guessing.sheets import Sheet, SheetColumn
from isostats.records.guessing.synonyms import ANYWHERE, all_synonyms, code_of
from isostats.records.guessing.value_guesses import guess_values
from isostats.records.input_tables import COURSE_TABLES, DISPENSING_TABLES
from isostats.records.schema import OF_NONE, Column

WORDS = [each.word for each in all_synonyms() if each.columns == (ANYWHERE,) and each.code in OF_NONE]
COLUMNS = [
    column
    for table in (*COURSE_TABLES.values(), *DISPENSING_TABLES.values())
    for column in table.columns.values()
    if column.none
]


def understood(text: str, name: str) -> str | None:
    """What isostats init would write of a text in that column of course records, where it is sure, or what the reader
    reads without being told."""
    sheet = Sheet("a.csv", (), (SheetColumn(name, (text,)),))
    guesses = guess_values(guess_table(sheet, COURSE_TABLES["courses"]))
    sure = next((guess.stands[text] for guess in guesses if guess.sureness == "sure" and guess.stands), None)
    return read_code(text, column)[0] if sure is None and (column := COURSE_COLUMNS[name]).codes else sure


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_a_word_for_none_is_the_code_of_every_column_that_has_one(column: Column) -> None:
    known = {word: each.code if (each := code_of(word, column)) else None for word in WORDS}
    assert known == dict.fromkeys(WORDS, column.none)


@pytest.mark.parametrize(
    "word", ["brak", "aucune", "keine", "ninguno", "nenhuma", "nessuna", "geen", "なし", "Nie", "non", "nichts", "rien"]
)
def test_no_contraception_is_recorded_as_none(word: str) -> None:
    assert understood(word, "contraception") == "none"
    assert understood(word, "family_history") == "no"


@pytest.mark.parametrize("word", ["brak", "aucune", "geen", "なし"])
def test_elsewhere_it_says_that_nothing_was_recorded(word: str) -> None:
    assert understood(word, "response") == ""


@pytest.mark.parametrize("word", ["brak danych", "unbekannt", "non renseigné", "不明"])
def test_what_is_not_known_is_not_none(word: str) -> None:
    assert understood(word, "contraception") == ""


NOT_KNOWN = [each.word for each in all_synonyms() if each.columns == (ANYWHERE,) and each.vague]
NEVER_CAME = ["keins", "no relapse", "kein Rezidiv", "jamais", "bez nawrotu", "noch nicht"]


@pytest.mark.parametrize("name", [each.name for each in COURSE_COLUMNS.values() if each.absent])
@pytest.mark.parametrize("word", NOT_KNOWN)
def test_a_date_that_is_not_known_is_never_for_sure_one_that_did_not_come(word: str, name: str) -> None:
    sheet = Sheet("a.csv", (), (SheetColumn(name, (word, "3.4.2020")),))
    (guess,) = (each for each in guess_values(guess_table(sheet, COURSE_TABLES["courses"])) if each.key == "values")
    assert (guess.sureness, guess.stands) == ("open", None)
    assert "set_aside" in guess.why
    assert COURSE_COLUMNS[name].absent in next(iter(guess.choices))
    assert understood(word, "last_clear_date") == ""  # of which an empty cell says nothing


@pytest.mark.parametrize("word", NEVER_CAME)
def test_a_relapse_that_never_came_is_none(word: str) -> None:
    assert understood(word, "relapse_date") == ""


def relapses(*texts: str, **more: list[str]) -> pd.DataFrame:
    """A course of each person, with a text for the day of its relapse."""
    days = {"course_start": "2019-01-01", "course_end": "2019-06-01", "last_contact": "2021-01-01"}
    people = {"patient_id": [f"p{at}" for at in range(len(texts))], "relapse_date": list(texts)}
    return pd.DataFrame({**people, **{name: [day] * len(texts) for name, day in days.items()}, **more})


@pytest.mark.parametrize("nothing", ["", "NA", ".", "-", "null", " na "])
def test_whoever_clears_a_date_of_a_relapse_is_told_how_many_are_free_of_it(nothing: str) -> None:
    """By whatever word for nothing, such as a full stop that was copied with a hint."""
    values = {"relapse_date": {"unklar": nothing, "nach OP": nothing, "keins": nothing}}
    told = check_courses(relapses("unklar", "unklar", "nach OP", "keins", "", "2020-01-01"), values=values)
    (finding,) = (each for each in told if each.rule == "date_cleared")
    assert (finding.count, finding.severity, finding.column) == (3, "warning", "relapse_date")
    assert "free of relapse" in finding.message
    assert "'keins'" not in finding.example
    silent = check_courses(relapses("keins", "", "2020-01-01"), values=values)
    assert not [each for each in silent if each.rule == "date_cleared"]


@pytest.mark.parametrize("word", ["keine", "none", "Keine", "NONE"])
def test_a_relapse_that_was_left_untreated_is_not_one_of_unknown_treatment(word: str) -> None:
    frame = relapses("2020-01-01", "2020-02-01", relapse_treatment=[word, "topical"])
    records = read_courses(frame)
    rules = {each.rule for each in check_courses(frame)}
    assert not {"signs_of_missing", "unknown_relapse_treatment"} & rules
    assert sorted(records.table("events")["kind"]) == ["recorded_relapse", "recorded_relapse", "topical"]

"""A word for none is the code of a column that has one, and says that nothing was recorded in all others."""

from __future__ import annotations

import pytest

from isostats.records.guessing.column_guesses import guess_table
from isostats.records.guessing.sheets import Sheet, SheetColumn
from isostats.records.guessing.synonyms import ANYWHERE, OF_NONE, all_synonyms, code_of, none_of
from isostats.records.guessing.value_guesses import guess_values
from isostats.records.input_tables import COURSE_TABLES, DISPENSING_TABLES
from isostats.records.schema import Column

WORDS = [each.word for each in all_synonyms() if each.columns == (ANYWHERE,) and each.code in OF_NONE]
COLUMNS = [
    column
    for table in (*COURSE_TABLES.values(), *DISPENSING_TABLES.values())
    for column in table.columns.values()
    if none_of(column)
]


def understood(text: str, name: str) -> str | None:
    """What isostats init would write of a text in that column of course records, where it is sure."""
    sheet = Sheet("a.csv", (), (SheetColumn(name, (text,)),))
    guesses = guess_values(guess_table(sheet, COURSE_TABLES["courses"]))
    return next((guess.stands[text] for guess in guesses if guess.sureness == "sure" and guess.stands), None)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_a_word_for_none_is_the_code_of_every_column_that_has_one(column: Column) -> None:
    known = {word: each.code if (each := code_of(word, column)) else None for word in WORDS}
    assert known == dict.fromkeys(WORDS, none_of(column))


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

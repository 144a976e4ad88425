"""Words of the field that can be read in two opposite ways are asked, and never taken for sure."""

from __future__ import annotations

import pytest

from isostats.records.guessing.column_guesses import guess_table
from isostats.records.guessing.guess import Guess
from isostats.records.guessing.sheets import Sheet, SheetColumn
from isostats.records.guessing.value_guesses import guess_values
from isostats.records.input_tables import COURSE_TABLES


def guesses_of(*texts: str, column: str = "response") -> list[Guess]:
    """What is guessed of a column with these texts."""
    return guess_values(guess_table(Sheet("a.csv", (), (SheetColumn(column, texts),)), COURSE_TABLES["courses"]))


@pytest.mark.parametrize("text", ["bez zmian", "b.z.", "sem alterações", "sin alteraciones", "stable", "著変なし"])
def test_no_lesions_or_no_change_is_asked(text: str) -> None:
    (guess,) = guesses_of(text)
    assert (guess.sureness, guess.stands) == ("open", None)
    assert list(guess.choices)[:2] == ["clear", "unchanged"]
    assert guess.why.endswith("can be clear or unchanged")


@pytest.mark.parametrize("text", ["no lesions", "sin lesiones", "ohne Befund", "o.B.", "geen laesies"])
def test_no_lesions_is_likely_clear(text: str) -> None:
    (guess,) = guesses_of(text)
    assert (guess.sureness, guess.stands) == ("likely", {text: "clear"})


def test_no_change_is_no_change() -> None:
    (guess,) = guesses_of("sans changement")
    assert (guess.sureness, guess.stands) == ("sure", {"sans changement": "unchanged"})
    sure, likely = guesses_of("sin cambios", "casi sin lesiones")
    assert (sure.stands, likely.stands) == ({"sin cambios": "unchanged"}, {"casi sin lesiones": "almost_clear"})


def test_a_word_that_another_contradicts_is_asked() -> None:
    alone, nearly = guesses_of("prawie keine änderung", "keine änderung"), guesses_of("unverändert", "fast unverändert")
    assert {guess.sureness for guess in (*alone, *nearly)} == {"open"}
    assert "'fast unverändert' beside it is hard to read" in nearly[0].why


@pytest.mark.parametrize(("name", "woman", "man"), [
    ("Sex (1=F, 2=M)", "1", "2"), ("Gender M=1 F=0", "0", "1"), ("Sex [1 male/2 female]", "2", "1"),
    ("Female", "1", "0"), ("male", "no", "yes"),
])  # fmt: skip
def test_codes_of_sex_are_those_that_the_name_of_the_column_says(name: str, woman: str, man: str) -> None:
    (guess,) = guesses_of(woman, man, column=name)
    assert guess.stands == {woman: "female", man: "male"}


@pytest.mark.parametrize("text", ["spironolactone stopped", "Dianette stopped", "Spironolacton beendet"])
def test_a_product_that_was_stopped_is_asked(text: str) -> None:
    (guess,) = guesses_of(text, column="relapse_treatment")
    assert (guess.sureness, guess.stands) == ("open", None)

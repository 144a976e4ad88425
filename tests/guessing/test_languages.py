"""A clinic's sheet in any of the languages is understood as the clean one is: names and codes drawn from the table."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from isostats.records import read_courses
from isostats.records.guessing.drafts import Draft, draft_of
from isostats.records.guessing.sheets import open_sheet
from isostats.records.guessing.synonyms import (
    ANYWHERE,
    LANGUAGES,
    Synonym,
    all_synonyms,
    opposite_readings,
    word_form,
)
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.schema import OF_NONE
from isostats.simulate import simulate_courses
from tests.sweeps import swept

TABLES = ("people", "observation", "courses", "events")


@cache
def clean() -> pd.DataFrame:
    """Simulated course records, without what is no column of ours."""
    courses = simulate_courses(40, seed=4).courses
    return courses[[name for name in courses if name in COURSE_COLUMNS]]


@cache
def read_clean() -> dict[str, pd.DataFrame]:
    """The four tables of the clean records."""
    records = read_courses(clean())
    return {table: records.table(table) for table in TABLES}


@cache
def words(what: str, language: str) -> dict[tuple[str, str], list[Synonym]]:
    """The synonyms of a language by column and code of course records; none with two readings, which are asked."""
    by_meaning = defaultdict[tuple[str, str], list[Synonym]](list)
    for each in all_synonyms():
        if each.what == what and each.language in (language, "any"):
            for address in each.columns:
                table, _, column = address.rpartition(".")
                ours = COURSE_COLUMNS.get(column)
                asked = what == "value" and ours is not None and opposite_readings(each.word, ours)
                if table in ("", "courses") and not asked:
                    by_meaning[column, each.code].append(each)
            if what == "value" and each.code in OF_NONE and each.columns == (ANYWHERE,):
                for column in COURSE_COLUMNS.values():
                    by_meaning[column.name, column.none].append(each)
    return by_meaning


@st.composite
def sheets(draw: st.DrawFn) -> tuple[pd.DataFrame, dict[str, Synonym]]:
    """The clean records with names and codes of one language, and the word that each column has got."""
    language = draw(st.sampled_from([language for language in LANGUAGES if language != "any"]))
    frame, names = clean().copy(), dict[str, Synonym]()
    for column in COURSE_COLUMNS:
        known = words("name", language).get((column, ""), [])
        if column in frame and known and draw(st.booleans()):
            names[column] = draw(st.sampled_from(known))
    for column in frame:
        for code in COURSE_COLUMNS[column].codes:
            known = words("value", language).get((column, code), [])
            if known and draw(st.booleans()):
                frame[column] = frame[column].replace({code: draw(st.sampled_from(known)).word})
    return frame.rename(columns={column: word.word for column, word in names.items()}), names


def drafted(frame: pd.DataFrame) -> Draft:
    """What isostats init would write of a frame."""
    return draft_of({"sheet": open_sheet(frame)})


@swept(24)
@given(sheets())
def test_a_sheet_in_any_language_is_the_clean_one(drawn: tuple[pd.DataFrame, dict[str, Synonym]]) -> None:
    frame, names = drawn
    draft = drafted(frame)
    data = draft.data()
    assert draft.open == []
    sureness = {guess.part: guess.sureness for guess in draft.guesses if guess.key == "columns"}
    own = {column for column, word in names.items() if word_form(word.word) == word_form(column)}
    assert {column for column, each in sureness.items() if each == "likely"} == {
        column for column, word in names.items() if word.vague
    } - own
    read = read_courses(frame, columns=data.get("columns", {}), values=data.get("values", {}))
    for table in TABLES:
        pd.testing.assert_frame_equal(read.table(table), read_clean()[table])

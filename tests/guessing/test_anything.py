"""Whatever a file holds: a draft is made, or a sentence says why not; and what is written can be read as a study."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from isostats.errors import IsostatsError
from isostats.records.guessing.drafts import draft_of
from isostats.records.guessing.sheets import sheet_of
from isostats.records.guessing.study_writing import study_text
from isostats.records.raw import FirstRows
from isostats.study.study_file import make_study

NAMES = (
    "patient_id", "Pat.-Nr.", "course_start", "Start", "Ende", "last_visit", "sex", "Sexo", "Gewicht (kg)", "Rezidiv",
    "relapse_tx", "dispense_date", "qty", "strength_mg", "days_supply", "code", "NDC", "date", "kind",
    "redcap_event_name", "start1", "start2", "",
)  # fmt: skip
CELLS = (
    "1", "2", "w", "H", "M", "keins", "n/a", "-", "3.4.19", "03/04/2019", "16-10-06", "10/2016", "42649", "62 kg",
    "1,200", "2031-01-01", "Doxy", "x' \"y", "a\nb", "\x1b[31m", "", "Summe", "2016年10月06日",
)  # fmt: skip
name = st.one_of(st.sampled_from(NAMES), st.text(max_size=12))
cell = st.one_of(st.sampled_from(CELLS), st.text(max_size=8))


@st.composite
def files(draw: st.DrawFn) -> FirstRows:
    """The first rows of a file of any names and cells."""
    width = draw(st.integers(1, 7))
    header = tuple(draw(name) for _ in range(width))
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width).map(tuple), max_size=5))
    return FirstRows("any.csv", tuple(enumerate([header, *rows], 1)))


@settings(max_examples=60, deadline=None)
@example(FirstRows("a.csv", ((1, ("patient_id", "Start", "sex")), (2, ("1", "2016-01-01", 'x"\n]')))))
@given(files())
def test_a_draft_is_a_study_or_a_sentence(first: FirstRows) -> None:
    try:
        draft = draft_of({"any.csv": sheet_of(first)})
    except IsostatsError:
        return
    parsed = tomllib.loads(study_text(draft, Path("study.toml")))
    parsed["data"]["values"] = {column: words for column, words in parsed["data"].get("values", {}).items() if words}
    assert {key: value for key, value in parsed["data"].items() if value} == draft.data(Path())
    assert make_study(parsed).data.guessed == draft.unconfirmed
    assert all("\n" not in words and "\x1b" not in words for words in draft.summary())

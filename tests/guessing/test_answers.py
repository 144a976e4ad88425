"""Whoever takes the # from one candidate of each question has a study that is read, and none of them is open then."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.records.guessing.drafts import Draft, draft_of
from isostats.records.guessing.sheets import Sheet, SheetColumn
from isostats.records.guessing.study_writing import study_text
from isostats.records.loaded import unconfirmed
from isostats.study.study_file import make_study

TEXTS = ["1", "2", "2.0", "bez zmian", "x = y", 'a "b"', "ü#", "partial", "clear", "M"]


def drafted(sex: list[str], response: list[str]) -> Draft:
    """A draft of a file with such sexes and responses, in which two columns could be the last contact."""
    rows = len(sex)
    days = {name: (f"20{year}-01-13",) * rows for name, year in
            (("course_start", 15), ("course_end", 16), ("Seen A", 17), ("Seen B", 18))}  # fmt: skip
    cells = {"patient_id": tuple(map(str, range(rows))), **days, "sex": tuple(sex), "response": tuple(response)}
    return draft_of({"a.csv": Sheet("a.csv", (), tuple(SheetColumn(*each) for each in cells.items()))})


@settings(max_examples=25, deadline=None)
@given(st.data(), st.lists(st.tuples(*[st.sampled_from(TEXTS)] * 2), min_size=2, max_size=8))
def test_one_candidate_of_each_question_makes_a_study(data: st.DataObject, rows: list[tuple[str, str]]) -> None:
    draft = drafted([sex for sex, _ in rows], [response for _, response in rows])
    lines = study_text(draft, Path("study.toml")).split("\n")
    tomllib.loads("\n".join(lines))
    for guess in draft.open:
        if not guess.choices:
            continue
        chosen = guess.choices[data.draw(st.sampled_from(list(guess.choices)))]
        pairs = chosen if guess.key == "values" else {guess.part: chosen}
        section = f"[data.values.{guess.part}]" if guess.key == "values" else "[data.columns]"
        begin = next(n for n, line in enumerate(lines) if line.startswith(section))
        for theirs, ours in pairs.items():
            below = range(begin, len(lines))
            at = next(n for n in below if lines[n].startswith("# ") and _says(lines[n][2:], theirs, ours))
            lines[at] = lines[at][2:]
    stated = tomllib.loads("\n".join(lines))["data"]
    inputs = make_study({"data": stated}).data
    shown = " ".join(finding.message for finding in unconfirmed(inputs))
    assert "sex: " not in shown


def _says(line: str, theirs: str, ours: str) -> bool:
    """Whether a line is a whole one that says this."""
    try:
        return tomllib.loads(line) == {theirs: ours}
    except tomllib.TOMLDecodeError:
        return False

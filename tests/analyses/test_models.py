"""The table of a model has who is in it, who is not and why, and adds up; it is the same however it is asked for."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import isostats as iso
from isostats.report.job import Finished
from isostats.tables.folder import read_tables
from isostats.tables.word import word_bytes


def rows_of(finished: Finished, outcome: str) -> list[tuple[str, ...]]:
    return [row[1:] for row in iso.model_table(finished.analysis).body if row[0] == outcome]


def number(text: str) -> int:
    return int(text.replace(",", ""))


@pytest.mark.parametrize(("place", "outcome"), [(0, "systemic treatment"), (1, "second course")])
def test_levels_and_their_reference_add_up_to_the_people_of_the_model(
    example: Finished, place: int, outcome: str
) -> None:
    model = example.analysis["predictors"].value[place]
    rows = rows_of(example, outcome)
    named = {row[0]: row for row in rows}
    assert named["People in the model"][1:3] == (f"{model.result.n:,}", f"{model.result.events:,}")
    assert number(named["People studied"][1]) == example.analysis.cohort.people
    studied = model.result.n + model.result.rows_lost + model.not_followed
    assert studied == example.analysis.cohort.people
    assert named["– left out: not followed after the course"][1] == str(model.not_followed)
    for heading in ("Sex", "Indication"):
        at = [row[0] for row in rows].index(heading)
        levels = [row for row in rows[at + 1 :] if row[0].startswith("– ")]
        levels = levels[: next((i for i, row in enumerate(rows[at + 1 :]) if not row[0].startswith("– ")), None)]
        assert [row[3] == "1 (reference)" for row in levels] == [True, *[False] * (len(levels) - 1)]
        assert sum(number(row[1]) for row in levels) == model.result.n
        assert sum(number(row[2]) for row in levels) == model.result.events


def test_it_is_the_same_from_the_folder_and_in_each_format(example: Finished) -> None:
    docx = pytest.importorskip("docx")
    table, held = iso.model_table(example.analysis), read_tables(example.folder)["predictors"]
    assert (held.header, held.body, held.caption) == (table.header, table.body, table.caption)
    assert "stratified by site" in table.caption
    (made,) = docx.Document(io.BytesIO(word_bytes([held.written()]))).tables
    assert [tuple(cell.text for cell in row.cells) for row in made.rows] == [table.header, *table.body]
    assert table.to_latex().count("1 (reference)") == table.to_markdown().count("1 (reference)") == 4


def test_a_model_of_one_s_own_has_the_rows_that_a_study_s_has(example: Finished) -> None:
    result = example.analysis["predictors"].value[0].result
    alone, of_study = iso.model_table(result).body, rows_of(example, "systemic treatment")
    own = ("People studied", "– left out: not followed after the course")  # a frame knows those in it alone
    assert [row for row in of_study if row[0] not in own] == [row for row in alone if row[0] not in own]
    assert alone[0][:2] == ("People studied", f"{result.n + result.rows_lost:,}")


def test_a_level_may_be_called_anything() -> None:
    people = pd.DataFrame({
        "time": [i % 17 + 1 for i in range(0, 90, 3)], "event": [1, 0, 1, 1, 1] * 6,
        "site": ["<i> vs x", "a=b", "– c"] * 10, "age": [20 + i * 7 % 13 for i in range(30)],
    })  # fmt: skip
    body = iso.model_table(iso.cox(people, covariates=["site", "age"])).body
    assert [row[0] for row in body] == ["People in the model", "Site", "– <i> vs x", "– a=b", "– – c", "Age"]

"""Where a figure would hold nothing, as of five people, a sentence stands in its place once: no file is."""

from __future__ import annotations

from collections import Counter
from html import unescape

import pandas as pd
import pytest
from matplotlib import pyplot

import isostats as iso
from isostats.cli import main
from isostats.figures.drawing import Drawing
from isostats.report.job import Finished, write_report
from isostats.words.html import Sentence
from tests.figures import made

EMPTY = {
    "followup", "remission_curve", "naive_against_censoring_aware", "first_treatment", "ladder", "present_steps",
    "remission_by_sex", "remission_by_site", "subgroups", "second_course", "specification_curve", "outcome_heatmap",
}  # fmt: skip


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The report of five simulated people."""
    folder = tmp_path_factory.mktemp("five")
    main(["simulate", "--patients", "5", "--seed", "3", "--out", str(folder / "made")], standalone_mode=False)
    return write_report(folder / "made" / "study.toml", out=folder / "report", formats=("svg",))


def test_a_figure_that_would_hold_nothing_is_a_sentence_and_no_file(five: Finished) -> None:
    drawings = {each.name: each for each in five.analysis.drawings()}
    files = {file.stem for file in (five.folder / "figures").glob("*.svg")}
    assert files == drawings.keys() - EMPTY
    page = unescape((five.folder / "report.html").read_text(encoding="utf-8"))
    captions = (five.folder / "figures" / "captions.md").read_text(encoding="utf-8")
    instead = [iso.figures.describe(drawings[name].draw()).instead for name in sorted(EMPTY)]
    assert all(each.startswith("Not drawn: ") for each in instead)
    assert {each: (page.count(each), captions.count(each)) for each in instead} == dict.fromkeys(instead, (1, 1))
    assert Counter(instead) == Counter(set(instead))


def test_a_notebook_says_the_same_sentence(five: Finished) -> None:
    cell = five.analysis.show("remission_curve")
    assert isinstance(cell, Sentence)
    assert cell.text.endswith("Fewer than 10 people were ever followed.")


def test_where_there_is_something_nothing_is_left_out(example: Finished) -> None:
    assert "Not drawn: " not in (example.folder / "report.html").read_text(encoding="utf-8")
    assert {file.stem for file in (example.folder / "figures").glob("*.svg")} == {
        each.name for each in example.analysis.drawings()
    }


def test_courses_per_person_are_something_where_no_curve_is() -> None:
    curve = made.incidence_of(made.people(5, causes=1), ("second_course",))
    courses = pd.DataFrame({"courses": [1, 2], "people": [4, 1]})
    several, one = (
        Drawing("second", "second_course", curve, {"courses": each}).finish(("svg",)) for each in (courses, courses[:1])
    )
    assert several.files
    assert not one.files


def test_one_drawn_into_axes_leaves_no_mark_on_the_others() -> None:
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(7, 3))
    iso.figures.remission(made.remission_of(made.people(5)), ax=left)
    iso.figures.remission(made.remission_of(made.people(400)), ax=right)
    assert iso.figures.describe(left).instead
    assert not iso.figures.describe(right).instead
    pyplot.close(figure)

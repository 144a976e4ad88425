"""Every question is whole: unique rows, a section, figures with alt text and a scene; and one touches little else."""

from __future__ import annotations

import inspect
import pickle
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from matplotlib.text import Text as Text_

import isostats
from isostats.analyses import protocol
from isostats.analyses.catalogue import ANALYSES
from isostats.analyses.curves import Curves
from isostats.analyses.protocol import Analysis, Answer, Basis, Table, Text, answered, rows_in_order
from isostats.analyses.results import StudyResults
from isostats.analyses.rows import row, table
from isostats.errors import EstimateError
from isostats.figures import describe
from isostats.figures.drawing import Drawn
from isostats.figures.finished import Words
from isostats.report.job import Finished
from isostats.report.page import sections_of
from isostats.study.grid_axes import AXES
from isostats.vocabulary.names import ADDRESS
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.language import speaking, spoken
from tests.figures import scenes

PACKAGE = Path(isostats.__file__).parent
IDS = [each.id for each in ANALYSES]

NOTHING = Drawn(Words("", "", ""), {"svg": b""})


@pytest.fixture(scope="module")
def example(example: Finished) -> StudyResults:
    return example.analysis


def test_the_catalogue_holds_together() -> None:
    by_id = {each.id: each for each in ANALYSES}
    assert len(by_id) == len(ANALYSES)
    for place, each in enumerate(ANALYSES):
        assert not each.part_of or by_id[each.part_of] in ANALYSES[:place], f"{each.id} stands before its section"
        assert all(by_id[name].from_counts or not each.from_counts for name in each.needs), each.id


@pytest.fixture(scope="module")
def sections(example: StudyResults) -> set[str]:
    """The page's sections by their ids."""
    pictures = dict.fromkeys((drawing.name for drawing in example.drawings()), NOTHING)
    return {section.id for section in sections_of(example, pictures)}


@pytest.mark.parametrize("name", IDS)
def test_every_answer_has_unique_rows_a_section_and_figures_in_words(
    name: str, example: StudyResults, sections: set[str]
) -> None:
    answer, analysis = example[name], next(each for each in ANALYSES if each.id == name)
    addresses = [tuple(each[column] for column in ADDRESS) for each in answer.rows]
    assert len(set(addresses)) == len(addresses)
    whole = analysis.part_of or analysis.id
    parts = [each.id for each in ANALYSES if whole in (each.id, each.part_of)]
    assert (whole in sections) == any(example[part].blocks for part in parts)  # what records do not support has none
    for drawing in answer.figures.values():
        again = pickle.loads(pickle.dumps(drawing))  # as another process gets it
        words = describe(again.draw())
        assert all((words.title, words.caption, words.alt)), drawing.name
        assert f"figures.{drawing.function}(" in inspect.getsource(scenes), drawing.function


def test_no_two_answers_have_one_row_or_one_file(example: StudyResults) -> None:
    assert not example.results.duplicated(list(ADDRESS)).any()
    files = [name for answer in example.answers.values() for name in (*answer.tables, *answer.figures, *answer.files)]
    shared = {name for name in files if files.count(name) > 1}
    both = {
        "annual_hazard", "conditional_remission", "flow", "funnel", "grid_decomposition",
        "lost_early", "predictors", "published",
    }  # fmt: skip
    assert shared <= both  # a table and a figure


class CountsOnly:
    """A cohort of which nothing but counts may be asked."""

    def __init__(self, cohort: Any) -> None:
        self.cohort = cohort

    def __getattr__(self, name: str) -> Any:
        if name in ("query", "frame", "connection", "tables"):
            raise AssertionError(f"an analysis from counts asked for {name}")
        return getattr(self.cohort, name)


def test_what_is_made_from_counts_asks_for_nothing_else(example: StudyResults) -> None:
    cohort: Any = CountsOnly(example.cohort)
    basis = replace(example.basis, records=None, cohort=cohort, curves=Curves(cohort, example.basis.level))
    answers = answered(ANALYSES, basis)
    assert set(answers) == {each.id for each in ANALYSES if each.from_counts}
    rows = table(rows_in_order(ANALYSES, answers, basis))
    assert {"remission", "cumulative_incidence", "treatment_success", "claim_difference"} <= set(rows["quantity"])
    assert not {"logrank", "hazard_ratio"} & set(rows["quantity"])


def test_models_of_very_many_people_are_fitted_beside_the_other_questions(
    example: StudyResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "VERY_MANY", 1)
    monkeypatch.setattr(protocol, "processors", lambda: 2)
    fitted = dict[str, tuple[str, str]]()

    def noted(analysis: Analysis) -> Analysis:
        def run(*args: Any) -> Answer[Any]:
            fitted[analysis.id] = threading.current_thread().name, spoken()
            return analysis.estimate(*args)

        return replace(analysis, estimate=run)

    needed = ("groups", "predictors", "modified-effects", "dose", "characteristics")
    asked = [noted(each) for each in ANALYSES if each.id in needed]
    steps = list[str]()
    with speaking("de"):
        answers = answered(asked, example.basis, step=steps.append)
    assert [*answers] == [each.id for each in asked]
    assert steps == [each.title for each in asked]
    for each in asked:
        assert fitted[each.id][0].startswith("models") == each.of_people == (each.id in ("predictors", "dose"))
        assert fitted[each.id][1] == "de"
        assert repr(answers[each.id].rows) == repr(example[each.id].rows)


def test_what_goes_wrong_beside_is_raised_where_the_question_stands(
    example: StudyResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "VERY_MANY", 1)
    monkeypatch.setattr(protocol, "processors", lambda: 2)

    def fail(*_: Any) -> Answer[Any]:
        raise EstimateError("no model")

    who = next(each for each in ANALYSES if each.id == "who")
    steps = list[str]()
    with pytest.raises(EstimateError, match="no model"):
        answered([who, Analysis("bad", "Bad", fail, of_people=True)], example.basis, step=steps.append)
    assert steps == [who.title, "Bad"]


def test_a_question_is_its_own_analysis_and_a_line(example: StudyResults) -> None:
    def people(it: Basis, who: Answer[Any]) -> Answer[int]:
        one = row("people", "second_course", "everyone", "count", n=it.cohort.people, estimate=it.cohort.people)
        words = f"{it.cohort.people:,} people; {len(who.value)} steps before."
        return Answer(it.cohort.people, (one,), (Text(words), Table("people", "How many.", ("people",), [("3,000",)])))

    asked = (*ANALYSES[:1], Analysis("people", "Within {claim}", people, needs=("who",)))
    results = StudyResults(asked, example.basis, answered(asked, example.basis))
    assert results["people"].value == example.cohort.people
    assert results.results["quantity"].tolist() == ["people"]
    assert list(results.files()) == ["flow", "people"]
    *_, section = sections_of(results, {"flow": NOTHING, "followup": NOTHING})
    assert (section.id, section.title, len(section.blocks)) == ("people", "Within 85%", 2)
    assert results.table("people")["people"].tolist() == ["3,000"]


def test_names_that_are_not_there_are_answered_with_the_nearest(example: StudyResults) -> None:
    with pytest.raises(EstimateError, match="There is no answer 'remision'; did you mean 'remission'"):
        example["remision"]
    with pytest.raises(EstimateError, match="There is no figure 'funel'"):
        example.figure("funel")
    with pytest.raises(EstimateError, match="There is no table"):
        example.table("grups")


def test_the_funnel_of_sites_is_an_estimator_a_figure_its_question_and_a_line() -> None:
    """The real example behind the recipe: once it was in ten files of four rooms, in five lists."""
    word = re.compile(r"\bfunnel\b|^from isostats.analyses.sites", re.MULTILINE)
    files = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if word.search(path.read_text())}
    public = {"__init__.py", "estimate/__init__.py", "figures/__init__.py"}  # it is also called from Python
    files = {name for name in files if not name.startswith("words/languages/")}
    assert files - public == {
        "analyses/catalogue.py", "analyses/sites.py", "estimate/site_funnel.py", "figures/funnels.py",
    }  # fmt: skip


def test_a_p_is_the_same_text_in_the_table_and_in_the_figure(example: StudyResults) -> None:
    groups = example["groups"]
    (listed,) = (block for block in groups.blocks if isinstance(block, Table) and block.name == "groups")
    primary = [cells for cells in listed.body if cells[0] == OUTCOMES[example.basis.outcome].label]
    for name in example.basis.groups:
        (p,) = {cells[-1] for cells in primary if cells[1].startswith(f"{name}: ")}
        drawing = next(each for each in groups.figures.values() if each.keywords["by"] == name)
        sign = p if p.startswith("<") else f"= {p}"
        assert f"Log-rank test: p {sign}." in describe(drawing.draw()).caption
    forest = example["predictors"].figures["predictors"].draw()
    shown = {text.get_text() for text in forest.findobj(Text_)}
    assert {cells[-1] for cells in example["predictors"].tables["predictors"].body} <= shown | {"–"}


def test_several_tests_that_stand_together_say_that_no_p_is_adjusted(example: StudyResults) -> None:
    (listed,) = (block for block in example["groups"].blocks if isinstance(block, Table) and block.name == "groups")
    assert len({(cells[0], cells[1].partition(":")[0]) for cells in listed.body if cells[-1] != "–"}) > 1
    assert "No p is adjusted for the number of tests." in listed.caption
    assert len(listed.caption.split()) <= 60


def test_no_two_definitions_of_the_grid_are_one_row(example: StudyResults) -> None:
    frame = example["grid"].value.frame
    assert not frame.astype(str).duplicated([*AXES]).any()

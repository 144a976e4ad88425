"""Each number of a report has one name, which means it alone, and its text is the page's."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from isostats.analyses.cited_numbers import OF_TESTS, CitedNumbers
from isostats.analyses.results import StudyResults
from isostats.errors import StudyError
from isostats.report.manuscripts import check_manuscript
from isostats.words.language import ENGLISH, languages, speaking, translated
from tests.analyses.said import answers_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def example() -> StudyResults:
    asked = ("definitions", "yearly-hazard", "differences", "predictors", "adjusted")
    return answers_of(ROOT / "data/example/study.toml", *asked, min_at_risk=400)


@pytest.fixture(scope="module")
def written(example: StudyResults, tmp_path_factory: pytest.TempPathFactory) -> CitedNumbers:
    folder = tmp_path_factory.mktemp("report")
    example.results.to_csv(folder / "results.csv", index=False)
    return CitedNumbers.of_folder(folder)


def test_every_row_has_a_name_that_means_it_alone(written: CitedNumbers) -> None:
    rows = written.results.to_dict("records")
    names = written.names
    assert len(set(names)) == len(names) == len(rows) > 1000
    address = ["quantity", "outcome", "population", "method", "group"]
    for name, row in list(zip(names, rows, strict=True))[::7]:
        held = written.row(name)
        assert [held[each] for each in address] == [row[each] for each in address], name
        assert (held["time_days"] == row["time_days"]) or (held["time_days"] != held["time_days"]), name


def test_the_text_is_that_of_the_headline(example: StudyResults, written: CitedNumbers) -> None:
    share = written["remission.systemic_treatment.730"]
    numbers = example.numbers
    assert numbers["remission.systemic_treatment.730"] == share
    limits = written["remission.systemic_treatment.730:limits"]
    assert share == f"{written['remission.systemic_treatment.730:estimate']} ({limits})"
    assert f"95% CI {limits}; Kaplan-Meier, n = {written['remission.systemic_treatment.730:n']}" in str(
        example["definitions"].value
    )
    assert written["remission.systemic_treatment.730"] != written["remission.systemic_treatment.730.naive"]
    assert written["remission.systemic_treatment.730.responders"] != share


def test_whatever_is_listed_can_be_read_back(written: CitedNumbers) -> None:
    """Also numbers of groups within groups, whose names have a colon of their own, and of groups called oddly."""
    assert [name for name in written.names if ": sex=" in name]
    odd = {"island": "ward:n", "west": "a: b:limits", "north": "p.m.", "south": "p"}
    by = {f"site={old}": f"site={new}" for old, new in odd.items()}
    renamed = CitedNumbers(written.results.assign(group=written.results["group"].replace(by)))
    for name, usual in zip(renamed.names, written.names, strict=True):
        assert renamed.why_none(name) == written.why_none(usual)
        assert renamed.why_none(name) or renamed[name] == written[usual], name
        if pd.notna(written.row(usual)["n"]):
            assert renamed[f"{name}:n"] == written[f"{usual}:n"]
        assert renamed.row(f"{name}:n")["quantity"] == written.row(usual)["quantity"]


@pytest.mark.parametrize("language", languages())
def test_every_kind_of_number_is_cited_in_each_language_and_read_back(
    written: CitedNumbers, tmp_path: Path, language: str
) -> None:
    """Bounds and open limits too: what is cited has no English in another language, and a manuscript may say it."""
    rows = written.results[(written.results["status"] == "ok") & ~written.results["quantity"].isin(OF_TESTS)]
    rows = rows.drop_duplicates("quantity")
    bounds, opened = ("", "at_most", "at_least", "if_none_unseen"), ([], ["lower"], ["upper"], ["lower", "upper"])
    kinds = [(bound, lacking) for bound in bounds for lacking in opened]
    every = [
        rows.assign(time_days=place, bound=bound, **dict.fromkeys(lacking, float("nan")))
        for place, (bound, lacking) in enumerate(kinds)
    ]
    numbers = CitedNumbers(pd.concat(every, ignore_index=True))
    with speaking(language):
        cited = {name: translated(numbers[name]) for name in numbers.names if not numbers.why_none(name)}
    assert len(cited) > len(kinds) * 10
    if language != ENGLISH:
        assert not [text for text in cited.values() if re.search(r"\b(to|per|at|if|days|points|limits)\b", text)]
    paper = tmp_path / "paper.md"
    paper.write_text("\n\n".join(f"So {text} [[{name}]]." for name, text in cited.items()), encoding="utf-8")
    assert [each.words for each in check_manuscript(paper, numbers) if not each.agrees] == []


def test_a_part_that_no_row_has_is_said_to_be_lacking(written: CitedNumbers, tmp_path: Path) -> None:
    """It was cited as a dash; and the name is said once."""
    for asked in ("median_followup.systemic_treatment:at_risk", "logrank.systemic_treatment.sex:limits"):
        with pytest.raises(StudyError, match=r"has no (at risk|limits)"):
            written[asked]
        paper = tmp_path / "paper.md"
        paper.write_text(f"Of 3 [[{asked}]].", encoding="utf-8")
        (said,) = (each.words for each in check_manuscript(paper, written))
        assert said.count(asked.partition(":")[0]) == 1


def test_units_and_tests_are_said(written: CitedNumbers) -> None:
    assert written["logrank.systemic_treatment.sex"].startswith("p = 0.0")
    assert " days (" in written["median_followup.systemic_treatment"]
    assert " points (" in written["claim_difference.systemic_treatment.730"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("remision.systemic_treatment.730", "did you mean 'remission'"),
        ("second_course.730", "Near it: remission.second_course.730, cumulative_incidence.second_course.730"),
        ("remission.systemic_treatment.731", "'731' is nothing of it"),
        ("remission.systemic_treatment.730.sex=unknown", "'sex=unknown' is nothing of it"),
        ("remission.systemic_treatment", "is the name of 5 numbers"),
        ("remission.systemic_treatment.730:width", "after the colon stands one of estimate"),
        ("median_time.systemic_treatment", "has no number: not estimable"),
    ],
)
def test_a_name_that_means_nothing_says_why(written: CitedNumbers, name: str, words: str) -> None:
    with pytest.raises(StudyError, match=words.replace("(", r"\(")):
        written[name]


def test_beyond_the_follow_up_there_is_no_number_to_cite(written: CitedNumbers) -> None:
    beyond = written.results[(written.results["status"] == "beyond_followup")]
    assert len(beyond)
    name = next(name for name, status in zip(written.names, written.results["status"], strict=True)
                if status == "beyond_followup")  # fmt: skip
    with pytest.raises(StudyError, match="too few people"):
        written[name]


def test_a_folder_without_results(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"has no results\.csv"):
        CitedNumbers.of_folder(tmp_path)


def test_a_yearly_hazard_has_its_unit_and_a_number_without_a_test_has_no_p(written: CitedNumbers) -> None:
    name = next(each for each in written.names if each.startswith("annual_hazard."))
    assert "per 100 person-years (" in written[name]
    assert any("person-years" not in each and "(" in each for each in written.spellings(name))
    median = next(each for each in written.names if each.startswith("median_followup."))
    with pytest.raises(StudyError, match="has no p: nothing was tested there"):
        written[f"{median}:p"]

"""Where the records show one end alone of what may be true, each place in which that number is written says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from isostats import figures
from isostats.analyses.cited_numbers import CitedNumbers
from isostats.analyses.results import StudyResults
from isostats.cli import main
from isostats.report.checklists import checklist_of
from isostats.report.manuscripts import check_manuscript, fill_manuscript
from isostats.report.methods import methods_of
from isostats.vocabulary import names as v
from isostats.words.language import speaking, translated
from tests.analyses.said import answers_of

SAYS_SO = ("at most ", "at least ", "between ", " if ", "instead of ", "without those set aside", "would have given ")
NAME = "remission.systemic_treatment.730"
FULL = ("definitions", "remission", "five-numbers", "claim", "claims")


def courses(**columns: list[str]) -> pd.DataFrame:
    """Of 200 people 10 had an antibiotic for a relapse; 70 left after a year; 5 of those relapsed late."""
    late = ["2017-03-01" if k in (1, 3, 5, 7, 9) else "2016-01-01" if k < 10 else "" for k in range(200)]
    return pd.DataFrame({
        "patient_id": [f"p{k:03}" for k in range(200)], "course_start": "2015-01-01", "course_end": "2015-07-01",
        "last_contact": ["2016-09-01" if k >= 130 else "2020-07-01" for k in range(200)], "response": "clear",
        "relapse_date": late, "relapse_treatment": ["oral_antibiotic"] * 10 + [""] * 190, **columns,
    })  # fmt: skip


def unseen(frame: pd.DataFrame) -> pd.DataFrame:
    """Thirty more had a topical for a relapse, and nobody knows what came later."""
    frame.loc[10:39, "relapse_date"], frame.loc[10:39, "relapse_treatment"] = "2016-01-01", "topical"
    return frame


def aside(frame: pd.DataFrame) -> pd.DataFrame:
    """Of four who relapsed, nobody can read when."""
    frame.loc[[1, 3, 5, 7], "relapse_date"] = "spring"
    return frame


def written(results: StudyResults) -> Iterator[tuple[str, str]]:
    """Every text of a report, with where it stands: sentences, cells of tables, checklists, methods, citations."""
    for name, answer in results.answers.items():
        for block in (*answer.lead, *answer.blocks):
            if isinstance(words := getattr(block, "words", ""), str):
                yield name, words
    yield "terminal", str(results["definitions"].value)
    for number in results["five-numbers"].value:
        yield "five numbers", number.words
    for name, table in results.tables.items():
        for row in table.written().body if table.cells else ():
            yield from ((name, str(cell)) for cell in row)
    for name in results.numbers.names:
        if name.startswith(NAME) and results.numbers.row(name)[v.STATUS] == v.OK:
            yield name, results.numbers[name]


def silent(texts: Iterator[tuple[str, str]], number: str) -> list[tuple[str, str]]:
    """The sentences and cells that write a number, and do not say that it is one end alone."""
    return [
        (where, sentence)
        for where, text in texts
        for sentence in re.split(r"(?<=[.:;])\s", text)
        if re.search(rf"(?<![\d.,]){re.escape(number)}(?!\d)", sentence)
        and not any(words in f" {sentence}" for words in SAYS_SO)
    ]


@pytest.mark.parametrize("how", ["unseen", "passive", "aside"])
def test_no_place_writes_a_bound_as_if_it_were_the_answer(tmp_path: Path, how: str) -> None:
    frame = {"unseen": unseen, "aside": aside}.get(how, lambda each: each)(courses())
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    stated = {"follow_up": "passive" if how == "passive" else "active", "on_invalid": "set_aside"}
    results = answers_of(path, *FULL, remission=0.7, **stated)
    first = results["definitions"].value.statements[0]
    low, high = first.ends
    assert first.share == f"between {100 * low:.1f}% and {100 * high:.1f}%"
    assert f", {first.share} (Kaplan-Meier, n = " in first.sentence
    number = f"{100 * results.primary.estimate:.1f}"
    texts = [each for each in written(results) if how != "aside" or each[0] in ("terminal", "five numbers", "estimands",
                                                                               "against_the_claim", "claims")]
    assert any(number in text for _, text in texts)
    assert silent(iter(texts), number) == []


def test_no_place_of_a_whole_report_writes_a_bound_as_if_it_were_the_answer(example_by_sex: StudyResults) -> None:
    results = example_by_sex
    one, limits = results.primary.estimate, (results.primary.lower, results.primary.upper)
    shown = f"({' to '.join(f'{100 * each:.1f}' for each in limits)}"
    more = [("checklist", item.answer) for item in checklist_of(results)]
    more += [("methods", text) for _, text in methods_of(results).parts]
    texts = [*written(results), *more]
    for number in (f"{100 * one:.1f}% {shown}", f"{100 * one:.1f} {shown}"):
        assert silent(iter(texts), number) == []
    assert sum(shown in text for _, text in texts) > 10


def test_each_row_of_the_results_says_what_its_number_is_a_bound_of(example_by_sex: StudyResults) -> None:
    rows = example_by_sex.results
    rows = rows[(rows[v.STATUS] == v.OK) & (rows[v.TIME_DAYS] == 730)]
    shares = rows[v.QUANTITY].isin(["remission", "treatment_success"])
    of_methods = rows[shares & (rows[v.OUTCOME] == "systemic_treatment")]
    assert {v.KAPLAN_MEIER, v.NAIVE, v.IPCW, v.IMPUTED} <= set(of_methods[v.METHOD])
    assert set(of_methods[v.BOUND]) == {"at_most"}
    bounds = {(row[v.QUANTITY], row[v.OUTCOME]): row[v.BOUND] for row in rows.to_dict("records")}
    assert bounds["remission", "systemic_treatment"] == bounds["treatment_success", "systemic_treatment"] == "at_most"
    assert bounds["cumulative_incidence", "systemic_treatment"] == "at_least"
    assert bounds["claim_difference", "systemic_treatment"] == "at_most"
    assert bounds["remission", "any_treatment"] == "at_most", "some relapses were not treated at first"
    assert bounds["remission", "recorded_relapse"] == bounds["cumulative_incidence", "second_course"] == ""


FALLS = ("cumulative_incidence", "annual_hazard", "mean_further_courses")
"""What falls as the share free of an outcome rises."""


def bounds_of(rows: pd.DataFrame, outcome: str) -> dict[str, set[str]]:
    mine = rows[(rows[v.STATUS] == v.OK) & (rows[v.OUTCOME] == outcome)]
    return {str(quantity): set(each[v.BOUND]) for quantity, each in mine.groupby(v.QUANTITY)}


def relapses_of_unknown_treatment() -> pd.DataFrame:
    """Of forty more who relapsed nobody wrote how they were treated, and ten had begun a second course before."""
    frame = unseen(courses())
    frame.loc[40:79, "relapse_date"] = "2016-03-01"
    again = frame.loc[160:169].assign(course_start="2016-02-01", course_end="2016-06-01", relapse_date="")
    return pd.concat([frame, again], ignore_index=True)


def test_whatever_is_made_of_a_bound_is_a_bound_in_its_own_direction(tmp_path: Path) -> None:
    relapses_of_unknown_treatment().to_csv(path := tmp_path / "courses.csv", index=False)
    asked = (*FULL, "still-in-remission", "yearly-hazard", "repeated-courses", "ladder", "lost")
    results = answers_of(path, *asked, follow_up="active")
    rows = results.results
    for outcome in ("any_treatment", "systemic_treatment", "second_course"):
        of = bounds_of(rows[rows[v.QUANTITY] != v.WORST_STEP], outcome)
        assert {"remission", "rmst", "conditional_remission", "annual_hazard"} <= set(of)
        for quantity in ("remission", "rmst", "conditional_remission"):
            assert of[quantity] == {"at_most"}, (outcome, quantity)
        for quantity in FALLS:
            assert of.get(quantity, {"at_least"}) == {"at_least"}, (outcome, quantity)
    assert bounds_of(rows, "second_course")["mean_further_courses"] == {"at_least"}
    assert all(of == {""} for of in bounds_of(rows, "recorded_relapse").values())
    steps = rows[(rows[v.QUANTITY] == v.WORST_STEP) & (rows[v.STATUS] == v.OK)].groupby(v.OUTCOME)[v.BOUND].agg(set)
    assert steps.to_dict() == {
        "untreated": {"at_most"}, "topical_only": {""}, "other_systemic": {""}, "second_course": {"at_least"},
    }  # fmt: skip
    tips = rows[rows[v.QUANTITY] == v.TIPPING_DELTA].set_index([v.METHOD, v.TIME_DAYS])
    assert set(tips.loc[tips[v.ESTIMATE].notna(), v.BOUND]) <= {"at_most"}
    assert tips.drop(v.AT_THE_CLAIM, level=0)[v.ESTIMATE].isna().all(), "one end of a range has no verdict"
    said = " ".join(text for _, text in written(results))
    assert "The verdict on the claim (" not in said
    assert "so that the answer at the head stays a range" in said
    assert re.search(r"at least \d", str(results.tables[v.ANNUAL_HAZARD].written().body))
    drawn = results["remission"].figures["naive_against_censoring_aware"].draw()
    assert "both shares are upper bounds" in figures.describe(drawn).caption
    landmarks, hazards = captions_of(results)  # no one has a further outcome after one that was not seen
    assert "the curve is an upper bound" in landmarks
    assert "what is drawn is a lower bound" in hazards


def test_a_share_of_those_still_free_is_no_bound_where_one_of_them_may_have_had_it_before(tmp_path: Path) -> None:
    """Who had a topical first, and a second course two years later, may have had an antibiotic in between: without
    that person fewer of those free for a year have it later."""
    frame = unseen(courses())
    again = frame.loc[10:14].assign(
        course_start="2018-02-01", course_end="2018-06-01", relapse_date="", relapse_treatment=""
    )
    pd.concat([frame, again], ignore_index=True).to_csv(path := tmp_path / "courses.csv", index=False)
    results = answers_of(path, *FULL, "still-in-remission", "yearly-hazard", follow_up="active")
    rows = results.results
    of = bounds_of(rows, "systemic_treatment")
    assert (of["remission"], of["conditional_remission"]) == ({"at_most"}, {""})
    hazards = rows[(rows[v.QUANTITY] == v.ANNUAL_HAZARD) & (rows[v.OUTCOME] == "systemic_treatment")]
    assert dict(zip(hazards[v.TIME_DAYS], hazards[v.BOUND], strict=True))[365] == "at_least"
    assert set(hazards.loc[hazards[v.TIME_DAYS] > 365, v.BOUND]) == {""}
    said = " ".join(text for _, text in written(results))
    assert "These shares are as if nothing had come unseen after a relapse." in said
    assert "These hazards are as if nothing had come unseen after a relapse." in said
    captions = captions_of(results)
    assert "the curve from day 0 is an upper bound, a later one may be too low or too high" in captions[0]
    assert "that of year 1 is a lower bound, a later one may be too low or too high" in captions[1]


def captions_of(results: StudyResults) -> list[str]:
    """Of the figures of those still free later, and of hazards by year."""
    drawn = [("still-in-remission", v.CONDITIONAL_REMISSION), ("yearly-hazard", v.ANNUAL_HAZARD)]
    return [figures.describe(results[section].figures[name].draw()).caption for section, name in drawn]


def test_a_median_is_the_bound_that_its_curve_is(tmp_path: Path) -> None:
    frame = unseen(courses())
    frame.loc[40:169, "relapse_date"], frame.loc[40:169, "relapse_treatment"] = "2016-02-01", "oral_antibiotic"
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    rows = answers_of(path, "definitions", "remission", follow_up="active").results
    medians = rows[rows[v.QUANTITY] == v.MEDIAN_TIME].set_index(v.OUTCOME)
    assert medians[v.ESTIMATE].notna().to_dict()["systemic_treatment"]
    assert medians[v.BOUND].to_dict() == {
        "any_treatment": "", "systemic_treatment": "at_most", "second_course": "", "recorded_relapse": "",
    }  # fmt: skip
    assert set(rows.loc[rows[v.QUANTITY] == v.MEDIAN_FOLLOWUP, v.BOUND]) == {""}


def test_of_passive_follow_up_both_shares_are_ends_and_where_nobody_left_neither_is(tmp_path: Path) -> None:
    courses().to_csv(path := tmp_path / "courses.csv", index=False)
    results = answers_of(path, "remission", "second-courses", follow_up="passive")
    rows = results.results.set_index(["quantity", "outcome", "population", "time_days", "method"])[v.BOUND]
    at = ("systemic_treatment", "everyone", 730)
    assert rows["remission", *at, "kaplan_meier"] == "at_least"
    assert rows["remission", *at, "naive"] == "at_most"
    assert rows["cumulative_incidence", *at, "aalen_johansen"] == "at_most"
    assert rows["remission", "systemic_treatment", "everyone", 365, "kaplan_meier"] == "", "nobody had left by then"


def test_a_citation_says_it_in_both_languages_and_a_manuscript_has_to(
    example_by_sex: StudyResults, tmp_path: Path
) -> None:
    example_by_sex.results.to_csv(tmp_path / "results.csv", index=False)
    numbers = CitedNumbers.of_folder(tmp_path)
    cited = CliRunner().invoke(main, ["cite", NAME, f"{NAME}:limits", "--results", str(tmp_path)]).output.splitlines()
    number = numbers[NAME].removeprefix("at most ")
    assert cited == [f"at most {number}", number.partition("(")[2].rstrip(")")]
    with speaking("de"):
        assert translated(numbers[NAME]).startswith("höchstens ")
    paper, copy = tmp_path / "paper.md", tmp_path / "copy.md"
    paper.write_text(
        f"Free were {number} [[{NAME}]].\nFree were at most {number} [[{NAME}]].\nThe upper bound is {number} "
        f"[[{NAME}]].\nFree were [[{NAME}]].\n", encoding="utf-8",
    )  # fmt: skip
    bare, *said, empty = check_manuscript(paper, numbers)
    assert bare.words == (
        f"line 1, {NAME}: the number is a bound, and its sentence does not say so: write at most {number}."
    )
    assert [each.agrees for each in said] == [True, True]
    assert not empty.agrees
    fill_manuscript(paper, numbers, copy)
    assert all(each.agrees for each in check_manuscript(copy, numbers))
    assert copy.read_text(encoding="utf-8").count(f"at most {number}") == 3

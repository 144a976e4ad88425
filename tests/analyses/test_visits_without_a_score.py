"""Relapse by score where visits lack one of the scores: a range everywhere, between what can be told by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from isostats import figures
from isostats.analyses.results import StudyResults
from isostats.figures.drawing import Drawing
from isostats.report.methods import methods_of
from isostats.vocabulary import names as v
from isostats.words.language import untranslated
from tests.analyses.said import answers_of, paragraphs

STUDY = """
[data]
courses = "courses.csv"
visits = "visits.csv"
[outcomes]
relapse_scores = ["leeds_face: >= 3", "gags: >= 30"]
[claim]
remission = 0.8
[study]
primary = { outcome = "relapse_by_score", horizon_days = 730 }
"""


METHODS = "predictors", "imputed-predictors", "imputed-success"
"""What a text of methods asks for besides."""


def written(folder: Path, **columns: list[str]) -> Path:
    """Of 100 people with three visits 10 relapse at the second. Of 20 the first two lack the second rule's score, of
    10 the third, after two years."""
    people = [f"p{k:03}" for k in range(100)]
    followed = {"course_start_day": -150, "course_end_day": 0, "last_contact_day": 900}
    pd.DataFrame({"patient_id": people, **followed, **columns}).to_csv(folder / "courses.csv", index=False)
    lack = {day: range(10, 30) if day < 800 else range(30, 40) for day in (200, 400, 800)}
    visits = [(who, day, 4 if k < 10 and day == 400 else 1, None if k in lack[day] else 5)
              for k, who in enumerate(people) for day in lack]  # fmt: skip
    table = pd.DataFrame(visits, columns=["patient_id", "day", "leeds_face", "gags"])
    table.to_csv(folder / "visits.csv", index=False)
    (folder / "study.toml").write_text(STUDY)
    return folder / "study.toml"


def captions(results: StudyResults) -> str:
    drawn = (each.draw() for each in results["still-in-remission"].blocks if isinstance(each, Drawing))
    return " ".join(str(figures.describe(each).caption) for each in drawn)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> StudyResults:
    study = written(tmp_path_factory.mktemp("scores"))
    return answers_of(study, "five-numbers", "still-in-remission", "claims", "permanence", *METHODS)


def test_the_share_is_at_most_what_was_seen_and_at_least_with_each_such_visit_a_relapse(results: StudyResults) -> None:
    """90 of 100 are seen free at two years; 70 if the 20 relapsed at their second visit."""
    rows = results.results[results.results[v.OUTCOME] == "relapse_by_score"].query("time_days == 730")
    bounds = {quantity: {*rows[v.BOUND][rows[v.QUANTITY] == quantity]} for quantity in rows[v.QUANTITY]}
    assert bounds[v.REMISSION] == {"at_most"}
    assert bounds[v.CUMULATIVE_INCIDENCE] == {"at_least"}
    assert results.numbers["remission.relapse_by_score.730"].startswith("at most 90.0%")
    assert results.primary.ends == pytest.approx((0.7, 0.9), abs=1e-12)
    assert results.primary.verdict == "undecided"
    first = results["definitions"].value.statements[0].words
    assert "between 70.0% and 90.0%" in first
    assert "It is 70.0% (60.0 to 78.0) if all whose visits lack a score relapsed at the last of these." in first
    assert "Visits of 30 people lack a score that the rules ask for. The share free of a relapse by score" in first
    assert "lies between 70.0% (all of them had it at the worst time) and 90.0% (never)." in first
    assert first.count("lack a score that") == 1, "and nothing says it once more"


def test_verdict_caption_methods_and_permanence_name_what_is_lacking(results: StudyResults) -> None:
    lack = "some visits lack a score that the rules ask for"
    (own,) = (each for each in results["claims"].value.rows if each.claim.outcome == "relapse_by_score")
    assert own.verdict_words.startswith(f"undecided: between 70.0% and 90.0%, as {lack}")
    assert f"{lack.capitalize()}: the curve is an upper bound." in captions(results)
    methods = methods_of(results).markdown
    assert "The lower end takes everyone whose visits lack a score to have relapsed at the last of these." in methods
    assert f"cannot be told from these records: {lack}." in paragraphs(results["permanence"])
    for words in (own.verdict_words, captions(results), paragraphs(results["permanence"])):
        assert [part for part in untranslated(words, "de") if "score" in part] == []


@pytest.mark.parametrize("follow_up", ["active", "passive"])
def test_a_relapse_of_unknown_treatment_is_named_beside(tmp_path: Path, follow_up: str) -> None:
    """Of five more nobody knows whether isotretinoin was given on day 300."""
    study = written(tmp_path, relapse_day=["300" if 40 <= k < 45 else "" for k in range(100)])
    made = answers_of(study, "definitions", "still-in-remission", "claims", follow_up=follow_up)
    assert made.primary.ends == pytest.approx((0.65, 0.9), abs=1e-12)
    first = made["definitions"].value.statements[0].words
    assert "It is 65.0% (54.8 to 73.5) if all that may have come unseen came at the worst time." in first
    (own,) = (each for each in made["claims"].value.rows if each.claim.outcome == "relapse_by_score")
    lack = "some visits lack a score that the rules ask for and how some relapses were treated is not known"
    assert f", as {lack}" in own.verdict_words
    said = {
        "active": "Some visits lack a score that the rules ask for. How some relapses were treated is not known: the ",
        "passive": "Passive follow-up, some visits without a score, some relapses' treatment unknown: the curve may be",
    }
    assert said[follow_up] in captions(made)
    for words in (own.verdict_words, captions(made), first):
        assert [part for part in untranslated(words, "de") if "score" in part or "unseen" in part] == []


def test_a_claim_is_read_from_the_ends_of_the_head(tmp_path: Path) -> None:
    """Ten left after the first visit. Had the one who relapsed at the second visit done so at the first, 89.1% would be
    free (99/100 * 81/90); that is within a point of the 88.9% that were seen (80/90), which both say."""
    study = written(tmp_path)
    visits = pd.read_csv(tmp_path / "visits.csv")
    visits.loc[(visits["patient_id"] == "p000") & (visits["day"] == 200), "gags"] = None
    visits = visits[(visits["patient_id"] < "p090") | (visits["day"] == 200)]
    visits.to_csv(tmp_path / "visits.csv", index=False)
    courses = pd.read_csv(tmp_path / "courses.csv")
    courses.loc[courses["patient_id"] >= "p090", "last_contact_day"] = 200
    courses.to_csv(tmp_path / "courses.csv", index=False)
    made = answers_of(study, "definitions", "claims")
    (own,) = (each for each in made["claims"].value.rows if each.claim.outcome == "relapse_by_score")
    assert made.primary.ends[1] == pytest.approx(80 / 90, abs=1e-12)
    assert f"between {100 * made.primary.ends[0]:.1f}% and 88.9%, as " in own.verdict_words


def test_scores_that_no_outcome_reads_are_told(tmp_path: Path) -> None:
    """Else a page says that all is well of people whose visits say that it is not."""
    study, visits = written(tmp_path), tmp_path / "visits.csv"
    visits.write_text(visits.read_text().replace("leeds_face", "score_face"))
    rule = '[outcomes]\nrelapse_scores = ["leeds_face: >= 3", "gags: >= 30"]\n'
    for outcomes, told in ((["second_course"], True), (["second_course", "relapse_by_score"], False)):
        primary = f"outcomes = {outcomes}\nprimary = {{ outcome = 'second_course', horizon_days = 730 }}\n"
        text = STUDY.partition("primary =")[0] + primary
        study.write_text(text.replace(rule, ""))
        said = "no figure here is read from them: relapse_by_score among [study] outcomes"
        assert (said in paragraphs(answers_of(study, "remission")["remission"])) == told

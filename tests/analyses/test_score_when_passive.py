"""Relapse by score where people come only if they are ill: its higher end takes in those without a visit as well."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.results import StudyResults
from isostats.vocabulary import names as v
from isostats.words.language import untranslated
from tests.analyses.said import answers_of

STUDY = """
[data]
courses = "courses.csv"
visits = "visits.csv"
[outcomes]
relapse_scores = ["leeds_face: >= 3"]
[study]
follow_up = "passive"
groups = ["sex"]
primary = { outcome = "relapse_by_score", horizon_days = 730 }
"""
END, WITH_VISIT, ILL, EVERYONE = 900, 40, 20, 200


def written(folder: Path) -> Path:
    """Of 200 people, 100 of each sex, 40 women come at all, 20 of whom are ill on day 300 and 20 well on day 800.

    None of the others has a visit; ten of them, men, begin a second course on day 500.
    """
    who = [f"p{k:03}" for k in range(EVERYONE)]
    sex = ["female" if k < 100 else "male" for k in range(EVERYONE)]
    one = {"course_start_day": -150, "course_end_day": 0, "last_contact_day": END}
    first = pd.DataFrame({"patient_id": who, "sex": sex, **one})
    second = first.iloc[-10:].assign(course_start_day=500, course_end_day=650)
    pd.concat([first, second]).to_csv(folder / "courses.csv", index=False)
    visits = [(each, 300, 4) if k < ILL else (each, 800, 1) for k, each in enumerate(who[:WITH_VISIT])]
    pd.DataFrame(visits, columns=["patient_id", "day", "leeds_face"]).to_csv(folder / "visits.csv", index=False)
    (folder / "study.toml").write_text(STUDY)
    return folder / "study.toml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> StudyResults:
    study = written(tmp_path_factory.mktemp("passive"))
    return answers_of(study, "definitions", "remission", "claim", "claims", "grid", "five-numbers")


def test_the_higher_end_has_those_without_a_visit_well_but_who_took_a_second_course(made: StudyResults) -> None:
    """20 relapses and 10 second courses among 200; half of those with a visit that tells relapse."""
    higher = 1 - (ILL + 10) / EVERYONE
    assert made.primary.ends == pytest.approx((0.5, higher), abs=1e-12)
    assert made.primary.verdict == "undecided"
    first = made["definitions"].value.statements[0].words
    assert "between 50.0% and 85.0% (Kaplan-Meier, n = 40 of 200) were free of a relapse by score" in first
    assert "It is 85.0% (79.4 to 89.3) if those who were not seen again were well." in first
    assert "160 others have none, and count only where those not seen again are taken to be well." in first
    assert [part for part in untranslated(first, "de") if "well" in part] == []
    rows = made.results.query("quantity == 'remission' and outcome == 'relapse_by_score' and time_days == 730")
    naive, aware = (rows[rows[v.METHOD] == method].set_index(v.GROUP) for method in (v.NAIVE, v.KAPLAN_MEIER))
    assert naive.loc[v.ALL, [v.N, v.EVENTS, v.ESTIMATE]].tolist() == [EVERYONE, ILL + 10, pytest.approx(higher)]
    assert naive.loc[v.ALL, v.BOUND] == v.AT_MOST
    assert aware.loc[v.ALL, v.BOUND] == v.AT_LEAST


def test_claims_grid_and_groups_have_the_same_end(made: StudyResults) -> None:
    (own,) = (each for each in made["claims"].value.rows if each.claim.outcome == "relapse_by_score")
    assert own.verdict_words.startswith("undecided")
    assert own.reading.ends == pytest.approx((0.5, 0.85), abs=1e-12)
    shares = made["grid"].value.frame.query("primary")
    assert (shares["lowest"].item(), shares["highest"].item()) == pytest.approx((0.5, 0.85), abs=1e-12)
    women = made.results.query("group == 'sex=female' and outcome == 'relapse_by_score' and time_days == 730")
    assert women.query("quantity == 'remission'")[v.BOUND].tolist() == [v.AT_LEAST]


@pytest.mark.parametrize(("retreatment", "events"), [("composite", 30), ("hypothetical", 20)])
def test_of_the_curve_itself_too(
    tmp_path: Path, retreatment: Literal["composite", "hypothetical"], events: int
) -> None:
    written(tmp_path)
    records = iso.read_courses(tmp_path / "courses.csv", visits=tmp_path / "visits.csv")
    rules = {"relapse_scores": ["leeds_face: >= 3"], "score_retreatment": retreatment}
    for follow_up in ("passive", "active"):
        cohort = iso.first_courses(records, follow_up=follow_up, **rules)
        counts = cohort.count("relapse_by_score")
        held = iso.compare_to_claim(iso.kaplan_meier(counts), horizon_days=730)
        if follow_up == "active":
            assert counts.untold is None
            assert held.ends[0] == held.ends[1]
        else:
            assert held.ends[1] == pytest.approx(1 - events / EVERYONE)
            assert counts.pooled().untold_by(730, v.ALL) == (events - ILL, EVERYONE - WITH_VISIT)
            assert (counts + counts).untold_by(730, v.ALL) == (2 * (events - ILL), 2 * (EVERYONE - WITH_VISIT))

"""A rule of relapse by score is estimated, or said to be read by nothing: it is never passed over."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import isostats as iso
from isostats.errors import CallError, StudyError
from isostats.report.job import check_records
from isostats.study.study_file import Study, make_study
from isostats.vocabulary.outcomes import USUAL_OUTCOMES

IDS = [f"p{number:02}" for number in range(1, 31)]
RULE = {"relapse_scores": ["score: >= 3"]}


def study(tmp_path: Path, **sections: object) -> Study:
    courses = {"course_start": "2016-01-05", "course_end": "2016-07-05", "last_contact": "2019-05-01"}
    pd.DataFrame({"patient_id": IDS, **courses}).to_csv(tmp_path / "courses.csv", index=False)
    scores = [3 if number % 3 == 0 else 0 for number in range(len(IDS))]
    visits = pd.DataFrame({"patient_id": IDS, "date": "2019-04-01", "score_face": scores})
    visits.to_csv(tmp_path / "visits.csv", index=False)
    data = {"courses": "courses.csv", "visits": "visits.csv"}
    return make_study({"data": data, **sections}, folder=tmp_path)


def test_a_stated_rule_is_an_outcome_where_the_study_names_none(tmp_path: Path) -> None:
    assert study(tmp_path).study.outcomes == USUAL_OUTCOMES
    stated = study(tmp_path, outcomes=RULE)
    assert stated.study.outcomes == (*USUAL_OUTCOMES, "relapse_by_score")
    assert stated.unasked_scores == ""


def test_a_rule_that_no_outcome_is_read_by_is_told(tmp_path: Path) -> None:
    stated = study(tmp_path, outcomes=RULE, study={"outcomes": ["second_course"]})
    assert stated.study.outcomes == ("second_course",)
    (finding,) = [each for each in check_records(stated) if "relapse by score" in each.message]
    assert (finding.severity, finding.advice) == ("warning", "Add relapse_by_score to outcomes.")
    also = study(tmp_path, outcomes=RULE, study={"outcomes": ["second_course", "score_or_systemic"]})
    assert not [each for each in check_records(also) if "relapse by score" in each.message]


@pytest.mark.parametrize(("rule", "words"), [
    ("score_fase: >= 3", "'score_fase: >= 3' needs score_fase, and the visits have no such column with values; did you "
                         "mean 'score_face'"),
    ("leeds_face: >= end + 0.5", "needs leeds_face, and the visits have no such column with values"),
    ("date: >= 1", "needs date, and the visits have no such column with values"),
])  # fmt: skip
def test_a_rule_by_a_column_that_the_visits_lack_is_a_fault(tmp_path: Path, rule: str, words: str) -> None:
    stated = study(tmp_path, outcomes={"relapse_scores": ["score: >= 3", rule]})
    findings = check_records(stated)
    (fault,) = findings.errors
    assert words in fault.message
    alone = check_records(study(tmp_path, outcomes={"relapse_scores": [rule]}))
    assert not [each for each in alone.warnings if "by score is left out" in each.message], "the fault says it"
    assert fault.advice == "There are: score_face."
    with pytest.raises(StudyError, match=f"relapse_scores: '{re.escape(rule)}' needs"):
        iso.analyse_study(stated)


def test_a_rule_that_names_the_column_of_the_file_is_led_to_ours(tmp_path: Path) -> None:
    stated = study(tmp_path, outcomes={"relapse_scores": ["IGA: >= 3"]})
    visits = pd.read_csv(tmp_path / "visits.csv", dtype=str).rename(columns={"score_face": "IGA"})
    visits.to_csv(tmp_path / "visits.csv", index=False)
    stated = replace(stated, data=replace(stated.data, columns={"visits.score_face": "IGA"}))
    (fault,) = check_records(stated).errors
    assert "'IGA' of the file is read as score_face, which rules name" in fault.message


def test_an_outcome_that_is_asked_for_and_cannot_be_told_is_said_to_be_left_out(tmp_path: Path) -> None:
    def left_out(stated: Study) -> list[str]:
        warnings = [each.message for each in check_records(stated).warnings]
        return [each for each in warnings if "is left out: that would need" in each]

    assert left_out(study(tmp_path)) == []  # of the usual outcomes a study has what its records tell
    (asked,) = left_out(study(tmp_path, study={"outcomes": ["second_course", "relapse_by_score", "recorded_relapse"]}))
    assert asked.startswith("Recorded relapse is left out: that would need the column relapse_date")


def test_a_primary_outcome_that_is_not_asked_for_leads_on(tmp_path: Path) -> None:
    primary = {"outcome": "relapse_by_score", "horizon_days": 365}
    stated = study(tmp_path, outcomes=RULE, study={"outcomes": ["second_course"], "primary": primary})
    with pytest.raises(StudyError, match=r"is not among outcomes; add it there"):
        iso.analyse_study(stated)


def test_what_goes_by_keyword_is_named() -> None:
    curve = iso.kaplan_meier(iso.event_table([10, 20, 30], [1, 0, 1]))
    with pytest.raises(CallError, match=r"By keyword alone: horizon_days, .*; so write horizon_days=30\."):
        iso.rmst(curve, 30)

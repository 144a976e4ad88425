"""The study file: defaults, overrides, and errors that name the nearest known word."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from isostats.errors import OutputError, StudyError
from isostats.study.choices import Choices
from isostats.study.inputs import Inputs
from isostats.study.study_file import KEYS, Study, make_study, read_study
from isostats.study.template import template_text, write_template
from isostats.vocabulary.calendar import HORIZONS

COURSES = {"data": {"courses": "courses.csv"}}


def test_only_data_is_required() -> None:
    study = make_study(COURSES)
    assert study.horizons == list(HORIZONS)
    assert (study.claim.remission, study.claim.margin, study.claim.level) == (0.85, 0.05, 0.95)
    assert (study.study.primary.outcome, study.study.primary.horizon_days) == ("systemic_treatment", 730)


def test_a_data_file_is_a_study_with_every_default(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("patient_id\n")
    assert read_study(file).data.source("courses") == file


def test_paths_are_relative_to_the_study_file(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('[data]\ncourses = "a/b.csv"\nevents = "c.csv"\n')
    study = read_study(tmp_path / "study.toml")
    assert study.data.source("courses") == tmp_path / "a" / "b.csv"
    assert study.data.source("events") == tmp_path / "c.csv"


def test_a_keyword_overrides_the_file_and_none_does_not() -> None:
    study = make_study(COURSES | {"claim": {"margin": 0.1}}, margin=None, remission=0.9, horizons_days=[100])
    assert (study.claim.margin, study.claim.remission) == (0.1, 0.9)
    assert study.horizons == [100, 730], "the primary horizon is always estimated"


def test_simulated_follows_the_file_name_unless_stated() -> None:
    assert make_study({"data": {"courses": "simulated_courses.csv"}}).simulated
    assert not make_study(COURSES).simulated
    assert not make_study({"data": {"courses": "simulated_courses.csv", "simulated": False}}).simulated


@pytest.mark.parametrize(
    ("sections", "text"),
    [
        ({}, r"\[data\] with courses = .* is required"),
        ({"dta": {}, **COURSES}, r"unknown section \[dta\]; did you mean 'data'\?"),
        (
            COURSES | {"study": {"horizon_days": [365]}},
            r"unknown key \[study\] horizon_days; did you mean 'horizons_days'\?",
        ),
        (COURSES | {"study": {"declared": "2999-01-01"}}, r"declared is 2999-01-01, a day that has not come yet"),
        (COURSES | {"study": {"primary": {"outcom": "x"}}}, r"primary cannot be .*: unknown key .* 'outcome'\?"),
        (COURSES | {"claim": {"remission": 1.2}}, r"\[claim\] remission must be a number between 0 and 1, not 1.2"),
        (COURSES | {"claim": {"remission": 85}}, r"remission must be .*, not 85 \(85% is written 0.85\)"),
        (COURSES | {"claim": {"margin": 0}}, r"\[claim\] margin must be a number between 0 and 1, not 0"),
        (COURSES | {"study": {"outcomes": ["relapse"]}}, r"outcomes must be .*'score_or_systemic', not 'relapse'"),
        (COURSES | {"study": {"outcomes": []}}, r"outcomes must be a list of at least 1"),
        (COURSES | {"study": {"horizons_days": [0]}}, r"horizons_days must be a whole number of days from 1"),
        (COURSES | {"study": {"on_invalid": "drop"}}, r"on_invalid must be one of 'stop', 'set_aside', not 'drop'"),
        ({"data": {}}, r"\[data\] needs one of courses, dispensings, omop; none is given"),
        ({"data": {"courses": "a", "omop": "b"}}, r"needs one of .*; not courses and omop together"),
        ({"data": {"courses": "a", "people": "b"}}, r"people goes with dispensings, not with courses"),
        ({"data": {"courses": "a", "concept_sets": {"antiandrogen": ["RxNorm:1"]}}}, r"concept_sets goes with omop"),
        ({"data": {"courses": "a", "deaths": "b"}}, r"deaths goes with dispensings, not with courses"),
        ({"data": {"courses": "a", "database": "b"}}, r"database goes with dispensings, not with courses\."),
        ({"data": {"dispensings": "a", "stitch_there": True}}, r"stitch_there .*, and none is named\. Name it"),
        (
            {"data": {"dispensings": "a", "database": "b", "stitch_there": True}, "courses": {"cap_days": 30}},
            r"stitch_there and \[courses\] cap_days: a database cannot cap what is banked",
        ),
        ({"data": {"omop": "a", "database": "b"}}, r"database goes .*, not with omop \(omop is the address itself\)"),
        ({"data": {"dispensings": "a", "events": "b"}}, r"events goes with courses, not with .*; name .* treatments"),
        ({"data": {"courses": "a.csv", "date": "iso"}}, r"unknown key \[data\] date; did you mean 'dates'\?"),
    ],
)
def test_what_is_wrong_and_where(sections: dict, text: str) -> None:
    with pytest.raises(StudyError, match=text):
        make_study(sections)


def test_files_that_are_no_study(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="There is no file"):
        read_study(tmp_path / "absent.toml")
    with pytest.raises(StudyError, match="is a folder"):
        read_study(tmp_path)
    broken = tmp_path / "broken.toml"
    broken.write_text("[data\n")
    with pytest.raises(StudyError, match="not a valid study file"):
        read_study(broken)
    broken.write_bytes(b"[data]\ncourses = '\xff'\n")
    with pytest.raises(StudyError, match="UTF-8"):
        read_study(broken)
    with pytest.raises(StudyError, match="no study key 'margn'; did you mean 'margin'"):
        make_study(COURSES, margn=0.1)


def test_the_template_is_a_study_with_and_without_its_comments(tmp_path: Path) -> None:
    write_template(tmp_path / "study.toml")
    plain = read_study(tmp_path / "study.toml")
    assert plain.study == make_study(COURSES).study
    text = template_text()
    for each in KEYS:
        of_others = each.declared.kinds not in ((), ("courses",)) or each.name == "ids_apart"  # of several files
        if each.model is Inputs and of_others:
            text = text.replace(f"# {each.name} =", f"# # {each.name} =")
    everything = make_study(tomllib.loads(re.sub(r"^# (\w+ = |\[\[)", r"\1", text, flags=re.MULTILINE)))
    assert everything.study.horizons_days == HORIZONS
    assert everything.data.columns == {"patient_id": "MRN"}
    assert [(claim.id, claim.value) for claim in everything.claims] == [("half_free_of_treatment", 0.5)]
    (tmp_path / "study.toml").write_text(text + "# changed\n")
    with pytest.raises(OutputError, match="left as it is"):
        write_template(tmp_path / "study.toml")


@pytest.mark.parametrize("wrong", ["female", "sex", "=female", "sex="])
def test_a_reference_names_a_grouping_and_a_group(wrong: str) -> None:
    with pytest.raises(StudyError, match=r"names no group\. .*sex=female"):
        Study(Inputs(Path("courses.csv")), Choices(references=(wrong,)))

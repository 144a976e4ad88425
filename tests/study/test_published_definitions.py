"""Definitions of published studies by name: each can be read, and says what is assumed and what is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import isostats as iso
from isostats.analyses.catalogue import ANALYSES
from isostats.analyses.choices import basis_of
from isostats.analyses.definitions import NEEDS
from isostats.analyses.protocol import Definitions, answered
from isostats.cli import main
from isostats.errors import StudyError
from isostats.report.job import followed, read_records, study_of
from isostats.study.paper import Paper, named_studies
from isostats.study.study_file import KEYS, read_study

NAMES = list(named_studies())
RULES = ("courses", "outcomes", "eligibility")


def test_the_definitions_that_a_reader_looks_for_are_there() -> None:
    assert set(NAMES) >= {
        "azoulay2007_relapse", "azoulay2007_second", "blasiak2013_relapse", "blasiak2013_retrial", "borghi2011",
        "cakir", "cyrulnik2012", "goulden1997", "isostats_iga", "isvy2017_remission", "kotori", "lai2025_any",
        "lai2025_relapse", "lai2025_retrial", "layton1993", "liu2008", "morales2013", "oral250", "quereux2006",
        "rademaker2016", "same_as_before", "strauss1984", "white1998",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_definition_is_a_study_that_says_what_is_assumed_and_what_is_lost(name: str) -> None:
    study = read_study(name, courses="my_courses.csv")
    assert study.data.source("courses") == Path.cwd() / "my_courses.csv"
    assert study.paper.name
    assert study.paper.source
    assert study.paper.assumed
    assert study.paper.not_reproduced
    assert study.study.primary.outcome in study.study.outcomes
    assert study.study.primary.horizon_days in study.horizons
    places = {each.place for each in KEYS}
    for sentence in (*study.paper.assumed, *study.paper.not_reproduced):
        named = re.match(r"\[\w+\] \w+", sentence)
        assert named is None or named[0] in places, sentence
        assert len(sentence.split()) <= 30, sentence


KNOWN = {
    "azoulay2007_relapse": {"prevention_rules"},
    "azoulay2007_second": {"prevention_rules"},
    "cakir": {"sex", "indication"},
    "isvy2017_remission": {"relapse_scores"},
    "kotori": {"only"},
    "lai2025_any": {"age_from", "min_followup_days"},
    "lai2025_relapse": {"age_from", "min_followup_days"},
    "lai2025_retrial": {"age_from", "min_followup_days"},
    "layton1993": {"antiandrogen_counts"},
    "liu2008": {"min_mg_per_kg"},
    "morales2013": {"min_mg_per_kg"},
    "oral250": {"antiandrogen_counts"},
}
"""Keys that an abstract states, by definition; any other that a definition states is assumed."""
TOGETHER = {"second_course_days": "second_course_fills", "max_mg_per_kg": "min_mg_per_kg"}  # one decision, two keys


@pytest.mark.parametrize("name", NAMES)
def test_what_no_abstract_states_is_flagged_as_assumed(name: str) -> None:
    study = read_study(name, courses="my_courses.csv")
    flagged = set(re.findall(r"^\[\w+\] (\w+)", "\n".join(study.paper.assumed), re.MULTILINE))
    stated = {parts[1] for each in study.stated for parts in [each.split(".")] if len(parts) > 1 and parts[0] in RULES}
    assert {TOGETHER.get(key, key) for key in stated} <= flagged | KNOWN.get(name, set())
    if study.study.primary.outcome != "recorded_relapse":
        assert "gap_days" in flagged, "no paper states its gap"
    assert "prevention_rules" in flagged | KNOWN.get(name, set()) or study.outcomes.prevention_rules


def test_keys_beside_a_definition_come_before_its_own() -> None:
    study = read_study("lai2025_relapse", courses="a.csv", min_course_days=90)
    assert study.eligibility.min_course_days == 90
    assert study.eligibility.min_followup_days == 365


def test_a_definition_needs_records_and_a_slip_is_told() -> None:
    with pytest.raises(StudyError, match="lai2025_relapse is a published definition and holds no records"):
        read_study("lai2025_relapse")
    with pytest.raises(StudyError, match="did you mean 'lai2025_relapse'"):
        read_study("lai2025_relaps", courses="a.csv")


def test_the_records_are_named_by_a_flag_and_the_answer_says_whose_definition_it_is(tmp_path: Path) -> None:
    iso.simulate_courses(60, seed=3).courses.to_csv(tmp_path / "courses.csv", index=False)
    words = ["check", "liu2008", "--courses", str(tmp_path / "courses.csv")]
    output = CliRunner().invoke(main, words)
    assert output.exit_code == 0, output.output
    study = study_of("liu2008", courses=str(tmp_path / "courses.csv"))
    records = read_records(study)
    basis = basis_of(study, records, followed(study, records), grid=None, set_aside="")
    answer = answered([each for each in ANALYSES if each.id in ("definitions", "groups", *NEEDS)], basis)["definitions"]
    assert str(answer.value).splitlines()[-1].startswith("Defined as in Liu and others 2008. Of that 2 parts are")
    assert "a dose of 150 mg/kg or more" in str(answer.value).splitlines()[1]
    terms = next(dict(block.terms) for block in answer.blocks if isinstance(block, Definitions))
    assert terms["cannot be reproduced"] == "; ".join(study.paper.not_reproduced)


def test_words_of_a_paper() -> None:
    assert Paper().words == ""
    assert Paper().terms == {}
    assert Paper(name="A", assumed=["b", "c"]).terms == {"defined as in": "A", "assumed": "b; c"}

"""Every key of the study file is a flag, a keyword, in the template and in the reference; typos name the nearest."""

from __future__ import annotations

import inspect
from contextlib import suppress
from datetime import date, datetime
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import isostats as iso
from isostats.cli import main
from isostats.errors import StudyError
from isostats.records.dispensings import prepare_dispensings, read_dispensings
from isostats.records.omop import omop_concepts, prepare_omop, read_omop
from isostats.study.definitions import CourseDefinition, OutcomeDefinition
from isostats.study.flags import concerns_courses
from isostats.study.grid_choices import VARYING, GridChoices
from isostats.study.inputs import Inputs
from isostats.study.keys import KINDS, Day, Days, Horizon, Level, StudyKey, Wrong, as_declared
from isostats.study.study_file import KEYS, REPLACED, SECTIONS, make_study
from isostats.study.template import reference, template_text

WITH_STUDY = ("report", "check", "claims", "grid", "notebooks")
FLAGS = [each for each in KEYS if each.name not in KINDS]
READERS = {"courses": (iso.read_courses, iso.check_courses), "dispensings": (read_dispensings, prepare_dispensings),
           "omop": (read_omop, prepare_omop, omop_concepts)}  # fmt: skip


def flags_of(command: str) -> set[str]:
    return {text for option in main.commands[command].params for text in option.opts if text.startswith("--")}


def flag(each: StudyKey) -> str:
    return "--" + each.flat.replace("_", "-")


def test_no_two_keys_have_one_name() -> None:
    assert len({each.flat for each in KEYS}) == len(KEYS) > 60


@pytest.mark.parametrize("command", WITH_STUDY)
def test_every_key_is_a_flag_of_every_command_that_reads_a_study(command: str) -> None:
    assert [each.flat for each in FLAGS if flag(each) not in flags_of(command)] == []


def test_every_key_that_courses_depend_on_is_a_flag_of_courses_and_no_other_is() -> None:
    assert {flag(each) for each in FLAGS if concerns_courses(each)} == {
        text for text in flags_of("courses") if text not in ("--out", "--lineage")
    }
    assert {"--gap-days", "--weight-window-days", "--deaths", "--on-invalid"} <= flags_of("courses")


def test_claim_and_level_are_flags_where_they_are_drawn() -> None:
    assert {"--remission", "--level"} <= flags_of("published")
    assert "--remission" in flags_of("reconstruct")


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_kind_of_records_is_a_keyword_of_its_readers(kind: str) -> None:
    models = (Inputs,) if kind == "courses" else (Inputs, CourseDefinition)
    for reader in READERS[kind]:
        keywords = set(inspect.signature(reader).parameters)
        for each in KEYS:
            of_reader = models if reader.__name__.startswith("read_") else (Inputs,)
            if each.model in of_reader and each.name != kind and kind in (each.declared.kinds or KINDS):
                assert each.name in keywords, (reader.__name__, each.name)


@pytest.mark.parametrize("each", FLAGS, ids=lambda each: each.flat)
def test_every_key_is_a_keyword_of_a_study(each: StudyKey) -> None:
    value = each.default if each.default is not None else {"cap_days": 3}.get(each.name)
    study = make_study({"data": {"courses": "a.csv"}}, **{each.flat: value})
    assert getattr(getattr(study, each.model.section), each.name) == value
    with pytest.raises(StudyError, match=f"did you mean '{each.flat}'"):
        make_study({"data": {"courses": "a.csv"}}, **{each.flat + "x": 1})


def test_every_key_is_in_the_template_and_in_the_reference() -> None:
    text, told = template_text(), reference()
    assert [each.flat for each in KEYS if f"{each.name} = " not in text.partition(f"[{each.section}]")[2]] == []
    sections = {section: told.partition(f"## [{section}]")[2].partition("\n## ")[0] for section in SECTIONS}
    assert [each.flat for each in KEYS if f"| `{each.name}`" not in sections[each.section]] == []
    renamed = [each for each in KEYS if each.name != each.flat]
    assert [each.flat for each in renamed if f"(keyword `{each.flat}`)" not in sections[each.section]] == []
    assert Path("data/study_keys.md").read_text(encoding="utf-8") == told, (
        "run: python -m isostats.study.template data/study_keys.md"
    )


def test_the_grid_varies_keys_of_courses_and_outcomes_by_the_same_declaration() -> None:
    for each in VARYING:
        assert each.model in (CourseDefinition, OutcomeDefinition)
        assert getattr(GridChoices(**{each.name: [each.default]}), each.name) == (each.default,)
    with pytest.raises(StudyError, match="gap_days must be a whole number of days"):
        GridChoices(gap_days=[-1])


def test_first_courses_take_the_keys_that_go_with_courses_as_they_are() -> None:
    assert {"gap_days", "maintenance_days"} <= set(signature(iso.first_courses).parameters)
    assert "washout_days" not in signature(iso.first_courses).parameters
    for wrong in ("gap_day", "carry_over"):
        with pytest.raises(StudyError, match=f"There is no keyword '{wrong}'"):
            iso.first_courses(None, **{wrong: 3})  # type: ignore[arg-type]


@pytest.mark.parametrize("reader", [iso.read_courses, iso.check_courses, read_dispensings, read_omop, omop_concepts])
def test_an_unknown_keyword_names_the_nearest(reader: object) -> None:
    with pytest.raises(StudyError, match="There is no keyword 'valuess'; did you mean 'values'"):
        reader("a.csv", valuess={})  # type: ignore[operator]


def test_an_unknown_flag_names_the_nearest() -> None:
    output = CliRunner().invoke(main, ["report", "a.csv", "--gap-dayss", "3"]).output
    assert "--gap-days" in output


def test_what_was_replaced_says_by_what() -> None:
    for name, told in REPLACED.items():
        with pytest.raises(StudyError, match="is gone"):
            make_study({"data": {"courses": "a.csv"}}, **{name: 1})
        assert name in told


NESTED = (
    [[1], ["a"]], [["a"]], [[[1]]], [[]], [{}], [""], [None], ["a", ["a"]], {"a": [1]}, {"a": {"b": [1]}}, [{"a": 1}],
    {"a": [[1]]}, {"a": [{"b": 1}]}, {"a": {"b": {"c": 1}}}, {"": ""}, [{"name": "x", "rule": {"a": [[1]]}}],
    {"x": {"age_from": [1]}}, {"x": {"site": {"b": 1}}}, float("nan"), float("inf"), 10**30, True, "", [True, 1],
)  # fmt: skip


@pytest.mark.parametrize("each", KEYS, ids=lambda each: each.flat)
def test_whatever_a_key_is_given_is_taken_or_refused_in_words(each: StudyKey) -> None:
    for value in NESTED:
        said: dict[str, Any] = {"data": {"courses": "c.csv"}}
        (said.setdefault(each.section, {}) if each.section else said)[each.name] = value
        with suppress(StudyError):
            study = make_study(said)
            hash(study.eligibility)
            study.as_written()


def test_a_list_in_a_list_is_refused_by_the_name_of_its_key() -> None:
    with pytest.raises(StudyError, match=r"\[eligibility\] diagnosis must be a list of plain values, not \[\[1\], "):
        make_study({"data": {"courses": "c.csv"}, "eligibility": {"diagnosis": [[1], ["a"]]}})


@pytest.mark.parametrize("whole", [np.int64(45), np.int32(45), np.uint8(45)])
def test_numbers_of_numpy_and_days_of_pandas_are_taken_as_pythons_own(whole: Any) -> None:
    assert CourseDefinition(gap_days=whole) == CourseDefinition(gap_days=45)
    assert OutcomeDefinition(maintenance_days=whole) == OutcomeDefinition(maintenance_days=45)
    several = [np.array([365, 730]), pd.Series([365, 730]), pd.Index([365, 730]), [np.int64(365), 730]]
    assert {as_declared(each, tuple[Horizon, ...]) for each in several} == {(365, 730)}
    day = date(2018, 1, 1)
    moments = [pd.Timestamp(day), datetime(2018, 1, 1), np.datetime64(day), np.datetime64(day, "ns"), day]
    assert {as_declared(each, Day) for each in moments} == {day}
    assert as_declared(np.float64(0.9), Level) == 0.9
    assert as_declared(np.bool_(True), bool) is True
    for wrong, kind in ((np.float64(60.5), Days), (datetime(2018, 1, 1, 5), Day), (pd.NaT, Day), (np.int64(-1), Days)):
        with pytest.raises(Wrong):
            as_declared(wrong, kind)

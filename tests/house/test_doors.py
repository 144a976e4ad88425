"""What a message advises can be done as it stands: as a flag, a key or a keyword, whichever was used."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.cli import main
from isostats.doors import in_words_of_the_door, through, toml_text
from isostats.errors import DataError, StudyError
from isostats.study.flags import values_of

HEAD = "patient_id,course_start,course_end,last_contact"


def run(*words: object) -> str:
    return CliRunner().invoke(main, [str(word) for word in words]).output


def test_the_three_doors_say_one_thing() -> None:
    text = 'Set [study] groups = ["sex", "site"], or on_invalid = "set_aside"; [claim] margin is too wide.'
    with through("flag"):
        said = in_words_of_the_door(text)
        with through("key"):
            assert in_words_of_the_door(text) == said, "the user still stands at the command line"
    assert said == "Set --groups sex,site, or --on-invalid set_aside; --margin is too wide."
    with through("key"):
        assert in_words_of_the_door(text) == text
    said = in_words_of_the_door(text)
    assert said == "Set groups=['sex', 'site'], or on_invalid='set_aside'; margin is too wide."
    assert in_words_of_the_door(said) == said, "saying it twice changes nothing"


@given(st.text(min_size=1, max_size=12).filter(lambda text: text.strip() == text and "\0" not in text))
def test_any_text_of_a_file_can_be_mapped_by_the_flag_that_is_offered(text: str) -> None:
    import tomllib

    assert tomllib.loads(f"a = {toml_text(text)}")["a"] == text
    with through("flag"):
        said = in_words_of_the_door(f"values = {{sex = {{{toml_text(text)} = {toml_text('female')}}}}}")
    flag, pair = shlex.split(said)
    assert flag == "--values"
    assert values_of([pair]) == {"sex": {text: "female"}}


def test_a_flag_takes_all_that_a_file_takes() -> None:
    assert values_of(("relapse_date:9999-12-31=", "relapse_treatment:a=b=topical")) == {
        "relapse_date": {"9999-12-31": ""},
        "relapse_treatment": {"a=b": "topical"},
    }


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "courses.csv"
    path.write_text(f"{HEAD},sex\n1,2019-01-01,2019-06-01,2021-01-01,Weib\n2,2019-06-01,2019-01-01,2021-01-01,male\n")
    return path


def test_hints_are_in_the_words_of_the_door(faulty: Path, tmp_path: Path) -> None:
    said = " ".join(run("check", faulty).split())
    assert "--on-invalid set_aside" in said
    assert "--values 'sex:Weib=" in said
    assert "on_invalid" not in said
    study = tmp_path / "study.toml"
    study.write_text('[data]\ncourses = "courses.csv"\n')
    said = " ".join(run("check", study).split())
    assert 'on_invalid = "set_aside"' in said
    assert '"Weib" = "one of these" under [data.values.sex]' in said
    with pytest.raises(DataError) as error:
        iso.read_courses(faulty)
    said = " ".join(str(error.value).split())
    assert "on_invalid='set_aside'" in said
    assert "values={'sex': {'Weib': " in said
    with pytest.raises(StudyError, match=r"^groups: there is no column"):
        iso.analyse_study(Path("data/example/study.toml"), groups=["sit"])
    assert "--groups: there is no column" in run("report", "data/example/simulated_courses.csv", "--groups", "sit")


def test_a_hint_that_is_followed_changes_no_answer(faulty: Path) -> None:
    said = run("check", faulty)
    flag, pair = shlex.split(" ".join(said.split()).partition("Map it: ")[2].partition(" (")[0])
    ours = pair.rpartition("=")[0] + "=female"
    assert "unknown_code" not in run("check", faulty, flag, ours)


LINES = re.compile(r'((?:[\w-]+|"(?:[^"\\]|\\.)*") = "(?:[^"\\]|\\.)*")(?= (?:and "|and \w+ =|under \[))')
"""A line that a message tells to write, with what it is followed by."""


def followed(study: Path, said: str) -> None:
    """The study file with every line of a message under the header that goes with it, as somebody would write it."""
    text = study.read_text()
    for before, header in re.findall(r"(.*?) under (\[data\.[^\]]+\])", said):
        lines = [line.replace("one of these", "topical") for line in LINES.findall(f"{before} under [")]
        assert lines, f"no line to write under {header}: {before}"
        if f"\n{header}" not in text:
            text = f"{text}\n{header}\n"
        above, opening, below = text.partition(f"\n{header}")
        rest_of_line, _, below = below.partition("\n")
        text = "\n".join([f"{above}{opening}{rest_of_line}", *lines, below])
    study.write_text(text)


@pytest.mark.parametrize(
    ("head", "cells", "beside"),
    [
        ("sex", ("female", "male"), "patient_id,date,kind\n1,2020-01-01,massage\n"),
        ("größe note", ("N/A", "x"), ""),
        (r"a.b", (r"\N", "x"), ""),
        ("clinic", ('"NORTH ""A"""', '"North ""A"""'), ""),
        ("weight_kg", ("seventy", "60"), ""),
        ("relapse_dat", ("2022-01-01", "2022-02-01"), ""),
        ("sex", ("female", "male"), "patient_id,issue_date,kind\n1,2020-01-01,topical\n"),
        ("sex", ("female", "male"), "patient_id,date,remedy,kind of it\n1,2020-01-01,x,y\n"),
    ],
)
def test_lines_of_hints_can_be_pasted_into_what_init_writes(
    head: str, cells: tuple[str, str], beside: str, tmp_path: Path
) -> None:
    path, study = tmp_path / "courses.csv", tmp_path / "study.toml"
    rows = "".join(f"{n},2019-01-01,2019-06-01,2021-01-01,{cell}\n" for n, cell in enumerate(cells))
    path.write_text(f"{HEAD},{head}\n{rows}")
    run("init", path, "--out", study)
    if beside:
        (tmp_path / "events.csv").write_text(beside)
        study.write_text(study.read_text().replace("[data.columns]", 'events = "events.csv"\n[data.columns]'))
    before = " ".join(run("check", study).split())
    assert " under [data." in before
    followed(study, before)
    after = " ".join(run("check", study).split())
    assert "not a valid study file" not in after
    assert after != before


def test_tables_of_hints_are_lines_under_the_header_that_a_file_has_once() -> None:
    with through("key"):
        values = 'values = {site = {"a" = "b", "c d" = "b"}, "größe" = {"-" = ""}}'
        said = in_words_of_the_door(f'{values}, columns = {{x = "y"}}')
    assert said == (
        '"a" = "b" and "c d" = "b" under [data.values.site], a line each and "-" = "" under [data.values."größe"], '
        'x = "y" under [data.columns]'
    )


def test_a_table_that_stands_within_braces_already_is_told(tmp_path: Path) -> None:
    study = tmp_path / "study.toml"
    study.write_text('[data]\ncourses = "a.csv"\ncolumns = { sex = "x" }\n[data.columns]\nage = "y"\n')
    with pytest.raises(StudyError, match=r"stated in line 3 already. Put the lines of \[data.columns\] between"):
        iso.read_study(study)


@pytest.mark.parametrize(
    ("text", "says", "never"),
    [
        # a wide file: offering course2_start as course_start makes every first course the second
        ("patient_id,course1_start,course1_end,course2_start,course2_end,last_contact\n"
         "1,2016-01-01,2016-06-01,2017-01-01,2017-06-01,2019-01-01\n", "one row per patient", "--columns"),
        ("patient_id,course_start_1,course_end_1,course_start_2,course_end_2,last_contact\n"
         "1,2016-01-01,2016-06-01,2017-01-01,2017-06-01,2019-01-01\n", "one row per patient", "--columns"),
        # the opposite of what is wanted is never offered
        ("patient_id,course_start,course_end,first_contact\n1,2016-01-01,2016-06-01,2015-01-01\n",
         "no column 'last_contact'", "first_contact="),
        ("patient_id,course_end,last_contact,course_ends\n1,2016-06-01,2017-01-01,2016-06-01\n",
         "no column 'course_start'", "course_start=course_ends"),
        # a unit in a cell is no missing value
        (f"{HEAD},weight_kg\n1,2016-01-01,2016-06-01,2017-01-01,89 cm\n", "or with its unit", "89 cm="),
        # a file without a header: its first patient is not shown
        ("88,2019-01-08,2019-06-02,2022-03-14\n89,2019-01-08,2019-06-02,2022-03-14\n", "names of the", "2019-01"),
    ],
)  # fmt: skip
def test_no_hint_loses_or_swaps_or_shows_data(tmp_path: Path, text: str, says: str, never: str) -> None:
    path = tmp_path / "courses.csv"
    path.write_text(text)
    said = " ".join(run("check", path).split())
    assert says in said
    assert never not in said


def test_help_is_read_once() -> None:
    """No sentence of a flag's help has more than 30 words."""
    long = {
        (name, flag.name): sentence
        for name, command in main.commands.items()
        for flag in command.params
        for sentence in str(getattr(flag, "help", None) or "").replace("; ", ". ").split(". ")
        if len(sentence.split()) > 30
    }
    assert long == {}

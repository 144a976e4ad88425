"""Names, numbers and files that nobody would give on purpose end in a sentence: no traceback, no hang, nothing kept."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import isostats as iso
from isostats.cli import main
from isostats.words.hidden_signs import hidden_in, without_hidden

ROWS = "patient_id,course_start,course_end,last_contact\n1,2019-01-01,2019-06-01,2021-01-01\n"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def courses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "courses.csv"
    path.write_text(ROWS)
    return path


LONG = "a" * 300


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check", "courses.csv", "--events", "folder.csv"), "the folder folder.csv holds no Parquet file"),
        (("check", "courses.csv", "--events", "pipe.csv"), "pipe.csv is a device or a pipe"),
        (("check", "courses.csv", "--events", "nowhere.csv"), "there is no file nowhere.csv"),
        (("check", f"{LONG}.csv"), "File name too long"),
        (("check", "courses.csv", "--events", f"{LONG}.csv"), "File name too long"),
        (("report", "courses.csv", "--out", LONG), "File name too long"),
        (("claims", "courses.csv", "--out", "/dev/null"), "/dev/null is not a folder"),
        (("grid", "courses.csv", "--out", "pipe.csv"), "pipe.csv is not a folder"),
        (("report", "courses.csv", "--out", "."), "that isostats did not write"),
        (("courses", "courses.csv", "--out", "/dev/null"), "/dev/null is a device or a pipe"),
        (("courses", "courses.csv", "--out", "pipe.csv"), "pipe.csv is a device or a pipe"),
        (("courses", "courses.csv", "--out", "notes.csv"), "isostats did not write it"),
        (("init", "--out", "/dev/null"), "/dev/null is a device or a pipe"),
        (("check", "deep.toml"), "too deep in each other"),
        (("report", "courses.csv", "--horizons-days", "9" * 20), "--horizons-days must be a whole number of days"),
        (
            ("report", "courses.csv", "--horizons-days", ",".join(map(str, range(1, 999)))),
            "--horizons-days must be a list of at least 1 and at most 60 values",
        ),
        (("report", "courses.csv", "--min-at-risk", "9" * 20), "--min-at-risk must be a whole number from 1 to"),
        (("check", "courses.csv", "--gap-days", "9" * 20), "--gap-days must be a whole number of days from 0 to"),
    ],
    ids=lambda value: " ".join(map(str, value))[:40] if isinstance(value, tuple) else "",
)
def test_ends_in_a_sentence(courses: Path, words: tuple[str, ...], says: str) -> None:
    folder = courses.parent
    (folder / "folder.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    (folder / "notes.csv").write_text("mine\n")
    (folder / "deep.toml").write_text("x = " + "[" * 3000 + "]" * 3000)
    before = sorted(path.name for path in folder.iterdir())
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert says in " ".join(result.output.split())
    assert len(result.output) < 1200
    assert sorted(path.name for path in folder.iterdir()) == before
    assert courses.read_text() == ROWS


def test_columns_whose_files_would_have_one_name_are_refused(courses: Path) -> None:
    rows = "\n".join(f"{k},2019-01-01,2019-06-01,2021-01-01,{'yn'[k % 2]},{'yn'[k % 3 % 2]}" for k in range(40))
    courses.write_text(f"patient_id,course_start,course_end,last_contact,her+,her%\n{rows}\n")
    for command in ("check", "report"):
        done = run(command, "courses.csv", "--groups", "her+,her%", *(["--out", "out"] if command == "report" else []))
        assert done.exit_code == 1
        assert "'her+' and 'her%' differ by signs or case alone" in done.output
    assert not (courses.parent / "out").exists()


def test_signs_that_a_terminal_obeys_or_that_turn_a_line_stand_in_no_text_of_a_report(courses: Path) -> None:
    """In names of columns and groups they are left out of what is read; a text of the study has none."""
    made = iso.simulate_courses(60, seed=2).courses
    place = {patient: at for at, patient in enumerate(dict.fromkeys(made["patient_id"]))}
    wards = ["\x1b[31mred", "\u202eevil\u202c rtl", "plain"]
    made["ward\u202ex"] = [wards[place[patient] % 3] for patient in made["patient_id"]]
    made.to_csv(courses, index=False)
    choices = ["--outcomes", "second_course", "--primary", "second_course:365", "--horizons-days", "365"]
    done = run("report", "courses.csv", "--groups", "ward\u202ex", "--formats", "svg", *choices, "--out", "out")
    assert done.exit_code == 0, done.output
    texts = [each for each in Path("out").rglob("*") if each.suffix in (".html", ".md", ".svg")]
    assert {"report.html", "README.md", "captions.md"} <= {each.name for each in texts}
    assert {each.name: sign for each in texts if (sign := hidden_in(each.read_text(encoding="utf-8")))} == {}
    for key in ("title", "note", "custodian", "declared"):
        refused = run("check", "courses.csv", f"--{key}", "a \u202e b")
        assert refused.exit_code == 1
        assert "it has U+202E: type it anew" in " ".join(refused.output.split())


def test_what_is_left_out_of_a_text_is_what_unicode_calls_a_control_or_a_turn_of_the_line() -> None:
    turns = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
    for sign in map(chr, range(0x11000)):
        is_control = unicodedata.category(sign) == "Cc" and sign not in "\t\n\r"
        assert (without_hidden(sign) != sign) == (is_control or unicodedata.bidirectional(sign) in turns), repr(sign)

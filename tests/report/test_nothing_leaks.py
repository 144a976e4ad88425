"""No id, name, date, path or free text of the records is in anything that a command writes, and nothing is asked of a
network: a marked study goes through the commands, with good and with faulty rows, and all that is there is read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import isostats as iso
from isostats.release.texts_in_files import UNREAD, Piece, texts_in_folder
from tests.report.browser import CHROMIUM

MARK = "Xqjz"
"""No word has it, and no text packed in base64 had it either."""
MARKS = re.compile(rf"{MARK}\w*|\b19[67]\d-\d\d-\d\d\b|\b\d\d?[./]\d\d?[./]19[67]\d\b")
"""What was put into the records: words, and days of years in which nobody else published."""
YEARS_BACK = 50
PICTURES = ("thumbnail.jpeg",)
"""What a Word file brings along from the package that makes it, always the same."""
NO_NETWORK = """
import os, socket
kept = socket.socket.connect

def refuse(self, address, *further):
    if self.family == getattr(socket, "AF_UNIX", None):
        return kept(self, address, *further)
    tell(address)

def tell(address, *further, **named):
    with open(os.environ["ASKED_OF_THE_NETWORK"], "a") as file:
        file.write(f"{address}\\n")
    raise OSError("there is no network")

socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = tell
"""
RUN = """
import sys
from isostats.cli import main
for line in sys.stdin.read().splitlines():
    sys.argv = ["isostats", *line.split("|")]
    print("##", *sys.argv[1:])
    try:
        main(sys.argv[1:], standalone_mode=False)
    except (SystemExit, Exception) as error:
        print("ended", type(error).__name__, str(error), file=sys.stderr)
"""


def marked(folder: Path, patients: int, seed: int) -> Path:
    """Records in which everything that nobody may see is marked: their study file. Beside it one of faulty records."""
    folder.mkdir(parents=True)
    made = iso.simulate_courses(patients, seed=seed)
    ids = {patient: f"{MARK}id{at}" for at, patient in enumerate(dict.fromkeys(made.courses["patient_id"]))}
    courses, events = (frame.assign(patient_id=frame["patient_id"].map(ids)) for frame in (made.courses, made.events))
    for frame in (courses, events):
        for column in frame.columns.intersection(
            ["course_start", "course_end", "last_contact", "relapse_date", "death_date", "date"]
        ):
            earlier = pd.to_datetime(frame[column]) - pd.DateOffset(years=YEARS_BACK)
            frame[column] = earlier.dt.strftime("%Y-%m-%d")
    courses["birth_year"] -= YEARS_BACK
    courses["remark"] = [f"{MARK}text{at} said Anna" for at in range(len(courses))]
    courses.to_csv(folder / f"{MARK}courses.csv", index=False)
    events.to_csv(folder / "events.csv", index=False)
    faulty = courses.astype(object)
    faulty.loc[3, "course_end"] = f"{MARK}day"
    faulty.loc[5, "response"] = f"{MARK}code of Anna"
    faulty.loc[7, "course_end"] = "1961-01-01"
    pd.concat([faulty, faulty.iloc[[9]]]).to_csv(folder / "faulty.csv", index=False)
    choices = 'outcomes = ["systemic_treatment"]\nhorizons_days = [365, 730]\nfollow_up = "active"\ngroups = []\n'
    for name, data, more in (
        ("study", f'"{MARK}courses.csv"\nevents = "events.csv"', ""),
        ("faulty", '"faulty.csv"', 'on_invalid = "set_aside"\n'),
    ):
        text = f"[data]\ncourses = {data}\n[study]\n{choices}{more}"
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder / "study.toml"


@dataclass(frozen=True)
class Ran:
    """What the commands wrote, into ``out`` and into the folders of home and of temporary files, and said."""

    out: Path
    place: Path
    said: str
    asked: str

    @property
    def marks(self) -> list[Piece]:
        """Every text with a mark in anything that was written, files that only the user is to see aside."""
        return [each for each in self.pieces if MARKS.search(each.text)]

    @property
    def pieces(self) -> list[Piece]:
        """Every text in anything that was written."""
        own = ("set_aside.csv", ".toml")
        folders = (self.out, self.place / "home", self.place / "tmp")
        return [each for folder in folders for each in texts_in_folder(folder) if not each.file.endswith(own)]


def ran(place: Path, commands: list[list[str]], *, beside: bool = False) -> Ran:
    """Run commands in one process that has no network, with a home and a place for temporary files of its own."""
    for name in ("home", "tmp", "site", "out"):
        (place / name).mkdir()
    (place / "site" / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    paths = os.pathsep.join([str(place / "site"), *[each for each in sys.path if each]])
    environ = {key: value for key, value in os.environ.items() if key != "ISOSTATS_ONE_PROCESS" or not beside}
    environ |= {"PYTHONPATH": paths, "HOME": str(place / "home"), "TMPDIR": str(place / "tmp")}
    environ |= {"ASKED_OF_THE_NETWORK": str(place / "asked")}
    lines = "\n".join("|".join(command) for command in commands)
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=lines, capture_output=True, text=True, env=environ, cwd=place / "out",
        check=True,
    )  # fmt: skip
    asked = place / "asked"
    said = done.stdout + done.stderr
    return Ran(place / "out", place, said, asked.read_text(encoding="utf-8") if asked.exists() else "")


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The commands of every day on forty marked people."""
    place = tmp_path_factory.mktemp("leaks")
    study = marked(place / f"{MARK}folder", 40, 3)
    faulty = str(study.with_name("faulty.toml"))
    return ran(place, [
        ["check", faulty],
        ["report", str(study), "--out", str(place / "out" / "report"), "--formats", "svg", "--word"],
        ["report", faulty, "--out", "faulty", "--formats", "svg"],
        ["report", faulty, "--on-invalid", "stop", "--out", "stopped"],
        ["report", str(study), "--release", "--formats", "png,pdf", "--out", "release"],
    ])  # fmt: skip


def test_the_reader_of_files_sees_the_marks(tmp_path: Path) -> None:
    marked(tmp_path / "records", 30, 1)
    seen = {each.file for each in texts_in_folder(tmp_path / "records") if MARKS.search(each.text)}
    assert seen == {"study.toml", "faulty.csv", "events.csv", f"{MARK}courses.csv"}


def shown(pieces: list[Piece]) -> list[str]:
    return [f"{each.file} ({each.where}): {each.text[:160]}" for each in pieces]


def of_people(piece: Piece) -> bool:
    """Not the name of a file of records, which an exact report has beside its fingerprint."""
    return bool(MARKS.search(piece.text.replace(f"{MARK}courses.csv", "")))


def test_nothing_of_the_records_is_in_a_release_and_only_names_of_files_in_an_exact_report(short: Ran) -> None:
    assert {each.name for each in short.out.iterdir()} >= {"report", "faulty", "release", "faulty_set_aside.csv"}
    assert not shown([each for each in short.marks if each.file.startswith("release/")])
    assert not shown([each for each in short.marks if of_people(each)])
    assert "courses.csv" in (short.out / "report" / "report.html").read_text(encoding="utf-8")


def test_no_folder_of_this_machine_is_in_what_is_written(short: Ran) -> None:
    parts = [str(short.place), "Xqjzfolder", str(Path.home())]
    assert not shown([each for each in short.pieces if any(part in each.text for part in parts)])
    command = re.search(r'"command": "([^"]*)"', (short.out / "report" / "manifest.json").read_text(encoding="utf-8"))
    assert command is not None
    assert command[1] == "isostats report study.toml --out report --formats svg --word"


def test_a_release_tells_no_time_of_the_run(short: Ran) -> None:
    day = re.compile(r"\b20[2-9]\d-?\d\d-?\d\d")
    assert not shown([each for each in short.pieces if each.file.startswith("release/") and day.search(each.text)])


def test_every_file_was_looked_into_and_none_is_left_half_made(short: Ran) -> None:
    unread = [each for each in short.pieces if each.where == UNREAD and not each.file.endswith(PICTURES)]
    assert not shown(unread)
    left = [path for folder in ("home", "tmp") for path in (short.place / folder).rglob("*") if path.is_file()]
    ours = [path for path in left if "isostats" in path.as_posix().removeprefix(str(short.place))]
    assert not ours
    assert not list(short.out.rglob(".*"))


def test_who_sits_at_the_terminal_sees_one_example_of_a_fault_and_no_traceback(short: Ran) -> None:
    assert f"{MARK}day" in short.said
    assert "Traceback" not in short.said
    assert not re.search(rf"{MARK}text\d", short.said)


def test_nothing_is_asked_of_a_network(short: Ran) -> None:
    assert short.asked == ""
    assert "there is no network" not in short.said


@pytest.mark.validation
def test_every_command_keeps_to_itself(tmp_path: Path) -> None:
    """All the others, with drawing in processes beside, every format, printing and notebooks."""
    study = marked(tmp_path / f"{MARK}folder", 120, 3)
    other = marked(tmp_path / f"{MARK}south", 150, 4)
    printed = ["--pdf"] if CHROMIUM is not None else []
    done = ran(tmp_path, [
        ["report", str(study), "--out", "report", "--formats", "svg,pdf,png,tiff,eps", "--word", *printed],
        ["report", str(study), "--release", "--formats", "png,pdf", "--out", "north", *printed],
        ["report", str(other), "--release", "--formats", "png", "--out", "south"],
        ["report", str(study.with_name("faulty.toml")), "--release", "--out", "refused"],
        ["pool", "north", "south", "--out", "pooled"],
        ["grid", str(study), "--out", "grid"], ["claims", str(study), "--out", "claims"],
        ["tables", "--results", "report", "--out", "tables.docx"], ["cite", "--results", "report"],
        ["notebooks", str(study), "--out", "notebooks"],
    ], beside=True)  # fmt: skip
    assert {"report", "north", "south", "pooled", "grid", "claims", "tables.docx", "notebooks"} <= {
        each.name for each in done.out.iterdir()
    }, done.said[-3000:]
    assert not (done.out / "refused").exists()
    at_home = "cells[1].source"  # an executed notebook names the study that it was run on
    assert not shown([each for each in done.marks if of_people(each) and not each.where.startswith(at_home)])
    left = [each for each in done.marks if each.file.partition("/")[0] in ("north", "south", "pooled")]
    assert not shown(left)
    assert done.asked == ""

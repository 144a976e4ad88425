"""What is exact never lies in a release, nor a release in what is exact, whichever command or function writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import isostats as iso
from isostats.analyses.cited_numbers import CitedNumbers
from isostats.cli import main
from isostats.errors import OutputError
from isostats.report.answer_folders import write_scorecard
from isostats.report.job import Finished
from isostats.report.release import _require_elsewhere, write_release
from isostats.resources import resource
from isostats.simulate.omop import write_omop
from isostats.study.template import write_template
from isostats.tables.word import write_word
from isostats.writing import EXACT, whole_files, whole_folder

APART = "never share a folder"
POINTS = "time,survival\n0,1\n12,0.9\n24,0.8\n"
WRITERS = {
    "report": "report {courses} --out {in}/exact",
    "report of a study": "report {study} --out {in}",
    "report around": "report {courses} --out {around}",
    "grid": "grid {courses} --out {in}/grid",
    "grid of definitions": "grid {courses} --published --out {in}/deep/er",
    "claims": "claims {courses} --out {in}/claims",
    "notebooks": "notebooks {study} --out {in}/notebooks",
    "courses": "courses {fills} --out {in}/courses.csv",
    "courses and lineage": "courses {fills} --out {in}/../courses.csv --lineage {in}/lineage.parquet",
    "tables": "tables --results {exact} --out {in}/tables.docx",
    "tables as text": "tables --results {exact} --out {in}/figures/tables.md",
    "check-manuscript": "check-manuscript {paper} --results {exact} --fill {in}/paper.md",
    "init": "init {courses} --out {in}/study.toml",
    "init of nothing": "init --out {in}/study.toml",
    "simulate": "simulate --patients 60 --out {in}/made",
    "simulate a sheet": "simulate --patients 60 --as sheet --out {in}/made",
    "plan": "plan precision --expected 0.8 --studies 0 --out {in}/plan",
    "published": "published --out {in}/published",
    "reconstruct": "reconstruct {points} --n 100 --outcome second_course --unit months --out {in}/curve",
    "network init": "network init {in}/kit --patients 60",
    "a release within": "report {study} --release --out {in}/again",
}
"""A call of every command that writes, each with a place in a release or around one."""
PYTHON: dict[str, Callable[[Path], object]] = {
    "write_report": lambda at: iso.write_report(resource("data", "real", "study.toml"), out=at / "exact"),
    "write_scorecard": lambda at: write_scorecard(None, at / "claims"),  # type: ignore[arg-type]
    "write_word": lambda at: write_word([], at / "tables.docx"),
    "save": lambda at: iso.figures.save(None, at / "figures" / "mine.png"),  # type: ignore[arg-type]
    "write_template": lambda at: write_template(at / "study.toml"),
    "the ledger": lambda at: _require_elsewhere(at.with_name("other"), at / "ledger"),
    "write_omop": lambda at: write_omop(None, at / "cdm.duckdb"),  # type: ignore[arg-type]
}


def a_folder_of(kind: str, place: Path) -> Path:
    with whole_folder(place, kind=kind) as folder:
        (folder / "figures").mkdir()
        for name in ("results.csv", "figures/remission.svg"):
            (folder / name).write_text("as it was written")
    return place


def held(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, bladder: Finished) -> dict[str, str]:
    """Files for the commands; ``exact`` is a report."""
    at = tmp_path_factory.mktemp("records")
    for kind in ("courses", "dispensings"):
        main(["simulate", "--patients", "60", "--as", kind, "--out", str(at / kind)], standalone_mode=False)
    (at / "points.csv").write_text(POINTS)
    numbers = CitedNumbers.of_folder(bladder.folder)
    name = next(each for each in numbers.names if not numbers.why_none(each))
    (at / "paper.md").write_text(f"It was [[{name}]].")
    return {
        "courses": str(at / "courses" / "simulated_courses.csv"), "study": str(at / "courses" / "study.toml"),
        "fills": str(at / "dispensings" / "study.toml"), "points": str(at / "points.csv"),
        "paper": str(at / "paper.md"), "exact": str(bladder.folder),
    }  # fmt: skip


def commands(group: click.Group = main, name: str = "") -> Iterator[tuple[str, click.Command]]:
    for key, each in group.commands.items():
        called = f"{name} {key}".strip()
        yield from commands(each, called) if isinstance(each, click.Group) else [(called, each)]


def test_every_command_that_writes_is_tried() -> None:
    writing = {name for name, each in commands() if any(option.name in ("out", "lineage") for option in each.params)}
    tried = {name for name, _ in commands() for words in WRITERS.values() if words.startswith(f"{name} ")}
    untried = {"network run", "pool"}  # the first writes as report --release does; the second reads real releases first
    assert writing - untried == tried - {"network init"}


@pytest.mark.parametrize("linked", [False, True], ids=["plain", "by a link"])
@pytest.mark.parametrize("words", WRITERS.values(), ids=WRITERS)
def test_no_command_writes_into_a_release_or_around_one(
    words: str, linked: bool, places: dict[str, str], tmp_path: Path
) -> None:
    to_send = a_folder_of("release", tmp_path / "around" / "to_send")
    inside = to_send
    if linked:
        inside = tmp_path / "link"
        inside.symlink_to(to_send)
    before = held(tmp_path / "around")
    typed = [word.format(**places, **{"in": inside, "around": tmp_path / "around"}) for word in words.split()]
    done = CliRunner().invoke(main, typed)
    assert done.exit_code == 1, done.output
    assert APART in done.output, done.output
    assert held(tmp_path / "around") == before
    assert [path.name for path in (tmp_path / "around").rglob("*") if path.is_dir()] == ["to_send", "figures"]


@pytest.mark.parametrize("name", PYTHON)
def test_no_function_writes_into_a_release(name: str, tmp_path: Path) -> None:
    before = held(a_folder_of("release", tmp_path / "to_send"))
    with pytest.raises(OutputError, match=APART):
        PYTHON[name](tmp_path / "to_send")
    assert held(tmp_path / "to_send") == before


@pytest.mark.parametrize("kind", sorted(EXACT))
def test_a_release_lies_in_nothing_exact_and_around_nothing_exact(
    kind: str, places: dict[str, str], tmp_path: Path
) -> None:
    exact = a_folder_of(kind, tmp_path / "around" / "rep")
    before = held(tmp_path)
    for out in (exact / "release", exact, tmp_path / "around"):
        with pytest.raises(OutputError, match=APART):
            write_release(places["study"], out=out)
    assert held(tmp_path) == before


def test_whatever_a_report_is_of_its_kind_is_known(places: dict[str, str], tmp_path: Path) -> None:
    """An output of a further kind is exact or it is not: whoever adds one says it."""
    kinds = {
        match for path in Path(iso.__file__).parent.rglob("*.py")
        for match in re.findall(r'whole_folder\([^)]*kind="(\w+)"', path.read_text("utf-8"))
    }  # fmt: skip
    assert kinds - EXACT == {"release", "pooled", "published", "reconstruction", "plan", "simulation"}


def test_an_output_that_began_before_the_release_was_there_is_not_put_into_it(tmp_path: Path) -> None:
    out = tmp_path / "to_send" / "exact"
    with pytest.raises(OutputError, match=APART), whole_folder(out, kind="report") as folder:  # noqa: PT012
        (folder / "results.csv").write_text("exact")
        (tmp_path / "to_send" / "manifest.json").write_text('{"made_by": "isostats", "kind": "release", "files": {}}')
    file = tmp_path / "sent" / "courses.csv"
    with pytest.raises(OutputError, match=APART), whole_files(file, ours=bool) as (part,):  # noqa: PT012
        part.write_text("exact")
        (tmp_path / "sent" / "manifest.json").write_text('{"made_by": "isostats", "kind": "release", "files": {}}')
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["manifest.json"] * 2
    with pytest.raises(OutputError, match=APART), whole_folder(tmp_path / "sent" / "pooled", kind="pooled"):
        pass

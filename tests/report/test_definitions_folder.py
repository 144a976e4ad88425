"""`isostats grid --published`: the numbers are those of a report under each name; the folder, the table, refusals."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import isostats as iso
from isostats import records
from isostats.cli import main
from isostats.errors import StudyError
from isostats.evidence.published_cohorts import figures_by_definition
from isostats.progress import Progress
from isostats.study.paper import named_studies
from tests.analyses.said import answers_of

FILES = ["figures/captions.md", *(f"figures/published_definitions.{kind}" for kind in ("pdf", "png", "svg")),
         "manifest.json", "published_definitions.csv", "sentence.txt"]  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("records") / "courses.csv"
    iso.simulate_courses(250, seed=6).courses.to_csv(path, index=False)
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@dataclass(frozen=True)
class Done:
    """One run, without --out, beside what stands where an ordinary grid goes."""

    folder: Path
    result: Result
    read: int
    counted: list[tuple[int, int]]


@pytest.fixture(scope="module")
def done(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder, real = tmp_path_factory.mktemp("here"), records.read_courses
    (folder / "isostats-grid").mkdir()
    (folder / "isostats-grid" / "grid.csv").write_text("mine")
    times: list[object] = []
    counted: list[tuple[int, int]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(records, "read_courses", lambda inputs: times.append(inputs) or real(inputs))
        patch.setattr(Progress, "count", lambda self, done, total: counted.append((done, total)))
        result = run("grid", file, "--published", "--follow-up", "passive")
    return Done(folder / "isostats-published-definitions", result, len(times), counted)


@pytest.fixture(scope="module")
def rows(done: Done) -> pd.DataFrame:
    return pd.read_csv(done.folder / "published_definitions.csv").set_index("definition")


@pytest.mark.parametrize("name", ["lai2025_relapse", "azoulay2007_second", "goulden1997"])
def test_a_row_is_what_the_report_of_that_name_says(name: str, rows: pd.DataFrame, file: Path) -> None:
    results, row = answers_of(name, "remission", courses=str(file), groups=[]).results, rows.loc[name]
    address = {"quantity": "remission", "outcome": row["outcome"], "population": "everyone", "group": "all",
               "time_days": row["time_days"]}  # fmt: skip
    here = results[(results[list(address)] == pd.Series(address)).all(axis=1)].set_index("method")
    numbers = ["estimate", "lower", "upper", "n", "events"]
    assert row["status"] == "ok"
    assert row[numbers].tolist() == pytest.approx(here.loc[row["method"], numbers].tolist(), abs=1e-12)
    assert row["naive"] == pytest.approx(here.loc["naive", "estimate"], abs=1e-12)


def test_the_folder_is_whole_and_signed(done: Done, rows: pd.DataFrame) -> None:
    result, out = done.result, done.folder
    assert result.exit_code == 0, result.output
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()) == FILES
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["definitions"] == list(rows.index) == list(named_studies())
    assert manifest["answer"] in result.output
    assert (out / "sentence.txt").read_text().startswith(manifest["answer"])


def test_the_table_names_each_with_its_number_or_the_reason(done: Done, rows: pd.DataFrame) -> None:
    text = " ".join(done.result.output.split())
    for name, row in rows.iterrows():
        assert f" {name}" in text
        assert f"*{row['assumed']} " in text
        if row["status"] == "ok":
            at_one_end = {"at_least": "at least ", "at_most": "at most "}.get(row["bound"], "")  # the line then breaks
            assert f"{at_one_end}{100 * row['estimate']:.1f}% ({100 * row['lower']:.1f}" in text
        else:
            assert isinstance(row["why"], str)
    assert "There is no column 'gags_start', which tells whom it studies." in text
    assert "need a table of visits (--visits) with the columns non_inflammatory_face" in text
    assert "did you mean" not in text  # another column of a like name is no answer
    assert all(len(line) <= 102 for line in done.result.output.splitlines()[:40])


def test_the_papers_own_figures_stand_beside_it(rows: pd.DataFrame) -> None:
    assert set(figures_by_definition()) <= set(named_studies())
    lai = rows.loc["lai2025_relapse"]
    assert lai["paper_share"] == pytest.approx(1 - 4482 / 19907)
    assert rows.loc["lai2025_any", "paper_share"] == pytest.approx(0.65)  # a percentage without a count
    assert rows.loc["lai2025_any", ["paper_n", "paper_events"]].isna().tolist() == [False, True]
    assert rows["paper_share"].isna()["white1998"]  # none was seen


def test_records_are_read_once_and_progress_counts_definitions(done: Done) -> None:
    assert done.read == 1
    assert done.counted == [(each, 23) for each in range(24)]


def test_what_each_definition_decides_is_refused(file: Path) -> None:
    result = run("grid", file, "--published", "--gap-days", 30, "--out", file.with_name("refused"))
    assert result.exit_code == 1
    assert "so --gap-days would have no effect. Leave it out;" in result.output
    assert not file.with_name("refused").exists()
    with pytest.raises(StudyError, match="so age_from would have no effect"):
        iso.published_definitions(file, age_from=12)


def test_passive_follow_up_is_told_beside_the_numbers(done: Done) -> None:
    told = "later relapse steps unrecorded: shares may be too low or too high."
    assert told in " ".join(done.result.output.split())
    assert told in (done.folder / "sentence.txt").read_text()
    assert told in (done.folder / "figures" / "captions.md").read_text()


def test_an_ordinary_grid_keeps_its_place(done: Done) -> None:
    assert (done.folder.with_name("isostats-grid") / "grid.csv").read_text() == "mine"
    assert "Wrote isostats-published-definitions/published_definitions.csv" in done.result.output

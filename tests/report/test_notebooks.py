"""The notebooks run from top to bottom, are thin, show every figure with alternative text, and end in a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from isostats.errors import IsostatsError, StudyError
from isostats.report.notebook_runs import execute, run_notebooks

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def outputs(notebook) -> list:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.fixture(scope="module")
def executed() -> dict[str, nbformat.NotebookNode]:
    """The five, run one after the other as the command runs them."""
    notebooks = {path.stem: nbformat.read(path, as_version=4) for path in NOTEBOOKS}
    assert list(execute(notebooks, NOTEBOOKS[0].parent)) == list(notebooks)
    return notebooks


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_on_the_bundled_data(path: Path, executed: dict[str, nbformat.NotebookNode]) -> None:
    notebook = executed[path.stem]
    found = outputs(notebook)
    assert not [output for output in found if output.output_type == "error"]
    assert not [output for output in found if output.get("name") == "stderr"], "a warning reached the reader"
    pages = [output.data["text/html"] for output in found if "text/html" in output.get("data", {})]
    figures = [page for page in pages if "<img" in page]
    assert figures
    for page in figures:
        alt = re.search(r'alt="([^"]*)"', page)
        assert alt is not None
        assert re.search(r"\d", alt.group(1))
        assert "SIMULATED" in page
    last = notebook.cells[-1].outputs[-1].text
    assert re.search(r"\d", last), "the closing sentence is computed from the numbers"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_thin(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) <= 10
    assert all(len(cell.splitlines()) <= 12 for cell in code)
    assert not any(re.search(r"^\s*(def|class|lambda)\b", cell, re.MULTILINE) for cell in code)
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in notebook.cells) == 1


def test_they_are_five() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01_records", "02_remission", "03_second_course", "04_predictors", "05_against_the_claim",
    ]  # fmt: skip


def test_on_a_users_own_study_of_the_required_columns_alone(tmp_path: Path) -> None:
    real = pd.read_csv(ROOT / "data/real/bladder_courses.csv")
    real[["patient_id", "course_start", "course_end", "last_contact"]].to_csv(tmp_path / "min.csv", index=False)
    (tmp_path / "study.toml").write_text('[data]\ncourses = "min.csv"\n')
    written = run_notebooks(tmp_path / "study.toml", out=tmp_path / "mine")
    assert [path.name for path in written] == [path.name for path in NOTEBOOKS]
    last = nbformat.read(written[-1], as_version=4)
    text = "".join(output.get("text", "") for output in outputs(last))
    assert "116 people" in text
    assert not any("SIMULATED" in str(output) for output in outputs(last))


@pytest.mark.validation
def test_on_the_real_records_whole(tmp_path: Path) -> None:
    written = run_notebooks(ROOT / "data/real/study.toml", out=tmp_path / "mine")
    assert [path.name for path in written] == [path.name for path in NOTEBOOKS]


def test_a_cell_that_fails_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    header, faulty = "patient_id,course_start,course_end,last_contact", "a,2019-04-02,2019-03-30,2020-01-01"
    (tmp_path / "bad.csv").write_text(f"{header}\n{faulty}\n")
    with pytest.raises(IsostatsError, match=r"01_records.ipynb stopped: DataError"):
        run_notebooks(tmp_path / "bad.csv", out=tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]
    with pytest.raises(StudyError, match="no file"):
        run_notebooks(tmp_path / "absent.toml", out=tmp_path / "out")

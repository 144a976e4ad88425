"""The notebooks run from top to bottom, teach one idea each with questions, two or three figures with alternative text
and public names alone, and end in sentences made from the numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import isostats as iso
from isostats.errors import IsostatsError, StudyError
from isostats.report import notebook_runs
from isostats.report.notebook_runs import execute, run_notebooks
from isostats.simulate import simulate_dispensings, write_simulation

if TYPE_CHECKING:
    from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def opened(path: Path) -> NotebookNode:
    import nbformat  # which takes seconds to import, of each process that collects the tests

    return nbformat.read(path, as_version=4)


def outputs(notebook) -> list:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


ON_DISPENSINGS = "02 on a study of dispensings"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a user's own study, of the required columns alone."""
    folder = tmp_path_factory.mktemp("own")
    real = pd.read_csv(ROOT / "data/real/bladder_courses.csv")
    real[["patient_id", "course_start", "course_end", "last_contact"]].to_csv(folder / "min.csv", index=False)
    (folder / "study.toml").write_text('[data]\ncourses = "min.csv"\n')
    return folder


@pytest.fixture(scope="module")
def executed(own: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, NotebookNode]:
    """All of them, run one after the other as the command runs them; then the second one on a study of dispensings,
    and what the command runs of the user's own study, into "mine" beside it: in one kernel."""
    notebooks = {path.stem: opened(path) for path in NOTEBOOKS}
    folder = tmp_path_factory.mktemp("dispensings")
    write_simulation(simulate_dispensings(60, seed=1), folder)
    notebooks[ON_DISPENSINGS] = opened(next(path for path in NOTEBOOKS if path.stem.startswith("02_")))
    cells = notebooks[ON_DISPENSINGS].cells
    cell = next(cell for cell in cells if "parameters" in cell.metadata.get("tags", []))
    cell.source = f"study = {str(folder / 'study.toml')!r}"
    ran: list[str] = []

    def after_those(theirs: Mapping[str, NotebookNode], folder: Path) -> Iterator[str]:
        for name in execute({**notebooks, **theirs}, NOTEBOOKS[0].parent):
            ran.append(name)
            yield name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebook_runs, "execute", after_those)
        written = run_notebooks(own / "study.toml", out=own / "mine")
    assert ran == [*notebooks, *(path.name for path in written)]
    return notebooks


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_on_the_bundled_data(path: Path, executed: dict[str, NotebookNode]) -> None:
    notebook = executed[path.stem]
    found = outputs(notebook)
    kept = [(cell.cell_type, cell.source) for cell in opened(path).cells]
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == kept, "what is run is what was written"
    assert not [output for output in found if output.output_type == "error"]
    assert not [output for output in found if output.get("name") == "stderr"], "a warning reached the reader"
    printed = "".join(output.text for output in found if output.output_type == "stream")
    assert not re.search(r"\bdtype: ", printed), "a column stands in a sentence where a value is meant"
    pages = [output.data["text/html"] for output in found if "text/html" in output.get("data", {})]
    figures = [page for page in pages if "<img" in page]
    assert 2 <= len(figures) <= 3
    for page in figures:
        alt = re.search(r'alt="([^"]*)"', page)
        assert alt is not None
        assert re.search(r"\d", alt.group(1))
        assert "SIMULATED" in page
    last = notebook.cells[-1].outputs[-1].text
    assert re.search(r"\d", last), "the closing sentence is computed from the numbers"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_thin(path: Path) -> None:
    notebook = opened(path)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) <= 10
    assert all(len(cell.splitlines()) <= 12 for cell in code)
    assert not any(re.search(r"^\s*(def|class|lambda)\b", cell, re.MULTILINE) for cell in code)
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in notebook.cells) == 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_uses_public_names_alone(path: Path) -> None:
    notebook = opened(path)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    tree = ast.parse(code)
    imports = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))}
    assert imports <= {"import isostats as iso", "import pandas as pd", "import numpy as np"}
    asked = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = {name for name in asked if re.fullmatch(r"iso[.]\w+", name)}
    assert names <= {f"iso.{name}" for name in iso.__all__}
    figures = {name for name in asked if re.fullmatch(r"iso[.]figures[.]\w+", name)}
    assert figures <= {f"iso.figures.{name}" for name in iso.figures.__all__}
    assert not re.search(r"\._[a-z]", code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_teaches_one_idea_and_asks(path: Path) -> None:
    cells = [cell.source for cell in opened(path).cells if cell.cell_type == "markdown"]
    assert re.match(rf"# {int(path.stem[:2])}[.] .*[?]\n\n[*][*]The idea: ", cells[0])
    questions = [cell for cell in cells if cell.startswith("**Question.**")]
    assert len(questions) >= 2
    assert all(re.search(r"<details><summary>Answer</summary>\n\n[^<]+\n\n</details>$", cell) for cell in questions)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_number_of_a_result_is_typed(path: Path) -> None:
    """Whatever is said of the records is computed: prose has the claim's figure and the level, no other share."""
    cells = opened(path).cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert set(re.findall(r"\d[\d.,]*\s*%", prose)) <= {"85%", "95%"}
    printed = "\n".join(cell.source for cell in cells if cell.id.endswith("interpretation"))
    parts = [part.value for part in ast.walk(ast.parse(printed)) if isinstance(part, ast.Constant)]
    typed = [part for part in parts if isinstance(part, str)]
    assert not [text for text in typed if re.search(r"(?<![.\d])\d[\d.]*\s*%", text)]


def test_a_share_of_which_some_may_have_come_unseen_is_printed_as_a_bound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Relapses of unknown treatment, some of which may have been systemic, or a second course."""
    lines = [f"p{at},0,150,{2500 + at},{160 + at if at < 12 else ''}" for at in range(40)]
    head = "patient_id,course_start_day,course_end_day,last_contact_day,relapse_day"
    (tmp_path / "courses.csv").write_text("\n".join([head, *lines, "p30,700,850,2600,", ""]))
    analysis = iso.analyse_study(tmp_path / "courses.csv")
    names = {"iso": iso, "pd": pd, "analysis": analysis, "simulated": False, "kind": "records"}
    names["outcome"] = analysis.primary_outcome
    names["curve"] = iso.kaplan_meier(analysis.cohort.count(analysis.primary_outcome))
    names["incidence"] = iso.aalen_johansen(analysis.cohort.count("second_course"))
    for path in NOTEBOOKS[2:5]:
        exec(opened(path).cells[-1].source, dict(names))
    lines = [line for line in capsys.readouterr().out.splitlines() if "%" in line and "recorded relapse" not in line]
    assert len(lines) > 6
    assert not [line for line in lines if not re.search(r"(at most|at least|none unseen) \d", line)], lines


def test_they_are_a_course_of_ten_and_a_live_one() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01_records", "02_courses_from_dispensings", "03_what_remission_means", "04_time_to_relapse",
        "05_second_courses", "06_doses_and_predictors", "07_against_the_claim", "08_which_definition",
        "09_published_evidence", "10_trust", "11_live",
    ]  # fmt: skip


@pytest.mark.usefixtures("executed")
def test_on_a_users_own_study_of_the_required_columns_alone(own: Path) -> None:
    written = sorted((own / "mine").glob("*.ipynb"))
    assert [path.name for path in written] == [path.name for path in NOTEBOOKS]
    read = {path.stem: outputs(opened(path)) for path in written}
    text = "".join(output.get("text", "") for output in read["07_against_the_claim"])
    assert "116 people" in text
    called = {name[:2] for name, shown in read.items() if "SIMULATED" in str(shown)}
    assert called == {"02", "03", "10"}, "what is simulated or made up says so, and nothing else does"
    assert "no dispensings, so these are the bundled SIMULATED" in str(read["02_courses_from_dispensings"])
    assert "hold no later treatments" in str(read["03_what_remission_means"])


def test_the_one_on_dispensings_takes_those_of_the_study(executed: dict[str, NotebookNode]) -> None:
    shown = str(outputs(executed[ON_DISPENSINGS]))
    assert "no dispensings" not in shown
    assert "60 patients" in shown
    assert "no dispensings" in str(outputs(executed["02_courses_from_dispensings"]))


def test_the_one_on_dispensings_takes_a_study_made_from_records_with_events(tmp_path: Path) -> None:
    courses, events = (ROOT / f"data/example/simulated_{name}.csv" for name in ("courses", "events"))
    study = iso.read_study(courses, events=events)
    assert iso.read_study(study) is study
    with pytest.raises(StudyError, match="made already"):
        iso.read_study(study, gap_days=30)
    path = next(path for path in NOTEBOOKS if path.stem.startswith("02_"))
    code = [cell.source for cell in opened(path).cells if cell.cell_type == "code"]
    assert any("iso.read_study(study)" in cell for cell in code), "what the command put there is read once more"


def test_the_study_is_named_from_the_notebooks_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "min.csv").write_text(
        "patient_id,course_start,course_end,last_contact\n1,2016-01-05,2016-07-01,2019-05-01\n"
    )
    ran: list[str] = []

    def only_look(notebooks: dict[str, Any], folder: Path) -> list[str]:
        ran.extend(notebook.cells[place].source for notebook in notebooks.values() for place in range(4))
        return list(notebooks)

    monkeypatch.setattr(notebook_runs, "execute", only_look)
    monkeypatch.chdir(tmp_path)
    for written in run_notebooks("min.csv", out="deep/mine"):
        source = "".join(cell.source for cell in opened(written).cells)
        assert "study = '../../min.csv'" in source
        assert str(tmp_path) not in source
    assert str(tmp_path / "min.csv") in "".join(ran), "it is run with the whole path, wherever the kernel stands"


@pytest.mark.validation
def test_on_the_real_records_whole(tmp_path: Path) -> None:
    written = run_notebooks(ROOT / "data/real/study.toml", out=tmp_path / "mine")
    assert [path.name for path in written] == [path.name for path in NOTEBOOKS]


def test_a_cell_that_fails_is_named_nothing_is_written_and_nothing_is_said_of_the_network(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    header, faulty = "patient_id,course_start,course_end,last_contact", "a,2019-04-02,2019-03-30,2020-01-01"
    (tmp_path / "bad.csv").write_text(f"{header}\n{faulty}\n")
    with pytest.raises(IsostatsError, match=r"01_records.ipynb stopped: DataError"):
        run_notebooks(tmp_path / "bad.csv", out=tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]
    assert "TCP" not in capfd.readouterr().err, "the kernel hears this machine alone"
    with pytest.raises(StudyError, match="no file"):
        run_notebooks(tmp_path / "absent.toml", out=tmp_path / "out")

"""Runs the notebooks on a study, so that their figures and sentences are the user's own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from isostats.errors import IsostatsError, StudyError
from isostats.progress import Step, silent
from isostats.report.job import study_of
from isostats.resources import resource
from isostats.study.study_file import overriding
from isostats.writing import whole_folder

PARAMETER = "study = "
EMPTY_START = """from isostats.report import job
job.KEPT = job.KEPT or {}
get_ipython().reset(new_session=True)"""


def run_notebooks(study: str | Path, *, out: str | Path, step: Step = silent, **choices: Any) -> list[Path]:
    """Execute every notebook from top to bottom on a study, into ``out``, all or none. Returns what was written.

    The study is analysed once, for all of them.

    Raises StudyError if the notebook packages are not installed or the study cannot be read, and IsostatsError with
    the cell's own error if a cell fails.
    """
    try:
        import nbformat
        from nbclient.exceptions import CellExecutionError
    except ImportError:
        raise StudyError("Notebooks need nbclient and ipykernel: pip install 'isostats[notebooks]'.") from None
    study_of(study, **choices)
    named = str(Path(study).resolve()) if Path(study).exists() else str(study)  # or a published definition
    parameter = _parameter(named, choices)
    shown = _parameter(_from_folder(Path(study), Path(out)) if Path(study).exists() else named, choices)
    sources = sorted(resource("notebooks").glob("*.ipynb"))
    notebooks = {source.name: nbformat.read(source, as_version=4) for source in sources}  # type: ignore[no-untyped-call]
    with whole_folder(out, kind="notebooks") as folder:
        for notebook in notebooks.values():
            cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
            lines = cell.source.splitlines()
            cell.source = "\n".join(parameter if line.startswith(PARAMETER) else line for line in lines)
        try:
            for name in execute(notebooks, folder):
                step(f"running {name}")
        except CellExecutionError as error:
            raise IsostatsError(f"{name} stopped: {error.ename}: {error.evalue}") from None
        for name, notebook in notebooks.items():
            for cell in notebook.cells:  # where the records are on this machine is nobody's business
                cell.source = cell.source.replace(parameter, shown)
            nbformat.write(notebook, folder / name)  # type: ignore[no-untyped-call]
    return [Path(out) / name for name in notebooks]


def _from_folder(study: Path, out: Path) -> str:
    """A file as a notebook in ``out`` names it: as typed where that is absolute, else from the notebooks' folder."""
    return str(study) if study.is_absolute() else Path(os.path.relpath(study.resolve(), out.resolve())).as_posix()


def execute(notebooks: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Run notebooks in a folder, each from an empty start, and yield each name before; raises nbclient's
    CellExecutionError at the first cell that fails.

    One kernel runs them all, and keeps the analysis that they share.
    """
    from nbclient import NotebookClient
    from nbformat.v4 import new_code_cell, new_notebook

    start = new_notebook(cells=[new_code_cell(EMPTY_START)])  # type: ignore[no-untyped-call]
    where = {"metadata": {"path": str(folder)}}
    client = NotebookClient(start, timeout=1800, kernel_name="python3", resources=where)
    client.extra_arguments = ["--IPKernelApp.log_level=ERROR"]  # all stays on this machine: no warning of the network
    with client.setup_kernel():
        for name, notebook in notebooks.items():
            yield name
            client.nb = start  # a cell that is run takes its place in the notebook that the client holds
            client.execute_cell(start.cells[0], 0, store_history=False)
            client.nb = notebook
            for place, cell in enumerate(notebook.cells):
                client.execute_cell(cell, place)


def _parameter(study: str, choices: Mapping[str, Any]) -> str:
    """The study as the notebooks' parameter says it.

    >>> _parameter("/data/study.toml", {"gap_days": 30, "groups": None})
    "import isostats as iso\\nstudy = iso.read_study('/data/study.toml', gap_days=30)"
    """
    stated = [f"{each.flat}={value!r}" for each, value in overriding(choices)]
    if not stated:
        return f"{PARAMETER}{study!r}"
    return f"import isostats as iso\n{PARAMETER}iso.read_study({', '.join([repr(study), *stated])})"

"""Runs the notebooks on a study, so that their figures and sentences are the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from isostats.errors import IsostatsError, StudyError
from isostats.figures.drawing import processors
from isostats.progress import Step, silent
from isostats.report.job import study_of
from isostats.resources import resource
from isostats.study.study_file import overriding
from isostats.writing import whole_folder

PARAMETER = "study = "


def run_notebooks(study: str | Path, *, out: str | Path, step: Step = silent, **choices: Any) -> list[Path]:
    """Execute every notebook from top to bottom on a study, into ``out``, all or none. Returns what was written.

    As many run at once as there are processors, each in a kernel of its own.

    Raises StudyError if the notebook packages are not installed or the study cannot be read, and IsostatsError with
    the cell's own error if a cell fails.
    """
    try:
        import nbformat
        from nbclient.exceptions import CellExecutionError
    except ImportError:
        raise StudyError("Notebooks need nbclient and ipykernel: pip install 'isostats[notebooks]'.") from None
    study_of(study, **choices)
    parameter = _parameter(str(Path(study).resolve()), choices)
    sources = sorted(resource("notebooks").glob("*.ipynb"))
    notebooks = {source.name: nbformat.read(source, as_version=4) for source in sources}  # type: ignore[no-untyped-call]
    with whole_folder(out, kind="notebooks") as folder, ThreadPoolExecutor(processors()) as pool:
        running = {}
        for name, notebook in notebooks.items():
            _set_parameter(notebook, parameter)
            running[name] = pool.submit(execute, notebook, folder)
        try:
            for name, run in running.items():
                step(f"running {name}")
                run.result()
                nbformat.write(notebooks[name], folder / name)  # type: ignore[no-untyped-call]
        except CellExecutionError as error:
            raise IsostatsError(f"{name} stopped: {error.ename}: {error.evalue}") from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # those that have not begun need not
    return [Path(out) / name for name in notebooks]


def execute(notebook: Any, folder: Path) -> None:
    """Run a notebook in a folder; raises nbclient's CellExecutionError at the first cell that fails."""
    from nbclient import NotebookClient

    NotebookClient(
        notebook, timeout=1800, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()


def _parameter(study: str, choices: Mapping[str, Any]) -> str:
    """The study as the notebooks' parameter says it.

    >>> _parameter("/data/study.toml", {"gap_days": 30, "groups": None})
    "import isostats as iso\\nstudy = iso.read_study('/data/study.toml', gap_days=30)"
    """
    stated = [f"{each.flat}={value!r}" for each, value in overriding(choices)]
    if not stated:
        return f"{PARAMETER}{study!r}"
    return f"import isostats as iso\n{PARAMETER}iso.read_study({', '.join([repr(study), *stated])})"


def _set_parameter(notebook: Any, parameter: str) -> None:
    cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    lines = [parameter if line.startswith(PARAMETER) else line for line in cell.source.splitlines()]
    cell.source = "\n".join(lines)

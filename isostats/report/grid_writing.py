"""Writes a grid: the folder of the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from isostats.analyses.grid import grid_drawings, grid_tables
from isostats.compare.grid_result import Grid
from isostats.engines.registry import name_of
from isostats.progress import Step, silent
from isostats.report.figure_files import write_figures
from isostats.report.provenance import FILES, versions
from isostats.report.study import Study, read_study
from isostats.writing import whole_folder, write_csv

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class FinishedGrid:
    """A written grid: its folder, and the grid itself."""

    folder: Path
    grid: Grid


def write_grid(
    source: str | Path | Study,
    *,
    out: str | Path,
    step: Step = silent,
    progress: Progress = lambda done, total: None,
    command: str = "",
    **choices: Any,
) -> FinishedGrid:
    """Run a grid and write it into ``out``, whole or not at all: grid.csv, grid_decomposition.csv, sentence.txt,
    and the specification curve and heat-map in figures/.

    ``source``, ``choices`` and errors are those of :func:`.grid`; raises OutputError besides, for a folder that holds
    anything but an earlier grid, or a full disk. On the same input all but the manifest is the same, byte for byte.
    """
    from isostats.report.grid_run import grid

    study = source if isinstance(source, Study) else read_study(source, **choices)
    with whole_folder(out, kind="grid") as folder:
        made = grid(study, step=step, progress=progress)
        step("writing")
        for name, frame in grid_tables(made).items():
            write_csv(frame, folder / f"{name}.csv")
        write_figures(grid_drawings(made), folder / "figures", step=step)
        (folder / "sentence.txt").write_text("\n".join([made.sentence(), *made.notes]) + "\n", encoding="utf-8")
        told = _manifest(study, made, command=command)
        (folder / "manifest.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return FinishedGrid(Path(out), made)


def _manifest(study: Study, grid: Grid, *, command: str) -> dict[str, Any]:
    """What made this folder, for a program to read. The only place with the time of the run."""
    given = getattr(study.data, study.door)
    return {
        "made_by": "isostats",
        "kind": "grid",
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command,
        "versions": versions(),
        "simulated": grid.simulated,
        "data": {
            study.door: name_of(given) if study.door == "omop" else Path(given).name,
            "sha256": grid.definition.fingerprint,
        },
        "study": study.model_dump(mode="json", exclude={"data": set(FILES)}),
        "definition": {
            "time_zero": grid.definition.time_zero,
            "gap_rule": grid.definition.gap_rule,
            "population": grid.definition.population_words,
        },
        "answer": grid.sentence(),
        "notes": list(grid.notes),
    }

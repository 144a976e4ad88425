"""A plan as a folder: its sentences, what other expectations would need, and the figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isostats.figures.drawing import Drawing
from isostats.figures.finished import KINDS
from isostats.progress import Step, silent
from isostats.report.writing import write_figures, write_manifest
from isostats.writing import whole_folder, write_csv, write_prose

if TYPE_CHECKING:
    from isostats.estimate.study_plans import Plan


def write_plan(plan: Plan, *, out: str | Path, command: str = "", step: Step = silent) -> Path:
    """Write a plan into ``out``, whole or not at all; an earlier plan there is replaced.

    plan.md holds its sentences, plan.csv how many people other expectations and losses would need (remission,
    lost_per_year, people; empty where no number will do), plan.svg, .pdf and .png the figure with captions.md. Raises
    OutputError for a folder that holds anything else.
    """
    with whole_folder(out, kind="plan") as folder:
        write_csv(plan.to_frame(), folder / "plan.csv")
        write_prose("# Plan\n\n" + "\n\n".join(plan.sentences) + "\n", folder / "plan.md")
        step("drawing the plan")
        write_figures({"plan": Drawing("plan", "sample_sizes", plan).finish(KINDS)}, folder, KINDS)
        write_manifest(folder, {"command": command, "simulated": True, "answer": plan.sentences[0]})
    return Path(out)

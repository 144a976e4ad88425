"""The published evidence as a folder: pooled.csv, the studies, leave-one-out, and a forest plot for each outcome."""

from __future__ import annotations

import re
from pathlib import Path

from isostats.evidence.placement import Placement
from isostats.evidence.pooled import PooledEvidence
from isostats.figures.drawing import Drawing
from isostats.figures.saving import KINDS
from isostats.progress import Step, silent
from isostats.report.figure_files import write_figures
from isostats.report.provenance import write_manifest
from isostats.writing import whole_folder, write_csv


def write_published(
    evidence: PooledEvidence,
    *,
    out: str | Path,
    own: Placement | None = None,
    claim: float = 0.85,
    command: str = "",
    step: Step = silent,
) -> Path:
    """Write the pooled evidence into ``out``, whole or not at all; an earlier output of isostats there is replaced.

    pooled.csv (outcome, method, k, estimate, lower, upper, prediction_lower, prediction_upper, tau2, i2: proportions
    with the event in full precision, missing is empty), published.csv (the studies with Wilson intervals),
    leave_one_out.csv, forest_<outcome>.svg, .pdf and .png, captions.md and manifest.json. The same evidence gives the
    same bytes. Raises OutputError for a folder that holds anything else, or that cannot be written.
    """
    with whole_folder(out, kind="published") as folder:
        for name, frame in (
            ("pooled", evidence.to_frame()),
            ("published", evidence.studies),
            ("leave_one_out", evidence.leave_one_out),
        ):
            write_csv(frame, folder / f"{name}.csv")
        figures = {}
        for name, pool in zip(
            forest_names([each.outcome for each in evidence.outcomes]), evidence.outcomes, strict=True
        ):
            step(f"drawing {pool.outcome.replace('_', ' ')}")
            beside = own if own is not None and own.outcome == pool.outcome else None
            forest = Drawing(name, "published_forest", pool, {"own": beside, "claim": claim})
            figures[name] = forest.finish(KINDS)
        write_figures(figures, folder)
        answer = own.sentence if own is not None else ""
        write_manifest(folder, command=command, evidence=evidence.source, level=evidence.level, answer=answer)
    return Path(out)


def forest_names(outcomes: list[str]) -> list[str]:
    """Names of the figures, safe as files' names on every system, and no two alike even where case does not count.

    >>> forest_names(["second_course", "Acne back", "acne/back", "acne_back_2"])
    ['forest_second_course', 'forest_Acne_back', 'forest_acne_back_2', 'forest_acne_back_2_2']
    """
    names: list[str] = []
    for outcome in outcomes:
        plain = name = "forest_" + re.sub(r"[^\w.-]", "_", outcome)
        suffix = 1
        while name.lower() in {taken.lower() for taken in names}:
            suffix += 1
            name = f"{plain}_{suffix}"
        names.append(name)
    return names

"""A simulation written to a folder: the records, the truth, and a study file that ties them together."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from isostats._checks import OutputError
from isostats.simulate.courses import Simulation

COURSES, TRUTH, STUDY = "simulated_courses.csv", "simulated_truth.csv", "study.toml"
_WRITTEN = {COURSES, TRUTH, STUDY}
_MARK = re.compile(r"# Simulated course records of (?P<patients>[\d,]+) patients, (?P<how>[^\n]*)\.\n")

_TEMPLATE = """\
# Simulated course records of {patients} patients, {how}.
# No real patient is in them. simulated_truth.csv holds the true remission by outcome, population and day, computed
# from the simulating law and not from these patients, so that an estimate can be held against it.

[data]                                # paths are relative to this file
courses = "simulated_courses.csv"
simulated = true                      # every page and figure says so

[study]
title = "Simulated isotretinoin courses ({patients} patients)"
outcomes = ["any_treatment", "systemic_treatment", "second_course", "recorded_relapse"]
horizons_days = [182, 365, 730, 1095, 1826]
groups = ["sex", "site"]              # columns of the records; each becomes rows such as site=north
primary = {{ outcome = "systemic_treatment", horizon_days = 730 }}
on_invalid = "stop"                   # or "set_aside": keep faulty patients out and list them

[claim]                               # "around 85% of patients see permanent improvement after one course"
remission = 0.85
margin = 0.05
level = 0.95
"""


def write_simulation(simulation: Simulation, out: str | Path) -> tuple[Path, Path, Path]:
    """Write simulated_courses.csv, simulated_truth.csv and study.toml into a folder, all of them or none.

    The folder is made where it does not exist, and may be empty or hold an earlier simulation, which is replaced. The
    same simulation gives the same bytes. Returns the three paths in that order. Raises OutputError where the folder
    holds anything else (a study file that was edited counts), or cannot be written.
    """
    folder = Path(out)
    _require_replaceable(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _write_files(simulation, staging)
            folder.mkdir(exist_ok=True)
            for name in (COURSES, TRUTH, STUDY):
                os.replace(staging / name, folder / name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written ({error.strerror or error}); choose another folder.") from error
    return folder / COURSES, folder / TRUTH, folder / STUDY


def _require_replaceable(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(f"{folder} is a file; give the name of a folder.")
    present = {entry.name for entry in folder.iterdir()}
    other = sorted(present - _WRITTEN)
    if other:
        raise OutputError(
            f"{folder} holds files that simulate did not write (for example {other[0]}); choose a new folder."
        )
    if present and not _is_ours(folder / STUDY):
        raise OutputError(
            f"{folder / STUDY} is missing or was edited since it was simulated; choose a new folder to keep it."
        )


def _is_ours(study: Path) -> bool:
    """Whether a study file is, letter for letter, one that was written here."""
    text = study.read_text(encoding="utf-8") if study.is_file() else ""
    mark = _MARK.match(text)
    return mark is not None and text == _TEMPLATE.format(**mark.groupdict())


def _write_files(simulation: Simulation, folder: Path) -> None:
    import duckdb  # five times as fast as pandas at a million rows, with the same text for the same numbers

    how = "from a generator" if simulation.seed is None else f"seed {simulation.seed}"
    if len(simulation.faults):
        how += f", {len(simulation.faults):,} of them spoiled on purpose"
    study = _TEMPLATE.format(patients=f"{simulation.patients:,}", how=how)
    (folder / STUDY).write_text(study, encoding="utf-8", newline="\n")
    with duckdb.connect() as engine:
        for name, frame in ((COURSES, simulation.courses), (TRUTH, simulation.truth)):
            path = str(folder / name).replace("'", "''")
            engine.register("frame", frame)
            engine.execute(f"COPY (SELECT * FROM frame) TO '{path}' (FORMAT csv, HEADER, DELIMITER ',')")
            engine.unregister("frame")

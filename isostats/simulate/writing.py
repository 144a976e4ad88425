"""A simulation written to a folder: the records, the truth, and a study file that ties them together."""

from __future__ import annotations

import re
from pathlib import Path

from isostats.simulate.courses import Simulation
from isostats.simulate.folders import STUDY, Kind, put_folder, write_tables
from isostats.words.numbers import count_text

COURSES, EVENTS, TRUTH = "simulated_courses.csv", "simulated_events.csv", "simulated_truth.csv"

_TEMPLATE = """\
# Simulated course records of {patients} patients, {how}.
# No real patient is in them. simulated_events.csv holds what was prescribed besides, before and after the course.
# simulated_truth.csv holds the true remission by outcome, population and day, computed from the simulating law and not
# from these patients, so that an estimate can be held against it.

[data]                                # paths are relative to this file
courses = "simulated_courses.csv"
events = "simulated_events.csv"
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
COURSE_FILES = Kind(
    (COURSES, EVENTS, TRUTH),
    _TEMPLATE,
    re.compile(r"# Simulated course records of (?P<patients>[\d,]+) patients, (?P<how>[^\n]*)\.\n"),
)


def write_simulation(simulation: Simulation, out: str | Path) -> tuple[Path, Path, Path, Path]:
    """Write simulated_courses.csv, simulated_events.csv, simulated_truth.csv and study.toml into a folder, all or none.

    The folder is made where it does not exist, and may be empty or hold an earlier simulation, which is replaced. The
    same simulation gives the same bytes. Returns the four paths in that order. Raises OutputError where the folder
    holds anything else (a study file that was edited counts), or cannot be written.
    """
    how = "from a generator" if simulation.seed is None else f"seed {simulation.seed}"
    if len(simulation.faults):
        how += f", {count_text(len(simulation.faults))} of them spoiled on purpose"
    study = _TEMPLATE.format(patients=count_text(simulation.patients), how=how)

    def fill(folder: Path) -> None:
        (folder / STUDY).write_text(study, encoding="utf-8", newline="\n")
        write_tables(folder, {COURSES: simulation.courses, EVENTS: simulation.events, TRUTH: simulation.truth})

    folder = put_folder(out, COURSE_FILES, fill)
    return folder / COURSES, folder / EVENTS, folder / TRUTH, folder / STUDY

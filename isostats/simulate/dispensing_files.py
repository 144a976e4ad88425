"""Simulated claims written to a folder: the files of an extract, the true courses, the truth and a study file."""

from __future__ import annotations

import re
from pathlib import Path

from isostats.simulate.dispensings import DispensingSimulation
from isostats.simulate.folders import STUDY, Kind, put_folder, write_tables
from isostats.words.numbers import count_text

_TEMPLATE = """\
# Simulated dispensings of {patients} patients, {how}.
# No real patient is in them. simulated_true_courses.csv holds the courses that the fills were drawn from, and
# simulated_truth.csv the true remission by outcome, population and day, computed from the simulating law and not from
# these patients, so that an estimate can be held against it.

[data]                                # paths are relative to this file
dispensings = "simulated_dispensings.csv"
observation = "simulated_observation.csv"
people = "simulated_people.csv"
treatments = "simulated_treatments.csv"
weights = "simulated_weights.csv"
simulated = true                      # every page and figure says so

[study]
title = "Simulated isotretinoin dispensings ({patients} patients)"
outcomes = ["any_treatment", "systemic_treatment", "second_course"]
horizons_days = [182, 365, 730, 1095, 1826]
groups = ["sex", "site"]              # columns of the people; each becomes rows such as site=north
primary = {{ outcome = "systemic_treatment", horizon_days = 730 }}
on_invalid = "stop"                   # or "set_aside": keep faulty patients out and list them

[courses]                             # how fills become courses
gap_days = 60                         # more drug-free days than this begin a new course
carry_over = true                     # early refills extend a course
washout_days = 365                    # observed days without the drug before a first course

[claim]                               # "around 85% of patients see permanent improvement after one course"
remission = 0.85
margin = 0.05
level = 0.95
"""

DISPENSING_FILES = Kind(
    (
        "simulated_dispensings.csv",
        "simulated_observation.csv",
        "simulated_people.csv",
        "simulated_treatments.csv",
        "simulated_weights.csv",
        "simulated_true_courses.csv",
        "simulated_truth.csv",
    ),
    _TEMPLATE,
    re.compile(r"# Simulated dispensings of (?P<patients>[\d,]+) patients, (?P<how>[^\n]*)\.\n"),
)


def how_made(simulation: DispensingSimulation) -> str:
    """How to make the simulation again, in words."""
    return "from a generator" if simulation.seed is None else f"seed {simulation.seed}"


def write_dispensings(simulation: DispensingSimulation, out: str | Path) -> tuple[Path, ...]:
    """Write simulated_dispensings.csv, _observation, _people, _treatments, _weights, _true_courses, _truth and
    study.toml into a folder, all of them or none.

    The folder may be empty or hold an earlier simulation, which is replaced. The same simulation gives the same bytes.
    Returns the paths in that order. Raises OutputError where the folder holds anything else (a study file that was
    edited counts), or cannot be written.
    """
    study = _TEMPLATE.format(patients=count_text(simulation.patients), how=how_made(simulation))
    frames = (
        simulation.dispensings,
        simulation.observation,
        simulation.people,
        simulation.treatments,
        simulation.weights,
        simulation.true_courses,
        simulation.truth,
    )

    def fill(folder: Path) -> None:
        (folder / STUDY).write_text(study, encoding="utf-8", newline="\n")
        write_tables(folder, dict(zip(DISPENSING_FILES.files, frames, strict=True)))

    folder = put_folder(out, DISPENSING_FILES, fill)
    return tuple(folder / name for name in DISPENSING_FILES.names)

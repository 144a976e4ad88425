"""A simulated OMOP database in a folder, with the true courses, the truth and a study file that reads it."""

from __future__ import annotations

import re
from pathlib import Path

from isostats.simulate.dispensing_files import DISPENSING_FILES, how_made
from isostats.simulate.dispensings import DispensingSimulation
from isostats.simulate.folders import STUDY, Kind, put_folder, write_tables
from isostats.simulate.omop import write_omop
from isostats.words.numbers import count_text

DATABASE, TRUE_COURSES, TRUTH = "simulated_cdm.duckdb", "simulated_true_courses.csv", "simulated_truth.csv"
_TABLES = ("dispensings", "observation", "people", "treatments", "weights")
_FLAT = "\n".join(f'{name} = "simulated_{name}.csv"' for name in _TABLES)
_TEMPLATE = (
    DISPENSING_FILES.template.replace(_FLAT, f'omop = "duckdb:///{DATABASE}"')
    .replace("# Simulated dispensings of", "# Simulated OMOP database of")
    .replace("Simulated isotretinoin dispensings", "Simulated OMOP database")
)

OMOP_FILES = Kind(
    (DATABASE, TRUE_COURSES, TRUTH),
    _TEMPLATE,
    re.compile(r"# Simulated OMOP database of (?P<patients>[\d,]+) patients, (?P<how>[^\n]*)\.\n"),
)


def write_omop_folder(simulation: DispensingSimulation, out: str | Path) -> tuple[Path, ...]:
    """Write simulated_cdm.duckdb (see :func:`.write_omop`), simulated_true_courses.csv, simulated_truth.csv and
    study.toml into a folder, all of them or none, and return the paths in that order.

    patient_id in the true courses is person_source_value in the database. The folder may be empty or hold an earlier
    simulation, which is replaced. Raises OutputError where it holds anything else, or cannot be written.
    """
    study = _TEMPLATE.format(patients=count_text(simulation.patients), how=how_made(simulation))

    def fill(folder: Path) -> None:
        (folder / STUDY).write_text(study, encoding="utf-8", newline="\n")
        write_omop(simulation, folder / DATABASE)
        write_tables(folder, {TRUE_COURSES: simulation.true_courses, TRUTH: simulation.truth})

    folder = put_folder(out, OMOP_FILES, fill)
    return tuple(folder / name for name in OMOP_FILES.names)

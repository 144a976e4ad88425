"""A simulation as a folder, with its truth and a study file that ties them together; and fills in any number as a file.

The folder is written by the one writer (:mod:`isostats.writing`): whole or not at all, the same bytes for the same
simulation, in place of an earlier simulation that nobody edited.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.errors import StudyError
from isostats.simulate.histories import require_whole
from isostats.simulate.omop import write_omop
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.words.numbers import count_text
from isostats.writing import whole_files, whole_folder

if TYPE_CHECKING:
    import pandas as pd

    from isostats.simulate.contacts import Contacts
    from isostats.simulate.courses import Simulation
    from isostats.simulate.dispensings import DispensingSimulation

STUDY = "study.toml"
DATABASE = "simulated_cdm.duckdb"
TRUTH = "truth"
"""The folder within it of what no record tells, apart from the records so that nobody takes it for one."""
_OF_CLAIMS = ("dispensings", "observation", "people", "treatments", "weights")

_BESIDE_COURSES = """\
# No real patient is in them. simulated_events.csv holds what was prescribed besides, before and after the course.
# simulated_truth.csv holds the true remission by outcome, population and day, computed from the simulating law and not
# from these patients, so that an estimate can be held against it.
"""
_BESIDE_CLAIMS = """\
# No real patient is in them. truth/simulated_true_courses.csv holds the courses that the fills were drawn from, and
# simulated_truth.csv the true remission by outcome, population and day, computed from the simulating law and not from
# these patients, so that an estimate can be held against it.
"""
_BESIDE_TRUTH = """\
# The folder truth holds what no record tells of these patients; nothing reads it.
"""
_STITCHING = """
[courses]                             # how fills become courses
gap_days = 60                         # more drug-free days than this begin a new course
carry_over = true                     # early refills extend a course
washout_days = 365                    # observed days without the drug before a first course
"""
_LOW_SEASON = """\
low_season = "06-01 to 08-31"         # gaps that lie in it whole are told apart, as planned
"""
_STUDY = """\
# Simulated {what} of {patients} patients, {how}.
{beside}
[data]                                # paths are relative to this file
{data}
simulated = true                      # every page and figure says so{shifted}

[study]
title = "Simulated {title} ({patients} patients)"
outcomes = [{outcomes}]
horizons_days = {horizons}
groups = ["sex", "site"]              # columns of the {columns}; each becomes rows such as site=north
primary = {{ outcome = "systemic_treatment", horizon_days = 730 }}
on_invalid = "stop"                   # or "set_aside": keep faulty patients out and list them
{courses}
[claim]                               # "around 85% of patients see permanent improvement after one course"
remission = 0.85
margin = 0.05
level = 0.95
"""


@dataclass(frozen=True)
class Kind:
    """A kind of folder: which of a simulation's frames are its CSV files, and what its study file says of them."""

    what: str
    title: str
    frames: tuple[str, ...]
    data: str
    beside: str = _BESIDE_CLAIMS
    columns: str = "people"
    outcomes: tuple[str, ...] = (v.ANY_TREATMENT, v.SYSTEMIC_TREATMENT, v.SECOND_COURSE)
    courses: str = _STITCHING


def _data(*names: str) -> str:
    return "\n".join(f'{name} = "simulated_{name}.csv"' for name in names)


COURSES = Kind(
    "course records", "isotretinoin courses", ("courses", "events", "truth"), _data("courses", "events"),
    _BESIDE_COURSES, "records", (*Kind.outcomes, v.RECORDED_RELAPSE), "",
)  # fmt: skip
DISPENSINGS = Kind(
    "dispensings", "isotretinoin dispensings", (*_OF_CLAIMS, "truth"), _data(*_OF_CLAIMS)
)
OMOP = Kind("OMOP database", "OMOP database", ("truth",), f'omop = "duckdb:///{DATABASE}"')


def write_simulation(
    simulation: Simulation | DispensingSimulation, out: str | Path, *, omop: bool = False,
    contacts: Contacts | None = None, products: pd.DataFrame | None = None,
) -> tuple[Path, ...]:
    """Write a simulation into a folder, all or none: its frames as CSV files, its truth, and study.toml.

    Course records are simulated_courses.csv, _events and _truth; claims simulated_dispensings.csv, _observation,
    _people, _treatments, _weights and _truth, or with ``omop`` simulated_cdm.duckdb (see :func:`.write_omop`;
    person_source_value there is patient_id here) and _truth, and the true courses in a folder ``truth``. Beside either,
    ``contacts`` are simulated_visits.csv, _monitoring, _adverse_events and _diagnoses, and beside claims with codes
    alone ``products`` are simulated_products.csv. Where the simulation has a truth besides (``further_truth``), it is
    in that folder as well, apart from the records. Returns the paths, the study file last.

    The folder is made where it does not exist, and may be empty or hold an earlier simulation, which is replaced; its
    manifest.json lists what was written. The same simulation gives the same bytes. Raises OutputError where the folder
    holds anything else (a file that was edited counts), or cannot be written.
    """
    from isostats.simulate.courses import Simulation

    kind = COURSES if isinstance(simulation, Simulation) else OMOP if omop else DISPENSINGS
    beside = (contacts.tables if contacts else {}) | ({} if products is None else {"products": products})
    frames = {name: getattr(simulation, name) for name in kind.frames} | beside
    files = {f"simulated_{name}.csv": frame for name, frame in frames.items()} | truth_files(simulation, contacts)
    with whole_folder(out, kind="simulation") as folder:
        if omop and not isinstance(simulation, Simulation):
            write_omop(simulation, folder / DATABASE)
        write_frames(folder, files)
        text = _study_text(simulation, kind, beside, any(name.startswith(TRUTH) for name in files))
        (folder / STUDY).write_text(text, encoding="utf-8", newline="\n")
    return tuple(Path(out) / name for name in (*[DATABASE] * (kind is OMOP), *files, STUDY))


def _study_text(
    simulation: Simulation | DispensingSimulation, kind: Kind, beside: Collection[str], with_truth: bool
) -> str:
    """The study file, with what stands beside the records and what was asked for of them."""
    how = "from a generator" if simulation.seed is None else f"seed {simulation.seed}"
    spoiled = len(getattr(simulation, "faults", ()))
    how += f", {count_text(spoiled)} of them spoiled on purpose" if spoiled else ""
    keys = {"products": "product_table"}
    sources = [f'{keys.get(name, name)} = "simulated_{name}.csv"' for name in beside]
    pauses = kind.courses and "interruptions" in simulation.further_truth
    changed = {
        "data": "\n".join([kind.data, *sources]),
        "beside": kind.beside + (_BESIDE_TRUTH if with_truth else ""),
        "shifted": "\nshifted = true" if "shifts" in simulation.further_truth else "",
        "outcomes": ", ".join(f'"{outcome}"' for outcome in kind.outcomes),
        "courses": kind.courses + (_LOW_SEASON if pauses else ""),
        "horizons": list(HORIZONS),
    }
    return _STUDY.format(**vars(kind) | changed, patients=count_text(simulation.patients), how=how)


def truth_files(simulation: Simulation | DispensingSimulation, contacts: Contacts | None) -> dict[str, pd.DataFrame]:
    """What no record tells, by the place of its file; nothing of course records, where nothing else was asked for.

    Beside what details and claims have in ``further_truth``, with visits the day of each relapse and the visits around
    it (relapses), and why each person's follow-up ended (people); of claims the true courses.
    """
    from isostats.simulate.courses import Simulation
    from isostats.simulate.visit_scores import true_relapses

    tables = dict(simulation.further_truth)
    if isinstance(simulation, Simulation):
        if contacts is not None and "relapses" not in tables:
            tables["relapses"] = true_relapses(simulation, contacts.visits)
        if tables or simulation.law.leaving is not None:
            tables["people"] = simulation.unseen
    else:
        tables["true_courses"] = simulation.true_courses
    return {f"{TRUTH}/simulated_{name}.csv": frame for name, frame in tables.items()}


def write_frames(folder: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    """Write frames as CSV files of these names."""
    import duckdb

    with duckdb.connect() as engine:  # five times as fast as pandas at a million rows, the same text for a number
        for name, frame in frames.items():
            (folder / name).parent.mkdir(exist_ok=True)
            path = str(folder / name).replace("'", "''")
            engine.register("frame", frame)
            engine.execute(f"COPY (SELECT * FROM frame) TO '{path}' (FORMAT csv, HEADER, DELIMITER ',')")
            engine.unregister("frame")


_BLOCK = 24  # fills of three patients: the first takes 4 to 10 of them, the second up to the 12th to 19th

# A fill is a function of its number alone, so rows can be made in any order, by any number of threads: the file's row r
# holds fill (r * step + shift) mod fills. Everything drawn is a hash of seed, patient and purpose.
_FILLS = """
WITH numbered AS (
    SELECT (r * {step} + {shift}) % {fills} AS fill FROM range({fills}) AS rows(r)
), blocks AS (
    SELECT fill // {block} AS block, fill % {block} AS place FROM numbered
), cuts AS (
    SELECT block, place,
           4 + CAST(hash({seed}, block, 'first') % 7 AS BIGINT) AS one,
           12 + CAST(hash({seed}, block, 'second') % 8 AS BIGINT) AS two
    FROM blocks
), patients AS (
    SELECT block * 3 + CASE WHEN place < one THEN 0 WHEN place < two THEN 1 ELSE 2 END AS patient,
           place - CASE WHEN place < one THEN 0 WHEN place < two THEN one ELSE two END AS k
    FROM cuts
), drawn AS (
    SELECT patient, k,
           CAST(hash({seed}, patient, 'start') % 3200 AS BIGINT) AS start,
           4 + CAST(hash({seed}, patient, 'break') % 6 AS BIGINT) AS break_at,
           100 + CAST(hash({seed}, patient, 'pause') % 400 AS BIGINT) AS pause,
           CAST(hash({seed}, patient, 'strength') % 6 AS BIGINT) AS strength,
           1 + CAST(hash({seed}, patient, 'daily') % 2 AS BIGINT) AS daily,
           CAST(hash({seed}, patient, k, 'late') % 16 AS BIGINT) - 6 AS shifted
    FROM patients
)
SELECT 'P' || lpad(CAST(patient AS VARCHAR), {width}, '0') AS patient_id,
       DATE '2014-01-01' + CAST(start + 30 * k + CASE WHEN k = 0 THEN 0 ELSE shifted END
                                + CASE WHEN k >= break_at THEN pause ELSE 0 END AS INTEGER) AS dispense_date,
       CAST(30 AS INTEGER) AS days_supply,
       CAST([10, 20, 25, 30, 35, 40][strength + 1] AS INTEGER) AS strength_mg,
       CAST(30 * daily AS INTEGER) AS quantity
FROM drawn"""


def simulate_fills(fills: int, *, seed: int, out: str | Path, shuffled: bool = True, memory: str = "1GB") -> Path:
    """Write a file of exactly that many monthly fills, .parquet or .csv by its name, and return its path.

    About eight fills per patient, some six days early to nine late, a third or so of the patients with a pause of 100
    to 499 days after their fourth to ninth fill: a second course. Columns patient_id (text), dispense_date,
    days_supply, strength_mg, quantity. There is no law of outcomes behind them. ``shuffled`` rows are in no order, as
    in an extract gathered from many places; otherwise they are in order of patient. The engine streams them under
    ``memory``; the same seed gives the same bytes on the same version of the engine.

    Raises StudyError for a number of fills or a seed that is none, or another ending; OutputError where the file cannot
    be written (nothing half-written stays).
    """
    require_whole("fills", fills, 1)
    require_whole("seed", seed, 0)
    path = Path(out)
    form = {".parquet": "FORMAT parquet", ".csv": "FORMAT csv, HEADER"}.get(path.suffix.lower())
    if form is None:
        raise StudyError(f"{path.name} must end in .parquet or .csv, so that its form is known.")
    step, shift = _step(fills) if shuffled else 1, (seed * 7919) % fills if shuffled else 0
    patients = 3 * (fills // _BLOCK + 1)
    text = _FILLS.format(fills=fills, seed=seed, block=_BLOCK, step=step, shift=shift, width=max(7, len(str(patients))))
    import duckdb

    with (
        whole_files(path, ours=lambda place: True) as (partial,),
        duckdb.connect(config={"memory_limit": memory}) as engine,
    ):
        engine.execute("SET enable_progress_bar = false")
        target = str(partial).replace("'", "''")
        engine.execute(f"COPY ({text}) TO '{target}' ({form})")
    return path


def _step(fills: int) -> int:
    """A stride near the golden section that meets every number below ``fills`` once."""
    step = max(int(fills * 0.6180339887), 1)
    while gcd(step, fills) != 1:
        step += 1
    return step

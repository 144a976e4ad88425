"""Records with a known truth: what an estimate made from records can be held against.

``simulate_courses`` draws patients from a :class:`Law` and returns their course records beside the true remission,
which is computed from the law and not from the sample. ``write_simulation`` puts both in a folder with a study file.
``simulate_dispensings`` shows patients of the same law as claims: fills, enrolment, later prescriptions. They are
written as flat files by ``write_dispensings`` and as an OMOP database by ``write_omop``. ``simulate_fills`` writes any
number of fills without a law, to measure time and memory on.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isostats.simulate.claims_habits import CLEAN, Habits
    from isostats.simulate.courses import Simulation, simulate_courses
    from isostats.simulate.dispensing_files import write_dispensings
    from isostats.simulate.dispensings import DispensingSimulation, simulate_dispensings
    from isostats.simulate.faults import inject_faults
    from isostats.simulate.law import Hazard, Law, true_remission, truth_table
    from isostats.simulate.leaving import LeavingWhenWell
    from isostats.simulate.many_fills import simulate_fills
    from isostats.simulate.omop import write_omop
    from isostats.simulate.omop_files import write_omop_folder
    from isostats.simulate.running import Running
    from isostats.simulate.writing import write_simulation

_HOME = {
    "CLEAN": "claims_habits",
    "DispensingSimulation": "dispensings",
    "Habits": "claims_habits",
    "Hazard": "law",
    "Law": "law",
    "LeavingWhenWell": "leaving",
    "Running": "running",
    "Simulation": "courses",
    "inject_faults": "faults",
    "simulate_courses": "courses",
    "simulate_dispensings": "dispensings",
    "simulate_fills": "many_fills",
    "true_remission": "law",
    "truth_table": "law",
    "write_dispensings": "dispensing_files",
    "write_omop": "omop",
    "write_omop_folder": "omop_files",
    "write_simulation": "writing",
}

__all__ = [
    "CLEAN",
    "DispensingSimulation",
    "Habits",
    "Hazard",
    "Law",
    "LeavingWhenWell",
    "Running",
    "Simulation",
    "inject_faults",
    "simulate_courses",
    "simulate_dispensings",
    "simulate_fills",
    "true_remission",
    "truth_table",
    "write_dispensings",
    "write_omop",
    "write_omop_folder",
    "write_simulation",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__

"""Course records with a known truth: what an estimate made from records can be held against.

``simulate_courses`` draws patients from a :class:`Law` and returns their course records beside the true remission,
which is computed from the law and not from the sample. ``write_simulation`` puts both in a folder with a study file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isostats.simulate.courses import Simulation, simulate_courses
    from isostats.simulate.faults import inject_faults
    from isostats.simulate.law import Hazard, Law, true_remission, truth_table
    from isostats.simulate.writing import write_simulation

_HOME = {
    "Hazard": "law",
    "Law": "law",
    "Simulation": "courses",
    "inject_faults": "faults",
    "simulate_courses": "courses",
    "true_remission": "law",
    "truth_table": "law",
    "write_simulation": "writing",
}

__all__ = [
    "Hazard",
    "Law",
    "Simulation",
    "inject_faults",
    "simulate_courses",
    "true_remission",
    "truth_table",
    "write_simulation",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__

"""isostats: remission, time to relapse and second courses after isotretinoin, held against the ~85% claim.

>>> import isostats as iso
>>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
>>> curve = iso.kaplan_meier(counts)
>>> round(float(curve.at([365], min_at_risk=1)["estimate"].iloc[0]), 3)
0.8

From records: ``iso.read_courses(path)``, ``iso.first_courses(records)``, ``cohort.count(outcome)``, then an estimator.
Names are loaded when they are used, so that ``import isostats`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from isostats import figures
    from isostats.cohort.counting import event_table
    from isostats.cohort.following import first_courses
    from isostats.compare.claim import compare_to_claim
    from isostats.compare.curves_beside import beside
    from isostats.compare.curves_from_papers import reconstruct_curve
    from isostats.compare.evidence import published
    from isostats.compare.pooled_evidence import pool_published
    from isostats.estimate import (
        aalen_johansen,
        cox,
        funnel,
        kaplan_meier,
        logrank,
        median_followup,
        proportion,
        rmst,
    )
    from isostats.records import check_courses, read_courses
    from isostats.report.claims_checked import claims, scorecard
    from isostats.report.grid_run import grid
    from isostats.report.job import analyse_study, write_report
    from isostats.report.study import read_study
    from isostats.simulate import simulate_courses

_HOMES = {
    "aalen_johansen": "isostats.estimate",
    "analyse_study": "isostats.report.job",
    "beside": "isostats.compare.curves_beside",
    "check_courses": "isostats.records",
    "claims": "isostats.report.claims_checked",
    "compare_to_claim": "isostats.compare.claim",
    "cox": "isostats.estimate",
    "event_table": "isostats.cohort.counting",
    "first_courses": "isostats.cohort.following",
    "funnel": "isostats.estimate",
    "grid": "isostats.report.grid_run",
    "kaplan_meier": "isostats.estimate",
    "logrank": "isostats.estimate",
    "median_followup": "isostats.estimate",
    "pool_published": "isostats.compare.pooled_evidence",
    "proportion": "isostats.estimate",
    "published": "isostats.compare.evidence",
    "read_courses": "isostats.records",
    "read_study": "isostats.report.study",
    "reconstruct_curve": "isostats.compare.curves_from_papers",
    "rmst": "isostats.estimate",
    "scorecard": "isostats.report.claims_checked",
    "simulate_courses": "isostats.simulate",
    "write_report": "isostats.report.job",
}

__all__ = [
    "aalen_johansen",
    "analyse_study",
    "beside",
    "check_courses",
    "claims",
    "compare_to_claim",
    "cox",
    "event_table",
    "figures",
    "first_courses",
    "funnel",
    "grid",
    "kaplan_meier",
    "logrank",
    "median_followup",
    "pool_published",
    "proportion",
    "published",
    "read_courses",
    "read_study",
    "reconstruct_curve",
    "rmst",
    "scorecard",
    "simulate_courses",
    "write_report",
]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _HOMES:
        found = getattr(import_module(_HOMES[name]), name)
        globals()[name] = found
        return found
    if name == "figures":
        return import_module("isostats.figures")
    raise AttributeError(f"module 'isostats' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

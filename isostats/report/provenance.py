"""Where a report comes from: versions, command, data fingerprint, and the flow from rows to people."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from isostats import __version__
from isostats.report.exact_counts import EXACT
from isostats.report.page_head import answers_as_text

if TYPE_CHECKING:
    import pandas as pd

    from isostats.report.analysis import Analysis

FILES = (
    "courses",
    "events",
    "dispensings",
    "observation",
    "people",
    "treatments",
    "deaths",
    "weights",
    "database",
    "omop",
)
"""Paths and addresses say where things lie on somebody's machine; the manifest names the data by its fingerprint."""

PACKAGES = ("duckdb", "numpy", "pandas", "scipy", "lifelines", "matplotlib", "seaborn")


def versions() -> dict[str, str]:
    """The version of isostats, of Python and of the packages that the figures depend on."""
    found = {"isostats": __version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def manifest(analysis: Analysis, *, command: str) -> dict[str, Any]:
    """What made this folder, for a program to read. The only place with the time of the run."""
    return {
        "made_by": "isostats",
        "exact": EXACT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command,
        "versions": versions(),
        "simulated": analysis.study.simulated,
        "data": {
            analysis.study.door: analysis.records.source,
            "sha256": analysis.records.fingerprint,
            "rows": analysis.records.rows,
        },
        "study": analysis.study.model_dump(mode="json", exclude={"data": set(FILES)}),
        "definition": {
            "time_zero": analysis.cohort.definition.time_zero,
            "gap_rule": analysis.cohort.definition.gap_rule,
            "populations": {name: analysis.cohort.population_words(name) for name in analysis.cohort.populations},
        },
        "answer": answers_as_text(analysis),
    }


def terms(analysis: Analysis, *, command: str) -> tuple[tuple[str, str], ...]:
    """The same for a reader."""
    kind = "simulated " if analysis.study.simulated else ""
    kind += "course records" if analysis.study.door == "courses" else "dispensings"
    return (
        ("data", f"{analysis.records.source} ({kind}), {analysis.records.rows:,} rows"),
        ("fingerprint (SHA-256)", analysis.records.fingerprint),
        ("command", command or "from Python"),
        ("versions", ", ".join(f"{name} {number}" for name, number in versions().items())),
    )


def flow(analysis: Analysis) -> pd.DataFrame:
    """From the rows read to the people whose remission is estimated. Columns: step, reason, rows, patients."""
    import pandas as pd

    cohort = analysis.cohort
    steps: list[dict[str, Any]] = [
        {"step": each.step, "reason": each.reason.replace("_", " "), "rows": each.rows, "patients": each.patients}
        for each in (*analysis.records.companions, *analysis.records.flow)
    ]
    steps.append({"step": "first courses", "reason": "", "rows": cohort.people, "patients": cohort.people})
    found = cohort.query(
        "SELECT COUNT(*) FILTER (NOT responded) AS not_clear, COUNT(*) FILTER (response IS NULL) AS unknown, "
        "COUNT(*) FILTER (responded) AS responders, COUNT(*) FILTER (exit_day <= 0) AS unfollowed FROM first_courses"
    ).iloc[0]
    if cohort.open_ends:
        why = "observed no longer than the gap after it, so no day 0; left out"
        left = {"step": "end of the first course open", "reason": why, "rows": None, "patients": cohort.open_ends}
        steps.insert(-1, left)
    notes = []
    if found["unfollowed"]:
        notes.append(("no follow-up after the course", "counted, censored on day 0", found["unfollowed"]))
    if "responders" in cohort.populations:
        notes += [
            ("not clear at the end of the course", "no success; followed all the same", found["not_clear"]),
            ("response not recorded", "success is bounded; followed all the same", found["unknown"]),
            ("responders", "clear or almost clear", found["responders"]),
        ]
    steps += [{"step": step, "reason": why, "rows": None, "patients": int(people)} for step, why, people in notes]
    frame = pd.DataFrame(steps, columns=["step", "reason", "rows", "patients"])
    return frame.astype({"rows": "Int64", "patients": "Int64"})

"""Where a report comes from: versions, command and the fingerprint of the data."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from isostats.analyses.results import StudyResults
from isostats.report.exact_counts import EXACT
from isostats.version import __version__
from isostats.words.numbers import count_text

PACKAGES = ("duckdb", "numpy", "pandas", "scipy", "lifelines", "matplotlib", "seaborn")


def versions() -> dict[str, str]:
    """The version of isostats, of Python and of the packages that the figures depend on."""
    known = {"isostats": __version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            known[name] = version(name)
        except PackageNotFoundError:
            known[name] = "unknown"
    return known


def manifest(analysis: StudyResults, *, command: str) -> dict[str, Any]:
    """What made this folder, for a program to read. The only place with the time of the run."""
    return {
        "exact": EXACT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command,
        "versions": versions(),
        "simulated": analysis.study.simulated,
        "data": {
            analysis.study.data.kind: analysis.records.source,
            "sha256": analysis.records.fingerprint,
            "rows": analysis.records.rows,
        },
        "study": analysis.study.as_written(),
        "definition": {
            "time_zero": analysis.cohort.definition.time_zero,
            "gap_rule": analysis.cohort.definition.gap_rule,
            "populations": {name: analysis.cohort.population_words(name) for name in analysis.cohort.populations},
        },
        "answer": str(analysis["definitions"].value),
    }


def terms(analysis: StudyResults, *, command: str) -> tuple[tuple[str, str], ...]:
    """The same for a reader."""
    kind = "simulated " if analysis.study.simulated else ""
    kind += "course records" if analysis.study.data.kind == "courses" else "dispensings"
    return (
        ("data", f"{analysis.records.source} ({kind}), {count_text(analysis.records.rows)} rows"),
        ("fingerprint (SHA-256)", analysis.records.fingerprint),
        ("command", command or "from Python"),
        ("versions", ", ".join(f"{name} {number}" for name, number in versions().items())),
    )

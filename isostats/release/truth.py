"""The true counts behind a release: the attack's first witness, and a check that what it takes for known holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.release.event_tables import FIRST_TREATMENT, SafeTables, joined_as
from isostats.release.knowledge import EVERYONE, Knowledge
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

Floats = NDArray[np.float64]
Counts = dict[str, NDArray[np.float64]]


def true_counts(cohort: Cohort, release: SafeTables, known: Knowledge) -> Floats:
    """The exact count of each unknown: by group, response, outcome, part and day of the grid."""
    parts: dict[tuple[str, str], Counts] = {}
    responses = any(key[2] not in EVERYONE for key in known.unknowns)
    outcomes = release.outcomes
    for outcome in outcomes:
        for by in (None, *release.joined):
            for stratum, counts in _by_response(cohort, release, outcome, by, responses).items():
                for name, values in counts.items():
                    parts.setdefault((stratum, outcome), {})[name] = values
    if (FIRST_TREATMENT, v.EVERYONE, None) in release.tables:
        parts[EVERYONE[0], FIRST_TREATMENT] = _cumulative(cohort.count_first_treatment(), release)
    true = np.zeros(known.matrix.shape[1])
    first = next(iter(outcomes))
    for (part, group, stratum, *named), places in known.unknowns.items():
        counts = parts[stratum, named[0] if named else first]
        true[places] = counts.get(f"{part} {group}", 0.0)
    return true


def _by_response(
    cohort: Cohort, release: SafeTables, outcome: str, by: str | None, responses: bool
) -> dict[str, Counts]:
    everyone = _cumulative(joined_as(release, cohort.count(outcome, by=by), by), release)
    if not responses:
        return {EVERYONE[0]: everyone}
    clear = _cumulative(joined_as(release, cohort.count(outcome, population=v.RESPONDERS, by=by), by), release)
    best = cohort.count_success(outcome, reading="best", by=by)  # of those clear and those of whom nobody knows
    hoped = _cumulative(joined_as(release, best, by), release)
    for name in [each for each in hoped if each.startswith("n ")]:
        hoped[name] = hoped[name] - hoped.get(f"{v.NOT_CLEAR} {name[2:]}", np.zeros(1))[-1:]
    return {
        EVERYONE[0]: everyone,
        "clear": clear,
        "unknown": {name: _less(hoped, clear, name) for name in everyone},
        "not clear": {name: _less(everyone, hoped, name) for name in everyone},
    }


def _less(whole: Counts, part: Counts, name: str) -> NDArray[np.float64]:
    return np.asarray(whole.get(name, 0.0)) - part.get(name, 0.0)


def _cumulative(table: EventTable, release: SafeTables) -> Counts:
    """Exact cumulative counts on the grid, by part and group, and how many people a group holds."""
    until = np.searchsorted(table.days, release.days, side="right")
    parts = {cause: table.events[:, c] for c, cause in enumerate(table.causes)} | {v.LEFT: table.censored}
    counts_of: Counts = {}
    for g, group in enumerate(table.groups):
        counts_of[f"n {group}"] = np.rint(table.n[[g]])
        for part, counts in parts.items():
            counts_of[f"{part} {group}"] = np.concatenate([[0.0], np.cumsum(counts[g])])[until]
    return counts_of

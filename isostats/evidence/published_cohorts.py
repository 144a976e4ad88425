"""The published cohorts, as facts with their sources, to stand beside a study's own figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from isostats.errors import DataError, nearest
from isostats.estimate.proportions import proportion
from isostats.evidence.cohort_files import read_evidence
from isostats.resources import resource
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES

COLUMNS = (
    "study",
    "label",
    "arm",
    v.OUTCOME,
    v.N,
    v.EVENTS,
    v.PROPORTION,
    v.LOWER,
    v.UPPER,
    "follow_up_months",
    "definition",
    "count_basis",
    "pool",
    "pool_note",
    "url",
)


def published(
    outcome: str | None = None, *, path: str | Path | pd.DataFrame | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Published cohorts: events among n with a Wilson interval, follow-up, definition, confidence and source.

    One row per study, arm and outcome, in the order of the proportion with the event. ``pool`` says whether a row may
    enter a pooled estimate and ``pool_note`` why not; ``count_basis`` says how sure a count is (printed, derived from
    a percentage, inferred). A row without a printed count keeps an empty proportion: a hole is never filled.

    ``path`` is a file (or frame) of one's own in place of the bundled one: only study, outcome, n and events are
    required, and its outcomes may be its own. Raises DataError for an outcome that is not in it, and for every fault
    that :func:`isostats.evidence.cohort_files.read_evidence` names.

    >>> published("second_course")[["study", "n", "events"]].head(2).to_dict("records")
    [{'study': 'blasiak2013', 'n': 116, 'events': 2}, {'study': 'lai2025', 'n': 19907, 'events': 1639}]
    """
    frame = read_evidence(resource("data", "published", "published_cohorts.csv") if path is None else path)
    for name in COLUMNS:
        if name not in frame:
            frame[name] = None
    if outcome is not None:
        require_outcome(outcome, outcomes_of(frame))
        frame = frame[frame[v.OUTCOME] == outcome]
    frame = frame.assign(label=_labels(frame), n=frame[v.N].astype("Int64"), events=frame[v.EVENTS].astype("Int64"))
    intervals = [
        (float("nan"),) * 3 if pd.isna(events) else _wilson(int(events), int(n), level)
        for events, n in zip(frame[v.EVENTS], frame[v.N], strict=True)
    ]
    frame[[v.PROPORTION, v.LOWER, v.UPPER]] = pd.DataFrame(intervals, index=frame.index, columns=["a", "b", "c"])
    return frame.sort_values([v.PROPORTION, "study"], kind="stable")[list(COLUMNS)].reset_index(drop=True)


def outcomes_of(evidence: pd.DataFrame) -> list[str]:
    """The outcomes of the evidence: those of isostats in their order, then others as they come."""
    outcomes = list(dict.fromkeys(evidence[v.OUTCOME]))
    return [name for name in OUTCOMES if name in outcomes] + [name for name in outcomes if name not in OUTCOMES]


def require_outcome(outcome: str, known: list[str]) -> None:
    """An outcome that the evidence has, or a DataError that names the nearest and all of them."""
    if outcome not in known:
        hint = nearest(outcome, known) or "."
        raise DataError(f"There is no outcome {outcome!r}{hint} Known: {', '.join(known)}.")


def _wilson(events: int, n: int, level: float) -> tuple[float, float, float]:
    share = proportion(events, n, level=level)
    return share.estimate, share.lower, share.upper


def _labels(frame: pd.DataFrame) -> list[str]:
    """Authors and year as a reader knows a study; the arm where a study has several."""
    authors = frame["authors"] if "authors" in frame else [None] * len(frame)
    years = frame["year"] if "year" in frame else [None] * len(frame)
    labels = []
    for study, outcome, arm, name, year in zip(
        frame["study"], frame[v.OUTCOME], frame["arm"], authors, years, strict=True
    ):
        label = " ".join(text for text in (str(name or study).split(" (")[0], year) if text)
        several = (frame["study"].eq(study) & frame[v.OUTCOME].eq(outcome)).sum() > 1
        labels.append(f"{label}, {arm}" if several and arm else label)
    return labels

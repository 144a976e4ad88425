"""The published cohorts, as facts with their sources, to stand beside a study's own figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isostats._checks import DataError, counted, nearest
from isostats._resources import resource
from isostats.cohort.outcomes import OUTCOMES
from isostats.estimate.proportions import proportion

if TYPE_CHECKING:
    import pandas as pd

REQUIRED = ("study", "outcome", "n", "events")

COLUMNS = (
    "study",
    "label",
    "arm",
    "outcome",
    "n",
    "events",
    "proportion",
    "lower",
    "upper",
    "follow_up_months",
    "definition",
    "count_basis",
    "pool",
    "pool_note",
    "url",
)


def published(outcome: str | None = None, *, path: str | Path | None = None, level: float = 0.95) -> pd.DataFrame:
    """Published cohorts: events among n with a Wilson interval, follow-up, definition, confidence and source.

    One row per study, arm and outcome, in the order of the proportion with the event. ``pool`` says whether a row may
    enter a pooled estimate and ``pool_note`` why not; ``count_basis`` says how sure a count is (printed, derived from
    a percentage, inferred). A row without a printed count keeps an empty proportion: a hole is never filled.

    Raises DataError for a file without the columns study, outcome, n, events, or with events above n.

    >>> published("second_course")[["study", "n", "events"]].head(2).to_dict("records")
    [{'study': 'blasiak2013', 'n': 116, 'events': 2}, {'study': 'lai2025', 'n': 19907, 'events': 1639}]
    """
    import pandas as pd

    frame = pd.read_csv(path or resource("data", "published", "published_cohorts.csv"))
    missing = [name for name in REQUIRED if name not in frame]
    if missing:
        hints = "".join(f" {name}{nearest(name, frame.columns)}" for name in missing)
        raise DataError(f"The evidence file lacks {counted(len(missing), 'column')}:{hints}.")
    for name in COLUMNS:
        if name not in frame and name not in ("label", "proportion", "lower", "upper"):
            frame[name] = pd.NA
    if outcome is not None:
        if outcome not in OUTCOMES:
            raise DataError(
                f"There is no outcome {outcome!r}{nearest(outcome, OUTCOMES)} Known: {', '.join(OUTCOMES)}."
            )
        frame = frame[frame["outcome"] == outcome]
    above = frame[frame["events"] > frame["n"]]
    if len(above):
        first = above.iloc[0]
        raise DataError(
            f"{counted(len(above), 'evidence row')} with more events than people "
            f"(first: {first['study']}, {first['events']:.0f} of {first['n']:.0f}). Correct the file."
        )
    frame = frame.assign(label=_labels(frame), n=frame["n"].astype("Int64"), events=frame["events"].astype("Int64"))
    intervals = [
        (float("nan"),) * 3 if pd.isna(events) else _wilson(int(events), int(n), level)
        for events, n in zip(frame["events"], frame["n"], strict=True)
    ]
    frame[["proportion", "lower", "upper"]] = pd.DataFrame(intervals, index=frame.index, columns=["a", "b", "c"])
    return frame.sort_values(["proportion", "study"], kind="stable")[list(COLUMNS)].reset_index(drop=True)


def _wilson(events: int, n: int, level: float) -> tuple[float, float, float]:
    found = proportion(events, n, level=level)
    return found.estimate, found.lower, found.upper


def _labels(frame: pd.DataFrame) -> list[str]:
    """Authors and year as a reader knows a study; the arm where a study has several."""
    labels = []
    for _, row in frame.iterrows():
        name = str(row.get("authors", row["study"])).split(" (")[0]
        year = row.get("year")
        label = name if year is None or year != year else f"{name} {int(year)}"
        several = (frame["study"].eq(row["study"]) & frame["outcome"].eq(row["outcome"])).sum() > 1
        labels.append(f"{label}, {row['arm']}" if several and isinstance(row.get("arm"), str) else label)
    return labels

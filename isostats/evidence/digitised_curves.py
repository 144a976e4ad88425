"""Points clicked on a published curve and the numbers printed under it: read, checked, and put into whole days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from isostats.doors import option
from isostats.errors import DataError, require_one_of
from isostats.evidence import tables
from isostats.evidence.tables import IN_DAYS, OVERSHOOT, Days, Floats, Source, Unit
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted, number_text, percent, share_text, stated_points

Scale = Literal["share", "percent"]
Between = Literal["steps", "lines"]

PARTS = {"share": 1.0, "percent": 100.0}


@dataclass(frozen=True)
class DigitisedCurve:
    """A published curve by whole days: survival at the end of each, numbers at risk, and what was done to the points.

    ``days`` rise from 0 and ``survival`` falls; ``at_risk_days`` are among the days. ``clicked`` are the points as they
    were read, smoothed, before any was added.
    """

    days: Days
    survival: Floats
    at_risk_days: Days
    at_risk: Days
    clicked: int
    notes: tuple[str, ...]


def digitised_curve(
    points: pd.DataFrame | str | Path,
    *,
    unit: Unit,
    at_risk: pd.DataFrame | str | Path | None,
    at_risk_unit: Unit | None,
    n: int | None,
    scale: Scale,
    between: Between,
    tolerance: float,
) -> DigitisedCurve:
    """Check points and numbers at risk, and put them into whole days; see :func:`reconstruct_curve` for the meaning.

    Raises DataError, with a count, the first example and what to do, for anything that a curve cannot be.
    """
    require_one_of(unit, IN_DAYS, "unit", error=DataError)
    require_one_of(scale, PARTS, "scale", error=DataError)
    require_one_of(between, _FILLERS, "between", error=DataError)
    require_one_of(at_risk_unit or unit, IN_DAYS, "at_risk_unit", error=DataError)
    if isinstance(tolerance, bool) or not 0 <= tolerance <= 0.2:
        raise DataError(f"tolerance must be a share from 0 to 0.2, not {tolerance!r}.")
    source = tables.read_table(points, "The digitised curve")
    time, survival = _times_and_survival(source, unit, scale, tolerance)
    notes: list[str] = []
    far = time < -OVERSHOOT * max(time.max(), 0.0)
    source.refuse(far, v.TIME, "lie before time 0", "Set the origin of the time axis and digitise again.")
    if (time < 0).any():
        notes.append(f"{counted(int((time < 0).sum()), 'point')} clicked just before time 0 moved to it")
    rows, time = _in_order(np.maximum(time, 0.0), survival, notes)
    survival = survival[rows]
    survival = _falling(source, rows, np.clip(survival, 0, 1), tolerance, notes)
    day = tables.whole_days(time)
    days, first = np.unique(day, return_index=True)
    first_of_day, last_of_day = survival[first], survival[np.append(first[1:], len(day)) - 1]
    days, first_of_day, last_of_day = _started(days, first_of_day, last_of_day, tolerance, notes)
    risk_days, risk = tables.numbers_at_risk(at_risk, n, unit, at_risk_unit, int(days[-1]), notes)
    if risk_days[-1] > days[-1]:  # by no more than a click
        days, first_of_day, last_of_day = (
            np.append(days, risk_days[-1]), *(np.append(s, last_of_day[-1]) for s in (first_of_day, last_of_day)),
        )  # fmt: skip
    days, survival = _FILLERS[between](days, first_of_day, last_of_day, risk_days)
    return DigitisedCurve(days, survival, risk_days, risk, len(time), tuple(notes))


def _times_and_survival(source: Source, unit: Unit, scale: Scale, tolerance: float) -> tuple[Floats, Floats]:
    """Times in days, not yet whole, and survival as a share, as clicked."""
    columns = set(source.frame.columns)
    if {"survival", "incidence"} <= columns:
        raise DataError(f"{source.name} has both a survival and an incidence column; keep the one that was digitised.")
    value = "incidence" if "incidence" in columns else "survival"
    wanted = "time and survival (or incidence)"
    time, clicked = source.times(wanted, unit), source.column(value, wanted)
    share = clicked / PARTS[scale]
    hint = "Mend them, or click them again."
    if scale == "share" and share.max() > 2:
        percents = option("scale", "percent")
        hint = f"Values go up to {number_text(clicked.max())}: if they are percentages, say {percents}."
    outside = (share < -tolerance) | (share > 1 + tolerance)
    source.refuse(outside, value, f"lie outside 0 to {number_text(PARTS[scale])}, as no {value} can", hint)
    if scale == "percent" and clicked.max() <= 1:
        raise DataError(
            f"{source.name}: no {value} is above 1, so that these look like shares and not like percentages. "
            "Say scale = 'share', or write 85% as 85."
        )
    return time, 1 - share if value == "incidence" else share


def _in_order(time: Floats, survival: Floats, notes: list[str]) -> tuple[Days, Floats]:
    """The rows in the order of the curve, and their times: as clicked, where clicks go back by no more than a hair."""
    latest = np.maximum.accumulate(time)
    back = latest - time
    if back.max() <= OVERSHOOT * time.max():
        if back.any():
            notes.append(f"{counted(int((back > 0).sum()), 'point')} clicked just left of the one before moved to it")
        return np.arange(len(time)), latest
    order = np.lexsort((-survival, time))
    return order, time[order]


def _falling(source: Source, rows: Days, survival: Floats, tolerance: float, notes: list[str]) -> Floats:
    """The survival without the small rises of unsteady clicks: by isotonic regression, if there are any."""
    lowest = np.minimum.accumulate(survival)
    rise = survival - lowest
    risen = rise > 1e-12
    steep = rise > tolerance + 1e-12
    if steep.any():
        k = int(np.argmax(steep))
        before = int(np.argmin(survival[:k]))
        raise DataError(
            f"{source.name} rises, as a curve of remission cannot: {counted(int(steep.sum()), 'point')} of "
            f"{count_text(len(survival))} {agreed(steep.sum(), 'lies')} more than {stated_points(tolerance)} "
            f"points above an earlier one (first: {source.rows[rows[k]]}, {percent(survival[k])} after "
            f"{percent(survival[before])} in {source.rows[rows[before]]}). Check that all points are of one "
            "curve, and click these again. If the figure shows the share with the event, name the column incidence. A "
            "larger tolerance smooths unsteady clicks."
        )
    if not risen.any():
        return survival
    notes.append(
        f"{counted(int(risen.sum()), 'point')} of {count_text(len(survival))} that rose by up to "
        f"{share_text(rise.max())} points smoothed (isotonic regression)"
    )
    return _pooled(survival)


def _pooled(values: Floats) -> Floats:
    """The nearest falling sequence in least squares, by pooling adjacent violators (Ayer et al. 1955).

    >>> _pooled(np.array([1.0, 0.8, 0.9, 0.5])).round(2).tolist()
    [1.0, 0.85, 0.85, 0.5]
    """
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, size = float(value), 1
        while blocks and blocks[-1][0] < mean:
            other, more = blocks.pop()
            mean, size = (other * more + mean * size) / (more + size), more + size
        blocks.append((mean, size))
    return np.repeat([mean for mean, _ in blocks], [size for _, size in blocks])


def _started(
    days: Days, first: Floats, last: Floats, tolerance: float, notes: list[str]
) -> tuple[Days, Floats, Floats]:
    """The curve from 100% on day 0; a start that was not clicked is added."""
    if days[0] > 0:
        notes.append("a start at 100% on day 0 added")
        return np.insert(days, 0, 0), np.insert(first, 0, 1.0), np.insert(last, 0, 1.0)
    if first[0] < 1:
        if first[0] >= 1 - tolerance:
            notes.append(f"the first point, {percent(first[0])} on day 0, read as 100%")
            if last[0] == first[0]:
                last = np.insert(last[1:], 0, 1.0)
        else:
            notes.append(f"a start at 100% added, so that {percent(1 - first[0])} fail on day 0")
    return days, np.insert(first[1:], 0, 1.0), last


def _as_steps(days: Days, first: Floats, last: Floats, also: Days) -> tuple[Days, Floats]:
    """The curve stays at each point until the next, as Guyot and others read it."""
    every = np.union1d(days, also)
    return every, last[np.searchsorted(days, every, side="right") - 1]


def _as_lines(days: Days, first: Floats, last: Floats, also: Days) -> tuple[Days, Floats]:
    """The curve runs straight from each point to the next, on every day."""
    every = np.arange(days[-1] + 1)
    value = np.interp(every, np.repeat(days, 2), np.column_stack([first, last]).ravel())
    value[days] = last
    return every, value


_FILLERS: dict[str, Callable[[Days, Floats, Floats, Days], tuple[Days, Floats]]] = {
    "steps": _as_steps,
    "lines": _as_lines,
}

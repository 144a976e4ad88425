"""The numbers at risk printed under a published curve, checked and put into whole days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from isostats._checks import DataError, counted
from isostats.compare.digitised_tables import IN_DAYS, OVERSHOOT, Source, Unit, column, read_table, refuse, whole_days

if TYPE_CHECKING:
    import pandas as pd

Days = NDArray[np.int64]


def numbers_at_risk(
    given: pd.DataFrame | str | Path | None, n: int | None, unit: Unit, end: int, notes: list[str]
) -> tuple[Days, Days]:
    """The numbers at risk by whole days, from day 0 on and not beyond the curve."""
    if n is not None and (isinstance(n, bool) or n != int(n) or n < 1):
        raise DataError(f"n must be the whole number of people at the start, not {n!r}.")
    if given is None:
        if n is None:
            raise DataError("Give the numbers at risk printed under the curve (at_risk), or at least n at its start.")
        notes.append("no numbers at risk were printed: nobody is taken to be censored before the end")
        return np.array([0]), np.array([int(n)])
    source = read_table(given, "The at-risk table")
    time = column(source, "time", "time and at_risk") * IN_DAYS[unit]
    numbers = column(source, "at_risk", "time and at_risk")
    shown = np.asarray(source.frame["at_risk"])
    refuse(source, (numbers < 0) | (numbers != np.floor(numbers)), shown,
            "are not whole numbers of people", "Copy the numbers as they are printed.")  # fmt: skip
    refuse(source, time < 0, np.asarray(source.frame["time"]), "lie before time 0", "Leave such rows out.")
    order = np.argsort(time, kind="stable")
    days, counts = whole_days(time[order]), numbers[order].astype(np.int64)
    in_order = Source(source.frame, source.name, lambda i: source.row(int(order[i])))
    refuse(in_order, np.append(False, np.diff(days) == 0), time[order] / IN_DAYS[unit],
            "repeat a time", "Keep one number for each time.")  # fmt: skip
    refuse(in_order, np.append(False, np.diff(counts) > 0), counts,
            "have more people at risk than the time before",
            "Numbers at risk only fall: check that they are of one group and in the order of time.")  # fmt: skip
    days, counts = _with_start(source, days, counts, n)
    return _within(in_order, days, counts, end, notes, unit)


def _with_start(source: Source, days: Days, counts: Days, n: int | None) -> tuple[Days, Days]:
    if days[0] > 0:
        if n is None:
            raise DataError(f"{source.name} has no row for time 0. Add it, or give n, the people at the start.")
        if n < counts[0]:
            raise DataError(f"n is {n:,}, but the at-risk table has {counts[0]:,} people later. Check both.")
        return np.insert(days, 0, 0), np.insert(counts, 0, n)
    if n is not None and n != counts[0]:
        raise DataError(f"n is {n:,}, but the at-risk table has {counts[0]:,} people at time 0. Give one of them.")
    if counts[0] == 0:
        raise DataError(f"{source.name} has nobody at risk at time 0.")
    return days, counts


def _within(source: Source, days: Days, counts: Days, end: int, notes: list[str], unit: Unit) -> tuple[Days, Days]:
    """Without times beyond the curve: a click's width is forgiven, zeros tell nothing, the rest is refused."""
    beyond = days > end
    if not beyond.any():
        return days, counts
    near = days <= end * (1 + OVERSHOOT)
    refused = beyond & ~near & (counts > 0)
    if refused.any():
        k = int(np.argmax(refused))
        raise DataError(
            f"{source.name}: {counted(int(refused.sum()), 'time')} of {len(days):,} "
            f"{'lies' if refused.sum() == 1 else 'lie'} beyond the last point of the curve (first: "
            f"{round(days[k] / IN_DAYS[unit], 1):g} {unit} with {counts[k]:,} at risk; the curve ends at "
            f"{round(end / IN_DAYS[unit], 1):g}). Click the curve to its end, or leave such rows out."
        )
    kept = ~beyond | (near & (counts > 0))
    if (beyond & kept).any():
        notes.append(f"the curve carried on flat to day {days[kept][-1]:,}, where the last number at risk stands")
    return days[kept], counts[kept]

"""The numbers at risk printed under a published curve, checked and put into whole days."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.errors import DataError
from isostats.evidence.digitised_tables import (
    IN_DAYS,
    OVERSHOOT,
    Source,
    Unit,
    column,
    read_table,
    refuse,
    times_in_days,
    whole,
    whole_days,
)
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text, counted, number_text

Days = NDArray[np.int64]
EARLY = 1 / 3
"""Numbers at risk that end before this part of the curve are taken for times in another unit."""
HALF = 0.5
MOST = 10_000_000
"""More people than any study of a curve has; a number above it was misread."""


def numbers_at_risk(
    table: pd.DataFrame | str | Path | None,
    n: int | None,
    curve_unit: Unit,
    own_unit: Unit | None,
    end: int,
    notes: list[str],
) -> tuple[Days, Days]:
    """The numbers at risk by whole days, from day 0 on and not beyond the curve.

    Their unit is the curve's, or ``own_unit``; where they end early (``EARLY``) and nobody says their unit, they are
    refused, since years under a curve in months look just so.
    """
    unit = own_unit or curve_unit
    if n is not None and not (whole(n) and 1 <= n <= MOST):
        raise DataError(f"n must be the whole number of people at the start, not {n!r} (from 1 to {count_text(MOST)}).")
    if table is None:
        if n is None:
            raise DataError("Give the numbers at risk printed under the curve (at_risk), or at least n at its start.")
        notes.append("no numbers at risk were printed: nobody is taken to be censored before the end")
        return np.array([0]), np.array([int(n)])
    source = read_table(table, "The at-risk table")
    time = times_in_days(source, "time and at_risk", unit)
    numbers = column(source, v.AT_RISK, "time and at_risk")
    shown = np.asarray(source.frame[v.AT_RISK])
    refuse(source, (numbers < 0) | (numbers != np.floor(numbers)), shown,
            "are not whole numbers of people", "Copy the numbers as they are printed.")  # fmt: skip
    too_many = f"are above {count_text(MOST)} people"
    refuse(source, numbers > MOST, shown, too_many, "Copy the numbers as they are printed.")
    refuse(source, time < 0, np.asarray(source.frame[v.TIME]), "lie before time 0", "Leave such rows out.")
    order = np.argsort(time, kind="stable")
    days, counts = whole_days(time[order]), numbers[order].astype(np.int64)
    in_order = Source(source.frame, source.name, lambda i: source.row(int(order[i])))
    refuse(in_order, np.append(False, np.diff(days) == 0), time[order] / IN_DAYS[unit],
            "repeat a time", "Keep one number for each time.")  # fmt: skip
    refuse(in_order, np.append(False, np.diff(counts) > 0), counts,
            "have more people at risk than the time before",
            "Numbers at risk only fall: check that they are of one group and in the order of time.")  # fmt: skip
    days, counts = _with_start(source, days, counts, n)
    if own_unit is None:
        _refuse_early(source, days, end, unit)
    if 0 < days[-1] < HALF * end:
        notes.append(f"no number at risk is known after day {count_text(days[-1])} of {count_text(end)}")
    return _within(in_order, days, counts, end, notes, unit)


def _refuse_early(source: Source, days: Days, end: int, unit: Unit) -> None:
    """Numbers at risk stand under the whole of a curve; where they end early their times are in another unit."""
    if not 0 < days[-1] <= EARLY * end:
        return
    others = [other for other in IN_DAYS if other != unit and days[-1] * IN_DAYS[other] / IN_DAYS[unit] <= 1.1 * end]
    longest = max(others, key=lambda other: IN_DAYS[other], default="")
    likely = f", as {longest} read as {unit} do" if longest else ""
    last, curve = (number_text(round(day / IN_DAYS[unit], 1)) for day in (days[-1], end))
    raise DataError(
        f"{source.name}: the last time is {last} {unit}, but the curve runs to {curve}. Numbers at risk that end so "
        f"early are mostly in another unit{likely}. Give the unit of their times as --at-risk-unit (at_risk_unit in "
        f"Python): {longest or unit}, or {unit} if they are right as they are."
    )


def _with_start(source: Source, days: Days, counts: Days, n: int | None) -> tuple[Days, Days]:
    if days[0] > 0:
        if n is None:
            raise DataError(f"{source.name} has no row for time 0. Add it, or give n, the people at the start.")
        if n < counts[0]:
            raise DataError(
                f"n is {count_text(n)}, but the at-risk table has {count_text(counts[0])} people later. Check both."
            )
        return np.insert(days, 0, 0), np.insert(counts, 0, n)
    if n is not None and n != counts[0]:
        raise DataError(
            f"n is {count_text(n)}, but the at-risk table has {count_text(counts[0])} people at time 0. Give one of "
            "them."
        )
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
            f"{source.name}: {counted(int(refused.sum()), v.TIME)} of {count_text(len(days))} "
            f"{'lies' if refused.sum() == 1 else 'lie'} beyond the last point of the curve (first: "
            f"{number_text(round(days[k] / IN_DAYS[unit], 1))} {unit} with {count_text(counts[k])} at risk; the curve "
            "ends at "
            f"{number_text(round(end / IN_DAYS[unit], 1))}). If their times are in another unit "
            "than the curve's, give it as --at-risk-unit; else click the curve to its end."
        )
    kept = ~beyond | (near & (counts > 0))
    if (beyond & kept).any():
        notes.append(
            f"the curve carried on flat to day {count_text(days[kept][-1])}, where the last number at risk stands"
        )
    return days[kept], counts[kept]

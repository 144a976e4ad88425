"""The tables of evidence (cohorts, points of a curve, numbers at risk): read, every fault named by its row."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.engines.embedded import open_engine
from isostats.errors import DataError, nearest
from isostats.records.column_names import plain
from isostats.records.formats.registry import read_raw
from isostats.records.number_texts import decimal_of, read_number
from isostats.records.raw import ReadingOptions, Unusable
from isostats.resources import resource
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import DAYS_IN_MONTH, DAYS_IN_YEAR
from isostats.words.numbers import agreed, count_text, counted, number_text

Floats = NDArray[np.float64]
Days = NDArray[np.int64]
Unit = Literal["days", "months", "years"]
IN_DAYS = {"days": 1.0, "months": DAYS_IN_MONTH, "years": DAYS_IN_YEAR}
LONGEST = 200 * DAYS_IN_YEAR
"""No follow-up is longer; times beyond it are in another unit, or no times."""
OVERSHOOT = 0.01
"""A click may miss an end of the time axis by this share of the curve's length."""
EARLY = 1 / 3
"""Numbers at risk that end before this part of the curve are taken for times in another unit."""
HALF = 0.5
MOST = 10_000_000
"""More people than any study of a curve has; a number above it was misread."""


def read_texts(source: pd.DataFrame | str | Path, name: str, known: Collection[str]) -> pd.DataFrame:
    """A table in any format that records can be in, as trimmed texts by plain column names, with its ``row`` numbers.

    ``known`` columns help to tell the delimiter. Raises DataError for a file that cannot be read or is empty, for rows
    with more or fewer values than names, and for a column that is there twice.
    """
    connection = open_engine(small=True)
    try:
        raw = read_raw(connection, source, "evidence", ReadingOptions(known))
        frame = connection.execute("SELECT * FROM evidence ORDER BY row").df()
    except Unusable as error:
        raise DataError(f"{name} cannot be read: {error.finding}") from None
    finally:
        connection.close()
    if raw.ragged:
        raise DataError(
            f"{name}: {counted(len(raw.ragged), 'row')} without one value for each of the {len(raw.names)} columns "
            f"(first: row {raw.ragged[0].row}). Put texts with commas in quotation marks. Decimal commas need "
            "semicolons between the values, as in 12,5;0,85."
        )
    names = [plain(each) for each in raw.names]
    _require_single(names, name)
    texts = frame.drop(columns="row").set_axis(names, axis=1).astype(object)
    return texts.where(texts.notna(), "").apply(lambda column: column.str.strip()).assign(row=frame["row"])


def bundled_texts(*parts: str) -> pd.DataFrame:
    """A table that comes with isostats, as :func:`read_texts` has it: its form is known, so that no engine looks at it.

    >>> bundled_texts("data", "published", "published_cohorts.csv")[["study", "row"]].values.tolist()[0]
    ['lai2025', 2]
    """
    with resource(*parts).open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return pd.DataFrame(rows, columns=names, dtype=object).assign(row=range(2, len(rows) + 2))


def _require_single(columns: list[str], name: str) -> None:
    doubled = next((each for each in columns if each and columns.count(each) > 1), None)
    if doubled is not None:
        raise DataError(f"{name} has {columns.count(doubled)} columns {doubled!r}. Keep one of them.")


def read_numbers(values: pd.Series) -> tuple[Floats, list[object]]:
    """Values, texts among them, as numbers with NaN where there is none; and as read: a text is the rule it breaks."""
    decimal = decimal_of([value for value in values if isinstance(value, str)])
    both = (read_number(value, decimal) if isinstance(value, str) else (value, None) for value in values)
    read = [problem or value for value, problem in both]
    return np.asarray(pd.to_numeric(pd.Series(read, dtype=object), errors="coerce"), dtype=float), read


@dataclass(frozen=True)
class Source:
    """A table with the names that it and its rows have in an error."""

    frame: pd.DataFrame
    name: str
    rows: list[str]

    def column(self, name: str, wanted: str) -> Floats:
        """A column of numbers with none missing, or an error that says what the table must hold."""
        columns = list(self.frame.columns)
        if name not in columns:
            raise DataError(
                f"{self.name} has no column {name!r}{nearest(name, columns) or '.'} It has: {', '.join(columns)}. "
                f"It must have {wanted}, named in the first line."
            )
        blank = self.frame[name].map(lambda value: isinstance(value, str) and not value.strip()).astype(bool)
        numbers, read = read_numbers(self.frame[name].mask(blank))
        unclear = np.array([value == "ambiguous_number" for value in read], dtype=bool)
        self.refuse(unclear, name, f"have a {name} that may be read in two ways", "Write numbers as 1200 or 1.2.")
        missing = self.frame[name].mask(blank).isna().to_numpy()
        self.refuse(missing, name, f"have no {name}", "Click the point again, or leave the row out.")
        self.refuse(~np.isfinite(numbers), name, f"have a {name} that is not a number", "Write numbers as 12.5.")
        return numbers

    def times(self, wanted: str, unit: Unit) -> Floats:
        """The column of times in days, not yet whole; refused where no follow-up is that long."""
        time = self.column(v.TIME, wanted) * IN_DAYS[unit]
        check = f"Check the times and their unit, {unit}."
        self.refuse(np.abs(time) > LONGEST, v.TIME, "lie beyond 200 years", check)
        return time

    def refuse(self, wrong: NDArray[np.bool_], column: str, fault: str, advice: str) -> None:
        """An error that counts the faulty rows and shows the first with its value in a column, if there are any."""
        if not wrong.any():
            return
        first = int(np.argmax(wrong))
        value = self.frame[column].iloc[first]
        text = number_text(value) if isinstance(value, float) else str(value)
        example = "" if pd.isna(value) or not text.strip() else f": {text}"
        raise DataError(
            f"{self.name}: {count_text(int(wrong.sum()))} of {counted(len(wrong), 'row')} {fault} "
            f"(first: {self.rows[first]}{example}). {advice}"
        )


def read_table(table: pd.DataFrame | str | Path, name: str) -> Source:
    """A frame, or a file with a first line of names. Raises DataError as :func:`read_texts`, or without rows."""
    if isinstance(table, pd.DataFrame):
        columns = [str(column).strip().lower() for column in table.columns]
        _require_single(columns, name)
        frame = table.set_axis(columns, axis=1).reset_index(drop=True)
        source = Source(frame, name, [f"row {i}, counting from 0" for i in range(len(frame))])
    else:
        texts = read_texts(table, name, {v.TIME, v.AT_RISK, "survival", "incidence"})
        source = Source(texts.drop(columns="row"), f"{name} in {table}", [f"line {row}" for row in texts["row"]])
    if len(source.frame) == 0:
        raise DataError(f"{name} has no rows.")
    return source


def whole(number: object) -> bool:
    """A whole number, as a number of people is.

    >>> whole(5), whole(5.0), whole(5.5), whole(float("inf")), whole(True), whole("5")
    (True, True, False, False, False, False)
    """
    if isinstance(number, bool) or not isinstance(number, (int, float, np.integer, np.floating)):
        return False
    return bool(np.isfinite(number) and number == int(number))


def whole_days(time: Floats) -> Days:
    """Times in days, rounded down; 7 days written as 0.229979 months are still 7.

    >>> whole_days(np.array([0.229979 * 30.4375, 365.25])).tolist()
    [7, 365]
    """
    return np.floor(time + 1e-4).astype(np.int64)


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
    unit, wanted = own_unit or curve_unit, "time and at_risk"
    if n is not None and not (whole(n) and 1 <= n <= MOST):
        raise DataError(f"n must be the whole number of people at the start, not {n!r} (from 1 to {count_text(MOST)}).")
    if table is None:
        if n is None:
            raise DataError("Give the numbers at risk printed under the curve (at_risk), or at least n at its start.")
        notes.append("no numbers at risk were printed: nobody is taken to be censored before the end")
        return np.array([0]), np.array([int(n)])
    source = read_table(table, "The at-risk table")
    order = np.argsort(source.times(wanted, unit), kind="stable")
    source = replace(source, frame=source.frame.iloc[order], rows=[source.rows[i] for i in order])
    time, numbers = source.times(wanted, unit), source.column(v.AT_RISK, wanted)
    days, copy = whole_days(time), "Copy the numbers as they are printed."
    not_whole = (numbers < 0) | (numbers != np.floor(numbers))
    source.refuse(not_whole, v.AT_RISK, "are not whole numbers of people", copy)
    source.refuse(numbers > MOST, v.AT_RISK, f"are above {count_text(MOST)} people", copy)
    source.refuse(time < 0, v.TIME, "lie before time 0", "Leave such rows out.")
    source.refuse(np.append(False, np.diff(days) == 0), v.TIME, "repeat a time", "Keep one number for each time.")
    source.refuse(
        np.append(False, np.diff(numbers) > 0), v.AT_RISK, "have more people at risk than the time before",
        "Numbers at risk only fall: check that they are of one group and in the order of time.",
    )  # fmt: skip
    days, counts = _with_start(source, days, numbers.astype(np.int64), n)
    if own_unit is None:
        _refuse_early(source, days, end, unit)
    if 0 < days[-1] < HALF * end:
        notes.append(f"no number at risk is known after day {count_text(days[-1])} of {count_text(end)}")
    return _within(source, days, counts, end, notes, unit)


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
            people = count_text(counts[0])
            raise DataError(f"n is {count_text(n)}, but the at-risk table has {people} people later. Check both.")
        return np.insert(days, 0, 0), np.insert(counts, 0, n)
    if n is not None and n != counts[0]:
        people = count_text(counts[0])
        raise DataError(f"n is {count_text(n)}, but the at-risk table has {people} people at time 0. Give one of them.")
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
        last, curve = (number_text(round(day / IN_DAYS[unit], 1)) for day in (days[k], end))
        lie = agreed(refused.sum(), "lies")
        raise DataError(
            f"{source.name}: {counted(int(refused.sum()), v.TIME)} of {count_text(len(days))} {lie} beyond the last "
            f"point of the curve (first: {last} {unit} with {count_text(counts[k])} at risk; the curve ends at "
            f"{curve}). If their times are in another unit than the curve's, give it as --at-risk-unit; else click the "
            "curve to its end."
        )
    kept = ~beyond | (near & (counts > 0))
    if (beyond & kept).any():
        notes.append(
            f"the curve carried on flat to day {count_text(days[kept][-1])}, where the last number at risk stands"
        )
    return days[kept], counts[kept]

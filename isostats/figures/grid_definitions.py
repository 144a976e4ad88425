"""The grid of definitions as pictures need it: sorted by estimate, its choices as levels, and the words for both.

The frame is that of ``grid.csv``: one row per definition, the columns of :data:`isostats.study.grid_axes.AXES` beside
those of ``results.csv``, then ``position`` (above, at, below, not_estimable) and ``primary`` (true for exactly one).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.errors import EstimateError
from isostats.figures.result_checks import require_frame
from isostats.figures.ticks import share_floor
from isostats.study.grid_axes import AXES, CENSORING_AWARE, HIGHEST, LOWEST, Axis
from isostats.vocabulary import names as v
from isostats.vocabulary.level_order import by_number
from isostats.words.english import between, number
from isostats.words.numbers import count_text, counted, interval, percent, stated_percent, stated_points

POSITIONS = ("above", "at", "below")
UNDECIDED = "undecided"
"""The position of a share both of whose ends do not stand alike."""
SAME = 1e-9
"""Two ends that differ by less are one."""
NO_LEVEL = "does not apply"
COLUMNS = (
    v.OUTCOME, v.TIME_DAYS, v.POPULATION, "denominator", v.GROUP, v.ESTIMATE, v.STATUS, "position", "primary",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One choice: its levels in natural order, as in the table (``values``) and in words, and every row's level."""

    column: str
    label: str
    values: tuple[str, ...]
    levels: tuple[str, ...]
    codes: NDArray[np.intp]

    def describe(self, row: int) -> str:
        """The level of a definition with the name of the choice."""
        return f"{self.label}: {self.levels[self.codes[row]]}"


@dataclass(frozen=True)
class Grid:
    """The definitions: the ``drawn`` ones with an estimate first, from the lowest to the highest, then the others."""

    frame: pd.DataFrame
    choices: tuple[Choice, ...]
    drawn: int
    primary: int
    claim: float
    margin: float
    level: float

    @property
    def size(self) -> int:
        """The number of definitions."""
        return len(self.frame)

    @property
    def aware(self) -> NDArray[np.bool_]:
        """Which definitions are censoring-aware; the others are naive, and biased."""
        return np.asarray(self.frame["denominator"] == CENSORING_AWARE)

    @property
    def kinds(self) -> dict[str, NDArray[np.bool_]]:
        """Which of the drawn definitions are naive, which censoring-aware, and which is the primary one."""
        aware, primary = self.aware[: self.drawn], np.arange(self.drawn) == self.primary
        return {v.NAIVE: ~aware & ~primary, "aware": aware & ~primary, "primary": primary}

    @property
    def varying(self) -> tuple[Choice, ...]:
        """The choices that differ between definitions."""
        return tuple(c for c in self.choices if len(c.levels) > 1)

    @property
    def fixed(self) -> tuple[Choice, ...]:
        """The choices that are the same in all definitions, without those that apply to none."""
        return tuple(c for c in self.choices if len(c.levels) == 1 and c.levels[0] != NO_LEVEL)

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column of the drawn definitions."""
        return np.asarray(self.frame[column].iloc[: self.drawn].astype(float), dtype=np.float64)

    @cached_property
    def ends(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The least and the most that the share of each drawn definition can be."""
        return range_of(self.frame.iloc[: self.drawn])

    def is_range(self, row: int) -> bool:
        """Whether a drawn definition's share can be more, or less, than its estimate."""
        low, high = self.ends
        return bool(row < self.drawn and high[row] - low[row] > SAME)

    @property
    def ranges_words(self) -> str:
        """What the bars of ranges mean; empty where there are none."""
        if not any(map(self.is_range, range(self.drawn))):
            return ""
        return "Wide pale bars: the least and the most that a share can be."

    def describe(self, row: int) -> str:
        """The choices of a definition in words."""
        return "; ".join(c.describe(row) for c in self.choices if c.levels[c.codes[row]] != NO_LEVEL)

    def tally(self, which: NDArray[np.bool_]) -> dict[str, int]:
        """How many of these definitions lie above, at and below the claim or are undecided, among those drawn."""
        position = self.frame["position"].to_numpy()[: self.drawn][which[: self.drawn]]
        return {name: int((position == name).sum()) for name in (*POSITIONS, UNDECIDED)}

    def tally_words(self) -> list[str]:
        """The counts above, at and below the claim, censoring-aware and naive apart, and what has no estimate."""
        sentences = []
        naive = v.NAIVE if (self.frame["position"] == UNDECIDED).any() else "naive and therefore biased"
        for which, name in ((self.aware, "censoring-aware"), (~self.aware, naive)):
            ends = [each[which[: self.drawn]] for each in self.ends]
            if len(ends[0]):
                low, high = percent(ends[0].min()), percent(ends[1].max())
                span = f"at {low}" if low == high else f"from {low} to {high}"
                counts = self.tally(which)
                open_ends = f", {count_text(counts[UNDECIDED])} undecided" if counts[UNDECIDED] else ""
                sentences.append(
                    f"{count_text(len(ends[0]))} {name}, {span}: {count_text(counts['above'])} above the claim, "
                    f"{count_text(counts['at'])} within {self.margin_words} of it ({self.band_words()}), "
                    f"{count_text(counts['below'])} below"
                    f"{open_ends}."
                )
        lost = self.frame[v.STATUS].iloc[self.drawn :].map(v.STATUS_LABELS)
        if len(lost):
            each = ", ".join(f"{why} ({count_text(n)})" for why, n in sorted(lost.value_counts().items()))
            sentences.append(f"Not drawn, for want of an estimate: {each}.")
        return sentences

    @property
    def margin_words(self) -> str:
        """How near the claim an estimate lies that is called so; nothing is tested."""
        return f"{stated_points(self.margin)} points"

    def place_words(self, position: str) -> str:
        """Where an estimate of this position lies; empty where that is open."""
        within = f"within {self.margin_words} of the claim"
        return {"above": "above the claim", "at": within, "below": "below the claim"}.get(position, "")

    def band_words(self) -> str:
        """The shares within the margin of the claim."""
        return f"{stated_percent(self.claim - self.margin)} to {stated_percent(min(self.claim + self.margin, 1))}"

    def estimate_words(self, row: int) -> str:
        """A definition's estimate with its interval, or both ends of what it can be, n and events; or why there is
        none."""
        it = self._rows[row]
        if row >= self.drawn:
            return v.STATUS_LABELS[it[v.STATUS]]
        lower, upper = number(it.get(v.LOWER)), number(it.get(v.UPPER))
        range_here = self.is_range(row)  # of which an interval speaks of one end alone, as none does at 0% and 100%
        limits = [interval(lower, upper, self.level)] if isfinite(lower) and not range_here else []
        shown = [(name, count_text(number(it.get(name)), missing="")) for name in (v.N, v.EVENTS)]
        counts = [f"{name} = {count}" for name, count in shown if count]
        low, high = (float(each[row]) for each in self.ends)
        share = between((low, high)) if range_here else percent(number(it[v.ESTIMATE]))
        return f"{share} ({'; '.join([*limits, *counts])})"

    @cached_property
    def _rows(self) -> list[Any]:
        return list(self.frame.to_dict("records"))

    def floor(self) -> int:
        """Where an axis of these shares begins, in percent: below the lowest end, limit and margin."""
        return share_floor([*self.ends[0], *self.numbers(v.LOWER), self.claim - self.margin])


def read_grid(frame: pd.DataFrame, *, claim: float, margin: float, call: str = "specification_curve") -> Grid:
    """Sort the definitions and read their choices.

    Ties are sorted by their choices, so that the order of the rows does not matter. Raises EstimateError for anything
    but such a frame, where the primary definition is not exactly one, or positions are of another claim or margin.
    """
    require_frame(frame, COLUMNS, call, "the definitions of a grid: iso.grid(study).to_frame()")
    frame = frame.reset_index(drop=True)
    if "horizon_days" not in frame:
        frame = frame.assign(horizon_days=frame[v.TIME_DAYS])
    primary = frame["primary"].map(lambda value: str(value).lower()).eq("true").to_numpy()
    if primary.sum() != 1:
        raise EstimateError(f"Exactly one definition is the primary one; {primary.sum()} are.")
    choices = [_choice(frame, axis) for axis in AXES.values() if axis.column in frame]
    estimate = frame[v.ESTIMATE].astype(float).to_numpy()
    quoted = (frame[v.STATUS] == v.OK).to_numpy() & np.isfinite(estimate)
    order = np.lexsort([*(c.codes for c in reversed(choices)), np.where(quoted, estimate, np.inf)])
    frame = frame.iloc[order].reset_index(drop=True)
    grid = Grid(
        frame,
        tuple(Choice(c.column, c.label, c.values, c.levels, c.codes[order]) for c in choices),
        int(quoted.sum()),
        int(np.flatnonzero(primary[order])[0]),
        claim,
        margin,
        next((number(v) for v in frame.get(v.LEVEL, []) if isfinite(number(v))), 0.95),
    )
    _check_positions(grid)
    return grid


def range_of(frame: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least and the most that each definition's share can be; the estimate where nothing else is known."""
    estimate = frame[v.ESTIMATE].astype(float)
    low, high = (
        frame[name].astype(float).fillna(estimate) if name in frame else estimate for name in (LOWEST, HIGHEST)
    )
    return low.to_numpy(), high.to_numpy()


def _check_positions(grid: Grid) -> None:
    off, slack = grid.numbers(v.ESTIMATE) - grid.claim, 1e-9
    position = grid.frame["position"].iloc[: grid.drawn].to_numpy()
    ends = {"above": (grid.margin, np.inf), "at": (-grid.margin, grid.margin), "below": (-np.inf, -grid.margin)}
    low, high = np.array([ends.get(each, (-np.inf, np.inf)) for each in position]).reshape(-1, 2).T
    wrong = np.flatnonzero((off < low - slack) | (off > high + slack))
    if len(wrong):
        first = int(wrong[0])
        raise EstimateError(
            f"{counted(len(wrong), 'position')} in the grid cannot be for a claim of {percent(grid.claim, 0)} "
            f"within {stated_points(grid.margin)} points (first: {percent(number(grid.frame[v.ESTIMATE][first]))} is "
            f"called {position[first]!r}). Draw it with the claim and the margin that it was made with."
        )


def _choice(frame: pd.DataFrame, axis: Axis) -> Choice:
    values = [axis.text(value) for value in frame[axis.column]]
    known = sorted(set(values), key=lambda text: _natural(text, axis.first))
    place = {value: i for i, value in enumerate(known)}
    return Choice(
        axis.column,
        axis.name,
        tuple(known),
        tuple(axis.short(text) if text else NO_LEVEL for text in known),
        np.array([place[text] for text in values], dtype=np.intp),
    )


def _natural(value: str, first: Sequence[str]) -> tuple[Any, ...]:
    """Named levels first, then by number where there is one and by letter where not; what does not apply comes last."""
    return (0, first.index(value)) if value in first else (1 if value else 2, by_number(value))

"""The share of people in each state over time, by Aalen and Johansen: also of those who come back to a state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from isostats.cohort.counting import event_table
from isostats.cohort.remission_states import DEAD, STATE_LABELS, STATES, Stays
from isostats.estimate.curves import kaplan_meier
from isostats.estimate.intervals import loglog_limits
from isostats.estimate.kernel import Floats, share
from isostats.estimate.results import Curve, short, whole_days
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.words.html import card
from isostats.words.numbers import count_text, in_words, percent_with_limits

HAIR = 1e-13
"""Rounding may leave a share a hair beside 0 or 1, where there are no limits."""


@dataclass(frozen=True, eq=False)
class StateOccupation:
    """``frame`` has a row for day 0 and each day on which anybody moves: time, and a column for each state.

    ``curve`` is that of death among everybody; its follow-up is that of the states.
    """

    stays: Stays
    frame: pd.DataFrame
    curve: Curve
    level: float

    def at(self, days: int | Sequence[int], *, min_at_risk: float = 10) -> pd.DataFrame:
        """The share in each state at the end of each day; the states of a day sum to 1.

        Columns: state, time, estimate, std_error, lower, upper (log-log), n (everybody), at_risk (under observation in
        that state just before the day), events (moves into it up to and on the day), status: ``ok`` or
        ``beyond_followup`` where fewer than ``min_at_risk`` people are under observation on the day.
        """
        return pd.DataFrame(self.rows_at(days, min_at_risk=min_at_risk))

    def rows_at(self, days: int | Sequence[int], *, min_at_risk: float = 10) -> list[dict[str, Any]]:
        """The rows of :meth:`at` as dictionaries."""
        rows = []
        asked = whole_days(days)
        observed = self.curve.counts.observed_on(asked)[0] if len(asked) else ()
        for day, followed in zip(asked.tolist(), observed, strict=True):
            estimate, std_error = self._moves.at(day)
            lower, upper = loglog_limits(estimate, std_error, self.level)
            few = short(np.array(followed), min_at_risk)
            for k, state in enumerate(STATES):
                numbers = (estimate[k], std_error[k], lower[k], upper[k])
                named = zip((v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER), numbers, strict=True)
                rows.append({
                    v.STATE: state, v.TIME: int(day), **{name: np.nan if few else float(one) for name, one in named},
                    v.N: self.stays.n, v.AT_RISK: self._moves.staying(k, day), v.EVENTS: self._moves.into(k, day),
                    v.STATUS: v.BEYOND_FOLLOWUP if few else v.OK,
                })  # fmt: skip
        return rows

    @cached_property
    def _moves(self) -> _Moves:
        return _Moves(self.stays)

    def __repr__(self) -> str:
        return f"states of {count_text(self.stays.n)} people by Aalen-Johansen: {', '.join(STATE_LABELS.values())}"

    def _repr_html_(self) -> str:
        days = [years(k) for k in (1, 2, 3, 5)]
        rows = self.rows_at(days)
        body = [
            [STATE_LABELS[state], *(
                percent_with_limits(each[v.ESTIMATE], each[v.LOWER], each[v.UPPER], self.level)
                if each[v.STATUS] == v.OK else v.STATUS_LABELS[each[v.STATUS]]
                for each in rows if each[v.STATE] == state
            )]
            for state in STATES
        ]  # fmt: skip
        return card("States after the first course", [repr(self)], ["", *map(in_words, days)], body)


def state_occupation(stays: Stays, *, level: float = 0.95) -> StateOccupation:
    """The probability of being in each state at the end of each day, everybody being in remission on day 0.

    p(t) = p(0) times the product over days of (I + dA), dA_hk = moves from h to k over those at risk in h on the day
    (entry < day <= exit). Aalen and Johansen 1978; of the state alone, not of moves from it, it needs no Markov
    assumption where leaving is independent (Datta and Satten 2001). The variance is the infinitesimal jackknife over
    people, as R's ``survfit(id =)``; limits are log-log.

    >>> from isostats.cohort.remission_states import stays_of
    >>> paths = [[(100, "relapsed"), (250, "in_remission")], [], [(50, "relapsed")]]
    >>> made = state_occupation(stays_of(paths, [400, 400, 400]))
    >>> made.at([200, 300], min_at_risk=1)["estimate"].round(4).tolist()
    [0.3333, 0.6667, 0.0, 0.0, 0.6667, 0.3333, 0.0, 0.0]
    """
    moves = _Moves(stays)
    columns = {v.TIME: np.concatenate([[0], moves.days])}
    columns |= {state: np.concatenate([[float(k == 0)], moves.after[:, k]]) for k, state in enumerate(STATES)}
    last = stays.exit[_lasts(stays)]
    died = (stays.to[_lasts(stays)] == STATES.index(DEAD)).astype(int)
    counts = event_table(last, died, causes=(v.DEATH,), weights=stays.people, definition=stays.definition)
    made = StateOccupation(stays, pd.DataFrame(columns), kaplan_meier(counts, level=level), level)
    vars(made)["_moves"] = moves  # they are not made twice
    return made


def _lasts(stays: Stays) -> np.ndarray:
    """The place of the last stay of each path."""
    return np.flatnonzero(np.concatenate([stays.path[1:] != stays.path[:-1], [True]]))


class _Moves:
    """Moves and people at risk by day, and what a person of each path adds to the shares of a day."""

    def __init__(self, stays: Stays) -> None:
        self._stays, kinds = stays, len(STATES)
        self._begin = np.flatnonzero(np.concatenate([[True], stays.path[1:] != stays.path[:-1]]))
        weight = stays.people[stays.path]
        moved = stays.to >= 0
        self.days, place = np.unique(stays.exit[moved], return_inverse=True)
        self._moved = np.zeros((len(self.days), kinds, kinds))
        np.add.at(self._moved, (place, stays.state[moved], stays.to[moved]), weight[moved])
        self._sums = [self._summed(k) for k in range(kinds)]
        self._at_risk = np.stack([self._staying(k, self.days) for k in range(kinds)], axis=1)
        hazard = share(self._moved, self._at_risk[:, :, None])
        self._hazard = hazard - np.eye(kinds) * hazard.sum(axis=2, keepdims=True)
        self.after = np.zeros((len(self.days), kinds))
        now = np.eye(kinds)[0]
        for place_, step in enumerate(self._hazard):
            now = now + now @ step
            self.after[place_] = now
        self._before = np.concatenate([np.eye(kinds)[:1], self.after[:-1]])[: len(self.days)]
        # of each stay how many days with moves are over when it begins, and when it ends
        self._entry, self._exit = self._days_over(stays.entry), self._days_over(stays.exit)
        self._known: dict[int, tuple[Floats, Floats]] = {}

    def _days_over(self, values: np.ndarray) -> np.ndarray:
        """How many days with moves are over at the end of each; by a look at each day's number, which is faster."""
        if not len(self.days):
            return np.zeros(len(values), dtype=np.int64)
        lowest, highest = int(self.days[0]) - 1, int(self.days[-1])
        over = np.cumsum(np.bincount(self.days - lowest, minlength=highest - lowest + 1))
        return np.asarray(over[np.clip(values, lowest, highest) - lowest])

    def _summed(self, state: int) -> list[tuple[int, Floats]]:
        """How many stays in a state have begun before each day, and ended: the lowest day, and the sums from it on."""
        mine = self._stays.state == state
        weight = self._stays.people[self._stays.path[mine]]
        sums = list[tuple[int, Floats]]()
        for values in (self._stays.entry[mine], self._stays.exit[mine]):
            lowest = min(int(values.min(initial=0)), 0)
            sums.append((lowest, np.concatenate([[0.0], np.cumsum(np.bincount(values - lowest, weight))])))
        return sums

    def _staying(self, state: int, days: np.ndarray) -> Floats:
        """How many are in a state and under observation just before each day: entry < day <= exit."""
        # whoever begins on day 0 is at risk from day 1 on
        begun, ended = (
            total[np.clip(days - lowest, 0, len(total) - 1)] for lowest, total in self._sums[state]
        )
        return np.asarray(begun - ended)

    def staying(self, state: int, day: int) -> int:
        """People in a state and under observation just before a day."""
        return round(float(self._staying(state, np.array([day]))[0]))

    def into(self, state: int, day: int) -> int:
        """Moves into a state up to and on a day."""
        return round(float(self._moved[self.days <= day, :, state].sum()))

    def at(self, day: int) -> tuple[Floats, Floats]:
        """The shares at the end of a day with their standard errors."""
        if day not in self._known:
            self._known[day] = self._read(day)
        return self._known[day]

    def _read(self, day: int) -> tuple[Floats, Floats]:
        until = int(np.searchsorted(self.days, day, side="right"))
        if not until:
            return np.eye(len(STATES))[0], np.zeros(len(STATES))
        estimate = self.after[until - 1]
        estimate = np.where(np.abs(estimate) < HAIR, 0.0, np.where(np.abs(estimate - 1) < HAIR, 1.0, estimate))
        moved = self._influence(day, until)
        variance = self._stays.people @ moved**2
        return estimate, np.sqrt(np.maximum(variance, 0.0))

    def _influence(self, day: int, until: int) -> Floats:
        """By how much one person of each path moves each share at the end of a day (paths, states).

        A move from h to k on day s moves p(t) by p_h(s-) / Y_h(s) (e_k - e_h) P(s, t), and each day at risk in h takes
        away what was expected of it; summed over a stay that is a difference of sums over days.
        """
        stays, kinds = self._stays, len(STATES)
        later = np.zeros((until, kinds, kinds))  # P(s, t) for each day s
        onwards = np.eye(kinds)
        for place in range(until - 1, -1, -1):
            later[place] = onwards
            onwards = onwards + self._hazard[place] @ onwards
        size = share(self._before[:until], self._at_risk[:until])
        expected = np.cumsum(size[:, :, None] * (self._hazard[:until] @ later), axis=0)
        expected = np.concatenate([np.zeros((1, kinds, kinds)), expected])
        flat = expected.reshape(-1, kinds)
        moved: Floats = flat[np.minimum(self._entry, until) * kinds + stays.state]
        moved -= flat[np.minimum(self._exit, until) * kinds + stays.state]
        jumps = np.flatnonzero((stays.to >= 0) & (stays.exit <= day))
        at = (self._exit[jumps] - 1) * kinds  # the day itself is the last that is over
        to, left = at + stays.to[jumps], at + stays.state[jumps]
        flat = later.reshape(-1, kinds)
        moved[jumps] += size.ravel()[left, None] * (flat[to] - flat[left])
        return np.add.reduceat(moved, self._begin, axis=0)

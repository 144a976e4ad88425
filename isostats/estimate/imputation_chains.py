"""Chained equations, all chains going round together: rows in which nothing is missing are the same in all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isostats.estimate.imputation_draws import LogitFits, Places, Stacked, Streams, drawn_categories, matched
from isostats.estimate.kernel import Floats
from isostats.estimate.terms import Covariate

AT_ONCE = 8000000
"""So many numbers are held for all chains that go together; of more people fewer go together."""
MOST_DONORS = 20_000
"""Of more people with the value a random part of so many gives it; the model is fitted on all."""


def chained(outcome: Floats, held: list[Covariate], rounds: int, random: Streams) -> dict[str, Floats]:
    """Values (chains, rows that lack it) of each incomplete one of ``held``, fewest missing first in each round.

    ``outcome`` (n, q), its first column 1, is known of everybody. Each chain has a stream of chance of its own, so
    that its values do not depend on how many there are.
    """
    place: dict[str, slice] = {}
    columns = [outcome[:, :1], _standard(outcome[:, 1:])]
    for each in held:
        made = _columns(each, each.values)
        begin = sum(column.shape[1] for column in columns)
        place[each.name] = slice(begin, begin + made.shape[1])
        columns.append(made)
    x = np.concatenate(columns, axis=1)
    incomplete = [each for each in held if not each.known.all()]
    some = ~np.logical_and.reduce([each.known for each in incomplete])
    whole, own = x[~some], x[some]
    products, order = whole.T @ whole, np.concatenate([np.flatnonzero(~some), np.flatnonzero(some)])
    turns = [
        _Turn(each, place[each.name], each.values[order[each.known[order]]], *map(np.flatnonzero, (known, ~known)))
        for each in sorted(incomplete, key=lambda one: int((~one.known).sum()))
        for known in [each.known[some]]
    ]
    size = max(1, AT_ONCE // x.size)
    parts = []
    for begin in range(0, len(random), size):
        streams = random[begin : begin + size]
        stacked = Stacked(whole, np.repeat(own[None], len(streams), axis=0), products)
        parts.append(_together(stacked, turns, rounds, streams))
    return {each.name: np.concatenate([part[each.name] for part in parts]) for each in incomplete}


@dataclass(frozen=True, eq=False)
class _Turn:
    """One incomplete column: its place in the rows, what is recorded of it, and which rows with a gap have it.

    ``recorded`` has the rows without a gap first, then those with one.
    """

    covariate: Covariate
    place: slice
    recorded: NDArray[Any]
    known: Places
    lacking: Places


def _together(chains: Stacked, turns: list[_Turn], rounds: int, random: Streams) -> dict[str, Floats]:
    """Some chains: missing values begin as recorded ones by chance, and are drawn anew in each round."""
    drawn: dict[str, Floats] = {}
    donors: dict[str, Places] = {}
    fits: dict[str, dict[int, LogitFits]] = {each.covariate.name: {} for each in turns}
    for each in turns:
        recorded, size = each.recorded, len(each.lacking)
        _lay(chains, each, recorded[np.array([one.integers(len(recorded), size=size) for one in random])])
        if each.covariate.categories is None:
            donors[each.covariate.name] = np.array([one.permutation(len(recorded))[:MOST_DONORS] for one in random])
    for _ in range(rounds):
        for each in turns:
            name = each.covariate.name
            lacking, known = (chains.own.take(rows, axis=1) for rows in (each.lacking, each.known))
            if each.covariate.categories is None:
                of_all, place = replace(chains, own=known), each.place.start
                values = matched(of_all, lacking, place, each.recorded, donors[name], random)
            else:
                others = np.delete(np.arange(chains.own.shape[2]), each.place)
                whole, known, lacking = (rows.take(others, axis=-1) for rows in (chains.whole, known, lacking))
                values = drawn_categories(whole, known, lacking, each.recorded, random, fits[name]).astype(float)
            drawn[name] = values
            _lay(chains, each, values)
    return drawn


def _lay(chains: Stacked, turn: _Turn, values: NDArray[Any]) -> None:
    chains.own[:, turn.lacking, turn.place] = _columns(turn.covariate, values)


def _columns(covariate: Covariate, values: NDArray[Any]) -> Floats:
    """A number by its mean and spread among the recorded; a category as indicators of all but its last level."""
    if covariate.categories is not None:
        return np.asarray((values[..., None] == np.arange(len(covariate.categories) - 1)).astype(float))
    recorded = covariate.values[covariate.known]
    return np.asarray((values - recorded.mean()) / (recorded.std() or 1.0))[..., None]


def _standard(columns: Floats) -> Floats:
    spread = columns.std(axis=0)
    return np.asarray((columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0))

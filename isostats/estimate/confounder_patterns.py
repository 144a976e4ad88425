"""Counts by group and pattern of confounders as arrays, and whether every pattern has people in each group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.cohort.confounding import ConfoundedCounts
from isostats.errors import EstimateError
from isostats.estimate import kernel
from isostats.estimate.kernel import Floats
from isostats.vocabulary import names as v
from isostats.words.english import level_words, plain
from isostats.words.html import card
from isostats.words.numbers import agreed, count_text, counted


@dataclass(frozen=True, eq=False)
class Patterns:
    """Those who fail, who leave otherwise and who are at risk, by group, pattern and day (G, P, T).

    ``people`` is (G, P), ``levels`` has a row for each pattern.
    """

    groups: tuple[str, ...]
    levels: pd.DataFrame
    days: NDArray[np.int64]
    failed: Floats
    others: Floats
    at_risk: Floats

    @property
    def people(self) -> Floats:
        """How many there are of each pattern in each group."""
        return np.asarray((self.failed + self.others).sum(axis=2))

    @property
    def shares(self) -> Floats:
        """The share of everybody who has each pattern (P,)."""
        of_all = self.people.sum(axis=0)
        return np.asarray(of_all / of_all.sum())


def patterns_of(counts: object) -> Patterns:
    """The arrays of counts for an adjusted comparison. Raises EstimateError for what is none, and for late entry."""
    if not isinstance(counts, ConfoundedCounts):
        raise EstimateError(
            f"An adjusted comparison is made of counts by pattern, not of a {type(counts).__name__}. Make them first: "
            "iso.count_confounded(cohort, outcome, by='sex', confounders=['age'])."
        )
    table = counts.table
    kernel.require_whole_people(table, "An adjusted comparison")
    if table.entered.any() or table.by_interval:
        raise EstimateError("An adjusted comparison needs people followed from day 0, and counts by day.")
    table = kernel.from_day_zero(table)
    by_pattern = counts.levels.drop(columns=v.GROUP)
    levels = by_pattern.drop_duplicates().reset_index(drop=True)
    place = by_pattern.groupby(list(by_pattern), sort=False).ngroup().to_numpy()
    group = np.array([counts.groups.index(each) for each in counts.levels[v.GROUP]])
    shape = (len(counts.groups), len(levels), len(table.days))
    failed, left, at_risk = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    failed[group, place], left[group, place], at_risk[group, place] = table.events[:, 0], table.leaving, table.at_risk
    return Patterns(counts.groups, levels, table.days, failed, left - failed, at_risk)


@dataclass(frozen=True, repr=False)
class Positivity:
    """Whether groups overlap: patterns in which some group has nobody, and levels of a confounder that a group lacks.

    ``empty`` of so many ``patterns`` lack a group; ``alone`` of so many ``people`` are in those. ``lacking`` names each
    confounder, level and group without anybody: there nothing can be adjusted.
    """

    patterns: int
    empty: int
    people: int
    alone: int
    lacking: tuple[tuple[str, str, str], ...]

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        body = [[plain(column), level_words(level), plain(group)] for column, level, group in self.lacking]
        return card("Overlap of groups", [self.words], ["confounder", "among", "nobody in"], body)

    @property
    def words(self) -> str:
        """The count in a sentence."""
        if not self.empty:
            return f"Every one of {counted(self.patterns, 'pattern')} of confounders has people in each group."
        return (
            f"{count_text(self.empty)} of {counted(self.patterns, 'pattern')} of confounders, with "
            f"{count_text(self.alone)} of {counted(self.people, 'person', 'people')}, {agreed(self.empty, 'has')} "
            "nobody in some group: there the model speaks alone."
        )


def positivity(counts: ConfoundedCounts) -> Positivity:
    """Which patterns and levels of the confounders have nobody in a group.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> people = pd.DataFrame({"severity": ["mild", "mild", "severe", "severe"]})
    >>> counts = iso.confounded_table([90, 400, 60, 80], [1, 0, 1, 1], group=list("abaa"), confounders=people)
    >>> iso.positivity(counts).lacking
    (('severity', 'severe', 'b'),)
    """
    return overlap_of(patterns_of(counts))


def overlap_of(arrays: Patterns) -> Positivity:
    """The same of arrays."""
    people = arrays.people
    empty = (people == 0).any(axis=0)
    lacking = [
        (str(name), level, group)
        for name in arrays.levels
        for level in dict.fromkeys(arrays.levels[name])
        for group, of in zip(arrays.groups, people, strict=True)
        if not of[(arrays.levels[name] == level).to_numpy()].any()
    ]
    of_all = people.sum(axis=0)
    return Positivity(len(empty), int(empty.sum()), round(of_all.sum()), round(of_all[empty].sum()), tuple(lacking))


def require_overlap(arrays: Patterns) -> Positivity:
    """Raise EstimateError where a group has nobody at some level of a confounder; else what is told of the patterns."""
    overlap = overlap_of(arrays)
    if overlap.lacking:
        column, level, group = overlap.lacking[0]
        others = len(overlap.lacking) - 1
        more = f", and {counted(others, 'more such level')}" if others else ""
        raise EstimateError(
            f"The groups do not overlap: {plain(group)} has nobody with {plain(column)} {level_words(level)}{more}. "
            "Join that level with another, or study only people of levels that all groups have."
        )
    return overlap

"""The columns of a regression: numbers as they are, categories against an explicit reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from isostats.errors import EstimateError, nearest
from isostats.estimate.blockwise_sums import blocks_of, products
from isostats.estimate.kernel import Floats
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import group_name
from isostats.vocabulary.level_order import by_number
from isostats.words.english import capital, plain
from isostats.words.numbers import agreed, counted, number_text

Mask = NDArray[np.bool_]
Counts = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Covariate:
    """A column as numbers, or as codes of ``categories``, by number and by letter; ``known`` says where it is."""

    name: str
    values: NDArray[Any]
    known: Mask
    categories: tuple[str, ...] | None = None

    @classmethod
    def of(cls, column: pd.Series, name: str, *, as_category: bool = False) -> Covariate:
        """A column of a frame; categories are told by their text."""
        if is_numeric_dtype(column) and not is_bool_dtype(column) and not as_category:
            values = column.to_numpy(dtype=float, na_value=np.nan)
            _require_measured(values, name)
            return cls(name, values, ~np.isnan(values))
        codes, different = pd.factorize(column)
        called = [str(each) for each in different]
        texts = sorted(set(called), key=by_number)
        place = {text: k for k, text in enumerate(texts)}
        same = np.array([*(place[each] for each in called), -1], dtype=np.int64)
        return cls(name, same[codes], codes >= 0, tuple(texts))

    def part(self, rows: Mask | Counts) -> Covariate:
        """Some of the rows."""
        return Covariate(self.name, self.values[rows], self.known[rows], self.categories)


def _require_measured(values: Floats, name: str) -> None:
    """Raises EstimateError for numbers that are infinite, or so large that their squares say nothing of the others."""
    wrong = np.abs(values) > v.BEYOND_MEASURE
    if wrong.any():
        count = int(wrong.sum())
        far = "infinite" if np.isinf(values[wrong]).all() else "larger than anything measured"
        raise EstimateError(
            f"{counted(count, 'value')} of {name} {agreed(count, 'is')} {far}, such as "
            f"{number_text(values[wrong][0])}. Correct or empty them, or leave the column out."
        )


@dataclass(frozen=True, eq=False)
class Design:
    """``x`` (rows used, d) with its ``names`` is fitted on the rows ``used``; ``terms`` is what is told, with counts.

    ``variables`` (d,) has the covariate of each column.
    ``terms`` has one dictionary each: term, reference, n and events (of the category; of all for a number);
    ``references`` has one for each category that others are held against.
    """

    names: tuple[str, ...]
    x: Floats
    used: Mask
    terms: list[dict[str, object]]
    references: list[dict[str, object]]
    notes: tuple[str, ...]
    variables: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Strata:
    """In which stratum each row is, from 0 (all in one, without any), and which columns tell it.

    People are compared within a stratum alone, and only where somebody of it fails.
    """

    of: Counts
    names: tuple[str, ...]

    @property
    def words(self) -> str:
        """What they are called."""
        return " and ".join(map(plain, self.names))

    def same_words(self, name: str) -> str:
        """That nobody can be compared by what does not differ within a stratum."""
        where = f"everybody of one {self.words}, where alone people are compared"
        return f"{capital(plain(name))} is the same for {where}: it has no estimate."

    def part(self, rows: Mask) -> Strata:
        """Those of some rows."""
        return Strata(self.of[rows], self.names)

    def within(self, x: Floats, failed: Mask) -> Iterator[Floats]:
        """The columns as deviations from the mean of their stratum, 0 in one in which nobody fails; in blocks of rows.
        """
        people = np.bincount(self.of)
        nobody = np.bincount(self.of[failed], minlength=len(people)) == 0
        sums = [np.bincount(self.of, values, len(people)) for values in x.T]
        mean = np.stack(sums, axis=1) / np.maximum(people, 1)[:, None]
        for rows in blocks_of(len(x)):
            of = self.of[rows]
            apart = x[rows] - mean[of]
            apart[nobody[of]] = 0.0
            yield apart

    def comparable(self, levels: Counts, failed: Mask, fails: Mask) -> Counts:
        """Of each category a number that those share which can be compared: with people in one stratum in which
        somebody fails, or each with a third that has. One that never ``fails`` is compared with none."""
        inside = fails[levels]
        meets = np.zeros((len(fails), int(self.of.max(initial=0)) + 1), dtype=bool)
        meets[levels[inside], self.of[inside]] = True
        meets[:, np.bincount(self.of[failed], minlength=meets.shape[1]) == 0] = False
        part = np.arange(len(fails))
        for column in meets.T[meets.any(axis=0)]:
            joined = np.isin(part, part[column])
            part[joined] = part[joined].min()
        return part


def design(
    covariates: Iterable[Covariate], failed: Mask, references: Mapping[str, object], strata: Strata | None = None,
    *, independent: Iterable[str] = (),
) -> Design:
    """Columns for rows in which nothing is missing.

    A category in which nobody fails has a hazard ratio of 0 at any value of the others, and its people weigh nothing
    in any risk set: leaving their rows out *is* the maximum of the likelihood for the other terms. In ``strata``
    categories that are never in one are held against one of their own each. Of the columns ``independent`` it is known
    that none follows from the others, by a design of which these are a part.
    """
    covariates = list(covariates)
    known = [covariate.name for covariate in covariates]
    _require_apart(covariates)
    for name in references:
        if name not in known:
            hint = nearest(name, known) or "."
            raise EstimateError(f"A reference is given for {name!r}, which is no covariate{hint}")
    notes: list[str] = []
    columns: dict[str, Floats | Mask] = {}
    variable_of: dict[str, str] = {}
    terms: list[dict[str, object]] = []
    held_against: list[dict[str, object]] = []
    used = np.ones(len(failed), dtype=bool)
    for covariate in covariates:
        name, values, categories = covariate.name, covariate.values, covariate.categories
        if categories is None:
            if name in references:
                raise EstimateError(
                    f"{name} is a number and has no reference category; make it text to compare categories."
                )
            columns[name], variable_of[name] = values, name
            terms.append({"term": name, "reference": "", v.N: len(failed), v.EVENTS: int(failed.sum())})
            continue
        n = np.bincount(values, minlength=len(categories))
        events = np.bincount(values[failed], minlength=len(categories))
        part = np.zeros(len(n), dtype=np.intp) if strata is None else strata.comparable(values, failed, events > 0)
        main, own = _references(name, categories, n, events, references, part)
        for reference in dict.fromkeys([main, *own]):
            counts = {v.N: int(n[reference]), v.EVENTS: int(events[reference])}
            held_against.append({"term": group_name(name, categories[reference]), **counts})
        alone = (events > 0) & (part != part[own])
        if strata is not None:
            notes += _of_strata(name, categories, events > 0, alone, own, strata)
        places = np.flatnonzero((n > 0) & (np.arange(len(n)) != own))
        for code in sorted(places, key=lambda code: list(own).index(own[code])):
            term, inside = group_name(name, categories[code]), values == code
            counts = {v.N: int(n[code]), v.EVENTS: int(events[code])}
            terms.append({"term": term, "reference": categories[own[code]], **counts})
            if alone[code]:
                continue
            if events[code] == 0:
                people = counted(int(n[code]), "person", "people")
                notes.append(f"There are no events among {term} ({people}): its hazard ratio has no estimate.")
                used &= ~inside
            else:
                columns[term], variable_of[term] = inside, name
    x = np.empty((int(used.sum()), len(columns)))
    rows_of = list(columns.values()) if used.all() else [column[used] for column in columns.values()]
    for rows in blocks_of(len(x)):
        for place, column in enumerate(rows_of):
            x[rows, place] = column[rows]
    kept, left_out = set(columns), list[str]()
    if not kept <= {*independent}:
        kept, left_out = _independent(list(columns), x, failed[used], None if strata is None else strata.part(used))
    if not kept:
        raise EstimateError(" ".join([*notes, *left_out, "No covariate is left that differs between people."]))
    names = tuple(name for name in columns if name in kept)
    if left_out:
        x = x[:, [name in kept for name in columns]]
    variables = tuple(variable_of[name] for name in names)
    return Design(names, x, used, terms, held_against, (*notes, *left_out), variables)


def _require_apart(covariates: Iterable[Covariate]) -> None:
    """Raise EstimateError where terms of two covariates have one name: the ratio of one would be taken for the other's.
    """
    owner: dict[str, str] = {}
    for each in covariates:
        for term in [each.name] if each.categories is None else [group_name(each.name, of) for of in each.categories]:
            if (other := owner.setdefault(term, each.name)) != each.name:
                raise EstimateError(
                    f"The covariates {other!r} and {each.name!r} both have a term {term!r}, which could not be told "
                    "apart. Call one of the two columns otherwise."
                )


def _references(
    name: str, categories: tuple[str, ...], n: Counts, events: Counts, references: Mapping[str, object], part: Counts
) -> tuple[int, Counts]:
    """The category that others are held against: as asked, else the most frequent in which somebody fails, of those
    with which any can be compared; and that of each, where a ``part`` of them that cannot be compared with it has one
    of its own."""
    fails = events > 0
    sizes = np.bincount(part[fails], minlength=len(n))[part]
    several = fails & (sizes > 1)
    main = _asked(name, categories, n, events, references[name]) if name in references else int(
        np.argmax(np.where(several if several.any() else fails, n, 0))
    )
    own = np.full(len(n), main)
    for other in set(part[several]) - {part[main]}:
        inside = several & (part == other)
        own[inside] = np.argmax(np.where(inside, n, 0))
    return main, own


def _asked(name: str, categories: tuple[str, ...], n: Counts, events: Counts, reference: object) -> int:
    """The category that is asked for as the one to hold others against."""
    asked = str(reference)
    if asked not in categories or not n[categories.index(asked)]:
        raise EstimateError(f"{name} has no category {asked!r}{nearest(asked, categories) or '.'}")
    if not events[categories.index(asked)]:
        raise EstimateError(
            f"There are no events in {name}={asked}, so nothing can be held against it; choose another."
        )
    return categories.index(asked)


def _of_strata(
    name: str, categories: tuple[str, ...], fails: Mask, alone: Mask, own: Counts, strata: Strata
) -> list[str]:
    """Which levels cannot be compared within strata, and that the others are held against several."""
    notes, number = [], int(alone.sum())
    if number and number + 1 == fails.sum():
        notes.append(strata.same_words(name))
    elif number:
        levels = f"{counted(number, 'level')} of {plain(name)}, such as {plain(categories[int(np.argmax(alone))])},"
        notes.append(f"{levels} {agreed(number, 'shares')} no {strata.words} with another: no hazard ratio is told.")
    if len(set(own)) > 1:
        levels = f"Levels of {plain(name)} are compared within one {strata.words} alone"
        notes.append(f"{levels}, so that references differ.")
    return notes


def _independent(
    names: list[str], x: Floats, failed: Mask, strata: Strata | None
) -> tuple[set[str], list[str]]:
    """The columns that vary, within ``strata`` if there are any, and are no sum of those before them; with a sentence
    on each of the others."""
    sizes = np.sqrt(np.einsum("ij,ij->j", x, x))
    if x.size and _all_independent(_deviations(x, failed, strata), sizes):
        return set(names), []
    seen = np.concatenate([x[:0], *_deviations(x, failed, strata)])
    kept: set[str] = set()
    notes: list[str] = []
    basis: list[Floats] = []
    for place, (name, values) in enumerate(zip(names, seen.T, strict=True)):
        length = np.linalg.norm(values - values.mean()) if len(values) else 0.0
        if length <= 1e-10 * max(1.0, float(sizes[place])):
            if strata is not None and np.ptp(x[:, place]):
                notes.append(strata.same_words(name))
            else:
                notes.append(f"{name} is the same for everybody in the model and was left out.")
            continue
        rest = (values - values.mean()) / length
        for _ in range(2):  # once more than exact arithmetic needs, against rounding
            for direction in basis:
                rest = rest - direction * (direction @ rest)
        if np.linalg.norm(rest) < 1e-7:
            notes.append(f"{name} follows from the covariates before it and was left out.")
            continue
        basis.append(rest / np.linalg.norm(rest))
        kept.add(name)
    return kept, notes


def _deviations(x: Floats, failed: Mask, strata: Strata | None) -> Iterator[Floats]:
    """The columns about their means, those of ``strata`` if there are any, in blocks of rows."""
    if strata is not None:
        return strata.within(x, failed)
    mean = x.mean(axis=0) if len(x) else 0.0
    return (x[rows] - mean for rows in blocks_of(len(x)))


def _all_independent(deviations: Iterator[Floats], sizes: Floats) -> bool:
    """Whether no column comes near being constant or a sum of others: by the correlations, in one pass."""
    sums: Floats = np.zeros((len(sizes), len(sizes)))
    for each in deviations:
        sums += products(each, each)
    spread = np.sqrt(np.diag(sums))
    if (spread <= 1e-8 * np.maximum(1.0, sizes)).any():
        return False
    return bool(np.linalg.eigvalsh(sums / np.outer(spread, spread))[0] > 1e-8)

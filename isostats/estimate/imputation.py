"""Missing values drawn several times over, by chained equations that know the outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.cohort.people_frames import people_frame
from isostats.errors import EstimateError
from isostats.estimate.imputation_chains import chained
from isostats.estimate.kernel import Floats
from isostats.estimate.model_frames import followed_rows
from isostats.estimate.terms import Covariate
from isostats.vocabulary import names as v
from isostats.words.html import card
from isostats.words.numbers import count_text, counted

FEWEST_RECORDED, MOST_CATEGORIES = 10, 100
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Imputed:
    """A frame with its missing values drawn several times: ``completed(i)`` is the i-th of ``imputations`` frames.

    ``missing`` counts the rows without each column that was imputed. ``drawn`` has for each of these the places of its
    rows and (imputations, rows) values; of a category codes of ``categories``.
    """

    frame: pd.DataFrame = field(repr=False)
    imputations: int
    missing: dict[str, int]
    drawn: Mapping[str, tuple[Places, Floats]] = field(repr=False)
    categories: Mapping[str, tuple[str, ...]] = field(repr=False)
    duration: str = v.TIME
    event: str = "event"
    entry: str | None = None

    def completed(self, number: int) -> pd.DataFrame:
        """The frame with the values of one imputation, counting from 0."""
        return self.frame.assign(**{name: self._column(name, number) for name in self.drawn})

    def __iter__(self) -> Iterator[pd.DataFrame]:
        return (self.completed(number) for number in range(self.imputations))

    def __str__(self) -> str:
        each = ", ".join(f"{name} of {count_text(count)}" for name, count in self.missing.items())
        rows = counted(len(self.frame), "row")
        return f"{self.imputations} imputations of {rows}: {each or 'nothing was missing'}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return card(str(self), [])

    def covariate(self, known: Covariate, number: int) -> Covariate:
        """A column of one imputation, from what is known of it."""
        if known.name not in self.drawn:
            return known
        places, drawn = self.drawn[known.name]
        values, there = known.values.copy(), known.known.copy()
        values[places], there[places] = drawn[number], True
        return replace(known, values=values, known=there)

    def category(self, name: str, number: int) -> Covariate:
        """A column of one imputation by the texts of its values."""
        column = self._column(name, number) if name in self.drawn else self.frame[name]
        return Covariate.of(column, name, as_category=True)

    def _column(self, name: str, number: int) -> pd.Series:
        made = self.covariate(Covariate.of(self.frame[name], name), number)
        if made.categories is None:
            return pd.Series(made.values, index=self.frame.index)
        return pd.Series(
            pd.Categorical.from_codes(made.values, categories=list(made.categories)), index=self.frame.index
        )


def impute(
    frame: pd.DataFrame, *, columns: Sequence[str], seed: int | np.random.Generator, duration: str = v.TIME,
    event: str = "event", entry: str | None = None, imputations: int = 20, iterations: int = 5,
) -> Imputed:
    """Missing values drawn by chained equations from all other columns, the event and its cumulative hazard.

    Each incomplete one of ``columns`` is drawn in turn from a model of the others and of the outcome: the event
    indicator and the Nelson-Aalen cumulative hazard at the end of follow-up (White and Royston 2009), without which
    associations shrink. ``columns`` are those of the model that is to be fitted, its strata among them, and what may
    tell why a value is missing. Numbers are drawn by predictive mean matching, so that each is one that was recorded;
    categories by logits, the most frequent first. Coefficients are drawn from their posterior each time. It rests on
    values being missing at random given all of these. ``iterations`` is how often each chain goes round; with one
    incomplete column once is enough. ``seed`` makes the same values again.

    Raises EstimateError for columns that are not there or not as in ``cox``, impossible durations or events, a column
    recorded of fewer than ten people or of more than 100 categories, numbers beyond 1e18, or fewer than two
    imputations.

    >>> people = pd.DataFrame({"time": range(1, 41), "event": [1, 0] * 20, "age": [None, *range(16, 55)]})
    >>> drawn = impute(people, columns=["age"], imputations=3, seed=1)
    >>> drawn.missing, [bool(each["age"].isna().any()) for each in drawn]
    ({'age': 1}, [False, False, False])
    """
    names = [columns] if isinstance(columns, str) else list(dict.fromkeys(columns))
    asked = {"duration": [duration], "event": [event], "entry": [] if entry is None else [entry], "columns": names}
    frame = people_frame(frame, asked, "iso.impute")
    _check(imputations, iterations)
    followed = followed_rows(frame, duration, event, entry, None)
    held = [Covariate.of(frame[name], name) for name in names]
    incomplete = [each for each in held if not each.known.all()]
    for each in held if incomplete else ():
        if each.categories is not None and len(each.categories) > MOST_CATEGORIES:
            raise EstimateError(
                f"{each.name} has {count_text(len(each.categories))} categories, more than {MOST_CATEGORIES}: too many "
                "to impute from or for. Join them, or leave the column out."
            )
    for each in incomplete:
        if (known := int(each.known.sum())) < FEWEST_RECORDED:
            raise EstimateError(
                f"{each.name} is recorded of {counted(known, 'row')}, fewer than {FEWEST_RECORDED}: too few to impute "
                "it from. Leave it out."
            )
    hazard = cumulative_hazard(followed.exit, followed.failed, followed.entry)
    outcome = np.column_stack([np.ones(len(frame)), followed.failed, hazard])
    rounds = iterations if len(incomplete) > 1 else 1
    random = tuple(np.random.default_rng(seed).spawn(imputations))
    values = chained(outcome, held, rounds, random) if incomplete else {}
    drawn = {each.name: (np.flatnonzero(~each.known), values[each.name]) for each in incomplete}
    missing = {each.name: int((~each.known).sum()) for each in incomplete}
    kinds = {each.name: each.categories for each in incomplete if each.categories is not None}
    return Imputed(frame, imputations, missing, drawn, kinds, duration, event, entry)


def cumulative_hazard(exits: Floats, failed: NDArray[np.bool_], entry: Floats | None = None) -> Floats:
    """The Nelson-Aalen cumulative hazard of everybody at each one's exit (n,): sum of events over those at risk."""
    times, place = np.unique(exits, return_inverse=True)
    at_risk = len(exits) - np.searchsorted(np.sort(exits), times, side="left").astype(float)
    if entry is not None:
        at_risk -= len(exits) - np.searchsorted(np.sort(entry), times, side="left")
    return np.asarray(np.cumsum(np.bincount(place[failed], minlength=len(times)) / at_risk)[place])


def _check(imputations: int, iterations: int) -> None:
    for what, number, least in (("imputations", imputations, 2), ("iterations", iterations, 1)):
        if not isinstance(number, int | np.integer) or isinstance(number, bool) or number < least:
            raise EstimateError(f"{what} must be a whole number of {least} or more, not {number!r}.")

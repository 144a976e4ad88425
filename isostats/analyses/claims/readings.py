"""What the records say of a claim: an estimate that may be quoted, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isnan, nan
from typing import TYPE_CHECKING, Any

import pandas as pd

from isostats.analyses.claims.limits import Limits
from isostats.analyses.claims.quantities import QUANTITIES, Quantity, population_for, why_untold
from isostats.cohort.facts import OF_COURSES
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.outcomes import POPULATIONS
from isostats.words.numbers import counted

if TYPE_CHECKING:
    from isostats.study.claims import Claim


@dataclass(frozen=True)
class KnownResults:
    """What the records tell, as results.

    ``results`` has the columns of results.csv, with a row at every horizon that a claim names; ``outcomes``
    are those that the records can tell; ``populations`` those that they can tell apart, with who is counted in words.
    ``unseen_steps`` is None where the records can hold every later treatment, else how many first relapses were
    answered with less than a systemic treatment and not followed further.
    """

    results: pd.DataFrame
    outcomes: tuple[str, ...]
    populations: Mapping[str, str]
    level: float = 0.95
    min_at_risk: int = 10
    definition: Definition = field(default_factory=Definition)
    unseen_steps: int | None = None

    def row(self, **address: Any) -> dict[str, Any] | None:
        """The one result at an address, or None."""
        rows = self.results
        for name, value in address.items():
            rows = rows[rows[name] == value]
        return None if rows.empty else {str(name): value for name, value in rows.iloc[0].items()}


@dataclass(frozen=True)
class Reading:
    """What the records say about a claim: one estimate with its definition, or ``why`` there is none.

    ``status`` is as in results.csv; whatever is not ``ok`` has no estimate. ``limits`` gives the interval at any level.
    Where people may have left because they were well, the answer is the range from ``estimate`` to ``other``, and the
    limits are the outer ones of both.
    ``other_bound`` is what they would say if steps that they cannot show had been taken at once.
    """

    definition: str
    population: str
    method: str
    estimate: float = nan
    lower: float = nan
    upper: float = nan
    n: int | None = None
    at_risk: int | None = None
    events: int | None = None
    status: str = v.NOT_ESTIMABLE
    why: str = ""
    limits: Limits | None = field(default=None, compare=False, repr=False)
    other: float = nan
    other_bound: Reading | None = field(default=None, compare=False, repr=False)

    @property
    def ends(self) -> tuple[float, float]:
        """The lower and the upper end of the estimate: the same twice, but for a range."""
        return (self.estimate, self.estimate) if isnan(self.other) else (self.estimate, self.other)


def read(claim: Claim, known: KnownResults) -> Reading:
    """What the records say of a claim: its quantity's row of the results, or the reason why there is none."""
    it, population = QUANTITIES[claim.quantity], population_for(claim)
    if not it.method:
        return Reading("", "", "", why=it.nothing(claim))
    empty = Reading(it.definition(claim), _who(claim, known), _how(it, known))
    if it.later_steps and known.unseen_steps is not None:
        who = POPULATIONS[population].definition
        return Reading(empty.definition, who, "none", why="they hold no treatment after the first of a relapse")
    missing = "" if it.of_courses else why_untold(claim, known.outcomes, known.populations)
    if missing:
        return replace(empty, why=missing)
    address: dict[str, Any] = {
        v.QUANTITY: it.row_quantity or it.id, v.OUTCOME: it.row_outcome or claim.outcome, v.POPULATION: population,
        v.METHOD: it.method, v.GROUP: v.ALL,
    }  # fmt: skip
    address |= {v.TIME_DAYS: claim.horizon_days} if it.horizon else {}
    quoted = _as_seen(_of_row(known.row(**address), claim, known, empty), claim, known)
    at_once = known.row(**(address | {v.QUANTITY: f"{it.id}_at_once"})) if known.unseen_steps else None
    if at_once is None:
        return quoted
    return replace(quoted, other_bound=_as_seen(_of_row(at_once, claim, known, empty), claim, known))


def _who(claim: Claim, known: KnownResults) -> str:
    """The people of a claim, in words."""
    population = population_for(claim)
    if QUANTITIES[claim.quantity].of_courses:
        return OF_COURSES[population][1]
    return known.populations.get(population, POPULATIONS[population].definition)


def _how(quantity: Quantity, known: KnownResults) -> str:
    """The method of a quantity, in words."""
    competing = ", death competing" if quantity.method == v.AALEN_JOHANSEN and known.definition.competing else ""
    return quantity.how or quantity.method.replace("_", "-").title() + competing


def _of_row(row: dict[str, Any] | None, claim: Claim, known: KnownResults, empty: Reading) -> Reading:
    """A row as a reading; the reason of the quantity where there is no row, or nobody is counted in it."""
    nothing = QUANTITIES[claim.quantity].nothing(claim)
    if row is None:
        return replace(empty, why=nothing)
    counts: dict[str, Any] = {name: _whole(row[name]) for name in (v.N, v.AT_RISK, v.EVENTS)}
    why = _why_not(row, counts, known, nothing)
    limits = QUANTITIES[claim.quantity].limits(row)
    if not why and any(isnan(row[name]) for name in (v.LOWER, v.UPPER)) and any(map(isnan, limits(known.level))):
        among = "" if counts[v.EVENTS] is None else f"{counted(counts[v.EVENTS], 'event')} among "
        why = f"{among}{counted(counts[v.N] or 0, 'person', 'people')} give no interval by this method"
    if why:
        status = str(row[v.STATUS]) if row[v.STATUS] != v.OK else v.NOT_ESTIMABLE
        return replace(empty, **counts, status=status, why=why)
    numbers: dict[str, Any] = {name: float(row[name]) for name in (v.ESTIMATE, v.LOWER, v.UPPER)}
    if isnan(numbers[v.LOWER]) or isnan(numbers[v.UPPER]):
        numbers[v.LOWER], numbers[v.UPPER] = limits(known.level)
    return replace(empty, **numbers, **counts, status=v.OK, limits=limits)


def _as_seen(quoted: Reading, claim: Claim, known: KnownResults) -> Reading:
    """The reading, as a range where people may have left because they were well."""
    if not known.definition.passive or not QUANTITIES[claim.quantity].ranges:
        return quoted
    return as_range(quoted, level=known.level, events_counted=claim.quantity == v.CUMULATIVE_INCIDENCE)


def as_range(read: Reading, *, level: float, events_counted: bool) -> Reading:
    """A reading of a curve as the range to the crude share, in which everyone who was not seen again was well.

    ``events_counted`` says that the reading is of the events and not of those without one.
    """
    from isostats.estimate.intervals import proportion

    if read.status != v.OK or read.limits is None or not read.n:
        return read
    n, events, inner = read.n, read.events or 0, read.limits
    crude = (events if events_counted else n - events) / n
    if abs(crude - read.estimate) < 1e-9:
        return read

    def limits(level: float) -> tuple[float, float]:
        share = proportion(events if events_counted else n - events, n, level=level)
        lower, upper = inner(level)
        return min(lower, share.lower), max(upper, share.upper)

    low, high = sorted((read.estimate, crude))
    return replace(
        read,
        estimate=low,
        other=high,
        lower=min(read.lower, limits(level)[0]),
        upper=max(read.upper, limits(level)[1]),
        method=f"{read.method}, and the crude share in which everyone who was not seen again was well",
        limits=limits,
    )


def _why_not(row: dict[str, Any], counts: dict[str, Any], known: KnownResults, nothing: str) -> str:
    """Why a row cannot be quoted or has no interval; empty where it can and has."""
    n, events = counts[v.N] or 0, counts[v.EVENTS] or 0
    if row[v.STATUS] == v.BEYOND_FOLLOWUP and n and events == n:
        return "by then everybody had had the event"
    if row[v.STATUS] == v.BEYOND_FOLLOWUP:
        return f"fewer than {counted(known.min_at_risk, 'person', 'people')} were still followed then"
    return "" if row[v.STATUS] == v.OK else nothing


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)

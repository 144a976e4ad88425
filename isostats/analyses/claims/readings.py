"""What the records say of a claim: an estimate that may be quoted, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isnan, nan

import pandas as pd

from isostats.analyses.claims.comparison import DEATH_FAILS
from isostats.analyses.claims.limits import fixed, outer
from isostats.analyses.claims.quantities import QUANTITIES, is_least, population_for, why_untold, words_of
from isostats.analyses.rows import CRUDE, WHY, Row
from isostats.cohort.first_course_facts import OF_COURSES
from isostats.cohort.set_aside import NOBODY, SetAside
from isostats.estimate.bounds import SAME
from isostats.estimate.intervals import Limits
from isostats.study.definitions import Claim
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.outcomes import NO_SUCCESS, POPULATIONS
from isostats.words.numbers import counted


@dataclass(frozen=True)
class KnownResults:
    """What the records tell, as results.

    ``rows`` gives the row that a claim is read from, in the columns of results.csv, and after it its bounds where later
    steps of a relapse cannot be seen or people were ``set_aside``; ``outcomes`` are those that the records can tell;
    ``populations`` those that they can tell apart, with who is counted in words. ``unseen_steps`` is None where the
    records can hold every later treatment, else how many first relapses were answered with less than a systemic
    treatment and not followed further. ``lacking`` says of an outcome what the records lack, so that some of it cannot
    be seen.
    """

    rows: Callable[[Claim], Sequence[Row]]
    outcomes: tuple[str, ...]
    populations: Mapping[str, str]
    level: float = 0.95
    min_at_risk: int = 10
    definition: Definition = field(default_factory=Definition)
    unseen_steps: int | None = None
    lacking: Mapping[str, Sequence[str]] = field(default_factory=dict)
    set_aside: SetAside = NOBODY


@dataclass(frozen=True)
class Reading:
    """What the records say about a claim: one estimate with its definition, or ``why`` there is none.

    ``status`` is as in results.csv; whatever is not ``ok`` has no estimate. ``limits`` gives the interval at any level.
    Where people may have left because they were well, the answer is the range from ``estimate`` to ``other``, and the
    limits are the outer ones of both.
    ``bounds`` are what they would say if steps that they cannot show had been taken, and those set aside had had the
    outcome, or had been followed free of it; their ``why`` says which of these it is. ``least`` says that
    only what was written down is seen, so that the estimate is the least that it can be. ``crude`` is of how many the
    crude share is, and how many of them are free of the outcome.
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
    bounds: tuple[Reading, ...] = field(default=(), compare=False, repr=False)
    least: bool = False
    crude: tuple[int, int] | None = field(default=None, compare=False, repr=False)

    @property
    def ends(self) -> tuple[float, float]:
        """The lower and the upper end of the estimate: the same twice, but for a range."""
        return (self.estimate, self.estimate) if isnan(self.other) else (self.estimate, self.other)

    @property
    def all(self) -> tuple[Reading, ...]:
        """The reading and its bounds, as far as they have an estimate."""
        return (self, *(each for each in self.bounds if each.status == v.OK))

    @property
    def outer_ends(self) -> tuple[float, float]:
        """The lower and the upper end of the estimate and of its bounds."""
        ends = [end for each in self.all for end in each.ends]
        return min(ends), max(ends)


def read(claim: Claim, known: KnownResults) -> Reading:
    """What the records say of a claim: its quantity's row of the results, or the reason why there is none."""
    it, population = QUANTITIES[claim.quantity], population_for(claim)
    if it.rows is None:
        return Reading("", "", "", why=words_of(claim, it.nothing))
    competes = it.how == v.METHOD_LABELS[v.AALEN_JOHANSEN] and known.definition.competing
    competing = ", death competing" if competes else ""
    definition, who = words_of(claim, it.definition), known.populations.get(population)
    if v.WITH_RESPONSE in it.populations and v.DEATH in known.definition.competing:
        definition = f"{definition}; {DEATH_FAILS}"
    who = OF_COURSES[population][1] if it.of_courses else who or POPULATIONS[population].definition
    who = who.replace(f"; {NO_SUCCESS}", "") if it.improved else who
    if it.of_courses and known.definition.eligibility:
        who = f"{who}; eligible: {known.definition.eligibility}"
    empty = Reading(definition, who, it.how + competing)
    if it.later_steps and known.unseen_steps is not None:
        who = POPULATIONS[population].definition
        return Reading(definition, who, "none", why="they hold no treatment after the first of a relapse")
    missing = "" if it.of_courses else why_untold(claim, known.outcomes, known.populations)
    if missing:
        return replace(empty, why=missing)
    readings = [_as_seen(_of_row(row, claim, known, empty), claim, known) for row in known.rows(claim)]
    if not readings:
        return replace(empty, why=words_of(claim, it.nothing))
    hidden = it.hidden_by(known.lacking.get(claim.outcome, ()))
    why = " and ".join(filter(None, [hidden, SOME_ASIDE * bool(it.ranges and known.set_aside)]))
    if len(readings) == 1 and readings[0].limits is not None and is_least(claim):
        return _at_least(readings[0])
    return replace(readings[0], bounds=tuple(replace(each, why=why) for each in readings[1:]))


def _at_least(read: Reading) -> Reading:
    """A share that may be any larger one: nobody wrote down that something did not come."""
    why = "only what was written down counts"
    everybody = replace(read, estimate=1.0, lower=1.0, upper=1.0, limits=fixed(1.0, 1.0), why=why)
    return replace(read, bounds=(everybody,), least=True)


SOME_ASIDE = "some people were set aside"
"""Why an answer is a range where people were set aside."""


def _of_row(row: Row, claim: Claim, known: KnownResults, empty: Reading) -> Reading:
    quantity = QUANTITIES[claim.quantity]
    counts = {name: None if pd.isna(row[name]) else int(row[name]) for name in (v.N, v.AT_RISK, v.EVENTS)}
    people, free = row.get(CRUDE) or (0, 0)
    seen = replace(empty, n=counts[v.N], at_risk=counts[v.AT_RISK], events=counts[v.EVENTS])
    seen = replace(seen, crude=(int(people), int(free)) if people else None)
    if row[v.STATUS] != v.OK:
        why = _beyond(seen, known) if row[v.STATUS] == v.BEYOND_FOLLOWUP else words_of(claim, quantity.nothing)
        why = row.get(WHY) or why
        return replace(seen, status=str(row[v.STATUS]), why=why)
    limits, lower, upper = quantity.limits(row), float(row[v.LOWER]), float(row[v.UPPER])
    if isnan(lower) or isnan(upper):
        lower, upper = limits(known.level)
    if isnan(lower) or isnan(upper):
        among = "" if seen.events is None else f"{counted(seen.events, 'event')} among "
        people = counted(seen.n or 0, "person", "people")
        return replace(seen, why=f"{among}{people} give no interval by this method")
    return replace(
        seen, estimate=float(row[v.ESTIMATE]), lower=lower, upper=upper, status=v.OK, limits=limits
    )


def _beyond(read: Reading, known: KnownResults) -> str:
    if read.n and read.events == read.n:
        return "by then everybody had had the event"
    return f"fewer than {counted(known.min_at_risk, 'person', 'people')} were by estimate still followed then"


def _as_seen(read: Reading, claim: Claim, known: KnownResults) -> Reading:
    """The reading; where people may have left because they were well, as the range to the crude share.

    In that share everyone who was not seen again was well.
    """
    passive = known.definition.passive and QUANTITIES[claim.quantity].ranges
    if not passive or read.limits is None or not read.n:
        return read
    people, free = read.crude or (read.n, read.n - (read.events or 0))
    part = people - free if claim.quantity == v.CUMULATIVE_INCIDENCE else free
    if abs(part / people - read.estimate) < SAME:
        return read
    low, high = sorted((read.estimate, part / people))
    limits = outer(read.limits, part, people)
    lower, upper = limits(known.level)
    method = f"{read.method}, and the crude share in which everyone who was not seen again was well"
    return replace(read, estimate=low, other=high, lower=lower, upper=upper, method=method, limits=limits)

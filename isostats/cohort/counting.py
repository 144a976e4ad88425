"""The event table: how many people entered, failed by cause and were censored, by group and day.

Estimators see nothing else, so they cost the same for a thousand people and for a hundred million, and tables from
several sites add up without a patient record being moved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counted_columns import count_cells, group_codes, require_one_order, whole_numbers
from isostats.cohort.set_aside import NOBODY, SetAside
from isostats.cohort.unseen_people import UnseenPeople
from isostats.errors import EstimateError, nearest
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.group_names import known_groups
from isostats.words.html import card
from isostats.words.numbers import count_text, counted

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class EventTable:
    """Counts by group and day, day 0 being the last covered day of the first course.

    ``days`` (T) is sorted and unique; ``events`` (G, C, T) counts failures by cause, the first cause being the
    outcome; ``censored`` (G, T) counts people whose observation ended on that day without any of the causes;
    ``entered`` (G, T) counts people whose observation *began* late: entry on day e means at risk from the day after.
    People observed from the start are not in ``entered``. Counts may be fractional; then ``squares`` (G, 1 + C, T)
    holds the sums of the squared weights of those censored and of each cause, from which standard errors are made.
    Fractional counts without them have estimates and no standard errors.

    ``by_interval`` says that days are known only as intervals, each ending on its day and beginning after the one
    before; day 0 is exact. Estimators then take half of those who leave within an interval off its risk set.

    ``people`` (G,) is how many each group holds where every count was rounded by itself, so that those who leave need
    not add up to them. At risk are then the people less those who left before, and never fewer than nobody.

    ``few`` are the numbers of failures of which a release quotes no share.

    ``untold`` counts people of whom nothing tells the outcome, where they may not have come because they were well:
    they are in no other count, and in no estimate but the share in which they were (:meth:`untold_by`). ``aside`` is
    whom no count holds since their rows cannot be true (:mod:`.set_aside`), each of whom may belong to any group.

    ``in_order`` says that the groups stand in an order that means something: numbers, bands of them, or categories in a
    stated order. A test of trend takes no other without scores.

    ``may_come`` are those of a cohort to whom the outcome may have come unseen, in just these groups and causes: counts
    that are made of these know nothing of it.

    Raises EstimateError when shapes do not fit, a count is negative or not finite, a name is doubled, or more people
    leave on a day than are at risk on it.

    >>> table = event_table([3, 5, 5, 9], [1, 0, 1, 0])
    >>> table.days, table.at_risk, table.n
    (array([3, 5, 9]), array([[4., 3., 1.]]), array([4.]))
    """

    groups: tuple[str, ...]
    causes: tuple[str, ...]
    days: NDArray[np.int64]
    events: Floats
    censored: Floats
    entered: Floats
    definition: Definition = field(default_factory=Definition)
    squares: Floats | None = None
    by_interval: bool = False
    people: Floats | None = None
    few: tuple[int, ...] | None = None
    untold: EventTable | None = None
    aside: SetAside = NOBODY
    may_come: UnseenPeople | None = None
    in_order: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", tuple(str(g) for g in self.groups))
        object.__setattr__(self, "causes", tuple(str(c) for c in self.causes))
        object.__setattr__(self, "days", _frozen(whole_numbers(self.days, "days").astype(np.int64)))
        for name in ("events", "censored", "entered", "squares", "people"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, _frozen(np.array(getattr(self, name), dtype=float)))
        _check(self)

    @cached_property
    def leaving(self) -> Floats:
        """How many leave the risk set on each day, by any cause or censoring: (G, T)."""
        return _frozen(self.events.sum(axis=1) + self.censored)

    @cached_property
    def n(self) -> Floats:
        """How many people (sum of weights) each group holds: (G,)."""
        return _frozen(self.leaving.sum(axis=1)) if self.people is None else self.people

    @property
    def whole_people(self) -> bool:
        """Whether every row stands for a whole number of people, as the usual standard errors need it."""
        return self.squares is None and not any(
            (counts != np.rint(counts)).any() for counts in (self.events, self.censored, self.entered)
        )

    @cached_property
    def effective_n(self) -> Floats:
        """How many people of one weight each would tell as much as those of each group: (sum w)^2 / sum w^2 (Kish
        1965); all of them where each stands for a whole number, NaN where the squared weights are not known: (G,)."""
        if self.squares is None:
            return self.n if self.whole_people else np.full(len(self.groups), np.nan)
        squares = self.squares.sum(axis=(1, 2))
        return np.asarray(np.divide(self.n**2, squares, out=np.zeros_like(self.n), where=squares > 0))

    @cached_property
    def at_risk(self) -> Floats:
        """How many are at risk on each day, entry < day <= exit; by interval, at its beginning: (G, T)."""
        return _frozen(self._at_risk(remaining(self.leaving, self.days, self.days), self.days))

    def exposed(self, leaving: Floats) -> Floats:
        """How many the failures of each day are divided by, ``leaving`` being those who leave it otherwise.

        The number at risk; of counts by interval half of those who leave within it are taken off, as though each had
        left in its middle (the life table: Berkson and Gage 1950). (G, T).
        """
        if not self.by_interval:
            return self.at_risk
        return np.maximum(self.at_risk - np.where(self.days > 0, leaving, 0.0) / 2, 0.0)

    def at_risk_on(self, days: Sequence[int] | NDArray[np.int64]) -> Floats:
        """How many are at risk on any days asked for, entry < day <= exit: (G, len(days)).

        Of counts by interval it is those still there at the end of the day, since nobody knows who left on it.
        """
        return self._at_risk(self.still(self.leaving, days), days)

    def still(self, counts: Floats, days: Sequence[int] | NDArray[np.int64]) -> Floats:
        """How much of (G, T) counts lies on or after each of the days; by interval, after it: (G, len(days))."""
        return remaining(counts, self.days, np.asarray(days) + 1 if self.by_interval else days)

    def _at_risk(self, staying: Floats, days: Sequence[int] | NDArray[np.int64]) -> Floats:
        if self.people is not None:
            staying = np.maximum(staying + (self.people - self.leaving.sum(axis=1))[:, None], 0.0)
        if not self.entered.any():
            return staying
        at_risk = staying - remaining(self.entered, self.days, days)
        # differences of fractional weights leave dust where nobody is
        return np.where(at_risk > 1e-9 * self.n[:, None], at_risk, 0.0)

    def observed_on(self, days: Sequence[int] | NDArray[np.int64]) -> Floats:
        """How many people are under observation on any days, free of every cause or not: (G, len(days)).

        n times the reverse Kaplan-Meier curve just before the day, which is the number at risk over the share that is
        still free of every cause: a failure does not end what is known of a person, only leaving the records does.
        A curve that censors the other causes rests on fewer: those of ``of_first_cause``.
        With late entry it is the smallest such number so far, since a curve rests on its thinnest risk set; days
        before the first entry are nobody's. After the last day on which anybody was observed, where that is known
        (``definition.observed_until``), nobody is, even if everybody had failed before. Of counts by interval it is
        those still at risk, which are fewer. Fractional weights are no people: where their squares are known it is as
        many of one weight as would tell as much (:attr:`effective_n`), of those who had not left unfailed by then.
        """
        asked = np.asarray(days)
        weighed = self.at_risk_on(asked) if self.by_interval else self._observed_on(asked)
        if self.squares is None:
            return weighed
        held, squares = (self._not_censored(each, asked) for each in (self.leavers, self.squares))
        return np.asarray(weighed * np.divide(held, squares, out=np.zeros_like(held), where=squares > 0))

    def _not_censored(self, leavers: Floats, days: NDArray[np.int64]) -> Floats:
        """How much of (G, 1 + C, T) lies among those who had not left without a failure before each day: (G, D)."""
        return np.asarray(self.still(leavers[:, 0], days) + leavers[:, 1:].sum(axis=(1, 2))[:, None])

    def _observed_on(self, asked: NDArray[np.int64]) -> Floats:
        """The same, by the sum of weights."""
        until = self.definition.observed_until
        if not len(self.days):
            return np.zeros((len(self.groups), len(asked)))
        steps, least = self._least_observed
        place = np.searchsorted(steps, asked, side="right") - 1
        seen_on = np.where(place < 0, self.n[:, None], least[:, np.maximum(place, 0)])
        return seen_on if until is None else np.where(asked > until, 0.0, seen_on)

    def nobody_yet_on(self, days: Sequence[int] | NDArray[np.int64]) -> NDArray[np.bool_]:
        """Where everybody of a group enters late, and nobody has by these days: (G, len(days))."""
        asked = np.asarray(days)
        if not self.entered.any():
            return np.zeros((len(self.groups), len(asked)), dtype=bool)
        return self._begins[:, None] >= asked[None, :]

    @property
    def _begins(self) -> NDArray[np.int64]:
        """The day after which each group's first people are at risk: -1, from the start, unless all enter late."""
        late = (self.entered.sum(axis=1) >= self.n - 1e-9 * (1 + self.n)) & (self.n > 0)
        return np.where(late, self.days[np.argmax(self.entered > 0, axis=1)], -1)

    @cached_property
    def _least_observed(self) -> tuple[NDArray[np.int64], Floats]:
        """Each day and the next, and how many people have been under observation on every day up to it."""
        follows = np.append(np.diff(self.days) == 1, False)  # the next day is among the days itself
        steps = np.sort(np.concatenate([self.days, self.days[~follows] + 1]), kind="stable")
        at_risk, failed = self.at_risk_on(steps), self.events.sum(axis=1)
        on_the_day = np.zeros_like(at_risk)
        on_the_day[:, np.searchsorted(steps, self.days)] = failed
        hazard = np.divide(on_the_day, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
        free = np.cumprod(1 - np.minimum(hazard, 1.0), axis=1)
        before = np.concatenate([np.ones((len(self.groups), 1)), free[:, :-1]], axis=1)
        seen = np.divide(at_risk, before, out=np.full_like(at_risk, np.inf), where=before > 1e-12)
        seen[steps[None, :] <= self._begins[:, None]] = np.inf
        return steps, np.minimum.accumulate(np.minimum(seen, self.n[:, None]), axis=1)

    def untold_by(self, day: float, group: str) -> tuple[float, float]:
        """How many of the ``untold`` people of a group are known to have had the first cause by a day for all that, and
        how many they are."""
        if self.untold is None or group not in self.untold.groups:
            return 0.0, 0.0
        place, known = self.untold.groups.index(group), self.untold.days <= day
        return float(self.untold.events[place, 0, known].sum()), float(self.untold.n[place])

    def select(self, *groups: str) -> EventTable:
        """The table of some groups, in the order given."""
        g = [_place(group, self.groups, v.GROUP) for group in groups or ("",)]
        people = None if self.people is None else self.people[g]
        as_they_stood = self.in_order and g == sorted(g)
        return self._with(
            lambda counts: counts[g], groups=groups, entered=self.entered[g], people=people, in_order=as_they_stood
        )

    @property
    def of_known_groups(self) -> EventTable:
        """The table without the people whose group is not recorded, who are no group of their own; of them alone the
        table itself."""
        known = known_groups(self.groups)
        return self.select(*known) if 0 < len(known) < len(self.groups) else self

    def pooled(self) -> EventTable:
        """All groups as one."""
        entered = self.entered.sum(axis=0, keepdims=True)
        people = None if self.people is None else self.people.sum(keepdims=True)
        untold = None if self.untold is None else self.untold.pooled()
        pooled = {"groups": (v.ALL,), "entered": entered, "people": people, "untold": untold}
        return self._with(lambda counts: counts.sum(axis=0, keepdims=True), **pooled)

    def only(self, cause: str) -> EventTable:
        """One cause kept as the event; every other cause becomes censoring."""
        c = _place(cause, self.causes, "cause") + 1
        return self._with(
            lambda counts: np.stack([np.delete(counts, c, axis=1).sum(axis=1), counts[:, c]], axis=1), causes=(cause,),
            untold=None if self.untold is None else self.untold.only(cause),
        )

    @cached_property
    def of_first_cause(self) -> EventTable:
        """The first cause alone: whoever left by another was followed until then, as a curve free of it takes them."""
        return self.only(self.causes[0]) if len(self.causes) > 1 else self

    def combined(self, cause: str) -> EventTable:
        """All causes as one event, under a new name."""
        untold = None if self.untold is None else self.untold.combined(cause)
        return self._with(
            lambda counts: np.stack([counts[:, 0], counts[:, 1:].sum(axis=1)], axis=1), causes=(cause,), untold=untold
        )

    @property
    def leavers(self) -> Floats:
        """Those censored and those of each cause, one under the other: (G, 1 + C, T)."""
        return np.concatenate([self.censored[:, None], self.events], axis=1)

    def _with(self, change: Callable[[Floats], Floats], **changes: Any) -> EventTable:
        """The table with those who leave, and their squares, changed alike."""
        leavers, squares = change(self.leavers), None if self.squares is None else change(self.squares)
        parts: dict[str, Any] = {"events": leavers[:, 1:], "censored": leavers[:, 0], "squares": squares}
        return replace(self, **parts, may_come=None, **changes)

    def __add__(self, other: EventTable) -> EventTable:
        """The counts of two sites together: groups of one name add up, days and groups are joined."""
        if not isinstance(other, EventTable):
            return NotImplemented
        if self.causes != other.causes:
            raise EstimateError(
                f"Tables with different causes do not add up: {', '.join(self.causes)} against "
                f"{', '.join(other.causes)}. Make both with the same causes in the same order."
            )
        if (self.by_interval or other.by_interval) and not np.array_equal(self.days, other.days):
            raise EstimateError("Tables by interval add up only where both have the same intervals.")
        if self.people is not None or other.people is not None:
            raise EstimateError("Tables of rounded counts do not add up: add exact ones and round their sum.")
        groups = tuple(dict.fromkeys(self.groups + other.groups))
        days = np.union1d(self.days, other.days)
        leavers = np.zeros((len(groups), 1 + len(self.causes), len(days)))
        squares, entered = np.zeros_like(leavers), np.zeros((len(groups), len(days)))
        for table in (self, other):
            at = np.searchsorted(days, table.days)
            for g, name in enumerate(table.groups):
                into = groups.index(name)
                leavers[into][:, at] += table.leavers[g]
                squares[into][:, at] += (table.leavers if table.squares is None else table.squares)[g]
                entered[into, at] += table.entered[g]
        return replace(
            self, groups=groups, days=days, events=leavers[:, 1:], censored=leavers[:, 0], entered=entered,
            definition=_joined(self.definition, other.definition),
            squares=None if self.squares is None and other.squares is None else squares,
            untold=_added(self.untold, other.untold),
            aside=self.aside + other.aside, may_come=None,
            in_order=self.in_order and other.in_order and self.groups == groups,
        )

    def __repr__(self) -> str:
        failed = ", ".join(
            f"{cause} {count_text(total)}" for cause, total in zip(self.causes, self.events.sum((0, 2)), strict=True)
        )
        span = f"days {count_text(self.days[0])} to {count_text(self.days[-1])}" if len(self.days) else "no days"
        weighted = ""
        if not self.whole_people:
            alike = count_text(self.pooled().effective_n[0], missing="nobody knows how many")
            weighted = f" by weight, who tell as much as {alike},"
        return (
            f"<EventTable: {count_text(self.n.sum())} people{weighted} in {counted(len(self.groups), 'group')}, {span}"
            f"; {failed}; censored {count_text(self.censored.sum())}>"
        )

    def _repr_html_(self) -> str:
        failed = self.events.sum(axis=2)
        body = [
            [str(group), count_text(n), *map(count_text, by_cause), count_text(censored)]
            for group, n, by_cause, censored in zip(self.groups, self.n, failed, self.censored.sum(axis=1), strict=True)
        ]
        return card("Event table", [repr(self)[1:-1]], ["", "people", *self.causes, "censored"], body)


def event_table(
    days: object, events: object = None, *, group: object = None, entry: object = None, weights: object = None,
    causes: Sequence[str] = ("relapse",), definition: Definition | None = None,
) -> EventTable:
    """Count one row per person into an :class:`EventTable`.

    ``days`` is the day each person failed or was last seen (0 or later, whole). ``events`` is 0 for censored and k for
    the k-th of ``causes`` (booleans will do; left out, everybody failed). ``group`` is a label per person; give a
    pandas Categorical to fix the order (an ordered one for a trend), or to keep groups in which there is nobody.
    ``entry`` is the day *after* which a person is at risk; -1, or leaving it out, means from the start, day 0 included.
    ``weights`` are how many people a row stands for: whole numbers count so many people, fractions give curves robust
    standard errors (none with late entry), count as :attr:`EventTable.effective_n` people, and are refused by tests.
    All are of one length, and Series have the same row labels; nothing as long as the input is kept or copied.

    Raises EstimateError for values that are missing, negative, not whole, out of range, or exit on or before entry,
    and for Series whose rows are labelled differently.

    >>> event_table([1, 1, 2], [1, 0, 2], causes=("relapse", "death"))
    <EventTable: 3 people in 1 group, days 1 to 2; relapse 1, death 1; censored 1>
    """
    causes = (causes,) if isinstance(causes, str) else tuple(causes)
    require_one_order(days=days, events=events, group=group, entry=entry, weights=weights)
    exit_day = whole_numbers(days, "days")
    n = len(exit_day)
    cause = None if events is None else whole_numbers(events, "events", n)
    entry_day = None if entry is None else whole_numbers(entry, "entry", n)
    groups, code, in_order = group_codes(group, n)
    on, leavers, entered = count_cells(exit_day, cause, code, entry_day, weights, len(groups), len(causes))
    squares = None
    if weights is not None and not entered.any():  # who entered late has a weight that no cell remembers
        weight = np.asarray(weights, dtype=float)
        if (weight != np.rint(weight)).any():
            squares = np.zeros_like(leavers)
            held, squared, _ = count_cells(exit_day, cause, code, None, weight**2, len(groups), len(causes))
            squares[..., np.searchsorted(on, held)] = squared
    about = definition or Definition()
    return EventTable(groups, causes, on, leavers[:, 1:], leavers[:, 0], entered, about, squares, in_order=in_order)


def remaining(counts: Floats, days: NDArray[np.int64], on: Sequence[int] | NDArray[np.int64]) -> Floats:
    """How much of (G, T) counts on sorted ``days`` lies on or after each day of ``on``: (G, len(on)).

    Summed from the end, so that nothing is left over at the end of follow-up even where weights are fractional.
    """
    padded = np.zeros((counts.shape[0], counts.shape[1] + 1))
    padded[:, :-1] = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
    return np.asarray(padded[:, np.searchsorted(days, np.asarray(on), side="left")])


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array


def _place(name: str, known: tuple[str, ...], what: str) -> int:
    if name not in known:
        hint = nearest(name, known) or "."
        raise EstimateError(f"There is no {what} {name!r}{hint} The {what}s are {', '.join(known)}.")
    return known.index(name)


def _check(table: EventTable) -> None:
    for what, names in ((v.GROUP, table.groups), ("cause", table.causes)):
        if not names:
            raise EstimateError(f"An event table needs at least one {what}.")
        if what == "cause" and v.CENSORED in names:
            raise EstimateError("No cause can be called 'censored': that is leaving without any. Give it another name.")
        doubled = [name for name in names if names.count(name) > 1]
        if doubled:
            raise EstimateError(f"The {what} {doubled[0]!r} is named twice; every {what} needs a name of its own.")
    if len(table.days) and (table.days[0] < 0 or (np.diff(table.days) <= 0).any()):
        raise EstimateError("The days of an event table must be 0 or later, sorted, and each there once.")
    g, c, t = len(table.groups), len(table.causes), len(table.days)
    for name, shape in (("events", (g, c, t)), ("censored", (g, t)), ("entered", (g, t))):
        counts = getattr(table, name)
        if counts.shape != shape:
            raise EstimateError(f"{name} must have the shape {shape}, not {counts.shape}.")
        if not np.isfinite(counts).all() or (counts < 0).any():
            raise EstimateError(f"Counts of {name} must be 0 or more, and none may be missing.")
    if table.people is not None:  # counts that were rounded one by one may leave more often than they are there
        return
    slack = table.leaving - table.at_risk
    tolerance = 1e-9 * (1 + table.n[:, None])
    if (slack > tolerance).any():
        g, t = np.argwhere(slack > tolerance)[0]
        raise EstimateError(
            f"More people leave than are at risk on {counted(int((slack > tolerance).sum()), 'day')} "
            f"(first: day {count_text(table.days[t])} in group {table.groups[g]!r}: {count_text(table.leaving[g, t])} "
            f"leave, {count_text(table.at_risk[g, t])} are at risk). Check that everybody enters before they leave."
        )


def _added(one: EventTable | None, two: EventTable | None) -> EventTable | None:
    """The counts of two sites together, of which either may have none."""
    return one + two if one is not None and two is not None else one or two


def _joined(one: Definition, two: Definition) -> Definition:
    """One definition for two sites; they may differ only in their data."""
    if apart := one.unlike(two):
        raise EstimateError(f"Tables that were defined differently do not add up: {apart}.")
    prints = dict.fromkeys(p for d in (one, two) for p in d.fingerprint.split("+") if p)
    ends = (one.observed_until, two.observed_until)
    until = None if None in ends else max(end for end in ends if end is not None)
    notes = tuple(dict.fromkeys(one.notes + two.notes))
    aside = one.aside or two.aside
    return replace(one, fingerprint="+".join(prints), notes=notes, observed_until=until, aside=aside)

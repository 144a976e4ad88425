"""Event tables that may leave: counts by quarter at midpoints, with small groups joined, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.release.rounding import Whole, midpoints, rules_of, step_words
from isostats.study.release_rules import ReleaseRules
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, group_name
from isostats.words.small_counts import FewPeople

if TYPE_CHECKING:
    import pandas as pd

    from isostats.cohort.following import Cohort

Address = tuple[str, str, str | None]
"""Outcome, population, and the column by which people are split, if any."""

COUNTED = (v.EVENTS, v.CENSORED, "entered")

FIRST_TREATMENT = "first_treatment"
"""The address of the table of first treatments, each kind a cause that excludes the others."""


@dataclass(frozen=True)
class Scope:
    """What a release holds: which outcomes and populations, split by which columns, on which days.

    ``groupings`` are ordered: the last is the first to go when counts could be found out.
    """

    outcomes: tuple[str, ...]
    populations: tuple[str, ...]
    groupings: tuple[str, ...]
    days: tuple[int, ...]
    first_treatment: bool = False

    def __or__(self, other: Scope) -> Scope:
        """What either holds, and everything between: each outcome by each column, on the days of both."""
        return Scope(
            tuple(dict.fromkeys((*self.outcomes, *other.outcomes))),
            tuple(dict.fromkeys((*self.populations, *other.populations))),
            tuple(dict.fromkeys((*self.groupings, *other.groupings))),
            tuple(sorted({*self.days, *other.days})),
            self.first_treatment or other.first_treatment,
        )


def few_of(rules: ReleaseRules) -> FewPeople:
    """Which rounded counts lie in the first bin, and how they are written."""
    return FewPeople(rules.least_small, rules.middle_of_few, rules.label, rules.column_suffix)


@dataclass(frozen=True, eq=False)
class SafeTables:
    """Event tables by interval whose counts are rounded by ``rules``; all that a release is made from.

    ``tables`` are by :data:`Address`; ``days`` are the grid that all of them share, and one day after it on which
    those stand who are followed beyond. ``joined`` says which levels of a column became *other*, ``dropped`` which
    columns have too few people outside one level to be split by, ``coded`` which have numbers in place of names.
    """

    rules: ReleaseRules
    days: tuple[int, ...]
    tables: Mapping[Address, EventTable]
    joined: Mapping[str, tuple[str, ...]]
    dropped: tuple[str, ...] = ()
    coded: tuple[str, ...] = ()

    @property
    def base(self) -> int:
        """How wide the bins are."""
        return self.rules.min_cell

    @property
    def few(self) -> FewPeople:
        """Which of its counts are few, and how they are written."""
        return few_of(self.rules)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that are counted, in order."""
        return tuple(dict.fromkeys(outcome for outcome, _, _ in self.tables if outcome != FIRST_TREATMENT))

    @property
    def counts_words(self) -> str:
        """How its counts were rounded."""
        return f"counts are midpoints of bins of {self.base}, by {step_words(self.days)}"

    def count(self, outcome: str, population: str = v.EVERYONE, by: str | None = None) -> EventTable:
        """The table of that address."""
        return self.tables[outcome, population, by]


def safe_tables(
    cohort: Cohort, scope: Scope, *, rules: ReleaseRules | int, least_group: int | None = None
) -> SafeTables:
    """The safe tables of a cohort within a scope, rounded by ``rules``; an int is the base of rules without a preset.

    Groups of up to ``least_group`` people (as many as the first bin holds, if not given) are joined to *other*, which
    takes the next smallest until it is larger.
    """
    rules = rules_of(rules)
    joined: dict[str, tuple[str, ...]] = {}
    dropped = []
    for column in scope.groupings:
        people = cohort.count(scope.outcomes[0], by=column)
        small = small_groups(dict(zip(people.groups, people.n.astype(int), strict=True)), least_group or rules.few)
        if small is None:
            dropped.append(column)
        else:
            joined[column] = small
    release = SafeTables(rules, scope.days, {}, joined, tuple(dropped))
    tables: dict[Address, EventTable] = {}
    columns: tuple[str | None, ...] = (None, *joined)
    for by in columns:
        for outcome in scope.outcomes:
            everyone = joined_as(release, cohort.count(outcome, by=by), by)
            for population in scope.populations:
                exact = joined_as(release, cohort.count(outcome, population=population, by=by), by)
                exact = _regrouped(exact, exact.groups, everyone.groups)
                tables[outcome, population, by] = safe_table(exact, scope.days, rules)
    if scope.first_treatment:
        exact = cohort.count_first_treatment()
        tables[FIRST_TREATMENT, v.EVERYONE, None] = safe_table(exact, scope.days, rules)
    return replace(release, tables=tables)


def _regrouped(table: EventTable, names: Sequence[str], groups: tuple[str, ...]) -> EventTable:
    """The table by ``groups``, its own under these names: added up where they share one, empty where none has it."""
    place = [groups.index(name) for name in names]

    def added(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.zeros((len(groups), *counts.shape[1:]))
        np.add.at(total, place, counts)
        return total

    counts: dict[str, Any] = {name: added(getattr(table, name)) for name in COUNTED}
    return replace(table, groups=groups, **counts)


def safe_table(exact: EventTable, days: Iterable[int], rules: ReleaseRules | int) -> EventTable:
    """Cumulative counts at midpoints on the days of the grid, as an event table by interval.

    Each count is rounded by itself, so that it is the middle of its own bin; they need not add up to n. Where none
    and few are one, estimates take nobody to have failed or left on day 0, and death is a cause whether anybody died.
    Of the definition what may have been written with exact counts or dates goes.
    """
    rules = rules_of(rules)
    grid = np.asarray(tuple(days), dtype=np.int64)
    exact = _with_death(exact) if rules.zeros == "hidden" else exact
    until = np.searchsorted(exact.days, grid, side="right")
    cumulative = {}
    for part, counts in parts_of(exact).items():
        summed = np.concatenate([np.zeros((len(exact.groups), 1)), np.cumsum(counts, axis=1)], axis=1)[:, until]
        rounded = midpoints(np.rint(summed), rules)
        nobody = (grid == 0) & (rounded <= rules.middle_of_few) & begins_at_nobody(part, rules)
        cumulative[part] = np.where(nobody, 0, rounded)
    definition = exact.definition.with_(fingerprint="", observed_until=None, notes=(), follow_up="", aside=False)
    safe = rounded_table(exact.groups, grid, midpoints(np.rint(exact.n), rules), cumulative)
    return replace(safe, definition=definition)


def begins_at_nobody(part: str, rules: ReleaseRules) -> bool:
    """Whether estimates take the first bin of a part to be nobody on day 0, though it may be few."""
    return rules.zeros == "hidden" and part not in (v.N, v.NOT_CLEAR)


def _with_death(exact: EventTable) -> EventTable:
    """The table with death among its causes: without it, it would tell that nobody died."""
    if v.DEATH in exact.causes:
        return exact
    at = exact.causes.index(v.NOT_CLEAR) if v.NOT_CLEAR in exact.causes else len(exact.causes)
    causes = (*exact.causes[:at], v.DEATH, *exact.causes[at:])
    competing = tuple(cause for cause in causes[1:] if cause in (v.DEATH, v.NOT_CLEAR))
    events = np.insert(exact.events, at, 0.0, axis=1)
    return replace(exact, causes=causes, events=events, definition=exact.definition.with_(competing=competing))


def rounded_table(
    groups: tuple[str, ...], days: NDArray[np.int64], people: Whole, cumulative: Mapping[str, NDArray[Any]]
) -> EventTable:
    """The event table of rounded cumulative counts (G, T) of each cause and of those who left.

    Those who are followed beyond the last day stand on a day after it.
    """
    steps = {part: np.diff(counts, axis=1, prepend=0) for part, counts in cumulative.items()}
    beyond = np.maximum(people - sum(counts[:, -1] for counts in cumulative.values()), 0)[:, None]
    causes = tuple(part for part in cumulative if part != v.LEFT)
    return EventTable(
        groups,
        causes,
        np.append(days, days[-1] + 1),
        np.stack([np.pad(steps[cause], [(0, 0), (0, 1)]) for cause in causes], axis=1),
        np.concatenate([steps[v.LEFT], beyond], axis=1),
        np.zeros((len(groups), len(days) + 1)),
        by_interval=True,
        people=people.astype(float),
    )


def parts_of(table: EventTable) -> dict[str, NDArray[np.float64]]:
    """The counts of each cause, and of those who left, (G, T)."""
    return {cause: table.events[:, c] for c, cause in enumerate(table.causes)} | {v.LEFT: table.censored}


def small_groups(people: Mapping[str, int], few: int) -> tuple[str, ...] | None:
    """Which groups are joined to *other*: of up to ``few`` people, and the next smallest until it has more together.

    A group of just ``few`` shown by itself would be known exactly: smaller ones are not shown, larger ones are written
    as the next midpoint. None where fewer than two groups would be left: the split is then not shown at all.

    >>> small_groups({"a": 80, "b": 12, "c": 4}, 10)
    ('c', 'b')
    >>> small_groups({"a": 80, "b": 12}, 10)
    ()
    >>> small_groups({"a": 80, "b": 4}, 10) is None
    True
    """
    ordered = sorted((group for group in people if people[group]), key=lambda group: (people[group], group))
    chosen: list[str] = []
    for group in ordered:
        together = sum(people[each] for each in chosen)
        if people[group] > few and (not chosen or together > few):
            break
        chosen.append(group)
    left = len(ordered) - len(chosen) + bool(chosen)
    return tuple(chosen) if left > 1 else None


OTHER = "other"


def joined_as(release: SafeTables, table: EventTable, by: str | None) -> EventTable:
    """An exact table whose small groups are added up as those of the release are."""
    small = release.joined.get(by, ()) if by else ()
    names = [group_name(column_of(group), OTHER) if group in small else group for group in table.groups]
    return _regrouped(table, names, tuple(dict.fromkeys(names)))


def published_counts(release: SafeTables) -> pd.DataFrame:
    """Everything that a release counts, one row a number: outcome, population, group, part, day, people.

    ``part`` is *n*, a cause, or *left_the_records*; all but *n* are cumulative up to and on the day.
    """
    import pandas as pd

    rows = []
    for (outcome, population, _), table in release.tables.items():
        for g, group in enumerate(table.groups):
            rows.append((outcome, population, group, v.N, pd.NA, int(table.n[g])))
            for part, counts in parts_of(table).items():
                summed = np.rint(np.cumsum(counts[g])[:-1]).astype(int)
                rows += [
                    (outcome, population, group, part, day, int(people))
                    for day, people in zip(release.days, summed, strict=True)
                ]
    columns = [v.OUTCOME, v.POPULATION, v.GROUP, "part", v.TIME_DAYS, "people"]
    return pd.DataFrame(rows, columns=columns).astype({v.TIME_DAYS: "Int64"})

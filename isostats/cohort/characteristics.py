"""Who the people are and what their first courses were, as counts and moments by group: nothing of one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import fsum, nan, sqrt
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.columns import OF_COURSES, Fact, as_text
from isostats.cohort.groupings import GroupedBy, distinct_values
from isostats.cohort.who_treated import numbers_are_names
from isostats.engines.embedded import literal
from isostats.records.input_tables.course_details import DETAILS
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import group_name

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

MOST_LEVELS = 12
"""A column of texts with more levels than this is no line of a table."""
LOOKED_AT = 2_000
"""So many people show whether a column has many values."""
FEW_VALUES = 6
"""A number of the user's own with no more values than this may be a code, and is shown by its values."""
NOT_INTERRUPTED = "no_interruption"
"""The level of people without an interruption, of whom no reason for one is lacking."""
QUARTERS = (0.25, 0.5, 0.75)
MEASURES = (v.N, "missing", "mean", "deviation", "lower_quartile", "median", "upper_quartile")
GROUP = '"group"'
Floats = NDArray[np.float64]
Levels = dict[str, Counter[str]]
"""How many people of each group, everybody too, have each level of a column."""


def described_facts(
    cohort: Cohort, *, but: Sequence[str] = (), only: Sequence[str] | None = None
) -> tuple[list[Fact], list[Fact], list[str]]:
    """The columns that are amounts, those that have levels, and the names of those with too many levels."""
    left_out = {*but, *(("birth_year",) if "age" in cohort.facts else ())}
    known = cohort.facts
    asked = [name for name in known if name not in left_out and (only is None or name in only)]
    facts = [_without_interruption(known[name], known) for name in asked]
    # whatever has many values among a few people has many: of a million, only the others are counted
    values = _distinct_of_a_few(cohort, facts)
    values |= {fact.name: distinct_values(fact, cohort.ask) for fact in facts if values[fact.name] <= MOST_LEVELS}
    facts = [each for each in facts if values[each.name]]
    facts.sort(key=lambda each: (each.at_the_end, each.name != "age"))
    numbers = [each for each in facts if each.numbers and (values[each.name] > FEW_VALUES or _declared(each.name))]
    numbers = [each for each in numbers if not numbers_are_names(each, cohort.ask)]
    levels = [fact for fact in facts if fact not in numbers and values[fact.name] <= MOST_LEVELS]
    return numbers, levels, [fact.name for fact in facts if fact not in numbers and fact not in levels]


def _declared(name: str) -> bool:
    """Whether a column is said to be a measure: with few values it is one still."""
    return name in OF_COURSES or (name in DETAILS and not DETAILS[name].codes)


def _without_interruption(fact: Fact, facts: Mapping[str, Fact]) -> Fact:
    """A fact as Table 1 counts it: who had no interruption has no reason for one, and none is missing."""
    if fact.name != "interruption_reason" or "interruption_days" not in facts:
        return fact
    nothing = f"{fact.sql} IS NULL AND {facts['interruption_days'].sql} = 0"
    return replace(fact, sql=f"CASE WHEN {nothing} THEN '{NOT_INTERRUPTED}' ELSE {fact.sql} END")


def _distinct_of_a_few(cohort: Cohort, facts: Sequence[Fact]) -> dict[str, int]:
    asked = ", ".join(f"COUNT(DISTINCT {fact.sql})" for fact in facts)
    few = f"(SELECT * FROM first_courses LIMIT {LOOKED_AT}) AS a_few"
    counts = cohort.ask(f"SELECT {asked} FROM {few}")[0] if facts else ()
    return {fact.name: int(n) for fact, n in zip(facts, counts, strict=True)}


def group_sizes(cohort: Cohort, by: GroupedBy | None = None) -> dict[str, int]:
    """How many people there are, and in each group, in the order of the groups."""
    if by is None:
        return {v.ALL: cohort.people}
    counts = cohort.query(f"SELECT {_group(by)} AS category, COUNT(*) AS n FROM first_courses GROUP BY 1 ORDER BY 1")
    sizes = {str(row["category"]): int(row[v.N]) for row in counts.to_dict("records")}
    names = list(sizes)
    return {v.ALL: cohort.people, **{names[place]: sizes[names[place]] for place in by.in_order(names)}}


def moments(cohort: Cohort, facts: list[Fact], by: GroupedBy | None = None) -> list[dict[str, Any]]:
    """Of everybody and of each group, a row for each column that is a number.

    Each has column, group, n, missing, mean, deviation (n - 1), median and quartiles (linear between two people).
    """
    if not facts:
        return []
    known = "FILTER (WHERE value IS NOT NULL)"
    counted = cohort.query(
        f"SELECT place, {GROUP}, CAST(SUM(n) AS BIGINT) AS people, LIST(value ORDER BY value) {known} AS held, "
        f"LIST(n ORDER BY value) {known} AS counts FROM ({_counted(facts, by, 'DOUBLE')}) GROUP BY ALL ORDER BY ALL"
    )
    rows = []
    for place, of_groups in groupby(counted.itertuples(index=False), key=itemgetter(0)):
        each = [_Values.of(*row[1:]) for row in of_groups]
        parts = [_Values.joined(each)] + (each if by is not None else [])
        rows += [{"column": facts[place].name, **part.measures()} for part in parts]
    return rows


@dataclass(frozen=True, eq=False)
class _Values:
    """The different values of a number in a group of so many people, in order, and how many have each."""

    group: str
    people: int
    values: Floats
    counts: Floats

    @classmethod
    def of(cls, group: str, people: int, values: object, counts: object) -> _Values:
        """Those of the engine, which has no list where nobody has a value, but one of several signs of none."""
        held, n = (each if isinstance(each, np.ndarray) else np.empty(0) for each in (values, counts))
        return cls(group, int(people), np.asarray(held, dtype=float), np.asarray(n, dtype=float))

    @classmethod
    def joined(cls, groups: Sequence[_Values]) -> _Values:
        """Those of everybody."""
        values, place = np.unique(np.concatenate([each.values for each in groups]), return_inverse=True)
        counts = np.bincount(place, np.concatenate([each.counts for each in groups]), minlength=len(values))
        return cls(v.ALL, sum(each.people for each in groups), values, counts.astype(float))

    def measures(self) -> dict[str, Any]:
        """The row of the group. Sums are rounded once, so that no order of adding moves them."""
        n = int(self.counts.sum())
        row = {v.GROUP: self.group, v.N: n, "missing": self.people - n, **dict.fromkeys(MEASURES[2:], nan)}
        if not n:
            return row
        power = int(np.frexp(np.abs(self.values).max())[1]) + 1
        x = np.ldexp(self.values, -power)  # below 1/2, so that neither a difference nor its square is an overflow
        off = x - x[0]  # by which people who all have one value differ by nothing at all
        mean = fsum(self.counts * off) / n
        spread = sqrt(fsum(self.counts * (off - mean) ** 2) / (n - 1)) if n > 1 else nan
        place, last = np.array(QUARTERS) * (n - 1), np.cumsum(self.counts)
        below, above = (
            self.values[np.searchsorted(last, end, side="right")] for end in (np.floor(place), np.ceil(place))
        )
        between = place - np.floor(place)
        quartiles = np.where(below == above, below, below * (1 - between) + above * between)
        numbers = (*np.ldexp([x[0] + mean, spread], power).tolist(), *quartiles.tolist())
        return row | dict(zip(MEASURES[2:], numbers, strict=True))


def level_counts(cohort: Cohort, facts: list[Fact], by: GroupedBy | None = None) -> dict[str, Levels]:
    """By column, how many people have each level; those without one have the level ''."""
    made: dict[str, Levels] = {fact.name: {} for fact in facts}
    if not facts:
        return made
    for place, level, group, n in cohort.ask(
        f"SELECT place, {as_text('value')} AS category, {GROUP}, n FROM ({_counted(facts, by, 'VARCHAR')})"
    ):
        of_groups = made[facts[place].name].setdefault(level or "", Counter())
        of_groups.update({group: n} if by is None else {group: n, v.ALL: n})
    return made


def _counted(facts: Sequence[Fact], by: GroupedBy | None, kind: str) -> str:
    """SQL of how many people of each group have each value of each column, which is told by its place: the group of a
    person is looked up once for all."""
    columns = ", ".join(f"{fact.sql} AS x{place}" for place, fact in enumerate(facts))
    each = "\nUNION ALL ".join(
        f"SELECT {place} AS place, {GROUP}, CAST(x{place} AS {kind}) AS value, n FROM "
        f"(SELECT {GROUP}, x{place}, COUNT(*) AS n FROM people GROUP BY ALL)"
        for place in range(len(facts))
    )
    return f"WITH people AS MATERIALIZED (SELECT {_group(by)} AS {GROUP}, {columns} FROM first_courses)\n{each}"


def _group(by: GroupedBy | None) -> str:
    """SQL for each person's group; one that is called as everybody is has its column before it."""
    if by is None:
        return literal(v.ALL)
    return f"CASE {by.sql} WHEN {literal(v.ALL)} THEN {literal(group_name(by.name, v.ALL))} " + (
        f"ELSE {by.of_person} END"
    )

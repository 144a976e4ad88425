"""Groups that hold others: what follows for the counts of those beside, in one release or in two.

Where a group, or several of one column, hold everyone of a group of another column, or of another release, those beside
are people too. They are nobody or have a timeline, so their counts are never fewer than nobody, grow, nest, and are no
more than they. A region that holds whole sites tells of these as much as any sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from isostats.release.event_tables import FIRST_TREATMENT, OTHER, SafeTables
from isostats.release.knowledge import EVERYONE, STRATA, timeline_rules
from isostats.release.linear_system import Bounds, Indexes, Knowledge, Terms, less
from isostats.release.record_linkage import Ids
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, group_name

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

Floats = NDArray[np.float64]
CLEAR = STRATA[v.RESPONDERS][0]
OTHERS = "others"
"""Of everyone, those who were not recorded as clear."""
Groups = tuple[str, ...]
EQUAL, MORE, FEWER = 0, 1, -1


@dataclass(frozen=True, eq=False)
class Side:
    """A release in the system: its counts' days, what it tells, its true counts, and who is in each group of everyone.

    True counts that nobody kept are nan.
    """

    name: str
    days: tuple[int, ...]
    known: Knowledge
    truth: Floats
    people: Mapping[str, Ids]

    @property
    def outcomes(self) -> dict[str, list[str]]:
        """The parts of each outcome that it counts in everyone."""
        parts: dict[str, list[str]] = {}
        for part, group, stratum, *named in self.known.unknowns:
            if named and group == v.ALL and stratum == EVERYONE[0]:
                parts.setdefault(named[0], []).append(part)
        return parts

    @property
    def columns(self) -> dict[str, Groups]:
        """The groups of each column in which anybody is."""
        columns: dict[str, Groups] = {}
        for group, people in self.people.items():
            if len(people):
                by = column_of(group) or group
                columns[by] = (*columns.get(by, ()), group)
        return columns


@dataclass(frozen=True, eq=False)
class Further:
    """Those whom groups of one release hold beyond groups of another: each of their counts is a difference of two.

    With a ``sign`` of FEWER it is the other that holds more. Of each release stand its first unknown and its groups.
    """

    one: tuple[Side, int, Groups]
    other: tuple[Side, int, Groups]
    sign: int

    @cached_property
    def days(self) -> list[int]:
        """The days of both."""
        return sorted({*self.one[0].days} & {*self.other[0].days})

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """The parts of each outcome that both count."""
        mine, its = self.one[0].outcomes, self.other[0].outcomes
        return {outcome: [part for part in mine[outcome] if part in its[outcome]] for outcome in mine if outcome in its}

    def count(self, *key: str) -> Terms:
        """A count of them, on the days of both; nothing where either does not have it."""
        terms: Terms = []
        for (side, start, groups), value in ((self.one, 1.0), (self.other, -1.0)):
            for group in groups:
                places = side.known.unknowns.get((key[0], group, *key[1:]))
                if places is None:
                    return []
                on: Indexes = places if len(key) == 2 else places[np.searchsorted(side.days, self.days)]
                terms.append((on + start, value * (self.sign or 1)))
        return terms

    def count_in(self, kind: str, *key: str) -> Terms:
        """The count in a kind of them: of others, everyone's less that of the clear."""
        if kind != OTHERS:
            return self.count(key[0], kind, *key[1:])
        return [*self.count(key[0], EVERYONE[0], *key[1:]), *less(self.count(key[0], CLEAR, *key[1:]))]

    def kinds(self) -> Iterator[str]:
        """Everyone, the clear and the others, as far as both know them."""
        for kind, needed in ((EVERYONE[0], EVERYONE), (CLEAR, (CLEAR,)), (OTHERS, (*EVERYONE, CLEAR))):
            if all(self.count(v.N, each) for each in needed):
                yield kind

    def people(self) -> list[Terms]:
        """How many there are by response, and how many of them began with each treatment."""
        by_response = [self.count(v.N, s) for s in (EVERYONE[0], *STRATA[v.EVERYONE])]
        first = self.parts.get(FIRST_TREATMENT, [])
        counts = [*by_response, *(self.count(part, EVERYONE[0], FIRST_TREATMENT) for part in first)]
        return [terms for terms in counts if terms]

    def outcomes(self, kind: str) -> dict[str, dict[str, Terms]]:
        """The cumulative counts of each outcome in a kind of them, by part."""
        counts = {
            outcome: {part: self.count_in(kind, part, outcome) for part in parts}
            for outcome, parts in self.parts.items() if outcome != FIRST_TREATMENT
        }  # fmt: skip
        known = {outcome: {part: terms for part, terms in each.items() if terms} for outcome, each in counts.items()}
        return {outcome: of_outcome for outcome, of_outcome in known.items() if outcome in of_outcome}


def holding(
    people: int, shared: Mapping[str, int], sizes: Mapping[str, int], *, everyone: bool = False
) -> Iterator[tuple[int, Groups]]:
    """Which groups of one column together are equal to a group of so many ``people``, hold it or lie in it, by how many
    it shares with each of their ``sizes``.

    What is true of every group of a column is said of the whole already, unless they are the whole (``everyone``).

    >>> list(holding(5, {"a": 2, "b": 3}, {"a": 2, "b": 3, "c": 4}))
    [(0, ('a', 'b'))]
    >>> list(holding(5, {"a": 2, "b": 3}, {"a": 2, "b": 7, "c": 4}))
    [(1, ('a', 'b')), (-1, ('a',))]
    """
    touched = tuple(each for each in sizes if shared.get(each))
    inside = tuple(each for each in touched if shared[each] == sizes[each])
    covered = sum(shared.values()) == people
    if covered and inside == touched:
        yield EQUAL, inside
        return
    if covered and (everyone or len(touched) < len(sizes)):
        yield MORE, touched
    if inside and (everyone or len(inside) < len(sizes)):
        yield FEWER, inside


def tie(links: Bounds, further: Further) -> None:
    """What follows for them: nobody where both hold the same, and else people with a timeline."""
    least, most = (0, 0) if further.sign == EQUAL else (0, np.inf)
    for terms in further.people():
        links.know(terms, least, most)
    for kind in (EVERYONE[0], CLEAR) if further.sign == EQUAL else further.kinds():
        counted = further.outcomes(kind)
        for terms in (each for of_outcome in counted.values() for each in of_outcome.values()):
            links.know(terms, least, most)
        if further.sign != EQUAL:
            timeline_rules(links, further.count_in(kind, v.N), counted)


def tied_within(cohort: Cohort, tables: SafeTables, known: Knowledge, truth: Floats) -> Knowledge:
    """What is known of a release with what follows where groups of one column hold groups of another."""
    from scipy.sparse import vstack

    side, links = Side("", tables.days, known, truth, {}), Bounds()
    for by, other in permutations(tables.joined, 2):
        shared = _shared(cohort, tables, by, other)
        sizes = sum(map(Counter, shared.values()), Counter[str]())
        for group, of_group in shared.items():
            for sign, groups in holding(sum(of_group.values()), of_group, sizes):
                tie(links, Further((side, 0, groups), (side, 0, (group,)), sign))
    matrix, low, high, presumed = links.system(len(truth))
    return replace(
        known, matrix=vstack([known.matrix, matrix], format="csr"), low=np.concatenate([known.low, low]),
        high=np.concatenate([known.high, high]), presumed=np.concatenate([known.presumed, presumed]),
    )  # fmt: skip


def _shared(cohort: Cohort, tables: SafeTables, by: str, other: str) -> dict[str, dict[str, int]]:
    """How many people each released group of ``other`` shares with each of ``by``, where there are any."""
    shared: dict[str, dict[str, int]] = {}
    for (mine, its), people in cohort.people_by(by, other).items():
        small = {column: group_name(column, OTHER) for column in (by, other)}
        mine, its = (small[of] if each in tables.joined[of] else each for of, each in ((by, mine), (other, its)))
        of_group = shared.setdefault(its, {})
        of_group[mine] = of_group.get(mine, 0) + people
    return shared

"""Groups that hold others: what follows for the counts of those beside, in one release or in two.

Where groups of a column hold everyone of groups of another column, or of another release, those beside are people
too. They are nobody or have a timeline, so their counts are never fewer than nobody, grow, nest, and are no more than
they. A region that holds whole sites tells of these as much as any sum, and so do two counties that share their clinics
with no other; small groups that were joined are a group as any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from isostats.release.event_tables import FIRST_TREATMENT, OTHER, SafeTables
from isostats.release.knowledge import EVERYONE, STRATA, timeline_rules
from isostats.release.linear_system import Bounds, Indexes, Knowledge, Label, Terms, less
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
MOST = 100
"""So many sets of groups of a part are held against those that they share people with; see :func:`holding`."""


class OverlapError(Exception):
    """Columns overlap in more ways than are looked at, so that nobody knows what they tell together."""


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


Part = tuple[Side, int, Groups]
"""Groups of one column of a release, with the first of its unknowns."""


@dataclass(frozen=True, eq=False)
class Further:
    """Those whom groups of one release hold beyond groups of others, that share nobody: each of their counts is that of
    the one less those of the others.

    With a ``sign`` of FEWER it is the others that hold more.
    """

    one: Part
    others: tuple[Part, ...]
    sign: int

    @cached_property
    def days(self) -> list[int]:
        """The days of all."""
        return sorted({*self.one[0].days}.intersection(*(side.days for side, _, _ in self.others)))

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """The parts of each outcome that all count."""
        known, its = self.one[0].outcomes, [side.outcomes for side, _, _ in self.others]
        return {
            outcome: [part for part in parts if all(part in each[outcome] for each in its)]
            for outcome, parts in known.items() if all(outcome in each for each in its)
        }  # fmt: skip

    @property
    def words(self) -> str:
        """Who they are."""
        one, *others = (" and ".join(groups) + (f" of {side.name}" if side.name else "")
                        for side, _, groups in (self.one, *self.others))  # fmt: skip
        holding, held = (one, " and ".join(others)) if self.sign != FEWER else (" and ".join(others), one)
        return f"those of {holding} beyond {held}"

    def count(self, *key: str) -> Terms:
        """A count of them, on the days of all; nothing where one of them does not have it."""
        terms: Terms = []
        for (side, start, groups), value in ((self.one, 1.0), *((other, -1.0) for other in self.others)):
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
        """Everyone, the clear and the others, as far as all know them."""
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
    shared: Mapping[tuple[str, str], int], one: Mapping[str, int], other: Mapping[str, int]
) -> Iterator[tuple[int, Groups, Groups]]:
    """Which groups of one column together are equal to groups of another, hold them or lie in them, by the people of
    each and how many each ``shared`` with each, where there are any.

    Groups that share people, or share them with such, are a part of both columns. Where the other column has everyone
    of a part, its groups are the same people as those beside them. Within a part any groups lie in those that they
    share people with. What is true of all groups of a column is said of the whole already. Where groups hold others of
    a part that is equal, the rest of that part lies in the rest: the shorter of the two is said. At most :data:`MOST`
    sets of a part are; after them OverlapError comes where there are more.

    >>> list(holding({("a", "x"): 1, ("a", "y"): 1, ("b", "y"): 3, ("c", "z"): 4}, {"a": 2, "b": 3, "c": 4},
    ...     {"x": 1, "y": 4, "z": 4}))
    [(0, ('a', 'b'), ('x', 'y')), (-1, ('b',), ('y',)), (0, ('c',), ('z',))]
    >>> list(holding({("a", "x"): 2, ("b", "x"): 3, ("b", "y"): 2}, {"a": 2, "b": 7, "c": 4}, {"x": 5, "y": 2}))
    [(-1, ('a',), ('x',)), (1, ('b',), ('y',))]
    """
    beside: dict[str, set[str]] = {}
    flipped: dict[str, set[str]] = {}
    for group, its_group in (pair for pair, people in shared.items() if people):
        beside.setdefault(group, set()).add(its_group)
        flipped.setdefault(its_group, set()).add(group)
    of_one, of_other = _people_of_each(shared)
    covered = {group for group in beside if of_one[group] == one[group]}
    held = {group for group in flipped if of_other[group] == other[group]}
    cut_short = False
    for part in _parts(beside, flipped):
        equal = part[0] <= covered and part[1] <= held
        fewer, more = [*_lying(part[0] & covered, beside)], [*_lying(part[1] & held, flipped)]
        # of an equal part one side says all: the rest of what lies in others is what holds the rest of them
        cut_short |= (min if equal else max)(len(fewer), len(more)) > MOST
        ties = [(FEWER, lying, near) for lying, near in fewer[:MOST]]
        ties += [(MORE, near, lying) for lying, near in more[:MOST]]
        ties.sort(key=lambda each: len(each[1]) + len(each[2]))
        known = {part}
        for sign, mine, its in [(EQUAL, *part)] * equal + ties:
            rest = (part[0] - mine, part[1] - its)
            if sign == EQUAL or not equal or not {(mine, its), rest} & known:
                known.add((mine, its))
                if not any(len(each) == len(column) > 1 for each, column in ((mine, one), (its, other))):
                    yield sign, tuple(g for g in one if g in mine), tuple(g for g in other if g in its)
    if cut_short:
        raise OverlapError


def apart_within(whole: Ids, beside: Sequence[Side], *, covering: bool) -> Iterator[tuple[tuple[int, Groups], ...]]:
    """Groups of several other releases that share nobody and all lie in ``whole``, or cover it: each set as the place
    of a release in ``beside`` with its groups, as many people together as there are. Each is taken first once.

    Smaller sets follow from such a one, or larger ones where they cover: those left over are people too.
    """
    seen = set()
    for first in range(len(beside)):
        order = sorted(range(len(beside)), key=lambda j: (j != first, -len(beside[j].people[v.ALL])))
        taken, left = [], whole
        for j in order:
            near = _nearest(beside[j], whole, left, covering=covering)
            if near:
                taken.append((j, near))
                left = np.setdiff1d(left, np.concatenate([beside[j].people[group] for group in near]), True)
        several = len(taken) > 1 and not (covering and len(left))
        if several and (key := frozenset(taken)) not in seen:
            seen.add(key)
            yield tuple(taken)


def _nearest(side: Side, whole: Ids, left: Ids, *, covering: bool) -> Groups:
    """The groups of one column of a release that hold most of those ``left``, of those who lie in what is left of
    ``whole``, or where they are to cover it reach into none that is taken."""
    best: tuple[int, Groups] = (0, ())
    for groups in side.columns.values():
        shared = {group: len(np.intersect1d(side.people[group], left, True)) for group in groups}
        within = {group: len(np.intersect1d(side.people[group], whole, True)) for group in groups}
        whose = {group: within[group] if covering else len(side.people[group]) for group in groups}
        near = tuple(group for group in groups if shared[group] and shared[group] == whose[group])
        best = max(best, (sum(shared[group] for group in near), near), key=lambda each: each[0])
    return best[1]


def lying_in_two(cells: Sequence[Groups]) -> Iterator[tuple[Groups, tuple[str, str]]]:
    """Groups of a column whose people all lie in one of two groups, of two other columns, though some not in the one
    and some not in the other: together they are no more people than both. ``cells`` are the groups by column that
    people share. Raises OverlapError for more than :data:`MOST` such sets.

    >>> cells = [("a", "f", "old"), ("a", "m", "young"), ("b", "f", "young"), ("c", "m", "old")]
    >>> [(groups, two) for groups, two in lying_in_two(cells) if "a" in groups]
    [(('a', 'b'), ('f', 'young')), (('a', 'c'), ('m', 'old'))]
    """
    at = {group: k for k, cell in enumerate(zip(*cells, strict=True)) for group in cell}
    held = dict.fromkeys(at, 0)  # the places of a group's cells, as bits: there may be as many cells as people
    for place, cell in enumerate(cells):
        for group in cell:
            held[group] |= 1 << place
    sets = []
    for one, other in combinations(at, 2):
        outside = ~(held[one] | held[other])
        inside = [group for group in at if not held[group] & outside and at[group] not in (at[one], at[other])]
        for column in dict.fromkeys(at[group] for group in inside if at[one] != at[other]):
            lying = tuple(group for group in inside if at[group] == column)
            if any(held[group] & ~held[one] and held[group] & ~held[other] for group in lying):
                sets.append((lying, (one, other)))
    if len(sets) > MOST:
        raise OverlapError
    yield from sets


def _people_of_each(shared: Mapping[tuple[str, str], int]) -> tuple[Counter[str], Counter[str]]:
    """How many people each group of both columns shares with all groups of the other.

    >>> _people_of_each({("a", "x"): 1, ("a", "y"): 2, ("b", "y"): 3})
    (Counter({'a': 3, 'b': 3}), Counter({'y': 5, 'x': 1}))
    """
    one, other = Counter[str](), Counter[str]()
    for (group, its_group), people in shared.items():
        one[group] += people
        other[its_group] += people
    return one, other


def _parts(
    beside: Mapping[str, set[str]], flipped: Mapping[str, set[str]]
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The connected parts of two columns: groups of both that share people, directly or by others."""
    left = dict.fromkeys(beside)
    while left:
        mine, its = {next(iter(left))}, set[str]()
        while (more := set().union(*(beside[each] for each in mine))) != its:
            its = more
            mine = set().union(*(flipped[each] for each in its))
        for each in mine:
            del left[each]
        yield frozenset(mine), frozenset(its)


def _lying(groups: frozenset[str], beside: Mapping[str, set[str]]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Sets of ``groups`` and those that they share people with: of each set all that lie there.

    Sets that share no people with the same groups say nothing together that they do not say apart. One set more than
    :data:`MOST` comes, where there are more.
    """
    sets, seen = [frozenset({each}) for each in sorted(groups)], set[frozenset[str]]()
    for each in sets:
        near = frozenset[str]().union(*(beside[group] for group in each))
        lying = frozenset(group for group in groups if beside[group] <= near)
        if lying not in seen and len(seen) <= MOST:
            seen.add(lying)
            sets += [lying | {more} for more in sorted(groups - lying) if beside[more] & near]
            yield lying, near


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


def ask_between(links: Bounds, further: Further, truth: Floats, few: int) -> None:
    """Their counts are those of people and must not be found out either: joined small sites, or who came since.

    Whoever knows that they are no more than ``few`` knows how many they are.
    """
    if further.sign == EQUAL:
        return
    people = further.count(v.N, EVERYONE[0])
    number = float(sum(value * truth[places].sum() for places, value in people))
    if number <= few:
        links.know(people, number, number)
    whose = further.words
    for outcome, parts in further.outcomes(EVERYONE[0]).items():
        for part, terms in parts.items():
            links.ask(terms, Label(part, outcome, v.EVERYONE, whose, tuple(further.days)))


def tied_within(cohort: Cohort, tables: SafeTables, known: Knowledge, truth: Floats) -> Knowledge:
    """What is known of a release with what follows where groups of one column hold groups of another, or lie in two
    groups of two others. Raises OverlapError where nobody can say all of it."""
    from scipy.sparse import vstack

    side, links = Side("", tables.days, known, truth, {}), Bounds()
    cells = _cells(cohort, tables)
    for one, other in combinations(range(len(tables.joined)), 2):
        shared: Counter[tuple[str, str]] = Counter()
        for cell, people in cells.items():
            shared[cell[one], cell[other]] += people
        for sign, groups, others in holding(shared, *_people_of_each(shared)):
            tie(links, further := Further((side, 0, groups), ((side, 0, others),), sign))
            ask_between(links, further, truth, tables.rules.few)
    for groups, others in lying_in_two(list(cells)):
        tie(links, Further((side, 0, groups), ((side, 0, others),), FEWER))
    matrix, low, high, presumed = links.system(len(truth))
    return replace(
        known.asking(links), matrix=vstack([known.matrix, matrix], format="csr"), low=np.concatenate([known.low, low]),
        high=np.concatenate([known.high, high]), presumed=np.concatenate([known.presumed, presumed]),
    )  # fmt: skip


def _cells(cohort: Cohort, tables: SafeTables) -> Counter[Groups]:
    """How many people are in the same released group of each column, where there are any."""
    cells: Counter[Groups] = Counter()
    if len(tables.joined) > 1:
        for groups, people in cohort.people_by(*tables.joined).items():
            cells[tuple(
                group_name(column, OTHER) if group in small else group
                for group, (column, small) in zip(groups, tables.joined.items(), strict=True)
            )] += people  # fmt: skip
    return cells

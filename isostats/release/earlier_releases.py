"""What was released before of some of the same people, attacked together with a further release, in one system.

Each release has unknowns of its own. They are tied by who is in its groups: where a group of one, or several of one
column, hold everyone of a group of the other, those beside are people too. They are nobody or have a timeline, so their
counts are never fewer than nobody, grow, nest, and are no more than they. The records of those in both are taken to be
unchanged; what is not so of these people, no attacker can know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from isostats.errors import StudyError
from isostats.release.event_tables import FIRST_TREATMENT, SafeTables, Scope
from isostats.release.knowledge import EVERYONE, STRATA, timeline_rules
from isostats.release.linear_system import Bounds, Indexes, Knowledge, Terms, less
from isostats.release.record_linkage import Ids
from isostats.release.witnesses import propagated
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of

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
class Earlier:
    """Earlier releases: the ``scopes`` of those of just these people, and the ``sides`` of those of some of them.

    ``members`` says who is in each group of everyone in safe tables.
    """

    scopes: tuple[Scope, ...] = ()
    sides: tuple[Side, ...] = ()
    members: Callable[[SafeTables], Mapping[str, Ids]] = lambda tables: {}

    def __len__(self) -> int:
        return len(self.scopes) + len(self.sides)

    def beside(self, tables: SafeTables, known: Knowledge, truth: Floats) -> tuple[Knowledge, Floats]:
        """What is known of a further release and of these together, and the truth.

        Raises StudyError where one of them shares people with it and no group of either holds one of the other.
        """
        if not self.sides:
            return known, truth
        return together(Side("", tables.days, known, truth, self.members(tables)), self.sides)


def together(new: Side, before: Sequence[Side]) -> tuple[Knowledge, Floats]:
    """One system of a new release and those before; see :meth:`Earlier.beside`."""
    from scipy.sparse import block_diag, vstack

    sides = (new, *before)
    widths = [side.known.matrix.shape[1] for side in sides]
    starts = np.concatenate([[0], np.cumsum(widths)[:-1]])
    truth = np.concatenate([side.truth for side in sides])
    links = Bounds()
    for (i, one), (j, other) in combinations(enumerate(sides), 2):
        related = _related(one.people, other.people, one.columns, other.columns)
        if i == 0 and not related:
            raise StudyError(
                f"Nothing was released: {other.name} and this one share people, and no group of the one holds a group "
                "of the other, so that nobody can say what both tell together. Release the same people as then, or "
                "all of them and others. If it was never sent, delete its file in the ledger."
            )
        for (groups, others), sign in related.items():
            _tie(links, _Further((one, int(starts[i]), groups), (other, int(starts[j]), others), sign))
    matrix, low, high, _ = links.system(len(truth))
    sums = matrix @ truth
    holds = (sums >= low) & (sums <= high)  # where records were changed meanwhile, nobody can know what they tell
    matrix, low, high = matrix[holds], low[holds], high[holds]
    systems = [side.known for side in sides]
    asked = [systems[0], *(_left_open(side.known) for side in before)]
    labels = [replace(each, what=f"{each.what} in {side.name}") for side in before for each in side.known.labels]
    unknowns = {
        (*key, *([side.name] if side.name else [])): places + int(start)
        for side, start in zip(sides, starts, strict=True)
        for key, places in side.known.unknowns.items()
    }
    known = Knowledge(
        vstack([block_diag([each.matrix for each in systems]), matrix], format="csr"),
        np.concatenate([*(each.low for each in systems), low]),
        np.concatenate([*(each.high for each in systems), high]),
        block_diag([each.questions for each in systems], format="csr"),
        (*new.known.labels, *labels),
        tuple(size for each in systems for size in each.sizes),
        unknowns,
        np.concatenate([each.least_small for each in asked]),
        np.concatenate([each.most_small for each in asked]),
        np.concatenate([*(each.presumed for each in systems), np.zeros(len(low), dtype=bool)]),
    )
    return known, truth


def _left_open(known: Knowledge) -> Knowledge:
    """Without what a release gave away by itself, which no later one can take back: no count of it is small."""
    low, high = propagated(known).of(known.questions)
    gone = low == high
    return replace(
        known, least_small=np.where(gone, 1, known.least_small), most_small=np.where(gone, 0, known.most_small)
    )


def _related(
    one: Mapping[str, Ids], other: Mapping[str, Ids], of_one: Mapping[str, Groups], of_other: Mapping[str, Groups]
) -> dict[tuple[Groups, Groups], int]:
    """Which groups of one release are the same people as, hold or are held by groups of another.

    Of one of the two there is a single group, of the other as many of one column as it takes.
    """
    ties: dict[tuple[Groups, Groups], int] = {}
    for flipped, (mine, its, columns) in enumerate(((one, other, of_one), (other, one, of_other))):
        whole_held = len(np.setdiff1d(its[v.ALL], mine[v.ALL])) == 0
        for group, sign, groups in _holding(mine, its, columns, whole_held=whole_held):
            key = (groups, (group,)) if not flipped else ((group,), groups)
            ties[key] = -sign if flipped else sign
    return ties


def _holding(
    mine: Mapping[str, Ids], its: Mapping[str, Ids], columns: Mapping[str, Groups], *, whole_held: bool
) -> Iterator[tuple[str, int, Groups]]:
    """Each group of ``its``, beside groups of one column of ``mine`` that are equal to it, hold it or lie in it."""
    for group, people in its.items():
        if not len(people):
            continue
        for by, groups in columns.items():
            shared = {each: len(np.intersect1d(mine[each], people, assume_unique=True)) for each in groups}
            touched = tuple(each for each in groups if shared[each])
            inside = tuple(each for each in touched if shared[each] == len(mine[each]))
            covered = sum(shared.values()) == len(people)
            all_of_it = by != v.ALL  # what is true of every group of a column is said of the whole already
            if covered and inside == touched:
                yield group, EQUAL, inside
                continue
            said_by_the_whole = by == v.ALL and group != v.ALL and whole_held
            if covered and not said_by_the_whole and not (all_of_it and touched == groups):
                yield group, MORE, touched
            if inside and not (all_of_it and inside == groups):
                yield group, FEWER, inside


@dataclass(frozen=True, eq=False)
class _Further:
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


def _tie(links: Bounds, further: _Further) -> None:
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

"""What was released before of some of the same people, attacked together with a further release, in one system.

Each release has unknowns of its own. They are tied by who is in its groups: where a group of one, or several of one
column, hold everyone of a group of the other, or of groups of several others that share nobody, those beside are people
too. They are nobody or have a timeline, so their
counts are never fewer than nobody, grow, nest, and are no more than they. The records of those in both are taken to be
unchanged; what is not so of these people, no attacker can know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from isostats.errors import StudyError
from isostats.release.event_tables import SafeTables, Scope
from isostats.release.linear_system import Bounds, Knowledge
from isostats.release.record_linkage import Ids
from isostats.release.tied_groups import (
    EQUAL,
    FEWER,
    MORE,
    Further,
    Groups,
    OverlapError,
    Side,
    apart_within,
    ask_between,
    holding,
    tie,
)
from isostats.release.witnesses import propagated
from isostats.vocabulary import names as v

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Earlier:
    """Earlier releases: what those of just these people counted, as ``scopes``, and the ``sides`` of those of some of
    them, or with a column that cannot be counted again.

    ``members`` says who is in each group of everyone in safe tables, ``files`` which files the ledger has, ``named``
    when and in which of them these were released.
    """

    scopes: tuple[Scope, ...] = ()
    sides: tuple[Side, ...] = ()
    members: Callable[[SafeTables], Mapping[str, Ids]] = lambda tables: {}
    files: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.scopes or self.sides)

    def beside(self, tables: SafeTables, known: Knowledge, truth: Floats) -> tuple[Knowledge, Floats]:
        """What is known of a further release and of these together, and the truth.

        Raises StudyError where one of them shares people with it and no group of either holds one of the other.
        """
        if not self.sides:
            return known, truth
        side = Side("", tables.days, known, truth, self.members(tables))
        return together(side, self.sides, tables.rules.few)


def together(new: Side, before: Sequence[Side], few: int) -> tuple[Knowledge, Floats]:
    """One system of a new release and those before; see :meth:`Earlier.beside`. Raises OverlapError where the new one
    and one of them overlap in more ways than are looked at."""
    from scipy.sparse import block_diag, vstack

    sides = (new, *before)
    widths = [side.known.matrix.shape[1] for side in sides]
    starts = np.concatenate([[0], np.cumsum(widths)[:-1]])
    truth = np.concatenate([side.truth for side in sides])
    links = Bounds()
    for (i, one), (j, other) in combinations(enumerate(sides), 2):
        related: list[tuple[int, Groups, Groups]] = []
        with suppress(OverlapError) if i > 0 else nullcontext():  # what both were released with cannot be taken back
            related.extend(_related(one, other))
        if i == 0 and not related and len(np.intersect1d(one.people[v.ALL], other.people[v.ALL], assume_unique=True)):
            raise StudyError(
                f"Nothing was released: {other.name} and this one share people, and no group of the one holds a group "
                "of the other, so that nobody can say what both tell together. Release the same people as then, or "
                "all of them and others. If it was never sent, delete its file in the ledger."
            )
        for sign, groups, others in related:
            tie(links, further := Further((one, int(starts[i]), groups), ((other, int(starts[j]), others),), sign))
            if i == 0:
                ask_between(links, further, truth, few)
    for further in _of_several(sides, [int(start) for start in starts]):
        tie(links, further)
        if any(side is new for side, _, _ in (further.one, *further.others)):
            ask_between(links, further, truth, few)
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
    return known.asking(links), truth


def _of_several(sides: Sequence[Side], starts: Sequence[int]) -> Iterator[Further]:
    """Groups of one release beside groups of several others, that share nobody: those who lie in it are together no
    more people than it, and those who cover it no fewer."""
    for i, one in enumerate(sides):
        others = [j for j in range(len(sides)) if j != i]
        for group, whole in one.people.items():
            for covering in (False, True) if len(whole) else ():
                for held in apart_within(whole, [sides[j] for j in others], covering=covering):
                    parts = tuple((sides[others[j]], starts[others[j]], groups) for j, groups in held)
                    people = sum(len(side.people[group]) for side, _, groups in parts for group in groups)
                    sign = EQUAL if people == len(whole) else FEWER if covering else MORE
                    if not (covering and sign == EQUAL):  # said already: they lie in it as well
                        yield Further((one, starts[i], (group,)), parts, sign)


def _left_open(known: Knowledge) -> Knowledge:
    """Without what a release gave away by itself, which no later one can take back: no count of it is small."""
    low, high = propagated(known).of(known.questions)
    gone = low == high
    return replace(
        known, least_small=np.where(gone, 1, known.least_small), most_small=np.where(gone, 0, known.most_small)
    )


def _related(one: Side, other: Side) -> Iterator[tuple[int, Groups, Groups]]:
    """Which groups of one release are the same people as, hold or are held by groups of another, of one column each."""
    for mine, its in product(one.columns.values(), other.columns.values()):
        shared = {
            (a, b): len(np.intersect1d(one.people[a], other.people[b], assume_unique=True))
            for a, b in product(mine, its)
        }  # fmt: skip
        yield from holding(shared, {a: len(one.people[a]) for a in mine}, {b: len(other.people[b]) for b in its})

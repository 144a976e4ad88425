"""A linear system of counts in the making: sums of unknowns between bounds, and the sums that must not be found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from isostats.words.numbers import count_text

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Indexes = NDArray[np.int64]
Floats = NDArray[np.float64]
Terms = list[tuple[Indexes, float]]
"""A sum of unknowns, place by place: the indexes of each, all of one length, with its factor."""


def less(terms: Terms) -> Terms:
    """The terms, to be taken off."""
    return [(each, -value) for each, value in terms]


@dataclass
class Rows:
    """Rows of a sparse matrix in the making, a block of them at a time."""

    count: int = 0
    _parts: list[tuple[Floats, Indexes, Indexes]] = field(default_factory=list)

    def add(self, terms: Terms) -> int:
        """One row for each place of the terms' indexes, which are of one length; how many there are."""
        size = len(terms[0][0])
        rows = self.count + np.arange(size)
        self._parts += [(np.full(size, value), rows, columns) for columns, value in terms]
        self.count += size
        return size

    def matrix(self, width: int) -> csr_matrix:
        """What was added, as (rows, width)."""
        from scipy.sparse import csr_matrix

        if not self._parts:
            return csr_matrix((0, width))
        values, rows, columns = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        return csr_matrix((values, (rows, columns)), shape=(self.count, width))


@dataclass(frozen=True)
class Label:
    """What a count is of: people of a group by ``part`` (a cause, *left*, *n*, ...), over the days of the grid.

    It is ``published`` where the release holds it; others follow from these.
    """

    what: str
    outcome: str
    population: str
    group: str
    days: tuple[int, ...]
    published: bool = False

    def at(self, place: int) -> str:
        """The count of one day, in words."""
        day = f" by day {count_text(self.days[place])}" if self.days else ""
        outcome = f" ({self.outcome.replace('_', ' ')})" if self.outcome else ""
        return f"{self.what.replace('_', ' ')}{outcome}, {self.population.replace('_', ' ')}, {self.group}{day}"


@dataclass
class Bounds:
    """Bounds of sums of unknowns in the making, and the sums that must not be found out."""

    rows: Rows = field(default_factory=Rows)
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    presumed: list[NDArray[np.bool_]] = field(default_factory=list)
    asked: Rows = field(default_factory=Rows)
    labels: list[Label] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def ask(self, terms: Terms, label: Label) -> None:
        """A count that must not be found out, by day where its label has days."""
        self.sizes.append(self.asked.add(terms))
        self.labels.append(label)

    def know(self, terms: Terms, low: object, high: object, *, presumed: bool = False) -> None:
        """Bounds of a sum of unknowns, place by place."""
        size = self.rows.add(terms)
        self.low.append(np.broadcast_to(np.asarray(low, dtype=float), size))
        self.high.append(np.broadcast_to(np.asarray(high, dtype=float), size))
        self.presumed.append(np.full(size, presumed))

    def never_fewer(self, terms: Terms, *, presumed: bool = False) -> None:
        """A cumulative count that is by no day fewer than by the day before."""
        later: Terms = [(each[1:], value) for each, value in terms]
        before: Terms = [(each[:-1], value) for each, value in terms]
        self.know([*later, *less(before)], 0, np.inf, presumed=presumed)

    def system(self, width: int) -> tuple[csr_matrix, Floats, Floats, NDArray[np.bool_]]:
        """What was written down of ``width`` unknowns: the matrix, its least and most, and which rows are presumed."""
        low, high = (np.concatenate([np.zeros(0), *each]) for each in (self.low, self.high))
        return self.rows.matrix(width), low, high, np.concatenate([np.zeros(0, dtype=bool), *self.presumed])


@dataclass(frozen=True, eq=False)
class Knowledge:
    """``low <= matrix x <= high`` of the true counts x, and the counts ``questions x`` that may be small, labelled.

    Each question is about a count that must not be known exactly from ``least_small`` to ``most_small``. Of the rows
    ``presumed`` an attacker is nearly sure: they hold unless the records have courses too short to be counted.
    """

    matrix: csr_matrix
    low: Floats
    high: Floats
    questions: csr_matrix
    labels: tuple[Label, ...]
    sizes: tuple[int, ...]
    unknowns: Mapping[tuple[str, ...], Indexes]
    least_small: Indexes
    most_small: Indexes
    presumed: NDArray[np.bool_]

    def true_of(self, truth: Floats) -> Knowledge:
        """The same without what is presumed and not so."""
        sums = self.matrix @ truth
        kept = ~self.presumed | ((sums >= self.low) & (sums <= self.high))
        if kept.all():
            return self
        low, high = self.low[kept], self.high[kept]
        return replace(self, matrix=self.matrix[kept], low=low, high=high, presumed=self.presumed[kept])

    def asking(self, further: Bounds) -> Knowledge:
        """The same with further questions of the same unknowns, of counts that are small alike."""
        from scipy.sparse import vstack

        questions = further.asked.matrix(self.matrix.shape[1])
        asked = [np.full(questions.shape[0], each.flat[0]) for each in (self.least_small, self.most_small)]
        return replace(
            self, questions=vstack([self.questions, questions], format="csr"),
            labels=(*self.labels, *further.labels), sizes=(*self.sizes, *further.sizes),
            least_small=np.concatenate([self.least_small, asked[0]]),
            most_small=np.concatenate([self.most_small, asked[1]]),
        )  # fmt: skip

    @property
    def published(self) -> NDArray[np.bool_]:
        """Which questions ask for a count that the release holds."""
        return np.repeat([label.published for label in self.labels], self.sizes)

    def label(self, question: int) -> str:
        """The count that a row of ``questions`` is, in words."""
        ends = np.cumsum(self.sizes)
        block = int(np.searchsorted(ends, question, side="right"))
        return self.labels[block].at(question - int(ends[block] - self.sizes[block]))

"""A daily dose as capsules: which strengths a pharmacy hands out for it, one product or two."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

STRENGTHS_MG = (10, 20, 25, 30, 35, 40)

# Daily dose in mg -> ways to reach it, as (strength, capsules a day); two strengths are two products on one day.
_WAYS: dict[int, tuple[tuple[tuple[int, int], ...], ...]] = {
    10: (((10, 1),),),
    20: (((20, 1),), ((10, 2),)),
    25: (((25, 1),),),
    30: (((30, 1),), ((10, 1), (20, 1))),
    35: (((35, 1),),),
    40: (((40, 1),), ((20, 2),)),
    45: (((20, 1), (25, 1)), ((10, 1), (35, 1))),
    50: (((25, 2),), ((20, 1), (30, 1)), ((10, 1), (40, 1))),
    55: (((25, 1), (30, 1)), ((20, 1), (35, 1))),
    60: (((30, 2),), ((20, 1), (40, 1))),
    65: (((30, 1), (35, 1)), ((25, 1), (40, 1))),
    70: (((35, 2),), ((30, 1), (40, 1))),
    75: (((35, 1), (40, 1)),),
    80: (((40, 2),),),
    90: (((10, 1), (40, 2)),),
    100: (((20, 1), (40, 2)),),
    110: (((30, 1), (40, 2)),),
    120: (((40, 3),),),
}

_LEVELS = np.array(sorted(_WAYS))
_COUNTS = np.array([len(_WAYS[level]) for level in _LEVELS.tolist()])
_FIRST = np.concatenate([[0], np.cumsum(_COUNTS)[:-1]])
_TABLE = np.array([[*way[0], *(way[1] if len(way) > 1 else (0, 0))] for level in sorted(_WAYS) for way in _WAYS[level]])


class Regimen(NamedTuple):
    """One entry per course: two products, the second one absent where ``second_mg`` is 0."""

    first_mg: NDArray[np.int64]
    first_a_day: NDArray[np.int64]
    second_mg: NDArray[np.int64]
    second_a_day: NDArray[np.int64]

    @property
    def daily_mg(self) -> NDArray[np.int64]:
        """The dose of a day."""
        return self.first_mg * self.first_a_day + self.second_mg * self.second_a_day


def in_capsules(daily_mg: ArrayLike, choice: ArrayLike) -> Regimen:
    """The nearest dose that capsules reach; ``choice``, from 0 to below 1, picks among the ways to reach it.

    >>> in_capsules([61.0, 61.0], [0.1, 0.9])._asdict()["second_mg"].tolist()
    [0, 40]
    >>> in_capsules([47.3, 4.0, 500.0], [0.0, 0.0, 0.0]).daily_mg.tolist()
    [45, 10, 120]
    """
    middles = (_LEVELS[1:] + _LEVELS[:-1]) / 2
    level = np.searchsorted(middles, np.asarray(daily_mg, dtype=float), side="left")
    way = _FIRST[level] + np.floor(np.asarray(choice, dtype=float) * _COUNTS[level]).astype(np.int64)
    return Regimen(*(_TABLE[way, k].astype(np.int64) for k in range(4)))

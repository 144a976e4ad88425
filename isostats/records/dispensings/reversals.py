"""Which dispensing a reversal takes back: the latest earlier one that fits and was not taken back before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Claim:
    """A dispensing, or a reversal (a negative quantity or supply), of one person and product."""

    row: int
    day: int
    supply: float | None
    quantity: float | None
    claim_id: str | None

    @property
    def reverses(self) -> bool:
        """True for a reversal."""
        return (self.supply or 0) < 0 or (self.quantity or 0) < 0


def match_reversals(claims: Iterable[Claim]) -> tuple[list[tuple[int, int]], list[int]]:
    """(reversal, dispensing it takes back) by row, and the rows of reversals that fit none.

    ``claims`` are those of one person and product. A reversal fits a dispensing of the same or an earlier day whose
    quantity and supply are the same but for the sign, as far as both rows tell; one of the same claim goes first.

    >>> fills = [Claim(2, 0, 30, 60, None), Claim(3, 28, 30, 60, None)]
    >>> match_reversals([*fills, Claim(4, 30, 30, -60, None), Claim(5, 31, None, -12, None)])
    ([(4, 3)], [5])
    """
    standing: list[Claim] = []
    pairs: list[tuple[int, int]] = []
    alone: list[int] = []
    for claim in sorted(claims, key=lambda claim: (claim.day, claim.reverses, claim.row)):
        if not claim.reverses:
            standing.append(claim)
            continue
        fitting = [fill for fill in standing if _fits(claim, fill)]
        if not fitting:
            alone.append(claim.row)
            continue
        same = [fill for fill in fitting if claim.claim_id is not None and fill.claim_id == claim.claim_id]
        taken = (same or fitting)[-1]
        standing.remove(taken)
        pairs.append((claim.row, taken.row))
    return pairs, alone


def _fits(reversal: Claim, fill: Claim) -> bool:
    return _same(reversal.quantity, fill.quantity) and _same(reversal.supply, fill.supply)


def _same(one: Any, other: Any) -> bool:
    """The same but for the sign; a number that is missing or 0 says nothing."""
    return not one or not other or abs(one) == abs(other)

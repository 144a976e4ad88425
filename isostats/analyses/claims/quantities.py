"""What a claim may speak of: the registry of quantities, each read from the results by one function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from isostats.analyses.claims.readings import Ground, Reading

if TYPE_CHECKING:
    from isostats.analyses.claims.stated import Claim

Unit = Literal["share", "days", "correlation", "slope", "difference"]
Words = Callable[["Claim"], str]
Check = Callable[["Claim", Ground], Reading]

@dataclass(frozen=True)
class Quantity:
    """Something that a claim may speak of.

    ``outcomes`` and ``populations`` are what may be named with it (of populations the first, if none is named),
    ``horizon`` says whether it needs a day, ``range_only`` that it is held against low and high and never against one
    value, ``tells`` the outcome that the records must be able to tell where the claim names none itself. ``measures``
    says it in words, ``check`` reads it from the results.
    """

    id: str
    unit: Unit
    outcomes: tuple[str, ...]
    populations: tuple[str, ...]
    horizon: bool
    range_only: bool
    tells: str
    measures: Words
    check: Check


QUANTITIES: dict[str, Quantity] = {}
"""Every quantity by its name."""


def quantity(
    name: str,
    *,
    measures: Words,
    unit: Unit = "share",
    outcomes: Iterable[str] = (),
    populations: tuple[str, ...] = (),
    horizon: bool = False,
    range_only: bool = False,
    tells: str = "",
) -> Callable[[Check], Check]:
    """Register a check under the name of what it reads."""

    def register(check: Check) -> Check:
        named = (name, unit, tuple(outcomes), populations, horizon, range_only, tells)
        QUANTITIES[name] = Quantity(*named, measures, check)
        return check

    return register



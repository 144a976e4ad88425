"""Treatment that runs across the end of a first course, or begins near it to keep what was won: no relapse.

The pill, an antiandrogen or a cream that was there before; maintenance that begins as the course ends. Who has it and
for how long is independent of relapse, so the truth under the rules of treatment can be computed exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from isostats.errors import StudyError
from isostats.vocabulary import names as v

MAINTENANCE_DAYS = 60
"""A topical or an antiandrogen begun by this day after the end is maintenance and no event."""

BREAK_DAYS = 90
"""A kind in use is begun again, and then an event, after so many days without it, counted from the end of supply."""

Integers = NDArray[np.int64]

SHIELDED = (v.TOPICAL, v.ANTIANDROGEN)
"""Kinds of which maintenance, or use across day 0, is no event."""


@dataclass(frozen=True)
class Running:
    """One pattern of use: who has it, when it begins, how long it lasts, in which packs.

    Days count from the last covered day of the first course. ``until`` are the last covered days, equally likely;
    supply is handed out in ``packs`` (days, one size a person, equally likely) with up to ``most_between`` days without
    it from one to the next, counted back from the last covered day until the first pack begins on or before a day of
    ``begins``.
    """

    kind: str
    women: float
    men: float
    begins: tuple[int, int]
    until: tuple[int, ...]
    packs: tuple[int, ...]
    most_between: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.women <= 1 and 0 <= self.men <= 1):
            raise StudyError(f"women and men must be shares from 0 to 1, not {self.women} and {self.men}.")
        if not self.until or min(self.until) < 0 or min(self.until) < self.begins[1]:
            raise StudyError(f"until must be days on which the treatment still runs, from day 0 on, not {self.until}.")


RUNNING = (
    Running(v.TOPICAL, 0.25, 0.25, (-10, 45), (100, 190, 370, 730), (30, 60), most_between=20),
    Running(v.TOPICAL, 0.08, 0.08, (-500, -120), (60, 200, 500), (30, 60, 90)),
    Running(v.ANTIANDROGEN, 0.08, 0.0, (-600, -190), (120, 400, 900, 2000), (30, 90, 182, 364)),
    Running(v.ANTIANDROGEN, 0.04, 0.0, (0, 40), (150, 380), (30,), most_between=20),
    Running(v.CONTRACEPTIVE, 0.30, 0.0, (-700, -150), (300, 900, 2200), (28, 84, 182, 365), most_between=20),
)
"""Maintenance creams and creams already in use, antiandrogens likewise, and the pill."""


def no_event_until(
    running: tuple[Running, ...], kind: str, *, female: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The last days on which a treatment of this kind is no event, in order, with the share of people of one sex.

    That is ``MAINTENANCE_DAYS`` for people without the kind, and ``BREAK_DAYS`` after the last covered day for people
    who have it, if that is later.
    """
    shares: dict[int, float] = {}
    without = 1.0
    for one in running:
        if one.kind == kind:
            share = one.women if female else one.men
            without -= share
            for last in one.until:
                day = max(MAINTENANCE_DAYS, last + BREAK_DAYS + 1)
                shares[day] = shares.get(day, 0.0) + share / len(one.until)
    shares[MAINTENANCE_DAYS] = shares.get(MAINTENANCE_DAYS, 0.0) + without
    days = sorted(day for day, share in shares.items() if share > 0)
    return np.array(days, dtype=float), np.array([shares[day] for day in days])


def draw_packs(
    running: tuple[Running, ...], female: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[Integers, ...]:
    """The packs that people have handed out; at most one pattern of a kind a person.

    Columns, one entry per pack: the person, the day from the person's day 0, the pattern's position, days of supply.
    """
    n = len(female)
    parts: list[tuple[Integers, ...]] = [(np.empty(0, dtype=np.int64),) * 4]
    for kind in dict.fromkeys(one.kind for one in running):
        roll, before = rng.random(n), np.zeros(n)
        for place, one in enumerate(running):
            if one.kind != kind:
                continue
            share = np.where(female, one.women, one.men)
            people = np.flatnonzero((roll >= before) & (roll < before + share))
            before += share
            parts.append(_packs_of(one, place, people, rng))
    return tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))


def _packs_of(one: Running, place: int, people: Integers, rng: np.random.Generator) -> tuple[Integers, ...]:
    """Counted back from the last covered day to the first pack."""
    n = len(people)
    begins = one.begins[0] + np.floor(rng.random(n) * (one.begins[1] - one.begins[0] + 1)).astype(np.int64)
    until = np.array(one.until)[np.floor(rng.random(n) * len(one.until)).astype(np.int64)]
    supply = np.array(one.packs)[np.floor(rng.random(n) * len(one.packs)).astype(np.int64)]
    apart = supply + np.floor(rng.random(n) * (one.most_between + 1)).astype(np.int64)
    last = until - supply + 1
    packs = np.maximum(np.ceil((last - begins) / apart), 0).astype(np.int64) + 1
    row = np.repeat(np.arange(n), packs)
    back = np.arange(len(row)) - np.repeat(np.cumsum(packs) - packs, packs)
    return people[row], last[row] - back * apart[row], np.full(len(row), place), supply[row]

"""One guess about how records are written: what the study file would say, why, and how sure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from isostats.records.loaded import MEANS

Sureness = Literal["sure", "likely", "open"]
"""``sure``: nothing else fits. ``likely``: it fits, and the study names it as a guess. ``open``: somebody must say."""


@dataclass(frozen=True)
class Guess:
    """What a key of [data] would be; ``address`` is the key, with the part of it (``columns.sex``) where it is a table.

    An ``open`` one is written commented out, unless there is a ``stand_in`` that can do no harm until somebody says
    more. ``choices`` are what it could be, in words, for a question; without any there is nothing to choose from. A
    path as ``value`` is counted from the study file's folder.
    """

    address: str
    value: Any
    why: str
    sureness: Sureness = "sure"
    stand_in: Any = None
    choices: Mapping[str, Any] = field(default_factory=dict)

    def says(self, other: Guess) -> bool:
        """Whether another guess says the same, whatever its reason."""
        return (self.address, self.value, self.sureness) == (other.address, other.value, other.sureness)

    @property
    def key(self) -> str:
        """The key of [data]."""
        return self.address.partition(".")[0]

    @property
    def part(self) -> str:
        """The part of a key that is a table: our column."""
        return self.address.partition(".")[2]

    @property
    def called(self) -> str:
        """What it is called where only one line tells of it: our column, or the key."""
        return self.address if self.key == "dates_of" else self.part or self.key

    @property
    def stands(self) -> Any:
        """What the study says as long as nobody says otherwise; None where it says nothing."""
        return self.stand_in if self.sureness == "open" else self.value

    @property
    def addresses(self) -> tuple[str, ...]:
        """What ``guessed`` calls it: the address, or of texts each by itself. One that somebody must say
        (``values.sex.1``) is answered as soon as [data.values] says it; one that is likely has its code beside it
        (``values.sex.x = male``), and is none any more once [data.values] says another."""
        if self.key == "values" and self.sureness == "open":
            return tuple(f"{self.address}.{text}" for text in self.stand_in or ())
        if self.key == "values":
            return tuple(f"{self.address}.{text}{MEANS}{code}" for text, code in self.value.items())
        return (self.address,)

    @property
    def unconfirmed(self) -> bool:
        """Whether the study goes by it, and it is not sure."""
        return self.sureness != "sure" and self.stands is not None

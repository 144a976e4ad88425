"""What a release says of the simulated test that its site passed before: by which kit, and how close."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from isostats.words.numbers import count_text

TOLERANCE, TOLERANCE_WORDS = 1e-6, "one part in a million"
"""How far a number of the test may lie from the expected one, relative to it or, below 1, absolutely."""
SHOWN = 12
"""So many signs of a fingerprint tell kits apart."""


@dataclass(frozen=True)
class Proof:
    """A passed test: the ``kit`` by its fingerprint, how many ``numbers`` agreed within ``tolerance``, how many rounded
    ``counts`` were the same, the ``largest`` difference, and packages of other versions than the kit's."""

    kit: str
    numbers: int
    counts: int
    largest: float
    tolerance: float = TOLERANCE
    other_versions: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The proof in a sentence.

        >>> Proof("3f2a9c" * 11, 412, 900, 0.0).words.partition(": ")
        ('The simulated test of network kit 3f2a9c3f2a9c was passed', ': ', '412 numbers to one part in a million, \
900 counts alike.')
        """
        close = f"{count_text(self.numbers)} numbers to {TOLERANCE_WORDS}"
        alike = f"{count_text(self.counts)} counts alike"
        return f"The simulated test of network kit {self.kit[:SHOWN]} was passed: {close}, {alike}."

    @property
    def in_manifest(self) -> dict[str, Any]:
        """The proof for a program; there is no path in it, and nobody's name."""
        return {"passed": True, **asdict(self)}

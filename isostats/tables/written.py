"""A table as texts alone, which each format sets in its own way."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FIRST_SENTENCE = re.compile(r"(.+?[.])\s+(?=[A-Z*])")


@dataclass(frozen=True)
class Written:
    """The texts of a table: its name, caption, header and body, and which columns hold numbers, set to the right."""

    name: str
    caption: str
    header: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    of_numbers: tuple[bool, ...]
    stacked: bool = False

    @property
    def title(self) -> str:
        """The first sentence of the caption, which stands above the table in a paper."""
        first = _FIRST_SENTENCE.match(self.caption)
        return first[1] if first else self.caption

    @property
    def notes(self) -> str:
        """The other sentences of the caption, which stand below the table in a paper."""
        return self.caption[len(self.title) :].strip()

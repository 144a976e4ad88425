"""A table as texts alone, which each format sets in its own way."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FIRST_SENTENCE = re.compile(r"(.+?[.])\s+(?=[A-Z*])")


@dataclass(frozen=True)
class Written:
    """The texts of a table: its name, caption, header and body, and which columns hold numbers, set to the right.

    ``slanted`` has the letter of each head that a journal sets in italics.
    """

    name: str
    caption: str
    header: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    of_numbers: tuple[bool, ...]
    stacked: bool = False
    slanted: tuple[str, ...] = ()

    @property
    def heads(self) -> list[tuple[str, str, str]]:
        """Each head as the text before its letter in italics, that letter, and the text after it; most have none."""
        letters = self.slanted or ("",) * len(self.header)
        return [_around(head, letter) for head, letter in zip(self.header, letters, strict=True)]

    @property
    def title(self) -> str:
        """The first sentence of the caption, which stands above the table in a paper."""
        first = _FIRST_SENTENCE.match(self.caption)
        return first[1] if first else self.caption

    @property
    def notes(self) -> str:
        """The other sentences of the caption, which stand below the table in a paper."""
        return self.caption[len(self.title) :].strip()


def _around(head: str, letter: str) -> tuple[str, str, str]:
    """A head with its letter, where that stands as a word of its own, told apart.

    >>> _around("log-rank P value", "P"), _around("people", "")
    (('log-rank ', 'P', ' value'), ('people', '', ''))
    """
    apart = re.fullmatch(rf"(.*?)\b({re.escape(letter)})\b(.*)", head) if letter else None
    return (apart[1], apart[2], apart[3]) if apart else (head, "", "")

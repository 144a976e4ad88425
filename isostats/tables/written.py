"""A table as texts alone, which each format sets in its own way."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from isostats.words.language import translated

Apart = tuple[str, str, str]
_FIRST_SENTENCE = re.compile(r"(.+?[.])\s+(?=[A-Z*])")
UNDER = "– "
"""With what a row begins that belongs under the one above it."""


@dataclass(frozen=True)
class Written:
    """The texts of a table: its name, caption, header and body, and which columns hold numbers, set to the right.

    ``slanted`` has the letter of each head that a journal sets in italics. ``spans`` are heads over several columns
    each, with how many; ``header`` says them before its own where a format has one line for it.
    """

    name: str
    caption: str
    header: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    of_numbers: tuple[bool, ...]
    stacked: bool = False
    slanted: tuple[str, ...] = ()
    spans: tuple[tuple[str, int], ...] = ()

    @property
    def below(self) -> tuple[str, ...]:
        """The heads as they stand under those that span several."""
        over = [head for head, columns in self.spans for _ in range(columns)] or [""] * len(self.header)
        return tuple(head.removeprefix(f"{above}: ") for above, head in zip(over, self.header, strict=True))

    @property
    def heads(self) -> list[Apart]:
        """The heads below, each as the text before its letter in italics, that letter, and the text after it."""
        return self._apart(self.below)

    @property
    def full_heads(self) -> list[Apart]:
        """The whole heads, taken apart in the same way."""
        return self._apart(self.header)

    def _apart(self, heads: tuple[str, ...]) -> list[Apart]:
        letters = self.slanted or ("",) * len(heads)
        return [_around(head, letter) for head, letter in zip(heads, letters, strict=True)]

    @property
    def spoken(self) -> Written:
        """The same table in the language that is spoken now; in English it is the table itself."""
        return replace(
            self,
            caption=translated(self.caption),
            header=tuple(map(translated, self.header)),
            body=tuple(tuple(map(translated, row)) for row in self.body),
            spans=tuple((translated(head), columns) for head, columns in self.spans),
        )

    @property
    def title(self) -> str:
        """The first sentence of the caption, which stands above the table in a paper."""
        first = _FIRST_SENTENCE.match(self.caption)
        return first[1] if first else self.caption

    @property
    def notes(self) -> str:
        """The other sentences of the caption, which stand below the table in a paper."""
        return self.caption[len(self.title) :].strip()


def _around(head: str, letter: str) -> Apart:
    """A head with its letter, where that stands as a word of its own, told apart.

    >>> _around("log-rank P value", "P"), _around("people", "")
    (('log-rank ', 'P', ' value'), ('people', '', ''))
    """
    apart = re.fullmatch(rf"(.*?)\b({re.escape(letter)})\b(.*)", head) if letter else None
    return (apart[1], apart[2], apart[3]) if apart else (head, "", "")

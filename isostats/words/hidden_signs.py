"""Signs that nobody sees and that change what is shown: a terminal obeys some, others turn the order of a line."""

from __future__ import annotations

import re

_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Blanks and ends of lines are none of them; nor are marks that scripts from right to left need within a word."""


def without_hidden(text: str) -> str:
    """A text as it may stand on a page, in a figure and on a terminal; what parts words there is a blank.

    >>> without_hidden("\\x1b[31mred"), without_hidden("\\u202eevil\\u202c")
    ('[31mred', 'evil')
    """
    return text if text.isprintable() else _HIDDEN.sub(lambda sign: " " if sign[0].isspace() else "", text)


def hidden_in(text: str) -> str:
    """The first such sign of a text, by its number in Unicode; empty where there is none.

    >>> hidden_in("from \\u202eright"), hidden_in("two\\nlines")
    ('U+202E', '')
    """
    found_first = _HIDDEN.search(text)
    return f"U+{ord(found_first[0]):04X}" if found_first else ""

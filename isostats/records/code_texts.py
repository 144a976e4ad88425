"""One text as a code, or the rule that it breaks: case, spaces and hyphens do not matter, and a few spellings mean the
same. Dates are in :mod:`.date_texts`, numbers in :mod:`.number_texts`."""

from __future__ import annotations

import re

from isostats.records.date_texts import Read
from isostats.records.schema import SAID_UNKNOWN, Column

SHORTEST, LONG = 4, 10
"""Letters from which on a word may have a slip of the pen in it, and from which on two."""


def code_form(text: str) -> str:
    """A text in the form of a code.

    >>> code_form(" Almost-Clear ")
    'almost_clear'
    """
    return re.sub(r"[\s\-]+", "_", text.strip().lower())


def read_code(text: str, column: Column) -> Read[str]:
    """One text as (code, rule that it breaks); both None where it says that nothing is known.

    >>> from isostats.records import COURSE_COLUMNS
    >>> read_code("F", COURSE_COLUMNS["sex"]), read_code("Doxy", COURSE_COLUMNS["relapse_treatment"])
    (('female', None), (None, 'unknown_code'))
    """
    form = code_form(text)
    for code, spellings in column.codes.items():
        if form == code or form in spellings:
            return code, None
    return None, None if form in SAID_UNKNOWN else "unknown_code"


def meant(form: str, column: Column) -> str:
    """The code that a text in the form of a code can only mean, but for a slip of the pen; nothing if there is none.

    A likeness is not enough: tretinoin is not isotretinoin, and unclear is not clear. So the word begins alike, and one
    letter is wrong, missing, too many or swapped with the next; two in a long word.

    >>> from isostats.records import COURSE_COLUMNS, EVENT_COLUMNS
    >>> meant("isotretionin", EVENT_COLUMNS["kind"]), meant("tretinoin", EVENT_COLUMNS["kind"])
    ('isotretinoin', '')
    >>> meant("cleer", COURSE_COLUMNS["response"]), meant("unclear", COURSE_COLUMNS["response"])
    ('clear', '')
    """
    near = [
        (wrong, code)
        for code, spellings in column.codes.items()
        for word in (code, *spellings)
        if len(word) >= SHORTEST and word[0] == form[:1]
        if (wrong := slips(form, word)) <= (1 if len(word) < LONG else 2)
    ]
    return min(near)[1] if near else ""


def hint_of_code(text: str, column: Column) -> str:
    """The end of a message: the code that a text means but for a slip of the pen, if there is one."""
    code = meant(code_form(text), column)
    return f"; did you mean '{code}'?" if code else ""


def slips(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or swapped."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for to, wanted in enumerate(other, 1):
            row.append(min(last[to] + 1, row[-1] + 1, last[to - 1] + (letter != wanted)))
            if before and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                row[-1] = min(row[-1], before[to - 2] + 1)
        before, last = last, row
    return last[-1]

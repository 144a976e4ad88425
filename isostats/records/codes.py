"""Codes as people write them: case, spaces and hyphens do not matter, and a few spellings mean the same."""

from __future__ import annotations

import re

from isostats.records.schema import SAID_UNKNOWN, Column


def code_form(text: str) -> str:
    """A text in the form of a code.

    >>> code_form(" Almost-Clear ")
    'almost_clear'
    """
    return re.sub(r"[\s\-]+", "_", text.strip().lower())


def read_code(text: str, column: Column) -> tuple[str | None, str | None]:
    """One text as (code, rule that it breaks); both None where it says that nothing is known.

    >>> from isostats.records.schema import COURSE_COLUMNS
    >>> read_code("F", COURSE_COLUMNS["sex"]), read_code("Doxy", COURSE_COLUMNS["relapse_treatment"])
    (('female', None), (None, 'unknown_code'))
    """
    form = code_form(text)
    for code, spellings in column.codes.items():
        if form == code or form in spellings:
            return code, None
    return None, None if form in SAID_UNKNOWN else "unknown_code"

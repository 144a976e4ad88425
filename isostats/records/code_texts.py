"""One text as a code, or the rule that it breaks: case, spaces and hyphens do not matter, and a few spellings mean the
same. Dates are in :mod:`.date_texts`, numbers in :mod:`.number_texts`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from isostats.records.date_texts import Read
from isostats.records.drug_names import kind_named
from isostats.records.drugs import is_doubted
from isostats.records.schema import SAID_UNKNOWN, SIGNS_OF_NONE, Column
from isostats.vocabulary import names as v

TOGETHER = "+"
"""What stands between several codes of one cell."""
BETWEEN = re.compile(r"[+&;,/]|\b(?:and|und|et|plus|with|mit)\b", re.IGNORECASE)
"""What may stand between several words of one cell."""
SHORTEST, LONG = 4, 10
"""Letters from which on a word may have a slip of the pen in it, and from which on two."""


def code_form(text: str) -> str:
    """A text in the form of a code.

    >>> code_form(" Almost-Clear ")
    'almost_clear'
    """
    return re.sub(r"[\s\-]+", "_", text.strip().lower())


def read_code(text: str, column: Column, mapped: Mapping[str, str] | None = None) -> Read[str]:
    """One text as (code, rule that it breaks); both None where it says that nothing is known.

    In a column that may hold several, words between ``+``, a comma or *and* are read one by one, ``mapped`` being the
    user's own (in lower case) with ours; their codes are joined by ``+`` in the column's order.

    >>> from isostats.records import COURSE_COLUMNS
    >>> treatment = COURSE_COLUMNS["relapse_treatment"]
    >>> read_code("F", COURSE_COLUMNS["sex"]), read_code("Doxy", treatment)
    (('female', None), (None, 'unknown_code'))
    >>> read_code("Doxy + topical", treatment, {"doxy": "oral_antibiotic"})
    ('topical+oral_antibiotic', None)
    >>> read_code("isotretinoin, refused", treatment, {"refused": "none"})
    (None, 'unknown_code')
    """
    whole = _read_one(text, column)
    parts = parts_of(text, column, mapped)
    if not parts or (whole[1] is None and not kind_of_product(text, column)):
        return whole
    codes = {code for code, problem in parts.values() if problem is None} - {None}
    if "none" in codes or any(problem for _, problem in parts.values()):  # which contradicts any other
        return None, "unknown_code"
    return TOGETHER.join(code for code in column.codes if code in codes) or None, None


def words_apart(text: str) -> list[str]:
    """The words of a cell that holds several, as they are written.

    >>> words_apart("Doxy + topical and  gel")
    ['Doxy', 'topical', 'gel']
    """
    return [word for part in BETWEEN.split(text) if (word := part.strip())]


def parts_of(text: str, column: Column, mapped: Mapping[str, str] | None = None) -> dict[str, Read[str]]:
    """The words of a cell that holds several, each as it is read; nothing where none of them is a code, as in n/k, or
    one takes back another, as in "isotretinoin, refused"."""
    apart = column.several and not is_doubted(text)
    words = words_apart(text) if apart else []
    parts: dict[str, Read[str]] = {}
    for word in words:
        ours = (mapped or {}).get(word.lower(), word)
        code, problem = _read_one(ours, column) if ours else (None, None)
        parts[word] = (code, problem or (None if code or not ours else "unknown_code"))
    return parts if any(code for code, _ in parts.values()) else {}


def _read_one(text: str, column: Column) -> Read[str]:
    form = code_form(text)
    for code, spellings in column.codes.items():
        if form == code or form in spellings:
            return code, None
    if column.none and form in SIGNS_OF_NONE:
        return column.none, None
    if form in SAID_UNKNOWN:
        return None, None
    kind = kind_of_product(text, column)
    return (kind, None) if kind else (None, "unknown_code")


def kind_of_product(text: str, column: Column) -> str:
    """The code of a column of treatments that the name of a product in a cell stands for; nothing for any other text.

    >>> from isostats.records import COURSE_COLUMNS, EVENT_COLUMNS
    >>> [kind_of_product(text, EVENT_COLUMNS["kind"]) for text in ("Spironolactone 50mg", "doxy", "isotretinoin")]
    ['antiandrogen', '', '']
    >>> kind_of_product("Minocycline MR 100mg", COURSE_COLUMNS["response"])
    ''
    """
    form = code_form(text)
    if v.ORAL_ANTIBIOTIC not in column.codes or any(form in (code, *words) for code, words in column.codes.items()):
        return ""
    kind = kind_named(text)
    return kind if kind in column.codes else ""


def unread_part(text: str, column: Column, mapped: Mapping[str, str] | None = None) -> str:
    """The first word of a cell of several that is no code, or the whole text."""
    parts = parts_of(text, column, mapped)
    return next((word for word, (_, problem) in parts.items() if problem), text.strip())


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
        if len(word) >= SHORTEST and word[0] == form[:1] and abs(len(word) - len(form)) <= 2
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

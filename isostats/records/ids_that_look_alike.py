"""Ids that look alike and are not: letters of another script that look like Latin ones, and the letter O for a zero.

Two keyboards write one id: the A of a Cyrillic or Greek one is another letter, which nobody sees on a screen, and the
person is then two. Two sites may number so in good faith, so it is told, here and at the headline, as other spellings
of an id are; and so is an id that mixes two scripts and looks like no other. The normal form of an id has the Latin
letters for their look-alikes, and never a zero for an O.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from isostats.engines.embedded import Engine, one_row
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.person_ids import LOOK_ALIKES, at_rows
from isostats.words.numbers import agreed, counted

LOOK_ALIKE_IDS = "look_alike_ids"
OTHER_LETTER = f"[{''.join(map(chr, LOOK_ALIKES))}]"
"""Of small letters: a letter that is not Latin, and looks like one as it is or as a capital."""
LOOKS_LATIN = f"regexp_matches(lower(written), '{OTHER_LETTER}')"
LETTER_O = "Oo\u041e\u043e\u039f\u03bf"
"""Latin, Cyrillic and Greek."""
MIXED = r"regexp_matches(written, '[A-Za-z]') AND regexp_matches(written, '[\p{Cyrillic}\p{Greek}]')"
DISTINCT_ONES = "If they are different people, give them ids that do not look alike."
NORMALISE = f'Write each id in letters of one script, or set ids = "normalise" to join such spellings. {DISTINCT_ONES}'
ZERO = "Write each id one way. If they are different people, part the letters from the number, as in PO-05."

ANY = "SELECT bool_or({looks_latin}), bool_or(regexp_matches(written, '[{letters}]')) FROM ({spelled}) AS spelled"
# Of ids with one normal form: those that look as another does, and the first two of them.
ALIKE = """SELECT coalesce(sum(theirs), 0), arg_min(theirs_first, ours_first), min(ours_first) FROM (
    SELECT count(*) FILTER (looks_latin) AS theirs, min(written) FILTER (looks_latin) AS theirs_first,
           min(written) FILTER (NOT looks_latin) AS ours_first
    FROM (SELECT *, {looks_latin} AS looks_latin FROM ({spelled}) AS spelled) AS looked_at
    GROUP BY form HAVING bool_or(looks_latin) AND NOT bool_and(looks_latin)) AS several"""
MIXING = """SELECT count(*), min(written) FROM ({spelled}) AS spelled WHERE {mixed}"""
# The digits at the end of an id, with any letter O among them, and what stands before these.
ZEROED = """WITH capitals AS (
    SELECT written, upper(translate(written, '{letters}', 'OOOOOO')) AS capital FROM ({spelled}) AS spelled
), parted AS (
    SELECT *, regexp_extract(capital, '[0-9O]*[0-9][0-9O]*$') AS digits FROM capitals
), zeroed AS (
    SELECT written, left(capital, length(capital) - length(digits)) || translate(digits, 'O', '0') AS zeroed
    FROM parted WHERE contains(digits, 'O')
)
SELECT count(DISTINCT zeroed.written), arg_min(zeroed.written, capitals.written), min(capitals.written)
FROM zeroed JOIN capitals ON capitals.capital = zeroed.zeroed"""


def ids_looking_alike(connection: Engine, main: Loaded, spelled: str, ids: str) -> Iterator[Finding]:
    """Such ids of a table; ``spelled`` is a query of ids as they are written, and of their forms."""
    asked = ANY.format(looks_latin=LOOKS_LATIN, letters=LETTER_O, spelled=spelled)
    other_script, letter_o = one_row(connection, asked)
    if other_script and ids != "normalise":  # which has joined and told them
        yield from _of_two_scripts(connection, main, spelled)
    if letter_o:
        count, one, other = one_row(connection, ZEROED.format(letters=LETTER_O, spelled=spelled))
        if count:
            what = "the letter O stands where the other has a zero"
            yield _alike(connection, main, int(count), (one, other), what, ZERO)


def _of_two_scripts(connection: Engine, main: Loaded, spelled: str) -> Iterator[Finding]:
    count, one, other = one_row(connection, ALIKE.format(looks_latin=LOOKS_LATIN, spelled=spelled))
    if count:
        what = f"letters of another script look like the Latin ones there ({letters_named(one)})"
        yield _alike(connection, main, int(count), (one, other), what, NORMALISE)
        return
    count, one = one_row(connection, MIXING.format(spelled=spelled, mixed=MIXED))
    if count:
        holding = f"{counted(int(count), 'id')} of {main.raw.source} {agreed(int(count), 'holds')}"
        message = f"{holding} letters of two scripts"
        example = f"{at_rows(connection, main, one)}: {letters_named(one)}"
        advice = "None looks like another id here. In one script, as another table may have it, it is another person's."
        yield Finding("warning", "mixed_scripts", int(count), message, None, example, advice, "patient_id")


def _alike(
    connection: Engine, main: Loaded, count: int, two: tuple[str, str], what: str, advice: str
) -> Finding:
    looks, differs = agreed(count, "looks"), agreed(count, "is")
    message = f"{counted(count, 'id')} of {main.raw.source} {looks} like another one there, and {differs} not: "
    example = at_rows(connection, main, *two)
    return Finding("warning", LOOK_ALIKE_IDS, count, message + what, None, example, advice, "patient_id")


def letters_named(text: str) -> str:
    """The first letter of a text that is not Latin, by its name.

    >>> letters_named("\\u0410001")
    'cyrillic capital letter a'
    """
    letter = next((sign for sign in text if sign.isalpha() and not sign.isascii()), "")
    return unicodedata.name(letter, "").lower()

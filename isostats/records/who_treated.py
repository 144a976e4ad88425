"""Which columns tell who treated, or where: sites, prescribers and the like. Their numbers are names, and no amounts.

The words by which a column says so are data, ``who_treated.csv``, by language. So are those by which it says that it
holds an amount all the same, as the distance to a clinic: ``amount_words.csv``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache

from isostats.records.level_spellings import plain_level
from isostats.resources import resource

PIECES = re.compile(r"[^\W\d_]+")
HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])")
LONG = 6
"""An amount's word of so many letters may be the end of a longer one: Praxisbesuche."""
NAMES = ("name", "code", "key", "id")
NUMBER_WORDS = (*NAMES, "number", "nummer", "num", "nr", "no")
"""What stands behind a word in the name of a column, perhaps run together with it: siteid, centreno, doctor_id."""
OCCASIONS = frozenset(("visit", "day", "week", "month", "year", "besuch", "tag", "woche", "monat", "jahr", "visite",
                       "visita"))  # fmt: skip
"""Amounts' words, each of one, that may tell which time is meant: the doctor at a visit, the site of a year."""
OTHER_WORDS = frozenset(("source", "treated", "unit"))
"""Words for who treated that often are of something else: a record's source, whether somebody was treated, mg."""
AT = frozenset(("at", "of", "in", "on", "bei", "beim", "im", "am"))


@cache
def who_treated_words() -> Mapping[str, bool]:
    """Words in the name of a column that say that it tells who treated, or where, and whether a part of a word is
    enough: of plain letters."""
    with resource("data", "reporting", "who_treated.csv").open(encoding="utf-8", newline="") as file:
        return {plain_level(row["word"]): row["within"] == "yes" for row in csv.DictReader(file)}


@cache
def amount_words() -> frozenset[str]:
    """Words, some of several parts, by which a column's name says that its numbers are amounts: of plain letters."""
    with resource("data", "reporting", "amount_words.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(" ".join(map(plain_level, row["word"].split())) for row in csv.DictReader(file))


def tells_who_treated(column: str) -> bool:
    """Whether the name of a column says that its groups are those of who treated.

    >>> [tells_who_treated(name) for name in ("site", "ClinicName", "CENTRENO", "Praxis2", "sex", "opposite")]
    [True, True, True, True, False, False]
    """
    words = who_treated_words()
    for plain in _pieces(column):
        stems = {plain, *(plain.removesuffix(end) for end in NUMBER_WORDS)}
        if not stems.isdisjoint(words) or any(within and word in plain for word, within in words.items()):
            return True
    return False


def tells_where(column: str) -> bool:
    """Whether a column is likely to tell the place, or the person, that a patient was treated at, and ids be given by.

    >>> [tells_where(name) for name in ("Krankenhaus", "practice_id", "clinic_visits", "source", "insurance")]
    [True, True, False, False, False]
    """
    return tells_who_treated(column) and not tells_an_amount(column) and OTHER_WORDS.isdisjoint(_pieces(column))


def tells_an_amount(column: str) -> bool:
    """Whether the name of a column says that its numbers are amounts, whatever they are about.

    >>> [tells_an_amount(name) for name in ("centre_distance_km", "Praxisbesuche", "number of sites", "doctor no")]
    [True, True, True, False]
    >>> [tells_an_amount(name) for name in ("visit_doctor_id", "first_visit_site", "doctor_at_visit", "gp_visits_no")]
    [False, False, False, True]
    """
    pieces, words = _pieces(column), amount_words()
    if _is_what_it_is_called_by(column, pieces, words):
        return False
    whole, long = f" {' '.join(pieces)} ", tuple(word for word in words if len(word) >= LONG)
    return any(f" {word} " in whole for word in words) or any(piece.endswith(long) for piece in pieces)


def _is_what_it_is_called_by(column: str, pieces: list[str], words: frozenset[str]) -> bool:
    """Whether a column holds what somebody is called by, though an amount's word may be in its name: this ends so
    (visit_doctor_id), has who treated and a number in one word (Arztnummer_Besuch), or tells who treated at one time
    (first_visit_site, doctor_at_visit, doctor_visit1)."""
    if not pieces:
        return False
    *before, last = pieces
    if last in NAMES or (last in NUMBER_WORDS and not words.intersection(before[-1:])):
        return bool(before)
    if any(_stem(piece) != piece and tells_who_treated(_stem(piece)) for piece in pieces):
        return True
    amounts = words.intersection(pieces)
    if not amounts or not amounts <= OCCASIONS:
        return False
    of_one_time = last in OCCASIONS and (column[-1].isdigit() or not AT.isdisjoint(before[-1:]))
    return of_one_time or (tells_who_treated(last) and AT.isdisjoint(before))


def _stem(piece: str) -> str:
    """A word without the one for a number that is run together with it."""
    return next((stem for end in NUMBER_WORDS if (stem := piece.removesuffix(end)) not in ("", piece)), piece)


def _pieces(column: str) -> list[str]:
    """The words of a column's name, of plain letters."""
    return [plain_level(piece) for piece in PIECES.findall(HUMP.sub(" ", column))]

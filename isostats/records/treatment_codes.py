"""The published codes of drugs, as data: which set a code belongs to, read alike by flat files and OMOP databases.

``use`` of a row: ``include``; ``confirm`` (read like the others, but not yet seen in a vocabulary, which is told);
``acne_code`` (counts only beside a diagnosis of acne, which no table here holds, so it is known and left out);
``exclude`` (never of this set).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from isostats.resources import resource
from isostats.vocabulary import names as v

TREATMENT_SETS = (v.CONTRACEPTIVE, v.TOPICAL, v.TOPICAL_ANTIBIOTIC, v.ORAL_ANTIBIOTIC, v.ANTIANDROGEN)
"""Sets of later treatments, each named as the kind that its codes say."""

READ = ("include", "confirm")

_VOCABULARY = re.compile(r"^(ATC|RXNORM( EXTENSION)?|RXCUI)[\s:_\-]+(?=\w)")
_ATC = re.compile(r"^[A-Z]\d\d[A-Z]{2}\d\d$")
_ATC_CLASS = re.compile(r"^[A-Z](\d\d([A-Z]([A-Z])?)?)?$")


@dataclass(frozen=True)
class PublishedCode:
    """One row of ``data/published/codes.csv``."""

    concept_set: str
    vocabulary: str
    code: str
    name: str
    use: str


@cache
def published_codes() -> tuple[PublishedCode, ...]:
    """Every row, in order."""
    with resource("data", "published", "codes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(PublishedCode(**row) for row in csv.DictReader(file))


def plain_code(text: str) -> str:
    """A code as it is looked up: in capitals, without blanks within an ATC code and without its vocabulary before it.

    >>> plain_code(" d10ad04 "), plain_code("ATC:D10 AD 04"), plain_code("RxNorm 197843"), plain_code("00004-0156-01")
    ('D10AD04', 'D10AD04', '197843', '00004-0156-01')
    """
    code = _VOCABULARY.sub("", text.strip().upper())
    joined = re.sub(r"\s+", "", code)
    return joined if _ATC.match(joined) else code


@dataclass(frozen=True)
class KnownCode:
    """What a code says: its set, and whether it is read, to be confirmed, or left out for want of a diagnosis."""

    concept_set: str
    use: str


def known_code(text: str, sets: Iterable[str] = (*TREATMENT_SETS, v.ISOTRETINOIN)) -> KnownCode | None:
    """The set that a code belongs to; of an ATC code that is not listed, that of the longest class that is.

    >>> known_code("G03HB01"), known_code("d10af99").concept_set, known_code("G03AA12").concept_set
    (KnownCode(concept_set='antiandrogen', use='include'), 'topical_antibiotic', 'contraceptive')
    >>> known_code("J01AA14").use, known_code("D05AX05").use, known_code("C09AA03")
    ('confirm', 'acne_code', None)
    """
    code = plain_code(text)
    exact, classes = _by_code(tuple(sets))
    if code in exact:
        return exact[code]
    if _ATC.match(code):
        return next((classes[code[:length]] for length in (5, 4, 3, 1) if code[:length] in classes), None)
    return None


@cache
def _by_code(sets: tuple[str, ...]) -> tuple[dict[str, KnownCode], dict[str, KnownCode]]:
    rows = [row for row in published_codes() if row.concept_set in sets and row.use != "exclude"]
    exact = {row.code.upper(): KnownCode(row.concept_set, row.use) for row in rows}
    if v.TOPICAL in sets:  # isotretinoin for the skin is a topical
        skin = [row.code.upper() for row in codes_of(v.ISOTRETINOIN, "exclude")]
        exact = {code: KnownCode(v.TOPICAL, "include") for code in skin} | exact
    classes = {row.code: exact[row.code] for row in rows if row.vocabulary == "ATC" and _ATC_CLASS.match(row.code)}
    return exact, classes


def codes_of(concept_set: str, *uses: str) -> list[PublishedCode]:
    """The rows of one set, of some uses.

    >>> [row.code for row in codes_of("antiandrogen", "include")]
    ['9997', 'C03DA01', 'G03HA01', 'G03HB01']
    """
    return [row for row in published_codes() if row.concept_set == concept_set and row.use in uses]

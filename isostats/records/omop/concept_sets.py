"""What is looked for in an OMOP database: sets of codes, ours unless the user gives others."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from isostats._checks import StudyError, nearest
from isostats._resources import resource

TREATMENT_SETS = ("oral_antibiotic", "antiandrogen", "topical")
SET_NAMES = ("isotretinoin", *TREATMENT_SETS, "body_weight")

# What the published codes do not list: any anti-acne preparation for the skin, and body weight (also as measured).
_FURTHER = {
    "topical": (("ATC", "D10A"),),
    "body_weight": (("LOINC", "29463-7"), ("LOINC", "3141-9")),
}

GivenCode = str | int | tuple[str, str]


@dataclass(frozen=True)
class Code:
    """A code of a vocabulary (``RxNorm``, ``197843``), or a concept id of the database (vocabulary ``""``)."""

    vocabulary: str
    code: str

    def __str__(self) -> str:
        return f"{self.vocabulary} {self.code}" if self.vocabulary else f"concept {self.code}"


@dataclass(frozen=True)
class ConceptSet:
    """The concepts with these codes and all below them, but for those with the codes left out and below them."""

    name: str
    include: tuple[Code, ...]
    exclude: tuple[Code, ...] = ()


def concept_sets_of(given: Mapping[str, Iterable[GivenCode]] | None = None) -> tuple[ConceptSet, ...]:
    """Every set: the codes of ``data/published/codes.csv`` marked include, or those that the user gives instead.

    A code is given as ``"RxNorm:197843"``, as ``("RxNorm", "197843")`` or as a concept id of the database. What the
    published codes exclude (topical isotretinoin, ATC D10AD04) stays excluded. Codes marked confirm are never used.
    Raises StudyError for a set or a code that is none, and for a set without codes.

    >>> isotretinoin = concept_sets_of()[0]
    >>> len(isotretinoin.include), [str(code) for code in isotretinoin.exclude]
    (7, ['ATC D10AD04'])
    >>> [str(code) for code in concept_sets_of({"antiandrogen": ["RxNorm:9997", 2000000001]})[2].include]
    ['RxNorm 9997', 'concept 2000000001']
    """
    given = given or {}
    for name, codes in given.items():
        if name not in SET_NAMES:
            raise StudyError(
                f"There is no concept set {name!r}{nearest(str(name), SET_NAMES) or '.'} "
                f"The sets are {', '.join(SET_NAMES)}."
            )
        if isinstance(codes, (str, int)) or not list(codes):
            raise StudyError(f'concept_sets.{name} must be a list of codes, as in ["RxNorm:197843"], not {codes!r}.')
    published = _published()
    sets = []
    for name in SET_NAMES:
        include = (
            tuple(_code(name, code) for code in given[name]) if name in given else published.get((name, "include"))
        )
        further = tuple(Code(*pair) for pair in _FURTHER.get(name, ()))
        sets.append(ConceptSet(name, include or further, published.get((name, "exclude"), ())))
    return tuple(sets)


def _published() -> dict[tuple[str, str], tuple[Code, ...]]:
    """(set, use) -> its codes."""
    found: dict[tuple[str, str], tuple[Code, ...]] = {}
    with resource("data", "published", "codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = row["concept_set"], row["use"]
            found[key] = (*found.get(key, ()), Code(row["vocabulary"], row["code"]))
    return found


def _code(name: str, given: object) -> Code:
    if isinstance(given, int) and not isinstance(given, bool):
        return Code("", str(given))
    if isinstance(given, tuple) and len(given) == 2 and all(isinstance(part, str) and part for part in given):
        return Code(*given)
    if isinstance(given, str):
        vocabulary, mark, code = (part.strip() for part in given.partition(":"))
        if mark and vocabulary and code:
            return Code(vocabulary, code)
    raise StudyError(
        f'concept_sets.{name}: {given!r} is not a code. Write a vocabulary and a code, as in "RxNorm:197843", or a '
        "concept id as a number."
    )

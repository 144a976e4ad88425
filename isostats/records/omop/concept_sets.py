"""What is looked for in an OMOP database: sets of codes, ours unless the user gives others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from isostats.errors import StudyError, nearest
from isostats.records.drugs import READ, TREATMENT_SETS, published_codes
from isostats.vocabulary import names as v

SET_NAMES = (v.ISOTRETINOIN, *reversed(TREATMENT_SETS), "body_weight")

# What the published codes do not list: body weight (also as measured).
_FURTHER = {"body_weight": (("LOINC", "29463-7"), ("LOINC", "3141-9"))}

ROOTS = (("RxNorm", "6064"), ("ATC", "D10BA01"))
"""The ingredient and the class of systemic isotretinoin: all products are below each of them, so one is enough."""

OwnCode = str | int | tuple[str, str]


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


def concept_sets_of(own: Mapping[str, Iterable[OwnCode]] | None = None) -> tuple[ConceptSet, ...]:
    """Every set: the codes of ``data/published/codes.csv`` that are read, or those that the user gives instead.

    A code is given as ``"RxNorm:197843"``, as ``("RxNorm", "197843")`` or as a concept id of the database. What the
    published codes exclude (topical isotretinoin, ATC D10AD04) stays excluded. Raises StudyError for a set or a code
    that is none, and for a set without codes.

    >>> isotretinoin = concept_sets_of()[0]
    >>> len(isotretinoin.include), [str(code) for code in isotretinoin.exclude]
    (17, ['ATC D10AD04', 'ATC D10AD54', 'RxNorm 107436', 'RxNorm 416840', 'RxNorm 416026', 'RxNorm 153371'])
    >>> own = {each.name: each for each in concept_sets_of({"antiandrogen": ["RxNorm:9997", 2000000001]})}
    >>> [str(code) for code in own["antiandrogen"].include]
    ['RxNorm 9997', 'concept 2000000001']
    """
    own = own or {}
    for name, codes in own.items():
        if name == "hormonal":
            raise StudyError(
                "The concept set hormonal is now two: antiandrogen (spironolactone, cyproterone), which counts as "
                "systemic treatment, and contraceptive, which never does. Name one or both."
            )
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
            tuple(_code(name, code) for code in own[name]) if name in own else published.get((name, "include"))
        )
        further = tuple(Code(*pair) for pair in _FURTHER.get(name, ()))
        sets.append(ConceptSet(name, include or further, published.get((name, "exclude"), ())))
    return tuple(sets)


def _published() -> dict[tuple[str, str], tuple[Code, ...]]:
    """(set, use) -> its codes; what is to be confirmed is read like the others."""
    codes: dict[tuple[str, str], tuple[Code, ...]] = {}
    for row in published_codes():
        key = row.concept_set, "include" if row.use in READ else row.use
        codes[key] = (*codes.get(key, ()), Code(row.vocabulary, row.code))
    return codes


def _code(name: str, code: object) -> Code:
    if isinstance(code, int) and not isinstance(code, bool):
        return Code("", str(code))
    if isinstance(code, tuple) and len(code) == 2 and all(isinstance(part, str) and part for part in code):
        return Code(*code)
    if isinstance(code, str):
        vocabulary, mark, of_vocabulary = (part.strip() for part in code.partition(":"))
        if mark and vocabulary and of_vocabulary:
            return Code(vocabulary, of_vocabulary)
    raise StudyError(
        f'concept_sets.{name}: {code!r} is not a code. Write a vocabulary and a code, as in "RxNorm:197843", or a '
        "concept id as a number."
    )

"""A vocabulary small enough to invent: real codes, with concept ids in the range that OMOP leaves to local use.

Ids above 2,000,000,000 are nobody's; a reader that finds concepts by vocabulary and code works on them as it does on
the ids of the Athena vocabularies. Products that the codes do not name (a topical gel, a doxycycline capsule) have the
vocabulary ``Simulated``.
"""

from __future__ import annotations

import csv
import re
from typing import NamedTuple

from isostats.resources import resource

FIRST_ID = 2_000_000_001


class Concept(NamedTuple):
    """One row of ``concept``, as far as it differs between rows; ``amount_mg`` goes to drug_strength."""

    vocabulary: str
    code: str
    name: str
    domain: str
    kind: str
    standard: str | None
    amount_mg: float | None = None


_OTHERS = (
    Concept("Gender", "F", "FEMALE", "Gender", "Gender", "S"),
    Concept("Gender", "M", "MALE", "Gender", "Gender", "S"),
    Concept("LOINC", "29463-7", "Body weight", "Measurement", "Clinical Observation", "S"),
    Concept("UCUM", "kg", "kilogram", "Unit", "Unit", "S"),
    Concept("UCUM", "mg", "milligram", "Unit", "Unit", "S"),
    Concept("ATC", "D10A", "anti-acne preparations for topical use", "Drug", "ATC 3rd", "C"),
    Concept("Simulated", "claim", "Simulated claim", "Type Concept", "Type Concept", "S"),
    Concept("Simulated", "gel-isotretinoin", "isotretinoin 0.5 MG/ML topical gel", "Drug", "Clinical Drug", "S"),
    Concept("Simulated", "gel-benzoyl", "benzoyl peroxide 50 MG/ML topical gel", "Drug", "Clinical Drug", "S"),
    Concept("Simulated", "doxycycline-100", "doxycycline 100 MG oral capsule", "Drug", "Clinical Drug", "S", 100.0),
    Concept("Simulated", "spironolactone-50", "spironolactone 50 MG oral tablet", "Drug", "Clinical Drug", "S", 50.0),
    Concept(
        "Simulated",
        "pill",
        "ethinyl estradiol 0.03 MG / levonorgestrel 0.15 MG oral tablet",
        "Drug",
        "Clinical Drug",
        "S",
    ),
)

# Ancestor -> descendants, by vocabulary and code. The ingredient has the topical gel below it, as in RxNorm.
CAPSULES = tuple(("RxNorm", code) for code in ("197843", "197844", "1547561", "403930", "1547565", "197845"))
_GELS = (("Simulated", "gel-isotretinoin"), ("Simulated", "gel-benzoyl"))
_BELOW: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("ATC", "D10BA01"): CAPSULES,
    ("ATC", "D10AD04"): _GELS[:1],
    ("ATC", "D10A"): (("ATC", "D10AD04"), *_GELS),
    ("ATC", "G03AA"): (("Simulated", "pill"),),
    ("RxNorm", "6064"): (*CAPSULES, _GELS[0]),
    ("RxNorm", "3640"): (("Simulated", "doxycycline-100"),),
    ("RxNorm", "9997"): (("Simulated", "spironolactone-50"),),
}


def concepts() -> list[Concept]:
    """Every concept that simulated data refer to, in the order of their ids from :data:`FIRST_ID` on.

    >>> [concept.name for concept in concepts() if concept.vocabulary == "ATC"][0]
    'systemic isotretinoin'
    """
    with resource("data", "published", "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["vocabulary"], row["code"]): row for row in reversed(list(csv.DictReader(file)))}
    listed = [_of_code(row) for row in reversed(rows.values())]  # each once: a code may be of two sets
    known = {(concept.vocabulary, concept.code) for concept in listed}
    return [*listed, *(concept for concept in _OTHERS if (concept.vocabulary, concept.code) not in known)]


def ids() -> dict[tuple[str, str], int]:
    """(vocabulary, code) -> concept id.

    >>> min(ids().values()) == FIRST_ID
    True
    """
    return {(concept.vocabulary, concept.code): FIRST_ID + place for place, concept in enumerate(concepts())}


def ancestors() -> list[tuple[int, int, int, int]]:
    """The rows of ``concept_ancestor``: each standard or classification concept is its own, then those below it."""
    number = ids()
    own = [number[concept.vocabulary, concept.code] for concept in concepts() if concept.standard]
    below = [(number[above], number[one]) for above, listed in _BELOW.items() for one in listed]
    return [(one, one, 0, 0) for one in own] + [(above, one, 1, 1) for above, one in below]


def _of_code(row: dict[str, str]) -> Concept:
    name = re.sub(r" \((ingredient|class)\).*", "", row["name"])
    vocabulary, code = row["vocabulary"], row["code"]
    if vocabulary == "ATC":
        return Concept("ATC", code, name, "Drug", "ATC 5th" if len(code) == 7 else "ATC 4th", "C")
    if vocabulary.startswith("RxNorm"):
        kind = "Ingredient" if "(ingredient)" in row["name"] else "Clinical Drug"
        amounts = re.findall(r"([\d.]+) MG", name)
        amount = float(amounts[0]) if len(amounts) == 1 else None
        return Concept(vocabulary, code, name, "Drug", kind, "S", amount)
    standard = "S" if vocabulary == "SNOMED" else None
    return Concept(vocabulary, code, name, "Condition", "Disorder", standard)

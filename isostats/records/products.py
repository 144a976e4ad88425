"""Which products are systemic isotretinoin: an allow-list of names, brands and codes, shared by every door.

A product is taken where its name holds the substance or a brand, or its code is one of the set ``isotretinoin``; what
is unknown is kept out and told. Nothing for the skin is ever taken: gels, creams, strengths per ml, per mg or in per
cent, isotretinoin with erythromycin. The words are data, ``data/published/products.csv``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from isostats.records.treatment_codes import codes_of, known_code, plain_code
from isostats.resources import resource
from isostats.vocabulary import names as v

FORMULATIONS = ("conventional", "lidose", "micronised")

CONVENTIONAL_DOSE = {"conventional": 1.0, "lidose": 1.0, "micronised": 1.25}
"""mg of conventional isotretinoin that stand for 1 mg. The label of the micronised product gives 0.4 to 0.8 mg/kg a day
where that of the conventional ones gives 0.5 to 1, and calls them not substitutable: 1.25 is the ratio, no more."""

_ON_SKIN = re.compile(r"\d\s*mg\s*/\s*(\d+(\.\d+)?\s*)?(ml|mg|g|gram)\b|\d\s*%|％")


@dataclass(frozen=True)
class Product:
    """What a product is: systemic isotretinoin or not, of which formulation, and why it is not.

    ``known`` says that something else was recognised (isotretinoin for the skin, a drug of another set); else the
    product is simply unknown.
    """

    systemic: bool
    formulation: str | None = None
    known: bool = True


_FOR_SKIN, _OTHER, _UNKNOWN = Product(False), Product(False), Product(False, known=False)


def judge_product(name: str | None, code: str | None = None, products: Iterable[str] = ()) -> Product:
    """What a product is, by its name and code, and by the ``products`` that a study calls systemic isotretinoin.

    >>> judge_product("ISOTRETINOIN CAP 20MG").formulation, judge_product("Absorica LD 24 mg").formulation
    ('conventional', 'micronised')
    >>> judge_product("Lisinopril 20 mg tablet"), judge_product("Isotretinoin 0.05 % gel").systemic
    (Product(systemic=False, formulation=None, known=False), False)
    >>> judge_product("Our capsule 20 mg", products=["our capsule"]).systemic, judge_product(None, "D10BA01").systemic
    (True, True)
    """
    text = fold(name or "")
    if any(names_product(product, text, code) for product in products):
        return Product(True, _formulation(text) or _formulation_of_code(code) or "conventional")
    if text and is_for_skin(text):
        return _FOR_SKIN
    if code:
        if plain_code(code) in _excluded():
            return _FOR_SKIN
        known = known_code(code)
        if known is not None and known.concept_set != v.ISOTRETINOIN:
            return _OTHER
        if known is not None:
            return Product(True, _formulation(text) or _formulation_of_code(code) or "conventional")
    named = _named(text)
    return Product(True, _formulation(text) or named) if named else _UNKNOWN


def names_product(product: str, name: str | None, code: str | None = None) -> bool:
    """Whether a study's product is this one: a part of its name in whole words, or its code.

    >>> names_product("isotan", "ISOTAN 20 mg"), names_product("iso", "Isotan"), names_product("x1", None, "X1")
    (True, False, True)
    """
    wanted, text = fold(product).strip(), fold(name or "")
    if not wanted:
        return False
    if code and plain_code(code) == plain_code(product):
        return True
    return bool(text) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None


def is_for_skin(name: str) -> bool:
    """Whether a name says that the product is put on the skin, or is combined with what is only put there.

    >>> is_for_skin("Isotretinoin 0.5 MG/ML topical gel"), is_for_skin("Isotretinoin 20 mg soft gel capsule")
    (True, False)
    """
    text = fold(name)
    return bool(_ON_SKIN.search(text)) or _holds(text, "combined") is not None or is_put_on_skin(name)


def is_put_on_skin(name: str) -> bool:
    """Whether the words of a name say so, of any drug; a strength per ml may be that of a syrup.

    >>> is_put_on_skin("clindamycin 10 MG/ML topical gel"), is_put_on_skin("doxycycline 5 MG/ML oral suspension")
    (True, False)
    """
    return _holds(fold(name), "skin") is not None and not is_swallowed(name)


def is_swallowed(name: str) -> bool:
    """Whether a name says that the product is swallowed.

    >>> is_swallowed("isotretinoin 10 MG Oral Capsule"), is_swallowed("isotretinoin")
    (True, False)
    """
    return _holds(fold(name), "oral") is not None


def formulation_of(name: str) -> str:
    """The formulation that the name of a systemic product tells; conventional where it tells none.

    >>> formulation_of("isotretinoin, micronized 24 MG Oral Capsule [Absorica LD]"), formulation_of("Epuris")
    ('micronised', 'lidose')
    """
    text = fold(name)
    return _formulation(text) or _named(text) or "conventional"


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """A text as words are looked for in it: small letters without accents, single blanks.

    >>> fold("ISOTRÉTINOÏNE  20 mg"), fold("Izotretynoina®")
    ('isotretinoine 20 mg', 'izotretynoina ')
    """
    parts = unicodedata.normalize("NFKD", text.replace("®", " ").replace("™", " ").casefold())
    plain = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return re.sub(r"[\s_]+", " ", plain)


@cache
def _words(what: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of one kind of word with the formulation of each; the longer ones first."""
    with resource("data", "published", "products.csv").open(encoding="utf-8", newline="") as file:
        rows = [(fold(row["text"]), row["formulation"]) for row in csv.DictReader(file) if row["what"] == what]
    cut = what in ("name", "formulation", "oral")
    return tuple((_pattern(word, cut=cut), formulation) for word, formulation in sorted(rows, key=lambda r: -len(r[0])))


def _pattern(word: str, *, cut: bool) -> re.Pattern[str]:
    """A word by itself; ``cut`` words go on. Scripts without blanks between words have no edges to look for."""
    if not re.match(r"[\w\s.\-]+$", word) or any(ord(letter) > 0x2E00 for letter in word):
        return re.compile(re.escape(word))
    return re.compile(rf"(?<![^\W\d_]){re.escape(word)}" + ("" if cut else r"(?![^\W\d_])"))


def _holds(text: str, what: str) -> str | None:
    """The formulation beside the first word of a kind that the text holds ('' where the kind has none), or None."""
    return next((formulation for pattern, formulation in _words(what) if pattern.search(text)), None)


def _named(text: str) -> str | None:
    return _holds(text, "brand") or _holds(text, "name")


def _formulation(text: str) -> str | None:
    return _holds(text, "formulation") or (_holds(text, "brand") if text else None)


@cache
def _excluded() -> frozenset[str]:
    return frozenset(row.code for row in codes_of(v.ISOTRETINOIN, "exclude"))


@cache
def _formulations_of_codes() -> dict[str, str]:
    rows = codes_of(v.ISOTRETINOIN, "include")
    return {row.code: _holds(fold(row.name), "formulation") or "conventional" for row in rows}


def _formulation_of_code(code: str | None) -> str | None:
    return _formulations_of_codes().get(plain_code(code)) if code else None

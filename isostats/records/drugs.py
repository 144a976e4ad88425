"""Drugs by code and by name: which set of treatments a published code belongs to, and which products are systemic
isotretinoin. Flat files and OMOP databases read both alike; the codes and words are data in ``data/published``.

``use`` of a code: ``include``; ``confirm`` (read like the others, but not yet seen in a vocabulary, which is told);
``acne_code`` (counts only beside a diagnosis of acne: left out where no table of diagnoses tells of one);
``exclude`` (never of this set). A product is taken where its name holds the substance or a brand, or its code is one of
the set ``isotretinoin``; what is unknown is kept out and told. A name that says more than a product does (``no
isotretinoin``) is unknown: beside it stand strength, form, pack, dose and maker alone. Nothing for the skin is ever
taken: gels, creams, strengths per ml, per mg or in per cent, isotretinoin with erythromycin.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from isostats.resources import resource
from isostats.vocabulary import names as v

TREATMENT_SETS = (v.CONTRACEPTIVE, v.TOPICAL, v.TOPICAL_ANTIBIOTIC, v.ORAL_ANTIBIOTIC, v.ANTIANDROGEN)
"""Sets of later treatments, each named as the kind that its codes say."""

READ = ("include", "confirm")

_VOCABULARY = re.compile(r"^(ATC|RXNORM( EXTENSION)?|RXCUI)[\s:_\-]+(?=\w)")
_BLANKS = re.compile(r"[\s_]+")
_ATC = re.compile(r"^[A-Z]\d\d[A-Z]{2}\d\d$")
_ATC_IN_NAME = re.compile(
    r"(?<![^\W_])(?:ATC(?:[ -]?CODE)?[\s:_-]*)?([A-Z]) ?(\d\d) ?([A-Z]{2}) ?(\d\d)(?![^\W_])", re.IGNORECASE
)
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


def known_code(text: str) -> PublishedCode | None:
    """The row of a code; of an ATC code that is not listed, that of the longest class that is.

    >>> [known_code(code).concept_set for code in ("G03HB01", "d10af99", "G03AA12")]
    ['antiandrogen', 'topical_antibiotic', 'contraceptive']
    >>> known_code("J01AA14").use, known_code("D05AX05").use, known_code("C09AA03")
    ('confirm', 'acne_code', None)
    """
    code = plain_code(text)
    exact, classes = _by_code()
    if code in exact:
        return exact[code]
    if _ATC.match(code):
        return next((classes[code[:length]] for length in (5, 4, 3, 1) if code[:length] in classes), None)
    return None


@cache
def _by_code() -> tuple[dict[str, PublishedCode], dict[str, PublishedCode]]:
    of_sets = (row for row in published_codes() if row.concept_set in (*TREATMENT_SETS, v.ISOTRETINOIN))
    rows = [row for row in of_sets if row.use != "exclude"]
    skin = [replace(row, concept_set=v.TOPICAL, use="include") for row in codes_of(v.ISOTRETINOIN, "exclude")]
    exact = {row.code.upper(): row for row in (*skin, *rows)}  # isotretinoin for the skin is a topical
    classes = {row.code: exact[row.code] for row in rows if row.vocabulary == "ATC" and _ATC_CLASS.match(row.code)}
    return exact, classes


def codes_of(concept_set: str, *uses: str) -> list[PublishedCode]:
    """The rows of one set, of some uses.

    >>> [row.code for row in codes_of("antiandrogen", "include")]
    ['9997', 'C03DA01', 'G03HA01', 'G03HB01']
    """
    return [row for row in published_codes() if row.concept_set == concept_set and row.use in uses]


CONVENTIONAL_DOSE = {"conventional": 1.0, "lidose": 1.0, "micronised": 1.25}
"""mg of conventional isotretinoin that stand for 1 mg. The label of the micronised product gives 0.4 to 0.8 mg/kg a day
where that of the conventional ones gives 0.5 to 1, and calls them not substitutable: 1.25 is the ratio, no more."""

NUMBER_OF = re.compile(r"(?<!\w)n[or]\.? ?\d+(?![\d ]*m?g)", re.IGNORECASE)
"""No. 30: a number of capsules, where no alone denies."""
_STRENGTH = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d)?) ?mg\b(?! ?/ ?[^\W\d])")
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


def judge_product(name: str | None, code: str | None = None, products: Iterable[str] = ()) -> Product:
    """What a product is, by its name and code, and by the ``products`` that a study calls systemic isotretinoin.

    >>> judge_product("ISOTRETINOIN CAP 20MG").formulation, judge_product("Absorica LD 24 mg").formulation
    ('conventional', 'micronised')
    >>> judge_product("Lisinopril 20 mg tablet"), judge_product("Isotretinoin 0.05 % gel").systemic
    (Product(systemic=False, formulation=None, known=False), False)
    >>> judge_product("Our capsule 20 mg", products=["our capsule"]).systemic, judge_product(None, "D10BA01").systemic
    (True, True)
    >>> judge_product("no isotretinoin"), judge_product("Isotretinoin-ratiopharm 20 mg Weichkapseln N2").systemic
    (Product(systemic=False, formulation=None, known=False), True)
    >>> judge_product("D10BA01").systemic, judge_product("D10AD04")  # a name that is the code, or says it
    (True, Product(systemic=False, formulation=None, known=True))
    """
    text = fold(name or "")
    row = (known_code(code) if code else None) or code_in(text)
    of_code = _holds(fold(row.name), "formulation") if row and row.concept_set == v.ISOTRETINOIN else None
    systemic = Product(True, _formulation(text) or of_code or "conventional")
    if any(names_product(product, text, code) and not is_doubted(text, product) for product in products):
        return systemic
    if (text and is_for_skin(text)) or (row and row.concept_set != v.ISOTRETINOIN):
        return Product(False)
    if row:
        is_other = is_doubted(text) or (not (code and known_code(code)) and says_more(_ATC_IN_NAME.sub(" ", text)))
        return Product(False, known=False) if is_other else systemic
    named = _holds(text, "brand") or _holds(text, "name")
    return Product(True, _formulation(text) or named) if named and not says_more(text) else Product(False, known=False)


def code_in(name: str) -> PublishedCode | None:
    """What the ATC code says that stands in a name, where it is one alone.

    >>> [row and row.code for row in map(code_in, ("ATC: D10 BA 01", "j01aa02 doxycycline", "D10BA01/J01AA02", "D10"))]
    ['D10BA01', 'J01AA02', None, None]
    """
    codes = {"".join(parts) for parts in _ATC_IN_NAME.findall(name)}
    return known_code(codes.pop()) if len(codes) == 1 else None


def names_isotretinoin(name: str) -> bool:
    """Whether isotretinoin stands in a text, whatever is said of it.

    >>> names_isotretinoin("kein Isotretinoin"), names_isotretinoin("doxycycline")
    (True, False)
    """
    return (_holds(fold(name), "brand") or _holds(fold(name), "name")) is not None


def says_more(name: str) -> bool:
    """Whether a name has words beside those of a product: then it may be denied, planned, or another drug as well.

    >>> [says_more(name) for name in ("Accutane 20 mg caps", "Roaccutane nein", "etretinate (was isotretinoin)")]
    [False, True, True]
    """
    text = _without_remarks(fold(name))
    for kind in ("brand", "name", "formulation", "oral", "skin"):  # a soft gel is swallowed
        for word, _ in _words(kind):
            text = _pattern(word, kind).sub(" ", text) if word in text else text
    beside = {word for word, _ in _rows("beside")}
    return "?" in text or any(word not in beside for word in re.findall(r"[^\W\d_]+", text))


def is_doubted(name: str, product: str = "") -> bool:
    """Whether words beside a product say that it was not taken, or is only planned.

    >>> is_doubted("NOT isotretinoin"), is_doubted("Isotan 20 mg, no. 30"), is_doubted("Sin acne", "sin acne")
    (True, False, False)
    """
    text = _without_remarks(fold(name).replace(fold(product).strip() or "\0", " "))
    return "?" in text or _holds(text, "doubt") is not None


def _without_remarks(text: str) -> str:
    """A folded text without a number of capsules, and without what is said to whoever dispenses: none of it denies.

    >>> _without_remarks("isotretinoin 20 mg nicht austauschen").split()
    ['isotretinoin', '20', 'mg']
    """
    text = NUMBER_OF.sub(" ", text)
    for words, _ in _words("remark"):
        text = _pattern(words, "remark").sub(" ", text) if words in text else text
    return text


def is_unclear(name: str, judged: Product) -> bool:
    """Whether a name that was not taken for systemic isotretinoin may well be: the drug and one strength in mg, or its
    code, and a word beside them that is not known.

    >>> [is_unclear(name, judge_product(name)) for name in ("Isotretinoin 20 mg XYZ", "Isotretinoin 0.05% gel")]
    [True, False]
    >>> [is_unclear(name, judge_product(name)) for name in ("no isotretinoin 20 mg", "etretinate (was isotretinoin)")]
    [False, False]
    >>> is_unclear("D10BA01 XYZ", judge_product("D10BA01 XYZ"))
    True
    """
    if judged.systemic or judged.known or is_doubted(name):
        return False
    return code_in(name) is not None or (names_isotretinoin(name) and strength_in(name) is not None)


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
    return has_strength_of_skin(name) or _holds(fold(name), "combined") is not None or is_put_on_skin(name)


def strength_in(name: str) -> float | None:
    """The strength in mg that a name says, where it says one alone.

    >>> strength_in("Isotretinoin 40 MG caps"), strength_in("Isotretinoin 20 mg / 30 mg"), strength_in("5 mg/ml")
    (40.0, None, None)
    """
    strengths = {float(number.replace(",", ".")) for number in _STRENGTH.findall(fold(name))}
    return strengths.pop() if len(strengths) == 1 else None


def has_strength_of_skin(name: str) -> bool:
    """Whether a strength is written in per cent, or per ml or g: of isotretinoin that is put on the skin.

    >>> has_strength_of_skin("Erythromycin 40 MG/ML"), has_strength_of_skin("Erythromycin 250 mg")
    (True, False)
    """
    return _ON_SKIN.search(fold(name)) is not None


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


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """A text as words are looked for in it: small letters without accents, single blanks.

    >>> fold("ISOTRÉTINOÏNE  20 mg"), fold("Izotretynoina®")
    ('isotretinoine 20 mg', 'izotretynoina ')
    """
    if text.isascii():  # most are, and have nothing to be taken apart
        return _BLANKS.sub(" ", text.lower())
    parts = unicodedata.normalize("NFKD", text.replace("®", " ").replace("™", " ").casefold())
    plain = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return _BLANKS.sub(" ", plain)


@cache
def _words(what: str) -> tuple[tuple[str, str], ...]:
    """The words of one kind, each with its formulation; the longer ones first."""
    return tuple(sorted(_rows(what), key=lambda row: -len(row[0])))


@cache
def _rows(what: str) -> tuple[tuple[str, str], ...]:
    """The words of one kind as they are listed."""
    with resource("data", "published", "products.csv").open(encoding="utf-8", newline="") as file:
        return tuple((fold(row["text"]), row["formulation"]) for row in csv.DictReader(file) if row["what"] == what)


@cache
def _pattern(word: str, what: str) -> re.Pattern[str]:
    """A word by itself; names and formulations may be cut, and go on. Scripts without blanks have no edges to look
    for. It is made of words that a text has the letters of: to make all takes longer than to read most files."""
    cut = "{0,8}" if what == "name" else "*" if what in ("formulation", "oral") else ""
    if not re.match(r"[\w\s.\-]+$", word) or any(ord(letter) > 0x2E00 for letter in word):
        return re.compile(re.escape(word))
    end = rf"[^\W\d_]{cut}" if cut else ""
    return re.compile(rf"(?<![^\W\d_]){re.escape(word)}{end}(?![^\W\d_])")


def _holds(text: str, what: str) -> str | None:
    """The formulation beside the first word of a kind that the text holds ('' where the kind has none), or None."""
    words = (each for each in _words(what) if each[0] in text)
    return next((formulation for word, formulation in words if _pattern(word, what).search(text)), None)


def _formulation(text: str) -> str | None:
    return _holds(text, "formulation") or (_holds(text, "brand") if text else None)

"""Which published code of a later treatment the name of a product stands for: by its brand
(``data/published/brands.csv``), or by the substance in it and by whether it is swallowed or put on the skin. What is
for the eye, the ear, the teeth or a vein treats no acne.
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache

from isostats.records.drugs import (
    READ,
    TREATMENT_SETS,
    PublishedCode,
    fold,
    has_strength_of_skin,
    is_doubted,
    is_for_skin,
    is_put_on_skin,
    is_swallowed,
    judge_product,
    known_code,
    names_isotretinoin,
)
from isostats.resources import resource
from isostats.vocabulary import names as v

SWALLOWED = {
    "doxiciclin": "J01AA02", "limeciclin": "J01AA04", "oxitetraciclin": "J01AA06", "tetraciclin": "J01AA07",
    "minociclin": "J01AA08", "sareciclin": "J01AA14", "sulfametoxacol": "J01EE01", "cotrimoxacol": "J01EE01",
    "trimoxacol": "J01EE01", "trimetoprim": "J01EA01", "eritromicin": "J01FA01", "acitromicin": "J01FA10",
    "spironolacton": "C03DA01",
}  # fmt: skip
"""Substances as :func:`sound` writes them, in the order in which they are looked for, with the code of each."""
ON_SKIN = {
    "clindamicin": "D10AF01", "eritromicin": "D10AF02", "bencoil": "D10AE01", "bpo": "D10AE01", "adapalen": "D10AD03",
    "trifaroten": "D10AD06", "tretinoin": "D10AD01", "dapson": "D10AX05", "clascoteron": "D10AX06",
    "tacaroten": "D05AX05", "acelaic": "D10AX03", "acelain": "D10AX03",
}  # fmt: skip
SKIN_ALONE = ("bencoil", "bpo", "adapalen", "trifaroten", "clascoteron", "tacaroten", "acelaic", "acelain")
"""These are made for the skin only, whatever a name leaves out."""
EITHER = SWALLOWED["eritromicin"]
"""What is swallowed or put on the skin, so that a name without a form tells neither."""
OF_ELSEWHERE = r"ophth|\beye|\botic|\bear\b|\binj|\biv\b|\bdental|periodont|vagin|augen|oculair|infus|\bvial"
ELSEWHERE = re.compile(rf"{OF_ELSEWHERE}|metronida")
"""Of no drug for acne: what is for another place, and metronidazole, which may be one with benzoyl."""
SAME_SOUND = (("ks", "x"), ("th", "t"), ("ph", "f"), ("y", "i"), ("k", "c"), ("z", "c"))
JOINED = re.compile(r"[+&;,/]|\b(?:and|und|et|plus|with|mit)\b", re.IGNORECASE)
NO_LETTER = r"(?<![^\W\d_])"
SWALLOWED_FORM = re.compile(rf"{NO_LETTER}((film|brause|retard)?tab|cap|(hart|weich)?kaps|gel[ou]l|pill|syrup|susp)")


@lru_cache(maxsize=100_000)
def known_drug(name: str | None, code: str | None = None) -> PublishedCode | None:
    """What a product is by its code, or else by its name; None where neither tells, or the name denies it.

    >>> [known_drug(name).concept_set for name in ("DOXYCYCLINE HYCLATE 100 MG TABLET", "Eritromicina 2% gel")]
    ['oral_antibiotic', 'topical_antibiotic']
    >>> [known_drug(name).code for name in ("Doksycyklina 100 mg", "Spironolacton 50", "tretinoin 0.05% cream")]
    ['J01AA02', 'C03DA01', 'D10AD01']
    >>> [known_drug(name).code for name in ("Erythromycin 250 mg tablets", "Erythromycin 2% gel")]
    ['J01FA01', 'D10AF02']
    >>> [known_drug(name).code for name in ("Erythromycin 500 mg Filmtabl.", "Diane 35", "Duac Gel", "Isotrex")]
    ['J01FA01', 'G03HB01', 'D10AF51', 'D10AD04']
    >>> [known_drug(name) for name in ("no doxycycline", "Erythromycin ophth oint", "Benzoylmetronidazole")]
    [None, None, None]
    >>> known_drug("Erythromycin 500 mg")  # it may be swallowed or put on the skin
    """
    if code and (row := known_code(code)) is not None:
        return row
    text = fold(name or "")
    if not text or is_doubted(text) or ELSEWHERE.search(text):
        return None
    if names_isotretinoin(text):
        return known_code("D10AD04" if is_for_skin(text) else "D10BA01") if _is_isotretinoin(text) else None
    if brand := next((code for word, code in _brands() if word.search(text)), ""):
        return known_code(brand)
    heard = sound(text)
    if "ciproteron" in heard or "ciprindiol" in heard:  # co-cyprindiol is with estrogen
        return known_code("G03HB01" if re.search(r"estr|ostr|ethin|etin|prindiol", text) else "G03HA01")
    if is_swallowed(text) or SWALLOWED_FORM.search(text):
        return known_code(atc) if (atc := _first(heard, SWALLOWED)) else None
    if is_put_on_skin(text) or "%" in text or any(each in heard for each in SKIN_ALONE):
        return known_code(atc) if (atc := _first(heard, ON_SKIN)) else None
    atc = None if has_strength_of_skin(text) else _first(heard, SWALLOWED)
    return known_code(atc) if atc and atc != EITHER else None


def is_acne_drug(row: PublishedCode | None) -> bool:
    """Whether it is a drug of one of the sets of later treatments, and no plain contraceptive."""
    return row is not None and row.concept_set in TREATMENT_SETS and row.concept_set != v.CONTRACEPTIVE


def kind_named(text: str) -> str:
    """The kind of later treatment that a product's name says; nothing where it says none, or says two of which one is
    swallowed and the other put on the skin, or is for acne only beside a diagnosis.

    >>> kind_named("Co-cyprindiol 2000/35 tabs"), kind_named("Adapalene 0.1%/BPO 2.5% gel"), kind_named("Paracetamol")
    ('antiandrogen', 'topical', '')
    >>> kind_named("doxycycline and adapalene gel"), kind_named("no doxycycline")
    ('', '')
    """
    parts = [known_drug(part) for part in JOINED.split(text)]
    kinds = {row.concept_set for row in parts if row is not None}
    row = known_drug(text)
    if row is None or row.use not in READ or (len(kinds) > 1 and not kinds <= {v.TOPICAL, v.TOPICAL_ANTIBIOTIC}):
        return ""
    return row.concept_set


def sound(text: str) -> str:
    """A folded text in which the spellings of one substance in several languages are alike.

    >>> sound("doxycycline"), sound("doksycyklina"), sound("azithromycin")
    ('doxicicline', 'doxiciclina', 'acitromicin')
    """
    for letters, alike in SAME_SOUND:
        text = text.replace(letters, alike)
    return text


@cache
def _brands() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The brands of other drugs, each by itself in a text, with its code."""
    with resource("data", "published", "brands.csv").open(encoding="utf-8", newline="") as file:
        rows = [(fold(row["text"]), row["code"]) for row in csv.DictReader(file)]
    edges = rf"{NO_LETTER}{{}}(?![^\W\d_])"
    return tuple((re.compile(edges.format(re.escape(text)) if text.isascii() else text), code) for text, code in rows)


def _first(heard: str, substances: dict[str, str]) -> str | None:
    return next((atc for each, atc in substances.items() if re.search(NO_LETTER + "e?" + each, heard)), None)


def _is_isotretinoin(text: str) -> bool:
    return is_for_skin(text) or judge_product(text).systemic

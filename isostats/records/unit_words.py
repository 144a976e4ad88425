"""Units as people write them beside a number, one table for all languages, and which can stand for which.

>>> meaning("Kilogramm", "kg"), meaning("mg / Tag", "mg per day"), meaning("mg/kg KG", "mg per day")
(Meaning(unit='kg', factor=1.0, by_weight=False), Meaning(unit='mg per day', factor=1.0, by_weight=False), \
Meaning(unit='mg per kg', factor=1.0, by_weight=True))
>>> meaning("lbs.", "kg"), meaning("lb", "mg")
(Meaning(unit='lb', factor=0.45359237, by_weight=False), None)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from isostats.records.month_names import folded

# fmt: off
UNIT_WORDS: dict[str, str] = {
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramm kilogramme kilogrammes kilogramo kilogramos quilo quilos "
          "quilograma quilogramas chilo chili chilogrammo chilogrammi kilogramy kilogramów 公斤 キロ キログラム",
    "lb": "lb lbs pound pounds",
    "stone": "st stone stones",
    "g": "g gr gram grams gramm gramme grammes gramo gramos grama gramas grammo grammi gramy グラム",
    "mg": "mg mgs milligram milligrams milligramm milligramme milligrammes miligramo miligramos miligrama miligramas "
          "milligrammo milligrammi miligram miligramy ミリグラム",
    "µg": "µg ug mcg",
    "days": "d day days tag tage tagen j jour jours día días dia dias giorno giorni gg dzień dni dag dagen 日 日分 "
            "日間",
    "weeks": "w wk wks week weeks woche wochen semaine semaines sem semana semanas settimana settimane tydzień "
             "tygodnie tygodni weken 週 週間",
    "capsules": "cap caps capsule capsules kaps kapsel kapseln kps gélule gélules cápsula cápsulas capsula kapsułka "
                "kapsułki kapsułek tab tabs tabl tablet tablets tablette tabletten stück stk st カプセル 錠 粒",
}
# fmt: on
"""Unit -> its spellings, in any case and with or without accents and dots."""

STANDS_FOR: dict[str, dict[str, float]] = {
    "kg": {"kg": 1.0, "lb": 0.45359237, "stone": 6.35029318, "g": 0.001},
    "mg": {"mg": 1.0, "g": 1000.0, "µg": 0.001},
    "mg per day": {"mg": 1.0, "g": 1000.0, "µg": 0.001},
    "days": {"days": 1.0, "weeks": 7.0},
    "capsules": {"capsules": 1.0},
}
"""Unit of a column -> the units that its cells may have, and what one of them is."""

OTHER_UNITS = {"kg": "lb", "mg": "mg/kg", "mg per day": "mg/kg"}
"""Unit of a column -> another in which its numbers often are, as the name of a column may say it."""

THOUSANDTHS = {"mg": "g", "mg per day": "g"}
"""Unit of a column -> the one in which numbers a thousand times smaller are."""

A_DAY = "d|day|tag|jour|j|día|dia|giorno|die|dzień|dobę|dag|日|24h"
DAILY = "täglich|tgl|daily|od|qd|diario|diaria|diário|dziennie|quotidien|dd|毎日"
BODY = "kg(?:kg|kgw|bw|kw|pc|mc|bodyweight|körpergewicht|poids|peso|depoids|depeso|体重)?"
PER = "(?:/|per|pro|por|par|am|a|al|na|op)"


def unit_form(word: str) -> str:
    """A unit made comparable.

    >>> unit_form("mg / Día.")
    'mg/dia'
    """
    return re.sub(r"[\s.]+", "", folded(word))


DAY_FORM = re.compile(rf"(?:{PER}(?:{folded(A_DAY)})|/?(?:{folded(DAILY)}))$")
BODY_FORM = re.compile(rf"mg{PER}(?:{folded(BODY)})$")
SPELLED = {unit: {unit_form(word) for word in words.split()} for unit, words in UNIT_WORDS.items()}


@dataclass(frozen=True)
class Meaning:
    """What the unit of a cell is to the unit of its column: so many times as much; or so much a kilogram of weight."""

    unit: str
    factor: float
    by_weight: bool = False


@lru_cache(maxsize=4096)  # few units stand in many cells; and what follows the year of a date looks like one
def meaning(word: str, unit: str, *, by_weight: bool = True) -> Meaning | None:
    """What a unit says in a column of that ``unit``; None where it cannot stand there.

    ``by_weight``: an amount a kilogram may stand for one.
    """
    form, daily = unit_form(word), unit == "mg per day"
    without_day = DAY_FORM.sub("", form) if daily else form
    for known, factor in STANDS_FOR.get(unit, {}).items():
        if form in SPELLED[known] or without_day in SPELLED[known]:
            return Meaning(unit if factor == 1.0 else known, factor)
    if by_weight and unit.startswith("mg") and BODY_FORM.fullmatch(without_day):
        return Meaning("mg per kg", 1.0, by_weight=True)
    return None


IN_NAME = re.compile(r".*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*")
MOST_PARTS = 3


def unit_in_name(name: str, unit: str, *, by_weight: bool) -> Meaning | None:
    """The unit that the name of a column says its numbers are in, as far as it can be one of ``unit``.

    >>> unit_in_name("Weight (lbs)", "kg", by_weight=False).unit, unit_in_name("dose_mg_kg", "mg", by_weight=True).unit
    ('lb', 'mg per kg')
    >>> unit_in_name("weight_kg", "kg", by_weight=False).factor, unit_in_name("last weight", "kg", by_weight=False)
    (1.0, None)
    """
    if match := IN_NAME.fullmatch(name):
        return meaning(match[1], unit, by_weight=by_weight)
    parts = re.split(r"[_\s]+", name.strip())
    numbers = range(min(MOST_PARTS, len(parts) - 1), 0, -1)
    ends = (mark.join(parts[-number:]) for number in numbers for mark in ("", "/"))  # mg_per_kg, and mg_kg
    return next(filter(None, (meaning(end, unit, by_weight=by_weight) for end in ends)), None)

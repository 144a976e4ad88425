"""Which column holds days of relapses, or of deaths: one that speaks of them, and in which a day stands.

One day is enough. Whoever is told of a column that is none has a warning too many; a relapse that nobody reads is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from isostats.records.guessing.column_words import match_name
from isostats.records.guessing.sheets import Sheet
from isostats.records.input_tables import DISPENSING_TABLES
from isostats.records.outcome_names import is_about_death, is_about_relapse
from isostats.records.text_forms import forms_of

SEVERAL = re.compile(r"\s*[;|\n]\s*|\s+(?:and|und|et|y|e)\s+|\s*&\s*")
"""What stands between several days in a cell."""


def holds_relapse_days(name: str, texts: Iterable[str]) -> bool:
    """Whether a column of that name and of these texts holds a day of a relapse, be it one of several in a cell.

    >>> holds_relapse_days("Rezidiv am", ["Frühjahr", "keins", "3.1.2019"]), holds_relapse_days("seen", ["3.1.2019"])
    (True, False)
    """
    return is_about_relapse(name) and forms_of(day for text in texts for day in SEVERAL.split(text)).count("date") > 0


def relapses_in(sheet: Sheet) -> str:
    """The column of a sheet that holds days of relapses; nothing where there is none."""
    return next((each.name for each in sheet.columns if holds_relapse_days(each.name, each.values)), "")


def deaths_in(sheet: Sheet) -> str:
    """The column of a sheet that holds days of deaths; nothing where there is none."""
    named = (each for each in sheet.columns if is_about_death(each.name) or _is_day_of_death(each.name))
    return next((each.name for each in named if each.forms().count("date")), "")


def _is_day_of_death(name: str) -> bool:
    """Whether clinics call the day of a death so (Sterbedatum)."""
    match = match_name(name, DISPENSING_TABLES["deaths"])
    return match is not None and match.sure and match.column == "death_date"

"""Which columns tell who treated, or where: sites, prescribers and the like. Their numbers are names, and no amounts.

The words by which a column says so are data, ``who_treated.csv``, by language.
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
NUMBER_WORDS = ("name", "code", "number", "nummer", "num", "key", "nr", "no", "id")
"""What stands behind a word in the name of a column, run together with it: siteid, centreno."""


@cache
def who_treated_words() -> Mapping[str, bool]:
    """Words in the name of a column that say that it tells who treated, or where, and whether a part of a word is
    enough: of plain letters."""
    with resource("data", "reporting", "who_treated.csv").open(encoding="utf-8", newline="") as file:
        return {plain_level(row["word"]): row["within"] == "yes" for row in csv.DictReader(file)}


def tells_who_treated(column: str) -> bool:
    """Whether the name of a column says that its groups are those of who treated.

    >>> [tells_who_treated(name) for name in ("site", "ClinicName", "CENTRENO", "Praxis2", "sex", "opposite")]
    [True, True, True, True, False, False]
    """
    words = who_treated_words()
    for piece in PIECES.findall(HUMP.sub(" ", column)):
        plain = plain_level(piece)
        stems = {plain, *(plain.removesuffix(end) for end in NUMBER_WORDS)}
        if not stems.isdisjoint(words) or any(within and word in plain for word, within in words.items()):
            return True
    return False

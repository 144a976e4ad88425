"""What clinics measure of the skin and of how people live with it, at the start and at the end: scales and counts.

Scores of licensed questionnaires are taken as they are given, and never computed. No response is derived from these
scales: no evidence says which of their scores is almost clear, as it does of an IGA.

>>> SCORE_COLUMNS[0].name, len(SCORE_COLUMNS), [each.hard for each in SCORE_COLUMNS if each.name == "gags_end"]
('inflammatory_start', 38, [(0, 44)])
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from isostats.records.input_tables.declaration import error
from isostats.records.schema import Column

# fmt: off
LESIONS = {
    "inflammatory": "inflammatory lesions (papules, pustules and nodules)",
    "non_inflammatory": "non-inflammatory lesions (open and closed comedones)", "nodules": "nodules",
}
SITES = {"": "", "_face": " of the face", "_trunk": " of the trunk"}
LEEDS = {"face": 12, "chest": 8, "back": 8}
OF_LESIONS = "FDA guidance 2018 on acne (lesion counts)"
OF_LEEDS = "Leeds revised acne grading, O'Brien 1998"


def _pair(name: str, what: str, most: float, standard: str, **about: object) -> Iterator[Column]:
    """A measure at the start and at the end of a course, from 0 to ``most``."""
    one = Column(name, "integer", what, hard=(0, most), kept=True, standard=standard)
    for end in ("start", "end"):
        description = f"{what}, at the {end} of the course."
        yield replace(one, name=f"{name}_{end}", description=description, at_the_end=end == "end", **about)  # type: ignore[arg-type]


SCORE_COLUMNS = tuple(chain(
    *(_pair(f"{kind}{site}", f"Number of {words}{of_site}", 1000, OF_LESIONS)
      for kind, words in LESIONS.items() for site, of_site in SITES.items()),
    *(_pair(f"leeds_{site}", f"Leeds grade of the {site}", most, OF_LEEDS, type="number")
      for site, most in LEEDS.items()),
    _pair("gags", "Global Acne Grading System", 44, "GAGS, Doshi 1997"),
    _pair("seborrhoea", "Oiliness of the skin: 0 none, 1 mild, 2 moderate, 3 severe", 3, "as the clinic grades it"),
    _pair("sebum", "Casual sebum of the forehead", 1000, "Sebumeter", type="number", unit="ug/cm2"),
    _pair("dlqi", "Dermatology Life Quality Index, 16 years and older: more is worse", 30, "DLQI, Finlay 1994",
          seldom=True),
    _pair("cdlqi", "Children's Dermatology Life Quality Index, up to 16 years: more is worse", 30,
          "CDLQI, Lewis-Jones 1995", seldom=True),
    _pair("acneqol", "Acne-QoL, sum of its 19 items: more is better", 114, "Acne-QoL, Martin 2001", seldom=True),
    _pair("phq9", "Patient Health Questionnaire: more is worse", 27, "PHQ-9, Kroenke 2001", seldom=True),
))
"""Columns of a course file, each at the start and at the end."""

PARTS = tuple(f"{kind}{site}_{end}" for kind in LESIONS for site in SITES if site for end in ("start", "end"))
"""Counts of one site, which are a part of that of all sites."""

SCORE_ERRORS = tuple(
    error(f"more_{part}", f"has more {part} than {whole}", f"{part} > {whole}", f"{{who}}, {{{part}}} and {{{whole}}}",
          many=f"have more {part} than {whole}", needs=(part, whole))
    for part in PARTS for whole in [part.replace("_face", "").replace("_trunk", "")]
)
"""A site has no more lesions than the whole."""

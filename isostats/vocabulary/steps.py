"""The ladder of treatments after the first course, as data: its steps, from none to a second course.

An antiandrogen is not above an antibiotic: they are alternatives, one of them open to one sex only. A contraceptive is
no step. White (1998) used these four states, without a hormonal one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from isostats.vocabulary import names as v

UNTREATED = "untreated"
TOPICAL_ONLY = "topical_only"
OTHER_SYSTEMIC = "other_systemic"
BOTH = "antibiotic_and_antiandrogen"
TOO_SHORT = "neither"


@dataclass(frozen=True)
class Step:
    """A step: its words, and how its share follows from the shares free of nested outcomes.

    ``share`` has a factor for each share free of an outcome, and ``whole`` what these are added to. ``parts`` are the
    steps that it is made of, where people are told apart within it.
    """

    id: str
    label: str
    definition: str
    share: Mapping[str, int] = field(default_factory=dict)
    whole: int = 0
    parts: tuple[str, ...] = ()


SYSTEMIC_STEPS = (
    Step(v.ORAL_ANTIBIOTIC, "antibiotic", "an oral antibiotic and no antiandrogen"),
    Step(BOTH, "antibiotic and antiandrogen", "both, on one day or one after the other"),
    Step(v.ANTIANDROGEN, "antiandrogen", "an antiandrogen and no oral antibiotic"),
    Step(TOO_SHORT, "neither of the two", "isotretinoin too short for a second course, or a contraceptive that counts"),
)
"""What other systemic treatment is made of: alternatives, in no order."""

STEPS = (
    Step(UNTREATED, "untreated", "no new acne treatment; maintenance and what was in use on day 0 are none",
         {v.ANY_TREATMENT: 1}),
    Step(TOPICAL_ONLY, "topical only", "a topical, with an antibiotic in it or not, or a procedure",
         {v.SYSTEMIC_TREATMENT: 1, v.ANY_TREATMENT: -1}),
    Step(OTHER_SYSTEMIC, "other systemic", "an oral antibiotic, an antiandrogen, or both; neither is above the other",
         {v.SECOND_COURSE: 1, v.SYSTEMIC_TREATMENT: -1}, parts=tuple(step.id for step in SYSTEMIC_STEPS)),
    Step(v.SECOND_COURSE, "second course", "a second course of isotretinoin", {v.SECOND_COURSE: -1}, whole=1),
)  # fmt: skip
"""From the lowest to the highest; their shares sum to 1."""

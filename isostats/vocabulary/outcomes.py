"""The outcomes and populations, as data: what each one means in words and what counts towards it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from isostats.errors import EstimateError, nearest

Named = TypeVar("Named")
Retreatment = Literal["composite", "hypothetical"]
"""What a second course is to an outcome by score: a relapse whenever it comes, or nothing after the last visit that
tells, as if nobody had been treated again."""
TREATMENT_KINDS = ("topical", "topical_antibiotic", "procedure", "oral_antibiotic", "antiandrogen", "isotretinoin")
"""Later acne treatments, from the mildest to the strongest; of two on one day the stronger one counts.
A plain contraceptive is none of them.
"""


@dataclass(frozen=True)
class Outcome:
    """An outcome: which later events end a remission, and what the records must hold to tell them.

    ``label`` names it in tables, ``phrase`` in a sentence ("free of a second course"). ``kinds`` are the kinds of
    events that end a remission, as a second course always does. ``needs`` says what the records must hold: later
    "treatments", "relapses" as the clinic wrote them, "scores" at visits, or (None) courses alone.
    """

    id: str
    label: str
    phrase: str
    definition: str
    kinds: tuple[str, ...]
    needs: str | None

    def meaning(self, *, antiandrogens: bool = True, retreatment: Retreatment = "composite") -> str:
        """The definition, without antiandrogens where a study takes them for no acne treatment, and by the last visit
        that tells where it lets nothing count after that.

        >>> OUTCOMES["systemic_treatment"].meaning(antiandrogens=False)
        'a later oral antibiotic or isotretinoin'
        """
        words = self.definition if antiandrogens else self.definition.replace(", antiandrogen or", " or")
        cut_short = self.needs == "scores" and retreatment == "hypothetical"
        return f"{words} by the last visit that tells" if cut_short else words


@dataclass(frozen=True)
class Population:
    """A denominator: who is counted. ``of_success`` means that only treatment success is estimated in it."""

    id: str
    label: str
    definition: str
    of_success: bool = False


OUTCOMES: dict[str, Outcome] = {
    o.id: o
    for o in (
        Outcome("any_treatment", "any acne treatment", "any acne treatment",
                "any later acne prescription, topical included, or a second isotretinoin course", TREATMENT_KINDS,
                "treatments"),
        Outcome("systemic_treatment", "systemic treatment", "systemic treatment",
                "a later oral antibiotic, antiandrogen or isotretinoin",
                ("oral_antibiotic", "antiandrogen", "isotretinoin"), "treatments"),
        Outcome("second_course", "second course", "a second course",
                "the start of a second isotretinoin course, or isotretinoin for a relapse", (), None),
        Outcome("recorded_relapse", "recorded relapse", "a recorded relapse",
                "a relapse as the clinic wrote it down, or a second course", ("recorded_relapse",), "relapses"),
        Outcome("relapse_by_score", "relapse by score", "a relapse by score",
                "a visit at which acne is back by the stated rule, or a second course", ("scored_relapse",), "scores"),
        Outcome("score_or_systemic", "relapse by score or systemic treatment",
                "a relapse by score and of systemic treatment",
                "a visit at which acne is back by the stated rule, or a later oral antibiotic, antiandrogen or "
                "isotretinoin",
                ("scored_relapse", "oral_antibiotic", "antiandrogen", "isotretinoin"), "scores"),
    )
}  # fmt: skip

OF_TREATMENTS = tuple(o.id for o in OUTCOMES.values() if o.needs == "treatments")
"""The outcomes that the rules of prevention and habit can move."""

BY_SCORE = tuple(o.id for o in OUTCOMES.values() if o.needs == "scores")
"""The outcomes that visits tell."""

FIRST_VISIT_DAYS = 120
"""By then a first visit after the course need not have been due, as simulation has it (data/validation)."""
WITH_VISITS: Mapping[Retreatment, str] = {
    "composite": "who have a visit after it that can tell a relapse by score, or a second course within "
    f"{FIRST_VISIT_DAYS} days",
    "hypothetical": "who have a visit after it that can tell a relapse by score",
}
"""Who is counted of those with a first course, of such an outcome: nobody else is ever at risk."""

USUAL_OUTCOMES = tuple(name for name in OUTCOMES if name not in BY_SCORE)
"""Those that are estimated where a study names none."""

NO_SUCCESS = "not being clear or almost clear is no success"
"""Of treatment success, where improved is not counted as one."""
POPULATIONS: dict[str, Population] = {
    p.id: p
    for p in (
        Population("everyone", "everyone", "everyone with a first course, whatever the response at its end"),
        Population(
            "with_response", "people with a recorded response",
            f"people whose response at the end of their first course is recorded; {NO_SUCCESS}", of_success=True,
        ),
        Population("responders", "responders",
                   "people recorded as clear or almost clear at the end of their first course"),
    )
}  # fmt: skip


def is_of_treatments(outcome: Outcome) -> bool:
    """Whether later treatments are among what ends a remission."""
    return bool(set(outcome.kinds).intersection(TREATMENT_KINDS))


def outcome_of(name: str) -> Outcome:
    """The outcome of that name, or an error that lists the known ones.

    >>> outcome_of("second_course").label
    'second course'
    """
    return _named(name, OUTCOMES, "outcome")


def population_of(name: str) -> Population:
    """The population of that name, or an error that lists the known ones."""
    return _named(name, POPULATIONS, "population")


def _named(name: str, known: Mapping[str, Named], what: str) -> Named:
    if name not in known:
        raise EstimateError(f"There is no {what} {name!r}{nearest(name, known) or '.'} Known: {', '.join(known)}.")
    return known[name]


def words_of_population(
    name: str, *, recorded: bool = True, chosen: bool = False, visits: str = "", eligible: str = ""
) -> str:
    """Who a population is where responses are ``recorded`` or not, and where some were ``chosen`` by theirs; ``visits``
    says whom visits tell of, ``eligible`` by which rules people are.

    >>> words_of_population("everyone", chosen=True, eligible="sex female")
    'everyone with a first course; eligible: sex female'
    """
    who = population_of(name).definition
    if not recorded:
        who = "everyone with a first course; the response at its end is not recorded"
    if chosen:
        who = who.replace(", whatever the response at its end", "")
    who += f"; of them those {visits}" if visits else ""
    return f"{who}; eligible: {eligible}" if eligible else who

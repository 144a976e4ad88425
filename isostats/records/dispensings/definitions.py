"""What a later prescription counts as: definitions as data, each with an id and a version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from isostats.records.engine import literal

ANTIBIOTIC_DAYS = 28
"""Days of supply from which on an oral antibiotic counts as systemic acne treatment, unless a study says otherwise."""


@dataclass(frozen=True)
class TreatmentDefinition:
    """A kind of prescription that counts as such only from ``at_least_days`` of supply, and else as ``otherwise``.

    A prescription whose supply is not known keeps its kind, and is counted in the findings.
    """

    id: str
    version: int
    kind: str
    at_least_days: int
    otherwise: str
    definition: str


DEFINITIONS = (
    TreatmentDefinition(
        "oral_antibiotic_28",
        1,
        "oral_antibiotic",
        ANTIBIOTIC_DAYS,
        "oral_antibiotic_short",
        "an oral antibiotic counts as systemic acne treatment from 28 days of supply on; a shorter one may be for "
        "something else, and is kept apart as oral_antibiotic_short",
    ),
)
"""The definitions in use."""


def definitions_of(antibiotic_days: int) -> tuple[TreatmentDefinition, ...]:
    """The definitions with another supply from which on an oral antibiotic counts.

    >>> definitions_of(28) == DEFINITIONS, [each.id for each in definitions_of(14)]
    (True, ['oral_antibiotic_14'])
    """
    (antibiotic,) = DEFINITIONS
    of = f"from {ANTIBIOTIC_DAYS} days of supply on"
    told = antibiotic.definition.replace(of, f"from {antibiotic_days} days of supply on")
    return (
        replace(antibiotic, id=f"oral_antibiotic_{antibiotic_days}", at_least_days=antibiotic_days, definition=told),
    )


def kind_sql(kind: str, supply: str, definitions: Iterable[TreatmentDefinition] = DEFINITIONS) -> str:
    """SQL for the kind of a prescription by the definitions.

    >>> print(kind_sql("kind", "days_supply"))
    CASE WHEN kind = 'oral_antibiotic' AND days_supply < 28 THEN 'oral_antibiotic_short' ELSE kind END
    """
    cases = " ".join(
        f"WHEN {kind} = {literal(each.kind)} AND {supply} < {each.at_least_days} THEN {literal(each.otherwise)}"
        for each in definitions
    )
    return f"CASE {cases} ELSE {kind} END" if cases else kind

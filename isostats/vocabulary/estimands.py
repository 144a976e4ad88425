"""The three estimands that come first, in their order, each with its five attributes (ICH E9(R1)), as data.

A page says their answers at its head, in this order, and never mixes them: one population, one question, one answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from isostats.vocabulary.calendar import years


@dataclass(frozen=True)
class Estimand:
    """A question with its five attributes: population, treatment, variable, intercurrent events, summary.

    ``population_id``, ``outcome`` and ``quantity`` are the address of its answer in results.csv; ``horizon_days`` the
    horizon of the answer, ``beside_days`` those that stand beside it. ``answer`` says what the share is a share of.
    """

    id: str
    title: str
    question: str
    answer: str
    variable: str
    intercurrent: str
    summary: str
    quantity: str
    beside_days: tuple[int, ...] = ()
    population_id: str = "everyone"
    population: str = "everyone whose first course ended, whatever the response then"
    treatment: str = "one first course of isotretinoin as it was given, whatever its dose and length"
    outcome: str = "systemic_treatment"
    method: str = "kaplan_meier"
    horizon_days: int = years(2)

    @property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """The five attributes with their names."""
        named = ("population", "treatment", "variable", "intercurrent events", "summary")
        return tuple((name, getattr(self, name.partition(" ")[0])) for name in named)


DURABLE_CONTROL = Estimand(
    id="durable_control",
    title="Durable control",
    question="How many stay free of new systemic treatment?",
    answer="had needed no new systemic treatment",
    variable="days from the end of the course to the first new systemic treatment",
    intercurrent="not clear at the end, a short course, a topical, a contraceptive: followed on; death: ends the "
    "follow-up",
    summary="share free at two years, with one, three and five years beside it",
    quantity="remission",
    beside_days=(years(1), years(3), years(5)),
)

TREATMENT_SUCCESS = Estimand(
    id="treatment_success",
    title="Treatment success",
    question="How many were clear at the end and stayed free of new systemic treatment?",
    answer="were a treatment success",
    variable="clear or almost clear at the end, and no new systemic treatment by the horizon",
    intercurrent="not clear at the end, new systemic treatment, death: each is no success",
    summary="share at two years; “improved” counted as success stands beside it",
    quantity="treatment_success",
    population_id="with_response",
    population="people whose response at the end of their first course is recorded; the unknown are counted in two "
    "ways beside",
)

SECOND_COURSE = Estimand(
    id="second_course",
    title="Second course",
    question="How many begin a second course?",
    answer="had begun a second one",
    variable="days from the end of the course to the start of a second one",
    intercurrent="not clear at the end, other treatments: followed on; death: competes",
    summary="cumulative incidence at one, two and five years",
    quantity="cumulative_incidence",
    beside_days=(years(1), years(5)),
    outcome="second_course",
    method="aalen_johansen",
)

ESTIMANDS = (DURABLE_CONTROL, TREATMENT_SUCCESS, SECOND_COURSE)
"""In the order in which they are printed."""

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
    population_id: str
    outcome: str
    quantity: str
    method: str
    horizon_days: int
    beside_days: tuple[int, ...]
    answer: str
    population: str
    treatment: str
    variable: str
    intercurrent: str
    summary: str

    @property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """The five attributes with their names."""
        return (
            ("population", self.population),
            ("treatment", self.treatment),
            ("variable", self.variable),
            ("intercurrent events", self.intercurrent),
            ("summary", self.summary),
        )


_TREATMENT = "one first course of isotretinoin as it was given, whatever its dose and length"

DURABLE_CONTROL = Estimand(
    id="durable_control",
    title="Durable control",
    question="How many stay free of new systemic treatment?",
    population_id="everyone",
    outcome="systemic_treatment",
    quantity="remission",
    method="kaplan_meier",
    horizon_days=years(2),
    beside_days=(years(1), years(3), years(5)),
    answer="were free of new systemic treatment",
    population="everyone whose first course ended, whatever the response then",
    treatment=_TREATMENT,
    variable="days from the end of the course to the first new systemic treatment",
    intercurrent="not clear at the end, a short course, a topical, a contraceptive: followed on; death: ends the "
    "follow-up",
    summary="share free at two years, with one, three and five years beside it",
)

TREATMENT_SUCCESS = Estimand(
    id="treatment_success",
    title="Treatment success",
    question="How many were clear at the end and stayed free of new systemic treatment?",
    population_id="with_response",
    outcome="systemic_treatment",
    quantity="treatment_success",
    method="kaplan_meier",
    horizon_days=years(2),
    beside_days=(),
    answer="were clear or almost clear at the end and free of new systemic treatment",
    population="people whose response at the end of their first course is recorded; the unknown are bounded",
    treatment=_TREATMENT,
    variable="clear or almost clear at the end, and no new systemic treatment by the horizon",
    intercurrent="not clear at the end, new systemic treatment, death: each is no success",
    summary="share at two years; *improved* counted as success stands beside it",
)

SECOND_COURSE = Estimand(
    id="second_course",
    title="Second course",
    question="How many begin a second course?",
    population_id="everyone",
    outcome="second_course",
    quantity="cumulative_incidence",
    method="aalen_johansen",
    horizon_days=years(2),
    beside_days=(years(1), years(5)),
    answer="had begun a second course",
    population="everyone whose first course ended, whatever the response then",
    treatment=_TREATMENT,
    variable="days from the end of the course to the start of a second one",
    intercurrent="not clear at the end, other treatments: followed on; death: competes",
    summary="cumulative incidence at one, two and five years",
)

ESTIMANDS = (DURABLE_CONTROL, TREATMENT_SUCCESS, SECOND_COURSE)
"""In the order in which they are printed."""

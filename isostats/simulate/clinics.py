"""A simulated clinic, or claims, with everything that may stand beside the records, each on request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from isostats.errors import StudyError
from isostats.simulate.contacts import IN_FULL, Contacts, simulate_contacts
from isostats.simulate.courses import simulate_courses
from isostats.simulate.dates import shift_dates
from isostats.simulate.details import add_details
from isostats.simulate.dispensings import DispensingSimulation, simulate_dispensings
from isostats.simulate.endings import Endings
from isostats.simulate.histories import Habits
from isostats.simulate.law import Law, LeavingWhenWell
from isostats.simulate.products import name_formulations, with_codes_alone
from isostats.simulate.returns import add_returns
from isostats.simulate.visit_scores import date_relapses_at_visits

if TYPE_CHECKING:
    from isostats.simulate.courses import Simulation


@dataclass(frozen=True)
class Keeping:
    """What a clinic does besides writing down courses; nothing of it by default.

    ``details``: why courses end (early ones for reasons that compete, which shortens them), interruptions, scores,
    doses, capsules, isotretinoin before these records, how people were last seen and why they were lost. ``contacts``:
    tables of visits, tests and adverse events. ``leave_when_well``: people who are well stop coming.
    ``relapses_at_visits``: a relapse is dated at the first visit that shows it. ``returns``: some relapses are dated
    clear again. ``shifted``: each person's dates are moved, as de-identification does it. Raises StudyError for
    relapses at visits without contacts.
    """

    details: bool = False
    contacts: bool = False
    leave_when_well: bool = False
    relapses_at_visits: bool = False
    returns: bool = False
    shifted: bool = False

    def __post_init__(self) -> None:
        if self.relapses_at_visits and not self.contacts:
            raise StudyError("relapses_at_visits dates relapses at visits, and there are none without contacts.")


def simulate_clinic(
    patients: int, *, seed: int, keeping: Keeping | None = None, law: Law | None = None
) -> tuple[Simulation, Contacts | None]:
    """Course records of a clinic with what it keeps besides, and its tables of contacts, if it keeps any.

    The courses are those of :func:`.simulate_courses` with this seed and law; with details the law has :class:`Endings`
    unless it has some, and with ``leave_when_well`` :class:`LeavingWhenWell`. Everything else is drawn by generators of
    its own, so that none of it moves another. Raises StudyError as :func:`.simulate_courses`.

    >>> simulation, contacts = simulate_clinic(30, seed=1, keeping=Keeping(details=True, contacts=True))
    >>> sorted(simulation.further_truth), sorted(vars(contacts))
    (['endings', 'interruptions'], ['adverse_events', 'diagnoses', 'monitoring', 'visits'])
    """
    keeping, law = keeping or Keeping(), law or Law()
    law = replace(law, endings=law.endings or (Endings() if keeping.details else None))
    law = replace(law, leaving=law.leaving or (LeavingWhenWell() if keeping.leave_when_well else None))
    simulation, contacts = simulate_courses(patients, seed=seed, law=law), None
    of_details, of_contacts, of_shifts, of_returns = np.random.default_rng(seed).spawn(4)
    if keeping.details:
        simulation = add_details(simulation, seed=of_details)
    if keeping.contacts:
        contacts = simulate_contacts(simulation, seed=of_contacts, care=IN_FULL)
        if keeping.relapses_at_visits:
            simulation = date_relapses_at_visits(simulation, contacts.visits)
    if keeping.returns:
        simulation, visits = add_returns(simulation, None if contacts is None else contacts.visits, seed=of_returns)
        contacts = contacts if contacts is None or visits is None else replace(contacts, visits=visits)
    if keeping.shifted:
        simulation, contacts = shift_dates(simulation, contacts, seed=of_shifts)
    return simulation, contacts


@dataclass(frozen=True)
class Claiming:
    """What claims hold besides; nothing of it by default.

    ``codes``: a product's code in place of its name and strength, with a table of products, of several formulations.
    ``contacts``: tables of visits, tests, adverse events and diagnoses. ``low_season``: the share of courses that pause
    on purpose in summer.
    """

    codes: bool = False
    contacts: bool = False
    low_season: float = 0.0


def simulate_claims(
    patients: int, *, seed: int, claiming: Claiming | None = None, law: Law | None = None
) -> tuple[DispensingSimulation, dict[str, Any]]:
    """Claims of :func:`.simulate_dispensings` with what stands beside them, as keywords of :func:`.write_simulation`:
    contacts and products, None where nobody asked.

    >>> claims, beside = simulate_claims(20, seed=1, claiming=Claiming(codes=True))
    >>> "strength_mg" in claims.dispensings, list(beside["products"])
    (False, ['product_code', 'product', 'strength_mg'])
    """
    claiming = claiming or Claiming()
    claims = simulate_dispensings(patients, seed=seed, law=law, habits=Habits(low_season=claiming.low_season))
    of_products, of_contacts = np.random.default_rng(seed).spawn(2)
    contacts = simulate_contacts(claims, seed=of_contacts, care=IN_FULL) if claiming.contacts else None
    if not claiming.codes:
        return claims, {"contacts": contacts, "products": None}
    claims, products = with_codes_alone(name_formulations(claims, seed=of_products))
    return claims, {"contacts": contacts, "products": products}

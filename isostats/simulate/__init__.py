"""Records with a known truth: what an estimate made from records can be held against.

``simulate_courses`` draws patients from a :class:`Law` and returns their course records beside the true remission,
which is computed from the law and not from the sample. ``simulate_dispensings`` shows patients of the same law as
claims: fills, enrolment, later prescriptions. ``write_simulation`` puts either in a folder with a study file, claims
as flat files or as the OMOP database of ``write_omop``; ``write_as_kept`` writes course records as clinics keep them,
to be made a study of by ``isostats init``. ``simulate_clinic`` has course records with whatever a clinic keeps
besides: details of courses (``add_details``), visits, tests and adverse events (``simulate_contacts``), relapses dated
at visits, dates that are shifted. ``simulate_fills`` writes any number of fills without a law, to measure time and
memory on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.lazy import lazy_names

if TYPE_CHECKING:
    from isostats.simulate.as_kept import write_as_kept as write_as_kept
    from isostats.simulate.clinics import Claiming as Claiming
    from isostats.simulate.clinics import Keeping as Keeping
    from isostats.simulate.clinics import simulate_claims as simulate_claims
    from isostats.simulate.clinics import simulate_clinic as simulate_clinic
    from isostats.simulate.contacts import IN_FULL as IN_FULL
    from isostats.simulate.contacts import Care as Care
    from isostats.simulate.contacts import simulate_contacts as simulate_contacts
    from isostats.simulate.courses import Simulation as Simulation
    from isostats.simulate.courses import inject_faults as inject_faults
    from isostats.simulate.courses import simulate_courses as simulate_courses
    from isostats.simulate.dates import shift_dates as shift_dates
    from isostats.simulate.details import Notes as Notes
    from isostats.simulate.details import add_details as add_details
    from isostats.simulate.dispensings import DispensingSimulation as DispensingSimulation
    from isostats.simulate.dispensings import simulate_dispensings as simulate_dispensings
    from isostats.simulate.endings import Endings as Endings
    from isostats.simulate.folders import simulate_fills as simulate_fills
    from isostats.simulate.folders import write_simulation as write_simulation
    from isostats.simulate.histories import CLEAN as CLEAN
    from isostats.simulate.histories import Habits as Habits
    from isostats.simulate.law import Hazard as Hazard
    from isostats.simulate.law import Law as Law
    from isostats.simulate.law import LeavingWhenWell as LeavingWhenWell
    from isostats.simulate.law import true_endings as true_endings
    from isostats.simulate.law import true_remission as true_remission
    from isostats.simulate.law import truth_table as truth_table
    from isostats.simulate.omop import write_omop as write_omop
    from isostats.simulate.ongoing_treatment import Running as Running
    from isostats.simulate.products import name_formulations as name_formulations
    from isostats.simulate.products import with_codes_alone as with_codes_alone
    from isostats.simulate.returns import add_returns as add_returns
    from isostats.simulate.severity import Severity as Severity
    from isostats.simulate.visit_scores import date_relapses_at_visits as date_relapses_at_visits
    from isostats.simulate.visit_scores import true_relapses as true_relapses

__getattr__, __dir__, __all__ = lazy_names(__name__)

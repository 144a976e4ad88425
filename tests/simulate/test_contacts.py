"""Visits, tests and adverse events beside simulated courses: read without a fault, in the shares that are stated."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.errors import StudyError
from isostats.records import read_courses
from isostats.simulate import Care, simulate_contacts, simulate_courses

DAY = pd.Timestamp("1970-01-01")


@settings(max_examples=2)
@given(patients=st.integers(3, 30), seed=st.integers(0, 99))
def test_what_is_read_is_what_was_made(patients: int, seed: int) -> None:
    simulation = simulate_courses(patients, seed=seed)
    contacts = simulate_contacts(simulation, seed=seed, care=Care(adverse_event=1))
    records = read_courses(simulation.courses, **vars(contacts))
    assert not records.findings.errors
    for name, made in contacts.tables.items():
        by = [each for each in ("person_id", "date", "test", "kind") if each == "person_id" or each in made]
        kept = records.connection.execute(f"SELECT * FROM {name}").df().sort_values(by, ignore_index=True)
        wanted = made.rename(columns={"patient_id": "person_id"})
        wanted = wanted.assign(date=(pd.to_datetime(wanted["date"]) - DAY).dt.days)
        wanted = wanted.sort_values(by, ignore_index=True)
        pd.testing.assert_frame_equal(kept[list(wanted)], wanted, check_dtype=False)


def test_shares_are_those_of_the_care() -> None:
    simulation = simulate_courses(1500, seed=3)
    made = simulate_contacts(simulation, seed=4, care=Care(0.5, 0.7, 0, 0.2))
    courses = len(simulation.courses)
    assert len(made.monitoring) / 2 / courses == pytest.approx(0.7, abs=0.05)
    assert len(made.adverse_events) / courses == pytest.approx(0.2, abs=0.05)
    pd.testing.assert_frame_equal(
        made.visits, simulate_contacts(simulation, seed=4, care=Care(0.5, 0.7, 0, 0.2)).visits
    )
    with pytest.raises(StudyError, match=r"visited must be a share from 0 to 1, not 1\.5"):
        Care(visited=1.5)

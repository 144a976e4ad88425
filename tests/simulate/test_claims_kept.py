"""What stands beside claims: products by code alone, tests, adverse events and diagnoses, pauses of the low season."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from isostats.cli import main
from isostats.cohort.following import first_courses
from isostats.cohort.uncovered_days import steadiness
from isostats.estimate import kaplan_meier
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.guessing.drafts import draft_study
from isostats.records.schema import TABLES
from isostats.simulate import (
    Care,
    Claiming,
    Habits,
    Keeping,
    name_formulations,
    simulate_claims,
    simulate_clinic,
    simulate_contacts,
    simulate_dispensings,
    true_remission,
    with_codes_alone,
    write_simulation,
)
from isostats.study.study_file import make_study, read_study
from tests.sweeps import swept


@swept(6)
@given(patients=st.integers(3, 40), seed=st.integers(0, 999))
def test_fills_by_code_alone_are_those_with_name_and_strength(patients: int, seed: int) -> None:
    named = name_formulations(simulate_dispensings(patients, seed=seed), seed=seed)
    coded, products = with_codes_alone(named)
    assert not {"drug", "strength_mg"} & set(coded.dispensings)
    tables = {"observation": named.observation, "people": named.people, "washout_days": 0}
    wanted = read_dispensings(named.dispensings, **tables)
    told = read_dispensings(coded.dispensings, product_table=products, **tables)
    for table in TABLES:
        pd.testing.assert_frame_equal(told.table(table.name), wanted.table(table.name))
    truth = named.further_truth["formulations"]["formulation"]
    assert set(told.table("courses")["formulation"]) <= set(truth)


@swept(3)
@given(patients=st.integers(5, 40), seed=st.integers(0, 999))
def test_what_stands_beside_claims_is_read_without_a_fault(patients: int, seed: int) -> None:
    claims, beside = simulate_claims(patients, seed=seed, claiming=Claiming(contacts=True))
    tables = beside["contacts"].tables
    records = read_dispensings(
        claims.dispensings, observation=claims.observation, people=claims.people, washout_days=0, **tables
    )
    assert not records.findings.errors
    for name in ("visits", "monitoring", "adverse_events"):
        kept = records.connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone()
        assert kept == (len(tables[name].drop_duplicates()),)


@swept(3)
@given(patients=st.integers(30, 60), seed=st.integers(0, 999), codes=st.booleans())
def test_init_makes_the_study_of_a_folder_of_claims(patients: int, seed: int, codes: bool) -> None:
    claims, beside = simulate_claims(patients, seed=seed, claiming=Claiming(codes=codes, contacts=True))
    with TemporaryDirectory() as folder:
        write_simulation(claims, Path(folder) / "made", **beside)
        stated = read_study(Path(folder) / "made" / "study.toml").data
        (Path(folder) / "made" / "study.toml").unlink()
        draft = draft_study([Path(folder) / "made"])
        assert draft.open == []
        wanted, told = (read_dispensings(each) for each in (stated, make_study({"data": draft.data()}).data))
    for table in TABLES:
        pd.testing.assert_frame_equal(told.table(table.name), wanted.table(table.name))


def test_who_is_diagnosed_decides_who_is_studied_and_no_remission() -> None:
    simulation, contacts = simulate_clinic(1_500, seed=21, keeping=Keeping(contacts=True))
    assert contacts is not None
    assert contacts.diagnoses is not None
    acne = int(contacts.diagnoses["diagnosis_code"].str.startswith("L70").sum())
    assert acne / 1_500 == pytest.approx(0.95, abs=0.02)
    records = read_courses(simulation.courses, events=simulation.events, diagnoses=contacts.diagnoses)
    cohort = first_courses(records, diagnosis="acne")
    assert cohort.people == acne
    shown = kaplan_meier(cohort.count("systemic_treatment")).at([730])
    assert abs(shown["estimate"][0] - true_remission("systemic_treatment", 730)) < 3.5 * shown["std_error"][0]


def test_planned_pauses_are_told_from_others_by_their_season() -> None:
    """All of a pause on purpose lies in summer; of other gaps few do."""
    claims = simulate_dispensings(1_200, seed=9, habits=Habits(low_season=0.6))
    tables = {"observation": claims.observation, "people": claims.people}
    records = read_dispensings(claims.dispensings, low_season="06-01 to 08-31", **tables)
    cohort = first_courses(records)
    counts = steadiness(cohort, records).counts
    studied = records.table("courses").query("course == 1 and end_status == 'confirmed'")["person_id"]
    assert len(studied) == cohort.people
    true = claims.further_truth["interruptions"].query("course == 1")
    true = true[true["patient_id"].isin(studied)]
    days = (pd.to_datetime(true["end"]) - pd.to_datetime(true["start"])).dt.days + 1
    planned, told = int(days[true["planned"]].sum()), int((counts["planned"] * counts["people"]).sum())
    assert planned <= told <= 1.35 * planned
    unplanned = int((counts["uncovered"] * counts["people"]).sum()) - told
    assert unplanned > 2 * (told - planned)


def test_shares_of_tests_are_those_of_the_care() -> None:
    claims = simulate_dispensings(1_000, seed=3)
    made = simulate_contacts(claims, seed=4, care=Care(0, 1, 0, 0, pregnancy_tests=1, molar=0.5))
    seen = claims.true_courses["recorded_end"].notna().sum()
    lipids = made.monitoring.query("test == 'triglycerides'")
    assert 0.93 < len(lipids) / seen <= 1  # on a day before the enrolment nothing is in the data
    assert (lipids["unit"] == "mmol/l").mean() == pytest.approx(0.5, abs=0.05)
    women = set(claims.people.query("sex == 'female'")["patient_id"])
    assert set(made.monitoring.query("test == 'pregnancy'")["patient_id"]) <= women


def test_the_command_writes_what_is_asked_for_and_refuses_what_cannot_be(tmp_path: Path) -> None:
    run = CliRunner()

    def ask(*flags: str) -> str:
        return run.invoke(main, ["simulate", "--patients", "30", *flags, "--out", str(tmp_path / "made")]).output

    ask("--as", "dispensings", "--codes", "--contacts", "--low-season", "0.5")
    study = read_study(tmp_path / "made" / "study.toml")
    assert study.courses.low_season == "06-01 to 08-31"
    assert study.simulated
    assert {"product_table", "monitoring", "diagnoses"} <= {
        name for name in vars(study.data) if getattr(study.data, name) is not None
    }
    assert sorted(path.name for path in (tmp_path / "made" / "truth").iterdir()) == [
        "simulated_formulations.csv", "simulated_interruptions.csv", "simulated_true_courses.csv",
    ]  # fmt: skip
    assert "Wrote 30 simulated patients" in ask("--details", "--contacts", "--shifted", "--leave-when-well")
    assert read_study(tmp_path / "made" / "study.toml").data.shifted
    assert "--details goes with --as courses, sheet, wide, redcap, not with omop" in ask("--as", "omop", "--details")
    assert "--dates goes with --as sheet, wide, redcap, not with courses" in ask("--dates", "month")
    assert "--relapses-at-visits needs visits" in ask("--relapses-at-visits")

"""Later treatments beside dispensings: none counts that was taken back, cannot be, or lies where nobody looked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import isostats as iso
from isostats.errors import DataError
from isostats.records import Records
from isostats.records.dispensings import StitchedRecords, read_dispensings
from isostats.records.omop import read_omop
from isostats.simulate import simulate_dispensings, write_omop

PEOPLE = [f"p{at}" for at in range(10)]
FILLS = pd.DataFrame(
    [(who, day, 30, 20, 60) for who in PEOPLE for day in (1000, 1030, 1060)],
    columns=["patient_id", "dispense_day", "days_supply", "strength_mg", "quantity"],
)
OBSERVED = pd.DataFrame([(who, 0, 4000) for who in PEOPLE], columns=["patient_id", "start_day", "end_day"])


def treated(day: int, supply: float | None = 84, kind: str = "oral_antibiotic", **more: Any) -> pd.DataFrame:
    columns = {"patient_id": PEOPLE, "day": day, "kind": kind, "days_supply": supply, **more}
    return pd.DataFrame(columns)


def read(*treatments: pd.DataFrame, **choices: Any) -> StitchedRecords:
    given = {"observation": OBSERVED, "treatments": pd.concat(treatments, ignore_index=True), **choices}
    return read_dispensings(FILLS, **given)


def relapsed(records: Records) -> int:
    return int(iso.first_courses(records).count("systemic_treatment").events.sum())


def told(records: Records) -> dict[str, int]:
    return {finding.rule: finding.count for finding in records.findings.warnings}


# A prescription that was taken back ---------------------------------------------------------------


@pytest.mark.parametrize(
    "back",
    [
        treated(1400, -84),
        treated(1405, -84),
        treated(1405, 84, quantity="-168 capsules"),
        treated(1405, None, quantity="-168"),
    ],
    ids=["same day", "five days later", "by its quantity", "without a supply"],
)
def test_a_reversal_takes_its_prescription_back(back: pd.DataFrame) -> None:
    given = treated(1400, quantity="168 capsules")
    assert relapsed(read(given)) == 10
    records = read(given, back)
    assert "systemic_treatment" not in iso.first_courses(records).outcomes, "nothing is left that tells of any"
    assert relapsed(read(given, back, treated(2500, kind="topical"))) == 0
    assert records.table("events").empty
    assert told(records)["treatment_reversal"] == 10
    (finding,) = [each for each in records.findings if each.rule == "treatment_reversal"]
    assert finding.message.startswith("10 of 20 rows of")
    assert finding.row == 12
    assert finding.example.startswith("patient p0, row 12, day 14")


def test_a_reversal_takes_back_one_of_two() -> None:
    records = read(treated(1400), treated(1600), treated(1601, -84))
    assert records.table("events")["date"].tolist() == [1400] * 10
    assert told(records)["treatment_reversal"] == 10


def test_a_reversal_that_stands_twice_takes_back_another_that_may_be_meant_or_is_told() -> None:
    both = read(treated(1570), treated(1600), treated(1601, -84), treated(1601, -84))
    assert both.table("events").empty
    one = read(treated(1400), treated(1600), treated(1601, -84), treated(1601, -84))
    assert one.table("events")["date"].tolist() == [1400] * 10
    assert (told(one)["treatment_reversal"], told(one)["unmatched_treatment_reversal"]) == (10, 10)


@pytest.mark.parametrize(
    "back",
    [treated(1405, -28), treated(1395, -84), treated(1405, -84, kind="topical")],
    ids=["of another supply", "before it", "of another kind"],
)
def test_a_reversal_of_nothing_is_left_out_and_told(back: pd.DataFrame) -> None:
    records = read(treated(1400), back)
    assert records.table("events")[["date", "days_supply"]].drop_duplicates().values.tolist() == [[1400, 84]]
    assert told(records)["unmatched_treatment_reversal"] == 10
    assert "treatment_reversal" not in told(records)


def test_reversals_of_an_omop_database_take_back_as_well(tmp_path: Path) -> None:
    cdm = write_omop(simulate_dispensings(60, seed=3), tmp_path / "cdm.duckdb")
    drug = "drug_concept_id IN (SELECT concept_id FROM concept WHERE concept_name ILIKE '%doxycycline%')"
    with duckdb.connect(str(cdm)) as engine:
        engine.execute(f"CREATE TABLE taken AS SELECT * FROM drug_exposure WHERE {drug}")
        engine.execute("UPDATE taken SET quantity = -abs(quantity), drug_exposure_id = drug_exposure_id + 1000000")
        many = engine.execute("SELECT count(*), count(quantity) FROM taken").fetchall()[0]
    assert many[0] == many[1] > 0
    before = read_omop(cdm)
    with duckdb.connect(str(cdm)) as engine:
        engine.execute("INSERT INTO drug_exposure SELECT * FROM taken")
    after = read_omop(cdm)
    gone = {step: records.table("events").kind.eq("oral_antibiotic").sum() for step, records in
            {"before": before, "after": after}.items()}  # fmt: skip
    assert gone["before"] > gone["after"]
    assert told(after)["treatment_reversal"] > 0


# A supply that cannot be --------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "days"), [("oral_antibiotic", 0), ("antiandrogen", 0.4), ("topical", 1001)])
def test_a_supply_of_no_days_is_no_unknown_supply(kind: str, days: float) -> None:
    odd = treated(1400, days, kind)
    with pytest.raises(DataError, match=r"10 of 10 rows of .* have an impossible days_supply") as refused:
        read(odd)
    assert f"patient p0, row 2, day 1400, {kind}, {days:g} days" in str(refused.value)
    some = pd.concat([odd.iloc[:3], treated(1400).iloc[3:]])
    records = read(some, on_invalid="set_aside")
    assert records.table("courses")["person_id"].nunique() == 7


def test_a_procedure_or_a_relapse_lasts_no_day_and_zero_may_mean_unknown() -> None:
    records = read(treated(1400, 0, "procedure"), treated(1500, 0, "recorded_relapse"))
    assert len(records.table("events")) == 20
    unknown = read(treated(1400, 0), values={"days_supply": {"0": ""}})
    assert told(unknown)["antibiotic_without_supply"] == 10


def test_an_antibiotic_beside_one_of_that_day_with_its_supply_is_as_long_as_that() -> None:
    courses = pd.DataFrame({"patient_id": [f"p{k}" for k in range(10)], "course_start_day": 0, "course_end_day": 1000,
                            "last_contact_day": 3000})  # fmt: skip
    alone, beside = treated(1400, 7).assign(days_supply=""), treated(1400, 7)
    for treatments, unknown in ((pd.concat([alone, beside]), 0), (alone, 10)):
        assert told(read(treatments)).get("antibiotic_without_supply", 0) == unknown
        of_courses = iso.read_courses(courses, events=treatments)
        assert told(of_courses).get("event_antibiotic_without_supply", 0) == unknown
        assert relapsed(of_courses) == unknown


# After death, and outside observation -------------------------------------------------------------


def test_a_treatment_after_death_cannot_be() -> None:
    dead = treated(1100, None, "death")
    with pytest.raises(DataError, match=r"10 of 20 rows of .* are after the patient's death") as refused:
        read(dead, treated(1300))
    assert "patient p0, row 12, day 1300, died day 1100" in str(refused.value)
    assert "treatments_elsewhere" not in str(refused.value)  # one fault is told once
    with pytest.raises(DataError, match=r"1 of 1 row of .* is after the patient's death"):
        read(treated(1300).iloc[:1], deaths=pd.DataFrame({"patient_id": ["p0"], "death_day": [1299]}))
    assert relapsed(read(dead.assign(day=1300), treated(1300))) == 10  # on the last day


@pytest.mark.parametrize("shift", [-3652, 3652])
def test_treatments_of_another_decade_are_refused(shift: int) -> None:
    with pytest.raises(DataError, match="treatments_elsewhere") as refused:
        read(treated(1400 + shift))
    assert "10 of 10 treatments of observed patients in" in str(refused.value)
    assert "outside every observation period of their patient" in " ".join(str(refused.value).split())


def test_some_treatments_outside_observation_are_told() -> None:
    records = read(treated(1400), treated(5000))
    assert told(records)["treatment_outside_observation"] == 10
    assert relapsed(records) == 10
    quiet = read(treated(1400), treated(4000), treated(4500, None, "death"))  # deaths are known of beyond it
    assert "treatment_outside_observation" not in told(quiet)


@pytest.mark.parametrize("on_invalid", ["stop", "set_aside"])
def test_where_most_dispensings_are_outside_observation_nothing_is_computed(on_invalid: str) -> None:
    until_day = OBSERVED.assign(end_day=1010)  # the first of three fills of each person is seen
    with pytest.raises(DataError, match="dispensings_elsewhere") as refused:
        read(treated(1005), observation=until_day, on_invalid=on_invalid)
    said = " ".join(str(refused.value).split())
    assert "20 of 30 dispensings of observed patients in" in said
    assert "their dates are wrong, or the tables are of different times" in said
    half = pd.concat([until_day.iloc[:5], OBSERVED.iloc[5:]])
    assert told(read(treated(1005), observation=half, on_invalid=on_invalid))["outside_observation"] == 10


def test_a_short_hole_is_no_outside() -> None:
    parts = pd.concat([OBSERVED.assign(end_day=1390), OBSERVED.assign(start_day=1410)])
    assert "treatment_outside_observation" not in told(read(treated(1400), observation=parts))


def test_without_observation_treatments_of_another_decade_are_told() -> None:
    assert told(read(treated(1400 - 1000), observation=None))["treatments_long_before"] == 10
    assert "treatments_long_before" not in told(read(treated(900), observation=None))

"""Fills in other units, fills written twice by two names, two weights of one day, a kind against its code: all told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats.errors import DataError
from isostats.records.dispensings import StitchedRecords, read_dispensings

PEOPLE = [f"p{at}" for at in range(10)]
FILLS = pd.DataFrame(
    [(who, day, 30, 20.0, 60.0) for who in PEOPLE for day in (1000, 1030)],
    columns=["patient_id", "dispense_day", "days_supply", "strength_mg", "quantity"],
)


def told(records: StitchedRecords, rule: str) -> list[tuple[int, str, str]]:
    return [(each.count, each.message, each.example) for each in records.findings if each.rule == rule]


@pytest.mark.parametrize(("claim", "days"), [("c1", [30]), (None, [60])])
@pytest.mark.parametrize("again", [1, 3])
def test_a_repeated_fill_of_one_claim_does_not_survive_its_reversal(
    claim: str | None, days: list[int], again: int
) -> None:
    """Without a claim, paid, taken back and billed again is one fill."""
    fills = FILLS[:2].assign(claim_id=["c0", claim])
    back = fills[1:].assign(quantity=-60.0)
    courses = read_dispensings(pd.concat([fills, *[fills[1:]] * again, back])).table("courses")
    assert courses["days_covered"].tolist() == days


# Doses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [("strength_mg", 0.02), ("days_supply", 3), ("strength_mg", 70)],
    ids=["strength in grams", "supply in weeks", "strength of a day"],
)
def test_fills_in_another_unit_are_told(column: str, value: float) -> None:
    records = read_dispensings(FILLS.assign(**{column: value}))
    ((count, message, example),) = told(records, "doses_of_most_unusual")  # so many are no slip
    assert (count, message) == (20, "20 of 20 dispensings give an unusual daily dose")
    row = FILLS.assign(**{column: value}).iloc[0]
    shown = f"{row['quantity']:g} capsules of {row['strength_mg']:g} mg for {row['days_supply']:g} days"
    assert example == f"patient p0, row 2, {shown}"


@pytest.mark.parametrize(("strength", "unusual"), [(2.4, 1), (2.5, 0), (60, 0), (60.5, 1), (150, 1)])
def test_the_usual_daily_doses_are_those_of_course_records(strength: float, unusual: int) -> None:
    fills = FILLS.copy()
    fills.loc[3, "strength_mg"] = strength  # two capsules a day
    assert sum(count for count, *_ in told(read_dispensings(fills), "unusual_dose")) == unusual


def test_more_than_any_dose_is_told_and_kept() -> None:
    """A supply of one day may be a slip, and does not change the dose of the course: no reason to stop."""
    records = read_dispensings(FILLS.assign(quantity=30.0, days_supply=1))  # 600 mg a day
    assert [count for count, *_ in told(records, "doses_of_most_unusual")] == [20]


def test_a_default_supply_tells_no_dose() -> None:
    records = read_dispensings(FILLS.assign(days_supply=None, quantity=4))
    assert not told(records, "unusual_dose") + told(records, "doses_of_most_unusual")


PACKS = pd.concat([FILLS.assign(quantity=packs, days_supply=30 * packs) for packs in (1, 2)], ignore_index=True)
PACKS["dispense_day"] += 90 * (PACKS.index >= len(FILLS))


@pytest.mark.parametrize("name", ["Pack size", "Förpackningsstorlek", "Packungsgröße"])
def test_quantities_in_packs_tell_no_dose_until_the_advice_is_followed(name: str) -> None:
    records = read_dispensings(PACKS.assign(**{name: 60}))  # type: ignore[arg-type]
    (finding,) = [each for each in records.findings if each.rule == "quantities_in_packs"]
    assert finding.message.startswith("40 of 40 dispensings have at most 6 capsules, by which they give less than 5 mg")
    assert f'capsules_per_pack = "{name}" under [data.columns]' in finding.advice
    assert records.table("courses")["dose_mg"].isna().all()
    assert not told(records, "no_dose")
    in_packs = PACKS.assign(**{name: 60})  # type: ignore[arg-type]
    told_by_packs = read_dispensings(in_packs, columns={"capsules_per_pack": name})
    assert not [each for each in told_by_packs.findings if "quantit" in each.rule or "dose" in each.rule]
    in_capsules = read_dispensings(PACKS.assign(quantity=60 * PACKS["quantity"]))
    courses = [each.table("courses").drop(columns="person_id") for each in (told_by_packs, in_capsules)]
    pd.testing.assert_frame_equal(*courses)


def test_few_capsules_are_what_a_column_of_ones_says() -> None:
    records = read_dispensings(PACKS.assign(capsules_per_pack=1))
    assert records.table("courses")["dose_mg"].notna().all()
    assert not told(records, "quantities_in_packs")
    assert len(told(records, "doses_of_most_unusual")) == 1


# Supplies that nothing tells ----------------------------------------------------------------------


@pytest.mark.parametrize("nothing", [0, None])
def test_supplies_that_nothing_tells_are_asked_for_and_the_answer_does_what_it_says(nothing: float | None) -> None:
    fills = FILLS.assign(days_supply=nothing, quantity=90)
    one = fills.iloc[:1].assign(patient_id="q", days_supply=30)
    with pytest.raises(DataError) as refused:
        read_dispensings(pd.concat([fills, *[fills.assign(dispense_day=fills["dispense_day"] + 200)], one]))
    (error,) = refused.value.findings.errors
    assert (error.rule, error.count, error.row) == ("supplies_unknown", 40, 2)
    assert error.message == "40 of 41 dispensings have no days' supply, and nothing else tells it"
    written = "" if nothing is None else "0"
    assert f'in place of 30: "{written}" = "30" under [data.values.days_supply].' in error.advice
    with pytest.raises(DataError, match="supplies_unknown"):
        read_dispensings(pd.concat([fills, fills, one]), on_invalid="set_aside", equal_rows="packs")


def test_an_answer_states_every_supply(tmp_path: Path) -> None:
    fills = pd.concat([FILLS.assign(days_supply=0, quantity=90), FILLS.assign(days_supply=None, quantity=90)])
    fills["dispense_day"] += [0] * 20 + [95] * 20
    fills.astype({"days_supply": "Int64"}).to_csv(path := tmp_path / "fills.csv", index=False)
    with pytest.raises(DataError, match='place of 30: "" = "30" and "0" = "30" under'):
        read_dispensings(path)
    records = read_dispensings(path, values={"days_supply": {"": "90", "0": "90"}})
    assert records.table("courses")["days_covered"].min() >= 180
    assert not told(records, "supply_default") + told(records, "supplies_assumed")


def test_where_the_quantity_tells_most_supplies_none_is_asked_for() -> None:
    fills = [FILLS.assign(dispense_day=FILLS["dispense_day"] + 70 * at, days_supply=None if at else 30)
             for at in range(3)]  # fmt: skip
    assert told(read_dispensings(pd.concat(fills)), "supply_from_quantity")


def test_some_default_supplies_are_no_slip() -> None:
    few = FILLS.assign(days_supply=[None] * 4 + [30] * 16)
    assert len(told(read_dispensings(few), "supplies_assumed")) == 1
    one = pd.concat([FILLS.iloc[:1].assign(patient_id="q", days_supply=None), FILLS])
    assert len(told(read_dispensings(one), "supply_default")) == 1


@pytest.mark.parametrize("fault", ["grams", "twice", "another supply"])
def test_the_same_is_told_of_fills_stitched_where_they_are(tmp_path: Path, fault: str) -> None:
    fills = FILLS.assign(drug="isotretinoin")
    if fault == "grams":
        fills.loc[fills.index[:4], "strength_mg"] = 0.02
    else:
        fills = pd.concat([fills, fills.iloc[:4].assign(drug="Accutane", days_supply=30 if fault == "twice" else 28)])
    with duckdb.connect(str(tmp_path / "claims.duckdb")) as engine:
        engine.execute("CREATE TABLE fills AS SELECT * FROM fills")
    here = read_dispensings(fills)
    there = read_dispensings("fills", database=tmp_path / "claims.duckdb", stitch_there=True)
    rule = "doses_of_most_unusual" if fault == "grams" else "near_duplicate"
    assert [count for count, *_ in told(there, rule)] == [count for count, *_ in told(here, rule)] == [4]
    assert there.staying == 16


# Supplies that overlap ----------------------------------------------------------------------------

MONTHLY = pd.DataFrame(
    [(who, 1000 + 30 * month, 30, 40.0, 30.0) for who in PEOPLE for month in range(6)],
    columns=FILLS.columns,
)


def overlapping(apart: int, **other: Any) -> pd.DataFrame:
    """Each dispensing, and another one some days later."""
    later = MONTHLY.assign(dispense_day=MONTHLY["dispense_day"] + apart, **other)
    return pd.concat([MONTHLY, later], ignore_index=True)


@pytest.mark.parametrize(("apart", "other"), [(1, {"strength_mg": 20.0}), (1, {}), (4, {"strength_mg": 20.0})],
                         ids=["two strengths", "claims twice", "some days apart"])  # fmt: skip
def test_supplies_laid_end_to_end_are_told_and_cap_days_does_what_the_advice_says(
    apart: int, other: dict[str, Any]
) -> None:
    fills = overlapping(apart, **other)
    records = read_dispensings(fills)
    assert set(records.table("courses")["days_covered"]) == {360}
    (finding,) = [each for each in records.findings if each.rule == "overlapping_supplies"]
    shown = "10 of 10 courses are covered for at least half as long again as any of their supplies reaches"
    assert finding.message == shown
    left = 360 - 180 - apart
    shown = f"patient p0, row 2, 360 days from day 1000 on, {left} of them left over from supplies that overlap"
    assert finding.example == shown
    assert "cap_days = 7 under [courses]" in finding.advice
    capped = read_dispensings(fills, cap_days=7)
    assert capped.table("courses")["days_covered"].between(180, 180 + apart + 8).all()
    assert not told(capped, "overlapping_supplies")
    assert not told(read_dispensings(fills, carry_over=False), "overlapping_supplies")


def test_early_refills_are_no_supplies_that_overlap_by_far() -> None:
    for every in (30, 28, 25, 21):
        early = MONTHLY.assign(dispense_day=[1000 + every * month for _ in PEOPLE for month in range(6)])
        assert not told(read_dispensings(early), "overlapping_supplies")
    few = pd.concat([overlapping(1)[lambda each: each["patient_id"] == "p0"],
                     *(MONTHLY.assign(patient_id=MONTHLY["patient_id"] + f"-{at}") for at in range(3))])  # fmt: skip
    assert not told(read_dispensings(few), "overlapping_supplies")


@pytest.mark.parametrize("observed", [True, False])
def test_supplies_that_overlap_are_told_where_they_are_stitched(tmp_path: Path, observed: bool) -> None:
    fills = overlapping(1, strength_mg=20.0).assign(drug="isotretinoin")
    seen = pd.DataFrame({"patient_id": PEOPLE, "start_day": 0, "end_day": 3000})
    with duckdb.connect(str(tmp_path / "claims.duckdb")) as engine:
        engine.execute("CREATE TABLE fills AS SELECT * FROM fills")
        engine.execute("CREATE TABLE seen AS SELECT * FROM seen")
    here = read_dispensings(fills, observation=seen if observed else None)
    there = read_dispensings("fills", observation="seen" if observed else None,
                             database=tmp_path / "claims.duckdb", stitch_there=True)  # fmt: skip
    assert there.staying == len(fills)
    ((count, message, example),) = told(here, "overlapping_supplies")
    assert told(there, "overlapping_supplies") == [(count, message, example.replace(", row 2", ""))]


# One fill, two names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [{"drug": "Accutane"}, {"code": "D10BA01"}, {"drug": "Isotretinoin 20 mg capsule", "days_supply": 28}],
    ids=["brand", "code", "name and supply"],
)
def test_a_fill_by_two_names_is_told(other: dict[str, Any]) -> None:
    named = FILLS.assign(drug="isotretinoin", code="6064")
    records = read_dispensings(pd.concat([named, named.assign(**other)]))
    ((count, message, example),) = told(records, "packs_of_one_day")  # so many are no slip
    assert count == 20
    assert message.endswith("(10 patients), 20 of them under another name or code of the product")
    assert example == "patient p0, row 2 and row 22"


def alike(records: Any) -> list[Any]:
    """What is said of fills of one day, be they few or many."""
    return told(records, "near_duplicate") + told(records, "packs_of_one_day")


def test_two_strengths_or_quantities_are_two_fills_and_so_are_two_names_without_them() -> None:
    named = FILLS.assign(drug="isotretinoin 20 mg")
    for other in ({"strength_mg": 10.0, "drug": "isotretinoin 10 mg"}, {"quantity": 30.0, "drug": "Accutane"}):
        assert not alike(read_dispensings(pd.concat([named, named.assign(**other)])))
    unknown = named.assign(strength_mg=None)
    assert not alike(read_dispensings(pd.concat([unknown, unknown.assign(drug="isotretinoin 10 mg")])))


# Two weights, one day -----------------------------------------------------------------------------


def test_two_weights_of_one_day_that_differ_are_told() -> None:
    weights = pd.DataFrame([(who, 1000, kg) for who in PEOPLE for kg in (60, 132)],
                           columns=["patient_id", "day", "weight_kg"])  # fmt: skip
    records = read_dispensings(FILLS, weights=weights)
    ((count, message, example),) = told(records, "weights_differ")
    assert (count, message) == (10, "10 days on which a patient was weighed have weights that differ (10 patients)")
    assert example == "patient p0, row 2, day 1000, 60 kg and 132 kg"
    assert records.table("courses")["weight_kg"].tolist() == [60] * 10  # the first in the table, as is said
    assert not told(read_dispensings(FILLS, weights=weights.assign(weight_kg=60)), "weights_differ")
    apart = weights.assign(day=[1000, 1001] * 10)
    assert not told(read_dispensings(FILLS, weights=apart), "weights_differ")


def test_a_weight_at_the_fill_against_a_measured_one_or_another_fill_is_told() -> None:
    weighed = FILLS.assign(weight_kg=60.0)
    measured = pd.DataFrame({"patient_id": ["p3"], "day": [1030], "weight_kg": [132]})
    records = read_dispensings(weighed, weights=measured)
    assert [count for count, *_ in told(records, "weights_differ")] == [1]
    assert records.table("courses")["weight_kg"].tolist() == [60] * 10
    twice = pd.concat([weighed, weighed.iloc[:1].assign(strength_mg=10, weight_kg=132)])
    assert [count for count, *_ in told(read_dispensings(twice), "weights_differ")] == [1]


# A kind against its code --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "code", "says"),
    [("topical", "J01AA02", "oral_antibiotic"), ("contraceptive", "G03HA01", "antiandrogen"),
     ("oral_antibiotic", "D10AF01", "topical_antibiotic"), ("topical", "not_for_acne", "not_for_acne")],
)  # fmt: skip
def test_a_kind_that_its_code_contradicts_is_told(kind: str, code: str, says: str) -> None:
    treatments = pd.DataFrame(
        {"patient_id": PEOPLE, "day": 1400, "kind": kind, "code": code, "days_supply": 84}
    )
    records = read_dispensings(FILLS, treatments=treatments)
    ((count, message, _),) = told(records, "kind_and_code_differ")
    assert count == 10
    assert message.endswith(f"have a kind that their code contradicts: {kind} with {code}, which is {says} (10)")
    assert set(records.table("events")["kind"]) == {kind}  # the kind counts, as is said
    if says != "not_for_acne":
        agreeing = read_dispensings(FILLS, treatments=treatments.assign(kind=says))
        assert not told(agreeing, "kind_and_code_differ")


def test_a_code_that_nobody_knows_contradicts_nothing() -> None:
    treatments = pd.DataFrame({"patient_id": PEOPLE, "day": 1400, "kind": "topical", "code": "X 1"})
    assert not told(read_dispensings(FILLS, treatments=treatments), "kind_and_code_differ")

"""Claims drawn from the law: the courses are in the fills, the truth is the law's, the bytes are the seed's."""

from __future__ import annotations

import tomllib
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from isostats.errors import OutputError, StudyError
from isostats.simulate import (
    CLEAN,
    DispensingSimulation,
    Habits,
    Law,
    simulate_courses,
    simulate_dispensings,
    simulate_fills,
    true_remission,
    write_simulation,
)
from tests.simulate.treatment_rules import event_days

GAP = 60
STRENGTHS = {10, 20, 25, 30, 35, 40}


def day(texts: pd.Series) -> pd.Series:
    return (pd.to_datetime(texts, format="%Y-%m-%d") - pd.Timestamp("1970-01-01")).dt.days


@pytest.fixture(scope="module")
def claims() -> DispensingSimulation:
    return simulate_dispensings(6_000, seed=31)


def net(simulation: DispensingSimulation) -> pd.DataFrame:
    """The fills that were picked up, by the simulator's own word."""
    rows = simulation.dispensings.assign(fate=simulation.fates["fate"], course=simulation.fates["course"])
    return rows[rows["fate"] == "course"].assign(day=lambda frame: day(frame["dispense_date"]))


def stitched(fills: pd.DataFrame) -> dict[str, list[tuple[int, int, int, int]]]:
    """Courses as (start, end, days covered, fills) per patient by carry-over and gap, written without isostats."""
    found: dict[str, list[tuple[int, int, int, int]]] = {}
    days = fills.groupby(["patient_id", "day"])["days_supply"].agg(["max", "size"]).sort_index().reset_index()
    for patient, when, supply, rows in days.itertuples(index=False):
        courses = found.setdefault(patient, [])
        if courses and when - courses[-1][1] - 1 <= GAP:
            start, end, covered, count, days_so_far = courses[-1]
            courses[-1] = (start, max(end + 1, when) + supply - 1, covered + supply, count + rows, days_so_far + 1)
        else:
            courses.append((when, when + supply - 1, supply, rows, 1))
    return found


def test_stitching_finds_the_true_courses_to_the_day(claims: DispensingSimulation) -> None:
    true = claims.true_courses
    plain = ~true["patient_id"].isin(true.loc[true["seen"] == "broken", "patient_id"])
    wanted: dict[str, list[tuple[int, int, int, int, int]]] = {}
    seen = true[plain & (true["seen"] != "unseen")]
    for row in zip(
        seen["patient_id"], day(seen["start"]), day(seen["recorded_end"]), seen["days_covered"], seen["fills"],
        seen["dispensing_days"], strict=True,
    ):  # fmt: skip
        wanted.setdefault(row[0], []).append(tuple(int(value) for value in row[1:]))  # type: ignore[arg-type]
    found = stitched(net(claims))
    assert {patient: found[patient] for patient in wanted} == wanted
    assert len(wanted) > 5_900
    whole = true[true["seen"] == "whole"]
    assert (whole["end"] == whole["recorded_end"]).all()


def test_breaks_stay_within_half_the_gap_and_courses_lie_beyond_it(claims: DispensingSimulation) -> None:
    true = claims.true_courses.assign(s=day(claims.true_courses["start"]), e=day(claims.true_courses["end"]))
    pause = (true["s"] - true.groupby("patient_id")["e"].shift() - 1).dropna()
    assert pause.min() > GAP
    whole = true[true["seen"] == "whole"]
    breaks = whole["e"] - whole["s"] + 1 - whole["days_covered"]
    assert breaks.min() == 0
    assert (breaks > 0).mean() > 0.4


def test_fills_are_capsules_that_exist_and_a_month_at_most(claims: DispensingSimulation) -> None:
    rows = net(claims)
    assert set(rows["strength_mg"]) == STRENGTHS
    assert rows["days_supply"].between(1, 30).all()
    assert (rows["quantity"] % rows["days_supply"] == 0).all()
    same_day = rows.groupby(["patient_id", "day"])
    assert same_day["days_supply"].nunique().max() == 1
    assert same_day["strength_mg"].nunique().value_counts(normalize=True)[2] > 0.2
    dose = (rows["strength_mg"] * rows["quantity"]).groupby([rows["patient_id"], rows["course"]]).sum()
    true = claims.true_courses.query("fills > 0").set_index(["patient_id", "course"])["dose_mg"]
    pd.testing.assert_series_equal(dose.sort_index(), true.sort_index(), check_names=False, check_dtype=False)


def test_the_dose_follows_the_law_as_near_as_capsules_allow(claims: DispensingSimulation) -> None:
    daily = claims.true_courses["daily_mg"] / claims.true_courses["weight_kg"]
    assert daily.between(0.2, 1.3).all()
    assert abs(daily.mean() - np.dot(claims.law.daily_mg_per_kg, claims.law.daily_shares)) < 0.02


def test_each_reversal_has_its_twin_before_it_and_nothing_between(claims: DispensingSimulation) -> None:
    rows = claims.dispensings.assign(fate=claims.fates["fate"], day=day(claims.dispensings["dispense_date"]))
    assert ((rows["quantity"] < 0) == rows["fate"].isin(["reversal", "unmatched_reversal"])).all()
    counts = rows["fate"].value_counts()
    assert counts["reversal"] == counts["reversed"] > 300
    rows = rows[rows["fate"] != "duplicate"].reset_index(drop=True)
    product = ["patient_id", "strength_mg"]
    stock: dict[tuple[str, int, int], list[str]] = {}
    for patient, mg, quantity, fate in rows[[*product, "quantity", "fate"]].itertuples(index=False):
        if fate == "reversal":
            assert stock[patient, mg, -quantity].pop() == "reversed"
        elif fate == "unmatched_reversal":
            assert not [key for key in stock if key[0] == patient]
        else:
            stock.setdefault((patient, mg, quantity), []).append(fate)
    assert not any("reversed" in left for left in stock.values())


def test_duplicates_are_whole_rows_again(claims: DispensingSimulation) -> None:
    again = claims.dispensings.duplicated(keep="first")
    assert (again == (claims.fates["fate"] == "duplicate")).all()
    assert 0.005 < again.mean() < 0.015
    assert (claims.dispensings["claim_id"].duplicated() == again).all()


def test_nothing_is_recorded_outside_enrolment(claims: DispensingSimulation) -> None:
    periods = claims.observation
    start, end = day(periods["start"]), day(periods["end"])
    assert (start <= end).all()
    between = (start - end.groupby(periods["patient_id"]).shift() - 1).dropna()
    assert (between >= 1).all()
    assert (between <= 31).mean() > 0.2
    assert (between > 31).sum() > 100
    for name, date in (("dispensings", "dispense_date"), ("treatments", "date")):
        frame = getattr(claims, name)
        joined = frame.assign(day=day(frame[date])).reset_index().merge(
            periods.assign(s=start, e=end, wide=(start - end.groupby(periods["patient_id"]).shift() - 1) > 31),
            on="patient_id",
        )  # fmt: skip
        inside = joined[(joined["day"] >= joined["s"]) & (joined["day"] <= joined["e"])]["index"]
        small_hole = set(periods.loc[between.index[between <= 31], "patient_id"])
        assert set(frame.loc[~frame.index.isin(inside), "patient_id"]) <= small_hole


def test_open_and_confirmed_ends_follow_from_the_enrolment(claims: DispensingSimulation) -> None:
    true = claims.true_courses.query("fills > 0")
    assert set(true["end_status"]) == {"open", "confirmed"}
    assert (true.loc[true["seen"] == "cut", "end_status"] == "open").all()
    across = true[(true["course"] == 1) & (day(true["end"]) > (pd.Timestamp("2024-12-31") - pd.Timestamp(0)).days)]
    assert len(across) > 60
    assert (across["end_status"] == "open").all()


def test_some_have_too_little_history(claims: DispensingSimulation) -> None:
    first = day(claims.true_courses.query("course == 1").set_index("patient_id")["start"])
    begun = day(claims.observation.drop_duplicates("patient_id").set_index("patient_id")["start"])
    short = (first - begun.reindex(first.index)) < 365
    assert 0.06 < short.mean() < 0.10


@pytest.mark.parametrize("outcome", ["any_treatment", "systemic_treatment", "second_course"])
def test_followed_claims_agree_with_the_truth(outcome: str) -> None:
    """Kaplan-Meier by hand over whole confirmed first courses against the law, at two horizons."""
    claims = simulate_dispensings(25_000, seed=32)
    true = claims.true_courses
    first = true[(true["course"] == 1) & (true["seen"] == "whole")].set_index("patient_id")
    end = day(first["recorded_end"])
    periods = claims.observation.assign(s=day(claims.observation["start"]), e=day(claims.observation["end"]))
    periods = periods.assign(near=periods["s"] - periods.groupby("patient_id")["e"].shift() - 1 <= 31)
    until = periods.groupby("patient_id")["e"].first()
    bridged = periods[periods["near"]].groupby("patient_id")["e"].last()
    until = bridged.reindex(until.index).fillna(until).reindex(first.index)
    earlier = periods.groupby("patient_id")["s"].last().reindex(first.index) <= day(first["start"])
    until = until.where(~earlier, periods.groupby("patient_id")["e"].last().reindex(first.index))
    later = claims.treatments.assign(day=day(claims.treatments["date"]))
    treated = event_days(later, end, first.index)[outcome]
    second = true[(true["course"] == 2) & (true["fills"] > 0)].set_index("patient_id")["start"]
    event = pd.concat([treated, day(second).reindex(first.index) - end], axis=1).min(axis=1)
    followed = until - end
    happened = event <= followed
    time = event.where(happened, followed).to_numpy(dtype=float)
    for horizon in (365, 1095):
        free, variance = 1.0, 0.0
        for when in np.unique(time[happened.to_numpy() & (time <= horizon)]):
            at_risk, events = (time >= when).sum(), ((time == when) & happened.to_numpy()).sum()
            free *= 1 - events / at_risk
            variance += events / (at_risk * (at_risk - events))
        assert abs(free - true_remission(outcome, horizon, law=claims.law)) < 4.5 * free * np.sqrt(variance)


def test_the_truth_is_the_laws_by_the_rules_of_treatment(claims: DispensingSimulation) -> None:
    assert set(claims.truth["population"]) == {"everyone"}, "claims hold no response"
    for outcome, rows in claims.truth.groupby("outcome"):
        law = Law(relapses_recorded=False)
        np.testing.assert_allclose(rows["remission"], true_remission(str(outcome), rows["time_days"], law=law))
    courses = simulate_courses(1, seed=1).truth.query("population == 'everyone'").set_index(["outcome", "time_days"])
    both = claims.truth.set_index(["outcome", "time_days"])["remission"] - courses["remission"]
    assert both["second_course"].abs().max() == 0
    assert both["any_treatment"].min() > 0.03


def test_clean_habits_leave_only_fills(claims: DispensingSimulation) -> None:
    clean = simulate_dispensings(500, seed=3, habits=CLEAN)
    assert set(clean.fates["fate"]) == {"course"}
    assert clean.observation["patient_id"].is_unique
    assert clean.people["weight_kg"].notna().all()
    assert claims.people["weight_kg"].isna().mean() == pytest.approx(0.3, abs=0.03)
    missing = simulate_dispensings(500, seed=3, habits=Habits(missing_supply=0.1)).dispensings["days_supply"]
    assert 0.05 < missing.isna().mean() < 0.15


@pytest.mark.parametrize("patients", [1, 2, 13])
def test_a_handful_of_patients_works(patients: int) -> None:
    for seed in range(20):
        assert len(simulate_dispensings(patients, seed=seed).people) == patients


@pytest.mark.parametrize("patients", [0, -3, 2.5, True, "10"])
def test_fewer_than_one_patient_is_refused(patients: object) -> None:
    with pytest.raises(StudyError, match="patients must be a whole number, 1 or more, not"):
        simulate_dispensings(patients, seed=1)  # type: ignore[arg-type]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(StudyError, match="seed must be a whole number, 0 or more, or a numpy Generator, not -1"):
        simulate_dispensings(5, seed=-1)
    with pytest.raises(StudyError, match="late_refills must be a share from 0 to 1, not 2"):
        Habits(late_refills=2)
    with pytest.raises(StudyError, match="holes, earlier_holes and small_holes"):
        Habits(holes=0.9, small_holes=0.2)


COURSE_FOLDER = ["manifest.json", "simulated_courses.csv", "simulated_events.csv", "simulated_truth.csv", "study.toml"]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    state = np.random.get_state()[1]  # noqa: NPY002
    paths = write_simulation(simulate_dispensings(300, seed=7), tmp_path / "one")
    write_simulation(simulate_dispensings(300, seed=np.random.default_rng(7)), tmp_path / "two")
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert [path.relative_to(tmp_path / "one").as_posix() for path in paths if path.suffix == ".csv"] == [
        *(f"simulated_{name}.csv" for name in (
            "dispensings", "observation", "people", "treatments", "weights", "truth")),
        "truth/simulated_true_courses.csv",
    ]  # fmt: skip
    seeded = {"study.toml", "manifest.json"}  # the one names the seed, the other the bytes of that
    assert {name: one[name] for name in one.keys() - seeded} == {name: two[name] for name in two.keys() - seeded}
    study = tomllib.loads(one["study.toml"].decode())
    assert all((tmp_path / "one" / study["data"][key]).is_file() for key in ("dispensings", "observation", "people"))
    assert study["courses"] == {"gap_days": 60, "carry_over": True, "washout_days": 365}


def test_a_simulation_of_another_kind_is_replaced_and_other_files_are_not(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_simulation(simulate_courses(20, seed=1), out)
    write_simulation(simulate_dispensings(20, seed=1), out)
    assert "simulated_courses.csv" not in contents(out)
    write_simulation(simulate_courses(20, seed=1), out)
    assert sorted(contents(out)) == COURSE_FOLDER
    (out / "thesis.docx").write_text("years of work")
    with pytest.raises(OutputError, match=r"thesis\.docx"):
        write_simulation(simulate_dispensings(20, seed=1), out)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_many_fills_are_exactly_as_many_and_the_same_for_a_seed(tmp_path: Path, ending: str) -> None:
    one, two = (simulate_fills(5_003, seed=4, out=tmp_path / f"{name}.{ending}") for name in ("one", "two"))
    ordered = simulate_fills(5_003, seed=4, out=tmp_path / f"ordered.{ending}", shuffled=False)
    assert one.read_bytes() == two.read_bytes()
    with duckdb.connect() as engine:
        apart = f"(FROM '{one}' EXCEPT ALL FROM '{ordered}') UNION ALL (FROM '{ordered}' EXCEPT ALL FROM '{one}')"
        assert engine.sql(f"SELECT count(*) FROM ({apart})").fetchall() == [(0,)]
        found = engine.sql(
            f"SELECT count(*), count(DISTINCT patient_id), count(DISTINCT (patient_id, dispense_date)) FROM '{one}'"
        ).fetchall()
    assert found[0][0] == found[0][2] == 5_003
    assert found[0][1] == pytest.approx(5_003 / 8, rel=0.02)
    assert one.read_bytes() != simulate_fills(5_003, seed=5, out=tmp_path / f"other.{ending}").read_bytes()


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"fills.xlsx must end in .parquet or .csv"):
        simulate_fills(10, seed=1, out=tmp_path / "fills.xlsx")
    with pytest.raises(StudyError, match="fills must be a whole number, 1 or more, not 0"):
        simulate_fills(0, seed=1, out=tmp_path / "fills.csv")
    (tmp_path / "a_file").write_text("no folder")
    with pytest.raises(OutputError, match="cannot be written"):
        simulate_fills(10, seed=1, out=tmp_path / "a_file" / "fills.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["a_file"]

"""Deaths of their own file: they end observation, and disagreeing dates are counted while the earliest holds."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.errors import DataError
from isostats.records.dispensings import StitchedRecords, read_dispensings

FILLS = pd.DataFrame(
    [(who, day, 30, 20, 30) for who in "abc" for day in ("2019-01-01", "2019-01-31")],
    columns=["patient_id", "dispense_date", "days_supply", "strength_mg", "quantity"],
)
PERIODS = pd.DataFrame({"patient_id": list("abc"), "start": ["2017-01-01"] * 3, "end": ["2020-12-31"] * 3})


def deaths(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["patient_id", "death_date"])


def ends(records: StitchedRecords) -> dict[str, pd.Timestamp]:
    last = records.table("observation").set_index("person_id")["end"]
    return {who: pd.Timestamp("1970-01-01") + pd.Timedelta(int(day), "D") for who, day in last.items()}


def test_a_death_ends_observation_and_is_an_event() -> None:
    records = read_dispensings(
        FILLS, observation=PERIODS, deaths=deaths(("b", "2019-06-01"), ("stranger", "2019-01-01"))
    )
    assert ends(records)["b"] == pd.Timestamp("2019-06-01")
    assert ends(records)["a"] == pd.Timestamp("2020-12-31")
    events = records.table("events")
    assert events[["person_id", "kind"]].values.tolist() == [["b", "death"]]
    assert "death_date" in records.present
    assert not records.findings.errors
    (stranger,) = records.findings.warnings
    assert (stranger.rule, stranger.count) == ("companion_unknown_people", 1)
    assert "1 of 2 patients of the data frame of deaths is not in the data frame of dispensings" in stranger.message


def test_the_earliest_of_several_dates_counts_and_the_disagreement_is_counted() -> None:
    people = pd.DataFrame({"patient_id": ["a", "b", "c"], "death_date": ["2019-07-01", "2019-06-01", ""]})
    treatments = pd.DataFrame({"patient_id": ["c"], "date": ["2019-10-01"], "kind": ["death"]})
    given = deaths(("a", "2019-05-01"), ("b", "2019-06-01"), ("c", "2019-10-02"), ("c", "2019-10-03"))
    records = read_dispensings(FILLS, observation=PERIODS, people=people, treatments=treatments, deaths=given)
    assert [str(day.date()) for day in ends(records).values()] == ["2019-05-01", "2019-06-01", "2019-10-01"]
    (finding,) = [found for found in records.findings if found.rule == "deaths_disagree"]
    assert finding.severity == "warning"
    assert str(finding) == (
        "warning: 2 of 3 patients with a recorded death have different dates of it (first: patient a, 2019-05-01 "
        "(a data frame) and 2019-07-01 (a data frame)). The earliest counts."
    )


def test_fills_after_a_death_of_the_file_are_impossible() -> None:
    with pytest.raises(DataError, match=r"1 of 6 dispensings is after the patient's death") as caught:
        read_dispensings(FILLS, deaths=deaths(("a", "2019-01-20")))
    assert "patient a, row 3, 2019-01-31, died 2019-01-20" in str(caught.value)
    assert len(read_dispensings(FILLS, deaths=deaths(("a", "2019-01-20")), on_invalid="set_aside").table("people")) == 2


def test_a_death_without_a_date_or_with_an_unreadable_one_is_named() -> None:
    with pytest.raises(DataError, match="1 of 2 rows of a data frame has no death_date"):
        read_dispensings(FILLS, deaths=deaths(("a", ""), ("b", "2019-06-01")))
    with pytest.raises(DataError) as caught:
        read_dispensings(FILLS, deaths=deaths(("a", "soon"), ("b", "2019-06-01")))
    assert "'soon'" in str(caught.value)
    assert "has no death_date" not in str(caught.value)
    with pytest.raises(
        DataError, match="a data frame has no column 'death_date'; the nearest name found is 'deathdate'"
    ):
        read_dispensings(FILLS, deaths=deaths(("a", "2019-06-01")).rename(columns={"death_date": "deathdate"}))


def test_integer_days_and_names_of_their_own() -> None:
    days = FILLS.assign(dispense_date=[0, 30] * 3).rename(columns={"dispense_date": "dispense_day"})
    given = pd.DataFrame({"patient_id": ["a"], "dod": [45]})
    records = read_dispensings(days, deaths=given, columns={"death_day": "dod"})
    assert records.table("events")[["person_id", "date", "kind"]].values.tolist() == [["a", 45, "death"]]

"""A stated table of weights fills what is nowhere recorded, flagged and counted; without one a hole stays a hole."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from isostats.errors import DataError
from isostats.records.dispensings import read_dispensings

FILLS = pd.DataFrame(
    [(who, day, 30, 20, 60) for who in "abcd" for day in ("2019-01-01", "2019-01-31")],
    columns=["patient_id", "dispense_date", "days_supply", "strength_mg", "quantity"],
)
PEOPLE = pd.DataFrame(
    {
        "patient_id": list("abcd"),
        "sex": ["female", "female", "male", None],
        "birth_year": [2002, 2001, 1989, 1990],
        "weight_kg": [None, 50.0, None, None],
    }
)
BANDS = pd.DataFrame(
    [("female", 0, 17, 54.0), ("female", 18, 120, 70.0), ("Male", 0, 29, 75.0), ("male", 30, 39, 85.0)],
    columns=["sex", "age_from", "age_to", "weight_kg"],
)


def test_the_reference_stands_in_for_a_missing_weight_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "bands.csv"
    BANDS.to_csv(path, index=False)
    records = read_dispensings(FILLS, people=PEOPLE, weight_reference=path)
    frame = records.table("courses").astype(object)
    columns = ["person_id", "weight_kg", "weight_source", "dose_mg_per_kg"]
    assert frame.where(frame.notna(), None)[columns].values.tolist() == [
        ["a", 54.0, "reference", 2400 / 54],
        ["b", 50.0, "recorded", 48.0],
        ["c", 85.0, "reference", 2400 / 85],
        ["d", None, None, None],
    ]
    assert (
        "The weight of 2 courses of 4 is not the person's own: it is that of bands.csv, by sex and age."
        in records.notes
    )


def test_without_a_reference_nothing_is_filled_in() -> None:
    frame = read_dispensings(FILLS, people=PEOPLE).table("courses")
    assert frame["weight_kg"].dropna().tolist() == [50.0]


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        (BANDS.rename(columns={"age_to": "age_too"}), "lacks 1 column: age_to; did you mean 'age_too'"),
        (BANDS.iloc[:0], "has no rows"),
        (BANDS.assign(sex="x"), r"4 of 4 rows of .* have a sex that is neither female nor male \(first: row 2, sex x"),
        (BANDS.assign(age_to=[17, 16, 29, 39]), r"1 of 4 rows of .* has ages that end before they begin"),
        (
            BANDS.assign(age_from=[0, 17, 0, 30]),
            r"1 of 4 rows of .* has ages that another row has already \(first: row 3",
        ),
        (BANDS.assign(weight_kg=[54, 70, 75, 850]), r"has a weight_kg that is not from 20 to 300 kg \(first: row 5"),
        (BANDS.assign(age_from=["0", "18", "young", "30"]), "has an age that is not a whole number of years"),
    ],
)
def test_a_table_that_cannot_be_is_refused(bands: pd.DataFrame, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_dispensings(FILLS, people=PEOPLE, weight_reference=bands)


def test_integer_days_tell_no_ages() -> None:
    fills = FILLS.drop(columns="dispense_date").assign(dispense_day=[0, 30] * 4)
    with pytest.raises(DataError, match="integer days do not tell ages"):
        read_dispensings(fills, weight_reference=BANDS)

"""What cannot be read in a row that is no fill, or no treatment of acne, stops nothing; in any other row it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from isostats.errors import DataError
from isostats.records import check_courses
from isostats.records.dispensings import read_dispensings

FILLS = pd.DataFrame({
    "patient_id": ["1", "1", "1", "2"], "dispense_date": ["2019-01-01", "2019-02-01", "2019-03-01", "2019-01-01"],
    "days_supply": "30", "strength_mg": "20", "quantity": "60 capsules",
    "drug": ["Isotretinoin 20mg caps", "Isotretinoin 20mg caps", "Adapalene 0.1% gel", "Isotretinoin 20mg caps"],
})  # fmt: skip
PEOPLE = {"observation": pd.DataFrame({"patient_id": ["1", "2"], "start": "2017-01-01", "end": "2022-01-01"})}
UNREADABLE = {
    "quantity": "45 gram", "strength_mg": "one in a thousand", "days_supply": "as needed", "dispense_date": "spring",
}  # fmt: skip


def changed(column: str, row: int) -> pd.DataFrame:
    frame = FILLS.copy()
    frame.loc[row, column] = UNREADABLE[column]
    return frame


@pytest.mark.parametrize("column", UNREADABLE)
def test_only_rows_that_count_as_isotretinoin_stop_a_report(column: str) -> None:
    records = read_dispensings(changed(column, 2), **PEOPLE)
    assert not records.findings.errors
    assert len(records.table("courses")) == 2
    kept = read_dispensings(changed(column, 2), on_invalid="set_aside", **PEOPLE)
    assert len(kept.table("courses")) == 2  # nobody is set aside for it
    with pytest.raises(DataError, match=rf"1 of 4 values of {column} is not a"):
        read_dispensings(changed(column, 1), **PEOPLE)


def test_of_several_the_first_that_counts_is_the_example() -> None:
    frame = changed("quantity", 2)
    frame.loc[3, "quantity"] = "a box"
    with pytest.raises(DataError, match=r"(?s)1 of 4 values of quantity is not a number.*patient 2, row 5, 'a box'"):
        read_dispensings(frame, **PEOPLE)


def test_rows_of_types_that_are_not_read_stop_nothing() -> None:
    frame = changed("quantity", 1).assign(record_type=["dispensing", "prescription", "dispensing", "dispensing"])
    assert not read_dispensings(frame, **PEOPLE).findings.errors


@pytest.mark.parametrize("column", ["date", "days_supply"])
@pytest.mark.parametrize("kind", ["not_for_acne", "topical"])
def test_only_treatments_of_acne_stop_a_report(column: str, kind: str) -> None:
    rows = pd.DataFrame({"patient_id": ["1", "2"], "kind": [kind, "topical"]})
    rows = rows.assign(date="2020-01-01", days_supply="30")
    rows.loc[0, column] = "some"
    keys: dict[str, Any] = {**PEOPLE, "treatments": rows}
    courses = pd.DataFrame({"patient_id": ["1", "2"], "course_start": "2018-01-01"}).assign(
        course_end="2018-06-01", last_contact="2022-01-01"
    )
    errors = [each.rule for each in check_courses(courses, events=rows).errors]
    if kind == "topical":
        assert errors
        with pytest.raises(DataError, match=f"1 of 2 values of {column}"):
            read_dispensings(FILLS, **keys)
    else:
        assert not read_dispensings(FILLS, **keys).findings.errors
        assert not errors


def test_the_same_list_as_treatments_stops_for_no_other_drug(tmp_path: Path) -> None:
    other = FILLS[:1].assign(drug="Lisinopril 5mg", days_supply="as needed", dispense_date="2020-01-01")
    file = tmp_path / "fills.csv"
    pd.concat([FILLS, other]).to_csv(file, index=False)
    assert not read_dispensings(file, treatments=file, **PEOPLE).findings.errors
    pd.concat([FILLS, other.assign(drug="Doxycycline 100mg")]).to_csv(file, index=False)
    with pytest.raises(DataError, match="1 of 2 values of days_supply is not a number"):
        read_dispensings(file, treatments=file, **PEOPLE)

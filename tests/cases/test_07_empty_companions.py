"""Case 07: a companion of a header alone is an answer, with a note; without observation or events it is an error."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from isostats.errors import DataError
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from tests.cases.parquet_files import write_parquet
from tests.sweeps import paired

CASE = Path(__file__).parent / "07_empty_companions"
EVENTS = ["patient_id", "date", "kind"]
EMPTY = {
    "people": ["patient_id", "sex"],
    "treatments": ["patient_id", "date", "code"],
    "deaths": ["patient_id", "death_date"],
    "weights": ["patient_id", "date", "weight_kg"],
}


def test_nobody_died() -> None:
    records = read_dispensings(
        CASE / "fills.csv", observation=CASE / "enrolment.csv", deaths=CASE / "deaths.csv", washout_days=0
    )
    assert len(records.table("courses")) == 2
    assert "death_date" in records.present
    assert [(each.rule, each.message) for each in records.findings.notes[:1]] == [
        ("reconciled", "2 of 2 patients and 2 of 2 rows of enrolment.csv are in fills.csv; 2 of 2 patients of "
         "fills.csv are in enrolment.csv")
    ]  # fmt: skip
    assert records.findings.notes[1].message == "deaths.csv has no rows"


@pytest.mark.parametrize("ending", ["frame", "csv"])
def test_a_file_of_no_later_treatments_is_a_failed_export(ending: str) -> None:
    events = pd.DataFrame(columns=EVENTS) if ending == "frame" else CASE / "events.csv"
    with pytest.raises(DataError, match="has no rows: no later treatment of anybody, which looks like a failed export"):
        read_courses(CASE / "courses.csv", events=events)
    courses = pd.read_csv(CASE / "courses.csv", dtype=str)
    others, empty = courses.assign(patient_id=courses["patient_id"] + "x"), pd.DataFrame(columns=EVENTS)
    with pytest.raises(DataError, match=r'leave it out \(of several files with "" in its place\)'):
        read_courses([courses, others], events=[empty, empty])


@pytest.mark.parametrize(("label", "ending"), paired(list(EMPTY), ["frame", "csv", "blank.csv", "parquet", "xlsx"]))
def test_any_optional_table_in_any_format(label: str, ending: str, tmp_path: Path) -> None:
    frame = pd.DataFrame(columns=EMPTY[label], dtype=str)
    given: pd.DataFrame | Path = frame
    if ending != "frame":
        given = tmp_path / f"{label}.{ending}"
        if ending == "parquet":
            write_parquet(frame, given)
        elif ending == "xlsx":
            frame.to_excel(given, index=False)
        else:
            given.write_text(",".join(EMPTY[label]) + "\n" + (",,\n\n" if ending == "blank.csv" else ""))
    records = read_dispensings(CASE / "fills.csv", **{label: given})
    assert len(records.table("courses")) == 2
    assert "empty_companion" in [each.rule for each in records.findings.notes]
    days = pd.DataFrame({"patient_id": ["1"], "dispense_day": [5], "days_supply": 30, "strength_mg": 20, "quantity": 1})
    if ending == "frame":  # days and no dates: an empty table holds neither
        assert len(read_dispensings(days, **{label: given}).table("courses")) == 1


def test_nobody_observed_is_no_answer() -> None:
    empty = pd.DataFrame(columns=["patient_id", "start", "end"])
    with pytest.raises(DataError, match="has no rows: nobody was observed"):
        read_dispensings(CASE / "fills.csv", observation=empty)

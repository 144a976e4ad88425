"""In a column of texts "none" and "NA" are values; in dates, numbers and codes a sign is missing. Both are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats import records
from isostats.records.dispensings import read_dispensings
from isostats.records.schema import MISSING_SIGNS
from tests.records.course_files import course, written

CASE = Path(__file__).parent / "06_none_is_a_category" / "severity.csv"


def told(read: Any) -> dict[str, str]:
    return {finding.rule: finding.message for finding in read.findings}


def test_the_case() -> None:
    read = records.read_courses(CASE)
    people = read.table("people")
    assert people["scarring"].value_counts().to_dict() == {"mild": 105, "severe": 105, "none": 90}
    assert people["site"].value_counts().to_dict() == {"none": 105, "NA": 98, "north": 97}
    assert told(read)["signs_as_values"] == (
        "293 cells of columns of texts hold a word that may mean not recorded, and is a value: site 'none' (105), "
        "site 'NA' (98), scarring 'none' (90)"
    )


def test_the_study_may_say_that_a_word_is_not_recorded() -> None:
    read = records.read_courses(CASE, values={"site": {"NA": ""}})
    people = read.table("people")
    assert people["site"].isna().sum() == 98
    assert people["scarring"].notna().all()
    assert "site 'NA'" not in told(read)["signs_as_values"]


@pytest.mark.parametrize("sign", [*MISSING_SIGNS, "N/A", " NA ", "NaT", "\\N", "KEINE"])
def test_a_sign_among_dates_numbers_and_codes_is_missing_and_told(sign: str, tmp_path: Path) -> None:
    cells = {"relapse_date": sign, "weight_kg": sign, "sex": sign, "score": sign, "note": sign}
    other = {"relapse_date": "2020-01-01", "weight_kg": "70", "sex": "male", "score": "3", "note": "x"}
    rows = [course("a", **cells), course("b", **other)]
    read = records.read_courses(written(tmp_path, rows))
    people, said = read.table("people").set_index("person_id"), sign.strip()
    assert read.covariates == {"score": "number", "note": "text"}
    assert people.loc["a", ["sex", "score"]].isna().all()
    assert people.loc["a", "note"] == said
    events = read.table("events")
    assert sorted(zip(events["person_id"], events["kind"], strict=True)) == [
        ("b", "recorded_relapse"), ("b", "treatment_unknown"),
    ]  # fmt: skip
    assert told(read)["signs_of_missing"] == "4 cells hold a sign that was read as not recorded: " + ", ".join(
        f"{name} '{said}' (1)" for name in ("relapse_date", "score", "sex", "weight_kg")
    )
    assert "note" in told(read)["signs_as_values"]


def test_none_is_a_relapse_left_untreated(tmp_path: Path) -> None:
    read = records.read_courses(written(tmp_path, [course(relapse_date="2020-01-01", relapse_treatment="none")]))
    assert not {"signs_of_missing", "signs_as_values"} & told(read).keys()


def test_a_column_of_nothing_but_signs_is_a_column_of_words(tmp_path: Path) -> None:
    read = records.read_courses(written(tmp_path, [course("a", scarring="none"), course("b", scarring="")]))
    assert read.covariates == {"scarring": "text"}
    assert read.table("people")["scarring"].tolist()[0] == "none"


def test_an_unknown_word_of_a_covariate_can_be_mapped_to_not_recorded(tmp_path: Path) -> None:
    rows = [course("a", score="999"), course("b", score="3"), course("c", score="unknown")]
    read = records.read_courses(written(tmp_path, rows), values={"score": {"999": "", "Unknown": ""}})
    assert read.covariates == {"score": "number"}
    assert read.table("people")["score"].isna().tolist() == [True, False, True]


def test_long_numbers_are_labels(tmp_path: Path) -> None:
    """Two record numbers of twenty digits that differ in the last one are two."""
    rows = [course("a", record="12345678901234567890"), course("b", record="12345678901234567891")]
    read = records.read_courses(written(tmp_path, rows))
    assert read.table("people")["record"].nunique() == 2


FILLS = pd.DataFrame(
    {
        "patient_id": ["a", "a", "b"],
        "dispense_date": ["2019-01-01", "2019-01-31", "2019-01-01"],
        "days_supply": ["30", "30", "30"],
        "strength_mg": ["20", "20", "20"],
        "quantity": ["60", "60", "60"],
        "claim_id": ["NA", "NA", "NA"],
    }
)


@pytest.mark.parametrize("form", ["csv", "parquet", "frame", "parquet of types"])
def test_dispensings_and_people_say_the_same_in_every_form(form: str, tmp_path: Path) -> None:
    frame = FILLS
    if form == "parquet of types":
        frame = FILLS.astype({"days_supply": int, "strength_mg": float, "quantity": int})
        frame["dispense_date"] = pd.to_datetime(frame["dispense_date"])
    source: Any = tmp_path / f"fills.{form[:7]}"
    if form == "csv":
        frame.to_csv(source, index=False)
    elif form.startswith("parquet"):
        duckdb.connect().from_df(frame).write_parquet(str(source))
    else:
        source = frame
    people = pd.DataFrame({"patient_id": ["a", "b"], "site": ["NA", "none"], "weight_kg": ["-", "70"]})
    read = read_dispensings(source, people=people)
    assert read.table("people")["site"].tolist() == ["NA", "none"]
    messages = [finding.message for finding in read.findings if finding.rule.startswith("signs")]
    assert messages == [
        "3 cells hold a sign that was read as not recorded: claim_id 'NA' (3)",
        "1 cell holds a sign that was read as not recorded: weight_kg '-' (1)",
        "2 cells of columns of texts hold a word that may mean not recorded, and is a value: site 'NA' (1), "
        "site 'none' (1)",
    ]

"""Other drugs for acne among the dispensings: told where they are not used, and treatments where the table is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import isostats as iso
from isostats.doors import through
from isostats.records.dispensings import StitchedRecords, read_dispensings
from isostats.records.drug_names import known_drug

PEOPLE = [f"p{at}" for at in range(12)]
OBSERVED = pd.DataFrame([(who, "2010-01-01", "2022-12-31") for who in PEOPLE], columns=["patient_id", "start", "end"])
PRODUCTS = {
    "00378661593": ("ISOTRETINOIN 20 MG CAPSULE", 20), "00143980205": ("DOXYCYCLINE HYCLATE 100 MG TABLET", 100),
    "00228267311": ("SPIRONOLACTONE 50 MG TABLET", 50), "00093101242": ("METFORMIN 500 MG TABLET", 150),
}  # fmt: skip
LATER = [("00143980205", "2016-05-01", PEOPLE[:5]), ("00228267311", "2017-05-01", PEOPLE[5:8])]
KIND = {"00143980205": "oral_antibiotic", "00228267311": "antiandrogen"}


def fills() -> pd.DataFrame:
    dates = ("2014-01-01", "2014-01-31", "2014-03-02")
    rows = [(who, date, "00378661593", 30, 30) for who in PEOPLE for date in dates]
    rows += [(who, date, code, 30, 30) for code, date, people in LATER for who in people]
    rows += [(who, f"201{year}-01-01", "00093101242", 30, 30) for who in PEOPLE for year in range(2, 9)]
    return pd.DataFrame(rows, columns=["who", "svcdate", "ndc", "qty", "days"])


COLUMNS = {"patient_id": "who", "dispense_date": "svcdate", "code": "ndc", "quantity": "qty", "days_supply": "days",
           "observation.patient_id": "patient_id", "treatments.patient_id": "who"}  # fmt: skip
SPLIT = pd.DataFrame(
    [(who, date, KIND[code], 30) for code, date, people in LATER for who in people],
    columns=["patient_id", "date", "kind", "days_supply"],
)


def named() -> pd.DataFrame:
    frame = fills()
    of_rows = [PRODUCTS[ndc] for ndc in frame["ndc"]]
    return frame.assign(product=[name for name, _ in of_rows], mg=[mg for _, mg in of_rows])


def counts(records: StitchedRecords) -> list[int]:
    cohort = iso.first_courses(records)
    return [int(cohort.count(each).events.sum()) for each in ("any_treatment", "systemic_treatment", "second_course")]


def expected() -> list[int]:
    columns = {our: their for our, their in COLUMNS.items() if our != "treatments.patient_id"}
    columns |= {"drug": "product", "strength_mg": "mg", "treatments.patient_id": "patient_id"}
    columns |= {"treatments.days_supply": "days_supply"}
    return counts(read_dispensings(named(), observation=OBSERVED, treatments=SPLIT, columns=columns))


def test_a_table_of_dispensings_holds_treatments_by_every_door(tmp_path: Path) -> None:
    frame = named()
    columns = COLUMNS | {"drug": "product", "strength_mg": "mg"}
    frame.to_csv(tmp_path / "rx.csv", index=False)
    frame.to_parquet(tmp_path / "rx.parquet")
    database = duckdb.connect()
    database.register("frame", frame.assign(svcdate=pd.to_datetime(frame["svcdate"]).dt.date))
    database.execute("CREATE TABLE rx AS FROM frame")
    doors: list[dict[str, Any]] = [
        {"dispensings": frame, "observation": OBSERVED},
        {"dispensings": tmp_path / "rx.csv", "observation": OBSERVED},
        {"dispensings": tmp_path / "rx.parquet", "observation": OBSERVED},
        {"dispensings": "rx", "observation": OBSERVED, "database": database},
    ]
    wanted = expected()
    for door in doors:
        source = door.pop("dispensings")
        records = read_dispensings(source, treatments=source, columns=columns, **door)
        assert counts(records) == wanted == [8, 8, 0]
        rules = {finding.rule for finding in records.findings.warnings}
        assert "isotretinoin_in_treatments" not in rules
        assert {"other_product", "mostly_unknown_treatment"} <= rules  # metformin is told, and stops nothing


def test_the_hint_is_followed_with_a_table_of_products(tmp_path: Path) -> None:
    fills().to_csv(tmp_path / "rx.csv", index=False)
    rows = [(code, name, mg, "") for code, (name, mg) in PRODUCTS.items()]
    listed = pd.DataFrame(rows, columns=["product_code", "product", "strength_mg", "form"])
    listed.to_csv(tmp_path / "products.csv", index=False)
    choices = {"observation": OBSERVED, "product_table": tmp_path / "products.csv", "columns": COLUMNS}
    columns = {our: their for our, their in COLUMNS.items() if our != "treatments.patient_id"}
    before = read_dispensings(tmp_path / "rx.csv", **choices | {"columns": columns})
    (finding,) = [each for each in before.findings if each.rule == "acne_drugs_unnamed"]
    assert finding.count == 8
    with through("key"):
        hint = re.search(r'treatments = "(.+)"', finding.advice)
    assert hint is not None
    after = read_dispensings(tmp_path / "rx.csv", treatments=hint[1], **choices | {"columns": columns})
    assert counts(after) == [8, 8, 0]
    assert not any(each.rule == "acne_drugs_unnamed" for each in after.findings)


def test_a_name_tells_where_neither_kind_nor_code_does() -> None:
    treatments = SPLIT.drop(columns="kind").assign(drug="Minocycline 100 mg capsule")
    source = named().rename(columns={"who": "patient_id", "svcdate": "dispense_date", "qty": "quantity",
                                     "days": "days_supply", "mg": "strength_mg", "product": "drug"})  # fmt: skip
    assert counts(read_dispensings(source, observation=OBSERVED, treatments=treatments)) == [8, 8, 0]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Minociclina 50 mg", "oral_antibiotic"), ("Doxycyclin 100 Tabl", "oral_antibiotic"),
        ("SPIRONOLACTONE 100 MG TAB", "antiandrogen"), ("clindamycin-benzoyl peroxide gel", "topical_antibiotic"),
        ("Tretinoin 0.025% cream", "topical"), ("Isotretinoin 0.05% gel", "topical"),
        ("Isotretinoin 20 mg", "isotretinoin"), ("cyproterone / ethinylestradiol", "antiandrogen"),
        ("Clindamycin 300 mg cap", None), ("Dapsone 100 mg tablet", None), ("Lisinopril 20 mg", None),
    ],
)  # fmt: skip
def test_names_of_drugs(name: str, kind: str | None) -> None:
    row = known_drug(name)
    assert (row.concept_set if row else None) == kind

"""Fills with a product's code alone get its strength from the user's table, and no digit of a code is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats
from isostats.errors import DataError, StudyError
from isostats.records.shapes.products import normal_code

CLAIMS = Path("tests/cases/17_sheets/claims_without_strength.csv")
COLUMNS = {
    "patient_id": "DESYNPUF_ID", "dispense_date": "SRVC_DT", "days_supply": "DAYS_SUPLY_NUM",
    "quantity": "QTY_DSPNSD_NUM", "code": "PROD_SRVC_ID",
}  # fmt: skip
FILL = {"patient_id": "1", "dispense_date": "2020-01-01", "days_supply": "30", "quantity": "60", "code": "01234567"}


def listed(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame([{"product_code": "01234567", "product": "Isotretinoin", "strength_mg": "20", **columns}])


def read(*fills: dict[str, str], table: pd.DataFrame | None = None, **keys: Any) -> isostats.StitchedRecords:
    table = listed() if table is None else table
    return isostats.read_dispensings(pd.DataFrame(fills or [FILL]), product_table=table, washout_days=0, **keys)


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("00004-0169-49", "00004016949"), ("0004-0169-49", "00004016949"), ("50242-010-01", "50242001001"),
        ("50242-0010-1", "50242001001"), ("PZN 01234567", "01234567"), ("PZN-01234567", "01234567"),
        ("039702811000001105", "039702811000001105"), ("34009 300 123 4 5", "3400930012345"), ("vnr 012345", "012345"),
    ],
)  # fmt: skip
def test_codes_are_compared_as_they_are_given_out(written: str, known: str) -> None:
    assert normal_code(written) == normal_code(known) == known


def test_claims_without_strength(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="product_table") as refused:
        isostats.read_dispensings(CLAIMS, columns=COLUMNS)
    assert "strength_mg" in str(refused.value)
    table = tmp_path / "products.csv"
    table.write_text("product_code,product,strength_mg,form\n00004-0169-49,Isotretinoin,20 mg,capsule\n")
    records = isostats.read_dispensings(CLAIMS, columns=COLUMNS, washout_days=0, product_table=table)
    course = records.table("courses").iloc[0]
    assert (course["dose_mg"], course["daily_dose_mg"], course["formulation"]) == (2400, 40, "conventional")


def test_what_the_file_says_itself_goes_first() -> None:
    courses = read(FILL | {"strength_mg": "10"}, FILL | {"patient_id": "2", "strength_mg": "NA"}).table("courses")
    assert courses["dose_mg"].tolist() == [600, 1200]


def test_zeros_that_a_spreadsheet_cut_are_told() -> None:
    found = {each.rule: each for each in read(FILL | {"code": "1234567"}).findings}
    assert found["product_by_zeros"].example == "row 2, '1234567' for '01234567'"


def test_a_code_that_is_not_listed_is_told_and_gets_nothing() -> None:
    found = {each.rule: each for each in read(FILL, FILL | {"patient_id": "2", "code": "7654321"}).findings}
    assert (found["product_not_listed"].count, found["other_product"].count) == (1, 1)


def test_a_gel_is_not_taken_for_a_capsule() -> None:
    with pytest.raises(DataError, match="other product"):
        read(table=listed(form="gel"))


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (listed(strength_mg="much"), "'much' as its strength_mg"),
        (listed(strength_mg="2000"), "'2000' as its strength_mg"),
        (listed(product_code=""), "no product_code"),
        (pd.concat([listed(), listed(strength_mg="10")]), "two strengths"),
        (listed(product_code="99999999"), "no code of"),
        (listed().drop(columns="strength_mg"), "no column 'strength_mg'"),
    ],
)
def test_a_table_that_cannot_be_is_refused(table: pd.DataFrame, says: str) -> None:
    with pytest.raises(DataError, match=says):
        read(table=table)


def test_it_needs_a_column_of_codes_and_goes_with_dispensings() -> None:
    with pytest.raises(DataError, match="no column 'code'"):
        read({name: cell for name, cell in FILL.items() if name != "code"})
    with pytest.raises(StudyError, match="dispensings"):
        isostats.read_courses("courses.csv", product_table="products.csv")


def test_a_table_of_all_drugs_names_the_others_whatever_their_strength() -> None:
    """As CPRD hands it out: a capsule of 408 mg was an error, and its fills, left out of the table, were unknown."""
    table = pd.DataFrame({
        "ProdCodeId": ["01234567", "7001"], "ProductName": ["Isotretinoin 20mg", "Lymecycline 408mg"],
        "SubstanceStrength": ["20mg", "408mg"], "Formulation": "Capsule",
    })  # fmt: skip
    records = read(FILL, FILL | {"code": "7001", "dispense_date": "2020-03-01"}, table=table)
    (other,) = (each for each in records.findings if each.rule == "other_product")
    assert "Lymecycline 408mg" in other.message
    assert not [each for each in records.findings if each.rule == "product_not_listed"]
    with pytest.raises(DataError, match="above 0 to 200 mg"):
        read(table=listed(strength_mg="408"))
    with pytest.raises(DataError, match=r"Call the\s+columns of that file so"):
        read(table=listed().rename(columns={"product_code": "prod"}))

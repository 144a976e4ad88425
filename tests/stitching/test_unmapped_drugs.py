"""A column that names drugs, whatever it is called: unread, every row would count as isotretinoin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import isostats as iso
from isostats.errors import DataError
from isostats.records.guessing.drafts import draft_study
from isostats.report.job import check_records
from isostats.study.study_file import make_study

PRODUCTS = ("Isotretinoin 20mg caps", "Salbutamol 100mcg inh", "Doxycycline 100mg caps")


def fills(name: str, *products: str, remark: str = "") -> pd.DataFrame:
    rows = [
        {"patient_id": str(one), "dispense_date": "2019-01-01", "days_supply": 30, "strength_mg": 20, "quantity": 30,
         name: products[one % len(products)], "remark": remark if one == 1 else "mdu"}
        for one in range(30)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize("name", ["Drug description", "Preparation", "drug_concept_name", "x"])
def test_it_is_an_error_until_it_is_mapped(name: str) -> None:
    with pytest.raises(DataError, match=rf"'{name}' of a data frame names drugs, and is not read") as refused:
        iso.read_dispensings(fills(name, *PRODUCTS))
    assert "'Doxycycline 100mg caps' (10 rows)" in str(refused.value)
    read = iso.read_dispensings(fills(name, *PRODUCTS), columns={"drug": name})
    assert len(read.table("people")) == 10


@pytest.mark.parametrize("there", [False, True])
def test_of_a_table_in_a_database_it_is_an_error_as_well(there: bool, tmp_path: Path) -> None:
    listed = fills("x", *PRODUCTS).astype({"dispense_date": "datetime64[ns]"})
    with duckdb.connect(str(tmp_path / "claims.duckdb")) as engine:
        engine.register("listed", listed)
        engine.execute("CREATE TABLE fills AS SELECT * FROM listed")
        engine.execute("CREATE TABLE alone AS SELECT * FROM listed WHERE x LIKE 'Isotretinoin%'")
    keys: dict[str, Any] = {"database": f"duckdb:///{tmp_path / 'claims.duckdb'}", "stitch_there": there}
    with pytest.raises(DataError, match=r"'x' of fills of claims\.duckdb names drugs, and is not read"):
        iso.read_dispensings("fills", **keys)
    assert len(iso.read_dispensings("fills", columns={"drug": "x"}, **keys).table("people")) == 10
    assert len(iso.read_dispensings("alone", **keys).table("people")) == 10


@pytest.mark.parametrize(("products", "remark"), [
    (PRODUCTS[:1], "changed from doxycycline 100 mg caps"), (("red", "blue"), ""), (("", "", "", PRODUCTS[2]), ""),
])  # fmt: skip
def test_what_names_no_other_drug_in_most_rows_says_nothing(products: tuple[str, ...], remark: str) -> None:
    assert len(iso.read_dispensings(fills("x", *products, remark=remark)).table("people")) == 30


def test_init_takes_it_for_the_drug_by_what_it_holds(tmp_path: Path) -> None:
    fills("Preparation", *PRODUCTS).to_csv(tmp_path / "fills.csv", index=False)
    assert draft_study([tmp_path / "fills.csv"]).data(tmp_path)["columns"]["drug"] == "Preparation"


@pytest.mark.parametrize(("months", "refused"), [(12, True), (1, False)])
def test_prescriptions_with_repeats_are_no_fills(months: int, refused: bool) -> None:
    """Rows a year apart with three repeats each are prescriptions; a month apart they are the fills themselves."""
    days = pd.date_range("2015-01-01", periods=4, freq=f"{months * 30}D").strftime("%Y-%m-%d")
    rows = [{"patient_id": str(one), "dispense_date": day, "Repeats": 3} for one in range(6) for day in days]
    table = pd.DataFrame(rows).assign(days_supply=30, strength_mg=20, quantity=30)
    if refused:
        with pytest.raises(DataError, match="24 of 24 rows of a data frame may be filled again, as 'Repeats' says"):
            iso.read_dispensings(table)
        table = table.drop(columns="Repeats")
    assert len(iso.read_dispensings(table).table("people")) == 6


def test_the_name_says_the_strength_where_no_column_does(tmp_path: Path) -> None:
    """So a list of a pharmacy is read as it is, and its other drugs are later treatments."""
    path = tmp_path / "fills.csv"
    fills("Item", *PRODUCTS).drop(columns=["strength_mg", "remark"]).to_csv(path, index=False)
    data = draft_study([path]).data(tmp_path)
    assert data["columns"]["drug"] == "Item"
    assert "strength_mg" not in str(data)
    read = iso.read_dispensings(path, columns={"drug": "Item"}, treatments=path)
    assert read.table("courses")["dose_mg"].tolist() == [600.0] * 10
    assert read.table("events")["kind"].tolist() == []
    (note,) = [each for each in read.findings if each.rule == "strength_by_name"]
    assert note.message.startswith("10 of 10 dispensings of isotretinoin in fills.csv have the strength")
    with pytest.raises(DataError, match="strength_mg"):
        iso.read_dispensings(fills("drug", "Isotretinoin caps").drop(columns="strength_mg"))


def observed(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"patient_id": frame["patient_id"], "start": "2018-12-01", "end": "2022-01-01"})


def test_rows_that_are_all_of_other_products_are_an_error_of_check(tmp_path: Path) -> None:
    """Check found no error, and report then nobody: with the column that names the drug, where one is not read."""
    frame = fills("code", "00378661213").drop(columns="remark")
    for further, advice in (({"GENNME": "ISOTRETINOIN"}, "drug = \"GENNME\""), ({}, "products = [\"00378661213\"]")):
        frame.assign(**further).to_csv(tmp_path / "fills.csv", index=False)
        observed(frame).to_csv(tmp_path / "observation.csv", index=False)
        files = {"dispensings": str(tmp_path / "fills.csv"), "observation": str(tmp_path / "observation.csv")}
        (error,) = check_records(make_study({"data": files})).errors
        assert error.rule == "nothing_of_the_drug"
        assert error.message == f"all {len(frame)} dispensings of fills.csv are of other products"
        assert advice in error.advice
        key = {"products": ["00378661213"]} if not further else {"columns": {"drug": "GENNME"}}
        assert check_records(make_study({"data": {**files, **key}, "courses": {"washout_days": 0}})).ok


def test_a_study_of_whom_nobody_is_left_is_an_error_of_check(tmp_path: Path) -> None:
    """Each began within the washout: check found no error, and report then nobody."""
    frame = fills("drug", "isotretinoin 20 mg")
    frame.to_csv(tmp_path / "fills.csv", index=False)
    observed(frame).to_csv(tmp_path / "observation.csv", index=False)
    files = {"dispensings": str(tmp_path / "fills.csv"), "observation": str(tmp_path / "observation.csv")}
    study = make_study({"data": files, "courses": {"washout_days": 365}})
    (error,) = check_records(study).errors
    assert (error.rule, error.message[:44]) == ("nobody_left", "Nobody is left: no dispensing of fills.csv i")

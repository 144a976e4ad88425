"""Case 02: only products known as systemic isotretinoin make courses; what is not is told and kept out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from isostats.cli import main
from isostats.doors import through
from isostats.errors import DataError
from isostats.records.dispensings import StitchedRecords, read_dispensings
from isostats.records.drugs import judge_product

CASE = Path(__file__).parent / "02_other_drugs"


@pytest.fixture(autouse=True)
def _in_the_words_of_a_study_file() -> Iterator[None]:
    with through("key"):
        yield


def fills(*drugs: str | None, code: list[str | None] | None = None, **columns: Any) -> pd.DataFrame:
    """One person for each product, one fill each."""
    frame = pd.DataFrame(
        {
            "patient_id": [f"p{at}" for at in range(len(drugs))],
            "dispense_date": "2019-01-01",
            "days_supply": 30,
            "strength_mg": 20.0,
            "quantity": 60,
            "drug": list(drugs),
            **columns,
        }
    )
    return frame if code is None else frame.assign(code=code)


def taken(records: StitchedRecords) -> list[str]:
    return sorted(records.table("courses")["person_id"])


def finding(records: StitchedRecords, rule: str) -> Any:
    return {each.rule: each for each in records.findings}.get(rule)


def test_the_case() -> None:
    records = read_dispensings(CASE / "other.csv")
    assert records.table("courses")[["person_id", "course", "fills", "dose_mg"]].values.tolist() == [
        ["1", 1, 1, 1200.0]
    ]
    assert records.lineage["reason"].tolist() == ["in_course", *["other_product"] * 3]
    told = finding(records, "other_product")
    assert told.count == 3
    for product in ("Lisinopril 20 mg tablet (1)", "Sertraline 50 mg (1)", "amoxicillin (1)"):
        assert product in told.message


SYSTEMIC = [
    "isotretinoin", "ISOTRETINOIN CAP 20MG", "Isotrétinoïne 20 mg capsule molle", "Isotretinoína 20 mg cápsulas",
    "Izotretynoina 10 mg kaps.", "Isotretinoiini 10 mg", "Изотретиноин 16 мг капсулы", "異維A酸軟膠囊", "异维A酸软胶囊",
    "イソトレチノイン 20mg カプセル", "이소트레티노인 10mg", "Roaccutane 20mg", "ROACCUTAN 10 MG CAPS", "Curacné 40mg",
    "Claravis 40 mg", "isotretinoin 20 MG Oral Capsule [Zenatane]", "Isotretinoin 20 mg soft gel capsule",
    "Isotretinoin softgelcaps 20 mg", "Aknenormin 20mg Weichkapseln", "Isotret-HEXAL 20", "13-cis-retinoic acid 10 mg",
    "Акнекутан капсулы 16 мг", "Isotretinoin 10 mg soft gelatine capsule",
]  # fmt: skip
NOT_SYSTEMIC = [
    "Isotretinoin 0.05% gel", "isotretinoin 0.5 MG/ML topical gel", "Isotretinoin 0.0005 MG/MG", "Isotrex gel 30 g",
    "Isotretinoína crema 0,05 %", "изотретиноин гель", "Izotretinoin krem", "Isotretinoin 0.5 mg/g",
    "Isotrexin (isotretinoin with erythromycin)", "isotretinoin vaginal suppository", "tretinoin 0.05% cream",
    "alitretinoin 30 mg capsule", "acitretin 25 mg capsule", "tretinoin 10 mg capsule", "Adapalene gel",
    "Lisinopril 20 mg tablet", "Clarustral", "unknown",
]  # fmt: skip


@pytest.mark.parametrize("name", SYSTEMIC)
def test_names_and_brands_of_many_languages_are_systemic(name: str) -> None:
    assert judge_product(name).systemic


@pytest.mark.parametrize("name", NOT_SYSTEMIC)
def test_what_is_for_the_skin_or_unknown_is_not(name: str) -> None:
    assert not judge_product(name).systemic


@pytest.mark.parametrize(
    ("name", "code", "systemic"),
    [
        (None, "D10BA01", True), (None, "d10ba01", True), (None, "ATC:D10BA01", True), (None, "RxNorm 197844", True),
        (None, "6064", True), ("our own brand", "D10BA01", True), (None, "D10AD04", False), (None, "D10AD54", False),
        ("isotretinoin 20 mg", "3640", False), ("Isotretinoin gel", "D10BA01", False),
        ("isotretinoin 20 mg capsule", "00004-0156-01", True), (None, "00004-0156-01", False), (None, "107436", False),
    ],
)  # fmt: skip
def test_codes_decide_where_they_are_known(name: str | None, code: str, systemic: bool) -> None:
    assert judge_product(name, code).systemic == systemic


def test_a_study_can_name_a_product_by_its_name_or_code() -> None:
    frame = fills("Hautfrei 20", "Lisinopril", None, code=[None, None, "X-77"])
    assert taken(read_dispensings(frame.assign(drug=["Isotan", "isotretinoin", None]))) == ["p1"]
    records = read_dispensings(frame, products=["hautfrei", "x-77"])
    assert taken(records) == ["p0", "p2"]
    assert finding(records, "product_not_met") is None
    records = read_dispensings(frame, products=["hautfrei", "Tippfehler"])
    assert "'Tippfehler'" in finding(records, "product_not_met").message
    assert taken(read_dispensings(frame, products="hautfrei")) == ["p0"]  # one name is a list of one


def test_only_other_products_is_an_error_that_says_how_to_name_one() -> None:
    with pytest.raises(DataError, match=r"all 2 dispensings of a data frame are of other products(.|\n)*products ="):
        read_dispensings(fills("Hautfrei 20", "Hautfrei 20"))


def test_a_file_without_a_product_column_is_taken_whole_and_that_is_said() -> None:
    records = read_dispensings(fills(None, None).drop(columns="drug"))
    assert taken(records) == ["p0", "p1"]
    assert any("name no product" in note for note in records.about_rows)
    assert records.table("courses")["formulation"].isna().all()
    assert records.table("courses")["dose_conventional_mg"].tolist() == [1200.0, 1200.0]
    named = read_dispensings(fills("isotretinoin"))
    assert not any("name no product" in note for note in named.about_rows)


def test_rows_that_name_no_product_follow_the_others() -> None:
    records = read_dispensings(fills("isotretinoin", None, ""))
    assert taken(records) == ["p0", "p1", "p2"]
    assert finding(records, "product_not_named").count == 2
    records = read_dispensings(fills("isotretinoin", None, "lisinopril"))
    assert taken(records) == ["p0"]
    assert "(no product named) (1)" in finding(records, "other_product").message


def test_many_other_products_are_listed_by_number_and_the_rest_is_counted() -> None:
    records = read_dispensings(fills("isotretinoin", *[f"drug {at:02}" for at in range(12)], "drug 11"))
    message = finding(records, "other_product").message
    assert message.startswith("13 of 14 dispensings are of other products: drug 11 (2), drug 00 (1)")
    assert message.endswith("and 2 other products (2)")


def test_formulations_and_the_conventional_dose() -> None:
    records = read_dispensings(fills("isotretinoin 20 mg", "Absorica 20 mg", "Absorica LD 20 mg", "Epuris"))
    courses = records.table("courses")
    assert courses["formulation"].tolist() == ["conventional", "lidose", "micronised", "lidose"]
    assert courses["dose_mg"].tolist() == [1200.0] * 4
    assert courses["dose_conventional_mg"].tolist() == [1200.0, 1200.0, 1500.0, 1200.0]
    both = fills("isotretinoin 20 mg", "isotretinoin, micronized 20 MG Oral Capsule").assign(
        patient_id="a", dispense_date=["2019-01-01", "2019-01-31"]
    )
    course = read_dispensings(both).table("courses").iloc[0]
    assert (course["formulation"], course["dose_mg"], course["dose_conventional_mg"]) == ("mixed", 2400.0, 2700.0)
    by_code = read_dispensings(fills(None, None, code=["2262714", "197844"]))
    assert by_code.table("courses")["formulation"].tolist() == ["micronised", "conventional"]


def test_the_flag_of_the_command_names_a_product(tmp_path: Path) -> None:
    """In the words of the command line, and what it advises can be followed."""
    given = ["courses", str(CASE / "other.csv"), "--out", str(tmp_path / "o.csv")]
    result = CliRunner().invoke(main, [*given, "--products", "Lisinopril 20 mg tablet", "--products", "amoxicillin"])
    assert result.exit_code == 0
    assert len(pd.read_csv(tmp_path / "o.csv")) == 3
    assert "1 of 4 dispensings is of another product: Sertraline 50 mg (1)" in result.output


def test_half_of_the_rows_by_their_code_in_the_column_of_names_are_read_like_the_others() -> None:
    named = taken(read_dispensings(fills("Isotretinoin 20 mg", "D10BA01", "ATC: D10 BA 01", "Lisinopril", "D10AD04")))
    assert named == ["p0", "p1", "p2"]
    with pytest.raises(DataError, match=r'(?s)1 of 2 dispensings names .* or its code.*products = \["D10BA01 XYZ"\]'):
        read_dispensings(fills("Isotretinoin 20 mg", "D10BA01 XYZ"))
    said = read_dispensings(fills("Isotretinoin 20 mg", "D10BA01 XYZ"), products=["isotretinoin", "D10BA01 XYZ"])
    assert taken(said) == ["p0", "p1"]

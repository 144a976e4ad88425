"""What a name of a product says: a product alone is isotretinoin; one denied or planned is not."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isostats.records.drugs import Product, fold, is_doubted, is_unclear, judge_product
from isostats.resources import resource

with resource("data", "published", "products.csv").open(encoding="utf-8", newline="") as FILE:
    ROWS = list(csv.DictReader(FILE))
WORDS = {what: [row["text"] for row in ROWS if row["what"] == what] for what in {row["what"] for row in ROWS}}
LANGUAGES = {"en", "de", "fr", "es", "pt", "it", "pl", "nl", "ja"}


@given(st.sampled_from(WORDS["brand"]), st.sampled_from(WORDS["doubt"]), st.booleans(), st.sampled_from(["", " 20 mg"]))
def test_a_word_of_doubt_makes_no_product_of_a_brand(brand: str, doubt: str, before: bool, strength: str) -> None:
    name = f"{doubt} {brand}{strength}" if before else f"{brand}{strength} {doubt}"
    assert is_doubted(name)
    assert not judge_product(name).systemic
    assert not judge_product(name, products=[brand]).systemic


@given(st.sampled_from(WORDS["brand"]), st.lists(st.sampled_from(WORDS["beside"]), max_size=3), st.integers(5, 60))
def test_strength_form_pack_and_maker_leave_a_product_what_it_is(brand: str, beside: list[str], mg: int) -> None:
    assert judge_product(f"{brand.upper()} {mg} mg {' '.join(beside)}").systemic


def test_every_language_denies_and_no_word_does_both() -> None:
    spoken = {language for row in ROWS if row["what"] == "doubt" for language in row["where"].split(", ")}
    assert spoken >= LANGUAGES
    assert not set(map(fold, WORDS["beside"])) & set(map(fold, WORDS["doubt"]))


@pytest.mark.parametrize(
    "name",
    [
        "no isotretinoin", "NOT isotretinoin", "pas d'isotrétinoïne", "isotretinoin vs doxycycline",
        "etretinate (switch from isotretinoin)", "Roaccutane nein", "isotretinoinfrei", "isotretinoin?",
        "isotretinoin and doxycycline", "イソトレチノイン中止", "acitretin 25 mg, formerly isotretinoin",
    ],
)  # fmt: skip
def test_more_than_a_product_is_unknown(name: str) -> None:
    product = judge_product(name)
    assert (product.systemic, product.known) == (False, False)


@pytest.mark.parametrize("form", ["WKA", "KAP", "HKP", "WKM", "HKM", "N3 WKA", "WKA 60 ST"])
def test_german_codes_of_capsules_leave_a_product_what_it_is(form: str) -> None:
    assert judge_product(f"ISOTRETINOIN BASICS 20MG {form}").systemic


@pytest.mark.parametrize("maker", ["Almus", "1A Pharma", "Orifarm", "Accord", "2care4", "Centrafarm", "Akorn", "Mepha"])
@pytest.mark.parametrize("remark", ["", *WORDS["remark"]])
def test_makers_and_remarks_to_who_dispenses_leave_a_product_what_it_is(maker: str, remark: str) -> None:
    name = f"Isotretinoin {maker} 20 mg Weichkapseln {remark}"
    assert judge_product(name).systemic
    assert not is_doubted(name)
    assert not judge_product(f"kein {name}").systemic


@given(st.sampled_from(["", "ATC ", "ATC:", "atc-code "]), st.sampled_from(["D10BA01", "d10 ba 01"]),
       st.sampled_from(["", *WORDS["beside"][:20]]), st.sampled_from(["", " 20 mg", " (Isotretinoin)"]))  # fmt: skip
def test_a_name_that_is_the_code_of_isotretinoin_is_isotretinoin(
    before: str, code: str, beside: str, strength: str
) -> None:
    name = f"{before}{code}{strength} {beside}".strip()
    assert judge_product(name).systemic
    assert not judge_product(f"no {name}").systemic
    assert judge_product(name.upper().replace("BA", "AD").replace("01", "04")) == Product(False), "for the skin"
    other = judge_product(f"{name} switch to doxycycline")
    assert is_unclear(name, other), "asked, and not left out in silence"

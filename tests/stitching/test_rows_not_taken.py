"""Rows that say that they were returned or cancelled, in a column that is not read, are told in every door."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from isostats.analyses.headline import LACKING, lacking_of
from isostats.records import check_courses
from isostats.records.dispensings import read_dispensings
from isostats.words.language import speaking, untranslated

FILLS = pd.DataFrame({
    "patient_id": ["1", "1", "2", "2"], "dispense_date": ["2019-01-01", "2019-02-01", "2019-01-01", "2019-02-01"],
    "days_supply": 30, "strength_mg": 20, "quantity": 60, "drug": ["Isotretinoin 20mg caps"] * 3 + ["Lisinopril 5mg"],
})  # fmt: skip
OBSERVED = pd.DataFrame({"patient_id": ["1", "2"], "start": "2017-01-01", "end": "2022-01-01"})


@pytest.mark.parametrize(("name", "taken", "returned"), [
    ("Status", "Dispensed", "Returned"), ("Claim Status", "Paid", "REVERSED"), ("Status", "abgegeben", "Storniert"),
    ("Estado", "entregado", "devuelto"), ("Statut", "délivré", "annulé"), ("state", "ok", "not collected"),
    ("Returned", "no", "yes"), ("Cancelled", "0.0", "1.0"), ("Storno", "", "ja"), ("状態", "済", "返品"),
    ("claim_status", "P", "R"), ("claim_status", "PAID", "R"), ("status", "p", "r"), ("transaction_code", "B1", "B2"),
    ("Stornokennzeichen", "0", "1"), ("denied_ind", "N", "Y"), ("reversalFlag", "0", "1"),
    ("returned_to_stock", "", "2019-02-20"), ("date_cancelled", "", "20/02/2019"), ("Stornodatum", "", "20.02.2019"),
])  # fmt: skip
def test_returned_fills_that_count_are_told(name: str, taken: str, returned: str) -> None:
    """Of another product it is of no use, and one with a negative quantity is read as what it is."""
    frame = FILLS.assign(**{name: [taken, returned, taken, returned]})
    findings = read_dispensings(frame, observation=OBSERVED).findings
    (warning,) = [each for each in findings if each.rule == "unread_status"]
    assert warning.message == f"1 of 4 rows of a data frame says in '{name}' that it was returned or cancelled"
    assert warning.example == f"row 3, '{returned}'"
    assert warning.row == 3
    back = pd.concat([frame.assign(**{name: taken}), frame[1:2].assign(quantity=-60, dispense_date="2019-02-05")])
    findings = read_dispensings(back, observation=OBSERVED).findings
    assert "unread_status" not in {each.rule for each in findings}
    assert "reversal" in {each.rule for each in findings}


def test_returned_treatments_are_told_beside_fills_and_courses() -> None:
    later = pd.DataFrame({"patient_id": ["1", "2"], "date": "2020-01-01", "kind": ["oral_antibiotic", "not_for_acne"]})
    later = later.assign(Status="Cancelled")
    courses = pd.DataFrame({"patient_id": ["1", "2"], "course_start": "2018-01-01"})
    courses = courses.assign(course_end="2018-06-01", last_contact="2022-01-01")
    of_fills = read_dispensings(FILLS, observation=OBSERVED, treatments=later).findings
    for findings in (of_fills, check_courses(courses, events=later)):
        assert [each.count for each in findings if each.rule == "unread_status"] == [1]
    taken_back = check_courses(courses, events=later.assign(quantity="-1"))
    assert "unread_status" not in {each.rule for each in taken_back}


BACK = {"dispense_date": "2019-02-09", "days_supply": -30, "quantity": -60}


@pytest.mark.parametrize(("claims", "of_reversal", "taken"), [
    (["7", "8"], {"claim_id": "8", "strength_mg": None}, [3]),
    (["7", "8"], {"claim_id": "7", "strength_mg": None}, [2]),
    (["7", "8"], {"claim_id": "7", "drug": None, "strength_mg": None}, [2]),
    (["7", "8"], {"claim_id": "8", "drug": "ISOTRETINOIN 20"}, [3]),
    (["7", "8"], {"claim_id": "9", "strength_mg": None}, [3]),  # of no claim here: the one product that it may be of
    ([None, None], {"claim_id": None, "strength_mg": None}, [3]),
    (["7", "8"], {"claim_id": "8", "strength_mg": None, "quantity": -30}, []),  # of another quantity
    (["7", "8"], {"claim_id": "9", "strength_mg": 40}, []),
])  # fmt: skip
def test_a_reversal_is_of_the_claim_that_it_names_whatever_it_leaves_empty(
    claims: list[str | None], of_reversal: dict[str, object], taken: list[int]
) -> None:
    """A reversal often has no strength: such a one took nothing back, and what it took back counted."""
    fills = FILLS[:2].assign(claim_id=claims, drug="Isotretinoin 20mg caps")
    back = fills[1:2].assign(**{**BACK, **of_reversal})
    frame = pd.concat([fills, back, FILLS[2:3].assign(claim_id="1")], ignore_index=True)
    records = read_dispensings(frame, observation=OBSERVED)
    rules = {each.rule for each in records.findings}
    assert ("unmatched_reversal" in rules) is not bool(taken)
    assert [each.row for each in records.findings if each.rule == "reversed_fill"] == taken


def test_a_reversal_without_a_strength_takes_neither_of_two_that_it_may_be_of() -> None:
    fills = FILLS[:2].assign(dispense_date="2019-01-01", strength_mg=[20, 40], drug="isotretinoin")
    frame = pd.concat([fills, fills[1:].assign(**{**BACK, "strength_mg": None})], ignore_index=True)
    for claims, taken in ((None, []), (["7", "8", "7"], [2])):
        records = read_dispensings(frame.assign(claim_id=claims), observation=OBSERVED)
        assert [each.row for each in records.findings if each.rule == "reversed_fill"] == taken


def test_reversals_of_nothing_are_told_beside_the_number() -> None:
    fills = pd.concat([FILLS, FILLS[:1].assign(**{**BACK, "quantity": -90})], ignore_index=True)
    (found,) = [each for each in read_dispensings(fills, observation=OBSERVED).findings if each.rule in LACKING]
    (sentence,) = lacking_of([found])
    assert sentence == (
        "Look at the reversals: 1 of 5 dispensings takes back a dispensing that is not there. What they were to take "
        "back counts as taken in every figure here."
    )
    for message in (sentence, sentence.replace("1 of 5 dispensings takes back a", "2 of 5 dispensings take back").
                    replace("dispensing that is", "dispensings that are")):  # fmt: skip
        with speaking("de"):
            assert untranslated(message, "de") == []


@pytest.mark.parametrize(("name", "texts"), [
    ("claim_status", "AXAA"), ("Fill Status", "1211"), ("Storno", ["", "X", "X", "N"]), ("status", "0100"),
])  # fmt: skip
def test_codes_of_a_status_that_nobody_knows_are_told(name: str, texts: Sequence[str]) -> None:
    findings = read_dispensings(FILLS.assign(**{name: [*texts]}), observation=OBSERVED).findings
    assert [(each.rule, each.column) for each in findings if each.rule in LACKING] == [("unclear_status", name)]


def test_the_codes_are_listed_with_their_counts_and_a_row_of_the_rarer() -> None:
    findings = read_dispensings(FILLS.assign(claim_status=[*"AXAA"]), observation=OBSERVED).findings
    (warning,) = [each for each in findings if each.rule == "unclear_status"]
    assert warning.message == "'claim_status' of a data frame holds 'A' (2), 'X' (1), and is not read"
    assert (warning.count, warning.row, warning.example) == (1, 3, "row 3, 'X'")
    with speaking("de"):
        for text in (*lacking_of([warning]), warning.message, warning.advice):
            assert set(untranslated(text.replace("a data frame", "fills.csv"), "de")) <= {"A", "X"}


@pytest.mark.parametrize(("name", "texts"), [
    ("claim_status", "PPPP"), ("claim_status", ["PAID", "Dispensed", "paid", "P"]), ("smoking_status", "ABAA"),
    ("status", ["new patient", "known", "known", "known"]), ("Storno", "NNNN"), ("region", "PRPP"),
    ("returned_to_stock", ["", "", "", ""]), ("return_date", ["2019-03-01"] * 4),
])  # fmt: skip
def test_other_columns_say_nothing_of_it(name: str, texts: Sequence[str]) -> None:
    findings = read_dispensings(FILLS.assign(**{name: [*texts]}), observation=OBSERVED).findings
    assert [each.rule for each in findings if each.rule in LACKING] == []

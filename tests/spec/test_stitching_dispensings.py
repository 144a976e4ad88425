"""Worked dispensings: claims in, courses, lineage and flow out. Integer days."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from isostats.errors import DataError, StudyError
from isostats.records.dispensings import StitchedRecords, read_dispensings
from isostats.study.study_file import make_study
from tests.spec.ascii_tables import rows

HEADER = "| patient_id | dispense_day | days_supply | strength_mg | quantity |"


def read(fills: str, *, header: str = HEADER, **choices: Any) -> StitchedRecords:
    tables = {
        name: rows(choices.pop(name))
        for name in ("observation", "people", "treatments", "weights")
        if choices.get(name) is not None
    }
    return read_dispensings(rows(f"{header}\n{fills}"), **tables, **choices)


def courses(records: StitchedRecords) -> list[tuple[Any, ...]]:
    """person, course, start, end, status, days, fills, dose"""
    frame = records.table("courses")
    names = ["person_id", "course", "start", "end", "end_status", "days_covered", "fills", "dose_mg"]
    return [tuple(None if cell != cell else cell for cell in row) for row in frame[names].itertuples(index=False)]


def fates(records: StitchedRecords) -> list[tuple[Any, ...]]:
    """row, course, reason, other row"""
    frame = records.lineage[["row", "course", "reason", "other_row"]]
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in frame.itertuples(index=False)]


def flow(records: StitchedRecords) -> list[tuple[str, str, int, int, int]]:
    return [(step.step, step.reason, step.rows, step.patients, step.days) for step in records.flow]


NO_PRODUCT = "The dispensings name no product: all are taken as conventional systemic isotretinoin."
ASSUMED = ("follow_up_assumed", "washout_unseen")
LONG_AFTER = "\n| z | 900 | 30 | 20 | 60 |"  # the data goes on: its last date is day 900
Z = ("z", 1, 900, 929, "open", 30, 1, 1200.0)


def warnings_of(records: Any) -> list[Any]:
    """The warnings but those that every file without an observation table has; they have tests below."""
    return [finding for finding in records.findings.warnings if finding.rule not in ASSUMED]


def test_an_exact_repetition_is_one_fill() -> None:
    records = read("| a | 0 | 30 | 20 | 60 |\n| a | 0 | 30 | 20 | 60 |\n| a | 30 | 30 | 20 | 60 |" + LONG_AFTER)
    assert courses(records) == [("a", 1, 0, 59, "confirmed", 60, 2, 2400.0), Z]
    assert fates(records)[:3] == [(2, 1, "in_course", None), (3, None, "duplicate_fill", 2), (4, 1, "in_course", None)]
    assert [(f.rule, f.count) for f in warnings_of(records)] == [("duplicate_fill", 1)]
    assert "1 of 4 dispensings repeats another row in every column" in str(records.findings)
    assert "patient a, row 3, the same as row 2" in str(records.findings)


OF_A_NAME = "| patient_id | dispense_day | days_supply | strength_mg | quantity | drug |"


def test_isotretinoin_with_an_unknown_word_is_asked_about_and_both_answers_do_what_they_say() -> None:
    """It is never left out on a warning: holes in a course would make second ones."""
    fills = "| a | 0 | 30 | 20 | 60 | Isotretinoin 20 mg caps |\n| a | 30 | 30 | 20 | 60 | Isotretinoin 20MG Qwx |"
    fills += "\n| a | 60 | 30 | 20 | 60 | no isotretinoin 20 mg |\n| b | 900 | 30 | 20 | 60 | Isotretinoin 20 mg WKA |"
    with pytest.raises(DataError) as refused:
        read(fills, header=OF_A_NAME)
    (error,) = refused.value.findings.errors
    assert (error.rule, error.count, error.row) == ("unclear_product", 1, 3)
    assert error.message.endswith("a word that is not known: Isotretinoin 20MG Qwx (1)")
    assert 'products = ["Isotretinoin 20MG Qwx"]' in error.advice
    taken = read(fills, header=OF_A_NAME, products=["Isotretinoin 20MG Qwx"])
    assert courses(taken)[0][:6] == ("a", 1, 0, 59, "confirmed", 60)
    left = read(fills, header=OF_A_NAME, values={"drug": {"Isotretinoin 20MG Qwx": "not_for_acne"}})
    assert courses(left)[0][:6] == ("a", 1, 0, 29, "confirmed", 30)


def packs(*, people: int, numbered: bool = False) -> str:
    """Three packs of 30 days at each of two visits 93 days apart, a row each; and others, once."""
    rows_of = [f"| p{one} | {day} | 30 | 20 | 30 |" for one in range(people) for day in (0, 93) for _ in range(3)]
    return "\n".join(f"{row} {number} |" if numbered else row for number, row in enumerate(rows_of)) + (
        "" if numbered else LONG_AFTER
    )


def test_many_equal_rows_are_asked_about_and_both_answers_do_what_they_say() -> None:
    with pytest.raises(DataError) as refused:
        read(packs(people=5))
    (error,) = refused.value.findings.errors
    assert (error.rule, error.count, error.row) == ("many_equal_rows", 20, 3)
    assert error.message == "20 of 31 dispensings repeat another row in every column"
    assert 'equal_rows = "packs", with same_day = "sum"' in error.advice
    copies = read(packs(people=5), equal_rows="copies")
    assert courses(copies)[:2] == [("p0", 1, 0, 29, "confirmed", 30, 1, 600.0),
                                   ("p0", 2, 93, 122, "confirmed", 30, 1, 600.0)]  # fmt: skip
    added = read(packs(people=5), equal_rows="packs", same_day="sum")
    assert courses(added)[0] == ("p0", 1, 0, 182, "confirmed", 180, 6, 3600.0)
    assert [(each.rule, each.count) for each in warnings_of(added)] == [("near_duplicate", 20)]
    longest = read(packs(people=5), equal_rows="packs")
    assert courses(longest)[0] == ("p0", 1, 0, 29, "confirmed", 30, 3, 1800.0)
    assert [(each.rule, each.count) for each in warnings_of(longest)] == [("packs_of_one_day", 20)]


def test_few_equal_rows_are_a_slip_and_so_is_the_table_that_stands_twice_not() -> None:
    few = packs(people=2)
    assert ("duplicate_fill", 8) in [(each.rule, each.count) for each in read(few).findings.warnings]
    once = "\n".join(f"| p{one} | 0 | 30 | 20 | 30 |" for one in range(90))
    slips = "\n".join(once.splitlines()[:10])
    assert ("duplicate_fill", 10) in [(each.rule, each.count) for each in read(f"{once}\n{slips}").findings.warnings]
    with pytest.raises(DataError, match="90 of 180 dispensings repeat another row in every column"):
        read(f"{once}\n{once}")


def test_packs_that_a_number_tells_apart_stand_out_from_slips() -> None:
    header = HEADER + " claim |"
    found = warnings_of(read(packs(people=5, numbered=True), header=header))
    assert [(each.rule, each.count) for each in found] == [("packs_of_one_day", 20)]
    found = warnings_of(read(packs(people=2, numbered=True), header=header))
    assert [(each.rule, each.count) for each in found] == [("near_duplicate", 8)]


def test_two_strengths_on_one_day_add_in_dose_only() -> None:
    records = read("| a | 0 | 30 | 20 | 60 |\n| a | 0 | 30 | 10 | 30 |" + LONG_AFTER)
    assert courses(records) == [("a", 1, 0, 29, "confirmed", 30, 2, 1500.0), Z]


@pytest.mark.parametrize(
    "refund",
    [
        "| a | 35 | 30  | 20 | -60 |",
        "| a | 35 | -30 | 20 | -60 |",
        "| a | 35 | -30 | 20 | 60  |",
        "| a | 35 |     | 20 | -60 |",
        "| a | 30 | 30  | 20 | -60 |",
    ],
)
def test_a_refund_takes_back_the_latest_fill_that_fits(refund: str) -> None:
    records = read("| a | 0 | 30 | 20 | 60 |\n| a | 30 | 30 | 20 | 60 |\n" + refund + LONG_AFTER)
    assert courses(records) == [("a", 1, 0, 29, "confirmed", 30, 1, 1200.0), Z]
    assert fates(records)[:3] == [
        (2, 1, "in_course", None),
        (3, None, "reversed_fill", 4),
        (4, None, "reversal", 3),
    ]


@pytest.mark.parametrize(
    "refund",
    [
        "| a | 35 | 30 | 20 | -30 |",  # half of it
        "| a | 35 | 30 | 40 | -60 |",  # another strength
        "| b | 35 | 30 | 20 | -60 |",  # another patient
    ],
)
def test_a_refund_of_nothing_is_reported_and_left_out(refund: str) -> None:
    records = read("| a | 0 | 30 | 20 | 60 |\n| a | 30 | 30 | 20 | 60 |\n" + refund + LONG_AFTER)
    assert courses(records) == [("a", 1, 0, 59, "confirmed", 60, 2, 2400.0), Z]
    assert fates(records)[2] == (4, None, "unmatched_reversal", None)
    assert "take" in next(f.message for f in records.findings.warnings if f.rule == "unmatched_reversal")


def test_a_refund_before_its_fill_takes_nothing_back() -> None:
    records = read("| a | 0 | 30 | 20 | -60 |\n| a | 5 | 30 | 20 | 60 |" + LONG_AFTER)
    assert courses(records)[0] == ("a", 1, 5, 34, "confirmed", 30, 1, 1200.0)


def test_a_refund_names_its_claim() -> None:
    header = "| patient_id | dispense_day | days_supply | strength_mg | quantity | claim_id |"
    fills = "| a | 0 | 30 | 20 | 60 | c1 |\n| a | 30 | 30 | 20 | 60 | c2 |\n| a | 35 | 30 | 20 | -60 | c1 |"
    records = read(fills + "\n| z | 900 | 30 | 20 | 60 | c9 |", header=header)
    assert courses(records)[0] == ("a", 1, 30, 59, "confirmed", 30, 1, 1200.0)
    assert fates(records)[:3] == [(2, None, "reversed_fill", 4), (3, 1, "in_course", None), (4, None, "reversal", 2)]


def test_a_refund_written_twice_takes_back_once_where_its_fill_is_written_twice_too() -> None:
    """Else each takes back a fill of its own: why should the refund alone be written twice?"""
    fills, refund = "| a | 0 | 30 | 20 | 60 |" + "\n| a | 30 | 30 | 20 | 60 |" * 2, "\n| a | 35 | 30 | 20 | -60 |" * 2
    assert courses(read(fills + refund + LONG_AFTER))[0] == ("a", 1, 0, 29, "confirmed", 30, 1, 1200.0)
    fills = "| a | 0 | 30 | 20 | 60 |\n| a | 30 | 30 | 20 | 60 |"
    records = read(fills + refund + LONG_AFTER)
    assert fates(records)[:4] == [
        (2, None, "reversed_fill", 5), (3, None, "reversed_fill", 4), (4, None, "reversal", 3),
        (5, None, "repeated_reversal", 2),
    ]  # fmt: skip
    assert [(each.rule, each.count) for each in warnings_of(records) if each.rule == "repeated_reversal"] == [
        ("repeated_reversal", 1)
    ]


def test_the_ladder_of_supply() -> None:
    records = read(
        """
        | a | 0   | 30  | 20 | 60 |
        | a | 30  |     | 20 | 30 |
        | a | 45  | 0   | 20 | 56 |
        | a | 73  | 999 | 20 | 60 |
        | b | 0   |     | 20 | 60 |
        | b | 100 | 0   | 20 |    |
        """
        + LONG_AFTER
    )
    lineage = records.lineage.set_index("row")
    # a takes two capsules a day; of b nothing is known
    assert lineage["days_supply"].tolist() == [30, 15, 28, 30, 30, 30, 30]
    assert lineage["supply_source"].tolist() == [
        "recorded", "quantity", "quantity", "quantity", "default", "default", "recorded",
    ]  # fmt: skip
    assert courses(records)[0] == ("a", 1, 0, 102, "confirmed", 103, 4, 1200.0 + 600 + 1120 + 1200)
    found = {finding.rule: finding.count for finding in warnings_of(records)}
    assert found == {"absurd_supply": 1, "no_supply": 4, "supply_from_quantity": 3, "supplies_assumed": 2, "no_dose": 1}
    assert courses(records)[1][-1] == 1200.0  # b's first course
    assert courses(records)[2][-1] is None  # its second has no quantity


def test_supply_in_another_unit_stops_with_a_way_out() -> None:
    with pytest.raises(DataError, match=r"1 of 2 dispensings gives more than 30 capsules a day") as caught:
        read("| a | 0 | 1 | 20 | 300 |" + LONG_AFTER)
    assert "patient a, row 2, 300 capsules for 1 days" in str(caught.value)
    assert "Look whether days_supply is in days and quantity in capsules" in str(caught.value)
    hours = "\n".join(f"| a | {30 * month} | 720 | 20 | 60 |" for month in range(4))
    with pytest.raises(DataError, match="4 of 5 supplies are of more than 180 days"):
        read(hours + LONG_AFTER)


def test_faults_set_a_patient_aside_whole() -> None:
    fills = "| a | 0 | 1 | 20 | 300 |\n| a | 30 | 30 | 20 | 60 |" + LONG_AFTER
    records = read(fills, on_invalid="set_aside")
    assert courses(records) == [Z]
    assert fates(records)[:2] == [(2, None, "wrong_unit", None), (3, None, "wrong_unit", 2)]
    assert records.set_aside[["row", "reason", "patient_id", "quantity"]].values.tolist() == [
        [2, "wrong_unit", "a", "300"],
        [3, "wrong_unit", "a", "60"],
    ]
    assert flow(records) == [
        ("dispensings read", "", 3, 2, 61),
        ("set aside", "wrong_unit", 2, 1, 31),
        ("kept", "", 1, 1, 30),
        ("courses", "", 1, 1, 30),
    ]


def test_texts_that_cannot_be_read_stop_or_set_aside() -> None:
    fills = "| a | soon | 30 | 20 | 60 |\n| a | 30 | 30 | 20 | 60 |\n|  | 30 | 30 | 20 | 60 |" + LONG_AFTER
    with pytest.raises(DataError) as caught:
        read(fills)
    assert {finding.rule for finding in caught.value.findings.errors} == {"unreadable_day", "empty_id"}
    records = read(fills, on_invalid="set_aside")
    assert courses(records) == [Z]
    assert [reason for _, _, reason, _ in fates(records)] == ["unreadable_value"] * 2 + ["empty_id", "in_course"]


def test_dates_before_birth_and_after_death() -> None:
    header = HEADER.replace("dispense_day", "dispense_date")
    fills = rows(f"{header}\n| a | 2019-01-01 | 30 | 20 | 60 |\n| b | 2019-01-01 | 30 | 20 | 60 |")
    people = rows(
        """
        | patient_id | birth_year | death_date |
        | a          | 2020       |            |
        | b          | 1999       | 2018-12-31 |
        """
    )
    with pytest.raises(DataError) as caught:
        read_dispensings(fills, people=people)
    text = str(caught.value)
    assert "1 of 2 dispensings is before the patient's birth" in text
    assert "patient a, row 2, 2019-01-01, born 2020" in text
    assert "1 of 2 dispensings is after the patient's death" in text
    assert "patient b, row 3, 2019-01-01, died 2018-12-31" in text
    with pytest.raises(DataError, match="Nobody is left"):
        read_dispensings(fills, people=people, on_invalid="set_aside")


def test_a_missing_column_is_named_with_the_nearest() -> None:
    with pytest.raises(DataError, match="no column 'days_supply'; the nearest name found is 'day_supply'"):
        read("| a | 0 | 30 | 20 | 60 |", header=HEADER.replace("days_supply", "day_supply"))
    with pytest.raises(DataError, match="no column 'end'"):
        read("| a | 0 | 30 | 20 | 60 |", observation="| patient_id | start_day |\n| a | 0 |")
    with pytest.raises(DataError, match=r"of dispensings holds days and .* of observation holds dates"):
        read("| a | 0 | 30 | 20 | 60 |", observation="| patient_id | start | end |\n| a | 2019-01-01 | 2020-01-01 |")


def test_columns_and_codes_of_ones_own() -> None:
    header = "| MRN | dispense_day | days | mg | caps |"
    mapping = {"patient_id": "MRN", "days_supply": "days", "strength_mg": "mg", "quantity": "caps"}
    observed = "| patient_id | start_day | end_day |\n| a | -400 | 900 |"
    records = read("| a | 0 | 30 | 20 | 60 |", header=header, columns=mapping, observation=observed)
    assert courses(records) == [("a", 1, 0, 29, "confirmed", 30, 1, 1200.0)]
    with pytest.raises(DataError, match=r"names 'quantty', which is not one of our columns; did you mean\s+'quantity'"):
        read("| a | 0 | 30 | 20 | 60 |", columns={"quantty": "caps"})


def test_a_mapping_is_for_the_file_that_has_the_column() -> None:
    header = "| MRN | dispense_day | days | strength_mg | quantity |"
    treatments = "| patient_id | day | kind | days_supply |\n| a | 200 | oral_antibiotic | 10 |"
    mapping = {"patient_id": "MRN", "days_supply": "days"}
    records = read("| a | 0 | 30 | 20 | 60 |", header=header, columns=mapping, treatments=treatments)
    assert records.table("events").values.tolist() == [["a", 200, "oral_antibiotic", 10]]


# Observation: seen from and to, the courses that stay, and how the first end stands.
ONE = "| a | 1000 | 30 | 20 | 60 |"
OBSERVED = {
    # 60 drug-free days after the end on day 1029 are observed to day 1089: not longer than the gap
    "end observed exactly for the gap": (ONE, "| a | 0 | 1089 |", [("a", 1, 1000, 1029, "open")]),
    "end observed one day longer": (ONE, "| a | 0 | 1090 |", [("a", 1, 1000, 1029, "confirmed")]),
    "course across the data cut": (ONE, "| a | 0 | 1010 |", [("a", 1, 1000, 1029, "open")]),
    "history of exactly the washout": (ONE, "| a | 635 | 1500 |", [("a", 1, 1000, 1029, "confirmed")]),
    "history one day too short": (ONE, "| a | 636 | 1500 |", []),
    # 31 unobserved days between are bridged, 32 are a hole
    "hole of 31 days before the course": (
        ONE,
        "| a | 0 | 900 |\n| a | 932 | 1500 |",
        [("a", 1, 1000, 1029, "confirmed")],
    ),
    "hole of 32 days before the course": (ONE, "| a | 0 | 900 |\n| a | 933 | 1500 |", []),
    "periods that overlap or lie in each other": (
        ONE,
        "| a | 0 | 1200 |\n| a | 500 | 600 |\n| a | 1100 | 1500 |",
        [("a", 1, 1000, 1029, "confirmed")],
    ),
    # a hole of 40 days parts two fills that are only 31 drug-free days apart
    "enrolment hole between two fills": (
        ONE + "\n| a | 1061 | 30 | 20 | 60 |",
        "| a | 0 | 1015 |\n| a | 1056 | 1500 |",
        [("a", 1, 1000, 1029, "open"), ("a", 2, 1061, 1090, "confirmed")],
    ),
    "hole of 31 days between two fills": (
        ONE + "\n| a | 1061 | 30 | 20 | 60 |",
        "| a | 0 | 1015 |\n| a | 1047 | 1500 |",
        [("a", 1, 1000, 1090, "confirmed")],
    ),
    # the supply of the first course outlasts the hole: it ends before the next begins
    "supply that outlasts a hole": (
        "| a | 1000 | 90 | 20 | 180 |\n| a | 1061 | 30 | 20 | 60 |",
        "| a | 0 | 1015 |\n| a | 1056 | 1500 |",
        [("a", 1, 1000, 1060, "open"), ("a", 2, 1061, 1090, "confirmed")],
    ),
    "a fill outside observation": (
        "| a | 990 | 30 | 20 | 60 |\n| a | 2000 | 30 | 20 | 60 |",
        "| a | 0 | 1500 |",
        [("a", 1, 990, 1019, "confirmed")],
    ),
    "death within the gap": (ONE, "| a | 0 | 1500 |", [("a", 1, 1000, 1029, "open")]),
}


@pytest.mark.parametrize("name", OBSERVED)
def test_observation(name: str) -> None:
    fills, periods, expected = OBSERVED[name]
    people = "| patient_id | death_day |\n| a | 1050 |" if name.startswith("death") else None
    everyone = f"| patient_id | start_day | end_day |\n{periods}\n| y | 0 | 1500 |"
    records = read(fills + "\n| y | 500 | 30 | 20 | 60 |", observation=everyone, people=people)
    assert [row[:5] for row in courses(records)] == [*expected, ("y", 1, 500, 529, "confirmed")]


def test_people_in_no_observation_period_are_counted_listed_and_set_aside() -> None:
    observed = "| patient_id | start_day | end_day |\n| a | 0 | 1500 |\n| other | 0 | 1500 |"
    records = read(ONE + "\n| b | 1000 | 30 | 20 | 60 |\n| b | 1030 | 30 | 20 | 60 |", observation=observed)
    assert [row[0] for row in courses(records)] == ["a"]
    assert records.set_aside[["row", "reason", "patient_id"]].values.tolist() == [
        [3, "no_observation", "b"],
        [4, "no_observation", "b"],
    ]
    assert "2 of 3 dispensings are of patients who are in no observation period" in str(records.findings)
    assert flow(records)[1] == ("set aside", "no_observation", 2, 1, 60)
    assert records.table("observation")[["person_id", "start", "end"]].values.tolist() == [["a", 0, 1500]]


def test_without_washout_courses_are_counted_from_the_first_one_seen() -> None:
    observed = "| patient_id | start_day | end_day |\n| a | 900 | 1500 |"
    records = read(ONE, observation=observed, washout_days=0)
    assert courses(records)[0][:5] == ("a", 1, 1000, 1029, "confirmed")
    assert records.table("courses")["numbering"].tolist() == ["at_least"]
    assert records.notes == ("No washout was applied: a first course is the first one seen.",)
    with pytest.raises(DataError, match="Nobody is left"):
        read(ONE, observation=observed)


def test_numbers_are_counted_where_history_is_long_enough_and_has_no_hole() -> None:
    observed = "| patient_id | start_day | end_day |\n| a | 0 | 1500 |\n| a | 2000 | 3000 |"
    fills = ONE + "\n| a | 1300 | 30 | 20 | 60 |\n| a | 2500 | 30 | 20 | 60 |"
    frame = read(fills, observation=observed).table("courses")
    assert frame["numbering"].tolist() == ["counted", "counted", "at_least"]


def test_without_observation_the_last_date_of_the_data_ends_it_and_the_output_says_so() -> None:
    records = read("| a | 0 | 30 | 20 | 60 |\n| b | 80 | 30 | 20 | 60 |\n| c | 90 | 30 | 20 | 60 |")
    assert "follow_up_assumed" in {each.rule for each in records.findings.warnings}
    # 60 days are observed after a's end on day 29: to day 90, one more than the gap
    assert [row[:5] for row in courses(records)] == [
        ("a", 1, 0, 29, "confirmed"),
        ("b", 1, 80, 109, "open"),
        ("c", 1, 90, 119, "open"),
    ]
    observed = records.table("observation")[["person_id", "start", "end"]]
    assert observed.values.tolist() == [["a", 0, 90], ["b", 80, 90], ["c", 90, 90]]
    (note,) = records.notes
    assert NO_PRODUCT in records.about_rows
    assert "every course is written, no washout was applied" in note
    assert "the data's last date (day 90) stands for the end of everyone's observation" in note


@pytest.mark.parametrize("key", ["washout_days", "bridge_days"])
def test_a_rule_about_observation_that_cannot_be_applied_is_refused_at_every_door(key: str) -> None:
    """With the table that it names it is applied; and 0 days ask for no washout."""
    said = rf"{key} = 400 cannot be applied: no table says when people were observed"
    with pytest.raises(StudyError, match=said):
        read(ONE, **{key: 400})
    read(ONE, observation="| patient_id | start_day | end_day |\n| a | 0 | 1500 |", **{key: 400})
    read(ONE, **{key: 0})
    sections = {"data": {"dispensings": "fills.csv"}, "courses": {key: 400}}
    with pytest.raises(StudyError, match=said):
        make_study(sections)
    sections["data"]["observation"] = "observed.csv"
    assert getattr(make_study(sections).courses, key) == 400


@pytest.mark.parametrize(("before", "soon"), [(0, 2), (364, 1), (365, 0)])
def test_without_observation_it_is_told_how_many_first_courses_may_be_later_ones(before: int, soon: int) -> None:
    """The data's first dispensing may be of another product; a course counts that began within a year of it."""
    header = "| patient_id | dispense_day | days_supply | strength_mg | quantity | drug |"
    fills = f"| c | 0 | 10 | 20 | 30 | Lisinopril |\n| a | {before} | 30 | 20 | 60 | Isotretinoin |"
    fills += f"\n| b | {before + 1} | 30 | 20 | 60 | Isotretinoin |\n| b | 900 | 30 | 20 | 60 | Isotretinoin |"
    records = read(fills, header=header)
    (found,) = [each for each in records.findings.warnings if each.rule == "washout_unseen"]
    assert f"and {soon} of 2 first courses began within 365 days of the data's first dispensing" in found.message
    assert found.example == f"patient a, first course starts day {before}; the data on day 0"
    observed = "| patient_id | start_day | end_day |\n| a | 0 | 1500 |\n| b | 0 | 1500 |"
    of_observed = read(fills, header=header, observation=observed, washout_days=0)
    assert "washout_unseen" not in {each.rule for each in of_observed.findings}


def test_weight_and_mg_per_kg() -> None:
    header = "| patient_id | dispense_day | days_supply | strength_mg | quantity | weight_kg |"
    fills = """
    | a | 0  | 30 | 20 | 60 |    |
    | a | 30 | 30 | 20 | 60 | 60 |
    | b | 0  | 30 | 20 | 60 |    |
    | c | 0  | 30 | 20 | 60 |    |
    """
    records = read(fills, header=header, people="| patient_id | weight_kg |\n| b | 80 |")
    frame = records.table("courses").astype(object)
    found = frame.where(frame.notna(), None)[["weight_kg", "weight_source", "dose_mg_per_kg", "daily_mg_per_kg"]]
    assert found.values.tolist() == [[60, "recorded", 40, 40 / 60], [80, "recorded", 15, 0.5], [None] * 4]


def test_the_measured_weight_nearest_to_the_start_counts_within_the_window() -> None:
    fills = "\n".join(f"| {who} | {day} | 30 | 20 | 60 |" for who in "abcde" for day in (1000, 1030))
    weights = """
    | patient_id | day  | weight_kg |
    | a          | 900  | 61        |
    | a          | 1100 | 62        |
    | a          | 1101 | 63        |
    | b          | 990  | 64        |
    | b          | 1009 | 65        |
    | c          | 634  | 66        |
    | d          | 635  | 67        |
    | e          |      | 68        |
    | other      | 1000 | 69        |
    """
    records = read(fills, weights=weights, people="| patient_id | weight_kg |\n| b | 80 |\n| c | 81 |")
    frame = records.table("courses").astype(object)
    found = frame.where(frame.notna(), None)[["person_id", "weight_kg", "weight_source"]]
    # a: of two 100 days away the earlier; c: 366 days are too far, 365 (d) are not
    assert found.values.tolist() == [
        ["a", 61, "measured"],
        ["b", 65, "measured"],
        ["c", 81, "recorded"],
        ["d", 67, "measured"],
        ["e", None, None],
    ]
    told = [(finding.rule, finding.count) for finding in warnings_of(records)]
    assert told == [("companion_unknown_people", 1), ("incomplete_weight", 1)]
    near = read(fills, weights=weights, weight_window_days=9).table("courses")
    assert near["weight_kg"].dropna().tolist() == [65]


def test_later_treatments_by_their_definitions() -> None:
    treatments = """
    | patient_id | day | kind            | days_supply |
    | a          | 200 | oral_antibiotic | 28          |
    | a          | 150 | oral_antibiotic | 27          |
    | a          | 300 | Spironolactone  | 30          |
    | a          | 20  | topical         |             |
    | a          | 400 | topical         |             |
    | a          | 500 | oral_antibiotic |             |
    | a          | 700 | isotretinoin    | 30          |
    | a          | 800 | died            |             |
    | other      | 200 | topical         |             |
    """
    records = read("| a | 0 | 30 | 20 | 60 |", treatments=treatments)
    # all of them, also before the end: they tell what was in use; what counts is the cohort's to say
    events = records.table("events")
    assert [tuple(row) for row in events.assign(days_supply=events["days_supply"].fillna(0)).values.tolist()] == [
        ("a", 20, "topical", 0),
        ("a", 150, "oral_antibiotic", 27),
        ("a", 200, "oral_antibiotic", 28),
        ("a", 300, "antiandrogen", 30),
        ("a", 400, "topical", 0),
        ("a", 500, "oral_antibiotic", 0),
        ("a", 800, "death", 0),
    ]
    assert {f.rule: f.count for f in warnings_of(records)} == {
        "companion_unknown_people": 1,
        "isotretinoin_in_treatments": 1,
        "antibiotic_without_supply": 1,
    }
    assert "events" in records.present


def test_codes_say_what_a_treatment_is_and_topical_isotretinoin_never_enters() -> None:
    header = "| patient_id | dispense_day | days_supply | strength_mg | quantity | code |"
    fills = "| a | 0 | 30 | 20 | 60 | 197844 |\n| a | 60 | 30 | 0.5 | 30 | D10AD04 |\n| a | 0 | 30 | 20 | 60 | 3640 |"
    treatments = "| patient_id | day | code | days_supply |\n| a | 200 | 3640 | 30 |\n| a | 250 | 1 | 30 |"
    records = read(fills, header=header, treatments=treatments)
    assert courses(records)[0][2:] == (0, 29, "confirmed", 30, 1, 1200.0)
    assert [reason for _, _, reason, _ in fates(records)] == ["in_course", "other_product", "other_product"]
    assert records.table("events").values.tolist() == [["a", 200, "oral_antibiotic", 30]]
    assert "unknown_treatment" in {finding.rule for finding in records.findings}


def test_people_come_with_their_facts_and_covariates() -> None:
    people = (
        "| patient_id | sex | birth_year | site | skin |\n| a | F | 1999 | north | 2 |\n| q | M | 1990 | south | 1 |"
    )
    records = read("| a | 0 | 30 | 20 | 60 |", people=people)
    assert records.table("people").values.tolist() == [["a", "female", 1999, "north", 2.0]]
    assert records.covariates == {"skin": "number"}
    with pytest.raises(DataError, match="names a patient again"):
        read("| a | 0 | 30 | 20 | 60 |", people="| patient_id | sex |\n| a | F |\n| a | M |")


def test_every_fill_has_one_fate_and_the_flow_adds_up() -> None:
    observed = "| patient_id | start_day | end_day |\n| a | 0 | 2000 |\n| c | 900 | 2000 |\n| d | 0 | 2000 |"
    records = read(
        """
        | a | 1000 | 30 | 20 | 60  |
        | a | 1000 | 30 | 20 | 60  |
        | a | 1030 | 30 | 20 | 60  |
        | a | 1031 | 30 | 20 | -60 |
        | a | 1032 | 30 | 40 | -60 |
        | a | 2500 | 30 | 20 | 60  |
        | b | 1000 | 30 | 20 | 60  |
        | c | 1000 | 30 | 20 | 60  |
        | d | 1000 | 1  | 20 | 600 |
        """,
        observation=observed,
        on_invalid="set_aside",
    )
    assert [reason for _, _, reason, _ in fates(records)] == [
        "in_course", "duplicate_fill", "reversed_fill", "reversal", "unmatched_reversal", "outside_observation",
        "no_observation", "no_washout", "wrong_unit",
    ]  # fmt: skip
    steps = flow(records)
    read_step, *lost, kept, made = steps
    for at in (2, 3, 4):
        assert read_step[at] == sum(step[at] for step in lost) + kept[at]
    assert read_step[2:4] == (9, 4)
    assert kept[2:] == (1, 1, 30)
    assert made[2:] == (1, 1, 30)
    assert [step[1] for step in lost] == [
        "duplicate_fill", "reversal", "reversed_fill", "unmatched_reversal", "wrong_unit", "no_observation",
        "outside_observation", "no_washout",
    ]  # fmt: skip

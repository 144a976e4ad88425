"""One person under two spellings of an id: the answer of clean ids, or a warning or an error that names the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from isostats.records import Records, check_courses, read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.findings import Findings
from isostats.records.person_ids import normal_form

CLEAN = [f"P{number:03d}" for number in range(1, 41)]
JOINED: list[Callable[[str], str]] = [
    *((lambda one, sign=sign: f"P{sign}{one[1:]}") for sign in "-._/:#\\ '"),
    str.lower,
    lambda one: f"P{int(one[1:])}",
    lambda one: f"p-{int(one[1:])}",
    lambda one: f"/{one}-",
]
APART: list[Callable[[str], str]] = [lambda one: one[1:], lambda one: str(int(one[1:]))]
SPELT = [spelling(one) for spelling, one in zip([*JOINED, *APART], CLEAN, strict=False)]
TELL = {"two_spellings", "number_without_letters", "companion_spelled_otherwise", "companion_of_nobody",
        "companion_mostly_unknown"}  # fmt: skip


def courses(ids: list[str], again: list[str]) -> pd.DataFrame:
    first = {"course_start": "2015-01-01", "course_end": "2015-06-01", "last_contact": "2019-01-01"}
    later = {"course_start": "2017-01-01", "course_end": "2017-06-01", "last_contact": "2019-01-01"}
    rows = [{"patient_id": one} | first for one in ids] + [{"patient_id": one} | later for one in again]
    return pd.DataFrame(rows)


def fills(ids: list[str], again: list[str]) -> pd.DataFrame:
    days = [("2016-03-01", one) for one in ids] + [("2018-03-01", one) for one in again]
    return pd.DataFrame(days, columns=["dispense_date", "patient_id"]).assign(
        days_supply=30, strength_mg=20, quantity=60
    )


def told(findings: Findings) -> dict[str, int]:
    return {each.rule: each.count for each in findings if each.rule in TELL}


@pytest.mark.parametrize(("read", "table"), [(read_courses, courses), (read_dispensings, fills)])
def test_within_a_table(read: Callable[..., Records], table: Callable[..., pd.DataFrame]) -> None:
    apart = read(table(CLEAN, SPELT)).findings
    assert told(apart) == {"two_spellings": len(JOINED), "number_without_letters": len(APART)}
    assert "'/P013-' in row 54 and 'P013' in row 14" in [each.example for each in apart]
    joined = read(table(CLEAN, SPELT), ids="normalise")
    assert told(joined.findings) == {"number_without_letters": len(APART)}
    second = joined.table("courses").groupby("person_id")["course"].max() == 2
    assert sorted(second.index[second], key=lambda one: int(one[1:])) == [f"p{n}" for n in range(1, len(JOINED) + 1)]


@pytest.mark.parametrize("label", ["events", "observation", "treatments"])
def test_of_a_companion(label: str) -> None:
    cells = {"start": "2014-01-01", "end": "2019-12-31"} if label == "observation" else {}
    beside = pd.DataFrame(
        {"patient_id": SPELT + CLEAN[len(SPELT) :]} | (cells or {"date": "2016-07-01", "kind": "topical"})
    )

    def findings(**keys: Any) -> Findings:
        if label == "events":
            return check_courses(courses(CLEAN, []), events=beside, **keys)
        return read_dispensings(fills(CLEAN, []), **{label: beside}, washout_days=0, **keys).findings

    assert told(findings()) == {"companion_spelled_otherwise": len(SPELT)}
    assert told(findings(ids="normalise")) == {"companion_spelled_otherwise": len(APART)}


LOOKING_ALIKE: list[Callable[[str], str]] = [
    lambda one: f"\u0420{one[1:]}",  # Cyrillic Er
    lambda one: f"\u0440{one[1:]}",
    lambda one: f"\u03a1{one[1:]}",  # Greek Rho
    lambda one: f"P{one[1:].replace('0', 'O')}",
    lambda one: f"P{one[1:].replace('0', 'o', 1)}",
    lambda one: f"P{one[1:].replace('0', chr(0x041E))}",
]


@pytest.mark.parametrize(("read", "table"), [(read_courses, courses), (read_dispensings, fills)])
@pytest.mark.parametrize("spelling", LOOKING_ALIKE)
def test_an_id_that_looks_like_another_is_told(
    spelling: Callable[[str], str], read: Callable[..., Records], table: Callable[..., pd.DataFrame]
) -> None:
    """The second courses of five people, and one of somebody else, whose id is whole."""
    records = read(table(CLEAN, [*map(spelling, CLEAN[:5]), CLEAN[9]]))
    (warning,) = [each for each in records.findings if each.rule == "look_alike_ids"]
    assert (warning.severity, warning.count) == ("warning", 5)
    assert f"'{spelling(CLEAN[0])}' in row 42 and 'P001' in row 2" == warning.example
    assert "two_spellings" not in {each.rule for each in records.findings}


@pytest.mark.parametrize("spelling", LOOKING_ALIKE[:3])
def test_letters_of_another_script_are_joined_where_that_is_asked_for(spelling: Callable[[str], str]) -> None:
    joined = read_courses(courses(CLEAN, [spelling(one) for one in CLEAN[:5]]), ids="normalise")
    assert [(each.rule, each.count) for each in joined.findings.warnings] == [("ids_joined", 5)]
    beside = pd.DataFrame({"patient_id": [spelling(CLEAN[0])], "date": "2016-07-01", "kind": "topical"})
    assert told(check_courses(courses(CLEAN, []), events=beside))
    assert not told(check_courses(courses(CLEAN, []), events=beside, ids="normalise"))


def test_signs_that_nobody_sees_are_no_part_of_an_id() -> None:
    unseen = [f"P{sign}{one[1:]}" for sign, one in zip("\u00ad\u200b\u200e\ufeff\u2060", CLEAN, strict=False)]
    assert told(read_courses(courses(CLEAN, unseen)).findings) == {"two_spellings": len(unseen)}
    assert not told(read_courses(courses(CLEAN, unseen), ids="normalise").findings)


def test_ids_of_one_script_and_of_many_letters_are_calm() -> None:
    """A script of its own, a word that ends in O with a number of its own length, an O within letters."""
    for ids in (
        [f"\u0420{number:03d}" for number in range(40)],
        [f"P{number:03d}" for number in range(40)] + [f"PO{number:03d}" for number in range(40)],
        [f"P-{number:03d}" for number in range(40)] + [f"PO-{number:02d}" for number in range(40)],
        ["A0B", "AOB", "NO0A", "NOOA", "O", "0"],
    ):
        assert not {"look_alike_ids", "mixed_scripts"} & {each.rule for each in check_courses(courses(ids, []))}


def test_an_id_of_two_scripts_is_told() -> None:
    (warning,) = check_courses(courses([*CLEAN, "X\u041201"], [])).warnings
    assert (warning.rule, warning.count) == ("mixed_scripts", 1)
    assert warning.example == "'X\u041201' in row 42: cyrillic capital letter ve"


def test_a_single_number_is_told() -> None:
    (warning,) = read_courses(courses(CLEAN, ["003"])).findings.warnings
    assert (warning.rule, warning.example) == ("number_without_letters", "'003' in row 42 and 'P003' in row 4")


def test_numbers_that_meet_by_chance_alone_are_not_told() -> None:
    numbers = [str(100_003 * place % 900_000 + 100_000) for place in range(1, 200)]
    strangers = [f"P{int(one) + 7}" for one in numbers[1:]] + [f"P{numbers[0]}"]
    assert not {each.rule for each in read_courses(courses(numbers + strangers, [])).findings} & TELL


def test_numbers_after_letters_of_others_are_calm_where_everybody_has_a_row() -> None:
    beside = pd.DataFrame(
        {"patient_id": CLEAN + [one[1:] for one in CLEAN], "start": "2014-01-01", "end": "2019-12-31"}
    )
    assert not told(read_dispensings(fills(CLEAN, []), observation=beside, washout_days=0).findings)


def test_that_nobody_has_a_second_row_is_noted() -> None:
    assert "one_row_each" in [each.rule for each in check_courses(courses(CLEAN, [])).notes]
    assert "one_row_each" not in [each.rule for each in check_courses(courses(CLEAN, CLEAN[:1])).notes]
    again = pd.DataFrame({"patient_id": CLEAN[:1], "date": "2016-07-01", "kind": "isotretinoin"})
    assert "one_row_each" not in [each.rule for each in check_courses(courses(CLEAN, []), events=again).notes]


ENGINE = duckdb.connect()


@example("P-007")
@example("p.00")
@example("Pq0")
@given(st.text("Pq0179-_./# \u0410\u00ad", min_size=1, max_size=9))
def test_usual_ids_have_the_form_that_all_have(one: str) -> None:
    """Letters before a number take a shorter way to their form: what stands around it changes none of it."""
    forms = normal_form("id").replace("WHEN regexp_full_match(id, '[A-Za-z]+[-_./]?[0-9]+')", "WHEN FALSE")
    both = ENGINE.execute(f"SELECT {normal_form('id')}, {forms} FROM (SELECT ? AS id)", [one]).fetchone()
    assert both is not None
    assert both[0] == both[1]

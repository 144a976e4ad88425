"""Case 20: two spellings of one id are told, never merged in silence; ``ids = "normalise"`` joins them, and says so."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from isostats.engines.embedded import one_row, open_engine
from isostats.errors import StudyError
from isostats.records import check_courses, read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.person_ids import normal_form
from tests.cases.parquet_files import write_parquet
from tests.sweeps import paired

CASE = Path(__file__).parent / "20_two_spellings" / "same_person_two_spellings.csv"
ENGINE = open_engine()


def form(text: str) -> str:
    return str(one_row(ENGINE, f"SELECT {normal_form('said')} FROM (SELECT CAST(? AS VARCHAR) AS said)", [text])[0])


def test_the_case_is_told_with_counts_and_an_example() -> None:
    (finding,) = check_courses(CASE).warnings
    assert (finding.rule, finding.count) == ("two_spellings", 3)
    assert "6 ids of same_person_two_spellings.csv may be of 3 patients" in finding.message
    assert finding.example == "'007' in row 2 and '7' in row 3"


def test_normalised_they_are_three_people_with_two_courses() -> None:
    records = read_courses(CASE, ids="normalise")
    assert records.table("courses")[["person_id", "course"]].values.tolist() == [
        ["7", 1], ["7", 2], ["8", 1], ["8", 2], ["ab1", 1], ["ab1", 2]
    ]  # fmt: skip
    (finding,) = records.findings.warnings
    assert finding.rule == "ids_joined"
    assert "6 ids of same_person_two_spellings.csv were joined into 3 patients" in finding.message


SPELLED = [["é", "e\u0301"], ["A 1", "a1"], ["P-007", "p-7"], ["7\u00a0x", "7x"], ["00", "0"], ["\uff10\uff17", "7"],
           ["P\u20137", "P-7"], ["P001", "P-001"], ["P.001", "p/01"], ["A1_B07", "a1b7"], ["'7", "7"]]  # fmt: skip


@pytest.mark.parametrize(("ids", "ending"), paired(SPELLED, ["frame", "csv", "parquet"]))
def test_dispensings_likewise_in_every_reading(ids: list[str], ending: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"patient_id": ids, "dispense_date": ["2019-01-01", "2020-01-01"], "days_supply": 30,
                          "strength_mg": 20, "quantity": 60})  # fmt: skip
    source: pd.DataFrame | Path = frame
    if ending != "frame":
        source = tmp_path / f"fills.{ending}"
        if ending == "csv":
            frame.to_csv(source, index=False)
        else:
            write_parquet(frame, source, "* REPLACE (CAST(dispense_date AS DATE) AS dispense_date)")
    apart = read_dispensings(source)
    assert apart.table("courses")["course"].tolist() == [1, 1]
    assert [each.rule for each in apart.findings.warnings] == ["two_spellings", "follow_up_assumed", "washout_unseen"]
    joined = read_dispensings(source, ids="normalise")
    assert joined.table("courses")["course"].tolist() == [1, 2]
    assert [each.rule for each in joined.findings.warnings] == ["ids_joined", "follow_up_assumed", "washout_unseen"]


def test_other_ids_are_not_confused() -> None:
    ids = ["1.000", "1", "12.05", "12.5", "a0b1", "ab1", "10", "100", "-1", "1-23", "12-3", "123", "1.23"]
    assert len({form(one) for one in ids}) == len(ids)


def test_blanks_between_digits_keep_them_apart_as_hyphens_do() -> None:
    assert [form(each) for each in ("1 23", "12 3", "1\u00a0\u202f23", "1 2 3", "1 - 23", "A 1 23", "1\u200b23")] == [
        "1-23", "12-3", "1-23", "1-2-3", "1-23", "a1-23", "123"
    ]  # fmt: skip


@pytest.mark.parametrize("ids", ["as_written", "normalise"])
def test_a_number_with_blanks_in_it_is_told_and_never_joined(ids: str) -> None:
    """Not ``1 23`` with ``12 3``, of which neither is the other without its blanks."""
    people = ["943476", "943 476", "1 23", "12 3", "7", "'7"]
    frame = pd.DataFrame({"patient_id": people, "dispense_day": 0, "days_supply": 30, "strength_mg": 20,
                          "quantity": 60})  # fmt: skip
    records = read_dispensings(frame, ids=ids)
    assert len(records.table("people")) == (5 if ids == "normalise" else 6)
    parted = [each for each in records.findings.warnings if "blanks stand between digits" in each.message]
    assert [(each.rule, each.count, each.example) for each in parted] == [
        ("two_spellings", 1, "'943 476' in row 3 and '943476' in row 2")
    ]


@pytest.mark.parametrize("parted_beside", [True, False])
def test_a_number_with_blanks_in_it_is_no_stranger_beside_the_whole_one(parted_beside: bool) -> None:
    whole, parted, alike = ["943476", "943477", "98"], ["943 476", "943\u00a0477", "9 8"], [*"abcd"]
    ours, theirs = (whole, parted) if parted_beside else (parted, whole)
    frame = pd.DataFrame({"patient_id": [*ours, *alike, "1 23"], "course_start": "2015-01-01",
                          "course_end": "2015-06-01", "last_contact": "2019-01-01"})  # fmt: skip
    visits = pd.DataFrame({"patient_id": [*theirs, *alike, "12 3"], "date": "2016-01-01"})
    findings = {each.rule: each for each in check_courses(frame, visits=visits)}
    finding = findings["companion_spelled_otherwise"]
    assert (finding.count, finding.advice) == (3, "Write each id one way, without blanks between digits.")
    assert findings["companion_unknown_people"].count == 1, "1 23 and 12 3 are two people"


def test_a_value_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(StudyError, match="did you mean 'normalise'"):
        read_courses(CASE, ids="normalize")


def test_the_form_is_its_own_form_and_forgets_case_and_blanks() -> None:
    letters = ["a", "B", "0", "7", " ", "-", ".", "_", "é", "\u0301", "\u0412", "\u00ad"]
    every = ["".join(some) for length in range(1, 5) for some in product(letters, repeat=length)]
    ENGINE.execute(f"CREATE OR REPLACE TEMP TABLE spelled AS SELECT said, {normal_form('said')} AS form FROM "
                   "(SELECT unnest(?) AS said)", [every])  # fmt: skip
    unlike = f"""SELECT said, form FROM spelled WHERE form <> {normal_form("form")}
        OR {normal_form("upper(said)")} <> {normal_form("lower(said)")}
        OR form <> {normal_form("' ' || said || chr(9)")}"""
    assert one_row(ENGINE, "SELECT count(*) FROM spelled WHERE form IS NOT NULL") == (len(every),)
    assert ENGINE.execute(unlike).fetchall() == []

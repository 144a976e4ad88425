"""What is said of a course without an end deletes no second course when it is followed."""

from __future__ import annotations

import pandas as pd
import pytest

import isostats as iso
from isostats.errors import DataError
from isostats.records.findings import Finding

OFFERED = "leave the row out"


def course(who: str, start: str = "2015-01-01", end: str = "2015-06-30", **columns: str) -> dict[str, str]:
    return {"patient_id": who, "course_start": start, "course_end": end, "last_contact": "2020-01-01", "sex": "f",
            "birth_year": "1990", **columns}  # fmt: skip


def of_ends(*rows: dict[str, str]) -> Finding:
    (finding,) = [each for each in iso.check_courses(pd.DataFrame(list(rows))).errors if each.rule == "missing_value"]
    return finding


def test_a_first_course_that_still_runs_may_be_left_out_as_before() -> None:
    finding = of_ends(course("a"), course("b", end=""))
    assert OFFERED in finding.advice


@pytest.mark.parametrize(
    "rows",
    [
        [course("a", end=""), course("a", "2017-01-01", "2017-06-30")],
        [course("a", last_contact="2016-01-01"), course("a", "2017-01-01", "", last_contact="2016-01-01")],
        [course("a"), course("a", "2016-01-01", ""), course("a", "2017-01-01", "2017-06-30")],
    ],
)
def test_the_row_of_a_patient_with_another_one_stays(rows: list[dict[str, str]]) -> None:
    finding = of_ends(*rows)
    assert OFFERED not in finding.advice
    assert "It is of a patient with another row, and must stay" in finding.advice
    finding = of_ends(*rows, course("x", end=""), course("y", end=""))
    assert "1 of them is of a patient with another row" in finding.advice


def test_ids_that_differ_by_spelling_come_first() -> None:
    finding = of_ends(course("P-007"), course("p7"), course("P007", "2018-01-01", ""), course("P-008", end=""))
    assert OFFERED not in finding.advice
    assert finding.advice.startswith("Write each id one way first")


PEOPLE = [f"{at:03}" for at in range(30)]


@pytest.mark.parametrize("on_invalid", ["stop", "set_aside"])
def test_ids_of_the_other_file_come_first(on_invalid: str) -> None:
    old = pd.DataFrame([course(who, sex="fm"[int(who) % 2], birth_year=f"{1980 + int(who)}") for who in PEOPLE])
    new = old.assign(course_start="2018-01-01", course_end=["" if at < 3 else "2018-06-30" for at in range(30)])
    keys = {"on_invalid": on_invalid}
    with pytest.raises(DataError) as refused:
        iso.read_courses([old, new], **keys)
    findings = list(refused.value.findings)
    assert findings[0].rule == "people_in_several"
    assert not any(OFFERED in each.advice for each in findings)
    assert any("Where ids recur in another file" in each.advice for each in findings)
    apart = iso.check_courses([old, new], ids_apart=True, **keys)
    assert any(OFFERED in each.advice for each in apart), "said to be others, each file is by itself"

"""A row with one field too many is ragged also where the last is empty: it is told, and nothing of it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from isostats import records
from isostats.errors import DataError
from isostats.records.dispensings import read_dispensings

CASE = Path(__file__).parent / "18_shifted_rows"
FILLS = "patient_id,dispense_date,days_supply,strength_mg,quantity,drug\n"
FILL = "a,2019-01-05,30,20,60,isotretinoin\n"


@pytest.mark.parametrize("name", ["shift_decimal_comma.csv", "shift_unquoted_comma.csv"])
def test_the_case(name: str) -> None:
    (finding,) = records.check_courses(CASE / name)
    assert finding.rule == "ragged_row"
    assert finding.message == f"1 of 21 rows of {name} has not as many columns as the header"
    assert finding.example == "patient Z, row 22: 8 columns where the header has 7"
    read = records.read_courses(CASE / name, on_invalid="set_aside")
    assert (len(read.table("people")), read.set_aside["row"].tolist()) == (20, [22])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_dispensings_say_the_same(delimiter: str, tmp_path: Path) -> None:
    text = FILLS + FILL + "b,2019-01-05,2,5,20,60,\n"
    (tmp_path / "fills.csv").write_text(text.replace(",", delimiter))
    with pytest.raises(DataError) as error:
        read_dispensings(tmp_path / "fills.csv")
    assert [(finding.rule, finding.row) for finding in error.value.findings.errors] == [("ragged_row", 3)]


def test_companions_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "fills.csv").write_text(FILLS + FILL)
    (tmp_path / "people.csv").write_text("patient_id,site,weight_kg,height\na,north, east,60,\n")
    with pytest.raises(DataError, match="ragged"):
        read_dispensings(tmp_path / "fills.csv", people=tmp_path / "people.csv")


def test_delimiters_inside_quotes_are_no_fault(tmp_path: Path) -> None:
    text = 'patient_id,course_start,course_end,last_contact,"note, and more"\n'
    text += 'a,2019-01-01,2019-05-01,2020-01-01,"x, y, "\nb,2019-01-01,2019-05-01,2020-01-01,\n'
    (tmp_path / "courses.csv").write_text(text)
    assert records.read_courses(tmp_path / "courses.csv").rows == 2


def test_a_row_that_lacks_one_field_does_not_make_up_for_a_surplus(tmp_path: Path) -> None:
    text = "patient_id,course_start,course_end,last_contact,note\na,2019-01-01,2019-05-01,2020-01-01,x,\n"
    (tmp_path / "courses.csv").write_text(text + "b,2019-01-01,2019-05-01,2020-01-01\n")
    (finding,) = records.check_courses(tmp_path / "courses.csv").errors
    assert finding.message.startswith("2 of 2 rows")

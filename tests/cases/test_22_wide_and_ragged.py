"""An unclosed quotation mark is named with its row; what columns and faults cost is measured in tests/benchmarks."""

from __future__ import annotations

from pathlib import Path

import pytest

from isostats import records
from isostats.errors import DataError
from isostats.records.dispensings import read_dispensings

CASE = Path(__file__).parent / "22_wide_and_ragged"
HEADER = "patient_id,course_start,course_end,last_contact,note\n"
ROW = "{},2015-01-01,2015-06-01,2019-01-01,x\n"


def test_the_quote_of_the_case() -> None:
    (finding,) = records.check_courses(CASE / "unclosed_quote_first_row.csv")
    assert (finding.rule, finding.row, finding.example) == ("unclosed_quote", 2, "row 2")


@pytest.mark.parametrize("row", [2, 3, 7])
def test_a_quote_in_another_row(row: int, tmp_path: Path) -> None:
    rows = [ROW.format(number) for number in range(2, 9)]
    rows[row - 2] = rows[row - 2].replace("x", '"x')
    (tmp_path / "courses.csv").write_text(HEADER + "".join(rows))
    found = records.check_courses(tmp_path / "courses.csv").errors
    assert [(finding.rule, finding.row) for finding in found] == [("unclosed_quote", row)]
    with pytest.raises(DataError):
        records.read_courses(tmp_path / "courses.csv", on_invalid="set_aside")


def test_a_quote_in_dispensings(tmp_path: Path) -> None:
    text = "patient_id,dispense_date,days_supply,strength_mg,quantity,drug\n"
    (tmp_path / "fills.csv").write_text(text + 'a,2019-01-05,30,20,60,"isotretinoin\na,2019-02-05,30,20,60,\n')
    with pytest.raises(DataError) as error:
        read_dispensings(tmp_path / "fills.csv")
    assert [(finding.rule, finding.row) for finding in error.value.findings.errors] == [("unclosed_quote", 2)]


def test_the_wide_file_of_the_case() -> None:
    read = records.read_courses(CASE / "cols_300.csv")
    assert (read.rows, len(read.covariates), set(read.covariates.values())) == (40, 300, {"number"})


def test_covariates_of_every_kind_side_by_side(tmp_path: Path) -> None:
    """Many columns are read as one is: numbers with decimal commas, signs, texts, labels."""
    values = {"c": ("1,5", "7"), "n": ("1", "NA"), "t": ("x", "none"), "l": ("007", "7"), "e": ("", "")}
    names = [f"{kind}{number}" for number in range(40) for kind in values]
    rows = [";".join(["p{}", "2015-01-01", "2015-06-01", "2019-01-01", *(values[name[0]][at] for name in names)])
            for at in (0, 1)]  # fmt: skip
    text = ";".join(["patient_id;course_start;course_end;last_contact", *names])
    (tmp_path / "x.csv").write_text("\n".join([text, *(row.format(at) for at, row in enumerate(rows))]))
    read = records.read_courses(tmp_path / "x.csv")
    kinds = {"c": "number", "n": "number", "t": "text", "l": "text", "e": "number"}
    assert read.covariates == {name: kinds[name[0]] for name in names}
    people = read.table("people")
    for name in names:
        expected = {"c": [1.5, 7], "n": [1, None], "t": ["x", "none"], "l": ["007", "7"], "e": [None, None]}[name[0]]
        assert people[name].astype(object).where(people[name].notna(), None).tolist() == expected

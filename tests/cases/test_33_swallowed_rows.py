"""A quotation mark opened in one row and closed in a later one makes the rows between a text: it is told with its row,
in every table and on either way of reading."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from isostats import records
from isostats.errors import DataError
from isostats.records.dispensings import read_dispensings
from isostats.records.formats import text as text_files
from tests.sweeps import swept

CASE = Path(__file__).parent / "33_swallowed_rows"
HEADER = "patient_id,course_start,course_end,last_contact,note"
ROW = "p{},2015-01-01,2015-06-01,2019-01-01,{}"
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def told(path: Path) -> list[tuple[str, int | None]]:
    return [(finding.rule, finding.row) for finding in records.check_courses(path).errors]


def test_the_case() -> None:
    (finding,) = records.check_courses(CASE / "quote_over_rows.csv").errors
    assert (finding.rule, finding.row, finding.count) == ("swallowed_rows", 7, 1)
    assert "1 quoted cell of quote_over_rows.csv holds whole rows" in finding.message


@pytest.mark.parametrize("name", ["quote_over_rows.csv", "stray_quotes.csv"])
def test_nothing_is_set_aside_to_get_past_it(name: str) -> None:
    """A mark that is followed by more text makes the row unreadable, and the rows it took with it are nowhere else."""
    with pytest.raises(DataError) as error:
        records.read_courses(CASE / name, on_invalid="set_aside")
    assert "swallowed_rows" in {finding.rule for finding in error.value.findings}


@swept(18, suppress_health_check=QUIET)
@given(
    rows=st.integers(3, 9),
    ends=st.lists(st.integers(0, 8), min_size=2, max_size=2, unique=True),
    at=st.sampled_from([1, 2, 4]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    carriage=st.integers(0, 2),
)
def test_wherever_it_is_opened_and_closed(
    rows: int,
    ends: list[int],
    at: int,
    end: str,
    delimiter: str,
    carriage: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    first, last = sorted(number % rows for number in ends)
    if first == last:
        first, last = 0, rows - 1
    cells = [ROW.format(number, "x").split(",") for number in range(rows)]
    cells[first][at] = '"' + cells[first][at]
    cells[last][at] += '"'
    lines = [delimiter.join(row) for row in cells]
    # line ends of two kinds in one file: as many lines as rows, by accident
    text = HEADER.replace(",", delimiter) + end + "".join(
        line + ("\r" if number > last and number - last <= carriage else end) for number, line in enumerate(lines)
    )
    path = tmp_path_factory.mktemp("rows") / "courses.csv"
    path.write_text(text, newline="")
    fast = told(path)
    assert ("swallowed_rows", first + 2) in fast
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_files, "_parse", lambda *arguments: False)
        assert told(path) == fast


def test_a_mark_opened_in_the_header(tmp_path: Path) -> None:
    path = tmp_path / "courses.csv"
    path.write_text("\n".join([HEADER.replace("note", '"note'), ROW.format(1, "x"), ROW.format(2, 'y"'),
                               ROW.format(3, "z")]))  # fmt: skip
    assert ("swallowed_rows", 1) in told(path)


@pytest.mark.parametrize(
    "note",
    [
        "says ''hi''\nand, so, on, and on, and on",
        "one\ntwo\n\nthree",
        "red, dry, sore,\n2019: cream, 20 mg, daily, and so on",
        "20.1.2019 dry lips,\n21.2.2019 none",
    ],
)
def test_a_text_of_several_lines_is_one(note: str, tmp_path: Path) -> None:
    path = tmp_path / "courses.csv"
    path.write_text("\n".join([HEADER, ROW.format(1, f'"{note}"'), ROW.format(2, "x")]))
    assert told(path) == []
    assert records.read_courses(path).rows == 2


FILLS = pd.DataFrame(
    {
        "patient_id": ["a", "b", "c"],
        "dispense_date": "2019-01-05",
        "days_supply": 30,
        "strength_mg": 20,
        "quantity": 60,
        "drug": "isotretinoin",
    }
)


def _read(door: str, path: Path, courses: pd.DataFrame) -> None:
    if door == "events":
        records.read_courses(courses, events=path)
    elif door == "dispensings":
        read_dispensings(path)
    else:
        read_dispensings(FILLS, **{door: path})


@pytest.mark.parametrize("door", ["events", "dispensings", "observation", "treatments", "weights", "people"])
def test_every_table(door: str, tmp_path: Path) -> None:
    tables = {
        "events": ("date,kind,note", "2019-03-01,topical,x"),
        "dispensings": ("dispense_date,days_supply,strength_mg,quantity,note", "2019-01-05,30,20,60,x"),
        "observation": ("observation_start,observation_end,note", "2018-01-01,2022-01-01,x"),
        "treatments": ("date,kind,note", "2020-03-01,topical,x"),
        "weights": ("date,weight_kg,note", "2019-01-05,60,x"),
        "people": ("sex,birth_year,note", "female,1999,x"),
    }
    header, row = tables[door]
    lines = [f"{person},{row}" for person in "abc"]
    lines[0], lines[2] = lines[0][:-1] + '"x', lines[2] + '"'
    path = tmp_path / f"{door}.csv"
    path.write_text("\n".join(["patient_id," + header, *lines]))
    courses = pd.DataFrame([["a", "2015-01-01", "2015-06-01", "2019-01-01", ""]], columns=HEADER.split(","))
    with pytest.raises(DataError) as error:
        _read(door, path, courses)
    assert ("swallowed_rows", 2) in {(each.rule, each.row) for each in error.value.findings.errors}

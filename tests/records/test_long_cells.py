"""One cell that is as long as a book takes the time that its length takes, and not that of its square."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from isostats.records import check_courses
from isostats.records.guessing import column_words

LONG = 40_000
COLUMNS = ("patient_id", "course_start", "course_end", "last_contact", "site", "relapse_treatment", "note")
ROW = dict(zip(COLUMNS, ("p{}", "2019-01-01", "2019-07-01", "2021-01-01", "north", "", "x"), strict=True))
CELLS = {
    "letters in an id": ("patient_id", "a" * LONG),
    "blanks between treatments": ("relapse_treatment", f"a{' ' * LONG}b"),
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_of_forty_thousand_letters_is_checked_in_seconds(tmp_path: Path, cell: str) -> None:
    """A second or less of CPU each; by the square it was 12 to 30."""
    column, text = CELLS[cell]
    rows = [{**ROW, "patient_id": f"p{place}"} for place in range(12)]
    rows[-1][column] = text
    lines = [",".join(COLUMNS), *(",".join(row.values()) for row in rows)]
    (tmp_path / "courses.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = process_time()
    check_courses(tmp_path / "courses.csv")
    assert process_time() - before < 6


def test_a_cell_that_is_no_name_is_not_read_as_one() -> None:
    long = "(" * LONG
    before = process_time()
    assert [*column_words._readings(long)] == [(long, "")]
    assert not column_words.codes_in(long)
    assert process_time() - before < 3

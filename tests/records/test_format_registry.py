"""A further file format is one file in isostats/records/formats."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from isostats.records import check_courses, formats, read_courses
from isostats.records.formats.registry import formats_in_words, known_formats

FIXED = '''
"""Columns side by side, parted by at least two blanks."""
import re
import pandas as pd
from isostats.records.raw import Format, store_frame

def _read(connection, path, table, asked):
    head, *rows = [re.split(r"\\s{2,}", line.strip()) for line in path.read_text().splitlines()]
    return store_frame(connection, pd.DataFrame(rows, columns=head), table, path)

FORMAT = Format("blanks (.fwf)", (".fwf",), _read)
'''
RECORDS = """patient_id  course_start  course_end  last_contact
a           2019-01-05    2019-06-05  2021-01-01
b           2019-02-01    2019-07-01  2021-03-01
"""


@pytest.fixture
def further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file ``records.fwf``, and the one module that reads such files."""
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "fixed.py").write_text(FIXED, encoding="utf-8")
    (tmp_path / "records.fwf").write_text(RECORDS, encoding="utf-8")
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path / "room")])
    known_formats.cache_clear()
    yield tmp_path / "records.fwf"
    known_formats.cache_clear()
    sys.modules.pop("isostats.records.formats.fixed", None)


def test_a_further_format_is_one_file(further: Path) -> None:
    assert read_courses(further).table("people")["person_id"].tolist() == ["a", "b"]
    assert "blanks (.fwf)" in formats_in_words()


def test_what_it_cannot_read_is_a_finding_with_the_formats_that_there_are(further: Path) -> None:
    further.write_bytes(b"\xff\xfe\xff")
    (finding,) = check_courses(further).errors
    assert finding.rule == "unreadable_file"
    assert finding.message == "records.fwf cannot be read as fwf"
    assert "blanks (.fwf)" in finding.advice

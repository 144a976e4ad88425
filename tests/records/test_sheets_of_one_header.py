"""A workbook with a sheet for each year: all are read as one table, or it is said that they are not."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import python_calamine

from isostats import records
from isostats.engines.embedded import open_engine
from isostats.errors import DataError
from isostats.records.formats.registry import file_and_sheet, read_raw
from isostats.records.guessing.drafts import draft_study
from isostats.records.raw import ReadingOptions, Unusable
from isostats.records.shapes.first_rows import look_at
from isostats.study.study_file import make_study
from tests.analyses.said import answers_of

NAMES = ["patient_id", "course_start", "course_end", "last_contact", "relapse_date"]
ROWS = {
    year: [[person, f"{year}-01-01", f"{year}-06-01", "2020-01-01", None] for person in people]
    for year, people in {"2016": "ab", "2017": "ac"}.items()
}  # fmt: skip


@pytest.fixture
def years(tmp_path: Path) -> Path:
    """A course of three people each, and a second one of a; in the second sheet the columns stand in another order."""
    return book(tmp_path / "years.xlsx", dict(zip(ROWS, map(frame, ROWS.values()), strict=True)))


def frame(rows: list[list[str | None]]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=NAMES)
    return made if rows[0][1] == "2016-01-01" else made[NAMES[::-1]]


def book(path: Path, sheets: dict[str, pd.DataFrame]) -> Path:
    with pd.ExcelWriter(path) as workbook:
        for name, sheet in sheets.items():
            sheet.to_excel(workbook, sheet_name=name, index=False)
    return path


def test_none_is_taken_for_all_where_none_is_named(years: Path) -> None:
    with pytest.raises(DataError, match=r"2 sheets of years\.xlsx have the same columns") as error:
        records.read_courses(years)
    assert '"years.xlsx#*"' in str(error.value)


@pytest.mark.parametrize("named", ["years.xlsx#*", "years.xlsx#20*"])
def test_all_are_one_table_whose_rows_are_numbered_through(years: Path, named: str) -> None:
    read = records.read_courses(years.with_name(named))
    people = read.table("people").set_index("person_id")
    assert read.table("courses").groupby("person_id").size().tolist() == [2, 1, 1]
    assert people["sheet"].to_dict() == {"a": 2016, "b": 2016, "c": 2017}
    (note,) = (each for each in read.findings if each.rule == "sheets_as_one")
    assert note.message.endswith("'2016' from row 2, '2017' from row 4")
    late = frame([["c", "2017-02-01", "2017-01-01", "2020-01-01", None]])
    book(years, {"2016": frame(ROWS["2016"]), "2017": late})
    (fault,) = records.check_courses(years.with_name(named)).errors
    assert (fault.rule, fault.row) == ("end_before_start", 4)


def test_one_that_is_named_says_that_others_are_not_read(years: Path) -> None:
    (finding,) = (each for each in records.check_courses(years, sheet="2016") if each.rule == "sheets_unread")
    assert (finding.severity, finding.count) == ("warning", 1)
    assert "Look at the sheets: '2017' of years.xlsx has the columns" in head_of(years)


def head_of(path: Path) -> str:
    answer = answers_of(path, "definitions", sheet="2016")["definitions"].value
    return " ".join(each.words for each in answer.statements)


def test_sheets_that_are_sources_each_are_all_read(years: Path) -> None:
    sources = [years.with_name(f"years.xlsx#{name}") for name in ROWS]
    rules = {each.rule for each in records.check_courses(sources, ids_apart=True)}
    assert "sheets" not in {rule.partition("_")[0] for rule in rules}


def test_a_sheet_of_other_columns_or_without_rows_is_none_of_them(years: Path) -> None:
    book(years, {"2016": frame(ROWS["2016"]), "Notes": pd.DataFrame({"Note": ["x"]}), "2018": frame(ROWS["2016"])[:0]})
    assert [each.rule for each in records.check_courses(years) if "sheets" in each.rule] == ["several_sheets"]


def test_init_reads_years_as_one_and_asks_of_clinics(years: Path) -> None:
    draft = draft_study([years])
    assert (draft.data()["sheet"], draft.unconfirmed, draft.aside) == ("*", ("sheet",), {})
    assert len(records.read_courses(make_study({"data": draft.data()}).data).table("people")) == 3
    (question,) = draft_study([book(years, dict(zip(["North", "South"], map(frame, ROWS.values()), strict=True)))]).open
    assert list(question.choices.values()) == ["*", "North", "South"]


@pytest.mark.parametrize("named", ["years.xlsx#*", "years.xlsx#2016", "years.xlsx"])
def test_no_sheet_is_parsed_twice(named: str, years: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked of it: who has its header, where its rows begin, what stands in them."""
    parsed, real = Counter[str](), python_calamine.CalamineWorkbook

    class Counting:
        """A workbook that counts how often a sheet of it is asked for."""

        def __init__(self, path: str) -> None:
            self.book = real.from_path(path)

        from_path = classmethod(lambda cls, path: cls(path))

        def get_sheet_by_name(self, name: str) -> Any:
            parsed[name] += 1
            return self.book.get_sheet_by_name(name)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.book, name)

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Counting)
    path, sheet = file_and_sheet(years.with_name(named))
    with open_engine() as engine, suppress(Unusable):
        read_raw(engine, path, "courses", ReadingOptions(sheet=sheet))
    assert parsed == {"2016": 1, "2017": 1}
    parsed.clear()
    look_at(path, sheet or "2016")
    assert set(parsed.values()) == {1}


@pytest.mark.parametrize("further", [[], ["remark"]])
def test_a_sheet_of_another_clinic_is_no_list_of_relapses(tmp_path: Path, further: list[str]) -> None:
    """Joined by the id to the courses of the first, its relapses would be those of others: ids are alike in both."""
    rows = [[person, "2016-01-01", "2016-06-01", "2020-01-01", "2017-01-01"] for person in "ab"]
    south = pd.DataFrame(rows, columns=NAMES).assign(**dict.fromkeys(further, "x"))
    both = book(tmp_path / "both.xlsx", {"North": south[NAMES].assign(relapse_date=None), "South": south})
    (why,) = draft_study([both]).aside.values()
    assert why.startswith("it looks like course records, one row per course, of its own: sheets of clinics are listed")
    if further:
        found = records.check_courses(both.with_name("both.xlsx#North"))
        (told,) = [each for each in found if each.rule == "unread_relapses"]
        assert "and is not read, as are the courses in it" in told.message
        assert "Join it" not in told.advice

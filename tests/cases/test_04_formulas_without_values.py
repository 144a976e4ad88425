"""A formula whose result is not stored would arrive as an empty cell, and a relapse would be lost: it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from isostats import records
from isostats.errors import DataError
from isostats.records.findings import Finding
from tests.cases.workbook_files import HEADER, changed, open_document, workbook

CASE = Path(__file__).parent / "04_formulas_without_values"
ROW = ["a", "2019-01-01", "2019-06-01", "2021-01-01"]


def refusal(path: Path, **more: object) -> Finding:
    with pytest.raises(DataError) as error:
        records.read_courses(path, **more)  # type: ignore[arg-type]
    (finding,) = error.value.findings.errors
    return finding


def test_the_case() -> None:
    finding = refusal(CASE / "formula2.xlsx")
    assert (finding.rule, finding.message) == (
        "formula_without_value",
        "29 cells of the sheet 'Sheet' of formula2.xlsx hold a formula without its result (first: E2)",
    )
    assert "save it there" in finding.advice


def test_the_same_sheet_with_results_has_its_relapses() -> None:
    read = records.read_courses(CASE / "formula2_ref.csv")
    assert (read.table("events")["kind"] == "recorded_relapse").sum() == 29


@pytest.mark.parametrize(
    ("without", "instead"),
    [
        ("<f>C2+30</f><v />", "<f>C2+30</f><v></v>"),
        ("<f>C2+30</f><v />", "<f>C2+30</f>"),
        ("<f>C2+30</f><v />", '<f t="shared" ref="E2:E9" si="0">C2+30</f><v/>'),
        ("<f>C2+30</f><v />", '<f t="shared" si="0"/>'),
        ('<c r="E2"><f>C2+30</f><v /></c>', '<x:c s="1" r="E2"><x:f>C2+30</x:f></x:c>'),
    ],
)
def test_however_the_program_writes_it(without: str, instead: str, tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, [*ROW, "=C2+30"]])

    def change(text: str) -> str:
        assert without in text
        return text.replace(without, instead)

    assert refusal(changed(path, change)).message.endswith("1 cell of the sheet 'Sheet' of x.xlsx holds a formula "
                                                           "without its result (first: E2)")  # fmt: skip


def test_a_formula_with_a_result_is_read_and_one_that_gives_nothing_too(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, [*ROW, "=C2+30"], ["b", *ROW[1:], "=C2+30"]])

    def computed(text: str) -> str:
        text = text.replace('<c r="E2"><f>C2+30</f><v /></c>', '<c r="E2" t="str"><f>C2+30</f><v></v></c>')
        return text.replace('<c r="E3"><f>C2+30</f><v /></c>', '<c r="E3" t="str"><f>C2+30</f><v>2019-07-01</v></c>')

    read = records.read_courses(changed(path, computed))
    events = read.table("events")
    assert sorted(zip(events["person_id"], events["kind"], strict=True)) == [
        ("b", "recorded_relapse"), ("b", "treatment_unknown"),
    ]  # fmt: skip


def test_the_file_of_events_is_looked_at_too(tmp_path: Path) -> None:
    courses = workbook(tmp_path / "courses.xlsx", [HEADER, [*ROW, None]])
    events = workbook(tmp_path / "events.xlsx", [["patient_id", "date", "kind"], ["a", "=TODAY()", "topical"]])
    assert refusal(courses, events=events).message.startswith("1 cell of the sheet 'Sheet' of events.xlsx")


def test_an_open_document(tmp_path: Path) -> None:
    formula = '<table:table-cell table:formula="of:=[.C2]+30"/>'
    path = open_document(tmp_path / "x.ods", [HEADER, [*ROW, formula], ["b", *ROW[1:]]])
    assert (found := refusal(path)).rule == "formula_without_value"
    assert "first: E2" in found.message
    nothing = '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string"/>'
    assert records.read_courses(open_document(tmp_path / "x.ods", [HEADER, [*ROW, nothing]])).rows == 1

"""A field of a REDCap project is known by its label as by its name."""

from __future__ import annotations

import pytest

from isostats.records.guessing.column_guesses import guess_table
from isostats.records.guessing.sheets import Sheet, SheetColumn
from isostats.records.input_tables import COURSE_TABLES

FIELDS = {
    "ic_start": ("course_start", "Isotretinoin started on", "2016-04-16"),
    "ic_stop": ("course_end", "Isotretinoin stopped on", "2016-12-25"),
    "ic_dose": ("daily_dose_mg", "Usual daily dose (mg)", "40"),
    "ic_resp": ("response", "Response at end of course", "Clear"),
    "ic_rel_dt": ("relapse_date", "Date of relapse", "2017-04-08"),
    "ic_rel_tx": ("relapse_treatment", "Treatment of the relapse", "Oral antibiotic"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_label_is_a_name(name: str) -> None:
    column, label, cell = FIELDS[name]
    table = guess_table(Sheet("a.csv", (), (SheetColumn(name, (cell,), label),)), COURSE_TABLES["courses"])
    (guess,) = table.guesses
    assert (guess.part, guess.value) == (column, name)
    assert guess.sureness in ("sure", "likely")
    assert f"its label '{label}' is " in guess.why


def test_a_sure_name_goes_before_a_label() -> None:
    field = SheetColumn("course_start", ("2016-04-16",), "Isotretinoin stopped on")
    table = guess_table(Sheet("a.csv", (), (field,)), COURSE_TABLES["courses"])
    assert list(table.chosen) == ["course_start"]

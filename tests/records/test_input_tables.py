"""A further input table is a declaration: read, matched, checked and told of like the others, by no code of its own."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.engines.embedded import Engine, open_engine
from isostats.records.dispensings import input_files
from isostats.records.dispensings.fill_findings import other_faults
from isostats.records.dispensings.observed_people import make_persons
from isostats.records.input_tables import DISPENSING_TABLES
from isostats.records.input_tables.declaration import InputTable, impossible, warning
from isostats.records.schema import PATIENT, Column, by_name
from isostats.study.inputs import Inputs

TRIGLYCERIDES = Column("triglycerides", "number", "Triglycerides in blood.", unit="mmol/l", hard=(0, 100))
COLUMNS = by_name(PATIENT, Column("date", "date", "Day of the measurement.", required=True), TRIGLYCERIDES)
RULES = (
    impossible("impossible_triglycerides", TRIGLYCERIDES, "{who}, {date}, {triglycerides} mmol/l"),
    warning("measured_again", "is measured again on that day", "again", "{who}, {date}"),
)
LABORATORY = InputTable(
    "laboratory", COLUMNS, RULES, further="row_number() OVER (PARTITION BY person, date ORDER BY row) > 1 AS again"
)

FILLS = pd.DataFrame({"patient_id": ["a", "b"], "dispense_date": ["2019-01-01", "2019-02-01"], "days_supply": [30, 30],
                      "strength_mg": [20, 20], "quantity": [60, 60]})  # fmt: skip
DAYS = ["2019-01-09", "2019-01-09", "2019-02-09", "2019-02-09"]
MEASURED = pd.DataFrame({"patient_id": ["a", "a", "b", "z"], "date": DAYS, "triglycerides": [1.7, 1.8, 170.0, 2.0]})


@pytest.fixture
def engine() -> Engine:
    """An engine of its own."""
    return open_engine()


def test_a_further_table_is_a_declaration(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_files, "DISPENSING_TABLES", {**DISPENSING_TABLES, "laboratory": LABORATORY})
    sources = {"dispensings": FILLS, "laboratory": MEASURED}
    files = input_files.Files(engine, Inputs(dispensings=FILLS))
    for label, source in sources.items():
        files.read(label, source)
    make_persons(engine, files)
    faults, oddities = other_faults(engine, files)

    assert [str(fault.finding).partition(". ")[0] for fault in faults] == [
        "error: 1 of 4 rows of a data frame has an impossible triglycerides (first: patient b, row 4, 2019-02-09, 170 "
        "mmol/l)"
    ]
    assert [engine.execute(fault.rows_sql).fetchall() for fault in faults] == [[(4, 2)]]
    assert [(each.rule, each.count, each.example) for each in oddities] == [
        ("measured_again", 1, "patient a, row 3, 2019-01-09")
    ]
    matched, steps = files.findings()
    assert {each.rule for each in matched} == {"reconciled", "companion_unknown_people"}
    assert [(step.reason, step.rows) for step in steps] == [
        ("matched", 3), ("not_in_the_main_table", 1), ("without_a_row_in_it", 0)]  # fmt: skip

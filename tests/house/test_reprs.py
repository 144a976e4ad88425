"""What a notebook's cell shows of a result is a line or a short block, and a figure is stored once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.records.dispensings import prepare_dispensings
from isostats.report.job import Finished
from tests.house.tree import ROOT

FILLS = pd.DataFrame({
    "patient_id": ["a"] * 2, "dispense_date": ["2019-01-01", "2019-04-01"], "days_supply": 30, "strength_mg": 20,
    "quantity": 60,
})  # fmt: skip


@pytest.fixture(scope="module")
def handles(example: Finished) -> dict[str, Any]:
    records = iso.read_courses(pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str).head(200))
    cohort = iso.first_courses(records)
    counts = cohort.count("second_course", by="sex")
    return {
        "finished": example, "analysis": example.analysis, "records": records, "cohort": cohort, "counts": counts,
        "curve": iso.kaplan_meier(counts), "findings": records.findings, "grid": example.analysis["grid"].value,
        "scorecard": example.analysis["claims"].value, "prepared": prepare_dispensings(FILLS),
        "pool": iso.pool_published(), "one pool": iso.pool_published().of("second_course"),
        "figure": iso.figures.show(iso.figures.remission_by_group(iso.kaplan_meier(counts))),
    }  # fmt: skip


def test_each_is_short(handles: dict[str, Any]) -> None:
    long = {name: len(repr(each)) for name, each in handles.items() if len(repr(each)) > 6000}
    assert long == {}
    lines = {name: repr(each).count("\n") for name, each in handles.items() if repr(each).count("\n") > 70}
    assert lines == {}
    assert "first courses" in repr(handles["analysis"])


def test_a_shown_figure_is_stored_once(handles: dict[str, Any]) -> None:
    shown = handles["figure"]
    assert "base64" in shown._repr_html_()
    assert repr(shown).startswith("Figure: ")
    assert "base64" not in repr(shown)


def test_a_report_says_where_it_is(handles: dict[str, Any]) -> None:
    assert repr(handles["finished"]).endswith(f"Report: {Path(handles['finished'].folder) / 'report.html'}")

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


def test_a_cell_shows_what_the_page_shows(handles: dict[str, Any]) -> None:
    analysis = handles["analysis"]
    for name in ("analysis", "records", "cohort", "curve", "findings"):
        html = handles[name]._repr_html_()
        assert html.startswith("<p><b>"), name
        assert "base64" not in html
    at = handles["curve"].at([730]).iloc[0]
    assert f"{100 * at['estimate']:.1f}% (" in handles["curve"]._repr_html_() or at["status"] != "ok"
    assert analysis["definitions"].value.statements[0].share.split(" ")[0] in analysis._repr_html_()
    assert repr(analysis.primary).count("\n") == 0


def test_a_cell_escapes_names() -> None:
    frame = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str).head(60)
    frame["site"] = "<b>x</b>"
    curve = iso.kaplan_meier(iso.first_courses(iso.read_courses(frame)).count("second_course", by="site"))
    assert "<b>x</b>" not in curve._repr_html_()
    assert "&lt;b&gt;x" in curve._repr_html_()


def test_natural_mistakes_say_the_right_call(handles: dict[str, Any]) -> None:
    for call in (iso.kaplan_meier, iso.logrank, iso.aalen_johansen):
        with pytest.raises(iso.EstimateError, match=r"cohort\.count\('systemic_treatment'\)"):
            call(handles["cohort"])
    with pytest.raises(iso.StudyError, match=r"Read them first: iso\.first_courses"):
        iso.first_courses("courses.csv")

"""What a notebook's cell shows of a public result is a table, and a session a few lines; a figure is stored once."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.results import StudyResults
from isostats.cohort.following import Cohort
from isostats.records import Findings, Records
from isostats.records.dispensings import StitchedRecords, prepare_dispensings
from isostats.report.job import Finished
from tests.house.tree import ROOT

FILLS = pd.DataFrame({
    "patient_id": ["a"] * 2, "dispense_date": ["2019-01-01", "2019-04-01"], "days_supply": 30, "strength_mg": 20,
    "quantity": 60,
})  # fmt: skip


TYPES_ALONE = {"StudyResults": StudyResults, "Findings": Findings, "Cohort": Cohort, "Records": Records,
               "StitchedRecords": StitchedRecords, "pd": pd}  # fmt: skip
CLINIC = pd.DataFrame({"time": [5, 6, 6, 2, 4], "event": [1, 0, 1, 1, 1], "age": [20, 31, 24, 28, 19]})

TWENTY = pd.concat([CLINIC] * 4, ignore_index=True)
HOLES = iso.impute(TWENTY.assign(age=TWENTY["age"].where(TWENTY.index > 3)), columns=["age"], seed=1)

MANY = pd.DataFrame({"time": range(1, 61), "event": 1, "sex": ["f", "m"] * 30})
MANY["age"] = MANY["time"] * 7 % 23


@pytest.fixture(scope="module")
def handles(example: Finished) -> dict[str, Any]:
    records = iso.read_courses(pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str).head(200))
    cohort = iso.first_courses(records)
    counts = cohort.count("second_course", by="sex")
    lost = iso.count_with_loss(cohort, "second_course")
    by_site, curve = cohort.count("second_course", by="site"), iso.kaplan_meier(counts)
    return {
        "further": iso.count_courses(cohort), "means": iso.mean_courses(iso.count_courses(cohort)),
        "answer": example.analysis["grid"], "plan": iso.plan_study("below", expected=0.7, studies=0),
        "comparison": example.analysis.primary, "study": example.analysis.study,
        "proportional": iso.proportional_hazards(iso.cox(CLINIC, covariates=["age"])), "imputed": HOLES,
        "imputed model": iso.cox_imputed(HOLES, covariates=["age"]),
        "over time": iso.ratios_over_time(iso.cox(MANY, covariates=["age"])),
        "modified": iso.effect_modification(MANY, covariate="age", by="sex"),
        "cox": iso.cox(CLINIC, covariates=["age"]), "model": example.analysis["predictors"].value[0].result,
        "causes": example.analysis["first-treatment"].value, "sites": iso.kaplan_meier(by_site),
        "tests": iso.logrank(counts), "trend": iso.logrank_trend(iso.logrank(counts)), "gray": iso.gray(counts),
        "difference": iso.curve_difference(curve), "landmarks": iso.conditional_remission(counts),
        "confounded": (alike := iso.count_confounded(cohort, "second_course", by="sex", confounders=["site"])),
        "adjusted": iso.adjusted_curves(alike), "overlap": iso.positivity(alike), "E": iso.e_value(1.4, lower=1.1),
        "lost": iso.remission_if_lost(lost, days=[365], deltas=[1]), "weighted": iso.ipcw(lost),
        "permanence": example.analysis["permanence"].value,
        "over dose": example.analysis["dose"].value[0].curve,
        "cured": iso.mixture_cure(iso.event_table(CLINIC["time"], CLINIC["event"])),
        "stays": iso.count_stays(cohort, records), "states": iso.state_occupation(iso.count_stays(cohort, records)),
        "turnbull": iso.turnbull([0, 400], [100, -1]), "known": iso.count_between_visits(cohort, records),
        "visits": iso.between_visits(iso.count_between_visits(cohort, records), subsamples=2),
        "funnel": iso.funnel(by_site, horizon_days=365), "share": iso.proportion(3, 9),
        "table": iso.table_one(cohort, by="sex"), "placement": example.analysis["published"].value,
        "simulation": iso.simulate_courses(5, seed=1), "claims": iso.simulate_dispensings(5, seed=1),
        "fills": iso.read_dispensings(FILLS), "timelines": iso.course_timelines(cohort),
        "explorer": iso.explore(example.analysis["grid"].value),
        "finished": example, "analysis": example.analysis, "records": records, "cohort": cohort, "counts": counts,
        "curve": curve, "findings": records.findings, "grid": example.analysis["grid"].value,
        "scorecard": example.analysis["claims"].value, "prepared": prepare_dispensings(FILLS),
        "pool": iso.pool_published(), "one pool": iso.pool_published().of("second_course"),
        "figure": iso.figures.show(iso.figures.remission_by_group(iso.kaplan_meier(counts))),
    }  # fmt: skip


def test_each_is_short(handles: dict[str, Any]) -> None:
    long = {name: repr(each) for name, each in handles.items() if len(repr(each)) > 1200}
    assert long == {}
    lines = {name: repr(each) for name, each in handles.items() if not 1 <= len(repr(each).splitlines()) <= 6}
    assert lines == {}
    assert "first courses" in repr(handles["analysis"])


def test_every_public_function_hands_out_what_a_cell_can_show(handles: dict[str, Any]) -> None:
    """The walk: each function of ``iso``, by the type that it says it returns, and each of those types above."""
    functions = {name: getattr(iso, name) for name in iso.__all__ if inspect.isfunction(getattr(iso, name))}
    kinds = {name: returned(function) for name, function in functions.items()}
    mute = {name: kind.__name__ for name, kind in kinds.items() if not hasattr(kind, "_repr_html_")}
    assert mute == {}
    shown = {type(each) for each in handles.values()}
    ours = {kind for kind in kinds.values() if kind.__module__.startswith("isostats.")}
    unseen = {kind for kind in ours if not any(issubclass(each, kind) or issubclass(kind, each) for each in shown)}
    assert unseen == set()
    for name, each in handles.items():
        html = each._repr_html_()
        assert html.startswith("<"), name
        assert len(html) > len("<p><b></b></p>"), name


def returned(function: Any) -> type:
    """The type that a function says it returns, also where its module imports it for types alone."""
    plain = inspect.unwrap(function)
    kind: type = eval(plain.__annotations__["return"], {**vars(sys.modules[plain.__module__]), **TYPES_ALONE})
    return kind


def test_dir_shows_public_names_alone() -> None:
    for package in (iso, iso.figures):
        assert [name for name in dir(package) if not name.startswith("__")] == sorted(package.__all__)


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
    with pytest.raises(iso.StudyError, match=r"Read each source first: iso\.combine\(iso\.read_courses"):
        iso.combine("north.csv", "south.csv")
    with pytest.raises(iso.StudyError, match=r"That of these results is their \.study\."):
        iso.grid(handles["analysis"])
    with pytest.raises(iso.EstimateError, match=r"iso\.course_timelines\(iso\.first_courses\(records\)\)"):
        iso.course_timelines(handles["records"])
    with pytest.raises(iso.EstimateError, match=r"one row per person, not a Cohort"):
        iso.cox(handles["cohort"], covariates=["age"])
    with pytest.raises(iso.EstimateError, match=r"its counts: curve\.counts"):
        iso.logrank(handles["curve"])
    with pytest.raises(iso.EstimateError, match="made of counts, not of a Cohort"):
        iso.funnel(handles["cohort"], horizon_days=730)
    for compared in (handles["cohort"], handles["counts"]):
        with pytest.raises(iso.EstimateError, match=r"needs a curve, .* iso\.kaplan_meier\(cohort\.count"):
            iso.compare_to_claim(compared, horizon_days=730)
        with pytest.raises(iso.EstimateError, match=r"needs a curve, .* iso\.kaplan_meier\(cohort\.count"):
            iso.curve_difference(compared)
    with pytest.raises(TypeError, match=r"Draw one first: iso\.figures\.remission\(curve\)"):
        iso.figures.show(handles["curve"])

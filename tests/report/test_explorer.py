"""The explorer's answers are the estimators' own, for every choice that it offers; and what is off says why."""

from __future__ import annotations

import builtins
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.report.explorer import Explorer
from isostats.report.explorer_answers import SHOWN_STEPS
from isostats.report.job import Finished
from isostats.simulate import simulate_dispensings, write_simulation
from isostats.words.explorer import OF_A_CURVE, OF_A_GRID, script_words
from isostats.words.language import ENGLISH, languages, speaking, spoken


@pytest.fixture(scope="module")
def of_courses(example: Finished) -> Explorer:
    return iso.explore(example.analysis)


@pytest.fixture(scope="module")
def by_gap() -> dict[int, Any]:
    claims = iso.simulate_dispensings(200, seed=3)
    beside = {"observation": claims.observation, "people": claims.people, "treatments": claims.treatments}
    return {gap: iso.read_dispensings(claims.dispensings, gap_days=gap, **beside) for gap in (10, 60)}


def choices(explorer: Explorer) -> Iterator[dict[str, Any]]:
    names = [control.name for control in explorer.controls]
    for levels in product(*([value for value, _ in control.levels] for control in explorer.controls)):
        yield dict(zip(names, levels, strict=True))


def some(explorer: Explorer, count: int) -> list[dict[str, Any]]:
    every = list(choices(explorer))
    picked = np.random.default_rng(1).choice(len(every), min(count, len(every)), replace=False)
    return [every[place] for place in picked]


def check(answer: dict[str, Any], cohort: Any) -> None:
    """An answer against the estimators asked by hand."""
    choice = answer["choice"]
    json.dumps(answer, allow_nan=False)
    outcome, horizon, by = choice["outcome"], choice["horizon_days"], choice["by"] or None
    curve = iso.kaplan_meier(cohort.count(outcome, by=by))
    for group in answer["groups"]:
        place = answer["groups"].index(group)
        at = iso.compare_to_claim(curve, horizon_days=horizon, group=curve.groups[place])
        numbers = [group["exact"][name] for name in ("estimate", "lower", "upper")]
        wanted = [value if np.isfinite(value) else None for value in (at.estimate, at.lower, at.upper)]
        assert numbers == wanted
        assert group["people"] == f"{at.n:,}"
        if cohort.fixed_by_rule(outcome, horizon):
            assert group["verdict"] == "not_estimable"
        else:
            assert group["verdict"] == at.verdict
        steps = curve.frame[curve.frame["group"] == curve.groups[place]].set_index("time")["estimate"]
        for day, drawn in list(zip(group["days"], group["estimate"], strict=True))[:-1]:
            assert abs(steps[day] - drawn) < 1e-6, "what is drawn is a step of the curve"
        assert len(group["days"]) <= SHOWN_STEPS + 3
        assert group["days"] == sorted(group["days"])
    if by is None and not cohort.fixed_by_rule(outcome, horizon):
        assert answer["verdict"] == iso.compare_to_claim(curve, horizon_days=horizon).sentence


def test_every_answer_is_that_of_the_estimators(of_courses: Explorer, example: Finished) -> None:
    cohorts = {
        days: iso.first_courses(example.analysis.records, example.analysis.study.courses, maintenance_days=days)
        for days in (0, 30, 60, 90)
    }
    for choice in some(of_courses, 8):
        check(of_courses.answer(**choice), cohorts[choice["maintenance_days"]])


def test_a_gap_changes_the_courses(by_gap: dict[int, Any]) -> None:
    explorer = iso.explore(by_gap, simulated=True)
    gap = next(control for control in explorer.controls if control.name == "gap_days")
    assert [value for value, _ in gap.levels] == [10, 60]
    assert not gap.off
    for choice in some(explorer, 4):
        rules = {"maintenance_days": choice["maintenance_days"]}
        check(explorer.answer(**choice), iso.first_courses(by_gap[choice["gap_days"]], **rules))
    shown = [explorer.answer(gap_days=each, outcome="second_course")["groups"][0]["events"] for each in (10, 60)]
    assert int(shown[0]) > int(shown[1])


def test_a_study_of_dispensings_is_stitched_by_every_gap(tmp_path: Path) -> None:
    write_simulation(simulate_dispensings(60, seed=3), tmp_path)
    explorer = iso.explore(tmp_path / "study.toml", horizons_days=[730])
    gaps = next(control for control in explorer.controls if control.name == "gap_days")
    assert {30, 60, 180} <= {gap for gap, _ in gaps.levels}
    assert not gaps.off
    days = explorer.first["maintenance_days"]
    for gap in (30, 180):
        basis = explorer.bases[gap, days]
        assert basis is not None
        assert basis.cohort.stitched_by.gap_days == gap
        check(explorer.answer(gap_days=gap, outcome="second_course"), basis.cohort)


def test_the_study_of_the_report_begins(of_courses: Explorer, example: Finished) -> None:
    answer = of_courses.answer()
    assert answer["verdict"] == example.analysis.primary.sentence
    assert example.analysis.primary.sentence in of_courses._repr_html_()
    assert "SIMULATED" in of_courses._repr_html_()


def test_what_cannot_vary_says_why(of_courses: Explorer, by_gap: dict[int, Any]) -> None:
    off = {control.name: control.off for control in of_courses.controls if control.off}
    assert list(off) == ["gap_days"]
    assert "needs dispensings" in off["gap_days"]
    alone = {control.name: control.off for control in iso.explore(by_gap[60]).controls}
    assert "iso.explore({30: a, 60: b})" in alone["gap_days"]
    bare = pd.DataFrame([{"patient_id": "a", "course_start": "2019-01-01", "course_end": "2019-06-30",
                          "last_contact": "2021-06-30"}])  # fmt: skip
    few = iso.explore(iso.read_courses(bare))
    assert {control.name for control in few.controls if control.off} == {"by", "gap_days", "maintenance_days"}
    assert few.answer()["groups"][0]["days"] == [], "one person is no curve"
    for choice in choices(few):
        json.dumps(few.answer(**choice), allow_nan=False)


def test_a_wrong_call_says_the_right_one(of_courses: Explorer, example: Finished, by_gap: dict[int, Any]) -> None:
    with pytest.raises(iso.StudyError, match="did you mean"):
        of_courses.answer(horizon_day=365)
    with pytest.raises(iso.StudyError, match=r"Choose one of: 182, 365"):
        of_courses.answer(horizon_days=400)
    with pytest.raises(iso.StudyError, match=r"iso.explore\(records\)"):
        iso.explore(example.analysis.cohort)
    with pytest.raises(iso.StudyError, match="not made by a gap of 45 days"):
        iso.explore({45: by_gap[60]})
    with pytest.raises(iso.StudyError, match=r"Records by gap are needed"):
        iso.explore({})


def test_a_change_of_the_widget_brings_the_answer(of_courses: Explorer) -> None:
    widget = of_courses.widget()
    assert [control["name"] for control in widget.controls] == [control.name for control in of_courses.controls]
    widget.choice = {**widget.choice, "horizon_days": 365}
    assert widget.answer == of_courses.answer(horizon_days=365)
    assert widget._esm.endswith("export default { render };\n")


@pytest.mark.parametrize("code", [code for code in languages() if code != ENGLISH])
def test_it_speaks_the_language_of_its_study(of_courses: Explorer, example: Finished, code: str) -> None:
    analysis = example.analysis
    study = replace(analysis.study, study=replace(analysis.study.study, language=code))
    bases = {rule: basis and replace(basis, study=study) for rule, basis in of_courses.bases.items()}
    explorer = replace(of_courses, bases=bases)
    made, english = explorer.widget(), of_courses.widget()
    for ours, theirs in zip(made.controls, english.controls, strict=True):
        assert ours["label"] != theirs["label"]
        assert [value for value, _ in ours["levels"]] == [value for value, _ in theirs["levels"]]
    answer, plain = explorer.answer(by="sex"), of_courses.answer(by="sex")
    assert answer["choice"] == plain["choice"]
    for name in ("verdict", "note", "caption"):
        assert answer[name] != plain[name]
    assert not {*answer["heads"]} & {*plain["heads"]}
    assert [group["exact"] for group in answer["groups"]] == [group["exact"] for group in plain["groups"]]
    with speaking(code):
        for words in (OF_A_GRID, OF_A_CURVE):
            said = script_words(words)
            assert all(said[name] != text for name, text in words.items())
            slots = [{*re.findall(r"{.}", text)} for text in words.values()]
            assert [{*re.findall(r"{.}", said[name])} for name in words] == slots
    assert spoken() == ENGLISH


def test_a_grid_is_looked_into_as_in_the_report(example: Finished) -> None:
    grid = example.analysis["grid"].value
    explorer = iso.explore(grid)
    assert len(json.loads(explorer.widget().grid)["choices"]) > 2
    assert f"{len(grid.frame):,} definitions" in repr(explorer)
    assert explorer._repr_html_() == grid._repr_html_()


@pytest.mark.parametrize("code", [code for code in languages() if code != ENGLISH])
def test_a_grid_speaks_the_language_that_is_asked_for_or_its_study_s(example: Finished, code: str) -> None:
    grid = example.analysis["grid"].value
    asked, of_study = iso.explore(grid, language=code), iso.explore(replace(grid, language=code))
    data, english = (json.loads(each.widget().grid) for each in (asked, iso.explore(grid)))
    assert asked.widget().grid == of_study.widget().grid
    assert not {*data["words"].values()} & {*english["words"].values()}
    assert data["claimed"] != english["claimed"]
    assert spoken() == ENGLISH
    with pytest.raises(iso.StudyError, match="gap_days cannot be chosen"):
        iso.explore(grid, gap_days=60)


def test_without_anywidget_the_cell_says_how_to_install_it(
    of_courses: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = builtins.__import__

    def lacking(name: str, *rest: Any, **more: Any) -> Any:
        if name in ("anywidget", "isostats.report.explorer_widget"):
            raise ImportError(name)
        return load(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", lacking)
    shown = of_courses._repr_mimebundle_()
    assert set(shown) == {"text/plain", "text/html"}
    assert "pip install &#x27;isostats[live]&#x27;" in shown["text/html"]
    assert "Among 3,000 people" in shown["text/html"]

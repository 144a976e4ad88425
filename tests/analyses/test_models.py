"""The table of a model has who is in it, who is not and why, and adds up; it is the same however it is asked for."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses import imputed_predictors, imputed_success, predictors, resampled
from isostats.analyses.models import Model, models_table
from isostats.analyses.protocol import Basis
from isostats.report.job import Finished
from isostats.tables.folder import read_tables
from isostats.tables.word import word_bytes
from isostats.words.english import term_words
from isostats.words.language import speaking, translated, untranslated
from isostats.words.numbers import p_in_full
from tests.analyses.said import answers_of, paragraphs
from tests.oracle.fixtures import fixture


def rows_of(finished: Finished, outcome: str) -> list[tuple[str, ...]]:
    return [row[1:] for row in iso.model_table(finished.analysis).body if row[0] == outcome]


def number(text: str) -> int:
    return int(text.replace(",", ""))


@pytest.mark.parametrize(("place", "outcome"), [(0, "systemic treatment"), (1, "second course")])
def test_levels_and_their_reference_add_up_to_the_people_of_the_model(
    example: Finished, place: int, outcome: str
) -> None:
    model = example.analysis["predictors"].value[place]
    rows = rows_of(example, outcome)
    named = {row[0]: row for row in rows}
    assert named["People in the model"][1:3] == (f"{model.result.n:,}", f"{model.result.events:,}")
    assert number(named["People studied"][1]) == example.analysis.cohort.people
    studied = model.result.n + model.result.rows_lost + model.not_followed
    assert studied == example.analysis.cohort.people
    assert named["– left out: not followed after the course"][1] == str(model.not_followed)
    for heading in ("Sex", "Indication"):
        at = [row[0] for row in rows].index(heading)
        levels = [row for row in rows[at + 1 :] if row[0].startswith("– ")]
        levels = levels[: next((i for i, row in enumerate(rows[at + 1 :]) if not row[0].startswith("– ")), None)]
        assert [row[3] == "1 (reference)" for row in levels] == [True, *[False] * (len(levels) - 1)]
        assert sum(number(row[1]) for row in levels) == model.result.n
        assert sum(number(row[2]) for row in levels) == model.result.events


def test_the_term_that_is_drawn_over_time_is_named_with_the_reason(example: Finished) -> None:
    answer = example.analysis["predictors"]
    (over_time,) = (model.over_time for model in answer.value if model.over_time is not None)
    by_term = {term: over_time.p_value(term) for term in over_time.average}
    assert by_term[over_time.changing_most] == min(by_term.values())
    words = paragraphs(answer)
    least = p_in_full(min(by_term.values()))
    assert f"Drawn over time is {term_words(over_time.changing_most)}, whose own test has the smallest p" in words
    assert f"smallest p of all terms ({least}). The figure shows this term alone; the table " in words
    title = iso.figures.describe(iso.figures.ratios_over_time(over_time)).title
    assert title == f"Hazard ratio of the outcome over time: {term_words(over_time.changing_most)}"


def test_the_figure_has_the_people_of_the_models(example: Finished) -> None:
    answer = example.analysis["predictors"]
    of_models = {model.outcome: (model.result.n, model.result.events) for model in answer.value}
    assert answer.figures["predictors"].keywords["people"] == of_models


def test_it_is_the_same_from_the_folder_and_in_each_format(example: Finished) -> None:
    docx = pytest.importorskip("docx")
    table, held = iso.model_table(example.analysis), read_tables(example.folder)["predictors"]
    assert (held.header, held.body, held.caption) == (table.header, table.body, table.caption)
    assert "stratified by site" in table.caption
    (made,) = docx.Document(io.BytesIO(word_bytes([held.written()]))).tables
    assert [tuple(cell.text for cell in row.cells) for row in made.rows] == [table.header, *table.body]
    assert table.to_latex().count("1 (reference)") == table.to_markdown().count("1 (reference)") == 8


def test_a_model_of_one_s_own_has_the_rows_that_a_study_s_has(example: Finished) -> None:
    result = example.analysis["predictors"].value[0].result
    alone, of_study = iso.model_table(result).body, rows_of(example, "systemic treatment")
    own = ("People studied", "– left out: not followed after the course")  # a frame knows those in it alone
    assert [row for row in of_study if row[0] not in own] == [row for row in alone if row[0] not in own]
    assert alone[0][:2] == ("People studied", f"{result.n + result.rows_lost:,}")


def test_a_level_may_be_called_anything() -> None:
    people = pd.DataFrame({
        "time": [i % 17 + 1 for i in range(0, 90, 3)], "event": [1, 0, 1, 1, 1] * 6,
        "site": ["<i> vs x", "a=b", "– c"] * 10, "age": [20 + i * 7 % 13 for i in range(30)],
    })  # fmt: skip
    body = iso.model_table(iso.cox(people, covariates=["site", "age"])).body
    assert [row[0] for row in body] == ["People in the model", "Site", "– <i> vs x", "– a=b", "– – c", "Age"]


def test_each_predictor_alone_stands_before_all_together_among_the_same_people(example: Finished) -> None:
    model = example.analysis["predictors"].value[0].result
    assert model.univariable["term"].tolist() == model.frame["term"].tolist()
    assert model.univariable["n"].tolist() == model.frame["n"].tolist()
    rows = example.analysis.results.query("quantity == 'hazard_ratio' and outcome == 'systemic_treatment'")
    methods = ("cox_efron", "cox_efron_imputed", "cox_efron_univariable")
    assert rows.groupby("method").size().to_dict() == {**dict.fromkeys(methods, 8), "cox_efron_interaction": 2}
    table = iso.model_table(example.analysis)
    alone = ("univariable hazard ratio (limits)", "univariable p")
    assert table.header[4:] == (*alone, "hazard ratio (limits)", "p")
    assert example.analysis.numbers["hazard_ratio.systemic_treatment.age_years:n"] == f"{model.n:,}"


def test_the_tests_of_proportional_hazards_are_told_by_predictor_and_for_all(example: Finished) -> None:
    rows = example.analysis.results.query("quantity == 'proportional_hazards' and outcome == 'second_course'")
    doses = ["dose_per_10_mg_per_kg", "daily_mg_per_kg"]
    assert rows["group"].tolist() == ["sex", "age_years", *doses, "indication", "all"]
    table = example.analysis.tables["proportional_hazards"]
    assert [row[1] for row in table.body if row[0] == "second course"][-1] == "All terms"
    assert len(table.body) == 12


def test_errors_are_robust_by_the_column_that_the_study_names(tmp_path: Path) -> None:
    made = iso.simulate_courses(400, seed=5)
    frame = made.courses.assign(doctor=[f"dr{row % 37}" for row in range(len(made.courses))])
    first = frame.groupby("patient_id")["doctor"].transform("first")
    frame.assign(doctor=first).to_csv(tmp_path / "courses.csv", index=False)
    asked = ("predictors", "imputed-predictors", "modified-effects")
    analysis = answers_of(tmp_path / "courses.csv", *asked, cluster="doctor", covariates=["doctor"])
    model = analysis["predictors"].value[0].result
    doubled = "Doctor was named as a covariate too: errors are robust by it, so that it is no predictor."
    assert model.notes[0] == doubled
    assert doubled in analysis["predictors"].value[0].words
    assert model.cluster == "doctor"
    assert "doctor" not in " ".join(model.frame["term"])
    ratios = analysis.results[analysis.results["quantity"] == "hazard_ratio"]
    beside = {"cox_efron_imputed", "cox_efron_interaction", "cox_efron_univariable"}
    assert set(ratios["method"]) == {"cox_efron_robust", *beside}
    assert "errors robust by doctor" in iso.model_table(analysis).caption


def test_without_an_error_it_is_not_said_that_the_dose_goes_alike_in_both_sexes(tmp_path: Path) -> None:
    """It was "No interaction of systemic treatment", which reads as a finding."""
    frame = iso.simulate_courses(400, seed=5).courses
    frame["doctor"] = "dr" + (frame["patient_id"].str.extract(r"(\d+)")[0].astype(int) % 5).astype(str)
    frame.to_csv(tmp_path / "courses.csv", index=False)
    said = paragraphs(answers_of(tmp_path / "courses.csv", "modified-effects", cluster="doctor")["modified-effects"])
    assert said.count("cannot be told: fewer clusters than terms, so that no error is known.") == said.count(".") > 0
    assert untranslated(said, "de") == []
    with pytest.raises(iso.StudyError, match="no column 'doctors'"):
        iso.analyse_study(tmp_path / "courses.csv", cluster="doctors")


def test_fewer_clusters_than_terms_have_no_ratio_and_the_page_says_so(tmp_path: Path) -> None:
    frame = iso.simulate_courses(400, seed=5).courses
    clinic = frame["patient_id"].astype(str).str[-1].map(lambda last: f"c{int(last) % 3}")
    frame.assign(clinic=clinic).to_csv(tmp_path / "courses.csv", index=False)
    asked = ("predictors", "imputed-predictors", "modified-effects")
    analysis = answers_of(tmp_path / "courses.csv", *asked, cluster="clinic")
    ratios = analysis.results[analysis.results["quantity"] == "hazard_ratio"]
    for method in ("cox_efron_robust", "cox_efron_imputed"):
        mine = ratios[ratios["method"] == method]
        assert (mine["status"] == "not_estimable").all(), method
        assert mine["estimate"].isna().all(), method
    assert "3 clusters (clinic) cannot tell the errors of" in analysis["predictors"].value[0].words
    assert not analysis["modified-effects"].value
    assert "fewer clusters than terms" in " ".join(map(str, analysis["modified-effects"].blocks))


def test_each_reference_of_a_covariate_stands_above_what_is_held_against_it() -> None:
    """Doctors d1 to d3 work at one site, d4 and d5 at another, d6 alone at a third."""
    rows = pd.DataFrame(fixture("nested")["rows"])
    result = iso.cox(rows, covariates=["doctor"], strata=["site"])
    model = Model("systemic_treatment", result, not_followed=1)
    levels = [(row[0], row[3]) for row in models_table([model]).written().body if str(row[0]).startswith("– d")]
    one = "1 (reference)"
    assert [level for level, ratio in levels if ratio == one] == ["– d1", "– d4"]
    assert [level for level, _ in levels] == ["– d1", "– d2", "– d3", "– d4", "– d5", "– d6"]
    assert dict(levels)["– d6"] == "not estimable"
    assert "1 not followed after the course was left out. " in model.words
    assert not [part for part in untranslated(model.words, "de") if "not followed" in part or "hazard ratio" in part]
    with speaking("de", names=["doctor", "d6"]):
        assert "Stufen von doctor werden nur innerhalb einer Schicht" in translated(model.words)


def test_missing_values_are_imputed_beside_the_complete_rows(example: Finished) -> None:
    analysis = example.analysis
    for one, model in zip(analysis["imputed-predictors"].value, analysis["predictors"].value, strict=True):
        made = one.result
        assert made.imputations == analysis.study.study.imputations == 20
        assert made.n == model.result.n + model.result.rows_lost
        assert made.imputed == {name: count for name, count in model.result.lost.items() if count}
        pd.testing.assert_frame_equal(made.complete.frame, model.result.frame)
    table = analysis.tables["predictors_imputed"]
    assert len(table.body) == 16
    rows = analysis.results.query("quantity == 'hazard_ratio' and method == 'cox_efron_imputed'")
    assert rows["status"].eq("ok").all()
    assert analysis.numbers["hazard_ratio.second_course.age_years.cox_efron_imputed:n"] == f"{made.n:,}"


def test_the_same_seed_imputes_the_same_and_none_is_imputed_where_none_is_asked(example: Finished) -> None:
    it, needed = example.analysis.basis, example.analysis["predictors"]

    def imputed(**keys: int) -> list[float]:
        study = replace(it.study, study=replace(it.study.study, **{"imputations": 2, **keys}))
        return [row["estimate"] for row in imputed_predictors.estimate(replace(it, study=study), needed).rows]

    assert imputed() == imputed(seed=1) != imputed(seed=2)
    assert imputed(imputations=0) == []
    with pytest.raises(iso.StudyError, match="imputations is 1, which cannot tell"):
        iso.read_study("data/example/study.toml", imputations=1)


def test_too_many_people_or_too_few_values_are_said(example: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    it, needed = example.analysis.basis, example.analysis["predictors"]
    monkeypatch.setattr(imputed_predictors, "AT_ONCE", 12_000)
    answer = imputed_predictors.estimate(it, needed)
    assert {row["status"] for row in answer.rows} == {"not_estimable"}
    assert "2,996 people are more than the 2,400 that a report imputes" in answer.blocks[0].words
    assert answer.methods == ()


def with_choices(example: Finished, **keys: Any) -> Basis:
    """What an analysis of the example looks at, had the study chosen otherwise."""
    it = example.analysis.basis
    return replace(it, study=replace(it.study, study=replace(it.study.study, **keys)))


def test_the_dose_within_each_sex_stands_with_the_test_that_it_is_the_same(example: Finished) -> None:
    answer = example.analysis["modified-effects"]
    for model in example.analysis["predictors"].value:
        made = answer.value[model.outcome]
        assert (made.n, made.events) == (model.result.n, model.result.events)
        assert (made.frame["n"].sum(), made.frame["events"].sum()) == (made.n, made.events)
        own = model.result.frame.set_index("term").loc["dose_per_10_mg_per_kg", "coefficient"]
        assert made.frame["coefficient"].min() < own < made.frame["coefficient"].max()
        name = f"interaction.{model.outcome}.dose_per_10_mg_per_kg by sex.cox_efron_interaction"
        assert example.analysis.numbers[name].startswith("p = ")
    assert [row[1] for row in answer.tables["dose_by_sex"].body] == ["female", "male"] * 2


def test_unknown_responses_are_imputed_and_lie_between_their_bounds(example: Finished) -> None:
    results = example.analysis.results
    asked = {"treatment_success": "method == 'multiple_imputation'"}
    bounds = ("treatment_success_unknown_not_clear", "treatment_success_unknown_clear")
    by_day = {name: results.query(f"quantity == '{name}' and group == 'all'").set_index("time_days")["estimate"]
              for name in bounds}  # fmt: skip
    rows = results.query(f"quantity == 'treatment_success' and {asked['treatment_success']}").set_index("time_days")
    assert rows["n"].eq(example.analysis.cohort.people).all()
    assert (by_day[bounds[0]] < rows["estimate"]).all()
    assert (rows["estimate"] < by_day[bounds[1]]).all()
    assert ((rows["lower"] < rows["estimate"]) & (rows["estimate"] < rows["upper"])).all()
    plain = results.query("quantity == 'treatment_success' and population == 'with_response' and group == 'all'")
    assert (rows["std_error"] < 1.2 * plain.set_index("time_days")["std_error"]).all()
    (sentence,) = example.analysis["imputed-success"].blocks
    assert sentence.words.startswith("With 304 responses that nobody wrote down imputed 20 times")
    assert imputed_success.estimate(with_choices(example, imputations=0), plain).rows == ()


def test_a_cured_share_by_group_stands_with_its_test(example: Finished) -> None:
    rows = example.analysis.results.query("quantity == 'cured_share'").set_index("group")["estimate"]
    assert rows.index.tolist() == ["all", "sex=female", "sex=male"]
    assert rows["sex=female"] < rows["all"] < rows["sex=male"]
    (test,) = example.analysis.results.query("quantity == 'cured_share_test'").to_dict("records")
    assert (test["group"], test["method"]) == ("sex", "likelihood_ratio")
    assert 0.001 < test["p_value"] < 0.05


def test_people_are_drawn_again_only_where_the_study_asks(example: Finished) -> None:
    assert not example.analysis.results["method"].str.startswith("bootstrap").any()
    one = resampled.estimate(with_choices(example, bootstrap=100, seed=1))
    rows = pd.DataFrame(one.rows)
    assert set(rows["method"]) == {"bootstrap_percentile", "bootstrap_bca"}
    assert set(rows["quantity"]) == {"remission", "cumulative_incidence", "rmst", "median_time"}
    assert not rows.duplicated(["quantity", "outcome", "population", "method", "group", "time_days"]).any()
    outcome = "systemic_treatment"
    of_one = rows[(rows["outcome"] == outcome) & (rows["group"] == "all")].reset_index(drop=True)

    def alone(**seed: int) -> pd.DataFrame:
        it = with_choices(example, bootstrap=100, outcomes=(outcome,), **seed)
        return pd.DataFrame(resampled.estimate(replace(it, groups=())).rows)

    pd.testing.assert_frame_equal(of_one, alone())
    assert not of_one["lower"].equals(alone(seed=2)["lower"])
    formula = example.analysis.results.query("method == 'kaplan_meier' and quantity == 'remission'")
    address = ["outcome", "group", "time_days"]
    both = rows[rows["quantity"] == "remission"].merge(formula[formula["population"] == "everyone"], on=address)
    assert len(both) > 40
    assert (both["estimate_x"] - both["estimate_y"]).abs().max() < 1e-12
    assert both["bound_x"].tolist() == both["bound_y"].tolist(), "one number is a bound of one thing"
    assert (both["std_error_x"] / both["std_error_y"] - 1).abs().max() < 0.35
    assert len(one.tables["bootstrap"].body) == 5 * len(example.analysis.basis.outcomes)


def test_hazards_that_cannot_be_tested_are_said() -> None:
    model = Model("second_course", None, untested="All events fall on one time, so that nothing can change with time.")
    words = predictors.hazards_over_time_words(model)
    assert words.startswith("Proportional hazards of second course were not tested: all events fall on one time")

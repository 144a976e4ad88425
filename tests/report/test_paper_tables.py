"""The tables of a paper are those of the report, and come out of its folder without the records."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import isostats as iso
from isostats.cli import main
from isostats.errors import EstimateError, StudyError
from isostats.report.job import Finished
from isostats.tables.folder import read_tables
from isostats.words.journals import numbers_as
from isostats.words.language import ENGLISH, languages


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_folder_gives_back_the_tables_that_were_written(example: Finished) -> None:
    held = read_tables(example.folder)
    shown = {name: table for name, table in example.analysis.tables.items() if table.cells}
    assert list(held) == list(shown)
    for name, table in shown.items():
        assert (held[name].caption, held[name].header, held[name].body) == (table.caption, table.header, table.body)
        assert held[name].to_latex(journal="jama") == table.to_latex(journal="jama")


def test_the_files_of_numbers_are_those_that_the_texts_were_written_from(example: Finished) -> None:
    numbers = pd.read_csv(example.folder / "tables/numbers/remission.csv")
    texts = pd.read_csv(example.folder / "tables/remission.csv")
    assert len(numbers) == len(texts)
    results = example.analysis.results.query("quantity == 'remission' and method == 'kaplan_meier' and group == 'all'")
    of_everyone = results[results["population"] == "everyone"]
    assert numbers["everyone (Kaplan-Meier): estimate"].tolist() == pytest.approx(of_everyone["estimate"].tolist())
    written = [f"{100 * each:.1f}" for each in numbers["everyone (Kaplan-Meier): estimate"]]
    assert [text.partition(" (")[0] for text in texts["everyone (Kaplan-Meier)"]] == written
    assert not (example.folder / "tables/numbers/characteristics.csv").exists(), "its file has numbers already"


def test_the_report_s_tables_are_those_of_the_functions(example: Finished) -> None:
    analysis, cohort = example.analysis, example.analysis.cohort
    assert iso.remission_table(analysis) is analysis.tables["remission"]
    assert iso.second_course_table(analysis) is analysis.tables["second_courses"]
    assert iso.table_one(analysis, by="sex").body == analysis.tables["characteristics"].body
    curve = iso.kaplan_meier(cohort.count("any_treatment"))
    body = iso.remission_table(curve, days=[182, 365, 730, 1095, 1826]).body
    of_report = [row for row in analysis.tables["remission"].body if row[0] == "any acne treatment"]
    assert [row[:3] for row in body] == [(row[1], row[2], row[5]) for row in of_report]
    assert iso.model_table(analysis) is analysis.tables["predictors"]


def test_groups_at_every_horizon_have_the_results_shares_and_tests(example: Finished) -> None:
    table, results = iso.group_table(example.analysis), example.analysis.results
    assert table.header[:2] == ("group", "people")
    assert len(table.header) == 3 + len(example.analysis.study.horizons)
    test = results.query("quantity == method == 'logrank' and outcome == @table_outcome and population == 'everyone'",
                         local_dict={"table_outcome": example.analysis.primary_outcome})  # fmt: skip
    assert table.frame["log-rank p"].dropna().astype(float).tolist() == test["p_value"].tolist()
    counts = example.analysis.cohort.count(example.analysis.primary_outcome, by="sex")
    alone = iso.group_table(iso.kaplan_meier(counts), days=example.analysis.study.horizons, test=iso.logrank(counts))
    assert alone.body == table.body[: len(alone.body)]
    weighted = iso.group_table(iso.kaplan_meier(counts), days=[730], test=iso.logrank(counts, rho=1))
    assert weighted.header[-1] == "log-rank with rho = 1 p"
    assert "p of the log-rank test between the groups with rho = 1, not adjusted" in weighted.caption
    sites = [example.analysis.cohort.where(site=[site]) for site in ("north", "south")]
    within = iso.logrank(*(site.count(example.analysis.primary_outcome, by="sex") for site in sites))
    named = iso.group_table(iso.kaplan_meier(counts), days=[730], test=within)
    assert f"within 2 strata, of {within.n.sum():,.0f} people, not adjusted" in named.caption
    for by, outcome in (("site", example.analysis.primary_outcome), ("sex", "second_course")):
        other = iso.logrank(example.analysis.cohort.count(outcome, by=by))
        with pytest.raises(EstimateError, match=r"not one of the curve: .* Write test=iso.logrank\(curve.counts\)"):
            iso.group_table(iso.kaplan_meier(counts), days=[730], test=other)
    with pytest.raises(EstimateError, match="no outcome 'second_curse'; did you mean 'second_course'"):
        iso.group_table(example.analysis, outcome="second_curse")
    with pytest.raises(EstimateError, match="no groups to be shown"):
        iso.group_table(iso.kaplan_meier(example.analysis.cohort.count("second_course")))


def test_table_one_is_summarised_and_chosen_as_asked(example: Finished) -> None:
    cohort = example.analysis.cohort
    table = iso.table_one(cohort, by="age: <18, >=18", summary="mean", columns=["weight_kg", "sex"])
    assert [row[0] for row in table.body if row[0][0] != "–"] == ["Weight, kg", "Sex"]
    assert "– not recorded" in [row[0] for row in table.body]
    numbers = table.frame.query("column == 'weight_kg' and group == 'all'").iloc[0]
    assert table.body[0][1] == f"{numbers['mean']:.2f} ({numbers['deviation']:.2f})"
    assert "mean (standard deviation)" in table.caption
    for call, words in (
        (lambda: iso.table_one(cohort, by="sax"), "'sax' .*; did you mean 'sex'"),
        (lambda: iso.table_one(cohort, columns=["wieght_kg"]), "'wieght_kg'; did you mean 'weight_kg'"),
        (lambda: iso.table_one(cohort, by="sex", columns=["sex"]), "'sex' is no line of Table 1"),
        (lambda: iso.table_one(cohort, summary="mode"), "median, mean, not 'mode'"),  # type: ignore[arg-type]
        (lambda: iso.table_one("courses.csv"), "The call is iso.table_one"),  # type: ignore[arg-type]
        (lambda: iso.remission_table(cohort), "The call is iso.remission_table"),  # type: ignore[arg-type]
        (lambda: iso.model_table(cohort), "The call is iso.model_table"),  # type: ignore[arg-type]
    ):
        with pytest.raises(EstimateError, match=words):
            call()


@pytest.mark.parametrize(("kind", "ending"), [("latex", "tex"), ("markdown", "md"), ("html", "html"), ("word", "docx")])
def test_the_command_sets_them_and_replaces_only_its_own(
    example: Finished, tmp_path: Path, kind: str, ending: str
) -> None:
    out = tmp_path / f"tables.{ending}"
    words = ("tables", "--results", example.folder, "--as", kind, "--journal", "lancet", "--out", out)
    assert run(*words).output == (
        f"Wrote {out} with 5 tables: characteristics, remission, groups, predictors, second_courses.\n"
    )
    first = out.read_bytes()
    assert run(*words, "--table", "groups").output == f"Wrote {out} with 1 table: groups.\n"
    assert out.read_bytes() != first
    if kind != "word":
        assert "·" in out.read_text(encoding="utf-8") or "textperiodcentered" in out.read_text(encoding="utf-8")
        out.write_text(out.read_text(encoding="utf-8") + "my own line\n", encoding="utf-8")
        refused = run(*words)
        assert refused.exit_code == 1
        assert "isostats did not write it" in refused.output
        assert out.read_text(encoding="utf-8").endswith("my own line\n")


@pytest.mark.parametrize("code", [code for code in languages() if code != ENGLISH])
def test_tables_speak_the_language_that_is_asked_for_or_their_study_s(
    example: Finished, tmp_path: Path, code: str
) -> None:
    def written(*words: str, folder: Path = example.folder) -> str:
        out = tmp_path / "tables.md"
        done = run("tables", "--results", folder, "--out", out, *words)
        assert done.exit_code == 0, done.output
        return out.read_text(encoding="utf-8")

    english, other = written(), written("--language", code)
    copy = tmp_path / "other"
    (copy / "tables").mkdir(parents=True)
    for name in ("tables/tables.json", "results.csv"):
        (copy / name).write_bytes((example.folder / name).read_bytes())
    manifest = json.loads((example.folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["study"]["study"]["language"] = code
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert written(folder=copy) == other
    assert written("--language", "en", folder=copy) == english
    assert written("--journal", "lancet", folder=copy) == written("--journal", "lancet")
    assert all(name in other for name in ("north", "island"))
    assert not re.search(r"\d\.\d", other.split("\n", 2)[2])


def test_what_is_not_there_is_named(example: Finished, tmp_path: Path) -> None:
    out = tmp_path / "tables.md"
    words = ("tables", "--as", "markdown", "--out", out, "--results")
    assert "no table 'remision'; did you mean 'remission'" in run(*words, example.folder, "--table", "remision").output
    assert "No journal 'lancett'; did you mean 'lancet'" in run(*words, example.folder, "--journal", "lancett").output
    assert "Name the folder that isostats report wrote" in run(*words, tmp_path).output
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables/tables.json").write_text('[{"name": "x", "caption": "y", "columns": [], "cells": [["z"]]}]')
    with pytest.raises(StudyError, match="is not as isostats report wrote it"):
        read_tables(tmp_path)
    cells = '[{"name": "x", "caption": "y", "columns": ["n"], "cells": [[{"kind": "Count", "n": "z"}]]}]'
    for content in ("{}", cells):
        (tmp_path / "tables/tables.json").write_text(content)
        with pytest.raises(StudyError, match=r"is not as isostats report wrote it|is no cell of a table"):
            read_tables(tmp_path)
    (tmp_path / "tables/tables.json").write_text("[]")
    assert "no table of a paper. Nor has it any other table." in run(*words, tmp_path).output
    (tmp_path / "manifest.json").write_text('{"files": {"tables/tables.json": "another"}}')
    assert "was changed after isostats report wrote it" in run(*words, tmp_path).output
    assert not out.exists()


def test_texts_follow_the_style_in_force(example: Finished) -> None:
    table = example.analysis.tables["predictors"]
    with numbers_as("lancet"):
        inside = table.to_csv()
    assert inside == table.to_csv(journal="lancet") != table.to_csv()
    rows = list(csv.reader(io.StringIO(inside)))
    assert all("·" in row[4] for row in rows[1:] if "to" in row[4] or "–" in row[4])
    assert rows[0][-1] == "p value"


def test_a_curve_of_something_else_makes_no_table(example: Finished) -> None:
    cohort = example.analysis.cohort
    systemic, second = (cohort.count(outcome) for outcome in ("systemic_treatment", "second_course"))
    with pytest.raises(EstimateError, match="is of a curve of cumulative incidence, and this is one of remission"):
        iso.second_course_table(iso.kaplan_meier(systemic))
    with pytest.raises(EstimateError, match="is of these, and this curve is of systemic treatment"):
        iso.second_course_table(iso.aalen_johansen(systemic))
    with pytest.raises(EstimateError, match="is of a curve of remission, and this is one of cumulative incidence"):
        iso.remission_table(iso.aalen_johansen(second))
    assert iso.second_course_table(iso.aalen_johansen(second)).body


def test_a_table_of_a_model_says_what_was_asked_of_it_whatever_its_columns_are_called() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"time": rng.integers(20, 900, 200), "event": 1, "begin": 5, "w": rng.uniform(0.5, 2, 200)})
    frame["sex=m"], frame["n=1"] = rng.choice(["f", "m", "x=y"], 200), rng.normal(size=200)
    model = iso.cox(frame, covariates=["sex=m", "n=1"], weights="w", entry="begin", level=0.8)
    table = iso.model_table(model)
    assert [row[0] for row in table.body[1:]][:1] == ["sex=m"]
    assert {row[0] for row in table.body[2:-1]} == {"– f", "– m", "– x=y"}
    assert table.body[-1][0] == "n=1"
    for said in ("Limits are at 80%.", "Rows are weighted by w", "at risk from their day of begin on"):
        assert said in table.caption
    for said in ("weighted by w", "at risk after begin", "limits at 80%"):
        assert said in str(model)
    plain = iso.cox(frame, covariates=["n=1"])
    assert "Limits" not in iso.model_table(plain).caption
    assert "limits" not in str(plain)
    drawn = iso.impute(frame.assign(age=frame["n=1"].where(frame.index > 9)), columns=["age"], seed=1, imputations=2)
    imputed = iso.cox_imputed(drawn, covariates=["age"])
    with pytest.raises(EstimateError, match=r"iso.model_table\(model.complete\)"):
        iso.model_table(imputed)  # type: ignore[arg-type]
    assert iso.model_table(imputed.complete).cells

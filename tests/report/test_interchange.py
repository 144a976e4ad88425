"""Results for other programs hold what results.csv and the curves hold, in the layout that those programs read."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import isostats as iso
from isostats.analyses.results import StudyResults
from isostats.cli import main
from isostats.report.interchange.forms import FORMS, write_interchange
from isostats.report.interchange.main_curve import people_of, write_lifelines, write_r
from isostats.report.interchange.omop import COLUMNS, _cell, _of
from isostats.report.interchange.ro_crate import write_crate
from isostats.report.release import write_release
from isostats.vocabulary import names as v
from isostats.words.small_counts import FewPeople, few_written

TYPES = {"numeric", "integer", "date", "character", "proportion", "percentage", "logical"}
COMPULSORY = ["result_type", "package_name", "package_version", "group", "strata", "additional", "min_cell_count"]
SURVIVAL = {"survival_estimates", "survival_events", "survival_summary", "survival_attrition"}
SNAKE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
Rows = list[dict[str, str]]


def asking(results: StudyResults, *forms: str) -> StudyResults:
    """The same results of a study that asks for these forms."""
    study = results.study
    basis = replace(results.basis, study=replace(study, study=replace(study.study, interchange=forms)))
    return replace(results, basis=basis)


@pytest.fixture(scope="module")
def exact(example_by_sex: StudyResults, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exact")
    about = write_interchange(asking(example_by_sex, *FORMS), folder, 0)
    assert list(about) == ["`interchange/`"]
    return folder / "interchange"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.figures.white import leave_white

    folder = tmp_path_factory.mktemp("released")
    words = ["simulate", "--patients", "120", "--seed", "3", "--out", str(folder / "records")]
    main(words, standalone_mode=False)
    asked = ["omop", "parquet", "ro_crate", "cdisc"]
    with pytest.MonkeyPatch.context() as patch:
        leave_white(patch)
        days = iter(f"2026-03-{day:02}" for day in range(1, 32))
        patch.setattr("isostats.report.writing.today", lambda: next(days))  # midnight passes while it is written
        write_release(folder / "records" / "study.toml", out=folder / "out", groups=["sex"], interchange=asked,
                      outcomes=["systemic_treatment"])  # fmt: skip
    return folder / "out"


def summarised(folder: Path) -> Rows:
    with (folder / "summarised_result.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def faults_of(rows: Rows) -> list[str]:
    """What omopgenerics refuses, by its own rules (newSummarisedResult), of a file of a summarised_result."""
    faults = [] if rows and tuple(rows[0]) == COLUMNS else ["not the 13 columns"]
    settings: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["variable_name"] == "settings":
            settings.setdefault(row["result_id"], {})[row["estimate_name"]] = row["estimate_value"]
            faults += [] if row["estimate_type"] == "character" else ["a setting that is no text"]
    held = [row for row in rows if row["variable_name"] != "settings"]
    faults += [f"no settings of {each}" for each in {row["result_id"] for row in held} - settings.keys()]
    faults += [f"{each} lacks {name}" for each, of in settings.items() for name in COMPULSORY if name not in of]
    alike = Counter(tuple(sorted(of.items())) for of in settings.values())
    faults += ["two result_ids have the same settings"] * (max(alike.values()) > 1)
    for of in settings.values():
        sets = [set(of[name].split(" &&& ")) - {"", "overall"} for name in ("group", "strata", "additional")]
        faults += ["a name in two of group, strata and additional"] * (len(set().union(*sets)) < sum(map(len, sets)))
    for row in held:
        required = [name for name in COLUMNS if name not in ("variable_level", "estimate_value")]
        missing = [name for name in required if row[name] in ("", "NA")]
        faults += [f"{name} is missing" for name in missing]
        faults += [] if row["result_id"].isdigit() else ["result_id is no whole number"]
        faults += [] if row["estimate_type"] in TYPES else [f"estimate_type {row['estimate_type']}"]
        for pair in ("group", "strata", "additional"):
            names, levels = (row[f"{pair}_{part}"].split(" &&& ") for part in ("name", "level"))
            faults += [] if len(names) == len(levels) else [f"{pair}: names and levels do not pair"]
            faults += [f"{name} is not snake_case" for name in names if not SNAKE.fullmatch(name)]
        if row["estimate_type"] in ("numeric", "integer") and row["estimate_value"] not in ("-", "NA"):
            float(row["estimate_value"])
    addresses = Counter(tuple(row[name] for name in COLUMNS if name != "estimate_value") for row in held)
    return faults + ["two rows for one number"] * (max(addresses.values()) > 1)


def test_a_summarised_result_is_what_omopgenerics_takes(exact: Path, released: Path) -> None:
    for folder in (exact, released / "interchange"):
        rows = summarised(folder)
        assert faults_of(rows) == []
        assert {row["estimate_value"] for row in rows if row["estimate_name"] == "result_type"} == SURVIVAL


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"estimate_type": "float"}, "estimate_type float"),
        ({"strata_name": "Sex"}, "Sex is not snake_case"),
        ({"strata_name": "sex &&& site"}, "strata: names and levels do not pair"),
        ({"cdm_name": ""}, "cdm_name is missing"),
        ({"result_id": "99"}, "no settings of 99"),
    ],
)
def test_the_strict_test_is_strict(released: Path, change: dict[str, str], fault: str) -> None:
    rows = summarised(released / "interchange")
    place = next(place for place, row in enumerate(rows) if row["strata_name"] == "sex")
    assert fault in faults_of([*rows[:place], rows[place] | change, *rows[place + 1 :]])
    assert "two rows for one number" in faults_of([rows[place], *rows])


def number(rows: Rows, outcome: str, day: str, name: str, strata: str = "overall") -> list[str]:
    kinds = {row["result_id"]: row["estimate_value"] for row in rows if row["estimate_name"] == "analysis_type"}
    return [
        row["estimate_value"]
        for row in rows
        if (row["variable_level"], row["additional_level"], row["estimate_name"]) == (outcome, day, name)
        and row["strata_level"] == strata and kinds[row["result_id"]] == "single_event"
    ]  # fmt: skip


def test_its_numbers_are_those_of_the_curve(example_by_sex: StudyResults, exact: Path) -> None:
    rows, it = summarised(exact), example_by_sex.basis
    for by, strata in ((None, "overall"), ("sex", "female")):
        curve = it.curves.remission(it.outcome, by=by)
        at = curve.at([720, 750], min_at_risk=it.min_at_risk)
        at = at[at[v.GROUP] == ("all" if by is None else "sex=female")]
        names = ("estimate", "estimate_95CI_lower")
        (estimate,), (lower,) = (number(rows, it.outcome, "720", name, strata) for name in names)
        assert float(estimate) == at[v.ESTIMATE].iloc[0]
        assert float(lower) == at[v.LOWER].iloc[0]
        (events,) = number(rows, it.outcome, "750", "n_events_count", strata)
        assert int(events) == at[v.EVENTS].iloc[1] - at[v.EVENTS].iloc[0]
        (at_risk,) = number(rows, it.outcome, "720", "n_risk_count", strata)
        assert int(at_risk) == at[v.AT_RISK].iloc[0]


@pytest.mark.parametrize(
    ("group", "names", "levels"),
    [
        ("all", "overall", "overall"),
        ("sex & site=female & north", "sex &&& site", "female &&& north"),
        ("age=<18", "age", "<18"),
        ("Site of care=A & B=C", "site_of_care", "A & B=C"),
        ("sex & site=female & A & B", "sex_site", "female & A & B"),
    ],
)
def test_names_and_levels_of_strata_pair_whatever_the_records_call_them(group: str, names: str, levels: str) -> None:
    of = _of(group, "death", "relapse")
    assert (of["strata_name"], of["strata_level"]) == (names, levels)
    assert (of["variable_name"], of["variable_level"]) == ("competing_outcome", "death")


def test_a_release_shows_no_count_below_its_least_and_hides_what_it_does_not_quote(released: Path) -> None:
    rows = summarised(released / "interchange")
    assert {row["estimate_value"] for row in rows if row["estimate_name"] == "min_cell_count"} == {"10"}
    counts = [row["estimate_value"] for row in rows if row["estimate_name"].endswith("count")
              and row["variable_name"] != "settings"]  # fmt: skip
    assert "-" in counts
    assert not [count for count in counts if count != "-" and 0 < int(count) < 10]
    safe = pd.read_csv(released / "safe_counts.csv")
    mine = safe[(safe["outcome"] == "systemic_treatment") & (safe["part"] == "systemic_treatment")
                & (safe["group"] == "all") & (safe["population"] == "everyone")]  # fmt: skip
    steps = np.diff(mine.sort_values("time_days")["people"], prepend=0)
    for day, people in zip(sorted(mine["time_days"]), steps, strict=True):
        (shown,) = number(rows, "systemic_treatment", str(int(day)), "n_events_count")
        assert shown == ("-" if 0 < people < 10 else str(people))
    quoted = [row["estimate_value"] for row in rows if row["estimate_name"] == "estimate"]
    assert "-" in quoted, "nothing is hidden where few are at risk"
    assert not [row for row in rows if "median" in row["estimate_name"]]


def test_parquet_is_the_twin_of_results(example_by_sex: StudyResults, exact: Path) -> None:
    table = pq.read_table(exact / "results.parquet")
    kinds = {name: str(table.schema.field(name).type) for name in v.RESULT_COLUMNS}
    assert {kinds[name] for name in (*v.NUMBERS, v.LEVEL)} == {"double"}
    assert {kinds[name] for name in v.COUNTS} == {"int64"}
    assert {kinds[name] for name in v.RESULT_COLUMNS if name not in (*v.NUMBERS, v.LEVEL, *v.COUNTS)} == {"string"}
    ours, theirs = example_by_sex.results, table.to_pandas()
    assert len(theirs) == len(ours)
    np.testing.assert_array_equal(theirs[v.ESTIMATE], ours[v.ESTIMATE].astype(float))
    assert theirs[v.ESTIMATE].isna().any(), "what is missing is null"
    assert list(theirs[v.GROUP]) == list(ours[v.GROUP])


def test_cdisc_has_one_record_a_number(example_by_sex: StudyResults, exact: Path) -> None:
    held = json.loads((exact / "analysis_results.json").read_text("utf-8"))
    operations = [*v.NUMBERS, v.N, v.AT_RISK, v.EVENTS]
    assert len(held["results"]) == example_by_sex.results[operations].notna().to_numpy().sum()
    analyses = {each["id"]: each for each in held["analyses"]}
    known = {each["id"] for method in held["methods"] for each in method["operations"]}
    groupings = {each["id"] for each in held["analysisGroupings"]}
    for record in held["results"]:
        assert record["analysisId"] in analyses
        assert record["operationId"] in known
        assert {each["groupingId"] for each in record["resultGroups"]} <= groupings
        assert record["formattedValue"]
    row = next(
        record for record in held["results"] if not record["resultGroups"]
        and record["analysisId"] == "remission.systemic_treatment.everyone.kaplan_meier.730"
        and record["operationId"] == "kaplan_meier.estimate"
    )  # fmt: skip
    whole = example_by_sex.numbers["remission.systemic_treatment.730"]
    assert whole.startswith(f"{row['formattedValue']} (")


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not here")
def test_r_makes_the_main_curve_anew(exact: Path, tmp_path: Path) -> None:
    assert "largest difference" in run(tmp_path, "Rscript", str(exact / "main_curve.R")), "from any folder"
    changed = tmp_path / "changed, with a blank"
    shutil.copytree(exact, changed)
    frame = pd.read_csv(exact / "main_curve.csv")
    frame.loc[len(frame) // 2, v.STD_ERROR] += 1e-8
    frame.to_csv(changed / "main_curve.csv", index=False)
    with pytest.raises(AssertionError, match="largest < 1e-09 is not TRUE"):
        run(tmp_path, "Rscript", str(changed / "main_curve.R"))


def test_lifelines_makes_the_main_curve_anew(exact: Path, tmp_path: Path) -> None:
    assert "largest difference" in run(tmp_path, sys.executable, str(exact / "main_curve.py")), "from any folder"


def test_people_who_entered_late_give_the_same_numbers_at_risk() -> None:
    rng = np.random.default_rng(4)
    entry = np.where(rng.random(200) < 0.4, rng.integers(0, 30, 200), 0)
    exit_day, cause = entry + rng.integers(1, 40, 200), rng.integers(0, 3, 200)
    table = iso.event_table(exit_day, cause, entry=entry, causes=("relapse", "death"))
    people = people_of(table)
    again = people.loc[people.index.repeat(people["people"])]
    code = again["cause"].map({"": 0, "relapse": 1, "death": 2}).to_numpy()
    # entry 0 is at risk from day 1 on, as whoever is observed from the start where nobody leaves on day 0
    made = iso.event_table(again["time"].to_numpy(), code, entry=again["entry"].clip(lower=0).to_numpy(),
                           causes=("relapse", "death"))  # fmt: skip
    assert (people["entry"] < people["time"]).all()
    np.testing.assert_array_equal(made.at_risk, table.at_risk)
    np.testing.assert_array_equal(made.events, table.events)


@pytest.mark.parametrize("name", ["r", "lifelines"])
def test_a_release_refuses_what_needs_exact_times_before_anything_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "none.csv").write_text("patient_id\n")
    with pytest.raises(iso.StudyError, match=rf"interchange: {name} needs exact times.* the exact report has it"):
        write_release(tmp_path / "none.csv", out=tmp_path / "out", interchange=["omop", name])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("keys", "why"), [
    ({"preset": "opensafely"}, "omop and cdisc need one file .* preset='opensafely' a table has at most 5,000"),
    ({"column_suffix": "_rounded"}, "interchange: omop needs names of its own for counts, .* end in _rounded"),
])  # fmt: skip
def test_a_form_in_which_the_rules_cannot_be_kept_is_refused_before_anything_is_read(
    tmp_path: Path, keys: dict[str, str], why: str
) -> None:
    (tmp_path / "none.csv").write_text("patient_id\n")
    with pytest.raises(iso.StudyError, match=why):
        write_release(tmp_path / "none.csv", out=tmp_path / "out", interchange=["omop", "ro_crate", "cdisc"], **keys)
    assert not (tmp_path / "out").exists()


def test_counts_in_other_forms_are_called_as_the_rules_have_it(example_by_sex: StudyResults, tmp_path: Path) -> None:
    with few_written(FewPeople(1, 0, "", "_rounded")):
        write_interchange(asking(example_by_sex, "parquet", "cdisc"), tmp_path, 10)
    counts = {f"{v.N}_rounded", f"{v.EVENTS}_rounded", f"{v.AT_RISK}_rounded_derived"}
    names = set(pq.read_table(tmp_path / "interchange" / "results.parquet").column_names)
    assert counts <= names
    assert names.isdisjoint((v.N, v.EVENTS, v.AT_RISK))
    held = json.loads((tmp_path / "interchange" / "analysis_results.json").read_text(encoding="utf-8"))
    operations = {each["id"] for method in held["methods"] for each in method["operations"]}
    used = {each["operationId"] for each in held["results"]}
    assert used <= operations
    assert {each.rpartition(".")[2] for each in used} >= counts


def test_the_scripts_say_that_they_are_exact(example_by_sex: StudyResults, tmp_path: Path) -> None:
    write_r(example_by_sex, tmp_path, 0)
    write_lifelines(example_by_sex, tmp_path, 0)
    for name in ("main_curve.R", "main_curve.py"):
        assert "Exact counts, for people who may see the records" in (tmp_path / name).read_text("utf-8")


def entities(folder: Path) -> dict[str, dict[str, Any]]:
    crate = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    held = {each["@id"]: each for each in crate["@graph"]}
    assert len(held) == len(crate["@graph"]), "an @id is there twice"
    return held


def test_a_crate_describes_what_rules_name_otherwise(tmp_path: Path) -> None:
    for name in ("README.txt", "safe_counts_1.csv", "safe_counts_2.csv", "figures/curve_counts.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    files = {"`safe_counts.csv`": "rounded counts", "`figures/`": "each figure", "`results.json`": "for the checker"}
    write_crate(tmp_path, title="A", about="B", day="2026-03-01", files=files, words={})
    held = entities(tmp_path)
    assert {name for name, each in held.items() if each["@type"] == "File"} == {
        "README.txt", "safe_counts_1.csv", "safe_counts_2.csv", "figures/curve_counts.csv", "results.json",
        "manifest.json",
    }  # fmt: skip
    assert held["README.txt"]["description"] == "what is in this folder"
    assert held["safe_counts_2.csv"]["description"] == "part of safe_counts.csv: rounded counts"
    assert held["figures/curve_counts.csv"]["description"] == "part of figures/: each figure"


def test_a_crate_describes_every_file_and_names_no_place_and_nobody(released: Path) -> None:
    held = entities(released)
    descriptor, root = held["ro-crate-metadata.json"], held["./"]
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert {"name", "description", "datePublished", "license", "hasPart"} <= root.keys()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", root["datePublished"])
    parts = {each["@id"] for each in root["hasPart"]}
    files = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()}
    files = {name for name in files if not name.startswith("checksums/")} - {"ro-crate-metadata.json"}
    assert files <= parts <= held.keys()
    assert {name for name in parts if not name.endswith("/")} == files
    assert all(held[part]["description"].strip() and held[part]["@type"] in ("File", "Dataset") for part in parts)
    references = re.findall(r'"@id": "([^"]+)"', json.dumps(list(held.values())))
    assert {each for each in references if not each.startswith("https://w3id.org/ro/crate")} <= held.keys()
    text = (released / "ro-crate-metadata.json").read_text("utf-8")
    assert str(released.parent) not in text
    assert not re.search(r"/(home|tmp|Users|root|work)/", text)
    assert "Person" not in text
    assert set().union(*held.values()) - {"@id", "@type"} <= TERMS


def test_the_checker_is_told_of_each_file_and_the_readme_says_what_they_are(released: Path) -> None:
    outputs = json.loads((released / "results.json").read_text("utf-8"))["results"]
    mine = {f"interchange/{name}" for name in ("summarised_result.csv", "results.parquet", "analysis_results.json")}
    assert mine | {"ro-crate-metadata.json"} <= outputs.keys()
    readme = (released / "README.md").read_text("utf-8")
    assert "- `interchange/`: for other programs: summarised_result.csv, a summarised_result of OHDSI" in readme
    assert "- `ro-crate-metadata.json`:" in readme


TERMS = {
    "about", "conformsTo", "datePublished", "description", "encodingFormat", "hasPart", "instrument", "license", "name",
    "result", "softwareVersion",
}  # fmt: skip
"""What the context of RO-Crate 1.1 defines, of which a crate may use."""

ACRO = {
    "type": "object",
    "required": ["version", "results"],
    "additionalProperties": False,
    "properties": {
        "version": {"type": "string", "pattern": r"^1\.\d+\.\d+$"},
        "results": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["uid", "status", "type", "properties", "files", "outcome", "command", "summary",
                             "timestamp", "comments", "exception", "fair"],
                "properties": {
                    "uid": {"type": "string", "minLength": 1},
                    "status": {"const": "review"},
                    "type": {"enum": ["table", "survival plot", "custom"]},
                    "properties": {"type": "object"},
                    "files": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["name", "sdc"],
                            "additionalProperties": False,
                            "properties": {"name": {"type": "string"}, "sdc": {"type": "object"}},
                        },
                    },
                    "outcome": {"type": "object"},
                    "command": {"type": "string"},
                    "summary": {"type": "string", "pattern": "^review; "},
                    "timestamp": {"type": "string"},
                    "comments": {"type": "array", "items": {"type": "string"}},
                    "exception": {"type": "string"},
                    "fair": {"type": "object"},
                },
            },
        },
    },
}  # fmt: skip
"""The layout of ACRO 1.0.1, as its Records.finalise_json writes it."""


def test_results_json_has_the_layout_of_acro(released: Path) -> None:
    from jsonschema import ValidationError, validate  # which takes seconds to import where it knows all formats

    written = json.loads((released / "results.json").read_text("utf-8"))
    validate(written, ACRO)
    assert all(output["uid"] == name for name, output in written["results"].items())
    broken = {**written, "results": {"x": {**next(iter(written["results"].values())), "status": "pass"}}}
    with pytest.raises(ValidationError):
        validate(broken, ACRO)


def test_a_viewer_finds_just_one_list_of_outputs(released: Path) -> None:
    """SACRO-Viewer tries each JSON file of the folder, and refuses two that have a version and results with files."""
    held = {path.name: json.loads(path.read_text("utf-8")) for path in released.glob("*.json")}
    assert [name for name, each in held.items() if {"version", "results"} <= each.keys()] == ["results.json"]


def test_the_readme_tells_the_checker_what_how_many_which_measures_and_of_the_attack(released: Path) -> None:
    readme = (released / "README.md").read_text("utf-8")
    mine = readme.partition("## For the output checker")[2].partition("## What is in this folder")[0]
    assert re.search(r"\*\*What:\*\* how many of \d+ people \(rounded\) had an outcome or left", mine)
    assert "split by sex" in mine
    counts = len(pd.read_csv(released / "safe_counts.csv"))
    rows, tables = len(pd.read_csv(released / "results.csv")), len(list((released / "tables").glob("*.csv")))
    assert f"{counts:,} rounded counts, {rows:,} rows of results.csv, {tables} tables" in mine
    measures = pd.read_csv(released / "disclosure.csv")
    listed = re.findall(r"^  - (.+)$", mine, re.MULTILINE)
    every = [f"{row['measure']}: {row['why']}" for row in measures.to_dict("records")]
    assert listed[: len(every)] == every
    assert listed[len(every) :] == [
        "[study] title: Simulated isotretinoin courses (120 patients) [numbers in it: 120]"
    ], "the study's words"
    assert "**Attack:** before it was written, everything here was attacked. No count from 1 to 9" in mine
    assert "pinned" not in mine
    assert "nobody can tell which count from 1 to 9 it was: all from 1 to 10 are written 5" in mine
    assert "results.json cannot list itself, and manifest.json has the SHA-256 of all, these included." in mine
    signed = json.loads((released / "manifest.json").read_text("utf-8"))["files"]
    beside = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()} - signed.keys()
    assert beside == {"manifest.json"}


def test_no_cell_of_a_summarised_result_is_one_that_a_spreadsheet_runs() -> None:
    texts = ["=HYPERLINK(1)", "@SUM(1)", "-", "-8.2", 3]
    assert [*map(_cell, texts)] == ["\"'=HYPERLINK(1)\"", "\"'@SUM(1)\"", "\"-\"", "\"-8.2\"", "3"]

"""`isostats published`, and the section of the report that holds the records beside the published cohorts."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import isostats as iso
from isostats.cli import main
from isostats.evidence.pooled import COLUMNS
from isostats.report.job import Finished, write_report
from tests.house.tree import ROOT


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["published", *(str(word) for word in words)])


def test_it_prints_the_studies_and_what_they_pool_to() -> None:
    found = run()
    assert found.exit_code == 0, found.output
    assert str(iso.pool_published()) in found.output
    one = run("--outcome", "second_course", "--level", "0.9")
    assert str(iso.pool_published("second_course", level=0.9)) in one.output
    assert "recorded_relapse" not in one.output


def test_out_has_the_table_in_full_precision_and_a_figure_for_each_outcome(tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = run("--out", out)
    assert found.exit_code == 0, found.output
    outcomes = ["any_treatment", "systemic_treatment", "second_course", "recorded_relapse"]
    names = {f"forest_{name}.{kind}" for name in outcomes for kind in ("svg", "pdf", "png")}
    tables = {"pooled.csv", "published.csv", "leave_one_out.csv"}
    assert {path.name for path in out.iterdir()} == names | tables | {"captions.md", "manifest.json"}
    lines = (out / "pooled.csv").read_text().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    again = pd.read_csv(out / "pooled.csv", float_precision="round_trip")
    pd.testing.assert_frame_equal(again, iso.pool_published().to_frame(), check_exact=True)
    studies = pd.read_csv(out / "published.csv")
    assert len(studies) == len(iso.published())
    assert set(json.loads((out / "manifest.json").read_text())["files"]) == names | tables | {"captions.md"}
    assert (out / "captions.md").read_text().count("Alternative text: ") == 4


def test_the_same_evidence_gives_the_same_bytes_and_replaces_an_earlier_output(tmp_path: Path) -> None:
    command = ("--outcome", "second_course", "--out", tmp_path / "out")
    assert run("--outcome", "recorded_relapse", "--out", tmp_path / "out").exit_code == 0
    assert run(*command).exit_code == 0
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert "forest_recorded_relapse.svg" not in first
    assert run(*command).exit_code == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == first
    (tmp_path / "out" / "thesis.docx").write_text("years of work")
    refused = run(*command)
    assert refused.exit_code == 1
    assert "that isostats did not write (for example thesis.docx)" in refused.output


def test_a_users_own_file_with_an_outcome_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("study,outcome,n,events\na,acne / back,50,5\nb,acne / back,80,20\nc,lone,10,1\n")
    found = run("--csv", file, "--out", tmp_path / "out")
    assert found.exit_code == 0, found.output
    table = pd.read_csv(tmp_path / "out" / "pooled.csv")
    assert table["outcome"].tolist() == ["acne / back"] * 2 + ["lone"] * 2
    assert table.loc[2:, list(COLUMNS[4:])].isna().all(axis=None)
    assert ",,,,,\n" in (tmp_path / "out" / "pooled.csv").read_text() + "\n", "missing is empty"
    assert (tmp_path / "out" / "forest_acne___back.pdf").exists()


def test_own_cohort_is_placed_and_drawn(tmp_path: Path) -> None:
    found = run("--outcome", "second_course", "--own", "412/3000", "--out", tmp_path / "out")
    assert found.exit_code == 0, found.output
    sentence = iso.pool_published().place_counts(412, 3000, outcome="second_course").sentence
    assert sentence in found.output
    assert sentence in (tmp_path / "out" / "captions.md").read_text()


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["--outcome", "second_corse"], 1, "did you mean 'second_course'"),
        (["--csv", "absent.csv"], 1, "no file absent.csv"),
        (["--own", "3/40"], 1, "name it with --outcome"),
        (["--own", "40 of 3", "--outcome", "second_course"], 2, "EVENTS/N"),
        (["--own", "40/3", "--outcome", "second_course"], 2, "more events than people"),
        (["--level", "95"], 1, "95% is written 0.95"),
        (["--level", "0.05"], 1, "a number from 0.5 to below 1, not 0.05"),
        (["--remission", "85"], 1, "85% is written 0.85"),
    ],
)
def test_errors_are_sentences(words: list[str], code: int, text: str) -> None:
    found = run(*words)
    assert found.exit_code == code
    assert text in " ".join(found.output.split())
    assert "Traceback" not in found.output


def test_faulty_evidence_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("study,outcome,n,events\na,x,50,5\nb,x,8,20\nc,x,,2\n")
    found = run("--csv", tmp_path / "mine.csv", "--out", tmp_path / "out")
    assert found.exit_code == 1
    for part in ("more events than people (first: b, 20 of 8), row 3", "without n (first: c), row 4"):
        assert part in found.output
    assert not (tmp_path / "out").exists()


def test_the_report_has_the_forest_the_table_and_the_sentence(example: Finished) -> None:
    evidence = iso.pool_published()
    rows = pd.read_csv(example.folder / "results.csv")
    mine = rows[
        (rows["quantity"] == "remission") & (rows["outcome"] == "systemic_treatment") & (rows["group"] == "all")
        & (rows["method"] == "kaplan_meier") & (rows["population"] == "everyone") & (rows["time_days"] == 730)
    ].iloc[0]  # fmt: skip
    page = " ".join((example.folder / "report.html").read_text().split())
    share = f"{mine['estimate'] * 100:.1f}% ({mine['lower'] * 100:.1f} to {mine['upper'] * 100:.1f})"
    section = page.split('<section id="published">')[1].split("</section>")[0]
    assert f"{share} were free of systemic treatment at two years after the end of the first course" in section
    table = pd.read_csv(example.folder / "tables" / "pooled.csv", dtype=str)
    assert len(table) == len(evidence.to_frame())
    second = evidence.of("second_course").by("glmm")
    told = f"{(1 - second.estimate) * 100:.1f} ({(1 - second.upper) * 100:.1f} to {(1 - second.lower) * 100:.1f})"
    assert told in set(table["pooled % (limits)"])
    captions = (example.folder / "figures" / "captions.md").read_text()
    forest, others = (captions.split(f"## {name}\n")[1].split("\n## ")[0] for name in ("published_forest", "published"))
    assert share in forest
    assert "free of systemic treatment" not in others, "what the forest shows is not shown twice"


@pytest.mark.usefixtures("without_pictures")
def test_a_study_of_one_outcome_has_the_forest_alone(tmp_path: Path) -> None:
    done = write_report(
        ROOT / "data/real/bladder_courses.csv", out=tmp_path / "out", outcomes=["recorded_relapse"], formats=["svg"],
        primary={"outcome": "recorded_relapse", "horizon_days": 365},
    )  # fmt: skip
    names = {path.stem for path in (done.folder / "figures").glob("*.svg")}
    assert "published_forest" in names
    assert "published" not in names


def test_the_page_says_which_row_is_not_pooled_and_why(example: Finished) -> None:
    shown = pd.read_csv(example.folder / "tables" / "published.csv")
    pooled = pd.read_csv(example.folder / "tables" / "pooled.csv")
    yes = shown[shown["pooled"] == "yes"].groupby("event").size()
    for row in pooled.to_dict("records"):
        assert yes[row["free of"]] == row["rows pooled"]
    left_out = shown[shown["pooled"] != "yes"]
    assert len(left_out)
    assert left_out["pooled"].str.fullmatch("no: .+").all(), left_out["pooled"].tolist()

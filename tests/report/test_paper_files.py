"""The methods say what was decided, the references are those that they cite, and checklists are filled or open."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from isostats.analyses.choices import keep_names_of
from isostats.cli import main
from isostats.report.checklists import ANSWERS, FILES, checklist_frame, checklist_of
from isostats.report.job import Finished, analyse_study
from isostats.report.methods import methods_of
from isostats.report.references import as_read, cited_keys, entries, full
from isostats.resources import resource
from isostats.words.language import ENGLISH, languages, speaking, untranslated

LONGEST_SENTENCE = 30
STUDY = Path("data/example/study.toml")


@pytest.fixture(scope="module")
def folder(example: Finished) -> Path:
    return example.folder / "paper"


def test_the_methods_name_what_was_decided(example: Finished, folder: Path) -> None:
    text = (folder / "methods.md").read_text(encoding="utf-8")
    assert f"{example.analysis.cohort.people:,} people with a first course" in text
    assert "stratified by site. Its predictors were sex, age at the start" in text
    for words in ("day 730", "claimed 85%", "within 5 points", "fewer than 10 people", "after more than 90 days"):
        assert words in text
    written = re.sub(r"\[@.*?\]", "", re.sub(r"^#.*$", "", text, flags=re.MULTILINE))
    for sentence in re.split(r"(?<=[.:;])\s", written):
        assert len(sentence.split()) <= LONGEST_SENTENCE, sentence


def test_what_was_read_beside_the_courses_and_imputed_is_said_wherever_it_is_asked(
    example: Finished, folder: Path
) -> None:
    records = example.analysis.records
    (events,) = records.beside
    manifest = json.loads((example.folder / "manifest.json").read_text(encoding="utf-8"))
    for each in manifest["data"]["read"]:
        content = (STUDY.parent / each["source"]).read_bytes()
        assert each["digest"] == hashlib.sha256(content).hexdigest()
        assert each["rows"] == content.count(b"\n") - 1
    assert [each["label"] for each in manifest["data"]["read"]] == ["courses", "events"]
    methods = (folder / "methods.md").read_text(encoding="utf-8")
    checklist = (folder / "checklist.csv").read_text(encoding="utf-8")
    beside = f"{events.source} ({events.rows:,} rows)"
    assert f"Read and checked beside them: {beside}." in methods
    for text in (methods, checklist):
        assert beside in text
        assert "The regression was made once more with missing values imputed." in text
        assert "Treatment success was estimated once more with unknown responses imputed." in text
    page = (example.folder / "report.html").read_text(encoding="utf-8")
    assert "fingerprint of all together (SHA-256)" in page


@pytest.mark.parametrize("words", [
    "Ghosh-Lin", "exact Poisson limits", "kept it for a while", "worst step of treatment", "step in use on a day",
    "product terms in a Cox model", "least squares with HC3 errors", "median with exact limits by order statistics",
])  # fmt: skip
def test_the_methods_name_every_analysis_that_stands_on_the_page(folder: Path, words: str) -> None:
    assert words in (folder / "methods.md").read_text(encoding="utf-8")


def test_the_methods_say_who_was_set_aside_or_treated_before_and_no_model_that_is_not_there(tmp_path: Path) -> None:
    rows = "".join(f"p{i},1,2015-01-01,2015-06-01,2018-01-01\n" for i in range(12))
    others = "q,1,2015-06-01,2015-01-01,2018-01-01\nr,2,2015-01-01,2015-06-01,2018-01-01\n"
    path = tmp_path / "courses.csv"
    path.write_text("patient_id,course_number,course_start,course_end,last_contact\n" + rows + others)
    text = methods_of(analyse_study(path, on_invalid="set_aside")).markdown
    assert "We studied 12 people" in text
    assert "1 person with impossible records had been set aside." in text
    assert "1 person with isotretinoin before these records was left out." in text
    assert "Regression" not in text


@pytest.mark.parametrize("code", [code for code in languages() if code != ENGLISH])
def test_methods_and_checklists_speak_the_language(example: Finished, code: str) -> None:
    results = example.analysis
    methods, items = methods_of(results), checklist_of(results)
    with speaking(code):
        keep_names_of(results.study, results.cohort)
        text, rows = methods.markdown, checklist_frame(items)
        said = [as_read(part) for pair in methods.parts for part in pair]
        said += [each for item in items for each in (item.topic, item.label, item.section, item.answer)]
        lacking = [part for each in said for part in untranslated(each, code)]
        assert sum(map(len, lacking)) < 0.03 * sum(map(len, said)), lacking
    assert cited_keys(text) == methods.keys, "the keys of citation stay where they stood"
    assert text != methods.markdown
    assert rows["item"].tolist() == [item.item for item in items]
    assert (rows["label"] != checklist_frame(items)["label"]).all()


def test_the_checklist_counts_the_columns_of_table_1(example: Finished, folder: Path) -> None:
    items = pd.read_csv(folder / "checklist.csv").set_index("item")["answer"]
    rows = [row for row in example.analysis.tables["characteristics"].written().body if not row[0].startswith("– ")]
    medians, by_level = (sum((" to " in row[1]) == so for row in rows) for so in (True, False))
    for item in ("11", "16b"):
        assert items[item] == f"Table 1: {medians} columns as medians with quartiles, {by_level} columns by level."


def test_the_manual_shows_what_the_commands_print(example: Finished, tmp_path: Path) -> None:
    """Each call on the page about papers that reads a report, in its order, prints the lines that follow it there."""
    page = (resource("data").parent / "docs/how-to/paper.md").read_text(encoding="utf-8")
    calls = re.findall(r"^isostats (.*)$", page, re.MULTILINE)
    shown = {line for block in re.findall(r"```text\n(.*?)```", page, re.DOTALL) for line in block.splitlines()}
    manuscript = page[page.index("In remission were") : page.index("```", page.index("In remission were"))]
    (tmp_path / "paper.md").write_text(manuscript, encoding="utf-8")
    printed = []
    for call in calls[1:]:
        words = [str(example.folder) if word == "report" else word for word in shlex.split(call)]
        words = [str(tmp_path / word) if re.search(r"\.(md|docx|tex)$", word) else word for word in words]
        told = CliRunner().invoke(main, words)
        assert told.exit_code == 0, (call, told.output)
        printed += told.output.replace(f"{tmp_path}/", "").splitlines()
    expected = shown - set(manuscript.splitlines()) - {"In remission"}
    missing = [line for line in expected if line not in printed and "[@" not in line]
    assert not missing


def test_only_what_is_cited_is_a_reference(folder: Path) -> None:
    keys = cited_keys((folder / "methods.md").read_text(encoding="utf-8"))
    held = re.findall(r"^@\w+\{(\w+),", (folder / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    assert held == keys
    assert {"kaplan1958", "aalen1978", "cox1972", "isostats"} <= set(keys)


def test_every_entry_can_be_read_and_no_doi_is_of_our_own_making() -> None:
    dois = [key for key in entries() if "doi:" in full(key)]
    assert dois == ["spiegelhalter2005"]  # stated in isostats/estimate/site_funnel.py
    assert all(re.search(r"\d{4}|Version", full(key)) for key in entries())


def test_every_item_stands_once_and_is_answered_or_open(folder: Path) -> None:
    frame = pd.read_csv(folder / "checklist.csv")
    assert not frame.duplicated("item").any()
    strobe = frame[frame["checklist"] == "STROBE"]["item"]
    assert sorted({int(re.match(r"\d+", item)[0]) for item in strobe}) == list(range(1, 23))
    others = frame[frame["checklist"] == "RECORD-PE"]["item"].str.partition(" ")[0].value_counts()
    assert others.to_dict() == {"RECORD-PE": 15, "RECORD": 13}
    assert (frame["section"].isna() == (frame["answer"] == "for the authors")).all()
    page = (folder.parent / "report.html").read_text(encoding="utf-8")
    for section in set(frame["section"].dropna()) - {"Summary"}:
        assert f"<h2>{section}</h2>" in page


def test_whatever_a_checklist_asks_somebody_answers() -> None:
    asked = set()
    for file in FILES.values():
        lines = resource("data", "reporting", file).read_text(encoding="utf-8").splitlines()
        asked |= {row["answered_by"] for row in csv.DictReader(line for line in lines if line[0] != "#")} - {""}
    assert asked == set(ANSWERS)

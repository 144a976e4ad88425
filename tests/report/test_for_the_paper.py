"""The methods say what was decided, the references are those that they cite, and checklists are filled or open."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from isostats.report.checklists import ANSWERS, FILES
from isostats.report.job import Finished
from isostats.report.references import cited_keys, entries, full
from isostats.resources import resource

LONGEST_SENTENCE = 30


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

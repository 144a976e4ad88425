"""Own evidence: one study, or one outcome, under several spellings is named and never pooled as several."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.cli import main
from isostats.errors import DataError
from isostats.evidence.published_cohorts import one_form
from tests.sweeps import tried

HEAD = "study,outcome,n,events\n"


def refused(tmp_path: Path, rows: str, head: str = HEAD) -> str:
    (tmp_path / "mine.csv").write_text(head + rows, encoding="utf-8")
    found = CliRunner().invoke(main, ["published", "--csv", str(tmp_path / "mine.csv")])
    assert found.exit_code == 1, found.output
    return " ".join(found.output.split())


def test_one_study_in_three_spellings(tmp_path: Path) -> None:
    text = refused(
        tmp_path, "Smith 2010,second_course,100,9\nsmith  2010,second_course,100,9\nSMITH 2010,second_course,100,9\n"
    )
    assert "2 evidence rows with another spelling of the study 'Smith 2010' (first: 'smith 2010', row 3)" in text
    assert "Write 'Smith 2010' in each" in text


@pytest.mark.parametrize("other", ["Smith (2010)", "Smith, 2010", "smith_2010", "Smíth 2010", "SMITH-2010 "])
def test_its_kin(tmp_path: Path, other: str) -> None:
    text = refused(tmp_path, f'Smith 2010,second_course,100,9\n"{other}",any_treatment,100,30\n')
    assert "another spelling of the study 'Smith 2010'" in text


@pytest.mark.parametrize("other", ["Second course", "second-course", "SECOND_COURSE", "second  course"])
def test_an_outcome_is_never_two(tmp_path: Path, other: str) -> None:
    text = refused(tmp_path, f"a,{other},100,9\n")
    assert "another spelling of the outcome 'second_course'" in text
    text = refused(tmp_path, "a,Acne back,100,9\nb,acne-back,90,8\n")
    assert "another spelling of the outcome 'Acne back' (first: 'acne-back', row 3)" in text


def test_arms_are_one_within_a_study_only(tmp_path: Path) -> None:
    head = "study,arm,outcome,n,events\n"
    text = refused(tmp_path, "a,1 mg/kg,second_course,100,9\na,1 MG/KG,any_treatment,100,30\n", head)
    assert "another spelling of the arm '1 mg/kg'" in text
    (tmp_path / "two.csv").write_text(head + "a,1 mg/kg,second_course,100,9\nb,1 MG/KG,second_course,90,8\n")
    assert len(iso.published(path=tmp_path / "two.csv")) == 2


def test_following_the_hint_ends_well(tmp_path: Path) -> None:
    """Written alike the rows are one study: told that they would count twice; with one left they are pooled."""
    text = refused(tmp_path, "Smith 2010,second_course,100,9\nSmith 2010,second_course,100,9\n")
    assert "1 evidence row to be pooled with the study, arm and outcome of another (first: Smith 2010), row 3" in text
    told = HEAD.strip() + ",pool\nSmith 2010,second_course,100,9,yes\nSmith 2010,second_course,98,9,no\n"
    (tmp_path / "mine.csv").write_text(told)
    assert iso.pool_published(path=tmp_path / "mine.csv").of("second_course").by("glmm").k == 1


@given(st.text(min_size=1, max_size=12))
@settings(max_examples=tried(100), deadline=None)
def test_a_form_is_its_own_form_and_case_does_not_count(text: str) -> None:
    assert one_form(one_form(text)) == one_form(text)
    assert one_form(f"  {text.upper()} ") in {one_form(text), one_form(text.upper())}


def test_frames_and_the_bundled_evidence() -> None:
    frame = pd.DataFrame({"study": ["A 1", "a-1"], "outcome": ["x", "x"], "n": [10, 10], "events": [1, 1]})
    with pytest.raises(DataError, match="another spelling of the study 'A 1'"):
        iso.published(path=frame)
    assert len(iso.published()) > 20

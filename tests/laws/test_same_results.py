"""results.csv does not hang on how the same records are handed over: in what order, by which ids, in which file."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.study.study_file import make_study
from tests.analyses.said import answers_of

ASKED = ("remission", "second-courses", "repeated-courses", "groups", "claim")
OF_THE_FILE = ("fingerprint", "definition")
CHOICES: dict[str, Any] = {"follow_up": "active", "groups": ["sex"]}
Change = Callable[[pd.DataFrame], pd.DataFrame]


@cache
def courses() -> pd.DataFrame:
    return iso.simulate_courses(100, seed=4).courses.astype("string").fillna("")


def halves() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The records of two groups of people."""
    first = courses()["patient_id"].isin(courses()["patient_id"].unique()[:40])
    return courses()[first], courses()[~first]


def results(frame: pd.DataFrame, folder: Path, form: str = "csv") -> pd.DataFrame:
    """The rows of results.csv, without the columns that tell which file they are of."""
    path = folder / f"courses.{form}"
    if form == "xlsx":
        frame.to_excel(path, index=False)
    elif form == "parquet":
        frame.to_parquet(path, index=False)
    else:
        frame.to_csv(path, index=False, sep="\t" if form == "tsv" else ",")
    return of_source(str(path))


def of_source(source: Any) -> pd.DataFrame:
    rows = answers_of(make_study({"data": {"courses": source}}, **CHOICES), *ASKED).results
    return rows.drop(columns=[name for name in rows if any(each in name for each in OF_THE_FILE)])


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return results(courses(), tmp_path_factory.mktemp("as_it_is"))


CHANGES: dict[str, Change] = {
    "rows shuffled": lambda frame: frame.sample(frac=1, random_state=3),
    "columns in another order": lambda frame: frame[frame.columns[::-1]],
    "other ids": lambda frame: frame.assign(patient_id="case " + frame["patient_id"].str[::-1]),
    "an empty column of ours": lambda frame: frame.assign(left_date="", severity_of_relapse=""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_records_have_the_same_results(change: str, expected: pd.DataFrame, tmp_path: Path) -> None:
    pd.testing.assert_frame_equal(results(CHANGES[change](courses()), tmp_path), expected, rtol=1e-12)


@pytest.mark.parametrize("form", ["xlsx", "parquet", "tsv"])
def test_every_format_says_the_same(form: str, expected: pd.DataFrame, tmp_path: Path) -> None:
    pd.testing.assert_frame_equal(results(courses(), tmp_path, form), expected, rtol=1e-12)


def test_a_file_in_two_parts_named_as_a_list(expected: pd.DataFrame, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.csv" for name in ("one", "two")]
    for path, half in zip(paths, halves(), strict=True):
        half.to_csv(path, index=False)
    listed = of_source([str(path) for path in paths])
    pd.testing.assert_frame_equal(listed, expected, rtol=1e-12)

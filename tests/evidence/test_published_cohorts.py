"""The published cohorts: proportions computed, holes left open, faulty files refused."""

from __future__ import annotations

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

import isostats as iso
from isostats.errors import DataError


def test_intervals_are_wilson_and_holes_stay_open() -> None:
    found = iso.published()
    counted = found.dropna(subset=["events"])
    lower, upper = proportion_confint(counted["events"].astype(int), counted["n"].astype(int), method="wilson")
    assert counted["lower"].to_numpy() == pytest.approx(lower.to_numpy(), abs=1e-12)
    assert counted["upper"].to_numpy() == pytest.approx(upper.to_numpy(), abs=1e-12)
    open_rows = found[found["events"].isna()]
    assert len(open_rows) > 0
    assert open_rows[["proportion", "lower", "upper"]].isna().all(axis=None)


def test_every_row_says_itself_what_it_counted() -> None:
    """In whatever order the table is read."""
    definitions = iso.published()["definition"]
    assert definitions.notna().all()
    assert definitions[definitions.str.contains(r"\babove\b|\bsame\b|\bditto\b|\bibid")].tolist() == []


def test_one_outcome_only() -> None:
    assert set(iso.published("second_course")["outcome"]) == {"second_course"}
    with pytest.raises(DataError, match="no outcome 'second_corse'; did you mean 'second_course'"):
        iso.published("second_corse")


def test_a_users_own_file(tmp_path) -> None:
    file = tmp_path / "evidence.csv"
    pd.DataFrame({"study": ["x"], "outcome": ["second_course"], "n": [10], "events": [3]}).to_csv(file, index=False)
    assert iso.published(path=file)["proportion"].tolist() == [0.3]
    pd.DataFrame({"study": ["x"], "outcome": ["second_course"], "n": [10], "events": [30]}).to_csv(file, index=False)
    with pytest.raises(DataError, match=r"1 evidence row with more events than people \(first: x, 30 of 10\)"):
        iso.published(path=file)
    pd.DataFrame({"study": ["x"], "outcome": ["second_course"], "event": [30]}).to_csv(file, index=False)
    with pytest.raises(DataError, match=r"lacks 2 columns: n.* events; did you mean 'event'"):
        iso.published(path=file)

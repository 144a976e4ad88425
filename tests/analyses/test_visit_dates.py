"""Relapse between two visits, on the page: where visits support it, with its rows; else what is lacking, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from isostats.analyses import visit_dates
from isostats.analyses.protocol import Answer
from isostats.analyses.rows import where
from isostats.vocabulary import names as v
from tests.analyses.test_conditional_remission import basis

END = pd.Timestamp("2019-06-30")


def answer(folder: Path, *, dated: int, every: int = 182) -> Answer[Any]:
    """Of 120 people visited on the same days, of whom 40 relapse; ``dated`` of these have a last clear day."""
    rows = []
    for k in range(120):
        relapse = every * (2 + k % 4) if k < 40 else None
        days = {"relapse_date": relapse, "last_clear_date": relapse - every if relapse and k < dated else None}
        dates = {name: "" if day is None else str((END + pd.Timedelta(days=day)).date()) for name, day in days.items()}
        rows.append({"patient_id": str(k), "course_start": "2019-01-01", "course_end": str(END.date()),
                     "last_contact": "2024-12-30"} | dates)  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / "courses.csv", index=False)
    return visit_dates.estimate(basis(folder / "courses.csv"))


def words(made: Answer[Any]) -> str:
    return " ".join(getattr(block, "words", "") for block in made.blocks)


def test_rows_bounds_table_and_sentences(tmp_path: Path) -> None:
    made = answer(tmp_path, dated=40)
    assert "Recorded relapse: 40 of 40 lie between a day on which the skin was seen free of it" in words(made)
    assert "182 days apart in the median" in words(made)
    two, five = (where(made.rows, quantity=v.REMISSION, time_days=day)[0] for day in (730, 1826))
    assert (two[v.STATUS], five[v.STATUS]) == (v.NOT_ESTIMABLE, v.OK)
    assert np.isnan(two[v.ESTIMATE])
    assert five[v.ESTIMATE] == pytest.approx(80 / 120)
    bounds = [each[v.ESTIMATE] for each in where(made.rows, quantity=v.REMISSION_BOUND, time_days=730)]
    assert bounds == pytest.approx([80 / 120, 90 / 120])  # 30 of the 40 by day 728, the others by day 910
    (shift,) = where(made.rows, quantity=v.VISIT_SHIFT, time_days=1826)
    assert shift[v.ESTIMATE] == pytest.approx(0)
    (table,) = made.tables.values()
    assert "66.7" in str(table.to_frame().iloc[-1].tolist())
    assert list(made.figures) == ["between_visits"]


def test_too_few_are_said_and_none_is_silent(tmp_path: Path) -> None:
    made = answer(tmp_path, dated=3)
    assert made.rows == ()
    assert "Only 3 outcomes of recorded relapse are known to lie between two visits; from 10 on" in words(made)
    assert answer(tmp_path, dated=0).blocks == ()

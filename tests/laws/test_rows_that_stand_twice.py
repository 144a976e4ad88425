"""A row that stands twice in a table of states says nothing new: observation, deaths, weights, visits beside fills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import isostats as iso
from isostats.records import Records
from tests.sweeps import swept

PEOPLE = [f"P{number}" for number in range(120)]  # of few people an engine sorts equal rows alike each time


def of_everybody(columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    """The same rows of each person."""
    return pd.DataFrame([(one, *row) for one in PEOPLE for row in rows], columns=columns.split())


FILLS = of_everybody(
    "patient_id dispense_date days_supply strength_mg quantity",
    ("2016-03-01", 30, 20, 60), ("2016-03-31", 30, 20, 60), ("2018-03-01", 30, 20, 60),
)  # fmt: skip
BESIDE: dict[str, pd.DataFrame] = {
    "observation": of_everybody("patient_id start end", ("2014-01-01", "2017-06-30"), ("2015-01-01", "2018-12-31")),
    "deaths": of_everybody("patient_id death_date", ("2018-11-30",)),
    "weights": of_everybody("patient_id date weight_kg", ("2016-02-01", 60), ("2018-02-01", 64)),
    "visits": of_everybody("patient_id date score_face", ("2016-09-01", 1), ("2017-03-01", 3)),
    "treatments": of_everybody("patient_id date kind", ("2017-05-01", "topical"), ("2017-05-01", "oral_antibiotic")),
}
TABLES = ("people", "observation", "courses", "events", "visits")


def read_with(**more: pd.DataFrame) -> dict[str, Any]:
    records: Records = iso.read_dispensings(FILLS, **(BESIDE | more))
    tables = {table: records.table(table) for table in TABLES}
    rows = {table: sorted(map(tuple, each.astype("string").fillna("").to_numpy())) for table, each in tables.items()}
    return rows | {"flow": records.flow}


@pytest.fixture(scope="module")
def once() -> dict[str, Any]:
    return read_with()


@swept(12)
@example(random=None)
@given(random=st.randoms(use_true_random=False))
def test_nothing_is_learned_of_a_row_that_stands_again(random: Any, once: dict[str, Any]) -> None:
    times: Callable[[], int] = (lambda: random.randint(1, 4)) if random else (lambda: 4)
    repeated = {label: rows.loc[[row for row in rows.index for _ in range(times())]] for label, rows in BESIDE.items()}
    assert read_with(**{label: rows.reset_index(drop=True) for label, rows in repeated.items()}) == once

"""A daily dose is held against its stated range at the precision of doses by weight."""

from __future__ import annotations

import pytest

from isostats.cohort.first_course_facts import DAILY


@pytest.mark.parametrize(("dose", "inside"), [(0.499, True), (0.4949, False), (1.004, True), (1.006, False)])
def test_a_dose_cut_to_a_tenth_of_a_milligram_stays_on_its_side(dose: float, inside: bool) -> None:
    import duckdb

    sql = f"SELECT {DAILY} BETWEEN 0.5 AND 1.0 FROM (SELECT CAST({dose} AS DOUBLE) AS daily_mg_per_kg)"
    assert duckdb.connect().execute(sql).fetchone() == (inside,)

"""Case 16: cohorts and records share no names in the engine, whatever is made before or after them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.errors import NobodyLeft, StudyError
from isostats.records.dispensings import PreparedDispensings, prepare_dispensings
from isostats.study.definitions import CourseDefinition
from tests.sweeps import swept

EXAMPLE = Path(__file__).parents[2] / "data/example/simulated_courses.csv"
GAPS = (10, 60, 180)


def fills() -> pd.DataFrame:
    """Three fills of 30 days per person; the drug-free gaps between them are 5, 40 and 120 days in turn."""
    rows = []
    for person in range(40):
        day = 0
        for fill in range(3):
            rows.append({"patient_id": f"p{person:02d}", "dispense_day": day})
            day += 30 + (5, 40, 120)[(person + fill) % 3]
    return pd.DataFrame(rows).assign(days_supply=30, strength_mg=20, quantity=60)


def prepared() -> PreparedDispensings:
    people = sorted(set(fills()["patient_id"]))
    seen = pd.DataFrame({"patient_id": people, "start_day": [-400, -400, -400, -100] * 10, "end_day": 2000})
    return prepare_dispensings(fills(), observation=seen)


def second_courses(cohort: Any) -> int:
    population = "everyone" if "everyone" in cohort.populations else cohort.populations[0]
    return int(cohort.count("second_course", population=population).events[:, 0].sum())


@pytest.fixture(scope="module")
def alone() -> dict[int, int]:
    """Second courses by gap rule, each from records that nothing else was made of."""
    return {gap: second_courses(iso.first_courses(prepared().records(CourseDefinition(gap_days=gap)))) for gap in GAPS}


def test_the_rules_differ(alone: dict[int, int]) -> None:
    assert len(set(alone.values())) == len(GAPS)


@given(st.lists(st.sampled_from(GAPS), min_size=2, max_size=5))
@swept(9)
def test_cohorts_of_any_rules_in_any_order_are_independent(alone: dict[int, int], gaps: list[int]) -> None:
    once = prepared()
    cohorts = [iso.first_courses(once.records(CourseDefinition(gap_days=gap))) for gap in gaps]
    for gap, cohort in reversed(list(zip(gaps, cohorts, strict=True))):
        assert second_courses(cohort) == alone[gap]
        assert f"{gap} drug-free" in cohort.count("second_course").definition.gap_rule


def test_two_cohorts_of_the_same_records_say_what_was_asked_of_each() -> None:
    records = iso.read_courses(EXAMPLE)
    first, second = iso.first_courses(records), iso.first_courses(records, gap_days=180)
    assert "60 drug-free" in first.definition.notes[0]
    assert "180 drug-free" in second.definition.notes[0]
    first.connection.execute("DELETE FROM first_courses WHERE second_day IS NOT NULL")
    assert second_courses(first) == 0
    assert second_courses(second) > 0


def test_a_loop_leaves_no_tables_behind() -> None:
    records = iso.read_courses(EXAMPLE)
    for _ in range(5):
        cohort = iso.first_courses(records)
    made = records.connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'first_courses' "
                                      "AND database_name = current_database()")  # fmt: skip
    assert made.fetchall() in ([(1,)], [(2,)])  # the one before goes when the next is made
    assert cohort.people == 3000


@given(st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from((0, 365, 1000))), min_size=2, max_size=4))
@swept(9)
def test_records_of_any_rules_stay_valid(asked: list[tuple[int, int]]) -> None:
    once = prepared()
    kept = [once.records(CourseDefinition(gap, washout_days=washout)) for gap, washout in asked if washout < 1000]
    for gap, washout in asked:
        if washout == 1000:  # nobody has so long a history, and the others stay
            with pytest.raises(NobodyLeft):
                once.records(CourseDefinition(gap, washout_days=washout))
    once.tidy()
    for (gap, washout), records in zip([each for each in asked if each[1] < 1000], kept, strict=True):
        fresh = prepared().records(CourseDefinition(gap, washout_days=washout))
        assert records.lineage.equals(fresh.lineage)
        for name in ("people", "observation", "courses", "events"):
            assert records.table(name).equals(fresh.table(name))
        assert second_courses(iso.first_courses(records)) == second_courses(iso.first_courses(fresh))


def test_what_was_tidied_up_refuses_in_a_sentence() -> None:
    once = prepared()
    once.tidy()
    with pytest.raises(StudyError, match=r"no further rule of courses can be asked\. Prepare the dispensings again"):
        once.records()


def test_records_that_nobody_holds_leave_nothing_behind() -> None:
    once = prepared()
    for gap in (10, 60, 180, 10, 60, 180):
        cohort = iso.first_courses(once.records(CourseDefinition(gap_days=gap)))
    spaces = cohort.connection.execute(
        "SELECT DISTINCT schema_name FROM duckdb_tables() WHERE database_name = current_database()"
    ).fetchall()
    assert len(spaces) <= 8
    assert cohort.people == 30


def test_rules_may_be_asked_from_threads() -> None:
    once, gaps = prepared(), [*GAPS, *GAPS]
    alone = {gap: second_courses(iso.first_courses(prepared().records(CourseDefinition(gap_days=gap)))) for gap in GAPS}
    with ThreadPoolExecutor(4) as threads:
        asking = [threads.submit(once.records, CourseDefinition(gap_days=gap)) for gap in gaps]
        records = [each.result() for each in asking]
    assert [second_courses(iso.first_courses(each)) for each in records] == [alone[gap] for gap in gaps]

"""Very many people are followed part by part; the parts come to what one go comes to."""

from __future__ import annotations

import pytest

from isostats.cohort import first_course_rows
from isostats.cohort.following import first_courses
from isostats.records.dispensings import read_dispensings
from isostats.simulate import simulate_dispensings
from isostats.study.definitions import CourseDefinition, OutcomeDefinition


def test_parts_come_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    made = simulate_dispensings(300, seed=4)
    records = read_dispensings(
        made.dispensings, observation=made.observation, people=made.people, treatments=made.treatments
    )

    def told() -> list[object]:
        cohort = first_courses(records)
        rows = cohort.query("SELECT * FROM first_courses ORDER BY person_id")
        tables = [cohort.count(outcome, by="sex") for outcome in cohort.outcomes]
        counts = [(t.groups, t.days.tolist(), t.events.tolist(), t.censored.tolist()) for t in tables]
        return [rows.to_csv(), counts, cohort.people, cohort.deaths, cohort.open_ends, cohort.groupings]

    whole = told()
    monkeypatch.setattr(first_course_rows, "IN_ONE_GO", 50)
    rules = OutcomeDefinition(), CourseDefinition()
    statements = first_course_rows.statements_of(records.connection, ["sex"], records.schema, *rules)
    assert len(statements) > 4
    assert told() == whole

"""The worked patients of stitching, through every form and on every engine that is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import pytest

from isostats.engines.registry import dialect_of
from isostats.records.stitching import courses_sql
from isostats.study.definitions import CourseDefinition
from tests.spec.stitching_cases import CAPPED, CASES, Case
from tests.stitching.engines import ENGINES, Engine, open_engine
from tests.stitching.forms import FORMS, by_kernel, by_oracle, by_stream, of_courses, plain_rows


def named(case: Case) -> str:
    return case.name


def test_there_are_enough_of_them_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in (*CASES, *CAPPED)}) == len(CASES) + len(CAPPED) >= 35


@pytest.mark.parametrize("case", [*CASES, *CAPPED], ids=named)
def test_the_oracle_gives_what_was_worked_by_hand(case: Case) -> None:
    assert by_oracle(case.fill_rows(), case.course_rule) == sorted(case.course_rows())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES, ids=named)
def test_every_form_gives_what_was_worked_by_hand(case: Case, form: str) -> None:
    assert FORMS[form](case.fill_rows(), case.course_rule) == sorted(case.course_rows())


@pytest.mark.parametrize("case", CAPPED, ids=named)
def test_a_cap_gives_what_was_worked_by_hand(case: Case) -> None:
    assert by_kernel(case.fill_rows(), case.course_rule) == sorted(case.course_rows())
    assert by_stream(case.fill_rows(), case.course_rule) == sorted(case.course_rows())


def by_rule() -> list[tuple[CourseDefinition, list[Case]]]:
    ordered = sorted(CASES, key=lambda case: repr(case.course_rule))
    return [(rule, list(cases)) for rule, cases in groupby(ordered, key=lambda case: case.course_rule)]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with open_engine(request.param) as opened:
        yield opened


def fills_sql(dialect: str) -> str:
    """The clean fills of a table with dates, as SQL of an engine."""
    return (
        f"(SELECT person_id, CAST({dialect_of(dialect).day_of('dispense_date')} AS INTEGER) AS day, "
        "CAST(days_supply AS INTEGER) AS days_supply, dose_mg, strength_mg FROM fills_given)"
    )


def test_the_same_text_runs_on_every_engine(engine: Engine) -> None:
    """All patients of a rule in one table; a date is an integer day by the dialect's hook alone."""
    for rule, cases in by_rule():
        fills = [fill for case in cases for fill in case.fill_rows()]
        engine.load("fills_given", fills)
        found = plain_rows(engine.ask(of_courses(courses_sql(fills_sql(engine.dialect), rule))))
        assert found == sorted(course for case in cases for course in case.course_rows())


def test_an_empty_table_gives_no_courses(engine: Engine) -> None:
    engine.load("fills_given", [])
    found: Sequence[object] = engine.ask(courses_sql(fills_sql(engine.dialect), CourseDefinition()))
    assert list(found) == []

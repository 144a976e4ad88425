"""The five numbers at the head are those of results.csv, under the names by which they are cited."""

from __future__ import annotations

from pathlib import Path

import pytest

from isostats.analyses.results import StudyResults
from tests.analyses.said import answers_of
from tests.analyses.test_headline import small

ROOT = Path(__file__).parents[2]


@pytest.fixture
def example(example_by_sex: StudyResults) -> StudyResults:
    return example_by_sex


def test_each_is_what_its_name_cites(example: StudyResults) -> None:
    numbers = example["five-numbers"].value
    people, free, success, again, claim = numbers
    cited = example.numbers
    assert people.value == cited[people.names[0]]
    for each in (free, success):  # these records hold first relapses alone: what is cited is one end
        assert not each.limits
        assert cited[each.names[0]].startswith(f"at most {each.value.partition(' and ')[2]} (")
    assert f"{again.value} ({again.limits.removeprefix('95% CI ')})" == cited[again.names[0]]
    assert cited[again.names[1]] in again.note
    assert cited[claim.names[0]].startswith(f"at most {claim.value.partition(' to ')[2]} points (")
    days, _, rest = cited[people.names[1]].partition(" days (")
    years = [f"{int(each.replace(',', '')) / 365.25:.1f}" for each in (days, *rest.strip(")").split(" to "))]
    assert f"median of {years[0]} years ({years[1]} to {years[2]}, reverse Kaplan-Meier)" in people.note
    assert "first courses ended from 20" in people.note


def test_none_contradicts_the_sentences(example: StudyResults) -> None:
    statements = example["definitions"].value.statements
    for each, statement in zip(example["five-numbers"].value[1:4], statements, strict=True):
        assert each.value in statement.sentence
        assert each.limits in statement.sentence


def test_five_people_have_people_and_reasons(tmp_path: Path) -> None:
    small([f"p{i}" for i in range(5)], sex="female").to_csv(tmp_path / "courses.csv", index=False)
    people, *others = answers_of(tmp_path / "courses.csv", "five-numbers")["five-numbers"].value
    assert (people.value, {each.value for each in others}) == ("5", {"–"})
    assert {each.note for each in others} <= {"not estimable", "too few people"}
    assert not any(each.names for each in others)


def test_a_range_is_a_range_in_every_number(tmp_path: Path) -> None:
    records = small(
        [f"p{i}" for i in range(120)], relapse_date=["2016-01-02" if i % 10 == 1 else None for i in range(120)],
        relapse_treatment=["oral_antibiotic" if i % 10 == 1 else None for i in range(120)],
        last_contact=["2019-06-02" if i % 4 == 0 or i % 10 == 1 else "2015-09-01" for i in range(120)],
        lost_reason=["" if i % 4 == 0 or i % 10 == 1 else "discharged_well" for i in range(120)],
    )  # fmt: skip
    records.to_csv(tmp_path / "courses.csv", index=False)
    study = answers_of(tmp_path / "courses.csv", "five-numbers")
    _, free, _, _, claim = study["five-numbers"].value
    durable = study["definitions"].value.statements[0]
    assert durable.comparison.is_range
    assert free.value.startswith("between ")
    assert free.value == durable.share
    low, high = (100 * (end - 0.85) for end in durable.ends)
    assert claim.value == f"{low:+.1f} to {high:+.1f}"
    assert not claim.limits

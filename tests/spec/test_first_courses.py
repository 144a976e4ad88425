"""Small worked patients: which day counts for which outcome, among whom, and who leaves when.

Integer days; the first course ends on day 100 in nearly all of them, so an outcome day is the column minus 100.
"""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.cohort.following import Cohort, first_courses, second_courses_by_gap
from isostats.records import read_courses
from tests.spec.ascii_tables import people_in, rows

HEADER = (
    "| patient_id | course_start_day | course_end_day | last_contact_day | relapse_day | relapse_treatment "
    "| death_day | response |"
)


def cohort(text: str, events: str | None = None, tmp_path=None) -> Cohort:
    later = None
    if events is not None:
        later = tmp_path / "events.csv"
        rows(events).to_csv(later, index=False)
    return first_courses(read_courses(rows(HEADER + "\n" + text), events=later))


def counts(studied: Cohort, outcome: str, population: str = "everyone") -> dict[tuple[int, str], int]:
    """(day, what) -> people, what being the outcome, death or censored."""
    return people_in(studied.count(outcome, population=population))


def outcome_days(studied: Cohort) -> dict[str, list[int | None]]:
    frame = studied.frame(
        ["any_treatment_day", "systemic_treatment_day", "second_course_day", "recorded_relapse_day"]
    ).astype("Int64")
    return {name.removesuffix("_day"): [None if pd.isna(v) else int(v) for v in frame[name]] for name in frame}


ONE_OUTCOME = {
    # a topical relapse is any treatment and a recorded relapse, not a systemic one
    "topical": ("| a | 0 | 100 | 500 | 180 | topical | | |", {"any_treatment": 80, "recorded_relapse": 80}),
    "oral antibiotic": (
        "| a | 0 | 100 | 500 | 180 | oral_antibiotic | | |",
        {"any_treatment": 80, "systemic_treatment": 80, "recorded_relapse": 80},
    ),
    "antiandrogen": (
        "| a | 0 | 100 | 500 | 180 | antiandrogen | | |",
        {"any_treatment": 80, "systemic_treatment": 80, "recorded_relapse": 80},
    ),
    # without a second course row, the relapse date stands for the start of the second course
    "isotretinoin, no second row": (
        "| a | 0 | 100 | 500 | 180 | isotretinoin | | |",
        {"any_treatment": 80, "systemic_treatment": 80, "second_course": 80, "recorded_relapse": 80},
    ),
    # with one, the earlier of the two is the second course
    "isotretinoin and a second row": (
        "| a | 0 | 100 | 900 | 180 | isotretinoin | | |\n| a | 200 | 320 | 900 | | | | |",
        {"any_treatment": 80, "systemic_treatment": 80, "second_course": 80, "recorded_relapse": 80},
    ),
    "untreated relapse": ("| a | 0 | 100 | 500 | 180 | none | | |", {"recorded_relapse": 80}),
    "relapse of unknown treatment": ("| a | 0 | 100 | 500 | 180 | | | |", {"recorded_relapse": 80}),
    # a second course is a relapse of every kind
    "second course alone": (
        "| a | 0 | 100 | 900 | | | | |\n| a | 200 | 320 | 900 | | | | |",
        {"any_treatment": 100, "systemic_treatment": 100, "second_course": 100, "recorded_relapse": 100},
    ),
    # topical first, a second course later: each outcome has its own day
    "topical, then a second course": (
        "| a | 0 | 100 | 900 | 150 | topical | | |\n| a | 200 | 320 | 900 | | | | |",
        {"any_treatment": 50, "systemic_treatment": 100, "second_course": 100, "recorded_relapse": 50},
    ),
    # what follows the second course belongs to that one
    "relapse after the second course": (
        "| a | 0 | 100 | 900 | | | | |\n| a | 200 | 320 | 900 | 400 | topical | | |",
        {"any_treatment": 100, "systemic_treatment": 100, "second_course": 100, "recorded_relapse": 100},
    ),
    # rows in any order: the first course is the one that starts first
    "rows out of order": (
        "| a | 200 | 320 | 900 | | | | |\n| a | 0 | 100 | 900 | | | | |",
        {"any_treatment": 100, "systemic_treatment": 100, "second_course": 100, "recorded_relapse": 100},
    ),
    # one abandoned row of isotretinoin is a systemic treatment and no second course; the next one is
    "an abandoned course": (
        "| a | 0 | 100 | 900 | | | | |\n| a | 200 | 210 | 900 | | | | |\n| a | 400 | 500 | 900 | | | | |",
        {"any_treatment": 100, "systemic_treatment": 100, "second_course": 300, "recorded_relapse": 300},
    ),
    # a topical for a recorded relapse prevents nothing, however soon it is given
    "relapse on the day after the end": (
        "| a | 0 | 100 | 500 | 101 | topical | | |",
        {"any_treatment": 1, "recorded_relapse": 1},
    ),
    "nothing": ("| a | 0 | 100 | 500 | | | | |", {}),
}


@pytest.mark.parametrize("name", ONE_OUTCOME)
def test_day_of_each_outcome(name: str) -> None:
    text, expected = ONE_OUTCOME[name]
    days = outcome_days(cohort(text))
    assert {outcome: day for outcome, (day,) in days.items() if day is not None} == expected


def test_each_ending_is_counted_once() -> None:
    studied = cohort(
        """
        | a | 0 | 100 | 500 | 180 | topical         |     | clear |
        | b | 0 | 100 | 500 |     |                 |     | clear |
        | c | 0 | 100 | 300 |     |                 | 300 | clear |
        | d | 0 | 100 | 300 | 300 | oral_antibiotic | 300 | clear |
        | e | 0 | 100 | 100 |     |                 |     | clear |
        """
    )
    assert studied.people == 5
    # d relapsed on the day of death: the outcome counts before death; e was never followed and is censored on day 0
    assert counts(studied, "any_treatment") == {
        (80, "any_treatment"): 1,
        (400, "censored"): 1,
        (200, "death"): 1,
        (200, "any_treatment"): 1,
        (0, "censored"): 1,
    }
    assert counts(studied, "systemic_treatment") == {
        (400, "censored"): 2,
        (200, "death"): 1,
        (200, "systemic_treatment"): 1,
        (0, "censored"): 1,
    }


RESPONSES = """
    | a | 0 | 100 | 500 | 180 | topical | | clear        |
    | b | 0 | 100 | 500 |     |         | | almost_clear |
    | c | 0 | 100 | 500 | 250 | topical | | improved     |
    | d | 0 | 100 | 500 |     |         | | worse        |
    | e | 0 | 100 | 500 | 300 | topical | |              |
    """


@pytest.mark.parametrize(
    ("population", "expected"),
    [
        # not clear at the end is a cause of its own on day 0, never the outcome; an unknown response is left out
        ("with_response", {(0, "not_clear"): 2, (80, "any_treatment"): 1, (400, "censored"): 1}),
        ("responders", {(80, "any_treatment"): 1, (400, "censored"): 1}),
        (
            "everyone",
            {(80, "any_treatment"): 1, (150, "any_treatment"): 1, (200, "any_treatment"): 1, (400, "censored"): 2},
        ),
    ],
)
def test_population_decides_who_counts(population: str, expected: dict[tuple[int, str], int]) -> None:
    assert counts(cohort(RESPONSES), "any_treatment", population) == expected


def test_first_treatment_causes_exclude_each_other() -> None:
    table = cohort(RESPONSES).count_first_treatment()
    total = dict(zip(table.causes, table.events[0].sum(axis=1).astype(int), strict=True))
    assert total == {
        "topical": 3, "topical_antibiotic": 0, "procedure": 0,
        "oral_antibiotic": 0, "antiandrogen": 0, "isotretinoin": 0, "death": 0,
    }  # fmt: skip
    assert table.events.sum() + table.censored.sum() == 5


def test_of_two_treatments_on_one_day_the_stronger_is_the_first(tmp_path) -> None:
    studied = cohort(
        "| a | 0 | 100 | 500 | 180 | topical | | |",
        events="""
        | patient_id | day | kind            |
        | a          | 180 | oral_antibiotic |
        """,
        tmp_path=tmp_path,
    )
    table = studied.count_first_treatment()
    assert table.events[0, table.causes.index("oral_antibiotic")].sum() == 1
    assert table.events[0].sum() == 1
    assert outcome_days(studied)["systemic_treatment"] == [80]


def test_a_file_of_later_treatments_tells_treatments(tmp_path) -> None:
    frame = rows(HEADER + "\n| a | 0 | 100 | 500 | | | | |").drop(
        columns=["relapse_day", "relapse_treatment", "death_day", "response"]
    )
    later = tmp_path / "events.csv"
    later.write_text("patient_id,day,kind\na,180,topical\na,230,oral_antibiotic\n")
    studied = first_courses(read_courses(frame, events=later))
    assert studied.outcomes == ("any_treatment", "systemic_treatment", "second_course")
    days = {name: day for name, (day,) in outcome_days(studied).items()}
    assert days == {"any_treatment": 80, "systemic_treatment": 130, "second_course": None, "recorded_relapse": None}


def test_groups_split_the_people_and_keep_those_without_a_group() -> None:
    frame = rows(HEADER + "\n" + "\n".join(f"| {p} | 0 | 100 | 500 | | | | |" for p in "abcde"))
    frame["sex"] = ["female", "F", "male", "", "m"]
    table = first_courses(read_courses(frame)).count("second_course", by="sex")
    people = dict(zip(table.groups, table.censored.sum(axis=1).astype(int), strict=True))
    assert people == {"sex=female": 2, "sex=male": 2, "sex=missing": 1}


def test_second_courses_by_gap_counts_drug_free_days() -> None:
    # second course 61 days after the end has 60 drug-free days: not more than 60
    studied = cohort(
        """
        | a | 0   | 100 | 900 | | | | |
        | a | 161 | 300 | 900 | | | | |
        | b | 0   | 100 | 900 | | | | |
        | b | 162 | 300 | 900 | | | | |
        | c | 0   | 100 | 900 | | | | |
        """
    )
    found = second_courses_by_gap(studied, gaps=(59, 60, 61))
    assert found["second_courses"].tolist() == [2, 1, 0]
    assert "1 second course began within 60 drug-free days" in studied.definition.notes


@pytest.mark.parametrize(("close", "words"), [(0, "0 second courses"), (1, "1 second course"), (5, "5 second courses")])
def test_second_courses_within_the_gap_are_counted_exactly(close: int, words: str) -> None:
    second = 150, 300  # 49 drug-free days after day 100, which is within the gap
    lines = [f"| p{i} | {start} | {end} | 900 | | | | |" for i in range(close) for start, end in ((0, 100), second)]
    studied = cohort("\n".join(["| q | 0 | 100 | 900 | | | | |", *lines]))
    assert f"{words} began within 60 drug-free days" in studied.definition.notes


def test_records_without_treatments_cannot_tell_them() -> None:
    frame = rows(HEADER + "\n| a | 0 | 100 | 500 | | | | |").drop(
        columns=["relapse_day", "relapse_treatment", "death_day", "response"]
    )
    studied = first_courses(read_courses(frame))
    assert studied.outcomes == ("second_course",)
    assert studied.populations == ("everyone",)
    with pytest.raises(Exception, match="cannot tell 'any_treatment': they hold no later treatments"):
        studied.count("any_treatment")
    with pytest.raises(Exception, match="needs the response at the end"):
        studied.count("second_course", population="responders")
    with pytest.raises(Exception, match="no outcome 'relapsed'"):
        studied.count("relapsed")
    with pytest.raises(Exception, match="no column 'sit'"):
        studied.count("second_course", by="sit")


def test_a_population_without_people_is_counted_as_empty() -> None:
    studied = cohort("| a | 0 | 100 | 500 | 180 | topical | | worse |")
    table = studied.count("any_treatment", population="responders")
    assert table.n.tolist() == [0]
    assert counts(studied, "any_treatment") == {(80, "any_treatment"): 1}
    assert counts(studied, "any_treatment", "with_response") == {(0, "not_clear"): 1}

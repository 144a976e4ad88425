"""What a file of later treatments is believed of goes by what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

import isostats as iso
from isostats.records import check_courses
from isostats.vocabulary import names as v
from tests.analyses.said import answers_of, paragraphs

LAST, RELAPSE = "2022-01-01", "2016-01-01"


def courses(treatments: Sequence[str | None]) -> pd.DataFrame:
    """A course of each person, with a relapse whose treatment is named; None where there was no relapse."""
    return pd.DataFrame({
        "patient_id": [f"p{place}" for place in range(len(treatments))], "course_start": "2015-01-01",
        "course_end": "2015-06-01", "last_contact": LAST,
        "relapse_date": ["" if each is None else RELAPSE for each in treatments],
        "relapse_treatment": [each or "" for each in treatments],
    })  # fmt: skip


def events(kinds: Sequence[str], date: str = RELAPSE) -> pd.DataFrame:
    """A treatment of each of the first people."""
    return pd.DataFrame({"patient_id": [f"p{place}" for place in range(len(kinds))], "date": date, "kind": kinds})


def cohort(frame: pd.DataFrame, later: pd.DataFrame | None) -> iso.Cohort:
    return iso.first_courses(iso.read_courses(frame, events=later), follow_up="active")


TREATED = courses(["topical"] * 10 + [None] * 10)


@pytest.mark.parametrize("later", [
    events(["oral_antibiotic"] * 20, "2014-06-01"), events(["contraceptive"] * 20, "2016-02-01"),
    events(["topical"] * 10, "2015-03-01"),
])  # fmt: skip
def test_a_file_of_nothing_after_the_course_takes_no_bound_away(later: pd.DataFrame) -> None:
    followed = cohort(TREATED, later)
    assert followed.timeline.unseen_steps == 10
    assert followed.lacking(v.SYSTEMIC_TREATMENT) == (v.LATER_STEPS,)
    assert "no_later_treatment" in {each.rule for each in check_courses(TREATED, events=later).warnings}
    assert followed.timeline.finding.rule == "first_relapse_only"


def test_a_file_that_repeats_the_first_treatments_must_hold_most_of_them() -> None:
    def bounded(later: pd.DataFrame) -> bool:
        return v.LATER_STEPS in cohort(TREATED, later).lacking(v.SYSTEMIC_TREATMENT)

    assert [bounded(events(["topical"] * held)) for held in (7, 8)] == [True, False]
    goes_on = [events(["oral_antibiotic"] * held, "2017-01-01") for held in (4, 5)]
    assert [*map(bounded, goes_on)] == [True, False]


def test_of_two_sources_those_count_as_unseen_of_whom_it_is_so() -> None:
    """Of each of two clinics 10 people had a topical; the one has a file, in which nobody has more."""
    north, south = (iso.read_courses(frame, events=later) for frame, later in (
        (TREATED, events(["topical"] * 10)), (TREATED.assign(course_start="2015-01-15"), None)
    ))  # fmt: skip
    both = iso.first_courses(iso.combine(north, south, labels=["north", "south"], ids_apart=True), follow_up="active")
    assert both.timeline.unseen_of(v.SYSTEMIC_TREATMENT) == both.timeline.unseen_steps == 10
    assert iso.kaplan_meier(both.count(v.SYSTEMIC_TREATMENT, unseen_steps="at_once")).at(730)["estimate"][0] == 0.75
    people = both.unseen_people(v.SYSTEMIC_TREATMENT, both.count(v.SYSTEMIC_TREATMENT))
    assert people.people.sum() == 10
    alone = {each: both.where(source=each).lacking(v.SYSTEMIC_TREATMENT) for each in ("north", "south")}
    assert alone == {"north": (), "south": (v.LATER_STEPS,)}


def test_where_no_other_treatment_is_known_no_treatment_outcome_is_told() -> None:
    bare = TREATED.drop(columns=["relapse_date", "relapse_treatment"])
    before, after = events(["contraceptive"] * 20, "2014-06-01"), events(["topical"], "2017-01-01")
    assert cohort(bare, before).outcomes == (v.SECOND_COURSE,)
    assert v.SYSTEMIC_TREATMENT in cohort(bare, after).outcomes
    (warning,) = [each for each in check_courses(bare, events=before) if each.rule == "no_later_treatment"]
    assert warning.message == "none of 20 events is an acne treatment after a first course"


@pytest.mark.parametrize(("near", "unseen"), [(4, 10), (5, 0)])
def test_relapses_without_treatments_are_told_by_a_file_that_knows_half_of_them(near: int, unseen: int) -> None:
    dates = TREATED.drop(columns="relapse_treatment")
    later = pd.concat([events(["topical"] * near), events(["contraceptive"] * 20)])
    assert cohort(dates, later).timeline.unseen_of(v.SECOND_COURSE) == unseen
    (warning,) = [each for each in check_courses(dates, events=later) if each.rule == "unknown_relapse_treatment"]
    assert f"Events and courses hold a treatment near {near} of 10 of these relapses" in warning.advice


@pytest.mark.parametrize(("isotretinoin", "unseen"), [(8, 10), (9, 0)])
def test_unknown_relapses_are_told_where_nearly_all_of_each_kind_are_held(isotretinoin: int, unseen: int) -> None:
    """Of 20 named treatments the files hold 18 or 19; of isotretinoin, 8 or 9 of 10."""
    frame = courses(["topical"] * 10 + ["isotretinoin"] * 10 + [""] * 10)
    frame.loc[20:, "relapse_date"] = RELAPSE
    later = events(["topical"] * 10 + ["isotretinoin"] * isotretinoin)
    assert cohort(frame, later).timeline.unseen_of(v.SECOND_COURSE) == unseen
    (warning,) = [each for each in check_courses(frame, events=later) if each.rule == "unknown_relapse_treatment"]
    assert f"Events and courses hold {isotretinoin} of 10 other relapses treated with isotretinoin" in warning.advice


def test_dispensings_beside_contraceptives_alone_tell_no_later_treatment() -> None:
    fills = pd.DataFrame({"patient_id": "a", "dispense_date": ["2019-01-01", "2019-02-01"], "days_supply": 30,
                          "strength_mg": 20, "quantity": 30})  # fmt: skip
    observed = pd.DataFrame({"patient_id": ["a"], "start": ["2017-01-01"], "end": ["2021-01-01"]})

    def outcomes(kind: str) -> tuple[str, ...]:
        later = pd.DataFrame({"patient_id": ["a"], "date": ["2020-01-01"], "kind": [kind]})
        return iso.first_courses(iso.read_dispensings(fills, treatments=later, observation=observed)).outcomes

    assert outcomes("contraceptive") == (v.SECOND_COURSE,)
    assert v.SYSTEMIC_TREATMENT in outcomes("topical")


FIRST_ALONE = courses(["topical"] * 10 + ["isotretinoin"] * 2 + [None] * 28)
SECOND = pd.DataFrame([{
    "patient_id": "p39", "course_start": "2018-01-01", "course_end": "2018-06-01", "last_contact": LAST,
}])  # fmt: skip


def test_of_first_courses_alone_a_second_one_may_be_unseen_of_whoever_relapsed() -> None:
    """14.4 to 20.2% where all rows of these people say 24.1 to 28.1%; and a verdict where all say undecided."""
    followed = cohort(FIRST_ALONE, None)
    assert followed.lacking(v.SECOND_COURSE) == (v.LATER_STEPS,)
    assert followed.timeline.unseen_of(v.SECOND_COURSE) == followed.timeline.unseen_courses == 10
    against = iso.compare_to_claim(iso.kaplan_meier(followed.count(v.SECOND_COURSE)), horizon_days=730)
    assert against.ends == pytest.approx((0.7, 0.95))
    assert against.verdict == "undecided"
    assert "if every unseen later course came at the worst time" in against.sentence
    (note,) = [each for each in check_courses(FIRST_ALONE).notes if each.rule == "one_row_each"]
    assert note.message == "none of 40 patients has more than one row, and 2 relapses were treated with isotretinoin"
    assert "the report gives both ends" in note.advice


@pytest.mark.parametrize(("frame", "later"), [
    (pd.concat([FIRST_ALONE, SECOND]).fillna(""), None),
    (FIRST_ALONE, events(["topical"] * 10 + ["isotretinoin"] * 2)),
    (FIRST_ALONE, events(["topical"] * 10)),
    (courses(["topical"] * 10 + [None] * 19), None),
])  # fmt: skip
def test_a_second_row_a_file_of_what_came_later_and_few_people_take_no_doubt(
    frame: pd.DataFrame, later: pd.DataFrame | None
) -> None:
    assert cohort(frame, later).lacking(v.SECOND_COURSE) == ()
    told = {each.rule for each in check_courses(frame, events=later)}
    assert ("one_row_each" in told) == (later is not None and "isotretinoin" not in set(later["kind"]))


def test_a_second_course_of_a_relapse_alone_shows_it_of_few_people_too() -> None:
    assert cohort(courses(["topical"] * 10 + ["isotretinoin"]), None).timeline.unseen_courses == 10


def test_of_two_sources_it_is_so_of_the_one_without_second_rows() -> None:
    south = pd.concat([FIRST_ALONE, SECOND]).fillna("")
    read = [iso.read_courses(each) for each in (FIRST_ALONE, south)]
    both = iso.first_courses(iso.combine(*read, labels=["north", "south"], ids_apart=True), follow_up="active")
    assert both.timeline.unseen_courses == 10
    assert {each: both.where(source=each).lacking(v.SECOND_COURSE) for each in ("north", "south")} == {
        "north": (v.LATER_STEPS,), "south": (),
    }  # fmt: skip


def test_the_headline_says_so(tmp_path: Path) -> None:
    path = tmp_path / "courses.csv"
    FIRST_ALONE.to_csv(path, index=False)
    made = answers_of(path, "definitions", "repeated-courses", follow_up="active")
    second = made["definitions"].value.statements[2]
    assert "between 5.0% and 30.0%" in second.sentence
    assert "an export of first courses alone would look the same. Later courses of 10 people with a rel" in second.words
    assert "this is the least that there can be" in paragraphs(made["repeated-courses"])
    means = [each for each in made["repeated-courses"].rows if each[v.QUANTITY] == v.MEAN_COURSES]
    assert {each[v.BOUND] for each in means if each[v.STATUS] == v.OK} == {v.AT_LEAST}

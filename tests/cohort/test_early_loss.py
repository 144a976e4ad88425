"""Who was lost early and who was followed to the end of the data: reasons first, then kinds of contact, then days."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.cohort.early_loss import LOST, REST, WHO_LEFT, by_early_loss, count_with_loss, early_words, levels_of
from isostats.cohort.following import Cohort, first_courses
from isostats.errors import EstimateError
from isostats.records import read_courses

LATE, EARLY = "2021-06-01", "2020-01-31"
COURSE = {"course_start": "2019-01-01", "course_end": "2019-06-30"}


def cohort(*people: dict[str, object], **course: object) -> Cohort:
    last = {"last_contact": "2021-06-30"}
    rows = [{"patient_id": f"p{place}", **COURSE, **course, **each} for place, each in enumerate((*people, last))]
    return first_courses(read_courses(pd.DataFrame(rows)))


def lost(made: Cohort, days: int = 180) -> int:
    return int(count_with_loss(made, "second_course", end_of_data_days=days).events[0, 2].sum())


@pytest.mark.parametrize(
    ("person", "early"),
    [
        ({"last_contact": EARLY}, True),
        ({"last_contact": LATE}, False),
        ({"last_contact": LATE, "lost_reason": "moved"}, True),
        ({"last_contact": LATE, "lost_reason": "discharged_well"}, True),
        ({"last_contact": LATE, "lost_reason": "unknown"}, False),
        ({"last_contact": EARLY, "lost_reason": "unknown"}, True),
        ({"last_contact": EARLY, "lost_reason": "died"}, False),
        ({"last_contact": EARLY, "last_contact_type": "linkage"}, False),
        ({"last_contact": EARLY, "last_contact_type": "linkage", "lost_reason": "cover_lost"}, True),
        ({"last_contact": LATE, "last_contact_type": "discharge"}, True),
        ({"last_contact": EARLY, "last_contact_type": "visit"}, True),
        ({"last_contact": EARLY, "death_date": EARLY}, False),
    ],
)
def test_why_somebody_left_comes_before_when(person: dict[str, object], early: bool) -> None:
    assert lost(cohort(person)) == early


def test_the_day_that_parts_them_is_stated() -> None:
    """2021-06-30 less 180 days is 2021-01-01: whoever was seen on it was followed to the end."""
    made = cohort({"last_contact": "2021-01-01"}, {"last_contact": "2020-12-31"})
    assert [lost(made, days) for days in (0, 180, 181)] == [2, 1, 0]


def test_where_days_are_numbers_everyone_who_left_counts_as_lost() -> None:
    rows = [{"patient_id": "a", "course_start_day": 0, "course_end_day": 100, "last_contact_day": 900},
            {"patient_id": "b", "course_start_day": 0, "course_end_day": 120, "last_contact_day": 300}]  # fmt: skip
    made = first_courses(read_courses(pd.DataFrame(rows)))
    assert lost(made) == 2
    assert "nobody knows when the data ended" in early_words(made.calendar, 180)


def test_the_counts_are_those_of_the_outcome_with_loss_apart() -> None:
    made = cohort({"last_contact": EARLY}, {"last_contact": LATE}, sex="female")
    plain, apart = made.count("second_course"), count_with_loss(made, "second_course")
    assert apart.n.tolist() == plain.n.tolist()
    assert (apart.censored + apart.events[:, 2] == plain.censored).all()
    assert any("lost early" in note for note in apart.definition.notes)


def test_a_group_for_each_combination_of_levels() -> None:
    made = cohort({"last_contact": EARLY, "sex": "male", "site": "north"}, {"last_contact": LATE, "site": "south"},
                  sex="female")  # fmt: skip
    table = count_with_loss(made, "second_course", by=["sex", "site"])
    assert sorted(map(levels_of, table.groups)) == [["female", "missing"], ["female", "south"], ["male", "north"]]


def test_people_are_split_by_early_loss_before_a_day() -> None:
    made = cohort({"last_contact": EARLY}, {"last_contact": LATE})
    split = by_early_loss(made, "second_course", 730, 180).count("second_course", by=WHO_LEFT)
    assert dict(zip(split.groups, split.n, strict=True)) == {f"{WHO_LEFT}={LOST}": 1, f"{WHO_LEFT}={REST}": 2}


def test_days_below_none_and_outcomes_that_cannot_be_told_are_refused() -> None:
    made = cohort({"last_contact": EARLY})
    with pytest.raises(EstimateError, match="days are 0 or more"):
        count_with_loss(made, "second_course", end_of_data_days=-1)
    with pytest.raises(EstimateError, match="cannot tell 'systemic_treatment'"):
        count_with_loss(made, "systemic_treatment")

"""What is known of a relapse: by a plain loop, from the days on which the skin was seen clear, and from scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.between_visits import OutcomeIntervals, count_between_visits
from isostats.cohort.following import first_courses
from isostats.errors import EstimateError
from isostats.estimate import between_visits
from isostats.records import read_courses
from isostats.simulate import Law, date_relapses_at_visits, simulate_courses, true_remission
from isostats.simulate.visit_scores import visits_after

END = pd.Timestamp("2019-06-01")
LAST = 1000


def day(number: int | None) -> str | None:
    return None if number is None else str((END + pd.Timedelta(days=number)).date())


def intervals(rows: list[dict[str, Any]], outcome: str = "recorded_relapse", visits: Any = None) -> OutcomeIntervals:
    """Of rows of courses whose days count from the end of the first course."""
    frame = pd.DataFrame([{"course_start": "2019-01-01", "course_end": str(END.date()), "last_contact": day(LAST),
                           "relapse_date": None, "last_clear_date": None} | row for row in rows])  # fmt: skip
    beside = {} if visits is None else {"visits": visits}
    records = read_courses(frame, **beside)
    return count_between_visits(first_courses(records), records, outcome)


def shown(counts: OutcomeIntervals) -> list[tuple[int, int, int, int]]:
    columns = (counts.how, counts.after, counts.by, counts.people)
    return sorted(zip(*(each.astype(int).tolist() for each in columns), strict=True))


def test_a_relapse_lies_after_the_last_clear_day_or_at_any_time_since_the_end() -> None:
    rows = [
        {"patient_id": "a", "relapse_date": day(300), "last_clear_date": day(120)},
        {"patient_id": "b", "relapse_date": day(300)},
        {"patient_id": "c", "relapse_date": day(300), "last_clear_date": day(-10)},
        {"patient_id": "d"},
    ]
    counts = intervals(rows)
    assert shown(counts) == [(0, 1000, -1, 1), (1, 120, 300, 1), (2, 0, 300, 2)]
    assert (counts.n, counts.outcomes, counts.middle_width) == (4, 3, 180)
    assert counts.dated.events[0, 0].tolist() == [3, 0]


def test_a_new_course_counts_on_its_day_and_a_relapse_found_lies_before_it_whatever_it_was_treated_with() -> None:
    second = {"course_start": day(400), "course_end": day(550)}
    treated = {"relapse_date": day(400), "relapse_treatment": "isotretinoin"}
    earlier = {"relapse_date": day(350), "last_clear_date": day(200)}
    firsts: tuple[dict[str, Any], ...] = ({}, treated, treated | {"last_clear_date": day(250)}, earlier)
    rows = [{"patient_id": str(k)} | row for k, first in enumerate(firsts) for row in (first, second)]
    rows += [{"patient_id": "at the end", "last_clear_date": day(0)} | treated]
    assert shown(intervals(rows)) == [(1, 200, 350, 1), (1, 250, 400, 1), (2, 0, 400, 1), (3, 399, 400, 2)]


PERSON = st.tuples(
    st.lists(st.tuples(st.integers(1, 999), st.integers(0, 4)), min_size=1, max_size=6, unique_by=lambda v: v[0]),
    st.one_of(st.none(), st.integers(1, 999)),
)


def known_of(visits: list[tuple[int, int]], second: int | None) -> tuple[int, int, int]:
    """How, after and by of one person, from visits as (day, score) and the day of a second course."""
    end = second or 9999
    back = min((on for on, score in visits if score >= 3), default=9999)
    free = max((on for on, score in visits if score < 3 and on < min(back, end)), default=0)
    if back <= end and back < 9999:
        return (1 if free else 2), free, back
    until = max(on for on, _ in visits) + 365
    return (3, end - 1, end) if end <= until else (0, min(until, 1500), -1)


@settings(max_examples=4, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=6))
def test_scores_by_a_plain_loop(people: list[tuple[list[tuple[int, int]], int | None]]) -> None:
    rows, scores, expected = [], [], []
    for k, (visits, second) in enumerate(people):
        person = {"patient_id": str(k), "last_contact": day(1500)}
        rows += [person | {"response": "clear"}]
        rows += [person | {"course_start": day(second), "course_end": day(second + 60)}] if second else []
        scores += [(str(k), day(on), score) for on, score in visits]
        expected.append(known_of(visits, second))
    table = pd.DataFrame(scores, columns=["patient_id", "date", "score_face"])
    made = shown(intervals(rows, "relapse_by_score", table))
    assert sorted(each[:3] for each in made for _ in range(each[3])) == sorted(expected)


def test_the_usual_curve_of_the_same_people_is_beside_it() -> None:
    simulation = simulate_courses(100, seed=4)
    records = read_courses(simulation.courses)
    cohort = first_courses(records)
    counts, usual = count_between_visits(cohort, records), cohort.count("recorded_relapse")
    assert counts.dated.days.tolist() == usual.days.tolist()
    on = np.where(counts.by < 0, counts.after, counts.by)
    assert np.bincount(on, counts.people * (counts.by >= 0), usual.days.max() + 1)[usual.days].tolist() == (
        usual.events[0, 0].tolist()
    )


def test_the_truth_of_simulated_visits_half_a_year_apart() -> None:
    law = Law(not_clear_share=0.0, response_missing_share=0.0)
    simulation = simulate_courses(1500, seed=31, law=law)
    visits = visits_after(simulation.courses, 1.0, np.random.default_rng(2), every=182)
    kept = date_relapses_at_visits(simulation, visits)
    records = read_courses(kept.courses, visits=visits)
    cohort = first_courses(records)
    on = [192, 374, 556, 738, 920]  # visits fall on these days, ten before and ten after
    truth = true_remission("recorded_relapse", on, law=law)
    just_before = true_remission("recorded_relapse", [181, 363], law=law)
    for outcome in ("recorded_relapse", "relapse_by_score"):
        made = between_visits(count_between_visits(cohort, records, outcome), subsamples=0)
        at = made.at(on)
        assert np.abs(at[["lowest", "highest"]].mean(axis=1) - truth).max() < 0.03, outcome
        assert (made.at([181, 363])["dated"] - just_before > 0.04).all(), outcome


@pytest.mark.parametrize("outcome", ["systemic_treatment", "relapse_by_score", "relapse"])
def test_outcomes_that_no_visit_tells_are_refused(outcome: str) -> None:
    with pytest.raises(EstimateError, match=r"Between visits lie|cannot tell"):
        intervals([{"patient_id": "a", "relapse_date": day(300)}], outcome)

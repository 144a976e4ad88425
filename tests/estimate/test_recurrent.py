"""Further courses: laws, a known truth, the bookkeeping of a cohort, and what the page says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.cohort.course_histories import further_courses, short_courses
from isostats.cohort.first_course_facts import courses_per_person
from isostats.report.job import Finished

PEOPLE = st.lists(
    st.tuples(st.integers(1, 900), st.booleans(), st.sets(st.integers(1, 900), max_size=4)), min_size=1, max_size=30
)


def counts_of(people: list[tuple[int, bool, set[int]]]) -> iso.cohort.course_histories.FurtherCourses:
    pairs = [(k, day) for k, (until, _, days) in enumerate(people) for day in sorted(days) if day <= until]
    return further_courses([until for until, *_ in people], died=[died for _, died, _ in people], courses=pairs)


@given(PEOPLE, st.integers(1, 900))
def test_without_loss_it_is_the_plain_mean_with_its_own_error(
    people: list[tuple[int, bool, set[int]]], day: int
) -> None:
    everyone = [(900 if not died else until, died, days) for until, died, days in people]
    number = np.array([sum(1 for each in days if each <= min(day, until)) for until, _, days in everyone])
    at = iso.mean_courses(counts_of(everyone)).at(day, min_at_risk=0).iloc[0]
    assert at["estimate"] == pytest.approx(number.mean(), abs=1e-12)
    if number.any():
        assert at["std_error"] == pytest.approx(number.std() / np.sqrt(len(number)), abs=1e-9)


@given(PEOPLE)
def test_it_never_falls_and_the_dead_are_not_censored(people: list[tuple[int, bool, set[int]]]) -> None:
    means = iso.mean_courses(counts_of(people)).frame["estimate"].to_numpy()
    assert (np.diff(means) >= -1e-12).all()
    lost = [(until, False, days) for until, _, days in people]
    assert means[-1] <= iso.mean_courses(counts_of(lost)).frame["estimate"].to_numpy()[-1] + 1e-12


def test_with_loss_the_mean_may_lie_below_the_share_who_took_one_of_the_same_people() -> None:
    """By hand: a course on day 10, a loss on day 20, a course on day 30; 1/3 + 1/2 and 1 - (2/3) (0/1)."""
    counts = further_courses([900, 20, 900], died=[0, 0, 0], courses=[(0, 10), (2, 30)])
    assert iso.mean_courses(counts).at(100, min_at_risk=0)["estimate"].item() == pytest.approx(1 / 3 + 1 / 2)
    share = iso.aalen_johansen(iso.event_table([10, 20, 30], [1, 0, 1])).at([100], min_at_risk=0)["estimate"].item()
    assert share == pytest.approx(1)


def test_the_truth_is_met_where_taking_death_for_loss_and_the_crude_mean_fail() -> None:
    rng = np.random.default_rng(3)
    n, rate, dying = 20_000, 1 / 900, 1 / 1500
    dies, left = np.ceil(rng.exponential(1 / dying, n)), np.ceil(rng.uniform(100, 2500, n))
    until = np.minimum(dies, left).astype(int)
    number = rng.poisson(rate * until)
    person = np.repeat(np.arange(n), number)
    days = np.ceil(rng.random(len(person)) * until[person]).astype(int)
    counts = further_courses(until, died=dies <= left, courses=[*zip(person.tolist(), days.tolist(), strict=True)])
    truth = rate * (1 - np.exp(-dying * 1826)) / dying
    at = iso.mean_courses(counts).at(1826).iloc[0]
    assert at["lower"] < truth < at["upper"]
    assert at["std_error"] < 0.03 * truth
    as_lost = further_courses(until, died=dies < 0, courses=[*zip(person.tolist(), days.tolist(), strict=True)])
    assert iso.mean_courses(as_lost).at(1826)["lower"].iloc[0] > 1.2 * truth
    assert counts.begun / n < 0.9 * truth


def test_limits_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(9)
    held, rate, dying = 0, 1 / 900, 1 / 2500
    truth = (1 - np.exp(-dying * 1095)) * rate / dying
    for _ in range(300):
        dies, left = np.ceil(rng.exponential(1 / dying, 150)), np.ceil(rng.uniform(300, 2500, 150))
        until = np.minimum(dies, left).astype(int)
        person = np.repeat(np.arange(150), rng.poisson(rate * until * rng.gamma(2, 0.5, 150)))
        days = np.ceil(rng.random(len(person)) * until[person]).astype(int)
        pairs = [*zip(person.tolist(), days.tolist(), strict=True)]
        at = iso.mean_courses(further_courses(until, died=dies <= left, courses=pairs)).at(1095).iloc[0]
        held += at["lower"] <= truth <= at["upper"]
    assert 0.92 <= held / 300 <= 0.985


def test_a_cohort_counts_every_further_course_once(example: Finished) -> None:
    cohort = example.analysis.cohort
    taken = courses_per_person(cohort)
    counts = iso.count_courses(cohort)
    assert counts.begun == int(((taken["courses"] - 1) * taken["people"]).sum())
    assert sum(counts.n) == cohort.people
    first = counts.histories["day"][counts.order == 1]
    incidence = cohort.count("second_course")
    assert len(first) == incidence.events[0, 0].sum()
    assert sorted(first.tolist()) == np.repeat(incidence.days, incidence.events[0, 0].astype(int)).tolist()
    by_sex = iso.count_courses(cohort, by="sex")
    assert by_sex.begun == counts.begun
    assert sum(by_sex.n) == cohort.people


def test_times_between_courses_by_hand() -> None:
    rows = [
        ("a", "2015-01-01", "2015-06-30"), ("a", "2016-01-01", "2016-06-30"), ("a", "2017-01-01", "2017-06-30"),
        ("b", "2015-01-01", "2015-06-30"), ("b", "2016-03-01", "2016-08-31"), ("c", "2015-01-01", "2015-06-30"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["patient_id", "course_start", "course_end"]).assign(last_contact="2019-12-31")
    records = iso.read_courses(frame)
    counts = iso.count_courses(iso.first_courses(records))
    table = counts.gap_times(1)  # after a second course: a begins a third after 185 days, b none by the end
    assert table.n.tolist() == [2.0]
    assert table.events.sum() == 1
    days = [(pd.Timestamp(x) - pd.Timestamp(y)).days for x, y in
            (("2017-01-01", "2016-06-30"), ("2019-12-31", "2016-08-31"))]  # fmt: skip
    assert table.days.tolist() == days
    assert counts.gap_times(3).n.sum() == 0
    assert iso.mean_courses(counts).at(1460, min_at_risk=1)["estimate"].iloc[0] == pytest.approx(1.0)


def test_a_course_after_the_follow_up_is_refused() -> None:
    with pytest.raises(iso.EstimateError, match=r"1 course began after the person's follow-up .first: person 0, day 9"):
        further_courses([5, 8], died=[0, 0], courses=[(0, 9)])
    with pytest.raises(iso.EstimateError, match=r"iso\.count_courses\(cohort\)"):
        iso.mean_courses(iso.event_table([1], [1]))


def test_the_report_has_the_section_its_rows_and_the_same_numbers(example: Finished) -> None:
    answer = example.analysis["repeated-courses"]
    rows = pd.DataFrame(answer.rows)
    everyone = rows[(rows["method"] == "ghosh_lin") & (rows["group"] == "all")]
    at = answer.value.at(everyone["time_days"].tolist())
    assert everyone["estimate"].tolist() == at["estimate"].tolist()
    assert {"sex", "site"} <= set(rows.loc[rows["method"] == "ghosh_lin_wald", "group"])
    assert "mean_courses" in answer.figures
    assert {"mean_further_courses", "times_between_courses"} <= set(answer.tables)


def test_further_courses_too_short_to_count_are_said_unless_the_records_cut_them() -> None:
    days = [("2015-01-01", "2015-06-30"), ("2016-01-01", "2016-01-20"), ("2019-12-10", "2019-12-31")]
    frame = pd.DataFrame(days, columns=["course_start", "course_end"]).assign(patient_id="a", last_contact="2019-12-31")
    records = iso.read_courses(frame)
    rules = ("short_further_course", "cut_course")
    assert [each.count for each in records.findings if each.rule in rules] == [1, 1]
    cohort = iso.first_courses(records)
    assert iso.count_courses(cohort).begun == 1, "that which ends with the records"
    assert short_courses(cohort, records) == (1, 0)
    treated = frame.assign(relapse_date=["2016-01-01", None, None], relapse_treatment=["isotretinoin", None, None])
    records = iso.read_courses(treated)
    cohort = iso.first_courses(records)
    assert iso.count_courses(cohort).begun == 2
    assert short_courses(cohort, records) == (0, 0), "a relapse treated with isotretinoin on its day makes it count"


@pytest.mark.parametrize("days", [1, 27, 28])
@pytest.mark.parametrize("late", [-1, 0, 20])
def test_a_course_for_a_relapse_is_the_second_one_however_short_and_the_next_is_the_third(days: int, late: int) -> None:
    ends = pd.to_datetime(["2015-06-30", "2015-11-30", "2016-12-30"])
    late = min(late, days - 1) if late > 0 else late  # a relapse told within the course, on its first day or before it
    starts = [pd.Timestamp("2015-01-01"), ends[1] - pd.Timedelta(days=days - 1), pd.Timestamp("2016-07-01")]
    frame = pd.DataFrame({"course_start": starts, "course_end": ends, "patient_id": "a", "last_contact": "2019-12-31"})
    relapse = starts[1] + pd.Timedelta(days=late)
    frame["relapse_date"], frame["relapse_treatment"] = [relapse, None, None], ["isotretinoin", None, None]
    records = iso.read_courses(frame)
    cohort = iso.first_courses(records)
    counts = iso.count_courses(cohort)
    began = min(starts[1], relapse)
    assert counts.histories["day"].tolist() == [(began - ends[0]).days, (starts[2] - ends[0]).days]
    assert counts.histories["ended"].tolist() == [(end - ends[0]).days for end in ends[1:]]
    assert courses_per_person(cohort).set_index("courses")["people"].to_dict() == {3: 1}
    assert short_courses(cohort, records) == (0, 0)
    assert cohort.timeline is not None
    assert (cohort.timeline.conflicts, cohort.timeline.second_courses) == (0, 1)


@pytest.mark.parametrize(("later", "further", "ended"), [(90, [53], [140]), (91, [53, 144], [-1, 194])])
def test_a_course_recorded_long_after_isotretinoin_for_a_relapse_is_another(
    later: int, further: list[int], ended: list[int]
) -> None:
    """Of the second one nobody knows the end, and no time to the next is counted from it."""
    first, relapse = pd.Timestamp("2015-06-30"), pd.Timestamp("2015-08-22")
    starts = [pd.Timestamp("2015-01-01"), relapse + pd.Timedelta(days=later)]
    frame = pd.DataFrame({"course_start": starts, "course_end": [first, starts[1] + pd.Timedelta(days=50)]})
    frame = frame.assign(patient_id="a", last_contact="2019-12-31", relapse_date=[relapse, None])
    records = iso.read_courses(frame.assign(relapse_treatment=["isotretinoin", None]))
    cohort = iso.first_courses(records)
    counts = iso.count_courses(cohort)
    assert counts.histories["day"].tolist() == further
    last = [-1 if end < 0 else (starts[1] - first).days + 50 for end in ended]
    assert counts.histories["ended"].tolist() == last
    assert courses_per_person(cohort).set_index("courses")["people"].to_dict() == {1 + len(further): 1}
    assert cohort.timeline is not None
    assert cohort.timeline.conflicts == len(further) - 1


@pytest.mark.parametrize(("second", "cut"), [("2018-06-01", 0), ("2019-12-01", 1)])
def test_of_dispensings_a_short_course_is_cut_where_a_fill_within_the_gap_could_not_be_seen(
    second: str, cut: int
) -> None:
    fills = pd.DataFrame({"dispense_date": ["2017-01-01", "2017-01-31", second], "days_supply": [30, 30, 10]})
    fills = fills.assign(patient_id="a", drug="isotretinoin", quantity=30, strength_mg=20)
    seen = pd.DataFrame({"patient_id": ["a"], "start": ["2015-01-01"], "end": ["2019-12-31"]})
    records = iso.read_dispensings(fills, observation=seen)
    assert short_courses(iso.first_courses(records), records) == (1, cut)


def test_the_curve_is_drawn_until_too_few_are_followed(example: Finished) -> None:
    means = iso.mean_courses(iso.count_courses(example.analysis.cohort))
    until = means.supported_until("all")
    assert means.at(until)["at_risk"].iloc[0] >= 10 > means.at(until + 1)["at_risk"].iloc[0]
    (axes, *_) = iso.figures.mean_courses(means).axes
    (line,) = (each for each in axes.lines if each.get_label() == "curve all")
    assert line.get_xdata()[-1] == until
    assert line.get_ydata()[-1] == pytest.approx(100 * means.at(until)["estimate"].iloc[0])
    (band,) = axes.collections
    assert band.get_paths()[0].vertices[:, 0].max() == until


def test_records_of_another_cohort_are_refused(example: Finished) -> None:
    other = iso.read_courses(pd.DataFrame([{
        "patient_id": "a", "course_start": "2019-01-01", "course_end": "2019-06-30", "last_contact": "2021-06-30",
    }]))  # fmt: skip
    with pytest.raises(iso.StudyError, match=r"not those that the cohort was made of.*analysis\.records"):
        iso.count_stays(example.analysis.cohort, other)


def test_a_mean_is_cited_as_a_mean_and_a_hazard_as_a_hazard(example: Finished) -> None:
    numbers = example.analysis.numbers
    cited = numbers["mean_further_courses.second_course.1826"]
    mean = example.analysis["repeated-courses"].value.at(1826).iloc[0]
    assert cited.startswith(f"{100 * mean['estimate']:.2f} per 100 people (")
    assert numbers["mean_courses_test.second_course.1826.sex.ghosh_lin_wald"].startswith("p")

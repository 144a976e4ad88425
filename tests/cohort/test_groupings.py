"""Groups as people ask for them: bands against pandas' own cutting, in the stated order, and what is refused."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.analyses.characteristics import characteristics_of
from isostats.cohort.columns import spelt
from isostats.cohort.following import Cohort, first_courses
from isostats.cohort.predictors import predictor_frame
from isostats.errors import EstimateError, StudyError
from isostats.records.guessing.synonyms import all_synonyms
from isostats.records.who_treated import tells_an_amount, tells_who_treated, who_treated_words
from isostats.study.bands import number, read_grouping, split_list


@pytest.fixture(scope="module")
def courses() -> pd.DataFrame:
    return iso.simulate_courses(400, seed=7).courses


@pytest.fixture(scope="module")
def cohort(courses: pd.DataFrame) -> Cohort:
    return first_courses(iso.read_courses(courses))


@pytest.fixture(scope="module")
def people(courses: pd.DataFrame) -> pd.DataFrame:
    """What is known of each first course, by hand."""
    one = courses.sort_values(["patient_id", "course_start"]).drop_duplicates("patient_id").set_index("patient_id")
    began = pd.to_datetime(one["course_start"])
    born = courses.groupby("patient_id")["birth_year"].max()
    return pd.DataFrame(
        {
            "age": (began.dt.year - born).astype(float), "start_year": began.dt.year, "sex": one["sex"],
            "dose_mg_per_kg": one["cumulative_dose_mg"] / one["weight_kg"], "indication": one["indication"],
            "course_days": (pd.to_datetime(one["course_end"]) - began).dt.days + 1,
        }
    )  # fmt: skip


def sizes(cohort: Cohort, by: str) -> dict[str, int]:
    """People by group, in order."""
    table = cohort.count("second_course", by=by)
    return dict(zip(table.groups, map(int, table.n), strict=True))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    column=st.sampled_from(["age", "start_year", "dose_mg_per_kg", "course_days"]),
    cuts=st.lists(st.integers(1, 30), min_size=1, max_size=4, unique=True),
    right=st.booleans(),
)
def test_bands_are_those_of_pandas(
    column: str, cuts: list[int], right: bool, cohort: Cohort, people: pd.DataFrame
) -> None:
    """Cuts spread over the values, so that bands are filled; ends belong to either side as they are written."""
    spread = people[column].dropna()
    ends = sorted({round(float(spread.quantile(cut / 31)), 1) for cut in cuts})
    low, mid, high = ("<=", ">{}-{}", ">") if right else ("<", "{}-<{}", ">=")
    texts = [number(each) for each in ends]
    labels = [low + texts[0], *(mid.format(*pair) for pair in pairwise(texts)), high + texts[-1]]
    cut = pd.cut(people[column], [-np.inf, *ends, np.inf], right=right, labels=labels)
    expected = {f"{column}={label}": int((cut == label).sum()) for label in labels if (cut == label).any()}
    if unknown := int(cut.isna().sum()):
        expected[f"{column}=missing"] = unknown
    made = sizes(cohort, f"{column}: {', '.join(labels)}")
    assert made == expected
    assert list(made) == list(expected)


def test_ages_as_a_paper_has_them_keep_their_order_and_labels(cohort: Cohort, people: pd.DataFrame) -> None:
    made = sizes(cohort, "age: <18 = minors, 18-25, >=26 = from 26 on")
    assert made == {
        "age=minors": int((people["age"] < 18).sum()), "age=18-25": int(people["age"].between(18, 25).sum()),
        "age=from 26 on": int((people["age"] >= 26).sum()), "age=missing": int(people["age"].isna().sum()),
    }  # fmt: skip


def test_two_columns_together(cohort: Cohort, people: pd.DataFrame) -> None:
    made = sizes(cohort, "sex & age: <18 = minors, >=18 = adults")
    for sex in ("female", "male"):
        minors = (people["sex"] == sex) & (people["age"] < 18)
        assert made[f"sex & age={sex} & minors"] == int(minors.sum())
    unknown = people["sex"].isna() | people["age"].isna()
    assert made["sex & age=missing"] == int(unknown.sum())
    assert [name.partition("=")[2] for name in made][:4] == [
        "female & minors", "female & adults", "male & minors", "male & adults",
    ]  # fmt: skip


def test_a_fact_of_the_course_is_a_group(cohort: Cohort, people: pd.DataFrame) -> None:
    made = sizes(cohort, "indication")
    assert made["indication=frequent_relapse"] == int((people["indication"] == "frequent_relapse").sum())
    assert sum(sizes(cohort, "response").values()) == 400


def test_numbers_of_who_treated_are_names_and_each_is_a_group(courses: pd.DataFrame) -> None:
    """Doctors 7, 14 ... 84 have no order to be cut in; a distance to the clinic has one, and so have stated bands."""
    whose = courses["patient_id"].str.lstrip("S").astype(int)
    numbered = courses.assign(doctor=whose % 12 * 7 + 7, clinic_km=whose % 90 / 10, physician_no=whose)
    cohort = first_courses(iso.read_courses(numbered)).grouped("doctor", "clinic_km")
    assert [*sizes(cohort, "doctor")] == [f"doctor={number}" for number in range(7, 91, 7)]  # in their order
    assert "doctor are taken for names of who treated, and each is a group" in cohort.groups["doctor"].note
    assert not cohort.groups["doctor"].from_data
    assert cohort.groups["clinic_km"].from_data
    banded = first_courses(iso.read_courses(numbered)).grouped("doctor: <50, >=50")
    assert list(sizes(banded, "doctor")) == ["doctor=<50", "doctor=>=50"]
    with pytest.raises(StudyError, match=r"400 different values.* take them as they are: .*cluster ?= ?.physician_no"):
        cohort.grouped("physician_no")


def test_numbers_of_who_treated_are_no_amounts_in_tables_and_models(courses: pd.DataFrame) -> None:
    """No median of the numbers of doctors, and no hazard per number: levels, or nothing where there are very many."""
    whose = courses["patient_id"].str.lstrip("S").astype(int)
    numbered = courses.assign(
        doctor=whose % 12 + 1, site_no=whose, ward=whose % 9 + 1.0, visits=whose % 12, clinic_km=whose % 90 / 10
    )
    cohort = first_courses(iso.read_courses(numbered))
    made = characteristics_of(cohort)
    shown = made.frame.groupby("column")["category"].agg(list)
    assert shown["doctor"] == [str(number) for number in range(1, 13)]
    assert shown["ward"] == [str(number) for number in range(1, 10)]
    assert shown["visits"] == shown["clinic_km"] == [""]
    assert "site_no" not in shown
    assert "with more than 12 values: site_no" in made.table.caption
    with pytest.raises(EstimateError, match="of texts and names, more than 12"):
        characteristics_of(cohort, columns=["site_no"])
    rows = predictor_frame(cohort, "second_course", covariates=("doctor", "visits"))
    assert set(rows["doctor"]) == {str(number) for number in range(1, 13)}
    assert rows["visits"].max() == 11
    terms = iso.cox(rows, covariates=["doctor"]).frame["term"].str.removeprefix("doctor=").astype(int)
    assert terms.is_monotonic_increasing
    assert len(terms) == 11


def test_an_amount_about_who_treated_is_an_amount(courses: pd.DataFrame) -> None:
    """A distance to a centre and visits to a doctor are cut, and have a median."""
    whose = courses["patient_id"].str.lstrip("S").astype(int)
    amounts = ("centre_distance_km", "gp_visits", "Praxisbesuche", "number of sites", "hospital_days", "practice_size")
    cohort = first_courses(iso.read_courses(courses.assign(**dict.fromkeys(amounts, whose % 90))))
    made = characteristics_of(cohort).frame.set_index("column")
    for name in (spelt(each, cohort.facts) for each in amounts):
        assert cohort.grouped(name).groups[name].from_data, name
        assert made.loc[name, "category"] == "", name
    words = {*who_treated_words(), *(each.word for each in all_synonyms() if "courses.prescriber" in each.columns)}
    assert [word for word in words if tells_an_amount(word) or tells_an_amount(f"{word}_no")] == []


@pytest.mark.parametrize("name", [
    "visit_doctor_id", "doctor_at_visit", "treating_doctor_visit1", "first_visit_site", "practice_year_code",
    "day_clinic_no", "Arztnummer_Besuch",
])  # fmt: skip
def test_who_treated_at_one_time_is_no_amount(name: str) -> None:
    assert tells_who_treated(name)
    assert not tells_an_amount(name)


@pytest.mark.parametrize("name", [
    "gp_visit_number", "nurse_visits_no", "distance to centre", "days in hospital", "years at practice", "doctor years",
    "visits_to_doctor", "age_of_doctor", "number of visit sites", "beds_hospital",
])  # fmt: skip
def test_an_amount_stays_one_whatever_its_name_ends_with(name: str) -> None:
    assert tells_who_treated(name)
    assert tells_an_amount(name)


def test_groups_called_by_numbers_stand_in_the_order_of_these(courses: pd.DataFrame) -> None:
    """Few numbers, numbers within names, and either within another group: 2 comes before 10, everywhere."""
    whose = courses["patient_id"].str.lstrip("S").astype(int) % 3
    ward = whose.map({0: 10, 1: 2, 2: 1})
    cohort = first_courses(iso.read_courses(courses.assign(ward=ward, room=ward.map("room {}".format))))
    assert [*sizes(cohort, "ward")] == ["ward=1", "ward=2", "ward=10"]
    assert [*sizes(cohort, "room")] == ["room=room 1", "room=room 2", "room=room 10"]
    both = [name.partition("female & ")[2] for name in sizes(cohort, "sex & ward") if "female" in name]
    assert both == ["1", "2", "10"]
    table = characteristics_of(cohort, by="room").frame
    assert list(dict.fromkeys(table.loc[table["column"] == "ward", "category"])) == ["1", "2", "10"]
    assert [*characteristics_of(cohort, by="ward").people][1:] == ["1", "2", "10"]


def test_a_number_of_many_values_is_split_by_a_stated_rule(cohort: Cohort, people: pd.DataFrame) -> None:
    counts = cohort.count("second_course", by="start_year")
    assert all(name.startswith("start_year=20") and "-" in name for name in counts.groups)
    assert "periods of 5 years are taken" in counts.definition.notes[-1]
    counts = cohort.count("second_course", by="lesion_count")
    assert len(counts.groups) == 5
    assert "cut at the quartiles" in counts.definition.notes[-1]
    assert "<12, 12-15" in cohort.count("second_course", by="age").definition.notes[-1]
    assert len(sizes(cohort.where(start_from="2016-01-01", start_to="2019-12-31"), "start_year")) == 4


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ("age: 12-15, 15-17", "the bands 12-15 and 15-17 overlap, both hold 15"),
        ("age: <12, 10-15", "both hold 10 to 12"),
        ("age: <12, 12-15", r"in no band, with age 16, 17, .* Add >15, or leave"),
        ("age: <16, 17-18, >18", r"in no band, with age 16\. Close the hole"),
        ("age: <18, 20-30", r"with age 18, 19, 31, .* Add >30, or .* Close the hole"),
        ("age: <12, young", "'young' is no band"),
        ("age: 15-12", "'15-12' is no band"),
        ("age: <12 = a, >=12 = a", "two bands are called 'a'"),
        ("sex: <12", "sex is no number"),
        ("sexx", "no column 'sexx' .* did you mean 'sex'"),
        ("sex & sex", "one column twice"),
        ("sex & site & age", "joins 3 columns"),
        ("age:", "names no column or no band"),
    ],
)
def test_bands_that_cannot_be_are_refused_with_the_values(by: str, why: str, cohort: Cohort) -> None:
    with pytest.raises(EstimateError, match=why):
        cohort.count("second_course", by=by)


def test_an_identifier_is_no_group(courses: pd.DataFrame) -> None:
    cohort = first_courses(iso.read_courses(courses.assign(code="x" + courses["patient_id"])))
    with pytest.raises(StudyError, match="groups: column 'code' has 400 different values, and more than 200 are no"):
        cohort.grouped("sex", "code", key="[study] groups")


def test_one_name_has_one_meaning(cohort: Cohort) -> None:
    split = cohort.grouped("age: <18, >=18", "sex")
    assert split.count("second_course", by="age").groups[:2] == ("age=<18", "age=>=18")
    assert cohort.groups == {}
    with pytest.raises(StudyError, match="age is asked for twice"):
        split.grouped("age: <20, >=20")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("≤12", -np.inf, 12.0), ("12 – 15", 12.0, 15.0), ("12 to 15", 12.0, 15.0), (">0.5-1", 0.5, 1.0), ("3", 3.0, 3.0)],
)
def test_ways_to_write_a_band(text: str, low: float, high: float) -> None:
    band = read_grouping(f"x: {text}").parts[0].bands[0]
    assert (band.low, band.high) == (low, high)


@given(st.lists(st.sampled_from(["sex", "age: <12, 12-15, >=16", "a b: <=0.5 = low, >0.5"]), min_size=1, unique=True))
def test_a_flag_lists_groups_that_hold_commas(groups: list[str]) -> None:
    assert split_list(",".join(groups)) == groups


def test_a_study_compares_by_bands_in_their_order(courses: pd.DataFrame, tmp_path: Any) -> None:
    courses.to_csv(tmp_path / "courses.csv", index=False)
    grid = iso.grid(
        tmp_path / "courses.csv", grid_groups=["age: >=18, <18"], grid_outcomes=["second_course"],
        grid_horizons_days=[730], horizons_days=[730],
    )  # fmt: skip
    frame = grid.to_frame()
    assert list(dict.fromkeys(frame["group"])) == ["all", "age=>=18", "age=<18", "age=missing"]


def test_a_level_called_missing_is_not_those_who_have_none(courses: pd.DataFrame) -> None:
    ids = pd.factorize(courses["patient_id"])[0]
    sites = courses.assign(site=[("North", "missing", None)[each % 3] for each in ids])
    counts = first_courses(iso.read_courses(sites)).count("second_course", by="site")
    people = dict(zip(counts.groups, counts.n, strict=True))
    assert people == {"site=North": 134, "site=missing (as written)": 133, "site=missing": 133}
    (note,) = [each for each in counts.definition.notes if "missing" in each]
    assert note.startswith("site is written 'missing' of 133 people")
    named = first_courses(iso.read_courses(sites.assign(site="South"))).count("second_course", by="site")
    assert not [each for each in named.definition.notes if "missing" in each]

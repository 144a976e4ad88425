"""What the lost could have been, on whole studies: sentences, rows, the table, and the head of a passive report."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from isostats.analyses.results import StudyResults
from isostats.simulate import simulate_courses
from tests.analyses.said import answers_of, paragraphs

ROOT = Path(__file__).parents[2]
DAY = 730


@pytest.fixture
def example(example_by_sex: StudyResults) -> StudyResults:
    return example_by_sex


def analysed(courses: pd.DataFrame, folder: Path, **choices: object) -> StudyResults:
    courses.to_csv(folder / "courses.csv", index=False)
    return answers_of(folder / "courses.csv", "lost", "definitions", **choices)


@pytest.fixture(scope="module")
def passive(tmp_path_factory: pytest.TempPathFactory) -> StudyResults:
    """Those who are well stop coming: half of the people who stay free are last seen soon after the course."""
    courses = simulate_courses(800, seed=5).courses
    free, rng = courses["relapse_date"].isna(), np.random.default_rng(3)
    left = free & (rng.random(len(courses)) < 0.6)
    soon = (pd.to_datetime(courses["course_end"]) + pd.Timedelta(days=40)).dt.strftime("%Y-%m-%d")
    last = courses["last_contact"].where(~left, np.minimum(soon, courses["last_contact"]))
    alone = courses.groupby("patient_id")["patient_id"].transform("size") == 1
    told = courses.assign(last_contact=last)[alone & courses["death_date"].isna()]
    return analysed(told, tmp_path_factory.mktemp("passive"), follow_up="passive", outcomes=["any_treatment"])


def rows(it: StudyResults, **address: object) -> pd.DataFrame:
    found = it.results[it.results["group"] == "all"]
    for name, value in address.items():
        found = found[found[name] == value]
    return found


def test_bounds_deltas_and_weights_stand_around_kaplan_meier(example: StudyResults) -> None:
    primary = {"outcome": "systemic_treatment", "population": "everyone", "time_days": DAY}
    value = rows(example, quantity="remission", method="kaplan_meier", **primary).iloc[0]
    bound = rows(example, quantity="remission_bound", **primary).set_index("method")["estimate"]
    assert bound["all_lost_relapse"] < value["estimate"] < bound["no_lost_relapse"]
    deltas = rows(example, quantity="remission_delta", **primary).set_index("method")
    for name in ("estimate", "std_error", "lower", "upper", "n", "at_risk", "events"):
        assert deltas.loc["delta_1", name] == pytest.approx(value[name], rel=1e-10), name
    assert bound["all_lost_relapse"] < deltas.loc["delta_5", "estimate"] < deltas.loc["delta_0.5", "estimate"]
    weighted = rows(example, quantity="remission", method="ipcw", **primary).iloc[0]
    assert abs(weighted["estimate"] - value["estimate"]) < 2 * value["std_error"]


def test_no_number_is_named_by_two_rows(example: StudyResults) -> None:
    address = ["quantity", "outcome", "population", "method", "group", "time_days"]
    assert not example.results.duplicated(address).any()


def test_what_is_said_is_what_the_rows_hold(example: StudyResults) -> None:
    words, answer = paragraphs(example["lost"]), example["lost"].value
    row = answer.scenarios.at(DAY, 1.0)
    assert f"{row['lost']:,} of {row['n']:,} people were lost early, free of systemic treatment, by two years." in words
    assert f"{100 * answer.scenarios.at(DAY, 0.0)['estimate']:.1f}% if none ever did" in words
    assert "Weighted for being still observed by sex, response" in words
    assert {*example["lost"].tables} == {"lost_early", "who_was_lost"}
    assert "standardised difference" in example["lost"].tables["who_was_lost"].header


def test_a_passive_head_says_how_the_lost_would_have_to_differ(passive: StudyResults) -> None:
    head = passive["definitions"].value.statements[0].words
    tipping = passive["lost"].value.tipping[DAY]
    assert "was well" not in head
    if tipping.at_share == tipping.at_share:
        assert "the hazard of those who stayed" in head
    else:  # the range's upper end says it; a bound that differs from it in the last digit would contradict it
        assert "nobody lost early" not in head
        assert "Even if nobody lost early ever relapsed" in paragraphs(passive["lost"])
    low, high = (passive["lost"].value.scenarios.at(DAY, delta)["estimate"] for delta in (float("inf"), 0.0))
    assert (low <= 0.85 <= high) == (tipping.at_share == tipping.at_share)
    assert "verdict" not in paragraphs(passive["lost"])


def test_the_naive_share_of_the_head_stands_beside_the_bound_with_whom_it_counts_besides(
    passive: StudyResults, tmp_path: Path
) -> None:
    statement, answer = passive["definitions"].value.statements[0], passive["lost"].value
    counts = answer.scenarios.counts
    ended = int(counts.censored[0, counts.days < DAY].sum())
    share = f"{100 * statement.ends[1]:.1f}%"
    assert f"{share} (" in statement.sentence
    words = f"The naive share, at most {share}, counts {ended} people whose data had ended as free as well."
    assert words in paragraphs(passive["lost"])
    assert ended > 0
    made = {
        "patient_id": [f"p{k:02}" for k in range(60)], "course_start_day": 0, "course_end_day": 150,
        "last_contact_day": [250] * 15 + [1500] * 45, "relapse_day": [""] * 15 + [400] * 10 + [""] * 35,
    }  # fmt: skip
    by_number = analysed(pd.DataFrame(made), tmp_path, follow_up="passive", outcomes=["recorded_relapse"])
    assert "10 people" not in paragraphs(by_number["lost"])
    assert "That last one is the naive share, too." in paragraphs(by_number["lost"])
    died = pd.DataFrame(made).assign(death_day=[250] * 5 + [""] * 55)
    words = paragraphs(analysed(died, tmp_path, follow_up="passive", outcomes=["recorded_relapse"])["lost"])
    assert "The naive share, 83.3%, counts 5 people who had died as free as well." in words


def test_where_nobody_left_but_by_death_the_naive_figure_says_so(tmp_path: Path) -> None:
    made = pd.DataFrame({
        "patient_id": [f"p{k:02}" for k in range(60)], "course_start": "2015-01-01", "course_end": "2015-07-01",
        "last_contact": ["2019-07-01"] * 40 + ["2015-09-01"] * 20, "relapse_date": ["2016-06-01"] * 20 + [""] * 40,
        "death_date": [""] * 40 + ["2015-09-01"] * 20,
    })  # fmt: skip
    asked = {"follow_up": "active", "outcomes": ["recorded_relapse"]}
    naive = analysed(made, tmp_path, **asked)["definitions"].value.naive
    assert "is biased: people who died are counted as if" in naive
    some = made.assign(last_contact=["2019-07-01"] * 55 + ["2015-08-01"] * 5, death_date="")
    assert "is biased: people who left the records are" in analysed(some, tmp_path, **asked)["definitions"].value.naive


def test_an_active_head_does_not(example: StudyResults) -> None:
    assert "hazard" not in example["definitions"].value.statements[0].words


def test_where_nobody_is_known_to_have_left_the_section_says_so(tmp_path: Path) -> None:
    courses = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str).head(150)
    cut = {"missing_last_contact": "data_cut", "data_cut": "2025-06-30"}
    until = analysed(courses.drop(columns="last_contact"), tmp_path, **cut)
    assert "Nobody was lost early" in paragraphs(until["lost"])
    assert rows(until, quantity="tipping_delta").empty


def test_few_lost_make_no_model(tmp_path: Path) -> None:
    courses = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str).head(15)
    made = analysed(courses, tmp_path)["lost"]
    words = paragraphs(made)
    assert "was not weighted" in words or "No figure at" in words
    assert "who_was_lost" not in made.tables

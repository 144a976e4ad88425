"""How the courses went: counts by hand, windows by a plain loop, and nothing said where nothing is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.analyses.beyond_relapse import BEYOND_RELAPSE
from isostats.analyses.choices import basis_of
from isostats.cohort.course_conduct import CONDUCT, WINDOWS, window_counts
from isostats.cohort.first_course_facts import share_counts
from isostats.cohort.following import first_courses
from isostats.records import read_courses
from isostats.report.job import followed, read_records, study_of

DAY = pd.Timestamp("2019-01-01")


def courses(lengths: list[int], **columns: list[Any]) -> pd.DataFrame:
    """A course of each length, of people 0, 1, 2 ..., all from the same day on and seen for two years."""
    ends = [DAY + pd.Timedelta(days=length - 1) for length in lengths]
    made = {"patient_id": list(map(str, range(len(lengths)))), "course_start": DAY, "course_end": ends}
    return pd.DataFrame({**made, "last_contact": DAY + pd.Timedelta(days=730), **columns})


def rows(*on: tuple[int, int], **columns: Any) -> pd.DataFrame:
    """(person, days after the start) as rows."""
    return pd.DataFrame({"patient_id": [str(who) for who, _ in on],
                         "date": [DAY + pd.Timedelta(days=day) for _, day in on], **columns})  # fmt: skip


def analysed(folder: Path, **tables: pd.DataFrame) -> Any:
    """The study of course records and the tables beside them."""
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    beside = {name: str(folder / f"{name}.csv") for name in tables if name != "courses"}
    return iso.analyse_study(folder / "courses.csv", groups=[], **beside)


def described(folder: Path, **tables: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Events and people of each row of this question alone."""
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    beside = {name: str(folder / f"{name}.csv") for name in tables if name != "courses"}
    study = study_of(folder / "courses.csv", groups=[], **beside)
    records = read_records(study)
    basis = basis_of(study, records, followed(study, records), grid=None, set_aside="")
    return {row["outcome"]: (row["events"], row["n"]) for row in BEYOND_RELAPSE.estimate(basis).rows}


def share(results: Any, outcome: str) -> tuple[int, int]:
    (row,) = results.results.query("quantity == 'proportion' and outcome == @outcome").to_dict("records")
    return row["events"], row["n"]


FIVE = courses(
    [150, 150, 60, 20, 150], reason_ended=["completed", "cleared", "side effect", "pregnancy", "unknown"],
    interruption_days=[0, 14, None, 0, 0], scar_grade_start=[1, 1, 1, None, 2], scar_grade_end=[1, 2, 0, 3, 2],
    sex=["f", "m", "f", "f", "m"], response="clear", indication=["scarring"] * 3 + ["preference"] * 2,
)  # fmt: skip
EFFECTS = rows((0, 10), (0, 20), (1, 5), (2, 100), (3, 19), kind=["dry_lips", "dry_lips", "dry_eyes", "mood", "mood"],
               grade=[1, 3, None, 2, 2])  # fmt: skip
TESTS = rows((0, -60), (1, 0), (2, -61), (3, 1), (0, 31), (0, 32), (2, 5),
             test=["alt", "tg", "alt", "alt", "alt", "tg", "pregnancy"])  # fmt: skip


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Five courses with everything recorded of them."""
    folder = tmp_path_factory.mktemp("five")
    visits = rows((0, 0), (0, 149), (1, 29), (1, 300), score_face=[4, 0, 4, 4])
    return analysed(folder, courses=FIVE, adverse_events=EFFECTS, monitoring=TESTS, visits=visits)


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [
        ("ended_early", (2, 4)), ("ended_adverse_effect", (1, 4)), ("ended_target_reached", (1, 4)),
        ("interrupted", (1, 4)), ("more_scars", (1, 4)), ("tested_before", (2, 5)), ("tested_at_peak", (1, 4)),
        ("pregnancy_tested_before", (0, 3)), ("pregnancy_tested_after", (0, 3)), ("every_window_blood_test", (1, 5)),
        ("dry_lips_grade_1_or_more", (1, 5)), ("dry_lips_grade_3_or_more", (1, 5)),
        ("dry_eyes_grade_1_or_more", (1, 5)), ("dry_eyes_grade_2_or_more", (0, 5)),
        ("mood_grade_2_or_more", (1, 5)), ("for_patient_preference", (2, 5)),
    ],
)  # fmt: skip
def test_shares_are_those_that_one_counts(five: Any, outcome: str, counts: tuple[int, int]) -> None:
    assert share(five, outcome) == counts


def test_what_was_written_down_alone_is_below_nothing(five: Any) -> None:
    """Nobody writes down that somebody's lips were not dry."""
    card = five["claims"].value
    verdicts = {name: (card[name].verdict, card[name].verdict_words) for name in ("dryness_most", "mood_reports")}
    why = "as only what was written down counts"
    assert verdicts["dryness_most"] == ("undecided", f"undecided: at least 40.0%, {why}")
    assert verdicts["mood_reports"] == ("undecided", f"undecided: at least 20.0%, {why}")
    assert card["dryness_most"].says.startswith("at least 40.0% (")
    assert card["joint_some"].verdict == "undecided"


def test_windows_are_of_people_and_their_courses(five: Any) -> None:
    table = five.table("tests_and_visits").set_index("windows")
    with_it = {name: tuple(map(int, row[["with it", "all windows", "people", "people with any row"]]))
               for name, row in table.iterrows()}  # fmt: skip
    assert with_it == {
        "with a blood test": (3, 18, 5, 4), "with a pregnancy test, women of 12 to 50": (1, 8, 3, 1),
        "with a visit": (3, 18, 5, 2),
    }


def test_a_relapse_by_score_is_of_a_visit_after_the_course(five: Any) -> None:
    table = five.table("relapse_by_score")
    assert table["all people"].tolist() == ["1"] * len(table)
    assert table["relapsed by a visit"].tolist() == ["1"] * len(table)


def test_what_is_said_names_the_counts_and_that_it_is_a_description(five: Any) -> None:
    words = [block.words for block in five["beyond-relapse"].blocks if hasattr(block, "words")]
    assert "described, and nothing is inferred" in words[0]
    assert words[1].startswith("2 of 4 first courses with a known reason ended early, 50.0% (")


def test_the_scorecard_reads_the_same_counts(five: Any) -> None:
    card = five["claims"].value
    assert card["dryness_most"].reading.estimate == pytest.approx(2 / 5)
    assert card["monthly_visits"].reading.estimate == pytest.approx(3 / 18)
    assert card["scar_prevention"].reading.n == 4
    assert card["monthly_visits"].verdict == "below"


def test_where_nothing_of_it_is_recorded_there_is_no_section_and_no_verdict(tmp_path: Path) -> None:
    bare = FIVE[["patient_id", "course_start", "course_end", "last_contact", "indication"]]
    results = analysed(tmp_path, courses=bare)
    assert results["beyond-relapse"].blocks == ()
    assert results["beyond-relapse"].rows == ()
    card = results["claims"].value
    for name, why in {
        "dryness_most": "they have no table of adverse events",
        "lipids_liver": "they have no such tests during a first course",
        "monthly_visits": "they have no visits during a first course",
        "scar_prevention": "no scars are recorded at the start and at the end",
        "course_ended_early": "no reason for the end of a course is recorded",
        "course_interrupted": "no interruptions are recorded",
        "lipids_at_peak": "they have no table with such tests",
        "pregnancy_test_after": "they have no table with such tests",
        "lipids_rise": "they have no table of tests with values and limits",
    }.items():  # fmt: skip
        assert card[name].verdict_words == f"cannot be told from these records: {why}"


@settings(max_examples=5, deadline=None)
@given(st.lists(st.integers(1, 200), min_size=1, max_size=8), st.integers(0, 2**32 - 1))
def test_windows_with_a_visit_are_those_of_a_plain_loop(lengths: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    on = [(int(who), int(day)) for who, day in zip(rng.integers(0, len(lengths), 40), rng.integers(-40, 260, 40),
                                                   strict=True)]  # fmt: skip
    counts = window_counts(first_courses(read_courses(courses(lengths), visits=rows(*on))), WINDOWS["visit"])
    expected = 0
    for who, length in enumerate(lengths):
        for window in range(max(1, length // 30)):
            days = range(30 * window, 30 * window + 30)
            expected += any(person == who and day in days for person, day in on)
    assert (counts is None) == (expected == 0)
    if counts is None:
        return
    assert int((counts.held * counts.people).sum()) == expected
    assert int((counts.windows * counts.people).sum()) == sum(max(1, length // 30) for length in lengths)


def test_a_table_of_blood_tests_does_not_say_that_nobody_was_tested_for_pregnancy() -> None:
    tables = {"blood_test": TESTS[TESTS["test"] != "pregnancy"], "pregnancy_test": TESTS[TESTS["test"] == "pregnancy"]}
    for name, table in tables.items():
        cohort = first_courses(read_courses(FIVE, monitoring=table))
        assert [each for each in WINDOWS if window_counts(cohort, WINDOWS[each])] == [name]
        assert share_counts(cohort, CONDUCT["tested_before"])[1] == (5 if name == "blood_test" else 0)


@pytest.mark.parametrize("day", [-10, 400])
def test_visits_before_and_after_courses_alone_do_not_say_that_nobody_was_seen_during_them(day: int) -> None:
    beside = {"visits": rows((0, day), (1, day)), "monitoring": rows((0, day), (1, day), test="alt")}
    cohort = first_courses(read_courses(FIVE.assign(last_contact="2021-12-31"), **beside))
    assert {name: window_counts(cohort, asked) for name, asked in WINDOWS.items()} == dict.fromkeys(WINDOWS)


def test_who_is_not_eligible_is_in_none_of_it() -> None:
    cohort = first_courses(read_courses(FIVE, visits=rows((0, 0), (1, 0))), sex=["female"])
    counts = window_counts(cohort, WINDOWS["visit"])
    assert counts is not None
    assert (counts.n, counts.seen) == (3, 1)


def test_pregnancy_tests_are_of_women_of_an_age_to_conceive_who_were_observed_so_long() -> None:
    # four women of 11, 12, 50 and 51, one of unknown age, a man; the last woman was seen for 59 days after
    frame = courses([90] * 7, sex=["f"] * 5 + ["m", "f"], birth_year=[2008, 2007, 1969, 1968, None, 1990, 1990])
    ends = frame["course_end"]
    frame["last_contact"] = [*(ends[:6] + pd.Timedelta(days=60)), ends[6] + pd.Timedelta(days=59)]
    after = rows((0, 89 + 30), (1, 89 + 24), (1, 89 + 61), (2, 89 + 25), (3, 89 + 30), (4, 89 + 60), (6, 89 + 30),
                 (2, -60), (2, 0), (4, -61), test="pregnancy")  # fmt: skip
    after = after[after["date"] <= after["patient_id"].astype(int).map(frame["last_contact"])]
    cohort = first_courses(read_courses(frame, monitoring=after))
    assert share_counts(cohort, CONDUCT["pregnancy_tested_after"]) == (2, 3)
    assert share_counts(cohort, CONDUCT["pregnancy_tested_before"]) == (1, 4)
    counts = window_counts(cohort, WINDOWS["pregnancy_test"])
    assert counts is not None
    assert counts.n == 4


def test_values_are_held_against_the_limit_beside_them(tmp_path: Path) -> None:
    tests = rows((0, 10), (0, 40), (1, 10), (1, -5), (2, 10), (3, 10), (4, 10),
                 test=["tg", "tg", "tg", "tg", "tg", "tg", "alt"], value=[2.0, 4.5, 1.7, 9, 3.0, 2.0, 41],
                 upper_limit=[1.7, 1.7, 1.7, 1.7, None, 1.0, 40], unit="mmol/l")  # fmt: skip
    shares = described(tmp_path, courses=FIVE, monitoring=tests)
    assert shares["triglycerides_above_limit"] == (2, 3)  # 0 and 3 of 0, 1 and 3
    assert shares["triglycerides_far_above_limit"] == (1, 3)  # 4.5 is more than 4.25
    assert shares["alt_above_limit"] == (1, 1)
    assert shares["above_limit"] == (3, 4)
    assert shares["far_above_limit"] == (1, 4)


def test_a_whole_small_file_by_hand(tmp_path: Path) -> None:
    """Indications among those with one; adverse events by the worst grade that each person had."""
    frame = courses([100] * 6, indication=["severe_nodulocystic"] * 3 + ["frequent_relapse", None, None])
    kinds = ["dry_lips", "mood", "mood", "mood", "mood", "other", "dry_lips"]
    events = rows((0, 0), (0, 99 + 30), (1, 99 + 31), (2, 50), (2, 51), (3, 50), (4, 50), kind=kinds,
                  grade=[1, 3, 3, 1, 2, None, 5])  # fmt: skip
    shares = described(tmp_path, courses=frame, adverse_events=events)
    assert shares["for_severe_nodulocystic"] == (3, 4)
    assert shares["for_frequent_relapse"] == (1, 4)
    assert [shares[f"mood_grade_{grade}_or_more"] for grade in (1, 2, 3)] == [(2, 6), (2, 6), (1, 6)]
    assert [shares[f"dry_lips_grade_{grade}_or_more"][0] for grade in (1, 2, 3)] == [2, 1, 1]
    assert [shares[f"other_grade_{grade}_or_more"][0] for grade in (1, 2)] == [1, 0]

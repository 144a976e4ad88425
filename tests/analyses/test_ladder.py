"""The ladder on the page: it agrees with the page's other figures, and says what these records cannot tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from isostats.analyses.catalogue import ANALYSES
from isostats.analyses.ladder import LADDER
from isostats.analyses.protocol import Answer, Table
from isostats.analyses.results import StudyResults
from isostats.analyses.rows import where
from isostats.cohort.treatment_ladder import KEPT
from isostats.estimate.bounds import told_ends
from isostats.figures import describe
from isostats.report.job import Finished
from isostats.study.study_file import make_study
from isostats.vocabulary.steps import STEPS, SYSTEMIC_STEPS
from tests.analyses.said import answers_of, paragraphs

EXAMPLE = Path(__file__).parents[2] / "data/example"
DAYS = (182, 365, 730, 1095, 1826)


def shares(answer: Answer[Any], quantity: str, day: int) -> dict[str, float]:
    return {row["outcome"]: row["estimate"] for row in where(answer.rows, quantity=quantity, time_days=day)}


@pytest.mark.parametrize("day", DAYS)
def test_worst_steps_are_the_page_s_own_figures_and_sum_to_one(example: Finished, day: int) -> None:
    worst = shares(example.analysis["ladder"], "worst_step", day)
    free = {
        row["outcome"]: row
        for row in where(
            example.analysis["remission"].rows, quantity="remission", population="everyone", method="kaplan_meier",
            group="all", time_days=day,
        )
    }  # fmt: skip
    assert sum(worst.values()) == pytest.approx(1, abs=1e-12)
    assert worst["untreated"] == pytest.approx(free["any_treatment"]["estimate"], abs=1e-12)
    lower = worst["untreated"] + worst["topical_only"]
    assert lower == pytest.approx(free["systemic_treatment"]["estimate"], abs=1e-12)
    assert 1 - worst["second_course"] == pytest.approx(free["second_course"]["estimate"], abs=1e-12)
    (row,) = where(example.analysis["ladder"].rows, quantity="worst_step", outcome="untreated", time_days=day)
    for name in ("lower", "upper", "std_error"):
        assert row[name] == pytest.approx(free["any_treatment"][name], abs=1e-12), name


@pytest.mark.parametrize("day", DAYS)
def test_present_steps_sum_to_one_and_parts_to_their_whole(example: Finished, day: int) -> None:
    answer = example.analysis["ladder"]
    now, parts = shares(answer, "present_step", day), {step.id for step in SYSTEMIC_STEPS}
    assert sum(now[step.id] for step in STEPS) == pytest.approx(1)
    assert sum(now[part] for part in parts) == pytest.approx(now["other_systemic"])
    assert now[KEPT] < now["untreated"]
    assert sum(shares(answer, "other_systemic_part", day).values()) == pytest.approx(1)
    people = {row["n"] for row in where(answer.rows, quantity="present_step", time_days=day)}
    assert len(people) == 1, "one number of people under observation"


def test_everyone_is_somewhere_at_each_horizon(example: Finished) -> None:
    tables = example.analysis["ladder"].tables
    for name in ("worst_step", "present_step"):
        people = tables[name].to_frame().set_index("step").iloc[-3:]
        summed = people.apply(lambda column: column.str.replace(",", "").astype(int)).sum()
        assert set(summed) == {3000}, name


def test_captions_are_short_and_no_step_is_made_the_worse(example: Finished) -> None:
    answer = example.analysis["ladder"]
    captions = [block.caption for block in answer.blocks if isinstance(block, Table)]
    captions += [describe(drawing.draw()).caption for drawing in answer.figures.values()]
    assert len(captions) == 5
    assert all(len(caption.split()) <= 60 for caption in captions)
    assert "An antiandrogen is not above an antibiotic" in paragraphs(answer)


@pytest.fixture(scope="module")
def alone() -> StudyResults:
    return answers_of(EXAMPLE / "simulated_courses.csv", "ladder")


def test_a_step_between_two_outcomes_that_may_have_come_unseen_is_no_bound() -> None:
    """Topical only is the difference of two shares, both of which a relapse of unknown treatment lowers, or one. So it
    is of fewer people than are usually quoted, where the study asks for it."""
    ways = ["topical", "oral_antibiotic", ""]
    courses = pd.DataFrame({
        "patient_id": [f"p{k}" for k in range(8)], "course_start": "2015-01-01", "course_end": "2015-07-01",
        "last_contact": "2019-07-01", "relapse_date": ["2016-01-01"] * 3 + [""] * 5,
        "relapse_treatment": ways + [""] * 5,
    })  # fmt: skip
    study = make_study({"data": {"courses": courses}}, follow_up="active", min_at_risk=3)
    steps = where(answers_of(study, "ladder")["ladder"].rows, quantity="worst_step", time_days=730)
    assert {each["outcome"]: each["bound"] for each in steps} == {
        "untreated": "at_most", "topical_only": "if_none_unseen", "other_systemic": "if_none_unseen",
        "second_course": "at_least",
    }  # fmt: skip


def test_where_later_steps_cannot_be_seen_they_are_bounded(alone: StudyResults) -> None:
    answer = alone["ladder"]
    bounds = told_ends(alone.basis.curves.remission("systemic_treatment"), 730)
    low, high = (f"{100 * bound:.1f}%" for bound in bounds)
    assert f"Untreated and topical only, together, lie between {low} and {high} at two years." in paragraphs(answer)
    assert answer.value.present is None
    assert not where(answer.rows, quantity="present_step")
    assert "The present step cannot be told" in paragraphs(answer)
    assert "Of later steps these records show only isotretinoin" in answer.tables["steps_after_the_first"].caption
    assert [*answer.figures] == ["ladder"]


def test_where_people_may_have_left_well_the_lower_steps_have_the_ends_of_the_head() -> None:
    """No step that is a difference of two shares is a bound then: each of the two may be higher."""
    made = answers_of(EXAMPLE / "simulated_courses.csv", "ladder", "claim", follow_up="passive")
    low, high = (f"{100 * end:.1f}%" for end in made.primary.ends)
    assert made.primary.is_range
    said = paragraphs(made["ladder"])
    assert f"Untreated and topical only, together, lie between {low} and {high} at two years." in said
    steps = where(made["ladder"].rows, quantity="worst_step", time_days=730)
    bounds = {each["outcome"]: each["bound"] for each in steps}
    assert bounds["other_systemic"] == bounds["topical_only"] == ""
    assert bounds["second_course"] == "at_most"


def test_a_later_step_that_is_seen_is_counted_where_others_cannot_be(tmp_path: Path) -> None:
    """Isotretinoin for ten days is no second course, and stands in its row all the same."""
    person = {"course_start": "2018-01-01", "course_end": "2018-06-30", "last_contact": "2022-12-31"}
    rows = [{**person, "patient_id": str(n), "relapse_date": "2018-12-01", "relapse_treatment": "topical"}
            for n in range(12)]  # fmt: skip
    rows += [{**person, "patient_id": str(n), "course_start": "2019-08-01", "course_end": end}
             for n, end in ((0, "2019-08-10"), (1, "2019-08-10"), (2, "2019-12-31"))]  # fmt: skip
    rows += [{**person, "patient_id": str(n)} for n in range(12, 30)]
    pd.DataFrame(rows).to_csv(tmp_path / "courses.csv", index=False)
    table = answers_of(tmp_path / "courses.csv", "ladder")["ladder"].tables["steps_after_the_first"].to_frame()
    (topical,) = table[table["first step"] == "topical only"].to_dict("records")
    steps = [int(cell) for name, cell in topical.items() if name not in ("first step", "people") and cell != "–"]
    assert (int(topical["people"]), sorted(steps)) == (12, [1, 2, 9])


def test_a_file_of_later_treatments_without_most_relapses_is_called_that(tmp_path: Path) -> None:
    frame = pd.read_csv(EXAMPLE / "simulated_courses.csv", dtype=str, keep_default_na=False).head(300)
    frame.to_csv(tmp_path / "few.csv", index=False)
    one = frame[frame["relapse_date"] != ""].iloc[[0]]
    one = one.rename(columns={"relapse_date": "date"})[["patient_id", "date"]].assign(kind="topical")
    one.to_csv(tmp_path / "events.csv", index=False)
    words = paragraphs(answers_of(tmp_path / "few.csv", "ladder", events=str(tmp_path / "events.csv"))["ladder"])
    assert "the file of later treatments does not hold those of all people with a recorded relapse" in words
    assert "hold one treatment of a relapse alone" not in words


def test_records_without_later_treatments_say_so(tmp_path: Path) -> None:
    frame = pd.read_csv(EXAMPLE / "simulated_courses.csv", dtype=str, keep_default_na=False).head(200)
    kept = ["patient_id", "course_start", "course_end", "last_contact"]
    frame[kept].to_csv(tmp_path / "bare.csv", index=False)
    answer = answers_of(tmp_path / "bare.csv", "ladder")["ladder"]
    assert paragraphs(answer) == "These records hold no later treatments, so that no step can be told."
    assert answer.rows == ()


def test_what_the_study_decides_is_said(tmp_path: Path) -> None:
    events = {"events": str(EXAMPLE / "simulated_events.csv")}
    few = pd.read_csv(EXAMPLE / "simulated_courses.csv", dtype=str, keep_default_na=False)
    few = few[few["patient_id"].isin(few["patient_id"].unique()[:400])]
    few.to_csv(tmp_path / "few.csv", index=False)
    later = pd.read_csv(events["events"], dtype=str, keep_default_na=False)
    later[later["patient_id"].isin(few["patient_id"])].to_csv(tmp_path / "events.csv", index=False)
    study = {"events": str(tmp_path / "events.csv"), "follow_up": "passive", "contraceptive_counts": True}
    answer = answers_of(tmp_path / "few.csv", "ladder", **study)["ladder"]
    assert "shares of steps are then too high, that of untreated too low" in paragraphs(answer)
    assert "Here it counts as other systemic treatment." in paragraphs(answer)
    assert "neither" in {row["outcome"] for row in answer.rows if row["events"]}


def test_a_release_has_no_ladder() -> None:
    """Its limits need the paths of people, and a difference of rounded figures would need its range beside it."""
    assert LADDER in ANALYSES
    assert not LADDER.from_counts

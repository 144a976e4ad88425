"""Known earlier use keeps a person out of first courses; what a washout of a year would miss is told."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from isostats.records.dispensings import StitchedRecords, read_dispensings


def read(fills: list[tuple[Any, ...]], periods: list[tuple[str, int, int]], **choices: Any) -> StitchedRecords:
    frame = pd.DataFrame(fills, columns=["patient_id", "dispense_day", "days_supply", "strength_mg", "quantity"])
    observation = pd.DataFrame(periods, columns=["patient_id", "start_day", "end_day"])
    return read_dispensings(frame, observation=observation, **choices)


def fill(person: str, day: int, strength: float = 20) -> tuple[Any, ...]:
    return person, day, 30, strength, 60


def steps(records: StitchedRecords) -> dict[str, tuple[int, int]]:
    return {step.reason: (step.rows, step.patients) for step in records.flow if step.step == "left out"}


@pytest.mark.parametrize("washout", [0, 365, 1095])
def test_a_fill_before_observation_keeps_a_person_out_whatever_the_washout(washout: int) -> None:
    records = read(
        [fill("a", 100), fill("a", 3000), fill("a", 3030), fill("b", 3000)],
        [("a", 1000, 9000), ("b", 1000, 9000)],
        washout_days=washout,
    )
    assert records.table("courses")["person_id"].tolist() == ["b"]
    assert steps(records) == {"outside_observation": (1, 0), "earlier_use": (2, 1)}
    assert records.lineage["reason"].tolist() == ["outside_observation", "earlier_use", "earlier_use", "in_course"]
    assert "earlier_use" in {finding.rule for finding in records.findings}


def test_a_fill_in_a_hole_of_observation_counts_if_it_comes_before_the_first_course() -> None:
    holes = [("a", 0, 1000), ("a", 2000, 9000), ("b", 0, 1000), ("b", 2000, 9000)]
    records = read([fill("a", 1500), fill("a", 3000), fill("b", 500), fill("b", 1500)], holes)
    assert steps(records) == {"outside_observation": (2, 0), "earlier_use": (1, 1)}
    assert records.table("courses")[["person_id", "start"]].values.tolist() == [["b", 500]]


def test_a_fill_after_observation_says_nothing_of_before() -> None:
    records = read([fill("a", 3000), fill("a", 9500)], [("a", 1000, 9000)])
    assert records.table("courses")["start"].tolist() == [3000]
    assert "earlier_use" not in steps(records)


def test_what_a_washout_of_a_year_would_call_first_is_told() -> None:
    people = [f"p{at:02}" for at in range(30)]
    observed = [(person, 0, 9000) for person in ("z", *people)]
    fills = [fill("z", 0), *(fill(person, 2000) for person in people)]  # from day 0 on dispensings were written down
    fills += [fill(person, 2000 + 30 + 365) for person in people[:6]]  # 365 days without: just first by a washout
    fills += [fill(person, 2000 + 30 + 364) for person in people[6:12]]  # one day less
    records = read(fills, observed)
    (told,) = [finding for finding in records.findings if finding.rule == "washout_misses"]
    assert told.count == 6
    assert "6 of 36 courses that a washout of 365 days would call first (16.7%) are not" in told.message
    later = [fill(person, 2000 + 30 + 1400) for person in people]  # with three years before, and only they
    of_later = read(fills + later, [(person, 1500, 9000) for person in people])
    assert "washout_misses" not in {finding.rule for finding in of_later.findings}
    short = read(fills, [(person, 1500, 9000) for person in people])  # nobody has three years before any course
    assert "washout_misses" not in {finding.rule for finding in short.findings}


def test_look_alikes_under_another_id_are_told() -> None:
    frame = pd.DataFrame(
        [(*fill("a", 0), "c1"), (*fill("a", 0), "c2"), (*fill("a", 0, 10), "c3"), (*fill("a", 30), "c4")],
        columns=["patient_id", "dispense_day", "days_supply", "strength_mg", "quantity", "claim_id"],
    )
    records = read_dispensings(frame)
    (told,) = [finding for finding in records.findings if finding.rule == "near_duplicate"]
    assert (told.count, told.row, told.example) == (1, 2, "patient a, row 2 and row 3")
    assert records.table("courses")["fills"].tolist() == [4]
    reversed_one = pd.concat([frame, frame.iloc[:1].assign(quantity=-60)])
    assert "near_duplicate" not in {finding.rule for finding in read_dispensings(reversed_one).findings}
    same_id = read_dispensings(frame.assign(claim_id="c1"))
    assert "near_duplicate" not in {finding.rule for finding in same_id.findings}


def test_two_claims_of_one_strength_are_added_where_a_study_says_so() -> None:
    frame = pd.DataFrame(
        [(*fill("a", 0), "c1"), (*fill("a", 0), "c2"), (*fill("b", 0), "c3"), (*fill("b", 0, 10), "c4")],
        columns=["patient_id", "dispense_day", "days_supply", "strength_mg", "quantity", "claim_id"],
    )
    longest, added = read_dispensings(frame), read_dispensings(frame, same_day="sum")
    assert longest.table("courses")["days_covered"].tolist() == [30, 30]
    assert added.table("courses")["days_covered"].tolist() == [60, 30]
    assert longest.table("courses")["dose_mg"].tolist() == added.table("courses")["dose_mg"].tolist() == [2400, 1800]
    assert "of several fills of one day the longest supply counts" in longest.stitched_by.words
    assert "supplies of one strength on one day are added" in added.stitched_by.words

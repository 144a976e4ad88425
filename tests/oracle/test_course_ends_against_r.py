"""How first courses ended, from records to rows, against R's survfit and cmprsk; by make_course_end_fixtures.R."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from isostats.cohort.counting import EventTable
from isostats.cohort.course_ends import count_ends
from isostats.cohort.following import first_courses
from isostats.estimate import aalen_johansen, kaplan_meier
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from tests.oracle.fixtures import agree, fixture, numbers

START = pd.Timestamp("2018-03-01")


def dates(days: Any) -> pd.Series:
    return START + pd.to_timedelta(np.asarray(days), unit="D")


def of_a_clinic(theirs: dict[str, Any]) -> EventTable:
    days = np.array(theirs["days"])
    ids = [f"p{place}" for place in range(len(days))]
    ends, last = dates(days - 1), dates(days + 400)
    frame = pd.DataFrame({"patient_id": ids, "course_start": START, "course_end": ends, "last_contact": last})
    records = read_courses(frame.assign(reason_ended=theirs["reason"]))
    return count_ends(first_courses(records), records)


def of_packs(theirs: dict[str, Any]) -> EventTable:
    begun, packs, seen = (np.array(theirs[name]) for name in ("begun", "packs", "seen"))
    ids = np.array([f"p{place}" for place in range(len(begun))])
    who = np.repeat(np.arange(len(begun)), packs)
    which = np.concatenate([np.arange(each) for each in packs])
    fills = pd.DataFrame({"patient_id": ids[who], "dispense_date": dates(begun[who] + 30 * which), "days_supply": 30,
                          "strength_mg": 20, "quantity": 60})  # fmt: skip
    observation = pd.DataFrame({"patient_id": ids, "start": dates(begun - 400), "end": dates(seen)})
    people = pd.DataFrame({"patient_id": ids, "reason_ended": theirs["reason"],
                           "death_date": dates(seen).where(np.array(theirs["dead"]))})  # fmt: skip
    records = read_dispensings(fills, observation=observation, people=people)
    return count_ends(first_courses(records), records)


@pytest.mark.parametrize(("kind", "made"), [("clinic", of_a_clinic), ("packs", of_packs)])
def test_incidences_and_their_limits_are_r_s(kind: str, made: Any) -> None:
    whole = fixture("course_ends")
    theirs, at = whole[kind], whole["at"]
    counts = made(theirs)
    assert set(counts.causes) == set(theirs["ended"])
    assert counts.censored.sum() == theirs.get("censored", 0)
    mine = aalen_johansen(counts).at(at, min_at_risk=0)
    for cause, expected in theirs["ended"].items():
        rows = mine[mine["cause"] == cause]
        for name in ("estimate", "std_error", "lower", "upper"):
            known = np.isin(rows["estimate"], (0, 1)) & (name in ("lower", "upper"))  # where log-log limits exist
            agree(rows[name][~known], numbers(expected[name])[~known], f"{cause} {name}")
        other = numbers(theirs["cmprsk"][cause])  # which stops with the last day on which anybody was seen
        agree(rows["estimate"][~np.isnan(other)], other[~np.isnan(other)], cause)
    on = kaplan_meier(counts.combined("ended")).at(at, min_at_risk=0)
    for name in ("estimate", "std_error", "lower", "upper"):
        known = np.isin(on["estimate"], (0, 1)) & (name != "estimate")
        agree(on[name][~known], numbers(theirs["on"][name])[~known], f"still on, {name}")

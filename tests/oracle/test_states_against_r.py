"""Shares in states, also of those who come back, against R's multi-state survfit and etm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from isostats.cohort.following import first_courses
from isostats.cohort.remission_states import FURTHER_COURSE, STATES, count_stays, stays_of
from isostats.estimate.occupied_states import state_occupation
from isostats.records import read_courses
from tests.oracle.fixtures import agree, fixture, numbers

SETS = fixture("states")["sets"]


@pytest.mark.parametrize("one", SETS)
def test_shares_errors_and_limits(one: dict[str, Any]) -> None:
    paths = [[(day, STATES[to - 1]) for day, to in moves] for moves in one["moves"]]
    at = state_occupation(stays_of(paths, one["last"])).at(one["at"], min_at_risk=0)
    assert any(len(moves) > 3 for moves in paths)
    for place, state in enumerate(STATES):
        mine = at[at["state"] == state]
        estimate = numbers(one["estimate"][place])
        agree(mine["estimate"], estimate, state)
        agree(mine["estimate"], numbers(one["etm"][place]), state)
        agree(mine["std_error"], numbers(one["std_error"][place]), state)
        inside = (estimate > 0) & (estimate < 1)
        for name in ("lower", "upper"):
            agree(mine[name][inside], numbers(one[name][place])[inside], name)
        assert np.isnan(mine["lower"][~inside]).all()


def test_states_of_course_records_count_short_courses_as_r_does() -> None:
    theirs = fixture("short_courses")
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(theirs["people"]):
        day = {name: one[name][0] if one[name] else None for name in ("last", "relapse", "treated", "again")}
        who = {"patient_id": number, "last_contact_day": day["last"]}
        rows.append(who | {"course_start_day": -150, "course_end_day": 0, "relapse_day": day["relapse"],
                           "relapse_treatment": day["treated"], "clear_again_day": day["again"]})  # fmt: skip
        rows += [who | {"course_start_day": start, "course_end_day": end}
                 for start, end in zip(one["start"] or [], one["end"] or [], strict=True)]  # fmt: skip
    frame = pd.DataFrame(rows)
    days = [name for name in frame if name.endswith("_day")]
    records = read_courses(frame.astype(dict.fromkeys(days, "Int64")))
    made = count_stays(first_courses(records), records)
    assert sum(made.moves(state, FURTHER_COURSE) for state in STATES) == theirs["further"]
    at = state_occupation(made).at(theirs["at"], min_at_risk=0)
    for place, state in enumerate(STATES[:3]):
        agree(at[at["state"] == state]["estimate"], numbers(theirs["estimate"][place]), state)

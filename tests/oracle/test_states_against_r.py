"""Shares in states, also of those who come back, against R's multi-state survfit and etm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from isostats.cohort.remission_states import STATES, stays_of
from isostats.estimate.occupied_states import state_occupation
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

"""How often this package's intervals hold the truth, where studies of a known law are drawn."""

from __future__ import annotations

import pandas as pd

from isostats.resources import resource


def simulated_coverage() -> pd.DataFrame:
    """The sweep of simulated studies: bias and coverage of each interval, by scenario and number of people.

    One row for each scenario, number of people, quantity and method: scenario, people, quantity, method, truth, studies
    (how many were drawn), with_interval (how many of them have one), mean, bias, coverage (the share of intervals of
    95% that hold the truth) and its own limits (Wilson). The sweep and its seed are tests/validation/coverage_sweep.py.

    >>> swept = simulated_coverage()
    >>> sorted(set(swept["people"]))
    [50, 200, 1000, 10000]
    """
    return pd.read_csv(resource("data", "validation", "simulated_coverage.csv"))

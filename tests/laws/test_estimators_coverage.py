"""With a known truth: intervals cover as often as they say, and the naive proportion does not."""

from __future__ import annotations

import numpy as np
import pytest

from isostats.cohort.counting import EventTable, event_table
from isostats.estimate import aalen_johansen, kaplan_meier, logrank, proportion, rmst

REPLICATES, PEOPLE, DAY, LEVEL = 1000, 400, 730, 0.95
# 4 binomial standard errors around 95% of 1,000, and one point for the log-log limits being approximate
LEAST, MOST = LEVEL - 0.0376, min(1.0, LEVEL + 0.0376)
RELAPSE, DEATH, LOST = 1 / 2500, 1 / 9000, 1 / 900  # constant hazards a day


@pytest.fixture(scope="module")
def samples() -> list[EventTable]:
    """People who relapse, die or are lost at constant rates, in whole days: an event within day d is on day d."""
    random = np.random.default_rng(20240817)
    tables = []
    for _ in range(REPLICATES):
        times = [np.ceil(random.exponential(1 / rate, PEOPLE)) for rate in (RELAPSE, DEATH, LOST)]
        first = np.minimum(np.minimum(*times[:2]), np.minimum(times[2], 1826))
        cause = np.where(times[0] == first, 1, np.where(times[1] == first, 2, 0))  # ties by the contract's order
        tables.append(event_table(first.astype(int), cause, causes=("relapse", "death")))
    return tables


def daily(rate: float) -> float:
    return 1 - np.exp(-rate)


def covered(limits: list[tuple[float, float]], truth: float) -> float:
    return float(np.mean([lower <= truth <= upper for lower, upper in limits]))


def test_remission_is_covered_and_the_naive_share_is_not(samples: list[EventTable]) -> None:
    truth = float(np.exp(-RELAPSE * DAY))
    estimates, limits, naive = [], [], []
    for table in samples:
        found = kaplan_meier(table, level=LEVEL).at(DAY).iloc[0]
        estimates.append(found["estimate"])
        limits.append((found["lower"], found["upper"]))
        crude = proportion(PEOPLE - found["events"], PEOPLE, level=LEVEL)
        naive.append((crude.lower, crude.upper))
    spread = np.std(estimates) / REPLICATES**0.5
    assert abs(np.mean(estimates) - truth) < 4 * spread
    assert LEAST <= covered(limits, truth) <= MOST
    assert covered(naive, truth) < 0.10


def test_cumulative_incidence_is_covered(samples: list[EventTable]) -> None:
    # on a day relapse comes before death: P(relapse on day d) = S(d - 1) p, S(d) = (1 - p)(1 - q) S(d - 1)
    p, q = daily(RELAPSE), daily(DEATH)
    stay = (1 - p) * (1 - q)
    truths = {"relapse": p * (1 - stay**DAY) / (1 - stay), "death": (1 - p) * q * (1 - stay**DAY) / (1 - stay)}
    limits: dict[str, list[tuple[float, float]]] = {cause: [] for cause in truths}
    for table in samples:
        for row in aalen_johansen(table, level=LEVEL).at(DAY).to_dict("records"):
            limits[row["cause"]].append((row["lower"], row["upper"]))
    for cause, truth in truths.items():
        assert LEAST <= covered(limits[cause], truth) <= MOST, cause


def test_restricted_mean_is_covered(samples: list[EventTable]) -> None:
    truth = (1 - np.exp(-RELAPSE * DAY)) / daily(RELAPSE)  # sum of S over days 0 to DAY - 1
    found = [rmst(table, horizon_days=DAY, level=LEVEL).iloc[0] for table in samples]
    assert LEAST <= covered([(row["lower"], row["upper"]) for row in found], truth) <= MOST


def test_logrank_rejects_as_often_as_it_says() -> None:
    random = np.random.default_rng(7)
    found = []
    for _ in range(600):
        days = np.minimum(np.ceil(random.exponential(40, 90)), 60).astype(int)  # heavy ties
        found.append(logrank(event_table(days, days < 60, group=random.permutation(list("aabbcc") * 15))).p_value)
    assert abs(np.mean(np.array(found) < 0.05) - 0.05) < 4 * (0.05 * 0.95 / 600) ** 0.5

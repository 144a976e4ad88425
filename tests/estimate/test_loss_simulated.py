"""Those lost early with a known truth: deltas against imputation, and weights where loss informs."""

from __future__ import annotations

import numpy as np
import pytest

from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.estimate import ipcw, kaplan_meier, remission_if_lost

CAUSES = ("relapse", "lost_early")
N = 40_000


def ended(relapse: np.ndarray, loss: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The day on which each was last seen, and why: 1 relapse, 2 loss, 0 the end of the data."""
    day = np.minimum(np.minimum(relapse, loss), end)
    return day, np.where(relapse == day, 1, np.where(loss == day, 2, 0))


def days(rng: np.random.Generator, mean: object, n: int = N) -> np.ndarray:
    return 1 + np.floor(rng.exponential(mean, n)).astype(int)


@pytest.mark.parametrize("delta", [0.5, 2.0, 5.0])
def test_deltas_are_those_of_imputing_what_came_after_leaving(delta: float) -> None:
    """Everyone lost early is given a later day by delta times the hazard of those who stay, up to the end of the data
    that they would have seen; Kaplan-Meier of the completed records is then what the closed form says."""
    rng = np.random.default_rng(7)
    relapse, loss, end = days(rng, 900), days(rng, 1200), rng.integers(300, 2200, N)
    day, event = ended(relapse, loss, end)
    table = event_table(day, event, causes=CAUSES)
    curve = kaplan_meier(table).frame
    hazard = -np.log(curve["estimate"].to_numpy())
    lost = event == 2
    start = np.interp(day[lost], curve["time"], hazard)
    wanted = start + rng.exponential(1 / delta, lost.sum())
    place = np.searchsorted(hazard, wanted)
    later = np.where(place < len(hazard), curve["time"].to_numpy()[np.minimum(place, len(hazard) - 1)], 10_000)
    imputed, why = day.copy(), event.copy()
    imputed[lost], why[lost] = np.minimum(later, end[lost]), np.where(later <= end[lost], 1, 0)
    known = kaplan_meier(event_table(imputed, why)).at([365, 730, 1461])["estimate"].to_numpy()
    frame = remission_if_lost(table, days=[365, 730, 1461], deltas=[delta]).frame
    mine = frame[frame["delta"] == delta]["estimate"].to_numpy()
    np.testing.assert_allclose(mine, known, atol=0.012)


def test_the_delta_that_made_the_records_gives_the_truth() -> None:
    """After leaving, people relapse at three times the rate: Kaplan-Meier is too high, delta 3 is right."""
    rng = np.random.default_rng(8)
    relapse, loss, end = days(rng, 1500), days(rng, 1000), rng.integers(400, 2200, N)
    left = loss < relapse
    truth = np.where(left, loss + days(rng, 1500 / 3), relapse)
    table = event_table(*ended(relapse, loss, end), causes=CAUSES)
    row = remission_if_lost(table, days=[730], deltas=[3]).at(730, 3.0)
    free = float((truth > 730).mean())
    assert abs(row["estimate"] - free) < 3 * row["std_error"]
    assert kaplan_meier(table).at([730])["estimate"].iloc[0] - free > 0.05


def informative(rng: np.random.Generator, n: int) -> EventTable:
    """Those of one kind relapse early and are lost early: half of the others, a tenth of them, are free at 500."""
    kind = rng.random(n) < 0.5
    relapse = days(rng, np.where(kind, 222.0, 721.0), n)
    loss, end = days(rng, np.where(kind, 200.0, 4000.0), n), rng.integers(500, 1500, n)
    day, event = ended(relapse, loss, end)
    return event_table(day, event, group=np.where(kind, "early", "late"), causes=CAUSES)


TRUTH = (np.exp(-500 / 222) + np.exp(-500 / 721)) / 2


@pytest.mark.parametrize("model", ["cox", "strata"])
def test_weights_are_right_where_loss_informs_and_kaplan_meier_is_not(model: str) -> None:
    table = informative(np.random.default_rng(9), N)
    weighted = ipcw(table, model=model).curve.at([500]).iloc[0]  # type: ignore[arg-type]
    assert abs(weighted["estimate"] - TRUTH) < 3 * weighted["std_error"]
    assert kaplan_meier(table.pooled()).at([500])["estimate"].iloc[0] - TRUTH > 0.05


def test_limits_of_weighted_remission_hold_the_truth_as_often_as_they_say() -> None:
    rng, held, naive = np.random.default_rng(10), 0, 0
    for _ in range(120):
        table = informative(rng, 500)
        mine, plain = (curve.at([500]).iloc[0] for curve in (ipcw(table).curve, kaplan_meier(table.pooled())))
        held += mine["lower"] <= TRUTH <= mine["upper"]
        naive += plain["lower"] <= TRUTH <= plain["upper"]
    assert held / 120 >= 0.92
    assert naive / 120 < 0.5


def test_what_cannot_be_estimated_says_what_to_do() -> None:
    plain = event_table([3, 5], [1, 0])
    with pytest.raises(EstimateError, match="count_with_loss"):
        remission_if_lost(plain, days=[4])
    with pytest.raises(EstimateError, match="count_with_loss"):
        ipcw(plain)
    lost = event_table([3, 5], [1, 2], causes=CAUSES)
    with pytest.raises(EstimateError, match="0 or more, not -1"):
        remission_if_lost(lost, days=[4], deltas=[-1])
    with pytest.raises(EstimateError, match="people followed from day 0"):
        ipcw(event_table([3, 5], [1, 2], entry=[-1, 2], causes=CAUSES))
    assert remission_if_lost(lost, days=[4]).at(4, 1.0)["status"] == "beyond_followup"

"""Hazards of bands of a number against one band, by Cox's model and by Fine and Gray's."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from isostats.estimate.efron import fit_efron
from isostats.estimate.fine_gray import fit_fine_gray, subdistribution_rows
from isostats.estimate.intervals import normal_quantile
from isostats.vocabulary import names as v
from isostats.words.numbers import counted

EVENTS_PER_BAND = 5
"""Fewer events for each band that is held against another make no hazard ratio."""


def band_hazards(
    frame: pd.DataFrame, *, bands: tuple[str, ...], reference: str, model: Literal["cox", "subdistribution"] = "cox",
    level: float = 0.95,
) -> pd.DataFrame:
    """Hazard ratios of every other band against ``reference``: one row each, in their order.

    ``frame`` has a row per person: time in days above 0, event (0, 1 for the outcome, 2 for a competing event, which
    the Cox model censors) and band; people of no band are left out. A row may stand for several people who are alike,
    of whom ``people`` says how many. Columns: band, n, events, estimate, lower, upper,
    std_error (of the log), p_value, status, reason. A band without an event has no ratio; the others do not depend on
    whether it is there. Fine and Gray's errors are by person.
    """  # fmt: skip
    frame = frame[frame["band"].isin(bands)]
    band, time, cause, people = _alike(frame)
    n = {name: int(people[band == name].sum()) for name in bands}
    events = {name: int(people[(band == name) & (cause == 1)].sum()) for name in bands}
    others = [name for name in bands if name != reference]
    held = [name for name in others if events[name]]
    needed, total = EVENTS_PER_BAND * max(len(held), 1), sum(events.values())
    whole = _none(reference, n[reference], events[reference])
    if not whole and total < needed:
        whole = f"{counted(total, 'event')} are fewer than {EVENTS_PER_BAND} for each band that is compared"
    fit = None
    if held and not whole:
        kept = np.isin(band, [*held, reference])
        x = np.stack([(band == name).astype(float) for name in held], axis=1)
        some = subdistribution_rows(x, time, cause, people).part(kept)  # censoring is that of everyone
        fit = fit_fine_gray(some) if model == "subdistribution" else fit_efron(replace(some, competed=None))
        fit = fit if fit is not None and fit.settled else None
        whole = "" if fit is not None else "the model does not converge"
    z = normal_quantile(level)
    rows = []
    for name in others:
        log = error = np.nan
        if fit is not None and name in held:
            place = held.index(name)
            log, error = float(fit.coefficient[place]), float(fit.std_error[place])
        reason = whole or _none(name, n[name], events[name])
        rows.append({
            "band": name, v.N: n[name], v.EVENTS: events[name], v.ESTIMATE: np.exp(log),
            v.LOWER: np.exp(log - z * error), v.UPPER: np.exp(log + z * error), v.STD_ERROR: error,
            v.P_VALUE: _p(log, error), v.STATUS: v.NOT_ESTIMABLE if reason else v.OK, "reason": reason,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _none(band: str, n: int, events: int) -> str:
    """Why a band has no hazard that others could be held against; empty where it has one."""
    if not n:
        return f"nobody is in the band {band}"
    return "" if events else f"nobody in the band {band} has the outcome"


def _alike(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Band, time, event and number of the people who have all three in common."""
    names = ["band", v.TIME, "event"]
    groups = frame.groupby(names, observed=True)
    people = groups["people"].sum() if "people" in frame else groups.size()
    band, time, cause = (people.index.get_level_values(name).to_numpy() for name in names)
    return band, time.astype(float), cause, people.to_numpy()


def _p(log: float, error: float) -> float:
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(log / error)))

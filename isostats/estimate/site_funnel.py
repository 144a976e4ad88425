"""Many sites against their overall remission: funnel limits, over-dispersion, and no ranks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.cohort.groupings import unrecorded
from isostats.errors import EstimateError
from isostats.estimate.curves import effective_size, kaplan_meier
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats, require_counts
from isostats.estimate.results import Curve
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.group_names import column_of
from isostats.words.html import card
from isostats.words.numbers import (
    agreed,
    count_text,
    counted,
    decimal_text,
    in_words,
    percent,
    percent_with_limits,
    share_text,
)

LEVELS = (0.95, 0.998)
FEWEST = 5
"""With fewer sites than this nothing can be said about how much they vary."""
MANY = 20
"""With fewer sites than this even a large variance between them may not show."""
WINSORISED = 0.1
"""The share of the scores at each end that is drawn in to the next score before they are squared."""

REASONS = {
    v.BEYOND_FOLLOWUP: "fewer than {min_at_risk} under observation at the horizon",
    v.NOT_ESTIMABLE: "nobody in it",
    "not_a_site": "the site is not recorded",
}


@dataclass(frozen=True, eq=False)
class Funnel:
    """Sites at one horizon against the value of all people whose site is recorded.

    ``frame`` has one row per site in the order of the table: group, estimate, lower, upper, n_effective, z, position,
    position_adjusted, limits of chance (lower_95, upper_95, lower_998, upper_998), at_risk, events, n, status, reason.
    ``position`` is within, above_95, below_95, above_998 or below_998; ``position_adjusted`` the same by the limits
    that allow for over-dispersion, if there is any. ``band`` has the limits along n_effective, for drawing. ``phi`` is
    how many times as much the sites vary as chance would have them; ``tau2`` the variance between sites on the scale
    2 arcsin(sqrt(S)), and ``between_sd`` its root as a share near the overall value, NaN where it would be more than
    any share can vary. All three are NaN for fewer than five sites with an estimate.
    """

    frame: pd.DataFrame
    band: pd.DataFrame
    time: int
    overall: float
    phi: float
    tau2: float
    min_at_risk: int
    level: float
    definition: Definition

    @property
    def sites(self) -> int:
        """How many sites have an estimate."""
        return int((self.frame[v.STATUS] == v.OK).sum())

    @property
    def recorded(self) -> pd.DataFrame:
        """The rows that are sites: without the people whose site is not recorded."""
        return self.frame[self.frame["reason"] != REASONS["not_a_site"]]

    @property
    def enough(self) -> bool:
        """Whether there are enough sites for a funnel."""
        return self.sites >= FEWEST and bool(np.isfinite(self.overall))

    @property
    def over_dispersed(self) -> bool:
        """Whether phi lies beyond 1 + 2 sqrt(2 / sites), more than chance makes of it (Spiegelhalter 2005)."""
        return self.enough and _beyond_chance(self.phi, self.sites)

    @property
    def between_sd(self) -> float:
        """Standard deviation of the sites' own remission around the overall value, as a share, by the delta method.

        NaN above sqrt(S (1 - S)), the largest that shares around S can have: so far from S the method does not hold.
        """
        return float(np.sqrt(self.tau2 * self.overall * (1 - self.overall))) if self.tau2 <= 1 else np.nan

    def to_frame(self) -> pd.DataFrame:
        """A copy of the sites."""
        return self.frame.copy()

    @property
    def sentence(self) -> str:
        """How the sites stand, in words that name no best and no worst."""
        when = in_words(self.time)
        if not self.enough:
            have = f"{self.sites} of {counted(len(self.recorded), 'site')} {agreed(self.sites, 'has')}"
            return f"{have} an estimate at {when}: too few for a funnel, which needs {FEWEST}."
        out = int(self.frame["position"].str.contains("_").sum())
        far = int(self.frame["position"].str.endswith("_998").sum())
        still = int(self.frame["position_adjusted"].str.contains("_").sum())
        nowhere = self.frame[v.N].sum() - self.recorded[v.N].sum()
        without = f" People whose site is not recorded are left out: {count_text(nowhere)}." if nowhere else ""
        beyond = f", {far or 'none'} of them outside the 99.8% limits" if out else ""
        chance = (
            f"Of {self.sites} sites with an estimate at {when}, {_lie(out)} outside the 95% limits around the overall "
            f"{percent(self.overall)} ({decimal_text(0.05 * self.sites)} would by chance){beyond}."
        )
        if not self.over_dispersed:
            few = "few " if self.sites < MANY else ""
            return (
                f"{chance} No more variation than chance is shown between these {few}sites (phi "
                f"{decimal_text(self.phi, 2)}: their variance over that of chance).{without}"
            )
        spread = f"a standard deviation of about {share_text(self.between_sd)} points between sites"
        return (
            f"{chance} The sites vary {decimal_text(self.phi)} times as much as chance alone would have them "
            f"(over-dispersion; {spread if np.isfinite(self.between_sd) else 'a large variance between sites'}), "
            "which may lie in their patients, their records or their care; "
            f"{_lie(still)} outside the 95% limits that allow for it.{without}"
        )

    def __repr__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        body = [
            [str(row[v.GROUP]), percent_with_limits(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER]), row["position"]]
            for row in self.frame.to_dict("records")
            if row[v.STATUS] == v.OK
        ]
        return card("Funnel", [self.sentence], ["site", "% (limits)", "position"], body)


def funnel(source: EventTable | Curve, *, horizon_days: int, min_at_risk: int = 10, level: float = 0.95) -> Funnel:
    """Hold the remission of each group (site) at a horizon against that of all people together (Spiegelhalter 2005).

    The axis is the effective number of people, n = S (1 - S) / se(S)^2 by Kaplan-Meier and Greenwood: with everybody
    followed it is the number of people, whatever S is, so that a site's place on the axis does not move with its
    result, as precision would, and censoring makes it smaller as it should. Where S is 1 it is the mean (harmonic)
    of the numbers at risk over the days on which people of all sites failed, to which the formula tends; where it is
    0, the number just before it was.

    Limits are normal on the scale y = 2 arcsin(sqrt(S)), on which a share of n has the variance 1 / n whatever it is:
    sin^2(arcsin(sqrt(S0)) +- z / (2 sqrt(n))), S0 of all people by Kaplan-Meier, taken as known. Of exact binomial
    shares of 60% to 90% of 100 to 1,000 people about 5% lie outside the 95% limits and 0.2% to 0.3% outside the 99.8%
    limits; limits on the log-log or the logit scale would leave out up to 7% and 0.8%.

    Over-dispersion: phi is the mean of the squared scores z = sqrt(n) (y - y0), their outer tenths winsorised, over
    what that makes of normal scores (0.68), so that 1 is chance; Spiegelhalter's own has no such divisor. Where phi
    is above 1 + 2 sqrt(2 / k), wider limits have the variance 1 / n + tau2, tau2 = (k phi - (k - 1)) / (sum n - sum
    n^2 / sum n), as in his additive model. Nothing is ranked.

    Groups with fewer than ``min_at_risk`` under observation have no estimate and are in the overall value. People
    without a recorded site (the group that ends in ``=missing``) are no site and not in it: theirs may be another law.
    Each keeps its row with the reason. Raises EstimateError for a curve that is not of remission.

    Source: Statistics in Medicine 24:1185-1202, doi 10.1002/sim.1970; Quality and Safety in Health Care 14:347-351,
    doi 10.1136/qshc.2005.013755.

    >>> from isostats.cohort.counting import event_table
    >>> days = [100] * 30 + [400] * 70
    >>> table = event_table(days * 5, ([1] * 30 + [0] * 70) * 5, group=[g for g in "abcde" for _ in days])
    >>> funnel(table, horizon_days=365).frame[["estimate", "n_effective", "z"]].iloc[0].round(3).tolist()
    [0.7, 100.0, 0.0]
    """
    if isinstance(source, Curve) and source.kind != v.REMISSION:
        raise EstimateError("A funnel needs the remission of sites; this curve is not of remission.")
    table, level = (source.counts, source.level) if isinstance(source, Curve) else (source, level)
    require_counts(table)
    nowhere = np.array([group == unrecorded(column_of(group)) for group in map(str, table.groups)])
    at_sites = table.select(*np.array(table.groups)[~nowhere]) if nowhere.any() and not nowhere.all() else table
    whole = kaplan_meier(at_sites.pooled(), level=level)
    overall = float(whole.at(horizon_days, min_at_risk=min_at_risk)[v.ESTIMATE].iloc[0])
    curves = kaplan_meier(table, level=level)
    frame = curves.at(horizon_days, min_at_risk=min_at_risk, exact=True)
    frame["reason"] = [REASONS.get(status, "").format(min_at_risk=min_at_risk) for status in frame[v.STATUS]]
    frame.loc[nowhere, [v.STATUS, "reason"]] = [v.NOT_ESTIMABLE, REASONS["not_a_site"]]
    frame[[v.N, v.AT_RISK, v.EVENTS]] = frame[[v.N, v.AT_RISK, v.EVENTS]].astype(float)
    frame.loc[frame[v.STATUS] != v.OK, [v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER]] = np.nan
    instead = _mean_at_risk(table, whole, horizon_days)
    instead = np.where(frame[v.ESTIMATE] == 0, _size_before_nobody_was_left(curves, horizon_days), instead)
    size = effective_size(frame[v.ESTIMATE], frame[v.STD_ERROR], instead)
    size = np.where(frame[v.STATUS] == v.OK, size, np.nan)
    estimate = frame[v.ESTIMATE].to_numpy(float)
    z = 2 * np.sqrt(size) * (np.arcsin(np.sqrt(estimate)) - np.arcsin(np.sqrt(overall)))
    shown = np.isfinite(z)
    phi, tau2 = _dispersion(z[shown], size[shown])
    extra = tau2 if _beyond_chance(phi, int(shown.sum())) else 0.0
    columns = {
        "n_effective": size, "z": z, "position": _positions(estimate, size, overall, 0.0),
        "position_adjusted": _positions(estimate, size, overall, extra), **_limits(size, overall, 0.0),
    }
    order = [v.GROUP, v.ESTIMATE, v.LOWER, v.UPPER, *columns, v.AT_RISK, v.EVENTS, v.N, v.STATUS, "reason"]
    tidy = frame.assign(**columns)[order]
    band = _band(size[shown], overall, extra)
    return Funnel(tidy, band, int(horizon_days), overall, phi, tau2, min_at_risk, level, table.definition)


def _lie(sites: int) -> str:
    return f"{sites} lie" if sites > 1 else "1 lies" if sites else "none lies"


def _mean_at_risk(table: EventTable, whole: Curve, horizon: int) -> Floats:
    """Harmonic mean of each group's numbers at risk, over the days on which people of all groups failed."""
    rows = whole.frame[(whole.frame[v.TIME] <= horizon) & (whole.frame[v.EVENTS] > 0)]
    days = rows[v.TIME].to_numpy()
    if not len(days):
        return table.at_risk_on([horizon])[:, 0]
    falls = -np.diff(np.concatenate([[1.0], rows[v.ESTIMATE].to_numpy(float)]))
    with np.errstate(divide="ignore"):
        return np.asarray(falls.sum() / (falls / table.at_risk_on(days)).sum(axis=1))


def _size_before_nobody_was_left(curves: Curve, horizon: int) -> Floats:
    """Each group's effective number just before its curve reaches 0; who was at risk where it falls in one day."""
    rows = curves.frame[(curves.frame[v.TIME] <= horizon) & (curves.frame[v.EVENTS] > 0)]
    size = pd.Series(effective_size(rows[v.ESTIMATE], rows[v.STD_ERROR], np.nan), index=rows.index)
    known = size.where(np.isfinite(size)).groupby(rows[v.GROUP], observed=True).last()
    at_once = rows.groupby(v.GROUP, observed=True)[v.AT_RISK].max()
    return np.asarray(known.fillna(at_once).reindex(curves.counts.groups), dtype=float)


def _dispersion(z: Floats, size: Floats) -> tuple[float, float]:
    """Winsorised over-dispersion, 1 being chance, and the additive variance between sites that it amounts to."""
    k = len(z)
    if k < FEWEST or not np.isfinite(z).all():
        return np.nan, np.nan
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    edge = float(scipy.special.ndtri(1 - WINSORISED))
    density = np.exp(-(edge**2) / 2) / np.sqrt(2 * np.pi)
    normal = 1 - 2 * WINSORISED - 2 * edge * density + 2 * WINSORISED * edge**2  # 0.68, what this makes of chance
    phi = float((np.clip(z, low, high) ** 2).mean() / normal)
    tau2 = (k * phi - (k - 1)) / (size.sum() - (size**2).sum() / size.sum())
    return phi, max(float(tau2), 0.0)


def _beyond_chance(phi: float, sites: int) -> bool:
    return bool(phi > 1 + 2 * np.sqrt(2 / sites)) if sites else False


def _limits(size: Floats, overall: float, extra: float) -> dict[str, Floats]:
    """Lower and upper limits by level for effective numbers of people."""
    centre = np.arcsin(np.sqrt(overall))
    limits = {}
    for level in LEVELS:
        half = normal_quantile(level) / 2 * np.sqrt(1 / size + extra)
        name = str(round(1000 * level)).removesuffix("0")
        limits[f"lower_{name}"] = np.sin(np.clip(centre - half, 0, np.pi / 2)) ** 2
        limits[f"upper_{name}"] = np.sin(np.clip(centre + half, 0, np.pi / 2)) ** 2
    return limits


def _positions(estimate: Floats, size: Floats, overall: float, extra: float) -> NDArray[np.object_]:
    limits = _limits(size, overall, extra)
    places = np.where(np.isnan(estimate) | np.isnan(overall), "", "within").astype(object)
    for name in ("95", "998"):
        places[estimate < limits[f"lower_{name}"]] = f"below_{name}"
        places[estimate > limits[f"upper_{name}"]] = f"above_{name}"
    return np.asarray(places)


def _band(size: Floats, overall: float, extra: float) -> pd.DataFrame:
    """The limits along the axis, from half the smallest site to beyond the largest, in equal steps of 1 / sqrt(n)."""
    if not len(size) or np.isnan(overall):
        return pd.DataFrame(columns=["n_effective"])
    along = np.linspace(1 / np.sqrt(0.5 * size.min()), 1 / np.sqrt(1.08 * size.max()), 240) ** -2
    wide = {f"{name}_adjusted": values for name, values in _limits(along, overall, extra).items()}
    return pd.DataFrame({"n_effective": along, **_limits(along, overall, 0.0), **wide})

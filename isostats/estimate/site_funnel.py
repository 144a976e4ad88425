"""Many sites against their overall remission: funnel limits, over-dispersion, and no ranks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError
from isostats.estimate.binomial_chance import binomial_limits, binomial_scores, scores_by_chance
from isostats.estimate.curves import effective_size, kaplan_meier
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats, require_counts
from isostats.estimate.results import Curve
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.group_names import known_groups
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

LEVELS = {"95": 0.95, "998": 0.998}
FEWEST = 5
"""With fewer sites than this nothing can be said about how much they vary."""
MANY = 20
"""With fewer sites than this even a large variance between them may not show."""
FEWEST_EXPECTED = 5
"""With fewer expected to have the outcome per site, or to be free of it, it is not told whether sites vary."""
SIGNIFICANT = 0.05
ROUNDING = 1e-9
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
    that allow for over-dispersion, if there is any. ``by_chance`` is how many sites chance puts outside the 95% limits
    on the mean, and ``expected`` how many people per site have the outcome, or are free of it where these are fewer,
    if all sites are alike. ``phi`` is how many times as much the sites vary as chance has them, ``p_value`` how often
    chance makes one as large; ``tau2`` is the variance between sites on the scale 2 arcsin(sqrt(S)), and
    ``between_sd`` its root as a share near the overall value, NaN where it would be more than any share can vary.
    All are NaN for fewer than five sites with an estimate; phi and tau2 where nobody had the outcome, or everybody.
    """

    frame: pd.DataFrame
    time: int
    overall: float
    by_chance: float
    expected: float
    phi: float
    p_value: float
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
        """Whether phi is larger than chance makes it (at 5%), where at least five outcomes are expected per site."""
        return _beyond_chance(self.expected, self.p_value)

    @cached_property
    def band(self) -> pd.DataFrame:
        """The limits along n_effective, for drawing, with those that allow for over-dispersion (``_adjusted``)."""
        return _band(self.frame["n_effective"].dropna().to_numpy(float), self.overall, self._extra)

    @property
    def _extra(self) -> float:
        """The variance between sites that wider limits allow for."""
        return self.tau2 if self.over_dispersed else 0.0

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
            f"{percent(self.overall)} ({decimal_text(self.by_chance)} would by chance){beyond}."
        )
        if self.expected < FEWEST_EXPECTED:
            rare = "have the outcome" if self.overall > 0.5 else "be free of it"
            return (
                f"{chance} Whether these sites vary by more than chance is not told: only "
                f"{decimal_text(self.expected)} people per site are expected to {rare}, and {FEWEST_EXPECTED} are "
                f"needed.{without}"
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

    Limits are exact: z is the normal score of the tail (mid-p) of a binomial share of n with probability S0, that of
    all people by Kaplan-Meier, taken as known; see :mod:`isostats.estimate.binomial_chance`. Limits that are normal on
    the scale 2 arcsin(sqrt(S)), as on any other, do not hold where outcomes are rare: of 11 sites of 32 to 238 people
    all alike, 1.2 lie outside such 95% limits around 98.7%, and 0.2 outside the exact ones (0.8 and 0.4 at 95%, 0.4 and
    0.4 at 70%; simulated). Near 0 and 1 chance keeps more sites within than the limits say.

    Over-dispersion: phi is the mean of the squared scores, their outer tenths winsorised, over the mean that this has
    where the outcomes fall on the sites by chance (drawn 100,000 / k times, k sites, from one seed), so that 1 is
    chance; Spiegelhalter's own phi has no such divisor. ``p_value`` is how many of these draws have as large a phi.
    Where it is at most 0.05, and five people per site or more are expected to have the outcome, as few to be free of
    it, wider limits are where z is sqrt(1 + n tau2) times as large: as in his additive model on the scale 2
    arcsin(sqrt(S)), on which a share of n has the variance 1 / n. tau2 = (k - 1) (phi - 1) / (sum n - sum n^2 / sum n).
    Of fewer, tau2 came out at half of the true one in simulations, and where many leave before most of the others fail
    chance has as large a phi in 11 of 100 studies: nothing is said of how such sites vary. Nothing is ranked.

    Groups with fewer than ``min_at_risk`` under observation have no estimate and are in the overall value. People
    without a recorded site (the group that ends in ``=missing``) are no site and not in it: theirs may be another law.
    Each keeps its row with the reason. Raises EstimateError for a curve that is not of remission.

    Source: Statistics in Medicine 24:1185-1202, doi 10.1002/sim.1970; Quality and Safety in Health Care 14:347-351,
    doi 10.1136/qshc.2005.013755.

    >>> from isostats.cohort.counting import event_table
    >>> days = [100] * 30 + [400] * 70
    >>> table = event_table(days * 5, ([1] * 30 + [0] * 70) * 5, group=[g for g in "abcde" for _ in days])
    >>> funnel(table, horizon_days=365).frame[["estimate", "n_effective", "lower_95"]].iloc[0].round(3).tolist()
    [0.7, 100.0, 0.608]
    """
    if isinstance(source, Curve) and source.kind != v.REMISSION:
        raise EstimateError("A funnel needs the remission of sites; this curve is not of remission.")
    table, level = (source.counts, source.level) if isinstance(source, Curve) else (source, level)
    require_counts(table)
    nowhere = ~np.isin(table.groups, known_groups(table.groups))
    whole = kaplan_meier(table.of_known_groups.pooled(), level=level)
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
    z, chance = binomial_scores(estimate, size, overall), _limits(size, overall, 0.0)
    shown = np.isfinite(z)
    scatter = _scatter(z[shown], size[shown], overall)
    over_dispersed = _beyond_chance(scatter["expected"], scatter[v.P_VALUE])
    wider = _limits(size, overall, scatter["tau2"]) if over_dispersed else chance
    columns = {
        "n_effective": size, "z": z, "position": _positions(estimate, chance),
        "position_adjusted": _positions(estimate, wider), **chance,
    }
    order = [v.GROUP, v.ESTIMATE, v.LOWER, v.UPPER, *columns, v.AT_RISK, v.EVENTS, v.N, v.STATUS, "reason"]
    tidy = frame.assign(**columns)[order]
    return Funnel(
        tidy, int(horizon_days), overall, min_at_risk=min_at_risk, level=level, definition=table.definition, **scatter
    )


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


def _scatter(z: Floats, size: Floats, overall: float) -> dict[str, float]:
    """How the sites vary beside how chance has them vary, by the names that a funnel calls it."""
    k = len(z)
    if k < FEWEST:
        return dict.fromkeys(("by_chance", "expected", "phi", v.P_VALUE, "tau2"), np.nan)
    chance = scores_by_chance(size, overall)
    own, drawn = _winsorised_square(z), _winsorised_square(chance)
    phi = float(own / drawn.mean()) if drawn.any() else np.nan
    return {
        "by_chance": float((np.abs(chance) > normal_quantile(LEVELS["95"])).sum(axis=1).mean()),
        "expected": float(size.mean() * min(overall, 1 - overall)),
        "phi": phi,
        v.P_VALUE: float((1 + (drawn >= own - ROUNDING).sum()) / (1 + len(drawn))),
        "tau2": max(float((k - 1) * (phi - 1) / (size.sum() - (size**2).sum() / size.sum())), 0.0),
    }


def _winsorised_square(z: Floats) -> Floats:
    """The mean of the squared scores of each draw, the outer ones drawn in."""
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED], axis=-1, keepdims=True)
    return np.asarray((np.clip(z, low, high) ** 2).mean(axis=-1))


def _beyond_chance(expected: float, p_value: float) -> bool:
    return expected >= FEWEST_EXPECTED and p_value <= SIGNIFICANT


def _limits(size: Floats, overall: float, extra: float) -> dict[str, Floats]:
    """Lower and upper limits by level for effective numbers of people, and so much variance between sites."""
    limits = {}
    for name, level in LEVELS.items():
        z = normal_quantile(level) * np.sqrt(1 + size * extra)
        limits[f"{v.LOWER}_{name}"], limits[f"{v.UPPER}_{name}"] = binomial_limits(size, overall, z)
    return limits


def _positions(estimate: Floats, limits: dict[str, Floats]) -> NDArray[np.object_]:
    places = np.where(np.isnan(estimate) | np.isnan(limits["lower_95"]), "", "within").astype(object)
    for name in LEVELS:
        places[estimate < limits[f"lower_{name}"]] = f"below_{name}"
        places[estimate > limits[f"upper_{name}"]] = f"above_{name}"
    return np.asarray(places)


def _band(size: Floats, overall: float, extra: float) -> pd.DataFrame:
    """The limits along the axis, from half the smallest site to beyond the largest, in equal steps of 1 / sqrt(n)."""
    if not len(size) or np.isnan(overall):
        return pd.DataFrame(columns=["n_effective"])
    along = np.linspace(1 / np.sqrt(0.5 * size.min()), 1 / np.sqrt(1.08 * size.max()), 240) ** -2
    chance = _limits(along, overall, 0.0)
    wider = _limits(along, overall, extra) if extra else chance
    return pd.DataFrame({"n_effective": along, **chance, **{f"{name}_adjusted": wider[name] for name in wider}})

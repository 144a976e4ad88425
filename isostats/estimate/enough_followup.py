"""Whether follow-up allows the question of permanence at all; and only then the share that never has the outcome.

A curve that is level at its end may be so because nobody is left who can still have the outcome, or because the data
end. Three published criteria tell the two apart; where they do not, no share is given.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import nan
from typing import Any

from isostats.cohort.counting import EventTable
from isostats.estimate.coarse_days import NEAR, near_months
from isostats.estimate.cure_fits import CureFit
from isostats.estimate.cured_shares import mixture_cure, nobody_cured
from isostats.estimate.kernel import from_day_zero, require_whole_people
from isostats.estimate.lifetimes import LIFETIMES, Distribution
from isostats.estimate.results import short
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.html import card
from isostats.words.numbers import count_text, counted, p_in_full, percent_with_limits

LEAST_EVENTS = 10
"""Fewer failures after day 0 tell no shape of the time to them."""
ALPHA = 0.05
"""Below it the tests of Maller and Zhou, and of Shen, take follow-up for sufficient."""
LEAST_CURED, MOST_LEFT = 0.025, 0.05
"""RECeUS: the cured share must lie above the one, and of those free at the end fewer than the other may be uncured."""
AS_THEY_ARE = "The share takes these days as they are, so that its limits may be too narrow."
AS_GOOD = 2.0
"""Models whose criterion lies within this of the best fit about as well, and must give the same answer."""


@dataclass(frozen=True)
class Criterion:
    """One criterion of sufficient follow-up: what it asks, whether it is met, and its p value where it is a test.

    Those that are not ``binding`` stand beside.
    """

    name: str
    asks: str
    met: bool
    p_value: float = nan
    binding: bool = True


@dataclass(frozen=True, eq=False)
class Permanence:
    """Whether a share that never has the outcome can be told, the criteria, and the fits where it can.

    ``status`` is ``ok`` or ``not_estimable``; then ``reason`` says why, and there is no fit and no number. ``until`` is
    the last day on which enough people are under observation. ``fit`` is the best by Akaike's criterion, ``fits`` all
    that were tried, best first. ``lower`` and ``upper`` are profile-likelihood limits of its share. ``months`` says
    whether outcomes seem known by their month only.
    """

    status: str
    reason: str
    criteria: tuple[Criterion, ...]
    until: float
    n: int
    events: int
    level: float
    fits: tuple[CureFit, ...] = ()
    lower: float = nan
    upper: float = nan
    months: bool = False
    definition: Definition = field(default_factory=Definition, repr=False)

    @property
    def fit(self) -> CureFit | None:
        """The model that the answer is of."""
        return self.fits[0] if self.fits else None

    @property
    def estimate(self) -> float:
        """The share of everyone that never has the outcome; NaN where it cannot be told."""
        return float(self.fits[0].cured[0]) if self.fits else nan

    def limits(self, level: float) -> tuple[float, float]:
        """Profile-likelihood limits at any level; NaN where the share cannot be told."""
        if level == self.level or not self.fits:
            return self.lower, self.upper
        return self.fits[0].limits(0, level)

    def withheld(self, reason: str) -> Permanence:
        """The same without any number, for a reason that counts cannot know."""
        return replace(self, status=v.NOT_ESTIMABLE, reason=reason, fits=(), lower=nan, upper=nan)

    @property
    def about_days(self) -> str:
        """How days far apart were taken; empty where outcomes lie on any day, or no share is told."""
        if self.fit is None:
            return ""
        if apart := self.fit.counts.apart:
            return (
                f"Every outcome lies on a day that is a multiple of {apart}: it is taken to have come at any time in "
                f"the {apart} days up to it."
            )
        if not self.months:
            return ""
        return (
            f"Nearly every outcome lies within {NEAR} days of a whole number of months, as where dates are known by "
            f"month. {AS_THEY_ARE}"
        )

    @property
    def sentence(self) -> str:
        """The answer, or why there is none."""
        if self.fit is None:
            return f"How many never have the outcome cannot be told from these records: {self.reason}."
        shown = percent_with_limits(self.estimate, self.lower, self.upper, self.level)
        return f"Never to have the outcome, by a {self.fit.words} mixture cure model: {shown}."

    def __repr__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        tests = [[c.name, c.asks, "met" if c.met else "not met", p_in_full(c.p_value) if c.p_value == c.p_value else ""]
                 for c in self.criteria]  # fmt: skip
        return card("Permanence", [self.sentence], ["criterion", "asks", "", "p"], tests)


def permanence(table: EventTable, *, level: float = 0.95, min_at_risk: float = 10) -> Permanence:
    """The share that never has the first cause, where follow-up is long enough to ask; else the reason, and no number.

    All groups together. Follow-up is sufficient where each of these holds: people are followed beyond the last
    failure; Maller and Zhou's (1994) test rejects that it is too short; the best of the mixture cure models (Weibull,
    log-normal, log-logistic) beats, by Akaike's criterion, the same without a cured share; and it meets RECeUS
    (Selukar and Othus 2023): cured share above 0.025, and S_u(day) / S(day) below 0.05. The day is the last with
    ``min_at_risk`` people under observation, which is stricter than the last of all. A rival within 2 of the best must
    meet RECeUS too. Shen's (2000) test, which is stricter still, stands beside. Failures on day 0 are a mass of their
    own, other causes censor, and outcomes on days far apart came since the one before (:func:`mixture_cure`). Raises
    EstimateError for fractional weights.

    >>> import isostats as iso
    >>> short = iso.event_table([100, 200, 300, 400, 500] * 20 + [520] * 100, [1] * 100 + [0] * 100)
    >>> iso.permanence(short).status, iso.permanence(short).estimate
    ('not_estimable', nan)
    """
    require_whole_people(table, "Permanence")
    one = from_day_zero(table.pooled())
    enough = ~short(one.of_first_cause.observed_on(one.days)[0], min_at_risk)
    until = float(one.days[enough][-1]) if enough.any() else nan
    after = one.events[0, 0][one.days > 0]
    shared: dict[str, Any] = {
        "until": until, v.N: round(float(one.n[0])), v.EVENTS: round(float(one.events[0, 0].sum())), v.LEVEL: level,
        "months": near_months(one.days, one.events[0, 0]), "definition": table.definition,
    }  # fmt: skip

    def cannot(reason: str, *criteria: Criterion) -> Permanence:
        return Permanence(v.NOT_ESTIMABLE, reason, criteria, **shared)

    if after.sum() < LEAST_EVENTS:
        few = counted(int(after.sum()), "person", "people")
        return cannot(f"{few} had the outcome after day 0, and fewer than {LEAST_EVENTS} tell nothing of its timing")
    if not until > 0:
        return cannot(f"fewer than {count_text(min_at_risk)} people were followed beyond day 0")
    tests = level_tests(one)
    unmet = next((test for test in tests if test.binding and not test.met), None)
    if unmet is not None:  # no model is asked where the curve is not level for long enough
        return cannot(REASONS[unmet.name], *tests)
    fits, beaten = _fitted(one, level)
    best = fits[0] if fits else None
    share, left, alike = _receus(fits, until)
    better = Criterion(
        "Akaike", "a cured share fits better than none", best is not None and best.aic < beaten,
    )  # fmt: skip
    criteria = (*tests, better, share, left, alike)
    unmet = next((each for each in criteria if each.binding and not each.met), None)
    if unmet is not None or best is None:
        return cannot(REASONS[unmet.name if unmet else "Akaike"], *criteria)
    lower, upper = best.limits()
    return Permanence(v.OK, "", criteria, fits=fits, lower=lower, upper=upper, **shared)


REASONS = {
    "level end": "the outcome still came on the last day that anybody was followed",
    "Maller-Zhou": "the curve has been level for too short a time: it may be so because the data end",
    "Akaike": "a model in which everybody has the outcome in the end fits as well",
    "RECeUS, cured share": "the share that a model would call cured is too small to be told from none",
    "RECeUS, uncured left": "too many of those who are free when follow-up ends could still have the outcome",
    "models agree": "models that fit about as well disagree whether follow-up was long enough",
}
"""Why there is no number, by the criterion that is not met."""


def level_tests(one: EventTable) -> tuple[Criterion, ...]:
    """Whether the curve is level at its end, and for long enough: Maller and Zhou's test, and Shen's.

    With the last failure on day y and the last day seen Y, both are (1 - k / n)^n, k being the failures after
    2 y - Y, or (Shen) from y (w y + (1 - w) Y) / Y on, with w = (Y - y) / Y.
    """
    days, failed, n = one.days.astype(float), one.events[0, 0], float(one.n[0])
    seen = days[one.leaving[0] > 0]
    last_failed, last = float(days[failed > 0].max()), float(seen.max())
    level_end = Criterion("level end", "people are followed beyond the last outcome", last > last_failed)
    if not level_end.met:
        return (level_end,)
    w = (last - last_failed) / last
    begin = (w * last_failed + (1 - w) * last) * last_failed / last
    late = failed[days > 2 * last_failed - last].sum(), failed[days >= begin].sum()
    maller_zhou, shen = (float((1 - k / n) ** n) for k in late)
    asks = "the level end is longer than chance makes it"
    return (
        level_end,
        Criterion("Maller-Zhou", asks, maller_zhou < ALPHA, maller_zhou),
        Criterion("Shen", f"{asks} (stricter)", shen < ALPHA, shen, binding=False),
    )


def _fitted(one: EventTable, level: float) -> tuple[tuple[CureFit, ...], float]:
    """Every mixture that converges, best first; and the best criterion with nobody cured."""
    names: tuple[Distribution, ...] = ("weibull", "log_normal", "log_logistic")
    assert set(names) == set(LIFETIMES)
    made = [mixture_cure(one, distribution=name, level=level) for name in names]
    fits = sorted((fit for fit in made if fit.converged), key=lambda fit: fit.aic)
    return tuple(fits), min(nobody_cured(one, name) for name in names)


def _receus(fits: tuple[CureFit, ...], until: float) -> tuple[Criterion, Criterion, Criterion]:
    """RECeUS of the best model, and whether its rivals meet it as well."""

    def cured(fit: CureFit) -> bool:
        return bool(fit.cured_if_free[0] > LEAST_CURED)

    def few_left(fit: CureFit) -> bool:
        return bool(uncured_among_free(fit, until) < MOST_LEFT)

    rivals = [fit for fit in fits if fit.aic - fits[0].aic <= AS_GOOD]
    best = fits[:1]
    return (
        Criterion("RECeUS, cured share", "the cured share is above 0.025", any(map(cured, best))),
        Criterion("RECeUS, uncured left", "of those free at the end, fewer than 0.05 are uncured",
                  any(map(few_left, best))),
        Criterion("models agree", "models that fit about as well meet the same",
                  bool(rivals) and all(cured(fit) and few_left(fit) for fit in rivals)),
    )  # fmt: skip


def uncured_among_free(fit: CureFit, day: float) -> float:
    """RECeUS' ratio S_u(t) / S(t): uncured people still free on a day, over the share free then, after day 0."""
    still, p = float(fit.still_free(day)), float(fit.cured_if_free[0])
    return still / (p + (1 - p) * still) if p + (1 - p) * still > 0 else nan

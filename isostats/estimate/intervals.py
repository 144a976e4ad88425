"""Limits and tests of probabilities: of curves on the log-log scale, exact where all or none failed, and of shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import floor, nan
from typing import Literal

import numpy as np
import scipy
from numpy.typing import ArrayLike

from isostats.errors import EstimateError, require_one_of, require_probability
from isostats.estimate.kernel import Floats
from isostats.vocabulary import names as v
from isostats.words.html import card
from isostats.words.numbers import count_text, number_text, percent


def normal_quantile(level: float) -> float:
    """The two-sided normal quantile of a confidence level, 1.96 for 0.95."""
    return float(scipy.special.ndtri(0.5 + require_probability(level, "level") / 2))


def t_quantile(level: float, degrees_of_freedom: int) -> float:
    """The two-sided quantile of Student's t, as wide as it is for few degrees of freedom; NaN without any."""
    return float(scipy.special.stdtrit(degrees_of_freedom, 0.5 + level / 2)) if degrees_of_freedom > 0 else np.nan


def loglog_limits(estimate: ArrayLike, std_error: ArrayLike, level: float) -> tuple[Floats, Floats]:
    """Lower and upper limits of probabilities by log(-log p) (Kalbfleisch and Prentice 1980).

    p ** exp(-+ z se / (p log p)), for a remission curve and for a cumulative incidence alike, as R's
    ``conf.type = "log-log"``. NaN where the estimate is 0 or 1, or has no standard error: no such limits exist.

    >>> [float(x.round(4)) for x in loglog_limits(0.85, 0.02, 0.95)]
    [0.8059, 0.8848]
    """
    p, se, z = np.asarray(estimate, dtype=float), np.asarray(std_error, dtype=float), normal_quantile(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where((p > 0) & (p < 1), p, np.nan)
        width = z * se / (inside * np.abs(np.log(inside)))
        return inside ** np.exp(width), inside ** np.exp(-width)


@dataclass(frozen=True)
class LogLogTest:
    """``z`` is positive when the estimate lies above the value; ``p_greater`` tests against "not above it"."""

    z: float
    p_value: float
    p_greater: float
    p_less: float


NO_TEST = LogLogTest(nan, nan, nan, nan)


def loglog_test(estimate: float, std_error: float, value: float) -> LogLogTest:
    """Test a probability against a value on the log-log scale of its limits.

    z = (g(value) - g(estimate)) / se(g), g = log(-log), se(g) = std_error / (p |log p|). ``p_value`` is two-sided, and
    below 1 - level exactly where the log-log limits of that level exclude the value. All are NaN where the estimate
    is 0 or 1 or has no positive standard error. Raises EstimateError if the value is not between 0 and 1.

    >>> test = loglog_test(0.80, 0.02, 0.85)
    >>> round(test.z, 3), round(test.p_value, 4), round(test.p_less, 4)
    (-2.83, 0.0047, 0.0023)
    """
    require_probability(value, "value")
    if np.isfinite(estimate) and not 0 <= estimate <= 1:
        raise EstimateError(f"The estimate must be a probability, not {estimate!r}.")
    if not (0 < estimate < 1 and std_error > 0 and np.isfinite(std_error)):
        return NO_TEST
    scale = std_error / (estimate * abs(np.log(estimate)))
    z = float((np.log(-np.log(value)) - np.log(-np.log(estimate))) / scale)
    tail, above, below = scipy.special.ndtr([-abs(z), -z, z])
    return LogLogTest(z, float(2 * tail), float(above), float(below))


def exact_limits(estimate: float, people: float, level: float) -> tuple[float, float]:
    """Limits of a curve's value of 0 or 1 (Clopper and Pearson 1934), among ``people`` under observation until then.

    Of k people followed so far none has the event with probability (1 - p)^k, so the outer limit of p solves
    (1 - p)^k = (1 - level) / 2. k is n times the reverse Kaplan-Meier curve, rounded down: whoever left before says
    nothing of the day. NaN for any other estimate, and where nobody is followed so far.

    >>> [round(limit, 5) for limit in exact_limits(1, 1000, 0.95)]
    [0.99632, 1.0]
    """
    require_probability(level, "level")
    k = _followed(estimate, people)
    if not k:
        return nan, nan
    reach = ((1 - level) / 2) ** (1 / k)
    return (reach, 1.0) if estimate == 1 else (0.0, 1 - reach)


def exact_test(estimate: float, people: float, value: float) -> LogLogTest:
    """Test an estimate of 0 or 1 against a probability by the binomial of those under observation.

    ``p_value`` is twice the smaller tail, so it is below 1 - level exactly where ``exact_limits`` exclude the value.
    There is no z.

    >>> test = exact_test(1, 10, 0.85)
    >>> round(test.p_greater, 4), test.p_less, round(test.p_value, 4)
    (0.1969, 1.0, 0.3937)
    """
    require_probability(value, "value")
    k = _followed(estimate, people)
    if not k:
        return NO_TEST
    tail = value**k if estimate == 1 else (1 - value) ** k
    greater, less = (tail, 1.0) if estimate == 1 else (1.0, tail)
    return LogLogTest(nan, min(1.0, 2 * tail), greater, less)


def _followed(estimate: float, people: float) -> int:
    """The whole people behind an estimate of 0 or 1; none of any other."""
    return floor(people + 1e-9) if estimate in (0, 1) and people == people else 0


Limits = Callable[[float], tuple[float, float]]
"""From a level to the lower and upper limit."""


def curve_limits(estimate: float, std_error: float, followed: float) -> Limits:
    """The limits of a curve's value at any level: log-log, at 0 and 1 the exact ones of those under observation."""
    return partial(_curve_limits, estimate, std_error, followed)  # which can be pickled, as a function inside cannot


def _curve_limits(estimate: float, std_error: float, followed: float, level: float) -> tuple[float, float]:
    if estimate in (0, 1):
        return exact_limits(estimate, followed, level)
    lower, upper = loglog_limits(estimate, std_error, level)
    return float(lower), float(upper)


Method = Literal["wilson", "clopper_pearson", "jeffreys"]


@dataclass(frozen=True)
class WithLimits:
    """An estimate from ``n`` people with its limits at ``level``; what cannot be told is NaN."""

    estimate: float
    lower: float
    upper: float
    n: float
    level: float

    def shown(self, text: Callable[[float], str]) -> str:
        """The estimate and its limits, each number as text."""
        return f"{text(self.estimate)} ({text(self.lower)} to {text(self.upper)})"


@dataclass(frozen=True)
class Proportion(WithLimits):
    """``events`` among ``n``, with limits by ``method`` at ``level``; all NaN when n is 0."""

    events: float
    method: str

    def __str__(self) -> str:
        people = f"{count_text(self.events)} of {count_text(self.n)}"
        method = self.method.replace("_", "-")
        return f"{people}: {self.shown(percent)}, {method} limits at {number_text(self.level)}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return card(str(self))


def proportion(events: float, n: float, *, method: Method = v.WILSON, level: float = 0.95) -> Proportion:
    """The share of ``events`` among ``n`` people with an interval.

    ``wilson`` inverts the score test (Wilson 1927), ``clopper_pearson`` the binomial test (1934), and ``jeffreys``
    takes the equal tails of Beta(x + 1/2, n - x + 1/2), its lower limit 0 when nobody and its upper 1 when everybody
    fails (Brown, Cai and DasGupta 2001). With n = 0 all are NaN. Raises EstimateError unless 0 <= events <= n, both
    whole.

    >>> print(proportion(85, 100))
    85 of 100: 85.0% (76.7% to 90.7%), wilson limits at 0.95
    """
    forms: dict[str, Callable[[float, float, float], tuple[float, float]]] = {
        v.WILSON: wilson_limits, "clopper_pearson": partial(_beta, prior=0.0), "jeffreys": partial(_beta, prior=0.5),
    }  # fmt: skip
    require_one_of(method, forms, "method")
    require_probability(level, "level")
    events, n = float(events), float(n)
    if not (0 <= events <= n < np.inf):
        raise EstimateError(
            f"events must lie between 0 and n, but {number_text(events)} of {number_text(n)} were given."
        )
    if events % 1 or n % 1:
        raise EstimateError(
            f"events and n must be whole people, but {number_text(events)} of {number_text(n)} were given: limits of "
            "a share take every weight for so many people. Count people without weights."
        )
    estimate, lower, upper = (events / n, *forms[method](events, n, level)) if n else (nan, nan, nan)
    return Proportion(estimate, lower, upper, n, level, events, method)


def wilson_limits(x: float, n: float, level: float) -> tuple[float, float]:
    """Wilson's limits of x among n, which need not be whole: of an effective number they are those of a survey."""
    z = normal_quantile(level)
    centre, half = x + z**2 / 2, z * np.sqrt(x * (n - x) / n + z**2 / 4)
    lower = 0.0 if x == 0 else (centre - half) / (n + z**2)
    upper = 1.0 if x == n else (centre + half) / (n + z**2)
    return float(lower), float(upper)


def _beta(x: float, n: float, level: float, *, prior: float) -> tuple[float, float]:
    """Equal tails of the beta distribution: the inverted binomial test without a prior, Jeffreys' with 1/2."""
    tail = (1 - level) / 2
    lower = 0.0 if x == 0 else scipy.special.betaincinv(x + prior, n - x + 1 - prior, tail)
    upper = 1.0 if x == n else scipy.special.betaincinv(x + 1 - prior, n - x + prior, 1 - tail)
    return float(lower), float(upper)

"""Nobody with the event, or everybody: exact limits and tests where the log-log scale has none."""

from __future__ import annotations

from math import floor, nan

from isostats.errors import require_probability
from isostats.estimate.intervals import LogLogTest


def exact_limits(estimate: float, people: float, level: float) -> tuple[float, float]:
    """Limits of a curve's value of 0 or 1 (Clopper and Pearson 1934), among ``people`` under observation until then.

    Of k people followed so far none has the event with probability (1 - p)^k, so the outer limit of p solves
    (1 - p)^k = (1 - level) / 2. k is n times the reverse Kaplan-Meier curve, rounded down: whoever left before says
    nothing of the day. NaN for any other estimate, and where nobody is followed so far.

    >>> [round(limit, 5) for limit in exact_limits(1, 1000, 0.95)]
    [0.99632, 1.0]
    """
    require_probability(level, "level")
    k = floor(people + 1e-9) if people == people else 0
    if estimate not in (0, 1) or k < 1:
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
    k = floor(people + 1e-9) if people == people else 0
    if estimate not in (0, 1) or k < 1:
        return LogLogTest(nan, nan, nan, nan)
    tail = value**k if estimate == 1 else (1 - value) ** k
    greater, less = (tail, 1.0) if estimate == 1 else (1.0, tail)
    return LogLogTest(nan, min(1.0, 2 * tail), greater, less)

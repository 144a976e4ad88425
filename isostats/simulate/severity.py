"""How severe the acne was before the course: it decides the dose and the relapse alike, and so confounds the two."""

from __future__ import annotations

from dataclasses import dataclass

from isostats.errors import StudyError

LEVELS = ("mild", "moderate", "severe")


@dataclass(frozen=True)
class Severity:
    """The shares of mild, moderate and severe acne, and the ratio by which each multiplies every hazard.

    ``daily_shares`` has a row for each of them: the probabilities of the law's daily doses. A crude comparison of doses
    then shows severity as well. Raises StudyError for shares that do not sum to 1, and ratios that are not above 0.
    """

    shares: tuple[float, float, float] = (0.4, 0.35, 0.25)
    ratios: tuple[float, float, float] = (0.5, 1.0, 2.2)
    daily_shares: tuple[tuple[float, ...], ...] = (
        (0.30, 0.30, 0.20, 0.10, 0.05, 0.05),
        (0.10, 0.15, 0.20, 0.25, 0.15, 0.15),
        (0.03, 0.05, 0.07, 0.20, 0.30, 0.35),
    )

    def __post_init__(self) -> None:
        for shares in (self.shares, *self.daily_shares):
            if min(shares) < 0 or abs(sum(shares) - 1) > 1e-9:
                raise StudyError(f"shares of severity, and of doses in each, sum to 1, not as {shares}.")
        if len(self.shares) != 3 or len(self.ratios) != 3 or len(self.daily_shares) != 3 or min(self.ratios) <= 0:
            raise StudyError("severity takes three shares, three ratios above 0, and three rows of daily_shares.")

"""What counts as an outcome: the choices of prevention, habit, runs of antibiotics and second courses, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from isostats.errors import EstimateError, nearest

ALREADY_ON_DAYS: Mapping[str, int] = MappingProxyType(
    {"contraceptive": 365, "antiandrogen": 180, "topical": 180, "topical_antibiotic": 60, "oral_antibiotic": 60}
)
"""How long a treatment of unknown supply is taken to last, by kind; a procedure lasts its day."""

MAINTENANCE_KINDS = ("topical", "antiandrogen")
"""What may be begun to keep skin clear. An oral or topical antibiotic never is maintenance."""


@dataclass(frozen=True)
class OutcomeDefinition:
    """Which later treatments are an outcome; days count from day 0, the last covered day of the first course.

    - ``maintenance_days``: a topical without antibiotic, or an antiandrogen, begun from ``maintenance_before_days``
      before day 0 to this many days after it is maintenance.
    - ``already_on``: a kind whose supply covers day 0 is already running. ``already_on_days`` says by kind how long a
      treatment of unknown supply is taken to last.
    - ``break_days``: what was running or maintenance is an outcome once begun again after more than so many days
      without it, from the end of its supply.
    - ``antibiotic_days``: the least supply of an oral antibiotic, summed over a run of fills with gaps of at most
      ``antibiotic_gap_days``; the day is that of the run's first fill. A run with an unknown supply counts.
    - ``second_course_fills``, ``second_course_days``: a second course was dispensed on so many days (two
      strengths of one day are one), or covers so many days.
    - ``early_restart_days``: a second course begun within them is told as an early restart.
    - ``contraceptive_counts``: a plain contraceptive counts as a systemic treatment, as in older studies.
    - ``prevention_rules``: False takes every later treatment for an outcome, whatever was running; runs stay.

    Raises EstimateError for a number of days that cannot be, or a kind that is none.

    >>> OutcomeDefinition(maintenance_days=30).maintenance_days
    30
    """

    maintenance_days: int = 60
    maintenance_before_days: int = 90
    already_on: bool = True
    already_on_days: Mapping[str, int] = field(default_factory=lambda: dict(ALREADY_ON_DAYS))
    break_days: int = 90
    antibiotic_days: int = 28
    antibiotic_gap_days: int = 30
    second_course_fills: int = 2
    second_course_days: int = 28
    early_restart_days: int = 120
    contraceptive_counts: bool = False
    prevention_rules: bool = True

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name.endswith("_days") and each.name != "already_on_days":
                _require_days(each.name, value)
        for kind, days in self.already_on_days.items():
            if kind not in ALREADY_ON_DAYS:
                known = ", ".join(ALREADY_ON_DAYS)
                hint = nearest(kind, ALREADY_ON_DAYS) or "."
                raise EstimateError(f"already_on_days: there is no kind {kind!r}{hint} Known: {known}.")
            _require_days(f"already_on_days.{kind}", days)
        object.__setattr__(self, "already_on_days", {**ALREADY_ON_DAYS, **self.already_on_days})

    def __hash__(self) -> int:
        return hash(tuple(self._as_tuple()))

    def _as_tuple(self) -> list[Any]:
        values = (getattr(self, each.name) for each in fields(self))
        return [tuple(sorted(value.items())) if isinstance(value, Mapping) else value for value in values]

    @property
    def changes(self) -> dict[str, Any]:
        """The choices that are not the default, by name."""
        usual = OutcomeDefinition()
        return {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if getattr(self, each.name) != getattr(usual, each.name)
        }

    @property
    def words(self) -> str:
        """The rules of prevention and habit in words, for the line under a table or figure."""
        if not self.prevention_rules:
            return "every later acne treatment counts, whatever was in use on day 0"
        parts = [f"a topical or antiandrogen begun by day {self.maintenance_days} is maintenance"]
        if self.already_on:
            parts.append("a treatment already running on day 0 is no relapse")
        parts.append(f"it counts once begun again after more than {self.break_days} days without it")
        if self.contraceptive_counts:
            parts.append("a contraceptive begun counts as systemic treatment")
        return "; ".join(parts)


def _require_days(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise EstimateError(f"{name} must be a whole number of days, 0 or more, not {value!r}.")

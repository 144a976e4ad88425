"""How claims come about: what pharmacies, insurers and people do that is no part of the law of outcomes."""

from __future__ import annotations

from dataclasses import dataclass, fields

from isostats.errors import StudyError


@dataclass(frozen=True)
class Habits:
    """Shares of the fills, courses or people concerned. None of them bears on relapse, so the truth stays the law's.

    Of fills: ``early_refills`` and ``late_refills`` within a course, ``reversals`` (a fill that was billed, never
    picked up and billed back: a twin with a negative quantity follows it), ``duplicates`` (the row once more),
    ``missing_supply``. Of first courses: ``across_the_cut`` are still running on the data cut. Of people:
    ``short_history`` are observed for less than a year before the first course, ``holes`` lose their enrolment after
    it and ``earlier_holes`` in the year before it (more than 31 days, nothing is recorded meanwhile), ``small_holes``
    have 1 to 31 days between two enrolments (on paper only), ``missing_weight``, ``unmatched_reversals``.
    """

    early_refills: float = 0.35
    late_refills: float = 0.20
    reversals: float = 0.02
    duplicates: float = 0.01
    missing_supply: float = 0.0
    across_the_cut: float = 0.02
    short_history: float = 0.08
    holes: float = 0.06
    earlier_holes: float = 0.02
    small_holes: float = 0.05
    missing_weight: float = 0.30
    unmatched_reversals: float = 0.002

    def __post_init__(self) -> None:
        for field in fields(self):
            share = getattr(self, field.name)
            if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
                raise StudyError(f"{field.name} must be a share from 0 to 1, not {share!r}.")
        if self.holes + self.earlier_holes + self.small_holes > 1:
            raise StudyError("holes, earlier_holes and small_holes are shares of the same people; they exceed 1.")


CLEAN = Habits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
"""Nobody does anything of it."""

"""The rule by which fills are one course: everything that moves a course's start or end, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from isostats.errors import StudyError, nearest

Convention = Literal["drug_free_days", "supply_end_difference"]
SameDay = Literal["longest", "sum"]
MOST_GAP = 100_000


@dataclass(frozen=True)
class CourseRule:
    """When a further fill begins a new course, and where a course ends.

    ``gap_days``: a new course begins when the drug-free gap is greater than this. ``convention`` counts that gap as
    drug-free days (``next start - last covered day - 1``) or, as some other tools do, as the plain difference of the
    two days. ``carry_over``: days left over from an early refill are added to the next, never across courses;
    ``cap_days`` carries over at most so many (a refill never shortens what was covered before). ``last_fill_days``
    moves every end by so many days after the last supply, at most to the day before the next course. ``same_day``:
    of several fills of one strength on one day the ``longest`` supply counts, or their supplies are added (``sum``);
    two strengths on one day add in dose, never in days.

    Raises :class:`StudyError` for a value that cannot be.

    >>> CourseRule(gap_days=60).longest_gap, CourseRule(gap_days=60, convention="supply_end_difference").longest_gap
    (60, 59)
    """

    gap_days: int = 60
    carry_over: bool = True
    cap_days: int | None = None
    last_fill_days: int = 0
    convention: Convention = "drug_free_days"
    same_day: SameDay = "longest"

    def __post_init__(self) -> None:
        for name in ("gap_days", "last_fill_days", "cap_days"):
            value = getattr(self, name)
            if name == "cap_days" and value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_GAP:
                raise StudyError(f"{name} must be a whole number of days from 0 to {MOST_GAP:,}, not {value!r}.")
        if not isinstance(self.carry_over, bool):
            raise StudyError(f"carry_over must be true or false, not {self.carry_over!r}.")
        if self.cap_days is not None and not self.carry_over:
            raise StudyError("cap_days limits what is carried over, and carry_over is off. Give one or the other.")
        for name, words in (("convention", Convention), ("same_day", SameDay)):
            value, known = getattr(self, name), get_args(words)
            if value not in known:
                raise StudyError(
                    f"{name} is {value!r}; it must be one of {', '.join(map(repr, known))}{nearest(str(value), known)}."
                )

    @property
    def longest_gap(self) -> int:
        """The most days without drug that still lie within one course, whichever convention words the rule.

        The two conventions differ by one: a difference of ``n`` days holds ``n - 1`` drug-free days.
        """
        return self.gap_days - (self.convention == "supply_end_difference")

    @property
    def words(self) -> str:
        """The rule in one sentence, to be printed under whatever depends on it.

        >>> print(CourseRule(carry_over=False).words)
        a new course begins after more than 60 drug-free days (next start - last covered day - 1); early refills do \
not extend a course; of several fills of one day the longest supply counts
        """
        counted = (
            f"{self.gap_days} drug-free days (next start - last covered day - 1)"
            if self.convention == "drug_free_days"
            else f"{self.gap_days} days from the last covered day to the next start"
        )
        refills = "early refills do not extend a course"
        if self.carry_over:
            cap = "" if self.cap_days is None else f", at most {self.cap_days} at a time"
            refills = f"days left over from early refills are carried over{cap}"
        end = f"; a course ends {self.last_fill_days} days after its last supply" if self.last_fill_days else ""
        same = "of several fills of one day the longest supply counts"
        if self.same_day == "sum":
            same = "supplies of one strength on one day are added, of two strengths the longer counts"
        return f"a new course begins after more than {counted}; {refills}; {same}{end}"

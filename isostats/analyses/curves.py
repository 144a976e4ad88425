"""The curves that analyses share, each estimated once: the one place that says how counts become a curve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from isostats.cohort.unseen_people import UnseenPeople
from isostats.estimate import aalen_johansen, kaplan_meier, permanence, success_by_cause, treatment_success
from isostats.estimate.unseen_outcomes import UnseenOutcomes
from isostats.vocabulary import names as v
from isostats.words.english import LACKING

if TYPE_CHECKING:
    from isostats.cohort.counting import EventTable
    from isostats.cohort.following import Cohort, Reading
    from isostats.estimate.enough_followup import Permanence
    from isostats.estimate.results import Curve


@dataclass(frozen=True, eq=False)
class Curves:
    """Curves of a cohort at a level of confidence, by outcome, population and grouping.

    Each has with it of whom the records cannot show the outcome, where there is anybody, and those set aside, who
    may belong to any group or population: the ends of what may be true are asked of the curve and take both in.
    Exact counts go to Kaplan-Meier and Aalen-Johansen. Nothing else in the analyses chooses an estimator of a curve.
    """

    cohort: Cohort
    level: float
    _made: dict[tuple[object, ...], Curve] = field(default_factory=dict, repr=False)
    _permanent: dict[tuple[object, ...], Permanence] = field(default_factory=dict, repr=False)

    def remission(
        self, outcome: str, population: str = v.EVERYONE, by: str | None = None, **variation: Any
    ) -> Curve:
        """The probability of being free of the outcome; a ``variation`` is one of the keywords of ``cohort.count``."""
        key = (v.REMISSION, outcome, population, by, *variation.items())
        shared: dict[str, Any] = {v.POPULATION: population, "by": by, **variation}
        return self._once(
            key, "" if variation else outcome, lambda: self.cohort.count(outcome, **shared), kaplan_meier, by=by
        )

    def incidence(
        self, outcome: str, population: str = v.EVERYONE, by: str | None = None, **variation: Any
    ) -> Curve:
        """The cumulative incidence of the outcome, death competing; variations as those of remission."""
        key = ("incidence", outcome, population, by, *variation.items())
        shared: dict[str, Any] = {v.POPULATION: population, "by": by, **variation}
        return self._once(
            key, "" if variation else outcome, lambda: self.cohort.count(outcome, **shared), aalen_johansen, by=by
        )

    def success(
        self, outcome: str, reading: Reading = "clear", by: str | None = None, **variation: Any
    ) -> Curve:
        """The probability of treatment success under a reading of the responses; ``unseen_steps`` is a variation."""
        key = ("success", outcome, reading, by, *variation.items())
        shared: dict[str, Any] = {"reading": reading, "by": by, **variation}
        counts = self.cohort.count_success
        of = "" if variation else outcome
        return self._once(key, of, lambda: counts(outcome, **shared), treatment_success, by=by, reading=reading)

    def failures(self, outcome: str) -> Curve:
        """The cumulative incidence of each cause of no treatment success."""
        return self._once(
            ("failures", outcome), outcome, lambda: self.cohort.count_success(outcome), success_by_cause
        )

    def permanence(self, outcome: str, population: str = v.EVERYONE, *, min_at_risk: int = 10) -> Permanence:
        """Whether the share that never has the outcome can be told, and then that share."""
        key = (outcome, population, min_at_risk)
        if key not in self._permanent:
            counts, unknown = self.cohort.count(outcome, population=population), self._unknown(outcome)
            made = permanence(counts, level=self.level, min_at_risk=min_at_risk)
            self._permanent[key] = made.withheld(unknown) if unknown else made
        return self._permanent[key]

    def _unknown(self, outcome: str) -> str:
        """What follow-up of any length would not tell, of how people leave and of what came after a relapse."""
        if self.cohort.follow_up is not None and self.cohort.follow_up.passive:
            return "people may have left because they were well, so that nobody knows how many stayed free"
        return " and ".join(LACKING[name] for name in self.lacking(outcome))

    def lacking(self, outcome: str) -> tuple[str, ...]:
        """Why an outcome may have come unseen, where it is known of whom: never in a release."""
        return self.cohort.timeline.lacking(outcome) if self.cohort.timeline is not None else ()

    def first_treatment(self) -> Curve:
        """The cumulative incidence of each kind of treatment as the first after the course."""
        return self._once(("first",), "", self.cohort.count_first_treatment, aalen_johansen)

    def of_remission(self, counts: EventTable) -> Curve:
        """Remission from any counts."""
        return kaplan_meier(counts, level=self.level)

    def of_incidence(self, counts: EventTable) -> Curve:
        """Cumulative incidence of every cause from any counts."""
        return aalen_johansen(counts, level=self.level)

    def _once(
        self, key: tuple[object, ...], outcome: str, count: Callable[[], EventTable],
        estimator: Callable[..., Curve], **how: Any,
    ) -> Curve:
        """The curve of a key; without an ``outcome``, as of a variation of how people are counted, it is no answer, and
        has nobody beside it of whom the outcome may have come unseen, or who was set aside."""
        if key not in self._made:
            counts, estimate = count(), partial(estimator, level=self.level)
            curve = estimate(counts)
            lacking = bool(outcome and self.lacking(outcome))
            if lacking or (outcome and counts.aside):
                who = counts.may_come if lacking else UnseenPeople.none()
                who = self.cohort.unseen_people(outcome, counts, **how) if who is None else who
                causes = len(counts.causes) if estimator is treatment_success else 1
                ending = tuple(range(1, 1 + causes))
                unseen = UnseenOutcomes(counts, who, estimate, ending=ending)
                curve = curve.with_unseen(unseen) if lacking else replace(curve, unseen=unseen)
            self._made[key] = curve
        return self._made[key]

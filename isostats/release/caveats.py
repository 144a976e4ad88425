"""What the records behind a release cannot tell, said without any count of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isostats.cohort.informative_censoring import Timeline
    from isostats.records.findings import Findings


@dataclass(frozen=True)
class Unknowns:
    """Whether later steps cannot be seen, treatments of relapses are not known, people were set aside, and visits lack
    scores of the rules."""

    later_steps: bool
    treatments: bool
    set_aside: bool
    scores: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a reader must know of them."""
        words = {
            "These records hold the first treatment of a relapse alone. Later steps cannot be seen: shares free of "
            "later treatments are upper bounds.": self.later_steps,
            "How some relapses were treated is not in these records: more people may have been treated again than is "
            "seen, and some of them earlier.": self.treatments,
            "Some rows were set aside, since they cannot be true. Nothing here takes in whose they are, and shares may "
            "be too low or too high. The exact report, where the records are, says by how much.": self.set_aside,
            "Some visits lack a score that the rules ask for: shares free of relapse by score are upper bounds.":
                self.scores,
        }  # fmt: skip
        return tuple(sentence for sentence, so in words.items() if so)


def unknowns_of(timeline: Timeline | None, findings: Findings) -> Unknowns:
    """What the records of a cohort cannot tell."""
    from isostats.records.rules import UNCOUNTED

    rules = {each.rule for each in findings}
    return Unknowns(
        later_steps=timeline is not None and timeline.unseen_steps is not None,
        treatments=timeline is not None and timeline.unknown_treatments > 0,
        set_aside=not rules.isdisjoint(UNCOUNTED),
        scores=timeline is not None and any(timeline.in_part.values()),
    )

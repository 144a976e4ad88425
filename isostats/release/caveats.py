"""What the records behind a release cannot tell, said without any count of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isostats.records.rules import (
    FILLS_END_EARLY,
    FIRST_UNDER_WAY,
    LIST_ENDS_EARLY,
    MAYBE_UNDER_WAY,
    MOSTLY_UNUSUAL,
    UNCOUNTED,
)

if TYPE_CHECKING:
    from isostats.cohort.informative_censoring import Timeline
    from isostats.records.findings import Findings


WITHOUT_COUNTS = {
    "two_spellings": "some differ from another one by case, blanks, separators or forms of a letter alone",
    "look_alike_ids": "some look like another one, and are not",
    "number_without_letters": "some are numbers, and are there with letters before them too",
    "one_person_twice": "a further column holds one value under several of them",
    "people_perhaps_twice": "more than by chance have the first course of another one",
    "companion_spelled_otherwise": "a further table spells some otherwise",
    "observed_before_records": "some begin before birth, or long before the first record of the patient",
    "packs_of_one_day": "some repeat the patient, day, strength and quantity of another one",
    "supplies_assumed": "some or all days of supply are not in the records, and taken as so many for each dispensing",
    "overlapping_supplies": "many days covered are of supplies that overlap",
    "quantities_in_packs": "most are too small to be capsules",
    "doses_of_most_unusual": "doses of most dispensings, worked out of these, are unusual",
    "washout_unseen": "earlier courses cannot be excluded, for there is no observation table",
    "undated_relapses": "a further column tells of some, and not when they came",
    "unused_relapses": "a further column looks like relapses or their treatment, and is not read",
    "unread_relapses": "a sheet beside the one that was read lists relapses",
    "unused_deaths": "a further column, or a sheet beside, holds days of death that are not read",
    "untold_courses": "a further column tells of some, and they have no row",
    "nearly_cut_course": "some began and ended just before the last contact",
    "undated_deaths": "a further column tells of some, and not when they came",
    "sheets_unread": "further sheets have the columns of the one that was read",
    "unread_lengths": "a further column holds one, and the day to which it leads is wanted",
    FIRST_UNDER_WAY: "many end on the last day of the records",
    MAYBE_UNDER_WAY: "many end on their last contact, shortly before the last day of the records",
    LIST_ENDS_EARLY: "their list ends long before its people do",
    FILLS_END_EARLY: "they end long before the observation of their people does",
    "unread_status": "a column that is not read says that some were returned or cancelled",
    "unclear_status": "a column holds codes of it that are not known, and is not read",
    "unmatched_reversal": "some take back dispensings that are not there",
    MOSTLY_UNUSUAL: "most values of a column are unusual",
    "mostly_unknown_treatment": "most rows of their table have no known kind",
}
"""By rule of a finding of which the headline speaks, what it says where no count may be: that there are some, and never
how many."""


@dataclass(frozen=True)
class Unknowns:
    """Whether later steps cannot be seen, treatments of relapses are not known, people were set aside, visits lack
    scores of the rules, and second courses may be the rest of a first one; and the rules of findings (``cautions``) of
    which the headline speaks."""

    later_steps: bool
    treatments: bool
    set_aside: bool
    scores: bool = False
    interrupted: bool = False
    cautions: tuple[str, ...] = ()

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
            "Some second courses began soon after the first one, and count as recorded. They may be the rest of it: "
            "then fewer relapsed than is shown.": self.interrupted,
        }  # fmt: skip
        return tuple(sentence for sentence, so in words.items() if so)


def unknowns_of(
    timeline: Timeline | None, findings: Findings, *, interrupted: bool = False, cautions: tuple[str, ...] = ()
) -> Unknowns:
    """What the records of a cohort cannot tell."""
    rules = {each.rule for each in findings}
    return Unknowns(
        later_steps=timeline is not None and timeline.unseen_steps is not None,
        treatments=timeline is not None and timeline.unknown_treatments > 0,
        set_aside=not rules.isdisjoint(UNCOUNTED),
        scores=timeline is not None and any(timeline.in_part.values()),
        interrupted=interrupted,
        cautions=cautions,
    )

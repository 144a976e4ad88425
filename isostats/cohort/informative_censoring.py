"""How people were followed: whether they leave because they are well, and what the one timeline of each leaves aside.

Kaplan-Meier takes those who left to fare like those who stayed. Where people who are well stop coming and people who
relapse come back, it is too low, as the naive figure is too high; the truth lies between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, lgamma, log, log1p, nan
from typing import TYPE_CHECKING

from isostats.cohort.sql import (
    LATER_STEPS_DAY,
    UNKNOWN_DAY,
    earliest,
    hidden_from,
    later_day,
    may_come_unseen,
    people_where,
)
from isostats.records.findings import Finding, Findings
from isostats.study.definitions import SAME_COURSE_DAYS, OutcomeDefinition
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import FollowUpMode
from isostats.vocabulary.outcomes import BY_SCORE, OUTCOMES
from isostats.words.numbers import count_text, counted, percent

if TYPE_CHECKING:
    from isostats.engines.embedded import Engine

SOON_DAYS = 100
"""Last seen by this day after the course: the usual check of the end, and nothing after it."""

COULD_BE_SEEN_DAYS = 365
"""Only people whose course ended this long before the data's last day tell how people leave."""

LEFT_SOON_SHARE = 0.50
LATER_EVENTS_SHARE = 0.25
"""Both shares at or above these: follow-up looks passive. Set by simulation (data/validation/README.md)."""

DISCHARGED_WELL_SHARE = 0.20
"""So many of the people without an event discharged as well: the records say themselves that leaving means well."""

LINKED_SHARE = 0.90
"""So many of the people without an event last seen by linkage: they were seen whatever they did."""

LEAST_FREE, LEAST_LATER = 30, 5
"""Fewer people without an event, or seen later, tell nothing."""

LEAST_LONGEST = 10
"""So many people with an event, seen longer than nearly anybody without one: Kaplan-Meier then falls towards 0 for want
of anybody well."""

SEEN_LONGEST = (0.0, 0.01, 0.05)
"""Shares of those without an event whom the longest seen may hold, the second at least one person."""

BY_CHANCE = 0.001
"""Events were as frequent among the longest seen by chance with a smaller probability: where people leave whether well
or not, as many do so then as before."""

LAST_DAY = "(SELECT MAX(day0 + observed_day) FROM first_courses)"
"""SQL for the data's last day: the last on which anybody was seen."""

WITHOUT = "without a relapse or later treatment"
"""People without an event: none of the outcomes that the records can tell."""


@dataclass(frozen=True)
class Leaving:
    """How people left, as counts.

    Counted are people whose course ended at least a year before the data's last day. ``event_free`` had no relapse,
    treatment or second course while seen and did not die; ``left_soon`` of them were last seen by day 100.
    ``later`` are all who were seen, free of it, beyond day 100; for ``later_events`` of them it ended with an event.
    Of the event-free, ``discharged_well`` have that as their reason, and ``linked`` were last seen by linkage. Of
    everybody, ``with_event`` have one. ``longest`` of these have it on a day after which but ``stayed`` of the
    ``without_event`` were seen, the dead aside.
    """

    people: int
    event_free: int
    left_soon: int
    later: int
    later_events: int
    discharged_well: int = 0
    linked: int = 0
    longest: int = 0
    stayed: int = 0
    without_event: int = 0
    with_event: int = 0

    @property
    def left_soon_share(self) -> float:
        """Of those without an event, the share last seen soon after the course."""
        return self.left_soon / self.event_free if self.event_free else nan

    @property
    def later_events_share(self) -> float:
        """Of the later ends of follow-up, the share that are events."""
        return self.later_events / self.later if self.later else nan

    @property
    def enough(self) -> bool:
        """Whether there are enough people to tell."""
        return self.event_free >= LEAST_FREE and self.later >= LEAST_LATER

    @property
    def says_linked(self) -> bool:
        """Whether nearly everyone without an event was last seen by linkage, which sees people whatever they do."""
        return self.event_free >= LEAST_FREE and self.linked >= LINKED_SHARE * self.event_free

    @property
    def longest_are_ill(self) -> bool:
        """Whether those seen longest are there because they came with an event."""
        if self.without_event < LEAST_FREE or self.longest < LEAST_LONGEST:
            return False
        free = self.without_event / (self.without_event + self.with_event)
        return _at_most(self.stayed, self.longest + self.stayed, free) < BY_CHANCE

    @property
    def looks_passive(self) -> bool:
        """Whether follow-up looks as if it depended on being well."""
        return bool(self.words)

    @property
    def words(self) -> str:
        """What the records show, in a sentence; empty where they show nothing of the kind."""
        free, soon, later = counted(self.event_free, "person", "people"), self.left_soon_share, self.later_events_share
        if self.discharged_well >= max(LEAST_FREE, DISCHARGED_WELL_SHARE * self.event_free):
            discharged = count_text(self.discharged_well)
            return f"{discharged} of {free} {WITHOUT} were discharged as well, and not seen again."
        if self.enough and soon >= LEFT_SOON_SHARE and later >= LATER_EVENTS_SHARE:
            return (
                f"{percent(soon, 0)} of {free} {WITHOUT} were last seen within {SOON_DAYS} days of the end. Of "
                f"all {count_text(self.later)} people seen after that, {percent(later, 0)} came with one. Counted are "
                "those whose course ended at least a year before the data."
            )
        if not self.longest_are_ill:
            return ""
        before = f"{count_text(self.without_event - self.stayed)} without one were last seen before."
        seen = count_text(self.longest + self.stayed)
        if self.stayed:
            came = f"{count_text(self.longest)} came with a relapse or later treatment"
            return f"Of the {seen} people seen longest {came}; the other {before}"
        return f"The {seen} people seen longest all came with a relapse or later treatment; the {before}"


def _at_most(few: int, of: int, share: float) -> float:
    """The binomial chance that at most so ``few`` of people have what a ``share`` of all has.

    >>> round(_at_most(1, 10, 0.5), 6)  # 11 of 1,024
    0.010742
    """
    if share >= 1:
        return float(few >= of)
    return fsum(
        exp(lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1) + k * log(share) + (of - k) * log1p(-share))
        for k in range(few + 1)
    )


@dataclass(frozen=True)
class FollowUp:
    """How people were followed: as ``stated`` in the study, else as the records show; ``kind`` is empty where neither
    says anything."""

    leaving: Leaving
    stated: FollowUpMode | None = None

    @property
    def kind(self) -> str:
        """active, linked, passive, or empty."""
        if self.stated is not None:
            return self.stated
        if self.leaving.says_linked:
            return "linked"
        return "passive" if self.leaving.looks_passive else ""

    @property
    def passive(self) -> bool:
        """Whether people who are well stop coming, as stated or as the records show: figures are then a range."""
        return self.kind == "passive"

    @property
    def words(self) -> str:
        """What a reader must know of the follow-up; empty where nothing calls for it."""
        shown = self.leaving.words
        if self.stated == "passive":
            return " ".join(part for part in ("Follow-up is stated as passive: seen if they came.", shown) if part)
        if not shown:
            return ""
        if self.stated is not None:
            return f"{shown} This looks like passive follow-up, but the study states it as {self.stated}."
        return f"{shown} People who are well seem to stop coming." if self.passive else ""

    @property
    def finding(self) -> Finding | None:
        """The same as a finding of the check."""
        if not self.words:
            return None
        advice = (
            "Kaplan-Meier is then too low and the naive share too high: the answer is the range between them. "
            'Set follow_up = "active" or "linked" only if people were looked for whether well or not.'
        )
        if self.stated in ("active", "linked"):
            advice = f"Make sure that it was {self.stated}; if not, Kaplan-Meier is too low."
        count = self.leaving.left_soon or self.leaving.longest
        return Finding("warning", "seen_when_ill", count, self.words.rstrip("."), advice=advice)


def follow_up_of(connection: Engine, outcome_days: Sequence[str], stated: FollowUpMode | None) -> FollowUp:
    """How the people of ``first_courses`` were followed; ``outcome_days`` are its columns with days of outcomes.

    An event is the earliest outcome that the records can tell, so that a visit for a relapse of any kind is one.
    """
    event = earliest(*outcome_days) if len(outcome_days) > 1 else outcome_days[0]
    judged = f"day0 + {COULD_BE_SEEN_DAYS} <= {LAST_DAY}"
    of_people = {
        "people": "judged",
        "event_free": "free",
        "left_soon": f"free AND last_day <= {SOON_DAYS}",
        "later": f"(free OR judged AND happened) AND last_day > {SOON_DAYS}",
        "later_events": f"judged AND happened AND last_day > {SOON_DAYS}",
        "discharged_well": "free AND (lost_reason = 'discharged_well' OR lost_reason IS NULL "
        "AND last_contact_type = 'discharge')",
        "linked": "free AND last_contact_type = 'linkage'",
        "without_event": "well",
        "with_event": "happened",
    }
    of_longest = {
        f"{name}_{place}": f"{whom} AND last_day > longest_{place}"
        for place in range(len(SEEN_LONGEST))
        for name, whom in (("longest", "happened"), ("stayed", "well"))
    }
    few, more = (1 - share for share in SEEN_LONGEST[1:])
    (row,) = connection.execute(f"""
WITH seen AS (
    SELECT {judged} AS judged, COALESCE({event} <= exit_day, FALSE) AS happened,
        COALESCE(death_day <= exit_day, FALSE) AS died, lost_reason, last_contact_type,
        CASE WHEN {event} <= exit_day THEN {event} ELSE exit_day END AS last_day
    FROM first_courses
), followed AS (
    SELECT *, judged AND NOT happened AND NOT died AS free, NOT happened AND NOT died AS well FROM seen
), last_days AS (
    SELECT MAX(last_day) AS longest_0, LEAST(QUANTILE_DISC(last_day, {few}), MAX(last_day, 2)[-1]) AS longest_1,
        QUANTILE_DISC(last_day, {more}) AS longest_2
    FROM followed WHERE well
)
{people_where(of_people | of_longest, "followed, last_days")}""").fetchall()
    counts = dict(zip([*of_people, *of_longest], row, strict=True))
    everybody = {name: counts[name] for name in of_people}
    looked_at = [
        Leaving(**everybody, longest=counts[f"longest_{place}"], stayed=counts[f"stayed_{place}"])
        for place in range(len(SEEN_LONGEST))
    ]
    return FollowUp(most_telling(looked_at), stated)


def most_telling(looked_at: Sequence[Leaving]) -> Leaving:
    """Of the same people with those seen longest at several levels, the first at which these are ill, or the first."""
    return next((each for each in looked_at if each.longest_are_ill), looked_at[0])


@dataclass(frozen=True)
class Timeline:
    """Counts of people.

    - ``second_courses``: with a second course while followed; ``early_restarts`` of them began it soon after the first.
    - ``outside``: with a second course in the records that began after the follow-up had ended; not counted.
    - ``abandoned``: who took isotretinoin again, too little to be a second course; a systemic treatment all the same.
    - ``conflicts``: whose relapse was treated with isotretinoin, and whose next course is recorded much later: two.
    - ``pregnancies``: with a pregnancy while followed.
    - ``moved``: whose first later treatment is another one without the rules of prevention and habit.
    - ``unseen``: by outcome, those of whom it may have come unseen.
    - ``after_relapse``: by outcome, those of them with a relapse after which it may have (:func:`.sql.hidden_from`).
    - ``after_first``: by outcome, those of them of whom the records hold the first treatment of a relapse alone; of
      second courses those of whom they may hold the first course alone.
    - ``unknown``: by outcome, those whose relapse has no treatment that anybody wrote down.
    - ``unknown_later``: who had such a relapse after a second course, which may have been one more.
    - ``in_part``: by outcome by score, those of whom some visit tells it by a part of the rules alone.
    - ``first_relapses``: with a relapse of which later treatments are not in the records.
    """

    second_courses: int
    early_restarts: int
    outside: int
    abandoned: int
    conflicts: int
    pregnancies: int
    moved: int
    unseen: Mapping[str, int]
    after_relapse: Mapping[str, int]
    after_first: Mapping[str, int]
    unknown: Mapping[str, int]
    in_part: Mapping[str, int]
    unknown_later: int
    first_relapses: int

    def unseen_of(self, outcome: str) -> int:
        """Of how many people the records cannot show whether they had an outcome: it is then a bound."""
        return self.unseen.get(outcome, 0)

    def lacking(self, outcome: str) -> tuple[str, ...]:
        """Why an outcome may have come unseen: what the records lack (:data:`.names.LACKING`)."""
        after, unknown = self.after_relapse.get(outcome, 0), self.unknown.get(outcome, 0)
        lacks = {
            v.SCORE_OF_VISIT: self.in_part.get(outcome, 0) > 0,
            v.RELAPSE_TREATMENT: 0 < after == unknown,
            v.LATER_STEPS: after > unknown,
        }
        return tuple(name for name, so in lacks.items() if so)

    @property
    def unseen_steps(self) -> int | None:
        """Whose relapse was treated with less than a systemic treatment; None where records hold what came later."""
        return self.after_first[v.SYSTEMIC_TREATMENT] if self.first_relapses else None

    @property
    def unseen_courses(self) -> int:
        """Of how many people with a relapse the records may hold the first course alone, so that a later one is unseen.
        """
        return self.after_first[v.SECOND_COURSE]

    @property
    def unknown_treatments(self) -> int:
        """People with a relapse whose treatment nobody wrote down, before any second course."""
        return self.unknown[v.SECOND_COURSE]

    @property
    def unknown_courses(self) -> int:
        """People who may have taken more courses than are told, for a relapse whose treatment nobody wrote down."""
        return self.unknown_treatments + self.unknown_later

    @property
    def finding(self) -> Finding | None:
        """That later treatments of relapses are not in the records, as a finding of the check."""
        if not self.unseen_steps:
            return None
        message = (
            f"{counted(self.unseen_steps, 'person', 'people')} had a first relapse without systemic treatment, and "
            "later treatments of it are not in these records"
        )
        advice = (
            "The share free of systemic treatment is then an upper bound; the report gives the lower one. A "
            "file of later treatments (events: patient_id, date, kind) closes the gap."
        )
        rule, of = "first_relapse_only", "relapse_treatment"
        return Finding("warning", rule, self.unseen_steps, message, advice=advice, column=of)

    def sentences(self, definition: OutcomeDefinition) -> tuple[str, ...]:
        """What a reader must know, each only where the records call for it."""
        people, courses = ("person", "people"), ("second course", None)
        soon, short = definition.early_restart_days, definition.second_course_days
        after = {
            "early_restarts": (courses, f"of {count_text(self.second_courses)} began within {soon} days of the end "
                               "(early restarts): both courses may be one treatment."),
            "outside": (courses, "began after the follow-up had ended; not counted."),
            "abandoned": (people, f"took isotretinoin again for fewer than {short} days: a systemic treatment, and no "
                          "second course."),
            "conflicts": (people, f"had isotretinoin for a relapse more than {SAME_COURSE_DAYS} days before their next "
                          "recorded course: it counts as the second course, and that course as a further one."),
            "pregnancies": (people, "had a pregnancy while followed, when most acne treatments are not given."),
            "unknown_treatments": (people, "had a relapse whose treatment is not recorded: it may have been a second "
                                   "course."),
            "unknown_later": (people, "had a relapse after a second course whose treatment is not recorded: it may "
                              "have been one more."),
            "unseen_steps": (people, "had a first relapse without systemic treatment. These records do not hold all "
                             "later treatments of relapses; a whole file of them (events) would."),
        }  # fmt: skip
        return tuple(
            f"{counted(getattr(self, name), *nouns)} {words}"
            for name, (nouns, words) in after.items()
            if getattr(self, name)
        )


def timeline(connection: Engine, definition: OutcomeDefinition) -> Timeline:
    """The counts, by one query over ``first_courses``."""
    conditions = {
        "second_courses": "second_day <= exit_day",
        "early_restarts": f"second_day <= exit_day AND second_day <= {definition.early_restart_days}",
        "outside": "second_day > observed_day",
        "abandoned": "restart_day <= exit_day AND COALESCE(second_day <> restart_day, TRUE)",
        "conflicts": "second_day <= exit_day AND further[1].ended IS NULL "
        "AND len([each FOR each IN further IF each.day <= observed_day AND each.ended IS NOT NULL]) > 0",
        "unknown_later": "further_at_once IS DISTINCT FROM further AND further_at_once IS NOT NULL "
        f"AND NOT {may_come_unseen(v.SECOND_COURSE, UNKNOWN_DAY)}",
        "pregnancies": "pregnancy_day <= exit_day",
        "first_relapses": f"{LATER_STEPS_DAY} IS NOT NULL",
        "moved": "any_treatment_plain_day <= exit_day AND COALESCE(any_treatment_day <> any_treatment_plain_day, TRUE)",
    }
    hidden = {name: hidden_from(name) for name in OUTCOMES}
    asked: dict[tuple[str, str], str] = {}
    for name, day in ((name, day) for name, day in hidden.items() if day):
        after, in_part = may_come_unseen(name, day), may_come_unseen(name, "scored_in_part")
        asked |= {(name, "after_relapse"): after, (name, "unknown"): may_come_unseen(name, UNKNOWN_DAY)}
        asked[name, "after_first"] = may_come_unseen(name, later_day(name))
        asked |= {(name, "in_part"): in_part, (name, "unseen"): f"{after} OR {in_part}"} if name in BY_SCORE else {
            (name, "unseen"): after
        }
    of_outcomes = {f"{how}_of_{name}": text for (name, how), text in asked.items()}
    (row,) = connection.execute(people_where(conditions | of_outcomes)).fetchall()
    people, of_each = dict(zip(conditions, row, strict=False)), dict(zip(asked, row[len(conditions) :], strict=True))
    whose = {how: {name: number for (name, way), number in of_each.items() if way == how} for _, how in asked}
    return Timeline(
        **people, unseen=whose["unseen"], after_relapse=whose["after_relapse"], unknown=whose["unknown"],
        after_first=whose["after_first"], in_part=whose["in_part"],
    )  # fmt: skip


def with_followed(findings: Findings, *seen: FollowUp | Timeline | None) -> Findings:
    """The findings, and what following people says of the records."""
    further = [each.finding for each in seen if each is not None]
    return Findings.of([*findings, *(each for each in further if each is not None)])

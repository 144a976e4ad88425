"""What was decided about courses, outcomes and claims, as frozen values that are handed on whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from types import MappingProxyType
from typing import Annotated, Any, Literal

from isostats.errors import StudyError, nearest
from isostats.study.keys import Days, Level, Section, Share, filled, key, keys_of
from isostats.study.score_rules import ScoreRule, read_score_rule, score_words
from isostats.study.season import read_season
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES, Retreatment

Convention = Literal["drug_free_days", "supply_end_difference"]
SameDay = Literal["longest", "sum"]
FILLS = ("dispensings", "omop")

ALREADY_ON_DAYS: Mapping[str, int] = MappingProxyType(
    {v.CONTRACEPTIVE: 365, v.ANTIANDROGEN: 180, v.TOPICAL: 180, v.TOPICAL_ANTIBIOTIC: 60, v.ORAL_ANTIBIOTIC: 60}
)
"""A treatment of unknown supply is in use on a day if seen within so many days before; a procedure on its day."""

RELAPSE_DAY = "any acne treatment given on the day of a recorded relapse counts as new, whatever was in use"
"""What treats a relapse is no prevention."""

MAINTENANCE_KINDS = (v.TOPICAL, v.ANTIANDROGEN)
"""What may be begun to keep skin clear. An oral or topical antibiotic never is maintenance."""

SAME_COURSE_DAYS = 90
"""So many days after isotretinoin of an event, of which nobody knows how long it lasts, a recorded course may begin and
be its record; later it is another. An event as soon after the start of a course is of that course."""


@dataclass(frozen=True)
class CourseDefinition(Section, section="courses"):
    """When a further fill begins a new course, where a course ends, and which course is a first one; in days.

    Course records are taken as the clinic recorded them: of them only ``gap_days`` matters, to the wording and to fills
    of isotretinoin among later treatments. Dispensings need the rest:

    - ``gap_days``: a new course begins when the drug-free gap is greater than this. ``convention`` counts that gap as
      drug-free days (``next start - last covered day - 1``) or, as some other tools do, as the plain difference of the
      two days.
    - ``carry_over``: days left over from an early refill are added to the next, never across courses; ``cap_days``
      carries over at most so many (a refill never shortens what was covered before).
    - ``last_fill_days`` moves every end by so many days after the last supply, at most to the day before the next
      course.
    - ``same_day``: of several fills of one strength on one day the ``longest`` supply counts, or their supplies are
      added (``sum``); two strengths on one day add in dose, never in days.
    - ``washout_days``: the first course needs so many days of observation before it.
    - ``bridge_days``: observation periods at most so many unobserved days apart are one; nothing is stitched across
      longer holes.
    - ``weight_window_days``: how far from a course's start its weight may have been taken.
    - ``low_season``: gaps within a course that lie in it whole are described apart, as planned; no course is moved.

    Raises :class:`StudyError` for a value that cannot be.

    >>> CourseDefinition(60).longest_gap, CourseDefinition(60, convention="supply_end_difference").longest_gap
    (60, 59)
    """

    gap_days: Days = key(60,
                         "drug-free days after which isotretinoin is a new course; course rows are taken as recorded",
                         axis=(30, 45, 60, 90, 120, 180))  # fmt: skip
    carry_over: bool = key(True, "early refills extend a course", kinds=FILLS, off="--no-carry-over",
                           axis=(True, False))  # fmt: skip
    cap_days: Days | None = key(None, "the most days that early refills can bank; no cap if not given", kinds=FILLS,
                                example="90")  # fmt: skip
    last_fill_days: Days = key(0, "days added after the last fill's supply", kinds=FILLS, axis=(0, 30))
    convention: Convention = key(
        "drug_free_days", "how a gap is counted: next start - supply end - 1, or without the - 1", kinds=FILLS
    )
    same_day: SameDay = key("longest",
                            "of two fills of one strength on one day the longest supply counts, or both are added",
                            kinds=FILLS, axis=())  # fmt: skip
    washout_days: Days = key(365, "days without the drug before a first course", kinds=FILLS, axis=())
    bridge_days: Days = key(31, "observation periods at most so many days apart are one", kinds=FILLS)
    weight_window_days: Days = key(365, "how far from a course's start its weight may have been taken", kinds=FILLS)
    low_season: str = key("", "gaps within a course that lie whole in it, every year, are described apart, as planned",
                          kinds=FILLS, example='"06-01 to 08-31"')  # fmt: skip

    def check(self) -> None:
        """Raise StudyError for a cap on what is not carried over, and a season that is none."""
        if self.low_season:
            read_season(self.low_season)
        if self.cap_days is not None and not self.carry_over:
            raise StudyError("cap_days limits what is carried over, and carry_over is off. Give one or the other.")

    @property
    def longest_gap(self) -> int:
        """The most days without drug that still lie within one course, whichever convention words the rule.

        The two conventions differ by one: a difference of ``n`` days holds ``n - 1`` drug-free days.
        """
        return self.gap_days - (self.convention == "supply_end_difference")

    @property
    def stitching(self) -> CourseDefinition:
        """The same with the defaults of what is applied after stitching: definitions alike in this have like courses
        until washout, bridges and weights."""
        return replace(self, washout_days=365, bridge_days=31, weight_window_days=365, low_season="")

    @property
    def words(self) -> str:
        """The rule in one sentence, to be printed under whatever depends on it."""
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


OF_OBSERVATION = ("washout_days", "bridge_days")
"""Rules of courses that ask when people were observed."""


def require_observed(stated: Mapping[str, Any]) -> None:
    """Raise StudyError for a rule of courses that is stated and cannot be applied, since no table says when people were
    observed. No washout is asked for by one of 0 days."""
    for name in OF_OBSERVATION:
        if stated.get(name):
            raise StudyError(
                f"[courses] {name} = {stated[name]} cannot be applied: no table says when people were observed. Name "
                f"it in [data] observation. Without one leave {name} out: every course stays, and check and report "
                "say how many first courses began soon after the first dispensing."
            )


def require_stitched_by(applied: CourseDefinition | None, asked: CourseDefinition) -> None:
    """Raise StudyError for a rule of courses that is asked of records which were stitched by another one: their courses
    are what they are. No course depends on the low season."""
    if applied is None or replace(asked, low_season=applied.low_season) == applied:
        return
    unlike = [name for name in keys_of(CourseDefinition) if getattr(asked, name) != getattr(applied, name)]
    other, own = (", ".join(_setting(name, getattr(of, name)) for name in unlike if name != "low_season")
                  for of in (asked, applied))
    raise StudyError(
        f"These records were stitched by {own}, and {other} would change nothing in them: courses are told apart when "
        f"dispensings are read. Read them again with {other}, or leave it out here."
    )


def _setting(name: str, value: Any) -> str:
    """A choice as a study file writes it, which messages turn into the words of the door."""
    return f"{name} = {json.dumps(value)}" if value is not None else f"no {name}"


CHANGED: Mapping[str, str] = MappingProxyType({
    "maintenance_days": "maintenance is begun by day {}",
    "maintenance_before_days": "maintenance is begun from {} days before the end",
    "already_on": "what was running on day 0 counts once given again",
    "break_days": "begun again counts after more than {} days without",
    "antibiotic_days": "an oral antibiotic counts from {} days on",
    "antibiotic_gap_days": "fills of an antibiotic at most {} days apart are one run",
    "second_course_fills": "a second course was dispensed on {} days",
    "second_course_days": "a second course covers {} days",
    "early_restart_days": "a restart is early within {} days",
    "contraceptive_counts": "a contraceptive counts",
    "antiandrogen_counts": "an antiandrogen never counts",
    "prevention_rules": "every later treatment counts, also maintenance",
    "relapse_scores": "a relapse by score: {}",
    "score_retreatment": "by score, what comes after the last visit that tells does not count ({})",
})  # fmt: skip
"""Rules that are not the usual ones, in words."""

ANY: Mapping[str, str] = MappingProxyType({
    "antibiotic_days": "an oral antibiotic counts, however short",
    "second_course_days": "a second course counts, however short",
})  # fmt: skip
"""The same where nothing is asked for."""


def _in_words(name: str, value: Any) -> str:
    if name == "already_on_days":
        changed = {kind.replace("_", " "): days for kind, days in value.items() if days != ALREADY_ON_DAYS[kind]}
        days = ", ".join(f"{kind} {n} days" for kind, n in changed.items())
        return f"of unknown supply, in use is what was seen before within: {days}"
    if name == "relapse_scores":
        value = score_words(map(read_score_rule, value))
    if not value and name in ANY:
        return ANY[name]
    words = CHANGED[name].format(value)
    return words.removesuffix("s") if value == 1 and words.endswith(" 1 days") else words


@dataclass(frozen=True)
class OutcomeDefinition(Section, section="outcomes"):
    """Which later treatments are an outcome; days count from day 0, the last covered day of the first course.

    - ``maintenance_days``: a topical without antibiotic, or an antiandrogen, begun from ``maintenance_before_days``
      before day 0 to this many days after it is maintenance.
    - ``already_on``: a kind whose supply covers day 0 is already running. ``already_on_days`` says by kind within
      how many days before a treatment of unknown supply was seen if it is in use: 180 days before is within 180.
    - ``break_days``: what was running or maintenance is an outcome once begun again after more than so many days
      without it, from the end of its supply.
    - ``antibiotic_days``: the least supply of an oral antibiotic, summed over a run of fills with gaps of at most
      ``antibiotic_gap_days``; the day is that of the run's first fill. A run with an unknown supply counts.
    - ``second_course_fills``, ``second_course_days``: a second course was dispensed on so many days (two
      strengths of one day are one), or covers so many days.
    - ``early_restart_days``: a second course begun within them is told as an early restart.
    - ``contraceptive_counts``: a plain contraceptive counts as a systemic treatment, as in older studies.
    - ``antiandrogen_counts``: False takes an antiandrogen for no acne treatment at all, as other older studies do.
    - ``prevention_rules``: False takes every later treatment for an outcome, whatever was running; runs stay.
    - ``relapse_scores``: a visit at which any of these holds is a relapse by score (``score`` is the worse of face and
      trunk), from a limit on or against the course's ``start`` or ``end``. A value at the start or end is the course
      record's or, without one, that of the last visit in the 180 days up to the start, or the 90 up to the end (and
      after the first day); of a value of 0 to be reached again there is none.
    - ``score_retreatment``: visits end where a second course begins. ``composite`` takes that course for the relapse,
      whenever it comes. ``hypothetical`` ends the follow-up with the last visit that tells, as if those who began one
      had fared like the others: a sensitivity, too high where they began it because acne was back.

    Raises StudyError for a number of days that cannot be, or a kind that is none.

    >>> OutcomeDefinition(maintenance_days=30).maintenance_days
    30
    """

    maintenance_days: Days = key(60, "a topical or antiandrogen begun by so many days after the course is maintenance",
                                 axis=())  # fmt: skip
    maintenance_before_days: Days = key(90, "or begun so many days before its end")
    already_on: bool = key(True, "what was running on the last day of the course is no relapse", off="--not-already-on",
                           axis=())  # fmt: skip
    already_on_days: Mapping[str, Days] = key(
        ALREADY_ON_DAYS, "a treatment of unknown supply is in use if seen within so many days before, by kind",
        form="KIND=DAYS"
    )
    break_days: Days = key(90, "begun again after more than so many days without it, it counts", axis=())
    antibiotic_days: Days = key(28, "days of supply in a run from which on an oral antibiotic is systemic treatment",
                                axis=(0, 28))  # fmt: skip
    antibiotic_gap_days: Days = key(30, "fills of an oral antibiotic at most so far apart are one run")
    second_course_fills: Days = key(2, "a second course was dispensed on so many days")
    second_course_days: Days = key(28, "or covers so many days")
    early_restart_days: Days = key(120, "a second course begun within them is told as an early restart")
    contraceptive_counts: bool = key(False, "a plain contraceptive counts as systemic treatment",
                                     off="--contraceptive-never", axis=())  # fmt: skip
    antiandrogen_counts: bool = key(True, "false takes an antiandrogen for no acne treatment, as older studies do",
                                    off="--antiandrogen-never")  # fmt: skip
    prevention_rules: bool = key(True,
                                 "false counts every later treatment, also maintenance and what was already running",
                                 off="--no-prevention-rules", axis=())  # fmt: skip
    relapse_scores: Annotated[tuple[str, ...], filled()] = key(
        ("score: >= 3",), "at which visits acne is back, by a column of the visits; any of several counts",
        form="COLUMN: RULE",
    )
    score_retreatment: Retreatment = key(
        "composite", "by score, treatment after the last visit that tells is the relapse, or is not counted", axis=()
    )

    def check(self) -> None:
        """Fill in the kinds that are not stated; raise StudyError for one that is none."""
        for kind in self.already_on_days:
            if kind not in ALREADY_ON_DAYS:
                hint = nearest(kind, ALREADY_ON_DAYS) or "."
                known = ", ".join(ALREADY_ON_DAYS)
                raise StudyError(f"[outcomes] already_on_days: there is no kind {kind!r}{hint} Known: {known}.")
        object.__setattr__(self, "already_on_days", {**ALREADY_ON_DAYS, **self.already_on_days})
        object.__setattr__(self, "relapse_scores", tuple(self.relapse_scores))
        for text in self.relapse_scores:
            read_score_rule(text)

    def __hash__(self) -> int:
        values = (getattr(self, each.name) for each in fields(self))
        return hash(tuple(tuple(sorted(value.items())) if isinstance(value, Mapping) else value for value in values))

    @property
    def score_rules(self) -> tuple[ScoreRule, ...]:
        """The rules of relapse by score."""
        return tuple(map(read_score_rule, self.relapse_scores))

    def meaning_of(self, outcome: str) -> str:
        """What counts as an outcome, in words.

        >>> OutcomeDefinition(score_retreatment="hypothetical").meaning_of("relapse_by_score")
        'a visit at which acne is back by the stated rule, or a second course by the last visit that tells'
        """
        return OUTCOMES[outcome].meaning(
            antiandrogens=self.antiandrogen_counts, retreatment=self.score_retreatment
        )

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
    def notes(self) -> tuple[str, ...]:
        """A note on rules that are not the usual ones."""
        changed = "; ".join(_in_words(name, value) for name, value in self.changes.items())
        return (f"rules of outcomes: {changed}",) if changed else ()

    @property
    def words(self) -> str:
        """The rules of prevention and habit in words, for the line under a table or figure."""
        never = "" if self.antiandrogen_counts else "; an antiandrogen never counts"
        if not self.prevention_rules:
            return f"every later acne treatment counts, whatever was in use on day 0{never}"
        parts = [f"a topical or antiandrogen begun by day {self.maintenance_days} is maintenance"]
        if self.already_on:
            parts.append("a treatment already running on day 0 is no relapse")
        parts.append(f"it counts once begun again after more than {self.break_days} days without it")
        parts.append(RELAPSE_DAY)
        if self.contraceptive_counts:
            parts.append("a contraceptive begun counts as systemic treatment")
        return "; ".join(parts) + never


@dataclass(frozen=True)
class ClaimChoices(Section, section="claim"):
    """The figure to hold the records against."""

    remission: Share = key(0.85, "the claimed share in remission")
    margin: Share = key(0.05, "how far from the claim still counts as agreeing with it")
    level: Level = key(0.95, "level of every interval and test")


@dataclass(frozen=True)
class Claim(Section):
    """One checkable statement with one reading of it.

    It is held against ``value``, agreement being within ``margin``, or against the range from ``low`` to ``high``, of
    which either may be left out, or against nothing where it is only ``described``. Shares are from 0 to 1.
    ``outcome``, ``population`` and ``horizon_days`` belong to the quantity and are there where it needs them;
    ``how_read`` says in words what was decided to read it so. Whether its quantity is known and all fits together is
    checked where claims are held against records. Raises StudyError for a value of another type.
    """

    id: str = key(MISSING, "a short name of its own", example='"half_free_of_treatment"')
    statement: str = key(MISSING, "the claim as it is stated",
                         example='"Half of our patients need no treatment for five years."')  # fmt: skip
    quantity: str = key(
        MISSING, "what it speaks of, such as remission, cumulative_incidence, course_share (data/claims.md has all)",
        example='"remission"',
    )  # fmt: skip
    outcome: str = key("", "where the quantity has one", example='"any_treatment"')
    population: str = key("", "everyone or responders, where the quantity has one", example='"everyone"')
    value: float | None = key(None, "the claimed figure; shares are from 0 to 1", example="0.5")
    low: float | None = key(None, "instead of a value: at least so much")
    high: float | None = key(None, "instead of a value: at most so much")
    margin: float | None = key(None, "how far from the value still counts as agreeing with it", example="0.05")
    horizon_days: int | None = key(None, "days after the course, where the quantity needs them", example="1826")
    described: bool = key(False, "true: only described, held against nothing", example="false")
    how_read: str = key("", "in words, what was decided to read the statement so",
                        example='"no treatment at all, topicals included"')  # fmt: skip
    source: str = key("", "where it is stated", example='"our leaflet of 2019"')

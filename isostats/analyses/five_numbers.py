"""Which five numbers does a referee look for first? Each as the page has it, with its name in results.csv."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

from isostats.analyses.cited_numbers import name_of
from isostats.analyses.claims.comparison import ClaimComparison, worst_case
from isostats.analyses.headline import Headline, Statement, at_days_beside
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.rows import Row, where
from isostats.cohort.columns import year_of
from isostats.estimate.bounds import SAME
from isostats.vocabulary import names as v
from isostats.vocabulary.estimands import SECOND_COURSE
from isostats.vocabulary.outcomes import BY_SCORE, OUTCOMES
from isostats.words.english import bounded
from isostats.words.numbers import (
    MISSING,
    in_one_unit,
    in_words,
    named_limits,
    people_equal,
    people_text,
    percent,
    signed_points,
    stated_percent,
    stated_points,
)


@dataclass(frozen=True)
class KeyNumber:
    """One of the five: what it is of, the number, its limits, a line beside it, and the names by which it is cited."""

    label: str
    value: str
    limits: str = ""
    note: str = ""
    names: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The number with its limits."""
        return f"{self.value} ({self.limits})" if self.limits else self.value

    def __str__(self) -> str:
        return f"{self.label}: {self.words}"


def estimate(
    it: Basis, definitions: Answer[Headline], remission: Answer[Any], second: Answer[Any], claim: Answer[Any]
) -> Answer[tuple[KeyNumber, ...]]:
    """People and follow-up, the three answers, and how far the first lies from the claim."""
    control, success, again = definitions.value.statements
    beside = at_days_beside(again, (*remission.rows, *second.rows), claim.value)
    later = next((each for each in reversed(beside) if each.row[v.STATUS] == v.OK), None)
    return Answer((
        _people(it, control, remission.rows),
        _share(control, f"free of {OUTCOMES[control.estimand.outcome].phrase}"),
        _share(success, "treatment success"),
        _second_course(again, later),
        _from_claim(control.comparison, claim.rows, control.row),
    ))  # fmt: skip


def _people(it: Basis, control: Statement, rows: Sequence[Row]) -> KeyNumber:
    """How many, for how long, and when: the period of counts alone is not known."""
    label = "people with an eligible first course" if it.cohort.definition.eligibility else "people with a first course"
    names: tuple[str, ...] = (f"{name_of(control.row)}:n",) if v.N in control.row else ()
    address = {v.QUANTITY: v.MEDIAN_FOLLOWUP, v.OUTCOME: it.outcome, v.POPULATION: v.EVERYONE}
    held = where(rows, **address, group=v.ALL)
    followed = _followed(held[0]) if held else ""
    names += (name_of(held[0]),) if followed else ()
    period = _period(it)
    note = "; ".join(part for part in (followed, period) if part)
    if it.outcome in BY_SCORE and v.N in control.row:
        seen = it.cohort.visits_seen
        early = ", or an early second course" if seen is not None and seen.early else ""
        label = f"{label} and a visit after it that can tell a relapse by score{early}"
        return KeyNumber(label, people_text(control.row[v.N]), note=note, names=names)
    return KeyNumber(label, people_text(it.cohort.people), note=note, names=names)


def _period(it: Basis) -> str:
    """The calendar years in which the first courses ended; counts alone and shifted dates do not know them."""
    if not it.exact or it.cohort.calendar != "dates" or it.study.data.shifted:
        return ""
    ends = f"SELECT {year_of('MIN(day0)')} AS first, {year_of('MAX(day0)')} AS last FROM first_courses"
    seen = it.cohort.query(ends).iloc[0]
    first, last = int(seen["first"]), int(seen["last"])
    return f"first courses ended in {first}" if first == last else f"first courses ended from {first} to {last}"


def _followed(row: Row) -> str:
    """The median follow-up with its limits, where half of the people were followed for as long."""
    if row[v.STATUS] != v.OK or not isfinite(row[v.ESTIMATE]):
        return ""
    limits = [row[v.LOWER], row[v.UPPER]]
    (median, *ends), unit = in_one_unit(row[v.ESTIMATE], *(limits if all(map(isfinite, limits)) else ()))
    between = f"{' to '.join(ends)}, " if ends else ""
    return f"followed for a median of {median} {unit} ({between}reverse Kaplan-Meier)"


def _share(made: Statement, label: str) -> KeyNumber:
    """The answer to an estimand at its horizon, or the reason why there is none."""
    word = "within" if made.estimand.id == SECOND_COURSE.id else "at"
    label = f"{label} {word} {in_words(made.estimand.horizon_days)}"
    if made.row[v.STATUS] != v.OK:
        return KeyNumber(label, MISSING, note=v.STATUS_LABELS[made.row[v.STATUS]])
    lowest = _most_courses(made) if made.estimand.id == SECOND_COURSE.id else _lowest(made.comparison, percent)
    people = "; ".join(part for part in (people_equal(v.N, made.row[v.N]), lowest) if part)
    if made.ends or made.is_bound:
        return KeyNumber(label, made.share, note=people, names=(name_of(made.row),))
    row = made.row
    limits = named_limits(row[v.LOWER], row[v.UPPER], row[v.LEVEL])
    return KeyNumber(label, percent(row[v.ESTIMATE]), limits, people, (name_of(row),))


def _lowest(comparison: ClaimComparison | None, write: Callable[[float], str]) -> str:
    """What the lower end means, where the records hold the first step of a relapse alone or people were set aside."""
    if comparison is None or comparison.is_range or abs(comparison.if_most - comparison.estimate) <= SAME:
        return ""
    return f"{write(comparison.if_most)} if {worst_case(comparison)}"


def _most_courses(made: Statement) -> str:
    """How many second courses there would be if every relapse of unknown treatment had been one, and all those set
    aside had had one."""
    _, most = made.begun.get(made.estimand.horizon_days, (nan, nan))
    differs = abs(most - made.row[v.ESTIMATE]) > SAME
    return f"{percent(most)} if {worst_case(made.comparison)}" if differs and made.comparison is not None else ""


def _second_course(made: Statement, later: Statement | None) -> KeyNumber:
    """Second courses by the horizon, and by the last horizon beside it that the records reach."""
    first = _share(made, SECOND_COURSE.title.lower())
    if later is None or not first.names:
        return first
    within = f"{later.share} within {in_words(later.row[v.TIME_DAYS])}"
    note = "; ".join(part for part in (within, _most_courses(made)) if part)
    return KeyNumber(first.label, first.value, first.limits, note, (*first.names, name_of(later.row)))


def _from_claim(comparison: ClaimComparison | None, rows: Sequence[Row], control: Row) -> KeyNumber:
    """Percentage points from the claim; of a range both ends."""
    claimed = "" if comparison is None else f" {stated_percent(comparison.claim)}"
    label = f"points from the claimed{claimed}"
    if comparison is None or control[v.STATUS] != v.OK or comparison.verdict == v.NOT_ESTIMABLE:
        return KeyNumber(label, MISSING, note=v.STATUS_LABELS[v.NOT_ESTIMABLE])
    address = {v.QUANTITY: v.CLAIM_DIFFERENCE, v.OUTCOME: control[v.OUTCOME], v.POPULATION: control[v.POPULATION]}
    held = where(rows, **address, group=v.ALL, time_days=control[v.TIME_DAYS])
    names = tuple(name_of(row) for row in held[:1])
    low, high = (end - comparison.claim for end in comparison.ends)
    lowest = _lowest(comparison, lambda share: signed_points(share - comparison.claim))
    within = f"agreement would be within {stated_points(comparison.margin)} points"
    note = "of rounded counts nothing is tested" if comparison.rounded else within
    note = "; ".join(part for part in (note, lowest) if part)
    if comparison.has_ends:
        return KeyNumber(label, f"{signed_points(low)} to {signed_points(high)}", note=note, names=names)
    limits = comparison.difference_lower, comparison.difference_upper
    named = f"{stated_percent(comparison.level)} CI {signed_points(limits[0])} to {signed_points(limits[1])}"
    shown = named if all(map(isfinite, limits)) and not comparison.bound else ""
    return KeyNumber(label, bounded(signed_points(comparison.difference), comparison.bound), shown, note, names)


FIVE_NUMBERS = Analysis(
    "five-numbers", "Five numbers", estimate, needs=("definitions", v.REMISSION, "second-courses", "claim"),
    part_of="definitions", from_counts=True,
)  # fmt: skip

"""The three estimands with their answers, in their order, from the rows of results.csv: the head of the report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan
from typing import TYPE_CHECKING

from isostats.analyses.claims.comparison import ClaimComparison
from isostats.analyses.claims.comparison_sentences import against_claim
from isostats.analyses.grid.sentences import declared_words
from isostats.analyses.naive_words import naive_sentence
from isostats.analyses.rows import Row, where
from isostats.analyses.rule_sentences import rules_sentence, unseen_sentence
from isostats.analyses.treatment_success import BESIDE, Success
from isostats.vocabulary import names as v
from isostats.vocabulary.estimands import DURABLE_CONTROL, SECOND_COURSE, TREATMENT_SUCCESS, Estimand
from isostats.vocabulary.names import STATUS_LABELS
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import count_text, in_words, percent, percent_with_limits

if TYPE_CHECKING:
    from isostats.analyses.claim import Comparisons
    from isostats.analyses.protocol import Basis

CONSEQUENCE = {
    "two_spellings": "They count as different people, and a later course of one as the first course of another.",
    "companion_spelled_otherwise": "What that table has of them is missing from every figure here.",
}
"""What follows from ids that were not joined."""


@dataclass(frozen=True)
class Statement:
    """One estimand with its answer: ``sentence`` says it, ``beside`` what stands next to it.

    ``row`` is its row of results.csv, ``comparison`` where it stands to the claim.
    """

    estimand: Estimand
    row: Row
    comparison: ClaimComparison | None
    sentence: str
    beside: str = ""

    @property
    def words(self) -> str:
        """All of it, after the title."""
        return _joined(self.sentence, self.beside)


@dataclass(frozen=True)
class Headline:
    """The statements in their order, and the naive figure beside the first."""

    statements: tuple[Statement, ...]
    naive: str

    def __str__(self) -> str:
        return "\n".join(f"{each.estimand.title}: {each.words}" for each in self.statements)


def headline_of(
    it: Basis, rows: tuple[Row, ...], comparisons: Comparisons, success: Success | None
) -> Headline:
    """The answers to the three estimands at the primary horizon."""
    statements = (
        _durable_control(it, rows, comparisons),
        _success(it, rows, success),
        _second_course(it, rows, comparisons),
    )
    return Headline(statements, naive_sentence(it, rows))


def primary_estimand(it: Basis) -> Estimand:
    """Durable control with the study's own outcome and horizon, where it chose others."""
    if it.outcome == DURABLE_CONTROL.outcome:
        return replace(DURABLE_CONTROL, horizon_days=it.horizon_days)
    outcome = OUTCOMES[it.outcome]
    return replace(
        DURABLE_CONTROL,
        title="Primary definition",
        question=f"How many stay free of {outcome.phrase}?",
        outcome=it.outcome,
        horizon_days=it.horizon_days,
        answer=f"were free of {outcome.phrase}",
        variable=f"days from the end of the course to {outcome.definition}",
    )


def _durable_control(it: Basis, rows: tuple[Row, ...], comparisons: Comparisons) -> Statement:
    estimand = primary_estimand(it)
    row = _row(rows, estimand)
    comparison = comparisons[it.outcome, it.horizon_days]
    ok, follow_up = row[v.STATUS] == v.OK, it.cohort.follow_up
    looks = follow_up.sentence if follow_up is not None else ""
    who = f"Of {count_text(row[v.N])} people with a first course, " if ok else ""
    when = f"{estimand.answer} {in_words(it.horizon_days)} after its end."
    if not ok or (it.leaving_well and not comparison.is_range):
        sentence = _joined(comparison.sentence, looks if it.leaving_well else "")
    elif it.leaving_well:
        sentence = _joined(f"{who}{_between(comparison)} {when}", against_claim(comparison), looks)
    else:
        sentence = _joined(f"{who}{_share(row, comparison)} {when}", against_claim(comparison))
    # where the answer is a range, its lower end takes in what is not seen
    rules = _joined(rules_sentence(it), "" if comparison.is_range else unseen_sentence(it))
    others, declared = "", ""
    if ok and not it.leaving_well:
        others = _by_horizon([_row(rows, estimand, day) for day in estimand.beside_days])
        declared = _declared(it)
    beside = _joined(
        _untold(it),
        rules if ok or it.leaving_well else "",
        others,
        _assumed(it),
        declared,
        looks if ok and not it.leaving_well else "",
        _spellings(it),
    )
    return Statement(estimand, row, comparison, sentence, beside)


def _success(it: Basis, rows: tuple[Row, ...], success: Success | None) -> Statement:
    day = it.horizon_days
    estimand = replace(TREATMENT_SUCCESS, horizon_days=day)
    row = _row(rows, estimand)
    if success is None:
        lacking = "no response at the end of the course" if not it.cohort.responses else "no later treatments"
        return Statement(estimand, row, None, f"Cannot be told: these records hold {lacking}.")
    comparison = success.comparisons[day]
    if row[v.STATUS] != v.OK:
        return Statement(estimand, row, comparison, comparison.sentence)
    share = _between(comparison) if comparison.is_range else _share(row, comparison)
    text = (
        f"Of {count_text(row[v.N])} people with a recorded response, {share} {estimand.answer} {in_words(day)} after "
        "it."
    )
    beside = _success_beside(it, rows)
    return Statement(estimand, row, comparison, _joined(text, against_claim(comparison)), beside)


def _success_beside(it: Basis, rows: tuple[Row, ...]) -> str:
    """*Improved* as success, and the bounds of the unknown responses."""
    address = {v.OUTCOME: TREATMENT_SUCCESS.outcome, v.GROUP: v.ALL, v.TIME_DAYS: it.horizon_days}
    quoted = {
        reading: each[v.ESTIMATE]
        for reading, quantity in BESIDE.items()
        for each in where(rows, quantity=quantity, status=v.OK, **address)
    }
    parts = []
    if "improved" in quoted:
        parts.append(f"With improved counted as success: {percent(quoted['improved'])}.")
    unknown = it.cohort.people - it.cohort.responses
    if unknown and "worst" in quoted and "best" in quoted:
        parts.append(
            f"With the {count_text(unknown)} unknown responses counted among everyone: {percent(quoted['worst'])} if "
            "none was "
            f"clear, {percent(quoted['best'])} if all were."
        )
    return " ".join(parts)


def _second_course(it: Basis, rows: tuple[Row, ...], comparisons: Comparisons) -> Statement:
    day = it.horizon_days
    estimand = replace(SECOND_COURSE, horizon_days=day)
    row, comparison = _row(rows, estimand), comparisons.get((estimand.outcome, day))
    if row[v.STATUS] != v.OK:
        return Statement(estimand, row, comparison, f"No figure at {in_words(day)}: {STATUS_LABELS[row[v.STATUS]]}.")
    competing = ", death competing" if it.cohort.deaths else ""
    share = _share(row, comparison, failing=True)
    if comparison is not None and comparison.is_range:
        share = f"between {percent(1 - comparison.naive)} and {percent(row[v.ESTIMATE])}"
    text = (
        f"Of {count_text(row[v.N])} people with a first course, {share} {estimand.answer} within {in_words(day)} of "
        "its "
        f"end{competing}."
    )
    free = ""
    if comparison is not None and comparison.verdict != v.NOT_ESTIMABLE:
        numbers = (comparison.estimate, comparison.lower, comparison.upper)
        known = _between(comparison) if comparison.is_range else percent_with_limits(*numbers)
        if it.cohort.deaths and not comparison.is_range:
            known += ", by Kaplan-Meier, which takes the dead out"
        free = f"Free of one were {known}. {against_claim(comparison)}"
    others = [_row(rows, estimand, other) for other in estimand.beside_days]
    return Statement(estimand, row, comparison, _joined(text, free), _by_horizon(others, within=True))


def _row(rows: tuple[Row, ...], it: Estimand, day: int | None = None) -> Row:
    """The row of an estimand at a day; where the study's horizons do not hold the day, one that says so."""
    when = it.horizon_days if day is None else day
    address = {v.QUANTITY: it.quantity, v.OUTCOME: it.outcome, v.METHOD: it.method, v.POPULATION: it.population_id}
    answers = where(rows, **address, group=v.ALL, time_days=when)
    return answers[0] if answers else {v.STATUS: v.NOT_ESTIMABLE, v.TIME_DAYS: when, v.ESTIMATE: nan}


def _share(row: Row, comparison: ClaimComparison | None, *, failing: bool = False) -> str:
    """An estimate with its limits; where nobody or everybody has failed, with the exact ones of the comparison."""
    if comparison is None or not comparison.exact:
        return percent_with_limits(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER])
    limits = (1 - comparison.upper, 1 - comparison.lower) if failing else (comparison.lower, comparison.upper)
    return percent_with_limits(row[v.ESTIMATE], *limits)


def _between(comparison: ClaimComparison) -> str:
    """Both ends of a range, the lower one with what cannot be seen."""
    low, high = comparison.ends
    return f"between {percent(low)} and {percent(high)}"


def _by_horizon(rows: list[Row], *, within: bool = False) -> str:
    """The same quantity at other horizons, in one sentence."""
    word = "within" if within else "at"
    shares = [
        f"{percent_with_limits(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER])} {word} {in_words(row[v.TIME_DAYS])}"
        for row in rows
        if row[v.STATUS] == v.OK
    ]
    lost = [in_words(row[v.TIME_DAYS]) for row in rows if row[v.STATUS] == v.BEYOND_FOLLOWUP]
    parts = [f"Beside it: {', '.join(shares)}."] if shares else []
    if lost:
        parts.append(f"Beyond the follow-up: {', '.join(lost)}.")
    return " ".join(parts)


def _assumed(it: Basis) -> str:
    if not it.follow_up_assumed:
        return ""
    return (
        "Follow-up is assumed to the data's last day, for there is no observation table: "
        "whoever moved away before counts as free."
    )


def _untold(it: Basis) -> str:
    """That durable control has no answer, where the records cannot tell it and the first outcome they can stands in."""
    if DURABLE_CONTROL.outcome in it.cohort.outcomes or it.outcome == DURABLE_CONTROL.outcome:
        return ""
    return f"Durable control cannot be told: these records hold no later {OUTCOMES[DURABLE_CONTROL.outcome].needs}."


def _spellings(it: Basis) -> str:
    """Ids that may be of one person and were not joined: whoever they belong to lacks a course or a treatment."""
    findings = it.records.findings if it.records is not None else ()
    return " ".join(
        f"Look at the ids: {each.message.partition(':')[0]}. {CONSEQUENCE[each.rule]}"
        for each in findings
        if each.rule in CONSEQUENCE
    )


def _declared(it: Basis) -> str:
    """When or where the study says that its primary definition was declared; a default is never called declared."""
    words = declared_words(it.study.study.declared)
    return f"This is the primary definition{words}." if words else ""


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)

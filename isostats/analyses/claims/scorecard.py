"""Which of the article's statements do these records bear out? Each with what they say of it and a verdict in words."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

import pandas as pd

from isostats.analyses.claims import stated
from isostats.analyses.claims.comparison import MARGINS_BESIDE
from isostats.analyses.claims.limits import testable_margin, verdict_between, verdict_on, widest
from isostats.analyses.claims.quantities import QUANTITIES, QuantityAt, population_for, unit_of
from isostats.analyses.claims.readings import KnownResults, Reading, read
from isostats.analyses.curves import Curves
from isostats.analyses.protocol import Analysis, Answer, Basis, Text, named, table_of
from isostats.analyses.rows import Row, not_fixed
from isostats.estimate.bounds import are_apart
from isostats.study.definitions import Claim
from isostats.study.study_file import Study
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.estimands import DURABLE_CONTROL
from isostats.words import numbers as text
from isostats.words.english import as_sentences, between, bounded
from isostats.words.html import card as html_card
from isostats.words.numbers import count_text, counted, percent, share_text, stated_percent, stated_points

WORDS = {
    "agrees": "agrees",
    "differs_within_margin": "differs within margin",
    "above": "above",
    "below": "below",
    "undecided": "undecided",
    "described": "described, held against nothing",
    "cannot_be_told": "cannot be told from these records",
}
"""Every verdict, as a reader has it."""


WRITTEN: dict[str, tuple[Callable[[float], str], str]] = {
    "share": (share_text, "%"),
    "days": (text.number_text, " days"),
    v.DIFFERENCE: (text.signed_points, " points"),
    "correlation": (lambda value: text.decimal_text(value, 2), ""),
    "slope": (lambda value: text.decimal_text(value, 2), ""),
}
"""By unit, how a number is written and what follows the estimate."""

WHOLE, REAL = ("horizon_days", v.N, v.AT_RISK, v.EVENTS), ("value", "low", "high", "margin")
"""Columns of the scorecard that are whole numbers, or numbers."""
WITHIN = {margin: f"verdict_within_{stated_points(margin)}_points".replace(".", "_") for margin in MARGINS_BESIDE}
COLUMNS = (
    "id", "statement", "read_as", v.QUANTITY, v.OUTCOME, "horizon_days", "unit", *REAL, v.ESTIMATE, v.LOWER, v.UPPER,
    v.LEVEL, v.N, v.AT_RISK, v.EVENTS, v.STATUS, "verdict", "verdict_in_words", *WITHIN.values(), "definition",
    v.POPULATION, v.METHOD, "source",
)  # fmt: skip
"""The columns of scorecard.csv, in their order."""

SAID_ONCE = "Counted is everyone who is studied, and shares have Wilson limits, unless a row says otherwise."
"""Of every row of the page's table; the file says it in each."""
WIDTHS = (24, 31, 21, 18)
"""Of the printed columns: with three spaces of two they fill 100."""


@dataclass(frozen=True)
class Scored:
    """One claim beside its reading of the records, at the level of the scorecard."""

    claim: Claim
    reading: Reading
    level: float

    @property
    def verdict(self) -> str:
        """agrees, differs_within_margin, above, below, undecided, described or cannot_be_told.

        Against a value by :func:`.verdict_on`, as :func:`isostats.compare_to_claim`; against a range by
        :func:`.verdict_between`. Where steps cannot be seen, only a verdict that both bounds give stands.
        """
        return self._within(self.claim.margin or 0.0)

    def _within(self, margin: float) -> str:
        if self.reading.limits is None:
            return "cannot_be_told"
        if self.claim.described:
            return "described"
        bounds = [each.limits for each in (self.reading, *self.reading.bounds) if each.limits is not None]
        if len(bounds) <= len(self.reading.bounds):
            return "undecided"
        claim, limits = self.claim, widest(bounds)
        if claim.value is None:
            return verdict_between(claim.low, claim.high, limits, self.level)
        tested = testable_margin(claim.value, margin) if unit_of(claim) == "share" else margin
        return verdict_on(claim.value, tested, limits, self.level)

    @property
    def verdict_words(self) -> str:
        """The verdict with what it is held against, or with the reason why there is none."""
        claim, verdict = self.claim, self.verdict
        unseen = next((each.why for each in self.reading.bounds), "")
        if verdict == "cannot_be_told":
            return f"{WORDS[verdict]}: {self.reading.why}"
        if verdict == "described":
            return WORDS[verdict]
        if verdict == "undecided" and self.reading.least:
            return f"undecided: {self._least}, as {unseen}"
        if verdict == "undecided" and len(self.reading.all) > 1:
            low, high = self.reading.ends
            left = "" if low == high else ", and who left may have been well"
            return f"undecided: {between(self.reading.outer_ends)}, as {unseen}{left}"
        if claim.value is None:
            assert self.reading.limits is not None
            return _of_a_range(claim, self.reading.limits(self.level), verdict, unseen)
        value, margin = stated.number_in_words(claim.value, unit_of(claim)), stated.margin_in_words(claim)
        return {
            "agrees": f"agrees with {value} within {margin}",
            "differs_within_margin": f"differs from {value}, within {margin}",
            "above": f"above {value}",
            "below": f"below {value}",
            "undecided": f"undecided: neither told from {value} nor shown to agree within {margin}",
        }[verdict]

    @property
    def _least(self) -> str:
        return bounded(percent(self.reading.estimate), v.AT_LEAST)

    @property
    def beside(self) -> dict[float, str]:
        """The verdict within 2.5 and 10 points, where a share is held against a value."""
        if self.claim.value is None or unit_of(self.claim) != "share" or self.reading.status != v.OK:
            return {}
        return {margin: self._within(margin) for margin in MARGINS_BESIDE if margin != self.claim.margin}

    @property
    def verdict_cell(self) -> str:
        """The verdict in words, with those of the other margins."""
        others = [f"of {stated_points(margin)} points: {WORDS[verdict]}" for margin, verdict in self.beside.items()]
        return self.verdict_words + (f" (margin {'; '.join(others)})" if others else "")

    @property
    def says(self) -> str:
        """What the records say: the estimate with its interval, or a dash."""
        it, unit = self.reading, unit_of(self.claim)
        if it.status != v.OK:
            return "–"
        if it.least:
            return f"{self._least} ({text.limits_text(it.lower, it.upper)})"
        low, high = it.outer_ends
        if unit == "share" and are_apart(low, high):
            lower, upper = widest(each.limits for each in it.all if each.limits is not None)(self.level)
            return f"{between((low, high))} ({text.limits_text(lower, upper)})"
        write, after = WRITTEN[unit]
        return f"{write(it.estimate)}{after} ({write(it.lower)} to {write(it.upper)})"

    @property
    def definition(self) -> str:
        """The definition used: what is counted, how, among whom and among how many."""
        return self._defined(self.reading)

    @property
    def own_definition(self) -> str:
        """The same without what :data:`SAID_ONCE` says of all rows; nothing where the records tell nothing."""
        it = self.reading
        if it.status != v.OK:
            return ""
        of_all = population_for(self.claim) == v.EVERYONE and it.population.startswith(v.EVERYONE)
        usual = it.method == QUANTITIES["course_share"].how
        return self._defined(replace(it, population="" if of_all else it.population, method="" if usual else it.method))

    def _defined(self, it: Reading) -> str:
        counts = counted(it.n, "person", "people") if it.n else ""
        if it.n and it.events is not None:
            of_them = it.at_risk is None and not QUANTITIES[self.claim.quantity].for_ever
            counts += f", {count_text(it.events)} of them" if of_them else f", {counted(it.events, 'event')}"
        among = f"among {it.population.replace('; ', ', ')}" if it.population else ""
        return "; ".join(part for part in (it.definition, it.method, among, counts) if part)

    def to_dict(self) -> dict[str, Any]:
        """The row of the scorecard, as ``scorecard.csv`` has it."""
        cells = vars(self.claim) | vars(self.reading)
        cells |= {name: self.beside.get(margin, "") for margin, name in WITHIN.items()}
        cells |= {"read_as": stated.read_as(self.claim), "unit": unit_of(self.claim), v.LEVEL: self.level}
        cells |= {"verdict": self.verdict, "verdict_in_words": self.verdict_words}
        return {name: cells[name] for name in COLUMNS}


def _of_a_range(claim: Claim, limits: tuple[float, float], verdict: str, unseen: str) -> str:
    """A verdict against low and high: what agrees with, or the bound that is passed, reached across or just reached.

    Where the interval lies within them, what is ``unseen`` decides, of which no limits are known.
    """
    ends = [end for end in (claim.low, claim.high) if end is not None]
    if verdict == "agrees":
        return f"agrees: {stated.bounds_in_words(claim)}"
    if verdict in ("above", "below"):
        return f"{verdict} {stated.number_in_words(ends[-1 if verdict == 'above' else 0], unit_of(claim))}"
    lower, upper = limits
    if crossed := [stated.number_in_words(end, unit_of(claim)) for end in ends if lower < end < upper]:
        return f"undecided: the interval reaches across {' and '.join(crossed)}"
    if lower == claim.high:
        return f"undecided: the interval begins at {stated.number_in_words(lower, unit_of(claim))}"
    if upper == claim.low:
        return f"undecided: the interval ends at {stated.number_in_words(upper, unit_of(claim))}"
    return f"undecided, as {unseen}"


@dataclass(frozen=True)
class Scorecard:
    """Every claim with what the records say of it; it prints itself as a table for a terminal of 100 columns."""

    rows: Sequence[Scored]
    level: float
    definition: Definition

    def __getitem__(self, name: str) -> Scored:
        """The row of a claim, by its id. Raises EstimateError for an id that is not there."""
        return named({row.claim.id: row for row in self.rows}, name, "claim")

    def to_frame(self) -> pd.DataFrame:
        """One row per claim: the claim, how it is read, estimate and limits, counts, verdict and definition."""
        frame = pd.DataFrame([row.to_dict() for row in self.rows])
        return frame.astype(dict.fromkeys(WHOLE, "Int64") | dict.fromkeys(REAL, float))

    @property
    def note(self) -> str:
        """What holds for every row."""
        definition = self.definition
        parts = [
            f"Intervals are at {stated_percent(self.level)}",
            f"day 0 is {definition.time_zero}" if definition.time_zero else "",
            definition.gap_rule,
            *definition.notes,
            "a verdict says where these records stand under the stated reading, not whether a claim is right",
        ]
        return as_sentences(parts)

    def __str__(self) -> str:
        lines = [*_cells("claim", "read as", "these records say", "verdict"), "-" * 100]
        for row in self.rows:
            lines += _cells(row.claim.statement, stated.read_as(row.claim), row.says, row.verdict_cell)
            if row.definition:
                lines += textwrap.wrap(f"by: {row.definition}", 100, initial_indent="    ", subsequent_indent="    ")
            lines.append("")
        return "\n".join([*lines, *textwrap.wrap(self.note, 100)])

    def __repr__(self) -> str:
        verdicts = [row.verdict for row in self.rows]
        each = ", ".join(f"{verdict} {verdicts.count(verdict)}" for verdict in dict.fromkeys(verdicts))
        return f"Scorecard of {counted(len(verdicts), 'claim')}: {each}; print() tells each"

    def _repr_html_(self) -> str:
        body = [[row.claim.statement, stated.read_as(row.claim), row.says, row.verdict_cell] for row in self.rows]
        title = f"Scorecard of {counted(len(self.rows), 'claim')}"
        return html_card(title, [self.note], ["claim", "read as", "these records say", "verdict"], body)


def score(claims: Iterable[Claim], known: KnownResults) -> Scorecard:
    """Hold every claim against what the records tell.

    Each claim's quantity reads one row of ``known.results``; a row that lies beyond the follow-up or without
    an interval is never quoted, and its claim cannot be told from these records, with the reason.
    """
    rows = [Scored(claim, read(claim, known), known.level) for claim in claims]
    return Scorecard(tuple(rows), known.level, known.definition)


def _cells(*cells: str) -> list[str]:
    wrapped = [textwrap.wrap(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)]
    return [
        "  ".join(part.ljust(width) for part, width in zip(parts, WIDTHS, strict=True)).rstrip()
        for parts in zip_longest(*wrapped, fillvalue="")
    ]


def estimate(it: Basis) -> Answer[Scorecard]:
    """The scorecard of the study, which also decides where its records hold nothing to tell a claim by."""
    card = scored(it.study, it.curves, outcome=it.outcome)
    shown = table_of(
        "scorecard",
        "Each checkable statement with one stated reading of it, what these records say under that reading, and where "
        f"that stands. A claimed range agrees if the whole {stated_percent(it.level)} interval lies in it. A claimed "
        "figure agrees if two one-sided tests show the estimate within the margin of its row. That of [claim] is the "
        "first's, and that of a study's own which states none. Where the article gives no number the bound is our "
        "reading of its word, and may be changed in the study file, [[claims]]. "
        f"{SAID_ONCE}",
        card.rows,
        {
            "claim": lambda each: each.claim.statement,
            "read as": lambda each: stated.read_as(each.claim),
            "these records say (limits)": lambda each: each.says,
            "verdict": lambda each: each.verdict_cell,
            "definition used": lambda each: each.own_definition,
        },
        stacked=True,
        full=card.to_frame(),
    )
    return Answer(card, blocks=(shown, Text(card.note, quiet=True)), methods=_methods(card))


def _methods(card: Scorecard) -> tuple[str, ...]:
    """By which methods the claims were read that these records tell, each once."""
    methods = [one.reading.method for one in card.rows if one.reading.limits is not None]
    read_by = list(dict.fromkeys(methods))
    return (f"Single claims were read by these methods: {'; '.join(read_by)}.",) if read_by else ()


def scored(study: Study, curves: Curves, *, outcome: str) -> Scorecard:
    """The scorecard of a study whose first courses are followed; ``outcome`` is the primary one."""
    cohort = curves.cohort

    def rows(claim: Claim) -> list[Row]:
        made = QUANTITIES[claim.quantity].rows
        day, among = claim.horizon_days or 0, population_for(claim)
        asked = QuantityAt(claim.quantity, claim.outcome, among, day, study.study.min_at_risk)
        return [] if made is None else [not_fixed(each, cohort.fixed_by_rule) for each in made(curves, asked)]

    known = KnownResults(
        rows,
        outcomes=cohort.outcomes,
        populations={name: cohort.population_words(name) for name in cohort.populations},
        level=study.claim.level,
        min_at_risk=study.study.min_at_risk,
        lacking={name: cohort.lacking(name) for name in cohort.outcomes},
        unseen_steps=cohort.timeline.unseen_steps if cohort.timeline is not None else None,
        set_aside=cohort.aside,
        definition=cohort.definition.with_(
            competing=cohort.competing, notes=(*cohort.definition.notes, *[ASIDE_IN] * bool(cohort.aside))
        ),
    )
    return score(claims_of(study, outcome=outcome), known)


ASIDE_IN = (
    "whoever was set aside is taken into shares free of an outcome and with it, and into treatment success; other rows "
    "leave them out"
)
"""Which rows of the scorecard take in those set aside."""
NOT_DURABLE_CONTROL = (
    "The primary definition of this study, which is not durable control: another outcome ends the remission."
)
"""How the first claim is read where the study chose another outcome, or its records cannot tell that one."""


def claims_of(study: Study, *, outcome: str) -> list[Claim]:
    """The claims of a study: the built-in ones, the first with the study's figure and horizon, then its own."""
    declared: dict[str, Any] = {
        "value": study.claim.remission,
        "margin": study.claim.margin,
        v.OUTCOME: outcome,
        "horizon_days": study.study.primary.horizon_days,
    }
    if outcome != DURABLE_CONTROL.outcome:
        declared["how_read"] = NOT_DURABLE_CONTROL
    built_in = [replace(each, **declared) if each.id == stated.FIRST else each for each in stated.builtin_claims()]
    return stated.with_own(built_in, stated.checked_claims(study.claims, margin=study.claim.margin))


CLAIMS = Analysis("claims", "The claims, one by one", estimate)

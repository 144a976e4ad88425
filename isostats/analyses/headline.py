"""The three estimands with their answers, in their order, from the rows of results.csv: the head of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite, nan

from isostats.analyses.caveats import (
    a_first_course,
    eligible_sentence,
    interrupted_sentence,
    late_of_score_sentence,
    looks_ahead_sentence,
    naive_sentence,
    one_course_each_sentence,
    rules_sentence,
    second_courses_between,
    unknown_courses_sentence,
    unseen_sentence,
)
from isostats.analyses.choices import never_scored
from isostats.analyses.claim import Comparisons
from isostats.analyses.claims.comparison import (
    DEATH_FAILS,
    ClaimComparison,
    against_claim,
    compare_to_claim,
    points_from_claim,
)
from isostats.analyses.estimand_words import SUCCESS, SUCCESS_ALONE, answers_left, at_horizon, of_eligible
from isostats.analyses.grid.result import declared_words
from isostats.analyses.lost import tipping_sentence
from isostats.analyses.protocol import Basis
from isostats.analyses.rows import Row, where, with_interval
from isostats.analyses.set_aside import aside_sentence
from isostats.analyses.treatment_success import BESIDE
from isostats.analyses.treatment_success import Comparisons as OfSuccess
from isostats.cohort.following import Reading
from isostats.estimate.bounds import are_apart
from isostats.records.findings import Finding
from isostats.records.rules import (
    FILLS_END_EARLY,
    FIRST_UNDER_WAY,
    LIST_ENDS_EARLY,
    MAYBE_UNDER_WAY,
    MOSTLY_UNUSUAL,
    ONE_ROW_EACH,
)
from isostats.release.caveats import WITHOUT_COUNTS
from isostats.vocabulary import names as v
from isostats.vocabulary.estimands import DURABLE_CONTROL, SECOND_COURSE, TREATMENT_SUCCESS, Estimand
from isostats.vocabulary.outcomes import BY_SCORE, OUTCOMES, WITH_VISITS
from isostats.words.english import between, bounded
from isostats.words.numbers import (
    count_text,
    counted,
    in_words,
    people_equal,
    percent,
    percent_in_full,
    percent_with_limits,
    share_text,
)

APART = "They count as different people, and a later course of one as the first course of another."
FEW_BY_RULE = 0.05
"""Of so few of the people a last contact that a rule filled in is told by the check and by the definitions alone."""
LACKING = {
    "two_spellings": ("ids", APART),
    "look_alike_ids": ("ids", APART),
    "number_without_letters": ("ids", APART),
    "one_person_twice": ("ids", "If they are of one person, a later course counts as the first course of another."),
    "people_perhaps_twice": ("people", "If they are the same people, each counts twice, and intervals are too narrow."),
    "companion_spelled_otherwise": ("ids", "What that table has of them is missing from every figure here."),
    "observed_before_records": ("days of observation", "An earlier course of theirs is not ruled out."),
    "packs_of_one_day": (
        "dispensings of one day",
        'Of each day the longest supply alone counts here, and doses add; of packs, same_day = "sum" adds all days. Of '
        "copies, doses here are too high: keep one row of each.",
    ),
    "supplies_assumed": ("days' supply", "Courses, what lies between them and every figure here follow from it."),
    "overlapping_supplies": (
        "supplies that overlap",
        "They are laid end to end here. Of claims that stand twice, or two strengths of one dose a few days apart, "
        "courses are too long: cap_days limits it.",
    ),
    "quantities_in_packs": ("quantities", "They are likely to be packs, so that no dose is told here."),
    "doses_of_most_unusual": (
        "days' supply and quantities",
        "Where the days are wrong, so are courses and every figure here; where quantities are, doses.",
    ),
    "washout_unseen": ("first courses", "What is a later course, or the rest of one, counts as a first one here."),
    "undated_relapses": ("relapses", "They count as free of a relapse in every figure here."),
    "unused_relapses": ("relapses", "What it holds is in no figure here."),
    "unread_relapses": ("relapses", "They are in no figure here."),
    "unused_deaths": ("deaths", "They count as alive until their last contact in every figure here."),
    "untold_courses": ("second courses", "They count as free of a second course in every figure here."),
    "nearly_cut_course": ("second courses", "They are too short to count as one in any figure here."),
    "undated_deaths": ("deaths", "They count as alive until their last contact in every figure here."),
    "sheets_unread": ("sheets", "Whoever stands in them alone is in no figure here, nor is what they tell of others."),
    "unread_lengths": ("lengths of time", "No figure here knows of the day to which it leads."),
    FIRST_UNDER_WAY: ("first courses", "They are taken as under way then, and are in no figure here."),
    MAYBE_UNDER_WAY: (
        "first courses",
        "If they were under way, their follow-up has not begun: without them success, doses and lengths are others.",
    ),
    LIST_ENDS_EARLY: ("later treatments", "Whoever relapsed later counts as free of it in every figure here."),
    FILLS_END_EARLY: (
        "dispensings", "Whoever had a second course later counts as free of it in every figure here."
    ),
    "unread_status": ("returned rows", "They count as taken in every figure here."),
    "unclear_status": ("status of rows", "Where it says that one was returned, that counts as taken in every figure."),
    "unmatched_reversal": ("reversals", "What they were to take back counts as taken in every figure here."),
    MOSTLY_UNUSUAL: ("units", "In another unit, doses and doses by weight here are wrong."),
    "mostly_unknown_treatment": ("later treatments", "Where one was for acne, it is missing from every figure here."),
}
"""By rule of a finding what to look at, and what follows: ids that were not joined, washouts that nobody saw,
numbers in another unit, treatments that nobody knows. What a release says of each is in `WITHOUT_COUNTS`."""
BY_RULE, UNNAMED, GUESSED = "last_contact_by_rule", "acne_drugs_unnamed", "guessed"
OF_THEIR_OWN = (BY_RULE, UNNAMED, GUESSED, ONE_ROW_EACH, "unknown_relapse_treatment")
"""Rules of findings for which the headline has a sentence of its own."""


@dataclass(frozen=True)
class Statement:
    """One estimand with its answer: ``sentence`` says it, ``meaning`` how it is defined, ``beside`` what stands next.

    ``row`` is its row of results.csv, ``comparison`` where it stands to the claim; ``begun`` is the least and the most
    that the share with a second course can be by each day, where treatments of relapses are not known or people were
    set aside; ``aside`` says who were.
    """

    estimand: Estimand
    row: Row
    comparison: ClaimComparison | None
    sentence: str = ""
    beside: str = ""
    meaning: str = ""
    begun: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    aside: str = ""

    @property
    def words(self) -> str:
        """All of it, after the title."""
        return _joined(self.sentence, self.meaning, self.beside)

    @property
    def ends(self) -> tuple[float, float] | None:
        """Both ends of the answer where they differ, with whatever cannot be seen in the worse one."""
        comparison = self.comparison
        if comparison is None or self.row[v.STATUS] != v.OK:
            return None
        low, high = comparison.ends
        if self._failing:
            seen = self.row[v.ESTIMATE]
            least, most = self.begun.get(self.row[v.TIME_DAYS], (seen, seen))
            low, high = min(1 - high if comparison.is_range else seen, least), most
        return (low, high) if are_apart(low, high) else None

    @property
    def range_words(self) -> str:
        """What says that the answer's number alone is not all of it; empty where it is not."""
        return self.sentence if self.ends or self._at_most else self.aside

    @property
    def share(self) -> str:
        """The answer in a sentence: the estimate with its limits, or both ends of a range."""
        return between(self.ends) if self.ends else self._at_most + _share(self.row)

    def in_full(self, *details: str) -> str:
        """The same where the answer is first said: with the name of its limits, and how it was come by."""
        if self.ends:
            return f"{between(self.ends)} ({', '.join(details)})"
        numbers = (self.row[name] for name in (v.ESTIMATE, v.LOWER, v.UPPER, v.LEVEL))
        return self._at_most + percent_in_full(*numbers, *details)

    @property
    def cell(self) -> str:
        """The same in a table, or the reason why there is none."""
        return between(self.ends, share_text) if self.ends else with_interval(self.row | {v.BOUND: self._bound})

    @property
    def _at_most(self) -> str:
        """What stands before a bound of which the other one is not known."""
        return bounded("", self._bound)

    @property
    def is_bound(self) -> bool:
        """Whether the answer's number is a bound of which the other one is not known."""
        return bool(self._bound)

    @property
    def _bound(self) -> str:
        bound = self.comparison is not None and self.comparison.at_most and self.row[v.STATUS] == v.OK
        return (v.AT_LEAST if self._failing else v.AT_MOST) if bound else ""

    @property
    def _failing(self) -> bool:
        """Whether the answer counts those with the outcome, and the comparison those without."""
        return self.estimand.id == SECOND_COURSE.id


def _share(row: Row) -> str:
    return percent_with_limits(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER], row[v.LEVEL])


@dataclass(frozen=True)
class Headline:
    """The statements in their order, the naive figure beside the first, who is ``eligible`` if not everyone, and which
    published definition is followed, if any."""

    statements: tuple[Statement, ...]
    naive: str
    eligible: str = ""
    defined: str = ""

    def __str__(self) -> str:
        first, *others = [f"{each.estimand.title}: {each.words}" for each in self.statements]
        return "\n".join(part for part in (first, self.eligible, *others, self.defined) if part)


def headline_of(
    it: Basis, rows: tuple[Row, ...], comparisons: Comparisons, success: OfSuccess | None
) -> Headline:
    """The answers to the three estimands at the primary horizon."""
    control, second = _durable_control(it, rows, comparisons), _second_course(it, rows, comparisons)
    answers = tuple(_of_eligible(it, each) for each in (control, _success(it, rows, success), second))
    return Headline(answers, naive_sentence(it, rows), eligible_sentence(it), it.study.paper.words)


def _of_eligible(it: Basis, made: Statement) -> Statement:
    """The answer with its attributes as eligibility leaves them: nothing is said of people whom it leaves out."""
    if not it.cohort.definition.eligibility:
        return made
    rules = it.study.eligibility
    estimand = of_eligible(made.estimand, rules, it.cohort.definition.eligibility)
    if estimand.id != TREATMENT_SUCCESS.id or not answers_left(rules) <= SUCCESS or made.comparison is None:
        return replace(made, estimand=estimand)
    return replace(made, estimand=estimand, beside=_joined(SUCCESS_ALONE, made.beside))


def primary_estimand(it: Basis) -> Estimand:
    """Durable control with the study's own outcome and horizon, where it chose others; by score among whom visits
    tell."""
    if it.outcome == DURABLE_CONTROL.outcome:
        return at_horizon(DURABLE_CONTROL, it.horizon_days, it.study.horizons)
    outcome, rules = OUTCOMES[it.outcome], it.cohort.outcome_definition
    with_visits = f"; of them those {WITH_VISITS[rules.score_retreatment]}"
    return replace(
        at_horizon(DURABLE_CONTROL, it.horizon_days, it.study.horizons),
        title="Primary definition",
        question=f"How many stay free of {outcome.phrase}?",
        outcome=it.outcome,
        answer=f"were free of {outcome.phrase}",
        variable=f"days from the end of the course to {rules.meaning_of(it.outcome)}",
        population=DURABLE_CONTROL.population + with_visits * (it.outcome in BY_SCORE),
    )


def _durable_control(it: Basis, rows: tuple[Row, ...], comparisons: Comparisons) -> Statement:
    estimand, comparison = primary_estimand(it), comparisons[it.outcome, it.horizon_days]
    made = Statement(estimand, _row(rows, estimand), comparison)
    ok, looks = made.row[v.STATUS] == v.OK, it.cohort.follow_up.words if it.cohort.follow_up is not None else ""
    sentence = comparison.sentence
    if ok and (made.ends or not it.leaving_well):
        share = made.in_full(it.method_words, _people(it, made.row[v.N]))
        when = in_words(it.horizon_days).capitalize()
        sentence = _held_against(f"{when} after {a_first_course(it)}, {share} {estimand.answer}", comparison)
    passive, quoted = it.leaving_well, ok and not it.leaving_well
    # what first relapses alone cannot tell, a range takes in
    rules = _joined(rules_sentence(it), "" if comparison.is_range else unseen_sentence(it))
    others = _by_horizon(at_days_beside(made, rows, comparisons))
    declared = declared_words(it.study.study.declared)  # a default is never called declared
    declared = f"This is the primary definition{declared}." if declared else ""
    beside = _joined(
        looks_ahead_sentence(it), _untold(it), rules if ok or passive else "",
        others if quoted else "", tipping_sentence(it) if passive and ok else "", _assumed(it),
        declared if quoted else "", looks if quoted else "", _unseen(it), _lacking(it), _guessed(it),
    )  # fmt: skip
    meaning = _meaning(it) if ok else ""
    aside = aside_sentence(it.cohort.aside)
    doubts = interrupted_sentence(it), late_of_score_sentence(it) if ok else "", looks if passive else ""
    return replace(made, sentence=_joined(sentence, aside, *doubts), beside=beside, meaning=meaning, aside=aside)


def _success(it: Basis, rows: tuple[Row, ...], success: OfSuccess | None) -> Statement:
    estimand = at_horizon(TREATMENT_SUCCESS, it.horizon_days, it.study.horizons)
    if not it.exact:  # other readings of the responses are not released
        of_recorded = "people whose response at the end of their first course is recorded"
        estimand = replace(estimand, population=of_recorded, summary=f"share at {in_words(it.horizon_days)}")
    row = _row(rows, estimand)
    if success is None:
        lacking = "no response at the end of the course" if not it.cohort.responses else "no later treatments"
        records = "these records hold" if it.exact else "this release holds"
        return Statement(estimand, row, None, f"Cannot be told: {records} {lacking}.")
    comparison = success[it.horizon_days]
    made = Statement(estimand, row, comparison, comparison.sentence)
    if row[v.STATUS] != v.OK:
        return made
    share = made.in_full(f"{people_equal(v.N, row[v.N])} with a recorded response")
    when = in_words(it.horizon_days).capitalize()
    sentence = _held_against(f"{when} after {a_first_course(it)}, {share} {estimand.answer}", comparison)
    fails = f"; {DEATH_FAILS}" * bool(it.cohort.deaths)
    meaning = f"Success: {TREATMENT_SUCCESS.variable}{fails}."
    made = replace(made, sentence=sentence)
    return replace(made, beside=_success_beside(it, rows, comparison), meaning=meaning)


def _success_beside(it: Basis, rows: tuple[Row, ...], comparison: ClaimComparison) -> str:
    address = {v.OUTCOME: TREATMENT_SUCCESS.outcome, v.GROUP: v.ALL, v.TIME_DAYS: it.horizon_days, v.STATUS: v.OK}
    held = {each[v.QUANTITY]: each for each in where(rows, **address)}
    readings = {reading: _of_reading(it, reading) for reading, quantity in BESIDE.items() if quantity in held}
    spans = {name: between(of.ends) if of.has_ends else percent(of.estimate) for name, of in readings.items()}
    improved, unknown = spans.get("improved", ""), it.cohort.people - it.cohort.responses
    bounds = ""
    if unknown and {"worst", "best"} <= set(spans):
        bounds = (
            f"With the {count_text(unknown)} unknown responses counted among everyone: {spans['worst']} if none was "
            f"clear, {spans['best']} if all were."
        )
    as_success = f"With improved counted as success: {improved}." if improved else ""
    if comparison.has_ends and not comparison.is_range:  # the sentence has them
        nobody_improved = improved and held[BESIDE["improved"]][v.ESTIMATE] == comparison.estimate
        as_success = "" if nobody_improved else as_success
    if not (as_success or bounds):
        return ""
    worst = "Each lower end holds if every unseen later step came at the worst time."
    unseen = any(of.lowest is not None and of.definition.lacking for of in readings.values())
    aside = "These ranges take in those set aside." if it.cohort.aside else ""
    return _joined(as_success, bounds, worst if unseen else "", aside)


def _of_reading(it: Basis, reading: Reading) -> ClaimComparison:
    """Treatment success by another reading of the responses, with what came unseen, those set aside and, where people
    leave because they are well, those who left."""
    curve = it.curves.success(TREATMENT_SUCCESS.outcome, reading)
    return compare_to_claim(curve, horizon_days=it.horizon_days, min_at_risk=it.min_at_risk, **it.claim)


def _second_course(it: Basis, rows: tuple[Row, ...], comparisons: Comparisons) -> Statement:
    day = it.horizon_days
    estimand = at_horizon(SECOND_COURSE, day, it.study.horizons)
    row, comparison = _row(rows, estimand), comparisons.get((estimand.outcome, day))
    made = Statement(estimand, row, comparison, begun=second_courses_between(it))
    if made.row[v.STATUS] != v.OK:
        return replace(made, sentence=f"No figure at {in_words(day)}: {v.STATUS_LABELS[made.row[v.STATUS]]}.")
    competing = ("death competing",) if it.cohort.deaths else ()
    share = made.in_full(*competing, people_equal(v.N, made.row[v.N]))
    text = f"Within {in_words(day)} of {a_first_course(it)}, {share} {estimand.answer}."
    others = _by_horizon(at_days_beside(made, rows, comparisons), within=True)
    doubts = one_course_each_sentence(it), unknown_courses_sentence(it)
    sentence = _joined(text, *doubts, _free_of_one(it, made.comparison))
    return replace(made, sentence=sentence, beside=others)


def _held_against(answer: str, comparison: ClaimComparison | None) -> str:
    """An answer with where it stands to the claim: in one sentence where that is all that there is to say."""
    if comparison is None or comparison.verdict == v.NOT_ESTIMABLE:
        return f"{answer}."
    stands = against_claim(comparison)
    alone = f"That is {points_from_claim(comparison)}."
    return f"{answer}: {points_from_claim(comparison)}." if stands == alone else _joined(f"{answer}.", stands)


def _meaning(it: Basis) -> str:
    """Who is counted, and what a relapse is: the definition in one line."""
    meaning = it.cohort.outcome_definition.meaning_of(it.outcome)
    return f"Counted: {primary_estimand(it).population}. Counts as relapse: {meaning}."


def _free_of_one(it: Basis, comparison: ClaimComparison | None) -> str:
    """The share without a second course, which is what the claim speaks of."""
    if comparison is None or comparison.verdict == v.NOT_ESTIMABLE:
        return ""
    free = comparison.share
    if it.cohort.deaths:
        free += f", by {it.method_words}, which takes the dead out"
    elif isfinite(comparison.lower) and 0 < comparison.estimate < 1 and not comparison.has_ends:
        free += "; limits are made for each share by itself and do not mirror"
    return f"Free of one were {free}. {against_claim(comparison)}"


def _row(rows: tuple[Row, ...], it: Estimand, day: int | None = None) -> Row:
    """The row of an estimand at a day; where the study's horizons do not hold the day, one that says so."""
    when = it.horizon_days if day is None else day
    address = {v.QUANTITY: it.quantity, v.OUTCOME: it.outcome, v.POPULATION: it.population_id}
    held = [each for each in where(rows, **address, group=v.ALL, time_days=when) if each[v.METHOD] != v.NAIVE]
    return held[0] if held else {v.STATUS: v.NOT_ESTIMABLE, v.TIME_DAYS: when, v.ESTIMATE: nan}


def at_days_beside(made: Statement, rows: tuple[Row, ...], comparisons: Comparisons) -> list[Statement]:
    """The same answer at the days beside its own, each a range where it is one."""
    it = made.estimand
    return [
        replace(made, row=_row(rows, it, day), comparison=comparisons.get((it.outcome, day))) for day in it.beside_days
    ]


def _by_horizon(others: list[Statement], *, within: bool = False) -> str:
    word = "within" if within else "at"
    days = [(each, each.row[v.STATUS], in_words(each.row[v.TIME_DAYS])) for each in others]
    shares = [f"{each.share} {word} {day}" for each, status, day in days if status == v.OK]
    lost = [day for _, status, day in days if status == v.BEYOND_FOLLOWUP]
    beside = f"Beside it: {', '.join(shares)}." if shares else ""
    return _joined(beside, f"Too few people: {', '.join(lost)}." if lost else "")


def _assumed(it: Basis) -> str:
    """Until when people were observed, where that is assumed: of all of them, or of more than a few."""
    if not it.follow_up_assumed:
        few = FEW_BY_RULE * it.cohort.people
        by_rule = [each for each in it.findings if each.rule == BY_RULE and each.count > few]
        filled = "Last contacts that are not recorded were filled in by a rule." * (BY_RULE in it.cautions)
        return f"{by_rule[0].message}." if by_rule else filled
    return (
        "Follow-up is assumed to the data's last day, for there is no observation table: "
        "whoever moved away before counts as free."
    )


def _untold(it: Basis) -> str:
    """That durable control has no answer, where the records cannot tell it and the first outcome they can stands in."""
    if DURABLE_CONTROL.outcome in it.cohort.outcomes or it.outcome == DURABLE_CONTROL.outcome:
        return ""
    if "unknown_relapse_treatment" in it.rules:
        return "Durable control cannot be told: relapses are recorded, and how they were treated is not known."
    if {"unused_relapses", "unread_relapses"}.intersection(it.rules):
        return "Durable control cannot be told: relapses stand in these records that were not read."
    if UNNAMED in it.rules:
        advice = next((each.advice for each in it.findings if each.rule == UNNAMED), "")
        why = "no treatments are named, and other acne drugs were dispensed"
        return _joined(f"Durable control cannot be told: {why}.", advice)
    return f"Durable control cannot be told: these records hold no later {OUTCOMES[DURABLE_CONTROL.outcome].needs}."


def _people(it: Basis, n: float) -> str:
    """How many are counted; by score, of how many those are who have a visit that can tell."""
    if not _unseen(it):
        return people_equal(v.N, n)
    return f"{people_equal(v.N, n)} of {count_text(it.cohort.people)}"


def _unseen(it: Basis) -> str:
    """That some people have no visit that can tell the outcome; empty where all have, and for any other outcome."""
    return never_scored(it.cohort) if it.exact and it.outcome in BY_SCORE else ""


def _lacking(it: Basis) -> str:
    """What the records hold and no figure counts: ids that may be of one person and were not joined, treatments of
    which most are of no known kind; and washouts that nobody saw. A release says each without its counts."""
    return " ".join(lacking_of(it.findings) if it.exact else lacking_words(it.cautions))


def lacking_of(findings: Sequence[Finding]) -> list[str]:
    """What is said of such findings, as they count them."""
    rules = [each.rule for each in findings]
    of_one_column = "unused_relapses"  # a finding for each of several columns: the first is shown
    return [
        f"Look at the {what}: {each.message.partition(':')[0]}. {follows}"
        for at, each in enumerate(findings)
        if each.rule in LACKING and (each.rule != of_one_column or rules.index(of_one_column) == at)
        for what, follows in (LACKING[each.rule],)
    ]


def lacking_words(rules: Iterable[str]) -> list[str]:
    """What is said of such findings where their counts may not be, by their rules."""
    return [
        f"Look at the {what}: {WITHOUT_COUNTS[rule]}. {follows}"
        for rule in rules
        if rule in LACKING
        for what, follows in (LACKING[rule],)
    ]


def cautions_of(findings: Iterable[Finding], people: int) -> tuple[str, ...]:
    """The rules of those findings of which the headline about so many people speaks, each once, in their order."""
    few = FEW_BY_RULE * people
    rules = [each.rule for each in findings if each.rule != BY_RULE or each.count > few]
    return tuple(dict.fromkeys(rule for rule in rules if rule in LACKING or rule in OF_THEIR_OWN))


def _guessed(it: Basis) -> str:
    """That how the records are read was guessed, and nobody has confirmed it."""
    if GUESSED not in it.rules:
        return ""
    count = next((each.count for each in it.findings if each.rule == GUESSED), 0)
    guesses = counted(count, "guess", "guesses") if count else "guesses"
    where_named = f"Data quality names {'it' if count == 1 else 'them'}" if count else "the exact report names them"
    return (
        f"How the records are read rests on {guesses} of isostats init that nobody has confirmed: {where_named}."
    )


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)

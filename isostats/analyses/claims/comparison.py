"""A remission estimate held against a claimed figure, under the definition that it carries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, isnan, nan
from typing import Any

from isostats.analyses.claims.limits import loglog, outer, testable_margin, verdict_on, widest
from isostats.analyses.set_aside import left_out_words
from isostats.cohort.set_aside import NOBODY, SetAside
from isostats.errors import EstimateError, require_probability
from isostats.estimate.bounds import SAME, are_apart, crude_counts, leeway
from isostats.estimate.intervals import Limits, LogLogTest, exact_limits, exact_test, loglog_test, proportion
from isostats.estimate.results import Curve, require_estimated
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words import numbers as text
from isostats.words.english import between, bounded, lacking_words, outcome_phrase
from isostats.words.html import card
from isostats.words.numbers import percent, percent_with_limits, stated_percent, stated_points

CLAIMED_REMISSION = 0.85
MARGIN = 0.05
MARGINS_BESIDE = (0.025, 0.1)
"""Margins whose verdicts stand beside: 2.5 points, as "around 85%" may be rounded to the nearest 5, and 10."""

NOT_TESTED = "not_tested"
"""The verdict on rounded counts, whose limits know nothing of the rounding."""

VERDICTS = {
    "agrees": "it agrees with the claim within {margin} points",
    "differs_within_margin": "it differs from the claim, but by less than {margin} points",
    "below": "",  # the points say it
    "above": "",
    "undecided": "the records can neither tell it from the claim nor show that it agrees within {margin} points",
    v.NOT_ESTIMABLE: "it cannot be held against the claim",
    NOT_TESTED: "of rounded counts nothing is tested",
}

RANGE_VERDICTS = {
    "agrees": "Both ends agree with the claimed {claim} within {margin} points.",
    "differs_within_margin": "Both ends differ from the claimed {claim}, but by less than {margin} points.",
    "below": "Both ends lie below the claimed {claim}.",
    "above": "Both ends lie above the claimed {claim}.",
    "undecided": "They can neither confirm nor refute the claimed {claim}.",
    NOT_TESTED: "The claim is {claim}; of rounded counts nothing is tested.",
}

COMPLETED = {
    v.SCORE_OF_VISIT: ("all whose visits lack a score relapsed at the last of these", "none of them did"),
    v.RELAPSE_TREATMENT: ("relapses of unknown treatment led to a second course at the worst time", "none of them did"),
    v.LATER_STEPS: ("every unseen later step came at the worst time", "none ever came"),
}
"""What makes the lower end true, and what the upper one, by what the records lack."""
LACKING_MORE = "all that may have come unseen came at the worst time", "none ever came"
"""The same where they lack more than one of these."""

OF_ASIDE = {
    v.SECOND_COURSE: ("all those set aside had one", "none of those set aside had one"),
    v.WITH_RESPONSE: ("none of those set aside was one", "all those set aside were one"),
    "": ("all those set aside relapsed", "none of those set aside relapsed"),
}
"""What those set aside were at the lower end, and at the upper one: of second courses, of success, of all else."""
OF_STRAYS = "each row without an id was of a relapse"
"""What the outcomes of nobody were at the lower end."""

NOT_SEEN = "those who were not seen again"
"""Who is taken to have stayed well where people may have left because they were; the dead with them, unless a death is
a failure."""
DEATH_FAILS = "a death by then is no success"
"""What goes with the meaning of treatment success where anybody died."""


@dataclass(frozen=True, repr=False)
class ClaimComparison:
    """Remission at one horizon against a claim: difference, test, equivalence, and a verdict in words.

    ``difference`` is remission minus claim with its interval; ``p_value`` tests remission = claim (two-sided), and
    ``p_equivalence`` is the larger of two one-sided tests against claim - margin and claim + margin, all on the
    log-log scale on which the interval is made. Where nobody or everybody has failed that scale has no limits: they and
    the tests are then the exact ones of ``followed`` people, those under observation until the horizon (``exact``).
    ``verdict`` is one of agrees, differs_within_margin, below, above, undecided and not_estimable; of rounded counts
    it is not_tested, and there are no tests. A margin that reaches to 0 or 1 is tested at its other edge alone; within
    one that holds every share nothing can be shown to agree, and ``p_equivalence`` is NaN.

    ``naive`` is the share without the outcome, with Wilson limits: ``naive_free`` of ``naive_n`` people. Where
    follow-up was passive the answer is the range from ``estimate`` to ``naive``: nothing is tested, and the verdict is
    that of the outer limits of both ends. Where later steps of a relapse are not in the records, or people were
    ``set_aside``, ``lowest`` and ``highest`` are the comparisons with the most and the fewest outcomes that can have
    come by then, unseen or to those set aside; None for the higher one where it is this one. A verdict needs both ends.

    Of fractional weights (``weighted``) ``n`` is their sum, and ``effective`` how many people of one weight each would
    tell as much, (sum w)^2 / sum w^2; ``followed`` is counted so. Where it is not known there is no exact limit and no
    test.
    """

    claim: float
    margin: float
    level: float
    group: str
    time: int
    estimate: float
    lower: float
    upper: float
    std_error: float
    difference: float
    difference_lower: float
    difference_upper: float
    p_value: float
    p_equivalence: float
    n: int
    at_risk: int
    events: int
    status: str
    method: str
    definition: Definition
    followed: float = nan
    exact: bool = False
    naive: float = nan
    naive_lower: float = nan
    naive_upper: float = nan
    naive_n: int = 0
    naive_free: int = 0
    lowest: ClaimComparison | None = None
    highest: ClaimComparison | None = None
    set_aside: SetAside = NOBODY
    weighted: bool = False
    effective: float = nan

    @property
    def is_range(self) -> bool:
        """Whether the answer runs from ``estimate`` to ``naive``, since people may have left because they were well."""
        return self.definition.passive and self.status == v.OK and self.naive > self.estimate + SAME

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends of the answer, with what cannot be seen and those set aside: the same twice where all can be told.
        """
        highest = self.naive if self.is_range else self.estimate
        return self.if_most, max(highest, self.if_fewest) if self.may_be_higher else highest

    @property
    def if_most(self) -> float:
        """The share with the most outcomes that can have come, unseen or to those set aside; the estimate where all can
        be seen, or nobody knows it."""
        return self.estimate if self.lowest is None or isnan(self.lowest.estimate) else self.lowest.estimate

    @property
    def if_fewest(self) -> float:
        """The share with the fewest outcomes that can have come; of a range with everyone who left well."""
        if self.highest is None or isnan(self.highest.estimate):
            return self.estimate
        return self.highest.naive if self.is_range and self.set_aside else self.highest.estimate

    @property
    def may_be_higher(self) -> bool:
        """Whether that is more than the estimate, which else is told as the higher end."""
        return self.if_fewest > self.estimate + leeway(self.set_aside)

    @property
    def has_ends(self) -> bool:
        """Whether the two ends differ, so that no number alone is the answer."""
        return self.status == v.OK and are_apart(*self.ends)

    @property
    def share(self) -> str:
        """The answer in words: both ends, or the estimate with its limits and what it is a bound of."""
        if self.has_ends:
            return between(self.ends)
        return bounded(percent_with_limits(self.estimate, self.lower, self.upper, self.level), self.bound)

    @property
    def bound(self) -> str:
        """What the estimate alone is: at_most, at_least, if_none_unseen where it may be higher too, or nothing where it
        is the answer or within a range."""
        if self.is_range:
            return v.AT_LEAST if self.ends[0] > self.estimate - SAME and not self.may_be_higher else ""
        if self.status == v.OK and (self.may_be_higher or (self.at_most and self.definition.crossed)):
            return v.IF_NONE_UNSEEN
        return v.AT_MOST if self.status == v.OK and (self.at_most or self.has_ends) else ""

    @property
    def limits(self) -> Limits:
        """The limits at any level; of a range the outer ones of both ends."""
        numbers = {v.ESTIMATE: self.estimate, v.STD_ERROR: self.std_error, "followed": self.followed}
        return outer(loglog(numbers), self.naive_free, self.naive_n) if self.is_range else loglog(numbers)

    @property
    def verdict(self) -> str:
        """Where the estimate stands: agrees, differs_within_margin, below, above, undecided or not_estimable."""
        return self._within(self.margin)

    @property
    def verdicts_beside(self) -> dict[float, str]:
        """The verdict within each of ``MARGINS_BESIDE``, which stands beside that of the declared margin."""
        return {margin: self._within(margin) for margin in MARGINS_BESIDE if margin != self.margin}

    @property
    def at_most(self) -> bool:
        """Whether the share is an upper bound, and no lower one is known: of it only *below* can be said."""
        return self.definition.at_most and (self.lowest is None or isnan(self.lowest.estimate))

    @property
    def leaves_out(self) -> bool:
        """Whether people were set aside whom neither end takes in: of the rest alone there is no verdict."""
        return bool(self.set_aside) and self.lowest is None and self.highest is None

    @property
    def rounded(self) -> bool:
        """Whether it comes from rounded counts by interval, as those of a release are."""
        return self.method == v.LIFE_TABLE

    def _within(self, margin: float) -> str:
        if self.status != v.OK or not (self.rounded or self.is_range or isfinite(self.p_value)):
            return v.NOT_ESTIMABLE
        if self.rounded:
            return NOT_TESTED
        bounds = [self.limits]
        for end in (self.highest, self.lowest):
            if end is not None:
                if end._within(margin) == v.NOT_ESTIMABLE:
                    return "undecided"
                bounds.append(end.limits)
        if self.leaves_out:
            return "undecided"
        verdict = verdict_on(self.claim, testable_margin(self.claim, margin), widest(bounds), self.level)
        return "undecided" if self.at_most and (verdict != "below" or self.definition.crossed) else verdict

    @property
    def sentence(self) -> str:
        """The verdict in short sentences: who and how many, what it means, and where that stands against the claim."""
        definition, outcome = self.definition, OUTCOMES.get(self.definition.outcome)
        what, state, clear = v.REMISSION, "were in remission", ""
        if definition.population == v.WITH_RESPONSE:
            what, state = "treatment success", "were a treatment success"
            clear = "clear or almost clear at the end, and "
        died = v.DEATH in definition.competing
        words = definition.population_words or POPULATIONS[definition.population or v.EVERYONE].definition
        group = "" if self.group == v.ALL else f"; {self.group}"
        people = _people_words(self)
        free_of = outcome_phrase(definition.outcome) or "the outcome"
        free_of += f" ({outcome.definition})" if outcome else ""
        meaning = (
            f"Counted: {words}{group}. {what.capitalize()} is being {clear}free of "
            f"{free_of}, by {v.METHOD_LABELS[self.method]}{f'; {DEATH_FAILS}' * (clear != '' and died)}."
        )
        when = text.in_words(self.time)
        if self.verdict == v.NOT_ESTIMABLE:
            cannot = f"cannot be held against the claimed {stated_percent(self.claim)}"
            return f"Among {people}, {what} at {when} {cannot}: {_why_not(self)}. {meaning}"
        stands = against_claim(self)
        answer = f"Among {people}, {self.share} {state} {when} after the end of the first course. {meaning} {stands}"
        return f"{answer} {left_out_words(self.set_aside, 'These numbers')}" if self.leaves_out else answer

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"Against the claim of {stated_percent(self.claim)} ({self.verdict}): {self.sentence}"

    def _repr_html_(self) -> str:
        return card(f"Against the claim of {stated_percent(self.claim)}", [self.sentence])


def compare_to_claim(
    curve: Curve,
    *,
    horizon_days: int,
    claim: float = CLAIMED_REMISSION,
    margin: float = MARGIN,
    group: str = v.ALL,
    min_at_risk: int = 10,
    lowest: Curve | None = None,
    highest: Curve | None = None,
) -> ClaimComparison:
    """Hold remission at a horizon against a claimed remission, with the level of the curve.

    The estimand is the probability of still being free of the curve's outcome on day ``horizon_days`` after the last
    covered day of the first course. The difference's limits are the curve's log-log limits minus the claim; the tests
    use the same scale, z = (g(S) - g(claim)) / se(g) with g = log(-log), so test and interval cannot disagree.
    Equivalence is by two one-sided tests (Schuirmann 1987) at 1 - level each. Where nobody or everybody has failed by
    then, limits and tests are the exact binomial ones of those under observation. Past the follow-up nothing is tested.
    Where later steps of a relapse are not in the records, ``lowest`` and ``highest`` are the curves with the most and
    the fewest outcomes that can have come unseen by then, by default those of ``curve.unseen``, which count those set
    aside as well; without the lower one the share is an upper bound, of which no verdict but *below* is given. Where
    the counts of a cohort say to whom the outcome may have come unseen, or that people were set aside, both ends take
    them in: all with the outcome on the day, all free of it. Where that cannot be done, as of weighted counts or of
    counts that were made of these, there is no verdict, and the sentence says that they are left out.

    Raises EstimateError if the claim or the margin is not a probability, or if the curve is not one of remission.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
    >>> comparison = iso.compare_to_claim(iso.kaplan_meier(counts), horizon_days=365, min_at_risk=1)
    >>> comparison.verdict
    'undecided'
    """
    require_probability(claim, "claim")
    require_probability(margin, "margin")
    require_estimated(curve, "A comparison with the claim")
    if lowest is None and highest is None:
        curve = replace(curve, unseen=curve.with_ends.unseen)
    if curve.kind not in (v.REMISSION, v.TREATMENT_SUCCESS):
        raise EstimateError("Only a remission curve, or treatment success, can be held against a claimed remission.")
    curve = curve.with_band("pointwise")  # one day is asked for
    if curve.unseen is not None:
        lowest = lowest or curve.unseen.with_most(horizon_days)
        highest = highest or curve.unseen.with_fewest(horizon_days)
    if group not in curve.groups:
        raise EstimateError(f"The curve has no group {group!r}; it has {', '.join(curve.groups)}.")
    row = next(row for row in curve.rows_at([horizon_days], min_at_risk=min_at_risk) if row[v.GROUP] == group)
    estimate, std_error, lower, upper = (float(row[name]) for name in (v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER))
    n, at_risk, events = (round(row[name]) for name in (v.N, v.AT_RISK, v.EVENTS))
    place = curve.groups.index(group)
    followed = float(curve.followed_on([int(horizon_days)])[place, 0])
    exact = estimate in (0, 1)
    if exact:
        lower, upper = exact_limits(estimate, followed, curve.level)
    of_crude, free = map(int, crude_counts(curve, row))
    naive = proportion(free, of_crude, level=curve.level)
    p_value, p_equivalence = _tests(estimate, std_error, followed, claim, margin)
    if curve.method == v.LIFE_TABLE or (curve.definition.passive and naive.estimate > estimate + SAME):
        p_value, p_equivalence = nan, nan  # of the ends of a range, and of rounded counts, no test speaks
    again: dict[str, Any] = {"claim": claim, "margin": margin, v.GROUP: group, "min_at_risk": min_at_risk}
    low, high = (
        None if end is None else compare_to_claim(end, horizon_days=horizon_days, **again) for end in (lowest, highest)
    )
    if high is not None and abs(high.estimate - estimate) <= SAME:
        high = None
    return ClaimComparison(
        claim=claim, margin=margin, level=curve.level, group=group, time=int(horizon_days),
        estimate=estimate, lower=lower, upper=upper, std_error=std_error,
        difference=estimate - claim, difference_lower=lower - claim, difference_upper=upper - claim,
        p_value=p_value, p_equivalence=p_equivalence, n=n, at_risk=at_risk, events=events, status=str(row[v.STATUS]),
        method=curve.method, definition=curve.definition, followed=followed, exact=exact,
        naive=naive.estimate, naive_lower=naive.lower, naive_upper=naive.upper, naive_n=of_crude, naive_free=free,
        lowest=low, highest=high,
        set_aside=curve.counts.aside, weighted=not curve.counts.whole_people,
        effective=float(curve.counts.effective_n[place]),
    )  # fmt: skip


def _tests(estimate: float, std_error: float, followed: float, claim: float, margin: float) -> tuple[float, float]:
    """The p of no difference from the claim, and that of equivalence within the margin; NaN where there is none.

    An edge of the margin at 0 or 1, or beyond, leaves nothing to exclude: the other edge is then tested alone.
    """
    exact = estimate in (0, 1)
    if not exact and not (0 < estimate < 1 and std_error > 0):
        return nan, nan

    def test(value: float) -> LogLogTest:
        return exact_test(estimate, followed, value) if exact else loglog_test(estimate, std_error, value)

    edges = [test(claim - margin).p_greater] if claim > margin else []
    edges += [test(claim + margin).p_less] if claim + margin < 1 else []
    return test(claim).p_value, max(edges, default=nan)


def _people_words(it: ClaimComparison) -> str:
    """How many people it is of; of fractional weights, as many as would tell as much."""
    if not it.weighted:
        return text.counted(it.n, "person", "people")
    alike = f", who tell as much as {text.people_text(it.effective)} of one weight" if isfinite(it.effective) else ""
    return f"people weighted to {text.count_text(it.n)}{alike}"


def _why_not(it: ClaimComparison) -> str:
    if it.status in (v.OK, v.BEYOND_FOLLOWUP) and it.events == it.n > 0:
        return "by then the outcome had ended every remission"
    if it.status == v.BEYOND_FOLLOWUP and not it.weighted and it.followed < it.at_risk:  # it rests on days before too
        return (
            f"{text.counted(it.at_risk, 'person is', 'people are')} at risk then, but too few had entered on a day "
            "before, and it rests on every day (iso.conditional_remission(counts, after=60) begins on day 60)"
        )
    if it.status == v.BEYOND_FOLLOWUP:
        return f"too few were {'at risk' if it.method == v.LIFE_TABLE else 'still followed'} then"
    if it.weighted and isnan(it.effective):
        return "nobody knows of how many people the weights are, so that there are no limits"
    return "there are too few events for an interval"


def against_claim(it: ClaimComparison) -> str:
    """Where a comparison stands, as one sentence; empty where nothing can be said."""
    if it.verdict == v.NOT_ESTIMABLE:
        return ""
    if it.has_ends:
        return _range_words(it)
    if it.at_most and it.verdict != "below":
        at_most = "may be lower or higher" if it.definition.crossed else f"is at most {percent(it.estimate)}"
        return (
            f"{lacking_words(it.definition.lacking, f', so that the share {at_most}.')} "
            f"They can neither confirm nor refute the claimed {stated_percent(it.claim)}."
        )
    verdict = VERDICTS[it.verdict].format(margin=stated_points(it.margin)) + _untested_edges(it)
    return f"That is {points_from_claim(it)}{'; ' * bool(verdict)}{verdict.removeprefix('; ')}."


def points_from_claim(it: ClaimComparison) -> str:
    """How far the estimate lies from the claim, and on which side."""
    direction = "above" if it.difference >= 0 else "below"
    return f"{text.points_text(it.difference)} {direction} the claimed {stated_percent(it.claim)}"


def _untested_edges(it: ClaimComparison) -> str:
    """That a margin reaches to 0% or 100%, where no share lies beyond it; empty where both edges are tested."""
    if it.rounded or (it.claim > it.margin and it.claim + it.margin < 1):
        return ""
    if testable_margin(it.claim, it.margin) == 0:
        return "; every share lies within that margin, so agreement cannot be tested"
    if it.claim <= it.margin:
        return "; the margin reaches to 0%, so only its upper edge is tested"
    return "; the margin reaches to 100%, so only its lower edge is tested"


def worst_case(it: ClaimComparison) -> str:
    """What would make the lower end true, where part of the outcome cannot be seen or people were set aside."""
    return " and ".join(filter(None, [_unseen_cases(it)[0], _aside_cases(it)[0]]))


def _unseen_cases(it: ClaimComparison) -> tuple[str, str]:
    """What makes the lower end true and what the estimate, where part of the outcome cannot be seen; else nothing."""
    lacking = it.definition.lacking
    if not lacking or it.lowest is None:
        return "", ""
    worst, best = COMPLETED[lacking[0]] if len(lacking) == 1 else LACKING_MORE
    if it.definition.outcome == v.SECOND_COURSE:
        worst = worst.replace("a second course", "one").replace("later step", "later course")
    return worst, best


def _aside_cases(it: ClaimComparison) -> tuple[str, str]:
    """What makes the lower end and the upper one true of those set aside, or of rows of nobody alone; else nothing."""
    aside, of = it.set_aside, it.definition
    if not aside.people:
        return OF_STRAYS * (aside.strays > 0), ""
    kind = v.WITH_RESPONSE if of.population == v.WITH_RESPONSE else of.outcome
    return OF_ASIDE.get(kind, OF_ASIDE[""])


def _range_words(it: ClaimComparison) -> str:
    """Each end with its limits and what would make it true, unseen and of those set aside."""
    verdict = RANGE_VERDICTS[it.verdict].format(claim=stated_percent(it.claim), margin=stated_points(it.margin))
    it_is = "Free of one are" if it.definition.outcome == v.SECOND_COURSE else "It is"  # beside those who began one
    here = f"{percent(it.estimate)} ({text.limits_text(it.lower, it.upper)}, {v.METHOD_LABELS[it.method]})"
    (_, unseen), (_, best) = _unseen_cases(it), _aside_cases(it)
    low, high = "", ""
    without = " without those set aside" if it.set_aside.people else " without those rows" * bool(it.set_aside)
    if it.lowest is not None and abs(it.if_most - it.estimate) > SAME:
        low = _end_words(it_is, it.lowest, worst_case(it), besides=it.is_range)
    if it.may_be_higher and not it.is_range and it.highest is not None:
        nobody = "nobody else, set aside or not" if it.set_aside.people else "nobody else"
        when = f"those who had it later had it earlier, and {nobody}" if unseen or not best else best
        high = _end_words(it_is, it.highest, when) if it.set_aside else f"{it_is} {percent(it.if_fewest)} if {when}. "
    if it.is_range:
        top = it.highest if it.set_aside and it.highest is not None else it
        naive = percent_with_limits(top.naive, top.naive_lower, top.naive_upper, it.level)
        dead_too = v.DEATH in it.definition.competing and it.definition.population != v.WITH_RESPONSE
        who = f"{NOT_SEEN}, or died," if dead_too else NOT_SEEN
        ends = f"{it_is} {naive} if {' and '.join(filter(None, [f'{who} were well', best]))}. "
        ends += f"{it_is} {here} if they fared like those who came back{f',{without}' * bool(without)}. {low}"
    else:
        if_none = f" if {unseen}{',' * bool(without)}" if unseen else ""
        ends = f"{low}{high}{it_is} {here}{if_none}{without}. "
    return f"{ends}These records cannot say which. {verdict}"


def _end_words(it_is: str, end: ClaimComparison, when: str, *, besides: bool = False) -> str:
    """One end, and when it is true; beside those of passive follow-up without its limits."""
    if besides:
        return f"{it_is} {percent(end.estimate)} if, besides, {when}. "
    return f"{it_is} {percent_with_limits(end.estimate, end.lower, end.upper, end.level)} if {when}. "

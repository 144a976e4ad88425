"""What the lost could have been, in sentences: how many, the ends of remission, where it equals the claim, weights."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isinf, isnan

from isostats.analyses.caveats import unseen_until, unseen_words
from isostats.analyses.loss_bounds import Bounds
from isostats.analyses.protocol import Basis
from isostats.analyses.set_aside import left_out_words
from isostats.cohort.early_loss import early_words
from isostats.estimate.bounds import bound_on
from isostats.estimate.loss_scenarios import LossScenarios, Tipping
from isostats.estimate.observation_weights import WeightedRemission
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import bounded, bounded_if, column_words, plain
from isostats.words.numbers import (
    agreed,
    count_text,
    counted,
    digits_text,
    in_words,
    percent,
    percent_with_limits,
    stated_percent,
)


def sentences_on_loss(
    it: Basis, scenarios: LossScenarios, tipping: Mapping[int, Tipping], ends: Bounds,
    weighted: WeightedRemission | None, why: str,
) -> list[str]:
    """Who was lost, what remission could be by what they were, and remission weighted, or ``why`` it is not."""
    day = it.horizon_days
    row, point = scenarios.at(day, 1.0), tipping.get(day)
    lost = (
        f"{count_text(row['lost'])} of {counted(row[v.N], 'person', 'people')} {agreed(row['lost'], 'was')} lost "
        f"early, free of {OUTCOMES[it.outcome].phrase}, by {in_words(day)}."
    )
    early = early_words(it.cohort.calendar, it.study.study.end_of_data_days)
    rarer = ""
    if it.cohort.calendar == "dates":
        rarer = " Where people are seen more rarely than that, raise [study] end_of_data_days."
    sentences = [f"{early}{rarer}", lost]
    if point is None:
        return [*sentences, f"No figure at {in_words(day)}: {v.STATUS_LABELS[row[v.STATUS]]}."]
    bound = it.bound_of(it.outcome, day)
    own = bounded_if(percent(row[v.ESTIMATE]), bound, "those lost early fare like those who stay")
    low = _end(scenarios, ends, day, inf, "all of them relapsed on leaving")
    high = _end(scenarios, ends, day, 0.0, "none ever did")
    naive = _naive_words(scenarios, day, bound)
    sentences.append(f"Remission at {in_words(day)} is {own}. It is {low}, and {high}. {naive}")
    sentences.append(f"{claim_sentence(it, point, scenarios, ends)} {_verdict_words(it, point)}".strip())
    return [*sentences, _weights_words(it, weighted, why)]


def _naive_words(scenarios: LossScenarios, day: int, bound: str) -> str:
    """Whom the naive share counts as free besides those lost early."""
    row, (ended, died) = scenarios.at(day, 1.0), unseen_until(scenarios.counts, day)
    whose = [f"{counted(ended, 'person', 'people')} whose data had ended"] * (ended > 0)
    whose += [f"{counted(died, 'person', 'people')} who had died"] * (died > 0)
    share = bounded(percent(1 - row[v.EVENTS] / row[v.N]), bound)
    if not whose:
        return "That last one is the naive share, too."
    return f"The naive share, {share}, counts {' and '.join(whose)} as free as well."


def _end(scenarios: LossScenarios, ends: Bounds, day: int, delta: float, condition: str = "") -> str:
    """Remission had the lost fared as well, or as badly, as can be."""
    return bounded_if(percent(scenarios.at(day, delta)[v.ESTIMATE]), ends.get((day, delta), ""), condition)


def claim_sentence(it: Basis, point: Tipping, scenarios: LossScenarios, ends: Bounds) -> str:
    """The delta at which remission equals the claim, or that no delta reaches it, as one sentence."""
    claim, day = stated_percent(it.claim["claim"]), in_words(it.horizon_days)
    if it.bound_of(it.outcome, it.horizon_days) == v.AT_MOST:
        return _bound_at_claim(it, point, scenarios, ends)
    if isnan(point.at_share):
        low, high = (_end(scenarios, ends, it.horizon_days, delta) for delta in (inf, 0.0))
        if scenarios.at(it.horizon_days, 0.0)[v.ESTIMATE] < it.claim["claim"]:
            return f"Even if nobody lost early ever relapsed, remission at {day} would be {high}, not {claim}."
        return f"Even if all lost early relapsed on leaving, remission at {day} would be {low}, not {claim}."
    if isinf(point.at_share):
        return f"Remission at {day} would be {claim} only if nearly all of those lost early relapsed on leaving."
    if point.at_share == 0:
        return f"Remission at {day} would be {claim} only if nobody lost early ever relapsed."
    return (
        f"Remission at {day} would be {claim} if those lost early had {digits_text(point.at_share, 2)} times the "
        "hazard of those who stayed."
    )


def _bound_at_claim(it: Basis, point: Tipping, scenarios: LossScenarios, ends: Bounds) -> str:
    """The same of an upper bound: what came unseen lowers remission further."""
    claim, day = f"at most {stated_percent(it.claim['claim'])}", in_words(it.horizon_days)
    low, high = (float(scenarios.at(it.horizon_days, delta)[v.ESTIMATE]) for delta in (inf, 0.0))
    least, most = (_end(scenarios, ends, it.horizon_days, delta) for delta in (inf, 0.0))
    if isinf(point.at_share) or low > it.claim["claim"]:
        return f"Even if all lost early relapsed on leaving, remission at {day} would be {least}."
    if point.at_share == 0 or high < it.claim["claim"]:
        return f"Even if nobody lost early ever relapsed, remission at {day} would be {most}."
    return (
        f"Remission at {day} would be {claim} if those lost early had {digits_text(point.at_share, 2)} times the "
        "hazard of those who stayed."
    )


def _verdict_words(it: Basis, point: Tipping) -> str:
    """Where the verdict on the claim tips; a range has none of one end alone."""
    if it.leaving_well:
        return left_out_words(it.cohort.aside, "These shares")
    bound = it.bound_of(it.outcome, it.horizon_days)
    if bound == v.IF_NONE_UNSEEN:
        return unseen_words(it, "These shares")
    if bound:
        return "What came unseen may lower each of these, so that the answer at the head stays a range."
    if it.cohort.aside:
        return f"{left_out_words(it.cohort.aside, 'These shares')} The answer at the head stays a range."
    own, changes = plain(point.verdict), []
    for delta, verdict in ((point.below, point.verdict_below), (point.above, point.verdict_above)):
        if not isnan(delta):
            changes.append(f"{plain(verdict)} at {_delta_text(delta)}")
    if not changes:
        return f"The verdict on the claim ({own}) stays the same whatever their hazard was."
    return f"The verdict on the claim ({own}) becomes {', and '.join(changes)}."


def _delta_text(delta: float) -> str:
    if isinf(delta):
        return "a relapse on leaving"
    return "none" if delta == 0 else f"{digits_text(delta, 2)} times"


def _weights_words(it: Basis, weighted: WeightedRemission | None, why: str) -> str:
    if weighted is None:
        return f"Remission was not weighted for being still observed: {why.rstrip('.')}."
    at = weighted.curve.at([it.horizon_days], min_at_risk=it.min_at_risk).iloc[0]
    of = weighted.weights_at(it.horizon_days)
    if at[v.STATUS] != v.OK:
        return ""
    share = percent_with_limits(at[v.ESTIMATE], at[v.LOWER], at[v.UPPER], it.level)
    share = bounded(share, bound_on(it.curves.remission(it.outcome), it.horizon_days))
    columns = dict.fromkeys(column_words(str(name)) for name in weighted.coefficients["column"])
    by = f" by {', '.join(columns)}" if columns else ""
    notes = "".join(f" {note}" for note in weighted.notes)
    return (
        f"Weighted for being still observed{by}, it is {share}. Weights of those at risk then run from "
        f"{digits_text(of['lowest'], 2)} to {digits_text(of['highest'], 2)}, with an effective number of "
        f"{count_text(round(of[v.EFFECTIVE_N]))} of {counted(round(of[v.N]), 'person', 'people')}.{notes}"
    )

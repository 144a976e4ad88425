"""How far do people climb after the course: untreated, topical only, other systemic, a second course?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from isostats.analyses.caveats import passive_words, unseen_steps_sentence
from isostats.analyses.claims.comparison import compare_to_claim
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, Text, table_of, texts
from isostats.analyses.rows import Row, count_of, estimated_share, row, share_of, where
from isostats.cohort.treatment_ladder import DEAD, KEPT, NOT_COUNTED, UNSEEN, Climbs, count_climbs, present_steps
from isostats.estimate.bounds import SAME, bound_of, ends_on, of_sum, value_on
from isostats.estimate.nested_curves import Ladder, seen_on_step, shares_of_steps, stacked_steps
from isostats.tables.cells import Cell
from isostats.vocabulary import names as v
from isostats.vocabulary.steps import OTHER_SYSTEMIC, STEPS, SYSTEMIC_STEPS, TOPICAL_ONLY, UNTREATED, Step
from isostats.words.english import plain
from isostats.words.numbers import MISSING, count_text, in_words, percent, stated_percent

NEEDED = {v.ANY_TREATMENT, v.SYSTEMIC_TREATMENT}
GONE = (DEAD, UNSEEN)
PRESENT = (
    Step(UNTREATED, "untreated", "", parts=(UNTREATED, KEPT, NOT_COUNTED)),
    Step(KEPT, "of them maintenance or in use since day 0", ""),
    Step(NOT_COUNTED, "of them on an antibiotic too short to count", ""),
    *(step for step in STEPS if step.id not in (UNTREATED, v.SECOND_COURSE)),
    *SYSTEMIC_STEPS,
    *(step for step in STEPS if step.id == v.SECOND_COURSE),
)
"""The rows of present steps, those of a part beneath their whole."""
WITHIN = {KEPT, NOT_COUNTED, *(step.id for step in SYSTEMIC_STEPS)}
"""The rows that are a part of the one above."""
Counts = Mapping[int, Mapping[str, int]]
"""People by step, by horizon."""


@dataclass(frozen=True, eq=False)
class Steps:
    """The ladder: how far people climbed, the paths behind it and, where the records can tell, the present steps."""

    worst: Ladder
    climbs: Climbs
    present: pd.DataFrame | None


def estimate(it: Basis) -> Answer[Steps | None]:
    """The worst step so far and the present step at each horizon, and what followed the first step."""
    if not set(it.cohort.outcomes) >= NEEDED:
        return Answer(None, blocks=(Text("These records hold no later treatments, so that no step can be told."),))
    if not set(it.outcomes) >= NEEDED or it.records is None:
        return Answer(None)
    climbs, days = count_climbs(it.cohort), it.study.horizons
    shares = shares_of_steps(climbs, STEPS, days=days, level=it.level, min_at_risk=it.min_at_risk)
    stacked = stacked_steps(climbs, STEPS, min_at_risk=it.min_at_risk)
    higher = it.curves.remission(v.SYSTEMIC_TREATMENT).definition
    worst = Ladder(shares, stacked, it.curves.remission(v.SECOND_COURSE), higher)
    seen = {day: climbs.seen_on(day) for day in days}
    rows = [_worst_row(it, each) for each in shares.to_dict("records")]
    rows += [_part_row(it, step, day, seen[day]) for day in days for step in SYSTEMIC_STEPS]
    rows = list(it.not_fixed(rows))
    blocks: list[Block] = [*texts([*_cautions(it, shares), _bound(it), _not_clear(it)])]
    blocks += [it.figure("ladder", worst, **it.followed), _worst_table(it, rows, seen)]
    frame, alone = None, bool(it.records.first_relapses_alone)
    if alone:
        blocks.append(Text(_why_unseen(it)))
    else:
        now = present_steps(it.cohort, it.records, days)
        present = list(it.not_fixed(_present_row(it, step, day, now[day]) for day in days for step in PRESENT))
        frame, rows = _frame(present), rows + present
        blocks += [*texts(_in_use(it)), it.figure("present_steps", frame), _present_table(it, present, now)]
    blocks.append(_after_table(climbs, alone=alone, died=bool(it.cohort.deaths)))
    methods = ["The worst step of treatment so far was estimated by differences of Kaplan-Meier curves."]
    if not alone:
        methods.append("The step in use on a day is the share of those still followed, with Wilson limits.")
    return Answer(Steps(worst, climbs, frame), tuple(rows), tuple(blocks), methods=tuple(methods))


def _worst_row(it: Basis, each: dict[str, Any]) -> Row:
    names = (v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER, v.N, v.EVENTS, v.STATUS)
    address = (v.WORST_STEP, each["step"], v.EVERYONE, v.CURVE_DIFFERENCES)
    bound = _bound_of_step(it, each["step"], each[v.TIME]) if each[v.STATUS] == v.OK else ""
    numbers = {name: each[name] for name in names}
    return row(*address, time_days=each[v.TIME], level=it.level, bound=bound, **numbers)


def _bound_of_step(it: Basis, name: str, day: int) -> str:
    factors = next(step for step in STEPS if step.id == name).share
    if it.leaving_well and len(factors) > 1:  # had those who left been well, each of its curves would be higher
        return ""
    curves = {outcome: it.curves.remission(outcome) for outcome in factors}
    # each for itself: what treated a relapse may be too little for the one outcome, and enough for the other
    known = [curve for curve in curves.values() if curve.unseen is not None]
    moved = [abs(end - value_on(curve, day)) for curve in known for end in ends_on(curve, day)]
    if moved and max(moved) <= SAME and not it.leaving_well:
        return ""
    at = {outcome: curve.rows_at([day], min_at_risk=it.min_at_risk)[0] for outcome, curve in curves.items()}
    bounds = {outcome: bound_of(curve, at[outcome], outcome) for outcome, curve in curves.items()}
    return of_sum(bounds, factors)


def _part_row(it: Basis, step: Step, day: int, seen: Mapping[str, int]) -> Row:
    """A part of other systemic treatment, among the people seen on that step on the day."""
    whole_step = next(each for each in STEPS if each.id == OTHER_SYSTEMIC)
    address = (v.OTHER_SYSTEMIC_PART, step.id, v.EVERYONE, v.WILSON)
    part, of = seen.get(step.id, 0), seen_on_step(whole_step, seen)
    made = _share(it, address, day, part, of, too_few=v.NOT_ESTIMABLE)
    unseen = made[v.STATUS] == v.OK and it.unseen_of(v.SYSTEMIC_TREATMENT)
    return made | {v.BOUND: v.IF_NONE_UNSEEN if unseen else ""}


def _present_row(it: Basis, step: Step, day: int, now: Mapping[str, int]) -> Row:
    observed = sum(people for name, people in now.items() if name not in GONE)
    return _share(it, (v.PRESENT_STEP, step.id, v.EVERYONE, v.WILSON), day, seen_on_step(step, now), observed)


def _share(
    it: Basis, address: tuple[str, str, str, str], day: int, part: int, of: int, *, too_few: str = v.BEYOND_FOLLOWUP
) -> Row:
    """A share of the people seen on a day; where these are too few, none."""
    numbers: dict[str, Any] = {v.TIME_DAYS: day, v.LEVEL: it.level, v.N: of, v.EVENTS: part}
    few = of < it.min_at_risk
    numbers |= {v.STATUS: too_few} if few else estimated_share(part, of, it.level)
    return row(*address, **numbers)


def _frame(present: Iterable[Row]) -> pd.DataFrame:
    """The present steps of the ladder as the figure draws them: step, time, estimate, n, status."""
    ladder = {step.id for step in STEPS}
    kept = [each for each in present if each[v.OUTCOME] in ladder]
    names = {"step": v.OUTCOME, v.TIME: v.TIME_DAYS, v.ESTIMATE: v.ESTIMATE, v.N: v.N, v.STATUS: v.STATUS}
    return pd.DataFrame([{name: each[of] for name, of in names.items()} for each in kept], columns=list(names))


def _cautions(it: Basis, shares: pd.DataFrame) -> list[str]:
    crossed = sorted(set(shares.loc[shares[v.STATUS] == v.NOT_ESTIMABLE, v.TIME]))
    at = " and ".join(in_words(int(day)) for day in crossed)
    return [
        "The worst step so far only climbs. An antiandrogen is not above an antibiotic, and a contraceptive is no "
        "step."
        + " Here it counts as other systemic treatment." * it.cohort.outcome_definition.contraceptive_counts
        + " Here an antiandrogen is none either." * (not it.cohort.outcome_definition.antiandrogen_counts),
        passive_words(it, "shares of steps", "high, that of untreated too low", (v.SYSTEMIC_TREATMENT,)),
        "The shares are as if nobody had died. Where death competes, as in the cumulative incidence of a second "
        "course, that step is a little smaller." if it.cohort.deaths else "",
        f"At {at} the curves of these few people cross, so that no shares are stated." if crossed else "",
    ]


def _bound(it: Basis) -> str:
    """Between which bounds the lower steps lie where later steps cannot be seen: the ends of the head."""
    curve, day = it.curves.remission(v.SYSTEMIC_TREATMENT), it.horizon_days
    (row,) = curve.rows_at([day], min_at_risk=it.min_at_risk)
    if not it.unseen_of(v.SYSTEMIC_TREATMENT) or row[v.STATUS] != v.OK:
        return ""
    low, high = compare_to_claim(curve, horizon_days=day, min_at_risk=it.min_at_risk, **it.claim).ends
    if high - low <= SAME:
        return ""
    return (
        f"{unseen_steps_sentence(it, v.SYSTEMIC_TREATMENT)} Untreated and topical only, together, lie between "
        f"{percent(low)} and {percent(high)} at {in_words(day)}{', with those set aside' * bool(it.cohort.aside)}."
    )


def _why_unseen(it: Basis) -> str:
    """Why no present step can be told: no file of later treatments, or one that lacks those of some people."""
    if it.records is not None and any(each.step == "beside: events" for each in it.records.companions):
        return ("The present step cannot be told: the file of later treatments does not hold those of all "
                "people with a recorded relapse. What they used later, and how long, is not known.")  # fmt: skip
    return ("The present step cannot be told: these records hold one treatment of a relapse alone, and not how long it "
            "was taken.")  # fmt: skip


def _not_clear(it: Basis) -> str:
    """Beside the ladder: who was not clear at the end of the course."""
    if not it.cohort.responses:
        return ""
    text = "SELECT COUNT(*) FILTER (NOT responded) AS n FROM first_courses"
    people = int(it.cohort.query(text)[v.N].iloc[0])
    return (
        f"Beside the ladder: {count_text(people)} of {count_text(it.cohort.responses)} people with a recorded response "
        "were not clear at the end of the course. They stand on the step of their later treatment."
    )


def _in_use(it: Basis) -> list[str]:
    """What *in use on a day* means, where the supply is known and where it is not."""
    assert it.records is not None
    kinds = it.cohort.outcome_definition.already_on_days
    listed = (v.TOPICAL, v.TOPICAL_ANTIBIOTIC, v.ANTIANDROGEN, v.ORAL_ANTIBIOTIC)
    lasts = ", ".join(f"{plain(kind)} {kinds[kind]}" for kind in listed)
    return [
        "The present step is what is in use on the day, and falls again. A treatment is in use if its supply covers "
        "the day.",
        f"If its supply is not known, it is in use for so many days after it was seen: {lasts}.",
        "A recorded course lasts to its recorded end. Other isotretinoin of unknown supply is taken to last as long as "
        "the first course, and a procedure its day.",
        ("Maintenance and what" if it.cohort.outcome_definition.prevention_rules else "Maintenance begun later counts; "
         "what") + " was in use on day 0 counts as untreated, and untreated is not clear of acne. The present step "
        "looks past a second course.",
    ]


def _of_steps(
    name: str, caption: str, it: Basis, rows: Sequence[tuple[str, Callable[[int], Cell]]]
) -> Table:
    """A table with a row for each step and a column for each horizon."""
    cells: dict[str, Callable[[Any], Cell]] = {"step": lambda each: each[0]}
    cells |= {in_words(day): lambda each, day=day: each[1](day) for day in it.study.horizons}  # type: ignore[misc]
    return table_of(name, caption, rows, cells)


def _cell(rows: Iterable[Row], quantity: str, step: str) -> Callable[[int], Cell]:
    by_day = {each[v.TIME_DAYS]: each for each in where(rows, quantity=quantity, outcome=step)}
    return lambda day: share_of(by_day[day])


def _people(counts: Counts, *names: str) -> Callable[[int], Cell]:
    return lambda day: count_of(sum(counts[day].get(name, 0) for name in names))


def _left_out(counts: Counts) -> set[str]:
    """The parts that nobody is on."""
    return {name for name in WITHIN if not any(at.get(name) for at in counts.values())}


def _worst_table(it: Basis, rows: list[Row], seen: Counts) -> Table:
    shown: list[tuple[str, Callable[[int], Cell]]] = []
    for step in STEPS:
        shown.append((step.label, _cell(rows, v.WORST_STEP, step.id)))
        parts = [part for part in SYSTEMIC_STEPS if part.id in step.parts and part.id not in _left_out(seen)]
        shown += [(f"– {part.label}, of those seen", _cell(rows, v.OTHER_SYSTEMIC_PART, part.id)) for part in parts]
    names = {name for at in seen.values() for name in at} - set(GONE)
    shown += [("seen on a step, people", _people(seen, *names)), ("dead by then", _people(seen, DEAD)),
              ("left the records before", _people(seen, UNSEEN))]  # fmt: skip
    return _of_steps(
        v.WORST_STEP,
        f"Worst step so far of everyone, in % with {stated_percent(it.level)} limits: differences of Kaplan-Meier "
        f"curves, which sum to 100. People who left{' or died' * bool(it.cohort.deaths)} are taken to fare like those "
        "who stayed. Parts of other systemic treatment: in % of the people seen on it, with Wilson limits.",
        it, shown,
    )  # fmt: skip


def _present_table(it: Basis, rows: list[Row], now: Counts) -> Table:
    rules = it.cohort.outcome_definition.prevention_rules
    labels = {step.id: step.label for step in PRESENT} | ({} if rules else {KEPT: "of them in use since day 0"})
    shown = [
        (("– " if step.id in WITHIN else "") + labels[step.id], _cell(rows, v.PRESENT_STEP, step.id))
        for step in PRESENT
        if step.id not in _left_out(now)
    ]
    names = {name for at in now.values() for name in at} - set(GONE)
    shown += [("under observation, people", _people(now, *names)), ("dead by then", _people(now, DEAD)),
              ("left the records before", _people(now, UNSEEN))]  # fmt: skip
    return _of_steps(
        v.PRESENT_STEP,
        f"Present step, in % of the people still under observation on the day, with {stated_percent(it.level)} Wilson "
        "limits. Nobody who left or died is in it.",
        it, shown,
    )  # fmt: skip


def _after_table(climbs: Climbs, *, alone: bool, died: bool) -> Table:
    order = [
        next(step for step in STEPS if step.id == TOPICAL_ONLY),
        *SYSTEMIC_STEPS,
        next(step for step in STEPS if step.id == v.SECOND_COURSE),
    ]
    after = climbs.after_the_first()
    firsts = [step for step in order if any(first == step.id for first, _ in after)]
    lasts = [step for step in order[1:] if any(last == step.id != first for first, last in after)]

    def later(last: Step) -> Callable[[Step], Cell]:
        def cell(first: Step) -> Cell:
            people = after.get((first.id, last.id), 0)
            unseen = alone and last.id != v.SECOND_COURSE and not people  # a course too short to be a second is seen
            lower = first.id in (last.id, v.SECOND_COURSE)
            return MISSING if unseen or lower else count_of(people)

        return cell

    unseen = " Of later steps these records show only isotretinoin, however short." if alone else ""
    return table_of(
        "steps_after_the_first",
        "The first step after the course and the worst one by the end of the follow-up, in people. Who left"
        f"{' or died' * died} is on the last step seen; treatments first given on one day are one step.{unseen}",
        firsts,
        {
            "first step": lambda first: first.label,
            "people": lambda first: count_of(sum(n for (one, _), n in after.items() if one == first.id)),
            "no further step": lambda first: count_of(after.get((first.id, first.id), 0)),
            **{f"then {last.label}": later(last) for last in lasts},
        },
    )


LADDER = Analysis("ladder", "By step of treatment", estimate, part_of=v.REMISSION)

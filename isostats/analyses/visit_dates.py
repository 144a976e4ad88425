"""When did relapses come that a visit saw only afterwards, and how far does that move remission?"""

from __future__ import annotations

from typing import Any

import numpy as np

from isostats.analyses.caveats import passive_words
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.rows import Row, count_of, estimated, row
from isostats.cohort.between_visits import (
    AT_VISITS,
    BETWEEN,
    ON_ITS_DAY,
    SINCE_END,
    OutcomeIntervals,
    count_between_visits,
)
from isostats.estimate.bounds import bound_on
from isostats.estimate.visit_shift import (
    DATED,
    FEWEST,
    HIGHEST,
    LOWEST,
    ONE_POINT,
    SHIFT,
    SHIFT_LOWER,
    SHIFT_UPPER,
    BetweenVisits,
    between_visits,
)
from isostats.tables.cells import Cell, Percent, Points, Share
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import bounded, capital
from isostats.words.numbers import (
    agreed,
    count_text,
    counted,
    in_words,
    limits_text,
    percent,
    points_text,
    stated_percent,
    stated_points,
)

SEED = 1
"""Of the subsamples that limits come from: the same records give the same limits."""


def estimate(it: Basis) -> Answer[dict[str, BetweenVisits]]:
    """Remission between visits, of each outcome that a visit sees only after it came."""
    if it.records is None:
        return Answer({})
    known = {
        name: counts
        for name in AT_VISITS
        if name in it.outcomes and (counts := count_between_visits(it.cohort, it.records, name)).known(BETWEEN)
    }
    enough = {name: counts for name, counts in known.items() if counts.known(BETWEEN) >= FEWEST}
    few = [_few(name, counts) for name, counts in known.items() if name not in enough]
    if not enough:
        return Answer({}, blocks=tuple(texts(few)))
    made = {name: between_visits(counts, seed=SEED, level=it.level) for name, counts in enough.items()}
    at = {
        name: one.rows_at(it.study.horizons, min_at_risk=it.min_at_risk) for name, one in made.items()
    }
    rows = tuple(each for name, rows in at.items() for each in _rows(it, name, rows))
    first = next(iter(made))
    blocks: list[Block] = [
        *texts([*(_known(name, counts) for name, counts in enough.items()), *few, _shift(it, first, at[first]),
                ASSUMED, passive_words(it, "these shares", "low", made)]),
        it.figure("between_visits", made[first], **it.followed),
        _table(it, at),
        *texts([NO_GROUPS] if it.groups else []),
    ]  # fmt: skip
    methods = ("Relapses between visits were taken as intervals [@turnbull1976], with limits by subsamples of people.",)
    return Answer(made, rows, tuple(blocks), methods=methods)


ASSUMED = (
    "This holds where visits do not depend on the skin. Whoever comes because acne is back is seen soon after it "
    "came, and the truth then lies nearer to Kaplan-Meier."
)


NO_GROUPS = (
    "Groups are not compared between visits: their limits shrink with the cube root of the people, too slowly for the "
    "part of them in a group."
)


def _few(outcome: str, counts: OutcomeIntervals) -> str:
    between = counts.known(BETWEEN)
    return (
        f"Only {counted(between, 'outcome')} of {OUTCOMES[outcome].label} {agreed(between, 'is')} known to lie between "
        f"two visits; from {FEWEST} on, remission between visits is estimated. A last_clear_date before each relapse "
        "tells it."
    )


def _known(outcome: str, counts: OutcomeIntervals) -> str:
    """How the outcomes are known, and how far apart visits are."""
    since, exact = counts.known(SINCE_END), counts.known(ON_ITS_DAY)
    more = [f" {count_text(since)} may have come at any time since the course."] * bool(since)
    more += [f" {counted(exact, 'second course')} {agreed(exact, 'is')} known to the day."] * bool(exact)
    return (
        f"{capital(OUTCOMES[outcome].label)}: {count_text(counts.known(BETWEEN))} of {count_text(counts.outcomes)} lie "
        "between a day on which the skin was seen free of it and the day on which it was seen. "
        f"The two are {counted(round(counts.middle_width), 'day')} apart in the median." + "".join(more)
    )


def _shift(it: Basis, outcome: str, rows: list[dict[str, Any]]) -> str:
    """How far the visits' dates move remission at the primary horizon, or at the last one that can be told."""
    fine = [each for each in rows if each[v.STATUS] == v.OK]
    if not fine:
        return "At no horizon do visits tell where the curve lies within a point: the table has the bounds."
    best = next((each for each in fine if each[v.TIME] == it.horizon_days), fine[-1])
    free = OUTCOMES[outcome].phrase
    low = f" {LEAVING}" if best[SHIFT] < 0 else ""
    bound = _bound(it, outcome, best)
    dated, unseen = bounded(percent(best[DATED]), bound), bound == v.IF_NONE_UNSEEN
    between = percent(best[v.ESTIMATE]) if unseen else bounded(percent(best[v.ESTIMATE]), bound)
    return (
        f"At {in_words(best[v.TIME])} {between} are free of {free}, if it came at any time between "
        f"visits{' and none unseen' * unseen}. Kaplan-Meier takes the day of the visit and has {dated}. That is "
        f"{points_text(best[SHIFT])} {'above: it comes down late' if best[SHIFT] > 0 else 'below'}.{low}"
    )


LEAVING = (
    "It can be where many leave: on a day of visits, who comes is at risk until then, and who was due later and left "
    "only until the visit before."
)


def _bound(it: Basis, outcome: str, each: dict[str, Any]) -> str:
    """What a share is a bound of, between visits as on their days; nothing where there is none."""
    return bound_on(it.curves.remission(outcome), each[v.TIME]) if each[v.STATUS] == v.OK else ""


def _rows(it: Basis, outcome: str, at: list[dict[str, Any]]) -> list[Row]:
    """Remission and the shift at each horizon; the bounds where remission cannot be told."""
    rows = []
    for each in at:
        shared: dict[str, Any] = {v.TIME_DAYS: each[v.TIME], v.LEVEL: it.level}
        counts = {name: each[name] for name in (v.N, v.AT_RISK, v.EVENTS, v.STATUS)}
        of_curve = estimated(each | {v.STD_ERROR: np.nan})
        of_curve |= {v.BOUND: _bound(it, outcome, each)}
        rows.append(row(v.REMISSION, outcome, v.EVERYONE, v.TURNBULL, **shared, **of_curve))
        shift = {v.ESTIMATE: each[SHIFT], v.LOWER: each[SHIFT_LOWER], v.UPPER: each[SHIFT_UPPER]}
        rows.append(row(v.VISIT_SHIFT, outcome, v.EVERYONE, v.TURNBULL, **shared, **shift, **counts))
        if each[v.STATUS] == v.NOT_ESTIMABLE:
            for method, bound in ((v.TURNBULL_LOWEST, LOWEST), (v.TURNBULL_HIGHEST, HIGHEST)):
                numbers = counts | {v.ESTIMATE: each[bound], v.STATUS: v.OK}
                rows.append(row(v.REMISSION_BOUND, outcome, v.EVERYONE, method, **shared, **numbers))
    return rows


def _table(it: Basis, at: dict[str, list[dict[str, Any]]]) -> Table:
    def between(each: dict[str, Any]) -> Cell:
        if each[v.STATUS] == v.NOT_ESTIMABLE:
            return limits_text(each[LOWEST], each[HIGHEST])
        bound = _bound(it, each[v.OUTCOME], each)
        return Share(each[v.ESTIMATE], each[v.LOWER], each[v.UPPER], each[v.STATUS], bound)

    return table_of(
        "between_visits",
        f"Remission in % with {stated_percent(it.level)} limits, where a relapse lies between two visits (Turnbull), "
        "and on the visits' days (Kaplan-Meier). Limits: subsamples of people. Without limits: bounds more "
        f"than {stated_points(ONE_POINT)} point apart, between which visits do not tell.",
        [each | {v.OUTCOME: name} for name, rows in at.items() for each in rows],
        {
            "free of": lambda each: OUTCOMES[each[v.OUTCOME]].label,
            "at": lambda each: in_words(each[v.TIME]),
            "between visits (limits)": between,
            "on the visits' days": lambda each: Percent(each[DATED], _bound(it, each[v.OUTCOME], each)),
            "shift, points (limits)": lambda each: Points(
                each[SHIFT], each[SHIFT_LOWER], each[SHIFT_UPPER], each[v.STATUS]
            ),
            "seen by then": lambda each: count_of(each[v.EVENTS]),
        },
    )


BETWEEN_VISITS = Analysis("between-visits", "Relapse between two visits", estimate, part_of="still-in-remission")

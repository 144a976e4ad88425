"""What an explorer shows of one choice: curves thinned to what can be seen, numbers and words as in the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isostats.analyses.claim import compared
from isostats.analyses.claims.comparison import ClaimComparison, against_claim
from isostats.analyses.protocol import Basis
from isostats.errors import EstimateError
from isostats.estimate.results import Curve, short
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.words.english import as_clauses, capital, plain
from isostats.words.explorer import OF_A_CURVE, each_translated, script_words
from isostats.words.language import translated
from isostats.words.numbers import (
    MISSING,
    count_text,
    counted,
    stated_percent,
    time_words,
)

SHOWN_STEPS = 400
"""A curve is drawn with at most so many steps: the last in each of as many equal parts of the axis, each exact."""


def answer_of(basis: Basis, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Curves, numbers and verdict of one choice, as JSON has them, in the language that is spoken."""
    outcome, day, by = chosen[v.OUTCOME], chosen["horizon_days"], chosen["by"] or None
    try:
        verdict = compared(basis, outcome, v.EVERYONE, day).sentence
        curve = basis.curves.remission(outcome, v.EVERYONE, by)
        groups = [
            _group(basis, curve, place, compared(basis, outcome, v.EVERYONE, day, by=by, group=name))
            for place, name in enumerate(curve.groups)
        ]
    except EstimateError as error:  # an outcome that this rule leaves nobody to tell
        return nobody(basis, chosen) | {"verdict": translated(str(error))}
    notes = [basis.cohort.definition.gap_rule, *basis.cohort.definition.notes]
    return nobody(basis, chosen) | {
        "verdict": translated(verdict), "groups": groups,
        "note": translated(capital(as_clauses(notes))),
    }  # fmt: skip


def nobody(basis: Basis, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The answer where a rule leaves nobody; ``basis`` is that of any other."""
    heads = ["Group", f"Free of it at {time_words(chosen['horizon_days'])}", "Against the claim", "People", "Events"]
    at_risk = [f"At risk {f'at {time_words(day)}' if day else 'on day 0'}" for day in _year_days(basis)]
    return {
        "choice": dict(chosen), "verdict": translated("By this rule there is no first course to follow."),
        "groups": [], "note": "", "heads": each_translated([*heads, *at_risk]),
        "caption": translated("By Kaplan-Meier, with limits; at risk on the first day of each year"),
    }  # fmt: skip


def _group(basis: Basis, curve: Curve, place: int, at: ClaimComparison) -> dict[str, Any]:
    share = at.share if at.status == v.OK else MISSING
    at_risk = curve.counts.at_risk_on(np.array(_year_days(basis)))[place]
    numbers = {v.ESTIMATE: at.estimate, v.LOWER: at.lower, v.UPPER: at.upper}
    return {
        "name": translated(v.EVERYONE if at.group == v.ALL else plain(at.group)),
        "share": translated(share),
        "stands": translated(against_claim(at) or v.STATUS_LABELS.get(at.status, plain(at.verdict))),
        "people": translated(count_text(at.n)),
        v.EVENTS: translated(count_text(at.events)),
        v.AT_RISK: [translated(count_text(each)) for each in at_risk],
        "exact": {name: float(value) if np.isfinite(value) else None for name, value in numbers.items()},
        "verdict": at.verdict,
        **_steps(basis, curve, place, at.time),
    }


def _steps(basis: Basis, curve: Curve, place: int, horizon: int) -> dict[str, list[float]]:
    """The steps of one group's curve as far as it is quoted, and the day on which it ends."""
    block, last, counts = curve._blocks()[place], _last_day(basis), curve.counts
    reached = counts.days[~short(curve.observed_on(counts.days)[place], basis.min_at_risk)]
    end = min(int(reached.max()), last) if len(reached) else 0
    if not end:
        return {"days": [], v.ESTIMATE: [], v.LOWER: [], v.UPPER: []}
    days = curve.columns[v.TIME][block]
    kept = thinned(days[days <= end], last, horizon)
    estimate = curve.columns[v.ESTIMATE][block][kept]
    limits = {name: curve.columns[name][block][kept] for name in (v.LOWER, v.UPPER)}
    steps = {v.ESTIMATE: estimate} | {n: np.where(np.isnan(each), estimate, each) for n, each in limits.items()}
    drawn = {name: [round(float(value), 6) for value in [*each, each[-1]]] for name, each in steps.items()}
    return {"days": [*map(int, days[kept]), end], **drawn}


def thinned(days: NDArray[Any], last: int, horizon: int) -> NDArray[np.intp]:
    """The places of the days that are drawn: the first, the last in each part of the axis, and that of the horizon.

    >>> thinned(np.arange(1001), 1000, 500).size <= SHOWN_STEPS + 3  # the last day is a part of its own
    True
    >>> thinned(np.array([0, 3, 9]), 1000, 5).tolist()
    [0, 1, 2]
    """
    part = np.asarray(days, dtype=float) * SHOWN_STEPS // max(last, 1)
    final = np.flatnonzero(np.append(part[1:] != part[:-1], True))
    return np.unique([0, *final, max(int(np.searchsorted(days, horizon, side="right")) - 1, 0)]).astype(np.intp)


def _last_day(basis: Basis) -> int:
    return max(basis.study.horizons)


def _year_days(basis: Basis) -> list[int]:
    whole = max(1, round(_last_day(basis) / years(1)))
    return [years(n) for n in range(0, whole + 1, -(-whole // 5))]


def axes_of(basis: Basis) -> dict[str, Any]:
    """What does not change with the choice: axes, ticks and the claim."""
    days, claim = _year_days(basis), basis.study.claim
    return {
        "last": max(_last_day(basis), days[-1]),
        "floor": 0.0,
        "words": script_words(OF_A_CURVE),
        "shares": [[share, translated(stated_percent(share))] for share in (0.0, 0.25, 0.5, 0.75, 1.0)],
        "days": [[day, f"{round(day / years(1))}"] for day in days],
        "unit": translated("years after the end of the first course"),
        "claim": claim.remission,
        "margin": claim.margin,
        "claimed": translated(f"claim {stated_percent(claim.remission)}"),
        "banner": translated(f"SIMULATED data of {counted(basis.cohort.people, 'person', 'people')}")
        if basis.study.simulated else "",
    }  # fmt: skip

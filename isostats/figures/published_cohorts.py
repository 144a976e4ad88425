"""What was published, beside the study's own figure, by outcome."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from isostats.figures.asked import require_frame
from isostats.figures.descriptions import attach
from isostats.figures.row_layout import Key, Line, bar, claim_rule, row_sheet, share_axis
from isostats.figures.style import COLOURS, INK, settle, styled
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.english import claim_words, definition_words, number, outcome_label
from isostats.words.numbers import count_text, number_text, percent, percent_with_limits, time_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Mark = dict[str, Any]


def published(
    evidence: pd.DataFrame,
    *,
    results: pd.DataFrame | None = None,
    horizon_days: int | None = 730,
    population: str = v.EVERYONE,
    claim: float | None = 0.85,
    margin: float | None = None,
    definition: Definition | None = None,
    simulated: bool = False,
) -> Figure:
    """Draw the published shares free of each outcome with their Wilson intervals, and the study's own as diamonds.

    ``evidence`` is the frame of ``isostats.published()``: label, outcome, n, events, proportion (with
    the event), lower, upper, follow_up_months. Studies without a printed count have no mark and are named in the
    caption. The study's own figure comes from the tidy ``results`` at ``horizon_days``, or at the latest horizon
    before it that lies within the follow-up; it is censoring-aware, the published ones are crude.
    """
    require_frame(evidence, (v.OUTCOME, v.N, v.EVENTS), "published", "the published cohorts: iso.published()")
    marks = _marks(evidence, results, horizon_days, population)
    lines = [Line(m["label"], m["cells"], heading=m["heading"]) for m in marks]
    method = next((m[v.METHOD] for m in marks if m["own"]), v.KAPLAN_MEIER)
    with styled():
        keys = [Key("published, crude (Wilson 95% CI)", "s", True, INK)]
        if any(m["own"] for m in marks):
            keys.append(Key(f"these records, {v.METHOD_LABELS[method]}", "D", True, COLOURS[1]))
        sheet = row_sheet(lines, headers=(v.N, "follow-up", "free of it (95% CI)"), keys=keys, simulated=simulated,
                          claim=claim is not None)  # fmt: skip
        share_axis(sheet, [], "Free of the outcome", from_zero=True)
        claim_rule(sheet, claim, margin)
        for mark, y in zip(marks, sheet.y, strict=True):
            if mark["heading"] or not isfinite(mark["free"]):
                continue
            colour = COLOURS[1] if mark["own"] else INK
            bar(sheet, y, 100 * mark[v.LOWER], 100 * mark[v.UPPER], colour=colour, label=f"interval {mark['label']}")
            sheet.axes.plot(
                [100 * mark["free"]], [y], "D" if mark["own"] else "s", color=colour, zorder=4,
                markersize=5.0 if mark["own"] else 3.6, label=f"mark {mark['label']}",
            )  # fmt: skip
        settle(sheet.figure)
    definition = definition or Definition(population=population)
    return _tell(sheet.figure, marks, method, claim, margin, definition, simulated)


def _marks(evidence: pd.DataFrame, results: pd.DataFrame | None, horizon: int | None, population: str) -> list[Mark]:
    marks: list[Mark] = []
    for outcome in dict.fromkeys(evidence[v.OUTCOME]):
        rows = evidence[evidence[v.OUTCOME] == outcome].to_dict("records")
        rows_drawn = [_published(row) for row in rows]
        rows_drawn.sort(key=lambda m: (m["free"] != m["free"], -m["free"] if m["free"] == m["free"] else 0, m["label"]))
        label = f"Free of {outcome_label(str(outcome))}"
        marks.append({"label": label, "cells": (), "heading": True, "own": False, "free": float("nan")})
        marks += [own for own in [_own(results, str(outcome), horizon, population)] if own]
        marks += rows_drawn
    return marks


def _published(row: dict[Any, Any]) -> Mark:
    event, low, high = (number(row[k]) for k in (v.PROPORTION, v.LOWER, v.UPPER))
    months = number(row.get("follow_up_months"))
    free = {"free": 1 - event, v.LOWER: 1 - high, v.UPPER: 1 - low}
    followed = f"{number_text(months)} mo" if isfinite(months) else "not stated"
    cells = (count_text(number(row[v.N])), followed, _share(free))
    return {"label": str(row["label"]), "cells": cells, "heading": False, "own": False, **free,
            v.N: number(row[v.N]), v.EVENTS: number(row[v.EVENTS])}  # fmt: skip


def _own(results: pd.DataFrame | None, outcome: str, horizon: int | None, population: str) -> Mark | None:
    """The study's own censoring-aware figure at the horizon, or the latest one before it (or at all) that exists."""
    if results is None:
        return None
    rows = results[
        (results[v.QUANTITY] == v.REMISSION) & (results[v.OUTCOME] == outcome) & (results[v.GROUP] == v.ALL)
        & (results[v.POPULATION] == population) & results[v.METHOD].isin(v.OF_CURVES) & (results[v.STATUS] == v.OK)
    ]  # fmt: skip
    if horizon is not None:
        rows = rows[rows[v.TIME_DAYS] <= horizon]
    if rows.empty:
        return None
    row = rows.sort_values(v.TIME_DAYS).iloc[-1].to_dict()
    free = {"free": number(row[v.ESTIMATE]), v.LOWER: number(row[v.LOWER]), v.UPPER: number(row[v.UPPER])}
    when = time_words(float(row[v.TIME_DAYS]))
    n, events = number(row[v.N]), number(row[v.EVENTS])
    cells = (count_text(n), f"at {when}", _share(free))
    return {"label": f"These records, at {when}", "cells": cells, "heading": False, "own": True, **free, v.N: n,
            v.EVENTS: events, v.OUTCOME: outcome, v.METHOD: row[v.METHOD]}  # fmt: skip


def _share(mark: Mark) -> str:
    if not isfinite(mark["free"]):
        return "no count printed"
    return percent_with_limits(mark["free"], mark[v.LOWER], mark[v.UPPER])


def _tell(
    figure: Figure,
    marks: list[Mark],
    method: str,
    claim: float | None,
    margin: float | None,
    definition: Definition,
    simulated: bool,
) -> Figure:
    rows = [m for m in marks if not m["heading"] and not m["own"]]
    drawn = [m for m in rows if isfinite(m["free"])]
    counts = f"{len(drawn)} published figures in {len({m['label'] for m in drawn})} cohorts or arms"
    if drawn:
        low, high = min(m["free"] for m in drawn), max(m["free"] for m in drawn)
        counts += f", from {percent(low)} to {percent(high)} free of the outcome"
    own = [
        f"These records, free of {outcome_label(m[v.OUTCOME])}: {m['cells'][2]} {m['cells'][1]} "
        f"(n = {count_text(m[v.N])}, events = {count_text(m[v.EVENTS])})."
        for m in marks
        if m["own"]
    ]
    missing = [m["label"] for m in rows if not isfinite(m["free"])]
    holes = f"Without a mark, since no count was printed: {'; '.join(missing)}." if missing else ""
    differ = "Published shares are crude; their follow-up, definitions and denominators differ."
    defined = definition_words(definition, method=method, kind=v.REMISSION) if own else ""
    caption = [f"{counts}.", differ, *own, holes, claim_words(claim, margin), defined]
    alt = ["Published shares free of each outcome with intervals, one row per study.", f"{counts}.", *own,
           claim_words(claim, margin), defined]  # fmt: skip
    return attach(figure, "Published cohorts beside these records", caption, alt, simulated=simulated)

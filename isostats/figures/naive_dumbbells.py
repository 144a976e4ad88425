"""The naive figure beside the censoring-aware one, by outcome and horizon: how far the common error leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isostats.figures.asked import RESULTS, require_frame
from isostats.figures.descriptions import attach
from isostats.figures.row_layout import Key, Line, RowSheet, bar, claim_rule, row_sheet, share_axis
from isostats.figures.style import COLOURS, QUIET, settle, styled
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.english import capital, claim_words, definition_words, number, outcome_label
from isostats.words.numbers import count_text, percent, percent_with_limits, stated_percent, time_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Pair = dict[str, Any]
WHY_NOT = {v.BEYOND_FOLLOWUP: "beyond follow-up"}


def naive_against_censoring_aware(
    results: pd.DataFrame,
    *,
    population: str = v.EVERYONE,
    group: str = v.ALL,
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    definition: Definition | None = None,
    simulated: bool = False,
) -> Figure:
    """Draw a dumbbell for every outcome and horizon of the tidy results (``results.csv``'s columns).

    Hollow: the naive share, which counts everyone without a recorded outcome as in remission and is biased towards
    it. Filled: Kaplan-Meier, or the life table of a release, with its interval. Horizons beyond the follow-up keep
    their row and say so.
    """
    require_frame(results, (v.QUANTITY, v.OUTCOME, v.GROUP, v.ESTIMATE), "naive_against_censoring_aware", RESULTS)
    pairs = _pairs(results, population, group)
    level = next((p[v.LEVEL] for p in pairs if p[v.LEVEL] == p[v.LEVEL]), 0.95)
    lines: list[Line] = []
    for outcome in dict.fromkeys(p[v.OUTCOME] for p in pairs):
        lines.append(Line(capital(outcome_label(outcome)), heading=True))
        lines += [Line(time_words(p["day"]), _cells(p)) for p in pairs if p[v.OUTCOME] == outcome]
    definition = definition or Definition(population=population)
    method = next((p[v.METHOD] for p in pairs if v.METHOD in p), v.KAPLAN_MEIER)
    named = (v.NAIVE, v.NAIVE) if definition.passive else ("naive (biased)", "naive\n(biased)")
    with styled():
        keys = (
            Key(named[0], "o", False, QUIET),
            Key(f"censoring-aware, with {stated_percent(level)} interval", "o", True, COLOURS[0]),
        )
        sheet = row_sheet(
            lines, headers=(named[1], f"censoring-aware\n({stated_percent(level)} CI)"), keys=keys,
            claim=claim is not None, simulated=simulated,
        )  # fmt: skip
        values = [p[k] for p in pairs for k in (v.NAIVE, v.ESTIMATE, v.LOWER, v.UPPER)]
        share_axis(sheet, [*values, *([] if claim is None else [claim - (margin or 0)])], "In remission")
        claim_rule(sheet, claim, margin)
        marked = [y for line, y in zip(lines, sheet.y, strict=True) if not line.heading]
        for pair, y in zip(pairs, marked, strict=True):
            _draw(sheet, pair, y)
        settle(sheet.figure)
    return _tell(sheet.figure, pairs, level, method, claim, margin, definition, simulated)


def _pairs(results: pd.DataFrame, population: str, group: str) -> list[Pair]:
    chosen = results[
        (results[v.QUANTITY] == v.REMISSION) & (results[v.POPULATION] == population) & (results[v.GROUP] == group)
    ]
    pairs: dict[tuple[str, int], Pair] = {}
    for row in chosen.to_dict("records"):
        if number(row[v.TIME_DAYS]) != number(row[v.TIME_DAYS]):
            continue
        key = str(row[v.OUTCOME]), int(row[v.TIME_DAYS])
        empty = dict.fromkeys((v.NAIVE, v.ESTIMATE, v.LOWER, v.UPPER, v.LEVEL, v.N, v.EVENTS), float("nan"))
        pair = pairs.setdefault(key, {v.OUTCOME: key[0], "day": key[1], v.STATUS: v.NOT_ESTIMABLE, **empty})
        if row[v.METHOD] == v.NAIVE:
            pair[v.NAIVE] = number(row[v.ESTIMATE])
        else:
            pair |= {k: number(row[k]) for k in (v.ESTIMATE, v.LOWER, v.UPPER, v.LEVEL, v.N, v.EVENTS)}
            pair |= {name: str(row[name]) for name in (v.STATUS, v.METHOD)}
    order = list(dict.fromkeys(outcome for outcome, _ in pairs))
    return [pairs[key] for key in sorted(pairs, key=lambda k: (order.index(k[0]), k[1]))]


def _cells(pair: Pair) -> tuple[str, str]:
    if pair[v.ESTIMATE] != pair[v.ESTIMATE]:
        return "", WHY_NOT.get(pair[v.STATUS], "not estimable")
    naive = percent(pair[v.NAIVE]) if pair[v.NAIVE] == pair[v.NAIVE] else ""
    return naive, percent_with_limits(pair[v.ESTIMATE], pair[v.LOWER], pair[v.UPPER])


def _draw(sheet: RowSheet, pair: Pair, y: float) -> None:
    if pair[v.ESTIMATE] != pair[v.ESTIMATE]:
        return
    mark = f"{pair[v.OUTCOME]} {pair['day']}"
    sheet.axes.plot([100 * pair[v.ESTIMATE], 100 * pair[v.NAIVE]], [y, y], color=QUIET, linewidth=0.6, zorder=1.5)
    bar(sheet, y, 100 * pair[v.LOWER], 100 * pair[v.UPPER], colour=COLOURS[0], label=f"interval {mark}")
    sheet.axes.plot([100 * pair[v.NAIVE]], [y], "o", color=QUIET, markerfacecolor="white", markersize=4.5,
                    markeredgewidth=0.9, zorder=3, label=f"naive {mark}")  # fmt: skip
    sheet.axes.plot(
        [100 * pair[v.ESTIMATE]], [y], "o", color=COLOURS[0], markersize=4.5, zorder=4, label=f"aware {mark}"
    )


def _tell(
    figure: Figure,
    pairs: list[Pair],
    level: float,
    method: str,
    claim: float | None,
    margin: float | None,
    definition: Definition,
    simulated: bool,
) -> Figure:
    each, gaps = [], []
    for outcome in dict.fromkeys(p[v.OUTCOME] for p in pairs):
        known = [p for p in pairs if p[v.OUTCOME] == outcome and p[v.ESTIMATE] == p[v.ESTIMATE]]
        if not known:
            each.append(f"{outcome_label(outcome)}: no estimate within the follow-up")
            continue
        last = known[-1]
        counts = f"n = {count_text(last[v.N])}, events = {count_text(last[v.EVENTS])}"
        each.append(f"{outcome_label(outcome)}: {counts} by {time_words(last['day'])}")
        gaps.append(
            f"{outcome_label(outcome)} at {time_words(last['day'])}: naive {percent(last[v.NAIVE])}, "
            f"censoring-aware {percent(last[v.ESTIMATE])}"
        )
    counts = f"{'; '.join(each)}." if each else "No estimates: n and events are 0."
    meaning = (
        "Hollow: naive share, which counts everyone without a recorded outcome as in remission, however short their "
        f"follow-up, and is biased. Filled: {v.METHOD_LABELS[method]} with its interval."
    )
    if definition.passive:
        meaning = (
            "Hollow: the share without a recorded outcome, right if everyone who left was well. Filled: "
            f"{v.METHOD_LABELS[method]} with its interval, right if they fared like those who came back. The truth "
            "lies between."
        )
    defined = definition_words(definition, method=method, level=level, kind=v.REMISSION)
    shared = [capital(counts), f"{capital('; '.join(gaps))}." if gaps else "", claim_words(claim, margin)]
    caption = [meaning, *shared, defined]
    alt = ["Dumbbell chart of naive and censoring-aware remission by outcome and horizon.", *shared, defined]
    return attach(figure, "Naive against censoring-aware remission", caption, alt, simulated=simulated)

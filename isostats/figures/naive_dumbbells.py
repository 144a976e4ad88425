"""The naive figure beside the censoring-aware one, by outcome and horizon: how far the common error leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isostats.figures.asked import RESULTS, require_frame
from isostats.figures.descriptions import attach
from isostats.figures.row_layout import Key, Line, RowSheet, bar, claim_rule, row_sheet, share_axis
from isostats.figures.style import COLOURS, QUIET, settle, styled
from isostats.vocabulary.definition import Definition
from isostats.words.english import capital, claim_words, definition_words, number, outcome_label
from isostats.words.numbers import count_text, percent, stated_percent, time_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Pair = dict[str, Any]
WHY_NOT = {"beyond_followup": "beyond follow-up"}


def naive_against_censoring_aware(
    results: pd.DataFrame,
    *,
    population: str = "everyone",
    group: str = "all",
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    definition: Definition | None = None,
    simulated: bool = False,
) -> Figure:
    """Draw a dumbbell for every outcome and horizon of the tidy results (``results.csv``'s columns).

    Hollow: the naive share, which counts everyone without a recorded outcome as in remission and is biased towards
    it. Filled: Kaplan-Meier with its interval. Horizons beyond the follow-up keep their row and say so.
    """
    require_frame(results, ("quantity", "outcome", "group", "estimate"), "naive_against_censoring_aware", RESULTS)
    pairs = _pairs(results, population, group)
    level = next((p["level"] for p in pairs if p["level"] == p["level"]), 0.95)
    lines: list[Line] = []
    for outcome in dict.fromkeys(p["outcome"] for p in pairs):
        lines.append(Line(capital(outcome_label(outcome)), heading=True))
        lines += [Line(time_words(p["day"]), _cells(p)) for p in pairs if p["outcome"] == outcome]
    definition = definition or Definition(population=population)
    named = ("naive", "naive") if definition.passive else ("naive (biased)", "naive\n(biased)")
    with styled():
        keys = (
            Key(named[0], "o", False, QUIET),
            Key(f"censoring-aware, with {stated_percent(level)} interval", "o", True, COLOURS[0]),
        )
        sheet = row_sheet(
            lines, headers=(named[1], f"censoring-aware\n({stated_percent(level)} CI)"), keys=keys,
            claim=claim is not None, simulated=simulated,
        )  # fmt: skip
        values = [p[k] for p in pairs for k in ("naive", "estimate", "lower", "upper")]
        share_axis(sheet, [*values, *([] if claim is None else [claim - (margin or 0)])], "In remission")
        claim_rule(sheet, claim, margin)
        marked = [y for line, y in zip(lines, sheet.y, strict=True) if not line.heading]
        for pair, y in zip(pairs, marked, strict=True):
            _draw(sheet, pair, y)
        settle(sheet.figure)
    return _tell(sheet.figure, pairs, level, claim, margin, definition, simulated)


def _pairs(results: pd.DataFrame, population: str, group: str) -> list[Pair]:
    chosen = results[
        (results["quantity"] == "remission") & (results["population"] == population) & (results["group"] == group)
    ]
    pairs: dict[tuple[str, int], Pair] = {}
    for row in chosen.to_dict("records"):
        if number(row["time_days"]) != number(row["time_days"]):
            continue
        key = str(row["outcome"]), int(row["time_days"])
        empty = dict.fromkeys(("naive", "estimate", "lower", "upper", "level", "n", "events"), float("nan"))
        pair = pairs.setdefault(key, {"outcome": key[0], "day": key[1], "status": "not_estimable", **empty})
        if row["method"] == "naive":
            pair["naive"] = number(row["estimate"])
        else:
            pair |= {k: number(row[k]) for k in ("estimate", "lower", "upper", "level", "n", "events")}
            pair["status"] = str(row["status"])
    order = list(dict.fromkeys(outcome for outcome, _ in pairs))
    return [pairs[key] for key in sorted(pairs, key=lambda k: (order.index(k[0]), k[1]))]


def _cells(pair: Pair) -> tuple[str, str]:
    if pair["estimate"] != pair["estimate"]:
        return "", WHY_NOT.get(pair["status"], "not estimable")
    limits = f" ({100 * pair['lower']:.1f} to {100 * pair['upper']:.1f})" if pair["lower"] == pair["lower"] else ""
    return percent(pair["naive"]) if pair["naive"] == pair["naive"] else "", percent(pair["estimate"]) + limits


def _draw(sheet: RowSheet, pair: Pair, y: float) -> None:
    if pair["estimate"] != pair["estimate"]:
        return
    mark = f"{pair['outcome']} {pair['day']}"
    sheet.axes.plot([100 * pair["estimate"], 100 * pair["naive"]], [y, y], color=QUIET, linewidth=0.6, zorder=1.5)
    bar(sheet, y, 100 * pair["lower"], 100 * pair["upper"], colour=COLOURS[0], label=f"interval {mark}")
    sheet.axes.plot([100 * pair["naive"]], [y], "o", color=QUIET, markerfacecolor="white", markersize=4.5,
                    markeredgewidth=0.9, zorder=3, label=f"naive {mark}")  # fmt: skip
    sheet.axes.plot(
        [100 * pair["estimate"]], [y], "o", color=COLOURS[0], markersize=4.5, zorder=4, label=f"aware {mark}"
    )


def _tell(
    figure: Figure,
    pairs: list[Pair],
    level: float,
    claim: float | None,
    margin: float | None,
    definition: Definition,
    simulated: bool,
) -> Figure:
    each, gaps = [], []
    for outcome in dict.fromkeys(p["outcome"] for p in pairs):
        known = [p for p in pairs if p["outcome"] == outcome and p["estimate"] == p["estimate"]]
        if not known:
            each.append(f"{outcome_label(outcome)}: no estimate within the follow-up")
            continue
        last = known[-1]
        counts = f"n = {count_text(last['n'])}, events = {count_text(last['events'])}"
        each.append(f"{outcome_label(outcome)}: {counts} by {time_words(last['day'])}")
        gaps.append(
            f"{outcome_label(outcome)} at {time_words(last['day'])}: naive {percent(last['naive'])}, "
            f"censoring-aware {percent(last['estimate'])}"
        )
    counts = f"{'; '.join(each)}." if each else "No estimates: n and events are 0."
    meaning = (
        "Hollow: naive share, which counts everyone without a recorded outcome as in remission, however short their "
        "follow-up, and is biased. Filled: Kaplan-Meier with its interval."
    )
    if definition.passive:
        meaning = (
            "Hollow: the share without a recorded outcome, right if everyone who left was well. Filled: Kaplan-Meier "
            "with its interval, right if they fared like those who came back. The truth lies between."
        )
    told = definition_words(definition, method="kaplan_meier", level=level)
    shared = [capital(counts), f"{capital('; '.join(gaps))}." if gaps else "", claim_words(claim, margin)]
    caption = [meaning, *shared, told]
    alt = ["Dumbbell chart of naive and censoring-aware remission by outcome and horizon.", *shared, told]
    return attach(figure, "Naive against censoring-aware remission", caption, alt, simulated=simulated)

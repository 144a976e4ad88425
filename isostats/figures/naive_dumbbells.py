"""The naive figure beside the censoring-aware one, by outcome and horizon: how far the common error leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from isostats.figures.asked import RESULTS, require_frame
from isostats.figures.descriptions import attach
from isostats.figures.row_layout import Mark, Row, share_rows
from isostats.figures.style import COLOURS, QUIET, styled
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.english import capital, claim_words, definition_words, number, outcome_label
from isostats.words.numbers import count_text, percent, percent_with_limits, stated_percent, time_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Pair = dict[str, Any]


@styled()
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
    method = next((p[v.METHOD] for p in pairs if p[v.METHOD] in v.METHOD_LABELS), v.KAPLAN_MEIER)
    definition = definition or Definition(population=population)
    named = (v.NAIVE, v.NAIVE) if definition.passive else ("naive (biased)", "naive\n(biased)")
    hollow, filled = Mark("o", QUIET, filled=False, edge=0.9), Mark("o", COLOURS[0])
    keys = ((named[0], hollow), (f"censoring-aware, with {stated_percent(level)} interval", filled))
    rows: list[Row] = []
    for outcome in dict.fromkeys(p[v.OUTCOME] for p in pairs):
        rows.append(Row(capital(outcome_label(outcome)), heading=True))
        rows += [_row(p) for p in pairs if p[v.OUTCOME] == outcome]
    above = [p[k] for p in pairs for k in (v.NAIVE, v.ESTIMATE, v.LOWER, v.UPPER)]
    above += [] if claim is None else [claim - (margin or 0)]
    sheet = share_rows(
        rows, "In remission", headers=(named[1], f"censoring-aware\n({stated_percent(level)} CI)"), keys=keys,
        claim=claim, margin=margin, simulated=simulated, above=above,
    )  # fmt: skip
    for pair, (row, y) in zip(pairs, [each for each in sheet.rows if not each[0].heading], strict=True):
        if row.value == row.value:
            naive = 100 * pair[v.NAIVE]
            sheet.axes.plot([row.value, naive], [y, y], color=QUIET, linewidth=0.6, zorder=1.5)
            sheet.axes.plot([naive], [y], "o", color=QUIET, markerfacecolor="white", markersize=4.5,
                            markeredgewidth=0.9, zorder=3, label=f"naive {row.name}")  # fmt: skip
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
    shared = [*_words(pairs), claim_words(claim, margin), defined]
    alt = ["Dumbbell chart of naive and censoring-aware remission by outcome and horizon.", *shared]
    title = "Naive against censoring-aware remission"
    return attach(sheet.figure, title, [meaning, *shared], alt, simulated=simulated)


def _pairs(results: pd.DataFrame, population: str, group: str) -> list[Pair]:
    """For each outcome, in the order of the results, and each horizon the row of its curve, with the naive share."""
    rows = results[
        (results[v.QUANTITY] == v.REMISSION) & (results[v.POPULATION] == population) & (results[v.GROUP] == group)
    ].dropna(subset=[v.TIME_DAYS])
    keys, is_naive = [v.OUTCOME, v.TIME_DAYS], rows[v.METHOD] == v.NAIVE
    naive = rows[is_naive].set_index(keys)[v.ESTIMATE].rename(v.NAIVE)
    pairs: list[Pair] = rows[~is_naive].set_index(keys).join(naive, how="outer").reset_index().to_dict("records")
    order = list(dict.fromkeys(rows[v.OUTCOME]))
    return sorted(pairs, key=lambda pair: (order.index(pair[v.OUTCOME]), pair[v.TIME_DAYS]))


def _row(pair: Pair) -> Row:
    naive, value, lower, upper = (100 * number(pair[k]) for k in (v.NAIVE, v.ESTIMATE, v.LOWER, v.UPPER))
    cells = ("", "beyond follow-up" if pair[v.STATUS] == v.BEYOND_FOLLOWUP else "not estimable")
    if value == value:
        limits = percent_with_limits(pair[v.ESTIMATE], pair[v.LOWER], pair[v.UPPER])
        cells = (percent(pair[v.NAIVE]) if naive == naive else "", limits)
    name = f"{pair[v.OUTCOME]} {int(pair[v.TIME_DAYS])}"
    return Row(time_words(pair[v.TIME_DAYS]), cells, name=name, value=value, lower=lower, upper=upper)


def _words(pairs: list[Pair]) -> list[str]:
    """Of each outcome, at its latest horizon within the follow-up: n and events, and the two shares."""
    each, gaps = [], []
    for outcome in dict.fromkeys(p[v.OUTCOME] for p in pairs):
        known = [p for p in pairs if p[v.OUTCOME] == outcome and p[v.ESTIMATE] == p[v.ESTIMATE]]
        if not known:
            each.append(f"{outcome_label(outcome)}: no estimate within the follow-up")
            continue
        last, when = known[-1], time_words(known[-1][v.TIME_DAYS])
        counts = f"n = {count_text(last[v.N])}, events = {count_text(last[v.EVENTS])}"
        each.append(f"{outcome_label(outcome)}: {counts} by {when}")
        shares = f"naive {percent(last[v.NAIVE])}, censoring-aware {percent(last[v.ESTIMATE])}"
        gaps.append(f"{outcome_label(outcome)} at {when}: {shares}")
    counts = f"{'; '.join(each)}." if each else "No estimates: n and events are 0."
    return [capital(counts), f"{capital('; '.join(gaps))}." if gaps else ""]

"""Figures of the rows of results.csv: naive against censoring-aware remission, and subsets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.result_checks import RESULTS, require_frame
from isostats.figures.row_layout import share_rows
from isostats.figures.row_legends import Mark
from isostats.figures.row_sheets import Row
from isostats.figures.style import COLOURS, QUIET
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.group_names import SUBSET, column_of
from isostats.words.english import (
    LEFT_OUT,
    SOME_BOUNDS,
    capital,
    claim_words,
    definition_words,
    method_words,
    no_share,
    number,
    one_end,
    outcome_label,
    plain,
)
from isostats.words.numbers import people_equal, people_text, percent, percent_with_limits, stated_percent, time_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Pair = dict[str, Any]
EITHER_WAY_UNSEEN = "Where an outcome may have come unseen, remission may be too low or too high."


@common_keywords()
def naive_against_censoring_aware(
    results: pd.DataFrame,
    *,
    population: str = v.EVERYONE,
    group: str = v.ALL,
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    definition: Definition | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw a dumbbell for every outcome and horizon of the tidy results (``results.csv``'s columns).

    Hollow: the naive share, which counts everyone without a recorded outcome as in remission and is biased towards
    it. Filled: Kaplan-Meier, or the life table of a release, with its interval. Horizons beyond the follow-up keep
    their row and say so.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "example", "study.toml"))
    >>> figure = iso.figures.naive_against_censoring_aware(analysis.results, simulated=True)
    >>> iso.figures.describe(figure).title
    'Naive against censoring-aware remission'
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
    for outcome in look().ordered(dict.fromkeys(p[v.OUTCOME] for p in pairs)):
        rows.append(Row(capital(outcome_label(outcome)), heading=True))
        rows += [_pair_row(p) for p in pairs if p[v.OUTCOME] == outcome]
    above = [p[k] for p in pairs for k in (v.NAIVE, v.ESTIMATE, v.LOWER, v.UPPER)]
    above += [] if claim is None else [claim - (margin or 0)]
    sheet = share_rows(
        rows, "In remission", headers=(named[1], f"censoring-aware\n({stated_percent(level)} CI)"), keys=keys,
        claim=claim, margin=margin, simulated=simulated, above=above,
    )  # fmt: skip
    known = [pair for pair in pairs if pair[v.ESTIMATE] == pair[v.ESTIMATE]]
    sheet.dumbbells({_name(pair): 100 * pair[v.NAIVE] for pair in known}, v.NAIVE)
    meaning = (
        "Hollow: naive share, which counts everyone without a recorded outcome as in remission, and is biased. "
        f"Filled: {v.METHOD_LABELS[method]} with its interval."
    )
    if definition.passive:
        meaning = (
            "Hollow: the share without a recorded outcome, right if everyone who left was well. Filled: "
            f"{v.METHOD_LABELS[method]} with its interval, right if they fared like those who came back."
        )
        if not definition.at_most and all(definition.aside or _is_lower_end(pair) for pair in known):
            meaning += f" The truth lies between.{f' {LEFT_OUT}' * definition.aside}"
        else:
            meaning += f" {EITHER_WAY_UNSEEN}"
    elif any(p.get(v.BOUND) == v.IF_NONE_UNSEEN for p in pairs):
        meaning += f" {EITHER_WAY_UNSEEN}"
    elif any(p.get(v.BOUND) == v.AT_MOST for p in pairs):
        meaning += " Where an outcome may have come unseen, both shares are upper bounds."
    defined = definition_words(definition, method=method, level=level, kind=v.REMISSION)
    shared = [*_words(pairs), claim_words(claim, margin), defined]
    alt = ["Dumbbell chart of naive and censoring-aware remission by outcome and horizon.", *shared]
    title = "Naive against censoring-aware remission"
    caption, details = [meaning, claim_words(claim, margin)], [*_words(pairs), defined]
    return attach(sheet.figure, title, caption, alt, details=details, simulated=simulated)


@common_keywords()
def subsets(
    results: pd.DataFrame,
    *,
    horizon_days: int = 730,
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    definition: Definition | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw remission among everyone and in each subset (groups ``subset=NAME``) of the tidy results, by outcome.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "example", "study.toml"))
    >>> figure = iso.figures.subsets(analysis.results, simulated=True)
    >>> iso.figures.describe(figure).title
    'Remission at 2 years in subsets'
    """
    require_frame(results, (v.QUANTITY, v.OUTCOME, v.GROUP, v.ESTIMATE), "subsets", RESULTS)
    held = remission_at(results, horizon_days)
    of_subsets = held[v.GROUP].astype(str).map(column_of) == SUBSET
    shown = held[(held[v.GROUP] == v.ALL) | of_subsets].dropna(subset=[v.N])
    level = next((x for x in shown[v.LEVEL] if x == x), 0.95)
    rows, each = [], []
    for outcome in look().ordered(dict.fromkeys(shown[v.OUTCOME])):
        block = [group_share_row(row) for row in shown[shown[v.OUTCOME] == outcome].to_dict("records")]
        rows += [Row(capital(outcome_label(outcome)), heading=True), *block]
        listed = "; ".join(f"{row.label} {row.cells[1]}, n = {row.cells[0]}" for row in block)
        each.append(f"Free of {outcome_label(outcome)}: {listed}.")
    sheet = share_rows(
        rows, f"In remission at {time_words(horizon_days)}", keys=(), claim=claim, margin=margin, simulated=simulated,
        headers=("people", f"remission\n({stated_percent(level)} CI)"),
        above=[x for k in (v.ESTIMATE, v.LOWER, v.UPPER) for x in shown[k]],
    )  # fmt: skip
    counts = dict.fromkeys((row.label, row.cells[0]) for row in rows if not row.heading)
    people = f"n = {'; '.join(f'{cell} ({label})' for label, cell in counts)}." if counts else "No estimates: n is 0."
    defined = definition_words(definition, method=v.KAPLAN_MEIER, level=level) if definition is not None else ""
    claimed = claim_words(claim, margin)
    alt = [f"Remission at {time_words(horizon_days)} in everyone and in each subset.", *each, claimed, defined]
    meaning = "The same study on parts of its people; filled: everyone studied, hollow: a subset."
    if len(shown) and not of_subsets.any():
        meaning = "Everyone studied alone: these results have no subsets. State [[subsets]] in the study file."
    ends = one_end(definition, v.GROUP) or some_bounds(shown)
    caption = [meaning, method_words(v.KAPLAN_MEIER, level), claimed, ends]
    title = f"Remission at {time_words(horizon_days)} in subsets"
    return attach(sheet.figure, title, caption, alt, details=[people, defined], simulated=simulated)


def remission_at(results: pd.DataFrame, horizon_days: int) -> pd.DataFrame:
    """The rows of remission by a curve at a horizon, among everyone: of every outcome and group."""
    here = (results[v.QUANTITY] == v.REMISSION) & (results[v.POPULATION] == v.EVERYONE)
    return results[here & (results[v.TIME_DAYS] == horizon_days) & results[v.METHOD].isin(v.OF_CURVES)]


def some_bounds(rows: pd.DataFrame) -> str:
    """What some of the shares are, where they are bounds or the end of nothing."""
    there = set(rows[v.BOUND]) if v.BOUND in rows else set()
    return next((words for bound, words in SOME_BOUNDS.items() if bound in there), "")


def group_share_row(row: Mapping[Any, Any]) -> Row:
    """The row of remission in one group; everyone's mark is filled."""
    value, lower, upper = (100 * number(row[k]) for k in (v.ESTIMATE, v.LOWER, v.UPPER))
    cell = v.STATUS_LABELS.get(row[v.STATUS], "not estimable")
    if value == value:
        cell = percent_with_limits(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER], row[v.LEVEL])
    everyone = row[v.GROUP] == v.ALL
    group = str(row[v.GROUP])
    label = "everyone studied" if everyone else plain(group)
    mark, cells = Mark("o", COLOURS[0], filled=everyone), (people_text(row[v.N]), cell)
    name = f"{row[v.OUTCOME]} {row[v.GROUP]}"
    return Row(label, cells, name=name, value=value, lower=lower, upper=upper, mark=mark)


def _is_lower_end(pair: Pair) -> bool:
    """Whether remission is at least what the curve has, where people may have left because they were well: else part of
    the outcome came unseen as well. Where nobody left, both shares are one."""
    return bool(pair.get(v.BOUND, v.AT_LEAST) == v.AT_LEAST or abs(pair[v.NAIVE] - pair[v.ESTIMATE]) < 1e-9)


def _pairs(results: pd.DataFrame, population: str, group: str) -> list[Pair]:
    """For each outcome, in the order of the results, and each horizon the row of its curve, with the naive share."""
    rows = results[
        (results[v.QUANTITY] == v.REMISSION) & (results[v.POPULATION] == population) & (results[v.GROUP] == group)
    ].dropna(subset=[v.TIME_DAYS])
    keys, is_naive = [v.OUTCOME, v.TIME_DAYS], rows[v.METHOD] == v.NAIVE
    naive = rows[is_naive].set_index(keys)[v.ESTIMATE].rename(v.NAIVE)
    pairs: list[Pair] = rows[~is_naive].set_index(keys).join(naive, how="outer").reset_index().to_dict("records")
    order = look().ordered(dict.fromkeys(rows[v.OUTCOME]))
    return sorted(pairs, key=lambda pair: (order.index(pair[v.OUTCOME]), pair[v.TIME_DAYS]))


def _pair_row(pair: Pair) -> Row:
    naive, value, lower, upper = (100 * number(pair[k]) for k in (v.NAIVE, v.ESTIMATE, v.LOWER, v.UPPER))
    stated = pair[v.STATUS] in v.STATUS_LABELS  # there may be a naive share alone
    cells = ("", no_share(pair[v.STATUS], number(pair[v.N])) if stated else v.STATUS_LABELS[v.NOT_ESTIMABLE])
    if value == value:
        limits = percent_with_limits(pair[v.ESTIMATE], pair[v.LOWER], pair[v.UPPER])
        cells = (percent(pair[v.NAIVE]) if naive == naive else "", limits)
    return Row(time_words(pair[v.TIME_DAYS]), cells, name=_name(pair), value=value, lower=lower, upper=upper)


def _name(pair: Pair) -> str:
    return f"{pair[v.OUTCOME]} {int(pair[v.TIME_DAYS])}"


def _words(pairs: list[Pair]) -> list[str]:
    """Of each outcome, at its latest horizon within the follow-up: n and events, and the two shares."""
    each, gaps = [], []
    for outcome in dict.fromkeys(p[v.OUTCOME] for p in pairs):
        known = [p for p in pairs if p[v.OUTCOME] == outcome and p[v.ESTIMATE] == p[v.ESTIMATE]]
        if not known:
            untold = not any(p[v.OUTCOME] == outcome and number(p[v.N]) == number(p[v.N]) for p in pairs)
            why_none = "cannot be told" if untold else "no estimate within the follow-up"
            each.append(f"{outcome_label(outcome)}: {why_none}")
            continue
        last, when = known[-1], time_words(known[-1][v.TIME_DAYS])
        counts = f"{people_equal(v.N, last[v.N])}, {people_equal(v.EVENTS, last[v.EVENTS])}"
        each.append(f"{outcome_label(outcome)}: {counts} by {when}")
        shares = f"naive {percent(last[v.NAIVE])}, censoring-aware {percent(last[v.ESTIMATE])}"
        gaps.append(f"{outcome_label(outcome)} at {when}: {shares}")
    counts = f"{'; '.join(each)}." if each else "No estimates: n and events are 0."
    return [capital(counts), f"{capital('; '.join(gaps))}." if gaps else ""]

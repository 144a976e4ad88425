"""Remission at a horizon in every level of every group, beside that of everyone: a forest of subgroups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.result_checks import RESULTS, require_frame
from isostats.figures.result_rows import group_share_row, remission_at, some_bounds
from isostats.figures.row_layout import share_rows
from isostats.figures.row_sheets import Row
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.group_names import SUBSET, column_of
from isostats.words.english import (
    capital,
    claim_words,
    column_words,
    definition_words,
    method_words,
    one_end,
    outcome_phrase,
)
from isostats.words.numbers import count_text, interval_name, time_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_LEVELS = 12
"""Levels of one group that are drawn: the largest, the others are counted."""


@common_keywords()
def subgroups(
    results: pd.DataFrame,
    *,
    outcome: str = "",
    horizon_days: int = 730,
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    definition: Definition | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw remission at the horizon in each level of each group of the tidy results, with n and interval.

    ``outcome`` is the first one of the results unless it is named. Of a group with more than twelve levels the twelve
    largest are drawn. Everyone stands first and is filled; subsets of a study are drawn by ``subsets``.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "example", "study.toml"))
    >>> figure = iso.figures.subgroups(analysis.results, simulated=True)
    >>> iso.figures.describe(figure).title
    'Remission at 2 years in subgroups: free of any acne treatment'
    """
    require_frame(results, (v.QUANTITY, v.OUTCOME, v.GROUP, v.ESTIMATE), "subgroups", RESULTS)
    held = remission_at(results, horizon_days)
    shown = held[held[v.GROUP].astype(str).map(column_of) != SUBSET]
    outcome = outcome or next(iter(shown[v.OUTCOME]), "")
    of_outcome: list[dict[Any, Any]] = shown[shown[v.OUTCOME] == outcome].to_dict("records")
    everyone = [group_share_row(row) for row in of_outcome if row[v.GROUP] == v.ALL]
    rows, sentences, left_out = list(everyone), [], 0
    for by in dict.fromkeys(column_of(str(row[v.GROUP])) for row in of_outcome if row[v.GROUP] != v.ALL):
        levels = {str(row[v.GROUP]): row for row in of_outcome if column_of(str(row[v.GROUP])) == by}
        kept = _largest(levels)
        left_out += len(levels) - len(kept)
        block = [group_share_row(levels[name]) for name in kept]
        rows += [Row(capital(column_words(by)), heading=True), *block]
        sentences.append(f"{capital(column_words(by))}: {_listed(block)}.")
    level = next((row[v.LEVEL] for row in of_outcome if row[v.LEVEL] == row[v.LEVEL]), 0.95)
    sheet = share_rows(
        rows, f"Free of {outcome_phrase(outcome)} at {time_words(horizon_days)}", keys=(), claim=claim, margin=margin,
        headers=("people", f"remission\n({interval_name(level)})"), simulated=simulated,
        above=[row[name] for row in of_outcome for name in (v.ESTIMATE, v.LOWER, v.UPPER)],
    )  # fmt: skip
    whole = f"Everyone: {_listed(everyone)}." if everyone else ""
    counts = f"n = {everyone[0].cells[0]}." if everyone else "No estimates: n is 0."
    more = f"{count_text(left_out)} smaller levels are not drawn." if left_out else ""
    caution = "Levels overlap between groups, and no test compares them here."
    defined = definition_words(definition, method=v.KAPLAN_MEIER, level=level) if definition is not None else ""
    ends = one_end(definition, v.GROUP) or some_bounds(pd.DataFrame(of_outcome))
    caption = [counts, method_words(v.KAPLAN_MEIER, level), caution, "" if ends else more, claim_words(claim, margin),
               ends]  # fmt: skip
    alt = [f"Remission at {time_words(horizon_days)} in each level of each group.", whole, *sentences, more,
           claim_words(claim, margin), ends, defined]  # fmt: skip
    title = f"Remission at {time_words(horizon_days)} in subgroups: free of {outcome_phrase(outcome)}"
    details = [*sentences, more if ends else "", defined]
    return attach(sheet.figure, title, caption, alt, details=details, simulated=simulated)


def _largest(levels: dict[str, dict[Any, Any]]) -> list[str]:
    """The largest levels, or those whose order was asked for, in the order in which they are shown."""
    asked = set(look().named(levels))
    ranked = sorted(levels, key=lambda name: (name not in asked, -float(levels[name][v.N])))
    return [name for name in look().ordered(levels) if name in ranked[:MOST_LEVELS]]


def _listed(rows: Sequence[Row]) -> str:
    return "; ".join(f"{row.label} {row.cells[1]}, n = {row.cells[0]}" for row in rows)

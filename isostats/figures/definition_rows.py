"""Remission in one's records under every published definition, with what each paper itself reports."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.result_checks import require_frame
from isostats.figures.row_layout import share_rows
from isostats.figures.row_legends import Mark
from isostats.figures.row_sheets import Row
from isostats.figures.style import COLOURS, INK
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import (
    BETWEEN,
    BETWEEN_IF_WELL,
    both_ends,
    claim_words,
    method_words,
    no_share,
    number,
    outcome_label,
    outcome_phrase,
    range_of,
    share_of_range,
)
from isostats.words.numbers import count_text, percent, stated_percent, time_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OWN, PAPER = Mark("o", COLOURS[0]), Mark("s", INK, 5.6, filled=False, edge=0.9)
NEEDED = ("definition", "paper", v.OUTCOME, v.ESTIMATE, "paper_share")


@common_keywords()
def published_definitions(
    rows: pd.DataFrame,
    *,
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    level: float = 0.95,
    passive: bool = False,
    lacking: Collection[str] = (),
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the ``rows`` of ``isostats.published_definitions()``: remission under each, by outcome, beside the papers'.

    Filled: these records, by Kaplan-Meier with limits. Hollow: the crude share that the paper reports of its own
    people. A definition that the records cannot tell keeps its row. ``passive`` says that people may have left because
    they were well, and ``lacking`` what the records lack of the outcomes (later_steps, ...).

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "example", "study.toml"))
    >>> rows = iso.published_definitions(analysis.study)
    >>> figure = iso.figures.published_definitions(rows, simulated=True)
    >>> iso.figures.describe(figure).title
    'These records under published definitions'
    """
    source = "the records under each definition: iso.published_definitions(records)"
    require_frame(rows, NEEDED, "published_definitions", source)
    every: list[Mapping[Any, Any]] = rows.to_dict("records")
    lines: list[Row] = []
    drawn: list[Mapping[Any, Any] | None] = []
    for outcome in [name for name in OUTCOMES if name in set(rows[v.OUTCOME])]:
        block = [row for row in every if row[v.OUTCOME] == outcome]
        lines += [Row(f"Free of {outcome_label(outcome)}", heading=True), *(_row(row) for row in block)]
        drawn += [None, *block]
    shown = [row for row in every if row[v.STATUS] == v.OK]
    values = [number(row[name]) for row in every for name in (v.ESTIMATE, v.LOWER, v.UPPER, "paper_share")]
    sheet = share_rows(
        lines, "Free of the outcome", headers=("at", "people", f"these records\n({stated_percent(level)} CI)", "paper"),
        keys=((f"these records, with {stated_percent(level)} interval", OWN), ("the paper's own people, crude", PAPER)),
        claim=claim, margin=margin, simulated=simulated,
        above=[*values, *([] if claim is None else [claim - (margin or 0)])],
    )  # fmt: skip
    for row, (line, y) in zip(drawn, sheet.rows, strict=True):
        if row is not None and (paper := number(row["paper_share"])) == paper:
            sheet.axes.plot([100 * paper], [y], PAPER.marker, color=PAPER.colour, markerfacecolor="none", zorder=5,
                            markersize=PAPER.size, markeredgewidth=PAPER.edge, label=f"paper {line.name}")  # fmt: skip
    people = [number(row[v.N]) for row in shown]
    counts = f"{len(shown)} of {len(every)} definitions can be told"
    counts += f", n = {_range(people)}." if people else "; n is 0."
    meaning = "Hollow: the paper's own people, crude, over its own follow-up."
    caption = [f"Filled: these records, {method_words(v.KAPLAN_MEIER, level)}", meaning, counts,
               claim_words(claim, margin)]  # fmt: skip
    each = [_definition_words(row) for row in every]
    rules = (
        "People, days and rules are those of each definition, as far as the paper states them; what it does not state "
        "is assumed. The papers' shares count whoever left as free, and their follow-up differs."
    )
    are_between = any(range_of(row) for row in shown)
    ends = " ".join([*[BETWEEN_IF_WELL if passive else BETWEEN] * are_between, *[both_ends(lacking)] * passive])
    alt = ["Remission in these records under each published definition, and the share in the paper itself.", counts,
           *each, claim_words(claim, margin), ends]  # fmt: skip
    title = "These records under published definitions"
    return attach(sheet.figure, title, caption, alt, details=[*each, rules, ends], simulated=simulated)


def _row(row: Mapping[Any, Any]) -> Row:
    """A definition: its paper, its day, people, remission in these records, and what the paper has."""
    value, lower, upper = (number(row[name]) for name in (v.ESTIMATE, v.LOWER, v.UPPER))
    paper, n = number(row["paper_share"]), number(row[v.N])
    cells = (
        time_words(row[v.TIME_DAYS]),
        count_text(n, missing=""),
        share_of_range(row) if value == value else no_share(row[v.STATUS], number(row[v.N])),
        percent(paper) if paper == paper else "",
    )
    arm = str(row["paper_arm"])
    of = f" (paper: {arm})" if arm and not arm.startswith("all") else ""
    value, lower, upper = 100 * value, 100 * lower, 100 * upper
    return Row(f"{_short(row)}{of}", cells, name=row["definition"], value=value, lower=lower, upper=upper, mark=OWN)


def _short(row: Mapping[Any, Any]) -> str:
    """The paper without what it is of: that is said above the row."""
    return str(row["paper"]).split(":")[0].split(",")[0]


def _range(people: list[float]) -> str:
    low, high = count_text(min(people)), count_text(max(people))
    return low if low == high else f"{low} to {high}"


def _definition_words(row: Mapping[Any, Any]) -> str:
    """A definition with every number, or why there is none."""
    named = f"{row['paper']} (free of {outcome_phrase(row[v.OUTCOME])} at {time_words(row[v.TIME_DAYS])})"
    paper = number(row["paper_share"])
    arm = f", {row['paper_arm']}" if row["paper_arm"] else ""
    beside = f"; the paper's own people{arm}: {percent(paper)}" if paper == paper else ""
    if row[v.STATUS] != v.OK:
        return f"{named}: {no_share(row[v.STATUS], number(row[v.N]))}{beside}."
    shares = share_of_range(row)
    counts = f"n = {count_text(row[v.N])}, events = {count_text(row[v.EVENTS])}"
    return f"{named}: {shares}, naive {percent(row[v.NAIVE])}, {counts}{beside}."

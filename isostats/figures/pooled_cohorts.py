"""The forest plot of an outcome: published cohorts, what they pool to, where a new one is expected, and one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from isostats.evidence.pooled_text import POOLING_METHODS
from isostats.figures.asked import require_result
from isostats.figures.descriptions import attach
from isostats.figures.row_layout import Key, Line, RowSheet, bar, claim_rule, row_sheet, share_axis
from isostats.figures.style import COLOURS, INK, settle, styled
from isostats.vocabulary import names as v
from isostats.words.english import capital, claim_words, definition_words, number, outcome_phrase
from isostats.words.numbers import count_text, digits_text, number_text, percent, percent_with_limits, stated_percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.pooled import Pooled
    from isostats.evidence.outcome_pool import OutcomePool
    from isostats.evidence.placement import Placement

DIAMOND_MM = 1.3
"""Half the height of a pooled diamond."""
POOLED_COLOURS = {"inverse_variance_hk": COLOURS[0], "glmm": COLOURS[2]}


@dataclass(frozen=True)
class _Row:
    """A line of the sheet and what is drawn on it: shares free of the outcome."""

    line: Line
    kind: str  # heading, study, aside, pooled, prediction, own
    name: str = ""
    free: float = float("nan")
    lower: float = float("nan")
    upper: float = float("nan")
    colour: str = INK


def published_forest(
    pool: OutcomePool,
    *,
    own: Placement | None = None,
    claim: float | None = 0.85,
    margin: float | None = None,
    simulated: bool = False,
) -> Figure:
    """Draw the published cohorts of one outcome as the shares free of it, pooled, with the prediction intervals.

    ``pool`` is one outcome of :func:`isostats.pool_published`: squares with Wilson intervals are the studies, diamonds
    the pooled shares of the two methods, thick bars where a new cohort's true share is expected. Rows that are not
    pooled stand apart with their reason. ``own`` is the cohort to hold beside them, as the last row: censoring-aware
    at its horizon, or crude.
    """
    require_result(
        pool, ("studies", "pooled", "left_out"), "published_forest",
        "one outcome of what was pooled: iso.pool_published().of('second_course')",
    )  # fmt: skip
    rows = _rows(pool, own)
    level = stated_percent(pool.pooled[0].level)
    keys = [Key("published, pooled", "s", True, INK), Key("published, not pooled", "s", False, INK)]
    keys = keys if len(pool.left_out) else keys[:1]
    if own is not None:
        keys.append(Key("these records", "D", True, COLOURS[1]))
    with styled():
        headers = ("events of n", "follow-up", f"free of it ({level} CI)")
        sheet = row_sheet(
            [row.line for row in rows], headers=headers, keys=keys, simulated=simulated, claim=claim is not None
        )
        share_axis(sheet, [], f"Free of {outcome_phrase(pool.outcome)}", from_zero=True)
        claim_rule(sheet, claim, margin)
        for row, y in zip(rows, sheet.y, strict=True):
            _draw(sheet, row, y)
        settle(sheet.figure)
    return _tell(sheet.figure, pool, own, claim, margin, simulated)


def _rows(pool: OutcomePool, own: Placement | None) -> list[_Row]:
    heading = f"Free of {outcome_phrase(pool.outcome)}"
    rows = [_Row(Line(heading, heading=True), "heading")]
    rows += [_study(row) for row in pool.entering.to_dict("records")]
    rows.append(_Row(Line("Pooled", heading=True), "heading"))
    if any(isfinite(one.lower) for one in pool.pooled):
        rows += [drawn for one in pool.pooled for drawn in _pooled(one)]
    else:
        rows.append(_Row(Line(f"Not estimable: {pool.pooled[0].note}"), "heading"))
    if len(pool.left_out):
        rows.append(_Row(Line("Shown, not pooled", heading=True), "heading"))
        rows += [_study(row, aside=True) for row in pool.left_out.to_dict("records")]
    if own is not None:
        rows.append(_Row(Line("These records", heading=True), "heading"))
        rows.append(_own(own))
    return rows


def _study(row: Mapping[Any, Any], *, aside: bool = False) -> _Row:
    event, low, high = (number(row[name]) for name in (v.PROPORTION, v.LOWER, v.UPPER))
    months = number(row["follow_up_months"])
    known = isfinite(event)
    counts = f"{count_text(number(row[v.EVENTS]))} of " if known else "? of "
    cells = (
        counts + count_text(number(row[v.N])),
        f"{number_text(months)} mo" if isfinite(months) else "not stated",
        percent_with_limits(1 - event, 1 - high, 1 - low) if known else "no count",
    )
    label = f"{row['label']}: {row['pool_note']}" if aside else str(row["label"])
    return _Row(
        Line(label, cells, lines=4), "aside" if aside else "study", str(row["label"]), 1 - event, 1 - high, 1 - low
    )


def _pooled(one: Pooled) -> list[_Row]:
    """The diamond of a method, and the bar on which a new cohort is expected."""
    colour = POOLED_COLOURS[one.method]
    words = capital(POOLING_METHODS[one.method])
    free = (1 - one.estimate, 1 - one.upper, 1 - one.lower)
    studies = f"k = {one.k}"
    drawn = [_Row(Line(words, (studies, "", percent_with_limits(*free))), "pooled", one.method, *free, colour)]
    expected = (1 - one.prediction_upper, 1 - one.prediction_lower)
    text = f"{percent(expected[0])} to {percent(expected[1])}" if isfinite(expected[0]) else "not estimable"
    text = text if one.status == v.OK or not isfinite(expected[0]) else "of no width"
    label = f"{stated_percent(one.level)} prediction for a new cohort"
    return [*drawn, _Row(Line(label, ("", "", text)), "prediction", one.method, float("nan"), *expected, colour)]


def _own(own: Placement) -> _Row:
    label = capital(v.METHOD_LABELS[own.method]) if own.when else "Crude share"
    counts = (
        f"{count_text(own.events)} of {count_text(own.n)}" if isfinite(own.estimate) else ""
    )
    cells = (counts, f"at {own.when}" if own.when else "", percent_with_limits(own.estimate, own.lower, own.upper))
    return _Row(Line(label, cells), "own", "own", own.estimate, own.lower, own.upper, COLOURS[1])


def _draw(sheet: RowSheet, row: _Row, y: float) -> None:
    axes, low, high = sheet.axes, 100 * row.lower, 100 * row.upper
    if row.kind == "prediction" and isfinite(low):
        axes.plot([low, high], [y, y], color=row.colour, linewidth=3.0, solid_capstyle="butt", zorder=3,
                  label=f"prediction {row.name}")  # fmt: skip
    if row.kind in ("heading", "prediction") or not isfinite(row.free):
        return
    at = 100 * row.free
    if row.kind == "pooled" and isfinite(low):
        axes.fill([low, at, high, at], [y, y - DIAMOND_MM, y, y + DIAMOND_MM], facecolor=row.colour,
                  edgecolor=row.colour, linewidth=0.8, zorder=4, label=f"diamond {row.name}")  # fmt: skip
        return
    marker = {"own": "D", "pooled": "D"}.get(row.kind, "s")
    bar(sheet, y, low, high, colour=row.colour, label=f"interval {row.name}")
    axes.plot([at], [y], marker, color=row.colour, markerfacecolor="white" if row.kind == "aside" else row.colour,
              markersize=5.0 if marker == "D" else 3.6, markeredgewidth=0.9, zorder=4,
              label=f"mark {row.name}")  # fmt: skip


def _tell(
    figure: Figure,
    pool: OutcomePool,
    own: Placement | None,
    claim: float | None,
    margin: float | None,
    simulated: bool,
) -> Figure:
    rows, studies = len(pool.entering), pool.cohorts
    n, events = pool.entering[v.N].sum(), pool.entering[v.EVENTS].sum()
    many = f"{studies} studies" if studies != 1 else "1 study"
    many = many if rows == studies else f"{rows} rows of {many}"
    counts = f"{capital(many)} pooled, n = {count_text(n)}, events = {count_text(events)}."
    pooled = [f"{capital(POOLING_METHODS[one.method])}: {_told(one)}." for one in pool.pooled]
    aside = "; ".join(f"{row['label']} ({row['pool_note']})" for row in pool.left_out.to_dict("records"))
    aside = f"Not pooled: {aside}." if aside else ""
    marks = (
        f"Squares: crude shares with {stated_percent(pool.pooled[0].level)} Wilson intervals. Diamonds: pooled shares. "
    )
    marks += "Thick bars: where a new cohort's true share is expected (Student's t on k - 1 degrees of freedom)."
    placed = own.sentence if own is not None else ""
    crude = "" if own is not None else (
        "Published shares are crude; their follow-up, definitions and denominators differ."
    )  # fmt: skip
    notes = " ".join(f"{capital(note)}." for note in pool.notes)
    records = own is not None and bool(own.when)
    defined = ""
    if own is not None and records:
        defined = definition_words(own.definition, method=own.method, kind=v.REMISSION)
    caption = [counts, *pooled, marks, aside, notes, crude, claim_words(claim, margin), placed, defined]
    alt = [f"Forest plot of the published shares free of {outcome_phrase(pool.outcome)}.", counts, *pooled,
           claim_words(claim, margin), placed or crude, defined]  # fmt: skip
    title = f"Published cohorts pooled: free of {outcome_phrase(pool.outcome)}"
    return attach(figure, title, caption, alt, simulated=simulated)


def _told(one: Pooled) -> str:
    """What a method found, in shares free of the outcome."""
    if not isfinite(one.estimate):
        return f"not estimable, {one.note}"
    text = percent_with_limits(1 - one.estimate, 1 - one.upper, 1 - one.lower)
    if isfinite(one.prediction_lower):
        text += f", prediction {percent(1 - one.prediction_upper)} to {percent(1 - one.prediction_lower)}"
        text += f", tau2 {digits_text(one.tau2)}, I2 {percent(one.i2)}"
    return f"{text}; {one.note}" if one.note else text

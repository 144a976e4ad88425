"""What was published: cohorts beside the study's own figures by outcome, and those of one outcome pooled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from isostats.evidence.outcome_pool import POOLING_METHODS
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.result_checks import require_frame, require_result
from isostats.figures.row_layout import share_rows
from isostats.figures.row_legends import Mark
from isostats.figures.row_sheets import Row
from isostats.figures.style import COLOURS, INK
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.english import bounded, capital, claim_words, definition_words, number, outcome_phrase
from isostats.words.numbers import (
    count_text,
    digits_text,
    number_text,
    percent,
    percent_with_limits,
    stated_percent,
    time_words,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.pooled import Pooled
    from isostats.evidence.outcome_pool import OutcomePool, Placement

PUBLISHED, OWN = Mark("s", INK, 3.6), Mark("D", COLOURS[1], 5.0)
POOLED_COLOURS = {"inverse_variance_hk": COLOURS[0], "glmm": COLOURS[2]}
CRUDE = "Published shares are crude; their follow-up, definitions and denominators differ."


@common_keywords()
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
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the published shares free of each outcome with their Wilson intervals, and the study's own as diamonds.

    ``evidence`` is the frame of ``isostats.published()``: label, outcome, n, events, proportion (with
    the event), lower, upper, follow_up_months. Studies without a printed count have no mark and are named in the
    caption. The study's own figure comes from the tidy ``results`` at ``horizon_days``, or at the latest horizon
    before it that lies within the follow-up; it is censoring-aware, the published ones are crude.

    >>> import isostats as iso
    >>> figure = iso.figures.published(iso.published("second_course"))
    >>> iso.figures.describe(figure).title
    'Published cohorts beside these records'
    """
    require_frame(evidence, (v.OUTCOME, v.N, v.EVENTS), "published", "the published cohorts: iso.published()")
    rows: list[Row] = []
    cohorts: list[Row] = []
    own: dict[str, Mapping[str, Any]] = {}
    for outcome in dict.fromkeys(evidence[v.OUTCOME].astype(str)):
        rows.append(Row(f"Free of {outcome_phrase(outcome)}", heading=True))
        if results is not None and (latest := _latest(results, outcome, horizon_days, population)):
            own[outcome] = latest
            when = f"at {time_words(float(latest[v.TIME_DAYS]))}"
            shares = [number(latest[name]) for name in (v.ESTIMATE, v.LOWER, v.UPPER)]
            row = _shares(f"These records, {when}", (count_text(number(latest[v.N])), when), shares, OWN)
            *cells, share = row.cells
            rows.append(replace(row, cells=(*cells, bounded(share, str(latest.get(v.BOUND, ""))))))
        studies = [
            _study(row, count_text(number(row[v.N])), PUBLISHED, none="no count printed")
            for row in evidence[evidence[v.OUTCOME] == outcome].to_dict("records")
        ]
        studies.sort(key=lambda row: (not isfinite(row.value), -row.value if isfinite(row.value) else 0, row.label))
        rows += studies
        cohorts += studies
    method = next((each[v.METHOD] for each in own.values()), v.KAPLAN_MEIER)
    keys = [("published, crude (Wilson 95% CI)", PUBLISHED)]
    keys += [(f"these records, {v.METHOD_LABELS[method]}", OWN)] if own else []
    headers = (v.N, "follow-up", "free of it (95% CI)")
    sheet = share_rows(rows, "Free of the outcome", headers=headers, keys=keys, claim=claim, margin=margin,
                       simulated=simulated)  # fmt: skip
    drawn = [row for row in cohorts if isfinite(row.value)]
    counts = f"{len(drawn)} published figures in {len({row.label for row in drawn})} cohorts or arms"
    if drawn:
        low, high = (percent(f(row.value for row in drawn) / 100) for f in (min, max))
        counts += f", from {low} to {high} free of the outcome"
    beside = [
        f"These records, free of {outcome_phrase(outcome)}: {cells[2]} {cells[1]} "
        f"(n = {count_text(number(latest[v.N]))}, events = {count_text(number(latest[v.EVENTS]))})."
        for (outcome, latest), cells in zip(own.items(), [r.cells for r in rows if r.mark is OWN], strict=True)
    ]
    missing = "; ".join(row.label for row in cohorts if not isfinite(row.value))
    holes = f"Without a mark, since no count was printed: {missing}." if missing else ""
    definition = definition or Definition(population=population)
    defined = definition_words(definition, method=method, kind=v.REMISSION) if own else ""
    caption, details = [f"{counts}.", CRUDE, claim_words(claim, margin)], [*beside, holes, defined]
    alt = ["Published shares free of each outcome with intervals, one row per study.", f"{counts}.", *beside,
           claim_words(claim, margin), defined]  # fmt: skip
    title = "Published cohorts beside these records"
    return attach(sheet.figure, title, caption, alt, details=details, simulated=simulated)


def _latest(results: pd.DataFrame, outcome: str, horizon: int | None, population: str) -> Mapping[str, Any] | None:
    """The study's own censoring-aware figure at the horizon, or the latest one before it (or at all) that exists."""
    rows = results[
        (results[v.QUANTITY] == v.REMISSION) & (results[v.OUTCOME] == outcome) & (results[v.GROUP] == v.ALL)
        & (results[v.POPULATION] == population) & results[v.METHOD].isin(v.OF_CURVES) & (results[v.STATUS] == v.OK)
    ]  # fmt: skip
    rows = rows if horizon is None else rows[rows[v.TIME_DAYS] <= horizon]
    return None if rows.empty else rows.sort_values(v.TIME_DAYS).iloc[-1].to_dict()


def _shares(
    name: str, cells: tuple[str, ...], shares: Sequence[float], mark: Mark, *, label: str = "", none: str = ""
) -> Row:
    """A row of a share with its limits, which end the cells; ``none`` stands there where there is no share."""
    last = none if none and not isfinite(shares[0]) else percent_with_limits(*shares)
    value, lower, upper = (100 * share for share in shares)
    return Row(label or name, (*cells, last), name=name, value=value, lower=lower, upper=upper, mark=mark)


def _study(row: Mapping[Any, Any], count: str, mark: Mark, *, label: str = "", none: str) -> Row:
    """A published cohort as the share free of the outcome."""
    free = [1 - number(row[name]) for name in (v.PROPORTION, v.UPPER, v.LOWER)]
    months = number(row.get("follow_up_months"))
    followed = f"{number_text(months)} mo" if isfinite(months) else "not stated"
    return _shares(str(row["label"]), (count, followed), free, mark, label=label, none=none)


FEWEST_POOLED = 3
"""Two cohorts say nothing about how cohorts differ: limits of their pooled share run from 0 to 100%."""
SHORT_MARKS = "Squares: crude shares; diamonds: pooled shares; thick bars: where a new cohort is expected."


@common_keywords()
def published_forest(
    pool: OutcomePool,
    *,
    own: Placement | None = None,
    claim: float | None = 0.85,
    margin: float | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the published cohorts of one outcome as the shares free of it, pooled, with the prediction intervals.

    ``pool`` is one outcome of :func:`isostats.pool_published`: squares with Wilson intervals are the studies, diamonds
    the pooled shares of the two methods, thick bars where a new cohort's true share is expected. Rows that are not
    pooled stand apart with their reason. ``own`` is the cohort to hold beside them, as the last row: censoring-aware
    at its horizon, or crude.

    >>> import isostats as iso
    >>> figure = iso.figures.published_forest(iso.pool_published("second_course").of("second_course"))
    >>> iso.figures.describe(figure).title
    'Published cohorts pooled: free of a second course'
    """
    require_result(
        pool, ("studies", "pooled", "left_out"), "published_forest",
        "one outcome of what was pooled: iso.pool_published().of('second_course')",
    )  # fmt: skip
    free = f"Free of {outcome_phrase(pool.outcome)}"
    level = stated_percent(pool.pooled[0].level)
    pooled, aside = Mark("s", INK, 3.6, edge=0.9), Mark("s", INK, 3.6, filled=False, edge=0.9)
    placed = Mark("D", COLOURS[1], 5.0, edge=0.9)
    rows = [Row(free, heading=True), *(_counted_study(row, pooled) for row in pool.entering.to_dict("records"))]
    enough = pool.cohorts >= FEWEST_POOLED
    rows.append(Row("Pooled", heading=True))
    if not enough:
        alone = f"Not estimable: {pool.pooled[0].note}" if pool.cohorts < 2 else ""
        rows.append(Row(alone or f"Not drawn for fewer than {FEWEST_POOLED} cohorts"))
    elif any(isfinite(one.lower) for one in pool.pooled):
        rows += [drawn for one in pool.pooled for drawn in _pooled(one)]
    else:
        rows.append(Row(f"Not estimable: {pool.pooled[0].note}"))
    keys = [("published, pooled" if enough else "published", pooled)]
    if len(pool.left_out):
        keys.append(("published, not pooled", aside))
        rows.append(Row("Shown, not pooled", heading=True))
        left_out = pool.left_out.to_dict("records")
        rows += [_counted_study(row, aside, f"{row['label']}: {row['pool_note']}") for row in left_out]
    if own is not None:
        keys.append(("these records", placed))
        rows += [Row("These records", heading=True), _own(own, placed)]
    headers = ("events of n", "follow-up", f"free of it ({level} CI)")
    sheet = share_rows(rows, free, headers=headers, keys=keys, claim=claim, margin=margin, simulated=simulated)
    n, events = pool.entering[v.N].sum(), pool.entering[v.EVENTS].sum()
    many = f"{pool.cohorts} studies" if pool.cohorts != 1 else "1 study"
    many = many if len(pool.entering) == pool.cohorts else f"{len(pool.entering)} rows of {many}"
    how = "pooled" if enough else f"(fewer than {FEWEST_POOLED}: no pooled share is drawn)"
    counts = f"{capital(many)} {how}, n = {count_text(n)}, events = {count_text(events)}."
    estimates = [f"{capital(POOLING_METHODS[one.method])}: {_pooled_words(one)}." for one in pool.pooled if enough]
    not_pooled = "; ".join(f"{row['label']} ({row['pool_note']})" for row in pool.left_out.to_dict("records"))
    marks = (
        f"Squares: crude shares with {level} Wilson intervals. Diamonds: pooled shares. Thick bars: where a new "
        "cohort's true share is expected (Student's t on k - 1 degrees of freedom)."
    )
    notes = " ".join(f"{capital(note)}." for note in pool.notes)
    crude, sentence, defined = CRUDE, "", ""
    if own is not None:
        crude, sentence = "", own.sentence
        defined = definition_words(own.definition, method=own.method, kind=v.REMISSION) if own.when else ""
    marks = marks if enough else f"Squares: crude shares with {level} Wilson intervals."
    caption = [counts, SHORT_MARKS if enough else marks, claim_words(claim, margin)]
    details = [*estimates, marks, f"Not pooled: {not_pooled}." if not_pooled else "", notes, crude, sentence, defined]
    alt = [f"Forest plot of the published shares free of {outcome_phrase(pool.outcome)}.", counts, *estimates,
           claim_words(claim, margin), sentence or crude, defined]  # fmt: skip
    title = f"Published cohorts{' pooled' if enough else ''}: free of {outcome_phrase(pool.outcome)}"
    return attach(sheet.figure, title, caption, alt, details=details, simulated=simulated)


def _counted_study(row: Mapping[Any, Any], mark: Mark, label: str = "") -> Row:
    events = count_text(number(row[v.EVENTS])) if isfinite(number(row[v.PROPORTION])) else "?"
    return _study(row, f"{events} of {count_text(number(row[v.N]))}", mark, label=label, none="no count")


def _pooled(one: Pooled) -> list[Row]:
    """The diamond of a method, and the bar on which a new cohort is expected."""
    colour = POOLED_COLOURS[one.method]
    free = (1 - one.estimate, 1 - one.upper, 1 - one.lower)
    lower, upper = 1 - one.prediction_upper, 1 - one.prediction_lower
    text = f"{percent(lower)} to {percent(upper)}" if isfinite(lower) else "not estimable"
    text = text if one.status == v.OK or not isfinite(lower) else "of no width"
    mean = _shares(one.method, (f"k = {one.k}", ""), free, Mark("diamond", colour, 5.0, edge=0.9),
                   label=capital(POOLING_METHODS[one.method]))  # fmt: skip
    label = f"{stated_percent(one.level)} prediction for a new cohort"
    band = Mark("band", colour)
    return [mean, Row(label, ("", "", text), name=one.method, lower=100 * lower, upper=100 * upper, mark=band)]


def _own(own: Placement, mark: Mark) -> Row:
    counts = f"{count_text(own.events)} of {count_text(own.n)}" if isfinite(own.estimate) else ""
    cells = (counts, f"at {own.when}" if own.when else "")
    label = capital(v.METHOD_LABELS[own.method]) if own.when else "Crude share"
    return _shares("own", cells, (own.estimate, own.lower, own.upper), mark, label=label)


def _pooled_words(one: Pooled) -> str:
    """What a method found, in shares free of the outcome."""
    if not isfinite(one.estimate):
        return f"not estimable, {one.note}"
    text = percent_with_limits(1 - one.estimate, 1 - one.upper, 1 - one.lower)
    if isfinite(one.prediction_lower):
        text += f", prediction {percent(1 - one.prediction_upper)} to {percent(1 - one.prediction_lower)}"
        text += f", tau2 {digits_text(one.tau2)}, I2 {percent(one.i2)}"
    return f"{text}; {one.note}" if one.note else text

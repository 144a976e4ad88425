"""What could those lost early have been, and how much would they have to differ from those who stayed?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from math import inf, isinf, isnan, nan
from typing import Any

import numpy as np
import pandas as pd

from isostats.analyses.characteristics import characteristics_of
from isostats.analyses.choices import columns_of
from isostats.analyses.claims.limits import loglog, testable_margin, verdict_on
from isostats.analyses.loss_bounds import Bounds, scenario_bounds
from isostats.analyses.loss_words import claim_sentence, sentences_on_loss
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, Text, table_of, texts
from isostats.analyses.rows import Row, count_of, curve_rows, estimated, row, share_of
from isostats.cohort.characteristics import described_facts
from isostats.cohort.early_loss import (
    LOST,
    WHO_LEFT,
    by_early_loss,
    count_with_loss,
    early_words,
    joined_by,
    levels_of,
)
from isostats.errors import EstimateError
from isostats.estimate.loss_scenarios import (
    LossScenarios,
    Tipping,
    curves_of,
    remission_if_lost,
    tipping_point,
    without_loss,
)
from isostats.estimate.observation_weights import WeightedRemission, ipcw
from isostats.tables.cells import Cell, Horizon
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import columns_together
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import bounded, plain
from isostats.words.numbers import (
    MISSING,
    counted,
    digits_text,
    in_words,
    number_text,
    stated_percent,
)

COVARIATES = ("response", "sex", "age", "site", "indication", "severity")
"""By these, after the study's groups and covariates, the weights are made, as far as they are recorded."""
SHOWN = ("sex", "age", "site", "indication", "severity", "course_days", "dose_mg_per_kg", "response")
"""The lines of the table of who was lost, as far as they are recorded."""
MOST_LEVELS, MOST_COMBINED = 12, 200
"""A covariate with more levels, or with which there would be more combinations, is not taken."""
FEWEST = 10
"""Fewer people lost early make no model of who is lost."""
DRAWN = np.unique(np.append(np.geomspace(0.1, 10, 61), 1.0))
SAME = 1e-12


@dataclass(frozen=True, eq=False, repr=False)
class LostEarly:
    """Who was lost early and what that could do: ``scenarios``, the ``tipping`` points by horizon, remission
    ``weighted`` for being still observed, and ``who`` was lost. None where the records cannot tell it."""

    scenarios: LossScenarios | None = None
    tipping: Mapping[int, Tipping] | None = None
    weighted: WeightedRemission | None = None
    who: Table | None = None

    def __repr__(self) -> str:
        lost = 0 if self.scenarios is None else int(self.scenarios.frame["lost"].max())
        return f"{counted(lost, 'person', 'people')} lost early by the last horizon"


def estimate(it: Basis) -> Answer[LostEarly]:
    """Bounds, deltas, tipping points and weights for the primary outcome, and who was lost early."""
    if it.follow_up_assumed:
        return Answer(LostEarly(), blocks=(Text(
            "Follow-up is assumed to the data's last day, so that nobody is known to have been lost. Give the last "
            "contacts, or observation periods, and this section says what the lost could have been."),))  # fmt: skip
    days, horizons = it.study.study.end_of_data_days, it.study.horizons
    counts = count_with_loss(it.cohort, it.outcome, end_of_data_days=days)
    until: dict[str, Any] = {"days": horizons, v.LEVEL: it.level, "min_at_risk": it.min_at_risk}
    scenarios = remission_if_lost(counts, **until)
    if not scenarios.frame["lost"].any():
        nobody = f"Nobody was lost early, free of {OUTCOMES[it.outcome].phrase}, by {in_words(max(horizons))}."
        return Answer(LostEarly(scenarios), blocks=(Text(early_words(it.cohort.calendar, days)), Text(nobody)))
    tipping = {day: _tipping(it, scenarios, day) for day in horizons if _quoted(scenarios, day)}
    ends = scenario_bounds(it, scenarios, horizons)
    weighted, why_not = _weighted(it)
    who = _who_was_lost(it)
    rows = [*_scenario_rows(it, scenarios, ends), *_tipping_rows(it, scenarios, tipping)]
    if weighted is not None:
        rows += curve_rows(weighted.curve, v.REMISSION, it.outcome, v.EVERYONE, **it.quoted)
    kept = it.not_fixed(rows)
    blocks: list[Block] = [*texts(sentences_on_loss(it, scenarios, tipping, ends, weighted, why_not))]
    if it.horizon_days in tipping:
        definition = counts.definition.bounded_as(it.curves.remission(it.outcome).definition)
        bounded_counts = replace(counts, definition=definition)
        drawn = remission_if_lost(bounded_counts, **until | {"days": [it.horizon_days], "deltas": DRAWN})
        at = tipping[it.horizon_days].at_share
        blocks.append(it.figure(v.LOST_EARLY, drawn, tipping=None if isnan(at) or isinf(at) else at, **it.claim))
    blocks += [_table(it, kept, scenarios, tipping)] if tipping else []
    blocks += [] if who is None else [who]
    return Answer(LostEarly(scenarios, tipping, weighted, who), kept, tuple(blocks), methods=_methods(it, weighted))


def tipping_sentence(it: Basis) -> str:
    """How those lost early would have to differ for remission to equal the claim; empty where nobody can say."""
    if it.follow_up_assumed or not it.exact or it.cohort.fixed_by_rule(it.outcome, it.horizon_days):
        return ""
    counts = count_with_loss(it.cohort, it.outcome, end_of_data_days=it.study.study.end_of_data_days)
    scenarios = remission_if_lost(counts, days=[it.horizon_days], deltas=(), min_at_risk=it.min_at_risk, level=it.level)
    if not _quoted(scenarios, it.horizon_days) or not scenarios.frame["lost"].any():
        return ""
    point = _tipping(it, scenarios, it.horizon_days)
    if isnan(point.at_share) and it.leaving_well:
        return ""  # the range of the headline says it already, with the naive share as its upper end
    return claim_sentence(it, point, scenarios, scenario_bounds(it, scenarios, [it.horizon_days]))


def _quoted(scenarios: LossScenarios, day: int) -> bool:
    return bool(scenarios.at(day, 0.0)[v.STATUS] == v.OK)


def _tipping(it: Basis, scenarios: LossScenarios, day: int) -> Tipping:
    claim, margin = it.claim["claim"], testable_margin(it.claim["claim"], it.claim["margin"])
    followed = float(without_loss(scenarios.counts).of_first_cause.observed_on([day])[0, 0])

    def verdict(estimate: float, error: float) -> str:
        value = min(max(estimate, 0.0), 1.0)
        value = round(value) if min(value, 1 - value) < SAME else value
        limits = loglog({v.ESTIMATE: value, v.STD_ERROR: error, "followed": followed})
        return verdict_on(claim, margin, limits, it.level)

    return tipping_point(curves_of(scenarios.counts), day, share=claim, verdict=verdict)


def _scenario_rows(it: Basis, scenarios: LossScenarios, ends: Bounds) -> list[Row]:
    """The bounds and the deltas, of each horizon; ``ends`` says what the former are bounds of themselves."""
    bounds = {inf: v.ALL_LOST_RELAPSE, 0.0: v.NO_LOST_RELAPSE}
    made = []
    for each in scenarios.frame.to_dict("records"):
        bound = bounds.get(each["delta"])
        method = bound or f"delta_{number_text(each['delta'])}"
        quantity = v.REMISSION_BOUND if bound else v.REMISSION_DELTA
        numbers = {v.TIME_DAYS: each[v.TIME], v.LEVEL: scenarios.level, **estimated(each)}
        of = ""
        if each[v.STATUS] == v.OK:
            of = ends.get((each[v.TIME], each["delta"]), "") if bound else it.bound_of(it.outcome, each[v.TIME])
        made.append(row(quantity, it.outcome, v.EVERYONE, method, bound=of, **numbers))
    made.sort(key=lambda each: each[v.QUANTITY] == v.REMISSION_DELTA)
    return made


def _tipping_rows(it: Basis, scenarios: LossScenarios, tipping: Mapping[int, Tipping]) -> list[Row]:
    """The deltas that tip; one that nothing from 0 to infinity reaches, or infinity alone, has no number."""
    made = []
    for day in it.study.horizons:
        point, counts = tipping.get(day), scenarios.at(day, 1.0)
        shared = {name: counts[name] for name in (v.N, v.AT_RISK, v.EVENTS)} | {v.TIME_DAYS: day}
        of = (nan, nan, nan) if point is None else (point.at_share, point.below, point.above)
        status = {v.STATUS: counts[v.STATUS]} if counts[v.STATUS] != v.OK else {}
        for method, delta in zip((v.AT_THE_CLAIM, v.VERDICT_BELOW_ONE, v.VERDICT_ABOVE_ONE), of, strict=True):
            of_range = method != v.AT_THE_CLAIM and it.bound_of(it.outcome, day)  # of one end alone there is no verdict
            number = nan if isinf(delta) or of_range else delta
            bound = "" if isnan(number) or status else it.bound_of(it.outcome, day)
            numbers = {v.ESTIMATE: number, v.BOUND: bound, **shared, **status}
            made.append(row(v.TIPPING_DELTA, it.outcome, v.EVERYONE, method, **numbers))
    return made


def _covariates(it: Basis) -> list[str]:
    """The columns that may tell who is lost: those recorded, with at least two levels and not too many in all."""
    further = columns_of("[study] covariates", it.study.study.covariates, it.cohort)
    splits: dict[str, str] = {}
    there = {*it.cohort.groups, *it.cohort.facts}
    for name in dict.fromkeys(each for each in (*it.groups, *further, *COVARIATES) if each in there):
        with suppress(EstimateError):  # it is not recorded of anybody
            splits |= {} if len(columns_together(name)) > 1 else {name: joined_by(it.cohort, [name]).sql}
    if not splits:
        return []
    names = [*splits]
    levels = ", ".join(f"{sql} AS level_{place}" for place, sql in enumerate(splits.values()))
    combined = it.cohort.query(f"SELECT DISTINCT {levels} FROM first_courses")
    kept: list[str] = []
    for place, name in enumerate(names):
        own = f"level_{place}"
        of_others = [f"level_{names.index(each)}" for each in kept]
        fits = len(combined.drop_duplicates([*of_others, own])) <= MOST_COMBINED
        if 2 <= combined[own].nunique() <= MOST_LEVELS + 1 and fits:
            kept.append(name)
    return kept


def _weighted(it: Basis) -> tuple[WeightedRemission | None, str]:
    """Remission weighted for being still observed, or the reason why there is none."""
    names = _covariates(it)
    if not names:
        return None, "no covariate with two levels or more is recorded"
    counts = count_with_loss(it.cohort, it.outcome, by=names, end_of_data_days=it.study.study.end_of_data_days)
    lost = counts.events[:, counts.causes.index(v.LOST_EARLY)].sum()
    if lost < FEWEST:
        return None, f"only {counted(int(lost), 'person', 'people')} were lost early"
    levels = pd.DataFrame([levels_of(group) for group in counts.groups], columns=names)
    try:
        made = ipcw(counts, levels, level=it.level)
    except EstimateError as error:
        return None, str(error).partition(": ")[0]
    return replace(made, curve=made.curve.bounded_like(it.curves.remission(it.outcome))), ""


def _who_was_lost(it: Basis) -> Table | None:
    """Table 1 of those lost early by the horizon beside all others, where there are enough of both to be compared."""
    split = by_early_loss(it.cohort, it.outcome, it.horizon_days, it.study.study.end_of_data_days)
    people = [n for n in split.count(it.outcome, by=WHO_LEFT).n if n]  # nobody is counted whom no visit tells
    if len(people) < 2 or min(people) < FEWEST:
        return None
    lines, levels, _ = described_facts(it.cohort, only=(*SHOWN, *it.groups))
    known = [name for name in dict.fromkeys((*SHOWN, *it.groups)) if name in {each.name for each in (*lines, *levels)}]
    made = characteristics_of(split, by=WHO_LEFT, columns=known)
    about = (
        f"{LOST.capitalize()}, free of {OUTCOMES[it.outcome].phrase}, by {in_words(it.horizon_days)}, beside all "
        "others: median (quartiles), or people and % of those with it recorded. Standardised difference: in standard "
        "deviations. * Known only at the end of the course."
    )
    return replace(made.table, name="who_was_lost", caption=about)


def _table(
    it: Basis, rows: tuple[Row, ...], scenarios: LossScenarios, tipping: Mapping[int, Tipping]
) -> Table:
    def cell(quantity: str, method: str) -> Callable[[int], Cell]:
        by_day = {each[v.TIME_DAYS]: each for each in rows if (each[v.QUANTITY], each[v.METHOD]) == (quantity, method)}
        return lambda day: share_of(by_day[day]) if day in by_day else MISSING

    def tips(name: str) -> Callable[[int], Cell]:
        def text(day: int) -> str:
            delta = nan if day not in tipping else getattr(tipping[day], name)
            verdict = "" if day not in tipping else getattr(tipping[day], f"verdict_{name}", "")
            shown = "infinity" if isinf(delta) else digits_text(delta, 2) if not isnan(delta) else "none"
            if day not in tipping:
                return MISSING
            shown = bounded(shown, "" if shown == "none" else it.bound_of(it.outcome, day))
            return f"{shown}: {plain(verdict)}" if verdict and shown != "none" else shown

        return text

    of_range = it.leaving_well or it.unseen_of(it.outcome)
    verdicts = {} if of_range else {"verdict changes below 1": tips("below"), "above 1": tips("above")}
    held: dict[str, Callable[[Any], Cell]] = {
        "at": lambda day: Horizon(day),
        "lost early, people": lambda day: count_of(scenarios.at(day, 1.0)["lost"]),
        "as those who stay": cell(v.REMISSION_DELTA, "delta_1"),
        "all relapse on leaving": cell(v.REMISSION_BOUND, v.ALL_LOST_RELAPSE),
        "none ever relapses": cell(v.REMISSION_BOUND, v.NO_LOST_RELAPSE),
        "twice the hazard": cell(v.REMISSION_DELTA, "delta_2"),
        "weighted": cell(v.REMISSION, v.IPCW),
        f"delta at {stated_percent(it.claim['claim'])}": tips("at_share"),
        **verdicts,
    }
    return table_of(
        v.LOST_EARLY,
        f"Remission, in % with {stated_percent(it.level)} limits, had those lost early fared otherwise. Delta: their "
        "hazard after leaving, as a multiple of that of those who stay. Weighted: by the inverse probability of being "
        "still observed, with robust limits. None: no delta from 0 to infinity does it.",
        it.study.horizons, held,
    )  # fmt: skip


def _methods(it: Basis, weighted: WeightedRemission | None) -> tuple[str, ...]:
    scenarios = (
        "Those lost early were taken to have a multiple of the hazard of those who stayed [@jackson2014].",
        "Multiples from 0 to infinity give bounds [@manski1990] and a tipping point.",
    )
    by = "Remission was also weighted by the inverse probability of being still observed [@robins2000]."
    return scenarios if weighted is None else (*scenarios, by)


LOST_EARLY = Analysis("lost", "What the lost could have been", estimate)

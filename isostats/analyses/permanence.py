"""How many never have the outcome again, where follow-up is long enough to ask?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import scipy

from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.rows import Row, count_of, cured_row, row, share_of
from isostats.estimate.cured_shares import mixture_cure
from isostats.estimate.enough_followup import AS_THEY_ARE, Permanence, uncured_among_free
from isostats.tables.cells import Cell, PHead, PValue
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, known_groups
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import column_words, plain
from isostats.words.numbers import agreed, count_text, counted, percent, percent_with_limits

NOT_SEEN = (
    "No records see for ever: a model carries the curve on. It can do so only where a level end is no accident of when "
    "the data end."
)

MOST_GROUPS, FEWEST_EVENTS = 8, 10
"""Shares by group are told of so many groups at most, in each of which so many have the outcome after day 0."""


def estimate(it: Basis) -> Answer[Permanence]:
    """The criteria of sufficient follow-up for the primary outcome; the cured share where they are met."""
    permanence = it.curves.permanence(it.outcome, min_at_risk=it.min_at_risk)
    whole = cured_row(permanence, it.outcome, v.EVERYONE)
    sentences = (_answer(it, permanence), _rivals(permanence), _day_zero(permanence), _about_days(it, permanence))
    blocks: list[Block] = [*texts([NOT_SEEN, *sentences])]
    files: dict[str, pd.DataFrame] = {}
    methods: tuple[str, ...] = ()
    if permanence.fit is not None:
        curve = it.curves.remission(it.outcome)
        blocks.append(it.figure(v.CURED_SHARE, permanence, curve=curve, min_at_risk=it.min_at_risk))
        files = {"permanence_models": models_frame(permanence)}
        methods = (
            "The share that never has the outcome was estimated by mixture cure models with profile-likelihood limits, "
            "after follow-up had met published criteria [@maller1994; @selukar2023].",
        )
    blocks.append(
        table_of(
            "permanence",
            "Whether follow-up allows the question. Every criterion but those marked “beside” must be met; else no "
            "share is given. A small p says that the level end is longer than chance makes it.",
            list(permanence.criteria),
            {
                "criterion": lambda each: each.name + (" (beside)" if not each.binding else ""),
                "asks that": lambda each: each.asks,
                "": lambda each: "met" if each.met else "not met",
                "p": _p_cell,
            },
        )
    )
    by_group, why_not = _by_group(it, permanence)
    blocks += texts([why_not]) if why_not or not by_group else [_group_table(by_group)]
    return Answer(permanence, (whole, *by_group), tuple(blocks), files=files, methods=methods)


def _about_days(it: Basis, permanence: Permanence) -> str:
    """How days were taken that are far apart, or stand for a month; empty where every day is known, or no share."""
    alone = sum(each.count for each in it.findings if each.rule == "months_alone")
    if permanence.fit is None or permanence.fit.counts.apart or not alone:
        return permanence.about_days
    names = agreed(alone, "names")
    return f"{counted(alone, 'date')} {names} a month and no day, for which one day stands. {AS_THEY_ARE}"


def _by_group(it: Basis, permanence: Permanence) -> tuple[tuple[Row, ...], str]:
    """The cured share of each recorded group of the first grouping, the likelihood-ratio test that all have the same
    one, and why there is none.

    Groups act on the logit of the share; the time to the outcome of those not cured is one for all.
    """
    if permanence.fit is None or not it.groups:
        return (), ""
    by = it.groups[0]
    shared: dict[str, Any] = {"distribution": permanence.fit.distribution, v.LEVEL: it.level}
    counts = it.cohort.count(it.outcome, by=by)
    known = known_groups(counts.groups)
    if len(known) < 2:
        return (), ""
    asked = f"Never again by {column_words(by)} is not told:"
    if len(known) > MOST_GROUPS:
        return (), f"{asked} there are {counted(len(known), 'group')}, and more than {MOST_GROUPS} are not modelled."
    counts = counts.select(*known)
    address = (v.CURED_SHARE, it.outcome, v.EVERYONE, v.MIXTURE_CURE)
    failed = counts.events[:, 0].sum(axis=1)
    sizes = [{v.N: n, v.EVENTS: d, v.LEVEL: it.level} for n, d in zip(counts.n, failed, strict=True)]
    untold = tuple(row(*address, group, **size) for group, size in zip(known, sizes, strict=True))
    late = counts.events[:, 0][:, counts.days > 0].sum(axis=1)
    few = [plain(group) for group, d in zip(known, late, strict=True) if d < FEWEST_EVENTS]
    if few:
        return untold, f"{asked} fewer than {FEWEST_EVENTS} people have the outcome after day 0 in {', '.join(few)}."
    levels = {name: np.arange(len(known)) == place for place, name in enumerate(known) if place}
    fit = mixture_cure(counts, covariates=levels, **shared)
    if not fit.converged:
        return untold, f"{asked} the likelihood has no maximum."
    made = [
        row(*address, group, **({v.ESTIMATE: float(fit.cured[place]), v.LOWER: lower, v.UPPER: upper} | size))
        for place, (group, size) in enumerate(zip(known, sizes, strict=True))
        for lower, upper in (fit.limits(place),)
    ]
    alike = mixture_cure(counts, **shared)
    statistic = max(2 * (fit.log_likelihood - alike.log_likelihood), 0.0)
    tested = {v.ESTIMATE: statistic, v.P_VALUE: float(scipy.special.chdtrc(len(levels), statistic))}
    people = {v.N: counts.n.sum(), v.EVENTS: failed.sum()}
    test = row(v.CURED_SHARE_TEST, it.outcome, v.EVERYONE, v.LIKELIHOOD_RATIO, by, **tested, **people)
    return (*made, test), ""


def _group_table(rows: Iterable[Row]) -> Table:
    tests = {each[v.GROUP]: each[v.P_VALUE] for each in rows if each[v.QUANTITY] == v.CURED_SHARE_TEST}
    shares = [each for each in rows if each[v.QUANTITY] == v.CURED_SHARE]
    first = {column_of(each[v.GROUP]): each[v.GROUP] for each in reversed(shares)}
    return table_of(
        "cured_by_group",
        "The share that never has the outcome by recorded group, in % with profile limits; p of a likelihood-ratio "
        "test that it is the same in all. Groups differ in who is cured alone: the others fall ill alike in all.",
        shares,
        {
            v.GROUP: lambda each: plain(each[v.GROUP]),
            "people": lambda each: count_of(each[v.N]),
            v.EVENTS: lambda each: count_of(each[v.EVENTS]),
            "never again, % (limits)": share_of,
            PHead(): lambda each: _first_p(each, first, tests),
        },
    )


def _first_p(each: Row, first: Mapping[str, str], tests: Mapping[str, float]) -> Cell:
    """The p of a grouping beside its first group."""
    by = column_of(each[v.GROUP])
    return PValue(tests[by]) if first[by] == each[v.GROUP] and by in tests else ""


def _p_cell(each: object) -> Cell:
    return PValue(getattr(each, v.P_VALUE))


def _answer(it: Basis, permanence: Permanence) -> str:
    phrase = OUTCOMES[it.outcome].phrase
    if permanence.fit is None:
        return f"How many never have {phrase} cannot be told from these records: {permanence.reason}."
    shown = percent_with_limits(permanence.estimate, permanence.lower, permanence.upper, permanence.level)
    return (
        f"Never to have {phrase} after the course: {shown}, by a {permanence.fit.words} mixture cure model, had "
        "nobody died."
    )


def _rivals(permanence: Permanence) -> str:
    """What the models that fit less well say."""
    others = [f"{percent(float(fit.cured[0]))} ({fit.words})" for fit in permanence.fits[1:]]
    return f"The models that fit less well say {' and '.join(others)}." if others else ""


def _day_zero(permanence: Permanence) -> str:
    fit = permanence.fit
    if fit is None or not fit.on_day_zero[0]:
        return ""
    failed = count_text(float(fit.counts.on_day_zero[0]))
    return f"The {failed} with the outcome on day 0 are counted as they are: no time to it can be modelled for them."


def models_frame(permanence: Permanence) -> pd.DataFrame:
    """Every model: its cured share with limits, criterion and parameters."""
    rows = []
    for fit in permanence.fits:
        lower, upper = permanence.limits(fit.level) if fit is permanence.fit else fit.limits(0)
        share = uncured_among_free(fit, permanence.until)
        rows.append({"distribution": fit.distribution, v.ESTIMATE: float(fit.cured[0]), v.LOWER: lower, v.UPPER: upper,
                     "aic": fit.aic, "location": fit.location, "scale": fit.scale,
                     "on_day_zero": float(fit.on_day_zero[0]), "uncured_of_free_at_the_end": share})  # fmt: skip
    return pd.DataFrame(rows)


PERMANENCE = Analysis("permanence", "For ever?", estimate, part_of="still-in-remission")

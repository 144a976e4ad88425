"""How many never have the outcome again, where follow-up is long enough to ask?"""

from __future__ import annotations

import pandas as pd

from isostats.analyses.protocol import Analysis, Answer, Basis, Block, table_of, texts
from isostats.analyses.rows import cured_row
from isostats.estimate.enough_followup import Permanence, uncured_among_free
from isostats.tables.cells import Cell, PValue
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import count_text, percent, percent_with_limits

NOT_SEEN = (
    "No records see for ever: a model carries the curve on. It can do so only where a level end is no accident of when "
    "the data end."
)


def estimate(it: Basis) -> Answer[Permanence]:
    """The criteria of sufficient follow-up for the primary outcome; the cured share where they are met."""
    permanence = it.curves.permanence(it.outcome, min_at_risk=it.min_at_risk)
    row = cured_row(permanence, it.outcome, v.EVERYONE)
    blocks: list[Block] = [*texts([NOT_SEEN, _answer(it, permanence), _rivals(permanence), _day_zero(permanence)])]
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
    return Answer(permanence, (row,), tuple(blocks), files=files, methods=methods)


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

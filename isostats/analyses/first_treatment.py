"""Which treatment comes first after the course?"""

from __future__ import annotations

from dataclasses import replace

from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.rows import curve_rows
from isostats.estimate.bounds import with_leaving
from isostats.estimate.results import Curve
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import TREATMENT_KINDS


def estimate(it: Basis) -> Answer[Curve | None]:
    """Competing first treatments and death: with remission they sum to 1.

    A relapse of which nobody knows how it was treated may have been a first treatment of each kind, and then what came
    later was none: each share may be too low or too high.
    """
    if v.ANY_TREATMENT not in it.outcomes:
        return Answer(None)
    unseen = v.IF_NONE_UNSEEN if it.unseen_of(v.ANY_TREATMENT) else ""
    bound = with_leaving(unseen, it.leaving_well, falls=False, aside=it.cohort.aside)
    bounds = {v.DEATH: unseen}  # whoever left because they were well did not die by then
    curve = it.curves.first_treatment()
    definition = curve.definition.with_bound(unseen, it.curves.lacking(v.ANY_TREATMENT))
    curve = replace(curve, counts=replace(curve.counts, definition=definition))
    causes = [cause for cause in (*TREATMENT_KINDS, v.DEATH) if cause in curve.counts.causes]
    rows = [
        each | {v.OUTCOME: f"first_{cause}", v.BOUND: bounds.get(cause, bound) if each[v.STATUS] == v.OK else ""}
        for cause in causes
        for each in curve_rows(curve, v.CUMULATIVE_INCIDENCE, cause, v.EVERYONE, **it.quoted)
    ]
    return Answer(curve, it.not_fixed(rows), (it.figure("first_treatment", curve, **it.followed),))


FIRST_TREATMENT = Analysis(
    "first-treatment", "By first treatment after the course", estimate, part_of=v.REMISSION, from_counts=True
)

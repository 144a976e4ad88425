"""Which treatment comes first after the course?"""

from __future__ import annotations

from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.rows import estimated, row
from isostats.estimate.results import Curve
from isostats.figures.drawing import Drawing
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import TREATMENT_KINDS


def estimate(it: Basis) -> Answer[Curve | None]:
    """Competing first treatments and death: with remission they sum to 1."""
    if v.ANY_TREATMENT not in it.study.study.outcomes or v.ANY_TREATMENT not in it.cohort.outcomes:
        return Answer(None)
    curve = it.curves.first_treatment()
    shown = curve.at(it.study.horizons, min_at_risk=it.min_at_risk)
    rows = [
        row(
            v.CUMULATIVE_INCIDENCE,
            f"first_{cause}",
            v.EVERYONE,
            curve.method,
            time_days=each[v.TIME],
            level=curve.level,
            **estimated(each),
        )
        for cause in (*TREATMENT_KINDS, v.DEATH)
        for each in shown[shown["cause"] == cause].to_dict("records")
    ]
    drawing = Drawing("first_treatment", "first_treatment", curve, {**it.followed})
    return Answer(curve, it.not_fixed(rows), (drawing,))


FIRST_TREATMENT = Analysis(
    "first-treatment", "By first treatment after the course", estimate, part_of=v.REMISSION, from_counts=True
)

"""The Cox models of the report: predictors of relapse and of a second course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isostats.cohort.predictors import STRATUM, predictor_frame
from isostats.errors import EstimateError
from isostats.report.rows import row

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.report.study import Study

LABELS = {
    "sex": "sex",
    "age_years": "age at the start, per year",
    "dose_per_10_mg_per_kg": "cumulative dose, per 10 mg/kg",
    "daily_mg_per_kg": "daily dose, per mg/kg",
    "indication": "indication",
}
REFERENCES = {"sex": "male"}
"""As the published hazard ratios have it; other categories are held against their most frequent level."""


@dataclass(frozen=True)
class Model:
    """A fitted model with who was left out of it, or the reason why there is none."""

    outcome: str
    result: Any
    not_followed: int
    stratum: str | None
    why_not: str = ""

    def rows(self) -> list[dict[str, Any]]:
        """One row per term of the model."""
        if self.result is None:
            return []
        return [
            row(
                "hazard_ratio",
                self.outcome,
                "everyone",
                "cox_efron",
                found["term"] + (f" vs {found['reference']}" if found["reference"] else ""),
                level=self.result.level,
                **{name: found[name] for name in ("estimate", "lower", "upper", "std_error", "p_value", "n", "events")},
            )
            for found in self.result.frame.to_dict("records")
        ]


def predictor_models(cohort: Cohort, study: Study, *, primary: str, covariates: tuple[str, ...] = ()) -> list[Model]:
    """Models of the primary outcome and of a second course, as far as the records carry them."""
    wanted = dict.fromkeys((primary, "second_course"))
    return [_model(cohort, study, outcome, covariates) for outcome in wanted if outcome in study.study.outcomes]


def _model(cohort: Cohort, study: Study, outcome: str, further: tuple[str, ...]) -> Model:
    from isostats.estimate.regression import cox

    frame = predictor_frame(cohort, outcome, covariates=further)
    left = frame.attrs["not_followed"]
    names = [name for name in frame.columns if name not in ("time", "event", STRATUM)]
    names = [name for name in names if frame[name].nunique() > 1]
    stratum = STRATUM if STRATUM in frame and frame[STRATUM].nunique() > 1 else None
    if not names:
        return Model(outcome, None, left, stratum, "no predictor is recorded that differs between people")
    try:
        result = cox(
            frame,
            covariates=names,
            strata=(stratum,) if stratum else (),
            references=REFERENCES if (frame.get("sex") == REFERENCES["sex"]).any() else None,
            level=study.claim.level,
        )
    except EstimateError as error:
        return Model(outcome, None, left, stratum, str(error))
    return Model(outcome, result, left, stratum)

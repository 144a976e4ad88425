"""Published cohorts pooled by outcome, with the prediction interval for a new cohort and what hangs on each study."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import nan
from pathlib import Path
from typing import get_args

import pandas as pd

from isostats.errors import DataError, nearest
from isostats.estimate.between_studies import StudySlope, study_slope
from isostats.estimate.pooled import Pooled, PoolingMethod, leave_one_out, pool_proportions
from isostats.estimate.results import Curve
from isostats.evidence.outcome_pool import OutcomePool, Placement
from isostats.evidence.published_cohorts import outcomes_of, published, require_outcome
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.html import card
from isostats.words.numbers import agreed, counted, number_text

COLUMNS = (
    v.OUTCOME, v.METHOD, "k", v.ESTIMATE, v.LOWER, v.UPPER, "prediction_lower", "prediction_upper", "tau2", "i2",
)  # fmt: skip
CRUDE = (
    "Published shares are crude: follow-up and definition differ, and nobody who left is corrected for. The prediction "
    "interval is where a new cohort's true share is expected."
)
FEWEST_FOR_SLOPE = 6
"""Studies that must give their follow-up before the event is regressed on it."""


@dataclass(frozen=True, eq=False)
class PooledEvidence:
    """Published cohorts pooled outcome by outcome; all proportions are those *with* the event."""

    outcomes: tuple[OutcomePool, ...]
    level: float
    source: str

    def of(self, outcome: str) -> OutcomePool:
        """One outcome. Raises DataError, naming the nearest, for one that is not there."""
        known = [one.outcome for one in self.outcomes]
        require_outcome(outcome, known)
        return self.outcomes[known.index(outcome)]

    def only(self, outcomes: Iterable[str]) -> PooledEvidence:
        """The same evidence on some outcomes, in its own order; what is not in it is passed over."""
        wanted = set(outcomes)
        return replace(self, outcomes=tuple(one for one in self.outcomes if one.outcome in wanted))

    @property
    def studies(self) -> pd.DataFrame:
        """Every row of every outcome, as :func:`isostats.published` gives it."""
        return _stacked([one.studies for one in self.outcomes])

    @property
    def leave_one_out(self) -> pd.DataFrame:
        """Each outcome pooled again without each of its rows: outcome, left_out, method, k, estimate, ..., i2."""
        return _stacked([one.leave_one_out for one in self.outcomes])

    def to_frame(self) -> pd.DataFrame:
        """One row per outcome and method: the columns of pooled.csv; what cannot be estimated is NaN."""
        cells = [(one.outcome, *_cells(pooled)) for one in self.outcomes for pooled in one.pooled]
        return pd.DataFrame(cells, columns=list(COLUMNS))

    def place(self, curve: Curve, *, horizon_days: int, min_at_risk: int = 10) -> Placement:
        """Where remission by a curve at a horizon lies among the published cohorts of the curve's outcome."""
        return self.of(curve.definition.outcome).place(curve, horizon_days=horizon_days, min_at_risk=min_at_risk)

    def place_counts(self, events: int, n: int, *, outcome: str) -> Placement:
        """Where a crude share, events among n people, lies among the published cohorts of an outcome."""
        return self.of(outcome).place_counts(events, n)

    def __str__(self) -> str:
        return "\n\n".join([*map(str, self.outcomes), CRUDE])

    def __repr__(self) -> str:
        each = ", ".join(f"{one.outcome} of {counted(len(one.entering), 'row')}" for one in self.outcomes)
        return f"Published cohorts pooled by outcome: {each}; print() tells each"

    def _repr_html_(self) -> str:
        return "".join(one._repr_html_() for one in self.outcomes) + card("", [CRUDE])


def pool_published(
    outcome: str | None = None, *, path: str | Path | pd.DataFrame | None = None, level: float = 0.95
) -> PooledEvidence:
    """Pool published cohorts by outcome, never across outcomes, with random effects on the logit.

    The estimand is the share with the event in a cohort of the kind that was published, for the median such cohort;
    the prediction interval is where the true share of a new cohort is expected, and says more than the interval of the
    mean. Two methods: ``inverse_variance_hk`` and ``glmm`` (see :func:`isostats.estimate.pool_proportions`). Rows with
    ``pool = no`` and rows without a count are shown with their reason and not pooled; two arms of one study enter as
    two rows. ``path`` is a file or frame of one's own, as in :func:`isostats.published`.

    Follow-up is regressed on where at least six studies that are pooled give it. Published shares are crude: nobody
    who left is corrected for, and what counts as the event differs within an outcome, which tau2 absorbs.

    Raises DataError for a faulty file, an unknown outcome, or where no row at all can be pooled.

    >>> found = pool_published("second_course")
    >>> found.to_frame()[["method", "k", "estimate"]].round(3).values.tolist()
    [['inverse_variance_hk', 6, 0.136], ['glmm', 6, 0.13]]
    """
    studies = published(outcome, path=path, level=level)
    if not (studies["pool"] == "yes").any():
        first = studies.iloc[0]
        raise DataError(
            f"None of {counted(len(studies), 'evidence row')} can be pooled (first: {first['study']}, "
            f"{first['pool_note']}). isostats.published() shows them as they are."
        )
    pools = tuple(_pool(name, studies[studies[v.OUTCOME] == name], level) for name in outcomes_of(studies))
    source = "published cohorts" if path is None else Path(path).name if isinstance(path, (str, Path)) else "a frame"
    return PooledEvidence(pools, level, source)


def _pool(outcome: str, studies: pd.DataFrame, level: float) -> OutcomePool:
    studies = studies.reset_index(drop=True)
    rows = studies[studies["pool"] == "yes"]
    events, n = rows[v.EVENTS].to_numpy(dtype=float), rows[v.N].to_numpy(dtype=float)
    pooled, without = [], []
    for method in get_args(PoolingMethod):
        asked = {v.METHOD: method, v.LEVEL: level}
        nothing = Pooled(method, 0, 0, 0, *(nan,) * 9, level=level, note="no row can be pooled")
        pooled.append(pool_proportions(events, n, **asked) if len(rows) else nothing)
        each = zip(rows["label"], leave_one_out(events, n, **asked), strict=True) if len(rows) > 1 else ()
        without += [(outcome, left_out, *_cells(one)) for left_out, one in each]
    slope, why_not = _slope(rows, level)
    left_out = pd.DataFrame(without, columns=[v.OUTCOME, "left_out", *COLUMNS[1:]])
    return OutcomePool(outcome, studies, tuple(pooled), left_out, slope, why_not, _notes(outcome, rows))


def _cells(pooled: Pooled) -> tuple[object, ...]:
    return tuple(getattr(pooled, name) for name in COLUMNS[1:])


def _slope(rows: pd.DataFrame, level: float) -> tuple[StudySlope | None, str]:
    with_months = rows[rows["follow_up_months"].notna()]
    studies = int(with_months["study"].nunique())
    if studies < FEWEST_FOR_SLOPE:
        give_it = f"{counted(studies, 'pooled study', 'pooled studies')} {agreed(studies, 'gives')} it"
        return None, f"too few: {give_it}, at least {FEWEST_FOR_SLOPE} are needed"
    if with_months["follow_up_months"].nunique() == 1:
        followed = number_text(with_months["follow_up_months"].iloc[0])
        return None, f"all {studies} studies that give it were followed for {followed} months"
    months = with_months["follow_up_months"].to_numpy(dtype=float)
    return study_slope(with_months[v.EVENTS].to_numpy(float), with_months[v.N].to_numpy(float), months, level=level), ""


def _notes(outcome: str, rows: pd.DataFrame) -> tuple[str, ...]:
    """What a reader must know: studies that enter twice, and an outcome that may be a slip of the pen."""
    notes = []
    counts = rows["study"].value_counts(sort=False)
    for study, many in counts[counts > 1].items():
        label = str(rows.loc[rows["study"] == study, "label"].iloc[0]).split(", ")[0]
        notes.append(f"{label} enters as {many} rows (arms, or reports, of one study)")
    hint = "" if outcome in OUTCOMES else nearest(outcome, OUTCOMES)
    notes += [f"{outcome!r} is pooled as an outcome of its own{hint}"] if hint else []
    return tuple(notes)


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)

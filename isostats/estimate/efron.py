"""Cox's model with Efron's ties by Newton's method."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from isostats.estimate.kernel import Floats
from isostats.estimate.risk_sets import Cells, FollowedRows

MANY = 60_000  # from here on a thin part of the rows tells where to begin, for every step over all of them is slow
THIN = 20_000
STEPS = 40
SETTLED = 18  # where a coefficient runs away, the others have settled by now and its own share is not yet singular


@dataclass(frozen=True, eq=False)
class EfronFit:
    """The maximum of Efron's partial likelihood: coefficients (d,), their covariance (d, d) by the information.

    ``spread`` (d,) are the covariates' standard deviations, by which those of ``cells`` are scaled. ``settled`` is
    false where Newton's method found no maximum: the numbers are those of a late step then.
    """

    coefficient: Floats
    covariance: Floats
    log_likelihood: float
    settled: bool
    cells: Cells = field(repr=False)
    spread: Floats | float = 1.0

    @property
    def std_error(self) -> Floats:
        """Model-based standard errors (d,); NaN where the information is not positive."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.sqrt(np.diag(self.covariance)))


def fit_efron(
    rows: FollowedRows, *, start: Floats | None = None, cells: Cells | None = None
) -> EfronFit | None:
    """Maximise Efron's partial likelihood (1977); R's ``coxph`` is the oracle.

    Covariates are centred and scaled to standard deviations of 1 for the search and told on their own scale. Returns
    None where the information is singular before the search has come anywhere. The search begins at the coefficients
    ``start`` (d,), by default at 0; ``cells`` are those of the same rows with other covariates.
    """
    centre, spread = rows.spread()
    own = cells.with_covariates(rows.covariates, centre, spread) if cells else Cells(rows, centre, spread)
    if start is not None:
        with np.errstate(all="ignore"):
            fit = _maximum(own, start * spread)
        if fit is not None and fit.settled:
            return _on_own_scale(fit, spread)
    start = np.zeros(len(spread))
    if len(rows.exit) > MANY:
        thin = rows.part(slice(None, None, len(rows.exit) // THIN))
        early = _maximum(Cells(thin, centre, spread), start, enough=1e-8)
        start = early.coefficient if early is not None and early.settled else start
    with np.errstate(all="ignore"):
        fit = _maximum(own, start)
    return None if fit is None else _on_own_scale(fit, spread)


def _on_own_scale(fit: EfronFit, spread: Floats) -> EfronFit:
    coefficient, covariance = fit.coefficient / spread, fit.covariance / np.outer(spread, spread)
    return replace(fit, coefficient=coefficient, covariance=covariance, spread=spread)


def score_residuals(rows: FollowedRows, coefficient: Floats) -> Floats:
    """Each row's part (n, d) in the score at ``coefficient``, as R's ``residuals(type = "score")``: unweighted.
    """
    cells = Cells(rows)
    return np.asarray(cells.residuals(coefficient)[np.argsort(cells.order)])


def score_over_time(fit: EfronFit, at: Floats) -> tuple[Floats, list[Floats]]:
    """The score (d,) with what each failing adds times ``at`` (n,), a function of its time; and informations (d, d).

    These are for what each failing adds, that times ``at``, and times its square: of covariates with a standard
    deviation of 1.
    """
    cells = fit.cells
    sums = cells.at_failures(fit.coefficient * fit.spread)
    part = at[cells.order][cells.failed][cells.start_failing]
    score, crossed = cells.moments(sums, part)
    return score, [cells.moments(sums)[1], crossed, cells.moments(sums, part**2)[1]]


def _maximum(cells: Cells, beta: Floats, *, enough: float | None = None) -> EfronFit | None:
    """Newton's steps until one moves no digit that is told, a step halved where the likelihood falls."""
    # an error of dec^(1/2) standard errors moves the information by its root over that of the number of events, of the
    # rarest covariate
    enough = 1e-20 * cells.fewest_events if enough is None else enough
    late: EfronFit | None = None
    value, before = -np.inf, beta
    halved = 0
    for number in range(1, STEPS + 1):
        now, score, information = cells.derivatives(beta)
        if now < value - 1e-9 * abs(value) and halved < 10:
            beta, halved = (beta + before) / 2, halved + 1
            continue
        try:
            covariance: Floats = np.linalg.inv(information).astype(float)
        except np.linalg.LinAlgError:
            break
        step = covariance @ score
        decrement = float(score @ step)
        if not np.isfinite(decrement):
            break
        value, before, halved = now, beta, 0
        if number <= SETTLED:
            late = EfronFit(beta, covariance, value, False, cells)
        if 0 <= decrement < enough:
            return EfronFit(beta + step, covariance, value, True, cells)
        beta = beta + step / max(1.0, np.abs(step).max(initial=0) / 2)  # a full step overshoots where skewed
    return late

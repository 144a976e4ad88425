"""Fine and Gray's model beside the plain way: each person with a competing event a row for each later failure day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.estimate.efron import fit_efron, score_residuals
from isostats.estimate.fine_gray import fit_fine_gray, subdistribution_rows
from isostats.estimate.risk_sets import FollowedRows
from isostats.estimate.robust_errors import robust_covariance


def expanded(rows: FollowedRows) -> tuple[FollowedRows, np.ndarray]:
    """The rows of an ordinary weighted Cox model, and whose each row is."""
    n = len(rows.exit)
    entry = np.zeros(n) if rows.entry is None else rows.entry
    stratum = np.zeros(n, dtype=np.intp) if rows.stratum is None else rows.stratum
    weight = np.ones(n) if rows.weight is None else rows.weight
    assert rows.competed is not None
    assert rows.uncensored is not None
    pieces = [(i, entry[i], rows.exit[i], weight[i]) for i in range(n)]
    for i in np.flatnonzero(rows.competed):
        begin = rows.exit[i]
        for j in sorted(np.flatnonzero(rows.failed & (stratum == stratum[i])), key=lambda j: rows.exit[j]):
            if rows.exit[j] > begin:
                share = rows.uncensored[j] / rows.uncensored[i]
                if share > 0:
                    pieces.append((i, begin, rows.exit[j], weight[i] * share))
                begin = rows.exit[j]
    person, begins, ends, weights = (np.array(each) for each in zip(*pieces, strict=True))
    failed = np.concatenate([rows.failed, np.zeros(len(person) - n, dtype=bool)])
    return FollowedRows(rows.covariates[person], ends, failed, begins, stratum[person], weights), person


def people(seed: int, *, late: bool, strata: bool, weights: bool) -> FollowedRows:
    random = np.random.default_rng(seed)
    n = 60
    rows = subdistribution_rows(
        random.normal(size=(n, 2)), random.integers(1, 20, n).astype(float), random.choice(3, n, p=[0.3, 0.4, 0.3])
    )
    return replace(
        rows,
        entry=np.floor(rows.exit * random.random(n)) if late else None,
        stratum=random.integers(0, 2, n) if strata else None,
        weight=random.uniform(0.5, 2, n) if weights else None,
    )


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), late=st.booleans(), strata=st.booleans(), weights=st.booleans())
def test_nothing_needs_to_be_expanded(seed: int, late: bool, strata: bool, weights: bool) -> None:
    rows = people(seed, late=late, strata=strata, weights=weights)
    plain, person = expanded(rows)
    one, other = fit_fine_gray(rows), fit_efron(plain)
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(one.coefficient, other.coefficient, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(one.log_likelihood, other.log_likelihood, rtol=1e-9)
    np.testing.assert_allclose(one.covariance, robust_covariance(other, person), rtol=1e-8, atol=1e-12)
    weight = np.ones(len(rows.exit)) if rows.weight is None else rows.weight
    assert plain.weight is not None
    parts = plain.weight[:, None] * score_residuals(plain, one.coefficient)
    summed = np.stack([np.bincount(person, column) for column in parts.T], axis=1)
    np.testing.assert_allclose(weight[:, None] * score_residuals(rows, one.coefficient), summed, atol=1e-9)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_some_of_the_rows_keep_the_censoring_of_all(seed: int) -> None:
    rows = people(seed, late=False, strata=False, weights=False)
    some = np.random.default_rng(seed).random(len(rows.exit)) < 0.7
    part, (plain, person) = fit_fine_gray(rows.part(some)), expanded(rows)
    other = fit_efron(plain.part(some[person]))
    assert part is not None
    assert other is not None
    np.testing.assert_allclose(part.coefficient, other.coefficient, rtol=1e-9, atol=1e-11)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), fine_gray=st.booleans(), weights=st.booleans())
def test_people_alike_may_stand_in_one_row(seed: int, fine_gray: bool, weights: bool) -> None:
    random = np.random.default_rng(seed)
    rows = people(seed, late=False, strata=True, weights=weights)
    if not fine_gray:
        rows = replace(rows, competed=None)
    number = random.integers(1, 4, len(rows.exit))
    each = rows.part(np.repeat(np.arange(len(number)), number))
    one, other = fit_efron(replace(rows, people=number)), fit_efron(each)
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(one.coefficient, other.coefficient, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(one.log_likelihood, other.log_likelihood, rtol=1e-9)
    np.testing.assert_allclose(robust_covariance(one), robust_covariance(other), rtol=1e-9, atol=1e-12)
    cluster = random.integers(0, 9, len(number))
    by_cluster = robust_covariance(other, np.repeat(cluster, number))
    np.testing.assert_allclose(robust_covariance(one, cluster), by_cluster, rtol=1e-9, atol=1e-12)

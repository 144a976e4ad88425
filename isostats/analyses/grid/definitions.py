"""The definitions of a grid: which are one, where each stands to the claim, and which choice moves the answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.figures.grid_definitions import range_of
from isostats.study.grid_axes import AXES, CENSORING_AWARE, HIGHEST, LOWEST, OUTCOME_AXES
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, unrecorded
from isostats.vocabulary.outcomes import OUTCOMES

Floats = NDArray[np.float64]
VERDICT_COLUMNS = (LOWEST, HIGHEST, "position", "primary")

DENOMINATORS = {
    "censoring_aware": "people who left the records are censored on their last day (Kaplan-Meier)",
    "naive_everyone": "everyone without a recorded outcome counted as in remission, however short their follow-up "
    "(biased upwards)",
    "naive_complete": "only people followed to the horizon, or with the outcome before it (biased downwards)",
}

TOLERANCE = 1e-12
"""An estimate that misses the edge of the margin by no more than rounding lies on it."""


def positions(frame: pd.DataFrame, *, claim: float, margin: float) -> pd.Series:
    """Where each definition stands: ``at`` within the margin of the claim (edges included), else above or below it.

    ``not_estimable`` wherever the status is not ``ok``. Where the least (``lowest``) and the most (``highest``) that a
    share can be do not stand on one side, it is ``undecided``.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"estimate": [0.95, 0.9, 0.8, 0.7, 0.86], "status": ["ok"] * 4 + ["beyond_followup"]})
    >>> positions(frame, claim=0.85, margin=0.05).tolist()
    ['above', 'at', 'at', 'below', 'not_estimable']
    >>> positions(frame.assign(lowest=0.7, highest=0.95), claim=0.85, margin=0.05).tolist()[0]
    'undecided'
    """

    def place(off: Floats) -> NDArray[np.str_]:
        return np.where(np.abs(off) <= margin + TOLERANCE, "at", np.where(off > 0, "above", "below"))

    quoted = ((frame[v.STATUS] == v.OK) & frame[v.ESTIMATE].notna()).to_numpy()
    with np.errstate(invalid="ignore"):
        low, high = (place(end - claim) for end in range_of(frame))
    places = np.where(quoted, np.where(low == high, low, "undecided"), v.NOT_ESTIMABLE)
    return pd.Series(places.astype(object), index=frame.index, name="position")


def defensible(frame: pd.DataFrame) -> pd.DataFrame:
    """The censoring-aware definitions, whether estimable or not, each once."""
    frame = each_once(frame)
    return frame[frame["denominator"] == CENSORING_AWARE]


def each_once(frame: pd.DataFrame) -> pd.DataFrame:
    """The grid without rows that are another one's definition: of outcomes that count no later treatment, which of
    these count makes no difference, nor does a rule of visits to one that no visit tells. One row of each is kept: with
    the primary definition's rules, else the first.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"outcome": ["second_course"] * 2 + ["any_treatment"] * 2, "antibiotic_days": [0, 28] * 2,
    ...                       "primary": False})
    >>> each_once(frame)["antibiotic_days"].tolist()
    [0, 0, 28]
    >>> each_once(frame.assign(primary=[False] * 3 + [True]))["antibiotic_days"].tolist()
    [28, 0, 28]
    """
    rules = [name for name in OUTCOME_AXES if name in frame]
    if not rules:
        return frame
    marked = frame["primary"].astype(bool) if "primary" in frame else frame[v.OUTCOME].isna()
    own = pd.Series(True, index=frame.index)
    for name in rules:
        own &= frame[name].isin(frame.loc[marked, name])
    moves = {name: {each: AXES[name].moves(each) for each in OUTCOMES} for name in rules}
    moved = {name: frame[name].astype(object).where(frame[v.OUTCOME].map(moves[name])) for name in rules}
    first = frame.assign(own=own, **moved).sort_values("own", ascending=False, kind="stable")
    return frame[~first.duplicated([name for name in AXES if name in frame]).reindex(frame.index)]


LEVELS = ("lowest", "lowest_mean", "highest", "highest_mean")
DECOMPOSITION_COLUMNS = ("among", "choice", "levels", "definitions", *LEVELS, "sum_of_squares", "share")
DIGITS = 12  # the text of a share must not hang on the order in which a machine sums


def decompose(frame: pd.DataFrame) -> pd.DataFrame:
    """The variance of remission over the defensible, estimable definitions of a grid, by choice.

    With y the estimates and m their mean, the total sum of squares is sum (y - m)^2. In a balanced factorial a choice
    with levels l has the main effect sum over l of n_l (m_l - m)^2, these are orthogonal, and what the choices leave
    of the total are their interactions: each definition is there once, so there is no error. Where some definitions
    cannot be estimated the grid is no longer balanced and main effects overlap; the sum of squares of a choice is then
    its gain in the regression on all choices, averaged over every order in which they can enter (Lindeman, Merenda
    and Gold 1980), which no order favours, which always adds up, and which is the main effect where the grid is
    balanced. A choice that changes no definitions alike in all else has none, however the others lie. A rule of some
    outcomes alone, such as which antibiotics count, has its effect among these: the other
    outcomes stand once, under one of its levels, and how they differ is the outcome's.

    ``frame`` has the columns of grid.csv. Returns one row per choice with more than one level, by falling share, then
    ``interactions`` and ``total``: among, choice, levels, definitions, lowest and highest (levels, with the means of
    those of their definitions that have, all else equal, an estimate at every level; NaN where none has),
    sum_of_squares, share. ``among`` is ``all`` for everyone; where the grid has subgroups, a block
    for each grouping column follows, in which the subgroup is a choice too. Shares are NaN where nothing varies.

    >>> import pandas as pd
    >>> tiny = pd.DataFrame({"outcome": ["a", "a", "b", "b"], "horizon_days": [1, 2, 1, 2], "group": "all",
    ...                      "denominator": "censoring_aware", "status": "ok", "estimate": [0.9, 0.8, 0.6, 0.5]})
    >>> decompose(tiny)[["choice", "lowest_mean", "highest_mean", "share"]].round(3).values.tolist()[:3]
    [['outcome', 0.55, 0.85, 0.9], ['horizon_days', 0.65, 0.75, 0.1], ['interactions', nan, nan, 0.0]]
    """
    rows = defensible(frame)
    rows = rows[(rows[v.STATUS] == v.OK) & rows[v.ESTIMATE].notna()]
    blocks = [_block(rows[rows[v.GROUP] == v.ALL], v.ALL)]
    by = rows[v.GROUP].map(column_of)
    for name in dict.fromkeys(by[by != ""]):
        within = rows[(by == name) & (rows[v.GROUP] != unrecorded(name))]
        blocks.append(_block(within, name))
    made = pd.DataFrame([row for block in blocks for row in block], columns=list(DECOMPOSITION_COLUMNS))
    return made.astype({"levels": "Int64", "definitions": "Int64"})


def _block(rows: pd.DataFrame, among: str) -> list[dict[str, Any]]:
    choices = [name for name in AXES if name in rows and rows[name].nunique() > 1 and _applies(rows, name).any()]
    y = rows[v.ESTIMATE].to_numpy(dtype=float)
    total = float(((y - y.mean()) ** 2).sum()) if len(y) else 0.0
    moving = [name for name in choices if _moves(rows, name, choices)]
    squares = dict.fromkeys(choices, 0.0)
    squares |= dict(zip(moving, _entering_in_every_order(rows, moving), strict=True))
    squares = dict(sorted(squares.items(), key=lambda each: -round(each[1], DIGITS)))
    squares |= {"interactions": max(total - sum(squares.values()), 0.0), "total": total}
    return [
        {
            "among": among,
            "choice": name,
            "definitions": len(rows),
            "sum_of_squares": round(part, DIGITS) + 0.0,  # no -0.0
            "share": round(part / total, DIGITS) + 0.0 if total > 10.0**-DIGITS else np.nan,
            **(_levels(rows, name, choices) if name in AXES else {}),
        }
        for name, part in squares.items()
    ]


def _applies(rows: pd.DataFrame, name: str) -> pd.Series:
    """Which definitions a choice can change: a rule of later treatments changes no outcome that counts none."""
    if name not in OUTCOME_AXES:
        return pd.Series(True, index=rows.index)
    return rows.groupby(v.OUTCOME)[name].transform("nunique") > 1


def _moves(rows: pd.DataFrame, name: str, choices: Sequence[str]) -> bool:
    """Whether a choice changes the estimate of any definitions that are alike in all else; where no two are, it may."""
    others = [rows[each].astype(str) for each in choices if each != name]
    alike = rows.groupby(others)[v.ESTIMATE] if others else rows.assign(all=0).groupby("all")[v.ESTIMATE]
    return bool((alike.size() < 2).all() or (alike.max() - alike.min()).max() > 10.0**-DIGITS)


def _matched(rows: pd.DataFrame, name: str, choices: Sequence[str]) -> pd.DataFrame:
    """The definitions that have, with every other choice as they have it, an estimate at each level of this one."""
    others = [rows[each].astype(str) for each in choices if each != name]
    if not others:
        return rows
    return rows[rows.groupby(others)[name].transform("nunique") == rows[name].nunique()]


def _levels(rows: pd.DataFrame, name: str, choices: Sequence[str]) -> dict[str, Any]:
    levels = rows[name].nunique()
    rows = _matched(rows[_applies(rows, name)], name, choices)
    if rows.empty:
        return {"levels": levels, **dict.fromkeys(LEVELS, np.nan)}
    means = rows.groupby(rows[name].astype(object), sort=False)[v.ESTIMATE].mean().round(DIGITS)
    low, high = means.idxmin(), means.idxmax()
    ends = (AXES[name].level(low), float(means[low]), AXES[name].level(high), float(means[high]))
    return {"levels": levels, **dict(zip(LEVELS, ends, strict=True))}


def _entering_in_every_order(rows: pd.DataFrame, choices: Sequence[str]) -> list[float]:
    """The sum of squares that each choice adds to those that entered before it, averaged over all orders.

    By the weights of Shapley: a set of s of the others comes before it in s! (K - s - 1)! of K! orders.
    """
    y, count = rows[v.ESTIMATE].to_numpy(dtype=float), len(choices)
    dummies = [_dummies(rows, name) for name in choices]
    design = np.column_stack(dummies) if dummies else np.zeros((len(y), 0))
    at = np.repeat(np.arange(count), [columns.shape[1] for columns in dummies])
    gram, crossed = design.T @ design, design.T @ (y - y.mean() if len(y) else y)
    explained = {
        members: _explained(gram, crossed, np.isin(at, members))
        for size in range(count + 1)
        for members in combinations(range(count), size)
    }
    averaged = [0.0] * count
    for members, without in explained.items():
        for k in set(range(count)) - set(members):
            weight = factorial(len(members)) * factorial(count - len(members) - 1) / factorial(count)
            averaged[k] += weight * (explained[tuple(sorted((*members, k)))] - without)
    return averaged


def _dummies(rows: pd.DataFrame, name: str) -> Floats:
    """One column per level but the first, centred among the definitions that the choice can change, else 0."""
    columns = pd.get_dummies(pd.factorize(rows[name].astype(object))[0], dtype=float).to_numpy()[:, 1:]
    applies = _applies(rows, name).to_numpy()
    return np.asarray(np.where(applies[:, None], columns - columns[applies].mean(axis=0), 0.0))


def _explained(gram: Floats, crossed: Floats, entered: NDArray[np.bool_]) -> float:
    """The sum of squares of the fitted values; of levels that only occur together one is enough."""
    solution = np.linalg.lstsq(gram[np.ix_(entered, entered)], crossed[entered], rcond=1e-10)[0]
    return float(crossed[entered] @ solution)

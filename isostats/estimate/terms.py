"""The columns of a regression: numbers as they are, categories against an explicit reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from isostats._checks import EstimateError, counted, nearest
from isostats.estimate.kernel import Floats

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Design:
    """``columns`` are what is fitted on the rows that are ``used``; ``terms`` what is reported, with counts."""

    columns: pd.DataFrame
    used: Any
    terms: pd.DataFrame
    notes: tuple[str, ...]


def design(frame: pd.DataFrame, covariates: list[str], event: Floats, references: Mapping[str, object]) -> Design:
    """Code covariates without missing values; what cannot be compared is left out with a note.

    A category in which nobody fails has a hazard ratio of 0 at any value of the others, and its people weigh nothing
    in any risk set: leaving their rows out *is* the maximum of the likelihood for the other terms.
    """
    import pandas as pd

    _check_references(frame, covariates, references)
    notes: list[str] = []
    columns: dict[str, Floats] = {}
    terms: list[dict[str, object]] = []
    used = np.ones(len(frame), dtype=bool)
    for name in covariates:
        column = frame[name]
        if _is_number(column):
            columns[name] = _finite(column, name)
            terms.append({"term": name, "reference": "", "n": len(frame), "events": int(event.sum())})
            continue
        labels = column.astype(str)
        counts = pd.DataFrame({"n": labels.value_counts(), "events": pd.Series(event).groupby(labels.to_numpy()).sum()})
        reference = _reference(counts, name, references)
        for label, found in counts.drop(index=reference).sort_index().iterrows():
            term, inside = f"{name}={label}", (labels == label).to_numpy()
            terms.append({"term": term, "reference": reference, "n": int(found["n"]), "events": int(found["events"])})
            if found["events"] == 0:
                people = counted(int(found["n"]), "person", "people")
                notes.append(f"There are no events among {term} ({people}): its hazard ratio has no estimate.")
                used &= ~inside
            else:
                columns[term] = inside.astype(float)
    fitted = pd.DataFrame(columns, index=frame.index)[used].reset_index(drop=True).astype(float)
    fitted, left_out = _independent(fitted)
    if fitted.columns.empty:
        raise EstimateError(" ".join([*notes, *left_out, "No covariate is left that differs between people."]))
    return Design(fitted, used, pd.DataFrame(terms), (*notes, *left_out))


def _is_number(column: pd.Series) -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return bool(is_numeric_dtype(column) and not is_bool_dtype(column))


def _finite(column: pd.Series, name: str) -> Floats:
    values = np.asarray(column.to_numpy(dtype=float))
    if not np.isfinite(values).all():
        raise EstimateError(f"{counted(int((~np.isfinite(values)).sum()), 'value')} of {name} are infinite.")
    return values


def _reference(counts: pd.DataFrame, name: str, references: Mapping[str, object]) -> str:
    """The category that the others are held against: as asked, else the most frequent in which somebody fails."""
    if name not in references:
        failing = counts[counts["events"] > 0]
        ranked = failing.sort_index().sort_values("n", ascending=False, kind="stable")
        return str(ranked.index[0])
    asked = str(references[name])
    if asked not in counts.index:
        raise EstimateError(f"{name} has no category {asked!r}{nearest(asked, counts.index)}.")
    if counts.loc[asked, "events"] == 0:
        raise EstimateError(
            f"There are no events in {name}={asked}, so nothing can be held against it; choose another."
        )
    return asked


def _check_references(frame: pd.DataFrame, covariates: list[str], references: Mapping[str, object]) -> None:
    for name in references:
        if name not in covariates:
            raise EstimateError(f"A reference is given for {name!r}, which is no covariate{nearest(name, covariates)}.")
        if _is_number(frame[name]):
            raise EstimateError(
                f"{name} is a number and has no reference category; make it text to compare categories."
            )


def _independent(columns: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The columns that vary and are no sum of those before them, with a sentence on each of the others."""
    kept: list[str] = []
    notes: list[str] = []
    basis: list[Floats] = []
    for name in columns:
        values = columns[name].to_numpy(dtype=float)
        length = np.linalg.norm(values - values.mean()) if len(values) else 0.0
        if length <= 1e-10 * max(1.0, float(np.linalg.norm(values))):
            notes.append(f"{name} is the same for everybody in the model and was left out.")
            continue
        rest = (values - values.mean()) / length
        for _ in range(2):  # once more than exact arithmetic needs, against rounding
            for direction in basis:
                rest = rest - direction * (direction @ rest)
        if np.linalg.norm(rest) < 1e-7:
            notes.append(f"{name} follows from the covariates before it and was left out.")
            continue
        basis.append(rest / np.linalg.norm(rest))
        kept.append(name)
    return columns[kept], notes

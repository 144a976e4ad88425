"""Columns of 0 and 1 for the levels of covariates, of counts by combination of levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.estimate.kernel import Floats
from isostats.words.english import plain
from isostats.words.numbers import agreed, counted

TERMS = ("column", "category", "reference")


def level_columns(
    levels: pd.DataFrame, people: Floats, having: Floats, *, fewest: int, what: str
) -> tuple[Floats, pd.DataFrame, list[str]]:
    """One column for each level but the most frequent of its covariate, what they are, and what could not be taken.

    ``levels`` has a row for each combination, of so many ``people`` of whom so many are ``having`` what is modelled.
    A level with fewer than ``fewest`` of those has no coefficient of its own: it joins the most frequent level.
    ``what`` says in the note what they are, as "lost early".
    """
    columns: list[NDArray[np.bool_]] = []
    terms: list[dict[str, str]] = []
    notes: list[str] = []
    for name in levels:
        values = levels[name].astype(str).to_numpy()
        sizes: Mapping[str, float] = {each: float(people[values == each].sum()) for each in dict.fromkeys(values)}
        reference = max(sizes, key=lambda each: sizes[each])
        few = [each for each in sizes if each != reference and having[values == each].sum() < fewest]
        if few:
            whom = "nobody" if fewest == 1 else f"fewer than {fewest} people"
            levels_of = f"Of {plain(str(name))}, {counted(len(few), 'level')} with {whom} {what}"
            together = f"{agreed(len(few), 'is')} counted together with the most frequent level, {plain(reference)}"
            notes.append(f"{levels_of} {together}.")
        for each in sizes:
            if each == reference or each in few:
                continue
            candidate = values == each
            if _spans(columns, candidate, people):
                columns.append(candidate)
                terms.append(dict(zip(TERMS, (str(name), each, reference), strict=True)))
            else:
                notes.append(f"Of {plain(str(name))}, {plain(each)} follows from other columns, and is left out.")
    made = np.stack(columns, axis=1).astype(float) if columns else np.zeros((len(levels), 0))
    return made, pd.DataFrame(terms, columns=list(TERMS)), notes


def _spans(columns: Sequence[NDArray[np.bool_]], candidate: NDArray[np.bool_], people: Floats) -> bool:
    """Whether a column says something that the others, and the constant, do not."""
    x = np.stack([np.ones(len(candidate)), *columns, candidate], axis=1) * (people > 0)[:, None]
    return bool(np.linalg.matrix_rank(x) == x.shape[1])

"""The text of a result's cells: its share with limits, its counts, or the reason where there is no number."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from isostats.vocabulary import names as v
from isostats.words.numbers import MISSING, count_text, limits_text, share_text

if TYPE_CHECKING:
    from isostats.analyses.rows import Row


def with_interval(row: Row) -> str:
    """Estimate and interval in per cent, or the reason why there is none."""
    if row[v.STATUS] != v.OK:
        return v.STATUS_LABELS[row[v.STATUS]]
    if isnan(row[v.LOWER]) or isnan(row[v.UPPER]):
        return f"{share_text(row[v.ESTIMATE])} (no limits exist)"
    return f"{share_text(row[v.ESTIMATE])} ({limits_text(row[v.LOWER], row[v.UPPER])})"


def whole(value: Any) -> str:
    """A count with separators, or a dash where there is none."""
    return MISSING if pd.isna(value) else count_text(float(value))

"""The numbers by R that stand beside this file, and the event tables of their rows."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from isostats.cohort.counting import EventTable, event_table

TOLERANCE = 1e-9
CAUSES = ("event", "competing")


@cache
def fixture(name: str) -> dict[str, Any]:
    """One file of fixtures."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text())


def numbers(values: Any) -> np.ndarray:
    """R's numbers, its NA and NaN alike as NaN."""
    return np.array([np.nan if value in (None, "NaN", "NA") else value for value in values], dtype=float)


def table_of(rows: dict[str, list[Any]], *, by_group: bool = False) -> EventTable:
    """The event table of a fixture's rows."""
    group = rows["group"] if by_group else None
    entry = [day if day > 0 else -1 for day in rows["entry"]] if "entry" in rows else None
    return event_table(rows["time"], rows["cause"], group=group, entry=entry, causes=CAUSES)


def agree(found: Any, expected: Any, what: str = "") -> None:
    """Equal to R within 1e-9, missing where R's are missing."""
    np.testing.assert_allclose(
        np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=TOLERANCE, atol=TOLERANCE, err_msg=what
    )

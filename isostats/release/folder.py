"""A release as whoever receives it has it: the safe tables read back from a folder, and the attack on that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from isostats.cohort.counting import EventTable
from isostats.errors import DataError
from isostats.release.attacking import WORK, Attack, attack
from isostats.release.event_tables import SafeTables
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

COUNTS, MANIFEST = "safe_counts.csv", "manifest.json"


def attack_folder(folder: str | Path, *, work: int = WORK) -> Attack:
    """Attack a written release from its folder alone, as a stranger would; ``work`` is as in :func:`attack`.

    Its other files are made from the safe counts, so they tell nothing further. Raises DataError for a folder that is
    no release.
    """
    return attack(tables_in(folder), work=work)


def tables_in(folder: str | Path) -> SafeTables:
    """The safe tables that a release holds. Raises DataError for a folder that is none."""
    import pandas as pd

    place = Path(folder)
    missing = [name for name in (COUNTS, MANIFEST) if not (place / name).is_file()]
    if missing:
        raise DataError(
            f"{place} is no release: {missing[0]} is missing. Name a folder that `isostats report --release` wrote."
        )
    base = json.loads((place / MANIFEST).read_text(encoding="utf-8"))["rounded_to_midpoints_of"]
    return safe_tables_of(pd.read_csv(place / COUNTS), int(base))


def safe_tables_of(counts: pd.DataFrame, base: int) -> SafeTables:
    """The safe tables whose published counts these are, in the order of their rows."""
    days = tuple(sorted(int(day) for day in counts[v.TIME_DAYS].dropna().unique()))
    columns = counts[v.GROUP].where(counts[v.GROUP] != v.ALL).str.split("=", n=1).str[0]
    tables = {}
    for (outcome, population, by), rows in counts.groupby(
        [v.OUTCOME, v.POPULATION, columns.fillna("")], sort=False
    ):
        tables[outcome, population, by or None] = _table(rows, days)
    joined: dict[str, tuple[str, ...]] = {by: () for _, _, by in tables if by}
    return SafeTables(base, days, tables, joined)


def _table(rows: pd.DataFrame, days: tuple[int, ...]) -> EventTable:
    series = {key: part["people"].to_numpy(dtype=float) for key, part in rows.groupby([v.GROUP, "part"], sort=False)}
    groups = tuple(dict.fromkeys(rows[v.GROUP]))
    causes = tuple(part for part in dict.fromkeys(rows["part"]) if part not in (v.N, v.LEFT))
    none = np.zeros((len(groups), 1))

    def steps(part: str) -> np.ndarray:
        return np.diff(np.stack([series[group, part] for group in groups]), axis=1, prepend=0)

    events = np.stack([np.concatenate([steps(cause), none], axis=1) for cause in causes], axis=1)
    left = steps(v.LEFT)
    n = np.stack([series[group, v.N] for group in groups])
    beyond = n - events.sum(axis=(1, 2))[:, None] - left.sum(axis=1, keepdims=True)
    return EventTable(
        groups,
        causes,
        np.append(np.asarray(days, dtype=np.int64), days[-1] + 1),
        events,
        np.concatenate([left, beyond], axis=1),
        np.zeros((len(groups), len(days) + 1)),
        by_interval=True,
    )

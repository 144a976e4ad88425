"""The rounded counts under each figure of a release, as files beside it: what a checker reads in place of a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from isostats.release.counts_files import as_written
from isostats.release.event_tables import SafeTables, published_counts
from isostats.vocabulary import names as v
from isostats.writing import write_csv

if TYPE_CHECKING:
    import pandas as pd

    from isostats.analyses.results import StudyResults
    from isostats.cohort.counting import EventTable
    from isostats.figures.drawing import Drawn


def write_underlying(
    results: StudyResults, drawn: Mapping[str, Drawn], tables: SafeTables, folder: Path
) -> None:
    """Write beside each figure the rounded counts that it is drawn from: NAME_counts.csv, with the suffix.

    A figure of all outcomes side by side has the counts of everyone.
    """
    counts = published_counts(tables)
    for drawing in results.drawings():
        if drawn[drawing.name].files:
            rows = counts[_under(getattr(drawing.result, "counts", None), tables, counts)]
            name = f"{drawing.name}_counts{tables.rules.column_suffix}.csv"
            write_csv(as_written(rows, tables.rules), folder / name)


def _under(drawn: EventTable | None, tables: SafeTables, counts: pd.DataFrame) -> pd.Series[bool]:
    """Which published counts an event table holds; without one, those of everyone."""
    whole = counts[v.GROUP] == v.ALL
    if drawn is None:
        return whole & (counts[v.POPULATION] == v.EVERYONE)
    held = next(
        (address for address, table in tables.tables.items() if table.groups == drawn.groups
         and table.causes == drawn.causes and np.array_equal(table.events, drawn.events)
         and np.array_equal(table.n, drawn.n)),
        (drawn.definition.outcome, drawn.definition.population, None),
    )  # fmt: skip
    return (
        (counts[v.OUTCOME] == held[0]) & (counts[v.POPULATION] == held[1]) & counts[v.GROUP].isin(drawn.groups)
    )

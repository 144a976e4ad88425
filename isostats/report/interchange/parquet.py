"""results.csv as Parquet: the same rows and columns, each with its type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isostats.vocabulary import names as v

if TYPE_CHECKING:
    from isostats.analyses.results import StudyResults

FILE = "results.parquet"
TYPES = dict.fromkeys((*v.NUMBERS, v.LEVEL), "DOUBLE") | dict.fromkeys(v.COUNTS, "BIGINT")
"""Of the columns that are no texts; missing is NULL."""


def write(results: StudyResults, folder: Path, least: int) -> None:
    """Write the rows of results.csv, with numbers as numbers and counts as whole ones."""
    import duckdb

    frame = results.results
    columns = [f'CAST("{name}" AS {TYPES.get(name, "VARCHAR")}) AS "{name}"' for name in frame.columns]
    with duckdb.connect() as engine:
        engine.register("results", frame)
        path = str(folder / FILE).replace("'", "''")
        text = f"SELECT {', '.join(columns)} FROM results"
        engine.execute(f"COPY ({text}) TO '{path}' (FORMAT parquet)")

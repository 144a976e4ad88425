"""results.csv as Parquet: the same rows and columns, each with its type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isostats.vocabulary import names as v
from isostats.words.small_counts import few_people, of_counts

if TYPE_CHECKING:
    from isostats.analyses.results import StudyResults

FILE = "results.parquet"
TYPES = dict.fromkeys((*v.NUMBERS, v.LEVEL), "DOUBLE") | dict.fromkeys(v.COUNTS, "BIGINT")
"""Of the columns that are no texts; missing is NULL."""


def write(results: StudyResults, folder: Path, least: int) -> None:
    """Write the rows of results.csv, with numbers as numbers and counts as whole ones, few people as missing."""
    import duckdb

    frame, few = results.results, few_people()
    frame = frame.assign(**{name: frame[name].mask(few.among(frame[name])) for name in v.COUNTS})
    columns = [f'CAST("{name}" AS {TYPES.get(name, "VARCHAR")}) AS "{of_counts(name)}"' for name in frame.columns]
    with duckdb.connect() as engine:
        engine.register("results", frame)
        path = str(folder / FILE).replace("'", "''")
        text = f"SELECT {', '.join(columns)} FROM results"
        engine.execute(f"COPY ({text}) TO '{path}' (FORMAT parquet)")

"""Frames as Parquet files, written by the engine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb
import pandas as pd


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One for all files: to open it takes longer than to write one."""
    return duckdb.connect()


def write_parquet(frame: pd.DataFrame, path: Path, types: str = "") -> Path:
    """Write ``frame``, with its columns cast as the SQL ``types`` says (all of them as they are, if not given).

    Whatever the file is called, its name is no pattern."""
    engine, plain = _engine().cursor(), path.with_name("plain_name.written")
    engine.register("frame", frame)
    engine.execute(f"COPY (SELECT {types or '*'} FROM frame) TO '{plain}' (FORMAT parquet)")
    engine.close()
    return plain.replace(path)

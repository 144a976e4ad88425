"""Frames as Parquet files, written by the engine."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd


def write_parquet(frame: pd.DataFrame, path: Path, types: str = "") -> Path:
    """Write ``frame``, with its columns cast as the SQL ``types`` says (all of them as they are, if not given)."""
    engine = duckdb.connect()
    engine.register("frame", frame)
    engine.execute(f"COPY (SELECT {types or '*'} FROM frame) TO '{path}' (FORMAT parquet)")
    engine.close()
    return path

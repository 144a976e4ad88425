"""Frames that are not of pandas: of polars, pyarrow and DuckDB. Each writes itself as Parquet, in its own types, and is
read as such a file is; nothing of it is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

KINDS = "a frame of pandas or polars, a table of pyarrow, or a relation of DuckDB"


def parquet_writer(frame: Any) -> tuple[str, Callable[[Path], object]] | None:
    """What to call such a frame, and what writes it to a Parquet file; None for anything else.

    Nothing is imported for it: a frame of a package shows that the package is there.
    """
    module, name = type(frame).__module__.partition(".")[0], type(frame).__name__
    if module == "polars" and name == "LazyFrame":
        return "a polars frame", lambda path: frame.collect().write_parquet(path)
    if module == "polars" and name == "DataFrame":
        return "a polars frame", lambda path: frame.write_parquet(path)
    if module == "pyarrow" and name in ("Table", "RecordBatch", "RecordBatchReader"):
        return "an arrow table", lambda path: _write_arrow(frame, name, path)
    if module in ("duckdb", "_duckdb") and name == "DuckDBPyRelation":
        return "a DuckDB relation", lambda path: frame.write_parquet(str(path))
    return None


def _write_arrow(frame: Any, name: str, path: Path) -> None:
    from importlib import import_module

    pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    table = {
        "Table": lambda: frame,
        "RecordBatch": lambda: pyarrow.Table.from_batches([frame]),
        "RecordBatchReader": lambda: frame.read_all(),
    }[name]()
    parquet.write_table(table, str(path))

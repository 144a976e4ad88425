"""The database that holds the OMOP tables: its address, and opening it without being able to change it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import duckdb

from isostats._checks import DataError, nearest
from isostats.records.engine import Engine, literal, open_engine

CATALOG = "cdm"
_SCHEMES = ("duckdb", "postgres", "postgresql", "spark")


def path_of(url: str | Path, *, folder: str | Path = ".") -> Path:
    """The file that an address names; a relative one starts at ``folder``.

    ``duckdb:///cdm.duckdb`` is relative and ``duckdb:////data/cdm.duckdb`` absolute; a path is taken as it is. Raises
    DataError for an address of another kind.

    >>> path_of("duckdb:///cdm.duckdb", folder="study").as_posix(), path_of("duckdb:////data/cdm.duckdb").as_posix()
    ('study/cdm.duckdb', '/data/cdm.duckdb')
    """
    text = str(url)
    scheme, mark, rest = text.partition("://")
    if not mark:
        return Path(folder) / text
    if scheme != "duckdb":
        hint = nearest(scheme, _SCHEMES) if scheme not in _SCHEMES else ""
        raise DataError(
            f"'{scheme}://' is not a kind of database that OMOP tables are read from{hint or '.'} Give the DuckDB file "
            'that holds them, as in omop = "duckdb:///cdm.duckdb".'
        )
    if not rest.startswith("/") or rest == "/":
        raise DataError(
            f"'{text}' does not name a file: three slashes come before a relative path (duckdb:///cdm.duckdb), four "
            "before an absolute one (duckdb:////data/cdm.duckdb)."
        )
    return Path(folder) / unquote(rest[1:])


def open_database(path: Path) -> Engine:
    """A private engine that has the file attached, read-only, under the name :data:`CATALOG`.

    Raises DataError where there is no such file, or it is none of DuckDB's, or another program is writing it.
    """
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise DataError(f"The OMOP database {path} {what}. Give the path of a DuckDB file.")
    engine = open_engine()
    try:
        engine.execute(f"ATTACH {literal(str(path))} AS {CATALOG} (READ_ONLY)")
    except duckdb.Error as error:
        engine.close()
        reason = str(error).splitlines()[0]
        advice = (
            "Close the program that has it open, or read a copy."
            if "lock" in reason.lower()
            else "It must be a DuckDB file, written by this version of DuckDB or an earlier one."
        )
        raise DataError(f"The OMOP database {path} does not open: {reason} {advice}") from error
    return engine

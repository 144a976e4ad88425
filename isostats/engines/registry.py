"""The kinds of engines that may hold data, and which of them an address or an open handle is."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from isostats import engines
from isostats.engines.database import Address, Database, Dialect, Kind
from isostats.engines.embedded import Engine
from isostats.errors import DataError, StudyError, nearest


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of engine by the name of its dialect: whatever module of this room has a ``KIND``.

    >>> list(kinds())
    ['duckdb', 'postgres', 'spark']
    """
    modules = [import_module(f"{engines.__name__}.{each.name}") for each in iter_modules(engines.__path__)
               if each.name != "registry"]  # fmt: skip
    known = [module.KIND for module in modules if hasattr(module, "KIND")]
    return {kind.dialect.name: kind for kind in known}


def dialect_of(name: str) -> Dialect:
    """The dialect of that name; raises StudyError for another.

    >>> dialect_of("spark").day_of("d")
    "DATEDIFF(d, DATE '1970-01-01')"
    """
    if name not in kinds():
        hint = nearest(name, kinds()) or "."
        raise StudyError(f"There is no SQL dialect {name!r}{hint} Known: {', '.join(kinds())}.")
    return kinds()[name].dialect


def read_address(text: str | Path, *, folder: str | Path = ".") -> Address:
    """The parts of an address; a relative file starts at ``folder``.

    ``duckdb:///claims.duckdb`` is relative and ``duckdb:////data/claims.duckdb`` absolute; a path is taken as it is.
    ``postgres://`` and ``postgresql://`` are the same; all that PostgreSQL's library knows may stand in the address.
    Raises DataError for an address of another kind.

    >>> read_address("duckdb:///cdm.duckdb", folder="study").path.as_posix()
    'study/cdm.duckdb'
    >>> read_address("duckdb:////data/cdm.duckdb").path.as_posix()
    '/data/cdm.duckdb'
    >>> address = read_address("postgres://me:secret@host/claims?schema=cdm&sslmode=require")
    >>> address.name, address.schema, address.uri
    ('claims', 'cdm', 'postgresql://me:secret@host/claims?sslmode=require')
    """
    scheme, mark, rest = str(text).partition("://")
    if not mark:
        path = Path(folder) / str(text)
        return Address("duckdb", path.name, path)
    for kind in kinds().values():
        if scheme in kind.schemes:
            return kind.read(str(text), rest, folder)
    schemes = [scheme for kind in kinds().values() if kind.form for scheme in kind.schemes]
    hint = nearest(scheme, schemes) or "."
    raise DataError(f"'{scheme}://' is not a kind of database that is read{hint} Give {_forms()}.")


def open_database(source: Any, engine: Engine, *, folder: str | Path = ".") -> Database:
    """The database that is meant, open for reading only; its rows are streamed into ``engine``.

    ``source`` is an address (:func:`read_address`; a relative file starts at ``folder``), an open DuckDB connection or
    a Spark session. Raises DataError where it does not open, in words that say what to do, and never with a password.
    """
    if isinstance(source, (str, Path)):
        address = read_address(source, folder=folder)
        return kinds()[address.kind].open(address, engine)
    for kind in kinds().values():
        if kind.is_open(source):
            return kind.open(source, engine)
    raise DataError(
        f"A {type(source).__name__} is not a database that can be read. Give an address ({_forms()}), an open DuckDB "
        "connection or a Spark session."
    )


def database_of_frame(source: object, engine: Engine) -> Database | None:
    """The database that a data frame of an engine is in; None for what is no such frame."""
    for kind in kinds().values():
        if kind.is_frame(source):
            return kind.open(source, engine)
    return None


def _forms() -> str:
    """Examples of addresses."""
    return " or ".join(f'"{kind.form}"' for kind in kinds().values() if kind.form)

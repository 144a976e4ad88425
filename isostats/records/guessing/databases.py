"""A database as files are looked at: an OMOP CDM by its tables, else flat tables by a few of their rows."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from isostats.engines.database import Database, Place
from isostats.engines.embedded import MEMORY, Engine, open_engine
from isostats.engines.registry import open_database, read_address
from isostats.records.cell_sql import text_of
from isostats.records.guessing.sheets import Sheet, sheet_of
from isostats.records.raw import FirstRows

CDM = frozenset(("person", "observation_period", "drug_exposure", "concept"))
"""Tables that only a database in the OMOP Common Data Model has all of."""
ENDINGS = (".duckdb", ".ddb", ".db")
LOOKED_AT = 2_000
MOST_TABLES = 200
PASSWORD = re.compile(r"(\w+://[^\s:@/?]*):[^@]*@")


def is_database(source: str | Path) -> bool:
    """Whether what is named is a database rather than a file of records.

    >>> is_database("postgres://me@host/claims"), is_database("cdm.duckdb"), is_database("fills.csv")
    (True, True, False)
    """
    return "://" in str(source) or Path(source).suffix.lower() in ENDINGS


def tables_of(source: str) -> Mapping[str, Sheet] | None:
    """The tables of a database as sheets, by name; None for an OMOP CDM. Raises DataError where it does not open."""
    engine = open_engine(MEMORY)
    with closing(open_database(source, engine)) as database:
        there = [Place(schema, table) for schema, table in database.tables()]
        if {place.table.lower() for place in there} >= CDM:
            return None
        home = set(database.home())
        return {
            place.table if place.schema in home else str(place): _sheet(engine, database, place)
            for place in there[:MOST_TABLES]
        }


def _sheet(engine: Engine, database: Database, place: Place) -> Sheet:
    """The first rows of a table, as texts."""
    columns = database.columns(place)
    kinds = {name: column.kind for name, column in columns.items()}
    database.copy(f"{database.select(place, columns)} LIMIT {LOOKED_AT}", kinds, "looked_at")
    described = engine.execute("DESCRIBE looked_at").fetchall()
    texts = ", ".join(text_of(f'"{name}"', kind) for name, kind, *_ in described)
    rows = engine.execute(f"SELECT {texts} FROM looked_at").fetchall()
    cells = (tuple("" if cell is None else str(cell) for cell in row) for row in rows)
    return sheet_of(FirstRows(place.table, ((1, tuple(columns)), *enumerate(cells, 2)), whole=len(rows) < LOOKED_AT))


def address_from(source: str, folder: Path | None) -> str:
    """The address of a database as a study in a folder writes it: a file from there on, a server without a password.

    >>> address_from("postgres://me:secret@host/claims", None), address_from("data/cdm.duckdb", Path("data"))
    ('postgres://me@host/claims', 'duckdb:///cdm.duckdb')
    """
    if "://" in source and not source.startswith("duckdb:"):
        return PASSWORD.sub(r"\1@", source)
    path = read_address(source).path.absolute()
    if folder is None:
        return f"duckdb:///{path.as_posix()}"
    return f"duckdb:///{Path(os.path.relpath(path, folder.absolute())).as_posix()}"

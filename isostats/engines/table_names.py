"""From the name of a table as the user writes it to the table, or a sentence that names the nearest one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from isostats.engines.database import Database, Place
from isostats.errors import nearest
from isostats.words.numbers import count_text

MOST_SHOWN = 12


class NoTable(Exception):
    """There is no such table, or several; ``advice`` says what to do."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message, self.advice = message, advice


def find_table(database: Database, written: str) -> Place:
    """The table or view of that name: ``fills``, ``claims.fills``, or with double quotes around a part.

    A name without its schema is looked for where the database itself would look, then in every schema. Upper and lower
    case matter only where two names differ by nothing else. Raises NoTable where there is none, or several.
    """
    parts = parts_of(written)
    if not 0 < len(parts) <= database.dialect.parts:
        advice = "Write table or schema.table, with double quotes around a part that has a dot in it."
        raise NoTable(f"'{written}' is not the name of a table in {database.name}", advice)
    schema, table = ".".join(parts[:-1]) or None, parts[-1]
    known = database.tables(schema)
    places = _matching(known, schema, table)
    if not places:
        raise _absent(database, known or database.tables(), written)
    home = [place for name in database.home() for place in places if place.schema == name]
    if schema is None and not home and len(places) > 1:
        listed = ", ".join(sorted(map(str, places)))
        message = f"{len(places)} schemas of {database.name} have a table '{written}': {listed}"
        raise NoTable(message, "Write the one you mean with its schema.")
    return (home or places)[0]


def parts_of(written: str) -> list[str]:
    """The parts of a dotted name; [] where it is none.

    >>> parts_of("main.fills"), parts_of('"my claims"."fills.2019"'), parts_of("a..b")
    (['main', 'fills'], ['my claims', 'fills.2019'], [])
    """
    part = r'"(?:[^"]|"")+"|`[^`]+`|[^."`]+'
    if not re.fullmatch(rf"\s*(?:{part})(?:\.(?:{part}))*\s*", written):
        return []
    parts = re.findall(part, written.strip())
    return [each[1:-1].replace('""', '"') if each[0] in '"`' else each.strip() for each in parts]


def _matching(known: Sequence[tuple[str, str]], schema: str | None, table: str) -> list[Place]:
    """Exactly, or else but for upper and lower case."""
    for same in (str, str.lower):
        places = [
            Place(place, name)
            for place, name in known
            if same(name) == same(table) and (schema is None or same(place) == same(schema))
        ]
        if places:
            return places
    return []


def _absent(database: Database, known: Sequence[tuple[str, str]], written: str) -> NoTable:
    """There is no such table: the nearest, and what there is."""
    home = set(database.home())
    names = {f"{schema}.{table}".lower(): f"{schema}.{table}" for schema, table in known}
    names |= {table.lower(): table for _, table in known}
    hint = nearest(written, names)
    for low, name in names.items():
        hint = hint.replace(f"'{low}'", f"'{name}'")
    listed = sorted(table if schema in home else f"{schema}.{table}" for schema, table in known)
    more = f" and {count_text(len(listed) - MOST_SHOWN)} more" if len(listed) > MOST_SHOWN else ""
    there = f"Tables there: {', '.join(listed[:MOST_SHOWN])}{more}." if listed else "It holds no table that is seen."
    files = (
        " With database, names are those of tables; without it, of files."
        if re.search(r"\.(csv|parquet|tsv|xlsx?)$", written.lower())
        else ""
    )
    return NoTable(f"there is no table '{written}' in {database.name}{hint}", there + files)

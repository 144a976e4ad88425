"""From the name of a table as the user writes it to the table, or a sentence that names the nearest one."""

from __future__ import annotations

import re

from isostats.errors import nearest
from isostats.records.databases.seam import Database, Place
from isostats.records.raw import Unusable, unusable

MOST_SHOWN = 12


def find_table(database: Database, written: str) -> Place:
    """The table or view of that name: ``fills``, ``claims.fills``, or with double quotes around a part.

    A name without its schema is looked for where the database itself would look, then in every schema. Upper and lower
    case matter only where two names differ by nothing else. Raises Unusable where there is none, or several.
    """
    parts = parts_of(written)
    if not parts or (len(parts) > 2 and database.dialect != "spark"):
        advice = "Write table or schema.table, with double quotes around a part that has a dot in it."
        raise unusable("no_table", f"'{written}' is not the name of a table in {database.name}", advice)
    schema, table = ".".join(parts[:-1]) or None, parts[-1]
    known = database.tables(schema)
    found = _matching(known, schema, table)
    if not found:
        raise _absent(database, known or database.tables(), written)
    home = [place for name in database.home() for place in found if place.schema == name]
    if schema is None and not home and len(found) > 1:
        listed = ", ".join(sorted(map(str, found)))
        raise unusable(
            "no_table",
            f"{len(found)} schemas of {database.name} have a table '{written}': {listed}",
            "Write the one you mean with its schema.",
        )
    return (home or found)[0]


def parts_of(written: str) -> list[str]:
    """The parts of a dotted name; [] where it is none.

    >>> parts_of("main.fills"), parts_of('"my claims"."fills.2019"'), parts_of("a..b")
    (['main', 'fills'], ['my claims', 'fills.2019'], [])
    """
    part = r'"(?:[^"]|"")+"|`[^`]+`|[^."`]+'
    if not re.fullmatch(rf"\s*(?:{part})(?:\.(?:{part}))*\s*", written):
        return []
    found = re.findall(part, written.strip())
    return [each[1:-1].replace('""', '"') if each[0] in '"`' else each.strip() for each in found]


def _matching(known: object, schema: str | None, table: str) -> list[Place]:
    """Exactly, or else but for upper and lower case."""
    pairs: list[tuple[str, str]] = list(known)  # type: ignore[call-overload]
    for same in (str, str.lower):
        found = [
            Place(place, name)
            for place, name in pairs
            if same(name) == same(table) and (schema is None or same(place) == same(schema))
        ]
        if found:
            return found
    return []


def _absent(database: Database, known: object, written: str) -> Unusable:
    """There is no such table: the nearest, and what there is."""
    pairs: list[tuple[str, str]] = list(known)  # type: ignore[call-overload]
    home = set(database.home())
    names = {f"{schema}.{table}".lower(): f"{schema}.{table}" for schema, table in pairs}
    names |= {table.lower(): table for _, table in pairs}
    hint = nearest(written, names)
    for low, name in names.items():
        hint = hint.replace(f"'{low}'", f"'{name}'")
    listed = sorted(table if schema in home else f"{schema}.{table}" for schema, table in pairs)
    more = f" and {len(listed) - MOST_SHOWN:,} more" if len(listed) > MOST_SHOWN else ""
    there = f"Tables there: {', '.join(listed[:MOST_SHOWN])}{more}." if listed else "It holds no table that is seen."
    files = (
        " With database, names are those of tables; without it, of files."
        if re.search(r"\.(csv|parquet|tsv|xlsx?)$", written.lower())
        else ""
    )
    return unusable("no_table", f"there is no table '{written}' in {database.name}{hint}", there + files)

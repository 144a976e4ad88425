"""Columns of ours that a file has and in which no row has a value: they say no more than if they were not there."""

from __future__ import annotations

from dataclasses import replace

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.cell_sql import sign_sql
from isostats.records.loaded import Counts, Loaded
from isostats.records.schema import BLANK, MISSING_TOKENS


def without_empty(connection: Engine, loaded: Loaded) -> Loaded:
    """A table whose layout has no column without any value, and names those (``layout.empty``). Columns that must be
    there stay, and so do those of which the study says what an empty cell means."""
    empty = _empty(connection, loaded)
    if not empty:
        return loaded
    layout, typed = loaded.layout, {name: kind for name, kind in loaded.reading.typed.items() if name not in empty}
    positions = {name: at for name, at in layout.positions.items() if name not in empty or loaded.schema[name].required}
    shown = {name: text for name, text in layout.shown.items() if name in positions}
    named = {name: layout.shown[name] for name in empty}
    loaded.reading.typed = typed
    loaded.reading.missing |= _signs(connection, loaded, [name for name in empty if name not in positions])
    return replace(loaded, layout=replace(layout, positions=positions, shown=shown, empty=named))


def _signs(connection: Engine, loaded: Loaded, names: list[str]) -> Counts:
    """The signs of *not recorded* in columns that hold nothing else."""
    counts: Counts = {}
    for name in names:
        cell = f"trim(c{loaded.layout.positions[name]}, {literal(BLANK)})"
        sql = f"SELECT {cell}, count(*) FROM {loaded.table} WHERE {cell} <> '' GROUP BY 1 ORDER BY 1"
        counts |= {(name, str(sign)): int(rows) for sign, rows in connection.execute(sql).fetchall()}
    return counts


def _empty(connection: Engine, loaded: Loaded) -> list[str]:
    """Our columns in which no row has a value."""
    at_all = loaded.layout.positions.items()
    asked = {name: at for name, at in at_all if name != "patient_id" and not loaded.choices.fills(name)}
    if not asked:
        return []
    rows = f"SELECT {', '.join(f'c{at}' for at in asked.values())} FROM {loaded.table} LIMIT 1"
    first = connection.execute(rows).fetchone()
    if first is None:  # a table without rows is there all the same
        return []
    filled_first = [str(cell or "").strip(BLANK).lower() not in MISSING_TOKENS for cell in first]
    asked = {name: at for (name, at), holds in zip(asked.items(), filled_first, strict=True) if not holds}
    if not asked:  # as in most files: the first row has a value in each
        return []
    there = []
    for name, at in asked.items():
        ours, holds = loaded.schema[name], f"trim(c{at}, {literal(BLANK)}) <> ''"
        if not ours.codes and (ours.type != "text" or ours.signs):
            holds += f" AND NOT {sign_sql(f'c{at}')}"
        there.append(f"EXISTS (SELECT 1 FROM {loaded.table} WHERE {holds})")
    filled = one_row(connection, f"SELECT {', '.join(there)}")
    return [name for name, holds in zip(asked, filled, strict=True) if not holds]

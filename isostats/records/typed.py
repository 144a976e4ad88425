"""The typed table: one row per row of the file, days and numbers and codes instead of texts.

Everything here is SQL text for the engine; texts were understood once by the lexicons, and what came with its type is
taken as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isostats.engines.embedded import WHOLE, Engine, insert_rows, literal, one_row, quoted
from isostats.records.column_names import Layout
from isostats.records.id_forms import as_chosen
from isostats.records.lexicon import LEXICON_OF
from isostats.records.loaded import Choices, Reading
from isostats.records.missing_signs import BLANK_EDGE, sign_sql
from isostats.records.numbering import number_persons, take_numbers
from isostats.records.numbers import castable_sql
from isostats.records.raw import Ragged, Raw
from isostats.records.schema import BLANK, EARLIEST_YEAR, MOST_DAYS, Column
from isostats.records.zones import ZONED

SQL_TYPES = {"text": "VARCHAR", "date": "INTEGER", "number": "DOUBLE", "integer": "DOUBLE", "code": "VARCHAR"}
MEASURED = ("date", "number", "integer")
"""The types of columns that may come with their type; all of a file do, or none."""


def columns_typed(
    connection: Engine, raw: Raw, schema: Mapping[str, Column], layout: Layout, choices: Choices
) -> dict[str, str]:
    """Our columns whose values are taken as they came, with their types; {} where one of them needs a reading.

    Every date and number must have come with a type that fits it, be finite, and a date that people live in: else the
    reading of texts says which is not, in its words.
    """
    at = {name: place for name, place in layout.positions.items() if schema[name].type in MEASURED}
    typed = {name: raw.types.get(place, "") for name, place in at.items()}
    if not typed or any(name in choices.values for name in typed):
        return {}
    if not all(fits(schema[name], kind, days=layout.days) for name, kind in typed.items()):
        return {}
    odd = []
    earliest, latest = f"DATE '{EARLIEST_YEAR}-01-01'", f"DATE '{choices.today}'"
    if layout.days:
        earliest, latest = f"-{MOST_DAYS}", f"{MOST_DAYS}"
    for name, kind in typed.items():
        value = f"v{at[name]}"
        if schema[name].type == "date":
            odd += [f"min({value}) < {earliest}", f"max({value}) > {latest}"]
        elif kind in ("FLOAT", "DOUBLE"):
            odd.append(f"bool_or(isinf({value}))")
            odd += [f"bool_or({value} <> trunc({value}))"] if schema[name].type == "integer" else []
    if odd and any(one_row(connection, f"SELECT {', '.join(odd)} FROM {raw.table}")):
        return {}
    return typed


def fits(column: Column, kind: str, *, days: bool) -> bool:
    """Whether a column of that type can be taken as it is."""
    if column.type == "date":
        return kind in WHOLE if days else kind == "DATE" or (kind.startswith("TIMESTAMP") and kind != ZONED)
    if column.type in ("number", "integer"):
        return kind in WHOLE or kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL")
    if column.name == "patient_id":
        return kind in WHOLE or kind == "VARCHAR"
    return column.type == "text" and kind == "VARCHAR"


def make_typed(
    connection: Engine,
    raw: Raw,
    schema: Mapping[str, Column],
    layout: Layout,
    reading: Reading,
    choices: Choices,
    *,
    ids: str,
    numbered: bool = False,
    as_view: bool = False,
) -> None:
    """Make ``{table}_typed``; with ``as_view`` a view of the rows where they are, as narrow as they are.

    Its columns: row, person (a number; NULL for an empty or unknown id), ``nobody`` (the id is empty), ours,
    ``<column>_bad`` (a text that could not be read; only for columns that have one), and the covariates as k0, k1 ...
    ``ids`` is the table of persons, made here for the main file, unless they are ``numbered``, and reused for others.
    """
    table, joins = raw.table, list[str]()
    person = _person(connection, raw, layout, choices, ids, joins, known=numbered or ids != f"{table}_ids")
    nobody = f"{person} IS NULL" if as_view else f"({person} IS NULL AND COALESCE({id_text(layout)}, '') = '')"
    chosen = [f"{table}.row AS row", f"{person} AS person", f"{nobody} AS nobody"]
    small = _small(connection, raw, reading.typed, layout) if as_view else set()
    for name, column in schema.items():
        if name == "patient_id":
            continue
        position, wanted = layout.positions.get(name), SQL_TYPES[column.type]
        if (kind := reading.typed.get(name)) is not None:
            expression, bad = _as_it_is(f"v{position}", column, kind, days=layout.days), "FALSE"
            if as_view and column.type != "date" and kind in WHOLE:
                wanted = "SMALLINT" if name in small else kind
        else:
            replaced = name in choices.values
            expression, bad = _value(column.type, table, position, replaced, reading, joins, signs=column.signs)
        chosen.append(f"CAST({expression} AS {wanted}) AS {quoted(name)}")
        if any(name == where for where, _ in reading.problems):
            chosen.append(f"{bad} AS {quoted(name + '_bad')}")
    for number, (name, position) in enumerate(layout.covariates.items()):
        kind = reading.kinds[name]
        expression = reading.plainly.get(position, "")
        expression = expression or _value(kind, table, position, name in choices.values, reading, joins)[0]
        chosen.append(f"CAST({expression} AS {'DOUBLE' if kind == 'number' else 'VARCHAR'}) AS k{number}")
    holds = f"coalesce({', '.join(f'c{position}' for position in range(len(raw.names)))}) IS NOT NULL"
    made, where = ("VIEW", "") if as_view else ("TABLE", f"WHERE {holds}")
    connection.execute(
        f"CREATE OR REPLACE {made} {table}_typed AS SELECT {', '.join(chosen)} FROM {table} {' '.join(joins)} {where}"
    )


def _person(
    connection: Engine, raw: Raw, layout: Layout, choices: Choices, ids: str, joins: list[str], *, known: bool
) -> str:
    """SQL for a row's person, with the join that it needs; makes the table ``ids`` unless it is ``known``."""
    position, table = layout.positions.get("patient_id"), raw.table
    whole = position is not None and raw.types.get(position) in WHOLE
    if whole and not known and take_numbers(connection, ids, f"v{position}", table):
        return f"CAST(v{position} AS INTEGER)"
    text = id_text(layout, choices.ids)
    if not known:
        plain = text if position is None else as_chosen(f"c{position}", choices.ids)
        number_ids(connection, table, ids, plain)
        if one_row(connection, f"SELECT bool_or(regexp_matches(person_id, {BLANK_EDGE})) FROM {ids}")[0]:
            number_ids(connection, table, ids, text)
        else:
            text = plain  # only ids with blanks around them pay for their removal
    joins.append(f"LEFT JOIN {ids} AS ids ON ids.person_id = {text}")
    return "ids.person"


def number_ids(connection: Engine, table: str, ids: str, text: str) -> None:
    """Number the persons of a file, its ragged rows included; ``text`` is SQL for a row's id."""
    texts = f"SELECT {text} AS person_id FROM {table} UNION SELECT person_id FROM {table}_ragged"
    number_persons(connection, ids, f"SELECT person_id FROM ({texts}) AS texts WHERE person_id <> ''")


def _small(connection: Engine, raw: Raw, typed: Mapping[str, str], layout: Layout) -> set[str]:
    """Our columns of whole numbers that two bytes hold: what is sorted along is kept narrow."""
    whole = [name for name, kind in typed.items() if kind in WHOLE]
    if not whole:
        return set()
    at = [f"v{layout.positions[name]}" for name in whole]
    limits = ", ".join(f"min({value}) >= -32768 AND max({value}) <= 32767" for value in at)
    held = one_row(connection, f"SELECT {limits} FROM {raw.table}")
    return {name for name, small in zip(whole, held, strict=True) if small}


def _as_it_is(value: str, column: Column, kind: str, *, days: bool) -> str:
    if column.type == "date":
        return value if days else f"CAST({value} AS DATE) - DATE '1970-01-01'"
    return value if kind in WHOLE else f"CASE WHEN isfinite(CAST({value} AS DOUBLE)) THEN {value} END"


def id_text(layout: Layout, ids: str = "as_written") -> str:
    """SQL for the id of a row as the study wants it."""
    position = layout.positions.get("patient_id")
    return "NULL" if position is None else as_chosen(trimmed(position), ids)


def list_ragged(connection: Engine, table: str, layout: Layout, ragged: Sequence[Ragged], choices: Choices) -> None:
    """Make ``{table}_ragged``: the ragged rows with the patient they name, where that can be told."""
    connection.execute(f"CREATE OR REPLACE TABLE {table}_ragged (row BIGINT, person_id VARCHAR)")
    if not ragged:
        return
    position = layout.positions.get("patient_id")
    named = [(bad.row, bad.patient(position)) for bad in ragged]
    insert_rows(connection, f"{table}_ragged", named, "BIGINT", "VARCHAR")
    if choices.ids != "as_written":
        connection.execute(f"UPDATE {table}_ragged SET person_id = {as_chosen('person_id', choices.ids)}")


def trimmed(position: int) -> str:
    """SQL for the text of a column without surrounding blanks (only texts that have some pay for their removal)."""
    edges = literal(f"^[{BLANK}]|[{BLANK}]$")
    return (
        f"CASE WHEN regexp_matches(c{position}, {edges}) THEN trim(c{position}, {literal(BLANK)}) ELSE c{position} END"
    )


def _value(
    kind: str,
    table: str,
    position: int | None,
    replaced: bool,
    reading: Reading,
    joins: list[str],
    *,
    signs: bool = False,
) -> tuple[str, str]:
    """SQL for the value of a column, and for whether its text could not be read; adds the join it needs."""
    if position is None:
        return "NULL", "FALSE"
    if kind == "text" and not replaced:
        text = f"nullif({trimmed(position)}, '')"
        return (f"CASE WHEN {sign_sql(f'c{position}')} THEN NULL ELSE {text} END" if signs else text), "FALSE"
    if position not in reading.looked_up:
        return (castable_sql(f"c{position}") if kind in ("number", "integer") else "NULL"), "FALSE"
    alias = f"l{position}"
    joins.append(
        f"LEFT JOIN {table}_{LEXICON_OF[kind]} AS {alias} ON {alias}.position = {position} "
        f"AND {alias}.text = {table}.c{position}"
    )
    value = f"{alias}.value"
    if kind in ("number", "integer"):  # the lexicon holds only what the engine does not read by itself
        value = f"CASE WHEN {alias}.text IS NULL THEN {castable_sql(f'c{position}')} ELSE {alias}.value END"
    return value, f"({alias}.problem IS NOT NULL)"

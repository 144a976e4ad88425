"""The typed table: one row per row of the file, days and numbers and codes instead of texts.

Everything here is SQL text for the engine; the texts themselves were understood once by the lexicons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from isostats.engines.embedded import Engine, literal, quoted
from isostats.records.column_names import Layout
from isostats.records.id_forms import as_chosen
from isostats.records.lexicon import LEXICON_OF, Choices, Reading
from isostats.records.missing_signs import sign_sql
from isostats.records.numbering import number_persons
from isostats.records.numbers import castable_sql
from isostats.records.raw import Ragged
from isostats.records.schema import BLANK, Column

SQL_TYPES = {"text": "VARCHAR", "date": "INTEGER", "number": "DOUBLE", "integer": "DOUBLE", "code": "VARCHAR"}


def make_typed(
    connection: Engine,
    table: str,
    schema: Mapping[str, Column],
    layout: Layout,
    reading: Reading,
    choices: Choices,
    *,
    ids: str,
    numbered: bool = False,
) -> None:
    """Make ``{table}_typed``.

    Its columns: row, person (a number; NULL for an empty or unknown id), ``nobody`` (the id is empty), ours,
    ``<column>_bad`` (a text that could not be read; only for columns that have one), and the covariates as k0, k1 ...
    ``ids`` is the table of persons, made here for the course file, unless they are ``numbered``, and reused for the
    events.
    """
    if ids == f"{table}_ids" and not numbered:
        make_ids(connection, table, layout, ids, choices)
    named = id_text(layout, choices.ids)
    joins: list[str] = []
    chosen = [
        f"{table}.row AS row",
        "ids.person AS person",
        f"(ids.person IS NULL AND COALESCE({id_text(layout)}, '') = '') AS nobody",
    ]
    for name, column in schema.items():
        if name == "patient_id":
            continue
        replaced, position = name in choices.values, layout.positions.get(name)
        expression, bad = _value(column.type, table, position, replaced, reading, joins, signs=column.signs)
        chosen.append(f"CAST({expression} AS {SQL_TYPES[column.type]}) AS {quoted(name)}")
        if any(name == where for where, _ in reading.problems):
            chosen.append(f"{bad} AS {quoted(name + '_bad')}")
    for number, (name, position) in enumerate(layout.covariates.items()):
        kind = reading.kinds[name]
        expression = reading.plainly.get(position, "")
        expression = expression or _value(kind, table, position, name in choices.values, reading, joins)[0]
        chosen.append(f"CAST({expression} AS {'DOUBLE' if kind == 'number' else 'VARCHAR'}) AS k{number}")
    where = f"coalesce({', '.join(f'c{position}' for position in range(_width(connection, table)))}) IS NOT NULL"
    sql = f"""CREATE OR REPLACE TABLE {table}_typed AS
        SELECT {", ".join(chosen)} FROM {table}
        LEFT JOIN {ids} AS ids ON ids.person_id = {named}
        {" ".join(joins)} WHERE {where}"""
    connection.execute(sql)


def make_ids(connection: Engine, table: str, layout: Layout, ids: str, choices: Choices) -> None:
    """Number the persons of a file, its ragged rows included."""
    named = id_text(layout, choices.ids)
    texts = f"SELECT {named} AS person_id FROM {table} UNION SELECT person_id FROM {table}_ragged"
    number_persons(connection, ids, f"SELECT person_id FROM ({texts}) AS texts WHERE person_id <> ''")


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
    named = pd.DataFrame([(bad.row, bad.patient(position)) for bad in ragged], columns=["row", "who"], dtype=object)
    connection.register("ragged", named)  # one by one they would take minutes
    connection.execute(f"INSERT INTO {table}_ragged SELECT CAST(row AS BIGINT), CAST(who AS VARCHAR) FROM ragged")
    connection.unregister("ragged")
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


def _width(connection: Engine, table: str) -> int:
    described = connection.execute(f"SELECT * FROM {table} LIMIT 0").description
    return len(described or ()) - 1

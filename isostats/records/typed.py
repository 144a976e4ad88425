"""The typed table: one row per row of the file, days and numbers and codes instead of texts.

Everything here is SQL text for the engine; texts were understood once by the lexicons, and what came with its type is
taken as it is.
"""

from __future__ import annotations

from isostats.engines.embedded import WHOLE, Engine, literal, one_row, quoted
from isostats.records.cell_sql import ZONED, castable_sql, every_cell, sign_sql, trimmed
from isostats.records.lexicon import LEXICON_OF
from isostats.records.loaded import Loaded
from isostats.records.person_ids import id_text, person_sql
from isostats.records.schema import EARLIEST_YEAR, MOST_DAYS, Column

SQL_TYPES = {"text": "VARCHAR", "date": "INTEGER", "number": "DOUBLE", "integer": "DOUBLE", "code": "VARCHAR"}
WITH_UNIT = ("unit", "converted", "by_weight")
"""How a cell of which the unit was read is noted."""
# A column that a file of many rows lacks is not laid out: a hundred of them, in a million rows, take a gigabyte.
ABSENT = "{name} {kind} GENERATED ALWAYS AS (CAST(NULL AS {kind})) VIRTUAL"
MEASURED = ("date", "number", "integer")
"""The types of columns that may come with their type; all of a file do, or none."""


def columns_typed(connection: Engine, loaded: Loaded) -> dict[str, str]:
    """Our columns whose values are taken as they came, with their types; {} where one of them needs a reading.

    Every date and number must have come with a type that fits it, be finite, and a date that people live in: else the
    reading of texts says which is not, in its words. Codes are taken where they are all ours.
    """
    schema, days = loaded.schema, loaded.layout.days
    at = {name: place for name, place in loaded.layout.positions.items() if schema[name].type in MEASURED}
    types = loaded.raw.types
    typed = {name: types.get(place, "") for name, place in at.items()}
    if not typed or loaded.named_units or any(name in loaded.choices.values for name in typed):
        return {}
    if not all(fits(schema[name], kind, days=days) for name, kind in typed.items()):
        return {}
    odd, decimals = [], []
    earliest, latest = f"DATE '{EARLIEST_YEAR}-01-01'", f"DATE '{loaded.choices.today}'"
    if days:
        earliest, latest = f"-{MOST_DAYS}", f"{MOST_DAYS}"
    for name, kind in typed.items():
        value = f"v{at[name]}"
        if schema[name].type == "date":
            odd += [f"min({value}) < {earliest}", f"max({value}) > {latest}"]
        elif kind in ("FLOAT", "DOUBLE"):
            decimals.append(value)
            odd += [f"bool_or({value} <> trunc({value}))"] if schema[name].type == "integer" else []
    coded = {name: place for name, place in loaded.layout.positions.items() if name not in loaded.choices.values}
    codes = {name: types[at] for name, at in coded.items() if at in types and types[at] == codes_type(schema[name])}
    for name in codes:  # what is stored may be more than a file may say
        known = ", ".join(map(literal, schema[name].codes))
        odd += [f"bool_or(v{coded[name]} NOT IN ({known}))"] if schema[name].stored else []
    return typed | codes if _nothing_odd(connection, loaded.table, odd, decimals) else {}


def _nothing_odd(connection: Engine, table: str, odd: list[str], decimals: list[str]) -> bool:
    """Whether no ``odd`` (SQL) is true of a table, and no number of ``decimals`` infinite.

    Limits are asked for first, since Parquet notes them: only where they are infinite, or not numbers, are rows looked
    at.
    """
    limits = [f"NOT (max({value}) < 'infinity' AND min({value}) > '-infinity')" for value in decimals]
    if not odd and not limits:
        return True
    answers = one_row(connection, f"SELECT {', '.join([*odd, *limits])} FROM {table}")
    unclear = [value for value, beyond in zip(decimals, answers[len(odd) :], strict=True) if beyond]
    infinite = ", ".join(f"bool_or(isinf({value}))" for value in unclear)
    return not any(answers[: len(odd)]) and not (
        infinite and any(one_row(connection, f"SELECT {infinite} FROM {table}"))
    )


def codes_type(column: Column) -> str:
    """The engine's type of a column of codes, each of which is a number to it; nothing where it has none.

    >>> codes_type(Column("prior_isotretinoin", "code", "", codes={"yes": (), "no": ()}))
    "ENUM('yes', 'no')"
    """
    codes = f"ENUM({', '.join(map(literal, column.codes))})" if column.codes else ""
    return column.stored or codes if column.type == "code" else ""


def fits(column: Column, kind: str, *, days: bool) -> bool:
    """Whether a column of that type can be taken as it is."""
    if column.type == "date":
        return kind in WHOLE if days else kind == "DATE" or (kind.startswith("TIMESTAMP") and kind not in ZONED)
    if column.type in ("number", "integer"):
        return kind in WHOLE or kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL")
    if column.name == "patient_id":
        return kind in WHOLE or kind == "VARCHAR"
    return column.type == "text" and kind == "VARCHAR"


def make_typed(
    connection: Engine, loaded: Loaded, *, numbered: bool = False, as_view: bool = False, bare: bool = True
) -> None:
    """Make ``{table}_typed``; with ``as_view`` a view of the rows where they are, as narrow as they are.

    Its columns: row, person (a number; NULL for an empty or unknown id), ``nobody`` (the id is empty), ours,
    ``<column>_bad`` (a text that could not be read; only for columns that have one), and the covariates as k0, k1 ...
    The table of persons is made here for the main file, unless they are ``numbered``, and reused for others: by ids as
    they are (``bare``), and without blanks around them where some are nobody's.
    """
    table, layout, reading, joins = loaded.table, loaded.layout, loaded.reading, list[str]()
    known, as_written = numbered or loaded.ids != f"{table}_ids", loaded.choices.ids == "as_written"
    bare = bare and as_written and not numbered and not as_view
    person = person_sql(connection, loaded, joins, known=known, bare=bare)
    nobody = f"{person} IS NULL"
    nobody = nobody if as_view else f"CASE WHEN {nobody} THEN COALESCE({id_text(loaded)}, '') = '' ELSE FALSE END"
    chosen = [f"{table}.row AS row", f"{person} AS person", f"{nobody} AS nobody"]
    absent = list[str]()
    small = _small(connection, loaded) if as_view else set()
    asked_for = loaded.input.asked_for(layout.has)
    for name, column in loaded.schema.items():
        if name == "patient_id" or (column.kept and not layout.has(name) and name not in asked_for):
            continue
        position, wanted = layout.positions.get(name), column.stored or SQL_TYPES[column.type]
        if position is None and not (as_view or loaded.has_few or column.required or column.filled):
            absent.append(ABSENT.format(name=quoted(name), kind=wanted))
            continue
        if (kind := reading.typed.get(name)) is not None:
            expression = _as_it_is(f"v{position}", column, kind, days=layout.days)
            if as_view and column.type != "date" and kind in WHOLE:
                wanted = "SMALLINT" if name in small else kind
        else:
            expression = _value(loaded, name, column.type, position, joins)
        chosen.append(f"CAST({expression} AS {wanted}) AS {quoted(name)}")
        if name in reading.unread:
            chosen.append(f"(l{position}.problem IS NOT NULL) AS {quoted(name + '_bad')}")
    for number, (name, position) in enumerate(layout.covariates.items()):
        kind = reading.kinds[name]
        expression = reading.plainly.get(position) or _value(loaded, name, kind, position, joins)
        chosen.append(f"CAST({expression} AS {SQL_TYPES[kind]}) AS k{number}")
    where = "" if as_view or not _has_empty_rows(connection, loaded) else f"WHERE {_every(loaded)} IS NOT NULL"
    _make(connection, f"{table}_typed", f"SELECT {', '.join(chosen)} FROM {table} {' '.join(joins)} {where}", absent,
          as_view=as_view)
    if known and bare and one_row(connection, f"SELECT bool_or(person IS NULL) FROM {table}_typed")[0]:
        make_typed(connection, loaded, bare=False)
    elif not as_view:
        _in_our_units(connection, loaded)


def _every(loaded: Loaded) -> str:
    return every_cell(len(loaded.raw.names))


def _has_empty_rows(connection: Engine, loaded: Loaded) -> bool:
    """Whether rows must be looked at for being empty: a filter that leaves out nothing is taken by the engine for one
    that leaves little, and joins are then made the dear way round."""
    empty = f"c0 IS NULL AND {_every(loaded)} IS NULL"
    return bool(one_row(connection, f"SELECT EXISTS (SELECT 1 FROM {loaded.table} WHERE {empty})")[0])


def _make(connection: Engine, typed: str, select: str, absent: list[str], *, as_view: bool) -> None:
    """Make the table ``typed``, or the view, of a query; ``absent`` are columns that no row has a value of."""
    if as_view or not absent:
        connection.execute(f"CREATE OR REPLACE {'VIEW' if as_view else 'TABLE'} {typed} AS {select}")
        return
    described = connection.execute(f"DESCRIBE {select}").fetchall()
    columns = [*(f"{quoted(name)} {kind}" for name, kind, *_ in described), *absent]
    connection.execute(f"CREATE OR REPLACE TABLE {typed} ({', '.join(columns)})")
    connection.execute(f"INSERT INTO {typed} {select}")


def _in_our_units(connection: Engine, loaded: Loaded) -> None:
    """Convert the numbers of columns whose name says another unit; and make doses of those for each kilogram, once the
    weights are in kilograms. A unit in the cell itself goes before that of the name."""
    reading, named = loaded.reading, loaded.named_units
    of_cells = {name: texts for (rule, name), texts in reading.by_rule.items() if rule == "by_weight"}
    for name, unit in sorted(named.items(), key=lambda each: each[1].by_weight):
        own = [text for rule in WITH_UNIT for text in reading.by_rule.get((rule, name), ())]
        amount = loaded.schema[name].per if unit.by_weight else repr(unit.factor)
        rows = _multiply(connection, loaded, name, amount, own, among=False)
        reading.note("name_by_weight" if unit.by_weight else "name", name, loaded.layout.shown[name], unit.unit, rows)
    for name, texts in of_cells.items():
        _multiply(connection, loaded, name, loaded.schema[name].per, list(texts), among=True)


def _multiply(connection: Engine, loaded: Loaded, name: str, by: str, texts: list[str], *, among: bool) -> int:
    """Multiply the numbers of a column whose texts are among some, or are not; returns how many there are."""
    table, at = loaded.table, loaded.layout.positions[name]
    rows = f"SELECT row FROM {table} WHERE c{at} IN ({', '.join(map(literal, texts)) or 'NULL'})"
    where = f"{name} IS NOT NULL AND row {'' if among else 'NOT '}IN ({rows})"
    return int(one_row(connection, f"UPDATE {table}_typed SET {name} = {name} * {by} WHERE {where}")[0])


def _small(connection: Engine, loaded: Loaded) -> set[str]:
    """Our columns of whole numbers that two bytes hold: what is sorted along is kept narrow."""
    whole = [name for name, kind in loaded.reading.typed.items() if kind in WHOLE]
    if not whole:
        return set()
    at = [f"v{loaded.layout.positions[name]}" for name in whole]
    limits = ", ".join(f"min({value}) >= -32768 AND max({value}) <= 32767" for value in at)
    held = one_row(connection, f"SELECT {limits} FROM {loaded.table}")
    return {name for name, small in zip(whole, held, strict=True) if small}


def _as_it_is(value: str, column: Column, kind: str, *, days: bool) -> str:
    if column.type == "date":
        return value if days else f"CAST({value} AS DATE) - DATE '1970-01-01'"
    as_it_is = column.type == "code" or kind in WHOLE
    return value if as_it_is else f"CASE WHEN isfinite(CAST({value} AS DOUBLE)) THEN {value} END"


def _value(loaded: Loaded, name: str, kind: str, position: int | None, joins: list[str]) -> str:
    """SQL for the value of a column that is read from its texts; adds the join it needs."""
    cell, alias, column = f"c{position}", f"l{position}", loaded.schema.get(name)
    if position is None:
        return "NULL"
    if kind == "text" and name not in loaded.choices.values:
        text = f"nullif({trimmed(cell)}, '')"
        return f"CASE WHEN {sign_sql(cell)} THEN NULL ELSE {text} END" if column and column.signs else text
    by_itself = castable_sql(cell) if kind in ("number", "integer") else "NULL"
    if position not in loaded.reading.looked_up:
        return by_itself
    stored = (column and column.stored) or SQL_TYPES[kind]  # made once a text, and not once a row
    text = f"{loaded.table}.{cell}"
    text = f"coalesce({text}, '')" if loaded.choices.fills(name) else text
    joins.append(  # of numbers the lexicon holds only what the engine does not read by itself
        f"LEFT JOIN (SELECT text, problem, CAST(value AS {stored}) AS value FROM {loaded.table}_{LEXICON_OF[kind]} "
        f"WHERE position = {position}) AS {alias} ON {alias}.text = {text}"
    )
    if by_itself == "NULL":
        return f"{alias}.value"
    return f"CASE WHEN {alias}.text IS NULL THEN {by_itself} ELSE {alias}.value END"

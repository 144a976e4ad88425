"""Every distinct text of a column is understood once, in Python, and joined back by the engine.

A million rows hold a few thousand different dates and a handful of codes, so reading texts costs next to nothing, and
the rules for reading them stay plain functions (:mod:`.dates`, :mod:`.numbers`, :mod:`.codes`). Each lexicon is a
table (position of the column, text, value, problem); a text that means *not recorded* has neither value nor problem.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from isostats.engines.embedded import Engine, insert_rows, one_row
from isostats.records.codes import read_code
from isostats.records.column_names import Layout
from isostats.records.covariates import covariate_signs, read_covariates
from isostats.records.dates import SLASHED, WITH_ZONE, Read, order_of, read_date, read_day
from isostats.records.loaded import Choices, Entry, Reading
from isostats.records.missing_signs import count_signs, text_signs
from isostats.records.numbers import DOT_THOUSANDS, castable_sql, decimal_of, read_number
from isostats.records.schema import BLANK, MISSING_SIGNS, Column

LEXICON_OF = {"date": "dates", "number": "numbers", "integer": "numbers", "code": "codes", "text": "codes"}


def make_lexicons(
    connection: Engine,
    table: str,
    schema: Mapping[str, Column],
    layout: Layout,
    choices: Choices,
    typed: Mapping[str, str],
) -> Reading:
    """Make ``{table}_dates``, ``{table}_codes`` and ``{table}_numbers`` of the columns that are not ``typed``."""
    reading = Reading(typed=typed)
    at = [(schema[name], position) for name, position in layout.positions.items() if name not in typed]
    dates = _dates(connection, table, [pair for pair in at if pair[0].type == "date"], layout.days, choices, reading)
    codes = _codes(connection, table, [pair for pair in at if pair[0].type == "code"], choices)
    codes += _replaced_texts(connection, table, schema, layout, choices)
    numbers = _numbers(connection, table, [pair for pair in at if pair[0].type in ("number", "integer")], choices)
    reading.kinds, covariates, reading.plainly = read_covariates(connection, table, layout.covariates, choices)
    numbers += covariates
    for kind, entries, sql_type in (
        ("dates", dates, "INTEGER"),
        ("codes", codes, "VARCHAR"),
        ("numbers", numbers, "DOUBLE"),
    ):
        _store(connection, f"{table}_{kind}", entries, sql_type)
    reading.looked_up = {entry[0] for entry in dates + codes + numbers}
    names = {position: name for name, position in layout.positions.items()}
    reading.problems = {
        (names[entry[0]], entry[3]) for entry in dates + codes + numbers if entry[3] is not None and entry[0] in names
    }
    signed = {at for at, text, *_ in dates + codes + numbers if text.strip(BLANK).lower() in MISSING_SIGNS}
    _count_signs(connection, table, schema, layout, choices, reading, signed)
    connection.execute(f"DROP TABLE IF EXISTS {table}_cells")
    return reading


def _count_signs(
    connection: Engine,
    table: str,
    schema: Mapping[str, Column],
    layout: Layout,
    choices: Choices,
    reading: Reading,
    signed: Collection[int],
) -> None:
    """How often signs of *not recorded* are read as such, and how often they are values; ``signed`` are the positions
    of columns in whose lexicon there is one."""
    reading.missing, reading.kept = text_signs(connection, table, schema, layout, choices.values)
    for name, position in layout.positions.items():
        column = schema[name]
        if column.type != "text" and position in signed:
            mapped = choices.mapped(name)
            counted = count_signs(connection, table, [(name, position)])
            reading.missing |= {
                pair: rows
                for pair, rows in counted.items()
                if pair[1].lower() in column.missing and pair[1].lower() not in mapped
            }
    missing, kept = covariate_signs(connection, table, layout.covariates, reading.kinds, choices.values)
    reading.missing |= missing
    reading.kept |= kept


def distinct(connection: Engine, table: str, position: int, where: str = "TRUE") -> list[str]:
    """The different texts of a column, sorted, so that nothing depends on the order of rows."""
    sql = f"SELECT DISTINCT c{position} FROM {table} WHERE c{position} IS NOT NULL AND {where}"
    return sorted(row[0] for row in connection.execute(sql).fetchall())


def _dates(
    connection: Engine,
    table: str,
    columns: Iterable[tuple[Column, int]],
    days: bool,
    choices: Choices,
    reading: Reading,
) -> list[Entry]:
    texts = [
        (position, column, text, choices.replacing(column.name)(text).strip(BLANK))
        for column, position in columns
        for text in distinct(connection, table, position)
    ]
    for _, column, _, word in texts:
        if WITH_ZONE.fullmatch(word):
            reading.zoned.setdefault(column.name, word)
    iso_only = choices.dates == "iso"
    if not days and not iso_only:
        all_said = [word for *_, word in texts]
        reading.order = order_of(all_said)
        if choices.dates in ("day_first", "month_first"):
            reading.order = choices.dates  # type: ignore[assignment]
        reading.order_examples = _order_examples(all_said)

    def entry(column: Column, word: str) -> Read:
        if word.lower() in column.missing:
            return Read()
        if days:
            return read_day(word)
        return read_date(word, order=reading.order, iso_only=iso_only, today=choices.today)

    return [
        (position, text, read.day, read.problem)
        for position, column, text, word in texts
        for read in (entry(column, word),)
    ]


def _order_examples(texts: Iterable[str]) -> tuple[str, ...]:
    """One date that is day-first for sure and one that is month-first; or one that could be either."""
    slashed = sorted({text for text in texts if SLASHED.fullmatch(text)})
    orders = {order_of([text]): text for text in reversed(slashed)}
    return tuple(orders[key] for key in ("day_first", "month_first") if key in orders) or tuple(
        orders[key] for key in ("ambiguous",) if key in orders
    )


def _codes(connection: Engine, table: str, columns: Iterable[tuple[Column, int]], choices: Choices) -> list[Entry]:
    entries: list[Entry] = []
    for column, position in columns:
        replace = choices.replacing(column.name)
        for text in distinct(connection, table, position):
            word = replace(text).strip(BLANK)
            code, problem = (None, None) if word.lower() in column.missing else read_code(word, column)
            entries.append((position, text, code, problem))
    return entries


def _numbers(connection: Engine, table: str, columns: Iterable[tuple[Column, int]], choices: Choices) -> list[Entry]:
    """Only what the engine cannot cast is looked up; where a comma occurs, the whole column is.

    Where one column of a file has decimal commas, 7.500 in another may be seven thousand five hundred.
    """
    entries: list[Entry] = []
    columns = list(columns)
    commas = {position for _, position in columns if _has_comma(connection, table, position, choices)}
    by_comma = not choices.decimal and any(
        decimal_of(distinct(connection, table, position)) == "," for position in sorted(commas)
    )
    for column, position in columns:
        replaced = choices.values.get(column.name)
        replace = choices.replacing(column.name)
        whole = replaced or position in commas
        cast = castable_sql(f"c{position}")
        odd = f"({cast}) IS NULL"
        if column.type == "integer":
            odd += f" OR ({cast}) <> trunc({cast})"
        where = "TRUE" if whole else f"({odd})"
        texts = [(text, replace(text).strip(BLANK)) for text in distinct(connection, table, position, where)]
        decimal = choices.decimal or decimal_of(word for _, word in texts)
        for text, word in texts:
            value: float | str | None = None if word.lower() in column.missing else read_number(word, decimal)  # type: ignore[arg-type]
            if isinstance(value, float) and column.type == "integer" and value != int(value):
                value = "not_a_number"
            entries.append((position, text, None, value) if isinstance(value, str) else (position, text, value, None))
        if by_comma and not whole and column.type == "number":
            entries += [(position, text, None, "ambiguous_number") for text in _dotted(connection, table, position)]
    return entries


def _dotted(connection: Engine, table: str, position: int) -> list[str]:
    """Numbers such as 7.500, where every dot of their column stands before three digits; else none."""
    cell = f"c{position}"
    dotted = f"contains({cell}, '.') AND {castable_sql(cell)} IS NOT NULL"
    texts = distinct(connection, table, position, dotted)
    return texts if all(DOT_THOUSANDS.fullmatch(text.strip(BLANK)) for text in texts) else []


def _has_comma(connection: Engine, table: str, position: int, choices: Choices) -> bool:
    if choices.decimal == ",":
        return True
    return bool(one_row(connection, f"SELECT bool_or(contains(c{position}, ',')) FROM {table}")[0])


def _replaced_texts(
    connection: Engine, table: str, schema: Mapping[str, Column], layout: Layout, choices: Choices
) -> list[Entry]:
    """Text columns for which the user gave codes of their own."""
    texts = {name: position for name, position in layout.positions.items() if schema[name].type == "text"}
    entries: list[Entry] = []
    for name, position in (texts | dict(layout.covariates)).items():
        if name in choices.values and name != "patient_id":
            replace = choices.replacing(name)
            words = {text: replace(text).strip(BLANK) for text in distinct(connection, table, position)}
            missing = schema[name].missing if name in schema else ("",)
            entries += [
                (position, text, None if word.lower() in missing else word, None) for text, word in words.items()
            ]
    return entries


def _store(connection: Engine, table: str, entries: list[Entry], sql_type: str) -> None:
    columns = f"position INTEGER, text VARCHAR, value {sql_type}, problem VARCHAR"
    connection.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
    insert_rows(connection, table, entries, "INTEGER", "VARCHAR", sql_type, "VARCHAR")

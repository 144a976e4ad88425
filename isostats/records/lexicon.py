"""Every distinct text of a column is understood once, in Python, and joined back by the engine.

A million rows hold a few thousand different dates and a handful of codes, so reading texts costs next to nothing, and
the rules for reading them stay plain functions (:mod:`.date_texts` and its neighbours). Each lexicon is a
table (position of the column, text, value, problem); a text that means *not recorded* has neither value nor problem.
Further columns are numbers if all their values are numbers, else texts; they are looked at together, so that a thousand
of them cost little more than one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from isostats.engines.embedded import Engine, insert_rows, literal, one_row
from isostats.records.cell_sql import castable_sql, every_cell, sign_sql
from isostats.records.code_texts import TOGETHER, code_form, kind_of_product, parts_of, read_code
from isostats.records.date_texts import (
    SLASHED,
    WITH_ZONE,
    Read,
    keys_used,
    order_of,
    read_date,
    read_day,
    with_hyphens,
    year_may_come_first,
    year_of,
)
from isostats.records.guessing.synonyms import says_nothing
from isostats.records.loaded import Loaded
from isostats.records.number_texts import DOT_THOUSANDS, Quantity, decimal_of, quantity_of, read_number
from isostats.records.schema import BLANK, MISSING_TOKENS, names_no_product
from isostats.records.spreadsheet_orders import swapped_dates

LEXICON_OF = {"date": "dates", "number": "numbers", "integer": "numbers", "code": "codes", "text": "codes"}
SQL_TYPE_OF = {"dates": "INTEGER", "codes": "VARCHAR", "numbers": "DOUBLE"}
Entry = tuple[int, str, Any, str | None]

# The different texts of the columns that have no type yet, and in how many rows each stands.
CELLS = "CREATE OR REPLACE TABLE {table}_cells (position INTEGER, text VARCHAR, rows_with BIGINT)"
OF_A_COLUMN = "SELECT {at}, c{at}, count(*) FROM {table} WHERE c{at} IS NOT NULL GROUP BY c{at}"
OF_COVARIATES = """INSERT INTO {table}_cells SELECT CAST(substr(name, 2) AS INTEGER), text, count(*)
FROM (UNPIVOT (SELECT {columns} FROM {table}) ON {columns} INTO NAME name VALUE text) GROUP BY name, text"""

# Cells that are empty, for which the user has a meaning, in the rows that are not empty as a whole.
EMPTY_CELLS = """DELETE FROM {table}_cells WHERE position = {at} AND text = '';
INSERT INTO {table}_cells SELECT {at}, '', count(*) FROM {table} WHERE coalesce(c{at}, '') = '' AND {every} IS NOT NULL
HAVING count(*) > 0"""

PROBLEMS = """SELECT position, problem, text, rows_with FROM {lexicon} JOIN {table}_cells USING (position, text)
WHERE problem IS NOT NULL ORDER BY ALL"""

# 007 and numbers of more digits than a number holds are labels, not quantities.
DECIMAL = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
CAST = castable_sql("text")
LABEL = r"^\s*0\d|\d{16,}"
FACTS = """SELECT position, bool_or(contains(text, ',')), bool_or(NOT regexp_matches(text, '[0-9]') AND NOT {sign}
       AND trim(text, {blank}) <> ''), bool_or({sign}), bool_or(regexp_matches(text, '[0-9]')),
       bool_or(trim(text, {blank}) <> text)
FROM {table}_cells WHERE position IN {positions} GROUP BY position"""


@dataclass(frozen=True)
class Facts:
    """What all texts of a column together show."""

    comma: bool = False
    words: bool = False  # some value has no digit, and is no sign of *not recorded*
    signs: bool = False
    digits: bool = False
    blanks: bool = False  # around some text


def read_texts(connection: Engine, loaded: Loaded) -> None:
    """Make ``{table}_dates``, ``{table}_codes`` and ``{table}_numbers`` of the columns that came without a type; what
    they show together goes into ``loaded.reading``."""
    reading, covariates = loaded.reading, loaded.layout.covariates
    ours = {at: name for name, at in loaded.layout.positions.items()}
    names = ours | {at: name for name, at in covariates.items()}
    _collect(connection, loaded)
    lexicons = {
        "dates": _dates(connection, loaded),
        "codes": _codes(connection, loaded),
        "numbers": _numbers(connection, loaded),
    }
    for lexicon, entries in lexicons.items():
        table, sql_type = f"{loaded.table}_{lexicon}", SQL_TYPE_OF[lexicon]
        columns = f"position INTEGER, text VARCHAR, value {sql_type}, problem VARCHAR"
        connection.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
        insert_rows(connection, table, entries, "INTEGER", "VARCHAR", sql_type, "VARCHAR")
        reading.looked_up |= {at for at, *_ in entries}
        for at, text, value, _ in entries:
            if value is not None and not text.strip(BLANK):
                reading.note("empty", names[at], text, value, _rows_with(connection, loaded, at, text))
        if any(problem for *_, problem in entries):
            problems = connection.execute(PROBLEMS.format(lexicon=table, table=loaded.table)).fetchall()
            for at, problem, text, rows in problems:
                reading.problems.setdefault((ours[at], problem), {})[text] = rows
    _count_signs(connection, loaded, names)
    connection.execute(f"DROP TABLE {loaded.table}_cells")


def rows_of_problem(loaded: Loaded, name: str, problem: str) -> str:
    """SQL for the rows in which the text of a column has that problem: row, text."""
    at, lexicon = loaded.layout.positions[name], f"{loaded.table}_{LEXICON_OF[loaded.schema[name].type]}"
    return (
        f"SELECT file.row, words.text FROM {loaded.table} AS file JOIN {lexicon} AS words "
        f"ON words.position = {at} AND words.text = coalesce(file.c{at}, '') AND words.problem = {literal(problem)}"
    )


def _collect(connection: Engine, loaded: Loaded) -> None:
    """Make ``{table}_cells``; of our columns of texts that need no reading, only the signs of *not recorded*."""
    table, choices = loaded.table, loaded.choices
    connection.execute(CELLS.format(table=table))
    chosen = []
    for name, at in loaded.untyped().items():
        plain = loaded.schema[name].type == "text" and name not in choices.values
        chosen.append(OF_A_COLUMN.format(at=at, table=table) + (f" HAVING {sign_sql(f'c{at}')}" if plain else ""))
    if chosen:
        connection.execute(f"INSERT INTO {table}_cells {' UNION ALL '.join(chosen)}")
    columns = {**loaded.untyped(), **loaded.layout.covariates}
    every = every_cell(len(loaded.raw.names))
    empty = [at for name, at in columns.items() if choices.fills(name)]
    if covariates := ", ".join(f"c{at}" for at in loaded.layout.covariates.values()):
        connection.execute(OF_COVARIATES.format(table=table, columns=covariates))
    for at in empty:
        connection.execute(EMPTY_CELLS.format(at=at, table=table, every=every))


def _texts(
    connection: Engine, loaded: Loaded, positions: Collection[int], where: str = "TRUE"
) -> dict[int, dict[str, int]]:
    """The different texts of some columns with their rows, sorted, so that nothing depends on the order of rows."""
    texts: dict[int, dict[str, int]] = defaultdict(dict)
    if not positions:
        return texts
    sql = f"SELECT * FROM {loaded.table}_cells WHERE position IN {_listed(positions)} AND ({where})"
    for at, text, rows in sorted(connection.execute(sql).fetchall()):
        texts[at][text] = rows
    return texts


def _rows_with(connection: Engine, loaded: Loaded, at: int, text: str) -> int:
    sql = f"SELECT rows_with FROM {loaded.table}_cells WHERE position = ? AND text = ?"
    return int(one_row(connection, sql, [at, text])[0])


def _listed(positions: Iterable[int]) -> str:
    return f"({', '.join(map(str, sorted(positions))) or '-1'})"


def _entries(
    at: int, words: Mapping[str, str], missing: Collection[str], read: Callable[[str], Read[Any]]
) -> list[Entry]:
    """What the texts of a column mean; those that say that nothing is known have neither value nor problem."""
    return [(at, text, *((None, None) if word.lower() in missing else read(word))) for text, word in words.items()]


def _dates(connection: Engine, loaded: Loaded) -> list[Entry]:
    reading, choices, columns = loaded.reading, loaded.choices, loaded.untyped("date")
    texts = _texts(connection, loaded, columns.values())
    words = {name: choices.words(name, texts[at]) for name, at in columns.items()}
    for name, of_column in words.items():
        if zoned := next(filter(WITH_ZONE.fullmatch, of_column.values()), ""):
            reading.zoned[name] = zoned
    read: Callable[[str], Read[int]] = read_day
    if not loaded.layout.days:
        iso_only, stated = choices.dates == "iso", cast(Any, choices.dates)
        if not iso_only:
            every = [word for of_column in words.values() for word in of_column.values()]
            reading.order, reading.order_examples = stated or order_of(every), _order_examples(every)
            reading.unclear_year = year_may_come_first(every)
            reading.swapped = swapped_dates(words, choices.excel_dates or loaded.raw.date_system)
        by_keys = choices.of_dates(reading)
        read = partial(read_date, choices=by_keys)
    entries: list[Entry] = []
    for name, at in columns.items():
        of_texts = _entries(at, words[name], loaded.schema[name].missing, read)
        _note_cleared(loaded, name, words[name], texts[at])
        entries += of_texts
        if not loaded.layout.days and (choices.pivot_year or choices.excel_dates or choices.month_day):
            for _, shown, day, _ in of_texts:
                for rule in keys_used(words[name][shown], by_keys) if day is not None else ():
                    reading.note(rule, name, shown, day, texts[at][shown])
    return entries


def _note_cleared(loaded: Loaded, name: str, words: Mapping[str, str], rows: Mapping[str, int]) -> None:
    """Texts that the user reads as empty, by whatever word for nothing, where an empty cell says that it never came,
    but for words that say so. Courses without an end are told elsewhere."""
    column, mapped = loaded.schema[name], loaded.choices.mapped(name)
    if column.absent and not column.required:
        for text, word in words.items():
            theirs = text.strip(BLANK)
            if not theirs or theirs.lower() not in mapped or word.lower() not in column.missing:
                continue
            silent = says_nothing(text)
            if silent is None or silent.vague:
                loaded.reading.note("cleared", name, text, None, rows[text])


def _order_examples(texts: Iterable[str]) -> tuple[str, ...]:
    """One date that is day-first for sure and one that is month-first; or one that could be either."""
    orders = {order_of([text]): text for text in sorted(texts, reverse=True)
              if SLASHED.fullmatch(with_hyphens(text))}  # fmt: skip
    sure = [orders[key] for key in ("day_first", "month_first") if key in orders]
    return tuple(sure or [text for key, text in orders.items() if key == "ambiguous"])


def _as_it_is(word: str) -> Read[str]:
    return word, None


def _codes(connection: Engine, loaded: Loaded) -> list[Entry]:
    """Our codes, and the texts of any other column for which the user gave codes of their own."""
    choices, schema = loaded.choices, loaded.schema
    texts_of = loaded.untyped("text") | dict(loaded.layout.covariates)
    columns = loaded.untyped("code") | {name: at for name, at in texts_of.items() if name in choices.values}
    entries: list[Entry] = []
    texts = _texts(connection, loaded, columns.values())
    for name, at in columns.items():
        column, words = schema.get(name), choices.words(name, texts[at])
        read: Callable[[str], Read[str]] = _as_it_is
        if column and column.type == "code":
            read = partial(read_code, column=column, mapped=choices.mapped(name))
            hormonal = names_no_product(column)
            vague = {
                text: texts[at][text] for text, word in words.items()
                if not hormonal.isdisjoint(map(code_form, (word, *parts_of(word, column, choices.mapped(name)))))
            }  # fmt: skip
            loaded.reading.hormonal |= {name: vague} if vague else {}
            for text, word in words.items():
                if kind := kind_of_product(word, column):
                    several = (read(word)[0] or kind).replace(TOGETHER, " and ")
                    loaded.reading.note("product", name, text, several, texts[at][text])
        entries += _entries(at, words, loaded.missing(column) if column else ("",), read)
    return entries


def _numbers(connection: Engine, loaded: Loaded) -> list[Entry]:
    """Our numbers, and further columns that may be such: only what the engine cannot cast is looked up; where a comma
    occurs, the whole column is. Where one column has decimal commas, 7.500 in another may be in the thousands."""
    choices, entries = loaded.choices, list[Entry]()
    integers, ours = loaded.untyped("integer").values(), loaded.untyped("number", "integer")
    columns = ours | dict(loaded.layout.covariates)
    facts = _facts(connection, loaded, columns.values())
    replaced = {at for name, at in columns.items() if name in choices.values}
    asked = {at for name, at in columns.items() if name in ours or at in replaced or not facts[at].words}
    commas = {at for at in asked if choices.decimal == "," or facts[at].comma}
    odd = (
        f"position IN {_listed(commas | replaced)} OR {CAST} IS NULL OR regexp_matches(text, '{LABEL}') "
        f"OR (position IN {_listed(integers)} AND {CAST} <> trunc({CAST}))"
    )
    texts, decimals = _texts(connection, loaded, asked, odd), dict[int, Any]()
    for name, at in columns.items():
        words = choices.words(name, texts[at])
        if name not in ours:
            entries += _covariate(loaded, name, words if at in asked else None, facts[at])
            continue
        column = loaded.schema[name]
        beside = {text: quantity for text, word in words.items() if (quantity := quantity_of(word, column))}
        alone = {text: beside[text].number if text in beside else word for text, word in words.items()}
        if column.unit == "year":
            years = {text: year for text, word in words.items() if (year := year_of(word, choices.pivot_year))}
            alone |= {text: str(year) for text, year in years.items()}
            for text, year in years.items():
                loaded.reading.note("year", name, text, float(year), texts[at][text])
        decimals[at] = choices.decimal or decimal_of(alone.values())
        read = partial(read_number, decimal=decimals[at], whole=at in integers)
        of_column = _entries(at, alone, column.missing, read)
        entries += [_with_unit(loaded, name, entry, beside.get(entry[1]), texts[at]) for entry in of_column]
    if not choices.decimal and "," in decimals.values():
        dotted = set(ours.values()) - commas - replaced - set(integers)
        for at, numbers in _texts(connection, loaded, dotted, f"contains(text, '.') AND {CAST} IS NOT NULL").items():
            if all(DOT_THOUSANDS.fullmatch(text.strip(BLANK)) for text in numbers):
                entries += [(at, text, None, "ambiguous_number") for text in numbers]
    return entries


def _with_unit(loaded: Loaded, name: str, entry: Entry, beside: Quantity | None, rows: Mapping[str, int]) -> Entry:
    """A number in the unit of its column; what stood beside it is told. One for each kilogram stays so until the rows
    are laid out, which know the weight."""
    at, text, number, problem = entry
    if beside is None or number is None:
        return entry
    known = beside.meaning
    value = number * known.factor if known else number
    rules = ["about"] * beside.about
    if known:
        rules.append("by_weight" if known.by_weight else "unit" if known.factor == 1.0 else "converted")
    for rule in rules:
        loaded.reading.note(rule, name, text, value, rows[text])
    return at, text, value, problem


def _facts(connection: Engine, loaded: Loaded, positions: Collection[int]) -> dict[int, Facts]:
    sql = FACTS.format(table=loaded.table, sign=sign_sql("text"), blank=literal(BLANK), positions=_listed(positions))
    facts = {at: Facts(*map(bool, shown)) for at, *shown in (connection.execute(sql).fetchall() if positions else ())}
    return {at: facts.get(at, Facts()) for at in positions}


def _covariate(loaded: Loaded, name: str, words: Mapping[str, str] | None, facts: Facts) -> list[Entry]:
    """The numbers of a further column that the engine does not read by itself (``words``: None where it has others);
    tells its kind (number, text), and the SQL by which it reads all texts of the column without being told."""
    reading, at = loaded.reading, loaded.layout.covariates[name]
    read = None if words is None else _as_numbers(words, loaded.choices.decimal)
    if not read and facts.signs and not facts.digits:
        read = None  # nothing but signs: they are words
    reading.kinds[name] = "text" if read is None else "number"
    plainly = None
    if name not in loaded.choices.values:
        text = f"trim(c{at}, {literal(BLANK)})" if facts.blanks else f"c{at}"
        plainly = f"nullif({text}, '')" if read is None else _plain_reading(at, words or (), read)
    if plainly:
        reading.plainly[at] = plainly
        return []
    return [(at, text, value, None) for text, value in (read or {}).items()]


def _as_numbers(words: Mapping[str, str], decimal: Any) -> dict[str, float | None] | None:
    """Texts with what they mean as numbers (what the user says is not recorded has none); None if one is no number."""
    values = {text: word for text, word in words.items() if word.lower() not in MISSING_TOKENS}
    decimal = decimal or decimal_of(values.values())
    read: dict[str, float | None] = {text: None for text, word in words.items() if not word and text.strip(BLANK)}
    for text, word in values.items():
        value, problem = read_number(word, decimal)
        digits = sum(sign.isdigit() for sign in word.partition(".")[0])
        if problem or (word[:1] == "0" and word[1:2].isdigit()) or digits > 15:
            return None
        read[text] = value
    return read


def _plain_reading(position: int, odd: Iterable[str], read: Mapping[str, float | None]) -> str | None:
    """SQL that reads every text of a column of numbers, where a plain cast does, or one after its comma is a point: a
    tenth of the cost, which counts where there are a thousand columns."""
    others = [text for text in odd if text not in read]
    if not read and not any(_cast_takes(text) for text in others):
        return f"TRY_CAST(c{position} AS DOUBLE)"
    as_points = {text: text.replace(",", ".") for text in read}
    plain = all(DECIMAL.fullmatch(text) and float(as_points[text]) == value for text, value in read.items())
    if read and plain and not any(_cast_takes(text.replace(",", ".")) for text in others):
        return f"TRY_CAST(replace(c{position}, ',', '.') AS DOUBLE)"
    return None


def _cast_takes(text: str) -> bool:
    """True for texts that the engine may take for a number, though they are none to us: nan, inf, 1e400, 1_0."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _count_signs(connection: Engine, loaded: Loaded, names: Mapping[int, str]) -> None:
    """How often signs of *not recorded* are read as such, and how often they are values."""
    choices, reading = loaded.choices, loaded.reading
    sql = f"""SELECT position, trim(text, {literal(BLANK)}) AS sign, CAST(sum(rows_with) AS BIGINT)
        FROM {loaded.table}_cells WHERE {sign_sql("text")} GROUP BY position, sign"""
    place = {name: number for number, name in enumerate((*loaded.layout.positions, *loaded.layout.covariates))}
    for at, sign, rows in sorted(connection.execute(sql).fetchall(), key=lambda each: (place[names[each[0]]], each[1])):
        name = names[at]
        column = loaded.schema.get(name)
        mapped = choices.mapped(name)
        if column is None or column.type == "text":
            taken = column.signs if column else reading.kinds[name] == "number"
            if name not in choices.values:
                (reading.missing if taken else reading.kept)[name, sign] = int(rows)
        elif sign.lower() in loaded.missing(column) and sign.lower() not in mapped:
            reading.missing[name, sign] = int(rows)

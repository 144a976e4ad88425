"""Further columns: a covariate is a number if all its values are numbers, else a text.

All covariates are looked at together, by their different texts, so that a thousand columns cost little more than one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isostats.engines.embedded import Engine, literal
from isostats.records.missing_signs import Counts, sign_sql
from isostats.records.numbers import castable_sql, decimal_of, read_number
from isostats.records.schema import BLANK, MISSING_TOKENS

if TYPE_CHECKING:
    from isostats.records.loaded import Choices, Entry

CELLS = """CREATE OR REPLACE TABLE {table}_cells AS
SELECT CAST(substr(name, 2) AS INTEGER) AS position, text, count(*) AS rows_with
FROM (UNPIVOT (SELECT {columns} FROM {table}) ON {columns} INTO NAME name VALUE text) GROUP BY ALL"""

# 007 and numbers of more digits than a number holds are labels, not quantities.
DECIMAL = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
LABEL = r"^\s*0\d|\d{16,}"

FACTS = """SELECT position, bool_or(contains(text, ',')), bool_or(NOT regexp_matches(text, '[0-9]') AND NOT {sign}
       AND trim(text, {blank}) <> ''), bool_or({sign}), bool_or(regexp_matches(text, '[0-9]')),
       bool_or(trim(text, {blank}) <> text)
FROM {table}_cells GROUP BY position"""


@dataclass(frozen=True)
class Facts:
    """What all texts of a column together show."""

    comma: bool = False
    words: bool = False  # some value has no digit, and is no sign of *not recorded*
    signs: bool = False
    digits: bool = False
    blanks: bool = False  # around some text


def read_covariates(
    connection: Engine, table: str, covariates: Mapping[str, int], choices: Choices
) -> tuple[dict[str, str], list[Entry], dict[int, str]]:
    """The kind of every covariate (number, text), the numbers that the engine does not read by itself, and by position
    the SQL with which it reads all texts of a column without being told.

    Makes ``{table}_cells``: the different texts of every covariate, with the number of rows that have them.
    """
    if not covariates:
        return {}, [], {}
    columns = ", ".join(f"c{position}" for position in covariates.values())
    connection.execute(CELLS.format(table=table, columns=columns))
    facts = _facts(connection, table)
    none = Facts()
    replaced = {position for name, position in covariates.items() if name in choices.values}
    asked = {at for at in covariates.values() if at in replaced or not facts.get(at, none).words}
    whole = {at for at in asked if at in replaced or choices.decimal == "," or facts.get(at, none).comma}
    odd = _odd_texts(connection, table, asked, whole)
    kinds: dict[str, str] = {}
    entries: list[Entry] = []
    readings: dict[int, str] = {}
    for name, position in covariates.items():
        fact = facts.get(position, none)
        read = _as_numbers(odd.get(position, []), name, choices) if position in asked else None
        if read is not None and not read and fact.signs and not fact.digits:
            read = None  # nothing but signs: they are words
        kinds[name] = "text" if read is None else "number"
        sql = None if read is None or position in replaced else _plain_reading(position, odd.get(position, []), read)
        if read is None and position not in replaced:
            sql = f"trim(c{position}, {literal(BLANK)})" if fact.blanks else f"c{position}"
            sql = f"nullif({sql}, '')"
        if sql:
            readings[position] = sql
            continue
        entries += [(position, text, value, None) for text, value in (read or {}).items()]
    return kinds, entries, readings


def covariate_signs(
    connection: Engine, table: str, covariates: Mapping[str, int], kinds: Mapping[str, str], replaced: Iterable[str]
) -> tuple[Counts, Counts]:
    """The signs of *not recorded* in numbers, where they are missing values, and in texts, where they are values."""
    missing: Counts = {}
    kept: Counts = {}
    if not covariates:
        return missing, kept
    names, replaced = {position: name for name, position in covariates.items()}, set(replaced)
    sql = f"SELECT position, text, rows_with FROM {table}_cells WHERE {sign_sql('text')} ORDER BY position, text"
    for position, text, rows in connection.execute(sql).fetchall():
        name, sign = names[position], text.strip(BLANK)
        if name not in replaced:
            counts = missing if kinds[name] == "number" else kept
            counts[name, sign] = counts.get((name, sign), 0) + int(rows)
    return missing, kept


def _facts(connection: Engine, table: str) -> dict[int, Facts]:
    sql = FACTS.format(table=table, sign=sign_sql("text"), blank=literal(BLANK))
    return {position: Facts(*map(bool, shown)) for position, *shown in connection.execute(sql).fetchall()}


def _odd_texts(connection: Engine, table: str, asked: Iterable[int], whole: Iterable[int]) -> dict[int, list[str]]:
    """By column, sorted: the texts that the engine does not cast or that look like labels; of ``whole`` ones, all."""
    texts: dict[int, list[str]] = defaultdict(list)
    within = ", ".join(map(str, sorted(asked))) or "-1"
    all_of = ", ".join(map(str, sorted(whole))) or "-1"
    sql = f"""SELECT position, text FROM {table}_cells
        WHERE position IN ({all_of}) OR (position IN ({within})
              AND (({castable_sql("text")}) IS NULL OR regexp_matches(text, '{LABEL}'))) ORDER BY position, text"""
    for position, text in connection.execute(sql).fetchall():
        texts[position].append(text)
    return texts


def _plain_reading(position: int, odd: Iterable[str], read: Mapping[str, float | None]) -> str | None:
    """SQL that reads every text of a column of numbers, where a plain cast does, or one after its comma is a point.

    It costs a tenth of what is needed otherwise, which counts where there are a thousand columns.
    """
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


def _as_numbers(texts: Iterable[str], name: str, choices: Choices) -> dict[str, float | None] | None:
    """The texts that the engine does not cast, as numbers; None if one of them is no number.

    A text that the user says is not recorded has no number, whatever it looks like.
    """
    replace = choices.replacing(name)
    words = {text: replace(text).strip(BLANK) for text in texts}
    values = {text: word for text, word in words.items() if word.lower() not in MISSING_TOKENS}
    decimal: Any = choices.decimal or decimal_of(values.values())
    read: dict[str, float | None] = {text: None for text, word in words.items() if not word and text.strip(BLANK)}
    for text, word in values.items():
        value = read_number(word, decimal)
        digits = sum(sign.isdigit() for sign in word.partition(".")[0])
        if isinstance(value, str) or (word[:1] == "0" and word[1:2].isdigit()) or digits > 15:
            return None
        read[text] = value
    return read

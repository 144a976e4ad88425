"""Levels of a column of texts that differ by case, blanks, accents, punctuation, letters that look alike or zeros
before a number alone: North, north and NORTH would be three groups of one place, and 1 and 01 two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from isostats.engines.embedded import Engine, one_row, quoted
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.person_ids import LOOK_ALIKES, UNSEEN
from isostats.study.toml_values import toml
from isostats.words.numbers import count_text, counted

MOST_LEVELS = 500
"""A column of more texts than these is no grouping, and is not looked at."""
MOST_NAMED = 3
WHOLE = re.compile(r"0*(\d+)(?:\.0+)?")


def levels_spelt_twice(connection: Engine, loaded: Loaded) -> list[Finding]:
    """Such levels of the columns of texts by which people may be split: the site, and further columns."""
    layout, schema = loaded.layout, loaded.schema
    columns = {name: quoted(name) for name in layout.positions if name == "site" and schema[name].type == "text"}
    columns |= {
        name: f"k{number}" for number, name in enumerate(layout.covariates) if loaded.reading.kinds.get(name) == "text"
    }
    return [*spellings_in(connection, f"{loaded.table}_typed", columns, loaded.raw.source)]


def spellings_in(connection: Engine, table: str, columns: Mapping[str, str], source: str) -> Iterator[Finding]:
    """The same of any table: ``columns`` are SQL of texts by the names under which they are known."""
    if not columns:
        return
    distinct = ", ".join(f"approx_count_distinct({sql})" for sql in columns.values())
    sizes = one_row(connection, f"SELECT {distinct} FROM {table}")
    for (name, sql), size in zip(columns.items(), sizes, strict=True):
        if not 1 < int(size) <= MOST_LEVELS:
            continue
        rows = connection.execute(
            f"SELECT CAST({sql} AS VARCHAR), count(*) FROM {table} WHERE {sql} IS NOT NULL "
            "GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall()
        alike: dict[str, dict[str, int]] = {}
        for text, count in rows:
            alike.setdefault(plain_level(text), {})[text] = int(count)
        if several := [spelt for spelt in alike.values() if len(spelt) > 1]:
            yield _finding(name, several, source)


def plain_level(text: str) -> str:
    """What a level is without case, blanks, accents, punctuation and zeros before a number, in Latin letters where
    others look like these; a text of signs alone stays as it is.

    >>> plain_level("  Malmö "), plain_level("NORTH-west"), plain_level("<5"), plain_level(">5"), plain_level("C+")
    ('malmo', 'northwest', '<5', '>5', 'c+')
    >>> plain_level("01"), plain_level("1.0"), plain_level("10")
    ('1', '1', '10')
    """
    if whole := WHOLE.fullmatch(text.strip()):
        return whole[1]
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(LOOK_ALIKES)
    dropped = f"-_.,'’{UNSEEN}"
    kept = "".join(sign for sign in folded if not (sign.isspace() or unicodedata.combining(sign) or sign in dropped))
    return kept or text


def _finding(name: str, several: list[dict[str, int]], source: str) -> Finding:
    first = several[0]
    shown = "; ".join(
        " and ".join(f"'{text}' ({count_text(rows)})" for text, rows in spelt.items()) for spelt in several[:MOST_NAMED]
    )
    more = f"; and {len(several) - MOST_NAMED} more" if len(several) > MOST_NAMED else ""
    levels = sum(map(len, several))
    message = (
        f"{counted(levels, 'level')} of {name} in {source} may be {count_text(len(several))}: they differ by case, "
        f"blanks, accents, punctuation, letters that look alike or leading zeros alone: {shown}{more}"
    )
    usual, *others = first
    way = f"values = {toml({name: dict.fromkeys(others, usual)})}"
    advice = f"Each is a group of its own. If they are one, say so: {way}."
    return Finding("warning", "level_spellings", levels, message, advice=advice, column=name)

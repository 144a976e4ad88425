"""A column of dispensings that names drugs and is none of ours: without it every row, whatever was handed over, counts
as isotretinoin. What a column holds tells it, whatever it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from isostats.engines.database import Arriving
from isostats.engines.embedded import Engine, one_row
from isostats.records.advice import printable
from isostats.records.column_names import Layout
from isostats.records.database_tables import DatabaseTable
from isostats.records.drug_names import known_drug
from isostats.records.drugs import judge_product
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.shapes.remaking import filled_sql
from isostats.study.toml_values import toml
from isostats.words.numbers import counted

LOOKED_AT, MOST_COLUMNS = 20_000, 100
MOSTLY, KNOWN = 0.8, 0.05
"""The share of rows in which a column of products is filled, and of these rows the share of known drugs; remarks are in
fewer."""
OF_PRODUCT = ("drug", "code")


def names_drugs(texts: Mapping[str, int]) -> bool:
    """Whether different texts, with their rows, are the products of a list of fills: known drugs are among them.

    >>> names_drugs({"Salbutamol 100mcg inh": 9, "Isotretinoin 20mg caps": 2}), names_drugs({"mdu": 3})
    (True, False)
    """
    known = sum(rows for text, rows in texts.items() if judge_product(text).systemic or known_drug(text))
    return known > KNOWN * sum(texts.values())


def unmapped_drugs(connection: Engine, fills: Loaded) -> Iterator[Finding]:
    """The error about such a column, where some of its rows are of something else than isotretinoin."""
    if any(map(fills.layout.has, OF_PRODUCT)):
        return
    for at in _further(fills.raw.names, fills.layout):
        cells = f"(SELECT {filled_sql(f'c{at}')} AS text FROM {fills.table} LIMIT {LOOKED_AT})"
        yield from _if_drugs(connection, cells, fills.raw.names[at].strip(), fills.raw.source)


def unmapped_drugs_there(
    engine: Engine, table: DatabaseTable, place: str, arriving: Mapping[str, Arriving], layout: Layout
) -> Iterator[Finding]:
    """The same of a table whose rows stay in their database, where it is the SQL ``place``."""
    if any(map(layout.has, OF_PRODUCT)):
        return
    names = tuple(arriving)
    for at in _further(names, layout):
        if (column := arriving[names[at]]).kind != "VARCHAR":
            continue
        sql = f"SELECT {column.sql} AS text FROM {place} LIMIT {LOOKED_AT}"
        table.database.copy(sql, {"text": "VARCHAR"}, "texts_there")
        cells = f"(SELECT {filled_sql('text')} AS text FROM texts_there)"
        yield from _if_drugs(engine, cells, names[at].strip(), table.name)
        engine.execute("DROP TABLE texts_there")


def _further(names: Sequence[str], layout: Layout) -> list[int]:
    ours = {*layout.positions.values()}
    return [at for at in range(len(names)) if at not in ours][:MOST_COLUMNS]


def _if_drugs(connection: Engine, cells: str, name: str, source: str) -> Iterator[Finding]:
    """The error about a column whose first ``cells`` (SQL of their texts) name drugs."""
    rows, filled = map(int, one_row(connection, f"SELECT count(*), count(text) FROM {cells} AS cells"))
    if not filled or filled < MOSTLY * rows:
        return
    sql = f"SELECT text, count(*) FROM {cells} AS cells WHERE text IS NOT NULL GROUP BY 1 ORDER BY 1"
    texts = {str(text): int(count) for text, count in connection.execute(sql).fetchall()}
    others = {text: count for text, count in texts.items() if not judge_product(text).systemic}
    if not others or not names_drugs(texts):
        return
    message = f"'{name}' of {source} names drugs, and is not read: every row would count as isotretinoin"
    most = max(others, key=others.__getitem__)
    example = f"'{printable(most)}' ({counted(others[most], 'row')})"
    advice = f"Map it: columns = {toml({'drug': name})}."
    yield Finding("error", "unmapped_drugs", 1, message, None, example, advice, name)

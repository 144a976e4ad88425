"""A column of dispensings that names drugs and is none of ours: without it every row, whatever was handed over, counts
as isotretinoin. What a column holds tells it, whatever it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from isostats.engines.database import Arriving
from isostats.engines.embedded import Engine, is_there, one_row
from isostats.records.advice import printable
from isostats.records.column_names import Layout
from isostats.records.database_tables import DatabaseTable
from isostats.records.drug_names import known_drug
from isostats.records.drugs import judge_product
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.records.shapes.remaking import filled_sql
from isostats.study.toml_values import toml
from isostats.words.numbers import counted

LOOKED_AT, MOST_COLUMNS = 20_000, 100
MOSTLY, KNOWN = 0.8, 0.05
"""The share of rows in which a column of products is filled, and of these rows the share of known drugs; remarks are in
fewer."""
OF_PRODUCT = ("drug", "code")
LEFT = """SELECT (SELECT count(*) FROM remaining) + (SELECT count(*) FROM staying), count(*), min(row)
FROM fates WHERE fate = 'other_product'"""


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


def nothing_of_the_drug(connection: Engine, fills: Loaded) -> Iterator[Finding]:
    """The error about dispensings that are all of other products, as those that were read say: with the column that
    names isotretinoin and is not read, where there is one."""
    remaining, others, row = one_row(connection, LEFT)
    if remaining or not others:
        return
    message = f"all {counted(int(others), 'dispensing')} of {fills.raw.source} are of other products"
    column, product, file_row = _first_other(connection, fills, int(row))
    example = f"row {file_row}, '{printable(product)}'"
    named = "" if fills.layout.has("drug") else _named_elsewhere(connection, fills)
    advice = (
        f"'{named}' names isotretinoin, and is not read. Map it: columns = {toml({'drug': named})}." if named else
        f"What is systemic isotretinoin among them is said by products = {toml([product])}, or by a column drug with "
        "its name."
    )  # fmt: skip
    yield Finding("error", "nothing_of_the_drug", int(others), message, int(row), example, advice, column)


def _first_other(connection: Engine, fills: Loaded, row: int) -> tuple[str, str, int]:
    """The column that names the product of a row, what it says, and the row as a spreadsheet counts it."""
    names = [name for name in OF_PRODUCT if fills.layout.has(name)]
    held = one_row(connection, f"SELECT {', '.join(names)} FROM fills WHERE row = ?", [row])
    column, product = next((pair for pair in zip(names, held, strict=True) if pair[1]), (names[0], ""))
    return column, str(product), file_row(row)


def _named_elsewhere(connection: Engine, fills: Loaded) -> str:
    """A further column in which most rows name systemic isotretinoin, if there is one."""
    for at in _further(fills.raw.names, fills.layout) if is_there(connection, fills.table) else ():
        cells = f"(SELECT {filled_sql(f'c{at}')} AS text FROM {fills.table} LIMIT {LOOKED_AT})"
        counted_texts = f"SELECT text, count(*) FROM {cells} AS cells WHERE text IS NOT NULL GROUP BY 1"
        texts = {str(text): int(count) for text, count in connection.execute(counted_texts).fetchall()}
        of_the_drug = sum(count for text, count in texts.items() if judge_product(text).systemic)
        if of_the_drug and of_the_drug >= MOSTLY * sum(texts.values()):
            return fills.raw.names[at].strip()
    return ""


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

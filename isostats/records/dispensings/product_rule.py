"""Which fills are of systemic isotretinoin: the products that occur, each judged once by the shared allow-list.

Tables made: ``product_kinds`` (drug, code, rows, systemic, formulation, known), one row for each product that occurs,
and ``special_fills`` (row, person, formulation), the fills that are not conventional. Both are empty where the file has
no product column: then every fill is taken as conventional isotretinoin, which is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple

from isostats.engines.embedded import Engine, insert_rows, one_row
from isostats.records.column_names import Layout
from isostats.records.drugs import Product, judge_product, names_product
from isostats.records.findings import Finding
from isostats.words.numbers import count_text, counted

MOST_LISTED = 10

PRODUCTS = """SELECT COALESCE(drug, '') AS drug, COALESCE(code, '') AS code, count(*) AS rows FROM remaining
GROUP BY ALL ORDER BY ALL"""
KINDS = """CREATE OR REPLACE TABLE product_kinds
(drug VARCHAR, code VARCHAR, rows BIGINT, systemic BOOLEAN, formulation VARCHAR, known BOOLEAN)"""
OF_PRODUCT = "kinds.drug = COALESCE(fills.drug, '') AND kinds.code = COALESCE(fills.code, '')"
OTHERS = f"""INSERT INTO fates SELECT fills.row, fills.person, 'other_product', NULL
FROM remaining AS fills JOIN product_kinds AS kinds ON {OF_PRODUCT} WHERE NOT kinds.systemic"""
SPECIAL = """CREATE OR REPLACE TABLE special_fills (row BIGINT, person INTEGER, formulation VARCHAR)"""
FIND_SPECIAL = f"""INSERT INTO special_fills SELECT fills.row, fills.person, kinds.formulation
FROM remaining AS fills JOIN product_kinds AS kinds ON {OF_PRODUCT} WHERE kinds.formulation <> 'conventional'"""

HAS_TABLE = "SELECT count(*) FROM information_schema.tables WHERE table_catalog = current_database() AND table_name = ?"

Pair = tuple[str, str]


def judge_pairs(pairs: Iterable[Pair], products: Sequence[str] = ()) -> dict[Pair, Product]:
    """Every product that occurs, as (name, code). A row without either is taken where all others are isotretinoin.

    >>> judged = judge_pairs([("", ""), ("Isotretinoin 20 mg", "")])
    >>> judged["", ""].systemic, judge_pairs([("", ""), ("Lisinopril", "")])["", ""].systemic
    (True, False)
    """
    judged = {pair: judge_product(pair[0], pair[1], products) for pair in pairs if pair != ("", "")}
    alone = all(product.systemic for product in judged.values())
    return {**judged, ("", ""): Product(alone, "conventional" if alone else None, known=False)}


def leave_out_products(connection: Engine, layout: Layout, products: Sequence[str] = ()) -> None:
    """Make the tables, and fills of other products leave."""
    connection.execute(KINDS)
    connection.execute(SPECIAL)
    if not (layout.has("drug") or layout.has("code")):
        return
    counts = connection.execute(PRODUCTS).fetchall()
    judged = judge_pairs(((drug, code) for drug, code, _ in counts), products)
    rows = [(drug, code, count, *astuple(judged[drug, code])) for drug, code, count in counts]
    if not any(drug or code for drug, code, *_ in rows):
        return
    insert_rows(connection, "product_kinds", rows, "VARCHAR", "VARCHAR", "BIGINT", "BOOLEAN", "VARCHAR", "BOOLEAN")
    if not all(row[3] for row in rows):
        connection.execute(OTHERS)
    if any(row[4] not in (None, "conventional") for row in rows):
        connection.execute(FIND_SPECIAL)


def others_listed(connection: Engine) -> str:
    """The products that were left out with their numbers of rows, the most frequent first."""
    others = connection.execute(
        "SELECT drug, code, rows FROM product_kinds WHERE NOT systemic ORDER BY rows DESC, drug, code"
    ).fetchall()
    shown = [f"{' '.join(part for part in (code, drug) if part) or '(no product named)'} ({count_text(rows)})"
             for drug, code, rows in others[:MOST_LISTED]]  # fmt: skip
    if further := others[MOST_LISTED:]:
        shown.append(f"and {counted(len(further), 'other product')} ({count_text(sum(row[2] for row in further))})")
    return ", ".join(shown)


def product_findings(connection: Engine, products: Sequence[str] = ()) -> Iterator[Finding]:
    """Warnings: rows that name no product, and products of the study that no row names."""
    pairs = _products(connection)
    rows = sum(count for *_, count in pairs)
    unnamed = sum(count for drug, code, count in pairs if not drug and not code)
    if one_row(connection, "SELECT EXISTS (SELECT 1 FROM product_kinds WHERE NOT systemic)")[0] or unnamed == rows:
        unnamed = 0  # left out with the other products, or no row names any
    if unnamed:
        message = f"{count_text(int(unnamed))} of {counted(int(rows), 'dispensing')} name no product"
        advice = "They are taken as isotretinoin, since every product that is named is."
        yield Finding("warning", "product_not_named", int(unnamed), message, advice=advice, column="drug")
    for product in products:
        if not any(names_product(product, drug, code) for drug, code, _ in pairs):
            message = f"products names '{product}', and no dispensing is of it"
            advice = "Write it as the file has it: a part of the name in whole words, or the code."
            yield Finding("warning", "product_not_met", 1, message, advice=advice, column="drug")


def named_products(connection: Engine) -> bool:
    """Whether any fill names its product (needs the tables)."""
    return any(drug or code for drug, code, _ in _products(connection))


def _products(connection: Engine) -> list[tuple[str, str, int]]:
    """Every product with its rows: also of the fills that stay where they are, where there are such."""
    there = one_row(connection, HAS_TABLE, ["products_there"])[0]
    table = "products_there" if there else "product_kinds"
    return connection.execute(f"SELECT drug, code, rows FROM {table} ORDER BY ALL").fetchall()

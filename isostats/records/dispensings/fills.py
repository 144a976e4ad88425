"""Fills as tables: every row as typed, which are read, which have left and why, supply and dose of those that stay.

Tables made: ``fills`` (every row as typed), ``fates`` (row, fate, other_row: rows that have left), ``remaining`` (those
that have not), ``supplied`` (the fills that stay, with ``supply`` in whole days, ``supply_source`` and ``dose_mg``).

A product is judged once by the shared allow-list: ``product_kinds`` (drug, code, rows, systemic, formulation, known),
and ``special_fills`` (row, person, formulation), the fills that are not conventional. Both are empty where the file has
no product column: then every fill is taken as conventional isotretinoin, which is said. Dispensings are read before
prescriptions, never both; they decide for all fills of the drug, later treatments kind by kind: where a pharmacy tells
of isotretinoin and a practice of antibiotics, the practice's prescriptions are all there is of these.

People whose fills were stitched where they live have no row here: one row per person stands for them in ``staying``
(person, fills, days, first_day, last_day), ``staying_lost`` (person, fate, fills, days) and ``staying_kept``, and all
products for ``products_there`` (drug, code, strength_mg, rows). They are empty unless a study asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple

from isostats.doors import toml_text
from isostats.engines.embedded import Engine, count_rows, insert_rows, literal, one_row
from isostats.errors import StudyError
from isostats.records.dispensings.input_files import Files
from isostats.records.drugs import Product, is_unclear, judge_product, names_product
from isostats.records.findings import Finding, with_counts
from isostats.records.input_tables.dispensings import DEFAULT_SUPPLY, LONGEST_SUPPLY
from isostats.records.input_tables.later_treatments import EVENT_KIND
from isostats.records.loaded import Loaded
from isostats.records.person_ids import settle_numbers
from isostats.records.record_types import RecordType, require_known, types_findings, types_to_read
from isostats.vocabulary.names import NOT_FOR_ACNE
from isostats.words.numbers import agreed, count_text, counted

# Only columns that the file has are sorted and kept, as narrow as they are; the view gives all, as numbers.
SORTED_FILLS = """CREATE OR REPLACE TABLE sorted_fills AS
SELECT {row} AS row, person, dispense_date AS day, days_supply, strength_mg, {quantity} AS quantity{present}
FROM {t}_typed ORDER BY person, day"""
FILLS = """CREATE OR REPLACE VIEW fills AS
SELECT row, person, day, CAST(days_supply AS DOUBLE) AS days_supply, CAST(strength_mg AS DOUBLE) AS strength_mg,
       CAST(quantity AS DOUBLE) AS quantity{columns} FROM sorted_fills"""
OPTIONAL = {
    **dict.fromkeys(("drug", "code", "record_type", "claim_id"), "VARCHAR"),
    **dict.fromkeys(("weight_kg", "capsules_per_pack"), "DOUBLE"),
}

MOST_ROWS = 1 << 30  # rows of a file whose numbers a 32-bit integer holds for sure

NO_FATES = "CREATE OR REPLACE TABLE fates (row BIGINT, person INTEGER, fate VARCHAR, other_row BIGINT)"

REMAINING = """CREATE OR REPLACE VIEW remaining AS
SELECT fills.* FROM fills ANTI JOIN fates ON fills.row = fates.row"""

# In order of ``fills``, so that stitching need not sort again.
DOSE = "CASE WHEN strength_mg > 0 AND quantity > 0 THEN strength_mg * quantity END AS dose_mg"
NO_DOSE = "CAST(NULL AS DOUBLE) AS dose_mg"
RECORDED = """CREATE OR REPLACE {kind} supplied AS
SELECT row, person, day, days_supply, quantity, weight_kg, 'recorded' AS supply_source,
       CAST(floor(days_supply + 0.5) AS INTEGER) AS supply, {dose}
FROM {remaining}"""
ASKS = f"days_supply IS NULL OR days_supply NOT BETWEEN 0.5 AND {LONGEST_SUPPLY}"
LADDERED = f"""CREATE OR REPLACE TABLE supplied AS
WITH asking AS (SELECT DISTINCT person FROM remaining WHERE {ASKS}),
     usual AS (SELECT person, median(quantity / days_supply) AS daily FROM remaining SEMI JOIN asking USING (person)
               WHERE quantity > 0 AND days_supply BETWEEN 0.5 AND {LONGEST_SUPPLY} GROUP BY person),
     laddered AS (
    SELECT remaining.row, remaining.person, day, days_supply, strength_mg, quantity, weight_kg,
           floor(quantity / daily + 0.5) AS by_quantity,
           CASE WHEN days_supply BETWEEN 0.5 AND {LONGEST_SUPPLY} THEN 'recorded'
                WHEN quantity > 0 AND floor(quantity / daily + 0.5) BETWEEN 1 AND {LONGEST_SUPPLY} THEN 'quantity'
                ELSE 'default' END AS supply_source
    FROM remaining LEFT JOIN usual ON remaining.person = usual.person)
SELECT row, person, day, days_supply, quantity, weight_kg, supply_source,
       CAST(CASE supply_source WHEN 'recorded' THEN floor(days_supply + 0.5) WHEN 'quantity' THEN by_quantity
            ELSE {DEFAULT_SUPPLY} END AS INTEGER) AS supply,
       {{dose}}
FROM laddered"""

NOBODY_STAYS = """CREATE OR REPLACE TABLE staying
(person INTEGER, fills BIGINT, days BIGINT, first_day INTEGER, last_day INTEGER)"""
NONE_LOST = """CREATE OR REPLACE TABLE staying_lost (person INTEGER, fate VARCHAR, fills BIGINT, days BIGINT)"""

# Nothing but the washout takes them: all else that leaves fills out was looked at before.
UNWASHED = """CREATE OR REPLACE TABLE staying_lost AS
SELECT person, 'no_washout' AS fate, fills, days FROM staying SEMI JOIN unwashed USING (person)"""
STAYING_KEPT = "CREATE OR REPLACE VIEW staying_kept AS SELECT * FROM staying ANTI JOIN staying_lost USING (person)"
PRODUCTS_THERE = "CREATE OR REPLACE TABLE products_there (drug VARCHAR, code VARCHAR, strength_mg DOUBLE, rows BIGINT)"

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

FIRST_OF_PRODUCT = """SELECT min(fills.row), arg_min(ids.person_id, fills.row) FROM fills
LEFT JOIN dispensings_file_ids AS ids ON ids.person = fills.person WHERE fills.drug = ?"""
ALL_PRODUCTS = """SELECT drug, code, rows FROM products_there
UNION ALL SELECT drug, code, rows FROM product_kinds WHERE NOT EXISTS (FROM products_there) ORDER BY ALL"""

TYPES = """SELECT COALESCE(record_type, ''), count(*), count(DISTINCT person) FROM {table}
WHERE {where} GROUP BY 1 ORDER BY 1"""
NOT_READ = "INSERT INTO fates SELECT row, person, 'other_record_type', NULL"

Pair = tuple[str, str]


def nobody_stays(connection: Engine) -> None:
    """Make the tables of people whose fills stay where they live, all empty."""
    for statement in (NOBODY_STAYS, NONE_LOST, STAYING_KEPT, PRODUCTS_THERE):
        connection.execute(statement)


def lose_staying(connection: Engine) -> None:
    """People who fail the washout leave with all their fills (needs ``unwashed``)."""
    connection.execute(UNWASHED)
    connection.execute(STAYING_KEPT)  # beside it: a view looks in its own namespace first


def make_fills(connection: Engine, loaded: Loaded) -> None:
    """Make ``fills``, the empty ``fates``, and the view ``remaining`` of fills without a fate."""
    present = "".join(f", {name}" for name in OPTIONAL if loaded.layout.has(name))
    columns = "".join(
        f", CAST({name if loaded.layout.has(name) else 'NULL'} AS {kind}) AS {name}" for name, kind in OPTIONAL.items()
    )
    row = "CAST(row AS INTEGER)" if loaded.raw.rows < MOST_ROWS else "row"
    quantity = "quantity * capsules_per_pack" if loaded.layout.has("capsules_per_pack") else "quantity"
    connection.execute(SORTED_FILLS.format(t=loaded.table, row=row, quantity=quantity, present=present))
    settle_numbers(connection, loaded, "sorted_fills", in_order=True)
    connection.execute(FILLS.format(columns=columns))
    connection.execute(NO_FATES)
    connection.execute(REMAINING)


def supply_fills(connection: Engine, *, doses: bool = True) -> None:
    """Make ``supplied``: the recorded supply; else quantity over the person's usual count; else the default.

    The usual count is the median of capsules a day over the person's fills with a plausible supply. Halves of a day are
    rounded up. Without ``doses`` none is told.
    """
    dose = DOSE if doses else NO_DOSE
    kind, remaining = ("TABLE", "remaining") if count_rows(connection, "fates") else ("VIEW", "fills")
    if one_row(connection, f"SELECT count(*) FROM {remaining} WHERE {ASKS}")[0]:
        connection.execute(LADDERED.format(dose=dose))
    else:
        connection.execute(RECORDED.format(kind=kind, remaining=remaining, dose=dose))


def judge_pairs(pairs: Iterable[Pair], products: Sequence[str] = ()) -> dict[Pair, Product]:
    """Every product that occurs, as (name, code). A row without either is taken where all others are isotretinoin.

    >>> judged = judge_pairs([("", ""), ("Isotretinoin 20 mg", "")])
    >>> judged["", ""].systemic, judge_pairs([("", ""), ("Lisinopril", "")])["", ""].systemic
    (True, False)
    """
    judged = {pair: judge_product(pair[0], pair[1], products) for pair in pairs if pair != ("", "")}
    alone = all(product.systemic for product in judged.values())
    return {**judged, ("", ""): Product(alone, "conventional" if alone else None, known=False)}


def leave_out_products(connection: Engine, files: Files, products: Sequence[str] = ()) -> None:
    """Make the tables, and fills of other products leave."""
    connection.execute(KINDS)
    connection.execute(SPECIAL)
    if not (files.has("dispensings", "drug") or files.has("dispensings", "code")):
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
    named = ((_product_in_words(drug, code), rows) for drug, code, rows in others)
    return with_counts(named, "other product", 10)


def _product_in_words(drug: str, code: str) -> str:
    """What a fill is of; of a name for which the study gives a kind, that kind and who said so."""
    drug = f"what values calls {drug}" if drug in EVENT_KIND else drug
    return " ".join(filter(None, (code, drug))) or "(no product named)"


def product_findings(connection: Engine, products: Sequence[str] = ()) -> Iterator[Finding]:
    """Warnings: rows that name no product, and products of the study that no row names."""
    pairs = connection.execute(ALL_PRODUCTS).fetchall()
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


def unclear_products(connection: Engine, products: Sequence[str] = ()) -> list[Finding]:
    """An error for products by the name of isotretinoin with a strength, or its code, and a word that nobody knows,
    which may be a form or a maker: left out they would leave holes in courses, or whole courses out."""
    pairs = connection.execute(ALL_PRODUCTS).fetchall()
    named = [(drug, int(rows)) for drug, code, rows in pairs
             if drug and is_unclear(drug, judge_product(drug, code, products))]  # fmt: skip
    if not named:
        return []
    count, every = sum(rows for _, rows in named), sum(int(rows) for *_, rows in pairs)
    drug = min(named, key=lambda each: (-each[1], each[0]))[0]
    row, person_id = one_row(connection, FIRST_OF_PRODUCT, [drug])
    ordered = sorted(named, key=lambda each: (-each[1], each[0]))
    message = (
        f"{count_text(count)} of {counted(every, 'dispensing')} {agreed(count, 'names')} isotretinoin with a strength, "
        f"or its code, and a word that is not known: {with_counts(ordered, 'other product', 5)}"
    )
    example = "" if row is None else f"patient {person_id}, row {row}, {drug}"
    listed = ", ".join(toml_text(each) for each, _ in ordered[:30])
    advice = (
        f"Say of each what it is. Systemic isotretinoin: products = [{listed}]. Anything else: "
        f"values = {{ drug = {{ {toml_text(drug)} = {toml_text(NOT_FOR_ACNE)} }} }}."
    )
    return [Finding("error", "unclear_product", count, message, row, example, advice, "drug")]


def named_products(connection: Engine) -> bool:
    """Whether any fill names its product, also of those that stay where they are (needs the tables)."""
    return any(drug or code for drug, code, _ in connection.execute(ALL_PRODUCTS).fetchall())


def leave_out_types(connection: Engine, files: Files, asked: Sequence[str | int]) -> list[Finding]:
    """Fills of types that are not read leave, and so do later treatments, kind by kind; warnings of what there is.

    Raises StudyError where a type is asked for that no row is of, or no table has a column of types.
    """
    tables = [f"{label}_file_typed" for label in ("dispensings", "treatments") if files.has(label, "record_type")]
    if asked and not tables:
        raise StudyError(
            "drug_types chooses among types of record, and there is no column record_type. Map it (columns), or leave "
            "drug_types out."
        )
    require_known(asked, [each for table in tables for each in _types(connection, table, "TRUE")], files.source)
    parts = []
    if "dispensings_file_typed" in tables:
        parts.append(("remaining", "TRUE", "The dispensings are records", NOT_READ))
    if (table := "treatments_file_typed") in tables:
        source = files.loaded["treatments"].raw.source
        kinds = connection.execute(f"SELECT DISTINCT kind FROM {table} WHERE kind IS NOT NULL ORDER BY 1").fetchall()
        parts += [(table, f"kind = {literal(kind)}", f"The rows of {kind} in {source} are records", "DELETE")
                  for (kind,) in kinds]  # fmt: skip
    findings = []
    for table, where, what, leave in parts:
        types = _types(connection, table, where)
        if lost := set(types) - types_to_read(types, asked):
            names = ", ".join(literal(each.name) for each in lost)
            connection.execute(f"{leave} FROM {table} WHERE {where} AND COALESCE(record_type, '') IN ({names})")
        findings += types_findings(what, types, asked, "row", "record_type")
    return findings


def _types(connection: Engine, table: str, where: str) -> list[RecordType]:
    rows = connection.execute(TYPES.format(table=table, where=where)).fetchall()
    return [RecordType(name, int(records), int(people)) for name, records, people in rows]

"""Strength, name and form of what was dispensed, from a user's table of products, where the fills hold a code alone.

Codes are compared as whoever gives them out writes them: leading zeros count, blanks and hyphens do not, and an NDC in
three parts is its eleven digits (4-4-2, 5-3-2 and 5-4-1 with the zero that each lacks). Where a code is in the table
but for its leading zeros, as after a spreadsheet, and could be no other, it is taken and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from isostats.engines.embedded import Engine, insert_rows
from isostats.errors import nearest
from isostats.records.cell_sql import sign_sql
from isostats.records.column_names import Layout, plain
from isostats.records.drugs import is_for_skin, judge_product, strength_in
from isostats.records.findings import Finding, with_counts
from isostats.records.input_tables.dispensings import DISPENSING_COLUMNS
from isostats.records.number_texts import read_number
from isostats.records.raw import FirstRows, Raw, unusable
from isostats.records.schema import BLANK
from isostats.records.shapes.first_rows import look_at
from isostats.records.shapes.remaking import filled_sql, remade
from isostats.words.numbers import agreed, count_text, counted, number_text

MOST_PRODUCTS = 1_000_000
COLUMNS = {
    "code": (
        "product_code", "code", "ndc", "ndc11", "ndcnum", "pzn", "vnr", "cip", "cip13", "cip7", "dmd_code", "vpid",
        "appid", "prodcodeid", "prodcode",
    ),
    "strength": ("strength_mg", "strength", "strngth", "substancestrength", "substance_strength"),
    "name": ("product", "product_name", "productname", "name", "drug", "prodnme", "brnd_nm", "drugsubstancename"),
    "form": ("form", "dosage_form", "dose_form", "mstfmds", "formulation"),
}
NEEDED = {"code": "product_code", "strength": "strength_mg"}
SYSTEM = re.compile(r"^(NDC|PZN|VNR|CIP(?:13|7)?|DM\+?D|SNOMED)(?![A-Z])[\s:_#-]*")
NDC_PARTS = re.compile(r"(\d{4,5})-(\d{3,4})-(\d{1,2})")
WEAKEST, STRONGEST = DISPENSING_COLUMNS["strength_mg"].hard or (0, 0)
MAPPED = 'Map it, as in columns = {code = "your name"}.'


@dataclass(frozen=True)
class Listed:
    """A product as a user lists it: its code, strength in mg, and what it is called with its form."""

    code: str
    strength: str
    name: str
    row: int


def normal_code(text: str) -> str:
    """A code of a product as it is compared.

    >>> [normal_code(code) for code in ("00004-0169-49", "0004-0169-49", "PZN - 01234567", "=\\"0012\\"", "4169.0")]
    ['00004016949', '00004016949', '01234567', '0012', '4169']
    """
    code = SYSTEM.sub("", text.strip(BLANK + "='\"").upper())
    if parts := NDC_PARTS.fullmatch(code):
        return f"{parts[1]:0>5}{parts[2]:0>4}{parts[3]:0>2}"
    code = re.sub(r"[\s-]+", "", code)
    return code.removesuffix(".0") if code.removesuffix(".0").isdecimal() else code


def listed_products(source: Any) -> dict[str, Listed]:
    """The products of a user's table by their code, as it is compared.

    Raises Unusable where a column is missing, a row has no code or no strength that can be, or two rows of one code
    have different strengths. Of a drug other than systemic isotretinoin nobody asks for a strength: it is listed by its
    name; without one, or for the skin, it is left out.
    """
    first = look_at(source, most=MOST_PRODUCTS)
    at = _columns(first)
    products: dict[str, Listed] = {}
    for number, cells in first.rows[1:]:
        code, strength, *words = (_cell(cells, at[key]) for key in ("code", "strength", "name", "form"))
        if not (code or strength or any(words)):
            continue
        value, problem = read_number(re.sub(r"(?i)\s*mg$", "", strength), None)
        no_dose = problem or value is None or not WEAKEST < value <= STRONGEST
        if code and no_dose and _is_other(strength, *words):
            if words[0] and not is_for_skin(f"{' '.join(words)} {strength}"):
                products.setdefault(normal_code(code), Listed(code, "", " ".join(filter(None, words)), number))
            continue
        if not code or problem or value is None or not WEAKEST < value <= STRONGEST:
            what = f"'{strength}' as its strength_mg" if code else "no product_code"
            advice = (
                f"Each row needs a code, and a strength above {number_text(WEAKEST)} to {number_text(STRONGEST)} mg."
            )
            raise unusable("product_table", f"row {number} of {first.source} has {what}", advice, row=number)
        words = [words[0], f"{number_text(value)} mg", words[1]] if words[0] else []
        one = Listed(code, repr(float(value)), " ".join(filter(None, words)), number)
        other = products.setdefault(normal_code(code), one)
        if other.strength != one.strength:
            message = f"{first.source} has two strengths of the product {code}: rows {other.row} and {number}"
            raise unusable("product_table", message, "Keep the one that is right.", row=number)
    if not products:
        raise unusable("product_table", f"{first.source} lists no product", "Write a row for each product.")
    return products


def _is_other(strength: str, name: str, form: str) -> bool:
    """Whether a row is of a drug that is no systemic isotretinoin: by its name, or by a strength of what is for the
    skin, such as 0.1 %."""
    return bool(name and not judge_product(name).systemic) or is_for_skin(f"{name} {strength} {form}")


def with_products(
    connection: Engine, raw: Raw, layout: Layout, products: Mapping[str, Listed], source: str
) -> tuple[Raw, list[Finding]]:
    """The fills with the strength and the name that a table of products has for their codes, where they have none.

    Raises Unusable where the fills have no code, or none of their codes is in the table.
    """
    code_at, strength_at, drug_at = (layout.positions.get(name) for name in ("code", "strength_mg", "drug"))
    if code_at is None:
        message = f"{raw.source} has no column 'code', by which {source} would tell its products"
        raise unusable("product_table", message, MAPPED)
    code = f"c{code_at}"
    sql = (
        f"SELECT {code}, count(*), min(row) FROM {raw.table} WHERE {filled_sql(code)} IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    counts = {str(text): (int(rows), int(row)) for text, rows, row in connection.execute(sql).fetchall()}
    matched, by_zeros = _matched(counts, products)
    if not matched:
        both = f"{next(iter(counts), 'none')} here, and {next(iter(products.values())).code} there"
        message = f"no code of {raw.source} is in {source} (such as {both})"
        raise unusable("product_table", message, "Look whether both name products by the same kind of code.")
    connection.execute("CREATE OR REPLACE TEMP TABLE products_listed (code VARCHAR, strength VARCHAR, name VARCHAR)")
    rows = [(text, one.strength or None, one.name or None) for text, one in matched.items()]
    insert_rows(connection, "products_listed", rows, "VARCHAR", "VARCHAR", "VARCHAR")
    names, chosen = list(raw.names), [f"file.c{at}" for at in range(len(raw.names))]
    for name, at, of_table in (("strength_mg", strength_at, "strength"), ("drug", drug_at, "name")):
        if at is not None:
            own = f"CASE WHEN NOT {sign_sql(f'file.c{at}')} THEN {filled_sql(f'file.c{at}')} END"
            chosen[at] = f"coalesce({own}, listed.{of_table})"
        elif name == "strength_mg" or any(one.name for one in matched.values()):
            names.append(name)
            chosen.append(f"listed.{of_table}")
    cells = ", ".join(f"{sql} AS c{new}" for new, sql in enumerate(chosen))
    joined = f"{raw.table} AS file LEFT JOIN products_listed AS listed ON listed.code = file.{code}"
    made = remade(connection, raw, names, f"SELECT file.row, {cells} FROM {joined} ORDER BY file.row")
    connection.execute("DROP TABLE products_listed")
    return made, [*_unlisted(raw, counts, matched, source), *_by_zeros(counts, by_zeros, matched, source)]


def with_named_strengths(connection: Engine, raw: Raw, layout: Layout) -> tuple[Raw, list[Finding]]:
    """The fills with the strength that the name of the product says, where no column has one; as they are where no
    isotretinoin is named with its strength."""
    drug = f"c{layout.positions['drug']}"
    sql = f"SELECT {drug}, count(*) FROM {raw.table} WHERE {filled_sql(drug)} IS NOT NULL GROUP BY 1 ORDER BY 1"
    counts = {str(text): int(rows) for text, rows in connection.execute(sql).fetchall()}
    of_drug = {text: strength_in(text) for text in counts if judge_product(text).systemic}
    named = {text: strength for text, strength in of_drug.items() if strength is not None}
    if not named:
        return raw, []
    connection.execute("CREATE OR REPLACE TEMP TABLE strengths_named (drug VARCHAR, strength VARCHAR)")
    insert_rows(connection, "strengths_named", [(text, repr(mg)) for text, mg in named.items()], "VARCHAR", "VARCHAR")
    cells = ", ".join(f"file.c{at}" for at in range(len(raw.names)))
    joined = f"{raw.table} AS file LEFT JOIN strengths_named AS by_name ON by_name.drug = file.{drug}"
    select = f"SELECT file.row, {cells}, by_name.strength AS c{len(raw.names)} FROM {joined} ORDER BY file.row"
    made = remade(connection, raw, [*raw.names, "strength_mg"], select)
    connection.execute("DROP TABLE strengths_named")
    rows, every = (sum(counts[text] for text in texts) for texts in (named, of_drug))
    message = (
        f"{count_text(rows)} of {counted(every, 'dispensing')} of isotretinoin in {raw.source} {agreed(rows, 'has')} "
        "the strength that the product's name says, for no column has one"
    )
    first = next(iter(named))
    example = f"'{first.strip()}' is {number_text(named[first])} mg"
    return made, [Finding("note", "strength_by_name", rows, message, example=example, column="strength_mg")]


def _matched(codes: Iterable[str], products: Mapping[str, Listed]) -> tuple[dict[str, Listed], list[str]]:
    """The product of each code as written, and those that are in the table but for their leading zeros."""
    bare: dict[str, list[str]] = {}
    for known in products:
        if known.isdecimal():
            bare.setdefault(known.lstrip("0"), []).append(known)
    matched, by_zeros = dict[str, Listed](), list[str]()
    for text in codes:
        normal = normal_code(text)
        if normal in products:
            matched[text] = products[normal]
        elif normal.isdecimal() and len(alike := bare.get(normal.lstrip("0"), [])) == 1:
            matched[text] = products[alike[0]]
            by_zeros.append(text)
    return matched, by_zeros


def _unlisted(
    raw: Raw, counts: Mapping[str, tuple[int, int]], matched: Mapping[str, Listed], source: str
) -> list[Finding]:
    others = {text: rows for text, rows in counts.items() if text not in matched}
    if not others:
        return []
    rows = sum(count for count, _ in others.values())
    ranked = sorted(((text, count) for text, (count, _) in others.items()), key=lambda pair: (-pair[1], pair[0]))
    of_them = f"{counted(rows, 'dispensing')} of {raw.source} {agreed(rows, 'has')}"
    message = f"{of_them} a code that is not in {source} with a strength: {with_counts(ranked, 'other code', 5)}"
    row = min(row for _, row in others.values())
    advice = "Their strength is as the file has it, or not known. Add the products that are isotretinoin to the table."
    return [Finding("warning", "product_not_listed", rows, message, row, f"row {row}", advice, "code")]


def _by_zeros(
    counts: Mapping[str, tuple[int, int]], by_zeros: list[str], matched: Mapping[str, Listed], source: str
) -> list[Finding]:
    if not by_zeros:
        return []
    text = by_zeros[0]
    message = (
        f"{counted(len(by_zeros), 'code')} {agreed(len(by_zeros), 'is')} in {source} but for leading zeros"
    )
    example = f"row {counts[text][1]}, '{text}' for '{matched[text].code}'"
    advice = "Taken as that product. Spreadsheets cut such zeros: keep columns of codes as texts."
    return [Finding("warning", "product_by_zeros", len(by_zeros), message, counts[text][1], example, advice, "code")]


def _columns(first: FirstRows) -> dict[str, int | None]:
    names = [plain(name) for name in first.rows[0][1]] if first.rows else []
    at = {key: next((names.index(name) for name in known if name in names), None) for key, known in COLUMNS.items()}
    for key, wanted in NEEDED.items():
        if at[key] is None:
            others = [name for name in names if not any(name in known for known in COLUMNS.values())]
            message = f"{first.source} has no column '{wanted}'{nearest(wanted, others)}"
            advice = "A table of products has product_code and strength_mg, and may have product and form. Call the "
            advice += "columns of that file so: no key maps them."
            raise unusable("product_table", message, advice)
    return at


def _cell(cells: tuple[str, ...], at: int | None) -> str:
    return cells[at].strip(BLANK) if at is not None and at < len(cells) else ""

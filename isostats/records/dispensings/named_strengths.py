"""Strengths that a product's name and its column say differently: a capsule of 40 mg beside strength_mg 20."""

from __future__ import annotations

from isostats.engines.embedded import Engine, literal
from isostats.records.advice import printable
from isostats.records.dispensings.input_files import Files
from isostats.records.drugs import strength_in
from isostats.records.findings import Finding
from isostats.words.numbers import agreed, counted, number_text

# Of fills that stay in their database only counts by product came here (products_there, which counts all fills).
THERE = """(SELECT drug, code, strength_mg, rows FROM products_there
    ANTI JOIN (SELECT drug, code FROM product_kinds WHERE NOT systemic) AS others USING (drug, code))"""
NAMES = f"""SELECT DISTINCT drug FROM (
    SELECT drug FROM product_kinds WHERE systemic UNION ALL SELECT drug FROM {THERE} AS there
) AS named WHERE drug <> '' ORDER BY drug"""
HELD = f"""SELECT drug, strength, CAST(sum(rows) AS BIGINT), min(row) FROM (
    SELECT drug, CAST(strength_mg AS DOUBLE) AS strength, row, CASE WHEN any_there THEN 0 ELSE 1 END AS rows
    FROM remaining, (SELECT EXISTS (FROM products_there) AS any_there) AS looked
    UNION ALL SELECT drug, strength_mg, NULL, rows FROM {THERE} AS there
) AS held WHERE drug IN ({{names}}) AND strength IS NOT NULL GROUP BY ALL ORDER BY 4 NULLS LAST, 1, 2"""


def strengths_told(connection: Engine, files: Files) -> list[Finding]:
    """A warning for fills whose name says another strength than their column (needs ``product_kinds``)."""
    if not files.has("dispensings", "strength_mg"):
        return []
    by_name = {str(name): strength_in(str(name)) for (name,) in connection.execute(NAMES).fetchall()}
    names = ", ".join(literal(name) for name, strength in by_name.items() if strength is not None)
    if not names:
        return []
    held = connection.execute(HELD.format(names=names)).fetchall()
    others = [(name, strength, rows, row) for name, strength, rows, row in held if strength != by_name[name]]
    if not others:
        return []
    rows = sum(count for *_, count, _ in others)
    name, strength, _, row = others[0]
    message = f"{counted(rows, 'dispensing')} {agreed(rows, 'has')} another strength_mg than the product's name says"
    example = f"'{printable(name)}' and {number_text(strength)} mg"
    if row is not None:  # no fill of it need have been read
        example = f"row {row}, {example}"
    advice = "strength_mg was taken, and doses follow from it. If the name is right, correct the column."
    return [Finding("warning", "strength_of_another", rows, message, row, example, advice, "strength_mg")]

"""Rows that take others back: a negative supply or quantity, of a dispensing, a later treatment or an event.

Each takes back the latest earlier row that fits. Only people and products with such a row are looked at, in plain
Python.
"""

from __future__ import annotations

from collections.abc import Sequence

from isostats.engines.embedded import Engine

REVERSES = "COALESCE(quantity < 0, FALSE) OR COALESCE(days_supply < 0, FALSE)"
"""SQL for whether a row takes another back."""
_OF_PRODUCT = f"""SELECT rows_of.person, rows_of.product, row, claim_id,
       nullif(abs(quantity), 0), nullif(abs(days_supply), 0),
       {REVERSES} AS reverses
FROM rows_of SEMI JOIN (SELECT person, product FROM rows_of WHERE quantity < 0 OR days_supply < 0) AS reversals
    ON rows_of.person = reversals.person AND rows_of.product = reversals.product
ORDER BY rows_of.person, rows_of.product, day, reverses, row"""
OF_FILLS = f"""WITH rows_of AS (
    SELECT person, concat_ws('|', code, drug, CAST(strength_mg AS VARCHAR)) AS product, row, day, days_supply, quantity,
           claim_id
    FROM remaining WHERE person IS NOT NULL AND day IS NOT NULL)
{_OF_PRODUCT}"""
# A quantity is a text of any unit; only its sign and the number that it begins with tell something.
_NUMBER = "TRY_CAST(regexp_extract(replace(replace(quantity, ',', '.'), '−', '-'), '^-?[0-9.]+') AS DOUBLE)"
_OF_TREATMENTS = f"""WITH rows_of AS (
    SELECT person, concat_ws('|', {{product}}) AS product, row, date AS day, days_supply, {_NUMBER} AS quantity,
           NULL AS claim_id
    FROM {{t}}_typed WHERE date IS NOT NULL AND kind IS NOT NULL {{which}} AND person IN (
        SELECT person FROM {{t}}_typed WHERE left(quantity, 1) IN ('-', '−') OR days_supply < 0))
{_OF_PRODUCT}"""


def of_treatments(table: str, *, product: str = "kind", which: str = "") -> str:
    """SQL for the rows of a table of treatments that :func:`matched` looks at; ``product`` are columns that are the
    same in both rows."""
    return _OF_TREATMENTS.format(t=table, product=product, which=which)


def matched(connection: Engine, sql: str) -> list[tuple[int, int, int | None]]:
    """Person, row of a reversal, and the row that it takes back, or None.

    A reversal fits an earlier row of its person and product whose quantity and supply are the same but for the sign, as
    far as both rows tell (0 tells nothing); the latest is taken back, of the same claim if there is one.
    """
    pairs: list[tuple[int, int, int | None]] = []
    standing: dict[tuple[int, str], list[tuple[int, str | None, list[float | None]]]] = {}
    for person, product, row, claim, *amounts, reverses in connection.execute(sql).fetchall():
        rows = standing.setdefault((person, product), [])
        if not reverses:
            rows.append((row, claim, amounts))
            continue
        fitting = [each for each in rows if _alike(amounts, each[2])]
        same = [each for each in fitting if claim is not None and each[1] == claim]
        if fitting:
            rows.remove(taken := (same or fitting)[-1])
        pairs.append((person, row, taken[0] if fitting else None))
    return pairs


def _alike(amounts: Sequence[float | None], others: Sequence[float | None]) -> bool:
    return all(one is None or other is None or one == other for one, other in zip(amounts, others, strict=True))

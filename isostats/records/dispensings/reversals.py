"""Reversals, of dispensings and of later treatments: each takes back the latest earlier row that fits.

Only people and products with a reversal are looked at, in plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from isostats.engines.embedded import Engine, insert_rows, one_row
from isostats.records.dispensings.fill_words import row_finding
from isostats.records.dispensings.reading import Files
from isostats.records.findings import Finding
from isostats.records.input_tables.treatments import NOTHING_TO_TAKE_BACK, TAKEN_BACK

OF_PRODUCT = """SELECT rows_of.* FROM rows_of SEMI JOIN (
    SELECT person, product FROM rows_of WHERE quantity < 0 OR days_supply < 0) AS reversals
    ON rows_of.person = reversals.person AND rows_of.product = reversals.product
ORDER BY person, product, day, row"""
OF_FILLS = f"""WITH rows_of AS (
    SELECT person, concat_ws('|', code, drug, CAST(strength_mg AS VARCHAR)) AS product, row, day, days_supply, quantity,
           claim_id
    FROM remaining WHERE person IS NOT NULL AND day IS NOT NULL)
{OF_PRODUCT}"""
# A quantity is a text of any unit; only its sign and the number that it begins with tell something.
NUMBER = "TRY_CAST(regexp_extract(replace(replace(quantity, ',', '.'), '−', '-'), '^-?[0-9.]+') AS DOUBLE)"
OF_TREATMENTS = f"""WITH rows_of AS (
    SELECT person, concat_ws('|', kind, code) AS product, row, date AS day, days_supply, {NUMBER} AS quantity,
           NULL AS claim_id
    FROM treatments_file_typed
    WHERE person IS NOT NULL AND date IS NOT NULL AND kind IS NOT NULL AND kind <> 'isotretinoin')
{OF_PRODUCT}"""


@dataclass(frozen=True)
class Claim:
    """A dispensing, or a reversal (a negative quantity or supply), of one person and product."""

    row: int
    day: int
    supply: float | None
    quantity: float | None
    claim_id: str | None

    @property
    def reverses(self) -> bool:
        """True for a reversal."""
        return (self.supply or 0) < 0 or (self.quantity or 0) < 0


def match_reversals(claims: Iterable[Claim]) -> tuple[list[tuple[int, int]], list[int]]:
    """(reversal, dispensing it takes back) by row, and the rows of reversals that fit none.

    ``claims`` are those of one person and product. A reversal fits a dispensing of the same or an earlier day whose
    quantity and supply are the same but for the sign, as far as both rows tell; one of the same claim goes first.

    >>> fills = [Claim(2, 0, 30, 60, None), Claim(3, 28, 30, 60, None)]
    >>> match_reversals([*fills, Claim(4, 30, 30, -60, None), Claim(5, 31, None, -12, None)])
    ([(4, 3)], [5])
    """
    standing: list[Claim] = []
    pairs: list[tuple[int, int]] = []
    alone: list[int] = []
    for claim in sorted(claims, key=lambda claim: (claim.day, claim.reverses, claim.row)):
        if not claim.reverses:
            standing.append(claim)
            continue
        fitting = [fill for fill in standing if _fits(claim, fill)]
        if not fitting:
            alone.append(claim.row)
            continue
        same = [fill for fill in fitting if claim.claim_id is not None and fill.claim_id == claim.claim_id]
        taken = (same or fitting)[-1]
        standing.remove(taken)
        pairs.append((claim.row, taken.row))
    return pairs, alone


def _fits(reversal: Claim, fill: Claim) -> bool:
    return _same(reversal.quantity, fill.quantity) and _same(reversal.supply, fill.supply)


def _same(one: Any, other: Any) -> bool:
    """The same but for the sign; a number that is missing or 0 says nothing."""
    return not one or not other or abs(one) == abs(other)


def leave_out_reversals(connection: Engine) -> None:
    """Reversals of dispensings leave the fills with what they take back."""
    if not one_row(connection, "SELECT count(*) FROM remaining WHERE quantity < 0 OR days_supply < 0")[0]:
        return
    fates: list[tuple[int, int, str, int | None]] = []
    for person, pairs, alone in _matched(connection, OF_FILLS):
        for reversal, fill in pairs:
            fates += [(reversal, person, "reversal", fill), (fill, person, "reversed_fill", reversal)]
        fates += [(row, person, "unmatched_reversal", None) for row in alone]
    insert_rows(connection, "fates", fates, "BIGINT", "INTEGER", "VARCHAR", "BIGINT")


def take_back_treatments(connection: Engine, files: Files) -> list[Finding]:
    """Reversals (a negative days_supply or quantity) leave the treatments with what they take back, with a warning."""
    matched = _matched(connection, OF_TREATMENTS)
    pairs = [pair for _, pairs, _ in matched for pair in pairs]
    alone = [row for _, _, rows in matched for row in rows]
    by_rule = ((TAKEN_BACK, [row for row, _ in pairs]), (NOTHING_TO_TAKE_BACK, alone))
    findings = [
        row_finding(connection, files, rule, len(rows), min(rows), "treatments") for rule, rows in by_rule if rows
    ]
    if rows := [row for pair in pairs for row in pair] + alone:
        connection.execute("DELETE FROM treatments_file_typed WHERE row IN (SELECT unnest(?))", [rows])
    return findings


def _matched(connection: Engine, sql: str) -> list[tuple[int, list[tuple[int, int]], list[int]]]:
    """Of every person and product with a reversal: the person, the pairs, and the reversals that fit nothing."""
    claims: dict[tuple[int, str], list[Claim]] = {}
    for person, product, *claim in connection.execute(sql).fetchall():
        claims.setdefault((person, product), []).append(Claim(*claim))
    return [(person, *match_reversals(rows)) for (person, _), rows in claims.items()]

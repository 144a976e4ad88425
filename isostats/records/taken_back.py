"""Rows that take others back: a negative supply or quantity, of a dispensing, a later treatment or an event.

Each takes back the latest earlier row that fits. Rows alike of one day may be copies of one reversal, or take back a
fill each: that is asked of all fills that stand on that day. Only people and products with a reversal are looked at,
in plain Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from isostats.engines.embedded import Engine

SOON_DAYS = 90
"""Of rows alike without a fill of their day, each takes back one that stands from so many days before at most."""
REVERSES = "COALESCE(quantity < 0, FALSE) OR COALESCE(days_supply < 0, FALSE)"
"""SQL for whether a row takes another back."""
_OF_PRODUCT = f"""SELECT rows_of.person, rows_of.product, row, day, claim_id,
       nullif(abs(quantity), 0), nullif(abs(days_supply), 0), first, times,
       {REVERSES} AS reverses
FROM rows_of SEMI JOIN (SELECT person, product FROM rows_of WHERE quantity < 0 OR days_supply < 0) AS reversals
    ON rows_of.person = reversals.person AND rows_of.product = reversals.product
ORDER BY rows_of.person, rows_of.product, day, reverses, row"""
_ALIKE = "coalesce(nullif(abs(fills.{0}), 0) = nullif(abs(back.{0}), 0), TRUE)"
_AGREE = "coalesce(fills.{0} = back.{0}, TRUE)"
# A reversal is of the product of the fill whose claim it names, else of its own; where its cells leave some empty, of
# the one product that the others leave.
OF_FILLS = f"""WITH read AS (
    SELECT person, concat_ws('|', code, drug, CAST(strength_mg AS VARCHAR)) AS product, row, day, days_supply, quantity,
           claim_id, code, drug, strength_mg, coalesce(alike.first, row) AS first, coalesce(stood.times, 1) AS times,
           {REVERSES} AS reverses
    FROM remaining SEMI JOIN (SELECT DISTINCT person FROM remaining WHERE {REVERSES}) AS reversals USING (person)
    LEFT JOIN reversals_alike AS alike USING (row)
    LEFT JOIN (SELECT other_row AS row, count(*) + 1 AS times FROM fates WHERE fate = 'duplicate_fill' GROUP BY ALL)
        AS stood USING (row)
    WHERE person IS NOT NULL AND day IS NOT NULL),
fitting AS (
    SELECT back.row, fills.product, coalesce(fills.claim_id = back.claim_id, FALSE) AS named,
           fills.product = back.product AS own, fills.day, fills.row AS fill
    FROM read AS back JOIN read AS fills ON fills.person = back.person AND back.reverses AND NOT fills.reverses
        AND fills.day <= back.day AND {_ALIKE.format("quantity")} AND {_ALIKE.format("days_supply")}
        AND (coalesce(fills.claim_id = back.claim_id, FALSE) OR fills.product = back.product
             OR ({_AGREE.format("code")} AND {_AGREE.format("drug")} AND {_AGREE.format("strength_mg")}))),
of_product AS (
    SELECT row, arg_max(product, (named, own, day, fill)) AS product FROM fitting GROUP BY row
    HAVING bool_or(named) OR bool_or(own) OR count(DISTINCT product) = 1),
rows_of AS (SELECT read.* REPLACE (coalesce(of_product.product, read.product) AS product)
            FROM read LEFT JOIN of_product USING (row))
{_OF_PRODUCT}"""
# A quantity is a text of any unit; only its sign and the number that it begins with tell something.
_NUMBER = "TRY_CAST(regexp_extract(replace(replace(quantity, ',', '.'), '−', '-'), '^-?[0-9.]+') AS DOUBLE)"
_OF_TREATMENTS = f"""WITH rows_of AS (
    SELECT person, concat_ws('|', {{product}}) AS product, row, date AS day, days_supply, {_NUMBER} AS quantity,
           NULL AS claim_id, min(row) OVER (PARTITION BY person, {{product}}, date, days_supply, quantity) AS first,
           1 AS times
    FROM {{t}}_typed WHERE date IS NOT NULL AND kind IS NOT NULL {{which}} AND person IN (
        SELECT person FROM {{t}}_typed WHERE left(quantity, 1) IN ('-', '−') OR days_supply < 0))
{_OF_PRODUCT}"""


def of_treatments(table: str, *, product: str = "kind", which: str = "") -> str:
    """SQL for the rows of a table of treatments that :func:`matched` looks at; ``product`` are columns that are the
    same in both rows."""
    return _OF_TREATMENTS.format(t=table, product=product, which=which)


class Reversal(NamedTuple):
    """A row that takes another back: whose, which row it ``takes`` if any, and the first row that it is ``same_as``,
    unless it takes back a fill of its own day."""

    person: int
    row: int
    takes: int | None
    same_as: int | None


@dataclass(eq=False)
class _Fill:
    """A fill, how many rows alike it stood in, and how many of these reversals alike may still be of."""

    row: int
    day: int
    claim: str | None
    amounts: Sequence[float | None]
    times: int

    @property
    def ends(self) -> float:
        """The day after its supply; its own where that is not known."""
        return self.day + (self.amounts[1] or 0)


@dataclass
class _OfProduct:
    """What was dispensed to a person of one product: the fills that ``stand``, every day of one with its amounts, and
    the fill that the last reversal took, by the first row alike."""

    stand: list[_Fill] = field(default_factory=list)
    dispensed: list[_Fill] = field(default_factory=list)
    taken: dict[int, _Fill] = field(default_factory=dict)

    def taken_by(
        self, day: int, claim: str | None, amounts: Sequence[float | None], first: int, row: int
    ) -> _Fill | None:
        """The fill that a reversal takes back, which no longer stands."""
        fitting = [each for each in self.stand if _alike(amounts, each.amounts)]
        same = [each for each in fitting if claim is not None and each.claim == claim]
        if first != row:
            last = self.taken.get(first)
            if last is not None and last.times > 1:  # the fill stood as often
                last.times -= 1
                return None
            fitting = self._further(day, fitting if claim is None else same, amounts)
        if not fitting:
            return None
        self.taken[first] = taken = (same or fitting)[-1]
        self.stand.remove(taken)
        return taken

    def _further(self, day: int, fitting: list[_Fill], amounts: Sequence[float | None]) -> list[_Fill]:
        """The fills that a reversal may take back which stands more than once: those of its day, or whose supply still
        runs then; of a day without a fill those of the days before."""
        own = any(each.day == day and _alike(amounts, each.amounts) for each in self.dispensed)
        return [
            each for each in fitting
            if each.day == day or (each.ends > day if own else day - each.day <= SOON_DAYS)
        ]  # fmt: skip


def matched(connection: Engine, sql: str) -> list[Reversal]:
    """Every reversal, and the row that it takes back.

    A reversal fits an earlier row of its person and product whose quantity and supply are the same but for the sign, as
    far as both rows tell (0 tells nothing); the latest is taken back, of the same claim if there is one, whatever the
    reversal leaves empty of the product. One that is
    the same as another row takes back a fill of its own where one stands that it may be of; else it is a copy.
    """
    made: list[Reversal] = []
    products: dict[tuple[int, str], _OfProduct] = {}
    rows: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
    for person, product, row, day, claim, *amounts, first, times, reverses in rows:
        of_product = products.setdefault((person, product), _OfProduct())
        if reverses:
            taken = of_product.taken_by(day, claim, amounts, first, row)
            alone = first == row or (taken is not None and taken.day == day)
            made.append(Reversal(person, row, None if taken is None else taken.row, None if alone else first))
        else:
            fill = _Fill(row, day, claim, amounts, times)
            of_product.stand.append(fill)
            of_product.dispensed.append(fill)
    return made


def _alike(amounts: Sequence[float | None], others: Sequence[float | None]) -> bool:
    return all(one is None or other is None or one == other for one, other in zip(amounts, others, strict=True))

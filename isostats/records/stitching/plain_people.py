"""Which people's fills need no clean-up, as portable SQL text; their courses can be made where the fills live.

A fill is plain when every rule of the clean-up would leave it as it is. A person is plain when all fills are, and no
two of them look alike. The text is that of :mod:`.windows`: common table expressions, CASE, COUNT, SUM, MIN, MAX.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from isostats.engines.database import Dialect
from isostats.records.stitching.windows import courses_sql
from isostats.study.definitions import CourseDefinition

SPLIT = "\x1f"  # between a name and a code; no text of either holds it
WITHIN = 9_999_999  # integer days beyond are a slip

WRITTEN = """SELECT {person} AS person_id, {day} AS day, CAST({supply} AS {number}) AS supply,
    CAST({strength} AS {number}) AS strength, CAST({quantity} AS {number}) AS quantity{further}
FROM {table}"""

PLAIN = """day IS NOT NULL AND supply BETWEEN 1 AND {longest} AND supply = FLOOR(supply)
    AND strength > {weakest} AND strength <= {strongest} AND quantity > 0 AND quantity <= {most} * supply
    AND strength * quantity >= {lowest} * supply AND strength * quantity <= {highest} * supply"""

# The sums over plain fills tell whether any of them has changed; whole numbers add up the same in every order.
PEOPLE = """WITH written AS (
    {written}
),
judged AS (
    SELECT person_id, day, supply, strength, quantity, CASE WHEN {plain} THEN 0 ELSE 1 END AS odd FROM written
),
counted AS (
    -- rows that look alike may be one fill written twice, by another name or with another supply
    SELECT person_id, day, MAX(supply) AS supply, strength, quantity, MAX(odd) AS odd, CAST(COUNT(*) AS BIGINT) AS fills
    FROM judged GROUP BY person_id, day, strength, quantity
)
SELECT person_id, MAX(CASE WHEN odd = 1 OR fills > 1 THEN 1 ELSE 0 END) AS odd, CAST(SUM(fills) AS BIGINT) AS fills,
    CAST(SUM(CASE WHEN odd = 0 THEN supply ELSE 0 END) AS BIGINT) AS days,
    CAST(MIN(day) AS INTEGER) AS first_day, CAST(MAX(day) AS INTEGER) AS last_day,
    CAST(SUM(CASE WHEN odd = 0 THEN day * supply ELSE 0 END) AS BIGINT) AS placed,
    CAST(SUM(CASE WHEN odd = 0 THEN FLOOR(1000 * strength * quantity + 0.5) ELSE 0 END) AS BIGINT) AS dosed
FROM counted GROUP BY person_id"""

FILLS = """(SELECT person_id, CAST(day AS INTEGER) AS day, CAST(supply AS INTEGER) AS days_supply,
    strength * quantity AS dose_mg, strength AS strength_mg
FROM (
    {written}
) AS written
WHERE {plain})"""


@dataclass(frozen=True)
class PlainRule:
    """What the clean-up leaves as it is: a supply of 1 to ``longest`` days, a strength above ``weakest`` and up to
    ``strongest`` mg; a day at most ``most`` capsules, and ``lowest`` to ``highest`` mg; dates from ``earliest`` to
    ``today``."""

    longest: int
    weakest: float
    strongest: float
    most: int
    lowest: float
    highest: float
    earliest: datetime.date
    today: datetime.date


@dataclass(frozen=True)
class FillsTable:
    """A table of dispensings where it lives: every column as SQL of its engine.

    ``id_kind`` is the type that ids arrive as; ``date`` is a date or a time, or an integer day where ``days``. ``drug``
    and ``code`` are texts; ``taken`` are the pairs of them (empty where NULL) that are conventional isotretinoin, all
    others are not plain. ``weight`` is a column that the courses' weights may come from; a person who has any is not
    plain.
    """

    dialect: Dialect
    table: str
    person: str
    id_kind: str
    date: str
    days: bool
    supply: str
    strength: str
    quantity: str
    weight: str | None = None
    drug: str | None = None
    code: str | None = None
    taken: tuple[tuple[str, str], ...] = ()

    @property
    def names_products(self) -> bool:
        """Whether the table has a name or a code of the product."""
        return self.drug is not None or self.code is not None


def people_sql(fills: FillsTable, rule: PlainRule) -> str:
    """A SELECT with one row per person: person_id, odd (0 for a plain one), fills, days (of supply), first_day,
    last_day, and two sums over plain fills, placed and dosed."""
    return PEOPLE.format(written=_written(fills, rule), plain=_plain(fills, rule))


def plain_courses_sql(fills: FillsTable, rule: PlainRule, courses: CourseDefinition) -> str:
    """A SELECT of the courses of plain fills, as :func:`.courses_sql` gives them; of people who are not plain they mean
    nothing, and are to be thrown away. Raises StudyError for a rule without a window form."""
    return courses_sql(FILLS.format(written=_written(fills, rule), plain=_plain(fills, rule)), courses)


def _written(fills: FillsTable, rule: PlainRule) -> str:
    columns = {"weight": fills.weight, "product": _product(fills)}
    further = "".join(f", {column} AS {name}" for name, column in columns.items() if column is not None)
    if fills.days:
        day = f"CASE WHEN {fills.date} BETWEEN -{WITHIN} AND {WITHIN} THEN {fills.date} END"
    else:
        date = f"CAST({fills.date} AS DATE)"
        between = f"DATE '{rule.earliest.isoformat()}' AND DATE '{rule.today.isoformat()}'"
        day = f"CASE WHEN {date} BETWEEN {between} THEN {fills.dialect.day_of(date)} END"
    return WRITTEN.format(
        person=fills.person, day=day, supply=fills.supply, strength=fills.strength, quantity=fills.quantity,
        number=fills.dialect.number, further=further, table=fills.table,
    )  # fmt: skip


def _product(fills: FillsTable) -> str | None:
    """SQL for a product's name and code as one text."""
    if not fills.names_products:
        return None
    drug, code = (f"COALESCE({column}, '')" if column else "''" for column in (fills.drug, fills.code))
    return f"{drug} || {fills.dialect.literal(SPLIT)} || {code}"


def _plain(fills: FillsTable, rule: PlainRule) -> str:
    names = ("longest", "weakest", "strongest", "most", "lowest", "highest")
    plain = PLAIN.format(**{name: getattr(rule, name) for name in names})
    if fills.weight is not None:
        plain += " AND weight IS NULL"
    if fills.names_products:
        plain += f" AND product IN ({listed(fills.dialect, (SPLIT.join(pair) for pair in fills.taken)) or 'NULL'})"
    return plain


def listed(dialect: Dialect, texts: Iterable[str]) -> str:
    """Texts as a list of SQL.

    >>> from isostats.engines.registry import dialect_of
    >>> print(listed(dialect_of("postgres"), ["a", "it's"]))
    'a', 'it''s'
    """
    return ", ".join(map(dialect.literal, texts))

"""Fills of a table that need no clean-up, as portable SQL text; their courses can be made where the fills live.

A fill is plain when every rule of the clean-up would leave it as it is. A person is plain when all fills are, and no
two of them look alike. The text is that of :mod:`isostats.records.stitching.windows`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from isostats.engines.database import Arriving, Dialect
from isostats.engines.embedded import WHOLE
from isostats.errors import StudyError
from isostats.records.column_names import Layout
from isostats.records.database_tables import DatabaseTable
from isostats.records.input_tables import dispensings as fill
from isostats.records.loaded import Choices
from isostats.records.schema import EARLIEST_YEAR
from isostats.records.stitching.windows import courses_sql
from isostats.records.typed import fits
from isostats.study.definitions import CourseDefinition

NEEDED = ("patient_id", "dispense_date", "days_supply", "strength_mg", "quantity", "drug", "code")
SPLIT = "\x1f"  # between a name and a code; no text of either holds it
WITHIN = 9_999_999  # integer days beyond are a slip
WEAKEST, STRONGEST = fill.DISPENSING_COLUMNS["strength_mg"].hard or (0, 0)

WRITTEN = """SELECT {patient_id} AS person_id, {day} AS day, CAST({days_supply} AS {number}) AS supply,
    CAST({strength_mg} AS {number}) AS strength, CAST({quantity} AS {number}) AS quantity{further}
FROM {table}"""

PLAIN = f"""day IS NOT NULL AND supply BETWEEN 1 AND {fill.LONGEST_SUPPLY} AND supply = FLOOR(supply)
    AND strength > {WEAKEST} AND strength <= {STRONGEST} AND quantity > 0 AND quantity <= {fill.MOST_CAPSULES} * supply
    AND strength * quantity >= {fill.LOWEST_DOSE} * supply AND strength * quantity <= {fill.HIGHEST_DOSE} * supply"""

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
class FillsTable:
    """A table of dispensings where it lives: ``columns`` are ours as SQL of its engine.

    ``id_kind`` is the type that ids arrive as; the date is a date or a time until ``today``, or an integer day where
    ``days``. ``taken`` are the pairs of a product's name and code (empty where NULL) that are conventional
    isotretinoin; all others are not plain. A person with any weight is not plain either: a course may have it.
    """

    dialect: Dialect
    table: str
    columns: Mapping[str, str]
    id_kind: str
    days: bool
    today: datetime.date
    taken: tuple[tuple[str, str], ...] = ()

    @property
    def product(self) -> tuple[str, str] | None:
        """The name and the code of the product, as texts; None where the table has neither."""
        named = [f"COALESCE({self.columns[name]}, '')" if name in self.columns else "''" for name in ("drug", "code")]
        return None if named == ["''", "''"] else (named[0], named[1])

    def people_sql(self) -> str:
        """A SELECT with one row per person: person_id, odd (0 for a plain one), fills, days (of supply), first_day,
        last_day, and two sums over plain fills, placed and dosed."""
        return PEOPLE.format(written=self._written(), plain=self._plain())

    def courses_sql(self, courses: CourseDefinition, planned: Sequence[tuple[int, int]] = ()) -> str:
        """A SELECT of the courses of plain fills, as :func:`.courses_sql` gives them; of people who are not plain they
        mean nothing, and are to be thrown away. Raises StudyError for a rule without a window form."""
        return courses_sql(FILLS.format(written=self._written(), plain=self._plain()), courses, planned)

    def _written(self) -> str:
        date = self.columns["dispense_date"]
        within, day = f"-{WITHIN} AND {WITHIN}", date
        if not self.days:
            date = f"CAST({date} AS DATE)"
            within = f"DATE '{EARLIEST_YEAR}-01-01' AND DATE '{self.today.isoformat()}'"
            day = self.dialect.day_of(date)
        further = f", {self.columns['weight_kg']} AS weight" if "weight_kg" in self.columns else ""
        if self.product:
            further += f", {f' || {self.dialect.literal(SPLIT)} || '.join(self.product)} AS product"
        day = f"CASE WHEN {date} BETWEEN {within} THEN {day} END"
        return WRITTEN.format(**self.columns, day=day, number=self.dialect.number, further=further, table=self.table)

    def _plain(self) -> str:
        plain = PLAIN
        if "weight_kg" in self.columns:
            plain += " AND weight IS NULL"
        if self.product:
            taken = ", ".join(self.dialect.literal(SPLIT.join(pair)) for pair in self.taken)
            plain += f" AND product IN ({taken or 'NULL'})"
        return plain


def fills_where_they_are(
    source: DatabaseTable, table: str, arriving: Mapping[str, Arriving], layout: Layout, choices: Choices
) -> FillsTable:
    """The columns of a table of dispensings as the database's SQL.

    Raises StudyError for the first column that cannot be judged where it is.
    """
    database, names = source.database, list(arriving)
    columns = {}
    for name in filter(layout.has, (*NEEDED, "weight_kg")):
        shown = names[layout.positions[name]]
        column = arriving[shown]
        number_of_product = name == "code" and column.kind in WHOLE
        columns[name] = f"CAST({column.sql} AS {database.dialect.text})" if number_of_product else column.sql
        if name == "weight_kg":  # who has any is looked at here
            continue
        if name in choices.values:
            raise StudyError(
                f"values has codes of {name}, and these are read here. With stitch_there, name a view of "
                f"{database.name} that has ours, or leave stitch_there out."
            )
        if not fits(fill.DISPENSING_COLUMNS[name], column.kind, days=layout.days) and not number_of_product:
            wanted = {"date": "a whole number" if layout.days else "a date", "number": "a number", "text": "a text"}
            raise StudyError(
                f"{shown} of {source.name} is of type {column.kind}, which is read here. With stitch_there, name a "
                f"view in which it is {wanted[fill.DISPENSING_COLUMNS[name].type]}, or leave stitch_there out."
            )
    if layout.has("capsules_per_pack"):
        raise StudyError(
            f"{source.name} has capsules_per_pack, which is multiplied here. With stitch_there, name a view in "
            "which quantity counts capsules, without this column, or leave stitch_there out."
        )
    if layout.has("record_type"):
        raise StudyError(
            f"{source.name} has a record_type, which is judged here. With stitch_there, name a view that holds one "
            "type of record and not this column, or leave stitch_there out."
        )
    columns["dispense_date"] = database.quote(names[layout.positions["dispense_date"]])  # as a date, not as it arrives
    id_kind = arriving[names[layout.positions["patient_id"]]].kind
    return FillsTable(database.dialect, table, columns, id_kind, layout.days, choices.today)

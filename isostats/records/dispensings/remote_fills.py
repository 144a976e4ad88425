"""Dispensings that stay in the database that holds them: plain people are stitched there, only the others come here.

The database judges people by portable SQL (:mod:`isostats.records.stitching.plain_people`) and says of each, in one
row, whether all fills are plain. Whatever needs the clean-up is odd, and so is everybody whom it cannot judge: people
with a fault in another file, with fills in several stretches of observation, after death or before birth, with an id
that has blanks around it. The fills of odd people are read and go the embedded way; the courses of all others are asked
for, rule by rule. Everything that is asked is a SELECT.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from isostats.engines.database import Arriving, Place
from isostats.engines.embedded import WHOLE, Engine, count_rows, literal, one_row
from isostats.errors import DataError, StudyError
from isostats.records.column_names import Layout
from isostats.records.database_tables import DatabaseTable, as_needed, place_and_columns
from isostats.records.dispensings.people_there import nobody_stays
from isostats.records.dispensings.product_rule import judge_pairs
from isostats.records.dispensings.reading import IDS, Files, FilesRead, wanted
from isostats.records.dispensings.remote_people import ask_for_people, part_to_read
from isostats.records.findings import Finding
from isostats.records.input_tables.dispensings import (
    DISPENSING_COLUMNS,
    DISPENSINGS,
    HIGHEST_DOSE,
    LONGEST_SUPPLY,
    LOWEST_DOSE,
    MOST_CAPSULES,
)
from isostats.records.loaded import Choices, Loaded
from isostats.records.raw import Raw, Unusable
from isostats.records.schema import BLANK, EARLIEST_YEAR
from isostats.records.stitching.plain_people import FillsTable, PlainRule, plain_courses_sql
from isostats.records.typed import fits
from isostats.study.definitions import CourseDefinition
from isostats.study.inputs import Inputs
from isostats.words.numbers import count_text

NEEDED = ("patient_id", "dispense_date", "days_supply", "strength_mg", "quantity", "drug", "code")
COURSE_KINDS = {"course": "INTEGER", "first_day": "INTEGER", "last_day": "INTEGER", "days_covered": "INTEGER",
                "fills": "INTEGER", "dispensing_days": "INTEGER", "dose_mg": "DOUBLE"}  # fmt: skip

MADE = """CREATE OR REPLACE TABLE made_there AS
SELECT ids.person, made.* EXCLUDE (person_id), staying.first_day AS first_fill, staying.last_day AS last_fill
FROM courses_there AS made JOIN {ids} AS ids ON ids.person_id = CAST(made.person_id AS VARCHAR)
JOIN staying ON staying.person = ids.person"""
JOINED = """INSERT INTO stitched
SELECT {key}, made.course, made.first_day, made.last_day, made.days_covered, made.fills, made.dispensing_days,
    made.dose_mg
FROM made_there AS made {periods}"""
IN_PERIODS = """JOIN periods ON periods.person = made.person
     AND made.first_fill BETWEEN periods.start AND periods."end\""""


@dataclass
class RemoteFills:
    """The table of dispensings where it lives; :meth:`join_courses` has its plain people stitched by a rule."""

    engine: Engine
    table: DatabaseTable
    fills: FillsTable
    plain: PlainRule
    close: Callable[[], None] = field(default=lambda: None, repr=False)
    closed: bool = False

    @property
    def note(self) -> str:
        """What a reader must know."""
        people, staying, read = one_row(
            self.engine,
            f"SELECT (SELECT count(*) FROM {IDS}), (SELECT count(*) FROM staying), (SELECT count(*) FROM fills)",
        )
        return (
            f"The fills of {count_text(staying)} of {count_text(people)} people were stitched where they are "
            f"({self.table.name}), since "
            f"none of them needed any cleaning; the lineage lists only the {count_text(read)} fills that were read "
            "from there. The fingerprint is that of these rows, and of sums per person for the others."
        )

    def join_courses(self, connection: Engine, rule: CourseDefinition, *, observed: bool) -> None:
        """Add the courses of the people who stay to ``stitched`` of the connection, each to its person's stretch.

        Raises StudyError once the database was let go of, and DataError where the table has changed meanwhile.
        """
        if self.closed:
            raise StudyError(
                f"{self.table.name} was let go of, so that no further rule of courses can be asked. Prepare the "
                "dispensings again."
            )
        sql = plain_courses_sql(self.fills, self.plain, rule)
        self.table.database.copy(sql, {"person_id": self.fills.id_kind, **COURSE_KINDS}, "courses_there")
        connection.execute(MADE.format(ids=IDS))
        self.engine.execute("DROP TABLE courses_there")
        made, counted = one_row(
            connection, "SELECT (SELECT sum(fills) FROM made_there), (SELECT sum(fills) FROM staying)"
        )
        if made != counted:
            raise DataError(
                f"{self.table.name} has changed while it was read. Run it again when nobody writes to it."
            )
        key, periods = ("periods.stretch", IN_PERIODS) if observed else ("made.person", "")
        connection.execute(JOINED.format(key=key, periods=periods))
        connection.execute("DROP TABLE made_there")

    def let_go(self) -> None:
        """Close the database; no further rule can be asked."""
        self.closed = True
        self.close()


def require_window_form(rule: CourseDefinition) -> None:
    """Raise StudyError for a rule that cannot be computed where the data lives."""
    if rule.cap_days is not None:
        raise StudyError(
            "cap_days cannot be computed where the data lives (a capped stockpile depends on every earlier fill in "
            "turn). Leave out cap_days or stitch_there."
        )


def require_table(inputs: Inputs) -> None:
    """Raise StudyError where the dispensings are no table of a database."""
    if not isinstance(inputs.dispensings, str):
        kind = f"they are a {type(inputs.dispensings).__name__}"
        raise StudyError(
            "stitch_there has dispensings stitched in the database that holds them: name it (database) and, as a text, "
            f"the table; {kind}. Leave stitch_there out to have them stitched here."
        )


def read_remote(
    connection: Engine, sources: Mapping[str, Any], inputs: Inputs, choices: Choices, wrong: list[Finding]
) -> tuple[Files, RemoteFills | None]:
    """Read the other files, and of the dispensings the rows of people who need cleaning; make ``staying``.

    The second is None where the table cannot be used at all: the files' findings say why.
    """
    reading, table = FilesRead(connection, inputs.columns, choices, wrong), sources["dispensings"]
    reading.of_tables = True
    nobody_stays(connection)
    try:
        place, arriving = place_and_columns(table)
        layout, findings = wanted("dispensings", inputs.columns).lay_out(tuple(arriving), table.name)
        if any(finding.severity == "error" for finding in findings):
            reading.findings["dispensings"] = findings
            return reading.files(), None
        arriving = as_needed(arriving, layout, DISPENSING_COLUMNS, table)
    except Unusable as error:
        reading.findings["dispensings"] = [error.finding]
        return reading.files(), None
    _require_judgeable(table, arriving, layout, choices)
    remote = RemoteFills(connection, table, _fills_of(table, place, arriving, layout), _plain(choices))
    if remote.fills.names_products:
        remote.fills = replace(remote.fills, taken=_taken(remote, inputs.products))
    ask_for_people(connection, table.database, remote.fills, remote.plain, choices.ids)
    raw = Raw("dispensings_file", tuple(arriving), count_rows(connection, "people_there"), "", table.name)
    reading.loaded["dispensings"] = Loaded(DISPENSINGS, raw, layout, choices, IDS)
    for label, source in sources.items():
        if label != "dispensings":
            reading.read(label, source)
    part = part_to_read(connection, reading.files(), remote.fills, remote.plain, choices.ids)
    reading.read("dispensings", replace(table, part=part))
    return reading.files(), remote


def _require_judgeable(
    table: DatabaseTable, arriving: Mapping[str, Arriving], layout: Layout, choices: Choices
) -> None:
    """Raise StudyError for the first column that cannot be judged where it is."""
    names = list(arriving)
    for name in NEEDED:
        if not layout.has(name):
            continue
        if name in choices.values:
            raise StudyError(
                f"values has codes of {name}, and these are read here. With stitch_there, name a view of "
                f"{table.database.name} that has ours, or leave stitch_there out."
            )
        column = names[layout.positions[name]]
        kind = arriving[column].kind
        if not (fits(DISPENSING_COLUMNS[name], kind, days=layout.days) or (name == "code" and kind in WHOLE)):
            wanted = {"date": "a date" if not layout.days else "a whole number", "number": "a number"}
            raise StudyError(
                f"{column} of {table.name} is of type {kind}, which is read here. With stitch_there, name a view "
                f"in which it is {wanted.get(DISPENSING_COLUMNS[name].type, 'a text')}, or leave stitch_there out."
            )
    if layout.has("record_type"):
        raise StudyError(
            f"{table.name} has a record_type, which is judged here. With stitch_there, name a view that holds one "
            "type of record and not this column, or leave stitch_there out."
        )


def _fills_of(table: DatabaseTable, place: Place, arriving: Mapping[str, Arriving], layout: Layout) -> FillsTable:
    """The columns as the database's SQL."""
    database, dialect = table.database, table.database.dialect
    at = {name: list(arriving)[position] for name, position in layout.positions.items()}
    sql = {name: arriving[column].sql for name, column in at.items()}
    if "code" in at and arriving[at["code"]].kind in WHOLE:
        sql["code"] = f"CAST({sql['code']} AS {dialect.text})"
    return FillsTable(
        dialect=dialect,
        table=database.within(place),
        person=sql["patient_id"],
        id_kind=arriving[at["patient_id"]].kind,
        date=database.quote(at["dispense_date"]),
        days=layout.days,
        supply=sql["days_supply"],
        strength=sql["strength_mg"],
        quantity=sql["quantity"],
        weight=sql.get("weight_kg"),
        drug=sql.get("drug"),
        code=sql.get("code"),
    )


def _plain(choices: Choices) -> PlainRule:
    weakest, strongest = DISPENSING_COLUMNS["strength_mg"].hard or (0, 0)
    earliest = datetime.date(EARLIEST_YEAR, 1, 1)
    return PlainRule(
        LONGEST_SUPPLY, weakest, strongest, MOST_CAPSULES, LOWEST_DOSE, HIGHEST_DOSE, earliest, choices.today
    )


def _taken(remote: RemoteFills, products: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The products in the table, by name and code as written, that are conventional systemic isotretinoin.

    Everybody who has a fill of another is looked at here. Makes ``products_there`` (written_drug, written_code, rows,
    drug, code), every product of the table.
    """
    drug, code = (f"COALESCE({column}, '')" if column else "''" for column in (remote.fills.drug, remote.fills.code))
    sql = (
        "SELECT drug AS written_drug, code AS written_code, CAST(COUNT(*) AS BIGINT) AS rows_there "
        f"FROM (SELECT {drug} AS drug, {code} AS code FROM {remote.fills.table}) AS products GROUP BY drug, code"
    )
    kinds = {"written_drug": "VARCHAR", "written_code": "VARCHAR", "rows_there": "BIGINT"}
    remote.table.database.copy(sql, kinds, "written_there")
    remote.engine.execute(
        "CREATE OR REPLACE TABLE products_there AS SELECT written_drug, written_code, rows_there AS rows, "
        f"trim(written_drug, {literal(BLANK)}) AS drug, trim(written_code, {literal(BLANK)}) AS code FROM written_there"
    )
    remote.engine.execute("DROP TABLE written_there")
    pairs = remote.engine.execute(
        "SELECT written_drug, written_code, drug, code FROM products_there ORDER BY written_drug, written_code"
    ).fetchall()
    judged = judge_pairs(((drug, code) for *_, drug, code in pairs), products)
    return tuple((drug, code) for drug, code, *read in pairs if judged[read[0], read[1]].formulation == "conventional")

"""Dispensings that stay in the database that holds them: plain people are stitched there, only the others come here.

The database judges people by portable SQL (:mod:`.plain_fills`) and says of each, in one row, whether all fills are
plain. Whatever needs the clean-up is odd, and so is everybody whom it cannot judge, which is looked at here, person by
person: a fault in another file, fills in several stretches of observation, after death or before birth, an id that has
blanks around it. The fills of odd people are read and go the embedded way; the courses of all others are asked for,
rule by rule. Everything that is asked is a SELECT.

Tables made: ``people_there`` (one row per id as it is written; see :meth:`.FillsTable.people_sql`), and from it
``staying``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from isostats.engines.embedded import WHOLE, Engine, count_rows, literal, one_row
from isostats.errors import DataError, StudyError
from isostats.records.database_tables import DatabaseTable, Part, as_needed, place_and_columns
from isostats.records.dispensings.drug_columns import unmapped_drugs_there
from isostats.records.dispensings.fill_findings import other_faults
from isostats.records.dispensings.fills import judge_pairs
from isostats.records.dispensings.input_files import IDS, Files
from isostats.records.dispensings.observed_people import PERIODS, make_persons
from isostats.records.dispensings.plain_fills import FillsTable, fills_where_they_are
from isostats.records.faults import ragged_faults
from isostats.records.input_tables.dispensings import DISPENSING_COLUMNS, DISPENSINGS
from isostats.records.loaded import Loaded
from isostats.records.person_ids import as_chosen, number_persons
from isostats.records.raw import Raw, Unusable
from isostats.records.schema import BLANK
from isostats.records.stitching.streaming import OVERLAPPING
from isostats.study.definitions import CourseDefinition
from isostats.study.inputs import Inputs
from isostats.study.season import read_season
from isostats.words.numbers import count_text

PIECE = 10_000  # ids in one condition

PEOPLE_KINDS = {"odd": "INTEGER", "fills": "BIGINT", "days": "BIGINT", "first_day": "INTEGER", "last_day": "INTEGER",
                "placed": "BIGINT", "dosed": "BIGINT"}  # fmt: skip
COURSE_KINDS = {"course": "INTEGER", "first_day": "INTEGER", "last_day": "INTEGER", "days_covered": "INTEGER",
                "fills": "INTEGER", "dispensing_days": "INTEGER", "dose_mg": "DOUBLE", "banked": "INTEGER",
                "longest_gap": "INTEGER", "planned_days": "INTEGER", "longest_other": "INTEGER"}  # fmt: skip

# Who is odd for a reason that the database does not see. Bridging longer holes only joins stretches: fills within one
# of the shortest bridge are within one of any.
JUDGED = """CREATE OR REPLACE TABLE judged AS
SELECT there.*, ids.person, CAST(there.person_id AS VARCHAR) AS written,
       there.odd = 1 OR ids.person IS NULL OR COALESCE(written <> ids.person_id, FALSE)
       OR count(*) OVER (PARTITION BY ids.person) > 1 OR COALESCE(there.last_day > persons.death, FALSE)
       OR COALESCE({year} < persons.birth_year, FALSE) OR ids.person IN (SELECT person FROM troubled){unseen}
           AS odd_here
FROM people_there AS there
LEFT JOIN {ids} AS ids ON ids.person_id = {named}
LEFT JOIN persons ON persons.person = ids.person {seen}"""
UNSEEN = " OR periods.stretch IS NULL"
SEEN = """LEFT JOIN periods ON periods.person = ids.person
     AND there.first_day >= periods.start AND there.last_day <= periods."end\""""

STAYING = """INSERT INTO staying
SELECT person, fills, days, first_day, last_day FROM judged WHERE NOT odd_here"""

DIGEST = """SELECT count(*), CAST(sum(hashed) AS VARCHAR), CAST(bit_xor(hashed) AS VARCHAR) FROM (
    SELECT hash(written, fills, days, CAST(first_day AS BIGINT), CAST(last_day AS BIGINT), placed, dosed) AS hashed
    FROM judged WHERE NOT odd_here)"""

MADE = """CREATE OR REPLACE TABLE made_there AS
SELECT ids.person, made.* EXCLUDE (person_id), staying.first_day AS first_fill, staying.last_day AS last_fill
FROM courses_there AS made JOIN {ids} AS ids ON ids.person_id = CAST(made.person_id AS VARCHAR)
JOIN staying ON staying.person = ids.person"""
JOINED = """INSERT INTO stitched
SELECT {key}, made.course, made.first_day, made.last_day, made.days_covered, made.fills, made.dispensing_days,
    made.dose_mg
FROM made_there AS made {periods}"""
OVERLAP = f"""INSERT INTO overlapping
SELECT {{key}}, made.first_day, made.days_covered, made.banked
FROM made_there AS made {{periods}} WHERE {OVERLAPPING}"""
GAPS = """CREATE OR REPLACE TABLE gaps_there AS
SELECT person, first_day, longest_gap, planned_days, longest_other FROM made_there WHERE longest_gap > 0"""
IN_PERIODS = """JOIN periods ON periods.person = made.person
     AND made.first_fill BETWEEN periods.start AND periods."end\""""


@dataclass
class RemoteFills:
    """The table of dispensings where it lives; :meth:`join_courses` has its plain people stitched by a rule."""

    engine: Engine
    table: DatabaseTable
    fills: FillsTable
    close: Callable[[], None] = field(default=lambda: None, repr=False)
    closed: bool = False

    @property
    def note(self) -> str:
        """What a reader must know."""
        staying, people, read = (count_rows(self.engine, table) for table in ("staying", IDS, "fills"))
        return (
            f"The fills of {count_text(staying)} of {count_text(people)} people were stitched where they are "
            f"({self.table.name}), since none of them needed any cleaning; the lineage lists only the "
            f"{count_text(read)} fills that were read from there. The fingerprint is that of these rows, and of sums "
            "per person for the others."
        )

    def join_courses(self, connection: Engine, rule: CourseDefinition, *, observed: bool) -> None:
        """Add the courses of the people who stay to ``stitched`` of the connection, each to its person's stretch, and
        make ``gaps_there``, the gaps of those that have any.

        Raises StudyError once the database was let go of, and DataError where the table has changed meanwhile.
        """
        if self.closed:
            raise StudyError(
                f"{self.table.name} was let go of, so that no further rule of courses can be asked. Prepare the "
                "dispensings again."
            )
        kinds = {"person_id": self.fills.id_kind, **COURSE_KINDS}
        self.table.database.copy(self.fills.courses_sql(rule, self._planned(rule)), kinds, "courses_there")
        connection.execute(MADE.format(ids=IDS))
        self.engine.execute("DROP TABLE courses_there")
        sums = "SELECT (SELECT sum(fills) FROM made_there), (SELECT sum(fills) FROM staying)"
        made, counted = one_row(connection, sums)
        if made != counted:
            raise DataError(f"{self.table.name} has changed while it was read. Run it again when nobody writes to it.")
        key, periods = ("periods.stretch", IN_PERIODS) if observed else ("made.person", "")
        connection.execute(JOINED.format(key=key, periods=periods))
        connection.execute(OVERLAP.format(key=key, periods=periods))
        connection.execute(GAPS)
        connection.execute("DROP TABLE made_there")

    def _planned(self, rule: CourseDefinition) -> list[tuple[int, int]]:
        """The low seasons within the days of those who stay."""
        first, last = one_row(self.engine, "SELECT min(first_day), max(last_day) FROM staying")
        if not rule.low_season or self.fills.days or first is None:
            return []
        return read_season(rule.low_season).between(first, last)

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


def read_remote(files: Files, sources: Mapping[str, Any], products: Sequence[str]) -> RemoteFills | None:
    """Read the other files, and of the dispensings the rows of people who need cleaning; add to ``staying``.

    None where the table cannot be used at all: the files' findings say why.
    """
    engine, table, choices = files.connection, sources["dispensings"], files.choices
    files.of_tables = True
    try:
        place, arriving = place_and_columns(table)
        layout, findings = files.wanted("dispensings").lay_out(tuple(arriving), table.name)
        if any(finding.severity == "error" for finding in findings):
            files.found["dispensings"] = findings
            return None
        arriving = as_needed(arriving, layout, DISPENSING_COLUMNS, table)
    except Unusable as error:
        files.found["dispensings"] = [error.finding]
        return None
    within = table.database.within(place)
    if unread := list(unmapped_drugs_there(engine, table, within, arriving, layout)):
        files.found["dispensings"] = unread
        return None
    fills = fills_where_they_are(table, within, arriving, layout, choices)
    remote = RemoteFills(engine, table, replace(fills, taken=_taken(engine, table, fills, products)))
    fills = remote.fills
    table.database.copy(fills.people_sql(), {"person_id": fills.id_kind, **PEOPLE_KINDS}, "people_there")
    named = _named("person_id", choices.ids)
    number_persons(engine, IDS, f"SELECT DISTINCT {named} AS person_id FROM people_there WHERE {named} <> ''")
    raw = Raw("dispensings_file", tuple(arriving), count_rows(engine, "people_there"), "", table.name)
    files.loaded["dispensings"] = Loaded(DISPENSINGS, raw, layout, choices, IDS)
    for label, source in sources.items():
        if label != "dispensings":
            files.read(label, source)
    files.read("dispensings", replace(table, part=_part_to_read(files, fills)))
    return remote


def _taken(
    engine: Engine, table: DatabaseTable, fills: FillsTable, products: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """The products that are conventional systemic isotretinoin, by name and code as written: who has another is looked
    at here. Makes ``products_there`` (written_drug, written_code, strength_mg, rows, drug, code), every product of the
    table by its strengths."""
    if fills.product is None:
        return ()
    drug, code = fills.product
    strength = f"CAST({fills.columns['strength_mg']} AS {fills.dialect.number})"
    sql = (
        "SELECT drug AS written_drug, code AS written_code, strength AS strength_mg, CAST(COUNT(*) AS BIGINT) AS "
        f"rows_there FROM (SELECT {drug} AS drug, {code} AS code, {strength} AS strength "
        f"FROM {fills.table}) AS products GROUP BY drug, code, strength"
    )
    kinds = {"written_drug": "VARCHAR", "written_code": "VARCHAR", "strength_mg": "DOUBLE", "rows_there": "BIGINT"}
    table.database.copy(sql, kinds, "written_there")
    engine.execute(
        "CREATE OR REPLACE TABLE products_there AS SELECT written_drug, written_code, strength_mg, rows_there AS rows, "
        f"trim(written_drug, {literal(BLANK)}) AS drug, trim(written_code, {literal(BLANK)}) AS code FROM written_there"
    )
    engine.execute("DROP TABLE written_there")
    pairs = engine.execute(
        "SELECT DISTINCT written_drug, written_code, drug, code FROM products_there ORDER BY written_drug, written_code"
    ).fetchall()
    judged = judge_pairs(((drug, code) for *_, drug, code in pairs), products)
    return tuple((drug, code) for drug, code, *read in pairs if judged[read[0], read[1]].formulation == "conventional")


def _named(column: str, ids: str) -> str:
    """SQL for an id as the study wants it."""
    return as_chosen(f"trim(CAST({column} AS VARCHAR), {literal(BLANK)})", ids)


def _part_to_read(files: Files, fills: FillsTable) -> Part:
    """Make ``staying``; what is to be read are the fills of all others (needs ``people_there`` and the other files)."""
    engine, observed = files.connection, files.has("observation")
    _make_troubled(files)
    if observed:
        engine.execute(PERIODS.format(bridge=0))
    engine.execute(
        JUDGED.format(
            year="NULL" if files.days else "EXTRACT(YEAR FROM DATE '1970-01-01' + there.first_day)",
            ids=IDS,
            named=_named("there.person_id", files.choices.ids),
            unseen=UNSEEN if observed else "",
            seen=SEEN if observed else "",
        )
    )
    engine.execute(STAYING)
    digest = hashlib.sha256(repr(one_row(engine, DIGEST)).encode()).hexdigest()
    count = int(one_row(engine, "SELECT COALESCE(sum(fills), 0) FROM staying")[0])
    part = Part(tuple(_conditions(engine, fills)), count, digest)
    for table in ("judged", "people_there", "troubled"):
        engine.execute(f"DROP TABLE {table}")
    return part


def _make_troubled(files: Files) -> None:
    """Make ``troubled``, the people with a fault in another file (and ``persons``, which the faults need)."""
    engine = files.connection
    make_persons(engine, files)
    faults = [*files.faults, *other_faults(engine, files)[0]]
    for label, loaded in files.loaded.items():
        faults += ragged_faults(loaded) if label != "dispensings" else []
    rows = [f"SELECT person FROM ({fault.rows_sql}) AS rows_of" for fault in faults]
    listed_rows = " UNION ".join([*rows, "SELECT CAST(NULL AS INTEGER) AS person"])
    engine.execute(
        f"CREATE OR REPLACE TABLE troubled AS SELECT DISTINCT person FROM ({listed_rows}) AS people "
        "WHERE person IS NOT NULL"
    )


def _conditions(engine: Engine, fills: FillsTable) -> Iterator[str]:
    """SQL conditions of the fills to be read: a fill fulfils one of them, or none."""
    person = fills.columns["patient_id"]
    odd, nobody = one_row(
        engine,
        "SELECT count(*) FILTER (odd = 1 AND person_id IS NOT NULL), count(*) FILTER (person_id IS NULL) FROM judged",
    )
    if odd:
        yield f"{person} IN (SELECT person_id FROM ({fills.people_sql()}) AS people WHERE odd = 1)"
    if nobody:
        yield f"{person} IS NULL"
    written = engine.execute(
        "SELECT written FROM judged WHERE odd = 0 AND odd_here AND person_id IS NOT NULL ORDER BY written"
    ).fetchall()
    ids = [str(each) if fills.id_kind in WHOLE else fills.dialect.literal(each) for (each,) in written]
    for first in range(0, len(ids), PIECE):
        yield f"{person} IN ({', '.join(ids[first : first + PIECE])})"

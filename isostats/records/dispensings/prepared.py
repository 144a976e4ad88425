"""Dispensings read, checked and cleaned up once, to be stitched by as many definitions of courses as are asked for.

What definitions share is kept: observation is bridged once per bridge, fills are stitched once per rule of courses, and
the washout and the four tables, which are small beside the fills, are made for every call.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace

from isostats.engines.duckdb import detach
from isostats.engines.embedded import Engine, Namespace, count_rows, one_row
from isostats.errors import NobodyLeft, StudyError
from isostats.progress import Step, silent
from isostats.records.course_records import StitchedRecords, Unrecorded
from isostats.records.database_tables import ROWS
from isostats.records.dispensings.cleaning import LINEAGE, fills_aside, flow_of, rows_explained
from isostats.records.dispensings.course_tables import make_tables, number_courses
from isostats.records.dispensings.fill_findings import (
    FOLLOW_UP_ASSUMED,
    fate_findings,
    overlapping_supplies,
    supply_findings,
)
from isostats.records.dispensings.fills import named_products
from isostats.records.dispensings.input_files import Files
from isostats.records.dispensings.observed_people import (
    covariates_of,
    observe_fills,
    wash_out,
    washout_findings,
    washout_unseen,
)
from isostats.records.dispensings.remote_fills import RemoteFills, require_window_form
from isostats.records.dispensings.repeated import MANY_ALIKE
from isostats.records.findings import Finding, Findings
from isostats.records.input_tables.dispensings import IN_PACKS
from isostats.records.list_ends_early import fills_end_early, treatments_end_early
from isostats.records.loaded import fingerprint_of, tables_read
from isostats.records.setting_aside import FlowStep
from isostats.records.stitching.streaming import stitch_table
from isostats.study.definitions import CourseDefinition
from isostats.words.html import card
from isostats.words.numbers import count_text, counted

FIRSTS = "(SELECT person AS person_id FROM kept_courses WHERE course = 1)"

OF_RECORDS = {"people", "observation", "courses", "course_rows", "events", "persons", "periods", "deaths", "lineage",
              "fill_courses", "fills", "gaps_there", "sorted_fills", "supplied", "fates", "kept_courses", "all_courses",
              "stitched", "unwashed", "dispensings_file_ids", "dispensings_file_ids_numbers",
              "dispensings_file_ragged"}  # fmt: skip
"""The tables that records have, and those that their lineage is made of."""
OF_PREPARED = """SELECT table_schema, table_name, table_type FROM information_schema.tables
WHERE table_catalog = current_database() AND (table_schema = 'main'
    OR regexp_matches(table_schema, '^(bridged|stitched)_[0-9]+$')) ORDER BY table_type = 'BASE TABLE'"""
WITH_STRENGTH = "(SELECT stretched.*, fills.strength_mg FROM stretched JOIN fills ON fills.row = stretched.row)"
"""The fills to be stitched, where the rule adds supplies of one strength."""


@dataclass
class PreparedDispensings:
    """Clean fills on the engine; :meth:`records` stitches them. Made by :func:`.prepare_dispensings`.

    Each call makes records with tables of their own, in any order and from any thread; what they share (clean fills,
    and what was bridged and stitched by one rule) is kept for as long as one of them is held.
    """

    connection: Engine
    files: Files
    findings: tuple[Finding, ...]
    last: int
    reference: str = ""
    remote: RemoteFills | None = None
    companions: tuple[FlowStep, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _tables: Namespace = field(init=False, repr=False)
    _bridged: tuple[int | None, Namespace] | None = field(default=None, repr=False)
    _stitched: tuple[CourseDefinition, Namespace] | None = field(default=None, repr=False)
    _tidied: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        self._tables = Namespace.of(self.connection)

    def __repr__(self) -> str:
        rows = counted(self.files.rows, "dispensing")
        return f"{rows} of {self.files.source}, ready to be stitched: .records(definition)"

    def _repr_html_(self) -> str:
        return card(repr(self))

    @property
    def observed(self) -> bool:
        """True where there is an observation table."""
        return self.files.has("observation")

    def records(
        self, definition: CourseDefinition | None = None, *, account: bool = True, step: Step = silent
    ) -> StitchedRecords:
        """The four tables by one definition of courses.

        ``account=False`` leaves out the flow, the findings, the missing values and the rows set aside, which cost a
        look at every fill; the tables are the same. ``step`` is told how far the work is.

        Raises DataError if nobody is left, and StudyError for a definition that these dispensings cannot have.
        """
        definition = definition or CourseDefinition()
        if self.remote is not None:
            require_window_form(definition)
        if self._tidied:
            raise StudyError(
                f"What was prepared of {self.files.source} was tidied up, so that no further rule of courses can be "
                "asked. Prepare the dispensings again."
            )
        with self._lock:  # one rule at a time is stitched; the records of all of them stay
            tables = self._stitch(definition, step).child("records")
            keyed = tables.child("keyed")
            step("making the tables of courses")
            with closing(tables.cursor()) as connection:
                wash_out(connection, definition.washout_days if self.observed else 0)
                make_tables(connection, keyed.name, self.files, definition)
                connection.execute(LINEAGE)
                courses = count_rows(connection, "course_rows")
                findings = Findings.of(self._findings(connection, definition) if account or not courses else [])
                if not courses:
                    message = f"Nobody is left: no dispensing of {self.files.source} is in a course to study."
                    with rows_explained(self.files.of_tables):
                        raise NobodyLeft(f"{message}\n\n{findings}", findings)
                flow = tuple(flow_of(connection)) if account else ()
                return StitchedRecords(
                    tables=tables,
                    findings=findings,
                    flow=flow,
                    aside=(fills_aside(connection, self.files, empty=not account),),
                    calendar="days" if self.files.days else "dates",
                    covariates=dict(covariates_of(self.files)),
                    present=self.files.present,
                    rows=flow[0].rows if account else self.files.rows,
                    source=self.files.source,
                    unrecorded=tuple(self._missing(connection, keyed.name)),
                    companions=self.companions,
                    fingerprint=fingerprint_of(self.files.loaded.values()),
                    inputs=tables_read(self.files.loaded.values()),
                    stitched_by=definition,
                    observed=self.observed,
                    notes=tuple(self._notes(connection, definition)),
                    about_rows=tuple(self._about_rows()),
                    staying=int(one_row(connection, "SELECT COALESCE(sum(fills), 0) FROM staying")[0]),
                    keyed=keyed,
                )

    def only_records(self, definition: CourseDefinition | None = None, *, step: Step = silent) -> StitchedRecords:
        """The four tables by one definition, after which no other is asked for (:meth:`tidy`). An error closes the
        engine."""
        try:
            records = self.records(definition, step=step)
            self.tidy()
        except BaseException:
            self.connection.close()
            raise
        finally:
            self.let_go()
        return records

    def let_go(self) -> None:
        """Close the database that was held open, where there is one; no further rule can be asked of it."""
        if self.remote is not None:
            self.remote.let_go()

    def tidy(self) -> None:
        """Leave only the tables that records have, and what the lineage is made of; no further rule can be asked, and a
        database that was held open is let go of."""
        self.let_go()
        self._tidied = True
        for schema, name, kind in self.connection.execute(OF_PREPARED).fetchall():  # views first
            # fates as the clean-up left them are in the way of nobody, once observation has its own
            covered = name == "fates" and schema == "main" and self.observed
            if name not in OF_RECORDS or covered:
                self.connection.execute(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {schema}.{name}")
        detach(self.connection)
        self._bridged = self._stitched = None

    def _stitch(self, definition: CourseDefinition, step: Step) -> Namespace:
        """Where ``all_courses`` of a definition is, with ``fates`` as clean-up and observation left them."""
        bridge = definition.bridge_days if self.observed else None
        if self._bridged is None or self._bridged[0] != bridge:
            self._bridged = self._stitched = None  # before others are made, so that both need not fit
            bridged = self._tables.child("bridged")
            with closing(bridged.cursor()) as connection:
                observe_fills(connection, bridge)
            self._bridged = bridge, bridged
        rule = definition.stitching
        if self.remote is not None:  # gaps are told apart where they are placed
            rule = replace(rule, low_season=definition.low_season)
        if self._stitched is None or self._stitched[0] != rule:
            self._stitched = None
            stitched = self._bridged[1].child("stitched")
            sums = definition.same_day == "sum"
            with closing(stitched.cursor()) as connection:
                total, fills = count_rows(connection, "fills"), WITH_STRENGTH if sums else "stretched"
                what = f"stitching {count_text(total)} dispensings into courses"
                stitch_table(connection, fills, definition, presorted=not sums,
                             progress=lambda done: step(what, min(1.0, done / max(total, 1))))  # fmt: skip
                if self.remote is not None:
                    step("stitching the other dispensings where they are")
                    self.remote.join_courses(connection, definition, observed=self.observed)
                number_courses(connection, definition.longest_gap, last=None if self.observed else self.last)
            self._stitched = rule, stitched
        return self._stitched[1]

    def _findings(self, connection: Engine, definition: CourseDefinition) -> Iterator[Finding]:
        for each in self.findings:  # where supplies of a day are added, packs are no doubt
            added = each.rule == MANY_ALIKE and definition.same_day == "sum"
            yield replace(each, rule="near_duplicate") if added else each
        yield from fate_findings(connection, self.files)
        in_packs = any(each.rule == IN_PACKS.id for each in self.findings)
        yield from supply_findings(connection, self.files, doses=not in_packs)
        yield from overlapping_supplies(connection, self.files, observed=self.observed)
        if not self.files.days:
            yield from fills_end_early(connection, self.files.source)
            if self.files.has("treatments"):
                yield from treatments_end_early(connection, self.files.loaded["treatments"].raw.source)
        if self.observed:
            yield from washout_findings(connection)
        else:
            yield FOLLOW_UP_ASSUMED
            yield from washout_unseen(connection, self.files)

    def _missing(self, connection: Engine, keyed: str) -> Iterator[Unrecorded]:
        """How often a fact about courses or people is not known; without a table of people, nothing of them is."""
        of_people = f"{keyed}.people SEMI JOIN {FIRSTS} AS firsts USING (person_id)"
        if not self.files.has("people"):
            of_people = f"(SELECT NULL AS sex, NULL AS birth_year, NULL AS site FROM {FIRSTS} AS firsts) AS people"
        tables = {f"{keyed}.courses": ("dose_mg", "weight_kg"), of_people: ("sex", "birth_year", "site")}
        for table, names in tables.items():
            counts = ", ".join(f"count({name})" for name in names)
            total, *known = one_row(connection, f"SELECT count(*), {counts} FROM {table}")
            yield from (Unrecorded(name, total - k, total) for name, k in zip(names, known, strict=True))

    def _about_rows(self) -> Iterator[str]:
        if self.files.of_tables:
            yield ROWS
        if self.remote is not None:
            yield self.remote.note
        if not named_products(self.connection):
            yield "The dispensings name no product: all are taken as conventional systemic isotretinoin."

    def _notes(self, connection: Engine, definition: CourseDefinition) -> Iterator[str]:
        if not self.observed:
            day = self.files.day_text(self.last)
            yield (
                "No observation table was given: every course is written, no washout was applied, and the data's last "
                f"date ({day}) stands for the end of everyone's observation."
            )
        elif not definition.washout_days:
            yield "No washout was applied: a first course is the first one seen."
        if self.reference:
            sql = "SELECT count(*) FILTER (weight_from = 2), count(*) FROM course_rows"
            referred, courses = one_row(connection, sql)
            yield (
                f"The weight of {counted(referred, 'course')} of {count_text(courses)} is not the person's own: it is "
                f"that of {self.reference}, by sex and age."
            )

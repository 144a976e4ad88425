"""Dispensings read, checked and cleaned up once, to be stitched by as many rules as are asked for.

What the rules share is kept: observation is bridged once per bridge, fills are stitched once per rule of courses, and
the washout and the four tables, which are small beside the fills, are made for every call.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isostats.engines.duckdb import detach
from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.engines.namespaces import Namespace
from isostats.errors import DataError, NobodyLeft, StudyError
from isostats.progress import Step, silent
from isostats.records.database_tables import ROWS
from isostats.records.dates import iso
from isostats.records.dispensings.course_tables import make_tables, number_courses
from isostats.records.dispensings.fates import flow_of, make_lineage, set_aside_frame
from isostats.records.dispensings.fill_findings import FOLLOW_UP_ASSUMED, fate_findings, supply_findings
from isostats.records.dispensings.observing import (
    YEAR,
    leave_unobserved,
    make_stretches,
    own_fates,
    wash_out,
    would_be_first,
)
from isostats.records.dispensings.persons import covariates_of
from isostats.records.dispensings.product_rule import named_products
from isostats.records.dispensings.reading import Files
from isostats.records.dispensings.stitched_records import StitchedRecords
from isostats.records.dispensings.stitched_there import There, require_window_form
from isostats.records.findings import Finding, Findings
from isostats.records.setting_aside import FlowStep
from isostats.records.stitching.streaming import stitch_table
from isostats.study.definitions import CourseDefinition
from isostats.words.numbers import counted, few

if TYPE_CHECKING:
    import pandas as pd

TYPICAL_HISTORY = 365
LEAST_TOLD = 20
"""Courses from which on a share of them is told."""
STAYING = " WHERE person_id IN (SELECT person FROM kept_courses WHERE course = 1)"

KEPT_TABLES = {"people", "observation", "courses", "course_rows", "events", "persons", "periods", "deaths"}
LINEAGE_TABLES = {
    "lineage",
    "fill_courses",
    "fills",
    "sorted_fills",
    "supplied",
    "fates",
    "kept_courses",
    "all_courses",
    "unwashed",
    "dispensings_file_ids",
    "dispensings_file_ragged",
}


@dataclass
class PreparedDispensings:
    """Clean fills on the engine; :meth:`records` stitches them. Made by :func:`.prepare_dispensings`.

    Each call makes records with tables of their own, in any order and from any thread; what they share (clean fills,
    and what was bridged and stitched by one rule) is kept for as long as one of them is held.
    """

    connection: Engine
    files: Files
    findings: tuple[Finding, ...]
    oddities: tuple[Finding, ...]
    last: int
    reference: str = ""
    there: There | None = None
    companions: tuple[FlowStep, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _tables: Namespace | None = field(default=None, repr=False)
    _bridged: tuple[int | None, Namespace] | None = field(default=None, repr=False)
    _stitched: tuple[CourseDefinition, Namespace] | None = field(default=None, repr=False)
    _tidied: bool = field(default=False, repr=False)

    def __repr__(self) -> str:
        return f"{counted(self.rows, 'dispensing')} of {source_of(self.files)}, ready to be stitched: .records(rule)"

    @property
    def rows(self) -> int:
        """How many dispensings were read."""
        return self.files.loaded["dispensings"].raw.rows

    @property
    def observed(self) -> bool:
        """True where an observation file was given."""
        return self.files.has("observation")

    @property
    def has_treatments(self) -> bool:
        """True where later treatments were given."""
        return self.files.has("treatments")

    @property
    def names_products(self) -> bool:
        """True where the dispensings say which product they are of."""
        return named_products(self.connection)

    @property
    def has_supply(self) -> bool:
        """True where later treatments tell their days of supply."""
        return self.has_treatments and self.files.loaded["treatments"].layout.has("days_supply")

    def records(
        self,
        definition: CourseDefinition | None = None,
        *,
        account: bool = True,
        step: Step = silent,
    ) -> StitchedRecords:
        """The four tables by one definition of courses.

        ``account=False`` leaves out the flow, the findings, the missing values and the rows set aside, which cost a
        look at every fill; the tables are the same. ``step`` is told how far the work is.

        Raises DataError if nobody is left, and StudyError for a definition that these dispensings cannot have.
        """
        definition = definition or CourseDefinition()
        if self.there is not None:
            require_window_form(definition)
        if self._tidied:
            raise StudyError(
                f"What was prepared of {source_of(self.files)} was tidied up, so that no further rule of courses can "
                "be asked. Prepare the dispensings again."
            )
        with self._lock:  # one rule at a time is stitched; the records of all of them stay
            own = self._stitch(definition, step).child("records")
            keyed = own.child("keyed")
            step("making the tables of courses")
            with closing(own.cursor()) as connection:
                wash_out(connection, definition.washout_days if self.observed else 0)
                make_tables(
                    connection,
                    covariates_of(self.files),
                    observed=self.observed,
                    history_days=definition.washout_days or TYPICAL_HISTORY,
                    treatments=self.has_treatments,
                    measured=self.files.has("weights"),
                    window_days=definition.weight_window_days,
                    named=self.names_products,
                    keyed=keyed.name,
                )
                make_lineage(connection)
                account = account or not count_rows(connection, "course_rows")
                found = Findings.of(self._findings(connection) if account else [])
                if not count_rows(connection, "course_rows"):
                    message = f"Nobody is left: no dispensing of {source_of(self.files)} is in a course to study."
                    with rows_told(self.files.of_tables):
                        raise NobodyLeft(f"{message}\n\n{found}", found)
                notes = self._notes(connection, definition.washout_days)
                return self._records(connection, (own, keyed), found, definition, notes, account=account)

    def _findings(self, connection: Engine) -> Iterator[Finding]:
        yield from self.findings
        yield from self.oddities
        yield from fate_findings(connection, self.files)
        yield from supply_findings(connection, self.files)
        if self.observed:
            yield from _would_be_first(connection)
        else:
            yield FOLLOW_UP_ASSUMED

    def let_go(self) -> None:
        """Close the database that was held open, where there is one; no further rule can be asked of it."""
        if self.there is not None:
            self.there.let_go()

    def tidy(self) -> None:
        """Leave only the tables that records have, and what the lineage is made of; no further rule can be asked, and a
        database that was held open is let go of."""
        self.let_go()
        self._tidied = True
        shared = "table_schema = 'main' OR regexp_matches(table_schema, '^(bridged|stitched)_[0-9]+$')"
        sql = (
            "SELECT table_schema, table_name, table_type FROM information_schema.tables "
            f"WHERE table_catalog = current_database() AND ({shared})"
        )
        kept = KEPT_TABLES | LINEAGE_TABLES
        made = self.connection.execute(sql).fetchall()
        # fates as the clean-up left them are in the way of nobody, once observation has its own
        left = [(space, name, kind) for space, name, kind in made if name not in kept or self._covered(space, name)]
        for kind in ("VIEW", "TABLE"):
            for space, name, _ in [each for each in left if (each[2] == "VIEW") == (kind == "VIEW")]:
                self.connection.execute(f"DROP {kind} {space}.{name}")
        detach(self.connection)
        self._bridged = self._stitched = None

    def _covered(self, space: str, name: str) -> bool:
        return name == "fates" and space == "main" and self.observed

    def _stitch(self, definition: CourseDefinition, step: Step) -> Namespace:
        """Where ``all_courses`` of a definition is, with ``fates`` as clean-up and observation left them."""
        bridge = definition.bridge_days if self.observed else None
        if self._tables is None:
            self._tables = Namespace.of(self.connection)
        if self._bridged is None or self._bridged[0] != bridge:
            self._bridged = self._stitched = None  # before others are made, so that both need not fit
            bridged = self._tables.child("bridged")
            with closing(bridged.cursor()) as connection:
                make_stretches(connection, bridge_days=bridge)
                if self.observed:
                    own_fates(connection)
                    leave_unobserved(connection)
            self._bridged = bridge, bridged
        if self._stitched is None or self._stitched[0] != definition.stitching:
            self._stitched = None
            stitched = self._bridged[1].child("stitched")
            with closing(stitched.cursor()) as connection:
                self._stitch_by(connection, definition, step)
            self._stitched = definition.stitching, stitched
        return self._stitched[1]

    def _stitch_by(self, connection: Engine, definition: CourseDefinition, step: Step) -> None:
        total = count_rows(connection, "fills")

        def told(done: int) -> None:
            step(f"stitching {total:,} dispensings into courses", min(1.0, done / max(total, 1)))

        presorted = definition.same_day != "sum"
        stitch_table(connection, fills_of(definition), definition, presorted=presorted, progress=told)
        if self.there is not None:
            step("stitching the other dispensings where they are")
            self.there.join_courses(connection, definition, observed=self.observed)
        number_courses(connection, definition.longest_gap, last=None if self.observed else self.last)

    def _records(
        self,
        connection: Engine,
        tables: tuple[Namespace, Namespace],
        found: Findings,
        definition: CourseDefinition,
        notes: tuple[str, ...],
        *,
        account: bool,
    ) -> StitchedRecords:
        loaded = self.files.loaded.values()
        digests = [one.raw.digest for one in loaded]
        present = {name for one in loaded for name in one.layout.positions}
        present -= {name for one in loaded for name in one.schema if one.schema[name].required}
        flow = tuple(flow_of(connection)) if account else ()
        return StitchedRecords(
            tables=tables[0],
            findings=found,
            flow=flow,
            set_aside=set_aside_frame(connection, self.files, empty=not account),
            calendar="days" if self.files.days else "dates",
            covariates=dict(covariates_of(self.files)),
            present=frozenset(
                present
                | ({"events"} if self.has_treatments else set())
                | ({"death_date"} if self.files.has("deaths") else set())
            ),
            rows=flow[0].rows if account else self.files.loaded["dispensings"].raw.rows,
            source=source_of(self.files),
            missing=_missing(connection, tables[1].name),
            companions=self.companions,
            fingerprint=digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest(),
            rule=definition.words,
            observed=self.observed,
            notes=notes,
            about_rows=tuple(self._about_rows()),
            staying=int(one_row(connection, "SELECT COALESCE(sum(fills), 0) FROM staying")[0]),
            keyed=tables[1],
        )

    def _about_rows(self) -> Iterator[str]:
        if self.files.of_tables:
            yield ROWS
        if self.there is not None:
            yield self.there.note
        if not self.names_products:
            yield "The dispensings name no product: all are taken as conventional systemic isotretinoin."

    def _notes(self, connection: Engine, washout_days: int) -> tuple[str, ...]:
        notes: list[str] = []
        if not self.observed:
            day = f"day {self.last}" if self.files.days else iso(self.last)
            notes.append(
                "No observation table was given: every course is written, no washout was applied, and the data's last "
                f"date ({day}) stands for the end of everyone's observation."
            )
        elif not washout_days:
            notes.append("No washout was applied: a first course is the first one seen.")
        if self.reference:
            sql = "SELECT count(*) FILTER (weight_from = 2), count(*) FROM course_rows"
            referred, courses = one_row(connection, sql)
            notes.append(
                f"The weight of {few(referred, 'course')} of {courses:,} is not the person's own: it is that of "
                f"{self.reference}, by sex and age."
            )
        return tuple(notes)


def _would_be_first(connection: Engine) -> Iterator[Finding]:
    """What a washout of a year takes for first courses, where history is long enough to see."""
    first, not_first = would_be_first(connection)
    if first < LEAST_TOLD or not not_first:
        return
    verb = "is" if not_first == 1 else "are"
    yield Finding(
        "warning",
        "washout_misses",
        not_first,
        f"{not_first:,} of {counted(first, 'course')} that a washout of {YEAR} days would call first "
        f"({100 * not_first / first:.1f}%) {verb} not: earlier dispensings show",
        advice="Seen in people observed for three years before. Where history is shorter, about this share of first "
        "courses may be later ones; a longer washout_days takes fewer in.",
    )


def fills_of(definition: CourseDefinition) -> str:
    """The fills to be stitched, with their strengths where the rule asks for them."""
    if definition.same_day != "sum":
        return "stretched"
    return "(SELECT stretched.*, fills.strength_mg FROM stretched JOIN fills ON fills.row = stretched.row)"


@contextmanager
def rows_told(of_tables: bool) -> Iterator[None]:
    """Rows of a table have no numbers of their own: an error that names one says how they were counted."""
    try:
        yield
    except DataError as error:
        found = error.findings
        if of_tables and isinstance(found, Findings) and any(finding.row is not None for finding in found):
            raise type(error)(f"{error}\n{ROWS}", found) from error
        raise


def refuse(files: Files, findings: Sequence[Finding], name: str, oddities: Iterable[Finding] = ()) -> None:
    """Raise if anything found so far is an error."""
    found = Findings.of([*findings, *oddities])
    if found.errors:
        kinds = counted(len(found.errors), "kind of error", "kinds of errors")
        raise DataError(f"{name} has {kinds}, so nothing was computed.\n\n{found}", found)


def source_of(files: Files) -> str:
    """The name of the file of dispensings."""
    return files.loaded["dispensings"].raw.source


def _missing(connection: Engine, keyed: str) -> pd.DataFrame:
    """How often a fact about courses or people is not known: column, missing, rows, share."""
    import pandas as pd

    rows = []
    for table, names in (("courses", ("dose_mg", "weight_kg")), ("people", ("sex", "birth_year", "site"))):
        counts = ", ".join(f"count({name})" for name in names)
        total, *known = connection.execute(
            f"SELECT count(*), {counts} FROM {keyed}.{table}{STAYING if table == 'people' else ''}"
        ).fetchall()[0]
        rows += [(name, total - k, total, (total - k) / total) for name, k in zip(names, known, strict=True)]
    return pd.DataFrame(rows, columns=["column", "missing", "rows", "share"])

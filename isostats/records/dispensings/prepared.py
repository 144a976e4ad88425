"""Dispensings read, checked and cleaned up once, to be stitched by as many rules as are asked for.

What the rules share is kept: observation is bridged once per bridge, fills are stitched once per rule of courses, and
the washout and the four tables, which are small beside the fills, are made for every call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isostats._checks import DataError, NobodyLeft, StudyError, counted, few
from isostats._progress import Step, silent
from isostats.records.databases.duckdb_databases import detach
from isostats.records.databases.given_tables import ROWS
from isostats.records.dates import iso
from isostats.records.dispensings.course_tables import make_tables, number_courses
from isostats.records.dispensings.fates import flow_of, make_lineage, set_aside_frame
from isostats.records.dispensings.fill_findings import fate_findings, supply_findings
from isostats.records.dispensings.observing import leave_unobserved, make_stretches, wash_out
from isostats.records.dispensings.persons import covariates_of
from isostats.records.dispensings.product_rule import named_products
from isostats.records.dispensings.reading import Files
from isostats.records.dispensings.stitched_records import StitchedRecords
from isostats.records.dispensings.stitched_there import There, require_window_form
from isostats.records.engine import Engine, count_rows, one_row
from isostats.records.findings import Finding, Findings
from isostats.records.namespaces import Namespace
from isostats.records.setting_aside import FlowStep
from isostats.records.stitching.course_rule import CourseRule
from isostats.records.stitching.streaming import stitch_table

if TYPE_CHECKING:
    import pandas as pd

TYPICAL_HISTORY = 365
WEIGHT_WINDOW_DAYS = 365
"""How far from a course's start a weight may have been taken."""
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

    The tables of the engine are those of the last call: what an earlier call returned is no longer to be used.
    """

    connection: Engine
    files: Files
    findings: tuple[Finding, ...]
    oddities: tuple[Finding, ...]
    last: int
    reference: str = ""
    there: There | None = None
    companions: tuple[FlowStep, ...] = ()
    _bridged: int | None = field(default=-1, repr=False)
    _stitched: CourseRule | None = field(default=None, repr=False)

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
        rule: CourseRule | None = None,
        *,
        washout_days: int = 365,
        bridge_days: int = 31,
        weight_window_days: int = WEIGHT_WINDOW_DAYS,
        account: bool = True,
        step: Step = silent,
    ) -> StitchedRecords:
        """The four tables by one rule of courses; the keywords are those of :func:`.read_dispensings`.

        ``account=False`` leaves out the flow, the findings, the missing values and the rows set aside, which cost a
        look at every fill; the tables are the same. ``step`` is told how far the work is.

        Raises DataError if nobody is left, and StudyError for a number of days that cannot be.
        """
        rule = rule or CourseRule()
        require_days(
            washout_days=washout_days,
            bridge_days=bridge_days,
            weight_window_days=weight_window_days,
        )
        if self.there is not None:
            require_window_form(rule)
        self._stitch(rule, bridge_days, step)
        step("making the tables of courses")
        wash_out(self.connection, washout_days if self.observed else 0)
        make_tables(
            self.connection,
            covariates_of(self.files),
            observed=self.observed,
            history_days=washout_days or TYPICAL_HISTORY,
            treatments=self.has_treatments,
            measured=self.files.has("weights"),
            window_days=weight_window_days,
            named=self.names_products,
        )
        make_lineage(self.connection)
        if not account and count_rows(self.connection, "course_rows"):
            return self._records(Findings.of([]), rule, washout_days, account=False)
        found = Findings.of(
            [
                *self.findings,
                *self.oddities,
                *fate_findings(self.connection, self.files),
                *supply_findings(self.connection, self.files),
            ]
        )
        if not count_rows(self.connection, "course_rows"):
            message = f"Nobody is left: no dispensing of {source_of(self.files)} is in a course to study."
            with rows_told(self.files.of_tables):
                raise NobodyLeft(f"{message}\n\n{found}", found)
        return self._records(found, rule, washout_days)

    def let_go(self) -> None:
        """Close the database that was held open, where there is one; no further rule can be asked of it."""
        if self.there is not None:
            self.there.let_go()

    def tidy(self) -> None:
        """Leave only the tables that records have, and what the lineage is made of; no further rule can be asked, and a
        database that was held open is let go of."""
        self.let_go()
        sql = "SELECT table_name, table_type FROM information_schema.tables WHERE table_catalog = current_database()"
        kept = KEPT_TABLES | LINEAGE_TABLES
        found = [(name, kind) for name, kind in self.connection.execute(sql).fetchall() if name not in kept]
        for kind in ("VIEW", "TABLE"):
            for name, _ in [pair for pair in found if (pair[1] == "VIEW") == (kind == "VIEW")]:
                self.connection.execute(f"DROP {kind} {name}")
        detach(self.connection)

    def _stitch(self, rule: CourseRule, bridge_days: int, step: Step) -> None:
        """Make ``fates`` as clean-up and observation left it, and ``all_courses``, unless they are there."""
        bridge = bridge_days if self.observed else None
        if self._bridged == -1:
            self.connection.execute("CREATE TABLE fates_of_cleaning AS SELECT * FROM fates")
        if self._bridged != bridge:
            self.connection.execute("CREATE OR REPLACE TABLE fates AS SELECT * FROM fates_of_cleaning")
            make_stretches(self.connection, bridge_days=bridge)
            if self.observed:
                leave_unobserved(self.connection)
            self.connection.execute("CREATE OR REPLACE TABLE fates_of_observing AS SELECT * FROM fates")
            self._bridged, self._stitched = bridge, None
        else:
            self.connection.execute("CREATE OR REPLACE TABLE fates AS SELECT * FROM fates_of_observing")
        if self._stitched != rule:
            self._stitched = None
            total = count_rows(self.connection, "fills")

            def told(done: int) -> None:
                step(f"stitching {total:,} dispensings into courses", min(1.0, done / max(total, 1)))

            stitch_table(self.connection, "stretched", rule, presorted=True, progress=told)
            if self.there is not None:
                step("stitching the other dispensings where they are")
                self.there.join_courses(rule, observed=self.observed)
            number_courses(self.connection, rule.longest_gap, last=None if self.observed else self.last)
            self._stitched = rule

    def _records(
        self, found: Findings, rule: CourseRule, washout_days: int, *, account: bool = True
    ) -> StitchedRecords:
        loaded = self.files.loaded.values()
        digests = [one.raw.digest for one in loaded]
        present = {name for one in loaded for name in one.layout.positions}
        present -= {name for one in loaded for name in one.schema if one.schema[name].required}
        flow = tuple(flow_of(self.connection)) if account else ()
        return StitchedRecords(
            tables=Namespace.of(self.connection),
            findings=found,
            flow=flow,
            set_aside=set_aside_frame(self.connection, self.files, empty=not account),
            calendar="days" if self.files.days else "dates",
            covariates=dict(covariates_of(self.files)),
            present=frozenset(
                present
                | ({"events"} if self.has_treatments else set())
                | ({"death_date"} if self.files.has("deaths") else set())
            ),
            rows=flow[0].rows if account else self.files.loaded["dispensings"].raw.rows,
            source=source_of(self.files),
            missing=_missing(self.connection),
            companions=self.companions,
            fingerprint=digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest(),
            rule=rule.words,
            observed=self.observed,
            notes=self._notes(washout_days),
            about_rows=tuple(self._about_rows()),
            staying=int(one_row(self.connection, "SELECT COALESCE(sum(fills), 0) FROM staying")[0]),
        )

    def _about_rows(self) -> Iterator[str]:
        if self.files.of_tables:
            yield ROWS
        if self.there is not None:
            yield self.there.note

    def _notes(self, washout_days: int) -> tuple[str, ...]:
        notes: list[str] = []
        if not self.observed:
            day = f"day {self.last}" if self.files.days else iso(self.last)
            notes.append(
                "No observation table was given: every course is written, no washout was applied, and the data's last "
                f"date ({day}) stands for the end of everyone's observation."
            )
        elif not washout_days:
            notes.append("No washout was applied: a first course is the first one seen.")
        if not self.names_products:
            notes.append("The dispensings name no product: all are taken as conventional systemic isotretinoin.")
        if self.reference:
            sql = "SELECT count(*) FILTER (weight_from = 2), count(*) FROM course_rows"
            referred, courses = one_row(self.connection, sql)
            notes.append(
                f"The weight of {few(referred, 'course')} of {courses:,} is not the person's own: it is that of "
                f"{self.reference}, by sex and age."
            )
        return tuple(notes)


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


def require_days(**given: int) -> None:
    """Raise StudyError for what is no whole number of days."""
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise StudyError(f"{name} must be a whole number of days, 0 or more, not {value!r}.")


def source_of(files: Files) -> str:
    """The name of the file of dispensings."""
    return files.loaded["dispensings"].raw.source


def _missing(connection: Engine) -> pd.DataFrame:
    """How often a fact about courses or people is not known: column, missing, rows, share."""
    import pandas as pd

    rows = []
    for table, names in (("courses", ("dose_mg", "weight_kg")), ("people", ("sex", "birth_year", "site"))):
        counts = ", ".join(f"count({name})" for name in names)
        total, *known = connection.execute(
            f"SELECT count(*), {counts} FROM keyed.{table}{STAYING if table == 'people' else ''}"
        ).fetchall()[0]
        rows += [(name, total - k, total, (total - k) / total) for name, k in zip(names, known, strict=True)]
    return pd.DataFrame(rows, columns=["column", "missing", "rows", "share"])

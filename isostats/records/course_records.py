"""Course records after reading: four tables in the engine, and everything that was found and decided on the way."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from isostats.errors import DataError, require_one_of
from isostats.records.findings import Findings
from isostats.records.input_tables import DESCRIBED
from isostats.records.raw import ReadTable
from isostats.records.schema import TABLES
from isostats.records.setting_aside import AsideRows, FlowStep, one_frame
from isostats.study.definitions import CourseDefinition
from isostats.words.html import card
from isostats.words.numbers import counted

if TYPE_CHECKING:
    import pandas as pd

    from isostats.engines.embedded import Engine, Namespace


class Unrecorded(NamedTuple):
    """In how many of the kept rows a column is not recorded."""

    column: str
    missing: int
    rows: int


@dataclass(frozen=True)
class Records:
    """Records that passed the checks.

    ``tables`` holds people, observation, courses and events (:data:`.schema.TABLES`), for as long as these records or
    a cohort of theirs is held; ``connection`` is a fresh connection to them, for SQL of one's own. ``calendar`` says
    whether a day is a date (days since 1970-01-01) or an integer of the file's own origin; ``covariates`` are further
    columns (name -> number or text), ``present`` the optional columns that the file has, and ``events`` where a file
    of later treatments was given; ``rows`` counts the rows read, ``fingerprint`` is the SHA-256 of all ``inputs``
    together, the main one first, and ``source`` the main one's name; ``aside`` and ``unrecorded`` hold what the frames
    ``set_aside`` and ``missing`` are made of when they are asked for; ``companions`` are the counts of how every
    further table matches the main one.
    ``stitched_by`` says how courses were told apart, where they were not taken as recorded; ``observed`` is False where
    nobody knows until when people were observed; ``notes`` are what a reader must know; ``first_relapses_alone`` says
    that the first treatment of a relapse is recorded and later ones are not: of everyone, or of these sources; and
    ``first_courses_alone`` that nobody there has a later course either, as where first courses alone were exported.
    """

    tables: Namespace = field(repr=False, compare=False)
    findings: Findings = field(repr=False)
    flow: tuple[FlowStep, ...]
    aside: tuple[AsideRows | pd.DataFrame, ...] = field(repr=False, compare=False)
    calendar: str
    covariates: Mapping[str, str]
    present: frozenset[str]
    rows: int
    fingerprint: str
    source: str
    unrecorded: tuple[Unrecorded, ...] = field(repr=False, compare=False)
    companions: tuple[FlowStep, ...] = field(repr=False)
    keyed: Namespace = field(repr=False, compare=False)
    inputs: tuple[ReadTable, ...] = field(default=(), repr=False, kw_only=True)
    stitched_by: CourseDefinition | None = field(default=None, repr=False, kw_only=True)
    observed: bool = field(default=True, repr=False, kw_only=True)
    notes: tuple[str, ...] = field(default=(), repr=False, kw_only=True)
    first_relapses_alone: bool | tuple[str, ...] = field(default=False, repr=False, kw_only=True)
    first_courses_alone: bool | tuple[str, ...] = field(default=False, repr=False, kw_only=True)

    @cached_property
    def set_aside(self) -> pd.DataFrame:
        """The rows that were set aside, as in their file, with ``file``, ``row`` and ``reason``."""
        with closing(self.connection) as engine:
            return one_frame([each.frame(engine) if isinstance(each, AsideRows) else each for each in self.aside])

    @cached_property
    def missing(self) -> pd.DataFrame:
        """How often each optional column is not recorded, among the kept rows: column, missing, rows, share."""
        import pandas as pd

        rows = [(name, lost, rows, lost / rows if rows else 0.0) for name, lost, rows in self.unrecorded]
        return pd.DataFrame(rows, columns=["column", "missing", "rows", "share"])

    @property
    def beside(self) -> tuple[ReadTable, ...]:
        """What was read beside the main table, or the main tables of several sources."""
        main = self.inputs[0].label if self.inputs else ""
        return tuple(each for each in self.inputs if each.label != main)

    @property
    def connection(self) -> Engine:
        """A fresh connection that sees these tables, for one thread's own SQL."""
        return self.tables.cursor()

    @property
    def described(self) -> tuple[str, ...]:
        """The tables about people that no outcome is made of (visits, monitoring, adverse_events, diagnoses), as far as
        given."""
        return tuple(label for label in DESCRIBED if label in self.present)

    @property
    def schema(self) -> str:
        """The schema whose tables are to be joined: person_id is the person's number there, which joins faster than a
        text; people may lack courses."""
        return self.keyed.name

    def table(self, name: str) -> pd.DataFrame:
        """One of the four tables, or of those described beside them (visits, monitoring ...), as a frame
        sorted by person and day; days stay integers.

        Raises :class:`DataError` for a name that is none of them.
        """
        known = [*(table.name for table in TABLES), *self.described]
        require_one_of(name, known, "A table of records", error=DataError)
        then = {"courses": ", course", "events": ", date, kind", "observation": ", start"}
        by = then.get(name, "") if name not in DESCRIBED else ", date"
        return self.connection.execute(f"SELECT * FROM {name} ORDER BY person_id{by}").df()

    def _repr_html_(self) -> str:
        return card(repr(self)) + self.findings._repr_html_()

    def __repr__(self) -> str:
        kept = next(step for step in self.flow if step.step == "kept")
        return (
            f"Records of {self.source}: {counted(kept.patients, 'patient')}, {counted(kept.rows, 'course')}; "
            f"{counted(len(self.findings.errors), 'error')}, {counted(len(self.findings.warnings), 'warning')}"
        )


@dataclass(frozen=True, repr=False)
class StitchedRecords(Records):
    """Records made of dispensings. ``stitched_by`` says how courses were told apart, ``observed`` whether an
    observation file was given, ``notes`` what a reader must know (no observation, no washout). ``staying`` counts the
    fills that were stitched in the database that holds them (``stitch_there``) and are in no lineage; ``about_rows``
    tells how the rows of a database were read and counted, which is no part of any definition.

    ``courses`` also has days_covered, fills, dispensing_days (two strengths of one day are two fills and one day) and
    numbering: ``counted``, or ``at_least`` where the history before the
    first course is too short, or has a hole, to know that no course came before.
    """

    stitched_by: CourseDefinition = field(kw_only=True)
    staying: int
    about_rows: tuple[str, ...]

    @property
    def lineage(self) -> pd.DataFrame:
        """What became of every dispensing: row (as a spreadsheet shows it), person_id, day, days_supply (used),
        supply_source (recorded, quantity, default), dose_mg, course (or none), reason (``in_course`` or the rule that
        left it out), other_row (the row that it repeats, takes back or is taken back by). Fills that were stitched
        where they are (``staying``) are not in it: each is in its person's course of that day."""
        frame: pd.DataFrame = self.connection.execute("SELECT * FROM lineage ORDER BY row").df()
        return frame.astype({"course": "Int64", "other_row": "Int64", "day": "Int64", "days_supply": "Int64"})

    def __repr__(self) -> str:
        if not self.flow:
            return f"Records of {self.source}: courses by the rule of {self.stitched_by.words}, not accounted for"
        courses = self.flow[-1]
        return (
            f"Records of {self.source}: {counted(courses.patients, 'patient')}, {counted(courses.rows, 'course')} "
            f"from {counted(self.rows, 'dispensing')}; "
            f"{counted(len(self.findings.errors), 'error')}, {counted(len(self.findings.warnings), 'warning')}"
        )

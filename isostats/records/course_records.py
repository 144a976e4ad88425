"""Course records after reading: four tables in the engine, and everything that was found and decided on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isostats.errors import DataError, nearest
from isostats.records.findings import Findings
from isostats.records.schema import TABLES
from isostats.records.setting_aside import FlowStep
from isostats.study.definitions import CourseDefinition
from isostats.words.numbers import counted

if TYPE_CHECKING:
    import pandas as pd

    from isostats.engines.embedded import Engine
    from isostats.engines.namespaces import Namespace


@dataclass(frozen=True)
class Records:
    """Records that passed the checks.

    ``tables`` holds people, observation, courses and events (:data:`.schema.TABLES`), for as long as these records or
    a cohort of theirs is held; ``connection`` is a fresh connection to them, for SQL of one's own. ``calendar`` says
    whether a day is a date (days since 1970-01-01) or an integer of the file's own origin; ``covariates`` are further
    columns (name -> number or text), ``present`` the optional columns that the file has, and ``events`` where a file
    of later treatments was given; ``rows`` counts the rows read, ``fingerprint`` is the SHA-256 of the input,
    ``source`` the file's name; ``companions`` are the counts of how every further table matches the main one.
    ``stitched_by`` says how courses were told apart, where they were not taken as recorded; ``notes`` are what a reader
    must know.
    """

    tables: Namespace = field(repr=False, compare=False)
    findings: Findings = field(repr=False)
    flow: tuple[FlowStep, ...]
    set_aside: pd.DataFrame = field(repr=False, compare=False)
    calendar: str
    covariates: Mapping[str, str]
    present: frozenset[str]
    rows: int
    fingerprint: str
    source: str
    missing: pd.DataFrame = field(repr=False, compare=False)
    companions: tuple[FlowStep, ...] = field(repr=False)
    keyed: Namespace = field(repr=False, compare=False)
    stitched_by: CourseDefinition | None = field(default=None, repr=False, kw_only=True)
    notes: tuple[str, ...] = field(default=(), repr=False, kw_only=True)

    @property
    def connection(self) -> Engine:
        """A fresh connection that sees these tables, for one thread's own SQL."""
        return self.tables.cursor()

    @property
    def schema(self) -> str:
        """The schema whose tables are to be joined: person_id is the person's number there, which joins faster than a
        text; people may lack courses."""
        return self.keyed.name

    def table(self, name: str) -> pd.DataFrame:
        """One of the four tables as a frame, sorted by person and day; days stay integers.

        Raises :class:`DataError` for a name that is none of the four.
        """
        names = [table.name for table in TABLES]
        if name not in names:
            raise DataError(f"'{name}' is not a table of records (there are {', '.join(names)}){nearest(name, names)}")
        order = {"courses": "course", "events": "date, kind", "observation": "start"}.get(name)
        by = f"person_id, {order}" if order else "person_id"
        return self.connection.execute(f"SELECT * FROM {name} ORDER BY {by}").df()

    def __repr__(self) -> str:
        kept = next(step for step in self.flow if step.step == "kept")
        return (
            f"Records of {self.source}: {counted(kept.patients, 'patient')}, {counted(kept.rows, 'course')}; "
            f"{len(self.findings.errors)} errors, {len(self.findings.warnings)} warnings"
        )

"""Dispensing data after stitching: the four tables of course records, and the fate of every fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isostats.records.course_records import Records
from isostats.study.definitions import CourseDefinition
from isostats.words.numbers import counted

if TYPE_CHECKING:
    import pandas as pd


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
    observed: bool
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
            f"{len(self.findings.errors)} errors, {len(self.findings.warnings)} warnings"
        )

"""Dispensings, as a claims extract or a pharmacy register keeps them, stitched into courses.

>>> from isostats.records.dispensings import DISPENSING_COLUMNS
>>> DISPENSING_COLUMNS["days_supply"].required
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isostats.records.dispensings.columns import (
        DEATH_COLUMNS,
        DISPENSING_COLUMNS,
        OBSERVATION_COLUMNS,
        PEOPLE_COLUMNS,
        TREATMENT_COLUMNS,
    )
    from isostats.records.dispensings.course_files import stitch_file, write_courses
    from isostats.records.dispensings.fates import FillStep
    from isostats.records.dispensings.front_door import prepare_dispensings, read_dispensings
    from isostats.records.dispensings.prepared import PreparedDispensings
    from isostats.records.dispensings.stitched_records import StitchedRecords

_HOMES = {
    "DEATH_COLUMNS": "columns",
    "DISPENSING_COLUMNS": "columns",
    "FillStep": "fates",
    "OBSERVATION_COLUMNS": "columns",
    "PEOPLE_COLUMNS": "columns",
    "PreparedDispensings": "prepared",
    "StitchedRecords": "stitched_records",
    "TREATMENT_COLUMNS": "columns",
    "prepare_dispensings": "front_door",
    "read_dispensings": "front_door",
    "stitch_file": "course_files",
    "write_courses": "course_files",
}

__all__ = [
    "DEATH_COLUMNS",
    "DISPENSING_COLUMNS",
    "OBSERVATION_COLUMNS",
    "PEOPLE_COLUMNS",
    "TREATMENT_COLUMNS",
    "FillStep",
    "PreparedDispensings",
    "StitchedRecords",
    "prepare_dispensings",
    "read_dispensings",
    "stitch_file",
    "write_courses",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"isostats.records.dispensings.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'isostats.records.dispensings' has no attribute '{name}'")

"""Dispensings, as a claims extract or a pharmacy register keeps them, stitched into courses.

>>> from isostats.records.dispensings import DISPENSING_COLUMNS
>>> DISPENSING_COLUMNS["days_supply"].required
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.lazy import lazy_names

if TYPE_CHECKING:
    from isostats.records.course_records import StitchedRecords as StitchedRecords
    from isostats.records.dispensings.prepared import PreparedDispensings as PreparedDispensings
    from isostats.records.dispensings.reader import prepare_dispensings as prepare_dispensings
    from isostats.records.dispensings.reader import read_dispensings as read_dispensings
    from isostats.records.dispensings.reader import stitch_file as stitch_file
    from isostats.records.dispensings.reader import write_courses as write_courses
    from isostats.records.input_tables.dispensings import DISPENSING_COLUMNS as DISPENSING_COLUMNS

__getattr__, __dir__, __all__ = lazy_names(__name__)

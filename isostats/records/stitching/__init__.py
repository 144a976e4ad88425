"""Fills into courses: one rule, written once as portable SQL and once as a NumPy kernel over sorted fills.

With day s, supply d and running supply C of a person's fills in order, the first day no longer covered after fill i is

    E_i = max(E_{i-1}, s_i) + d_i = C_i + max over j <= i of (s_j - C_{j-1})    with carry-over (Lindley)
    E_i = max over j <= i of (s_j + d_j)                                        without it

and a new course begins where s_i - E_{i-1} is more than the gap. Stock left over at the end of a course is thereby
discarded by itself, so that one pass suffices. Fills of one day are one: their doses add, their days do not (the
longest supply counts; by choice, supplies of one strength are added).

>>> import numpy as np
>>> from isostats.study.definitions import CourseDefinition
>>> from isostats.records.stitching import stitch_sorted
>>> fills = np.array([7, 7, 7]), np.array([0, 25, 200]), np.array([30, 30, 30]), np.zeros(3)
>>> courses = stitch_sorted(*fills, CourseDefinition())
>>> courses.course.tolist(), courses.start.tolist(), courses.end.tolist()
([1, 2], [0, 200], [59, 229])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.lazy import lazy_names

if TYPE_CHECKING:
    from isostats.records.stitching.kernel import stitch_sorted as stitch_sorted
    from isostats.records.stitching.streaming import stitch_table as stitch_table
    from isostats.records.stitching.windows import courses_sql as courses_sql

__getattr__, __dir__, __all__ = lazy_names(__name__)

"""Tables as objects: cells that keep their numbers, set in HTML, CSV, LaTeX, Markdown and Word by one writer each.

:func:`merge` sets tables side by side, :func:`stack` one under another.

>>> import isostats as iso
>>> from isostats.resources import resource
>>> cohort = iso.first_courses(iso.read_courses(resource("data", "example", "simulated_courses.csv")))
>>> both = {name: iso.table_one(cohort, summary=name, columns=["age"]) for name in ("median", "mean")}
>>> iso.tables.merge(both).header
('', 'median: all (n = 3,000)', 'mean: all (n = 3,000)')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.lazy import lazy_names

if TYPE_CHECKING:
    from isostats.tables.joining import merge as merge
    from isostats.tables.joining import stack as stack

__getattr__, __dir__, __all__ = lazy_names(__name__, called="iso.tables")

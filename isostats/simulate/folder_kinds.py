"""Every kind of folder that a simulation is written to: any of them may be replaced by another."""

from __future__ import annotations

from isostats.simulate.dispensing_files import DISPENSING_FILES
from isostats.simulate.omop_files import OMOP_FILES
from isostats.simulate.writing import COURSE_FILES

KINDS = (COURSE_FILES, DISPENSING_FILES, OMOP_FILES)

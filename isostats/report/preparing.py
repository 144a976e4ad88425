"""A study's dispensings, read and cleaned up once for many rules of courses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from isostats.progress import Step, silent
from isostats.study.study_file import Study

if TYPE_CHECKING:
    from isostats.records.dispensings import PreparedDispensings, StitchedRecords
    from isostats.records.omop import PreparedOmop

    Prepared = PreparedDispensings | PreparedOmop


@contextmanager
def prepared_records(study: Study, *, step: Step = silent) -> Iterator[Prepared]:
    """The study's dispensings or OMOP database, to be stitched within the ``with`` block; errors as reading has."""
    if study.data.kind == "omop":
        from isostats.records.omop import prepare_omop

        with prepare_omop(study.data, step=step) as database:
            yield database
        return
    from isostats.records.dispensings import prepare_dispensings

    prepared = prepare_dispensings(study.data, step=step)
    try:
        yield prepared
    finally:
        prepared.let_go()


def own_records(study: Study, prepared: Prepared, *, step: Step = silent) -> StitchedRecords:
    """The records by the study's own rule of courses, with their flow and findings; the last to be asked for."""
    records = prepared.records(study.courses, step=step)
    prepared.tidy()
    return records

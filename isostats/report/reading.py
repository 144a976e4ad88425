"""A study's records: read, stitched by its own rule of courses or by many, and its first courses followed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from isostats.analyses.claims.stated import checked_claims
from isostats.cohort.following import Cohort
from isostats.progress import Step, silent
from isostats.records import Records
from isostats.records.dispensings import PreparedDispensings, StitchedRecords
from isostats.study.study_file import Study, read_study


def study_of(source: str | Path | Study, **choices: Any) -> Study:
    """A study made for use: a :class:`Study` as it is, else its file or its records; ``choices`` are keys of it.

    Claims that cannot be are refused here, before any work. Raises StudyError.
    """
    study = source if isinstance(source, Study) else read_study(source, **choices)
    checked_claims(study.claims, margin=study.claim.margin)
    return study


@contextmanager
def prepared_records(study: Study, *, step: Step = silent) -> Iterator[PreparedDispensings]:
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


def read_records(study: Study, *, step: Step = silent) -> Records:
    """The study's records, checked: course records as they are, dispensings and OMOP stitched into courses."""
    step("reading and checking the records")
    if study.data.kind == "courses":
        from isostats.records import read_courses

        return read_courses(study.data)
    with prepared_records(study, step=step) as prepared:
        return own_records(study, prepared, step=step)


def own_records(study: Study, prepared: PreparedDispensings, *, step: Step = silent) -> StitchedRecords:
    """The records by the study's own rule of courses, with their flow and findings; the last to be asked for."""
    records = prepared.records(study.courses, step=step)
    prepared.tidy()
    return records


def followed(study: Study, records: Records, *, step: Step = silent) -> Cohort:
    """The study's first courses, followed. Raises DataError if there is none."""
    from isostats.cohort.following import first_courses

    step("following the first courses")
    how = study.study.follow_up
    return first_courses(records, study.courses, study.outcomes, follow_up=how)

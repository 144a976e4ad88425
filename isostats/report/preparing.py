"""A study's dispensings, read and cleaned up once for many rules of courses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from isostats.progress import Step, silent
from isostats.report.study import BESIDE_DISPENSINGS, Study

if TYPE_CHECKING:
    from isostats.records.dispensings import PreparedDispensings, StitchedRecords
    from isostats.records.omop import PreparedOmop

    Prepared = PreparedDispensings | PreparedOmop


@contextmanager
def prepared_records(study: Study, *, step: Step = silent) -> Iterator[Prepared]:
    """The study's dispensings or OMOP database, to be stitched within the ``with`` block; errors as reading has."""
    shared: dict[str, Any] = {
        "on_invalid": study.study.on_invalid,
        "weight_reference": study.path("weight_reference"),
        "folder": study.folder,
        "products": study.data.products,
        "drug_types": study.data.drug_types,
        "step": step,
    }
    if study.door == "omop":
        from isostats.records.omop import prepare_omop

        with prepare_omop(str(study.data.omop), concept_sets=study.data.concept_sets or None, **shared) as database:
            yield database
        return
    from isostats.records.dispensings import prepare_dispensings

    shared |= {name: study.source(name) for name in BESIDE_DISPENSINGS}
    prepared = prepare_dispensings(
        study.source("dispensings"),
        database=study.data.database,
        columns=study.data.columns or None,
        values=study.data.values or None,
        dates=study.data.dates,
        decimal=study.data.decimal,
        ids=study.data.ids,
        stitch_there=study.data.stitch_there,
        **shared,
    )
    try:
        yield prepared
    finally:
        prepared.let_go()


def own_records(study: Study, prepared: Prepared, *, step: Step = silent) -> StitchedRecords:
    """The records by the study's own rule of courses, with their flow and findings; the last to be asked for."""
    from isostats.records.stitching.course_rule import CourseRule

    own = study.courses
    records = prepared.records(
        CourseRule(own.gap_days, own.carry_over, own.cap_days, own.last_fill_days, own.convention, own.same_day),
        washout_days=own.washout_days,
        bridge_days=own.bridge_days,
        weight_window_days=own.weight_window_days,
        step=step,
    )
    prepared.tidy()
    return records

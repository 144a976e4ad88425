"""Both files read, typed and checked: everything that is found, in one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.engines.embedded import Engine, count_rows
from isostats.records.checking import (
    Fault,
    Loaded,
    order_findings,
    prepare_courses,
    prepare_events,
    ragged_faults,
    row_faults,
    value_faults,
)
from isostats.records.column_names import lay_out, without_absent_id
from isostats.records.empty_columns import empty_column_findings
from isostats.records.empty_tables import empty_table
from isostats.records.files import read_raw
from isostats.records.findings import Finding
from isostats.records.hormonal import hormonal_findings
from isostats.records.id_forms import single_precision
from isostats.records.lexicon import Choices, make_lexicons
from isostats.records.missing_signs import sign_findings
from isostats.records.raw import Raw, Unusable, unusable
from isostats.records.reconciling import reconciled
from isostats.records.rules import RULES
from isostats.records.schema import COURSE_COLUMNS, EVENT_COLUMNS, Column
from isostats.records.setting_aside import FlowStep
from isostats.records.typed import list_ragged, make_typed
from isostats.records.user_choices import read_choices
from isostats.records.whole_file import first_relapse_findings, whole_file_findings
from isostats.records.zoned_dates import zone_findings
from isostats.study.inputs import Inputs

if TYPE_CHECKING:
    import pandas as pd

SCHEMAS: Mapping[str, Mapping[str, Column]] = {"courses": COURSE_COLUMNS, "events": EVENT_COLUMNS}


def examine(
    connection: Engine, inputs: Inputs
) -> tuple[list[Loaded], list[Fault], list[Finding], tuple[FlowStep, ...]]:
    """Read, type and check both files, and match them; a file that cannot be read at all is a finding like any
    other."""
    files: list[Loaded] = []
    faults: list[Fault] = []
    choices, findings = read_choices(inputs)
    mappings = _split(inputs.columns, with_events=inputs.events is not None)
    for label in SCHEMAS:
        source = inputs.source(label)
        if source is None or (label == "events" and not files):
            continue
        sheet = inputs.sheet if label == "courses" else None
        try:
            loaded, noticed = _load(connection, label, source, mappings[label], choices, sheet, files)
        except Unusable as error:
            findings.append(error.finding)
            continue
        files.append(loaded)
        if label == "courses":
            prepare_courses(connection, loaded, choices)
        else:
            prepare_events(connection, loaded)
        here = ragged_faults(loaded) + value_faults(connection, loaded) + row_faults(connection, loaded)
        faults += sorted(here, key=lambda fault: list(RULES).index(fault.finding.rule))
        findings += [*noticed, *order_findings(loaded), *zone_findings(connection, loaded)]
        findings += empty_column_findings(connection, loaded)
        findings += sign_findings(loaded.reading.missing, loaded.reading.kept, loaded.layout.shown)
        findings += whole_file_findings(connection, loaded) if label == "courses" else _other_calendar(*files)
        if label == "courses" and inputs.events is None:
            findings += first_relapse_findings(connection, loaded)
    companions: tuple[FlowStep, ...] = ()
    if files:
        matched, companions = reconciled(connection, files[0], files[1:], choices.ids)
        findings += matched
    findings += [fault.finding for fault in faults]
    order = list(RULES)
    return files, faults, sorted(findings, key=lambda finding: order.index(finding.rule)), companions


def _load(
    connection: Engine,
    label: str,
    source: str | Path | pd.DataFrame,
    columns: Mapping[str, str],
    choices: Choices,
    sheet: str | None,
    before: Sequence[Loaded],
) -> tuple[Loaded, list[Finding]]:
    """One file as a typed table; a further one may have no rows."""
    schema, table = SCHEMAS[label], f"{label}_file"
    try:
        raw = read_raw(connection, source, table, schema, columns, sheet)
    except Unusable as error:
        if not before:
            raise
        raw = empty_table(connection, label, source, table, schema, error, days=before[0].layout.days)
        columns = {}
    if label == "events":
        columns = without_absent_id(raw.names, columns)
    layout, findings = lay_out(raw.names, schema, columns, raw.source)
    reading = make_lexicons(connection, table, schema, layout, choices)
    loaded = Loaded(label, table, raw, layout, schema, reading)
    findings += single_precision(connection, source, table, layout.positions.get("patient_id"), raw.source)
    list_ragged(connection, table, layout, raw.ragged, choices)
    make_typed(connection, table, schema, layout, reading, choices, ids="courses_file_ids")
    loaded = replace(loaded, raw=replace(raw, rows=_rows(connection, table, raw, main=not before)))
    hormonal = hormonal_findings(connection, table, schema, layout, choices)
    return loaded, [*raw.findings, *findings, *hormonal]


def _other_calendar(courses: Loaded, events: Loaded) -> list[Finding]:
    """Dates in one file and integer days in the other cannot be compared."""
    if courses.layout.days == events.layout.days or not events.layout.has("date"):
        return []
    first, second = ("days", "dates") if courses.layout.days else ("dates", "days")
    message = f"{courses.raw.source} holds {first} and {events.raw.source} holds {second}; both must hold the same"
    return [Finding("error", "mixed_calendar", 1, message, advice="Name the column `day` for days, `date` for dates.")]


def _rows(connection: Engine, table: str, raw: Raw, *, main: bool) -> int:
    rows = count_rows(connection, f"{table}_typed")
    if not rows and not raw.ragged and main:
        raise unusable("header_only", f"{raw.source} has a header but no rows", "Export the file again with its rows.")
    return rows


def _split(columns: Mapping[str, str], *, with_events: bool) -> dict[str, dict[str, str]]:
    """The mapping of each file: names that only events have go to the events file; patient_id to both, where found."""
    only_events = {"date", "day", "kind", "days_supply"} if with_events else set()
    return {
        "courses": {our: their for our, their in columns.items() if our not in only_events},
        "events": {our: their for our, their in columns.items() if our in only_events}
        | ({"patient_id": columns["patient_id"]} if "patient_id" in columns else {}),
    }

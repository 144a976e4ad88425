"""Both files read, typed and checked: everything that is found, in one pass."""

from __future__ import annotations

from collections.abc import Mapping

from isostats.engines.embedded import Engine
from isostats.records.checking import Fault, prepare_courses, prepare_events, ragged_faults, row_faults, value_faults
from isostats.records.findings import Finding
from isostats.records.input_tables import COURSE_TABLES
from isostats.records.loaded import Loaded
from isostats.records.loading import Wanted, load, other_calendar
from isostats.records.raw import Unusable
from isostats.records.reconciling import reconciled
from isostats.records.rules import RULES
from isostats.records.setting_aside import FlowStep
from isostats.records.user_choices import read_choices
from isostats.records.whole_file import first_relapse_findings, whole_file_findings
from isostats.study.inputs import Inputs

CALENDAR = "Name the column `day` for days, `date` for dates."


def examine(
    connection: Engine, inputs: Inputs
) -> tuple[list[Loaded], list[Fault], list[Finding], tuple[FlowStep, ...]]:
    """Read, type and check both files, and match them; a file that cannot be read at all is a finding like any
    other."""
    files: list[Loaded] = []
    faults: list[Fault] = []
    choices, findings = read_choices(inputs)
    mappings = _split(inputs.columns, with_events=inputs.events is not None)
    for label, table in COURSE_TABLES.items():
        source = inputs.source(label)
        if source is None or (label == "events" and not files):
            continue
        main = files[0] if files else None
        asked = Wanted(table, mappings[label], main=main is None)
        try:
            loaded, noticed = load(connection, asked, source, choices, main, None if main else inputs.sheet)
        except Unusable as error:
            findings.append(error.finding)
            continue
        files.append(loaded)
        if main is None:
            prepare_courses(connection, loaded, choices)
        else:
            prepare_events(connection, loaded)
        here = ragged_faults(loaded) + value_faults(connection, loaded) + row_faults(connection, loaded)
        faults += sorted(here, key=lambda fault: list(RULES).index(fault.finding.rule))
        findings += noticed
        findings += whole_file_findings(connection, loaded) if main is None else other_calendar(files, CALENDAR)
        if label == "courses" and inputs.events is None:
            findings += first_relapse_findings(connection, loaded)
    companions: tuple[FlowStep, ...] = ()
    if files:
        matched, companions = reconciled(connection, files[0], files[1:], choices.ids)
        findings += matched
    findings += [fault.finding for fault in faults]
    order = list(RULES)
    return files, faults, sorted(findings, key=lambda finding: order.index(finding.rule)), companions


def _split(columns: Mapping[str, str], *, with_events: bool) -> dict[str, dict[str, str]]:
    """The mapping of each file: names that only events have go to the events file; patient_id to both, where found."""
    only_events = {"date", "day", "kind", "days_supply"} if with_events else set()
    return {
        "courses": {our: their for our, their in columns.items() if our not in only_events},
        "events": {our: their for our, their in columns.items() if our in only_events}
        | ({"patient_id": columns["patient_id"]} if "patient_id" in columns else {}),
    }

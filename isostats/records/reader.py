"""The front door for course records: a file or frame in, four checked tables out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from isostats._checks import DataError, counted
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
from isostats.records.column_names import lay_out
from isostats.records.course_records import Records
from isostats.records.engine import Engine, count_rows, open_engine
from isostats.records.files import read_raw
from isostats.records.findings import Finding, Findings
from isostats.records.four_tables import make_tables
from isostats.records.lexicon import Choices, make_lexicons
from isostats.records.raw import Raw, Unusable, unusable
from isostats.records.rules import RULES
from isostats.records.schema import COURSE_COLUMNS, EVENT_COLUMNS, Column
from isostats.records.setting_aside import flow_of, mark_faulty, set_aside_frame
from isostats.records.typed import make_typed
from isostats.records.user_choices import read_choices
from isostats.records.whole_file import missing_by_column, whole_file_findings

if TYPE_CHECKING:
    import pandas as pd

Source = "str | Path | pd.DataFrame"
SCHEMAS: Mapping[str, Mapping[str, Column]] = {"courses": COURSE_COLUMNS, "events": EVENT_COLUMNS}


def read_courses(
    source: str | Path | pd.DataFrame,
    *,
    events: str | Path | pd.DataFrame | None = None,
    columns: Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    dates: Literal["iso", "day_first", "month_first"] | None = None,
    decimal: Literal[".", ","] | None = None,
    on_invalid: Literal["stop", "set_aside"] = "stop",
    sheet: str | None = None,
) -> Records:
    """Course records (one row per course) as checked tables.

    ``source`` is a CSV, TSV, Excel, Parquet, SAS, SPSS, Stata or JSON file, or a frame; ``events`` a second one with
    any number of later treatments. ``columns`` takes the user's names (ours -> theirs) and ``values`` their codes
    (column -> theirs -> ours; "" is *not recorded*). ``dates`` settles 03/04/2019, ``decimal`` settles 1,200.
    ``on_invalid="set_aside"`` keeps patients with an impossible row out, listed in ``set_aside`` and counted in
    ``flow``. Days are inclusive: ``course_end`` is the last covered day.

    Raises :class:`DataError`, whose ``findings`` list every fault, if there is one and they are not set aside.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"patient_id": ["a"], "course_start": ["2019-01-01"], "course_end": ["2019-06-01"],
    ...                       "last_contact": ["2021-01-01"]})
    >>> read_courses(frame)
    Records of a data frame: 1 patient, 1 course; 0 errors, 0 warnings
    """
    connection = open_engine()
    choices, wrong = read_choices(values, dates, decimal, on_invalid)
    files, faults, findings = _examine(connection, source, events, columns or {}, choices, wrong, sheet)
    found = Findings.of(findings)
    fatal = [finding for finding in found.errors if on_invalid == "stop" or RULES[finding.rule].scope == "file"]
    if fatal:
        name = files[0].raw.source if files else _name(source)
        raise DataError(_refusal(name, found, fatal), found)
    courses, later = files[0], files[1] if len(files) > 1 else None
    mark_faulty(connection, files, faults)
    flow = [step for loaded in files for step in flow_of(connection, loaded)]
    if not next(step for step in flow if step.step == "kept").rows:
        raise DataError(
            f"Nobody is left: every patient of {courses.raw.source} has an impossible row.\n\n{found}", found
        )
    make_tables(connection, courses, later)
    digests = [loaded.raw.digest for loaded in files]
    records = Records(
        connection=connection,
        findings=found,
        flow=tuple(flow),
        set_aside=set_aside_frame(connection, files),
        calendar="days" if courses.layout.days else "dates",
        covariates=dict(courses.reading.kinds),
        present=frozenset(name for name in courses.layout.positions if not courses.schema[name].required),
        rows=flow[0].rows,
        source=courses.raw.source,
        missing=missing_by_column(connection, courses),
        fingerprint=digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest(),
    )
    _tidy(connection)
    return records


def check_courses(
    source: str | Path | pd.DataFrame,
    *,
    events: str | Path | pd.DataFrame | None = None,
    columns: Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    dates: Literal["iso", "day_first", "month_first"] | None = None,
    decimal: Literal[".", ","] | None = None,
    on_invalid: Literal["stop", "set_aside"] = "stop",
    sheet: str | None = None,
) -> Findings:
    """Every fault and oddity of course records, in one pass; the keywords are those of :func:`read_courses`.

    >>> import pandas as pd
    >>> found = check_courses(pd.DataFrame({"patient_id": ["a"], "course_start": ["2019-06-01"]}))
    >>> [(finding.rule, finding.column) for finding in found.errors]
    [('missing_column', 'course_end'), ('missing_column', 'last_contact')]
    """
    choices, wrong = read_choices(values, dates, decimal, on_invalid)
    with open_engine() as connection:
        return Findings.of(_examine(connection, source, events, columns or {}, choices, wrong, sheet)[2])


def _examine(
    connection: Engine,
    source: str | Path | pd.DataFrame,
    events: str | Path | pd.DataFrame | None,
    columns: Mapping[str, str],
    choices: Choices,
    wrong: list[Finding],
    sheet: str | None,
) -> tuple[list[Loaded], list[Fault], list[Finding]]:
    """Read, type and check both files; a file that cannot be read at all is a finding like any other."""
    files: list[Loaded] = []
    faults: list[Fault] = []
    findings = list(wrong)
    mappings = _split(columns, with_events=events is not None)
    for label, given in (("courses", source), ("events", events)):
        if given is None or (label == "events" and not files):
            continue
        try:
            loaded, noticed = _load(
                connection, label, given, mappings[label], choices, sheet if label == "courses" else None
            )
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
        findings += [*noticed, *order_findings(loaded)]
        if label == "courses":
            findings += whole_file_findings(connection, loaded)
    findings += [fault.finding for fault in faults]
    order = list(RULES)
    return files, faults, sorted(findings, key=lambda finding: order.index(finding.rule))


def _load(
    connection: Engine,
    label: str,
    given: str | Path | pd.DataFrame,
    columns: Mapping[str, str],
    choices: Choices,
    sheet: str | None,
) -> tuple[Loaded, list[Finding]]:
    """One file as a typed table."""
    schema, table = SCHEMAS[label], f"{label}_file"
    raw = read_raw(connection, given, table, schema, columns, sheet)
    layout, findings = lay_out(raw.names, schema, columns, raw.source)
    reading = make_lexicons(connection, table, schema, layout, choices)
    loaded = Loaded(label, table, raw, layout, schema, reading)
    _list_ragged(connection, loaded)
    make_typed(connection, table, schema, layout, reading, choices, ids="courses_file_ids")
    loaded = replace(loaded, raw=replace(raw, rows=_rows(connection, table, raw)))
    return loaded, [*raw.findings, *findings]


def _list_ragged(connection: Engine, loaded: Loaded) -> None:
    """The ragged rows with the patient they name, where that can be told."""
    connection.execute(f"CREATE OR REPLACE TABLE {loaded.table}_ragged (row BIGINT, person_id VARCHAR)")
    if loaded.raw.ragged:
        position = loaded.layout.positions.get("patient_id")
        named = [(bad.row, bad.patient(position)) for bad in loaded.raw.ragged]
        connection.executemany(f"INSERT INTO {loaded.table}_ragged VALUES (?, ?)", named)


def _rows(connection: Engine, table: str, raw: Raw) -> int:
    rows = count_rows(connection, f"{table}_typed")
    if not rows and not raw.ragged:
        raise unusable("header_only", f"{raw.source} has a header but no rows", "Export the file again with its rows.")
    return rows


def _split(columns: Mapping[str, str], *, with_events: bool) -> dict[str, dict[str, str]]:
    """The mapping of each file: names that only events have go to the events file; patient_id to both, where found."""
    only_events = {"date", "day", "kind"} if with_events else set()
    return {
        "courses": {our: their for our, their in columns.items() if our not in only_events},
        "events": {our: their for our, their in columns.items() if our in only_events}
        | ({"patient_id": columns["patient_id"]} if "patient_id" in columns else {}),
    }


def _refusal(name: str, found: Findings, fatal: list[Finding]) -> str:
    """The text of the error: how many faults, the table, what to do."""
    kinds = counted(len(fatal), "kind of error", "kinds of errors")
    return f"{name} has {kinds}, so nothing was computed.\n\n{found}"


def _name(source: object) -> str:
    return Path(source).name if isinstance(source, (str, Path)) else "The data frame"


def _tidy(connection: Engine) -> None:
    """Leave only the four tables: the texts of the file are no longer needed, nor is their memory."""
    kept = {"people", "observation", "courses", "events"}
    sql = "SELECT table_name, table_type FROM information_schema.tables"
    found = [(name, kind) for name, kind in connection.execute(sql).fetchall() if name not in kept]
    for name, _ in [pair for pair in found if pair[1] == "VIEW"]:
        connection.execute(f"DROP VIEW {name}")
    for name, _ in [pair for pair in found if pair[1] != "VIEW"]:
        connection.execute(f"DROP TABLE {name}")

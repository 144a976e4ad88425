"""The front door for dispensings: fills in, the same four tables out as from course records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from isostats._checks import DataError, StudyError, counted
from isostats.records.checking import Fault
from isostats.records.dates import iso
from isostats.records.dispensings.cleaning import leave_out_first, make_fills, supply_fills
from isostats.records.dispensings.course_tables import make_tables, number_courses
from isostats.records.dispensings.fates import flow_of, make_lineage, set_aside, set_aside_frame
from isostats.records.dispensings.fill_findings import (
    fate_findings,
    fill_faults,
    other_faults,
    ragged_faults,
    see_fills,
    supply_findings,
)
from isostats.records.dispensings.observing import last_date, make_stretches, wash_out
from isostats.records.dispensings.persons import covariates_of, make_persons
from isostats.records.dispensings.reading import Files, choose, read_files
from isostats.records.dispensings.stitched_records import StitchedRecords
from isostats.records.engine import Engine, count_rows, open_engine
from isostats.records.findings import Finding, Findings
from isostats.records.stitching.course_rule import Convention, CourseRule
from isostats.records.stitching.streaming import stitch_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

TYPICAL_HISTORY = 365
KEPT_TABLES = {"people", "observation", "courses", "events"}
LINEAGE_TABLES = {"lineage", "fill_courses", "fills", "sorted_fills", "supplied", "fates", "kept_courses"} | {
    "dispensings_file_ids",
    "dispensings_file_ragged",
}
Source: TypeAlias = "str | Path | pd.DataFrame"


def read_dispensings(
    source: Source,
    *,
    observation: Source | None = None,
    people: Source | None = None,
    treatments: Source | None = None,
    columns: Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    dates: Literal["iso", "day_first", "month_first"] | None = None,
    decimal: Literal[".", ","] | None = None,
    gap_days: int = 60,
    carry_over: bool = True,
    cap_days: int | None = None,
    last_fill_days: int = 0,
    washout_days: int = 365,
    bridge_days: int = 31,
    convention: Convention = "drug_free_days",
    on_invalid: Literal["stop", "set_aside"] = "stop",
) -> StitchedRecords:
    """Dispensings (one row per fill) stitched into courses, as the same checked tables that course records give.

    ``source`` has patient_id, dispense_date, days_supply, strength_mg, quantity; optional drug, code, claim_id,
    weight_kg. ``observation`` has patient_id, start, end; ``people`` patient_id, sex, birth_year, death_date, site,
    weight_kg and covariates; ``treatments`` patient_id, date, kind (or code), days_supply. The rule of courses is
    :class:`CourseRule` (days are inclusive; a new course begins after more than ``gap_days`` drug-free days).
    Observation periods at most ``bridge_days`` unobserved days apart are one; nothing is stitched across longer holes.
    The first course needs ``washout_days`` of observation before it. An end is ``confirmed`` if it was observed for
    longer than the gap after it, else ``open``. Without ``observation`` every course stays, no washout is applied, and
    the data's last date ends everyone's observation. ``on_invalid="set_aside"`` keeps people with an impossible row
    out.

    Raises :class:`DataError`, whose ``findings`` list every fault, and :class:`StudyError` for a keyword that cannot
    be.

    >>> import pandas as pd
    >>> fills = pd.DataFrame({"patient_id": ["a"] * 3, "dispense_date": ["2019-01-01", "2019-01-30", "2019-12-01"],
    ...                       "days_supply": [30] * 3, "strength_mg": [20] * 3, "quantity": [60] * 3})
    >>> records = read_dispensings(fills)
    >>> records.table("courses")[["course", "days_covered", "fills", "dose_mg", "end_status"]].values.tolist()
    [[1, 60, 2, 2400.0, 'confirmed'], [2, 30, 1, 1200.0, 'open']]
    >>> records.lineage[["row", "course", "reason"]].values.tolist()
    [[2, 1, 'in_course'], [3, 1, 'in_course'], [4, 2, 'in_course']]
    """
    rule = CourseRule(gap_days, carry_over, cap_days, last_fill_days, convention)
    _require_days(washout_days=washout_days, bridge_days=bridge_days)
    choices, wrong = choose(values, dates, decimal, on_invalid)
    connection = open_engine()
    given = {"dispensings": source, "observation": observation, "people": people, "treatments": treatments}
    files = read_files(connection, given, columns or {}, choices, wrong)
    findings = list(files.findings)
    _refuse(files, findings, _name(source))

    oddities = _clean(connection, files, findings, stop=on_invalid == "stop")
    last = last_date(connection, treatments=files.has("treatments"))
    observed = files.has("observation")
    make_stretches(connection, bridge_days=bridge_days if observed else None)
    stitch_table(connection, "stretched", rule, presorted=True)
    number_courses(connection, rule.longest_gap, last=None if observed else last)
    wash_out(connection, washout_days if observed else 0)
    make_tables(
        connection,
        covariates_of(files),
        observed=observed,
        history_days=washout_days or TYPICAL_HISTORY,
        treatments=files.has("treatments"),
    )
    make_lineage(connection)
    found = Findings.of([*findings, *oddities, *fate_findings(connection, files), *supply_findings(connection, files)])
    if not count_rows(connection, "courses"):
        raise DataError(f"Nobody is left: no dispensing of {_source(files)} is in a course to study.\n\n{found}", found)
    notes = _notes(files, last, washout_days)
    return _records(connection, files, found, rule=rule.words, observed=observed, notes=notes)


def _clean(connection: Engine, files: Files, findings: list[Finding], *, stop: bool) -> list[Finding]:
    """Clean-up: fills leave or get their supply; errors join ``findings`` and stop, or set people aside."""
    make_persons(connection, files)
    make_fills(connection, files.loaded["dispensings"])
    leave_out_first(connection, files.loaded["dispensings"])
    see_fills(connection, days=files.days, facts=files.has("people") or files.has("treatments"))
    faults: list[Fault] = [*files.faults]
    for loaded in files.loaded.values():
        faults += ragged_faults(connection, loaded)
    faults += fill_faults(connection, files)
    others, oddities = other_faults(connection, files)
    faults += others
    findings += [fault.finding for fault in faults]
    if stop:
        _refuse(files, findings, _source(files), fate_findings(connection, files))
    set_aside(connection, faults)
    supply_fills(connection)
    return oddities


def _refuse(files: Files, findings: Sequence[Finding], name: str, oddities: Iterable[Finding] = ()) -> None:
    """Raise if anything found so far is an error."""
    found = Findings.of([*findings, *oddities])
    if found.errors:
        kinds = counted(len(found.errors), "kind of error", "kinds of errors")
        raise DataError(f"{name} has {kinds}, so nothing was computed.\n\n{found}", found)


def _notes(files: Files, last: int, washout_days: int) -> tuple[str, ...]:
    if files.has("observation"):
        if washout_days:
            return ()
        return ("No washout was applied: a first course is the first one seen.",)
    day = f"day {last}" if files.days else iso(last)
    return (
        f"No observation table was given: every course is written, no washout was applied, and the data's last date "
        f"({day}) stands for the end of everyone's observation.",
    )


def _records(
    connection: Engine, files: Files, found: Findings, *, rule: str, observed: bool, notes: tuple[str, ...]
) -> StitchedRecords:
    flow = tuple(flow_of(connection))
    digests = [loaded.raw.digest for loaded in files.loaded.values()]
    joined = digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    present = {name for loaded in files.loaded.values() for name in loaded.layout.positions}
    present -= {name for loaded in files.loaded.values() for name in loaded.schema if loaded.schema[name].required}
    records = StitchedRecords(
        connection=connection,
        findings=found,
        flow=flow,
        set_aside=set_aside_frame(connection, files),
        calendar="days" if files.days else "dates",
        covariates=dict(covariates_of(files)),
        present=frozenset(present | ({"events"} if files.has("treatments") else set())),
        rows=flow[0].rows,
        source=_source(files),
        missing=_missing(connection),
        fingerprint=joined,
        rule=rule,
        observed=observed,
        notes=notes,
    )
    _tidy(connection)
    return records


def _missing(connection: Engine) -> pd.DataFrame:
    """How often a fact about courses or people is not known: column, missing, rows, share."""
    import pandas as pd

    rows = []
    for table, names in (("courses", ("dose_mg", "weight_kg")), ("people", ("sex", "birth_year", "site"))):
        counts = ", ".join(f"count({name})" for name in names)
        total, *known = connection.execute(f"SELECT count(*), {counts} FROM {table}").fetchall()[0]
        rows += [(name, total - k, total, (total - k) / total) for name, k in zip(names, known, strict=True)]
    return pd.DataFrame(rows, columns=["column", "missing", "rows", "share"])


def _tidy(connection: Engine) -> None:
    """Leave only the tables that records have, and what the lineage is made of when it is asked for."""
    sql = "SELECT table_name, table_type FROM information_schema.tables"
    found = [
        (name, kind) for name, kind in connection.execute(sql).fetchall() if name not in KEPT_TABLES | LINEAGE_TABLES
    ]
    for kind in ("VIEW", "TABLE"):
        for name, _ in [pair for pair in found if (pair[1] == "VIEW") == (kind == "VIEW")]:
            connection.execute(f"DROP {kind} {name}")


def _require_days(**given: int) -> None:
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise StudyError(f"{name} must be a whole number of days, 0 or more, not {value!r}.")


def _source(files: Files) -> str:
    return files.loaded["dispensings"].raw.source


def _name(source: object) -> str:
    return Path(source).name if isinstance(source, (str, Path)) else "The data frame"

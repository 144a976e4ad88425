"""Courses and lineage as CSV or Parquet files, written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.engines.embedded import literal, one_row
from isostats.errors import OutputError, StudyError
from isostats.records.dispensings.course_tables import COURSE_COLUMNS
from isostats.records.dispensings.reader import read_dispensings
from isostats.words.numbers import count_text, counted, number_text
from isostats.writing import begins_with, harmless_sql, require_replaceable, whole_files

if TYPE_CHECKING:
    from isostats.records.course_records import StitchedRecords

DATE = "DATE '1970-01-01' + {day}"

# In order of person and course, sorted as narrow as can be: what is made of a row is made after the sort.
COURSES = """SELECT {person_id} AS person_id, {columns}
FROM (SELECT ids.person_id, kept.* FROM course_rows AS kept JOIN dispensings_file_ids AS ids ON ids.person = kept.person
      ORDER BY kept.person, kept.course) AS kept"""
WRITTEN = ("course", "start", "end", "end_status", "days_covered", "fills", "dispensing_days", "dose_mg",
           "daily_dose_mg", "formulation", "dose_conventional_mg", "weight_kg", "weight_source", "dose_mg_per_kg",
           "daily_mg_per_kg", "numbering")  # fmt: skip

PARQUET = ".parquet"
MADE_BY = "isostats courses"
OF_CSV, OF_PARQUET = "FORMAT csv, HEADER, DELIMITER ','", f"FORMAT parquet, KV_METADATA {{made_by: {literal(MADE_BY)}}}"
OURS = (begins_with("person_id", *WRITTEN[:5]), begins_with("row", "person_id", "dispense_date"))

LINEAGE = """SELECT row, {person_id} AS person_id, {day} AS dispense_date, days_supply, supply_source, dose_mg,
       course, reason, other_row
FROM lineage ORDER BY row"""
NO_LINEAGE = (
    "With stitch_there most fills stay in the database, and the lineage, one row for each, cannot be written. Leave "
    "out lineage or stitch_there."
)


def write_courses(records: StitchedRecords, out: str | Path, *, lineage: str | Path | None = None) -> None:
    """Write the courses: person_id (as in the file), course, start, end (ISO dates; the last covered day), end_status,
    days_covered, fills, dispensing_days, dose_mg, ...; integer days stay integers, and missing is empty.

    A name that ends with .parquet makes a Parquet file, any other a CSV file. ``lineage`` names a second file for what
    became of every dispensing; it is refused where some were stitched in the database that holds them. An earlier
    output of this function is replaced, and nothing else. Raises :class:`OutputError`, with nothing half-written left
    behind.
    """
    import duckdb

    if lineage is not None and records.staying:
        raise StudyError(NO_LINEAGE)
    dates = records.calendar == "dates"
    day = DATE.format(day="day") if dates else "day"
    columns = {name: COURSE_COLUMNS[name] for name in WRITTEN}
    if dates:
        columns |= {name: DATE.format(day=COURSE_COLUMNS[name]) for name in ("start", "end")}
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    queries = {Path(out): COURSES.format(person_id=_person_id(out), columns=listed)}
    if lineage is not None:
        _keep_inputs({}, (Path(out), Path(lineage)))
        queries[Path(lineage)] = LINEAGE.format(person_id=_person_id(lineage), day=day)
    connection = records.connection
    with whole_files(*queries, ours=_is_ours) as partials:  # put in place only when all are complete
        for partial, query in zip(partials, queries.values(), strict=True):
            form = OF_PARQUET if partial.suffix.lower() == PARQUET else OF_CSV
            try:
                connection.execute(f"COPY ({query}) TO {literal(str(partial))} ({form})")
            except duckdb.Error as error:
                raise OSError(str(error).splitlines()[0]) from error


def _person_id(out: str | Path) -> str:
    """The person's id as it is written: in a CSV file never as a formula."""
    return "person_id" if Path(out).suffix.lower() == PARQUET else harmless_sql("person_id")


def stitch_file(source: str | Path, *, out: str | Path, lineage: str | Path | None = None, **choices: Any) -> str:
    """Dispensings in, courses.csv out; returns a summary for a reader. The other keywords are those of
    :func:`read_dispensings`, and so are the errors.
    """
    outputs = [Path(path) for path in (out, lineage) if path is not None]
    for path in outputs:
        if path.suffix.lower() not in (".csv", PARQUET, ""):
            raise OutputError(
                f"{path}: courses are written as CSV or Parquet. Give a name that ends with .csv or .parquet."
            )
    if lineage is not None and choices.get("stitch_there"):
        raise StudyError(NO_LINEAGE)
    _keep_inputs({"the dispensings": source, **choices}, outputs)
    for path in outputs:  # refused before the work, not after it
        require_replaceable(path, ours=_is_ours)
    records = read_dispensings(source, **choices)
    write_courses(records, out, lineage=lineage)
    return _summary(records, outputs)


def _keep_inputs(inputs: Mapping[str, Any], outputs: Sequence[Path]) -> None:
    """Raise OutputError where a file that is read would be written over, or two outputs are one file."""
    written = [each.resolve() for each in outputs]
    if len(set(written)) < len(written):
        raise StudyError(f"{outputs[0]} is named for the courses and for the lineage. Give two names.")
    for what, source in inputs.items():
        if isinstance(source, (str, Path)) and Path(source).is_file() and Path(source).resolve() in written:
            raise OutputError(f"{source} is what is read ({what}); it is not written over. Choose another name.")


def _summary(records: StitchedRecords, outputs: Sequence[Path]) -> str:
    read, *lost, kept, courses = records.flow
    ends = f"SELECT end_status, count(*) FROM {records.schema}.courses GROUP BY 1"
    status = dict(records.connection.execute(ends).fetchall())
    days = one_row(records.connection, f"SELECT median(days_covered) FROM {records.schema}.courses")[0]
    rows = counted(read.rows, "dispensing")
    lines = [
        f"{records.source}: {rows} of {counted(read.patients, 'patient')}; "
        f"{counted(courses.rows, 'course')} of {counted(courses.patients, 'patient')}.",
        f"Ends: {count_text(status.get('confirmed', 0))} confirmed, {count_text(status.get('open', 0))} open. Median "
        f"{number_text(days)} days.",
        f"Rule: {records.stitched_by.words}.",
        *records.about_rows,
        *records.notes,
    ]
    for step in (*lost, kept) if lost else ():
        what = f"{step.step}: {step.reason.replace('_', ' ')}" if step.reason else step.step
        lines.append(f"  {what}: {counted(step.rows, 'dispensing')}, {counted(step.patients, 'patient')}")
    lines += [f"  {finding}" for finding in (*records.findings.warnings, *records.findings.notes)]
    return "\n".join([*lines, f"Wrote {' and '.join(map(str, outputs))}."])


def _is_ours(path: Path) -> bool:
    """Whether an existing file is one that was written here: by its header, or by what its Parquet says of itself."""
    if path.suffix.lower() != PARQUET:
        return any(ours(path) for ours in OURS)
    with path.open("rb") as file:  # the metadata stand at the end, as plain text
        file.seek(max(0, path.stat().st_size - 1_000_000))
        return MADE_BY.encode() in file.read()

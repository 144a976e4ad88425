"""The front doors for dispensings: fills in, the same four tables out as from course records; or courses as files.

Courses and lineage are CSV or Parquet files, written whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import duckdb

from isostats.engines.embedded import MEMORY, Engine, literal, one_row, open_engine
from isostats.engines.registry import database_of_frame, open_database
from isostats.errors import OutputError, StudyError
from isostats.progress import Step, silent
from isostats.records.cell_sql import decimal_text
from isostats.records.course_records import StitchedRecords
from isostats.records.database_tables import DatabaseTable, source_name
from isostats.records.dispensings.cleaning import clean_fills, refuse, rows_explained
from isostats.records.dispensings.course_tables import COURSE_COLUMNS
from isostats.records.dispensings.fills import nobody_stays
from isostats.records.dispensings.input_files import IDS, Files
from isostats.records.dispensings.observed_people import last_date
from isostats.records.dispensings.prepared import PreparedDispensings
from isostats.records.dispensings.reference_weights import make_reference_weights
from isostats.records.dispensings.remote_fills import read_remote, require_table, require_window_form
from isostats.records.person_ids import made_of_numbers
from isostats.records.small_inputs import are_small
from isostats.study.definitions import CourseDefinition, require_observed
from isostats.study.inputs import Inputs, inputs_of
from isostats.study.keys import keys_of, keyword_values, takes_keys
from isostats.words.numbers import count_text, counted, number_text
from isostats.writing import begins_with, harmless_sql, require_replaceable, whole_files

if TYPE_CHECKING:
    import pandas as pd

Source: TypeAlias = "str | Path | pd.DataFrame | Any"

DATE = "DATE '1970-01-01' + {day}"

COURSES = "SELECT {person_id} AS person_id, {columns} FROM listed_courses AS kept{order}"
BY_PERSON = " ORDER BY kept.person, kept.course"
OUT_OF_ORDER = """SELECT EXISTS (SELECT 1 FROM (
    SELECT person, course, lag(person) OVER () AS earlier, lag(course) OVER () AS before FROM course_rows) AS neighbours
WHERE person < earlier OR (person = earlier AND course < before))"""
WRITTEN = ("course", "start", "end", "end_status", "days_covered", "fills", "dispensing_days", "dose_mg",
           "daily_dose_mg", "formulation", "dose_conventional_mg", "weight_kg", "weight_source", "dose_mg_per_kg",
           "daily_mg_per_kg", "numbering")  # fmt: skip
MOSTLY_WHOLE = ("dose_mg", "dose_conventional_mg")

FIRST_READ = ("dispensings", "diagnoses")
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


@takes_keys(Inputs, CourseDefinition, kind="dispensings")
def read_dispensings(
    source: Source | Inputs, definition: CourseDefinition | None = None, *, step: Step = silent, **keywords: Any
) -> StitchedRecords:
    """Dispensings (one row per fill) stitched into courses, as the same checked tables that course records give.

    ``source`` has patient_id, dispense_date, days_supply, strength_mg, quantity; optional drug, code, claim_id,
    weight_kg. ``observation`` has patient_id, start, end; ``people`` patient_id, sex, birth_year, death_date, site,
    weight_kg and covariates; ``treatments`` patient_id, date, kind (or code), days_supply; ``deaths`` patient_id,
    death_date (of several dates of one death the earliest counts, with a warning); ``weights`` patient_id, date,
    weight_kg. ``visits``, ``monitoring``, ``adverse_events`` and ``diagnoses`` are those of course records. A course's
    weight is the measured or recorded one nearest to its start, at most ``weight_window_days`` away, else the person's,
    else that of ``weight_reference`` (sex, age_from, age_to, weight_kg) where a study states such a table;
    ``weight_source`` tells which. These are files, frames or Spark data frames. With ``database`` their names are those
    of tables or views in it (``fills``, ``claims.fills``): an address (``duckdb:///claims.duckdb``, relative to
    ``folder``, or ``postgres://user@host/claims``), an open DuckDB connection or a Spark session. A database is only
    read. ``stitch_there`` leaves the fills where they are, but for those of people whom the clean-up has to look at:
    the courses of all others are computed there by SQL windows, and are the same. ``lineage`` then lists only the fills
    that were read.

    ``definition`` says what a course and a first course are (:class:`CourseDefinition`; days are inclusive). Inputs and
    definition are objects, or their keys are keywords: ``read_dispensings("fills.csv", observation="enrolment.csv",
    gap_days=60)``. An end is ``confirmed`` if it was observed for longer than the gap after it, else ``open``. Without
    ``observation`` every course stays, no washout is applied, and the data's last date ends everyone's observation.
    ``on_invalid="set_aside"`` keeps people with an impossible row out. ``ids="normalise"`` joins, in all tables, ids
    that differ by case, blanks, separators, leading zeros, ``.0`` or Unicode composition alone, and says how many; ids
    are then those of the normal form. Where a product is named, only systemic isotretinoin makes courses (names, brands
    and codes of ``data/published``); ``products`` names further ones. Where a record_type is there, dispensings are
    read before prescriptions, never both, and ``drug_types`` chooses others by name or group. ``step`` is told how far
    the work is.

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
    of_inputs, of_courses = keyword_values(Inputs, CourseDefinition, keywords=keywords)
    inputs = inputs_of("dispensings", source, of_inputs)
    if inputs.observation is None:
        require_observed(of_courses)
    definition = replace(definition or CourseDefinition(), **of_courses)
    if inputs.stitch_there:
        require_window_form(definition)
    return prepare_dispensings(inputs, step=step).only_records(definition, step=step)


@takes_keys(Inputs, kind="dispensings")
def prepare_dispensings(source: Source | Inputs, *, step: Step = silent, **keywords: Any) -> PreparedDispensings:
    """Dispensings read, checked and cleaned up once, for many rules of courses; as :func:`read_dispensings` does.

    With ``stitch_there`` the database is asked for every rule, and stays open until :meth:`.PreparedDispensings.tidy`.

    >>> import pandas as pd
    >>> fills = pd.DataFrame({"patient_id": ["a"] * 2, "dispense_date": ["2019-01-01", "2019-04-01"],
    ...                       "days_supply": [30] * 2, "strength_mg": [20] * 2, "quantity": [60] * 2})
    >>> prepared = prepare_dispensings(fills)
    >>> [len(prepared.records(CourseDefinition(gap_days=gap)).table("courses")) for gap in (30, 60)]
    [2, 1]
    """
    inputs = inputs_of("dispensings", source, keyword_values(Inputs, keywords=keywords)[0])
    connection, remote = open_engine(MEMORY, small=are_small(inputs)), None
    try:
        files = Files(connection, inputs)
        step("reading the dispensings")
        if inputs.stitch_there:
            require_table(inputs)
        nobody_stays(connection)
        with ExitStack() as held:
            sources = _sources(connection, inputs, held)
            if inputs.stitch_there:
                remote = read_remote(files, sources, inputs.products)
            else:
                for label, each in sources.items():
                    files.read(label, each)
                held.close()
            findings, companions = files.findings()
            with rows_explained(files.of_tables):
                refuse(findings, source_name(sources["dispensings"]))
                step("sorting and cleaning the dispensings")
                faults, oddities = clean_fills(connection, files, inputs, findings)
            reference = make_reference_weights(connection, inputs.source("weight_reference"), days=files.days)
            last = last_date(connection, treatments=files.has("treatments"))
            if remote is not None:
                remote.close = held.pop_all().close
    except BaseException:
        connection.close()  # an error that is kept must not keep a database open, or fills on disk
        raise
    whole = (*findings, *faults, *oddities)
    return PreparedDispensings(connection, files, whole, last, reference, remote, companions)


def _sources(engine: Engine, inputs: Inputs, held: ExitStack) -> dict[str, Any]:
    """The tables by name: texts are tables where a database is named, else files, as all paths are.

    The database is open for as long as ``held``. Raises DataError for one that does not open, StudyError for one that
    no input is a table of.
    """
    tables = [label for label, each in keys_of(Inputs).items() if each.is_table]
    tables.sort(key=lambda label: label not in FIRST_READ)  # diagnoses tell what some treatments are for
    sources = {label: inputs.source(label) for label in tables}
    if inputs.database is not None:
        if not any(isinstance(each, str) for each in sources.values()):
            raise StudyError("With database, the inputs are names of tables in it, as texts; none is named.")
        database = open_database(inputs.database, engine, folder=inputs.folder)
        held.callback(database.close)
        sources |= {label: DatabaseTable(database, each) for label, each in sources.items() if isinstance(each, str)}
    for label, each in sources.items():
        if (holder := database_of_frame(each, engine)) is not None:
            sources[label] = DatabaseTable(holder, f"the Spark data frame of {label}", each)
    return sources


def write_courses(records: StitchedRecords, out: str | Path, *, lineage: str | Path | None = None) -> None:
    """Write the courses: person_id (as in the file), course, start, end (ISO dates; the last covered day), end_status,
    days_covered, fills, dispensing_days, dose_mg, ...; integer days stay integers, and missing is empty.

    A name that ends with .parquet makes a Parquet file, any other a CSV file. ``lineage`` names a second file for what
    became of every dispensing; it is refused where some were stitched in the database that holds them. An earlier
    output of this function is replaced, and nothing else. Raises :class:`OutputError`, with nothing half-written left
    behind.
    """
    if lineage is not None and records.staying:
        raise StudyError(NO_LINEAGE)
    dates = records.calendar == "dates"
    day = DATE.format(day="day") if dates else "day"
    columns = {name: COURSE_COLUMNS[name] for name in WRITTEN}
    if dates:
        columns |= {name: DATE.format(day=COURSE_COLUMNS[name]) for name in ("start", "end")}
    if not _is_parquet(out):
        columns |= {name: decimal_text(f"({COURSE_COLUMNS[name]})") for name in MOSTLY_WHOLE}
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    connection = records.connection
    numbers = made_of_numbers(connection, IDS)  # none is a formula
    # the engine keeps an order that is there, but through no join
    order = BY_PERSON if not numbers or one_row(connection, OUT_OF_ORDER)[0] else ""
    person_id = "person_id" if numbers else _person_id(out)
    queries = {Path(out): COURSES.format(person_id=person_id, columns=listed, order=order)}
    if lineage is not None:
        _keep_inputs({}, (Path(out), Path(lineage)))
        queries[Path(lineage)] = LINEAGE.format(person_id=_person_id(lineage), day=day)
    with whole_files(*queries, ours=_is_ours) as partials:  # put in place only when all are complete
        for partial, query in zip(partials, queries.values(), strict=True):
            form = OF_PARQUET if _is_parquet(partial) else OF_CSV
            try:
                connection.execute(f"COPY ({query}) TO {literal(str(partial))} ({form})")
            except duckdb.Error as error:
                raise OSError(str(error).splitlines()[0]) from error


def _person_id(out: str | Path) -> str:
    """The person's id as it is written: in a CSV file never as a formula."""
    return "person_id" if _is_parquet(out) else harmless_sql("person_id")


def _is_parquet(out: str | Path) -> bool:
    return Path(out).suffix.lower() == PARQUET


def stitch_file(
    source: str | Path | Inputs, *, out: str | Path, lineage: str | Path | None = None, **choices: Any
) -> str:
    """Dispensings in, courses.csv out; returns a summary for a reader. The other keywords are those of
    :func:`read_dispensings`, and so are the errors.
    """
    outputs = [Path(path) for path in (out, lineage) if path is not None]
    for path in outputs:
        if path.suffix.lower() not in (".csv", PARQUET, ""):
            raise OutputError(
                f"{path}: courses are written as CSV or Parquet. Give a name that ends with .csv or .parquet."
            )
    if lineage is not None and (choices.get("stitch_there") or getattr(source, "stitch_there", False)):
        raise StudyError(NO_LINEAGE)
    stated = {name: source.source(name) for name in keys_of(Inputs)} if isinstance(source, Inputs) else {}
    _keep_inputs({"the dispensings": source, **stated, **choices}, outputs)
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

"""The front door for dispensings: fills in, the same four tables out as from course records."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from isostats.engines.embedded import MEMORY, Engine, open_engine
from isostats.errors import DataError
from isostats.progress import Step, silent
from isostats.records.checking import Fault
from isostats.records.database_tables import DatabaseTable
from isostats.records.dispensings.cleaning import leave_out_first, make_fills, supply_fills
from isostats.records.dispensings.fates import set_aside
from isostats.records.dispensings.fill_findings import (
    fate_findings,
    fill_faults,
    other_faults,
    ragged_faults,
    see_fills,
)
from isostats.records.dispensings.inputs import open_inputs
from isostats.records.dispensings.observing import last_date
from isostats.records.dispensings.persons import make_persons
from isostats.records.dispensings.prepared import PreparedDispensings, refuse, rows_told, source_of
from isostats.records.dispensings.product_rule import product_findings
from isostats.records.dispensings.reading import Files, choose, read_files
from isostats.records.dispensings.reference_weights import make_reference
from isostats.records.dispensings.staying import nobody_stays
from isostats.records.dispensings.stitched_records import StitchedRecords
from isostats.records.dispensings.stitched_there import read_there, require_table, require_window_form
from isostats.records.dispensings.treatment_rows import take_back_treatments, treatments_long_before
from isostats.records.dispensings.type_rule import leave_out_treatments, require_types_of
from isostats.records.dispensings.weighings import weights_of_one_day
from isostats.records.findings import Finding
from isostats.records.id_forms import Ids
from isostats.records.reconciling import reconciled
from isostats.records.setting_aside import FlowStep
from isostats.study.definitions import CourseDefinition
from isostats.study.inputs import Inputs, inputs_of
from isostats.study.keys import keyword_values, takes_keys

if TYPE_CHECKING:
    import pandas as pd

Source: TypeAlias = "str | Path | pd.DataFrame | Any"


@takes_keys(Inputs, CourseDefinition, kind="dispensings")
def read_dispensings(
    source: Source | Inputs, definition: CourseDefinition | None = None, *, step: Step = silent, **keywords: Any
) -> StitchedRecords:
    """Dispensings (one row per fill) stitched into courses, as the same checked tables that course records give.

    ``source`` has patient_id, dispense_date, days_supply, strength_mg, quantity; optional drug, code, claim_id,
    weight_kg. ``observation`` has patient_id, start, end; ``people`` patient_id, sex, birth_year, death_date, site,
    weight_kg and covariates; ``treatments`` patient_id, date, kind (or code), days_supply; ``deaths`` patient_id,
    death_date (of several dates of one death the earliest counts, with a warning); ``weights`` patient_id, date,
    weight_kg. A course's weight is the measured or recorded one nearest to its start, at most ``weight_window_days``
    away, else the person's, else that of ``weight_reference`` (sex, age_from, age_to, weight_kg) where a study states
    such a table; ``weight_source`` tells which. These are files, frames or Spark
    data frames. With ``database`` their names are those of tables or views in it (``fills``, ``claims.fills``): an
    address (``duckdb:///claims.duckdb``, relative to ``folder``, or ``postgres://user@host/claims``), an open DuckDB
    connection or a Spark session. A database is only read. ``stitch_there`` leaves the fills where they are, but for
    those of people whom the clean-up has to look at: the courses of all others are computed there by SQL windows, and
    are the same. ``lineage`` then lists only the fills that were read.

    ``definition`` says what a course and a first course are (:class:`CourseDefinition`; days are inclusive). Inputs and
    definition are objects, or their keys are keywords: ``read_dispensings("fills.csv", observation="enrolment.csv",
    gap_days=60)``. An end is ``confirmed`` if it was observed for longer than the gap after it, else ``open``. Without
    ``observation`` every course stays, no washout is applied, and the data's last date ends everyone's observation.
    ``on_invalid="set_aside"`` keeps people with an impossible row out. ``ids="normalise"`` joins, in all tables, ids
    that differ by case, blanks, leading zeros, ``.0`` or Unicode composition alone, and says how many; ids are then
    those of the normal form. Where a product is named, only systemic isotretinoin makes courses (names, brands and
    codes of ``data/published``); ``products`` names further ones. Where a record_type is there, dispensings are read
    before prescriptions, never both, and ``drug_types`` chooses others by name or group. ``step`` is told how far the
    work is.

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
    definition = replace(definition or CourseDefinition(), **of_courses)
    if inputs.stitch_there:
        require_window_form(definition)
    prepared = prepare_dispensings(inputs, step=step)
    try:
        records = prepared.records(definition, step=step)
        prepared.tidy()
    except BaseException:
        prepared.connection.close()
        raise
    finally:
        prepared.let_go()
    return records


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
    choices, wrong = choose(inputs)
    step("reading the dispensings")
    if inputs.stitch_there:
        require_table(inputs)
    connection, there = open_engine(MEMORY), None
    try:
        with ExitStack() as held:
            opened = held.enter_context(open_inputs(connection, inputs))
            if inputs.stitch_there:
                files, there = read_there(connection, opened, inputs.columns, choices, wrong, inputs.products)
            else:
                nobody_stays(connection)
                files = read_files(connection, opened, inputs.columns, choices, wrong)
                held.close()
            matched, companions = match_files(connection, files, inputs.ids)
            findings = [*files.findings, *matched]
            with rows_told(files.of_tables):
                refuse(files, findings, _name(opened["dispensings"]))
                step("sorting and cleaning the dispensings")
                oddities = _clean(connection, files, findings, inputs)
            reference = make_reference(connection, inputs.source("weight_reference"))
            if reference and files.days:
                raise DataError(
                    f"{reference} is by age, and integer days do not tell ages. Leave weight_reference out."
                )
            last = last_date(connection, treatments=files.has("treatments"))
            if there is not None:
                there.close = held.pop_all().close
    except BaseException:
        connection.close()  # an error that is kept must not keep a database open, or fills on disk
        raise
    return PreparedDispensings(connection, files, tuple(findings), tuple(oddities), last, reference, there, companions)


def _clean(
    connection: Engine,
    files: Files,
    findings: list[Finding],
    inputs: Inputs,
) -> list[Finding]:
    """Clean-up: fills leave or get their supply; errors join ``findings`` and stop, or set people aside."""
    products, drug_types = inputs.products, inputs.drug_types
    make_fills(connection, files.loaded["dispensings"])
    make_persons(connection, files)
    typed = [f"{label}_file_typed" for label in ("dispensings", "treatments")
             if files.has(label) and files.loaded[label].layout.has("record_type")]  # fmt: skip
    require_types_of(connection, typed, source_of(files), drug_types)
    types = leave_out_first(connection, files.loaded["dispensings"], products, drug_types)
    if "treatments_file_typed" in typed:
        source = files.loaded["treatments"].raw.source
        types += leave_out_treatments(connection, "treatments_file", drug_types, source)
    if files.has("treatments"):
        types += take_back_treatments(connection, files)
        if not files.has("observation"):
            types += treatments_long_before(connection, files)
    types += weights_of_one_day(connection, files)
    see_fills(connection, days=files.days, facts=any(map(files.has, ("people", "treatments", "deaths"))))
    faults: list[Fault] = [*files.faults]
    for loaded in files.loaded.values():
        faults += ragged_faults(connection, loaded)
    faults += fill_faults(connection, files)
    others, oddities = other_faults(connection, files)
    faults += others
    findings += [fault.finding for fault in faults]
    if inputs.on_invalid == "stop":
        refuse(files, findings, source_of(files), fate_findings(connection, files))
    set_aside(connection, faults)
    supply_fills(connection)
    return [*product_findings(connection, products), *types, *oddities]


def match_files(connection: Engine, files: Files, ids: Ids) -> tuple[list[Finding], tuple[FlowStep, ...]]:
    """How the other files match the dispensings: what must be known of it, and the counts."""
    main = files.loaded.get("dispensings")
    if main is None:
        return [], ()
    return reconciled(connection, main, [one for one in files.loaded.values() if one is not main], ids)


def _name(source: object) -> str:
    if isinstance(source, DatabaseTable):
        return source.name[:1].upper() + source.name[1:] if source.frame is not None else source.name
    return Path(source).name if isinstance(source, (str, Path)) else "The data frame"

"""The front door for dispensings: fills in, the same four tables out as from course records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

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
from isostats.records.dispensings.prepared import (
    WEIGHT_WINDOW_DAYS,
    PreparedDispensings,
    refuse,
    require_days,
    rows_told,
    source_of,
)
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
from isostats.records.products import require_products
from isostats.records.reconciling import reconciled
from isostats.records.record_types import require_types
from isostats.records.setting_aside import FlowStep
from isostats.records.stitching.course_rule import Convention, CourseRule, SameDay

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Source: TypeAlias = "str | Path | pd.DataFrame | Any"
Given: TypeAlias = "str | Path | duckdb.DuckDBPyConnection | Any"


def read_dispensings(
    source: Source,
    *,
    observation: Source | None = None,
    people: Source | None = None,
    treatments: Source | None = None,
    deaths: Source | None = None,
    weights: Source | None = None,
    weight_reference: str | Path | pd.DataFrame | None = None,
    database: Given | None = None,
    folder: str | Path = ".",
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
    weight_window_days: int = WEIGHT_WINDOW_DAYS,
    convention: Convention = "drug_free_days",
    same_day: SameDay = "longest",
    products: Sequence[str] = (),
    drug_types: Sequence[str | int] = (),
    on_invalid: Literal["stop", "set_aside"] = "stop",
    ids: Ids = "as_written",
    stitch_there: bool = False,
    step: Step = silent,
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

    The rule of courses is :class:`CourseRule` (days are inclusive; a new course begins after more than ``gap_days``
    drug-free days). Observation periods at most ``bridge_days`` unobserved days apart are one; nothing is stitched
    across longer holes. The first course needs ``washout_days`` of observation before it. An end is ``confirmed`` if it
    was observed for longer than the gap after it, else ``open``. Without ``observation`` every course stays, no washout
    is applied, and the data's last date ends everyone's observation. ``on_invalid="set_aside"`` keeps people
    with an impossible row out. ``ids="normalise"`` joins, in all tables, ids that differ by case, blanks, leading
    zeros, ``.0`` or Unicode composition alone, and says how many; ids are then those of the normal form. Where a
    product is named, only systemic isotretinoin makes courses (names, brands and codes of ``data/published``);
    ``products`` names further ones. Where a record_type is given, dispensings are read before prescriptions, never
    both, and ``drug_types`` chooses others by name or group. ``step`` is told how far the work is.

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
    rule = CourseRule(gap_days, carry_over, cap_days, last_fill_days, convention, same_day)
    require_days(
        washout_days=washout_days,
        bridge_days=bridge_days,
        weight_window_days=weight_window_days,
    )
    if stitch_there:
        require_window_form(rule)
    prepared = prepare_dispensings(
        source,
        observation=observation,
        people=people,
        treatments=treatments,
        deaths=deaths,
        weights=weights,
        weight_reference=weight_reference,
        database=database,
        folder=folder,
        columns=columns,
        values=values,
        dates=dates,
        decimal=decimal,
        products=products,
        drug_types=drug_types,
        on_invalid=on_invalid,
        ids=ids,
        stitch_there=stitch_there,
        step=step,
    )
    days: dict[str, Any] = {
        "washout_days": washout_days,
        "bridge_days": bridge_days,
        "weight_window_days": weight_window_days,
    }
    try:
        records = prepared.records(rule, **days, step=step)
        prepared.tidy()
    except BaseException:
        prepared.connection.close()
        raise
    finally:
        prepared.let_go()
    return records


def prepare_dispensings(
    source: Source,
    *,
    observation: Source | None = None,
    people: Source | None = None,
    treatments: Source | None = None,
    deaths: Source | None = None,
    weights: Source | None = None,
    weight_reference: str | Path | pd.DataFrame | None = None,
    database: Given | None = None,
    folder: str | Path = ".",
    columns: Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    dates: Literal["iso", "day_first", "month_first"] | None = None,
    decimal: Literal[".", ","] | None = None,
    products: Sequence[str] = (),
    drug_types: Sequence[str | int] = (),
    on_invalid: Literal["stop", "set_aside"] = "stop",
    ids: Ids = "as_written",
    stitch_there: bool = False,
    step: Step = silent,
) -> PreparedDispensings:
    """Dispensings read, checked and cleaned up once, for many rules of courses; as :func:`read_dispensings` does.

    With ``stitch_there`` the database is asked for every rule, and stays open until :meth:`.PreparedDispensings.tidy`.

    >>> import pandas as pd
    >>> fills = pd.DataFrame({"patient_id": ["a"] * 2, "dispense_date": ["2019-01-01", "2019-04-01"],
    ...                       "days_supply": [30] * 2, "strength_mg": [20] * 2, "quantity": [60] * 2})
    >>> prepared = prepare_dispensings(fills)
    >>> [len(prepared.records(CourseRule(gap_days=gap)).table("courses")) for gap in (30, 60)]
    [2, 1]
    """
    choices, wrong = choose(values, dates, decimal, on_invalid, ids)
    products, drug_types = require_products(products), require_types(drug_types)
    step("reading the dispensings")
    if stitch_there:
        require_table({"dispensings": source}, database)
    connection, there = open_engine(MEMORY), None
    try:
        given = {
            "dispensings": source,
            "observation": observation,
            "people": people,
            "treatments": treatments,
            "deaths": deaths,
            "weights": weights,
        }
        with ExitStack() as held:
            opened = held.enter_context(open_inputs(connection, given, database, folder))
            if stitch_there:
                files, there = read_there(connection, opened, columns or {}, choices, wrong, products)
            else:
                nobody_stays(connection)
                files = read_files(connection, opened, columns or {}, choices, wrong)
                held.close()
            matched, companions = match_files(connection, files, ids)
            findings = [*files.findings, *matched]
            with rows_told(files.of_tables):
                refuse(files, findings, _name(opened["dispensings"]))
                step("sorting and cleaning the dispensings")
                oddities = _clean(connection, files, findings, products, drug_types, stop=on_invalid == "stop")
            reference = make_reference(connection, weight_reference)
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
    products: Sequence[str],
    drug_types: Sequence[str | int],
    *,
    stop: bool,
) -> list[Finding]:
    """Clean-up: fills leave or get their supply; errors join ``findings`` and stop, or set people aside."""
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
    if stop:
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

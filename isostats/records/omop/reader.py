"""The front door for an OMOP database: its tables in, the four checked tables out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats._checks import DataError
from isostats.records.databases.addresses import read_address
from isostats.records.databases.opening import open_database as open_any
from isostats.records.engine import Engine, open_engine
from isostats.records.findings import Finding, Findings
from isostats.records.omop.concept_sets import ConceptSet, GivenCode, concept_sets_of
from isostats.records.omop.database import open_database
from isostats.records.omop.extract import extract_findings, write_extract
from isostats.records.omop.layout import lay_out
from isostats.records.omop.resolving import report_codes, require_drug, resolve, resolving_findings
from isostats.records.omop.server import describe, read_people, read_vocabulary

if TYPE_CHECKING:
    import pandas as pd

    from isostats.records.omop.omop_records import OmopRecords

GivenSets = Mapping[str, Iterable[GivenCode]]


@dataclass(frozen=True)
class Resolved:
    """A database whose concept sets are resolved: ``engine`` has the views ``omop_...`` that the extract is made from,
    ``source`` is what messages call it, ``notes`` tell what was read from a server."""

    engine: Engine
    source: str
    report: pd.DataFrame
    findings: list[Finding]
    notes: tuple[str, ...] = ()


def read_omop(
    url: str | Path | Any,
    *,
    concept_sets: GivenSets | None = None,
    folder: str | Path = ".",
    schema: str | None = None,
    **keywords: Any,
) -> OmopRecords:
    """Records of an OMOP CDM 5.3 or 5.4 database, its drug exposures stitched into courses.

    ``url`` is the address of a DuckDB file (``duckdb:///cdm.duckdb``, relative to ``folder``;
    ``duckdb:////data/cdm.duckdb``; or a path) or of a PostgreSQL database (``postgres://user@host/cdm?schema=omop``),
    or an open DuckDB connection or Spark session, whose tables are in the current schema unless ``schema`` names
    another. Nothing is ever written there; on PostgreSQL and Spark the concept sets are resolved and counted where the
    data is, and only rows about people with the drug are read (``notes`` say how many). ``concept_sets`` replaces the
    codes of a set (isotretinoin, oral_antibiotic, hormonal, topical, body_weight) by those given: ``{"hormonal":
    ["RxNorm:9997"]}``; see :func:`omop_concepts` for what they find. Other keywords go to :func:`.read_dispensings`:
    gap_days, carry_over, washout_days, on_invalid, ...

    Supply is days_supply, else end - start + 1; strength is from drug_strength, else the drug's name; weight is the
    measured body weight nearest to the fill within 365 days; person_id is the patient_id. Findings say how often, and
    ``concepts`` of the records what each code of each concept set found.

    Raises DataError for a database that does not open, lacks a table, a column or the codes, or where nobody was given
    the drug; StudyError for concept sets that are none; and what read_dispensings raises.
    """
    from isostats.records.dispensings import read_dispensings
    from isostats.records.omop.omop_records import OmopRecords

    resolved = _resolved(url, concept_sets, folder=folder, schema=schema, need_drug=True)
    with resolved.engine as engine, tempfile.TemporaryDirectory(prefix="isostats-omop-") as place:
        files = write_extract(engine, Path(place))
        findings = [*resolved.findings, *extract_findings(engine)]
        try:
            records = read_dispensings(
                files["dispensings"],
                observation=files["observation"],
                people=files["people"],
                treatments=files.get("treatments"),
                **keywords,
            )
        except DataError as error:  # its text names the files that were written between
            told = {file.name: f"{file.stem} of {resolved.source}" for file in files.values()}
            raise DataError(_renamed(str(error), told), error.findings) from error
    found, notes = Findings.of([*findings, *records.findings]), (*resolved.notes, *records.notes)
    return OmopRecords.of(replace(records, findings=found, source=resolved.source, notes=notes), resolved.report)


def omop_concepts(
    url: str | Path | Any,
    *,
    concept_sets: GivenSets | None = None,
    folder: str | Path = ".",
    schema: str | None = None,
) -> pd.DataFrame:
    """What each code of each concept set finds in the database, before anything is computed from it.

    Columns concept_set, use (include, exclude), vocabulary, code, name (as the database has it; missing where it does
    not hold the code), concepts (at or below the code), records (drug exposures or measurements of these) and persons.
    Raises as :func:`read_omop` does, but not where the drug is not found.
    """
    resolved = _resolved(url, concept_sets, folder=folder, schema=schema, need_drug=False)
    resolved.engine.close()
    return resolved.report


def _resolved(
    url: Any,
    concept_sets: GivenSets | None,
    *,
    folder: str | Path = ".",
    schema: str | None = None,
    need_drug: bool,
) -> Resolved:
    sets = concept_sets_of(concept_sets)
    if isinstance(url, (str, Path)):
        address = read_address(url, folder=folder)
        if address.kind == "duckdb":
            return _in_file(address.path, sets, need_drug=need_drug)
        schema = address.schema or schema
    return _on_server(url, sets, schema, need_drug=need_drug)


def _in_file(path: Path, sets: tuple[ConceptSet, ...], *, need_drug: bool) -> Resolved:
    """A DuckDB file is read where it is."""
    engine = open_database(path)
    try:
        findings = lay_out(engine, path.name)
        report = resolve(engine, sets)
        if need_drug:
            require_drug(engine, report, path.name)
        return Resolved(engine, path.name, report, [*findings, *resolving_findings(engine, report)])
    except BaseException:
        engine.close()
        raise


def _on_server(url: Any, sets: tuple[ConceptSet, ...], schema: str | None, *, need_drug: bool) -> Resolved:
    """Elsewhere the sets are resolved there, and what concerns people with the drug is read into the own engine."""
    engine = open_engine()
    database = None
    try:
        database = open_any(url, engine)
        server = describe(engine, database, schema)
        read_vocabulary(server, sets)
        report = report_codes(engine)
        if need_drug:
            require_drug(engine, report, database.name, lambda _: server.vocabularies())
            read_people(server)
        findings = [*server.findings, *resolving_findings(engine, report)]
        return Resolved(engine, database.name, report, findings, (server.note,))
    except BaseException:
        engine.close()
        raise
    finally:
        if database is not None:
            database.close()


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for ours, theirs in names.items():
        text = text.replace(ours, theirs)
    return text

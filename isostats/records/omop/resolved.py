"""An OMOP database made ready: opened where it is, its concept sets resolved in its own vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.engines.embedded import MEMORY, Engine, open_engine
from isostats.engines.registry import open_database as open_any
from isostats.engines.registry import read_address
from isostats.records.findings import Finding
from isostats.records.omop.concept_sets import ConceptSet, concept_sets_of
from isostats.records.omop.database import open_database
from isostats.records.omop.layout import lay_out
from isostats.records.omop.resolving import report_codes, require_drug, resolve, resolving_findings
from isostats.records.omop.server import describe, read_people, read_vocabulary
from isostats.records.omop.unmapped import unmapped_findings, unmapped_sql
from isostats.study.inputs import Inputs

if TYPE_CHECKING:
    import pandas as pd

@dataclass(frozen=True)
class Resolved:
    """A database whose concept sets are resolved: ``engine`` has the views ``omop_...`` that the extract is made from,
    ``source`` is what messages call it, ``notes`` tell what was read from a server."""

    engine: Engine
    source: str
    report: pd.DataFrame
    findings: list[Finding]
    notes: tuple[str, ...] = ()


def resolve_database(inputs: Inputs, *, need_drug: bool) -> Resolved:
    """The database at an address, or handed over open, with its concept sets resolved and counted.

    Raises DataError as :func:`.read_omop` does; without ``need_drug`` not where nobody was given it.
    """
    sets, schema = concept_sets_of(inputs.concept_sets), inputs.schema
    if isinstance(inputs.omop, (str, Path)):
        address = read_address(inputs.omop, folder=inputs.folder)
        if address.kind == "duckdb":
            return _in_file(address.path, sets, inputs.products, need_drug=need_drug)
        schema = address.schema or schema
    return _on_server(inputs.omop, sets, schema, inputs.products, need_drug=need_drug)


def _in_file(path: Path, sets: tuple[ConceptSet, ...], products: Sequence[str] = (), *, need_drug: bool) -> Resolved:
    """A DuckDB file is read where it is."""
    engine = open_database(path)
    try:
        findings = lay_out(engine, path.name)
        report = resolve(engine, sets, products)
        if need_drug:
            require_drug(engine, report, path.name)
        sql = unmapped_sql(
            "omop_drug_exposure", drug="drug_concept_id", source="drug_source_concept_id", name="drug_source_value"
        )
        unmapped = unmapped_findings(engine.execute(sql).fetchall(), products)
        return Resolved(engine, path.name, report, [*findings, *resolving_findings(engine, report), *unmapped])
    except BaseException:
        engine.close()
        raise


def _on_server(
    url: Any, sets: tuple[ConceptSet, ...], schema: str | None, products: Sequence[str] = (), *, need_drug: bool
) -> Resolved:
    """Elsewhere the sets are resolved there, and what concerns people with the drug is read into the own engine."""
    engine = open_engine(MEMORY)
    database = None
    try:
        database = open_any(url, engine)
        server = describe(engine, database, schema)
        read_vocabulary(server, sets, products)
        report = report_codes(engine)
        if need_drug:
            require_drug(engine, report, database.name, lambda _: server.vocabularies())
            read_people(server)
        unmapped = unmapped_findings(server.unmapped(), products)
        findings = [*server.findings, *resolving_findings(engine, report), *unmapped]
        return Resolved(engine, database.name, report, findings, (server.note,))
    except BaseException:
        engine.close()
        raise
    finally:
        if database is not None:
            database.close()

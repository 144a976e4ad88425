"""The front door for an OMOP database: its tables in, the four checked tables out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats._checks import DataError
from isostats.records.engine import Engine
from isostats.records.findings import Finding, Findings
from isostats.records.omop.concept_sets import GivenCode, concept_sets_of
from isostats.records.omop.database import open_database, path_of
from isostats.records.omop.extract import extract_findings, write_extract
from isostats.records.omop.layout import lay_out
from isostats.records.omop.resolving import require_drug, resolve, resolving_findings

if TYPE_CHECKING:
    import pandas as pd

    from isostats.records.omop.omop_records import OmopRecords

GivenSets = Mapping[str, Iterable[GivenCode]]


def read_omop(
    url: str | Path,
    *,
    concept_sets: GivenSets | None = None,
    folder: str | Path = ".",
    **keywords: Any,
) -> OmopRecords:
    """Records of an OMOP CDM 5.3 or 5.4 database in a DuckDB file, its drug exposures stitched into courses.

    ``url`` is ``duckdb:///cdm.duckdb`` (relative to ``folder``), ``duckdb:////data/cdm.duckdb``, or a path; the file is
    opened read-only. ``concept_sets`` replaces the codes of a set (isotretinoin, oral_antibiotic, hormonal, topical,
    body_weight) by those given: ``{"hormonal": ["RxNorm:9997"]}``; see :func:`omop_concepts` for what they find. Other
    keywords go to :func:`.read_dispensings`: gap_days, carry_over, washout_days, on_invalid, ...

    Supply is days_supply, else end - start + 1; strength is from drug_strength, else the drug's name; weight is the
    measured body weight nearest to the course's start; person_id is the patient_id. Findings say how often, and
    ``concepts`` of the records what each code of each concept set found.

    Raises DataError for a database that does not open, lacks a table, a column or the codes, or where nobody was given
    the drug; StudyError for concept sets that are none; and what read_dispensings raises.
    """
    from isostats.records.dispensings import read_dispensings
    from isostats.records.omop.omop_records import OmopRecords

    path = path_of(url, folder=folder)
    engine, report, findings = _resolved(path, concept_sets, need_drug=True)
    with engine, tempfile.TemporaryDirectory(prefix="isostats-omop-") as place:
        files = write_extract(engine, Path(place))
        findings += extract_findings(engine)
        try:
            records = read_dispensings(
                files["dispensings"],
                observation=files["observation"],
                people=files["people"],
                treatments=files.get("treatments"),
                weights=files.get("weights"),
                **keywords,
            )
        except DataError as error:  # its text names the files that were written between
            told = {file.name: f"{file.stem} of {path.name}" for file in files.values()}
            raise DataError(_renamed(str(error), told), error.findings) from error
    found = Findings.of([*findings, *records.findings])
    return OmopRecords.of(replace(records, findings=found, source=path.name), report)


def omop_concepts(url: str | Path, *, concept_sets: GivenSets | None = None, folder: str | Path = ".") -> pd.DataFrame:
    """What each code of each concept set finds in the database, before anything is computed from it.

    Columns concept_set, use (include, exclude), vocabulary, code, name (as the database has it; missing where it does
    not hold the code), concepts (at or below the code), records (drug exposures or measurements of these) and persons.
    Raises as :func:`read_omop` does, but not where the drug is not found.
    """
    engine, report, _ = _resolved(path_of(url, folder=folder), concept_sets, need_drug=False)
    engine.close()
    return report


def _resolved(
    path: Path, concept_sets: GivenSets | None, *, need_drug: bool
) -> tuple[Engine, pd.DataFrame, list[Finding]]:
    sets = concept_sets_of(concept_sets)
    engine = open_database(path)
    try:
        findings = lay_out(engine, path.name)
        report = resolve(engine, sets)
        if need_drug:
            require_drug(engine, report, path.name)
        return engine, report, [*findings, *resolving_findings(engine, report)]
    except BaseException:
        engine.close()
        raise


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for ours, theirs in names.items():
        text = text.replace(ours, theirs)
    return text

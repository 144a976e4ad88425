"""The front door for an OMOP database: its tables in, the four checked tables out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.errors import DataError
from isostats.progress import Step, silent
from isostats.records.course_records import StitchedRecords
from isostats.records.dispensings.prepared import PreparedDispensings
from isostats.records.dispensings.reader import prepare_dispensings, read_dispensings
from isostats.records.findings import Finding, Findings
from isostats.records.input_tables import DESCRIBED
from isostats.records.omop.cdm import Cdm, resolve_database
from isostats.records.omop.extract import drug_names, extract_findings, types_in_words, write_extract
from isostats.scratch import temporary_folder
from isostats.study.definitions import CourseDefinition
from isostats.study.inputs import Inputs, inputs_of
from isostats.study.keys import keyword_values, takes_keys

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class OmopRecords(StitchedRecords):
    """``concepts`` is the frame of :func:`.omop_concepts` that the records were found by; the rest is as for
    dispensings. ``row`` in findings and lineage is a row of the exposures in order of day, person and id, the first
    being row 2."""

    concepts: pd.DataFrame = field(compare=False)


@takes_keys(Inputs, CourseDefinition, kind="omop")
def read_omop(
    url: str | Path | Any, definition: CourseDefinition | None = None, *, step: Step = silent, **keywords: Any
) -> OmopRecords:
    """Records of an OMOP CDM 5.3 or 5.4 database, its drug exposures stitched into courses.

    ``url`` is the address of a DuckDB file (``duckdb:///cdm.duckdb``, relative to ``folder``;
    ``duckdb:////data/cdm.duckdb``; or a path) or of a PostgreSQL database (``postgres://user@host/cdm?schema=omop``),
    or an open DuckDB connection or Spark session, whose tables are in the current schema unless ``schema`` names
    another. Nothing is ever written there; the concept sets are resolved and counted where the data is, and only rows
    about people with the drug are read (``about_rows`` says how many). ``concept_sets`` replaces the codes of a set
    (isotretinoin, oral_antibiotic, antiandrogen, topical, body_weight): ``{"antiandrogen": ["RxNorm:9997"]}``; see
    :func:`omop_concepts` for what they find.
    Inputs and the definition of courses are objects, or their keys are keywords, as for :func:`.read_dispensings`.

    Dispensings are read before prescriptions, never both (``drug_type_concept_id``), set by set; ``drug_types`` chooses
    others by name, id or group (dispensing, prescription, administration, other). ``products`` names concepts that are
    systemic isotretinoin though their names look otherwise.

    ``visits``, ``monitoring`` and ``adverse_events`` are files or frames beside the database, as beside course records;
    their patient_id is the person_id. Diagnoses are those of condition_occurrence, by standard and by source concept;
    acne are its codes and all below them.

    Supply is days_supply, else end - start + 1; strength is from drug_strength, else the drug's name; weight is the
    measured body weight nearest to the course's start; person_id is the patient_id. Findings say how often, and
    ``concepts`` of the records what each code of each concept set found.

    Raises DataError for a database that does not open, lacks a table, a column or the codes, or where nobody was given
    the drug; StudyError for concept sets that are none; and what read_dispensings raises.

    >>> import tempfile
    >>> import isostats as iso
    >>> from isostats.simulate import write_simulation
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = write_simulation(iso.simulate_dispensings(40, seed=1), folder, omop=True)
    ...     records = iso.read_omop(f"{folder}/simulated_cdm.duckdb")
    ...     len(records.table("people"))
    38
    """
    of_inputs, of_courses = keyword_values(Inputs, CourseDefinition, keywords=keywords)
    definition = replace(definition or CourseDefinition(), **of_courses)
    with _extracted(inputs_of("omop", url, of_inputs)) as extract:
        with extract.errors():
            records = read_dispensings(extract.inputs, definition, step=step)
        return extract.finish(records)


@dataclass
class PreparedOmop(PreparedDispensings):
    """An OMOP database read and cleaned up once; :meth:`records` stitches it, as :class:`PreparedDispensings` does."""

    extract: _Extract = field(kw_only=True)

    def records(
        self, definition: CourseDefinition | None = None, *, account: bool = True, step: Step = silent
    ) -> OmopRecords:
        """The four tables by one definition of courses, as :meth:`PreparedDispensings.records` makes them."""
        with self.extract.errors():
            records = super().records(definition, account=account, step=step)
        return self.extract.finish(records)


@contextmanager
@takes_keys(Inputs, kind="omop")
def prepare_omop(url: str | Path | Any, *, step: Step = silent, **keywords: Any) -> Iterator[PreparedOmop]:
    """An OMOP database cleaned up once, for many rules of courses; it can be asked only within the ``with`` block.

    What the database holds of the drug is kept in a folder for that long; raises as :func:`read_omop` does.
    """
    with _extracted(inputs_of("omop", url, keyword_values(Inputs, keywords=keywords)[0])) as extract:
        with extract.errors():
            prepared = prepare_dispensings(extract.inputs, step=step)
        yield PreparedOmop(**_values(prepared), extract=extract)


@takes_keys(Inputs, kind="omop")
def omop_concepts(url: str | Path | Any, **keywords: Any) -> pd.DataFrame:
    """What each code of each concept set finds in the database, before anything is computed from it.

    Columns concept_set, use (include, exclude), vocabulary, code, name (as the database has it; missing where it does
    not hold the code), concepts (at or below the code), records (drug exposures or measurements of these) and persons.
    Raises as :func:`read_omop` does, but not where the drug is not found.
    """
    inputs = inputs_of("omop", url, keyword_values(Inputs, keywords=keywords)[0])
    resolved = resolve_database(inputs, need_drug=False)
    resolved.engine.close()
    return resolved.report


@dataclass
class _Extract:
    """The files that were written of a database, and what was found on the way."""

    resolved: Cdm
    files: dict[str, Path]
    inputs: Inputs
    findings: list[Finding]
    about_types: str

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Errors name the tables of the database, not the files that were written between."""
        try:
            yield
        except DataError as error:
            findings = self._of_tables(error.findings) if error.findings else error.findings
            raise type(error)(self._named(str(error)), findings) from error

    def _named(self, text: str) -> str:
        for file in self.files.values():
            text = text.replace(file.name, f"{file.stem} of {self.resolved.source}")
        return text

    def _of_tables(self, findings: Any) -> Findings:
        texts = ("message", "example", "advice")
        return Findings.of([replace(each, **{t: self._named(getattr(each, t)) for t in texts}) for each in findings])

    def finish(self, records: StitchedRecords) -> OmopRecords:
        """The records with the findings of the extract, the database's name and the concepts."""
        findings = Findings.of([*self.findings, *self._of_tables(records.findings)])
        about = (self.resolved.note, self.about_types, *records.about_rows)
        whole = replace(records, findings=findings, source=self.resolved.source, about_rows=about)
        return OmopRecords(**_values(whole), concepts=self.resolved.report)


@contextmanager
def _extracted(inputs: Inputs) -> Iterator[_Extract]:
    resolved = resolve_database(inputs, need_drug=True)
    with temporary_folder("omop") as place:
        with resolved.engine as engine:
            files = write_extract(engine, Path(place), source=resolved.source, drug_types=inputs.drug_types)
            of_types, about = types_in_words(engine, inputs.drug_types)
            findings = [*resolved.findings, *of_types, *extract_findings(engine)]
            names = drug_names(engine)
        beside = {name: inputs.source(name) for name in ("weight_reference", *DESCRIBED)}
        of_omop: dict[str, Any] = {"omop": None, "schema": None, "concept_sets": {}, "drug_types": ()}
        tables: dict[str, Any] = {**beside, **files, "folder": Path(".")}
        written = replace(inputs, products=tuple(names), **of_omop, **tables)
        yield _Extract(resolved, files, written, findings, about)


def _values(made: Any) -> dict[str, Any]:
    """The fields of a dataclass, to make one of a further class with."""
    return {each.name: getattr(made, each.name) for each in fields(made) if each.init}

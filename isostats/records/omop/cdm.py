"""The OMOP tables of a database: resolved and counted where they are, and read from there is only what is needed.

The SQL is portable (DuckDB, PostgreSQL, Spark). What leaves the database: the vocabulary's rows about the concept sets,
counts by code, and, of people who have an exposure to the drug, their exposures to the concept sets, observation
periods, body weights, deaths and persons. These rows become tables ``cdm_<table>`` of the embedded engine, and views
``omop_<table>`` of these have every column that is used, typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.engines.database import Arriving, Database, Place
from isostats.engines.embedded import MEMORY, WHOLE, Engine, literal, open_engine
from isostats.engines.registry import open_database, read_address
from isostats.errors import DataError, nearest
from isostats.records.findings import Finding
from isostats.records.omop.concept_sets import ConceptSet, concept_sets_of
from isostats.records.omop.layout import OMOP_TABLES, Chosen, choose_tables, make_view, place_of, refuse_instants
from isostats.records.omop.resolving import (
    EXPOSURES,
    find_members,
    report_codes,
    require_drug,
    resolving_findings,
    unmapped_findings,
)
from isostats.study.inputs import Inputs
from isostats.words.numbers import count_text

if TYPE_CHECKING:
    import pandas as pd

NAMED = """SELECT {id} FROM {concept} JOIN (SELECT * FROM (VALUES {codes}) AS v (vocabulary, code)) AS codes
    ON codes.vocabulary = {vocabulary} AND codes.code = {code}
UNION SELECT {id} FROM {concept} WHERE {id} IN ({ids})"""

BELOW = "SELECT {descendant} FROM {ancestor} WHERE {above} IN ({named})"

# A code is named by its place in set_codes, so that a concept below two codes is counted under both.
CODE_USES = """SELECT members.place, CAST(COUNT(*) AS BIGINT) AS records,
       CAST(COUNT(DISTINCT used.person) AS BIGINT) AS persons
FROM ({used}) AS used JOIN (SELECT * FROM (VALUES {members}) AS v (place, concept_id)) AS members
    ON members.concept_id = used.concept_id
GROUP BY members.place"""

UNMAPPED = """SELECT {name} AS named, CAST(COUNT(*) AS BIGINT) AS records
FROM {exposures} WHERE COALESCE({drug}, 0) = 0 AND COALESCE({source}, 0) = 0 AND {name} IS NOT NULL GROUP BY {name}"""

VOCABULARIES = """SELECT {vocabulary}, COUNT(*) AS concepts FROM {concept} WHERE {vocabulary} IS NOT NULL
GROUP BY {vocabulary} ORDER BY concepts DESC, {vocabulary} LIMIT 5"""


@dataclass
class Cdm:
    """The OMOP tables of a database, found and described; ``read`` counts the rows that were read, by table."""

    engine: Engine
    database: Database
    chosen: Mapping[str, Chosen]
    columns: Mapping[str, Mapping[str, Arriving]]
    places: Mapping[str, Place]
    findings: list[Finding]
    read: dict[str, int] = field(default_factory=dict)

    def sql(self, table: str) -> str:
        """The table as its database writes it."""
        return self.database.within(self.places[table])

    def column(self, table: str, name: str) -> str:
        """A column as its database writes it."""
        return self.database.quote(self.chosen[table].columns[name])

    def number(self, table: str, name: str) -> str:
        """A column of ids as whole numbers; NULL where the table does not have it."""
        chosen = self.chosen[table]
        if name not in chosen.columns:
            return "CAST(NULL AS BIGINT)"
        written, arriving = self.column(table, name), self.columns[table][name]
        return written if arriving.kind in WHOLE else self.database.dialect.whole.format(column=written)

    def holds(self, table: str) -> bool:
        """Whether the table is there to be read."""
        return self.chosen[table].schema is not None

    def exposed(self, ids: Iterable[int]) -> str:
        """SQL: the exposure is to one of these concepts, by its standard concept, or else its source concept."""
        listed = ids_sql(ids)
        drug, source = (self.number("drug_exposure", f"drug_{part}concept_id") for part in ("", "source_"))
        return f"({drug} IN ({listed}) OR (({drug} = 0 OR {drug} IS NULL) AND {source} IN ({listed})))"

    def copy(self, table: str, where: str, into: str | None = None) -> None:
        """Read the rows that fulfil a condition, in the columns that are used, into the table of that name."""
        arriving = self.columns[table]
        names = self.chosen[table].names
        chosen = ", ".join(f"{arriving[name].sql} AS {self.database.quote(name)}" for name in names)
        kinds = {name: arriving[name].kind for name in names}
        sql = f"SELECT {chosen} FROM {self.sql(table)} WHERE {where}"
        rows = self.database.copy(sql, kinds, into or f"cdm_{table}")
        self.read[table] = self.read.get(table, 0) + rows

    def view(self, table: str) -> None:
        """Make ``omop_<table>`` of what was read."""
        make_view(self.engine, self.chosen[table])

    def unmapped(self) -> list[tuple[Any, ...]]:
        """How many exposures without any concept each source value has."""
        if "drug_source_value" not in self.chosen["drug_exposure"].columns:
            return []
        drug, source = (self.number("drug_exposure", f"drug_{part}concept_id") for part in ("", "source_"))
        name = self.column("drug_exposure", "drug_source_value")
        exposures = self.sql("drug_exposure")
        return self.database.ask(UNMAPPED.format(exposures=exposures, drug=drug, source=source, name=name))

    def vocabularies(self) -> list[tuple[Any, ...]]:
        """The largest vocabularies with their numbers of concepts."""
        vocabulary = self.column("concept", "vocabulary_id")
        return self.database.ask(VOCABULARIES.format(concept=self.sql("concept"), vocabulary=vocabulary))

    @property
    def note(self) -> str:
        """What was read, for the reader of the records."""
        rows = ", ".join(f"{count_text(count)} of {table}" for table, count in self.read.items())
        return (
            f"Rows read from {self.database.name}: {rows}. Those of drug_exposure, observation_period, measurement, "
            "death and person are of people who were given the drug; the concept sets were resolved and counted there."
        )


@dataclass(frozen=True)
class Resolved:
    """A database whose concept sets are resolved: ``engine`` has the views ``omop_...`` that the extract is made from,
    ``source`` is what messages call it, ``report`` is that of the codes, and ``note`` tells what was read."""

    engine: Engine
    source: str
    report: pd.DataFrame
    findings: list[Finding]
    note: str


def resolve_database(inputs: Inputs, *, need_drug: bool) -> Resolved:
    """The OMOP database of the inputs, with its concept sets resolved and counted; what concerns people with the drug
    is read.

    Raises DataError as :func:`.read_omop` does; without ``need_drug`` not where nobody was given it.
    """
    sets, schema, products = concept_sets_of(inputs.concept_sets), inputs.schema, inputs.products
    if isinstance(inputs.omop, (str, Path)):
        schema = read_address(inputs.omop, folder=inputs.folder).schema or schema
    engine = open_engine(MEMORY)
    try:
        with closing(open_database(inputs.omop, engine, folder=inputs.folder)) as database:
            cdm = describe(engine, database, schema)
            read_vocabulary(cdm, sets, products)
            report = report_codes(engine)
            if need_drug:
                require_drug(engine, report, database.name, cdm.vocabularies)
                read_people(cdm)
            unmapped = unmapped_findings(cdm.unmapped(), products)
            findings = [*cdm.findings, *resolving_findings(engine, report), *unmapped]
            return Resolved(engine, database.name, report, findings, cdm.note)
    except BaseException:
        engine.close()
        raise


def describe(engine: Engine, database: Database, schema: str | None = None) -> Cdm:
    """The OMOP tables of a database and their columns.

    ``schema`` is where they are looked for first; else it is the first that has a table ``person``, in the order in
    which the database itself looks. Raises DataError as :func:`.choose_tables` does, and for a schema that is not
    there.
    """
    known = list(database.tables(schema)) if schema is not None else []
    if schema is not None and schema not in {place for place, _ in known}:
        others = sorted({place for place, _ in database.tables() if place})
        hint = nearest(schema, others) or "."
        raise DataError(f"There is no schema '{schema}' with tables in {database.name}{hint}")
    known += [pair for pair in database.tables() if pair not in known]
    home = schema if schema is not None else _home(database, known)
    real = {(place, name.lower()): Place(place, name) for place, name in reversed(known)}
    places = {
        table.name: real[place, table.name]
        for table in OMOP_TABLES
        if ((place := place_of(real, table.name, home)), table.name) in real
    }
    columns = {name: database.columns(place) for name, place in places.items()}
    tables: dict[tuple[str, str], dict[str, str]] = {key: {} for key in real}
    tables |= {(place.schema, name): {each.lower(): each for each in columns[name]} for name, place in places.items()}
    chosen, findings = choose_tables(tables, database.name, home)
    low = {name: {each.lower(): _with_digits(each, column) for each, column in held.items()}
           for name, held in columns.items()}  # fmt: skip
    instants = {(places[name].schema, name, each) for name, held in low.items() for each, column in held.items()
                if column.zoned}  # fmt: skip
    refuse_instants(chosen, instants, database.name)
    return Cdm(engine, database, chosen, low, places, findings)


def _with_digits(name: str, column: Arriving) -> Arriving:
    """The id of a person with every digit."""
    if name.lower() != "person_id" or column.exact is None or column.kind in WHOLE:
        return column
    return Arriving("VARCHAR", column.exact, column.exact)


def read_vocabulary(cdm: Cdm, sets: Sequence[ConceptSet], products: Sequence[str] = ()) -> None:
    """Resolve the concept sets in the database and read the concepts at or below their codes; then make the tables of
    :func:`.find_members`, and ``concept_uses`` and ``code_uses``, which are counted there."""
    named = _named(cdm, sets)
    below = BELOW.format(
        descendant=cdm.number("concept_ancestor", "descendant_concept_id"),
        above=cdm.number("concept_ancestor", "ancestor_concept_id"),
        ancestor=cdm.sql("concept_ancestor"),
        named=named,
    )
    number, vocabulary = cdm.number("concept", "concept_id"), cdm.column("concept", "vocabulary_id")
    cdm.copy("concept", f"{number} IN ({named}) OR {number} IN ({below}) OR {vocabulary} IN ('Gender', 'UCUM')")
    cdm.copy("concept_ancestor", f"{cdm.number('concept_ancestor', 'ancestor_concept_id')} IN ({named})")
    for table in ("concept", "concept_ancestor"):
        cdm.view(table)
    find_members(cdm.engine, sets, products)
    _count_uses(cdm)


def read_people(cdm: Cdm) -> None:
    """Read the rows about people who have an exposure to the drug, and make the views that the extract is made from."""
    drug, every = _ids(cdm, "= 'isotretinoin'"), _ids(cdm, "<> 'body_weight'")
    person = cdm.number("drug_exposure", "person_id")
    people = f"SELECT {person} FROM {cdm.sql('drug_exposure')} WHERE {cdm.exposed(drug)}"
    weighed = ids_sql(_ids(cdm, "= 'body_weight'"))
    conditions = {
        # exposures to the drug that name nobody are counted as faulty, not lost
        "drug_exposure": f"({person} IS NULL AND {cdm.exposed(drug)}) OR {cdm.exposed(every)} AND ",
        "observation_period": "",
        "measurement": f"{cdm.number('measurement', 'measurement_concept_id')} IN ({weighed}) AND ",
        "death": "",
        "person": "",
    }
    for table, also in conditions.items():
        if cdm.holds(table):
            cdm.copy(table, f"{also}{cdm.number(table, 'person_id')} IN ({people})")
    if cdm.holds("drug_strength"):
        cdm.copy("drug_strength", f"{cdm.number('drug_strength', 'drug_concept_id')} IN ({ids_sql(drug)})")
    if cdm.holds("care_site"):
        cdm.copy("care_site", "1 = 1")
    for each in OMOP_TABLES:
        cdm.view(each.name)
    _read_concepts(cdm, "SELECT DISTINCT amount_unit_concept_id FROM omop_drug_strength")  # units outside UCUM
    _read_concepts(cdm, "SELECT DISTINCT drug_type_concept_id FROM omop_drug_exposure")
    cdm.engine.execute(EXPOSURES)


def _home(database: Database, known: Sequence[tuple[str, str]]) -> str:
    with_person = {schema for schema, name in known if name.lower() == "person"}
    ordered = [schema for schema in database.home() if schema in with_person]
    return ordered[0] if ordered else min(with_person, default="")


def _named(cdm: Cdm, sets: Sequence[ConceptSet]) -> str:
    """SQL for the concepts that the codes name."""
    codes = {code for each in sets for code in (*each.include, *each.exclude)}
    pairs = sorted((code.vocabulary, code.code) for code in codes if code.vocabulary)
    ids = sorted(int(code.code) for code in codes if not code.vocabulary and code.code.lstrip("-").isdigit())
    return NAMED.format(
        id=cdm.number("concept", "concept_id"),
        concept=cdm.sql("concept"),
        vocabulary=cdm.column("concept", "vocabulary_id"),
        code=cdm.column("concept", "concept_code"),
        codes=", ".join(f"({literal(vocabulary)}, {literal(code)})" for vocabulary, code in pairs or [("", "")]),
        ids=ids_sql(ids),
    )


def _count_uses(cdm: Cdm) -> None:
    """Make ``concept_uses`` and ``code_uses`` of what the database counts."""
    engine = cdm.engine
    drug, source = (cdm.number("drug_exposure", f"drug_{part}concept_id") for part in ("", "source_"))
    which = f"CASE WHEN COALESCE({drug}, 0) = 0 THEN {source} ELSE {drug} END"
    person = cdm.number("drug_exposure", "person_id")
    members = _ids(cdm, "<> 'body_weight'", "set_members")
    used = (
        f"SELECT {which} AS concept_id, {person} AS person FROM {cdm.sql('drug_exposure')} "
        f"WHERE {cdm.exposed(members)}"
    )
    sql = f"SELECT concept_id, CAST(COUNT(*) AS BIGINT) AS records FROM ({used}) AS used GROUP BY concept_id"
    cdm.database.copy(sql, {"concept_id": "BIGINT", "records": "BIGINT"}, "concept_uses")
    if cdm.holds("measurement"):
        measured = cdm.number("measurement", "measurement_concept_id")
        weights = ids_sql(_ids(cdm, "= 'body_weight'", "set_members"))
        used += (
            f" UNION ALL SELECT {measured}, {cdm.number('measurement', 'person_id')} "
            f"FROM {cdm.sql('measurement')} WHERE {measured} IN ({weights})"
        )
    pairs = engine.execute(
        "SELECT codes.rowid, members.concept_id FROM set_members AS members JOIN set_codes AS codes "
        "USING (set_name, use, vocabulary, code) ORDER BY ALL"
    ).fetchall()
    listed = ", ".join(f"({place}, {concept})" for place, concept in pairs or [(-1, -1)])
    kinds = {"place": "BIGINT", "records": "BIGINT", "persons": "BIGINT"}
    cdm.database.copy(CODE_USES.format(used=used, members=listed), kinds, "place_uses")
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE code_uses AS SELECT set_name, use, vocabulary, code, records, persons "
        "FROM set_codes AS codes JOIN place_uses ON place_uses.place = codes.rowid"
    )


def _read_concepts(cdm: Cdm, ids: str) -> None:
    """The concepts of some ids that are not among those read."""
    known = "(SELECT concept_id FROM omop_concept WHERE concept_id IS NOT NULL)"
    wanted = cdm.engine.execute(
        f"SELECT id FROM ({ids}) AS ids (id) WHERE id IS NOT NULL AND id NOT IN {known}"
    ).fetchall()
    if wanted:
        number = cdm.number("concept", "concept_id")
        cdm.copy("concept", f"{number} IN ({ids_sql(each for (each,) in wanted)})", into="further_concepts")
        cdm.engine.execute("INSERT INTO cdm_concept SELECT * FROM further_concepts")


def _ids(cdm: Cdm, sets: str, table: str = "set_concepts") -> list[int]:
    sql = (
        f"SELECT DISTINCT concept_id FROM {table} WHERE set_name {sets} AND concept_id IS NOT NULL ORDER BY concept_id"
    )
    return [int(concept) for (concept,) in cdm.engine.execute(sql).fetchall()]


def ids_sql(ids: Iterable[int]) -> str:
    """Ids as SQL lists them; an empty list holds none that there is.

    >>> ids_sql([3, 4]), ids_sql([])
    ('3, 4', 'NULL')
    """
    return ", ".join(map(str, ids)) or "NULL"

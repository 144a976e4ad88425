"""The OMOP tables of a database: resolved and counted where they are, and read from there is only what is needed.

The SQL is portable (DuckDB, PostgreSQL, Spark). What leaves the database: the vocabulary's rows about the concept sets,
counts by code, and, of people who have an exposure to the drug, their exposures to the concept sets, observation
periods, body weights, conditions, deaths and persons. These rows become tables ``cdm_<table>`` of the embedded engine,
and views ``omop_<table>`` of these have every column that is used, typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from isostats.engines.database import Database, Place
from isostats.engines.embedded import MEMORY, WHOLE, Engine, insert_rows, literal, open_engine
from isostats.engines.registry import open_database, read_address
from isostats.records.drugs import READ, codes_of
from isostats.records.findings import Finding
from isostats.records.omop import concept_sets
from isostats.records.omop.concept_sets import Code, ConceptSet, concept_sets_of
from isostats.records.omop.layout import Chosen, choose_tables, make_view
from isostats.study.inputs import Inputs
from isostats.words.numbers import count_text

if TYPE_CHECKING:
    import pandas as pd

# Each text is about one table, whose columns and name ({table}) are filled in as the database writes them.
NAMED = """SELECT {concept_id} FROM {table} JOIN (SELECT * FROM (VALUES {codes}) AS v (vocabulary, code)) AS codes
    ON codes.vocabulary = {vocabulary_id} AND codes.code = {concept_code}
UNION SELECT {concept_id} FROM {table} WHERE {concept_id} IN ({ids})"""

BELOW = "SELECT {descendant_concept_id} FROM {table} WHERE {ancestor_concept_id} IN ({named})"

# By its standard concept, or else its source concept.
EXPOSED = """({drug_concept_id} IN ({ids})
    OR (({drug_concept_id} = 0 OR {drug_concept_id} IS NULL) AND {drug_source_concept_id} IN ({ids})))"""
USED = """SELECT CASE WHEN COALESCE({drug_concept_id}, 0) = 0 THEN {drug_source_concept_id} ELSE {drug_concept_id} END
    AS concept_id, {person_id} AS person FROM {table} WHERE """ + EXPOSED
MEASURED = """ UNION ALL SELECT {measurement_concept_id}, {person_id} FROM {table}
WHERE {measurement_concept_id} IN ({ids})"""
CONCEPT_USES = "SELECT concept_id, CAST(COUNT(*) AS BIGINT) AS records FROM ({used}) AS used GROUP BY concept_id"

# A code is named by its place in set_codes, so that a concept below two codes is counted under both.
CODE_USES = """SELECT members.place, CAST(COUNT(*) AS BIGINT) AS records,
       CAST(COUNT(DISTINCT used.person) AS BIGINT) AS persons
FROM ({used}) AS used JOIN (SELECT * FROM (VALUES {members}) AS v (place, concept_id)) AS members
    ON members.concept_id = used.concept_id
GROUP BY members.place"""

UNMAPPED = """SELECT {drug_source_value} AS named, CAST(COUNT(*) AS BIGINT) AS records FROM {table}
WHERE COALESCE({drug_concept_id}, 0) = 0 AND COALESCE({drug_source_concept_id}, 0) = 0
    AND {drug_source_value} IS NOT NULL GROUP BY {drug_source_value}"""

CONDITIONS = """SELECT condition_concept_id FROM omop_condition_occurrence
UNION SELECT condition_source_concept_id FROM omop_condition_occurrence"""
AT_OR_BELOW = "SELECT {concept_id} FROM {table} WHERE {concept_id} IN ({named}) OR {concept_id} IN ({below})"

VOCABULARIES = """SELECT {vocabulary_id}, COUNT(*) AS concepts FROM {table} WHERE {vocabulary_id} IS NOT NULL
GROUP BY {vocabulary_id} ORDER BY concepts DESC, {vocabulary_id} LIMIT 5"""


@dataclass
class Cdm:
    """The OMOP tables of a database, found and described; ``read`` counts the rows that were read, by table.

    Once it is resolved, ``engine`` has the views ``omop_...`` that the extract is made from, and ``report`` is that of
    the codes.
    """

    engine: Engine
    database: Database
    chosen: Mapping[str, Chosen]
    findings: list[Finding]
    report: pd.DataFrame = field(init=False)
    read: dict[str, int] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """What messages call the database."""
        return self.database.name

    def sql(self, text: str, table: str, **parts: str) -> str:
        """A text about one table with its columns, ids as whole numbers; NULL stands for an id that is not there."""
        chosen, database = self.chosen[table], self.database
        columns = {}
        for name, kind in chosen.table.kinds.items():
            columns[name] = database.quote(chosen.written[name]) if name in chosen.written else "CAST(NULL AS BIGINT)"
            if name in chosen.written and kind == "BIGINT" and chosen.arriving[name].kind not in WHOLE:
                columns[name] = database.dialect.whole.format(column=columns[name])
        return text.format(table=database.within(cast(Place, chosen.place)), **columns, **parts)

    def copy(self, table: str, where: str, into: str | None = None, **parts: str) -> None:
        """Read the rows that fulfil a condition, in the columns that are used, into the table of that name; of a table
        that is not there nothing."""
        if self.chosen[table].place is None:
            return
        arriving = self.chosen[table].arriving
        chosen = ", ".join(f"{column.sql} AS {self.database.quote(name)}" for name, column in arriving.items())
        kinds = {name: column.kind for name, column in arriving.items()}
        sql = f"SELECT {chosen} FROM {self.sql('{table} WHERE ' + where, table, **parts)}"
        rows = self.database.copy(sql, kinds, into or f"cdm_{table}")
        self.read[table] = self.read.get(table, 0) + rows

    def unmapped(self) -> list[tuple[Any, ...]]:
        """How many exposures without any concept each source value has."""
        named = "drug_source_value" in self.chosen["drug_exposure"].written
        return self.database.ask(self.sql(UNMAPPED, "drug_exposure")) if named else []

    def vocabularies(self) -> list[tuple[Any, ...]]:
        """The largest vocabularies with their numbers of concepts."""
        return self.database.ask(self.sql(VOCABULARIES, "concept"))

    @property
    def note(self) -> str:
        """What was read, for the reader of the records."""
        rows = ", ".join(f"{table} {count_text(count)}" for table, count in self.read.items())
        return (
            f"Rows read from {self.source}: {rows}. Drug_exposure, observation_period, measurement, "
            "condition_occurrence, death and person were read for people who were given the drug. The concept sets "
            "were resolved and counted in the database."
        )


def resolve_database(inputs: Inputs, *, need_drug: bool) -> Cdm:
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
            cdm = Cdm(engine, database, *choose_tables(database, schema))
            read_vocabulary(cdm, sets, products)
            cdm.report = engine.execute(concept_sets.REPORT).df()
            if need_drug:
                concept_sets.require_drug(engine, cdm.report, database.name, cdm.vocabularies)
                read_people(cdm)
            cdm.findings += concept_sets.resolving_findings(engine, cdm.report)
            cdm.findings += concept_sets.unmapped_findings(cdm.unmapped(), products)
            return cdm
    except BaseException:
        engine.close()
        raise


def read_vocabulary(cdm: Cdm, sets: Sequence[ConceptSet], products: Sequence[str] = ()) -> None:
    """Resolve the concept sets in the database and read the concepts at or below their codes; then make the tables of
    :func:`.find_members`, and ``concept_uses`` and ``code_uses``, which are counted there."""
    named = _named(cdm, sets)
    wanted = "{concept_id} IN ({named}) OR {concept_id} IN ({below}) OR {vocabulary_id} IN ('Gender', 'UCUM')"
    cdm.copy("concept", wanted, named=named, below=cdm.sql(BELOW, "concept_ancestor", named=named))
    cdm.copy("concept_ancestor", "{ancestor_concept_id} IN ({named})", named=named)
    for table in ("concept", "concept_ancestor"):
        make_view(cdm.engine, cdm.chosen[table])
    concept_sets.find_members(cdm.engine, sets, products)
    _count_uses(cdm)


def read_people(cdm: Cdm) -> None:
    """Read the rows about people who have an exposure to the drug, and make the views that the extract is made from."""
    drug, every, weights = (_ids(cdm, sets) for sets in ("= 'isotretinoin'", "<> 'body_weight'", "= 'body_weight'"))
    of_drug, exposed = (cdm.sql(EXPOSED, "drug_exposure", ids=ids) for ids in (drug, every))
    people = cdm.sql("SELECT {person_id} FROM {table} WHERE {of_drug}", "drug_exposure", of_drug=of_drug)
    conditions = {
        # exposures to the drug that name nobody are counted as faulty, not lost
        "drug_exposure": "({person_id} IS NULL AND {of_drug}) OR {exposed} AND ",
        "observation_period": "",
        "measurement": "{measurement_concept_id} IN ({weights}) AND ",
        "condition_occurrence": "",
        "death": "",
        "person": "",
    }
    for table, also in conditions.items():
        where = also + "{person_id} IN ({people})"
        cdm.copy(table, where, of_drug=of_drug, exposed=exposed, weights=weights, people=people)
    cdm.copy("drug_strength", "{drug_concept_id} IN ({drug})", drug=drug)
    cdm.copy("care_site", "1 = 1")
    for chosen in cdm.chosen.values():
        make_view(cdm.engine, chosen)
    _read_concepts(cdm, "SELECT DISTINCT amount_unit_concept_id FROM omop_drug_strength")  # units outside UCUM
    _read_concepts(cdm, "SELECT DISTINCT drug_type_concept_id FROM omop_drug_exposure")
    _read_concepts(cdm, CONDITIONS)
    _read_acne(cdm)
    cdm.engine.execute(concept_sets.EXPOSURES)


def _named(cdm: Cdm, sets: Sequence[ConceptSet]) -> str:
    """SQL for the concepts that the codes name."""
    codes = {code for each in sets for code in (*each.include, *each.exclude)}
    pairs = sorted((code.vocabulary, code.code) for code in codes if code.vocabulary)
    ids = sorted(int(code.code) for code in codes if not code.vocabulary and code.code.lstrip("-").isdigit())
    listed = ", ".join(f"({literal(vocabulary)}, {literal(code)})" for vocabulary, code in pairs or [("", "")])
    return cdm.sql(NAMED, "concept", codes=listed, ids=ids_sql(ids))


def _count_uses(cdm: Cdm) -> None:
    """Make ``concept_uses`` and ``code_uses`` of what the database counts."""
    engine = cdm.engine
    used = cdm.sql(USED, "drug_exposure", ids=_ids(cdm, "<> 'body_weight'", "set_members"))
    kinds = {"concept_id": "BIGINT", "records": "BIGINT"}
    cdm.database.copy(CONCEPT_USES.format(used=used), kinds, "concept_uses")
    if cdm.chosen["measurement"].place is not None:
        used += cdm.sql(MEASURED, "measurement", ids=_ids(cdm, "= 'body_weight'", "set_members"))
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
        ids = ids_sql(each for (each,) in wanted)
        cdm.copy("concept", "{concept_id} IN ({ids})", into="further_concepts", ids=ids)
        cdm.engine.execute("INSERT INTO cdm_concept SELECT * FROM further_concepts")


def _read_acne(cdm: Cdm) -> None:
    """Make ``acne_concepts``, the concepts at or below the codes of acne, but for those of what is none."""
    acne: set[int] = set()
    for uses in (READ, ("exclude",)):
        codes = tuple(Code(row.vocabulary, row.code) for row in codes_of("acne", *uses))
        named = _named(cdm, [ConceptSet("acne", codes)])
        below = cdm.sql(BELOW, "concept_ancestor", named=named)
        ids = {int(id) for (id,) in cdm.database.ask(cdm.sql(AT_OR_BELOW, "concept", named=named, below=below))}
        acne = acne - ids if acne else ids
    cdm.engine.execute("CREATE OR REPLACE TEMP TABLE acne_concepts (concept_id BIGINT)")
    insert_rows(cdm.engine, "acne_concepts", ((id,) for id in sorted(acne)), "BIGINT")


def _ids(cdm: Cdm, sets: str, table: str = "set_concepts") -> str:
    """SQL that lists the concepts of some sets."""
    wanted = f"SELECT DISTINCT concept_id FROM {table} WHERE set_name {sets} AND concept_id IS NOT NULL ORDER BY 1"
    return ids_sql(int(concept) for (concept,) in cdm.engine.execute(wanted).fetchall())


def ids_sql(ids: Iterable[int]) -> str:
    """Ids as SQL lists them; an empty list holds none that there is.

    >>> ids_sql([3, 4]), ids_sql([])
    ('3, 4', 'NULL')
    """
    return ", ".join(map(str, ids)) or "NULL"

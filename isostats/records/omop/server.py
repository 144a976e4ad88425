"""OMOP tables on an engine of their own: resolved and counted there, and read from there is only what is needed.

The SQL is portable (DuckDB, PostgreSQL, Spark). What leaves the engine: the vocabulary's rows about the concept sets,
counts by code, and, of people who have an exposure to the drug, their exposures to the concept sets, observation
periods, body weights, deaths and persons. These rows become tables of the same names in the own engine
(:data:`.database.CATALOG`), and everything else runs as on a DuckDB file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from isostats.engines.database import Arriving, Database, Place
from isostats.engines.embedded import WHOLE, Engine, literal
from isostats.errors import DataError, nearest
from isostats.records.findings import Finding
from isostats.records.omop.concept_sets import ConceptSet
from isostats.records.omop.database import CATALOG
from isostats.records.omop.layout import (
    OMOP_TABLES,
    Chosen,
    choose_tables,
    make_view,
    place_of,
    refuse_instants,
)
from isostats.records.omop.resolving import EXPOSURES, VOCABULARIES, find_members
from isostats.records.omop.unmapped import unmapped_sql

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


@dataclass
class Server:
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
        if arriving.kind in WHOLE:
            return written
        if arriving.kind == "VARCHAR" and arriving.exact is None:
            return self.database.dialect.whole.format(column=written)
        return f"CAST({written} AS BIGINT)"

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
        target = into or f"{CATALOG}.main.{table}"
        kinds = {name: arriving[name].kind for name in names}
        rows = self.database.copy(f"SELECT {chosen} FROM {self.sql(table)} WHERE {where}", kinds, target)
        self.read[table] = self.read.get(table, 0) + rows

    def view(self, table: str) -> None:
        """Make ``omop_<table>`` of what was read."""
        chosen = self.chosen[table]
        place = None if chosen.schema is None else "main"
        make_view(self.engine, Chosen(chosen.table, place, {name: name for name in chosen.names}))

    def unmapped(self) -> list[tuple[Any, ...]]:
        """How many exposures without any concept each source value has."""
        if "drug_source_value" not in self.chosen["drug_exposure"].columns:
            return []
        drug, source = (self.number("drug_exposure", f"drug_{part}concept_id") for part in ("", "source_"))
        name = self.column("drug_exposure", "drug_source_value")
        return self.database.ask(unmapped_sql(self.sql("drug_exposure"), drug=drug, source=source, name=name))

    def vocabularies(self) -> list[tuple[Any, ...]]:
        """The largest vocabularies with their numbers of concepts."""
        text = VOCABULARIES.replace("vocabulary_id", self.column("concept", "vocabulary_id"))
        return self.database.ask(text.format(concept=self.sql("concept")))

    @property
    def note(self) -> str:
        """What was read, for the reader of the records."""
        rows = ", ".join(f"{count:,} of {table}" for table, count in self.read.items())
        return (
            f"Rows read from {self.database.name}: {rows}. Those of drug_exposure, observation_period, measurement, "
            "death and person are of people who were given the drug; the concept sets were resolved and counted there."
        )


def describe(engine: Engine, database: Database, schema: str | None = None) -> Server:
    """Find the OMOP tables of a database and see what columns they have.

    ``schema`` is where they are looked for first; else it is the first that has a table ``person``, in the order in
    which the database itself looks. Raises DataError as :func:`.choose_tables` does, and for a schema that is not
    there.
    """
    engine.execute(f"ATTACH ':memory:' AS {CATALOG}")
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
    found: dict[tuple[str, str], dict[str, str]] = {key: {} for key in real}
    found |= {(place.schema, name): {each.lower(): each for each in columns[name]} for name, place in places.items()}
    chosen, findings = choose_tables(found, database.name, home)
    low = {name: {each.lower(): _with_digits(each, column) for each, column in held.items()}
           for name, held in columns.items()}  # fmt: skip
    instants = {(places[name].schema, name, each) for name, held in low.items() for each, column in held.items()
                if column.zoned}  # fmt: skip
    refuse_instants(chosen, instants, database.name)
    return Server(engine, database, chosen, low, places, findings)


def _with_digits(name: str, column: Arriving) -> Arriving:
    """The id of a person with every digit."""
    if name.lower() != "person_id" or column.exact is None or column.kind in WHOLE:
        return column
    return Arriving("VARCHAR", column.exact, column.exact)


def read_vocabulary(server: Server, sets: Sequence[ConceptSet], products: Sequence[str] = ()) -> None:
    """Resolve the concept sets on the server and read the concepts at or below their codes; then make the tables of
    :func:`.find_members`, and ``concept_uses`` and ``code_uses``, which are counted on the server."""
    named = _named(server, sets)
    below = BELOW.format(
        descendant=server.number("concept_ancestor", "descendant_concept_id"),
        above=server.number("concept_ancestor", "ancestor_concept_id"),
        ancestor=server.sql("concept_ancestor"),
        named=named,
    )
    number, vocabulary = server.number("concept", "concept_id"), server.column("concept", "vocabulary_id")
    server.copy("concept", f"{number} IN ({named}) OR {number} IN ({below}) OR {vocabulary} IN ('Gender', 'UCUM')")
    server.copy("concept_ancestor", f"{server.number('concept_ancestor', 'ancestor_concept_id')} IN ({named})")
    for table in ("concept", "concept_ancestor"):
        server.view(table)
    find_members(server.engine, sets, products)
    _count_uses(server)


def read_people(server: Server) -> None:
    """Read the rows about people who have an exposure to the drug, and make the views that the extract is made from."""
    drug, every = _ids(server, "= 'isotretinoin'"), _ids(server, "<> 'body_weight'")
    person = server.number("drug_exposure", "person_id")
    people = f"SELECT {person} FROM {server.sql('drug_exposure')} WHERE {server.exposed(drug)}"
    weighed = ids_sql(_ids(server, "= 'body_weight'"))
    conditions = {
        # exposures to the drug that name nobody are counted as faulty, not lost
        "drug_exposure": f"({person} IS NULL AND {server.exposed(drug)}) OR {server.exposed(every)} AND ",
        "observation_period": "",
        "measurement": f"{server.number('measurement', 'measurement_concept_id')} IN ({weighed}) AND ",
        "death": "",
        "person": "",
    }
    for table, also in conditions.items():
        if server.holds(table):
            server.copy(table, f"{also}{server.number(table, 'person_id')} IN ({people})")
    if server.holds("drug_strength"):
        server.copy("drug_strength", f"{server.number('drug_strength', 'drug_concept_id')} IN ({ids_sql(drug)})")
    if server.holds("care_site"):
        server.copy("care_site", "1 = 1")
    for each in OMOP_TABLES:
        server.view(each.name)
    _read_units(server)
    _read_types(server)
    server.engine.execute(EXPOSURES)


def _home(database: Database, known: Sequence[tuple[str, str]]) -> str:
    with_person = {schema for schema, name in known if name.lower() == "person"}
    ordered = [schema for schema in database.home() if schema in with_person]
    return ordered[0] if ordered else min(with_person, default="")


def _named(server: Server, sets: Sequence[ConceptSet]) -> str:
    """SQL for the concepts that the codes name."""
    codes = {code for each in sets for code in (*each.include, *each.exclude)}
    pairs = sorted((code.vocabulary, code.code) for code in codes if code.vocabulary)
    ids = sorted(int(code.code) for code in codes if not code.vocabulary and code.code.lstrip("-").isdigit())
    return NAMED.format(
        id=server.number("concept", "concept_id"),
        concept=server.sql("concept"),
        vocabulary=server.column("concept", "vocabulary_id"),
        code=server.column("concept", "concept_code"),
        codes=", ".join(f"({literal(vocabulary)}, {literal(code)})" for vocabulary, code in pairs or [("", "")]),
        ids=ids_sql(ids),
    )


def _count_uses(server: Server) -> None:
    """Make ``concept_uses`` and ``code_uses`` of what the server counts."""
    engine = server.engine
    drug, source = (server.number("drug_exposure", f"drug_{part}concept_id") for part in ("", "source_"))
    which = f"CASE WHEN COALESCE({drug}, 0) = 0 THEN {source} ELSE {drug} END"
    person = server.number("drug_exposure", "person_id")
    members = _ids(server, "<> 'body_weight'", "set_members")
    used = (
        f"SELECT {which} AS concept_id, {person} AS person FROM {server.sql('drug_exposure')} "
        f"WHERE {server.exposed(members)}"
    )
    sql = f"SELECT concept_id, CAST(COUNT(*) AS BIGINT) AS records FROM ({used}) AS used GROUP BY concept_id"
    server.database.copy(sql, {"concept_id": "BIGINT", "records": "BIGINT"}, "concept_uses")
    if server.holds("measurement"):
        measured = server.number("measurement", "measurement_concept_id")
        weights = ids_sql(_ids(server, "= 'body_weight'", "set_members"))
        used += (
            f" UNION ALL SELECT {measured}, {server.number('measurement', 'person_id')} "
            f"FROM {server.sql('measurement')} WHERE {measured} IN ({weights})"
        )
    pairs = engine.execute(
        "SELECT codes.rowid, members.concept_id FROM set_members AS members JOIN set_codes AS codes "
        "USING (set_name, use, vocabulary, code) ORDER BY ALL"
    ).fetchall()
    listed = ", ".join(f"({place}, {concept})" for place, concept in pairs or [(-1, -1)])
    kinds = {"place": "BIGINT", "records": "BIGINT", "persons": "BIGINT"}
    server.database.copy(CODE_USES.format(used=used, members=listed), kinds, "place_uses")
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE code_uses AS SELECT set_name, use, vocabulary, code, records, persons "
        "FROM set_codes AS codes JOIN place_uses ON place_uses.place = codes.rowid"
    )


def _read_units(server: Server) -> None:
    """Units of strengths that are no units of UCUM."""
    _read_concepts(server, "SELECT DISTINCT amount_unit_concept_id FROM omop_drug_strength")


def _read_types(server: Server) -> None:
    """The names of the types of drug exposures."""
    _read_concepts(server, "SELECT DISTINCT drug_type_concept_id FROM omop_drug_exposure")


def _read_concepts(server: Server, ids: str) -> None:
    """The concepts of some ids that are not among those read."""
    known = "(SELECT concept_id FROM omop_concept WHERE concept_id IS NOT NULL)"
    wanted = server.engine.execute(
        f"SELECT id FROM ({ids}) AS ids (id) WHERE id IS NOT NULL AND id NOT IN {known}"
    ).fetchall()
    if wanted:
        number = server.number("concept", "concept_id")
        server.copy("concept", f"{number} IN ({ids_sql(each for (each,) in wanted)})", into="further_concepts")
        server.engine.execute(f"INSERT INTO {CATALOG}.main.concept SELECT * FROM further_concepts")


def _ids(server: Server, sets: str, table: str = "set_concepts") -> list[int]:
    sql = (
        f"SELECT DISTINCT concept_id FROM {table} WHERE set_name {sets} AND concept_id IS NOT NULL ORDER BY concept_id"
    )
    return [int(concept) for (concept,) in server.engine.execute(sql).fetchall()]


def ids_sql(ids: Iterable[int]) -> str:
    """Ids as SQL lists them; an empty list holds none that there is.

    >>> ids_sql([3, 4]), ids_sql([])
    ('3, 4', 'NULL')
    """
    return ", ".join(map(str, ids)) or "NULL"

"""From OMOP tables to those of a flat extract: dispensings, observation, people, later treatments. Plain SQL.

Only people who have an exposure to the drug are read. Each query is in an order that no file decides. Of the types of
exposures, dispensings are read before prescriptions, never both, set by set. Tables made: ``types_seen`` (set_name,
type_id, name, records, persons), over exposures of people with the drug, ``types_lost`` (those that are not read), and
the view ``read_exposures``, the exposures of the others, each with the set that its concept is of.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from isostats.engines.embedded import Engine, insert_rows, literal, one_row
from isostats.errors import DataError
from isostats.records.diagnoses import FORM_OF_A_CODE
from isostats.records.findings import Finding
from isostats.records.input_tables.declaration import outside
from isostats.records.record_types import RecordType, listed_types, require_known, types_findings, types_to_read
from isostats.records.schema import WEIGHT
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text, counted

IN_SETS = """CREATE OR REPLACE TEMP VIEW exposures_in_sets AS
SELECT exposures.*, coalesce(exposures.drug_type_concept_id, 0) AS type_id, wanted.set_name, wanted.concept_name
FROM exposures JOIN (SELECT * FROM set_concepts WHERE set_name <> 'body_weight') AS wanted
    ON wanted.concept_id = exposures.concept_id"""

SEEN = """CREATE OR REPLACE TEMP TABLE types_seen AS
WITH people AS (SELECT DISTINCT person_id FROM exposures_in_sets WHERE set_name = 'isotretinoin')
SELECT seen.set_name, seen.type_id, coalesce(any_value(concept.concept_name), '') AS name, seen.records, seen.persons
FROM (SELECT set_name, type_id, count(*) AS records, count(DISTINCT person_id) AS persons FROM exposures_in_sets
      WHERE set_name = 'isotretinoin' OR person_id IN (SELECT person_id FROM people WHERE person_id IS NOT NULL)
      GROUP BY set_name, type_id) AS seen
LEFT JOIN omop_concept AS concept ON concept.concept_id = seen.type_id AND seen.type_id <> 0
GROUP BY ALL"""

READ = """CREATE OR REPLACE TEMP VIEW read_exposures AS
SELECT * FROM exposures_in_sets ANTI JOIN types_lost USING (set_name, type_id)"""

ONLY_LOST = """SELECT count(*) FROM (
    SELECT person_id FROM exposures_in_sets WHERE set_name = 'isotretinoin' AND person_id IS NOT NULL
    EXCEPT SELECT person_id FROM read_exposures WHERE set_name = 'isotretinoin')"""

DRUGS = {v.ISOTRETINOIN: v.ISOTRETINOIN, v.ORAL_ANTIBIOTIC: "oral antibiotics", v.ANTIANDROGEN: "antiandrogens",
         v.TOPICAL: "topicals", v.TOPICAL_ANTIBIOTIC: "topical antibiotics",
         v.CONTRACEPTIVE: "contraceptives"}  # fmt: skip

TAKEN = """CREATE OR REPLACE TEMP TABLE taken AS
SELECT * FROM read_exposures WHERE set_name = 'isotretinoin'"""

PERSONS = "CREATE OR REPLACE TEMP TABLE persons AS SELECT DISTINCT person_id FROM taken WHERE person_id IS NOT NULL"

# The amount of a product with one active ingredient, in mg; else the one amount that its name tells.
STRENGTHS = """CREATE OR REPLACE TEMP TABLE strengths AS
WITH products AS (SELECT DISTINCT concept_id, concept_name FROM taken),
amounts AS (
    SELECT strength.drug_concept_id AS concept_id,
           CASE WHEN count(*) = 1 THEN min(strength.amount_value * CASE
               WHEN coalesce(strength.amount_unit_concept_id, 0) = 0 OR unit.concept_code = 'mg' THEN 1.0
               WHEN unit.concept_code = 'g' THEN 1000.0 WHEN unit.concept_code IN ('ug', 'mcg') THEN 0.001 END)
           END AS mg
    FROM omop_drug_strength AS strength LEFT JOIN omop_concept AS unit
        ON unit.concept_id = strength.amount_unit_concept_id
    WHERE strength.amount_value > 0 GROUP BY strength.drug_concept_id
), named AS (
    SELECT concept_id, regexp_extract_all(lower(concept_name), '([0-9.]+) ?mg\\b', 1) AS mgs FROM products
)
SELECT products.concept_id, coalesce(amounts.mg, CASE WHEN len(named.mgs) = 1 THEN TRY_CAST(named.mgs[1] AS DOUBLE)
       END) AS mg, amounts.mg IS NULL AND len(named.mgs) = 1 AS by_name
FROM products LEFT JOIN amounts USING (concept_id) LEFT JOIN named USING (concept_id)"""

WEIGHTS = """CREATE OR REPLACE TEMP TABLE weights AS
SELECT measured.person_id, measured.measurement_date AS day, measured.value_as_number * CASE
           WHEN unit.concept_code = 'kg' OR lower(measured.unit_source_value) IN ('kg', 'kgs', 'kilogram', 'kilograms')
               THEN 1.0
           WHEN unit.concept_code = 'g' THEN 0.001
           WHEN unit.concept_code = '[lb_av]' OR lower(measured.unit_source_value) IN ('lb', 'lbs', 'pound', 'pounds')
               THEN 0.45359237 END AS weight_kg
FROM omop_measurement AS measured SEMI JOIN persons USING (person_id)
LEFT JOIN omop_concept AS unit ON unit.vocabulary_id = 'UCUM' AND unit.concept_id = measured.unit_concept_id
WHERE measured.measurement_concept_id IN (SELECT concept_id FROM set_concepts WHERE set_name = 'body_weight')
  AND measured.value_as_number > 0"""

# An end date on the first day tells no supply: that is what is written where none is known.
LONGER = "drug_exposure_end_date > drug_exposure_start_date"
SUPPLY = f"""CASE WHEN days_supply <> 0 THEN days_supply
            WHEN {LONGER} THEN drug_exposure_end_date - drug_exposure_start_date + 1 END AS days_supply"""
DISPENSINGS = f"""SELECT CAST(person_id AS VARCHAR) AS patient_id, drug_exposure_start_date AS dispense_date, {SUPPLY},
       strengths.mg AS strength_mg, nullif(quantity, 0) AS quantity, concept_name AS drug,
       CAST(drug_exposure_id AS VARCHAR) AS claim_id
FROM taken JOIN strengths USING (concept_id)
ORDER BY drug_exposure_start_date, person_id, drug_exposure_id"""

OBSERVATION = """SELECT DISTINCT CAST(person_id AS VARCHAR) AS patient_id, observation_period_start_date AS "start",
       observation_period_end_date AS "end"
FROM omop_observation_period SEMI JOIN persons USING (person_id) ORDER BY ALL"""

PEOPLE = """WITH deaths AS (SELECT person_id, min(death_date) AS death_date FROM omop_death GROUP BY person_id),
gender AS (SELECT concept_id, concept_code FROM omop_concept WHERE vocabulary_id = 'Gender')
SELECT CAST(person.person_id AS VARCHAR) AS patient_id,
       CASE coalesce(gender.concept_code, upper(left(trim(person.gender_source_value), 1)))
           WHEN 'F' THEN 'female' WHEN 'M' THEN 'male' END AS sex,
       person.year_of_birth AS birth_year, care_site.care_site_name AS site, deaths.death_date
FROM omop_person AS person SEMI JOIN persons USING (person_id)
LEFT JOIN gender ON gender.concept_id = person.gender_concept_id
LEFT JOIN omop_care_site AS care_site ON care_site.care_site_id = person.care_site_id
LEFT JOIN deaths ON deaths.person_id = person.person_id ORDER BY patient_id"""

TREATMENTS = f"""SELECT CAST(person_id AS VARCHAR) AS patient_id, drug_exposure_start_date AS "date",
       set_name AS kind, {SUPPLY},
       CASE WHEN quantity <> 0 THEN CAST(quantity AS VARCHAR) END AS quantity
FROM read_exposures SEMI JOIN persons USING (person_id)
WHERE set_name <> 'isotretinoin' ORDER BY ALL"""

# Each condition by its standard concept and by its source concept; what is mapped to none by its source value.
DIAGNOSES = f"""WITH conditions AS (
    SELECT condition.person_id, condition_start_date AS day, condition_concept_id AS standard,
           condition_source_concept_id AS source, condition_source_value AS value
    FROM omop_condition_occurrence AS condition SEMI JOIN persons USING (person_id)
), told AS (
    SELECT person_id, day, standard AS concept_id FROM conditions WHERE standard <> 0
    UNION SELECT person_id, day, source FROM conditions WHERE source <> 0
)
SELECT CAST(person_id AS VARCHAR) AS patient_id, day AS "date", concept.concept_code AS diagnosis_code,
       concept.vocabulary_id AS vocabulary, CASE WHEN told.concept_id IN (SELECT concept_id FROM acne_concepts)
           THEN 'acne' ELSE concept.concept_name END AS diagnosis, told.concept_id
FROM told LEFT JOIN omop_concept AS concept ON concept.concept_id = told.concept_id
UNION SELECT CAST(person_id AS VARCHAR), day, value,
       CASE WHEN NOT regexp_full_match(upper(trim(value)), {literal(FORM_OF_A_CODE)}) THEN 'source value' END,
       NULL, NULL
FROM conditions
WHERE COALESCE(standard, 0) = 0 AND COALESCE(source, 0) = 0 AND value IS NOT NULL
ORDER BY ALL"""

MEASURED = f"""SELECT CAST(person_id AS VARCHAR) AS patient_id, day AS "date", weight_kg FROM weights
WHERE NOT ({outside(WEIGHT, WEIGHT.hard)}) ORDER BY ALL"""

KNOWN = """SELECT count(*), count(known.person_id), min(persons.person_id) FILTER (known.person_id IS NULL)
FROM persons LEFT JOIN (SELECT DISTINCT person_id FROM omop_person) AS known USING (person_id)"""

FILES = {
    "dispensings": ("drug_exposure.parquet", DISPENSINGS),
    "observation": ("observation_period.parquet", OBSERVATION),
    "people": ("person.parquet", PEOPLE),
    "treatments": ("treatments.parquet", TREATMENTS),
    "weights": ("weights.parquet", MEASURED),
    "diagnoses": ("condition_occurrence.parquet", DIAGNOSES),
}


def write_extract(
    engine: Engine, folder: Path, *, source: str = "the database", drug_types: Sequence[str | int] = ()
) -> dict[str, Path]:
    """Write what :func:`.resolve_database` chose as Parquet files, streamed by the engine; returns them by their name.

    ``drug_types`` are the types of exposures read (see :func:`choose_types`). Treatments, weights and diagnoses are
    left out where there are none, so that nothing is said about what they would tell. Raises DataError where most
    people who were given the drug are not in the table person.
    """
    choose_types(engine, source, drug_types)
    for statement in (TAKEN, PERSONS, STRENGTHS, WEIGHTS):
        engine.execute(statement)
    people, known, first = one_row(engine, KNOWN)
    if 2 * (people - known) > people:
        raise DataError(
            f"{count_text(people - known)} of {counted(people, 'patient')} of drug_exposure in {source} are not in "
            f"its table person (first: person_id {first}). Look whether both tables are of one extract."
        )
    written = {}
    for name, (file, text) in FILES.items():
        if name in ("treatments", "weights", "diagnoses") and not one_row(engine, f"SELECT EXISTS ({text})")[0]:
            continue
        engine.execute(f"COPY ({text}) TO {literal(str(folder / file))} (FORMAT parquet)")
        written[name] = folder / file
    return written


def drug_names(engine: Engine) -> list[str]:
    """The names of the products that are read: what the concept set reached is systemic isotretinoin."""
    names = engine.execute(
        "SELECT DISTINCT concept_name FROM taken WHERE concept_name IS NOT NULL ORDER BY 1"
    ).fetchall()
    return [str(name) for (name,) in names if str(name).strip()]


def extract_findings(engine: Engine) -> list[Finding]:
    """Warnings: what had to be found otherwise than the model says, and weights that could not be used."""
    sql = f"""SELECT count(*), count(*) FILTER (coalesce(days_supply, 0) = 0 AND {LONGER}), count(*) FILTER (by_name)
        FROM taken JOIN strengths USING (concept_id)"""
    rows, by_end, by_name = map(int, one_row(engine, sql))
    sql = "SELECT count(*), count(*) FILTER (weight_kg IS NULL) FROM weights"
    measured, unknown = map(int, one_row(engine, sql))
    exposures, weights = counted(rows, "drug exposure"), counted(measured, "body weight")
    units = "They are not used. Units are kg, g and [lb_av] of UCUM, or kg and lb in unit_source_value."
    by_drug = "Their strength is taken from the name of the drug."
    counts = (
        ("supply_from_end_date", by_end, exposures, "have no days_supply", "Their end date tells it."),
        ("strength_from_name", by_name, exposures, "have no amount in drug_strength", by_drug),
        ("weight_without_unit", unknown, weights, "have no unit that is known", units),
    )
    return [
        Finding("warning", rule, count, f"{count_text(count)} of {of} {lack}", advice=advice)
        for rule, count, of, lack, advice in counts
        if count
    ]


def choose_types(engine: Engine, source: str, drug_types: Sequence[str | int] = ()) -> None:
    """Make the tables. Raises StudyError for a type that no exposure has."""
    engine.execute(IN_SETS)
    engine.execute(SEEN)
    by_set = _by_set(engine)
    require_known(drug_types, [each for types in by_set.values() for each in types], source)
    lost = [(name, each.id) for name, types in by_set.items() for each in {*types} - types_to_read(types, drug_types)]
    engine.execute("CREATE OR REPLACE TEMP TABLE types_lost (set_name VARCHAR, type_id BIGINT)")
    insert_rows(engine, "types_lost", lost, "VARCHAR", "BIGINT")
    engine.execute(READ)


def types_in_words(engine: Engine, drug_types: Sequence[str | int] = ()) -> tuple[list[Finding], str]:
    """A warning for each set whose exposures are of several types, or are only prescriptions; those of the drug with
    their counts, for the reader of the records."""
    findings, by_set = [], _by_set(engine)
    for name, types in by_set.items():
        only = int(one_row(engine, ONLY_LOST)[0]) if name == v.ISOTRETINOIN else 0
        what = f"Drug exposures to {DRUGS[name]} are"
        findings += types_findings(what, types, drug_types, "drug exposure", name, only)
    return findings, f"Drug exposures to isotretinoin by type: {listed_types(by_set.get(v.ISOTRETINOIN, []))}."


def _by_set(engine: Engine) -> dict[str, list[RecordType]]:
    types: dict[str, list[RecordType]] = {}
    for name, number, label, records, persons in engine.execute(
        "SELECT set_name, type_id, name, records, persons FROM types_seen ORDER BY set_name, records DESC, type_id"
    ).fetchall():
        types.setdefault(name, []).append(RecordType(label, int(records), int(persons), int(number)))
    return types

"""From OMOP tables to those of a flat extract: dispensings, observation, people, later treatments. Plain SQL.

Only people who have an exposure to the drug are read. Each query is in an order that no file decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from isostats.engines.embedded import Engine, literal, one_row
from isostats.errors import DataError
from isostats.records.findings import Finding
from isostats.records.input_tables.declaration import outside
from isostats.records.omop.drug_types import choose_types
from isostats.records.schema import WEIGHT
from isostats.words.numbers import count_text, counted

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
DISPENSINGS = """SELECT CAST(person_id AS VARCHAR) AS patient_id, drug_exposure_start_date AS dispense_date,
       CASE WHEN days_supply <> 0 THEN days_supply WHEN drug_exposure_end_date > drug_exposure_start_date
            THEN drug_exposure_end_date - drug_exposure_start_date + 1 END AS days_supply,
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

TREATMENTS = """SELECT CAST(person_id AS VARCHAR) AS patient_id, drug_exposure_start_date AS "date",
       set_name AS kind,
       CASE WHEN days_supply <> 0 THEN days_supply WHEN drug_exposure_end_date > drug_exposure_start_date
            THEN drug_exposure_end_date - drug_exposure_start_date + 1 END AS days_supply,
       CASE WHEN quantity <> 0 THEN CAST(quantity AS VARCHAR) END AS quantity
FROM read_exposures SEMI JOIN persons USING (person_id)
WHERE set_name <> 'isotretinoin' ORDER BY ALL"""

MEASURED = f"""SELECT CAST(person_id AS VARCHAR) AS patient_id, day AS "date", weight_kg FROM weights
WHERE NOT ({outside(WEIGHT, WEIGHT.hard)}) ORDER BY ALL"""

FILES = {
    "dispensings": ("drug_exposure.parquet", DISPENSINGS),
    "observation": ("observation_period.parquet", OBSERVATION),
    "people": ("person.parquet", PEOPLE),
    "treatments": ("treatments.parquet", TREATMENTS),
    "weights": ("weights.parquet", MEASURED),
}


def write_extract(
    engine: Engine, folder: Path, *, source: str = "the database", drug_types: Sequence[str | int] = ()
) -> dict[str, Path]:
    """Write what :func:`.resolve` chose as Parquet files, and return them by their name; streamed by the engine.

    ``drug_types`` are the types of exposures read (see :mod:`.drug_types`). Treatments and weights are left out
    where there are none, so that nothing is said about what they would tell.
    """
    choose_types(engine, source, drug_types)
    for statement in (TAKEN, PERSONS, STRENGTHS, WEIGHTS):
        engine.execute(statement)
    _require_persons(engine, source)
    written = {}
    for name, (file, text) in FILES.items():
        if name in ("treatments", "weights") and not one_row(engine, f"SELECT EXISTS ({text})")[0]:
            continue
        engine.execute(f"COPY ({text}) TO {literal(str(folder / file))} (FORMAT parquet)")
        written[name] = folder / file
    return written


KNOWN = """SELECT count(*), count(known.person_id), min(persons.person_id) FILTER (known.person_id IS NULL)
FROM persons LEFT JOIN (SELECT DISTINCT person_id FROM omop_person) AS known USING (person_id)"""


def _require_persons(engine: Engine, source: str) -> None:
    """Raise DataError where most people who were given the drug are not in the table person."""
    people, known, first = one_row(engine, KNOWN)
    if 2 * (people - known) > people:
        raise DataError(
            f"{count_text(people - known)} of {counted(people, 'patient')} of drug_exposure in {source} are not in "
            f"its table person (first: person_id {first}). Look whether both tables are of one extract."
        )


def drug_names(engine: Engine) -> list[str]:
    """The names of the products that are read: what the concept set reached is systemic isotretinoin."""
    names = engine.execute(
        "SELECT DISTINCT concept_name FROM taken WHERE concept_name IS NOT NULL ORDER BY 1"
    ).fetchall()
    return [str(name) for (name,) in names if str(name).strip()]


def extract_findings(engine: Engine) -> list[Finding]:
    """Warnings: what had to be found otherwise than the model says, and weights that could not be used."""
    rows, by_end, by_name = one_row(
        engine,
        "SELECT count(*), count(*) FILTER (coalesce(days_supply, 0) = 0 "
        "AND drug_exposure_end_date > drug_exposure_start_date), count(*) FILTER (by_name) "
        "FROM taken JOIN strengths USING (concept_id)",
    )
    measured, unknown = one_row(engine, "SELECT count(*), count(*) FILTER (weight_kg IS NULL) FROM weights")
    of = f"of {counted(int(rows), 'drug exposure')}"
    counts = (
        (
            "supply_from_end_date",
            by_end,
            f"{count_text(int(by_end))} {of} have no days_supply",
            "Their end date tells it.",
        ),
        (
            "strength_from_name",
            by_name,
            f"{count_text(int(by_name))} {of} have no amount in drug_strength",
            "Their strength is taken from the name of the drug.",
        ),
        (
            "weight_without_unit",
            unknown,
            f"{count_text(int(unknown))} of {counted(int(measured), 'body weight')} have no unit that is known",
            "They are not used. Units are kg, g and [lb_av] of UCUM, or kg and lb in unit_source_value.",
        ),
    )
    return [
        Finding("warning", rule, int(count), message, advice=advice) for rule, count, message, advice in counts if count
    ]

"""Simulated claims as an OMOP database: the same patients behind the other front door.

The vocabulary is small enough to invent: real codes, with concept ids in the range that OMOP leaves to local use, above
2,000,000,000. A reader that finds concepts by vocabulary and code works on them as it does on the ids of the Athena
vocabularies. Products that the codes do not name (a topical gel, a doxycycline capsule) are of the vocabulary
``Simulated``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isostats.resources import resource
from isostats.simulate.dispensings import DispensingSimulation
from isostats.vocabulary import names as v
from isostats.writing import whole_files

if TYPE_CHECKING:
    import pandas as pd

# The columns of each table, all of them, in the order of the DDL of the Common Data Model 5.4. ! must be filled. A
# column's type follows from how its name ends, or stands beside it.
_TYPES = {"_id": "INTEGER", "_date": "DATE", "_datetime": "TIMESTAMP", "_value": "VARCHAR", "_name": "VARCHAR"}
_COLUMNS = {
    "person": "person_id! gender_concept_id! year_of_birth:INTEGER! month_of_birth:INTEGER day_of_birth:INTEGER "
    "birth_datetime race_concept_id! ethnicity_concept_id! location_id provider_id care_site_id person_source_value "
    "gender_source_value gender_source_concept_id race_source_value race_source_concept_id ethnicity_source_value "
    "ethnicity_source_concept_id",
    "observation_period": "observation_period_id! person_id! observation_period_start_date! "
    "observation_period_end_date! period_type_concept_id!",
    "drug_exposure": "drug_exposure_id! person_id! drug_concept_id! drug_exposure_start_date! "
    "drug_exposure_start_datetime drug_exposure_end_date! drug_exposure_end_datetime verbatim_end_date "
    "drug_type_concept_id! stop_reason:VARCHAR refills:INTEGER quantity:DOUBLE days_supply:INTEGER sig:VARCHAR "
    "route_concept_id lot_number:VARCHAR provider_id visit_occurrence_id visit_detail_id drug_source_value "
    "drug_source_concept_id route_source_value dose_unit_source_value",
    "condition_occurrence": "condition_occurrence_id! person_id! condition_concept_id! condition_start_date! "
    "condition_start_datetime condition_end_date condition_end_datetime condition_type_concept_id! "
    "condition_status_concept_id stop_reason:VARCHAR provider_id visit_occurrence_id visit_detail_id "
    "condition_source_value condition_source_concept_id condition_status_source_value",
    "measurement": "measurement_id! person_id! measurement_concept_id! measurement_date! measurement_datetime "
    "measurement_time:VARCHAR measurement_type_concept_id! operator_concept_id value_as_number:DOUBLE "
    "value_as_concept_id unit_concept_id range_low:DOUBLE range_high:DOUBLE provider_id visit_occurrence_id "
    "visit_detail_id measurement_source_value measurement_source_concept_id unit_source_value "
    "unit_source_concept_id value_source_value measurement_event_id:BIGINT meas_event_field_concept_id",
    "death": "person_id! death_date! death_datetime death_type_concept_id cause_concept_id cause_source_value "
    "cause_source_concept_id",
    "care_site": "care_site_id! care_site_name place_of_service_concept_id location_id care_site_source_value "
    "place_of_service_source_value",
    "concept": "concept_id! concept_name! domain_id:VARCHAR! vocabulary_id:VARCHAR! concept_class_id:VARCHAR! "
    "standard_concept:VARCHAR concept_code:VARCHAR! valid_start_date! valid_end_date! invalid_reason:VARCHAR",
    "concept_ancestor": "ancestor_concept_id! descendant_concept_id! min_levels_of_separation:INTEGER! "
    "max_levels_of_separation:INTEGER!",
    "vocabulary": "vocabulary_id:VARCHAR! vocabulary_name! vocabulary_reference:VARCHAR vocabulary_version:VARCHAR "
    "vocabulary_concept_id!",
    "drug_strength": "drug_concept_id! ingredient_concept_id! amount_value:DOUBLE amount_unit_concept_id "
    "numerator_value:DOUBLE numerator_unit_concept_id denominator_value:DOUBLE denominator_unit_concept_id "
    "box_size:INTEGER valid_start_date! valid_end_date! invalid_reason:VARCHAR",
}


def _as_sql(column: str) -> str:
    name, _, kind = column.removesuffix("!").partition(":")
    kind = kind or _TYPES["_" + name.rpartition("_")[2]]
    return f"{name} {kind} NOT NULL" if column.endswith("!") else f"{name} {kind}"


OMOP_TABLES = {table: ", ".join(map(_as_sql, columns.split())) for table, columns in _COLUMNS.items()}
"""Table -> its columns as SQL."""

# What is referred to beside the published codes: vocabulary, code, name, domain, class, standard, mg of the drug.
_OTHERS = (
    ("Gender", "F", "FEMALE", "Gender", "Gender", "S", None),
    ("Gender", "M", "MALE", "Gender", "Gender", "S", None),
    ("LOINC", "29463-7", "Body weight", "Measurement", "Clinical Observation", "S", None),
    ("UCUM", "kg", "kilogram", "Unit", "Unit", "S", None),
    ("UCUM", "mg", "milligram", "Unit", "Unit", "S", None),
    ("ATC", "D10A", "anti-acne preparations for topical use", "Drug", "ATC 3rd", "C", None),
    ("Simulated", "claim", "Simulated claim", "Type Concept", "Type Concept", "S", None),
    ("Simulated", "gel-isotretinoin", "isotretinoin 0.5 MG/ML topical gel", "Drug", "Clinical Drug", "S", None),
    ("Simulated", "gel-benzoyl", "benzoyl peroxide 50 MG/ML topical gel", "Drug", "Clinical Drug", "S", None),
    ("Simulated", "doxycycline-100", "doxycycline 100 MG oral capsule", "Drug", "Clinical Drug", "S", 100.0),
    ("Simulated", "spironolactone-50", "spironolactone 50 MG oral tablet", "Drug", "Clinical Drug", "S", 50.0),
    ("Simulated", "pill", "ethinyl estradiol 0.03 MG / levonorgestrel 0.15 MG oral tablet", "Drug", "Clinical Drug",
     "S", None),
)  # fmt: skip

_CAPSULES = ("197843", "197844", "1547561", "403930", "1547565", "197845")
# Ancestor -> descendants, by code. The ingredient has the topical gel below it, as in RxNorm.
_BELOW = {
    "D10BA01": _CAPSULES, "D10AD04": ("gel-isotretinoin",), "D10A": ("D10AD04", "gel-isotretinoin", "gel-benzoyl"),
    "G03AA": ("pill",), "6064": (*_CAPSULES, "gel-isotretinoin"), "3640": ("doxycycline-100",),
    "9997": ("spironolactone-50",),
}  # fmt: skip
# kind, code, which of how many products of that kind, taken a day.
_PRODUCTS = (
    (v.TOPICAL, "gel-isotretinoin", 0, 4, 1),
    *((v.TOPICAL, "gel-benzoyl", turn, 4, 1) for turn in (1, 2, 3)),
    (v.ORAL_ANTIBIOTIC, "doxycycline-100", 0, 3, 1),
    (v.ORAL_ANTIBIOTIC, "197985", 1, 3, 2),
    (v.ORAL_ANTIBIOTIC, "197984", 2, 3, 1),
    (v.ANTIANDROGEN, "spironolactone-50", 0, 1, 2),
    (v.CONTRACEPTIVE, "pill", 0, 1, 1),
    *((v.ISOTRETINOIN, code, 0, 1, 1) for code in _CAPSULES),
)

# Every concept referred to, in the order of ids; what a product holds is found by its name.
_CONCEPTS = r"""
CREATE TEMP TABLE concepts AS
WITH codes AS (
    SELECT vocabulary, code, min_by(name, place) AS said, max(place) AS place,
           regexp_replace(said, ' \((ingredient|class)\).*', '') AS name, vocabulary LIKE 'RxNorm%' AS of_rx
    FROM (SELECT *, row_number() OVER () AS place FROM codes) GROUP BY vocabulary, code  -- a code may be of two sets
), listed AS (
    SELECT place, vocabulary, code, name,
           CASE WHEN of_rx OR vocabulary = 'ATC' THEN 'Drug' ELSE 'Condition' END AS domain,
           CASE WHEN vocabulary = 'ATC' THEN CASE length(code) WHEN 7 THEN 'ATC 5th' ELSE 'ATC 4th' END
               WHEN of_rx AND contains(said, '(ingredient)') THEN 'Ingredient' WHEN of_rx THEN 'Clinical Drug'
               ELSE 'Disorder' END AS class,
           CASE WHEN vocabulary = 'ATC' THEN 'C' WHEN of_rx OR vocabulary = 'SNOMED' THEN 'S' END AS standard,
           CASE WHEN of_rx AND len(regexp_extract_all(name, '[\d.]+ MG')) = 1
               THEN CAST(regexp_extract(name, '([\d.]+) MG', 1) AS DOUBLE) END AS mg
    FROM codes
    UNION ALL
    SELECT 1000 + place, * EXCLUDE place FROM others ANTI JOIN codes USING (vocabulary, code)
)
SELECT 2000000000 + row_number() OVER (ORDER BY place) AS id, * EXCLUDE place FROM listed"""

# Each table by one query over the simulated frames and the concepts. {F} and so on are concept ids.
_ROWS = {
    "concept": """
SELECT id AS concept_id, name AS concept_name, domain AS domain_id, vocabulary AS vocabulary_id,
       class AS concept_class_id, standard AS standard_concept, code AS concept_code, {always}
FROM concepts ORDER BY id""",
    "concept_ancestor": """
SELECT id AS ancestor_concept_id, id AS descendant_concept_id, 0 AS min_levels_of_separation,
       0 AS max_levels_of_separation
FROM concepts WHERE standard IS NOT NULL
UNION ALL SELECT above.id, one.id, 1, 1
FROM below JOIN concepts AS above ON above.code = below.above JOIN concepts AS one ON one.code = below.one""",
    "vocabulary": """
SELECT DISTINCT vocabulary AS vocabulary_id, vocabulary AS vocabulary_name, 'simulated' AS vocabulary_version,
       0 AS vocabulary_concept_id
FROM concepts ORDER BY 1""",
    "drug_strength": """
SELECT drug.id AS drug_concept_id, coalesce(ingredient.id, 0) AS ingredient_concept_id, drug.mg AS amount_value,
       {mg} AS amount_unit_concept_id, {always}
FROM concepts AS drug LEFT JOIN concepts AS ingredient
    ON ingredient.class = 'Ingredient' AND ingredient.name = split_part(drug.name, ' ', 1)
WHERE drug.mg IS NOT NULL ORDER BY drug.id""",
    "care_site": """
SELECT DISTINCT dense_rank() OVER (ORDER BY site) AS care_site_id, site AS care_site_name FROM people""",
    "person": """
SELECT who.person_id, CASE sex WHEN 'female' THEN {F} ELSE {M} END AS gender_concept_id, birth_year AS year_of_birth,
       0 AS race_concept_id, 0 AS ethnicity_concept_id, dense_rank() OVER (ORDER BY site) AS care_site_id,
       patient_id AS person_source_value, upper(left(sex, 1)) AS gender_source_value
FROM people JOIN who USING (patient_id)""",
    "observation_period": """
SELECT row_number() OVER (ORDER BY person_id, start) AS observation_period_id, person_id,
       CAST(start AS DATE) AS observation_period_start_date, CAST("end" AS DATE) AS observation_period_end_date,
       {claim} AS period_type_concept_id
FROM observation JOIN who USING (patient_id)""",
    "drug_exposure": """
WITH given AS (
    SELECT person_id, product.concept_id, CAST(dispense_date AS DATE) AS day, days_supply, quantity, drug AS name,
           fills.claim_id AS claim
    FROM (SELECT DISTINCT * FROM dispensings) AS fills JOIN who USING (patient_id)
    JOIN product ON product.kind = 'isotretinoin' AND product.mg = fills.strength_mg
    UNION ALL
    SELECT person_id, product.concept_id, CAST(date AS DATE), days_supply, days_supply * product.a_day, product.name,
           'X'
    FROM treatments JOIN who USING (patient_id)
    JOIN product ON product.kind = treatments.kind
        AND product.turn = (person_id + days_supply) % product.turns
), counted AS (
    SELECT row_number() OVER (ORDER BY day, person_id, claim, concept_id, days_supply) AS id, * FROM given
)
SELECT id AS drug_exposure_id, person_id, concept_id AS drug_concept_id, day AS drug_exposure_start_date,
       day + CAST(coalesce(days_supply, 1) - 1 AS INTEGER) AS drug_exposure_end_date, {claim} AS drug_type_concept_id,
       quantity, CASE WHEN id % 7 = 0 AND days_supply > 1 THEN NULL ELSE days_supply END AS days_supply,
       name AS drug_source_value, 0 AS drug_source_concept_id
FROM counted""",
    "condition_occurrence": """
SELECT row_number() OVER (ORDER BY person_id) AS condition_occurrence_id, person_id, {acne} AS condition_concept_id,
       CAST(start AS DATE) AS condition_start_date, {claim} AS condition_type_concept_id,
       'L70.0' AS condition_source_value, {acne_source} AS condition_source_concept_id
FROM true_courses JOIN who USING (patient_id) WHERE course = 1 AND fills > 0""",
    "measurement": """
SELECT row_number() OVER (ORDER BY person_id, date) AS measurement_id, person_id, {weight} AS measurement_concept_id,
       CAST(date AS DATE) AS measurement_date, {claim} AS measurement_type_concept_id,
       weight_kg AS value_as_number, {kg} AS unit_concept_id, 'kg' AS unit_source_value
FROM weights JOIN who USING (patient_id)""",
    "death": """
SELECT person_id, CAST(date AS DATE) AS death_date, {claim} AS death_type_concept_id
FROM deaths JOIN who USING (patient_id)""",
}

_NAMED = {
    "F": "F", "M": "M", "claim": "claim", "acne": "88616000", "acne_source": "L70.0", "weight": "29463-7", "kg": "kg",
    "mg": "mg",
}  # fmt: skip
"""What the queries call a concept id, by the concept's code."""


def write_omop(simulation: DispensingSimulation, path: str | Path) -> Path:
    """Write the claims as an OMOP CDM 5.4 database in a DuckDB file, and return its path.

    The tables are person, observation_period, drug_exposure, drug_strength, condition_occurrence, measurement (body
    weight), death and care_site, with the rows of concept, concept_ancestor and vocabulary that they refer to: concept
    ids are invented, above 2,000,000,000; vocabularies and codes are real, or ``Simulated``. person_source_value is the
    patient_id. As an ETL would, exact duplicates are dropped; reversals keep their negative quantity; every seventh
    exposure has no days_supply, so that its end date tells. A quarter of the topical treatments are isotretinoin gel.

    The same simulation gives the same rows. Replaces a file of that name. Raises OutputError where the file cannot be
    written; nothing half-written stays.
    """
    import duckdb

    with whole_files(path, ours=lambda place: True) as (partial,):
        partial.unlink()  # the engine makes a database, and takes no empty file for one
        with duckdb.connect(str(partial)) as engine:
            for name, frame in _frames(simulation).items():
                engine.register(name, frame)
            engine.execute(_CONCEPTS)
            engine.execute(
                "CREATE TEMP TABLE product AS SELECT kind, id AS concept_id, name, mg, turn, turns, a_day "
                "FROM products JOIN concepts USING (code)"
            )
            engine.execute(
                "CREATE TEMP TABLE who AS "
                "SELECT patient_id, row_number() OVER (ORDER BY patient_id) AS person_id FROM people"
            )
            ids: dict[str, int] = dict(engine.execute("SELECT code, id FROM concepts").fetchall())
            named: dict[str, object] = {name: ids[code] for name, code in _NAMED.items()}
            named["always"] = "DATE '1970-01-01' AS valid_start_date, DATE '2099-12-31' AS valid_end_date"
            for table, columns in OMOP_TABLES.items():
                engine.execute(f"CREATE TABLE {table} ({columns})")
                engine.execute(f"INSERT INTO {table} BY NAME {_ROWS[table].format(**named)}")
    return Path(path)


def _frames(simulation: DispensingSimulation) -> dict[str, pd.DataFrame]:
    """What the queries read."""
    import pandas as pd

    names = ("people", "observation", "dispensings", "treatments", "weights", "deaths", "true_courses")
    below = [(above, one) for above, listed in _BELOW.items() for one in listed]
    others = pd.DataFrame(_OTHERS, columns=["vocabulary", "code", "name", "domain", "class", "standard", "mg"])
    return {
        **{name: getattr(simulation, name) for name in names},
        "codes": pd.read_csv(resource("data", "published", "codes.csv"), dtype=str),
        "others": others.rename_axis("place").reset_index(),
        "below": pd.DataFrame(below, columns=["above", "one"]),
        "products": pd.DataFrame(_PRODUCTS, columns=["kind", "code", "turn", "turns", "a_day"]),
    }

"""Simulated claims as an OMOP database: the same patients behind the other front door."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from isostats.simulate.dispensings import DispensingSimulation
from isostats.simulate.omop_layout import OMOP_TABLES
from isostats.simulate.omop_vocabulary import CAPSULES, Concept, ancestors, concepts, ids
from isostats.vocabulary import names as v
from isostats.writing import whole_files

_ALWAYS = (date(1970, 1, 1), date(2099, 12, 31))

# Each table by one query over the simulated frames. {F} and so on are concept ids.
_ROWS = {
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

# kind, vocabulary, code, products of that kind to choose from, taken a day.
_PRODUCTS = (
    (v.TOPICAL, "Simulated", "gel-isotretinoin", 0, 4, 1),
    *((v.TOPICAL, "Simulated", "gel-benzoyl", turn, 4, 1) for turn in (1, 2, 3)),
    (v.ORAL_ANTIBIOTIC, "Simulated", "doxycycline-100", 0, 3, 1),
    (v.ORAL_ANTIBIOTIC, "RxNorm", "197985", 1, 3, 2),
    (v.ORAL_ANTIBIOTIC, "RxNorm", "197984", 2, 3, 1),
    (v.ANTIANDROGEN, "Simulated", "spironolactone-50", 0, 1, 2),
    (v.CONTRACEPTIVE, "Simulated", "pill", 0, 1, 1),
)


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
            for table, columns in OMOP_TABLES.items():
                engine.execute(f"CREATE TABLE {table} ({columns})")
            _fill_vocabulary(engine)
            _fill_people(engine, simulation)
    return Path(path)


def _fill_vocabulary(engine: Any) -> None:
    number, listed = ids(), concepts()
    engine.executemany(
        "INSERT INTO concept VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        [
            [number[c.vocabulary, c.code], c.name, c.domain, c.vocabulary, c.kind, c.standard, c.code, *_ALWAYS]
            for c in listed
        ],
    )
    engine.executemany("INSERT INTO concept_ancestor VALUES (?, ?, ?, ?)", [list(row) for row in ancestors()])
    engine.executemany(
        "INSERT INTO vocabulary VALUES (?, ?, NULL, 'simulated', 0)",
        [[name, name] for name in sorted({c.vocabulary for c in listed})],
    )
    engine.executemany(
        "INSERT INTO drug_strength VALUES (?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL, ?, ?, NULL)",
        [
            [number[c.vocabulary, c.code], _ingredient(c), c.amount_mg, number["UCUM", "mg"], *_ALWAYS]
            for c in listed
            if c.amount_mg is not None
        ],
    )


def _ingredient(concept: Concept) -> int:
    """The ingredient where the vocabulary has it, otherwise 0."""
    named = {c.name: ids()[c.vocabulary, c.code] for c in concepts() if c.kind == "Ingredient"}
    return named.get(concept.name.split()[0], 0)


def _fill_people(engine: Any, simulation: DispensingSimulation) -> None:
    number = ids()
    names = {
        "F": number["Gender", "F"],
        "M": number["Gender", "M"],
        "claim": number["Simulated", "claim"],
        "acne": number["SNOMED", "88616000"],
        "acne_source": number["ICD10CM", "L70.0"],
        "weight": number["LOINC", "29463-7"],
        "kg": number["UCUM", "kg"],
    }
    engine.execute(
        "CREATE TEMP TABLE product (kind VARCHAR, concept_id INTEGER, name VARCHAR, mg INTEGER, turn INTEGER, "
        "turns INTEGER, a_day INTEGER)"
    )
    by_code = {(c.vocabulary, c.code): c for c in concepts()}
    rows = [
        [kind, number[vocabulary, code], by_code[vocabulary, code].name, None, turn, turns, a_day]
        for kind, vocabulary, code, turn, turns, a_day in _PRODUCTS
    ]
    rows += [
        [v.ISOTRETINOIN, number[key], c.name, int(c.amount_mg), 0, 1, 1]
        for key, c in by_code.items()
        if key in CAPSULES and c.amount_mg is not None
    ]
    engine.executemany("INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    for name in ("people", "observation", "dispensings", "treatments", "weights", "deaths", "true_courses"):
        engine.register(name, getattr(simulation, name))
    engine.execute(
        "CREATE TEMP TABLE who AS SELECT patient_id, row_number() OVER (ORDER BY patient_id) AS person_id FROM people"
    )
    for table, text in _ROWS.items():
        engine.execute(f"INSERT INTO {table} BY NAME {text.format(**names)}")

"""The tables of the OMOP Common Data Model 5.4 that are written, with all their columns, as in its DDL."""

from __future__ import annotations

OMOP_TABLES: dict[str, str] = {
    "person": "person_id INTEGER NOT NULL, gender_concept_id INTEGER NOT NULL, year_of_birth INTEGER NOT NULL, "
    "month_of_birth INTEGER, day_of_birth INTEGER, birth_datetime TIMESTAMP, race_concept_id INTEGER NOT NULL, "
    "ethnicity_concept_id INTEGER NOT NULL, location_id INTEGER, provider_id INTEGER, care_site_id INTEGER, "
    "person_source_value VARCHAR, gender_source_value VARCHAR, gender_source_concept_id INTEGER, "
    "race_source_value VARCHAR, race_source_concept_id INTEGER, ethnicity_source_value VARCHAR, "
    "ethnicity_source_concept_id INTEGER",
    "observation_period": "observation_period_id INTEGER NOT NULL, person_id INTEGER NOT NULL, "
    "observation_period_start_date DATE NOT NULL, observation_period_end_date DATE NOT NULL, "
    "period_type_concept_id INTEGER NOT NULL",
    "drug_exposure": "drug_exposure_id INTEGER NOT NULL, person_id INTEGER NOT NULL, drug_concept_id INTEGER NOT NULL, "
    "drug_exposure_start_date DATE NOT NULL, drug_exposure_start_datetime TIMESTAMP, "
    "drug_exposure_end_date DATE NOT NULL, drug_exposure_end_datetime TIMESTAMP, verbatim_end_date DATE, "
    "drug_type_concept_id INTEGER NOT NULL, stop_reason VARCHAR, refills INTEGER, quantity DOUBLE, "
    "days_supply INTEGER, sig VARCHAR, route_concept_id INTEGER, lot_number VARCHAR, provider_id INTEGER, "
    "visit_occurrence_id INTEGER, visit_detail_id INTEGER, drug_source_value VARCHAR, drug_source_concept_id INTEGER, "
    "route_source_value VARCHAR, dose_unit_source_value VARCHAR",
    "condition_occurrence": "condition_occurrence_id INTEGER NOT NULL, person_id INTEGER NOT NULL, "
    "condition_concept_id INTEGER NOT NULL, condition_start_date DATE NOT NULL, condition_start_datetime TIMESTAMP, "
    "condition_end_date DATE, condition_end_datetime TIMESTAMP, condition_type_concept_id INTEGER NOT NULL, "
    "condition_status_concept_id INTEGER, stop_reason VARCHAR, provider_id INTEGER, visit_occurrence_id INTEGER, "
    "visit_detail_id INTEGER, condition_source_value VARCHAR, condition_source_concept_id INTEGER, "
    "condition_status_source_value VARCHAR",
    "measurement": "measurement_id INTEGER NOT NULL, person_id INTEGER NOT NULL, "
    "measurement_concept_id INTEGER NOT NULL, measurement_date DATE NOT NULL, measurement_datetime TIMESTAMP, "
    "measurement_time VARCHAR, measurement_type_concept_id INTEGER NOT NULL, operator_concept_id INTEGER, "
    "value_as_number DOUBLE, value_as_concept_id INTEGER, unit_concept_id INTEGER, range_low DOUBLE, "
    "range_high DOUBLE, provider_id INTEGER, visit_occurrence_id INTEGER, visit_detail_id INTEGER, "
    "measurement_source_value VARCHAR, measurement_source_concept_id INTEGER, unit_source_value VARCHAR, "
    "unit_source_concept_id INTEGER, value_source_value VARCHAR, measurement_event_id BIGINT, "
    "meas_event_field_concept_id INTEGER",
    "death": "person_id INTEGER NOT NULL, death_date DATE NOT NULL, death_datetime TIMESTAMP, "
    "death_type_concept_id INTEGER, cause_concept_id INTEGER, cause_source_value VARCHAR, "
    "cause_source_concept_id INTEGER",
    "care_site": "care_site_id INTEGER NOT NULL, care_site_name VARCHAR, place_of_service_concept_id INTEGER, "
    "location_id INTEGER, care_site_source_value VARCHAR, place_of_service_source_value VARCHAR",
    "concept": "concept_id INTEGER NOT NULL, concept_name VARCHAR NOT NULL, domain_id VARCHAR NOT NULL, "
    "vocabulary_id VARCHAR NOT NULL, concept_class_id VARCHAR NOT NULL, standard_concept VARCHAR, "
    "concept_code VARCHAR NOT NULL, valid_start_date DATE NOT NULL, valid_end_date DATE NOT NULL, "
    "invalid_reason VARCHAR",
    "concept_ancestor": "ancestor_concept_id INTEGER NOT NULL, descendant_concept_id INTEGER NOT NULL, "
    "min_levels_of_separation INTEGER NOT NULL, max_levels_of_separation INTEGER NOT NULL",
    "vocabulary": "vocabulary_id VARCHAR NOT NULL, vocabulary_name VARCHAR NOT NULL, vocabulary_reference VARCHAR, "
    "vocabulary_version VARCHAR, vocabulary_concept_id INTEGER NOT NULL",
    "drug_strength": "drug_concept_id INTEGER NOT NULL, ingredient_concept_id INTEGER NOT NULL, amount_value DOUBLE, "
    "amount_unit_concept_id INTEGER, numerator_value DOUBLE, numerator_unit_concept_id INTEGER, "
    "denominator_value DOUBLE, denominator_unit_concept_id INTEGER, box_size INTEGER, valid_start_date DATE NOT NULL, "
    "valid_end_date DATE NOT NULL, invalid_reason VARCHAR",
}
"""Table -> its columns as SQL."""

"""Diagnoses beside course records and dispensings, as a register or an insurer has them: columns and rules.

Who has one by the start of a course may be asked by [eligibility] diagnosis; no outcome is made of them. They are often
cut from everybody, and a diagnosis made elsewhere is no contact, so that it may well be after the last one.

>>> [name for name, column in DIAGNOSIS_COLUMNS.items() if column.required]
['patient_id', 'date']
"""

from __future__ import annotations

from isostats.records.input_tables.beside_courses import WHOSE
from isostats.records.input_tables.declaration import InputTable, error, warning
from isostats.records.schema import Column, by_name

# fmt: off
DIAGNOSIS_COLUMNS = by_name(
    WHOSE,
    Column("date", "date", "Day of the diagnosis.", required=True),
    Column("diagnosis_code", "text", "Code of the diagnosis, such as L70.0, 706.1 or 88616000; `acne`, and `other` for "
           "what is none of those that are asked for, are codes too.", signs=True,
           standard="ICD-10, ICD-9-CM, ICD-11, SNOMED CT, Read version 2 or ICPC-2"),
    Column("vocabulary", "text", "Vocabulary of the code. Codes of ICD and SNOMED CT are known by their form; those of "
           "Read and ICPC only where it is named, and codes of one's own.", signs=True),
    Column("diagnosis", "text", "The diagnosis in words; counts where no code tells it.", signs=True),
    Column("concept_id", "integer", "Concept of the diagnosis in an OMOP vocabulary."),
)
"""One row per diagnosis; one of code, words and concept is needed."""

TELLING = ("diagnosis_code", "diagnosis", "concept_id")
"""Columns of which a table of diagnoses must have one."""

OF_EACH = (
    warning("diagnosis_without_date", "has no date", "date IS NULL", needs=("date",),
            advice="Left out: when it was made decides."),
    warning("diagnosis_after_death", "is after the patient's death", "date > p_death",
            "{who}, {date}, died {p_death}", advice="Kept as recorded; no course begins after a death."),
)

UNKNOWN = warning(
    "unknown_diagnosis", "has no known diagnosis",
    advice='Taken for no acne; counts only where [eligibility] diagnosis lists it or its beginning (L7*). Codes of '
           'ICD-10, ICD-9-CM and SNOMED CT are known by their form; name any other in a column vocabulary, or say what '
           'one is: values = { diagnosis_code = { "yours" = "L70.0" } }.')
MOSTLY_UNKNOWN = error(
    "unknown_diagnoses", UNKNOWN.one,
    advice='Nothing is computed from a table that is mostly unknown. Name the vocabulary in a column vocabulary, or '
           'say what a code is: values = { diagnosis_code = { "yours" = "acne" } }, with "other" for what is none of '
           "those that are asked for.")
UNCONFIRMED = warning(
    "unconfirmed_diagnosis", "is acne only by a code that is not confirmed",
    advice="Read as acne; look the code up in the vocabulary of the data.")
NAMED_OTHERWISE = warning(
    "acne_in_other_words", "speaks of acne in words that are not known to be it",
    advice="Not taken as acne: no acne, acne inversa and acne rosacea are none. Where one is acne, say so: values = { "
           'diagnosis = { "yours" = "acne" } }.')

DIAGNOSES = InputTable(
    "diagnoses", DIAGNOSIS_COLUMNS, OF_EACH, "row of diagnoses", wider=True, further="FALSE AS again"
)
"""A diagnosis that is there twice tells no more than once."""

"""The one source of what dispensing data may contain: the columns of its six files, with units, codes and ranges.

>>> [name for name, column in DISPENSING_COLUMNS.items() if column.required]
['patient_id', 'dispense_date', 'days_supply', 'strength_mg', 'quantity']
>>> DISPENSING_COLUMNS["dispense_date"].day_names
('dispense_day', 'dispense_date_day')
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from isostats.records.schema import COURSE_COLUMNS, KIND, Column

LONGEST_SUPPLY = 180  # days in one dispensing; more is not a supply in days
MOST_CAPSULES = 30  # a day; more is not a number of capsules
DAILY_DOSE = COURSE_COLUMNS["daily_dose_mg"]
LOWEST_DOSE, HIGHEST_DOSE = DAILY_DOSE.edge or (0, 0)  # mg a day that are usual
DEFAULT_SUPPLY = 30  # days, where nothing tells
WRONG_SHARE, WRONG_LEAST = 0.05, 20  # of supplies beyond the longest: from here on the column is in another unit

TREATMENT_KIND = dict(KIND.items()) | {
    "death": ("died", "dead"),
}


def _by_name(*columns: Column) -> Mapping[str, Column]:
    return MappingProxyType({column.name: column for column in columns})


PATIENT = Column("patient_id", "text", "Whose row it is; the same text in every file.", required=True)

DISPENSING_COLUMNS = _by_name(
    PATIENT,
    Column("dispense_date", "date", "Day of the dispensing.", required=True),
    Column("days_supply", "number", "Days that the dispensing lasts; negative for a reversal.", True, unit="days"),
    Column("strength_mg", "number", "Strength of one capsule.", True, unit="mg", hard=(0, 200), open_low=True),
    Column("quantity", "number", "Capsules dispensed; negative for a reversal.", True, unit="capsules"),
    Column("drug", "text", "Name of the product.", signs=True),
    Column("code", "text", "Code of the product.", signs=True),
    Column(
        "record_type",
        "text",
        "What tells of it: a dispensing, a prescription ...; dispensings are read before prescriptions, never both.",
        signs=True,
    ),
    Column("claim_id", "text", "The claim; a reversal may name the claim that it takes back.", signs=True),
    Column("weight_kg", "number", "Body weight at the dispensing.", unit="kg", hard=(20, 300)),
)
"""One row per dispensing of isotretinoin."""

OBSERVATION_COLUMNS = _by_name(
    PATIENT,
    Column("start", "date", "First observed day of a period.", required=True),
    Column("end", "date", "Last observed day of that period (inclusive).", required=True),
)
"""One row per period in which a person is observed; several per person are usual."""

PEOPLE_COLUMNS = _by_name(
    PATIENT,
    COURSE_COLUMNS["sex"],
    Column("birth_year", "integer", "Year of birth.", unit="year", hard=(1850, 2100)),
    COURSE_COLUMNS["death_date"],
    COURSE_COLUMNS["site"],
    Column("weight_kg", "number", "Body weight, where one is enough.", unit="kg", hard=(20, 300)),
)
"""One row per person; further columns are covariates."""

TREATMENT_COLUMNS = _by_name(
    PATIENT,
    Column("date", "date", "Day of the prescription, relapse or death.", required=True),
    Column("kind", "code", "What was given, or that a relapse was recorded, or death.", codes=TREATMENT_KIND),
    Column("code", "text", "Code of the product, where no kind is given.", signs=True),
    Column(
        "days_supply",
        "number",
        "Days that the prescription lasts; empty where that is not known, negative for a reversal.",
        unit="days",
    ),
    Column("quantity", "text", "Amount given, in any unit; negative for a reversal.", signs=True),
    Column("record_type", "text", "What tells of it, as for dispensings; kind by kind.", signs=True),
)
"""One row per later acne prescription; either kind or code is needed."""

WEIGHT_COLUMNS = _by_name(
    PATIENT,
    Column("date", "date", "Day of the measurement.", required=True),
    Column("weight_kg", "number", "Body weight.", required=True, unit="kg", hard=(20, 300)),
)
"""One row per measured body weight."""

DEATH_COLUMNS = _by_name(PATIENT, Column("death_date", "date", "Day of death.", required=True))
"""One row per death; a death may be among the people or the treatments as well."""

FILES: Mapping[str, Mapping[str, Column]] = MappingProxyType(
    {
        "dispensings": DISPENSING_COLUMNS,
        "observation": OBSERVATION_COLUMNS,
        "people": PEOPLE_COLUMNS,
        "treatments": TREATMENT_COLUMNS,
        "deaths": DEATH_COLUMNS,
        "weights": WEIGHT_COLUMNS,
    }
)
"""By the keyword under which each file is given."""

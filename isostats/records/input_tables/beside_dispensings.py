"""Observation, people, deaths and weights beside dispensings: columns, and rules about those who have dispensings."""

from __future__ import annotations

from dataclasses import replace

from isostats.records.input_tables.courses import COURSE_COLUMNS, FIRST_YEAR
from isostats.records.input_tables.declaration import InputTable, error, impossible, outside, warning
from isostats.records.schema import FIRST_BIRTH_YEAR, PATIENT, WEIGHT, Column, by_name

# fmt: off
OBSERVATION_COLUMNS = by_name(PATIENT, Column("start", "date", "First observed day of a period.", required=True),
                              Column("end", "date", "Last observed day of that period (inclusive).", required=True,
                                     running="a period that still runs"))
"""One row per period in which a person is observed; several per person are usual."""

BORN = Column("birth_year", "integer", "Year of birth.", unit="year", hard=(FIRST_BIRTH_YEAR, 2100))
PEOPLE_COLUMNS = by_name(PATIENT, COURSE_COLUMNS["sex"], BORN, COURSE_COLUMNS["death_date"], COURSE_COLUMNS["site"],
                         replace(WEIGHT, description="Body weight, where one is enough."))
"""One row per person; further columns are covariates."""

DEATH_COLUMNS = by_name(PATIENT, Column("death_date", "date", "Day of death.", required=True))
"""One row per death; a death may be among the people or the treatments as well."""

WEIGHT_COLUMNS = by_name(PATIENT, Column("date", "date", "Day of the measurement.", required=True),
                         replace(WEIGHT, required=True))
"""One row per measured body weight."""

LAST_DATE = "2024-12-31"
"""Stands in an advice for the last date of the data, which is put in where it is known."""
PERIOD_RULES = (
    error("period_backwards", "ends before it starts", '"end" < "start"', "{who}, {start} to {end}",
          many="end before they start"),
    error("period_without_days", "has no start or no end", 'person IS NOT NULL AND ("start" IS NULL OR "end" IS NULL)',
          advice="For a period that still runs, give the data's last date as its end. Where that is " + LAST_DATE +
                 ', an empty end is read so with values = {end = {"" = "' + LAST_DATE + '"}}.'),
)
FIRST_WRITTEN = 10
"""Years before the first dispensing of all from which on nobody need have written dispensings down."""
TOO_EARLY = warning(
    "observed_before_records", f"begins before the patient's birth, before {FIRST_YEAR}, or more than {FIRST_WRITTEN} "
    "years before the first dispensing of all", f"start_year < birth_year OR (start_year < {FIRST_YEAR} AND NOT "
    f"shifted) OR start < first_day - {FIRST_WRITTEN} * 365.25", "{who}, from {start}",
    many=f"begin before the patient's birth, before {FIRST_YEAR}, or more than {FIRST_WRITTEN} years before the first "
         "dispensing of all",
    advice="Such a day fulfils every washout, and an earlier course cannot be ruled out. If it is a placeholder, or "
           "dispensings were not yet recorded, give the first day on which they were.")
"""Of periods whose beginning may be no day of which anything is known."""

IMPOSSIBLE_WEIGHT = impossible("impossible_weight", WEIGHT, "{who}, {weight_kg} kg")
"""Of the people's weights, and of those measured."""

PEOPLE_RULES = (
    error("person_twice", "names a patient again", "again", "{who}", many="name patients again"),
    error("impossible_birth_year", "has an impossible birth_year", outside(BORN, BORN.hard),
          "{who}, born {birth_year}"),
    IMPOSSIBLE_WEIGHT,
)
DEATH_RULES = (error("death_without_date", "has no death_date", "death_date IS NULL"),)
WEIGHT_RULES = (
    IMPOSSIBLE_WEIGHT,
    warning("incomplete_weight", "has no date or no weight_kg", "date IS NULL OR weight_kg IS NULL",
            advice="Such a measurement is not used."),
)

NOBODY = "nobody was observed, and nobody could be studied"
LEFT_OUT = "Export it again; or leave it out, which assumes everyone was observed."
OBSERVATION = InputTable("observation", OBSERVATION_COLUMNS, PERIOD_RULES, needed=(NOBODY, LEFT_OUT), wider=True)
TWICE = "row_number() OVER (PARTITION BY person ORDER BY row) > 1 AS again"
PEOPLE = InputTable("people", PEOPLE_COLUMNS, PEOPLE_RULES, wider=True, covariates=True, further=TWICE)
DEATHS = InputTable("deaths", DEATH_COLUMNS, DEATH_RULES)
WEIGHTS = InputTable("weights", WEIGHT_COLUMNS, WEIGHT_RULES)

"""Later treatments beside dispensings: the columns and the rules; those without a condition have code of their own (see
:mod:`~isostats.records.dispensings.treatment_rows`)."""

from __future__ import annotations

from isostats.records.input_tables.declaration import InputTable, error, warning
from isostats.records.input_tables.events import IMPOSSIBLE_SUPPLY, POSSIBLE_SUPPLY
from isostats.records.schema import KIND, PATIENT, Column, by_name

# fmt: off
TREATMENT_KIND = {**KIND, "death": ("died", "dead")}

TREATMENT_COLUMNS = by_name(
    PATIENT,
    Column("date", "date", "Day of the prescription, relapse or death.", required=True),
    Column("kind", "code", "What was given, or that a relapse was recorded, or death.", codes=TREATMENT_KIND),
    Column("code", "text", "Code of the product, where no kind is given.", signs=True),
    Column("days_supply", "number",
           "Days that the prescription lasts; empty where that is not known, negative for a reversal.", unit="days"),
    Column("quantity", "text", "Amount given, in any unit; negative for a reversal.", signs=True),
    Column("record_type", "text", "What tells of it, as for dispensings; kind by kind.", signs=True),
)
"""One row per later acne prescription; either kind or code is needed."""

MOST_OUTSIDE, LEAST_JUDGED = 0.9, 5
"""A share of treatments outside observation that no real table has, of at least so many treatments."""
LONG_BEFORE = 365  # days before a patient's first dispensing

TREATMENT_RULES = (
    error("treatment_without_date", "has no date", "date IS NULL"),
    error("treatment_after_death", "is after the patient's death", "date > death AND COALESCE(kind, '') <> 'death'",
          "{who}, {date}, died {died}"),
    error("treatment_impossible_supply", "has an impossible days_supply",
          f"kind <> 'isotretinoin' AND ({IMPOSSIBLE_SUPPLY})", "{who}, {date}, {kind}, {days_supply} days",
          advice=f'{POSSIBLE_SUPPLY} Where 0 means that: values = {{ days_supply = {{ "0" = "" }} }}.'),
    warning("isotretinoin_in_treatments", "is isotretinoin", "kind = 'isotretinoin'", "{who}, {date}",
            advice="Left out: courses come from the dispensings."),
    warning("antibiotic_without_supply", "is an oral antibiotic without days_supply",
            "kind = 'oral_antibiotic' AND days_supply IS NULL", "{who}, {date}",
            many="are oral antibiotics without days_supply",
            advice="Counted as systemic treatment, as if it lasted 28 days or more."),
)

TAKEN_BACK = warning(
    "treatment_reversal", "takes an earlier treatment back", example="{who}, {date}, {kind}, {days_supply} days",
    many="take earlier treatments back", advice="Both are left out: that treatment was not taken.")
NOTHING_TO_TAKE_BACK = warning(
    "unmatched_treatment_reversal", "takes back a treatment that is not there",
    example="{who}, {date}, {kind}, {days_supply} days", many="take back treatments that are not there",
    advice="A reversal takes back the latest earlier treatment of the same patient, kind, code, supply and quantity. "
           "These are left out themselves; if they take back a part of a treatment, correct that treatment.")

OUTSIDE = warning(
    "treatment_outside_observation", "is outside every observation period of its patient",
    example="{who}, {date}, {kind}", many="are outside every observation period of their patient",
    advice="A relapse counts only while its patient is observed; look whether both tables are of one time.")
ELSEWHERE = error(
    "treatments_elsewhere", OUTSIDE.one, example=OUTSIDE.example, many=OUTSIDE.many,
    advice="Nothing is computed where nearly all are outside: their dates are wrong, or the tables are of different "
           "times.")
BEFORE = warning(
    "treatments_long_before", "is more than a year before the patient's first dispensing",
    example="{who}, {date}, {kind}", many="are more than a year before their patient's first dispensing",
    advice="They are no relapse. Look whether their dates are right, and whether both tables are of one time.")

OF_DEATH = "(SELECT min(death) FROM deaths WHERE deaths.person = typed.person) AS death"
TREATMENTS = InputTable("treatments", TREATMENT_COLUMNS, TREATMENT_RULES, further=OF_DEATH)

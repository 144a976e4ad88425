"""What is impossible in dispensings, and what leaves a fill out of the courses: every rule as data, in order.

The order is that of the flow: a fill leaves at the first rule that catches it. ``condition`` is SQL over one fill (see
:mod:`.cleaning`); rules without one are found by code of their own.
"""

from __future__ import annotations

from isostats.records.dispensings.columns import (
    DAILY_DOSE,
    DEFAULT_SUPPLY,
    HIGHEST_DOSE,
    LONGEST_SUPPLY,
    LOWEST_DOSE,
    MOST_CAPSULES,
)
from isostats.records.findings import SET_ASIDE
from isostats.records.rule_form import LOOK, Rule, error, warning
from isostats.records.wording import limits
from isostats.words.numbers import number_text

UNIT = (
    "Look whether days_supply is in days and quantity in capsules (not weeks, packs or mg), and map or convert the "
    "columns. " + SET_ASIDE
)

DOSE_UNIT = (
    "Look whether strength_mg is in mg, quantity in capsules and days_supply in days (not g, packs or weeks), and map "
    "or convert the columns. "
)

ROW_ERRORS = (
    error("ragged_row", "course", "has not as many columns as the header", "have not as many columns as the header"),
    error("empty_id", "course", "has no patient_id", "have no patient_id", "person IS NULL", "{who}"),
    error("missing_value", "course", "has no dispense_date", "have no dispense_date", "day IS NULL", "{who}"),
)
"""Rows that cannot be a fill at all."""

LEFT_OUT_FIRST = (
    warning(
        "other_product",
        "course",
        "is of another product",
        "are of other products",
        example="{who}, {product}",
        advice="Only systemic isotretinoin makes courses, and nothing for the skin. If one of these is systemic "
        'isotretinoin, name it: products = ["name or code"].',
    ),
    warning(
        "other_record_type",
        "course",
        "is of a type of record that is not read",
        "are of types of record that are not read",
        example="{who}, {record_type}",
        advice="A prescription and its dispensing are one thing. drug_types chooses which are read.",
    ),
    warning(
        "duplicate_fill",
        "course",
        "repeats another row in every column",
        "repeat another row in every column",
        example="{who}, the same as row {other_row}",
        advice="Each is counted once.",
    ),
    warning(
        "reversal",
        "course",
        "takes an earlier dispensing back",
        "take earlier dispensings back",
        example="{who}, takes back row {other_row}",
        advice="Both are left out.",
    ),
    warning(
        "reversed_fill",
        "course",
        "was taken back by a later row",
        "were taken back by later rows",
        example="{who}, taken back by row {other_row}",
        advice="Both are left out.",
    ),
    warning(
        "unmatched_reversal",
        "course",
        "takes back a dispensing that is not there",
        "take back dispensings that are not there",
        example="{who}, {date}, {days_supply} days, {quantity} capsules",
        advice="A reversal takes back the latest earlier dispensing of the same patient, product, quantity and supply. "
        "These are left out themselves; if they take back a part of a dispensing, correct that dispensing.",
    ),
)
"""Rows that are no fills, or whose fills did not happen."""

FILL_ERRORS = (
    error(
        "wrong_unit",
        "course",
        f"gives more than {MOST_CAPSULES} capsules a day",
        f"give more than {MOST_CAPSULES} capsules a day",
        f"quantity > {MOST_CAPSULES} * days_supply AND days_supply > 0",
        "{who}, {quantity} capsules for {days_supply} days",
        advice=UNIT,
    ),
    error(
        "impossible_strength",
        "course",
        "has an impossible strength_mg",
        "have an impossible strength_mg",
        "strength_mg <= 0 OR strength_mg > 200",
        "{who}, {strength_mg} mg",
        advice="Possible: above 0 to 200 mg per capsule. " + SET_ASIDE,
    ),
    error(
        "impossible_weight",
        "course",
        "has an impossible weight_kg",
        "have an impossible weight_kg",
        "weight_kg < 20 OR weight_kg > 300",
        "{who}, {weight_kg} kg",
        advice="Possible: 20 to 300 kg. " + SET_ASIDE,
    ),
    error(
        "fill_before_birth",
        "course",
        "is before the patient's birth",
        "are before the patient's birth",
        "day_year < birth_year",
        "{who}, {date}, born {birth_year}",
    ),
    error(
        "fill_after_death",
        "course",
        "is after the patient's death",
        "are after the patient's death",
        "day > death",
        "{who}, {date}, died {died}",
    ),
)
"""Fills that cannot be true."""

LEFT_OUT_LAST = (
    warning(
        "no_observation",
        "course",
        "is of a patient who is in no observation period",
        "are of patients who are in no observation period",
        example="{who}",
        advice="These patients are set aside and listed; look whether both files name patients alike.",
    ),
    warning(
        "outside_observation",
        "course",
        "is outside every observation period of its patient",
        "are outside every observation period of their patient",
        example="{who}, {date}",
        advice="They are left out: what happened around them was not observed.",
    ),
    warning(
        "earlier_use",
        "course",
        "is of a patient who had the drug before the first course that was observed",
        "are of patients who had the drug before the first course that was observed",
        example="{who}",
        advice="A dispensing outside observation comes before it: it is no first course, whatever the washout.",
    ),
    warning(
        "no_washout",
        "course",
        "is of a patient not observed for long enough before the first course",
        "are of patients not observed for long enough before the first course",
        example="{who}",
        advice="Whether it was the first course cannot be told. washout_days = 0 keeps them, with courses counted from "
        "the first one seen.",
    ),
)
"""Fills that observation leaves out."""

SUPPLY_RULES = (
    warning(
        "absurd_supply",
        "course",
        f"has a supply of more than {LONGEST_SUPPLY} days",
        f"have a supply of more than {LONGEST_SUPPLY} days",
        f"days_supply > {LONGEST_SUPPLY}",
        "{who}, {days_supply} days",
        advice="Their supply is taken from the quantity, or the default.",
    ),
    warning(
        "no_supply",
        "course",
        "has no supply",
        "have no supply",
        "days_supply IS NULL OR days_supply < 0.5",
        "{who}",
        advice="Their supply is taken from the quantity, or the default.",
    ),
    warning(
        "supply_from_quantity",
        "course",
        "got its supply from the quantity",
        "got their supply from the quantity",
        "supply_source = 'quantity'",
        "{who}, {quantity} capsules, {supply} days",
        advice="quantity / the patient's usual capsules a day (median over the patient's other dispensings).",
    ),
    warning(
        "supply_default",
        "course",
        f"got the default supply of {DEFAULT_SUPPLY} days",
        f"got the default supply of {DEFAULT_SUPPLY} days",
        "supply_source = 'default'",
        "{who}",
        advice="Nothing else tells how long they lasted; they are flagged in the lineage (supply_source = default).",
    ),
    warning(
        "unusual_dose",
        "course",
        "gives an unusual daily dose",
        "give an unusual daily dose",
        f"supply_source <> 'default' AND dose_mg NOT BETWEEN {number_text(LOWEST_DOSE)} * supply AND "
        f"{number_text(HIGHEST_DOSE)} * supply",
        "{who}, {quantity} capsules of {strength_mg} mg for {supply} days",
        advice=f"Usual: {limits(DAILY_DOSE)['edge']}. {DOSE_UNIT}{LOOK}",
    ),
    warning(
        "no_dose",
        "course",
        "has no dose (strength_mg and quantity above 0 are needed)",
        "have no dose (strength_mg and quantity above 0 are needed)",
        "dose_mg IS NULL",
        "{who}",
        advice="The dose of their courses is not known.",
    ),
)
"""Fills whose supply or dose had to be found otherwise; they stay."""

PERIOD_RULES = (
    error(
        "period_backwards",
        "event",
        "ends before it starts",
        "end before they start",
        '"end" < "start"',
        "{who}, {start} to {end}",
    ),
    error(
        "period_without_days",
        "event",
        "has no start or no end",
        "have no start or no end",
        'person IS NOT NULL AND ("start" IS NULL OR "end" IS NULL)',
        "{who}",
        advice="For a period that still runs, give the data's last date as its end. " + SET_ASIDE,
    ),
)
IMPOSSIBLE_WEIGHT = error(
    "impossible_weight",
    "event",
    "has an impossible weight_kg",
    "have an impossible weight_kg",
    "weight_kg < 20 OR weight_kg > 300",
    "{who}, {weight_kg} kg",
    advice="Possible: 20 to 300 kg. " + SET_ASIDE,
)
"""Of the people's weights, and of those measured."""

PEOPLE_RULES = (
    error("person_twice", "event", "names a patient again", "name patients again", "again", "{who}"),
    error(
        "impossible_birth_year",
        "event",
        "has an impossible birth_year",
        "have an impossible birth_year",
        "birth_year < 1850 OR birth_year > 2100",
        "{who}, born {birth_year}",
    ),
    IMPOSSIBLE_WEIGHT,
)
DEATH_RULES = (
    error("death_without_date", "event", "has no death_date", "have no death_date", "death_date IS NULL", "{who}"),
)
WEIGHT_RULES = (
    IMPOSSIBLE_WEIGHT,
    warning(
        "incomplete_weight",
        "event",
        "has no date or no weight_kg",
        "have no date or no weight_kg",
        "date IS NULL OR weight_kg IS NULL",
        "{who}",
        advice="Such a measurement is not used.",
    ),
)
"""Rules about the five other files (only about patients who have dispensings)."""

FATES: tuple[Rule, ...] = (*ROW_ERRORS, *LEFT_OUT_FIRST, *FILL_ERRORS, *LEFT_OUT_LAST)
"""Why a fill is in no course, in order."""

UNREADABLE, OTHER_FILE = "unreadable_value", "faulty_other_file"
FATE_ORDER = (ROW_ERRORS[0].id, UNREADABLE, *(rule.id for rule in FATES[1:3]), OTHER_FILE, *(r.id for r in FATES[3:]))
"""Every fate but ``in_course``, in order of the flow."""

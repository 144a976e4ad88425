"""Dispensings, one row per fill: the columns, what is impossible, and what leaves a fill out of the courses, in order.

The order is that of the flow: a fill leaves at the first rule that catches it. ``condition`` is SQL over one fill (see
:mod:`~isostats.records.dispensings.cleaning`); rules without one are found by code of their own.

>>> [name for name, column in DISPENSING_COLUMNS.items() if column.required]
['patient_id', 'dispense_date', 'days_supply', 'strength_mg', 'quantity']
>>> DISPENSING_COLUMNS["dispense_date"].day_names
('dispense_day', 'dispense_date_day')
"""

from __future__ import annotations

from dataclasses import replace

from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.input_tables.declaration import (
    LOOK,
    RAGGED,
    InputTable,
    Rule,
    error,
    impossible,
    limits,
    warning,
)
from isostats.records.schema import PATIENT, WEIGHT, Column, by_name
from isostats.words.numbers import number_text

# fmt: off
LONGEST_SUPPLY = 180  # days in one dispensing; more is not a supply in days
MOST_CAPSULES = 30  # a day; more is not a number of capsules
DAILY_DOSE = COURSE_COLUMNS["daily_dose_mg"]
LOWEST_DOSE, HIGHEST_DOSE = DAILY_DOSE.edge or (0, 0)  # mg a day that are usual
DEFAULT_SUPPLY = 30  # days, where nothing tells
EQUAL_SHARE, EQUAL_LEAST = 0.1, 10  # of rows like another of their day: from here on they are no slip
WRONG_SHARE, WRONG_LEAST = 0.05, 20  # of supplies beyond the longest: from here on the column is in another unit
UNKNOWN_SHARE, UNKNOWN_LEAST = 0.5, 20  # of fills whose supply nothing tells: from here on none is made up
PACKS_SHARE, PACKS_LEAST = 0.5, 10  # of quantities that would be next to nothing: from here on packs are meant
MOST_PACKS = 6  # in one fill

DISPENSING_COLUMNS = by_name(
    PATIENT,
    Column("dispense_date", "date", "Day of the dispensing.", required=True),
    Column("days_supply", "number", "Days that the dispensing lasts; negative for a reversal.", True, unit="days",
           without=" Where no column has them, add one: the quantity divided by the capsules a day."),
    Column("strength_mg", "number", "Strength of one capsule.", True, unit="mg", hard=(0, 200), open_low=True,
           without=' Where a code alone tells the product, name a table of products: product_table = "products.csv".'),
    Column("quantity", "number", "Capsules dispensed; negative for a reversal.", True, unit="capsules"),
    Column("capsules_per_pack", "number", "Capsules in one pack, where quantity counts packs.", unit="capsules",
           hard=(0, 1000), open_low=True),
    Column("drug", "text", "Name of the product.", signs=True),
    Column("code", "text", "Code of the product.", signs=True),
    Column("record_type", "text", "What tells of it: a dispensing, a prescription ...; dispensings are read before "
           "prescriptions, never both.", signs=True),
    Column("claim_id", "text", "The claim; a reversal may name the claim that it takes back.", signs=True),
    replace(WEIGHT, description="Body weight at the dispensing."),
)
"""One row per dispensing of isotretinoin."""

UNIT = (
    "Look whether days_supply is in days and quantity in capsules (not weeks, packs or mg), and map or convert the "
    "columns."
)

DOSE_UNIT = (
    "Look whether strength_mg is in mg, quantity in capsules and days_supply in days (not g, packs or weeks), and map "
    "or convert the columns. "
)

ROW_ERRORS = (
    RAGGED,
    error("empty_id", "has no patient_id", "person IS NULL"),
    error("missing_value", "has no dispense_date", "day IS NULL"),
)
"""Rows that cannot be a fill at all."""

LEFT_OUT_FIRST = (
    warning("other_product", "is of another product", example="{who}, {product}", many="are of other products",
            advice="Only systemic isotretinoin makes courses, and nothing for the skin. If one of these is systemic "
                   'isotretinoin, name it: products = ["name or code"].'),
    warning("other_record_type", "is of a type of record that is not read", example="{who}, {record_type}",
            many="are of types of record that are not read",
            advice="A prescription and its dispensing are one thing. drug_types chooses which are read."),
    warning("duplicate_fill", "repeats another row in every column", example="{who}, the same as row {other_row}",
            advice='Each is counted once. Where they are packs of one dispensing: equal_rows = "packs".'),
    warning("reversal", "takes an earlier dispensing back", example="{who}, takes back row {other_row}",
            many="take earlier dispensings back", advice="Both are left out."),
    warning("repeated_reversal", "repeats another row in every column, and takes an earlier dispensing back",
            example="{who}, takes back row {other_row}",
            many="repeat another row in every column, and take earlier dispensings back",
            advice="More dispensings stood that each may take back, so that none is taken for a copy. If they are "
                   "copies, leave them out of the table."),
    warning("reversed_fill", "was taken back by a later row", example="{who}, taken back by row {other_row}",
            many="were taken back by later rows", advice="Both are left out."),
    warning("unmatched_reversal", "takes back a dispensing that is not there",
            example="{who}, {date}, {days_supply} days, {quantity} capsules",
            many="take back dispensings that are not there", advice="A reversal takes back the latest earlier "
                   "dispensing of the same patient, product, quantity and supply. These are left out themselves; if "
                   "they take back a part of a dispensing, correct that dispensing."),
)
"""Rows that are no fills, or whose fills did not happen."""

FILL_ERRORS = (
    error("wrong_unit", f"gives more than {MOST_CAPSULES} capsules a day",
          f"quantity > {MOST_CAPSULES} * days_supply AND days_supply > 0",
          "{who}, {quantity} capsules for {days_supply} days", advice=UNIT),
    impossible("impossible_strength", DISPENSING_COLUMNS["strength_mg"], "{who}, {strength_mg} mg",
               advice=f"Possible: {limits(DISPENSING_COLUMNS['strength_mg'])['hard']} per capsule."),
    impossible("impossible_pack", DISPENSING_COLUMNS["capsules_per_pack"], "{who}, {capsules_per_pack} capsules"),
    impossible("impossible_weight", WEIGHT, "{who}, {weight_kg} kg"),
    error("fill_before_birth", "is before the patient's birth", "day_year < birth_year",
          "{who}, {date}, born {birth_year}"),
    error("fill_after_death", "is after the patient's death", "day > death", "{who}, {date}, died {died}"),
)
"""Fills that cannot be true."""

MANY_EQUAL = error(
    "many_equal_rows", "repeats another row in every column", example="{who}, the same as row {other_row}",
    advice="Are they packs, or copies of one row? As packs each is counted: equal_rows = \"packs\", with same_day = "
           "\"sum\" under [courses] where days_supply is that of one pack. As copies each is counted once: "
           "equal_rows = \"copies\".",
    scope="file")
"""Of a table in which so many dispensings stand twice that it is no slip."""

MOSTLY_UNKNOWN = error(
    "supplies_unknown", "has no days' supply, and nothing else tells it",
    many="have no days' supply, and nothing else tells it", example="{who}, {quantity} capsules",
    advice="A course is as long as its supplies, and none is made up for most of them. Write the supplies into "
           "days_supply: the quantity divided by the capsules a day. If each lasted equally long, say so, with these "
           "days in place of {days}: values = {values}.", scope="file")
"""Of a table in which most supplies would be the default."""

MOSTLY_OUTSIDE = error(
    "dispensings_elsewhere", "is outside every observation period of its patient", example="{who}, {date}",
    many="are outside every observation period of their patient",
    advice="Nothing is computed where most are outside: their dates are wrong, or the tables are of different times. "
           "If people were observed for a part of that time alone, keep the dispensings of that part.", scope="file")
"""Of a table of dispensings and one of observation that do not fit."""

LEFT_OUT_LAST = (
    warning("no_observation", "is of a patient who is in no observation period",
            many="are of patients who are in no observation period",
            advice="These patients are set aside and listed; look whether both files name patients alike."),
    warning("outside_observation", "is outside every observation period of its patient", example="{who}, {date}",
            many="are outside every observation period of their patient",
            advice="They are left out: what happened around them was not observed."),
    warning("earlier_use", "is of a patient who had the drug before the first course that was observed",
            many="are of patients who had the drug before the first course that was observed",
            advice="A dispensing outside observation comes before it: it is no first course, whatever the washout."),
    warning("no_washout", "is of a patient not observed for long enough before the first course",
            many="are of patients not observed for long enough before the first course",
            advice="Whether it was the first course cannot be told. washout_days = 0 keeps them, with courses "
                   "counted from the first one seen."),
)
"""Fills that observation leaves out."""

SUPPLY_RULES = (
    warning("absurd_supply", f"has a supply of more than {LONGEST_SUPPLY} days", f"days_supply > {LONGEST_SUPPLY}",
            "{who}, {days_supply} days", advice="Their supply is taken from the quantity, or the default."),
    warning("no_supply", "has no supply", "days_supply IS NULL OR days_supply < 0.5",
            advice="Their supply is taken from the quantity, or the default."),
    warning("supply_from_quantity", "got its supply from the quantity", "supply_source = 'quantity'",
            "{who}, {quantity} capsules, {supply} days", many="got their supply from the quantity",
            advice="quantity / the patient's usual capsules a day (median over the patient's other dispensings)."),
    warning("supply_default", f"got the default supply of {DEFAULT_SUPPLY} days", "supply_source = 'default'",
            advice="Nothing else tells how long they lasted; they are flagged in the lineage (supply_source = "
                   "default)."),
    warning("unusual_dose", "gives an unusual daily dose",
            f"supply_source <> 'default' AND dose_mg NOT BETWEEN {number_text(LOWEST_DOSE)} * supply AND "
            f"{number_text(HIGHEST_DOSE)} * supply", "{who}, {quantity} capsules of {strength_mg} mg for {supply} days",
            advice=f"Usual: {limits(DAILY_DOSE)['edge']}. {DOSE_UNIT}{LOOK}"),
    warning("no_dose", "has no dose (strength_mg and quantity above 0 are needed)", "dose_mg IS NULL",
            advice="The dose of their courses is not known."),
)
"""Fills whose supply or dose had to be found otherwise; they stay."""

IN_PACKS = warning(
    "quantities_in_packs",
    f"has at most {MOST_PACKS} capsules, by which it gives less than {number_text(LOWEST_DOSE)} mg a day",
    f"quantity BETWEEN 1 AND {MOST_PACKS} AND quantity = floor(quantity) "
    f"AND strength_mg * quantity < {number_text(LOWEST_DOSE)} * days_supply",
    "{who}, {quantity} of {strength_mg} mg for {days_supply} days",
    many=f"have at most {MOST_PACKS} capsules, by which they give less than {number_text(LOWEST_DOSE)} mg a day")
"""Of a table whose quantities are likely to be packs: its doses would be many times too small."""
OF_PACKS, OF_CAPSULES = (
    "They are likely to be packs, and no dose is told. Name the column of the capsules in one pack: "
    "columns = {{ capsules_per_pack = {column} }}.",
    "They are likely to be packs, and no dose is told. Write the capsules into quantity, or those of one pack into a "
    "column capsules_per_pack.",
)
IF_CAPSULES = " If they are capsules, add that column with 1 in every row."

OVERLAP_SHARE, OVERLAP_LEAST = 0.05, 5  # of courses, from which on supplies that overlap by far are no early refills
OVERLAPPING = warning(
    "overlapping_supplies", "is covered for at least half as long again as any of its supplies reaches",
    example="{who}, {covered} days from {first} on, {banked} of them left over from supplies that overlap",
    many="are covered for at least half as long again as any of their supplies reaches",
    advice="Days left over are laid behind the next supply, as of early refills. Claims that stand twice, and two "
           "strengths of one daily dose a few days apart, are one supply: keep one row of each claim. cap_days = 7 "
           "under [courses] carries over at most so many days at each dispensing.", scope="records")
"""Of records in which supplies overlap by far in many courses."""

OF_MANY = {"supply_default": ("supplies_assumed", 0.05), "unusual_dose": ("doses_of_most_unusual", 0.1)}
"""What rules about supplies are called where more than such a share of the fills breaks them: that is no slip, and the
headline says it."""

FATES: tuple[Rule, ...] = (*ROW_ERRORS, *LEFT_OUT_FIRST, *FILL_ERRORS, *LEFT_OUT_LAST)
"""Why a fill is in no course, in order."""

UNREADABLE, OTHER_FILE = "unreadable_value", "faulty_other_file"
FATE_ORDER = (ROW_ERRORS[0].id, UNREADABLE, *(rule.id for rule in FATES[1:3]), OTHER_FILE, *(r.id for r in FATES[3:]))
"""Every fate but ``in_course``, in order of the flow."""

DISPENSINGS = InputTable("dispensings", DISPENSING_COLUMNS, (*FATES, *SUPPLY_RULES), "dispensing", streamed=True)

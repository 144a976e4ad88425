"""Later treatments, beside course records (events) and beside dispensings (treatments): the columns and the rules.
Those of treatments without a condition have code of their own in :mod:`~isostats.records.dispensings`.

>>> sorted(EVENT_COLUMNS)
['date', 'days_supply', 'kind', 'patient_id', 'quantity']
"""

from __future__ import annotations

from dataclasses import replace

from isostats.engines.embedded import literal
from isostats.records.input_tables.declaration import InputTable, error, note, ragged, warning
from isostats.records.schema import KIND, PATIENT, Column, by_name
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text

# fmt: off
LONGEST_TREATMENT = 1000
"""More days than this in one prescription are no supply."""

EVENT_KIND = {**KIND, v.NOT_FOR_ACNE: ("no_acne_treatment",)}
"""What a row of a file of events may be: also a drug that treats no acne, which is counted and left out."""
KIND_TYPE = f"ENUM({', '.join(map(literal, (*EVENT_KIND, v.DEATH, v.SEEN_CLEAR, v.UNKNOWN_TREATMENT)))})"
"""Kinds are kept as numbers: there may be millions of events."""

EVENT_COLUMNS = by_name(
    Column("patient_id", "text", "Whose treatment it is; must occur in the course file.", required=True),
    Column("date", "date", "Day of the treatment or relapse.", required=True),
    Column("kind", "code", "What was given (or that a relapse was recorded). Any acne treatment of the day of a "
           "recorded relapse counts as new, whatever was in use.", required=True, codes=EVENT_KIND, stored=KIND_TYPE,
           outcome=True),
    Column("days_supply", "number", "Days that the treatment lasts; empty where that is not known, "
           "negative for a reversal.", unit="days", hard=(1, LONGEST_TREATMENT), filled=True),
    Column("quantity", "text", "Amount given, in any unit; negative for a reversal.", signs=True),
)
"""The columns of an events file: one row per later treatment."""

# Unknown is one thing, impossible another: a 0 or a negative number must not pass for a supply that is long enough.
IMPOSSIBLE_SUPPLY = (
    f"days_supply < 0 OR days_supply > {LONGEST_TREATMENT} OR (days_supply < 1 "
    "AND kind IN ('contraceptive', 'topical', 'topical_antibiotic', 'oral_antibiotic', 'antiandrogen', 'isotretinoin'))"
)
POSSIBLE_SUPPLY = f"Possible: 1 to {count_text(LONGEST_TREATMENT)} days; leave it empty where it is not known."

TAKEN_BACK = warning(
    "treatment_reversal", "takes an earlier treatment back", example="{who}, {date}, {kind}, {days_supply} days",
    many="take earlier treatments back", advice="Both are left out: that treatment was not taken.")
NOTHING_TO_TAKE_BACK = warning(
    "unmatched_treatment_reversal", "takes back a treatment that is not there",
    example="{who}, {date}, {kind}, {days_supply} days", many="take back treatments that are not there",
    advice="A reversal takes back the latest earlier treatment of the same patient, kind, code, supply and quantity. "
           "These are left out themselves; if they take back a part of a treatment, correct that treatment.")

EVENT_RULES = (
    ragged("ragged_event"),
    error("event_empty_id", "has no patient_id", "nobody", "row {row}", needs=("patient_id",)),
    error("event_missing_value", "has no {column}", "{column} IS NULL", columns=("date", "kind"),
          advice=f"Fill it in. A relapse that was left untreated, or of which nobody wrote how, has the kind "
                 f"{v.RECORDED_RELAPSE}, and a drug that treats no acne {v.NOT_FOR_ACNE}: leave no relapse out."),
    error("event_unknown_patient", "is of a patient who is not in the course file", "person IS NULL AND NOT nobody",
          many="are of patients who are not in the course file"),
    error("event_after_last_contact", "is after the patient's last contact", "date > p_last_contact",
          "{who}, {date}, last contact {p_last_contact}"),
    error("event_after_death", "is after the patient's death", "date > p_death", "{who}, {date}, died {p_death}"),
    error("event_impossible_supply", "has an impossible days_supply",
          f"back IS NULL AND kind <> '{v.NOT_FOR_ACNE}' AND ({IMPOSSIBLE_SUPPLY})",
          "{who}, {date}, {kind}, {days_supply} days", advice=POSSIBLE_SUPPLY),
    replace(TAKEN_BACK, condition="back = 'takes'"),
    replace(NOTHING_TO_TAKE_BACK, condition="back = 'nothing'"),
    note("event_before_end", "is not after the first course's last day", "date <= p_first_end",
         "{who}, {date}, first course ends {p_first_end}",
         advice="They are no outcome of the course, and tell what was already in use at its end."),
    warning("event_antibiotic_without_supply", "is an oral antibiotic without days_supply",
            "kind = 'oral_antibiotic' AND days_supply IS NULL AND NOT known_that_day AND date > p_first_end "
            "AND back IS NULL", "{who}, {date}",
            many="are oral antibiotics without days_supply",
            advice="Taken for acne treatment, as if long enough; a short one for something else would not count."),
    warning("duplicate_event", "repeats another event", "again", "{who}, {date}, {kind}", many="repeat other events",
            advice="Each is counted once; of several supplies the longest counts."),
)

KNOWN_THAT_DAY = """EXISTS (SELECT 1 FROM {t}_typed AS other WHERE other.person = typed.person
    AND other.date = typed.date AND other.kind = 'oral_antibiotic' AND other.days_supply > 0 AND other.person IN (
        SELECT person FROM {t}_typed WHERE kind = 'oral_antibiotic' AND days_supply IS NULL)) AS known_that_day"""
"""SQL for whether an oral antibiotic of the same person and day has its supply, which then is that of the day; it is
asked of those who have one without."""

FAILED_EXPORT = "no later treatment of anybody, which looks like a failed export"
LEFT_OUT = (
    'Export it again with its rows. If nobody was given any, say so: none_occurred = ["events"]. If they are not '
    'recorded, leave it out (of several files with "" in its place), and what came after a first relapse is not known.'
)
EVENTS = InputTable(
    "events", EVENT_COLUMNS, EVENT_RULES, "event", covariates=True, needed=(FAILED_EXPORT, LEFT_OUT),
    counted=f"kind IS NULL OR kind <> '{v.NOT_FOR_ACNE}'",
)

TREATMENT_KIND = {**EVENT_KIND, "death": ("died", "dead")}

TREATMENT_COLUMNS = by_name(
    PATIENT,
    Column("date", "date", "Day of the prescription, relapse or death.", required=True),
    Column("kind", "code", "What was given, or that a relapse was recorded, or death; not_for_acne is left out.",
           codes=TREATMENT_KIND, filled=True),
    Column("code", "text", "Code of the product, where no kind is given.", signs=True, filled=True),
    Column("drug", "text", "Name of the product, where neither kind nor code tells.", signs=True),
    Column("days_supply", "number",
           "Days that the prescription lasts; empty where that is not known, negative for a reversal.", unit="days"),
    Column("quantity", "text", "Amount given, in any unit; negative for a reversal.", signs=True),
    Column("record_type", "text", "What tells of it, as for dispensings; kind by kind.", signs=True),
)
"""One row per later acne prescription; one of kind, code and drug is needed."""

MOST_OUTSIDE, LEAST_JUDGED = 0.9, 5
"""A share of treatments outside observation that no real table has, of at least so many treatments."""
LONG_BEFORE = 365  # days before a patient's first dispensing

TREATMENT_RULES = (
    error("treatment_without_date", "has no date", "date IS NULL"),
    error("treatment_after_death", "is after the patient's death", "date > death AND COALESCE(kind, '') <> 'death'",
          "{who}, {date}, died {died}"),
    error("treatment_impossible_supply", "has an impossible days_supply",
          f"kind NOT IN ('isotretinoin', '{v.NOT_FOR_ACNE}') AND ({IMPOSSIBLE_SUPPLY})",
          "{who}, {date}, {kind}, {days_supply} days",
          advice=f'{POSSIBLE_SUPPLY} Where 0 means that: values = {{ days_supply = {{ "0" = "" }} }}.'),
    note("treatment_not_for_acne", "treats no acne", f"kind = '{v.NOT_FOR_ACNE}'", "{who}, {date}",
         many="treat no acne", advice="Left out: they are no outcome."),
    warning("isotretinoin_in_treatments", "is isotretinoin", "kind = 'isotretinoin'", "{who}, {date}",
            advice="Left out: courses come from the dispensings."),
    warning("antibiotic_without_supply", "is an oral antibiotic without days_supply",
            "kind = 'oral_antibiotic' AND days_supply IS NULL AND NOT known_that_day", "{who}, {date}",
            many="are oral antibiotics without days_supply",
            advice="Counted as systemic treatment, as if it lasted 28 days or more."),
)

OUTSIDE = warning(
    "treatment_outside_observation", "is outside every observation period of its patient",
    example="{who}, {date}, {kind}", many="are outside every observation period of their patient",
    advice="A relapse counts only while its patient is observed; look whether both tables are of one time.")
ELSEWHERE = error(
    "treatments_elsewhere", OUTSIDE.one, example=OUTSIDE.example, many=OUTSIDE.many,
    advice="Nothing is computed where nearly all are outside: their dates are wrong, or the tables are of different "
           "times.", scope="file")
BEFORE = warning(
    "treatments_long_before", "is more than a year before the patient's first dispensing",
    example="{who}, {date}, {kind}", many="are more than a year before their patient's first dispensing",
    advice="They are no relapse. Look whether their dates are right, and whether both tables are of one time.")

OF_DEATH = "(SELECT min(death) FROM deaths WHERE deaths.person = typed.person) AS death"
TREATMENTS = InputTable("treatments", TREATMENT_COLUMNS, TREATMENT_RULES,
                        further=f"{OF_DEATH}, {KNOWN_THAT_DAY.format(t='treatments_file')}",
                        counted=f"kind NOT IN ('isotretinoin', '{v.NOT_FOR_ACNE}')")

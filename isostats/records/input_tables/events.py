"""Later treatments beside course records, one row per event: the columns and the rules.

>>> sorted(EVENT_COLUMNS)
['date', 'days_supply', 'kind', 'patient_id']
"""

from __future__ import annotations

from isostats.engines.embedded import literal
from isostats.records.input_tables.declaration import InputTable, error, note, ragged, warning
from isostats.records.schema import KIND, Column, by_name
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text

# fmt: off
LONGEST_TREATMENT = 1000
"""More days than this in one prescription are no supply."""

KIND_TYPE = f"ENUM({', '.join(map(literal, (*KIND, v.DEATH)))})"
"""Kinds are kept as numbers: there may be millions of events."""

EVENT_COLUMNS = by_name(
    Column("patient_id", "text", "Whose treatment it is; must occur in the course file.", required=True),
    Column("date", "date", "Day of the treatment or relapse.", required=True),
    Column("kind", "code", "What was given (or that a relapse was recorded).", required=True, codes=KIND,
           stored=KIND_TYPE),
    Column("days_supply", "number", "Days that the treatment lasts; empty where that is not known.", unit="days",
           hard=(1, LONGEST_TREATMENT)),
)
"""The columns of an events file: one row per later treatment."""

# Unknown is one thing, impossible another: a 0 or a negative number must not pass for a supply that is long enough.
IMPOSSIBLE_SUPPLY = (
    f"days_supply < 0 OR days_supply > {LONGEST_TREATMENT} OR (days_supply < 1 "
    "AND kind IN ('contraceptive', 'topical', 'topical_antibiotic', 'oral_antibiotic', 'antiandrogen', 'isotretinoin'))"
)
POSSIBLE_SUPPLY = f"Possible: 1 to {count_text(LONGEST_TREATMENT)} days; leave it empty where it is not known."

EVENT_RULES = (
    ragged("ragged_event"),
    error("event_empty_id", "has no patient_id", "nobody", "row {row}", needs="patient_id"),
    error("event_missing_value", "has no {column}", "{column} IS NULL", columns=("date", "kind")),
    error("event_unknown_patient", "is of a patient who is not in the course file", "person IS NULL AND NOT nobody",
          many="are of patients who are not in the course file"),
    error("event_after_last_contact", "is after the patient's last contact", "date > p_last_contact",
          "{who}, {date}, last contact {p_last_contact}"),
    error("event_after_death", "is after the patient's death", "date > p_death", "{who}, {date}, died {p_death}"),
    error("event_impossible_supply", "has an impossible days_supply", IMPOSSIBLE_SUPPLY,
          "{who}, {date}, {kind}, {days_supply} days",
          advice=f"{POSSIBLE_SUPPLY} Where a negative one takes a treatment back, leave both rows out."),
    note("event_before_end", "is not after the first course's last day", "date <= p_first_end",
         "{who}, {date}, first course ends {p_first_end}",
         advice="They are no outcome of the course, and tell what was already in use at its end."),
    warning("event_antibiotic_without_supply", "is an oral antibiotic without days_supply",
            "kind = 'oral_antibiotic' AND days_supply IS NULL AND date > p_first_end", "{who}, {date}",
            many="are oral antibiotics without days_supply",
            advice="Taken for acne treatment, as if long enough; a short one for something else would not count."),
    warning("duplicate_event", "repeats another event", "again", "{who}, {date}, {kind}", many="repeat other events",
            advice="Each is counted once."),
)

EVENTS = InputTable("events", EVENT_COLUMNS, EVENT_RULES, "event", covariates=True)

"""Rules about the events file."""

from __future__ import annotations

from isostats.records.rule_form import error, note, warning

EVENT_RULES = (
    error("ragged_event", "event", "has not as many columns as the header", "have not as many columns as the header"),
    error("event_empty_id", "event", "has no patient_id", "have no patient_id", "nobody", "row {row}", "patient_id"),
    error(
        "event_missing_value",
        "event",
        "has no {column}",
        "have no {column}",
        "{column} IS NULL AND NOT {column}_bad",
        "{who}",
        columns=("date", "kind"),
    ),
    error(
        "event_unknown_patient",
        "event",
        "is of a patient who is not in the course file",
        "are of patients who are not in the course file",
        "person IS NULL AND NOT nobody",
        "{who}",
    ),
    error(
        "event_after_last_contact",
        "event",
        "is after the patient's last contact",
        "are after the patient's last contact",
        "date > p_last_contact",
        "{who}, {date}, last contact {p_last_contact}",
    ),
    error(
        "event_after_death",
        "event",
        "is after the patient's death",
        "are after the patient's death",
        "date > p_death",
        "{who}, {date}, died {p_death}",
    ),
    note(
        "event_before_end",
        "event",
        "is not after the first course's last day",
        "are not after the first course's last day",
        "date <= p_first_end",
        "{who}, {date}, first course ends {p_first_end}",
        advice="They are no outcome of the course, and tell what was already in use at its end.",
    ),
    warning(
        "event_antibiotic_without_supply",
        "event",
        "is an oral antibiotic without days_supply",
        "are oral antibiotics without days_supply",
        "kind = 'oral_antibiotic' AND days_supply IS NULL AND date > p_first_end",
        "{who}, {date}",
        advice="Taken for acne treatment, as if long enough; a short one for something else would not count.",
    ),
    warning(
        "duplicate_event",
        "event",
        "repeats another event",
        "repeat other events",
        "again",
        "{who}, {date}, {kind}",
        advice="Each is counted once.",
    ),
)

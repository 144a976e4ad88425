"""Visits, monitoring and adverse events beside course records, dispensings and OMOP databases: what was seen and
measured, described and no outcome.

A visit or a test is a contact, so that none can be after the last one where that is recorded; of a visit before the
course's end no relapse is made.

>>> sorted(VISITS.columns)[:3], ADVERSE_EVENTS.columns["grade"].hard
(['date', 'gags', 'inflammatory'], (1, 5))
"""

from __future__ import annotations

from collections.abc import Mapping

from isostats.records.input_tables.course_details import MOST_OF_SCALE, SCALE, SCORES, beyond_scale
from isostats.records.input_tables.course_scores import LEEDS, OF_LEEDS, SITES
from isostats.records.input_tables.declaration import InputTable, Rule, error, note, warning
from isostats.records.schema import Column, by_name
from isostats.vocabulary import names as v

# fmt: off
WHOSE = Column("patient_id", "text", "Whose row it is; the same text as in the main table (in an OMOP database its "
               "person_id).", required=True)
ALL_SCORES = ("score_face", "score_trunk")
LESIONS = {
    "inflammatory": "inflammatory lesions", "non_inflammatory": "non-inflammatory lesions (comedones)",
    "nodules": "nodules",
}

VISIT_COLUMNS = by_name(
    WHOSE,
    Column("date", "date", "Day of the visit.", required=True),
    *(Column(name, "integer", f"Score of the acne of the {name.removeprefix('score_')}.",
             hard=(0, max(MOST_OF_SCALE.values())), standard=SCORES, graded=True) for name in ALL_SCORES),
    Column("scale", "code", "Scale of the scores: iga from 0 to 4, cea from 0 to 5.", codes=SCALE),
    *(Column(f"{name}{site}", "integer", f"Number of {lesions}{of_site}.", hard=(0, 1000))
      for site, of_site in SITES.items() for name, lesions in LESIONS.items()),
    *(Column(f"leeds_{site}", "number", f"Leeds grade of the {site}.", hard=(0, most),
             standard=OF_LEEDS) for site, most in LEEDS.items()),
    Column("gags", "integer", "Global Acne Grading System.", hard=(0, 44), standard="GAGS, Doshi 1997"),
)
"""One row per visit."""

TEST = {
    "triglycerides": ("triglyceride", "tg", "trig"), "cholesterol": ("total_cholesterol", "chol"),
    "ldl": ("ldl_cholesterol",), "hdl": ("hdl_cholesterol",), "alt": ("alat", "gpt", "sgpt", "alanine_transaminase"),
    "ast": ("asat", "got", "sgot", "aspartate_transaminase"), "ggt": ("gamma_gt",), "alp": ("alkaline_phosphatase",),
    "bilirubin": ("bili",), "ck": ("cpk", "creatine_kinase"), "glucose": ("blood_glucose",),
    "blood_count": ("cbc", "fbc", "haematology"), v.PREGNANCY: ("pregnancy_test", "hcg", "beta_hcg", "b_hcg"),
    "other": (),
}
MONITORING_COLUMNS = by_name(
    WHOSE,
    Column("date", "date", "Day of the sample.", required=True),
    Column("test", "code", "What was measured.", required=True, codes=TEST, standard="LOINC, by component"),
    Column("value", "number", "Result as a number, in the unit beside it."),
    Column("unit", "text", "Unit of the value and of its limits, such as mmol/l or mg/dl.", standard="UCUM"),
    Column("result_text", "text", "Result in words, such as negative."),
    Column("lower_limit", "number", "Lower limit of the laboratory, in the unit of the value."),
    Column("upper_limit", "number", "Upper limit of the laboratory, in the unit of the value."),
)
"""One row per test."""

EFFECT = {
    "dry_lips": ("cheilitis", "dry_lip"), "dry_skin": ("xerosis", "dryness", "skin_dryness"),
    "dry_eyes": ("dry_eye", "eye_dryness"), "nosebleed": ("epistaxis", "nose_bleed", "dry_nose"),
    "joint_or_muscle_pain": ("arthralgia", "myalgia", "joint_pain", "muscle_pain", "back_pain"),
    "headache": ("headaches",), "mood": ("depression", "mood_change", "mood_changes", "low_mood", "anxiety"),
    "raised_lipids": ("hypertriglyceridaemia", "hyperlipidaemia", "lipids"),
    "raised_liver_enzymes": ("liver", "liver_enzymes", "transaminases"), "hair_loss": ("alopecia",),
    "vision": ("night_blindness", "visual_disturbance"), "acne_flare": ("flare", "acne_fulminans"),
    "bowel": ("ibd", "inflammatory_bowel_disease"), "photosensitivity": ("sunburn",), "other": (),
}
ACTION = {
    "none": ("no_action", "continued"), "dose_reduced": ("reduced", "reduction"), "interrupted": ("paused",),
    "stopped": ("withdrawn", "discontinued"),
}
ADVERSE_EVENT_COLUMNS = by_name(
    WHOSE,
    Column("date", "date", "First day of it.", required=True),
    Column("kind", "code", "What it was.", required=True, codes=EFFECT, standard="MedDRA preferred terms, grouped"),
    Column("grade", "integer", "1 mild, 2 moderate, 3 severe, 4 life-threatening, 5 death.", hard=(1, 5),
           standard="CTCAE 5.0"),
    Column("action", "code", "What was done with the drug.", codes=ACTION, standard="ICH E2B (R3)"),
)
"""One row per adverse event."""


def _table(label: str, noun: str, columns: Mapping[str, Column], *rules: Rule) -> InputTable:
    """A table of contacts: each has a day, within what is known of the person, and repetitions count once."""
    needed = tuple(name for name, column in columns.items() if column.required and name != "patient_id")
    ranged = tuple(name for name, column in columns.items() if column.hard)
    of_all = (
        error(f"{noun}_missing_value", "has no {column}", "{column} IS NULL", columns=needed),
        error(f"{noun}_after_last_contact", "is after the patient's last contact", "date > p_last_contact",
              "{who}, {date}, last contact {p_last_contact}",
              advice="Whoever came then was seen then: correct the date, or the last contact."),
        error(f"{noun}_after_death", "is after the patient's death", "date > p_death", "{who}, {date}, died {p_death}"),
        *[error(f"{noun}_impossible_value", "has an impossible {column}", "{outside_hard}", "{who}, {date}, {value}",
                columns=ranged, advice="Possible: {hard}.")] * bool(ranged),
        warning(f"{noun}_again", "repeats another in every column", "again", "{who}, {date}",
                advice="Each is counted once."),
    )
    cells = ", ".join(f'"{name}"' for name in columns if name != "patient_id")
    again = f"person IS NOT NULL AND row_number() OVER (PARTITION BY person, {cells} ORDER BY row) > 1 AS again"
    return InputTable(label, columns, (*of_all, *rules), noun.replace("_", " "), further=again)


DESCRIBED_ELSEWHERE = error(
    "beside_elsewhere", "is outside every observation period of its patient", example="{who}, {date}",
    many="are outside every observation period of their patient",
    advice="Nothing is described of a table of which nearly all is outside: its dates are wrong, or the tables are of "
           "different times.")
"""Beside dispensings, where observation is known."""

VISITS = _table(
    "visits", "visit", VISIT_COLUMNS,
    beyond_scale("visit_score_beyond_scale", "{who}, {date}, {value}", ALL_SCORES),
    note("visit_before_end", "is not after the first course's last day", "date <= p_first_end",
         "{who}, {date}, first course ends {p_first_end}", advice="They tell of the course, and are no relapse."),
)
MONITORING = _table(
    "monitoring", "test", MONITORING_COLUMNS,
    error("test_impossible_result", "has a value below 0", "value < 0", "{who}, {date}, {test} {value}"),
    error("test_limits_swapped", "has a lower_limit above its upper_limit", "lower_limit > upper_limit",
          "{who}, {date}, {test}, {lower_limit} to {upper_limit}"),
    warning("test_without_unit", "has a value and no unit",
            "value IS NOT NULL AND unit IS NULL AND test <> 'pregnancy'", "{who}, {date}, {test} {value}",
            advice="mg/dl and mmol/l of triglycerides differ by a factor of 88.6; write which it is."),
)
ADVERSE_EVENTS = _table("adverse_events", "adverse_event", ADVERSE_EVENT_COLUMNS)

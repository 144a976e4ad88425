"""Simulated course records as databases of clinics export them: a row a person (wide), and REDCap with its data
dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isostats.simulate.details import CONTACT_TYPES, FORMULATIONS
from isostats.simulate.sheets import Rows
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

OF_PERSON = (
    "site", "sex", "birth_year", "insurance", "lesion_count", "last_contact", "death_date", "prior_isotretinoin",
    "last_contact_type", "lost_reason",
)  # fmt: skip
OF_COURSE = (
    "course_start", "course_end", "weight_kg", "daily_dose_mg", "cumulative_dose_mg", "indication", "response",
    "relapse_date", "relapse_treatment", "reason_ended", "formulation", "interruption_days", "interruption_reason",
    "start_dose_mg", "max_dose_mg", "clear_date", "last_clear_date", "clear_again_date", "relapse_site", "scale",
    "score_face_start", "score_face_end", "score_trunk_start", "score_trunk_end", "scar_grade_start", "scar_grade_end",
)  # fmt: skip

FIELDS = {
    "site": "site", "sex": "gender", "birth_year": "yob", "insurance": "insurance", "lesion_count": "lesion_count",
    "last_contact": "last_seen", "death_date": "death_dt", "course_start": "iso_start", "course_end": "iso_stop",
    "weight_kg": "wt_kg", "daily_dose_mg": "iso_dose", "cumulative_dose_mg": "cum_dose", "indication": "indication",
    "response": "response", "relapse_date": "relapse_dt", "relapse_treatment": "relapse_tx",
    "reason_ended": "stop_reason", "start_dose_mg": "starting_dose", "max_dose_mg": "maximum_dose",
    "interruption_days": "days_interrupted", "prior_isotretinoin": "prior_iso", "last_contact_type": "contact_type",
    "lost_reason": "ltfu_reason",
}  # fmt: skip
"""What a project of REDCap calls our columns, where it is another name."""
CHOICES = {
    "sex": {"female": "Female", "male": "Male"},
    "indication": {
        "severe_nodulocystic": "Nodulocystic acne", "resistant_moderate": "Resistant moderate acne",
        "scarring_or_distress": "Scarring", "frequent_relapse": "Frequent relapse",
        "patient_preference": "Patient preference",
    },
    "response": {
        "clear": "Clear", "almost_clear": "Almost clear", "improved": "Improved", "unchanged": "Unchanged",
        "worse": "Worse",
    },
    "relapse_treatment": {
        "none": "No treatment", v.TOPICAL: "Topical", v.ORAL_ANTIBIOTIC: "Oral antibiotic",
        v.ANTIANDROGEN: "Antiandrogen", v.ISOTRETINOIN: "Isotretinoin",
    },
    "reason_ended": {
        "target_reached": "Completed", "cleared": "Cleared", "adverse_effect": "Side effects",
        "laboratory": "Blood tests", "mood": "Low mood", "patient_choice": "Patient decision", "cost_or_cover": "Cost",
        "access": "Not available",
    },
    "interruption_reason": {
        "summer": "Summer", "access": "Supply", "laboratory": "Blood tests", "adverse_effect": "Side effects",
        "patient_choice": "Patient wish",
    },
    "relapse_site": {"face": "Face", "trunk": "Trunk", "both": "Face and trunk"},
    "formulation": {name: name.capitalize() for name in FORMULATIONS},
    "scale": {"iga": "IGA"},
    "prior_isotretinoin": {"no": "No", "yes": "Yes", "unknown": "Unknown"},
    "last_contact_type": {name: name.capitalize() for name in CONTACT_TYPES},
    "lost_reason": {
        "discharged_well": "Discharged well", "moved": "Moved away", "cover_lost": "Cover lost", "died": "Died",
        "unknown": "Unknown",
    },
}  # fmt: skip
"""The words of its codes, which are numbered from 1 on."""
HEAD = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
    "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
)  # fmt: skip
ROOM = 2
"""Courses that every form has a place for."""
FORMS = {"patient": OF_PERSON, "isotretinoin_course": OF_COURSE}


def _of(columns: tuple[str, ...], courses: pd.DataFrame) -> tuple[str, ...]:
    """Those that the records have."""
    return tuple(name for name in columns if name in courses)


def wide_rows(courses: pd.DataFrame) -> Rows:
    """One row per person, the courses side by side: course1_start, course1_end, weight_kg_1 ... course2_start."""
    people, of_person, of_course = _by_person(courses), _of(OF_PERSON, courses), _of(OF_COURSE, courses)
    most = max(ROOM, *(len(rows) for rows in people.values()))
    numbers = range(1, most + 1)
    names = ["patient_id", *of_person, *(_numbered(name, number) for number in numbers for name in of_course)]
    rows = []
    for person, own in people.items():
        cells = [own[at][name] if at < len(own) else "" for at in range(most) for name in of_course]
        rows.append([person, *(own[0][name] for name in of_person), *cells])
    return [names, *rows]


def redcap_rows(courses: pd.DataFrame) -> Rows:
    """An export of raw codes with a repeating instrument: a row of each person, and one of each of their courses."""
    status = {form: f"{form}_complete" for form in FORMS}
    of_person, of_course = _of(OF_PERSON, courses), _of(OF_COURSE, courses)
    names = ["record_id", "redcap_repeat_instrument", "redcap_repeat_instance"]
    for form, ours in zip(FORMS, (of_person, of_course), strict=True):
        names += [*(FIELDS.get(name, name) for name in ours), status[form]]
    rows = []
    for person, own in _by_person(courses).items():
        blank, done = [""] * (len(of_course) + 1), "2"
        rows.append([person, "", "", *(_coded(name, own[0][name]) for name in of_person), done, *blank])
        for number, course in enumerate(own, 1):
            nothing = [""] * (len(of_person) + 1)
            cells = (_coded(name, course[name]) for name in of_course)
            rows.append([person, "isotretinoin_course", str(number), *nothing, *cells, done])
    return [names, *rows]


def dictionary_rows(courses: pd.DataFrame) -> Rows:
    """The data dictionary of that project."""
    fields = [("record_id", "patient", "text", "Record ID", "")]
    for form, ours in FORMS.items():
        for name in _of(ours, courses):
            choices = CHOICES.get(name, {}).values()
            listed = " | ".join(f"{code}, {words}" for code, words in enumerate(choices, 1))
            kind, label = "radio" if choices else "text", name.replace("_", " ")
            fields.append((FIELDS.get(name, name), form, kind, label, listed))
    rows = []
    for field, form, kind, label, listed in fields:
        cells = {HEAD[0]: field, HEAD[1]: form, HEAD[3]: kind, HEAD[4]: label, HEAD[5]: listed}
        rows.append([cells.get(head, "") for head in HEAD])
    return [list(HEAD), *rows]


def _numbered(name: str, number: int) -> str:
    return f"course{number}_{name.removeprefix('course_')}" if name.startswith("course_") else f"{name}_{number}"


def _coded(name: str, text: str) -> str:
    codes = list(CHOICES.get(name, {}))
    return str(codes.index(text) + 1) if text in codes else text


def _by_person(courses: pd.DataFrame) -> dict[str, list[dict[str, str]]]:
    """The courses of each person as texts, in order."""
    people: dict[str, list[dict[str, str]]] = {}
    for row in courses.astype(object).where(courses.notna(), "").to_dict("records"):
        people.setdefault(str(row["patient_id"]), []).append({str(name): _text(cell) for name, cell in row.items()})
    return people


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)

"""Sheets as clinics keep them, read with their keys, say what their clean twin says."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from isostats import read_courses
from isostats.records.schema import TABLES
from tests.shapes.laws import dictionary

FOLDER = Path(__file__).parent / "17_sheets"
PROJECT = [
    ("record_id", "demographics", "text", ""), ("sex", "demographics", "radio", "1, Male | 2, Female"),
    ("dob", "demographics", "text", ""), ("weight", "demographics", "text", ""),
    ("last_visit", "demographics", "text", ""), ("iso_start", "isotretinoin_course", "text", ""),
    ("iso_stop", "isotretinoin_course", "text", ""), ("iso_dose", "isotretinoin_course", "text", ""),
    ("relapse_yn", "isotretinoin_course", "yesno", ""), ("relapse_dt", "isotretinoin_course", "text", ""),
    ("relapse_tx", "isotretinoin_course", "dropdown", "1, Topical | 2, Oral antibiotic | 3, Isotretinoin"),
]  # fmt: skip
IN_REDCAP = {
    "course_start": "iso_start", "course_end": "iso_stop", "last_contact": "last_visit", "daily_dose_mg": "iso_dose",
    "weight_kg": "weight", "relapse_date": "relapse_dt", "relapse_treatment": "relapse_tx",
}  # fmt: skip
IN_GERMAN = {
    "patient_id": "Pat.-Nr.", "course_start": "Therapiebeginn", "course_end": "Therapieende",
    "last_contact": "Letzter Besuch", "sex": "Geschlecht", "weight_kg": "Gewicht", "daily_dose_mg": "Tagesdosis",
    "relapse_date": "Rezidiv", "relapse_treatment": "Behandlung Rezidiv",
}  # fmt: skip


def clean_twin() -> pd.DataFrame:
    """The same clinic's sheet, one row per course, without units."""
    frame = pd.read_excel(FOLDER / "d_units.xlsx", dtype=object)
    for name in ("weight_kg", "daily_dose_mg"):
        frame[name] = frame[name].str.extract(r"(\d+)")[0]
    return frame


def test_courses_side_by_side_are_those_of_the_clean_twin() -> None:
    wide = read_courses(FOLDER / "q_wide.csv", layout="wide")
    clean = read_courses(clean_twin()[["patient_id", "course_start", "course_end", "last_contact"]])
    for table in TABLES:
        pd.testing.assert_frame_equal(wide.table(table.name), clean.table(table.name))


def test_an_export_of_redcap_is_the_clean_twin(tmp_path: Path) -> None:
    names = list(dictionary()[0])
    fields = [(name, form, kind, name, choices) for name, form, kind, choices in PROJECT]
    pd.DataFrame(fields, columns=names).to_csv(tmp_path / "dictionary.csv", index=False)
    keys = {"layout": "redcap", "dictionary": tmp_path / "dictionary.csv", "columns": IN_REDCAP}
    exported = read_courses(FOLDER / "p_redcap.csv", **keys)
    twin = clean_twin().drop(columns=["birth_year", "response"])
    twin["relapse_treatment"] = twin["relapse_date"].map(lambda day: "" if pd.isna(day) else "isotretinoin")
    clean = read_courses(twin)
    for table in TABLES:
        same = [name for name, *_ in table.columns]
        pd.testing.assert_frame_equal(exported.table(table.name)[same], clean.table(table.name)[same])


def test_a_german_sheet_with_titles_is_the_clean_twin() -> None:
    german = read_courses(
        FOLDER / "a_german_title.xlsx", header_row=4, columns=IN_GERMAN, pivot_year=2026,
        missing_last_contact="last_seen",
        values={"relapse_date": {"keins": ""}, "relapse_treatment": {"Doxy": "oral_antibiotic"}},
    )  # fmt: skip
    twin = clean_twin().drop(columns=["birth_year", "response"])
    twin["relapse_treatment"] = twin["relapse_date"].map(lambda day: "" if pd.isna(day) else "oral_antibiotic")
    twin.loc[twin["patient_id"].isin([1004, 1024]), "last_contact"] = None
    clean = read_courses(twin, missing_last_contact="last_seen")
    for table in TABLES:
        same = [name for name, *_ in table.columns]
        pd.testing.assert_frame_equal(german.table(table.name)[same], clean.table(table.name)[same])

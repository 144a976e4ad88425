"""Simulated course records as a clinic's sheet: titles above the names, the clinic's own words, units in cells, dates
as they are spoken, a total below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isostats.errors import StudyError, require_one_of
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

Rows = list[list[str]]
DATES = ("course_start", "course_end", "relapse_date", "last_contact", "death_date")


@dataclass(frozen=True)
class Clinic:
    """How a clinic of one language keeps its records: the order of ``names`` is that of its columns (ours -> theirs).

    ``words`` are its codes (column -> ours -> theirs); ``date`` writes a day from year, month, its number and ``name``;
    ``units`` follow the numbers of a column.
    """

    titles: tuple[str, ...]
    names: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    date: str
    units: Mapping[str, str]
    total: str
    decimal: str = "."
    delimiter: str = ","
    months: tuple[str, ...] = ("",) * 12

    def day(self, iso: str) -> str:
        """A day as the clinic writes it."""
        year, month, day = map(int, iso.split("-"))
        return self.date.format(year=year, month=month, day=day, name=self.months[month - 1])

    def number(self, column: str, value: float) -> str:
        """A number with its unit, in whole units where it is whole."""
        text = str(int(value)) if value == int(value) else repr(float(value))
        return text.replace(".", self.decimal) + self.units.get(column, "")


CLINICS = {
    "de": Clinic(
        ("Isotretinoin-Sprechstunde (simulierte Daten)", "Stand: 31.12.2024", ""),
        {"patient_id": "Pat.-Nr.", "course_number": "Kurs", "site": "Klinik", "sex": "Geschlecht",
         "birth_year": "Geburtsjahr", "indication": "Indikation", "course_start": "Therapiebeginn",
         "course_end": "Therapieende", "weight_kg": "Gewicht", "daily_dose_mg": "Tagesdosis",
         "cumulative_dose_mg": "Gesamtdosis", "response": "Ansprechen", "relapse_date": "Rezidiv am",
         "relapse_treatment": "Rezidivtherapie", "last_contact": "Letzte Vorstellung", "death_date": "Verstorben am"},
        {"sex": {"female": "w", "male": "m"},
         "indication": {"severe_nodulocystic": "Acne conglobata", "resistant_moderate": "therapieresistent",
                        "scarring_or_distress": "Narben", "frequent_relapse": "häufige Rezidive",
                        "patient_preference": "Patientenwunsch"},
         "response": {"clear": "erscheinungsfrei", "almost_clear": "fast erscheinungsfrei", "improved": "gebessert",
                      "unchanged": "unverändert", "worse": "schlechter"},
         "relapse_treatment": {"none": "keine Therapie", v.TOPICAL: "Adapalen", v.ORAL_ANTIBIOTIC: "Doxycyclin",
                               v.ANTIANDROGEN: "Spironolacton", v.ISOTRETINOIN: "zweiter Kurs"}},
        "{day:02}.{month:02}.{year}", {"weight_kg": " kg", "daily_dose_mg": " mg", "cumulative_dose_mg": " mg"},
        "Summe", decimal=",", delimiter=";",
    ),
    "en": Clinic(
        ("Isotretinoin clinic (simulated data)", "As of 31 December 2024", ""),
        {"patient_id": "Hospital number", "site": "Clinic", "sex": "Gender", "birth_year": "Year of birth",
         "course_number": "Course no", "indication": "Indication", "weight_kg": "Weight",
         "course_start": "Isotretinoin started", "course_end": "Isotretinoin stopped",
         "daily_dose_mg": "Daily dose", "cumulative_dose_mg": "Total dose", "response": "Response",
         "relapse_date": "Date of relapse", "relapse_treatment": "Treatment of relapse", "last_contact": "Last seen",
         "death_date": "Date of death"},
        {"sex": {"female": "F", "male": "M"},
         "indication": {"severe_nodulocystic": "nodular", "resistant_moderate": "treatment resistant",
                        "scarring_or_distress": "scarring", "frequent_relapse": "recurrent",
                        "patient_preference": "patient choice"},
         "response": {"clear": "cleared", "almost_clear": "almost cleared", "improved": "better",
                      "unchanged": "no change", "worse": "worsened"},
         "relapse_treatment": {"none": "no treatment", v.TOPICAL: "topical treatment",
                               v.ORAL_ANTIBIOTIC: "oral antibiotics", v.ANTIANDROGEN: "spironolactone",
                               v.ISOTRETINOIN: "oral isotretinoin"}},
        "{day} {name} {year}", {"weight_kg": " kg", "daily_dose_mg": " mg", "cumulative_dose_mg": " mg"}, "Total",
        months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ),
    "ja": Clinic(
        ("イソトレチノイン外来(シミュレーション)", ""),
        {"patient_id": "患者番号", "course_number": "コース番号", "site": "施設名", "sex": "性別", "birth_year": "生年",
         "indication": "適応", "course_start": "治療開始日", "course_end": "治療終了日", "weight_kg": "体重",
         "daily_dose_mg": "1日量", "cumulative_dose_mg": "総投与量", "response": "治療効果", "relapse_date": "再発日",
         "relapse_treatment": "再発時治療", "last_contact": "最終受診日", "death_date": "死亡日"},
        {"sex": {"female": "女", "male": "男"},
         "indication": {"severe_nodulocystic": "重症", "resistant_moderate": "難治性", "scarring_or_distress": "瘢痕",
                        "frequent_relapse": "再発性", "patient_preference": "患者希望"},
         "response": {"clear": "治癒", "almost_clear": "ほぼ治癒", "improved": "改善", "unchanged": "不変",
                      "worse": "悪化"},
         "relapse_treatment": {"none": "経過観察", v.TOPICAL: "アダパレン", v.ORAL_ANTIBIOTIC: "ドキシサイクリン",
                               v.ANTIANDROGEN: "スピロノラクトン", v.ISOTRETINOIN: "イソトレチノイン"}},
        "{year}年{month}月{day}日", {"weight_kg": "kg", "daily_dose_mg": "mg", "cumulative_dose_mg": "mg"}, "合計",
    ),
}  # fmt: skip
"""By language."""


def clinic_of(language: str) -> Clinic:
    """The clinic of a language. Raises StudyError where there is none."""
    require_one_of(language, list(CLINICS), "A language of sheets", error=StudyError)
    return CLINICS[language]


def sheet_rows(courses: pd.DataFrame, language: str) -> Rows:
    """Course records as the rows of a sheet in a language (:data:`CLINICS`), its names among them.

    Only columns that the clinic keeps are in it; the total is of the doses. Raises StudyError for another language.

    >>> from isostats.simulate import simulate_courses
    >>> rows = sheet_rows(simulate_courses(1, seed=1).courses, "de")
    >>> rows[3][:4], rows[4][6], rows[4][8]
    (['Pat.-Nr.', 'Kurs', 'Klinik', 'Geschlecht'], '04.03.2023', '63,2 kg')
    """
    clinic = clinic_of(language)
    columns = [_as_written(clinic, courses, name) for name in clinic.names]
    total = {"cumulative_dose_mg": clinic.number("", float(courses["cumulative_dose_mg"].sum()))}
    last = [clinic.total, *(total.get(name, "") for name in list(clinic.names)[1:])]
    body = [list(row) for row in zip(*columns, strict=True)]
    titles = [[title, *[""] * (len(clinic.names) - 1)] for title in clinic.titles]
    return [*titles, list(clinic.names.values()), *body, last]


def _as_written(clinic: Clinic, courses: pd.DataFrame, name: str) -> list[str]:
    """The cells of one of our columns, as the clinic writes them."""
    cells = []
    for value, gone in zip(courses[name].tolist(), courses[name].isna().tolist(), strict=True):
        if gone:
            cells.append("")
        elif name in DATES:
            cells.append(clinic.day(str(value)))
        elif isinstance(value, (int, float, np.number)):
            cells.append(clinic.number(name, float(value)))
        else:
            cells.append(clinic.words.get(name, {}).get(str(value), str(value)))
    return cells

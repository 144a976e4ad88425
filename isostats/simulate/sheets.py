"""Simulated course records as a clinic's sheet: titles above the names, the clinic's own words, units in cells, dates
as they are spoken, a total below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isostats.errors import StudyError, require_one_of
from isostats.simulate.dates import DATES, FULL, MONTH, TWO_DIGITS, serial_day
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

Rows = list[list[str]]


@dataclass(frozen=True)
class Clinic:
    """How a clinic of one language keeps its records: the order of ``names`` is that of its columns (ours -> theirs).

    ``words`` are its codes (column -> ours -> theirs); ``date`` writes a day from year, month, its number and ``name``;
    ``month`` a day of which the month alone is kept, ``short`` one with a year of two digits, ``year2`` (empty where
    nobody writes so); ``units`` follow the numbers of a column. ``further`` names columns that only details have.
    """

    titles: tuple[str, ...]
    names: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    date: str
    month: str
    short: str
    units: Mapping[str, str]
    total: str
    further: Mapping[str, str]
    decimal: str = "."
    delimiter: str = ","
    months: tuple[str, ...] = ("",) * 12

    def day(self, iso: str, form: str = FULL) -> str:
        """A day as the clinic writes it, or in another of the forms of dates."""
        template = {FULL: self.date, MONTH: self.month, TWO_DIGITS: self.short}.get(form)
        if template is None:
            return serial_day(iso, form)
        year, month, day = map(int, iso.split("-"))
        return template.format(year=year, year2=year % 100, month=month, day=day, name=self.months[month - 1])

    def keeps(self, courses: pd.DataFrame) -> dict[str, str]:
        """Our columns that its sheet of these records has, by their names there."""
        return dict(self.names) | {ours: theirs for ours, theirs in self.further.items() if ours in courses}

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
                               v.ANTIANDROGEN: "Spironolacton", v.ISOTRETINOIN: "zweiter Kurs"},
         "reason_ended": {"target_reached": "Zieldosis erreicht", "cleared": "abgeheilt",
                          "adverse_effect": "Nebenwirkungen", "laboratory": "Laborwerte",
                          "patient_choice": "Patientenwunsch"},
         "prior_isotretinoin": {"yes": "ja", "no": "nein"},
         "last_contact_type": {"visit": "Vorstellung", "phone": "telefonisch", "letter": "Brief"},
         "lost_reason": {"discharged_well": "entlassen", "moved": "Umzug", "died": "verstorben"}},
        "{day:02}.{month:02}.{year}", "{month:02}.{year}", "{day:02}.{month:02}.{year2:02}",
        {"weight_kg": " kg", "daily_dose_mg": " mg", "cumulative_dose_mg": " mg"},
        "Summe",
        {"reason_ended": "Grund für Therapieende", "interruption_days": "Pausentage", "start_dose_mg": "Startdosis",
         "max_dose_mg": "Maximaldosis", "prior_isotretinoin": "Isotretinoin vorher", "last_contact_type": "Kontaktart",
         "lost_reason": "Ausscheidegrund"}, decimal=",", delimiter=";",
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
                               v.ISOTRETINOIN: "oral isotretinoin"},
         "reason_ended": {"target_reached": "completed", "adverse_effect": "side effects", "laboratory": "blood tests",
                          "patient_choice": "own wish"},
         "prior_isotretinoin": {"yes": "Y", "no": "N"},
         "lost_reason": {"discharged_well": "discharged clear", "moved": "relocated"}},
        "{day} {name} {year}", "{name} {year}", "{day} {name} {year2:02}",
        {"weight_kg": " kg", "daily_dose_mg": " mg", "cumulative_dose_mg": " mg"}, "Total",
        {"reason_ended": "Reason for stopping", "formulation": "Formulation", "interruption_days": "Days interrupted",
         "start_dose_mg": "Starting dose", "max_dose_mg": "Maximum dose", "prior_isotretinoin": "Previous isotretinoin",
         "last_contact_type": "Type of last contact", "lost_reason": "Reason lost"},
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
                               v.ANTIANDROGEN: "スピロノラクトン", v.ISOTRETINOIN: "イソトレチノイン"},
         "reason_ended": {"adverse_effect": "副作用"}, "prior_isotretinoin": {"yes": "有", "no": "無"},
         "last_contact_type": {"visit": "受診", "phone": "電話", "letter": "手紙"},
         "lost_reason": {"discharged_well": "終診", "moved": "転居", "died": "死亡"}},
        "{year}年{month}月{day}日", "{year}年{month}月", "",
        {"weight_kg": "kg", "daily_dose_mg": "mg", "cumulative_dose_mg": "mg"}, "合計",
        {"reason_ended": "終了理由", "prior_isotretinoin": "イソトレチノイン既往", "last_contact_type": "最終確認方法",
         "lost_reason": "脱落理由"},
    ),
}  # fmt: skip
"""By language."""


def clinic_of(language: str) -> Clinic:
    """The clinic of a language. Raises StudyError where there is none."""
    require_one_of(language, list(CLINICS), "A language of sheets", error=StudyError)
    return CLINICS[language]


def sheet_rows(courses: pd.DataFrame, language: str, *, dates: str = FULL, merged_ids: bool = False) -> Rows:
    """Course records as the rows of a sheet in a language (:data:`CLINICS`), its names among them.

    Only columns that the clinic keeps are in it; the total is of the doses. ``dates`` is one of the forms of dates.
    With ``merged_ids`` the number of a person stands in the first of their rows alone, as merged cells are exported.
    Raises StudyError for another language, and for a form that nobody uses in it.

    >>> from isostats.simulate import simulate_courses
    >>> rows = sheet_rows(simulate_courses(1, seed=1).courses, "de")
    >>> rows[3][:4], rows[4][6], rows[4][8]
    (['Pat.-Nr.', 'Kurs', 'Klinik', 'Geschlecht'], '04.03.2023', '63,2 kg')
    """
    clinic = clinic_of(language)
    if dates == TWO_DIGITS and not clinic.short:
        raise StudyError(f"A sheet in {language} has years of four digits. Ask for dates in another form.")
    kept = clinic.keeps(courses)
    columns = [_as_written(clinic, courses, name, dates) for name in kept]
    if merged_ids:
        again = courses["patient_id"].eq(courses["patient_id"].shift()).tolist()
        place = list(kept).index("patient_id")
        columns[place] = ["" if same else cell for cell, same in zip(columns[place], again, strict=True)]
    total = {"cumulative_dose_mg": clinic.number("", float(courses["cumulative_dose_mg"].sum()))}
    last = [clinic.total, *(total.get(name, "") for name in list(kept)[1:])]
    body = [list(row) for row in zip(*columns, strict=True)]
    titles = [[title, *[""] * (len(kept) - 1)] for title in clinic.titles]
    return [*titles, list(kept.values()), *body, last]


def _as_written(clinic: Clinic, courses: pd.DataFrame, name: str, dates: str) -> list[str]:
    """The cells of one of our columns, as the clinic writes them."""
    cells = []
    for value, gone in zip(courses[name].tolist(), courses[name].isna().tolist(), strict=True):
        if gone:
            cells.append("")
        elif name in DATES:
            cells.append(clinic.day(str(value), dates))
        elif isinstance(value, (int, float, np.number)):
            cells.append(clinic.number(name, float(value)))
        else:
            cells.append(clinic.words.get(name, {}).get(str(value), str(value)))
    return cells

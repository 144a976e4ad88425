"""Five clinics' sheets, each in its language and with its habits, and the clean records that each of them holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

DATES = {
    "course_start": ["2018-03-12", "2019-01-07", "2017-10-02", "2020-02-24"],
    "course_end": ["2018-08-30", "2019-07-15", "2018-03-19", "2020-09-01"],
    "last_contact": ["2021-05-03", "2022-11-20", "2019-12-12", "2023-04-04"],
    "relapse_date": ["2019-06-25", "", "", "2021-01-18"],
}
CLEAN = pd.DataFrame({
    "patient_id": ["11", "12", "13", "14"], **DATES, "sex": ["female", "male", "female", "male"],
    "birth_year": ["2001", "1999", "1996", "2002"], "weight_kg": ["58.5", "71", "62.5", "80"],
    "daily_dose_mg": ["30", "40", "30", "40"], "relapse_treatment": ["oral_antibiotic", "", "", "isotretinoin"],
})  # fmt: skip


@dataclass(frozen=True)
class Newcomer:
    """A sheet as a clinic keeps it: what it calls our columns and codes, how it writes dates, what stands around it."""

    language: str
    names: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    date: str
    decimal: str = ","
    above: tuple[str, ...] = ()
    below: str = ""
    months: tuple[str, ...] = field(default=())

    def rows(self) -> list[list[str]]:
        """Every row, the names among them."""
        frame = CLEAN.copy()
        for column in DATES:
            frame[column] = [self.day(text) if text else text for text in frame[column]]
        frame["weight_kg"] = frame["weight_kg"].str.replace(".", self.decimal, regex=False)
        for column, words in self.values.items():
            frame[column] = frame[column].replace(words)
        frame = frame[list(self.names)].rename(columns=self.names)
        width = len(frame.columns)
        rows = [[title] + [""] * (width - 1) for title in self.above]
        rows += [list(frame.columns), *frame.to_numpy().tolist()]
        return rows + ([[self.below, *[""] * (width - 2), "70"]] if self.below else [])

    def day(self, iso: str) -> str:
        """A day as this clinic writes it."""
        day = pd.Timestamp(iso)
        return day.strftime(self.date).replace("MONTH", self.months[day.month - 1] if self.months else "")


FRENCH = Newcomer(
    "fr",
    {"patient_id": "N° dossier", "course_start": "Date de début", "course_end": "Date de fin", "sex": "Sexe",
     "last_contact": "Dernière consultation", "birth_year": "Année de naissance", "weight_kg": "Poids (kg)",
     "daily_dose_mg": "Dose quotidienne", "relapse_date": "Rechute", "relapse_treatment": "Traitement de la rechute"},
    {"sex": {"female": "F", "male": "H"}, "relapse_date": {"": "aucune"},
     "relapse_treatment": {"oral_antibiotic": "doxycycline", "isotretinoin": "Isotrétinoïne"}},
    "%d/%m/%Y",
)  # fmt: skip
SPANISH = Newcomer(
    "es",
    {"patient_id": "Historia clínica", "course_start": "Inicio del tratamiento", "course_end": "Fin del tratamiento",
     "last_contact": "Última visita", "sex": "Sexo", "birth_year": "Año de nacimiento", "weight_kg": "Peso",
     "daily_dose_mg": "Dosis diaria", "relapse_date": "Recaída", "relapse_treatment": "Tratamiento de la recaída"},
    {"sex": {"female": "M", "male": "H"},
     "relapse_treatment": {"oral_antibiotic": "Doxiciclina 100 mg", "isotretinoin": "isotretinoína"}},
    "%d de MONTH de %Y",
    months=("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre"),
)  # fmt: skip
ITALIAN = Newcomer(
    "it",
    {"patient_id": "Cartella", "course_start": "Inizio terapia", "course_end": "Fine terapia", "sex": "Sesso",
     "last_contact": "Ultimo controllo", "weight_kg": "Peso (kg)", "relapse_date": "Data recidiva",
     "relapse_treatment": "Terapia della recidiva"},
    {"sex": {"female": "donna", "male": "uomo"}, "relapse_date": {"": "nessuna"},
     "relapse_treatment": {"oral_antibiotic": "Minociclina", "isotretinoin": "Isoriac"}},
    "%d.%m.%y", above=("Ambulatorio di dermatologia", "Aggiornato al 3.5.2023", ""), below="Media",
)  # fmt: skip
POLISH = Newcomer(
    "pl",
    {"patient_id": "Nr pacjenta", "course_start": "Rozpoczęcie leczenia", "course_end": "Zakończenie leczenia",
     "last_contact": "Ostatnia wizyta", "sex": "Płeć", "birth_year": "Rok urodzenia", "weight_kg": "Masa ciała",
     "daily_dose_mg": "Dawka dobowa", "relapse_date": "Nawrót", "relapse_treatment": "Leczenie nawrotu"},
    {"sex": {"female": "K", "male": "M"}, "relapse_date": {"": "brak"},
     "relapse_treatment": {"oral_antibiotic": "limecyklina", "isotretinoin": "Izotek"}},
    "%Y-%m-%d",
)  # fmt: skip
DUTCH = Newcomer(
    "nl",
    {"patient_id": "Patiëntnummer", "course_start": "Start behandeling", "course_end": "Einde behandeling",
     "last_contact": "Laatste controle", "sex": "Geslacht", "birth_year": "Geboortejaar", "weight_kg": "Gewicht",
     "daily_dose_mg": "Dagdosis", "relapse_date": "Recidief", "relapse_treatment": "Behandeling recidief"},
    {"sex": {"female": "V", "male": "M"}, "relapse_date": {"": "geen"},
     "relapse_treatment": {"oral_antibiotic": "doxycycline", "": "geen", "isotretinoin": "isotretinoïne"}},
    "%d-%m-%Y",
)  # fmt: skip
PORTUGUESE = Newcomer(
    "pt",
    {"patient_id": "Nº doente", "course_start": "Data de início", "course_end": "Data de fim", "sex": "Sexo",
     "last_contact": "Última consulta", "birth_year": "Ano de nascimento", "weight_kg": "Peso",
     "daily_dose_mg": "Dose diária", "relapse_date": "Data da recaída", "relapse_treatment": "Tratamento da recaída"},
    {"sex": {"female": "feminino", "male": "masculino"}, "relapse_date": {"": "não"},
     "relapse_treatment": {"oral_antibiotic": "tetraciclina", "isotretinoin": "isotretinoína"}},
    "%d/%m/%Y",
)  # fmt: skip
NEWCOMERS = (FRENCH, SPANISH, ITALIAN, POLISH, DUTCH, PORTUGUESE)

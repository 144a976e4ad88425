"""Names and words of clinics and databases as newcomers have them: reasons, scores, doses, claims of the US."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from isostats.records.column_names import plain
from isostats.records.guessing.column_words import match_name
from isostats.records.guessing.drafts import draft_of, draft_study
from isostats.records.guessing.sheets import Sheet, SheetColumn
from isostats.records.guessing.synonyms import code_of
from isostats.records.input_tables import COURSE_TABLES
from isostats.records.shapes.numbered import series_of

REASONS = {
    "en": "Reason for ending", "de": "Grund der Beendigung", "fr": "Raison de l'arrêt", "es": "Motivo de finalización",
    "pt": "Motivo do término", "it": "Motivo della sospensione", "pl": "Powód zakończenia",
    "nl": "Reden van beëindiging", "ja": "治療終了理由",
}  # fmt: skip


def column_of(name: str, table: str = "courses") -> tuple[str, bool] | None:
    """Our column that a name means, and whether that is sure."""
    match = match_name(name, COURSE_TABLES[table])
    return (match.column, match.sure) if match else None


@pytest.mark.parametrize("language", REASONS)
def test_why_a_course_ended_is_known(language: str) -> None:
    assert column_of(REASONS[language]) == ("reason_ended", True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("zakończono zgodnie z planem", "target_reached"), ("działania niepożądane", "adverse_effect"),
        ("decyzja pacjenta", "patient_choice"), ("nie zgłosił się", "lost"), ("fin prévue", "target_reached"),
        ("perdu de vue", "lost"), ("choix du patient", "patient_choice"), ("efeitos colaterais", "adverse_effect"),
        ("Completed as planned", "target_reached"), ("gravidanza", "pregnancy"), ("verhuisd", "moved"),
        ("患者希望", "patient_choice"), ("embarazo", "pregnancy"), ("nicht erschienen", "lost"),
    ],
)  # fmt: skip
def test_common_reasons_are_known(text: str, code: str) -> None:
    known = code_of(text, COURSE_TABLES["courses"].columns["reason_ended"])
    assert known
    assert (known.code, known.vague) == (code, False)


@pytest.mark.parametrize(
    ("name", "column", "sure"),
    [
        # of no part of the body: most often of the face, which is a guess
        ("IGA przed", "score_face_start", False), ("IGA po", "score_face_end", False),
        ("GEA avant", "score_face_start", False), ("IGA nach Therapie", "score_face_end", False),
        ("IGA después", "score_face_end", False), ("IGA before", "score_face_start", False),
        ("GEA visage avant", "score_face_start", True), ("GEA tronc après", "score_trunk_end", True),
        ("IGA tronco prima", "score_trunk_start", True), ("IGA 体幹 治療後", "score_trunk_end", True),
    ],
)  # fmt: skip
def test_scores_before_and_after(name: str, column: str, sure: bool) -> None:
    assert column_of(name) == (column, sure)


@pytest.mark.parametrize(("name", "column"), [("GEA visage", "score_face"), ("GEA tronc", "score_trunk")])
def test_scores_of_visits(name: str, column: str) -> None:
    assert column_of(name, "visits") == (column, True)


@pytest.mark.parametrize("name", ["Course {} daily dose (mg)", "Kur {} Tagesdosis (mg)", "Cure {} dose par jour (mg)"])
def test_doses_of_courses_side_by_side(name: str) -> None:
    (series,) = series_of([name.format(number) for number in (1, 2, 3)])
    assert column_of(series.stem) == ("daily_dose_mg", True)


CLAIMS = {
    "rx.csv": {"ENROLID": ("a", "b"), "SVCDATE": ("2017-06-13", "2018-06-13"), "NDCNUM": ("00378661293", "68180051301"),
               "METQTY": ("60", "60"), "DAYSUPP": ("30", "30")},
    "redbook.csv": {"NDCNUM": ("00378661293", "68180051301"), "PRODNME": ("AMNESTEEM 20 MG CAPSULE", "DOXYCYCLINE"),
                    "STRNGTH": ("20 MG", "100 MG"), "MSTFMDS": ("CAP", "CAP")},
    "dx.csv": {"ENROLID": ("a", "b"), "SVCDATE": ("2017-05-13", "2018-05-13"), "DXVER": ("0", "0"),
               "DX1": ("L700", "L719")},
    "members.csv": {"ENROLID": ("a", "b"), "SEX": ("F", "M"), "DOBYR": ("1998", "1991")},
    "enrollment.csv": {"ENROLID": ("a", "b"), "DTSTART": ("2012-01-13",) * 2, "DTEND": ("2020-01-13",) * 2},
}  # fmt: skip


def test_claims_of_the_us_are_told_apart_by_their_own_names() -> None:
    draft = draft_of({
        name: Sheet(name, (), tuple(SheetColumn(*each) for each in cells.items()), top=tuple(cells))
        for name, cells in CLAIMS.items()
    })  # fmt: skip
    assert draft.sources == {
        "dispensings": "rx.csv", "observation": "enrollment.csv", "people": "members.csv", "diagnoses": "dx.csv",
        "product_table": "redbook.csv",
    }  # fmt: skip
    theirs = {(guess.address, guess.value) for guess in draft.guesses if guess.key == "columns"}
    assert theirs >= {
        ("columns.dispense_date", "SVCDATE"), ("columns.code", "NDCNUM"), ("columns.quantity", "METQTY"),
        ("columns.days_supply", "DAYSUPP"), ("columns.people.birth_year", "DOBYR"),
        ("columns.diagnoses.date", "SVCDATE"), ("columns.diagnoses.diagnosis_code", "DX1"),
    }  # fmt: skip


@pytest.mark.parametrize("name", [
    "Rückfalltherapie", "Rückfall-Therapie", "Therapie des Rückfalls", "Behandlung Rückfall", "Rückfall behandelt mit",
    "Therapie Rückfall", "rechute traitée par", "Rechute : traitement", "Thérapie de la récidive", "Tto recaída",
    "Tratamiento en la recaída", "Terapia da recidiva", "Trattamento ricaduta", "Tx for relapse",
    "Recurrence treatment",
    "Flare treatment", "Drug given for relapse", "Leczenie przy nawrocie", "Behandeling van het recidief",
    "Behandling av återfall", "再発の治療",
])  # fmt: skip
def test_what_treated_a_relapse_is_known_in_whatever_words(name: str) -> None:
    assert (column_of(name) or ("", False))[0] == "relapse_treatment"


@pytest.mark.parametrize("name", [
    "Rückfall nach Therapie", "Relapse after treatment", "Relapse on treatment", "récidive sous traitement",
    "recaída tras tratamiento", "nawrót po leczeniu", "治療後の再発", "Return of acne after therapy",
    "relapse treatment date",
    "Rezidivtherapie am", "Zahl der Rückfalltherapien", "Treatment of second relapse", "Therapie 2. Rezidiv",
    "Relapse-free without treatment", "time to relapse treatment", "Therapie",
])  # fmt: skip
def test_a_relapse_after_treatment_is_no_treatment_of_one(name: str) -> None:
    assert (column_of(name) or ("", False))[0] != "relapse_treatment"


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("name", ["Rückfalltherapie", "Traitement d'une rechute", "Tratamiento en la recaída"])
def test_init_takes_the_treatment_of_a_relapse_from_long_and_wide_files(tmp_path: Path, name: str, wide: bool) -> None:
    """Left out it was nobody's: a second course in 17.1% for 18.2%."""
    at = " 1" if wide else ""
    held = {"patient_id": list("abcdefgh"), f"course_start{at}": "2016-01-05", f"course_end{at}": "2016-07-05",
            f"relapse_date{at}": "2017-03-01", f"{name}{at}": ["isotretinoin", "topical"] * 4}  # fmt: skip
    if wide:
        held |= {"course_start 2": ["2018-01-05", ""] * 4, "course_end 2": ["2018-06-05", ""] * 4, "relapse_date 2": "",
                 f"{name} 2": ""}  # fmt: skip
    path = tmp_path / "made.csv"
    pd.DataFrame({**held, "last_contact": "2020-01-05"}).to_csv(path, index=False)
    draft = draft_study([path])
    assert draft.data()["columns"]["relapse_treatment"] == (plain(name) if wide else name)
    assert draft.unused == ()

"""A table with a column of drugs is later treatments, whatever the column is called; cells are read by the drug."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from isostats.records import check_courses, read_courses
from isostats.records.drug_names import ON_SKIN, SKIN_ALONE, SWALLOWED, kind_named, known_drug, sound
from isostats.records.guessing.drafts import Draft, draft_study
from isostats.study.study_file import make_study

IDS = [f"p{number:02}" for number in range(1, 13)]
COURSES = pd.DataFrame({
    "patient_id": IDS, "course_start": "2016-01-05", "course_end": "2016-07-05", "last_contact": "2019-05-01",
})  # fmt: skip
DRUGS = {
    "Spironolactone 50mg tablets": "antiandrogen", "Minocycline MR 100mg": "oral_antibiotic",
    "Tretinoin 0.025% cream": "topical", "Co-cyprindiol 2000/35 tabs": "antiandrogen",
    "Lymecycline 408mg": "oral_antibiotic", "Adapalene 0.1%/BPO 2.5% gel": "topical",
}  # fmt: skip
PEOPLE = pd.DataFrame({"patient_id": IDS, "sex": "female", "birth_year": 1990})


def later(drugs: list[str], called: str = "kind") -> pd.DataFrame:
    return pd.DataFrame({"patient_id": IDS[: len(drugs)], "date": "2017-02-03", called: drugs, "days": 84})


def workbook(path: Path, **sheets: pd.DataFrame) -> Path:
    with pd.ExcelWriter(path) as file:
        for name, frame in sheets.items():
            frame.to_excel(file, sheet_name=name.replace("_", " "), index=False)
    return path


def drafted(tmp_path: Path, events: pd.DataFrame, name: str = "presc.csv") -> Draft:
    COURSES.to_csv(tmp_path / "courses.csv", index=False)
    events.to_csv(tmp_path / name, index=False)
    return draft_study([tmp_path / "courses.csv", tmp_path / name])


@pytest.mark.parametrize("called", ["drug name", "product", "medication", "drug", "treatment", "Medikament"])
def test_a_column_of_drugs_is_the_kind_whatever_it_is_called(tmp_path: Path, called: str) -> None:
    data = drafted(tmp_path, later([*DRUGS], called)).data(tmp_path)
    assert data["events"] == "presc.csv"
    events = read_courses(make_study({"data": data}, folder=tmp_path).data).table("events")
    assert events["kind"].tolist() == [*DRUGS.values()]


def test_names_of_drugs_are_read_without_a_word_and_told() -> None:
    records = read_courses(COURSES, events=later([*DRUGS]))
    assert records.table("events")["kind"].tolist() == [*DRUGS.values()]
    (finding,) = [each for each in records.findings if each.rule == "named_products"]
    assert (finding.count, finding.column) == (6, "kind")
    assert "'Co-cyprindiol 2000/35 tabs' is antiandrogen" in finding.example


def test_of_a_cell_that_names_several_all_that_is_read_is_told() -> None:
    treated = COURSES[:1].assign(relapse_date="2018-01-01", relapse_treatment="topical, isotretinoin")
    records = read_courses(treated)
    (finding,) = [each for each in records.findings if each.rule == "named_products"]
    assert finding.example == "'topical, isotretinoin' is topical and isotretinoin"
    assert {"topical", "isotretinoin"} <= set(records.table("events")["kind"])


SAME = {
    "Erythromycin 250 mg tablets": "oral_antibiotic", "Erythromycin 200 MG/5ML oral suspension": "oral_antibiotic",
    "Erythromycin 2% gel": "topical_antibiotic", "Erythromycin 40 MG/ML topical solution": "topical_antibiotic",
    "Benzoyl peroxide 5% gel": "topical", "Co-trimoxazole 480mg tabs": "oral_antibiotic",
    "Cotrimoxazol": "oral_antibiotic", "Sulfamethoxazole 800 mg": "oral_antibiotic",
    "Erythromycin 500 mg": "", "Erythromycin": "", "Clindamycin": "",
    "Erythromycin 40 MG/ML": "", "Doxycycline 5 MG/ML": "", "Doxycycline 5 MG/ML oral suspension": "oral_antibiotic",
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_a_name_is_the_same_in_an_event_and_in_a_fill(name: str) -> None:
    row = known_drug(name)
    assert (kind_named(name), "" if row is None else row.concept_set) == (SAME[name], SAME[name])


def test_substances_are_looked_for_as_they_are_heard() -> None:
    assert [each for each in (*SWALLOWED, *ON_SKIN, *SKIN_ALONE) if sound(each) != each] == []


@pytest.mark.parametrize("cell", ["no doxycycline", "doxycycline and adapalene gel", "Erythromycin 500 mg"])
def test_what_names_no_one_treatment_is_asked(cell: str) -> None:
    (finding,) = check_courses(COURSES, events=later([cell, "topical"])).errors
    assert (finding.rule, finding.count) == ("unknown_outcome_code", 1)
    assert '("not_for_acne" for a drug that treats no acne' in finding.advice


def test_a_drug_for_something_else_is_counted_and_no_outcome() -> None:
    values = {"kind": {"Paracetamol 500mg": "not_for_acne"}}
    records = read_courses(COURSES, events=later(["Paracetamol 500mg", "Doxycycline 100 mg caps"]), values=values)
    assert records.table("events")["kind"].tolist() == ["oral_antibiotic"]
    steps = {(step.step, step.reason): step.rows for step in records.flow}
    assert steps["events left out", "no treatment of acne"] == 1
    assert steps["events kept", ""] == 1


def test_what_init_offers_for_it_leads_on(tmp_path: Path) -> None:
    draft = drafted(tmp_path, later(["Paracetamol 500mg", *DRUGS]))
    (asked,) = draft.open
    assert (asked.value, "not recorded" in asked.choices) == ({"Paracetamol 500mg": "not_for_acne"}, False)
    data = draft.answered(lambda _: "not_for_acne").data(tmp_path)
    records = read_courses(make_study({"data": data}, folder=tmp_path).data)
    assert len(records.table("events")) == len(DRUGS)


def test_a_sheet_of_drugs_is_treatments_and_never_visits(tmp_path: Path) -> None:
    path = workbook(tmp_path / "clinic.xlsx", Courses=COURSES, Later_Rx=later([*DRUGS], "Drug"), Patients=PEOPLE)
    draft = draft_study([path])
    data = draft.data(tmp_path)
    assert (data["events"], "visits" in data) == ("clinic.xlsx#Later Rx", False)
    assert "add them there, joined by the patient's id" in draft.aside[f"{path}#Patients"]


def test_drugs_that_nobody_knows_are_asked_and_not_passed_over(tmp_path: Path) -> None:
    foreign = later(["Zorbex 5", "Quimalin", "Abcavit", "Nuvorin"], "Drug")
    path = workbook(tmp_path / "clinic.xlsx", Courses=COURSES, Later_Rx=foreign)
    draft = draft_study([path])
    assert "visits" not in draft.sources
    assert "columns.events.kind" in [each.address for each in draft.open]


def test_people_beside_courses_are_told_what_to_do_with(tmp_path: Path) -> None:
    draft = drafted(tmp_path, PEOPLE, "people.csv")
    (why,) = draft.aside.values()
    assert re.search(r"people, one row each, with sex, birth_year\. .* joined by the patient's id", why)
    assert set(draft.sources) == {"courses"}

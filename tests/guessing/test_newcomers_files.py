"""Files of a register, a practice and an insurer as newcomers name them: what is lacking is said, and init goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from isostats.cli import main
from isostats.errors import DataError
from isostats.records import check_courses, read_courses
from isostats.records.guessing.column_words import match_name
from isostats.records.guessing.drafts import Draft, draft_study
from isostats.records.input_tables import DISPENSING_TABLES

ISSUES = """Patient_ID,IssueDate,DrugName,Quantity,Dosage
1,22-Dec-2019,Isotretinoin 20mg capsules,60 capsules,Two daily
1,20-Jan-2020,Isotretinoin 20mg capsules,60 capsules,Two daily
2,20-Jan-2020,Adapalene 0.1% gel,45 gram,One daily
"""
WITH_DAYS = "".join(
    f"{line},{'Days_Supply' if at == 0 else 30}\n" for at, line in enumerate(ISSUES.splitlines())
)  # fmt: skip
PATIENTS = "Patient_ID,Sex,YearOfBirth\n1,F,1990\n2,M,1991\n"
REGISTER = """LopNr;ATC;EDATUM;Produkt;ANTAL;Dagar;Styrka
1;D10BA01;2016-08-10;Isotretinoin Orifarm kapsel 40 mg;60;30;40 mg
2;D10BA01;2018-11-19;Isotretinoin Orifarm kapsel 40 mg;60;30;40 mg
"""
STRANGE = "Snr;Zzz;Qqq\n1;1;a\n2;2;b\n"


def drafted(folder: Path, **texts: str) -> Draft:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return draft_study([folder / f"{name}.csv" for name in texts])


def asked(draft: Draft) -> dict[str, str]:
    return {guess.part or guess.key: guess.why for guess in draft.open}


@pytest.mark.parametrize("beside", [{}, {"patients": PATIENTS}])
def test_issues_without_days_of_supply_are_dispensings_without_them(beside: dict[str, str], tmp_path: Path) -> None:
    draft = drafted(tmp_path, issues=ISSUES, **beside)
    assert set(draft.sources) == {"dispensings", *(["people"] if beside else [])}
    assert set(asked(draft)) == {"days_supply"}
    assert asked(draft)["days_supply"].startswith("2 rows of issues.csv are of isotretinoin; no column says for how")
    out = tmp_path / "study.toml"
    runs = [["init", *draft.sources.values(), "--out", str(out), "--no-ask"], ["check", str(out)]]
    made, checked = (CliRunner().invoke(main, list(map(str, each))) for each in runs)
    assert made.exit_code == 0, made.output
    assert '# days_supply = "your name"' in out.read_text()
    assert "add one: the quantity divided by the capsules a day" in " ".join(checked.output.split())


def test_a_list_without_isotretinoin_is_none_of_dispensings(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="No courses and no dispensings of isotretinoin"):
        drafted(tmp_path, issues=ISSUES.replace("Isotretinoin", "Doxycycline"), patients=PATIENTS)


@pytest.mark.parametrize(("text", "key"), [
    (STRANGE, "people"), ("Snr;Zzz\n1;2019-01-02\n", "deaths"), ("Snr;Qqq;Zzz\n1;x;2019-01-02\n", "treatments"),
    ("Snr;Qqq;Zzz\n1;2018-01-02;2019-01-02\n", "observation"),
])  # fmt: skip
def test_a_companion_that_is_not_understood_is_left_out_with_a_question(text: str, key: str, tmp_path: Path) -> None:
    draft = drafted(tmp_path, fills=REGISTER, strange=text)
    assert set(draft.sources) == {"dispensings"}
    names = " and ".join(f"'{name}'" for name in text.splitlines()[0].split(";")[-2:])
    assert asked(draft)[key].startswith("strange.csv is not read: ")
    assert names in asked(draft)[key]
    out = tmp_path / "study.toml"
    done = CliRunner().invoke(main, ["init", *map(str, tmp_path.glob("*.csv")), "--out", str(out), "--no-ask"])
    assert done.exit_code == 0, done.output
    assert f'# {key} = "strange.csv"' in out.read_text()
    assert f"open: {key}; strange.csv is not read" in done.output


def test_one_whose_place_is_taken_is_named_all_the_same(tmp_path: Path) -> None:
    draft = drafted(tmp_path, fills=REGISTER, people=PATIENTS, strange=STRANGE)
    assert set(draft.sources) == {"dispensings", "people"}
    assert draft.aside == {
        str(tmp_path / "strange.csv"): "no column of it is one that isostats knows; it has 'Snr', 'Zzz' and 'Qqq'"
    }
    beside_courses = drafted(
        tmp_path, courses="patient_id,course_start,course_end,last_contact\n1,2016-01-01,2016-06-01,2019-01-01\n",
        shoes="patient_id,shoe\n1,9\n",
    )  # fmt: skip
    assert set(beside_courses.sources) == {"courses"}
    assert [why.partition(";")[0] for why in beside_courses.aside.values()] == [
        "only the patient's id is a column that isostats knows"
    ]


def test_a_swedish_register_is_read_by_its_names(tmp_path: Path) -> None:
    draft = drafted(
        tmp_path, lmr=REGISTER, population="LopNr;KON;FODELSEAR\n1;1;1995\n2;2;1987\n",
        dodsdatum="LopNr;DODSDAT\n1;20200229\n", bosatt="LopNr;Fran;Till\n1;2012-01-01;2023-12-31\n",
    )  # fmt: skip
    assert set(draft.sources) == {"dispensings", "people", "deaths", "observation"}
    assert not draft.open
    assert draft.data()["values"] == {"sex": {"1": "male", "2": "female"}}
    assert {"values.sex.1 = male", "values.sex.2 = female"} <= set(draft.unconfirmed)


@pytest.mark.parametrize("text", ["LopNr;Utvandringsdatum\n1;2019-09-03\n", "LopNr;Zzz\n1;a\n2;b\n"])
def test_a_file_of_which_the_id_alone_is_known_takes_nobodys_place(text: str, tmp_path: Path) -> None:
    """Nor is it people where its rows have days."""
    draft = drafted(tmp_path, lmr=REGISTER, further=text, people=PATIENTS)
    assert Path(str(draft.sources["people"])).name == "people.csv"
    words = [*draft.aside.values(), *asked(draft).values()]
    assert len([each for each in words if "only the patient's id is a column that isostats knows" in each]) == 1
    alone = drafted(tmp_path, lmr=REGISTER, further=text)
    assert ("people" in alone.sources) == ("Zzz" in text)


@pytest.mark.parametrize(("table", "column", "names"), [
    ("people", "patient_id", "LopNr Löpnr løpenr PasientLopeNr henkilötunnus"),
    ("people", "sex", "KON Kön køn Kjønn KJONN sukupuoli"),
    ("people", "birth_year", "FODELSEAR Födelseår fødselsår foddato syntymävuosi Födelsedatum"),
    ("deaths", "death_date", "DODSDAT dödsdatum dødsdato DODDATO kuolinpäivä"),
    ("dispensings", "dispense_date", "EDATUM EKSD Utleveringsdato ostopvm"),
    ("observation", "start", "RegistrationStartDate reg_start Elig_Start_Date bosatt_från"),
    ("observation", "end", "RegistrationEndDate reg_end Term-Date elig_end_date Slutdatum"),
])  # fmt: skip
def test_names_of_registers_are_known(table: str, column: str, names: str) -> None:
    matches = {name: match_name(name, DISPENSING_TABLES[table]) for name in names.split()}
    assert {name for name, match in matches.items() if not (match and match.sure and match.column == column)} == set()


@pytest.mark.parametrize("header", [
    "RegistrationStartDate,RegistrationEndDate", "reg_start,reg_end", "Eff Date,Term Date",
])  # fmt: skip
def test_registrations_are_observation_beside_people(header: str, tmp_path: Path) -> None:
    """Left out, everybody counted as followed to the end of the data."""
    draft = drafted(
        tmp_path, issues=WITH_DAYS, registrations=f"Patient_ID,{header}\n1,17-Jul-2015,31-Dec-2023\n", people=PATIENTS,
    )  # fmt: skip
    assert Path(str(draft.sources["observation"])).name == "registrations.csv"
    assert not draft.open  # nor is Dosage a strength, as it is in French


def test_a_dosage_that_is_no_strength_is_asked_in_french(tmp_path: Path) -> None:
    french = "N° patient,Date de délivrance,Durée,Quantité,Dosage\n1,2019-01-02,30,60,deux par jour\n"
    assert asked(drafted(tmp_path, fills=french))["strength_mg"].startswith('"Dosage" is French, but it holds')


COURSES = "Patient ID,Course no.,Start,End,Daily dose (mg)\n1,1,2017-08-24,2018-04-14,40\n2,1,2018-11-26,2019-07-26,9\n"
LATER = "Patient ID,Date prescribed,Drug,Days\n1,2018-11-12,Doxycycline 100 mg,56\n"
SEEN = "Patient ID,Sex,Date of birth,Last seen\n1,M,2001-09-13,2021-06-02\n2,F,1997-06-18,2021-01-07\n"


def test_courses_beside_patients_are_no_observation_and_the_last_contact_is_told_where_it_is(tmp_path: Path) -> None:
    """The sheet of courses was called periods of observation, and the error asked for a sheet of courses."""
    draft = drafted(tmp_path, patients=SEEN, records=COURSES, later=LATER)
    stems = {key: Path(str(source)).stem for key, source in draft.sources.items()}
    assert stems == {"courses": "records", "events": "later"}
    (aside,) = draft.aside.values()
    assert "sex, birth_year, last_contact. Course records hold these in their own rows: add them there" in aside
    assert "patients.csv has it (Last seen): add it to the rows of courses" in asked(draft)["last_contact"]
    alone = drafted(tmp_path, records=COURSES)
    assert "has it" not in asked(alone)["last_contact"]


def test_periods_of_observation_stay_what_they_are(tmp_path: Path) -> None:
    draft = drafted(tmp_path, fills=WITH_DAYS, enrolment="Patient_ID,Start,End,Plan\n1,2015-07-17,2023-12-31,A\n")
    assert set(draft.sources) == {"dispensings", "observation"}


SNDS = """NUM_ENQ;EXE_SOI_DTD;PHA_PRS_C13;PHA_ATC_CLA;PHA_ATC_LIB;PHA_NOM_PA
N1;27/05/2015;3400935953278;D10BA01;ISOTRETINOINE;ISOTRETINOINE ACNETRAIT 20MG CAPS 30
N1;24/06/2015;3400935953278;D10BA01;ISOTRETINOINE;ISOTRETINOINE ACNETRAIT 20MG CAPS 30
N2;04/06/2014;3400937014557;J01AA02;DOXYCYCLINE;DOXYCYCLINE BIOGARAN 100MG CPR 15
"""
OF_SNDS = {
    "benef": "NUM_ENQ;BEN_SEX_COD;BEN_NAI_ANN;BEN_DCD_DTE\nN1;1;1978;\nN2;2;1989;03/02/2019\n",
    "droits": "NUM_ENQ;DATE_DEBUT;DATE_FIN\nN1;23/02/2013;03/12/2018\nN2;23/02/2013;03/12/2020\n",
}


def test_claims_whose_codes_nobody_knows_are_told_by_their_names_of_products(tmp_path: Path) -> None:
    """Alone they were dispensings, beside others later treatments; the name says the drug and the strength."""
    draft = drafted(tmp_path, claims=SNDS, **OF_SNDS)
    assert set(draft.sources) == {"dispensings", "people", "observation"}
    assert draft.tables["dispensings"].chosen["drug"].theirs.name == "PHA_NOM_PA"
    assert {"birth_year", "death_date"} <= draft.tables["people"].chosen.keys()
    assert set(asked(draft)) == {"days_supply", "quantity", "sex"}


def test_a_database_of_sqlite_is_told_with_both_ways_out(tmp_path: Path) -> None:
    (tmp_path / "cdm.sqlite").write_bytes(b"SQLite format 3\0" + bytes(100))
    with pytest.raises(DataError, match=r"a database of SQLite.*duckdb:///"):
        draft_study([tmp_path / "cdm.sqlite"])


WHOLE = "patient_id,course_start,course_end,last_contact\n1,2019-01-01,2019-06-02,2021-01-01\n"


@pytest.mark.parametrize(("worst", "clear"), [
    ("severe", "clear"), ("4 (severe)", "0 (clear)"), ("schwer", "abgeheilt"),
])  # fmt: skip
def test_grades_in_words_are_read_as_their_numbers(worst: str, clear: str, tmp_path: Path) -> None:
    """The one mapping that was offered made the worst grade an empty cell, and with it the relapses."""
    visits = f"patient_id,date,IGA\n1,2019-09-01,{clear}\n1,2020-01-01,{worst}\n"
    draft = drafted(tmp_path, courses=WHOLE, visits=visits)
    (guess,) = (each for each in draft.guesses if each.key == "values")
    assert (guess.value, guess.sureness) == ({clear: "0", worst: "4"}, "likely")
    assert draft.tables["visits"].chosen["score_face"].theirs.name == "IGA"
    assert not draft.open
    read = {"visits": tmp_path / "visits.csv", "columns": {"visits.score_face": "IGA"}}
    (fault,) = check_courses(tmp_path / "courses.csv", **read).errors
    assert f"'{worst}': '4'" in fault.advice
    assert "''" not in fault.advice
    words = {"score_face": guess.value}
    records = read_courses(tmp_path / "courses.csv", **read, values=words)
    assert records.table("visits")["score_face"].tolist() == [0, 4]


def test_a_word_that_is_no_grade_is_asked(tmp_path: Path) -> None:
    rows = [f"1,2019-09-0{at},{at % 3}" for at in range(1, 9)]
    visits = "\n".join(["patient_id,date,IGA", *rows, "1,2020-01-01,bad\n"])
    assert "'bad' (1 row)" in asked(drafted(tmp_path, courses=WHOLE, visits=visits))["score_face"]


def test_days_of_fills_are_asked_for_as_days_of_supply_and_a_strength_by_name_is_no_column(tmp_path: Path) -> None:
    fills = ISSUES.replace("Dosage", "days").replace("Two daily", "30").replace("One daily", "30")
    draft = drafted(tmp_path, fills=fills)
    (guess,) = [each for each in draft.guesses if each.part == "days_supply"]
    assert (guess.value, guess.sureness) == ("days", "likely")
    without = fills.replace(",Quantity", "").replace(",60 capsules", "").replace(",45 gram", "")
    (tmp_path / "short.csv").write_text(without, encoding="utf-8")
    text = "dispensings = 'short.csv'\n[data.columns]\npatient_id = 'Patient_ID'\ndispense_date = 'IssueDate'\n"
    study = f"[data]\n{text}days_supply = 'days'\ndrug = 'DrugName'\n"
    (tmp_path / "study.toml").write_text(study, encoding="utf-8")
    said = " ".join(CliRunner().invoke(main, ["check", str(tmp_path / "study.toml")]).output.split())
    assert "Columns found: 'Patient_ID', 'IssueDate', 'DrugName', 'days'." in said

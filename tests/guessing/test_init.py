"""`isostats init`: from a clinic's own file to a study that reads it as the clean one, and what it refuses."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from isostats.cli import main
from isostats.doors import toml_name
from isostats.errors import DataError, StudyError
from isostats.records import Records, check_courses, read_courses
from isostats.records.guessing.drafts import Draft, draft_study
from isostats.simulate import simulate_courses, simulate_dispensings, write_simulation
from isostats.study.inputs import Inputs
from isostats.study.study_file import make_study, read_study
from tests.guessing.newcomers import CLEAN, NEWCOMERS, Newcomer
from tests.sweeps import paired

TABLES = ("people", "observation", "courses", "events")
CLEAN_COURSE = "patient_id,course_start,course_end,last_contact\n1,2016-01-01,2016-06-01,2019-01-01\n"
OF_SEX = """patient_id,course_start,course_end,last_visit,sex
1,2016-01-01,2016-06-01,2019-01-01,1
2,2016-01-01,2016-06-01,2019-01-01,2
"""


def run(*words: str | Path) -> Result:
    """A command, as typed."""
    return CliRunner().invoke(main, [str(word) for word in words])


def write(path: Path, text: str) -> Path:
    """A file with that text."""
    path.write_text(text, encoding="utf-8")
    return path


def assert_same(records: Records, clean: Records) -> None:
    """Both sets of tables hold the same."""
    for table in TABLES:
        pd.testing.assert_frame_equal(records.table(table), clean.table(table))


@pytest.mark.parametrize(("newcomer", "ending"), paired(NEWCOMERS, ["csv", "xlsx"]),
                         ids=lambda each: getattr(each, "language", each))  # fmt: skip
def test_a_clinic_sheet_of_another_language_is_read_as_the_clean_one(
    newcomer: Newcomer, ending: str, tmp_path: Path
) -> None:
    sheet, out = tmp_path / f"sheet.{ending}", tmp_path / "study.toml"
    if ending == "csv":
        with sheet.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(newcomer.rows())
    else:
        pd.DataFrame(newcomer.rows()).to_excel(sheet, header=False, index=False)
    done = run("init", sheet, "--out", out)
    assert done.exit_code == 0, done.output
    assert "open:" not in done.output
    assert_same(read_courses(read_study(out).data), read_courses(CLEAN[list(newcomer.names)]))


def test_simulated_courses_need_nothing_but_their_name(tmp_path: Path) -> None:
    write_simulation(simulate_courses(40, seed=2), tmp_path / "made")
    draft = draft_study([tmp_path / "made"])
    assert {label: Path(name).name for label, name in draft.sources.items()} == {
        "courses": "simulated_courses.csv", "events": "simulated_events.csv",
    }  # fmt: skip
    assert draft.guesses == ()


def test_a_folder_of_extracts_is_told_apart_and_each_table_has_its_own_names(tmp_path: Path) -> None:
    made = tmp_path / "made"
    write_simulation(simulate_dispensings(40, seed=2), made)
    renamed = {
        "simulated_dispensings.csv": {"patient_id": "patid", "dispense_date": "srvc_dt", "quantity": "qty"},
        "simulated_treatments.csv": {"patient_id": "patid", "date": "rx_date"},
        "simulated_weights.csv": {"patient_id": "MRN", "date": "obsdate", "weight_kg": "Gewicht"},
        "simulated_observation.csv": {"patient_id": "patid", "start": "enrol_start", "end": "enrol_end"},
        "simulated_people.csv": {"patient_id": "patid", "sex": "gender"},
    }
    for name, names in renamed.items():
        pd.read_csv(made / name, dtype=str).rename(columns=names).to_csv(made / name.replace("simulated_", ""))
        (made / name).rename(tmp_path / name)
    out = tmp_path / "mine.toml"
    assert run("init", made, "--out", out).exit_code == 0
    data = read_study(out).data
    for label in ("dispensings", "treatments", "weights", "observation", "people"):
        assert data.source(label).name == f"{label}.csv"
    assert data.columns["weights.patient_id"] == "MRN"
    assert (data.columns["treatments.date"], data.columns["weights.date"]) == ("rx_date", "obsdate")
    assert run("check", out).exit_code == 0


def test_a_database_is_an_omop_one_or_one_of_flat_tables(tmp_path: Path) -> None:
    write_simulation(simulate_dispensings(30, seed=2), tmp_path / "made", omop=True)
    (cdm,) = (tmp_path / "made").glob("*.duckdb")
    assert draft_study([cdm]).data(tmp_path) == {"omop": f"duckdb:///made/{cdm.name}"}
    write_simulation(simulate_dispensings(30, seed=2), tmp_path / "flat")
    flat = tmp_path / "claims.duckdb"
    with duckdb.connect(str(flat)) as database:
        for table, name in {"rx": "dispensings", "enrolment": "observation", "other": "truth"}.items():
            database.execute(f"CREATE TABLE {table} AS SELECT * FROM '{tmp_path}/flat/simulated_{name}.csv'")
    draft = draft_study([flat])
    assert draft.data(tmp_path) == {
        "dispensings": "rx", "observation": "enrolment", "database": "duckdb:///claims.duckdb",
    }  # fmt: skip
    assert draft.unused == ("other",)


def test_a_study_file_that_is_there_stays(tmp_path: Path) -> None:
    sheet, out = write(tmp_path / "a.csv", CLEAN_COURSE), write(tmp_path / "study.toml", "# mine\n")
    done = run("init", sheet, "--out", out)
    assert done.exit_code == 1
    assert "exists and holds something else" in done.output
    assert out.read_text() == "# mine\n"
    assert [run("init", sheet, "--out", tmp_path / "b.toml").exit_code for _ in range(2)] == [0, 0]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"a.csv": "Lorem,Ipsum\nx,y\n"}, "No column of .*a.csv is one that isostats knows; it has 'Lorem' and 'Ips"),
        (
            {"a.csv": CLEAN_COURSE, "b.csv": CLEAN_COURSE, "e.csv": "patient_id,date,kind\n1,2019-01-01,topical\n"},
            "e.csv belongs to one of 'a.csv' and 'b.csv'",
        ),
        ({"a.csv": "patient_id,death_date\n1,2019-01-01\n"}, "No courses and no dispensings .* looks like deaths"),
        (
            {"a.csv": CLEAN_COURSE, "e.csv": "patient_id,date,kind\n1,2019-01-01,topical\n",
             "f.csv": "patient_id,date,kind\n1,2019-01-01,topical\n"},
            "e.csv and .*f.csv both look like later treatments",
        ),
        ({"a.csv": "Lorem,Ipsum\nx,y\n", "b.csv": "patient_id,sex\n1,f\n"}, "No column of .*a.csv is one that"),
    ],
    ids=["unknown", "two courses", "no main table", "two companions", "unknown and people"],
)  # fmt: skip
def test_files_that_are_no_study_are_refused(texts: dict[str, str], words: str, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=words):
        draft_study([write(tmp_path / name, text) for name, text in texts.items()])


@pytest.mark.parametrize(
    ("texts", "key", "line"),
    [
        ({"a.csv": "patient_id,indication,course_end,last_contact,weight_kg\n1,severe,2019-01-01,2020-01-01,60\n"},
         "courses", "course_start"),
        ({"a.csv": CLEAN_COURSE, "adverse.csv": "patient_id,date,grade,action\n1,2019-09-01,2,none\n"},
         "adverse_events", "adverse_events.kind"),
    ],
)  # fmt: skip
def test_what_a_file_lacks_is_a_line_to_fill_in_and_check_names_it(
    texts: dict[str, str], key: str, line: str, tmp_path: Path
) -> None:
    files = [write(tmp_path / name, text) for name, text in texts.items()]
    out = tmp_path / "study.toml"
    done = run("init", *files, "--out", out)
    assert done.exit_code == 0
    assert f"open: {line}; no column of {files[-1].name} seems to be it" in done.output
    assert f'# {toml_name(line)} = "your name"' in out.read_text()
    assert key in read_study(out).data.guessed
    said = " ".join(run("check", out).output.split())
    assert f"{files[-1].name} has no column '{line.rpartition('.')[2]}'" in said
    assert f"{key} is '{files[-1].name}'" in said


def test_a_file_that_cannot_be_read_is_an_error_where_it_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", CLEAN_COURSE)
    broken = write(tmp_path / "b.parquet", "no parquet")
    with pytest.raises(DataError, match="cannot be read"):
        draft_study([tmp_path / "a.csv", broken])
    assert draft_study([tmp_path]).unused == (str(broken),)


def test_codes_of_one_and_two_are_open_and_read_as_not_recorded(tmp_path: Path) -> None:
    sheet = write(tmp_path / "a.csv", OF_SEX)
    out = tmp_path / "study.toml"
    done = run("init", sheet, "--out", out)
    assert "open: sex; '1' and '2' can be either, and no dictionary of the data says which." in done.output
    assert "1 question is open in it" in done.output
    text = out.read_text()
    assert '# 1 is male and 2 female:\n# 1 = "male"\n# 2 = "female"\n' in text
    assert '# 1 is female and 2 male:\n# 1 = "female"\n# 2 = "male"\n' in text
    checked = run("check", out)
    assert checked.exit_code == 0
    assert "sex: '1' as not recorded, '2' as not recorded" in " ".join(checked.output.split())
    answered = draft_study([sheet]).answered(lambda guess: list(guess.choices)[1])
    assert answered.data()["values"] == {"sex": {"1": "female", "2": "male"}}
    assert (answered.open, answered.unconfirmed) == ([], ())


def test_a_question_is_asked_and_may_stay_open(tmp_path: Path) -> None:
    sheet = write(tmp_path / "a.csv", OF_SEX)
    for typed, words in (("2\n", '1 = "female"\n2 = "male"\n'), ("\n", 'guessed = ["values.sex.1", "values.sex.2"]')):
        out = tmp_path / f"{len(typed)}.toml"
        done = CliRunner().invoke(main, ["init", str(sheet), "--out", str(out), "--ask"], input=typed)
        assert done.exit_code == 0, done.output
        assert words in out.read_text()
        assert ("Until you say it" in out.read_text()) == (typed == "\n")


def test_a_sheet_in_a_language_that_is_not_known_asks_by_what_it_holds(tmp_path: Path) -> None:
    names = "Sorszám,Kezelés kezdete,Kezelés vége,Utolsó vizit,Neme"
    rows = "".join(f"{at},2016-0{at}-01,2016-09-01,2019-01-0{at},nő,60\n" for at in range(1, 6))
    sheet = write(tmp_path / "a.csv", f"{names},weight\n{rows}")
    draft = draft_study([sheet])
    assert {guess.part for guess in draft.open} >= {"patient_id", "course_start", "course_end", "last_contact"}
    asked = {guess.part: list(guess.choices.values()) for guess in draft.open}
    assert asked["course_start"] == ["Kezelés kezdete", "Kezelés vége", "Utolsó vizit"]


def test_what_a_name_promises_and_a_column_does_not_hold_is_open(tmp_path: Path) -> None:
    sheet = write(tmp_path / "a.csv", CLEAN_COURSE.replace("last_contact", "last_contact,Relapse,Weight")
                  .replace("2019-01-01", "2019-01-01,ja,175.5"))  # fmt: skip
    draft = draft_study([sheet])
    assert {guess.part: guess.why for guess in draft.open} == {
        "relapse_date": "\"Relapse\" is English, but it holds 'ja'",
        "weight_kg": "\"Weight\" is English, but it holds '175.5', and 35 to 150 is usual",
    }
    assert draft.data() == {"courses": str(sheet)}


def test_check_of_a_file_without_a_study_names_the_one_command(tmp_path: Path) -> None:
    sheet = write(tmp_path / "a.csv", CLEAN_COURSE.replace("patient_id", "Pat.-Nr.").replace("course_start", "Beginn"))
    done = run("check", sheet)
    words = " ".join(done.output.split())
    assert done.exit_code == 1
    assert words.count(f"isostats init {sheet} mends it.") == 2
    assert "the file can be read otherwise than it was: patient_id is Pat.-Nr.; course_start is Beginn" in words
    for line in (("init", sheet, "--out", tmp_path / "study.toml"), ("check", tmp_path / "study.toml")):
        assert run(*line).exit_code == 0


NAMES = "patient_id,course_start,course_end,last_contact\n"


@pytest.mark.parametrize(
    ("rows", "names", "value", "sureness"),
    [
        # 05/06 to 10/06 is five months for one who writes the month first, and backwards for nobody
        ("1,01/02/2016,02/01/2016,03/01/2019\n", NAMES, "month_first", "likely"),
        ("1,01/02/2016,01/07/2016,03/08/2019\n", NAMES, "day_first", "open"),
        ("1,01/02/2016,01/07/2016,03/08/2019\n", "Pat.-Nr.,Beginn,Ende,Letzter Besuch\n", "day_first", "likely"),
        ("1,01/13/2016,07/13/2016,13/08/2019\n", NAMES, "day_first", "open"),
        ("1,16-10-06,17-02-19,18-11-03\n2,16-10-07,17-02-20,18-11-04\n", NAMES, "iso", "likely"),
    ],
    ids=["order of a course", "nothing", "language", "both", "year first"],
)
def test_the_order_of_dates(rows: str, names: str, value: str, sureness: str, tmp_path: Path) -> None:
    draft = draft_study([write(tmp_path / "a.csv", names + rows)])
    (guess,) = (each for each in draft.guesses if each.key == "dates")
    assert (guess.value, guess.sureness) == (value, sureness)
    assert draft.data().get("dates") == (value if sureness == "likely" else None)


def test_ids_that_are_left_empty_are_filled_down_only_on_request(tmp_path: Path) -> None:
    rows = "1,2016-01-01,2016-06-01,2019-01-01\n,2017-01-01,2017-06-01,2019-01-01\n2,2016-01-01,2016-06-01,2019-01-01\n"
    draft = draft_study([write(tmp_path / "a.csv", NAMES + rows)])
    (guess,) = draft.open
    assert (guess.key, guess.value, draft.data().get("fill_down")) == ("fill_down", ["patient_id"], None)
    answered = draft.answered(lambda guess: next(iter(guess.choices)))
    assert read_courses(read_data(answered)).table("courses")["course"].tolist() == [1, 2, 1]


def read_data(draft: Draft) -> Inputs:
    """The inputs that a draft states."""
    return make_study({"data": draft.data()}).data


def test_courses_side_by_side_in_another_language(tmp_path: Path) -> None:
    names = "Pat.-Nr.;Beginn 1;Ende 1;Beginn 2;Ende 2;Letzter Besuch\n"
    rows = "1;1.1.2016;1.6.2016;1.1.2017;1.6.2017;1.1.2019\n2;1.1.2016;1.6.2016;;;1.1.2019\n"
    draft = draft_study([write(tmp_path / "a.csv", names + rows)])
    courses = read_courses(read_data(draft)).table("courses")
    assert courses["course"].tolist() == [1, 2, 1]
    assert draft.data()["layout"] == "wide"


def test_of_several_sheets_the_one_with_courses_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"Hinweis": ["Stand 2023"]}).to_excel(book, sheet_name="Info", index=False)
        CLEAN.to_excel(book, sheet_name="Kurse", index=False)
    data = draft_study([path]).data()
    assert (data["sheet"], data["guessed"]) == ("Kurse", ["sheet"])


def test_two_tables_of_products_or_dictionaries_are_refused(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{name}.csv", "product_code,strength_mg\n1,20\n") for name in "ab"]
    with pytest.raises(StudyError, match="both look like tables of products"):
        draft_study([write(tmp_path / "c.csv", CLEAN_COURSE), *files])


def test_fills_with_a_code_and_a_strength_are_no_table_of_products(tmp_path: Path) -> None:
    names = "PATID,FILL_DT,DAYS_SUP,QUANTITY,NDC,BRND_NM,STRENGTH\n"
    draft = draft_study([write(tmp_path / "rx.csv", names + "1,2018-02-27,30,30,00378661293,CLARAVIS,20\n")])
    assert [*draft.sources] == ["dispensings"]
    products = write(tmp_path / "p.csv", "NDC,STRENGTH\n00378661293,20\n")
    with pytest.raises(StudyError, match="are a table of products or a data dictionary"):
        draft_study([products])


def test_names_that_stand_in_two_rows_are_told_and_neither_row_is_taken(tmp_path: Path) -> None:
    """Taken for the names, the lower row made patients of the treatments."""
    rows = "4711,1.1.2016,1.6.2016,1.1.2017,lokal,1.1.2019\n4712,1.2.2016,1.7.2016,,,1.1.2019\n"
    upper, lower = "Pat.-Nr.,1. Zyklus,,Rezidiv,,Letzter Kontakt\n", ",Beginn,Ende,Datum,Therapie,\n"
    path = write(tmp_path / "a.csv", f"Klinik,,,,,\n{upper}{lower}{rows}")
    with pytest.raises(StudyError, match=r"names stand in two rows, 2 \('Pat.-Nr.'\) and 3 \('Beginn'\): write each"):
        draft_study([path])
    (error,) = check_courses(path).errors
    assert (error.rule, error.advice.startswith("Write each column's name in one row")) == ("missing_column", True)
    one = "Pat.-Nr.,1. Zyklus Beginn,1. Zyklus Ende,2. Zyklus Beginn,2. Zyklus Ende,Letzter Kontakt\n"
    courses = "4711,1.1.2016,1.6.2016,1.1.2017,1.6.2017,1.1.2019\n4712,1.2.2016,1.7.2016,,,1.1.2019\n"
    data = draft_study([write(path, f"Klinik,,,,,\n{one}{courses}")]).data()
    assert (data["header_row"], data["layout"]) == (2, "wide")
    assert {"course_start", "course_end"} <= {*data["columns"]}


def test_names_in_one_word_with_capitals_and_those_of_cdisc_are_known(tmp_path: Path) -> None:
    row = "1,2016-01-01,2016-06-01,2019-01-01,2017-01-01\n"
    in_one_word, of_cdisc = "patientId,courseStart,courseEnd,lastContact,relapseDate", "USUBJID,TRTSDT,TRTEDT,LSTALVDT"
    for names in (in_one_word, f"{of_cdisc},relapse_date"):
        draft = draft_study([write(tmp_path / "a.csv", f"{names}\n{row}")])
        assert not draft.open
        assert {*draft.tables["courses"].chosen} == {*OURS.strip().split(",")} - {"sex"} | {"relapse_date"}


def test_a_man_in_one_language_is_a_woman_in_another(tmp_path: Path) -> None:
    """M is taken for a man by itself: of mujeres nobody would be left."""
    rows = "1,2016-01-01,2016-06-01,2019-01-01,M\n"
    sheet = write(tmp_path / "a.csv", "Paciente,Inicio del tratamiento,Fin del tratamiento,Última visita,Sexo\n" + rows)
    (guess,) = draft_study([sheet]).open
    assert (list(guess.choices), guess.stands) == (["M is a woman", "M is a man"], {"M": ""})
    write(sheet, CLEAN_COURSE.replace("last_contact", "last_contact,sex").replace("2019-01-01", "2019-01-01,M"))
    assert draft_study([sheet]).guesses == ()


SPANISH = "Paciente,Inicio del tratamiento,Fin del tratamiento,Última visita,Sexo\n"
ITALIAN = "Paziente,Inizio terapia,Fine terapia,Ultima visita,Sesso\n"
DUTCH = "Patiëntnummer,Startdatum,Einddatum,Laatste controle,Geslacht\n"
OURS = "patient_id,course_start,course_end,last_contact,sex\n"


@pytest.mark.parametrize(("names", "letters", "meaning"), [
    (SPANISH, "VM", {"V": "male", "M": "female"}), (SPANISH, "HM", {"H": "male", "M": "female"}),
    (SPANISH, "HV", {"H": "female", "V": "male"}), (DUTCH, "VM", {"V": "female", "M": "male"}),
    (ITALIAN, "DU", {"D": "female", "U": "male"}),
    (OURS, "VM", None), (OURS, "DH", None), (OURS, "V", None), (ITALIAN, "D", None),
])  # fmt: skip
def test_letters_of_both_sexes_mean_what_the_language_of_the_names_says(
    tmp_path: Path, names: str, letters: str, meaning: dict[str, str] | None
) -> None:
    """And are asked for where none says it; never is one of them sure, which is the other sex elsewhere."""
    rows = [f"{n},2016-01-01,2016-06-01,2019-01-01,{letter}\n" for n, letter in enumerate(letters * 2)]
    draft = draft_study([write(tmp_path / "a.csv", names + "".join(rows))])
    (guess,) = [each for each in draft.guesses if each.address == "values.sex"]
    assert guess.sureness == ("likely" if meaning else "open")
    if meaning:
        assert guess.value == meaning
    else:
        assert len(guess.choices) == (1 if letters == "DH" else 2)
        assert guess.stands == dict.fromkeys(letters, "")


def test_who_maps_a_man_alone_makes_no_men_of_women(tmp_path: Path) -> None:
    frame = pd.DataFrame({name: [value] * 2 for name, value in zip(CLEAN, CLEAN.iloc[0], strict=True)})
    frame = frame.assign(sex=["H", "M"], patient_id=["1", "2"])
    (finding,) = check_courses(frame, values={"sex": {"H": "male"}}).errors
    assert (finding.rule, finding.advice) == (
        "men_alone",
        "Beside H, M is a woman in Spanish and Portuguese: values={'sex': {'H': 'male', 'M': 'female'}}.",
    )
    assert check_courses(frame, values={"sex": {"H": "male", "M": "female"}}).ok
    assert check_courses(frame, values={"sex": {"H": "male", "M": "male"}}).ok
    assert check_courses(frame.assign(sex=["H", "F"]), values={"sex": {"H": "male"}}).ok


def test_a_text_of_a_cell_is_shown_short_and_obeyed_by_nothing(tmp_path: Path) -> None:
    told = "A long story about one person\x1b[31m and her mother, told by somebody"
    rows = f'1,2016-01-01,2016-06-01,2019-01-01,"{told}"\n'
    sheet, out = write(tmp_path / "a.csv", NAMES.replace("contact", "contact,indication") + rows), tmp_path / "s.toml"
    done = run("init", sheet, "--out", out)
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.output + out.read_text()
    assert "her mother, told" not in done.output
    assert read_study(out).data.guessed == (f"values.indication.{told}",)
    checked = run("check", out).output
    assert "indication: 1 text" in " ".join(checked.split())
    assert "A long story" not in checked


def test_check_tells_of_a_column_that_is_called_otherwise_though_nothing_is_wrong(tmp_path: Path) -> None:
    rows = "1,2016-01-01,2016-06-01,2019-01-01,2017-01-01\n"
    sheet = write(tmp_path / "a.csv", NAMES.replace("contact", "contact,Rezidiv") + rows)
    done = run("check", sheet)
    assert done.exit_code == 0
    assert "the file can be read otherwise than it was: relapse_date is Rezidiv" in " ".join(done.output.split())
    assert "otherwise" not in run("check", sheet, "--columns", "relapse_date=Rezidiv").output
    assert "otherwise" not in run("check", write(tmp_path / "b.csv", CLEAN_COURSE)).output


def test_what_stands_below_the_rows_that_were_looked_at_is_told_by_check(tmp_path: Path) -> None:
    """A month first, an unknown code, a year of two digits and a total, first met where init did not look."""
    rows = [f"{who};03/04/2016;05/06/2016;07/08/2019;w" for who in range(10_050)]
    rows[10_010], rows[10_020] = "a;06/25/2016;07/26/2016;07/08/2019;w", "b;03/04/2016;05/06/2016;07/08/2019;x"
    rows[10_030] = "c;03/04/16;05/06/2016;07/08/2019;w"
    head = "Pat.-Nr.;Therapiebeginn;Therapieende;letzter Besuch;Geschlecht"
    sheet = write(tmp_path / "a.csv", "\n".join([head, *rows]))
    draft = draft_study([sheet])
    assert [(each.key, each.value) for each in draft.guesses if each.sureness == "likely"] == [("dates", "day_first")]
    assert draft.partly == ["a.csv: its first 9,999 rows were looked at; isostats check reads all"]
    faults = {(each.rule, each.row) for each in check_courses(read_data(draft)).errors}
    assert faults == {("impossible_date", 10_012), ("unknown_code", 10_022), ("two_digit_year", 10_032)}

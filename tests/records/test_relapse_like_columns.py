"""What a check tells of columns that are not used, not there, or that contradict each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from isostats.errors import StudyError
from isostats.records import Finding, check_courses, read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.guessing.drafts import draft_study
from isostats.records.length_names import day_it_leads_to
from isostats.records.shapes.products import listed_products
from isostats.study.inputs import Inputs
from isostats.study.study_file import Study
from tests.analyses.said import answers_of

COURSES = pd.DataFrame({
    "patient_id": ["1", "2", "3"], "sex": ["f", "m", "f"], "course_start": "2016-01-05", "course_end": "2016-07-05",
    "last_contact": "2019-05-01",
})  # fmt: skip
LATER = pd.DataFrame({"patient_id": ["1"], "date": ["2017-01-01"], "kind": ["topical"]})


def told(frame: pd.DataFrame, rule: str, **keys: Any) -> list[Finding]:
    return [each for each in check_courses(frame, **keys) if each.rule == rule]


def test_columns_that_look_like_relapses_are_told_where_none_is_mapped() -> None:
    frame = COURSES.assign(**{"Rezidiv am": ["2017-01-02", "", ""], "gegeben": ["Doxycyclin", "", "keine"]})
    names = [each.column for each in told(frame, "unused_relapses")]
    assert names == ["rezidiv_am", "gegeben"]
    assert [each.column for each in told(frame, "unused_relapses", events=LATER)] == ["rezidiv_am"]
    mapped = {"relapse_date": "Rezidiv am", "relapse_treatment": "gegeben"}
    assert not told(frame, "unused_relapses", columns=mapped)
    others = {"prior drug": ["Doxycyclin", "", ""], "drug": "isotretinoin", "pregnant": ["no", "yes", "no"],
              "relapse seen by": ["A", "B", "A"]}  # fmt: skip
    assert not told(COURSES.assign(**others), "unused_relapses")


def test_the_treatment_of_a_relapse_is_told_beside_later_treatments_where_its_name_says_so() -> None:
    """It was silent as relapses were mapped, and all that was said of "keine" was to leave it empty."""
    frame = COURSES.assign(relapse_date="2017-01-02", **{"Rückfalltherapie": ["Isotretinoin", "keine", ""]})
    (warning,) = told(frame, "unused_relapses", events=LATER)
    assert warning.message == (
        "'Rückfalltherapie' of a data frame looks like relapse_treatment, and is kept as a further column"
    )
    assert "what treated a relapse is told by the table of later treatments alone" in warning.advice
    assert not told(frame, "signs_as_values", events=LATER)
    mapped = {"relapse_treatment": "Rückfalltherapie"}
    assert not told(frame, "unused_relapses", events=LATER, columns=mapped)
    assert told(frame.rename(columns={"Rückfalltherapie": "Rat"}), "signs_as_values", events=LATER)
    for name in ("Rückfall nach Therapie", "Therapie"):
        assert not told(frame.rename(columns={"Rückfalltherapie": name}), "unused_relapses", events=LATER)


@pytest.mark.parametrize(("name", "our"), [
    ("Follow-up (months)", "last_contact"), ("Nachbeobachtung in Monaten", "last_contact"),
    ("suivi_mois", "last_contact"), ("追跡期間", "last_contact"), ("Relapse-free (months)", "last_contact"),
    ("Time to relapse", "relapse_date"), ("Zeit bis Rezidiv (Wochen)", "relapse_date"),
    ("Meses hasta recaída", "relapse_date"), ("Therapiedauer", "course_end"), ("duration of course", "course_end"),
])  # fmt: skip
def test_a_length_of_time_is_told_where_its_day_is_wanted(name: str, our: str) -> None:
    lengths = COURSES.assign(**{name: ["12", "24.5", "36 months"]})
    if our == "course_end":  # which no rule can stand for
        (error,) = told(lengths.drop(columns=our), "missing_column")
        assert error.advice.startswith(f"'{name}' is a length of time. Add it to the day from which it counts")
        return
    keys = {"missing_last_contact": "last_seen"}
    (warning,) = told(lengths.drop(columns="last_contact"), "unread_lengths", **keys)
    assert warning.message == f"'{name}' of a data frame holds a length of time where {our} is a day, and is not read"
    dated = lengths.assign(relapse_date=["2017-02-03", "", ""])
    assert not told(dated, "unread_lengths")
    assert bool(told(lengths.assign(relapse_date=""), "unread_lengths")) is (our == "relapse_date")
    assert not told(COURSES.assign(**{name: ["soon", "12", ""]}), "unread_lengths")


@pytest.mark.parametrize("name", [
    "Age (years)", "Follow-up", "Relapse", "Doctor", "Weight", "Relapse within 2 years", "Flares per year",
    "Flare month 1",
])  # fmt: skip
def test_no_other_name_is_a_length_of_time(name: str) -> None:
    assert not day_it_leads_to(name)


def test_a_day_of_being_free_of_relapse_is_none_of_a_relapse() -> None:
    frame = COURSES.assign(**{"relapse-free until": "2018-01-02"})
    assert not told(frame, "unused_relapses")
    assert told(frame.rename(columns={"relapse-free until": "relapse seen"}), "unused_relapses")


@pytest.mark.parametrize(("column", "says"), [
    ("sexx", "did you mean 'sex'"), ("clinic", "has no such column"), ("Geschlecht", "which is read as sex"),
])  # fmt: skip
def test_codes_of_a_column_that_is_nowhere_are_an_error(column: str, says: str) -> None:
    named = COURSES.rename(columns={"sex": "Geschlecht"})
    keys: dict[str, Any] = {"columns": {"sex": "Geschlecht"}, "values": {column: {"f": "female"}}}
    (error,) = told(named, "unknown_mapping", **keys)
    assert says in error.message
    assert not told(named, "unknown_mapping", columns=keys["columns"], values={"sex": {"f": "female"}})
    absent = keys["values"] | {"response": {"ok": "clear"}}
    (warning,) = told(named, "unused_values", columns=keys["columns"], values=absent)
    assert (warning.severity, warning.column) == ("warning", "response")
    assert not told(named.assign(clinic="A"), "unknown_mapping", columns=keys["columns"], values={"clinic": {"A": "B"}})


def test_courses_side_by_side_that_leave_a_number_out_are_told() -> None:
    wide = pd.DataFrame({
        "patient_id": ["1"], "course1_start": "2016-01-05", "course1_end": "2016-07-05", "course3_start": "2018-01-05",
        "course3_end": "2018-07-05", "last_contact": "2020-01-01",
    })  # fmt: skip
    (warning,) = told(wide, "wide_renumbered", layout="wide")
    assert "no columns of course 2; its course 3 was counted as course 2" in warning.message
    renamed = wide.rename(columns=lambda name: name.replace("3", "2"))
    assert not told(renamed, "wide_renumbered", layout="wide")


def test_a_course_before_isotretinoin_is_none_where_dates_were_shifted() -> None:
    old = COURSES.assign(course_start="1956-01-05", course_end="1956-07-05")
    assert told(old, "start_before_isotretinoin")
    assert not told(old, "start_before_isotretinoin", shifted=True)


def test_a_name_that_says_another_strength_is_told() -> None:
    names = ["Isotretinoin 40 mg", "Isotretinoin 20 mg", "Isotretinoin", "Isotretinoin 20 mg caps, 40 mg box"]
    fills = pd.DataFrame({
        "patient_id": "1", "dispense_date": [f"2019-0{month}-01" for month in range(1, 5)], "days_supply": 30,
        "strength_mg": 20, "quantity": 60, "drug": names,
    })  # fmt: skip
    (warning,) = [each for each in read_dispensings(fills).findings if each.rule == "strength_of_another"]
    assert (warning.count, warning.example) == (1, "row 2, 'Isotretinoin 40 mg' and 20 mg")
    assert warning.message.startswith("1 dispensing has ")


def test_a_product_for_the_skin_needs_no_strength_in_mg() -> None:
    products = pd.DataFrame({
        "product_code": ["1", "2", "3"], "strength_mg": ["20", "0.1 %", "0,05 %"],
        "product": ["Isotretinoin", "", "Isotrex"],
    })  # fmt: skip
    assert list(listed_products(products)) == ["1"]


def test_the_codes_that_were_guessed_are_named_and_no_others() -> None:
    codes = {"sex": {"f": "female", "x": "male"}}
    frame = COURSES.replace({"sex": {"m": "x"}})
    (told_of,) = told(frame, "guessed", values=codes, guessed=["values.sex.x = male"])
    assert "sex: 'x' as male" in told_of.message
    assert "'f'" not in told_of.message
    codes["sex"]["x"] = "other"  # which is no guess any more
    assert not told(frame, "guessed", values=codes, guessed=["values.sex.x = male"])
    left = read_courses(frame, values={"sex": {"f": "female"}}, guessed=["values.sex.x"])
    assert left.table("people")["sex"].isna().tolist() == [False, True, False]
    (unread,) = told(COURSES.assign(response="ok"), "unknown_code", guessed=["values.response.ok"])
    assert unread.column == "response"


def test_a_file_of_relapses_is_no_file_of_all_later_treatments() -> None:
    """Relapses left untreated are none of its treatments, and what came after the first one is not in it."""
    courses = pd.DataFrame({"patient_id": ["a", "b"], "course_start": "2018-01-01", "course_end": "2018-06-01",
                            "last_contact": "2022-12-31"})  # fmt: skip
    relapses = pd.DataFrame({"patient_id": ["a"], "Rezidiv am": ["2019-05-05"], "kind": ["topical"]})
    keys = {"columns": {"events.date": "Rezidiv am"}}
    (error,) = check_courses(courses, events=relapses, **keys).errors
    assert (error.rule, error.count) == ("relapses_as_treatments", 1)
    assert "lists relapses by 'Rezidiv am'" in error.message
    assert not check_courses(courses, events=relapses.rename(columns={"Rezidiv am": "date"})).errors
    beside = courses.assign(relapse_date=["2019-05-05", None], relapse_treatment=["topical", None])
    assert not check_courses(beside, events=relapses, **keys).errors


def test_a_sheet_of_relapses_that_no_key_names_is_told(tmp_path: Path) -> None:
    """In check, by init, and in the head, which said that these records hold no later treatments."""
    path, relapses = tmp_path / "clinic.xlsx", pd.DataFrame({"patient_id": ["1"], "Rezidiv am": ["2017-02-03"]})
    with pd.ExcelWriter(path) as book:
        COURSES.to_excel(book, sheet_name="Kurse", index=False)
        relapses.to_excel(book, sheet_name="Rezidive", index=False)
    (finding,) = (each for each in check_courses(path) if each.rule == "unread_relapses")
    assert finding.message == "the sheet 'Rezidive' of clinic.xlsx lists relapses in 'Rezidiv am', and is not read"
    assert "it lists relapses in 'Rezidiv am'. Join it" in draft_study([path]).aside[f"{path}#Rezidive"]
    head = answers_of(path, "definitions")["definitions"].value.statements[0].words
    assert "cannot be told: relapses stand in these records that were not read." in head
    assert "Look at the relapses: the sheet 'Rezidive' of clinic.xlsx" in head
    with pd.ExcelWriter(path) as book:
        COURSES.assign(relapse_date=["2017-02-03", "", ""]).to_excel(book, sheet_name="Kurse", index=False)
        relapses.to_excel(book, sheet_name="Rezidive", index=False)
    assert not [each for each in check_courses(path) if each.rule == "unread_relapses"]


@pytest.mark.parametrize(("sheet", "name"), [("Todesfälle", "Sterbedatum"), ("Deaths", "death_date")])
def test_a_sheet_of_deaths_that_no_key_names_is_told(tmp_path: Path, sheet: str, name: str) -> None:
    """In check and in the head: unread, whoever died counts as alive until the last contact."""
    path, deaths = tmp_path / "clinic.xlsx", pd.DataFrame({"patient_id": ["1"], name: ["2017-02-03"]})
    with pd.ExcelWriter(path) as book:
        COURSES.to_excel(book, sheet_name="Kurse", index=False)
        deaths.to_excel(book, sheet_name=sheet, index=False)
    (finding,) = (each for each in check_courses(path) if each.rule == "unused_deaths")
    assert finding.message == f"the sheet '{sheet}' of clinic.xlsx lists deaths in '{name}', and is not read"
    assert "Join it to the courses by patient_id" in finding.advice
    assert f"Look at the deaths: the sheet '{sheet}' of clinic.xlsx" in (
        answers_of(path, "definitions")["definitions"].value.statements[0].words
    )
    with pd.ExcelWriter(path) as book:
        COURSES.assign(death_date=["2020-01-01", "", ""]).to_excel(book, sheet_name="Kurse", index=False)
        deaths.to_excel(book, sheet_name=sheet, index=False)
    assert not [each for each in check_courses(path) if each.rule == "unused_deaths"]


@pytest.mark.parametrize(
    ("cells", "is_told"),
    [
        (["2017-02-03", "2018-03-04"], True), (["2017-02-03", "in spring", "2018", "unclear", "yes"], True),
        (["none", "keins", "3.1.2017"], True), (["2017-02-03; 2018-03-04", "no"], True), (["in spring", "yes"], False),
        (["none", ""], False), (["1", "2"], False),
    ],
)  # fmt: skip
def test_check_and_init_take_one_day_for_a_list_of_relapses_wherever_it_stands(
    tmp_path: Path, cells: list[str], is_told: bool
) -> None:
    """Unread it says that nobody relapsed: one rule for a sheet, below a title too, for init, and for a column."""
    relapses = pd.DataFrame({"patient_id": range(len(cells)), "Rezidiv am": cells})
    for title in (0, 2):
        path = tmp_path / f"clinic{title}.xlsx"
        with pd.ExcelWriter(path) as book:
            COURSES.to_excel(book, sheet_name="Kurse", index=False)
            relapses.to_excel(book, sheet_name="Rezidive", index=False, startrow=title)
            if title:
                book.sheets["Rezidive"].cell(1, 1, "Rezidive nach dem ersten Kurs")
        told_by = ["unread_relapses" in (each.rule for each in check_courses(path)),
                   "it lists relapses in 'Rezidiv am'" in draft_study([path]).aside[f"{path}#Rezidive"]]  # fmt: skip
        assert told_by == [is_told, is_told], title
    beside = pd.concat([COURSES] * 2, ignore_index=True).assign(patient_id=list("abcdef"))
    beside["Rezidiv am"] = pd.Series(cells).reindex(range(len(beside)))
    assert bool(told(beside, "unused_relapses")) == is_told


def test_columns_of_relapses_that_are_not_read_reach_the_head_once() -> None:
    frame = COURSES.assign(relapse1_date=["2017-01-02", "", ""], relapse2_date=["2018-01-02", "", ""])
    study = Study(data=Inputs(courses=frame))
    head = answers_of(study, "definitions")["definitions"].value.statements[0].words
    assert head.count("Look at the relapses: 'relapse1_date' of a data frame looks like relapse_date") == 1
    assert "relapse2_date" not in head


@pytest.mark.parametrize("name", ["Fallecido", "DTHDT", "cprd_ddate", "Datum Exitus"])
def test_days_of_deaths_that_are_not_read_are_told(name: str) -> None:
    frame = COURSES.assign(**{name: ["2019-06-01", "", ""]})
    (finding,) = told(frame, "unused_deaths")
    assert (finding.count, finding.column) == (1, name)
    assert not told(frame, "unused_deaths", columns={"death_date": name})
    assert not told(frame.rename(columns={name: "mother's death"}), "unused_deaths")
    assert not told(frame.rename(columns={name: "registered"}), "unused_deaths")


def test_days_of_deaths_of_people_beside_dispensings_are_told() -> None:
    fills = pd.DataFrame({"patient_id": ["1"], "dispense_date": ["2019-01-01"], "days_supply": 30, "strength_mg": 20,
                          "quantity": 60})  # fmt: skip
    people = pd.DataFrame({"patient_id": ["1"], "Fallecido": ["2020-01-01"]})
    rules = [each.rule for each in read_dispensings(fills, people=people).findings]
    assert "unused_deaths" in rules


@pytest.mark.parametrize(("time", "mark"), [("AVAL", "CNSR"), ("time", "status")])
def test_a_table_for_survival_analysis_is_refused_with_what_to_do(tmp_path: Path, time: str, mark: str) -> None:
    """Its columns can be named so that it reads as courses, and then everybody was free of a second one."""
    frame = COURSES.assign(**{time: ["106", "766", "1172"], mark: ["0", "0", "1"]})
    (error,) = told(frame, "time_to_event")
    assert (error.severity, error.count) == ("error", 3)
    assert f"'{mark}' marks who had the outcome after '{time}'" in error.message
    assert not told(frame.assign(relapse_date=["2017-01-01", "2018-01-01", ""]), "time_to_event")
    assert not told(frame.drop(columns=time), "time_to_event")
    assert not told(frame.assign(**{time: "08:30"}), "time_to_event")
    assert not told(frame.assign(**{mark: "active"}), "time_to_event")
    frame.rename(columns={"course_start": "STARTDT"}).to_csv(tmp_path / "adtte.csv", index=False)
    with pytest.raises(StudyError, match="table for survival analysis"):
        draft_study([tmp_path / "adtte.csv"])


def test_a_status_that_names_the_relapse_is_told_as_one_without_a_day() -> None:
    frame = COURSES.assign(**{"Status at last contact": ["relapsed", "in remission", "relapse-free"]})
    (finding,) = told(frame, "undated_relapses")
    assert finding.message == "1 of 1 row that says 'relapsed' in 'Status at last contact' has no relapse_date"
    assert not told(frame.rename(columns={"Status at last contact": "Indication"}), "undated_relapses")


def test_days_of_relapses_beside_a_word_for_none_are_told_and_near_no_other_name() -> None:
    frame = COURSES.assign(Relapses=["none", "2017-01-02; 2018-03-04", "none"])
    assert [each.column for each in told(frame, "unused_relapses")] == ["relapses"]
    assert not told(frame, "near_name")
    assert told(COURSES.assign(relapse_sit="face"), "near_name")

"""Columns that say with yes or no that an outcome came, of people without a day of it: who is told, and the polarity of
names in all languages."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.records import Finding, check_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.guessing.column_guesses import guess_table
from isostats.records.guessing.sheets import Sheet, SheetColumn
from isostats.records.input_tables import COURSE_TABLES
from isostats.records.outcome_names import About, question_in

COURSES = pd.DataFrame({
    "patient_id": ["1", "2", "3"], "sex": ["f", "m", "f"], "course_start": "2016-01-05", "course_end": "2016-07-05",
    "last_contact": "2019-05-01",
})  # fmt: skip
LATER = pd.DataFrame({"patient_id": ["1"], "date": ["2017-01-01"], "kind": ["topical"]})
ASKING = """Relapse|Relapse (y/n)|Relapse yes/no|Relapse (0 = no, 1 = yes)|relapse_yn|Rezidiv ja/nein|Recaída sí/no|
Recidiva (S/N)|Rechute oui/non|Nawrót tak/nie|Recidief ja/nee|再発の有無|再発|再発(有/無)|Acne returned|Relapse no.|
No. of relapses|Anzahl Rezidive|Rezidiv mit/ohne Therapie|Relapse free text|Rezidiv Freitext|Not relapse-free"""
DENYING = """Relapse-free|relapse_free|RelapseFree|Relapse free (y/n)|Rezidivfrei|rückfallfrei (ja/nein)|
recurrence_free|no relapse|No relapse (Y/N)|NoRelapse|not relapsed|Without relapse|Relapse absent|
Free of relapse|Did not relapse|Acne has not returned|nonrelapsed|kein Rezidiv|ohne Rückfall|sin recaída|
Sin recaída (sí/no)|libre de recaída|sem recaída|não recidivou|livre de recidiva|sans rechute|pas de rechute|
absence de récidive|senza recidiva|bez nawrotu|brak wznowy|wolny od nawrotu|geen recidief|recidiefvrij|
zonder recidief|再発なし|無再発|återfallsfri|uden tilbagefald"""
OF_DEATH = {
    "Dead": False, "Verstorben (j/n)": False, "not alive": False, "Zmarł": False, "died_flag": False, "Alive": True,
    "Patient alive at last contact": True, "lebt noch": True, "Vital status": None, "alive/dead": None,
}  # fmt: skip


def told(frame: pd.DataFrame, rule: str, **keys: Any) -> list[Finding]:
    return [each for each in check_courses(frame, **keys) if each.rule == rule]


def names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split("|")]


@pytest.mark.parametrize(("name", "about", "denied"), [
    *((name, "relapse", False) for name in names(ASKING)), *((name, "relapse", True) for name in names(DENYING)),
    *((name, "death", denied) for name, denied in OF_DEATH.items()),
    *((name, "course", False) for name in ("2nd course", "Total courses", "Zweiter Zyklus", "No. of courses")),
    *((name, "course", True) for name in ("No second course", "Kein zweiter Zyklus", "Sin segundo curso")),
])  # fmt: skip
def test_a_name_says_which_answer_tells_of_an_outcome(name: str, about: About, denied: bool | None) -> None:
    asked = question_in(name)
    assert asked is not None
    assert (asked.about, asked.denied) == (about, denied)


@pytest.mark.parametrize("name", [
    "Cause of death", "Living alone", "Family death", "Patient returned to clinic", "Last contact", "Doctor", "Site",
])  # fmt: skip
def test_other_names_ask_for_none(name: str) -> None:
    assert question_in(name) is None


@pytest.mark.parametrize("yes", ["Yes", "ja", "1", "x"])
def test_a_relapse_without_its_date_is_told(yes: str) -> None:
    """Of three people two have one, and one of these no date."""
    no = {"1": "0", "x": ""}.get(yes, "no")
    frame = COURSES.assign(Relapse=[yes, yes, no], relapse_date=["2017-01-02", "", ""])
    (warning,) = told(frame, "undated_relapses")
    assert warning.message == "1 of 2 rows with 'Relapse' has no relapse_date"
    assert warning.row == 3
    undated = frame.drop(columns="relapse_date")
    assert [each.count for each in told(undated, "undated_relapses")] == [2]
    assert not told(frame.assign(relapse_date=["2017-01-02", "2017-01-02", ""]), "undated_relapses")


@pytest.mark.parametrize(("name", "free", "relapsed"), [
    ("Relapse-free", "Yes", "No"), ("Rezidivfrei", "ja", "nein"), ("recurrence_free", "1", "0"),
    ("no relapse", "1", "2"), ("Sin recaída", "sí", "no"),
])  # fmt: skip
def test_of_those_who_are_not_free_of_relapse_the_date_is_asked(name: str, free: str, relapsed: str) -> None:
    frame = COURSES.assign(**{name: [free, relapsed, free]})
    (warning,) = told(frame, "undated_relapses")
    assert (warning.count, warning.row) == (1, 3)
    assert warning.message == f"1 of 1 row that says no in '{name}' has no relapse_date"
    assert not told(COURSES.assign(**{name: free}), "undated_relapses")
    assert not told(frame.assign(relapse_date=["", "2017-01-02", ""]), "undated_relapses")
    column = SheetColumn(name, (free, relapsed, free))
    assert "relapse_date" not in guess_table(Sheet("a.csv", (), (column,)), COURSE_TABLES["courses"]).chosen


def test_beside_later_events_those_without_one_are_told() -> None:
    """A contraceptive is no outcome, and a second course is one."""
    frame = COURSES.assign(Relapse="yes")
    assert [(each.count, each.row) for each in told(frame, "undated_relapses", events=LATER)] == [(2, 3)]
    events = pd.concat([LATER, LATER.assign(patient_id="2", kind="contraceptive")])
    (warning,) = told(frame, "undated_relapses", events=events)
    assert warning.message == "2 of 3 rows with 'Relapse' have no relapse_date and no later event"
    again = pd.concat([frame, frame[1:].assign(course_start="2018-01-01", course_end="2018-06-01")])
    assert not told(again, "undated_relapses", events=events)


@pytest.mark.parametrize(("values", "row"), [
    (["yes", "no", "unknown"], 2), (["no", "never", ""], None), (["mild", "yes", "no"], None), (["2", "1", "2"], 3),
    (["1.0", "0.0", ""], 2), (["0", "9", "1"], 4), (["²", "yes", "no"], None),
])  # fmt: skip
def test_answers_are_read_as_forms_write_them(values: list[str], row: int | None) -> None:
    rows = [each.row for each in told(COURSES.assign(Relapse=values), "undated_relapses")]
    assert rows == ([] if row is None else [row])


def test_a_word_for_none_is_no_relapse_of_somebody_free_of_it() -> None:
    """In Polish brak says that nothing was recorded as well."""
    (warning,) = told(COURSES.assign(**{"Bez nawrotu": ["tak", "nie", "brak"]}), "undated_relapses")
    assert warning.count == 1
    assert not told(COURSES.assign(**{"Bez nawrotu": ["tak", "brak", "brak"]}), "undated_relapses")


@pytest.mark.parametrize(("name", "values"), [
    ("No. of relapses", ["0", "3", "1"]), ("no_relapses", ["0", "1", "2"]), ("No relapses", ["yes", "no", "no"]),
])  # fmt: skip
def test_numbers_of_relapses_are_counts_and_words_are_answers(name: str, values: list[str]) -> None:
    assert [each.count for each in told(COURSES.assign(**{name: values}), "undated_relapses")] == [2]


@pytest.mark.parametrize("name", [
    "Relapse before isotretinoin", "Planned for relapse", "Risk of relapse", "Initial flare", "Rezidivprophylaxe",
    "Recurrence of depression", "Further courses of antibiotics", "Flare during treatment",
    "Zweiter Zyklus geplant", "Letter returned",
])  # fmt: skip
def test_what_is_about_something_else_is_not_told(name: str) -> None:
    rules = {each.rule for each in check_courses(COURSES.assign(**{name: "yes"}))}
    assert not rules & {"undated_relapses", "untold_courses"}


@pytest.mark.parametrize("name", ["Relapse during follow-up", "Early relapse", "Recidiva durante el seguimiento"])
def test_what_came_later_is_told_whenever_it_came(name: str) -> None:
    assert told(COURSES.assign(**{name: "yes"}), "undated_relapses")


@pytest.mark.parametrize(("name", "values"), [
    ("Dead", ["no", "yes", "no"]), ("Verstorben", ["", "x", ""]), ("Alive", ["1", "0", "1"]),
    ("Vital status", ["alive", "deceased", "unknown"]), ("Vitalstatus", ["lebt", "verstorben", ""]),
])  # fmt: skip
def test_a_death_without_its_date_is_told(name: str, values: list[str]) -> None:
    frame = COURSES.assign(**{name: values})
    assert [(each.count, each.row) for each in told(frame, "undated_deaths")] == [(1, 3)]
    dated = frame.assign(death_date=["", "2019-05-01", ""])
    assert not told(dated, "undated_deaths")


@pytest.mark.parametrize(("name", "yes", "no"), [
    ("2nd course", "Y", "N"), ("Total courses", "2", "1"), ("Zweiter Zyklus", "ja", "nein"),
    ("No second course", "N", "Y"),
])  # fmt: skip
def test_a_second_course_without_its_row_is_told(name: str, yes: str, no: str) -> None:
    frame = COURSES.assign(**{name: [yes, no, no]})
    (warning,) = told(frame, "untold_courses")
    assert warning.message.endswith("has no second row")
    assert (warning.count, warning.row) == (1, 2)
    later = frame[:1].assign(course_start="2018-01-01", course_end="2018-06-01")
    assert not told(pd.concat([frame, later]), "untold_courses")
    assert not told(frame.assign(**{name: "blue"}), "untold_courses")
    assert not told(frame, "untold_courses", events=LATER.assign(kind="isotretinoin"))
    assert told(frame, "untold_courses", events=LATER)


@pytest.mark.parametrize("name", [
    "Second course", "second_course_date", "retreatment_date", "Restart", "Next course", "zweite_therapie",
    "Start of 2nd isotretinoin", "2e traitement", "segundo tratamiento",
])  # fmt: skip
def test_so_is_one_whose_start_stands_in_a_column_of_its_own(name: str) -> None:
    frame = COURSES.assign(**{name: ["2018-01-01", "", ""]})
    (warning,) = told(frame, "untold_courses")
    assert warning.message == f"1 of 1 row with a day in '{name}' has no second row"
    assert (warning.count, warning.row) == (1, 2)
    # the hint, followed
    further = frame[:1].assign(course_start="2018-01-01", course_end="")
    stacked = pd.concat([frame, further]).drop(columns=name)
    assert not check_courses(stacked).errors
    cohort = iso.first_courses(iso.read_courses(stacked))
    assert cohort.count("second_course").events[0, 0].sum() == 1


@pytest.mark.parametrize("name", ["Second visit", "2nd course end", "Second course planned", "Previous second course"])
def test_another_day_is_no_start_of_a_course(name: str) -> None:
    assert not told(COURSES.assign(**{name: ["2018-01-01", "", ""]}), "untold_courses")


def test_people_beside_dispensings_are_told_as_well() -> None:
    ids = {"patient_id": ["1", "2", "3"]}
    fills = pd.DataFrame(ids).assign(dispense_date="2016-01-05", days_supply=30, strength_mg=20, quantity=30)
    people = pd.DataFrame(ids).assign(Rezidivfrei=["ja", "nein", "nein"], Alive=["Y", "N", "Y"])
    keys: dict[str, Any] = {
        "observation": pd.DataFrame(ids).assign(start="2014-01-01", end="2019-01-01"),
        "treatments": pd.DataFrame({"patient_id": ["2", "3"], "date": ["2015-01-01", "2018-01-01"], "kind": "topical"}),
    }  # fmt: skip
    rules = {each.rule: each for each in read_dispensings(fills, people=people, **keys).findings}
    assert rules["undated_relapses"].message == "1 of 2 rows that say no in 'Rezidivfrei' has no later treatment"
    assert (rules["undated_deaths"].count, rules["undated_deaths"].row) == (1, 3)
    deaths = pd.DataFrame({"patient_id": ["2"], "death_date": ["2018-01-01"]})
    rules = {each.rule: each for each in read_dispensings(fills, people=people, deaths=deaths, **keys).findings}
    assert "undated_deaths" not in rules

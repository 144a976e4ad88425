"""What a check tells of columns that are not used, not there, or that contradict each other."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from isostats.records import Finding, check_courses, read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.length_names import day_it_leads_to
from isostats.records.shapes.products import listed_products

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
    dated = lengths.assign(relapse_date="")
    assert not told(dated, "unread_lengths")
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

"""A hint that can be run as it stands is given for a slip of the pen alone, never for another drug or the opposite."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats import records
from isostats.errors import DataError
from isostats.records.code_texts import code_form, meant
from isostats.records.dispensings import read_dispensings
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.input_tables.later_treatments import EVENT_COLUMNS

COLUMNS = {**COURSE_COLUMNS, **EVENT_COLUMNS}
COURSE = {"patient_id": "a", "course_start": "2015-01-01", "course_end": "2015-06-01", "last_contact": "2019-01-01"}
OTHERS = [
    *(("kind", text) for text in ("tretinoin", "acitretin", "alitretinoin", "oral alitretinoin", "oral tretinoin",
                                  "topical isotretinoin", "no isotretinoin", "isotretinoin declined", "not pregnant",
                                  "no relapse", "no antibiotic", "topical azithromycin", "antiestrogen")),
    *(("relapse_treatment", text) for text in ("not isotretinoin", "isotretinoin stopped", "on treatment", "retinoid")),
    *(("response", text) for text in ("unclear", "not clear", "not improved", "unimproved", "no improvement",
                                      "never clear", "incomplete clearance", "changed")),
    *(("lost_reason", text) for text in ("not moved", "undischarged", "not known why", "removed")),
    ("sex", "false"), ("last_contact_type", "unlinked"), ("prior_isotretinoin", "not"),
]  # fmt: skip
SLIPS = [("kind", "isotretinion", "isotretinoin"), ("kind", "Isotretinoine", "isotretinoin"),
         ("kind", "oral antibotic", "oral_antibiotic"), ("kind", "topcial", "topical"), ("sex", "femal", "female"),
         ("response", "almost claer", "almost_clear"), ("response", "improvd", "improved"),
         ("relapse_treatment", "spironolacton", "antiandrogen"), ("lost_reason", "movd away", "moved")]  # fmt: skip


@pytest.mark.parametrize(("column", "text"), OTHERS)
def test_another_thing_is_not_offered(column: str, text: str) -> None:
    assert meant(code_form(text), COLUMNS[column]) == ""


@pytest.mark.parametrize(("column", "text", "code"), SLIPS)
def test_a_slip_is(column: str, text: str, code: str) -> None:
    assert meant(code_form(text), COLUMNS[column]) == code


@settings(max_examples=100, deadline=None)
@given(
    column=st.sampled_from([name for name, column in COLUMNS.items() if column.codes]),
    word=st.sampled_from(["no ", "not ", "non-", "un", "in", "without ", "topical ", "never ", "dis"]),
    data=st.data(),
)
def test_a_word_before_is_no_slip(column: str, word: str, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(sorted(COLUMNS[column].codes)))
    assert meant(code_form(word + code), COLUMNS[column]) in ("", *[code] * (word[0] == code[0]))


def refused(text: str, **mapped: object) -> DataError:
    events = pd.DataFrame({"patient_id": ["a"], "date": ["2016-01-01"], "kind": [text]})
    with pytest.raises(DataError) as error:
        records.read_courses(pd.DataFrame([COURSE]), events=events, **mapped)  # type: ignore[arg-type]
    return error.value


@pytest.mark.parametrize("text", ["tretinoin", "no isotretinoin"])
def test_the_placeholder_cannot_run(text: str) -> None:
    (finding,) = (each for each in refused(text).findings.errors if each.rule == "unknown_outcome_code")
    assert "did you mean" not in finding.advice
    assert f"values={{'kind': {{'{text}': 'one of these'}}}}" in finding.advice
    followed = refused(text, values={"kind": {text: "one of these"}})
    assert "unknown_mapping" in {each.rule for each in followed.findings.errors}


def test_nor_is_it_offered_for_a_mapping_or_a_treatment_beside_fills() -> None:
    assert "did you mean" not in str(refused("x", values={"kind": {"x": "tretinoin"}}))
    fills = pd.DataFrame({"patient_id": ["a"], "dispense_date": "2019-01-05", "days_supply": 30, "strength_mg": 20,
                          "quantity": 60})  # fmt: skip
    treatments = pd.DataFrame({"patient_id": ["a"], "date": ["2020-01-01"], "kind": ["acitretin"]})
    for values in (None, {"kind": {"acitretin": "tretinoin"}}):
        with pytest.raises(DataError) as error:
            read_dispensings(fills, treatments=treatments, values=values)
        assert "did you mean" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "ours"),
    [("planned_course_end", "course_end"), ("last_relapse_date", "relapse_date"), ("no_relapse_date", "relapse_date"),
     ("previous_course_start", "course_start"), ("next_contact", "last_contact"), ("mother_weight_kg", "weight_kg")],
)  # fmt: skip
def test_a_column_of_something_else_is_not_offered(name: str, ours: str) -> None:
    course = {**{key: value for key, value in COURSE.items() if key != ours}, name: "2019-01-01"}
    assert not [each for each in records.check_courses(pd.DataFrame([course])) if f"'{name}'}}" in each.advice]


def test_a_misspelt_column_is() -> None:
    found = records.check_courses(pd.DataFrame([{**COURSE, "relapse_dat": "2016-01-01"}]))
    assert [each.column for each in found if each.rule == "near_name"] == ["relapse_dat"]

"""Advice that is followed must not turn a record into its opposite: a guess is for slips of the pen alone."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest

import isostats as iso
from isostats.records.code_texts import code_form, meant
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.input_tables.later_treatments import EVENT_COLUMNS

OTHER_THINGS = [
    ("kind", "tretinoin"),
    ("kind", "alitretinoin"),
    ("kind", "acitretin"),
    ("kind", "topical isotretinoin"),
    ("kind", "isotretinoin gel"),
    ("kind", "isotretinoin declined"),
    ("kind", "no relapse"),
    ("kind", "not pregnant"),
    ("kind", "pregnancy test"),
    ("relapse_treatment", "no isotretinoin"),
    ("relapse_treatment", "no antibiotic"),
    ("relapse_treatment", "topical+oral"),
    ("response", "unclear"),
    ("response", "not clear"),
    ("response", "not improved"),
    ("response", "no improvement"),
    ("response", "unimproved"),
    ("response", "resolved"),
    ("response", "change"),
    ("sex", "false"),
    ("prior_isotretinoin", "not"),
    ("lost_reason", "not moved"),
    ("lost_reason", "undischarged"),
]


@pytest.mark.parametrize(("column", "text"), OTHER_THINGS)
def test_another_thing_is_not_a_slip_of_the_pen(column: str, text: str) -> None:
    schema = EVENT_COLUMNS if column == "kind" else COURSE_COLUMNS
    assert meant(code_form(text), schema[column]) == ""


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("kind", "isotretinion", "isotretinoin"),
        ("kind", "oral antibotic", "oral_antibiotic"),
        ("kind", "Topicall", "topical"),
        ("sex", "femal", "female"),
        ("response", "cler", "clear"),
        ("response", "almost claer", "almost_clear"),
        ("relapse_treatment", "spironolacton", "antiandrogen"),
    ],
)
def test_a_slip_of_the_pen_is_named(column: str, text: str, code: str) -> None:
    schema = EVENT_COLUMNS if column == "kind" else COURSE_COLUMNS
    assert meant(code_form(text), schema[column]) == code


def test_the_message_offers_no_mapping_of_another_drug() -> None:
    day = datetime.date(2015, 1, 5)
    records = pd.DataFrame(
        {
            "patient_id": [f"P{number}" for number in range(6)],
            "course_start": day,
            "course_end": day + datetime.timedelta(150),
            "last_contact": day + datetime.timedelta(900),
            "relapse_date": day + datetime.timedelta(400),
            "relapse_treatment": "tretinoin",
        }
    )
    (finding,) = iso.check_courses(records).errors
    assert finding.rule == "unknown_outcome_code"
    assert "did you mean" not in str(finding.advice)
    assert "one of these" in str(finding.advice)

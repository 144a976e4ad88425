"""Courses as rows, and the same courses in the other shapes that people keep them in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from isostats import records
from isostats.records.schema import TABLES

DAY = datetime.date(2015, 1, 1)
OF_PERSON = ("patient_id", "sex", "weight_kg", "last_contact")
OF_COURSE = ("course_start", "course_end", "daily_dose_mg", "response", "relapse_date", "relapse_treatment")
SEX = {"1": "female", "2": "male"}
RESPONSE = {"1": "clear", "2": "almost clear, or nearly", "-9": "worse"}
TREATMENT = {"1": "Topical", "2": "Oral antibiotic", "3": "Isotretinoin"}

Row = dict[str, str]


@st.composite
def people(draw: st.DrawFn) -> list[tuple[Row, list[Row]]]:
    """Persons with one to three courses each, in order, and possibly a relapse after each."""
    drawn = []
    for number in range(draw(st.integers(1, 5))):
        day, courses = draw(st.integers(0, 900)), []
        for _ in range(draw(st.integers(1, 3))):
            start, end = day, day + draw(st.integers(40, 300))
            relapsed = draw(st.booleans())
            day = end + 400
            courses.append({
                "course_start": iso(start), "course_end": iso(end),
                "daily_dose_mg": draw(st.sampled_from(["", "20", "37.5"])),
                "response": draw(st.sampled_from(["", "clear", "worse"])),
                "relapse_date": iso(end + 90) if relapsed else "",
                "relapse_treatment": draw(st.sampled_from(["topical", "oral_antibiotic"])) if relapsed else "",
            })  # fmt: skip
        person = {"patient_id": f"{number:03}", "sex": draw(st.sampled_from(["", "female", "male"])),
                  "weight_kg": draw(st.sampled_from(["", "62", "71.5"])), "last_contact": iso(day + 500)}  # fmt: skip
        drawn.append((person, courses))
    return drawn


def iso(day: int) -> str:
    return (DAY + datetime.timedelta(days=day)).isoformat()


def rows_of(people: Sequence[tuple[Row, list[Row]]]) -> list[Row]:
    """One row per course."""
    return [person | course for person, courses in people for course in courses]


def wide_of(people: Sequence[tuple[Row, list[Row]]], form: str) -> list[Row]:
    """One row per person; ``form`` makes the name of a column of a number."""
    most = max(len(courses) for _, courses in people)
    return [
        person
        | {
            form.format(name=name, n=number + 1): courses[number][name] if number < len(courses) else ""
            for number in range(most)
            for name in OF_COURSE
        }
        for person, courses in people
    ]


def redcap_of(people: Sequence[tuple[Row, list[Row]]]) -> list[Row]:
    """An export with codes: a row of the person, and one of each course."""
    rows = []
    blank = {"redcap_repeat_instrument": "", "redcap_repeat_instance": ""}
    for person, courses in people:
        coded = person | {"sex": code_of(SEX, person["sex"])}
        rows.append({"record_id": person["patient_id"]} | blank | coded | {"patient_id": "", "about_complete": "2"})
        for number, course in enumerate(courses, 1):
            coded = course | {
                "response": code_of({"1": "clear", "-9": "worse"}, course["response"]),
                "relapse_treatment": code_of({"1": "topical", "2": "oral_antibiotic"}, course["relapse_treatment"]),
            }
            repeat = {"redcap_repeat_instrument": "course", "redcap_repeat_instance": str(number)}
            rows.append({"record_id": person["patient_id"]} | repeat | coded | {"course_complete": "2"})
    names = list(dict.fromkeys(name for row in rows for name in row if name != "patient_id"))
    return [{name: row.get(name, "") for name in names} for row in rows]


def code_of(choices: Mapping[str, str], text: str) -> str:
    return next((code for code, words in choices.items() if words == text), "")


def dictionary() -> list[Row]:
    """The data dictionary of that project."""
    fields = [("record_id", "about", "text", "")]
    fields += [(name, "about", "text", "") for name in ("weight_kg", "last_contact")]
    fields += [(name, "course", "text", "") for name in OF_COURSE if name.endswith(("start", "end", "mg", "date"))]
    fields += [("sex", "about", "radio", listed(SEX)), ("response", "course", "dropdown", listed(RESPONSE)),
               ("relapse_treatment", "course", "radio", listed(TREATMENT))]  # fmt: skip
    return [
        {"Variable / Field Name": name, "Form Name": form, "Field Type": kind, "Field Label": name.replace("_", " "),
         "Choices, Calculations, OR Slider Labels": choices}
        for name, form, kind, choices in fields
    ]  # fmt: skip


def listed(choices: Mapping[str, str]) -> str:
    return " | ".join(f"{code}, {words}" for code, words in choices.items())


def tables(rows: Any, **keys: Any) -> dict[str, list[dict[str, Any]]]:
    """The four tables that are read of rows, or of a file."""
    read = records.read_courses(pd.DataFrame(rows) if isinstance(rows, list) else rows, **keys)
    return {
        table.name: [
            {name: None if pd.isna(value) else value for name, value in row.items()}
            for row in read.table(table.name).to_dict("records")
        ]
        for table in TABLES
    }

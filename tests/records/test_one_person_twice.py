"""One person under two ids of two clinics, where a further column has one number of them in both: told, and nothing is
told of numbers that families, sites or days share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.records import Findings
from isostats.records.one_person_twice import LEAST_SHARED

PEOPLE, TWICE = 60, 8


def courses(twice: int = TWICE) -> pd.DataFrame:
    """Sixty people of clinic A, of whom some had their second course in clinic B, under another id."""
    rng = np.random.default_rng(4)
    first = pd.DataFrame({
        "patient_id": [f"A{k:02}" for k in range(PEOPLE)],
        "national_id": [f"{7331 * k + 400:07}" for k in range(PEOPLE)],
        "sex": rng.choice(["female", "male"], PEOPLE), "birth_year": rng.integers(1985, 2004, PEOPLE).astype(str),
        "course_start": "2019-01-01", "course_end": "2019-07-01", "last_contact": "2020-01-01", "clinic": "A",
    })  # fmt: skip
    again = first[:twice].assign(
        patient_id=[f"B{90 - k}" for k in range(twice)], course_start="2021-01-01", course_end="2021-07-01",
        last_contact="2023-01-01", clinic="B",
    )  # fmt: skip
    return pd.concat([first, again], ignore_index=True)


def twice_told(findings: Findings) -> list[tuple[str, int, str]]:
    return [(each.column, each.count, each.example) for each in findings if each.rule == "one_person_twice"]


def test_it_is_told_with_an_example_of_both_rows() -> None:
    found = iso.check_courses(courses())
    assert twice_told(found) == [("national_id", TWICE, "patient A00, row 2, and patient B90, row 62")]
    (warning,) = (each for each in found if each.rule == "one_person_twice")
    assert (warning.severity, warning.row) == ("warning", 2)
    assert "8 values of national_id stand under two or more patient_ids" in warning.message


def test_of_two_files_it_is_told_once() -> None:
    frame = courses()
    both = [iso.read_courses(frame[frame["clinic"] == clinic].drop(columns="clinic")) for clinic in "AB"]
    assert not any(twice_told(each.findings) for each in both)
    ((column, count, example),) = twice_told(iso.combine(*both, labels=["A", "B"], ids_apart=True).findings)
    assert (column, count) == ("national_id", TWICE)
    assert example == "patient A:A00, and patient B:B90"


@pytest.mark.parametrize("how", ["few", "other sex", "families", "site", "birthdays", "no birth year", "one id"])
def test_what_families_sites_and_days_share_is_not_told(how: str) -> None:
    frame = courses(LEAST_SHARED - 1 if how == "few" else TWICE)
    if how == "other sex":
        frame.loc[PEOPLE:, "sex"] = frame.loc[PEOPLE:, "sex"].map({"female": "male", "male": "female"})
    if how == "families":  # of twins some agree, of other siblings none
        frame.loc[PEOPLE + 5 :, "birth_year"] = "2005"
    if how == "site":
        frame["national_id"] = [f"site {k % 3}" for k in range(len(frame))]
    if how == "birthdays":
        frame["national_id"] = [f"{year}-03-{k % 28 + 1:02}" for k, year in enumerate(frame["birth_year"])]
        frame.loc[PEOPLE:, "national_id"] = frame["national_id"][:TWICE].to_numpy()
    if how == "no birth year":
        frame = frame.drop(columns="birth_year")
    if how == "one id":
        frame.loc[PEOPLE:, "patient_id"] = frame["patient_id"][:TWICE].to_numpy()
    assert twice_told(iso.check_courses(frame)) == []


ARABIC = str.maketrans("0123456789", "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669")


@pytest.mark.parametrize("written", [
    "{}-2", "{}_2", "{} (2)", "{}/2", "{} 2", "{}b", "{}B", "{}*", "\u3164{}", "#{}", "{}.", "ell", "arabic",
])  # fmt: skip
def test_so_is_an_id_that_is_another_one_but_for_an_ending_or_a_sign(written: str) -> None:
    frame = courses().drop(columns="national_id")
    ids = [f"S{k * 1013 + 101:05}" for k in range(PEOPLE)]
    again = [
        each.translate(ARABIC) if written == "arabic" else each.replace("1", "l") if written == "ell"
        else written.format(each)
        for each in ids[:TWICE]
    ]  # fmt: skip
    frame["patient_id"] = [*ids, *again]
    ((column, count, example),) = twice_told(iso.check_courses(frame))
    assert (column, count) == ("patient_id", TWICE)
    assert ids[0] in example
    # matched people, whose courses overlap, and siblings
    assert not twice_told(iso.check_courses(frame.assign(course_start="2019-01-01", course_end="2019-07-01")))
    frame.loc[PEOPLE:, "birth_year"] = "2006"
    assert not twice_told(iso.check_courses(frame))


def test_sites_before_numbers_and_numbers_of_families_are_no_endings() -> None:
    frame = courses().drop(columns="national_id")
    for ids in ([f"{k % 6}-{k}" for k in range(len(frame))], [f"F{k // 2}-{k % 2 + 1}" for k in range(len(frame))]):
        assert not twice_told(iso.check_courses(frame.assign(patient_id=ids)))

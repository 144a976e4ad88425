"""A table of diagnoses: what is known of its codes and words, what is told, and what is an error with its way out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from isostats.errors import DataError
from isostats.records import check_courses, read_courses
from isostats.records.diagnoses import Diagnosis, Listed, use_as_acne
from isostats.records.dispensings import read_dispensings
from isostats.records.drugs import codes_of

COURSES = pd.DataFrame({"patient_id": ["a", "b"], "course_start": "2019-01-01", "course_end": "2019-06-09",
                        "last_contact": "2021-12-31"})  # fmt: skip
FILLS = pd.DataFrame({"patient_id": ["a", "b"], "dispense_date": ["2019-01-01", "2019-02-01"], "days_supply": 30,
                      "strength_mg": 20, "quantity": 60})  # fmt: skip


def rows(*cells: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{"patient_id": "a", "date": "2018-02-01", **row} for row in cells])


def told(frame: pd.DataFrame, **keywords: Any) -> dict[str, int]:
    """Findings about the table through both doors, which are alike."""
    both = [check_courses(COURSES, diagnoses=frame, **keywords), []]
    try:
        both[1] = read_dispensings(FILLS, diagnoses=frame, **keywords).findings
    except DataError as error:
        both[1] = error.findings
    first, second = ({each.rule: each.count for each in found if "diagnos" in each.rule or "acne" in each.rule}
                     for found in both)  # fmt: skip
    assert first == second
    return first


@pytest.mark.parametrize("row", codes_of("acne", "include", "confirm", "exclude"), ids=lambda row: row.code)
def test_every_published_code_is_read_as_its_row_says(row: Any) -> None:
    use = "" if row.use == "exclude" else row.use
    for vocabulary in (row.vocabulary, row.vocabulary.lower()):
        assert use_as_acne(Diagnosis(row.code, vocabulary)) == use
        assert use_as_acne(Diagnosis(row.code.replace(".", "").lower(), vocabulary)) == use
    if row.vocabulary in ("Read", "ICPC2", "ICD11"):
        assert use_as_acne(Diagnosis(row.code)) == ""


def test_words_count_where_no_code_tells_and_denials_never() -> None:
    acne = ("Acne vulgaris", "AKNE", "Acné vulgaire", "trądzik pospolity", "尋常性痤瘡")
    others = ("no acne", "acne inversa", "acne rosacea", "Aknenarben", "eczema")
    assert [use_as_acne(Diagnosis(words=text)) for text in (*acne, *others)] == ["include"] * 5 + [""] * 5
    assert use_as_acne(Diagnosis("L20.9", words="acne")) == ""
    assert use_as_acne(Diagnosis("L70.2", "ICD10CM", "acne")) == ""
    assert use_as_acne(Diagnosis("17", "of ours", "acne")) == "include"


def test_what_is_listed_is_found_as_written() -> None:
    jaw, read = Diagnosis("M26.10", "ICD-10-CM"), Diagnosis("M261000", "READ")
    assert [Listed.of("M2610").fits(each) for each in (jaw, read)] == [True, True]
    assert [Listed.of(code).fits(Diagnosis("L70.0")) for code in ("L70", "L70.0", "L70.1", "L7", "L7*")] == [
        True, True, False, False, True]  # fmt: skip
    assert [Listed.of("SNOMED:8861").fits(Diagnosis("88616000")), Listed.of("8861*").fits(Diagnosis("88616000"))] == [
        False, True]  # fmt: skip
    assert [Listed.of("Read:M261*").fits(each) for each in (jaw, read)] == [False, True]
    others = (Diagnosis(concept=17), Diagnosis("17", "ours"), Diagnosis("170"))
    assert [Listed.of("17").fits(each) for each in others] == [True, True, False]


def test_a_table_without_any_telling_column_is_an_error() -> None:
    (finding,) = [each for each in check_courses(COURSES, diagnoses=rows({})).errors if each.rule == "missing_column"]
    assert "neither a column 'diagnosis_code' nor 'diagnosis' nor 'concept_id'" in finding.message


def test_some_unknown_codes_are_told_and_most_are_an_error_whose_ways_out_work() -> None:
    few = rows(*({"diagnosis_code": code} for code in ("L70.0", "L20", "Dx1", "")))
    assert told(few) == {"unknown_diagnosis": 2}
    most = rows(*({"diagnosis_code": code} for code in ("Dx1", "Dx1", "Dx2", "L70.0")))
    assert told(most) == {"unknown_diagnoses": 3}
    for choice in ("stop", "set_aside"):
        with pytest.raises(DataError, match=r"3 of 4 rows .* Dx1 \(2\), Dx2 \(1\)"):
            read_courses(COURSES, diagnoses=most, on_invalid=choice)
    assert told(most, values={"diagnosis_code": {"Dx1": "acne", "Dx2": "other"}}) == {}
    assert told(most.assign(vocabulary="of the clinic")) == {}


def test_what_is_not_sure_is_told() -> None:
    unsure = rows({"diagnosis_code": "M2610", "vocabulary": "Read v2"}, {"diagnosis_code": "L20"})
    assert told(unsure) == {"unconfirmed_diagnosis": 1}
    words = rows({"diagnosis": "acne inversa"}, {"diagnosis": "acne"}, {"diagnosis": "eczema"})
    assert told(words) == {"acne_in_other_words": 1}
    assert told(words, values={"diagnosis": {"acne inversa": "acne"}}) == {}


def test_a_row_without_a_date_or_after_death_is_told_and_stops_nothing() -> None:
    frame = rows({"diagnosis_code": "L70.0"}, {"diagnosis_code": "L70.0", "date": ""},
                 {"diagnosis_code": "L70.0", "date": "2022-02-01"})  # fmt: skip
    dead = COURSES.assign(death_date="2021-12-31")
    records = read_courses(dead, diagnoses=frame)
    rules = {each.rule: each.count for each in records.findings.warnings}
    assert (rules["diagnosis_without_date"], rules["diagnosis_after_death"]) == (1, 1)
    assert len(records.table("diagnoses")) == 2


def test_a_table_cut_from_everybody_is_no_fault_and_one_of_strangers_is() -> None:
    wide = rows(*({"patient_id": who, "diagnosis_code": "L20"} for who in "axyz"))
    assert read_courses(COURSES, diagnoses=wide).findings.warnings == ()
    errors = check_courses(COURSES, diagnoses=wide[1:]).errors
    assert [each.rule for each in errors] == ["companion_of_nobody"]

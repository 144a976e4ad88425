"""What clinics record of a course beside its days: read, checked and kept; responses told by scores."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.following import first_courses
from isostats.records import check_courses, read_courses
from isostats.records.code_texts import BETWEEN, read_code
from isostats.records.course_records import Records
from isostats.records.findings import Finding
from isostats.records.input_tables.course_details import DETAILS, KEPT_COLUMNS
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.schema import TREATMENT

TREATMENTS = COURSE_COLUMNS["relapse_treatment"]


def courses(*rows: dict[str, object]) -> pd.DataFrame:
    """A course for each, of people a, b, c ...; last seen at the end of 2021."""
    good = {"course_start": "2019-01-01", "course_end": "2019-06-09", "last_contact": "2021-12-31"}
    return pd.DataFrame([{"patient_id": chr(97 + place), **good, **row} for place, row in enumerate(rows)])


def told(found: Iterable[Finding], rule: str) -> list[str]:
    return [str(each) for each in found if each.rule == rule]


def responses(records: Records) -> list[str | None]:
    shown = records.table("courses")["response"].tolist()
    return [each if isinstance(each, str) else None for each in shown]


def test_all_of_them_are_kept_with_the_person_and_split_groups() -> None:
    some = {
        "reason_ended": "Side effect", "response_date": "2019-07-01", "start_dose_mg": 20, "max_dose_mg": 60,
        "target_mg_per_kg": 120, "dosing": "every other day", "interruption_days": 14, "formulation": "micronized",
        "scale": "CEA", "score_face_start": 5, "score_face_end": 1, "score_trunk_start": 2, "score_trunk_end": 0,
        "scar_grade_start": 1, "scar_grade_end": 2, "pcos": "unknown",
    }  # fmt: skip
    assert some.keys() <= DETAILS.keys()
    records = read_courses(courses({**some, "cumulative_dose_mg": 8000}, {"reason_ended": "target reached"}))
    assert [each.message for each in records.findings if each.severity == "error"] == []
    people, cohort = records.table("people"), first_courses(records)
    assert {*some} & {*KEPT_COLUMNS} <= {*people.columns} & {*records.covariates} & {*cohort.groupings}
    assert people["reason_ended"].tolist() == ["adverse_effect", "target_reached"]
    assert (people["pcos"][0], people["dosing"][0], people["scale"][0]) == ("unknown", "alternate_days", "cea")
    assert records.table("courses")["dose_conventional_mg"].tolist()[0] == 10_000
    assert records.table("courses")["formulation"].tolist()[0] == "micronised"
    grouped = cohort.grouped("reason_ended", "max_dose_mg: <60, >=60").groups
    assert grouped["reason_ended"].at_the_end == ("reason_ended",)
    assert cohort.count("second_course", by="reason_ended").groups == (
        "reason_ended=adverse_effect", "reason_ended=target_reached")  # fmt: skip
    assert cohort.where(exclude={"reason_ended": ["pregnancy"]}).people == 2  # a code, though nobody has it


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"score_face_end": 5}, "score_beyond_scale"),
        ({"score_face_end": 5, "scale": "iga"}, "score_beyond_scale"),
        ({"score_trunk_start": 6, "scale": "cea"}, "impossible_value"),
        ({"scar_grade_end": 5}, "impossible_value"),
        ({"max_dose_mg": 400}, "impossible_value"),
        ({"interruption_days": 161}, "interrupted_for_longer"),
        ({"response_date": "2018-12-31"}, "response_before_start"),
        ({"response_date": "2022-01-01"}, "response_after_last_contact"),
        ({"reason_ended": "bored"}, "unknown_code"),
        ({"pcos": "maybe"}, "unknown_code"),
    ],
)
def test_what_cannot_be_is_an_error_that_names_the_row(cells: dict[str, object], rule: str) -> None:
    (finding,) = check_courses(courses({}, cells)).errors
    assert (finding.rule, finding.count, finding.row) == (rule, 1, 3)
    assert "patient b, row 3" in str(finding)


def test_what_just_can_be_is_none() -> None:
    cells = {"score_face_end": 5, "scale": "cea", "scar_grade_end": 4, "interruption_days": 160,
             "response_date": "2021-12-31"}  # fmt: skip
    assert check_courses(courses(cells)).errors == ()
    (warned,) = told(check_courses(courses({"start_dose_mg": 40, "max_dose_mg": 20})), "max_below_start")
    assert "20 mg and 40 mg" in warned


SCORE = st.none() | st.integers(0, 4)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(SCORE, SCORE, SCORE, SCORE, st.sampled_from([None, "improved"])), min_size=1, max_size=25))
def test_a_response_is_told_by_the_worse_score_at_the_end_where_none_is_recorded(rows: list[tuple]) -> None:
    names = ("score_face_start", "score_trunk_start", "score_face_end", "score_trunk_end", "response")
    records = read_courses(courses(*(dict(zip(names, row, strict=True)) for row in rows)))
    expected = []
    for *scores, response in rows:
        start, end = ([each for each in pair if each is not None] for pair in (scores[:2], scores[2:]))
        by_score = None
        if end:
            before = max(start, default=max(end))
            further = ("unchanged", "improved", "worse")[(max(end) < before) - (max(end) > before)]
            by_score = ("clear", "almost_clear")[max(end)] if max(end) < 2 else further
        expected.append(response or by_score)
    assert responses(records) == expected
    filled = sum(mine is not None and row[-1] is None for mine, row in zip(expected, rows, strict=True))
    assert [each.count for each in records.findings if each.rule == "response_from_scores"] == [filled] * (filled > 0)


def test_what_was_told_by_scores_is_said_with_its_counts() -> None:
    scores = [(3, 0), (3, 1), (3, 2), (None, 3)]
    records = read_courses(courses(*({"score_face_start": a, "score_face_end": b} for a, b in scores)))
    (said,) = told(records.findings, "response_from_scores")
    assert "4 of 4 courses have no response" in said
    assert "1 clear, 1 almost clear, 2 not clear, of which 1 without a score at the start count as unchanged" in said
    assert first_courses(records).responses == 4


CODES = [code for code in TREATMENT if code != "none"]


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=4), st.sampled_from([" + ", ", ", " and ", "&", " / "]))
def test_several_codes_of_a_cell_are_all_read(codes: list[str], between: str) -> None:
    read, problem = read_code(between.join(codes), TREATMENTS)
    assert problem is None
    assert read == "+".join(code for code in TREATMENT if code in codes)


@settings(max_examples=30)
@given(st.sampled_from(CODES), st.text(min_size=1, max_size=8))
def test_a_word_that_is_none_makes_a_cell_unreadable(code: str, word: str) -> None:
    strange = [each for each in BETWEEN.split(word.strip()) if each]
    if any(read_code(each, TREATMENTS) != (None, "unknown_code") for each in strange) or not strange:
        return
    assert read_code(f"{code} + {word}", TREATMENTS) == (None, "unknown_code")


def test_each_of_several_treatments_of_a_relapse_is_an_event() -> None:
    relapse = {"relapse_date": "2020-01-01"}
    values = {"relapse_treatment": {"Doxy": "oral_antibiotic"}}
    frame = courses({**relapse, "relapse_treatment": "topical + doxy"}, {**relapse, "relapse_treatment": "topical"})
    records = read_courses(frame, values=values)
    events = records.table("events")[["person_id", "kind"]].to_records(index=False).tolist()
    assert events == [("a", "oral_antibiotic"), ("a", "recorded_relapse"), ("a", "topical"), ("b", "recorded_relapse"),
                      ("b", "topical")]  # fmt: skip
    cohort = first_courses(records)
    assert int(cohort.count("systemic_treatment").events[:, 0].sum()) == 1
    assert cohort.timeline is not None
    assert cohort.timeline.finding is not None
    assert cohort.timeline.finding.count == 1


def test_the_hint_names_the_word_that_is_not_known_and_keeps_the_others() -> None:
    frame = courses({"relapse_date": "2020-01-01", "relapse_treatment": "topical + Our mix"})
    (finding,) = check_courses(frame).errors
    assert '"Our mix" = "one of these"' in str(finding)
    records = read_courses(frame, values={"relapse_treatment": {"Our mix": "oral_antibiotic"}})
    assert set(records.table("events")["kind"]) == {"topical", "oral_antibiotic", "recorded_relapse"}


def test_left_untreated_and_treated_contradict_each_other() -> None:
    frame = courses({"relapse_date": "2020-01-01", "relapse_treatment": "none + topical"})
    assert [each.rule for each in check_courses(frame).errors] == ["unknown_outcome_code"]


def test_a_discharge_as_the_last_contact_counts_as_one() -> None:
    rows = [{"last_contact_type": "discharge"}, {"last_contact_type": "discharge", "lost_reason": "moved"}, {}]
    follow_up = first_courses(read_courses(courses(*rows))).follow_up
    assert follow_up is not None
    assert follow_up.leaving.discharged_well == 1

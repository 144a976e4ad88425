"""Whoever is set aside is not left out in silence: ranges and verdicts hold whatever became of them, and where most of
those who relapsed would leave, there are none."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.choices import basis_of, cohort_of
from isostats.analyses.claim import compared
from isostats.analyses.remission import _later_than_two_years
from isostats.analyses.set_aside import aside_sentence
from isostats.cohort.set_aside import SetAside, set_aside_of
from isostats.cohort.unseen_people import UnseenPeople
from isostats.errors import DataError
from isostats.estimate import treatment_success
from isostats.estimate.unseen_outcomes import UnseenOutcomes
from isostats.release.caveats import unknowns_of
from isostats.report.job import check_records
from isostats.study.study_file import make_study
from tests.analyses.said import answers_of

PEOPLE, RELAPSED, FAULTY = 100, 20, 8
WELL = {"relapse_date": "", "relapse_treatment": ""}
ILL = {"relapse_date": "2016-01-01", "relapse_treatment": "oral_antibiotic"}

OF_COURSES: dict[str, dict[str, str]] = {
    "a date that cannot be read": {"relapse_date": "spring 2016"},
    "a relapse before the end": {"relapse_date": "2014-01-01"},
    "a relapse after the last contact": {"relapse_date": "2022-01-01"},
    "a treatment without its relapse": {"relapse_date": ""},
    "a death before the relapse": {"death_date": "2015-09-01"},
    "another fault of the same row": {"weight_kg": "7000"},
}
OF_EVENTS: dict[str, dict[str, str]] = {
    "a date that cannot be read": {"date": "spring 2016"},
    "no kind": {"kind": ""},
    "an event after the last contact": {"date": "2022-01-01"},
    "no patient": {"patient_id": ""},
}


def courses(faulty: dict[str, str], *, of_events: bool = False) -> pd.DataFrame:
    """A hundred people, of whom twenty relapsed at once and eight of these have a fault."""
    common = {"course_start": "2015-01-01", "course_end": "2015-07-01", "last_contact": "2020-07-01",
              "death_date": "", "weight_kg": "60"}  # fmt: skip
    rows = [
        {"patient_id": f"p{at:03}", **common, **(ILL if at < RELAPSED and not of_events else WELL),
         **(faulty if at < FAULTY else {})}
        for at in range(PEOPLE)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def events(faulty: dict[str, str]) -> pd.DataFrame:
    rows = [
        {"patient_id": f"p{at:03}", "date": "2016-01-01", "kind": "oral_antibiotic", **(faulty if at < FAULTY else {})}
        for at in range(RELAPSED)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("table", "fault"), [("courses", each) for each in OF_COURSES] +
                         [("events", each) for each in OF_EVENTS])  # fmt: skip
def test_the_answer_is_a_range_that_holds_the_truth(tmp_path: Path, table: str, fault: str) -> None:
    """The truth, 80%, lies between both ends, of which the lower one counts the faulty as relapsed."""
    inputs = {"courses": tmp_path / "courses.csv"}
    of_events = table == "events"
    courses({} if of_events else OF_COURSES[fault], of_events=of_events).to_csv(inputs["courses"], index=False)
    if of_events:
        events(OF_EVENTS[fault]).to_csv(inputs.setdefault("events", tmp_path / "events.csv"), index=False)
    study = make_study({"data": inputs}, on_invalid="set_aside", follow_up="active", outcomes=["systemic_treatment"])
    records = iso.read_courses(study.data)
    (finding,) = [each for each in records.findings if each.rule.startswith("outcomes_")]
    assert finding.count == FAULTY
    assert finding.severity == "warning"
    basis = basis_of(study, records, cohort_of(study, records, study.courses, study.outcomes), grid=None, set_aside="")
    comparison = compared(basis, "systemic_treatment", "everyone", 730)
    low, high = comparison.ends
    assert low == pytest.approx(0.8)
    assert high >= comparison.estimate > low
    assert f"{FAULTY} " in aside_sentence(basis.cohort.aside)
    assert "They can neither confirm nor refute" in comparison.sentence


def test_success_and_second_courses_are_ranges_too(tmp_path: Path) -> None:
    """All twenty relapses were treated with isotretinoin: 80% are a success and 20% have a second course."""
    table = courses(OF_COURSES["a date that cannot be read"]).assign(response="clear")
    table["relapse_treatment"] = table["relapse_treatment"].replace("oral_antibiotic", "isotretinoin")
    table.to_csv(tmp_path / "courses.csv", index=False)
    chosen = {"on_invalid": "set_aside", "follow_up": "active"}
    _, success, second = answers_of(tmp_path / "courses.csv", "definitions", **chosen)["definitions"].value.statements
    assert success.ends == pytest.approx((0.8, 0.88))
    assert "if none of those set aside was one" in success.range_words
    assert second.ends == pytest.approx((0.12, 0.2))
    assert "if all those set aside had one" in second.range_words
    table.assign(relapse_date=table["relapse_date"].replace("spring 2016", "2016-01-01")).to_csv(
        tmp_path / "courses.csv", index=False
    )
    whole = answers_of(tmp_path / "courses.csv", "definitions", **chosen)["definitions"].value.statements
    assert not any(each.ends for each in whole)


@pytest.mark.parametrize("follow_up", ["active", "passive"])
def test_other_readings_of_responses_have_the_ends_of_the_scorecard(tmp_path: Path, follow_up: str) -> None:
    """Ten improved, ten unknown, and of those who relapsed some a topical first: both ends take those set aside in."""
    table = courses(OF_COURSES["a date that cannot be read"])
    table["response"] = ["clear"] * 80 + ["improved"] * 10 + [""] * 10
    table.loc[10:15, "relapse_treatment"] = "topical"
    table.loc[60:, "last_contact"] = "2016-07-01"
    table.to_csv(tmp_path / "courses.csv", index=False)
    chosen: dict[str, object] = {"on_invalid": "set_aside", "follow_up": follow_up}
    made = answers_of(tmp_path / "courses.csv", "definitions", "claims", **chosen)
    said = made["definitions"].value.statements[1].beside
    curves = made.basis.curves
    spans = []
    for reading in ("improved", "worst", "best"):
        curve = curves.success("systemic_treatment", reading)
        low, high = iso.compare_to_claim(curve, horizon_days=730).ends
        assert low < high
        spans.append(f"between {100 * low:.1f}% and {100 * high:.1f}%")
    improved, worst, best = spans
    assert f"With improved counted as success: {improved}." in said
    assert f"counted among everyone: {worst} if none was clear, {best} if all were." in said
    assert said.endswith("These ranges take in those set aside.")
    (own,) = (each for each in made["claims"].value.rows if each.claim.quantity == "treatment_success_improved")
    assert tuple(f"{100 * end:.1f}%" for end in own.reading.outer_ends) == tuple(improved.split()[1::2])


def test_a_comparison_made_by_hand_has_the_ends_of_the_page(tmp_path: Path) -> None:
    """Nobody hands over who was set aside: the cohort's counts carry it, a part of it too."""
    table = courses(OF_COURSES["a date that cannot be read"]).assign(response="clear", site=["a", "b"] * 50)
    records = iso.read_courses(table, on_invalid="set_aside")
    cohort = iso.first_courses(records, follow_up="active", maintenance_days=30)
    counts = cohort.count("systemic_treatment")
    assert counts.aside == cohort.aside == SetAside(FAULTY, FAULTY)
    by_hand = iso.compare_to_claim(iso.kaplan_meier(counts), horizon_days=730)
    assert by_hand.ends == pytest.approx((0.8, 0.88))
    assert by_hand.verdict == "undecided"
    assert re.search(r"It is 80\.0% \([^)]*\) if all those set aside relapsed\.", str(by_hand))
    success = treatment_success(cohort.count_success("systemic_treatment"))
    assert iso.compare_to_claim(success, horizon_days=730).ends == pytest.approx((0.8, 0.88))
    of_site = iso.kaplan_meier(cohort.count("systemic_treatment", by="site"))
    assert iso.compare_to_claim(of_site, horizon_days=730, group="site=a").ends[0] == pytest.approx(40 / 54)
    assert (counts + counts).aside == SetAside(2 * FAULTY, 2 * FAULTY)
    once_more = UnseenOutcomes(counts, UnseenPeople.none(), iso.kaplan_meier).with_most(730)
    assert iso.compare_to_claim(once_more, horizon_days=730).ends == pytest.approx((0.8, 0.8))


def test_where_they_cannot_be_taken_in_a_comparison_says_so_and_has_no_verdict() -> None:
    """Of relapses of which the first treatment alone is known outcomes come unseen besides, and counts that are made of
    those of a cohort do not know to whom."""
    table = courses(OF_COURSES["a date that cannot be read"])
    table.loc[FAULTY : RELAPSED - 7, "relapse_treatment"] = "topical"
    cohort = iso.first_courses(iso.read_courses(table, on_invalid="set_aside"), follow_up="active")
    counts = cohort.count("systemic_treatment")
    known = iso.compare_to_claim(iso.kaplan_meier(counts), horizon_days=730)
    study = make_study({"data": {"courses": table}}, on_invalid="set_aside", follow_up="active")
    assert known.ends == answers_of(study, "claim")["claim"].value["systemic_treatment", 730].ends
    curve = iso.kaplan_meier(counts.only("systemic_treatment"))
    held = iso.compare_to_claim(curve, horizon_days=730, claim=0.99, margin=0.01)
    assert held.limits(0.95)[1] < held.claim - held.margin, "of those counted alone it would be below"
    assert held.leaves_out
    assert held.verdict == "undecided"
    assert str(held).endswith("These numbers leave out those set aside.")


def test_nothing_is_computed_where_most_of_those_who_relapsed_would_leave() -> None:
    frame = courses({})
    frame.loc[: RELAPSED - 5, "relapse_date"] = "spring"
    with pytest.raises(DataError, match=r"16 of 16 patients set aside have a relapse .* of\s+20 who have one in all"):
        iso.read_courses(frame, on_invalid="set_aside")


def further_courses(faulty: int, **fault: str) -> pd.DataFrame:
    """Twenty of the hundred have a second course; so many of these rows have a fault."""
    first = courses({}).assign(**WELL)
    later = first[:RELAPSED].assign(course_start="2016-01-01", course_end="2016-06-01")
    later.loc[later.index[:faulty], list(fault)] = list(fault.values())
    return pd.concat([first, later], ignore_index=True)


def test_a_second_course_is_an_outcome_too() -> None:
    few = further_courses(FAULTY, weight_kg="7000")
    (finding,) = [each for each in iso.read_courses(few, on_invalid="set_aside").findings if "outcomes" in each.rule]
    assert (finding.severity, finding.count) == ("warning", FAULTY)
    with pytest.raises(DataError, match=r"16 of 16 patients set aside have .* of\s+20 who have one in all"):
        iso.read_courses(further_courses(16, weight_kg="7000"), on_invalid="set_aside")


def test_a_person_with_several_events_is_one() -> None:
    later = events({"date": "spring 2016"})
    frame = courses({}, of_events=True)
    found = iso.read_courses(frame, events=pd.concat([later] * 3), on_invalid="set_aside").findings
    (finding,) = [each for each in found if each.rule == "outcomes_set_aside"]
    assert finding.message.startswith(f"{FAULTY} of {FAULTY} patients")


def test_a_second_course_under_way_is_one_all_the_same() -> None:
    """Its start is known; and without an end nobody is set aside, nor is there an error."""
    read = iso.read_courses(further_courses(FAULTY, course_end=""))
    (finding,) = [each for each in read.findings if each.rule == "open_courses"]
    assert finding.count == FAULTY
    ends = read.table("courses").groupby(["course", "end_status"])["end"].agg(["size", "max"])
    ended, under_way = RELAPSED - FAULTY, FAULTY
    assert ends["size"].to_dict() == {(1, "confirmed"): PEOPLE, (2, "confirmed"): ended, (2, "open"): under_way}
    assert ends["max"][2, "open"] == read.table("observation")["end"].max()
    second = iso.first_courses(read).query("SELECT count(second_course_day) AS n FROM first_courses")["n"][0]
    assert second == RELAPSED


@pytest.mark.parametrize("fault", [{"course_end": ""}, {"course_end": "", "course_start": ""}])
def test_no_end_of_a_first_course_and_no_start_is_a_fault(fault: dict[str, str]) -> None:
    frame = further_courses(FAULTY, course_start="", course_end="") if len(fault) > 1 else courses(fault)
    with pytest.raises(DataError, match=r"8 of \d+ courses have no course_end"):
        iso.read_courses(frame)


def test_of_fills_those_after_a_pause_are_an_outcome() -> None:
    """With no table of later treatments either."""
    days = [("2016-01-01", 20), ("2016-01-31", 20), ("2017-06-01", 20)]
    rows = [(f"p{at:03}", day, mg) for at in range(PEOPLE) for day, mg in days[: 3 if at < RELAPSED else 2]]
    fills = pd.DataFrame(rows, columns=["patient_id", "dispense_date", "strength_mg"])
    fills = fills.assign(days_supply=30, quantity=30)
    later = fills.index[fills["dispense_date"] > "2017"]
    slips = fills.copy()
    slips.loc[later[:FAULTY], "strength_mg"] = 20_000
    read = iso.read_dispensings(slips, on_invalid="set_aside")
    assert [each.count for each in read.findings if each.rule == "outcomes_set_aside"] == [FAULTY]
    assert set_aside_of(read.findings) == SetAside(FAULTY, FAULTY)
    nameless = fills.copy()
    nameless.loc[[0, 60], "patient_id"] = ""
    assert set_aside_of(iso.read_dispensings(nameless, on_invalid="set_aside").findings) == SetAside(2, 0, 2)
    slips.loc[later[:16], "strength_mg"] = 20_000
    with pytest.raises(DataError, match=r"16 of 16 patients set aside have .* of\s+20 who have one in all"):
        iso.read_dispensings(slips, on_invalid="set_aside")


def test_other_faults_of_people_who_are_well_say_nothing() -> None:
    frame = courses({})
    frame.loc[PEOPLE - 3 :, "weight_kg"] = "7000"
    found = iso.read_courses(frame, on_invalid="set_aside").findings
    assert not [each for each in found if each.rule.startswith("outcomes_")]


@pytest.mark.parametrize("lost", [0, FAULTY])
def test_those_set_aside_without_an_outcome_are_counted_and_are_in_the_range(tmp_path: Path, lost: int) -> None:
    """Of a hundred twenty relapsed: 80%. Forty of the well, and some who relapsed, have impossible weights."""
    frame = courses({})
    frame.loc[[*range(lost), *range(60, PEOPLE)], "weight_kg"] = "7000"
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    study = iso.read_study(path, on_invalid="set_aside", follow_up="active", outcomes=["systemic_treatment"])
    (finding,) = [each for each in check_records(study) if each.rule == "others_left_out"]
    assert (finding.severity, finding.count) == ("warning", 40)
    first = answers_of(study, "definitions")["definitions"].value.statements[0]
    assert first.words.count(f"{40 + lost} people were set aside for impossible rows") == 1
    assert first.ends == pytest.approx((0.4, 0.8 + lost / PEOPLE))
    assert first.range_words == first.sentence
    assert "if none of those set aside relapsed" in first.sentence


def test_a_course_without_an_id_may_be_of_anybody(tmp_path: Path) -> None:
    """A first course of somebody else, or a second one of somebody counted."""
    frame = courses({})
    frame.loc[PEOPLE - 4 :, "patient_id"] = ""
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    study = iso.read_study(path, on_invalid="set_aside", follow_up="active", outcomes=["systemic_treatment"])
    (finding,) = [each for each in check_records(study) if each.rule == "courses_of_nobody"]
    assert finding.count == 4
    first = answers_of(study, "definitions")["definitions"].value.statements[0]
    assert first.ends == pytest.approx(((96 - 20 - 4) / 100, 0.8))


def test_a_release_says_that_people_were_set_aside_and_no_number() -> None:
    frame = courses({})
    whole = iso.read_courses(frame, on_invalid="set_aside").findings
    frame.loc[PEOPLE - 3 :, "weight_kg"] = "7000"
    (sentence,) = unknowns_of(None, iso.read_courses(frame, on_invalid="set_aside").findings).sentences
    assert "Nothing here takes in whose they are" in sentence
    assert not any(letter.isdigit() for letter in sentence)
    assert unknowns_of(None, whole).sentences == ()


def test_check_and_the_report_s_head_say_it_and_so_does_what_is_cited(tmp_path: Path) -> None:
    courses({"relapse_date": "spring"}).to_csv(path := tmp_path / "courses.csv", index=False)
    study = iso.read_study(path, on_invalid="set_aside", follow_up="active")
    assert "outcomes_set_aside" in {each.rule for each in check_records(study)}
    first = answers_of(study, "definitions")["definitions"].value.statements[0]
    assert "8 people were set aside for impossible rows; 8 of them have a relapse" in first.sentence
    assert first.range_words == first.sentence
    assert "between 80.0% and 88.0%" in first.range_words


@pytest.mark.parametrize(("last_contact", "longer", "words"), [
    ("2022-07-01", 0, "[study] horizons_days ends at two years here"),
    ("2018-07-01", 0, "these records do not reach five years"),
    ("2018-07-01", 5, "too few people were at risk at five years to show what came later"),
])  # fmt: skip
def test_what_was_not_asked_is_not_called_beyond_the_records(
    tmp_path: Path, last_contact: str, longer: int, words: str
) -> None:
    """Seven years of follow-up reach five years, whatever horizons the study has; three do not; a few may reach."""
    frame = courses({}).assign(last_contact=last_contact)
    frame.loc[PEOPLE - longer :, "last_contact"] = "2022-07-01"
    frame.to_csv(tmp_path / "courses.csv", index=False)
    asked = {"follow_up": "active", "outcomes": ["systemic_treatment"], "horizons_days": [365, 730]}
    study = make_study({"data": {"courses": tmp_path / "courses.csv"}}, **asked)
    records = iso.read_courses(tmp_path / "courses.csv")
    basis = basis_of(study, records, cohort_of(study, records, study.courses, study.outcomes), grid=None, set_aside="")
    assert words in _later_than_two_years(basis, {730: 0.8}, {})

"""Case 23: people who are well stop coming. The answer is a range, and no verdict goes beyond it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import isostats as iso
from isostats.analyses.claims.comparison import compare_to_claim
from isostats.analyses.results import StudyResults
from isostats.cli import main
from isostats.cohort.following import Cohort, first_courses
from isostats.cohort.informative_censoring import LEFT_SOON_SHARE, Leaving
from isostats.estimate import kaplan_meier
from isostats.figures import describe
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from isostats.report.job import analyse_study, check_records, write_report
from isostats.simulate import Law, LeavingWhenWell, simulate_courses, true_remission
from isostats.study.study_file import make_study
from isostats.words.language import speaking, translated, untranslated
from tests.analyses.said import answers_of, paragraphs

CASE = Path(__file__).parent / "23_seen_only_when_ill" / "courses.csv"


@pytest.fixture(scope="module")
def analysis() -> StudyResults:
    return analyse_study(CASE)


def test_the_check_tells_it() -> None:
    (finding,) = check_records(CASE).warnings
    assert (finding.severity, finding.rule, finding.count) == ("warning", "seen_when_ill", 680)
    whom = "80% of 850 people without a relapse or later treatment were last seen within 100 days of the end. "
    assert whom in finding.message
    assert re.search(r"Of all [\d,]+ people seen after that, 46% came with one\.", finding.message)
    assert "whose course ended at least a year before the data" in finding.message


def test_the_headline_is_the_range_and_no_verdict(analysis: StudyResults) -> None:
    primary = analysis.primary
    assert (round(primary.estimate, 3), round(primary.naive, 3), primary.verdict) == (0.338, 0.85, "undecided")
    sentence = primary.sentence
    assert "between 33.8% and 85.0% were in remission" in sentence
    assert "85.0% (82.7 to 87.1) if those who were not seen again were well" in sentence
    assert "33.8% (26.8 to 41.0, Kaplan-Meier) if they fared like those who came back" in sentence
    assert "below" not in sentence
    assert np.isnan(primary.p_value)
    assert np.isnan(primary.p_equivalence)


def test_the_scorecard_gives_the_range(analysis: StudyResults) -> None:
    row = iso.scorecard(analysis)["permanent_improvement"]
    assert row.says.startswith("between 33.8% and 85.0%")
    assert row.verdict == "undecided"


def test_the_grid_leaves_open_what_leaving_leaves_open() -> None:
    found = iso.grid(CASE)
    of_two_years = found.frame[(found.frame["time_days"] == 730) & (found.frame["outcome"] == "any_treatment")]
    assert set(of_two_years["position"]) == {"undecided"}
    assert "undecided" in found.sentence()
    assert "between 33.8% and 85.0%" in found.sentence()


@pytest.mark.usefixtures("without_pictures")
def test_no_page_calls_the_naive_figure_biased(tmp_path: Path) -> None:
    write_report(CASE, out=tmp_path / "report", formats=["svg"])
    asked = ["cite", "remission.systemic_treatment.730", "--results", str(tmp_path / "report")]
    cited = CliRunner().invoke(main, asked)
    assert "A number alone is not the whole answer of this report: Two years after" in cited.stderr
    assert "Eine Zahl allein ist nicht die ganze Antwort dieses Berichts: Zwei Jahre nach" in CliRunner().invoke(
        main, [*asked, "--language", "de"]
    ).stderr
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    words = re.sub(r"<(script|style|svg).*?</\1>", " ", page, flags=re.S)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"data:[^\"']+", "", words)))
    assert "80% of 850 people without a relapse or later treatment were last seen within 100 days of the end" in words
    assert "between 33.8% and 85.0% were in remission" in words
    assert not re.search(r"naive[^.]{0,40}biased|points below", words)
    assert "between -51.2 and +0.0" in words
    assert "seen when ill" in words  # among the findings


def test_the_main_figure_says_that_it_is_one_end(analysis: StudyResults) -> None:
    (lead,) = analysis["remission"].lead
    words = describe(lead.draw())
    assert "Follow-up is passive: the curve is the lower end of a range" in words.caption
    assert len(words.caption.split()) <= 60


LAW = Law(leaving=LeavingWhenWell())


@pytest.fixture(scope="module")
def clinic() -> Cohort:
    """3,000 simulated people whose leaving depends on being well."""
    simulation = simulate_courses(3_000, seed=5, law=LAW)
    return first_courses(read_courses(simulation.courses, events=simulation.events))


@pytest.mark.parametrize("outcome", ["systemic_treatment", "recorded_relapse"])
def test_the_truth_lies_in_the_range_and_not_in_the_interval(clinic: Cohort, outcome: str) -> None:
    truth = float(true_remission(outcome, 730, law=LAW))
    found = compare_to_claim(kaplan_meier(clinic.count(outcome)), horizon_days=730, claim=truth)
    assert clinic.definition.passive
    assert found.upper < truth  # what would have been called below the claim
    assert found.estimate < truth < found.naive_upper
    assert found.verdict == "undecided"


def test_every_estimand_at_the_head_is_a_range(tmp_path: Path) -> None:
    simulation = simulate_courses(600, seed=7, law=LAW)
    simulation.courses.to_csv(tmp_path / "simulated.csv", index=False)
    simulation.events.to_csv(tmp_path / "simulated_events.csv", index=False)
    asked = ("definitions", "claims")
    analysis = answers_of(tmp_path / "simulated.csv", *asked, events=tmp_path / "simulated_events.csv")
    for answer in analysis["definitions"].value.statements:
        assert "between" in answer.sentence, answer.estimand.title
        assert "cannot say which" in answer.sentence
    alone = answers_of(tmp_path / "simulated.csv", *asked)  # later steps of a relapse are not in it either
    (durable, *_) = alone["definitions"].value.statements
    low = alone["claim"].value["systemic_treatment", 730].lowest
    assert low is not None
    assert f"between {low.estimate * 100:.1f}% and" in durable.sentence
    assert durable.words.count("between") == 1
    (table,) = [row for row in alone["definitions"].tables["estimands"].body if row[0] == "Durable control"]
    ends = alone["claim"].value["systemic_treatment", 730].ends
    assert table[-2] == f"between {ends[0] * 100:.1f} and {ends[1] * 100:.1f}"  # not Kaplan-Meier as if it were known
    assert f"between {ends[0] * 100:.1f}% and {ends[1] * 100:.1f}% free of new systemic" in paragraphs(alone["claim"])
    success = [row for row in iso.scorecard(analysis).rows if row.claim.quantity == "treatment_success"]
    comparisons = analysis["treatment-success"].value
    assert {row.reading.ends for row in success} == {comparisons[730].ends}
    undecided = [row for row in iso.scorecard(alone).rows if "relapse are not in these records" in row.verdict_words]
    assert undecided
    for row in undecided:  # of a claim whose figure is a range, the reason names its upper end as well
        assert f"{row.reading.ends[1] * 100:.1f}%" in row.verdict_words


def test_a_verdict_that_holds_at_both_ends_is_given(clinic: Cohort) -> None:
    curve = kaplan_meier(clinic.count("systemic_treatment"))
    verdicts = {claim: compare_to_claim(curve, horizon_days=365, claim=claim).verdict for claim in (0.2, 0.99)}
    assert verdicts == {0.2: "above", 0.99: "below"}
    assert compare_to_claim(curve, horizon_days=365, claim=0.7, margin=0.299).verdict == "agrees"


def test_claim_and_scorecard_judge_a_range_by_one_rule() -> None:
    values = [0.2, 0.3, 0.34, 0.6, 0.84, 0.9, 0.99]
    shared = {"statement": "s", "quantity": "remission", "outcome": "any_treatment", "horizon_days": 730}
    own = [shared | {"id": str(value), "value": value, "margin": 0.05} for value in values]
    card = iso.scorecard(make_study({"data": {"courses": str(CASE)}, "claims": own}))
    curve = kaplan_meier(first_courses(read_courses(CASE)).count("any_treatment"))
    known = {str(value): compare_to_claim(curve, horizon_days=730, claim=value).verdict for value in values}
    assert {name: card[name].verdict for name in known} == known
    assert set(known.values()) == {"above", "undecided", "below"}


def test_what_the_study_states_holds_and_a_contradiction_is_told() -> None:
    stated = answers_of(CASE, "claim", follow_up="active")
    assert stated.primary.verdict == "below"
    assert "below the claimed 85%" in stated.primary.sentence
    assert stated.cohort.follow_up is not None
    assert "the study states it as active" in stated.cohort.follow_up.words
    (finding,) = check_records(CASE, follow_up="linked").warnings
    assert "the study states it as linked" in finding.message


def test_passive_follow_up_can_be_stated() -> None:
    simulation = simulate_courses(1_000, seed=6)
    records = read_courses(simulation.courses, events=simulation.events)
    assert first_courses(records).definition.follow_up == ""
    cohort = first_courses(records, follow_up="passive")
    found = compare_to_claim(kaplan_meier(cohort.count("systemic_treatment")), horizon_days=730)
    assert "if they fared like those who came back" in found.sentence


def people(reason: str | None, kind: str | None) -> pd.DataFrame:
    """200 people followed for up to three years, 40 of whom relapse: nothing in the days looks passive."""
    n = 200
    end = pd.Timestamp("2016-01-01") + pd.to_timedelta(np.arange(n), unit="D")
    last = end + pd.to_timedelta(400 + 4 * np.arange(n), unit="D")
    relapse = pd.Series(end + pd.to_timedelta(300, unit="D")).where(np.arange(n) % 5 == 0)
    return pd.DataFrame(
        {
            "patient_id": [f"p{i}" for i in range(n)], "course_start": end - pd.to_timedelta(150, unit="D"),
            "course_end": end, "last_contact": last, "relapse_date": relapse,
            "relapse_treatment": np.where(relapse.notna(), "oral_antibiotic", None),
            "lost_reason": np.where(np.arange(n) % 2 == 1, reason, None), "last_contact_type": kind,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "kind", "told"),
    [
        ("discharged as well", None, "passive"), ("moved", None, ""), (None, "linkage", "linked"), (None, "visit", ""),
    ],
)  # fmt: skip
def test_the_records_can_say_it_themselves(reason: str | None, kind: str | None, told: str) -> None:
    frame = people(reason and reason.replace(" as ", "_"), kind)
    assert first_courses(read_courses(frame)).definition.follow_up == told


def test_claims_of_people_who_leave_when_well_are_no_exception() -> None:
    """Fills and enrolment: 200 people leave 90 days after their course, 60 are seen until their antibiotic."""
    rows, periods, treatments = [], [], []
    for i in range(260):
        first = pd.Timestamp("2015-01-01") + pd.Timedelta(days=i)
        ill = i % 13 < 3
        rows += [(f"p{i}", first + pd.Timedelta(days=30 * k), 30, 20, 30) for k in range(5)]
        end = first + pd.Timedelta(days=149 + (250 if ill else 90 if i else 1500))
        periods.append((f"p{i}", first - pd.Timedelta(days=400), end))
        treatments += [(f"p{i}", end, "oral_antibiotic", 60)] if ill else []
    records = read_dispensings(
        pd.DataFrame(rows, columns=["patient_id", "dispense_date", "days_supply", "strength_mg", "quantity"]),
        observation=pd.DataFrame(periods, columns=["patient_id", "start", "end"]),
        treatments=pd.DataFrame(treatments, columns=["patient_id", "date", "kind", "days_supply"]),
    )
    assert first_courses(records).definition.passive


def test_a_few_people_tell_nothing() -> None:
    assert not Leaving(people=40, event_free=29, left_soon=29, later=20, later_events=20).looks_passive
    assert not Leaving(people=40, event_free=31, left_soon=31, later=4, later_events=4).looks_passive
    assert Leaving(people=40, event_free=31, left_soon=31, later=9, later_events=9).looks_passive
    assert not Leaving(100, 100, int(100 * LEFT_SOON_SHARE) - 1, 50, 50).looks_passive


def seen_until_ill(days_free: np.ndarray, days_ill: np.ndarray) -> pd.DataFrame:
    """People last seen well on some days after the course, and people last seen on the day of their relapse."""
    n = len(days_free) + len(days_ill)
    last = pd.Timestamp("2018-06-02") + pd.to_timedelta(np.concatenate([days_free, days_ill]), unit="D")
    ill = np.arange(n) >= len(days_free)
    return pd.DataFrame(
        {
            "patient_id": [f"p{i}" for i in range(n)], "course_start": "2018-01-08", "course_end": "2018-06-02",
            "last_contact": last, "relapse_date": pd.Series(last).where(ill),
            "relapse_treatment": np.where(ill, "oral_antibiotic", None),
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("free", "ill", "horizon"),
    [(8 * np.arange(50), 120 + 30 * np.arange(30), 730), (np.full(68, 30), 200 + 10 * np.arange(12), 300)],
    ids=["the well leave bit by bit", "the records end within a year"],
)
def test_only_the_ill_are_seen_longest(free: np.ndarray, ill: np.ndarray, horizon: int) -> None:
    cohort = first_courses(read_courses(seen_until_ill(free, ill)))
    assert cohort.follow_up is not None
    longest = int((ill > free.max()).sum())
    seen = f"The {longest} people seen longest all came with a relapse or later treatment; the {len(free)} without one"
    assert seen in cohort.follow_up.words
    found = compare_to_claim(kaplan_meier(cohort.count("systemic_treatment")), horizon_days=horizon)
    assert cohort.definition.passive
    assert f"and {found.naive * 100:.1f}% were in remission" in found.sentence


@pytest.mark.parametrize("longest", [[], [1500], [1500, 1600]])
@pytest.mark.parametrize("dead", [0, 3])
def test_who_is_seen_well_to_the_end_or_died_late_is_no_proof_of_the_others(longest: list[int], dead: int) -> None:
    """One person followed for long, of 200 who left well, turned a range into a share."""
    free, ill = np.append(2 * np.arange(200), longest), 120 + 15 * np.arange(100)
    frame = seen_until_ill(free, np.append(ill, [1700] * dead))
    frame.loc[len(frame) - dead :, ["relapse_date", "relapse_treatment"]] = None
    frame["death_date"] = frame["last_contact"].where(frame.index >= len(frame) - dead)
    followed = first_courses(read_courses(frame)).follow_up
    assert followed is not None
    assert followed.passive
    beyond = int((ill > 398).sum())
    came = rf"Of the \d\d people seen longest {beyond} came" if longest else rf"The {beyond} people seen longest all"
    assert re.search(came, followed.words)
    with speaking("de"):
        assert "am längsten Gesehenen" in translated(followed.words)


@pytest.mark.parametrize("seed", range(5))
def test_nor_are_late_events_of_people_who_leave_whether_well_or_not(seed: int) -> None:
    random = np.random.default_rng(seed)
    event, end = np.floor(random.exponential(365, 600)) + 1, np.floor(random.random(600) * 3650) + 1
    free, ill = end[end < event], event[event <= end]
    followed = first_courses(read_courses(seen_until_ill(free, ill))).follow_up
    assert followed is not None
    assert not followed.passive
    assert len(free) > 30


def test_the_longest_seen_tell_only_where_there_are_enough() -> None:
    free, ill = np.append(8 * np.arange(50), [1500, 1600]), 120 + 30 * np.arange(14)
    assert not first_courses(read_courses(seen_until_ill(free, ill))).definition.passive
    assert Leaving(40, 40, 0, 40, 10, longest=30, stayed=1, without_event=40, with_event=40).looks_passive
    assert not Leaving(40, 40, 0, 40, 10, longest=10, stayed=1, without_event=40, with_event=40).looks_passive
    assert not Leaving(40, 40, 0, 40, 10, longest=9, without_event=30).looks_passive
    assert not Leaving(39, 39, 0, 39, 10, longest=10, without_event=29).looks_passive
    assert Leaving(40, 40, 0, 40, 10, longest=10, without_event=30).looks_passive


def test_groups_and_hazard_ratios_carry_the_same_doubt(tmp_path: Path) -> None:
    """Who left may have been well. Where later steps of a relapse are unrecorded too, a share is the end of nothing."""
    simulation = simulate_courses(600, seed=7, law=LAW)
    simulation.courses.to_csv(tmp_path / "simulated.csv", index=False)
    simulation.events.to_csv(tmp_path / "simulated_events.csv", index=False)
    passive = {
        "remission_by_sex": "each share is a range's lower end; differences are as doubtful",
        "subgroups": "each share is a range's lower end; differences are as doubtful",
        "predictors": "ratios are as doubtful",
        "second_course": "what is drawn is the upper end of a range",
    }
    unseen_too = passive | {
        "remission_by_sex": "later relapse steps unrecorded: shares may be too low or too high",
        "subgroups": "later relapse steps unrecorded: shares may be too low or too high",
        "remission_curve": "later relapse steps unrecorded: the curve may be too low or too high",
    }
    looked_at = ("remission", "groups", "predictors", "second-courses")
    for events, expected in ((tmp_path / "simulated_events.csv", passive), (None, unseen_too)):
        told = answers_of(tmp_path / "simulated.csv", *looked_at, events=events, groups=["sex", "site"])
        drawn = {each.name: each for each in told.drawings()}
        for name, words in expected.items():
            caption = describe(drawn[name].draw()).caption
            assert words in caption, name
            assert len(caption.split()) <= 60, name
        assert expected["remission_by_sex"] in told.tables["groups"].caption
        both = "so the truth lies between remission and the naive share"
        either = "Passive follow-up, later relapse steps unrecorded: shares may be too low or too high."
        right, wrong = (both, either) if events is not None else (either, both)
        assert right in told.tables["remission"].caption
        assert wrong not in told.tables["remission"].caption
        beside = describe(drawn["naive_against_censoring_aware"].draw()).caption
        assert ("The truth lies between." in beside) == (events is not None)
        assert ("remission may be too low or too high." in beside) == (events is None)
        assert [part for part in untranslated(beside, "de") if "truth" in part or "unseen" in part] == []
    assert "ratios are as doubtful" in told.tables["predictors"].caption
    active = answers_of(tmp_path / "simulated.csv", *looked_at, groups=["sex", "site"], follow_up="active")
    assert not any("passive" in each.caption for each in active.tables.values())
    assert "passive" not in describe(active["remission"].lead[0].draw()).caption

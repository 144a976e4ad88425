"""Relapse by score as an outcome: any stated rule against a plain count in pandas, and what the records must hold."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isostats.analyses.choices import late_of_score, unseen_by_visits
from isostats.cohort.following import Cohort, first_courses
from isostats.cohort.relapse_by_score import VisitsSeen
from isostats.errors import EstimateError, StudyError
from isostats.records import read_courses
from isostats.study.definitions import OutcomeDefinition
from isostats.study.score_rules import read_score_rule
from isostats.words.language import untranslated
from isostats.words.numbers import agreed, counted
from tests.sweeps import swept

LENGTH, SEEN, PEOPLE = 150, 900, 4
COLUMNS = ("score_face", "score_trunk", "gags", "leeds_face", "inflammatory", "non_inflammatory")
RULES = (
    ("score: >= 3",), ("score: >= start",), ("leeds_face: >= end + 0.5",), ("gags: > end",), ("gags: >= start",),
    ("non_inflammatory: > 5", "inflammatory: > 2"), ("gags: > end + 2", "score: > 2"),
)  # fmt: skip
Rows = list[dict[str, Any]]

cell = st.none() | st.integers(0, 4)
visits = st.lists(
    st.fixed_dictionaries({"person": st.integers(0, PEOPLE - 1), "day": st.integers(-LENGTH - 260, SEEN)}
                          | dict.fromkeys(COLUMNS, cell)), min_size=1, max_size=30,
)  # fmt: skip
people = st.lists(
    st.fixed_dictionaries({"second": st.none() | st.integers(1, SEEN), "treated": st.none() | st.integers(1, SEEN),
                           "gags_end": cell, "score_face_start": cell}), min_size=PEOPLE, max_size=PEOPLE,
)  # fmt: skip


def cohort(lives: Rows, seen: Rows, rules: tuple[str, ...], retreatment: str = "composite") -> Cohort:
    """First courses that end on day 0, of people followed for so many days; with their visits."""
    courses: Rows = []
    events: Rows = [{"patient_id": "0", "day": 5, "kind": "topical"}]
    for number, life in enumerate(lives):
        who = {"patient_id": str(number), "last_contact_day": SEEN}
        of_first = {name: life[name] for name in ("gags_end", "score_face_start")}
        courses.append(who | of_first | {"course_start_day": -LENGTH, "course_end_day": 0})
        if life["second"]:
            second = {"course_start_day": life["second"], "course_end_day": min(life["second"] + 100, SEEN)}
            courses.append(who | second)
        if life["treated"]:
            events.append({"patient_id": str(number), "day": life["treated"], "kind": "oral_antibiotic"})
    table = pd.DataFrame([{"patient_id": str(row["person"]), "day": row["day"]} | {n: row[n] for n in COLUMNS}
                          for row in seen])  # fmt: skip
    records = read_courses(pd.DataFrame(courses), events=pd.DataFrame(events), visits=table)
    return first_courses(records, relapse_scores=rules, second_course_days=0, score_retreatment=retreatment)


def value(row: dict[str, Any], column: str) -> float:
    """A score at a visit, not a number where it is not recorded."""
    if column == "score":
        known = [row[name] for name in ("score_face", "score_trunk") if row[name] is not None]
        return max(known, default=math.nan)
    return math.nan if row[column] is None else row[column]


def relapsed(row: dict[str, Any], life: dict[str, Any], before: Rows, rules: tuple[str, ...]) -> bool | None:
    """Whether a visit is one of relapse; None where it cannot tell. Face and trunk are compared each with itself."""
    answers = []
    for rule in map(read_score_rule, rules):
        limit, here = rule.amount, value(row, rule.column)
        if rule.against:
            first, last = (-LENGTH - 180, -LENGTH) if rule.against == "start" else (-90, 0)
            both = []
            for name in rule.columns:
                known = [(each["day"], each[name]) for each in before
                         if first <= each["day"] <= last and each[name] is not None]  # fmt: skip
                recorded = life.get(f"{name}_{rule.against}")
                base = recorded if recorded is not None else max(known, default=(0, None))[1]
                both += [(row[name], base)] if row[name] is not None and base is not None else []
            here, base = map(max, zip(*both, strict=True)) if both else (math.nan, math.nan)
            limit = math.nan if rule.reached and not rule.amount and not base else base + rule.amount
        told = not math.isnan(here) and not math.isnan(limit)
        answers.append((here >= limit if rule.reached else here > limit) if told else None)
    return next((True for each in answers if each), False if False in answers else None)


def by_hand(
    lives: Rows, seen: Rows, rules: tuple[str, ...], *, systemic: bool, retreatment: str
) -> list[tuple[int, bool]]:
    """The day on which each person whom a visit tells relapses or leaves, and which it is."""
    ends = []
    for number, life in enumerate(lives):
        mine = [row for row in seen if row["person"] == number]
        told = {row["day"]: [] for row in mine if row["day"] > 0}
        for row in mine:
            if row["day"] > 0:
                told[row["day"]].append(relapsed(row, life, mine, rules))
        known = {day: True in answers for day, answers in told.items() if {True, False}.intersection(answers)}
        second, treated = (life[name] or math.inf for name in ("second", "treated"))
        held = max(known, default=0)
        if retreatment == "composite":
            held = held + 365 if known else 120
        until = min(held, second, SEEN)
        if not known and second > until:
            continue
        relapse = min([day for day, back in known.items() if back], default=math.inf)  # visits go on in a second course
        event = min(relapse, second, treated if systemic else math.inf)
        ends.append((int(min(event, until)), event <= until))
    return ends


@swept(24)
@given(people, visits, st.sampled_from(RULES), st.booleans(), st.sampled_from(["composite", "hypothetical"]))
def test_any_rule_is_what_a_plain_count_finds(
    lives: Rows, seen: Rows, rules: tuple[str, ...], systemic: bool, retreatment: str
) -> None:
    outcome = "score_or_systemic" if systemic else "relapse_by_score"
    made = cohort(lives, seen, rules, retreatment)
    needed = {name for rule in map(read_score_rule, rules) for name in [rule.columns]}
    held = all(any(row[name] is not None for row in seen for name in columns) for columns in needed)
    assert (outcome in made.outcomes) == held
    if not held:
        return
    table = made.count(outcome)
    ends = by_hand(lives, seen, rules, systemic=systemic, retreatment=retreatment)
    for column, happened in ((table.events[0, 0], True), (table.censored[0], False)):
        expected = pd.Series([day for day, which in ends if which == happened], dtype=int).value_counts()
        assert {int(day): int(n) for day, n in zip(table.days, column, strict=True) if n} == expected.to_dict()
    assert made.visits_seen is not None
    assert made.visits_seen.people == len(ends)
    if retreatment == "hypothetical":
        telling = counted(len(ends), "person", "people")
        assert f"{telling} of {PEOPLE} {agreed(len(ends), 'has')} a visit that can tell" in table.definition.notes[-1]


LIVES = [dict.fromkeys(("second", "treated", "gags_end", "score_face_start")) for _ in range(PEOPLE)]


def visit(day: int, **scores: float) -> dict[str, Any]:
    return {"person": 0, "day": day} | dict.fromkeys(COLUMNS) | scores


def test_a_rule_that_never_holds_moves_nothing_and_its_empty_column_is_said() -> None:
    """At one of three visits the second rule can be asked, and holds at none."""
    seen = [visit(90, leeds_face=1), visit(150, leeds_face=1, gags=2), visit(300, leeds_face=1)]
    seen += [{**visit(200, leeds_face=4), "person": 1}, {**visit(100, gags=1), "person": 2}]
    one, both = (cohort(LIVES, seen, rules) for rules in (("leeds_face: >= 3",), ("leeds_face: >= 3", "gags: >= 30")))
    alone, joined = (made.count("relapse_by_score") for made in (one, both))
    assert joined.days[joined.events[0, 0] > 0].tolist() == alone.days[alone.events[0, 0] > 0].tolist() == [200]
    assert alone.days[alone.censored[0] > 0].tolist() == [665]
    assert joined.days[joined.censored[0] > 0].tolist() == [465, 665]
    assert [made.timeline.in_part["relapse_by_score"] for made in (one, both) if made.timeline] == [0, 2]
    assert joined.definition.notes[-1].endswith(
        "; of 2 people some visit lacks a score of the rules and counts as free by the others: shares may be too high"
    )
    assert unseen_by_visits(both).endswith(
        "Some visit of 2 people lacks a score that the rules ask for. It counts as free where no other rule is a "
        "relapse, so that shares free of relapse by score may be too high."
    )
    assert "lacks a score" not in unseen_by_visits(one)
    assert untranslated(unseen_by_visits(both), "de") == []


def test_the_worse_of_face_and_trunk_is_bounded_as_the_two_of_them_are() -> None:
    """A visit with the face alone, 1, may have been one of a trunk of 3; one with the trunk alone, 2, is compared with
    no face of the end."""
    seen = [visit(90, score_face=1), visit(200, score_face=1, score_trunk=0)]
    seen += [{**visit(100, score_trunk=3), "person": 1}, {**visit(100, score_face=0, score_trunk=0), "person": 2}]
    for rules in (("score: >= 2",), ("score_face: >= 2", "score_trunk: >= 2")):
        made = cohort(LIVES, seen, rules)
        assert (made.timeline.in_part["relapse_by_score"], made.count("relapse_by_score").events.sum()) == (1, 1), rules
    since = [visit(-20, score_face=1), visit(90, score_trunk=2), visit(200, score_face=1, score_trunk=3)]
    made = cohort(LIVES, since, ("score: >= end + 1",))
    assert made.count("relapse_by_score").events.sum() == 0
    assert made.timeline.in_part["relapse_by_score"] == 1


def test_a_rise_is_from_the_last_visit_of_the_course_and_the_limit_is_in_it() -> None:
    seen = [visit(-100, leeds_face=9), visit(-20, leeds_face=1), visit(90, leeds_face=1.25), visit(200, leeds_face=1.5)]
    table = cohort(LIVES, seen, ("leeds_face: >= end + 0.5",)).count("relapse_by_score")
    assert (table.days[table.events[0, 0] > 0].tolist(), table.events.sum()) == ([200], 1)


def test_what_was_nothing_before_is_not_reached_again() -> None:
    """A trunk that was clear at the start tells nothing of a face: 0 is no severity to come back to."""
    seen = [visit(-LENGTH, gags=0), visit(90, gags=0), visit(200, gags=3)]
    made = cohort(LIVES, seen, ("gags: >= start",))
    assert made.count("relapse_by_score").events.sum() == 0
    assert "0 people of 4 have a visit that can tell" in made.scored["relapse_by_score"]


def test_nobody_is_free_beyond_a_year_after_the_last_visit_that_tells() -> None:
    lives = [LIVES[0] | {"treated": 700}, *LIVES[1:]]
    seen = [visit(300, score_face=1), visit(800, gags=3)]
    made = cohort(lives, seen, ("score: >= 3",))
    table = made.count("score_or_systemic")
    assert (table.events.sum(), table.n.tolist(), table.days.tolist()) == (0, [1], [120, 665])
    assert made.scored["score_or_systemic"].endswith("; 1 systemic treatment came later and is not counted")
    assert late_of_score(made, "score_or_systemic").endswith(
        "By score, 1 systemic treatment did not come within one year of the last visit that tells and is not counted."
    )
    assert late_of_score(made, "systemic_treatment") == "", "of another outcome no visit tells"
    assert made.scored["relapse_by_score"].endswith("a visit that can tell, and people are followed until one year "
                                                    "after the last such visit")  # fmt: skip
    short = cohort(lives, seen, ("score: >= 3",), "hypothetical")
    assert short.count("score_or_systemic").days.tolist() == [0, 300]
    assert short.scored["score_or_systemic"].endswith("; 1 systemic treatment came later and is not counted")


def test_a_second_course_ends_the_visits_and_is_the_relapse_unless_the_study_says_otherwise() -> None:
    """Of six people four have a visit at 300. One relapses there, and four have a second course: at 400, at the visit,
    before its 121st day without any visit, and after it."""
    seconds = (400, 300, None, 400, 120, 121)
    lives = [LIVES[0] | {"second": second} for second in seconds]
    lives[2]["treated"] = 500
    seen = [{**visit(300, score_face=3 * (at == 0)), "person": at} for at in range(4)]
    made, short = (cohort(lives, seen, ("score: >= 3",), how) for how in ("composite", "hypothetical"))
    own, other = made.count("relapse_by_score"), made.count("relapse_by_score", score_retreatment="hypothetical")
    assert own.days[own.events[0, 0] > 0].tolist() == [120, 300, 400]
    assert (own.n.tolist(), own.censored[0, own.days == 665].tolist()) == ([5], [1])
    for table in (other, short.count("relapse_by_score")):
        assert (table.n.tolist(), table.days[table.events[0, 0] > 0].tolist()) == ([4], [300])
    assert short.count("relapse_by_score", score_retreatment="composite").events.tolist() == own.events.tolist()
    late = {"relapse_by_score": 1, "score_or_systemic": 2}
    assert made.visits_seen == VisitsSeen(with_visit=4, early=1, late=late, counted=late)
    assert short.visits_seen == VisitsSeen(4, 0, late, dict.fromkeys(late, 0))
    words = unseen_by_visits(made)
    assert "1 second course came after the last visit that tells and counts." in words
    assert "1 other began a second course within 120 days, and counts. 1 other has none, and no number" in words
    assert "1 second course came after it and is not counted" in unseen_by_visits(short)
    assert made.count("relapse_by_score").definition.population_words.endswith("or a second course within 120 days")
    assert short.count("relapse_by_score").definition.population_words.endswith("that can tell a relapse by score")
    for each in (made, short):
        shown = [*each.scored.values(), unseen_by_visits(each), late_of_score(each, "score_or_systemic")]
        shown.append(each.count("relapse_by_score").definition.population_words)
        assert [words for text in shown for words in untranslated(text, "de")] == []


def test_a_visit_during_a_second_course_tells_that_somebody_is_seen_and_moves_no_relapse() -> None:
    """Of those whose first visit comes on day 145, whoever took the drug again before would else be left out alone."""
    lives = [{"second": day, "treated": None, "gags_end": None, "score_face_start": None} for day in (130, None, 130)]
    seen = [{"person": who, "day": 145} | dict.fromkeys(COLUMNS, None) | {"score_face": 1} for who in (0, 1)]
    made = cohort(lives, seen, ("score: >= 3",))
    counts = made.count("relapse_by_score")
    assert (counts.n.sum(), counts.events.sum()) == (2, 1)
    assert made.visits_seen == VisitsSeen(2, 0, {"relapse_by_score": 0, "score_or_systemic": 0},
                                          {"relapse_by_score": 0, "score_or_systemic": 0})  # fmt: skip


def test_a_group_that_no_visit_tells_is_there_without_people() -> None:
    """So each outcome has the same groups, and each is said to be not estimable where nobody can tell."""
    lives = [life | {"gags_end": 1, "score_face_start": place} for place, life in enumerate(LIVES)]
    made = cohort(lives, [visit(300, gags=3)], ("gags: > end",))
    table = made.count("relapse_by_score", by="score_face_start")
    assert table.groups == made.count("second_course", by="score_face_start").groups
    assert table.n.tolist() == [1, 0, 0, 0]


def test_records_without_the_columns_say_what_is_needed() -> None:
    made = cohort(LIVES, [visit(90, gags=3)], ("leeds_face: >= end + 0.5",))
    assert not {"relapse_by_score", "score_or_systemic"}.intersection(made.outcomes)
    with pytest.raises(EstimateError, match="they hold no later scores"):
        made.count("relapse_by_score")


@pytest.mark.parametrize("text", ["score", "score: 3", "score: < 3", "gags: >= begin", "gags: >= end - 1", ""])
def test_what_is_no_rule_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(StudyError, match=r"relapse_scores: .* is no rule of a score.*leeds_face: >= end"):
        OutcomeDefinition(relapse_scores=(text,))


@given(st.sampled_from(["gags", "score"]), st.booleans(), st.sampled_from(["", "start", "end"]),
       st.integers(0, 90).map(lambda n: n / 2))  # fmt: skip
def test_a_rule_is_read_as_it_is_written(column: str, reached: bool, against: str, amount: float) -> None:
    limit = f"{against}{f' + {amount}' * bool(amount)}" if against else f"{amount}"
    rule = read_score_rule(f"{column}: {'>=' if reached else '>'} {limit}")
    assert (rule.column, rule.reached, rule.against, rule.amount) == (column, reached, against, amount)
    assert len(rule.words.split()) <= 30
    assert np.isfinite(rule.amount)

"""What a first return was, and whether a simpler treatment sufficed: worked patients, and a truth that is known."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import isostats as iso
from isostats.analyses.claims.scorecard import Scorecard
from isostats.cohort.after_return import returns_by_severity, step_ups_after_simpler, steps_up
from isostats.cohort.following import first_courses
from isostats.records import read_courses

END = date(2015, 6, 30)
HEAD = "patient_id,course_start,course_end,last_contact,relapse_date,relapse_treatment\n"


def written(tmp_path: Path, people: dict[str, list[tuple[int, str]]], relapses: dict[str, tuple[int, str]]) -> Path:
    """Everybody's course ends on day 0 and they are followed for 2,000 days; treatments by day after it."""
    lines, events = [], []
    for name in people:
        day, kind = relapses.get(name, (0, ""))
        relapse = f"{END + timedelta(day)},{kind}" if day else ","
        lines.append(f"{name},{END - timedelta(149)},{END},{END + timedelta(2000)},{relapse}")
        events += [f"{name},{END + timedelta(day)},{kind}" for day, kind in people[name]]
    (tmp_path / "courses.csv").write_text(HEAD + "\n".join(lines) + "\n")
    (tmp_path / "events.csv").write_text("patient_id,date,kind\n" + "\n".join(events) + "\n")
    return tmp_path


PEOPLE: dict[str, list[tuple[int, str]]] = {
    "topical_only": [(200, "topical"), (260, "topical")],
    "topical_then_antibiotic": [(200, "topical"), (300, "oral_antibiotic")],
    "antibiotic_then_antiandrogen": [(200, "oral_antibiotic"), (500, "antiandrogen")],
    "antiandrogen_then_antibiotic": [(200, "antiandrogen"), (250, "oral_antibiotic")],
    "antibiotic_then_topical": [(200, "oral_antibiotic"), (300, "topical")],
    "both_at_once": [(200, "oral_antibiotic"), (200, "topical")],
    "isotretinoin": [(200, "isotretinoin")],
    "untreated": [],
    "well": [],
}
RELAPSES = {"untreated": (150, "none")}


def test_steps_up() -> None:
    assert steps_up("topical")[-1] == "isotretinoin"
    assert "oral_antibiotic" in steps_up("antiandrogen")
    assert "topical" not in steps_up("oral_antibiotic")


def test_who_needed_a_step_up_and_when(tmp_path: Path) -> None:
    folder = written(tmp_path, PEOPLE, RELAPSES)
    cohort = first_courses(read_courses(folder / "courses.csv", events=folder / "events.csv"))
    table = step_ups_after_simpler(cohort)
    assert table.n.item() == 6, "isotretinoin is no simpler treatment, and two had none"
    stepped = {int(day): int(count) for day, count in zip(table.days, table.events[0, 0], strict=True) if count}
    assert stepped == {50: 1, 100: 1, 300: 1}


def test_the_first_return_is_mild_where_topicals_or_nothing_answered_it(tmp_path: Path) -> None:
    folder = written(tmp_path, PEOPLE, RELAPSES)
    table = returns_by_severity(first_courses(read_courses(folder / "courses.csv", events=folder / "events.csv")))
    mild, more, died = (int(table.events[0, k].sum()) for k in range(3))
    assert (mild, more, died) == (3, 5, 0)
    assert table.n.item() == len(PEOPLE)


def test_a_return_of_which_nobody_knows_how_it_was_treated_is_mild_or_more(tmp_path: Path) -> None:
    """Of forty relapses the treatment of thirty is not known."""
    relapses = {f"p{k:02}": (100 + k, "" if k < 30 else "topical") for k in range(40)}
    folder = written(tmp_path, {f"p{k:02}": [] for k in range(80)}, relapses)
    courses = folder / "courses.csv"
    cohort = first_courses(read_courses(courses))
    ends = [returns_by_severity(cohort, unknown_as=severity).events[0, :2] for severity in ("mild", "more")]
    assert [each.sum(axis=1).tolist() for each in ends] == [[40, 0], [10, 30]]
    claim = iso.scorecard(courses)["return_is_mild"]
    assert (claim.reading.estimate, claim.reading.bounds[0].estimate) == (1, pytest.approx(0.25))
    assert claim.verdict == "undecided"
    assert claim.verdict_words == "undecided: between 25.0% and 100.0%, as how some relapses were treated is not known"


def answers(tmp_path: Path, stepping: int, people: int = 100) -> Scorecard:
    every = {
        f"p{i:03}": [(200, "topical"), *([(300, "oral_antibiotic")] if i < stepping else [])] for i in range(people)
    }
    folder = written(tmp_path, every, {})
    courses, events = folder / "courses.csv", folder / "events.csv"
    return iso.scorecard(courses, events=str(events))


@pytest.mark.parametrize(("stepping", "verdict"), [(5, "agrees"), (20, "undecided"), (45, "below")])
def test_a_simpler_treatment_that_does_not_suffice_speaks_against_it(
    tmp_path: Path, stepping: int, verdict: str
) -> None:
    card = answers(tmp_path, stepping)
    assert card["return_answers"].reading.estimate == pytest.approx(1 - stepping / 100)
    assert card["return_answers"].verdict == verdict
    assert card["return_is_few"].verdict == "above"
    assert card["return_is_mild"].verdict == "agrees"


def test_records_of_the_first_relapse_alone_cannot_tell(tmp_path: Path) -> None:
    relapses = {f"p{i}": (200, "topical") for i in range(30)}
    folder = written(tmp_path, {f"p{i}": [] for i in range(80)}, relapses)
    card = iso.scorecard(folder / "courses.csv")
    assert card["return_answers"].verdict == "cannot_be_told"
    assert "no treatment after the first of a relapse" in card["return_answers"].verdict_words
    five = card["permanent_5_years"]
    assert (five.reading.estimate, five.reading.bounds[0].estimate) == (1, 1 - 30 / 80)
    assert five.verdict == "undecided"
    assert five.verdict_words == (
        "undecided: between 62.5% and 100.0%, as later steps of a relapse are not in these records"
    )

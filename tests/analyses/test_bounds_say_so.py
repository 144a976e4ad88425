"""Where the records show one end alone of what may be true, each place in which that number is written says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import isostats as iso
from isostats import figures
from isostats.analyses.cited_numbers import CitedNumbers
from isostats.analyses.grid.question import grid_drawings
from isostats.analyses.results import StudyResults
from isostats.cli import main
from isostats.estimate.bounds import ends_on, value_on
from isostats.figures.drawing import Drawing
from isostats.report.checklists import checklist_of
from isostats.report.manuscripts import check_manuscript, fill_manuscript
from isostats.report.methods import methods_of
from isostats.study.grid_axes import HIGHEST, LOWEST
from isostats.study.study_file import make_study
from isostats.vocabulary import names as v
from isostats.words.language import speaking, translated, untranslated
from tests.analyses.said import answers_of, paragraphs
from tests.sweeps import WHOLE

SAYS_SO = ("at most ", "at least ", "between ", " if ", "instead of ", "without those set aside", "would have given ")
NAME = "remission.systemic_treatment.730"
FULL = ("definitions", "remission", "five-numbers", "claim", "claims")


def courses(**columns: list[str]) -> pd.DataFrame:
    """Of 200 people 10 had an antibiotic for a relapse; 70 left after a year; 5 of those relapsed late."""
    late = ["2017-03-01" if k in (1, 3, 5, 7, 9) else "2016-01-01" if k < 10 else "" for k in range(200)]
    return pd.DataFrame({
        "patient_id": [f"p{k:03}" for k in range(200)], "course_start": "2015-01-01", "course_end": "2015-07-01",
        "last_contact": ["2016-09-01" if k >= 130 else "2020-07-01" for k in range(200)], "response": "clear",
        "relapse_date": late, "relapse_treatment": ["oral_antibiotic"] * 10 + [""] * 190, **columns,
    })  # fmt: skip


def unseen(frame: pd.DataFrame) -> pd.DataFrame:
    """Thirty more had a topical for a relapse, and nobody knows what came later."""
    frame.loc[10:39, "relapse_date"], frame.loc[10:39, "relapse_treatment"] = "2016-01-01", "topical"
    return frame


def aside(frame: pd.DataFrame) -> pd.DataFrame:
    """Of four who relapsed, nobody can read when."""
    frame.loc[[1, 3, 5, 7], "relapse_date"] = "spring"
    return frame


def written(results: StudyResults) -> Iterator[tuple[str, str]]:
    """Every text of a report, with where it stands: sentences, cells of tables, checklists, methods, citations."""
    for name, answer in results.answers.items():
        for block in (*answer.lead, *answer.blocks):
            if isinstance(words := getattr(block, "words", ""), str):
                yield name, words
    yield "terminal", str(results["definitions"].value)
    for number in results["five-numbers"].value:
        yield "five numbers", number.words
    for name, table in results.tables.items():
        for row in table.written().body if table.cells else ():
            yield from ((name, str(cell)) for cell in row)
    for name in results.numbers.names:
        if name.startswith(NAME) and results.numbers.row(name)[v.STATUS] == v.OK:
            yield name, results.numbers[name]


def silent(texts: Iterator[tuple[str, str]], number: str) -> list[tuple[str, str]]:
    """The sentences and cells that write a number, and do not say that it is one end alone."""
    return [
        (where, sentence)
        for where, text in texts
        for sentence in re.split(r"(?<=[.:;])\s", text)
        if re.search(rf"(?<![\d.,]){re.escape(number)}(?!\d)", sentence)
        and not any(words in f" {sentence}" for words in SAYS_SO)
    ]


@pytest.mark.parametrize("how", ["unseen", "passive", "aside"])
def test_no_place_writes_a_bound_as_if_it_were_the_answer(tmp_path: Path, how: str) -> None:
    frame = {"unseen": unseen, "aside": aside}.get(how, lambda each: each)(courses())
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    stated = {"follow_up": "passive" if how == "passive" else "active", "on_invalid": "set_aside"}
    results = answers_of(path, *FULL, remission=0.7, **stated)
    first = results["definitions"].value.statements[0]
    low, high = first.ends
    assert first.share == f"between {100 * low:.1f}% and {100 * high:.1f}%"
    assert f", {first.share} (Kaplan-Meier, n = " in first.sentence
    number = f"{100 * results.primary.estimate:.1f}"
    texts = [each for each in written(results) if how != "aside" or each[0] in ("terminal", "five numbers", "estimands",
                                                                               "against_the_claim", "claims")]
    assert any(number in text for _, text in texts)
    assert silent(iter(texts), number) == []


def test_no_place_of_a_whole_report_writes_a_bound_as_if_it_were_the_answer(example_by_sex: StudyResults) -> None:
    results = example_by_sex
    one, limits = results.primary.estimate, (results.primary.lower, results.primary.upper)
    shown = f"({' to '.join(f'{100 * each:.1f}' for each in limits)}"
    more = [("checklist", item.answer) for item in checklist_of(results)]
    more += [("methods", text) for _, text in methods_of(results).parts]
    texts = [*written(results), *more]
    for number in (f"{100 * one:.1f}% {shown}", f"{100 * one:.1f} {shown}"):
        assert silent(iter(texts), number) == []
    assert sum(shown in text for _, text in texts) >= 10


def test_each_row_of_the_results_says_what_its_number_is_a_bound_of(example_by_sex: StudyResults) -> None:
    rows = example_by_sex.results
    rows = rows[(rows[v.STATUS] == v.OK) & (rows[v.TIME_DAYS] == 730)]
    shares = rows[v.QUANTITY].isin(["remission", "treatment_success"])
    of_methods = rows[shares & (rows[v.OUTCOME] == "systemic_treatment")]
    assert {v.KAPLAN_MEIER, v.NAIVE, v.IPCW, v.IMPUTED} <= set(of_methods[v.METHOD])
    assert set(of_methods[v.BOUND]) == {"at_most"}
    bounds = {(row[v.QUANTITY], row[v.OUTCOME]): row[v.BOUND] for row in rows.to_dict("records")}
    assert bounds["remission", "systemic_treatment"] == bounds["treatment_success", "systemic_treatment"] == "at_most"
    assert bounds["cumulative_incidence", "systemic_treatment"] == "at_least"
    assert bounds["claim_difference", "systemic_treatment"] == "at_most"
    assert bounds["remission", "any_treatment"] == "at_most", "some relapses were not treated at first"
    assert bounds["remission", "recorded_relapse"] == bounds["cumulative_incidence", "second_course"] == ""


BOTH = "the least and the most that a share can be"
"""What figures of a grid say, which draw both ends."""


def captions_of_all(results: StudyResults) -> dict[str, str]:
    """The caption of every figure that is drawn, explored ones among them."""
    blocks = [block for answer in results.answers.values() for block in (*answer.lead, *answer.blocks)]
    drawings = [getattr(block, "drawing", block) for block in blocks]
    return {each.name: figures.describe(each.draw()).caption for each in drawings if isinstance(each, Drawing)}


def test_each_figure_of_shares_that_are_bounds_says_so_in_its_caption(tmp_path: Path) -> None:
    of_two = {"sex": ["female", "male"] * 100, "site": ["a", "a", "b", "b"] * 50}
    unseen(courses(**of_two)).to_csv(path := tmp_path / "courses.csv", index=False)
    asked = ("remission", "groups", "differences", "lost", "ladder", "predictors", "grid")
    outcomes = ["any_treatment", "systemic_treatment", "second_course"]
    results = answers_of(path, *asked, follow_up="active", outcomes=outcomes, horizons_days=[365, 730])
    captions = captions_of_all(results)
    assert {"subgroups", "group_differences", "lost_early", "ladder", "predictors", "outcome_heatmap"} <= {*captions}
    says_so = re.compile(f"upper bounds?|lower bound|of what was seen alone|may have been reached by more|{BOTH}")
    assert [name for name, caption in captions.items() if not says_so.search(caption)] == []
    assert [name for name, caption in captions.items() if untranslated(caption, "de")] == []
    alone = figures.describe(figures.subgroups(results.results, outcome="systemic_treatment")).caption
    assert "shares are upper bounds" in alone


def test_where_the_well_leave_shares_in_remission_are_lower_ends_and_of_relapse_upper_ones(tmp_path: Path) -> None:
    """Nothing after a relapse came unseen here, so no caption may put a bound down to that."""
    frame = courses(clear_again_date=["2016-03-01" if k in (0, 2, 4, 6, 8) else "" for k in range(200)])
    frame.loc[9, ["relapse_date", "clear_again_date"]] = ["2016-01-01", "2016-02-01"]
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    results = answers_of(path, "current-remission", "grid", follow_up="passive", horizons_days=[365, 730])
    captions = captions_of_all(results)
    assert {"states", "outcome_heatmap", "specification_curve"} <= set(captions)
    assert not [name for name, words in captions.items() if "upper bounds" in words]
    assert [name for name, words in captions.items() if not re.search(f"Follow-up is|{BOTH}", words)] == []
    assert [name for name, caption in captions.items() if untranslated(caption, "de")] == []
    rows = results.results[(results.results[v.QUANTITY] == v.STATE) & (results.results[v.ESTIMATE] > 0)]
    later = rows[rows[v.TIME_DAYS] == 730].set_index(v.OUTCOME)[v.BOUND]
    assert later.to_dict() == {"in_remission": "at_least", "relapsed": "at_most"}


FALLS = ("cumulative_incidence", "annual_hazard", "mean_further_courses")
"""What falls as the share free of an outcome rises."""


def bounds_of(rows: pd.DataFrame, outcome: str) -> dict[str, set[str]]:
    """By quantity, after the days of the first relapses: until then both ends are the answer."""
    later = ~(rows[v.TIME_DAYS] < 200)
    mine = rows[(rows[v.STATUS] == v.OK) & (rows[v.OUTCOME] == outcome) & later]
    return {str(quantity): set(each[v.BOUND]) for quantity, each in mine.groupby(v.QUANTITY)}


def relapses_of_unknown_treatment() -> pd.DataFrame:
    """Of forty more who relapsed nobody wrote how they were treated, and ten had begun a second course before."""
    frame = unseen(courses())
    frame.loc[40:79, "relapse_date"] = "2016-03-01"
    again = frame.loc[160:169].assign(course_start="2016-02-01", course_end="2016-06-01", relapse_date="")
    return pd.concat([frame, again], ignore_index=True)


def test_whatever_is_made_of_a_bound_is_a_bound_in_its_own_direction(tmp_path: Path) -> None:
    relapses_of_unknown_treatment().to_csv(path := tmp_path / "courses.csv", index=False)
    asked = (*FULL, "still-in-remission", "yearly-hazard", "repeated-courses", "ladder", "lost")
    results = answers_of(path, *asked, follow_up="active")
    rows = results.results
    for outcome in ("any_treatment", "systemic_treatment", "second_course"):
        of = bounds_of(rows[rows[v.QUANTITY] != v.WORST_STEP], outcome)
        assert {"remission", "rmst", "conditional_remission", "annual_hazard"} <= set(of)
        for quantity in ("remission", "rmst", "conditional_remission"):
            assert of[quantity] == {"at_most"}, (outcome, quantity)
        for quantity in FALLS:
            assert of.get(quantity, {"at_least"}) == {"at_least"}, (outcome, quantity)
    assert bounds_of(rows, "second_course")["mean_further_courses"] == {"at_least"}
    assert all(of == {""} for of in bounds_of(rows, "recorded_relapse").values())
    steps = rows[(rows[v.QUANTITY] == v.WORST_STEP) & (rows[v.STATUS] == v.OK) & (rows[v.TIME_DAYS] > 200)]
    steps = steps.groupby(v.OUTCOME)[v.BOUND].agg(set)
    assert steps.to_dict() == {
        "untreated": {"at_most"}, "topical_only": {"if_none_unseen"}, "other_systemic": {"if_none_unseen"},
        "second_course": {"at_least"},
    }  # fmt: skip
    tips = rows[rows[v.QUANTITY] == v.TIPPING_DELTA].set_index([v.METHOD, v.TIME_DAYS])
    assert set(tips.loc[tips[v.ESTIMATE].notna(), v.BOUND]) <= {"at_most"}
    assert tips.drop(v.AT_THE_CLAIM, level=0)[v.ESTIMATE].isna().all(), "one end of a range has no verdict"
    said = " ".join(text for _, text in written(results))
    assert "The verdict on the claim (" not in said
    assert "so that the answer at the head stays a range" in said
    assert re.search(r"at least \d", str(results.tables[v.ANNUAL_HAZARD].written().body))
    drawn = results["remission"].figures["naive_against_censoring_aware"].draw()
    assert "both shares are upper bounds" in figures.describe(drawn).caption
    landmarks, hazards = captions_of(results)  # no one has a further outcome after one that was not seen
    assert "the curve is an upper bound" in landmarks
    assert "what is drawn is a lower bound" in hazards


def test_a_share_of_those_still_free_is_no_bound_where_one_of_them_may_have_had_it_before(tmp_path: Path) -> None:
    """Who had a topical first, and a second course two years later, may have had an antibiotic in between: without
    that person fewer of those free for a year have it later."""
    frame = unseen(courses())
    again = frame.loc[10:14].assign(
        course_start="2018-02-01", course_end="2018-06-01", relapse_date="", relapse_treatment=""
    )
    pd.concat([frame, again], ignore_index=True).to_csv(path := tmp_path / "courses.csv", index=False)
    results = answers_of(path, *FULL, "still-in-remission", "yearly-hazard", follow_up="active")
    rows = results.results
    of = bounds_of(rows, "systemic_treatment")
    assert of["remission"] == {"at_most", "if_none_unseen"}, "at five years by more than a point"
    assert of["conditional_remission"] == {"if_none_unseen"}
    hazards = rows[(rows[v.QUANTITY] == v.ANNUAL_HAZARD) & (rows[v.OUTCOME] == "systemic_treatment")]
    assert dict(zip(hazards[v.TIME_DAYS], hazards[v.BOUND], strict=True))[365] == "at_least"
    assert set(hazards.loc[hazards[v.TIME_DAYS] > 365, v.BOUND]) == {"if_none_unseen"}
    said = " ".join(text for _, text in written(results))
    assert "These shares are as if nothing had come unseen." in said
    assert "These hazards are as if nothing had come unseen." in said
    captions = captions_of(results)
    assert "the curve may be too low or too high" in captions[0]
    assert "the curve may be too high or too low" in captions[1]


def captions_of(results: StudyResults) -> list[str]:
    """Of the figures of those still free later, and of hazards by year."""
    drawn = [("still-in-remission", v.CONDITIONAL_REMISSION), ("yearly-hazard", v.ANNUAL_HAZARD)]
    return [figures.describe(results[section].figures[name].draw()).caption for section, name in drawn]


@pytest.mark.parametrize("follow_up", ["active", "passive"])
def test_other_methods_are_bounds_of_what_kaplan_meier_is(tmp_path: Path, follow_up: str) -> None:
    """Between visits, weighted and with responses imputed: where people leave well as well, none is an end."""
    frame = unseen(courses(sex=["female", "male"] * 100))
    seen = pd.to_datetime(frame["relapse_date"]) - pd.Timedelta(days=60)
    frame["last_clear_date"] = seen.dt.strftime("%Y-%m-%d").fillna("")
    frame.loc[::7, "response"] = ""
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    asked = ("remission", "treatment-success", "still-in-remission", "between-visits", "lost", "imputed-success")
    results = answers_of(path, *asked, follow_up=follow_up, imputations=5, horizons_days=[730])
    rows = results.results[(results.results[v.STATUS] == v.OK) & (results.results[v.GROUP] == v.ALL)]
    rows = rows[rows[v.QUANTITY].isin(["remission", "treatment_success"])]
    plain = rows[rows[v.METHOD] == v.KAPLAN_MEIER]
    usual = {(row[v.QUANTITY], row[v.OUTCOME]): row[v.BOUND] for row in plain.to_dict("records")}
    others = rows[rows[v.METHOD].isin([v.TURNBULL, v.IPCW, v.IMPUTED])].to_dict("records")
    assert {each[v.METHOD] for each in others} == {v.TURNBULL, v.IPCW, v.IMPUTED}
    assert all(each[v.BOUND] == usual[each[v.QUANTITY], each[v.OUTCOME]] for each in others)
    expected = {"active": {"at_most", ""}, "passive": {"at_least", ""}}[follow_up]
    assert {each[v.BOUND] for each in others} == expected
    (of_visits,) = (row for row in results.tables["between_visits"].written().body if "%" not in row[1])
    assert of_visits[2].startswith("at least ") == of_visits[3].startswith("at least ") == (follow_up == "passive")


def test_a_median_is_the_bound_that_its_curve_is(tmp_path: Path) -> None:
    frame = unseen(courses())
    frame.loc[40:129, "relapse_date"], frame.loc[40:129, "relapse_treatment"] = "2016-02-01", "oral_antibiotic"
    frame.loc[130:169, "relapse_date"], frame.loc[130:169, "relapse_treatment"] = "2016-04-01", "oral_antibiotic"
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    rows = answers_of(path, "definitions", "remission", follow_up="active").results
    medians = rows[rows[v.QUANTITY] == v.MEDIAN_TIME].set_index(v.OUTCOME)
    assert medians[v.ESTIMATE].notna().to_dict()["systemic_treatment"]
    assert medians[v.BOUND].to_dict() == {
        "any_treatment": "", "systemic_treatment": "at_most", "second_course": "", "recorded_relapse": "",
    }  # fmt: skip
    assert set(rows.loc[rows[v.QUANTITY] == v.MEDIAN_FOLLOWUP, v.BOUND]) == {""}


def crossing(*, leave: int = 600, **columns: list[str]) -> pd.DataFrame:
    """Of 100 people 12 had a relapse on day 300 that nobody knows the treatment of, and a second course on day 900. Of
    the others 60 left on day ``leave``: filled in as isotretinoin, the 12 weigh 12 of 100, and else 12 of 40."""
    day0 = pd.Timestamp("2010-06-30")
    last = [day0 + pd.Timedelta(days=2500 if k < 40 else leave) for k in range(100)]
    frame = pd.DataFrame({
        "patient_id": [f"p{k:03}" for k in range(100)], "course_start": "2010-01-15", "course_end": "2010-06-30",
        "last_contact": [f"{each:%Y-%m-%d}" for each in last], "relapse_treatment": "",
        "relapse_date": ["2011-04-26" if k < 12 else "" for k in range(100)], **columns,
    })  # fmt: skip
    again = frame.head(12).assign(course_start="2012-12-16", course_end="2013-05-05", relapse_date="")
    again.loc[0, ["relapse_date", "relapse_treatment"]] = "2014-01-05", "topical"  # a column without any tells nothing
    return pd.concat([frame, again], ignore_index=True)


CROSSED = (*FULL, "second-courses", "repeated-courses", "ladder", "groups", "lost")


def test_where_the_ends_are_crossed_neither_is_called_an_upper_one(tmp_path: Path) -> None:
    frame = crossing(sex=["female", "male"] * 50)
    of_day = {"2011-04-26": "isotretinoin", "2014-01-05": "topical"}
    filled = frame.assign(relapse_treatment=frame["relapse_date"].map(lambda day: of_day.get(day, "")))
    records = iso.read_courses(filled)
    cohort = iso.first_courses(records, follow_up="active")
    means = iso.mean_courses(iso.count_courses(cohort))
    assert iso.kaplan_meier(cohort.count("second_course")).at(1826)[v.ESTIMATE].item() == pytest.approx(0.88)
    assert means.at(1826)[v.ESTIMATE].item() == pytest.approx(0.42), "both that and the one recorded 600 days later"
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    results = answers_of(path, *CROSSED, follow_up="active", groups=["sex"])
    rows = results.results
    rows = rows[(rows[v.TIME_DAYS] == 1826) & (rows[v.STATUS] == v.OK)]
    everyone = rows[rows[v.GROUP] == "all"]
    for outcome in ("any_treatment", "systemic_treatment", "second_course"):
        mine = everyone[everyone[v.OUTCOME] == outcome]
        exact = mine[v.METHOD].isin([v.NAIVE]) | (mine[v.QUANTITY] == "proportion")
        crossed = {"remission", "cumulative_incidence", "rmst", "claim_difference"}
        assert crossed <= set(mine.loc[~exact, v.QUANTITY])
        assert set(mine.loc[mine[v.QUANTITY].isin(crossed) & ~exact, v.BOUND]) == {v.IF_NONE_UNSEEN}
        assert set(mine.loc[exact, v.BOUND]) == {""}
        comparison = results["claim"].value[outcome, 1826]
        assert comparison.ends == pytest.approx((0.7, 0.88))
    of = {(row[v.QUANTITY], row[v.OUTCOME]): row for row in everyone.to_dict("records")}
    mean = of["mean_further_courses", "second_course"]
    assert (mean[v.ESTIMATE], mean[v.BOUND]) == (pytest.approx(0.3), v.AT_LEAST), "what came unseen is one more course"
    assert {of[v.WORST_STEP, step][v.BOUND] for step in ("untreated", "second_course")} == {v.IF_NONE_UNSEEN}
    assert of[v.WORST_STEP, "topical_only"][v.BOUND] == v.IF_NONE_UNSEEN, "what came unseen may have been topical"
    of_sex = rows[rows[v.GROUP].str.startswith("sex=") & rows[v.QUANTITY].isin(["remission", "cumulative_incidence"])]
    of_sex = of_sex[(of_sex[v.OUTCOME] != "recorded_relapse") & (of_sex[v.METHOD] != v.NAIVE)]
    assert len(of_sex)
    assert set(of_sex[v.BOUND]) == {v.IF_NONE_UNSEEN}
    second = results["definitions"].value.statements[2]
    assert "between 12.0% and 30.0% within five years" in second.words
    assert "between 70.0 and 88.0" in str(results.tables["remission"].written().body)  # as the head has it
    texts = list(written(results))
    assert silent(iter(texts), "70.0") == silent(iter(texts), "30.0") == []
    # the mean of courses is at least what was seen: 30.00 of 100 people
    assert not any(re.search(r"at most 70\.0|at least 30\.0(?!\d)", text) for _, text in texts)
    drawn = figures.describe(results["remission"].lead[0].draw()).caption
    assert "the curve may be too low or too high" in drawn
    beside = figures.describe(results["remission"].figures["naive_against_censoring_aware"].draw()).caption
    assert "remission may be too low or too high" in beside
    assert len(beside.split()) <= 60


def test_had_the_lost_fared_otherwise_the_ends_have_bounds_of_their_own(tmp_path: Path) -> None:
    """Kaplan-Meier is the end of nothing at five years, but nothing that came unseen moves what the lost could be."""
    crossing().to_csv(path := tmp_path / "courses.csv", index=False)
    results = answers_of(path, "lost", follow_up="active")
    rows = results.results[results.results[v.TIME_DAYS] == 1826].set_index(v.METHOD)
    assert rows.loc["delta_1", v.BOUND] == v.IF_NONE_UNSEEN
    ends = rows.loc[[v.NO_LOST_RELAPSE, v.ALL_LOST_RELAPSE]]
    assert ends[v.BOUND].tolist() == ["", ""]
    assert ends[v.ESTIMATE].tolist() == pytest.approx([0.88, 0.28])
    assert [part for part in untranslated(paragraphs(results["lost"]), "de") if "relapsed" in part] == []


def test_where_both_ends_are_one_the_value_is_the_answer(tmp_path: Path) -> None:
    """Nobody leaves, and whoever relapsed has a second course later, so that from then on all is known."""
    crossing(leave=2500).to_csv(path := tmp_path / "courses.csv", index=False)
    results = answers_of(path, *CROSSED, follow_up="active")
    rows = results.results
    rows = rows[(rows[v.STATUS] == v.OK) & (rows[v.OUTCOME] == "second_course")]
    counted = rows[v.QUANTITY].isin(["remission", "cumulative_incidence", "claim_difference"])
    means = rows[(rows[v.QUANTITY] == "mean_further_courses") & (rows[v.TIME_DAYS] == 1826)]
    assert set(means[v.BOUND]) == {v.AT_LEAST}, "what came unseen may have been one more course"
    of_day = rows[counted & (rows[v.METHOD] != v.WILSON)].groupby(v.TIME_DAYS)[v.BOUND].agg(set)
    assert of_day[1826] == {""}
    assert of_day[730] == {"at_most", "at_least"}
    texts = [text for _, text in written(results)]
    assert any("12.0% (6.6 to 19.2) within five years" in text for text in texts)
    assert not any(re.search(r"(?:at most 88\.0|at least 12\.0) \(", text) for text in texts)
    assert not any(re.search(r"between (\S+) and \1(?![\d.])", text) for text in texts)


def test_each_bound_holds_whatever_came_unseen(tmp_path: Path) -> None:
    """In groups of a few people of whom many leave, so that some curves cross, some are one and some are ordered."""
    draw = np.random.default_rng(5)
    people, day0 = 90, pd.Timestamp("2010-06-30")
    relapse, last = draw.integers(100, 900, people), draw.integers(200, 2600, people)
    late, again = relapse + draw.integers(50, 900, people), draw.random(people) < 0.7

    def dates(days: np.ndarray, where: np.ndarray) -> list[str]:
        moments = [day0 + pd.Timedelta(days=int(day)) for day in days]
        return [f"{each:%Y-%m-%d}" if kept else "" for each, kept in zip(moments, where, strict=True)]

    relapsed = (relapse <= last) & (draw.random(people) < 0.5)
    frame = pd.DataFrame({
        "patient_id": [f"p{k:02}" for k in range(people)], "course_start": "2010-01-15", "course_end": "2010-06-30",
        "last_contact": dates(last, last > 0), "relapse_date": dates(relapse, relapsed), "relapse_treatment": "",
        "site": [f"s{k % 6}" for k in range(people)],
    })  # fmt: skip
    began = relapsed & again & (late <= last)
    further = frame[began].assign(course_start=dates(late[began], began[began]), course_end="", relapse_date="")
    further["course_end"] = dates(late[began] + 60, began[began])
    further["last_contact"] = frame.loc[began, "last_contact"] = dates(np.maximum(last, late + 90)[began], began[began])
    of_first = dates(late + 70, began)[further.index[0]]  # a column of treatments without any tells nothing
    further.loc[further.index[0], ["relapse_date", "relapse_treatment"]] = of_first, "topical"
    pd.concat([frame, further]).to_csv(path := tmp_path / "courses.csv", index=False)
    results = answers_of(path, "groups", follow_up="active", groups=["site"], min_at_risk=1)
    rows = results.results
    shares = rows[(rows[v.QUANTITY] == "remission") & (rows[v.POPULATION] == v.EVERYONE) & (rows[v.STATUS] == v.OK)]
    seen = set()
    for outcome, hidden in (("any_treatment", "recorded_relapse_day"), ("second_course", "unknown_treatment_day")):
        mine = shares[(shares[v.OUTCOME] == outcome) & shares[v.GROUP].str.startswith("site=")]
        people = results.cohort.frame([f"{outcome}_day", hidden, "exit_day", "by_site"]).astype({"by_site": str})
        curve = results.basis.curves.remission(outcome, by="site")
        tried = [completed(people, outcome, hidden, draw, any_day=outcome != "second_course") for _ in range(60)]
        for row in mine.to_dict("records"):
            low, high = ends_on(curve, int(row[v.TIME_DAYS]), row[v.GROUP])
            name = row[v.GROUP].partition("=")[2]
            values = [value_on(each, int(row[v.TIME_DAYS]), name) for each in tried]
            assert low - 1e-9 <= min(values) <= max(values) <= high + 1e-9
            above = high - row[v.ESTIMATE]
            assert row[v.BOUND] == ("" if high - low < 1e-9 else v.AT_MOST if above <= 0.01 else v.IF_NONE_UNSEEN)
            seen.add(row[v.BOUND])
    assert seen == {"", v.AT_MOST, v.IF_NONE_UNSEEN}


def lives(*, died: bool, again: bool) -> pd.DataFrame:
    """Of 60 people 25 had a relapse of unknown treatment on day 20; of these some died on day 400, or all had a second
    course on day 600. Ten were treated for theirs."""
    day0 = pd.Timestamp("2015-05-31")

    def day(days: int) -> str:
        return f"{day0 + pd.Timedelta(days=days):%Y-%m-%d}"

    made = []
    for k in range(60):
        dead = died and k % 5 == 0
        row = {
            "patient_id": f"p{k:02}", "course_start": "2015-01-01", "course_end": "2015-05-31", "sex": "fm"[k % 2],
            "last_contact": day(400 if dead else 900 + k), "death_date": day(400) if dead else "",
            "relapse_date": day(20) if k < 25 else day(50 + k) if k < 35 else "",
            "relapse_treatment": ["topical", "oral_antibiotic", "isotretinoin"][k % 3] if 25 <= k < 35 else "",
        }  # fmt: skip
        made.append(row)
        if again and k < 25 and not dead:
            made.append(row | {"course_start": day(600), "course_end": day(700), "relapse_date": ""})
    return pd.DataFrame(made)


TREATED = ("none", "topical", "oral_antibiotic", "isotretinoin")


@pytest.mark.swept
@pytest.mark.parametrize(("died", "again", "tried"), [
    (False, False, ("none", "oral_antibiotic")), (True, False, ("topical", "isotretinoin")),
    (False, True, ("none", "isotretinoin")),
])  # fmt: skip
def test_a_number_without_a_bound_is_what_it_is_however_relapses_were_treated(
    died: bool, again: bool, tried: tuple[str, ...]
) -> None:
    """Each treatment in some records; in the sweep each in all of them."""
    frame = lives(died=died, again=again)
    unknown = (frame["relapse_date"] != "") & (frame["relapse_treatment"] == "")

    def rows_of(treated: str) -> pd.DataFrame:
        filled = frame.assign(relapse_treatment=frame["relapse_treatment"].mask(unknown, treated))
        study = make_study({"data": {"courses": filled}}, follow_up="active", groups=["sex"])
        asked = (*CROSSED, "differences", "first-treatment", "still-in-remission", "yearly-hazard", "adjusted")
        rows = answers_of(study, *asked).results
        # classic errors are called so, and how long people were followed without an outcome is what was seen
        rows = rows[(rows[v.STATUS] == v.OK) & ~rows[v.METHOD].isin([v.NAIVE, v.NAIVE_COMPLETE_FOLLOWUP])]
        rows = rows[rows[v.QUANTITY] != v.MEDIAN_FOLLOWUP]
        return rows.set_index([v.QUANTITY, v.OUTCOME, v.POPULATION, v.METHOD, v.GROUP, v.TIME_DAYS])

    seen = rows_of("")
    for treated in TREATED if WHOLE else tried:
        both = seen.join(rows_of(treated)[[v.ESTIMATE]].rename(columns={v.ESTIMATE: "true"}), how="inner")
        apart = both["true"] - both[v.ESTIMATE]
        wrong = (both[v.BOUND] == "") & (apart.abs() > 1e-9)
        wrong |= (both[v.BOUND] == v.AT_MOST) & (apart > 0.01) | (both[v.BOUND] == v.AT_LEAST) & (apart < -0.01)
        assert not wrong.any(), both.loc[wrong, [v.ESTIMATE, "true", v.BOUND]].to_string()


def completed(
    people: pd.DataFrame, outcome: str, hidden: str, draw: np.random.Generator, *, any_day: bool
) -> iso.Curve:
    """The curves of sites had each outcome that may have come unseen come or not, as it is drawn."""
    until, first, day = (people[name].to_numpy(float, na_value=9e9) for name in ("exit_day", hidden, f"{outcome}_day"))
    last, seen = np.minimum(day, until), day <= until
    came = (first <= until) & (first < day) & (draw.random(len(people)) < draw.random())
    later = first + np.floor(draw.random(len(people)) * (last - first + 1)) * any_day
    time = np.where(came, np.minimum(later, last), last).astype(int)
    return iso.kaplan_meier(iso.event_table(time, (came | seen).astype(int), group=people["by_site"]))


def test_comparisons_of_bounds_say_that_they_are_as_doubtful(example_by_sex: StudyResults) -> None:
    doubt = "Later steps of a relapse are not in these records: {}."
    of_groups = doubt.format("each share is an upper bound; differences are as doubtful")
    assert of_groups in [each.words for each in example_by_sex["differences"].blocks if hasattr(each, "words")]
    groups = example_by_sex.tables["groups"]
    assert groups.caption.endswith(of_groups)
    ratios = doubt.format("ratios are of what was seen alone")
    assert ratios in example_by_sex.tables["predictors"].caption
    with speaking("de"):
        assert "Obergrenze, Unterschiede" in translated(of_groups)
        assert translated(ratios).endswith("Hazard Ratios gelten nur für das Gesehene.")
    body = groups.written().body
    column = [head.startswith("mean days") for head in groups.to_frame().columns].index(True)
    systemic = [str(row[column]) for row in body if str(row[0]) == "systemic treatment"]
    assert systemic
    assert all(each.startswith("at most ") for each in systemic)
    late = next(text for _, text in written(example_by_sex) if "Two years is not permanent" in text)
    assert re.search(r"of the relapses seen within five years, \S+% came after two years", late)


def test_of_passive_follow_up_both_shares_are_ends_and_where_nobody_left_neither_is(tmp_path: Path) -> None:
    courses().to_csv(path := tmp_path / "courses.csv", index=False)
    results = answers_of(path, "remission", "second-courses", follow_up="passive")
    rows = results.results.set_index(["quantity", "outcome", "population", "time_days", "method"])[v.BOUND]
    at = ("systemic_treatment", "everyone", 730)
    assert rows["remission", *at, "kaplan_meier"] == "at_least"
    assert rows["remission", *at, "naive"] == "at_most"
    assert rows["cumulative_incidence", *at, "aalen_johansen"] == "at_most"
    assert rows["remission", "systemic_treatment", "everyone", 365, "kaplan_meier"] == "", "nobody had left by then"


def test_a_citation_says_it_in_both_languages_and_a_manuscript_has_to(
    example_by_sex: StudyResults, tmp_path: Path
) -> None:
    example_by_sex.results.to_csv(tmp_path / "results.csv", index=False)
    numbers = CitedNumbers.of_folder(tmp_path)
    cited = CliRunner().invoke(main, ["cite", NAME, f"{NAME}:limits", "--results", str(tmp_path)]).output.splitlines()
    number = numbers[NAME].removeprefix("at most ")
    assert cited == [f"at most {number}", number.partition("(")[2].rstrip(")")]
    with speaking("de"):
        assert translated(numbers[NAME]).startswith("höchstens ")
    paper, copy = tmp_path / "paper.md", tmp_path / "copy.md"
    paper.write_text(
        f"Free were {number} [[{NAME}]].\nFree were at most {number} [[{NAME}]].\nThe upper bound is {number} "
        f"[[{NAME}]].\nFree were [[{NAME}]].\n", encoding="utf-8",
    )  # fmt: skip
    bare, *said, empty = check_manuscript(paper, numbers)
    assert bare.words == (
        f"line 1, {NAME}: the number is a bound, and its sentence does not say so: write at most {number}."
    )
    assert [each.agrees for each in said] == [True, True]
    assert not empty.agrees
    fill_manuscript(paper, numbers, copy)
    assert all(each.agrees for each in check_manuscript(copy, numbers))
    assert copy.read_text(encoding="utf-8").count(f"at most {number}") == 3
    sentences = {
        "between": True, "not more than": True, "between 64.0% and": True, "after 2 years at most": True,
        "zwischen 64,0 % (60,1 bis 68,0) und": True, "At most 90.0% of all; free were at least": False,
        "at most at least": False, "not at most": False, "at most, it was not": False, "at mosty": False,
        "at most 770 of 1,000, that is": False, "at least 64.0% and": False, "of years between 2015 and 2019": False,
    }  # fmt: skip
    paper.write_text("".join(f"{words} {number} [[{NAME}]].\n\n" for words in sentences), encoding="utf-8")
    assert [each.agrees for each in check_manuscript(paper, numbers)] == [*sentences.values()]


def test_where_leaving_and_unseen_steps_pull_apart_no_text_gives_one_direction(tmp_path: Path) -> None:
    unseen(courses()).to_csv(path := tmp_path / "courses.csv", index=False)
    asked = ("remission", "ladder", "yearly-hazard", "still-in-remission")
    results = answers_of(path, *asked, follow_up="passive")
    texts = " ".join(paragraphs(results[name]) for name in asked)
    either = "Follow-up is passive and outcomes may have come unseen: "
    assert f"{either}shares of steps may be too low or too high." in texts
    of_some = (
        "Of some outcomes the contrary may be so as well, as some may have come unseen: systemic treatment, second "
        "course."
    )
    passive = "Follow-up is passive: people who left may have been well, and "
    for what in ("these hazards may be too high", "these shares may be too low"):
        assert f"{passive}{what}. {of_some}" in texts
        assert untranslated(f"{passive}{what}. {of_some}", "de") == []
    assert untranslated(f"{either}shares of steps may be too low or too high.", "de") == []
    assert not re.search(r"(is|are) then too (low|high)", texts)


@pytest.mark.parametrize(("follow_up", "bound"), [("active", "if_none_unseen"), ("passive", "")])
def test_first_treatments_say_that_some_relapses_may_have_been_treated(
    tmp_path: Path, follow_up: str, bound: str
) -> None:
    frame = courses()
    frame.loc[10:39, "relapse_date"] = "2016-01-01"
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    results = answers_of(path, "first-treatment", follow_up=follow_up)
    rows = results.results[results.results[v.OUTCOME] == "first_oral_antibiotic"]
    assert set(rows[v.BOUND]) == {bound}
    (drawn,) = (block for block in results["first-treatment"].blocks if isinstance(block, Drawing))
    assert "the curve may be too high or too low" in figures.describe(drawn.draw()).caption


def test_definitions_that_reach_the_claim_are_counted_at_both_ends_of_their_shares(
    example_by_sex: StudyResults,
) -> None:
    """As everywhere on the page: the ends of the grid's row of the primary definition are those of the head."""
    grid = example_by_sex["grid"].value
    aware = grid.frame[(grid.frame["denominator"] == "censoring_aware") & (grid.frame[v.STATUS] == v.OK)]
    least, most = (int((aware[end] >= 0.85).sum()) for end in (LOWEST, HIGHEST))
    assert (grid.reaching, least < most) == ((least, most), True)
    words = grid.sentence()
    assert f"Of {len(aware)} defensible definitions, {least} to {most} (" in words
    primary = grid.primary
    assert (primary[LOWEST], primary[HIGHEST]) == pytest.approx(example_by_sex.primary.ends, abs=1e-12)
    between = f"between {100 * primary[LOWEST]:.1f}% and {100 * primary[HIGHEST]:.1f}%"
    assert f"The primary definition gives {between}." in words
    curve, heatmap = (figures.describe(each.draw()) for each in grid_drawings(grid))
    assert f"): {between} (n = " in str(curve.alt)
    assert "Wide pale bars: the least and the most" in curve.caption
    assert "Two numbers and colours: the least and the most" in heatmap.caption
    for text in (words, curve.caption, heatmap.caption):
        assert not [part for part in untranslated(text, "de") if re.search("defensible|undecided|the most", part)]


@pytest.mark.parametrize(("treatment", "mean", "most"), [("isotretinoin", 0.6, 0.6), ("", 0.3, 0.6)])
def test_a_relapse_after_a_second_course_is_a_third_one_or_may_be(
    tmp_path: Path, treatment: str, mean: float, most: float
) -> None:
    """Twelve of 40 people still followed took a second course, and relapsed after it: the mean is at least what is told
    where nobody knows how that was treated, and the page says what it would be."""
    frame = crossing().assign(relapse_date="", relapse_treatment="none")
    frame.loc[100:, ["relapse_date", "relapse_treatment"]] = ["2013-09-01", treatment]
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    results = answers_of(path, *CROSSED, follow_up="active")
    rows = results.results[results.results[v.QUANTITY] == "mean_further_courses"]
    (last,) = rows[(rows[v.TIME_DAYS] == 1826) & (rows[v.GROUP] == v.ALL)].to_dict("records")
    assert (last[v.ESTIMATE], last[v.BOUND]) == (pytest.approx(mean), v.AT_LEAST if most > mean else "")
    words = paragraphs(results["repeated-courses"])
    assert ("12 of 100 people took a third course" in words) == (most == mean)
    assert ("12 people may have taken one" in words) == (most > mean)
    assert ("were each treated by a further course, it would be 60.00." in words) == (most > mean)

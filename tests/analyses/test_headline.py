"""The head of a report: three estimands, in their order, each with one answer, and what is assumed said in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.catalogue import ANALYSES
from isostats.analyses.caveats import naive_label
from isostats.analyses.cited_numbers import CitedNumbers
from isostats.analyses.curves import Curves
from isostats.analyses.headline import Headline
from isostats.analyses.protocol import Basis, answered
from isostats.analyses.results import StudyResults
from isostats.errors import StudyError
from isostats.estimate.intervals import exact_limits
from isostats.figures import describe
from isostats.report.job import analyse_study, check_records, write_report
from isostats.vocabulary.estimands import ESTIMANDS
from tests.analyses.said import answers_of, paragraphs

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Passive:
    """A finding that people who are well stop coming."""

    kind: str = "passive"
    stated: None = None
    passive: bool = True
    words: str = "80% of people without an event were last seen within 100 days."


@pytest.fixture
def example(example_by_sex: StudyResults) -> StudyResults:
    return example_by_sex


def test_limits_of_second_courses_are_not_said_to_mirror(example: StudyResults, tmp_path: Path) -> None:
    """Only where nobody died are the shares with and without complements, and their limits are not."""
    courses = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str)
    frame = courses[courses["patient_id"].isin(courses["patient_id"].unique()[:200])].drop(columns="death_date")
    frame.to_csv(tmp_path / "courses.csv", index=False)
    alive = head_alone(tmp_path / "courses.csv", groups=["sex"])[2]
    told = re.search(
        r"Free of one were ([\d.]+)% \(([\d.]+) to ([\d.]+)\); limits are made for each share by itself and do not "
        r"mirror\.", alive.sentence,
    )  # fmt: skip
    assert told, alive.sentence
    begun = re.search(r"([\d.]+)% \(95% CI ([\d.]+) to ([\d.]+)", alive.sentence)
    assert float(told[1]) + float(begun[1]) == pytest.approx(100)
    assert float(told[2]) + float(begun[3]) != pytest.approx(100, abs=0.05)
    dead = headline(example)[2].sentence
    assert "do not mirror" not in dead
    assert "by Kaplan-Meier, which takes the dead out" in dead


def headline(analysis: StudyResults) -> tuple:
    return analysis["definitions"].value.statements


def head_alone(courses: Path, **choices: object) -> tuple:
    return headline(answers_of(courses, "definitions", **choices))


def head_of(basis: Basis) -> Headline:
    """The head from other basis."""
    names = {"definitions", "remission", "treatment-success", "groups", "second-courses", "claim"}
    return answered([each for each in ANALYSES if each.id in names], basis)["definitions"].value


def chosen(rows: pd.DataFrame, **address: object) -> pd.DataFrame:
    for name, value in address.items():
        rows = rows[rows[name] == value]
    return rows


def of(analysis: StudyResults, **address: object) -> pd.Series:
    return chosen(analysis.results, group="all", time_days=730, **address).iloc[0]


def test_the_three_estimands_come_in_their_order_with_all_five_attributes(example: StudyResults) -> None:
    answers = headline(example)
    assert [each.estimand.id for each in answers] == ["durable_control", "treatment_success", "second_course"]
    for each in ESTIMANDS:
        assert [name for name, words in each.attributes if words] == [
            "population", "treatment", "variable", "intercurrent events", "summary",
        ]  # fmt: skip
    assert len(example["definitions"].tables["estimands"].body) == 3


def test_the_numbers_are_those_of_the_table(example: StudyResults) -> None:
    durable, success, second = (each.words for each in headline(example))
    row = of(example, quantity="remission", outcome="systemic_treatment", population="everyone", method="kaplan_meier")
    limits, lowest = f"{row['lower'] * 100:.1f} to {row['upper'] * 100:.1f}", example.primary.lowest
    assert lowest is not None  # these records hold first relapses alone
    assert row["estimate"] < example.primary.if_fewest < row["estimate"] + 0.01, "which is told as the estimate"
    ends = f"between {lowest.estimate * 100:.1f}% and {row['estimate'] * 100:.1f}%"
    assert f"{ends} (Kaplan-Meier, n = {row['n']:,})" in durable
    assert f"It is {row['estimate'] * 100:.1f}% ({limits}, Kaplan-Meier) if none ever came." in durable
    assert headline(example)[0].sentence.count("85%") == 1, "one thing is said once"
    row = of(example, quantity="treatment_success", population="with_response")
    assert f"{row['estimate'] * 100:.1f}%" in success
    assert "Both ends lie below the claimed 85%." in success
    row = of(example, quantity="cumulative_incidence", outcome="second_course", population="everyone")
    assert f"{row['estimate'] * 100:.1f}%" in second


def test_success_its_failures_and_its_bounds(example: StudyResults) -> None:
    success = of(example, quantity="treatment_success", population="with_response")
    failures = chosen(example.results, quantity="treatment_failure", time_days=730)
    whole = failures["estimate"].sum() + success["estimate"]
    assert failures["status"].eq("ok").all()
    assert whole == pytest.approx(1, abs=1e-12)
    low, high, improved = (
        of(example, quantity=f"treatment_success_{name}") for name in ("unknown_not_clear", "unknown_clear", "improved")
    )
    assert low["estimate"] < success["estimate"] < improved["estimate"]
    assert low["estimate"] < high["estimate"]
    assert {low["population"], high["population"]} == {"everyone"}
    durable = of(
        example, quantity="remission", outcome="systemic_treatment", population="everyone", method="kaplan_meier"
    )
    assert high["estimate"] <= durable["estimate"], "success asks for more than staying free"


def passive(basis: Basis) -> Basis:
    """The same people, who leave because they are well."""
    definition = basis.cohort.definition.with_(follow_up="passive")
    cohort = replace(basis.cohort, definition=definition, follow_up=Passive())
    return replace(basis, cohort=cohort, curves=Curves(cohort, basis.level))


def test_no_sentence_is_longer_than_thirty_words(example: StudyResults) -> None:
    head, other = example["definitions"].value, head_of(passive(example.basis))
    texts = [str(head), head.naive, str(other)]
    for sentence in re.split(r"(?<=[.:?!])\s", " ".join(texts)):
        assert len(sentence.split()) <= 30, sentence


def test_where_leaving_depends_on_being_well_the_headline_is_a_range(example: StudyResults) -> None:
    basis = passive(example.basis)
    head = head_of(basis)
    text = head.statements[0].sentence
    naive = of(example, quantity="remission", outcome="systemic_treatment", method="naive", population="everyone")
    lowest = example.primary.lowest  # these records hold first relapses alone
    assert lowest is not None
    assert f"between {lowest.estimate * 100:.1f}% and {naive['estimate'] * 100:.1f}%" in text
    assert "80% of people without an event" in text
    assert head.naive == ""
    assert "biased" not in naive_label(basis)


def test_records_without_a_response_cannot_tell_success(tmp_path: Path) -> None:
    frame = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str, keep_default_na=False)
    frame.drop(columns="response").head(400).to_csv(tmp_path / "bare.csv", index=False)
    found = answers_of(tmp_path / "bare.csv", "definitions", "treatment-success")
    assert headline(found)[1].words == "Cannot be told: these records hold no response at the end of the course."
    assert chosen(found.results, quantity="treatment_success")["status"].eq("not_estimable").all()


def test_relapses_of_unknown_treatment_are_not_called_none(tmp_path: Path) -> None:
    frame = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str, keep_default_na=False).head(300)
    frame.drop(columns="relapse_treatment").to_csv(tmp_path / "untreated.csv", index=False)
    text = head_alone(tmp_path / "untreated.csv", outcomes=["second_course"])[0].words
    assert "relapses are recorded, and how they were treated is not known" in text
    frame.drop(columns=["relapse_treatment", "relapse_date"]).to_csv(tmp_path / "none.csv", index=False)
    text = head_alone(tmp_path / "none.csv")[0].words
    assert "hold no later treatments" in text


def test_without_an_observation_table_the_headline_says_what_is_assumed(example: StudyResults) -> None:
    assert not example.basis.follow_up_assumed
    basis = replace(example.basis, follow_up_assumed=True)
    head = head_of(basis)
    assert "assumed to the data's last day" in head.statements[0].words
    assert head.naive == ""
    assert "biased" not in naive_label(basis)


def test_a_default_is_not_called_declared_and_a_date_or_registration_is(example: StudyResults) -> None:
    assert "declared" not in str(example["definitions"].value)
    for given, words in (("2026-03-01", "declared on 2026-03-01"), ("NCT01234567", "declared under NCT01234567")):
        choices = replace(example.study.study, declared=given)
        study = replace(example.study, study=choices)
        head = head_of(replace(example.basis, study=study))
        assert f"This is the primary definition, {words}." in head.statements[0].words


def small(ids: list[str], **columns: object) -> pd.DataFrame:
    """People followed for four years after one course, nobody treated again."""
    return pd.DataFrame(
        {"patient_id": ids, "course_start": "2015-01-08", "course_end": "2015-06-02", "last_contact": "2019-06-02"}
    ).assign(**columns)


def test_nobody_treated_again_has_the_same_limits_in_both_answers(tmp_path: Path) -> None:
    small([f"p{i}" for i in range(45)]).to_csv(tmp_path / "courses.csv", index=False)
    durable, _, second = (each.words for each in head_alone(tmp_path / "courses.csv"))
    assert "100.0% (95% CI 92.1 to 100.0; Kaplan-Meier, n = 45)" in durable
    assert "100.0% (92.1 to 100.0)" in second
    assert "Durable control cannot be told: these records hold no later treatments." in durable


def test_durable_control_is_called_untold_only_where_it_is(example: StudyResults) -> None:
    assert "cannot be told" not in headline(example)[0].words


def test_ids_of_two_spellings_stand_in_the_head(tmp_path: Path) -> None:
    first = small([f"A{i:02d}" for i in range(20)])
    again = first.head(6).assign(
        patient_id=first["patient_id"].str.lower(), course_start="2017-01-08", course_end="2017-06-02"
    )
    pd.concat([first, again]).to_csv(tmp_path / "courses.csv", index=False)
    durable, *_ = head_alone(tmp_path / "courses.csv")
    assert "12 ids of courses.csv may be of 6 patients. They count as different people" in durable.beside
    joined, *_ = head_alone(tmp_path / "courses.csv", ids="normalise")
    assert "Look at the ids" not in joined.beside


def test_interrupted_courses_in_two_rows_stand_in_the_head_until_they_are_joined(tmp_path: Path) -> None:
    """They are joined as the page on a clinic's sheet says, to the letter."""
    first = small([f"A{i:02d}" for i in range(20)])
    ends = pd.to_datetime(first["course_end"].head(5))
    gaps = pd.to_timedelta([1, 40, 40, 40, 40], unit="D")  # the first goes on without a day between
    again, later = ((ends + days).dt.strftime("%Y-%m-%d") for days in (gaps, gaps + pd.Timedelta(days=60)))
    further = first.head(5).assign(course_start=again, course_end=later)
    pd.concat([first, further]).to_csv(tmp_path / "courses.csv", index=False)
    durable, *_ = head_alone(tmp_path / "courses.csv")  # whose share they may move: every outcome counts them
    said = "5 of 5 second courses began within 60 drug-free days: they may be first courses that were interrupted"
    assert said in durable.sentence
    page = (ROOT / "docs/how-to/clinic-sheet.md").read_text(encoding="utf-8")
    recipe, _ = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        exec(recipe, {})
    joined = pd.read_csv(tmp_path / "courses_joined.csv")
    assert (len(joined), sorted(joined["course_end"])[-5:]) == (20, sorted(later))
    durable, *_ = head_alone(tmp_path / "courses_joined.csv")
    assert "second courses began within" not in durable.words


def going_on(folder: Path, courses: str) -> tuple[str, str, list[str], list[tuple[str, ...]]]:
    """What is said of courses that may go on among the events: headline, cautions, findings of check and the table."""
    study = {"source": folder / courses, "events": folder / "events.csv"}
    answers = answers_of(study["source"], "definitions", "remission", "second-courses", events=study["events"])
    tables = [each for each in answers["second-courses"].blocks if getattr(each, "name", "") == "second_courses_by_gap"]
    found = [each.message for each in check_records(**study) if each.rule == "close_isotretinoin"]
    return headline(answers)[0].sentence, paragraphs(answers["remission"]), found, tables[0].body


def test_isotretinoin_of_events_soon_after_a_course_is_told_as_a_row_is(tmp_path: Path) -> None:
    """The numbers stay as recorded, and the table counts all of them. What comes after a recorded relapse treats that.
    The page's recipe is followed to the letter."""
    first = small([f"A{i:02d}" for i in range(20)])
    days = pd.to_timedelta([1, 40, 61, 62, 30, 90], unit="D")
    taken = (pd.to_datetime(first["course_end"]).head(6) + days).dt.strftime("%Y-%m-%d")
    events = pd.DataFrame({"patient_id": first["patient_id"].head(6), "date": taken, "kind": "isotretinoin"})
    relapse = events.iloc[[4]].assign(kind="recorded_relapse")
    pd.concat([events, relapse]).to_csv(tmp_path / "events.csv", index=False)
    first.to_csv(tmp_path / "courses.csv", index=False)
    sentence, keep, found, by_gap = going_on(tmp_path, "courses.csv")
    assert "4 of 6 second courses began within 60 drug-free days. 3 of them stand in the events alone: they" in sentence
    assert "3 second courses may be the rest of a first one, and count as recorded: if they are, fewer" in keep
    assert found == ["3 of 20 courses have isotretinoin among the events within 60 drug-free days after the end"]
    assert (by_gap[0], by_gap[3]) == (("any, as recorded", "6"), ("more than 60 days", "2"))
    page = (ROOT / "docs/how-to/clinic-sheet.md").read_text(encoding="utf-8")
    _, recipe = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        exec(recipe, {})
    pd.concat([events.drop(index=4)]).to_csv(tmp_path / "events.csv", index=False)
    sentence, keep, found, by_gap = going_on(tmp_path, "courses_to_their_end.csv")
    assert ("began within" in sentence, "rest of a first one" in keep, found) == (False, False, [])
    assert by_gap[0] == ("any, as recorded", "2")


def test_isotretinoin_for_a_relapse_without_a_row_is_no_interrupted_course_in_two_rows(tmp_path: Path) -> None:
    frame = small([f"A{i:02d}" for i in range(20)])
    ends = pd.to_datetime(frame["course_end"]).head(3) + pd.Timedelta(days=24)
    frame.loc[:2, "relapse_date"] = ends.dt.strftime("%Y-%m-%d")
    frame.loc[:2, "relapse_treatment"] = "isotretinoin"
    (tmp_path / "courses.csv").write_text(frame.to_csv(index=False), encoding="utf-8")
    *_, second = head_alone(tmp_path / "courses.csv")
    assert "drug-free days" not in second.sentence
    rows = frame.head(2).assign(course_start=frame["relapse_date"], relapse_date="", relapse_treatment="")
    rows["course_end"] = (ends.head(2) + pd.Timedelta(days=60)).dt.strftime("%Y-%m-%d")
    for recorded, told in ((1, "1 of them has a row of its own: it may be a first course that was interrupted."),
                           (2, "2 of them have a row of their own: they may be first courses that were interrupted.")):
        pd.concat([frame, rows.head(recorded)]).to_csv(path := tmp_path / "some_rows.csv", index=False)
        durable, *_ = head_alone(path)
        assert f"3 of 3 second courses began within 60 drug-free days. {told}" in durable.sentence
        cohort = iso.first_courses(iso.read_courses(path))
        assert "3 second courses began within 60 drug-free days" in cohort.definition.notes, "one count of them"


def test_weights_of_another_unit_stand_in_the_head_until_the_name_says_it(tmp_path: Path) -> None:
    """What the advice says is done: the name says pounds, and nothing is left to look at."""
    frame = small([f"A{i:02d}" for i in range(12)]).assign(Weight=160)
    frame.to_csv(path := tmp_path / "courses.csv", index=False)
    durable, *_ = head_alone(path, columns={"weight_kg": "Weight"})
    assert "Look at the units: most values of weight_kg are unusual. In another unit, doses" in durable.beside
    frame.rename(columns={"Weight": "Weight (lb)"}).to_csv(path, index=False)
    assert "Look at" not in head_alone(path, columns={"weight_kg": "Weight (lb)"})[0].beside


def test_treatments_of_which_most_are_unknown_stand_in_the_head(tmp_path: Path) -> None:
    people = [f"p{at}" for at in range(12)]
    fills = [(who, day, "Isotretinoin 20 mg") for who in people for day in (1000, 1030)]
    others = [(who, 1400, "Doxycyclin 100" if at < 3 else "Our own mixture") for at, who in enumerate(people)]
    frame = pd.DataFrame(fills + others, columns=["patient_id", "dispense_day", "drug"])
    frame.assign(days_supply=30, strength_mg=20, quantity=60).to_csv(path := tmp_path / "fills.csv", index=False)
    study = tmp_path / "study.toml"
    study.write_text(f'[data]\ndispensings = "{path}"\ntreatments = "{path}"\n')
    said = "Look at the later treatments: 9 of 12 rows of fills.csv have no known kind. Where one was for acne"
    assert said in head_alone(study)[0].beside
    study.write_text(study.read_text() + '[data.values.drug]\n"Our own mixture" = "not_for_acne"\n')
    assert "Look at the later treatments" not in head_alone(study)[0].beside


def test_packs_of_one_day_stand_in_the_head_until_their_days_are_added(tmp_path: Path) -> None:
    fills = [(f"p{at}", day, at + day + pack) for at in range(20) for day in (100, 193) for pack in range(3)]
    frame = pd.DataFrame(fills, columns=["patient_id", "dispense_day", "receipt"])
    frame.assign(days_supply=30, strength_mg=20, quantity=30).to_csv(path := tmp_path / "fills.csv", index=False)
    pd.DataFrame({"patient_id": [f"p{at}" for at in range(20)], "start_day": -400, "end_day": 2000}).to_csv(
        tmp_path / "seen.csv", index=False
    )
    study = tmp_path / "study.toml"
    study.write_text(f'[data]\ndispensings = "{path}"\nobservation = "seen.csv"\n')
    said = "Look at the dispensings of one day: 80 of 120 dispensings repeat the patient, day, strength and quantity"
    assert said in head_alone(study)[0].beside
    assert "Of copies, doses here are too high" in head_alone(study)[0].beside
    study.write_text(study.read_text() + '[courses]\nsame_day = "sum"\n')
    assert "Look at" not in head_alone(study)[0].beside


@pytest.mark.parametrize(("column", "values", "said"), [
    ("days_supply", [None] * 4 + [30] * 36,
     "Look at the days' supply: 4 of 40 dispensings got the default supply of 30 days."),
    ("days_supply", [3] * 20 + [30] * 20,
     "Look at the days' supply and quantities: 20 of 40 dispensings give an unusual daily dose."),
    ("quantity", [1] * 40, "Look at the quantities: 40 of 40 dispensings have at most 6 capsules"),
])  # fmt: skip
def test_supplies_and_doses_that_are_doubtful_stand_in_the_head(
    tmp_path: Path, column: str, values: list[Any], said: str
) -> None:
    fills = pd.DataFrame([(f"p{at}", 100 + 300 * time) for at in range(20) for time in range(2)],
                         columns=["patient_id", "dispense_day"])  # fmt: skip
    made = fills.assign(days_supply=30, strength_mg=20, quantity=60)
    if values[0] is None:  # of people of whom nothing else tells it
        made["patient_id"] = [f"q{at}" if at < 4 else who for at, who in enumerate(made["patient_id"])]
    made.assign(**{column: values}).to_csv(tmp_path / "fills.csv", index=False)
    (tmp_path / "study.toml").write_text('[data]\ndispensings = "fills.csv"\n')
    assert said in head_alone(tmp_path / "study.toml")[0].beside
    made.to_csv(tmp_path / "fills.csv", index=False)
    assert said.partition(":")[0] not in head_alone(tmp_path / "study.toml")[0].beside


def test_supplies_that_overlap_stand_in_the_head_until_they_are_capped(tmp_path: Path) -> None:
    fills = [(f"p{at}", 100 + 30 * month + apart) for at in range(20) for month in range(4) for apart in (0, 1)]
    frame = pd.DataFrame([*fills, ("later", 2000)], columns=["patient_id", "dispense_day"])
    frame.assign(days_supply=30, strength_mg=20, quantity=30).to_csv(path := tmp_path / "fills.csv", index=False)
    (study := tmp_path / "study.toml").write_text(f'[data]\ndispensings = "{path}"\n')
    said = "Look at the supplies that overlap: 20 of 21 courses are covered for at least half as long again as any"
    assert said in head_alone(study)[0].beside
    study.write_text(study.read_text() + "[courses]\ncap_days = 7\n")
    assert "supplies that overlap" not in head_alone(study)[0].beside


def test_guesses_that_nobody_confirmed_stand_in_the_head(tmp_path: Path, example: StudyResults) -> None:
    pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str).head(150).to_csv(
        tmp_path / "courses.csv", index=False
    )
    study = tmp_path / "study.toml"
    study.write_text('[data]\ncourses = "courses.csv"\ndates = "iso"\n{}')
    said = "How the records are read rests on 1 guess of isostats init that nobody has confirmed: Data quality names"
    assert said not in headline(example)[0].beside
    study.write_text(study.read_text().format('guessed = ["dates"]\n'))
    assert said in head_alone(study)[0].beside


def test_the_dead_are_said_to_be_taken_out_where_the_shares_do_not_sum(tmp_path: Path) -> None:
    first = small([f"p{i}" for i in range(40)])
    dead = [None if i < 30 else "2015-10-01" for i in range(40)]
    first = first.assign(death_date=dead, last_contact=[day or "2019-06-02" for day in dead])
    again = first.head(8).assign(course_start="2016-06-08", course_end="2016-12-02")
    pd.concat([first, again]).to_csv(tmp_path / "courses.csv", index=False)
    *_, second = head_alone(tmp_path / "courses.csv")
    assert "20.0%" in second.sentence
    assert re.search(r"Free of one were 73\.3% \([^)]*\), by Kaplan-Meier, which takes the dead out\.", second.sentence)


def test_what_stands_beside_a_range_is_a_range(tmp_path: Path) -> None:
    first = small([f"p{i}" for i in range(90)], response=["clear", "improved", None] * 30)
    first["last_contact"] = ["2019-06-02" if i < 45 else "2015-12-02" for i in range(90)]
    first["death_date"] = [None if i % 15 else day for i, day in enumerate(first["last_contact"])]
    first["relapse_date"] = ["2016-01-02" if 18 <= i < 36 else None for i in range(90)]
    first["relapse_treatment"] = ["isotretinoin" if 18 <= i < 36 else None for i in range(90)]
    first.to_csv(tmp_path / "courses.csv", index=False)
    _, success, second = head_alone(tmp_path / "courses.csv", follow_up="passive")
    span = r"between \S+% and \S+%"
    assert re.search(rf"{span} \(.*?\) had begun a second one", second.sentence)
    assert re.search(rf"Free of one were {span}, by Kaplan-Meier, which takes the dead out\.", second.sentence)
    assert re.match(rf"Beside it: {span} within one year", second.beside)
    assert re.search(rf"With improved counted as success: {span}\.", success.beside)
    assert re.search(rf"counted among everyone: {span} if none was clear, {span} if all were\.", success.beside)


def test_limits_name_their_level_where_it_is_not_the_usual_one(tmp_path: Path) -> None:
    small([f"p{i}" for i in range(45)]).to_csv(tmp_path / "courses.csv", index=False)
    durable, _, second = head_alone(tmp_path / "courses.csv", level=0.9)
    assert "100.0% (90% limits 93.6 to 100.0)" in durable.words
    assert "100.0% (90% limits 93.6 to 100.0)" in second.words


def test_a_nearly_empty_model_gives_no_hazard_ratio(tmp_path: Path) -> None:
    first = small([f"p{i}" for i in range(60)], sex=["female", "male", "male"] * 20)
    first["smoker"] = ["yes", "no"] * 30
    first["relapse_date"] = ["2016-01-02" if i in (0, 4, 9) else None for i in range(60)]
    first["relapse_treatment"] = ["oral_antibiotic" if i in (0, 4, 9) else None for i in range(60)]
    first.to_csv(tmp_path / "courses.csv", index=False)
    asked = ("predictors", "imputed-predictors", "modified-effects")
    analysis = answers_of(tmp_path / "courses.csv", *asked, covariates=["smoker"])
    words = paragraphs(analysis["predictors"])
    assert "No model of systemic treatment: 3 events for 2 terms are fewer than 2 per term" in words
    assert not len(chosen(analysis.results, quantity="hazard_ratio"))


def test_columns_about_courses_are_called_so(tmp_path: Path) -> None:
    records = small([f"p{i}" for i in range(45)], sex="female", indication="frequent_relapse")
    records.to_csv(tmp_path / "c.csv", index=False)
    with pytest.raises(StudyError, match=r"covariates: 'indication' is about courses, and these columns are"):
        analyse_study(tmp_path / "c.csv", covariates=["indication"])


@pytest.mark.usefixtures("without_pictures")
def test_nobody_treated_again_has_these_limits_in_table_and_figure_too(tmp_path: Path) -> None:
    small([f"p{i}" for i in range(45)], sex="female", site="a").to_csv(tmp_path / "courses.csv", index=False)
    done = write_report(tmp_path / "courses.csv", out=tmp_path / "report", formats=["svg"], groups=["sex"])
    for name, limits in (("remission", "100.0 (92.1 to 100.0)"), ("second_courses", "0.0 (0.0 to 7.9)")):
        assert limits in (tmp_path / f"report/tables/{name}.csv").read_text(encoding="utf-8")
    page = (tmp_path / "report/report.html").read_text(encoding="utf-8")
    drawn = ("remission_curve", "remission_by_sex", "second_course")
    curve, *others = (describe(done.analysis.figure(name)) for name in drawn)
    for text in (page, *map(str, (curve, *others))):
        assert "no limits exist" not in text
        assert "no interval exists" not in text
    assert "100.0% at 2 years (95% exact CI 92.1% to 100.0%; 45 at risk)" in str(curve)
    results = pd.read_csv(tmp_path / "report/results.csv")
    for group in ("all", "sex=female"):
        (kept,) = chosen(results, quantity="remission", method="kaplan_meier", group=group, time_days=730, status="ok")[
            ["lower", "upper"]
        ].to_numpy()
        assert tuple(kept) == exact_limits(1.0, 45, 0.95)
    assert CitedNumbers.of_folder(tmp_path / "report")["remission.second_course.730"] == "100.0% (92.1 to 100.0)"


def test_a_range_of_one_figure_is_one_figure(tmp_path: Path) -> None:
    records = small(
        [f"p{i}" for i in range(60)],
        last_contact=["2019-06-02" if i < 15 else "2015-09-01" for i in range(60)],
        lost_reason=["" if i < 15 else "discharged_well" for i in range(60)],
    )
    records.to_csv(tmp_path / "courses.csv", index=False)
    durable, *_ = head_alone(tmp_path / "courses.csv")
    assert "between 100.0%" not in durable.sentence
    assert "100.0%" in durable.sentence


def test_by_score_the_head_and_check_count_who_has_a_visit_that_can_tell(tmp_path: Path) -> None:
    frame = pd.DataFrame({"patient_id": [f"p{at}" for at in range(30)], "course_start_day": -150, "course_end_day": 0,
                          "last_contact_day": 900, "gags_end": ["2"] * 20 + [""] * 10})  # fmt: skip
    frame.to_csv(tmp_path / "courses.csv", index=False)
    frame[["patient_id"]].assign(day=800, gags=2).to_csv(tmp_path / "visits.csv", index=False)
    study = tmp_path / "study.toml"
    study.write_text(
        '[data]\ncourses = "courses.csv"\nvisits = "visits.csv"\n[outcomes]\nrelapse_scores = ["gags: > end"]\n'
        '[study]\nprimary = { outcome = "relapse_by_score", horizon_days = 730 }\n'
    )
    words = "By score, 20 people of 30 have a visit after the course that can tell a relapse. 10 others have none, and"
    assert any(words in str(each) for each in check_records(study).warnings)
    made = answers_of(study, "five-numbers")
    answer, *_ = headline(made)
    assert "n = 20 of 30" in answer.sentence
    assert words in answer.beside
    assert made["five-numbers"].value[0].value == made.numbers["remission.relapse_by_score.730:n"] == "20"
    # the naive share, the follow-up and every other number are those of the same people
    assert set(chosen(made.results, outcome="relapse_by_score", population="everyone", group="all")["n"]) == {20}
    followed = chosen(made.results, quantity="median_followup", outcome="relapse_by_score")
    assert set(followed["estimate"]) == {900.0}
    assert "By score" not in answer.sentence
    frame.assign(gags_end="2").to_csv(tmp_path / "courses.csv", index=False)
    answer, *_ = head_alone(study)
    assert "n = 30)" in answer.sentence
    assert "By score" not in answer.beside
    # five more courses after that visit, while followed, count; the share without them is named as what it is
    later = frame.tail(5).assign(gags_end="2", course_start_day=810, course_end_day=899)
    pd.concat([frame.assign(gags_end="2"), later]).to_csv(tmp_path / "courses.csv", index=False)
    late = study.read_text()
    study.write_text(late.replace("horizon_days = 730", "horizon_days = 850"))
    answer, *_ = head_alone(study)
    assert "or a second course." in answer.meaning
    assert "83.3%" in answer.share
    first = "By score, 5 second courses came after the last visit that tells and count."
    assert f"{first}" in answer.sentence
    assert any(first in str(each) for each in check_records(study).warnings)
    other = late.replace("[study]", 'score_retreatment = "hypothetical"\n[study]')
    study.write_text(other)
    answer, *_ = head_alone(study)
    assert "second course by the last visit that tells" in answer.meaning
    late = "5 second courses came after it and are not counted: shares free of a relapse by score may be too high."
    assert f"{late} Did they count, as they usually do, 100.0% would be free" in answer.sentence
    assert any(late.rstrip(".") in str(each) for each in check_records(study).warnings)


@pytest.mark.parametrize("died", [0, 6])
def test_of_treatment_success_the_dead_are_failures_and_said_to_be(died: int, tmp_path: Path) -> None:
    """59.6% "if those who were not seen again, or died, were well" counted 66 clear people who had died as failures."""
    rows = [
        {"patient_id": f"p{at}", "course_start": "2015-01-01", "course_end": "2015-06-01", "response": "clear",
         "last_contact": "2016-01-01" if at < died else "2015-12-01" if at < 12 else "2019-06-01",
         "death_date": "2016-01-01" if at < died else "",
         "relapse_date": "2016-06-01" if at >= 50 else "", "relapse_treatment": "oral_antibiotic" if at >= 50 else ""}
        for at in range(60)
    ]  # fmt: skip
    path = tmp_path / "courses.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    made = answers_of(path, "definitions", "claims", follow_up="passive")
    control, success, _ = made["definitions"].value.statements
    well = (60 - 10 - died) / 60
    assert f"It is {100 * well:.1f}% (" in success.sentence
    assert "if those who were not seen again were well. " in success.sentence
    assert ("if those who were not seen again, or died, were well. " in control.sentence) == bool(died)
    assert ("by the horizon; a death by then is no success." in success.meaning) == bool(died)
    cards = [row for row in made["claims"].value.rows if row.claim.quantity == "treatment_success"]
    assert cards
    assert all(card.reading.definition.endswith("; a death by then is no success") == bool(died) for card in cards)
    against = iso.compare_to_claim(iso.kaplan_meier(made.cohort.count_success("systemic_treatment")), horizon_days=730)
    assert ("a death by then is no success" in against.sentence) == bool(died)

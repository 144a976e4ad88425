"""The scorecard of a study: right verdicts where the truth is known, and the reason where nothing can be told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import isostats as iso
from isostats.analyses.claims.scorecard import Scorecard
from isostats.analyses.claims.stated import builtin_claims, checked_claims
from isostats.cli import main
from isostats.cohort.course_conduct import CONDUCT
from isostats.errors import DataError, OutputError, StudyError
from isostats.report.answer_folders import write_scorecard
from isostats.report.job import Finished
from isostats.simulate.law import TREATMENTS, Law, true_remission
from isostats.simulate.law import _cells as cells_of_law
from isostats.study.study_file import make_study

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "data/example/study.toml"
REAL = ROOT / "data/real/bladder_courses.csv"
# daily doses away from 0.5 and 1.0 mg/kg, so that rounding to 0.1 mg moves nobody across
LAW = Law(daily_mg_per_kg=(0.4, 0.55, 0.7, 0.8, 0.9, 1.1))
PEOPLE = 8000


def true_first_shares(day: int) -> dict[str, float]:
    """The share of each kind among first later treatments within so many days, by the law, day by day and by cell."""
    cells = cells_of_law(LAW, None)
    shares = np.where(cells.female[:, None], LAW.treatment_shares_women, LAW.treatment_shares_men)
    days = np.arange(day + 1)
    relapse = np.exp(-LAW.relapse.cumulative(days) * LAW.relapse.ratio(cells.female, cells.dose)[:, None])
    course = np.exp(-LAW.second_course.cumulative(days) * LAW.second_course.ratio(cells.female, cells.dose)[:, None])
    ringing = relapse[:, :-1] - relapse[:, 1:]  # a relapse on the day; of two on one day the second course counts
    found = {
        f"first_{kind}": float(cells.share @ (shares[:, [k]] * ringing * course[:, 1:]).sum(axis=1))
        for k, kind in enumerate(TREATMENTS)
        if kind != "none"
    }
    untreated = shares[:, [0]] + (1 - shares[:, [0]]) * relapse[:, :-1]
    found["first_isotretinoin"] = float(cells.share @ ((course[:, :-1] - course[:, 1:]) * untreated).sum(axis=1))
    return {kind: each / sum(found.values()) for kind, each in found.items()}


def true_after_simpler(days_after: int, last: int = 2300) -> float:
    """No second course within so many days of a first, simpler, later treatment, by the law."""
    cells = cells_of_law(LAW, None)
    treated = 1 - np.where(cells.female, LAW.treatment_shares_women[0], LAW.treatment_shares_men[0])
    days = np.arange(last + 1)
    relapse = np.exp(-LAW.relapse.cumulative(days) * LAW.relapse.ratio(cells.female, cells.dose)[:, None])
    weight = cells.share[:, None] * treated[:, None] * (relapse[:, :-1] - relapse[:, 1:])
    ratio = LAW.second_course.ratio(cells.female, cells.dose)[:, None]
    then, later = (np.exp(-LAW.second_course.cumulative(days[1:] + more) * ratio) for more in (0, days_after))
    return float((weight * later).sum() / (weight * then).sum())


TRUTHS = {
    ("remission", "second_course", 730): float(true_remission("second_course", 730, law=LAW)),
    ("cumulative_incidence", "second_course", 730): 1 - float(true_remission("second_course", 730, law=LAW)),
    ("first_treatment_share", "first_topical", 730): true_first_shares(730)["first_topical"],
    ("first_treatment_share", "first_isotretinoin", 365): true_first_shares(365)["first_isotretinoin"],
    ("remission_after_simpler", "", 365): true_after_simpler(365),
    ("course_share", "duration_4_to_6_months", None): float(
        LAW.duration_shares[(LAW.durations >= 112) & (LAW.durations <= 186)].sum()
    ),
    ("course_share", "daily_half_to_one_mg_per_kg", None): sum(LAW.daily_shares[1:5]),
}
AROUND = {  # the bounds of a claim about a share, given the truth, and the verdict that is then right
    "agrees": lambda truth: {"value": round(truth, 3), "margin": 0.06},
    "above": lambda truth: {"value": round(truth * 0.6, 3), "margin": 0.02},
    "below": lambda truth: {"value": round(truth + (1 - truth) * 0.7, 3), "margin": 0.005},
    "agrees, range": lambda truth: {"low": max(truth - 0.06, 0), "high": min(truth + 0.06, 1)},
    "above, range": lambda truth: {"high": truth * 0.6},
    "below, range": lambda truth: {"low": truth + (1 - truth) * 0.7},
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Scorecard:
    """Claims around every truth, held against 8,000 people of the law whose follow-up is complete."""
    folder = tmp_path_factory.mktemp("known")
    iso.simulate_courses(PEOPLE, seed=20, law=LAW, complete_follow_up=True).courses.to_csv(
        folder / "simulated.csv", index=False
    )
    own = [
        {"id": f"{quantity} {outcome} {horizon} {verdict}", "statement": "s", "quantity": quantity, "outcome": outcome}
        | ({} if horizon is None else {"horizon_days": horizon})
        | bounds(truth)
        for (quantity, outcome, horizon), truth in TRUTHS.items()
        for verdict, bounds in AROUND.items()
    ]
    return iso.scorecard(make_study({"data": {"courses": str(folder / "simulated.csv")}, "claims": own}))


@pytest.mark.parametrize("verdict", AROUND)
@pytest.mark.parametrize("address", TRUTHS, ids=lambda address: " ".join(map(str, address)))
def test_the_verdict_is_right_where_the_truth_is_known(known: Scorecard, address: tuple, verdict: str) -> None:
    quantity, outcome, horizon = address
    found = known[f"{quantity} {outcome} {horizon} {verdict}"]
    assert found.verdict == verdict.removesuffix(", range"), (found.says, TRUTHS[address])


def test_the_truths_lie_in_their_intervals(known: Scorecard) -> None:
    inside = []
    for (quantity, outcome, horizon), truth in TRUTHS.items():
        it = known[f"{quantity} {outcome} {horizon} agrees"].reading
        inside.append(it.lower <= truth <= it.upper)
        assert abs(it.estimate - truth) < 3 * (it.upper - it.lower) / 3.92, (quantity, it.estimate, truth)
    assert sum(inside) >= len(TRUTHS) - 1


def test_the_ones_without_a_truth_are_those_of_the_records(tmp_path: Path) -> None:
    card = iso.scorecard(EXAMPLE)
    courses = pd.read_csv(ROOT / "data/example/simulated_courses.csv").query("course_number == 1")
    pairs = courses[["weight_kg", "daily_dose_mg"]].dropna()
    it = card["dose_by_weight_slope"].reading
    slope = np.polyfit(np.log(pairs["weight_kg"]), np.log(pairs["daily_dose_mg"]), 1)[0]
    assert it.estimate == pytest.approx(slope, abs=1e-9)
    assert it.n == len(pairs)
    days = (pd.to_datetime(courses["course_end"]) - pd.to_datetime(courses["course_start"])).dt.days + 1
    assert card["course_length_median"].reading.estimate == days.median()
    within = days.between(112, 186)
    assert card["course_length_share"].reading.events == within.sum()


def test_the_first_claim_is_the_answer_of_the_report(example: Finished, bladder: Finished) -> None:
    for finished in (example, bladder):
        primary, first = finished.analysis.primary, finished.analysis["claims"].value["permanent_improvement"]
        assert (first.reading.estimate, first.reading.lower, first.reading.upper) == (
            primary.estimate, primary.lower, primary.upper,
        )  # fmt: skip
        assert (first.verdict, first.claim.outcome) == (primary.verdict, finished.analysis.primary_outcome)


def test_the_claim_section_and_the_primary_are_the_first_claims() -> None:
    card = iso.scorecard(EXAMPLE, remission=0.6, margin=0.04, primary={"outcome": "any_treatment", "horizon_days": 400})
    first = card["permanent_improvement"].claim
    assert (first.value, first.margin, first.outcome, first.horizon_days) == (0.6, 0.04, "any_treatment", 400)
    assert "free of any acne treatment" in card["permanent_improvement"].definition
    assert card["second_course_rare"].claim.horizon_days == 730, "the others stay as they are"


def test_the_report_holds_the_scorecard_and_its_file_is_that_of_the_command(example: Finished, tmp_path: Path) -> None:
    written = (example.folder / "tables" / "scorecard.csv").read_bytes()
    write_scorecard(iso.scorecard(EXAMPLE), tmp_path / "out")
    assert (tmp_path / "out" / "scorecard.csv").read_bytes() == written
    page = (example.folder / "report.html").read_text()
    for each in example.analysis["claims"].value.rows:
        assert each.says in page
        assert each.verdict_words in page
    assert iso.scorecard(example.analysis) is example.analysis["claims"].value
    assert not example.analysis.results["quantity"].isin(["first_treatment_share", "rank_correlation"]).any()


def without(tmp_path: Path, *columns: str) -> Scorecard:
    frame = pd.read_csv(ROOT / "data/example/simulated_courses.csv", nrows=1_000).drop(columns=list(columns))
    frame.to_csv(tmp_path / "courses.csv", index=False)
    return iso.scorecard(tmp_path / "courses.csv")


def test_records_without_weight_response_or_treatments_cannot_tell_and_say_so(
    tmp_path: Path, example: Finished
) -> None:
    no_place = {claim.id for claim in builtin_claims() if claim.quantity in ("no_place", "window_share")}
    no_place |= {claim.id for claim in builtin_claims() if claim.outcome in CONDUCT}  # of which they hold nothing
    full = {row.claim.id for row in example.analysis["claims"].value.rows if row.verdict == "cannot_be_told"}
    history = {"not_first_line", "several_attempts"}  # course records begin with the course
    assert no_place | history <= full <= no_place | history | {"return_answers"}
    full |= {"return_answers", "permanent_for_ever"}  # untold without a file of later treatments

    def lacking(*columns: str) -> tuple[Scorecard, dict[str, str]]:
        card = without(tmp_path, *columns)
        told = {row.claim.id: row.reading.why for row in card.rows if row.verdict == "cannot_be_told"}
        return card, {name: why for name, why in told.items() if name not in full}

    no_weight = "no daily dose with a person's own weight is recorded"
    assert lacking("weight_kg")[1] == {
        "usual_range": no_weight, "dose_by_weight_slope": f"{no_weight}, or too few or all of one weight",
    }  # fmt: skip
    assert lacking("birth_year")[1] == {"teenagers": "no year of birth with a dated start is recorded"}
    assert set(lacking("indication")[1]) == {"primarily_nodulocystic", "relapse_after_antibiotics"}
    assert set(lacking("response")[1]) == {
        "permanent_success", "permanent_success_improved", "often_clears", "often_clears_lenient",
    }  # fmt: skip
    silent, untold = lacking("relapse_date", "relapse_treatment")
    assert set(untold.values()) == {"no later treatments are recorded"}
    assert set(untold) == {
        "permanent_3_years", "permanent_5_years", "permanent_success", "permanent_success_improved", "return_is_few",
        "return_is_mild",
        "long_remission_many", "acne_free_3_years", "acne_free_5_years", "relapse_after_antibiotics",
    }  # fmt: skip
    assert silent["permanent_improvement"].claim.outcome == "second_course", "the first outcome that they can tell"
    frame = pd.read_csv(ROOT / "data/example/simulated_courses.csv").drop(columns=["response"])
    frame.to_csv(tmp_path / "courses.csv", index=False)
    among = {"id": "r", "statement": "s", "quantity": "remission", "outcome": "any_treatment", "horizon_days": 365,
             "population": "responders", "low": 0.5}  # fmt: skip
    study = make_study({"data": {"courses": str(tmp_path / "courses.csv")}, "claims": [among]})
    card = iso.scorecard(study)
    assert card["r"].reading.why == "no response at the end of the course is recorded"
    assert card["second_course_rare"].verdict == "agrees"
    assert "the response at its end is not recorded" in card["second_course_rare"].reading.population


def test_few_people_are_not_quoted(tmp_path: Path) -> None:
    frame = pd.read_csv(ROOT / "data/example/simulated_courses.csv")
    again = frame.loc[frame["course_number"] == 2, "patient_id"].unique()[:3]
    once = frame.loc[~frame["patient_id"].isin(frame.loc[frame["course_number"] == 2, "patient_id"]), "patient_id"]
    frame[frame["patient_id"].isin([*again, *once[:80]])].to_csv(tmp_path / "few.csv", index=False)
    first = {"id": "first", "statement": "s", "quantity": "first_treatment_share", "outcome": "first_topical",
             "horizon_days": 730, "low": 0.5}  # fmt: skip
    study = {"data": {"courses": str(tmp_path / "few.csv")}, "claims": [first]}
    card = iso.scorecard(make_study(study))
    assert card["second_course_rare"].reading.status == "ok", "few events are no reason to hide them: counts are exact"
    assert card["first"].reading.status == "ok"
    late = iso.scorecard(tmp_path / "few.csv", primary={"outcome": "any_treatment", "horizon_days": 3650})
    first = late["permanent_improvement"]
    assert (first.reading.status, first.says) == ("beyond_followup", "–")
    assert "fewer than 10 people were by estimate still followed then" in first.verdict_words


STUDY = """
[data]
courses = "{courses}"
[[claims]]
id = "half"
statement = "Half of our patients need no treatment for three years."
quantity = "remission"
outcome = "any_treatment"
value = 0.5
horizon_days = 1096
how_read = "No treatment at all."
[[claims]]
id = "second_course_rare"
statement = "A second course is very rare."
quantity = "cumulative_incidence"
outcome = "second_course"
high = 0.05
horizon_days = 500
"""


def test_ones_own_claims_in_the_study_file(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(STUDY.format(courses=ROOT / "data/example/simulated_courses.csv"))
    frame = iso.claims(tmp_path / "study.toml")
    assert frame["id"].tolist() == [*iso.claims()["id"], "half"], "the same id replaces, a new one comes after"
    found = CliRunner().invoke(main, ["claims", str(tmp_path / "study.toml"), "--out", str(tmp_path / "out")])
    assert found.exit_code == 0, found.output
    flat = " ".join(found.output.split())
    assert "at three years" not in flat
    assert "1,096 days after the last covered day" in flat, "a horizon that the study does not have is estimated"
    assert f"Wrote {tmp_path / 'out' / 'scorecard.csv'}." in found.output
    written = pd.read_csv(tmp_path / "out" / "scorecard.csv").set_index("id")
    assert written.loc["half", ["value", "margin"]].tolist() == [0.5, 0.05]
    assert written.loc["second_course_rare", "verdict"] == "above"
    assert max(map(len, found.output.splitlines()[:-2])) <= 100


def test_a_value_without_a_margin_has_that_of_the_study() -> None:
    own = {"id": "a", "statement": "s", "quantity": "remission", "outcome": "any_treatment", "value": 0.5}
    study = make_study({"data": {"courses": "c.csv"}, "claim": {"margin": 0.02}, "claims": [own | {"horizon_days": 9}]})
    assert checked_claims(study.claims, margin=study.claim.margin)[0].margin == 0.02


OWN = {"id": "a", "statement": "s", "quantity": "median_duration", "low": 5}


@pytest.mark.parametrize(
    ("claims", "text"),
    [
        ([OWN | {"quantiy": "x"}], r"number 1: unknown key quantiy; did you mean 'quantity'"),
        ([OWN, {"id": "b", "statement": "s"}], r"\[\[claims\]\] number 2: quantity is required"),
        ([OWN | {"low": "5"}], r"\[\[claims\]\] number 1: low must be a number, not '5'"),
        ([OWN | {"horizon_days": 1.5}], r"number 1: horizon_days must be a whole number, not 1\.5"),
        (OWN, r"claims are written as \[\[claims\]\], one such table for each"),
        ([OWN, OWN], r"Claim 'a' is there 2 times; every claim needs its own id"),
        (
            [OWN | {"quantity": "median_durtion"}],
            r"Claim 'a': there is no quantity 'median_durtion'; did you mean 'median_duration'",
        ),
        (
            [OWN | {"quantity": "course_share", "outcome": "duration_4_to_6_months"}],
            r"low must be a share between 0 and",
        ),
    ],
)
def test_own_claims_that_cannot_be(claims: object, text: str) -> None:
    with pytest.raises(StudyError, match=text):
        iso.scorecard(make_study({"data": {"courses": "c.csv"}, "claims": claims}))


def test_a_section_named_nearly_so_is_told() -> None:
    with pytest.raises(StudyError, match=r"unknown section \[claimss\]; did you mean 'claims'"):
        make_study({"data": {"courses": "c.csv"}, "claimss": []})


def run(*words: object) -> tuple[int, str]:
    found = CliRunner().invoke(main, ["claims", *map(str, words)])
    assert "Traceback" not in found.output
    return found.exit_code, found.output


def test_the_command_on_real_records_and_its_exit_codes(tmp_path: Path) -> None:
    code, text = run(REAL)
    assert code == 0
    assert "cannot be told" in text
    assert list(tmp_path.iterdir()) == []
    assert run(tmp_path / "absent.toml")[0] == 1
    (tmp_path / "study.toml").write_text(STUDY.format(courses="c.csv").replace("value = 0.5", "value = 50"))
    code, text = run(tmp_path / "study.toml")
    assert code == 1
    assert "Claim 'half': value must be a share between 0 and 1, not 50 (85% is written 0.85)." in text
    assert run(REAL, "--remission")[0] == 2
    code, text = run(REAL, "--out", ROOT / "tests")
    assert code == 1
    assert "that isostats did not write" in text
    with pytest.raises(OutputError):
        write_scorecard(iso.scorecard(REAL), ROOT / "tests")


def test_faulty_records_stop_it_as_they_stop_the_report(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(
        "patient_id,course_start,course_end,last_contact\n88,2019-04-02,2019-03-30,2020-01-01\n"
    )
    with pytest.raises(DataError, match="2019-03-30"):
        iso.scorecard(tmp_path / "bad.csv")
    assert run(tmp_path / "bad.csv", "--out", tmp_path / "out")[0] == 1
    assert not (tmp_path / "out").exists()


def test_dispensings_have_a_scorecard_too(tmp_path: Path) -> None:
    from isostats.simulate import simulate_dispensings, write_simulation

    write_simulation(simulate_dispensings(600, seed=4), tmp_path / "claims")
    card = iso.scorecard(tmp_path / "claims" / "study.toml")
    assert "A new course begins after more than 60 drug-free days" in card.note
    assert card["permanent_improvement"].verdict in {"below", "agrees", "differs_within_margin", "undecided"}
    assert card["course_length_median"].reading.n > 300

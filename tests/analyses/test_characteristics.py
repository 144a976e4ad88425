"""Table 1 is what pandas counts on the same people, and its differences are those of the formulas by hand."""

from __future__ import annotations

from math import isnan, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

import isostats as iso
from isostats.analyses.characteristics import characteristics_of
from isostats.analyses.results import StudyResults
from isostats.cohort.characteristics import described_facts, moments
from isostats.estimate.standardised import standardised_mean_difference, standardised_share_difference
from tests.analyses.said import answers_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["sex", "site", "age: <18, >=18", None])
def example(request: pytest.FixtureRequest) -> StudyResults:
    groups = [request.param] if request.param else []
    return answers_of(ROOT / "data/example/simulated_courses.csv", "characteristics", groups=groups)


def people(analysis: StudyResults) -> pd.DataFrame:
    """One row a person, as the engine has them, with their group."""
    cohort = analysis.cohort
    by = cohort.split_by(analysis.groups[0]) if analysis.groups else None
    group = "'all'" if by is None else f"COALESCE({by.sql}, 'missing')"
    return cohort.query(f'SELECT *, {group} AS "group" FROM first_courses')


def test_moments_and_counts_are_those_of_pandas(example: StudyResults) -> None:
    value = example["characteristics"].value
    rows = people(example)
    for column, source in (("weight_kg", "weight_kg"), ("lesion_count", "by_lesion_count")):
        frame = value.frame[value.frame["column"] == column].set_index("group")
        assert set(frame.index) == set(value.people) == {"all", *(rows["group"] if example.groups else ())}
        for group, each in frame.iterrows():
            numbers = rows.loc[(rows["group"] == group) | (group == "all"), source].astype(float)
            assert each["n"] + each["missing"] == len(numbers) == value.people[group]
            wanted = [numbers.mean(), numbers.std(), *numbers.quantile([0.25, 0.5, 0.75])]
            held = [each[name] for name in ("mean", "deviation", "lower_quartile", "median", "upper_quartile")]
            np.testing.assert_allclose(held, wanted, rtol=1e-9)
    frame = value.frame[value.frame["column"] == "indication"]
    for (level, group), n in frame.set_index(["category", "group"])["n"].items():
        assert n == ((rows["indication"] == level) & ((rows["group"] == group) | (group == "all"))).sum()


def test_levels_and_those_without_add_up_to_the_people(example: StudyResults) -> None:
    value = example["characteristics"].value
    levels = value.frame[value.frame["category"] != ""]
    assert {"indication", "response"} <= set(levels["column"])
    for (_, group), rows in levels.groupby(["column", "group"]):
        assert rows["n"].sum() + rows["missing"].iloc[0] == value.people[group]


def test_differences_are_those_of_the_formulas(example: StudyResults) -> None:
    frame = example["characteristics"].value.frame
    if example.groups != ("sex",):
        if not example.groups:
            assert "standardised_difference" not in frame or frame["standardised_difference"].isna().all()
        return
    rows = people(example)
    by_sex = rows.groupby("group")["weight_kg"].agg(["mean", "var"])
    wanted = abs(by_sex["mean"].diff().iloc[1]) / sqrt(by_sex["var"].mean())
    held = frame.loc[frame["column"] == "weight_kg", "standardised_difference"]
    np.testing.assert_allclose(held, wanted, rtol=1e-9)
    assert "sex" not in set(frame["column"]), "the groups stand at the head"


def test_what_only_the_end_tells_is_marked_and_stands_last(example: StudyResults) -> None:
    table = example["characteristics"].tables["characteristics"]
    starred = [cells[0].endswith(" *") for cells in table.body if not cells[0].startswith("–")]
    assert starred == sorted(starred)
    assert any(starred)
    assert "Known only at the end of the course" in table.caption


def test_levels_are_told_apart_whatever_they_are_called() -> None:
    names = ["=HYPERLINK(1)", "$outh & |North|", "<b>a</b>", "a=b", "c=b"]
    frame = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str).head(120)
    frame["site"] = [names[place % len(names)] for place in range(len(frame))]
    cohort = iso.first_courses(iso.read_courses(frame))
    heads = [head.partition(" (n = ")[0] for head in iso.table_one(cohort, by="site").header[2:-1]]
    assert sorted(heads) == sorted(names)
    rows = [row[0] for row in iso.table_one(cohort, by="sex", columns=["site"]).body]
    assert sorted(row.removeprefix("– ") for row in rows[1:] if row != "– not recorded") == sorted(names)


shares = st.lists(st.integers(0, 40), min_size=2, max_size=2)


def test_a_number_of_which_one_group_has_no_value_is_missing_there() -> None:
    course = {"course_start": "2019-01-01", "course_end": "2019-06-30", "last_contact": "2021-06-30"}
    rows = [{"patient_id": n, "site": "AB"[n % 2], **course, "gags_end": None if n % 2 else n} for n in range(8)]
    cohort = iso.first_courses(iso.read_courses(pd.DataFrame(rows)))
    (fact,) = (each for each in cohort.facts.values() if each.name == "gags_end")
    held = {row["group"]: (row["n"], row["missing"]) for row in moments(cohort, [fact], cohort.split_by("site"))}
    assert held == {"all": (4, 4), "A": (4, 0), "B": (0, 4)}


@settings(max_examples=60, deadline=None)
@given(shares, shares)
def test_two_levels_are_the_formula_of_two_shares(first: list[int], second: list[int]) -> None:
    counts = np.array([first, second], dtype=float)
    held = standardised_share_difference(counts)
    if not counts.sum(axis=1).all() or not counts.sum(axis=0).all():
        assert isnan(held)
        return
    p, q = counts[:, 0] / counts.sum(axis=1)
    spread = (p * (1 - p) + q * (1 - q)) / 2
    assert isnan(held) if spread == 0 else held == pytest.approx(abs(p - q) / sqrt(spread), rel=1e-9, abs=1e-12)


def test_many_levels_are_yang_and_daltons_distance() -> None:
    a, b = np.array([0.2, 0.3, 0.5]), np.array([0.4, 0.4, 0.2])
    spread = [[(p * (1 - p) if i == j else -p * p2) for j, p2 in enumerate(x[:2])] for x in (a, b)
              for i, p in enumerate(x[:2])]  # fmt: skip
    mean = (np.array(spread[:2]) + np.array(spread[2:])) / 2
    wanted = sqrt((a - b)[:2] @ np.linalg.inv(mean) @ (a - b)[:2])
    assert standardised_share_difference(np.array([a * 100, b * 50])) == pytest.approx(wanted, rel=1e-9)
    assert standardised_share_difference(np.array([a[::-1], b[::-1]])) == pytest.approx(wanted, rel=1e-9)
    assert standardised_share_difference(np.array([a, a])) == 0
    assert isnan(standardised_mean_difference(np.array([1.0, 2.0]), np.array([0.0, 0.0])))


@pytest.mark.parametrize("few", [0, 1, 40])
def test_however_few_people_are_looked_at_first_the_columns_are_the_same(
    example: StudyResults, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("isostats.cohort.characteristics.LOOKED_AT", 1_000_000)
    whole = described_facts(example.cohort)
    monkeypatch.setattr("isostats.cohort.characteristics.LOOKED_AT", few)
    assert described_facts(example.cohort) == whole
    assert all(whole[:2])


@pytest.mark.parametrize("site", ["all", "n", "missing"])
def test_a_group_may_be_called_as_a_column_or_as_everybody(site: str) -> None:
    courses = iso.simulate_courses(60, seed=4).courses
    ids = pd.factorize(courses["patient_id"])[0]
    courses = courses.assign(site=[("North", site, None)[each % 3] for each in ids])
    table = iso.table_one(iso.first_courses(iso.read_courses(courses)), by="site")
    shown = {"all": "site=all", "n": "n", "missing": "missing (as written)"}[site]
    heads = {head.partition(" (n =")[0] for head in table.header[1:-1]}
    assert heads == {"all", "North", shown, "missing"}
    levels = table.full[table.full["column"] == "sex"]
    sizes = levels.groupby("group")["n"].sum() + levels.groupby("group")["missing"].first()
    assert sizes["all"] == 60
    assert sizes.drop("all").tolist() == [20, 20, 20]


def test_a_figure_of_what_is_missing_heads_its_columns_as_the_table_does() -> None:
    """Also where the level holds a sign of equality."""
    courses = iso.simulate_courses(60, seed=4).courses
    levels = (">=3", "<=3", "a=b=c")
    ids = pd.factorize(courses["patient_id"])[0]
    courses = courses.assign(site=[levels[each % 3] for each in ids])
    value = characteristics_of(iso.first_courses(iso.read_courses(courses)), by="site")
    figure = iso.figures.missingness(value.missing)
    heads = {text.get_text() for text in figure.findobj(Text)}
    assert {*levels} <= heads
    details = iso.figures.describe(figure).details
    assert all(f" {level} " in details for level in levels), details


def test_a_declared_number_of_few_values_is_a_number_and_no_interruption_lacks_no_reason(tmp_path: Path) -> None:
    rows = [
        f"P{i},2015-01-01,2015-06-30,2020-01-01,{60 + 10 * (i % 3)},{i % 4},{'lab' * (i % 4 > 0)}" for i in range(1, 41)
    ]
    header = "patient_id,course_start,course_end,last_contact,weight_kg,interruption_days,interruption_reason"
    file = tmp_path / "few.csv"
    file.write_text("\n".join([header, *rows]).replace(",lab", ",laboratory") + "\n", encoding="utf-8")
    frame = iso.table_one(iso.first_courses(iso.read_courses(file))).frame
    numbers = set(frame[frame["category"] == ""]["column"])
    assert {"weight_kg", "interruption_days"} <= numbers
    reasons = frame[frame["column"] == "interruption_reason"].set_index("category")
    assert reasons.loc["no_interruption", "n"] == 10
    assert reasons["missing"].max() == 0


def test_a_group_of_one_person_sets_no_difference() -> None:
    """Numbers need two people for a spread; so do columns of levels: women and men are alike, the one other is not."""
    rows = [("female", "A"), ("female", "B"), ("male", "A"), ("male", "B"), ("other", "C")]
    frame = pd.DataFrame({
        "patient_id": [f"p{at}" for at in range(5)], "sex": [sex for sex, _ in rows],
        "site": [site for _, site in rows],
        "course_start": "2015-01-01", "course_end": "2015-07-01", "last_contact": "2020-07-01",
    })  # fmt: skip
    made = iso.table_one(iso.first_courses(iso.read_courses(frame)), by="sex", columns=["site"])
    assert set(made.frame["standardised_difference"]) == {0.0}


@pytest.mark.parametrize("weight", [59.1, 60.3])
def test_people_of_one_value_differ_by_nothing(weight: float) -> None:
    """No rounding of a sum is a spread, by which a difference is divided: a 36th of 36 such weights is another."""
    courses = iso.simulate_courses(72, seed=4).courses
    sexes = np.where(pd.factorize(courses["patient_id"])[0] % 2, "male", "female")
    records = iso.read_courses(courses.assign(weight_kg=weight, sex=sexes))
    full = iso.table_one(iso.first_courses(records), by="sex", columns=["weight_kg"]).full
    assert set(full["deviation"]) == {0.0}
    assert set(full[["mean", "lower_quartile", "median", "upper_quartile"]].to_numpy().ravel()) == {weight}
    assert full["standardised_difference"].isna().all()

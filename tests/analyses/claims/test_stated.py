"""Claims as data: what ships, what a user may state, and the error texts of what cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.claims.comparison import CLAIMED_REMISSION, MARGIN
from isostats.analyses.claims.quantities import QUANTITIES
from isostats.analyses.claims.stated import builtin_claims, checked_claims, read_as, read_claims, with_own
from isostats.errors import StudyError
from isostats.study.definitions import Claim
from isostats.vocabulary.calendar import months

DATA = Path(__file__).parents[3] / "data"
GOOD = {"id": "mine", "statement": "It is so.", "quantity": "remission", "outcome": "any_treatment", "value": 0.6,
        "horizon_days": 365}  # fmt: skip


def checked(**keys: object) -> Claim:
    (claim,) = checked_claims([Claim(**keys)])  # type: ignore[arg-type]
    return claim


def test_every_statement_of_the_article_is_there() -> None:
    found = iso.claims()
    text = " ".join(found["statement"]).lower()
    for words in ("85%", "permanent improvement", "4 to 6 months", "daily dose", "weight", "second course is rare",
                  "mild acne returns", "simpler treatments"):  # fmt: skip
        assert words in text, words
    assert found["id"].is_unique
    assert found[["statement", "quantity", "unit", "how_read", "source"]].map(len).min().min() > 0
    first = found.iloc[0]
    assert (first["value"], first["margin"], first["horizon_days"]) == (CLAIMED_REMISSION, MARGIN, 730)
    low, high = found.set_index("id").loc["course_length_median", ["low", "high"]].tolist()
    assert (low, high) == (4 * 28, 186), "four packs of 28 days, and six calendar months with two to spare"
    longest = max((date(2019 + (m + 5) // 12, (m + 5) % 12 + 1, 1) - date(2019, m, 1)).days for m in range(1, 13))
    assert low < 4 * 30 < months(4) < months(6) < longest < high


def test_where_the_article_gives_no_number_our_reading_is_called_ours() -> None:
    for claim in builtin_claims():
        told = claim.id.startswith("course_length_median") or claim.described
        if claim.value is None and not told:
            assert any(words in claim.how_read for words in ("our reading", "our readings")), claim.id


def test_no_bound_can_be_met_by_records_that_say_the_opposite() -> None:
    """'Permanent' is read later than at two years; a slope of nothing is no dependence on weight."""
    found = iso.claims().set_index("id")
    assert found.loc[["permanent_3_years", "permanent_5_years"], "horizon_days"].tolist() == [1095, 1826]
    assert found.loc["dose_by_weight_slope", "low"] == 0.5
    rare = found[found["statement"] == "A second course is rare."]
    assert set(rare["high"]) == {0.05, 0.1}
    assert found.loc["return_answers", "low"] == 0.8
    assert found.loc["return_is_few", "high"] == 0.2


def test_a_claim_may_only_be_described() -> None:
    described = checked(**GOOD | {"value": None, "described": True})
    assert read_as(described).startswith("Described: share in remission one year after the course")
    with pytest.raises(StudyError, match="what is only described has no value"):
        checked(**GOOD | {"described": True})
    with pytest.raises(StudyError, match="With described = true it is held against nothing"):
        checked(**GOOD | {"value": None})


def test_the_description_beside_the_data_names_every_column_quantity_and_outcome() -> None:
    text = (DATA / "claims.md").read_text(encoding="utf-8")
    names = {*iso.claims().columns, *QUANTITIES, *(name for each in QUANTITIES.values() for name in each.outcomes)}
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


def test_a_reading_says_what_is_held_against_what() -> None:
    made = checked(**GOOD | {"how_read": "Everything counts."})
    assert made.margin == MARGIN
    assert read_as(made) == (
        "60%, give or take 5 points, in remission one year after the course, free of any acne treatment. "
        "Everything counts."
    )
    weight = checked(id="w", statement="s", quantity="dose_weight_correlation", value=0.5, margin=0.1)
    assert read_as(weight).startswith("Rank correlation of the daily dose (mg) with body weight: 0.5, give or take 0.1")


def test_ones_own_come_after_and_the_same_id_replaces() -> None:
    rare = Claim(id="second_course_rare", statement="s", quantity="cumulative_incidence", outcome="second_course",
                 high=0.05, horizon_days=365)  # fmt: skip
    found = with_own(builtin_claims(), [Claim(**GOOD), rare])
    assert [one.id for one in found] == [*(one.id for one in builtin_claims()), "mine"]
    assert next(one for one in found if one.id == "second_course_rare").high == 0.05


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"id": " "}, r"Claim ' ' has no id; id, statement, quantity are required\."),
        ({"statement": ""}, r"Claim 'mine' has no statement"),
        (
            {"quantity": "remision"},
            r"Claim 'mine': there is no quantity 'remision'; did you mean 'remission'\? Known: rem",
        ),
        ({"quantity": "zzz"}, r"no quantity 'zzz'\. Known: remission, cured_share, treatment_success, "),
        (
            {"outcome": "any_treatmen"},
            r"'any_treatmen' is not known; did you mean 'any_treatment'\? With remission: any_",
        ),
        ({"outcome": ""}, r"remission needs an outcome, one of: any_treatment, systemic_treatment, "),
        ({"quantity": "median_duration", "horizon_days": None}, r"median_duration has no outcome; leave it out"),
        ({"population": "people"}, r"population 'people' is not known"),
        (
            {"quantity": "first_treatment_share", "outcome": "first_topical", "population": "with_response"},
            r"population 'with_response' is not one that it is read in; did you mean 'responders'.*everyone, resp",
        ),
        ({"horizon_days": None}, r"remission needs horizon_days, such as 730 for two years"),
        ({"horizon_days": 0}, r"horizon_days must be a whole number of days above 0, not 0"),
        (
            {"quantity": "course_share", "outcome": "duration_4_to_6_months"},
            r"course_share has no horizon; leave horizon_days out",
        ),
        ({"value": 85}, r"Claim 'mine': value must be a share between 0 and 1, not 85 \(85% is written 0\.85\)\."),
        ({"value": 1.0}, r"value must be a share between 0 and 1, not 1"),
        ({"value": float("nan")}, r"value must be a share between 0 and 1, not nan"),
        ({"value": None, "high": 10}, r"high must be a share between 0 and 1, not 10"),
        ({"value": None, "low": -0.1}, r"low must be a share between 0 and 1, not -0\.1"),
        ({"value": None}, r"needs a value \(with a margin\), or low or high or both; neither is\."),
        ({"low": 0.1}, r"needs a value .*; both are given\."),
        ({"value": None, "low": 0.5, "high": 0.5}, r"low must be below high, but 0\.5 is not below 0\.5"),
        ({"value": None, "low": 0.5, "margin": 0.1}, r"margin goes with value; a range from low to high has none"),
        ({"margin": 5}, r"margin must be above 0 and below 1, not 5"),
        ({"margin": 0}, r"margin must be above 0 and below 1, not 0"),
        (
            {"quantity": "median_duration", "outcome": "", "horizon_days": None, "value": 150},
            r"median_duration is held against low and high, not against one value",
        ),
        (
            {"quantity": "median_duration", "outcome": "", "horizon_days": None, "value": None, "low": -5},
            r"low must be a number of days, not -5",
        ),
        (
            {"quantity": "dose_weight_correlation", "outcome": "", "horizon_days": None, "value": 1.5},
            r"value must be a correlation between -1 and 1, not 1\.5",
        ),
        (
            {"quantity": "dose_weight_correlation", "outcome": "", "horizon_days": None, "value": 0.5},
            r"a value in correlation needs a margin",
        ),
    ],
)
def test_what_cannot_be_claimed(given: dict, text: str) -> None:
    with pytest.raises(StudyError, match=text):
        checked(**GOOD | given)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    pd.DataFrame([GOOD]).to_csv(file, index=False)
    found = iso.claims(file)
    assert found[["id", "value", "margin", "horizon_days", "unit"]].iloc[0].tolist() == [
        "mine",
        0.6,
        0.05,
        365,
        "share",
    ]
    iso.claims().to_csv(file, index=False)
    assert read_claims(file) == builtin_claims(), "what is written can be read again"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id,statement,quantty\n", r"unknown column 'quantty'; did you mean 'quantity'"),
        ("id,statement\n", r"lacks 1 column: quantity"),
        ("id,statement,quantity,low\na,s,median_duration,x\n", r"mine\.csv, row 2: low is no number: 'x'"),
        (
            "id,statement,quantity,outcome,low,horizon_days\na,s,remission,any_treatment,0.5,1.5\n",
            r"row 2: horizon_days is no whole number: '1\.5'",
        ),
        (
            "id,statement,quantity,low,unit\na,s,median_duration,5,months\n",
            r"the unit of median_duration is days, not 'mon",
        ),
        (
            "id,statement,quantity,low\na,s,median_duration,5\na,s,median_duration,6\n",
            r"Claim 'a' is there 2 times; every",
        ),
        ("id,statement,quantity\n,s,remission\n", r"Claim '' has no id"),
        ("", r"cannot be read as a CSV file of claims"),
    ],
)
def test_a_file_that_cannot_be(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "mine.csv").write_text(text)
    with pytest.raises(StudyError, match=fault):
        iso.claims(tmp_path / "mine.csv")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(
        StudyError, match=r"There is no file .*absent\.csv\. Name a CSV file of claims, or a study file"
    ):
        iso.claims(tmp_path / "absent.csv")

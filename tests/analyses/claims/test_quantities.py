"""Every quantity that a claim may speak of: read from tiny tidy frames, its verdict worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.claims.quantities import QUANTITIES, population_for
from isostats.analyses.claims.readings import KnownResults, Reading
from isostats.analyses.claims.scorecard import WORDS, Scored, score
from isostats.analyses.claims.stated import builtin_claims
from isostats.analyses.rows import row
from isostats.errors import EstimateError
from isostats.study.definitions import Claim

NAN = float("nan")
POPULATIONS = {"everyone": "everyone at all", "responders": "people clear"}
OUTCOMES = ("any_treatment", "systemic_treatment", "second_course", "recorded_relapse")


def claim(quantity: str, **given: object) -> Claim:
    return Claim(id="it", statement="It is so.", quantity=quantity, **given)  # type: ignore[arg-type]


def scored(one: Claim, rows: list[dict], **ground: object) -> Scored:
    told = {"outcomes": OUTCOMES, "populations": POPULATIONS} | ground
    return score([one], KnownResults(among(rows), **told)).rows[0]  # type: ignore[arg-type]


def among(rows: list[dict]) -> Callable[[Claim], list[dict]]:
    """The row of a claim: of its quantity, its population, and its day where it has one."""

    def of_claim(one: Claim) -> list[dict]:
        address = {"quantity": one.quantity, "population": population_for(one), "time_days": one.horizon_days}
        return [each for each in rows if all(each[name] == value for name, value in address.items())]

    return of_claim


def curve_row(quantity: str, outcome: str, population: str, method: str, estimate: float, **numbers: object) -> dict:
    """400 people, all followed to the day: the standard error is the binomial one, as Greenwood's is then."""
    from isostats.estimate.intervals import loglog_limits

    std_error = (estimate * (1 - estimate) / 400) ** 0.5
    lower, upper = loglog_limits(estimate, std_error, 0.95)
    found = {"estimate": estimate, "lower": float(lower), "upper": float(upper), "std_error": std_error, "level": 0.95,
             "time_days": 730, "n": 400, "at_risk": 300, "events": round(400 * (1 - estimate))}  # fmt: skip
    return row(quantity, outcome, population, method, **(found | numbers))


def remission(estimate: float = 0.775, **numbers: object) -> dict:
    return curve_row("remission", "systemic_treatment", "everyone", "kaplan_meier", estimate, **numbers)


REMISSION = claim("remission", outcome="systemic_treatment", horizon_days=730, value=0.85, margin=0.05)


def test_remission_is_read_at_its_horizon_with_its_definition() -> None:
    found = scored(REMISSION, [remission(), remission(0.6, time_days=365)])
    assert (found.reading.estimate, found.reading.n, found.reading.events) == (0.775, 400, 90)
    # log(-log 0.775) = -1.36673; se = 0.020879 / (0.775 * 0.254892) = 0.105694; 1.959964 of it to either side
    assert found.says == "77.5% (73.1 to 81.3)"
    assert (found.verdict, found.verdict_words) == ("below", "below 85%")
    for part in ("systemic treatment (a later oral", "two years", "Kaplan-Meier", "everyone", "90 events"):
        assert part in found.definition, part


@pytest.mark.parametrize(
    ("events", "n"), [(600, 4000), (720, 4000), (1000, 4000), (100, 4000), (9, 60), (0, 60), (45, 300), (60, 300)]
)
def test_a_figure_is_judged_as_compare_to_claim_judges_it(events: int, n: int) -> None:
    days, status = [100] * events + [2000] * (n - events), [1] * events + [0] * (n - events)
    curve = iso.kaplan_meier(iso.event_table(days, status))
    numbers = curve.at([730]).iloc[0][["estimate", "lower", "upper", "std_error", "n", "at_risk", "events", "status"]]
    known = iso.compare_to_claim(curve, horizon_days=730)
    found = scored(REMISSION, [remission(**numbers.to_dict()) | {"followed": known.followed}])
    assert found.verdict == {"not_estimable": "cannot_be_told"}.get(known.verdict, known.verdict)
    if found.verdict != "cannot_be_told":
        assert found.beside == known.verdicts_beside
        assert (found.reading.lower, found.reading.upper) == pytest.approx((known.lower, known.upper), abs=1e-12)


@pytest.mark.parametrize(
    ("bounds", "verdict", "words"),
    [
        ({"low": 0.7}, "agrees", "agrees: at least 70%"),
        ({"low": 0.8}, "undecided", "undecided: the interval reaches across 80%"),
        ({"low": 0.82}, "below", "below 82%"),
        ({"high": 0.82}, "agrees", "agrees: at most 82%"),
        ({"high": 0.7}, "above", "above 70%"),
        ({"low": 0.7, "high": 0.82}, "agrees", "agrees: 70 to 82%"),
        ({"low": 0.76, "high": 0.78}, "undecided", "undecided: the interval reaches across 76% and 78%"),
        ({"low": 0.76, "high": 0.9}, "undecided", "undecided: the interval reaches across 76%"),
        ({"low": 0.9, "high": 0.95}, "below", "below 90%"),
        ({"value": 0.8, "margin": 0.1}, "agrees", "agrees with 80% within 10 points"),
        ({"value": 0.83, "margin": 0.1}, "differs_within_margin", "differs from 83%, within 10 points"),
        ({"value": 0.7, "margin": 0.01}, "above", "above 70%"),
        ({"value": 0.78, "margin": 0.01}, "undecided", "undecided: neither told from 78% nor shown to agree within"),
    ],
)
def test_verdicts_of_an_interval_from_73_to_81(bounds: dict, verdict: str, words: str) -> None:
    found = scored(replace(REMISSION, **({"value": None, "margin": None} | bounds)), [remission()])
    assert found.verdict == verdict
    assert found.verdict_words.startswith(words)


def test_a_frequency_is_read_among_everyone_by_aalen_johansen() -> None:
    rare = claim("cumulative_incidence", outcome="second_course", horizon_days=730, high=0.1)
    rows = [
        curve_row("cumulative_incidence", "second_course", name, "aalen_johansen", estimate)
        for name, estimate in (("responders", 0.3), ("everyone", 0.06))
    ]
    found = scored(rare, rows)
    assert (found.reading.estimate, found.reading.population) == (0.06, "everyone at all")
    assert (found.verdict, found.verdict_words) == ("agrees", "agrees: at most 10%")
    without_response = scored(rare, rows, populations={"everyone": "all of them"})
    assert without_response.reading.estimate == 0.06, "everyone needs no response"


def test_shares_of_courses_have_wilson_limits_of_any_level() -> None:
    # 60 of 80: z = 1.959964; (60 + z2/2 -+ z sqrt(60 * 20 / 80 + z2/4)) / (80 + z2), by hand 0.6452 and 0.8319
    share = row("course_share", "duration_4_to_6_months", "everyone", "wilson", estimate=0.75, lower=0.6452,
                upper=0.8319, n=80, events=60, level=0.95)  # fmt: skip
    low = claim("course_share", outcome="duration_4_to_6_months", low=0.5)
    found = scored(low, [share])
    assert (found.says, found.verdict) == ("75.0% (64.5 to 83.2)", "agrees")
    assert "80 people, 60 of them" in found.definition
    assert found.reading.limits is not None
    assert found.reading.limits(0.95) == pytest.approx((0.645153, 0.831938), abs=1e-6)
    narrow, wide = found.reading.limits(0.9), found.reading.limits(0.99)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_no_weight_and_the_dose_by_weight_cannot_be_told() -> None:
    none = row("course_share", "daily_half_to_one_mg_per_kg", "everyone", "wilson", n=0, events=0)
    found = scored(claim("course_share", outcome="daily_half_to_one_mg_per_kg", low=0.5), [none])
    assert found.verdict_words == (
        "cannot be told from these records: no daily dose with a person's own weight is recorded"
    )
    assert found.says == "–"
    pairs = row("dose_weight_correlation", "daily_dose_by_weight", "everyone", "spearman", n=0)
    assert (
        "no daily dose with a person's own weight"
        in scored(claim("dose_weight_correlation", low=0), [pairs]).verdict_words
    )


@pytest.mark.parametrize(
    ("bounds", "verdict"),
    [({"low": 0}, "agrees"), ({"high": 0.2}, "above"), ({"value": 0.5, "margin": 0.25}, "agrees")],
)
def test_a_rank_correlation(bounds: dict, verdict: str) -> None:
    # 103 pairs, r = 0.6: z 0.693147 -+ 1.959964 sqrt(1.18 / 100) = 0.480239 and 0.906055, tanh 0.4464 and 0.7192
    pairs = row("dose_weight_correlation", "daily_dose_by_weight", "everyone", "spearman", estimate=0.6, lower=0.4464,
                upper=0.7192, n=103)  # fmt: skip
    found = scored(claim("dose_weight_correlation", **bounds), [pairs])
    assert (found.says, found.verdict) == ("0.60 (0.45 to 0.72)", verdict)


def test_a_median_is_held_against_a_range_of_days() -> None:
    median = row(
        "median_duration", "duration_days", "everyone", "order_statistics", estimate=150, lower=140, upper=160, n=90
    )
    inside = scored(claim("median_duration", low=121, high=182), [median])
    assert (inside.says, inside.verdict_words) == ("150 days (140 to 160)", "agrees: 121 to 182 days")
    assert scored(claim("median_duration", low=165, high=182), [median]).verdict_words == "below 165 days"
    across = scored(claim("median_duration", low=145, high=155), [median])
    assert across.verdict_words == "undecided: the interval reaches across 145 days and 155 days"


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"low": 112, "high": 140}, "undecided: the interval begins at 140 days"),
        ({"low": 160, "high": 200}, "undecided: the interval ends at 160 days"),
        ({"low": 140, "high": 160}, "agrees: 140 to 160 days"),
        ({"low": 140, "high": 159}, "undecided: the interval reaches across 159 days"),
    ],
)
def test_an_interval_that_only_reaches_a_bound_names_it(bounds: dict, words: str) -> None:
    median = row(
        "median_duration", "duration_days", "everyone", "order_statistics", estimate=150, lower=140, upper=160, n=90
    )
    assert scored(claim("median_duration", **bounds), [median]).verdict_words == words


def test_a_bound_without_limits_leaves_a_range_undecided_with_its_reason() -> None:
    held = scored(replace(REMISSION, value=None, margin=None, low=0.7), [remission()])
    unseen = Reading("", "", "", why="steps after the first of a relapse are unseen")
    found = replace(held, reading=replace(held.reading, bounds=(unseen,)))
    assert found.verdict_words == "undecided, as steps after the first of a relapse are unseen"


def test_the_first_treatment_and_what_follows_it_are_read_among_everyone() -> None:
    first = curve_row("first_treatment_share", "first_topical", "everyone", "aalen_johansen", 0.35)
    mild = scored(claim("first_treatment_share", outcome="first_topical", horizon_days=730, low=0.5), [first])
    assert (mild.verdict, mild.reading.estimate) == ("below", 0.35)
    assert "everyone at all" in mild.definition
    after = curve_row("remission_after_simpler", "second_course", "everyone", "kaplan_meier", 0.95)
    answers = scored(claim("remission_after_simpler", horizon_days=730, low=0.5), [after])
    assert (answers.verdict, answers.reading.estimate) == ("agrees", 0.95)
    assert "a procedure, an oral antibiotic or an antiandrogen" in answers.definition


@pytest.mark.parametrize("one", [each for each in builtin_claims() if each.horizon_days], ids=lambda one: one.id)
def test_what_the_records_do_not_hold_is_named(one: Claim) -> None:
    if one.outcome != "second_course" and one.quantity != "no_place":
        found = scored(one, [remission()], outcomes=("second_course",))
        assert found.verdict_words == "cannot be told from these records: no later treatments are recorded"
    if QUANTITIES[one.quantity].populations:
        known = QUANTITIES[one.quantity].populations
        among = replace(one, population="responders" if "responders" in known else known[0])
        found = scored(among, [remission()], populations={"everyone": "all of them"})
        assert found.verdict_words.endswith("no response at the end of the course is recorded")
    relapse = claim("remission", outcome="recorded_relapse", horizon_days=730, low=0.5)
    assert "no relapses are recorded" in scored(relapse, [remission()], outcomes=OUTCOMES[:3]).verdict_words


@pytest.mark.parametrize(
    ("numbers", "reason", "counts"),
    [
        (
            {"status": "beyond_followup", "estimate": NAN},
            "fewer than 10 people were by estimate still followed then",
            True,
        ),
        ({"status": "beyond_followup", "estimate": NAN, "events": 400}, "by then everybody had had the event", True),
        (
            {"estimate": 1.0, "lower": NAN, "upper": NAN, "events": 0},
            "0 events among 400 people give no interval by this method",
            True,
        ),
    ],
)
def test_what_may_not_be_quoted_is_not(numbers: dict, reason: str, counts: bool) -> None:
    found = scored(REMISSION, [remission() | numbers])
    assert found.verdict_words == f"cannot be told from these records: {reason}"
    assert found.says == "–"
    told = found.to_dict()
    assert [told[name] == told[name] for name in ("estimate", "lower", "upper")] == [False] * 3
    assert ("400 people" in found.definition) == counts
    assert "77.5" not in str(
        score([REMISSION], KnownResults(among([remission() | numbers]), OUTCOMES, POPULATIONS))
    )


def test_every_quantity_has_words_and_every_builtin_claim_one_of_them() -> None:
    assert all(quantity.measures for quantity in QUANTITIES.values())
    assert {one.quantity for one in builtin_claims()} <= set(QUANTITIES)
    for_ones_own = {"dose_weight_correlation", "remission_after_simpler", "first_treatment_share"}
    assert {one.quantity for one in builtin_claims()} == set(QUANTITIES) - for_ones_own


@pytest.fixture
def card():
    rows = [remission(), curve_row("cumulative_incidence", "second_course", "everyone", "aalen_johansen", 0.06)]
    return score(builtin_claims(), KnownResults(among(rows), OUTCOMES, POPULATIONS))


def test_a_scorecard_prints_every_claim_within_100_columns(card) -> None:
    text = str(card)
    assert max(map(len, text.splitlines())) <= 100
    flat = " ".join(text.split())
    for one in card.rows:
        # a cell is wrapped within its column, so its words stand in order though not side by side
        places = [flat.find(word) for word in one.claim.statement.split()]
        assert -1 not in places
    assert all(words in flat for words in ("77.5% (73.1 to 81.3)", "6.0% (4.0 to 8.6)", "Intervals are at 95%"))


def test_a_scorecard_is_a_frame_and_can_be_asked(card) -> None:
    frame = card.to_frame()
    assert frame["id"].tolist() == [one.id for one in builtin_claims()]
    assert set(frame["verdict"]) <= set(WORDS)
    assert frame["read_as"].str.len().min() > 30
    assert card["second_course_rare"].verdict == "agrees"
    assert pd.api.types.is_integer_dtype(frame["n"])
    with pytest.raises(EstimateError, match=r"no claim 'second_course_rar'; did you mean 'second_course_rare'\? There"):
        card["second_course_rar"]


def test_no_verdict_says_true_or_false(card) -> None:
    text = " ".join([str(card), *WORDS.values()]).lower()
    assert not any(word in text.split() for word in ("true", "false", "proven", "refuted", "wrong"))

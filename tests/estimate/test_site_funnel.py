"""The funnel of sites by hand, against known truth with and without over-dispersion, and what it must not tell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, norm

from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.estimate import aalen_johansen, kaplan_meier
from isostats.estimate.binomial_chance import binomial_limits
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.site_funnel import Funnel, funnel

DAY = 730


def complete(events: dict[str, int], n: dict[str, int] | int = 100) -> EventTable:
    """Sites in which everybody is followed: so many fail on day 100, the others are seen until day 900."""
    rows = []
    for site, failed in events.items():
        people = n if isinstance(n, int) else n[site]
        rows += [(f"site={site}", 100, 1)] * failed + [(f"site={site}", 900, 0)] * (people - failed)
    groups, days, causes = zip(*rows, strict=True)
    return event_table(days, causes, group=list(groups))


def by_site(found: Funnel) -> pd.DataFrame:
    return found.frame.set_index(found.frame["group"].str.removeprefix("site="))


def test_a_spread_that_no_shares_can_have_is_given_no_number() -> None:
    wide = funnel(complete({"a": 2, "b": 98, "c": 3, "d": 97, "e": 50, "f": 1}), horizon_days=DAY)
    assert wide.tau2 > 1
    assert np.isnan(wide.between_sd)
    assert "(over-dispersion; a large variance between sites)" in wide.sentence
    assert "standard deviation" not in wide.sentence


def test_chance_is_not_said_to_be_all_there_is() -> None:
    quiet = funnel(complete({"a": 20, "b": 21, "c": 19, "d": 22, "e": 18}), horizon_days=DAY)
    assert "No more variation than chance is shown between these few sites (phi 0." in quiet.sentence
    assert "their variance over that of chance)" in quiet.sentence


def test_a_site_where_nobody_failed_has_exact_limits() -> None:
    none = by_site(funnel(complete({"a": 0, "b": 21, "c": 19, "d": 22, "e": 18}), horizon_days=DAY)).loc["a"]
    assert (none["lower"], none["upper"]) == (pytest.approx(0.025 ** (1 / 100)), 1.0)


def test_by_hand() -> None:
    """Five sites of 100 with 10, 20, 20, 20 and 35 failures: 79% overall.

    z is the normal score of P(fewer fail) + P(as many) / 2 among 100 of whom each fails with probability 0.21. The
    site of 10 failures has a tail of 0.0020 and z = 2.88: above the 95% limit, within the 99.8% limit.
    """
    found = funnel(complete({"a": 10, "b": 20, "c": 20, "d": 20, "e": 35}), horizon_days=DAY)
    sites = by_site(found)
    assert found.overall == pytest.approx(0.79)
    assert sites["n_effective"].to_numpy() == pytest.approx([100] * 5)
    failed = np.array([10, 20, 20, 20, 35])
    z = -norm.ppf(binom.cdf(failed - 1, 100, 0.21) + binom.pmf(failed, 100, 0.21) / 2)
    assert sites["z"].to_numpy() == pytest.approx(z)
    assert np.round(z, 2).tolist() == [2.88, 0.22, 0.22, 0.22, -3.23]
    row = sites.loc["a"]
    assert 100 * row[["lower_95", "upper_95"]].to_numpy(float) == pytest.approx([70.7, 86.7], abs=0.05)
    assert 100 * row["upper_998"] == pytest.approx(90.7, abs=0.05)
    assert sites["position"].tolist() == ["above_95", "within", "within", "within", "below_998"]
    # the tenth and ninetieth percentiles of five scores lie 0.4 of the way from the outermost to the next
    low, high = z[4] + 0.4 * (z[1] - z[4]), z[0] + 0.4 * (z[1] - z[0])
    normal = np.sort(np.random.default_rng(1).standard_normal((20_000, 5)), axis=1)
    normal -= normal.mean(axis=1, keepdims=True)  # as scores around the mean of the five
    normal[:, 0] += 0.4 * (normal[:, 1] - normal[:, 0])
    normal[:, 4] += 0.4 * (normal[:, 3] - normal[:, 4])
    assert found.phi == pytest.approx((np.clip(z, low, high) ** 2).mean() / (normal**2).mean(), rel=0.03)
    assert found.tau2 == pytest.approx(4 * (found.phi - 1) / (500 - 100))
    assert found.between_sd == pytest.approx(np.sqrt(found.tau2 * 0.79 * 0.21))
    assert found.over_dispersed == (found.p_value <= 0.05)
    assert found.expected == pytest.approx(21)
    assert "Of 5 sites with an estimate at two years, 2 lie outside the 95% limits around the overall 79.0%" in str(
        found
    )


RARE = {"a": (3, 238), "b": (4, 195), "c": (3, 143), "d": (0, 161), "e": (2, 124), "f": (0, 102), "g": (2, 66)}


def rare(times: int) -> Funnel:
    """Seven sites around 98.6%, as they are or so many times as large."""
    events, people = ({site: times * row[at] for site, row in RARE.items()} for at in (0, 1))
    return funnel(complete(events, people), horizon_days=DAY)


def test_sites_without_an_outcome_lie_within_limits_where_outcomes_are_rare() -> None:
    """Of 161 people of whom each is free with probability 0.986, nobody fails with probability 0.11: no wonder.

    Limits on the arcsine scale had both sites of nobody outside, and the sites over-dispersed.
    """
    found = rare(1)
    sites = by_site(found)
    assert sites.loc["d", "z"] == pytest.approx(-norm.ppf(found.overall**161 / 2))
    assert set(sites["position"]) == {"within"}
    assert sites.loc["d", "upper_95"] == 1
    assert found.expected == pytest.approx(2, abs=0.01)
    assert not found.over_dispersed
    assert found.sentence == (
        "Of 7 sites with an estimate at two years, none lies outside the 95% limits around the overall 98.6% (0.1 "
        "would by chance). Whether these sites vary by more than chance is not told: only 2.0 people per site are "
        "expected to have the outcome, and 5 are needed."
    )


def test_rare_outcomes_of_many_people_tell_it() -> None:
    found = rare(8)
    sites = by_site(found)
    assert found.expected == pytest.approx(16, abs=0.05)
    assert sites.loc["d", "position"] == "above_998"
    assert found.over_dispersed
    assert sites.loc["d", "position_adjusted"] == "within"
    for side, further in (("lower", -1), ("upper", 1)):
        for name in ("95", "998"):
            moved = found.band[f"{side}_{name}_adjusted"] - found.band[f"{side}_{name}"]
            assert (further * moved >= 0).all(), "limits that allow for more are never narrower"


def test_where_few_are_free_it_is_they_who_are_too_few() -> None:
    many = funnel(complete({site: n - failed for site, (failed, n) in RARE.items()},
                           {site: n for site, (_, n) in RARE.items()}), horizon_days=DAY, min_at_risk=0)  # fmt: skip
    assert "only 2.0 people per site are expected to be free of it" in many.sentence


@pytest.mark.filterwarnings("error")
def test_sites_where_nobody_fails_are_alike() -> None:
    none = funnel(complete(dict.fromkeys("abcde", 0)), horizon_days=DAY)
    assert (none.overall, none.p_value, none.by_chance, none.over_dispersed) == (1, 1, 0, False)
    assert np.isnan([none.phi, none.tau2]).all()
    assert set(none.frame["position"]) == {"within"}


def test_censoring_makes_the_effective_number_smaller_and_a_site_without_failures_has_one() -> None:
    random = np.random.default_rng(1)
    event, lost = random.exponential(3000, 2000), random.uniform(500, 1500, 2000)
    site = np.array([f"site={c}" for c in "abcdefgh"])[random.integers(0, 8, 2000)]
    event[site == "site=h"] = 9999
    table = event_table(np.floor(np.minimum(event, lost)).astype(int), event <= lost, group=site)
    found = funnel(table, horizon_days=DAY)
    frame = found.frame
    assert (frame["n_effective"] < frame["n"]).all()
    assert (frame["n_effective"] > frame["at_risk"]).all()
    se = kaplan_meier(table).at(DAY)["std_error"].to_numpy()[:-1]
    s = frame["estimate"].to_numpy()
    assert frame["n_effective"].to_numpy()[:-1] == pytest.approx(s[:-1] * (1 - s[:-1]) / se**2)
    last = frame.iloc[-1]
    assert (last["estimate"], last["events"], last["position"]) == (1.0, 0.0, "above_998")


def test_a_site_without_failures_and_everybody_followed_counts_its_people() -> None:
    found = by_site(funnel(complete({"a": 10, "b": 20, "c": 20, "d": 20, "e": 0}), horizon_days=DAY))
    assert found.loc["e", "n_effective"] == pytest.approx(100)


@pytest.mark.filterwarnings("error")
def test_a_site_where_everybody_has_failed_counts_its_people_and_lies_outside() -> None:
    """Site f has lost all 60 people by day 60, while half of the 60 of each other site fail later on."""
    others = [100 + i for i in range(30)] + [DAY + 100] * 30
    days, failed = others * 5 + [i + 1 for i in range(60)], ([1] * 30 + [0] * 30) * 5 + [1] * 60
    found = by_site(funnel(event_table(days, failed, group=[g for g in "abcdef" for _ in range(60)]), horizon_days=DAY))
    assert found["n_effective"].to_numpy() == pytest.approx(np.full(6, 60.0))
    assert found.loc["f", ["estimate", "position"]].tolist() == [0.0, "below_998"]
    at_once = funnel(event_table(others * 5 + [9] * 60, failed, group=[g for g in "abcdef" for _ in range(60)]),
                     horizon_days=DAY)  # fmt: skip
    assert by_site(at_once).loc["f", "n_effective"] == 60
    nobody = event_table([i + 1 for i in range(60)] * 6, [1] * 360, group=[g for g in "abcdef" for _ in range(60)])
    assert by_site(funnel(nobody, horizon_days=DAY))["position"].tolist() == ["within"] * 6


def outside(share: float, n: int, limits: tuple[Any, Any]) -> float:
    """How often exact binomial shares of n people lie outside limits."""
    failed = np.arange(n + 1)
    free = 1 - failed / n
    return float(binom.pmf(failed, n, 1 - share)[(free < limits[0]) | (free > limits[1])].sum())


@pytest.mark.parametrize("n", [100, 300, 1000])
@pytest.mark.parametrize("share", [0.6, 0.7, 0.8, 0.9])
def test_limits_hold_what_they_say_for_exact_binomial_shares(share: float, n: int) -> None:
    assert 0.043 < outside(share, n, binomial_limits(n, share, normal_quantile(0.95))) < 0.06
    assert 0.001 < outside(share, n, binomial_limits(n, share, normal_quantile(0.998))) < 0.0035


@pytest.mark.parametrize("share", [0.005, 0.05, 0.95, 0.987, 0.995, 0.999])
def test_limits_near_all_and_nobody_leave_out_no_more_than_they_say(share: float) -> None:
    """Of sites of 20 to 1,000 people, the 95% limits on the arcsine scale left out up to 39 in 100 of one size."""
    sizes = np.unique(np.geomspace(20, 1000, 60).astype(int))
    for level, most in ((0.95, 0.09), (0.998, 0.0045)):
        out = [outside(share, n, binomial_limits(n, share, normal_quantile(level))) for n in sizes.tolist()]
        assert np.mean(out) < 1 - level
        assert max(out) < most


@pytest.mark.parametrize(
    "scale", [lambda s: np.log(-np.log(s)), lambda s: np.log(s / (1 - s))], ids=["log-log", "logit"]
)
def test_limits_on_other_scales_do_not(scale: Any) -> None:
    """Of shares of 100 people at 90% the limits on either scale leave out nearly 7%, and 0.8% in place of 0.2%."""
    n, share, inside = 100, 0.9, np.arange(1, 100) / 100
    step = 1e-6
    error = np.sqrt(share * (1 - share) / n) * abs(scale(share + step) - scale(share - step)) / (2 * step)
    z = np.concatenate([[np.inf], np.abs(scale(inside) - scale(share)) / error, [np.inf]])
    chance = binom.pmf(np.arange(n + 1), n, share)
    assert chance[z > norm.ppf(0.975)].sum() > 0.065
    assert chance[z > norm.ppf(0.999)].sum() > 0.007


def test_nor_do_limits_on_the_arcsine_scale_where_outcomes_are_rare() -> None:
    half = norm.ppf(0.975) / 2 / np.sqrt(100)
    limits = np.sin(np.arcsin(np.sqrt(0.987)) + np.array([-half, half])) ** 2
    assert outside(0.987, 100, (limits[0], limits[1])) > 0.27, "nobody of 100 fails"


def censored_sites(random: np.random.Generator, sites: int, overall: float = 0.8) -> EventTable:
    """Sites of 100 to 400 people with one constant hazard, followed for 400 to 1,600 days."""
    site = np.repeat(np.arange(sites), random.integers(100, 400, sites))
    event = np.ceil(random.exponential(-DAY / np.log(overall), len(site)))
    lost = random.integers(400, 1600, len(site))
    group = pd.Categorical.from_codes(site, [f"site={i:04d}" for i in range(sites)])
    return event_table(np.minimum(event, lost).astype(int), event <= lost, group=group)


def varying_sites(random: np.random.Generator, sites: int, *, tau: float, sizes: tuple[int, int]) -> EventTable:
    """Wholly followed sites whose remission varies around 80%, with the standard deviation tau on 2 arcsin(sqrt(S))."""
    size = random.integers(*sizes, sites)
    truth = np.sin((2 * np.arcsin(np.sqrt(0.8)) + random.normal(0, tau, sites)) / 2) ** 2
    failed = random.binomial(size, 1 - truth)
    names = [f"site={i:04d}" for i in range(sites)]
    return event_table(
        np.repeat([100, 900], sites), np.repeat([1, 0], sites), group=pd.Categorical(names * 2),
        weights=np.concatenate([failed, size - failed]),
    )  # fmt: skip


@pytest.mark.slow
def test_by_chance_one_site_in_twenty_lies_outside() -> None:
    random = np.random.default_rng(20241125)
    found = [funnel(censored_sites(random, 500), horizon_days=DAY) for _ in range(8)]
    positions = pd.concat([one.frame["position"] for one in found])
    assert len(positions) == 4000
    assert abs(positions.str.contains("_").mean() - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 4000)
    assert abs(positions.str.endswith("_998").mean() - 0.002) < 4 * np.sqrt(0.002 / 4000)
    assert abs(np.mean([one.phi for one in found]) - 1) < 0.05
    assert np.mean([one.over_dispersed for one in found]) < 0.2


@pytest.mark.parametrize(
    ("tau", "sizes", "near", "runs"),
    [
        pytest.param(0.0, (250, 251), 0.03, 30, marks=pytest.mark.validation),
        (0.08, (250, 251), 0.03, 12),
        pytest.param(0.15, (250, 251), 0.03, 30, marks=pytest.mark.validation),
        pytest.param(0.15, (100, 400), 0.1, 30, marks=pytest.mark.validation),
    ],
)  # fmt: skip
def test_over_dispersion_is_seen_and_recovered(tau: float, sizes: tuple[int, int], near: float, runs: int) -> None:
    """Scores of equal sites are normal and phi is 1 + tau^2 n; those of unequal sites have longer tails, drawn in."""
    random = np.random.default_rng(7)
    found = [funnel(varying_sites(random, 500, tau=tau, sizes=sizes), horizon_days=DAY) for _ in range(runs)]
    sites = pd.concat([one.frame for one in found])
    wanted = 1 + tau**2 * sites["n_effective"].mean()
    assert np.mean([one.phi for one in found]) == pytest.approx(wanted, rel=near)
    assert abs(sites["position_adjusted"].str.contains("_").mean() - 0.05) < 0.01
    if tau:
        assert all(one.over_dispersed for one in found)
        assert sites["position"].str.contains("_").mean() > 0.15
        assert np.mean([one.tau2 for one in found]) == pytest.approx(tau**2, rel=1.2 * near)
        assert np.mean([one.between_sd for one in found]) == pytest.approx(tau * 0.4, rel=near)


FEW_LARGE_MANY_SMALL = (238, 195, 143, 119, 124, 105, 70, 66, 56, 39, 32)


@pytest.mark.validation
@pytest.mark.parametrize("leave", [None, (400, 1600), (100, 1200)], ids=["followed", "some leave", "many leave"])
@pytest.mark.parametrize("share", [0.05, 0.7, 0.95, 0.987, 0.995])
def test_sites_all_alike_are_not_told_to_differ(share: float, leave: tuple[int, int] | None) -> None:
    """As many lie outside as is said, no more than the limits say; of 100 studies 5 are told to be over-dispersed."""
    random = np.random.default_rng(20261129)
    site = np.repeat(np.arange(len(FEW_LARGE_MANY_SMALL)), FEW_LARGE_MANY_SMALL)
    made = []
    for _ in range(200):
        event = np.ceil(random.exponential(-DAY / np.log(share), len(site)))
        lost = random.integers(*leave, len(site)) if leave else np.full(len(site), 2000)
        days = np.minimum(event, lost).astype(int)
        made.append(funnel(event_table(days, event <= lost, group=site), horizon_days=DAY, min_at_risk=1))
    out = [one.frame["position"].str.contains("_").sum() for one in made]
    by_chance = [one.by_chance for one in made]
    assert np.mean(out) < 0.05 * len(FEW_LARGE_MANY_SMALL)
    most = 0.05 + 4 * np.sqrt(0.05 * 0.95 / len(made))
    if share > 0.5:  # of few who are free, where many left, effective numbers are uncertain themselves
        assert np.mean(out) == pytest.approx(np.mean(by_chance), abs=0.14)
        assert np.mean([one.p_value <= 0.05 for one in made]) < most
    assert np.mean([one.over_dispersed for one in made]) < most


def test_one_odd_site_does_not_make_the_others_over_dispersed() -> None:
    random = np.random.default_rng(3)
    table = censored_sites(random, 60) + complete({"odd": 150}, 200)
    found = funnel(table, horizon_days=DAY)
    assert by_site(found).loc["odd", "position_adjusted"] == "below_998"
    assert not found.over_dispersed


def test_every_site_keeps_its_row_and_its_reason() -> None:
    table = complete({"a": 20, "b": 22, "c": 18, "d": 25, "e": 19, "missing": 30})
    short = event_table([50] * 30 + [60] * 40, [1] * 30 + [0] * 40, group=["site=short"] * 70)
    found = funnel(table + short, horizon_days=DAY)
    sites = by_site(found)
    assert sites["status"].to_dict() == dict.fromkeys("abcde", "ok") | {
        "missing": "not_estimable", "short": "beyond_followup",
    }  # fmt: skip
    hidden = sites[sites["status"] != "ok"]
    assert (hidden["reason"] != "").all()
    assert (sites.loc[list("abcde"), "reason"] == "").all()
    assert sites.loc["short", "reason"] == "fewer than 10 under observation at the horizon"
    assert sites.loc["missing", "reason"] == "the site is not recorded"
    assert hidden[["estimate", "lower", "upper", "n_effective", "z", "lower_95", "upper_998"]].isna().all().all()
    assert found.frame["group"].tolist() == list((table + short).groups), "in the order of the table, not ranked"
    named = (table + short).select(*(f"site={name}" for name in (*"abcde", "short")))
    assert found.overall == kaplan_meier(named.pooled()).at(DAY)["estimate"].item(), "all sites are in it"


def test_people_of_no_site_move_no_site() -> None:
    """Alike sites stay alike, however soon people relapse whose site nobody wrote down."""
    sites = {"a": 20, "b": 22, "c": 18, "d": 25, "e": 19}
    alone, beside = (funnel(complete(each, 100), horizon_days=DAY) for each in (sites, sites | {"missing": 90}))
    pd.testing.assert_frame_equal(alone.frame, beside.frame.iloc[:5])
    assert (alone.phi, alone.overall) == (beside.phi, beside.overall)
    assert not beside.over_dispersed
    assert beside.sentence == f"{alone.sentence} People whose site is not recorded are left out: 100."


def test_fewer_than_five_sites_are_no_funnel() -> None:
    found = funnel(complete({"a": 20, "b": 22, "c": 18, "d": 25}), horizon_days=DAY)
    assert not found.enough
    assert np.isnan(found.phi)
    assert found.sentence == "4 of 4 sites have an estimate at two years: too few for a funnel, which needs 5."


def test_nobody_followed_to_the_horizon() -> None:
    found = funnel(complete({"a": 20, "b": 22, "c": 18, "d": 25, "e": 30}), horizon_days=2000)
    assert not found.enough
    assert set(found.frame["status"]) == {"beyond_followup"}
    assert "0 of 5 sites have an estimate" in found.sentence


def test_a_curve_will_do_and_one_of_something_else_will_not() -> None:
    table = complete({"a": 10, "b": 20, "c": 20, "d": 20, "e": 35})
    pd.testing.assert_frame_equal(
        funnel(kaplan_meier(table), horizon_days=DAY).frame, funnel(table, horizon_days=DAY).frame
    )
    with pytest.raises(EstimateError, match="this curve is not of remission"):
        funnel(aalen_johansen(table), horizon_days=DAY)

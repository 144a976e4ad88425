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

    z = 2 sqrt(100) (arcsin(sqrt(S)) - arcsin(sqrt(0.79))). The 95% limits are sin^2(1.0948 -+ 1.96 / 20), 70.4% and
    86.4%. The upper 99.8% limit is sin^2(1.0948 + 3.0902 / 20) = 90.0%: the site of 90% has z = 3.088, just within it.
    """
    found = funnel(complete({"a": 10, "b": 20, "c": 20, "d": 20, "e": 35}), horizon_days=DAY)
    sites = by_site(found)
    assert found.overall == pytest.approx(0.79)
    assert sites["n_effective"].to_numpy() == pytest.approx([100] * 5)
    centre = np.arcsin(np.sqrt(0.79))
    z = [20 * (np.arcsin(np.sqrt(s)) - centre) for s in (0.9, 0.8, 0.8, 0.8, 0.65)]
    assert sites["z"].to_numpy() == pytest.approx(z)
    assert np.round(z, 2).tolist() == [3.09, 0.25, 0.25, 0.25, -3.14]
    row = sites.loc["a"]
    assert (row["lower_95"], row["upper_95"]) == pytest.approx(
        tuple(np.sin(centre + np.array([-1, 1]) * norm.ppf(0.975) / 20) ** 2)
    )
    assert row["upper_998"] == pytest.approx(np.sin(centre + norm.ppf(0.999) / 20) ** 2)
    assert sites["position"].tolist() == ["above_95", "within", "within", "within", "below_998"]
    # the tenth and ninetieth percentiles of five scores lie 0.4 of the way from the outermost to the next
    low, high = z[4] + 0.4 * (z[1] - z[4]), z[0] + 0.4 * (z[1] - z[0])
    edge = norm.ppf(0.9)
    divisor = 0.8 - 2 * edge * norm.pdf(edge) + 0.2 * edge**2
    assert found.phi == pytest.approx((low**2 + high**2 + 3 * z[1] ** 2) / 5 / divisor)
    assert found.tau2 == pytest.approx((5 * found.phi - 4) / (500 - 100))
    assert found.between_sd == pytest.approx(np.sqrt(found.tau2 * 0.79 * 0.21))
    assert found.over_dispersed == (found.phi > 1 + 2 * np.sqrt(2 / 5))
    assert "Of 5 sites with an estimate at two years, 2 lie outside the 95% limits around the overall 79.0%" in str(
        found
    )


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


@pytest.mark.parametrize("n", [100, 300, 1000])
@pytest.mark.parametrize("share", [0.6, 0.7, 0.8, 0.9])
def test_limits_hold_what_they_say_for_exact_binomial_shares(share: float, n: int) -> None:
    """The scale was chosen by this."""
    from isostats.estimate.site_funnel import _limits

    limits = _limits(np.array([float(n)]), share, 0.0)
    failed = np.arange(n + 1)
    for name, least, most in (("95", 0.043, 0.057), ("998", 0.001, 0.0035)):
        out = (failed / n < limits[f"lower_{name}"]) | (failed / n > limits[f"upper_{name}"])
        assert least < binom.pmf(failed, n, share)[out].sum() < most


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
    found = [funnel(censored_sites(random, 200), horizon_days=DAY) for _ in range(25)]
    positions = pd.concat([one.frame["position"] for one in found])
    assert len(positions) == 5000
    assert abs(positions.str.contains("_").mean() - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 5000)
    assert abs(positions.str.endswith("_998").mean() - 0.002) < 4 * np.sqrt(0.002 / 5000)
    assert abs(np.mean([one.phi for one in found]) - 1) < 0.05
    assert np.mean([one.over_dispersed for one in found]) < 0.2


@pytest.mark.parametrize(
    ("tau", "sizes", "near"),
    [
        pytest.param(0.0, (250, 251), 0.03, marks=pytest.mark.validation),
        (0.08, (250, 251), 0.03),
        pytest.param(0.15, (250, 251), 0.03, marks=pytest.mark.validation),
        pytest.param(0.15, (100, 400), 0.1, marks=pytest.mark.validation),
    ],
)  # fmt: skip
def test_over_dispersion_is_seen_and_recovered(tau: float, sizes: tuple[int, int], near: float) -> None:
    """Scores of equal sites are normal and phi is 1 + tau^2 n; those of unequal sites have longer tails, drawn in."""
    random = np.random.default_rng(7)
    found = [funnel(varying_sites(random, 150, tau=tau, sizes=sizes), horizon_days=DAY) for _ in range(100)]
    sites = pd.concat([one.frame for one in found])
    wanted = 1 + tau**2 * sites["n_effective"].mean()
    assert np.mean([one.phi for one in found]) == pytest.approx(wanted, rel=near)
    assert abs(sites["position_adjusted"].str.contains("_").mean() - 0.05) < 0.01
    if tau:
        assert all(one.over_dispersed for one in found)
        assert sites["position"].str.contains("_").mean() > 0.15
        assert np.mean([one.tau2 for one in found]) == pytest.approx(tau**2, rel=1.2 * near)
        assert np.mean([one.between_sd for one in found]) == pytest.approx(tau * 0.4, rel=near)


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

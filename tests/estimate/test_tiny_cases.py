"""Cases small enough to be worked by hand, in the comments, and the edges of what can be estimated."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.estimate import (
    aalen_johansen,
    bootstrap,
    kaplan_meier,
    loglog_test,
    logrank,
    median_followup,
    proportion,
    rmst,
    rmst_difference,
)

NAN = np.nan
CAUSES = ("relapse", "death")


def values(frame: pd.DataFrame, *names: str) -> list[list[float]]:
    return frame[list(names)].to_numpy(dtype=float).tolist()


def same(found: object, expected: object) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=1e-12)


def test_kaplan_meier_by_hand() -> None:
    # day 2: 5 at risk, 1 fails: 4/5.  day 4: 4 at risk, 2 fail, 1 censored: 4/5 * 2/4 = 2/5.  day 7: 1 censored.
    # Greenwood: 1/(5*4) = 0.05; + 2/(4*2) = 0.30. se = 0.8 sqrt(0.05), 0.4 sqrt(0.30)
    frame = kaplan_meier(event_table([2, 4, 4, 4, 7], [1, 1, 1, 0, 0])).frame
    same(
        frame[["time", "estimate", "std_error", "at_risk", "events", "censored"]],
        [
            [0, 1, 0, 5, 0, 0],
            [2, 0.8, 0.8 * 0.05**0.5, 5, 1, 0],
            [4, 0.4, 0.4 * 0.30**0.5, 4, 2, 1],
            [7, 0.4, 0.4 * 0.30**0.5, 1, 0, 1],
        ],
    )


def test_failures_on_day_zero_are_in_the_first_row() -> None:
    # 4 people not clear at the end of the course fail on day 0, of 10: 0.6 from the start
    frame = kaplan_meier(event_table([0] * 4 + [100] * 6, [1] * 4 + [0] * 6)).frame
    assert values(frame, "time", "estimate", "at_risk", "events") == [[0, 0.6, 10, 4], [100, 0.6, 6, 0]]
    assert 0 < frame.loc[0, "lower"] < 0.6 < frame.loc[0, "upper"] < 1


def test_aalen_johansen_by_hand() -> None:
    # day 1: 4 at risk, 1 relapses, 1 dies: 1/4 each, S = 1/2.  day 3: 2 at risk, 1 relapses: + 1/2 * 1/2.
    frame = aalen_johansen(event_table([1, 1, 3, 5], [1, 2, 1, 0], causes=CAUSES)).frame
    assert values(frame[frame["cause"] == "relapse"], "time", "estimate") == [[0, 0], [1, 0.25], [3, 0.5], [5, 0.5]]
    assert values(frame[frame["cause"] == "death"], "time", "estimate") == [[0, 0], [1, 0.25], [3, 0.25], [5, 0.25]]
    # before any censoring the variance is the multinomial's, F (1 - F) / n
    same(frame.loc[frame["cause"] == "relapse", "std_error"].iloc[[1, 2]], [(0.25 * 0.75 / 4) ** 0.5, 0.25])


def test_logrank_by_hand() -> None:
    # a fails on days 1, 2; b on 3, 4. Expected in a: 2/4 + 1/3 = 5/6; variance: 1/4 + 2/9 = 17/36
    found = logrank(event_table([1, 2, 3, 4], group=list("aabb")))
    same(found.expected, [5 / 6, 19 / 6])
    same(found.statistic, (2 - 5 / 6) ** 2 / (17 / 36))
    assert found.degrees_of_freedom == 1


def test_restricted_mean_by_hand() -> None:
    # S is 1 to day 2, 3/4 to day 4, 1/2 after: 2 + 1.5 + 0.5 * 2 = 4.5 by day 6.
    # var: (2.5)^2 / (4 * 3) + 1^2 / (3 * 2)
    found = rmst(event_table([2, 4, 4, 10], [1, 1, 0, 0]), horizon_days=6, min_at_risk=1)
    same(found[["estimate", "std_error"]].iloc[0], [4.5, (2.5**2 / 12 + 1 / 6) ** 0.5])
    assert found[["at_risk", "events", "n", "status"]].values.tolist() == [[1, 2, 4, "ok"]]


def test_median_followup_by_hand() -> None:
    # day 3: 1 of 4 ends.  day 5: the failure leaves first, then 1 of 2 ends: 3/4 * 1/2 < 1/2
    assert median_followup(event_table([3, 5, 5, 9], [0, 1, 0, 0]))["estimate"].tolist() == [5]


def test_median_lies_between_days_when_the_curve_is_at_a_half() -> None:
    assert kaplan_meier(event_table([1, 2, 3, 4])).median()["estimate"].tolist() == [2.5]
    assert kaplan_meier(event_table([1, 2, 3, 4], [1, 1, 0, 0])).median()["estimate"].tolist() == [2]
    assert kaplan_meier(event_table([1, 2, 3, 4], [1, 0, 0, 0])).median()["estimate"].isna().all()


def test_at_and_the_risk_table_count_a_tick_by_the_contract() -> None:
    curve = kaplan_meier(event_table([5, 5, 8, 9], [1, 0, 1, 0]))
    # on day 5 all four are at risk; before it nothing happened; at its end one has failed
    assert curve.risk_table([0, 5, 6, 10]).values.tolist() == [
        ["all", 0, 4, 0, 0], ["all", 5, 4, 0, 0], ["all", 6, 2, 1, 1], ["all", 10, 0, 2, 2],
    ]  # fmt: skip
    at = curve.at([0, 5, 6], min_at_risk=3)
    assert at["status"].tolist() == ["ok", "ok", "beyond_followup"]
    assert at["events"].tolist() == [0, 1, 1]
    assert at["n"].tolist() == [4, 4, 4]
    assert at.loc[2, ["estimate", "std_error", "lower", "upper"]].isna().all()


@pytest.mark.parametrize(
    ("days", "events", "estimate", "std_error"),
    [([0], [1], 0, NAN), ([0], [0], 1, 0), ([4, 9], [0, 0], 1, 0), ([4, 9], [1, 1], 0, NAN), ([3], [1], 0, NAN)],
    ids=["fails at once", "zero follow-up", "all censored", "all fail", "one patient"],
)
def test_edges(days: list[int], events: list[int], estimate: float, std_error: float) -> None:
    table = event_table(days, events)
    last = kaplan_meier(table).at(10, min_at_risk=0).iloc[0]
    same(last[["estimate", "std_error", "lower", "upper"]], [estimate, std_error, NAN, NAN])
    incidence = aalen_johansen(table).at(10, min_at_risk=0).iloc[0]
    same(incidence[["estimate", "std_error", "lower", "upper"]], [1 - estimate, 0, NAN, NAN])
    assert logrank(table).status == "not_estimable"
    assert rmst(table, horizon_days=10, min_at_risk=0)["estimate"].notna().all()


def test_nobody_at_all() -> None:
    table = event_table([])
    assert table.n.tolist() == [0]
    for curve in (kaplan_meier(table), aalen_johansen(table)):
        assert curve.at([0, 365])["status"].tolist() == ["not_estimable"] * 2
        assert curve.at([0, 365], min_at_risk=0)["estimate"].isna().all()
        assert "people" in repr(table)
        assert "0" in repr(curve)
    assert median_followup(table)["estimate"].isna().all()
    assert np.isnan(bootstrap(table, horizons_days=[5], replicates=2, seed=1)).all()


def test_a_group_without_people_stands_beside_the_others() -> None:
    group = pd.Categorical(["a", "a", "b", "b"], categories=["a", "b", "empty"])
    table = event_table([1, 2, 3, 4], group=group)
    curve = kaplan_meier(table)
    at = curve.at(2, min_at_risk=0).set_index("group")
    assert at["status"].tolist() == ["ok", "ok", "not_estimable"]
    assert at["n"].tolist() == [2, 2, 0]
    without = logrank(event_table([1, 2, 3, 4], group=list("aabb")))
    assert (logrank(table).statistic, logrank(table).degrees_of_freedom) == (pytest.approx(without.statistic), 1)
    assert rmst_difference(table, horizon_days=3, min_at_risk=0)["status"].tolist() == ["ok", "not_estimable"]
    assert curve.median()["group"].tolist() == ["a", "b", "empty"]


@pytest.mark.parametrize(
    ("days", "events", "group", "degrees"),
    [
        ([1, 2], [0, 0], "ab", 0),  # no failures
        ([3, 3], [1, 1], "ab", 0),  # all fail together: nothing varies
        ([1, 9], [1, 1], "ab", 1),  # one failure while both are at risk
        ([1, 9, 9], [0, 1, 0], "abb", 0),  # a has left before the first failure
        ([1, 5, 6, 6], [0, 1, 1, 0], "abcc", 1),  # a adds no degree of freedom
    ],
)
def test_logrank_where_it_is_singular(days: list[int], events: list[int], group: str, degrees: int) -> None:
    found = logrank(event_table(days, events, group=list(group)))
    assert found.degrees_of_freedom == degrees
    assert (found.status == "ok") == (degrees > 0)
    assert np.isnan(found.p_value) == (degrees == 0)


def test_late_entry_by_hand() -> None:
    # from the start: one fails on day 2. Entering after day 2: one, so at risk from day 3, fails on day 5, of 2.
    table = event_table([2, 5, 8], [1, 1, 0], entry=[-1, 2, -1])
    frame = kaplan_meier(table).frame
    assert values(frame, "time", "estimate", "at_risk") == [[0, 1, 2], [2, 0.5, 2], [5, 0.25, 2], [8, 0.25, 1]]
    assert kaplan_meier(table).risk_table([0, 3, 6]).values.tolist() == [
        ["all", 0, 2, 0, 0], ["all", 3, 2, 1, 0], ["all", 6, 1, 2, 0],
    ]  # fmt: skip


def test_a_curve_at_zero_stays_there_when_others_enter() -> None:
    table = event_table([2, 9, 9], [1, 1, 0], entry=[-1, 4, 4])
    assert table.at_risk_on([2, 3, 4, 5]).tolist() == [[1, 0, 0, 2]]
    assert kaplan_meier(table).frame["estimate"].tolist() == [1, 0, 0]
    assert aalen_johansen(table).frame["estimate"].tolist() == [0, 1, 1]


def test_fractional_weights_reach_zero() -> None:
    curve = kaplan_meier(event_table([1, 2, 3], weights=[0.1, 0.2, 0.7]))
    assert curve.frame["estimate"].iloc[-1] == 0
    same(curve.frame["at_risk"], [1, 1, 0.9, 0.7])


def test_loglog_test_and_limits_agree() -> None:
    at = kaplan_meier(event_table(list(range(1, 41)), [1, 0] * 20)).at(20, min_at_risk=1).iloc[0]
    on_the_limit = loglog_test(at["estimate"], at["std_error"], at["lower"])
    assert on_the_limit.p_value == pytest.approx(0.05, abs=1e-12)
    assert on_the_limit.z > 0
    assert on_the_limit.p_greater == pytest.approx(0.025)
    assert on_the_limit.p_greater + on_the_limit.p_less == pytest.approx(1)
    for estimate, std_error in ((1, 0), (0, NAN), (0.5, 0), (NAN, NAN)):
        assert np.isnan(loglog_test(estimate, std_error, 0.85).p_value)


def test_proportion_edges() -> None:
    assert np.isnan([proportion(0, 0).estimate, proportion(0, 0).lower, proportion(0, 0).upper]).all()
    # rule of three, exactly: 1 - 0.025^(1/10)
    assert proportion(0, 10, method="clopper_pearson").upper == pytest.approx(1 - 0.025**0.1)


def test_bootstrap_is_of_the_seed_and_near_greenwood() -> None:
    random = np.random.default_rng(5)
    table = event_table(random.integers(0, 300, 2000), random.integers(0, 3, 2000), causes=CAUSES)
    options = {"horizons_days": [0, 100, 250], "replicates": 800}
    drawn = bootstrap(table, seed=3, **options)
    assert drawn.shape == (800, 1, 3)
    assert np.array_equal(drawn, bootstrap(table, seed=np.random.default_rng(3), **options))
    for statistic, curve in (("kaplan_meier", kaplan_meier(table)), ("aalen_johansen", aalen_johansen(table))):
        at = curve.at([100, 250], min_at_risk=0).iloc[:2]
        drawn = bootstrap(table, statistic, seed=4, **options)[:, 0, 1:]  # type: ignore[arg-type]
        np.testing.assert_allclose(drawn.mean(axis=0), at["estimate"], atol=4 * at["std_error"].max() / 800**0.5)
        np.testing.assert_allclose(drawn.std(axis=0), at["std_error"], rtol=0.12)
    mean = rmst(table, horizon_days=250, min_at_risk=0).iloc[0]
    drawn = bootstrap(table, "rmst", seed=4, **options)[:, 0, 2]
    assert drawn.std() == pytest.approx(mean["std_error"], rel=0.12)


def test_tables_add_up_only_when_they_mean_the_same() -> None:
    with pytest.raises(EstimateError, match="different causes do not add up: relapse against death"):
        event_table([1]) + event_table([1], causes=("death",))
    one = event_table([1, 5], [1, 0])
    both = one + event_table([1, 3], [1, 1], group=["all", "b"])
    assert both.groups == ("all", "b")
    assert both.days.tolist() == [1, 3, 5]
    assert both.events[:, 0].tolist() == [[2, 0, 0], [0, 1, 0]]


def test_tables_are_read_only_and_of_their_own() -> None:
    events = np.ones((1, 1, 1))
    table = EventTable(("all",), ("relapse",), np.array([1]), events, np.zeros((1, 1)), np.zeros((1, 1)))
    events[:] = 9
    assert table.events.item() == 1
    with pytest.raises(ValueError, match="read-only"):
        table.events[:] = 2


def test_only_and_combined_causes() -> None:
    table = event_table([1, 2, 3, 4], [1, 2, 0, 2], causes=CAUSES)
    assert (table.only("death").events.sum(), table.only("death").censored.sum()) == (2, 2)
    assert (table.combined("either").events.sum(), table.combined("either").censored.sum()) == (3, 1)
    with pytest.raises(EstimateError, match="no cause 'deth'; did you mean 'death'"):
        table.only("deth")


def test_days_far_apart_do_not_take_memory() -> None:
    table = event_table([3, 2_000_000_000, 1_000_000_000], [1, 1, 0], entry=[-1, 7, 2])
    assert table.days.tolist() == [2, 3, 7, 1_000_000_000, 2_000_000_000]
    assert table.at_risk.tolist() == [[1, 2, 1, 2, 1]]


def test_plain_columns_go_all_the_way_to_the_claim() -> None:
    counts = iso.event_table([1, 2, 3] * 20, [1, 0, 0] * 20)
    sentence = iso.compare_to_claim(iso.kaplan_meier(counts), horizon_days=2).sentence
    assert "Remission is being free of the outcome, by Kaplan-Meier." in sentence


@pytest.mark.parametrize("day", [1, 30, 365, 3650])
@pytest.mark.parametrize("events", [5, 25, 40, 49])
def test_a_cure_model_without_a_maximum_says_so_and_has_no_number(day: int, events: int) -> None:
    """All on one day: every share is as likely with times short enough, so the likelihood is a ridge."""
    fit = iso.mixture_cure(iso.event_table([day] * 50, [1] * events + [0] * (50 - events)))
    assert not fit.converged
    assert "no maximum" in repr(fit)
    assert "%" not in repr(fit)


def test_names_and_groups_that_cannot_be_are_refused_in_words() -> None:
    with pytest.raises(iso.EstimateError, match="No cause can be called 'censored'"):
        iso.event_table([1, 2], [1, 0], causes=("censored",))
    with pytest.raises(iso.EstimateError, match="group is a label for each person, not 'a'"):
        iso.event_table([1, 2], [1, 0], group="a")


def test_nobody_is_estimated_before_anybody_has_entered() -> None:
    late = event_table([200, 300, 400] * 20, [1, 0, 1] * 20, entry=[100, 150, 298] * 20)
    at = iso.kaplan_meier(late).at([0, 99, 150])
    assert at["status"].tolist() == ["not_estimable", "not_estimable", "ok"]
    assert at["estimate"].isna().tolist() == [True, True, False]


def test_a_mean_difference_is_made_of_counts() -> None:
    counts = event_table([2, 4, 4, 10], [1, 1, 0, 0], group=["a", "a", "b", "b"])
    with pytest.raises(EstimateError, match=r"An estimate is made of counts, not of a Curve.*curve\.counts"):
        iso.rmst_difference(iso.kaplan_meier(counts))


def test_where_people_entered_late_no_word_says_that_few_were_followed() -> None:
    """Of 300 people who enter by day 59, few are at risk on day 1: nothing is told of day 365, but from a later day."""
    rng = np.random.default_rng(2)
    entry = rng.integers(0, 60, 300)
    counts = iso.event_table(entry + rng.integers(200, 900, 300), rng.integers(0, 2, 300), entry=entry)
    curve = iso.kaplan_meier(counts)
    against, figure = iso.compare_to_claim(curve, horizon_days=365), iso.figures.remission(curve)
    said = [against.sentence, str(curve), iso.figures.describe(figure).instead]
    for words, each in zip(("238 people are at risk then, but too few had entered", "from the first entry on",
                            "every day from the first on, since people entered late"), said, strict=True):  # fmt: skip
        assert words in each
        assert "still followed" not in each
        assert "ever followed" not in each
        assert "on day 0" not in each
    later = iso.conditional_remission(counts, after=60).at(365)  # the way out that is named
    assert later["status"].tolist() == ["ok"]
    assert later["n"].tolist() == [300]

"""The artists carry the numbers of the result: steps, bands, where curves stop, tables, bars and marks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

import isostats as iso
from isostats import figures
from isostats.estimate import Curve
from isostats.figures.row_layout import row_sheet
from isostats.figures.row_legends import Mark
from isostats.figures.row_sheets import Row
from isostats.figures.style import COLOURS
from isostats.release.event_tables import safe_table
from tests.figures import made
from tests.figures.made import incidence_of, people, remission_of, tidy
from tests.figures.scenes import COURSES, POOLED, RESULTS, SECOND


def called(figure: Figure, label: str) -> Artist:
    (found,) = figure.findobj(lambda a: a.get_label() == label)
    return found


def value_at(days: np.ndarray, values: np.ndarray, day: float) -> float:
    """The height of a drawn step line at the end of a day: the last vertex on or before it."""
    return float(values[np.flatnonzero(days <= day)[-1]])


def observed(curve: Curve, least: int = 10) -> pd.DataFrame:
    """The rows of a curve on days on which enough people are under observation, counted here by hand.

    The number at risk over the share free of every cause just before the day, which is n times the reverse curve.
    """
    kept = []
    for group, rows in curve.frame.groupby("group", sort=False):
        days = np.sort(rows["time"].unique())
        gone = rows.groupby("time")["events"].sum().to_numpy(float)  # of all causes where the curve has them
        at_risk = rows.groupby("time")["at_risk"].first().to_numpy(float)
        before = np.concatenate([[1.0], np.cumprod(1 - gone / at_risk)[:-1]])
        enough = set(days[at_risk / before >= least - 1e-9])
        kept.append(curve.frame[(curve.frame["group"] == group) & curve.frame["time"].isin(enough)])
    return pd.concat(kept)


@pytest.fixture(scope="module")
def curve() -> Curve:
    return remission_of(people(400, hazard=0.001))


def test_the_line_is_the_estimate_as_steps(curve: Curve) -> None:
    days, heights = called(figures.remission(curve), "curve all").get_data()
    frame = observed(curve)
    for row in frame.itertuples():
        assert value_at(days, heights, row.time) == pytest.approx(100 * row.estimate, abs=1e-12)
    moved = (np.diff(days) != 0) & (np.diff(heights) != 0)
    assert not moved.any(), "a slope where a step belongs"


def test_the_band_is_stepped_and_exists_only_where_limits_do(curve: Curve) -> None:
    figure = figures.remission(curve)
    vertices = np.concatenate([p.vertices for p in called(figure, "band all").get_paths()])
    frame = observed(curve)
    frame = frame[frame["lower"].notna()]
    corners = {(round(x, 6), round(y, 6)) for x, y in vertices}
    for row in frame.drop_duplicates("estimate").itertuples():
        assert (row.time, round(100 * row.lower, 6)) in corners
        assert (row.time, round(100 * row.upper, 6)) in corners
    assert vertices[:, 0].min() == frame["time"].min()
    for path in called(figure, "band all").get_paths():
        across, along = np.diff(path.vertices[:, 0]), np.diff(path.vertices[:, 1])
        assert not ((across != 0) & (np.abs(along) > 1e-9)).any(), "a slope where a step belongs"


@pytest.mark.parametrize("least", [10, 50])
def test_the_curve_stops_where_too_few_are_under_observation(curve: Curve, least: int) -> None:
    figure = figures.remission(curve, min_at_risk=least)
    last = observed(curve, least)["time"].max()
    assert called(figure, "curve all").get_xdata().max() == last
    assert np.concatenate([p.vertices for p in called(figure, "band all").get_paths()])[:, 0].max() == last
    told = figures.describe(figure)
    followed = "are by estimate still followed, with the outcome or without"
    assert f"fewer than {least} {followed}: on day {last:,}" in told.details
    assert any(f"on day {last:,}" in t.get_text() for t in figure.findobj(Text))


def test_a_curve_of_rounded_counts_reaches_every_day_that_is_quoted() -> None:
    """A quarter in which nobody left has no step, and still 50 are at risk at its end; where there are fewer by then,
    caption and figure say the rule of the counts, which do not tell who is followed with the outcome."""
    exact = iso.event_table([60] * 5 + [200] * 10 + [400] * 45, [1] * 15 + [0] * 45)
    curve = iso.kaplan_meier(safe_table(exact, (0, 91, 182, 273, 365), 10))
    assert curve.at([182, 273], min_at_risk=50)["status"].tolist() == ["ok", "beyond_followup"]
    figure = figures.remission(curve, horizons_days=(182, 365), min_at_risk=50)
    assert max(called(figure, "curve all").get_xdata()) == 182
    stops = "The curve stops where fewer than 50 are at risk: on day 182."
    assert stops in figures.describe(figure).details
    assert any(stops == " ".join(t.get_text().split()) for t in figure.findobj(Text))


def test_an_early_stop_is_told_from_a_complete_curve() -> None:
    whole = remission_of(people(400, hazard=0.001).assign(day=lambda d: d["day"].clip(upper=300)))
    assert "stops" not in figures.describe(figures.remission(whole)).details


def test_the_table_is_rs_count_at_every_tick(curve: Curve) -> None:
    figure = figures.remission(curve)
    days = [int(d) for d in figure.axes[0].get_xticks()]
    assert days[:4] == [0, 182, 365, 730]  # the horizons
    for row in curve.risk_table(days).itertuples():
        for measure in ("at_risk", "events", "censored"):
            count = getattr(row, measure)
            shown = called(figure, f"{measure} all {row.time}").get_text()
            assert shown == f"{count:,}"


def test_horizons_are_marked_on_the_curve_with_their_estimate() -> None:
    curve = remission_of(people(3000))
    figure = figures.remission(curve, horizons_days=[365, 730])
    for row in curve.at([365, 730]).itertuples():
        (x,), (y,) = called(figure, f"horizon {row.time}").get_data()
        assert (x, y) == (row.time, pytest.approx(100 * row.estimate))
        assert called(figure, f"estimate {row.time}").get_text() == f"{100 * row.estimate:.1f}%"


def test_a_horizon_beyond_the_follow_up_is_said_not_drawn() -> None:
    figure = figures.remission(remission_of(people(400, follow=500)), horizons_days=[182, 3652])
    assert figure.findobj(lambda a: a.get_label() == "horizon 3652") == []
    assert "Too few people: 10 years." in figures.describe(figure).details


def test_the_claim_and_its_margin_are_where_they_say(curve: Curve) -> None:
    figure = figures.remission(curve, claim=0.8, margin=0.1)
    assert set(called(figure, "claim").get_ydata()) == {80.0}
    band = called(figure, "claim margin")
    assert (band.get_y(), band.get_height()) == (pytest.approx(70), pytest.approx(20))
    assert figure.axes[0].get_ylim() == (0, 100)
    assert "claim 80%\n±10 points" in {t.get_text() for t in figure.findobj(Text)}


def test_groups_have_their_own_curves_colours_and_dashes() -> None:
    curve = remission_of(people(900, groups=("site=a", "site=b", "site=c")))
    figure = figures.remission_by_group(curve, p_value=0.0004)
    lines = [called(figure, f"curve site={g}") for g in "abc"]
    assert len({line.get_color() for line in lines}) == len({str(line._unscaled_dash_pattern) for line in lines}) == 3
    for line in lines:
        group = line.get_label().removeprefix("curve ")
        rows = observed(curve)
        rows = rows[rows["group"] == group]
        assert line.get_xdata().max() == rows["time"].max()
        assert line.get_ydata()[-1] == pytest.approx(100 * rows["estimate"].iloc[-1])
    assert any("p < 0.001" in t.get_text() for t in figure.texts)


def test_of_more_than_twelve_groups_the_largest_are_drawn_and_the_rest_counted() -> None:
    rows = people(700, groups=tuple(f"site={c}" for c in "abcdefghijklmn"))
    size = rows["group"].value_counts()
    figure = figures.remission_by_group(remission_of(rows))
    drawn = {
        a.get_label().removeprefix("curve ") for a in figure.findobj(lambda a: str(a.get_label()).startswith("curve "))
    }
    assert len(drawn) == 12
    assert min(size[list(drawn)]) >= max(size.drop(list(drawn)))
    rest = int(size.drop(list(drawn)).sum())
    assert (
        f"12 largest of 14 groups of site are drawn; the other 2, with {rest} people"
        in figures.describe(figure).details
    )


def test_stacked_layers_are_the_incidences_and_the_white_is_the_rest() -> None:
    curve = incidence_of(people(1500, causes=6, hazard=0.0006))
    figure = figures.first_treatment(curve)
    last = observed(curve)["time"].max()
    below = 0.0
    for cause in made.CAUSES:
        mine = curve.frame[(curve.frame["cause"] == cause) & (curve.frame["time"] <= last)]
        days, heights = called(figure, f"edge {cause}").get_data()
        assert days.max() == last
        below += mine["estimate"].iloc[-1]
        assert heights[-1] == pytest.approx(100 * below)
        corners = called(figure, f"layer {cause}").get_xy()
        assert corners[:, 1].max() == pytest.approx(100 * below)
    # the dead are a layer of their own, so that white is more than remission
    at = curve.at(1826)
    left = f"alive and free of treatment {100 * (1 - at['estimate'].sum()):.1f}%"  # at the last horizon, which is named
    assert any(t.get_text() == "at 5 years" for t in figure.texts)
    assert any(" ".join(t.get_text().split()) == left for t in figure.texts)
    assert "white: alive and free of treatment." in figures.describe(figure).caption


def test_a_second_course_has_an_axis_of_its_own_that_says_where_it_ends() -> None:
    curve = incidence_of(people(3000, hazard=0.00006, causes=2), ("second_course", "death"), definition=SECOND)
    figure = figures.second_course(curve, courses=COURSES)
    low, high = figure.axes[0].get_ylim()
    upper = observed(curve).query("cause == 'second_course'")["upper"].max()
    assert low == 0
    assert 100 * upper < high < 100
    assert f"axis ends at {high:g}%" in figure.axes[0].get_ylabel()
    days, heights = called(figure, "curve all").get_data()
    at = curve.at([730]).set_index("cause").loc["second_course", "estimate"]
    assert value_at(days, heights, 730) == pytest.approx(100 * at)


def test_bars_of_courses_are_in_proportion() -> None:
    curve = incidence_of(people(300, causes=2), ("second_course", "death"), definition=SECOND)
    figure = figures.second_course(curve, courses=COURSES)
    one, two = called(figure, "people 1"), called(figure, "people 2")
    assert two.get_width() / one.get_width() == pytest.approx(240 / 2700)


def test_dumbbells_stand_at_both_figures() -> None:
    figure = figures.naive_against_censoring_aware(RESULTS)
    rows = RESULTS[(RESULTS["quantity"] == "remission") & (RESULTS["status"] == "ok")]
    for row in rows.itertuples():
        kind = "naive" if row.method == "naive" else "mark"
        mark = called(figure, f"{kind} {row.outcome} {row.time_days}")
        assert mark.get_xdata()[0] == pytest.approx(100 * row.estimate)
        assert (mark.get_markerfacecolor() == "white") == (kind == "naive")
        if kind == "mark":
            ends = called(figure, f"interval {row.outcome} {row.time_days}").get_xdata()
            assert tuple(ends) == pytest.approx((100 * row.lower, 100 * row.upper))
    words = {t.get_text() for t in figure.findobj(Text)}
    assert {"naive (biased)", "too few people"} <= words
    assert any("axis starts at" in t for t in words)


def test_on_a_telephone_the_band_of_the_claim_leaves_out_the_numbers() -> None:
    """They stand above the marks there, and were printed on the grey."""
    figure = figures.naive_against_censoring_aware(RESULTS, size="phone")
    band, axes = called(figure, "claim margin"), figure.axes[0]
    spans = [sorted(path.vertices[:, 1].tolist()) for path in band.get_paths()]
    marks = [mark.get_ydata()[0] for mark in figure.findobj(Line2D) if str(mark.get_label()).startswith("mark ")]
    assert len(spans) >= len(marks) > 5
    assert all(any(low < mark < high for low, *_, high in spans) for mark in marks)
    assert sum(high - low for low, *_, high in spans) < 0.6 * abs(np.diff(axes.get_ylim())[0])


def test_an_outcome_that_the_records_cannot_tell_is_not_beyond_the_follow_up() -> None:
    """Nobody was counted for it: that is no matter of how long people were followed."""
    where = (RESULTS["quantity"] == "remission") & (RESULTS["outcome"] == "recorded_relapse")
    untold = RESULTS.assign(**{name: RESULTS[name].mask(where) for name in ("estimate", "lower", "upper", "n")})
    untold.loc[where, "status"] = "not_estimable"
    figure = figures.naive_against_censoring_aware(untold)
    assert "recorded relapse: cannot be told" in figures.describe(figure).details
    assert "cannot be told" in {t.get_text() for t in figure.findobj(Text)}
    late = untold.assign(n=RESULTS["n"])
    figure = figures.naive_against_censoring_aware(late)
    assert "recorded relapse: no estimate within the follow-up" in figures.describe(figure).details


def test_histograms_have_the_counts_as_heights() -> None:
    bins = made.bins()
    figure = figures.durations_and_doses(bins, facts=made.FACTS)
    for axes in figure.axes:
        name = str(axes.get_label() or "")
        if not name.startswith("histogram "):
            continue
        mine = bins[bins["quantity"] == name.removeprefix("histogram ")]
        heights = [p.get_height() for p in axes.patches if p.get_label() != "stated"]
        assert sorted(h for h in heights if h > 0) == sorted(mine.loc[mine["count"] > 0, "count"])
        assert axes.get_ylim()[0] == 0
    words = [t.get_text() for t in figure.findobj(Text)]
    assert "n 2,800, missing 203" in words
    assert any("1,700 (56.7%)" in w for w in words)


def test_missing_values_are_counted_from_bins_without_edges() -> None:
    import pandas as pd

    lost = pd.DataFrame([{"quantity": "dose_mg_per_kg", "left": float("nan"), "right": float("nan"), "count": 77}])
    figure = figures.durations_and_doses(pd.concat([made.bins(100), lost], ignore_index=True))
    assert "n 100, missing 77" in {t.get_text() for t in figure.findobj(Text)}


def test_the_flow_says_every_count() -> None:
    words = " ".join(t.get_text() for t in figures.flow(made.FLOW).findobj(Text))
    for told in ("3,011 patients, 4,100 rows", "3 patients, 3 rows", "31 patients, 40 rows", "402 patients"):
        assert told in words


def test_published_marks_are_free_of_the_event_and_the_own_figure_is_the_estimate() -> None:
    from isostats.evidence.published_cohorts import published

    evidence = published("second_course")
    figure = figures.published(evidence, results=RESULTS)
    for row in evidence[evidence["proportion"].notna()].itertuples():
        assert called(figure, f"mark {row.label}").get_xdata()[0] == pytest.approx(100 * (1 - row.proportion))
        ends = called(figure, f"interval {row.label}").get_xdata()
        assert tuple(ends) == pytest.approx((100 * (1 - row.upper), 100 * (1 - row.lower)))
    own = RESULTS[(RESULTS["outcome"] == "second_course") & (RESULTS["method"] == "kaplan_meier")]
    mark = called(figure, "mark These records, at 2 years")
    assert mark.get_xdata()[0] == pytest.approx(100 * own.loc[own["time_days"] == 730, "estimate"].item())
    assert mark.get_marker() == "D"


def test_each_definition_has_its_estimate_and_the_papers_figure_on_one_line() -> None:
    rows = made.under_definitions()
    figure = figures.published_definitions(rows)
    marks = {line.get_label(): line for line in figure.findobj(Line2D)}
    for row in rows.itertuples():
        mark, paper = marks.get(f"mark {row.definition}"), marks.get(f"paper {row.definition}")
        assert (mark is None, paper is None) == (np.isnan(row.estimate), np.isnan(row.paper_share))
        if mark is not None:
            assert mark.get_xdata()[0] == pytest.approx(100 * row.estimate)
            ends = marks[f"interval {row.definition}"].get_xdata()
            assert tuple(ends) == pytest.approx((100 * row.lower, 100 * row.upper))
        if paper is not None:
            assert paper.get_xdata()[0] == pytest.approx(100 * row.paper_share)
            assert paper.get_markerfacecolor() == "none"  # where both agree the estimate is seen through it
        if mark is not None and paper is not None:
            assert mark.get_ydata()[0] == paper.get_ydata()[0]


def test_the_forest_of_published_cohorts_carries_every_number() -> None:
    pool = POOLED.of("second_course")
    curve = remission_of(people(1500), definition=SECOND)
    own = POOLED.place(curve, horizon_days=730)
    figure = figures.published_forest(pool, own=own, claim=0.8)
    for row in pool.studies.itertuples():
        mark = called(figure, f"mark {row.label}")
        assert mark.get_xdata()[0] == pytest.approx(100 * (1 - row.proportion))
        assert (mark.get_markerfacecolor() == "white") == (row.pool == "no")
        ends = called(figure, f"interval {row.label}").get_xdata()
        assert tuple(ends) == pytest.approx((100 * (1 - row.upper), 100 * (1 - row.lower)))
    for one in pool.pooled:
        corners = called(figure, f"diamond {one.method}").get_xy()
        across = 100 * (1 - np.array([one.upper, one.estimate, one.lower]))
        assert sorted(set(np.round(corners[:, 0], 9))) == pytest.approx(across)
        ends = called(figure, f"prediction {one.method}").get_xdata()
        assert tuple(ends) == pytest.approx((100 * (1 - one.prediction_upper), 100 * (1 - one.prediction_lower)))
    at = curve.at([730])["estimate"].item()
    mark = called(figure, "mark own")
    assert mark.get_xdata()[0] == pytest.approx(100 * at)
    # the last row: y is mm from the top
    assert mark.get_ydata()[0] == max(
        line.get_ydata()[0] for line in figure.axes[0].lines if line.get_marker() != "None"
    )
    assert set(called(figure, "claim").get_xdata()) == {80.0}
    words = {t.get_text() for t in figure.findobj(Text)}
    assert {"Shown, not pooled", "2 of 116", "108 mo", "k = 6"} <= words
    assert own.sentence in figures.describe(figure).details
    assert "Strauss 1984 (0.1 mg/kg/day arm, below any current regimen)" in figures.describe(figure).details


def test_one_cohort_is_not_drawn_as_a_pooled_one() -> None:
    from tests.figures.scenes import SCENES

    for name, why in (("forest one", "one study, nothing to pool"), ("forest nobody", "nobody had the event")):
        figure = SCENES[name]()
        assert not figure.findobj(lambda a: str(a.get_label()).startswith(("diamond", "prediction")))
        assert any(why in t.get_text() for t in figure.findobj(Text)), name


def test_the_forest_is_on_a_log_axis_with_its_numbers() -> None:
    figure = figures.predictors(tidy(made.hazard_rows(["second_course"])))
    axes = figure.axes[0]
    assert axes.get_xscale() == "log"
    assert called(figure, "mark second_course sex=male vs female").get_xdata()[0] == pytest.approx(0.7)
    ends = called(figure, "interval second_course sex=male vs female").get_xdata()
    assert tuple(ends) == pytest.approx((0.66, 0.74))
    words = {t.get_text() for t in figure.findobj(Text)}
    assert {"0.70 (0.66 to 0.74)", "0.990 (0.985 to 0.996)", "not estimable", "sex: male, against female"} <= words


def test_n_and_events_of_the_forest_are_those_of_the_model_and_not_of_a_category() -> None:
    rows = tidy([row | {"n": 252, "events": 91} for row in made.hazard_rows(["second_course"])[:1]])
    words = figures.describe(figures.predictors(rows, people={"second_course": (420, 163)}))
    assert "n = 420, events = 163" in words.caption
    for said in (words.caption, words.alt):
        assert "252" not in said
    assert "252" not in figures.describe(figures.predictors(rows)).caption, "one level is not the model"
    number = tidy([row | {"n": 420, "events": 163} for row in made.hazard_rows(["second_course"])[1:2]])
    both = figures.describe(figures.predictors(pd.concat([rows, number])))
    assert "n = 420, events = 163" in both.caption


def test_sites_stand_at_their_effective_number_and_remission_and_limits_are_the_results() -> None:
    result = made.sites(40, spread=0.25)
    figure = figures.funnel(result)
    for row in result.frame.to_dict("records"):
        mark = called(figure, f"site {row['group']}")
        assert mark.get_xdata()[0] == row["n_effective"]
        assert mark.get_ydata()[0] == pytest.approx(100 * row["estimate"])
        assert (mark.get_marker() == "D") == (row["position"] != "within")
    for name in ("lower_95", "upper_95", "lower_998", "upper_998"):
        for kind in ("", " adjusted"):
            drawn = called(figure, name + kind)
            assert drawn.get_xdata() == pytest.approx(result.band["n_effective"])
            assert drawn.get_ydata() == pytest.approx(100 * result.band[name + kind.replace(" ", "_")])
    assert set(called(figure, "overall").get_ydata()) == {100 * result.overall}
    words = " ".join(t.get_text() for t in figure.findobj(Text))
    outside = result.frame[result.frame["position"] != "within"]
    assert all(row.group.removeprefix("site=") in words for row in outside.itertuples())
    assert result.sentence in figures.describe(figure).details


def test_a_site_that_is_not_drawn_is_named_with_its_reason() -> None:
    result = made.sites(30, seed=4, n=40, spread=0.5)
    figure = figures.funnel(result)
    absent = result.frame[result.frame["status"] != "ok"]
    assert len(absent) > 0
    caption = figures.describe(figure).details
    for row in absent.itertuples():
        assert row.reason in caption
        assert figure.findobj(lambda a, name=f"site {row.group}": a.get_label() == name) == []
    assert f"{len(absent)} of 30 sites not drawn" in " ".join(t.get_text() for t in figure.findobj(Text))


def test_the_areas_of_the_ladder_are_its_shares() -> None:
    ladder = made.ladder(900)
    figure = figures.ladder(ladder)
    shares = ladder.shares.pivot(index="time", columns="step", values="estimate")
    for step, day in (("second_course", 730), ("other_systemic", 730), ("topical_only", 365), ("untreated", 365)):
        days, heights = called(figure, f"edge {step}").get_data()
        order = ["second_course", "other_systemic", "topical_only", "untreated"]
        below = shares.loc[day, order[: order.index(step) + 1]].sum()
        assert value_at(days, heights, day) == pytest.approx(100 * below, abs=1e-9)
    assert figures.describe(figure).alt.count("At 2 years: untreated") == 1


def test_the_bars_of_present_steps_are_its_shares() -> None:
    shares = made.present((0.1, 0.08, 0.02), ())
    figure = figures.present_steps(shares)
    bars = {str(bar.get_label()): bar.get_width() for bar in figure.findobj(lambda a: hasattr(a, "get_width"))
            if str(bar.get_label()).startswith("cell ")}  # fmt: skip
    whole = sum(bars.values())
    for step, share in (("untreated", 0.8), ("topical_only", 0.1), ("second_course", 0.02)):
        assert bars[f"cell {step} 182"] / whole == pytest.approx(share)
    assert not any(label.endswith("365") for label in bars), "beyond the follow-up nothing is drawn"


def test_the_follow_up_drawn_is_the_reverse_curve_and_its_median() -> None:
    curve = made.followed(2000)
    figure = figures.followup(curve)
    days, shares = called(figure, "curve all").get_data()
    for day in (400, 900, 1500):
        assert value_at(days, shares, day) == pytest.approx(100 * curve.at([day])["estimate"].item())
    assert called(figure, "median").get_xdata()[-1] == curve.median()["estimate"].item()


def test_the_follow_up_tells_those_who_left_from_those_with_an_outcome() -> None:
    curve = made.followed(2000)
    figure = figures.followup(curve)
    left, failed = (int(curve.frame[name].sum()) for name in ("censored", "events"))
    assert f"left = {left:,}, outcome or death = {failed:,}." in figures.describe(figure).caption
    words = {text.get_text() for text in figure.findobj(Text)}
    assert {"Left", "Outcome, death"} <= words
    assert not any("Events" in text or "Censored" in text for text in words)


def test_every_cell_of_what_is_missing_is_its_share() -> None:
    frame = made.missing(6, ("site=a", "site=b"))
    figure = figures.missingness(frame)
    cells = {str(a.get_label()): a for a in figure.findobj(lambda a: str(a.get_label()).startswith("cell "))}
    assert set(cells) == {f"cell {r.column} {r.group}" for r in frame.itertuples() if r.share > 0}
    by_share = sorted(cells, key=lambda name: cells[name].get_facecolor()[0])
    shares = frame.set_index("cell " + frame["column"] + " " + frame["group"])["share"]
    assert [shares[name] for name in by_share] == sorted(shares[list(cells)], reverse=True)
    assert "column 4 4.5%" not in figures.describe(figure).details
    assert "site=" not in figures.describe(figure).details
    assert "6 columns, 2 groups." in figures.describe(figure).caption
    said = figures.describe(figures.missingness(frame, columns_of="Table 1")).caption  # records.missing has others
    assert "6 columns of Table 1, 2 groups." in said


def test_subgroups_are_the_rows_of_the_results() -> None:
    rows = made.subgroup_rows(("sex=female", "sex=male", *(f"site=Clinic {k}" for k in range(20))))
    figure = figures.subgroups(rows, horizon_days=730)
    marks = {str(a.get_label()): a for a in figure.findobj(Line2D) if str(a.get_label()).startswith("mark ")}
    assert len(marks) == 1 + 2 + 12
    at = rows[(rows["time_days"] == 730) & (rows["method"] == "kaplan_meier")].set_index("group")["estimate"]
    for name, mark in marks.items():
        assert mark.get_xdata()[0] == pytest.approx(100 * at[name.split(" ", 2)[2]])
    assert "8 smaller levels are not drawn" in figures.describe(figure).caption


def test_levels_of_isostats_are_written_as_words() -> None:
    """almost_clear stood as such in the figure, its caption and its alternative text."""
    rows = made.subgroup_rows(("response=almost_clear", "response=clear", "indication=severe_nodulocystic"))
    figure = figures.subgroups(rows, horizon_days=730)
    said = str(figures.describe(figure)) + " ".join(each.get_text() for each in figure.findobj(Text))
    assert "almost_clear" not in said
    assert "severe_nodulocystic" not in said
    assert said.count("almost clear") >= 3


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(*[st.floats(-150, 150) | st.just(float("nan"))] * 3), min_size=1, max_size=6),
    st.sampled_from(["o", "diamond"]),
)
def test_every_value_of_a_figure_of_rows_has_a_mark_or_an_arrowhead(values: list, marker: str) -> None:
    """Whether it has limits or not: -75.3 points without any had nothing on an axis that ends at -60."""
    rows = []
    for at, numbers in enumerate(values):
        lower, value, upper = sorted(numbers) if all(x == x for x in numbers) else (numbers[0], numbers[1], np.nan)
        lower = lower if upper == upper else np.nan
        rows.append(Row(f"row {at}", ("1",), name=str(at), value=value, lower=lower, upper=upper,
                        mark=Mark(marker, COLOURS[0])))  # fmt: skip
    sheet = row_sheet(rows, headers=("people",), simulated=False)
    sheet.axes.set_xlim(-60, 60)
    sheet.draw()
    for row, y in sheet.rows:
        here = [line for line in sheet.axes.lines if len(line.get_xdata()) == 1 and line.get_ydata()[0] == y]
        filled = [each for each in sheet.axes.patches if each.get_label() == f"diamond {row.name}"]
        inside = [x for line in here for x in line.get_xdata() if -60 <= x <= 60]
        assert bool(inside or filled) == (row.value == row.value), row


def test_every_lane_is_the_result() -> None:
    result = made.timelines(30, 3000)
    figure = figures.timelines(result)
    for what, rows in result.frame.groupby("what"):
        days = rows[["day", "until"]].to_numpy(float) if what in ("course", "followed") else rows[["day"]].to_numpy()
        ends = [(day, lane) for lane, each in zip(rows["lane"], days, strict=True) for day in each]
        corners = called(figure, what).get_xydata()
        assert [tuple(each) for each in corners if not np.isnan(each).any()] == ends
        assert len(corners) == len(ends) + (len(rows) - 1) * (days.shape[1] > 1)  # broken between two lanes
    assert "30 lanes of 3,000 people" in figures.describe(figure).caption


def test_the_hazard_over_a_dose_is_that_of_the_result() -> None:
    curve = made.dosed(3000)
    axes = figures.dose_hazard(curve).axes[0]
    lines = {line.get_label(): line for line in axes.lines}
    drawn, frame = lines["hazard_ratio"], curve.to_frame()
    assert list(drawn.get_ydata()) == list(frame["estimate"])
    assert (drawn.get_xdata()[0], drawn.get_xdata()[-1]) == (curve.low, curve.high)
    assert tuple(lines["knots"].get_xdata()) == curve.knots
    assert list(lines["knots"].get_ydata()) == list(curve.at(curve.knots)["estimate"])
    assert axes.get_xlim() == (curve.low, curve.high)


def test_a_ratio_over_time_is_that_of_the_result() -> None:
    result = made.over_time(2000, fading=2.0)
    axes = figures.ratios_over_time(result, term="sex=male").axes[0]
    lines = {line.get_label(): line for line in axes.lines}
    curve = result.curves[result.curves["term"] == "sex=male"]
    assert np.allclose(lines["hazard_ratio"].get_ydata(), np.exp(curve["estimate"]))
    assert lines["average"].get_ydata()[0] == np.exp(result.average["sex=male"])
    dots = result.residuals[result.residuals["term"] == "sex=male"]
    assert set(lines["events"].get_ydata()) <= set(np.exp(dots["value"].to_numpy(float)))
    least = result.tests.frame.iloc[:-1].set_index("term")["p_value"].idxmin()
    assert least == "sex"
    title = figures.describe(figures.ratios_over_time(result)).title
    assert title == "Hazard ratio of the outcome over time: sex: male"


def test_group_differences_are_the_rows_of_the_results() -> None:
    rows = made.group_difference_rows(("sex=male", "sex=female"), ("site=a", "site=b", "site=c"))
    figure = figures.group_differences(rows)
    marks = {str(a.get_label()): a for a in figure.findobj(Line2D) if str(a.get_label()).startswith("mark ")}
    shown = rows[(rows["quantity"] == "remission_difference") & (rows["status"] == "ok")].set_index("group")["estimate"]
    assert len(marks) == len(shown) == 3
    for name, mark in marks.items():
        assert mark.get_xdata()[0] == pytest.approx(100 * shown[name.split(" ", 2)[2]])
    assert "interaction p = 0.27" in figures.describe(figure).details
    assert "too few people" in figures.describe(figure).details

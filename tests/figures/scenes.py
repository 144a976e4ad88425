"""Every figure in every situation it must survive: normal, tiny, empty, one cause, many groups, long labels."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pandas as pd
from matplotlib.figure import Figure

from isostats import figures
from isostats.cohort.course_histories import further_courses
from isostats.estimate.recurrent import mean_courses
from isostats.estimate.study_plans import plan_study
from isostats.evidence.pooled import pool_published
from isostats.evidence.published_cohorts import published
from isostats.vocabulary.definition import Definition
from tests.figures import made
from tests.figures.made import incidence_of, people, remission_of, tidy
from tests.figures.shapes import repeated
from tests.figures.texts_noted import draw_and_note

SECOND = Definition(outcome="second_course", population="everyone", competing=("death",))
COURSES = pd.DataFrame({"courses": [1, 2, 3, 4, 8], "people": [2700, 240, 13, 3, 1]})


def _day_zero() -> pd.DataFrame:
    rows = people(2000, causes=6, hazard=0.0006)
    return rows.assign(day=rows["day"].where(rows["cause"] != 1, 0))


def _second(n: int, hazard: float, *, courses: pd.DataFrame | None = COURSES, simulated: bool = False) -> Figure:
    curve = incidence_of(people(n, hazard=hazard, causes=2), ("second_course", "death"), definition=SECOND)
    return figures.second_course(curve, courses=courses, simulated=simulated)


def _by(groups: tuple[str, ...], n: int, hazard: float = 0.00035, *, simulated: bool = False) -> Figure:
    curve = remission_of(people(n, groups=groups, hazard=hazard))
    return figures.remission_by_group(curve, p_value=0.0123, simulated=simulated)


def _permanent(n: int, *, on_day_zero: bool = False, **more: object) -> Figure:
    answer, curve = made.permanent(n, on_day_zero=on_day_zero)
    return figures.cured_share(answer, curve=curve, **more)


def _forest(outcome: str, *, own: bool = False, **more: object) -> Figure:
    placed = POOLED.place(remission_of(people(1500), definition=SECOND.with_(outcome=outcome)), horizon_days=730)
    return figures.published_forest(POOLED.of(outcome), own=placed if own else None, **more)


def _forest_of(rows: pd.DataFrame, *, own: tuple[int, int] | None = None) -> Figure:
    found = pool_published(path=rows)
    placed = None if own is None else found.place_counts(*own, outcome="relapse as we saw it")
    return figures.published_forest(found.outcomes[0], own=placed)


POOLED = pool_published()
NINE = tuple(f"site={letter}" for letter in "abcdefghi")
RESULTS = tidy(made.remission_rows() + made.hazard_rows())
TINY_BINS = pd.concat(
    [
        made.bins(40).assign(count=1),
        pd.DataFrame([{"quantity": "dose_mg_per_kg", "left": float("nan"), "right": float("nan"), "count": 7}]),
    ],
    ignore_index=True,
)

OUTCOMES = ("any_treatment", "systemic_treatment", "second_course", "recorded_relapse")
CLINICS = ("all", *(f"site=Clinic {k}" for k in range(1, 61)))
ONE_DEFINITION = made.grid(
    outcomes=["systemic_treatment"], horizons=[730], populations=["everyone"], denominators=["censoring_aware"]
)
TWELVE_DEFINITIONS = made.grid(outcomes=OUTCOMES, horizons=[730], populations=["everyone"])

SCENES: dict[str, Callable[[], Figure]] = {
    "remission normal": lambda: figures.remission(remission_of(people(3000)), simulated=True),
    "remission small": lambda: figures.remission(remission_of(people(60, hazard=0.002))),
    "remission tiny": lambda: figures.remission(remission_of(people(12))),
    "remission too few": lambda: figures.remission(remission_of(people(4))),
    "remission empty": lambda: figures.remission(remission_of(people(200, hazard=0))),
    "remission everybody": lambda: figures.remission(remission_of(people(300, hazard=0.5))),
    "remission short": lambda: figures.remission(remission_of(people(400, follow=80, hazard=0.003))),
    "remission on the claim": lambda: figures.remission(remission_of(people(5000, hazard=0.0001))),
    "remission single column": lambda: figures.remission(remission_of(people(3000)), size=89, simulated=True),
    "remission no claim": lambda: figures.remission(remission_of(people(3000)), claim=None, margin=None),
    "remission within a band": lambda: figures.remission(remission_of(people(300)), band="hall_wellner"),
    "groups within bands": lambda: figures.remission_by_group(
        remission_of(people(600, groups=("sex=female", "sex=male"))), band="nair"
    ),
    "remission huge n": lambda: figures.remission(remission_of(people(1_200_000, follow=3000))),
    "cured normal": lambda: _permanent(2000, simulated=True),
    "cured day zero": lambda: _permanent(2000, on_day_zero=True),
    "cured few": lambda: _permanent(120, size=89, min_at_risk=1),
    "groups two": lambda: _by(("sex=female", "sex=male"), 2000, simulated=True),
    "groups six long": lambda: _by(made.LONG_SITES, 3000),
    "groups nine": lambda: _by(NINE, 300),
    "groups none drawn": lambda: _by(("sex=female", "sex=male"), 9),
    "groups all in remission": lambda: _by(made.LONG_SITES, 900, 0),
    "groups beside a paper": lambda: figures.remission_by_group(made.beside_a_paper(), by="source"),
    "difference normal": lambda: figures.difference(made.difference(2000), simulated=True),
    "difference column": lambda: figures.difference(made.difference(2000), size="single"),
    "difference none": lambda: figures.difference(made.difference(9)),
    "groups with every layer": lambda: made.layered(2000),
    "followup normal": lambda: figures.followup(made.followed(2000), simulated=True),
    "followup few": lambda: figures.followup(made.followed(12)),
    "followup none": lambda: figures.followup(made.followed(4)),
    "followup column": lambda: figures.followup(made.followed(300), size=89),
    "dose hazard normal": lambda: figures.dose_hazard(made.dosed(3000), outcome="systemic_treatment", simulated=True),
    "dose hazard few": lambda: figures.dose_hazard(made.dosed(60), outcome="second_course"),
    "dose hazard none": lambda: figures.dose_hazard(made.dosed(200, few=True)),
    "dose hazard column": lambda: figures.dose_hazard(made.dosed(3000), size="single"),
    "over time normal": lambda: figures.ratios_over_time(
        made.over_time(2000, fading=2.0), outcome="systemic_treatment", simulated=True
    ),
    "over time few": lambda: figures.ratios_over_time(made.over_time(60), term="age_years", outcome="second_course"),
    "over time column": lambda: figures.ratios_over_time(made.over_time(2000), size="single"),
    "lost early normal": lambda: figures.lost_early(made.lost(3000), simulated=True),
    "lost early tipping": lambda: figures.lost_early(made.lost(3000), claim=0.6, tipping=1.7),
    "lost early few": lambda: figures.lost_early(made.lost(40), claim=None),
    "lost early none": lambda: figures.lost_early(made.lost(4)),
    "lost early column": lambda: figures.lost_early(made.lost(3000), size="single"),
    "missing normal": lambda: figures.missingness(made.missing(8), simulated=True),
    "missing by year": lambda: figures.missingness(made.missing(8, [f"start_year={y}" for y in range(2012, 2021)])),
    "missing many": lambda: figures.missingness(made.missing(60)),
    "missing by sites": lambda: figures.missingness(made.missing(5, made.LONG_SITES)),
    "missing nothing": lambda: figures.missingness(made.missing(3).assign(missing=0, share=0.0)),
    "group differences normal": lambda: figures.group_differences(
        made.group_difference_rows(("sex=male", "sex=female"), NINE), definition=SECOND, simulated=True
    ),
    "group differences many": lambda: figures.group_differences(made.group_difference_rows(CLINICS[1:21])),
    "group differences long": lambda: figures.group_differences(made.group_difference_rows(made.LONG_SITES)),
    "group differences empty": lambda: figures.group_differences(RESULTS.iloc[:0]),
    "subgroups normal": lambda: figures.subgroups(made.subgroup_rows(("sex=f", "sex=m", *NINE[:3])), simulated=True),
    "subgroups many": lambda: figures.subgroups(made.subgroup_rows(CLINICS[1:31]), claim=None),
    "subgroups long": lambda: figures.subgroups(made.subgroup_rows(made.LONG_SITES)),
    "subgroups empty": lambda: figures.subgroups(RESULTS.iloc[:0]),
    "timelines normal": lambda: figures.timelines(made.timelines(40, 3000), simulated=True),
    "timelines column": lambda: figures.timelines(made.timelines(12, 12), size=89),
    "timelines without marks": lambda: figures.timelines(made.timelines(5, 5, empty=True)),
    "adjusted normal": lambda: figures.adjusted_remission(made.adjusted(3000), simulated=True),
    "adjusted column": lambda: figures.adjusted_remission(made.adjusted(300), size=89),
    "adjusted few": lambda: figures.adjusted_remission(made.adjusted(16)),
    "adjusted none": lambda: figures.adjusted_remission(made.adjusted(6)),
    "adjusted many": lambda: figures.adjusted_remission(made.adjusted(3000, NINE[:6])),
    "adjusted long": lambda: figures.adjusted_remission(made.adjusted(3000, made.LONG_SITES)),
    "adjusted nobody relapses": lambda: figures.adjusted_remission(made.adjusted(200, hazard=0)),
    "balance normal": lambda: figures.balance(made.apart(("severity", "age", "site")), by="sex", simulated=True),
    "balance column": lambda: figures.balance(made.apart(("severity", "age")), size=89),
    "balance many": lambda: figures.balance(made.apart([f"measured_{i}" for i in range(24)])),
    "balance long": lambda: figures.balance(made.apart([each[5:] for each in made.LONG_SITES])),
    "balance not weighted": lambda: figures.balance(made.apart(("severity", "age"), weighted=False)),
    "balance empty": lambda: figures.balance(made.apart(())),
    "landmarks normal": lambda: figures.conditional_remission(made.landmarks(3000), simulated=True),
    "landmarks column": lambda: figures.conditional_remission(made.landmarks(300), size=89),
    "landmarks few": lambda: figures.conditional_remission(made.landmarks(14)),
    "landmarks none": lambda: figures.conditional_remission(made.landmarks(4)),
    "landmarks nobody relapses": lambda: figures.conditional_remission(made.landmarks(200, hazard=0)),
    "hazards normal": lambda: figures.annual_hazard(made.hazards(3000), definition=made.SYSTEMIC, simulated=True),
    "hazards column": lambda: figures.annual_hazard(made.hazards(300, ("sex=f", "sex=m")), size=89),
    "hazards few": lambda: figures.annual_hazard(made.hazards(14)),
    "hazards none": lambda: figures.annual_hazard(made.hazards(4)),
    "visits normal": lambda: figures.between_visits(made.at_visits(1500), simulated=True),
    "visits column": lambda: figures.between_visits(made.at_visits(300, every=365, late=0), size=89),
    "visits few": lambda: figures.between_visits(made.at_visits(14)),
    "visits none": lambda: figures.between_visits(made.at_visits(4)),
    "visits nobody relapses": lambda: figures.between_visits(made.at_visits(60, mean=1e9)),
    "states normal": lambda: figures.states(made.states(1500), simulated=True),
    "states column": lambda: figures.states(made.states(300), size=89),
    "states few": lambda: figures.states(made.states(12)),
    "states none": lambda: figures.states(made.states(4)),
    "states nobody moves": lambda: figures.states(made.states(100, pace=1e9)),
    "first normal": lambda: figures.first_treatment(
        incidence_of(people(3000, causes=6, hazard=0.0006)), simulated=True
    ),
    "first day zero": lambda: figures.first_treatment(incidence_of(_day_zero())),
    "first tiny": lambda: figures.first_treatment(incidence_of(people(12, causes=6))),
    "first empty": lambda: figures.first_treatment(incidence_of(people(200, hazard=0))),
    "first one cause": lambda: figures.first_treatment(incidence_of(people(500))),
    "first rare": lambda: figures.first_treatment(incidence_of(people(3000, causes=6, hazard=0.000001))),
    "ends normal": lambda: figures.course_ends(made.course_ends(3000), horizons_days=(186,), simulated=True),
    "ends tiny": lambda: figures.course_ends(made.course_ends(12)),
    "ends too few": lambda: figures.course_ends(made.course_ends(4)),
    "ends none seen": lambda: figures.course_ends(made.course_ends(200, hazard=0)),
    "ends of one reason": lambda: figures.course_ends(made.course_ends(500, ("reason_unknown",))),
    "ladder normal": lambda: figures.ladder(made.ladder(3000), simulated=True),
    "ladder slow": lambda: figures.ladder(made.ladder(3000, pace=60_000)),
    "ladder fast": lambda: figures.ladder(made.ladder(800, pace=5)),
    "ladder tiny": lambda: figures.ladder(made.ladder(14)),
    "ladder too few": lambda: figures.ladder(made.ladder(5)),
    "ladder nobody climbs": lambda: figures.ladder(made.ladder(200, pace=1e9)),
    "present normal": lambda: figures.present_steps(
        made.present((0.1, 0.08, 0.02), (0.06, 0.05, 0.03), (0.04, 0.03, 0.01), ()), simulated=True
    ),
    "present all beyond": lambda: figures.present_steps(made.present((), ())),
    "present high": lambda: figures.present_steps(made.present((0.3, 0.3, 0.39), (0, 0, 1.0), n=12_000_000)),
    "present fixed by rule": lambda: figures.present_steps(made.present((0.1, 0.05, float("nan")))),
    "present none": lambda: figures.present_steps(made.present()),
    "second normal": lambda: _second(3000, 0.00006, simulated=True),
    "second tiny": lambda: _second(12, 0.001),
    "second empty": lambda: _second(100, 0),
    "second high": lambda: _second(400, 0.003),
    "second without bars": lambda: _second(400, 0.003, courses=None),
    "second million": lambda: _second(3000, 0.0001, courses=COURSES.assign(people=COURSES["people"] * 1000)),
    "naive normal": lambda: figures.naive_against_censoring_aware(RESULTS, simulated=True),
    "naive one": lambda: figures.naive_against_censoring_aware(tidy(made.remission_rows(["second_course"]))),
    "naive empty": lambda: figures.naive_against_censoring_aware(RESULTS.iloc[:0]),
    "doses normal": lambda: figures.durations_and_doses(made.bins(), facts=made.FACTS, simulated=True),
    "doses tiny": lambda: figures.durations_and_doses(TINY_BINS),
    "doses one": lambda: figures.durations_and_doses(made.bins().query("quantity == 'duration_days'")),
    "doses empty": lambda: figures.durations_and_doses(made.bins().iloc[:0], facts=made.FACTS.iloc[:0]),
    "flow normal": lambda: figures.flow(made.FLOW, simulated=True),
    "flow short": lambda: figures.flow(made.FLOW.iloc[[0, 3, 4]]),
    "flow empty": lambda: figures.flow(made.FLOW.iloc[:0]),
    "predictors normal": lambda: figures.predictors(RESULTS, simulated=True),
    "predictors narrow": lambda: figures.predictors(tidy(made.hazard_rows(["second_course"])[:4])),
    "predictors empty": lambda: figures.predictors(RESULTS.iloc[:0]),
    "subsets normal": lambda: figures.subsets(made.subset_rows(("adults", "site A alone")), simulated=True),
    "subsets many": lambda: figures.subsets(made.subset_rows(made.LONG_SITES), horizon_days=1095),
    "subsets empty": lambda: figures.subsets(RESULTS.iloc[:0]),
    "mean courses normal": lambda: figures.mean_courses(repeated(3000, 2), simulated=True),
    "mean courses none": lambda: figures.mean_courses(
        mean_courses(further_courses([300, 400], died=[0, 0], courses=[(0, 100)]))
    ),
    "sizes below": lambda: figures.sample_sizes(plan_study("below", expected=0.8, studies=50)),
    "sizes precision": lambda: figures.sample_sizes(plan_study("precision", expected=0.8, studies=20)),
    "sizes by formula": lambda: figures.sample_sizes(plan_study("above", expected=0.9, studies=0)),
    "funnel normal": lambda: figures.funnel(made.sites(40, spread=0.25), simulated=True),
    "funnel by chance": lambda: figures.funnel(made.sites(24, seed=2)),
    "funnel small sites": lambda: figures.funnel(made.sites(30, seed=4, n=40, spread=0.5)),
    "funnel of six": lambda: figures.funnel(made.sites(6, seed=3, n=3000, spread=0.4)),
    "funnel huge and far apart": lambda: figures.funnel(made.sites(60, seed=5, n=4000, spread=0.6)),
    "funnel too few": lambda: figures.funnel(made.sites(4)),
    "published normal": lambda: figures.published(published(), results=RESULTS, margin=0.05, simulated=True),
    "published alone": lambda: figures.published(published("second_course")),
    "definitions normal": lambda: figures.published_definitions(made.under_definitions(), simulated=True),
    "definitions all told": lambda: figures.published_definitions(made.under_definitions(told=23), claim=None),
    "definitions none told": lambda: figures.published_definitions(made.under_definitions(told=0)),
    "definitions one": lambda: figures.published_definitions(
        made.under_definitions().iloc[:1], margin=None, passive=True
    ),
    "specification normal": lambda: figures.specification_curve(made.grid_of_dispensings(lost=17), simulated=True),
    "specification one": lambda: figures.specification_curve(ONE_DEFINITION),
    "specification twelve": lambda: figures.specification_curve(TWELVE_DEFINITIONS),
    "specification ranges": lambda: figures.specification_curve(made.with_ranges(made.grid())),
    "specification not estimable": lambda: figures.specification_curve(made.grid(lost=1)),
    "specification naive alone": lambda: figures.specification_curve(made.grid(denominators=["naive_everyone"])),
    "specification 1152": lambda: figures.specification_curve(made.grid_of_dispensings(large=True, lost=40)),
    "specification 1920": lambda: figures.specification_curve(
        made.grid_of_dispensings(large=True, gaps=(30, 45, 60, 90, 180), lost=50)
    ),
    "specification long names": lambda: figures.specification_curve(made.grid(groups=("all", *made.LONG_SITES))),
    "specification many groups": lambda: figures.specification_curve(made.grid(horizons=[730], groups=CLINICS)),
    "specification low claim": lambda: figures.specification_curve(
        made.grid(claim=0.3, margin=0.2), claim=0.3, margin=0.2
    ),
    "specification high claim": lambda: figures.specification_curve(
        made.grid(claim=0.97, margin=0.05), claim=0.97, margin=0.05
    ),
    "specification first is primary": lambda: figures.specification_curve(made.grid(primary=2)),
    "heatmap normal": lambda: figures.outcome_heatmap(made.grid_of_dispensings(lost=17), simulated=True),
    "heatmap ranges": lambda: figures.outcome_heatmap(made.with_ranges(made.grid())),
    "heatmap horizons": lambda: figures.outcome_heatmap(TWELVE_DEFINITIONS),
    "heatmap one": lambda: figures.outcome_heatmap(ONE_DEFINITION),
    "heatmap not estimable": lambda: figures.outcome_heatmap(made.grid(lost=1)),
    "heatmap naive alone": lambda: figures.outcome_heatmap(made.grid(denominators=["naive_everyone"])),
    "heatmap four outcomes": lambda: figures.outcome_heatmap(
        made.grid(outcomes=OUTCOMES, gaps=(30, 60, 90, 120, 180), horizons=[730], lost=29)
    ),
    "heatmap many outcomes": lambda: figures.outcome_heatmap(
        made.grid(outcomes=[f"relapse_number_{k}_of_the_clinic" for k in range(9)], gaps=(30, 60), lost=23)
    ),
    "forest normal": lambda: _forest("second_course", own=True, margin=0.05, simulated=True),
    "forest many": lambda: _forest("recorded_relapse", own=True),
    "forest two": lambda: _forest("systemic_treatment"),
    "forest crude": lambda: figures.published_forest(
        POOLED.of("any_treatment"), own=POOLED.place_counts(3, 40, outcome="any_treatment"), claim=None
    ),
    "forest twelve long": lambda: _forest_of(made.cohorts(12, aside=3, long=True), own=(30, 200)),
    "forest one": lambda: _forest_of(made.cohorts(1), own=(30, 200)),
    "forest one of several": lambda: _forest_of(made.cohorts(1, aside=2)),
    "forest nobody": lambda: _forest_of(made.cohorts(3).assign(events=0), own=(0, 200)),
    "forest equal": lambda: _forest_of(made.cohorts(3).assign(events=30, n=100)),
    "forest not followed": lambda: figures.published_forest(POOLED.of("second_course"), own=made.not_followed(POOLED)),
}


@cache
def drawn_and_noted(name: str) -> tuple[Figure, tuple[str, ...]]:
    """A scene that is only looked at, and its texts as a language is asked for them: once for a process."""
    return draw_and_note(SCENES[name])


def drawn(name: str) -> Figure:
    """A scene that is only looked at: drawn once for every test of a process."""
    return drawn_and_noted(name)[0]

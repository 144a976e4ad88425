"""How do relapse and a second course go with the cumulative dose?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from math import nan
from typing import Any

import pandas as pd

from isostats.analyses.caveats import known_at_the_end
from isostats.analyses.models import Model
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.rows import Row, count_of, curve_rows, limited, row, share_of
from isostats.cohort.groupings import USUAL
from isostats.cohort.predictors import dose_frame
from isostats.estimate.dose_splines import QUANTILES, SHOWN, DoseHazard, dose_hazard
from isostats.estimate.hazards_by_band import band_hazards
from isostats.estimate.results import records_of
from isostats.tables.cells import Cell, PValue, Ratio
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import group_name, level_of, name_within, ratio_name, together
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import capital, plain
from isostats.words.numbers import MISSING, counted, in_words, number_text, p_in_full, ratio_text, stated_percent

DOSES = "dose_mg_per_kg"
REFERENCE, REFERENCE_BAND = 120.0, "120-220"
STATED_DOSES = (90.0, 180.0)
AT = (60.0, 90.0, 150.0, 180.0, 220.0)
"""Doses of which the ratio is said, and those of which it is a row, where the curve goes so far."""
FEWEST_DEATHS = 10
SEVERITY = (
    "Severity decides how much was given and whether acne comes back, and it is not adjusted for: no ratio here is the "
    "effect of a dose."
)


@dataclass(frozen=True, eq=False)
class BandLine:
    """One band: its remission row, and its ratio by method, none of the band that others are held against."""

    band: str
    remission: Row
    ratios: dict[str, Row]


@dataclass(frozen=True, eq=False)
class Dosed:
    """One outcome in everyone or in one sex: the curve, and that of Fine and Gray where enough people died.

    ``bands`` has a row per band: remission at the horizon, and the rows of hazard ratios by method.
    """

    outcome: str
    group: str
    curve: DoseHazard
    fine_gray: DoseHazard | None
    bands: tuple[BandLine, ...]

    @property
    def who(self) -> str:
        """In words."""
        return v.EVERYONE if self.group == v.ALL else plain(self.group)


@dataclass(frozen=True, eq=False)
class _People:
    """``frame`` has a row per person, ``alike`` one for those of one sex, band, time and event, with their number."""

    frame: pd.DataFrame
    alike: pd.DataFrame

    @classmethod
    def of(cls, frame: pd.DataFrame) -> _People:
        names = ["band", v.TIME, "event", "sex"]
        same = frame[frame["band"].notna()].groupby(names, observed=True, dropna=False)
        return cls(frame, same.size().rename("people").reset_index())

    def of_sex(self, sex: str) -> _People:
        return _People(self.frame[self.frame["sex"] == sex], self.alike[self.alike["sex"] == sex])


def estimate(it: Basis, groups: Answer[None], predictors: Answer[tuple[Model, ...]]) -> Answer[tuple[Dosed, ...]]:
    """A curve of the hazard over the dose, and remission and hazard ratios by band, of relapse and a second course."""
    outcomes = [name for name in dict.fromkeys((it.outcome, v.SECOND_COURSE)) if name in it.outcomes]
    facts = it.cohort.facts
    recorded = it.cohort.query(f"SELECT COUNT({facts[DOSES].sql}) AS n FROM first_courses")[v.N][0] if outcomes else 0
    if not recorded:
        return Answer((), tuple(_untold(outcomes)), (*texts(["No cumulative dose by a person's own weight is recorded, "
                                                             "so nothing can be told of dose."]),))  # fmt: skip
    made = tuple(each for outcome in outcomes for each in _of_outcome(it, outcome))
    there = {_address(each) for each in groups.rows}
    rows = tuple(each for one in made for each in _rows(one, it.level) if _address(each) not in there)
    blocks: list[Block] = [*texts(_sentences(it, made, predictors.value))]
    (first, *_) = made
    if first.curve.status == v.OK:
        definition = it.definition_of(first.outcome).with_(outcome="", population="", competing=())
        blocks.append(it.figure("dose_hazard", first.curve, outcome=first.outcome, definition=definition))
    blocks.append(_table(it, made))
    curves = {
        (one.outcome, one.group, curve.method): curve.to_frame()
        for one in made for curve in (one.curve, one.fine_gray) if curve is not None and curve.status == v.OK
    }  # fmt: skip
    names = [v.OUTCOME, v.GROUP, v.METHOD]
    files = {"dose_curves": pd.concat(curves, names=names).reset_index(names)} if curves else {}
    return Answer(made, rows, tuple(blocks), files=files, methods=_methods(made))


def _untold(outcomes: list[str]) -> list[Row]:
    return [row(v.DOSE_ASSOCIATION, outcome, v.EVERYONE, v.COX_SPLINE) for outcome in outcomes]


def _address(each: Row) -> tuple[Any, ...]:
    return tuple(each[name] for name in v.ADDRESS)


def _of_outcome(it: Basis, outcome: str) -> list[Dosed]:
    by = f"{DOSES}: {USUAL[DOSES]}"
    split = it.cohort.split_by(by)
    assert split is not None
    bands, people = split.levels, _People.of(dose_frame(it.cohort, outcome, bands=split))
    doses = people.frame[DOSES].dropna()
    middle = doses.quantile(list(SHOWN)) if len(doses) else doses
    inside = len(middle) == 2 and middle.iloc[0] <= REFERENCE <= middle.iloc[1]
    reference = REFERENCE if inside or doses.empty else round(float(doses.median()))
    curve = partial(dose_hazard, reference=float(reference), level=it.level)
    whole = _dosed(it, outcome, v.ALL, people, curve(people.frame), bands, by)
    levels = sorted(str(level) for level in people.frame["sex"].dropna().unique())
    knots = whole.curve.knots or None
    both = together(["sex", by])
    apart = [
        _dosed(it, outcome, group_name("sex", level), part, curve(part.frame, knots=knots), bands, both)
        for level in (levels if len(levels) > 1 else ())
        for part in (people.of_sex(level),)
    ]
    return [whole, *apart]


def _dosed(
    it: Basis, outcome: str, group: str, people: _People, curve: DoseHazard, bands: tuple[str, ...], by: str
) -> Dosed:
    alike = people.alike
    deaths = int(alike.loc[alike["event"] == 2, "people"].sum()) if outcome == v.SECOND_COURSE else 0
    beside: DoseHazard | None = None
    models: dict[str, Any] = {v.COX_EFRON: "cox"}
    if deaths >= FEWEST_DEATHS:
        models[v.FINE_GRAY] = "subdistribution"
        beside = dose_hazard(
            people.frame, reference=curve.reference, knots=curve.knots or None, model="subdistribution", level=it.level
        )
    ratios: dict[str, dict[str, Row]] = {band: {} for band in bands}
    within = "" if group == v.ALL else group
    for method, model in models.items():
        shown = band_hazards(alike, bands=bands, reference=REFERENCE_BAND, model=model, level=it.level)
        for each in records_of(shown):
            numbers = {name: each[name] for name in (*v.NUMBERS, v.N, v.EVENTS, v.STATUS)} | {v.LEVEL: it.level}
            name = name_within(within, ratio_name(group_name(DOSES, each["band"]), REFERENCE_BAND))
            ratios[each["band"]][method] = row(v.DOSE_HAZARD_RATIO, outcome, v.EVERYONE, method, name, **numbers) | {
                "reason": each["reason"]
            }
    remission = _remission(it, outcome, group, bands, by)
    return Dosed(outcome, group, curve, beside, tuple(BandLine(b, remission[b], ratios[b]) for b in bands))


def _remission(it: Basis, outcome: str, group: str, bands: tuple[str, ...], by: str) -> dict[str, Row]:
    """Remission at the horizon in each band; a band in which nobody is has none."""
    curve = it.curves.remission(outcome, by=by)
    at: dict[str, Any] = {"horizons": [it.horizon_days], "min_at_risk": it.min_at_risk}
    held = {each[v.GROUP]: each for each in it.not_fixed(curve_rows(curve, v.REMISSION, outcome, v.EVERYONE, **at))}

    def of_band(band: str) -> str:
        alone = group_name(DOSES, band)
        return alone if group == v.ALL else group_name(together(["sex", DOSES]), together([level_of(group), band]))

    nobody = partial(row, v.REMISSION, outcome, v.EVERYONE, curve.method, time_days=it.horizon_days, level=it.level)
    return {band: held.get(of_band(band)) or nobody(of_band(band), n=0) for band in bands}


def _rows(one: Dosed, level: float) -> list[Row]:
    """Remission and ratios by band, then both tests and some ratios of each curve."""
    rows = [each for line in one.bands for each in (line.remission, *line.ratios.values())]
    for curve in (one.curve, one.fine_gray):
        if curve is None:
            continue
        counts = {v.N: curve.n, v.EVENTS: curve.events}
        for quantity, test in ((v.DOSE_ASSOCIATION, curve.overall), (v.DOSE_NONLINEARITY, curve.nonlinear)):
            numbers = {v.ESTIMATE: test.statistic, v.P_VALUE: test.p_value, v.STATUS: curve.status}
            rows.append(row(quantity, one.outcome, v.EVERYONE, curve.method, one.group, **numbers, **counts))
        within = "" if one.group == v.ALL else one.group
        for each in records_of(curve.at([dose for dose in AT if curve.low <= dose <= curve.high])):
            if curve.status != v.OK:
                break
            ratio = ratio_name(group_name(DOSES, number_text(each["dose"])), number_text(curve.reference))
            name = name_within(within, ratio)
            numbers = {key: each[key] for key in v.NUMBERS} | {v.LEVEL: level}
            rows.append(row(v.DOSE_HAZARD_RATIO, one.outcome, v.EVERYONE, curve.method, name, **numbers, **counts))
    return rows


def _sentences(it: Basis, made: tuple[Dosed, ...], predictors: tuple[Model, ...]) -> list[str]:
    first = made[0]
    lost = first.curve.lost
    empty = [line.band for line in first.bands if not line.remission[v.N]]
    median = (
        f"The reference is the median dose, {number_text(first.curve.reference)} mg/kg, as "
        f"{number_text(REFERENCE)} mg/kg lies outside the middle 98% of doses."
    )
    return [
        f"{known_at_the_end((DOSES,), v.GROUP)} {SEVERITY}",
        *(_curve_words(each) for each in made if each.group == v.ALL or each.curve.status == v.OK),
        median if first.curve.reference != REFERENCE else "",
        f"Left out: {counted(lost, 'person', 'people')} followed after the course without a dose by their own weight."
        if lost else "",
        f"Nobody is in the band {', '.join(empty)} mg/kg." if empty else "",
        _no_curve(made),
        _death_words(it, made),
        _plain_words(predictors),
        it.doubt(v.HAZARD_RATIO),
    ]  # fmt: skip


def _curve_words(one: Dosed) -> str:
    """Tests and ratios of one curve, in sentences; the reason where there is none."""
    name, curve = f"{capital(OUTCOMES[one.outcome].label)}, {one.who}", one.curve
    if curve.status != v.OK:
        return f"{name}: no curve, for {curve.reason}."
    tests = f"{name}: any association {p_in_full(curve.overall.p_value)}, a bend {p_in_full(curve.nonlinear.p_value)}."
    if one.group != v.ALL:
        return tests
    knots = ", ".join(number_text(round(knot, 1)) for knot in curve.knots)
    shares = ", ".join(number_text(100 * share) for share in QUANTILES[len(curve.knots)])
    ratios = "; ".join(
        f"{number_text(each['dose'])} mg/kg {ratio_text(each[v.ESTIMATE], each[v.LOWER], each[v.UPPER])}"
        for each in records_of(curve.at([dose for dose in STATED_DOSES if curve.low <= dose <= curve.high]))
    )
    against = f" Against {number_text(curve.reference)} mg/kg: {ratios}." if ratios else ""
    return f"{tests}{against} Knots lie at {knots} mg/kg, the {shares}% quantiles of the doses."


def _no_curve(made: tuple[Dosed, ...]) -> str:
    """Of which sexes there is no curve, and why."""
    lacking = [f"{OUTCOMES[one.outcome].label}, {one.who}" for one in made
               if one.group != v.ALL and one.curve.status != v.OK]  # fmt: skip
    return f"Too few events for a curve of their own: {'; '.join(lacking)}." if lacking else ""


def _plain_words(predictors: Iterable[Model]) -> str:
    """That neither clusters nor sites enter here, where they enter the model of the predictors."""
    fitted = [model for model in predictors if model.result is not None]
    by = next((model.result.cluster for model in fitted if model.result and model.result.cluster), "")
    alike = f"Errors here are not robust by {plain(by)}, as those of the predictors are." if by else ""
    sites = any(model.stratum for model in fitted)
    apart = "Sites have one baseline hazard here, and one of their own in the model of the predictors." if sites else ""
    return f"{alike} {apart}".strip()


def _death_words(it: Basis, made: tuple[Dosed, ...]) -> str:
    if v.SECOND_COURSE not in [one.outcome for one in made]:
        return ""
    if not it.cohort.deaths:
        return "No death is recorded, so nothing competes with a second course."
    whole = next(one for one in made if one.outcome == v.SECOND_COURSE)
    if whole.fine_gray is None:
        return f"Fewer than {FEWEST_DEATHS} people died before a second course: Fine and Gray's ratios are not shown."
    few = [one.who for one in made if one.outcome == v.SECOND_COURSE and one.fine_gray is None]
    without = f" There are none where fewer than {FEWEST_DEATHS} died before one: {', '.join(few)}."
    meaning = "Fine and Gray's ratios count those who died as never having a second course; they are no risk ratios."
    return meaning + without * bool(few)


def _table(it: Basis, made: tuple[Dosed, ...]) -> Table:
    lines = [(one, line) for one in made for line in one.bands]
    subdistribution = any(v.FINE_GRAY in line.ratios for _, line in lines)

    def ratio(each: tuple[Dosed, BandLine], method: str) -> Cell:
        if each[1].band == REFERENCE_BAND:
            return "1 (reference)" if method == v.COX_EFRON or each[0].fine_gray is not None else MISSING
        mine = each[1].ratios.get(method)
        return MISSING if mine is None else limited(Ratio, mine)

    def p(each: tuple[Dosed, BandLine]) -> Cell:
        mine = each[1].ratios.get(v.COX_EFRON)
        return PValue(nan) if mine is None else PValue(mine[v.P_VALUE])

    columns: dict[Any, Any] = {
        v.OUTCOME: lambda each: OUTCOMES[each[0].outcome].label,
        "who": lambda each: each[0].who,
        "dose, mg/kg": lambda each: each[1].band,
        "people": lambda each: count_of(each[1].remission[v.N]),
        f"remission at {in_words(it.horizon_days)}": lambda each: share_of(each[1].remission),
        "hazard ratio (limits)": lambda each: ratio(each, v.COX_EFRON),
        "p": p,
    }
    if subdistribution:
        columns["Fine and Gray (limits)"] = lambda each: ratio(each, v.FINE_GRAY)
    return table_of(
        "dose_bands",
        f"By band of cumulative dose: Kaplan-Meier remission in %, and unadjusted hazard ratios of Cox models against "
        f"{REFERENCE_BAND} mg/kg, with {stated_percent(it.level)} limits. Ratios are of people followed after the "
        "course.",
        lines,
        columns,
    )


def _methods(made: tuple[Dosed, ...]) -> tuple[str, ...]:
    curve = made[0].curve
    if curve.status != v.OK:
        return ()
    beside = any(one.fine_gray is not None for one in made)
    return (
        f"The hazard over the cumulative dose was a restricted cubic spline with {len(curve.knots)} knots, against "
        f"{number_text(curve.reference)} mg/kg [@harrell2015].",
        *["Fine and Gray's model stands beside it where death competes [@finegray1999]."] * beside,
    )


DOSE = Analysis(
    "dose", "Dose and relapse", estimate, needs=("groups", "predictors"), part_of="predictors", of_people=True,
)  # fmt: skip

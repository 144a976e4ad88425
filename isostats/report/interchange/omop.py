"""Curves as a ``summarised_result`` of OHDSI: thirteen columns of texts, one row a number, with settings as rows.

Result types and names are those of CohortSurvival (survival_estimates, survival_events, survival_summary,
survival_attrition), so that omopgenerics reads the file and CohortSurvival draws it. A count from 1 to below
``min_cell_count``, and an estimate that may not be quoted in a release, is ``-``.

Source: the public documentation of omopgenerics 1.3 and CohortSurvival 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from isostats.estimate import rmst
from isostats.release.rounding import step_words
from isostats.version import __version__
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, columns_together, levels_together
from isostats.words.numbers import number_text
from isostats.words.small_counts import few_people
from isostats.writing import harmless

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isostats.analyses.protocol import Basis
    from isostats.analyses.results import StudyResults
    from isostats.estimate.results import Curve

FILE = "summarised_result.csv"
COLUMNS = (
    "result_id", "cdm_name", "group_name", "group_level", "strata_name", "strata_level", "variable_name",
    "variable_level", "estimate_name", "estimate_type", "estimate_value", "additional_name", "additional_level",
)  # fmt: skip
OVERALL, AND, SUPPRESSED, NOT_THERE = "overall", " &&& ", "-", "NA"
TARGET = "target_cohort"
COHORT = "first_course_of_isotretinoin"
GAP = 30
"""Of an exact report: estimates and counts every thirty days, the event gap of CohortSurvival."""


@dataclass
class _Writing:
    """The rows and settings so far; ``least`` is the least count that is shown."""

    it: Basis
    least: int
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    settings: list[dict[str, str]] = field(default_factory=list)

    def begin(self, result_type: str, outcome: str, competing: str, *, additional: str, **further: str) -> None:
        """A further result_id with its settings."""
        kind = "single_event" if competing == "none" else "competing_risk"
        strata = AND.join(dict.fromkeys(name for by in self.it.groups for name in _names(by)))
        self.settings.append({
            "result_type": result_type, "package_name": "isostats", "package_version": __version__,
            v.GROUP: TARGET, "strata": "reason" if additional == "reason_id" else strata,
            "additional": additional, "min_cell_count": str(self.least), "analysis_type": kind, v.OUTCOME: outcome,
            "competing_outcome": competing, **further,
        })  # fmt: skip

    def add(self, of: Mapping[str, str], name: str, kind: str, value: str, additional: tuple[str, str]) -> None:
        """A row of the result_id that was begun last."""
        place = (of["strata_name"], of["strata_level"], of["variable_name"], of["variable_level"])
        title = self.it.study.study.title or "untitled"
        self.rows.append((len(self.settings), title, TARGET, COHORT, *place, name, kind, value, *additional))

    def count(self, people: float) -> str:
        """A count as it is shown."""
        whole = round(float(people))
        return SUPPRESSED if 0 < whole < self.least or few_people().holds(whole) else str(whole)

    def frame(self) -> pd.DataFrame:
        """Every row, those of the settings last."""
        title = self.it.study.study.title or "untitled"
        stated = [
            (number, title, *[OVERALL] * 4, "settings", NOT_THERE, name, "character", value, OVERALL, OVERALL)
            for number, settings in enumerate(self.settings, 1)
            for name, value in settings.items()
        ]
        return pd.DataFrame([*self.rows, *stated], columns=list(COLUMNS))


def write(results: StudyResults, folder: Path, least: int) -> None:
    """Write the file as R's write.csv does: every text in quotation marks, what is missing as NA."""
    frame = summarised_result(results, least)
    lines = [",".join(f'"{name}"' for name in COLUMNS)]
    lines += [",".join(_cell(value) for value in row) for row in frame.itertuples(index=False, name=None)]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cell(value: Any) -> str:
    if isinstance(value, (int, np.integer)) or value == NOT_THERE:
        return str(value)
    text = SUPPRESSED if value == SUPPRESSED else str(harmless(str(value)))
    return '"' + text.replace('"', '""') + '"'


def summarised_result(results: StudyResults, least: int) -> pd.DataFrame:
    """The curves of every outcome among everyone, together and by each grouping, with who was studied."""
    it = results.basis
    made = _Writing(it, least)
    groupings = (None, *it.groups)
    for outcome in it.outcomes:
        curves = [it.curves.remission(outcome, by=by) for by in groupings]
        _curves(made, curves, outcome, "none")
        if it.cohort.deaths:
            _curves(made, [it.curves.incidence(outcome, by=by) for by in groupings], outcome, v.DEATH)
        _attrition(made, results, outcome)
    return made.frame()


def _curves(made: _Writing, curves: list[Curve], outcome: str, competing: str) -> None:
    exact = not curves[0].counts.by_interval
    gap = {"estimate_gap": str(GAP)} if exact else {}
    method = {v.METHOD: curves[0].method, v.LEVEL: number_text(curves[0].level)}
    made.begin("survival_estimates", outcome, competing, additional=v.TIME, **method, **gap)
    for curve in curves:
        _estimates(made, curve, outcome)
    every = str(GAP) if exact else step_words([int(day) for day in curves[0].counts.days])
    made.begin("survival_events", outcome, competing, additional=v.TIME, eventgap=every)
    for curve in curves:
        _events(made, curve, outcome)
    restricted = {"restricted_mean_follow_up": str(made.it.horizon_days)} if exact and competing == "none" else {}
    made.begin("survival_summary", outcome, competing, additional="", **restricted)
    for curve in curves:
        _summary(made, curve, outcome, means=bool(restricted))


def _days(curve: Curve) -> NDArray[np.int64]:
    """Every thirty days, until the last one; of counts by interval the days of their grid."""
    days = curve.counts.days
    if curve.counts.by_interval:
        return days[:-1]
    every = np.arange(0, days[-1] + 1, GAP)
    return every if every[-1] == days[-1] else np.append(every, days[-1])


def _estimates(made: _Writing, curve: Curve, outcome: str) -> None:
    limits = f"estimate_{number_text(100 * curve.level)}CI_"
    names = {v.ESTIMATE: v.ESTIMATE, v.LOWER: f"{limits}lower", v.UPPER: f"{limits}upper"}
    for row in curve.rows_at(_days(curve), min_at_risk=made.it.min_at_risk):
        hidden = row[v.STATUS] != v.OK
        if hidden and not made.least:
            continue  # the curve ends there
        of = _of(row[v.GROUP], row.get("cause", outcome), outcome)
        for column, name in names.items():
            value = row[column]
            text = SUPPRESSED if hidden else NOT_THERE if np.isnan(value) else repr(float(value))
            made.add(of, name, "numeric", text, (v.TIME, str(row[v.TIME])))


def _events(made: _Writing, curve: Curve, outcome: str) -> None:
    counts, on = curve.counts, _days(curve)
    until = np.searchsorted(counts.days, on, side="right")
    alone = curve.kind == v.REMISSION
    at_risk = counts.at_risk_on(on)

    def between(part: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.diff(np.append(0.0, np.cumsum(part))[until], prepend=0.0)

    for g, group in enumerate(curve.groups):
        for cause in curve.causes:
            failed = counts.events[g, counts.causes.index(cause)]
            left = counts.leaving[g] - (failed if alone else counts.events[g].sum(axis=0))
            parts = {"n_risk": at_risk[g], "n_events": between(failed), "n_censor": between(left)}
            of = _of(group, cause, outcome)
            for place, day in enumerate(on):
                for name, values in parts.items():
                    text = made.count(values[place])
                    made.add(of, f"{name}_count", "numeric", text, (v.TIME, str(day)))


def _summary(made: _Writing, curve: Curve, outcome: str, *, means: bool) -> None:
    counts, level = curve.counts, made.it.level
    until = len(counts.days) - counts.by_interval  # nobody fails after the grid
    for g, group in enumerate(curve.groups):
        for cause in curve.causes:
            of = _of(group, cause, outcome)
            failed = counts.events[g, counts.causes.index(cause), :until].sum()
            for name, people in (("number_records_count", counts.n[g]), ("n_events_count", failed)):
                made.add(of, name, "numeric", made.count(people), (OVERALL, OVERALL))
    if means:
        ends = f"_{number_text(100 * level)}CI_"
        medians = curve.median().set_index(v.GROUP)
        least = made.it.min_at_risk
        means_of = rmst(counts, horizon_days=made.it.horizon_days, level=level, min_at_risk=least).set_index(v.GROUP)
        of_both = ("median_survival", medians, "higher"), ("restricted_mean_survival", means_of, v.UPPER)
        for name, frame, upper in of_both:
            shown = {v.ESTIMATE: name, v.LOWER: f"{name}{ends}lower", v.UPPER: f"{name}{ends}{upper}"}
            for group in curve.groups:
                for column, each in shown.items():
                    value = float(frame.loc[group, column])
                    text = NOT_THERE if np.isnan(value) else repr(value)
                    made.add(_of(group, outcome, outcome), each, "numeric", text, (OVERALL, OVERALL))


def _attrition(made: _Writing, results: StudyResults, outcome: str) -> None:
    """Who was studied, step by step; of a release who is left, since the steps before are known inside alone."""
    made.begin("survival_attrition", outcome, "none", additional="reason_id")
    for number, (reason, left, gone) in enumerate(_steps(results), 1):
        of = {"strata_name": "reason", "strata_level": reason, "variable_level": outcome}
        for name, people in (("number_subjects", left), ("excluded_subjects", gone)):
            if people is not None:
                place = of | {"variable_name": name}
                made.add(place, "count", "integer", made.count(people), ("reason_id", str(number)))


def _steps(results: StudyResults) -> Iterator[tuple[str, int, int | None]]:
    """Each step: why, who is left, and who went."""
    cohort = results.basis.cohort
    if not results.basis.exact:
        yield "First courses that are studied", cohort.people, None
        return
    people = cohort.people + sum(each.people for each in cohort.left_out)
    yield "First courses", people, 0
    for each in cohort.left_out:
        people -= each.people
        yield f"Not eligible: {each.reason}", people, each.people


def _of(group: str, cause: str, outcome: str) -> dict[str, str]:
    """The strata and the variable of a group and a cause.

    A level that holds the sign between two columns itself does not tell where one ends: the two are one name then.
    """
    names, levels = [OVERALL], [OVERALL]
    if by := column_of(group):
        names, levels = _names(by), levels_together(group)
        names = names if len(levels) == len(names) else ["_".join(names)]
    strata = {"strata_name": AND.join(names), "strata_level": AND.join(levels)}
    return {**strata, "variable_name": v.OUTCOME if cause == outcome else "competing_outcome", "variable_level": cause}


def _names(by: str) -> list[str]:
    """The columns that a grouping splits by, as the format writes names."""
    return [re.sub(r"\W+", "_", part.strip()).strip("_").lower() or v.GROUP for part in columns_together(by)]

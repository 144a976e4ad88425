"""From first courses to the rows of the grid: events are counted once, and all definitions read off their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from isostats.analyses.grid.definitions import VERDICT_COLUMNS, positions
from isostats.analyses.grid.rules import Choices, Rule, Rules
from isostats.analyses.rows import complete_rows, curve_rows, naive_rows, not_fixed, row, typed
from isostats.estimate import kaplan_meier
from isostats.study.grid_axes import AXES, CENSORING_AWARE, CHOICE_COLUMNS, METHODS
from isostats.vocabulary import names as v
from isostats.vocabulary.names import RESULT_COLUMNS

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.study.study_file import Study

GRID_COLUMNS = (*CHOICE_COLUMNS, *RESULT_COLUMNS, *VERDICT_COLUMNS)
"""The columns of grid.csv, in order."""

Address = tuple[Any, ...]
"""Outcome, horizon, population, denominator, rule of courses, group."""


def rows_of_rule(
    cohort: Cohort, rule: Rule, choices: Choices, study: Study, *, counted: Callable[[], None]
) -> dict[Address, dict[str, Any]]:
    """Remission under one rule of courses by every other choice; the censoring-aware rows are those of the report.

    ``counted`` is called for every event table. Outcomes that this rule leaves nobody to tell have no rows here.
    """
    at: dict[str, Any] = {"horizons": choices.horizons, "min_at_risk": study.study.min_at_risk}
    results: dict[Address, dict[str, Any]] = {}
    for outcome, population, by in product(choices.outcomes, choices.populations, (None, *choices.groups)):
        if outcome in cohort.outcomes:
            curve = kaplan_meier(cohort.count(outcome, population=population, by=by), level=study.claim.level)
            for denominator, rows in (
                ("censoring_aware", curve_rows(curve, v.REMISSION, outcome, population, **at)),
                ("naive_everyone", naive_rows(curve, outcome, population, **at)),
                ("naive_complete", complete_rows(curve, outcome, population, **at)),
            ):
                for each in (not_fixed(row, cohort.fixed_by_rule) for row in rows):
                    address = (outcome, int(each[v.TIME_DAYS]), population, denominator, rule, each[v.GROUP])
                    results[address] = each
        counted()
    return results


def grid_frame(
    rows: Mapping[Address, dict[str, Any]], rules: Rules, choices: Choices, study: Study, *, passive: bool = False
) -> tuple[pd.DataFrame, bool]:
    """The rows in grid order, and whether the primary one had to be added.

    A definition that a rule left nobody for has a row all the same: not estimable, of 0 people.
    """
    outcome, horizon = choices.primary
    primary: Address = (outcome, horizon, v.EVERYONE, CENSORING_AWARE, rules.own, v.ALL)
    asked = list(
        product(
            choices.outcomes, choices.horizons, choices.populations, METHODS, rules.asked, _groups(rows, choices)
        )
    )
    held = primary in asked and primary[3] in choices.denominators
    listed = [
        _levels(address) | (rows.get(address) or _nobody(address, study.claim.level)) | {"primary": address == primary}
        for address in dict.fromkeys((*asked, primary))
    ]
    frame = typed(_typed_levels(pd.DataFrame(listed, columns=list(GRID_COLUMNS))))
    shown = frame["denominator"].isin(choices.denominators) & (frame.index < len(asked))
    frame = frame[shown | frame["primary"]].reset_index(drop=True)
    frame["position"] = positions(frame, claim=study.claim.remission, margin=study.claim.margin, passive=passive)
    return frame, not held


def _groups(addresses: Iterable[Address], choices: Choices) -> list[str]:
    """Everyone, then the levels of each grouping column that any rule found."""
    levels = sorted({address[-1] for address in addresses})
    return [v.ALL, *(level for name in choices.groups for level in levels if level.startswith(f"{name}="))]


def _levels(address: Address) -> dict[str, Any]:
    _, horizon, _, denominator, rule, _ = address
    return {"denominator": denominator, "horizon_days": horizon, **rule.levels}


def _nobody(address: Address, level: float) -> dict[str, Any]:
    outcome, horizon, population, denominator, _, group = address
    counts = {v.N: 0, v.AT_RISK: 0, v.EVENTS: 0}
    return row(
        v.REMISSION, outcome, population, METHODS[denominator], group, time_days=horizon, level=level, **counts
    )  # fmt: skip


def _typed_levels(frame: pd.DataFrame) -> pd.DataFrame:
    for name in CHOICE_COLUMNS[1:]:
        days = name.endswith("_days")
        frame[name] = frame[name].astype("boolean" if AXES[name].flag else "Int64" if days else "object")
    frame["primary"] = frame["primary"].astype(bool)
    return frame

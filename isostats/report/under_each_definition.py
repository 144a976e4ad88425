"""One's own records under every published definition, side by side."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from isostats.analyses.choices import needed_for
from isostats.analyses.rows import curve_rows, naive_rows, not_fixed
from isostats.cohort.following import Cohort, first_courses
from isostats.errors import NobodyLeft, StudyError
from isostats.estimate import kaplan_meier
from isostats.progress import Step, silent
from isostats.report.job import prepared_records, read_records, study_of
from isostats.study.paper import named_studies
from isostats.study.study_file import Study, read_study
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES

if TYPE_CHECKING:
    from isostats.records import Records
    from isostats.study.definitions import CourseDefinition

COLUMNS = (
    "definition", "paper", v.OUTCOME, v.TIME_DAYS, v.ESTIMATE, v.LOWER, v.UPPER, v.NAIVE, v.N, v.EVENTS, v.STATUS,
    "eligible", "assumed", "not_reproduced", "why",
)  # fmt: skip


def published_definitions(source: str | Path | Study, *, step: Step = silent, **choices: Any) -> pd.DataFrame:
    """Remission in a study's records under each published definition that comes with isostats, one row each.

    ``source`` is a study file, a file of course records or a :class:`Study`, of which the records, how they are read
    and the level are taken, and no other choice; ``choices`` are keys of the study file. ``estimate`` is the share free
    of the definition's outcome on its day, by Kaplan-Meier with log-log limits, among whoever it finds eligible;
    ``naive`` is the crude share, which most papers give. ``assumed`` and ``not_reproduced`` count what stands in the
    definition; ``why`` says why there is no number. Raises StudyError, or DataError for records that cannot be used.
    """
    study = study_of(source, **choices)
    if study.data.kind == "courses":
        records = read_records(study, step=step)
        return _frame(study, lambda courses: records, step)
    with prepared_records(study, step=step) as prepared, closing(prepared.connection):
        kept: dict[CourseDefinition, Records] = {}

        def stitched(courses: CourseDefinition) -> Records:
            if courses not in kept:
                kept.clear()
                kept[courses] = prepared.records(courses, account=False)
            return kept[courses]

        return _frame(study, stitched, step)


def _frame(study: Study, read: Callable[[CourseDefinition], Records], step: Step) -> pd.DataFrame:
    rows, followed = [], {}
    for name in named_studies():
        step(f"the definition {name}")
        named = read_study(name, **{study.data.kind: "records"})
        rule = (named.courses, named.outcomes)
        if rule not in followed:  # many share their rules, and differ in whom they study
            followed[rule] = first_courses(read(named.courses), *rule, follow_up=study.study.follow_up)
        rows.append(_row(name, replace(named, claim=study.claim), followed[rule]))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({v.TIME_DAYS: "Int64", v.N: "Int64", v.EVENTS: "Int64"})


def _row(name: str, study: Study, everyone: Cohort) -> dict[str, Any]:
    """The row of one definition, with the reason where it cannot be told."""
    outcome, day = study.study.primary.outcome, study.study.primary.horizon_days
    made: dict[str, Any] = {
        "definition": name, "paper": study.paper.name, v.OUTCOME: outcome, v.TIME_DAYS: day,
        "eligible": study.eligibility.words, "assumed": len(study.paper.assumed),
        "not_reproduced": len(study.paper.not_reproduced), v.STATUS: v.NOT_ESTIMABLE, "why": "",
    }  # fmt: skip
    try:
        cohort = everyone.where(study.eligibility)
    except (NobodyLeft, StudyError) as error:
        return made | {"why": str(error)}
    if outcome not in cohort.outcomes:
        lacks = f"that would need {needed_for(study, outcome, cohort.outcomes)}"
        return made | {"why": f"These records cannot tell {OUTCOMES[outcome].label}: {lacks}."}
    curve = kaplan_meier(cohort.count(outcome), level=study.claim.level)
    at: dict[str, Any] = {"horizons": [day], "min_at_risk": study.study.min_at_risk}
    (aware,) = (
        not_fixed(row, cohort.fixed_by_rule) for row in curve_rows(curve, v.REMISSION, outcome, v.EVERYONE, **at)
    )
    (naive,) = naive_rows(curve, outcome, v.EVERYONE, **at)
    numbers = {column: aware[column] for column in (v.ESTIMATE, v.LOWER, v.UPPER, v.N, v.EVENTS, v.STATUS)}
    return made | numbers | {v.NAIVE: naive[v.ESTIMATE]}

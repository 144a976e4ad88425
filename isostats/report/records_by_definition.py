"""One's own records under every published definition, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from math import nan
from typing import TYPE_CHECKING, Any

import pandas as pd

from isostats.analyses.choices import needed_for
from isostats.analyses.curves import Curves
from isostats.analyses.grid.result import WHY_NOT
from isostats.analyses.grid.run import Progress
from isostats.analyses.rows import curve_rows, naive_rows, not_fixed, row_ends
from isostats.cohort.following import first_courses
from isostats.errors import NobodyLeft, NoColumn, StudyError
from isostats.evidence.published_cohorts import figures_by_definition
from isostats.progress import Step, silent
from isostats.report.definition_table import DefinitionTable
from isostats.report.job import prepared_records, read_records, study_of
from isostats.study.definitions import ClaimChoices
from isostats.study.inputs import Inputs
from isostats.study.paper import named_studies
from isostats.study.study_file import KEYS, Named, Study, read_study
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES

if TYPE_CHECKING:
    from isostats.records import Records
    from isostats.study.definitions import CourseDefinition

COLUMNS = (
    "definition", "paper", v.OUTCOME, v.TIME_DAYS, v.ESTIMATE, v.LOWER, v.UPPER, v.BOUND, v.RANGE_LOW, v.RANGE_HIGH,
    v.NAIVE, v.N, v.EVENTS, v.STATUS, "eligible", "assumed", "not_reproduced", "why", v.METHOD, "counts", "rules",
    "paper_share", "paper_n", "paper_events", "paper_arm", "assumptions",
)  # fmt: skip
WHOLE = (v.TIME_DAYS, v.N, v.EVENTS, "paper_n", "paper_events")
NO_PAPER: dict[str, Any] = {"paper_share": nan, "paper_n": None, "paper_events": None, "paper_arm": ""}


def published_definitions(source: Named | Study, *, step: Step = silent, **choices: Any) -> pd.DataFrame:
    """Remission in a study's records under each published definition that comes with isostats, one row each.

    ``source`` is a study file, a file of course records or a :class:`Study`, of which the records, how they are read
    and the level are taken, and no other choice; ``choices`` are keys of the study file. ``estimate`` is the share free
    of the definition's outcome on its day, by Kaplan-Meier with log-log limits, among whoever it finds eligible;
    ``bound`` says what it is where some of the outcome cannot be seen; it lies between ``range_low`` and
    ``range_high``, which take in those set aside too. ``naive`` is the crude share, which most papers give. ``assumed``
    and ``not_reproduced`` count what stands in the definition; ``why`` says why there is no number; ``paper_share`` is
    the crude share free of it that the paper itself reports. Raises StudyError, also for a choice that each definition
    makes itself, or DataError for records that cannot be used.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> rows = iso.published_definitions(resource("data", "real", "bladder_courses.csv"))
    >>> rows.columns[:5].tolist()
    ['definition', 'paper', 'outcome', 'time_days', 'estimate']
    """
    return under_definitions(source, step=step, **choices).frame


def under_definitions(
    source: Named | Study,
    *,
    step: Step = silent,
    progress: Progress = lambda done, total: None,
    **choices: Any,
) -> DefinitionTable:
    """The same as a result that prints itself; the records are read once. ``progress`` hears of each definition."""
    _require_open(choices)
    study = study_of(source, **choices)
    if study.data.kind == "courses":
        records = read_records(study, step=step)
        return _table(study, lambda courses: records, step, progress)
    with prepared_records(study, step=step) as prepared, closing(prepared.connection):
        kept: dict[CourseDefinition, Records] = {}

        def stitched(courses: CourseDefinition) -> Records:
            if courses not in kept:
                kept.clear()
                kept[courses] = prepared.records(courses, account=False)
            return kept[courses]

        return _table(study, stitched, step, progress)


def _require_open(choices: Mapping[str, Any]) -> None:
    """Raise StudyError for a choice that each definition makes itself, so that it would be without effect."""
    for each in KEYS:
        if choices.get(each.flat) is None or each.model in (Inputs, ClaimChoices) or each.name == "follow_up":
            continue
        raise StudyError(
            f"Each published definition makes its own choices, so {each.place} would have no effect. Leave it out; "
            "beside the definitions only the records, how they are read, [study] follow_up and [claim] can be chosen."
        )


def _table(
    study: Study, read: Callable[[CourseDefinition], Records], step: Step, progress: Progress
) -> DefinitionTable:
    named, figures, rows, followed = named_studies(), figures_by_definition(), [], {}
    lacking: dict[str, None] = {}
    for done, name in enumerate(named):
        progress(done, len(named))
        step(f"the definition {name}")
        made = read_study(name, **{study.data.kind: "records"})
        rule = (made.courses, made.outcomes)
        if rule not in followed:  # many share their rules, and differ in whom they study
            records = read(made.courses)
            cohort = first_courses(records, *rule, follow_up=study.study.follow_up)
            followed[rule] = Curves(cohort, study.claim.level)
        rows.append(_row(name, replace(made, claim=study.claim), followed[rule]) | figures.get(name, NO_PAPER))
        lacking |= dict.fromkeys(followed[rule].lacking(made.study.primary.outcome))
    progress(len(named), len(named))
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(WHOLE, "Int64"))
    definitions = [curves.cohort.definition for curves in followed.values()]
    return DefinitionTable(
        frame, study.claim, study.data.kind, fingerprint=next((it.fingerprint for it in definitions), ""),
        passive=any(it.passive for it in definitions), simulated=study.simulated, lacking=tuple(lacking),
    )  # fmt: skip


def _row(name: str, study: Study, everyone: Curves) -> dict[str, Any]:
    """The row of one definition, with the reason where it cannot be told."""
    outcome, day = study.study.primary.outcome, study.study.primary.horizon_days
    rules = "; ".join(study.outcomes.notes).removeprefix("rules of outcomes: ")
    made: dict[str, Any] = {
        "definition": name, "paper": study.paper.name, v.OUTCOME: outcome, v.TIME_DAYS: day,
        "eligible": study.eligibility.words, "assumed": len(study.paper.assumed),
        "not_reproduced": len(study.paper.not_reproduced), v.STATUS: v.NOT_ESTIMABLE, "why": "",
        v.METHOD: v.KAPLAN_MEIER, "counts": OUTCOMES[outcome].definition, "rules": rules,
        "assumptions": "; ".join(study.paper.assumed),
    }  # fmt: skip
    try:
        cohort = everyone.cohort.where(study.eligibility)
    except NoColumn as error:  # another column of a like name would be no answer, so none is proposed
        return made | {"why": f"There is no column '{error.column}', which tells whom it studies."}
    except (NobodyLeft, StudyError) as error:
        return made | {"why": str(error)}
    if outcome not in cohort.outcomes:
        lacks = f"that would need {needed_for(study, outcome, cohort.outcomes)}"
        return made | {"why": f"These records cannot tell {OUTCOMES[outcome].label}: {lacks}."}
    curve = Curves(cohort, everyone.level).remission(outcome)
    at: dict[str, Any] = {"horizons": [day], "min_at_risk": study.study.min_at_risk}
    (aware,) = (
        not_fixed(row, cohort.fixed_by_rule) for row in curve_rows(curve, v.REMISSION, outcome, v.EVERYONE, **at)
    )
    (naive,) = naive_rows(curve, outcome, v.EVERYONE, **at)
    numbers = {column: aware[column] for column in (v.ESTIMATE, v.LOWER, v.UPPER, v.BOUND, v.N, v.EVENTS, v.STATUS)}
    least, most = row_ends(aware)
    ends = {v.RANGE_LOW: least, v.RANGE_HIGH: most} if aware[v.STATUS] == v.OK else {}
    return made | numbers | ends | {v.NAIVE: naive[v.ESTIMATE], "why": WHY_NOT.get(aware[v.STATUS], "")}

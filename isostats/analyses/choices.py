"""What the study chose, held against what its records can tell: the primary outcome and the groups."""

from __future__ import annotations

from collections.abc import Sequence

from isostats.analyses.curves import Curves
from isostats.analyses.grid.result import Grid
from isostats.analyses.protocol import Basis
from isostats.cohort.following import Cohort
from isostats.errors import StudyError, nearest
from isostats.records import Records
from isostats.records.schema import TABLES
from isostats.study.study_file import Study

DEFAULT_GROUPS = ("sex", "site")
OF_COURSES = {name for table in TABLES if table.name == "courses" for name, *_ in table.columns[1:]}
"""Columns about courses, by which people cannot be grouped: of two courses they may differ."""


def basis_of(study: Study, records: Records, cohort: Cohort, *, grid: Grid | None, set_aside: str) -> Basis:
    """What the analyses of a study look at. Raises StudyError for a choice that these records cannot bear."""
    return Basis(
        study,
        cohort,
        Curves(cohort, study.claim.level),
        outcome=primary_outcome(study, cohort),
        groups=groups_of(study, cohort),
        records=records,
        follow_up_assumed=not records.observed,
        set_aside=set_aside,
        grid=grid,
    )


def groups_of(study: Study, cohort: Cohort) -> tuple[str, ...]:
    """The columns by which results are split: as asked for, else those of the usual ones that the records have."""
    if study.study.groups is None:
        return tuple(name for name in DEFAULT_GROUPS if name in cohort.groupings)
    return columns_of("[study] groups", study.study.groups, cohort)


def columns_of(key: str, named: Sequence[str], cohort: Cohort) -> tuple[str, ...]:
    """The named columns, each once, spelt as the records' columns are; or an error that names the nearest."""
    columns = []
    for name in named:
        plain = name if name in cohort.groupings else name.strip().lower().replace(" ", "_").replace("-", "_")
        if plain not in cohort.groupings and plain in OF_COURSES:
            raise StudyError(
                f"{key}: '{name}' is about courses, and groups are of people. There are: "
                f"{', '.join(cohort.groupings) or 'none'}."
            )
        if plain not in cohort.groupings:
            hint = nearest(plain, cohort.groupings) or "."
            raise StudyError(
                f"{key}: there is no column '{name}' with values about people{hint} "
                f"There are: {', '.join(cohort.groupings) or 'none'}."
            )
        columns.append(plain)
    return tuple(dict.fromkeys(columns))


def primary_outcome(study: Study, cohort: Cohort) -> str:
    """The primary outcome; where the study names none and the records cannot tell it, the first that they can."""
    declared = study.study.primary.outcome
    asked = [name for name in study.study.outcomes if name in cohort.outcomes]
    if declared in asked:
        return declared
    if "study.primary.outcome" in study.stated:
        why = "is not among [study] outcomes" if declared in cohort.outcomes else "cannot be told from these records"
        raise StudyError(f"[study] primary outcome {declared!r} {why}. Choose one of: {', '.join(asked) or 'none'}.")
    if not asked:
        raise StudyError(
            f"These records can tell none of the outcomes asked for ({', '.join(study.study.outcomes)}); "
            f"they can tell: {', '.join(cohort.outcomes)}."
        )
    return asked[0]

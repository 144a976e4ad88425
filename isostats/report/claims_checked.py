"""The claims of a study, held against its records: which claims, the results that they need, and the scorecard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.compare.claim_checks import population_for, why_untold
from isostats.compare.readings import Ground
from isostats.compare.scorecards import Scorecard, score
from isostats.compare.stated_claims import FIRST, Claim, builtin_claims, claims_frame, read_claims, with_own
from isostats.progress import Step, silent
from isostats.report.claim_rows import ROWS_OF, Asked, Rows
from isostats.report.study import Study, read_study
from isostats.writing import whole_folder, write_csv

if TYPE_CHECKING:
    import pandas as pd

    from isostats.cohort.following import Cohort
    from isostats.report.analysis import Analysis

WHATEVER_OUTCOME = ("first_treatment_share", "remission_after_simpler", "no_place")
"""Quantities whose rows are one for all outcomes that may be named with them."""


def claims(source: str | Path | Study | None = None) -> pd.DataFrame:
    """The article's checkable statements, and one's own beside them, as a frame with one row each.

    Without ``source`` the built-in ones. ``source`` is a study file (or a :class:`Study`), whose [[claims]] follow the
    built-in ones or, under the same id, replace them, and whose [claim] and [study] primary give the first one its
    figure, outcome and horizon; or a CSV file in the layout of ``data/claims.csv``, which is returned alone, checked.
    Columns: id, statement, quantity, outcome, population, value, low, high, margin, horizon_days, unit, how_read,
    source. Raises StudyError for a file that cannot be read or a claim that cannot be.

    >>> claims().set_index("id").loc["second_course_rare", "high"].item()
    0.1
    """
    if source is None:
        return claims_frame(builtin_claims())
    if not isinstance(source, Study) and Path(source).suffix.lower() != ".toml":
        return claims_frame(read_claims(source))
    study = source if isinstance(source, Study) else read_study(source)
    return claims_frame(claims_of(study, outcome=study.study.primary.outcome))


def scorecard(source: str | Path | Study | Analysis, *, step: Step = silent, **choices: Any) -> Scorecard:
    """Every claim held against a study's records: what they say of each with an interval, and a verdict in words.

    ``source`` is an :class:`Analysis`, whose scorecard is returned, or a study file, a file of course records or a
    :class:`Study`; ``choices`` are keys of the study file. Nothing is estimated beyond what the claims need. Raises
    StudyError, or DataError with its ``findings`` for records that cannot be used.

    >>> from isostats.resources import resource
    >>> card = scorecard(resource("data", "example", "study.toml"))
    >>> card["second_course_rare"].says, card["second_course_rare"].verdict
    ('7.5% (6.5 to 8.5)', 'agrees')
    """
    from isostats.cohort.following import first_courses
    from isostats.report.analysis import Analysis, declared_outcome
    from isostats.report.job import read_records

    if isinstance(source, Analysis):
        return source.scorecard or scored(source.study, source.cohort, outcome=source.primary_outcome)
    study = source if isinstance(source, Study) else read_study(source, **choices)
    step("reading and checking the records")
    records = read_records(study)
    step("following the first courses")
    cohort = first_courses(
        records,
        gap_days=study.courses.gap_days,
        outcomes=study.outcomes.definition,
        follow_up=study.study.follow_up,
    )
    step("the claims, one by one")
    return scored(study, cohort, outcome=declared_outcome(study, cohort))


def write_scorecard(found: Scorecard, out: str | Path) -> None:
    """Write ``scorecard.csv`` into a folder. Raises OutputError if it holds other files, or the disk refuses."""
    with whole_folder(out, kind="claims") as folder:
        write_csv(found.to_frame(), folder / "scorecard.csv")


def claims_of(study: Study, *, outcome: str) -> list[Claim]:
    """The claims of a study: the built-in ones, the first with the study's figure and horizon, then its own."""
    found = builtin_claims()
    declared: dict[str, Any] = {
        "value": study.claim.remission,
        "margin": study.claim.margin,
        "outcome": outcome,
        "horizon_days": study.study.primary.horizon_days,
    }
    return with_own([replace(each, **declared) if each.id == FIRST else each for each in found], study.own_claims)


def scored(study: Study, cohort: Cohort, *, outcome: str) -> Scorecard:
    """The scorecard of a study whose first courses are followed; ``outcome`` is the primary one."""
    chosen = claims_of(study, outcome=outcome)
    ground = Ground(
        results=claim_results(cohort, chosen, study),
        outcomes=cohort.outcomes,
        populations={name: cohort.population_words(name) for name in cohort.populations},
        level=study.claim.level,
        min_at_risk=study.study.min_at_risk,
        unseen_steps=cohort.timeline.unseen_steps if cohort.timeline is not None else None,
        definition=cohort.definition.with_(competing=("death",) if cohort.deaths else ()),
    )
    return score(chosen, ground)


def claim_results(cohort: Cohort, chosen: Iterable[Claim], study: Study) -> pd.DataFrame:
    """What the claims need, in the columns of results.csv, at the horizons that they name."""
    from isostats.report.rows import not_fixed, table

    asked: dict[tuple[str, str, str], set[int]] = {}
    for claim in chosen:
        outcome = claim.outcome if claim.quantity not in WHATEVER_OUTCOME else ""
        key = (claim.quantity, outcome, population_for(claim))
        if not why_untold(claim, cohort.outcomes, cohort.populations):
            asked.setdefault(key, set()).update([claim.horizon_days] if claim.horizon_days else [])
    rows: Rows = []
    for (quantity, outcome, population), days in asked.items():
        at = Asked(outcome, population, study.claim.level, sorted(days), study.study.min_at_risk)
        rows += ROWS_OF[quantity](cohort, at)
    followed = [each.pop("followed", nan) for each in rows]
    kept = [not_fixed(each, cohort.fixed_by_rule) for each in rows]
    return table(kept).assign(followed=followed)

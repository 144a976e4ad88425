"""The claims of a study as a frame, held against its records, and as a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from isostats.analyses.choices import primary_outcome
from isostats.analyses.claims.question import claims_of, scored
from isostats.analyses.claims.scorecard import Scorecard
from isostats.analyses.claims.stated import builtin_claims, checked_claims, claims_frame, read_claims
from isostats.analyses.curves import Curves
from isostats.analyses.results import StudyResults
from isostats.progress import Step, silent
from isostats.report.reading import followed, read_records
from isostats.study.study_file import Study, read_study
from isostats.writing import whole_folder, write_csv


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


def scorecard(source: str | Path | Study | StudyResults, *, step: Step = silent, **choices: Any) -> Scorecard:
    """Every claim held against a study's records: what they say of each with an interval, and a verdict in words.

    ``source`` is what :func:`analyse_study` gives, whose scorecard is returned, or a study file, a file of course
    records or a :class:`Study`; ``choices`` are keys of the study file. Nothing is estimated beyond what the claims
    need. Raises StudyError, or DataError with its ``findings`` for records that cannot be used.

    >>> from isostats.resources import resource
    >>> card = scorecard(resource("data", "example", "study.toml"))
    >>> card["second_course_rare"].says, card["second_course_rare"].verdict
    ('7.5% (6.5 to 8.5)', 'agrees')
    """
    if isinstance(source, StudyResults):
        card: Scorecard = source["claims"].value
        return card
    study = source if isinstance(source, Study) else read_study(source, **choices)
    checked_claims(study.claims, margin=study.claim.margin)
    cohort = followed(study, read_records(study, step=step), step=step)
    step("the claims, one by one")
    return scored(study, Curves(cohort, study.claim.level), outcome=primary_outcome(study, cohort))


def write_scorecard(card: Scorecard, out: str | Path) -> None:
    """Write ``scorecard.csv`` into a folder. Raises OutputError if it holds other files, or the disk refuses."""
    with whole_folder(out, kind="claims") as folder:
        write_csv(card.to_frame(), folder / "scorecard.csv")

"""One answer of a study alone, as a result and as a folder: its claims, its grid, and the published definitions."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from isostats.analyses.choices import primary_outcome
from isostats.analyses.claims.scorecard import Scorecard, claims_of, scored
from isostats.analyses.claims.stated import builtin_claims, claims_frame, read_claims
from isostats.analyses.curves import Curves
from isostats.analyses.grid.question import grid_drawings, grid_tables
from isostats.analyses.grid.result import Grid
from isostats.analyses.grid.run import Progress, grid_of_cohort, grid_of_fills
from isostats.analyses.headline import lacking_of
from isostats.analyses.results import StudyResults
from isostats.figures.drawing import Drawing
from isostats.figures.finished import KINDS
from isostats.progress import Step, silent
from isostats.records.findings import Findings
from isostats.report.definition_table import DefinitionTable
from isostats.report.job import followed, prepared_records, read_records, study_of
from isostats.report.records_by_definition import under_definitions
from isostats.report.writing import made_from, now, write_figures, write_manifest
from isostats.study.inputs import name_in
from isostats.study.study_file import Named, Study
from isostats.vocabulary import names as v
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
    study = study_of(source)
    return claims_frame(claims_of(study, outcome=study.study.primary.outcome))


def scorecard(source: Named | Study | StudyResults, *, step: Step = silent, **choices: Any) -> Scorecard:
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
    study = study_of(source, **choices)
    records = read_records(study, step=step)
    cohort = followed(study, records, step=step)
    step("the claims, one by one")
    curves = Curves(cohort, study.claim.level)
    return scored(study, curves, outcome=primary_outcome(study, cohort))


def write_scorecard(card: Scorecard, out: str | Path) -> None:
    """Write ``scorecard.csv`` into a folder. Raises OutputError if it holds other files, or the disk refuses."""
    with whole_folder(out, kind="claims") as folder:
        write_csv(card.to_frame(), folder / "scorecard.csv")


def grid(
    source: Named | Study,
    *,
    step: Step = silent,
    progress: Progress = lambda done, total: None,
    **choices: Any,
) -> Grid:
    """Remission under every combination of outcome, horizon, population, denominator and, of fills, rule of courses.

    The estimand of each row is the probability of being free of the row's outcome on day ``horizon_days`` after the
    last covered day of the first course. ``denominator`` says how: ``censoring_aware`` by Kaplan-Meier with log-log
    limits, as in the report; ``naive_everyone`` as 1 - events / people, those who left counted as well;
    ``naive_complete`` as 1 - events / (events + people seen free on the horizon's day); both with Wilson limits, both
    biased. Nothing is quoted where fewer than ``min_at_risk`` people are still followed, with the outcome or without.

    ``source`` is a study file, a file of course records or a :class:`Study`; ``choices`` are keys of the study file,
    those of [grid] with ``grid_`` before it. The study's primary outcome and horizon, among everyone, under its
    own [courses], make the primary definition; it is added where the grid does not hold it.

    Raises StudyError where the grid asks for what the records do not have, naming the table or column that is missing,
    and DataError for records that cannot be used.

    >>> import tempfile
    >>> from isostats.simulate import simulate_courses, write_simulation
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = write_simulation(simulate_courses(400, seed=1), folder)
    ...     found = grid(f"{folder}/study.toml", horizons_days=[365, 730], grid_outcomes=["second_course"])
    >>> found.to_frame()[["denominator", "horizon_days", "population", "position", "primary"]].head(2).values.tolist()
    [['censoring_aware', 365, 'everyone', 'above', False], ['naive_everyone', 365, 'everyone', 'above', False]]
    >>> found.added  # the primary outcome is another one
    True
    """
    study = study_of(source, **choices)
    if study.data.kind == "courses":
        records = read_records(study, step=step)
        cohort = followed(study, records, step=step)
        step("counting definitions")
        return _with_cautions(grid_of_cohort(study, records, cohort, progress=progress), records.findings)
    step("reading and checking the records")
    with prepared_records(study, step=step) as prepared, closing(prepared.connection):
        findings = prepared.records(study.courses).findings
        return _with_cautions(grid_of_fills(study, prepared, step=step, progress=progress), findings)


def _with_cautions(made: Grid, findings: Findings) -> Grid:
    """A grid that no report's headline stands above, with what that would say of the records."""
    return replace(made, notes=(*made.notes, *lacking_of(findings)))


def write_grid(
    source: Named | Study,
    *,
    out: str | Path,
    step: Step = silent,
    progress: Progress = lambda done, total: None,
    command: str = "",
    **choices: Any,
) -> Grid:
    """Run a grid and write it into ``out``, whole or not at all: grid.csv, grid_decomposition.csv, sentence.txt,
    and the specification curve and heat-map in figures/.

    ``source``, ``choices`` and errors are those of :func:`.grid`; raises OutputError besides, for a folder that holds
    anything but an earlier grid, or a full disk. On the same input all but the manifest is the same, byte for byte.
    """
    study = study_of(source, **choices)
    with whole_folder(out, kind="grid") as folder:
        made = grid(study, step=step, progress=progress)
        step("writing")
        for name, frame in grid_tables(made).items():
            write_csv(frame, folder / f"{name}.csv")
        write_figures({each.name: each.finish(KINDS) for each in grid_drawings(made)}, folder / "figures", KINDS)
        (folder / "sentence.txt").write_text("\n".join([made.sentence(), *made.notes]) + "\n", encoding="utf-8")
        name = name_in(str(getattr(study.data, study.data.kind)))
        facts = made_from(
            study, made.definition, command=command, answer=made.sentence(),
            data={study.data.kind: name, "sha256": made.definition.fingerprint},
            population=made.definition.population_words,
        )  # fmt: skip
        write_manifest(folder, {**facts, "simulated": made.simulated, "notes": list(made.notes)})
    return made


def write_published_definitions(
    source: Named | Study,
    *,
    out: str | Path,
    step: Step = silent,
    progress: Progress = lambda done, total: None,
    command: str = "",
    **choices: Any,
) -> DefinitionTable:
    """Hold records against every published definition and write that into ``out``, whole or not at all.

    published_definitions.csv has the columns of :func:`.published_definitions`; sentence.txt has the answer in words;
    figures/ has the picture with its caption. ``source``, ``choices`` and errors are those of that function; raises
    OutputError besides, for a folder that holds anything but an earlier output of this kind, or a full disk.
    """
    study = study_of(source, **choices)
    with whole_folder(out, kind="published_definitions") as folder:
        made = under_definitions(source, step=step, progress=progress, **choices)
        step("writing")
        name, claim, kind = "published_definitions", made.claim, study.data.kind
        write_csv(made.frame, folder / f"{name}.csv")
        held = {"claim": claim.remission, "margin": claim.margin, v.LEVEL: claim.level}
        how = {"passive": made.passive, "lacking": made.lacking, "simulated": made.simulated}
        drawing = Drawing(name, name, made.frame, {**held, **how})
        write_figures({name: drawing.finish(KINDS)}, folder / "figures", KINDS)
        (folder / "sentence.txt").write_text("\n".join([made.sentence, *made.notes]) + "\n", encoding="utf-8")
        write_manifest(
            folder,
            {
                "made_at": now(),
                "command": command,
                "simulated": made.simulated,
                "data": {kind: name_in(str(getattr(study.data, kind))), "sha256": made.fingerprint},
                "claim": vars(claim),
                "definitions": list(made.frame["definition"]),
                "answer": made.sentence,
            },
        )
    return made

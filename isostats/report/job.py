"""From a study to a finished folder: read, count, estimate, draw, write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from isostats.errors import DataError, NobodyLeft
from isostats.progress import Step, silent
from isostats.report.reading import followed, own_records, prepared_records, read_records, study_of
from isostats.study.study_file import Study
from isostats.writing import begins_with, require_replaceable, whole_files, whole_folder, write_csv

if TYPE_CHECKING:
    from isostats.analyses.grid.result import Grid
    from isostats.analyses.results import StudyResults
    from isostats.cohort.leaving import FollowUp
    from isostats.figures.drawing import Drawing
    from isostats.records import Findings, Records


@dataclass(frozen=True)
class Finished:
    """A written report: its folder, the answers in their order, a line each, and the analysis behind them."""

    folder: Path
    sentence: str
    analysis: StudyResults

    def __repr__(self) -> str:
        return f"{self.sentence}\nReport: {self.folder / 'report.html'}"


def check_records(source: str | Path | Study, **choices: Any) -> Findings:
    """Every fault of a study's records, found in one pass; nothing is estimated."""
    study = study_of(source, **(choices | {"on_invalid": "stop"}))
    try:
        records = read_records(study)
    except DataError as error:
        if error.findings is None:
            raise
        return cast("Findings", error.findings)
    from isostats.analyses.data_quality import with_follow_up

    return with_follow_up(records.findings, _follow_up(study, records))


def _follow_up(study: Study, records: Records) -> FollowUp | None:
    """How the people of these records were followed; None where there is no first course to follow."""
    try:
        return followed(study, records).follow_up
    except NobodyLeft:
        return None


def analyse_study(source: str | Path | Study, *, step: Step = silent, **choices: Any) -> StudyResults:
    """Everything that the report of a study is made from: ``results`` is the tidy table.

    ``source`` is a study file, a file of course records or a :class:`Study`; ``choices`` are keys of the study file.
    Raises StudyError, or DataError with its ``findings`` for records that cannot be used.
    """
    study = study_of(source, **choices)
    return _analysed(study, step=step, set_aside="set_aside.csv")


def _analysed(
    study: Study, *, step: Step, set_aside: str, draw: Callable[[Drawing], object] = lambda drawing: None
) -> StudyResults:
    from isostats.analyses.catalogue import ANALYSES
    from isostats.analyses.choices import basis_of
    from isostats.analyses.grid.run import grid_of_cohort
    from isostats.analyses.protocol import answered
    from isostats.analyses.results import StudyResults

    records, grid = _records_and_grid(study, step=step)
    cohort = followed(study, records, step=step)
    step("the grid of definitions")
    grid = grid or grid_of_cohort(study, records, cohort)  # before the rest: what it cannot do, it says at once
    basis = basis_of(study, records, cohort, grid=grid, set_aside=set_aside)
    return StudyResults(ANALYSES, basis, answered(ANALYSES, basis, step=step, draw=draw))


def _records_and_grid(study: Study, *, step: Step) -> tuple[Records, Grid | None]:
    """The records, with the grid where that stitches their fills in other ways."""
    if study.data.kind == "courses" or "grid" not in study.stated:
        return read_records(study, step=step), None
    from isostats.analyses.grid.run import grid_of_fills

    step("reading and checking the records")
    with prepared_records(study, step=step) as prepared:
        grid = grid_of_fills(study, prepared, step=step)
        return own_records(study, prepared, step=step), grid


def write_report(
    source: str | Path | Study,
    *,
    out: str | Path,
    step: Step = silent,
    command: str = "",
    **choices: Any,
) -> Finished:
    """Run a study and write its report into ``out``, whole or not at all.

    ``source`` is a study file, a file of course records or a :class:`Study`; ``choices`` are keys of the study file.
    Raises DataError (faulty records), StudyError (a choice that cannot be) or OutputError (a folder that is not ours
    or a full disk). Re-running on the same input gives byte-identical figures and results.
    """
    from isostats.figures.drawing import FigureQueue
    from isostats.report.writing import write_all

    study = study_of(source, **choices)
    aside = set_aside_path(out)
    # what cannot be replaced is refused before the work, not after it
    require_replaceable(aside, ours=SET_ASIDE_FILE)
    formats = tuple(dict.fromkeys(("svg", *study.study.formats)))  # the page embeds the SVG
    with whole_folder(out, kind="report") as folder, FigureQueue(formats) as figures:
        analysis = _analysed(study, step=step, set_aside=aside.name, draw=figures.add)
        drawn = figures.finish(step=step)
        in_order = {each.name: drawn[each.name] for each in analysis.drawings()}
        write_all(analysis, in_order, folder, command=command, step=step)
    if study.data.on_invalid == "set_aside":
        with whole_files(aside, ours=SET_ASIDE_FILE, private=True) as (file,):
            write_csv(analysis.records.set_aside, file)
    return Finished(Path(out), str(analysis["definitions"].value), analysis)


def set_aside_path(out: str | Path) -> Path:
    """Where the rows set aside are listed: beside the report's folder, which may travel without them.

    >>> set_aside_path("reports/spring").as_posix()
    'reports/spring_set_aside.csv'
    """
    folder = Path(out) if Path(out).name else Path(out).resolve()
    return folder.with_name(f"{folder.name}_set_aside.csv")


SET_ASIDE_FILE = begins_with("file", "row", "reason")


__all__ = ["Finished", "analyse_study", "check_records", "write_report"]

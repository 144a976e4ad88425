"""From a study to a finished folder: read, count, estimate, draw, write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from isostats.errors import DataError, NobodyLeft
from isostats.progress import Step, silent
from isostats.scratch import as_text
from isostats.study.inputs import Inputs
from isostats.study.keys import keys_of
from isostats.study.several import file_of
from isostats.study.study_file import Named, Study, read_study
from isostats.vocabulary.outcomes import BY_SCORE
from isostats.words.html import card
from isostats.words.language import speaking
from isostats.writing import begins_with, digest_of, place_of, require_replaceable, whole_files, whole_folder, write_csv

# Engine, pandas and analyses are loaded by what uses them: meanwhile the processes that draw have been started.
if TYPE_CHECKING:
    from isostats.analyses.grid.result import Grid
    from isostats.analyses.grid.rules import Held
    from isostats.analyses.results import StudyResults
    from isostats.cohort.following import Cohort
    from isostats.figures.drawing import Drawing
    from isostats.records import Findings, Records
    from isostats.records.dispensings import PreparedDispensings
    from isostats.records.findings import Finding
    from isostats.records.input_tables.declaration import Severity

KEPT: dict[str, StudyResults] | None = None
"""What was analysed, by the fingerprint of study and data, where one run asks for it again (its notebooks)."""
SET_ASIDE_FILE = begins_with("file", "row", "reason")


@dataclass(frozen=True)
class Finished:
    """A written report: its folder, the answers in their order, a line each, and the analysis behind them."""

    folder: Path
    sentence: str
    analysis: StudyResults

    def __repr__(self) -> str:
        return f"{self.sentence.partition('. ')[0].rstrip('.')}.\nReport: {self.folder / 'report.html'}"

    def __str__(self) -> str:
        return f"{self.sentence}\nReport: {self.folder / 'report.html'}"

    def _repr_html_(self) -> str:
        return card(f"Report: {self.folder / 'report.html'}", self.sentence.splitlines())


def study_of(source: Named | Study, **choices: Any) -> Study:
    """A study made for use: a :class:`Study` as it is, else its file or its records; ``choices`` are keys of it.

    Claims that cannot be are refused here, before any work. Raises StudyError.
    """
    study = read_study(source, **choices)
    if study.claims:
        from isostats.analyses.claims.stated import checked_claims

        checked_claims(study.claims, margin=study.claim.margin)
    return study


@contextmanager
def prepared_records(study: Study, *, step: Step = silent) -> Iterator[PreparedDispensings]:
    """The study's dispensings or OMOP database, to be stitched within the ``with`` block; errors as reading has."""
    if study.data.kind == "omop":
        from isostats.records.omop import prepare_omop

        with prepare_omop(study.data, step=step) as database:
            yield database
        return
    from isostats.records.dispensings import prepare_dispensings

    prepared = prepare_dispensings(study.data, step=step)
    try:
        yield prepared
    finally:
        prepared.let_go()


def read_records(study: Study, *, step: Step = silent) -> Records:
    """The study's records, checked: course records as they are, dispensings and OMOP stitched into courses."""
    step("reading and checking the records")
    if study.data.kind == "courses":
        from isostats.records import read_courses

        return read_courses(study.data)
    with prepared_records(study, step=step) as prepared:
        return prepared.only_records(study.courses, step=step)


def followed(study: Study, records: Records, *, step: Step = silent) -> Cohort:
    """The study's eligible first courses, followed. Raises DataError if there is none."""
    from isostats.analyses.choices import cohort_of

    step("following the first courses")
    return cohort_of(study, records, study.courses, study.outcomes)


def check_records(source: Named | Study, **choices: Any) -> Findings:
    """Every fault of a study and of its records, found in one pass; nothing is estimated.

    What a report would refuse is an error here, whether the records are at fault or what is asked of them.
    """
    from isostats.records.findings import with_chosen_way
    from isostats.records.rules import OF_KEPT

    study = study_of(source, **choices)
    chosen = study.data.on_invalid == "set_aside"
    findings = _findings_of(replace(study, data=replace(study.data, on_invalid="stop")))
    if not chosen:
        return findings
    left = _findings_of(study) if findings.errors else findings  # what is asked is asked of those who are kept
    of_kept = [each for each in left if each.rule in OF_KEPT and each not in findings]
    return with_chosen_way(type(findings).of([*findings, *of_kept]), note=True)


def _with_nobody(error: NobodyLeft, findings: Findings) -> Findings:
    """The findings of sound records that hold nobody to study, which no report can be made of."""
    from isostats.records.findings import Finding

    message = str(error).partition("\n")[0].removesuffix(".")
    advice = "The warnings below say what took the dispensings."
    return type(findings).of([*findings, Finding("error", "nobody_left", 1, message, advice=advice)])


def _findings_of(study: Study) -> Findings:
    try:
        records, held = _records_and_held(study)
    except DataError as error:
        if error.findings is None:
            raise
        findings = cast("Findings", error.findings)
        return _with_nobody(error, findings) if isinstance(error, NobodyLeft) else findings
    from isostats.analyses.choices import unanswered
    from isostats.analyses.study_faults import faults_of_scores, faults_of_study
    from isostats.cohort.following import first_courses
    from isostats.cohort.informative_censoring import with_followed

    try:  # of all first courses, whoever is eligible: what the study chose is not the records' fault
        everyone = first_courses(records, study.courses, study.outcomes, follow_up=study.study.follow_up)
    except NobodyLeft:  # there is no first course to follow
        everyone = None
    seen = () if everyone is None else (everyone.follow_up, everyone.timeline)
    findings = with_followed(records.findings, *seen)
    faults = map(_of_study, faults_of_study(study, records, held, everyone=everyone))
    refused = BY_SCORE if any(faults_of_scores(study, records)) else ()
    passed_over = [] if everyone is None else unanswered(study, everyone, refused=refused)
    return type(findings).of([*findings, *faults, *(_of_study(each, "warning") for each in passed_over)])


def _records_and_held(study: Study) -> tuple[Records, Held | None]:
    """The records, and what is at hand of their fills where a grid would stitch these in other ways."""
    if study.data.kind == "courses" or "grid" not in study.stated:
        return read_records(study), None
    from isostats.analyses.grid.run import held_of_fills

    with prepared_records(study) as prepared:
        return prepared.only_records(study.courses), held_of_fills(prepared)


def _of_study(fault: str, severity: Severity = "error") -> Finding:
    """What is asked and cannot be, as a finding: what is wrong first, then what to do."""
    from isostats.records.findings import Finding
    from isostats.records.rules import BEYOND_THE_RECORDS

    message, _, advice = fault.partition(". ")
    return Finding(severity, BEYOND_THE_RECORDS, 1, message.rstrip("."), advice=advice)


def analyse_study(source: Named | Study, *, step: Step = silent, **choices: Any) -> StudyResults:
    """Everything that the report of a study is made from: ``results`` is the tidy table.

    ``source`` is a study file, a file of course records or a :class:`Study`; ``choices`` are keys of the study file.
    Raises StudyError, or DataError with its ``findings`` for records that cannot be used.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "real", "study.toml"))
    >>> analysis.cohort.people, analysis["remission"].value.kind
    (116, 'remission')
    """
    study = study_of(source, **choices)
    if KEPT is None:
        return _analysed(study, step=step, set_aside="set_aside.csv")
    key = _fingerprint(study)
    if key not in KEPT:
        KEPT[key] = _analysed(study, step=step, set_aside="set_aside.csv")
    return KEPT[key]


def _fingerprint(study: Study) -> str:
    """Of a study and of the files that it reads."""
    inputs = [study.data, *study.data.by_source().values()]
    sources = [each.source(name) for each in inputs for name in keys_of(Inputs)]
    files = [file_of(source) for source in sources if isinstance(source, Path)]
    digests = [digest_of(file) for file in files if file.is_file()]
    return repr((vars(study), vars(study.data), digests))


def _analysed(
    study: Study, *, step: Step, set_aside: str, draw: Callable[[Drawing], object] = lambda drawing: None
) -> StudyResults:
    from isostats.analyses.catalogue import ANALYSES
    from isostats.analyses.choices import basis_of, keep_names_of
    from isostats.analyses.grid.run import grid_to_run
    from isostats.analyses.protocol import answered
    from isostats.analyses.results import StudyResults
    from isostats.analyses.study_faults import require_named

    records, grid = _records_and_grid(study, step=step)
    cohort = followed(study, records, step=step)
    keep_names_of(study, cohort)
    grid = grid or grid_to_run(study, records, cohort)  # what it cannot do, it says before the rest
    basis = basis_of(study, records, cohort, grid=grid, set_aside=set_aside)
    require_named(basis)
    return StudyResults(ANALYSES, basis, answered(ANALYSES, basis, step=step, draw=draw))


def _records_and_grid(study: Study, *, step: Step) -> tuple[Records, Callable[[], Grid] | None]:
    """The records, with the grid where that stitches their fills in other ways: it is run by now."""
    if study.data.kind == "courses" or "grid" not in study.stated:
        return read_records(study, step=step), None
    from isostats.analyses.grid.run import grid_of_fills

    step("reading and checking the records")
    with prepared_records(study, step=step) as prepared:
        grid = grid_of_fills(study, prepared, step=step)
        return prepared.only_records(study.courses, step=step), lambda: grid


def write_report(
    source: Named | Study,
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

    >>> import tempfile
    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     finished = iso.write_report(resource("data", "real", "study.toml"), out=f"{folder}/report")
    ...     sorted(each.name for each in finished.folder.iterdir())[:2]
    ['README.md', 'figures']
    """
    from isostats.figures.drawing import FigureQueue
    from isostats.report.output_formats import drawn_as, require_writers

    study = study_of(source, **choices)
    aside = set_aside_path(out)
    # what cannot be replaced is refused before the work, not after it
    place_of(out)  # by its own name first
    if study.data.on_invalid == "set_aside":
        require_replaceable(aside, ours=SET_ASIDE_FILE)
    require_writers(study)
    formats = drawn_as(study, "svg")  # the page embeds the SVG
    with whole_folder(out, kind="report") as folder, FigureQueue(formats) as figures, speaking(study.study.language):
        analysis = _analysed(study, step=step, set_aside=as_text(aside.name), draw=figures.add)
        step("writing the tables")  # meanwhile the figures are drawn
        from isostats.report.about_reports import about_exact
        from isostats.report.paper_files import write_for_the_paper
        from isostats.report.writing import write_answers, write_tables

        write_csv(analysis["who"].value, folder / "flow.csv")
        write_tables(analysis, folder)
        write_for_the_paper(analysis, folder)
        about = about_exact(analysis, command=command)
        drawn = figures.finish(step=step)
        step("writing the page")
        write_answers(analysis, drawn, folder, study.study.formats, about)
    if study.data.on_invalid == "set_aside":
        with whole_files(aside, ours=SET_ASIDE_FILE, private=True) as (file,):
            write_csv(analysis.records.set_aside, file)
    return Finished(Path(out), str(analysis["definitions"].value), analysis)


def set_aside_path(out: str | Path) -> Path:
    """Where the rows set aside are listed: beside the report's folder, which may travel without them.

    >>> set_aside_path("reports/spring").as_posix()
    'reports/spring_set_aside.csv'
    """
    folder = Path(out) if Path(out).name else place_of(out)
    return folder.with_name(f"{folder.name}_set_aside.csv")

"""From records to an answer: check them, stitch them into courses; report, claims, grid, notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from isostats.cli.running import PATH, command_as_typed, out_folder, sources
from isostats.progress import Progress
from isostats.study.flags import course_flags, study_flags

if TYPE_CHECKING:
    from isostats.analyses.results import StudyResults

Sources = Path | list[Path]
"""A study file, or files of course records."""


@click.command()
@sources("source")
@out_folder("isostats-report", "Folder for the report; an earlier report there is replaced.")
@click.option("--release", is_flag=True, help="Write what may be sent out: the report from rounded counts by quarter.")
@click.option("--ledger", type=PATH,
              help="Folder that keeps what was released before; beside the records, if not given.")  # fmt: skip
@study_flags
def report(source: Sources, out: Path, release: bool, ledger: Path | None, **choices: Any) -> None:
    """Estimate everything and write the report: SOURCE is a file of course records, or several, or a study.toml.

    \b
    Writes report.html (one file that works offline), figures/ (SVG, PDF, PNG), tables/ (CSV), results.csv, flow.csv,
    README.md and manifest.json, whole or not at all; paper/ has the methods, ready to paste, their references, and
    STROBE and RECORD-PE filled in. --pdf adds report.pdf, and --word the summary as summary.docx.

    \b
    Examples:
      isostats report my_courses.csv --out my_report
      isostats report study.toml --pdf --word
      isostats report study.toml
      isostats report north.csv south.csv --groups source
      isostats report my_courses.xlsx --horizons-days 365,730 --groups sex --on-invalid set_aside
    """
    from isostats.figures.drawing import in_a_command

    if release:
        from isostats.report.release import write_release

        with in_a_command(), Progress() as step:
            released = write_release(source, out=out, ledger=ledger, step=step, **choices)
        _echo(released.analysis, str(released))
        return
    if ledger is not None:
        raise click.UsageError("--ledger keeps what was released: it goes with --release.")
    from isostats.report.job import write_report

    with in_a_command(), Progress() as step:
        finished = write_report(source, out=out, step=step, command=command_as_typed(), **choices)
    from isostats.figures.letters import about_letters
    from isostats.figures.style import FAMILY
    from isostats.report.about_reports import EXACT, custodian_words
    from isostats.vocabulary.group_names import level_of

    letters = about_letters([level_of(str(group)) for group in finished.analysis.results["group"]], FAMILY)
    warning = custodian_words(finished.analysis.study.release.custodian)
    made = finished.analysis
    _echo(made, finished.sentence)
    _echo(made, letters, err=True)
    _echo(made, f"Report: {finished.folder / 'report.html'}")
    _echo(made, warning, err=True)
    _echo(made, f"{EXACT}.")


def _echo(made: StudyResults, text: str, *, err: bool = False) -> None:
    """Print what there is of a report in its study's language, and what the records call their groups as it is."""
    from isostats.words.language import speaking, translated

    if text:
        with speaking(made.study.study.language, names=made.numbers.levels):
            click.echo(translated(text), err=err)


@click.command()
@click.argument("study", type=PATH)
@out_folder("isostats-notebooks", "Folder for the executed notebooks.")
@study_flags
def notebooks(study: Path, out: Path, **choices: Any) -> None:
    """Run the notebooks on your own study.toml (or file of course records), top to bottom.

    \b
    Example:
      isostats notebooks study.toml --out my_notebooks

    Needs the extra: pip install 'isostats[notebooks]'.
    """
    from isostats.report.notebook_runs import run_notebooks

    with Progress() as step:
        written = run_notebooks(study, out=out, step=step, **choices)
    click.echo(f"Executed {len(written)} notebooks into {out}.")


@click.command()
@sources("source")
@click.option("--out", type=PATH, help="Folder for scorecard.csv; an earlier one is replaced.")
@study_flags
def claims(source: Sources, out: Path | None, **choices: Any) -> None:
    """Hold every claim of the article, and your own, against the records: SOURCE is a study.toml or course records.

    \b
    Prints a scorecard: each claim, how it is read, what the records say with an interval, the definition used, and a
    verdict in words. Your own claims stand in the study file as [[claims]]; isostats init shows one.

    \b
    Examples:
      isostats claims study.toml
      isostats claims study.toml --out my_claims
    """
    from isostats.report.answer_folders import scorecard, write_scorecard

    with Progress() as step:
        card = scorecard(source, step=step, **choices)
        if out is not None:
            write_scorecard(card, out)
    click.echo(str(card))
    if out is not None:
        click.echo(f"\nWrote {out / 'scorecard.csv'}.")


@click.command()
@sources("source")
@out_folder("isostats-grid", "Folder for the grid; an earlier grid there is replaced.")
@click.option("--published", is_flag=True, help="Take the definitions of published papers, and no others.")
@study_flags
def grid(source: Sources, out: Path, published: bool, **choices: Any) -> None:
    """Estimate remission under every definition: which of them makes it 85%?

    \b
    SOURCE is a file of course records or a study.toml. Every combination of outcome, horizon, population and
    denominator is estimated; of dispensings also gap rule, carry-over, last-fill rule, washout and least supply of
    an antibiotic. [grid] in the study file, or the --grid- flags, say which.

    \b
    Writes, whole or not at all:
      grid.csv                 one row per definition: its choices, the columns of results.csv, its position
                               (above | at | below | not_estimable), and whether it is the primary one
      grid_decomposition.csv   which choice moves the answer, as shares of the variance
      sentence.txt             the answer in words
      figures/                 the specification curve and the heat-map (SVG, PDF, PNG), with their captions
      manifest.json            what made it

    The primary definition is [study] primary under the study's own [courses]; it is added if the grid lacks it.

    \b
    --published runs the definitions of published papers instead, each as `isostats report NAME --courses FILE` does:
    whom it finds eligible, what counts, on its day. It prints a table: remission with limits, the paper's own figure
    beside it, how many parts of each definition are assumed (*7), and why one cannot be told. It writes
    published_definitions.csv, sentence.txt, figures/ and manifest.json, into isostats-published-definitions if --out
    is not given. Of a study file the records, how they are read, follow_up and [claim] are taken. Definitions by
    score need --visits.

    \b
    Examples:
      isostats grid my_courses.csv --out my_grid
      isostats grid study.toml --grid-gap-days 30,60,180 --grid-carry-over true --grid-groups sex
      isostats grid study.toml --grid-denominators censoring_aware --primary second_course:1826
      isostats grid my_courses.csv --published --events later_treatments.csv --visits my_visits.csv
    """
    if published:
        return _published_definitions(source, out, choices)
    from isostats.report.answer_folders import write_grid

    with Progress("definitions") as progress:
        command = command_as_typed()
        made = write_grid(source, out=out, step=progress, progress=progress.count, command=command, **choices)
    for words in (made.sentence(), *made.notes):
        click.echo(words)
    click.echo(f"Grid: {out / 'grid.csv'}")


def _published_definitions(source: Sources, out: Path, choices: dict[str, Any]) -> None:
    """Hold the records against every published definition, print the table and write the folder."""
    from isostats.report.answer_folders import write_published_definitions

    typed = click.get_current_context().get_parameter_source("out") is not ParameterSource.DEFAULT
    out = out if typed else Path("isostats-published-definitions")  # an ordinary grid keeps its place
    with Progress("definitions") as progress:
        heard: dict[str, Any] = {"step": progress, "progress": progress.count, "command": command_as_typed()}
        made = write_published_definitions(source, out=out, **heard, **choices)
    click.echo(f"{made}\n\n{made.sentence}\nWrote {out / 'published_definitions.csv'}, and the picture in figures/.")


@click.command()
@sources("source")
@study_flags
def check(source: Sources, **choices: Any) -> None:
    """Say what is wrong with the records, rule by rule, and exit with 1 if anything is impossible.

    \b
    SOURCE is a study.toml or course records. Of a file without a study it says which faults isostats init mends.

    \b
    Examples:
      isostats check study.toml
      isostats check my_courses.csv
      isostats check north.csv south.csv
    """
    from isostats.report.job import check_records
    from isostats.report.network.kit_folders import SITES_OWN, is_kit

    findings = check_records(source, **choices)
    files = [source] if isinstance(source, Path) else source
    if all(each.suffix.lower() != ".toml" for each in files):
        from isostats.report.check_by_guesses import with_ways_out

        findings = with_ways_out(findings, files, **choices)
    click.echo(str(findings))
    if isinstance(source, Path) and source.suffix.lower() == ".toml" and is_kit(source.parent):
        click.echo(SITES_OWN)
    if findings.errors:
        raise SystemExit(1)


@click.command()
@click.argument("dispensings")
@click.option("--out", required=True, type=PATH,
              help="File of courses to write: CSV, or Parquet where its name ends with .parquet.")  # fmt: skip
@click.option("--lineage", type=PATH, help="File for what became of every dispensing, CSV or Parquet.")
@course_flags
def courses(dispensings: str, out: Path, lineage: Path | None, **choices: Any) -> None:
    """Stitch dispensings (one row per fill) into courses.

    \b
    DISPENSINGS has patient_id, dispense_date, days_supply, strength_mg, quantity; or it is a study.toml that says how
    they are called (isostats init writes one). Without --observation every course is written, no washout is applied,
    and the data's last date stands for the end of observation.

    \b
    Writes one row per course: person_id (as in the file), course (1, 2, ...), start, end (the last covered day, with
    --last-fill-days added), end_status (confirmed: observed for longer than the gap after it; else open),
    days_covered, fills, dispensing_days (of one day, two strengths are two fills), dose_mg, ..., numbering (at_least
    where the history before is too short to count from).
    --lineage writes one row per dispensing: its course, or the reason why it is in none.

    \b
    Examples:
      isostats courses dispensings.csv --gap-days 60 --out courses.csv --lineage lineage.csv
      isostats courses fills --observation enrolment --database duckdb:///claims.duckdb --out courses.csv
      isostats courses study.toml --out courses.csv
    """
    from isostats.records.dispensings import stitch_file

    source: Any = dispensings
    stated = {name: value for name, value in choices.items() if value is not None}
    if dispensings.lower().endswith(".toml"):
        from isostats.study.study_file import read_study

        study = read_study(dispensings, **stated)
        source, stated = study.data, {"definition": study.courses}
    with Progress() as step:
        summary = stitch_file(source, out=out, lineage=lineage, step=step, **stated)
    click.echo(summary)

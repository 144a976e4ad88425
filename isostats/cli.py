"""The command line: course records in, an answer about the claimed figure out."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from isostats import __version__
from isostats._checks import IsostatsError
from isostats.report.flags import study_flags


class _Clear(click.Group):
    """A group whose errors are sentences: an IsostatsError ends the run with its text and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except IsostatsError as error:
            raise click.ClickException(str(error)) from error
        except KeyboardInterrupt:
            _stop()
        except RuntimeError as error:  # the engine's own word for Ctrl-C
            if "interrupt" not in str(error).lower():
                raise
            _stop()
        except MemoryError as error:
            raise click.ClickException("The records do not fit into this machine's memory.") from error
        except Exception as error:
            if "No space left on device" not in str(error):
                raise
            raise click.ClickException("No space is left on the disk; nothing half-written stays.") from error


_killed: list[int] = []


def _kill(number: int, frame: object) -> None:
    """A polite kill unwinds like Ctrl-C, so that nothing half-written stays."""
    _killed.append(number)
    raise KeyboardInterrupt


def _stop() -> NoReturn:
    click.echo("Stopped; nothing half-written stays.", err=True)
    raise SystemExit(128 + (_killed[0] if _killed else signal.SIGINT))


@click.group(cls=_Clear, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="isostats")
def main() -> None:
    """Remission, time to relapse and second courses after isotretinoin, held against the ~85% claim.

    \b
    Start with:
      isostats check my_courses.csv                    what is wrong with the data
      isostats report my_courses.csv --out my_report   the whole answer, one page
      isostats init                                    a commented study.toml to start from

    Course records have one row per course and at least the columns patient_id, course_start, course_end and
    last_contact. Nothing ever leaves this machine.
    """
    signal.signal(signal.SIGTERM, _kill)


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--out", default="isostats-report", show_default=True, type=click.Path(path_type=Path),
              help="Folder for the report; an earlier report there is replaced.")  # fmt: skip
@study_flags
def report(source: Path, out: Path, **choices: Any) -> None:
    """Estimate everything and write the report: SOURCE is a file of course records or a study.toml.

    \b
    Writes report.html (one file that works offline), figures/ (SVG, PDF, PNG), tables/ (CSV), results.csv, flow.csv
    and manifest.json, whole or not at all.

    \b
    Examples:
      isostats report my_courses.csv --out my_report
      isostats report study.toml
      isostats report my_courses.xlsx --horizons-days 365,730 --groups sex --on-invalid set_aside
    """
    from isostats.report.job import write_report

    with _progress() as step:
        finished = write_report(source, out=out, step=step, command=_command(), **choices)
    click.echo(finished.sentence)
    click.echo(f"Report: {finished.folder / 'report.html'}")


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@study_flags
def check(source: Path, **choices: Any) -> None:
    """Say what is wrong with the records, rule by rule, and exit with 1 if anything is impossible.

    \b
    Example:
      isostats check my_courses.csv
    """
    from isostats.report.job import check_records

    findings = check_records(source, **choices)
    click.echo(str(findings))
    if findings.errors:
        raise SystemExit(1)


@main.command()
@click.argument("dispensings", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV file of courses to write.")
@click.option("--lineage", type=click.Path(path_type=Path), help="CSV file for what became of every dispensing.")
@click.option(
    "--observation", type=click.Path(path_type=Path), help="When people were observed: patient_id, start, end."
)
@click.option("--people", type=click.Path(path_type=Path), help="People: patient_id, sex, birth_year, death_date, ...")
@click.option("--gap-days", default=60, show_default=True, help="A new course begins after more drug-free days.")
@click.option("--carry-over/--no-carry-over", default=True, show_default=True, help="Early refills extend a course.")
@click.option("--cap-days", type=int, help="The most days that early refills can bank; no cap if not given.")
@click.option("--last-fill-days", default=0, show_default=True, help="Days added after the last fill's supply.")
@click.option("--washout-days", default=365, show_default=True, help="Days observed without the drug before a course.")
@click.option("--bridge-days", default=31, show_default=True, help="Holes in observation up to so long are bridged.")
@click.option("--convention", default="drug_free_days", show_default=True,
              type=click.Choice(["drug_free_days", "supply_end_difference"]), help="How a gap is counted.")  # fmt: skip
@click.option("--dates", type=click.Choice(["iso", "day_first", "month_first"]), help="How dates are written.")
@click.option("--on-invalid", default="stop", show_default=True, type=click.Choice(["stop", "set_aside"]),
              help="Stop at impossible rows, or keep the people concerned out.")  # fmt: skip
def courses(dispensings: Path, out: Path, lineage: Path | None, **choices: Any) -> None:
    """Stitch dispensings (one row per fill) into courses.

    \b
    DISPENSINGS has patient_id, dispense_date, days_supply, strength_mg, quantity. Without --observation every course
    is written, no washout is applied, and the data's last date stands for the end of observation.

    \b
    Example:
      isostats courses dispensings.csv --gap-days 60 --out courses.csv --lineage lineage.csv
    """
    from isostats.records.dispensings import stitch_file

    with _progress() as step:
        step("stitching dispensings into courses")
        summary = stitch_file(dispensings, out=out, lineage=lineage, **choices)
    click.echo(summary)


@main.command()
@click.option("--out", default="study.toml", show_default=True, type=click.Path(path_type=Path), help="File to write.")
def init(out: Path) -> None:
    """Write a commented study.toml to start from.

    \b
    Example:
      isostats init --out study.toml
    """
    from isostats.report.study_template import write_template

    write_template(out)
    click.echo(f"Wrote {out}. Name your file under [data], then run: isostats report {out}")


@main.command()
@click.option("--patients", default=3000, show_default=True, type=int, help="How many patients.")
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same records.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write into.")
@click.option("--as", "kind", default="courses", show_default=True,
              type=click.Choice(["courses", "dispensings", "omop"]),
              help="Course records, a claims extract, or an OMOP CDM in a DuckDB file.")  # fmt: skip
def simulate(patients: int, seed: int, out: Path, kind: str) -> None:
    """Make records with a known truth, clearly called simulated.

    \b
    Writes the records, simulated_truth.csv (remission by the simulating law, not by the sample) and study.toml; for
    dispensings and omop also simulated_true_courses.csv, the courses that the fills were drawn from.

    \b
    Examples:
      isostats simulate --patients 3000 --seed 7 --out simulated
      isostats simulate --patients 3000 --seed 7 --as dispensings --out simulated_claims
    """
    from isostats import simulate as room

    with _progress() as step:
        step(f"simulating {patients:,} patients")
        if kind == "courses":
            room.write_simulation(room.simulate_courses(patients, seed=seed), out)
        elif kind == "dispensings":
            room.write_dispensings(room.simulate_dispensings(patients, seed=seed), out)
        else:
            room.write_omop_folder(room.simulate_dispensings(patients, seed=seed), out)
    click.echo(f"Wrote {patients:,} simulated patients to {out}. Next: isostats report {out / 'study.toml'}")


@main.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--out", default="isostats-notebooks", show_default=True, type=click.Path(path_type=Path),
              help="Folder for the executed notebooks.")  # fmt: skip
def notebooks(study: Path, out: Path) -> None:
    """Run the notebooks on your own study.toml (or file of course records), top to bottom.

    \b
    Example:
      isostats notebooks study.toml --out my_notebooks

    Needs the extra: pip install 'isostats[notebooks]'.
    """
    from isostats.report.notebook_runs import run_notebooks

    with _progress() as step:
        written = run_notebooks(study, out=out, step=step)
    click.echo(f"Executed {len(written)} notebooks into {out}.")


def _command() -> str:
    """The command as typed, for the provenance; the programme's own path is nobody's business."""
    return " ".join(["isostats", *sys.argv[1:]])


class _progress:
    """Steps shown as a live line on a terminal, and not at all elsewhere."""

    def __enter__(self) -> Callable[[str], None]:
        self._status = None
        if not sys.stderr.isatty():
            return lambda text: None
        from rich.console import Console

        self._status = Console(stderr=True).status("starting")
        self._status.start()
        return lambda text: self._status.update(text) if self._status else None

    def __exit__(self, *exc: object) -> None:
        if self._status is not None:
            self._status.stop()

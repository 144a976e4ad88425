"""The data itself: check it, stitch it into courses, simulate it, and start a study file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from isostats.progress import Progress
from isostats.study.flags import course_flags, study_flags
from isostats.words.numbers import count_text


@click.command()
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


@click.command()
@click.argument("dispensings")
@click.option("--out", required=True, type=click.Path(path_type=Path),
              help="File of courses to write: CSV, or Parquet where its name ends with .parquet.")  # fmt: skip
@click.option("--lineage", type=click.Path(path_type=Path),
              help="File for what became of every dispensing, CSV or Parquet.")  # fmt: skip
@course_flags
def courses(dispensings: str, out: Path, lineage: Path | None, **choices: Any) -> None:
    """Stitch dispensings (one row per fill) into courses.

    \b
    DISPENSINGS has patient_id, dispense_date, days_supply, strength_mg, quantity. Without --observation every course
    is written, no washout is applied, and the data's last date stands for the end of observation.

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
    """
    from isostats.records.dispensings import stitch_file

    stated = {name: value for name, value in choices.items() if value is not None}
    with Progress() as step:
        summary = stitch_file(dispensings, out=out, lineage=lineage, step=step, **stated)
    click.echo(summary)


@click.command()
@click.option("--out", default="study.toml", show_default=True, type=click.Path(path_type=Path), help="File to write.")
def init(out: Path) -> None:
    """Write a commented study.toml to start from.

    \b
    Example:
      isostats init --out study.toml
    """
    from isostats.study.template import write_template

    write_template(out)
    click.echo(f"Wrote {out}. Name your file under [data], then run: isostats report {out}")


@click.command()
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

    with Progress() as step:
        step(f"simulating {count_text(patients)} patients")
        draw = room.simulate_courses if kind == "courses" else room.simulate_dispensings
        room.write_simulation(draw(patients, seed=seed), out, omop=kind == "omop")
    click.echo(f"Wrote {count_text(patients)} simulated patients to {out}. Next: isostats report {out / 'study.toml'}")

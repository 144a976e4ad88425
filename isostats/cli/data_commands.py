"""The data itself: check it, stitch it into courses, simulate it, and start a study file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from isostats.cli.running import Progress
from isostats.report.flags import columns_given, study_flags


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
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV file of courses to write.")
@click.option("--lineage", type=click.Path(path_type=Path), help="CSV file for what became of every dispensing.")
@click.option("--observation", metavar="FILE", help="When people were observed: patient_id, start, end.")
@click.option("--people", metavar="FILE", help="People: patient_id, sex, birth_year, death_date, ...")
@click.option("--deaths", metavar="FILE", help="Deaths: patient_id, death_date.")
@click.option("--weights", metavar="FILE", help="Body weights: patient_id, date, weight_kg.")
@click.option("--weight-reference", metavar="FILE",
              help="Weights by sex and age (sex, age_from, age_to, weight_kg) for people without one.")  # fmt: skip
@click.option("--database", metavar="ADDRESS", help="duckdb:///claims.duckdb or postgres://user@host/claims, of which "
              "DISPENSINGS and the others are tables.")  # fmt: skip
@click.option("--stitch-there", is_flag=True, help="Fills that need no cleaning are stitched in the database, and only "
              "their courses are read; without --lineage.")  # fmt: skip
@click.option("--gap-days", default=60, show_default=True, help="A new course begins after more drug-free days.")
@click.option("--carry-over/--no-carry-over", default=True, show_default=True, help="Early refills extend a course.")
@click.option("--cap-days", type=int, help="The most days that early refills can bank; no cap if not given.")
@click.option("--last-fill-days", default=0, show_default=True, help="Days added after the last fill's supply.")
@click.option("--washout-days", default=365, show_default=True, help="Days observed without the drug before a course.")
@click.option("--bridge-days", default=31, show_default=True, help="Holes in observation up to so long are bridged.")
@click.option("--convention", default="drug_free_days", show_default=True,
              type=click.Choice(["drug_free_days", "supply_end_difference"]), help="How a gap is counted.")  # fmt: skip
@click.option("--columns", multiple=True, metavar="OURS=YOURS", callback=columns_given,
              help="Your column names, such as patient_id=MRN; repeatable.")  # fmt: skip
@click.option("--dates", type=click.Choice(["iso", "day_first", "month_first"]), help="How dates are written.")
@click.option("--ids", default="as_written", show_default=True, type=click.Choice(["as_written", "normalise"]),
              help="Join ids that differ by case, blanks, leading zeros or .0 alone.")  # fmt: skip
@click.option("--on-invalid", default="stop", show_default=True, type=click.Choice(["stop", "set_aside"]),
              help="Stop at impossible rows, or keep the people concerned out.")  # fmt: skip
def courses(dispensings: str, out: Path, lineage: Path | None, **choices: Any) -> None:
    """Stitch dispensings (one row per fill) into courses.

    \b
    DISPENSINGS has patient_id, dispense_date, days_supply, strength_mg, quantity. Without --observation every course
    is written, no washout is applied, and the data's last date stands for the end of observation.

    \b
    Writes one row per course: person_id (as in the file), course (1, 2, ...), start, end (the last covered day, with
    --last-fill-days added), end_status (confirmed: observed for longer than the gap after it; else open),
    days_covered, fills, dose_mg, ..., numbering (at_least where the history before is too short to count from).
    --lineage writes one row per dispensing: its course, or the reason why it is in none.

    \b
    Examples:
      isostats courses dispensings.csv --gap-days 60 --out courses.csv --lineage lineage.csv
      isostats courses fills --observation enrolment --database duckdb:///claims.duckdb --out courses.csv
    """
    from isostats.records.dispensings import stitch_file

    with Progress() as step:
        summary = stitch_file(dispensings, out=out, lineage=lineage, step=step, **choices)
    click.echo(summary)


@click.command()
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
        step(f"simulating {patients:,} patients")
        if kind == "courses":
            room.write_simulation(room.simulate_courses(patients, seed=seed), out)
        elif kind == "dispensings":
            room.write_dispensings(room.simulate_dispensings(patients, seed=seed), out)
        else:
            room.write_omop_folder(room.simulate_dispensings(patients, seed=seed), out)
    click.echo(f"Wrote {patients:,} simulated patients to {out}. Next: isostats report {out / 'study.toml'}")

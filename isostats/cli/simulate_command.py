"""Records with a known truth, made to try things on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from isostats.cli.running import PATH
from isostats.progress import Progress
from isostats.words.numbers import count_text

KEPT_AS = ("sheet", "wide", "redcap")
CLAIMS = ("dispensings", "omop")
DATES = ("full", "month", "two_digits", "serial", "serial_1904")


@click.command()
@click.option("--patients", default=3000, show_default=True, type=int, help="How many patients.")
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same records.")
@click.option("--out", required=True, type=PATH, help="Folder to write into.")
@click.option("--as", "kind", default="courses", show_default=True,
              type=click.Choice(["courses", *KEPT_AS, *CLAIMS]),
              help="Course records; the same as a clinic's sheet, with a row a person, or as an export of REDCap; a "
              "claims extract; or an OMOP CDM in a DuckDB file.")  # fmt: skip
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "de", "ja"]),
              help="Of a clinic's sheet.")  # fmt: skip
@click.option("--dates", default="full", show_default=True, type=click.Choice(DATES),
              help="In a sheet, wide records or REDCap: whole days; the month alone; years of two digits; serial days "
              "of a spreadsheet, or of old Macs.")  # fmt: skip
@click.option("--merged-ids", is_flag=True,
              help="In a sheet: a person's number in the first of their rows alone, as merged cells are "
              "exported.")  # fmt: skip
@click.option("--details", is_flag=True,
              help="Further columns of courses: why they ended (reasons compete, and a quarter ends early), "
              "interruptions, scores, doses, formulation, isotretinoin before, last contact and why lost.")  # fmt: skip
@click.option("--contacts", is_flag=True,
              help="Further tables: visits with scores, tests of blood and pregnancy (in mg/dl and mmol/l), adverse "
              "events, diagnoses (5% have none of acne). Not with --as omop.")  # fmt: skip
@click.option("--relapses-at-visits", is_flag=True,
              help="Date a relapse at the first visit that shows it, not on its day; with --contacts.")  # fmt: skip
@click.option("--returns", is_flag=True,
              help="Some relapses clear again after treatment, and the day is recorded (clear_again_date).")
@click.option("--leave-when-well", is_flag=True,
              help="People who are well stop coming, so that Kaplan-Meier is too low.")  # fmt: skip
@click.option("--shifted", is_flag=True,
              help="Move each person's dates into the future, as de-identification does.")  # fmt: skip
@click.option("--low-season", default=0.0, type=float, metavar="SHARE",
              help="Of dispensings: the share of courses that pause on purpose in summer, 31 to 55 days "
              "without fills.")  # fmt: skip
@click.option("--codes", is_flag=True,
              help="Of dispensings: a product's code in place of its name and strength, with a table of products, of "
              "several formulations.")  # fmt: skip
def simulate(
    patients: int, seed: int, out: Path, kind: str, language: str, dates: str, low_season: float, codes: bool,
    merged_ids: bool, **keeping: bool,
) -> None:
    """Make records with a known truth, clearly called simulated.

    \b
    Writes the records, simulated_truth.csv (remission by the simulating law, not by the sample) and study.toml. A
    sheet, wide records and an export of REDCap have no study.toml: isostats init makes it.

    \b
    What is asked for besides moves nothing else, but that with --details courses may end early. Its truth is in the
    folder truth, which nothing reads:
      endings          share of courses ended for each reason by each day, by the law
      true_courses     the courses that fills were drawn from (dispensings and omop)
      interruptions    of which course, from when to when, planned or not (--details, --low-season)
      relapses         the true day of each, and the visits around it (--contacts)
      returns          the true day on which each relapse was clear again (--returns)
      people           relapses and second courses that nobody saw, and why each person left
      shifts           by how many days each person's dates were moved
      formulations     whose capsules were of which kind (--codes)

    \b
    Examples:
      isostats simulate --patients 3000 --seed 7 --out simulated
      isostats simulate --patients 3000 --seed 7 --as dispensings --out simulated_claims
      isostats simulate --as sheet --language de --out simulated_clinic
      isostats simulate --details --contacts --out simulated_registry
      isostats simulate --details --leave-when-well --out simulated_clinic_of_the_ill
      isostats simulate --as redcap --details --dates month --out simulated_project
      isostats simulate --as dispensings --codes --low-season 0.3 --out simulated_fills
    """
    from isostats import simulate as room

    asked = {"dates": dates != "full", "low_season": low_season, "codes": codes, "merged_ids": merged_ids, **keeping}
    _require_together(kind, asked)
    with Progress() as step:
        step(f"simulating {count_text(patients)} patients")
        if kind in CLAIMS:
            claiming = room.Claiming(codes=codes, contacts=keeping["contacts"], low_season=low_season)
            claims, beside = room.simulate_claims(patients, seed=seed, claiming=claiming)
            room.write_simulation(claims, out, omop=kind == "omop", **beside)
        else:
            made, contacts = room.simulate_clinic(patients, seed=seed, keeping=room.Keeping(**keeping))
            if kind == "courses":
                room.write_simulation(made, out, contacts=contacts)
            else:
                room.write_as_kept(
                    made, out, kind, language=language, dates=dates, merged_ids=merged_ids, contacts=contacts
                )
    after = f"init {out}" if kind in KEPT_AS else f"report {out / 'study.toml'}"
    click.echo(f"Wrote {count_text(patients)} simulated patients to {out}. Next: isostats {after}")


GOES_WITH = {
    "details": ("courses", *KEPT_AS), "leave_when_well": ("courses", *KEPT_AS), "shifted": ("courses", *KEPT_AS),
    "relapses_at_visits": ("courses", *KEPT_AS), "returns": ("courses", "wide", "redcap"),
    "contacts": ("courses", *KEPT_AS, "dispensings"), "dates": KEPT_AS,
    "low_season": CLAIMS, "codes": ("dispensings",), "merged_ids": ("sheet",),
}  # fmt: skip
"""With which kinds of records each of these can be asked for."""


def _require_together(kind: str, asked: Mapping[str, object]) -> None:
    """Raise an error for what the kind of records cannot have."""
    for name, kinds in GOES_WITH.items():
        if asked[name] and kind not in kinds:
            flag = f"--{name.replace('_', '-')}"
            raise click.UsageError(f"{flag} goes with --as {', '.join(kinds)}, not with {kind}. Leave it out.")
    if asked["relapses_at_visits"] and not asked["contacts"]:
        raise click.UsageError("--relapses-at-visits needs visits. Ask for --contacts with it.")

"""A study at many sites: the kit that they get, the test by which a site proves itself, and its run."""

from __future__ import annotations

from pathlib import Path

import click

from isostats.cli.running import PATH, out_folder
from isostats.progress import Progress


@click.group()
def network() -> None:
    """One study at many sites, without a record leaving any of them.

    \b
    The coordinator:  isostats network init kit --study study.toml     then sends the folder kit to the sites
    Each site:        isostats network check kit                       does this machine come to the right answer?
                      isostats network run kit --out to_send           the test, then its own records; sends to_send
    The coordinator:  isostats pool north/to_send south/to_send --out pooled
    """


@network.command()
@click.argument("folder", type=PATH)
@click.option("--study", type=PATH, help="Study file whose definitions the sites take; the usual ones, if not given.")
@click.option("--title", default="", help="The study's title; that of the study file, if not given.")
@click.option("--patients", default=300, show_default=True, type=click.IntRange(60, 20_000),
              help="How many simulated patients the test has.")  # fmt: skip
@click.option("--wheel", type=PATH,
              help="isostats itself as a wheel, put into the kit for sites whose package index has none.")  # fmt: skip
def init(folder: Path, study: Path | None, title: str, patients: int, wheel: Path | None) -> None:
    """Write the kit for sites into FOLDER; an earlier kit that nobody changed is replaced.

    \b
    Writes study.toml (every definition of --study, with places for a site's own files), constraints.txt (names and
    versions of packages), test/ (simulated patients with the expected answer), README.md (one page for the sites) and
    manifest.json. Nothing of your own records is read.

    \b
    Examples:
      isostats network init kit --study study.toml
      isostats network init kit --study study.toml --title "Relapse after isotretinoin, six clinics"
      isostats network init kit --study study.toml --wheel isostats-0.1.0-py3-none-any.whl
    """
    from isostats.report.network.kits import write_kit

    with Progress() as step:
        made = write_kit(folder, study=study, title=title, patients=patients, wheel=wheel, step=step)
    click.echo(str(made))


@network.command()
@click.argument("folder", default=".", type=PATH)
def check(folder: Path) -> None:
    """Run the simulated test of the kit in FOLDER (here, if not given), and exit with 1 if anything differs.

    \b
    Says what differs: a definition that was changed in study.toml, a file of the kit, a number of the answer, a count.
    Other versions of packages are told as well. Your own records are not read.

    \b
    Example:
      isostats network check kit
    """
    from isostats.report.network.checks import check_kit

    with Progress() as step:
        checked = check_kit(folder, step=step)
    click.echo(str(checked))
    if not checked.passed:
        raise SystemExit(1)


@network.command()
@click.argument("folder", default=".", type=PATH)
@out_folder("to_send", "Folder for the release; an earlier one there is replaced.")
@click.option("--ledger", type=PATH,
              help="Folder that keeps what was released before; beside the records, if not given.")  # fmt: skip
def run(folder: Path, out: Path, ledger: Path | None) -> None:
    """Pass the test of the kit in FOLDER, then write the release of the records that its study.toml names.

    \b
    Nothing is written where the test is not passed. The release says that it was, and by which kit.

    \b
    Example:
      isostats network run kit --out to_send
    """
    from isostats.report.network.checks import run_kit

    with Progress() as step:
        checked, released = run_kit(folder, out=out, ledger=ledger, step=step)
    click.echo(f"{checked}\n{released}")

"""A study file to start from: empty, or with what is understood of the user's own files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from isostats.cli.running import out_folder
from isostats.progress import Progress
from isostats.words.numbers import agreed, counted


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@out_folder("study.toml", "File to write; one that is there is never replaced.")
@click.option("--ask/--no-ask", default=None, help="Ask what is open; on a terminal, if not stated.")
def init(files: tuple[str, ...], out: Path, ask: bool | None) -> None:
    """Look at your files, find out what their columns and codes mean, and write a commented study.toml.

    \b
    FILE is course records or dispensings in any format and language, with the files that go with them; a folder of
    extracts; or a database (duckdb:///claims.duckdb, postgres://user@host/cdm). Without one a study.toml with every
    key is written, to be filled in by hand.

    \b
    Each guess stands in the file with why, and how sure it is: sure; likely (every report says so until you confirm
    it); open (asked on a terminal, else for you to choose in the file). Your files are only read.

    \b
    Examples:
      isostats init patients.xlsx
      isostats init fills.csv enrolment.csv prescriptions.csv --out claims.toml
      isostats init extracts/
      isostats init --out study.toml
    """
    if not files:
        from isostats.study.template import write_template

        write_template(out)
        click.echo(f"Wrote {out}. Name your file under [data], then run: isostats report {out}")
        return
    from isostats.records.guessing.drafts import draft_study
    from isostats.records.guessing.study_writing import require_free, study_text, write_study

    with Progress() as step:
        step("looking at the files")
        draft = draft_study(files)
    require_free(out, study_text(draft, out))
    if draft.open and (_is_terminal() if ask is None else ask):
        from isostats.cli.questions import ask_about

        draft = draft.answered(ask_about)
    write_study(draft, out)
    for words in draft.summary():
        click.echo(words)
    click.echo(f"Wrote {out}.{_left_open(len(draft.open))}")
    click.echo(f"Next: isostats check {out}")


def _left_open(questions: int) -> str:
    are = agreed(questions, "is")
    return f" {counted(questions, 'question')} {are} open in it." if questions else ""


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()

"""Into the paper: numbers of a report by their names, and a manuscript held against them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from isostats.cli.running import PATH

FOLDER = click.option("--results", "folder", required=True, type=PATH, metavar="DIR",
                      help="The folder that isostats report wrote.")  # fmt: skip


JOURNAL = click.option("--journal", default="plain", show_default=True,
                       help="How numbers are set: plain, jama, lancet, bmj or nature.")  # fmt: skip
LANGUAGE = click.option("--language", default="en", show_default=True,
                        help="The language of the numbers: en or de; a journal's are English.")  # fmt: skip


@contextmanager
def _set_as(journal: str, language: str) -> Iterator[None]:
    """Numbers as a journal or a language sets them. Raises UsageError for both at once."""
    from isostats.words.journals import numbers_as
    from isostats.words.language import speaking

    if journal != "plain" and language != "en":
        raise click.UsageError(f"The marks of {journal} are English, and --language {language} has its own: name one.")
    with numbers_as(journal), speaking(language):
        yield


@click.command()
@click.argument("names", nargs=-1)
@FOLDER
@click.option("--like", default="", help="List only names with this text in them.")
@JOURNAL
@LANGUAGE
def cite(names: tuple[str, ...], folder: Path, like: str, journal: str, language: str) -> None:
    """Print numbers of a report as a paper has them, by their names; without a name, list all.

    \b
    A name is quantity, outcome and day, then what is not the usual: a population other than everyone, the naive
    method, a group. A colon asks for a part: :n, :events, :at_risk, :estimate, :limits or :p.

    \b
    Examples:
      isostats cite remission.systemic_treatment.730 --results my_report
      isostats cite remission.systemic_treatment.730.sex=female:n --results my_report
      isostats cite remission.systemic_treatment.730 --results my_report --journal lancet
      isostats cite --results my_report --like second_course
    """
    from isostats.analyses.cited_numbers import CitedNumbers
    from isostats.words.language import translated

    numbers = CitedNumbers.of_folder(folder)
    with _set_as(journal, language):
        for name in names:
            click.echo(translated(numbers[name]))
        if names:
            _tell_range(folder, {str(numbers.row(name)["outcome"]) for name in names})
            return
        for name in (each for each in numbers.names if like in each):
            why_none = numbers.why_none(name)
            click.echo(f"{name}  {f'– {translated(why_none)}.' if why_none else translated(numbers[name])}")


def _tell_range(folder: Path, outcomes: Collection[str] | None = None) -> None:
    from isostats.analyses.cited_numbers import CitedNumbers
    from isostats.words.language import translated

    stated = CitedNumbers.range_of_folder(folder, outcomes)
    if stated:
        click.echo(translated(stated), err=True)


@click.command("check-manuscript")
@click.argument("manuscript", type=PATH)
@FOLDER
@click.option("--fill", "out", type=PATH, help="Write a copy with the numbers of the results in their places.")
@click.option("--without-names", is_flag=True, help="With --fill: leave the names in brackets out of the copy.")
@JOURNAL
@LANGUAGE
@click.pass_context
def check_manuscript(
    ctx: click.Context, /, manuscript: Path, folder: Path, out: Path | None, without_names: bool, **style: str
) -> None:
    """Hold the numbers of a manuscript against a report, so that none is mistyped or out of date.

    \b
    MANUSCRIPT is Markdown (.md, .qmd, .Rmd), LaTeX (.tex), plain text or Word (.docx). Behind each number stands its
    name in double brackets; isostats cite lists the names:
      In remission were 77.0% (75.4 to 78.6) [[remission.systemic_treatment.730]] of 3,000 people.
    A number may be set as any journal sets it, or in German. A name without a number before it is filled in by --fill,
    as --journal or --language say. The manuscript itself is never changed. Exit code 1 where
    a number disagrees, is lacking, or has a name that the results do not know.

    \b
    Examples:
      isostats check-manuscript paper.docx --results my_report
      isostats check-manuscript paper.md --results my_report --fill paper_filled.md
    """
    from isostats.analyses.cited_numbers import CitedNumbers
    from isostats.report.manuscripts import check_manuscript as check
    from isostats.report.manuscripts import fill_manuscript
    from isostats.words.numbers import counted

    if without_names and out is None:
        raise click.UsageError("--without-names is about the copy: name it with --fill.")
    numbers = CitedNumbers.of_folder(folder)
    with _set_as(**style):
        mentions = check(manuscript, numbers)
    wrong = [each for each in mentions if not each.agrees]
    if out is not None and any(each.trouble for each in wrong):
        with _set_as(**style):
            fill_manuscript(manuscript, numbers, out)  # says all that keeps it from being written, once
    for each in wrong:
        click.echo(each.words)
    click.echo(f"{counted(len(mentions), 'number')}: {len(mentions) - len(wrong)} as in the results, {len(wrong)} not.")
    _tell_range(folder)
    if out is not None:
        with _set_as(**style):
            fill_manuscript(manuscript, numbers, out, brackets=not without_names)
        click.echo(f"Wrote {out}, with every number of the results in its place.")
    elif wrong:
        ctx.exit(1)


@click.command()
@FOLDER
@click.option("--as", "kind", type=click.Choice(["word", "latex", "markdown", "html"]),
              help="The format, where the ending of --out (.docx, .tex, .md, .html) does not tell it.")  # fmt: skip
@JOURNAL
@click.option("--language", default=None, help="The language of the tables, en or de, if not that of the study; a "
              "journal's are English.")
@click.option("--table", "names", multiple=True, metavar="NAME", help="A table; repeat for several, in their order.")
@click.option("--out", required=True, type=PATH, help="The file to write; one that isostats wrote is replaced.")
def tables(
    folder: Path, kind: str | None, journal: str, language: str | None, names: tuple[str, ...], out: Path
) -> None:
    """Set the tables of a report for a paper, without the records: of a release only what is in it.

    \b
    Without --table the five of a paper, as far as the report has them: characteristics (Table 1), remission, groups,
    predictors, second_courses. Any other table of the report goes by the name of its file in tables/.

    \b
    Examples:
      isostats tables --results my_report --journal lancet --out tables.docx
      isostats tables --results my_report --table remission --out remission.tex
      isostats tables --results my_report --language de --out tabellen.docx
    """
    from isostats.analyses.cited_numbers import CitedNumbers
    from isostats.tables.folder import read_tables
    from isostats.tables.several_tables import chosen_tables, format_of, write_together
    from isostats.vocabulary import names as v
    from isostats.words.language import ENGLISH, keep_names
    from isostats.words.numbers import counted

    kind = format_of(out, kind)
    chosen = chosen_tables(read_tables(folder), names)
    if stated := CitedNumbers.range_of_folder(folder):
        chosen = [replace(x, caption=f"{x.caption} {stated}") if x.name == v.REMISSION else x for x in chosen]
    own = CitedNumbers.language_of_folder(folder) if journal == "plain" else ENGLISH
    with _set_as(journal, language or own):
        keep_names(CitedNumbers.of_folder(folder).levels)
        write_together([each.written().spoken for each in chosen], out, kind=kind)
    click.echo(f"Wrote {out} with {counted(len(chosen), 'table')}: {', '.join(each.name for each in chosen)}.")
    _tell_range(folder)

"""Several tables in one file, which is replaced only where it was written here and nobody changed it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from isostats.errors import OutputError, StudyError, nearest
from isostats.tables.html import table_html
from isostats.tables.latex import table_latex
from isostats.tables.markdown import table_markdown
from isostats.tables.paper import Table
from isostats.tables.word import write_word
from isostats.tables.written import Written
from isostats.vocabulary import names as v
from isostats.writing import whole_files

OF_A_PAPER = ("characteristics", v.REMISSION, "groups", "predictors", "second_courses")
"""The tables that a paper has, in its order; their names are those of their files."""
_PAGE = '<!doctype html>\n<!-- {} -->\n<meta charset="utf-8"><title>Tables</title>\n'
FORMATS: Mapping[str, tuple[Callable[[Written], str], str]] = {
    "latex": (table_latex, "% {}\n"),
    "markdown": (table_markdown, "<!-- {} -->\n\n"),
    "html": (lambda table: str(table_html(table)), _PAGE),
}
"""How a table is set in a format of text, and how a line that is no part of it is written there."""
SIGNED = "Tables written by isostats; their text has the digest "


def chosen_tables(tables: Mapping[str, Table], names: Sequence[str]) -> list[Table]:
    """The tables of these names or, without any, those of a paper. Raises StudyError for a name that is not there."""
    for name in names:
        if name not in tables:
            near = nearest(name, tables) or "."
            raise StudyError(f"The report has no table {name!r}{near} There are: {', '.join(tables)}.")
    chosen = [tables[name] for name in names or OF_A_PAPER if name in tables]
    if not chosen:
        instead = f"Name one with --table: {', '.join(tables)}." if tables else "Nor has it any other table."
        raise StudyError(f"The report has no table of a paper. {instead}")
    return chosen


ENDINGS = {"word": (".docx",), "latex": (".tex", ".latex"), "markdown": (".md", ".markdown"), "html": (".html", ".htm")}


def format_of(out: Path, kind: str | None) -> str:
    """The format in which a file is to be written: as asked, else as its ending says.

    Raises OutputError where the two disagree, or neither tells it.

    >>> format_of(Path("t.tex"), None), format_of(Path("t.txt"), "latex")
    ('latex', 'latex')
    """
    by_ending = next((each for each, endings in ENDINGS.items() if out.suffix.lower() in endings), None)
    if kind is None and by_ending is None:
        known = ", ".join(endings[0] for endings in ENDINGS.values())
        raise OutputError(f"{out.name} ends in none of {known}, which tell the format. Name it so, or say --as.")
    if kind and by_ending and kind != by_ending:
        right = out.with_suffix(ENDINGS[kind][0]).name
        raise OutputError(
            f"{out.name} ends as a {by_ending} file does, and --as {kind} was asked for. Name it {right}, or leave "
            "--as out."
        )
    return str(kind or by_ending)


def write_together(tables: Sequence[Written], out: Path, *, kind: str) -> None:
    """Write these tables into one file of a format: word, latex, markdown or html.

    Raises OutputError for a file that is there already and was not written here, or was changed since.
    """
    if kind == "word":
        write_word(tables, out)
        return
    write, line = FORMATS[kind]
    text = "\n".join(map(write, tables))
    with whole_files(out, ours=_written_here) as (part,):
        part.write_text(line.format(f"{SIGNED}{_digest(text)}") + text, encoding="utf-8", newline="\n")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _written_here(path: Path) -> bool:
    """Whether a file's first lines hold the digest of all that follows."""
    text = path.read_bytes().decode("utf-8", "replace")
    signed = re.search(rf"{re.escape(SIGNED)}([0-9a-f]{{64}})", text[:300])
    return signed is not None and any(
        text.startswith(line.format(signed[0])) and _digest(text[len(line.format(signed[0])) :]) == signed[1]
        for _, line in FORMATS.values()
    )

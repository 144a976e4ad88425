"""Writes the finished analysis: figures, tables, results, page and manifest, into a folder that is not yet visible."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from isostats.analyses.protocol import Definitions, Table
from isostats.report.interchange.forms import RO_CRATE, write_interchange
from isostats.report.page import Section, render, sections_of, template
from isostats.report.printing import write_pdf
from isostats.report.summary import summary_of
from isostats.report.word_summary import summary_word
from isostats.study.study_file import Study
from isostats.tables.folder import write_numbers
from isostats.version import __version__
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.language import translated, translated_prose
from isostats.words.small_counts import few_people, of_counts
from isostats.writing import MANIFEST, write_csv, write_prose

if TYPE_CHECKING:
    import pandas as pd

    from isostats.analyses.headline import Statement
    from isostats.analyses.results import StudyResults
    from isostats.figures.drawing import Drawn
    from isostats.figures.finished import Kind

PACKAGES = ("duckdb", "numpy", "pandas", "scipy", "matplotlib")
ON_PAPER = {
    "`report.pdf`": "the report on paper",
    "`summary.docx`": "its summary for Word, with figure, tables and captions",
}
"""What is written besides only if asked for."""
SIMULATED = "SIMULATED DATA. These records were made by a program; nothing here was observed in a patient."


@dataclass(frozen=True)
class About:
    """What a folder says of itself: for whom it is, in a line at the page's head, its README.md and its manifest.

    ``readme`` are paragraphs, and ``files`` what lies in the folder, with ``{formats}`` for those of the figures;
    ``sections`` stand at the end of the page;
    ``beside`` is said beside an answer at its head. ``least_count`` is the least count that may be shown; 0 of an exact
    report. ``day`` is that of the run, for a crate alone. ``texts_as`` is the ending of its texts.
    """

    custody: str
    title: str
    readme: Sequence[str]
    files: Mapping[str, str]
    manifest: Mapping[str, Any]
    sections: tuple[Section, ...]
    note: str = ""
    texts_as: str = "md"
    beside: Callable[[Statement], str] = field(default=lambda answer: "")
    least_count: int = 0
    day: str = field(default_factory=lambda: today())


def write_tables(analysis: StudyResults, folder: Path) -> None:
    """Write results.csv and tables/ of any answers, and make the page ready: all that can be done without figures."""
    (folder / "tables").mkdir()
    for name, frame in analysis.files().items():
        write_csv(frame.rename(columns=of_counts), folder / "tables" / f"{name}.csv")
    write_numbers(analysis.tables, folder / "tables")
    write_csv(with_few(analysis.results), folder / "results.csv")
    template()


def with_few(results: pd.DataFrame) -> pd.DataFrame:
    """The rows of results.csv with few people, and the columns of counts, as a release has them written."""
    few = few_people()
    if few.label:
        written = {name: few.written(results[name]) for name in v.COUNTS}
        results = results.assign(**written)
    return results.rename(columns=of_counts)


def write_answers(
    analysis: StudyResults, pictures: Mapping[str, Drawn], folder: Path, formats: Sequence[Kind], about: About
) -> None:
    """Write figures, report.html, README.md and manifest.json of any answers, of which the tables are written."""
    study = analysis.study
    in_order = {each.name: pictures[each.name] for each in analysis.drawings()}
    write_figures(in_order, folder / "figures", formats, texts_as=about.texts_as)
    head = {"banner": SIMULATED * study.simulated, "custody": about.custody, "note": about.note}
    summary = summary_of(analysis, in_order, about.beside, **head)
    sections = [*sections_of(analysis, in_order), *about.sections]
    page = folder / "report.html"
    page.write_text(render(**summary.on_the_page, sections=sections), encoding="utf-8")
    if study.study.pdf:
        write_pdf(page, folder / "report.pdf", summary=summary, sections=sections)
    if study.study.word:
        lists = [each for section in about.sections for each in section.blocks if isinstance(each, Table)]
        (folder / "summary.docx").write_bytes(summary_word(summary, lists))
    paragraphs = [f"# {about.title}", about.custody, SIMULATED * study.simulated, *about.readme]
    asked = {"`report.pdf`": study.study.pdf, "`summary.docx`": study.study.word}
    drawn_as = ", ".join(kind.upper() for kind in formats)
    files = {name: what.format(formats=drawn_as) for name, what in about.files.items()}
    files |= {name: ON_PAPER[name] for name, so in asked.items() if so}
    files |= write_interchange(analysis, folder, about.least_count)
    crated = RO_CRATE in study.study.interchange
    if crated:
        from isostats.report.interchange.ro_crate import ABOUT, write_crate

        files |= ABOUT
    paragraphs.append("\n".join(f"- {name}: {what}" for name, what in files.items()))
    readme = "\n\n".join(text for text in paragraphs if text) + "\n"
    write_prose(translated_prose(readme), folder / f"README.{about.texts_as}")
    write_manifest(folder, about.manifest)
    if crated:
        words = {f"tables/{name}.csv": each.caption for name, each in analysis.tables.items()}
        words |= {f"figures/{name}.{kind}": it.words.caption for name, it in in_order.items() for kind in it.files}
        write_crate(folder, title=about.title, about=about.custody, day=about.day, files=files, words=words)


def write_figures(
    figures: Mapping[str, Drawn], folder: Path, formats: Sequence[Kind], *, texts_as: str = "md"
) -> None:
    """Write each figure in these formats, and captions.md with the words of all, to go into a paper with them.

    One that would hold nothing is no file: captions.md says why. ``texts_as`` is the ending of the captions' file.
    """
    folder.mkdir(exist_ok=True)
    held = {name: drawn for name, drawn in figures.items() if drawn.files}
    for name, drawn in held.items():
        for kind in formats:
            (folder / f"{name}.{kind}").write_bytes(drawn.files[kind])
    parts = [f"## {name}\n\n{it.text}" for name, it in figures.items()]
    title = translated("Captions of the figures")
    write_prose(f"# {title}\n\n" + "\n".join(parts), folder / f"captions.{texts_as}")


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write what made a folder, for a program to read."""
    text = json.dumps({"made_by": "isostats", "versions": dict(versions())} | dict(facts), indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def made_from(
    study: Study, definition: Definition, *, command: str, answer: str, data: Mapping[str, Any], **defined: Any
) -> dict[str, Any]:
    """What an exact folder was made from, for its manifest: the only place with the time of the run."""
    return {
        "made_at": now(),
        "command": command,
        "simulated": study.simulated,
        "data": data,
        "study": study.as_written(),
        "definition": {
            "time_zero": definition.time_zero, "eligibility": definition.eligibility or "everyone with a first course",
            "gap_rule": definition.gap_rule, **defined,
        },
        "answer": answer,
    }


def today() -> str:
    """The day of the run, for what archives must be told."""
    return now()[:10]


def now() -> str:
    """The time of the run, as a manifest has it, and a crate its day; nothing else that is written depends on it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@cache
def versions() -> Mapping[str, str]:
    """The version of isostats, of Python and of the packages that the figures depend on; looked up once."""
    known = {"isostats": __version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            known[name] = version(name)
        except PackageNotFoundError:
            known[name] = "unknown"
    return MappingProxyType(known)


def provenance(*terms: tuple[str, str]) -> Section:
    """The section of the page on where it comes from."""
    numbers = ", ".join(f"{name} {number}" for name, number in versions().items())
    return Section("provenance", "Provenance", [Definitions((*terms, ("versions", numbers)))])

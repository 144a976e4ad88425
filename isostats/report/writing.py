"""Writes the finished analysis: figures, tables, results, page and manifest, into a folder that is not yet visible."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.analyses.protocol import Definitions
from isostats.progress import Step
from isostats.report import provenance
from isostats.report.exact_counts import EXACT, custodian_words, readme
from isostats.report.page import Section, render, sections_of, shown
from isostats.writing import write_csv

if TYPE_CHECKING:
    from isostats.analyses.headline import Headline, Statement
    from isostats.analyses.results import StudyResults
    from isostats.figures.drawing import Drawn
    from isostats.figures.saving import Kind

SIMULATED = "SIMULATED DATA. These records were made by a program; nothing here was observed in a patient."


@dataclass(frozen=True)
class About:
    """What a folder says of itself: for whom it is, in a line at the page's head, its README.md and its manifest.

    ``sections`` stand at the end of the page; ``beside`` is said beside an answer at its head.
    """

    custody: str
    readme: str
    manifest: Mapping[str, Any]
    sections: tuple[Section, ...]
    note: str = ""
    beside: Callable[[Statement], str] = field(default=lambda answer: "")


def write_all(
    analysis: StudyResults, pictures: Mapping[str, Drawn], folder: Path, *, command: str, step: Step
) -> None:
    """Fill the folder of an exact report. The answer's numbers are those of results.csv."""
    study = analysis.study
    step("writing the page")
    write_csv(analysis["who"].value, folder / "flow.csv")
    of_provenance = Definitions(provenance.terms(analysis, command=command))
    about = About(
        custody=" ".join([f"{EXACT}.", custodian_words(study.release.custodian)]).strip(),
        readme=readme(study.study.title, custodian=study.release.custodian, simulated=SIMULATED * study.simulated),
        manifest=provenance.manifest(analysis, command=command),
        sections=(Section("provenance", "Provenance", [of_provenance]),),
        note=study.data.note,
    )
    write_answers(analysis, pictures, folder, study.study.formats, about)


def write_answers(
    analysis: StudyResults, pictures: Mapping[str, Drawn], folder: Path, formats: Sequence[Kind], about: About
) -> None:
    """Write figures, tables, results.csv, report.html, README.md and manifest.json of any answers."""
    write_figures(pictures, folder / "figures", formats)
    (folder / "tables").mkdir()
    for name, frame in analysis.files().items():
        write_csv(frame, folder / "tables" / f"{name}.csv")
    write_csv(analysis.results, folder / "results.csv")
    (folder / "report.html").write_text(_page(analysis, pictures, about), encoding="utf-8")
    (folder / "README.md").write_text(about.readme, encoding="utf-8")
    write_manifest(folder, about.manifest)


def write_figures(figures: Mapping[str, Drawn], folder: Path, formats: Sequence[Kind]) -> None:
    """Write each figure in these formats, and captions.md with the words of all, to go into a paper with them."""
    folder.mkdir(exist_ok=True)
    for name, drawn in figures.items():
        for kind in formats:
            (folder / f"{name}.{kind}").write_bytes(drawn.files[kind])
    parts = [
        f"## {name}\n\n{it.words.caption}\n\nAlternative text: {it.words.alt}\n" for name, it in figures.items()
    ]
    (folder / "captions.md").write_text("# Captions of the figures\n\n" + "\n".join(parts), encoding="utf-8")


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write what made a folder, for a program to read."""
    text = json.dumps({"made_by": "isostats"} | dict(facts), indent=2, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _page(analysis: StudyResults, pictures: Mapping[str, Drawn], about: About) -> str:
    study = analysis.study
    headline: Headline = analysis["definitions"].value
    return render(
        title=study.study.title,
        banner=SIMULATED if study.simulated else "",
        custody=about.custody,
        note=about.note,
        answers=[
            replace(each, beside=" ".join(part for part in (each.beside, about.beside(each)) if part))
            for each in headline.statements
        ],
        beside=headline.naive,
        lead=[block for each in analysis.answers.values() for block in shown(each.lead, pictures)],
        sections=[*sections_of(analysis, pictures), *about.sections],
    )

"""Writes the finished analysis: figures, tables, results, page and manifest, into a folder that is not yet visible."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.analyses.blocks import Definitions
from isostats.progress import Step
from isostats.report import provenance
from isostats.report.exact_counts import EXACT, custodian_words, readme
from isostats.report.figure_files import write_figures
from isostats.report.page import Section, render, sections_of, shown
from isostats.writing import write_csv

if TYPE_CHECKING:
    from isostats.analyses.headline import Headline
    from isostats.analyses.results import StudyResults
    from isostats.figures.drawing import Drawn

SIMULATED = "SIMULATED DATA. These records were made by a program; nothing here was observed in a patient."


def write_all(
    analysis: StudyResults, pictures: Mapping[str, Drawn], folder: Path, *, command: str, step: Step
) -> None:
    """Fill the folder. The answer's numbers are those of results.csv."""
    study = analysis.study
    step("writing the page")
    write_figures(pictures, folder / "figures", analysis.study.study.formats)
    (folder / "tables").mkdir()
    for name, frame in analysis.files().items():
        write_csv(frame, folder / "tables" / f"{name}.csv")
    write_csv(analysis.results, folder / "results.csv")
    write_csv(analysis["who"].value, folder / "flow.csv")
    (folder / "report.html").write_text(_page(analysis, pictures, command), encoding="utf-8")
    about = readme(study.study.title, custodian=study.release.custodian, simulated=SIMULATED * study.simulated)
    (folder / "README.md").write_text(about, encoding="utf-8")
    manifest = provenance.manifest(analysis, command=command)
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _page(analysis: StudyResults, pictures: Mapping[str, Drawn], command: str) -> str:
    study = analysis.study
    headline: Headline = analysis["definitions"].value
    of_provenance = Definitions(provenance.terms(analysis, command=command))
    return render(
        title=study.study.title,
        banner=SIMULATED if study.simulated else "",
        exact=" ".join([f"{EXACT}.", custodian_words(study.release.custodian)]).strip(),
        note=study.data.note,
        answers=headline.statements,
        beside=headline.naive,
        lead=[block for each in analysis.answers.values() for block in shown(each.lead, pictures)],
        sections=[*sections_of(analysis, pictures), Section("provenance", "Provenance", [of_provenance])],
    )

"""What a report has for the paper beside its figures and tables: methods with references, and filled checklists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isostats.report.checklists import checklist_frame, checklist_of, checklist_section
from isostats.report.methods import methods_of
from isostats.report.page import Section
from isostats.writing import write_csv, write_prose

if TYPE_CHECKING:
    from isostats.analyses.results import StudyResults

FOLDER = "paper"


def sections_for_the_paper(results: StudyResults) -> tuple[Section, ...]:
    """The methods and the checklists as sections of the page."""
    return methods_of(results).section, checklist_section(checklist_of(results))


def write_for_the_paper(results: StudyResults, folder: Path) -> None:
    """Write methods.md, references.bib and checklist.csv into ``paper/`` of a report's folder."""
    place = folder / FOLDER
    place.mkdir()
    methods = methods_of(results)
    write_prose(methods.markdown, place / "methods.md")
    (place / "references.bib").write_text(methods.bibtex, encoding="utf-8")
    write_csv(checklist_frame(checklist_of(results)), place / "checklist.csv")

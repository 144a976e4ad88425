"""What a study asks a report to be written as: known, and refused, before anything heavy is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isostats.figures.finished import Kind
    from isostats.study.study_file import Study


def require_writers(study: Study) -> None:
    """Raise OutputError where a study asks for a PDF or a Word file that nothing here can make."""
    if study.study.pdf:
        from isostats.report.printing import require_printer

        require_printer()
    if study.study.word:
        from isostats.tables.word import new_document

        new_document()


def drawn_as(study: Study, *formats: Kind) -> tuple[Kind, ...]:
    """The formats in which the figures are needed: those chosen, what the page embeds, and what Word takes."""
    return tuple(dict.fromkeys((*formats, *study.study.formats, *["png"] * study.study.word)))  # type: ignore[arg-type]

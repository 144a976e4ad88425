"""A figure as files beside a page: SVG, PDF and PNG, and the captions of all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isostats.report.page import Picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.figure import Figure

    from isostats.figures.drawing import Drawing
    from isostats.progress import Step


def write_figure(figure: Figure, folder: Path, name: str) -> Picture:
    """Write a figure as SVG, PDF and PNG; returns it with its words, as a page shows it."""
    from isostats.figures import describe, save

    folder.mkdir(exist_ok=True)
    for ending in ("svg", "pdf", "png"):
        save(figure, folder / f"{name}.{ending}")
    words = describe(figure)
    return Picture((folder / f"{name}.svg").read_bytes(), words.title, words.caption, words.alt)


def write_figures(drawings: Iterable[Drawing], folder: Path, *, step: Step) -> dict[str, Picture]:
    """Draw and write figures one after another, so that only one is in memory, and captions.md with all their words."""
    pictures = {}
    for drawing in drawings:
        step(f"drawing {drawing.name.replace('_', ' ')}")
        pictures[drawing.name] = write_figure(drawing.draw(), folder, drawing.name)
    (folder / "captions.md").write_text(captions(pictures), encoding="utf-8")
    return pictures


def captions(pictures: dict[str, Picture]) -> str:
    """Caption and alternative text of every figure, to go into a paper with it."""
    parts = [f"## {name}\n\n{it.caption}\n\nAlternative text: {it.alt}\n" for name, it in pictures.items()]
    return "# Captions of the figures\n\n" + "\n".join(parts)

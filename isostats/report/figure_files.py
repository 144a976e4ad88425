"""Finished figures as files beside a page, and the captions of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from isostats.figures.drawing import Drawn
from isostats.figures.saving import KINDS, Kind


def write_figures(figures: Mapping[str, Drawn], folder: Path, formats: Sequence[Kind] = KINDS) -> None:
    """Write each figure in these formats, and captions.md with the words of all, to go into a paper with them."""
    folder.mkdir(exist_ok=True)
    for name, drawn in figures.items():
        for kind in formats:
            (folder / f"{name}.{kind}").write_bytes(drawn.files[kind])
    parts = [
        f"## {name}\n\n{it.words.caption}\n\nAlternative text: {it.words.alt}\n" for name, it in figures.items()
    ]
    (folder / "captions.md").write_text("# Captions of the figures\n\n" + "\n".join(parts), encoding="utf-8")

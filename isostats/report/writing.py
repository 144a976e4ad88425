"""Writes the finished analysis: figures, tables, results, page and manifest, into a folder that is not yet visible."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.progress import Step
from isostats.report import provenance
from isostats.report.contents import Material, build_tables, sections
from isostats.report.exact_counts import EXACT, custodian_words, readme
from isostats.report.figure_files import captions, write_figure
from isostats.report.grid_writing import write_grid_tables
from isostats.report.page import render
from isostats.report.page_head import headline, naive_words
from isostats.report.pictures import draw_all
from isostats.report.published_studies import published_beside
from isostats.writing import write_csv

if TYPE_CHECKING:
    from isostats.report.analysis import Analysis

SIMULATED = "SIMULATED DATA. These records were made by a program; nothing here was observed in a patient."


def write_all(analysis: Analysis, folder: Path, *, set_aside: str, command: str, step: Step) -> None:
    """Fill the folder; ``set_aside`` names the file beside it. The answer's numbers are those of results.csv."""
    step("pooling the published studies")
    beside = published_beside(analysis)
    flow = provenance.flow(analysis)
    tables = build_tables(analysis, beside, flow)
    pictures = {}
    for name, figure in draw_all(analysis, beside, flow):
        step(f"drawing {name.replace('_', ' ')}")
        pictures[name] = write_figure(figure, folder / "figures", name)
    step("writing the page")
    (folder / "figures" / "captions.md").write_text(captions(pictures), encoding="utf-8")
    (folder / "tables").mkdir()
    for table in tables.values():
        if table.body:
            write_csv(table.to_frame(), folder / "tables" / f"{table.name}.csv")
    if analysis.grid is not None:
        write_grid_tables(analysis.grid, folder / "tables")
    write_csv(analysis.results, folder / "results.csv")
    write_csv(flow, folder / "flow.csv")
    material = Material(pictures, tables, flow, provenance.terms(analysis, command=command), beside, set_aside)
    (folder / "report.html").write_text(_page(analysis, material), encoding="utf-8")
    study = analysis.study
    about = readme(study.study.title, custodian=study.release.custodian, simulated=SIMULATED * study.simulated)
    (folder / "README.md").write_text(about, encoding="utf-8")
    told = provenance.manifest(analysis, command=command)
    (folder / "manifest.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _page(analysis: Analysis, material: Material) -> str:
    return render(
        title=analysis.study.study.title,
        banner=SIMULATED if analysis.study.simulated else "",
        exact=" ".join([f"{EXACT}.", custodian_words(analysis.study.release.custodian)]).strip(),
        note=analysis.study.data.note,
        answers=headline(analysis),
        beside=naive_words(analysis),
        lead=material.show("remission_curve"),
        sections=sections(analysis, material),
    )

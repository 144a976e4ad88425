"""The ordinary report is exact: it is for people who may see the records, and it says so wherever it is met."""

from __future__ import annotations

EXACT = "Exact counts, for people who may see the records. To send results out: `isostats report ... --release`"


def custodian_words(custodian: str) -> str:
    """The warning of a study whose records have a custodian; empty where none is named.

    >>> custodian_words("the registry")
    'The custodian of these records is the registry: this folder stays where the records are.'
    """
    return custodian and f"The custodian of these records is {custodian}: this folder stays where the records are."


def readme(title: str, *, custodian: str, simulated: str) -> str:
    """The README.md of a report's folder: whom it is for, and what lies in it."""
    lines = [EXACT + ".", custodian_words(custodian), simulated]
    files = (
        "- `report.html`: the report; one file, works offline",
        "- `figures/`: each figure as SVG, PDF and PNG, with captions.md",
        "- `tables/`: the tables of the report as CSV",
        "- `results.csv`: every estimate; `flow.csv`: from the rows read to the people studied",
        "- `manifest.json`: what made this folder, and the SHA-256 of every file",
    )
    return "\n\n".join([f"# {title}", *(text for text in lines if text), "\n".join(files)]) + "\n"

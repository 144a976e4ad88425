"""The ordinary report is exact: it is for people who may see the records, and it says so wherever it is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.report.writing import About, made_from, provenance
from isostats.words.numbers import count_text

if TYPE_CHECKING:
    from isostats.analyses.results import StudyResults

EXACT = "Exact counts, for people who may see the records. To send results out: `isostats report ... --release`"
FILES = {
    "`report.html`": "the report; one file, works offline",
    "`figures/`": "each figure as SVG, PDF and PNG, with captions.md",
    "`tables/`": "the tables of the report as CSV",
    "`results.csv`": "every estimate; `flow.csv`: from the rows read to the people studied",
    "`manifest.json`": "what made this folder, and the SHA-256 of every file",
}


def custodian_words(custodian: str) -> str:
    """The warning of a study whose records have a custodian; empty where none is named.

    >>> custodian_words("the registry")
    'The custodian of these records is the registry: this folder stays where the records are.'
    """
    return custodian and f"The custodian of these records is {custodian}: this folder stays where the records are."


def about_exact(results: StudyResults, *, command: str) -> About:
    """The head, README.md, manifest.json and last section of an exact report."""
    study, records, cohort = results.study, results.records, results.cohort
    kind = "simulated " * study.simulated + ("course records" if study.data.kind == "courses" else "dispensings")
    manifest = made_from(
        study, cohort.definition, command=command, answer=str(results["definitions"].value),
        data={study.data.kind: records.source, "sha256": records.fingerprint, "rows": records.rows},
        populations={name: cohort.population_words(name) for name in cohort.populations},
    )  # fmt: skip
    of_provenance = provenance(
        ("data", f"{records.source} ({kind}), {count_text(records.rows)} rows"),
        ("fingerprint (SHA-256)", records.fingerprint),
        ("command", command or "from Python"),
    )
    custody = f"{EXACT}. {custodian_words(study.release.custodian)}".rstrip()
    manifest = {"exact": EXACT} | manifest
    return About(custody, study.study.title, (), FILES, manifest, (of_provenance,), note=study.data.note)

"""What an exact folder says of itself wherever it is met: it is for those who may see the records."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from isostats.report.methods import beside_words
from isostats.report.paper_files import sections_for_the_paper
from isostats.report.writing import About, made_from, provenance
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text

if TYPE_CHECKING:
    from isostats.analyses.results import StudyResults

EXACT = "Exact counts, for people who may see the records. To send results out: `isostats report ... --release`"
OF_PAGE = {"`report.html`": "the report; one file, works offline"}
OF_FIGURES = {"`figures/`": "each figure as {formats}, with captions.md"}
OF_MANIFEST = {"`manifest.json`": "what made this folder, and the SHA-256 of every file"}
"""What stands in every folder of a report, released or not."""
EXACT_FILES = {
    **OF_PAGE,
    **OF_FIGURES,
    "`tables/`": "the tables of the report as CSV, in numbers/ unrounded; `isostats tables` sets them for a paper",
    "`paper/`": "methods.md, ready to paste, with references.bib; checklist.csv has STROBE and RECORD-PE, filled in",
    "`results.csv`": "every estimate; `flow.csv`: from the rows read to the people studied",
    **OF_MANIFEST,
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
    manifest = {"exact": EXACT} | made_from(
        study, cohort.definition, command=command, answer=str(results["definitions"].value),
        data={study.data.kind: records.source, "sha256": records.fingerprint, "rows": records.rows}
        | {"read": [asdict(each) for each in records.inputs]},
        populations={name: cohort.population_words(name) for name in cohort.populations},
    )  # fmt: skip
    first = results["definitions"].value.statements[0]
    if first.range_words:
        manifest["range"] = first.range_words  # the rows of results.csv are one end of it, or between
        manifest["range_of"] = first.row[v.OUTCOME]
    of_provenance = provenance(
        ("data", f"{records.source} ({kind}), {count_text(records.rows)} rows"),
        *([("read beside it", beside)] if (beside := beside_words(records)) else []),
        ("fingerprint of all together (SHA-256)" if beside else "fingerprint (SHA-256)", records.fingerprint),
        ("command", command or "from Python"),
    )
    custody = f"{EXACT}. {custodian_words(study.release.custodian)}".rstrip()
    sections = (*sections_for_the_paper(results), of_provenance)
    note = " ".join(text for text in (study.paper.words, study.data.note) if text)
    return About(custody, study.study.title, (), EXACT_FILES, manifest, sections, note=note)

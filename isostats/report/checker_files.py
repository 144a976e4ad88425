"""What output checkers open: every file of a release in the layout of ACRO's results.json, and why each measure.

The layout is that of ACRO 1.0 (results.json, checksums/FILE.txt), so that SACRO-Viewer opens the folder. Nothing here
is marked as passed: that is the checker's to say. The measures of a release are counted in no number from outside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import InitVar, asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from isostats.analyses.results import StudyResults
from isostats.analyses.rounded_figures import ends_of
from isostats.release.event_tables import published_counts
from isostats.release.rounding import QUOTED_FROM, step_words
from isostats.release.texts_in_files import numbers_in
from isostats.study.study_file import Study
from isostats.study.toml_values import toml
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import level_of
from isostats.words.english import column_words, outcome_label
from isostats.words.language import keep_names
from isostats.words.numbers import count_text, counted, in_words, people_text, percent
from isostats.writing import MANIFEST, digest_of, write_csv

if TYPE_CHECKING:
    from isostats.release.disclosure_control import Passed
    from isostats.release.event_tables import SafeTables

LAYOUT = "1.0.1"
"""The version of ACRO whose layout this is."""
DISCLOSURE, RESULTS, CHECKSUMS = "disclosure.csv", "results.json", "checksums"
TYPES = {"figures": "survival plot", "tables": "table"}


@dataclass(frozen=True)
class Output:
    """A file of a release as ACRO lists it; fields are named as there."""

    uid: str
    type: str
    attack: InitVar[str]
    status: str = "review"
    properties: dict[str, Any] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)
    command: str = "isostats report --release"
    summary: str = ""
    timestamp: str = ""
    comments: tuple[str, ...] = (f"{DISCLOSURE} lists each measure and why it was taken.",)
    exception: str = ""
    fair: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self, attack: str) -> None:
        object.__setattr__(self, "files", [{"name": self.uid, "sdc": {}}])
        object.__setattr__(self, "summary", f"review; made from rounded counts; {attack}")


def measures(results: StudyResults, passed: Passed) -> pd.DataFrame:
    """Each measure of a release: measure, why, and how far it can have moved a number."""
    return pd.DataFrame(list(_measures(results, passed)), columns=["measure", "why", "moved"])


def _measures(results: StudyResults, passed: Passed) -> Iterator[tuple[str, str, str]]:
    tables, it = passed.tables, results.basis
    first = results["definitions"].value.statements[0].row
    ends = ends_of(results["rounding"].value, first)
    moved = "nothing is quoted at the primary horizon"
    if ends is not None:
        low, high = map(percent, ends)
        when = in_words(int(first[v.TIME_DAYS]))
        by = f"by the life table of the unrounded counts of the same {step_words(tables.days)}s"
        moved = f"{percent(first[v.ESTIMATE])} at {when} lies between {low} and {high} {by}; rounding.csv has all"
    steps = step_words(tables.days)
    rules = tables.rules
    every = f"all from {rules.least_small} to {rules.few} are written {rules.label or rules.middle_of_few}"
    none_small = f"nobody can tell which count {rules.small_words} it was: {every}"
    yield f"counts are midpoints of bins of {count_text(tables.base)}", none_small, moved
    if rules.label:
        few = f"counts up to {count_text(rules.few)} are written {rules.label}"
        none = ", 0 among them" if rules.zeros == "hidden" else ""
        yield f"{few}{none}; no share of them is quoted", "the custodian lets no small count leave", "nothing: left out"
    yield f"days are ends of {steps}s", "a finer grid gives the day of an event away", "the same"
    for by, small in tables.joined.items():
        if small:
            joined = f"{column_words(by)}: small groups joined to other"
            yield joined, f"they hold up to {count_text(rules.few)} people each", "no other group"
    for by in tables.coded:
        why = "names may tell who treated, a place or a person"
        yield f"{column_words(by)}: coded, in a random order", why, "no number"
    for by in tables.dropped:
        yield f"not split by {column_words(by)}", "too few people outside one group", "nothing: it is left out"
    least = f"not quoted under {count_text(it.min_at_risk)} at risk"
    yield least, f"{QUOTED_FROM} times the base: rounding weighs too much below", "nothing: it is left out"
    yield "no test, model or verdict", "beside rounded counts exact ones give counts away", "nothing: it is left out"


def names_words(tables: SafeTables) -> str:
    """Which groups of a release are coded, how they are named instead, and which stand as the records have them."""
    plain = []
    for by in tables.joined:
        if by not in tables.coded:
            groups = dict.fromkeys(group for (_, _, split), table in tables.tables.items() if split == by
                                   for group in table.groups)  # fmt: skip
            plain.append(f"{by} ({', '.join(map(level_of, groups))})")
    key = f"[release] named_groups = {toml(tables.coded)}"
    keep_names([key])
    coded = f"coded: {', '.join(tables.coded)} (by name with {key})" if tables.coded else "no group is coded"
    return f"Groups: {coded}; by name: {'; '.join(plain) or 'none'}."


def own_words(study: Study) -> dict[str, str]:
    """The texts of a release that the study wrote itself, by the key where each stands: nobody checked them.

    A note on the data is none of them: nothing that leaves has it.
    """
    paper = study.paper
    stated = {
        "[study] title": study.study.title, "[study] declared": study.study.declared,
        "[study] groups": "; ".join(each for each in study.study.groups or () if "=" in each),
        "[eligibility]": study.eligibility.words, "[paper]": "; ".join(paper.terms.values()),
    }  # fmt: skip
    return {key: words for key, words in stated.items() if words}


def _numbers_in(words: str) -> str:
    """The numbers that a text says, for whoever looks whether one is a count of people.

    >>> _numbers_in("3 patients of ward 7, 1,204 in all"), _numbers_in("sex: female")
    (' [numbers in it: 3, 7, 1204]', '')
    """
    numbers = ", ".join(dict.fromkeys(numbers_in([words])))
    return f" [numbers in it: {numbers}]" if numbers else ""


def checker_words(results: StudyResults, passed: Passed) -> tuple[str, ...]:
    """What an output checker asks of a release: what it is, how much, which measures were taken, and the attack."""
    it, tables = results.basis, passed.tables
    people = f"{people_text(it.cohort.people)} people"
    split = f"split by {', '.join(map(column_words, tables.joined))}" if tables.joined else "not split by groups"
    outcomes = ", ".join(outcome_label(name) for name in tables.outcomes)
    days = f"{count_text(len(tables.days))} days, {step_words(tables.days)} by {step_words(tables.days)}"
    counts = len(published_counts(tables))
    drawn = sum(1 for _ in results.drawings())
    numbers = ", ".join((
        counted(counts, "rounded count"), counted(len(results.results), "row of results.csv", "rows of results.csv"),
        counted(len(results.files()), "table"), counted(drawn, "figure"),
    ))  # fmt: skip
    taken = "\n".join(f"  - {measure}: {why}" for measure, why, _ in _measures(results, passed))
    return (
        "## For the output checker",
        f"**What:** how many of {people} (rounded) had an outcome or left, up to each of {days}; {split}. Outcomes: "
        f"{outcomes}. All else is a life table of these counts.",
        f"**How many:** {numbers}. Each file that is read is listed in {RESULTS}, to be reviewed; {CHECKSUMS}/ "
        f"has its SHA-256. Two files beside it leave as well: {RESULTS} cannot list itself, and {MANIFEST} has the "
        "SHA-256 of all, these included.",
        f"**Measures** ({DISCLOSURE} says how far each moved a number):\n\n{taken}",
        f"**Names:** {names_words(tables)} Names are as in the records: look whether one says a place or a person.",
        "**The study's own words**, which nobody checked. Look whether one names a place or a person:\n\n"
        + "\n".join(f"  - {key}: {words}{_numbers_in(words)}" for key, words in own_words(it.study).items()),
        f"**Attack:** before it was written, everything here was attacked. {passed.words}",
        "## What is in this folder",
    )


def write_for_checkers(folder: Path, results: StudyResults, passed: Passed) -> None:
    """Write disclosure.csv, results.json and checksums/ of all that lies in the folder."""
    write_csv(measures(results, passed), folder / DISCLOSURE)
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    outputs: dict[str, Any] = {}
    for file in files:
        name = file.as_posix()
        outputs[name] = asdict(Output(name, TYPES.get(file.parts[0], "custom"), passed.words))
    text = json.dumps({"version": LAYOUT, "results": outputs}, indent=2, ensure_ascii=False)
    (folder / RESULTS).write_text(text + "\n", encoding="utf-8")
    for file in files:
        checksum = folder / CHECKSUMS / f"{file.as_posix()}.txt"
        checksum.parent.mkdir(parents=True, exist_ok=True)
        checksum.write_text(digest_of(folder / file), encoding="utf-8")

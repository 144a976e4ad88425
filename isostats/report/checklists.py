"""STROBE, RECORD and RECORD-PE, item by item: answered by what of the report knows it, or left to the authors."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from isostats.analyses.protocol import Table, Text, table_of
from isostats.report.methods import KINDS, beside_words, imputed_beside, terms_of
from isostats.report.page import Section
from isostats.resources import resource
from isostats.version import __version__
from isostats.vocabulary import names as v
from isostats.words.english import column_words
from isostats.words.language import as_translated, translated
from isostats.words.numbers import count_text, counted, stated_percent

if TYPE_CHECKING:
    from isostats.analyses.five_numbers import KeyNumber
    from isostats.analyses.results import StudyResults

FILES = {"STROBE": "strobe.csv", "RECORD-PE": "record_pe.csv"}
OPEN = "for the authors"


@dataclass(frozen=True)
class Item:
    """An item of a checklist: what it asks, in which section of the report the answer stands, and what it says."""

    checklist: str
    item: str
    topic: str
    label: str
    section: str
    answer: str

    @property
    def is_open(self) -> bool:
        """Whether the report does not know it."""
        return not self.section


def checklist_of(results: StudyResults) -> tuple[Item, ...]:
    """Every item, with the section and the number that answer it where the report knows one."""
    made = []
    for name, file in FILES.items():
        lines = resource("data", "reporting", file).read_text(encoding="utf-8").splitlines()
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            asked = row["answered_by"]
            section, answer = ANSWERS[asked](results) if asked else ("", "")
            section, answer = (section, answer) if answer else ("", OPEN)
            made.append(Item(name, row["item"], row["topic"], row["label"], section, answer))
    return tuple(made)


def checklist_frame(items: tuple[Item, ...]) -> pd.DataFrame:
    """The items as they are written to checklist.csv: words in the language spoken now, columns in ours."""
    words = ("topic", "label", "section", "answer")
    rows = [[each.checklist, each.item, *(translated(getattr(each, name)) for name in words)] for each in items]
    return pd.DataFrame(rows, columns=["checklist", "item", *words])


def checklist_table(items: tuple[Item, ...], name: str) -> Table:
    """One checklist as a table."""
    asked = [each for each in items if each.checklist == name]
    still_open = sum(each.is_open for each in asked)
    return table_of(
        f"checklist_{name.lower().replace('-', '_')}",
        f"{name}{' with RECORD' * (name != 'STROBE')}: {counted(len(asked), 'item')}, of which "
        f"{count_text(still_open)} are left to the authors.",
        asked,
        {
            "item": lambda each: as_translated(each.item),  # 1.1 is no number
            "asks": lambda each: each.label,
            "section": lambda each: each.section or "–",
            "answer": lambda each: each.answer,
        },
        stacked=True,
    )


def checklist_section(items: tuple[Item, ...]) -> Section:
    """Both checklists as a section of the page."""
    words = "What the report knows is filled in; the labels are in our words, and the papers have the full text."
    tables = [checklist_table(items, name) for name in FILES]
    return Section("checklist", "Reporting checklists", [Text(words), *tables])


Answered = tuple[str, str]
"""A section of the report, and what it says; without words the item is open."""
METHODS, SUMMARY, WHO, MEANS = "Methods, ready to paste", "Summary", "Who was studied", "What the figures mean"


def _design(it: StudyResults) -> Answered:
    return METHODS, f"A cohort study of {KINDS[it.study.data.kind]}."


def _named(it: StudyResults) -> Answered:
    return METHODS, f"To be named there: a cohort study of {KINDS[it.study.data.kind]}."


def _summary(it: StudyResults) -> Answered:
    return SUMMARY, it["definitions"].value.statements[0].sentence


def _objective(it: StudyResults) -> Answered:
    return MEANS, " ".join(each.estimand.question for each in it["definitions"].value.statements)


def _setting(it: StudyResults) -> Answered:
    return SUMMARY, f"{_first(it).value} people; {_first(it).note}." if _first(it).note else ""


def _period(it: StudyResults) -> Answered:
    period = next((part for part in _first(it).note.split("; ") if "ended" in part), "")
    return SUMMARY, f"{period.capitalize()}; the region is for the authors to name." if period else ""


def _eligibility(it: StudyResults) -> Answered:
    rules = it.cohort.definition.eligibility
    return WHO, f"Eligible: {rules}." if rules else "Everyone with a first course that ended."


def _matching(it: StudyResults) -> Answered:
    return METHODS, "Not applicable: nobody was matched."


def _variables(it: StudyResults) -> Answered:
    return MEANS, f"{counted(len(it.basis.outcomes), 'outcome')} and {counted(len(terms_of(it)), 'term')} are defined."


def _sources(it: StudyResults) -> Answered:
    beside = beside_words(it.records)
    also = f" Read and checked beside them: {beside}." if beside else ""
    return "Provenance", f"{it.records.source}: {KINDS[it.study.data.kind]}, {counted(it.records.rows, 'row')}.{also}"


def _bias(it: StudyResults) -> Answered:
    return SUMMARY, it["definitions"].value.naive or terms_of(it).get(v.NAIVE, "")


def _size(it: StudyResults) -> Answered:
    return WHO, f"{counted(it.cohort.people, 'first course')}: all in the records that were eligible."


def _numbers(it: StudyResults) -> Answered:
    bands = [group for group in it.study.study.groups or () if ":" in group]
    frame = it["characteristics"].value.frame
    by_level = frame[frame["category"] != ""]["column"].nunique()
    shown = f"Table 1: {counted(frame['column'].nunique() - by_level, 'column')} as medians with quartiles"
    table = f"{shown}, {counted(by_level, 'column')} by level."
    return WHO, f"Bands as stated: {'; '.join(bands)}. {table}" if bands else table


def _statistics(it: StudyResults) -> Answered:
    return METHODS, "Kaplan-Meier and Aalen-Johansen with log-log limits; tests and models as named in the section."


def _subgroups(it: StudyResults) -> Answered:
    names = ", ".join(column_words(each) for each in it.groups)
    return "Remission and time to relapse", f"By {names}." if names else ""


def _missing_methods(it: StudyResults) -> Answered:
    sentences = ["Unknown responses are counted in two ways; regression uses people with every predictor recorded."]
    return METHODS, " ".join(filter(None, [*sentences, *imputed_beside(it)]))


def _censoring(it: StudyResults) -> Answered:
    return METHODS, "People who left are censored on their last day; the naive figure stands beside it."


def _sensitivity(it: StudyResults) -> Answered:
    claim = stated_percent(it.study.claim.remission)
    return f"Which definition makes it {claim}?", "Every combination of the definitions in the grid was estimated."


def _flow(it: StudyResults) -> Answered:
    return WHO, f"{counted(it.records.rows, 'row')} read; {counted(it.cohort.people, 'first course')} studied."


def _flow_reasons(it: StudyResults) -> Answered:
    left = sum(each.people for each in it.cohort.left_out)
    eligible = f"{counted(left, 'person', 'people')} not eligible; every" if left else "Every"
    return WHO, f"{eligible} step with its reason is in flow.csv."


def _flow_figure(it: StudyResults) -> Answered:
    return WHO, "The figure flow."


def _characteristics(it: StudyResults) -> Answered:
    return WHO, f"Table 1, {counted(it['characteristics'].value.frame['column'].nunique(), 'column')}."


def _missing(it: StudyResults) -> Answered:
    frame = it["characteristics"].value.frame
    lacking = frame[(frame[v.GROUP] == v.ALL) & (frame["missing"].astype(float) > 0)]["column"].nunique()
    return WHO, f"Table 1: {counted(lacking, 'column')} with people of whom it is not recorded, counted in it."


def _follow_up(it: StudyResults) -> Answered:
    followed = next((part for part in _first(it).note.split("; ") if part.startswith("followed")), "")
    return SUMMARY, f"People were {followed}." if followed else ""


def _events(it: StudyResults) -> Answered:
    events = it.primary.events
    return "Remission and time to relapse", f"{counted(events, 'event')} by the primary horizon; tables have each."


def _estimates(it: StudyResults) -> Answered:
    number = it["five-numbers"].value[1]
    return SUMMARY, f"{number.label}: {number.words}." if number.names else ""


def _key_results(it: StudyResults) -> Answered:
    return SUMMARY, "The three answers, in words, and five numbers."


def _limitations(it: StudyResults) -> Answered:
    return SUMMARY, "To keep in mind, with the naive figure; their direction is for the authors to discuss."


def _cleaning(it: StudyResults) -> Answered:
    findings = [*it.records.findings]
    return "Data quality", f"Checked by rule: {counted(len(findings), 'finding')}."


def _linkage(it: StudyResults) -> Answered:
    tables = sorted({each.step for each in it.records.companions})
    return WHO, f"Tables matched by person, both ways: {', '.join(tables)}." if tables else ""


def _programs(it: StudyResults) -> Answered:
    return "Provenance", f"isostats {__version__}; manifest.json has the study file and the SHA-256 of every file."


def _entry(it: StudyResults) -> Answered:
    rules = len(it.cohort.left_out)
    in_turn = f", by {counted(rules, 'rule')} of eligibility in turn" if rules else ""
    return WHO, f"Each person enters once, with the first course{in_turn}."


def _exposure(it: StudyResults) -> Answered:
    return MEANS, f"A course, from its first to its last covered day: {terms_of(it)['gap rule']}."


def _attribution(it: StudyResults) -> Answered:
    return MEANS, f"Events after day 0, {terms_of(it)['day 0']}, are attributed to the first course."


def _dose(it: StudyResults) -> Answered:
    columns = set(it["characteristics"].value.frame["column"])
    known = [name for name in ("course_days", "dose_mg_per_kg", "daily_mg_per_kg") if name in columns]
    return "Courses and doses", f"Described: {', '.join(map(column_words, known))}." if known else ""


def _comparator(it: StudyResults) -> Answered:
    return METHODS, "No comparator drug: one course is followed, and held against a claimed share."


def _other_drugs(it: StudyResults) -> Answered:
    return MEANS, f"{terms_of(it)['prevention and habit'].capitalize()}."


def _assumptions(it: StudyResults) -> Answered:
    follow_up = terms_of(it).get("follow-up", "")
    return MEANS, f"How people left was examined: {follow_up}." if follow_up else ""


def _confounding(it: StudyResults) -> Answered:
    words = [block.words for block in it["predictors"].blocks if isinstance(block, Text)]
    return "Predictors", words[0] if words and words[0].startswith("Nobody was allotted") else ""


def _first(it: StudyResults) -> KeyNumber:
    number: KeyNumber = it["five-numbers"].value[0]
    return number


ANSWERS: dict[str, Callable[[StudyResults], Answered]] = {
    "design": _design, "named": _named, "summary": _summary, "objective": _objective, "setting": _setting,
    "period": _period,
    "eligibility": _eligibility, "matching": _matching, "variables": _variables, "sources": _sources, "bias": _bias,
    "size": _size, "numbers": _numbers, "statistics": _statistics, "subgroups": _subgroups,
    "missing_methods": _missing_methods, "censoring": _censoring, "sensitivity": _sensitivity, "flow": _flow,
    "flow_reasons": _flow_reasons, "flow_figure": _flow_figure, "characteristics": _characteristics,
    "missing": _missing, "follow_up": _follow_up, v.EVENTS: _events, "estimates": _estimates, "absolute": _estimates,
    "key_results": _key_results, "limitations": _limitations, "cleaning": _cleaning, "linkage": _linkage,
    "programs": _programs, "entry": _entry, "exposure": _exposure, "attribution": _attribution, "dose": _dose,
    "comparator": _comparator, "other_drugs": _other_drugs, "assumptions": _assumptions, "confounding": _confounding,
}  # fmt: skip
"""Who answers an item, by its name in the files of the checklists."""

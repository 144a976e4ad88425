"""The sections of the report: which block stands where, and the sentences between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isostats.report import cautions, tables
from isostats.report.grid_section import grid_sections
from isostats.report.page import Definitions, Heading, Picture, Section, Text
from isostats.report.page_head import estimand_table, follow_up_assumed, naive_label
from isostats.report.pictures import group_picture
from isostats.report.predictors import LABELS
from isostats.report.published_studies import pooled_table
from isostats.report.rule_sentences import pregnancy_sentence
from isostats.report.site_tables import funnel_table
from isostats.report.tables import Table
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words.numbers import counted, in_words

if TYPE_CHECKING:
    import pandas as pd

    from isostats.records import Findings
    from isostats.report.analysis import Analysis
    from isostats.report.published_studies import Beside
    from isostats.study.definitions import OutcomeDefinition


@dataclass(frozen=True)
class Material:
    """What the page is made of: pictures and tables by name, the flow, and where it all came from."""

    pictures: dict[str, Picture]
    tables: dict[str, Table]
    flow: pd.DataFrame
    provenance: tuple[tuple[str, str], ...]
    beside: Beside
    set_aside: str = "set_aside.csv"

    def show(self, *names: str) -> list[Any]:
        """The blocks of these names that exist, pictures before tables."""
        found: list[Any] = [self.pictures[name] for name in names if name in self.pictures]
        return found + [self.tables[name] for name in names if name in self.tables and self.tables[name].body]


def build_tables(analysis: Analysis, beside: Beside, flow: pd.DataFrame) -> dict[str, Table]:
    """Every table of the report, by the name of its file."""
    made = [
        flow_table(flow),
        missing_table(analysis),
        findings_table(analysis),
        estimand_table(analysis),
        tables.remission_table(analysis, naive_label(analysis)),
        tables.group_table(analysis),
        funnel_table(analysis),
        tables.second_course_table(analysis),
        tables.courses_table(analysis),
        tables.gap_table(analysis),
        tables.facts_table(analysis),
        tables.predictor_table(analysis),
        tables.claim_table(analysis),
        pooled_table(analysis, beside),
        tables.published_table(analysis, beside.evidence.studies),
        tables.scorecard_table(analysis),
    ]
    return {table.name: table for table in made}


def sections(analysis: Analysis, material: Material) -> list[Section]:
    """The sections in the order in which a reader asks."""
    by_group = [group_picture(name) for name in analysis.groups]
    show = material.show
    return [
        Section("who", "Who was studied", [*show("flow")]),
        Section("definitions", "What the figures mean", [*show("estimands"), Definitions(definitions(analysis))]),
        Section(
            "remission",
            "Remission and time to relapse",
            [
                *_of_the_rules(analysis),
                *_told(cautions.on_remission(analysis)),
                *show("naive_against_censoring_aware", "remission"),
                *_headed("By first treatment after the course", show("first_treatment")),
                *_headed("By group", show(*by_group, "groups") if by_group else []),
                *_headed("Across sites", _across_sites(analysis, material)),
            ],
        ),
        Section(
            "second-courses",
            "Second courses",
            [
                *_timeline(analysis),
                *_told(cautions.on_second_courses(analysis)),
                *show("second_course", "second_courses", "courses_per_person", "second_courses_by_gap"),
            ],
        ),
        Section("courses", "Courses and doses", [*show("durations_and_doses", "courses_and_doses")]),
        Section(
            "predictors",
            "Predictors",
            [*_told(cautions.on_predictors(analysis)), *_models(analysis), *show("predictors")],
        ),
        Section(
            "claim",
            f"Against the claimed {analysis.study.claim.remission * 100:g}%",
            [*_told(cautions.on_claim(analysis)), *show("against_the_claim"), *_verdicts(analysis)],
        ),
        Section("claims", "The claims, one by one", [*show("scorecard"), *_card_note(analysis)]),
        *grid_sections(analysis, material.pictures),
        Section(
            "published",
            "Published studies beside it",
            [
                Text(material.beside.placement.sentence),
                *show("published_forest", "pooled"),
                *_headed("The other outcomes, and every study with its source", show("published")),
            ],
        ),
        Section("quality", "Data quality", [*_quality(analysis, material.set_aside), *show("data_quality", "missing")]),
        Section("provenance", "Provenance", [Definitions(material.provenance)]),
    ]


def _across_sites(analysis: Analysis, material: Material) -> list[Any]:
    """The funnel with its sentence; fewer than five sites have the sentence alone."""
    if analysis.sites is None:
        return []
    drawn = material.show("funnel") if analysis.sites.enough else []
    return [*_told(cautions.on_sites(analysis)), Text(analysis.sites.sentence), *drawn]


def _told(sentences: tuple[str, ...]) -> list[Text]:
    """Sentences against wrong conclusions, a paragraph each."""
    return [Text(sentence) for sentence in sentences]


def _headed(words: str, blocks: list[Any]) -> list[Any]:
    return [Heading(words), *blocks] if blocks else []


def definitions(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """Every choice behind the figures, in words."""
    study, cohort = analysis.study, analysis.cohort
    terms = [("day 0", cohort.definition.time_zero)]
    terms += [(f"among: {POPULATIONS[name].label}", cohort.population_words(name)) for name in cohort.populations]
    for name in study.study.outcomes:
        told = "" if name in cohort.outcomes else " (these records cannot tell it)"
        terms.append((f"outcome: {OUTCOMES[name].label}", OUTCOMES[name].definition + told))
    level = f"{study.claim.level:.0%}"
    deaths = "death competing" if cohort.deaths else "no deaths recorded"
    terms += [
        ("prevention and habit", cohort.outcome_definition.words),
        ("short antibiotic", _short_antibiotic(cohort.outcome_definition)),
        ("second course", _second_course(cohort.outcome_definition)),
        ("gap rule", "; ".join([cohort.definition.gap_rule, *cohort.definition.notes])),
        (
            "remission",
            f"the probability of being free of the outcome, by Kaplan-Meier with log-log {level} limits; people who "
            "leave the records are censored on their last day, people who die on the day of death",
        ),
        (
            "cumulative incidence",
            f"Aalen-Johansen, exact on tied days, {deaths}; variance by the infinitesimal jackknife",
        ),
        ("ties on a day", "outcome first, then death, then censoring"),
        ("at risk on a day", "people whose last day observed is that day or later"),
        ("naive", _naive(analysis)),
        *_of_follow_up(analysis),
        ("horizons", ", ".join(f"{in_words(day)} (day {day:,})" for day in study.horizons)),
        (
            "end of follow-up",
            f"nothing is quoted where fewer than {study.study.min_at_risk} people are still under observation, with "
            "the outcome or without: n times the reverse Kaplan-Meier curve",
        ),
        (
            "claim",
            f"{study.claim.remission * 100:g}% in remission, agreement within {study.claim.margin * 100:g} points",
        ),
    ]
    return tuple(terms)


def _naive(analysis: Analysis) -> str:
    """What the naive figure is, and called biased only where something is known of who left."""
    words = "the share without a recorded outcome, everyone who left counted as in remission"
    if follow_up_assumed(analysis):
        return f"{words}; with follow-up assumed to the data's last day it rests on the same assumption as Kaplan-Meier"
    if analysis.leaving is not None and analysis.leaving.depends_on_being_well:
        return f"{words}: right only if all of them stayed well"
    return f"{words}: biased"


def _of_follow_up(analysis: Analysis) -> list[tuple[str, str]]:
    """How people were followed, where that is stated or the records call for it."""
    follow_up = analysis.cohort.follow_up
    if follow_up is None or not (follow_up.kind or follow_up.words):
        return []
    stated = "" if follow_up.stated is None else " (stated)"
    return [("follow-up", f"{follow_up.kind or 'not stated'}{stated}. {follow_up.words}".rstrip(". "))]


def _second_course(rules: OutcomeDefinition) -> str:
    """What is needed for a second course, in words."""
    return (
        "the earlier of a new course and isotretinoin for a relapse, dispensed on "
        f"{counted(rules.second_course_fills, 'day')} or for {rules.second_course_days} days at least; it ends the "
        "follow-up of the first"
    )


def _short_antibiotic(rules: OutcomeDefinition) -> str:
    """From which length on an oral antibiotic is treatment of acne."""
    return (
        f"an oral antibiotic counts from {rules.antibiotic_days} days on, summed over fills at most "
        f"{rules.antibiotic_gap_days} days apart; a shorter one is no acne treatment, one of unknown supply is"
    )


def _of_the_rules(analysis: Analysis) -> list[Text]:
    """What a pregnancy does to the primary figure, where one is recorded; the head says what the rules move."""
    horizon = analysis.study.study.primary.horizon_days
    made = [pregnancy_sentence(analysis.cohort, analysis.primary_outcome, horizon_days=horizon)]
    return [Text(sentence) for sentence in made if sentence]


def _timeline(analysis: Analysis) -> list[Text]:
    life = analysis.cohort.timeline
    return [Text(sentence) for sentence in life.sentences(analysis.cohort.outcome_definition)] if life else []


def _verdicts(analysis: Analysis) -> list[Text]:
    horizon = analysis.study.study.primary.horizon_days
    told = [
        analysis.comparisons[name, horizon]
        for name in analysis.study.study.outcomes
        if name in analysis.cohort.outcomes
    ]
    return [Text(comparison.sentence) for comparison in told]


def _card_note(analysis: Analysis) -> list[Text]:
    return [] if analysis.scorecard is None else [Text(analysis.scorecard.note, quiet=True)]


def _models(analysis: Analysis) -> list[Any]:
    """One paragraph a model: who is in it, who was left out and why."""
    blocks: list[Any] = []
    for model in analysis.models:
        name = OUTCOMES[model.outcome].label
        if model.result is None:
            blocks.append(Text(f"No model of {name}: {model.why_not}."))
            continue
        lost = "; ".join(
            f"{LABELS.get(column, column)} not recorded: {number:,}"
            for column, number in model.result.lost.items()
            if number
        )
        left = [f"{model.result.n:,} people and {model.result.events:,} events in the model of {name}"]
        if model.stratum:
            left.append(f"stratified by {model.stratum}")
        if model.not_followed:
            left.append(f"{model.not_followed:,} not followed after it left out")
        left.append(f"left out for a missing value: {lost}" if lost else "no one left out for a missing value")
        blocks.append(Text("; ".join(left) + "." + "".join(f" {note}" for note in model.result.notes)))
    return blocks


def _quality(analysis: Analysis, set_aside: str) -> list[Text]:
    findings = all_findings(analysis)
    errors, warnings = len(findings.errors), len(findings.warnings)
    kind = "course records" if analysis.study.door == "courses" else "dispensings"
    about_rows = [Text(note, quiet=True) for note in getattr(analysis.records, "about_rows", ())]
    if not errors and not warnings:
        text = f"{analysis.records.rows:,} {kind} were read; no rule found anything impossible or unusual."
        return [Text(text), *about_rows]
    text = (
        f"{analysis.records.rows:,} {kind} were read; {counted(errors, 'rule')} found something impossible, "
        f"{warnings:,} something unusual."
    )
    if errors:
        text += (
            f" Patients with impossible records were set aside: {set_aside}, beside this folder, lists their rows and "
            "is not for sharing."
        )
    return [Text(text), *about_rows]


def all_findings(analysis: Analysis) -> Findings:
    """What the checks found, with what the leaving of people says of the follow-up."""
    from isostats.report.job import with_follow_up

    return with_follow_up(analysis.records.findings, analysis.cohort.follow_up)


def findings_table(analysis: Analysis) -> Table:
    """What the checks found, by rule; examples stay with `isostats check`, since a report travels."""
    body = [
        (
            finding.severity,
            finding.rule.replace("_", " "),
            f"{finding.count:,}",
            _without_example(finding),
            finding.advice,
        )
        for finding in all_findings(analysis)
    ]
    return Table(
        "data_quality",
        "Findings by rule. Examples with their rows are printed by isostats check.",
        ("severity", "rule", "count", "what", "what to do"),
        body,
    )


def _without_example(finding: Any) -> str:
    """The message up to its example: no id, row or date of a patient belongs in a report."""
    return str(finding.message).split(" (first:")[0]


def missing_table(analysis: Analysis) -> Table:
    """How many values of each optional column are missing."""
    body = [
        (row["column"], f"{row['missing']:,}", f"{row['share'] * 100:.1f}%")
        for row in analysis.records.missing.to_dict("records")
    ]
    return Table("missing", "Missing values by column, among the rows read.", ("column", "missing", "share"), body)


def flow_table(flow: pd.DataFrame) -> Table:
    """From the rows read to the people studied; nothing is dropped in silence."""
    body = [
        (row["step"], row["reason"] or "–", tables.whole(row["rows"]), tables.whole(row["patients"]))
        for row in flow.to_dict("records")
    ]
    return Table(
        "flow", "From the rows read to the first courses studied.", ("step", "reason", "rows", "patients"), body
    )

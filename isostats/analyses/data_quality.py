"""How good are the records? What the checks found, and what is missing."""

from __future__ import annotations

from isostats.analyses.blocks import Block, Table, Text, texts
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.cohort.leaving import FollowUp
from isostats.records import Findings, Records
from isostats.words.numbers import count_text, counted, percent


def estimate(it: Basis) -> Answer[Findings]:
    """The findings, with what the leaving of people says of the follow-up, and the missing values."""
    assert it.records is not None
    findings = with_follow_up(it.records.findings, it.cohort.follow_up)
    blocks: list[Block] = [Text(_summary(it, it.records, findings))]
    blocks += texts(getattr(it.records, "about_rows", ()), quiet=True)
    return Answer(findings, blocks=(*blocks, _findings_table(findings), _missing_table(it.records)))


def with_follow_up(findings: Findings, follow_up: FollowUp | None) -> Findings:
    """The findings, and what the leaving of people says of the follow-up."""
    from isostats.records import Findings

    of_leaving = follow_up.finding if follow_up is not None else None
    return findings if of_leaving is None else Findings.of([*findings, of_leaving])


def _summary(it: Basis, records: Records, findings: Findings) -> str:
    errors, warnings = len(findings.errors), len(findings.warnings)
    kind = "course records" if it.study.data.kind == "courses" else "dispensings"
    if not errors and not warnings:
        return f"{count_text(records.rows)} {kind} were read; no rule found anything impossible or unusual."
    text = (
        f"{count_text(records.rows)} {kind} were read; {counted(errors, 'rule')} found something impossible, "
        f"{count_text(warnings)} something unusual."
    )
    if not errors:
        return text
    return (
        f"{text} Patients with impossible records were set aside: {it.set_aside}, beside this folder, lists their rows "
        "and is not for sharing."
    )


def _findings_table(findings: Findings) -> Table:
    """What the checks found, by rule; examples stay with `isostats check`, since a report travels."""
    body = [
        (
            each.severity,
            each.rule.replace("_", " "),
            count_text(each.count),
            each.message.split(" (first:")[0],  # no id, row or date of a patient belongs in a report
            each.advice,
        )
        for each in findings
    ]
    return Table(
        "data_quality",
        "Findings by rule. Examples with their rows are printed by isostats check.",
        ("severity", "rule", "count", "what", "what to do"),
        body,
    )


def _missing_table(records: Records) -> Table:
    """How many values of each optional column are missing."""
    body = [
        (each["column"], count_text(each['missing']), percent(each['share']))
        for each in records.missing.to_dict("records")
    ]
    return Table("missing", "Missing values by column, among the rows read.", ("column", "missing", "share"), body)


DATA_QUALITY = Analysis("quality", "Data quality", estimate)

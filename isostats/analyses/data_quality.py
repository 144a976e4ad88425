"""How good are the records? What the checks found, and what is missing."""

from __future__ import annotations

import re

from isostats.analyses.characteristics import Characteristics
from isostats.analyses.choices import unanswered
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Text, table_of, texts
from isostats.cohort.informative_censoring import with_followed
from isostats.records import Findings, Records
from isostats.records.findings import Finding
from isostats.words.numbers import count_text, counted, percent

QUOTED = re.compile(r'"([^"]+)"')


def estimate(it: Basis, characteristics: Answer[Characteristics]) -> Answer[Findings]:
    """The findings, with what following people says of the records, and the missing values."""
    assert it.records is not None
    findings = with_followed(it.records.findings, it.cohort.follow_up, it.cohort.timeline)
    blocks: list[Block] = [Text(_summary(it, it.records, findings))]
    blocks += texts(unanswered(it.study, it.cohort))
    blocks += texts(getattr(it.records, "about_rows", ()), quiet=True)
    blocks.append(
        table_of(
            "data_quality",
            "Findings by rule. Examples with their rows are printed by isostats check.",
            findings,
            {
                "severity": lambda each: each.severity,
                "rule": lambda each: each.rule.replace("_", " "),
                "count": lambda each: count_text(each.count),
                # no id, row or date of a patient belongs in a report, which travels
                "what": lambda each: each.message.split(" (first:")[0],
                "what to do": _without_example,
            },
        )
    )
    blocks.append(
        table_of(
            "missing",
            "Missing values by column, among the rows that were kept. Rows without a relapse, a later treatment or a "
            "death are empty there, and counted as such.",
            it.records.missing.to_dict("records"),
            {
                "column": lambda each: each["column"],
                "missing": lambda each: count_text(each["missing"]),
                "share": lambda each: percent(each["share"]),
            },
        )
    )
    missing = characteristics.value.missing
    if (missing["share"] > 0).any():
        blocks.append(it.figure("missingness", missing, columns_of="Table 1"))
    return Answer(findings, blocks=tuple(blocks))


def _without_example(finding: Finding) -> str:
    """What to do, without the value of the example: somebody may have written a name where a code belongs."""
    return QUOTED.sub(lambda each: '"..."' if each[1] in finding.example else each[0], finding.advice)


def _summary(it: Basis, records: Records, findings: Findings) -> str:
    errors, warnings = len(findings.errors), len(findings.warnings)
    kind = "course records" if it.study.data.kind == "courses" else "dispensings"
    read = f"{count_text(records.rows)} {kind} were read"
    if not errors and not warnings:
        return f"{read}; no rule found anything impossible or unusual."
    text = f"{read}; {counted(errors, 'rule')} found something impossible, {count_text(warnings)} something unusual."
    if not errors:
        return text
    return (
        f"{text} Patients with impossible records were set aside: {it.set_aside}, beside this folder, lists their rows "
        "and is not for sharing."
    )


DATA_QUALITY = Analysis("quality", "Data quality", estimate, needs=("characteristics",))

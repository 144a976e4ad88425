"""Texts that say "hormonal": a contraceptive or an antiandrogen, and the file does not say which."""

from __future__ import annotations

from collections.abc import Mapping

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.codes import code_form
from isostats.records.column_names import Layout
from isostats.records.findings import Finding
from isostats.records.lexicon import distinct
from isostats.records.loaded import Choices
from isostats.records.schema import BLANK, HORMONAL, Column
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text

RULE = "hormonal_unspecified"


def hormonal_findings(
    connection: Engine, table: str, schema: Mapping[str, Column], layout: Layout, choices: Choices
) -> list[Finding]:
    """A warning for every column of treatments in which "hormonal" had to be read as an antiandrogen."""
    findings = []
    for name, position in layout.positions.items():
        if schema[name].type != "code" or v.ANTIANDROGEN not in schema[name].codes:
            continue
        replace = choices.replacing(name)
        texts = [
            text for text in distinct(connection, table, position) if code_form(replace(text).strip(BLANK)) in HORMONAL
        ]
        if not texts:
            continue
        listed = ", ".join(literal(text) for text in texts)
        (count,) = one_row(connection, f"SELECT count(*) FROM {table} WHERE c{position} IN ({listed})")
        findings.append(
            Finding(
                "warning",
                RULE,
                int(count),
                f"{count_text(int(count))} value{'' if count == 1 else 's'} of {name} "
                f"{'says' if count == 1 else 'say'} '{texts[0]}', which may be a contraceptive or an antiandrogen",
                advice="Read as antiandrogen, which counts as systemic treatment. Write antiandrogen or contraceptive; "
                "cyproterone is an antiandrogen, also with estrogen.",
                column=name,
            )
        )
    return findings
